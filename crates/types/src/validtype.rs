//! Types must not contain themselves. In: a defined type whose declaration is done. The walk
//! goes through struct fields, array elements, embedded and union elements; pointers, slices
//! and the like end it. Authority: Go spec, "Type declarations"; how the walk treats type
//! arguments: `types2/validtype.go`.
//!
//! A type argument counts where the parameter is used, so the walk keeps the nest of instances
//! it is in; at a type parameter it goes on with the argument, one level further out.

use crate::checker::Checker;
use crate::decl::CyclePlace;
use crate::types::{TypeId, TypeKind};
use release::FrontEnd;

/// Where the walk is.
#[derive(Default)]
struct Walk {
    /// Defined types around, outermost first; a type argument is looked at in a shorter nest.
    nest: Vec<TypeId>,
    /// All defined types on the way, for the report.
    path: Vec<TypeId>,
}

impl Checker<'_> {
    /// Checks a defined type; reports a cycle and makes its types invalid.
    pub(crate) fn valid_type(&mut self, t: TypeId) {
        let t = self.s.unalias(t);
        if self.valid_types.contains(&t) {
            return;
        }
        let mut walk = Walk::default();
        if self.walk_valid(t, &mut walk) {
            self.valid_types.insert(t);
        }
    }

    fn walk_valid(&mut self, t: TypeId, w: &mut Walk) -> bool {
        let s = self.s;
        let t = s.unalias(t);
        match s.kind(t) {
            TypeKind::Array(e, _) => self.walk_valid(*e, w),
            TypeKind::Struct(st) => st.fields.iter().all(|&f| self.walk_valid(s.obj_type(f), w)),
            TypeKind::Union(terms) => terms.iter().all(|x| self.walk_valid(x.typ, w)),
            TypeKind::Interface(i) => i.embedded.iter().all(|&(e, _)| self.walk_valid(e, w)),
            TypeKind::Named(_) => self.walk_named(t, w),
            TypeKind::TypeParam(_) => self.walk_tparam(t, w),
            _ => true,
        }
    }

    fn walk_named(&mut self, t: TypeId, w: &mut Walk) -> bool {
        let s = self.s;
        let TypeKind::Named(n) = s.kind(t) else { return true };
        // Types that are known to be fine and take no type arguments need no second walk.
        if n.origin.is_none() && self.valid_types.contains(&t) {
            return true;
        }
        // What was refused already says nothing of what it is a part of.
        let refused = self.s.release.front_end >= FrontEnd::Go1_26;
        if n.underlying.get() == TypeId::INVALID {
            return refused;
        }
        let origin = n.origin.unwrap_or(t);
        let TypeKind::Named(generic) = s.kind(origin) else { return true };
        if s.obj(generic.obj).pkg != self.cx.pkg && n.targs.is_empty() {
            return true;
        }
        if generic.underlying.get() == TypeId::INVALID {
            return refused;
        }
        if w.nest.iter().any(|&e| s.identical(e, t)) {
            return self.report_invalid_type(t, origin, w);
        }
        let rhs = s.right_hand_side(generic);
        if rhs.is_none() || w.path.len() > 2_000 {
            return true;
        }
        w.nest.push(t);
        w.path.push(t);
        let ok = self.walk_valid(rhs, w);
        w.nest.pop();
        w.path.pop();
        ok
    }

    fn report_invalid_type(&mut self, t: TypeId, origin: TypeId, w: &Walk) -> bool {
        self.s.set_underlying(t, TypeId::INVALID);
        self.s.set_underlying(origin, TypeId::INVALID);
        if let Some(start) = w.path.iter().position(|&p| self.s.identical(p, t)) {
            let place = |t: TypeId| {
                let n = self.s.as_named(t)?;
                let pos = if n.inst_pos.is_known() { n.inst_pos } else { self.s.obj(n.obj).pos };
                Some(CyclePlace { obj: n.obj, pos, instance: n.origin.map_or(TypeId::NONE, |_| t) })
            };
            let places: Vec<CyclePlace> = w.path[start..].iter().filter_map(|&t| place(t)).collect();
            self.cycle_error_at(&places, 0);
        }
        false
    }

    fn walk_tparam(&mut self, t: TypeId, w: &mut Walk) -> bool {
        let s = self.s;
        let Some(&inst) = w.nest.last() else { return true };
        let TypeKind::Named(n) = s.kind(inst) else { return true };
        let Some(origin) = n.origin else { return true };
        let Some(i) = s.type_params(origin).iter().position(|&p| p == t) else { return true };
        let Some(&targ) = n.targs.get(i) else { return true };
        w.nest.pop();
        let ok = self.walk_valid(targ, w);
        w.nest.push(inst);
        ok
    }
}
