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
mod nest;
mod package;
mod sites;
mod turns;

use crate::summary::{Below, Overlay, Summaries, Summary};
pub(crate) use flows::is_note;
pub use sites::heap_in_runtime;
pub(crate) use sites::{is_site, may_be_slot};

use batch::Batch;
use package::Package;
use ssa::{BlockId, Func, InstId, Op, Returned, SlotId};
use std::sync::Arc;

/// Analyses all functions of a package: callees first, those that call each other together.
/// Allocation sites whose objects die with the frame become slots. `declared` is what is known of
/// the package's functions beforehand; the result is that, and a summary of every function.
pub fn escape_package(funcs: &mut [Func], declared: Summaries, below: &Below) -> Summaries {
    funcs.iter_mut().for_each(|f| crate::fold::prune(f, &mut crate::Analyses::default()));
    funcs.iter_mut().for_each(borrow::share);
    let (decisions, learned) = analyse(funcs, Overlay { own: declared, below });
    funcs.iter_mut().zip(decisions).for_each(|(func, found)| found.apply(func));
    learned
}

/// What was found out about a function.
#[derive(Clone, Default)]
struct Found {
    /// Allocation sites that become slots.
    sites: Vec<Site>,
    /// Slots whose address is hidden.
    hidden: Vec<SlotId>,
    /// What calls return of their arguments.
    returned: Vec<(InstId, Returned)>,
}

/// An allocation site whose object dies with the frame.
#[derive(Clone)]
struct Site {
    block: BlockId,
    inst: InstId,
    /// Its address becomes a number.
    hidden: bool,
    /// It may be written to.
    written: bool,
}

impl Found {
    fn apply(self, func: &mut Func) {
        func.returned.extend(self.returned);
        self.hidden.into_iter().for_each(|s| func.slots[s].hidden = true);
        for Site { block, inst, hidden, written } in self.sites {
            let before = func.slots.len();
            match func.insts[inst].op {
                Op::StrToBytes if !hidden && !written => sites::share_text(func, block, inst),
                _ => sites::replace(func, block, inst),
            }
            func.slots.ids().skip(before).for_each(|s| func.slots[s].hidden = hidden);
        }
    }
}

/// What is found of each function; what callers may know of all of them.
fn analyse(funcs: &[Func], mut known: Overlay<'_>) -> (Vec<Found>, Summaries) {
    let package = Package::new(funcs);
    let mut decisions = vec![Found::default(); funcs.len()];
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
    decisions: &mut [Found],
) -> Vec<(Arc<str>, Arc<Summary>)> {
    let mut batch = Batch::new(package, known, numbers);
    batch.add_flows();
    batch.graph.solve();
    batch.leave_given_back();
    while let Some((carried, object)) = batch.graph.carried.pop() {
        if !batch.is_renewed(carried, object) {
            batch.graph.escape(object);
        }
    }
    let mut learned = Vec::with_capacity(numbers.len());
    for (m, f) in batch.functions.iter_enumerated() {
        decisions[f.number] = batch.found(m);
        let member = &batch.graph.members[m];
        // What a directive says beside the flows remains.
        let uintptr_escapes = known.own.get(&f.func.name).is_some_and(|s| s.uintptr_escapes);
        let (params, closure) = (member.params.clone(), member.closure.clone());
        let summary = Summary { params, closure, uintptr_escapes, has_body: true };
        learned.push((f.func.name.clone(), Arc::new(summary)));
    }
    learned
}

impl Batch<'_> {
    /// What inlined functions give back stays on the heap if its address becomes a number (`inline::given`).
    fn leave_given_back(&mut self) {
        for f in self.functions.iter() {
            let mut sites: Vec<_> = f.func.given_back.iter().filter_map(|i| f.sites.get(i)).copied().collect();
            sites.sort();
            for site in sites {
                if self.graph.loc(site).hidden {
                    self.graph.escape(site);
                }
            }
        }
    }
    /// What the solution says of a function.
    fn found(&self, m: graph::MemberId) -> Found {
        let f = &self.functions[m];
        let mut found = Found::default();
        for &b in &f.nests.order {
            for &i in &f.func.blocks[b].insts {
                if let Some(loc) = f.sites.get(&i).map(|&l| self.graph.loc(l)).filter(|l| !l.escapes) {
                    found.sites.push(Site { block: b, inst: i, hidden: loc.hidden, written: loc.written });
                }
                found.returned.extend(self.returned(m, &f.func.insts[i]).map(|r| (i, r)));
            }
        }
        found.hidden = f.slots.iter_enumerated().filter(|(_, l)| self.graph.loc(**l).hidden).map(|(s, _)| s).collect();
        found
    }
}
