//! Expressions to values.

use crate::func::FuncGen;
use crate::symbols::foreign_value;
use crate::value::Val;
use ssa::{Bounds, Imm, Op, Type, ValueId};
use types::body::{Callee, ExprId, ExprKind, IndexKind};
use types::{TypeId, TypeKind};

impl FuncGen<'_, '_> {
    /// The value of an expression that has one; what is ordered in it was evaluated before
    /// ([`FuncGen::order`]).
    pub(crate) fn expr(&mut self, e: ExprId) -> Val {
        if !self.held.is_empty()
            && let Some(val) = self.held.remove(&e)
        {
            return val;
        }
        let expr = &self.body.exprs[e];
        let t = self.ty(expr.typ);
        match &expr.kind {
            ExprKind::Const(value) => self.constant(value, t),
            ExprKind::Nil => self.zero_val(t),
            ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Deref(_) => {
                let place = self.place(e);
                self.at(expr.pos);
                self.read(&place, t)
            }
            ExprKind::Field { x, index } => self.field_value(e, *x, *index, t),
            ExprKind::Index { x, index, kind } => self.index_expr(e, *x, *index, *kind, t),
            ExprKind::Func(f) => {
                let f = self.concrete(f);
                let symbol = self.func_symbol(&f);
                match foreign_value(self.cx, &f) {
                    Some(name) => {
                        let value = self.b.sym_addr(&format!("{name}·f"), 0);
                        self.out.needs.foreign_values.push((name, symbol));
                        Val::one(value)
                    }
                    None => Val::one(self.func_value(symbol)),
                }
            }
            ExprKind::Closure(id) => Val::one(self.closure(*id)),
            ExprKind::Address(x) => {
                let address = Val::one(self.address(*x));
                // Addresses of what never lies in the heap are words.
                self.reinterpret(&address, self.type_of(e))
            }
            ExprKind::MapIndex { .. } | ExprKind::Assert { .. } | ExprKind::Recv { .. } => {
                self.tuple(e).into_iter().next().expect("one value")
            }
            ExprKind::Slice { x, low, high, max } => self.slice_expr(e, *x, [*low, *high, *max]),
            ExprKind::Unary { op, x } => self.unary(*op, *x),
            ExprKind::Binary { op, x, y } => base::stack::with_room(|| self.binary(*op, *x, *y, e)),
            ExprKind::Convert { x, how } => self.convert(*x, *how, t),
            ExprKind::Call { .. } => self.tuple(e).into_iter().next().unwrap_or(Val::many(&[])),
            ExprKind::Builtin { op, args, spread } => self.builtin(*op, args, *spread, e),
            ExprKind::Variadic(elems) => self.variadic(elems, t),
            ExprKind::MethodValue { recv, method } => Val::one(self.method_value(*recv, method)),
            ExprKind::MethodExpr { recv, path, method } => Val::one(self.method_expr(*recv, path, method)),
            ExprKind::Struct(_) | ExprKind::Array(_) => self.composite(e, t),
            ExprKind::SliceLit { len, elems } => self.slice_literal(*len, elems, t),
            ExprKind::Map(entries) => self.map_literal(entries, t),
            ExprKind::Let { value, .. } => self.expr(*value),
        }
    }

    /// The values of an expression that may have several.
    pub(crate) fn tuple(&mut self, e: ExprId) -> Vec<Val> {
        let expr = &self.body.exprs[e];
        match &expr.kind {
            ExprKind::Call { callee, args } => {
                let callee: &Callee = callee;
                self.call(callee, args, e)
            }
            ExprKind::MapIndex { map, key, comma_ok } => self.map_index(*map, *key, *comma_ok),
            ExprKind::Assert { x, to, comma_ok } => self.assert(*x, self.ty(*to), *comma_ok, expr.pos),
            ExprKind::Recv { x, comma_ok } => self.receive(*x, *comma_ok),
            _ => vec![self.expr(e)],
        }
    }

    fn field_value(&mut self, e: ExprId, x: ExprId, index: u32, t: TypeId) -> Val {
        if self.is_place(x) {
            let place = self.place(e);
            self.at(self.body.exprs[e].pos);
            return self.read(&place, t);
        }
        let base = self.expr(x);
        let (offset, leaves) = self.field(self.type_of(x), index);
        match base {
            Val::Leaves(l) => Val::many(&l[leaves]),
            Val::Mem(addr) => self.load_val(addr, offset, t),
        }
    }

    fn index_expr(&mut self, e: ExprId, x: ExprId, index: ExprId, kind: IndexKind, t: TypeId) -> Val {
        if self.index_kind(x, kind) != IndexKind::String {
            let place = self.place(e);
            return self.read(&place, t);
        }
        let text = self.expr(x);
        let (i, signed) = self.index_value(index);
        self.at(self.body.exprs[e].pos);
        self.check_index(i, signed, text.leaves()[1]);
        let at = self.element_addr(text.leaves()[0], i, 1);
        Val::one(self.b.load(Type::I8, at, 0))
    }

