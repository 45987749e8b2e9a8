//! The experiments of the project with `oxigo` as the toolchain, nothing official beside it: each
//! part of them by itself, then how many pass in all. The source tree has neither `bin` nor
//! `pkg/tool`, so that no official program can help.

use crate::accept::{Check, Context};
use std::process::Command;
use std::time::Duration;
use testkit::run;

/// The checks.
pub const CHECKS: &[Check] = &[
    Check { name: "build", about: "the build, step by step", run: |cx| part(cx, "E0*,E1[0-9],E2[0-9],E30,E39") },
    Check {
        name: "file",
        about: "the executable file, and how it starts",
        run: |cx| part(cx, "E3[1-8],E4*,E5*,E146,E147,E148"),
    },
    Check { name: "code", about: "debuggers, calling conventions", run: |cx| part(cx, "E6*,E7*,E8*") },
    Check { name: "objects", about: "objects and tools", run: |cx| part(cx, "E9*,E10[0-8]") },
    Check { name: "assembly", about: "assembly", run: |cx| part(cx, "E109,E11*,E12*,E13*,E140") },
    Check { name: "language", about: "what programs do", run: |cx| part(cx, "E141,E142,E143,E144,E145") },
    Check { name: "count", about: "at least 90 of all experiments pass", run: count },
];

fn script(cx: &Context, only: &str) -> Result<String, String> {
    let script = std::env::var("OXIGO_EXPERIMENTS")
        .map_err(|_| "OXIGO_EXPERIMENTS must name the script `run` of the experiments")?;
    let mut command = Command::new("python3");
    command.args([&script, "--go", &cx.oxigo.to_string_lossy(), "--only", only]).env_remove("GOROOT");
    let done = run(command.current_dir(&cx.work), b"", Duration::from_secs(3600));
    let text = done.out();
    match text.lines().last().is_some_and(|l| l.contains(" passed")) {
        true => Ok(text),
        false => Err(done.summary()),
    }
}

fn part(cx: &Context, only: &str) -> Result<String, String> {
    let text = script(cx, only)?;
    let bad: Vec<&str> = text.lines().filter(|l| l.contains(" FAIL ")).collect();
    let total = text.lines().last().unwrap_or_default();
    if bad.is_empty() { Ok(total.to_owned()) } else { Err(format!("{total}\n{}", bad.join("\n"))) }
}

fn count(cx: &Context) -> Result<String, String> {
    const WANTED: usize = 90;
    let text = script(cx, "*")?;
    let passed = text.lines().filter(|l| l.split_whitespace().nth(1) == Some("ok")).count();
    let total = text.lines().last().unwrap_or_default().to_owned();
    if passed >= WANTED { Ok(total) } else { Err(format!("{total}; {WANTED} are wanted")) }
}
