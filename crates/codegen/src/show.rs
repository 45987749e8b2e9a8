//! Machine code and stack maps as text, for people. In: [`VCode`] before or after register allocation, a frame
//! with its maps. Out: one line an instruction, with virtual registers (`v7`) and, once there are any, the
//! places the allocator gave them (`v7=RAX`); then one line for what each call tells the collector.

use crate::bits::Bits;
use crate::frame::Frame;
use crate::locate::{FrameMaps, Word};
use crate::regs;
use crate::vcode::{Amode, Base, Kind, MInst, MOp, VCode};
use base::Id;
use regalloc2::{Allocation, AllocationKind, Edit, Inst, InstOrEdit, Operand, Output};
use ssa::Func;
use std::fmt::{self, Display, Formatter};

/// Shows machine code; with `out`, where everything is.
pub(crate) struct ShowCode<'a> {
    pub(crate) func: &'a Func,
    pub(crate) v: &'a VCode,
    pub(crate) out: Option<&'a Output>,
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
                InstOrEdit::Edit(Edit::Move { from, to }) => writeln!(f, "       {} -> {}", Loc(*from), Loc(*to))?,
            }
        }
        Ok(())
    }

    fn inst(&self, f: &mut Formatter<'_>, n: usize) -> fmt::Result {
        let inst = &self.v.insts[n];
        write!(f, "  {n:4} ")?;
        match &inst.kind {
            Kind::Plain { code, ops, lock } => {
                write!(f, "{}{code:?}", if *lock { "lock " } else { "" })?;
                let shown = ops.iter().filter(|op| !matches!(op, MOp::None)).map(|op| self.operand(n, op));
                write!(f, " {}", shown.collect::<Vec<_>>().join(", "))?;
            }
            kind => write!(f, "{kind:?}")?,
        }
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
            Some(out) => format!("v{}={}", op.vreg().vreg(), Loc(out.inst_allocs(Inst::new(inst))[n])),
        }
    }

    fn operand(&self, inst: usize, op: &MOp) -> String {
        match op {
            MOp::None => String::new(),
            MOp::Reg(n, size) => format!("{}.{size}", self.reg(inst, *n)),
            MOp::Phys(r, size) => format!("{:?}", regs::name(*r, *size)),
            MOp::Imm(n) => format!("{n}"),
            MOp::Mem(a) => self.address(inst, a),
        }
    }

    fn address(&self, inst: usize, a: &Amode) -> String {
        let base = match a.base {
            Base::Op(n) => self.reg(inst, n),
            Base::Phys(r) => format!("{:?}", regs::name(r, 8)),
            Base::Slot(s) => s.to_string(),
            Base::Out => "out".to_owned(),
            Base::Arg => "arg".to_owned(),
            Base::Sym(s) => {
                let (name, abi) = &self.v.syms.list()[s.index()];
                format!("{name:?}<{}>", abi.to_u16())
            }
        };
        let index = a.index.map(|(n, scale)| format!("+{}*{scale}", self.reg(inst, n))).unwrap_or_default();
        let disp = if a.disp == 0 { String::new() } else { format!("{:+}", a.disp) };
        format!("[{base}{index}{disp}]")
    }

    fn reg(&self, inst: usize, n: u8) -> String {
        let op = self.v.ops(inst)[usize::from(n)];
        let place = self.out.map(|out| Loc(out.inst_allocs(Inst::new(inst))[usize::from(n)]));
        place.map_or_else(|| format!("v{}", op.vreg().vreg()), |place| place.to_string())
    }
}

/// Shows where something was put.
struct Loc(Allocation);

impl Display for Loc {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.kind() {
            AllocationKind::Reg => match self.0.as_reg() {
                Some(reg) => write!(f, "{:?}", regs::name(reg, 8)),
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
