//! Where parameters that came in registers are. The caller leaves room for them behind the other
//! arguments, their *homes*. In: [`VCode`] and the allocator's output; out: [`Homes`]: which spill
//! slots are homes, and for every block which locations hold which parameter.
//!
//! One forward dataflow: a location holds scalar k of the parameters if it does on all paths. A
//! spill slot into which nothing but scalar k is ever stored becomes its home: tracebacks then
//! find the argument there (with `?` where it was not stored yet), and the frame is smaller.
//! Authority: `cmd/compile/abi-internal.md`, `cmd/compile/internal/liveness/arg.go`.

use crate::registers::{self, Registers, number, numbered};
use crate::vcode::{Role, VCode};
use regalloc2::{Allocation, Block, Edit, Function, InstOrEdit, OperandKind, Output, PReg};
use ssa::abi::{Assignment, Place};
use ssa::{Func, SlotKind, Type};

/// A scalar of the parameters in registers.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// Number of its parameter.
    pub param: u32,
    /// Offset in the parameter.
    pub offset: u64,
    /// Type.
    pub ty: Type,
    /// Where it arrives.
    pub reg: PReg,
    /// Its home, from the first argument on the stack.
    pub home: u64,
    /// Whether the home belongs to a slot, which is filled at entry.
    pub in_slot: bool,
}

/// Registers come first in a state.
const REGS: usize = registers::COUNT;

/// For each location the scalar it holds, counted from 1; 0 for others.
pub type Held = Vec<u8>;

/// Homes of the parameters.
#[derive(Debug, Default)]
pub struct Homes {
    /// The scalars, in order.
    pub leaves: Vec<Leaf>,
    /// For each spill slot the scalar whose home it is.
    pub spills: Vec<Option<u8>>,
    at_start: Vec<Option<Held>>,
}

/// All scalars of parameters in registers.
pub fn leaves(f: &Func, registers: &Registers) -> Vec<Leaf> {
    let own = Assignment::new(&f.sigs[f.sig]);
    let mut out = Vec::new();
    for (param, (place, spill)) in own.params.iter().zip(&own.spills).enumerate() {
        let (Place::Regs(leaves), &Some(at)) = (place, spill) else { continue };
        let param = param as u32;
        let in_slot = f.slots.iter().any(|s| matches!(s.kind, SlotKind::Param(n) | SlotKind::Home(n) if n == param));
        out.extend(leaves.iter().map(|l| Leaf {
            param,
            offset: l.offset,
            ty: l.ty,
            reg: registers.of_abi(l.reg),
            home: at + l.offset,
            in_slot,
        }));
    }
    out
}

pub(crate) fn location(a: Allocation) -> Option<usize> {
    a.as_reg().map(number).or_else(|| a.as_stack().map(|s| REGS + s.index()))
}

