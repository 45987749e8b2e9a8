//! Comparisons of masked numbers with zero. The flags of TEST are those of a comparison of the conjunction with zero,
//! and BT looks at one bit by its number, so neither conjunction nor mask has to be computed. In: a function; out:
//! conjunctions, masks and shifts that are emitted with the comparison alone.

use super::alu::{TEST, ix};
use super::*;

/// A bit of a number: the number, which bit.
type Bit = (ValueId, ValueId);

/// The conjunction that a comparison compares with zero.
pub(super) fn masked<'f>(f: &'f Func, cmp: &Inst) -> Option<(ValueId, &'f Inst)> {
    let [masked, zero] = cmp.args[..] else { return None };
    let v = f.resolve(masked);
    let with_zero = cmp.op == Op::ICmp && f.const_int(zero) == Some(0);
    f.def(v).filter(|d| with_zero && d.op == Op::And).map(|d| (v, d))
}

/// The bit that a conjunction leaves, by a number that is below the width, with the value that says it.
pub(super) fn bit(f: &Func, and: &Inst) -> Option<(Bit, ValueId)> {
    let shift = |n: usize, op: Op| {
        let v = f.resolve(and.args[n]);
        f.def(v).filter(|d| d.op == op && d.imm == Imm::Int(1) && f.const_int(d.args[1]).is_none()).map(|d| (v, d))
    };
    for n in 0..2 {
        // x & (1 << n)
        if let Some((v, d)) = shift(n, Op::Shl).filter(|(_, d)| f.const_int(d.args[0]) == Some(1)) {
            return Some(((f.resolve(and.args[1 - n]), d.args[1]), v));
        }
        // (x >> n) & 1
        if let Some((v, d)) = shift(n, Op::LShr).filter(|_| f.const_int(and.args[1 - n]) == Some(1)) {
            return Some(((d.args[0], d.args[1]), v));
        }
    }
    None
}

/// Whether a comparison is one of a single bit.
pub(super) fn is_bit_test(f: &Func, cmp: &Inst, and: &Inst) -> bool {
    matches!(cmp.imm, Imm::Cond(Cond::Eq | Cond::Ne)) && bit(f, and).is_some()
}

impl Isel<'_> {
    /// Leaves what is only compared with zero, in its own block, to the comparison.
    pub(super) fn mark_masks(&mut self) {
        let f = self.f;
        let mut home = base::IdVec::<ValueId, BlockId>::filled(BlockId::NONE, f.values.len());
        for n in 0..self.v.blocks.len() {
            let b = self.v.blocks[n];
            for &i in &f.blocks[b].insts {
                let inst = &f.insts[i];
                inst.results.iter().for_each(|&r| home[r] = b);
                let Some((v, and)) = masked(f, inst) else { continue };
                // A comparison of 16 bits with a constant is slow to decode.
                if self.uses[v] != 1 || home[v] != b || f.ty(v) == Type::I16 {
                    continue;
                }
                self.lazy[v] = true;
                if let Some((_, shift)) = bit(f, and).filter(|_| is_bit_test(f, inst, and)) {
                    self.lazy[shift] = self.uses[shift] == 1 && home[shift] == b;
                }
            }
        }
    }
    /// Sets the flags for a comparison with zero of a conjunction that was left to it.
    pub(super) fn test(&mut self, cmp: &Inst) -> Option<Cc> {
        let f = self.f;
        let (v, and) = masked(f, cmp).filter(|(v, _)| self.lazy[*v])?;
        let Imm::Cond(cond) = cmp.imm else { return None };
        match bit(f, and).filter(|(_, shift)| self.lazy[*shift] && is_bit_test(f, cmp, and)) {
            Some(((number, n), _)) => {
                let (number, n) = (self.reg(number), self.reg(n));
                let size = self.wide_size(v);
                let code = if size == 8 { Code::Bt_rm64_r64 } else { Code::Bt_rm32_r32 };
                self.plain(code).uses(number, size).uses(n, size).done();
                Some(if cond == Cond::Ne { Cc::B } else { Cc::AE })
            }
            None => {
                self.test_mask(and, self.size(v));
                Some(super::alu::int_cc(cond))
            }
        }
    }
    fn test_mask(&mut self, and: &Inst, size: u8) {
        const IMM: [Code; 4] =
            [Code::Test_rm8_imm8, Code::Test_rm16_imm16, Code::Test_rm32_imm32, Code::Test_rm64_imm32];
        let (mut a, mut b) = (and.args[0], and.args[1]);
        if self.imm32(a).is_some() || (self.is_folded(b) && self.imm32(b).is_none()) {
            std::mem::swap(&mut a, &mut b);
        }
        let memory = self.folded(a);
        match (self.imm32(b), memory) {
            (Some(n), Some((addr, bytes))) => {
                let e = self.plain(IMM[ix(size)]).mem(addr).imm(n);
                e.touch_addr(addr, bytes, Access::Read).done();
            }
            (Some(n), None) => {
                // A mask of few bits leaves all others zero, the sign too.
                let size = match n {
                    0..=0x7f => 1,
                    0x80..=0x7fff_ffff => size.min(4),
                    _ => size,
                };
                let left = self.reg(a);
                self.plain(IMM[ix(size)]).uses_any(left, size).imm(n).done();
            }
            (None, Some((addr, bytes))) => {
                let right = self.reg(b);
                let e = self.plain(TEST[ix(size)]).mem(addr).uses(right, size);
                e.touch_addr(addr, bytes, Access::Read).done();
            }
            (None, None) => {
                let (left, right) = (self.reg(a), self.reg(b));
                self.plain(TEST[ix(size)]).uses(left, size).uses(right, size).done();
            }
        }
    }
}
