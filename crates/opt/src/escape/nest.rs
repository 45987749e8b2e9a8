//! Loops around a place. In: a function. Out: for each block the loops it is in, outermost
//! first, and whether control has cycles that are no natural loops.

use base::IdVec;
use smallvec::SmallVec;
use ssa::cfg::{Cfg, Dominators};
use ssa::{BlockId, Func};

/// Loops by header, in order of reverse postorder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nest(SmallVec<[BlockId; 4]>);

impl Nest {
    /// Whether every loop around this is around `other` too.
    pub fn is_within(&self, other: &Nest) -> bool {
        self.0.iter().all(|h| other.0.contains(h))
    }
    /// The loops around both.
    pub fn common(&self, other: &Nest) -> Nest {
        Nest(self.0.iter().copied().filter(|h| other.0.contains(h)).collect())
    }
    /// The loops around this without one.
    pub fn without(&self, header: BlockId) -> Nest {
        Nest(self.0.iter().copied().filter(|&h| h != header).collect())
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
        out
    }
}
