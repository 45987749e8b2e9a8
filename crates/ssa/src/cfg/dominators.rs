//! Dominators by the algorithm of Lengauer and Tarjan (the simple form, with path compression),
//! whose time hardly more than grows with the edges: functions with tens of thousands of blocks
//! occur, the initialisers of packages. In: a function and its graph; out: [`Dominators`], where
//! the question whether one block dominates another takes no walk.

use super::Cfg;
use crate::func::Func;
use crate::ids::BlockId;
use base::IdVec;

/// Immediate dominators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dominators {
    idom: IdVec<BlockId, BlockId>,
    /// When a walk of the tree of dominators enters and leaves each block.
    span: IdVec<BlockId, (u32, u32)>,
}

/// No number.
const NONE: u32 = u32::MAX;

/// The walk through the graph in preorder, and what the algorithm knows of each number.
struct State {
    block: Vec<BlockId>,
    number: IdVec<BlockId, u32>,
    parent: Vec<u32>,
    semi: Vec<u32>,
    /// Parent in the forest of what is linked so far; paths are compressed.
    ancestor: Vec<u32>,
    /// The number with the least semidominator on the compressed path.
    label: Vec<u32>,
}

impl Dominators {
    /// Computes them.
    pub fn new(func: &Func, cfg: &Cfg) -> Dominators {
        let mut s = State::walk(func);
        let n = s.block.len();
        let mut idom = vec![0u32; n];
        // Lists of those with the same semidominator.
        let (mut first, mut next) = (vec![NONE; n], vec![NONE; n]);
        for w in (1..n as u32).rev() {
            for &p in &cfg.preds[s.block[w as usize]] {
                let u = s.eval(s.number[p]);
                s.semi[w as usize] = s.semi[w as usize].min(s.semi[u as usize]);
            }
            let semi = s.semi[w as usize] as usize;
            next[w as usize] = std::mem::replace(&mut first[semi], w);
            let parent = s.parent[w as usize];
            s.ancestor[w as usize] = parent;
            let mut v = std::mem::replace(&mut first[parent as usize], NONE);
            while v != NONE {
                let u = s.eval(v);
                idom[v as usize] = if s.semi[u as usize] < s.semi[v as usize] { u } else { parent };
                v = next[v as usize];
            }
        }
        for w in 1..n {
            if idom[w] != s.semi[w] {
                idom[w] = idom[idom[w] as usize];
            }
        }
        Dominators::from_numbers(func, &s, &idom)
    }
    fn from_numbers(func: &Func, s: &State, numbers: &[u32]) -> Dominators {
        let n = numbers.len();
        let mut idom = IdVec::filled(BlockId::NONE, func.blocks.len());
        // Numbers of children are larger: sizes of subtrees add up from the end, places from the start.
        let mut size = vec![1u32; n];
        for w in (1..n).rev() {
            size[numbers[w] as usize] += size[w];
        }
        let mut enter = vec![0u32; n];
        let mut used = vec![1u32; n];
        let mut span = IdVec::filled((NONE, 0), func.blocks.len());
        for w in 0..n {
            let d = numbers[w] as usize;
            if w > 0 {
                enter[w] = enter[d] + used[d];
                used[d] += size[w];
            }
            idom[s.block[w]] = s.block[d];
            span[s.block[w]] = (enter[w], enter[w] + size[w]);
        }
        Dominators { idom, span }
    }
    /// The immediate dominator; `None` for the entry and unreachable blocks.
    pub fn idom(&self, b: BlockId) -> Option<BlockId> {
        self.idom[b].some().filter(|&d| d != b)
    }
    /// Whether every path to `b` passes `a` (also when they are the same).
    pub fn dominates(&self, a: BlockId, b: BlockId) -> bool {
        let ((from, to), (at, _)) = (self.span[a], self.span[b]);
        a == b || (from != NONE && at != NONE && from <= at && at < to)
    }
}

