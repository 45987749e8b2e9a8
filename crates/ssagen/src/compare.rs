//! Comparisons of values of any type.

use crate::func::FuncGen;
use crate::value::Val;
use rtype::Alg;
use ssa::{Cond, Hint, Imm, Op, Type, ValueId};
use syntax::Operator;
use types::body::{ExprId, ExprKind};
use types::{TypeId, TypeKind};

/// One comparison of several that must all hold.
enum Check {
    /// Of values.
    Value(TypeId, Val, Val),
    /// Of lengths of strings.
    Length(ValueId, ValueId),
}

impl FuncGen<'_, '_> {
    pub(crate) fn comparison(&mut self, op: Operator, x: ExprId, y: ExprId) -> ValueId {
        let t = self.type_of(x);
        let nil = |g: &Self, e: ExprId| matches!(g.body.exprs[e].kind, ExprKind::Nil);
        if matches!(op, Operator::Eql | Operator::Neq) && (nil(self, x) || nil(self, y)) {
            let val = self.expr(if nil(self, x) { y } else { x });
            let cond = if op == Operator::Eql { Cond::Eq } else { Cond::Ne };
            let first = val.leaves()[0];
            let zero = self.b.zero(self.b.func.ty(first));
            return self.b.icmp(cond, first, zero);
        }
        let [a, b] = self.pair(x, y);
        match op {
            Operator::Eql => self.equal(t, &a, &b),
            Operator::Neq => {
                let equal = self.equal(t, &a, &b);
                let one = self.b.iconst(Type::I8, 1);
                self.b.binary(Op::Xor, equal, one)
            }
            _ => self.ordered(op, t, &a, &b),
        }
    }

    fn ordered(&mut self, op: Operator, t: TypeId, a: &Val, b: &Val) -> ValueId {
        let cond = match op {
            Operator::Lss => Cond::Lt,
            Operator::Leq => Cond::Le,
            Operator::Gtr => Cond::Gt,
            _ => Cond::Ge,
        };
        if self.s().is_string(t) {
            let args = [a.leaves(), b.leaves()].concat();
            let order = self.b.ins(Op::StrCmp, Imm::None, &args, Type::I64);
            let zero = self.int(0);
            return self.b.icmp(cond, order, zero);
        }
        let (x, y) = (a.single(), b.single());
        if self.b.func.ty(x).is_float() {
            return self.b.fcmp(cond, x, y);
        }
        let cond = match (self.s().is_unsigned(t), cond) {
            (false, c) => c,
            (true, Cond::Lt) => Cond::Ult,
            (true, Cond::Le) => Cond::Ule,
            (true, Cond::Gt) => Cond::Ugt,
            (true, _) => Cond::Uge,
        };
        self.b.icmp(cond, x, y)
    }

