//! Places: what can be read, assigned and have its address taken.

use crate::func::FuncGen;
use crate::state::Storage;
use crate::value::{Leaves, Val};
use ssa::{Bounds, Imm, Op, Type, ValueId, VarId};
use types::body::{ExprId, ExprKind, IndexKind};
use types::{TypeId, TypeKind};

/// A place whose operands have been evaluated.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// Some scalars of a variable that lives in SSA variables.
    Vars(Vec<VarId>),
    /// Memory: address and offset.
    Mem(ValueId, i64),
    /// An element of a map: map, key, the map's type. Only assigned.
    Map(ValueId, Val, TypeId),
    /// One whose checks come later.
    Late(Late),
}

/// A place whose operands are known and whose checks are still to be made.
#[derive(Clone, Debug)]
pub(crate) enum Late {
    /// What a pointer points to.
    Deref { at: ExprId, pointer: ValueId },
    /// Bytes further on.
    Field { of: Box<Place>, offset: i64 },
    /// An element of a slice: its scalars, the index, whether that is signed, bytes of an element.
    Slice { at: ExprId, slice: Leaves, index: ValueId, signed: bool, size: u64 },
    /// An element of an array of a known length.
    Array { at: ExprId, of: Box<Place>, index: ValueId, signed: bool, len: u64, size: u64 },
}

impl FuncGen<'_, '_> {
    /// Whether an expression is a place (not an intermediate value).
    pub(crate) fn is_place(&self, e: ExprId) -> bool {
        match self.body.exprs[e].kind {
            ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Deref(_) => true,
            ExprKind::Field { x, .. } => self.is_place(x),
            ExprKind::Index { x, kind, .. } => match self.index_kind(x, kind) {
                IndexKind::Slice => true,
                IndexKind::Array => self.is_place(x),
                _ => false,
            },
            _ => false,
        }
    }

    /// Evaluates the operands of a place.
    pub(crate) fn place(&mut self, e: ExprId) -> Place {
        let expr = &self.body.exprs[e];
        match expr.kind {
            ExprKind::Local(local) => match self.storage(local) {
                Storage::Vars(vars) => Place::Vars(vars),
                storage => Place::Mem(self.storage_addr(&storage).expect("not SSA variables"), 0),
            },
            ExprKind::Global(obj) => {
                let symbol = self.global_symbol(obj);
                Place::Mem(self.b.sym_addr(&symbol, 0), 0)
            }
            ExprKind::Deref(x) => {
                let p = self.expr(x).single();
                self.at(expr.pos);
                self.nil_check(p);
                Place::Mem(p, 0)
            }
            ExprKind::Field { x, index } => {
                let base = self.place_or_value(x);
                let t = self.type_of(x);
                self.field_of_place(base, t, index)
            }
            ExprKind::Index { x, index, kind } => match self.index_kind(x, kind) {
                IndexKind::Slice => self.slice_element(e, x, index),
                _ => self.array_element(e, x, index),
            },
            ExprKind::MapIndex { map, key, .. } => {
                let map_type = self.type_of(map);
                let m = self.expr(map).single();
                let key_type = self.type_of(key);
                let k = self.expr(key);
                let k = self.own(key_type, k);
                Place::Map(m, k, map_type)
            }
            _ => {
                // A value: it gets memory of its own.
                let t = self.type_of(e);
                let val = self.expr(e);
                Place::Mem(self.in_memory(t, &val), 0)
            }
        }
    }
    /// A place, or memory that holds a value.
    fn place_or_value(&mut self, x: ExprId) -> Place {
        if self.is_place(x) {
            return self.place(x);
        }
        let t = self.type_of(x);
        let val = self.expr(x);
        Place::Mem(self.in_memory(t, &val), 0)
    }
    /// Explicit check, which code generation folds into an access where it can.
    pub(crate) fn nil_check(&mut self, p: ValueId) {
        if self.b.func.ty(p) == Type::Ptr {
            self.b.inst(Op::NilCheck, Imm::None, &[p], &[]);
        }
    }
    /// Offset of a field and the numbers of its scalars.
    pub(crate) fn field(&self, t: TypeId, index: u32) -> (i64, std::ops::Range<usize>) {
        let layout = self.layout(t);
        let ssa::Layout::Struct(fields) = &*layout else { unreachable!("field of a {layout}") };
        let count = |f: &ssa::Layout| f.leaves(4).map_or(0, |l| l.len());
        let first: usize = fields[..index as usize].iter().map(count).sum();
        (layout.field_offset(index as usize) as i64, first..first + count(&fields[index as usize]))
    }
    pub(crate) fn field_of_place(&mut self, base: Place, t: TypeId, index: u32) -> Place {
        let (offset, leaves) = self.field(t, index);
        match base {
            Place::Vars(vars) => Place::Vars(vars[leaves].to_vec()),
            Place::Mem(addr, at) => Place::Mem(addr, at + offset),
            Place::Map(..) | Place::Late(_) => unreachable!("field of a map element is no place"),
        }
    }

