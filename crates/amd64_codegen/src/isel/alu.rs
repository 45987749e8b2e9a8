//! Selection of integer arithmetic, comparisons, conversions and selects. Narrow integers live
//! in registers with undefined upper bits; operations that look at those extend first, unless they are
//! known to be clear ([`narrow`](super::narrow)).

use super::*;

/// A two-operand instruction by size (1, 2, 4, 8 bytes): register forms and immediate forms.
pub(super) struct Alu {
    pub rr: [Code; 4],
    pub ri: [Code; 4],
    pub ri8: [Code; 4],
}

macro_rules! alu {
    ($name:ident: $($rr:ident)*, $($ri:ident)*, $($ri8:ident)*) => {
        pub(super) const $name: Alu =
            Alu { rr: [$(Code::$rr),*], ri: [$(Code::$ri),*], ri8: [$(Code::$ri8),*] };
    };
}

alu!(ADD: Add_r8_rm8 Add_r16_rm16 Add_r32_rm32 Add_r64_rm64, Add_rm8_imm8 Add_rm16_imm16 Add_rm32_imm32 Add_rm64_imm32, Add_rm8_imm8 Add_rm16_imm8 Add_rm32_imm8 Add_rm64_imm8);
alu!(SUB: Sub_r8_rm8 Sub_r16_rm16 Sub_r32_rm32 Sub_r64_rm64, Sub_rm8_imm8 Sub_rm16_imm16 Sub_rm32_imm32 Sub_rm64_imm32, Sub_rm8_imm8 Sub_rm16_imm8 Sub_rm32_imm8 Sub_rm64_imm8);
alu!(AND: And_r8_rm8 And_r16_rm16 And_r32_rm32 And_r64_rm64, And_rm8_imm8 And_rm16_imm16 And_rm32_imm32 And_rm64_imm32, And_rm8_imm8 And_rm16_imm8 And_rm32_imm8 And_rm64_imm8);
alu!(OR: Or_r8_rm8 Or_r16_rm16 Or_r32_rm32 Or_r64_rm64, Or_rm8_imm8 Or_rm16_imm16 Or_rm32_imm32 Or_rm64_imm32, Or_rm8_imm8 Or_rm16_imm8 Or_rm32_imm8 Or_rm64_imm8);
alu!(XOR: Xor_r8_rm8 Xor_r16_rm16 Xor_r32_rm32 Xor_r64_rm64, Xor_rm8_imm8 Xor_rm16_imm16 Xor_rm32_imm32 Xor_rm64_imm32, Xor_rm8_imm8 Xor_rm16_imm8 Xor_rm32_imm8 Xor_rm64_imm8);
alu!(CMP: Cmp_r8_rm8 Cmp_r16_rm16 Cmp_r32_rm32 Cmp_r64_rm64, Cmp_rm8_imm8 Cmp_rm16_imm16 Cmp_rm32_imm32 Cmp_rm64_imm32, Cmp_rm8_imm8 Cmp_rm16_imm8 Cmp_rm32_imm8 Cmp_rm64_imm8);

pub(super) const TEST: [Code; 4] = [Code::Test_rm8_r8, Code::Test_rm16_r16, Code::Test_rm32_r32, Code::Test_rm64_r64];

/// Index of a size in the tables.
pub(super) fn ix(size: u8) -> usize {
    size.trailing_zeros() as usize
}

/// The immediate form fitting `n`.
pub(super) fn imm_code(alu: &Alu, size: u8, n: i64) -> Code {
    let forms = if i8::try_from(n).is_ok() { &alu.ri8 } else { &alu.ri };
    forms[ix(size)]
}

/// The machine's condition for a comparison of integers.
pub(super) fn int_cc(c: Cond) -> Cc {
    match c {
        Cond::Eq => Cc::E,
        Cond::Ne => Cc::NE,
        Cond::Lt => Cc::L,
        Cond::Le => Cc::LE,
        Cond::Gt => Cc::G,
        Cond::Ge => Cc::GE,
        Cond::Ult => Cc::B,
        Cond::Ule => Cc::BE,
        Cond::Ugt => Cc::A,
        Cond::Uge => Cc::AE,
    }
}

