//! The `oxigo` command: the table of subcommands, and the place where exit codes are decided.
//! 0: done; 1: the work failed; 2: the command line was wrong; 3: oxigo itself failed.

#![warn(clippy::disallowed_methods)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests look at what they made"))]

#[expect(clippy::disallowed_methods, reason = "it says which process asks, which is part of the request")]
mod answer;
mod build_command;
mod build_flags;
mod called;
mod check;
mod choice;
#[expect(clippy::disallowed_methods, reason = "no build")]
mod clean_command;
#[expect(clippy::disallowed_methods, reason = "a tool reads what its command line names")]
mod compile_command;
#[cfg(not(feature = "official-compiler"))]
mod compiler;
#[cfg(not(feature = "official-compiler"))]
mod compilers;
mod env;
#[expect(clippy::disallowed_methods, reason = "nothing is answered from what it saw")]
mod explore_build;
#[cfg(not(feature = "official-compiler"))]
#[expect(clippy::disallowed_methods, reason = "nothing is answered from what it saw")]
mod explore_command;
#[cfg(not(feature = "official-compiler"))]
mod explore_log;
mod explore_page;
#[expect(clippy::disallowed_methods, reason = "nothing is answered from what it saw")]
mod explore_trace;
mod export_store;
#[expect(clippy::disallowed_methods, reason = "no build")]
mod generate_command;
mod goflags;
mod gojson;
mod goroot;
mod help;
#[expect(clippy::disallowed_methods, reason = "it reads this binary, which is part of the request")]
mod identity;
mod interrupt;
mod list;
#[expect(clippy::disallowed_methods, reason = "a tool reads what its command line names")]
mod mixed;
#[expect(clippy::disallowed_methods, reason = "it reads what this build has made")]
mod official_archives;
#[cfg(feature = "official-compiler")]
#[expect(clippy::disallowed_methods, reason = "a tool reads what its command line names")]
mod official_compiler;
#[expect(clippy::disallowed_methods, reason = "it keeps what led to a bug, and reads it again")]
mod reproducer;
mod run_command;
#[expect(clippy::disallowed_methods, reason = "no build")]
mod sysroot_command;
mod test2json;
#[expect(clippy::disallowed_methods, reason = "tests have no answers yet")]
mod test_command;
mod tool;
mod toolchain;
#[expect(clippy::disallowed_methods, reason = "a tool reads what its command line names")]
mod toolexec;
mod upstream;
mod version;
mod why_built;

use called::{Called, called};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use upstream::takeover::{self, Carrier};

/// Builds allocate and free many small values on several threads; the system's allocator took a quarter of their time.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// One subcommand.
struct Command {
    name: &'static str,
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
    Command { name: "bug", work: Upstream },
    Command { name: "build", work: Shared(build_command::run, &build_command::COMMAND) },
    Command { name: "check", work: Ours(check::run) },
    Command { name: "clean", work: Shared(clean_command::run, &clean_command::COMMAND) },
    Command { name: "completion", work: Ours(help::complete::run) },
    Command { name: "doc", work: Upstream },
    Command { name: "env", work: Ours(env::run) },
    #[cfg(not(feature = "official-compiler"))]
    Command { name: "explore", work: Ours(explore_command::run) },
    Command { name: "fix", work: Upstream },
    Command { name: "fmt", work: Upstream },
    Command { name: "generate", work: Shared(generate_command::run, &generate_command::COMMAND) },
    Command { name: "get", work: Upstream },
    Command { name: "install", work: Upstream },
    Command { name: "list", work: Shared(list::run, &list::COMMAND) },
    Command { name: "mod", work: Upstream },
    Command { name: "run", work: Shared(run_command::run, &run_command::COMMAND) },
    Command { name: "sysroot", work: Ours(sysroot_command::run) },
    Command { name: "telemetry", work: Upstream },
    Command { name: "test", work: Shared(test_command::run, &test_command::COMMAND) },
    Command { name: "tool", work: Ours(tool::run) },
    Command { name: "toolexec", work: Ours(toolexec::run) },
    Command { name: "version", work: Ours(version::run) },
    Command { name: "vet", work: Upstream },
    Command { name: "work", work: Upstream },
];

/// Commands for which the release that is used is chosen and made ready first. Those that change modules are not among
/// them, since a wrong `go.mod` must not keep them from putting it right.
const USE_THE_LIBRARY: &[&str] =
    &["build", "check", "clean", "doc", "env", "generate", "install", "list", "run", "test", "version", "vet"];

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().skip(1).collect();
    if answer::is_known(&args) {
        return ExitCode::SUCCESS;
    }
    base::bug::install();
    // Checking and compiling walk trees by recursion.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(build::builder::STACK_BYTES).build_global();
    let command = args.first().map(|name| name.to_string_lossy()).unwrap_or_default();
    base::bug::catch(&command, |_| String::new(), || dispatch(&args)).unwrap_or_else(|bug| {
        eprintln!("oxigo: {bug}\n{}", base::bug::REPORT);
        ExitCode::from(base::bug::EXIT_CODE)
    })
}

fn dispatch(args: &[OsString]) -> ExitCode {
    let is_go = match called() {
        Called::Tool(name) => return tool::run_link(&name, args),
        Called::Go => true,
        Called::Oxigo => false,
    };
    let Some((name, rest)) = args.split_first() else {
        return if is_go { upstream::go(args) } else { usage() };
    };
    let name = name.to_string_lossy();
    let asks_for_help = matches!(&*name, "help" | "-h" | "--help" | "-help");
    if asks_for_help {
        return if is_go { upstream::go(args) } else { help::run(rest) };
    }
    if USE_THE_LIBRARY.contains(&&*name) {
        match choice::settle(rest) {
            Ok(true) if name != "check" => return upstream::go(args),
            Ok(_) => {}
            Err(why) => {
                eprintln!("{why}");
                return ExitCode::FAILURE;
            }
        }
    }
    match COMMANDS.iter().find(|c| c.name == name).map(|c| &c.work) {
        Some(Ours(work)) => work(rest),
        Some(Shared(work, command)) => carry_out(takeover::carrier(command, rest), args, *work),
        Some(Upstream) => carry_out(takeover::carrier_of_upstreams(&name, rest), args, upstream::go),
        None => {
            let own = called::name();
            // What the official command prints has to stay as it is where it is expected.
            let meant = if is_go { String::new() } else { help::meant(&name, command_names()) };
            eprintln!("{own} {name}: unknown command{}\nRun '{own} help' for usage.", meant.replace(" Did", ". Did"));
            ExitCode::from(2)
        }
    }
}

/// Has a command line carried out. `work` is ours, given what follows the command's name.
fn carry_out(carrier: Carrier, args: &[OsString], work: fn(&[OsString]) -> ExitCode) -> ExitCode {
    match carrier {
        Carrier::Us => work(&args[1..]),
        Carrier::Upstream => upstream::go(args),
        Carrier::UpstreamTools => upstream::go_with_its_tools(args, false),
        Carrier::UpstreamWithC => upstream::go_with_its_tools(args, true),
    }
}

/// The list of commands, for whoever names none.
fn usage() -> ExitCode {
    let _ = std::io::stderr().write_all(help::overview().as_bytes());
    ExitCode::from(2)
}

/// The commands for which we parse flags ourselves, with these flags.
#[cfg(test)]
fn shared_commands() -> impl Iterator<Item = (&'static str, &'static build_flags::Command)> {
    COMMANDS.iter().filter_map(|c| match c.work {
        Shared(_, command) => Some((c.name, command)),
        _ => None,
    })
}

/// All commands, in order.
fn command_names() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|c| c.name)
}
