//! Statements and declarations. Every statement ends its line; an empty statement is its own
//! semicolon.

use super::Printer;
use crate::ast::*;

impl Printer<'_> {
    pub(super) fn stmt(&mut self, id: StmtId) {
        self.deeper(|p| p.stmt_kind(id));
    }

    fn stmt_kind(&mut self, id: StmtId) {
        match self.ast[id].kind {
            StmtKind::Empty => self.put(";"),
            StmtKind::Labeled { label, stmt } => {
                self.name(label.name);
                self.put(": ");
                self.stmt(stmt);
            }
            StmtKind::Block { list, .. } => {
                self.put("{");
                self.stmts(list);
                self.line();
                self.put("}");
            }
            StmtKind::Expr(x) => self.expr(x),
            StmtKind::Send { chan, value } => {
                self.expr(chan);
                self.put(" <- ");
                self.expr(value);
            }
            StmtKind::Decl(decls) => self.decl_stmt(decls),
            StmtKind::Assign { lhs, rhs } => self.assignment(lhs, " = ", rhs),
            StmtKind::Define { lhs, rhs } => self.assignment(lhs, " := ", rhs),
            StmtKind::OpAssign { op, lhs, rhs } => {
                self.expr(lhs);
                self.put(&format!(" {op}= "));
                self.expr(rhs);
            }
            StmtKind::IncDec { op, x } => {
                self.expr(x);
                self.put(&format!("{op}{op}"));
            }
            StmtKind::Branch { kind, label } => self.branch(kind, label),
            StmtKind::Call { kind, call } => {
                self.put(if kind == CallKind::Go { "go " } else { "defer " });
                self.expr(call);
            }
            StmtKind::Return(results) => {
                self.put(if results.is_empty() { "return" } else { "return " });
                self.exprs(results);
            }
            StmtKind::If { init, cond, then, els } => self.if_stmt(init, cond, then, els),
            StmtKind::For { init, cond, post, body } => self.for_stmt(init, cond, post, body),
            StmtKind::Range { lhs, define, x, body, .. } => self.range_stmt(lhs, define, x, body),
            StmtKind::Switch { init, tag, clauses, .. } => {
                self.header("switch ", |p| {
                    p.optional_init(init);
                    p.optional_expr(tag);
                });
                self.clauses(clauses);
            }
            StmtKind::Select { clauses, .. } => {
                self.put("select ");
                self.clauses(clauses);
            }
        }
    }

    fn stmts(&mut self, list: List<StmtId>) {
        self.indent += 1;
        for stmt in self.ast.list(list) {
            self.line();
            self.stmt(stmt);
        }
        self.indent -= 1;
    }

    fn assignment(&mut self, lhs: List<ExprId>, op: &str, rhs: List<ExprId>) {
        self.exprs(lhs);
        self.put(op);
        self.exprs(rhs);
    }

    fn branch(&mut self, kind: BranchKind, label: Option<Ident>) {
        self.put(match kind {
            BranchKind::Break => "break",
            BranchKind::Continue => "continue",
            BranchKind::Fallthrough => "fallthrough",
            BranchKind::Goto => "goto",
        });
        if let Some(label) = label {
            self.put(" ");
            self.name(label.name);
        }
    }

    /// Prints `keyword` and what `print` prints as a statement header.
    fn header(&mut self, keyword: &str, print: impl FnOnce(&mut Self)) {
        self.put(keyword);
        let outer = std::mem::replace(&mut self.xnest, -1);
        print(self);
        self.xnest = outer;
    }
    fn optional_init(&mut self, init: StmtId) {
        if let Some(init) = init.some() {
            self.stmt(init);
            self.put("; ");
        }
    }
    fn optional_expr(&mut self, x: ExprId) {
        if let Some(x) = x.some() {
            self.expr(x);
            self.put(" ");
        }
    }

    fn if_stmt(&mut self, init: StmtId, cond: ExprId, then: StmtId, els: StmtId) {
        self.header("if ", |p| {
            p.optional_init(init);
            p.optional_expr(cond);
        });
        self.stmt(then);
        if let Some(els) = els.some() {
            self.put(" else ");
            self.stmt(els);
        }
    }

    fn for_stmt(&mut self, init: StmtId, cond: ExprId, post: StmtId, body: StmtId) {
        self.header("for ", |p| {
            if init.is_none() && post.is_none() {
                return p.optional_expr(cond);
            }
            if let Some(init) = init.some() {
                p.stmt(init);
            }
            p.put("; ");
            p.optional_expr(cond);
            p.put("; ");
            if let Some(post) = post.some() {
                p.stmt(post);
                p.put(" ");
            }
        });
        self.stmt(body);
    }

    fn range_stmt(&mut self, lhs: List<ExprId>, define: bool, x: ExprId, body: StmtId) {
        self.header("for ", |p| {
            if !lhs.is_empty() {
                p.exprs(lhs);
                p.put(if define { " := " } else { " = " });
            }
            p.put("range ");
            p.optional_expr(x);
        });
        self.stmt(body);
    }

    fn clauses(&mut self, list: List<ClauseId>) {
        self.put("{");
        for id in self.ast.list(list) {
            let Clause { kind, body, .. } = self.ast[id];
            self.line();
            match kind {
                ClauseKind::Default => self.put("default"),
                ClauseKind::Case(exprs) => {
                    self.put("case ");
                    self.exprs(exprs);
                }
                ClauseKind::Comm(stmt) => {
                    self.put("case ");
                    self.stmt(stmt);
                }
            }
            self.put(":");
            self.stmts(body);
        }
        self.line();
        self.put("}");
    }

    fn decl_stmt(&mut self, decls: List<DeclId>) {
        let decls: Vec<DeclId> = self.ast.list(decls).collect();
        match decls.is_empty() {
            true => self.put("var ()"),
            false => self.decl_run(&decls),
        }
    }

    /// How many of the first declarations form one group.
    pub(super) fn group_len(&self, decls: &[DeclId]) -> usize {
        let first = self.ast[decls[0]].group;
        let same = |d: &&DeclId| first.is_known() && self.ast[**d].group == first;
        decls.iter().take_while(same).count().max(1)
    }

    /// The declarations of one group, or a single one.
    pub(super) fn decl_run(&mut self, decls: &[DeclId]) {
        if !self.ast[decls[0]].group.is_known() {
            return self.decl(decls[0], true);
        }
        self.put(keyword(self.ast[decls[0]].kind));
        self.put("(");
        self.indent += 1;
        for &decl in decls {
            self.line();
            self.decl(decl, false);
        }
        self.indent -= 1;
        self.line();
        self.put(")");
        if !self.short {
            self.line();
        }
    }

    /// One specification, with its keyword or without; a function without its body.
    pub(super) fn decl(&mut self, id: DeclId, with_keyword: bool) {
        let kind = self.ast[id].kind;
        if with_keyword {
            self.put(keyword(kind));
        }
        match kind {
            DeclKind::Import { local, path } => {
                if let Some(local) = local {
                    self.name(local.name);
                    self.put(" ");
                }
                self.optional_expr(path);
            }
            DeclKind::Const { names, ty, values, .. } | DeclKind::Var { names, ty, values } => {
                self.idents(names);
                if let Some(ty) = ty.some() {
                    self.put(" ");
                    self.expr(ty);
                }
                if !values.is_empty() {
                    self.put(" = ");
                    self.exprs(values);
                }
            }
            DeclKind::Type { name, tparams, alias, ty } => {
                self.name(name.name);
                self.type_params(tparams);
                self.put(if alias { " = " } else { " " });
                self.expr(ty);
            }
            DeclKind::Func { recv, name, tparams, ty, .. } => {
                if let Some(recv) = recv.some() {
                    let field = self.ast[recv];
                    self.enclosed("(", ") ", |p| {
                        p.field_names(&[field]);
                        p.expr(field.ty);
                    });
                }
                self.name(name.name);
                self.type_params(tparams);
                self.signature(ty);
            }
        }
    }
}

fn keyword(kind: DeclKind) -> &'static str {
    match kind {
        DeclKind::Import { .. } => "import ",
        DeclKind::Const { .. } => "const ",
        DeclKind::Type { .. } => "type ",
        DeclKind::Var { .. } => "var ",
        DeclKind::Func { .. } => "func ",
    }
}
