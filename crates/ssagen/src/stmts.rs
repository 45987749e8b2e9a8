//! Statements.

use crate::func::FuncGen;
use crate::places::Place;
use crate::value::Val;
use crate::walk::Leaving;
use ssa::{Hint, Imm, Op};
use syntax::Operator;
use types::TypeKind;
use types::body::{ExprId, ExprKind, StmtId, StmtKind};

impl FuncGen<'_, '_> {
    pub(crate) fn stmts(&mut self, list: &[StmtId]) {
        list.iter().for_each(|&s| self.stmt(s));
    }

    fn stmt(&mut self, id: StmtId) {
        let stmt = &self.body.stmts[id];
        if self.b.is_terminated() {
            // Only a label makes what follows reachable, but locals declared here may be
            // mentioned behind it.
            self.start_dead();
        }
        self.at(stmt.pos);
        match &stmt.kind {
            StmtKind::Order { places, values } => {
                places.iter().for_each(|&p| self.order_operands(p));
                self.order_all(values);
            }
            StmtKind::Expr(e) => {
                let vals = self.ordered_tuple(*e);
                self.keep_measured(&vals);
            }
            StmtKind::Declare { local, init } => {
                init.iter().for_each(|&e| self.order(e));
                match *init {
                    Some(literal) if self.is_built(literal) => self.declare_built(*local, literal),
                    _ => {
                        let val = init.map(|e| self.expr(e));
                        self.keep_measured(&val);
                        self.declare(*local, val);
                    }
                }
            }
            StmtKind::Bind { tuple, locals } => {
                let vals = self.ordered_tuple(*tuple);
                self.keep_measured(&vals);
                for (local, val) in locals.iter().zip(vals) {
                    if let Some(local) = local {
                        self.declare(*local, Some(val));
                    }
                }
            }
            StmtKind::Assign { place, value } => self.assign(*place, *value),
            StmtKind::AssignMany { places, values } => self.assign_many(places, values),
            StmtKind::AssignOp { op, place, value } => self.assign_op(*op, *place, *value),
            StmtKind::Send { chan, value } => self.send(*chan, *value),
            StmtKind::Block(list) => self.stmts(list),
            StmtKind::If { cond, then, els } => self.if_stmt(*cond, then, els),
            StmtKind::For { target, cond, post, body, per_iteration } => {
                self.for_stmt(*target, *cond, post, body, per_iteration);
            }
            StmtKind::Range { .. } => self.range(id),
            StmtKind::RangeFunc { x, body, .. } => self.range_func(*x, *body),
            StmtKind::Switch { target, cases, default } => self.switch(*target, cases, *default),
            StmtKind::TypeSwitch { target, x, cases, default } => self.type_switch(*target, *x, cases, *default),
            StmtKind::Select { target, cases } => self.select(*target, cases),
            StmtKind::Label(label) => {
                let block = self.label(*label);
                self.goto(block);
                self.b.switch_to(block);
            }
            StmtKind::Goto(label) => self.go_to(Leaving::Goto(*label)),
            StmtKind::Break(target) => self.go_to(Leaving::Break(*target)),
            StmtKind::Continue(target) => self.go_to(Leaving::Continue(*target)),
            StmtKind::Return(values) => self.return_stmt(values),
            StmtKind::Go(call) => {
                let f = self.later(*call, "gowrap");
                self.b.inst(Op::GoStmt, Imm::None, &[f], &[]);
            }
            StmtKind::Defer(call) => self.defer_stmt(id, *call),
        }
    }

    /// The block of a label; its predecessors are known at the end of the function.
    pub(crate) fn label(&mut self, label: types::body::LabelId) -> ssa::BlockId {
        if let Some(&block) = self.labels.get(&label) {
            return block;
        }
        let block = self.new_block();
        self.labels.insert(label, block);
        self.unsealed.push(block);
        block
    }

