//! Divisions by constants become multiplications and shifts. Requires dialect Lowered and folded
//! constants; afterwards no division has a constant divisor. A quotient is the high part of a
//! product with a scaled reciprocal of the divisor, rounded up; the scale is chosen so that the
//! error of the reciprocal, multiplied by any dividend, stays below one part in the divisor
//! (Granlund and Montgomery, "Division by invariant integers using multiplication", 1994).

use crate::Analyses;
use ssa::builder::truncate;
use ssa::{Cond, Func, Imm, InstId, Op, SrcPos, Type, ValueId};

/// Replaces divisions by constants.
pub fn divisions(func: &mut Func, _cx: &mut Analyses) {
    for i in 0..func.order.len() {
        let b = func.order[i];
        let insts = std::mem::take(&mut func.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            match constant_divisor(func, id) {
                Some(d) => replace(func, id, d, &mut out),
                None => out.push(id),
            }
        }
        func.blocks[b].insts = out;
    }
    func.resolve_aliases();
}

fn constant_divisor(func: &Func, id: InstId) -> Option<i64> {
    let inst = &func.insts[id];
    let division = matches!(inst.op, Op::SDiv | Op::UDiv | Op::SRem | Op::URem);
    division.then(|| func.const_int(inst.args[1])).flatten().filter(|&d| d != 0)
}

fn replace(func: &mut Func, id: InstId, d: i64, out: &mut Vec<InstId>) {
    let inst = &func.insts[id];
    let (op, n, result, pos) = (inst.op, inst.args[0], inst.results[0], inst.pos);
    let ty = func.ty(result);
    let mut s = Sequence { func, out, pos, ty };
    let bits = ty.bits();
    let value = match op {
        Op::UDiv => s.unsigned(n, d as u64 & (u64::MAX >> (64 - bits))),
        Op::SDiv => s.signed(n, d),
        Op::URem => s.unsigned_rest(n, d as u64 & (u64::MAX >> (64 - bits))),
        _ => s.signed_rest(n, d),
    };
    func.alias(result, value);
}

/// Operations put behind each other in place of a division.
struct Sequence<'a> {
    func: &'a mut Func,
    out: &'a mut Vec<InstId>,
    pos: SrcPos,
    /// Type of dividend and result.
    ty: Type,
}

/// The least `k` with `2^k >= d`.
fn log2_up(d: u64) -> u32 {
    64 - (d - 1).leading_zeros()
}

/// `2^p / d` rounded up to the next number above it, and by how much its product with `d` is
/// above `2^p`. `p` is below 128, `d` no power of two.
fn reciprocal(p: u32, d: u64) -> (u128, u128) {
    let (scaled, d) = (1u128 << p, u128::from(d));
    (scaled / d + 1, d - scaled % d)
}