    /// The kind of an index expression after substitution.
    pub(crate) fn index_kind(&self, x: ExprId, kind: IndexKind) -> IndexKind {
        let s = self.s();
        match (kind, s.kind(s.under(self.type_of(x)))) {
            (IndexKind::Param, TypeKind::Array(..)) => IndexKind::Array,
            (IndexKind::Param, TypeKind::Slice(_)) => IndexKind::Slice,
            (IndexKind::Param, TypeKind::Basic(_)) => IndexKind::String,
            _ => kind,
        }
    }
    /// An index as 64 bits, and whether its type is signed.
    pub(crate) fn index_value(&mut self, index: ExprId) -> (ValueId, bool) {
        let t = self.type_of(index);
        let v = self.expr(index).single();
        let signed = !self.s().is_unsigned(t);
        (self.extend(v, signed), signed)
    }
    /// An integer as 64 bits.
    pub(crate) fn extend(&mut self, v: ValueId, signed: bool) -> ValueId {
        match self.b.func.ty(v) {
            Type::I64 => v,
            Type::Word => self.b.convert(Op::Bitcast, v, Type::I64),
            _ => self.b.convert(if signed { Op::SExt } else { Op::ZExt }, v, Type::I64),
        }
    }
    pub(crate) fn check_index(&mut self, i: ValueId, signed: bool, len: ValueId) {
        self.b.bounds(if signed { Bounds::Index } else { Bounds::IndexU }, i, len);
    }
    fn slice_element(&mut self, e: ExprId, x: ExprId, index: ExprId) -> Place {
        let slice = self.expr(x);
        let (i, signed) = self.index_value(index);
        self.at(self.body.exprs[e].pos);
        self.check_index(i, signed, slice.leaves()[1]);
        let elem = self.elem_type(self.type_of(x));
        let size = self.size(elem);
        Place::Mem(self.element_addr(slice.leaves()[0], i, size), 0)
    }
    fn array_element(&mut self, e: ExprId, x: ExprId, index: ExprId) -> Place {
        let t = self.type_of(x);
        let base = self.place_or_value(x);
        let (i, signed) = self.index_value(index);
        let ssa::Layout::Array(n, ref elem) = *self.layout(t) else { unreachable!("index of no array") };
        let size = elem.size();
        let len = self.int(n as i64);
        self.at(self.body.exprs[e].pos);
        self.check_index(i, signed, len);
        match base {
            // No element: the check has failed.
            Place::Vars(_) if n == 0 => Place::Mem(self.b.nil(), 0),
            // One element: checked, and there is no other.
            Place::Vars(vars) => Place::Vars(vars),
            Place::Mem(addr, at) => {
                let addr = self.addr_plus(addr, at);
                Place::Mem(self.element_addr(addr, i, size), 0)
            }
            Place::Map(..) | Place::Late(_) => unreachable!("element of a map element is no place"),
        }
    }
    /// The address of element `i` of elements of `size` bytes.
    pub(crate) fn element_addr(&mut self, base: ValueId, i: ValueId, size: u64) -> ValueId {
        if size == 0 {
            return base;
        }
        if let Some(n) = self.b.func.const_int(i)
            && let Some(offset) = n.checked_mul(size as i64)
        {
            return self.addr_plus(base, offset);
        }
        let n = self.int(size as i64);
        let bytes = self.b.binary(Op::Mul, i, n);
        match self.b.func.ty(base) {
            Type::Ptr => self.b.ins(Op::PtrAdd, Imm::None, &[base, bytes], Type::Ptr),
            ty => {
                let bytes = self.b.convert(Op::Bitcast, bytes, ty);
                self.b.binary(Op::Add, base, bytes)
            }
        }
    }
    /// Element type of a slice, array, string, pointer, channel.
    pub(crate) fn elem_type(&self, t: TypeId) -> TypeId {
        let s = self.s();
        match s.kind(s.under(t)) {
            TypeKind::Slice(e) | TypeKind::Array(e, _) | TypeKind::Pointer(e) | TypeKind::Chan(_, e) => *e,
            TypeKind::Map(_, e) => *e,
            TypeKind::Basic(_) => TypeId::UINT8,
            other => unreachable!("no elements in {other:?}"),
        }
    }

    /// The value at a place.
    pub(crate) fn read(&mut self, place: &Place, t: TypeId) -> Val {
        match place {
            Place::Vars(vars) => self.use_vars(vars),
            Place::Mem(addr, offset) => self.load_val(*addr, *offset, t),
            Place::Map(m, key, map_type) => {
                let at = self.map_get(*m, key, *map_type);
                self.load_val(at, 0, t)
            }
            Place::Late(late) => {
                let place = self.settle_place(late);
                self.read(&place, t)
            }
        }
    }
    /// Puts a value at a place.
    pub(crate) fn write(&mut self, place: &Place, t: TypeId, val: &Val) {
        match place {
            Place::Vars(vars) => self.def_vars(vars, val),
            Place::Mem(addr, offset) => self.store_val(*addr, *offset, t, val),
            Place::Map(m, key, map_type) => {
                let at = self.map_set(*m, key, *map_type);
                self.store_val(at, 0, t, val);
            }
            Place::Late(late) => {
                let place = self.settle_place(late);
                self.write(&place, t, val);
            }
        }
    }
    /// The address of a place in memory.
    pub(crate) fn place_addr(&mut self, place: &Place) -> ValueId {
        match place {
            Place::Mem(addr, offset) => self.addr_plus(*addr, *offset),
            _ => unreachable!("{}: address of a place without one", self.b.func.name),
        }
    }
}
