//! Bytes to tokens. In: the text of a file, or the part of it that is one function body.
//! Out: one token at a time in the lexer's public fields; lexical errors in official wording;
//! comments that may be directives, queued for the parser.
//!
//! The lexer itself only ever sees clean text. [`CleanText`] looks for NUL bytes, invalid
//! UTF-8 and misplaced byte order marks first (one fast pass); such bytes are reported and
//! ignored wherever they stand, so in the rare file that has any they are taken out and
//! offsets are mapped back. That leaves 0 free as the byte behind the end.
//!
//! Authority: the Go specification, "Source code representation" and "Lexical elements";
//! messages and their places: GOROOT `cmd/compile/internal/syntax/scanner.go`, `source.go`.

use crate::chars::{self, CLASS, DIGIT, LETTER, SPACE};
use crate::token::{LitKind, Operator, Token};
use base::{Diagnostic, Pos};
use std::borrow::Cow;

/// Source text without bytes that are to be ignored, and where they were.
pub(crate) struct CleanText<'a> {
    original: &'a [u8],
    text: Cow<'a, [u8]>,
    /// For each removed run: offset in the clean text, bytes removed up to there.
    removed: Vec<(u32, u32)>,
    /// Messages about the removed bytes with their offsets in the original text.
    pub(crate) errors: Vec<(u32, &'static str)>,
}

impl<'a> CleanText<'a> {
    /// Examines `text`; `at_start`: it begins at the beginning of a file, where a byte order
    /// mark is allowed.
    pub(crate) fn new(text: &'a [u8], at_start: bool) -> Self {
        let has_bom = memchr::memchr(0xef, text).is_some() && memchr::memmem::find(text, BOM).is_some();
        if !has_bom && memchr::memchr(0, text).is_none() && std::str::from_utf8(text).is_ok() {
            return CleanText { original: text, text: Cow::Borrowed(text), removed: Vec::new(), errors: Vec::new() };
        }
        Self::remove_bad_bytes(text, at_start)
    }

    fn remove_bad_bytes(text: &'a [u8], at_start: bool) -> Self {
        let mut clean = Vec::with_capacity(text.len());
        let (mut removed, mut errors) = (Vec::new(), Vec::new());
        let mut at = 0;
        let mut total = 0;
        while at < text.len() {
            let (len, message) = match bad_sequence(&text[at..]) {
                Ok(n) => {
                    clean.extend_from_slice(&text[at..at + n]);
                    at += n;
                    continue;
                }
                Err((3, _)) if at == 0 && at_start => (3, None),
                // the very first byte is only an unknown character
                Err((1, _)) if at == 0 && at_start && text[0] == 0 => {
                    clean.push(0);
                    at += 1;
                    continue;
                }
                Err((n, message)) => (n, Some(message)),
            };
            errors.extend(message.map(|m| (at as u32, m)));
            at += len;
            total += len as u32;
            removed.push((clean.len() as u32, total));
        }
        CleanText { original: text, text: Cow::Owned(clean), removed, errors }
    }

    /// Whether bytes were removed within or just behind a word: then it is no keyword.
    fn has_removed(&self, start: u32, end: u32) -> bool {
        let n = self.removed.partition_point(|r| r.0 <= start);
        self.removed.get(n).is_some_and(|r| r.0 <= end)
    }

    /// The offset in the original text.
    fn original_offset(&self, offset: u32) -> u32 {
        let n = self.removed.partition_point(|r| r.0 <= offset);
        offset + if n == 0 { 0 } else { self.removed[n - 1].1 }
    }
}

const BOM: &[u8] = &[0xef, 0xbb, 0xbf];

/// The length of the good bytes at the beginning, or of the bad ones with the message.
fn bad_sequence(text: &[u8]) -> Result<usize, (usize, &'static str)> {
    let first = text[0];
    if first == 0 {
        return Err((1, "invalid NUL character"));
    }
    if first < 0x80 {
        return Ok(1);
    }
    if text.starts_with(BOM) {
        return Err((3, "invalid BOM in the middle of the file"));
    }
    let window = &text[..text.len().min(4)];
    let valid = match std::str::from_utf8(window) {
        Ok(s) => s,
        Err(e) => std::str::from_utf8(&window[..e.valid_up_to()]).unwrap_or_default(),
    };
    valid.chars().next().map(char::len_utf8).ok_or((1, "invalid UTF-8 encoding"))
}

