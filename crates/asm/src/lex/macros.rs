//! Macros: definitions as token lists, predefinition by `-D`, substitution of arguments.
//! A macro body never sees the text again: it is stored as tokens, space is gone.
//! Authority: `cmd/asm/internal/lex/input.go`.

use super::scan::Scanner;
use super::token::{Tok, Token};
use crate::quote;
use crate::report::Report;
use crate::source::Bases;
use base::FxHashMap;
use base::paths::PathRules;
use std::sync::Arc;

/// A `#define`d name.
#[derive(Debug)]
pub struct Macro {
    /// The name.
    pub name: Arc<str>,
    /// Names of the arguments; `None` for a macro used without parentheses.
    pub formals: Option<Vec<Arc<str>>>,
    /// What it stands for.
    pub body: Arc<[Token]>,
}

/// All tokens of a text from the command line.
pub fn tokenize(text: &str, report: &mut Report) -> Vec<Token> {
    let base = Bases::new(PathRules::default()).file("command line");
    let mut scanner = Scanner::new("command line", base, text.as_bytes().into(), report);
    let mut tokens = Vec::new();
    loop {
        match scanner.next_token(report) {
            Tok::Eof => return tokens,
            tok => tokens.push(Token::new(tok, &scanner.token_text)),
        }
    }
}

/// The macro that `-D name` or `-D name=value` defines; the error is the message for the user.
pub fn predefined(define: &str, report: &mut Report) -> Result<Macro, String> {
    let (name, value) = match define.find('=') {
        Some(i) if i > 0 => (&define[..i], &define[i + 1..]),
        _ => (define, "1"),
    };
    let tokens = tokenize(name, report);
    if !matches!(&tokens[..], [Token { tok: Tok::Ident, .. }]) {
        let shown = tokens.first().map_or(String::new(), |t| t.text.to_string());
        return Err(format!("asm: parsing -D: {} is not a valid identifier name", quote::string(&shown)));
    }
    Ok(Macro { name: name.into(), formals: None, body: tokenize(value, report).into() })
}

impl Macro {
    /// The body with the arguments put in, by position. A formal that got nothing stays.
    pub fn substitute(&self, actuals: &[Vec<Token>]) -> Arc<[Token]> {
        let formals = self.formals.as_deref().unwrap_or(&[]);
        let given: FxHashMap<&str, &Vec<Token>> = formals.iter().map(|f| &**f).zip(actuals).collect();
        let mut out = Vec::with_capacity(self.body.len());
        for token in self.body.iter() {
            match given.get(&*token.text) {
                Some(actual) if token.tok == Tok::Ident && !actual.is_empty() => out.extend_from_slice(actual),
                _ => out.push(token.clone()),
            }
        }
        out.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_replace_names() {
        let mut report = Report::new(false);
        let body = tokenize("ADDQ a, b", &mut report).into();
        let m = Macro { name: "M".into(), formals: Some(vec!["a".into(), "b".into()]), body };
        let actuals = [tokenize("$(1+2)", &mut report), tokenize("AX", &mut report)];
        let text: Vec<_> = m.substitute(&actuals).iter().map(|t| t.text.to_string()).collect();
        assert_eq!(text.concat(), "ADDQ$(1+2),AX");
    }

    #[test]
    fn defines_of_the_command_line() {
        let mut report = Report::new(false);
        let m = predefined("GOOS_linux", &mut report).unwrap();
        assert_eq!((&*m.name, &*m.body[0].text), ("GOOS_linux", "1"));
        assert_eq!(predefined("X=a·b", &mut report).unwrap().body[0].text, "a.b".into());
        assert!(predefined("1x", &mut report).unwrap_err().contains("is not a valid identifier name"));
    }
}
