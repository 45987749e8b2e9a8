//! `oxigo sysroot install|path|verify`: the source tree in the user's cache directory.

use indicatif::{ProgressBar, ProgressStyle};
use release::dist::{SYSROOT_PARTS, WHEEL};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use sysroot::{Error, Step};

const USAGE: &str = "usage: oxigo sysroot install|path|verify";

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let words: Vec<_> = args.iter().filter_map(|a| a.to_str()).collect();
    let done = match words[..] {
        ["install"] => install().map(|root| println!("{}", root.display())),
        ["path"] => crate::goroot::existing().map(|tree| println!("{}", tree.root.display())),
        ["verify"] => verify(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("oxigo: {e}");
            ExitCode::FAILURE
        }
    }
}

/// Fetches the tree unless it is there; returns its root.
pub(crate) fn install() -> Result<PathBuf, Error> {
    let cache = sysroot::cache_home()?;
    let mut bar: Option<(Step, ProgressBar)> = None;
    let mut progress = |step: Step, done: u64, of: u64| {
        if bar.as_ref().is_none_or(|b| b.0 != step) {
            bar = Some((step, bar_for(step, of)));
        }
        if let Some((_, bar)) = &bar {
            bar.set_position(done);
        }
    };
    sysroot::install(&cache, &mut progress)
}

/// A bar for one step; it is drawn on standard error and only on a terminal.
fn bar_for(step: Step, of: u64) -> ProgressBar {
    let (what, unit) = match step {
        Step::Download => ("downloading", "{bytes}/{total_bytes}"),
        Step::Unpack => ("unpacking", "{pos}/{len}"),
        Step::Verify => ("verifying", ""),
    };
    let style = ProgressStyle::with_template(&format!("{{msg:12}} [{{bar:32}}] {unit}"));
    let bar = ProgressBar::new(of).with_message(what);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// Hashes the tree that is in use and says what it found.
fn verify() -> Result<(), Error> {
    let tree = crate::goroot::existing()?;
    if tree.version != release::dist::VERSION {
        println!("{}: {}, for which no hash is known", tree.root.display(), tree.version);
        return Ok(());
    }
    sysroot::fetch::verify(&tree.root, SYSROOT_PARTS, WHEEL.sysroot_tree)?;
    println!("{}: {}, verified", tree.root.display(), tree.version);
    Ok(())
}
