//! One text into tokens. In: bytes; out: tokens with the line they end on. Comments vanish (but
//! for `//go:build` lines), space separates, a line end is a token. What cannot be read (an
//! unterminated string, a bad digit) is reported and scanning goes on, as the official scanner
//! does. Authority: `text/scanner`, `cmd/asm/internal/lex/tokenizer.go`.

use super::token::Tok;
use crate::quote;
use crate::report::Report;
use crate::source::BaseId;
use std::sync::Arc;

/// A cursor over one text.
#[derive(Debug)]
pub struct Scanner {
    /// What lines belong to; a `#line` directive changes it.
    pub base: BaseId,
    name: Arc<str>,
    text: Arc<[u8]>,
    /// Offset of the current character.
    at: usize,
    /// The current character; `None` at the end.
    ch: Option<char>,
    width: usize,
    /// Physical line and column of the current character, both from 1.
    line: u32,
    column: u32,
    /// Where the current token began: offset, line, column.
    start: (usize, u32, u32),
    /// Whether characters belong to a token (or stand right behind it): errors name its start.
    in_token: bool,
    /// Line after the last token, the official count: comments and line ends move it.
    pub token_line: u32,
    /// Text of the last token.
    pub token_text: Arc<str>,
    /// Column behind the last token.
    pub token_column: u32,
}

impl Scanner {
    /// A scanner before the first token of `text`, which messages call `name`.
    pub fn new(name: &str, base: BaseId, text: Arc<[u8]>, report: &mut Report) -> Scanner {
        let mut s = Scanner {
            base,
            name: name.into(),
            text,
            at: 0,
            ch: None,
            width: 0,
            line: 1,
            column: 1,
            start: (0, 1, 1),
            in_token: false,
            token_line: 1,
            token_text: "".into(),
            token_column: 0,
        };
        s.decode(report);
        if s.ch == Some('\u{feff}') {
            s.bump(report);
        }
        s
    }

    /// The next token.
    pub fn next_token(&mut self, report: &mut Report) -> Tok {
        loop {
            let scanned = self.scan(report);
            let text = quote::text_of(&self.text[self.start.0..self.at]);
            let tok = match scanned {
                Some(tok) => tok,
                None => {
                    self.token_line += text.matches('\n').count() as u32;
                    if !is_go_build(&text) {
                        continue;
                    }
                    Tok::BuildComment
                }
            };
            self.token_column = self.column;
            self.token_text = text.into();
            return match tok {
                Tok::Punct('\n') => {
                    self.token_line += 1;
                    tok
                }
                Tok::Punct('-') => self.two('>', Tok::Arr, "->", tok, report),
                Tok::Punct('@') => self.two('>', Tok::Rot, "@>", tok, report),
                Tok::Punct('<') => self.two('<', Tok::Lsh, "<<", tok, report),
                Tok::Punct('>') => self.two('>', Tok::Rsh, ">>", tok, report),
                _ => tok,
            };
        }
    }

    /// A two-character token if `second` follows.
    fn two(&mut self, second: char, both: Tok, text: &str, one: Tok, report: &mut Report) -> Tok {
        if self.ch != Some(second) {
            return one;
        }
        self.in_token = false;
        self.bump(report);
        self.token_text = text.into();
        self.token_column = self.column;
        both
    }

    fn error(&mut self, text: impl Into<String>, report: &mut Report) {
        let (line, column) = if self.in_token { (self.start.1, self.start.2) } else { (self.line, self.column) };
        report.scan(self.name.clone(), line, column, text);
    }

    /// Decodes the character at `at`.
    fn decode(&mut self, report: &mut Report) {
        let rest = self.text.get(self.at..).unwrap_or(&[]);
        let Some(&first) = rest.first() else {
            (self.ch, self.width) = (None, 0);
            return;
        };
        if first < 0x80 {
            (self.ch, self.width) = (Some(first as char), 1);
            if first == 0 {
                self.error("invalid character NUL", report);
            }
            return;
        }
        let window = &rest[..rest.len().min(4)];
        let valid = match std::str::from_utf8(window) {
            Ok(s) => Some(s),
            Err(e) => std::str::from_utf8(&window[..e.valid_up_to()]).ok(),
        };
        match valid.and_then(|s| s.chars().next()) {
            Some(c) => (self.ch, self.width) = (Some(c), c.len_utf8()),
            None => {
                (self.ch, self.width) = (Some('\u{fffd}'), 1);
                self.error("invalid UTF-8 encoding", report);
            }
        }
    }

    /// Goes to the next character.
    fn bump(&mut self, report: &mut Report) {
        if self.ch == Some('\n') {
            self.line += 1;
            self.column = 1;
        } else if self.ch.is_some() {
            self.column += 1;
        }
        self.at += self.width;
        self.decode(report);
    }

