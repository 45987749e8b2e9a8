//! The tables all packages of one run share: types, objects, packages, names, the universe.
//!
//! Everything is append-only and `Sync`: packages are checked in parallel in dependency order
//! and function bodies in parallel behind their package's declarations. An entry is written by
//! the one checker that declares it; facts that become known later (the type of an object, the
//! underlying type of a defined type, a type set) sit in atomic or once cells inside the entry.
//! Ids depend on thread timing and so never decide an output order: order by source position
//! or by name.

use crate::instances::InstanceKey;
use crate::objects::{ObjId, Object};
use crate::package::{Package, PkgId};
use crate::type_key::{CanonKey, TypeKey};
use crate::types::{TypeEntry, TypeId};
use crate::universe::Universe;
use base::{Id, Interner, Name};
use dashmap::DashMap;
use release::Release;
use rustc_hash::FxBuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The shared state of one run of the checker; see the module text.
pub struct Session {
    /// Names of everything, shared with the parser.
    pub names: Arc<Interner>,
    /// The release whose library the types belong to.
    pub release: Release,
    pub(crate) types: boxcar::Vec<TypeEntry>,
    pub(crate) objs: boxcar::Vec<Object>,
    pub(crate) pkgs: boxcar::Vec<Package>,
    pub(crate) interned: DashMap<TypeKey, TypeId, FxBuildHasher>,
    pub(crate) canonical: DashMap<CanonKey, TypeId, FxBuildHasher>,
    pub(crate) instances: DashMap<InstanceKey, TypeId, FxBuildHasher>,
    /// Threads that checkers of packages may start besides their own.
    pub(crate) helpers: Helpers,
    universe: Universe,
    /// The name `_`.
    pub blank: Name,
}

impl Session {
    /// Empty tables with the universe in place.
    pub fn new(names: Arc<Interner>, release: Release) -> Session {
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get());
        Session::with_threads(names, release, threads)
    }
    /// As [`Session::new`]; the bodies of packages are checked on up to `threads` threads.
    pub fn with_threads(names: Arc<Interner>, release: Release, threads: usize) -> Session {
        let blank = names.intern("_");
        let mut session = Session {
            names,
            release,
            types: boxcar::Vec::new(),
            objs: boxcar::Vec::new(),
            pkgs: boxcar::Vec::new(),
            interned: DashMap::default(),
            canonical: DashMap::default(),
            instances: DashMap::default(),
            helpers: Helpers(AtomicUsize::new(threads.saturating_sub(1))),
            universe: Universe::default(),
            blank,
        };
        session.universe = Universe::build(&session);
        // The types that are the same in every session stand for those identical to them.
        for t in (0..=TypeId::EMPTY_SIGNATURE.0).map(TypeId) {
            let _ = session.canonical(t);
        }
        session
    }

    /// Predeclared objects and the package `unsafe`.
    pub fn universe(&self) -> &Universe {
        &self.universe
    }
    /// The object behind an id.
    #[inline]
    pub fn obj(&self, id: ObjId) -> &Object {
        &self.objs[id.index()]
    }
    /// The package behind an id.
    pub fn pkg(&self, id: PkgId) -> &Package {
        &self.pkgs[id.index()]
    }
    /// Adds an object.
    pub fn add_obj(&self, obj: Object) -> ObjId {
        ObjId::new(self.objs.push(obj))
    }
    /// Adds a package; the caller sees to it that a path is added once.
    pub fn add_pkg(&self, pkg: Package) -> PkgId {
        PkgId::new(self.pkgs.push(pkg))
    }
    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        self.names.resolve(name)
    }
    /// Whether a name begins with an upper-case letter.
    pub fn is_exported(&self, name: Name) -> bool {
        is_exported(self.text(name))
    }
}

/// How many threads more than it has a session may use.
pub(crate) struct Helpers(AtomicUsize);

impl Helpers {
    /// Takes up to `wanted` of those that are free; they are given back at the end.
    pub(crate) fn take(&self, wanted: usize) -> Taken<'_> {
        let mut count = 0;
        let _ = self.0.fetch_update(Relaxed, Relaxed, |free| {
            count = free.min(wanted);
            Some(free - count)
        });
        Taken { helpers: self, count }
    }
}

/// Threads taken from the [`Helpers`].
pub(crate) struct Taken<'a> {
    helpers: &'a Helpers,
    count: usize,
}

impl Taken<'_> {
    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.helpers.0.fetch_add(self.count, Relaxed);
    }
}

/// Whether `name` begins with an upper-case letter. (Rust's notion of upper case differs from
/// Go's only on characters no identifier can begin with.)
pub fn is_exported(name: &str) -> bool {
    match name.as_bytes().first() {
        Some(b) if b.is_ascii() => b.is_ascii_uppercase(),
        _ => name.chars().next().is_some_and(char::is_uppercase),
    }
}
