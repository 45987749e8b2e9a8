//! The token stream the parser reads. A stack of readers: the file, what it includes, bodies of
//! macros being expanded; each continues where the one above it ended. `#` directives are
//! obeyed here. An error here ends the run ([`Stop`]), as in the official assembler.
//! Limits: 100 readers deep, 100 expansions without a token in between.
//! Authority: `cmd/asm/internal/lex/{input,stack,slice}.go`.

use super::macros::Macro;
use super::scan::Scanner;
use super::token::{Tok, Token};
use crate::quote;
use crate::report::{Message, Report, Step, Stop};
use crate::source::{BaseId, Bases, SrcPos};
use base::FxHashMap;
use base::goflag::open_error;
use std::sync::Arc;

/// Readers on the stack, at most.
const MAX_DEPTH: usize = 100;
/// Expansions in a row that yield no token, at most.
const MAX_EXPANSIONS: usize = 100;

/// Names of a macro's arguments; `None` without parentheses.
type Formals = Option<Vec<Arc<str>>>;

/// A macro body being read.
#[derive(Debug)]
struct Body {
    tokens: Arc<[Token]>,
    /// Tokens read.
    at: usize,
    base: BaseId,
    line: u32,
}

#[derive(Debug)]
enum Reader {
    File(Box<Scanner>),
    Body(Body),
}

/// The stream of tokens of one file argument.
#[derive(Debug)]
pub struct Input<'a> {
    /// Files and directives seen.
    pub bases: &'a mut Bases,
    /// Where messages go.
    pub report: &'a mut Report,
    readers: Vec<Reader>,
    include_dirs: Vec<String>,
    macros: FxHashMap<Arc<str>, Arc<Macro>>,
    at_line_start: bool,
    /// One entry per open `#if[n]def`: whether its text counts.
    conditions: Vec<bool>,
    text: Arc<str>,
    peeked: Option<(Tok, Arc<str>)>,
}

