//! Lowering of operations on strings, slices, memory, channels.

use super::*;
use ssa::{Layout, TypeId};

/// Most bytes compared without a call.
const INLINE: i64 = 16;

impl Lower<'_> {
    /// Lowers the operations of this file that are more than a call.
    pub(super) fn data(&mut self, op: ops::Data, inst: &Inst) {
        use ops::Data as D;
        let a = &inst.args;
        match op {
            D::SliceCopy => self.slice_copy(inst, inst.imm.type_id()),
            D::MoveElems => self.move_elems(inst.imm.type_id(), a[0], a[1], a[2]),
            D::ZeroElems => {
                let layout = self.go_type(inst.imm.type_id()).layout;
                let n = self.bytes(a[1], layout.size());
                let f = if layout.has_pointers() { RtFn::MemClrHasPointers } else { RtFn::MemClrNoHeapPointers };
                self.call(f, &[a[0], n]);
            }
            D::StrConcat => self.concat(inst),
            D::StrEq => self.str_eq(inst),
            D::BytesToStrTmp => self.replace(inst, a),
            D::MemEq => self.mem_eq(inst, inst.imm.int()),
            D::MapLen => {
                let (zero, none) = (self.iconst(Type::I64, 0), self.nil());
                let there = self.icmp(Cond::Ne, a[0], none);
                let map = a[0];
                let n = self.merge_if(there, Hint::None, &[zero], |l| vec![l.load(Type::I64, map, fields::HMAP_COUNT)]);
                self.replace(inst, &n);
            }
            D::SelectGo => {
                let none = self.nil();
                self.replace_by_call(inst, RtFn::SelectGo, &[a[0], a[1], none, a[2], a[3], a[4]]);
            }
        }
    }
    /// A call without a buffer.
    pub(super) fn buffered(&mut self, op: ops::Buffered, inst: &Inst) {
        let none = self.nil();
        let args: Vec<ValueId> = std::iter::once(none).chain(inst.args.iter().copied()).collect();
        self.replace_by_call(inst, conversion(op), &args);
    }
    fn move_elems(&mut self, t: TypeId, dst: ValueId, src: ValueId, n: ValueId) {
        let layout = self.go_type(t).layout;
        if layout.has_pointers() {
            let ty = self.type_addr(t);
            self.call(RtFn::TypedSliceCopy, &[ty, dst, n, src, n]);
        } else {
            let bytes = self.bytes(n, layout.size());
            self.call(RtFn::MemMove, &[dst, src, bytes]);
        }
    }
    fn slice_copy(&mut self, inst: &Inst, t: TypeId) {
        let (dst, dst_len, src, src_len) = (inst.args[0], inst.args[1], inst.args[2], inst.args[3]);
        if self.f.types[t].layout.has_pointers() {
            let ty = self.type_addr(t);
            return self.replace_by_call(inst, RtFn::TypedSliceCopy, &[ty, dst, dst_len, src, src_len]);
        }
        let less = self.icmp(Cond::Lt, dst_len, src_len);
        let n = self.ins(Op::CSel, Imm::None, &[less, dst_len, src_len], Type::I64);
        self.move_elems(t, dst, src, n);
        self.replace(inst, &[n]);
    }
    fn concat(&mut self, inst: &Inst) {
        let strings = inst.args.len() / 2;
        let none = self.nil();
        let f = match strings {
            2 => RtFn::ConcatString2,
            3 => RtFn::ConcatString3,
            4 => RtFn::ConcatString4,
            5 => RtFn::ConcatString5,
            _ => return self.concat_many(inst, none),
        };
        let args: Vec<ValueId> = std::iter::once(none).chain(inst.args.iter().copied()).collect();
        self.replace_by_call(inst, f, &args);
    }
    fn concat_many(&mut self, inst: &Inst, none: ValueId) {
        let n = inst.args.len() / 2;
        let slot = self.f.slot(".concat", Layout::array(n as u64, Layout::string()));
        self.push(Op::SlotDef, Imm::Slot(slot, 0), &[], &[]);
        for (i, &v) in inst.args.iter().enumerate() {
            let p = self.ins(Op::SlotAddr, Imm::Slot(slot, 0), &[], Type::Ptr);
            self.store(p, 8 * i as i32, v);
        }
        let p = self.ins(Op::SlotAddr, Imm::Slot(slot, 0), &[], Type::Ptr);
        let n = self.iconst(Type::I64, n as i64);
        self.replace_by_call(inst, RtFn::ConcatStrings, &[none, p, n, n]);
        self.push(Op::SlotKill, Imm::Slot(slot, 0), &[], &[]);
    }
    /// Strings of different lengths differ; only equal lengths look at the bytes.
    fn str_eq(&mut self, inst: &Inst) {
        let (p, n, q, m) = (inst.args[0], inst.args[1], inst.args[2], inst.args[3]);
        let differ = self.iconst(Type::I8, 0);
        let same_length = self.icmp(Cond::Eq, n, m);
        let known = self.f.const_int(n).or_else(|| self.f.const_int(m));
        if known == Some(0) {
            return self.replace(inst, &[same_length]);
        }
        let equal = self.merge_if(same_length, Hint::None, &[differ], |l| {
            if let Some(n) = known.filter(|&n| (1..=INLINE).contains(&n)) {
                return vec![l.equal_bytes(p, q, n)];
            }
            let bytes = l.ins(Op::Bitcast, Imm::None, &[n], Type::Word);
            vec![l.call1(RtFn::MemEqual, &[p, q, bytes])]
        });
        self.replace(inst, &equal);
    }
    fn mem_eq(&mut self, inst: &Inst, n: i64) {
        let (p, q) = (inst.args[0], inst.args[1]);
        let equal = match n {
            0 => self.iconst(Type::I8, 1),
            1..=INLINE => self.equal_bytes(p, q, n),
            _ => {
                let n = self.iconst(Type::Word, n);
                return self.replace_by_call(inst, RtFn::MemEqual, &[p, q, n]);
            }
        };
        self.replace(inst, &[equal]);
    }
    /// Equality of 1 to [`INLINE`] bytes by one or two loads of each side, which may overlap.
    fn equal_bytes(&mut self, p: ValueId, q: ValueId, n: i64) -> ValueId {
        let (ty, size) = match n {
            1 => (Type::I8, 1),
            2 | 3 => (Type::I16, 2),
            4..=7 => (Type::I32, 4),
            _ => (Type::I64, 8),
        };
        let mut pair = |at: i64| {
            let (x, y) = (self.load(ty, p, at as i32), self.load(ty, q, at as i32));
            (x, y)
        };
        let (x, y) = pair(0);
        if n == size {
            return self.icmp(Cond::Eq, x, y);
        }
        let (v, w) = pair(n - size);
        let (first, second) = (self.binary(Op::Xor, x, y), self.binary(Op::Xor, v, w));
        let (both, zero) = (self.binary(Op::Or, first, second), self.iconst(ty, 0));
        self.icmp(Cond::Eq, both, zero)
    }
}

