//! Switches, type switches and selects of a body.

use super::build::Builder;
use super::{Case, Comm, ExprId, ExprKind, LocalId, LocalKind, SelectCase, StmtId, StmtKind, TypeCase};
use crate::recorded::Mode;
use crate::types::{TypeId, TypeKind};
use base::Pos;
use constant::{CmpOp, Value};
use syntax::Operator;
use syntax::ast::{self, BranchKind, ClauseId, ClauseKind, ExprKind as Ast, List, StmtKind as S};

/// What a switch compares with.
struct Tag {
    local: LocalId,
    constant: Option<Value>,
}

impl<'a> Builder<'a> {
    pub(super) fn switch_stmt(&mut self, stmt: ast::StmtId, pos: Pos, out: &mut Vec<StmtId>) {
        let S::Switch { init, tag, clauses, .. } = self.src.ast[stmt].kind else { return };
        let target = self.new_target(pos, false);
        let mut inner = Vec::new();
        if let Some(init) = init.some() {
            self.statement(init, &mut inner);
        }
        let clauses: Vec<ClauseId> = self.src.ast.list(clauses).collect();
        let default = clauses.iter().position(|&c| matches!(self.src.ast[c].kind, ClauseKind::Default));
        let guard = tag.some().and_then(|t| match self.src.ast[t].kind {
            Ast::TypeSwitchGuard { x, .. } => Some(x),
            _ => None,
        });
        let kind = if let Some(x) = guard {
            let x = self.value(x);
            let cases = clauses.iter().map(|&c| self.type_case(c)).collect();
            StmtKind::TypeSwitch { target, x, cases, default }
        } else {
            let tag = tag.some().map(|t| self.switch_tag(t, &mut inner));
            let cases = clauses.iter().map(|&c| self.case(c, tag.as_ref())).collect();
            StmtKind::Switch { target, cases, default }
        };
        self.jumps.pop();
        inner.push(self.stmt(kind, pos));
        self.push_block(inner, pos, out);
    }

    fn switch_tag(&mut self, tag: ast::ExprId, out: &mut Vec<StmtId>) -> Tag {
        let value = self.value(tag);
        let (typ, pos) = (self.typ(value), self.pos(value));
        let local = self.temp_of(typ, pos);
        out.push(self.stmt(StmtKind::Declare { local, init: Some(value) }, pos));
        Tag { local, constant: self.constant_of(value) }
    }
    fn constant_of(&self, e: ExprId) -> Option<Value> {
        match &self.body.exprs[e].kind {
            ExprKind::Const(value) => Some(value.clone()),
            _ => None,
        }
    }
    /// The comparison of a tag with the value of a case; of constants, its result.
    fn matches(&mut self, tag: &Tag, value: ExprId, pos: Pos) -> ExprId {
        let other = self.constant_of(value);
        if let (Some(x), Some(y)) = (&tag.constant, &other)
            && self.s.identical(self.body.locals[tag.local].typ, self.typ(value))
        {
            let equal = x.compare(CmpOp::Eq, y);
            return self.constant(Value::Bool(equal), TypeId::BOOL, pos);
        }
        let x = self.local(tag.local, pos);
        self.comparison_of(Operator::Eql, x, value, TypeId::BOOL, pos)
    }

    fn case(&mut self, clause: ClauseId, tag: Option<&Tag>) -> Case {
        let c = self.src.ast[clause];
        let mut conds = Vec::new();
        if let ClauseKind::Case(values) = c.kind {
            for e in self.nodes(values) {
                let pos = self.src.ast[e].pos;
                let value = self.value(e);
                conds.push(match tag {
                    // An interface is compared with true.
                    None if self.s.is_non_tparam_interface(self.typ(value)) => {
                        let yes = self.constant(Value::Bool(true), TypeId::BOOL, pos);
                        self.comparison_of(Operator::Eql, yes, value, TypeId::BOOL, pos)
                    }
                    None => value,
                    Some(tag) => self.matches(tag, value, pos),
                });
            }
        }
        let body = self.stmt_list(c.body);
        Case { pos: c.pos, conds, body, fallthrough: self.falls_through(c.body) }
    }

