//! Builtin functions, and what maps and channels share.

use crate::func::FuncGen;
use crate::value::Val;
use release::RtFn;
use ssa::{Cond, Hint, Imm, MapKind, Op, Type, ValueId};
use types::body::{ExprId, ExprKind};
use types::{Builtin, TypeId, TypeKind};

/// Elements above this size (bytes) need a zero value of their own.
const FAT: u64 = 1024;
/// Elements above this size (bytes) have no fast functions.
const MAX_FAST_ELEM: u64 = 128;

impl FuncGen<'_, '_> {
    pub(crate) fn builtin(&mut self, op: Builtin, args: &[ExprId], spread: bool, e: ExprId) -> Val {
        let t = self.type_of(e);
        let pos = self.body.exprs[e].pos;
        match op {
            Builtin::Append => return self.append(args, spread, t),
            Builtin::Len | Builtin::Cap => return Val::one(self.len_or_cap(op, args[0])),
            Builtin::Make => return self.make(t, args),
            Builtin::Min | Builtin::Max => return self.min_max(op, args, t),
            Builtin::Sizeof | Builtin::Alignof => {
                let layout = self.layout(self.type_of(args[0]));
                let (size, align) = layout.size_align();
                let n = if op == Builtin::Sizeof { size } else { align };
                return Val::one(self.b.iconst(Type::Word, n as i64));
            }
            Builtin::New => {
                let elem = self.elem_type(t);
                // A value is there before its variable is.
                let val = args.first().map(|&x| self.expr(x));
                let ty = self.type_ref(elem);
                let cell = self.b.ins(Op::AllocNew, Imm::Type(ty), &[], Type::Ptr);
                val.iter().for_each(|val| self.store_val(cell, 0, elem, val));
                return Val::one(cell);
            }
            _ => {}
        }
        if op == Builtin::Offsetof {
            let n = self.offset_of(args);
            return Val::one(self.b.iconst(Type::Word, n));
        }
        let types: Vec<TypeId> = args.iter().map(|&a| self.type_of(a)).collect();
        let vals = self.operands(args);
        self.at(pos);
        self.builtin_of(op, args, &types, &vals, t, pos)
    }
    /// A builtin on evaluated arguments; `t` is the type of its result.
    pub(crate) fn builtin_of(
        &mut self,
        op: Builtin,
        args: &[ExprId],
        types: &[TypeId],
        vals: &[Val],
        t: TypeId,
        pos: base::Pos,
    ) -> Val {
        let nothing = Val::many(&[]);
        match op {
            Builtin::Print | Builtin::Println => self.print(op, args, vals),
            Builtin::Copy => return Val::one(self.copy(types[0], &vals[0], &vals[1])),
            Builtin::Clear => self.clear(types[0], &vals[0]),
            Builtin::Close => _ = self.b.inst(Op::ChanClose, Imm::None, vals[0].leaves(), &[]),
            Builtin::Delete => {
                let (ty, kind) = self.map_ref(types[0], true);
                let args = self.map_args(vals[0].single(), &vals[1], types[0], kind);
                self.b.inst(Op::MapDelete, Imm::Map(ty, kind), &args, &[]);
            }
            Builtin::Panic => {
                self.b.end(Op::Panic, vals[0].leaves());
                self.start_dead();
            }
            Builtin::Recover => {
                let (w, d) = self.b.ins2(Op::Recover, Imm::None, &[], [Type::Ptr, Type::Ptr]);
                return Val::many(&[w, d]);
            }
            Builtin::Complex => return Val::many(&[vals[0].single(), vals[1].single()]),
            Builtin::Real => return Val::one(vals[0].leaves()[0]),
            Builtin::Imag => return Val::one(vals[0].leaves()[1]),
            Builtin::Add => return Val::one(self.unsafe_add(vals, types[1])),
            Builtin::Slice | Builtin::String => return self.unsafe_slice(op, vals, types[1], t),
            Builtin::SliceData | Builtin::StringData => return Val::one(vals[0].leaves()[0]),
            _ => self.unsupported(pos, "this builtin"),
        }
        nothing
    }