/// Operations that are a call with the same arguments and results.
pub(super) fn direct(op: ops::Direct) -> RtFn {
    use ops::Direct as D;
    match op {
        D::StrCmp => RtFn::CmpString,
        D::DecodeRune => RtFn::DecodeRune,
        D::CountRunes => RtFn::CountRunes,
        D::MemEqN => RtFn::MemEqual,
        D::ChanSend => RtFn::ChanSend1,
        D::ChanRecv => RtFn::ChanRecv1,
        D::ChanRecv2 => RtFn::ChanRecv2,
        D::ChanClose => RtFn::CloseChan,
        D::ChanLen => RtFn::ChanLen,
        D::ChanCap => RtFn::ChanCap,
        D::SelectSend => RtFn::SelectNbSend,
        D::SelectRecv => RtFn::SelectNbRecv,
        D::Block => RtFn::Block,
        D::IfaceEq => RtFn::IfaceEq,
        D::EfaceEq => RtFn::EfaceEq,
        D::PanicDotTypeE => RtFn::PanicDotTypeE,
        D::PanicDotTypeI => RtFn::PanicDotTypeI,
        D::PanicNilDotType => RtFn::PanicNilDotType,
    }
}

/// Conversions whose runtime function first takes a buffer on the stack, or nil.
fn conversion(op: ops::Buffered) -> RtFn {
    use ops::Buffered as B;
    match op {
        B::BytesToStr => RtFn::SliceByteToString,
        B::StrToBytes => RtFn::StringToSliceByte,
        B::RunesToStr => RtFn::SliceRuneToString,
        B::StrToRunes => RtFn::StringToSliceRune,
        B::RuneToStr => RtFn::IntString,
    }
}

/// The same for any operation.
pub(crate) fn with_buffer(op: Op) -> Option<RtFn> {
    if let Ops::Buffered(op) = Ops::of(op) { Some(conversion(op)) } else { None }
}
