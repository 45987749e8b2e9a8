//! The checker of shared places. In: [`VCode`] and the frame; out: nothing, or what is wrong. It follows the code
//! forward and knows of each slot whether another one that has bytes in common with it has begun its life, or has been
//! written to, since the slot's own life began, and which virtual registers hold addresses computed from such a slot's; neither
//! must be used. A block's parameter points to what it was given on the way taken: another way may have spoiled a slot that
//! never lived there. Addresses that went through memory are not followed. No liveness is shared with
//! [`lives`](crate::lives).

use crate::bits::Bits;
use crate::frame::Frame;
use crate::vcode::{Access, Role, VCode};
use base::{FxHashMap, Id, IdVec};
use regalloc2::OperandKind;
use smallvec::SmallVec;
use ssa::{Func, SlotId};

/// Everything wrong with the places of slots.
pub fn check(f: &Func, v: &VCode, frame: &Frame) -> Vec<String> {
    let sharing = sharing(f, v, frame);
    if sharing.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let pointers = Pointers::find(v, f.slots.len());
    let none = State { spoiled: Bits::new(f.slots.len(), false), stale: Bits::new(pointers.slots.len(), false) };
    let mut c = Check { f, v, sharing, pointers, errors: Vec::new() };
    let mut at_start = vec![none; v.blocks.len()];
    let mut dirty = vec![true; v.blocks.len()];
    while let Some(b) = dirty.iter().position(|&d| d) {
        dirty[b] = false;
        let mut state = at_start[b].clone();
        c.block(b, &mut state, false);
        for s in &v.succs[b] {
            dirty[s.index()] |= at_start[s.index()].or(&c.entering(b, s.index(), &state));
        }
    }
    for (b, mut state) in at_start.into_iter().enumerate() {
        c.block(b, &mut state, true);
    }
    c.errors
}

/// For each slot the others with which it has bytes in common.
fn sharing(f: &Func, v: &VCode, frame: &Frame) -> IdVec<SlotId, Vec<SlotId>> {
    let mut used = IdVec::filled(false, f.slots.len());
    v.insts.iter().flat_map(|i| &i.slots).for_each(|u| used[u.slot] = true);
    let mut ranges: Vec<(i64, i64, SlotId)> = Vec::new();
    for (s, slot) in f.slots.iter_enumerated().filter(|(s, _)| used[*s] && frame.slots[*s] < frame.locals as i64) {
        ranges.push((frame.slots[s], frame.slots[s] + slot.layout.size() as i64, s));
    }
    ranges.sort_unstable();
    let mut out = IdVec::filled(Vec::new(), f.slots.len());
    for (n, &(_, end, s)) in ranges.iter().enumerate() {
        for &(from, to, t) in ranges[n + 1..].iter().take_while(|r| r.0 < end) {
            if from < to {
                out[s].push(t);
                out[t].push(s);
            }
        }
    }
    out
}

/// What is known at a point of the code.
#[derive(Clone)]
struct State {
    /// Slots whose place is another one's.
    spoiled: Bits,
    /// Pointers to such.
    stale: Bits,
}

impl State {
    /// Adds what may be so as well; whether that was news.
    fn or(&mut self, other: &State) -> bool {
        self.spoiled.or(&other.spoiled) | self.stale.or(&other.stale)
    }
}

/// Virtual registers that hold addresses computed from those of slots.
#[derive(Default)]
struct Pointers {
    number: FxHashMap<usize, usize>,
    /// The slots that each may point to.
    slots: Vec<SmallVec<[SlotId; 2]>>,
    /// The pointers that may point to each slot.
    to: IdVec<SlotId, Vec<usize>>,
}

