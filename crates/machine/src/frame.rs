//! Layout of the frame. In: what must lie in it; out: [`Frame`], offsets from SP in the body.
//! From SP upwards: outgoing arguments with their spill space, words without pointers, words
//! with pointers (so that bitmaps are short), the caller's frame pointer, then the return address and the
//! incoming arguments with the homes of those in registers. A function without locals and calls has no frame at all.
//! Slots that are never in use at the same time share a place (`share`).

mod share;

use crate::arguments::outer_place;
use crate::bits::Bits;
use crate::homes::Homes;
use crate::lives::Lives;
use crate::locate::{FrameMaps, Word};
use crate::vcode::VCode;
use base::IdVec;
use ssa::abi::Assignment;
use ssa::{Func, SlotId};

/// Offsets and sizes of a frame.
#[derive(Debug)]
pub struct Frame {
    /// Bytes between SP and the saved frame pointer.
    pub locals: u64,
    /// Whether the frame pointer is saved (then a further word).
    pub saves_fp: bool,
    /// Offset of each slot from SP; for those in the arguments, behind the frame.
    pub slots: IdVec<SlotId, i64>,
    /// Offset of each spill slot from SP.
    pub spills: Vec<u64>,
    /// Offset of the lowest word that may hold a pointer; bitmaps cover from here to the top.
    pub pointers_from: u64,
    /// Bytes of arguments, results and spill space of this function.
    pub args: u64,
}

impl Frame {
    /// Bytes SP moves at entry (without the return address).
    pub fn size(&self) -> u64 {
        self.locals + if self.saves_fp { 8 } else { 0 }
    }
    /// Offset of the first stack argument from SP.
    pub fn arg_offset(&self) -> i64 {
        self.size() as i64 + 8
    }
    /// Offset of a word from SP.
    pub fn word(&self, w: Word) -> i64 {
        match w {
            Word::Spill(n) => self.spills[n as usize] as i64,
            Word::Slot(s, o) => self.slots[s] + i64::from(o),
        }
    }
}

/// Lays out the frame.
pub fn layout(f: &Func, v: &VCode, homes: &Homes, maps: &FrameMaps, lives: &Lives, has_calls: bool) -> Frame {
    let own = Assignment::new(&f.sigs[f.sig]);
    let spills = homes.spills.len();
    let mut spill_has_pointer = vec![false; spills];
    let mut listed = Bits::new(maps.words.len(), false);
    maps.calls.iter().for_each(|c| _ = listed.or(&c.1));
    for w in maps.words_of(&listed) {
        if let Word::Spill(n) = w {
            spill_has_pointer[n as usize] = true;
        }
    }
    let mut frame = Frame {
        locals: 0,
        saves_fp: false,
        slots: IdVec::filled(0, f.slots.len()),
        spills: vec![0; spills],
        pointers_from: 0,
        args: own.size,
    };
    let mut at = if has_calls { v.out_size.next_multiple_of(8) } else { 0 };
    let inner: Vec<SlotId> =
        f.slots.ids().filter(|&s| maps.used[s] && outer_place(&own, &f.slots[s]).is_none()).collect();
    let places = share::places(f, maps, lives, &inner);
    for pointers in [false, true] {
        if pointers {
            at = at.next_multiple_of(8);
            frame.pointers_from = at;
        }
        at = at.next_multiple_of(8);
        for place in places.iter().filter(|p| p.among_pointers == pointers) {
            frame.slots[place.slot] = (at + place.offset) as i64;
        }
        let end = |p: &share::Place| p.offset + share::bytes(f, p.slot);
        at += places.iter().filter(|p| p.among_pointers == pointers).map(end).max().unwrap_or(0);
        at = at.next_multiple_of(8);
        let in_frame = |n: usize| homes.spills[n].is_none();
        for (n, _) in spill_has_pointer.iter().enumerate().filter(|(n, p)| **p == pointers && in_frame(*n)) {
            frame.spills[n] = at;
            at += 8;
        }
    }
    frame.locals = at.next_multiple_of(8);
    frame.saves_fp = frame.locals > 0 || has_calls;
    for (id, slot) in f.slots.iter_enumerated() {
        if let Some(place) = outer_place(&own, slot) {
            frame.slots[id] = frame.arg_offset() + place as i64;
        }
    }
    for (n, leaf) in homes.spills.iter().enumerate() {
        if let Some(leaf) = leaf {
            frame.spills[n] = frame.arg_offset() as u64 + homes.leaves[usize::from(*leaf)].home;
        }
    }
    frame
}