/// How a semicolon token came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Semi {
    /// Written.
    Semicolon,
    /// Inserted before a newline.
    Newline,
    /// Inserted before the end.
    Eof,
}

impl Semi {
    /// The word for it in messages.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Semi::Semicolon => "semicolon",
            Semi::Newline => "newline",
            Semi::Eof => "EOF",
        }
    }
}

/// A comment that looks like a directive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DirectiveComment {
    /// Offset of `/` in the clean text.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

/// The lexer. After [`Lexer::next`] the public fields describe the current token.
pub(crate) struct Lexer<'a> {
    source: &'a CleanText<'a>,
    text: &'a [u8],
    at: usize,
    newline_is_semi: bool,
    /// Position of the first byte of the original text.
    base: Pos,

    /// Class of the current token.
    pub(crate) tok: Token,
    /// Its first byte.
    pub(crate) start: u32,
    /// One past its last byte.
    pub(crate) end: u32,
    /// The operator of `Operator`, `Star`, `AssignOp`, `IncOp`.
    pub(crate) op: Operator,
    /// Its binary precedence (0: only unary).
    pub(crate) prec: u8,
    /// Kind of a literal.
    pub(crate) kind: LitKind,
    /// The literal has errors.
    pub(crate) bad: bool,
    /// Origin of a semicolon.
    pub(crate) semi: Semi,

    /// Comments since the parser last emptied this.
    pub(crate) comments: Vec<DirectiveComment>,
    /// Errors found, the parser's among them, in order of discovery.
    pub(crate) errors: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    /// A lexer before the first token of `source`, whose original text begins at `base`.
    pub(crate) fn new(source: &'a CleanText<'a>, base: Pos) -> Self {
        Lexer {
            source,
            text: &source.text,
            at: 0,
            newline_is_semi: false,
            base,
            tok: Token::Eof,
            start: 0,
            end: 0,
            op: Operator::Not,
            prec: 0,
            kind: LitKind::Int,
            bad: false,
            semi: Semi::Semicolon,
            comments: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The position of a clean offset.
    #[inline]
    pub(crate) fn pos_at(&self, offset: u32) -> Pos {
        match self.source.removed.is_empty() {
            true => self.base.offset(offset),
            false => self.base.offset(self.source.original_offset(offset)),
        }
    }
    /// The clean text.
    pub(crate) fn text(&self) -> &'a [u8] {
        self.text
    }
    /// Bytes of the clean text.
    pub(crate) fn slice(&self, start: u32, end: u32) -> &'a [u8] {
        &self.text[start as usize..end as usize]
    }
    /// The text of the current token.
    #[inline]
    pub(crate) fn token_text(&self) -> &'a str {
        // The clean text is valid UTF-8 and tokens end at character boundaries.
        std::str::from_utf8(&self.text[self.start as usize..self.end as usize]).unwrap_or_default()
    }
    /// The text of the current token with the ignored bytes within or just behind it, which make
    /// a name another one; `None` where there are none.
    pub(crate) fn text_with_ignored(&self) -> Option<Cow<'a, str>> {
        let range = (self.start, self.end);
        (!self.source.removed.is_empty() && self.source.has_removed(range.0, range.1)).then(|| {
            let [start, end] = [range.0, range.1].map(|at| self.source.original_offset(at) as usize);
            String::from_utf8_lossy(&self.source.original[start..end])
        })
    }
    /// Whether only white space stands before `offset` in its line.
    pub(crate) fn is_blank_before(&self, offset: u32) -> bool {
        let before = &self.text[..offset as usize];
        let blank = before.iter().rev().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
        blank == before.len() || before[before.len() - blank - 1] == b'\n'
    }
    /// Offset of the next byte to be read.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }
    /// Continues reading at `offset`, behind a closing brace.
    pub(crate) fn resume_behind_brace(&mut self, offset: u32) {
        self.at = offset as usize;
        self.newline_is_semi = true;
    }
    /// Pretends that the text ends here.
    pub(crate) fn stop(&mut self) {
        self.at = self.text.len();
        self.newline_is_semi = false;
        self.tok = Token::Eof;
        self.start = self.text.len() as u32;
        self.end = self.start;
    }

    #[inline]
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }
    #[inline]
    fn peek_at(&self, n: usize) -> u8 {
        self.text.get(self.at + n).copied().unwrap_or(0)
    }
    /// The character at the current offset; the text must not be at its end.
    fn peek_char(&self) -> char {
        let end = self.text.len().min(self.at + 4);
        let window = &self.text[self.at.min(end)..end];
        let valid = match std::str::from_utf8(window) {
            Ok(s) => s,
            Err(e) => std::str::from_utf8(&window[..e.valid_up_to()]).unwrap_or_default(),
        };
        valid.chars().next().unwrap_or('\0')
    }
    fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }
    /// Reports at a clean offset.
    fn error_at(&mut self, offset: usize, message: impl Into<String>) {
        let pos = self.pos_at(offset as u32);
        self.errors.push(Diagnostic::error("", pos, message));
    }
    fn error(&mut self, message: impl Into<String>) {
        self.error_at(self.at, message);
    }

    /// Reads the next token.
    pub(crate) fn next(&mut self) {
        let newline_is_semi = std::mem::take(&mut self.newline_is_semi);
        loop {
            while CLASS[self.peek() as usize] == SPACE || (self.peek() == b'\n' && !newline_is_semi) {
                self.at += 1;
            }
            self.start = self.at as u32;
            if self.token(newline_is_semi) {
                self.end = self.at as u32;
                return;
            }
        }
    }

    /// Reads one token; false where it was a comment or an invalid character.
    #[inline]
    fn token(&mut self, newline_is_semi: bool) -> bool {
        let c = self.peek();
        if CLASS[c as usize] == LETTER {
            self.identifier();
            return true;
        }
        match c {
            b'0'..=b'9' => self.number(false),
            b'"' => self.string(),
            b'`' => self.raw_string(),
            b'\'' => self.rune(),
            b'(' => self.simple(Token::Lparen, 1),
            b'[' => self.simple(Token::Lbrack, 1),
            b'{' => self.simple(Token::Lbrace, 1),
            b',' => self.simple(Token::Comma, 1),
            b';' => self.semicolon(Semi::Semicolon, 1),
            b'\n' => self.semicolon(Semi::Newline, 1),
            b')' => self.closing(Token::Rparen),
            b']' => self.closing(Token::Rbrack),
            b'}' => self.closing(Token::Rbrace),
            b':' if self.peek_at(1) == b'=' => self.simple(Token::Define, 2),
            b':' => self.simple(Token::Colon, 1),
            b'.' if CLASS[self.peek_at(1) as usize] == DIGIT => {
                self.at += 1;
                self.number(true)
            }
            b'.' if self.peek_at(1) == b'.' && self.peek_at(2) == b'.' => self.simple(Token::DotDotDot, 3),
            b'.' => self.simple(Token::Dot, 1),
            b'/' if self.peek_at(1) == b'/' => {
                self.line_comment();
                return false;
            }
            b'/' if self.peek_at(1) == b'*' => return self.block_comment(newline_is_semi),
            b'=' if self.peek_at(1) == b'=' => self.operator(Operator::Eql, 2),
            b'=' => self.simple(Token::Assign, 1),
            b'<' if self.peek_at(1) == b'-' => self.simple(Token::Arrow, 2),
            0 if self.at_end() => self.end_of_text(newline_is_semi),
            _ => return self.operator_or_other(c),
        }
        true
    }

    fn end_of_text(&mut self, newline_is_semi: bool) {
        match newline_is_semi {
            true => self.semicolon(Semi::Eof, 0),
            false => self.simple(Token::Eof, 0),
        }
    }
    fn simple(&mut self, tok: Token, len: usize) {
        self.at += len;
        self.tok = tok;
    }
    fn semicolon(&mut self, semi: Semi, len: usize) {
        self.semi = semi;
        self.simple(Token::Semi, len);
    }
    fn closing(&mut self, tok: Token) {
        self.newline_is_semi = true;
        self.simple(tok, 1);
    }
    fn set_op(&mut self, tok: Token, op: Operator, len: usize) {
        self.op = op;
        self.prec = op.precedence();
        self.simple(tok, len);
    }
    fn operator(&mut self, op: Operator, len: usize) {
        self.set_op(Token::Operator, op, len);
    }
    /// An operator that `=` makes an assignment.
    fn arithmetic(&mut self, op: Operator, len: usize) {
        match self.peek_at(len) {
            b'=' => self.set_op(Token::AssignOp, op, len + 1),
            _ => self.set_op(Token::Operator, op, len),
        }
    }

    fn operator_or_other(&mut self, c: u8) -> bool {
        let second = self.peek_at(1);
        match c {
            b'+' | b'-' => {
                let op = if c == b'+' { Operator::Add } else { Operator::Sub };
                if second == c {
                    self.set_op(Token::IncOp, op, 2);
                    self.newline_is_semi = true;
                } else {
                    self.arithmetic(op, 1);
                }
            }
            b'*' if second == b'=' => self.set_op(Token::AssignOp, Operator::Mul, 2),
            b'*' => self.set_op(Token::Star, Operator::Mul, 1),
            b'/' => self.arithmetic(Operator::Div, 1),
            b'%' => self.arithmetic(Operator::Rem, 1),
            b'&' if second == b'&' => self.operator(Operator::AndAnd, 2),
            b'&' if second == b'^' => self.arithmetic(Operator::AndNot, 2),
            b'&' => self.arithmetic(Operator::And, 1),
            b'|' if second == b'|' => self.operator(Operator::OrOr, 2),
            b'|' => self.arithmetic(Operator::Or, 1),
            b'^' => self.arithmetic(Operator::Xor, 1),
            b'<' if second == b'=' => self.operator(Operator::Leq, 2),
            b'<' if second == b'<' => self.arithmetic(Operator::Shl, 2),
            b'<' => self.operator(Operator::Lss, 1),
            b'>' if second == b'=' => self.operator(Operator::Geq, 2),
            b'>' if second == b'>' => self.arithmetic(Operator::Shr, 2),
            b'>' => self.operator(Operator::Gtr, 1),
            b'!' if second == b'=' => self.operator(Operator::Neq, 2),
            b'!' => self.operator(Operator::Not, 1),
            b'~' => self.operator(Operator::Tilde, 1),
            _ => return self.other(),
        }
        true
    }

    /// A character outside ASCII, or one that no token has.
    fn other(&mut self) -> bool {
        let c = self.peek_char();
        if !c.is_ascii() && self.identifier_char(true) {
            self.identifier();
            return true;
        }
        self.error(format!("invalid character {}", chars::code_point(c)));
        self.at += c.len_utf8();
        false
    }

    #[inline]
    fn identifier(&mut self) {
        let mut at = self.at;
        while at < self.text.len() && CLASS[self.text[at] as usize] & (LETTER | DIGIT) != 0 {
            at += 1;
        }
        self.at = at;
        if self.peek() >= 0x80 {
            while self.identifier_char(false) {}
        }
        let text = &self.text[self.start as usize..self.at];
        if let 2..=11 = text.len()
            && let Some(tok) = Token::keyword(text)
            && !self.source.has_removed(self.start, self.at as u32)
        {
            self.newline_is_semi = matches!(tok, Token::Break | Token::Continue | Token::Fallthrough | Token::Return);
            self.tok = tok;
            return;
        }
        self.newline_is_semi = true;
        self.tok = Token::Name;
    }

    /// Consumes a character that may stand in an identifier; wrong ones beyond ASCII are
    /// reported and taken as part of it.
    fn identifier_char(&mut self, first: bool) -> bool {
        if self.at_end() {
            return false;
        }
        let c = self.peek_char();
        if chars::is_letter(c) {
        } else if chars::is_digit(c) {
            if first {
                self.error(format!("identifier cannot begin with digit {}", chars::code_point(c)));
            }
        } else if !c.is_ascii() {
            self.error(format!("invalid character {} in identifier", chars::code_point(c)));
        } else {
            return false;
        }
        self.at += c.len_utf8();
        true
    }

    /// `//` comment: up to but not including the newline.
    fn line_comment(&mut self) {
        let rest = &self.text[self.at + 2..];
        let directive = rest.starts_with(b"go:") || rest.starts_with(b"line ");
        self.at += 2 + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        if directive {
            self.comments.push(DirectiveComment { start: self.start, end: self.at as u32 });
        }
    }

    /// `/*` comment. True where it stands for a newline that is a semicolon.
    fn block_comment(&mut self, newline_is_semi: bool) -> bool {
        let rest = &self.text[self.at + 2..];
        let len = memchr::memmem::find(rest, b"*/");
        self.at += 2 + len.map_or(rest.len(), |n| n + 2);
        match len {
            Some(_) if rest.starts_with(b"line ") => {
                self.comments.push(DirectiveComment { start: self.start, end: self.at as u32 });
            }
            Some(_) => {}
            None => self.error_at(self.start as usize, "comment not terminated"),
        }
        let lines = newline_is_semi && memchr::memchr(b'\n', self.slice(self.start, self.at as u32)).is_some();
        if lines {
            self.semicolon(Semi::Newline, 0);
        }
        lines
    }

    fn literal(&mut self, kind: LitKind, ok: bool) {
        self.newline_is_semi = true;
        self.tok = Token::Literal;
        self.kind = kind;
        self.bad = !ok;
    }

    fn raw_string(&mut self) {
        let rest = &self.text[self.at + 1..];
        let end = memchr::memchr(b'`', rest);
        if end.is_none() {
            self.error_at(self.at, "string not terminated");
        }
        self.at += 1 + end.map_or(rest.len(), |n| n + 1);
        self.literal(LitKind::String, end.is_some());
    }

    fn string(&mut self) {
        let mut ok = true;
        self.at += 1;
        loop {
            match memchr::memchr3(b'"', b'\\', b'\n', &self.text[self.at..]) {
                Some(n) => self.at += n,
                None => {
                    self.at = self.text.len();
                    self.error_at(self.start as usize, "string not terminated");
                    ok = false;
                    break;
                }
            }
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    ok &= self.escape(b'"');
                }
                _ => {
                    self.error("newline in string");
                    ok = false;
                    break;
                }
            }
        }
        self.literal(LitKind::String, ok);
    }

    fn rune(&mut self) {
        let mut ok = true;
        self.at += 1;
        let mut count = 0;
        loop {
            if self.at_end() {
                if ok {
                    self.error_at(self.start as usize, "rune literal not terminated");
                }
                ok = false;
                break;
            }
            match self.peek() {
                b'\'' => {
                    ok = self.rune_end(count, ok);
                    break;
                }
                b'\\' => {
                    self.at += 1;
                    ok &= self.escape(b'\'');
                }
                b'\n' => {
                    if ok {
                        self.error("newline in rune literal");
                    }
                    ok = false;
                    break;
                }
                _ => self.at += self.peek_char().len_utf8(),
            }
            count += 1;
        }
        self.literal(LitKind::Rune, ok);
    }

    fn rune_end(&mut self, count: u32, ok: bool) -> bool {
        if ok && count == 0 {
            self.error("empty rune literal or unescaped '");
        } else if ok && count != 1 {
            self.error_at(self.start as usize, "more than one character in rune literal");
        }
        self.at += 1;
        ok && count == 1
    }

    /// An escape sequence behind its backslash; whether it is right (or the text ends, which
    /// the caller reports).
    fn escape(&mut self, quote: u8) -> bool {
        let (digits, base, max) = match self.peek() {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' => {
                self.at += 1;
                return true;
            }
            c if c == quote => {
                self.at += 1;
                return true;
            }
            b'0'..=b'7' => (3, 8, 255),
            b'x' => (2, 16, 255),
            b'u' => (4, 16, 0x10ffff),
            b'U' => (8, 16, 0x10ffff),
            _ if self.at_end() => return true,
            _ => {
                self.error("unknown escape");
                return false;
            }
        };
        if base == 16 {
            self.at += 1;
        }
        self.escape_digits(digits, base, max)
    }

    fn escape_digits(&mut self, digits: u32, base: u32, max: u32) -> bool {
        let mut value = 0u32;
        for _ in 0..digits {
            if self.at_end() {
                return true;
            }
            let c = self.peek_char();
            let Some(digit) = c.to_digit(base) else {
                let what = if base == 8 { "octal" } else { "hexadecimal" };
                self.error(format!("invalid character {} in {what} escape", chars::quote_rune(c)));
                return false;
            };
            value = value.wrapping_mul(base).wrapping_add(digit);
            self.at += 1;
        }
        if value > max && base == 8 {
            self.error(format!("octal escape value {value} > 255"));
            return false;
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            let shown = match char::from_u32(value) {
                Some(c) => chars::code_point(c),
                None => format!("U+{value:04X}"),
            };
            self.error(format!("escape is invalid Unicode code point {shown}"));
            return false;
        }
        true
    }
}

#[path = "lexer_number.rs"]
mod number;
