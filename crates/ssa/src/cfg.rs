//! The control-flow graph of a function and what follows from it: predecessors, reverse
//! postorder, dominators ([`Dominators`]) and natural loops. All are values computed from a function and stale once its edges change.

mod dominators;

pub use dominators::Dominators;

use crate::func::Func;
use crate::ids::BlockId;
use base::IdVec;

/// Predecessors and an order in which definitions come before uses but for loops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cfg {
    /// Predecessors of each block, one entry per edge, in block order. Unreachable ones count not.
    pub preds: IdVec<BlockId, Vec<BlockId>>,
    /// Reachable blocks in reverse postorder.
    pub rpo: Vec<BlockId>,
    /// Position in `rpo`, `u32::MAX` for unreachable blocks.
    pub rpo_index: IdVec<BlockId, u32>,
}

impl Cfg {
    /// Computes it.
    pub fn new(func: &Func) -> Cfg {
        let rpo = reverse_postorder(func);
        let mut rpo_index = IdVec::filled(u32::MAX, func.blocks.len());
        for (i, &b) in rpo.iter().enumerate() {
            rpo_index[b] = i as u32;
        }
        let mut preds = IdVec::filled(Vec::new(), func.blocks.len());
        for &b in func.order.iter().filter(|&&b| rpo_index[b] != u32::MAX) {
            for target in func.targets(b) {
                preds[target.block].push(b);
            }
        }
        Cfg { preds, rpo, rpo_index }
    }
    /// Whether control can reach the block.
    pub fn is_reachable(&self, b: BlockId) -> bool {
        self.rpo_index[b] != u32::MAX
    }
}

fn reverse_postorder(func: &Func) -> Vec<BlockId> {
    let mut seen = IdVec::<BlockId, bool>::filled(false, func.blocks.len());
    let mut out = Vec::with_capacity(func.order.len());
    let mut stack = vec![(func.entry(), 0usize)];
    seen[func.entry()] = true;
    while let Some((block, next)) = stack.last_mut() {
        let targets = func.targets(*block);
        // Later targets first, so that earlier ones come earlier in the result.
        match targets.len().checked_sub(*next + 1) {
            Some(i) => {
                *next += 1;
                let to = targets[i].block;
                if !std::mem::replace(&mut seen[to], true) {
                    stack.push((to, 0));
                }
            }
            None => {
                out.push(*block);
                stack.pop();
            }
        }
    }
    out.reverse();
    out
}

/// Takes blocks that cannot be reached out of the order.
pub fn remove_unreachable(func: &mut Func, cfg: &Cfg) {
    func.order.retain(|&b| cfg.is_reachable(b));
}

/// Natural loops: for each block the header of the innermost loop around it, and the depth.
#[derive(Clone, Debug)]
pub struct Loops {
    /// Header of the innermost loop that holds the block, or NONE.
    pub header: IdVec<BlockId, BlockId>,
    /// Number of loops around the block.
    pub depth: IdVec<BlockId, u32>,
}

impl Loops {
    /// Computes them; cycles without a dominating header (irreducible ones) are no loops.
    pub fn new(func: &Func, cfg: &Cfg, doms: &Dominators) -> Loops {
        let n = func.blocks.len();
        let mut loops = Loops { header: IdVec::filled(BlockId::NONE, n), depth: IdVec::filled(0, n) };
        // The header of the loop that a block was last found in.
        let mut found = IdVec::filled(BlockId::NONE, n);
        // Outer headers come first in reverse postorder, so inner loops overwrite them.
        for &h in &cfg.rpo {
            let mut work: Vec<BlockId> = cfg.preds[h].iter().copied().filter(|&p| doms.dominates(h, p)).collect();
            if work.is_empty() {
                continue;
            }
            found[h] = h;
            loops.header[h] = h;
            loops.depth[h] += 1;
            while let Some(b) = work.pop() {
                if std::mem::replace(&mut found[b], h) != h {
                    loops.header[b] = h;
                    loops.depth[b] += 1;
                    work.extend(cfg.preds[b].iter().copied());
                }
            }
        }
        loops
    }
}

/// Gives every edge from a block with several targets to a block with several predecessors, or
/// with parameters, a block of its own. Instruction selection requires it.
pub fn split_critical_edges(func: &mut Func) {
    let cfg = Cfg::new(func);
    for i in 0..func.order.len() {
        let from = func.order[i];
        let Some(&last) = func.blocks[from].insts.last() else { continue };
        if func.insts[last].targets.len() < 2 {
            continue;
        }
        for t in 0..func.insts[last].targets.len() {
            let to = func.insts[last].targets[t].block;
            if cfg.preds[to].len() < 2 && func.insts[last].targets[t].args.is_empty() {
                continue;
            }
            let pos = func.insts[last].pos;
            let middle = func.add_block();
            let jump = func.add_inst(crate::Op::Jump, crate::Imm::None, &[], &[], crate::SrcPos { stmt: false, ..pos });
            func.blocks[middle].insts.push(jump);
            let target = std::mem::replace(&mut func.insts[last].targets[t], crate::Target::new(middle));
            func.insts[jump].targets.push(target);
        }
    }
}
