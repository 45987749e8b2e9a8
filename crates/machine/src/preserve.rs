//! Calls that are rarely made leave registers alone, as far as the allocator knows. In: [`VCode`] and the allocator's
//! output, which took every call of [`VCode::rare_calls`] for one that destroys nothing; out: the same output with moves
//! around each of these calls that save what lives across it in spill slots and bring it back, and take arguments and
//! results to and from the registers that the ABI wants, which the allocator was not told of either. So what a loop keeps in
//! registers stays there although the loop grows a slice now and then, and the rare path pays.
//!
//! Behind this step nothing is special any more: the calls destroy what the table of clobbers says, saved values are in
//! spill slots like others, and the allocator's checker, the stack maps and their checker see nothing but moves.

use crate::vcode::VCode;
use regalloc2::{
    Allocation, Block, Edit, Function, Inst, InstOrEdit, OperandConstraint, OperandKind, Output, PReg, ProgPoint,
    SpillSlot,
};
use std::collections::BTreeMap;

/// A set of machine registers, by index.
pub(crate) type Regs = u128;

/// Saves and brings back what lives across the rare calls, which are ordinary ones from here on.
pub(crate) fn preserve(v: &mut VCode, out: &mut Output) {
    if v.rare_calls.is_empty() {
        return;
    }
    // While they are listed, they destroy nothing.
    let across = across_calls(v, out);
    v.rare_calls.clear();
    let moved = fix_operands(v, out);
    let mut slots = Slots { out, saves: BTreeMap::new() };
    let (mut before, mut behind) = (Vec::new(), Vec::new());
    for (call, across) in across {
        let saved = (0..Regs::BITS as usize).filter(|n| across >> n & 1 != 0);
        let saved: Vec<_> = saved.map(|n| (Allocation::reg(PReg::from_index(n)), slots.of(n))).collect();
        let Operands { args, results } = moved.get(&call.index()).cloned().unwrap_or_default();
        let here = ProgPoint::before(call);
        before.extend(saved.iter().map(|&(from, to)| (here, Edit::Move { from, to })));
        before.extend(in_order(args, &mut slots).map(|m| (here, m)));
        let here = ProgPoint::after(call);
        behind.extend(in_order(results, &mut slots).map(|m| (here, m)));
        behind.extend(saved.iter().map(|&(to, from)| (here, Edit::Move { from, to })));
    }
    // Moves of the allocator before a call come before those that save, and those behind it after those that bring back.
    behind.append(&mut out.edits);
    behind.append(&mut before);
    behind.sort_by_key(|e| e.0);
    out.edits = behind;
}

/// Spill slots for registers.
struct Slots<'a> {
    out: &'a mut Output,
    saves: BTreeMap<usize, Allocation>,
}

impl Slots<'_> {
    /// The slot that a register is saved in; registers of values that live across no call use theirs for a moment.
    fn of(&mut self, register: usize) -> Allocation {
        let out = &mut *self.out;
        *self.saves.entry(register).or_insert_with(|| {
            out.num_spillslots += 1;
            Allocation::stack(SpillSlot::new(out.num_spillslots - 1))
        })
    }
}

/// A place and the place that its contents go to.
type Way = (Allocation, Allocation);

/// What a rare call takes and gives, between the allocator's places and those of the ABI.
#[derive(Clone, Default)]
struct Operands {
    args: Vec<Way>,
    results: Vec<Way>,
}

/// Gives the operands of rare calls the registers they belong in; what has to move, by call.
fn fix_operands(v: &mut VCode, out: &mut Output) -> BTreeMap<usize, Operands> {
    let mut found = BTreeMap::<usize, Operands>::new();
    let mut call = 0;
    for (n, op) in std::mem::take(&mut v.rare_operands) {
        while v.insts[call].ra.1 <= n {
            call += 1;
        }
        v.operands[n as usize] = op;
        let at = out.inst_alloc_offsets[call] as usize + (n - v.insts[call].ra.0) as usize;
        let OperandConstraint::FixedReg(reg) = op.constraint() else { continue };
        let place = std::mem::replace(&mut out.allocs[at], Allocation::reg(reg));
        let (fixed, ways) = (Allocation::reg(reg), found.entry(call).or_default());
        match op.kind() {
            OperandKind::Use => ways.args.push((place, fixed)),
            OperandKind::Def => ways.results.push((fixed, place)),
        }
    }
    found
}

/// Moves that happen at once, one after the other: none overwrites what another one still has to read.
fn in_order(mut ways: Vec<Way>, slots: &mut Slots<'_>) -> impl Iterator<Item = Edit> {
    let mut done = Vec::new();
    ways.retain(|(from, to)| from != to);
    while !ways.is_empty() {
        let free = (0..ways.len()).find(|&n| ways.iter().enumerate().all(|(m, w)| m == n || w.0 != ways[n].1));
        match free {
            Some(n) => {
                let (from, to) = ways.remove(n);
                done.push(Edit::Move { from, to });
            }
            None => {
                // A circle of registers: one waits in its slot.
                let from = ways[0].0;
                let register = from.as_reg().expect("what a move writes to and another one reads is a register");
                let to = slots.of(register.index());
                done.push(Edit::Move { from, to });
                ways.iter_mut().filter(|w| w.0 == from).for_each(|w| w.0 = to);
            }
        }
    }
    done.into_iter()
}

/// Each of the rare calls with the registers whose contents are used behind it and come from before it.
fn across_calls(v: &VCode, out: &Output) -> Vec<(Inst, Regs)> {
    let mut found = Vec::new();
    for (b, live) in live_at_end(v, out).into_iter().enumerate() {
        let mut live = live;
        walk_back(v, out, b, &mut live, &mut |item, across| {
            if let InstOrEdit::Inst(inst) = *item
                && v.rare_calls.binary_search(&(inst.index() as u32)).is_ok()
            {
                found.push((inst, across));
            }
        });
    }
    found.sort_by_key(|f| f.0);
    found
}

/// The registers that are read before they are written, at the start of each block.
pub(crate) fn live_registers(v: &VCode, out: &Output) -> Vec<Regs> {
    let mut live = live_at_end(v, out);
    for (b, live) in live.iter_mut().enumerate() {
        walk_back(v, out, b, live, &mut |_, _| {});
    }
    live
}

/// The registers that are read before they are written, at the end of each block.
pub(crate) fn live_at_end(v: &VCode, out: &Output) -> Vec<Regs> {
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

/// Walks a block backwards; `at` hears of each instruction with the registers that live across it, and of each move with
/// those that live behind it.
pub(crate) fn walk_back(v: &VCode, out: &Output, b: usize, live: &mut Regs, at: &mut dyn FnMut(&InstOrEdit<'_>, Regs)) {
    let bit = |a: Allocation| a.as_reg().map_or(0, |r| 1 << r.index());
    let items: Vec<InstOrEdit<'_>> = out.block_insts_and_edits(v, Block::new(b)).collect();
    for item in items.iter().rev() {
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                at(item, *live);
                *live = *live & !bit(*to) | bit(*from);
            }
            InstOrEdit::Inst(i) => {
                let of = |kind| {
                    let pairs = v.ops(i.index()).iter().zip(out.inst_allocs(*i));
                    pairs.filter(move |(op, _)| op.kind() == kind).fold(0, |set, (_, &a)| set | bit(a))
                };
                let destroyed = v.inst_clobbers(*i).into_iter().fold(0, |set, r| set | 1 << r.index());
                *live &= !(of(OperandKind::Def) | destroyed);
                at(item, *live);
                *live |= of(OperandKind::Use);
            }
        }
    }
}
