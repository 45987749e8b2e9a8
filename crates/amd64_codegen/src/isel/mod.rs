//! Instruction selection. In: a function in dialect Lowered with split critical edges; out:
//! [`VCode`] with the instructions beside it. One walk over the blocks in order. Constants, addresses of slots and symbols, and
//! comparisons are *lazy*: nothing is emitted where they stand, every use makes its own copy
//! (as an immediate, an addressing mode, flags, or a fresh register), since regalloc2 does not
//! rematerialise. Address additions used only as addresses are lazy too.

mod alu;
mod bit_tests;
mod call;
mod carries;
mod float;
mod fold;
mod memory;
mod narrow;
mod ops;
mod wide;

use crate::clobbers;
use crate::inst::*;
use crate::regs;
use carries::Place;
use iced_x86::Code;
use machine::vcode::{Access, CallKind, Clobbers, MInst, MSym, Role, SlotUse, VCode};
use obj::Abi;
use ops::Ops;
use regalloc2::{Block as RBlock, Operand, OperandConstraint, OperandKind, OperandPos, PReg, VReg};
use release::RtFn;
use smallvec::SmallVec;
use ssa::abi::Assignment;
use ssa::*;

/// Up to this many cases of a switch are compared one after the other; more are a table.
const LINEAR: usize = 4;

/// More calls in one rare block than these are made as everywhere: each needs code to save registers and bring them back.
const MOST_RARE_CALLS: usize = 2;

/// The state of selection.
pub(crate) struct Isel<'a> {
    pub f: &'a Func,
    pub v: VCode,
    insts: Insts,
    /// The row of the table of clobbers that the allocator is not told of.
    forgotten: Option<u8>,
    /// Number of jump tables so far.
    jump_tables: u32,
    /// Register of each value that has one.
    regs: base::IdVec<ValueId, Option<VReg>>,
    /// Values emitted at their uses.
    lazy: base::IdVec<ValueId, bool>,
    /// The machine symbol of each symbol mentioned so far.
    syms: base::IdVec<ExtId, Option<MSym>>,
    /// How often each value is used.
    uses: base::IdVec<ValueId, u32>,
    /// Rare blocks that lead back to where they came from.
    detours: base::IdVec<BlockId, bool>,
    /// Rare blocks.
    cold: base::IdVec<BlockId, bool>,
    /// Whether the block being selected is rare and its calls are ordinary ones.
    copies_args: bool,
    /// Where this function's own parameters and results are.
    pub own: Assignment,
    pub abi: Abi,
    pub pos: SrcPos,
}

/// An address in terms of virtual registers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addr {
    pub base: AddrBase,
    pub index: Option<(VReg, u8)>,
    pub disp: i32,
}

/// What an [`Addr`] is relative to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AddrBase {
    Reg(VReg),
    Slot(SlotId),
    Out,
    Arg,
    Sym(MSym),
}

impl Addr {
    pub fn new(base: AddrBase, disp: i32) -> Addr {
        Addr { base, index: None, disp }
    }
    /// The same address `n` bytes on.
    pub fn plus(self, n: i32) -> Addr {
        Addr { disp: self.disp.wrapping_add(n), ..self }
    }
}

/// Selects instructions for a function. The allocator is not told of a row of the table of clobbers that is to be
/// forgotten.
pub fn select(f: &Func, forgotten: Option<u8>) -> (VCode, Insts) {
    let sig = &f.sigs[f.sig];
    let mut s = Isel {
        f,
        v: VCode::new(&regs::REGISTERS),
        insts: Insts::default(),
        forgotten,
        jump_tables: 0,
        regs: base::IdVec::filled(None, f.values.len()),
        lazy: base::IdVec::filled(false, f.values.len()),
        syms: base::IdVec::filled(None, f.syms.len()),
        uses: base::IdVec::filled(0, f.values.len()),
        detours: base::IdVec::new(),
        cold: base::IdVec::new(),
        copies_args: false,
        own: Assignment::new(sig),
        abi: sig.abi,
        pos: SrcPos::START,
    };
    s.layout_blocks();
    s.find_lazy();
    for i in 0..s.v.blocks.len() {
        s.block(i);
    }
    let register = |(n, named): (usize, &NamedValue)| Some((n, s.regs[f.resolve(named.value)]?));
    s.v.named = f.named.iter().enumerate().filter_map(register).collect();
    (s.v, s.insts)
}

