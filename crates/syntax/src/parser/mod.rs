//! Tokens to tree. In: a lexer. Out: the nodes of one [`Ast`], and diagnostics.
//!
//! Recursive descent, one function per production; none of them fails: where something is
//! missing it says so, makes an [`ExprKind::Bad`] or a `_` in its place and skips to a token
//! from which the caller can go on. Which message is given where, and where parsing resumes,
//! is observable, and as in the official compiler (GOROOT `cmd/compile/internal/syntax/parser.go`).
//!
//! Termination: every loop consumes a token or ends. Depth: every recursive production goes
//! through [`Parser::deeper`], every chain counts its links, so that no tree is higher than
//! [`MAX_DEPTH`] and its binary operators add no more than [`MAX_LINKS`] to that, and no stack overflows.

mod decl;
mod expr;
mod file;
mod params;
mod stmt;
mod types;

pub use file::{ParsedFile, parse_body, parse_file};

use crate::ast::*;
use crate::directives::Pragma;
use crate::lexer::{Lexer, Semi};
use crate::token::{LitKind, Operator, Token, TokenSet};
use crate::{Config, print};
use crate::{MAX_DEPTH, MAX_LINKS};
use base::{Diagnostic, Interner, Name, Pos, SourceFile};
use release::FrontEnd;

/// Levels of recursion on one stack.
const LEVELS_PER_STACK: u32 = 128;

/// The parser. Scratch vectors hold the elements of lists that are still open.
struct Parser<'a> {
    lex: Lexer<'a>,
    names: NameCache<'a>,
    config: Config,
    ast: Ast,
    found: file::FileFacts,
    source: &'a SourceFile,
    /// Offsets at which bytes were ignored and reported, in the original text.
    bad_bytes: &'a [(u32, &'static str)],
    base: Pos,
    pragma: Option<Pragma>,
    /// Errors in directives; they do not count as syntax errors.
    directive_errors: Vec<Diagnostic>,
    /// Before the package clause.
    top: bool,
    /// Only a body is parsed: `//line` directives were handled with the file.
    body_alone: bool,
    /// Function nesting; statements are synchronisation points only inside.
    fnest: u32,
    /// Expression nesting; below 0 in statement headers, where `{` begins a block.
    xnest: i32,
    /// Height of the tree above the current node.
    depth: u32,
    /// Binary operators above the current node.
    links: u32,
    /// Levels of recursion.
    levels: u32,
    exprs: Vec<ExprId>,
    stmts: Vec<StmtId>,
    fields: Vec<FieldId>,
    params: Vec<params::Param>,
    idents: Vec<Ident>,
    decls: Vec<DeclId>,
    clauses: Vec<ClauseId>,
    /// Blocks of functions without syntax errors, whose branches are still to be checked.
    branches: Vec<StmtId>,
}

/// The interner behind a small table of recent names of this file.
struct NameCache<'a> {
    interner: &'a Interner,
    recent: Vec<Option<(&'a str, Name)>>,
}

const RECENT_NAMES: usize = 1024;

impl<'a> NameCache<'a> {
    fn new(interner: &'a Interner) -> Self {
        NameCache { interner, recent: vec![None; RECENT_NAMES] }
    }
    #[inline]
    fn name(&mut self, text: &'a str) -> Name {
        let bytes = text.as_bytes();
        let (first, last) = (bytes.first().copied().unwrap_or(0), bytes.last().copied().unwrap_or(0));
        let middle = bytes.get(bytes.len() / 2).copied().unwrap_or(0);
        let hash = (usize::from(first) * 31 + usize::from(last)) * 37 + usize::from(middle) * 5 + bytes.len() * 131;
        let slot = &mut self.recent[hash % RECENT_NAMES];
        if let Some((known, name)) = slot
            && *known == text
        {
            return *name;
        }
        let name = self.interner.intern(text);
        *slot = Some((text, name));
        name
    }
}

impl<'a> Parser<'a> {
    // The current token.

