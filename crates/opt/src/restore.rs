//! Stores of what lies there anyway. Requires dialect Lowered; afterwards a value loaded from an
//! address is not stored to the same address again while nothing else was written in between.
//! `x.s = x.s[:n]` so leaves the pointer alone, which also needs no write barrier: the runtime
//! relies on that where barriers are prohibited (`cmd/compile/internal/ssagen`, slicing in place).

use crate::Analyses;
use ssa::{BlockId, Effect, Func, Imm, Inst, Op, ValueId};

/// Removes redundant stores.
pub fn restores(func: &mut Func, _cx: &mut Analyses) {
    func.resolve_aliases();
    for b in func.order.clone() {
        block(func, b);
    }
}

/// A place in memory: base, offset, size.
#[derive(Clone, Copy)]
struct Place {
    base: ValueId,
    offset: i64,
    size: i64,
}

impl Place {
    fn of(func: &Func, inst: &Inst, value: ValueId) -> Option<Place> {
        let Imm::Offset(offset) = inst.imm else { return None };
        let (mut base, mut offset) = (func.resolve(inst.args[0]), i64::from(offset));
        while let Some(Inst { op: Op::PtrAddImm, imm: Imm::Int(n), args, .. }) = func.def(base) {
            offset = offset.checked_add(*n)?;
            base = func.resolve(args[0]);
        }
        Some(Place { base, offset, size: func.ty(value).size() as i64 })
    }
    /// Whether two places surely have no byte in common.
    fn is_apart(&self, other: &Place) -> bool {
        let behind = |a: &Place, b: &Place| a.offset.checked_add(a.size).is_some_and(|end| end <= b.offset);
        self.base == other.base && (behind(self, other) || behind(other, self))
    }
    fn is(&self, other: &Place) -> bool {
        self.base == other.base && self.offset == other.offset && self.size == other.size
    }
}

fn block(func: &mut Func, b: BlockId) {
    let insts = std::mem::take(&mut func.blocks[b].insts);
    let mut out = Vec::with_capacity(insts.len());
    // What was loaded and is still there.
    let mut known: Vec<(Place, ValueId)> = Vec::new();
    for id in insts {
        let inst = &func.insts[id];
        match inst.op {
            Op::Load => {
                let value = inst.results[0];
                known.extend(Place::of(func, inst, value).map(|p| (p, value)));
            }
            Op::Store => {
                let value = func.resolve(inst.args[1]);
                match Place::of(func, inst, value) {
                    Some(place) if known.iter().any(|(p, v)| *v == value && p.is(&place)) => continue,
                    Some(place) => known.retain(|(p, _)| p.is_apart(&place)),
                    None => known.clear(),
                }
            }
            _ if matches!(inst.op.info().effect, Effect::Pure | Effect::MayFault | Effect::Reads) => {}
            _ => known.clear(),
        }
        out.push(id);
    }
    func.blocks[b].insts = out;
}
