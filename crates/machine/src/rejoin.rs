//! Reloads on the ways that need them. In: [`VCode`] and the allocator's output, which brings a value that lay in a spill
//! slot on one of several ways to a join back behind the join, on all of them; out: the same output with reloads at the ends
//! of those ways on which no register has the value any more, mostly ways with calls. On the others it stays in its
//! register: the reload behind the join then changes nothing, and the store into the slot may move to the rare ways
//! ([`crate::sink`]).
//!
//! For a join, a slot and a register that holds the slot's value at the end of a way, the *region* is where the register
//! would hold it: from the join on, as long as the slot is still read and nothing is written to the register. The register
//! has to be free there. A reload, or a move from another register, goes to the end of every way into the region that does
//! not bring the value along; all of that is correct wherever the register is free, whether or not it pays.

use crate::bits::Bits;
use crate::moves::{Copies, NONE, copies_at_end, holders};
use crate::preserve::{Regs, live_registers};
use crate::recolor::live_at_start;
use crate::vcode::VCode;
use regalloc2::{
    Allocation, Block, Edit, Function, Inst, InstOrEdit, Operand, OperandKind, Output, PReg, ProgPoint, SpillSlot,
};
use smallvec::SmallVec;

/// Larger regions are left alone.
const MOST_BLOCKS: usize = 64;

/// More reloads in place of one are too much code.
const MOST_RELOADS: usize = 3;

/// Inserts reloads; whether there are any.
pub(crate) fn rejoin(v: &VCode, out: &mut Output) -> bool {
    let joins = || (0..v.blocks.len()).filter(|&b| v.preds[b].len() > 1);
    if out.num_spillslots == 0 || joins().next().is_none() {
        return false;
    }
    let mut search = Search {
        v,
        out,
        live: live_registers(v, out),
        read: live_at_start(v, out),
        held: copies_at_end(v, out),
        found: Vec::new(),
    };
    joins().for_each(|join| search.join(join));
    let found = search.found;
    let any = !found.is_empty();
    out.edits.extend(found);
    out.edits.sort_by_key(|e| e.0);
    any
}

struct Search<'a> {
    v: &'a VCode,
    out: &'a Output,
    /// Registers that are read before they are written, at the start of each block.
    live: Vec<Regs>,
    /// The same of slots.
    read: Vec<Bits>,
    /// For each register the slot whose value it holds at the end of each block.
    held: Vec<Copies>,
    found: Vec<(ProgPoint, Edit)>,
}

/// A slot and the register that is to hold its value.
#[derive(Clone, Copy)]
struct Pair {
    slot: usize,
    register: usize,
}

/// What a block does to a register that holds a slot's value at its start.
struct Passage {
    reads: usize,
    holds_at_end: bool,
}

/// Where a register would hold a slot's value.
struct Region {
    blocks: SmallVec<[(usize, Passage); 8]>,
    /// Blocks at whose end it is brought there, and from where.
    entries: SmallVec<[(usize, Allocation); 4]>,
}

