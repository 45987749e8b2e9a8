//! Unification: finding types for type parameters that make two types fit. Authority: Go spec,
//! "Type unification"; which types match inexactly and what is preferred: `types2/unify.go`.
//!
//! Type parameters being solved have slots; joined parameters share one. A slot once filled is
//! only replaced by a type that says more (a named one, a directed channel).

use crate::lookup::Wanted;
use crate::objects::ObjId;
use crate::session::Session;
use crate::types::{ChanDir, Signature, TypeId, TypeKind};

/// How types must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnifyMode {
    /// By the rules of assignment at the top, exactly inside.
    pub assign: bool,
    /// Exactly.
    pub exact: bool,
}

impl UnifyMode {
    pub(crate) const INEXACT: UnifyMode = UnifyMode { assign: false, exact: false };
    pub(crate) const ASSIGN: UnifyMode = UnifyMode { assign: true, exact: false };
    pub(crate) const EXACT: UnifyMode = UnifyMode { assign: false, exact: true };

    fn inner(self) -> UnifyMode {
        UnifyMode { exact: self.exact || self.assign, ..self }
    }
}

/// Deeper than this, unification gives up.
const DEPTH_LIMIT: u32 = 50;

/// A set of type parameters and what is known of them.
pub(crate) struct Unifier<'a> {
    s: &'a Session,
    tparams: &'a [TypeId],
    /// Slot of each parameter.
    slot_of: Vec<usize>,
    slots: Vec<Option<TypeId>>,
    depth: u32,
    /// Interfaces may be matched by the methods they share (language version 1.21).
    interfaces: bool,
    /// Interfaces being matched.
    pairs: Vec<(TypeId, TypeId)>,
    /// Methods that were met without a type, since they are not declared yet.
    pub(crate) undeclared: Vec<ObjId>,
}

