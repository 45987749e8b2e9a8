//! `cargo xtask fuzz edits`: random edits of trees between builds (`testkit::edits`). In: seeds. Out: what differed
//! from a build with a fresh cache, with all that was done to the tree, which stays in `target/fuzz-edits`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use testkit::edits::{self, Plan};

/// Compares `count` builds, the first edits made from `seed`.
pub fn fuzz(count: u64, seed: u64, oxigo: &Path) -> Result<bool, String> {
    let binary = oxigo.canonicalize().map_err(|e| format!("{}: {e}", oxigo.display()))?;
    let out = std::path::absolute("target/fuzz-edits").map_err(|e| e.to_string())?;
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    // Each seed begins with whole trees and an empty cache.
    const ROUNDS: u64 = 1000;
    let (mut failed, mut built, mut answered) = (0, 0, 0);
    for first in (0..count).step_by(ROUNDS as usize) {
        let seed = seed + first / ROUNDS;
        let rounds = ROUNDS.min(count - first) as usize;
        let plan = Plan { seed, rounds, trees: 12, pause: Duration::ZERO, broken: false, quick: false };
        let dir: PathBuf = out.join(seed.to_string());
        let found = edits::compare(&plan, &dir, &out.join("library"), &|cache, args| {
            testkit::edits::command(&binary, cache, args)
        });
        let report = found.map_err(|e| format!("{}: {e}", dir.display()))?;
        built += report.built;
        answered += report.answered;
        match report.difference {
            None => _ = fs::remove_dir_all(&dir),
            Some(found) => {
                failed += 1;
                println!("seed {seed}, round {}:\n{}\n{}", found.round, found.history.join("\n"), found.what);
            }
        }
    }
    println!("{count} rounds, of which {built} succeeded; {answered} known answers; {failed} seeds differ");
    Ok(failed == 0)
}
