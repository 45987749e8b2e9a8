//! `TEXT` lines and the branches between them. A function ends where the next one begins; then
//! every branch gets the instruction its label or `n(PC)` names.
//! Authority: `asmText`, `patch` in `cmd/asm/internal/asm/asm.go`; `linkpatch` in
//! `cmd/internal/obj/pass.go`.

use super::{Builder, Patch, Target};
use crate::arch::{Function, InstId, Operand, TextFlags};
use crate::lex::{Tok, Token};
use crate::parse::{Addr, Kind, NameKind};
use crate::quote;
use crate::report::Step;
use obj::Abi;
use obj::func::ARGS_SIZE_UNKNOWN;

impl Builder<'_, '_> {
    /// `TEXT name(SB), flags, $frame-args`
    pub(super) fn text(&mut self, operands: Vec<Vec<Token>>) -> Step<()> {
        if !matches!(operands.len(), 2 | 3) {
            return self.error("expect two or three operands for TEXT");
        }
        self.patch()?;
        self.labels.clear();
        let mut operands = operands.into_iter();
        let name_operand = operands.next().unwrap_or_default();
        let addr = self.parser.address(name_operand)?;
        if !self.valid_symbol("TEXT", &addr, false)? {
            return Ok(());
        }
        let Some(sym) = addr.sym else { return Ok(()) };
        let (flag_operand, size_operand) = match (operands.next(), operands.next()) {
            (Some(flags), Some(size)) => (Some(flags), size),
            (Some(size), None) => (None, size),
            _ => return Ok(()),
        };
        let flags = match flag_operand {
            Some(tokens) => self.integer("TEXT", tokens)?,
            None => 0,
        };
        let flags = TextFlags::from_bits_retain(flags as u32);
        if sym.abi == Abi::Internal && !flags.contains(TextFlags::NOSPLIT) {
            let name = quote::string(&sym.name);
            self.error(format!("TEXT {name}: ABIInternal requires NOSPLIT"))?;
        }
        let Some((frame, args)) = self.frame_sizes(&sym.name, &size_operand)? else { return Ok(()) };
        let (line, place) = (self.here(), self.place_text());
        let func = Function {
            sym: self.module.symbol(&sym),
            name: sym.name,
            abi: sym.abi,
            flags,
            frame,
            args,
            line,
            number: self.place.wrapping_add(1) as u32,
            insts: Vec::new(),
            spills: Vec::new(),
        };
        match self.module.add_text(func, place) {
            Ok(index) => self.text = Some(index),
            Err(message) => {
                self.parser.input.report.tool(message);
                self.text = None;
            }
        }
        self.count()?;
        self.text_place = self.place;
        Ok(())
    }

    /// `$frame-args`: two words, not a subtraction; only the frame may be negative.
    fn frame_sizes(&mut self, name: &str, tokens: &[Token]) -> Step<Option<(i64, i32)>> {
        let mut rest = match tokens {
            [dollar, rest @ ..] if dollar.tok == Tok::Punct('$') && !rest.is_empty() => rest,
            _ => &[],
        };
        let negative = rest.first().is_some_and(|t| t.tok == Tok::Punct('-'));
        if negative {
            rest = &rest[1..];
        }
        let frame = match rest {
            [number, after @ ..] if number.tok == Tok::Int => {
                rest = after;
                self.positive(&number.text)?
            }
            _ => {
                self.error(format!("TEXT {name}: frame size must be an immediate constant"))?;
                return Ok(None);
            }
        };
        let args = match rest {
            [] => ARGS_SIZE_UNKNOWN,
            [minus, number] if minus.tok == Tok::Punct('-') && number.tok == Tok::Int => {
                self.positive(&number.text)? as i32
            }
            _ => {
                self.error(format!("TEXT {name}: argument size must be of form -integer"))?;
                return Ok(None);
            }
        };
        Ok(Some((if negative { -frame } else { frame }, args)))
    }

    fn positive(&mut self, text: &str) -> Step<i64> {
        match quote::parse_int(text) {
            Ok(v) => Ok(v),
            Err(e) => {
                self.error(e)?;
                Ok(0)
            }
        }
    }

