//! Random functions in SSA: integers of several widths, slices of numbers and bytes that are indexed
//! and sliced behind their checks, conditions, loops, early returns. In: a seed; out: a function whose
//! arguments are [`PARAMS`]. What the rest of the compiler takes for granted holds: lengths and
//! capacities given as arguments are natural numbers, others have passed a check.

use ssa::builder::truncate;
use ssa::{Bounds, Builder, Cond, Func, Hint, Imm, Layout, Op, Signature, Type, ValueId, VarId};
use testkit::programs::Random;

/// Types of the parameters: numbers, then two slices, of numbers and of bytes.
pub const PARAMS: &[Type] = &[
    Type::I64,
    Type::I64,
    Type::I64,
    Type::I32,
    Type::I8,
    Type::Ptr,
    Type::I64,
    Type::I64,
    Type::Ptr,
    Type::I64,
    Type::I64,
];

/// Pointer, length, capacity, and the type of elements.
#[derive(Clone, Copy)]
struct Slice {
    ptr: VarId,
    len: VarId,
    cap: VarId,
    elem: Type,
}

struct Gen {
    r: Random,
    b: Builder,
    ints: Vec<VarId>,
    narrow: Vec<VarId>,
    slices: Vec<Slice>,
    /// Turns that loops may still take.
    fuel: VarId,
}

/// The function of a seed.
pub fn function(seed: u64) -> Func {
    let params = PARAMS.iter().map(|&t| Layout::Scalar(t)).collect();
    let sig = Signature::new(obj::Abi::Internal, params, vec![Layout::Scalar(Type::I64)]);
    let mut b = Builder::new(Func::new(release::Release::default(), format!("main.f{seed}"), sig));
    let args = b.func.blocks[b.current()].params.clone();
    let vars: Vec<VarId> = args
        .iter()
        .zip(PARAMS)
        .map(|(&v, &ty)| {
            let var = b.var(ty);
            b.def_var(var, v);
            var
        })
        .collect();
    let fuel = b.var(Type::I64);
    let start = b.iconst(Type::I64, 12);
    b.def_var(fuel, start);
    let slice = |n: usize, elem| Slice { ptr: vars[n], len: vars[n + 1], cap: vars[n + 2], elem };
    let mut g = Gen {
        r: Random::new(seed),
        b,
        ints: vars[..3].to_vec(),
        narrow: vars[3..5].to_vec(),
        slices: vec![slice(5, Type::I64), slice(8, Type::I8)],
        fuel,
    };
    let count = 4 + g.r.below(8);
    g.statements(count, 3);
    g.ret();
    g.b.finish()
}

const CONDS: &[Cond] =
    &[Cond::Eq, Cond::Ne, Cond::Lt, Cond::Le, Cond::Gt, Cond::Ge, Cond::Ult, Cond::Ule, Cond::Ugt, Cond::Uge];

