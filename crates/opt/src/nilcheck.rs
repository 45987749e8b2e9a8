//! Nil checks that something else does. Works on both dialects. A check goes when
//! - the same pointer, or one that it lies a little behind, was checked, loaded or stored through in a block that
//!   dominates it, or
//! - nothing happens between it and a load or store through the same pointer within 4096 bytes,
//!   which faults in its place. Stores of pointers do not count, since a fault amid a write
//!   barrier would leave the barrier's buffer half filled.

use crate::Analyses;
use base::FxHashMap;
use smallvec::SmallVec;
use ssa::{BlockId, Effect, Func, Imm, Inst, InstId, Op, Type, ValueId};

/// The page at address 0 that is never mapped.
const GUARD: i64 = 4096;

/// Removes nil checks.
pub fn nilchecks(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let (cfg, doms) = cx.dominators(func);
    let mut checked: FxHashMap<ValueId, SmallVec<[BlockId; 2]>> = FxHashMap::default();
    for &b in &cfg.rpo {
        let insts = std::mem::take(&mut func.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len());
        for (n, &id) in insts.iter().enumerate() {
            let inst = &func.insts[id];
            let proves = match inst.op {
                Op::NilCheck => Some(inst.args[0]),
                _ => access(func, inst),
            };
            let known = |v| checked.get(&v).is_some_and(|at: &SmallVec<_>| at.iter().any(|&a| doms.dominates(a, b)));
            let redundant = inst.op == Op::NilCheck
                && (known(inst.args[0])
                    || known(base(func, inst.args[0], 0).0)
                    || next_access_faults(func, &insts[n + 1..], inst.args[0]));
            if let Some(v) = proves {
                checked.entry(v).or_default().push(b);
            }
            if !redundant {
                out.push(id);
            }
        }
        func.blocks[b].insts = out;
    }
}

/// The pointer a load or store would fault on if it were nil.
fn access(func: &Func, inst: &Inst) -> Option<ValueId> {
    use Op::*;
    let accesses = matches!(
        inst.op,
        Load | Store | AtomicLoad | AtomicStore | AtomicXchg | AtomicAdd | AtomicCas | AtomicAnd | AtomicOr
    );
    if !accesses || inst.args[1..].iter().any(|&v| func.ty(v) == Type::Ptr) {
        return None;
    }
    let Imm::Offset(offset) = inst.imm else { return None };
    let (v, total) = base(func, inst.args[0], i64::from(offset));
    (0..GUARD).contains(&total).then_some(v)
}

/// What a pointer is constants away from while the sum of all, from `offset` on, is that of a place in the guard page,
/// and that sum.
fn base(func: &Func, mut v: ValueId, mut offset: i64) -> (ValueId, i64) {
    while let Some(Inst { op: Op::PtrAddImm, imm: Imm::Int(n), args, .. }) = func.def(v) {
        match offset.checked_add(*n) {
            Some(sum) if (0..GUARD).contains(&sum) => (v, offset) = (args[0], sum),
            _ => break,
        }
    }
    (v, offset)
}

fn next_access_faults(func: &Func, rest: &[InstId], v: ValueId) -> bool {
    let next = rest.iter().map(|&i| &func.insts[i]).find(|i| i.op.info().effect != Effect::Pure);
    next.is_some_and(|i| access(func, i) == Some(v))
}
