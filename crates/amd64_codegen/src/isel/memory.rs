//! Selection of loads, stores, block moves, atomics, slots and checks; formation of addresses.

use super::alu::ix;
use super::*;

/// Blocks up to this many bytes are moved and zeroed by straight code.
const INLINE_LIMIT: u32 = 192;

/// Whether argument `n` of an operation is an address that selection folds.
pub(super) fn is_address_arg(op: Op, n: usize) -> bool {
    match op {
        Op::Load | Op::Store | Op::NilCheck | Op::Prefetch | Op::Zero | Op::PtrAddImm => n == 0,
        Op::AtomicLoad | Op::AtomicStore | Op::AtomicXchg | Op::AtomicAdd | Op::AtomicCas => n == 0,
        Op::AtomicAnd | Op::AtomicOr => n == 0,
        Op::Move => true,
        Op::StoreWb => n.is_multiple_of(2),
        _ => false,
    }
}

/// Whether an instruction adds an index to an address: the second argument is the index.
pub(super) fn is_sum(f: &Func, inst: &Inst) -> bool {
    inst.op == Op::PtrAdd || (inst.op == Op::Add && f.ty(inst.results[0]) == Type::Word)
}

/// The index and scale a multiple of an index stands for, where an address can express it.
pub(super) fn scale(f: &Func, n: ValueId) -> Option<(ValueId, u8)> {
    let d = f.def(n)?;
    match (d.op, f.const_int(*d.args.get(1)?)?) {
        (Op::Shl, k @ 1..=3) => Some((d.args[0], 1u8 << k)),
        (Op::Mul, k @ (2 | 4 | 8)) => Some((d.args[0], k as u8)),
        _ => None,
    }
}

