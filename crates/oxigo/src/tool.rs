//! `oxigo tool NAME ARGS…`: the table of tools. Each takes its arguments as the official tool
//! of that name does and answers with an exit code.

use std::ffi::OsString;
use std::process::ExitCode;

/// One tool.
struct Tool {
    name: &'static str,
    run: fn(&[OsString]) -> ExitCode,
}

const TOOLS: &[Tool] = &[
    Tool { name: "addr2line", run: objtool::addr2line::run },
    Tool { name: "asm", run: asm::run },
    Tool { name: "buildid", run: objtool::buildid::run },
    Tool { name: "compile", run: crate::compile_command::run },
    Tool { name: "goobj", run: objtool::goobj::run },
    Tool { name: "link", run: link::run },
    Tool { name: "mixed", run: crate::mixed::run },
    Tool { name: "nm", run: objtool::nm::run },
    Tool { name: "objdump", run: objtool::objdump::run },
    Tool { name: "pack", run: objtool::pack::run },
];

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let Some(name) = args.first() else {
        TOOLS.iter().for_each(|t| println!("{}", t.name));
        return ExitCode::SUCCESS;
    };
    let name = name.to_string_lossy();
    match run_tool(&name, &args[1..]) {
        Some(code) => code,
        None => {
            eprintln!("oxigo: no such tool {name:?}");
            ExitCode::from(2)
        }
    }
}

/// Runs tool `name`; `None` when oxigo has none of that name.
pub(crate) fn run_tool(name: &str, args: &[OsString]) -> Option<ExitCode> {
    let tool = TOOLS.iter().find(|t| t.name == name)?;
    Some(crate::version::tool_version(tool.name, args).unwrap_or_else(|| (tool.run)(args)))
}
