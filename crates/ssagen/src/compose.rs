//! Composite literals, variadic arguments, closures.

use crate::func::FuncGen;
use crate::value::{MAX_TEMP, Val};
use ssa::{Imm, Op, Type, ValueId};
use types::body::{ClosureId, ExprId, ExprKind};
use types::{ObjId, TypeId, TypeKind};

/// Data of more zeros than this would make the program large.
const MAX_ZERO: u64 = 1 << 20;

impl FuncGen<'_, '_> {
    /// A struct or array literal.
    pub(crate) fn composite(&mut self, e: ExprId, t: TypeId) -> Val {
        if self.layout(t).is_exploded() {
            return self.small_composite(e, t);
        }
        if let Some(data) = self.literal_as_data(e, t).or_else(|| self.large_zero(e, t)) {
            return Val::Mem(data);
        }
        let memory = self.temp(t);
        self.build(memory, e, t);
        Val::Mem(memory)
    }
    /// A literal without elements, which nobody writes to before it is copied, as data if it is too large for the frame.
    fn large_zero(&mut self, e: ExprId, t: TypeId) -> Option<ValueId> {
        let is_empty = match &self.body.exprs[e].kind {
            ExprKind::Struct(fields) => fields.is_empty(),
            ExprKind::Array(elems) => elems.is_empty(),
            _ => false,
        };
        let size = self.size(t);
        if !is_empty || !(MAX_TEMP + 1..MAX_ZERO).contains(&size) {
            return None;
        }
        let symbol = format!("go:map.zero.{}", self.cx.names.symbol(self.cx.layouts.rtype(t)));
        self.out.needs.zeros.push((symbol.clone(), size));
        Some(self.b.sym_addr(&symbol, 0))
    }
    /// Builds a literal in memory that holds anything and that nothing reads before it is complete.
    pub(crate) fn build(&mut self, memory: ValueId, e: ExprId, t: TypeId) {
        if !self.copy_from_data(memory, e, t) {
            self.zero_mem(memory, t);
            self.fill(memory, 0, e, t);
        }
    }
    /// Whether a value is a literal that is built in memory and was not evaluated yet.
    pub(crate) fn is_built(&self, e: ExprId) -> bool {
        let literal = matches!(self.body.exprs[e].kind, ExprKind::Struct(_) | ExprKind::Array(_));
        literal && !self.held.contains_key(&e) && !self.layout(self.type_of(e)).is_exploded()
    }
    /// Puts a value into zeroed memory that nothing reads before it is complete: a literal is
    /// built there.
    pub(crate) fn put(&mut self, memory: ValueId, offset: i64, e: ExprId) {
        let t = self.type_of(e);
        if self.is_built(e) {
            let at = self.addr_plus(memory, offset);
            if !self.copy_from_data(at, e, t) {
                self.fill(memory, offset, e, t);
            }
            return;
        }
        let val = self.expr(e);
        self.store_val(memory, offset, t, &val);
    }
    fn small_composite(&mut self, e: ExprId, t: TypeId) -> Val {
        let Val::Leaves(mut leaves) = self.zero_val(t) else { unreachable!("small value in memory") };
        match &self.body.exprs[e].kind {
            ExprKind::Struct(fields) => {
                let list: Vec<ExprId> = fields.iter().map(|f| f.1).collect();
                for ((index, _), val) in fields.iter().zip(self.operands(&list)) {
                    let (_, range) = self.field(t, *index);
                    if self.is_blank_field(t, *index) {
                        continue;
                    }
                    leaves[range].copy_from_slice(val.leaves());
                }
            }
            ExprKind::Array(elems) => {
                for (_, x) in elems {
                    let val = self.expr(*x);
                    leaves.copy_from_slice(val.leaves());
                }
            }
            other => unreachable!("no composite literal: {other:?}"),
        }
        Val::Leaves(leaves)
    }
    /// Stores a literal's elements into zeroed memory that nothing else refers to.
    fn fill(&mut self, memory: ValueId, offset: i64, e: ExprId, t: TypeId) {
        let parts: Vec<(i64, ExprId)> = match &self.body.exprs[e].kind {
            ExprKind::Struct(fields) => {
                // Blank fields stay zero.
                let at = |i| if self.is_blank_field(t, i) { -1 } else { self.field(t, i).0 };
                fields.iter().map(|&(i, x)| (at(i), x)).collect()
            }
            ExprKind::Array(elems) => {
                let size = self.size(self.elem_type(t)) as i64;
                elems.iter().map(|&(i, x)| (i as i64 * size, x)).collect()
            }
            other => unreachable!("no composite literal: {other:?}"),
        };
        for (at, x) in parts {
            match at < 0 {
                true => _ = self.expr(x),
                false => self.put(memory, offset + at, x),
            }
        }
    }

