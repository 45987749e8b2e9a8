//! Operands as the source text has them, symbols resolved to ids. In: what a parser or the code
//! generator puts together. Out: values that [`crate::assemble`] checks against the table of forms;
//! nothing here knows encodings.
//!
//! Pseudo-registers are gone by then: `x+8(FP)` is [`Base::Param`], `x-8(SP)` is [`Base::Auto`]
//! (a plain `8(SP)` is the hardware register), `name(SB)` is [`Base::Symbol`], and `4(PC)` or a label
//! is [`Operand::Branch`]. Authority: the comment on `obj.Addr` in `cmd/internal/obj/link.go`.

use crate::reg::Reg;
use base::Name;
use base::define_id;
use obj::SymId;
use std::sync::Arc;

define_id!(
    /// The place of an instruction in its [`Function`](crate::Function).
    InstId,
    "i"
);

/// What a memory address starts from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Base {
    /// Nothing: an absolute address, or only an index.
    #[default]
    None,
    /// A register; [`Reg::TLS`] for `off(TLS)`, a segment register for `off(GS)`.
    Reg(Reg),
    /// `name(SB)`, `name<>(SB)`, `name<ABIInternal>(SB)`: which one it is the symbol knows.
    Symbol(SymId),
    /// `name@GOT(SB)`: the entry of the global offset table.
    Got(SymId),
    /// `name-8(SP)`: offset from the top of the locals. The name is only shown.
    Auto(Option<Name>),
    /// `name+8(FP)`: offset from the start of the arguments. The name is only shown.
    Param(Option<Name>),
}

/// A memory operand: `disp + base + index*scale`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Mem {
    /// Base.
    pub base: Base,
    /// Index: a general register, a vector register (gather, scatter), `TLS` or a segment register
    /// (`(AX)(TLS*1)`, `(AX)(GS*1)`).
    pub index: Option<Reg>,
    /// 1, 2, 4 or 8 with an index, 0 without.
    pub scale: u8,
    /// Displacement, in the range of an `i32` once the frame is laid out.
    pub disp: i64,
}

impl Mem {
    /// `disp(reg)`.
    pub fn at(reg: Reg, disp: i64) -> Mem {
        Mem { base: Base::Reg(reg), disp, ..Mem::default() }
    }
    /// `disp(base)(index*scale)`.
    pub fn indexed(base: Reg, index: Reg, scale: u8, disp: i64) -> Mem {
        Mem { base: Base::Reg(base), index: Some(index), scale, disp }
    }
    /// `sym+disp(SB)`.
    pub fn symbol(sym: SymId, disp: i64) -> Mem {
        Mem { base: Base::Symbol(sym), disp, ..Mem::default() }
    }
}

/// One operand of an instruction.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// A register.
    Reg(Reg),
    /// `$123`.
    Imm(i64),
    /// `$1.5`.
    Float(f64),
    /// `$"text"`; only data directives take one, here it is an operand error.
    Text(Arc<[u8]>),
    /// Memory. `JMP name(SB)` and `CALL name(SB)` have their target in this form, too.
    Mem(Mem),
    /// `$name+8(SB)`, `$x-8(SP)`, `$x+8(FP)`, `$8(AX)`: the address of memory.
    Addr(Mem),
    /// `*name(SB)`: a jump or call through a word in memory.
    Indirect(Mem),
    /// An instruction of the same function: a label or `n(PC)`.
    Branch(InstId),
    /// What the language can say and no instruction takes, as messages show it: `name(SB)` with another base,
    /// a pseudo-register as an index.
    Unusable(Arc<str>),
    /// `[Z4-Z7]`: a block of vector registers, first and last.
    List(Reg, Reg),
}

impl From<Reg> for Operand {
    fn from(r: Reg) -> Self {
        Operand::Reg(r)
    }
}

impl From<Mem> for Operand {
    fn from(m: Mem) -> Self {
        Operand::Mem(m)
    }
}

impl Operand {
    /// The register, if it is one.
    pub fn reg(&self) -> Option<Reg> {
        match self {
            Operand::Reg(r) => Some(*r),
            _ => None,
        }
    }
    /// The memory operand, address or pointer cell, if it is one of these.
    pub fn mem(&self) -> Option<&Mem> {
        match self {
            Operand::Mem(m) | Operand::Addr(m) | Operand::Indirect(m) => Some(m),
            _ => None,
        }
    }
}
