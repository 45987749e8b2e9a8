//! Selection of floating-point arithmetic, comparisons and conversions (SSE2; rounding and FMA
//! where the program has tested for them).

use super::*;

/// The bits of a constant in its type.
fn bits_as(ty: Type, value: f64) -> u64 {
    if ty == Type::F64 { value.to_bits() } else { u64::from((value as f32).to_bits()) }
}

impl Isel<'_> {
    /// Selects the operations of this file.
    pub(super) fn float(&mut self, op: ops::Float, inst: &Inst) {
        match op {
            ops::Float::FAdd => self.fbinary(inst, Code::Addss_xmm_xmmm32, Code::Addsd_xmm_xmmm64),
            ops::Float::FSub => self.fbinary(inst, Code::Subss_xmm_xmmm32, Code::Subsd_xmm_xmmm64),
            ops::Float::FMul => self.fbinary(inst, Code::Mulss_xmm_xmmm32, Code::Mulsd_xmm_xmmm64),
            ops::Float::FDiv => self.fbinary(inst, Code::Divss_xmm_xmmm32, Code::Divsd_xmm_xmmm64),
            ops::Float::FSqrt => self.ffrom(inst, Code::Sqrtss_xmm_xmmm32, Code::Sqrtsd_xmm_xmmm64),
            ops::Float::FPromote | ops::Float::FDemote => {
                self.ffrom(inst, Code::Cvtss2sd_xmm_xmmm32, Code::Cvtsd2ss_xmm_xmmm64)
            }
            ops::Float::FNeg | ops::Float::FAbs | ops::Float::FCopySign => self.signs(inst),
            ops::Float::FRound => self.round(inst),
            ops::Float::Fma => self.fma(inst),
            ops::Float::Bitcast => self.bitcast(inst),
            ops::Float::IntToF => self.int_to_float(inst),
            ops::Float::FToInt => self.float_to_int(inst),
            ops::Float::UintToF => self.uint_to_float(inst),
            ops::Float::FToUint => self.float_to_uint(inst),
        }
    }
    fn is_double(&self, v: ValueId) -> bool {
        self.f.ty(v) == Type::F64
    }
    fn fbinary(&mut self, inst: &Inst, single: Code, double: Code) {
        let code = if self.is_double(inst.args[0]) { double } else { single };
        let (mut a, mut b) = (inst.args[0], inst.args[1]);
        if inst.op.is_commutative() && self.is_folded(a) {
            std::mem::swap(&mut a, &mut b);
        }
        let left = self.reg(a);
        let dst = self.reg(inst.results[0]);
        self.second(code, (dst, left), b, 16);
    }
    fn ffrom(&mut self, inst: &Inst, single: Code, double: Code) {
        let code = if self.is_double(inst.args[0]) { double } else { single };
        self.convert_value(code, inst, 16);
    }
    /// An instruction that makes a float of its one operand, `size` bytes in a register.
    fn convert_value(&mut self, code: Code, inst: &Inst, size: u8) {
        let dst = self.reg(inst.results[0]);
        match self.folded(inst.args[0]) {
            Some((addr, n)) => self.plain(code).def(dst, 16).mem(addr).touch_addr(addr, n, Access::Read).done(),
            None => {
                let a = self.reg(inst.args[0]);
                self.plain(code).def(dst, 16).uses(a, size).done();
            }
        }
    }
    /// A float constant in a register.
    pub(super) fn load_float(&mut self, dst: VReg, ty: Type, value: f64) {
        self.load_float_bits(dst, ty, bits_as(ty, value));
    }
    fn load_float_bits(&mut self, dst: VReg, ty: Type, bits: u64) {
        if bits == 0 {
            return self.plain(Code::Xorps_xmm_xmmm128).twice(dst, 16).done();
        }
        let addr = self.float_constant(ty, bits);
        let code = if ty == Type::F64 { Code::Movsd_xmm_xmmm64 } else { Code::Movss_xmm_xmmm32 };
        self.plain(code).def(dst, 16).mem(addr).done();
    }
    /// Read-only data with these bits, under the official name.
    fn float_constant(&mut self, ty: Type, bits: u64) -> Addr {
        let (name, size) =
            if ty == Type::F64 { (format!("$f64.{bits:016x}"), 8) } else { (format!("$f32.{bits:08x}"), 4) };
        let sym = self.v.syms.id(&name, obj::Abi::Abi0);
        if self.v.constants.iter().all(|c| c.0 != sym) {
            self.v.constants.push((sym, bits.to_le_bytes()[..size].into()));
        }
        Addr::new(AddrBase::Sym(sym), 0)
    }
    /// Where a float constant lies that its user reads from memory. Zero is made in a register.
    pub(super) fn constant_in_memory(&mut self, v: ValueId) -> Option<(Addr, u32)> {
        let bits = self.nonzero_float(v)?;
        let ty = self.f.ty(v);
        Some((self.float_constant(ty, bits), ty.size() as u32))
    }
    /// The bits of a float constant, but for zero.
    pub(super) fn nonzero_float(&self, v: ValueId) -> Option<u64> {
        self.float_bits(v).filter(|&bits| bits != 0)
    }
    fn float_bits(&self, v: ValueId) -> Option<u64> {
        let Inst { op: Op::FConst, imm: Imm::Float(bits), .. } = self.f.def(v)? else { return None };
        Some(bits_as(self.f.ty(v), f64::from_bits(*bits)))
    }
    /// The bits of a float constant as a sign-extended 32-bit immediate of its size.
    pub(super) fn float_imm(&self, v: ValueId) -> Option<i64> {
        let bits = self.float_bits(v)?;
        let n = if self.f.ty(v) == Type::F64 { bits as i64 } else { i64::from(bits as u32 as i32) };
        i32::try_from(n).is_ok().then_some(n)
    }
    fn sign_bit(&mut self, ty: Type) -> VReg {
        let mask = self.v.vreg(Type::F64);
        self.load_float_bits(mask, ty, 1 << (ty.bits() - 1));
        mask
    }
    fn signs(&mut self, inst: &Inst) {
        let ty = self.f.ty(inst.results[0]);
        let a = self.reg(inst.args[0]);
        let dst = self.reg(inst.results[0]);
        let mask = self.sign_bit(ty);
        match inst.op {
            Op::FNeg => self.plain(Code::Xorps_xmm_xmmm128).modify(dst, a, 16).uses(mask, 16).done(),
            // ANDN: complement of the mask and the value.
            Op::FAbs => self.plain(Code::Andnps_xmm_xmmm128).modify(dst, mask, 16).uses(a, 16).done(),
            _ => {
                let b = self.reg(inst.args[1]);
                let (sign, rest) = (self.v.vreg(Type::F64), self.v.vreg(Type::F64));
                self.plain(Code::Andps_xmm_xmmm128).modify(sign, b, 16).uses(mask, 16).done();
                self.plain(Code::Andnps_xmm_xmmm128).modify(rest, mask, 16).uses(a, 16).done();
                self.plain(Code::Orps_xmm_xmmm128).modify(dst, rest, 16).uses(sign, 16).done();
            }
        }
    }
    fn round(&mut self, inst: &Inst) {
        let Imm::Round(mode) = inst.imm else { unreachable!("verified payload") };
        let double = self.is_double(inst.args[0]);
        let code = if double { Code::Roundsd_xmm_xmmm64_imm8 } else { Code::Roundss_xmm_xmmm32_imm8 };
        let a = self.reg(inst.args[0]);
        let dst = self.reg(inst.results[0]);
        self.plain(code).def(dst, 16).uses(a, 16).imm(mode as i64).done();
    }
    fn fma(&mut self, inst: &Inst) {
        let code = match self.is_double(inst.args[0]) {
            true => Code::VEX_Vfmadd231sd_xmm_xmm_xmmm64,
            false => Code::VEX_Vfmadd231ss_xmm_xmm_xmmm32,
        };
        let [x, y, z] = [inst.args[0], inst.args[1], inst.args[2]].map(|v| self.reg(v));
        let dst = self.reg(inst.results[0]);
        self.plain(code).modify(dst, z, 16).uses(x, 16).uses(y, 16).done();
    }
    /// Which condition on the flags says that the comparison holds. Only "above" conditions are
    /// false for NaN, so "less" swaps its operands.
    pub(super) fn compare_floats(&mut self, inst: &Inst, cond: Cond) -> Cc {
        let (mut a, mut b) = (inst.args[0], inst.args[1]);
        let cc = match cond {
            Cond::Eq => Cc::FEq,
            Cond::Ne => Cc::FNe,
            Cond::Gt | Cond::Ugt | Cond::Lt | Cond::Ult => Cc::A,
            _ => Cc::AE,
        };
        if matches!(cond, Cond::Lt | Cond::Le | Cond::Ult | Cond::Ule) {
            std::mem::swap(&mut a, &mut b);
        }
        let code = if self.is_double(inst.args[0]) { Code::Ucomisd_xmm_xmmm64 } else { Code::Ucomiss_xmm_xmmm32 };
        let left = self.reg(a);
        match self.folded(b) {
            Some((addr, n)) => self.plain(code).uses(left, 16).mem(addr).touch_addr(addr, n, Access::Read).done(),
            None => {
                let right = self.reg(b);
                self.plain(code).uses(left, 16).uses_any(right, 16).done();
            }
        }
        cc
    }
    fn bitcast(&mut self, inst: &Inst) {
        let (from, to) = (self.f.ty(inst.args[0]), self.f.ty(inst.results[0]));
        let a = self.reg(inst.args[0]);
        if from.is_float() == to.is_float() {
            return self.is_same(inst.results[0], a);
        }
        let dst = self.reg(inst.results[0]);
        let size = from.size() as u8;
        let code = match (from.is_float(), size) {
            (true, 8) => Code::Movq_rm64_xmm,
            (true, _) => Code::Movd_rm32_xmm,
            (false, 8) => Code::Movq_xmm_rm64,
            (false, _) => Code::Movd_xmm_rm32,
        };
        let (ds, ss) = if to.is_float() { (16, size) } else { (size, 16) };
        self.plain(code).def(dst, ds).uses(a, ss).done();
    }
    fn int_to_float(&mut self, inst: &Inst) {
        let code = match (self.is_double(inst.results[0]), self.size(inst.args[0])) {
            (true, 8) => Code::Cvtsi2sd_xmm_rm64,
            (true, _) => Code::Cvtsi2sd_xmm_rm32,
            (false, 8) => Code::Cvtsi2ss_xmm_rm64,
            (false, _) => Code::Cvtsi2ss_xmm_rm32,
        };
        // The conversion leaves the upper half as it was, so without a zero it would wait for whatever was there.
        let size = self.size(inst.args[0]);
        let (zero, dst) = (self.v.vreg(Type::F64), self.reg(inst.results[0]));
        match self.folded(inst.args[0]) {
            Some((addr, n)) => {
                self.plain(Code::Xorps_xmm_xmmm128).twice(zero, 16).done();
                self.plain(code).modify(dst, zero, 16).mem(addr).touch_addr(addr, n, Access::Read).done();
            }
            None => {
                let a = self.reg(inst.args[0]);
                self.plain(Code::Xorps_xmm_xmmm128).twice(zero, 16).done();
                self.plain(code).modify(dst, zero, 16).uses(a, size).done();
            }
        }
    }
    fn float_to_int(&mut self, inst: &Inst) {
        let code = match (self.is_double(inst.args[0]), self.size(inst.results[0])) {
            (true, 8) => Code::Cvttsd2si_r64_xmmm64,
            (true, _) => Code::Cvttsd2si_r32_xmmm64,
            (false, 8) => Code::Cvttss2si_r64_xmmm32,
            (false, _) => Code::Cvttss2si_r32_xmmm32,
        };
        let size = self.size(inst.results[0]);
        let a = self.reg(inst.args[0]);
        let dst = self.reg(inst.results[0]);
        self.plain(code).def(dst, size).uses(a, 16).done();
    }
    fn uint_to_float(&mut self, inst: &Inst) {
        let double = self.is_double(inst.results[0]);
        let a = self.reg(inst.args[0]);
        let dst = self.reg(inst.results[0]);
        let (t, u) = (self.v.vreg(Type::I64), self.v.vreg(Type::I64));
        let e = self.kind(Kind::Nop).def(dst, 16).uses(a, 8).temp(t).temp(u);
        e.set_kind(Kind::UintToF { double, ops: [0, 1, 2, 3] }).done();
    }
    fn float_to_uint(&mut self, inst: &Inst) {
        let double = self.is_double(inst.args[0]);
        let a = self.reg(inst.args[0]);
        let dst = self.reg(inst.results[0]);
        let (t, x, y) = (self.v.vreg(Type::I64), self.v.vreg(Type::F64), self.v.vreg(Type::F64));
        let e = self.kind(Kind::Nop).def(dst, 8).uses_late(a, 16).temp(t).temp(x).temp(y);
        e.set_kind(Kind::FToUint { double, ops: [0, 1, 2, 3, 4] }).done();
    }
}
