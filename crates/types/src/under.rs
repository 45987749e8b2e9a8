//! Underlying types and core types. Authority: Go spec, "Underlying types", "Core types".
//!
//! The underlying type of a declared type is set by its checker; while that is under way it is
//! found by following right-hand sides, and is the invalid type where they do not lead
//! anywhere yet. Instances are expanded here on first use.

use crate::session::Session;
use crate::types::{ChanDir, Named, TypeId, TypeKind};

impl Session {
    /// The underlying type: never a defined type, alias or type parameter (the interface of
    /// its constraint stands for that). `TypeId::INVALID` where it is not known.
    #[inline]
    pub fn under(&self, t: TypeId) -> TypeId {
        match self.kind(t) {
            TypeKind::Named(_) | TypeKind::TypeParam(_) | TypeKind::Alias(_) => self.under_and_state(t).0,
            _ => t,
        }
    }
    /// What the underlying type is.
    #[inline]
    pub fn under_kind(&self, t: TypeId) -> &TypeKind {
        self.kind(self.under(t))
    }
    /// The underlying type, and whether that is its final answer.
    pub(crate) fn under_and_state(&self, t: TypeId) -> (TypeId, bool) {
        self.under_within(t, 20)
    }
    /// As [`Session::under_and_state`], going through at most `budget` generic types whose own
    /// underlying type is not known yet: they may lead around in a circle.
    pub(crate) fn under_within(&self, t: TypeId, budget: u32) -> (TypeId, bool) {
        let mut t = t;
        for _ in 0..10_000 {
            match self.kind(t) {
                TypeKind::Alias(a) => {
                    t = a.from_rhs.get();
                    if t == TypeId::INVALID {
                        return (t, false);
                    }
                }
                TypeKind::TypeParam(_) => return self.constraint_interface(t),
                TypeKind::Named(n) => match self.named_step(n, budget) {
                    Ok(u) => return (u, true),
                    Err(next) if next.is_none() => {
                        return (n.provisional.get().some().unwrap_or(TypeId::INVALID), false);
                    }
                    Err(next) => t = next,
                },
                _ => return (t, true),
            }
        }
        (TypeId::INVALID, false)
    }
    /// The underlying type, or the type to go on with (`NONE`: nothing is known).
    fn named_step(&self, n: &Named, budget: u32) -> Result<TypeId, TypeId> {
        let u = n.underlying.get();
        if !u.is_none() {
            return match self.kind(u) {
                TypeKind::Named(_) | TypeKind::Alias(_) => Err(u),
                _ => Ok(u),
            };
        }
        match n.origin {
            Some(origin) => self.expand_underlying(n, origin, budget).ok_or(TypeId::NONE),
            None => Err(self.right_hand_side(n)),
        }
    }
    /// Whether `t` is a defined type whose right-hand side is still being checked.
    pub(crate) fn is_incomplete(&self, t: TypeId) -> bool {
        self.as_named(t).is_some_and(|n| n.underlying.get().is_none()) && !self.under_and_state(t).1
    }
    /// Sets the underlying type of a declared type for good (or to `INVALID`).
    pub fn set_underlying(&self, t: TypeId, u: TypeId) {
        if let TypeKind::Named(n) = self.kind(t) {
            n.underlying.set(u);
            if n.from_rhs.get().is_none() {
                n.from_rhs.set(u);
            }
        }
    }
    /// The interface of a type parameter's constraint, and whether it is final.
    fn constraint_interface(&self, t: TypeId) -> (TypeId, bool) {
        let TypeKind::TypeParam(p) = self.kind(t) else { return (t, true) };
        if let Some(&iface) = p.iface.get() {
            return (iface, true);
        }
        let bound = p.bound.get();
        if self.as_type_param(bound).is_some() || bound == TypeId::INVALID {
            return (TypeId::EMPTY_INTERFACE, false);
        }
        let (u, complete) = self.under_and_state(bound);
        let iface = match self.kind(u) {
            _ if u == TypeId::INVALID => return (TypeId::EMPTY_INTERFACE, false),
            TypeKind::Interface(_) => u,
            _ => self.new_interface(Vec::new(), vec![(bound, base::Pos::NONE)], true),
        };
        if !complete {
            return (iface, false);
        }
        (*p.iface.get_or_init(|| iface), true)
    }
    /// The constraint interface of a type parameter.
    pub fn tparam_interface(&self, t: TypeId) -> TypeId {
        self.constraint_interface(self.unalias(t)).0
    }

    /// Calls `f` with the underlying types of a type parameter's specific types until one is
    /// refused; with `None` where there are no specific types.
    pub fn type_set_under_all(&self, t: TypeId, mut f: impl FnMut(Option<TypeId>) -> bool) -> bool {
        let set = self.type_set(self.tparam_interface(t));
        match set.specific() {
            None => f(None),
            Some(terms) => terms.iter().all(|term| {
                let u = self.unalias(term.typ);
                f(Some(if term.tilde { u } else { self.under(u) }))
            }),
        }
    }
    /// The core type, if there is one: for anything but a type parameter the underlying type.
    pub fn core_type(&self, t: TypeId) -> Option<TypeId> {
        if self.as_type_param(t).is_none() {
            return Some(self.under(t));
        }
        let mut core: Option<TypeId> = None;
        let ok = self.type_set_under_all(t, |u| match (u, core) {
            (None, _) => false,
            (Some(u), None) => {
                core = Some(u);
                true
            }
            (Some(u), Some(c)) => {
                core = self.match_core(c, u);
                core.is_some()
            }
        });
        if ok { core } else { None }
    }
    /// As [`Session::core_type`], with `[]byte` and `string` mixed allowed: the core is then
    /// `string`.
    pub fn core_string(&self, t: TypeId) -> Option<TypeId> {
        if self.as_type_param(t).is_none() {
            return Some(self.under(t));
        }
        let bytes = self.slice_of(TypeId::BYTE);
        let (mut core, mut has_string): (Option<TypeId>, bool) = (None, false);
        let ok = self.type_set_under_all(t, |u| {
            let Some(mut u) = u else { return false };
            if self.is_string(u) {
                u = bytes;
                has_string = true;
            }
            core = match core {
                None => Some(u),
                Some(c) => self.match_core(c, u),
            };
            core.is_some()
        });
        match ok {
            true if has_string => Some(TypeId::STRING),
            true => core,
            false => None,
        }
    }
    /// Identical types, or channels of which one is undirected: then the directed one.
    fn match_core(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if self.identical(x, y) {
            return Some(x);
        }
        match (self.kind(x), self.kind(y)) {
            (TypeKind::Chan(dx, ex), TypeKind::Chan(dy, ey)) if self.identical(*ex, *ey) => match (dx, dy) {
                (ChanDir::Both, _) => Some(y),
                (_, ChanDir::Both) => Some(x),
                _ => None,
            },
            _ => None,
        }
    }
}
