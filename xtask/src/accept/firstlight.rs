//! Acceptance of first light: programs by oxigo alone on the real library and runtime. Each line
//! of the "Done when" is one or more checks here; long parts that have a suite or a
//! command of their own are called. Needs `OXIGO_GOTEST` (folder of the conformance runner) and
//! `OXIGO_EXPERIMENTS` (script of the experiments) for two of them.

pub(super) mod bare;
mod broken;
mod bytes;
mod killed;
mod library;
pub(super) mod torture;

use crate::accept::{self, Check, Choice, Context};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, run};

/// The checks in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check { name: "alone", about: "programs by oxigo alone, no Go tool in reach, none executed", run: bare::programs },
    Check { name: "library", about: "all packages of std compile", run: library::compiles },
    Check { name: "strict", about: "runtime packages: heap variables and barriers are errors", run: library::strict },
    Check { name: "nosplit", about: "no nosplit overflow; longest chains, ours and official", run: library::nosplit },
    Check { name: "init", about: "initialisers do what the official ones do", run: library::initialisers },
    Check { name: "bytes", about: "two builds, 1 and 2 threads, two directories: same bytes", run: bytes::same },
    Check { name: "broken", about: "broken programs: official messages, exit codes, no output", run: broken::programs },
    Check { name: "killed", about: "kill -9 at 50 random moments, then a build: right", run: killed::builds },
    Check {
        name: "large",
        about: "large programs built by oxigo work; cmd/compile makes official objects",
        run: bytes::large,
    },
    Check {
        name: "mixed",
        about: "packages replaced in official builds, alone and all",
        run: |cx| suite(cx, "mixed", &[]),
    },
    Check {
        name: "experiments",
        about: "at least 90 of 147 experiments",
        run: |cx| suite(cx, "experiments", &["count"]),
    },
    Check { name: "conformance", about: "at least 85 % of the visible tests of the language", run: conformance },
    Check { name: "libtests", about: "library tests compiled by us", run: |cx| suite(cx, "libtests", &[]) },
    Check { name: "ratios", about: "builds beside the official ones; cold hello not slower", run: ratios },
    Check {
        name: "torture",
        about: "ten minutes of recursion, tight loops, collection: no fault",
        run: torture::torture,
    },
];

/// Another suite, or some checks of it.
pub(super) fn suite(cx: &Context, name: &str, only: &[&str]) -> Result<String, String> {
    let choice = Choice {
        name: name.to_owned(),
        only: only.iter().map(|s| s.to_string()).collect(),
        again: false,
        release: cx.release,
        go: cx.go.clone(),
        modules: Default::default(),
    };
    let outcomes: Vec<_> = accept::run_suite(&choice)?.into_iter().filter(|o| o.chosen).collect();
    let text = outcomes.iter().map(|o| format!("{}: {}", o.name, o.detail)).collect::<Vec<_>>().join("; ");
    match outcomes.iter().all(|o| o.ok) && !outcomes.is_empty() {
        true => Ok(text),
        false => Err(text),
    }
}

/// `oxigo` with the library of `goroot`, a cache, and nothing else of the environment that
/// programs of Go read.
pub(super) fn oxigo(cx: &Context, args: &[&str]) -> Command {
    let mut command = Command::new(&cx.oxigo);
    testkit::set_environment(&mut command, cx.reference);
    command.args(args).env("GOCACHE", cx.work.join("cache"));
    command
}

/// Builds a program of one file by oxigo.
pub(super) fn built(cx: &Context, source: &Path, exe: &Path) -> Result<(), String> {
    let mut command = oxigo(cx, &["build", "-o"]);
    let done = run(command.arg(exe).arg(source), b"", Duration::from_secs(900));
    if done.ok() { Ok(()) } else { Err(done.summary()) }
}

/// The same by the official command.
fn built_officially(cx: &Context, source: &Path, exe: &Path) -> Result<(), String> {
    let words = ["build", "-o", &exe.to_string_lossy(), &source.to_string_lossy()];
    let done = cx.go("", &words, &cx.work, 900);
    if done.ok() { Ok(()) } else { Err(done.summary()) }
}

fn limited(command: &mut Command, seconds: u64) -> Finished {
    run(command, b"", Duration::from_secs(seconds))
}

/// The conformance runner over all kinds that build and run.
fn conformance(cx: &Context) -> Result<String, String> {
    let folder = std::env::var("OXIGO_GOTEST").map_err(|_| "OXIGO_GOTEST must name the folder of run.py")?;
    let folder = PathBuf::from(folder);
    let mut command = Command::new("python3");
    testkit::set_environment(&mut command, cx.reference);
    command.arg(folder.join("run.py")).arg("--go").arg(&cx.oxigo).arg("--tests").arg(&cx.reference.tests);
    command.arg("--list").arg(folder.join("visible.txt"));
    command.args(["--kind", "run,rundir,runoutput,compile,compiledir,build"]).env("GOCACHE", cx.work.join("cache"));
    let done = limited(command.current_dir(&cx.work), 4 * 3600);
    let text = done.out();
    let failed: Vec<&str> = text.lines().filter(|l| l.starts_with("FAIL ")).collect();
    let passed = text.lines().filter(|l| l.starts_with("ok ")).count();
    let total = passed + failed.len();
    let line = format!("{passed} of {total} pass\n{}", failed.join("\n"));
    match total > 500 && passed * 100 >= total * 85 {
        true => Ok(line.trim_end().to_owned()),
        false => Err(format!("{line}\n{}", done.summary())),
    }
}

/// `bench/build.sh`; the one bar: a cold hello is not slower than the official one.
fn ratios(cx: &Context) -> Result<String, String> {
    if !cx.release {
        return Err("only an optimised binary can be measured: --release".to_owned());
    }
    let script = cx.root.join("bench/build.sh").to_string_lossy().into_owned();
    let done = cx.with_goroot("bash", &[&script, &cx.oxigo.to_string_lossy(), "3"], &cx.work, 3600);
    let text = done.out();
    let cold = text.lines().find(|l| l.starts_with("hello") && l.contains("cold")).map(str::to_owned);
    let ratio = cold.as_deref().and_then(|l| l.split("= ").nth(1)?.split_whitespace().next()?.parse::<f64>().ok());
    match ratio {
        Some(ratio) if ratio <= 1.0 && done.ok() => Ok(text.trim_end().to_owned()),
        _ => Err(format!("{text}{}", done.summary())),
    }
}
