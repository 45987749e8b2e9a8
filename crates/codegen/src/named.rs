//! Where variables are that are set once. In: the values that they have ([`ssa::NamedValue`]), [`VCode`] and the allocator's
//! output; out: [`Named`]: which locations hold which of them at every point. Such a variable has its value wherever the
//! value is, and is not known elsewhere: nothing has to be done in the code for it.
//!
//! One forward dataflow: a location holds a value if it does on all paths.

use crate::homes::{LeafPlace, location, register};
use crate::regs;
use crate::vcode::VCode;
use base::FxHashMap;
use regalloc2::{Block, Edit, Function, InstOrEdit, OperandKind, Output, VReg};
use ssa::{Func, Imm, Op, SlotId};

/// More values are not followed.
const MOST: usize = 64;

/// Registers come first in a state: 16 of each class.
const REGS: usize = 32;

/// For each location the values that it holds: bit k for value k.
pub type Held = Vec<u64>;

/// The values that are followed.
#[derive(Debug, Default)]
pub struct Named {
    /// Which of the function's named values they are.
    pub values: Vec<usize>,
    of_register: FxHashMap<VReg, u64>,
    locations: usize,
    at_start: Vec<Option<Held>>,
}

impl Named {
    /// Finds where the values are. `registers`: the virtual register of each value that has one.
    pub fn find(f: &Func, registers: &[(usize, VReg)], v: &VCode, out: &Output) -> Named {
        let mut named = Named { locations: REGS + out.num_spillslots, ..Named::default() };
        for &(n, r) in registers.iter().take(MOST) {
            *named.of_register.entry(r).or_default() |= 1 << named.values.len();
            named.values.push(n);
        }
        debug_assert!(named.values.iter().all(|&n| n < f.named.len()));
        if !named.values.is_empty() {
            named.solve(v, out);
        }
        named
    }
    /// What the locations hold where a block begins.
    pub fn start(&self, block: usize) -> Held {
        let known = self.at_start.get(block).cloned().flatten();
        known.unwrap_or_else(|| vec![0; self.locations])
    }
    /// Goes over an instruction or a move; says whether it matters to any value.
    pub fn step(&self, v: &VCode, out: &Output, item: &InstOrEdit<'_>, held: &mut Held) -> bool {
        if self.values.is_empty() {
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
                v.inst_clobbers(i).into_iter().for_each(|r| set(held, register(r), 0));
                for (op, alloc) in v.ops(i.index()).iter().zip(out.inst_allocs(i)) {
                    if let (OperandKind::Def, Some(at)) = (op.kind(), location(*alloc)) {
                        set(held, at, self.of_register.get(&op.vreg()).copied().unwrap_or(0));
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
    /// Where each value is: in a register rather than in a spill slot.
    pub fn places(&self, held: &Held) -> Vec<LeafPlace> {
        let mut places = vec![LeafPlace::Unknown; self.values.len()];
        let mut rest = u64::MAX;
        for (at, &mask) in held.iter().enumerate().filter(|(_, mask)| **mask != 0) {
            let mut new = mask & rest;
            rest &= !new;
            while new != 0 {
                places[new.trailing_zeros() as usize] = match at {
                    0..16 => LeafPlace::Reg(regs::int(at)),
                    16..REGS => LeafPlace::Reg(regs::float(at - 16)),
                    _ => LeafPlace::Spill((at - REGS) as u32),
                };
                new &= new - 1;
            }
        }
        places
    }
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
