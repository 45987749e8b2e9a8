//! Packages as their importers see them: path, name, package scope, imports. A package is
//! filled by its own checker and frozen before anything imports it, or read on demand from
//! export data (`lazy`).

use crate::facts::Directives;
use crate::lazy::LazyPackage;
use crate::objects::ObjId;
use base::{FxHashMap, Name, Sources};
use std::sync::{Arc, OnceLock};

base::define_id!(
    /// A package of the session.
    PkgId,
    "pkg"
);

/// One package.
#[derive(Debug)]
pub struct Package {
    /// Import path (`net/http`); `main` and test packages as the driver says.
    pub path: Box<str>,
    /// Package name; set once its first file was read.
    pub name: OnceLock<Name>,
    /// Package-level objects by name; set once they are collected.
    pub scope: OnceLock<FxHashMap<Name, ObjId>>,
    /// Packages imported directly, in order of first import in the sources.
    pub imports: OnceLock<Vec<PkgId>>,
    /// Sources the positions of its objects refer to, where they were read.
    pub sources: OnceLock<Arc<Sources>>,
    /// What directives say about its functions and variables; set once it is checked.
    pub directives: OnceLock<Directives>,
    /// Stands for a package that could not be imported: references into it are not errors.
    pub fake: bool,
    /// Where objects come from that are read on demand, for packages read from export data;
    /// these have neither `scope` nor `imports`. See [`crate::lazy`].
    pub lazy: OnceLock<Arc<dyn LazyPackage>>,
}

impl Package {
    /// A package nothing is known of yet but its path.
    pub fn new(path: &str) -> Package {
        Package {
            path: path.into(),
            name: OnceLock::new(),
            scope: OnceLock::new(),
            imports: OnceLock::new(),
            sources: OnceLock::new(),
            directives: OnceLock::new(),
            fake: false,
            lazy: OnceLock::new(),
        }
    }
    /// The stand-in for a package that could not be imported.
    pub fn new_fake(path: &str, name: Name) -> Package {
        let pkg = Package { fake: true, ..Package::new(path) };
        pkg.name.set(name).expect("new cell");
        pkg.scope.set(FxHashMap::default()).expect("new cell");
        pkg
    }
}
