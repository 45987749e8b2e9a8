//! Acceptance of mixed mode: packages of an official build replaced by ours, program by program.
//! An official build of five programs is captured once: the compiler's arguments for each
//! package and all archives. A package is compiled by us once for each state of our binary; each
//! case is then only a link of the official archives, the replaced ones apart, and a run. Every
//! case that passed is remembered, so that a run which was stopped goes on where it was.

mod capture;

use crate::accept::{Check, Context};
use capture::{Capture, Package};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;
use testkit::Finished;

/// The checks in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check {
        name: "template",
        about: "official objects rewritten in mixed mode: programs behave the same",
        run: template,
    },
    Check { name: "alone", about: "each package of hello alone replaced, in five programs", run: alone },
    Check { name: "together", about: "all packages of hello replaced at once", run: together },
];

/// The programs in `xtask/testdata/mixed`, with environment variables for the run.
const PROGRAMS: &[(&str, &[(&str, &str)])] = &[
    ("hello", &[]),
    ("generics", &[]),
    ("panics", &[]),
    ("channels", &[]),
    ("torture", &[("GOGC", "1"), ("GODEBUG", "clobberfree=1,gccheckmark=1")]),
];

/// What stands in for packages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The official object, taken apart and put together again.
    Itself,
    /// Ours.
    Ours,
}

fn template(cx: &Context) -> Result<String, String> {
    let capture = Capture::of(cx)?;
    let archives = replaced(cx, &capture, &capture.packages.values().collect::<Vec<_>>(), Origin::Itself);
    let archives: BTreeMap<_, _> = archives.into_iter().map(|(p, r)| Ok((p, r?))).collect::<Result<_, String>>()?;
    let mut wrong = Vec::new();
    for (program, _) in PROGRAMS {
        wrong.extend(run_with(cx, &capture, program, &archives, "template").err().map(|e| format!("{program}: {e}")));
    }
    match wrong.is_empty() {
        true => Ok(format!("{} packages, {} programs", archives.len(), PROGRAMS.len())),
        false => Err(wrong.join("\n")),
    }
}

/// The packages of hello in the order in which they depend on each other; main of each program
/// counts as one.
fn packages_of_hello(cx: &Context) -> Result<Vec<String>, String> {
    let source = cx.root.join("xtask/testdata/mixed/hello.go");
    let listed = cx.go("", &["list", "-deps", &source.to_string_lossy()], &cx.work, 120);
    if !listed.ok() {
        return Err(listed.summary());
    }
    let text = listed.out();
    Ok(text.lines().map(|p| if p == "command-line-arguments" { "main" } else { p }.to_owned()).collect())
}

fn alone(cx: &Context) -> Result<String, String> {
    let capture = Capture::of(cx)?;
    let packages = packages_of_hello(cx)?;
    let results = Results::read(cx);
    let mut shown = Vec::new();
    for path in &packages {
        let todo: Vec<&str> = PROGRAMS.iter().map(|p| p.0).filter(|p| !results.passed(path, p)).collect();
        let mut failed = Vec::new();
        for (program, outcome) in cases(cx, &capture, path, &todo) {
            results.set(path, program, &outcome)?;
            failed.extend(outcome.err().map(|e| format!("{program}: {e}")));
        }
        println!("     {path}: {}", if failed.is_empty() { "ok".to_owned() } else { failed.join("\n       ") });
        shown.extend(failed);
    }
    let count = packages.len() * PROGRAMS.len();
    let line = format!("{} passed, {} failed", count - shown.len(), shown.len());
    if shown.is_empty() { Ok(line) } else { Err(line) }
}