    fn falls_through(&self, list: List<ast::StmtId>) -> bool {
        let last = self.src.ast.list(list).rev().find(|&s| !matches!(self.src.ast[s].kind, S::Empty));
        let mut last = last.map(|s| self.src.ast[s].kind);
        while let Some(S::Labeled { stmt, .. }) = last {
            last = Some(self.src.ast[stmt].kind);
        }
        matches!(last, Some(S::Branch { kind: BranchKind::Fallthrough, .. }))
    }

    fn type_case(&mut self, clause: ClauseId) -> TypeCase {
        let c = self.src.ast[clause];
        let types = match c.kind {
            ClauseKind::Case(list) => {
                let one = |e| match self.src.info.expr(e) {
                    t if t.mode == Mode::NilValue => None,
                    t => Some(t.typ),
                };
                self.nodes(list).into_iter().map(one).collect()
            }
            _ => Vec::new(),
        };
        let bind = self.src.info.implicits.get(&clause).copied();
        let bind = bind.map(|obj| self.local_for(obj, LocalKind::Variable));
        TypeCase { pos: c.pos, types, bind, body: self.stmt_list(c.body) }
    }

    pub(super) fn select(&mut self, clauses: List<ClauseId>, pos: Pos) -> StmtKind {
        let target = self.new_target(pos, false);
        let clauses: Vec<ClauseId> = self.src.ast.list(clauses).collect();
        let cases = clauses.into_iter().map(|c| self.select_case(c)).collect();
        self.jumps.pop();
        StmtKind::Select { target, cases }
    }

    fn select_case(&mut self, clause: ClauseId) -> SelectCase {
        let c = self.src.ast[clause];
        let mut body = Vec::new();
        let comm = match c.kind {
            ClauseKind::Comm(stmt) => self.communication(stmt, &mut body),
            _ => Comm::Default,
        };
        body.extend(self.stmt_list(c.body));
        SelectCase { pos: c.pos, comm, body }
    }

    fn communication(&mut self, stmt: ast::StmtId, body: &mut Vec<StmtId>) -> Comm {
        let tree = self.src.ast;
        let pos = tree[stmt].pos;
        let (lhs, rhs, define) = match tree[stmt].kind {
            S::Send { chan, value } => {
                let chan = self.value(chan);
                let elem = self.chan_elem(chan);
                let value = self.value_as(value, elem);
                return Comm::Send { chan, value };
            }
            S::Expr(e) => (Vec::new(), e, false),
            S::Assign { lhs, rhs } => (self.nodes(lhs), tree.list_at(rhs, 0), false),
            S::Define { lhs, rhs } => (self.nodes(lhs), tree.list_at(rhs, 0), true),
            _ => return Comm::Default,
        };
        let Ast::Unary { x: chan, .. } = tree[tree.unparen(rhs)].kind else { return Comm::Default };
        let chan = self.value(chan);
        let types = [self.chan_elem(chan), TypeId::BOOL];
        let mut locals = [None, None];
        for (i, e) in lhs.into_iter().enumerate().take(2) {
            locals[i] = self.received(e, types[i], define, pos, body);
        }
        let [value, ok] = locals;
        Comm::Recv { chan, value, ok }
    }

    fn chan_elem(&self, chan: ExprId) -> TypeId {
        match self.s.core_type(self.typ(chan)).map(|c| self.s.kind(c)) {
            Some(TypeKind::Chan(_, elem)) => *elem,
            _ => TypeId::INVALID,
        }
    }

    /// The local that takes what was received; statements that pass it on go to `body`.
    fn received(
        &mut self,
        e: ast::ExprId,
        typ: TypeId,
        define: bool,
        pos: Pos,
        body: &mut Vec<StmtId>,
    ) -> Option<LocalId> {
        let inner = self.src.ast.unparen(e);
        if let Ast::Name(name) = self.src.ast[inner].kind {
            if name == self.s.blank {
                return None;
            }
            if define && let Some(&obj) = self.src.defs.get(&self.src.ast[inner].pos) {
                return Some(self.local_for(obj, LocalKind::Variable));
            }
        }
        let temp = self.temp_of(typ, pos);
        let place = self.value(e);
        self.mark_assigned(place);
        let value = self.local(temp, pos);
        let value = self.convert(value, self.typ(place));
        body.push(self.stmt(StmtKind::Assign { place: Some(place), value }, pos));
        Some(temp)
    }
}