    fn unsafe_add(&mut self, vals: &[Val], count: TypeId) -> ValueId {
        let signed = !self.s().is_unsigned(count);
        let n = self.extend(vals[1].single(), signed);
        self.b.ins(Op::PtrAdd, Imm::None, &[vals[0].single(), n], Type::Ptr)
    }
    /// `unsafe.Slice` and `unsafe.String`: the length must fit an int and the memory must not
    /// go around the end of the address space.
    fn unsafe_slice(&mut self, op: Builtin, vals: &[Val], len_type: TypeId, t: TypeId) -> Val {
        let signed = !self.s().is_unsigned(len_type);
        let (ptr, len) = (vals[0].single(), self.extend(vals[1].single(), signed));
        let (bad_len, nil_ptr) = match op {
            Builtin::Slice => (RtFn::PanicUnsafeSliceLen, RtFn::PanicUnsafeSliceNilPtr),
            _ => (RtFn::PanicUnsafeStringLen, RtFn::PanicUnsafeStringNilPtr),
        };
        let zero = self.int(0);
        let negative = self.b.icmp(Cond::Lt, len, zero);
        self.fail_if(negative, |g| _ = g.rt(bad_len, &[]));
        let size = if op == Builtin::Slice { self.size(self.elem_type(t)) } else { 1 };
        let at = match self.b.func.ty(ptr) {
            Type::Ptr => self.b.convert(Op::PtrToWord, ptr, Type::Word),
            _ => ptr,
        };
        let at = self.b.convert(Op::Bitcast, at, Type::I64);
        let room = self.b.unary(Op::Neg, at);
        let bytes_size = self.int(size as i64);
        let over = match size {
            0 => {
                // Nothing is pointed to; only a nil pointer has no elements.
                let (is_nil, some) = (self.b.icmp(Cond::Eq, at, zero), self.b.icmp(Cond::Gt, len, zero));
                self.b.binary(Op::And, is_nil, some)
            }
            _ => {
                let bytes = self.b.binary(Op::Mul, len, bytes_size);
                let high = self.b.binary(Op::MulHiU, len, bytes_size);
                let overflows = self.b.icmp(Cond::Ne, high, zero);
                let around = self.b.icmp(Cond::Ugt, bytes, room);
                self.b.binary(Op::Or, overflows, around)
            }
        };
        self.fail_if(over, |g| {
            let is_nil = g.b.icmp(Cond::Eq, at, zero);
            g.fail_if(is_nil, |g| _ = g.rt(nil_ptr, &[]));
            g.rt(bad_len, &[]);
        });
        if op == Builtin::Slice { Val::many(&[ptr, len, len]) } else { Val::many(&[ptr, len]) }
    }
    /// Where a condition holds, something runs that does not return.
    fn fail_if(&mut self, cond: ValueId, fail: impl FnOnce(&mut Self)) {
        let (bad, good) = (self.new_block(), self.new_block());
        self.b.br(cond, bad, good, Hint::Second);
        self.start(bad);
        fail(self);
        self.b.end(Op::Unreachable, &[]);
        self.start(good);
    }
    /// The offset of the field that the last steps of a selection lead to (the second argument
    /// is their number), in a struct whose type depends on type arguments.
    fn offset_of(&self, args: &[ExprId]) -> i64 {
        let steps = args.get(1).and_then(|&n| match &self.body.exprs[n].kind {
            ExprKind::Const(n) => n.as_i64(),
            _ => None,
        });
        let (mut e, mut offset) = (args[0], 0);
        for _ in 0..steps.unwrap_or(1) {
            let ExprKind::Field { x, index } = self.body.exprs[e].kind else { break };
            offset += self.field(self.type_of(x), index).0;
            e = x;
        }
        offset
    }

    /// Evaluates an array of which only the length is wanted, which is known; its calls are made already.
    pub(crate) fn measured(&mut self, x: ExprId) {
        if self.s().release.evaluates_measured_arrays && self.is_ordered(x) && self.is_place(x) {
            let place = self.place(x);
            let address = self.place_addr(&place);
            self.nil_check(address);
        }
    }

    fn len_or_cap(&mut self, op: Builtin, x: ExprId) -> ValueId {
        let t = self.type_of(x);
        let s = self.s();
        let u = s.under(t);
        match s.kind(u) {
            TypeKind::Array(_, n) => {
                self.measured(x);
                return self.int(n.unwrap_or(0) as i64);
            }
            TypeKind::Pointer(elem) => {
                if let TypeKind::Array(_, n) = s.kind(s.under(*elem)) {
                    self.expr(x);
                    return self.int(n.unwrap_or(0) as i64);
                }
            }
            _ => {}
        }
        let val = self.expr(x);
        match s.kind(u) {
            TypeKind::Map(..) => self.b.ins(Op::MapLen, Imm::None, val.leaves(), Type::I64),
            TypeKind::Chan(..) => {
                let op = if op == Builtin::Len { Op::ChanLen } else { Op::ChanCap };
                self.b.ins(op, Imm::None, val.leaves(), Type::I64)
            }
            _ if op == Builtin::Cap => val.leaves()[2],
            _ => val.leaves()[1],
        }
    }