    fn bump_while(&mut self, report: &mut Report, want: impl Fn(char) -> bool) {
        while self.ch.is_some_and(&want) {
            self.bump(report);
        }
    }

    /// The next token, `None` for a comment.
    fn scan(&mut self, report: &mut Report) -> Option<Tok> {
        self.in_token = false;
        self.bump_while(report, |c| matches!(c, ' ' | '\t' | '\r'));
        self.start = (self.at, self.line, self.column);
        self.in_token = true;
        let Some(c) = self.ch else { return Some(Tok::Eof) };
        if is_name_start(c) {
            self.bump_while(report, |c| is_name_start(c) || (c.is_numeric() && (c.is_ascii_digit() || !c.is_ascii())));
            return Some(Tok::Ident);
        }
        if c.is_ascii_digit() {
            return Some(self.number(false, report));
        }
        self.bump(report);
        let tok = match (c, self.ch) {
            ('"', _) => {
                self.string('"', report);
                Tok::Str
            }
            ('\'', _) => {
                if self.string('\'', report) != 1 {
                    self.error("invalid char literal", report);
                }
                Tok::Char
            }
            ('.', Some(d)) if d.is_ascii_digit() => self.number(true, report),
            ('/', Some('/')) => {
                self.bump_while(report, |c| c != '\n');
                return None;
            }
            ('/', Some('*')) => {
                self.block_comment(report);
                return None;
            }
            _ => Tok::Punct(c),
        };
        Some(tok)
    }

    fn block_comment(&mut self, report: &mut Report) {
        self.bump(report);
        loop {
            let Some(c) = self.ch else {
                self.error("comment not terminated", report);
                return;
            };
            self.bump(report);
            if c == '*' && self.ch == Some('/') {
                self.bump(report);
                return;
            }
        }
    }

    /// The rest of a string or rune literal behind its first quote; returns its length in
    /// characters.
    fn string(&mut self, quote: char, report: &mut Report) -> usize {
        let mut n = 0;
        loop {
            match self.ch {
                None | Some('\n') => {
                    self.error("literal not terminated", report);
                    // The official scanner skips the character that ended the literal.
                    self.bump(report);
                    return n;
                }
                Some(c) if c == quote => {
                    self.bump(report);
                    return n;
                }
                Some('\\') => self.escape(quote, report),
                Some(_) => self.bump(report),
            }
            n += 1;
        }
    }

    fn escape(&mut self, quote: char, report: &mut Report) {
        self.bump(report);
        let (radix, count) = match self.ch {
            Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\') => return self.bump(report),
            Some(c) if c == quote => return self.bump(report),
            Some('0'..='7') => (8, 3),
            Some('x') => (16, 2),
            Some('u') => (16, 4),
            Some('U') => (16, 8),
            _ => return self.error("invalid char escape", report),
        };
        if radix == 16 {
            self.bump(report);
        }
        for _ in 0..count {
            if !self.ch.is_some_and(|c| c.is_digit(radix)) {
                return self.error("invalid char escape", report);
            }
            self.bump(report);
        }
    }

    /// Digits and underscores; says whether there was a digit and the first one that does not
    /// fit a radix up to ten.
    fn digits(&mut self, radix: u32, report: &mut Report) -> (bool, Option<char>) {
        let (mut any, mut invalid) = (false, None);
        while let Some(c) = self.ch.filter(|c| c.is_digit(radix.max(10)) || *c == '_') {
            any |= c != '_';
            if c != '_' && !c.is_digit(radix) {
                invalid = invalid.or(Some(c));
            }
            self.bump(report);
        }
        (any, invalid)
    }

    fn number(&mut self, mut seen_dot: bool, report: &mut Report) -> Tok {
        let (mut radix, mut prefix, mut any, mut invalid) = (10, None, false, None);
        if !seen_dot {
            if self.ch == Some('0') {
                self.bump(report);
                (radix, prefix) = match self.ch.map(|c| c.to_ascii_lowercase()) {
                    Some('x') => (16, Some('x')),
                    Some('o') => (8, Some('o')),
                    Some('b') => (2, Some('b')),
                    _ => (8, Some('0')),
                };
                if prefix == Some('0') {
                    any = true;
                } else {
                    self.bump(report);
                }
            }
            let (digit, bad) = self.digits(radix, report);
            (any, invalid) = (any || digit, bad);
            if self.ch == Some('.') {
                self.bump(report);
                seen_dot = true;
            }
        }
        let mut tok = Tok::Int;
        if seen_dot {
            tok = Tok::Float;
            if matches!(prefix, Some('o' | 'b')) {
                self.error(format!("invalid radix point in {}", literal_name(prefix)), report);
            }
            let (digit, bad) = self.digits(radix, report);
            (any, invalid) = (any || digit, invalid.or(bad));
        }
        if !any {
            self.error(format!("{} has no digits", literal_name(prefix)), report);
        }
        self.exponent(&mut tok, prefix, report);
        if let (Tok::Int, Some(c)) = (tok, invalid) {
            self.error(format!("invalid digit {} in {}", quote::rune(c), literal_name(prefix)), report);
        }
        let text = &self.text[self.start.0..self.at];
        if text.contains(&b'_') && misplaced_underscore(text) {
            self.error("'_' must separate successive digits", report);
        }
        tok
    }

