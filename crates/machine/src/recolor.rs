//! Fewer spill slots. In: [`VCode`] and the allocator's output; out: the same output with spill
//! slots renumbered so that slots never live at the same time share one. regalloc2 shares few,
//! and frames must stay small: chains of nosplit functions have 792 bytes. Two slots interfere
//! when one is written while the other is live; colours are given greedily in order of number,
//! so the result depends on nothing else.

use crate::bits::Bits;
use crate::vcode::VCode;
use regalloc2::{Allocation, Block, Edit, InstOrEdit, OperandKind, Output, SpillSlot};

/// Renumbers the spill slots of `out`; those that are `pinned` are shared with no other. Returns
/// the new numbers.
pub fn recolor(v: &VCode, out: &mut Output, pinned: &[bool]) -> Vec<usize> {
    let n = out.num_spillslots;
    if n < 2 {
        return (0..n).collect();
    }
    let at_end = live_at_end(v, out);
    let mut interferes = vec![Bits::new(n, false); n];
    for (b, live) in at_end.into_iter().enumerate() {
        let mut live = live;
        walk_back(v, out, b, &mut live, &mut |written, live| {
            interferes[written].or(live);
        });
    }
    for s in 0..n {
        let others: Vec<usize> = interferes[s].iter().collect();
        others.into_iter().for_each(|o| interferes[o].set(s, true));
    }
    // The relation is symmetric.
    let colors = choose(&interferes, pinned);
    apply(out, &colors);
    colors
}

/// Each slot gets the lowest colour that no earlier slot it interferes with has.
fn choose(interferes: &[Bits], pinned: &[bool]) -> Vec<usize> {
    let mut colors: Vec<usize> = Vec::with_capacity(interferes.len());
    // Colours that nobody may share, and for each colour the last slot that found it taken.
    let mut own = vec![false; interferes.len()];
    let mut taken_for = vec![usize::MAX; interferes.len()];
    let mut colored = 0;
    for s in 0..interferes.len() {
        interferes[s].iter().take_while(|&t| t < s).for_each(|t| taken_for[colors[t]] = s);
        let free = |c: &usize| !own[*c] && taken_for[*c] != s;
        let color = if pinned[s] { colored } else { (0..colored).find(free).unwrap_or(colored) };
        own[color] |= pinned[s];
        colored = colored.max(color + 1);
        colors.push(color);
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

/// The spill slots that are read before they are written, at the start of each block.
pub(crate) fn live_at_start(v: &VCode, out: &Output) -> Vec<Bits> {
    let mut live = live_at_end(v, out);
    for (b, live) in live.iter_mut().enumerate() {
        walk_back(v, out, b, live, &mut |_, _| {});
    }
    live
}

fn live_at_end(v: &VCode, out: &Output) -> Vec<Bits> {
    let blocks = v.blocks.len();
    let mut at_end = vec![Bits::new(out.num_spillslots, false); blocks];
    let mut dirty = vec![true; blocks];
    while dirty.iter().any(|&d| d) {
        for b in (0..blocks).rev() {
            if !std::mem::take(&mut dirty[b]) {
                continue;
            }
            let mut live = at_end[b].clone();
            walk_back(v, out, b, &mut live, &mut |_, _| {});
            for p in &v.preds[b] {
                dirty[p.index()] |= at_end[p.index()].or(&live);
            }
        }
    }
    at_end
}

/// Walks a block backwards, calling `written` with every slot written and what is live behind.
fn walk_back(v: &VCode, out: &Output, b: usize, live: &mut Bits, written: &mut dyn FnMut(usize, &Bits)) {
    let items: Vec<InstOrEdit<'_>> = out.block_insts_and_edits(v, Block::new(b)).collect();
    for item in items.iter().rev() {
        match item {
            InstOrEdit::Edit(Edit::Move { from, to }) => {
                if let Some(s) = to.as_stack() {
                    written(s.index(), live);
                    live.set(s.index(), false);
                }
                if let Some(s) = from.as_stack() {
                    live.set(s.index(), true);
                }
            }
            InstOrEdit::Inst(i) => {
                let pairs = || v.ops(i.index()).iter().zip(out.inst_allocs(*i));
                for (op, alloc) in pairs() {
                    if let (OperandKind::Def, Some(s)) = (op.kind(), alloc.as_stack()) {
                        written(s.index(), live);
                        live.set(s.index(), false);
                    }
                }
                for (op, alloc) in pairs() {
                    if let (OperandKind::Use, Some(s)) = (op.kind(), alloc.as_stack()) {
                        live.set(s.index(), true);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_slots_that_all_interfere_take_no_time() {
        let n = 10_000;
        let all = vec![Bits::new(n, true); n];
        assert_eq!(choose(&all, &vec![false; n]), (0..n).collect::<Vec<_>>());
    }
    #[test]
    fn pinned_slots_share_with_none() {
        let none = vec![Bits::new(4, false); 4];
        assert_eq!(choose(&none, &[false; 4]), [0, 0, 0, 0]);
        assert_eq!(choose(&none, &[false, true, false, true]), [0, 1, 0, 2]);
    }
}
