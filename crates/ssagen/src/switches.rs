//! Switches and type switches. A switch between integer constants is one operation; one between
//! strings looks at the length first, then at the texts of that length.

use crate::func::{Exits, FuncGen};
use crate::value::Val;
use constant::Value;
use ssa::{BlockId, Hint, Imm, Op, Type};
use std::collections::BTreeMap;
use syntax::Operator;
use types::body::{Case, ExprId, ExprKind, LocalId, TargetId, TypeCase};
use types::{TypeId, TypeKind};

/// Up to this many constants are compared one after the other.
const LINEAR: usize = 3;

/// Texts of one length with their clauses.
type Texts = Vec<(Vec<u8>, BlockId)>;

/// The constants of a switch with the numbers of their clauses.
struct Table<'b> {
    /// The variable compared, as it occurs in the first comparison.
    tag: Option<(ExprId, LocalId)>,
    rows: Vec<(&'b Value, usize)>,
}

impl<'c> FuncGen<'c, '_> {
    pub(crate) fn switch(&mut self, target: TargetId, cases: &[Case], default: Option<usize>) {
        let done = self.new_block();
        self.exits.insert(target, Exits { on_break: done, on_continue: None });
        let bodies: Vec<ssa::BlockId> = cases.iter().map(|_| self.new_block()).collect();
        let otherwise = default.map_or(done, |i| bodies[i]);
        match self.constant_cases(cases) {
            Some(table) => self.select_constant(&table, &bodies, otherwise),
            None => {
                for (case, &body) in cases.iter().zip(&bodies) {
                    for &cond in &case.conds {
                        let next = self.new_block();
                        self.at(self.body.exprs[cond].pos);
                        self.branch(cond, body, next);
                        self.start(next);
                    }
                }
                self.goto(otherwise);
            }
        }
        for (i, case) in cases.iter().enumerate() {
            // Its predecessors are the conditions and the clause before, which is finished.
            self.start(bodies[i]);
            self.stmts(&case.body);
            self.goto(if case.fallthrough { bodies[i + 1] } else { done });
        }
        self.start(done);
    }

    /// The constants one variable is compared with, if that is all a switch does and there are
    /// enough of them to look for the right one by halves.
    fn constant_cases<'b>(&self, cases: &'b [Case]) -> Option<Table<'b>>
    where
        'c: 'b,
    {
        let body: &'c types::body::Body = self.body;
        let mut table = Table { tag: None, rows: Vec::new() };
        for (i, case) in cases.iter().enumerate() {
            for &cond in &case.conds {
                let ExprKind::Binary { op: Operator::Eql, x, y } = body.exprs[cond].kind else { return None };
                let (ExprKind::Local(local), ExprKind::Const(value)) = (&body.exprs[x].kind, &body.exprs[y].kind)
                else {
                    return None;
                };
                if table.tag.is_some_and(|(_, t)| t != *local) {
                    return None;
                }
                table.tag = Some((x, *local));
                table.rows.push((value, i));
            }
        }
        let t = self.type_of(table.tag?.0);
        let layout = self.layout(t);
        let is_integer = matches!(crate::value::leaf_types(&layout)[..], [ty] if ty.is_int());
        let fits = self.s().is_string(t) || (is_integer && table.rows.iter().all(|(c, _)| c.as_bool().is_none()));
        (fits && table.rows.len() > LINEAR && !self.cx.config.no_opt).then_some(table)
    }
    /// Goes to the clause whose constant a variable has.
    fn select_constant(&mut self, table: &Table<'_>, bodies: &[BlockId], otherwise: BlockId) {
        let Some((tag, _)) = table.tag else { return };
        let t = self.type_of(tag);
        self.at(self.body.exprs[tag].pos);
        let value = self.expr(tag);
        if !self.s().is_string(t) {
            let value = value.single();
            let ty = self.b.func.ty(value);
            let row = |&(c, i): &(&Value, usize)| (ssa::builder::truncate(ty, self.integer(c)), bodies[i]);
            let cases: Vec<(i64, BlockId)> = table.rows.iter().map(row).collect();
            return self.b.switch(value, &cases, otherwise);
        }
        let (text, len) = (value.leaves()[0], value.leaves()[1]);
        let mut by_length: BTreeMap<usize, Texts> = BTreeMap::new();
        for &(c, i) in &table.rows {
            let bytes = c.as_bytes().map(|b| b.to_vec()).unwrap_or_default();
            by_length.entry(bytes.len()).or_default().push((bytes, bodies[i]));
        }
        let groups: Vec<(BlockId, Texts)> = by_length.into_values().map(|group| (self.new_block(), group)).collect();
        let cases: Vec<(i64, BlockId)> = groups.iter().map(|(b, g)| (g[0].0.len() as i64, *b)).collect();
        self.b.switch(len, &cases, otherwise);
        for (block, group) in groups {
            self.start(block);
            for (bytes, body) in group {
                if bytes.is_empty() {
                    self.b.jump(body, &[]);
                    break;
                }
                let next = self.new_block();
                let want = self.string_const(&bytes).leaves()[0];
                let same = self.b.ins(Op::MemEq, Imm::Int(bytes.len() as i64), &[text, want], Type::I8);
                self.b.br(same, body, next, Hint::None);
                self.start(next);
            }
            self.goto(otherwise);
        }
    }

    pub(crate) fn type_switch(&mut self, target: TargetId, x: ExprId, cases: &[TypeCase], default: Option<usize>) {
        let done = self.new_block();
        self.exits.insert(target, Exits { on_break: done, on_continue: None });
        let from = self.type_of(x);
        let val = self.ordered_expr(x);
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
