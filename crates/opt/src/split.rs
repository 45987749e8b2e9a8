//! Copies of small variables become copies of their scalars. Works on dialect Go, before slots become values: a slot
//! that is copied as a whole could not become one, so that a literal of five fields would be zeroed, stored field by
//! field, and read back in wider pieces, for which the processor has to wait until the narrow stores have arrived.
//!
//! A slot is split if everything that is done with its address is to load, store, zero or check whole scalars or to
//! copy values of which each scalar is one of the slot. All scalars of a copy are loaded before the first one is stored.
//! Copies through slots of which no scalar is used alone stay what they are, since wide moves do them better.

use crate::Analyses;
use crate::promote::place;
use base::IdVec;
use smallvec::SmallVec;
use ssa::{Func, Imm, Inst, InstId, Leaf, Op, SlotId, SlotKind, Type, ValueId};

/// Slots of more scalars stay.
const MAX_SCALARS: usize = 8;
/// A value is followed from slot to slot so often.
const MAX_ROUNDS: usize = 4;

/// Splits copies.
pub fn split(func: &mut Func, _cx: &mut Analyses) {
    let moves = func.order.iter().flat_map(|&b| &func.blocks[b].insts).any(|&i| func.insts[i].op == Op::Move);
    if func.slots.is_empty() || !moves {
        return;
    }
    func.resolve_aliases();
    // What is copied on to another slot is stored scalar by scalar there once it has been split.
    let mut rounds = 0;
    while rounds < MAX_ROUNDS && split_once(func) {
        rounds += 1;
    }
}

/// Whether there was something to split.
fn split_once(func: &mut Func) -> bool {
    let uses = Uses::of(func);
    let mut done = false;
    for n in 0..func.order.len() {
        let b = func.order[n];
        let insts = std::mem::take(&mut func.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            match copied(func, &func.insts[id], &uses) {
                Some(leaves) => copy(func, id, &leaves, &mut out),
                None => {
                    out.push(id);
                    continue;
                }
            }
            done = true;
        }
        func.blocks[b].insts = out;
    }
    done
}

/// How a slot is used.
#[derive(Clone, Default)]
struct SlotUses {
    /// Its scalars, as long as nothing else than them is used.
    scalars: Option<Vec<Leaf>>,
    /// Loads and stores of one of them.
    single: usize,
    /// Copies to and from it.
    copies: [usize; 2],
}

impl SlotUses {
    fn is_split(&self) -> bool {
        let through = self.copies.iter().all(|&n| n > 0);
        let few = if through { self.scalars.as_ref().map_or(0, |s| s.len() / 2) } else { 0 };
        self.scalars.is_some() && self.copies != [0, 0] && self.single > few
    }
}

struct Uses(IdVec<SlotId, SlotUses>);

