//! Packages that are read on demand. In: what a reader of export data offers ([`LazyPackage`]).
//! Out: the same answers that packages checked from source give, as far as they are asked for:
//! package-level objects by name, right-hand sides and methods of defined types.
//!
//! A reader makes objects and types with the constructors here and in `types`. A defined type
//! is an entry that knows its row; everything else is complete when it is handed out.

use crate::facts::Directives;
use crate::objects::ObjId;
use crate::package::{Package, PkgId};
use crate::session::Session;
use crate::types::{Named, TypeId, TypeKind};
use base::Name;
use std::sync::Arc;

/// A package that makes its objects when they are asked for. All answers are the same for every
/// call and thread.
pub trait LazyPackage: Send + Sync {
    /// The package-level object `name`.
    fn lookup(&self, s: &Session, name: Name) -> Option<ObjId>;
    /// All package-level objects.
    fn objects(&self, s: &Session) -> Vec<(Name, ObjId)>;
    /// Packages it imports directly.
    fn imports(&self, s: &Session) -> Vec<PkgId>;
    /// The right-hand side of the defined type in `row`.
    fn right_hand_side(&self, s: &Session, row: u32) -> TypeId;
    /// The methods declared for the defined type in `row`, in source order.
    fn methods(&self, s: &Session, row: u32) -> Vec<ObjId>;
}

impl std::fmt::Debug for dyn LazyPackage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LazyPackage")
    }
}

/// What a defined type's declaration says.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'a> {
    /// Type parameters.
    pub tparams: &'a [TypeId],
    /// The right-hand side.
    pub rhs: TypeId,
    /// The methods, in source order.
    pub methods: &'a [ObjId],
}

impl Session {
    /// Adds a package that is read on demand.
    pub fn add_lazy_package(&self, path: &str, name: Name, lazy: Arc<dyn LazyPackage>) -> PkgId {
        let pkg = Package::new(path);
        let _ = pkg.name.set(name);
        let _ = pkg.lazy.set(lazy);
        let _ = pkg.directives.set(Directives::default());
        self.add_pkg(pkg)
    }
    /// The package-level object `name` of a package.
    pub fn package_object(&self, pkg: PkgId, name: Name) -> Option<ObjId> {
        let p = self.pkg(pkg);
        match (p.scope.get(), p.lazy.get()) {
            (Some(scope), _) => scope.get(&name).copied(),
            (None, Some(lazy)) => lazy.lookup(self, name),
            (None, None) => None,
        }
    }
    /// All package-level objects of a package, in no particular order.
    pub fn package_objects(&self, pkg: PkgId) -> Vec<(Name, ObjId)> {
        let p = self.pkg(pkg);
        match (p.scope.get(), p.lazy.get()) {
            (Some(scope), _) => scope.iter().map(|(&n, &o)| (n, o)).collect(),
            (None, Some(lazy)) => lazy.objects(self),
            (None, None) => Vec::new(),
        }
    }
    /// The packages a package imports directly.
    pub fn package_imports(&self, pkg: PkgId) -> Vec<PkgId> {
        let p = self.pkg(pkg);
        match (p.imports.get(), p.lazy.get()) {
            (Some(list), _) => list.clone(),
            (None, Some(lazy)) => lazy.imports(self),
            (None, None) => Vec::new(),
        }
    }

    /// A defined type whose right-hand side and methods are read on demand from `row`; sets the
    /// type of its object.
    pub fn new_lazy_named(&self, obj: ObjId, row: u32) -> TypeId {
        let mut named = Named::declared(obj);
        named.row = Some(row);
        let t = self.add_type(TypeKind::Named(Box::new(named)));
        self.set_missing_type(obj, t);
        t
    }
    /// Gives a generic type or alias its type parameters, and these their places.
    pub fn set_type_params(&self, t: TypeId, tparams: &[TypeId]) {
        self.bind_type_params(tparams);
        match self.kind(t) {
            TypeKind::Named(n) => drop(n.tparams.set(tparams.into())),
            TypeKind::Alias(a) => drop(a.tparams.set(tparams.into())),
            _ => {}
        }
    }
    /// What the declaration of a defined type (no instance) says.
    pub fn declared<'a>(&'a self, n: &'a Named) -> Declared<'a> {
        let tparams = n.tparams.get().map_or(&[][..], |p| p);
        Declared { tparams, rhs: self.right_hand_side(n), methods: self.methods_of(n) }
    }

    /// The right-hand side of a declared type, read now if need be; `NONE` while not known.
    pub(crate) fn right_hand_side(&self, n: &Named) -> TypeId {
        let rhs = n.from_rhs.get();
        let Some(row) = n.row.filter(|_| rhs.is_none()) else { return rhs };
        let Some(lazy) = self.lazy_of(n) else { return rhs };
        // The same answer for every thread, so the last one may win.
        let rhs = lazy.right_hand_side(self, row);
        n.from_rhs.set(rhs);
        if rhs == TypeId::INVALID {
            n.underlying.set(rhs);
        }
        rhs
    }
    /// The methods of a declared type, read now if need be.
    pub(crate) fn methods_of<'a>(&self, n: &'a Named) -> &'a [ObjId] {
        if let Some(methods) = n.methods.get() {
            return methods;
        }
        if let (Some(row), Some(lazy)) = (n.row, self.lazy_of(n)) {
            let _ = n.methods.set(lazy.methods(self, row).into());
        }
        n.methods.get().map_or(&[], |m| m)
    }
    fn lazy_of(&self, n: &Named) -> Option<&dyn LazyPackage> {
        let pkg = self.obj(n.obj).pkg.some()?;
        self.pkg(pkg).lazy.get().map(|l| &**l)
    }
}
