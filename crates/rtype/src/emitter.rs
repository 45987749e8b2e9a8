//! Which descriptors a package has to contain. Asking for a type's symbol notes the type;
//! [`Emitter::finish`] writes all that this package is responsible for, and those they refer
//! to in turn. Order: by symbol name within each round, so that output depends on the set of
//! types alone (facts: `reflectdata.NeedEmit`, `WriteRuntimeTypes`, `WriteBasicTypes`).

use crate::layout::{Layouts, RType};
use crate::name::Names;
use base::{FxHashSet, Pos};
use obj::{Abi, SymFlags, SymId, Unit};
use std::collections::BTreeMap;
use types::{Basic, ObjId, Object, PkgId, Session, Signature, TypeId, TypeKind};

/// A function that descriptors name and somebody has to generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needed {
    /// `func(p, q *T) bool`
    Equal(RType),
    /// `func(p *T, seed uintptr) uintptr`
    Hash(RType),
    /// The method with this receiver type, which calls the declared one.
    Wrapper {
        /// Receiver type.
        recv: TypeId,
        /// The method it ends in.
        method: ObjId,
    },
    /// The same for an instance of a generic method.
    GenericWrapper {
        /// Receiver type.
        recv: TypeId,
        /// The instance.
        method: types::body::FuncRef,
    },
}

/// Writes descriptors into a unit.
pub struct Emitter<'e, 's> {
    /// Sizes and masks.
    pub layouts: &'e Layouts<'s>,
    /// Spelling.
    pub names: &'e Names<'s>,
    /// Where definitions go.
    pub unit: &'e mut Unit,
    /// The package being compiled.
    pub pkg: PkgId,
    noted: FxHashSet<RType>,
    pending: BTreeMap<String, RType>,
    needed: BTreeMap<String, Needed>,
    /// Number of names so far that carry a package and so are not shared.
    pub(crate) own_names: u32,
}

impl<'e, 's> Emitter<'e, 's> {
    /// For one package.
    pub fn new(layouts: &'e Layouts<'s>, names: &'e Names<'s>, unit: &'e mut Unit, pkg: PkgId) -> Self {
        let (noted, pending, needed) = (FxHashSet::default(), BTreeMap::new(), BTreeMap::new());
        Emitter { layouts, names, unit, pkg, noted, pending, needed, own_names: 0 }
    }
    pub(crate) fn session(&self) -> &'s Session {
        self.layouts.session
    }
    /// The descriptor of a type of the program.
    pub fn type_symbol(&mut self, t: TypeId) -> SymId {
        self.symbol(self.layouts.go(t))
    }
    /// The descriptor of a type.
    pub fn symbol(&mut self, t: RType) -> SymId {
        let name = self.names.symbol(t);
        let sym = self.unit.symbol(&name, Abi::Abi0);
        self.unit.symbols[sym].ref_flags |= SymFlags::GO_TYPE;
        if self.noted.insert(t) && self.is_ours(t) {
            self.pending.insert(name, t);
        }
        sym
    }
    /// Notes a function that has to be generated.
    pub(crate) fn need(&mut self, symbol: &str, what: Needed) {
        self.needed.entry(symbol.to_owned()).or_insert(what);
    }
    /// Writes everything noted; returns the functions to generate, by symbol name. Generating
    /// them may note further types: then call it again.
    pub fn finish(&mut self) -> BTreeMap<String, Needed> {
        while !self.pending.is_empty() {
            for t in std::mem::take(&mut self.pending).into_values() {
                self.write(t);
                if let RType::Go(id) = t
                    && self.session().as_named(id).is_some()
                {
                    self.type_symbol(self.session().pointer_to(id));
                }
            }
        }
        std::mem::take(&mut self.needed)
    }

    /// The predeclared types and what is made of them, `func(error) string` among it; called for package runtime.
    /// What stands here is what [`Emitter::is_basic`] leaves to others.
    pub fn note_basic_types(&mut self) {
        let s = self.session();
        let basics = Basic::ALL.iter().filter(|b| **b != Basic::Invalid && !b.name().starts_with("untyped"));
        let mut list: Vec<TypeId> = basics.map(|&b| TypeId(b as u32)).collect();
        list.extend([TypeId::EMPTY_INTERFACE, s.universe().error]);
        for t in list {
            self.type_symbol(s.pointer_to(t));
            self.type_symbol(s.pointer_to(s.slice_of(t)));
        }
        self.type_symbol(s.pointer_to(error_method(s)));
    }

    /// Whether this package writes the descriptor: its own named types, and whatever may be
    /// made in several places; predeclared types are the runtime's.
    fn is_ours(&self, t: RType) -> bool {
        let RType::Go(id) = t else { return true };
        let s = self.session();
        let base = match s.kind(id) {
            TypeKind::Pointer(e) if self.has_name(*e) => s.unalias(*e),
            _ => id,
        };
        if self.is_basic(base) {
            return &*s.pkg(self.pkg).path == "runtime";
        }
        match s.as_named(base) {
            Some(n) => n.origin.is_some() || s.obj(n.obj).pkg == self.pkg,
            None => true,
        }
    }
    /// Whether a type has a name of its own (predeclared or declared).
    pub(crate) fn has_name(&self, t: TypeId) -> bool {
        let s = self.session();
        matches!(s.kind(s.unalias(t)), TypeKind::Basic(_) | TypeKind::Named(_))
    }
    fn is_basic(&self, t: TypeId) -> bool {
        let s = self.session();
        if self.is_error_method(t) {
            return true;
        }
        let t = match s.kind(t) {
            TypeKind::Slice(e) => s.unalias(*e),
            _ => t,
        };
        match s.kind(t) {
            TypeKind::Basic(_) => true,
            TypeKind::Named(n) => s.obj(n.obj).pkg == PkgId::NONE,
            TypeKind::Interface(_) => s.type_set(t).methods.is_empty(),
            _ => false,
        }
    }
    /// `func(error) string`, the method expression `error.Error`.
    fn is_error_method(&self, t: TypeId) -> bool {
        let s = self.session();
        let TypeKind::Signature(sig) = s.kind(t) else { return false };
        match (&*sig.params, &*sig.results) {
            (&[p], &[r]) => s.identical(s.obj_type(p), s.universe().error) && s.obj_type(r) == TypeId::STRING,
            _ => false,
        }
    }
}

/// The type `func(error) string`, made anew; identical to any other of that form.
fn error_method(s: &Session) -> TypeId {
    let empty = s.names.intern("");
    let var = |t: TypeId| s.add_obj(Object::param(empty, PkgId::NONE, Pos::NONE, t));
    let (params, results) = ([var(s.universe().error)].into(), [var(TypeId::STRING)].into());
    s.new_signature(Signature { params, results, ..Signature::default() })
}
