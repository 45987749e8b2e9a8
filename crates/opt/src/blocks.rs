//! Blocks that belong together. In: a function. Out: the same with every block that only one block jumps to, and
//! always, being part of that one. Passes that look at one block at a time see more then.

use crate::Analyses;
use base::Id;
use ssa::{Func, Op};

/// Merges blocks.
pub(crate) fn merge(func: &mut Func, cx: &mut Analyses) {
    let cfg = cx.cfg(func);
    let mut gone = vec![false; func.blocks.len()];
    for i in 0..func.order.len() {
        let b = func.order[i];
        if gone[b.index()] {
            continue;
        }
        while let Some(&last) = func.blocks[b].insts.last()
            && func.insts[last].op == Op::Jump
        {
            let target = func.insts[last].targets[0].clone();
            if target.block == b || target.block == func.entry() || cfg.preds[target.block].len() != 1 {
                break;
            }
            let params = std::mem::take(&mut func.blocks[target.block].params);
            params.into_iter().zip(target.args).for_each(|(param, arg)| func.alias(param, arg));
            let moved = std::mem::take(&mut func.blocks[target.block].insts);
            let insts = &mut func.blocks[b].insts;
            insts.pop();
            insts.extend(moved);
            gone[target.block.index()] = true;
        }
    }
    if !gone.contains(&true) {
        return;
    }
    cx.edges_changed();
    func.order.retain(|&b| !gone[b.index()]);
    func.resolve_aliases();
}
