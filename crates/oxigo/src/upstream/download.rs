//! Modules that a build needs and that are not in the module cache. The source tree's own `go` fetches them,
//! by the rules of `GOPROXY`, `GOSUMDB`, `go.sum` and `-mod`; it says so (`go: downloading …`), and why it
//! cannot be done.

use crate::build_flags::BuildFlags;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// How lines begin that say what is being done, and that nobody says again who finds the module there.
const PROGRESS: &str = "go: downloading ";

/// Lets upstream load packages, which fetches what is missing. The error is what it says.
pub(crate) fn packages(flags: &BuildFlags, patterns: &[String], tests: bool) -> Result<(), String> {
    let mut command = super::command("go")?;
    command.args(["list", "-deps", "-f="]);
    for (name, is_on) in [("-e", flags.is_on("e")), ("-test", tests), ("-modcacherw", flags.modcacherw)] {
        command.args(is_on.then_some(name));
    }
    if !flags.module_mode.is_empty() {
        command.arg(format!("-mod={}", flags.module_mode));
    }
    if !flags.options.tags.is_empty() {
        command.arg(format!("-tags={}", flags.options.tags.join(",")));
    }
    command.arg("--").args(patterns).current_dir(&flags.options.cwd).env("PWD", &flags.options.cwd);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let failed = |e: std::io::Error| format!("go: {e}");
    let mut child = command.spawn().map_err(failed)?;
    let mut said = Vec::new();
    for line in child.stderr.take().map(BufReader::new).into_iter().flat_map(BufRead::lines) {
        let line = line.map_err(failed)?;
        match line.starts_with(PROGRESS) {
            true => eprintln!("{line}"),
            false => said.push(line),
        }
    }
    if !child.wait().map_err(failed)?.success() {
        return Err(said.join("\n"));
    }
    said.iter().for_each(|line| eprintln!("{line}"));
    Ok(())
}