    fn assign(&mut self, place: Option<ExprId>, value: ExprId) {
        let Some(place) = place else {
            let val = self.ordered_expr(value);
            return self.keep_measured([&val]);
        };
        let t = self.type_of(place);
        self.order_operands(place);
        self.order(value);
        if !self.is_map_element(place) {
            self.hold_computed(place);
        }
        // The place itself is looked at, and panics, last.
        let val = self.expr(value);
        self.keep_measured([&val]);
        let val = if self.may_overlap(place, value) { self.own(t, val) } else { val };
        let p = self.place(place);
        // A literal may mention what it is assigned to, but it was built in memory of its own.
        self.at(self.body.exprs[place].pos);
        self.note_header(place, &val);
        self.write(&p, t, &val);
    }
    fn is_map_element(&self, place: ExprId) -> bool {
        matches!(self.body.exprs[place].kind, ExprKind::MapIndex { .. })
    }
    /// Arrays behind pointers made from slices may overlap otherwise than exactly.
    fn may_overlap(&self, place: ExprId, value: ExprId) -> bool {
        let deref = |e: ExprId| matches!(self.body.exprs[e].kind, ExprKind::Deref(_));
        let s = self.s();
        deref(place) && deref(value) && matches!(s.kind(s.under(self.type_of(place))), TypeKind::Array(..))
    }
    fn assign_many(&mut self, places: &[Option<ExprId>], values: &[ExprId]) {
        places.iter().flatten().for_each(|&p| self.order_operands(p));
        self.order_all(values);
        let mut stores = Vec::with_capacity(places.len());
        for (place, &value) in places.iter().zip(values) {
            let to = place.map(|p| (self.type_of(p), self.late_place(p)));
            let val = self.expr(value);
            self.keep_measured([&val]);
            place.iter().for_each(|&p| self.note_header(p, &val));
            stores.push((to, self.own(self.type_of(value), val)));
        }
        for (place, val) in &stores {
            if let Some((t, place)) = place {
                self.write(place, *t, val);
            }
        }
    }
    fn assign_op(&mut self, op: Operator, place: ExprId, value: ExprId) {
        let t = self.type_of(place);
        self.order_operands(place);
        self.order(value);
        let may_panic = matches!(op, Operator::Div | Operator::Rem);
        let (p, val) = match self.is_map_element(place) && !may_panic {
            true => {
                let val = self.expr(value);
                let Place::Map(m, key, map_type) = self.place(place) else { unreachable!("element of a map") };
                (Place::Mem(self.map_set(m, &key, map_type), 0), Some(val))
            }
            false => (self.place(place), None),
        };
        let old = self.read(&p, t);
        let val = val.unwrap_or_else(|| self.expr(value));
        let count = self.type_of(value);
        let new = self.arith(op, t, &old, &val, count);
        self.keep_measured([&new]);
        self.note_header(place, &new);
        self.write(&p, t, &new);
    }

    fn if_stmt(&mut self, cond: ExprId, then: &[StmtId], els: &[StmtId]) {
        let (yes, no, done) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(cond, yes, no);
        self.start(yes);
        self.stmts(then);
        self.goto(done);
        self.start(no);
        self.stmts(els);
        self.goto(done);
        self.start(done);
    }
    /// Goes one of two ways by a condition; `&&`, `||` and `!` become control flow.
    pub(crate) fn branch(&mut self, cond: ExprId, yes: ssa::BlockId, no: ssa::BlockId) {
        base::stack::with_room(|| self.branch_here(cond, yes, no));
    }
    fn branch_here(&mut self, cond: ExprId, yes: ssa::BlockId, no: ssa::BlockId) {
        match self.body.exprs[cond].kind {
            ExprKind::Unary { op: Operator::Not, x } => self.branch(x, no, yes),
            ExprKind::Binary { op: Operator::AndAnd, x, y } => {
                let more = self.new_block();
                self.branch(x, more, no);
                self.start(more);
                self.branch(y, yes, no);
            }
            ExprKind::Binary { op: Operator::OrOr, x, y } => {
                let more = self.new_block();
                self.branch(x, yes, more);
                self.start(more);
                self.branch(y, yes, no);
            }
            _ => {
                let v = self.ordered_expr(cond).single();
                self.b.br(v, yes, no, Hint::None);
            }
        }
    }

    fn return_stmt(&mut self, values: &[ExprId]) {
        if values.is_empty() {
            return self.go_to(Leaving::Return);
        }
        let f = &self.body.funcs[self.body.function_of(self.id)];
        let vals = if values.len() == 1 && f.results.len() != 1 {
            self.ordered_tuple(values[0])
        } else {
            self.order_all(values);
            let vals = self.operands(values);
            // Setting a result must not change another value.
            let in_variables = f.has_defer || self.body.funcs[self.id].is_range_body || self.cx.config.no_opt;
            let sets = values.len() > 1 && in_variables;
            let keep = |(val, &v): (Val, &ExprId)| if sets { self.own(self.type_of(v), val) } else { val };
            vals.into_iter().zip(values).map(keep).collect()
        };
        if self.body.funcs[self.id].is_range_body {
            for (&local, val) in f.results.iter().zip(&vals) {
                self.assign_local(local, val);
            }
            return self.go_to(Leaving::Return);
        }
        self.return_results(Some(vals));
    }
}