    fn make(&mut self, t: TypeId, args: &[ExprId]) -> Val {
        let sizes: Vec<ValueId> = args.iter().map(|&a| self.index_value(a).0).collect();
        match self.s().kind(self.s().under(t)) {
            TypeKind::Slice(elem) => {
                let len = sizes[0];
                let cap = sizes.get(1).copied().unwrap_or(len);
                let ty = self.type_ref(*elem);
                let ptr = self.b.ins(Op::AllocSlice, Imm::Type(ty), &[len, cap], Type::Ptr);
                Val::many(&[ptr, len, cap])
            }
            TypeKind::Map(..) => {
                let hint = sizes.first().copied().unwrap_or_else(|| self.int(0));
                Val::one(self.make_map(t, hint))
            }
            _ => {
                let size = sizes.first().copied().unwrap_or_else(|| self.int(0));
                let ty = self.type_ref(t);
                Val::one(self.b.ins(Op::AllocChan, Imm::Type(ty), &[size], Type::Ptr))
            }
        }
    }
    pub(crate) fn make_map(&mut self, t: TypeId, hint: ValueId) -> ValueId {
        let ty = self.type_ref(t);
        let bucket = self.cx.layouts.rtypes.bucket(t);
        let symbol = self.cx.names.symbol(bucket);
        let bucket = self.b.func.go_type(&symbol, self.cx.layouts.bucket(bucket));
        self.b.ins(Op::AllocMap, Imm::Types(ty, bucket), &[hint], Type::Ptr)
    }

    fn append(&mut self, args: &[ExprId], spread: bool, t: TypeId) -> Val {
        let elem = self.elem_type(t);
        let old = self.expr(args[0]);
        if args.len() == 1 {
            return old;
        }
        let ty = self.type_ref(elem);
        let size = self.size(elem);
        if spread {
            if let Some(count) = self.made_length(args[1]) {
                return self.append_zeros(&old, count, ty, size);
            }
            let more = self.expr(args[1]);
            let n = more.leaves()[1];
            let grown = self.grow(ty, &old, n);
            let at = self.element_addr(grown[0], old.leaves()[1], size);
            self.b.inst(Op::MoveElems, Imm::Type(ty), &[at, more.leaves()[0], n], &[]);
            return Val::many(&grown);
        }
        let vals = self.operands(&args[1..]);
        let vals: Vec<Val> = vals.into_iter().map(|val| self.own(elem, val)).collect();
        let n = self.int(vals.len() as i64);
        let grown = self.grow(ty, &old, n);
        let at = self.element_addr(grown[0], old.leaves()[1], size);
        for (i, val) in vals.iter().enumerate() {
            self.store_val(at, i as i64 * size as i64, elem, val);
        }
        Val::many(&grown)
    }
    /// The length of a new slice `make([]T, n)`, which is not needed to append its elements.
    pub(crate) fn made_length(&self, e: ExprId) -> Option<ExprId> {
        let ExprKind::Builtin { op: Builtin::Make, ref args, .. } = self.body.exprs[e].kind else { return None };
        let is_slice = matches!(self.s().kind(self.s().under(self.type_of(e))), TypeKind::Slice(_));
        match args[..] {
            [len] if is_slice => Some(len),
            _ => None,
        }
    }
    fn append_zeros(&mut self, old: &Val, count: ExprId, ty: ssa::TypeId, size: u64) -> Val {
        let (n, _) = self.index_value(count);
        let zero = self.int(0);
        let negative = self.b.icmp(Cond::Lt, n, zero);
        self.fail_if(negative, |g| _ = g.rt(RtFn::PanicMakeSliceLen, &[]));
        let grown = self.grow(ty, old, n);
        // Without new elements their place may lie past the end, where no barrier must look.
        let (fill, done) = (self.new_block(), self.new_block());
        let some = self.b.icmp(Cond::Ne, n, zero);
        self.b.br(some, fill, done, Hint::None);
        self.start(fill);
        let at = self.element_addr(grown[0], old.leaves()[1], size);
        self.b.inst(Op::ZeroElems, Imm::Type(ty), &[at, n], &[]);
        self.goto(done);
        self.start(done);
        Val::many(&grown)
    }
    fn grow(&mut self, elem: ssa::TypeId, old: &Val, n: ValueId) -> [ValueId; 3] {
        let args = [old.leaves()[0], old.leaves()[1], old.leaves()[2], n];
        let inst = self.b.inst(Op::SliceGrow, Imm::Type(elem), &args, &[Type::Ptr, Type::I64, Type::I64]);
        let r = self.b.results(inst);
        [r[0], r[1], r[2]]
    }
    fn copy(&mut self, t: TypeId, to: &Val, from: &Val) -> ValueId {
        let ty = self.type_ref(self.elem_type(t));
        let args = [to.leaves()[0], to.leaves()[1], from.leaves()[0], from.leaves()[1]];
        self.b.ins(Op::SliceCopy, Imm::Type(ty), &args, Type::I64)
    }
    fn clear(&mut self, t: TypeId, val: &Val) {
        match self.s().kind(self.s().under(t)) {
            TypeKind::Map(..) => {
                let (ty, kind) = self.map_ref(t, false);
                self.b.inst(Op::MapClear, Imm::Map(ty, kind), val.leaves(), &[]);
            }
            _ => {
                let ty = self.type_ref(self.elem_type(t));
                self.b.inst(Op::ZeroElems, Imm::Type(ty), &val.leaves()[..2], &[]);
            }
        }
    }

