//! Fewer spill slots. In: [`VCode`] and the allocator's output; out: the same output with spill
//! slots renumbered so that slots never live at the same time share one. regalloc2 shares few,
//! and frames must stay small: chains of nosplit functions have 792 bytes. Two slots interfere
//! when one is written while the other is live; colours are given greedily in order of number,
//! so the result depends on nothing else.

use crate::vcode::VCode;
use regalloc2::{Allocation, Block, Edit, InstOrEdit, OperandKind, Output, SpillSlot};

type Set = Vec<u64>;

fn has(set: &Set, n: usize) -> bool {
    set[n / 64] >> (n % 64) & 1 != 0
}

fn put(set: &mut Set, n: usize, on: bool) {
    let bit = 1u64 << (n % 64);
    if on { set[n / 64] |= bit } else { set[n / 64] &= !bit }
}

/// Renumbers the spill slots of `out`; those that are `pinned` are shared with no other. Returns
/// the new numbers.
pub fn recolor(v: &VCode, out: &mut Output, pinned: &[bool]) -> Vec<usize> {
    let n = out.num_spillslots;
    if n < 2 {
        return (0..n).collect();
    }
    let at_end = live_at_end(v, out);
    let mut interferes: Vec<Set> = vec![vec![0; n.div_ceil(64)]; n];
    for (b, live) in at_end.into_iter().enumerate() {
        let mut live = live;
        walk_back(v, out, b, &mut live, &mut |written, live| {
            for (_, set) in interferes.iter_mut().enumerate().filter(|(o, _)| *o != written && has(live, *o)) {
                put(set, written, true);
            }
        });
    }
    let colors = choose(&interferes, pinned);
    apply(out, &colors);
    colors
}

/// Each slot gets the lowest colour that no earlier slot it interferes with has.
fn choose(interferes: &[Set], pinned: &[bool]) -> Vec<usize> {
    let mut colors: Vec<usize> = Vec::with_capacity(interferes.len());
    for s in 0..interferes.len() {
        let clash = |t: usize| pinned[s] || pinned[t] || has(&interferes[s], t) || has(&interferes[t], s);
        let taken: Vec<usize> = (0..s).filter(|&t| clash(t)).map(|t| colors[t]).collect();
        colors.push((0..=s).find(|c| !taken.contains(c)).unwrap_or(s));
    }
    colors
}

fn apply(out: &mut Output, colors: &[usize]) {
    let new = |a: Allocation| match a.as_stack() {
        Some(s) => Allocation::stack(SpillSlot::new(colors[s.index()])),
        None => a,
    };
    out.allocs.iter_mut().for_each(|a| *a = new(*a));
    for (_, Edit::Move { from, to }) in &mut out.edits {
        (*from, *to) = (new(*from), new(*to));
    }
    out.num_spillslots = colors.iter().max().map_or(0, |m| m + 1);
}

fn live_at_end(v: &VCode, out: &Output) -> Vec<Set> {
    let blocks = v.blocks.len();
    let mut at_end: Vec<Set> = vec![vec![0; out.num_spillslots.div_ceil(64)]; blocks];
    let mut dirty = vec![true; blocks];
    while dirty.iter().any(|&d| d) {
        for b in (0..blocks).rev() {
            if !std::mem::take(&mut dirty[b]) {
                continue;
            }
            let mut live = at_end[b].clone();
            walk_back(v, out, b, &mut live, &mut |_, _| {});
            for p in &v.preds[b] {
                for (word, more) in at_end[p.index()].iter_mut().zip(&live) {
                    dirty[p.index()] |= *more & !*word != 0;
                    *word |= more;
                }
            }
        }
    }
    at_end
}

/// Walks a block backwards, calling `written` with every slot written and what is live behind.
fn walk_back(v: &VCode, out: &Output, b: usize, live: &mut Set, written: &mut dyn FnMut(usize, &Set)) {
    let items: Vec<InstOrEdit<'_>> = out.block_insts_and_edits(v, Block::new(b)).collect();
    for item in items.iter().rev() {
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                if let Some(s) = to.as_stack() {
                    written(s.index(), live);
                    put(live, s.index(), false);
                }
                if let Some(s) = from.as_stack() {
                    put(live, s.index(), true);
                }
            }
            InstOrEdit::Inst(i) => {
                let pairs = || v.ops(i.index()).iter().zip(out.inst_allocs(*i));
                for (op, alloc) in pairs() {
                    if let (OperandKind::Def, Some(s)) = (op.kind(), alloc.as_stack()) {
                        written(s.index(), live);
                        put(live, s.index(), false);
                    }
                }
                for (op, alloc) in pairs() {
                    if let (OperandKind::Use, Some(s)) = (op.kind(), alloc.as_stack()) {
                        put(live, s.index(), true);
                    }
                }
            }
        }
    }
}