/// One package replaced in some programs.
fn cases<'p>(cx: &Context, capture: &Capture, path: &str, programs: &[&'p str]) -> Vec<(&'p str, Result<(), String>)> {
    let one = |program: &&'p str| {
        let outcome = match capture.package(path, program) {
            // Nothing is compiled for it (package unsafe), or the program does without it.
            None => Ok(()),
            Some(package) => match replaced(cx, capture, &[package], Origin::Ours).pop_first() {
                Some((key, Ok(archive))) => run_with(cx, capture, program, &[(key, archive)].into(), path),
                Some((_, Err(e))) => Err(e),
                None => Ok(()),
            },
        };
        (*program, outcome)
    };
    programs.iter().map(one).collect()
}

fn together(cx: &Context) -> Result<String, String> {
    let capture = Capture::of(cx)?;
    let packages = packages_of_hello(cx)?;
    let mut wrong = Vec::new();
    for (program, _) in PROGRAMS {
        let chosen: Vec<&Package> = packages.iter().filter_map(|p| capture.package(p, program)).collect();
        let archives = replaced(cx, &capture, &chosen, Origin::Ours);
        let archives: Result<BTreeMap<_, _>, String> = archives.into_iter().map(|(p, r)| Ok((p, r?))).collect();
        let outcome = archives.and_then(|archives| run_with(cx, &capture, program, &archives, "together"));
        wrong.extend(outcome.err().map(|e| format!("{program}: {e}")));
    }
    match wrong.is_empty() {
        true => Ok(format!("{} packages at once in {} programs", packages.len(), PROGRAMS.len())),
        false => Err(wrong.join("\n")),
    }
}

/// The archives that take the place of official ones, by the paths of those; made on first use.
fn replaced(
    cx: &Context,
    capture: &Capture,
    packages: &[&Package],
    origin: Origin,
) -> BTreeMap<PathBuf, Result<PathBuf, String>> {
    let make = |p: &&Package| (p.archive.clone(), one_replaced(cx, capture, p, origin));
    packages.par_iter().map(make).collect()
}

fn one_replaced(cx: &Context, capture: &Capture, package: &Package, origin: Origin) -> Result<PathBuf, String> {
    let dir = cx.work.join("archives").join(&capture.binary);
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let kind = if origin == Origin::Ours { "ours" } else { "self" };
    let file = dir.join(format!("{}.{kind}.a", package.file_name()));
    let failure = file.with_extension("err");
    if let Ok(text) = fs::read_to_string(&failure) {
        return Err(text);
    }
    if !file.is_file() {
        let mut command = Command::new(&cx.oxigo);
        command.args(["tool", "mixed"]).arg("-official").arg(&package.archive).arg("-o").arg(&file);
        command.arg("-places").arg(&capture.places);
        command.args((origin == Origin::Itself).then_some("-self")).arg("--").args(&package.arguments);
        command.current_dir(&package.dir).env("GOROOT", &cx.reference.goroot);
        let done = testkit::run(&mut command, b"", Duration::from_secs(600));
        if !done.ok() {
            let text = format!("does not compile: {}", first_lines(&(done.out() + &done.err()), 3));
            fs::write(&failure, &text).map_err(|e| e.to_string())?;
            return Err(text);
        }
    }
    Ok(file)
}

/// Links a program with some archives replaced, runs it and compares.
fn run_with(
    cx: &Context,
    capture: &Capture,
    program: &str,
    archives: &BTreeMap<PathBuf, PathBuf>,
    what: &str,
) -> Result<(), String> {
    let stem = cx.work.join("runs").join(format!("{program}-{}", what.replace('/', "-")));
    fs::create_dir_all(cx.work.join("runs")).map_err(|e| e.to_string())?;
    let exe = stem.with_extension("exe");
    link(cx, capture, program, archives, &stem)?;
    let environment = PROGRAMS.iter().find(|p| p.0 == program).map_or(&[][..], |p| p.1);
    let limit = Duration::from_secs(60);
    let execute = |exe: &Path| testkit::run(Command::new(exe).envs(environment.iter().copied()), b"", limit);
    let expected = execute(&capture.program(program).executable);
    let have = execute(&exe);
    let same = compare(&have, &expected);
    if same.is_ok() {
        let _ = fs::remove_file(&exe);
    }
    same
}

