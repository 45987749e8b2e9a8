//! Constant expressions on unsigned 64-bit words, with Go's precedence: `* / % << >> &` bind
//! tighter than `+ - | ^`. Nesting is limited; deeper text is an error, not a crash.
//! Authority: `cmd/asm/internal/asm/parse.go` (`expr`, `term`, `factor`, `floatExpr`).

use super::Parser;
use crate::lex::Tok;
use crate::quote;
use crate::report::Step;

/// Parentheses and signs in one expression, at most.
const MAX_NESTING: u32 = 200;

impl Parser<'_> {
    /// `term { ('+' | '-' | '|' | '^') term }`
    pub(super) fn expr(&mut self, depth: u32) -> Step<u64> {
        let mut value = self.term(depth)?;
        loop {
            let op = self.peek();
            if !matches!(op, Tok::Punct('+' | '-' | '|' | '^')) {
                return Ok(value);
            }
            self.advance();
            let right = self.term(depth)?;
            value = match op {
                Tok::Punct('+') => value.wrapping_add(right),
                Tok::Punct('-') => value.wrapping_sub(right),
                Tok::Punct('|') => value | right,
                _ => value ^ right,
            };
        }
    }

    /// `factor { ('*' | '/' | '%' | '<<' | '>>' | '&') factor }`
    fn term(&mut self, depth: u32) -> Step<u64> {
        if depth > MAX_NESTING {
            self.error("expression nested too deeply")?;
            self.skip_operand();
            return Ok(0);
        }
        let mut value = self.factor(depth)?;
        loop {
            let op = self.peek();
            if !matches!(op, Tok::Punct('*' | '/' | '%' | '&') | Tok::Lsh | Tok::Rsh) {
                return Ok(value);
            }
            self.advance();
            match op {
                Tok::Punct('*') => value = value.wrapping_mul(self.factor(depth)?),
                Tok::Punct('&') => value &= self.factor(depth)?,
                Tok::Punct('/') => value = self.divide(value, depth)?,
                Tok::Punct(_) => value = self.modulo(value, depth)?,
                Tok::Lsh => {
                    let shift = self.factor(depth)?;
                    if (shift as i64) < 0 {
                        self.error("negative left shift count")?;
                    }
                    return Ok(shifted(value, shift, u64::checked_shl));
                }
                _ => {
                    let shift = self.term(depth + 1)?;
                    if (shift as i64) < 0 {
                        self.error("negative right shift count")?;
                    }
                    if (value as i64) < 0 {
                        self.error("right shift of value with high bit set")?;
                    }
                    value = shifted(value, shift, u64::checked_shr);
                }
            }
        }
    }

    fn divide(&mut self, value: u64, depth: u32) -> Step<u64> {
        if (value as i64) < 0 {
            self.error("divide of value with high bit set")?;
        }
        let divisor = self.factor(depth)?;
        if divisor == 0 {
            self.error("division by zero")?;
        }
        Ok(value.checked_div(divisor).unwrap_or(value))
    }

    fn modulo(&mut self, value: u64, depth: u32) -> Step<u64> {
        let divisor = self.factor(depth)?;
        if (value as i64) < 0 {
            self.error("modulo of value with high bit set")?;
        }
        if divisor == 0 {
            self.error("modulo by zero")?;
        }
        Ok(value.checked_rem(divisor).unwrap_or(value))
    }

    /// `const | ('+' | '-' | '~') factor | '(' expr ')'`
    fn factor(&mut self, depth: u32) -> Step<u64> {
        if depth > MAX_NESTING {
            self.error("expression nested too deeply")?;
            self.skip_operand();
            return Ok(0);
        }
        let token = self.advance();
        match token.tok {
            Tok::Int => match quote::parse_uint(&token.text) {
                Ok(v) => Ok(v),
                Err(e) => {
                    self.error(e)?;
                    Ok(0)
                }
            },
            Tok::Char => self.rune(&token.text),
            Tok::Punct('+') => self.factor(depth + 1),
            Tok::Punct('-') => Ok(self.factor(depth + 1)?.wrapping_neg()),
            Tok::Punct('~') => Ok(!self.factor(depth + 1)?),
            Tok::Punct('(') => {
                let value = self.expr(depth + 1)?;
                if self.advance().tok != Tok::Punct(')') {
                    self.error("missing closing paren")?;
                }
                Ok(value)
            }
            _ => {
                self.error(format!("unexpected {} evaluating expression", token.text))?;
                Ok(0)
            }
        }
    }

    fn rune(&mut self, literal: &str) -> Step<u64> {
        let bytes = match quote::unquote(literal) {
            Ok(bytes) => bytes,
            Err(e) => {
                self.error(e)?;
                return Ok(0xfffd);
            }
        };
        match std::str::from_utf8(&bytes).ok().and_then(|s| s.chars().next()) {
            Some(c) => Ok(u64::from(c)),
            None => {
                self.error("illegal UTF-8 encoding for character constant")?;
                Ok(0xfffd)
            }
        }
    }

    /// `fconst | ('+' | '-') floatExpr | '(' floatExpr ')'`
    pub(super) fn float_expr(&mut self, depth: u32) -> Step<f64> {
        let token = self.advance();
        match token.tok {
            _ if depth > MAX_NESTING => {
                self.error("expression nested too deeply")?;
                self.skip_operand();
                Ok(0.0)
            }
            Tok::Punct('(') => {
                let value = self.float_expr(depth + 1)?;
                if self.advance().tok != Tok::Punct(')') {
                    self.error("missing closing paren")?;
                }
                Ok(value)
            }
            Tok::Punct('+') => self.float_expr(depth + 1),
            Tok::Punct('-') => Ok(-self.float_expr(depth + 1)?),
            Tok::Float => match quote::parse_float(&token.text) {
                Ok(v) => Ok(v),
                Err(e) => {
                    self.error(e)?;
                    Ok(0.0)
                }
            },
            _ => {
                self.error(format!("unexpected {} evaluating float expression", token.text))?;
                Ok(0.0)
            }
        }
    }
}

fn shifted(value: u64, count: u64, shift: fn(u64, u32) -> Option<u64>) -> u64 {
    u32::try_from(count).ok().and_then(|n| shift(value, n)).unwrap_or(0)
}