impl State {
    fn walk(func: &Func) -> State {
        let mut s = State {
            block: Vec::with_capacity(func.order.len()),
            number: IdVec::filled(NONE, func.blocks.len()),
            parent: Vec::new(),
            semi: Vec::new(),
            ancestor: Vec::new(),
            label: Vec::new(),
        };
        let mut stack = vec![(func.entry(), 0u32)];
        while let Some((b, parent)) = stack.pop() {
            if s.number[b] != NONE {
                continue;
            }
            let n = s.block.len() as u32;
            s.number[b] = n;
            s.block.push(b);
            s.parent.push(parent);
            s.semi.push(n);
            s.ancestor.push(NONE);
            s.label.push(n);
            stack.extend(func.targets(b).iter().rev().map(|t| (t.block, n)));
        }
        s
    }
    /// The number with the least semidominator on the way up from `v` in the forest.
    fn eval(&mut self, v: u32) -> u32 {
        let mut path = Vec::new();
        let mut at = v;
        while self.ancestor[at as usize] != NONE {
            path.push(at);
            at = self.ancestor[at as usize];
        }
        let Some(root) = path.pop() else { return self.label[v as usize] };
        let mut above = root;
        for &x in path.iter().rev() {
            let (best, own) = (self.label[above as usize], self.label[x as usize]);
            if self.semi[best as usize] < self.semi[own as usize] {
                self.label[x as usize] = best;
            }
            self.ancestor[x as usize] = self.ancestor[root as usize];
            above = x;
        }
        self.label[v as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Imm, Op, Signature, SrcPos, Target};
    use base::Id;
    use release::Release;

    /// A function whose blocks jump as the numbers say.
    fn graph(edges: &[Vec<usize>]) -> Func {
        let mut f = Func::new(Release::default(), "f", Signature::new(obj::Abi::Internal, Vec::new(), Vec::new()));
        edges.iter().for_each(|_| _ = f.add_block());
        for (b, to) in edges.iter().enumerate() {
            let last = f.add_inst(Op::Switch, Imm::None, &[], &[], SrcPos::START);
            f.insts[last].targets = to.iter().map(|&t| Target::new(BlockId::new(t))).collect();
            f.blocks[BlockId::new(b)].insts.push(last);
        }
        f
    }
    /// What can be reached from the entry without passing a block.
    fn reach(edges: &[Vec<usize>], without: usize) -> Vec<bool> {
        let mut seen = vec![false; edges.len()];
        let mut work = if without == 0 { Vec::new() } else { vec![0] };
        while let Some(b) = work.pop() {
            if b != without && !std::mem::replace(&mut seen[b], true) {
                work.extend(&edges[b]);
            }
        }
        seen
    }

    #[test]
    fn they_are_what_the_definition_says() {
        let mut seed = 1u64;
        let mut random = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        for round in 0..300 {
            let n = 2 + round % 14;
            let edges: Vec<Vec<usize>> = (0..n).map(|_| (0..random(4)).map(|_| random(n)).collect()).collect();
            let f = graph(&edges);
            let doms = Dominators::new(&f, &Cfg::new(&f));
            let all = reach(&edges, usize::MAX);
            for a in (0..n).filter(|&a| all[a]) {
                let without = reach(&edges, a);
                for b in (0..n).filter(|&b| all[b]) {
                    let said = doms.dominates(BlockId::new(a), BlockId::new(b));
                    assert_eq!(said, a == b || !without[b], "{a} over {b} in {edges:?}");
                }
            }
        }
    }
    #[test]
    fn a_long_chain_with_one_exit_takes_no_time() {
        let n = 100_000;
        let edges: Vec<Vec<usize>> = (0..n).map(|b| if b + 2 < n { vec![b + 1, n - 1] } else { Vec::new() }).collect();
        let f = graph(&edges);
        let doms = Dominators::new(&f, &Cfg::new(&f));
        assert_eq!(doms.idom(BlockId::new(n - 1)), Some(BlockId::new(0)));
        assert!(doms.dominates(BlockId::new(5), BlockId::new(n - 2)));
    }
}
