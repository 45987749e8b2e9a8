//! Calls that are rarely made leave registers alone, as far as the allocator knows. In: [`VCode`] and the allocator's
//! output, which took every call of [`VCode::rare_calls`] for one that destroys nothing; out: the same output with moves
//! around each of these calls that save what lives across it in spill slots and bring it back. So what a loop keeps in
//! registers stays there although the loop grows a slice now and then, and the rare path pays.
//!
//! Behind this step nothing is special any more: the calls destroy what the table of clobbers says, saved values are in
//! spill slots like others, and the allocator's checker, the stack maps and their checker see nothing but moves.

use crate::vcode::{CallKind, Kind, VCode};
use regalloc2::{Allocation, Block, Edit, Function, Inst, InstOrEdit, OperandKind, Output, PReg, ProgPoint, SpillSlot};
use std::collections::BTreeMap;

/// A set of machine registers, by index.
type Regs = u128;

/// Whether a call may be treated so: one that returns to where it was made, from code that keeps to the same rules.
pub(crate) fn may_preserve(kind: &Kind) -> bool {
    matches!(kind, Kind::Call { kind: CallKind::Normal, fix: false, .. })
}

/// Saves and brings back what lives across the rare calls, which are ordinary ones from here on.
pub(crate) fn preserve(v: &mut VCode, out: &mut Output) {
    if v.rare_calls.is_empty() {
        return;
    }
    // While they are listed, they destroy nothing.
    let across = across_calls(v, out);
    v.rare_calls.clear();
    let mut slots = BTreeMap::<usize, SpillSlot>::new();
    let (mut saves, mut restores) = (Vec::new(), Vec::new());
    for (call, across) in across {
        for n in (0..Regs::BITS as usize).filter(|n| across >> n & 1 != 0) {
            let slot = *slots.entry(n).or_insert_with(|| {
                out.num_spillslots += 1;
                SpillSlot::new(out.num_spillslots - 1)
            });
            let (reg, place) = (Allocation::reg(PReg::from_index(n)), Allocation::stack(slot));
            saves.push((ProgPoint::before(call), Edit::Move { from: reg, to: place }));
            restores.push((ProgPoint::after(call), Edit::Move { from: place, to: reg }));
        }
    }
    // Moves of the allocator before a call come before those that save, and those behind it after those that bring back.
    restores.append(&mut out.edits);
    restores.append(&mut saves);
    restores.sort_by_key(|e| e.0);
    out.edits = restores;
}

/// Each of the rare calls with the registers whose contents are used behind it and come from before it.
fn across_calls(v: &VCode, out: &Output) -> Vec<(Inst, Regs)> {
    let mut found = Vec::new();
    for (b, live) in live_at_end(v, out).into_iter().enumerate() {
        let mut live = live;
        walk_back(v, out, b, &mut live, &mut |inst, across| {
            if v.rare_calls.binary_search(&(inst.index() as u32)).is_ok() {
                found.push((inst, across));
            }
        });
    }
    found.sort_by_key(|f| f.0);
    found
}

fn live_at_end(v: &VCode, out: &Output) -> Vec<Regs> {
    let blocks = v.blocks.len();
    let mut at_end: Vec<Regs> = vec![0; blocks];
    let mut dirty = vec![true; blocks];
    while dirty.iter().any(|&d| d) {
        for b in (0..blocks).rev() {
            if !std::mem::take(&mut dirty[b]) {
                continue;
            }
            let mut live = at_end[b];
            walk_back(v, out, b, &mut live, &mut |_, _| {});
            for p in v.preds[b].iter().map(|p| p.index()) {
                dirty[p] |= live & !at_end[p] != 0;
                at_end[p] |= live;
            }
        }
    }
    at_end
}

/// Walks a block backwards; `at` hears of each instruction and of the registers that live across it.
fn walk_back(v: &VCode, out: &Output, b: usize, live: &mut Regs, at: &mut dyn FnMut(Inst, Regs)) {
    let bit = |a: Allocation| a.as_reg().map_or(0, |r| 1 << r.index());
    let items: Vec<InstOrEdit<'_>> = out.block_insts_and_edits(v, Block::new(b)).collect();
    for item in items.iter().rev() {
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => *live = *live & !bit(*to) | bit(*from),
            InstOrEdit::Inst(i) => {
                let of = |kind| {
                    let pairs = v.ops(i.index()).iter().zip(out.inst_allocs(*i));
                    pairs.filter(move |(op, _)| op.kind() == kind).fold(0, |set, (_, &a)| set | bit(a))
                };
                let destroyed = v.inst_clobbers(*i).into_iter().fold(0, |set, r| set | 1 << r.index());
                *live &= !(of(OperandKind::Def) | destroyed);
                at(*i, *live);
                *live |= of(OperandKind::Use);
            }
        }
    }
}