impl Pointers {
    fn find(v: &VCode, slots: usize) -> Pointers {
        let mut out = Pointers { to: IdVec::filled(Vec::new(), slots), ..Pointers::default() };
        loop {
            let mut found: Vec<(usize, SlotId)> = Vec::new();
            for (n, inst) in v.insts.iter().enumerate().filter(|(_, inst)| inst.role == Role::Computes) {
                let named = inst.slots.iter().filter(|u| u.access == Access::Addr).map(|u| u.slot);
                let used = out.used(v, n).into_iter().flat_map(|p| out.slots[p].iter().copied());
                let slots: SmallVec<[SlotId; 4]> = named.chain(used).collect();
                found.extend(defs(v, n).flat_map(|def| slots.iter().map(move |&s| (def, s))));
            }
            for b in 0..v.blocks.len() {
                for s in &v.succs[b] {
                    for (p, a) in v.params[s.index()].iter().zip(&v.args[b]) {
                        let slots = out.number.get(&a.vreg()).map(|&n| out.slots[n].clone()).unwrap_or_default();
                        found.extend(slots.into_iter().map(|s| (p.vreg(), s)));
                    }
                }
            }
            let before: usize = out.slots.iter().map(SmallVec::len).sum();
            found.into_iter().for_each(|(vreg, slot)| out.add(vreg, slot));
            if before == out.slots.iter().map(SmallVec::len).sum::<usize>() {
                return out;
            }
        }
    }
    fn add(&mut self, vreg: usize, slot: SlotId) {
        let n = *self.number.entry(vreg).or_insert(self.slots.len());
        if n == self.slots.len() {
            self.slots.push(SmallVec::new());
        }
        if !self.slots[n].contains(&slot) {
            self.slots[n].push(slot);
            self.to[slot].push(n);
        }
    }
    /// The pointers that an instruction uses.
    fn used(&self, v: &VCode, inst: usize) -> SmallVec<[usize; 4]> {
        let uses = v.ops(inst).iter().filter(|op| op.kind() == OperandKind::Use);
        uses.filter_map(|op| self.number.get(&op.vreg().vreg())).copied().collect()
    }
}

fn defs(v: &VCode, inst: usize) -> impl Iterator<Item = usize> {
    v.ops(inst).iter().filter(|op| op.kind() == OperandKind::Def).map(|op| op.vreg().vreg())
}

struct Check<'a> {
    f: &'a Func,
    v: &'a VCode,
    sharing: IdVec<SlotId, Vec<SlotId>>,
    pointers: Pointers,
    errors: Vec<String>,
}

impl Check<'_> {
    /// What is so at the start of a block when it is entered from another one: its parameters are what they are given there.
    fn entering(&self, from: usize, to: usize, state: &State) -> State {
        let mut out = state.clone();
        for (p, a) in self.v.params[to].iter().zip(&self.v.args[from]) {
            if let Some(&p) = self.pointers.number.get(&p.vreg()) {
                out.stale.set(p, self.pointers.number.get(&a.vreg()).is_some_and(|&a| state.stale.get(a)));
            }
        }
        out
    }
    fn block(&mut self, b: usize, state: &mut State, report: bool) {
        let (from, to) = self.v.ranges[b];
        for n in from as usize..to as usize {
            if report {
                self.report(n, state);
            }
            self.effects(n, state);
        }
    }
    fn report(&mut self, n: usize, state: &State) {
        let named = self.v.insts[n].slots.iter().map(|u| u.slot).filter(|s| state.spoiled.get(s.index()));
        let used = self.pointers.used(self.v, n).into_iter().filter(|&p| state.stale.get(p));
        for s in named.chain(used.map(|p| self.pointers.slots[p][0])) {
            let name = &self.f.slots[s].name;
            self.errors.push(format!("{s} ({name}) is used at {n} when its place is another slot's"));
        }
    }
    fn effects(&self, n: usize, state: &mut State) {
        let (inst, pointers) = (&self.v.insts[n], &self.pointers);
        let begun = if let Role::SlotDef(s) = inst.role { Some(s) } else { None };
        let written = inst.slots.iter().filter(|u| u.access == Access::Write).map(|u| u.slot);
        for &t in begun.into_iter().chain(written).flat_map(|s| &self.sharing[s]) {
            state.spoiled.set(t.index(), true);
            pointers.to[t].iter().for_each(|&p| state.stale.set(p, true));
        }
        if let Some(s) = begun {
            state.spoiled.set(s.index(), false);
            // The address is the same in every life.
            for &p in &pointers.to[s] {
                let is_stale = pointers.slots[p].iter().any(|t| state.spoiled.get(t.index()));
                state.stale.set(p, is_stale && state.stale.get(p));
            }
        }
        let made_of_stale = pointers.used(self.v, n).into_iter().any(|p| state.stale.get(p));
        for p in defs(self.v, n).filter_map(|def| pointers.number.get(&def)) {
            state.stale.set(*p, made_of_stale);
        }
    }
}
