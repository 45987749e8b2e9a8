//! `oxigo run [build flags] package [arguments…]`: builds a program in the work directory and runs
//! it. The program gets this process's input, output and arguments; if it fails, the command
//! says how and ends with 1. Authority: `go help run`, GOROOT `cmd/go/internal/run/run.go`.

use crate::build_flags::{BuildFlags, Command, Refused};
use crate::toolchain::InProcess;
use base::goflag::Shape;
use build::Stamping;
use build::pkgflags::split_quoted;
use build::{Builder, Goal, Graph, PackageId};
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::{ExitCode, ExitStatus};

pub(crate) const COMMAND: Command =
    Command { usage: "oxigo run [build flags] [-exec xprog] package [arguments...]", flags: &[("exec", Shape::Value)] };

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match build_and_run(args) {
        Ok(code) => code,
        Err(refused) => refused.report(),
    }
}

fn build_and_run(args: &[OsString]) -> Result<ExitCode, Refused> {
    let mut flags = BuildFlags::parse(&COMMAND, args)?;
    flags.options.omit_debug = true;
    if flags.options.buildvcs == Stamping::Auto {
        flags.options.buildvcs = Stamping::Never;
    }
    let count = flags.rest.iter().take_while(|a| a.ends_with(".go")).count().max(usize::from(!flags.rest.is_empty()));
    let (patterns, args) = flags.rest.split_at(count);
    if patterns.is_empty() {
        return Err(Refused::failed("go: no go files listed"));
    }
    if let Some(test) = patterns.iter().find(|p| p.ends_with("_test.go")) {
        return Err(Refused::failed(format!("go: cannot run *_test.go files ({test})")));
    }
    for file in patterns.iter().filter(|p| p.ends_with(".go")) {
        let path = build::gomod::join(&flags.options.cwd, file);
        base::seen::kind(&path).map_err(|e| Refused::failed(build::io_text("stat", Path::new(file), &e)))?;
    }
    let graph = ManuallyDrop::new(crate::build_command::load(&flags, patterns)?);
    let program = only_program(&graph, &patterns[0]).map_err(|why| match graph.roots.is_empty() {
        true => Refused::failed(why),
        false => flags.explained(why),
    })?;
    // The process ends soon: nothing large is taken apart before.
    let toolchain = ManuallyDrop::new(InProcess::new(&graph, &flags.options));
    let builder = Builder::new(&graph, &flags.options, &*toolchain).map_err(Refused::failed)?;
    let guard = crate::interrupt::on_signals(&builder);
    let name = match graph.packages[program].import_path == build::package::COMMAND_LINE {
        true => builder.program_name(program),
        false => graph.packages[program].import_path.rsplit('/').next().unwrap_or_default().to_owned(),
    };
    let results = builder.run(&[(program, Goal::Run(name))]);
    let code = match results.program(program) {
        Some(file) => {
            guard.leave_to_program();
            execute(&flags, &builder, file, args)
        }
        None => Ok(ExitCode::FAILURE),
    };
    builder.close();
    code
}

fn only_program(graph: &Graph, pattern: &str) -> Result<PackageId, String> {
    match graph.roots[..] {
        [] => Err(format!("go: no packages loaded from {pattern}")),
        [id] if graph.packages[id].name == "main" => Ok(id),
        [id] => Err(format!("package {} is not a main package", graph.packages[id].import_path)),
        _ => {
            let names: Vec<&str> = graph.roots.iter().map(|id| &*graph.packages[*id].import_path).collect();
            Err(format!("go: pattern {pattern} matches multiple packages:\n\t{}", names.join("\n\t")))
        }
    }
}

/// Runs the program and waits for it.
fn execute(flags: &BuildFlags, builder: &Builder<'_>, file: &Path, args: &[String]) -> Result<ExitCode, Refused> {
    let mut words = split_quoted(flags.own("exec").unwrap_or_default()).map_err(Refused::failed)?;
    words.push(file.to_string_lossy().into_owned());
    words.extend(args.iter().cloned());
    builder.show(&words.join(" "));
    if flags.options.dry {
        return Ok(ExitCode::SUCCESS);
    }
    let status = std::process::Command::new(&words[0]).args(&words[1..]).status();
    let status =
        status.map_err(|e| Refused::failed(format!("go: {}", build::io_text("fork/exec", Path::new(&words[0]), &e))));
    match status {
        Ok(status) if status.success() => Ok(ExitCode::SUCCESS),
        Ok(status) => {
            eprintln!("{}", ending(status));
            Ok(ExitCode::FAILURE)
        }
        Err(refused) => {
            refused.report();
            Ok(ExitCode::FAILURE)
        }
    }
}

/// How a program ended, in Go's words.
pub(crate) fn ending(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (None, Some(signal)) => {
            let dumped = if status.core_dumped() { " (core dumped)" } else { "" };
            format!("signal: {}{dumped}", signal_name(signal))
        }
        (None, None) => "exit status unknown".to_owned(),
    }
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        10 => "user defined signal 1",
        11 => "segmentation fault",
        12 => "user defined signal 2",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        n => return format!("signal {n}"),
    };
    name.to_owned()
}
