//! The `oxigo` command: the table of subcommands, and the place where exit codes are decided.
//! 0: done; 1: the work failed; 2: the command line was wrong, or oxigo itself failed.

mod build_command;
mod build_flags;
mod check;
mod clean_command;
mod compile_command;
#[cfg(not(feature = "official-compiler"))]
mod compiler;
mod env;
mod exported;
mod goroot;
mod interrupt;
mod list;
mod mixed;
#[cfg(feature = "official-compiler")]
mod official_compiler;
mod run_command;
mod sysroot_command;
mod tool;
mod toolchain;
mod toolexec;
mod version;

use std::ffi::OsString;
use std::io::Write;
use std::panic;
use std::process::ExitCode;

/// One subcommand.
struct Command {
    name: &'static str,
    summary: &'static str,
    run: fn(&[OsString]) -> ExitCode,
}

const COMMANDS: &[Command] = &[
    Command { name: "build", summary: "compile packages and dependencies", run: build_command::run },
    Command { name: "check", summary: "find the errors in packages", run: check::run },
    Command { name: "clean", summary: "remove object files and cached files", run: clean_command::run },
    Command { name: "env", summary: "print Go environment information", run: env::run },
    Command { name: "list", summary: "list packages or modules", run: list::run },
    Command { name: "run", summary: "compile and run Go program", run: run_command::run },
    Command { name: "sysroot", summary: "install, find or verify the Go source tree", run: sysroot_command::run },
    Command { name: "tool", summary: "run a tool of the toolchain", run: tool::run },
    Command { name: "toolexec", summary: "stand in for tools of the official go command", run: toolexec::run },
    Command { name: "version", summary: "print the version", run: version::run },
];

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    panic::set_hook(Box::new(|_| {}));
    // Checking and compiling walk trees by recursion.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(build::builder::STACK_BYTES).build_global();
    match panic::catch_unwind(|| dispatch(&args)) {
        Ok(code) => code,
        Err(payload) => internal_error(payload.as_ref()),
    }
}

fn dispatch(args: &[OsString]) -> ExitCode {
    let Some(name) = args.first().and_then(|a| a.to_str()) else {
        return usage(&mut std::io::stderr(), ExitCode::from(2));
    };
    if matches!(name, "help" | "-h" | "--help" | "-help") {
        return usage(&mut std::io::stdout(), ExitCode::SUCCESS);
    }
    match COMMANDS.iter().find(|c| c.name == name) {
        Some(command) => (command.run)(&args[1..]),
        None => {
            eprintln!("oxigo {name}: unknown command\nRun 'oxigo help' for usage.");
            ExitCode::from(2)
        }
    }
}

/// Prints the list of subcommands.
fn usage(out: &mut dyn Write, code: ExitCode) -> ExitCode {
    let mut text = String::from(
        "oxigo is a toolchain for Go 1.23 programs.\n\nUsage:\n\n\toxigo <command> [arguments]\n\nThe commands are:\n\n",
    );
    COMMANDS.iter().for_each(|c| text.push_str(&format!("\t{:<12}{}\n", c.name, c.summary)));
    let _ = out.write_all(text.as_bytes());
    code
}

/// A bug of oxigo: what the panic said, and where to turn.
fn internal_error(payload: &(dyn std::any::Any + Send)) -> ExitCode {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
    eprintln!(
        "oxigo: internal error: {text}\nThis is a bug in oxigo; please report it with the command that led here."
    );
    ExitCode::from(2)
}
