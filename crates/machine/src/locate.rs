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

use crate::arguments::is_in_args;
use crate::bits::Bits;
use crate::vcode::{Access, CallKind, MInst, Role, SlotUse, VCode};
use base::IdVec;
use regalloc2::{Allocation, Block, Edit, Inst, InstOrEdit, OperandKind, Output};
use ssa::abi::Assignment;
use ssa::{Func, SlotId, SlotKind, Type};
use std::ops::Range;

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
    /// The words that ever hold pointers, ascending; sets of words are sets of places here.
    pub words: Vec<Word>,
    /// For each call (index of its instruction, ascending): the words that hold live pointers.
    pub calls: Vec<(u32, Bits)>,
    /// Words live at every safepoint: observable slots.
    pub always: Bits,
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
        let mut before = n - 1;
        for (_, set) in &mut self.calls {
            let found = set.iter().nth(before);
            if let Some(word) = found {
                return set.set(word, false);
            }
            before -= set.iter().count();
        }
    }
    /// The words of a set.
    pub fn words_of(&self, set: &Bits) -> impl Iterator<Item = Word> {
        set.iter().map(|n| self.words[n])
    }
    /// The words that hold live pointers during an instruction.
    pub fn during(&self, inst: u32) -> &Bits {
        let found = self.calls.binary_search_by_key(&inst, |c| c.0);
        found.map_or(&self.always, |n| &self.calls[n].1)
    }
}

struct Locate<'a> {
    f: &'a Func,
    v: &'a VCode,
    out: &'a Output,
    /// Where this function's own arguments are.
    own: Assignment,
    /// Place of each spill slot in `words`, `usize::MAX` for those that never hold a pointer.
    spill_word: Vec<usize>,
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
    let mut l = Locate {
        f,
        v,
        out,
        own: Assignment::new(&f.sigs[f.sig]),
        spill_word: vec![usize::MAX; out.num_spillslots],
        first_word: IdVec::new(),
        offsets: IdVec::new(),
        words: Vec::new(),
    };
    let (pointers, ever) = l.pointerness();
    l.number_words(&ever);
    // Words that never hold a pointer are out of the game.
    let mut maps = l.slot_facts();
    let live = l.liveness(&maps);
    let init = l.initialised();
    let mut zeroed = Bits::new(l.words.len(), false);
    for (b, live) in live.into_iter().enumerate() {
        let live = l.live_at_calls(b, live, &maps);
        let missing = l.collect(b, &pointers[b], &init[b], live, &mut maps);
        for w in missing {
            if let (Word::Slot(s, o), false) = (l.words[w], zeroed.get(w)) {
                zeroed.set(w, true);
                maps.zero[s].push(o);
            }
        }
    }
    maps.calls.sort_by_key(|c| c.0);
    maps.words = l.words;
    maps
}

