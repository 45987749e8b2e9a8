//! Development commands: `cargo xtask NAME`. Each is one module; this file only chooses.

mod reference;

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
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Reference => reference::fetch(),
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
