//! Lines and operands. In: the token stream of one file. Out: statements (labels, a word, lists
//! of tokens between commas) and, on demand, operands as [`Addr`]. No symbol is looked up and
//! nothing is kept: what a statement means is decided in `build`.
//! Authority: `cmd/asm/internal/asm/parse.go`.

pub mod addr;
mod expr;
mod operand;

pub use addr::{Addr, AnyReg, Kind, NameKind, SymName};

use crate::lex::{Input, Tok, Token};
use crate::quote;
use crate::report::Step;
use std::sync::Arc;

/// One statement: `word[.suffix] operand, operand…`.
#[derive(Debug)]
pub struct Statement {
    /// Mnemonic or directive.
    pub word: Arc<str>,
    /// Suffixes, each with its dot.
    pub suffix: String,
    /// Tokens of every operand.
    pub operands: Vec<Vec<Token>>,
}

/// What of a package decides how names are read.
#[derive(Clone, Debug)]
pub struct Names {
    /// What a name that begins with a dot gets in front.
    pub pkg_prefix: Arc<str>,
    /// Whether `<ABIInternal>` is allowed.
    pub allow_abi: bool,
}

/// Reads one file.
#[derive(Debug)]
pub struct Parser<'a> {
    /// The tokens.
    pub input: Input<'a>,
    names: Names,
    /// Line on which the current statement began.
    line: u32,
    saw_code: bool,
    /// Labels in front of the next instruction.
    pub labels: Vec<Arc<str>>,
    /// The operand being read.
    tokens: Vec<Token>,
    at: usize,
    /// Whether the current instruction is a jump: a bare name is a label then.
    jump: bool,
}

