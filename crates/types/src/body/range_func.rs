//! Ranges over functions: the body becomes a closure, and what leaves it otherwise than at its
//! end is carried out by variables of the function around (rules: `cmd/compile/internal/rangefunc`).
//! Here these variables are made and captured; the generator decides what is put into them.

use super::build::Builder;
use super::ranges::{Over, Var};
use super::{Body, Closure, ClosureId, ExprId, LocalId, LocalKind, RangeLocals, StmtId, StmtKind};
use crate::objects::Object;
use crate::types::{TypeId, TypeKind};
use base::Pos;
use syntax::ast;

impl Builder<'_> {
    pub(super) fn range_func(
        &mut self,
        x: ExprId,
        what: &Over,
        vars: Vec<Var>,
        body: ast::StmtId,
        pos: Pos,
        out: &mut Vec<StmtId>,
    ) {
        let target = self.new_target(pos, true);
        let sig = match self.s.core_type(self.typ(x)).map(|c| self.s.kind(c)) {
            Some(TypeKind::Signature(sig)) => sig.params.first().map_or(TypeId::INVALID, |&p| self.s.obj_type(p)),
            _ => TypeId::INVALID,
        };
        let state = self.carrier(TypeId::INT, pos, self.func, self.loop_depth);
        let parent = self.func;
        let range = Some(RangeLocals { target, state, next: None, defers: None });
        let closure = Closure { is_range_body: true, range, ..Closure::new(parent, sig, pos) };
        let id = self.body.funcs.push(closure);
        let outer = (self.func, self.loop_depth);
        (self.func, self.loop_depth) = (id, 0);
        self.note_mention(state);
        if let ast::StmtKind::Block { rbrace, .. } = self.src.ast[body].kind {
            self.body.funcs[id].end = rbrace;
        }
        let mut stmts = Vec::new();
        let mut params = Vec::new();
        for i in 0..what.values {
            let var = vars.get(i).unwrap_or(&Var::None);
            let local = self.iteration_value(var, what.types[i], true, pos, &mut stmts);
            let local = local.unwrap_or_else(|| self.temp_of(what.types[i], pos));
            params.push(local);
        }
        stmts.extend(self.block(body));
        (self.func, self.loop_depth) = outer;
        self.jumps.pop();
        self.finish_range_body(id, params, stmts);
        out.push(self.stmt(StmtKind::RangeFunc { target, x, body: id }, pos));
    }

    fn finish_range_body(&mut self, id: ClosureId, params: Vec<LocalId>, stmts: Vec<StmtId>) {
        debug_assert_ne!(id, Body::ROOT);
        let name = self.s.names.intern("");
        let result = Object::param(name, self.src.cx.pkg, Pos::NONE, TypeId::BOOL);
        let result = self.s.add_obj(result);
        let outer = std::mem::replace(&mut self.func, id);
        let result = self.local_for(result, LocalKind::Result);
        self.func = outer;
        let func = &mut self.body.funcs[id];
        func.params = params;
        func.results = vec![result];
        func.body = stmts;
    }

    /// A variable that bodies of ranges set behind the back of its function.
    fn carrier(&mut self, typ: TypeId, pos: Pos, func: ClosureId, loop_depth: u32) -> LocalId {
        let local = self.temp(typ, pos);
        let l = &mut self.body.locals[local];
        (l.func, l.loop_depth, l.reassigned) = (func, loop_depth, true);
        local
    }
    /// The branch that is being built leaves the body of a range.
    pub(super) fn leaves_range_body(&mut self) {
        let Some(top) = self.body.outermost_range(self.func) else { return };
        let Some(range) = self.body.funcs[top].range else { return };
        let next = range.next.unwrap_or_else(|| {
            let state = self.body.locals[range.state].clone();
            self.carrier(TypeId::INT, state.pos, state.func, state.loop_depth)
        });
        self.body.funcs[top].range = Some(RangeLocals { next: Some(next), ..range });
        self.note_mention(next);
    }
    /// A `defer` belongs to the function around the bodies of ranges it stands in.
    pub(super) fn defers(&mut self) {
        let func = self.body.function_of(self.func);
        self.body.funcs[func].has_defer = true;
        let Some(top) = self.body.outermost_range(self.func) else { return };
        let Some(range) = self.body.funcs[top].range else { return };
        let defers = range.defers.unwrap_or_else(|| {
            let state = self.body.locals[range.state].clone();
            let local = self.carrier(TypeId::EMPTY_INTERFACE, state.pos, state.func, state.loop_depth);
            self.body.locals[local].reassigned = false;
            local
        });
        self.body.funcs[top].range = Some(RangeLocals { defers: Some(defers), ..range });
        self.note_mention(defers);
    }
}