impl Isel<'_> {
    /// Orders the blocks and lays out edges.
    fn layout_blocks(&mut self) {
        let f = self.f;
        let cfg = cfg::Cfg::new(f);
        let v = &mut self.v;
        let order = machine::order::blocks(f, &cfg);
        v.blocks = order.blocks;
        v.weights = order.weights;
        self.detours = order.detours;
        self.cold = order.cold;
        v.index_of = base::IdVec::filled(u32::MAX, f.blocks.len());
        for (i, &b) in v.blocks.iter().enumerate() {
            v.index_of[b] = i as u32;
        }
        let index = |b: BlockId| RBlock::new(v.index_of[b] as usize);
        v.succs = v.blocks.iter().map(|&b| f.targets(b).iter().map(|t| index(t.block)).collect()).collect();
        v.preds = v.blocks.iter().map(|&b| cfg.preds[b].iter().map(|&p| index(p)).collect()).collect();
    }
    /// Decides which values are emitted at their uses, and gives the others registers.
    fn find_lazy(&mut self) {
        let f = self.f;
        let mut only_address = base::IdVec::<ValueId, bool>::filled(true, f.values.len());
        let mut only_cond = base::IdVec::<ValueId, bool>::filled(true, f.values.len());
        let mut only_index = base::IdVec::<ValueId, bool>::filled(true, f.values.len());
        let mut home = base::IdVec::<ValueId, BlockId>::filled(BlockId::NONE, f.values.len());
        for &b in &self.v.blocks {
            for &i in &f.blocks[b].insts {
                let inst = &f.insts[i];
                inst.results.iter().for_each(|&r| home[r] = b);
                for (n, &a) in inst.args.iter().enumerate() {
                    let as_address = memory::is_address_arg(inst.op, n);
                    let as_cond = n == 0 && matches!(inst.op, Op::Br | Op::CSel);
                    only_address[a] &= as_address && home[a] == b;
                    only_cond[a] &= as_cond && home[a] == b;
                    only_index[a] &= memory::is_sum(f, inst) && n == 1 && home[a] == b;
                }
                for &a in inst.targets.iter().flat_map(|t| &t.args) {
                    only_address[a] = false;
                    only_cond[a] = false;
                    only_index[a] = false;
                }
            }
        }
        for &b in &self.v.blocks {
            for &i in &f.blocks[b].insts {
                let inst = &f.insts[i];
                let Some(&r) = inst.results.first() else { continue };
                self.lazy[r] = match inst.op {
                    Op::IConst | Op::Nil | Op::FConst | Op::SymAddr | Op::SlotAddr => true,
                    Op::ICmp | Op::FCmp => only_cond[r],
                    Op::WbBegin => true,
                    Op::Shl | Op::Mul => only_index[r] && memory::scale(f, r).is_some(),
                    Op::PtrAddImm | Op::PtrAdd => only_address[r],
                    // Pointers to what is not in the heap are numbers.
                    Op::Add => only_address[r] && f.ty(r) == Type::Word,
                    _ => false,
                };
            }
        }
        self.compute_indices();
        self.count_uses();
        self.mark_masks();
        fold::mark(f, &self.v.blocks, &mut self.lazy);
    }
    /// Indices added to numbers that are no addresses after all are computed where they stand.
    fn compute_indices(&mut self) {
        for &b in &self.v.blocks {
            for inst in self.f.blocks[b].insts.iter().map(|&i| &self.f.insts[i]) {
                if inst.op == Op::Add && !self.lazy[inst.results[0]] && memory::scale(self.f, inst.args[1]).is_some() {
                    self.lazy[self.f.resolve(inst.args[1])] = false;
                }
            }
        }
    }
    /// Counts the uses of every value.
    fn count_uses(&mut self) {
        for &b in &self.v.blocks {
            for &i in &self.f.blocks[b].insts {
                let inst = &self.f.insts[i];
                let all = inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args));
                all.for_each(|&a| self.uses[a] += 1);
            }
        }
    }
    fn block(&mut self, index: usize) {
        let f = self.f;
        let b = self.v.blocks[index];
        let from = self.v.insts.len() as u32;
        let is_entry = index == 0;
        self.copies_args = self.cold[b] && !self.detours[b];
        let params = if is_entry { Vec::new() } else { f.blocks[b].params.iter().map(|&p| self.reg(p)).collect() };
        self.v.params.push(params);
        self.v.args.push(Vec::new());
        if is_entry {
            self.entry();
        }
        let mut chains = self.chains(b);
        for &i in &f.blocks[b].insts {
            self.pos = f.insts[i].pos;
            if f.insts[i].results.first().is_some_and(|&r| self.lazy[r]) {
                continue;
            }
            match chains.place(i) {
                Place::Alone => self.inst(i),
                Place::Waits => {}
                Place::Ends(chain) => self.chain(&chain),
            }
        }
        let to = self.v.insts.len() as u32;
        self.v.ranges.push((from, to));
        if self.detours[b] {
            self.rare_calls(from..to);
        }
    }
    /// Lets the calls among instructions that are rarely executed preserve registers, unless there are too many of them.
    fn rare_calls(&mut self, insts: std::ops::Range<u32>) {
        let calls = insts.filter(|&i| self.insts.kinds[i as usize].may_preserve());
        let calls: SmallVec<[u32; 4]> = calls.collect();
        if calls.len() <= MOST_RARE_CALLS {
            calls.iter().for_each(|&i| self.loosen(i));
            self.v.rare_calls.extend(calls);
        }
    }
    /// Arguments and results of a call are in any places as far as the allocator knows.
    fn loosen(&mut self, call: u32) {
        let inst = &self.v.insts[call as usize];
        // The address called must not be overwritten by an argument.
        if matches!(self.insts.kinds[call as usize], Kind::Call { target: CallTarget::Reg(_), .. }) {
            return;
        }
        for n in inst.ra.0..inst.ra.1 {
            let op = self.v.operands[n as usize];
            if let OperandConstraint::FixedReg(_) = op.constraint() {
                self.v.rare_operands.push((n, op));
                let loose = match op.kind() {
                    OperandKind::Use => Operand::any_use(op.vreg()),
                    OperandKind::Def => Operand::any_def(op.vreg()),
                };
                self.v.operands[n as usize] = loose;
            }
        }
    }
    fn inst(&mut self, id: InstId) {
        let inst = &self.f.insts[id];
        match Ops::of(inst.op) {
            Ops::Control(op) => self.control(op, inst),
            Ops::Alu(op) => self.alu(op, inst),
            Ops::Wide(op) => self.wide(op, inst),
            Ops::Float(op) => self.float(op, inst),
            Ops::Memory(op) => self.memory(op, inst),
            Ops::Atomic(op) => self.atomic(op, inst),
            Ops::Call(op) => self.calls(op, inst),
            Ops::Chained(_) => panic!("{}: {} ({id}) is in no chain", self.f.name, inst.op.name()),
            Ops::AtUse(_) => panic!("{}: {} ({id}) has no result to be used", self.f.name, inst.op.name()),
            Ops::Lowered(_) => panic!("{}: {} ({id}) is not lowered", self.f.name, inst.op.name()),
        }
    }
    /// Selects jumps and marks.
    fn control(&mut self, op: ops::Control, inst: &Inst) {
        use ops::Control as C;
        match op {
            C::Jump => self.jump(inst),
            C::Br => self.br(inst),
            C::Switch => self.switch(inst),
            C::Unreachable => self.kind(Kind::Ud2).done(),
            C::TailJump => {
                let sym = self.sym(inst.imm.sym().0);
                self.kind(Kind::TailJump(sym)).done();
            }
            C::Mark => {
                let (kind, sym, addend) = inst.imm.mark();
                let sym = self.sym(sym);
                self.kind(Kind::Mark(kind, sym, addend)).done();
            }
        }
    }
    fn jump(&mut self, inst: &Inst) {
        let target = &inst.targets[0];
        let args: Vec<VReg> = target.args.iter().map(|&a| self.reg(a)).collect();
        if let Some(last) = self.v.args.last_mut() {
            *last = args;
        }
        self.kind(Kind::Jmp(target.block)).done();
    }
    fn br(&mut self, inst: &Inst) {
        let (then, other) = (inst.targets[0].block, inst.targets[1].block);
        let cc = self.flags(inst.args[0]);
        self.kind(Kind::Br { cc, then, other }).done();
    }
    fn switch(&mut self, inst: &Inst) {
        let values = inst.imm.cases();
        if values.len() > LINEAR {
            return self.table(inst, values);
        }
        let cases = values.iter().zip(&inst.targets).map(|(&v, t)| (v, t.block)).collect();
        let default = inst.targets[inst.targets.len() - 1].block;
        let size = self.size(inst.args[0]);
        let value = self.reg(inst.args[0]);
        self.kind(Kind::Switch { size, cases, default }).uses(value, size).done();
    }

    /// A jump through a table of all numbers from the least case to the greatest one.
    fn table(&mut self, inst: &Inst, values: &[i64]) {
        let default = inst.targets[inst.targets.len() - 1].block;
        let (least, most) = values.iter().fold((i64::MAX, i64::MIN), |(a, b), &n| (a.min(n), b.max(n)));
        let mut entries = vec![default; (most - least + 1) as usize];
        for (&n, t) in values.iter().zip(&inst.targets) {
            entries[(n - least) as usize] = t.block;
        }
        // Small numbers are extended anyway; with zeros, so that the upper half is clear, if that orders the cases as they are.
        let narrow = self.size(inst.args[0]) < 4;
        let signed = !narrow || least < 0;
        let size = self.size(inst.args[0]).max(4);
        let value = self.extended(inst.args[0], signed);
        let is_index = least == 0 && (size == 8 || !signed);
        let index = if is_index { value } else { self.v.vreg(Type::I64) };
        // Of 32 bits this also clears the upper half.
        let (lea, code) =
            if size == 8 { (Code::Lea_r64_m, Code::Mov_r64_rm64) } else { (Code::Lea_r32_m, Code::Mov_r32_rm32) };
        match i32::try_from(-least) {
            _ if is_index => {}
            Ok(0) => self.plain(code).def(index, size).uses(value, size).done(),
            Ok(up) => self.plain(lea).def(index, size).mem(Addr::new(AddrBase::Reg(value), up)).done(),
            Err(_) => panic!("{}: case {least} does not fit a table", self.f.name),
        }
        let name = format!("{}.jump{}", self.f.name, self.jump_tables);
        self.jump_tables += 1;
        let sym = self.v.syms.id(&name, Abi::Static);
        let start = self.v.vreg(Type::Word);
        self.plain(Code::Lea_r64_m).def(start, 8).mem(Addr::new(AddrBase::Sym(sym), 0)).done();
        let e = self.kind(Kind::Nop).uses(index, size).uses(start, 8);
        e.set_kind(Kind::Table { size, sym, entries: entries.into(), default }).done();
    }

    // Values.

    /// The register of a value, made when there is none yet; lazy values get a fresh one.
    pub fn reg(&mut self, v: ValueId) -> VReg {
        let v = self.f.resolve(v);
        if self.lazy[v] {
            return self.materialise(v);
        }
        if let Some(r) = self.regs[v] {
            return r;
        }
        let r = self.v.vreg(self.f.ty(v));
        self.regs[v] = Some(r);
        r
    }
    /// The value is in this register, which nothing changes.
    fn is_same(&mut self, v: ValueId, r: VReg) {
        match self.regs[v] {
            Some(own) => self.copy(own, r),
            None => self.regs[v] = Some(r),
        }
    }
    fn materialise(&mut self, v: ValueId) -> VReg {
        let f = self.f;
        let inst = f.def(v).unwrap_or_else(|| panic!("{}: lazy {v} has no definition", f.name));
        let ty = f.ty(v);
        let dst = self.v.vreg(ty);
        match (inst.op, &inst.imm) {
            // No instruction that reads flags is selected before its operands: what sets them comes later.
            (Op::IConst, Imm::Int(0)) | (Op::Nil, _) => self.plain(Code::Xor_r32_rm32).twice(dst, 4).done(),
            (Op::IConst, &Imm::Int(n)) => self.load_const(dst, n),
            (Op::FConst, &Imm::Float(bits)) => self.load_float(dst, ty, f64::from_bits(bits)),
            (Op::ICmp | Op::FCmp, _) => {
                let cc = self.flags(v);
                self.set_cc(dst, cc);
            }
            (Op::Load, &Imm::Offset(off)) => {
                let addr = self.address(inst.args[0]).plus(off);
                self.load(ty, dst, addr);
            }
            (Op::SlotAddr, &Imm::Slot(slot, offset)) => {
                let size = f.slots[slot].layout.size() as u32;
                let addr = Addr::new(AddrBase::Slot(slot), offset);
                self.plain(Code::Lea_r64_m).def(dst, 8).mem(addr).touch(slot, 0, size, Access::Addr).done();
            }
            _ => {
                let addr = self.address(v);
                self.plain(Code::Lea_r64_m).def(dst, 8).mem(addr).done();
            }
        }
        dst
    }
    /// Puts an integer constant in a register without touching the flags.
    pub fn load_const(&mut self, dst: VReg, n: i64) {
        let (code, size, n) = match n {
            n if u32::try_from(n).is_ok() => (Code::Mov_r32_imm32, 4, n),
            n if i32::try_from(n).is_ok() => (Code::Mov_rm64_imm32, 8, n),
            n => (Code::Mov_r64_imm64, 8, n),
        };
        self.plain(code).def(dst, size).imm(n).done();
    }
    /// A constant in a fresh register.
    pub fn const_reg(&mut self, ty: Type, n: i64) -> VReg {
        let dst = self.v.vreg(ty);
        self.load_const(dst, n);
        dst
    }
    /// The value as a sign-extended 32-bit immediate.
    pub fn imm32(&self, v: ValueId) -> Option<i64> {
        self.f.const_int(v).filter(|&n| i32::try_from(n).is_ok())
    }
    /// Bytes of a value.
    pub fn size(&self, v: ValueId) -> u8 {
        self.f.ty(v).size() as u8
    }
    /// The machine symbol of a symbol of the function.
    pub fn sym(&mut self, sym: ExtId) -> MSym {
        let s = &self.f.syms[sym];
        if let Some(known) = self.syms[sym] {
            return known;
        }
        let id = self.v.syms.id(&s.name, s.abi);
        self.syms[sym] = Some(id);
        if &*s.name == "runtime.return0" {
            self.insts.return0 = Some(id);
        }
        id
    }
    /// The machine symbol of a runtime function.
    pub fn rt_sym(&mut self, f: RtFn) -> MSym {
        self.v.syms.id(f.info().name, Abi::Internal)
    }

    // Emission.

    /// Begins a machine instruction.
    pub fn plain(&mut self, code: Code) -> Emit<'_> {
        self.kind(Kind::Plain { code, ops: [MOp::None; 3], lock: false })
    }
    /// Begins a pseudo-instruction.
    pub fn kind(&mut self, kind: Kind) -> Emit<'_> {
        let from = self.v.operands.len() as u32;
        let ra = (from, from);
        let inst = MInst { role: Role::Plain, clobbers: Clobbers::None, ra, slots: SmallVec::new(), pos: self.pos };
        Emit { v: &mut self.v, insts: &mut self.insts, forgotten: self.forgotten, kind, inst, next: 0 }
    }
    /// Copies a register.
    pub fn copy(&mut self, dst: VReg, src: VReg) {
        match dst.class() {
            regalloc2::RegClass::Float => self.plain(Code::Movaps_xmm_xmmm128).def(dst, 16).uses(src, 16).done(),
            _ => self.plain(Code::Mov_r64_rm64).def(dst, 8).uses(src, 8).done(),
        }
    }
}

