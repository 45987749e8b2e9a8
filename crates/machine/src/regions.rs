//! Regions of code that are unsafe points from one end to the other. In: the marks that say where they begin and end.
//! Out: for each block whether it begins in one.

use crate::vcode::{Role, VCode};

/// Which blocks begin in an unsafe region: what begins one dominates what ends it.
pub fn unsafe_blocks(v: &VCode) -> Vec<bool> {
    let mut at_start = vec![false; v.blocks.len()];
    let ends: Vec<Option<bool>> = v
        .ranges
        .iter()
        .map(|&(from, to)| {
            let roles = v.insts[from as usize..to as usize].iter().rev().map(|m| m.role);
            roles.filter_map(|role| if let Role::Unsafe(on) = role { Some(on) } else { None }).next()
        })
        .collect();
    let mut work: Vec<usize> = (0..ends.len()).filter(|&b| ends[b] == Some(true)).collect();
    while let Some(b) = work.pop() {
        for s in v.succs[b].iter().map(|s| s.index()) {
            if !std::mem::replace(&mut at_start[s], true) && ends[s].is_none() {
                work.push(s);
            }
        }
    }
    at_start
}
