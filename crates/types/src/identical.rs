//! Type identity. The usual case compares canonical ids; the walk here decides for types
//! without one, and for the variants that ignore struct tags or invalid types. Authority: Go
//! spec, "Type identity".

use crate::objects::ObjId;
use crate::session::Session;
use crate::subst::Subst;
use crate::types::{Signature, TypeId, TypeKind};

/// What the walk overlooks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ignore {
    /// Struct tags.
    pub tags: bool,
    /// Invalid types: they count as identical to every type.
    pub invalids: bool,
}

impl Session {
    /// Whether two types are identical.
    #[inline]
    pub fn identical(&self, x: TypeId, y: TypeId) -> bool {
        if x == y {
            return true;
        }
        match (self.canonical(x), self.canonical(y)) {
            (Some(a), Some(b)) => a == b,
            _ => self.identical_ignoring(x, y, Ignore::default()),
        }
    }
    /// Whether two types are identical but for what is ignored.
    pub fn identical_ignoring(&self, x: TypeId, y: TypeId, ignore: Ignore) -> bool {
        Walk { s: self, ignore, pairs: Vec::new() }.same(x, y)
    }
    /// Whether two defined types are the same or instances of the same generic type.
    pub fn identical_origin(&self, x: TypeId, y: TypeId) -> bool {
        let origin = |t| match self.kind(t) {
            TypeKind::Named(n) => n.origin.unwrap_or(t),
            _ => t,
        };
        origin(x) == origin(y)
    }
}

struct Walk<'a> {
    s: &'a Session,
    ignore: Ignore,
    /// Interfaces being compared: taken as identical when met again.
    pairs: Vec<(TypeId, TypeId)>,
}

impl Walk<'_> {
    fn same(&mut self, x: TypeId, y: TypeId) -> bool {
        let s = self.s;
        let (x, y) = (s.unalias(x), s.unalias(y));
        if x == y || self.ignore.invalids && (x == TypeId::INVALID || y == TypeId::INVALID) {
            return true;
        }
        use TypeKind::*;
        match (s.kind(x), s.kind(y)) {
            (Basic(a), Basic(b)) => a == b,
            (Pointer(a), Pointer(b)) | (Slice(a), Slice(b)) => self.same(*a, *b),
            (Array(a, n), Array(b, m)) => (n.is_none() || m.is_none() || n == m) && self.same(*a, *b),
            (Map(k, a), Map(l, b)) => self.same(*k, *l) && self.same(*a, *b),
            (Chan(d, a), Chan(e, b)) => d == e && self.same(*a, *b),
            (Tuple(a), Tuple(b)) => self.vars(a, b),
            (Signature(a), Signature(b)) => self.signatures(a, b),
            (Struct(a), Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && (0..a.fields.len()).all(|i| {
                        let (f, g) = (s.obj(a.fields[i]), s.obj(b.fields[i]));
                        f.is_embedded() == g.is_embedded()
                            && (self.ignore.tags || a.tag(i) == b.tag(i))
                            && s.same_id(a.fields[i], g.pkg, g.name)
                            && self.same(s.obj_type(a.fields[i]), s.obj_type(b.fields[i]))
                    })
            }
            (Union(a), Union(b)) => s.terms_equal(&s.union_terms(a).0, &s.union_terms(b).0),
            (Interface(_), Interface(_)) => self.interfaces(x, y),
            (Named(a), Named(b)) => {
                a.targs.len() == b.targs.len()
                    && a.origin.is_some()
                    && a.origin == b.origin
                    && a.targs.iter().zip(&b.targs).all(|(&x, &y)| s.identical(x, y))
            }
            _ => false,
        }
    }

    fn vars(&mut self, a: &[ObjId], b: &[ObjId]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(&x, &y)| self.same(self.s.obj_type(x), self.s.obj_type(y)))
    }

    fn signatures(&mut self, a: &Signature, b: &Signature) -> bool {
        if a.tparams.len() != b.tparams.len() || a.variadic != b.variadic {
            return false;
        }
        if a.tparams.is_empty() {
            return self.vars(&a.params, &b.params) && self.vars(&a.results, &b.results);
        }
        // Rename b's type parameters to a's, then compare constraints and the rest.
        let s = self.s;
        let subst = Subst { s, from: &b.tparams, to: &a.tparams };
        let bound = |t: TypeId| s.as_type_param(t).map_or(TypeId::INVALID, |p| p.bound.get());
        for (&x, &y) in a.tparams.iter().zip(&b.tparams) {
            if !self.same(bound(x), subst.typ(bound(y))) {
                return false;
            }
        }
        let renamed = subst.signature(b);
        let b = renamed.as_ref().unwrap_or(b);
        self.vars(&a.params, &b.params) && self.vars(&a.results, &b.results)
    }

    fn interfaces(&mut self, x: TypeId, y: TypeId) -> bool {
        let s = self.s;
        let (a, b) = (s.type_set(x), s.type_set(y));
        if a.comparable != b.comparable || a.methods.len() != b.methods.len() || !s.terms_equal(&a.terms, &b.terms) {
            return false;
        }
        if self.pairs.contains(&(x, y)) || self.pairs.contains(&(y, x)) {
            return true;
        }
        self.pairs.push((x, y));
        let same = a.methods.iter().zip(&b.methods).all(|(&f, &g)| {
            let other = s.obj(g);
            s.same_id(f, other.pkg, other.name) && self.same(s.obj_type(f), s.obj_type(g))
        });
        self.pairs.pop();
        same
    }
}
