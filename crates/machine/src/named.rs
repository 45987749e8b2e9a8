//! Where variables are that are set once, or at an address that is a value, or whose slots share a place. In: the values that the former have
//! ([`ssa::NamedValue`]), [`VCode`], the allocator's output and the frame; out: [`Named`]: which locations hold which of them
//! at every point. A variable that is set once has its value wherever the value is, and is not known elsewhere: nothing has
//! to be done in the code for it. One in a shared place is there from where its slot's life begins to where that of another
//! slot of the place does.
//!
//! One forward dataflow: a location holds a value if it does on all paths. Each slot is a location of its own.

use crate::frame::Frame;
use crate::homes::{LeafPlace, location};
use crate::locate::FrameMaps;
use crate::registers::{self, number, numbered};
use crate::vcode::{Role, VCode};
use base::{FxHashMap, IdVec};
use regalloc2::{Block, Edit, Function, InstOrEdit, OperandKind, Output, VReg};
use ssa::{Func, Imm, Op, SlotId};
use std::ops::Range;

/// More values are not followed.
const MOST: usize = 64;

/// Registers come first in a state.
const REGS: usize = registers::COUNT;

/// For each location the values that it holds: bit k for value k.
pub type Held = Vec<u64>;

/// The values that are followed.
#[derive(Debug, Default)]
pub struct Named {
    /// Which of the function's named values they are.
    pub values: Vec<usize>,
    /// Which slots lie where no other one does.
    pub alone: IdVec<SlotId, bool>,
    /// Slots of variables that share their places, behind the values.
    pub slots: Vec<SlotId>,
    /// For each slot whose life begins in a place of those, what that begins and what it ends.
    begins: FxHashMap<SlotId, (u64, u64)>,
    of_register: FxHashMap<VReg, u64>,
    /// The first location that is a slot, and the number of all.
    slots_from: usize,
    locations: usize,
    at_start: Vec<Option<Held>>,
}

impl Named {
    /// Finds where the values are. `registers`: the virtual register of each value that has one.
    pub fn find(f: &Func, v: &VCode, out: &Output, frame: &Frame, maps: &FrameMaps) -> Named {
        let slots_from = REGS + out.num_spillslots;
        let mut named = Named { slots_from, ..Named::default() };
        for &(n, r) in v.named.iter().take(MOST) {
            *named.of_register.entry(r).or_default() |= 1 << named.values.len();
            named.values.push(n);
        }
        debug_assert!(named.values.iter().all(|&n| n < f.named.len()));
        named.find_slots(f, frame, maps);
        named.locations = slots_from + named.slots.len();
        if !named.is_empty() {
            named.solve(v, out);
        }
        named
    }
    /// Finds the variables in slots that share places.
    fn find_slots(&mut self, f: &Func, frame: &Frame, maps: &FrameMaps) {
        let place = |s: SlotId| frame.slots[s]..frame.slots[s] + f.slots[s].layout.size().max(1) as i64;
        self.alone = alone(f, frame, maps);
        let addressed = (0..f.named.len()).filter(|&n| f.debug[f.named[n].var as usize].indirect);
        let addressed = addressed.filter_map(|n| match fixed(f, n) {
            Some(Fixed::Address(slot, _)) => Some(slot),
            _ => None,
        });
        let slots = f.debug.iter().filter_map(|v| v.slot).chain(addressed);
        let shared = slots.filter(|&s| maps.used[s] && !self.alone[s]);
        self.slots.extend(shared.take(MOST - self.values.len()));
        self.slots.sort_unstable();
        self.slots.dedup();
        let meet = |a: Range<i64>, b: Range<i64>| a.start < b.end && b.start < a.end;
        for s in f.slots.ids().filter(|&s| maps.used[s] && !self.slots.is_empty()) {
            let (mut begun, mut ended) = (0, 0);
            for (k, &t) in (self.values.len()..).zip(&self.slots).filter(|(_, t)| meet(place(s), place(**t))) {
                *if s == t { &mut begun } else { &mut ended } |= 1 << k;
            }
            if begun | ended != 0 {
                self.begins.insert(s, (begun, ended));
            }
        }
    }
    /// Whether nothing is followed.
    fn is_empty(&self) -> bool {
        self.values.is_empty() && self.slots.is_empty()
    }
    /// Number of what is followed.
    pub fn count(&self) -> usize {
        self.values.len() + self.slots.len()
    }
    /// What the locations hold where a block begins.
    pub fn start(&self, block: usize) -> Held {
        let known = self.at_start.get(block).cloned().flatten();
        known.unwrap_or_else(|| vec![0; self.locations])
    }
    /// Goes over an instruction or a move; says whether it matters to any value.
    pub fn step(&self, v: &VCode, out: &Output, item: &InstOrEdit<'_>, held: &mut Held) -> bool {
        if self.is_empty() {
            return false;
        }
        let mut changed = false;
        let mut set = |held: &mut Held, at: usize, what: u64| {
            changed |= held[at] != what;
            held[at] = what;
        };
        match *item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                let what = location(*from).map_or(0, |at| held[at]);
                if let Some(at) = location(*to) {
                    set(held, at, what);
                }
            }
            InstOrEdit::Inst(i) => {
                v.inst_clobbers(i).into_iter().for_each(|r| set(held, number(r), 0));
                for (op, alloc) in v.ops(i.index()).iter().zip(out.inst_allocs(i)) {
                    if let (OperandKind::Def, Some(at)) = (op.kind(), location(*alloc)) {
                        set(held, at, self.of_register.get(&op.vreg()).copied().unwrap_or(0));
                    }
                }
                if let Role::SlotDef(s) = v.insts[i.index()].role
                    && let Some(&(begun, ended)) = self.begins.get(&s)
                {
                    for (at, k) in (self.slots_from..self.locations).zip(self.values.len()..) {
                        set(held, at, held[at] & !ended | begun & 1 << k);
                    }
                }
            }
        }
        changed
    }
    fn solve(&mut self, v: &VCode, out: &Output) {
        let blocks = v.blocks.len();
        self.at_start = vec![None; blocks];
        self.at_start[0] = Some(vec![0; self.locations]);
        let mut dirty = vec![false; blocks];
        dirty[0] = true;
        while dirty.iter().any(|&d| d) {
            for b in 0..blocks {
                if !std::mem::take(&mut dirty[b]) {
                    continue;
                }
                let mut held = self.start(b);
                for item in out.block_insts_and_edits(v, Block::new(b)) {
                    self.step(v, out, &item, &mut held);
                }
                for s in v.succs[b].iter().map(|s| s.index()) {
                    dirty[s] |= meet(&mut self.at_start[s], &held);
                }
            }
        }
    }
    /// Where each value is, in a register rather than in a spill slot, and whether slots hold their variables.
    pub fn places(&self, held: &Held) -> Vec<LeafPlace> {
        let mut places = vec![LeafPlace::Unknown; self.count()];
        let mut rest = u64::MAX;
        for (at, &mask) in held.iter().enumerate().filter(|(_, mask)| **mask != 0) {
            let mut new = mask & rest;
            rest &= !new;
            while new != 0 {
                places[new.trailing_zeros() as usize] = match at {
                    0..REGS => LeafPlace::Reg(numbered(at)),
                    _ if at < self.slots_from => LeafPlace::Spill((at - REGS) as u32),
                    _ => LeafPlace::Home,
                };
                new &= new - 1;
            }
        }
        places
    }
}

