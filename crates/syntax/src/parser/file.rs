//! Files and bodies. In: one file of a package's [`Sources`]. Out: a [`File`] (complete, or
//! with what came before a broken package clause) and its diagnostics by position. `//line`
//! directives are stored with the source file, so that positions are shown right.
//!
//! Skipped bodies: a body is skipped by counting braces outside literals and comments, and
//! [`parse_body`] parses it later from its byte range alone, giving the same tree. Where the
//! braces do not match, the body is parsed at once, since recovery may read past it.
//! Authority for the order of declarations and messages: GOROOT
//! `cmd/compile/internal/syntax/parser.go`; for `//line`: `cmd/compile` documentation,
//! "Compiler Directives".

use super::decl::Group;
use super::*;
use crate::directives::{self, Context};
use crate::lexer::{CleanText, DirectiveComment};
use crate::{branches, constraint, skip};
use base::pos::LineDirective;
use base::{IdVec, SourceFile};
use std::sync::Arc;

/// What parsing gives.
#[derive(Debug)]
pub struct ParsedFile {
    /// The tree.
    pub file: File,
    /// In the order in which they were found; empty if the file is right.
    pub diagnostics: Vec<Diagnostic>,
    /// Parsing went beyond the package clause; else the compiler looks no further.
    pub complete: bool,
}

/// Facts about the file that are not nodes.
#[derive(Default)]
pub(super) struct FileFacts {
    bodies: IdVec<BodyId, BodySource>,
    directives: directives::FileDirectives,
    lines: Vec<LineDirective>,
    go_version: Option<String>,
    /// The declarations were read, up to the end.
    complete: bool,
    /// Function blocks whose branches are to be checked, by the tree they are in.
    branches: Vec<(BodyId, Vec<StmtId>)>,
}

/// Parses `source`. The directives of the source file are set.
pub fn parse_file(source: &SourceFile, names: &Interner, config: Config) -> ParsedFile {
    let clean = CleanText::new(&source.text, true);
    let mut p = Parser::new(source, &clean, source.base, names, config);
    p.top = true;
    p.next();
    let pos = p.pos();
    let (package, pragma, decls) = p.file();
    let eof = p.pos();
    let _ = source.directives.set(std::mem::take(&mut p.found.lines)); // the same ones if parsed before
    let blocks = std::mem::take(&mut p.branches);
    p.found.branches.push((BodyId::NONE, blocks));
    let diagnostics = p.take_diagnostics();
    let Parser { ast, found, .. } = p;
    let FileFacts { bodies, directives, go_version, complete, .. } = found;
    let (linknames, cgo_directives) = (directives.linknames, directives.cgo);
    let file = File { ast, pos, package, pragma, decls, bodies, linknames, cgo_directives, go_version, eof };
    ParsedFile { file, diagnostics, complete }
}

/// Parses the body `id` of `file`, which came from `source`, alone; a body that was parsed
/// with its file is returned as it is, without diagnostics (they were given then).
pub fn parse_body(
    source: &SourceFile,
    file: &File,
    id: BodyId,
    names: &Interner,
    config: Config,
) -> (Arc<Body>, Vec<Diagnostic>) {
    let place = &file.bodies[id];
    if let Some(body) = &place.parsed {
        return (body.clone(), Vec::new());
    }
    let (start, end) = (place.start.0 - source.base.0, place.end.0 - source.base.0);
    let clean = CleanText::new(&source.text[start as usize..end as usize], false);
    let mut p = Parser::new(source, &clean, place.start, names, config);
    p.body_alone = true;
    p.next();
    let block = p.func_body();
    let blocks = std::mem::take(&mut p.branches);
    p.found.branches.push((BodyId::NONE, blocks));
    let diagnostics = p.take_diagnostics();
    (Arc::new(Body { ast: p.ast, block }), diagnostics)
}

