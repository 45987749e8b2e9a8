//! Jumps past branches whose outcome their way decides. Requires dialect Lowered; afterwards no
//! edge brings a constant to a block that only branches on it: the edge leads to where that
//! branch goes. Such blocks stand behind comparisons that may end early.

use crate::Analyses;
use base::IdVec;
use ssa::cfg;
use ssa::{BlockId, Func, Op, Target, ValueId};

/// Threads jumps.
pub fn threads(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let cfg = cx.cfg(func);
    let mut uses = IdVec::<ValueId, u32>::filled(0, func.values.len());
    for &b in &cfg.rpo {
        for &i in &func.blocks[b].insts {
            let inst = &func.insts[i];
            inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args)).for_each(|&v| uses[v] += 1);
        }
    }
    let mut changed = false;
    for &b in &cfg.rpo {
        if b == func.entry() || !only_branches(func, b, &uses) {
            continue;
        }
        let mut preds = cfg.preds[b].clone();
        preds.dedup();
        for p in preds.into_iter().filter(|&p| p != b) {
            changed |= redirect(func, p, b);
        }
    }
    if changed {
        cx.edges_changed();
        let cfg = cx.cfg(func);
        cfg::remove_unreachable(func, &cfg);
        ssa::builder::remove_redundant_params(func, &cfg);
        func.resolve_aliases();
    }
}

/// Whether a block is nothing but a branch on one of its parameters, which nobody else uses.
fn only_branches(func: &Func, b: BlockId, uses: &IdVec<ValueId, u32>) -> bool {
    let [only] = func.blocks[b].insts[..] else { return false };
    let inst = &func.insts[only];
    if inst.op != Op::Br || !func.blocks[b].params.contains(&inst.args[0]) {
        return false;
    }
    let here = |v: ValueId| {
        inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args)).filter(|&&a| a == v).count() as u32
    };
    inst.targets.iter().all(|t| t.block != b) && func.blocks[b].params.iter().all(|&p| uses[p] == here(p))
}

/// Leads the edges from `p` that bring a constant past `b`.
fn redirect(func: &mut Func, p: BlockId, b: BlockId) -> bool {
    let branch = func.terminator(b).clone();
    let params = func.blocks[b].params.clone();
    let decides = params.iter().position(|&v| v == branch.args[0]);
    let Some((decides, &last)) = decides.zip(func.blocks[p].insts.last()) else { return false };
    let mut changed = false;
    for n in 0..func.insts[last].targets.len() {
        let old = &func.insts[last].targets[n];
        if old.block != b {
            continue;
        }
        let Some(constant) = func.const_int(old.args[decides]) else { continue };
        let way = &branch.targets[usize::from(constant == 0)];
        let given = |v: ValueId| params.iter().position(|&q| q == v).map_or(v, |i| old.args[i]);
        let new = Target { block: way.block, args: way.args.iter().map(|&v| given(v)).collect() };
        func.insts[last].targets[n] = new;
        changed = true;
    }
    changed
}
