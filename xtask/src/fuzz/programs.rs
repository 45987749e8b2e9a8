//! `cargo xtask fuzz programs`: random programs ([`testkit::programs`]), built in batches by the
//! official toolchain, by ours and by ours without optimization. A program passes when all print the
//! same. Where the official compiler contradicts itself without optimization, the program says
//! nothing about ours unless ours differs from both.

use super::judge::{Builder, Outputs, Tools, module, write};
use super::reduce;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use testkit::programs::{files, generate, heading, prefix, support};

/// Batches at the same time.
const THREADS: usize = 2;

/// What to run.
pub struct Plan {
    /// How many programs.
    pub count: u64,
    /// First seed.
    pub seed: u64,
    /// Programs per executable.
    pub batch: u64,
    /// Make what differs small; not where programs are several packages.
    pub reduce: bool,
    /// Make several packages of each program.
    pub packages: bool,
}

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    /// Programs that print the same.
    pub passed: u64,
    /// Seeds of the others.
    pub failed: Vec<u64>,
    /// Seeds of programs over which the official compiler contradicts itself.
    pub disputed: Vec<u64>,
}

/// Runs all batches; prints what differs.
pub fn run(tools: &Tools, plan: &Plan) -> Result<Outcome, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build().map_err(|e| e.to_string())?;
    let end = plan.seed + plan.count;
    let starts: Vec<u64> = (plan.seed..end).step_by(plan.batch.max(1) as usize).collect();
    let outcomes: Result<Vec<Outcome>, String> = pool.install(|| {
        let one = |&first: &u64| batch(tools, plan, &(first..end.min(first + plan.batch)).collect::<Vec<u64>>());
        starts.par_iter().map(one).collect()
    });
    let mut all = Outcome::default();
    for outcome in outcomes? {
        all.passed += outcome.passed;
        all.failed.extend(outcome.failed);
        all.disputed.extend(outcome.disputed);
    }
    for &seed in all.failed.iter().filter(|_| plan.reduce && !plan.packages) {
        reduce::reduce_file(tools, &save(tools, plan, seed)?)?;
    }
    Ok(all)
}

/// Writes one program down for people and the reducer.
fn save(tools: &Tools, plan: &Plan, seed: u64) -> Result<PathBuf, String> {
    if plan.packages {
        let dir = tools.work.join(format!("m{seed}"));
        return prepare(&dir, plan, &[seed]).map(|()| dir);
    }
    let file = tools.work.join(format!("{}.go", prefix(seed).trim_end_matches('_')));
    write(&file, &generate(seed, &prefix(seed)))?;
    Ok(file)
}

/// Puts programs into one module.
fn prepare(dir: &Path, plan: &Plan, seeds: &[u64]) -> Result<(), String> {
    if plan.packages {
        module(dir, "")?;
        return files(seeds).iter().try_for_each(|(name, text)| write_below(&dir.join(name), text));
    }
    module(dir, &support(seeds))?;
    for &seed in seeds {
        write(&dir.join(format!("{}x.go", prefix(seed))), &generate(seed, &prefix(seed)))?;
    }
    Ok(())
}

/// Writes a file in a folder that may not be there.
fn write_below(path: &Path, text: &str) -> Result<(), String> {
    std::fs::create_dir_all(path.parent().unwrap_or(path)).map_err(|e| format!("{}: {e}", path.display()))?;
    write(path, text)
}

fn batch(tools: &Tools, plan: &Plan, seeds: &[u64]) -> Result<Outcome, String> {
    let dir = tools.work.join(format!("batch-{}", seeds[0]));
    prepare(&dir, plan, seeds)?;
    let outcome = compare(tools, &dir, seeds);
    let _ = std::fs::remove_dir_all(&dir);
    let outcome = match outcome {
        Ok(outcome) => outcome,
        // Something does not build: each program for itself.
        Err(_) if seeds.len() > 1 => return halves(tools, plan, seeds),
        Err(error) => {
            println!("{} does not build everywhere: {error}", prefix(seeds[0]));
            Outcome { failed: seeds.to_vec(), ..Outcome::default() }
        }
    };
    println!("{} to {}: {} passed", seeds[0], seeds[seeds.len() - 1], outcome.passed);
    for &seed in &outcome.disputed {
        println!("{seed}: the official compiler contradicts itself");
    }
    for &seed in &outcome.failed {
        println!("{seed} differs: {}", save(tools, plan, seed)?.display());
    }
    Ok(outcome)
}

fn halves(tools: &Tools, plan: &Plan, seeds: &[u64]) -> Result<Outcome, String> {
    let (left, right) = seeds.split_at(seeds.len() / 2);
    let (mut all, other) = (batch(tools, plan, left)?, batch(tools, plan, right)?);
    all.passed += other.passed;
    all.failed.extend(other.failed);
    all.disputed.extend(other.disputed);
    Ok(all)
}

fn compare(tools: &Tools, dir: &Path, seeds: &[u64]) -> Result<Outcome, String> {
    let official = tools.outputs(dir, Builder::Official)?;
    let ours = tools.outputs(dir, Builder::Ours)?;
    let plain = tools.outputs(dir, Builder::OursPlain)?;
    let mut outcome = Outcome::default();
    let mut second: Option<Outputs> = None;
    for &seed in seeds {
        let of = |outputs: &Outputs| outputs.get(&heading(seed)).cloned();
        let (want, all) = (of(&official), [of(&ours), of(&plain)]);
        if all.iter().all(|have| *have == want) && want.is_some() {
            outcome.passed += 1;
            continue;
        }
        if second.is_none() {
            second = Some(tools.outputs(dir, Builder::OfficialPlain)?);
        }
        let other = second.as_ref().and_then(of);
        let has_judge = all.iter().all(|have| *have == want || *have == other);
        if has_judge && want != other { outcome.disputed.push(seed) } else { outcome.failed.push(seed) }
    }
    Ok(outcome)
}
