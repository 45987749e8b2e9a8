//! Conversions.

use crate::func::FuncGen;
use crate::value::Val;
use constant::Value;
use ssa::{Bounds, Imm, Op, Type, ValueId};
use types::TypeId;
use types::body::convert::conversion_kind;
use types::body::{Conversion, ExprId, ExprKind};

impl FuncGen<'_, '_> {
    pub(crate) fn convert(&mut self, x: ExprId, how: Conversion, to: TypeId) -> Val {
        let from = self.type_of(x);
        let generic = how == Conversion::Generic;
        let how = if generic { conversion_kind(self.s(), from, to) } else { how };
        if generic
            && how == Conversion::Number
            && let ExprKind::Const(value) = &self.body.exprs[x].kind
        {
            // Of a constant, which any kind of number may represent.
            return self.constant(value, to);
        }
        if let ExprKind::Const(text) = &self.body.exprs[x].kind
            && let Some(slice) = self.slice_of_constant(text, how)
        {
            return slice;
        }
        if how == Conversion::ToInterface {
            return self.interface_from(x, from, to);
        }
        let val = self.expr(x);
        self.note_number(x, &val, from, to);
        self.at(self.body.exprs[x].pos);
        self.convert_val(&val, from, to, how)
    }

    /// Bytes or runes of a constant: in an array of exactly their number, which programs can see
    /// as capacity (fact: `cmd/compile/internal/walk/convert.go`, `typecheck/const.go`).
    fn slice_of_constant(&mut self, text: &Value, how: Conversion) -> Option<Val> {
        let text = text.as_bytes()?;
        let (elem, bytes) = match how {
            Conversion::BytesFromString => (TypeId::UINT8, text.into_owned()),
            Conversion::RunesFromString => {
                // Every byte that is no UTF-8 is one rune, the replacement character.
                let runes = text.utf8_chunks().flat_map(|c| {
                    let wrong = c.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER);
                    c.valid().chars().chain(wrong).collect::<Vec<char>>()
                });
                (TypeId::INT32, runes.flat_map(|r| u32::from(r).to_le_bytes()).collect())
            }
            _ => return None,
        };
        let len = bytes.len() as u64 / self.size(elem);
        let n = self.int(len as i64);
        if len == 0 {
            let base = self.b.sym_addr("runtime.zerobase", 0);
            return Some(Val::many(&[base, n, n]));
        }
        let ty = self.type_ref(elem);
        let base = self.b.ins(Op::AllocArray, Imm::TypeInt(ty, len as i64), &[], Type::Ptr);
        let data = match elem == TypeId::UINT8 {
            true => self.string_const(&bytes).leaves()[0],
            false => self.static_data(bytes, Vec::new()),
        };
        let array = self.s().array_of(elem, Some(len));
        self.move_mem(base, data, array);
        Some(Val::many(&[base, n, n]))
    }

    /// Converts a value; to an interface see [`FuncGen::box_value`].
    pub(crate) fn convert_val(&mut self, val: &Val, from: TypeId, to: TypeId, how: Conversion) -> Val {
        let strings = |g: &mut Self, op, n: usize| {
            let types = [Type::Ptr, Type::I64, Type::I64];
            let inst = g.b.inst(op, Imm::None, &val.leaves()[..n], &types[..if op_gives_slice(op) { 3 } else { 2 }]);
            Val::many(g.b.results(inst))
        };
        match how {
            Conversion::Same | Conversion::Generic => self.same(val, from, to),
            Conversion::Number => self.number(val, from, to),
            Conversion::Unsafe => self.reinterpret(val, to),
            Conversion::StringFromRune => {
                let signed = !self.s().is_unsigned(from);
                let n = self.extend(val.single(), signed);
                let (p, l) = self.b.ins2(Op::RuneToStr, Imm::None, &[n], [Type::Ptr, Type::I64]);
                Val::many(&[p, l])
            }
            Conversion::StringFromBytes => strings(self, Op::BytesToStr, 2),
            Conversion::StringFromRunes => strings(self, Op::RunesToStr, 3),
            Conversion::BytesFromString => strings(self, Op::StrToBytes, 2),
            Conversion::RunesFromString => strings(self, Op::StrToRunes, 2),
            Conversion::SliceToArrayPtr => Val::one(self.array_of_slice(val, self.elem_type(to))),
            Conversion::SliceToArray => {
                let at = self.array_of_slice(val, to);
                let read = self.load_val(at, 0, to);
                self.own(to, read)
            }
            Conversion::InterfaceToInterface => self.change_interface(val, from, to),
            Conversion::ToInterface => self.box_value(val, from, to),
        }
    }

    /// The same bits; a pointer may become a word or the other way round.
    fn same(&mut self, val: &Val, _from: TypeId, to: TypeId) -> Val {
        match val {
            Val::Mem(_) => val.clone(),
            Val::Leaves(_) => self.reinterpret(val, to),
        }
    }
    /// The same bits as another type's scalars.
    pub(crate) fn reinterpret(&mut self, val: &Val, to: TypeId) -> Val {
        let types = crate::value::leaf_types(&self.layout(to));
        let cast = |(&v, ty): (&ValueId, Type)| match (self.b.func.ty(v), ty) {
            (Type::Ptr, Type::Word) => self.b.convert(Op::PtrToWord, v, Type::Word),
            (Type::Word, Type::Ptr) => self.b.convert(Op::WordToPtr, v, Type::Ptr),
            (a, b) if a == b => v,
            _ => self.b.convert(Op::Bitcast, v, ty),
        };
        Val::Leaves(val.leaves().iter().zip(types).map(cast).collect())
    }

    fn number(&mut self, val: &Val, from: TypeId, to: TypeId) -> Val {
        let types = crate::value::leaf_types(&self.layout(to));
        let (signed_from, signed_to) = (!self.s().is_unsigned(from), !self.s().is_unsigned(to));
        let leaves = val.leaves().iter().zip(types);
        let leaves: Vec<_> = leaves.map(|(&v, ty)| self.number_leaf(v, ty, signed_from, signed_to)).collect();
        Val::many(&leaves)
    }
    fn number_leaf(&mut self, v: ValueId, to: Type, signed_from: bool, signed_to: bool) -> ValueId {
        let from = self.b.func.ty(v);
        match (from.is_float(), to.is_float()) {
            (true, true) => match (from, to) {
                (Type::F32, Type::F64) => self.b.convert(Op::FPromote, v, to),
                (Type::F64, Type::F32) => self.b.convert(Op::FDemote, v, to),
                _ => v,
            },
            (false, true) => self.int_to_float(v, to, signed_from),
            (true, false) => self.float_to_int(v, to, signed_to),
            (false, false) => self.int_to_int(v, to, signed_from),
        }
    }
    pub(crate) fn int_to_int(&mut self, v: ValueId, to: Type, signed_from: bool) -> ValueId {
        let from = self.b.func.ty(v);
        if from == to {
            return v;
        }
        match from.size().cmp(&to.size()) {
            std::cmp::Ordering::Equal => self.b.convert(Op::Bitcast, v, to),
            std::cmp::Ordering::Greater => self.b.convert(Op::Trunc, v, to),
            std::cmp::Ordering::Less => self.b.convert(if signed_from { Op::SExt } else { Op::ZExt }, v, to),
        }
    }
    fn int_to_float(&mut self, v: ValueId, to: Type, signed: bool) -> ValueId {
        // Up to 32 unsigned bits fit 64 signed ones.
        let wide = self.b.func.ty(v).size() == 8;
        let v = self.extend(v, signed);
        let op = if signed || !wide { Op::IntToF } else { Op::UintToF };
        self.b.convert(op, v, to)
    }
    fn float_to_int(&mut self, v: ValueId, to: Type, signed: bool) -> ValueId {
        // Numbers that do not fit give what the official compiler's instructions give.
        let (op, wide) = match (to.size(), signed) {
            (8, false) => (Op::FToUint, Type::I64),
            (8, true) | (4, false) => (Op::FToInt, Type::I64),
            _ => (Op::FToInt, Type::I32),
        };
        let n = self.b.convert(op, v, wide);
        self.int_to_int(n, to, true)
    }

    /// The address of the first elements of a slice, which must be long enough for an array.
    fn array_of_slice(&mut self, slice: &Val, array: TypeId) -> ValueId {
        let ssa::Layout::Array(n, _) = *self.layout(array) else { unreachable!("slice to no array") };
        let n = self.int(n as i64);
        self.b.bounds(Bounds::SliceConvert, n, slice.leaves()[1]);
        slice.leaves()[0]
    }

    fn interface_from(&mut self, x: ExprId, from: TypeId, to: TypeId) -> Val {
        if let ExprKind::Const(value) = &self.body.exprs[x].kind
            && let Some(data) = self.static_const(value, from)
        {
            let word = self.type_word(from, to);
            return Val::many(&[word, data]);
        }
        let val = self.expr(x);
        self.at(self.body.exprs[x].pos);
        self.box_value(&val, from, to)
    }
}

fn op_gives_slice(op: Op) -> bool {
    matches!(op, Op::StrToBytes | Op::StrToRunes)
}
