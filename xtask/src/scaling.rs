//! `cargo xtask scaling`: does anything grow faster than its input? In: programs of a repeated piece
//! ([`cases`]), doubled a few times; out: a table of the processor time that a build of each takes, ours and the official
//! toolchain's, and the growth at the last doubling. What both need for the smallest program is subtracted, so that
//! 2.0 means linear. A case fails when ours grows by more than [`LIMIT`] and by a fifth more than the official
//! toolchain.

mod cases;

use cases::CASES;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{official_go, reference, run};

/// Growth at a doubling that counts as linear.
const LIMIT: f64 = 2.4;

/// Seconds of processor time below which a growth says nothing: the clock has ticks of 10 ms.
const LEAST: f64 = 0.1;

/// Seconds after which a build is stopped, the first one, which builds the library too, and those of a size after
/// which no larger one is tried.
const STOP: u64 = 120;
const STOP_FIRST: u64 = 1800;
const ENOUGH: f64 = 20.0;

/// What the command line chose.
#[derive(clap::Args)]
pub struct Choice {
    /// Run only cases with this in their names.
    #[arg(long)]
    only: Vec<String>,
    /// How often sizes are doubled.
    #[arg(long, default_value_t = 5)]
    doublings: u32,
    /// The compiler under test.
    #[arg(long, default_value = "target/debug/oxigo")]
    oxigo: PathBuf,
}

/// One of the two toolchains.
struct Toolchain {
    ours: Option<PathBuf>,
    cache: PathBuf,
    /// Processor seconds for a program of one statement.
    least: f64,
}

/// Prints the table; whether nothing grows too fast.
pub fn scaling(choice: &Choice) -> Result<bool, String> {
    let dir = testkit::temp_dir();
    let oxigo = choice.oxigo.canonicalize().map_err(|e| format!("{}: {e}", choice.oxigo.display()))?;
    let mut both = [Some(oxigo), None].map(|ours| {
        let cache = dir.path().join(if ours.is_some() { "ours" } else { "official" });
        Toolchain { ours, cache, least: 0.0 }
    });
    for t in &mut both {
        // Fills the cache with the library.
        t.build(dir.path(), "package main\nfunc main() {}\n", STOP_FIRST)?;
        t.least = t.build(dir.path(), "package main\nfunc main() { println() }\n", STOP)?;
    }
    let chosen = |name: &str| choice.only.is_empty() || choice.only.iter().any(|o| name.contains(o.as_str()));
    println!("{:20} {:>8}  seconds of processor time at each size; growth at the last doubling", "case", "from");
    let mut good = true;
    for case in CASES.iter().filter(|c| chosen(c.name)) {
        let [ours, official] = [0, 1].map(|n| both[n].measure(dir.path(), case, choice.doublings));
        let verdict = judge(&ours, &official);
        good &= verdict.is_ok();
        println!("{:20} {:>8}  ours     {}", case.name, case.from, row(&ours));
        println!("{:20} {:>8}  official {}  {}", "", "", row(&official), verdict.err().unwrap_or("ok"));
    }
    Ok(good)
}

/// Times at each size; an error where a build failed.
type Times = Result<Vec<f64>, String>;

impl Toolchain {
    fn measure(&self, dir: &Path, case: &cases::Case, doublings: u32) -> Times {
        let mut out = Vec::new();
        for n in (0..=doublings).map(|d| case.from << d) {
            let seconds = self.build(dir, &(case.program)(n), STOP).map_err(|e| format!("at {n}: {e}"))?;
            out.push((seconds - self.least).max(0.0));
            if seconds > ENOUGH {
                break;
            }
        }
        Ok(out)
    }
    /// Builds a program, for at most `limit` seconds; the processor time of that.
    fn build(&self, dir: &Path, text: &str, limit: u64) -> Result<f64, String> {
        let file = dir.join("main.go");
        fs::write(&file, text).map_err(|e| e.to_string())?;
        let args = ["build", "-o", "/dev/null", "main.go"];
        let mut command = match &self.ours {
            Some(oxigo) => Command::new(oxigo),
            None => official_go(args),
        };
        if self.ours.is_some() {
            command.args(args);
            testkit::set_environment(&mut command, reference());
        }
        command.env("GOCACHE", &self.cache).current_dir(dir);
        let before = children_seconds()?;
        let done = run(&mut command, b"", Duration::from_secs(limit));
        let seconds = children_seconds()? - before;
        if done.ok() { Ok(seconds) } else { Err(done.err().lines().last().unwrap_or("stopped").to_owned()) }
    }
}

/// Processor seconds of all processes that this one has waited for (`proc(5)`: fields 16 and 17 of `stat`, in
/// ticks of which Linux counts 100 to the second).
fn children_seconds() -> Result<f64, String> {
    let text = fs::read_to_string("/proc/self/stat").map_err(|e| format!("/proc/self/stat: {e}"))?;
    let (_, fields) = text.rsplit_once(')').ok_or("/proc/self/stat has another form")?;
    // The third field comes first here.
    let ticks: f64 = fields.split_whitespace().skip(13).take(2).filter_map(|f| f.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}

/// Growth at the last doubling, where the times are long enough to tell.
fn growth(times: &[f64]) -> Option<f64> {
    let [.., before, last] = times else { return None };
    (*before >= LEAST).then(|| last / before)
}

fn judge(ours: &Times, official: &Times) -> Result<(), &'static str> {
    match (ours, official) {
        (Err(_), Ok(_)) => Err("REFUSED"),
        (Ok(ours), Ok(official)) => match (growth(ours), growth(official)) {
            (Some(g), theirs) if g > LIMIT && g > 1.2 * theirs.unwrap_or(2.0) => Err("GROWS"),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn row(times: &Times) -> String {
    match times {
        Err(why) => why.clone(),
        Ok(list) => {
            let cells: String = list.iter().map(|t| format!("{t:7.2}")).collect();
            format!("{cells}  {}", growth(list).map_or("   -".into(), |g| format!("x{g:.1}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_judged_beside_the_official_one() {
        let times = |list: &[f64]| Ok(list.to_vec());
        assert!(judge(&times(&[0.5, 1.0, 2.0]), &times(&[0.5, 1.0, 2.0])).is_ok());
        assert!(judge(&times(&[0.5, 1.0, 4.0]), &times(&[0.5, 1.0, 2.0])).is_err());
        assert!(judge(&times(&[0.5, 1.0, 4.0]), &times(&[0.5, 1.0, 4.0])).is_ok());
        assert!(judge(&times(&[0.0, 0.01, 0.05]), &times(&[0.5, 1.0, 2.0])).is_ok(), "too short to tell");
        assert!(judge(&Err("refused".into()), &times(&[1.0])).is_err());
    }
}