    /// Whether an operand is a symbol as directives want one; reports it if not.
    pub(super) fn valid_symbol(&mut self, directive: &str, a: &Addr, offset_ok: bool) -> Step<bool> {
        let name = quote::string(a.sym.as_ref().map_or("<erroneous symbol>", |s| &s.name));
        let global = matches!(a.name, NameKind::Extern | NameKind::Static);
        if a.sym.is_none() || !global || a.scale != 0 || a.reg.is_some() {
            self.error(format!("{directive} symbol {name} must be a symbol(SB)"))?;
            return Ok(false);
        }
        if !offset_ok && a.offset != 0 {
            self.error(format!("{directive} symbol {name} must not be offset from SB"))?;
            return Ok(false);
        }
        Ok(true)
    }

    /// The value of an operand that is a plain number.
    pub(super) fn integer(&mut self, directive: &str, tokens: Vec<Token>) -> Step<i64> {
        let a = self.parser.address(tokens)?;
        if a.kind != Kind::Mem || !a.is_plain() {
            self.error(format!("{directive}: expected integer constant; found {a}"))?;
        }
        Ok(a.offset)
    }

    /// The same at the end of the file. A branch whose label is missing there loses its operand,
    /// so that the back end refuses it: the official assembler goes on as if nothing were wrong.
    pub(super) fn last_patch(&mut self) -> Step<()> {
        self.patch()?;
        // Those in front of the first unknown label have their targets.
        let known = |p: &Patch| matches!(&p.target, Target::Label(label) if self.labels.contains_key(label));
        let left = self.patches.iter().position(|p| !known(p)).unwrap_or(self.patches.len());
        for patch in self.patches.split_off(left) {
            let inst = self.text.and_then(|t| self.module.texts[t].func.insts.get_mut(patch.inst));
            inst.map(|inst| inst.operands.pop());
        }
        Ok(())
    }

    /// Gives the branches of the current function their targets: first those whose place was
    /// known when they were read, then the others. At an unknown label it reports and stops; the
    /// rest is tried again at the next `TEXT`.
    pub(super) fn patch(&mut self) -> Step<()> {
        let mut waiting = Vec::new();
        for patch in std::mem::take(&mut self.patches) {
            match patch.target {
                Target::Place(place) => self.point(patch.inst, place),
                Target::Label(label) => waiting.push((patch.inst, label)),
            }
        }
        let undefined = waiting.iter().find(|(_, label)| !self.labels.contains_key(label)).map(|w| w.1.clone());
        for (inst, label) in &waiting {
            match self.labels.get(label) {
                Some(&place) => self.point(*inst, place),
                None => break,
            }
        }
        let Some(label) = undefined else { return Ok(()) };
        // The run has failed; what is kept only decides which labels the next message names.
        self.patches = waiting.into_iter().map(|(inst, label)| Patch { inst, target: Target::Label(label) }).collect();
        self.error(format!("undefined label {label}"))
    }

    /// Lets a branch of the current function lead to the instruction with number `place`.
    fn point(&mut self, branch: usize, place: i64) {
        let Some(func) = self.text.map(|t| &mut self.module.texts[t].func) else { return };
        let count = func.insts.len();
        let Some(inst) = func.insts.get_mut(branch) else { return };
        match usize::try_from(place.wrapping_sub(self.text_place + 1)) {
            Ok(index) if index < count => {
                if let Some(to) = inst.operands.last_mut() {
                    *to = Operand::Branch(InstId(index as u32));
                }
            }
            _ if place == self.text_place => self.parser.input.report.tool("branch to ATEXT"),
            _ => {
                let (number, op) = (self.text_place + 1 + branch as i64, inst.op);
                let text = format!("{number:05} ({})\t{op}\t{place}(PC)", inst.line.line);
                let message = format!("branch out of range ({:#x})\n{text} [<nil>]", place as u32);
                self.parser.input.report.tool(message);
            }
        }
    }
}
