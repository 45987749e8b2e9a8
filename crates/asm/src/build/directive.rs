//! `DATA`, `GLOBL`, `PCDATA`, `FUNCDATA`, `PCALIGN`.
//! Authority: `cmd/asm/internal/asm/asm.go`, `cmd/internal/obj/data.go`.

use super::Builder;
use crate::arch::{Inst, Line, Mem, Op, Operand, TextFlags};
use crate::lex::{Tok, Token};
use crate::module::Value;
use crate::parse::{Addr, Kind};
use crate::quote;
use crate::report::Step;

impl Builder<'_, '_> {
    /// `DATA name<>+4(SB)/8, $value`
    pub(super) fn data(&mut self, operands: Vec<Vec<Token>>) -> Step<()> {
        let [mut target, value]: [Vec<Token>; 2] = match operands.try_into() {
            Ok(two) => two,
            Err(_) => return self.error("expect two operands for DATA"),
        };
        let size_text = match &target[..] {
            [_, .., slash, size] if slash.tok == Tok::Punct('/') && size.tok == Tok::Int => size.text.clone(),
            _ => return self.error("expect /size for DATA argument"),
        };
        target.truncate(target.len() - 2);
        let size = match size_text.parse::<i64>() {
            Ok(size) => size,
            Err(_) => {
                let quoted = quote::string(&size_text);
                self.error(format!("bad size for DATA argument: {quoted}"))?;
                0
            }
        };
        let addr = self.parser.address(target)?;
        if !self.valid_symbol("DATA", &addr, true)? {
            return Ok(());
        }
        let value = self.parser.address(value)?;
        if !matches!(value.kind, Kind::Const | Kind::Float(_) | Kind::Text(_) | Kind::Addr) {
            return self.error("DATA value must be an immediate constant or address");
        }
        self.write_data(&addr, size, &value)
    }

    fn write_data(&mut self, target: &Addr, size: i64, value: &Addr) -> Step<()> {
        let Some(sym) = &target.sym else { return Ok(()) };
        // The official rule against overlaps: offsets of one symbol never go back.
        if self.data_ends.get(&sym.name).is_some_and(|&end| target.offset < end) {
            return self.error(format!("overlapping DATA entry for {}", sym.name));
        }
        self.data_ends.insert(sym.name.clone(), target.offset.wrapping_add(size));
        let bytes = match (&value.kind, size) {
            (Kind::Const, 1 | 2 | 4 | 8) => Value::Bytes(value.offset.to_le_bytes()[..size as usize].to_vec()),
            (Kind::Const, _) => return self.error(format!("bad int size for DATA argument: {size}")),
            (Kind::Float(v), 4) => Value::Bytes((*v as f32).to_le_bytes().to_vec()),
            (Kind::Float(v), 8) => Value::Bytes(v.to_le_bytes().to_vec()),
            (Kind::Float(_), _) => return self.error(format!("bad float size for DATA argument: {size}")),
            (Kind::Text(text), _) => {
                if size < text.len() as i64 {
                    let message = format!("WriteString: bad string size: {size} < {}", text.len());
                    self.parser.input.report.tool(message);
                }
                Value::Bytes(text.to_vec())
            }
            (_, 8) => match &value.sym {
                Some(of) => Value::Address(self.module.symbol(of), value.offset),
                None => return self.error("DATA value must be an immediate constant or address"),
            },
            _ => return self.error(format!("bad addr size for DATA argument: {size}")),
        };
        let id = self.module.symbol(sym);
        if let Err(message) = self.module.data(id, target.offset, size, bytes) {
            self.parser.input.report.tool(message);
        }
        Ok(())
    }

    /// `GLOBL name<>(SB), flags, $size`
    pub(super) fn globl(&mut self, operands: Vec<Vec<Token>>) -> Step<()> {
        if !matches!(operands.len(), 2 | 3) {
            return self.error("expect two or three operands for GLOBL");
        }
        let mut operands = operands;
        let size_operand = operands.pop().unwrap_or_default();
        let flag_operand = if operands.len() == 2 { operands.pop() } else { None };
        let addr = self.parser.address(operands.swap_remove(0))?;
        if !self.valid_symbol("GLOBL", &addr, false)? {
            return Ok(());
        }
        let flags = match flag_operand {
            Some(tokens) => self.integer("GLOBL", tokens)?,
            None => 0,
        };
        let size = self.parser.address(size_operand)?;
        if !self.valid_immediate("GLOBL", &size)? {
            return Ok(());
        }
        let Some(sym) = &addr.sym else { return Ok(()) };
        self.here();
        let (id, place) = (self.module.symbol(sym), self.place_text());
        let flags = TextFlags::from_bits_retain(flags as u32);
        if let Err(message) = self.module.globl(id, size.offset, flags, &place) {
            self.parser.input.report.tool(message);
        }
        Ok(())
    }

    fn valid_immediate(&mut self, directive: &str, a: &Addr) -> Step<bool> {
        let fits = a.kind == Kind::Const && a.is_plain();
        if !fits {
            self.error(format!("{directive}: expected immediate constant; found {a}"))?;
        }
        Ok(fits)
    }

    /// `PCDATA $table, $value`
    pub(super) fn pcdata(&mut self, operands: Vec<Vec<Token>>) -> Step<()> {
        let [table, value]: [Vec<Token>; 2] = match operands.try_into() {
            Ok(two) => two,
            Err(_) => return self.error("expect two operands for PCDATA"),
        };
        let table = self.parser.address(table)?;
        if !self.valid_immediate("PCDATA", &table)? {
            return Ok(());
        }
        let value = self.parser.address(value)?;
        if !self.valid_immediate("PCDATA", &value)? {
            return Ok(());
        }
        let line = self.here();
        let operands = [Operand::Imm(table.offset), Operand::Imm(value.offset)];
        self.append(Inst::new(Op::PCDATA, operands, line), None)
    }

    /// `FUNCDATA $table, name(SB)`
    pub(super) fn funcdata(&mut self, operands: Vec<Vec<Token>>) -> Step<()> {
        let [table, value]: [Vec<Token>; 2] = match operands.try_into() {
            Ok(two) => two,
            Err(_) => return self.error("expect two operands for FUNCDATA"),
        };
        let table = self.parser.address(table)?;
        if !self.valid_immediate("FUNCDATA", &table)? {
            return Ok(());
        }
        let addr = self.parser.address(value)?;
        if !self.valid_symbol("FUNCDATA", &addr, true)? {
            return Ok(());
        }
        let Some(sym) = &addr.sym else { return Ok(()) };
        let (line, id) = (self.here(), self.module.symbol(sym));
        let operands = [Operand::Imm(table.offset), Operand::Mem(Mem::symbol(id, addr.offset))];
        self.append(Inst::new(Op::FUNCDATA, operands, line), None)
    }

    /// `PCALIGN $boundary`.
    pub(super) fn pcalign(&mut self, operands: Vec<Vec<Token>>) -> Step<()> {
        let [boundary]: [Vec<Token>; 1] = match operands.try_into() {
            Ok(one) => one,
            Err(_) => return self.error("expect one operand for PCALIGN"),
        };
        let boundary = self.parser.address(boundary)?;
        if !self.valid_immediate("PCALIGN", &boundary)? {
            return Ok(());
        }
        let line = if self.module.alignment_has_line { self.here() } else { Line::new(0, 0) };
        self.append(Inst::new(Op::PCALIGN, [Operand::Imm(boundary.offset)], line), None)
    }
}
