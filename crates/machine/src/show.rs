//! Machine code and stack maps as text, for people. In: [`VCode`] before or after register allocation, a frame
//! with its maps. Out: one line an instruction, with virtual registers (`v7`) and, once there are any, the
//! places the allocator gave them; then one line for what each call tells the collector. The instructions themselves the
//! architecture shows.

use crate::bits::Bits;
use crate::frame::Frame;
use crate::locate::{FrameMaps, Word};
use crate::registers::Registers;
use crate::vcode::{MInst, VCode};
use regalloc2::{Allocation, AllocationKind, Edit, Inst, InstOrEdit, Operand, Output};
use ssa::Func;
use std::fmt::{self, Display, Formatter};

/// Gives the text of an instruction, given those of its allocator operands.
pub(crate) type ShowInst<'a> = dyn Fn(&VCode, usize, &dyn Fn(u8) -> String) -> String + 'a;

/// Shows machine code; with `out`, where everything is.
pub(crate) struct ShowCode<'a> {
    pub(crate) func: &'a Func,
    pub(crate) v: &'a VCode,
    pub(crate) out: Option<&'a Output>,
    pub(crate) inst: &'a ShowInst<'a>,
}

impl Display for ShowCode<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "vcode {:?} {{", self.func.name)?;
        for (i, &block) in self.v.blocks.iter().enumerate() {
            let params: Vec<String> = self.v.params[i].iter().map(|p| format!("v{}", p.vreg())).collect();
            writeln!(f, "{block}({}):", params.join(", "))?;
            self.block(f, i)?;
        }
        f.write_str("}\n")
    }
}

impl ShowCode<'_> {
    fn block(&self, f: &mut Formatter<'_>, index: usize) -> fmt::Result {
        let (from, to) = self.v.ranges[index];
        let args: Vec<String> = self.v.args[index].iter().map(|a| format!("v{}", a.vreg())).collect();
        let Some(out) = self.out else {
            (from..to).try_for_each(|n| self.inst(f, n as usize))?;
            return if args.is_empty() { Ok(()) } else { writeln!(f, "       with {}", args.join(", ")) };
        };
        for item in out.block_insts_and_edits(self.v, regalloc2::Block::new(index)) {
            match item {
                InstOrEdit::Inst(inst) => self.inst(f, inst.index())?,
                InstOrEdit::Edit(Edit::Move { from, to }) => {
                    writeln!(f, "       {} -> {}", self.loc(*from), self.loc(*to))?;
                }
            }
        }
        Ok(())
    }

    fn inst(&self, f: &mut Formatter<'_>, n: usize) -> fmt::Result {
        let inst = &self.v.insts[n];
        write!(f, "  {n:4} {}", (self.inst)(self.v, n, &|op| self.reg(n, op)))?;
        let all: Vec<String> = (0..self.v.ops(n).len()).map(|op| self.allocated(n, op)).collect();
        if !all.is_empty() {
            write!(f, "  [{}]", all.join(", "))?;
        }
        self.slots(f, inst)?;
        writeln!(f, "{}", inst.pos)
    }

    fn slots(&self, f: &mut Formatter<'_>, inst: &MInst) -> fmt::Result {
        inst.slots.iter().try_for_each(|s| write!(f, " {:?} {}{:+}.{}", s.access, s.slot, s.offset, s.size))
    }

    /// An allocator operand with its constraint, or with its place.
    fn allocated(&self, inst: usize, n: usize) -> String {
        let op: &Operand = &self.v.ops(inst)[n];
        match self.out {
            None => op.to_string(),
            Some(out) => format!("v{}={}", op.vreg().vreg(), self.loc(out.inst_allocs(Inst::new(inst))[n])),
        }
    }

    fn reg(&self, inst: usize, n: u8) -> String {
        let op = self.v.ops(inst)[usize::from(n)];
        let place = self.out.map(|out| self.loc(out.inst_allocs(Inst::new(inst))[usize::from(n)]));
        place.map_or_else(|| format!("v{}", op.vreg().vreg()), |place| place.to_string())
    }

    fn loc(&self, place: Allocation) -> Loc<'_> {
        Loc(place, self.v.registers)
    }
}

/// Shows where something was put.
struct Loc<'a>(Allocation, &'a Registers);

impl Display for Loc<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.kind() {
            AllocationKind::Reg => match self.0.as_reg() {
                Some(reg) => f.write_str(&(self.1.name)(reg)),
                None => f.write_str("none"),
            },
            AllocationKind::Stack => write!(f, "spill{}", self.0.as_stack().map_or(0, |s| s.index())),
            AllocationKind::None => f.write_str("none"),
        }
    }
}

/// Shows which words of a frame hold pointers, and when.
pub(crate) struct ShowMaps<'a> {
    pub(crate) func: &'a Func,
    pub(crate) v: &'a VCode,
    pub(crate) frame: &'a Frame,
    pub(crate) maps: &'a FrameMaps,
}

impl Display for ShowMaps<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (frame, maps) = (self.frame, self.maps);
        writeln!(f, "maps {:?} frame {} args {} {{", self.func.name, frame.size(), frame.args)?;
        for (id, slot) in self.func.slots.iter_enumerated().filter(|(id, _)| maps.used[*id]) {
            let taken = if maps.address_taken[id] { " address taken" } else { "" };
            let zero = &maps.zero[id];
            let zeroed = if zero.is_empty() { String::new() } else { format!(" zeroed at {zero:?}") };
            writeln!(f, "  {id} {:?} at SP{:+}{taken}{zeroed}", slot.name, frame.slots[id])?;
        }
        writeln!(f, "  always: {}", self.words(&maps.always))?;
        for (inst, set) in &maps.calls {
            writeln!(f, "  {inst:4}{}: {}", self.v.insts[*inst as usize].pos, self.words(set))?;
        }
        f.write_str("}\n")
    }
}

impl ShowMaps<'_> {
    fn words(&self, set: &Bits) -> String {
        let word = |w: Word| match w {
            Word::Spill(n) => format!("spill{n}@SP{:+}", self.frame.word(w)),
            Word::Slot(slot, offset) => format!("{slot}+{offset}@SP{:+}", self.frame.word(w)),
        };
        self.maps.words_of(set).map(word).collect::<Vec<_>>().join(" ")
    }
}
