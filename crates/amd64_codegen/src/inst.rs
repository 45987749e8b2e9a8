//! The instructions that selection makes and emission encodes. Most are one machine instruction ([`Kind::Plain`]): an
//! encoder's `Code` with operands that refer to the list of allocator operands by index. The others are small sequences
//! that emission spells out, with their rare parts out of line. What each is to the rest of code generation is its
//! [`role`](Kind::role).

use crate::regs;
use base::Id;
use iced_x86::Code;
use machine::vcode::{CallKind, MSym, Role, VCode};
use regalloc2::PReg;
use release::RtFn;
use smallvec::SmallVec;
use ssa::{BlockId, Bounds, MarkKind, SlotId};

/// The instructions of a function.
#[derive(Debug, Default)]
pub(crate) struct Insts {
    /// Instructions, at their places in [`VCode::insts`].
    pub kinds: Vec<Kind>,
    /// `runtime.return0`, if it is called.
    pub return0: Option<MSym>,
}

/// What an address is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// A register: allocator operand number n of the instruction.
    Op(u8),
    /// A slot of the frame.
    Slot(SlotId),
    /// The area of outgoing stack arguments.
    Out,
    /// This function's own stack arguments.
    Arg,
    /// A symbol.
    Sym(MSym),
}

/// An address.
#[derive(Clone, Copy, Debug)]
pub struct Amode {
    /// Base.
    pub base: Base,
    /// Index (allocator operand) and scale.
    pub index: Option<(u8, u8)>,
    /// Displacement.
    pub disp: i32,
}

/// An operand of a machine instruction.
#[derive(Clone, Copy, Debug)]
pub enum MOp {
    /// None.
    None,
    /// `size` bytes of allocator operand n.
    Reg(u8, u8),
    /// `size` bytes of a fixed register.
    Phys(PReg, u8),
    /// An immediate.
    Imm(i64),
    /// Memory.
    Mem(Amode),
}

/// A condition of the machine, by what the flags say of a comparison. The numbers are those of its encodings; a
/// condition and its opposite differ in the lowest bit. Authority: Intel's manual, volume 2, appendix B.1.4.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum HwCond {
    /// Overflow.
    O = 0,
    /// No overflow.
    No,
    /// Unsigned: below.
    B,
    /// Unsigned: above or equal.
    Ae,
    /// Equal.
    E,
    /// Different.
    Ne,
    /// Unsigned: below or equal.
    Be,
    /// Unsigned: above.
    A,
    /// Negative.
    S,
    /// Not negative.
    Ns,
    /// Even parity; of floats: one of them is NaN.
    P,
    /// Odd parity.
    Np,
    /// Less.
    L,
    /// Greater or equal.
    Ge,
    /// Less or equal.
    Le,
    /// Greater.
    G,
}

impl HwCond {
    /// All of them by number.
    const ALL: [HwCond; 16] = {
        use HwCond::*;
        [O, No, B, Ae, E, Ne, Be, A, S, Ns, P, Np, L, Ge, Le, G]
    };
    /// Its number in encodings.
    pub fn number(self) -> u8 {
        self as u8
    }
    /// The opposite.
    pub fn negate(self) -> HwCond {
        HwCond::ALL[usize::from(self.number() ^ 1)]
    }
}

/// A condition of the machine, or one of the two that need two flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cc {
    /// One condition.
    Hw(HwCond),
    /// Floats equal: ZF and not PF.
    FEq,
    /// Floats different: not ZF or PF.
    FNe,
}

impl Cc {
    pub const B: Cc = Cc::Hw(HwCond::B);
    pub const AE: Cc = Cc::Hw(HwCond::Ae);
    pub const E: Cc = Cc::Hw(HwCond::E);
    pub const NE: Cc = Cc::Hw(HwCond::Ne);
    pub const BE: Cc = Cc::Hw(HwCond::Be);
    pub const A: Cc = Cc::Hw(HwCond::A);
    pub const S: Cc = Cc::Hw(HwCond::S);
    pub const L: Cc = Cc::Hw(HwCond::L);
    pub const GE: Cc = Cc::Hw(HwCond::Ge);
    pub const LE: Cc = Cc::Hw(HwCond::Le);
    pub const G: Cc = Cc::Hw(HwCond::G);
    /// The opposite.
    pub fn negate(self) -> Cc {
        match self {
            Cc::Hw(cond) => Cc::Hw(cond.negate()),
            Cc::FEq => Cc::FNe,
            Cc::FNe => Cc::FEq,
        }
    }
}

/// What a call goes to.
#[derive(Clone, Copy, Debug)]
pub enum CallTarget {
    /// A symbol.
    Sym(MSym),
    /// The code word of the closure in DX.
    Closure,
    /// Allocator operand n holds the address.
    Reg(u8),
}