/// Which slots lie where no other one does.
fn alone(f: &Func, frame: &Frame, maps: &FrameMaps) -> IdVec<SlotId, bool> {
    let mut alone = IdVec::filled(true, f.slots.len());
    let mut used: Vec<SlotId> = f.slots.ids().filter(|&s| maps.used[s]).collect();
    used.sort_by_key(|&s| frame.slots[s]);
    // The slot that reaches farthest among those seen.
    let mut reaching: Option<(i64, SlotId)> = None;
    for s in used {
        let end = frame.slots[s] + f.slots[s].layout.size().max(1) as i64;
        if let Some((_, other)) = reaching.filter(|&(far, _)| frame.slots[s] < far) {
            (alone[s], alone[other]) = (false, false);
        }
        if reaching.is_none_or(|(far, _)| end > far) {
            reaching = Some((end, s));
        }
    }
    alone
}

/// Keeps what holds on this way too; whether that is less than before.
fn meet(known: &mut Option<Held>, held: &Held) -> bool {
    let Some(known) = known else {
        *known = Some(held.clone());
        return true;
    };
    let mut changed = false;
    for (k, h) in known.iter_mut().zip(held) {
        changed |= *k & !h != 0;
        *k &= h;
    }
    changed
}

/// A named value that is made anew wherever it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixed {
    Constant(i64),
    /// The address of what lies at an offset in a slot.
    Address(SlotId, i32),
}

/// A named value, if it is one that is in no register.
pub fn fixed(f: &Func, n: usize) -> Option<Fixed> {
    let def = f.def(f.resolve(f.named[n].value))?;
    match (def.op, &def.imm) {
        (Op::IConst, Imm::Int(n)) => Some(Fixed::Constant(*n)),
        (Op::Nil, _) => Some(Fixed::Constant(0)),
        (Op::SlotAddr, &Imm::Slot(slot, offset)) => Some(Fixed::Address(slot, offset)),
        _ => None,
    }
}
