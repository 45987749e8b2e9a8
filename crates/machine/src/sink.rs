//! Stores to spill slots where they are needed. In: [`VCode`] and the allocator's output, which stores a value that is
//! spilled anywhere as soon as it is there; out: the same output with such stores moved into those successors that read
//! the slot, which mostly are the rare ones. No way through the function executes more stores than before: a store moves
//! only into blocks that are entered from its block alone, and these are never deeper in loops.
//!
//! A store moves over instructions that neither touch its slot nor change its register. Calls change all registers, so
//! nothing moves over one, and every stack map finds in the slots what it found before.

use crate::recolor::live_at_start;
use crate::vcode::VCode;
use regalloc2::{Allocation, Edit, Function, Inst, OperandKind, Output, ProgPoint};
use smallvec::SmallVec;

/// A store that may move on: its register, its slot, and its place among the edits if it has not moved yet.
#[derive(Clone, Copy)]
struct Store {
    reg: Allocation,
    slot: Allocation,
    edit: Option<usize>,
}

impl Store {
    /// Whether it would do the same behind something that reads or writes a place.
    fn passes(&self, place: Allocation, writes: bool) -> bool {
        place != self.slot && !(writes && place == self.reg)
    }
}

/// Moves stores towards their readers.
pub(crate) fn sink(v: &VCode, out: &mut Output) {
    if out.num_spillslots == 0 {
        return;
    }
    let mut live = live_at_start(v, out);
    let mut gone = vec![false; out.edits.len()];
    let mut incoming: Vec<SmallVec<[Store; 2]>> = vec![SmallVec::new(); v.blocks.len()];
    for b in 0..v.blocks.len() {
        let alone = v.succs[b].iter().all(|s| v.preds[s.index()].len() == 1 && s.index() > b);
        if !alone || v.succs[b].is_empty() {
            continue;
        }
        for store in movable(v, out, b, &incoming[b]) {
            let slot = store.slot.as_stack().map_or(0, |s| s.index());
            let readers: SmallVec<[usize; 2]> =
                v.succs[b].iter().map(|s| s.index()).filter(|&s| live[s].get(slot)).collect();
            if readers.len() == v.succs[b].len() && readers.len() > 1 {
                continue;
            }
            match store.edit {
                Some(n) => gone[n] = true,
                None => incoming[b].retain(|s| s.slot != store.slot),
            }
            for s in readers {
                live[s].set(slot, false);
                incoming[s].push(Store { edit: None, ..store });
            }
        }
    }
    rebuild(v, out, &gone, &incoming);
}

/// The stores of a block that would do the same at its end.
fn movable(v: &VCode, out: &Output, b: usize, incoming: &[Store]) -> SmallVec<[Store; 4]> {
    let mut stores: SmallVec<[Store; 4]> = incoming.iter().copied().collect();
    let (from, to) = v.ranges[b];
    let first = ProgPoint::before(Inst::new(from as usize));
    let mut at = out.edits.partition_point(|e| e.0 < first);
    for i in from..to {
        let inst = Inst::new(i as usize);
        edits_at(out, ProgPoint::before(inst), &mut at, &mut stores);
        for (op, &place) in v.ops(i as usize).iter().zip(out.inst_allocs(inst)) {
            stores.retain(|s| s.passes(place, op.kind() == OperandKind::Def));
        }
        let clobbers = v.inst_clobbers(inst);
        stores.retain(|s| s.reg.as_reg().is_none_or(|r| !clobbers.contains(r)));
        edits_at(out, ProgPoint::after(inst), &mut at, &mut stores);
    }
    stores
}

/// Goes over the edits of a point from the one at `at`.
fn edits_at(out: &Output, point: ProgPoint, at: &mut usize, stores: &mut SmallVec<[Store; 4]>) {
    while let Some((_, Edit::Move { from, to })) = out.edits.get(*at).filter(|e| e.0 == point) {
        stores.retain(|s| s.passes(*from, false) && s.passes(*to, true));
        if from.is_reg() && to.is_stack() {
            stores.push(Store { reg: *from, slot: *to, edit: Some(*at) });
        }
        *at += 1;
    }
}

/// The edits without those that are gone, and with stores in front of the blocks into which they came.
fn rebuild(v: &VCode, out: &mut Output, gone: &[bool], incoming: &[SmallVec<[Store; 2]>]) {
    let mut edits = Vec::with_capacity(out.edits.len());
    for (b, stores) in incoming.iter().enumerate() {
        let point = ProgPoint::before(Inst::new(v.ranges[b].0 as usize));
        edits.extend(stores.iter().map(|s| (point, Edit::Move { from: s.reg, to: s.slot })));
    }
    edits.extend(out.edits.drain(..).zip(gone).filter(|(_, gone)| !**gone).map(|(edit, _)| edit));
    edits.sort_by_key(|e| e.0);
    out.edits = edits;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moves::tests::{code, moved, places};
    use crate::vcode::{CallKind, Role};
    use regalloc2::Block;

    /// From 0 to 1 or 2, from 1 to 3 or 4, from 2 to 5.
    fn tree(first: Role) -> VCode {
        let roles = vec![first, Role::Plain, Role::Plain, Role::Plain, Role::Plain, Role::Plain];
        let mut v = code(roles, &[&[1, 2], &[3, 4], &[5], &[], &[], &[]]);
        v.preds =
            [&[][..], &[0], &[0], &[1], &[1], &[2]].map(|list| list.iter().map(|&b| Block::new(b)).collect()).into();
        v
    }

    #[test]
    fn a_store_moves_to_the_only_reader() {
        let [ax, bx, _, s, _] = places();
        assert_eq!(moved(&tree(Role::Plain), &[(0, ax, s), (3, s, bx)], sink), [(3, ax, s), (3, s, bx)]);
    }
    #[test]
    fn a_store_without_readers_goes_and_one_for_all_stays() {
        let [ax, bx, cx, s, t] = places();
        let edits = [(0, ax, s), (0, bx, t), (3, t, cx), (4, t, cx), (5, t, cx)];
        assert_eq!(moved(&tree(Role::Plain), &edits, sink), edits[1..]);
    }
    #[test]
    fn nothing_moves_over_a_change_of_its_register_or_a_use_of_its_slot() {
        let [ax, bx, cx, s, t] = places();
        let edits = [(0, ax, s), (0, cx, ax), (0, bx, t), (0, t, cx), (3, s, bx), (3, t, cx)];
        assert_eq!(moved(&tree(Role::Plain), &edits, sink), edits);
        let call = Role::Call(CallKind::Normal);
        assert_eq!(moved(&tree(call), &edits[..1], sink), edits[..1]);
        assert_eq!(
            moved(&tree(Role::Plain), &[(0, ax, s), (1, bx, ax), (3, s, bx)], sink),
            [(1, ax, s), (1, bx, ax), (3, s, bx)]
        );
    }
    #[test]
    fn nothing_moves_into_a_loop() {
        let [ax, bx, _, s, _] = places();
        // 1 is the head of a loop with 2 as its body.
        let mut v = code(vec![Role::Plain; 4], &[&[1], &[2, 3], &[1], &[]]);
        v.preds = [&[][..], &[0, 2], &[1], &[1]].map(|list| list.iter().map(|&b| Block::new(b)).collect()).into();
        let edits = [(0, ax, s), (2, s, bx)];
        assert_eq!(moved(&v, &edits, sink), edits);
    }
}
