//! Instructions and jumps: parsed operands become those of the back end. Whether the machine has
//! such an instruction is decided there.
//! Authority: `asmInstruction`, `asmJump` in `cmd/asm/internal/asm/asm.go`.

use super::{Builder, Target};
use crate::arch::{Base, Inst, InstId, Mem, Op, Operand, STACK_POINTER, Suffixes};
use crate::parse::{Addr, AnyReg, Kind, NameKind, Statement};
use crate::report::Step;

/// Operands of an instruction, at most.
const MAX_OPERANDS: usize = 5;

impl Builder<'_, '_> {
    pub(super) fn instruction(&mut self, op: Op, statement: Statement) -> Step<()> {
        let Statement { word, suffix, operands } = statement;
        self.parser.set_jump(op.is_jump());
        let addrs = self.addresses(operands)?;
        let pseudo = |a: &Addr| a.reg.is_some_and(|r| r.real().is_none());
        if !op.is_jump() && addrs.iter().any(pseudo) {
            self.error(format!("illegal use of pseudo-register in {word}"))?;
        }
        if op.is_jump() {
            return self.jump(op, &suffix, addrs);
        }
        if addrs.len() > MAX_OPERANDS {
            return self.error(format!("can't handle {op} instruction with {} operands", addrs.len()));
        }
        let line = self.here();
        let Some(suffixes) = self.suffixes(&suffix)? else { return Ok(()) };
        let operands = self.operands(&addrs);
        // END is a mark for the eye: it takes a place and makes nothing.
        let op = if op == Op::END { Op::NOP } else { op };
        self.append(Inst { suffixes, ..Inst::new(op, operands, line) }, None)
    }

    fn suffixes(&mut self, text: &str) -> Step<Option<Suffixes>> {
        match Suffixes::parse(text.strip_prefix('.').unwrap_or(text)) {
            Ok(suffixes) => Ok(Some(suffixes)),
            Err(message) => {
                self.error(message)?;
                Ok(None)
            }
        }
    }

    /// A jump's last operand is its target; one in front of it is kept.
    fn jump(&mut self, op: Op, suffix: &str, mut addrs: Vec<Addr>) -> Step<()> {
        let line = self.here();
        if !matches!(addrs.len(), 1 | 2) {
            return self.error(format!("wrong number of arguments to {op} instruction"));
        }
        let Some(target) = addrs.pop() else { return Ok(()) };
        let symbolic = matches!(target.name, NameKind::Extern | NameKind::Static);
        let mut branch = None;
        let to = match target.kind {
            Kind::Branch => {
                branch = Some(Target::Place((self.place + 1).wrapping_add(target.offset)));
                Operand::Branch(InstId::NONE)
            }
            Kind::Mem if !symbolic && target.reg.is_none() && target.offset == 0 => {
                // A label. Without a name an error was reported, or it is `(AX*8)`, which the
                // official assembler drops without a word.
                let Some(label) = &target.sym else { return Ok(()) };
                branch = Some(match self.labels.get(&label.name) {
                    Some(&place) => Target::Place(place),
                    None => Target::Label(label.name.clone()),
                });
                Operand::Branch(InstId::NONE)
            }
            Kind::Mem | Kind::Indirect if symbolic => self.symbolic_target(op, &target),
            Kind::Mem if target.name != NameKind::None => {
                return self.error(format!("cannot assemble jump {}", target.parts()));
            }
            Kind::Reg | Kind::Const | Kind::Mem => self.operand(&target),
            Kind::None => return self.append(Inst::new(op, [], line), None),
            _ => return self.error(format!("cannot assemble jump {}", target.parts())),
        };
        let Some(suffixes) = self.suffixes(suffix)? else { return Ok(()) };
        let mut operands = self.operands(&addrs);
        operands.push(to);
        self.append(Inst { suffixes, ..Inst::new(op, operands, line) }, branch)
    }

    /// The operands the back end gets. Those that were not understood are reported already.
    fn operands(&mut self, addrs: &[Addr]) -> Vec<Operand> {
        addrs.iter().filter(|a| a.kind != Kind::None).map(|a| self.operand(a)).collect()
    }

    /// `name(SB)` behind a jump. Registers behind it mean nothing to calls and plain jumps.
    fn symbolic_target(&mut self, op: Op, target: &Addr) -> Operand {
        let plain = Addr { reg: None, index: None, scale: 0, ..target.clone() };
        self.operand(if matches!(op, Op::CALL | Op::JMP) { &plain } else { target })
    }

    /// One operand.
    fn operand(&mut self, a: &Addr) -> Operand {
        self.usable(a).unwrap_or_else(|| Operand::Unusable(a.to_string().into()))
    }

    /// The operand the back end gets; `None` for what no instruction takes: a symbol with a
    /// register as base, a pseudo-register as index.
    fn usable(&mut self, a: &Addr) -> Option<Operand> {
        Some(match &a.kind {
            Kind::None => return None,
            Kind::Reg => Operand::Reg(a.reg.and_then(AnyReg::real)?),
            Kind::Const => Operand::Imm(a.offset),
            Kind::Float(v) => Operand::Float(*v),
            Kind::Text(text) => Operand::Text(text.clone()),
            Kind::Branch => Operand::Branch(InstId::NONE),
            Kind::List(last) => Operand::List(a.reg.and_then(AnyReg::real)?, *last),
            Kind::Mem => Operand::Mem(self.mem(a)?),
            Kind::Addr => Operand::Addr(self.mem(a)?),
            Kind::Indirect => Operand::Indirect(self.mem(a)?),
        })
    }

    fn mem(&mut self, a: &Addr) -> Option<Mem> {
        if a.name != NameKind::None && a.reg.is_some_and(|r| r != AnyReg::Real(STACK_POINTER)) {
            return None;
        }
        let name = a.sym.as_ref().map(|s| self.module.names.intern(&s.name));
        let base = match (a.name, &a.sym) {
            (NameKind::Extern | NameKind::Static, Some(sym)) => Base::Symbol(self.module.symbol(sym)),
            (NameKind::Extern | NameKind::Static, None) => return None,
            (NameKind::Param, _) => Base::Param(name),
            (NameKind::Auto, _) => Base::Auto(name),
            (NameKind::None, _) => match a.reg {
                None => Base::None,
                Some(r) => Base::Reg(r.real()?),
            },
        };
        let index = match a.index {
            None => None,
            Some(r) => Some(r.real()?),
        };
        Some(Mem { base, index, scale: a.scale, disp: a.offset })
    }
}
