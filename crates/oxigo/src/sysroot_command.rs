//! `oxigo sysroot install|list|path|remove|verify`: the source trees in the user's cache directory, one per release.
//! `install --tools` compiles the helper programs that else are compiled at first use; `install --go` puts links `go`
//! and `gofmt` beside this binary.

use indicatif::{ProgressBar, ProgressStyle};
use release::Release;
use release::dist::SYSROOT_PARTS;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use sysroot::{Error, Step};

const USAGE: &str = "usage: oxigo sysroot install [--tools] [--go] [VERSION] | list | path [VERSION] | remove VERSION | verify [VERSION]";

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let words: Vec<_> = args.iter().map(|a| a.to_string_lossy()).collect();
    let (flags, names): (Vec<&str>, Vec<&str>) =
        words.iter().skip(1).map(|word| &**word).partition(|word| word.starts_with('-'));
    let verb = words.first().map(|word| &**word).unwrap_or_default();
    let known_flags = flags.iter().all(|flag| verb == "install" && matches!(*flag, "--tools" | "--go"));
    let done = match (verb, &names[..]) {
        _ if !known_flags => return usage(),
        ("install", []) => install_and_more(Release::default(), &flags),
        ("install", [name]) => sysroot::named(name).and_then(|release| install_and_more(release, &flags)),
        ("list", []) => list(),
        ("path", []) => {
            crate::goroot::found(&target::Settings::of_process()).map(|tree| println!("{}", tree.root.display()))
        }
        ("path", [name]) => installed(name).map(|(_, root)| println!("{}", root.display())),
        ("remove", [name]) => remove(name),
        ("verify", []) => verify(),
        ("verify", [name]) => installed(name).and_then(|(release, root)| verify_tree(&root, release)),
        _ => return usage(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("oxigo: {e}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn install_and_more(release: Release, flags: &[&str]) -> Result<(), Error> {
    println!("{}", install(release)?.display());
    more(flags)
}

/// The tree of a release that a user has named, which must be installed.
fn installed(name: &str) -> Result<(Release, PathBuf), Error> {
    let (release, cache) = (sysroot::named(name)?, sysroot::cache_home()?);
    match sysroot::is_installed(&cache, release) {
        true => Ok((release, sysroot::installed_path(&cache, release))),
        false => Err(Error::NotInstalled(release)),
    }
}

/// Prints all releases with the folders of those that are installed.
fn list() -> Result<(), Error> {
    let cache = sysroot::cache_home()?;
    for release in Release::all() {
        let place = match sysroot::is_installed(&cache, release) {
            true => sysroot::installed_path(&cache, release).display().to_string(),
            false => "not installed".to_owned(),
        };
        println!("{:10} {place}", release.version);
    }
    Ok(())
}

fn remove(name: &str) -> Result<(), Error> {
    let root = sysroot::remove(&sysroot::cache_home()?, sysroot::named(name)?)?;
    println!("removed {}", root.display());
    Ok(())
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
    verify_tree(&tree.root, tree.release)
}

fn verify_tree(root: &Path, release: Release) -> Result<(), Error> {
    sysroot::fetch::verify(root, SYSROOT_PARTS, release.wheel.sysroot_tree)?;
    println!("{}: {}, verified", root.display(), release.version);
    Ok(())
}