    fn min_max(&mut self, op: Builtin, args: &[ExprId], t: TypeId) -> Val {
        let mut best = self.expr(args[0]);
        for &a in &args[1..] {
            let next = self.expr(a);
            best = self.smaller(op, &best, &next, t);
        }
        best
    }
    fn smaller(&mut self, op: Builtin, a: &Val, b: &Val, t: TypeId) -> Val {
        let is_min = op == Builtin::Min;
        if self.s().is_string(t) {
            let f = if is_min { RtFn::StrMin } else { RtFn::StrMax };
            let args = [a.leaves(), b.leaves()].concat();
            return Val::many(&self.rt(f, &args));
        }
        let (x, y) = (a.single(), b.single());
        if self.b.func.ty(x).is_float() {
            return Val::one(self.b.binary(if is_min { Op::FMin } else { Op::FMax }, x, y));
        }
        let cond = match (self.s().is_unsigned(t), is_min) {
            (false, true) => Cond::Lt,
            (false, false) => Cond::Gt,
            (true, true) => Cond::Ult,
            (true, false) => Cond::Ugt,
        };
        let first = self.b.icmp(cond, x, y);
        let ty = self.b.func.ty(x);
        Val::one(self.b.ins(Op::CSel, Imm::None, &[first, x, y], ty))
    }