impl Sequence<'_> {
    fn ins(&mut self, op: Op, imm: Imm, args: &[ValueId], ty: Type) -> ValueId {
        let id = self.func.add_inst(op, imm, args, &[ty], self.pos);
        self.out.push(id);
        self.func.insts[id].results[0]
    }
    fn int(&mut self, ty: Type, n: i64) -> ValueId {
        self.ins(Op::IConst, Imm::Int(truncate(ty, n)), &[], ty)
    }
    fn binary(&mut self, op: Op, a: ValueId, b: ValueId) -> ValueId {
        let ty = self.func.ty(a);
        self.ins(op, Imm::None, &[a, b], ty)
    }
    /// A shift by a constant below the width.
    fn shift(&mut self, op: Op, a: ValueId, by: u32) -> ValueId {
        if by == 0 {
            return a;
        }
        let ty = self.func.ty(a);
        let by = self.int(ty, i64::from(by));
        self.ins(op, Imm::Int(1), &[a, by], ty)
    }
    fn unsigned_rest(&mut self, n: ValueId, d: u64) -> ValueId {
        if d.is_power_of_two() {
            let mask = self.int(self.ty, (d - 1) as i64);
            return self.binary(Op::And, n, mask);
        }
        let q = self.unsigned(n, d);
        self.rest(n, q, d as i64)
    }
    fn signed_rest(&mut self, n: ValueId, d: i64) -> ValueId {
        let size = d.unsigned_abs();
        if size == 1 {
            return self.int(self.ty, 0);
        }
        if size.is_power_of_two() {
            let up = self.round_up(n, size.trailing_zeros());
            let sum = self.binary(Op::Add, n, up);
            let mask = self.int(self.ty, (size - 1) as i64);
            let low = self.binary(Op::And, sum, mask);
            return self.binary(Op::Sub, low, up);
        }
        let q = self.signed(n, d);
        self.rest(n, q, d)
    }
    fn rest(&mut self, n: ValueId, q: ValueId, d: i64) -> ValueId {
        let d = self.int(self.ty, d);
        let product = self.binary(Op::Mul, q, d);
        self.binary(Op::Sub, n, product)
    }
    /// What makes a shift by `k` round towards zero: `2^k - 1` for negative numbers, else 0.
    fn round_up(&mut self, n: ValueId, k: u32) -> ValueId {
        let bits = self.ty.bits();
        let sign = self.shift(Op::AShr, n, bits - 1);
        self.shift(Op::LShr, sign, bits - k)
    }

    fn unsigned(&mut self, n: ValueId, d: u64) -> ValueId {
        if d.is_power_of_two() {
            return self.shift(Op::LShr, n, d.trailing_zeros());
        }
        if self.ty.bits() < 64 {
            let wide = self.ins(Op::ZExt, Imm::None, &[n], Type::I64);
            // Dividends and error are below 2^32 each, so a scale of 2^64 is always enough.
            let found = (0..32).map(|s| (s, reciprocal(32 + s, d))).find(|(s, (m, e))| *m < 1 << 32 && *e <= 1 << s);
            let q = match found {
                Some((s, (m, _))) => {
                    let m = self.int(Type::I64, m as i64);
                    let product = self.binary(Op::Mul, wide, m);
                    self.shift(Op::LShr, product, 32 + s)
                }
                None => {
                    let m = self.int(Type::I64, reciprocal(64, d).0 as i64);
                    self.binary(Op::MulHiU, wide, m)
                }
            };
            return self.ins(Op::Trunc, Imm::None, &[q], self.ty);
        }
        self.unsigned_wide(n, d)
    }
    fn unsigned_wide(&mut self, n: ValueId, d: u64) -> ValueId {
        if d > 1 << 63 {
            let d = self.int(self.ty, d as i64);
            let once = self.ins(Op::ICmp, Imm::Cond(Cond::Uge), &[n, d], Type::I8);
            return self.ins(Op::ZExt, Imm::None, &[once], self.ty);
        }
        // Dividing by the even part first leaves smaller dividends, which bear a larger error.
        for even in [0, d.trailing_zeros()] {
            let d = d >> even;
            let fits = |s: u32, (m, e): (u128, u128)| m < 1 << 64 && e <= 1 << (s + even);
            let found = (0..63).map(|s| (s, reciprocal(64 + s, d))).find(|(s, r)| fits(*s, *r));
            if let Some((s, (m, _))) = found {
                let m = self.int(self.ty, m as i64);
                let small = self.shift(Op::LShr, n, even);
                let high = self.binary(Op::MulHiU, small, m);
                return self.shift(Op::LShr, high, s);
            }
        }
        // The reciprocal has 65 bits, the topmost one set: that part of the product is `n` itself.
        let k = log2_up(d);
        let m = self.int(self.ty, reciprocal(64 + k, d).0 as i64);
        let high = self.binary(Op::MulHiU, n, m);
        let rest = self.binary(Op::Sub, n, high);
        let half = self.shift(Op::LShr, rest, 1);
        let sum = self.binary(Op::Add, half, high);
        self.shift(Op::LShr, sum, k - 1)
    }

    fn signed(&mut self, n: ValueId, d: i64) -> ValueId {
        let size = d.unsigned_abs();
        let q = match size {
            1 => n,
            _ if size.is_power_of_two() => {
                let k = size.trailing_zeros();
                let up = self.round_up(n, k);
                let sum = self.binary(Op::Add, n, up);
                self.shift(Op::AShr, sum, k)
            }
            _ => return self.signed_product(n, size, d < 0),
        };
        if d < 0 { self.ins(Op::Neg, Imm::None, &[q], self.ty) } else { q }
    }
    /// The product is rounded down; one more makes that towards zero for negative dividends.
    fn signed_product(&mut self, n: ValueId, d: u64, negate: bool) -> ValueId {
        let k = log2_up(d);
        let (q, sign) = if self.ty.bits() < 64 {
            let wide = self.ins(Op::SExt, Imm::None, &[n], Type::I64);
            let m = self.int(Type::I64, reciprocal(31 + k, d).0 as i64);
            let product = self.binary(Op::Mul, wide, m);
            let q = self.shift(Op::AShr, product, 31 + k);
            (q, self.shift(Op::AShr, wide, 63))
        } else {
            let found = (1..k).map(|s| (s, reciprocal(63 + s, d))).find(|(s, (m, e))| *m < 1 << 63 && *e <= 1 << s);
            let q = match found {
                Some((s, (m, _))) => {
                    let m = self.int(self.ty, m as i64);
                    let high = self.binary(Op::MulHiS, n, m);
                    self.shift(Op::AShr, high, s - 1)
                }
                // As a signed number the reciprocal is 2^64 too small.
                None => {
                    let m = self.int(self.ty, reciprocal(63 + k, d).0 as i64);
                    let high = self.binary(Op::MulHiS, n, m);
                    let sum = self.binary(Op::Add, high, n);
                    self.shift(Op::AShr, sum, k - 1)
                }
            };
            (q, self.shift(Op::AShr, n, 63))
        };
        let (a, b) = if negate { (sign, q) } else { (q, sign) };
        let q = self.binary(Op::Sub, a, b);
        if self.ty.bits() < 64 { self.ins(Op::Trunc, Imm::None, &[q], self.ty) } else { q }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ssa::{Layout, SigItem, Signature};

    /// Divides in a function of one parameter and executes what the pass leaves.
    fn divide(op: Op, ty: Type, n: i64, d: i64) -> i64 {
        let item = || SigItem::new(Layout::Scalar(ty));
        let sig = Signature { abi: obj::Abi::Internal, params: vec![item()], results: vec![item()] };
        let mut f = Func::new(release::Release::default(), "f", sig);
        let b = f.add_block();
        let param = f.add_param(b, ty);
        let c = f.add_inst(Op::IConst, Imm::Int(truncate(ty, d)), &[], &[ty], SrcPos::START);
        let by = f.insts[c].results[0];
        let q = f.add_inst(op, Imm::None, &[param, by], &[ty], SrcPos::START);
        let quotient = f.insts[q].results[0];
        let ret = f.add_inst(Op::Ret, Imm::None, &[quotient], &[], SrcPos::START);
        f.blocks[b].insts = vec![c, q, ret];
        divisions(&mut f, &mut Analyses::default());
        ssa::verify::assert_valid(&f, ssa::Dialect::Lowered, "divisions");
        let mut values: std::collections::HashMap<ValueId, i64> = [(param, n)].into();
        for &i in &f.blocks[b].insts {
            let inst = &f.insts[i];
            if inst.op == Op::Ret {
                return values[&inst.args[0]];
            }
            let result = f.ty(inst.results[0]);
            let at = |k: usize| values[&inst.args[k]];
            let n = match (inst.op, &inst.imm) {
                (Op::IConst, Imm::Int(n)) => *n,
                (Op::Add, _) => at(0).wrapping_add(at(1)),
                (Op::Sub, _) => at(0).wrapping_sub(at(1)),
                (Op::Mul, _) => at(0).wrapping_mul(at(1)),
                (Op::And, _) => at(0) & at(1),
                (Op::Neg, _) => at(0).wrapping_neg(),
                (Op::Trunc | Op::SExt, _) => at(0),
                (Op::ZExt, _) => (at(0) as u64 & (u64::MAX >> (64 - f.ty(inst.args[0]).bits()))) as i64,
                (Op::ICmp, _) => i64::from(at(0) as u64 >= at(1) as u64),
                (Op::LShr, _) => ((at(0) as u64 & (u64::MAX >> (64 - result.bits()))) >> at(1)) as i64,
                (Op::AShr, _) => at(0) >> at(1),
                (Op::MulHiU, _) => ((u128::from(at(0) as u64) * u128::from(at(1) as u64)) >> 64) as i64,
                (Op::MulHiS, _) => ((i128::from(at(0)) * i128::from(at(1))) >> 64) as i64,
                (op, _) => panic!("{} is left", op.name()),
            };
            values.insert(inst.results[0], truncate(result, n));
        }
        unreachable!()
    }

    #[test]
    fn quotients_and_rests_are_exact() {
        let edges = |bits: u32| {
            let top = 1i64 << (bits - 1);
            let near_top = [top, top.wrapping_sub(1), top.wrapping_add(1), top / 3, top / 3 * 2, -1 - top / 7];
            let mut out: Vec<i64> = (-12..=12).chain(near_top).collect();
            let mut x = 0x9e37_79b9_7f4a_7c15_u64;
            for k in 0..24u32 {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
                out.push(x as i64 >> (k * 3 % 64));
            }
            out
        };
        for (ty, bits) in [(Type::I8, 8), (Type::I16, 16), (Type::I32, 32), (Type::I64, 64)] {
            let mask = u64::MAX >> (64 - bits);
            let all: Vec<i64> = edges(bits).into_iter().map(|n| truncate(ty, n)).collect();
            for &d in all.iter().filter(|&&d| d != 0) {
                let near = (-3..=3).flat_map(|k| [-1, 0, 1].map(|e| d.wrapping_mul(k).wrapping_add(e)));
                for n in all.iter().copied().chain(near.map(|n| truncate(ty, n))) {
                    let (un, ud) = (n as u64 & mask, d as u64 & mask);
                    let check = |op: Op, want: i64| {
                        assert_eq!(divide(op, ty, n, d), truncate(ty, want), "{} {n} {d} {bits}", op.name());
                    };
                    check(Op::UDiv, (un / ud) as i64);
                    check(Op::URem, (un % ud) as i64);
                    check(Op::SDiv, n.wrapping_div(d));
                    check(Op::SRem, n.wrapping_rem(d));
                }
            }
        }
    }
}
