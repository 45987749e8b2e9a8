//! `cargo xtask fuzz syntax`: parses seeded damage to library files. It ends with an error at
//! the first panic, at a file that takes longer than a second, or at trees and messages that
//! take more than fifty times the input.

use base::{Interner, Sources};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use syntax::mutate::{Random, mutate};
use syntax::{Config, parse_file};

/// Files above this size are left alone: many small ones show more per second.
const LARGEST: usize = 16 << 10;
/// Mutants made by one generator.
const BATCH: usize = 1000;
const MEMORY_FACTOR: usize = 50;

/// Parses `count` damaged files made from `seed`.
pub fn fuzz(count: usize, seed: u64) -> Result<bool, String> {
    let texts = library_texts()?;
    let errors = AtomicUsize::new(0);
    let start = Instant::now();
    let worst = (0..count.div_ceil(BATCH))
        .into_par_iter()
        .map(|batch| fuzz_batch(&texts, seed.wrapping_add(batch as u64), BATCH.min(count - batch * BATCH), &errors))
        .try_reduce(Worst::default, |a, b| Ok(a.max(b)))?;
    println!(
        "{count} mutations of {} files (seed {seed}): {} with errors, slowest {:?}, largest tree {:.1} times its text, {:.0?}",
        texts.len(),
        errors.into_inner(),
        worst.time,
        worst.memory,
        start.elapsed()
    );
    Ok(true)
}

#[derive(Clone, Copy, Default)]
struct Worst {
    time: Duration,
    memory: f64,
}

impl Worst {
    fn max(self, other: Worst) -> Worst {
        Worst { time: self.time.max(other.time), memory: self.memory.max(other.memory) }
    }
}

fn fuzz_batch(texts: &[String], seed: u64, count: usize, errors: &AtomicUsize) -> Result<Worst, String> {
    let mut random = Random::new(seed);
    let names = Interner::new();
    let mut worst = Worst::default();
    for _ in 0..count {
        let text = &texts[random.below(texts.len())];
        let changes = 1 + random.below(5);
        let damaged = mutate(text, changes, &mut random);
        let skip_bodies = random.below(4) == 0;
        worst = worst.max(parse(damaged, &names, skip_bodies, errors)?);
    }
    Ok(worst)
}

fn parse(text: String, names: &Interner, skip_bodies: bool, errors: &AtomicUsize) -> Result<Worst, String> {
    let mut sources = Sources::new();
    sources.add("fuzz.go", text.into_bytes()).map_err(|_| "file too large")?;
    let source = &sources.files()[0];
    let config = Config { skip_bodies, check_branches: true, ..Config::default() };
    let start = Instant::now();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| parse_file(source, names, config)));
    let time = start.elapsed();
    let save = |what: &str| {
        let path = std::env::temp_dir().join("oxigo-fuzz.go");
        let _ = std::fs::write(&path, &source.text);
        Err(format!("{what}; the input is {}", path.display()))
    };
    let Ok(parsed) = caught else { return save("the parser panicked") };
    if time > Duration::from_secs(1) {
        return save("parsing took more than a second");
    }
    errors.fetch_add(usize::from(!parsed.diagnostics.is_empty()), Ordering::Relaxed);
    let bodies = parsed.file.bodies.iter().filter_map(|b| b.parsed.as_ref());
    let nodes = parsed.file.ast.heap_bytes() + bodies.map(|b| b.ast.heap_bytes()).sum::<usize>();
    let messages: usize = parsed.diagnostics.iter().map(|d| size_of_val(d) + d.message.len()).sum();
    let memory = (nodes + messages) as f64 / (source.text.len() + 200) as f64;
    if memory > MEMORY_FACTOR as f64 {
        return save("the tree is more than fifty times its text");
    }
    Ok(Worst { time, memory })
}

/// Small files of the library and of Go's test directory.
fn library_texts() -> Result<Vec<String>, String> {
    let r = testkit::reference();
    let mut files = Vec::new();
    for dir in [r.goroot.join("src"), r.tests.clone()] {
        go_files(&dir, &mut files).map_err(|e| format!("{}: {e}", dir.display()))?;
    }
    files.sort();
    let read = |f: &PathBuf| std::fs::read_to_string(f).ok().filter(|t| t.len() <= LARGEST);
    Ok(files.iter().filter_map(read).collect())
}

fn go_files(dir: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => go_files(&entry.path(), out)?,
            false if entry.path().extension().is_some_and(|e| e == "go") => out.push(entry.path()),
            false => {}
        }
    }
    Ok(())
}
