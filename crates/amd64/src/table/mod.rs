//! The instruction table: one row per form, in the order in which forms are tried.
//!
//! A row reads `[classes] arrow target`:
//! - classes: what each operand must be, in Go's order (sources first); see [`Class`]. `Kopt` is a write
//!   mask that may be left out: with it the row stands for two forms;
//! - arrow: how Go's operands become those of the machine manuals, see [`Arrow`];
//! - target: an iced-x86 `Code`, or bytes in brackets for instructions without encoded operands.
//!
//! Everything else about a form (operand sizes, opcode, prefixes, disp8 scaling, which suffixes it
//! takes) iced-x86 knows from the `Code`; [`crate::form`] joins both, and a test there checks that
//! classes and `Code` agree. Adding an instruction is one row and one test line.
//! Facts: `cmd/internal/obj/x86/asm6.go` (optab, ytab) and `avx_optabs.go`.

mod evex_to_vminps;
mod evex_to_vpmovsqw;
mod evex_to_vxorps;
mod general;
mod simd;
mod vex;
mod x87;

use crate::op::Op;
use iced_x86::Code;

/// What an operand must be. `…m` means "or memory"; `E` adds registers 16 to 31.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(clippy::upper_case_acronyms, reason = "letters are those of register names")]
pub(crate) enum Class {
    /// The constant 1.
    I1,
    /// A constant from 0 to 3.
    U2,
    /// A constant from −128 to 127.
    S8,
    /// A constant from 0 to 255.
    U8,
    /// A constant that fits a signed 32-bit word.
    S32,
    /// A constant that fits a signed or unsigned 32-bit word.
    I32,
    /// A constant that fits an unsigned 32-bit word.
    U32,
    /// Any constant.
    I64,
    /// The address of a symbol or of a place in the frame.
    Addr,
    /// `AL`.
    Al,
    /// `CL`.
    Cl,
    /// `AX`.
    Ax,
    /// `CX` or `CL`: a shift count.
    Cx,
    /// A byte register, or a general one standing for its low byte.
    R8,
    /// A general register.
    R,
    /// As `R8`, or memory.
    Rm8,
    /// A general register or memory.
    Rm,
    /// Memory.
    M,
    /// `F0`.
    St0,
    /// An x87 register.
    St,
    /// An MMX register.
    Mm,
    /// An MMX or general register, or memory.
    Mmm,
    /// `X0`.
    X0,
    /// `X0` to `X15`.
    X,
    /// `X0` to `X31`.
    XE,
    /// `X0` to `X15`, or memory.
    Xm,
    /// `X0` to `X31`, or memory.
    XmE,
    /// Four consecutive registers `[X0-X3]`.
    X4,
    /// Memory with an index in `X0` to `X15`.
    VX,
    /// Memory with an index in `X0` to `X31`.
    VXE,
    /// `Y0` to `Y15`.
    Y,
    /// `Y0` to `Y31`.
    YE,
    /// `Y0` to `Y15`, or memory.
    Ym,
    /// `Y0` to `Y31`, or memory.
    YmE,
    /// Memory with an index in `Y0` to `Y15`.
    VY,
    /// Memory with an index in `Y0` to `Y31`.
    VYE,
    /// `Z0` to `Z31`.
    Z,
    /// `Z0` to `Z31`, or memory.
    Zm,
    /// Four consecutive registers `[Z0-Z3]`.
    Z4,
    /// Memory with an index in `Z0` to `Z31`.
    VZ,
    /// A mask register.
    K,
    /// A mask register or memory.
    Km,
    /// A write mask, `K1` to `K7`.
    Kreq,
    /// The same, may be left out.
    Kopt,
    /// A segment register.
    Seg,
    /// `CS`.
    Cs,
    /// `SS`.
    Ss,
    /// `DS`.
    Ds,
    /// `ES`.
    Es,
    /// `FS`.
    Fs,
    /// `GS`.
    Gs,
    /// `CR0`, `CR2`, `CR3`, `CR4`, `CR8`.
    Cr,
    /// `DR0`, `DR2`, `DR3`, `DR6`, `DR7`.
    Dr,
    /// `DR0`, `DR6`, `DR7`: those of `MOVL`.
    DrL,
    /// `GDTR`.
    Gdtr,
    /// `IDTR`.
    Idtr,
    /// `LDTR`.
    Ldtr,
    /// `MSW`.
    Msw,
    /// `TASK`.
    Task,
}

/// How operands in Go's order map to those of the machine manuals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Arrow {
    /// `=>`: reversed, the usual case.
    Reversed,
    /// `->`: the same order (comparisons).
    Forward,
    /// `<-`: the first two exchanged, a constant last.
    Exchanged,
    /// `+`: a constant and a register that is both source and destination.
    Doubled,
}

/// What a form is encoded as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// By iced-x86.
    Code(Code),
    /// These bytes.
    Bytes(&'static [u8]),
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub classes: &'static [Class],
    pub arrow: Arrow,
    pub target: Target,
}

/// The rows of each mnemonic.
pub(crate) type Rows = &'static [(Op, &'static [Row])];

macro_rules! arrow {
    (=>) => {
        crate::table::Arrow::Reversed
    };
    (->) => {
        crate::table::Arrow::Forward
    };
    (<-) => {
        crate::table::Arrow::Exchanged
    };
    (+) => {
        crate::table::Arrow::Doubled
    };
}
macro_rules! target {
    ([$($byte:literal)*]) => {
        crate::table::Target::Bytes(&[$($byte),*])
    };
    ($code:ident) => {
        crate::table::Target::Code(iced_x86::Code::$code)
    };
}
macro_rules! forms {
    ($($op:ident { $([$($class:ident)*] $arrow:tt $target:tt;)* })*) => {
        pub(super) const ROWS: crate::table::Rows = &[
            $((crate::op::Op::$op, &[
                $(crate::table::Row {
                    classes: &[$(crate::table::Class::$class),*],
                    arrow: crate::table::arrow!($arrow),
                    target: crate::table::target!($target),
                }),*
            ])),*
        ];
    };
}
use {arrow, forms, target};

/// All rows.
pub(crate) const ROWS: &[Rows] = &[
    general::ROWS,
    x87::ROWS,
    simd::ROWS,
    vex::ROWS,
    evex_to_vminps::ROWS,
    evex_to_vpmovsqw::ROWS,
    evex_to_vxorps::ROWS,
];
