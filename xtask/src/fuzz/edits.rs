//! `cargo xtask fuzz edits`: random edits of trees between builds (`testkit::edits`). In: seeds. Out: what differed
//! from a build with a fresh cache, with all that was done to the tree, which stays in `target/fuzz-edits`. With `--plant`:
//! which of the facts that answers rest on could be left out without a difference.

use std::fs;
use std::path::{Path, PathBuf};
use testkit::edits::{self, Plan, Report};

/// Each seed begins with whole trees and an empty cache.
const ROUNDS: u64 = 1000;

/// Facts that are left out, one after the other: what an edit of its own shows, and no other fact. Young contents are not
/// among them: that a clock's tick hides an edit cannot be had by chance (unit tests of `base::seen` and `build::standing`).
const PLANTS: &[&str] = &[
    "File:/main.go",
    "File:/a/a.go",
    "File:/a/asm.h",
    "File:/b/data/text.txt",
    "File:/dep.go",
    "File:/errors.go",
    "File:/go.mod",
    "File:/go.work",
    "File:/vendor/modules.txt",
    "File:/variables",
    "File:/default.pgo",
    "File:/.git/index",
    "File:/.git/HEAD",
    "File:/refs/heads/main",
    "File:/.git/config",
    "File:/.git/info/exclude",
    "File:/.gitignore",
    "File:/.gitconfig",
    "File:/ignored",
    "Folder:/a",
    "Folder:/dep",
    "Folder:/errors",
    "Folder:/docs",
    "Folder:/m",
    "Absent:/go.work",
    "Absent:/variables",
    "Absent:/info/exclude",
    "Absent:/refs/heads/main",
    "Absent:/a/go.mod",
    "Absent:/b/data/go.mod",
    "Thing:/.git",
    "Link:",
    "Target:",
    "Real:",
    "NoEntry:",
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
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
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

/// Leaves out one kind of fact after the other, each for at most `count` rounds.
pub fn plant(count: u64, seed: u64, oxigo: &Path) -> Result<bool, String> {
    let place = Place::new(oxigo)?;
    let mut missed = 0;
    for left_out in PLANTS {
        let plan = Plan { seed, rounds: count as usize, trees: 12, answers: true, left_out, ..Plan::default() };
        let found = place.compare(&plan)?.difference;
        missed += usize::from(found.is_none());
        match found {
            Some(found) => println!("{left_out}: round {}", found.round),
            None => println!("{left_out}: NOT FOUND in {count} rounds"),
        }
    }
    println!("{} found, {missed} not", PLANTS.len() - missed);
    Ok(missed == 0)
}