impl Isel<'_> {
    /// Selects the operations of this file.
    pub(super) fn memory(&mut self, op: ops::Memory, inst: &Inst) {
        use ops::Memory as M;
        match op {
            M::Load | M::AtomicLoad => {
                let addr = self.address(inst.args[0]).plus(inst.imm.offset());
                let dst = self.reg(inst.results[0]);
                self.load(self.f.ty(inst.results[0]), dst, addr);
            }
            M::Store => {
                let off = inst.imm.offset();
                if !self.modify_memory(inst, off) {
                    let addr = self.address(inst.args[0]).plus(off);
                    self.store(addr, inst.args[1]);
                }
            }
            M::Move => {
                let size = self.f.types[inst.imm.type_id()].layout.size() as u32;
                let (dst, src) = (self.address(inst.args[0]), self.address(inst.args[1]));
                self.copy_block(dst, src, size);
            }
            M::Zero => {
                let size = self.f.types[inst.imm.type_id()].layout.size() as u32;
                let dst = self.address(inst.args[0]);
                self.zero_block(dst, size);
            }
            M::SlotDef => self.kind(Kind::SlotDef(inst.imm.slot().0)).done(),
            M::SlotKill => self.kind(Kind::SlotKill(inst.imm.slot().0)).done(),
            M::NilCheck => {
                let addr = self.address(inst.args[0]);
                self.plain(Code::Test_rm8_r8).mem(addr).phys(regs::AX, 1).done();
            }
            M::Bounds => self.bounds(inst, inst.imm.bounds()),
            M::DivCheck => self.check_against_zero(inst, Cc::E, RtFn::PanicDivide),
            M::ShiftCheck => self.check_against_zero(inst, Cc::L, RtFn::PanicShift),
            M::KeepAlive => {
                let v = self.reg(inst.args[0]);
                self.kind(Kind::Nop).uses(v, 8).done();
            }
            M::StoreWb => self.store_wb(inst, inst.imm.offsets()),
            M::WbEnd => self.kind(Kind::Unsafe(false)).done(),
            M::Prefetch => {
                let addr = self.address(inst.args[0]);
                let code = if inst.imm.int() == 1 { Code::Prefetchnta_m8 } else { Code::Prefetcht0_m8 };
                self.plain(code).mem(addr).done();
            }
            M::Pause => self.plain(Code::Pause).done(),
            M::GetG => {
                let dst = self.reg(inst.results[0]);
                self.plain(Code::Mov_r64_rm64).def(dst, 8).phys(regs::G, 8).done();
            }
            M::CallerPc => {
                let dst = self.reg(inst.results[0]);
                self.load(Type::Word, dst, Addr::new(AddrBase::Arg, -8));
            }
            M::CallerSp | M::ArgPtr => {
                let dst = self.reg(inst.results[0]);
                self.plain(Code::Lea_r64_m).def(dst, 8).mem(Addr::new(AddrBase::Arg, 0)).done();
            }
        }
    }

    // Addresses.

    /// The address a value stands for, folding what can be folded.
    pub(super) fn address(&mut self, v: ValueId) -> Addr {
        let f = self.f;
        let v = f.resolve(v);
        if let Some(inst) = f.def(v) {
            match (inst.op, &inst.imm) {
                (Op::SlotAddr, &Imm::Slot(slot, off)) => return Addr::new(AddrBase::Slot(slot), off),
                (Op::SymAddr, &Imm::Sym(sym, off)) => {
                    let base = AddrBase::Sym(self.sym(sym));
                    let Ok(disp) = i32::try_from(off) else {
                        let (start, n) = (self.v.vreg(Type::Ptr), self.const_reg(Type::I64, off));
                        self.lea(start, Addr::new(base, 0));
                        return Addr { base: AddrBase::Reg(start), index: Some((n, 1)), disp: 0 };
                    };
                    return Addr::new(base, disp);
                }
                (Op::PtrAddImm, &Imm::Int(n)) if self.lazy[v] => {
                    let base = self.address(inst.args[0]);
                    if let Some(disp) = i32::try_from(n).ok().and_then(|n| base.disp.checked_add(n)) {
                        return Addr { disp, ..base };
                    }
                    let n = self.const_reg(Type::I64, n);
                    return self.indexed(inst.args[0], n, 1);
                }
                (Op::PtrAdd | Op::Add, _) if self.lazy[v] => return self.sum_address(inst),
                _ => {}
            }
        }
        Addr::new(AddrBase::Reg(self.reg(v)), 0)
    }
    pub(super) fn sum_address(&mut self, inst: &Inst) -> Addr {
        let n = inst.args[1];
        if let Some(imm) = self.imm32(n) {
            let base = self.address(inst.args[0]);
            if let Some(disp) = base.disp.checked_add(imm as i32) {
                return Addr { disp, ..base };
            }
        }
        let (index, scale) = scale(self.f, n).unwrap_or((n, 1));
        let index = self.reg(index);
        self.indexed(inst.args[0], index, scale)
    }
    fn indexed(&mut self, base: ValueId, index: VReg, scale: u8) -> Addr {
        let addr = self.address(base);
        match addr {
            Addr { base: AddrBase::Reg(_) | AddrBase::Slot(_), index: None, .. } => {
                Addr { index: Some((index, scale)), ..addr }
            }
            _ => {
                let r = self.v.vreg(Type::Ptr);
                self.lea(r, addr);
                Addr { base: AddrBase::Reg(r), index: Some((index, scale)), disp: 0 }
            }
        }
    }

    // Loads and stores.

    /// Loads a scalar.
    pub(super) fn load(&mut self, ty: Type, dst: VReg, addr: Addr) {
        let (code, size) = match ty {
            Type::I8 => (Code::Movzx_r32_rm8, 4),
            Type::I16 => (Code::Movzx_r32_rm16, 4),
            Type::I32 => (Code::Mov_r32_rm32, 4),
            Type::F32 => (Code::Movss_xmm_xmmm32, 16),
            Type::F64 => (Code::Movsd_xmm_xmmm64, 16),
            _ => (Code::Mov_r64_rm64, 8),
        };
        let bytes = ty.size() as u32;
        self.plain(code).def(dst, size).mem(addr).touch_addr(addr, bytes, Access::Read).done();
    }
    /// Stores a register.
    pub(super) fn store_reg(&mut self, ty: Type, addr: Addr, src: VReg) {
        const INT: [Code; 4] = [Code::Mov_rm8_r8, Code::Mov_rm16_r16, Code::Mov_rm32_r32, Code::Mov_rm64_r64];
        let bytes = ty.size() as u32;
        let (code, size) = match ty {
            Type::F32 => (Code::Movss_xmmm32_xmm, 16),
            Type::F64 => (Code::Movsd_xmmm64_xmm, 16),
            _ => (INT[ix(bytes as u8)], bytes as u8),
        };
        self.plain(code).mem(addr).uses(src, size).touch_addr(addr, bytes, Access::Write).done();
    }
    /// Stores a value, constants as immediates.
    pub(super) fn store(&mut self, addr: Addr, v: ValueId) {
        let ty = self.f.ty(self.f.resolve(v));
        match self.imm32(v).or_else(|| self.float_imm(v)) {
            Some(n) => self.store_imm(addr, ty.size() as u8, n),
            None => {
                let src = self.reg(v);
                self.store_reg(ty, addr, src);
            }
        }
    }
    fn store_imm(&mut self, addr: Addr, size: u8, n: i64) {
        const IMM: [Code; 4] = [Code::Mov_rm8_imm8, Code::Mov_rm16_imm16, Code::Mov_rm32_imm32, Code::Mov_rm64_imm32];
        let e = self.plain(IMM[ix(size)]).mem(addr).imm(n);
        e.touch_addr(addr, u32::from(size), Access::Write).done();
    }
    /// Copies `size` bytes; the places overlap exactly or not at all.
    pub(super) fn copy_block(&mut self, dst: Addr, src: Addr, size: u32) {
        let straight = if size <= INLINE_LIMIT { size } else { size % 8 };
        let from = size - straight;
        for (at, n) in chunks(straight) {
            let at = (from + at) as i32;
            let ty = [Type::I8, Type::I16, Type::I32, Type::I64][ix(n.min(8))];
            let (d, s) = (dst.plus(at), src.plus(at));
            if n == 16 {
                let t = self.v.vreg(Type::F64);
                let load = self.plain(Code::Movups_xmm_xmmm128).def(t, 16).mem(s);
                load.touch_addr(s, 16, Access::Read).done();
                let store = self.plain(Code::Movups_xmmm128_xmm).mem(d).uses(t, 16);
                store.touch_addr(d, 16, Access::Write).done();
            } else {
                let t = self.v.vreg(ty);
                self.load(ty, t, s);
                self.store_reg(ty, d, t);
            }
        }
        if from > 0 {
            let (rd, rs) = (self.raw_address(dst), self.raw_address(src));
            let count = self.const_reg(Type::I64, i64::from(from / 8));
            let [a, b, c] = std::array::from_fn(|_| self.v.vreg(Type::Word));
            let e = self.kind(Kind::RepMovs).fixed_use(rd, regs::DI).fixed_use(rs, regs::SI).fixed_use(count, regs::CX);
            let e = e.fixed_def(a, regs::DI).fixed_def(b, regs::SI).fixed_def(c, regs::CX);
            e.touch_addr(src, from, Access::Read).touch_addr(dst, from, Access::Write).done();
        }
    }
    /// Zeroes `size` bytes.
    pub(super) fn zero_block(&mut self, dst: Addr, size: u32) {
        let straight = if size <= INLINE_LIMIT { size } else { size % 8 };
        let from = size - straight;
        for (at, n) in chunks(straight) {
            let addr = dst.plus((from + at) as i32);
            if n == 16 {
                let e = self.plain(Code::Movups_xmmm128_xmm).mem(addr).phys(regs::X15, 16);
                e.touch_addr(addr, 16, Access::Write).done();
            } else {
                self.store_imm(addr, n, 0);
            }
        }
        if from > 0 {
            let rd = self.raw_address(dst);
            let zero = self.const_reg(Type::I64, 0);
            let count = self.const_reg(Type::I64, i64::from(from / 8));
            let [a, b] = std::array::from_fn(|_| self.v.vreg(Type::Word));
            let e =
                self.kind(Kind::RepStos).fixed_use(rd, regs::DI).fixed_use(zero, regs::AX).fixed_use(count, regs::CX);
            e.fixed_def(a, regs::DI).fixed_def(b, regs::CX).touch_addr(dst, from, Access::Write).done();
        }
    }
    /// An address in a register for a use that notes itself what it touches.
    fn raw_address(&mut self, a: Addr) -> VReg {
        let r = self.v.vreg(Type::Ptr);
        self.plain(Code::Lea_r64_m).def(r, 8).mem(a).done();
        r
    }
    fn store_wb(&mut self, inst: &Inst, offsets: &[i32]) {
        let mut pairs = SmallVec::<[(Addr, Option<VReg>); 4]>::new();
        for (pair, &off) in inst.args.chunks(2).zip(offsets) {
            let addr = self.outside_slots(pair[0]).plus(off);
            let value = if self.f.const_int(pair[1]) == Some(0) { None } else { Some(self.reg(pair[1])) };
            pairs.push((addr, value));
        }
        self.fit_stores(&mut pairs);
        let (buffer, old) = (self.v.vreg(Type::Word), self.v.vreg(Type::Word));
        let mut e = self.kind(Kind::Nop);
        let mut stores = SmallVec::new();
        for (addr, value) in pairs {
            let amode = e.amode(addr);
            let op = value.map_or(MOp::Imm(0), |r| MOp::Reg(e.use_once(r), 8));
            stores.push((amode, op));
        }
        let tmp = e.count();
        e.temp(old).temp_fixed(buffer, regs::R11).set_kind(Kind::StoreWb { stores, tmp }).done();
    }

    /// All of a group is in registers at once: where these would not be enough, addresses are
    /// computed before, which leaves one register for each.
    fn fit_stores(&mut self, pairs: &mut [(Addr, Option<VReg>)]) {
        // The buffer's address and the old value need two.
        let most = regs::ALLOCATABLE.len() - 2;
        let mut needed: SmallVec<[VReg; 12]> = SmallVec::new();
        for (addr, value) in pairs.iter() {
            let base = if let AddrBase::Reg(r) = addr.base { Some(r) } else { None };
            needed.extend(base.into_iter().chain(addr.index.map(|i| i.0)).chain(*value));
        }
        needed.sort_unstable();
        needed.dedup();
        if needed.len() > most {
            for (addr, _) in pairs.iter_mut().filter(|p| p.0.index.is_some()) {
                *addr = Addr::new(AddrBase::Reg(self.raw_address(*addr)), 0);
            }
        }
    }

    /// Begins what must not be preempted; the condition says that barriers are on.
    pub(super) fn barriers_on(&mut self) -> Cc {
        let flag = self.v.syms.id("runtime.writeBarrier", Abi::Abi0);
        self.kind(Kind::Unsafe(true)).done();
        self.plain(Code::Cmp_rm32_imm8).mem(Addr::new(AddrBase::Sym(flag), 0)).imm(0).done();
        Cc::NE
    }

    // Checks.

    fn bounds(&mut self, inst: &Inst, check: Bounds) {
        // The reporting functions save both registers in their caller's argument area.
        self.v.out_size = self.v.out_size.max(16);
        let (index, limit) = (inst.args[0], inst.args[1]);
        let cond = check.condition();
        // Compare in the order that leaves an immediate on the right.
        let ok = if self.imm32(index).is_some() {
            self.cmp(limit, index);
            if cond == Cond::Ult { Cc::A } else { Cc::AE }
        } else {
            self.cmp(index, limit);
            if cond == Cond::Ult { Cc::B } else { Cc::BE }
        };
        let mut args = [TrapArg::Imm(0); 2];
        let values = [index, limit].map(|v| match self.f.const_int(v) {
            Some(n) => Err(n),
            None => Ok(self.reg(v)),
        });
        let mut e = self.kind(Kind::Nop);
        for (arg, value) in args.iter_mut().zip(values) {
            *arg = match value {
                Ok(r) => {
                    let n = e.count();
                    e = e.uses_any(r, 8);
                    TrapArg::Op(n)
                }
                Err(n) => TrapArg::Imm(n),
            };
        }
        e.set_kind(Kind::BoundsFail { ok, check, args }).done();
    }
    fn check_against_zero(&mut self, inst: &Inst, cc: Cc, rt: RtFn) {
        if self.f.const_int(inst.args[0]).is_some_and(|n| if cc == Cc::E { n != 0 } else { n >= 0 }) {
            return;
        }
        let size = self.size(inst.args[0]);
        let v = self.reg(inst.args[0]);
        self.plain(super::alu::TEST[ix(size)]).uses(v, size).uses(v, size).done();
        let cc = if cc == Cc::L { Cc::S } else { cc };
        self.kind(Kind::Trap { cc, rt }).done();
    }

    // Atomics.

    /// Selects atomic operations that write.
    pub(super) fn atomic(&mut self, op: ops::Atomic, inst: &Inst) {
        use ops::Atomic as A;
        const XCHG: [Code; 4] = [Code::Xchg_rm8_r8, Code::Xchg_rm16_r16, Code::Xchg_rm32_r32, Code::Xchg_rm64_r64];
        const XADD: [Code; 4] = [Code::Xadd_rm8_r8, Code::Xadd_rm16_r16, Code::Xadd_rm32_r32, Code::Xadd_rm64_r64];
        const CAS: [Code; 4] =
            [Code::Cmpxchg_rm8_r8, Code::Cmpxchg_rm16_r16, Code::Cmpxchg_rm32_r32, Code::Cmpxchg_rm64_r64];
        const AND: [Code; 4] = [Code::And_rm8_r8, Code::And_rm16_r16, Code::And_rm32_r32, Code::And_rm64_r64];
        const OR: [Code; 4] = [Code::Or_rm8_r8, Code::Or_rm16_r16, Code::Or_rm32_r32, Code::Or_rm64_r64];
        let addr = self.outside_slots(inst.args[0]).plus(inst.imm.offset());
        let v = self.reg(inst.args[1]);
        let size = self.size(inst.args[1]);
        let ty = self.f.ty(inst.args[1]);
        match op {
            A::AtomicStore | A::AtomicXchg => {
                let dst = if op == A::AtomicStore { self.v.vreg(ty) } else { self.reg(inst.results[0]) };
                self.plain(XCHG[ix(size)]).mem(addr).modify(dst, v, size).done();
            }
            A::AtomicAdd => {
                let old = self.v.vreg(ty);
                let dst = self.reg(inst.results[0]);
                self.plain(XADD[ix(size)]).mem(addr).modify(old, v, size).locked().done();
                self.plain(super::alu::ADD.rr[ix(size.max(4))])
                    .modify(dst, old, size.max(4))
                    .uses(v, size.max(4))
                    .done();
            }
            A::AtomicCas => {
                let new = self.reg(inst.args[2]);
                let seen = self.v.vreg(ty);
                let dst = self.reg(inst.results[0]);
                let e = self.plain(CAS[ix(size)]).mem(addr).uses(new, size).fixed_use(v, regs::AX);
                e.fixed_def(seen, regs::AX).locked().done();
                self.set_cc(dst, Cc::E);
            }
            A::AtomicAnd | A::AtomicOr => {
                let codes = if op == A::AtomicAnd { AND } else { OR };
                self.plain(codes[ix(size)]).mem(addr).uses(v, size).locked().done();
            }
        }
    }
    /// What touches memory in ways that are not noted with slots takes a slot's address for good.
    fn outside_slots(&mut self, v: ValueId) -> Addr {
        match self.address(v) {
            a @ Addr { base: AddrBase::Slot(_), .. } => {
                let r = self.v.vreg(Type::Ptr);
                self.lea(r, a);
                Addr::new(AddrBase::Reg(r), 0)
            }
            a => a,
        }
    }
}

/// Covers `size` bytes by pieces of 16, 8, 4, 2 and 1: offset and length.
fn chunks(size: u32) -> impl Iterator<Item = (u32, u8)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let n = [16u8, 8, 4, 2, 1].into_iter().find(|&n| u32::from(n) <= size - at)?;
        at += u32::from(n);
        Some((at - u32::from(n), n))
    })
}
