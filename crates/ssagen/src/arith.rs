//! Unary and binary operators but for comparisons.

use crate::func::FuncGen;
use crate::value::Val;
use ssa::{Hint, Op, Type, ValueId};
use syntax::Operator;
use types::body::{ExprId, ExprKind};
use types::{TypeId, TypeKind};

impl FuncGen<'_, '_> {
    pub(crate) fn unary(&mut self, op: Operator, x: ExprId) -> Val {
        let val = self.expr(x);
        let leaves: Vec<ValueId> = val
            .leaves()
            .iter()
            .map(|&v| match op {
                Operator::Not => {
                    let one = self.b.iconst(Type::I8, 1);
                    self.b.binary(Op::Xor, v, one)
                }
                Operator::Sub if self.b.func.ty(v).is_float() => self.b.unary(Op::FNeg, v),
                Operator::Sub => self.b.unary(Op::Neg, v),
                Operator::Xor => self.b.unary(Op::Not, v),
                _ => v,
            })
            .collect();
        Val::many(&leaves)
    }

    pub(crate) fn binary(&mut self, op: Operator, x: ExprId, y: ExprId, e: ExprId) -> Val {
        use Operator::*;
        match op {
            AndAnd | OrOr => Val::one(self.logical(op, x, y)),
            Eql | Neq | Lss | Leq | Gtr | Geq => Val::one(self.comparison(op, x, y)),
            Add if self.s().is_string(self.type_of(e)) => self.concat(e),
            _ => {
                let t = self.type_of(x);
                let [a, b] = self.pair(x, y);
                self.at(self.body.exprs[e].pos);
                let count_type = self.type_of(y);
                self.arith(op, t, &a, &b, count_type)
            }
        }
    }

    /// Two operands.
    pub(crate) fn pair(&mut self, x: ExprId, y: ExprId) -> [Val; 2] {
        let mut vals = self.operands(&[x, y]).into_iter();
        std::array::from_fn(|_| vals.next().expect("two operands"))
    }
    /// `a + b + c` is one concatenation.
    fn concat(&mut self, e: ExprId) -> Val {
        let mut parts = Vec::new();
        self.concat_operands(e, &mut parts);
        let mut args = Vec::new();
        for val in self.operands(&parts) {
            args.extend_from_slice(val.leaves());
        }
        self.at(self.body.exprs[e].pos);
        let (ptr, len) = self.b.ins2(Op::StrConcat, ssa::Imm::None, &args, [Type::Ptr, Type::I64]);
        Val::many(&[ptr, len])
    }
    fn concat_operands(&self, e: ExprId, out: &mut Vec<ExprId>) {
        match self.body.exprs[e].kind {
            ExprKind::Binary { op: Operator::Add, x, y } => {
                base::stack::with_room(|| self.concat_operands(x, out));
                self.concat_operands(y, out);
            }
            _ => out.push(e),
        }
    }

    fn logical(&mut self, op: Operator, x: ExprId, y: ExprId) -> ValueId {
        let result = self.b.var(Type::I8);
        let (more, done) = (self.new_block(), self.new_block());
        let a = self.ordered_expr(x).single();
        self.b.def_var(result, a);
        match op {
            Operator::AndAnd => self.b.br(a, more, done, Hint::None),
            _ => self.b.br(a, done, more, Hint::None),
        }
        self.start(more);
        let b = self.ordered_expr(y).single();
        self.b.def_var(result, b);
        self.goto(done);
        self.start(done);
        self.b.use_var(result)
    }

