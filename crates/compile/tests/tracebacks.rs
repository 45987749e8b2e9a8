//! What a dying program prints. `testdata/tracebacks/crash.go` dies in the way its argument says;
//! compiled by us and by the official compiler, both with `-l`, it has to print the
//! same functions, files, lines and numbers of arguments; and with inlined calls, of which each
//! compiler chooses its own, the same without the arguments. Addresses, values of arguments and
//! numbers of goroutines are left out: they depend on registers and on time.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use regex::Regex;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{golden, official_go, reference, run, std_archives, temp_dir};

const LIMIT: Duration = Duration::from_secs(60);
const CRASH: &str = include_str!("../testdata/tracebacks/crash.go");

fn ours(dir: &Path, no_inline: bool) -> PathBuf {
    let archives = std_archives();
    let object = dir.join("main.a");
    let bytes =
        support::compile_main(&reference().goroot, dir, archives, &compile::Mode { no_inline, ..Default::default() });
    std::fs::write(&object, bytes.expect("the program compiles")).expect("the archive is written");
    let lines: String = archives.iter().map(|(p, f)| format!("packagefile {p}={}\n", f.display())).collect();
    let (config, program) = (dir.join("importcfg"), dir.join("ours"));
    std::fs::write(&config, lines).expect("the configuration is written");
    let mut link = Command::new(reference().tool("link"));
    link.args(["-s", "-w", "-buildmode=exe", "-importcfg"]).arg(&config).arg("-o").arg(&program).arg(&object);
    let linked = run(&mut link, b"", LIMIT);
    assert!(linked.ok(), "{}", linked.summary());
    program
}

fn official(dir: &Path, no_inline: bool) -> PathBuf {
    let flags = if no_inline { "-gcflags=-l" } else { "-gcflags=" };
    let built = run(official_go(["build", flags, "-o", "official", "."]).current_dir(dir), b"", LIMIT);
    assert!(built.ok(), "{}", built.summary());
    dir.join("official")
}

/// What a program says when it dies, without what differs from run to run.
fn last_words(program: &Path, way: &str) -> String {
    let mut command = Command::new(program);
    command.arg(way).env("GOTRACEBACK", "all");
    let done = run(&mut command, b"", LIMIT);
    let mut text = String::from_utf8_lossy(&done.stderr).into_owned();
    for (what, with) in [
        (r"( \+)?0x[0-9a-f]+\??", "A"),
        (r"goroutine \d+", "goroutine N"),
        // How far the others come depends on the machine.
        (r"\[(sleep|runnable)\]", "[waits]"),
        (r"\t\S*/", "\t"),
        (r"(?m) (gp|mp|fp|sp|pc|m)=\S+", ""),
    ] {
        text = Regex::new(what).expect("an expression").replace_all(&text, with).into_owned();
    }
    text
}

#[test]
fn tracebacks_are_those_of_the_official_compiler() {
    compare(true, &[], str::to_owned);
}

#[test]
fn inlined_calls_are_in_tracebacks() {
    let arguments = Regex::new(r"(?m)\([^()]*\)$|A$").expect("an expression");
    // The official compiler knows what the interface holds once `method` is inlined, and calls the method without
    // the wrapper that complains of the nil pointer.
    compare(false, &["nilmeth"], |text| arguments.replace_all(text, "").into_owned());
}

/// Lets both programs die in every way and compares what of their words counts.
fn compare(no_inline: bool, except: &[&str], counts: impl Fn(&str) -> String) {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module m\n\ngo 1.23\n").expect("go.mod is written");
    std::fs::write(dir.path().join("main.go"), CRASH).expect("main.go is written");
    let (ours, official) = (ours(dir.path(), no_inline), official(dir.path(), no_inline));
    let ways: Vec<&str> = CRASH.lines().filter_map(|l| l.trim().strip_prefix("case \"")?.strip_suffix("\":")).collect();
    assert!(ways.len() > 20, "{} ways", ways.len());
    let wrong = ways.iter().filter(|way| !except.contains(*way)).filter_map(|way| {
        let (want, got) = (counts(&last_words(&official, way)), counts(&last_words(&ours, way)));
        assert!(!want.is_empty(), "{way}: nothing is said");
        (want != got).then(|| format!("{way}: {}", golden::first_difference(&want, &got)))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
