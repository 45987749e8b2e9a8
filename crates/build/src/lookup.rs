//! Import paths to directories. In: a path, the modules of the build. Out: the directory and its module,
//! or why there is none. A module takes part only if its files are what `go.sum` says.
//! Authority: the Go modules reference, "Resolving a package to a module"; wording: GOROOT
//! `cmd/go/internal/modload/import.go`.

use crate::module::{Module, longest_first, subpath};
use crate::modules::{Found, Modules, has_go_files};
use crate::pathcheck::{self, PathKind};
use crate::paths::is_std_path;
use crate::sums::SumError;
use base::seen;
use std::path::{Path, PathBuf};

/// Why there is no package of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// No module has it.
    Nowhere,
    /// The module that may have it is not on disk.
    OffDisk(Box<Module>),
    /// Modules without sums may have it; `found` if another one has it too.
    NoSums { modules: Vec<String>, found: bool },
    /// There is no sum of the `go.mod` file of the module that has it.
    NoModSum { module: String, version: String },
    /// A module is not what its sum says, or not to be understood: the message, which ends the command.
    Mismatch(String),
    /// Several modules have it: the message.
    Ambiguous(String),
}

/// Who imports a package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Importer<'a> {
    pub(crate) path: &'a str,
    pub(crate) module: Option<&'a Module>,
}

impl Modules {
    /// The package `path`: in a main module, the vendor directory, or the required module with
    /// the longest path that has the directory. What the main modules require is looked at first.
    pub(crate) fn find_package(&self, path: &str) -> Result<Found, NotFound> {
        let own = longest_first(&self.main).find_map(|m| in_module(path, m));
        if let Some(vendor) = &self.vendor {
            let dir = vendor.dir.join(path);
            let module = vendor.packages.get(path).map(|&i| self.required[i].clone());
            let vendored = module.filter(|_| has_go_files(&dir)).map(|module| Found { dir, module });
            return match (own, vendored) {
                (Some(own), Some(vendored)) => Err(ambiguous(path, &[own, vendored])),
                (own, vendored) => own.or(vendored).ok_or(NotFound::Nowhere),
            };
        }
        let candidates = self.candidates(path);
        if let Some(own) = own {
            return self.alone(path, own, &candidates);
        }
        let direct: Vec<&Module> = candidates.iter().copied().filter(|m| m.direct || !self.pruned).collect();
        match self.find_among(path, &direct) {
            Err(NotFound::Nowhere | NotFound::OffDisk(_)) => match &self.trouble {
                Some(trouble) => Err(NotFound::Mismatch(trouble.clone())),
                None => self.find_among(path, &candidates),
            },
            other => other,
        }
    }

    /// What a main module has, unless another one has it too.
    fn alone(&self, path: &str, own: Found, candidates: &[&Module]) -> Result<Found, NotFound> {
        match candidates.is_empty() || own.module.path == path {
            true => Ok(own),
            false => match self.find_among(path, candidates) {
                Ok(other) => Err(ambiguous(path, &[own, other])),
                Err(why @ (NotFound::NoSums { .. } | NotFound::Mismatch(_) | NotFound::Ambiguous(_))) => Err(why),
                Err(_) => Ok(own),
            },
        }
    }

    /// Whether a module has, or may have, a package of a path that the library has, too. Files of the library itself are
    /// its own.
    pub(crate) fn rivals_library(&self, path: &str, src: &Path) -> bool {
        if self.main.iter().any(|m| m.dir.starts_with(src)) {
            return false;
        }
        let may_have = |m: &Module| !seen::is_dir(&m.dir) || in_module(path, m).is_some();
        let vendored = self.vendor.as_ref().is_some_and(|vendor| has_go_files(&vendor.dir.join(path)));
        let required = self.vendor.is_none() && self.candidates(path).into_iter().any(may_have);
        vendored || required || self.main.iter().any(|m| in_module(path, m).is_some())
    }

