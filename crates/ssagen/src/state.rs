//! What a function under construction remembers of its variables, of map literals and of deferred calls.

use base::{FxHashMap, FxHashSet};
use ssa::{Layout, OpenDefers, SlotId, VarId};
use types::body::StmtId;

/// Where a variable lives.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    /// Nowhere: one SSA variable per scalar.
    Vars(Vec<VarId>),
    /// In the frame.
    Slot(SlotId),
    /// Wherever this pointer points.
    Heap(VarId),
}

/// Slots of entries that are done.
#[derive(Debug, Default)]
pub(crate) struct EntrySlots {
    /// How many literals are being generated, one in an entry of the other.
    pub(crate) literals: usize,
    pub(crate) used: Vec<(Layout, SlotId)>,
    free: FxHashMap<Layout, Vec<SlotId>>,
}

impl EntrySlots {
    /// A slot that is free, within a literal.
    pub(crate) fn take(&mut self, layout: &Layout) -> Option<SlotId> {
        let slot = self.free.get_mut(layout)?.pop()?;
        self.used.push((layout.clone(), slot));
        Some(slot)
    }
    /// Notes a new slot, within a literal.
    pub(crate) fn add(&mut self, layout: &Layout, slot: SlotId) {
        if self.literals > 0 {
            self.used.push((layout.clone(), slot));
        }
    }
    pub(crate) fn give_back(&mut self, from: usize) {
        for (layout, slot) in self.used.drain(from..) {
            self.free.entry(layout).or_default().push(slot);
        }
    }
}

/// How the deferred calls of a function are kept.
#[derive(Debug, Default)]
pub(crate) struct Defers {
    /// Those whose records are on the heap.
    pub(crate) in_loops: FxHashSet<StmtId>,
    /// Number of those outside of bodies of ranges.
    pub(crate) count: usize,
    pub(crate) open: Option<Open>,
}

/// Open-coded ones.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) slots: OpenDefers,
    /// How many statements have been generated.
    pub(crate) set: usize,
    pub(crate) exit: ssa::BlockId,
}
