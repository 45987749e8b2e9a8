//! The one location dataflow: which words of the frame hold live pointers at each call. In:
//! [`VCode`] and the allocator's output; out: [`FrameMaps`]. Three problems over the same
//! blocks, each iterated to its fixed point:
//!
//! - *pointerness* (forward): which registers and spill slots hold a traced pointer. A definition
//!   says so by its virtual register's type, a move copies the fact; where paths disagree the
//!   answer is no, which is right because such a location is dead.
//! - *liveness* (backward): which spill slots and which pointer words of slots are read later.
//! - *initialisation* (forward): which pointer words of slots are surely written since the
//!   slot's life began. A word live at a call, or whose address is taken, without being
//!   initialised makes the slot be zeroed where its life begins.
//!
//! A call lists live words only, so nothing the map names is ever garbage. Slots whose address
//! is taken are listed whole while they are used directly and are stack objects besides.

use crate::vcode::{Access, CallKind, Kind, MInst, SlotUse, VCode};
use base::IdVec;
use regalloc2::{Allocation, Block, Edit, Inst, InstOrEdit, OperandKind, Output};
use ssa::{Func, SlotId, SlotKind, Type};

/// A word of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// A spill slot.
    Spill(u32),
    /// The word at an offset of a slot.
    Slot(SlotId, u32),
}

/// What the frame must provide, and the pointers at each call.
#[derive(Debug, Default)]
pub struct FrameMaps {
    /// For each call (index of its instruction): the words that hold live pointers.
    pub calls: Vec<(u32, Vec<Word>)>,
    /// Words live at every safepoint: observable slots.
    pub always: Vec<Word>,
    /// Pointer words to be zeroed where the slot's life begins.
    pub zero: IdVec<SlotId, Vec<u32>>,
    /// Slots whose address is taken.
    pub address_taken: IdVec<SlotId, bool>,
    /// Slots with a `slot_def`.
    pub has_def: IdVec<SlotId, bool>,
    /// Slots touched at all.
    pub used: IdVec<SlotId, bool>,
}

impl FrameMaps {
    /// Leaves out the n-th word listed (from 1): a fault for tests.
    pub fn drop_word(&mut self, n: usize) {
        let mut seen = 0;
        for (_, words) in &mut self.calls {
            words.retain(|_| {
                seen += 1;
                seen != n
            });
        }
    }
}

/// A bit set of fixed size.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(n: usize, full: bool) -> Bits {
        Bits(vec![if full { u64::MAX } else { 0 }; n.div_ceil(64)])
    }
    fn get(&self, i: usize) -> bool {
        self.0[i / 64] >> (i % 64) & 1 != 0
    }
    fn set(&mut self, i: usize, on: bool) {
        let bit = 1 << (i % 64);
        if on { self.0[i / 64] |= bit } else { self.0[i / 64] &= !bit }
    }
    fn and(&mut self, o: &Bits) {
        self.0.iter_mut().zip(&o.0).for_each(|(a, b)| *a &= b);
    }
    fn or(&mut self, o: &Bits) {
        self.0.iter_mut().zip(&o.0).for_each(|(a, b)| *a |= b);
    }
}

struct Locate<'a> {
    f: &'a Func,
    v: &'a VCode,
    out: &'a Output,
    /// Words of slots: index of the first one of each slot, behind the spill slots.
    first_word: IdVec<SlotId, usize>,
    /// Offsets of pointer words per slot.
    offsets: IdVec<SlotId, Vec<u32>>,
    words: Vec<Word>,
}

/// Number of machine registers that the pointerness sets begin with.
const REGS: usize = 128;

/// Runs the dataflow.
pub fn locate(f: &Func, v: &VCode, out: &Output) -> FrameMaps {
    let mut l = Locate { f, v, out, first_word: IdVec::new(), offsets: IdVec::new(), words: Vec::new() };
    l.words.extend((0..out.num_spillslots as u32).map(Word::Spill));
    for (id, slot) in f.slots.iter_enumerated() {
        l.first_word.push(l.words.len());
        let offsets: Vec<u32> = slot.layout.pointer_offsets().iter().map(|&o| o as u32).collect();
        l.words.extend(offsets.iter().map(|&o| Word::Slot(id, o)));
        l.offsets.push(offsets);
    }
    let mut maps = l.slot_facts();
    let pointers = l.pointerness();
    let live = l.liveness(&maps);
    let init = l.initialised();
    for b in 0..v.blocks.len() {
        l.collect(b, &pointers[b], &live[b], &init[b], &mut maps);
    }
    maps.calls.sort();
    maps
}

