//! What is known of registers beyond the bits of narrow integers. A narrow integer lives in a register with undefined
//! upper bits in general, but most instructions clear them: every load, every operation on 32 bits, masks. Such a
//! register is the extended value, too, and an extension by zeros costs nothing.

use super::*;

/// How many operations are looked through.
const DEPTH: u32 = 6;

impl Isel<'_> {
    /// Whether the register of an integer has nothing but zeros above the integer's bits, all 64 counted.
    pub(super) fn is_clear_above(&self, v: ValueId) -> bool {
        is_clear(self.f, v, DEPTH)
    }
}

/// The same, by the instruction that selection makes of the value's definition.
fn is_clear(f: &Func, v: ValueId, depth: u32) -> bool {
    let v = f.resolve(v);
    let size = f.ty(v).size();
    if size == 8 {
        return true;
    }
    if let Some(n) = f.const_int(v) {
        return n >= 0;
    }
    let Some(inst) = f.def(v).filter(|_| depth > 0) else { return false };
    let arg = |n: usize| is_clear(f, inst.args[n], depth - 1);
    match inst.op {
        // Loads fill what they do not read with zeros.
        Op::Load | Op::AtomicLoad | Op::ZExt => true,
        // These are done in 32 bits.
        Op::Add | Op::Sub | Op::Mul | Op::Neg | Op::Not | Op::Shl | Op::AShr | Op::RotL | Op::CSel => size == 4,
        Op::And => size == 4 || arg(0) || arg(1),
        Op::Or | Op::Xor => size == 4 || (arg(0) && arg(1)),
        // The number is extended before its bits move down.
        Op::LShr => true,
        _ => false,
    }
}