fn link(
    cx: &Context,
    capture: &Capture,
    program: &str,
    archives: &BTreeMap<PathBuf, PathBuf>,
    stem: &Path,
) -> Result<(), String> {
    let captured = capture.program(program);
    let text = fs::read_to_string(&captured.importcfg).map_err(|e| e.to_string())?;
    let line = |l: &str| match l.split_once('=').and_then(|(head, file)| Some((head, archives.get(Path::new(file))?))) {
        Some((head, file)) => format!("{head}={}\n", file.display()),
        None => format!("{l}\n"),
    };
    let config = stem.with_extension("cfg");
    fs::write(&config, text.lines().map(line).collect::<String>()).map_err(|e| e.to_string())?;
    let main = archives.get(&captured.main).unwrap_or(&captured.main);
    let mut command = Command::new(cx.reference.tool("link"));
    testkit::official::set_environment(&mut command, cx.reference);
    command.arg("-o").arg(stem.with_extension("exe")).arg("-importcfg").arg(&config);
    command.args(["-buildmode=exe", "-buildid=a/b/c/d"]).arg(main);
    let done = testkit::run(&mut command, b"", Duration::from_secs(120));
    if done.ok() { Ok(()) } else { Err(format!("does not link: {}", first_lines(&(done.out() + &done.err()), 6))) }
}

fn first_lines(text: &str, n: usize) -> String {
    text.lines().take(n).collect::<Vec<_>>().join(" | ")
}

fn compare(have: &Finished, want: &Finished) -> Result<(), String> {
    if have.status != want.status {
        return Err(format!(
            "ends with {:?} instead of {:?}: {}",
            have.status,
            want.status,
            first_lines(&have.err(), 4)
        ));
    }
    same_text("output", &have.out(), &want.out())?;
    same_text("messages", &have.err(), &want.err())
}

/// Whether two programs print the same, as far as compilers decide.
pub fn same_text(what: &str, have: &str, want: &str) -> Result<(), String> {
    let (have, want) = (plain(have), plain(want));
    match have == want {
        true => Ok(()),
        false => Err(format!("{what} differ: {}", testkit::golden::first_difference(&want, &have))),
    }
}

/// A traceback without what another compiler may do otherwise: values of arguments (those of
/// inlined calls are not shown), program counters.
fn plain(text: &str) -> String {
    let line = |line: &str| {
        let line = line.split(" +0x").next().unwrap_or(line);
        match line.strip_suffix(')').and_then(|l| l.rsplit_once('(')) {
            Some((name, _)) if !line.contains(' ') || line.contains("({0x") => {
                format!("{}\n", name.split('(').next().unwrap_or(name))
            }
            _ => format!("{line}\n"),
        }
    };
    text.lines().map(line).collect()
}

/// What is known of the cases, kept in a file.
struct Results {
    file: PathBuf,
    state: String,
    known: Mutex<Map<String, Value>>,
}

impl Results {
    fn read(cx: &Context) -> Results {
        let file = cx.work.join("alone.json");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let known = serde_json::from_str(&text).unwrap_or_default();
        Results { file, state: capture::binary_hash(cx), known: Mutex::new(known) }
    }
    fn passed(&self, package: &str, program: &str) -> bool {
        let known = self.known.lock().expect("no panic before");
        known.get(&format!("{package} {program}")).is_some_and(|r| r["ok"] == true && r["state"] == *self.state)
    }
    fn set(&self, package: &str, program: &str, outcome: &Result<(), String>) -> Result<(), String> {
        let entry = json!({ "ok": outcome.is_ok(), "detail": outcome.as_ref().err(), "state": self.state });
        let mut known = self.known.lock().expect("no panic before");
        known.insert(format!("{package} {program}"), entry);
        let text = serde_json::to_string_pretty(&*known).map_err(|e| e.to_string())?;
        let fresh = self.file.with_extension("new");
        fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, &self.file)).map_err(|e| e.to_string())
    }
}