    /// `a == b` as 0 or 1.
    pub(crate) fn equal(&mut self, t: TypeId, a: &Val, b: &Val) -> ValueId {
        let s = self.s();
        match (a, b) {
            (Val::Leaves(_), Val::Leaves(_)) => {}
            _ => return self.equal_in_memory(t, a, b),
        }
        match s.kind(s.under(t)) {
            TypeKind::Interface(_) => self.equal_interfaces(t, a.leaves(), b.leaves()),
            TypeKind::Basic(_) if s.is_string(t) => {
                let args = [a.leaves(), b.leaves()].concat();
                self.b.ins(Op::StrEq, Imm::None, &args, Type::I8)
            }
            TypeKind::Struct(st) => {
                let mut at = 0;
                let mut parts = Vec::new();
                for &f in &st.fields {
                    let ft = s.obj_type(f);
                    let n = crate::value::leaf_types(&self.layout(ft)).len();
                    if s.obj(f).name != s.blank {
                        parts.push((ft, Val::many(&a.leaves()[at..at + n]), Val::many(&b.leaves()[at..at + n])));
                    }
                    at += n;
                }
                self.equal_parts(parts)
            }
            TypeKind::Array(elem, _) => match a.leaves().is_empty() {
                true => self.b.iconst(Type::I8, 1),
                false => self.equal(*elem, a, b),
            },
            _ => self.equal_scalars(a.leaves(), b.leaves()),
        }
    }
    fn equal_scalars(&mut self, a: &[ValueId], b: &[ValueId]) -> ValueId {
        let mut all = None;
        for (&x, &y) in a.iter().zip(b) {
            let one = match self.b.func.ty(x).is_float() {
                true => self.b.fcmp(Cond::Eq, x, y),
                false => self.b.icmp(Cond::Eq, x, y),
            };
            all = Some(all.map_or(one, |all| self.b.binary(Op::And, all, one)));
        }
        all.unwrap_or_else(|| self.b.iconst(Type::I8, 1))
    }
    /// Field by field; stops at the first difference, since a comparison further on may panic.
    fn equal_parts(&mut self, parts: Vec<(TypeId, Val, Val)>) -> ValueId {
        let result = self.b.var(Type::I8);
        let done = self.new_block();
        let checks = self.checks(parts);
        let last = checks.len().saturating_sub(1);
        if checks.is_empty() {
            let one = self.b.iconst(Type::I8, 1);
            self.b.def_var(result, one);
        }
        for (i, check) in checks.iter().enumerate() {
            let same = match check {
                Check::Value(t, a, b) => self.equal(*t, a, b),
                Check::Length(a, b) => self.b.icmp(Cond::Eq, *a, *b),
            };
            self.b.def_var(result, same);
            if i < last {
                let next = self.new_block();
                self.b.br(same, next, done, Hint::None);
                self.start(next);
            }
        }
        self.goto(done);
        self.start(done);
        self.b.use_var(result)
    }
    /// What to compare in which order: what may panic keeps its place; between such fields
    /// scalars come first, then lengths of strings, then their contents.
    fn checks(&self, parts: Vec<(TypeId, Val, Val)>) -> Vec<Check> {
        let mut out: Vec<Check> = Vec::new();
        let mut strings: Vec<(TypeId, Val, Val)> = Vec::new();
        let flush = |out: &mut Vec<Check>, strings: &mut Vec<(TypeId, Val, Val)>| {
            out.extend(strings.iter().map(|(_, a, b)| Check::Length(a.leaves()[1], b.leaves()[1])));
            out.extend(strings.drain(..).map(|(t, a, b)| Check::Value(t, a, b)));
        };
        for (t, a, b) in parts {
            match self.cx.layouts.rtypes.of_type(t).alg {
                Alg::String => strings.push((t, a, b)),
                Alg::Interface | Alg::EmptyInterface | Alg::Special => {
                    flush(&mut out, &mut strings);
                    out.push(Check::Value(t, a, b));
                }
                _ => out.push(Check::Value(t, a, b)),
            }
        }
        flush(&mut out, &mut strings);
        out
    }
    fn equal_in_memory(&mut self, t: TypeId, a: &Val, b: &Val) -> ValueId {
        let (pa, pb) = (self.in_memory(t, a), self.in_memory(t, b));
        let layout = self.cx.layouts.rtypes.of_type(t);
        if layout.alg == Alg::Mem {
            return self.b.ins(Op::MemEq, Imm::Int(layout.size as i64), &[pa, pb], Type::I8);
        }
        self.out.needs.equal.push(t);
        let symbol = format!("type:.eq.{}", self.cx.names.link(self.cx.layouts.rtype(t)));
        let ptr = || ssa::Layout::Scalar(Type::Ptr);
        let sig = ssa::Signature::new(obj::Abi::Internal, vec![ptr(), ptr()], vec![ssa::Layout::Scalar(Type::I8)]);
        let sig = self.b.func.signature(sig);
        let inst = self.b.call(sig, &symbol, &[pa, pb]);
        self.b.results(inst)[0]
    }
    fn equal_interfaces(&mut self, t: TypeId, a: &[ValueId], b: &[ValueId]) -> ValueId {
        let result = self.b.var(Type::I8);
        let (more, done) = (self.new_block(), self.new_block());
        let same = self.b.icmp(Cond::Eq, a[0], b[0]);
        self.b.def_var(result, same);
        self.b.br(same, more, done, Hint::None);
        self.start(more);
        let op = if self.is_empty_interface(t) { Op::EfaceEq } else { Op::IfaceEq };
        let data = self.b.ins(op, Imm::None, &[a[0], a[1], b[1]], Type::I8);
        self.b.def_var(result, data);
        self.goto(done);
        self.start(done);
        self.b.use_var(result)
    }
    /// Whether an interface type has no methods.
    pub(crate) fn is_empty_interface(&self, t: TypeId) -> bool {
        let s = self.s();
        s.type_set(s.under(t)).methods.is_empty()
    }
}