impl Locate<'_> {
    /// Numbers the spill slots that may hold a pointer at some point, and the pointer words of slots.
    fn number_words(&mut self, ever: &[bool]) {
        for spill in (0..ever.len()).filter(|&s| ever[s]) {
            self.spill_word[spill] = self.words.len();
            self.words.push(Word::Spill(spill as u32));
        }
        for (id, slot) in self.f.slots.iter_enumerated() {
            self.first_word.push(self.words.len());
            let offsets: Vec<u32> = slot.layout.pointer_offsets().iter().map(|&o| o as u32).collect();
            self.words.extend(offsets.iter().map(|&o| Word::Slot(id, o)));
            self.offsets.push(offsets);
        }
    }
    fn slot_facts(&self) -> FrameMaps {
        let n = self.f.slots.len();
        let mut maps = FrameMaps {
            zero: IdVec::filled(Vec::new(), n),
            address_taken: IdVec::filled(false, n),
            has_def: IdVec::filled(false, n),
            used: IdVec::filled(false, n),
            always: Bits::new(self.words.len(), false),
            ..FrameMaps::default()
        };
        for inst in &self.v.insts {
            for u in &inst.slots {
                maps.used[u.slot] = true;
                maps.address_taken[u.slot] |= u.access == Access::Addr;
            }
            if let Role::SlotDef(s) = inst.role {
                maps.has_def[s] = true;
            }
        }
        for (id, _) in self.f.slots.iter_enumerated().filter(|(_, s)| s.observable) {
            maps.used[id] = true;
            self.words_of(id).for_each(|w| maps.always.set(w, true));
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

    /// Which locations hold pointers at the start of each block, and which spill slots ever do.
    fn pointerness(&self) -> (Vec<Bits>, Vec<bool>) {
        let mut ever = vec![false; self.out.num_spillslots];
        let step = |b: usize, state: &mut Bits| {
            for item in self.items(b) {
                self.pointer_step(&item, state, &mut |spill| ever[spill] = true);
            }
        };
        let at_start = self.forward(REGS + self.out.num_spillslots, step);
        (at_start, ever)
    }
    /// Goes over an instruction or a move; `spilled` hears of spill slots that hold a pointer now.
    fn pointer_step(&self, item: &InstOrEdit<'_>, state: &mut Bits, spilled: &mut dyn FnMut(usize)) {
        let mut put = |state: &mut Bits, at: usize, pointer: bool| {
            state.set(at, pointer);
            if pointer && at >= REGS {
                spilled(at - REGS);
            }
        };
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                if let Some(to) = Self::location(*to) {
                    let fact = Self::location(*from).is_some_and(|f| state.get(f));
                    put(state, to, fact);
                }
            }
            InstOrEdit::Inst(i) => {
                for (op, alloc) in self.v.ops(i.index()).iter().zip(self.out.inst_allocs(*i)) {
                    if op.kind() == OperandKind::Def
                        && let Some(at) = Self::location(*alloc)
                    {
                        put(state, at, self.v.vtypes[op.vreg().vreg()] == Type::Ptr);
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
                    dirty[s.index()] |= at_start[s.index()].and(&state);
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
                    dirty[p.index()] |= at_end[p.index()].or(&state);
                }
            }
        }
        at_end
    }
    fn live_step(&self, item: &InstOrEdit<'_>, maps: &FrameMaps, live: &mut Bits) {
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                self.live_spill(*to, false, live);
                self.live_spill(*from, true, live);
            }
            InstOrEdit::Inst(i) => {
                let ops = self.v.ops(i.index()).iter().zip(self.out.inst_allocs(*i));
                for want in [OperandKind::Def, OperandKind::Use] {
                    for (_, alloc) in ops.clone().filter(|(op, _)| op.kind() == want) {
                        self.live_spill(*alloc, want == OperandKind::Use, live);
                    }
                }
                self.live_slots(&self.v.insts[i.index()], maps, live);
            }
        }
    }
    fn live_spill(&self, a: Allocation, on: bool, live: &mut Bits) {
        if let Some(word) = a.as_stack().map(|s| self.spill_word[s.index()]).filter(|&w| w != usize::MAX) {
            live.set(word, on);
        }
    }
    fn live_slots(&self, inst: &MInst, maps: &FrameMaps, live: &mut Bits) {
        if let Role::SlotDef(s) | Role::SlotKill(s) = inst.role {
            self.words_of(s).for_each(|w| live.set(w, false));
        }
        for u in inst.slots.iter().filter(|u| u.access == Access::Write && !maps.address_taken[u.slot]) {
            self.covered(u).for_each(|w| live.set(w, false));
        }
        for u in inst.slots.iter().filter(|u| u.access != Access::Write) {
            let words = if maps.address_taken[u.slot] { self.words_of(u.slot) } else { self.touched(u) };
            words.for_each(|w| live.set(w, true));
        }
    }
    /// The pointer words of a slot.
    fn words_of(&self, s: SlotId) -> Range<usize> {
        let first = self.first_word[s];
        first..first + self.offsets[s].len()
    }
    /// The words that a touch writes as a whole.
    fn covered(&self, u: &SlotUse) -> Range<usize> {
        let (from, to) = (i64::from(u.offset), i64::from(u.offset) + i64::from(u.size));
        self.words_between(u.slot, |o| o >= from, |o| o + 8 > to)
    }
    /// The words of which a touch has a byte in common.
    fn touched(&self, u: &SlotUse) -> Range<usize> {
        let (from, to) = (i64::from(u.offset), i64::from(u.offset) + i64::from(u.size));
        self.words_between(u.slot, |o| o + 8 > from, |o| o >= to)
    }
    /// The words from the first one of which `begun` holds to the first one of which `done` does.
    fn words_between(&self, s: SlotId, begun: impl Fn(i64) -> bool, done: impl Fn(i64) -> bool) -> Range<usize> {
        let (first, offsets) = (self.first_word[s], &self.offsets[s]);
        let from = offsets.partition_point(|&o| !begun(i64::from(o)));
        let to = offsets.partition_point(|&o| !done(i64::from(o)));
        first + from..first + to.max(from)
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
            if slot.observable || is_in_args(&self.own, slot) {
                self.words_of(id).for_each(|w| state.set(w, true));
            }
        }
    }
    fn init_step(&self, inst: &MInst, state: &mut Bits) {
        if let Role::SlotDef(s) = inst.role
            && !self.f.slots[s].observable
            && !matches!(self.f.slots[s].kind, SlotKind::Param(_))
        {
            self.words_of(s).for_each(|w| state.set(w, false));
        }
        for u in inst.slots.iter().filter(|u| u.access == Access::Write) {
            self.covered(u).for_each(|w| state.set(w, true));
        }
    }

    // The answer.

    /// The calls of a block, the last one first, with the words that are live during each.
    fn live_at_calls(&self, b: usize, mut live: Bits, maps: &FrameMaps) -> Vec<(Inst, Bits)> {
        let items: Vec<InstOrEdit<'_>> = self.items(b).collect();
        let mut calls = Vec::new();
        for item in items.iter().rev() {
            if let InstOrEdit::Inst(i) = item
                && matches!(self.v.insts[i.index()].role, Role::Call(_))
            {
                calls.push((*i, live.clone()));
            }
            self.live_step(item, maps, &mut live);
        }
        calls
    }
    /// Goes over a block whose calls have the words of `live` (the last one first) and lists those that hold
    /// pointers. Returns the words that must be zeroed.
    fn collect(
        &self,
        b: usize,
        pointers: &Bits,
        init: &Bits,
        mut live: Vec<(Inst, Bits)>,
        maps: &mut FrameMaps,
    ) -> Vec<usize> {
        let (mut pointers, mut init) = (pointers.clone(), init.clone());
        if b == 0 {
            self.init_entry(&mut init);
        }
        let (mut missing, mut at_calls) = (Vec::new(), Vec::new());
        for item in self.items(b) {
            if let InstOrEdit::Inst(i) = item {
                let inst = &self.v.insts[i.index()];
                for u in inst.slots.iter().filter(|u| u.access == Access::Addr) {
                    missing.extend(self.words_of(u.slot).filter(|&w| !init.get(w)));
                }
                if let Role::Call(kind) = inst.role
                    && let Some((_, live)) = live.pop()
                {
                    let mut words = maps.always.clone();
                    if kind != CallKind::NoReturn {
                        at_calls.push(self.live_pointers(&live, &pointers, &init, &mut words));
                    }
                    maps.calls.push((i.index() as u32, words));
                }
                self.init_step(inst, &mut init);
            }
            self.pointer_step(&item, &mut pointers, &mut |_| {});
        }
        missing.extend(at_calls.into_iter().rev().flatten());
        missing
    }
    /// Adds the live words that hold pointers to `out`; returns those of slots that may be uninitialised.
    fn live_pointers(&self, live: &Bits, pointers: &Bits, init: &Bits, out: &mut Bits) -> Vec<usize> {
        let mut missing = Vec::new();
        for n in live.iter() {
            match self.words[n] {
                Word::Spill(s) => {
                    if pointers.get(REGS + s as usize) {
                        out.set(n, true);
                    }
                }
                Word::Slot(..) => {
                    out.set(n, true);
                    if !init.get(n) {
                        missing.push(n);
                    }
                }
            }
        }
        missing
    }
}