    pub(crate) fn is_blank_field(&self, t: TypeId, index: u32) -> bool {
        let s = self.s();
        let TypeKind::Struct(st) = s.kind(s.under(t)) else { return false };
        st.fields.get(index as usize).is_some_and(|&f| s.obj(f).name == s.blank)
    }

    pub(crate) fn slice_literal(&mut self, len: u64, elems: &[(u64, ExprId)], t: TypeId) -> Val {
        let elem = self.elem_type(t);
        let n = self.int(len as i64);
        if len == 0 {
            let base = self.b.sym_addr("runtime.zerobase", 0);
            return Val::many(&[base, n, n]);
        }
        let ty = self.type_ref(elem);
        let size = self.size(elem) as i64;
        // Elements are evaluated before anything can see the array.
        let base = self.b.ins(Op::AllocArray, Imm::TypeInt(ty, len as i64), &[], Type::Ptr);
        if self.fill_from_data(base, len, elems, elem) {
            return Val::many(&[base, n, n]);
        }
        for &(i, x) in elems {
            self.put(base, i as i64 * size, x);
        }
        Val::many(&[base, n, n])
    }
    pub(crate) fn variadic(&mut self, elems: &[ExprId], t: TypeId) -> Val {
        if elems.is_empty() {
            return self.zero_val(t);
        }
        let numbered: Vec<(u64, ExprId)> = elems.iter().enumerate().map(|(i, &x)| (i as u64, x)).collect();
        self.slice_literal(elems.len() as u64, &numbered, t)
    }
    /// A function literal as a value.
    pub(crate) fn closure(&mut self, id: ClosureId) -> ValueId {
        let symbol = self.names[id.0 as usize].clone();
        let captures = self.body.funcs[id].captures.clone();
        if captures.is_empty() {
            return self.func_value(symbol);
        }
        let mut fields = Vec::with_capacity(captures.len());
        let mut leaves = Vec::new();
        for c in &captures {
            let t = self.ty(self.body.locals[c.local].typ);
            if self.is_captured_by_address(c.local) {
                let storage = self.storage(c.local);
                leaves.push(self.storage_addr(&storage).expect("captured by address"));
                fields.push(self.s().pointer_to(t));
            } else {
                leaves.extend_from_slice(self.read_local(c.local).leaves());
                fields.push(t);
            }
        }
        self.make_closure(&symbol, &fields, &leaves)
    }
    /// A closure with these captured values.
    pub(crate) fn make_closure(&mut self, symbol: &str, fields: &[TypeId], leaves: &[ValueId]) -> ValueId {
        let ty = self.closure_type(fields);
        let code = self.b.func.sym(symbol, obj::Abi::Internal);
        self.b.ins(Op::AllocClosure, Imm::TypeSym(ty, code), leaves, Type::Ptr)
    }
    /// `struct { F uintptr; X0 …; X1 … }`, never compared.
    fn closure_type(&mut self, fields: &[TypeId]) -> ssa::TypeId {
        let s = self.s();
        let field = |name: &str, t: TypeId| -> ObjId {
            let name = s.names.intern(name);
            s.add_obj(types::Object::field(name, self.cx.pkg, base::Pos::NONE, t, false))
        };
        let mut objs = vec![field("F", TypeId::UINTPTR)];
        objs.extend(fields.iter().enumerate().map(|(i, &t)| field(&format!("X{i}"), t)));
        let t = s.new_struct(objs, Vec::new());
        let t = s.canonical(t).unwrap_or(t);
        self.out.needs.closure_types.push(t);
        let symbol = self.cx.names.symbol(rtype::RType::NoAlg(t));
        let layout = (*self.layout(t)).clone();
        self.b.func.go_type(&symbol, layout)
    }
}