    fn tok(&self) -> Token {
        self.lex.tok
    }
    fn pos(&self) -> Pos {
        self.lex.pos_at(self.lex.start)
    }
    fn next(&mut self) {
        self.lex.next();
        if !self.lex.comments.is_empty() {
            self.take_comments();
        }
    }
    fn at_op(&self, op: Operator) -> bool {
        self.lex.tok == Token::Operator && self.lex.op == op
    }
    fn got(&mut self, tok: Token) -> bool {
        let yes = self.lex.tok == tok;
        if yes {
            self.next();
        }
        yes
    }
    fn want(&mut self, tok: Token) {
        if !self.got(tok) {
            let what = self.described(tok);
            self.syntax_error(&format!("expected {what}"));
            self.advance(&[]);
        }
    }
    /// `=`; `:=` is accepted with a complaint.
    fn got_assign(&mut self) -> bool {
        match self.tok() {
            Token::Define => self.syntax_error("expected ="),
            Token::Assign => {}
            _ => return false,
        }
        self.next();
        true
    }

    // Errors.

    fn error_at(&mut self, pos: Pos, message: impl Into<String>) {
        self.lex.errors.push(Diagnostic::error("", pos, message));
    }
    fn error(&mut self, message: &str) {
        self.error_at(self.pos(), message);
    }
    fn syntax_error(&mut self, message: &str) {
        self.syntax_error_at(self.pos(), message);
    }
    /// A syntax error. A message that begins with `expected`, `in`, `at` or `after` is about
    /// the current token, which is named before it.
    fn syntax_error_at(&mut self, pos: Pos, message: &str) {
        if self.tok() == Token::Eof && self.error_count() > 0 {
            return; // follows from an earlier one
        }
        let joined = match message.split(' ').next() {
            Some("in" | "at" | "after") => format!(" {message}"),
            Some("expected") => format!(", {message}"),
            _ => return self.error_at(pos, format!("syntax error: {message}")),
        };
        let found = self.describe_token();
        self.error_at(pos, format!("syntax error: unexpected {found}{joined}"));
    }
    fn describe_token(&self) -> String {
        match self.tok() {
            Token::Name => format!("name {}", self.lex.token_text()),
            Token::Semi => self.lex.semi.text().to_owned(),
            Token::Literal => format!("literal {}", self.lex.token_text()),
            Token::Operator => self.lex.op.text().to_owned(),
            Token::AssignOp => format!("{}=", self.lex.op),
            Token::IncOp => format!("{0}{0}", self.lex.op),
            t => self.described(t),
        }
    }
    /// A token that is no name or literal in messages.
    fn described(&self, tok: Token) -> String {
        match Token::keyword(tok.text().as_bytes()) {
            Some(_) if self.config.front_end >= FrontEnd::Go1_24 => format!("keyword {}", tok.text()),
            _ => tok.described().to_owned(),
        }
    }
    /// Errors so far, lexical ones included.
    fn error_count(&self) -> usize {
        let read = self.lex.pos_at(self.lex.offset() as u32).0 - self.base.0;
        self.lex.errors.len() + self.bad_bytes.partition_point(|e| e.0 < read)
    }

    /// Skips to a token of `follow` or, inside functions, to a statement keyword; without
    /// `follow` skips one token.
    fn advance(&mut self, follow: &[Token]) {
        const STATEMENTS: TokenSet = TokenSet::of(&[
            Token::Break,
            Token::Const,
            Token::Continue,
            Token::Defer,
            Token::Fallthrough,
            Token::For,
            Token::Go,
            Token::Goto,
            Token::If,
            Token::Return,
            Token::Select,
            Token::Switch,
            Token::Type,
            Token::Var,
        ]);
        let mut stop = TokenSet::of(&[Token::Eof]);
        if !follow.is_empty() {
            stop = stop.union(TokenSet::of(follow));
            if self.fnest > 0 {
                stop = stop.union(STATEMENTS);
            }
        }
        while !stop.contains(self.tok()) {
            self.next();
            if follow.is_empty() {
                break;
            }
        }
    }

    // Depth.

