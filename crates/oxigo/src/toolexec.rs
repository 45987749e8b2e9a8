//! `oxigo toolexec TOOL ARGS…`, for `go build -toolexec 'oxigo toolexec'`: the tools named in
//! `OXIGO_TOOLS` (a list like `link,asm`) are ours, the others are executed as given.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let Some((program, rest)) = args.split_first() else {
        eprintln!("usage: oxigo toolexec TOOL [arguments]");
        return ExitCode::from(2);
    };
    let name = Path::new(program).file_name().unwrap_or_default().to_string_lossy();
    if chosen().iter().any(|t| *t == *name) {
        return crate::tool::run_tool(&name, rest).unwrap_or_else(|| {
            eprintln!("oxigo: OXIGO_TOOLS names {name:?}, which oxigo does not have");
            ExitCode::from(2)
        });
    }
    let error = Command::new(program).args(rest).exec();
    eprintln!("oxigo: {}: {error}", program.to_string_lossy());
    ExitCode::FAILURE
}

/// The tools that `OXIGO_TOOLS` names.
fn chosen() -> Vec<String> {
    let list = std::env::var("OXIGO_TOOLS").unwrap_or_default();
    list.split(',').map(|t| t.trim().to_string()).filter(|t| !t.is_empty()).collect()
}
