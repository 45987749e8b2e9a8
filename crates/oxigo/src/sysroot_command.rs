//! `oxigo sysroot install|path|verify`: the source tree in the user's cache directory. `install --tools`
//! compiles the helper programs that else are compiled at first use; `install --go` puts links `go` and
//! `gofmt` beside this binary.

use indicatif::{ProgressBar, ProgressStyle};
use release::Release;
use release::dist::SYSROOT_PARTS;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use sysroot::{Error, Step};

const USAGE: &str = "usage: oxigo sysroot install [--tools] [--go] | path | verify";

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let words: Vec<_> = args.iter().filter_map(|a| a.to_str()).collect();
    let done = match words[..] {
        ["install", ref flags @ ..] if flags.iter().all(|f| matches!(*f, "--tools" | "--go")) => {
            install(Release::default()).map(|root| println!("{}", root.display())).and_then(|()| more(flags))
        }
        ["path"] => {
            crate::goroot::found(&target::Settings::of_process()).map(|tree| println!("{}", tree.root.display()))
        }
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
pub(crate) fn install(release: Release) -> Result<PathBuf, Error> {
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
    sysroot::install(&cache, release, &mut progress)
}

/// What else `install` is asked for.
fn more(flags: &[&str]) -> Result<(), Error> {
    if flags.contains(&"--go") {
        let binary = crate::upstream::view::binary()?;
        ["go", "gofmt"].iter().try_for_each(|name| link_beside(&binary, name))?;
    }
    if flags.contains(&"--tools") {
        crate::upstream::compile_all()
            .map_err(|reason| Error::Io { path: "programs".into(), source: std::io::Error::other(reason) })?;
    }
    Ok(())
}

/// Makes a link to the binary beside it, unless that is there. Another file of that name stays.
fn link_beside(binary: &Path, name: &str) -> Result<(), Error> {
    let link = binary.with_file_name(name);
    if link.canonicalize().is_ok_and(|target| target == binary) {
        return Ok(());
    }
    let target = binary.file_name().unwrap_or_default();
    std::os::unix::fs::symlink(target, &link).map_err(|source| Error::Io { path: link.clone(), source })?;
    println!("{}", link.display());
    Ok(())
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
    if tree.version != tree.release.version {
        println!("{}: {}, for which no hash is known", tree.root.display(), tree.version);
        return Ok(());
    }
    sysroot::fetch::verify(&tree.root, SYSROOT_PARTS, tree.release.wheel.sysroot_tree)?;
    println!("{}: {}, verified", tree.root.display(), tree.version);
    Ok(())
}
