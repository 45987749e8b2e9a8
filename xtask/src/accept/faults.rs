//! Kinds of inputs that went wrong once, as wide as they are: what the default tests look at in small parts is
//! checked here as a whole. One row per kind.

use crate::accept::{Check, Context, libtests};
use crate::fuzz::judge::Tools;
use crate::fuzz::programs;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::shapes::Shape;
use testkit::{all_shapes, run, shapes_program};

/// The checks.
pub const CHECKS: &[Check] = &[
    Check {
        name: "shapes",
        about: "values of all structs of up to two fields and a ninth of those of three, with and without optimization",
        run: |cx| shapes(cx, &few(), &[&[], &["-gcflags=-N"]]),
    },
    Check {
        name: "shapes-official",
        about: "the official compiler passes the programs about every hundredth of these structs",
        run: official_shapes,
    },
    Check {
        name: "shapes-all",
        about: "values of all structs of up to three fields",
        run: |cx| shapes(cx, &all_shapes(3), &[&[]]),
    },
    Check {
        name: "clobber",
        about: "the library's tests pass with everything destroyed that calls and pseudo-instructions may destroy",
        run: clobber,
    },
    Check {
        name: "order",
        about: "thousands of statements full of calls that change variables do what the official compiler's do",
        run: order,
    },
    Check {
        name: "random-programs",
        about: "random programs print what the official compiler makes them print, with and without optimization",
        run: random_programs,
    },
    Check {
        name: "random-functions",
        about: "random functions of SSA do the same after every pass, facts of prove are true where they are stated",
        run: |cx| cx.cargo_test_with(&["-p", "oxigo-opt", "--test", "random"], &[("OXIGO_SSA_FUNCTIONS", "10000")]),
    },
];

/// Packages whose tests run with dead registers destroyed, and all that is below them.
const CLOBBERED: &[&str] = &[
    "strconv",
    "math",
    "math/big",
    "sort",
    "encoding/json",
    "reflect",
    "strings",
    "bytes",
    "sync",
    "regexp",
    "time",
    "fmt",
    "compress/flate",
    "text/template",
    "runtime",
];

fn clobber(cx: &Context) -> Result<String, String> {
    for package in CLOBBERED {
        libtests::test_with(cx, package, &["-gcflags=all=-clobberdeadreg"]).map_err(|e| format!("{package}: {e}"))?;
    }
    Ok(format!("{} packages", CLOBBERED.len()))
}

/// Structs of one program.
const PER_PROGRAM: usize = 200;

/// All small structs and some larger ones.
fn few() -> Vec<Shape> {
    let larger = all_shapes(3).into_iter().filter(|s| s.len() == 3).step_by(9);
    all_shapes(2).into_iter().chain(larger).collect()
}

/// Builds and runs the programs about these structs with each list of flags.
fn shapes(cx: &Context, shapes: &[Shape], flags: &[&[&str]]) -> Result<String, String> {
    let dir = folder(cx, "shapes")?;
    let oxigo = cx.oxigo.to_string_lossy();
    for (n, part) in shapes.chunks(PER_PROGRAM).enumerate() {
        write(&dir, "main.go", &shapes_program(part))?;
        for flags in flags {
            let args = [&["build", "-o", "program"], *flags, &["."]].concat();
            let built = cx.with_goroot(&oxigo, &args, &dir, 1800);
            if !built.ok() {
                return Err(format!("part {n}: {}", built.summary()));
            }
            passes(&dir, &format!("part {n} with {flags:?}"))?;
        }
    }
    Ok(format!("{} structs", shapes.len()))
}

fn official_shapes(cx: &Context) -> Result<String, String> {
    let dir = folder(cx, "shapes-official")?;
    let chosen: Vec<Shape> = all_shapes(3).into_iter().step_by(100).collect();
    write(&dir, "main.go", &shapes_program(&chosen))?;
    let built = cx.go("", &["build", "-o", "program", "."], &dir, 1800);
    if !built.ok() {
        return Err(built.summary());
    }
    passes(&dir, "the official program")?;
    Ok(format!("{} structs", chosen.len()))
}

