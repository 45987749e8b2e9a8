//! Destroying what is dead, so that code which relies on it fails at once and not only when a collection or a full
//! buffer comes in between. In: the table of clobbers; out: code that puts an address nobody may use, or NaN, into
//! registers, and that address into slots whose life begins.

use super::*;

/// No address of a program (sign-extended to 64 bits).
const NOBODY: i64 = -0x2152_2153;

/// Most words of a slot that are destroyed.
const MOST: u64 = 64;

impl Emitter<'_> {
    /// Destroys what is in the place of a slot, when that is asked for.
    pub(super) fn destroy_slot(&mut self, slot: ssa::SlotId) {
        let in_frame = self.f.slots[slot].kind == ssa::SlotKind::Local && self.maps.used[slot];
        if !self.clobber_slots || !in_frame {
            return;
        }
        let words = (self.f.slots[slot].layout.size() / 8).min(MOST);
        for n in 0..words as i64 {
            let at = self.sp(self.frame.slots[slot] + 8 * n);
            self.i(Code::Mov_rm64_imm32, &[at, O::I(NOBODY)]);
        }
    }
    /// Destroys these registers, when that is asked for. Flags are left alone.
    pub(super) fn destroy(&mut self, registers: impl Iterator<Item = PReg>) {
        if !self.clobber {
            return;
        }
        for r in registers {
            match r.class() {
                RegClass::Float => self.i(Code::Pcmpeqd_xmm_xmmm128, &[O::R(r, 16), O::R(r, 16)]),
                _ => self.i(Code::Mov_rm64_imm32, &[O::R(r, 8), O::I(NOBODY)]),
            }
        }
    }
    /// Destroys what holds nothing behind an instruction.
    pub(super) fn destroy_dead(&mut self, inst: usize) {
        let goes_on = !matches!(self.insts.kinds[inst], Kind::Call { kind: CallKind::NoReturn, .. });
        if self.clobber && goes_on {
            self.destroy(clobbers::dead_after(self.v, self.insts, inst, self.out).into_iter());
        }
    }
    /// Destroys what an instruction's call destroys, in the middle of the instruction.
    pub(super) fn destroy_clobbered(&mut self, inst: usize) {
        if self.clobber {
            self.destroy(clobbers::clobbers(self.v, self.insts, inst).into_iter());
        }
    }
}
