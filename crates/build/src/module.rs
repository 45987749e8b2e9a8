//! A module of a build, and what modules are found by.

use crate::gomod::{ModuleVersion, escape};
use release::Release;
use std::path::{Path, PathBuf};
use target::Target;

/// A module of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Module path.
    pub path: String,
    /// Selected version; `None` for main modules.
    pub version: Option<String>,
    /// Its directory.
    pub dir: PathBuf,
    /// Language version, `1.N`.
    pub language: String,
    /// What the module cache has of it; `None` for directories of the user's.
    pub cached: Option<ModuleVersion>,
    /// What its `go` line says.
    pub go: Option<String>,
    /// Folders of a main module that patterns pass over: `./x` is one in its directory, `x` any of that name.
    pub ignores: Vec<String>,
    /// Whether the file of a main module names tools.
    pub has_tools: bool,
    /// A main module asks for it itself.
    pub direct: bool,
    /// Packages of the main modules do not import any of its packages, as their `go.mod` files have it.
    pub indirect: bool,
    /// What stands in for it: a directory as it is written or a module path, and a version.
    pub replaced_by: Option<(String, Option<String>)>,
    /// Why its `go.mod` file cannot be understood.
    pub trouble: Option<String>,
}

/// The environment of module mode.
#[derive(Clone, Debug, Default)]
pub struct ModuleEnv {
    /// GOMODCACHE.
    pub cache: PathBuf,
    /// GOWORK: `off`, a file, or empty to look for one.
    pub work: String,
    /// Folders in which a `go.mod` does not count: the first one of GOPATH, that for temporary files.
    pub ignored: Vec<PathBuf>,
    /// `-mod`: `vendor`, `mod`, `readonly`, or empty for the default.
    pub mode: String,
    /// The version of the library, `go1.23.9`.
    pub version: String,
    /// Its release.
    pub release: Release,
}

impl ModuleEnv {
    /// Modules as they lie on disk, for a target: no module cache, no workspace.
    pub fn on_disk(target: &Target) -> ModuleEnv {
        ModuleEnv {
            cache: PathBuf::new(),
            work: "off".to_owned(),
            ignored: Vec::new(),
            mode: String::new(),
            version: target.version.clone(),
            release: target.release,
        }
    }
}

pub(crate) fn longest_first(modules: &[Module]) -> impl Iterator<Item = &Module> {
    let mut sorted: Vec<&Module> = modules.iter().collect();
    sorted.sort_by_key(|m| std::cmp::Reverse(m.path.len()));
    sorted.into_iter()
}

/// What of `path` lies below `prefix`; empty if it is that.
pub(crate) fn subpath<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(prefix)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// The file that the module cache has as the `go.mod` of a module.
pub fn cached_mod(module: &ModuleVersion, cache: &Path) -> PathBuf {
    let dir = cache.join("cache/download").join(escape(&module.path)).join("@v");
    dir.join(format!("{}.mod", escape(&module.version)))
}
