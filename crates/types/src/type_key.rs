//! Interning and identity. [`TypeKey`] interns types by the very ids of their components, so
//! that writing `*T` twice gives one entry; [`CanonKey`] finds the canonical entry of a type by
//! structure, with parameter names, aliases and declaration places left out.
//!
//! A canonical id exists unless the type contains an interface whose type set is not complete
//! yet, an interface that contains itself without a name between, or a generic signature; then
//! identity is decided by walking both types (`identical`).

use crate::objects::ObjId;
use crate::package::PkgId;
use crate::session::Session;
use crate::types::{Basic, ChanDir, StructType, Term, TypeId, TypeKind};
use crate::typeset::{Terms, TypeSet};
use base::Name;

/// A type by its components' ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TypeKey {
    Pointer(TypeId),
    Slice(TypeId),
    Array(TypeId, Option<u64>),
    Map(TypeId, TypeId),
    Chan(ChanDirKey, TypeId),
}

/// [`ChanDir`] with a hash.
pub(crate) type ChanDirKey = ChanDir;

/// A type by structure; all ids in it are canonical.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum CanonKey {
    Struct(Box<[FieldKey]>),
    Signature { variadic: bool, params: Box<[TypeId]>, results: Box<[TypeId]> },
    Interface { comparable: bool, methods: Box<[(Name, PkgId, TypeId)]>, terms: Option<Box<[Term]>> },
    Tuple(Box<[TypeId]>),
    Union(Option<Box<[Term]>>),
}

/// A field: name, package unless exported, type, embedded, tag.
pub(crate) type FieldKey = (Name, PkgId, TypeId, bool, Box<[u8]>);

/// The mark of types without canonical id.
const INEXACT: TypeId = TypeId(u32::MAX - 1);

impl Session {
    fn intern(&self, key: TypeKey, kind: TypeKind) -> TypeId {
        if let Some(t) = self.interned.get(&key) {
            return *t;
        }
        *self.interned.entry(key).or_insert_with(|| self.add_type(kind))
    }
    /// `*elem`
    pub fn pointer_to(&self, elem: TypeId) -> TypeId {
        self.intern(TypeKey::Pointer(elem), TypeKind::Pointer(elem))
    }
    /// `[]elem`
    pub fn slice_of(&self, elem: TypeId) -> TypeId {
        self.intern(TypeKey::Slice(elem), TypeKind::Slice(elem))
    }
    /// `[len]elem`
    pub fn array_of(&self, elem: TypeId, len: Option<u64>) -> TypeId {
        self.intern(TypeKey::Array(elem, len), TypeKind::Array(elem, len))
    }
    /// `map[key]elem`
    pub fn map_of(&self, key: TypeId, elem: TypeId) -> TypeId {
        self.intern(TypeKey::Map(key, elem), TypeKind::Map(key, elem))
    }
    /// A channel type.
    pub fn chan_of(&self, dir: ChanDir, elem: TypeId) -> TypeId {
        self.intern(TypeKey::Chan(dir, elem), TypeKind::Chan(dir, elem))
    }
    /// The canonical entry of a type: equal exactly for identical types. `None`: see the module.
    pub fn canonical(&self, t: TypeId) -> Option<TypeId> {
        let c = self.types[base::Id::index(t)].canonical.get();
        if !c.is_none() {
            return (c != INEXACT).then_some(c);
        }
        Canon { s: self, open: Vec::new(), incomplete: false }.typ(t)
    }
}

/// One computation of canonical ids.
struct Canon<'a> {
    s: &'a Session,
    /// Interfaces being looked at, outermost first.
    open: Vec<TypeId>,
    /// Something was not complete yet: nothing may be remembered.
    incomplete: bool,
}

