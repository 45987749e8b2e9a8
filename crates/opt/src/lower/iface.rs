//! Lowering of operations on interfaces.

use super::*;

impl Lower<'_> {
    /// Lowers what belongs to this file; false for anything else.
    pub(super) fn iface(&mut self, inst: &Inst) -> bool {
        let f = match inst.op {
            Op::ItabType => {
                self.itab_type(inst);
                return true;
            }
            Op::AssertE2I => RtFn::AssertE2I,
            Op::AssertE2I2 => RtFn::AssertE2I2,
            Op::TypeAssert => RtFn::TypeAssert,
            Op::IfaceSwitch => RtFn::InterfaceSwitch,
            _ => return false,
        };
        let Imm::Sym(sym, offset) = inst.imm else { return false };
        let descriptor = self.ins(Op::SymAddr, Imm::Sym(sym, offset), &[], Type::Ptr);
        self.replace_by_call(inst, f, &[descriptor, inst.args[0]]);
        true
    }
    /// The type stands behind the interface's own type in the itab.
    fn itab_type(&mut self, inst: &Inst) {
        let itab = inst.args[0];
        let none = self.nil();
        let there = self.icmp(Cond::Ne, itab, none);
        let ty = self.merge_if(there, Hint::None, &[itab], |l| vec![l.load(Type::Ptr, itab, 8)]);
        self.replace(inst, &ty);
    }
}