impl Uses {
    fn of(func: &Func) -> Uses {
        let mut uses = Uses(IdVec::new());
        for slot in func.slots.iter() {
            let fits = !matches!(slot.kind, SlotKind::Param(_)) && !slot.observable;
            let scalars = if fits { slot.layout.leaves(MAX_SCALARS) } else { None };
            uses.0.push(SlotUses { scalars, ..SlotUses::default() });
        }
        let open = func.open_defers.iter().flat_map(|open| [open.bits, open.closures]);
        open.chain(func.result_slots.iter().copied()).for_each(|s| uses.0[s].scalars = None);
        for &i in func.order.iter().flat_map(|&b| &func.blocks[b].insts) {
            uses.add(func, &func.insts[i]);
        }
        uses
    }
    fn add(&mut self, func: &Func, inst: &Inst) {
        match (inst.op, &inst.imm) {
            // Their uses are looked at.
            (Op::PtrAddImm, _) => {}
            (Op::Load, &Imm::Offset(at)) => self.scalar(func, inst.args[0], at, func.ty(inst.results[0])),
            (Op::Store, &Imm::Offset(at)) => {
                self.scalar(func, inst.args[0], at, func.ty(inst.args[1]));
                self.escapes(func, inst.args[1]);
            }
            (Op::NilCheck, _) => {}
            (Op::Zero, &Imm::Type(t)) => self.whole(func, inst.args[0], func.types[t].layout.leaves(MAX_SCALARS)),
            (Op::Move, &Imm::Type(t)) => {
                let leaves = func.types[t].layout.leaves(MAX_SCALARS);
                for (n, &address) in inst.args.iter().enumerate() {
                    self.whole(func, address, leaves.clone());
                    if let Some((slot, _)) = place(func, address) {
                        self.0[slot].copies[n] += 1;
                    }
                }
            }
            _ => inst.args.iter().for_each(|&v| self.escapes(func, v)),
        }
        inst.targets.iter().flat_map(|t| &t.args).for_each(|&v| self.escapes(func, v));
    }
    fn escapes(&mut self, func: &Func, v: ValueId) {
        if let Some((slot, _)) = place(func, v) {
            self.0[slot].scalars = None;
        }
    }
    /// A load or store.
    fn scalar(&mut self, func: &Func, address: ValueId, offset: i32, ty: Type) {
        if let Some((slot, at)) = place(func, address) {
            self.0[slot].single += 1;
            self.check(slot, at.checked_add(i64::from(offset)), &[(0, ty)]);
        }
    }
    /// Something done to all scalars of a type; none: there are too many.
    fn whole(&mut self, func: &Func, address: ValueId, leaves: Option<Vec<Leaf>>) {
        let Some((slot, at)) = place(func, address) else { return };
        match leaves {
            Some(leaves) => {
                let all: SmallVec<[(u64, Type); MAX_SCALARS]> = leaves.iter().map(|l| (l.offset, l.ty)).collect();
                self.check(slot, Some(at), &all);
            }
            None => self.0[slot].scalars = None,
        }
    }
    /// Gives up a slot unless all of these, from an offset on, are scalars of it.
    fn check(&mut self, slot: SlotId, at: Option<i64>, leaves: &[(u64, Type)]) {
        let uses = &mut self.0[slot];
        let Some(scalars) = &uses.scalars else { return };
        let at = at.and_then(|at| u64::try_from(at).ok());
        let is_scalar = |&(offset, ty): &(u64, Type)| {
            at.and_then(|at| at.checked_add(offset))
                .is_some_and(|at| scalars.iter().any(|s| s.offset == at && s.ty == ty))
        };
        if !leaves.iter().all(is_scalar) {
            uses.scalars = None;
        }
    }
}

/// The scalars of a copy to or from a slot that is split.
fn copied(func: &Func, inst: &Inst, uses: &Uses) -> Option<Vec<Leaf>> {
    let (Op::Move, &Imm::Type(t)) = (inst.op, &inst.imm) else { return None };
    let is_split = |&v: &ValueId| place(func, v).is_some_and(|(slot, _)| uses.0[slot].is_split());
    if inst.args.iter().any(is_split) { func.types[t].layout.leaves(MAX_SCALARS) } else { None }
}

/// Loads of all scalars, then stores.
fn copy(func: &mut Func, id: InstId, leaves: &[Leaf], out: &mut Vec<InstId>) {
    let (pos, to, from) = (func.insts[id].pos, func.insts[id].args[0], func.insts[id].args[1]);
    let mut values: SmallVec<[ValueId; MAX_SCALARS]> = SmallVec::new();
    let offset = |leaf: &Leaf| Imm::Offset(leaf.offset as i32);
    for leaf in leaves {
        let load = func.add_inst(Op::Load, offset(leaf), &[from], &[leaf.ty], pos);
        values.push(func.insts[load].results[0]);
        out.push(load);
    }
    for (leaf, value) in leaves.iter().zip(values) {
        out.push(func.add_inst(Op::Store, offset(leaf), &[to, value], &[], pos));
    }
}
