//! Machine code with virtual registers, as far as no architecture matters. In: instruction selection appends [`MInst`]s
//! block by block; out: what regalloc2 allocates and the dataflows behind it read. What an instruction is to these is its
//! [`Role`]; the instruction itself is the architecture's own ([`Backend::Insts`](crate::Backend::Insts)), has the same
//! index there and is looked at by nobody but selection, emission and whoever shows it.

use crate::registers::Registers;
use base::{Unique, define_id};
use obj::Abi;
use regalloc2::{
    Block as RBlock, Inst as RInst, InstRange, Operand, OperandConstraint, OperandKind, PRegSet, RegClass, VReg,
};
use smallvec::SmallVec;
use ssa::{BlockId, SlotId, SrcPos, Type};
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

/// What happens after a call returns, and what the collector may see during it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// An ordinary safepoint.
    Normal,
    /// Never returns: nothing but observable slots is live.
    NoReturn,
    /// A result other than zero leads to the recover exit.
    Defer,
}

/// What an instruction is to everything but selection and emission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing that has to be known.
    Plain,
    /// Computes its results from the registers it names and loads none of them from there, so that of an address it
    /// may make another one.
    Computes,
    /// The entry block's first: defines the registers parameters arrive in.
    Args,
    /// A call.
    Call(CallKind),
    /// Calls a function that the collector knows nothing of, which returns.
    Barrier,
    /// Calls a function that panics if a check fails.
    Check,
    /// Ends its block; its successors are next.
    Branch,
    /// Ends its block; the function is left there, or it is never executed.
    Leave,
    /// The slot's life begins.
    SlotDef(SlotId),
    /// The slot's life ends.
    SlotKill(SlotId),
    /// From here on the code is (true) or is not an unsafe point, on every path.
    Unsafe(bool),
}

/// A set of registers that an instruction destroys beside those its operands name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clobbers {
    /// None.
    None,
    /// All the allocator may use for floats.
    Floats,
    /// All the allocator may use.
    All,
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
    pub role: Role,
    /// What it destroys.
    pub clobbers: Clobbers,
    /// Its allocator operands in [`VCode::operands`].
    pub ra: (u32, u32),
    /// Slots touched.
    pub slots: SmallVec<[SlotUse; 1]>,
    /// Position.
    pub pos: SrcPos,
}

/// A function before register allocation.
#[derive(Debug)]
pub struct VCode {
    /// The registers of the architecture.
    pub registers: &'static Registers,
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
    /// Bytes of outgoing stack arguments and spill space.
    pub out_size: u64,
    /// Calls that are rarely made, ascending: the allocator takes them for ones that destroy nothing, until
    /// [`preserve`](crate::preserve) has saved what lives across them.
    pub rare_calls: Vec<u32>,
    /// Operands of rare calls that belong in fixed registers, by index, ascending. The allocator is told that any place
    /// will do, so that a rare call has no say in where a loop keeps things.
    pub rare_operands: Vec<(u32, Operand)>,
    /// Values with names, by their place among them, and their registers.
    pub named: Vec<(usize, VReg)>,
    /// Position of each SSA block in `blocks`.
    pub index_of: base::IdVec<BlockId, u32>,
}

impl VCode {
    /// No code yet.
    pub fn new(registers: &'static Registers) -> VCode {
        VCode {
            registers,
            insts: Vec::new(),
            operands: Vec::new(),
            blocks: Vec::new(),
            ranges: Vec::new(),
            succs: Vec::new(),
            preds: Vec::new(),
            weights: Vec::new(),
            params: Vec::new(),
            args: Vec::new(),
            vtypes: Vec::new(),
            syms: Syms::default(),
            constants: Vec::new(),
            out_size: 0,
            rare_calls: Vec::new(),
            rare_operands: Vec::new(),
            named: Vec::new(),
            index_of: base::IdVec::new(),
        }
    }
    /// A new virtual register. Numbers of all classes come from one sequence.
    pub fn vreg(&mut self, ty: Type) -> VReg {
        self.vtypes.push(ty);
        let class = if ty.is_float() { RegClass::Float } else { RegClass::Int };
        VReg::new(self.vtypes.len() - 1, class)
    }
    /// The allocator operands of an instruction.
    pub fn ops(&self, inst: usize) -> &[Operand] {
        let (from, to) = self.insts[inst].ra;
        &self.operands[from as usize..to as usize]
    }
    /// The registers of a set, without those that the instruction gives results in.
    pub fn clobbered(&self, inst: usize, clobbers: Clobbers) -> PRegSet {
        let mut set = match clobbers {
            Clobbers::None => return PRegSet::empty(),
            Clobbers::Floats => self.registers.allocatable_floats,
            Clobbers::All => self.registers.allocatable(),
        };
        for op in self.ops(inst) {
            if let (OperandKind::Def, OperandConstraint::FixedReg(r)) = (op.kind(), op.constraint()) {
                set.remove(r);
            }
        }
        set
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
        self.insts[inst.index()].role == Role::Leave
    }
    fn is_branch(&self, inst: RInst) -> bool {
        self.insts[inst.index()].role == Role::Branch
    }
    fn branch_blockparams(&self, block: RBlock, _inst: RInst, _succ: usize) -> &[VReg] {
        &self.args[block.index()]
    }
    fn inst_operands(&self, inst: RInst) -> &[Operand] {
        self.ops(inst.index())
    }
    fn inst_clobbers(&self, inst: RInst) -> PRegSet {
        let clobbers = self.insts[inst.index()].clobbers;
        if clobbers == Clobbers::None || self.rare_calls.binary_search(&(inst.index() as u32)).is_ok() {
            return PRegSet::empty();
        }
        self.clobbered(inst.index(), clobbers)
    }
    fn num_vregs(&self) -> usize {
        self.vtypes.len()
    }
    fn spillslot_size(&self, _class: RegClass) -> usize {
        1
    }
}