impl Isel<'_> {
    /// Selects the operations of this file.
    pub(super) fn alu(&mut self, op: ops::Alu, inst: &Inst) {
        match op {
            ops::Alu::Add => self.binary(inst, &ADD),
            ops::Alu::Sub => self.binary(inst, &SUB),
            ops::Alu::And => self.binary(inst, &AND),
            ops::Alu::Or => self.binary(inst, &OR),
            ops::Alu::Xor => self.binary(inst, &XOR),
            ops::Alu::AndNot => self.and_not(inst),
            ops::Alu::Mul => self.mul(inst),
            ops::Alu::Neg => self.unary(inst, [Code::Neg_rm32, Code::Neg_rm64]),
            ops::Alu::Not => self.unary(inst, [Code::Not_rm32, Code::Not_rm64]),
            ops::Alu::Shl | ops::Alu::LShr | ops::Alu::AShr => self.shift(inst),
            ops::Alu::RotL => self.rotate(inst),
            ops::Alu::ICmp | ops::Alu::FCmp => {
                let dst = self.reg(inst.results[0]);
                let cc = self.compare(inst);
                self.set_cc(dst, cc);
            }
            ops::Alu::SExt | ops::Alu::ZExt | ops::Alu::Trunc | ops::Alu::PtrToWord | ops::Alu::WordToPtr => {
                self.convert_int(inst)
            }
            ops::Alu::CSel => self.select_value(inst),
            ops::Alu::PtrAdd => self.ptr_add(inst),
            ops::Alu::PtrAddImm => {
                let addr = self.address(inst.args[0]);
                let n = inst.imm.int();
                let dst = self.reg(inst.results[0]);
                match i32::try_from(n).ok().and_then(|n| addr.disp.checked_add(n)) {
                    Some(disp) => self.lea(dst, Addr { disp, ..addr }),
                    None => {
                        let base = self.reg(inst.args[0]);
                        let n = self.const_reg(Type::I64, n);
                        self.plain(Code::Add_r64_rm64).modify(dst, base, 8).uses(n, 8).done();
                    }
                }
            }
            ops::Alu::PtrDiff => self.binary(inst, &SUB),
            ops::Alu::SlicePtr => self.slice_ptr(inst),
            ops::Alu::BitLen | ops::Alu::Ctz | ops::Alu::PopCnt | ops::Alu::BSwap => self.bits(inst),
        }
    }
    /// 32 or 64 bits, whichever holds the value.
    pub(super) fn wide_size(&self, v: ValueId) -> u8 {
        self.size(v).max(4)
    }
    fn binary(&mut self, inst: &Inst, alu: &Alu) {
        let (mut a, mut b) = (inst.args[0], inst.args[1]);
        let prefers_right = self.imm32(a).is_some() || (self.is_folded(a) && self.imm32(b).is_none());
        if inst.op.is_commutative() && prefers_right {
            std::mem::swap(&mut a, &mut b);
        }
        let size = self.wide_size(inst.results[0]);
        let dst = self.reg(inst.results[0]);
        if let Some(n) = self.imm32(b) {
            let left = self.reg(a);
            if inst.op == Op::Add && self.uses[a] > 1 {
                let addr = Addr::new(AddrBase::Reg(left), n as i32);
                let code = if size == 8 { Code::Lea_r64_m } else { Code::Lea_r32_m };
                return self.plain(code).def(dst, size).mem(addr).done();
            }
            // A mask of 31 bits clears the upper half, as do operations on 32 bits.
            let size = if inst.op == Op::And && n >= 0 { 4 } else { size };
            return self.plain(imm_code(alu, size, n)).modify(dst, left, size).imm(n).done();
        }
        let left = self.reg(a);
        self.second(alu.rr[ix(size)], (dst, left), b, size);
    }
    /// An instruction that modifies its first operand and reads `b`, wherever that is.
    pub(super) fn second(&mut self, code: Code, (dst, left): (VReg, VReg), b: ValueId, size: u8) {
        match self.folded(b) {
            Some((addr, n)) => {
                let e = self.plain(code).modify(dst, left, size).mem(addr);
                e.touch_addr(addr, n, Access::Read).done();
            }
            None => {
                let right = self.reg(b);
                self.plain(code).modify(dst, left, size).uses_any(right, size).done();
            }
        }
    }
    fn and_not(&mut self, inst: &Inst) {
        let size = self.wide_size(inst.results[0]);
        let dst = self.reg(inst.results[0]);
        let (a, b) = (self.reg(inst.args[0]), self.reg(inst.args[1]));
        let t = self.v.vreg(Type::I64);
        self.plain(if size == 8 { Code::Not_rm64 } else { Code::Not_rm32 }).modify(t, b, size).done();
        self.plain(AND.rr[ix(size)]).modify(dst, a, size).uses(t, size).done();
    }
    fn mul(&mut self, inst: &Inst) {
        let (mut a, mut b) = (inst.args[0], inst.args[1]);
        if self.imm32(a).is_some() || (self.is_folded(a) && self.imm32(b).is_none()) {
            std::mem::swap(&mut a, &mut b);
        }
        let size = self.wide_size(inst.results[0]);
        let dst = self.reg(inst.results[0]);
        match self.imm32(b) {
            Some(n) => {
                let code = match (size, i8::try_from(n).is_ok()) {
                    (8, true) => Code::Imul_r64_rm64_imm8,
                    (8, false) => Code::Imul_r64_rm64_imm32,
                    (_, true) => Code::Imul_r32_rm32_imm8,
                    (_, false) => Code::Imul_r32_rm32_imm32,
                };
                let e = match self.folded(a) {
                    Some((addr, n)) => self.plain(code).def(dst, size).mem(addr).touch_addr(addr, n, Access::Read),
                    None => {
                        let left = self.reg(a);
                        self.plain(code).def(dst, size).uses_any(left, size)
                    }
                };
                e.imm(n).done();
            }
            None => {
                let left = self.reg(a);
                let code = if size == 8 { Code::Imul_r64_rm64 } else { Code::Imul_r32_rm32 };
                self.second(code, (dst, left), b, size);
            }
        }
    }
    fn unary(&mut self, inst: &Inst, codes: [Code; 2]) {
        let size = self.wide_size(inst.results[0]);
        let dst = self.reg(inst.results[0]);
        let a = self.reg(inst.args[0]);
        self.plain(codes[usize::from(size == 8)]).modify(dst, a, size).done();
    }

    // Comparisons.

    /// Sets the flags so that the result says when `v` (a bool) is 1.
    pub(super) fn flags(&mut self, v: ValueId) -> Cc {
        let v = self.f.resolve(v);
        match self.f.def(v) {
            Some(inst) if self.lazy[v] && matches!(inst.op, Op::ICmp | Op::FCmp) => return self.compare(inst),
            Some(inst) if inst.op == Op::WbBegin => return self.barriers_on(),
            _ => {}
        }
        if let Some((addr, n)) = self.folded(v) {
            self.plain(Code::Cmp_rm8_imm8).mem(addr).imm(0).touch_addr(addr, n, Access::Read).done();
            return Cc::NE;
        }
        let r = self.reg(v);
        self.plain(Code::Test_rm8_r8).uses_twice(r, 1).done();
        Cc::NE
    }
    fn compare(&mut self, inst: &Inst) -> Cc {
        let Imm::Cond(mut cond) = inst.imm else { unreachable!("verified payload") };
        if inst.op == Op::FCmp {
            return self.compare_floats(inst, cond);
        }
        if let Some(cc) = self.test(inst) {
            return cc;
        }
        let (mut a, mut b) = (inst.args[0], inst.args[1]);
        if self.imm32(a).is_some() {
            std::mem::swap(&mut a, &mut b);
            cond = cond.swap();
        }
        self.cmp(a, b);
        int_cc(cond)
    }
    /// Compares two integers.
    pub(super) fn cmp(&mut self, a: ValueId, b: ValueId) {
        const MEM: [Code; 4] = [Code::Cmp_rm8_r8, Code::Cmp_rm16_r16, Code::Cmp_rm32_r32, Code::Cmp_rm64_r64];
        let size = self.size(a);
        if let Some(n) = self.imm32(b) {
            if let Some((addr, bytes)) = self.folded(a) {
                let e = self.plain(imm_code(&CMP, size, n)).mem(addr).imm(n);
                return e.touch_addr(addr, bytes, Access::Read).done();
            }
            let left = self.reg(a);
            return match n {
                0 => self.plain(TEST[ix(size)]).uses_twice(left, size).done(),
                _ => self.plain(imm_code(&CMP, size, n)).uses_any(left, size).imm(n).done(),
            };
        }
        if let Some((addr, bytes)) = self.folded(b) {
            let left = self.reg(a);
            let e = self.plain(CMP.rr[ix(size)]).uses(left, size).mem(addr);
            return e.touch_addr(addr, bytes, Access::Read).done();
        }
        let right = self.reg(b);
        match self.folded(a) {
            Some((addr, bytes)) => {
                let e = self.plain(MEM[ix(size)]).mem(addr).uses(right, size);
                e.touch_addr(addr, bytes, Access::Read).done();
            }
            None => {
                let left = self.reg(a);
                self.plain(CMP.rr[ix(size)]).uses(left, size).uses_any(right, size).done();
            }
        }
    }
    /// The flags as 0 or 1.
    pub(super) fn set_cc(&mut self, dst: VReg, cc: Cc) {
        const SET: [Code; 16] = [
            Code::Seto_rm8,
            Code::Setno_rm8,
            Code::Setb_rm8,
            Code::Setae_rm8,
            Code::Sete_rm8,
            Code::Setne_rm8,
            Code::Setbe_rm8,
            Code::Seta_rm8,
            Code::Sets_rm8,
            Code::Setns_rm8,
            Code::Setp_rm8,
            Code::Setnp_rm8,
            Code::Setl_rm8,
            Code::Setge_rm8,
            Code::Setle_rm8,
            Code::Setg_rm8,
        ];
        let (first, second, join) = match cc {
            Cc::Hw(cond) => return self.plain(SET[usize::from(cond.number())]).def(dst, 1).done(),
            Cc::FEq => (Code::Sete_rm8, Code::Setnp_rm8, Code::And_r8_rm8),
            Cc::FNe => (Code::Setne_rm8, Code::Setp_rm8, Code::Or_r8_rm8),
        };
        let (a, b) = (self.v.vreg(Type::I8), self.v.vreg(Type::I8));
        self.plain(first).def(a, 1).done();
        self.plain(second).def(b, 1).done();
        self.plain(join).modify(dst, a, 1).uses(b, 1).done();
    }
    fn select_value(&mut self, inst: &Inst) {
        const CMOV: [[Code; 2]; 16] = [
            [Code::Cmovo_r32_rm32, Code::Cmovo_r64_rm64],
            [Code::Cmovno_r32_rm32, Code::Cmovno_r64_rm64],
            [Code::Cmovb_r32_rm32, Code::Cmovb_r64_rm64],
            [Code::Cmovae_r32_rm32, Code::Cmovae_r64_rm64],
            [Code::Cmove_r32_rm32, Code::Cmove_r64_rm64],
            [Code::Cmovne_r32_rm32, Code::Cmovne_r64_rm64],
            [Code::Cmovbe_r32_rm32, Code::Cmovbe_r64_rm64],
            [Code::Cmova_r32_rm32, Code::Cmova_r64_rm64],
            [Code::Cmovs_r32_rm32, Code::Cmovs_r64_rm64],
            [Code::Cmovns_r32_rm32, Code::Cmovns_r64_rm64],
            [Code::Cmovp_r32_rm32, Code::Cmovp_r64_rm64],
            [Code::Cmovnp_r32_rm32, Code::Cmovnp_r64_rm64],
            [Code::Cmovl_r32_rm32, Code::Cmovl_r64_rm64],
            [Code::Cmovge_r32_rm32, Code::Cmovge_r64_rm64],
            [Code::Cmovle_r32_rm32, Code::Cmovle_r64_rm64],
            [Code::Cmovg_r32_rm32, Code::Cmovg_r64_rm64],
        ];
        let dst = self.reg(inst.results[0]);
        let (yes, no) = (self.reg(inst.args[1]), self.reg(inst.args[2]));
        let cc = self.flags(inst.args[0]);
        if self.f.ty(inst.results[0]).is_float() {
            let e = self.kind(Kind::Nop).modify(dst, no, 16).uses(yes, 16);
            return e.set_kind(Kind::FMovIf { cc, dst: 1, src: 2 }).done();
        }
        let size = self.wide_size(inst.results[0]);
        let cmov = |s: &mut Self, cond: HwCond, dst, no, yes| {
            s.plain(CMOV[usize::from(cond.number())][usize::from(size == 8)])
                .modify(dst, no, size)
                .uses(yes, size)
                .done();
        };
        match cc {
            Cc::Hw(cond) => cmov(self, cond, dst, no, yes),
            // Either flag alone decides for the second value: take the first one, then undo it.
            Cc::FEq => {
                let t = self.v.vreg(self.f.ty(inst.results[0]));
                cmov(self, HwCond::Ne, t, yes, no);
                cmov(self, HwCond::P, dst, t, no);
            }
            Cc::FNe => {
                let t = self.v.vreg(self.f.ty(inst.results[0]));
                cmov(self, HwCond::Ne, t, no, yes);
                cmov(self, HwCond::P, dst, t, yes);
            }
        }
    }

    // Shifts.

    fn shift(&mut self, inst: &Inst) {
        let ty = self.f.ty(inst.results[0]);
        let size = self.wide_size(inst.results[0]);
        let limit = i64::from(size) * 8;
        let a = match inst.op {
            Op::LShr => self.extended(inst.args[0], false),
            Op::AShr => self.extended(inst.args[0], true),
            _ => self.reg(inst.args[0]),
        };
        let dst = self.reg(inst.results[0]);
        if let Some(n) = self.f.const_int(inst.args[1]) {
            let n = (n as u64).min(u64::MAX >> (64 - self.f.ty(inst.args[1]).bits()));
            return self.shift_const(inst.op, dst, a, size, i64::try_from(n).unwrap_or(i64::MAX).min(64), ty);
        }
        let count = self.reg(inst.args[1]);
        let bounded = inst.imm == Imm::Int(1);
        if bounded {
            return self.shift_cl(inst.op, dst, a, count, size);
        }
        let count_size = self.size(inst.args[1]);
        let mask = self.v.vreg(Type::I64);
        let below = |s: &mut Self| {
            s.plain(imm_code(&CMP, count_size, limit)).uses(count, count_size).imm(limit).done();
            // All ones when the count is below the limit, else zero.
            s.plain(Code::Sbb_r64_rm64).twice(mask, 8).done();
        };
        if inst.op == Op::AShr {
            below(self);
            let (not, clamped) = (self.v.vreg(Type::I64), self.v.vreg(Type::I64));
            self.plain(Code::Not_rm32).modify(not, mask, 4).done();
            self.plain(OR.rr[2]).modify(clamped, count, 4).uses(not, 4).done();
            return self.shift_cl(Op::AShr, dst, a, clamped, size);
        }
        let shifted = self.v.vreg(Type::I64);
        self.shift_cl(inst.op, shifted, a, count, size);
        below(self);
        self.plain(AND.rr[ix(size)]).modify(dst, shifted, size).uses(mask, size).done();
    }
    fn shift_codes(op: Op, size: u8) -> (Code, Code) {
        match (op, size) {
            (Op::Shl, 8) => (Code::Shl_rm64_CL, Code::Shl_rm64_imm8),
            (Op::Shl, _) => (Code::Shl_rm32_CL, Code::Shl_rm32_imm8),
            (Op::LShr, 8) => (Code::Shr_rm64_CL, Code::Shr_rm64_imm8),
            (Op::LShr, _) => (Code::Shr_rm32_CL, Code::Shr_rm32_imm8),
            (_, 8) => (Code::Sar_rm64_CL, Code::Sar_rm64_imm8),
            (_, _) => (Code::Sar_rm32_CL, Code::Sar_rm32_imm8),
        }
    }
    fn shift_cl(&mut self, op: Op, dst: VReg, a: VReg, count: VReg, size: u8) {
        let (code, _) = Self::shift_codes(op, size);
        self.plain(code).modify(dst, a, size).phys(regs::CX, 1).fixed_use(count, regs::CX).done();
    }
    fn shift_const(&mut self, op: Op, dst: VReg, a: VReg, size: u8, n: i64, ty: Type) {
        let bits = i64::from(ty.bits());
        let n = match op {
            Op::AShr => n.min(bits - 1),
            _ if n >= bits => return self.load_const(dst, 0),
            _ => n,
        };
        let (_, code) = Self::shift_codes(op, size);
        self.plain(code).modify(dst, a, size).imm(n).done();
    }
    fn rotate(&mut self, inst: &Inst) {
        const BY_CL: [Code; 4] = [Code::Rol_rm8_CL, Code::Rol_rm16_CL, Code::Rol_rm32_CL, Code::Rol_rm64_CL];
        const BY_IMM: [Code; 4] = [Code::Rol_rm8_imm8, Code::Rol_rm16_imm8, Code::Rol_rm32_imm8, Code::Rol_rm64_imm8];
        let size = self.size(inst.results[0]);
        let dst = self.reg(inst.results[0]);
        let a = self.reg(inst.args[0]);
        match self.f.const_int(inst.args[1]) {
            Some(n) => {
                let n = n & (i64::from(size) * 8 - 1);
                self.plain(BY_IMM[ix(size)]).modify(dst, a, size).imm(n).done();
            }
            None => {
                let count = self.reg(inst.args[1]);
                self.plain(BY_CL[ix(size)]).modify(dst, a, size).phys(regs::CX, 1).fixed_use(count, regs::CX).done();
            }
        }
    }

    // Conversions.

    /// The value with its upper bits, up to 32, defined.
    pub(super) fn extended(&mut self, v: ValueId, signed: bool) -> VReg {
        let a = self.reg(v);
        let code = match (self.size(v), signed) {
            (1, false) => Code::Movzx_r32_rm8,
            (1, true) => Code::Movsx_r32_rm8,
            (2, false) => Code::Movzx_r32_rm16,
            (2, true) => Code::Movsx_r32_rm16,
            _ => return a,
        };
        if !signed && self.is_clear_above(v) {
            return a;
        }
        let t = self.v.vreg(Type::I64);
        let size = self.size(v);
        self.plain(code).def(t, 4).uses(a, size).done();
        t
    }
    fn convert_int(&mut self, inst: &Inst) {
        let arg = inst.args[0];
        let is_copy = match inst.op {
            Op::ZExt => self.is_clear_above(arg) && !self.is_folded(arg),
            // What is above the result's bits does not matter.
            Op::Trunc => true,
            _ => false,
        };
        if is_copy {
            let src = self.reg(arg);
            return self.is_same(inst.results[0], src);
        }
        let dst = self.reg(inst.results[0]);
        let (from, to) = (self.size(inst.args[0]), self.size(inst.results[0]));
        let (code, ds) = match (inst.op, from, to) {
            (Op::SExt, 1, 8) => (Code::Movsx_r64_rm8, 8),
            (Op::SExt, 2, 8) => (Code::Movsx_r64_rm16, 8),
            (Op::SExt, 4, 8) => (Code::Movsxd_r64_rm32, 8),
            (Op::SExt, 1, _) => (Code::Movsx_r32_rm8, 4),
            (Op::SExt, ..) => (Code::Movsx_r32_rm16, 4),
            (Op::ZExt, 1, _) => (Code::Movzx_r32_rm8, 4),
            (Op::ZExt, 2, _) => (Code::Movzx_r32_rm16, 4),
            (Op::ZExt, ..) => (Code::Mov_r32_rm32, 4),
            _ => {
                let src = self.reg(inst.args[0]);
                return self.copy(dst, src);
            }
        };
        match self.folded(inst.args[0]) {
            Some((addr, n)) => self.plain(code).def(dst, ds).mem(addr).touch_addr(addr, n, Access::Read).done(),
            None => {
                let src = self.reg(inst.args[0]);
                self.plain(code).def(dst, ds).uses_any(src, from).done();
            }
        }
    }

    // Addresses.

    pub(super) fn lea(&mut self, dst: VReg, addr: Addr) {
        match addr {
            Addr { base: AddrBase::Reg(r), index: None, disp: 0 } => self.copy(dst, r),
            Addr { base: AddrBase::Slot(slot), .. } => {
                let size = self.f.slots[slot].layout.size() as u32;
                self.plain(Code::Lea_r64_m).def(dst, 8).mem(addr).touch(slot, 0, size, Access::Addr).done();
            }
            _ => self.plain(Code::Lea_r64_m).def(dst, 8).mem(addr).done(),
        }
    }
    fn ptr_add(&mut self, inst: &Inst) {
        let dst = self.reg(inst.results[0]);
        let addr = self.sum_address(inst);
        self.lea(dst, addr);
    }
    fn slice_ptr(&mut self, inst: &Inst) {
        let dst = self.reg(inst.results[0]);
        let (base, delta, cap) = (self.reg(inst.args[0]), self.reg(inst.args[1]), self.reg(inst.args[2]));
        let (neg, mask, masked) = (self.v.vreg(Type::I64), self.v.vreg(Type::I64), self.v.vreg(Type::I64));
        // -cap has its sign bit set unless cap is 0.
        self.plain(Code::Neg_rm64).modify(neg, cap, 8).done();
        self.plain(Code::Sar_rm64_imm8).modify(mask, neg, 8).imm(63).done();
        self.plain(AND.rr[3]).modify(masked, delta, 8).uses(mask, 8).done();
        let addr = Addr { base: AddrBase::Reg(base), index: Some((masked, 1)), disp: 0 };
        self.plain(Code::Lea_r64_m).def(dst, 8).mem(addr).done();
    }

    // Bits.

    fn bits(&mut self, inst: &Inst) {
        let dst = self.reg(inst.results[0]);
        let bits = i64::from(self.f.ty(inst.args[0]).bits());
        match inst.op {
            Op::PopCnt => {
                let a = self.extended(inst.args[0], false);
                let size = self.wide_size(inst.args[0]);
                let code = if size == 8 { Code::Popcnt_r64_rm64 } else { Code::Popcnt_r32_rm32 };
                self.plain(code).def(dst, size).uses(a, size).done();
            }
            Op::BSwap if bits == 16 => {
                let a = self.reg(inst.args[0]);
                self.plain(Code::Rol_rm16_imm8).modify(dst, a, 2).imm(8).done();
            }
            Op::BSwap => {
                let a = self.reg(inst.args[0]);
                let size = self.wide_size(inst.args[0]);
                let code = if size == 8 { Code::Bswap_r64 } else { Code::Bswap_r32 };
                self.plain(code).modify(dst, a, size).done();
            }
            Op::BitLen => {
                let a = self.zero_extended_64(inst.args[0]);
                let (top, found) = (self.v.vreg(Type::I64), self.v.vreg(Type::I64));
                let none = self.const_reg(Type::I64, -1);
                self.plain(Code::Bsr_r64_rm64).def(top, 8).uses(a, 8).done();
                self.plain(Code::Cmove_r64_rm64).modify(found, top, 8).uses(none, 8).done();
                self.plain(ADD.ri8[3]).modify(dst, found, 8).imm(1).done();
            }
            _ => {
                let a = self.zero_extended_64(inst.args[0]);
                let low = self.v.vreg(Type::I64);
                let none = self.const_reg(Type::I64, bits);
                self.plain(Code::Bsf_r64_rm64).def(low, 8).uses(a, 8).done();
                self.plain(Code::Cmove_r64_rm64).modify(dst, low, 8).uses(none, 8).done();
            }
        }
    }
    fn zero_extended_64(&mut self, v: ValueId) -> VReg {
        if self.size(v) != 4 {
            return self.extended(v, false);
        }
        let a = self.reg(v);
        if self.is_clear_above(v) {
            return a;
        }
        let t = self.v.vreg(Type::I64);
        self.plain(Code::Mov_r32_rm32).def(t, 4).uses(a, 4).done();
        t
    }
}
