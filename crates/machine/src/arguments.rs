//! Where a function's arguments and results lie that are not only in registers. In: the assignment of its signature, its
//! slots. Out: places behind the frame, counted from the first argument.

use ssa::abi::{Assignment, Place, RegLeaf};
use ssa::{Func, Slot, SlotKind};

/// Whether a slot is the stack place of a parameter, filled by the caller.
pub fn is_in_args(own: &Assignment, slot: &Slot) -> bool {
    let in_frame = matches!(slot.kind, SlotKind::Local | SlotKind::Home(_));
    !in_frame && arg_place(own, slot).is_some()
}

fn arg_place(own: &Assignment, slot: &Slot) -> Option<u64> {
    match slot.kind {
        SlotKind::Param(n) => match own.params.get(n as usize)? {
            Place::Stack(at) => Some(*at),
            Place::Regs(_) => None,
        },
        SlotKind::Local | SlotKind::Home(_) => None,
    }
}

/// Where a slot lies among the arguments and results: a place of its own or a home.
pub(crate) fn outer_place(own: &Assignment, slot: &Slot) -> Option<u64> {
    let (SlotKind::Param(n) | SlotKind::Home(n)) = slot.kind else { return None };
    match own.params.iter().chain(&own.results).nth(n as usize)? {
        Place::Stack(at) => Some(*at),
        Place::Regs(_) => own.spills.get(n as usize).copied().flatten(),
    }
}

/// The scalars that arrive in registers, with the offsets of their homes from the first argument.
pub fn register_arguments(f: &Func) -> Vec<(RegLeaf, u64)> {
    let own = Assignment::new(&f.sigs[f.sig]);
    let mut out = Vec::new();
    for (place, spill) in own.params.iter().zip(&own.spills) {
        if let (Place::Regs(leaves), Some(at)) = (place, spill) {
            out.extend(leaves.iter().map(|l| (*l, at + l.offset)));
        }
    }
    out
}
