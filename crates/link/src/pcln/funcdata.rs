//! `go:func.*`: all FUNCDATA of the program, each once, those with the largest alignment first (authority:
//! `generateFuncdata` in `cmd/link/internal/ld/pcln.go`). In: functions and their records. Out: the symbols in order,
//! whose values are offsets in the table from here on, and which have no other place in the program.

use super::functab::{FUNCDATA_INLINE, is_missing};
use super::{Infos, PcSyms};
use crate::layout::align_of;
use crate::symbols::{Attr, Sym, Symbols};
use base::{FxHashMap, FxHashSet};
use std::cmp::Reverse;

/// The symbols in order, the size of the table and its alignment.
pub(super) fn collect<'a>(
    symbols: &mut Symbols<'a>,
    text: &[Sym],
    infos: &Infos<'a>,
    inline_trees: &FxHashMap<Sym, Sym>,
) -> (Vec<Sym>, u64, u32) {
    let mut order = Vec::new();
    let mut seen = FxHashSet::default();
    let mut pcs = PcSyms::default();
    for (&func, info) in text.iter().zip(infos) {
        if info.is_none() {
            continue;
        }
        pcs.collect(symbols, func);
        let tree = inline_trees.get(&func).copied();
        let count = pcs.funcdata.len().max(tree.map_or(0, |_| FUNCDATA_INLINE + 1));
        for i in 0..count {
            let own = pcs.funcdata.get(i).and_then(|s| s.some());
            let data = tree.filter(|_| i == FUNCDATA_INLINE).or(own);
            let here = data.filter(|&d| !is_missing(symbols, func, i, d));
            order.extend(here.filter(|&d| seen.insert(d)));
        }
    }
    order.sort_by_key(|&sym| Reverse(align_of(symbols, sym)));
    let mut size = 0u64;
    for &sym in &order {
        size = size.next_multiple_of(u64::from(align_of(symbols, sym)));
        symbols.values[sym] = size;
        symbols.attrs[sym].insert(Attr::SPECIAL | Attr::HIDDEN);
        size += symbols.size(sym);
    }
    let align = order.first().map_or(1, |&sym| align_of(symbols, sym));
    (order, size, align)
}