impl Locate<'_> {
    fn slot_facts(&self) -> FrameMaps {
        let n = self.f.slots.len();
        let mut maps = FrameMaps {
            zero: IdVec::filled(Vec::new(), n),
            address_taken: IdVec::filled(false, n),
            has_def: IdVec::filled(false, n),
            used: IdVec::filled(false, n),
            ..FrameMaps::default()
        };
        for inst in &self.v.insts {
            for u in &inst.slots {
                maps.used[u.slot] = true;
                maps.address_taken[u.slot] |= u.access == Access::Addr;
            }
            if let Kind::SlotDef(s) = inst.kind {
                maps.has_def[s] = true;
            }
        }
        for (id, _) in self.f.slots.iter_enumerated().filter(|(_, s)| s.observable) {
            maps.used[id] = true;
            maps.always.extend(self.offsets[id].iter().map(|&o| Word::Slot(id, o)));
        }
        maps
    }
    fn location(a: Allocation) -> Option<usize> {
        a.as_reg().map(|r| r.index()).or_else(|| a.as_stack().map(|s| REGS + s.index()))
    }
    fn items(&self, b: usize) -> impl Iterator<Item = InstOrEdit<'_>> {
        self.out.block_insts_and_edits(self.v, Block::new(b))
    }

    // Pointerness.

    fn pointerness(&self) -> Vec<Bits> {
        let n = REGS + self.out.num_spillslots;
        let step = |b: usize, state: &mut Bits| {
            for item in self.items(b) {
                self.pointer_step(&item, state);
            }
        };
        self.forward(n, step)
    }
    fn pointer_step(&self, item: &InstOrEdit<'_>, state: &mut Bits) {
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                if let Some(to) = Self::location(*to) {
                    let fact = Self::location(*from).is_some_and(|f| state.get(f));
                    state.set(to, fact);
                }
            }
            InstOrEdit::Inst(i) => {
                for (op, alloc) in self.v.ops(i.index()).iter().zip(self.out.inst_allocs(*i)) {
                    if op.kind() == OperandKind::Def
                        && let Some(at) = Self::location(*alloc)
                    {
                        state.set(at, self.v.vtypes[op.vreg().vreg()] == Type::Ptr);
                    }
                }
            }
        }
    }
    /// Solves a forward problem whose meet is intersection; the state at the start of each block.
    fn forward(&self, n: usize, mut step: impl FnMut(usize, &mut Bits)) -> Vec<Bits> {
        let blocks = self.v.blocks.len();
        let mut at_start: Vec<Bits> = (0..blocks).map(|b| Bits::new(n, b != 0)).collect();
        let mut dirty = vec![true; blocks];
        while dirty.iter().any(|&d| d) {
            for b in 0..blocks {
                if !std::mem::take(&mut dirty[b]) {
                    continue;
                }
                let mut state = at_start[b].clone();
                step(b, &mut state);
                for s in &self.v.succs[b] {
                    let before = at_start[s.index()].clone();
                    at_start[s.index()].and(&state);
                    dirty[s.index()] |= at_start[s.index()] != before;
                }
            }
        }
        at_start
    }

    // Liveness.

    fn liveness(&self, maps: &FrameMaps) -> Vec<Bits> {
        let blocks = self.v.blocks.len();
        let mut at_end: Vec<Bits> = vec![Bits::new(self.words.len(), false); blocks];
        let mut dirty = vec![true; blocks];
        while dirty.iter().any(|&d| d) {
            for b in (0..blocks).rev() {
                if !std::mem::take(&mut dirty[b]) {
                    continue;
                }
                let mut state = at_end[b].clone();
                let items: Vec<InstOrEdit<'_>> = self.items(b).collect();
                items.iter().rev().for_each(|i| self.live_step(i, maps, &mut state));
                for p in &self.v.preds[b] {
                    let before = at_end[p.index()].clone();
                    at_end[p.index()].or(&state);
                    dirty[p.index()] |= at_end[p.index()] != before;
                }
            }
        }
        at_end
    }
    fn live_step(&self, item: &InstOrEdit<'_>, maps: &FrameMaps, live: &mut Bits) {
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                if let Some(s) = to.as_stack() {
                    live.set(s.index(), false);
                }
                if let Some(s) = from.as_stack() {
                    live.set(s.index(), true);
                }
            }
            InstOrEdit::Inst(i) => {
                let ops = self.v.ops(i.index()).iter().zip(self.out.inst_allocs(*i));
                for want in [OperandKind::Def, OperandKind::Use] {
                    for (op, alloc) in ops.clone() {
                        if let (true, Some(s)) = (op.kind() == want, alloc.as_stack()) {
                            live.set(s.index(), want == OperandKind::Use);
                        }
                    }
                }
                self.live_slots(&self.v.insts[i.index()], maps, live);
            }
        }
    }
    fn live_slots(&self, inst: &MInst, maps: &FrameMaps, live: &mut Bits) {
        if let Kind::SlotDef(s) | Kind::SlotKill(s) = inst.kind {
            self.each_word(s, |w, _| live.set(w, false));
        }
        for u in inst.slots.iter().filter(|u| u.access == Access::Write && !maps.address_taken[u.slot]) {
            self.each_word(u.slot, |w, o| {
                if covers(u, o) {
                    live.set(w, false);
                }
            });
        }
        for u in inst.slots.iter().filter(|u| u.access != Access::Write) {
            let whole = maps.address_taken[u.slot];
            self.each_word(u.slot, |w, o| {
                if whole || touches(u, o) {
                    live.set(w, true);
                }
            });
        }
    }
    fn each_word(&self, s: SlotId, mut each: impl FnMut(usize, u32)) {
        for (n, &o) in self.offsets[s].iter().enumerate() {
            each(self.first_word[s] + n, o);
        }
    }

    // Initialisation.

    fn initialised(&self) -> Vec<Bits> {
        let v = self.v;
        let step = |b: usize, state: &mut Bits| {
            let (from, to) = v.ranges[b];
            if b == 0 {
                self.init_entry(state);
            }
            for inst in &v.insts[from as usize..to as usize] {
                self.init_step(inst, state);
            }
        };
        self.forward(self.words.len(), step)
    }
    /// Parameters in their stack places are filled by the caller, observable slots by the prologue.
    fn init_entry(&self, state: &mut Bits) {
        for (id, slot) in self.f.slots.iter_enumerated() {
            if slot.observable || crate::frame::is_in_args(self.f, slot) {
                self.each_word(id, |w, _| state.set(w, true));
            }
        }
    }
    fn init_step(&self, inst: &MInst, state: &mut Bits) {
        if let Kind::SlotDef(s) = inst.kind
            && !self.f.slots[s].observable
            && !matches!(self.f.slots[s].kind, SlotKind::Param(_))
        {
            self.each_word(s, |w, _| state.set(w, false));
        }
        for u in inst.slots.iter().filter(|u| u.access == Access::Write) {
            self.each_word(u.slot, |w, o| {
                if covers(u, o) {
                    state.set(w, true);
                }
            });
        }
    }

    // The answer.

    fn collect(&self, b: usize, pointers: &Bits, live_end: &Bits, init: &Bits, maps: &mut FrameMaps) {
        let mut pointers = pointers.clone();
        let mut init = init.clone();
        if b == 0 {
            self.init_entry(&mut init);
        }
        let mut facts: Vec<(Inst, Bits, Bits)> = Vec::new();
        for item in self.items(b) {
            if let InstOrEdit::Inst(i) = item {
                let inst = &self.v.insts[i.index()];
                for u in inst.slots.iter().filter(|u| u.access == Access::Addr) {
                    self.require_init(u.slot, |w| !init.get(w), maps);
                }
                if matches!(inst.kind, Kind::Call { .. }) {
                    facts.push((i, pointers.clone(), init.clone()));
                }
                self.init_step(inst, &mut init);
            }
            self.pointer_step(&item, &mut pointers);
        }
        let mut live = live_end.clone();
        let items: Vec<InstOrEdit<'_>> = self.items(b).collect();
        for item in items.iter().rev() {
            if let InstOrEdit::Inst(i) = item
                && let Kind::Call { kind, .. } = self.v.insts[i.index()].kind
                && let Some((_, pointers, init)) = facts.pop()
            {
                let mut words = maps.always.clone();
                if kind != CallKind::NoReturn {
                    self.live_pointers(&live, &pointers, &init, &mut words, maps);
                }
                words.sort();
                words.dedup();
                maps.calls.push((i.index() as u32, words));
            }
            self.live_step(item, maps, &mut live);
        }
    }
    fn live_pointers(&self, live: &Bits, pointers: &Bits, init: &Bits, out: &mut Vec<Word>, maps: &mut FrameMaps) {
        for (n, &word) in self.words.iter().enumerate().filter(|(n, _)| live.get(*n)) {
            match word {
                Word::Spill(s) if pointers.get(REGS + s as usize) => out.push(word),
                Word::Spill(_) => {}
                Word::Slot(s, _) => {
                    out.push(word);
                    self.require_init(s, |w| w == n && !init.get(w), maps);
                }
            }
        }
    }
    fn require_init(&self, s: SlotId, missing: impl Fn(usize) -> bool, maps: &mut FrameMaps) {
        self.each_word(s, |w, o| {
            if missing(w) && !maps.zero[s].contains(&o) {
                maps.zero[s].push(o);
            }
        });
    }
}

/// Whether a touch writes the whole word at offset `o`.
fn covers(u: &SlotUse, o: u32) -> bool {
    i64::from(u.offset) <= i64::from(o) && i64::from(o) + 8 <= i64::from(u.offset) + i64::from(u.size)
}

/// Whether a touch has a byte in common with the word at offset `o`.
fn touches(u: &SlotUse, o: u32) -> bool {
    i64::from(u.offset) < i64::from(o) + 8 && i64::from(o) < i64::from(u.offset) + i64::from(u.size)
}