impl<'a> Input<'a> {
    /// The stream of file `name` with contents `text`. `include_dirs` are those of `-I`;
    /// `predefined` the macros of `-D`.
    pub fn new(
        name: &str,
        text: Arc<[u8]>,
        include_dirs: &[String],
        predefined: &[Arc<Macro>],
        bases: &'a mut Bases,
        report: &'a mut Report,
    ) -> Input<'a> {
        let dir = match name.rsplit_once('/') {
            Some(("", _)) => "/",
            Some((dir, _)) => dir,
            None => ".",
        };
        let base = bases.file(name);
        let scanner = Scanner::new(name, base, text, report);
        Input {
            bases,
            report,
            readers: vec![Reader::File(Box::new(scanner))],
            include_dirs: std::iter::once(dir.to_string()).chain(include_dirs.iter().cloned()).collect(),
            macros: predefined.iter().map(|m| (m.name.clone(), m.clone())).collect(),
            at_line_start: true,
            conditions: Vec::new(),
            text: "".into(),
            peeked: None,
        }
    }

    /// The next token, or `None` for what is left of a directive.
    pub fn next_token(&mut self) -> Step<Option<Tok>> {
        if let Some((tok, text)) = self.peeked.take() {
            self.text = text;
            return Ok(Some(tok));
        }
        let mut expansions = 0;
        while expansions < MAX_EXPANSIONS {
            let tok = self.raw_next();
            if tok == Tok::Punct('#') {
                if !self.at_line_start {
                    return Err(self.fail("'#' must be first item on line"));
                }
                self.at_line_start = self.directive()?;
                self.text = "#".into();
                return Ok(None);
            }
            let found = if tok == Tok::Ident { self.macros.get(&self.raw_text()).cloned() } else { None };
            if let Some(found) = found {
                expansions += 1;
                self.expand(&found)?;
                continue;
            }
            if tok == Tok::Eof && !self.conditions.is_empty() {
                return Err(self.fail("unclosed #ifdef or #ifndef"));
            }
            self.at_line_start = tok == Tok::NEWLINE;
            if self.enabled() {
                self.text = self.raw_text();
                return Ok(Some(tok));
            }
        }
        Err(self.fail("recursive macro invocation"))
    }

    /// Text of the last token.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }
    /// Line of the last token; behind a line end the next one.
    pub fn line(&self) -> u32 {
        match self.top() {
            Reader::File(scanner) => scanner.token_line,
            Reader::Body(body) => body.line,
        }
    }
    /// Base of the last token.
    pub fn base(&self) -> BaseId {
        match self.top() {
            Reader::File(scanner) => scanner.base,
            Reader::Body(body) => body.base,
        }
    }
    /// File name for messages.
    pub fn file(&self) -> Arc<str> {
        self.bases.get(self.base()).name.clone()
    }

    fn top(&self) -> &Reader {
        self.readers.last().expect("the file itself is never popped")
    }

    /// The next token of the stack of readers, whatever macros and conditions say.
    fn raw_next(&mut self) -> Tok {
        loop {
            let tok = match self.readers.last_mut().expect("the file itself is never popped") {
                Reader::File(scanner) => scanner.next_token(self.report),
                Reader::Body(body) => {
                    body.at += 1;
                    body.tokens.get(body.at - 1).map_or(Tok::Eof, |t| t.tok)
                }
            };
            if tok != Tok::Eof || self.readers.len() == 1 {
                return tok;
            }
            self.readers.pop();
        }
    }
    fn raw_text(&self) -> Arc<str> {
        match self.top() {
            Reader::File(scanner) => scanner.token_text.clone(),
            Reader::Body(body) => body.tokens[body.at - 1].text.clone(),
        }
    }
    /// A number that grows by one exactly when a one-character token follows without space.
    fn raw_column(&self) -> u32 {
        match self.top() {
            Reader::File(scanner) => scanner.token_column,
            Reader::Body(body) => body.at as u32,
        }
    }

    fn push(&mut self, reader: Reader) -> Step<()> {
        if self.readers.len() > MAX_DEPTH {
            return Err(self.fail("input recursion"));
        }
        self.readers.push(reader);
        Ok(())
    }
    fn push_body(&mut self, tokens: Arc<[Token]>) -> Step<()> {
        let (base, line) = (self.base(), self.line());
        self.push(Reader::Body(Body { tokens, at: 0, base, line }))
    }

    fn enabled(&self) -> bool {
        self.conditions.last().copied().unwrap_or(true)
    }

    fn fail(&mut self, text: impl Into<String>) -> Stop {
        let (file, line) = (self.file(), self.line());
        self.report.fatal(Message::At { file, line, text: text.into() })
    }
    fn fail_got(&mut self, text: &str) -> Stop {
        let got = quote::string(&self.raw_text());
        self.fail(format!("{text} ; got {got}"))
    }

    /// Obeys a directive behind its `#`. Says whether it was read up to its end.
    fn directive(&mut self) -> Step<bool> {
        if self.raw_next() != Tok::Ident {
            return Err(self.fail_got("expected identifier after '#'"));
        }
        let word = self.raw_text();
        if !self.enabled() && !matches!(&*word, "else" | "endif" | "ifdef" | "ifndef" | "line") {
            return Ok(false);
        }
        match &*word {
            "define" => self.define()?,
            "else" => self.otherwise()?,
            "endif" => self.end_condition()?,
            "ifdef" => self.condition(true)?,
            "ifndef" => self.condition(false)?,
            "include" => self.include()?,
            "line" => self.line_directive()?,
            "undef" => self.undefine()?,
            _ => return Err(self.fail(format!("unexpected token after '#': {word}"))),
        }
        Ok(true)
    }

    fn macro_name(&mut self) -> Step<Arc<str>> {
        match self.raw_next() {
            Tok::Ident => Ok(self.raw_text()),
            _ => Err(self.fail_got("expected identifier after # directive")),
        }
    }
    fn expect_newline(&mut self, directive: &str) -> Step<()> {
        match self.raw_next() {
            Tok::Punct('\n') => Ok(()),
            _ => Err(self.fail_got(&format!("expected newline after {directive}"))),
        }
    }

    fn define(&mut self) -> Step<()> {
        let name = self.macro_name()?;
        let (formals, body) = self.definition(&name)?;
        if self.macros.contains_key(&name) {
            return Err(self.fail(format!("redefinition of macro: {name}")));
        }
        let made = Macro { name: name.clone(), formals, body: body.into() };
        self.macros.insert(name, Arc::new(made));
        Ok(())
    }

    /// The rest of a `#define` behind the name: arguments, if a parenthesis follows at once,
    /// and the body up to the first line end without a backslash.
    fn definition(&mut self, name: &str) -> Step<(Formals, Vec<Token>)> {
        let name_end = self.raw_column();
        let mut tok = self.raw_next();
        if matches!(tok, Tok::NEWLINE | Tok::Eof) {
            return Ok((None, Vec::new()));
        }
        let mut formals = None;
        if tok == Tok::Punct('(') && self.raw_column() == name_end + 1 {
            formals = Some(self.formals(name)?);
            tok = self.raw_next();
        }
        let mut body = Vec::new();
        while tok != Tok::NEWLINE {
            if tok == Tok::Eof {
                return Err(self.fail(format!("missing newline in definition for macro: {name}")));
            }
            if tok == Tok::Punct('\\') {
                tok = self.raw_next();
                if !matches!(tok, Tok::NEWLINE | Tok::Punct('\\')) {
                    return Err(self.fail(format!("can only escape \\ or \\n in definition for macro: {name}")));
                }
            }
            body.push(Token::new(tok, &self.raw_text()));
            tok = self.raw_next();
        }
        Ok((formals, body))
    }

    fn formals(&mut self, name: &str) -> Step<Vec<Arc<str>>> {
        let mut formals: Vec<Arc<str>> = Vec::new();
        let mut wants_name = true;
        loop {
            match self.raw_next() {
                Tok::Punct(')') => return Ok(formals),
                Tok::Punct(',') if !wants_name => wants_name = true,
                Tok::Ident if wants_name => {
                    let formal = self.raw_text();
                    if formals.contains(&formal) {
                        let text = format!("duplicate argument {formal} in definition for macro: {name}");
                        return Err(self.fail(text));
                    }
                    formals.push(formal);
                    wants_name = false;
                }
                Tok::Punct(',') | Tok::Ident => {
                    return Err(self.fail(format!("bad syntax in definition for macro: {name}")));
                }
                _ => return Err(self.fail(format!("bad definition for macro: {name}"))),
            }
        }
    }

    /// Puts the body of a macro that was just named on top of the stack.
    fn expand(&mut self, found: &Arc<Macro>) -> Step<()> {
        let Some(formals) = &found.formals else { return self.push_body(found.body.clone()) };
        let tok = self.raw_next();
        if tok != Tok::Punct('(') {
            // Without arguments the name stands for itself; the token behind it comes after it.
            self.peeked = Some((tok, self.text.clone()));
            return self.push_body([Token { tok: Tok::MacroName, text: found.name.clone() }].into());
        }
        let mut actuals = Vec::new();
        loop {
            let (tokens, last) = self.actual(&found.name)?;
            actuals.push(tokens);
            if last {
                break;
            }
        }
        if formals.is_empty() && actuals.len() == 1 && actuals[0].is_empty() {
            actuals.clear();
        } else if actuals.len() != formals.len() {
            return Err(self.fail(format!("wrong arg count for macro {}", found.name)));
        }
        self.push_body(found.substitute(&actuals))
    }

    /// One argument of an expansion, and whether it was the last.
    fn actual(&mut self, name: &str) -> Step<(Vec<Token>, bool)> {
        let (mut tokens, mut nesting) = (Vec::new(), 0u32);
        loop {
            let tok = self.raw_next();
            match tok {
                Tok::Eof | Tok::NEWLINE => {
                    return Err(self.fail(format!("unterminated arg list invoking macro: {name}")));
                }
                Tok::Punct(')' | ',') if nesting == 0 => return Ok((tokens, tok == Tok::Punct(')'))),
                Tok::Punct('(') => nesting += 1,
                Tok::Punct(')') => nesting -= 1,
                _ => {}
            }
            tokens.push(Token::new(tok, &self.raw_text()));
        }
    }

    fn condition(&mut self, wanted: bool) -> Step<()> {
        let name = self.macro_name()?;
        self.expect_newline("#if[n]def")?;
        let holds = self.enabled() && self.macros.contains_key(&name) == wanted;
        // A condition inside text that does not count keeps `false` until its `#else`, which
        // looks at the enclosing one.
        self.conditions.push(holds);
        Ok(())
    }
    fn otherwise(&mut self) -> Step<()> {
        self.expect_newline("#else")?;
        let n = self.conditions.len();
        if n == 0 {
            return Err(self.fail("unmatched #else"));
        }
        if n == 1 || self.conditions[n - 2] {
            self.conditions[n - 1] = !self.conditions[n - 1];
        }
        Ok(())
    }
    fn end_condition(&mut self) -> Step<()> {
        self.expect_newline("#endif")?;
        match self.conditions.pop() {
            Some(_) => Ok(()),
            None => Err(self.fail("unmatched #endif")),
        }
    }

    fn include(&mut self) -> Step<()> {
        if self.raw_next() != Tok::Str {
            return Err(self.fail_got("expected string after #include"));
        }
        let name = match quote::unquote(&self.raw_text()) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(e) => return Err(self.fail(format!("unquoting include file name:  {e}"))),
        };
        self.expect_newline("#include")?;
        match self.find_include(&name) {
            Ok(text) => {
                let base = self.bases.file(&name);
                let scanner = Scanner::new(&name, base, text.into(), self.report);
                self.push(Reader::File(Box::new(scanner)))
            }
            Err(e) => Err(self.fail(format!("#include: {e}"))),
        }
    }

    /// The file as named, then in the directory of the source, then in those of `-I`.
    fn find_include(&self, name: &str) -> Result<Vec<u8>, String> {
        let mut error = match std::fs::read(name) {
            Ok(text) => return Ok(text),
            Err(e) => open_error(name, &e),
        };
        for dir in &self.include_dirs {
            let path = join(dir, name);
            match std::fs::read(&path) {
                Ok(text) => return Ok(text),
                Err(e) => error = open_error(&path, &e),
            }
        }
        Err(error)
    }

    fn line_directive(&mut self) -> Step<()> {
        if self.raw_next() != Tok::Int {
            return Err(self.fail_got("expected line number after #line"));
        }
        let text = self.raw_text();
        // As strconv.Atoi: decimal, no underscores.
        let line = match text.parse::<i64>() {
            Ok(line) => line.clamp(0, i64::from(u32::MAX >> 12)) as u32,
            Err(_) => {
                let why = format!("strconv.Atoi: parsing {}: {}", quote::string(&text), quote::SYNTAX);
                return Err(self.fail(format!("error parsing #line (cannot happen): {why}")));
            }
        };
        if self.raw_next() != Tok::Str {
            return Err(self.fail_got("expected file name in #line"));
        }
        let name = match quote::unquote(&self.raw_text()) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(e) => return Err(self.fail(format!("unquoting #line file name:  {e}"))),
        };
        let tok = self.raw_next();
        if tok != Tok::NEWLINE {
            return Err(self.fail(format!("unexpected token at end of #line:  {}", tok.describe())));
        }
        // The official count: the line end was read, so `line()` is the line that follows, and
        // the directive speaks of the one after that.
        let (base, first) = (self.base(), self.line() + 1);
        let moved = self.bases.directive(base, first, &name, line);
        match self.readers.last_mut().expect("the file itself is never popped") {
            Reader::File(scanner) => scanner.base = moved,
            Reader::Body(body) => body.base = moved,
        }
        Ok(())
    }

    fn undefine(&mut self) -> Step<()> {
        let name = self.macro_name()?;
        if !self.macros.contains_key(&name) {
            return Err(self.fail(format!("#undef for undefined macro: {name}")));
        }
        if self.raw_next() != Tok::NEWLINE {
            return Err(self.fail(format!("syntax error in #undef for macro: {name}")));
        }
        self.macros.remove(&name);
        Ok(())
    }

    /// Where the last token is.
    pub fn pos(&self, line: u32) -> SrcPos {
        SrcPos { base: self.base(), line }
    }
}

fn join(dir: &str, name: &str) -> String {
    match dir {
        "." | "" => name.to_string(),
        _ => format!("{}/{name}", dir.trim_end_matches('/')),
    }
}
