//! Packages and builds. Loading: arguments to a graph of packages with their files, imports,
//! modules and language versions ([`load`]), as the `go` command would see them. Building: a
//! graph to archives and programs ([`builder`]), with what is up to date taken from a cache.

#![warn(clippy::disallowed_methods)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests look at what they made"))]

#[expect(clippy::disallowed_methods, reason = "it asks whether an answer stands, which is no part of an answer")]
pub mod answer;
pub mod config;
mod consistency;
pub mod context;
pub mod cover;
pub mod covering;
pub mod dir;
pub mod embed;
pub mod godebug;
pub mod gomod;
pub mod load;
mod lookup;
pub mod module;
pub mod modules;
pub mod package;
mod pathcheck;
pub mod paths;
pub mod pattern;
mod pgo;
#[expect(clippy::disallowed_methods, reason = "it reads what this build has made")]
mod preprofile;
mod requirements;
#[expect(clippy::disallowed_methods, reason = "it asks whether an answer stands, which is no part of an answer")]
mod standing;
pub mod sums;
pub mod syslist;
pub mod testmain;
pub mod vcs;
mod vcs_version;
pub mod vendor;

#[expect(clippy::disallowed_methods, reason = "entries of the cache are known by hashes of what they are made from")]
pub mod cache;
#[expect(
    clippy::disallowed_methods,
    reason = "its tables are known by hashes; it asks for other files through `base::seen`"
)]
pub mod hashes;
#[expect(
    clippy::disallowed_methods,
    reason = "its tables are known by hashes; it asks for other files through `base::seen`"
)]
mod heads;
pub mod options;
pub mod pkgflags;
pub mod tools;

pub mod modinfo;
pub mod plan;
pub mod scan;
mod schedule;
#[expect(clippy::disallowed_methods, reason = "what a build leaves is asked for by its answer (`answer::Program`)")]
mod shell;

pub mod builder;
pub mod built;
mod compile_flags;
#[expect(clippy::disallowed_methods, reason = "it reads what this build has made")]
mod compiling;
pub mod ingredients;
mod internal;
mod key;
#[expect(clippy::disallowed_methods, reason = "what a build leaves is asked for by its answer (`answer::Program`)")]
mod linking;
#[expect(clippy::disallowed_methods, reason = "it reads what this build has made")]
mod vetting;

pub use answer::Request;
pub use builder::{Builder, Failed};
pub use built::Built;
pub use cache::Cache;
pub use compile_flags::{CompileFlags, is_complete};
pub use compiling::instrument::meta_file_name;
pub use compiling::trimmed_folder;
pub use config::LoadConfig;
pub use context::Context;
pub use covering::{CoverConfig, CoverMode};
pub use heads::Heads;
pub use load::load;
pub use module::{Module, ModuleEnv};
pub use modules::Modules;
pub use options::{CompilerDebug, Options, Stamping, VetConfig};
pub use package::{Graph, Kind, Package, PackageError, PackageId, TestFiles, TestSet};
pub use pgo::Profiles;
pub use plan::{Goal, TestProgram};
pub use shell::{Noted, check_work_dir};
pub use tools::{CompileJob, Compiled, Metas, NotCompiled, TestRunner, Tool, Toolchain};

use std::path::Path;

/// An error of the system in Go's words: `open /x: no such file or directory`.
pub fn io_text(what: &str, path: &Path, e: &std::io::Error) -> String {
    let text = e.to_string();
    if e.raw_os_error().is_none() && text.contains(": ") {
        return text; // it names its file already
    }
    let text = text.split(" (os error").next().unwrap_or(&text).to_owned();
    let mut letters = text.chars();
    let lower = letters.next().map(|c| c.to_lowercase().chain(letters).collect::<String>());
    format!("{what} {}: {}", path.display(), lower.unwrap_or_default())
}
