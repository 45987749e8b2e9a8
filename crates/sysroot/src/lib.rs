//! Go source trees: recognising, finding, fetching and verifying them. In: the environment
//! (as values, never read behind the caller's back) and the pins of crate `release`. Out: the
//! path of a tree that fits, or one sentence saying why there is none.

#![warn(clippy::disallowed_methods)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests look at what they made"))]

#[expect(
    clippy::disallowed_methods,
    reason = "whether a tree is there is asked for through `base::seen`; the rest makes one"
)]
pub mod fetch;
pub mod find;
#[expect(clippy::disallowed_methods, reason = "it verifies what was fetched")]
pub mod tree;
#[expect(clippy::disallowed_methods, reason = "it makes views of trees")]
pub mod view;

pub use fetch::{Progress, Step, cache_home, install, installed_path, is_installed, remove, wheel_tree};
pub use find::{Environment, Origin, Tree, describe, find};
pub use tree::{TreeHash, tree_hash};

use release::Release;
use std::path::PathBuf;

/// Why there is no usable tree.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder named by the user is not a tree of this release.
    #[error("{what} {path} {why}; oxigo compiles the libraries of {known}: unset GOROOT or run 'oxigo sysroot install'",
        path = path.display(), known = known())]
    Unfit {
        /// How the folder was found (`GOROOT`).
        what: &'static str,
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Nothing was found anywhere.
    #[error("no {0:?} source tree found; run '{install}' or set GOROOT", install = install_command(*.0))]
    Missing(Release),
    /// The user has named a release that there is not.
    #[error("there is no release {0:?}; oxigo has {all}", all = list(Release::all().map(|r| r.version)))]
    Unknown(String),
    /// The user has named a release that is not there.
    #[error("{version} is not installed; run '{install}'", version = .0.version, install = install_command(*.0))]
    NotInstalled(Release),
    /// Neither `XDG_CACHE_HOME` nor `HOME` says where the cache is.
    #[error("neither XDG_CACHE_HOME nor HOME is set, so there is no cache directory")]
    NoCache,
    /// A file that was fetched or unpacked is not the one expected.
    #[error("{what} has SHA-256 {found}, expected {expected}")]
    Hash {
        /// The file or folder.
        what: String,
        /// Its hash.
        found: String,
        /// The hash in our source.
        expected: String,
    },
    /// A command of the machine that fetches packages failed.
    #[error("{command} failed: {reason}")]
    Command {
        /// The command line.
        command: String,
        /// The last line it printed, or why it could not be started.
        reason: String,
    },
    /// Reading or writing a file failed.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The fetched archive cannot be read.
    #[error("{path}: {source}", path = path.display())]
    Zip {
        /// The archive.
        path: PathBuf,
        /// The reason.
        source: zip::result::ZipError,
    },
}

/// The releases that are supported: `go1.23 and go1.24`.
fn known() -> String {
    list(Release::all().map(|r| r.language))
}

/// `a`, `a and b`, `a, b and c`.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match &names[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// What installs a release.
fn install_command(release: Release) -> String {
    let command = "oxigo sysroot install";
    match release == Release::default() {
        true => command.to_owned(),
        false => format!("{command} {}", release.language.trim_start_matches("go")),
    }
}

/// The release that a user means by `1.24`, `go1.24.11` and the like.
pub fn named(name: &str) -> Result<Release, Error> {
    Release::named(name).ok_or_else(|| Error::Unknown(name.to_owned()))
}

/// Adds the path to an input or output error.
pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.into();
    move |source| Error::Io { path, source }
}