    /// Runs a production one level deeper, on a new stack every [`LEVELS_PER_STACK`] levels.
    fn deeper<R: Send>(&mut self, production: impl FnOnce(&mut Self) -> R + Send) -> R {
        self.enter_link();
        self.levels += 1;
        let result = match self.levels.is_multiple_of(LEVELS_PER_STACK) {
            true => base::stack::on_new_stack(|| production(self)),
            false => production(self),
        };
        self.levels -= 1;
        self.depth -= 1;
        result
    }
    /// Counts one more link of a chain; the caller restores `depth` at the chain's end.
    fn enter_link(&mut self) {
        self.depth += 1;
        self.refuse_too_high();
    }
    /// The same for a binary operator, of which there may be more.
    fn enter_operator(&mut self) {
        self.links += 1;
        self.refuse_too_high();
    }
    fn refuse_too_high(&mut self) {
        if (self.depth > MAX_DEPTH || self.links > MAX_LINKS) && self.tok() != Token::Eof {
            self.error("exceeded max nesting depth");
            self.lex.stop();
        }
    }

    // Common productions.

    /// `[ f { sep f } [sep] ] close`; returns the position of `close`. `f` returning true
    /// ends the list.
    fn list(&mut self, context: &str, sep: Token, close: Token, mut f: impl FnMut(&mut Self) -> bool) -> Pos {
        let mut done = false;
        while self.tok() != Token::Eof && self.tok() != close && !done {
            done = f(self);
            if !self.got(sep) && self.tok() != close {
                let (sep, end) = (sep.described(), close.described());
                self.syntax_error(&format!("in {context}; possibly missing {sep} or {end}"));
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                if self.tok() != close {
                    return self.pos();
                }
            }
        }
        let pos = self.pos();
        self.want(close);
        pos
    }

    fn intern_token(&mut self) -> Name {
        match self.lex.text_with_ignored() {
            Some(text) => self.names.interner.intern(&text),
            None => self.names.name(self.lex.token_text()),
        }
    }
    fn blank_ident(&mut self) -> Ident {
        Ident { name: self.names.name("_"), pos: self.pos() }
    }
    fn ident(&mut self) -> Ident {
        if self.tok() == Token::Name {
            let ident = Ident { name: self.intern_token(), pos: self.pos() };
            self.next();
            return ident;
        }
        let ident = self.blank_ident();
        self.syntax_error("expected name");
        self.advance(&[]);
        ident
    }
    /// `first { "," name }`.
    fn ident_list(&mut self, first: Ident) -> IdentList {
        let base = self.idents.len();
        self.idents.push(first);
        while self.got(Token::Comma) {
            let ident = self.ident();
            self.idents.push(ident);
        }
        let list = self.ast.new_idents(&self.idents[base..]);
        self.idents.truncate(base);
        list
    }
    fn literal_or_none(&mut self) -> ExprId {
        if self.tok() != Token::Literal {
            return ExprId::NONE;
        }
        let start = self.pos();
        let len = self.lex.pos_at(self.lex.end).0 - start.0;
        let kind = ExprKind::Lit { kind: self.lex.kind, bad: self.lex.bad, len };
        self.next();
        self.new_expr(start, kind)
    }

    fn new_expr(&mut self, pos: Pos, kind: ExprKind) -> ExprId {
        self.ast.exprs.push(Expr { pos, kind })
    }
    fn new_name(&mut self, ident: Ident) -> ExprId {
        self.new_expr(ident.pos, ExprKind::Name(ident.name))
    }
    fn bad_expr(&mut self) -> ExprId {
        self.new_expr(self.pos(), ExprKind::Bad)
    }
    fn new_stmt(&mut self, pos: Pos, kind: StmtKind) -> StmtId {
        self.ast.stmts.push(Stmt { pos, kind })
    }
    fn new_field(&mut self, pos: Pos, name: Option<Ident>, ty: ExprId, tag: ExprId) -> FieldId {
        self.ast.fields.push(Field { pos, name, ty, tag })
    }
    fn kind(&self, id: ExprId) -> ExprKind {
        self.ast[id].kind
    }
    fn expr_pos(&self, id: ExprId) -> Pos {
        self.ast[id].pos
    }

    /// Closes the open list of expressions that began at `base`.
    fn close_exprs(&mut self, base: usize) -> List<ExprId> {
        let list = self.ast.new_list(&self.exprs[base..]);
        self.exprs.truncate(base);
        list
    }
    fn close_fields(&mut self, base: usize) -> List<FieldId> {
        let list = self.ast.new_list(&self.fields[base..]);
        self.fields.truncate(base);
        list
    }

    /// The short form of a node for messages.
    fn show(&self, node: Node) -> String {
        print::short(&self.ast, self.names.interner, node)
    }
}
