//! Tokens: what the scanner makes of text and the parser of macros and operands. Space is gone,
//! line ends are tokens. Authority: `cmd/asm/internal/lex/lex.go`.

use crate::quote;
use std::sync::Arc;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tok {
    /// End of the input or of an operand.
    Eof,
    /// A name; `·` and `∕` are letters.
    Ident,
    /// An integer literal.
    Int,
    /// A floating-point literal.
    Float,
    /// A rune literal.
    Char,
    /// A string literal.
    Str,
    /// `<<`
    Lsh,
    /// `>>`
    Rsh,
    /// `->`
    Arr,
    /// `@>`
    Rot,
    /// A `//go:build` comment.
    BuildComment,
    /// The name of a macro that wants arguments and got none.
    MacroName,
    /// Any other character, `\n` among them.
    Punct(char),
}

impl Tok {
    /// The end of a line.
    pub const NEWLINE: Tok = Tok::Punct('\n');
    /// What messages call the token.
    pub fn describe(self) -> String {
        match self {
            Tok::Eof => "EOF".to_string(),
            Tok::Ident => "identifier".to_string(),
            Tok::Int => "integer constant".to_string(),
            Tok::Float => "float constant".to_string(),
            Tok::Char => "rune constant".to_string(),
            Tok::Str => "string constant".to_string(),
            Tok::Punct(c) => quote::rune(c),
            _ => quote::rune('\u{fffd}'),
        }
    }
}

/// A token and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub tok: Tok,
    /// Its text; in operands and macro bodies with `.` for `·` and `/` for `∕`.
    pub text: Arc<str>,
}

impl Token {
    /// A token of an operand or macro body.
    pub fn new(tok: Tok, text: &Arc<str>) -> Token {
        let text = if text.contains(['\u{b7}', '\u{2215}']) {
            text.replace('\u{b7}', ".").replace('\u{2215}', "/").into()
        } else {
            text.clone()
        };
        Token { tok, text }
    }
    /// The end of an operand.
    pub fn eof() -> Token {
        Token { tok: Tok::Eof, text: "EOF".into() }
    }
}
