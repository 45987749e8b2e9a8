//! Machine code with virtual registers. In: instruction selection appends [`MInst`]s block by
//! block; out: what regalloc2 allocates and emission encodes. Most instructions are one machine
//! instruction (`Kind::Plain`): an encoder's `Code` with operands that refer to the list of
//! allocator operands by index. The others are small sequences that emission spells out, with
//! their rare parts out of line.

use base::{Unique, define_id};
use iced_x86::Code;
use obj::Abi;
use regalloc2::{Block as RBlock, Inst as RInst, InstRange, Operand, PReg, PRegSet, RegClass, VReg};
use release::RtFn;
use smallvec::SmallVec;
use ssa::{BlockId, Bounds, MarkKind, SlotId, SrcPos, Type};
use std::sync::Arc;

define_id!(
    /// Index of a symbol among those of the code.
    MSym, "sym"
);

/// The symbols that code names, in the order in which it does.
#[derive(Debug, Default)]
pub struct Syms(Unique<MSym, (Arc<str>, Abi)>);

impl Syms {
    /// The index of a symbol, added on first use.
    pub fn id(&mut self, name: &str, abi: Abi) -> MSym {
        self.0.id(&(name, abi), |s| s.1 == abi && &*s.0 == name, || (name.into(), abi))
    }
    /// All of them.
    pub fn list(&self) -> Vec<(Arc<str>, Abi)> {
        self.0.as_slice().to_vec()
    }
}

/// What an address is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// A register: allocator operand number n of the instruction.
    Op(u8),
    /// A machine register outside the allocator's reach.
    Phys(PReg),
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
    pub const O: Cc = Cc::Hw(HwCond::O);
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

/// What happens after a call returns, and what the collector may see during it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// An ordinary safepoint.
    Normal,
    /// Never returns: nothing but observable slots is live.
    NoReturn,
    /// A non-zero AX leads to the recover exit.
    Defer,
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

/// How an instruction touches a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads bytes.
    Read,
    /// Writes bytes.
    Write,
    /// Takes an address that may be used later for anything, or touches a place that is known only when it
    /// happens; offset and size say nothing then.
    Addr,
}

/// A touch of a slot.
#[derive(Clone, Copy, Debug)]
pub struct SlotUse {
    /// Slot.
    pub slot: SlotId,
    /// First byte.
    pub offset: i32,
    /// Bytes.
    pub size: u32,
    /// How.
    pub access: Access,
}

/// An instruction.
#[derive(Clone, Debug)]
pub struct MInst {
    /// What it is.
    pub kind: Kind,
    /// Its allocator operands in [`VCode::operands`].
    pub ra: (u32, u32),
    /// Slots touched.
    pub slots: SmallVec<[SlotUse; 1]>,
    /// Position.
    pub pos: SrcPos,
}

/// A function before register allocation.
#[derive(Debug, Default)]
pub struct VCode {
    /// Instructions, block by block.
    pub insts: Vec<MInst>,
    /// Allocator operands of all instructions.
    pub operands: Vec<Operand>,
    /// Which SSA block each block is, in order of emission.
    pub blocks: Vec<BlockId>,
    /// First and one past the last instruction per block.
    pub ranges: Vec<(u32, u32)>,
    /// Successors per block, as positions in `blocks`.
    pub succs: Vec<SmallVec<[RBlock; 2]>>,
    /// Predecessors per block.
    pub preds: Vec<SmallVec<[RBlock; 2]>>,
    /// How often each block runs, in steps: rare ones 0, others one more than there are loops around them.
    pub weights: Vec<u8>,
    /// Parameters per block.
    pub params: Vec<Vec<VReg>>,
    /// Arguments the block's jump gives.
    pub args: Vec<Vec<VReg>>,
    /// Type of each virtual register.
    pub vtypes: Vec<Type>,
    /// Symbols named by instructions; emission takes them to add some.
    pub syms: Syms,
    /// Those that are constants of the code, with their bytes.
    pub constants: Vec<(MSym, Box<[u8]>)>,
    /// `runtime.return0`, if it is one of them.
    pub return0: Option<MSym>,
    /// Number of jump tables so far.
    pub jump_tables: u32,
    /// Bytes of outgoing stack arguments and spill space.
    pub out_size: u64,
    /// Calls that are rarely made, ascending: the allocator takes them for ones that destroy nothing, until
    /// [`preserve`](crate::preserve) has saved what lives across them.
    pub rare_calls: Vec<u32>,
    /// Operands of rare calls that belong in fixed registers, by index, ascending. The allocator is told that any place
    /// will do, so that a rare call has no say in where a loop keeps things.
    pub rare_operands: Vec<(u32, Operand)>,
    /// The row of the table of clobbers that the allocator is not told of.
    pub forgotten: Option<crate::clobbers::Actor>,
    /// Values with names, by their place among them, and their registers.
    pub named: Vec<(usize, VReg)>,
    /// Position of each SSA block in `blocks`.
    pub index_of: base::IdVec<BlockId, u32>,
}

impl VCode {
    /// A new virtual register.
    pub fn vreg(&mut self, ty: Type) -> VReg {
        self.vtypes.push(ty);
        crate::regs::vreg(self.vtypes.len() - 1, ty)
    }
    /// The allocator operands of an instruction.
    pub fn ops(&self, inst: usize) -> &[Operand] {
        let (from, to) = self.insts[inst].ra;
        &self.operands[from as usize..to as usize]
    }
}

impl regalloc2::Function for VCode {
    fn num_insts(&self) -> usize {
        self.insts.len()
    }
    fn num_blocks(&self) -> usize {
        self.blocks.len()
    }
    fn entry_block(&self) -> RBlock {
        RBlock::new(0)
    }
    fn block_insns(&self, block: RBlock) -> InstRange {
        let (from, to) = self.ranges[block.index()];
        InstRange::new(RInst::new(from as usize), RInst::new(to as usize))
    }
    fn block_succs(&self, block: RBlock) -> &[RBlock] {
        &self.succs[block.index()]
    }
    fn block_preds(&self, block: RBlock) -> &[RBlock] {
        &self.preds[block.index()]
    }
    fn block_params(&self, block: RBlock) -> &[VReg] {
        &self.params[block.index()]
    }
    fn is_ret(&self, inst: RInst) -> bool {
        matches!(self.insts[inst.index()].kind, Kind::Ret | Kind::DeferExit | Kind::Ud2 | Kind::TailJump(_))
    }
    fn is_branch(&self, inst: RInst) -> bool {
        matches!(
            self.insts[inst.index()].kind,
            Kind::Jmp(_) | Kind::Br { .. } | Kind::Switch { .. } | Kind::Table { .. }
        )
    }
    fn branch_blockparams(&self, block: RBlock, _inst: RInst, _succ: usize) -> &[VReg] {
        &self.args[block.index()]
    }
    fn inst_operands(&self, inst: RInst) -> &[Operand] {
        self.ops(inst.index())
    }
    fn inst_clobbers(&self, inst: RInst) -> PRegSet {
        if self.rare_calls.binary_search(&(inst.index() as u32)).is_ok() {
            return PRegSet::empty();
        }
        crate::clobbers::clobbers(self, inst.index(), self.forgotten)
    }
    fn num_vregs(&self) -> usize {
        self.vtypes.len()
    }
    fn spillslot_size(&self, _class: RegClass) -> usize {
        1
    }
}
