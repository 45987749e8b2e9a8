//! Statements. Authority: the Go specification, "Statements".

use super::decl::Group;
use super::expr::Exprs;
use super::*;

/// A simple statement, or the range clause that may stand in its place behind `for`.
enum Simple {
    Stmt(StmtId),
    Range(RangeClause),
}

#[derive(Clone, Copy)]
struct RangeClause {
    lhs: List<ExprId>,
    define: bool,
    x: ExprId,
    pos: Pos,
}

/// What stands between `if`, `for` or `switch` and its block.
struct Header {
    init: StmtId,
    cond: ExprId,
    post: StmtId,
    range: Option<RangeClause>,
}

impl Parser<'_> {
    /// A function's body, `{` being the current token.
    pub(super) fn func_body(&mut self) -> StmtId {
        self.fnest += 1;
        let errors = self.error_count();
        let body = self.block("");
        self.fnest -= 1;
        // After syntax errors the tree has gaps that would be reported once more.
        if self.config.check_branches && errors == self.error_count() {
            self.branches.push(body);
        }
        body
    }

    /// `{ statements }`; `context` says in messages what the block belongs to.
    fn block(&mut self, context: &str) -> StmtId {
        let pos = self.pos();
        if !self.got(Token::Lbrace) {
            self.syntax_error(&format!("expected {{ after {context}"));
            self.advance(&[Token::Name, Token::Rbrace]);
            let rbrace = self.pos();
            if self.got(Token::Rbrace) {
                return self.new_stmt(pos, StmtKind::Block { list: List::EMPTY, rbrace });
            }
        }
        let list = self.stmt_list();
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        self.new_stmt(pos, StmtKind::Block { list, rbrace })
    }

    fn stmt_list(&mut self) -> List<StmtId> {
        let base = self.stmts.len();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace | Token::Case | Token::Default) {
            let stmt = self.stmt_or_none();
            self.clear_pragma();
            if stmt.is_none() {
                break;
            }
            self.stmts.push(stmt);
            if !self.got(Token::Semi) && self.tok() != Token::Rbrace {
                self.syntax_error("at end of statement");
                self.advance(&[Token::Semi, Token::Rbrace, Token::Case, Token::Default]);
                self.got(Token::Semi); // else it would be an empty statement
            }
        }
        let list = self.ast.new_list(&self.stmts[base..]);
        self.stmts.truncate(base);
        list
    }

    /// A statement if one begins here.
    fn stmt_or_none(&mut self) -> StmtId {
        match self.tok() {
            Token::Name => {
                self.clear_pragma();
                let lhs = self.exprs();
                if self.tok() == Token::Colon
                    && lhs.many.is_empty()
                    && let Expr { pos, kind: ExprKind::Name(name) } = self.ast[lhs.first]
                {
                    return self.deeper(|p| p.labeled_stmt(Ident { name, pos }));
                }
                self.simple_stmt_id(Some(lhs))
            }
            Token::Var => self.decl_stmt(Group::Var),
            Token::Const => self.decl_stmt(Group::Const),
            Token::Type => self.decl_stmt(Group::Type),
            _ => {
                self.clear_pragma();
                self.other_stmt()
            }
        }
    }

    fn other_stmt(&mut self) -> StmtId {
        use Operator::*;
        match self.tok() {
            Token::Lbrace => self.deeper(|p| p.block("")),
            Token::Operator | Token::Star if matches!(self.lex.op, Add | Sub | Mul | And | Xor | Not) => {
                self.simple_stmt_id(None)
            }
            Token::Literal
            | Token::Func
            | Token::Lparen
            | Token::Lbrack
            | Token::Struct
            | Token::Map
            | Token::Chan
            | Token::Interface
            | Token::Arrow => self.simple_stmt_id(None),
            Token::For => self.deeper(Self::for_stmt),
            Token::Switch => self.deeper(Self::switch_stmt),
            Token::Select => self.deeper(Self::select_stmt),
            Token::If => self.deeper(Self::if_stmt),
            Token::Fallthrough => self.branch(BranchKind::Fallthrough),
            Token::Break => self.branch(BranchKind::Break),
            Token::Continue => self.branch(BranchKind::Continue),
            Token::Goto => self.branch(BranchKind::Goto),
            Token::Go => self.call_stmt(CallKind::Go),
            Token::Defer => self.call_stmt(CallKind::Defer),
            Token::Return => self.return_stmt(),
            Token::Semi => self.new_stmt(self.pos(), StmtKind::Empty),
            _ => StmtId::NONE,
        }
    }

    fn branch(&mut self, kind: BranchKind) -> StmtId {
        let pos = self.pos();
        self.next();
        let label = match kind {
            BranchKind::Fallthrough => None,
            BranchKind::Goto => Some(self.ident()),
            _ if self.tok() == Token::Name => Some(self.ident()),
            _ => None,
        };
        self.new_stmt(pos, StmtKind::Branch { kind, label })
    }

    fn call_stmt(&mut self, kind: CallKind) -> StmtId {
        let pos = self.pos();
        self.next();
        let mut call = self.primary_expr(None, self.tok() == Token::Lparen);
        let inner = self.ast.unparen(call);
        if inner != call {
            let word = if kind == CallKind::Go { "go" } else { "defer" };
            let message = format!("expression in {word} must not be parenthesized");
            self.error_at(self.expr_pos(call), message);
            call = inner;
        }
        self.new_stmt(pos, StmtKind::Call { kind, call })
    }

    fn return_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        self.next();
        let results = match self.tok() {
            Token::Semi | Token::Rbrace => List::EMPTY,
            _ => self.expr_list(),
        };
        self.new_stmt(pos, StmtKind::Return(results))
    }

    fn decl_stmt(&mut self, what: Group) -> StmtId {
        let pos = self.pos();
        self.next();
        let base = self.decls.len();
        self.decl_group(what);
        let list = self.ast.new_list(&self.decls[base..]);
        self.decls.truncate(base);
        self.new_stmt(pos, StmtKind::Decl(list))
    }

    /// Behind the label; `NONE` where no statement follows.
    fn labeled_stmt(&mut self, label: Ident) -> StmtId {
        let pos = self.pos();
        self.want(Token::Colon);
        let stmt = match self.tok() {
            // The semicolon of an empty statement may be left out before a brace.
            Token::Rbrace => self.new_stmt(self.pos(), StmtKind::Empty),
            _ => self.stmt_or_none(),
        };
        if stmt.is_none() {
            self.syntax_error_at(pos, "missing statement after label");
            return stmt;
        }
        self.new_stmt(pos, StmtKind::Labeled { label, stmt })
    }

    fn simple_stmt_id(&mut self, lhs: Option<Exprs>) -> StmtId {
        match self.simple_stmt(lhs, None) {
            Simple::Stmt(id) => id,
            // only read where the keyword is given
            Simple::Range(range) => self.new_stmt(range.pos, StmtKind::Expr(range.x)),
        }
    }

    /// A simple statement, `lhs` if its first expressions were read; `keyword`: the statement
    /// whose header it stands in, where range clauses and type switch guards are possible.
    fn simple_stmt(&mut self, lhs: Option<Exprs>, keyword: Option<Token>) -> Simple {
        let ranges = keyword == Some(Token::For);
        if ranges && self.tok() == Token::Range {
            return Simple::Range(self.range_clause(List::EMPTY, false));
        }
        let lhs = match lhs {
            Some(lhs) => lhs,
            None => self.exprs(),
        };
        let pos = self.pos();
        match self.tok() {
            Token::Assign | Token::Define => {
                let define = self.tok() == Token::Define;
                self.next();
                if ranges && self.tok() == Token::Range {
                    let lhs = self.as_list(lhs);
                    return Simple::Range(self.range_clause(lhs, define));
                }
                let guard = define && keyword == Some(Token::Switch);
                Simple::Stmt(self.assignment(pos, lhs, define, guard))
            }
            _ if lhs.many.is_empty() => Simple::Stmt(self.single_expr_stmt(pos, lhs.first)),
            _ => {
                self.syntax_error("expected := or = or comma");
                self.advance(&[Token::Semi, Token::Rbrace]);
                Simple::Stmt(self.new_stmt(self.expr_pos(lhs.first), StmtKind::Expr(lhs.first)))
            }
        }
    }

    /// What may follow a single expression other than `=` and `:=`.
    fn single_expr_stmt(&mut self, pos: Pos, x: ExprId) -> StmtId {
        let kind = match self.tok() {
            Token::AssignOp => {
                let op = self.lex.op;
                self.next();
                StmtKind::OpAssign { op, lhs: x, rhs: self.expr() }
            }
            Token::IncOp => {
                let op = self.lex.op;
                self.next();
                StmtKind::IncDec { op, x }
            }
            Token::Arrow => {
                self.next();
                StmtKind::Send { chan: x, value: self.expr() }
            }
            _ => return self.new_stmt(self.expr_pos(x), StmtKind::Expr(x)),
        };
        self.new_stmt(pos, kind)
    }

    /// Behind `=` or `:=`; `guard`: `x := y.(type)` is a type switch guard.
    fn assignment(&mut self, pos: Pos, lhs: Exprs, define: bool, guard: bool) -> StmtId {
        let rhs = self.exprs();
        if guard
            && rhs.many.is_empty()
            && lhs.many.is_empty()
            && let ExprKind::TypeSwitchGuard { x, .. } = self.kind(rhs.first)
            && let Expr { pos, kind: ExprKind::Name(name) } = self.ast[lhs.first]
        {
            let lhs = Some(Ident { name, pos });
            self.ast.exprs[rhs.first].kind = ExprKind::TypeSwitchGuard { lhs, x };
            return self.new_stmt(self.expr_pos(rhs.first), StmtKind::Expr(rhs.first));
        }
        let (lhs, rhs) = (self.as_list(lhs), self.as_list(rhs));
        let kind = match define {
            true => StmtKind::Define { lhs, rhs },
            false => StmtKind::Assign { lhs, rhs },
        };
        self.new_stmt(pos, kind)
    }

    /// `range x`, `range` being the current token.
    fn range_clause(&mut self, lhs: List<ExprId>, define: bool) -> RangeClause {
        let pos = self.pos();
        self.next();
        RangeClause { lhs, define, x: self.expr(), pos }
    }

    fn for_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let Header { init, cond, post, range } = self.header(Token::For);
        let body = self.block("for clause");
        let kind = match range {
            Some(RangeClause { lhs, define, x, pos }) => StmtKind::Range { lhs, define, x, body, range_pos: pos },
            None => StmtKind::For { init, cond, post, body },
        };
        self.new_stmt(pos, kind)
    }

    fn if_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let Header { init, cond, .. } = self.header(Token::If);
        let then = self.block("if clause");
        let mut els = StmtId::NONE;
        if self.got(Token::Else) {
            els = match self.tok() {
                Token::If => self.deeper(Self::if_stmt),
                Token::Lbrace => self.block(""),
                _ => {
                    self.syntax_error("else must be followed by if or statement block");
                    self.advance(&[Token::Name, Token::Rbrace]);
                    StmtId::NONE
                }
            };
        }
        self.new_stmt(pos, StmtKind::If { init, cond, then, els })
    }

    /// `[init ";"] [cond]`, for `for` also `[init] ";" [cond] ";" [post]` or a range clause.
    fn header(&mut self, keyword: Token) -> Header {
        self.want(keyword);
        let mut header = Header { init: StmtId::NONE, cond: ExprId::NONE, post: StmtId::NONE, range: None };
        if self.tok() == Token::Lbrace {
            if keyword == Token::If {
                self.syntax_error("missing condition in if statement");
                header.cond = self.bad_expr();
            }
            return header;
        }
        let outer = std::mem::replace(&mut self.xnest, -1);
        if self.tok() != Token::Semi {
            if self.got(Token::Var) {
                let word = keyword.text();
                self.syntax_error(&format!("var declaration not allowed in {word} initializer"));
            }
            match self.simple_stmt(None, Some(keyword)) {
                Simple::Stmt(id) => header.init = id,
                Simple::Range(range) => {
                    header.range = Some(range);
                    self.xnest = outer;
                    return header;
                }
            }
        }
        self.header_rest(keyword, &mut header);
        self.xnest = outer;
        header
    }

    /// What follows the first simple statement of a header.
    fn header_rest(&mut self, keyword: Token, header: &mut Header) {
        if self.tok() == Token::Lbrace {
            let cond = std::mem::replace(&mut header.init, StmtId::NONE);
            header.cond = self.condition(keyword, cond, None);
            return;
        }
        let mut semi = None;
        if self.tok() == Token::Semi {
            semi = Some((self.pos(), self.lex.semi));
            self.next();
        } else {
            // asking for the brace gives the better message
            self.want(Token::Lbrace);
            if self.tok() != Token::Lbrace {
                self.advance(&[Token::Lbrace, Token::Rbrace]);
            }
        }
        let mut cond = StmtId::NONE;
        if keyword == Token::For {
            if self.tok() == Token::Lbrace {
                self.syntax_error("expected for loop condition");
                return;
            }
            if self.tok() != Token::Semi {
                cond = self.simple_stmt_id(None);
            }
            self.want(Token::Semi);
            if self.tok() != Token::Lbrace {
                header.post = self.simple_stmt_id(None);
                if let Stmt { pos, kind: StmtKind::Define { .. } } = self.ast[header.post] {
                    self.syntax_error_at(pos, "cannot declare in post statement of for loop");
                }
            }
        } else if self.tok() != Token::Lbrace {
            cond = match self.simple_stmt(None, Some(keyword)) {
                Simple::Stmt(id) => id,
                Simple::Range(_) => StmtId::NONE, // not behind `if` and `switch`
            };
        }
        header.cond = self.condition(keyword, cond, semi);
    }

    /// The expression of the statement that stands in a condition's place.
    fn condition(&mut self, keyword: Token, stmt: StmtId, semi: Option<(Pos, Semi)>) -> ExprId {
        let Some(id) = stmt.some() else {
            let Some((pos, semi)) = semi.filter(|_| keyword == Token::If) else { return ExprId::NONE };
            match semi {
                Semi::Semicolon => self.syntax_error_at(pos, "missing condition in if statement"),
                other => {
                    let message = format!("unexpected {}, expected {{ after if clause", other.text());
                    self.syntax_error_at(pos, &message);
                }
            }
            return self.new_expr(pos, ExprKind::Bad);
        };
        let Stmt { pos, kind } = self.ast[id];
        let shown = match kind {
            StmtKind::Expr(x) => return x,
            // `=` for `==`: parentheses make the `=` stand out
            StmtKind::Assign { lhs, rhs } => {
                format!("assignment {} = {}", self.emphasized(lhs), self.emphasized(rhs))
            }
            _ => self.show(Node::Stmt(id)),
        };
        self.syntax_error_at(pos, &format!("cannot use {shown} as value"));
        ExprId::NONE
    }

    fn emphasized(&self, list: List<ExprId>) -> String {
        let shown: Vec<String> = self.ast.list(list).map(|x| self.show(Node::Expr(x))).collect();
        let shown = shown.join(", ");
        let binary =
            self.ast.list_len(list) == 1 && matches!(self.kind(self.ast.list_at(list, 0)), ExprKind::Binary { .. });
        if binary { format!("({shown})") } else { shown }
    }

    fn switch_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        let Header { init, cond: tag, .. } = self.header(Token::Switch);
        let (clauses, rbrace) = self.clauses("missing { after switch clause", |p| {
            let exprs = p.expr_list();
            ClauseKind::Case(exprs)
        });
        self.new_stmt(pos, StmtKind::Switch { init, tag, clauses, rbrace })
    }

    fn select_stmt(&mut self) -> StmtId {
        let pos = self.pos();
        self.want(Token::Select);
        let (clauses, rbrace) = self.clauses("missing { after select clause", |p| {
            let stmt = p.simple_stmt_id(None);
            ClauseKind::Comm(stmt)
        });
        self.new_stmt(pos, StmtKind::Select { clauses, rbrace })
    }

    fn clauses(&mut self, no_brace: &str, mut guard: impl FnMut(&mut Self) -> ClauseKind) -> (List<ClauseId>, Pos) {
        if !self.got(Token::Lbrace) {
            self.syntax_error(no_brace);
            self.advance(&[Token::Case, Token::Default, Token::Rbrace]);
        }
        let base = self.clauses.len();
        while !matches!(self.tok(), Token::Eof | Token::Rbrace) {
            let clause = self.clause(&mut guard);
            self.clauses.push(clause);
        }
        let list = self.ast.new_list(&self.clauses[base..]);
        self.clauses.truncate(base);
        let rbrace = self.pos();
        self.want(Token::Rbrace);
        (list, rbrace)
    }

    fn clause(&mut self, guard: &mut impl FnMut(&mut Self) -> ClauseKind) -> ClauseId {
        let pos = self.pos();
        let mut kind = ClauseKind::Default;
        match self.tok() {
            Token::Case => {
                self.next();
                kind = guard(self);
            }
            Token::Default => self.next(),
            _ => {
                self.syntax_error("expected case or default or }");
                self.advance(&[Token::Colon, Token::Case, Token::Default, Token::Rbrace]);
            }
        }
        let colon = self.pos();
        self.want(Token::Colon);
        let body = self.stmt_list();
        self.ast.clauses.push(Clause { pos, kind, colon, body })
    }
}