/// An instruction being put together. Operands of the machine instruction come in its own order.
pub(crate) struct Emit<'v> {
    v: &'v mut VCode,
    insts: &'v mut Insts,
    forgotten: Option<u8>,
    kind: Kind,
    inst: MInst,
    next: usize,
}

impl Emit<'_> {
    fn push(&mut self, op: Operand) -> u8 {
        self.v.operands.push(op);
        (self.v.operands.len() as u32 - 1 - self.inst.ra.0) as u8
    }
    fn operand(mut self, op: MOp) -> Self {
        if let Kind::Plain { ops, .. } = &mut self.kind {
            ops[self.next] = op;
            self.next += 1;
        }
        self
    }
    /// A register written.
    pub fn def(mut self, v: VReg, size: u8) -> Self {
        let n = self.push(Operand::reg_def(v));
        self.operand(MOp::Reg(n, size))
    }
    /// A register written, named twice in the encoding: its old contents do not matter.
    pub fn twice(mut self, v: VReg, size: u8) -> Self {
        let n = self.push(Operand::reg_def(v));
        self.operand(MOp::Reg(n, size)).operand(MOp::Reg(n, size))
    }
    /// A register read and replaced: `dst` takes the place of `src`.
    pub fn modify(mut self, dst: VReg, src: VReg, size: u8) -> Self {
        let n = self.push(Operand::reg_use(src));
        let d = self.push(Operand::reg_reuse_def(dst, usize::from(n)));
        self.operand(MOp::Reg(d, size))
    }
    /// A register read.
    pub fn uses(mut self, v: VReg, size: u8) -> Self {
        let n = self.push(Operand::reg_use(v));
        self.operand(MOp::Reg(n, size))
    }
    /// A register read, named twice in the encoding.
    pub fn uses_twice(mut self, v: VReg, size: u8) -> Self {
        let n = self.push(Operand::reg_use(v));
        self.operand(MOp::Reg(n, size)).operand(MOp::Reg(n, size))
    }
    /// A value read, in a register or in its spill slot.
    pub fn uses_any(mut self, v: VReg, size: u8) -> Self {
        let n = self.push(Operand::any_use(v));
        self.operand(MOp::Reg(n, size))
    }
    /// A register read to the end, so that nothing written shares it.
    pub fn uses_late(mut self, v: VReg, size: u8) -> Self {
        let n = self.push(Operand::reg_use_at_end(v));
        self.operand(MOp::Reg(n, size))
    }
    /// A register for the instruction's own use.
    pub fn temp(mut self, v: VReg) -> Self {
        self.push(Operand::reg_temp(v));
        self
    }
    /// A fixed register the instruction uses for itself from its beginning.
    pub fn temp_fixed(mut self, v: VReg, r: PReg) -> Self {
        self.push(Operand::new(v, OperandConstraint::FixedReg(r), OperandKind::Def, OperandPos::Early));
        self
    }
    /// Reads a fixed register.
    pub fn fixed_use(mut self, v: VReg, r: PReg) -> Self {
        self.push(Operand::reg_fixed_use(v, r));
        self
    }
    /// Writes a fixed register.
    pub fn fixed_def(mut self, v: VReg, r: PReg) -> Self {
        self.push(Operand::reg_fixed_def(v, r));
        self
    }
    /// A fixed register as an operand in the encoding.
    pub fn phys(self, r: PReg, size: u8) -> Self {
        self.operand(MOp::Phys(r, size))
    }
    /// An immediate.
    pub fn imm(self, n: i64) -> Self {
        self.operand(MOp::Imm(n))
    }
    /// Converts an address, adding its registers as operands.
    pub fn amode(&mut self, a: Addr) -> Amode {
        let base = match a.base {
            AddrBase::Reg(r) => Base::Op(self.use_once(r)),
            AddrBase::Slot(s) => Base::Slot(s),
            AddrBase::Out => Base::Out,
            AddrBase::Arg => Base::Arg,
            AddrBase::Sym(s) => Base::Sym(s),
        };
        let index = a.index.map(|(r, scale)| (self.use_once(r), scale));
        Amode { base, index, disp: a.disp }
    }
    /// A register read; one that is among the operands stays one, since the allocator counts the
    /// registers of an instruction by its operands.
    pub fn use_once(&mut self, v: VReg) -> u8 {
        let op = Operand::reg_use(v);
        let known = self.v.operands[self.inst.ra.0 as usize..].iter().position(|&o| o == op);
        known.map_or_else(|| self.push(op), |n| n as u8)
    }
    /// Memory.
    pub fn mem(mut self, a: Addr) -> Self {
        let amode = self.amode(a);
        self.operand(MOp::Mem(amode))
    }
    /// Notes that a slot is touched.
    pub fn touch(mut self, slot: SlotId, offset: i32, size: u32, access: Access) -> Self {
        self.inst.slots.push(SlotUse { slot, offset, size, access });
        self
    }
    /// Notes that the slot an address lies in, if any, is touched; with an index, anywhere.
    pub fn touch_addr(self, a: Addr, size: u32, access: Access) -> Self {
        match (a.base, a.index) {
            (AddrBase::Slot(slot), None) => self.touch(slot, a.disp, size, access),
            (AddrBase::Slot(slot), Some(_)) => self.touch(slot, 0, 0, Access::Addr),
            _ => self,
        }
    }
    /// With a lock prefix.
    pub fn locked(mut self) -> Self {
        if let Kind::Plain { lock, .. } = &mut self.kind {
            *lock = true;
        }
        self
    }
    /// Replaces the kind, for those that need operand numbers.
    pub fn set_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }
    /// Number of allocator operands so far.
    pub fn count(&self) -> u8 {
        (self.v.operands.len() as u32 - self.inst.ra.0) as u8
    }
    /// Appends it.
    pub fn done(mut self) {
        self.inst.ra.1 = self.v.operands.len() as u32;
        let free = |o: &&Operand| matches!(o.constraint(), OperandConstraint::Reg);
        let needed = self.v.operands[self.inst.ra.0 as usize..].iter().filter(free).count();
        debug_assert!(needed < regs::ALLOCATABLE.len(), "{:?} needs {needed} registers", self.kind);
        let last = self.v.insts.len();
        self.inst.role = self.kind.role();
        self.insts.kinds.push(self.kind);
        self.inst.clobbers = clobbers::told(self.insts, last, self.forgotten);
        self.v.insts.push(self.inst);
        debug_assert!(
            clobbers::operands_agree(self.v, self.insts, last),
            "{:?}: not as in its row",
            self.insts.kinds[last]
        );
    }
}