    // Maps.
    /// A map's type and the family of functions that serves it; `write`: for writing, where
    /// keys that are pointers have functions of their own.
    pub(crate) fn map_ref(&mut self, t: TypeId, write: bool) -> (ssa::TypeId, MapKind) {
        let kind = self.map_kind(t, write);
        if kind == MapKind::Fat {
            // What a lookup of an absent key gives the address of.
            let symbol = format!("go:map.zero.{}", self.cx.names.symbol(self.cx.layouts.rtype(t)));
            self.out.needs.zeros.push((symbol, self.size(self.elem_type(t))));
        }
        (self.type_ref(t), kind)
    }
    fn map_kind(&self, t: TypeId, write: bool) -> MapKind {
        let s = self.s();
        let TypeKind::Map(key, elem) = *s.kind(s.under(t)) else { return MapKind::Slow };
        let (key_layout, elem_size) = (self.layout(key), self.size(elem));
        if elem_size > MAX_FAST_ELEM {
            return if elem_size > FAT && !write { MapKind::Fat } else { MapKind::Slow };
        }
        if s.is_string(key) && matches!(s.kind(s.under(key)), TypeKind::Basic(_)) {
            return MapKind::FastStr;
        }
        let alg = self.cx.layouts.rtypes.of_type(key).alg;
        let pointers = key_layout.has_pointers();
        match (alg, key_layout.size()) {
            (rtype::Alg::Mem, 4) => MapKind::Fast32,
            (rtype::Alg::Mem, 8) if pointers && write => MapKind::Fast64Ptr,
            (rtype::Alg::Mem, 8) => MapKind::Fast64,
            _ => MapKind::Slow,
        }
    }
    /// The operands of a map function: fast families take the key's bits, others its address.
    fn map_args(&mut self, m: ValueId, key: &Val, t: TypeId, kind: MapKind) -> Vec<ValueId> {
        let s = self.s();
        let TypeKind::Map(key_type, _) = *s.kind(s.under(t)) else { return vec![m] };
        let want = match kind {
            MapKind::FastStr => return [&[m], key.leaves()].concat(),
            MapKind::Fast32 | MapKind::Fast32Ptr => Type::I32,
            MapKind::Fast64 => Type::I64,
            MapKind::Fast64Ptr => Type::Ptr,
            _ => {
                let at = self.in_memory(key_type, key);
                return vec![m, at];
            }
        };
        let bits = match key {
            Val::Leaves(l) if l.len() == 1 => self.bits_as(l[0], want),
            _ => {
                // Several fields make up the key: read them as one number.
                let at = self.in_memory(key_type, key);
                self.b.load(want, at, 0)
            }
        };
        vec![m, bits]
    }
    fn bits_as(&mut self, v: ValueId, want: Type) -> ValueId {
        match (self.b.func.ty(v), want) {
            (a, b) if a == b => v,
            (Type::Ptr, _) => {
                let word = self.b.convert(Op::PtrToWord, v, Type::Word);
                self.b.convert(Op::Bitcast, word, want)
            }
            _ => self.b.convert(Op::Bitcast, v, want),
        }
    }
    /// The address of an element for reading.
    pub(crate) fn map_get(&mut self, m: ValueId, key: &Val, t: TypeId) -> ValueId {
        let (ty, kind) = self.map_ref(t, false);
        let args = self.map_args(m, key, t, kind);
        self.b.ins(Op::MapGet, Imm::Map(ty, kind), &args, Type::Ptr)
    }
    /// The address of an element for writing.
    pub(crate) fn map_set(&mut self, m: ValueId, key: &Val, t: TypeId) -> ValueId {
        let (ty, kind) = self.map_ref(t, true);
        let args = self.map_args(m, key, t, kind);
        self.b.ins(Op::MapSet, Imm::Map(ty, kind), &args, Type::Ptr)
    }
    pub(crate) fn map_index(&mut self, map: ExprId, key: ExprId, comma_ok: bool) -> Vec<Val> {
        let t = self.type_of(map);
        let elem = self.elem_type(t);
        let m = self.expr(map).single();
        let key = self.expr(key);
        self.at(self.body.exprs[map].pos);
        if !comma_ok {
            let at = self.map_get(m, &key, t);
            let read = self.load_val(at, 0, elem);
            return vec![self.own(elem, read)];
        }
        let (ty, kind) = self.map_ref(t, false);
        let args = self.map_args(m, &key, t, kind);
        let (at, ok) = self.b.ins2(Op::MapGet2, Imm::Map(ty, kind), &args, [Type::Ptr, Type::I8]);
        let read = self.load_val(at, 0, elem);
        vec![self.own(elem, read), Val::one(ok)]
    }

    // Channels.
    pub(crate) fn receive(&mut self, x: ExprId, comma_ok: bool) -> Vec<Val> {
        let elem = self.elem_type(self.type_of(x));
        let ch = self.expr(x).single();
        let at = self.temp(elem);
        self.zero_mem(at, elem);
        let ok = match comma_ok {
            true => Some(self.b.ins(Op::ChanRecv2, Imm::None, &[ch, at], Type::I8)),
            false => {
                self.b.inst(Op::ChanRecv, Imm::None, &[ch, at], &[]);
                None
            }
        };
        let val = self.load_val(at, 0, elem);
        std::iter::once(val).chain(ok.map(Val::one)).collect()
    }
    pub(crate) fn send(&mut self, chan: ExprId, value: ExprId) {
        let elem = self.elem_type(self.type_of(chan));
        self.order(chan);
        self.order_copied(value);
        let ch = self.expr(chan).single();
        let val = self.expr(value);
        let at = self.in_memory(elem, &val);
        self.b.inst(Op::ChanSend, Imm::None, &[ch, at], &[]);
    }
}
