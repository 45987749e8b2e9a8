//! `oxigo tool [-n] [NAME ARGS…]`: the table of tools. Each takes its arguments as the official tool
//! of that name does and answers with an exit code. Tools that oxigo does not have itself are
//! programs of the source tree (`upstream`). Authority: GOROOT `cmd/go/internal/tool/tool.go`.

use crate::upstream::programs::{PROGRAMS, Program};
use crate::upstream::toolchain;
use base::goflag::{Shape, parse};
use std::ffi::OsString;
use std::process::ExitCode;
use target::{Refusal, Settings, Target};

/// One tool.
struct Tool {
    name: &'static str,
    /// Whether an installed Go has a tool of that name.
    installed: bool,
    run: Run,
}

/// How a tool is called.
enum Run {
    /// With arguments.
    Any(fn(&[OsString]) -> ExitCode),
    /// It makes code for a target, which the environment says.
    For(fn(&[OsString], &Target) -> ExitCode),
}

const TOOLS: &[Tool] = &[
    Tool { name: "addr2line", installed: true, run: Run::Any(objtool::addr2line::run) },
    Tool { name: "asm", installed: true, run: Run::For(assemble) },
    Tool { name: "buildid", installed: true, run: Run::Any(objtool::buildid::run) },
    Tool { name: "compile", installed: true, run: Run::For(crate::compile_command::run) },
    Tool { name: "goobj", installed: false, run: Run::Any(objtool::goobj::run) },
    Tool { name: "link", installed: true, run: Run::For(link) },
    Tool { name: "mixed", installed: false, run: Run::Any(crate::mixed::run) },
    Tool { name: "nm", installed: true, run: Run::Any(objtool::nm::run) },
    Tool { name: "objdump", installed: true, run: Run::Any(objtool::objdump::run) },
    Tool { name: "pack", installed: true, run: Run::Any(objtool::pack::run) },
    Tool { name: "replay", installed: false, run: Run::Any(crate::reproducer::replay) },
    Tool { name: "test2json", installed: true, run: Run::Any(crate::test2json::run) },
];

impl Tool {
    fn run(&self, args: &[OsString]) -> ExitCode {
        match self.run {
            Run::Any(run) => run(args),
            Run::For(_) if toolchain::is_chosen(&Settings::of_process()) => crate::upstream::run(self.name, args),
            Run::For(run) => match target() {
                Ok(target) => run(args, &target),
                Err(refusal) => {
                    eprintln!("{}: {}", self.name, refusal.0);
                    ExitCode::from(2)
                }
            },
        }
    }
}

/// What the environment says that code is made for.
pub(crate) fn target() -> Result<Target, Refusal> {
    let settings = Settings::of_process();
    let version = crate::goroot::version(&settings);
    let target = Target::read(&settings, &version)?;
    target.check().map(|()| target)
}

fn assemble(args: &[OsString], target: &Target) -> ExitCode {
    asm::run(args, &asm::command::Environment::of_process(target))
}

fn link(args: &[OsString], target: &Target) -> ExitCode {
    link::run(args, &link::flags::Environment::of_process(target))
}

/// Names of the tools that an installed Go has, in order.
pub(crate) fn installed() -> impl Iterator<Item = &'static str> {
    let ours = TOOLS.iter().filter(|t| t.installed).map(|t| t.name);
    let mut names: Vec<&str> = ours.chain(PROGRAMS.iter().filter(|p| p.is_tool).map(|p| p.name)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

/// Whether a link of this name stands for a tool or a program.
pub(crate) fn is_link(name: &str) -> bool {
    name == "gofmt" || installed().any(|n| n == name)
}

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let (flags, rest) = match parse(&[("n", Shape::Bool), ("C", Shape::Value)], args) {
        Ok(parsed) => parsed,
        Err(_) => return crate::upstream::go_command("tool", args),
    };
    let Some((name, rest)) = rest.split_first() else {
        installed().for_each(|name| println!("{name}"));
        return ExitCode::SUCCESS;
    };
    match name.to_str().filter(|_| flags.is_empty()).and_then(|name| run_tool(name, rest)) {
        Some(code) => code,
        None => crate::upstream::go_command("tool", args),
    }
}

/// Runs tool `name`; `None` when there is none of that name.
pub(crate) fn run_tool(name: &str, args: &[OsString]) -> Option<ExitCode> {
    if let Some(tool) = TOOLS.iter().find(|t| t.name == name) {
        return Some(crate::version::tool_version(tool.name, args).unwrap_or_else(|| tool.run(args)));
    }
    Program::named(name).filter(|p| p.is_tool).map(|p| crate::upstream::run(p.name, args))
}

/// What a link of this name does.
pub(crate) fn run_link(name: &str, args: &[OsString]) -> ExitCode {
    run_tool(name, args).unwrap_or_else(|| crate::upstream::run(name, args))
}