impl<'a> Parser<'a> {
    fn new(
        source: &'a SourceFile,
        clean: &'a CleanText<'a>,
        base: Pos,
        names: &'a Interner,
        config: Config,
    ) -> Parser<'a> {
        Parser {
            lex: Lexer::new(clean, base),
            names: NameCache::new(names),
            config,
            ast: Ast::new(source.text.clone(), source.base),
            found: FileFacts::default(),
            source,
            bad_bytes: &clean.errors,
            base,
            pragma: None,
            directive_errors: Vec::new(),
            top: false,
            body_alone: false,
            fnest: 0,
            xnest: 0,
            depth: 0,
            links: 0,
            levels: 0,
            exprs: Vec::new(),
            stmts: Vec::new(),
            fields: Vec::new(),
            params: Vec::new(),
            idents: Vec::new(),
            decls: Vec::new(),
            clauses: Vec::new(),
            branches: Vec::new(),
        }
    }

    /// Package clause and declarations.
    fn file(&mut self) -> (Ident, PragmaId, Vec<DeclId>) {
        self.top = false;
        if !self.got(Token::Package) {
            let package = self.blank_ident();
            self.syntax_error("package statement must be first");
            return (package, PragmaId::NONE, Vec::new());
        }
        let pragma = self.take_pragma();
        let package = self.ident();
        self.want(Token::Semi);
        if self.error_count() > 0 {
            return (package, pragma, Vec::new());
        }
        self.top_level_decls();
        self.found.complete = true;
        (package, pragma, std::mem::take(&mut self.decls))
    }

    fn top_level_decls(&mut self) {
        const KEYWORDS: [Token; 5] = [Token::Import, Token::Const, Token::Type, Token::Var, Token::Func];
        let mut previous = Token::Import;
        while self.tok() != Token::Eof {
            let tok = self.tok();
            if tok == Token::Import && previous != Token::Import {
                self.syntax_error("imports must appear before other declarations");
            }
            if tok != Token::Import && self.config.imports_only {
                break;
            }
            previous = tok;
            let group = match tok {
                Token::Import => Some(Group::Import),
                Token::Const => Some(Group::Const),
                Token::Type => Some(Group::Type),
                Token::Var => Some(Group::Var),
                Token::Func => None,
                _ => {
                    let open_brace = tok == Token::Lbrace && self.last_decl_has_no_body();
                    self.syntax_error(match open_brace {
                        true => "unexpected semicolon or newline before {",
                        false => "non-declaration statement outside function body",
                    });
                    self.advance(&KEYWORDS);
                    continue;
                }
            };
            self.next();
            match group {
                Some(group) => self.decl_group(group),
                None => {
                    let decl = self.func_decl();
                    self.decls.push(decl);
                }
            }
            // Before the semicolon is consumed: comments behind it belong to the next one.
            self.clear_pragma();
            if self.tok() != Token::Eof && !self.got(Token::Semi) {
                self.syntax_error("after top level declaration");
                self.advance(&KEYWORDS);
            }
        }
        self.clear_pragma();
    }

    fn last_decl_has_no_body(&self) -> bool {
        let last = self.decls.last().map(|&d| self.ast[d].kind);
        matches!(last, Some(DeclKind::Func { body: BodyId::NONE, .. }))
    }

    /// The body of a function declaration, in a tree of its own or skipped.
    pub(super) fn top_level_body(&mut self) -> BodyId {
        let start = self.pos();
        if self.config.skip_bodies
            && let Some(end) = skip::body_end(self.lex.text(), self.lex.start, &mut self.lex.comments)
        {
            self.take_comments();
            self.lex.resume_behind_brace(end);
            self.next();
            let end = self.lex.pos_at(end);
            return self.found.bodies.push(BodySource { start, end, parsed: None });
        }
        let fresh = Ast::new(self.source.text.clone(), self.source.base);
        let outer = std::mem::replace(&mut self.ast, fresh);
        let outer_branches = std::mem::take(&mut self.branches);
        let block = self.func_body();
        let ast = std::mem::replace(&mut self.ast, outer);
        let blocks = std::mem::replace(&mut self.branches, outer_branches);
        let end = match ast[block].kind {
            StmtKind::Block { rbrace, .. } => rbrace.offset(1),
            _ => start,
        };
        let parsed = Some(Arc::new(Body { ast, block }));
        let id = self.found.bodies.push(BodySource { start, end, parsed });
        self.found.branches.push((id, blocks));
        id
    }

    /// Errors of branches, each with the end of the function body that has it.
    fn check_branches(&mut self) -> Vec<(Pos, Diagnostic)> {
        let mut found = Vec::new();
        for (id, blocks) in std::mem::take(&mut self.found.branches) {
            let body = id.some().and_then(|id| self.found.bodies[id].parsed.as_deref());
            let ast = body.map_or(&self.ast, |b| &b.ast);
            for block in blocks {
                let StmtKind::Block { rbrace, .. } = ast[block].kind else { continue };
                let mut errors = Vec::new();
                branches::check(ast, block, self.names.interner, self.source, &mut errors);
                found.extend(errors.into_iter().map(|e| (rbrace, e)));
            }
        }
        found
    }

    /// All diagnostics in the order in which the official parser finds them, which decides what is
    /// shown of a line with several: those about ignored bytes and directives when these are read,
    /// those about branches at the end of their function.
    fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        let read = self.lex.pos_at(self.lex.offset() as u32).0 - self.base.0;
        let mut all = std::mem::take(&mut self.lex.errors);
        if !self.config.imports_only {
            let directives = std::mem::take(&mut self.directive_errors);
            all = interleaved(all, directives.into_iter().map(|d| (d.pos, d)));
        }
        let branches = self.check_branches();
        all = interleaved(all, branches.into_iter());
        let bytes = self.bad_bytes.iter().filter(|e| e.0 < read).map(|&(at, message)| (self.base.offset(at), message));
        interleaved(all, bytes.map(|(pos, message)| (pos, Diagnostic::error("", pos, message))))
    }

    // Comments.

    /// Handles the comments the lexer has queued.
    pub(super) fn take_comments(&mut self) {
        for DirectiveComment { start, end } in std::mem::take(&mut self.lex.comments) {
            let bytes = self.lex.slice(start, end);
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            let block = text.starts_with("/*");
            let inner = match block {
                true => &text[2..text.len() - 2],
                false => text[2..].strip_suffix('\r').unwrap_or(&text[2..]),
            };
            if let Some(rest) = inner.strip_prefix("line ") {
                let at_line_start = start == 0 || self.lex.slice(start - 1, start) == b"\n";
                if (block || at_line_start) && !self.body_alone {
                    let behind = if block { end } else { end + 1 };
                    self.line_directive(behind, start + 7, rest);
                }
            } else if inner.starts_with("go:") {
                self.go_directive(start, text, inner);
            }
        }
    }

    fn go_directive(&mut self, start: u32, comment: &str, text: &str) {
        if self.top
            && comment.starts_with("//go:build")
            && let Ok(expr) = constraint::parse(comment)
        {
            self.found.go_version = expr.go_version();
        }
        let cx = Context {
            pos: self.lex.pos_at(start + 2),
            blank_line: self.lex.is_blank_before(start),
            std: self.config.std,
            runtime: self.config.runtime,
            cgo_file: is_cgo_file(&self.source.name),
            names: self.names.interner,
        };
        let pragma = self.pragma.get_or_insert_default();
        directives::handle(text, &cx, pragma, &mut self.found.directives, &mut self.directive_errors);
    }

    pub(super) fn take_pragma(&mut self) -> PragmaId {
        match self.pragma.take() {
            Some(pragma) => self.ast.pragmas.push(pragma),
            None => PragmaId::NONE,
        }
    }

    /// At the end of what takes no directives: those that wait are misplaced.
    pub(super) fn clear_pragma(&mut self) {
        if let Some(pragma) = self.pragma.take() {
            directives::report_misplaced(&pragma, &mut self.directive_errors);
        }
    }

    /// `//line text`, which holds from offset `behind` on; `text_start` is where `text` is.
    fn line_directive(&mut self, behind: u32, text_start: u32, text: &str) {
        match parse_line_directive(text) {
            Ok(None) => {}
            Ok(Some((file, line, column))) => {
                let previous = || self.found.lines.last().map_or(&self.source.name, |l| &l.file).clone();
                let file = match file {
                    "" if column != 0 => previous(),
                    name if name.is_empty() || self.config.front_end < FrontEnd::Go1_27 => name.into(),
                    name => beside(&self.source.name, name).into(),
                };
                let offset = self.lex.pos_at(behind).0 - self.source.base.0;
                self.found.lines.push(LineDirective { offset, file, line, column });
            }
            Err((at, message)) => {
                let pos = self.lex.pos_at(text_start + at as u32);
                self.error_at(pos, message);
            }
        }
    }
}

