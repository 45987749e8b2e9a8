//! `cargo xtask fuzz messages`: small sources with a few tokens changed go through
//! `oxigo tool compile` and the official compiler, which must both take or refuse them and say
//! the same. In: the files of Go's test directory that import nothing, seeds. Out: the sources
//! that differ with both texts in `target/fuzz-messages`, a closing line of totals.

use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use syntax::mutate::{Random, mutate};
use testkit::{official, reference, run};

const LIMIT: Duration = Duration::from_secs(60);
/// Larger files only cost time: one change shows as much in a small one.
const LARGEST: u64 = 6_000;

/// Compares `count` damaged sources, the first made from `seed`.
pub fn fuzz(count: usize, seed: u64, oxigo: &Path) -> Result<bool, String> {
    let sources = sources(&reference().tests);
    let out = PathBuf::from("target/fuzz-messages");
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let failed = (0..count)
        .into_par_iter()
        .map(|i| one(&sources, seed + i as u64, oxigo, &out))
        .collect::<Result<Vec<bool>, String>>()?
        .into_iter()
        .filter(|same| !same)
        .count();
    println!("{} passed, {failed} failed", count - failed);
    Ok(failed == 0)
}

/// Texts of test files that stand alone.
fn sources(tests: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![tests.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "go") && entry.metadata().is_ok_and(|m| m.len() <= LARGEST)
            {
                found.push(path);
            }
        }
    }
    found.sort();
    let texts = found.iter().filter_map(|path| fs::read_to_string(path).ok());
    texts.filter(|text| text.lines().all(|l| !l.starts_with("import"))).collect()
}

/// Whether both compilers say the same of one damaged source.
fn one(sources: &[String], seed: u64, oxigo: &Path, out: &Path) -> Result<bool, String> {
    let mut random = Random::new(seed);
    let text = &sources[random.below(sources.len())];
    let changes = 1 + random.below(3);
    let damaged = mutate(text, changes, &mut random);
    let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
    fs::write(dir.path().join("x.go"), &damaged).map_err(|e| e.to_string())?;
    let mut ours = Command::new(oxigo);
    ours.args(["tool", "compile"]);
    let [ours, official] = [ours, Command::new(reference().tool("compile"))].map(|command| said(command, dir.path()));
    if ours == official {
        return Ok(true);
    }
    let report = format!("-- x.go --\n{damaged}\n-- official --\n{official}\n-- oxigo --\n{ours}\n");
    fs::write(out.join(format!("{seed}.txt")), report).map_err(|e| e.to_string())?;
    println!("differs: target/fuzz-messages/{seed}.txt");
    Ok(false)
}

/// What a compiler prints of `x.go`, and whether it took it.
fn said(mut command: Command, dir: &Path) -> String {
    official::set_environment(&mut command, reference());
    command.env("GOROOT", &reference().goroot);
    let done = run(command.args(["-p", "p", "-complete", "-o", "x.o", "x.go"]).current_dir(dir), b"", LIMIT);
    let shown = (done.out() + &done.err()).replace(&format!("{}/", dir.display()), "");
    format!("{shown}{}", if done.ok() { "accepted" } else { "refused" })
}