/// What an instruction is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// One machine instruction; `lock`: with that prefix.
    Plain { code: Code, ops: [MOp; 3], lock: bool },
    /// The entry block's first: defines the registers parameters arrive in.
    Args,
    /// A call; `fix`: restore X15 and R14 behind it (called by ABI0).
    Call { target: CallTarget, kind: CallKind, fix: bool },
    /// Jump, with block arguments.
    Jmp(BlockId),
    /// Two-way branch on the flags.
    Br { cc: Cc, then: BlockId, other: BlockId },
    /// Compares operand 0 with each case.
    Switch { size: u8, cases: Box<[(i64, BlockId)]>, default: BlockId },
    /// To the entry of a table whose address is operand 1, at the index in `size` bytes of
    /// operand 0, or to the default when there are no more than that.
    Table { size: u8, sym: MSym, entries: Box<[BlockId]>, default: BlockId },
    /// Return.
    Ret,
    /// To the recover exit, which runs the deferred functions and returns.
    DeferExit,
    /// Never executed.
    Ud2,
    /// Jump to another function.
    TailJump(MSym),
    /// When the condition does not hold: index and limit to their registers, and panic.
    BoundsFail { ok: Cc, check: Bounds, args: [TrapArg; 2] },
    /// When the condition holds: call a runtime function without arguments that panics.
    Trap { cc: Cc, rt: RtFn },
    /// Stores with a write barrier: for each, address (base, displacement) and value; the last
    /// operands are R11 and a temporary.
    StoreWb { stores: SmallVec<[(Amode, MOp); 2]>, tmp: u8 },
    /// Signed division with the fix for -1: operands AX, divisor; result as asked.
    SDivFix { size: u8, rem: bool, divisor: u8 },
    /// dst := src when the condition holds (floats).
    FMovIf { cc: Cc, dst: u8, src: u8 },
    /// Unsigned 64 bits to float: dst, src, two temporaries.
    UintToF { double: bool, ops: [u8; 4] },
    /// Float to unsigned 64 bits: dst, src, integer temporary, two float temporaries.
    FToUint { double: bool, ops: [u8; 5] },
    /// Copies CX words from SI to DI.
    RepMovs,
    /// Stores AX to CX words at DI.
    RepStos,
    /// The slot's life begins.
    SlotDef(SlotId),
    /// The slot's life ends.
    SlotKill(SlotId),
    /// A mark for the linker.
    Mark(MarkKind, MSym, i64),
    /// From here on the code is (true) or is not an unsafe point, on every path.
    Unsafe(bool),
    /// Loads R14 and zeroes X15 (entry of ABI0 functions).
    FixRegs,
    /// No code; keeps its operands alive.
    Nop,
}

/// An argument of a failing bounds check.
#[derive(Clone, Copy, Debug)]
pub enum TrapArg {
    /// Allocator operand n.
    Op(u8),
    /// A constant.
    Imm(i64),
}

impl Kind {
    /// What the instruction is to everybody else.
    pub fn role(&self) -> Role {
        match *self {
            // The address of a symbol or a place in the frame is one, what lies there is not.
            Kind::Plain { code, ref ops, .. } => {
                let reads = code != Code::Lea_r64_m && ops.iter().any(|op| matches!(op, MOp::Mem(_)));
                if reads { Role::Plain } else { Role::Computes }
            }
            Kind::Args => Role::Args,
            Kind::Call { kind, .. } => Role::Call(kind),
            Kind::StoreWb { .. } => Role::Barrier,
            Kind::BoundsFail { .. } | Kind::Trap { .. } => Role::Check,
            Kind::Jmp(_) | Kind::Br { .. } | Kind::Switch { .. } | Kind::Table { .. } => Role::Branch,
            Kind::Ret | Kind::DeferExit | Kind::Ud2 | Kind::TailJump(_) => Role::Leave,
            Kind::SlotDef(slot) => Role::SlotDef(slot),
            Kind::SlotKill(slot) => Role::SlotKill(slot),
            Kind::Unsafe(on) => Role::Unsafe(on),
            Kind::SDivFix { .. } | Kind::FMovIf { .. } | Kind::UintToF { .. } | Kind::FToUint { .. } => Role::Plain,
            Kind::RepMovs | Kind::RepStos | Kind::FixRegs | Kind::Mark(..) | Kind::Nop => Role::Plain,
        }
    }
    /// Whether a call leaves registers alone where it is rarely made: one that returns to where it was made, from code
    /// that keeps to the same rules.
    pub fn may_preserve(&self) -> bool {
        matches!(self, Kind::Call { kind: CallKind::Normal, fix: false, .. })
    }
    /// As text, given the names of allocator operands.
    pub fn show(&self, v: &VCode, operand: &dyn Fn(u8) -> String) -> String {
        match self {
            Kind::Plain { code, ops, lock } => {
                let shown = ops.iter().filter(|op| !matches!(op, MOp::None)).map(|op| op.show(v, operand));
                let shown: Vec<String> = shown.collect();
                format!("{}{code:?} {}", if *lock { "lock " } else { "" }, shown.join(", "))
            }
            kind => format!("{kind:?}"),
        }
    }
}

impl MOp {
    fn show(&self, v: &VCode, operand: &dyn Fn(u8) -> String) -> String {
        match self {
            MOp::None => String::new(),
            MOp::Reg(n, size) => format!("{}.{size}", operand(*n)),
            MOp::Phys(r, size) => format!("{:?}", regs::name(*r, *size)),
            MOp::Imm(n) => format!("{n}"),
            MOp::Mem(a) => a.show(v, operand),
        }
    }
}

impl Amode {
    fn show(&self, v: &VCode, operand: &dyn Fn(u8) -> String) -> String {
        let base = match self.base {
            Base::Op(n) => operand(n),
            Base::Slot(s) => s.to_string(),
            Base::Out => "out".to_owned(),
            Base::Arg => "arg".to_owned(),
            Base::Sym(s) => {
                let (name, abi) = &v.syms.list()[s.index()];
                format!("{name:?}<{}>", abi.to_u16())
            }
        };
        let index = self.index.map(|(n, scale)| format!("+{}*{scale}", operand(n))).unwrap_or_default();
        let disp = if self.disp == 0 { String::new() } else { format!("{:+}", self.disp) };
        format!("[{base}{index}{disp}]")
    }
}