    fn exponent(&mut self, tok: &mut Tok, prefix: Option<char>, report: &mut Report) {
        let Some(e) = self.ch.filter(|c| matches!(c, 'e' | 'E' | 'p' | 'P')) else {
            if prefix == Some('x') && *tok == Tok::Float {
                self.error("hexadecimal mantissa requires a 'p' exponent", report);
            }
            return;
        };
        match e.to_ascii_lowercase() {
            'e' if !matches!(prefix, None | Some('0')) => {
                self.error(format!("{} exponent requires decimal mantissa", quote::rune(e)), report);
            }
            'p' if prefix != Some('x') => {
                self.error(format!("{} exponent requires hexadecimal mantissa", quote::rune(e)), report);
            }
            _ => {}
        }
        self.bump(report);
        *tok = Tok::Float;
        if matches!(self.ch, Some('+' | '-')) {
            self.bump(report);
        }
        if !self.digits(10, report).0 {
            self.error("exponent has no digits", report);
        }
    }
}

fn literal_name(prefix: Option<char>) -> &'static str {
    match prefix {
        Some('x') => "hexadecimal literal",
        Some('o' | '0') => "octal literal",
        Some('b') => "binary literal",
        _ => "decimal literal",
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '\u{b7}' | '\u{2215}')
}

/// Whether an underscore stands anywhere but between digits (a base prefix counts as one).
fn misplaced_underscore(text: &[u8]) -> bool {
    let lower = text.to_ascii_lowercase();
    let prefixed = matches!(lower[..], [b'0', b'x' | b'o' | b'b', ..]);
    let hex = matches!(lower[..], [b'0', b'x', ..]);
    let digit = |i: usize| {
        (prefixed && i < 2) || lower.get(i).is_some_and(|b| b.is_ascii_digit() || (hex && b.is_ascii_hexdigit()))
    };
    (0..lower.len()).any(|i| lower[i] == b'_' && !(i > 0 && digit(i - 1) && digit(i + 1)))
}

/// Whether a comment is a `//go:build` line.
fn is_go_build(comment: &str) -> bool {
    let line = comment.strip_suffix('\n').unwrap_or(comment);
    let Some(rest) = line.trim_end().strip_prefix("//go:build") else { return false };
    !line.contains('\n') && (rest.is_empty() || rest.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Bases;
    use base::paths::PathRules;

    fn scan(text: &str) -> (Vec<(Tok, String, u32)>, Vec<String>) {
        let mut report = Report::new(false);
        let base = Bases::new(PathRules::default()).file("a.s");
        let mut s = Scanner::new("a.s", base, text.as_bytes().into(), &mut report);
        let mut out = Vec::new();
        loop {
            let tok = s.next_token(&mut report);
            if tok == Tok::Eof {
                break;
            }
            out.push((tok, s.token_text.to_string(), s.token_line));
        }
        (out, report.messages().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn tokens_and_lines() {
        let (tokens, messages) = scan("a·b /* x\n */ <<0x1F//c\n1.5e3 'a' .5");
        let text: Vec<_> = tokens.iter().map(|t| (t.0, t.1.as_str(), t.2)).collect();
        let expect = [
            (Tok::Ident, "a·b", 1),
            (Tok::Lsh, "<<", 2),
            (Tok::Int, "0x1F", 2),
            (Tok::NEWLINE, "\n", 3),
            (Tok::Float, "1.5e3", 3),
            (Tok::Char, "'a'", 3),
            (Tok::Float, ".5", 3),
        ];
        assert_eq!(text, expect);
        assert!(messages.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_reported() {
        for (text, message) in [
            ("\"ab\nx", "a.s:1:1: literal not terminated"),
            (" 08", "a.s:1:2: invalid digit '8' in octal literal"),
            ("0x", "a.s:1:1: hexadecimal literal has no digits"),
            ("1__0", "a.s:1:1: '_' must separate successive digits"),
            ("''", "a.s:1:1: invalid char literal"),
            ("\n/* x", "a.s:2:1: comment not terminated"),
            ("1e+", "a.s:1:1: exponent has no digits"),
            ("\0", "a.s:1:1: invalid character NUL"),
        ] {
            assert_eq!(scan(text).1, [message], "{text:?}");
        }
    }

    #[test]
    fn build_comments_are_tokens() {
        assert_eq!(scan("//go:build x\n//go:buildx").0.len(), 2);
        assert_eq!(scan("//go:build x\n").0[0].0, Tok::BuildComment);
    }
}
