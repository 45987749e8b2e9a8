//! `cargo xtask fuzz edits`: random edits of trees between builds (`testkit::edits`). In: seeds. Out: what differed
//! from a build with a fresh cache, with all that was done to the tree, which stays in `target/fuzz-edits`. With `--plant`:
//! which of the facts that answers rest on could be left out without a difference.

use std::fs;
use std::path::{Path, PathBuf};
use testkit::edits::{self, Plan, Report};

/// Each seed begins with whole trees and an empty cache.
const ROUNDS: u64 = 1000;

/// Facts that are left out, one kind after the other, those that are found soonest first. Young contents are not among
/// them: that a clock's tick hides an edit cannot be had by chance (unit tests of `base::seen` and `build::standing`).
const PLANTS: &[&str] = &[
    "File:.go",
    "File:/variables",
    "Absent:/variables",
    "File:/go.mod",
    "File:/go.work",
    "Absent:/go.work",
    "File:/asm.h",
    "File:/text.txt",
    "File:/image.go",
    "File:/.git/index",
    "File:/.git/HEAD",
    "File:/refs/heads/main",
    "File:/.git/config",
    "File:/info/exclude",
    "File:/.gitignore",
    "File:/.gitconfig",
    "Folder:/a",
    "Folder:/image",
    "Folder:/docs",
    "Absent:/go.mod",
    "Absent:/info/exclude",
    "Absent:/.gitconfig",
    "Thing:/.git",
];

/// Where everything is done.
struct Place {
    binary: PathBuf,
    out: PathBuf,
}

impl Place {
    fn new(oxigo: &Path) -> Result<Place, String> {
        let binary = oxigo.canonicalize().map_err(|e| format!("{}: {e}", oxigo.display()))?;
        let out = std::path::absolute("target/fuzz-edits").map_err(|e| e.to_string())?;
        fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
        // The library's cache knows what it holds; compiling that takes minutes.
        for entry in fs::read_dir(&out).into_iter().flatten().flatten().filter(|e| e.file_name() != "library") {
            let _ = fs::remove_dir_all(entry.path());
        }
        Ok(Place { binary, out })
    }
    /// Carries a plan out; its trees stay if something differed.
    fn compare(&self, plan: &Plan) -> Result<Report, String> {
        let dir = self.out.join(plan.seed.to_string());
        let command = |cache: &Path, args: &[&str]| edits::command(&self.binary, cache, args);
        let found = edits::compare(plan, &dir, &self.out.join("library"), &command);
        let report = found.map_err(|e| format!("{}: {e}", dir.display()))?;
        if report.difference.is_none() {
            let _ = fs::remove_dir_all(&dir);
        }
        Ok(report)
    }
}

/// Compares `count` builds, the first edits made from `seed`.
pub fn fuzz(count: u64, seed: u64, answers: bool, oxigo: &Path) -> Result<bool, String> {
    let place = Place::new(oxigo)?;
    let (mut failed, mut built, mut answered) = (0, 0, 0);
    for first in (0..count).step_by(ROUNDS as usize) {
        let seed = seed + first / ROUNDS;
        let rounds = ROUNDS.min(count - first) as usize;
        let report = place.compare(&Plan { seed, rounds, trees: 12, answers, ..Plan::default() })?;
        built += report.built;
        answered += report.answered;
        if let Some(found) = report.difference {
            failed += 1;
            println!("seed {seed}, round {}:\n{}\n{}", found.round, found.history.join("\n"), found.what);
        }
    }
    println!("{count} rounds, of which {built} succeeded; {answered} known answers; {failed} seeds differ");
    Ok(failed == 0)
}

/// Leaves out those kinds of facts whose names contain `only`, one after the other, each for at most `count` rounds.
pub fn plant(only: &str, count: u64, seed: u64, oxigo: &Path) -> Result<bool, String> {
    let place = Place::new(oxigo)?;
    let chosen: Vec<&str> = PLANTS.iter().copied().filter(|kind| kind.contains(only)).collect();
    let mut missed = 0;
    for left_out in &chosen {
        let plan = Plan { seed, rounds: count as usize, trees: 12, answers: true, left_out, ..Plan::default() };
        let Report { built, answered, difference } = place.compare(&plan)?;
        missed += usize::from(difference.is_none());
        match difference {
            Some(found) => println!("{left_out}: round {}", found.round),
            None => println!("{left_out}: NOT FOUND in {count} rounds ({built} succeeded, {answered} known answers)"),
        }
    }
    println!("{} found, {missed} not", chosen.len() - missed);
    Ok(missed == 0)
}
