//! `cargo xtask fuzz commands`: random command lines over random module trees (`testkit::commands`) go to `oxigo` and
//! to the official command, which must take or refuse them and say the same. In: seeds. Out: scripts that differ, with
//! both outcomes, in `target/fuzz-commands`, a closing line of totals.

use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use testkit::script::{self, Difference};

/// Compares `count` command lines, the first made from `seed`.
pub fn fuzz(count: u64, seed: u64, oxigo: &Path) -> Result<bool, String> {
    let out = PathBuf::from("target/fuzz-commands");
    let kept = std::path::absolute(&out).map_err(|e| e.to_string())?;
    let binary = oxigo.canonicalize().map_err(|e| format!("{}: {e}", oxigo.display()))?;
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let failed: u64 = (seed..seed + count)
        .into_par_iter()
        .map(|seed| one(seed, &binary.to_string_lossy(), &kept, &out).map(u64::from))
        .collect::<Result<Vec<u64>, String>>()?
        .iter()
        .sum();
    println!("{} passed, {failed} failed", count - failed);
    Ok(failed == 0)
}

/// Whether both differ on one seed.
fn one(seed: u64, binary: &str, kept: &Path, out: &Path) -> Result<bool, String> {
    let script = testkit::commands::script(seed);
    let ours = |args: &[&str]| script::ours(binary, &kept.to_string_lossy(), args);
    let Some(Difference { ours, official, .. }) = script::difference(&script, &ours) else { return Ok(false) };
    let report = format!("{script}\nofficial: {official:#?}\noxigo: {ours:#?}\n");
    let file = out.join(format!("{seed}.txt"));
    fs::write(&file, report).map_err(|e| format!("{}: {e}", file.display()))?;
    println!("differs: {}", file.display());
    Ok(true)
}
