//! Jumps to jumps. Requires dialect Lowered; afterwards no jump leads to a block that does nothing but jump on: it
//! leads to where that block jumps. In loops of several ways, each so goes back to the head by itself, with its own
//! values of the loop's variables, instead of meeting the others on the way. Branches keep such blocks: what an edge
//! from a block with several ways brings to one with several ways in needs a place of its own.

use crate::Analyses;
use base::IdVec;
use ssa::cfg::{self, Cfg};
use ssa::{BlockId, Func, Op, Target, ValueId};

/// Leads jumps past blocks that only jump.
pub fn jumps(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let cfg = cx.cfg(func);
    let uses = uses(func, &cfg);
    let mut changed = false;
    // Those that come last lead on before others lead to them.
    for &b in cfg.rpo.iter().rev() {
        if b == func.entry() || !only_jumps(func, b, &uses) {
            continue;
        }
        let mut preds = cfg.preds[b].clone();
        preds.dedup();
        for p in preds {
            changed |= lead_past(func, p, b);
        }
    }
    if changed {
        cx.edges_changed();
        let cfg = cx.cfg(func);
        cfg::remove_unreachable(func, &cfg);
    }
}

/// How often each value is used.
pub(crate) fn uses(func: &Func, cfg: &Cfg) -> IdVec<ValueId, u32> {
    let mut uses = IdVec::filled(0, func.values.len());
    for &b in &cfg.rpo {
        for &i in &func.blocks[b].insts {
            let inst = &func.insts[i];
            inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args)).for_each(|&v| uses[v] += 1);
        }
    }
    uses
}

/// Whether a block is nothing but a jump to another one with its own parameters, which nobody else uses.
fn only_jumps(func: &Func, b: BlockId, uses: &IdVec<ValueId, u32>) -> bool {
    let [only] = func.blocks[b].insts[..] else { return false };
    let inst = &func.insts[only];
    let here = |v: ValueId| inst.targets[0].args.iter().filter(|&&a| a == v).count() as u32;
    inst.op == Op::Jump && inst.targets[0].block != b && func.blocks[b].params.iter().all(|&p| uses[p] == here(p))
}

fn lead_past(func: &mut Func, p: BlockId, b: BlockId) -> bool {
    let Some(&last) = func.blocks[p].insts.last() else { return false };
    if p == b || func.insts[last].op != Op::Jump || func.insts[last].targets[0].block != b {
        return false;
    }
    let (params, on) = (&func.blocks[b].params, &func.terminator(b).targets[0]);
    let old = &func.insts[last].targets[0];
    let given = |v: ValueId| params.iter().position(|&q| q == v).map_or(v, |i| old.args[i]);
    let new = Target { block: on.block, args: on.args.iter().map(|&v| given(v)).collect() };
    func.insts[last].targets[0] = new;
    true
}
