//! Acceptance of a release of Go: `cargo xtask accept release --go 1.24.11`. Its table is what its sources say; its
//! library and commands check and compile; programs run and behave as official ones; its official archives linked by
//! us are the official executables; its assembly is the official one; packages of ours take part in official builds;
//! its own tests of the language pass.

use crate::accept::firstlight::{self, bare, torture};
use crate::accept::{Check, Context, assembler, linker};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, run};

/// The checks in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check { name: "facts", about: "the table of the release is what its sources say", run: facts },
    Check { name: "checked", about: "std and cmd check without errors", run: checked },
    Check { name: "compiled", about: "std and cmd compile", run: compiled },
    Check { name: "programs", about: "programs by oxigo alone behave like official ones", run: bare::programs },
    Check { name: "features", about: "what newer releases brought behaves as officially", run: features },
    Check { name: "links", about: "official archives linked by us are the official executables", run: linker::differ },
    Check {
        name: "assembly",
        about: "test binaries of packages with assembly have the official .text",
        run: assembler::text,
    },
    Check {
        name: "mixed",
        about: "packages of ours in official builds",
        run: |cx| firstlight::suite(cx, "mixed", &[]),
    },
    Check { name: "language", about: "the release's own tests of the language", run: language },
    Check { name: "torture", about: "recursion, tight loops, collection: no fault", run: torture::torture },
];

/// Kinds of tests in the order of their weight; all that the runner knows to judge without a listing.
const KINDS: &str = "run,rundir,runoutput,compile,compiledir,build,errorcheck,errorcheckdir";

/// Share of the tests, of those that the official toolchain passes, that have to pass.
const ENOUGH: f64 = 0.99;

fn facts(cx: &Context) -> Result<String, String> {
    let goroot = &cx.reference.goroot;
    match crate::facts::compare(goroot)? {
        true => Ok("no difference".to_owned()),
        false => Err(format!("the table differs; cargo xtask release-facts {} says where", goroot.display())),
    }
}

fn checked(cx: &Context) -> Result<String, String> {
    packages(cx, &["check"])
}

fn compiled(cx: &Context) -> Result<String, String> {
    packages(cx, &["build"])
}

/// A command over the library and the distribution's commands.
fn packages(cx: &Context, command: &[&str]) -> Result<String, String> {
    let mut counts = Vec::new();
    for pattern in ["std", "cmd"] {
        let args = [command, &[pattern]].concat();
        let done = run(firstlight::oxigo(cx, &args).current_dir(&cx.work), b"", Duration::from_secs(7200));
        if !done.ok() {
            return Err(format!("{pattern}: {}", done.summary()));
        }
        let listed = cx.go("", &["list", pattern], &cx.work, 300);
        counts.push(format!("{pattern}: {} packages", listed.out().lines().count()));
    }
    Ok(counts.join(", "))
}

/// Programs about the language's newer parts, each with the first release that has it in its first line.
fn features(cx: &Context) -> Result<String, String> {
    let folder = cx.root.join("xtask/testdata/release");
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).map_err(|e| e.to_string())?.flatten().map(|e| e.path()).collect();
    files.sort();
    let release = match cx.go.as_deref() {
        Some(name) => release::Release::named(name).ok_or_else(|| format!("{name} is no release"))?,
        None => release::Release::default(),
    };
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        let since = text.lines().next().and_then(|line| line.strip_prefix("// ")).unwrap_or_default();
        if release::Release::of_version(since).is_none_or(|since| since.minor > release.minor) {
            continue;
        }
        let dir = cx.work.join("feature");
        let version = release.language.trim_start_matches("go");
        let written = fs::create_dir_all(&dir)
            .and_then(|()| fs::write(dir.join("go.mod"), format!("module m\n\ngo {version}\n")))
            .and_then(|()| fs::write(dir.join("main.go"), &text));
        written.map_err(|e| format!("{}: {e}", dir.display()))?;
        let ours = run(firstlight::oxigo(cx, &["run", "."]).current_dir(&dir), b"", Duration::from_secs(600));
        let official = cx.go("", &["run", "."], &dir, 600);
        count += 1;
        if !official.ok() || !ours.ok() || ours.out() != official.out() {
            wrong.push(format!("{}: {}", file.display(), ours.summary()));
        }
    }
    match wrong.is_empty() {
        true => Ok(format!("{count} programs behave the same")),
        false => Err(wrong.join("\n")),
    }
}

/// The release's test directory through the conformance runner, by oxigo and by the official command.
fn language(cx: &Context) -> Result<String, String> {
    let folder = std::env::var("OXIGO_GOTEST").map_err(|_| "OXIGO_GOTEST must name the folder of run.py")?;
    let runner = PathBuf::from(folder).join("run.py");
    let passed = |go: PathBuf, cache: &str| -> Vec<String> {
        let done = tests(cx, &runner, go, cache);
        done.out().lines().filter_map(|l| l.strip_prefix("ok ")).map(str::to_owned).collect()
    };
    let official = passed(cx.reference.go(), "official-cache");
    let ours = passed(with_library(cx)?, "cache");
    let lost: Vec<&str> = official.iter().filter(|id| !ours.contains(id)).map(String::as_str).collect();
    let line = format!(
        "{} of {} that pass officially, without: {}",
        official.len() - lost.len(),
        official.len(),
        lost.join(" ")
    );
    let share = 1.0 - lost.len() as f64 / official.len().max(1) as f64;
    if official.len() > 1000 && share >= ENOUGH { Ok(line) } else { Err(line) }
}

/// A command that is oxigo with the library of the release: the runner keeps `GOROOT` from what it runs.
fn with_library(cx: &Context) -> Result<PathBuf, String> {
    let path = cx.work.join("oxigo-with-library");
    let (root, oxigo) = (cx.reference.goroot.display(), cx.oxigo.display());
    let script = format!("#!/bin/sh\nexport GOROOT='{root}'\nexec '{oxigo}' \"$@\"\n");
    let written = fs::write(&path, script).and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o755)));
    written.map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}

fn tests(cx: &Context, runner: &PathBuf, go: PathBuf, cache: &str) -> Finished {
    let mut command = Command::new("python3");
    testkit::set_environment(&mut command, cx.reference);
    command.arg(runner).arg("--go").arg(go).arg("--tests").arg(&cx.reference.tests).args(["--kind", KINDS]);
    run(command.env("GOCACHE", cx.work.join(cache)).current_dir(&cx.work), b"", Duration::from_secs(6 * 3600))
}