impl Search<'_> {
    fn join(&mut self, join: usize) {
        for pair in self.candidates(join) {
            if self.live[join] >> pair.register & 1 == 0
                && let Some(region) = self.region(join, pair)
                && self.pays(&region)
            {
                self.insert(&region, pair);
            }
        }
    }
    /// Slots that are read behind a join, with registers that hold their values on some of the ways to it.
    fn candidates(&self, join: usize) -> SmallVec<[Pair; 8]> {
        let preds = || self.v.preds[join].iter().map(|p| &self.held[p.index()]);
        let free = !self.live[join];
        let mut found = SmallVec::new();
        for register in (0..Regs::BITS as usize).filter(|r| free >> r & 1 != 0) {
            let mut slots: SmallVec<[u32; 4]> = preds().map(|held| held[register]).filter(|&s| s != NONE).collect();
            slots.sort_unstable();
            slots.dedup();
            let wanted = |s: &u32| self.read[join].get(*s as usize) && preds().any(|held| held[register] != *s);
            found.extend(slots.into_iter().filter(wanted).map(|s| Pair { slot: s as usize, register }));
        }
        found
    }
    /// The region of a pair that begins at a join, if it can be entered everywhere.
    fn region(&self, join: usize, pair: Pair) -> Option<Region> {
        let mut blocks: SmallVec<[(usize, Passage); 8]> = SmallVec::new();
        blocks.push((join, self.passage(join, pair)));
        let mut next = 0;
        while next < blocks.len() {
            if blocks[next].1.holds_at_end {
                for to in self.v.succs[blocks[next].0].iter().map(|s| s.index()) {
                    let goes_on = self.read[to].get(pair.slot) && self.live[to] >> pair.register & 1 == 0;
                    if goes_on && blocks.iter().all(|b| b.0 != to) {
                        blocks.push((to, self.passage(to, pair)));
                    }
                }
            }
            next += 1;
            if blocks.len() > MOST_BLOCKS {
                return None;
            }
        }
        let mut entries = SmallVec::new();
        for pred in blocks.iter().flat_map(|b| &self.v.preds[b.0]).map(|p| p.index()) {
            let inside = blocks.iter().find(|b| b.0 == pred).is_some_and(|b| b.1.holds_at_end);
            if inside || self.held[pred][pair.register] == pair.slot as u32 {
                continue;
            }
            if self.v.succs[pred].len() != 1 {
                return None;
            }
            entries.push((pred, self.source(pred, pair)));
        }
        Some(Region { blocks, entries })
    }
    /// Where the value is at the end of a block.
    fn source(&self, block: usize, pair: Pair) -> Allocation {
        let class = PReg::from_index(pair.register).class();
        let register = holders(&self.held[block], pair.slot as u32).find(|r| r.class() == class);
        register.map(Allocation::reg).unwrap_or_else(|| Allocation::stack(SpillSlot::new(pair.slot)))
    }
    /// Goes over a block at whose start the register holds the value.
    fn passage(&self, b: usize, pair: Pair) -> Passage {
        let slot = Allocation::stack(SpillSlot::new(pair.slot));
        let register = PReg::from_index(pair.register);
        let (mut reads, mut holds) = (0, true);
        for item in self.out.block_insts_and_edits(self.v, Block::new(b)) {
            match item {
                InstOrEdit::Edit(Edit::Move { from, to }) => {
                    reads += usize::from(holds && *from == slot);
                    if *to == Allocation::reg(register) {
                        holds = *from == slot;
                    } else if *to == slot {
                        holds = *from == Allocation::reg(register);
                    }
                }
                InstOrEdit::Inst(i) => {
                    let mut places = self.v.ops(i.index()).iter().zip(self.out.inst_allocs(i));
                    let read = |(op, place): (&Operand, &Allocation)| op.kind() == OperandKind::Use && *place == slot;
                    reads += usize::from(holds && places.clone().any(read));
                    let changed = |a: Allocation| a == slot || a == Allocation::reg(register);
                    holds &= !places.any(|(op, &a)| op.kind() == OperandKind::Def && changed(a));
                    holds &= !self.v.inst_clobbers(i).contains(register);
                }
            }
        }
        Passage { reads, holds_at_end: holds }
    }
    /// Whether what is read no more is read at least as often as what is read instead.
    fn pays(&self, region: &Region) -> bool {
        let weight = |b: usize| self.v.weights[b];
        let saved = region.blocks.iter().filter(|b| b.1.reads > 0).map(|b| weight(b.0)).max();
        let reloads = || region.entries.iter().filter(|e| e.1.is_stack()).map(|e| weight(e.0));
        saved.is_some() && saved >= reloads().max() && reloads().count() <= MOST_RELOADS
    }
    /// Brings the value into the register at all entries. What was known of the register holds no more.
    fn insert(&mut self, region: &Region, pair: Pair) {
        let old: SmallVec<[u32; 4]> = region.entries.iter().map(|e| self.held[e.0][pair.register]).collect();
        let stale = |held: &&mut Copies| old.contains(&held[pair.register]);
        self.held.iter_mut().filter(stale).for_each(|held| held[pair.register] = NONE);
        for &(block, from) in &region.entries {
            let last = Inst::new(self.v.ranges[block].1 as usize - 1);
            let to = Allocation::reg(PReg::from_index(pair.register));
            self.found.push((ProgPoint::before(last), Edit::Move { from, to }));
            self.held[block][pair.register] = pair.slot as u32;
        }
        for (block, passage) in &region.blocks {
            self.live[*block] |= 1 << pair.register;
            if passage.holds_at_end {
                self.held[*block][pair.register] = pair.slot as u32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moves::tests::{code, moved, places};
    use crate::vcode::{CallKind, Role};

    /// From 0 to 1, which calls, or 2, from both to 3.
    fn diamond() -> VCode {
        let call = Role::Call(CallKind::Normal);
        // A block ends with an instruction of its own.
        let mut v =
            code(vec![Role::Plain, call, Role::Plain, Role::Plain, Role::Plain], &[&[1, 2], &[3], &[3], &[], &[]]);
        v.ranges = vec![(0, 1), (1, 3), (3, 4), (4, 5)];
        v.succs.truncate(4);
        v.blocks.truncate(4);
        let preds = [&[][..], &[0], &[0], &[1, 2]];
        v.preds = preds.map(|list| list.iter().map(|&b| Block::new(b)).collect()).into();
        v.weights = vec![1; 4];
        v
    }
    fn rejoined(v: &VCode, edits: &[(usize, Allocation, Allocation)]) -> Vec<(usize, Allocation, Allocation)> {
        moved(v, edits, |v, out| _ = rejoin(v, out))
    }

    #[test]
    fn a_reload_moves_to_the_way_with_the_call() {
        let [ax, bx, _, s, _] = places();
        let edits = [(0, ax, s), (4, s, bx)];
        assert_eq!(rejoined(&diamond(), &edits), [(0, ax, s), (2, s, ax), (4, s, bx)]);
    }
    #[test]
    fn a_register_that_is_in_use_is_left_alone() {
        let [ax, bx, cx, s, t] = places();
        // What the join reads in AX comes from somewhere else.
        let edits = [(0, ax, s), (3, cx, ax), (4, s, bx), (4, ax, t)];
        assert_eq!(rejoined(&diamond(), &edits), edits);
    }
    #[test]
    fn reloads_that_run_more_often_do_not_pay() {
        let [ax, bx, _, s, _] = places();
        let mut v = diamond();
        v.weights[1] = 2;
        let edits = [(0, ax, s), (4, s, bx)];
        assert_eq!(rejoined(&v, &edits), edits);
    }
    #[test]
    fn two_values_do_not_get_one_register() {
        let [ax, bx, cx, s, t] = places();
        // On the second way AX has the one value, then the other one.
        let edits = [(0, ax, s), (0, bx, ax), (0, ax, t), (4, s, bx), (4, t, cx)];
        let out = rejoined(&diamond(), &edits);
        assert_eq!(out.iter().filter(|m| m.0 == 2 && m.2 == ax).count(), 1);
    }
}
