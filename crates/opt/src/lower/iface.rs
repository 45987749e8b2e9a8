//! Lowering of operations on interfaces.

use super::*;

impl Lower<'_> {
    /// Lowers the operations of this file.
    pub(super) fn iface(&mut self, op: ops::Iface, inst: &Inst) {
        use ops::Iface as I;
        let f = match op {
            I::ItabType => return self.itab_type(inst),
            I::AssertE2I => RtFn::AssertE2I,
            I::AssertE2I2 => RtFn::AssertE2I2,
            I::TypeAssert => return self.type_assert(inst),
            I::IfaceSwitch => RtFn::InterfaceSwitch,
        };
        let (sym, offset) = inst.imm.sym();
        let descriptor = self.ins(Op::SymAddr, Imm::Sym(sym, offset), &[], Type::Ptr);
        self.replace_by_call(inst, f, &[descriptor, inst.args[0]]);
    }
    /// The type stands behind the interface's own type in the itab.
    fn itab_type(&mut self, inst: &Inst) {
        let itab = inst.args[0];
        let none = self.nil();
        let there = self.icmp(Cond::Ne, itab, none);
        let ty = self.merge_if(there, Hint::None, &[itab], |l| vec![l.load(Type::Ptr, itab, fields::ITAB_TYPE)]);
        self.replace(inst, &ty);
    }
    /// The itab of a type for an interface, from the cache of this place in the code, else from the runtime. What the
    /// descriptor and the cache hold: `internal/abi/switch.go`.
    fn type_assert(&mut self, inst: &Inst) {
        let ty = inst.args[0];
        let (sym, offset) = inst.imm.sym();
        let descriptor = self.ins(Op::SymAddr, Imm::Sym(sym, offset), &[], Type::Ptr);
        let cache = self.ins(Op::AtomicLoad, Imm::Offset(0), &[descriptor], Type::Ptr);
        let hash = self.load(Type::I32, ty, fields::TYPE_HASH);
        let hash = self.ins(Op::ZExt, Imm::None, &[hash], Type::I64);
        let mask = self.load(Type::I64, cache, 0);
        let [head, hit, other, again, miss, done] = [(); 6].map(|()| self.new_block());
        self.jump(head, &[hash]);
        self.end();
        self.begin(head);
        let slot = self.f.add_param(head, Type::I64);
        let now = self.binary(Op::And, slot, mask);
        let four = self.iconst(Type::I64, 4);
        let offset = self.ins(Op::Shl, Imm::Int(1), &[now, four], Type::I64);
        let entry = self.ins(Op::PtrAdd, Imm::None, &[cache, offset], Type::Ptr);
        let found = self.load(Type::Ptr, entry, 8);
        let same = self.icmp(Cond::Eq, found, ty);
        self.branch(same, hit, other, &[], Hint::First);
        self.begin(other);
        let nil = self.nil();
        let empty = self.icmp(Cond::Eq, found, nil);
        self.branch(empty, miss, again, &[], Hint::None);
        self.begin(again);
        let one = self.iconst(Type::I64, 1);
        let next = self.binary(Op::Add, now, one);
        self.jump(head, &[next]);
        self.end();
        self.begin(hit);
        let itab = self.load(Type::Ptr, entry, 16);
        self.jump(done, &[itab]);
        self.end();
        self.begin(miss);
        let itab = self.call1(RtFn::TypeAssert, &[descriptor, ty]);
        self.jump(done, &[itab]);
        self.end();
        self.begin(done);
        let itab = self.f.add_param(done, Type::Ptr);
        self.replace(inst, &[itab]);
    }
}
