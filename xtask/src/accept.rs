//! `cargo xtask accept NAME`: everything an issue asks for, as a table of named checks. Results
//! go to `target/accept/NAME.json` after each check, with commit, seconds and figures; a check
//! that passed is not run again while the commit and the working tree stay the same, so a run
//! that was stopped goes on where it was. `--only` chooses checks, `--again` forgets results.

mod assembler;
pub(crate) mod context;
mod experiments;
mod faults;
mod firstlight;
mod frontend;
mod libtests;
mod linker;
mod mixed;
pub(crate) mod modules;
mod programs;
mod release;

pub use context::Context;

use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::Instant;

/// One check: what it needs to be called and what it says: figures, or why it failed.
pub struct Check {
    /// Name, as `--only` and the results have it.
    pub name: &'static str,
    /// What passes when it passes.
    pub about: &'static str,
    /// The work.
    pub run: fn(&Context) -> Result<String, String>,
}

/// The issues with acceptance runs.
const SUITES: &[(&str, &[Check])] = &[
    ("linker", linker::CHECKS),
    ("experiments", experiments::CHECKS),
    ("assembler", assembler::CHECKS),
    ("frontend", frontend::CHECKS),
    ("mixed", mixed::CHECKS),
    ("libtests", libtests::CHECKS),
    ("firstlight", firstlight::CHECKS),
    ("faults", faults::CHECKS),
    ("release", release::CHECKS),
];

/// What the command line chose.
pub struct Choice {
    /// Suite.
    pub name: String,
    /// Checks, by parts of their names; all when empty.
    pub only: Vec<String>,
    /// Run checks that passed, too.
    pub again: bool,
    /// Test the optimised binary.
    pub release: bool,
    /// The release of Go to compare with, as `cargo xtask reference` has it; the default one if none is named.
    pub go: Option<String>,
    /// For the suite of modules.
    pub modules: modules::Options,
}

/// How a check stands after a run.
pub struct Outcome {
    /// The check.
    pub name: &'static str,
    /// Whether it was among those chosen.
    pub chosen: bool,
    /// Whether it has passed, now or before.
    pub ok: bool,
    /// Figures, or why it failed.
    pub detail: String,
}

/// Runs a suite; says whether all chosen checks have passed, now or before.
pub fn accept(choice: &Choice) -> Result<bool, String> {
    if let Some(go) = &choice.go {
        let release = sysroot::named(go).map_err(|e| e.to_string())?;
        testkit::choose_reference(release, &mut |_, _, _| {}).map_err(|e| e.to_string())?;
    }
    if choice.name == "modules" {
        return modules::modules(choice);
    }
    let outcomes = run_suite(choice)?;
    let good = outcomes.iter().filter(|o| o.ok).count();
    println!("{good} passed, {} failed or not run; results in target/accept", outcomes.len() - good);
    Ok(outcomes.iter().all(|o| o.ok || !o.chosen))
}

/// Runs the chosen checks of a suite as far as they have not passed; all its checks come back.
pub fn run_suite(choice: &Choice) -> Result<Vec<Outcome>, String> {
    let Some((_, checks)) = SUITES.iter().find(|s| s.0 == choice.name) else {
        let names: Vec<&str> = SUITES.iter().map(|s| s.0).collect();
        return Err(format!("no acceptance run {:?}; there are: {}", choice.name, names.join(", ") + ", modules"));
    };
    let context = Context::new(choice)?;
    let path = Path::new("target/accept").join(format!("{}.json", context.name));
    let mut results = read(&path);
    let state = context.state.clone();
    let is_chosen = |name: &str| choice.only.is_empty() || choice.only.iter().any(|o| name.contains(o.as_str()));
    for check in *checks {
        if !is_chosen(check.name) || (!choice.again && passed(&results, check.name, &state)) {
            continue;
        }
        let start = Instant::now();
        let outcome = (check.run)(&context);
        let seconds = start.elapsed().as_secs_f64();
        let (ok, text) = match &outcome {
            Ok(text) => (true, text),
            Err(text) => (false, text),
        };
        println!("{} {} ({seconds:.1} s): {text}", if ok { "ok  " } else { "FAIL" }, check.name);
        let entry = json!({ "ok": ok, "about": check.about, "detail": text, "seconds": seconds, "state": state });
        results.insert(check.name.to_string(), entry);
        write(&path, &results)?;
    }
    let outcome = |check: &Check| Outcome {
        name: check.name,
        chosen: is_chosen(check.name),
        ok: passed(&results, check.name, &state),
        detail: results.get(check.name).and_then(|r| r["detail"].as_str()).unwrap_or("not run").to_owned(),
    };
    Ok(checks.iter().map(outcome).collect())
}

fn passed(results: &Map<String, Value>, name: &str, state: &str) -> bool {
    results.get(name).is_some_and(|r| r["ok"] == true && r["state"] == state)
}

fn read(path: &Path) -> Map<String, Value> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Writes the results so that a stop in between leaves the old ones.
fn write(path: &Path, results: &Map<String, Value>) -> Result<(), String> {
    let text = serde_json::to_string_pretty(results).map_err(|e| e.to_string())?;
    let fresh = path.with_extension("new");
    std::fs::write(&fresh, text + "\n")
        .and_then(|()| std::fs::rename(&fresh, path))
        .map_err(|e| format!("{}: {e}", path.display()))
}