/// `OXIGO_FUZZ_PROGRAMS` says how many (1000), `OXIGO_FUZZ_SEED` where the seeds begin (100,000).
fn random_programs(cx: &Context) -> Result<String, String> {
    let number = |variable: &str, default: u64| match std::env::var(variable) {
        Err(_) => Ok(default),
        Ok(text) => text.parse().map_err(|_| format!("{variable}: {text:?} is no number")),
    };
    let count = number("OXIGO_FUZZ_PROGRAMS", 1000)?;
    let seed = number("OXIGO_FUZZ_SEED", 100_000)?;
    let tools = Tools::with(cx.oxigo.clone(), cx.work.join("random"))?;
    let mut figures = Vec::new();
    // A tenth of them in several packages, which take longer to build.
    for (count, batch, packages) in [(count, 100, false), (count / 10, 20, true)] {
        let outcome = programs::run(&tools, &programs::Plan { count, seed, batch, reduce: false, packages })?;
        figures.push(format!("{} passed, {} disputed", outcome.passed, outcome.disputed.len()));
        if !outcome.failed.is_empty() {
            return Err(format!("{}; differing: {:?}", figures.join("; "), outcome.failed));
        }
    }
    Ok(figures.join("; in packages "))
}

/// Runs the program in a folder, which finds its own mistakes.
fn passes(dir: &Path, what: &str) -> Result<(), String> {
    let done = run(&mut Command::new(dir.join("program")), b"", Duration::from_secs(300));
    if done.ok() && done.out() == "true 0\n" {
        Ok(())
    } else {
        Err(format!("{what}: {}{}", done.out(), done.summary()))
    }
}

/// A module of its own for a check.
fn folder(cx: &Context, name: &str) -> Result<std::path::PathBuf, String> {
    let dir = cx.work.join(name);
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    write(&dir, "go.mod", "module m\n\ngo 1.23\n")?;
    Ok(dir)
}

fn write(dir: &Path, name: &str, text: &str) -> Result<(), String> {
    fs::write(dir.join(name), text).map_err(|e| format!("{name}: {e}"))
}

/// Statements of one program, and programs.
const STATEMENTS: usize = 700;
const PROGRAMS: u64 = 6;

/// Compares the order of evaluation, with and without optimization; where the official compiler's
/// modes differ, each of them is right.
fn order(cx: &Context) -> Result<String, String> {
    let dir = folder(cx, "order")?;
    let oxigo = cx.oxigo.to_string_lossy();
    let output = |flags: &str, ours: bool| {
        let args = ["build", flags, "-o", "program", "."];
        let built = if ours { cx.with_goroot(&oxigo, &args, &dir, 1800) } else { cx.go("", &args, &dir, 1800) };
        if !built.ok() {
            return Err(format!("{flags}: {}", built.summary()));
        }
        let done = run(&mut Command::new(dir.join("program")), b"", Duration::from_secs(300));
        if done.ok() { Ok(done.out()) } else { Err(format!("{flags}: {}", done.summary())) }
    };
    for seed in 100..100 + PROGRAMS {
        let source = testkit::order::program(seed, STATEMENTS);
        write(&dir, "main.go", &source)?;
        let expected = ["-gcflags=", "-gcflags=-l", "-gcflags=-N -l"].map(|flags| output(flags, false));
        let expected = expected.into_iter().collect::<Result<Vec<String>, String>>()?;
        for flags in ["-gcflags=", "-gcflags=-N -l"] {
            let wrong = testkit::order::differences(&source, &expected, &output(flags, true)?);
            if !wrong.is_empty() {
                return Err(format!("seed {seed}, {flags}: {} statements:\n{}", wrong.len(), wrong.join("\n")));
            }
        }
    }
    Ok(format!("{} statements", STATEMENTS * PROGRAMS as usize))
}
