//! Common subexpressions: a pure instruction equal to one that dominates it takes its value, and block parameters
//! that are always equal are one.
//! Requires resolved aliases; leaves edges as they are. Conversions between pointers and words
//! are never shared, since they must stay on their side of safepoints.

use crate::Analyses;
use base::{FxHashMap, Id, IdVec};
use smallvec::SmallVec;
use ssa::{BlockId, Effect, Func, Imm, Inst, InstId, Op, Type, ValueId};

type Key = (Op, Imm, SmallVec<[ValueId; 3]>, SmallVec<[Type; 2]>);

/// Shares equal pure values.
pub fn cse(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let (cfg, doms) = cx.dominators(func);
    let mut seen: FxHashMap<Key, SmallVec<[(BlockId, InstId); 2]>> = FxHashMap::default();
    let mut removed = IdVec::<InstId, bool>::filled(false, func.insts.len());
    for &b in &cfg.rpo {
        for n in 0..func.blocks[b].insts.len() {
            let id = func.blocks[b].insts[n];
            let mut inst = func.insts[id].clone();
            inst.args.iter_mut().for_each(|a| *a = func.resolve(*a));
            func.insts[id].args.clone_from(&inst.args);
            if !shareable(&inst) {
                continue;
            }
            let entry = seen.entry(key(func, inst)).or_default();
            match entry.iter().find(|(at, _)| doms.dominates(*at, b)) {
                Some(&(_, same)) => {
                    for r in 0..func.insts[id].results.len() {
                        func.alias(func.insts[id].results[r], func.insts[same].results[r]);
                    }
                    removed[id] = true;
                }
                None => entry.push((b, id)),
            }
        }
    }
    for i in 0..func.blocks.len() {
        func.blocks[BlockId::new(i)].insts.retain(|&id| !removed[id]);
    }
    ssa::builder::remove_redundant_params(func, &cfg);
    func.resolve_aliases();
}

fn shareable(inst: &Inst) -> bool {
    inst.op.info().effect == Effect::Pure
        && !matches!(inst.op, Op::PtrToWord | Op::WordToPtr | Op::ClosurePtr | Op::SlotAddr)
}

fn key(func: &Func, inst: Inst) -> Key {
    let types = inst.results.iter().map(|&r| func.ty(r)).collect();
    let mut args: SmallVec<[ValueId; 3]> = inst.args;
    if inst.op.is_commutative() {
        args.sort();
    }
    (inst.op, inst.imm, args, types)
}