impl Canon<'_> {
    fn typ(&mut self, t: TypeId) -> Option<TypeId> {
        let cell = &self.s.types[base::Id::index(t)].canonical;
        let known = cell.get();
        if !known.is_none() {
            return (known != INEXACT).then_some(known);
        }
        let before = std::mem::replace(&mut self.incomplete, false);
        let c = base::stack::with_room(|| self.compute(t));
        if !self.incomplete && (c.is_some() || self.open.is_empty()) {
            cell.set(c.unwrap_or(INEXACT));
        }
        self.incomplete |= before;
        c
    }

    fn compute(&mut self, t: TypeId) -> Option<TypeId> {
        let s = self.s;
        match s.kind(t) {
            TypeKind::Basic(_) => Some(match t {
                TypeId::BYTE => TypeId(Basic::Uint8 as u32),
                TypeId::RUNE => TypeId(Basic::Int32 as u32),
                _ => t,
            }),
            TypeKind::Named(_) | TypeKind::TypeParam(_) => Some(t),
            TypeKind::Alias(_) => {
                let actual = s.unalias(t);
                self.incomplete |= actual == TypeId::INVALID;
                self.typ(actual)
            }
            TypeKind::Pointer(e) => self.typ(*e).map(|e| s.pointer_to(e)),
            TypeKind::Slice(e) => self.typ(*e).map(|e| s.slice_of(e)),
            TypeKind::Array(e, n) => self.typ(*e).map(|e| s.array_of(e, *n)),
            TypeKind::Chan(d, e) => self.typ(*e).map(|e| s.chan_of(*d, e)),
            TypeKind::Map(k, e) => {
                let k = self.typ(*k)?;
                self.typ(*e).map(|e| s.map_of(k, e))
            }
            TypeKind::Tuple(vars) => {
                let key = CanonKey::Tuple(self.vars(vars)?);
                Some(self.find(key, t))
            }
            TypeKind::Struct(st) => {
                let key = self.struct_key(st)?;
                Some(self.find(key, t))
            }
            TypeKind::Signature(sig) => {
                if !sig.tparams.is_empty() {
                    return None;
                }
                let params = self.vars(&sig.params)?;
                let results = self.vars(&sig.results)?;
                Some(self.find(CanonKey::Signature { variadic: sig.variadic, params, results }, t))
            }
            TypeKind::Interface(_) => self.interface(t),
            TypeKind::Union(terms) => {
                let (terms, complete) = s.union_terms(terms);
                self.incomplete |= !complete;
                let key = CanonKey::Union(self.terms(&terms)?);
                Some(self.find(key, t))
            }
        }
    }

    fn interface(&mut self, t: TypeId) -> Option<TypeId> {
        if self.open.contains(&t) || self.open.len() > 50 {
            return None;
        }
        let (set, complete) = self.s.type_set_and_state(t);
        self.incomplete |= !complete;
        self.open.push(t);
        let key = self.interface_key(&set);
        self.open.pop();
        key.map(|key| self.find(key, t))
    }

    fn interface_key(&mut self, set: &TypeSet) -> Option<CanonKey> {
        let mut methods = Vec::with_capacity(set.methods.len());
        for &m in &set.methods {
            let obj = self.s.obj(m);
            methods.push((obj.name, self.key_pkg(m), self.typ(self.s.obj_type(m))?));
        }
        let terms = self.terms(&set.terms)?;
        Some(CanonKey::Interface { comparable: set.comparable, methods: methods.into(), terms })
    }

    /// Sorted, for comparing as sets. The order has no other meaning.
    fn terms(&mut self, terms: &Terms) -> Option<Option<Box<[Term]>>> {
        let Terms::List(list) = terms else { return Some(None) };
        let mut out = Vec::with_capacity(list.len());
        for term in list {
            out.push(Term { tilde: term.tilde, typ: self.typ(term.typ)? });
        }
        out.sort_by_key(|t| (t.typ, t.tilde));
        Some(Some(out.into()))
    }

    fn struct_key(&mut self, st: &StructType) -> Option<CanonKey> {
        let mut fields = Vec::with_capacity(st.fields.len());
        for (i, &f) in st.fields.iter().enumerate() {
            let obj = self.s.obj(f);
            let typ = self.typ(self.s.obj_type(f))?;
            fields.push((obj.name, self.key_pkg(f), typ, obj.is_embedded(), st.tag(i).into()));
        }
        Some(CanonKey::Struct(fields.into()))
    }

    fn key_pkg(&self, id: ObjId) -> PkgId {
        let obj = self.s.obj(id);
        if self.s.is_exported(obj.name) { PkgId::NONE } else { obj.pkg }
    }

    fn vars(&mut self, vars: &[ObjId]) -> Option<Box<[TypeId]>> {
        vars.iter().map(|&v| self.typ(self.s.obj_type(v))).collect()
    }

    fn find(&self, key: CanonKey, t: TypeId) -> TypeId {
        if self.incomplete {
            return t;
        }
        *self.s.canonical.entry(key).or_insert(t)
    }
}
