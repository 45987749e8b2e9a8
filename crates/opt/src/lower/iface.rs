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
            I::TypeAssert => RtFn::TypeAssert,
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
}