    /// The required modules whose path is `path` or one above it, the longest first.
    fn candidates(&self, path: &str) -> Vec<&Module> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let mut found: Vec<&Module> =
            ends.filter_map(|end| self.known.get(&path[..end])).map(|known| &self.required[known.index]).collect();
        found.reverse();
        found
    }

    /// The package in one of some required modules.
    fn find_among(&self, path: &str, candidates: &[&Module]) -> Result<Found, NotFound> {
        let (mut found, mut off_disk, mut without) = (None, None, Vec::new());
        for &module in candidates {
            match self.check_files(module) {
                Err(SumError::NoFiles) => without.push(module.path.clone()),
                Err(SumError::Mismatch(message)) => return Err(NotFound::Mismatch(message)),
                Ok(()) | Err(SumError::NoModFile) => match (found.take(), in_module(path, module)) {
                    (Some(first), Some(second)) => return Err(ambiguous(path, &[first, second])),
                    (None, None) if !seen::is_dir(&module.dir) => {
                        off_disk.get_or_insert_with(|| Box::new(module.clone()));
                    }
                    (first, second) => found = first.or(second),
                },
            }
        }
        if !without.is_empty() {
            without.reverse();
            return Err(NotFound::NoSums { modules: without, found: found.is_some() });
        }
        let Some(found) = found else {
            return Err(off_disk.map_or(NotFound::Nowhere, NotFound::OffDisk));
        };
        if let Some(trouble) = &found.module.trouble {
            return Err(NotFound::Mismatch(trouble.clone()));
        }
        match (self.check_files(&found.module), &found.module) {
            (Err(SumError::NoModFile), Module { path, version, .. }) => {
                Err(NotFound::NoModSum { module: path.clone(), version: version.clone().unwrap_or_default() })
            }
            _ => Ok(found),
        }
    }

    /// Whether what the module cache has of a module is what `go.sum` says.
    fn check_files(&self, module: &Module) -> Result<(), SumError> {
        let Some(cached) = &module.cached else { return Ok(()) };
        let check = || self.sums.check(cached, &self.cache, self.needs_sums);
        self.known.get(&module.path).map_or_else(check, |known| known.checked.get_or_init(check).clone())
    }

    /// Why `path` cannot be found, in words.
    pub(crate) fn explain(&self, path: &str, src: &Path, why: &NotFound, importer: Option<Importer<'_>>) -> String {
        match why {
            NotFound::Mismatch(message) | NotFound::Ambiguous(message) => message.clone(),
            NotFound::NoModSum { module, version } => format!(
                "{module}@{version}: missing go.sum entry for go.mod file; to add it:\n\tgo mod download {module}"
            ),
            NotFound::NoSums { modules, found } => no_sums(path, modules, *found, importer),
            NotFound::OffDisk(module) => {
                let version = module.version.as_deref().unwrap_or_default();
                let (path, dir) = (&module.path, module.dir.display());
                format!("{path}@{version}: not in the module cache ({dir}); to fetch it:\n\tgo mod download {path}")
            }
            NotFound::Nowhere => self.nowhere(path, src),
        }
    }

    fn nowhere(&self, path: &str, src: &Path) -> String {
        if is_std_path(path) && pathcheck::check(path, PathKind::Import).is_ok() {
            return format!("package {path} is not in std ({})", src.join(path).display());
        }
        if let Err(malformed) = pathcheck::check(path, PathKind::Import) {
            return malformed;
        }
        if self.vendor.is_some() {
            return format!(
                "cannot find module providing package {path}: import lookup disabled by -mod=vendor\n\t(Go version in go.mod is at least 1.14 and vendor directory exists.)"
            );
        }
        match self.main.is_empty() {
            true => format!(
                "no required module provides package {path}: go.mod file not found in current directory or any parent directory; see 'go help modules'"
            ),
            false => format!("no required module provides package {path}; to add it:\n\tgo get {path}"),
        }
    }
}

fn ambiguous(path: &str, found: &[Found]) -> NotFound {
    let place = |f: &Found| {
        let version = f.module.version.as_ref().map_or(String::new(), |v| format!(" {v}"));
        format!("\n\t{}{version} ({})", f.module.path, f.dir.display())
    };
    let places: String = found.iter().rev().map(place).collect();
    NotFound::Ambiguous(format!("ambiguous import: found package {path} in multiple modules:{places}"))
}

fn no_sums(path: &str, modules: &[String], found: bool, importer: Option<Importer<'_>>) -> String {
    let by = importer.map_or(String::new(), |i| format!(" (imported by {})", i.path));
    let message = match found {
        true => format!("missing go.sum entry needed to verify package {path}{by} is provided by exactly one module"),
        false => format!("missing go.sum entry for module providing package {path}{by}"),
    };
    let hint = match importer {
        None => format!("go mod download {}", modules.join(" ")),
        Some(Importer { path, module }) => match module.and_then(|m| m.version.as_ref()) {
            Some(version) => format!("go get {path}@{version}"),
            None => format!("go get {path}"),
        },
    };
    format!("{message}; to add:\n\t{hint}")
}

/// What is to be said where [`Modules::rivals_library`].
pub(crate) fn rival(path: &str) -> String {
    format!("ambiguous import: found package {path} in multiple modules")
}

/// The directory of a package in a module, if there is one.
fn in_module(path: &str, module: &Module) -> Option<Found> {
    let dir = folder(&module.dir, subpath(path, &module.path)?);
    let is_there = (module.cached.is_some() || !has_module_between(&dir, &module.dir)) && has_go_files(&dir);
    is_there.then(|| Found { dir, module: module.clone() })
}

/// `dir/rel`, without a slash at the end where that is empty.
fn folder(dir: &Path, rel: &str) -> PathBuf {
    if rel.is_empty() { dir.to_owned() } else { dir.join(rel) }
}

/// Whether `dir`, or a directory between it and `root`, is the root of another module.
pub(crate) fn has_module_between(dir: &Path, root: &Path) -> bool {
    dir.ancestors().take_while(|d| *d != root && d.starts_with(root)).any(|d| seen::is_file(&d.join("go.mod")))
}
