//! Development commands: `cargo xtask NAME`. Each is one module; this file only chooses.

mod accept;
mod allocs;
mod bisect;
mod diff;
mod facts;
mod fuzz;
mod package;
mod pictures;
mod reference;
mod same;
mod scaling;
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
    Reference {
        /// The release: `1.24.11`.
        version: Option<String>,
    },
    /// Run everything an issue asks for; results go to target/accept/NAME.json.
    Accept {
        /// The suite: linker.
        name: String,
        /// Run only checks with this in their names.
        #[arg(long)]
        only: Vec<String>,
        /// Run checks that have passed, too.
        #[arg(long)]
        again: bool,
        /// Test the optimised binary.
        #[arg(long)]
        release: bool,
        /// Compare with this release of Go (`1.24.11`) instead of the default one.
        #[arg(long)]
        go: Option<String>,
        #[command(flatten)]
        modules: accept::modules::Options,
    },
    /// Find the optimization that spoils a program.
    Bisect {
        /// Show what the command prints.
        #[arg(long)]
        verbose: bool,
        /// Builds and tests the program; succeeds if all is well.
        #[arg(last = true)]
        command: Vec<String>,
    },
    /// Compare two executables linked from the same objects by their structure.
    Diff {
        /// Linked by us.
        ours: std::path::PathBuf,
        /// Linked by the official linker.
        official: std::path::PathBuf,
    },
    /// Build what is handed out: an archive and a Debian package, in target/package.
    Package,
    /// Make pictures of all views of the explorer with a browser.
    Pictures(pictures::Choice),
    /// Check the house rules that a machine can check.
    Tidy,
    /// Compare what two binaries make of the library, the toolchain and some programs.
    SameOutput {
        /// Built before a change.
        old: std::path::PathBuf,
        /// Built behind it.
        new: std::path::PathBuf,
    },
    /// Compare what the sources of a release say of it with our table of that release.
    ReleaseFacts {
        /// A tree.
        goroot: std::path::PathBuf,
    },
    /// Compare the allocations of the library's benchmarks with those of official builds.
    Allocs(allocs::Choice),
    /// Measure how the time of builds grows with their input, beside the official toolchain.
    Scaling(scaling::Choice),
    /// Make up inputs from seeds and judge what becomes of them.
    Fuzz {
        #[command(subcommand)]
        what: fuzz::Fuzz,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Reference { version } => reference::fetch(version.as_deref()),
        Task::Bisect { verbose, command } => bisect::bisect(&command, verbose),
        Task::Accept { name, only, again, release, go, modules } => {
            accept::accept(&accept::Choice { name, only, again, release, go, modules })
        }
        Task::Diff { ours, official } => diff::diff(&ours, &official),
        Task::ReleaseFacts { goroot } => facts::compare(&goroot),
        Task::SameOutput { old, new } => same::same_output(&old, &new),
        Task::Package => package::package(),
        Task::Pictures(choice) => pictures::pictures(&choice),
        Task::Tidy => tidy::tidy(),
        Task::Allocs(choice) => allocs::allocs(&choice),
        Task::Scaling(choice) => scaling::scaling(&choice),
        Task::Fuzz { what } => fuzz::fuzz(what),
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