impl Homes {
    /// Finds homes among the spill slots, which must not be shared among them afterwards.
    pub fn find(f: &Func, v: &VCode, out: &Output) -> Homes {
        let mut homes =
            Homes { leaves: leaves(f, v.registers), spills: vec![None; out.num_spillslots], at_start: Vec::new() };
        if homes.leaves.is_empty() {
            return homes;
        }
        homes.solve(v, out);
        // Per spill slot: not written, written with one scalar only, or with anything else.
        let mut written: Vec<Option<u8>> = vec![None; out.num_spillslots];
        for b in 0..v.blocks.len() {
            let mut held = homes.start(b);
            for item in out.block_insts_and_edits(v, Block::new(b)) {
                homes.step(v, out, &item, &mut held);
                each_written(v, out, &item, |to| {
                    if let Some(slot) = to.as_stack() {
                        let what = held[REGS + slot.index()];
                        let known = written[slot.index()].get_or_insert(what);
                        *known = if *known == what { what } else { 0 };
                    }
                });
            }
        }
        for (slot, what) in written.into_iter().enumerate() {
            let Some(leaf) = what.and_then(|k| k.checked_sub(1)) else { continue };
            if !homes.leaves[usize::from(leaf)].in_slot && !homes.spills.contains(&Some(leaf)) {
                homes.spills[slot] = Some(leaf);
            }
        }
        homes
    }
    /// Takes over new numbers of spill slots; those that are no homes are forgotten.
    pub fn renumber(&mut self, numbers: &[usize], count: usize) {
        let mut spills = vec![None; count];
        for (old, &leaf) in self.spills.iter().enumerate().filter(|(_, l)| l.is_some()) {
            spills[numbers[old]] = leaf;
        }
        for held in self.at_start.iter_mut().flatten() {
            let mut new = held[..REGS].to_vec();
            new.resize(REGS + count, 0);
            for (old, _) in self.spills.iter().enumerate().filter(|(_, l)| l.is_some()) {
                new[REGS + numbers[old]] = held[REGS + old];
            }
            *held = new;
        }
        self.spills = spills;
    }
    /// What the locations hold where a block begins.
    pub fn start(&self, block: usize) -> Held {
        let known = self.at_start.get(block).cloned().flatten();
        known.unwrap_or_else(|| vec![0; REGS + self.spills.len()])
    }
    /// What they hold where the function begins.
    pub fn entry(&self) -> Held {
        let mut held = vec![0; REGS + self.spills.len()];
        for (k, leaf) in self.leaves.iter().enumerate() {
            held[number(leaf.reg)] = k as u8 + 1;
        }
        held
    }
    /// Goes over an instruction or a move; says whether it matters to any parameter.
    pub fn step(&self, v: &VCode, out: &Output, item: &InstOrEdit<'_>, held: &mut Held) -> bool {
        if self.leaves.is_empty() {
            return false;
        }
        let mut changed = false;
        let mut set = |held: &mut Held, at: usize, what: u8| {
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
                for (op, alloc) in v.ops(i.index()).iter().zip(out.inst_allocs(i)) {
                    if let (OperandKind::Def, Some(at)) = (op.kind(), location(*alloc)) {
                        set(held, at, 0);
                    }
                }
                v.inst_clobbers(i).into_iter().for_each(|r| set(held, number(r), 0));
                if v.insts[i.index()].role == Role::Args {
                    for (k, leaf) in self.leaves.iter().enumerate() {
                        set(held, number(leaf.reg), k as u8 + 1);
                    }
                }
            }
        }
        changed
    }
    fn solve(&mut self, v: &VCode, out: &Output) {
        let blocks = v.blocks.len();
        self.at_start = vec![None; blocks];
        self.at_start[0] = Some(vec![0; REGS + out.num_spillslots]);
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

    // What holds at a point.

    /// Scalars whose homes hold them: bit k for scalar k.
    pub fn live(&self, held: &Held) -> u32 {
        let slots = self.leaves.iter().enumerate().filter(|(_, l)| l.in_slot).map(|(k, _)| 1 << k);
        let spills = self.spills.iter().enumerate().filter_map(|(s, &leaf)| {
            let leaf = leaf?;
            (held[REGS + s] == leaf + 1).then(|| 1 << leaf)
        });
        slots.chain(spills).fold(0, |all, bit: u32| all | bit)
    }
    /// Scalars all of which are at home.
    pub fn all(&self) -> u32 {
        ((1u64 << self.leaves.len()) - 1) as u32
    }
    /// Where a scalar is: its home, else a register.
    pub fn place(&self, held: &Held, leaf: usize) -> LeafPlace {
        if self.live(held) >> leaf & 1 != 0 {
            return LeafPlace::Home;
        }
        let own = leaf as u8 + 1;
        match held[..REGS].iter().position(|&h| h == own) {
            Some(n) => LeafPlace::Reg(numbered(n)),
            None => LeafPlace::Unknown,
        }
    }
}

/// Where a scalar of a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeafPlace {
    /// Nowhere, or not known.
    Unknown,
    /// In a register.
    Reg(PReg),
    /// In its home, or its slot.
    Home,
    /// In a spill slot.
    Spill(u32),
}

impl LeafPlace {
    /// As a value of a table of program counters.
    pub fn code(self) -> i32 {
        match self {
            LeafPlace::Unknown => -1,
            LeafPlace::Home => 0,
            LeafPlace::Reg(r) => number(r) as i32 + 1,
            LeafPlace::Spill(n) => (REGS as u32 + 1 + n) as i32,
        }
    }
    /// Back from a table.
    pub fn from_code(code: i32) -> LeafPlace {
        match usize::try_from(code) {
            Err(_) => LeafPlace::Unknown,
            Ok(0) => LeafPlace::Home,
            Ok(n) if n <= REGS => LeafPlace::Reg(numbered(n - 1)),
            Ok(n) => LeafPlace::Spill((n - REGS - 1) as u32),
        }
    }
}

/// Keeps what holds on this way too; whether that is less than before.
fn meet(known: &mut Option<Held>, held: &Held) -> bool {
    let Some(known) = known else {
        *known = Some(held.clone());
        return true;
    };
    let mut changed = false;
    for (k, _) in known.iter_mut().zip(held).filter(|(k, h)| **k != 0 && k != h) {
        *k = 0;
        changed = true;
    }
    changed
}

fn each_written(v: &VCode, out: &Output, item: &InstOrEdit<'_>, mut each: impl FnMut(Allocation)) {
    match *item {
        InstOrEdit::Edit(Edit::Move { to, .. }) => each(*to),
        InstOrEdit::Inst(i) => {
            let pairs = v.ops(i.index()).iter().zip(out.inst_allocs(i));
            pairs.filter(|(op, _)| op.kind() == OperandKind::Def).for_each(|(_, a)| each(*a));
        }
    }
}
