//! Statements and function bodies. In: a block with the scope of its function. Out: facts and
//! errors. Function literals inside are checked at the end of the statement they stand in.
//! Authority: specification, "Statements"; wording and positions: `types2/stmt.go`.

use crate::checker::{Checker, Env};
use crate::codes::Code;
use crate::expr::ExprUse;
use crate::objects::{ObjId, ObjKind, VarRole};
use crate::operand::Operand;
use crate::package_cx::DeclIdx;
use crate::recorded::Mode;
use crate::scope::ScopeId;
use crate::types::{ChanDir, TypeId, TypeKind};
use base::{FxHashSet, Id, Pos};
use constant::Value;
use release::FrontEnd;
use syntax::Operator;
use syntax::ast::{BranchKind, CallKind, ClauseId, ClauseKind, ExprId, ExprKind, List, StmtId, StmtKind};

bitflags::bitflags! {
    /// What is allowed around a statement.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct StmtContext: u8 {
        /// `break`.
        const BREAK = 1;
        /// `continue`.
        const CONTINUE = 2;
        /// `fallthrough`.
        const FALLTHROUGH = 4;
        /// In the last clause of a switch.
        const FINAL_CASE = 8;
        /// In a type switch.
        const TYPE_SWITCH = 16;
    }
}

impl<'a> Checker<'a> {
    /// Checks the body of a function whose parameters are declared in `scope`.
    pub(crate) fn func_body(
        &mut self,
        decl: Option<DeclIdx>,
        sig: TypeId,
        scope: ScopeId,
        body: StmtId,
        iota: Option<Value>,
    ) {
        let inner = Env {
            ast: self.env.ast,
            arena: self.env.arena,
            decl,
            scope,
            iota,
            errpos: Pos::NONE,
            in_tparam_list: false,
            sig: Some(sig),
            panics: FxHashSet::default(),
            has_label: false,
            has_call_or_recv: false,
        };
        let outer = std::mem::replace(&mut self.env, inner);
        let first = self.scopes.len();
        if let StmtKind::Block { list, rbrace } = self.env.ast[body].kind {
            self.stmt_list(StmtContext::empty(), list);
            if self.env.has_label && !self.cx.config.branches_checked {
                self.labels(body);
            }
            let results = self.s.as_signature(sig).is_some_and(|sig| !sig.results.is_empty());
            if results && !self.is_terminating(body, None) {
                self.error(rbrace, Code::MissingReturn, "missing return");
            }
        }
        self.report_unused(scope, first);
        self.env = outer;
    }

    /// Reports the unused variables of a function: those of its own scope and of the scopes
    /// opened since there were `first`.
    fn report_unused(&mut self, own: ScopeId, first: usize) {
        let s = self.s;
        let inner = (first..self.scopes.len()).map(|i| &self.scopes[ScopeId::new(i)]);
        let mut unused: Vec<ObjId> = std::iter::once(self.scope(own))
            .chain(inner)
            .flat_map(|scope| scope.entries())
            .map(|e| e.1)
            .filter(|&o| matches!(s.obj(o).kind, ObjKind::Var { role: VarRole::Local, .. }) && !s.obj(o).is_used())
            .collect();
        unused.sort_by_key(|&o| s.obj(o).pos);
        for v in unused {
            s.obj(v).set_used(true);
            let msg = format!("declared and not used: {}", self.name(v));
            self.error(s.obj(v).pos, Code::UnusedVar, msg);
        }
    }

    fn simple_stmt(&mut self, stmt: StmtId) {
        if let Some(stmt) = stmt.some() {
            self.stmt(StmtContext::empty(), stmt);
        }
    }

    /// A list of statements. Only its last one (empty ones aside) may be a `fallthrough`.
    pub(crate) fn stmt_list(&mut self, cx: StmtContext, list: List<StmtId>) {
        let stmts: Vec<StmtId> = self.env.ast.list(list).collect();
        let last = stmts.iter().rposition(|&s| !matches!(self.env.ast[s].kind, StmtKind::Empty));
        for (i, &stmt) in stmts.iter().enumerate() {
            let cx = if Some(i) == last { cx } else { cx - StmtContext::FALLTHROUGH };
            self.stmt(cx, stmt);
        }
    }

