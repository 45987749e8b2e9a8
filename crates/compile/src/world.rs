//! What the packages of a session offer to the compilation of other packages. In: checked
//! packages with their sources, in any order, from any thread. Out: the typed body of a
//! function, wherever it was declared, with the sources its positions refer to; whether a package
//! has something to initialise.
//!
//! Append-only: a package is added once, after it was checked and before anything that imports
//! it is compiled, and never changes. So references into it live as long as the world.

use base::timings::Timings;
use base::{FxHashMap, Sources};
use opt::Inlinable;
use rustc_hash::FxBuildHasher;
use ssagen::Needs;
use std::sync::Arc;
use types::body::Body;
use types::{CheckedPackage, ObjId, PkgId, Session};

/// A function of another package.
#[derive(Debug)]
pub(crate) struct ForeignBody {
    pub(crate) callee: Arc<Inlinable>,
    /// What has to exist for its code.
    pub(crate) needs: Needs,
}

/// A package in the world.
pub struct Known {
    /// The checker's results.
    pub checked: CheckedPackage,
    /// Its texts.
    pub sources: Arc<Sources>,
    /// Its functions and methods with typed bodies, by object.
    functions: FxHashMap<ObjId, usize>,
}

/// A typed body and the texts it was made of.
#[derive(Clone, Copy)]
pub struct BodyRef<'w> {
    /// The body.
    pub body: &'w Body,
    /// The texts.
    pub sources: &'w Sources,
}

/// All packages of a session; see the module text.
#[derive(Default)]
pub struct World {
    packages: dashmap::DashMap<PkgId, usize, FxBuildHasher>,
    known: boxcar::Vec<Known>,
    /// Which packages have a record of initialisation; known once they are compiled.
    init_tasks: dashmap::DashMap<PkgId, bool, FxBuildHasher>,
    /// Packages that earlier processes have compiled.
    library: Option<Arc<export::Library>>,
    /// Where a body read from the library is in `bodies`.
    read: dashmap::DashMap<ObjId, Option<usize>, FxBuildHasher>,
    bodies: boxcar::Vec<(Body, Arc<Sources>)>,
    /// Functions as they are inlined into other packages, by the depth of what is inlined into them.
    foreign: dashmap::DashMap<(ObjId, u8), Option<Arc<ForeignBody>>, FxBuildHasher>,
    /// How long the stages take.
    pub timings: Timings,
}

impl World {
    /// A world without packages.
    pub fn new() -> World {
        World::default()
    }
    /// A world whose other packages are in a library.
    pub fn with_library(library: Arc<export::Library>) -> World {
        World { library: Some(library), ..World::default() }
    }
    /// Adds a package.
    pub fn add(&self, session: &Session, checked: CheckedPackage, sources: Arc<Sources>) -> &Known {
        let named = |(_, b): &(usize, &Body)| session.obj(b.owner).name != session.blank;
        let functions = checked.bodies.iter().enumerate().filter(named).map(|(i, b)| (b.owner, i)).collect();
        let pkg = checked.pkg;
        let at = self.known.push(Known { checked, sources, functions });
        self.packages.insert(pkg, at);
        &self.known[at]
    }
    /// A package that was added.
    pub fn package(&self, pkg: PkgId) -> Option<&Known> {
        self.known.get(*self.packages.get(&pkg)?)
    }
    /// The body of a function or method.
    pub fn function(&self, session: &Session, func: ObjId) -> Option<BodyRef<'_>> {
        let pkg = session.obj(func).pkg.some()?;
        let Some(known) = self.package(pkg) else { return self.read(session, pkg, func) };
        let body = known.checked.bodies.get(*known.functions.get(&func)?)?;
        Some(BodyRef { body, sources: &known.sources })
    }
    /// A body of a package in the library, read when it is first asked for.
    fn read(&self, session: &Session, pkg: PkgId, func: ObjId) -> Option<BodyRef<'_>> {
        let known = self.read.get(&func).map(|at| *at);
        let at = match known {
            Some(at) => at?,
            None => {
                let library = self.library.as_ref()?;
                let reader = library.reader(&session.pkg(pkg).path)?;
                let made = reader.body(session, func).zip(reader.sources(session));
                // Whoever is first keeps its copy: all see the same body.
                let at = self.read.entry(func).or_insert_with(|| made.map(|m| self.bodies.push(m)));
                (*at)?
            }
        };
        let (body, sources) = self.bodies.get(at)?;
        Some(BodyRef { body, sources })
    }
    /// A function as it is inlined into other packages, made when it is first asked for.
    pub(crate) fn foreign_body(
        &self,
        of: (ObjId, u8),
        make: impl FnOnce() -> Option<Arc<ForeignBody>>,
    ) -> Option<Arc<ForeignBody>> {
        // Packages that no library has are linked as another compiler made them. Its objects have itabs of
        // unexported types for themselves: a second one would be another one.
        self.library.as_ref()?;
        if let Some(known) = self.foreign.get(&of) {
            return known.clone();
        }
        // Nothing is locked meanwhile: making one asks for others. All who make it make the same.
        let made = make();
        self.foreign.entry(of).or_insert(made).clone()
    }
    /// Notes whether a package has a record of initialisation.
    pub fn set_init_task(&self, pkg: PkgId, has: bool) {
        self.init_tasks.insert(pkg, has);
    }
    /// Whether a package has a record of initialisation, if that was noted.
    pub fn init_task(&self, pkg: PkgId) -> Option<bool> {
        self.init_tasks.get(&pkg).map(|has| *has)
    }
}

/// Type parameters of a function, or of its receiver's type.
pub fn type_params(session: &Session, func: ObjId) -> Vec<types::TypeId> {
    let sig = session.as_signature(session.obj_type(func));
    sig.map_or(Vec::new(), |sig| sig.recv_tparams.iter().chain(&*sig.tparams).copied().collect())
}
