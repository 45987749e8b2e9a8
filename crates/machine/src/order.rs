//! The order of blocks. In: the graph of a function, its loops and the hints of its branches.
//! Out: for the allocator, reverse postorder in which loops are contiguous and rare blocks come
//! last ([`blocks`]); every block but the first stands behind one of its predecessors, as the
//! allocator's checker needs. For emission, the same order with the head of each loop moved
//! behind the block that jumps back to it ([`rotated`]), which saves a jump per turn.

use crate::vcode::{Role, VCode};
use base::IdVec;
use ssa::cfg::{Cfg, Dominators, Loops};
use ssa::{BlockId, Effect, Func, Hint, Imm, Op};

/// Blocks in order.
pub struct Order {
    /// Reachable blocks in the order in which registers are allocated.
    pub blocks: Vec<BlockId>,
    /// Blocks that are rare, or have the only calls of a loop, to which one way leads and from which one way leads back.
    pub detours: IdVec<BlockId, bool>,
    /// Rare blocks.
    pub cold: IdVec<BlockId, bool>,
    /// How often the blocks run, in order: see [`VCode::weights`].
    pub weights: Vec<u8>,
}

/// Orders the reachable blocks.
pub fn blocks(f: &Func, cfg: &Cfg) -> Order {
    let doms = Dominators::new(f, cfg);
    let loops = Loops::new(f, cfg, &doms);
    let rpo = exits_last(f, &loops);
    let cold = cold_blocks(f, cfg, &loops, &rpo);
    let (mut order, mut rare) = (Vec::with_capacity(rpo.len()), Vec::new());
    let mut detours = calls_beside(f, cfg, &loops, &cold, &rpo);
    for b in rpo {
        detours[b] |= cold[b] && is_detour(f, cfg, &cold, b);
        if cold[b] { rare.push(b) } else { order.push(b) }
    }
    order.append(&mut rare);
    let weight = |&b: &BlockId| if cold[b] { 0 } else { loops.depth[b].min(6) as u8 + 1 };
    let weights = order.iter().map(weight).collect();
    Order { blocks: order, detours, cold, weights }
}

/// Whether a rare block comes from a block that is not rare and leads back to one.
fn is_detour(f: &Func, cfg: &Cfg, cold: &IdVec<BlockId, bool>, b: BlockId) -> bool {
    match (&cfg.preds[b][..], f.targets(b)) {
        ([from], [to]) => !cold[*from] && !cold[to.block],
        _ => false,
    }
}

/// Blocks with calls that one of two ways through an innermost loop has and the other has not, in loops that call nothing
/// else. What such a loop keeps in registers stays there on the way without calls, which is taken for the usual one
/// (`likelyadjust.go` in GOROOT `cmd/compile/internal/ssa` says so, too).
fn calls_beside(
    f: &Func,
    cfg: &Cfg,
    loops: &Loops,
    cold: &IdVec<BlockId, bool>,
    rpo: &[BlockId],
) -> IdVec<BlockId, bool> {
    let mut beside = IdVec::<BlockId, bool>::filled(false, f.blocks.len());
    let mut busy = IdVec::<BlockId, bool>::filled(false, f.blocks.len());
    let calling = |&b: &BlockId| loops.depth[b] > 0 && !cold[b] && calls(f, b);
    for b in rpo.iter().copied().filter(calling) {
        beside[b] = match (&cfg.preds[b][..], f.targets(b)) {
            ([from], [to]) => {
                let ways = f.targets(*from);
                let inside = |b: BlockId| loops.header[b] == loops.header[*from];
                // The other way leads there at once, or past one block.
                let other = ways.iter().map(|t| t.block).find(|&o| o != b);
                ways.len() == 2 && inside(b) && inside(to.block) && other.is_some_and(|o| inside(o) && !calls(f, o))
            }
            _ => false,
        };
        busy[loops.header[b]] |= !beside[b];
    }
    for &b in rpo {
        beside[b] = beside[b] && !busy[loops.header[b]];
    }
    beside
}

/// Whether a block calls something.
fn calls(f: &Func, b: BlockId) -> bool {
    f.blocks[b].insts.iter().any(|&i| f.insts[i].op.info().effect == Effect::Safepoint)
}

