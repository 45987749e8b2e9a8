//! Development commands: `cargo xtask NAME`. Each is one module; this file only chooses.

mod fuzz_syntax;
mod reference;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "development commands of oxigo")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Fetch the official toolchain and Go's test directory into the user's cache; print the folders.
    Reference,
    /// Check the house rules that a machine can check.
    Tidy,
    /// Parse seeded damage to library files: no panic, no hang, bounded memory.
    FuzzSyntax {
        /// How many damaged files.
        #[arg(long, default_value_t = 1_000_000)]
        count: usize,
        /// First seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Reference => reference::fetch(),
        Task::Tidy => tidy::tidy(),
        Task::FuzzSyntax { count, seed } => fuzz_syntax::fuzz(count, seed),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