    /// The address of a place, or of a new composite value.
    fn address(&mut self, x: ExprId) -> ValueId {
        if self.is_place(x) {
            let place = self.place(x);
            return self.place_addr(&place);
        }
        let t = self.type_of(x);
        // What is not built in the new memory is there before it is made.
        let val = (!self.is_built(x)).then(|| self.expr(x));
        let ty = self.type_ref(t);
        let cell = self.b.ins(Op::AllocNew, Imm::Type(ty), &[], Type::Ptr);
        match val {
            Some(val) => self.store_val(cell, 0, t, &val),
            None => self.put(cell, 0, x),
        }
        cell
    }

    /// The func value of a declared function.
    pub(crate) fn func_value(&mut self, symbol: String) -> ValueId {
        let value = self.b.sym_addr(&format!("{symbol}·f"), 0);
        self.out.needs.func_values.push(symbol);
        value
    }

    /// `x[low:high:max]` of a slice, string or pointer to an array.
    fn slice_expr(&mut self, e: ExprId, x: ExprId, [low, high, max]: [Option<ExprId>; 3]) -> Val {
        let t = self.type_of(x);
        let s = self.s();
        let is_string = matches!(s.kind(s.under(t)), TypeKind::Basic(_));
        let base = self.expr(x);
        let (ptr, len, cap) = match *base.leaves() {
            [ptr, len] => (ptr, len, len),
            [ptr, len, cap] => (ptr, len, cap),
            [ptr] => {
                self.nil_check(ptr);
                let ssa::Layout::Array(n, _) = *self.layout(self.elem_type(t)) else {
                    unreachable!("slice of no array")
                };
                let n = self.int(n as i64);
                (ptr, n, n)
            }
            _ => unreachable!("slice of a value of another shape"),
        };
        let index = |g: &mut Self, e: Option<ExprId>| e.map(|e| g.index_value(e));
        let low_index = index(self, low);
        let high_index = index(self, high);
        let max_index = index(self, max);
        self.at(self.body.exprs[e].pos);
        let zero = self.int(0);
        let of_slice = matches!(s.kind(s.under(t)), TypeKind::Slice(_));
        let bound = |kinds: [Bounds; 2], signed: bool| kinds[usize::from(!signed)];
        // Checked from the outside in, so that each limit is known to be good.
        let mut limit = cap;
        if let Some((m, signed)) = max_index {
            let kinds = if of_slice {
                [Bounds::Slice3Acap, Bounds::Slice3AcapU]
            } else {
                [Bounds::Slice3Alen, Bounds::Slice3AlenU]
            };
            self.b.bounds(bound(kinds, signed), m, cap);
            limit = m;
        }
        let end = match high_index {
            Some((h, signed)) => {
                let kinds = match (max.is_some(), of_slice) {
                    (true, _) => [Bounds::Slice3B, Bounds::Slice3BU],
                    (false, true) => [Bounds::SliceAcap, Bounds::SliceAcapU],
                    (false, false) => [Bounds::SliceAlen, Bounds::SliceAlenU],
                };
                self.b.bounds(bound(kinds, signed), h, limit);
                h
            }
            None => len,
        };
        let start = match low_index {
            Some((l, signed)) => {
                let kinds =
                    if max.is_some() { [Bounds::Slice3C, Bounds::Slice3CU] } else { [Bounds::SliceB, Bounds::SliceBU] };
                self.b.bounds(bound(kinds, signed), l, end);
                l
            }
            None => zero,
        };
        let new_len = self.b.binary(Op::Sub, end, start);
        let new_cap = if is_string { new_len } else { self.b.binary(Op::Sub, limit, start) };
        let new_ptr = match low {
            None => ptr,
            Some(_) => {
                let elem = if base.leaves().len() == 1 { self.elem_type(self.elem_type(t)) } else { self.elem_type(t) };
                let size = self.int(self.size(elem) as i64);
                let delta = self.b.binary(Op::Mul, start, size);
                self.slice_ptr(ptr, delta, new_cap)
            }
        };
        if is_string { Val::many(&[new_ptr, new_len]) } else { Val::many(&[new_ptr, new_len, new_cap]) }
    }
    /// A pointer `delta` bytes on, or the old one where nothing is left behind it.
    fn slice_ptr(&mut self, ptr: ValueId, delta: ValueId, cap: ValueId) -> ValueId {
        match self.b.func.ty(ptr) {
            Type::Ptr => self.b.ins(Op::SlicePtr, Imm::None, &[ptr, delta, cap], Type::Ptr),
            ty => {
                let delta = self.b.convert(Op::Bitcast, delta, ty);
                self.b.binary(Op::Add, ptr, delta)
            }
        }
    }
}
