//! Lowering of allocation sites: variables, slices, maps, channels, closures, boxes, append.

use super::*;
use ssa::{BoxKind, MapKind, Maps, TypeId};

impl Lower<'_> {
    /// Lowers the operations of this file.
    pub(super) fn alloc(&mut self, op: ops::Alloc, inst: &Inst) {
        use ops::Alloc as A;
        let a = &inst.args;
        match op {
            A::AllocNew => {
                let p = self.new_object(inst.imm.type_id());
                self.replace(inst, &[p]);
            }
            A::AllocSlice if a.len() > 2 => self.slice_in_frame(inst),
            A::AllocSlice => {
                let ty = self.type_addr(inst.imm.type_id());
                self.replace_by_call(inst, RtFn::MakeSlice, &[ty, a[0], a[1]]);
            }
            A::AllocArray => {
                let (t, n) = inst.imm.type_int();
                let p = match n {
                    0 => self.data_addr("runtime.zerobase", 0),
                    1 => self.new_object(t),
                    _ => {
                        let (ty, n) = (self.type_addr(t), self.iconst(Type::I64, n));
                        self.call1(RtFn::MakeSlice, &[ty, n, n])
                    }
                };
                self.replace(inst, &[p]);
            }
            A::AllocMap => {
                let (t, _) = inst.imm.types();
                // Maps of up to 8 keys get their bucket with the first one.
                if self.f.const_int(a[0]).is_some_and(|n| n <= 8) {
                    self.replace_by_call(inst, RtFn::MakeMapSmall, &[]);
                } else {
                    let (ty, none) = (self.type_addr(t), self.nil());
                    self.replace_by_call(inst, RtFn::MakeMap, &[ty, a[0], none]);
                }
            }
            A::AllocChan => {
                let ty = self.type_addr(inst.imm.type_id());
                self.replace_by_call(inst, RtFn::MakeChan, &[ty, a[0]]);
            }
            A::AllocClosure => {
                let (t, code) = inst.imm.type_sym();
                let p = self.new_object(t);
                let code = self.ins(Op::SymAddr, Imm::Sym(code, 0), &[], Type::Word);
                self.store(p, 0, code);
                let leaves = self.go_type(t).layout.leaves(usize::MAX).unwrap_or_default();
                for (leaf, &v) in leaves.iter().skip(1).zip(a) {
                    self.store(p, leaf.offset as i32, v);
                }
                self.replace(inst, &[p]);
            }
            A::AllocBox => {
                let (t, kind) = inst.imm.boxed();
                let p = self.alloc_box(t, kind, a);
                self.replace(inst, &[p]);
            }
            A::AllocBoxMem => {
                let t = inst.imm.type_id();
                let pointers = self.f.types[t].layout.has_pointers();
                let ty = self.type_addr(t);
                let f = if pointers { RtFn::ConvT } else { RtFn::ConvTNoPtr };
                self.replace_by_call(inst, f, &[ty, a[0]]);
            }
            A::SliceGrow => self.slice_grow(inst, inst.imm.type_id()),
            A::MapGet | A::MapGet2 | A::MapSet | A::MapDelete => {
                let (t, kind) = inst.imm.map();
                self.map_op(inst, t, kind);
            }
            A::MapClear => {
                let ty = self.type_addr(inst.imm.map().0);
                self.call(RtFn::MapClear, &[ty, a[0]]);
            }
            A::MapIterInit => {
                let ty = self.type_addr(inst.imm.map().0);
                let start = match self.f.release.maps {
                    Maps::Buckets => RtFn::MapIterInit,
                    Maps::Swiss => RtFn::MapIterStart,
                };
                self.call(start, &[ty, a[0], a[1]]);
            }
            A::MapIterNext => {
                let next = match self.f.release.maps {
                    Maps::Buckets => RtFn::MapIterNext,
                    Maps::Swiss => RtFn::MapIterStep,
                };
                self.call(next, &[a[0]]);
            }
        }
    }
    /// There is memory for the slice; its length may be out of range.
    fn slice_in_frame(&mut self, inst: &Inst) {
        let (len, cap, memory) = (inst.args[0], inst.args[1], inst.args[2]);
        let [bad, negative, large, good] = [(); 4].map(|()| self.new_block());
        let beyond = self.icmp(Cond::Ugt, len, cap);
        self.branch(beyond, bad, good, &[], Hint::Second);
        self.begin(bad);
        let zero = self.iconst(Type::I64, 0);
        let below = self.icmp(Cond::Lt, len, zero);
        self.branch(below, negative, large, &[], Hint::None);
        for (block, f) in [(negative, RtFn::PanicMakeSliceLen), (large, RtFn::PanicMakeSliceCap)] {
            self.begin(block);
            self.call(f, &[]);
            self.push(Op::Unreachable, Imm::None, &[], &[]);
            self.end();
        }
        self.begin(good);
        self.replace(inst, &[memory]);
    }
    fn new_object(&mut self, t: TypeId) -> ValueId {
        if self.f.types[t].layout.size() == 0 {
            return self.data_addr("runtime.zerobase", 0);
        }
        let ty = self.type_addr(t);
        self.call1(RtFn::NewObject, &[ty])
    }
    /// The data word of an interface for a value given by its leaves.
    fn alloc_box(&mut self, t: TypeId, kind: BoxKind, leaves: &[ValueId]) -> ValueId {
        match kind {
            BoxKind::Str => return self.call1(RtFn::ConvTString, leaves),
            BoxKind::Slice => return self.call1(RtFn::ConvTSlice, leaves),
            BoxKind::Plain => {}
        }
        let layout = self.go_type(t).layout;
        if layout.size() == 0 {
            return self.data_addr("runtime.zerobase", 0);
        }
        let scalar = match leaves {
            // Padding behind a scalar makes the box larger than what serves the scalar.
            [v] if self.f.ty(*v).size() == layout.size() => self.box_scalar(*v),
            _ => None,
        };
        scalar.unwrap_or_else(|| {
            let p = self.new_object(t);
            for (leaf, &v) in layout.leaves(usize::MAX).unwrap_or_default().iter().zip(leaves) {
                self.store(p, leaf.offset as i32, v);
            }
            p
        })
    }
    /// The same for a scalar without pointers, by its size.
    fn box_scalar(&mut self, v: ValueId) -> Option<ValueId> {
        let ty = self.f.ty(v);
        let bits = match ty {
            Type::Ptr => return None,
            Type::F32 => self.ins(Op::Bitcast, Imm::None, &[v], Type::I32),
            Type::F64 | Type::Word => self.ins(Op::Bitcast, Imm::None, &[v], Type::I64),
            _ => v,
        };
        let f = match ty.size() {
            1 => return Some(self.static_byte(v)),
            2 => RtFn::ConvT16,
            4 => RtFn::ConvT32,
            _ => RtFn::ConvT64,
        };
        Some(self.call1(f, &[bits]))
    }
    /// The address of a byte in the runtime's table of small numbers.
    fn static_byte(&mut self, byte: ValueId) -> ValueId {
        let base = self.data_addr("runtime.staticuint64s", 0);
        let n = self.ins(Op::ZExt, Imm::None, &[byte], Type::I64);
        let three = self.iconst(Type::I64, 3);
        let offset = self.ins(Op::Shl, Imm::Int(1), &[n, three], Type::I64);
        self.ins(Op::PtrAdd, Imm::None, &[base, offset], Type::Ptr)
    }
    fn slice_grow(&mut self, inst: &Inst, t: TypeId) {
        let (ptr, len, cap, n) = (inst.args[0], inst.args[1], inst.args[2], inst.args[3]);
        let new_len = self.binary(Op::Add, len, n);
        let too_long = self.icmp(Cond::Ugt, new_len, cap);
        let grown = self.merge_if(too_long, Hint::Second, &[ptr, cap], |l| {
            let ty = l.type_addr(t);
            let call = l.call(RtFn::GrowSlice, &[ptr, new_len, cap, n, ty]);
            let r = &l.f.insts[call].results;
            vec![r[0], r[2]]
        });
        self.replace(inst, &[grown[0], new_len, grown[1]]);
    }
    fn map_op(&mut self, inst: &Inst, t: TypeId, kind: MapKind) {
        use MapKind::*;
        let f = match (inst.op, kind) {
            (Op::MapGet, Slow) => RtFn::MapAccess1,
            (Op::MapGet, Fat) => RtFn::MapAccess1Fat,
            (Op::MapGet, Fast32 | Fast32Ptr) => RtFn::MapAccess1Fast32,
            (Op::MapGet, Fast64 | Fast64Ptr) => RtFn::MapAccess1Fast64,
            (Op::MapGet, FastStr) => RtFn::MapAccess1FastStr,
            (Op::MapGet2, Slow) => RtFn::MapAccess2,
            (Op::MapGet2, Fat) => RtFn::MapAccess2Fat,
            (Op::MapGet2, Fast32 | Fast32Ptr) => RtFn::MapAccess2Fast32,
            (Op::MapGet2, Fast64 | Fast64Ptr) => RtFn::MapAccess2Fast64,
            (Op::MapGet2, FastStr) => RtFn::MapAccess2FastStr,
            (Op::MapSet, Slow | Fat) => RtFn::MapAssign,
            (Op::MapSet, Fast32) => RtFn::MapAssignFast32,
            (Op::MapSet, Fast32Ptr) => RtFn::MapAssignFast32Ptr,
            (Op::MapSet, Fast64) => RtFn::MapAssignFast64,
            (Op::MapSet, Fast64Ptr) => RtFn::MapAssignFast64Ptr,
            (Op::MapSet, FastStr) => RtFn::MapAssignFastStr,
            (_, Slow | Fat) => RtFn::MapDelete,
            (_, Fast32 | Fast32Ptr) => RtFn::MapDeleteFast32,
            (_, Fast64 | Fast64Ptr) => RtFn::MapDeleteFast64,
            (_, FastStr) => RtFn::MapDeleteFastStr,
        };
        let mut args = vec![self.type_addr(t), inst.args[0]];
        let by_value = ssa::abi::runtime_signature(f).param_types();
        for (n, &key) in inst.args[1..].iter().enumerate() {
            args.push(self.map_key(key, by_value.get(2 + n).copied()));
        }
        if kind == Fat && matches!(inst.op, Op::MapGet | Op::MapGet2) {
            let zero = format!("go:map.zero.{}", self.f.types[t].symbol);
            args.push(self.data_addr(&zero, 0));
        }
        self.replace_by_call(inst, f, &args);
    }
    /// Gives a key the type the runtime's function takes.
    fn map_key(&mut self, key: ValueId, want: Option<Type>) -> ValueId {
        let (have, want) = (self.f.ty(key), want.unwrap_or(Type::Ptr));
        let key = match have {
            Type::Ptr if want != Type::Ptr => self.ins(Op::PtrToWord, Imm::None, &[key], Type::Word),
            _ => key,
        };
        let have = self.f.ty(key);
        if have == want { key } else { self.ins(Op::Bitcast, Imm::None, &[key], want) }
    }
}
