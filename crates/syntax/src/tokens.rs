//! A file as coloured text: its tokens and comments with the bytes they take. In: the text of a file, which may be
//! wrong. Out: spans in order that do not overlap; bytes between them are white space or belong to nothing.

use crate::lexer::{CleanText, Lexer};
use crate::token::{LitKind, Token};
use base::Pos;

/// What a span of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenClass {
    /// A reserved word.
    Keyword,
    /// An identifier.
    Name,
    /// A number.
    Number,
    /// A string or a rune.
    Text,
    /// An operator or punctuation.
    Operator,
    /// A comment.
    Comment,
}

/// A token or comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Offset of its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// What it is.
    pub class: TokenClass,
}

/// The tokens and comments of a file.
pub fn spans(text: &[u8]) -> Vec<Span> {
    let clean = CleanText::new(text, true);
    let mut lexer = Lexer::new(&clean, Pos(1));
    let mut out: Vec<Span> = Vec::new();
    loop {
        lexer.next();
        let [start, end] = [lexer.start, lexer.end].map(|at| lexer.pos_at(at).0 - 1);
        let before = out.last().map_or(0, |s| s.end);
        out.extend(comment(text, before, start));
        if lexer.tok == Token::Eof {
            return out;
        }
        // Semicolons that nobody wrote have no text.
        if text.get(start as usize..end as usize).is_some_and(|t| !t.is_empty() && t != b"\n") {
            out.push(Span { start, end, class: class(lexer.tok, lexer.kind) });
        }
    }
}

/// What stands between two tokens without the white space around it.
fn comment(text: &[u8], from: u32, to: u32) -> Option<Span> {
    let between = text.get(from as usize..to as usize)?;
    let start = between.iter().position(|b| !b.is_ascii_whitespace())?;
    let end = between.iter().rposition(|b| !b.is_ascii_whitespace())? + 1;
    Some(Span { start: from + start as u32, end: from + end as u32, class: TokenClass::Comment })
}

fn class(token: Token, kind: LitKind) -> TokenClass {
    match token {
        Token::Name => TokenClass::Name,
        Token::Literal if matches!(kind, LitKind::Rune | LitKind::String) => TokenClass::Text,
        Token::Literal => TokenClass::Number,
        _ if token as u8 >= Token::Break as u8 => TokenClass::Keyword,
        _ => TokenClass::Operator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_but_space_is_in_a_span() {
        let text = b"package p // one\n\n/* two */ func f() { x := \"a\" + 'b' + 1.5; go f() }\n// three";
        let spans = spans(text);
        let words: Vec<_> =
            spans.iter().map(|s| (std::str::from_utf8(&text[s.start as usize..s.end as usize]), s.class)).collect();
        assert_eq!(words[0], (Ok("package"), TokenClass::Keyword));
        assert_eq!(words[2], (Ok("// one"), TokenClass::Comment));
        assert!(words.contains(&(Ok("\"a\""), TokenClass::Text)) && words.contains(&(Ok("1.5"), TokenClass::Number)));
        assert_eq!(words.last(), Some(&(Ok("// three"), TokenClass::Comment)));
        let covered: usize = spans.iter().map(|s| (s.end - s.start) as usize).sum();
        let blank = spans.iter().flat_map(|s| &text[s.start as usize..s.end as usize]).filter(|b| **b == b' ').count();
        assert_eq!(covered - blank, text.iter().filter(|b| !b.is_ascii_whitespace()).count());
    }
}