/// Reverse postorder in which the ways out of a loop come behind the loop.
fn exits_last(f: &Func, loops: &Loops) -> Vec<BlockId> {
    let mut seen = IdVec::<BlockId, bool>::filled(false, f.blocks.len());
    let mut out = Vec::with_capacity(f.order.len());
    // What is visited first comes last.
    let successors = |b: BlockId| {
        let mut list: Vec<BlockId> = f.targets(b).iter().rev().map(|t| t.block).collect();
        list.sort_by_key(|&s| loops.depth[s]);
        list.into_iter()
    };
    let mut stack = vec![(f.entry(), successors(f.entry()))];
    seen[f.entry()] = true;
    while let Some((block, rest)) = stack.last_mut() {
        match rest.next() {
            Some(to) => {
                if !std::mem::replace(&mut seen[to], true) {
                    stack.push((to, successors(to)));
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

/// Whether a branch says that it rarely goes to its n-th target.
fn is_rare(f: &Func, from: BlockId, n: usize) -> bool {
    let last = f.terminator(from);
    last.op == Op::Br && matches!((&last.imm, n), (Imm::Hint(Hint::First), 1) | (Imm::Hint(Hint::Second), 0))
}

/// Blocks that are reached rarely: by rare branches within a loop, or on the way to a panic.
fn cold_blocks(f: &Func, cfg: &Cfg, loops: &Loops, rpo: &[BlockId]) -> IdVec<BlockId, bool> {
    let mut cold = IdVec::<BlockId, bool>::filled(false, f.blocks.len());
    for &b in rpo.iter().skip(1).rev() {
        let last = f.terminator(b);
        let targets = &last.targets;
        cold[b] = last.op == Op::Unreachable || (!targets.is_empty() && targets.iter().all(|t| cold[t.block]));
    }
    for &b in rpo.iter().skip(1) {
        let mut forward = cfg.preds[b].iter().filter(|&&p| cfg.rpo_index[p] < cfg.rpo_index[b]).peekable();
        let from_rare = |&p: &BlockId| {
            let stays = loops.depth[b] >= loops.depth[p];
            cold[p] || (stays && (0..2).any(|n| is_rare(f, p, n) && f.targets(p)[n].block == b))
        };
        let all = forward.peek().is_some() && forward.all(from_rare);
        cold[b] |= all;
    }
    cold
}

/// Positions of blocks in the order of emission: without those in `skip`, loop heads rotated.
pub fn rotated(v: &VCode, skip: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let n = v.blocks.len();
    // For each head, the last block that only jumps back to it.
    let mut latch = vec![usize::MAX; n];
    for b in 0..n {
        if let [to] = v.succs[b][..]
            && to.index() <= b
        {
            latch[to.index()] = b;
        }
    }
    // A head with two ways, reached from above by falling through, moves behind its latch.
    let moves = |b: usize| b > 0 && latch[b] != usize::MAX && latch[b] != b && v.succs[b].len() == 2;
    let mut behind = vec![usize::MAX; n];
    (0..n).filter(|&b| moves(b)).for_each(|b| behind[latch[b]] = b);
    let mut out = Vec::with_capacity(n);
    for b in (0..n).filter(|&b| !moves(b)) {
        let mut at = b;
        while at != usize::MAX {
            if !skip(at) {
                out.push(at);
            }
            at = behind[at];
        }
    }
    out
}

/// For each place in the order of emission whether a loop begins there that calls nothing and has no loop within.
pub fn tight_loops(v: &VCode, order: &[usize]) -> Vec<bool> {
    let mut place = vec![usize::MAX; v.blocks.len()];
    order.iter().enumerate().for_each(|(n, &b)| place[b] = n);
    // For each block that is jumped back to, the last block that does.
    let mut ends = vec![None; order.len()];
    for (n, &b) in order.iter().enumerate() {
        for to in v.succs[b].iter().map(|s| place[s.index()]).filter(|&to| to <= n) {
            ends[to] = Some(n);
        }
    }
    let calls = |b: usize| {
        let (from, to) = v.ranges[b];
        v.insts[from as usize..to as usize].iter().any(|i| matches!(i.role, Role::Call(_)))
    };
    let tight = |n: usize| {
        let Some(end) = ends[n] else { return false };
        v.weights[order[n]] > 1 && (n + 1..=end).all(|m| ends[m].is_none()) && !order[n..=end].iter().any(|&b| calls(b))
    };
    (0..order.len()).map(tight).collect()
}
