//! The checker of shared places. In: [`VCode`] and the frame; out: nothing, or what is wrong. It follows the code
//! forward and knows of each slot whether another one that has bytes in common with it has begun its life, or has been
//! written to, since the slot's own life began; such a slot must not be touched, neither by name nor by an address computed from
//! its own. Addresses that went through memory are not followed. No liveness is shared with [`lives`](crate::lives).

use crate::bits::Bits;
use crate::frame::Frame;
use crate::vcode::{Access, Kind, MInst, MOp, VCode};
use base::{FxHashMap, Id, IdVec};
use iced_x86::Code;
use regalloc2::OperandKind;
use smallvec::SmallVec;
use ssa::{Func, SlotId};

/// Everything wrong with the places of slots.
pub fn check(f: &Func, v: &VCode, frame: &Frame) -> Vec<String> {
    let sharing = sharing(f, v, frame);
    if sharing.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut c = Check { f, v, sharing, points: FxHashMap::default(), errors: Vec::new() };
    c.find_addresses();
    let none = Bits::new(f.slots.len(), false);
    let mut at_start = vec![none; v.blocks.len()];
    let mut dirty = vec![true; v.blocks.len()];
    while let Some(b) = dirty.iter().position(|&d| d) {
        dirty[b] = false;
        let mut spoiled = at_start[b].clone();
        c.block(b, &mut spoiled, false);
        for s in &v.succs[b] {
            dirty[s.index()] |= at_start[s.index()].or(&spoiled);
        }
    }
    for (b, mut spoiled) in at_start.into_iter().enumerate() {
        c.block(b, &mut spoiled, true);
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

struct Check<'a> {
    f: &'a Func,
    v: &'a VCode,
    sharing: IdVec<SlotId, Vec<SlotId>>,
    /// Virtual registers that hold addresses computed from those of slots.
    points: FxHashMap<usize, SmallVec<[SlotId; 2]>>,
    errors: Vec<String>,
}

impl Check<'_> {
    fn find_addresses(&mut self) {
        let v = self.v;
        loop {
            let mut found: Vec<(usize, SlotId)> = Vec::new();
            for (n, inst) in v.insts.iter().enumerate() {
                if !computes_address(inst) {
                    continue;
                }
                let named = inst.slots.iter().filter(|u| u.access == Access::Addr).map(|u| u.slot);
                let slots: SmallVec<[SlotId; 4]> = named.chain(self.pointed(n)).collect();
                let defs = v.ops(n).iter().filter(|op| op.kind() == OperandKind::Def);
                found.extend(defs.flat_map(|op| slots.iter().map(|&s| (op.vreg().vreg(), s))));
            }
            for b in 0..v.blocks.len() {
                for s in &v.succs[b] {
                    for (p, a) in v.params[s.index()].iter().zip(&v.args[b]) {
                        let slots = self.points.get(&a.vreg()).cloned().unwrap_or_default();
                        found.extend(slots.into_iter().map(|s| (p.vreg(), s)));
                    }
                }
            }
            let mut changed = false;
            for (vreg, slot) in found {
                let known = self.points.entry(vreg).or_default();
                if !known.contains(&slot) {
                    known.push(slot);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }
    /// The slots that what an instruction uses points to.
    fn pointed(&self, n: usize) -> SmallVec<[SlotId; 4]> {
        let uses = self.v.ops(n).iter().filter(|op| op.kind() == OperandKind::Use);
        uses.filter_map(|op| self.points.get(&op.vreg().vreg())).flatten().copied().collect()
    }
    fn block(&mut self, b: usize, spoiled: &mut Bits, report: bool) {
        let (from, to) = self.v.ranges[b];
        for n in from as usize..to as usize {
            let inst = &self.v.insts[n];
            if report {
                let named = inst.slots.iter().map(|u| u.slot);
                for s in named.chain(self.pointed(n)).filter(|s| spoiled.get(s.index())) {
                    let name = &self.f.slots[s].name;
                    self.errors.push(format!("{s} ({name}) is used at {n} when its place is another slot's"));
                }
            }
            let begun = if let Kind::SlotDef(s) = inst.kind { Some(s) } else { None };
            let written = inst.slots.iter().filter(|u| u.access == Access::Write).map(|u| u.slot);
            for s in begun.into_iter().chain(written) {
                self.sharing[s].iter().for_each(|t| spoiled.set(t.index(), true));
            }
            begun.into_iter().for_each(|s| spoiled.set(s.index(), false));
        }
    }
}

/// Whether the result of an instruction is computed from the registers it uses, not loaded from there.
fn computes_address(inst: &MInst) -> bool {
    match &inst.kind {
        Kind::Plain { code, ops, .. } => *code == Code::Lea_r64_m || !ops.iter().any(|op| matches!(op, MOp::Mem(_))),
        _ => false,
    }
}
