//! `cargo xtask fuzz NAME`: random inputs made from seeds, judged by the official toolchain or by
//! what no input may do. One module per kind of input; this file only chooses.

mod commands;
mod edits;
pub mod judge;
mod messages;
pub mod programs;
mod reduce;
pub mod syntax;

use clap::Subcommand;
use std::path::PathBuf;

/// What to make up.
#[derive(Subcommand)]
pub enum Fuzz {
    /// Parse seeded damage to library files: no panic, no hang, bounded memory.
    Syntax {
        /// How many damaged files.
        #[arg(long, default_value_t = 1_000_000)]
        count: usize,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Compare random command lines and module files with the official command.
    Commands {
        /// How many command lines.
        #[arg(long, default_value_t = 1000)]
        count: u64,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The command under test.
        #[arg(long, default_value = "target/debug/oxigo")]
        oxigo: PathBuf,
    },
    /// Edit source trees at random and compare builds with those of a fresh cache.
    Edits {
        /// How many builds.
        #[arg(long, default_value_t = 1000)]
        count: u64,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Judge only builds that were answered from what an earlier one saw.
        #[arg(long)]
        answers: bool,
        /// Leave out one kind of fact after the other, or those whose names contain this, and want the edits to show each.
        /// Needs a binary with debug assertions.
        #[arg(long, num_args = 0..=1, default_missing_value = "")]
        plant: Option<String>,
        /// The command under test.
        #[arg(long, default_value = "target/debug/oxigo")]
        oxigo: PathBuf,
    },
    /// Compare messages about damaged sources with the official compiler's.
    Messages {
        /// How many damaged sources.
        #[arg(long, default_value_t = 10_000)]
        count: usize,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The compiler under test.
        #[arg(long, default_value = "target/debug/oxigo")]
        oxigo: PathBuf,
    },
    /// Build random programs with both toolchains and compare what they print.
    Programs {
        /// How many programs.
        #[arg(long, default_value_t = 1000)]
        count: u64,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many programs make one executable.
        #[arg(long, default_value_t = 50)]
        batch: u64,
        /// Make programs that differ small, into `target/fuzz`.
        #[arg(long)]
        reduce: bool,
        /// Make several packages of each program.
        #[arg(long)]
        packages: bool,
    },
    /// Execute random functions of SSA before and after every pass, and check the facts of `prove`.
    Ssa {
        /// How many functions.
        #[arg(long, default_value_t = 20_000)]
        count: u64,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Make a program of `target/fuzz` small while it still differs.
    Reduce {
        /// The program.
        file: PathBuf,
    },
}

/// Does it; says whether nothing was found.
pub fn fuzz(what: Fuzz) -> Result<bool, String> {
    match what {
        Fuzz::Syntax { count, seed } => syntax::fuzz(count, seed),
        Fuzz::Commands { count, seed, oxigo } => commands::fuzz(count, seed, &oxigo),
        Fuzz::Edits { count, seed, plant: Some(only), oxigo, .. } => edits::plant(&only, count, seed, &oxigo),
        Fuzz::Edits { count, seed, answers, oxigo, .. } => edits::fuzz(count, seed, answers, &oxigo),
        Fuzz::Messages { count, seed, oxigo } => messages::fuzz(count, seed, &oxigo),
        Fuzz::Programs { count, seed, batch, reduce, packages } => {
            let tools = judge::Tools::new()?;
            let outcome = programs::run(&tools, &programs::Plan { count, seed, batch, reduce, packages })?;
            println!("{} passed, {} failed", outcome.passed, outcome.failed.len());
            Ok(outcome.failed.is_empty())
        }
        Fuzz::Ssa { count, seed } => ssa(count, seed),
        Fuzz::Reduce { file } => reduce::reduce_file(&judge::Tools::new()?, &file),
    }
}

/// The test of crate `opt` with as many functions.
fn ssa(count: u64, seed: u64) -> Result<bool, String> {
    let mut test = std::process::Command::new("cargo");
    test.args(["test", "-p", "oxigo-opt", "--test", "random"]);
    test.env("OXIGO_SSA_FUNCTIONS", count.to_string()).env("OXIGO_SSA_SEED", seed.to_string());
    test.status().map(|s| s.success()).map_err(|e| e.to_string())
}