/// `errors` in their order with `more`, each in front of the first one behind its position.
fn interleaved(errors: Vec<Diagnostic>, more: impl Iterator<Item = (Pos, Diagnostic)>) -> Vec<Diagnostic> {
    let mut more = more.peekable();
    let mut all = Vec::with_capacity(errors.len());
    for error in errors {
        while let Some((_, earlier)) = more.next_if(|(pos, _)| *pos < error.pos) {
            all.push(earlier);
        }
        all.push(error);
    }
    all.extend(more.map(|(_, error)| error));
    all
}

/// The file that a directive names, as seen from where the file with the directive is.
fn beside(source: &str, name: &str) -> String {
    let name = base::paths::clean(name);
    match source.rsplit_once('/') {
        Some((dir, _)) if !name.starts_with('/') => match base::paths::clean(dir).as_str() {
            "." => name,
            dir => base::paths::clean(&format!("{dir}/{name}")),
        },
        _ => name,
    }
}

/// Files that cgo made may hold cgo directives.
fn is_cgo_file(name: &str) -> bool {
    name.rsplit('/').next().unwrap_or(name).starts_with("_cgo_")
}

/// File name, line and column of a directive.
type LineParts<'a> = (&'a str, u32, u32);

/// `file:line` or `file:line:column` (0: not given); `None` where `text` is no directive.
/// Errors with the offset of what is wrong.
fn parse_line_directive(text: &str) -> Result<Option<LineParts<'_>>, (usize, String)> {
    let Some((rest, last)) = text.rsplit_once(':') else { return Ok(None) };
    let last_at = rest.len() + 1;
    let bad = |what: &str, at: usize, digits: &str| Err((at, format!("invalid {what} number: {digits}")));
    let Some(last_number) = position_number(last) else { return bad("line", last_at, last) };
    let before = rest.rsplit_once(':').and_then(|(file, line)| Some((file, line, position_number(line)?)));
    let Some((file, line, line_number)) = before else {
        return match last_number {
            Some(n) => Ok(Some((rest, n, 0))),
            None => bad("line", last_at, last),
        };
    };
    let Some(column) = last_number else { return bad("column", last_at, last) };
    match line_number {
        Some(n) => Ok(Some((file, n, column))),
        None => bad("line", file.len() + 1, &text[last_at - 1 - line.len()..]),
    }
}

/// `None`: not a number; `Some(None)`: a number no position can have.
fn position_number(digits: &str) -> Option<Option<u32>> {
    const MAX: u64 = 1 << 30;
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let n: u64 = digits.parse().ok()?;
    Some((1..=MAX).contains(&n).then_some(n as u32))
}