    /// One statement; what it put off is done at its end.
    pub(crate) fn stmt(&mut self, cx: StmtContext, stmt: StmtId) {
        let top = self.delayed.len();
        self.stmt_form(cx, stmt);
        self.process_delayed(top);
    }

    fn stmt_form(&mut self, cx: StmtContext, stmt: StmtId) {
        let ast = self.env.ast;
        let pos = ast[stmt].pos;
        let inner = cx - (StmtContext::FALLTHROUGH | StmtContext::FINAL_CASE | StmtContext::TYPE_SWITCH);
        match ast[stmt].kind {
            StmtKind::Empty => {}
            StmtKind::Decl(list) => self.decl_stmt(list),
            StmtKind::Labeled { stmt, .. } => {
                self.env.has_label = true;
                self.stmt(cx, stmt);
            }
            StmtKind::Expr(e) => self.expr_stmt(e),
            StmtKind::Send { chan, value } => self.send(chan, value),
            StmtKind::Assign { lhs, rhs } => {
                let (lhs, rhs) = (self.nodes(lhs), self.nodes(rhs));
                self.assign_vars(&lhs, &rhs);
            }
            StmtKind::Define { lhs, rhs } => {
                let (lhs, rhs) = (self.nodes(lhs), self.nodes(rhs));
                self.short_var_decl(pos, &lhs, &rhs);
            }
            StmtKind::OpAssign { op, lhs, rhs } => {
                let mut x = self.binary(None, lhs, rhs, op);
                self.assign_operand(lhs, &mut x, "assignment");
            }
            StmtKind::IncDec { op, x } => self.inc_dec(op, x),
            StmtKind::Branch { kind, label } => self.branch(cx, pos, kind, label.is_some()),
            StmtKind::Call { kind, call } => self.suspended_call(kind, call),
            StmtKind::Return(results) => self.return_stmt(stmt, results),
            StmtKind::Block { list, .. } => {
                self.open_scope();
                self.stmt_list(inner, list);
                self.close_scope();
            }
            StmtKind::If { init, cond, then, els } => {
                self.open_scope();
                self.simple_stmt(init);
                self.condition(cond, "if");
                self.stmt(inner, then);
                if let Some(els) = els.some() {
                    self.stmt(inner, els);
                }
                self.close_scope();
            }
            StmtKind::Switch { init, tag, clauses, rbrace } => {
                self.open_scope();
                self.simple_stmt(init);
                let inner = inner | StmtContext::BREAK;
                let clauses: Vec<ClauseId> = ast.list(clauses).collect();
                match tag.some().map(|t| ast[t].kind) {
                    Some(ExprKind::TypeSwitchGuard { lhs, x }) => {
                        self.type_switch(inner | StmtContext::TYPE_SWITCH, lhs, x, &clauses);
                    }
                    _ => self.expr_switch(inner, tag, &clauses, rbrace),
                }
                self.close_scope();
            }
            StmtKind::Select { clauses, .. } => {
                let clauses: Vec<ClauseId> = ast.list(clauses).collect();
                self.select(inner | StmtContext::BREAK, &clauses);
            }
            StmtKind::For { init, cond, post, body } => {
                self.open_scope();
                self.simple_stmt(init);
                if !cond.is_none() {
                    self.condition(cond, "for");
                }
                self.simple_stmt(post);
                if let Some(post) = post.some()
                    && let StmtKind::Define { lhs, .. } = ast[post].kind
                {
                    let lhs = self.nodes(lhs);
                    self.use_exprs(&lhs);
                }
                self.stmt(inner | StmtContext::BREAK | StmtContext::CONTINUE, body);
                self.close_scope();
            }
            StmtKind::Range { lhs, define, x, body, .. } => {
                let lhs = self.nodes(lhs);
                let inner = inner | StmtContext::BREAK | StmtContext::CONTINUE;
                self.range_stmt(inner, pos, &lhs, define, x, body);
            }
        }
    }

    /// The elements of a list of expressions.
    pub(crate) fn nodes(&self, list: List<ExprId>) -> Vec<ExprId> {
        self.env.ast.list(list).collect()
    }

    fn condition(&mut self, cond: ExprId, what: &str) {
        if cond.is_none() {
            return;
        }
        let x = self.expr(None, cond);
        if !x.is_invalid() && !self.s.all_boolean(x.typ) {
            let msg = format!("non-boolean condition in {what} statement");
            self.error_expr(cond, Code::InvalidCond, msg);
        }
    }

