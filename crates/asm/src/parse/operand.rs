//! One operand: `$sym±offset(SB)(reg)(index*scale)` with every part optional, read from left to
//! right. Errors are reported and a best guess is returned, so that parsing goes on.
//! Authority: `cmd/asm/internal/asm/parse.go` (`operand` and what it calls).

use super::Parser;
use super::addr::{Addr, AnyReg, Kind, NameKind, SymName};
use crate::lex::{Tok, Token};
use crate::quote;
use crate::report::Step;
use obj::Abi;
use std::sync::Arc;

/// What stands in front of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefix {
    None,
    Dollar,
    Star,
}

/// What an operand that is neither symbol nor register begins with.
enum Lead {
    Constant,
    Other,
    /// The operand ended too early.
    Cut,
}

/// A register with an optional scale.
struct Scaled {
    reg: AnyReg,
    /// The second one of a pair, which this machine never allows.
    pair: bool,
    scale: u8,
}

impl Parser<'_> {
    /// Reads a whole operand.
    pub(crate) fn address(&mut self, tokens: Vec<Token>) -> Step<Addr> {
        self.start(tokens);
        let mut addr = Addr::default();
        self.operand(&mut addr)?;
        Ok(addr)
    }

    fn operand(&mut self, a: &mut Addr) -> Step<()> {
        if !self.more() {
            return self.error("empty operand: cannot happen");
        }
        let prefix = match self.peek() {
            Tok::Punct('$') => Prefix::Dollar,
            Tok::Punct('*') => Prefix::Star,
            _ => Prefix::None,
        };
        if prefix != Prefix::None {
            self.advance();
        }
        let token = self.advance();
        let register = if token.tok == Tok::Ident { AnyReg::lookup(&token.text) } else { None };
        if token.tok == Tok::Ident && register.is_none() {
            self.symbol_reference(a, &token.text, prefix)?;
            if self.peek() == Tok::Eof {
                return Ok(());
            }
        }
        if token.tok == Tok::Punct('[') {
            if prefix != Prefix::None {
                self.error("illegal use of register list")?;
            }
            self.register_list(a)?;
            return self.expect_end();
        }
        if register.is_some() {
            if let Some(r) = self.register(&token.text, prefix)? {
                if r.scale != 0 {
                    self.error("expected simple register reference")?;
                }
                (a.kind, a.reg) = (Kind::Reg, Some(r.reg));
            }
            return self.expect_end();
        }
        match self.lead(&token)? {
            Lead::Cut => Ok(()),
            Lead::Constant => {
                self.back();
                self.constant(a, prefix)
            }
            Lead::Other => {
                self.register_indirect(a, prefix)?;
                self.expect_end()
            }
        }
    }

    /// What `token`, just read, begins. A parenthesis begins a constant unless a register
    /// follows; then it is put back.
    fn lead(&mut self, token: &Token) -> Step<Lead> {
        match token.tok {
            Tok::Int | Tok::Float | Tok::Str | Tok::Char | Tok::Punct('+' | '-' | '~') => Ok(Lead::Constant),
            Tok::Punct('(') => {
                let inner = self.advance();
                if inner.tok == Tok::Eof {
                    self.error("missing right parenthesis")?;
                    return Ok(Lead::Cut);
                }
                self.back();
                if AnyReg::lookup(&inner.text).is_none() {
                    return Ok(Lead::Constant);
                }
                self.back();
                Ok(Lead::Other)
            }
            _ => Ok(Lead::Other),
        }
    }

    /// A number, float or string, perhaps the displacement of what follows it.
    fn constant(&mut self, a: &mut Addr, prefix: Prefix) -> Step<()> {
        if self.have(Tok::Float) {
            if prefix != Prefix::Dollar {
                self.error("floating-point constant must be an immediate")?;
            }
            a.kind = Kind::Float(self.float_expr(0)?);
            return self.expect_end();
        }
        if self.have(Tok::Str) {
            if prefix != Prefix::Dollar {
                return self.error("string constant must be an immediate");
            }
            let token = self.get(Tok::Str)?;
            let bytes = match quote::unquote(&token.text) {
                Ok(bytes) => bytes,
                Err(e) => {
                    self.error(format!("string parse error: {e}"))?;
                    Vec::new()
                }
            };
            a.kind = Kind::Text(bytes.into());
            return self.expect_end();
        }
        a.offset = self.expr(0)? as i64;
        if self.peek() != Tok::Punct('(') {
            a.kind = match prefix {
                Prefix::Dollar => Kind::Const,
                Prefix::Star => Kind::Indirect,
                Prefix::None => Kind::Mem,
            };
            return self.expect_end();
        }
        self.register_indirect(a, prefix)?;
        self.expect_end()
    }

    /// A register, perhaps with a scale; `None` when it was none (reported).
    fn register(&mut self, name: &str, prefix: Prefix) -> Step<Option<Scaled>> {
        let Some(reg) = AnyReg::lookup(name) else {
            self.error(format!("expected register; found {name}"))?;
            return Ok(None);
        };
        if prefix == Prefix::Dollar {
            self.error(format!("prefix $ not allowed for register: ${name}"))?;
        }
        let mut pair = false;
        let separator = self.peek();
        if matches!(separator, Tok::Punct(':' | ',' | '+')) {
            self.advance();
            match separator {
                Tok::Punct(',') => {
                    self.error("(register,register) not supported on this architecture")?;
                    return Ok(None);
                }
                Tok::Punct('+') => {
                    self.error("(register+register) not supported on this architecture")?;
                    return Ok(None);
                }
                _ => {}
            }
            let second = self.advance();
            if AnyReg::lookup(&second.text).is_none() {
                self.error(format!("expected register; found {}", second.text))?;
                return Ok(None);
            }
            pair = true;
        }
        let mut scale = 0;
        if self.peek() == Tok::Punct('*') {
            self.advance();
            let token = self.advance();
            scale = match &*token.text {
                "1" => 1,
                "2" => 2,
                "4" => 4,
                "8" => 8,
                bad => {
                    self.error(format!("bad scale: {bad}"))?;
                    0
                }
            };
        }
        Ok(Some(Scaled { reg, pair, scale }))
    }

    /// A symbol that is no register: `name<>+offset(SB)` and the like, or a label.
    fn symbol_reference(&mut self, a: &mut Addr, name: &str, prefix: Prefix) -> Step<()> {
        let name = self.qualify(name);
        a.kind = match prefix {
            Prefix::None => Kind::Mem,
            Prefix::Dollar => Kind::Addr,
            Prefix::Star => Kind::Indirect,
        };
        let abi = self.symbol_attributes(&name, true)?;
        if matches!(self.peek(), Tok::Punct('+' | '-')) {
            a.offset = self.expr(0)? as i64;
        }
        a.sym = Some(SymName { name: name.clone(), abi });
        if self.peek() == Tok::Eof {
            if prefix == Prefix::None && self.is_jump() {
                return Ok(());
            }
            return self.error(format!("illegal or missing addressing mode for symbol {name}"));
        }
        self.get(Tok::Punct('('))?;
        let reg = self.get(Tok::Ident)?;
        self.get(Tok::Punct(')'))?;
        self.set_pseudo(a, &reg.text, abi == Abi::Static, prefix)
    }

    /// `name` with the package in front when it begins with a dot.
    pub(super) fn qualify(&self, name: &str) -> Arc<str> {
        if name.starts_with('.') { format!("{}{name}", self.pkg_prefix()).into() } else { name.into() }
    }

    /// `<>`, `<ABI0>`, `<ABIInternal>` or nothing behind a name.
    pub(super) fn symbol_attributes(&mut self, name: &str, report: bool) -> Step<Abi> {
        if self.peek() != Tok::Punct('<') {
            return Ok(Abi::Abi0);
        }
        self.advance();
        let mut abi = Abi::Abi0;
        if self.peek() == Tok::Punct('>') {
            abi = Abi::Static;
        } else if self.peek() == Tok::Ident {
            let token = self.get(Tok::Ident)?;
            let quoted = quote::string(name);
            match &*token.text {
                _ if !self.allow_abi() && report => {
                    let text = "ABI selector only permitted when compiling runtime, reference was to";
                    self.error(format!("{text} {quoted}"))?;
                }
                _ if !self.allow_abi() => {}
                "ABI0" => {}
                "ABIInternal" => abi = Abi::Internal,
                other if report => {
                    let selector = quote::string(other);
                    self.error(format!("malformed ABI selector {selector} in reference to {quoted}"))?;
                }
                _ => {}
            }
        }
        self.get(Tok::Punct('>'))?;
        Ok(abi)
    }

    fn set_pseudo(&mut self, a: &mut Addr, reg: &str, is_static: bool, prefix: Prefix) -> Step<()> {
        if let Some(set) = a.reg {
            self.error(format!("internal error: reg {reg} already set in pseudo ({set})"))?;
        }
        match reg {
            "FP" => a.name = NameKind::Param,
            "PC" => {
                if prefix != Prefix::None {
                    self.error("illegal addressing mode for PC")?;
                }
                a.kind = Kind::Branch;
            }
            "SB" => a.name = if is_static { NameKind::Static } else { NameKind::Extern },
            "SP" => a.name = NameKind::Auto,
            _ => self.error(format!("expected pseudo-register; found {reg}"))?,
        }
        if prefix == Prefix::Dollar {
            a.kind = Kind::Addr;
        }
        Ok(())
    }

    /// `(R1)`, `(R2*scale)`, `(R1)(R2*scale)` or `(PC)` and other pseudo-registers.
    fn register_indirect(&mut self, a: &mut Addr, prefix: Prefix) -> Step<()> {
        self.get(Tok::Punct('('))?;
        let token = self.advance();
        let found = self.register(&token.text, Prefix::None)?;
        if found.is_none() {
            self.error(format!("indirect through non-register {}", token.text))?;
        }
        self.get(Tok::Punct(')'))?;
        a.kind = Kind::Mem;
        let Some(first) = found else { return Ok(()) };
        if first.reg.real().is_none() {
            if first.pair {
                return self.error("cannot use pseudo-register in pair");
            }
            if first.reg != AnyReg::Pc && a.name == NameKind::None {
                self.error(format!("cannot reference {} without a symbol", token.text))?;
            }
            return self.set_pseudo(a, &token.text, false, prefix);
        }
        a.reg = Some(first.reg);
        if first.pair {
            self.error("indirect through register pair")?;
        }
        if prefix == Prefix::Dollar {
            a.kind = Kind::Addr;
        }
        if first.scale != 0 {
            (a.reg, a.index, a.scale) = (None, Some(first.reg), first.scale);
        } else if self.peek() == Tok::Punct('(') {
            self.advance();
            let token = self.advance();
            match self.register(&token.text, Prefix::None)? {
                Some(second) => {
                    if second.pair {
                        self.error("unimplemented two-register form")?;
                    }
                    (a.index, a.scale) = (Some(second.reg), second.scale);
                }
                None => self.error(format!("indirect through non-register {}", token.text))?,
            }
            self.get(Tok::Punct(')'))?;
        }
        Ok(())
    }

    /// `[Z0-Z3]` behind its bracket.
    fn register_list(&mut self, a: &mut Addr) -> Step<()> {
        let first = self.advance();
        let Some(low) = AnyReg::lookup(&first.text) else {
            return self.error(if first.tok == Tok::Eof {
                "register list: expected ']', found EOF".to_string()
            } else {
                format!("register list: bad low register in `[{}`", first.text)
            });
        };
        let dash = self.advance().tok;
        if dash != Tok::Punct('-') {
            let found = dash.describe();
            return self.error(format!("register list: expected '-' after `[{}`, found {found}", first.text));
        }
        let second = self.advance();
        let Some(high) = AnyReg::lookup(&second.text) else {
            let text = format!("register list: bad high register in `[{}-{}`", first.text, second.text);
            return self.error(text);
        };
        let close = self.advance().tok;
        if close != Tok::Punct(']') {
            let (from, to, found) = (&first.text, &second.text, close.describe());
            self.error(format!("register list: expected ']' after `[{from}-{to}`, found {found}"))?;
        }
        match (low, high.real()) {
            (AnyReg::Real(_), Some(high)) => (a.kind, a.reg) = (Kind::List(high), Some(low)),
            _ => self.error("register list: bad register")?,
        }
        Ok(())
    }
}