impl<'a> Parser<'a> {
    /// A parser in front of the first statement.
    pub fn new(input: Input<'a>, names: Names) -> Parser<'a> {
        input.report.begin_file();
        let (labels, tokens) = (Vec::new(), Vec::new());
        Parser { input, names, line: 0, saw_code: false, labels, tokens, at: 0, jump: false }
    }

    /// An error on the line of the current statement.
    pub fn error(&mut self, text: impl Into<String>) -> Step<()> {
        let file = self.input.file();
        self.input.report.error(file, self.line, text.into())
    }
    /// Line of the current statement.
    pub fn line(&self) -> u32 {
        self.line
    }
    /// Says whether the operands that follow belong to a jump.
    pub fn set_jump(&mut self, jump: bool) {
        self.jump = jump;
    }
    fn is_jump(&self) -> bool {
        self.jump
    }
    fn allow_abi(&self) -> bool {
        self.names.allow_abi
    }
    /// The package's prefix of symbol names, without the dot.
    pub fn pkg_prefix(&self) -> &Arc<str> {
        &self.names.pkg_prefix
    }

    /// The next token that is no `//go:build` comment and no directive.
    fn token(&mut self) -> Step<Tok> {
        loop {
            match self.input.next_token()? {
                Some(Tok::BuildComment) => {
                    if self.saw_code {
                        self.error("misplaced //go:build comment")?;
                    }
                }
                None => self.saw_code = true,
                Some(tok) => {
                    self.saw_code |= tok != Tok::NEWLINE;
                    return Ok(tok);
                }
            }
        }
    }

    /// The next statement, `None` at the end or where going on makes no sense. Labels in front
    /// of it are added to [`Self::labels`].
    pub fn statement(&mut self) -> Step<Option<Statement>> {
        loop {
            let tok = loop {
                let tok = self.token()?;
                self.line = self.input.line();
                if !matches!(tok, Tok::Punct('\n' | ';')) {
                    break tok;
                }
            };
            if tok == Tok::Eof {
                return Ok(None);
            }
            if tok != Tok::Ident {
                let found = quote::string(self.input.text());
                self.error(format!("expected identifier, found {found}"))?;
                return Ok(None);
            }
            let word = self.input.text().clone();
            match self.operands(word)? {
                Read::Statement(statement) => return Ok(Some(statement)),
                Read::Label(label) => self.labels.push(label),
                Read::Eof => return Ok(None),
            }
        }
    }

    /// What follows the first word of a statement.
    fn operands(&mut self, word: Arc<str>) -> Step<Read> {
        let mut st = Statement { word, suffix: String::new(), operands: Vec::new() };
        let mut nesting = 0i32;
        // The old syntax `AX:DX` means `DX, AX`: where the first of such a pair is.
        let mut colon: Option<usize> = None;
        loop {
            let mut items: Vec<Token> = Vec::new();
            let end = loop {
                let tok = self.token()?;
                if st.operands.is_empty() && items.is_empty() {
                    if tok == Tok::Punct('.') {
                        self.suffix(&mut st)?;
                        continue;
                    }
                    if tok == Tok::Punct(':') {
                        return Ok(Read::Label(st.word));
                    }
                }
                if tok == Tok::Eof {
                    self.error("unexpected EOF")?;
                    return Ok(Read::Eof);
                }
                if matches!(tok, Tok::Punct('\n' | ';')) || nesting == 0 && matches!(tok, Tok::Punct(',' | ':')) {
                    break tok;
                }
                match tok {
                    Tok::Punct('(' | '[') => nesting += 1,
                    Tok::Punct(')' | ']') => nesting -= 1,
                    _ => {}
                }
                items.push(Token::new(tok, self.input.text()));
            };
            if end == Tok::Punct(':') && colon.replace(st.operands.len()).is_some() {
                self.error("invalid ':' in operand")?;
                return Ok(Read::Statement(st));
            }
            if !items.is_empty() {
                st.operands.push(items);
                if let Some(first) = colon.filter(|first| first + 2 == st.operands.len()) {
                    st.operands.swap(first, first + 1);
                    colon = None;
                }
            } else if !st.operands.is_empty() || end == Tok::Punct(',') || colon.is_some() {
                self.error("missing operand")?;
            }
            if matches!(end, Tok::Punct('\n' | ';')) {
                return Ok(Read::Statement(st));
            }
        }
    }

    fn suffix(&mut self, st: &mut Statement) -> Step<()> {
        let tok = self.token()?;
        let text = self.input.text().clone();
        if tok != Tok::Ident {
            self.error(format!("instruction suffix expected identifier, found {text}"))?;
        }
        st.suffix.push('.');
        st.suffix.push_str(&text);
        Ok(())
    }

    /// Begins to read an operand.
    fn start(&mut self, tokens: Vec<Token>) {
        (self.tokens, self.at) = (tokens, 0);
    }
    fn more(&self) -> bool {
        self.at < self.tokens.len()
    }
    fn peek(&self) -> Tok {
        self.tokens.get(self.at).map_or(Tok::Eof, |t| t.tok)
    }
    fn advance(&mut self) -> Token {
        match self.tokens.get(self.at) {
            Some(token) => {
                self.at += 1;
                token.clone()
            }
            None => Token::eof(),
        }
    }
    fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }
    /// Drops the rest of the operand.
    fn skip_operand(&mut self) {
        self.at = self.tokens.len();
    }
    /// Whether the rest of the operand has such a token.
    fn have(&self, tok: Tok) -> bool {
        self.tokens.get(self.at..).unwrap_or(&[]).iter().any(|t| t.tok == tok)
    }
    /// The next token, which is to be `tok`.
    fn get(&mut self, tok: Tok) -> Step<Token> {
        self.expect(tok, &tok.describe())?;
        Ok(self.advance())
    }
    fn expect_end(&mut self) -> Step<()> {
        self.expect(Tok::Eof, "end of operand")
    }
    /// Reports, and skips, a token other than `tok`.
    fn expect(&mut self, tok: Tok, what: &str) -> Step<()> {
        if self.peek() != tok {
            let found = self.advance();
            self.error(format!("expected {what}, found {}", found.text))?;
        }
        Ok(())
    }

    /// The function or variable an operand names, if it does so in the simple way that a symbol
    /// table of ABIs wants: `[$|*]name[<abi>][+int](SB)`.
    pub fn function_address(&mut self, tokens: Vec<Token>) -> Step<Option<SymName>> {
        self.start(tokens);
        if matches!(self.peek(), Tok::Punct('$' | '*')) {
            self.advance();
        }
        let token = self.advance();
        if token.tok != Tok::Ident || AnyReg::lookup(&token.text).is_some() {
            return Ok(None);
        }
        let name = self.qualify(&token.text);
        let abi = self.symbol_attributes(&name, false)?;
        if abi == obj::Abi::Static {
            return Ok(None);
        }
        if self.peek() == Tok::Punct('+') {
            self.advance();
            if self.advance().tok != Tok::Int {
                return Ok(None);
            }
        }
        let is_sb = self.advance().tok == Tok::Punct('(') && {
            let reg = self.advance();
            reg.tok == Tok::Ident && &*reg.text == "SB"
        };
        let ended = is_sb && self.advance().tok == Tok::Punct(')') && !self.more();
        Ok(ended.then_some(SymName { name, abi }))
    }
}

/// What a word turned out to begin.
enum Read {
    Statement(Statement),
    Label(Arc<str>),
    Eof,
}
