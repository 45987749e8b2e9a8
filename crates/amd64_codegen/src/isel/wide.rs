//! Selection of what is bound to fixed registers: division, double-width multiplication.

use super::*;

impl Isel<'_> {
    /// Selects the operations of this file.
    pub(super) fn wide(&mut self, op: ops::Wide, inst: &Inst) {
        match op {
            ops::Wide::SDiv => self.divide(inst, true, false),
            ops::Wide::SRem => self.divide(inst, true, true),
            ops::Wide::UDiv => self.divide(inst, false, false),
            ops::Wide::URem => self.divide(inst, false, true),
            ops::Wide::MulHiS => self.mul_high(inst, [Code::Imul_rm32, Code::Imul_rm64], true),
            ops::Wide::MulHiU => self.mul_high(inst, [Code::Mul_rm32, Code::Mul_rm64], true),
            ops::Wide::MulWide => self.mul_high(inst, [Code::Mul_rm32, Code::Mul_rm64], false),
            ops::Wide::DivWide => self.div_wide(inst),
        }
    }
    fn divide(&mut self, inst: &Inst, signed: bool, rem: bool) {
        let size = self.wide_size(inst.results[0]);
        let narrow = self.size(inst.results[0]) < 4;
        let dst = self.reg(inst.results[0]);
        let a = self.extended(inst.args[0], signed);
        let constant = self.f.const_int(inst.args[1]);
        // A fresh copy: the divisor must outlive the dividend's register.
        let b = self.v.vreg(Type::I64);
        let original = self.extended(inst.args[1], signed);
        self.copy(b, original);
        let other = self.v.vreg(Type::I64);
        let (quotient, remainder) = if rem { (other, dst) } else { (dst, other) };
        if signed && !narrow && constant.is_none_or(|c| c == -1) {
            let mut e = self.kind(Kind::Nop).fixed_use(a, regs::AX);
            let divisor = e.count();
            e = e.uses_late(b, size).fixed_def(quotient, regs::AX).fixed_def(remainder, regs::DX);
            return e.set_kind(Kind::SDivFix { size, rem, divisor }).done();
        }
        let high = self.v.vreg(Type::I64);
        let low = self.v.vreg(Type::I64);
        if signed {
            let code = if size == 8 { Code::Cqo } else { Code::Cdq };
            self.plain(code).fixed_use(a, regs::AX).fixed_def(low, regs::AX).fixed_def(high, regs::DX).done();
        } else {
            self.load_const(high, 0);
            self.copy(low, a);
        }
        let code = match (size, signed) {
            (8, true) => Code::Idiv_rm64,
            (8, false) => Code::Div_rm64,
            (_, true) => Code::Idiv_rm32,
            (_, false) => Code::Div_rm32,
        };
        let e = self.plain(code).uses_late(b, size).fixed_use(low, regs::AX).fixed_use(high, regs::DX);
        e.fixed_def(quotient, regs::AX).fixed_def(remainder, regs::DX).done();
    }
    fn mul_high(&mut self, inst: &Inst, codes: [Code; 2], only_high: bool) {
        let size = self.size(inst.args[0]);
        if size < 4 {
            panic!("{}: double-width product of {size} bytes", self.f.name);
        }
        let (a, b) = (self.reg(inst.args[0]), self.reg(inst.args[1]));
        let high = self.reg(inst.results[0]);
        let low = if only_high { self.v.vreg(Type::I64) } else { self.reg(inst.results[1]) };
        let e = self.plain(codes[usize::from(size == 8)]).uses(b, size).fixed_use(a, regs::AX);
        e.fixed_def(low, regs::AX).fixed_def(high, regs::DX).done();
    }
    fn div_wide(&mut self, inst: &Inst) {
        let size = self.size(inst.args[0]);
        let (high, low) = (self.reg(inst.args[0]), self.reg(inst.args[1]));
        let by = self.v.vreg(Type::I64);
        let original = self.reg(inst.args[2]);
        self.copy(by, original);
        let (q, r) = (self.reg(inst.results[0]), self.reg(inst.results[1]));
        let code = if size == 8 { Code::Div_rm64 } else { Code::Div_rm32 };
        let e = self.plain(code).uses_late(by, size).fixed_use(low, regs::AX).fixed_use(high, regs::DX);
        e.fixed_def(q, regs::AX).fixed_def(r, regs::DX).done();
    }
}
