//! Programs that wear the runtime out: deep recursion, tight loops, constant collection, channels,
//! signals. Each run has a seed and settings of the runtime that follow from its number; what it
//! prints is a checksum that must be the official build's. `OXIGO_TORTURE_SECONDS` (600) says how
//! long our programs run in all, `OXIGO_TORTURE_SEED` (1) where the seeds begin.

use super::{built, built_officially, limited};
use crate::accept::Context;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use testkit::Finished;

/// Programs of `xtask/testdata/torture`, with rounds for a run of a second or few.
const PROGRAMS: &[(&str, &str)] = &[("stacks", "2"), ("loops", "2"), ("heap", "8"), ("talk", "8"), ("signals", "10")];

/// Settings the runs take in turn; their number and that of the programs have no common divisor.
const SETTINGS: &[&[(&str, &str)]] = &[
    &[("GOGC", "1"), ("GODEBUG", "clobberfree=1,gccheckmark=1")],
    &[("GOGC", "2"), ("GODEBUG", "clobberfree=1,gccheckmark=1"), ("GOMAXPROCS", "4")],
    &[("GOGC", "3"), ("GODEBUG", "clobberfree=1")],
    &[("GOGC", "5"), ("GODEBUG", "adaptivestackstart=1,clobberfree=1"), ("GOMAXPROCS", "1")],
    &[("GOGC", "1"), ("GODEBUG", "gcstoptheworld=1,clobberfree=1")],
    &[("GOGC", "4"), ("GODEBUG", "clobberfree=1,gccheckmark=1"), ("GOMAXPROCS", "8")],
    &[("GOGC", "1"), ("GODEBUG", "efence=1,madvdontneed=1")],
    &[("GOGC", "2"), ("GODEBUG", "tracebackancestors=5,clobberfree=1")],
    &[("GOMEMLIMIT", "8MiB"), ("GOGC", "off"), ("GODEBUG", "clobberfree=1")],
    &[("GOGC", "100"), ("GODEBUG", "gccheckmark=1"), ("GOMAXPROCS", "2")],
    &[("GOGC", "1"), ("GODEBUG", "clobberfree=1"), ("GOMAXPROCS", "3")],
];

fn number(variable: &str, default: u64) -> Result<u64, String> {
    match std::env::var(variable) {
        Err(_) => Ok(default),
        Ok(text) => text.parse().map_err(|_| format!("{variable}: {text:?} is no number")),
    }
}

/// See the module text.
pub fn torture(cx: &Context) -> Result<String, String> {
    let budget = Duration::from_secs(number("OXIGO_TORTURE_SECONDS", 600)?);
    let first = number("OXIGO_TORTURE_SEED", 1)?;
    let mut programs = Vec::new();
    for (name, rounds) in PROGRAMS {
        let source = cx.root.join(format!("xtask/testdata/torture/{name}.go"));
        let exe = |suffix: &str| cx.work.join(format!("torture-{name}.{suffix}"));
        built(cx, &source, &exe("ours"))?;
        built_officially(cx, &source, &exe("official"))?;
        programs.push(Program { name, rounds, ours: exe("ours"), official: exe("official") });
    }
    let (mut spent, mut runs, mut wrong) = (Duration::ZERO, 0, Vec::new());
    while spent < budget || runs < programs.len() {
        let program = &programs[runs % programs.len()];
        let settings = SETTINGS[runs % SETTINGS.len()];
        let (seconds, outcome) = program.compare(first + runs as u64, settings);
        runs += 1;
        spent += seconds;
        if let Err(e) = outcome {
            println!("     {e}");
            wrong.push(e);
        }
    }
    let line = format!("{runs} runs of {} programs, {:.0} s", programs.len(), spent.as_secs_f64());
    if wrong.is_empty() { Ok(format!("{line}, no fault")) } else { Err(format!("{line}\n{}", wrong.join("\n"))) }
}

struct Program {
    name: &'static str,
    rounds: &'static str,
    ours: PathBuf,
    official: PathBuf,
}

impl Program {
    /// Time our program took, and what was wrong.
    fn compare(&self, seed: u64, settings: &[(&str, &str)]) -> (Duration, Result<(), String>) {
        let execute = |exe: &PathBuf, settings: &[(&str, &str)]| -> Finished {
            let mut command = Command::new(exe);
            command.arg(seed.to_string()).arg(self.rounds).env("GOTRACEBACK", "system");
            limited(command.envs(settings.iter().copied()), 180)
        };
        let ours = execute(&self.ours, settings);
        // With some settings some programs do not end in time under some releases, whoever compiled them.
        if ours.status.is_none() && execute(&self.official, settings).status.is_none() {
            println!("     {} {settings:?}: the official program does not end in time either", self.name);
            return (ours.elapsed, Ok(()));
        }
        let official = execute(&self.official, &[]);
        let same = ours.ok() && official.ok() && ours.out() == official.out();
        let shown: Vec<String> = settings.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let first_lines = |text: String| text.lines().take(12).collect::<Vec<_>>().join("\n");
        let failure = || {
            format!(
                "{} {} {seed} {}: {:?}, {:?} instead of {:?}\n{}",
                shown.join(" "),
                self.name,
                self.rounds,
                ours.status,
                ours.out(),
                official.out(),
                first_lines(ours.err())
            )
        };
        (ours.elapsed, if same { Ok(()) } else { Err(failure()) })
    }
}
