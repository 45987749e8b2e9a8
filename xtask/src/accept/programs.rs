//! Programs built twice, with our tools and with the official ones only, that must behave the
//! same: output, messages, exit status. Addresses and goroutine numbers in tracebacks are
//! blanked; everything else counts.

use crate::accept::Context;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, run};

/// The programs in `xtask/testdata/programs`, with environment variables for the run.
pub const PROGRAMS: &[(&str, &[(&str, &str)])] = &[
    ("goroutines", &[]),
    ("httpserver", &[]),
    ("templates", &[]),
    ("bynames", &[]),
    ("panics", &[]),
    ("callers", &[]),
    ("finalizers", &[("GOGC", "5")]),
];

/// Builds every program with `tools` ours and compares the runs.
pub fn same_behaviour(cx: &Context, tools: &str) -> Result<String, String> {
    let dir = cx.work.join("programs");
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let mut wrong = Vec::new();
    for (name, environment) in PROGRAMS {
        if let Err(why) = compare(cx, tools, &dir, name, environment) {
            wrong.push(format!("{name}: {why}"));
        }
    }
    let count = PROGRAMS.len();
    if wrong.is_empty() { Ok(format!("{count} programs behave the same")) } else { Err(wrong.join("\n")) }
}

fn compare(cx: &Context, tools: &str, dir: &Path, name: &str, environment: &[(&str, &str)]) -> Result<(), String> {
    let source = cx.root.join("xtask/testdata/programs").join(format!("{name}.go"));
    let source = source.to_string_lossy();
    let mut runs = Vec::new();
    for (suffix, tools) in [("ours", tools), ("official", "")] {
        let exe = format!("{name}.{suffix}");
        let built = cx.go(tools, &["build", "-o", &exe, &source], dir, 900);
        if !built.ok() {
            return Err(built.summary());
        }
        let mut command = Command::new(dir.join(&exe));
        command.envs(environment.iter().copied()).env("GOTRACEBACK", "all");
        runs.push(run(&mut command, b"", Duration::from_secs(120)));
    }
    let (ours, official) = (&runs[0], &runs[1]);
    if ours.code() != official.code() {
        return Err(format!("exit {:?} instead of {:?}: {}", ours.code(), official.code(), ours.summary()));
    }
    for (what, pick) in [("output", Finished::out as fn(&Finished) -> String), ("messages", Finished::err)] {
        let (have, want) = (blanked(&pick(ours)), blanked(&pick(official)));
        if have != want {
            return Err(format!("{what} differ: {}", testkit::golden::first_difference(&want, &have)));
        }
    }
    Ok(())
}

/// Hexadecimal numbers as `0x?`.
pub fn blanked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("0x") {
        out.push_str(&rest[..at]);
        out.push_str("0x?");
        rest = rest[at + 2..].trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out + rest
}
