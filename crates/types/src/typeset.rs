//! Type sets of interfaces: the methods and the types they allow. Authority: Go spec,
//! "Interface types".
//!
//! A type set is computed once and kept in the interface, but only when everything embedded
//! was complete: while a package's declarations are checked, an embedded type may still lack
//! its underlying type. Nothing is reported here; the checker validates every interface later.

use crate::objects::ObjId;
use crate::session::Session;
use crate::types::{Term, TypeId, TypeKind};
use std::sync::Arc;

/// More terms than this are refused.
pub const MAX_TERMS: usize = 100;

/// The types an interface allows, methods and comparability left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terms {
    /// All types.
    All,
    /// Those of the terms; without terms none.
    List(Vec<Term>),
}

/// A type set.
#[derive(Clone, Debug)]
pub struct TypeSet {
    /// All methods: exported ones first, then by name, then by package path.
    pub methods: Vec<ObjId>,
    /// Terms in normal form: pairwise disjoint.
    pub terms: Terms,
    /// All comparable types only; implies `Terms::All`.
    pub comparable: bool,
}

impl TypeSet {
    /// The set of all types.
    pub fn top() -> TypeSet {
        TypeSet { methods: Vec::new(), terms: Terms::All, comparable: false }
    }
    /// No type at all.
    pub fn is_empty(&self) -> bool {
        matches!(&self.terms, Terms::List(l) if l.is_empty())
    }
    /// Described by methods alone: a basic interface.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.terms == Terms::All
    }
    /// All types.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }
    /// The terms where there are some and not all types.
    pub fn specific(&self) -> Option<&[Term]> {
        match &self.terms {
            Terms::List(l) if !l.is_empty() => Some(l),
            _ => None,
        }
    }
}

impl Session {
    /// The type set of an interface (`t`: a [`TypeKind::Interface`]; others have the top set).
    pub fn type_set(&self, t: TypeId) -> Arc<TypeSet> {
        self.type_set_and_state(t).0
    }

    /// The type set, and whether it is final.
    pub(crate) fn type_set_and_state(&self, t: TypeId) -> (Arc<TypeSet>, bool) {
        self.type_set_at(t, 0)
    }

    fn type_set_at(&self, t: TypeId, depth: u32) -> (Arc<TypeSet>, bool) {
        let TypeKind::Interface(iface) = self.kind(t) else { return (Arc::new(TypeSet::top()), true) };
        if let Some(set) = iface.type_set.get() {
            return (set.clone(), true);
        }
        if depth > 200 {
            return (Arc::new(TypeSet::top()), false);
        }
        let mut set = TypeSet { methods: iface.methods.to_vec(), ..TypeSet::top() };
        let mut complete = true;
        for &(elem, _) in &iface.embedded {
            complete &= self.add_element(&mut set, elem, depth);
        }
        self.sort_methods(&mut set.methods);
        if complete {
            return (iface.type_set.get_or_init(|| Arc::new(set)).clone(), true);
        }
        (Arc::new(set), false)
    }

    fn add_element(&self, set: &mut TypeSet, elem: TypeId, depth: u32) -> bool {
        let (u, mut complete) = self.under_and_state(elem);
        let (terms, comparable) = match self.kind(u) {
            TypeKind::Interface(_) => {
                let (inner, inner_complete) = self.type_set_at(u, depth + 1);
                complete &= inner_complete;
                for &m in &inner.methods {
                    let obj = self.obj(m);
                    if !set.methods.iter().any(|&o| self.same_id(o, obj.pkg, obj.name)) {
                        set.methods.push(m);
                    }
                }
                (inner.terms.clone(), inner.comparable)
            }
            TypeKind::Union(list) => {
                let (terms, union_complete) = self.union_terms_at(list, depth + 1);
                complete &= union_complete;
                match &terms {
                    Terms::List(l) if l.len() > MAX_TERMS => return complete,
                    _ => (terms, false),
                }
            }
            _ if u == TypeId::INVALID => return complete,
            _ => (Terms::List(vec![Term { tilde: false, typ: elem }]), false),
        };
        self.intersect_sets(set, &terms, comparable);
        complete
    }

    /// The terms of a union in normal form, and whether they are final.
    pub(crate) fn union_terms(&self, list: &[Term]) -> (Terms, bool) {
        self.union_terms_at(list, 0)
    }

    fn union_terms_at(&self, list: &[Term], depth: u32) -> (Terms, bool) {
        let mut all = Terms::List(Vec::new());
        let mut complete = true;
        for &term in list {
            let (u, known) = self.under_and_state(term.typ);
            complete &= known;
            let terms = match self.kind(u) {
                TypeKind::Interface(_) => {
                    let (inner, inner_complete) = self.type_set_at(u, depth + 1);
                    complete &= inner_complete;
                    inner.terms.clone()
                }
                _ if u == TypeId::INVALID => continue,
                _ if term.tilde && !self.identical(term.typ, u) => Terms::List(Vec::new()),
                _ => Terms::List(vec![term]),
            };
            all = self.terms_union(&all, &terms);
            if matches!(&all, Terms::List(l) if l.len() > MAX_TERMS) {
                break;
            }
        }
        (all, complete)
    }

    fn intersect_sets(&self, set: &mut TypeSet, terms: &Terms, comparable: bool) {
        set.terms = self.terms_intersect(&set.terms, terms);
        set.comparable |= comparable;
        if let (true, Terms::List(list)) = (set.comparable, &mut set.terms) {
            list.retain(|t| self.comparable(t.typ, false));
            set.comparable = false;
        }
    }

    /// Sorts by identifier: exported ones first, then by name, then by package path.
    pub(crate) fn sort_methods(&self, methods: &mut [ObjId]) {
        methods.sort_by(|&a, &b| self.method_key(a).cmp(&self.method_key(b)));
    }

    fn method_key(&self, m: ObjId) -> (bool, &str, &str) {
        let obj = self.obj(m);
        let name = self.text(obj.name);
        if self.is_exported(obj.name) {
            return (false, name, "");
        }
        (true, name, if obj.pkg.is_none() { "" } else { &self.pkg(obj.pkg).path })
    }
}
