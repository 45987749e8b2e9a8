//! Number literals. In: a lexer at the first digit (or behind a leading point). Out: the
//! literal with its kind, errors reported in the official order (the first one only).
//! Authority: the Go specification, "Integer literals" to "Imaginary literals".

use super::{Lexer, LitKind};
use crate::chars;

/// What a run of digits held.
#[derive(Clone, Copy, Default)]
struct Digits {
    digit: bool,
    separator: bool,
}

/// The parts of a number that its checks look at.
struct Number {
    base: u32,
    /// `x`, `o`, `b`, `0` for a leading zero, 0 for decimal.
    prefix: u8,
    kind: LitKind,
    /// Offset of the first digit not below the base.
    invalid: Option<usize>,
    found: Digits,
    ok: bool,
}

impl Lexer<'_> {
    /// A number; `seen_point`: it begins with a point, which was read.
    pub(super) fn number(&mut self, seen_point: bool) {
        let mut n =
            Number { base: 10, prefix: 0, kind: LitKind::Int, invalid: None, found: Digits::default(), ok: true };
        if seen_point || self.integer_part(&mut n) {
            n.kind = LitKind::Float;
            self.digits(&mut n);
        }
        if !n.found.digit {
            self.number_error(&mut n, |n| format!("{} literal has no digits", base_name(n.base)));
        }
        self.exponent(&mut n);
        if self.peek() == b'i' {
            n.kind = LitKind::Imag;
            self.at += 1;
        }
        self.check_digits(&mut n);
        self.literal(n.kind, n.ok);
    }

    fn number_error(&mut self, n: &mut Number, message: impl Fn(&Number) -> String) {
        if n.ok {
            self.error(message(n));
        }
        n.ok = false;
    }

    /// Prefix and digits before a point; true where a point follows (and was read).
    fn integer_part(&mut self, n: &mut Number) -> bool {
        if self.peek() == b'0' {
            self.at += 1;
            (n.base, n.prefix) = match self.peek() | 0x20 {
                b'x' => (16, b'x'),
                b'o' => (8, b'o'),
                b'b' => (2, b'b'),
                _ => (8, b'0'),
            };
            match n.prefix {
                b'0' => n.found.digit = true,
                _ => self.at += 1,
            }
        }
        self.digits(n);
        if self.peek() != b'.' {
            return false;
        }
        if matches!(n.prefix, b'o' | b'b') {
            self.number_error(n, |n| format!("invalid radix point in {} literal", base_name(n.base)));
        }
        self.at += 1;
        true
    }

    /// Digits and separators; decimal digits too large for a smaller base are noted.
    fn digits(&mut self, n: &mut Number) {
        loop {
            match self.peek() {
                b'_' => n.found.separator = true,
                c @ b'0'..=b'9' => {
                    n.found.digit = true;
                    if u32::from(c - b'0') >= n.base && n.invalid.is_none() {
                        n.invalid = Some(self.at);
                    }
                }
                b'a'..=b'f' | b'A'..=b'F' if n.base == 16 => n.found.digit = true,
                _ => return,
            }
            self.at += 1;
        }
    }

    fn exponent(&mut self, n: &mut Number) {
        let c = self.peek();
        let e = c | 0x20;
        if e != b'e' && e != b'p' {
            if n.prefix == b'x' && n.kind == LitKind::Float {
                self.number_error(n, |_| "hexadecimal mantissa requires a 'p' exponent".to_owned());
            }
            return;
        }
        let shown = chars::quote_rune(c as char);
        if e == b'e' && n.prefix != 0 && n.prefix != b'0' {
            self.number_error(n, |_| format!("{shown} exponent requires decimal mantissa"));
        } else if e == b'p' && n.prefix != b'x' {
            self.number_error(n, |_| format!("{shown} exponent requires hexadecimal mantissa"));
        }
        self.at += 1;
        n.kind = LitKind::Float;
        if matches!(self.peek(), b'+' | b'-') {
            self.at += 1;
        }
        let mut exponent = Number { base: 10, invalid: None, found: Digits::default(), ..*n };
        self.digits(&mut exponent);
        n.found.separator |= exponent.found.separator;
        if !exponent.found.digit {
            self.number_error(n, |_| "exponent has no digits".to_owned());
        }
    }

    fn check_digits(&mut self, n: &mut Number) {
        if !n.ok {
            return;
        }
        if n.kind == LitKind::Int
            && let Some(at) = n.invalid
        {
            let digit = chars::quote_rune(self.text[at] as char);
            self.error_at(at, format!("invalid digit {digit} in {} literal", base_name(n.base)));
            n.ok = false;
            return;
        }
        let text = &self.text[self.start as usize..self.at];
        if n.found.separator
            && let Some(i) = misplaced_separator(text)
        {
            self.error_at(self.start as usize + i, "'_' must separate successive digits");
            n.ok = false;
        }
    }
}

fn base_name(base: u32) -> &'static str {
    match base {
        2 => "binary",
        8 => "octal",
        10 => "decimal",
        _ => "hexadecimal",
    }
}

/// The index of the first `_` that does not stand between digits (a base prefix counts as
/// one).
fn misplaced_separator(text: &[u8]) -> Option<usize> {
    let prefixed = text.len() >= 2 && text[0] == b'0' && matches!(text[1] | 0x20, b'x' | b'o' | b'b');
    let hex = prefixed && text[1] | 0x20 == b'x';
    let is_digit = |c: u8| c.is_ascii_digit() || hex && c.is_ascii_hexdigit();
    let begin = if prefixed { 2 } else { 0 };
    let mut before_is_digit = prefixed;
    for (i, &c) in text.iter().enumerate().skip(begin) {
        if c == b'_' {
            if !before_is_digit {
                return Some(i);
            }
            if !text.get(i + 1).is_some_and(|&next| is_digit(next) || next == b'_') {
                return Some(i);
            }
        }
        before_is_digit = is_digit(c);
    }
    None
}
