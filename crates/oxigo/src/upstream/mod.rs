//! Programs of the Go distribution that oxigo does not have itself: the commands that change and explain
//! modules (all of them `cmd/go`'s), and helper tools. In: a name and arguments. Out: the process
//! becomes that program, which [`programs`] has compiled from the source tree at first use.
//!
//! The program sees a view of the tree ([`view`]) as `GOROOT`: whatever it runs from there, `bin/go`,
//! the compiler or `vet`, is this binary again, so that programs of an installed Go take no part.

pub(crate) mod download;
pub(crate) mod named;
pub(crate) mod programs;
pub(crate) mod takeover;
pub(crate) mod toolchain;
pub(crate) mod view;

use programs::Program;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Hands a whole command line to the library's own `go` command.
pub(crate) fn go(args: &[OsString]) -> ExitCode {
    run("go", args)
}

/// The same, and the tools are the tree's own, too (see [`toolchain`]), perhaps with cgo whatever the default is.
pub(crate) fn go_with_its_tools(args: &[OsString], with_c: bool) -> ExitCode {
    let variables = if with_c { toolchain::WITH_C } else { &toolchain::WITH_C[..1] };
    let reason = become_with("go", args, variables);
    eprintln!("{}: {reason}", crate::called::name());
    ExitCode::FAILURE
}

/// Hands the arguments of one of our commands to the command of that name of the library's `go`.
pub(crate) fn go_command(name: &str, args: &[OsString]) -> ExitCode {
    let words: Vec<OsString> = std::iter::once(OsString::from(name)).chain(args.iter().cloned()).collect();
    go(&words)
}

/// Becomes a program.
pub(crate) fn run(name: &str, args: &[OsString]) -> ExitCode {
    let reason = become_program(name, args);
    eprintln!("{}: {reason}", crate::called::name());
    ExitCode::FAILURE
}

/// The same; comes back only with the reason why it cannot be.
pub(crate) fn become_program(name: &str, args: &[OsString]) -> String {
    become_with(name, args, &[])
}

/// The same with variables.
pub(crate) fn become_with(name: &str, args: &[OsString], variables: &[(&str, &str)]) -> String {
    match command(name) {
        Ok(mut command) => {
            command.envs(variables.iter().copied());
            if name == "go" {
                named::keep_root(&mut command, args);
            }
            let error = command.args(args).exec();
            format!("{}: {error}", command.get_program().to_string_lossy())
        }
        Err(reason) => reason,
    }
}

/// A command that runs a program in its environment. The error is a line without prefix.
pub(crate) fn command(name: &str) -> Result<Command, String> {
    let program = Program::named(name).ok_or_else(|| format!("no such program {name:?}"))?;
    let tree = crate::goroot::ready();
    let hollow = tree.as_ref().err().and_then(crate::goroot::hollow).map(Path::to_owned);
    let tree = if hollow.is_some() { crate::goroot::unnamed() } else { tree };
    let root = view::of(&tree.map_err(|e| e.to_string())?.root).map_err(|e| e.to_string())?;
    let file = programs::ready(&root, program)?;
    Ok(in_environment(file, hollow.unwrap_or(root)))
}

/// What a program prints on standard output, run in a folder. The error is what it has printed, or why it
/// could not be run.
pub(crate) fn tool_output(name: &str, dir: &Path, args: &[String]) -> Result<Vec<u8>, String> {
    let mut command = command(name).map_err(|why| format!("{name}: {why}\n"))?;
    let output = command.args(args).current_dir(dir).env("PWD", dir).stdin(Stdio::null()).output();
    let output = output.map_err(|e| format!("{name}: {e}\n"))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            let ending = crate::run_command::ending(output.status);
            Err(if said.is_empty() { format!("{name}: {ending}\n") } else { said })
        }
    }
}

/// Compiles all programs that are not there yet.
pub(crate) fn compile_all() -> Result<(), String> {
    programs::PROGRAMS.iter().try_for_each(|p| command(p.name).map(|_| ()))
}

/// A command with the variables that programs of the tree depend on. Another release is never switched
/// to unless the user asks for one, and C is compiled only if asked for, as in builds of ours.
fn in_environment(file: PathBuf, root: PathBuf) -> Command {
    let mut command = Command::new(file);
    command.env("GOROOT", root);
    for (name, default) in [("GOTOOLCHAIN", "local"), ("CGO_ENABLED", "0")] {
        if std::env::var_os(name).is_none_or(|v| v.is_empty()) {
            command.env(name, default);
        }
    }
    command
}