    fn expr_stmt(&mut self, e: ExprId) {
        let (x, usage) = self.any_expr(e);
        let (what, code) = match x.mode {
            Mode::Builtin => ("must be called", Code::UncalledBuiltin),
            Mode::TypeExpr => ("is not an expression", Code::NotAnExpr),
            _ if usage == ExprUse::Statement => return,
            _ => ("is not used", Code::UnusedExpr),
        };
        let msg = format!("{} {what}", self.operand_text(&x));
        self.error(self.operand_pos(&x), code, msg);
    }

    fn send(&mut self, chan: ExprId, value: ExprId) {
        let ch = self.expr(None, chan);
        let mut val = self.value_to_assign(value, None);
        if ch.is_invalid() || val.is_invalid() {
            return;
        }
        let text = |c: &Self| c.operand_text(&ch);
        let what = match self.s.core_type(ch.typ).map(|u| self.s.kind(u)) {
            Some(TypeKind::Chan(ChanDir::Both | ChanDir::SendOnly, elem)) => {
                return self.assignment(&mut val, *elem, "send");
            }
            _ if self.s.release.front_end >= FrontEnd::Go1_25 => self.no_channel_text(&ch, false),
            None => format!("{}: no core type", text(self)),
            Some(TypeKind::Chan(..)) => format!("receive-only channel {}", text(self)),
            Some(_) => format!("non-channel {}", text(self)),
        };
        self.error_expr(chan, Code::InvalidSend, format!("invalid operation: cannot send to {what}"));
    }

    fn inc_dec(&mut self, op: Operator, e: ExprId) {
        let mut x = self.expr(None, e);
        if x.is_invalid() {
            return;
        }
        if !self.s.all_numeric(x.typ) {
            let (text, t) = (self.expr_text(e), self.type_text(x.typ));
            let msg = format!("invalid operation: {text}{op}{op} (non-numeric type {t})");
            self.error_expr(e, Code::NonNumericIncDec, msg);
            return;
        }
        self.assign_operand(e, &mut x, "assignment");
    }

    fn branch(&mut self, cx: StmtContext, pos: Pos, kind: BranchKind, labeled: bool) {
        if labeled {
            self.env.has_label = true;
            return;
        }
        if self.cx.config.branches_checked {
            return;
        }
        match kind {
            BranchKind::Break if !cx.contains(StmtContext::BREAK) => {
                self.error(pos, Code::MisplacedBreak, "break not in for, switch, or select statement");
            }
            BranchKind::Continue if !cx.contains(StmtContext::CONTINUE) => {
                self.error(pos, Code::MisplacedContinue, "continue not in for statement");
            }
            BranchKind::Fallthrough if !cx.contains(StmtContext::FALLTHROUGH) => {
                let msg = if cx.contains(StmtContext::FINAL_CASE) {
                    "cannot fallthrough final case in switch"
                } else if cx.contains(StmtContext::TYPE_SWITCH) {
                    "cannot fallthrough in type switch"
                } else {
                    "fallthrough statement out of place"
                };
                self.error(pos, Code::MisplacedFallthrough, msg);
            }
            _ => {}
        }
    }

    /// `go` and `defer`.
    fn suspended_call(&mut self, kind: CallKind, call: ExprId) {
        let (word, code) = match kind {
            CallKind::Go => ("go", Code::InvalidGo),
            CallKind::Defer => ("defer", Code::InvalidDefer),
        };
        if !matches!(self.env.ast[call].kind, ExprKind::Call { .. }) {
            self.error_expr(call, code, format!("expression in {word} must be function call"));
            self.use_exprs(&[call]);
            return;
        }
        let (x, usage) = self.any_expr(call);
        let (what, code) = match usage {
            ExprUse::Conversion => ("requires function call, not conversion", code),
            ExprUse::Expression => ("discards result of", Code::UnusedResults),
            ExprUse::Statement => return,
        };
        let msg = format!("{word} {what} {}", self.operand_text(&x));
        self.error(self.operand_pos(&x), code, msg);
    }

