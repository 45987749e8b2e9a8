//! Escape analysis. In: all functions of a package in dialect Go, unoptimized, and summaries of
//! functions of packages it imports. Out: the same functions, allocation sites whose objects
//! surely die with the frame being slots; summaries of all of them.
//!
//! Functions are analysed in batches, callees first; functions that call each other, and closures
//! with the functions that make them, are in one graph of flows (`graph`), which is gc's in
//! spirit: flow-insensitive, one location for all fields of an object, counts of dereferences on
//! edges. SSA makes it more precise: every assignment of a variable has a location of its own.
//!
//! Two rules keep the collector's world in order: nothing that is on the heap or outlives the
//! frame ever points to a slot; and an object made in a loop is a slot only if no later turn can
//! see the one of an earlier turn.
//!
//! One relaxation: a pointer that was read from an object and is stored there again is no flow
//! (`flows::is_self_assigned`), since the object has referred to its target before and that
//! was a flow then.

mod batch;
mod borrow;
mod calls;
mod flows;
mod graph;
mod maps;
mod nest;
mod package;
mod sites;
mod turns;

use crate::summary::{Below, Overlay, Summaries, Summary};
pub use sites::heap_in_runtime;

use batch::Batch;
use package::Package;
use ssa::{BlockId, Func, InstId};
use std::sync::Arc;

/// Analyses all functions of a package: callees first, those that call each other together.
/// Allocation sites whose objects die with the frame become slots. `declared` is what is known of
/// the package's functions beforehand; the result is that, and a summary of every function.
pub fn escape_package(funcs: &mut [Func], declared: Summaries, below: &Below) -> Summaries {
    funcs.iter_mut().for_each(|f| crate::fold::prune(f, &mut crate::Analyses::default()));
    funcs.iter_mut().for_each(borrow::share);
    let (decisions, learned) = analyse(funcs, Overlay { own: declared, below });
    for (func, sites) in funcs.iter_mut().zip(decisions) {
        for (b, id) in sites {
            sites::replace(func, b, id);
        }
    }
    learned
}

/// Allocation sites of a function that become slots.
type Slots = Vec<(BlockId, InstId)>;

/// For each function the sites that become slots; what is known of all functions in the end.
fn analyse(funcs: &[Func], mut known: Overlay<'_>) -> (Vec<Slots>, Summaries) {
    let package = Package::new(funcs);
    let mut decisions = vec![Vec::new(); funcs.len()];
    for numbers in package.batches() {
        let learned = analyse_batch(&package, &known, &numbers, &mut decisions);
        known.own.extend(learned);
    }
    (decisions, known.own)
}

/// Solves one batch; what is learnt of its functions.
fn analyse_batch(
    package: &Package<'_>,
    known: &Overlay<'_>,
    numbers: &[usize],
    decisions: &mut [Slots],
) -> Vec<(Arc<str>, Arc<Summary>)> {
    let mut batch = Batch::new(package, known, numbers);
    batch.add_flows();
    batch.graph.solve();
    while let Some((carried, object)) = batch.graph.carried.pop() {
        if !batch.is_renewed(carried, object) {
            batch.graph.escape(object);
        }
    }
    let mut learned = Vec::with_capacity(numbers.len());
    for (m, f) in batch.functions.iter_enumerated() {
        for &b in &f.nests.order {
            let sites = f.func.blocks[b].insts.iter().filter_map(|&i| Some((i, *f.sites.get(&i)?)));
            let stays = sites.filter(|(_, loc)| !batch.graph.loc(*loc).escapes);
            decisions[f.number].extend(stays.map(|(i, _)| (b, i)));
        }
        let member = &batch.graph.members[m];
        // What a directive says beside the flows remains.
        let uintptr_escapes = known.own.get(&f.func.name).is_some_and(|s| s.uintptr_escapes);
        let summary = Summary { params: member.params.clone(), closure: member.closure.clone(), uintptr_escapes };
        learned.push((f.func.name.clone(), Arc::new(summary)));
    }
    learned
}
