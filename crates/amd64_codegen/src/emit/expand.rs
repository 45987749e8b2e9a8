//! Operations that the machine has no instruction for, as small sequences. In: registers and widths; out: code in the same
//! buffer. Authority: Intel's manual, volume 2 (IDIV, CVTTSD2SI).

use super::*;

impl Emitter<'_> {
    /// Signed division with the fix for -1.
    pub(super) fn divide(&mut self, size: u8, rem: bool, by: PReg) {
        let wide = size == 8;
        let pick = |a, b| if wide { a } else { b };
        let (special, done) = (self.b.label(), self.b.label());
        self.i(pick(Code::Cmp_rm64_imm8, Code::Cmp_rm32_imm8), &[O::R(by, size), O::I(-1)]);
        self.branch(HwCond::E, special);
        self.i(pick(Code::Cqo, Code::Cdq), &[]);
        self.i(pick(Code::Idiv_rm64, Code::Idiv_rm32), &[O::R(by, size)]);
        self.jump(done);
        self.b.bind(special);
        match rem {
            true => self.i(Code::Xor_r32_rm32, &[O::R(regs::DX, 4), O::R(regs::DX, 4)]),
            false => self.i(pick(Code::Neg_rm64, Code::Neg_rm32), &[O::R(regs::AX, size)]),
        }
        self.b.bind(done);
    }
    /// Unsigned 64 bits to float.
    pub(super) fn uint_to_float(&mut self, double: bool, [dst, src, t, u]: [PReg; 4]) {
        let convert = if double { Code::Cvtsi2sd_xmm_rm64 } else { Code::Cvtsi2ss_xmm_rm64 };
        let add = if double { Code::Addsd_xmm_xmmm64 } else { Code::Addss_xmm_xmmm32 };
        let (big, done) = (self.b.label(), self.b.label());
        self.i(Code::Test_rm64_r64, &[O::R(src, 8), O::R(src, 8)]);
        self.branch(HwCond::S, big);
        self.i(convert, &[O::R(dst, 16), O::R(src, 8)]);
        self.jump(done);
        self.b.bind(big);
        // Half of it, the lowest bit kept sticky so that rounding is right, then doubled.
        self.i(Code::Mov_r64_rm64, &[O::R(t, 8), O::R(src, 8)]);
        self.i(Code::Mov_r64_rm64, &[O::R(u, 8), O::R(src, 8)]);
        self.i(Code::Shr_rm64_1, &[O::R(t, 8), O::I(1)]);
        self.i(Code::And_rm64_imm8, &[O::R(u, 8), O::I(1)]);
        self.i(Code::Or_r64_rm64, &[O::R(t, 8), O::R(u, 8)]);
        self.i(convert, &[O::R(dst, 16), O::R(t, 8)]);
        self.i(add, &[O::R(dst, 16), O::R(dst, 16)]);
        self.b.bind(done);
    }
    /// Float to unsigned 64 bits.
    pub(super) fn float_to_uint(&mut self, double: bool, [dst, src, t, x, y]: [PReg; 5]) {
        let pick = |a, b| if double { a } else { b };
        let convert = pick(Code::Cvttsd2si_r64_xmmm64, Code::Cvttss2si_r64_xmmm32);
        let limit: u64 = if double {
            (9_223_372_036_854_775_808_f64).to_bits()
        } else {
            u64::from((9_223_372_036_854_775_808_f32).to_bits())
        };
        let (big, done) = (self.b.label(), self.b.label());
        self.i(Code::Mov_r64_imm64, &[O::R(t, 8), O::I(limit as i64)]);
        self.i(pick(Code::Movq_xmm_rm64, Code::Movd_xmm_rm32), &[O::R(x, 16), O::R(t, if double { 8 } else { 4 })]);
        self.i(pick(Code::Ucomisd_xmm_xmmm64, Code::Ucomiss_xmm_xmmm32), &[O::R(src, 16), O::R(x, 16)]);
        self.branch(HwCond::Ae, big);
        self.i(convert, &[O::R(dst, 8), O::R(src, 16)]);
        self.jump(done);
        self.b.bind(big);
        self.i(Code::Movaps_xmm_xmmm128, &[O::R(y, 16), O::R(src, 16)]);
        self.i(pick(Code::Subsd_xmm_xmmm64, Code::Subss_xmm_xmmm32), &[O::R(y, 16), O::R(x, 16)]);
        self.i(convert, &[O::R(dst, 8), O::R(y, 16)]);
        self.i(Code::Bts_rm64_imm8, &[O::R(dst, 8), O::I(63)]);
        self.b.bind(done);
    }
}
