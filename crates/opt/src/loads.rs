//! Loads and stores of what is known to be there. Requires dialect Lowered; afterwards a load from
//! a place that was loaded from or stored to on every way there, with nothing in between that may
//! have written it, is gone: its value is the one known. So is a store of that value: `x.s =
//! x.s[:n]` leaves the pointer alone. What is known flows from a block into those it is the
//! only predecessor of. Calls and atomics forget everything.
//!
//! Places surely differ when they begin at different slots or symbols, or at the same value with
//! offsets apart, or when one lies in a slot whose address is only ever used for direct accesses.

use crate::Analyses;
use base::IdVec;
use ssa::cfg::Cfg;
use ssa::{BlockId, Effect, ExtId, Func, Imm, Inst, InstId, Op, SlotId, Type, ValueId};

/// Most places remembered; the oldest are forgotten first.
const MEMORY: usize = 48;

/// Removes loads of known values.
pub fn loads(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let cfg = cx.cfg(func);
    let leaks = leaking_slots(func, &cfg);
    let mut at_end: IdVec<BlockId, Vec<Known>> = IdVec::filled(Vec::new(), func.blocks.len());
    for &b in &cfg.rpo {
        let known = match cfg.preds[b][..] {
            // The predecessor comes first in this order.
            [p] if p != b => at_end[p].clone(),
            _ => Vec::new(),
        };
        let mut walk = Walk { func, leaks: &leaks, known };
        walk.block(b);
        at_end[b] = walk.known;
    }
    func.resolve_aliases();
}

/// Where an address begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Slot(SlotId),
    Sym(ExtId),
    Value(ValueId),
}

/// Bytes in memory.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// What the address is computed from with constants alone.
    base: Base,
    offset: i64,
    size: i64,
    /// What it is computed from with any numbers: it stays within that object.
    root: Base,
}

/// A place and the value in it.
#[derive(Clone, Copy, Debug)]
struct Known {
    place: Place,
    ty: Type,
    value: ValueId,
}

fn base_of(func: &Func, v: ValueId) -> (Base, i64) {
    match func.def(v) {
        Some(Inst { op: Op::SlotAddr, imm: Imm::Slot(s, at), .. }) => (Base::Slot(*s), i64::from(*at)),
        Some(Inst { op: Op::SymAddr, imm: Imm::Sym(s, at), .. }) => (Base::Sym(*s), *at),
        _ => (Base::Value(v), 0),
    }
}

/// The place `size` bytes long at `offset` from an address.
fn place(func: &Func, v: ValueId, offset: i64, size: u64) -> Option<Place> {
    let (mut v, mut offset) = (func.resolve(v), offset);
    while let Some(Inst { op: Op::PtrAddImm, imm: Imm::Int(n), args, .. }) = func.def(v) {
        offset = offset.checked_add(*n)?;
        v = func.resolve(args[0]);
    }
    let (base, at) = base_of(func, v);
    let offset = offset.checked_add(at)?;
    let size = i64::try_from(size).ok()?;
    offset.checked_add(size)?;
    while let Some(Inst { op: Op::PtrAddImm | Op::PtrAdd | Op::SlicePtr, args, .. }) = func.def(v) {
        v = func.resolve(args[0]);
    }
    Some(Place { base, offset, size, root: base_of(func, v).0 })
}

/// Slots whose address gets anywhere but into direct accesses.
fn leaking_slots(func: &Func, cfg: &Cfg) -> IdVec<SlotId, bool> {
    let mut leaks = IdVec::filled(false, func.slots.len());
    for (id, slot) in func.slots.iter_enumerated() {
        leaks[id] = slot.observable;
    }
    for &b in &cfg.rpo {
        for &i in &func.blocks[b].insts {
            let inst = &func.insts[i];
            let direct = |n: usize| match inst.op {
                Op::Load | Op::Store | Op::Zero | Op::NilCheck => n == 0,
                Op::PtrAddImm | Op::PtrAdd | Op::SlicePtr => n == 0,
                Op::Move => true,
                _ => false,
            };
            let args = inst.args.iter().enumerate().filter(|(n, _)| !direct(*n)).map(|(_, v)| v);
            for &v in args.chain(inst.targets.iter().flat_map(|t| &t.args)) {
                if let Some(Base::Slot(s)) = place(func, v, 0, 0).map(|p| p.root) {
                    leaks[s] = true;
                }
            }
        }
    }
    leaks
}

