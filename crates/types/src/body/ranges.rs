//! Range loops of a body.

use super::build::Builder;
use super::{LocalId, LocalKind, RangeKind, StmtId, StmtKind};
use crate::objects::ObjId;
use crate::types::{TypeId, TypeKind};
use base::Pos;
use syntax::ast::{self, ExprKind as Ast, List};

/// What an iteration value goes to.
pub(super) enum Var {
    /// Nothing.
    None,
    /// A new variable.
    New(ObjId),
    /// A place.
    Place(ast::ExprId),
}

/// What is ranged over, and the types of the iteration values.
pub(super) struct Over {
    kind: Option<RangeKind>,
    pub(super) types: [TypeId; 2],
    /// Number of iteration values of a function.
    pub(super) values: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn range(
        &mut self,
        lhs: List<ast::ExprId>,
        define: bool,
        over: ast::ExprId,
        body: ast::StmtId,
        pos: Pos,
        out: &mut Vec<StmtId>,
    ) {
        let label = self.pending_label.take();
        let x = self.value(over);
        let what = self.ranged_over(self.typ(x));
        let vars: Vec<Var> = self.nodes(lhs).into_iter().map(|e| self.range_var(e, define)).collect();
        self.pending_label = label;
        let Some(kind) = what.kind else {
            return self.range_func(x, &what, vars, body, pos, out);
        };
        let target = self.new_target(pos, true);
        let fresh = self.fresh_loop_vars(pos);
        let mut inner = Vec::new();
        if !fresh {
            self.declare_shared(&vars, pos, &mut inner);
        }
        self.loop_depth += 1;
        let mut stmts = Vec::new();
        let mut locals = [None, None];
        for (i, var) in vars.iter().enumerate() {
            locals[i] = self.iteration_value(var, what.types[i], fresh, pos, &mut stmts);
        }
        self.in_parallel(&mut stmts, pos);
        stmts.extend(self.block(body));
        self.loop_depth -= 1;
        self.jumps.pop();
        let [key, value] = locals;
        inner.push(self.stmt(StmtKind::Range { target, kind, x, key, value, body: stmts }, pos));
        self.push_block(inner, pos, out);
    }

    /// Two assignments of iteration values are one: none sees what the other one does.
    fn in_parallel(&mut self, stmts: &mut Vec<StmtId>, pos: Pos) {
        let [a, b] = stmts[..] else { return };
        let (StmtKind::Assign { place: first, value: x }, StmtKind::Assign { place: second, value: y }) =
            (&self.body.stmts[a].kind, &self.body.stmts[b].kind)
        else {
            return;
        };
        let (places, values) = (vec![*first, *second], vec![*x, *y]);
        *stmts = vec![self.stmt(StmtKind::AssignMany { places, values }, pos)];
    }

    fn range_var(&self, e: ast::ExprId, define: bool) -> Var {
        let inner = self.src.ast.unparen(e);
        match self.src.ast[inner].kind {
            Ast::Name(name) if name == self.s.blank => Var::None,
            Ast::Name(_) if define => self.src.defs.get(&self.src.ast[inner].pos).map_or(Var::None, |&o| Var::New(o)),
            _ => Var::Place(e),
        }
    }

    /// Before go1.22: one variable for all iterations.
    fn declare_shared(&mut self, vars: &[Var], pos: Pos, out: &mut Vec<StmtId>) {
        for var in vars {
            if let Var::New(obj) = var {
                let local = self.local_for(*obj, LocalKind::Variable);
                self.body.locals[local].reassigned = true;
                out.push(self.stmt(StmtKind::Declare { local, init: None }, pos));
            }
        }
    }

    /// The local that takes an iteration value; statements that pass it on go to `stmts`.
    pub(super) fn iteration_value(
        &mut self,
        var: &Var,
        typ: TypeId,
        fresh: bool,
        pos: Pos,
        stmts: &mut Vec<StmtId>,
    ) -> Option<LocalId> {
        match *var {
            Var::None => None,
            Var::New(obj) if fresh => Some(self.local_for(obj, LocalKind::Variable)),
            Var::New(obj) => {
                let temp = self.temp_of(self.s.obj_type(obj), pos);
                let shared = self.vars[&obj];
                let (place, value) = (self.local(shared, pos), self.local(temp, pos));
                stmts.push(self.stmt(StmtKind::Assign { place: Some(place), value }, pos));
                Some(temp)
            }
            Var::Place(e) => {
                let temp = self.temp_of(typ, pos);
                let place = self.value(e);
                self.mark_assigned(place);
                let value = self.local(temp, pos);
                let value = self.convert(value, self.typ(place));
                stmts.push(self.stmt(StmtKind::Assign { place: Some(place), value }, pos));
                Some(temp)
            }
        }
    }

    fn ranged_over(&self, t: TypeId) -> Over {
        let s = self.s;
        let none = TypeId::INVALID;
        let over = |kind, types| Over { kind: Some(kind), types, values: 0 };
        let Some(core) = s.core_type(t) else { return over(RangeKind::Param, [t, none]) };
        match s.kind(core) {
            TypeKind::Basic(_) if s.is_string(core) => over(RangeKind::String, [TypeId::INT, TypeId::RUNE]),
            TypeKind::Basic(_) => over(RangeKind::Int, [t, none]),
            TypeKind::Array(elem, _) => over(RangeKind::Array, [TypeId::INT, *elem]),
            TypeKind::Slice(elem) => over(RangeKind::Slice, [TypeId::INT, *elem]),
            TypeKind::Pointer(base) => match s.core_type(*base).map(|c| s.kind(c)) {
                Some(TypeKind::Array(elem, _)) => over(RangeKind::ArrayPtr, [TypeId::INT, *elem]),
                _ => over(RangeKind::Param, [none, none]),
            },
            TypeKind::Map(key, elem) => over(RangeKind::Map, [*key, *elem]),
            TypeKind::Chan(_, elem) => over(RangeKind::Chan, [*elem, none]),
            TypeKind::Signature(sig) => {
                let yields = sig.params.first().and_then(|&p| s.core_type(s.obj_type(p)));
                let mut types = [none, none];
                let mut values = 0;
                if let Some(TypeKind::Signature(y)) = yields.map(|y| s.kind(y)) {
                    values = y.params.len();
                    y.params.iter().take(2).enumerate().for_each(|(i, &p)| types[i] = s.obj_type(p));
                }
                Over { kind: None, types, values }
            }
            _ => over(RangeKind::Param, [none, none]),
        }
    }
}