impl Gen {
    fn statements(&mut self, count: usize, depth: usize) {
        let (ints, slices) = (self.ints.len(), self.slices.len());
        for _ in 0..count {
            match self.r.below(20) {
                0..=5 => self.arithmetic(),
                6 => self.narrow_arithmetic(),
                7 => self.division(),
                8 => self.shift(),
                9..=11 => self.element(),
                12 | 13 => self.slice(),
                14 if depth > 0 => self.early_return(),
                15..=17 if depth > 0 => self.condition_statement(depth - 1),
                18 if depth > 0 => self.loop_statement(depth - 1),
                _ => self.set(),
            }
        }
        // What was declared inside has no value outside.
        self.ints.truncate(ints.max(3));
        self.slices.truncate(slices.max(2));
    }
    fn constant(&mut self, ty: Type) -> ValueId {
        let n = match self.r.below(6) {
            0 => i64::MIN >> self.r.below(64),
            1 => i64::MAX >> self.r.below(64),
            2 => -1,
            _ => self.r.below(9) as i64,
        };
        self.b.iconst(ty, truncate(ty, n))
    }
    /// A 64-bit number.
    fn int(&mut self) -> ValueId {
        match self.r.below(10) {
            0 => self.constant(Type::I64),
            1 | 2 => {
                let s = *self.r.pick(&self.slices.clone());
                let of = if self.r.chance(80) { s.len } else { s.cap };
                self.b.use_var(of)
            }
            3 => {
                let n = *self.r.pick(&self.narrow.clone());
                let (op, v) = (*self.r.pick(&[Op::SExt, Op::ZExt]), self.b.use_var(n));
                self.b.convert(op, v, Type::I64)
            }
            _ => {
                let var = *self.r.pick(&self.ints.clone());
                self.b.use_var(var)
            }
        }
    }
    fn keep(&mut self, value: ValueId) {
        let var = if self.r.chance(50) || self.ints.len() > 12 {
            *self.r.pick(&self.ints.clone())
        } else {
            let var = self.b.var(Type::I64);
            self.ints.push(var);
            var
        };
        self.b.def_var(var, value);
    }
    fn set(&mut self) {
        let value = self.int();
        self.keep(value);
    }
    fn arithmetic(&mut self) {
        let (a, b) = (self.int(), if self.r.chance(40) { self.constant(Type::I64) } else { self.int() });
        let value = match self.r.below(12) {
            0 => {
                let cond = self.condition();
                self.b.ins(Op::CSel, Imm::None, &[cond, a, b], Type::I64)
            }
            1 => {
                let less = self.b.icmp(*self.r.pick(CONDS), a, b);
                self.b.ins(Op::CSel, Imm::None, &[less, a, b], Type::I64)
            }
            2 => self.b.unary(*self.r.pick(&[Op::Neg, Op::Not, Op::BitLen, Op::Ctz]), a),
            _ => {
                let ops = [Op::Add, Op::Add, Op::Sub, Op::Sub, Op::Mul, Op::And, Op::Or, Op::Xor, Op::AndNot];
                self.b.binary(*self.r.pick(&ops), a, b)
            }
        };
        self.keep(value);
    }
    fn narrow_arithmetic(&mut self) {
        let var = *self.r.pick(&self.narrow.clone());
        let ty = self.b.var_type(var);
        let (a, wide) = (self.b.use_var(var), self.int());
        let other = if self.r.chance(50) { self.constant(ty) } else { self.b.convert(Op::Trunc, wide, ty) };
        let value = self.b.binary(*self.r.pick(&[Op::Add, Op::Sub, Op::Mul, Op::And, Op::Xor]), a, other);
        self.b.def_var(var, value);
    }
    fn division(&mut self) {
        let (a, b) = (self.int(), if self.r.chance(60) { self.constant(Type::I64) } else { self.int() });
        self.b.inst(Op::DivCheck, Imm::None, &[b], &[]);
        let value = self.b.binary(*self.r.pick(&[Op::SDiv, Op::SRem, Op::UDiv, Op::URem]), a, b);
        self.keep(value);
    }
    fn shift(&mut self) {
        let (a, n) = (self.int(), self.int());
        if self.r.chance(60) {
            self.b.inst(Op::ShiftCheck, Imm::None, &[n], &[]);
        }
        let value = self.b.shift(*self.r.pick(&[Op::Shl, Op::LShr, Op::AShr]), a, n, false);
        self.keep(value);
    }
    /// An index near a number in reach.
    fn index(&mut self) -> ValueId {
        let n = self.int();
        if self.r.chance(60) {
            return n;
        }
        let by = self.b.iconst(Type::I64, self.r.below(3) as i64);
        self.b.binary(*self.r.pick(&[Op::Add, Op::Sub]), n, by)
    }
    fn scaled(&mut self, n: ValueId, elem: Type) -> ValueId {
        let size = self.b.iconst(Type::I64, elem.size() as i64);
        self.b.binary(Op::Mul, n, size)
    }
    /// An access to an element, mostly behind a test of the index.
    fn element(&mut self) {
        let s = *self.r.pick(&self.slices.clone());
        let (i, len) = (self.index(), self.b.use_var(s.len));
        if self.r.chance(30) {
            return self.access(s, i);
        }
        let [then, join] = [self.b.block(), self.b.block()];
        let cond = match self.r.below(3) {
            0 => self.b.icmp(Cond::Lt, i, len),
            1 => self.b.icmp(Cond::Ult, i, len),
            _ => {
                let zero = self.b.iconst(Type::I64, 0);
                let (natural, less) = (self.b.icmp(Cond::Ge, i, zero), self.b.icmp(Cond::Lt, i, len));
                self.b.binary(Op::And, natural, less)
            }
        };
        self.b.br(cond, then, join, Hint::None);
        self.b.seal(then);
        self.b.switch_to(then);
        self.access(s, i);
        self.b.jump(join, &[]);
        self.b.seal(join);
        self.b.switch_to(join);
    }
    fn access(&mut self, s: Slice, i: ValueId) {
        let (ptr, len) = (self.b.use_var(s.ptr), self.b.use_var(s.len));
        self.b.bounds(*self.r.pick(&[Bounds::Index, Bounds::IndexU]), i, len);
        let at = self.scaled(i, s.elem);
        let place = self.b.ins(Op::PtrAdd, Imm::None, &[ptr, at], Type::Ptr);
        if self.r.chance(70) {
            let value = self.b.load(s.elem, place, 0);
            let wide = if s.elem == Type::I64 { value } else { self.b.convert(Op::ZExt, value, Type::I64) };
            self.keep(wide);
        } else {
            let value = self.int();
            let narrow = if s.elem == Type::I64 { value } else { self.b.convert(Op::Trunc, value, s.elem) };
            self.b.store(place, 0, narrow);
        }
    }
    /// `s[i:j]`, `s[:j]` or `s[i:]`.
    fn slice(&mut self) {
        let s = *self.r.pick(&self.slices.clone());
        let (ptr, len, cap) = (self.b.use_var(s.ptr), self.b.use_var(s.len), self.b.use_var(s.cap));
        let mut end = len;
        if self.r.chance(70) {
            end = self.index();
            self.b.bounds(Bounds::SliceAcap, end, cap);
        }
        let mut start = self.b.iconst(Type::I64, 0);
        if self.r.chance(60) {
            start = self.index();
            self.b.bounds(Bounds::SliceB, start, end);
        }
        let new_len = self.b.binary(Op::Sub, end, start);
        let new_cap = self.b.binary(Op::Sub, cap, start);
        let delta = self.scaled(start, s.elem);
        let new_ptr = self.b.ins(Op::SlicePtr, Imm::None, &[ptr, delta, new_cap], Type::Ptr);
        let fresh = self.slices.len() < 5;
        let to = if fresh {
            Slice { ptr: self.b.var(Type::Ptr), len: self.b.var(Type::I64), cap: self.b.var(Type::I64), elem: s.elem }
        } else {
            s
        };
        for (var, value) in [(to.ptr, new_ptr), (to.len, new_len), (to.cap, new_cap)] {
            self.b.def_var(var, value);
        }
        if fresh {
            self.slices.push(to);
        }
    }
    fn condition(&mut self) -> ValueId {
        if self.r.chance(20) {
            let (a, b) = (self.condition(), self.condition());
            return self.b.binary(*self.r.pick(&[Op::And, Op::Or, Op::Xor]), a, b);
        }
        let cond = *self.r.pick(CONDS);
        if self.r.chance(15) {
            let var = *self.r.pick(&self.narrow.clone());
            let (a, ty) = (self.b.use_var(var), self.b.var_type(var));
            let b = self.constant(ty);
            return self.b.icmp(cond, a, b);
        }
        let (a, b) = (self.index(), self.index());
        self.b.icmp(cond, a, b)
    }
    fn ret(&mut self) {
        let mut sum = self.int();
        for var in self.ints.clone() {
            let next = self.b.use_var(var);
            let three = self.b.iconst(Type::I64, 3);
            let scaled = self.b.binary(Op::Mul, sum, three);
            sum = self.b.binary(Op::Xor, scaled, next);
        }
        self.b.ret(&[sum]);
    }
    fn fork(&mut self) -> [ssa::BlockId; 2] {
        let cond = self.condition();
        let blocks = [self.b.block(), self.b.block()];
        self.b.br(cond, blocks[0], blocks[1], Hint::None);
        blocks
    }
    fn early_return(&mut self) {
        let [out, on] = self.fork();
        self.b.seal(out);
        self.b.seal(on);
        self.b.switch_to(out);
        self.ret();
        self.b.switch_to(on);
    }
    fn condition_statement(&mut self, depth: usize) {
        let [then, other] = self.fork();
        self.b.seal(then);
        self.b.seal(other);
        let join = self.b.block();
        for block in [then, other] {
            self.b.switch_to(block);
            let count = 1 + self.r.below(3);
            self.statements(count, depth);
            self.b.jump(join, &[]);
        }
        self.b.seal(join);
        self.b.switch_to(join);
    }
    /// Counts up or down between numbers, as long as the fuel lasts.
    fn loop_statement(&mut self, depth: usize) {
        let i = self.b.var(Type::I64);
        let from = self.index();
        self.b.def_var(i, from);
        let [head, body, on, exit] = [self.b.block(), self.b.block(), self.b.block(), self.b.block()];
        self.b.jump(head, &[]);
        self.b.switch_to(head);
        let (at, limit) = (self.b.use_var(i), self.index());
        let up = self.r.chance(60);
        let conds = if up { [Cond::Lt, Cond::Le, Cond::Ne] } else { [Cond::Gt, Cond::Ge, Cond::Ugt] };
        let goes_on = self.b.icmp(*self.r.pick(&conds), at, limit);
        self.b.br(goes_on, body, exit, Hint::None);
        self.b.seal(body);
        self.b.switch_to(body);
        let (fuel, one) = (self.b.use_var(self.fuel), self.b.iconst(Type::I64, 1));
        let left = self.b.binary(Op::Sub, fuel, one);
        self.b.def_var(self.fuel, left);
        let zero = self.b.iconst(Type::I64, 0);
        let enough = self.b.icmp(Cond::Gt, left, zero);
        self.b.br(enough, on, exit, Hint::None);
        self.b.seal(on);
        self.b.switch_to(on);
        self.ints.push(i);
        let count = 1 + self.r.below(3);
        self.statements(count, depth);
        let (at, step) = (self.b.use_var(i), self.b.iconst(Type::I64, 1 + self.r.below(2) as i64));
        let next = self.b.binary(if up { Op::Add } else { Op::Sub }, at, step);
        self.b.def_var(i, next);
        self.b.jump(head, &[]);
        self.b.seal(head);
        self.b.seal(exit);
        self.b.switch_to(exit);
        self.ints.retain(|&v| v != i);
    }
}