struct Walk<'a> {
    func: &'a mut Func,
    leaks: &'a IdVec<SlotId, bool>,
    known: Vec<Known>,
}

impl Walk<'_> {
    fn block(&mut self, b: BlockId) {
        let insts = std::mem::take(&mut self.func.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            if self.inst(id) {
                out.push(id);
            }
        }
        self.func.blocks[b].insts = out;
    }
    /// Whether the instruction stays.
    fn inst(&mut self, id: InstId) -> bool {
        let inst = &self.func.insts[id];
        let address = inst.args.first().copied();
        match (inst.op, &inst.imm, address) {
            (Op::Load, &Imm::Offset(at), Some(p)) => {
                let value = inst.results[0];
                return self.load(p, at, value);
            }
            (Op::Store, &Imm::Offset(at), Some(p)) => {
                let value = self.func.resolve(inst.args[1]);
                return self.store(p, at, value);
            }
            (Op::Move | Op::Zero, &Imm::Type(t), Some(p)) => {
                let size = self.func.types[t].layout.size();
                let written = place(self.func, p, 0, size);
                self.written(written);
            }
            (Op::SlotDef | Op::SlotKill, &Imm::Slot(s, _), _) => self.known.retain(|k| k.place.root != Base::Slot(s)),
            (Op::KeepAlive | Op::Mark | Op::Prefetch, ..) => {}
            (op, ..) => {
                if !matches!(op.info().effect, Effect::Pure | Effect::MayFault | Effect::Reads | Effect::Terminator) {
                    self.known.clear();
                }
            }
        }
        true
    }
    fn load(&mut self, p: ValueId, at: i32, value: ValueId) -> bool {
        let ty = self.func.ty(value);
        let Some(place) = place(self.func, p, i64::from(at), ty.size()) else { return true };
        match self.find(&place, ty) {
            Some(known) => {
                self.func.alias(value, known);
                false
            }
            None => {
                self.remember(Known { place, ty, value });
                true
            }
        }
    }
    fn store(&mut self, p: ValueId, at: i32, value: ValueId) -> bool {
        let ty = self.func.ty(value);
        let place = place(self.func, p, i64::from(at), ty.size());
        if place.is_some_and(|place| self.find(&place, ty) == Some(value)) {
            return false;
        }
        self.written(place);
        if let Some(place) = place {
            self.remember(Known { place, ty, value });
        }
        true
    }
    /// The value known to lie at a place.
    fn find(&self, place: &Place, ty: Type) -> Option<ValueId> {
        let same = |k: &&Known| k.ty == ty && k.place.base == place.base && k.place.offset == place.offset;
        self.known.iter().find(same).map(|k| self.func.resolve(k.value))
    }
    fn remember(&mut self, k: Known) {
        if self.known.len() == MEMORY {
            self.known.remove(0);
        }
        self.known.push(k);
    }
    fn written(&mut self, place: Option<Place>) {
        match place {
            None => self.known.clear(),
            Some(place) => {
                let leaks = self.leaks;
                self.known.retain(|k| are_apart(leaks, &k.place, &place));
            }
        }
    }
}

fn are_apart(leaks: &IdVec<SlotId, bool>, a: &Place, b: &Place) -> bool {
    if a.base == b.base {
        return a.offset + a.size <= b.offset || b.offset + b.size <= a.offset;
    }
    match (a.root, b.root) {
        (Base::Slot(s), Base::Value(_)) | (Base::Value(_), Base::Slot(s)) => !leaks[s],
        (Base::Value(_), _) | (_, Base::Value(_)) => false,
        (a, b) => a != b,
    }
}