    /// An arithmetic operation on values of type `t`; for shifts `count` is the type of `b`.
    pub(crate) fn arith(&mut self, op: Operator, t: TypeId, a: &Val, b: &Val, count: TypeId) -> Val {
        let s = self.s();
        if s.is_string(t) {
            let args = [a.leaves(), b.leaves()].concat();
            let (ptr, len) = self.b.ins2(Op::StrConcat, ssa::Imm::None, &args, [Type::Ptr, Type::I64]);
            return Val::many(&[ptr, len]);
        }
        if matches!(s.kind(s.under(t)), TypeKind::Basic(_)) && a.leaves().len() == 2 {
            return self.complex_arith(op, a.leaves(), b.leaves());
        }
        let (x, y) = (a.single(), b.single());
        let signed = !s.is_unsigned(t);
        if matches!(op, Operator::Shl | Operator::Shr) {
            return Val::one(self.shift(op, x, signed, y, count));
        }
        if self.b.func.ty(x).is_float() {
            let op = match op {
                Operator::Add => Op::FAdd,
                Operator::Sub => Op::FSub,
                Operator::Mul => Op::FMul,
                _ => Op::FDiv,
            };
            return Val::one(self.b.binary(op, x, y));
        }
        let op = match (op, signed) {
            (Operator::Add, _) => Op::Add,
            (Operator::Sub, _) => Op::Sub,
            (Operator::Mul, _) => Op::Mul,
            (Operator::And, _) => Op::And,
            (Operator::Or, _) => Op::Or,
            (Operator::Xor, _) => Op::Xor,
            (Operator::AndNot, _) => Op::AndNot,
            (Operator::Div, true) => Op::SDiv,
            (Operator::Div, false) => Op::UDiv,
            (_, true) => Op::SRem,
            (_, false) => Op::URem,
        };
        if matches!(op, Op::SDiv | Op::UDiv | Op::SRem | Op::URem) && self.b.func.const_int(y).is_none_or(|n| n == 0) {
            self.b.inst(Op::DivCheck, ssa::Imm::None, &[y], &[]);
        }
        Val::one(self.b.binary(op, x, y))
    }

    fn shift(&mut self, op: Operator, x: ValueId, signed: bool, count: ValueId, count_type: TypeId) -> ValueId {
        let known = self.b.func.const_int(count);
        if !self.s().is_unsigned(count_type) && known.is_none_or(|n| n < 0) {
            self.b.inst(Op::ShiftCheck, ssa::Imm::None, &[count], &[]);
        }
        let op = match (op, signed) {
            (Operator::Shl, _) => Op::Shl,
            (_, true) => Op::AShr,
            (_, false) => Op::LShr,
        };
        let bits = i64::from(self.b.func.ty(x).bits());
        self.b.shift(op, x, count, known.is_some_and(|n| (0..bits).contains(&n)))
    }

    fn complex_arith(&mut self, op: Operator, a: &[ValueId], b: &[ValueId]) -> Val {
        let (ar, ai, br, bi) = (a[0], a[1], b[0], b[1]);
        match op {
            Operator::Add | Operator::Sub => {
                let op = if op == Operator::Add { Op::FAdd } else { Op::FSub };
                let (re, im) = (self.b.binary(op, ar, br), self.b.binary(op, ai, bi));
                Val::many(&[re, im])
            }
            Operator::Mul => self.complex_mul(ar, ai, br, bi),
            _ => self.complex_div(ar, ai, br, bi),
        }
    }
    /// In float64 whatever the operands, rounded at the end.
    fn complex_mul(&mut self, ar: ValueId, ai: ValueId, br: ValueId, bi: ValueId) -> Val {
        let ty = self.b.func.ty(ar);
        let [ar, ai, br, bi] = [ar, ai, br, bi].map(|v| self.widen(v));
        let (rr, ii) = (self.b.binary(Op::FMul, ar, br), self.b.binary(Op::FMul, ai, bi));
        let (ri, ir) = (self.b.binary(Op::FMul, ar, bi), self.b.binary(Op::FMul, ai, br));
        let (re, im) = (self.b.binary(Op::FSub, rr, ii), self.b.binary(Op::FAdd, ri, ir));
        let (re, im) = (self.narrow(re, ty), self.narrow(im, ty));
        Val::many(&[re, im])
    }
    fn complex_div(&mut self, ar: ValueId, ai: ValueId, br: ValueId, bi: ValueId) -> Val {
        let ty = self.b.func.ty(ar);
        let args = [ar, ai, br, bi].map(|v| self.widen(v));
        let pair = || ssa::Layout::of_fields(vec![ssa::Layout::Scalar(Type::F64); 2]);
        let sig = ssa::Signature::new(obj::Abi::Internal, vec![pair(), pair()], vec![pair()]);
        let sig = self.b.func.signature(sig);
        let inst = self.b.call(sig, "runtime.complex128div", &args);
        let results = self.b.results(inst).to_vec();
        let (re, im) = (self.narrow(results[0], ty), self.narrow(results[1], ty));
        Val::many(&[re, im])
    }
    fn widen(&mut self, v: ValueId) -> ValueId {
        if self.b.func.ty(v) == Type::F32 { self.b.convert(Op::FPromote, v, Type::F64) } else { v }
    }
    fn narrow(&mut self, v: ValueId, ty: Type) -> ValueId {
        if ty == Type::F32 { self.b.convert(Op::FDemote, v, Type::F32) } else { v }
    }
}
