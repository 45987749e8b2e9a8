//! Acceptance of the front end: the official sources parse, print and check, from source and
//! from export data; what must be refused is; the order of initialisation is the official one;
//! side by side with go/types it is faster and smaller; damaged sources do no harm.

use crate::accept::{Check, Context};
use crate::fuzz;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// The checks in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check { name: "corpus", about: "every file of GOROOT and of the test directory parses and prints", run: corpus },
    Check { name: "library", about: "std and cmd with their tests check without an error", run: library },
    Check {
        name: "library-export",
        about: "the same, every package knowing its imports from export data",
        run: exported,
    },
    Check { name: "export", about: "export data comes back as written; damage is an error", run: export },
    Check { name: "examples", about: "the examples of codes.go are refused with their codes", run: examples },
    Check {
        name: "testdata",
        about: "errors of internal/types/testdata at their places, at least 97 %",
        run: testdata,
    },
    Check { name: "errorcheck", about: "errorcheck tests of the visible list, at least 95 %", run: errorcheck },
    Check { name: "init-order", about: "initialisation of std in the official order", run: init_order },
    Check { name: "benchmark", about: "not slower and not larger than go/types on std", run: benchmark },
    Check { name: "mutations", about: "a million damaged files: no panic, hang or waste of memory", run: mutations },
];

fn corpus(cx: &Context) -> Result<String, String> {
    cx.cargo_test_with(&["-p", "oxigo-syntax"], &[("OXIGO_FULL", "1")])
}

fn library(cx: &Context) -> Result<String, String> {
    check_all(cx, &[])
}

fn exported(cx: &Context) -> Result<String, String> {
    check_all(cx, &["-x-from-export"])
}

/// Checks std and cmd with their tests.
fn check_all(cx: &Context, flags: &[&str]) -> Result<String, String> {
    let src = cx.reference.goroot.join("src");
    let mut figures = Vec::new();
    for (dir, pattern) in [(src.clone(), "std"), (src.join("cmd"), "cmd/...")] {
        let args = [&["check", "-tests", "-timings"], flags, &[pattern]].concat();
        let done = cx.with_goroot(&cx.oxigo.to_string_lossy(), &args, &dir, 3600);
        let text = format!("{}{}", done.out(), String::from_utf8_lossy(&done.stderr));
        if !done.ok() {
            let lines: Vec<&str> = text.lines().take(40).collect();
            return Err(format!("{pattern}: {}", lines.join("\n")));
        }
        figures.extend(text.lines().filter(|l| l.contains("packages") || l.contains("bytes")).map(str::to_owned));
    }
    Ok(figures.join("; "))
}

fn export(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-export"])
}

fn examples(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-types", "--test", "codes"])
}

fn testdata(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-types", "--test", "testdata"])
}

fn init_order(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-types", "--test", "initorder"])
}

fn mutations(_: &Context) -> Result<String, String> {
    fuzz::syntax::fuzz(1_000_000, 1).map(|_| "1,000,000 mutations".into())
}

/// The conformance runner over a command that only checks.
fn errorcheck(cx: &Context) -> Result<String, String> {
    let folder = std::env::var("OXIGO_GOTEST").map_err(|_| "OXIGO_GOTEST must name the folder of run.py")?;
    let folder = PathBuf::from(folder);
    let shim = shim(cx)?;
    let path = |p: PathBuf| p.to_string_lossy().into_owned();
    let args = [
        path(folder.join("run.py")),
        "--go".into(),
        path(shim),
        "--tests".into(),
        path(cx.reference.tests.clone()),
        "--list".into(),
        path(folder.join("visible.txt")),
        "--kind".into(),
        "errorcheck,errorcheckdir".into(),
    ];
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = cx.with_goroot("python3", &args, &cx.work, 3600);
    let text = done.out();
    let failed: Vec<&str> = text.lines().filter(|l| l.starts_with("FAIL ")).collect();
    let passed = text.lines().filter(|l| l.starts_with("ok ")).count();
    let total = passed + failed.len();
    let line = format!("{passed} of {total} pass");
    match total > 100 && passed * 100 >= total * 95 {
        true => Ok(line),
        false => Err(format!("{line}\n{}\n{}", failed.join("\n"), done.summary())),
    }
}

/// A command with the `build` of the `go` command, as far as errors go: it only checks.
fn shim(cx: &Context) -> Result<PathBuf, String> {
    let path = cx.work.join("check-only");
    let script = format!(
        r#"#!/bin/bash
# `build [-gcflags=...] [-o FILE] ARGUMENT...` by checking; anything else as it is.
[ "$1" = build ] || exec '{oxigo}' "$@"
shift
flags=() rest=()
while [ $# -gt 0 ]; do
	case $1 in
	-o) shift ;;
	-gcflags=*)
		for word in ${{1#-gcflags=}}; do
			case $word in
			-e) flags+=(-e) ;;
			-e=0) flags=() ;;
			-lang=*) flags+=("$word") ;;
			esac
		done ;;
	*) rest+=("$1") ;;
	esac
	shift
done
exec '{oxigo}' check "${{flags[@]}}" "${{rest[@]}}"
"#,
        oxigo = cx.oxigo.display()
    );
    let written = fs::write(&path, script).and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o755)));
    written.map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(path)
}

/// Medians of processor time and peak memory, ours and go/types', from `bench/check.sh`.
fn benchmark(cx: &Context) -> Result<String, String> {
    let script = cx.root.join("bench/check.sh");
    let args = [script.to_string_lossy().into_owned(), cx.oxigo.to_string_lossy().into_owned(), "5".into()];
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = cx.with_goroot("bash", &args, &cx.work, 3600);
    let text = done.out();
    let ratio = |name: &str| {
        let line = text.lines().find(|l| l.starts_with(name))?;
        line.rsplit(' ').next()?.parse::<f64>().ok()
    };
    match (ratio("cpu"), ratio("memory")) {
        (Some(cpu), Some(memory)) if cpu <= 1.0 && memory < 1.0 => Ok(text.trim().replace('\n', "; ")),
        _ => Err(format!("{text}\n{}", done.summary())),
    }
}
