//! Values whose types are not known yet. A type may need the size of a value of itself: the length of an array is an
//! expression. In: a type that an expression has; what is being declared (`Checker::obj_path`). Out: whether the value
//! can be worked with; a cycle is reported. Releases differ in where they look: go1.26 asks of every expression whether
//! its type is of finite size, go1.27 asks at the expressions that make a value of a type out of something else, and
//! where sizes are asked for. Both look for types declared as each other first. Authority: `types2/cycles.go` and `hasVarSize`.

use crate::checker::Checker;
use crate::decl::CyclePlace;
use crate::objects::ObjId;
use crate::operand::Operand;
use crate::package_cx::DeclSource;
use crate::recorded::Mode;
use crate::scope::ScopeId;
use crate::sizes::MAX_NESTED_INSTANCES;
use crate::types::{Named, TypeId, TypeKind};
use base::FxHashMap;
use release::FrontEnd;
use syntax::ast::{DeclKind, ExprKind};

impl Checker<'_> {
    /// Reports type names of the package that are declared as each other, before any of them is declared. A cycle is
    /// direct if right-hand sides that are plain names lead around it; the name it is noticed at becomes invalid.
    pub(crate) fn refuse_direct_cycles(&mut self) {
        if self.s.release.front_end < FrontEnd::Go1_26 {
            return;
        }
        let mut seen = FxHashMap::default();
        for &(obj, decl) in &self.cx.decl_objs {
            if let DeclSource::Type(_) = self.cx.decls[decl].kind {
                self.refuse_direct_cycle(obj, &mut seen);
            }
        }
    }

    /// Follows names from `obj` up to one that was seen before; `seen` numbers them in the order they are met.
    fn refuse_direct_cycle(&mut self, obj: ObjId, seen: &mut FxHashMap<ObjId, usize>) {
        let (first, mut path) = (seen.len(), Vec::new());
        let mut next = Some(obj);
        while let Some(at) = next {
            if let Some(&number) = seen.get(&at) {
                if number >= first {
                    self.refuse_direct_cycle_of(&path[number - first..]);
                }
                return;
            }
            seen.insert(at, seen.len());
            path.push(at);
            next = self.named_right_hand_side(at);
        }
    }

    fn refuse_direct_cycle_of(&mut self, cycle: &[ObjId]) {
        self.s.obj(cycle[0]).typ.set(TypeId::INVALID);
        self.cycle_error(cycle, self.first_in_source(cycle));
    }

    /// The type of this package whose bare name is the right-hand side of a type's declaration.
    fn named_right_hand_side(&self, obj: ObjId) -> Option<ObjId> {
        let info = &self.cx.decls[*self.cx.decl_of.get(&obj)?];
        let ast = &self.cx.files[info.file].ast;
        let DeclSource::Type(decl) = info.kind else { return None };
        let DeclKind::Type { ty, .. } = ast[decl].kind else { return None };
        let ExprKind::Name(name) = ast[ty].kind else { return None };
        let named = self.cx.scopes[ScopeId::PACKAGE].lookup(name)?;
        self.s.obj(named).is_type_name().then_some(named)
    }

    /// The cycle that leads back to `obj`, if that is being declared.
    fn open_cycle(&self, obj: ObjId) -> Option<Vec<ObjId>> {
        let start = self.obj_path.iter().position(|&o| o == obj)?;
        Some(self.obj_path[start..].to_vec())
    }

    fn report_open_cycle(&mut self, obj: ObjId) -> bool {
        let Some(cycle) = self.open_cycle(obj) else { return false };
        self.cycle_error(&cycle, self.first_in_source(&cycle));
        true
    }

    /// Whether values of a type can be worked with, since its declaration is done; else the cycle is reported.
    pub(crate) fn complete(&mut self, t: TypeId) -> bool {
        if self.s.release.front_end < FrontEnd::Go1_27 {
            return true;
        }
        let (mut t, mut seen) = (t, Vec::new());
        loop {
            let (obj, rhs) = match self.s.kind(t) {
                TypeKind::Alias(a) => (a.obj, a.from_rhs.get()),
                TypeKind::Named(n) if n.origin.is_none() => (n.obj, n.from_rhs.get()),
                _ => return true,
            };
            // Only instances of generic aliases still lead around in a circle here: their declarations are refused.
            if seen.contains(&t) || self.report_open_cycle(obj) {
                return false;
            }
            if rhs.is_none() {
                return true;
            }
            seen.push(t);
            t = rhs;
        }
    }

    /// As [`Checker::complete`], for what a pointer leads to.
    pub(crate) fn complete_behind(&mut self, t: TypeId) -> bool {
        match *self.s.under_kind(t) {
            TypeKind::Pointer(base) => self.complete(base),
            _ => true,
        }
    }

    /// In go1.26, refuses an expression whose type has no size since it contains one that is being declared.
    pub(crate) fn refuse_endless(&mut self, x: &mut Operand) {
        if self.s.release.front_end == FrontEnd::Go1_26
            && !matches!(x.mode, Mode::Invalid | Mode::NoValue)
            && !self.finite_size(x.typ)
        {
            x.fail();
            x.typ = TypeId::INVALID;
        }
    }

    fn finite_size(&mut self, t: TypeId) -> bool {
        let s = self.s;
        let t = s.unalias(t);
        match s.kind(t) {
            TypeKind::Named(n) if s.obj(n.obj).pkg == self.cx.pkg => {
                if let Some(&known) = self.finite_types.get(&t) {
                    return known;
                }
                let finite = match self.enter_named(t, n) {
                    Entered::Cycle => return false,
                    Entered::Nothing => true,
                    Entered::Type(inner) => self.finite_size(inner),
                };
                self.leave_named(n);
                self.finite_types.insert(t, finite);
                finite
            }
            TypeKind::Array(elem, _) => self.finite_size(*elem),
            TypeKind::Struct(st) => st.fields.iter().all(|&f| self.finite_size(s.obj_type(f))),
            _ => true,
        }
    }

    /// Whether the size of a type depends on a type parameter, or is not known since the type contains itself; that is
    /// reported.
    pub(crate) fn has_var_size(&mut self, t: TypeId) -> bool {
        match self.s.release.front_end >= FrontEnd::Go1_27 {
            true => self.var_size(t),
            false => self.s.has_var_size(t),
        }
    }

    fn var_size(&mut self, t: TypeId) -> bool {
        let s = self.s;
        let t = s.unalias(t);
        match s.kind(t) {
            TypeKind::Named(n) => {
                if let Some(&known) = self.var_sizes.get(&t) {
                    return known;
                }
                let varies = match self.enter_named(t, n) {
                    Entered::Cycle => return true,
                    Entered::Nothing => false,
                    Entered::Type(inner) => self.var_size(inner),
                };
                self.leave_named(n);
                self.var_sizes.insert(t, varies);
                varies
            }
            TypeKind::Array(elem, _) => self.var_size(*elem),
            TypeKind::Struct(st) => st.fields.iter().any(|&f| self.var_size(s.obj_type(f))),
            TypeKind::TypeParam(_) => true,
            _ => false,
        }
    }

    /// Goes into a defined type, which is on the way until [`Checker::leave_named`].
    fn enter_named(&mut self, t: TypeId, n: &Named) -> Entered {
        let s = self.s;
        if n.origin.is_some() {
            if self.instances_asked.contains(&t) {
                self.cycle_error_at(&[CyclePlace { obj: n.obj, pos: n.inst_pos, instance: t }], 0);
                return Entered::Cycle;
            }
            if self.instances_asked.len() >= MAX_NESTED_INSTANCES as usize {
                return Entered::Cycle;
            }
            self.instances_asked.push(t);
            return Entered::Type(s.under(t));
        }
        if self.report_open_cycle(n.obj) {
            return Entered::Cycle;
        }
        self.obj_path.push(n.obj);
        match s.right_hand_side(n) {
            // What was refused before needs no second report.
            _ if n.underlying.get() == TypeId::INVALID => Entered::Nothing,
            rhs if rhs.is_none() => Entered::Nothing,
            rhs => Entered::Type(rhs),
        }
    }

    fn leave_named(&mut self, n: &Named) {
        match n.origin {
            Some(_) => self.instances_asked.pop().map(drop),
            None => self.obj_path.pop().map(drop),
        };
    }
}

/// What is inside a defined type.
enum Entered {
    /// Itself, which is reported here or where the generic type is declared.
    Cycle,
    /// Nothing that is known.
    Nothing,
    /// This type.
    Type(TypeId),
}
