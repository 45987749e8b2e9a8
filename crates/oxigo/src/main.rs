//! The `oxigo` command: the table of subcommands, and the place where exit codes are decided.
//! 0: done; 1: the work failed; 2: the command line was wrong, or oxigo itself failed.

mod build_command;
mod build_flags;
mod called;
mod check;
mod clean_command;
mod compile_command;
#[cfg(not(feature = "official-compiler"))]
mod compiler;
#[cfg(not(feature = "official-compiler"))]
mod compilers;
mod env;
mod export_store;
mod goflags;
mod gojson;
mod goroot;
mod interrupt;
mod list;
mod mixed;
mod official_archives;
#[cfg(feature = "official-compiler")]
mod official_compiler;
mod run_command;
mod sysroot_command;
mod test2json;
mod test_command;
mod tool;
mod toolchain;
mod toolexec;
mod upstream;
mod version;

use called::{Called, called};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// One subcommand.
struct Command {
    name: &'static str,
    summary: &'static str,
    work: Work,
}

/// Who does the work of a command.
enum Work {
    /// We do.
    Ours(fn(&[OsString]) -> ExitCode),
    /// We do, as far as we have what the flags ask for (`upstream::takeover`).
    Shared(fn(&[OsString]) -> ExitCode, &'static build_flags::Command),
    /// The command of that name of the source tree's own `go`, compiled by us.
    Upstream,
}

use Work::{Ours, Shared, Upstream};

const COMMANDS: &[Command] = &[
    Command { name: "bug", summary: "start a bug report", work: Upstream },
    Command {
        name: "build",
        summary: "compile packages and dependencies",
        work: Shared(build_command::run, &build_command::COMMAND),
    },
    Command { name: "check", summary: "find the errors in packages", work: Ours(check::run) },
    Command {
        name: "clean",
        summary: "remove object files and cached files",
        work: Shared(clean_command::run, &clean_command::COMMAND),
    },
    Command { name: "doc", summary: "show documentation for package or symbol", work: Upstream },
    Command { name: "env", summary: "print Go environment information", work: Ours(env::run) },
    Command { name: "fix", summary: "update packages to use new APIs", work: Upstream },
    Command { name: "fmt", summary: "gofmt (reformat) package sources", work: Upstream },
    Command { name: "generate", summary: "generate Go files by processing source", work: Upstream },
    Command { name: "get", summary: "add dependencies to current module and install them", work: Upstream },
    Command { name: "install", summary: "compile and install packages and dependencies", work: Upstream },
    Command { name: "list", summary: "list packages or modules", work: Shared(list::run, &list::COMMAND) },
    Command { name: "mod", summary: "module maintenance", work: Upstream },
    Command {
        name: "run",
        summary: "compile and run Go program",
        work: Shared(run_command::run, &run_command::COMMAND),
    },
    Command {
        name: "sysroot",
        summary: "install, find or verify the Go source tree",
        work: Ours(sysroot_command::run),
    },
    Command { name: "telemetry", summary: "manage telemetry data and settings", work: Upstream },
    Command { name: "test", summary: "test packages", work: Shared(test_command::run, &test_command::COMMAND) },
    Command { name: "tool", summary: "run a tool of the toolchain", work: Ours(tool::run) },
    Command { name: "toolexec", summary: "stand in for tools of the official go command", work: Ours(toolexec::run) },
    Command { name: "version", summary: "print the version", work: Ours(version::run) },
    Command { name: "vet", summary: "report likely mistakes in packages", work: Upstream },
    Command { name: "work", summary: "workspace maintenance", work: Upstream },
];

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    base::bug::install();
    // Checking and compiling walk trees by recursion.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(build::builder::STACK_BYTES).build_global();
    let command = args.first().map(|name| name.to_string_lossy()).unwrap_or_default();
    base::bug::catch(&command, |_| String::new(), || dispatch(&args)).unwrap_or_else(|bug| {
        eprintln!("oxigo: {bug}\n{}", base::bug::REPORT);
        ExitCode::from(2)
    })
}

fn dispatch(args: &[OsString]) -> ExitCode {
    let is_go = match called() {
        Called::Tool(name) => return tool::run_link(&name, args),
        Called::Go => true,
        Called::Oxigo => false,
    };
    let Some((name, rest)) = args.split_first() else {
        return if is_go { upstream::go(args) } else { usage(&mut std::io::stderr(), ExitCode::from(2)) };
    };
    let name = name.to_string_lossy();
    let asks_for_help = matches!(&*name, "help" | "-h" | "--help" | "-help");
    if asks_for_help && (is_go || !rest.is_empty()) {
        return upstream::go(args);
    }
    if asks_for_help {
        return usage(&mut std::io::stdout(), ExitCode::SUCCESS);
    }
    match COMMANDS.iter().find(|c| c.name == name).map(|c| &c.work) {
        Some(Shared(_, command)) if upstream::takeover::takes_over(command, rest) => upstream::go(args),
        Some(Ours(work) | Shared(work, _)) => work(rest),
        Some(Upstream) => upstream::go(args),
        None => {
            let own = called::name();
            eprintln!("{own} {name}: unknown command\nRun '{own} help' for usage.");
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
