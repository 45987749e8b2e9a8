//! The data the runtime reads beside the code: stack maps, stack objects, argument layout.
//! In: frame and maps; out: byte strings for FUNCDATA symbols. Formats: `runtime/stkframe.go`,
//! `runtime/symtab.go`, `cmd/compile/internal/liveness/{plive,arg}.go`.

use crate::arguments::register_arguments;
use crate::bits::Bits;
use crate::frame::Frame;
use crate::homes::Homes;
use crate::locate::FrameMaps;
use base::FxHashMap;
use base::bytes::ByteWriter;
use ssa::abi::{Assignment, Place};
use ssa::{Func, Layout, Signature, Type};

/// Words of arguments and of locals that hold pointers.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Bitmaps {
    args: Bits,
    locals: Bits,
}

/// The stack maps of a function: bitmaps by index, one for the arguments and one for locals.
pub struct StackMaps<'a> {
    maps: Vec<Bitmaps>,
    by_words: FxHashMap<&'a Bits, i32>,
    /// Words of locals that may hold pointers.
    locals: usize,
}

impl<'a> StackMaps<'a> {
    /// Makes the maps: number 0 for entry, then those of calls in order of first use.
    pub fn new(f: &Func, frame: &Frame, maps: &'a FrameMaps) -> StackMaps<'a> {
        let locals = ((frame.locals - frame.pointers_from) / 8) as usize;
        let entry = Bitmaps { args: entry_arguments(f, frame), locals: Bits::new(locals, false) };
        let mut out = StackMaps { maps: vec![entry.clone()], by_words: FxHashMap::default(), locals };
        let mut numbers: FxHashMap<Bitmaps, usize> = FxHashMap::default();
        let all = maps.calls.iter().map(|c| &c.1).chain([&maps.always]);
        for words in all {
            if out.by_words.contains_key(words) {
                continue;
            }
            let map = bitmaps(frame, maps, words, locals);
            let next = out.maps.len();
            let number = *numbers.entry(map.clone()).or_insert(next);
            if number == next {
                out.maps.push(map);
            }
            if next == 1 {
                // The first map of a call has a number of its own; those behind it may be that of entry.
                numbers.insert(entry.clone(), 0);
            }
            out.by_words.insert(words, number as i32);
        }
        out
    }
    /// The index of the map that lists these words.
    pub fn index(&self, words: &Bits) -> i32 {
        self.by_words[words]
    }
    /// [`release::FuncData::ArgsPointerMaps`] and [`release::FuncData::LocalsPointerMaps`].
    pub fn encode(&self) -> (Vec<u8>, Vec<u8>) {
        let encode = |bits: usize, pick: fn(&Bitmaps) -> &Bits| {
            let mut w = ByteWriter::new();
            w.u32(self.maps.len() as u32);
            w.u32(bits as u32);
            self.maps.iter().for_each(|m| w.bytes(&pick(m).to_bytes(bits.div_ceil(8))));
            w.buf
        };
        let args = self.maps.iter().filter_map(|m| m.args.last()).max().map_or(0, |n| n + 1);
        (encode(args, |m| &m.args), encode(self.locals, |m| &m.locals))
    }
}

/// At entry the collector sees arguments only: those on the stack, and the spill places of
/// those in registers, which morestack's caller has filled.
fn entry_arguments(f: &Func, frame: &Frame) -> Bits {
    let own = Assignment::new(&f.sigs[f.sig]);
    let mut bits = Bits::new((frame.args / 8) as usize, false);
    for (item, place) in f.sigs[f.sig].params.iter().zip(&own.params) {
        if let Place::Stack(at) = place {
            item.layout.pointer_offsets().iter().for_each(|o| bits.set(((at + o) / 8) as usize, true));
        }
    }
    for (leaf, at) in register_arguments(f) {
        if leaf.ty == Type::Ptr {
            bits.set((at / 8) as usize, true);
        }
    }
    bits
}

fn bitmaps(frame: &Frame, maps: &FrameMaps, words: &Bits, locals: usize) -> Bitmaps {
    let args = Bits::new((frame.args / 8) as usize, false);
    let mut out = Bitmaps { args, locals: Bits::new(locals, false) };
    for w in maps.words_of(words) {
        let at = frame.word(w);
        if at >= frame.arg_offset() {
            out.args.set(((at - frame.arg_offset()) / 8) as usize, true);
        } else {
            out.locals.set(((at - frame.pointers_from as i64) / 8) as usize, true);
        }
    }
    out
}

/// A stack object: offset (negative: from below the saved frame pointer, else from the arguments), layout.
pub struct StackObject {
    /// Offset.
    pub offset: i32,
    /// Size in bytes.
    pub size: u32,
    /// Bytes up to the last pointer.
    pub pointer_bytes: u32,
    /// One bit per word.
    pub mask: Vec<u8>,
}

/// Address-taken slots with pointers, by offset.
pub fn stack_objects(f: &Func, frame: &Frame, maps: &FrameMaps) -> Vec<StackObject> {
    let mut out = Vec::new();
    for (id, slot) in f.slots.iter_enumerated() {
        if !maps.address_taken[id] || !slot.layout.has_pointers() {
            continue;
        }
        let at = frame.slots[id];
        let in_args = at >= frame.arg_offset();
        let offset = if in_args { at - frame.arg_offset() } else { at - frame.locals as i64 };
        out.push(StackObject {
            offset: offset as i32,
            size: slot.layout.size() as u32,
            pointer_bytes: slot.layout.pointer_bytes() as u32,
            mask: pointer_mask(&slot.layout),
        });
    }
    out.sort_by_key(|o| o.offset);
    // Slots that share a place are one object to the collector.
    out.dedup_by(|a, b| (a.offset, a.size, &a.mask) == (b.offset, b.size, &b.mask));
    out
}

/// One bit per word up to the last pointer, padded to words.
pub fn pointer_mask(layout: &Layout) -> Vec<u8> {
    let words = (layout.pointer_bytes() / 8) as usize;
    let mut mask = vec![0u8; words.div_ceil(8).next_multiple_of(8)];
    for o in layout.pointer_offsets() {
        let n = (o / 8) as usize;
        mask[n / 8] |= 1 << (n % 8);
    }
    mask
}

const OFFSET_TOO_LARGE: u8 = 0xfb;
const DOTS: u8 = 0xfc;
const END_AGGREGATE: u8 = 0xfd;
const BEGIN_AGGREGATE: u8 = 0xfe;
const END: u8 = 0xff;
const SPECIAL: u64 = 0xf0;
const MAX_VALUES: u32 = 10;
const MAX_DEPTH: u32 = 5;

/// [`release::FuncData::ArgInfo`]: where tracebacks find arguments.
pub fn arg_info(sig: &Signature) -> Vec<u8> {
    let own = Assignment::new(sig);
    let mut w = ArgWriter { out: Vec::new(), count: 0 };
    for ((item, place), spill) in sig.params.iter().zip(&own.params).zip(&own.spills) {
        let at = match (place, spill) {
            (Place::Stack(at), _) => *at,
            (Place::Regs(_), spill) => spill.unwrap_or(0),
        };
        if !w.visit(&item.layout, at, 0) {
            break;
        }
    }
    w.out.push(END);
    w.out
}

struct ArgWriter {
    out: Vec<u8>,
    count: u32,
}

impl ArgWriter {
    /// Describes a value; false when the limit is reached.
    fn visit(&mut self, layout: &Layout, at: u64, depth: u32) -> bool {
        if self.count >= MAX_VALUES {
            self.out.push(DOTS);
            return false;
        }
        if matches!(layout, Layout::Scalar(_) | Layout::Tab) {
            match u8::try_from(at) {
                Ok(offset) if at < SPECIAL => self.out.extend([offset, layout.size() as u8]),
                _ => self.out.push(OFFSET_TOO_LARGE),
            }
            self.count += 1;
            return true;
        }
        self.out.push(BEGIN_AGGREGATE);
        if depth + 1 >= MAX_DEPTH {
            self.out.extend([DOTS, END_AGGREGATE]);
            self.count += 1;
            return true;
        }
        let empty = match layout {
            Layout::Struct(fields) => {
                let mut go_on = true;
                for (i, field) in fields.iter().enumerate() {
                    go_on = go_on && self.visit(field, at + layout.field_offset(i), depth + 1);
                }
                fields.is_empty()
            }
            Layout::Array(n, elem) => {
                let size = elem.size();
                (0..*n).take_while(|i| self.visit(elem, at + i * size, depth + 1)).last();
                *n == 0
            }
            Layout::Scalar(_) | Layout::Tab => false,
        };
        self.count += u32::from(empty);
        self.out.push(END_AGGREGATE);
        true
    }
}

/// What tracebacks are told of arguments in registers: at which program counters which homes hold
/// them. [`release::PcData::ArgLiveIndex`] names a set of homes by its place in [`release::FuncData::ArgLiveInfo`]; −1 stands for all.
#[derive(Debug, Default)]
pub struct ArgLive {
    /// Where homes begin; `None` where nothing is to be said.
    start: Option<u8>,
    /// Bytes of a set.
    width: usize,
    all: u32,
    sets: Vec<u32>,
}

impl ArgLive {
    /// Nothing yet.
    pub fn new(f: &Func, homes: &Homes) -> ArgLive {
        let start = Assignment::new(&f.sigs[f.sig]).spill_start;
        let mut out = ArgLive { width: homes.leaves.len().div_ceil(8), all: homes.all(), ..ArgLive::default() };
        if homes.leaves.iter().any(|l| !l.in_slot) && start < SPECIAL {
            out.start = Some(start as u8);
        }
        out
    }
    /// Whether anything is to be said.
    pub fn is_needed(&self) -> bool {
        self.start.is_some()
    }
    /// The value of [`release::PcData::ArgLiveIndex`] for a set.
    pub fn index(&mut self, live: u32) -> i32 {
        if live == self.all {
            return -1;
        }
        let at = self.sets.iter().position(|&s| s == live).unwrap_or_else(|| {
            self.sets.push(live);
            self.sets.len() - 1
        });
        (1 + at * self.width) as i32
    }
    /// [`release::FuncData::ArgLiveInfo`].
    pub fn encode(&self) -> Option<Vec<u8>> {
        let mut out = vec![self.start?];
        self.sets.iter().for_each(|s| out.extend(&s.to_le_bytes()[..self.width]));
        Some(out)
    }
}

/// [`release::FuncData::OpenCodedDefers`]: distances of the bits and of the first closure below the frame's top.
pub fn open_defer_info(f: &Func, frame: &Frame) -> Option<Vec<u8>> {
    let d = f.open_defers?;
    let mut w = ByteWriter::new();
    let below = |s| (frame.locals as i64 - frame.slots[s]) as u64;
    w.uvarint(below(d.bits));
    w.uvarint(below(d.closures));
    Some(w.buf)
}
