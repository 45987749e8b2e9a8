//! Switches and type switches.

use crate::func::{Exits, FuncGen};
use crate::value::Val;
use ssa::Hint;
use types::body::{Case, ExprId, LocalId, TargetId, TypeCase};
use types::{TypeId, TypeKind};

impl FuncGen<'_, '_> {
    pub(crate) fn switch(&mut self, target: TargetId, cases: &[Case], default: Option<usize>) {
        let done = self.new_block();
        self.exits.insert(target, Exits { on_break: done, on_continue: None });
        let bodies: Vec<ssa::BlockId> = cases.iter().map(|_| self.new_block()).collect();
        for (case, &body) in cases.iter().zip(&bodies) {
            for &cond in &case.conds {
                let next = self.new_block();
                self.at(self.body.exprs[cond].pos);
                self.branch(cond, body, next);
                self.start(next);
            }
        }
        self.goto(default.map_or(done, |i| bodies[i]));
        for (i, case) in cases.iter().enumerate() {
            // Its predecessors are the conditions and the clause before, which is finished.
            self.start(bodies[i]);
            self.stmts(&case.body);
            self.goto(if case.fallthrough { bodies[i + 1] } else { done });
        }
        self.start(done);
    }

    pub(crate) fn type_switch(&mut self, target: TargetId, x: ExprId, cases: &[TypeCase], default: Option<usize>) {
        let done = self.new_block();
        self.exits.insert(target, Exits { on_break: done, on_continue: None });
        let from = self.type_of(x);
        let val = self.expr(x);
        let mut default_block = None;
        for (i, case) in cases.iter().enumerate() {
            if Some(i) == default && case.types.is_empty() {
                default_block = Some((self.new_block(), i));
                continue;
            }
            self.at(case.pos);
            let body = self.new_block();
            let single = if case.types.len() == 1 { case.types[0].map(|t| self.ty(t)) } else { None };
            let mut bound = None;
            for t in &case.types {
                let next = self.new_block();
                bound = self.type_case(&val, from, t.map(|t| self.ty(t)), body, next);
                self.start(next);
            }
            let after = self.b.current();
            self.start(body);
            if let Some(local) = case.bind {
                self.bind_case(local, &val, single, bound);
            }
            self.stmts(&case.body);
            self.goto(done);
            self.b.switch_to(after);
        }
        match default_block {
            Some((block, i)) => {
                self.goto(block);
                self.start(block);
                if let Some(local) = cases[i].bind {
                    self.declare(local, Some(val));
                }
                self.stmts(&cases[i].body);
                self.goto(done);
            }
            None => self.goto(done),
        }
        self.start(done);
    }
    /// Tests one type; for an interface also gives the operand as that interface.
    fn type_case(
        &mut self,
        val: &Val,
        from: TypeId,
        t: Option<TypeId>,
        yes: ssa::BlockId,
        no: ssa::BlockId,
    ) -> Option<Val> {
        let Some(t) = t else {
            let nil = self.b.nil();
            let is_nil = self.b.icmp(ssa::Cond::Eq, val.leaves()[0], nil);
            self.b.br(is_nil, yes, no, Hint::None);
            return None;
        };
        if matches!(self.s().kind(self.s().under(t)), TypeKind::Interface(_)) {
            let (ok, as_iface) = self.implements(val, from, t);
            self.b.br(ok, yes, no, Hint::None);
            return Some(as_iface);
        }
        let holds = self.holds(val, from, t);
        self.b.br(holds, yes, no, Hint::None);
        None
    }
    fn bind_case(&mut self, local: LocalId, val: &Val, single: Option<TypeId>, as_iface: Option<Val>) {
        let bound = match (single, as_iface) {
            (Some(_), Some(iface)) => iface,
            (Some(t), None) => self.unbox(val.leaves()[1], t),
            (None, _) => val.clone(),
        };
        self.declare(local, Some(bound));
    }
}
