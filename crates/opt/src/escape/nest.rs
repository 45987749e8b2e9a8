//! Loops around a place. In: a function. Out: for each block the loops it is in, outermost
//! first, those it comes after, and whether control has cycles that are no natural loops.
//!
//! A block comes after a loop if each way to it leads through the loop's header and none leads back. What is made
//! there meets the objects of the loop's last turn only, since no further turn follows.

use base::IdVec;
use smallvec::SmallVec;
use ssa::cfg::{Cfg, Dominators};
use ssa::{BlockId, Func};

/// Loops by header, in order of reverse postorder, and loops that are over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nest(SmallVec<[BlockId; 4]>, SmallVec<[BlockId; 2]>);

/// So many loops that are over are known at a place; more are not worth their memory.
const MAX_OVER: usize = 16;

impl Nest {
    /// Whether every loop around this is around `other` too, or over there.
    pub fn is_within(&self, other: &Nest) -> bool {
        self.0.iter().all(|h| other.0.contains(h) || other.1.contains(h))
    }
    /// The loops around both.
    pub fn common(&self, other: &Nest) -> Nest {
        Nest(self.0.iter().copied().filter(|h| other.0.contains(h)).collect(), SmallVec::new())
    }
    /// The loops around this without one.
    pub fn without(&self, header: BlockId) -> Nest {
        Nest(self.0.iter().copied().filter(|&h| h != header).collect(), SmallVec::new())
    }
}

/// Loops of a function.
#[derive(Debug)]
pub struct Nests {
    /// Loops around each block.
    pub of: IdVec<BlockId, Nest>,
    /// Whether a block is the header of a loop.
    pub is_header: IdVec<BlockId, bool>,
    /// Reachable blocks in reverse postorder.
    pub order: Vec<BlockId>,
    /// Control has a cycle that is entered at more than one place.
    pub irreducible: bool,
}

impl Nests {
    /// Finds them.
    pub fn new(func: &Func) -> Nests {
        let cfg = Cfg::new(func);
        let doms = Dominators::new(func, &cfg);
        let n = func.blocks.len();
        let mut out = Nests {
            of: IdVec::filled(Nest::default(), n),
            is_header: IdVec::filled(false, n),
            order: cfg.rpo.clone(),
            irreducible: false,
        };
        for &h in &cfg.rpo {
            let back = |p: &BlockId| cfg.rpo_index[*p] >= cfg.rpo_index[h];
            let mut work: Vec<BlockId> = cfg.preds[h].iter().copied().filter(back).collect();
            out.irreducible |= work.iter().any(|&p| !doms.dominates(h, p));
            work.retain(|&p| doms.dominates(h, p));
            if work.is_empty() {
                continue;
            }
            out.is_header[h] = true;
            out.of[h].0.push(h);
            while let Some(b) = work.pop() {
                if out.of[b].0.last() != Some(&h) {
                    out.of[b].0.push(h);
                    work.extend(cfg.preds[b].iter().copied());
                }
            }
        }
        if !out.irreducible {
            out.find_loops_over(&cfg, &doms);
        }
        out
    }

    /// The headers that dominate a block and have no loop around them that is around the block.
    fn find_loops_over(&mut self, cfg: &Cfg, doms: &Dominators) {
        // Headers that dominate each block, nearest first.
        let mut above: IdVec<BlockId, SmallVec<[BlockId; 2]>> = IdVec::filled(SmallVec::new(), self.of.len());
        for &b in cfg.rpo.iter().skip(1) {
            let Some(dom) = doms.idom(b) else { continue };
            let own = self.is_header[dom].then_some(dom);
            above[b] = own.into_iter().chain(above[dom].iter().copied()).take(MAX_OVER).collect();
            let is_over = |h: &BlockId| !self.of[*h].0.iter().any(|l| self.of[b].0.contains(l));
            let over = above[b].iter().copied().filter(is_over).collect();
            self.of[b].1 = over;
        }
    }
}