impl<'a> Unifier<'a> {
    /// A unifier for `tparams`, of which some are given by `targs` (`NONE`: not given).
    pub(crate) fn new(s: &'a Session, tparams: &'a [TypeId], targs: &[TypeId], interfaces: bool) -> Unifier<'a> {
        let slots = (0..tparams.len()).map(|i| targs.get(i).and_then(|t| t.some())).collect();
        let slot_of = (0..tparams.len()).collect();
        Unifier { s, tparams, slot_of, slots, depth: 0, interfaces, pairs: Vec::new(), undeclared: Vec::new() }
    }
    fn index(&self, t: TypeId) -> Option<usize> {
        let t = self.s.unalias(t);
        self.tparams.iter().position(|&p| p == t)
    }
    /// What is known of parameter `i`.
    pub(crate) fn at(&self, i: usize) -> Option<TypeId> {
        self.slots[self.slot_of[i]]
    }
    /// Settles parameter `i`.
    pub(crate) fn set(&mut self, i: usize, t: TypeId) {
        self.slots[self.slot_of[i]] = Some(t);
    }
    /// Number of parameters nothing is known of.
    pub(crate) fn unknowns(&self) -> usize {
        (0..self.tparams.len()).filter(|&i| self.at(i).is_none()).count()
    }
    /// All parameters' types, `NONE` for unknown ones.
    pub(crate) fn inferred(&self) -> Vec<TypeId> {
        (0..self.tparams.len()).map(|i| self.at(i).unwrap_or(TypeId::NONE)).collect()
    }

    fn join(&mut self, i: usize, j: usize) -> bool {
        let (a, b) = (self.slot_of[i], self.slot_of[j]);
        let (from, to) = match (self.slots[a], self.slots[b]) {
            _ if a == b => return true,
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (b, a),
            _ => (a, b),
        };
        self.slot_of.iter_mut().filter(|s| **s == from).for_each(|s| *s = to);
        true
    }

    /// Whether `x` and `y` can be made to match; what that says of parameters is kept.
    pub(crate) fn unify(&mut self, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        if self.depth >= DEPTH_LIMIT {
            return false;
        }
        self.depth += 1;
        let ok = self.step(x, y, mode);
        self.depth -= 1;
        ok
    }

    fn step(&mut self, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        let s = self.s;
        let (mut x, mut y) = (x, y);
        if x == y || s.unalias(x) == s.unalias(y) {
            return true;
        }
        // A parameter to be solved goes left, a defined type right.
        if s.as_named(x).is_some() || self.index(y).is_some() {
            std::mem::swap(&mut x, &mut y);
        }
        if !mode.exact && s.as_named(y).is_some() && s.is_type_literal(x) && !(self.interfaces && s.is_interface(x)) {
            y = s.under(y);
            if s.unalias(x) == y {
                return true;
            }
        }
        match (self.index(x), self.index(y)) {
            (Some(i), Some(j)) => {
                if self.join(i, j) {
                    return true;
                }
                let (Some(a), Some(b)) = (self.at(i), self.at(j)) else { return false };
                return self.unify(a, b, mode);
            }
            (Some(i), None) => {
                let Some(known) = self.at(i) else {
                    self.set(i, y);
                    return true;
                };
                return self.unify(known, y, mode) && self.refine(i, known, y, mode);
            }
            _ => {}
        }
        if self.interfaces
            && !mode.exact
            && let Some(answer) = self.by_methods(x, y)
        {
            return answer;
        }
        if s.is_type_param(y) {
            std::mem::swap(&mut x, &mut y);
        }
        self.by_structure(x, y, mode)
    }

    /// Parameter `i` is known to be `x` and matched `y`: keeps the one that says more.
    fn refine(&mut self, i: usize, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        let s = self.s;
        let (xi, yi) = (self.as_interface(x), self.as_interface(y));
        let (xn, yn) = (s.as_named(x).is_some(), s.as_named(y).is_some());
        match (xi, yi) {
            (Some(_), Some(_)) if xn && yn => return s.identical(x, y),
            (Some(a), Some(b)) if s.type_set(a).methods.len() != s.type_set(b).methods.len() => return false,
            (Some(_), Some(_)) | (None, None) => {}
            _ => return false,
        }
        if !mode.exact && !xn {
            let directed = matches!(s.under_kind(y), TypeKind::Chan(d, _) if *d != ChanDir::Both);
            if yn || directed {
                self.set(i, y);
            }
        }
        true
    }

    /// The underlying interface, but not of a type parameter.
    fn as_interface(&self, t: TypeId) -> Option<TypeId> {
        let u = self.s.under(t);
        (!self.s.is_type_param(t) && matches!(self.s.kind(u), TypeKind::Interface(_))).then_some(u)
    }

    /// Interfaces match if one has all methods of the other; a type matches an interface whose
    /// methods it has.
    fn by_methods(&mut self, x: TypeId, y: TypeId) -> Option<bool> {
        let (xi, yi) = (self.as_interface(x), self.as_interface(y));
        match (xi, yi) {
            (None, None) => None,
            (Some(a), Some(b)) => Some(self.shared_methods(a, b)),
            (Some(iface), None) => Some(self.has_methods(iface, y)),
            (None, Some(iface)) => Some(self.has_methods(iface, x)),
        }
    }

    fn shared_methods(&mut self, x: TypeId, y: TypeId) -> bool {
        let s = self.s;
        let (a, b) = (s.type_set(x), s.type_set(y));
        if a.comparable != b.comparable || !s.terms_equal(&a.terms, &b.terms) {
            return false;
        }
        if self.pairs.contains(&(x, y)) || self.pairs.contains(&(y, x)) {
            return true;
        }
        self.pairs.push((x, y));
        let (few, many) = if a.methods.len() > b.methods.len() { (&b, &a) } else { (&a, &b) };
        let ok = few.methods.iter().all(|&m| {
            let obj = s.obj(m);
            match many.methods.iter().find(|&&o| s.same_id(o, obj.pkg, obj.name)) {
                Some(&o) => self.unify(s.obj_type(m), s.obj_type(o), UnifyMode::EXACT),
                None => false,
            }
        });
        self.pairs.pop();
        ok
    }

    fn has_methods(&mut self, iface: TypeId, t: TypeId) -> bool {
        let s = self.s;
        s.type_set(iface).methods.iter().all(|&m| {
            let wanted = Wanted { pkg: s.obj(m).pkg, name: s.obj(m).name, fold_case: false };
            match s.lookup_wanted(t, false, wanted).obj() {
                Some(o) if s.obj(o).is_func() => {
                    // A method with type parameters is none of an interface's.
                    let typ = s.obj_type(o);
                    if typ == TypeId::INVALID {
                        self.undeclared.push(o);
                        return false;
                    }
                    let generic = s.as_signature(typ).is_some_and(|sig| !sig.tparams.is_empty());
                    !generic && self.unify(s.obj_type(m), typ, UnifyMode::EXACT)
                }
                _ => false,
            }
        })
    }

    fn by_structure(&mut self, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        let s = self.s;
        let inner = mode.inner();
        let (xa, ya) = (s.unalias(x), s.unalias(y));
        use TypeKind::*;
        match (s.kind(xa), s.kind(ya)) {
            (Basic(a), Basic(b)) => a == b,
            (Array(a, n), Array(b, m)) => (n.is_none() || m.is_none() || n == m) && self.unify(*a, *b, inner),
            (Slice(a), Slice(b)) | (Pointer(a), Pointer(b)) => self.unify(*a, *b, inner),
            (Map(k, a), Map(l, b)) => self.unify(*k, *l, inner) && self.unify(*a, *b, inner),
            (Chan(d, a), Chan(e, b)) => (!mode.exact || d == e) && self.unify(*a, *b, inner),
            (Struct(a), Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && (0..a.fields.len()).all(|i| {
                        let (f, g) = (s.obj(a.fields[i]), s.obj(b.fields[i]));
                        f.is_embedded() == g.is_embedded()
                            && a.tag(i) == b.tag(i)
                            && s.same_id(a.fields[i], g.pkg, g.name)
                            && self.unify(s.obj_type(a.fields[i]), s.obj_type(b.fields[i]), inner)
                    })
            }
            (Signature(a), Signature(b)) => self.signatures(a, b, inner),
            (Interface(_), Interface(_)) => self.same_interfaces(xa, ya),
            (Named(a), Named(b)) => {
                a.targs.len() == b.targs.len()
                    && a.targs.iter().zip(&b.targs).all(|(&t, &u)| self.unify(t, u, mode))
                    && s.identical_origin(xa, ya)
            }
            (TypeParam(_), _) => match s.core_type(xa) {
                Some(core) => self.unify(core, y, UnifyMode::ASSIGN),
                None => false,
            },
            _ => false,
        }
    }

    fn signatures(&mut self, a: &Signature, b: &Signature, mode: UnifyMode) -> bool {
        let s = self.s;
        let mut all = |xs: &[crate::ObjId], ys: &[crate::ObjId]| {
            xs.len() == ys.len() && xs.iter().zip(ys).all(|(&v, &w)| self.unify(s.obj_type(v), s.obj_type(w), mode))
        };
        a.variadic == b.variadic && all(&a.params, &b.params) && all(&a.results, &b.results)
    }

    fn same_interfaces(&mut self, x: TypeId, y: TypeId) -> bool {
        let s = self.s;
        if s.type_set(x).methods.len() != s.type_set(y).methods.len() {
            return false;
        }
        self.shared_methods(x, y)
    }
}