    fn return_stmt(&mut self, stmt: StmtId, results: List<ExprId>) {
        let s = self.s;
        let vars: Vec<ObjId> =
            self.env.sig.and_then(|t| s.as_signature(t)).map_or(Vec::new(), |sig| sig.results.to_vec());
        let exprs = self.nodes(results);
        let named = vars.first().is_some_and(|&v| !self.name(v).is_empty());
        if !exprs.is_empty() || !named {
            self.init_results(stmt, &vars, &exprs);
            return;
        }
        for v in vars {
            let name = s.obj(v).name;
            if let Some(other) = self.lookup(name)
                && other != v
                && name != s.blank
            {
                let pos = self.env.ast[stmt].pos;
                let msg = format!("result parameter {} not in scope at return", self.name(v));
                let mut err = self.error_at(Code::OutOfScopeResult, pos, msg);
                let note = format!("inner declaration of {}", self.var_text(v));
                err.related.push((s.obj(other).pos, note));
                self.report(err);
            }
        }
    }

    fn init_results(&mut self, stmt: StmtId, vars: &[ObjId], exprs: &[ExprId]) {
        if !vars.is_empty() || !exprs.is_empty() {
            self.init_vars(vars, exprs, Some(stmt));
        }
    }

    fn select(&mut self, cx: StmtContext, clauses: &[ClauseId]) {
        self.one_default(clauses);
        for &clause in clauses {
            let ast = self.env.ast;
            let c = ast[clause];
            let comm = match c.kind {
                ClauseKind::Comm(stmt) => Some(stmt),
                _ => None,
            };
            if let Some(stmt) = comm
                && !self.is_communication(stmt)
            {
                let pos = self.stmt_start(stmt);
                let msg = "select case must be send or receive (possibly with assignment)";
                self.error(pos, Code::InvalidSelectCase, msg);
                continue;
            }
            self.open_scope();
            if let Some(stmt) = comm {
                self.stmt(cx, stmt);
            }
            self.stmt_list(cx, c.body);
            self.close_scope();
        }
    }

    /// Leftmost position of a simple statement.
    pub(crate) fn stmt_start(&self, stmt: StmtId) -> Pos {
        let ast = self.env.ast;
        match ast[stmt].kind {
            StmtKind::Send { chan, .. } => self.start_pos(chan),
            StmtKind::Assign { lhs, .. } | StmtKind::Define { lhs, .. } if !lhs.is_empty() => {
                self.start_pos(ast.list_at(lhs, 0))
            }
            StmtKind::OpAssign { lhs: e, .. } | StmtKind::IncDec { x: e, .. } => self.start_pos(e),
            // An expression statement is where its expression says, calls at their parenthesis.
            _ => ast[stmt].pos,
        }
    }

    fn is_communication(&self, stmt: StmtId) -> bool {
        let ast = self.env.ast;
        let rhs = match ast[stmt].kind {
            StmtKind::Send { .. } => return true,
            StmtKind::Expr(e) => e,
            StmtKind::Assign { rhs, .. } | StmtKind::Define { rhs, .. } if ast.list_len(rhs) == 1 => {
                ast.list_at(rhs, 0)
            }
            StmtKind::OpAssign { rhs, .. } => rhs,
            _ => return false,
        };
        matches!(ast[ast.unparen(rhs)].kind, ExprKind::Unary { op: Operator::Recv, .. })
    }

    /// Reports second defaults.
    pub(crate) fn one_default(&mut self, clauses: &[ClauseId]) {
        let mut first: Option<Pos> = None;
        for &clause in clauses {
            let c = self.env.ast[clause];
            if !matches!(c.kind, ClauseKind::Default) {
                continue;
            }
            match first {
                None => first = Some(c.pos),
                Some(at) => {
                    let at = self.pos_text(at);
                    self.error(c.pos, Code::DuplicateDefault, format!("multiple defaults (first at {at})"));
                }
            }
        }
    }

    /// A position as it stands inside a message.
    pub(crate) fn pos_text(&self, pos: Pos) -> String {
        self.cx.sources.loc(pos).map_or(String::new(), |l| l.to_string())
    }

    /// The operand of the tag of a switch without tag: `true`.
    pub(crate) fn true_operand(&self, pos: Pos) -> Operand {
        let mut x = Operand::described(Mode::Constant, pos, "true", TypeId::BOOL);
        x.val = Value::Bool(true);
        x
    }
}
