//! Places for slots, shared where lives allow. In: the slots of a frame and which of them overlap; out: an offset
//! for each, from the start of the words without or with pointers. Largest first, each at the lowest offset that is
//! free of everything it overlaps with.
//!
//! The collector looks up what a pointer into the frame points to in a table of objects by offset, without regard
//! to time, and when a stack is moved, words of all objects that look like addresses in it are changed, in use or not.
//! So a slot in that table (with pointers, its address taken) shares bytes with nothing but slots of the same size
//! and with the same pointers, at the same offset: these are one entry. Facts: `adjustframe` in `runtime/stack.go`.

use super::FrameMaps;
use crate::lives::Lives;
use ssa::{Func, SlotId};

/// Where a slot lies.
#[derive(Debug)]
pub struct Place {
    /// The slot.
    pub slot: SlotId,
    /// Whether it lies among the words with pointers.
    pub among_pointers: bool,
    /// Offset from their start, or that of the others.
    pub offset: u64,
}

/// Bytes a slot takes: one of size 0 takes a byte, so that its address is not that of another.
pub fn bytes(f: &Func, s: SlotId) -> u64 {
    f.slots[s].layout.size().max(1)
}

/// Places the slots.
pub fn places(f: &Func, maps: &FrameMaps, lives: &Lives, slots: &[SlotId]) -> Vec<Place> {
    let p = Placing { f, maps, lives };
    let mut order = slots.to_vec();
    order.sort_by_key(|&s| {
        let (size, align) = f.slots[s].layout.size_align();
        (!f.slots[s].layout.has_pointers(), std::cmp::Reverse((align, size)), s)
    });
    let (mut with, mut without): (Vec<Place>, Vec<Place>) = (Vec::new(), Vec::new());
    let mut end_with = 0;
    for slot in order {
        let pointers = f.slots[slot].layout.has_pointers();
        // Slots without pointers come last; they may lie where pointers are at other times.
        let offset = p.lowest(&with, slot);
        if pointers || offset + bytes(f, slot) <= end_with {
            end_with = end_with.max(offset + bytes(f, slot));
            with.push(Place { slot, among_pointers: true, offset });
        } else {
            let offset = p.lowest(&without, slot);
            without.push(Place { slot, among_pointers: false, offset });
        }
    }
    with.into_iter().chain(without).collect()
}

struct Placing<'a> {
    f: &'a Func,
    maps: &'a FrameMaps,
    lives: &'a Lives,
}

impl Placing<'_> {
    /// The lowest offset where a slot may lie beside those placed already.
    fn lowest(&self, placed: &[Place], slot: SlotId) -> u64 {
        let (size, align) = (bytes(self.f, slot), self.f.slots[slot].layout.size_align().1);
        let mut taken: Vec<(u64, u64)> = Vec::new();
        // Offsets at which the slot may be the same object.
        let mut same: Vec<u64> = Vec::new();
        for p in placed {
            let range = (p.offset, p.offset + bytes(self.f, p.slot));
            match self.relation(slot, p.slot) {
                Relation::Apart => taken.push(range),
                Relation::Same => same.push(p.offset),
                Relation::Free => {}
            }
        }
        let is_free = |at: u64, ranges: &[(u64, u64)]| ranges.iter().all(|r| at + size <= r.0 || r.1 <= at);
        let ranges_of = |at: u64| same.iter().filter(move |&&o| o != at).map(|&o| (o, o + size)).collect::<Vec<_>>();
        let shared = same.iter().copied().filter(|&at| is_free(at, &taken) && is_free(at, &ranges_of(at))).min();
        taken.extend(same.iter().map(|&o| (o, o + size)));
        taken.sort_unstable();
        let mut at = 0u64;
        for (from, to) in taken {
            if at + size <= from {
                break;
            }
            at = at.max(to.next_multiple_of(align));
        }
        shared.map_or(at, |s| s.min(at))
    }
    fn relation(&self, a: SlotId, b: SlotId) -> Relation {
        if self.lives.overlap(a, b) {
            return Relation::Apart;
        }
        match (self.is_object(a), self.is_object(b)) {
            (true, true) => {
                let (a, b) = (&self.f.slots[a].layout, &self.f.slots[b].layout);
                let same = a.size_align() == b.size_align() && a.pointer_offsets() == b.pointer_offsets();
                if same { Relation::Same } else { Relation::Apart }
            }
            (false, false) => Relation::Free,
            _ => Relation::Apart,
        }
    }
    /// Whether the collector knows the slot as an object.
    fn is_object(&self, s: SlotId) -> bool {
        self.maps.address_taken[s] && self.f.slots[s].layout.has_pointers()
    }
}

/// How two slots may lie to each other.
enum Relation {
    /// Without a byte in common.
    Apart,
    /// At the same offset or apart.
    Same,
    /// Anyhow.
    Free,
}
