//! What debuggers are told of a function: where its variables are, and those of calls that were inlined, and which code
//! belongs to those. In: the function's list of variables, the frame and where values are; out: [`Debug`], from which
//! `debug_symbols` makes symbols. Authority: `cmd/internal/obj/dwarf.go`, `cmd/compile/internal/dwarfgen`.

use crate::arguments::is_in_args;
use crate::buffer::Code;
use crate::frame::Frame;
use crate::homes::{Homes, Leaf, LeafPlace};
use crate::inlined::{self, InlinedCall};
use crate::locate::FrameMaps;
use crate::named::{self, Fixed, Named};
use crate::registers::Registers;
use base::FxHashMap;
use dwarf::entry::VarKind;
use dwarf::func::{
    address_location, constant_location, frame_location, location_piece, pointed_location, register_location,
};
use obj::PcTable;
use ssa::abi::{Assignment, Place};
use ssa::{DebugKind, Func, FuncAttrs, InlineId, SlotId, SlotKind};
use std::ops::Range;
use std::sync::Arc;

/// What debuggers are told of a function.
#[derive(Clone, Debug)]
pub struct Debug {
    pub(crate) wrapper: bool,
    /// The first row for variables in the release.
    pub(crate) first_var_row: u8,
    pub(crate) vars: Vec<DebugVar>,
    /// For each inlined call what is known of it.
    pub(crate) calls: Vec<Call>,
    /// Types that the code mentions, of values in interfaces say, and variables need not have, named as those are.
    pub(crate) types: Vec<Arc<str>>,
}

#[derive(Clone, Debug)]
pub(crate) struct DebugVar {
    pub(crate) name: Arc<str>,
    /// Name of its type without the prefix of descriptors.
    pub(crate) ty: Arc<str>,
    pub(crate) line: u32,
    pub(crate) kind: VarKind,
    pub(crate) location: Location,
}

/// An inlined call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Line of its function's `func` keyword.
    pub(crate) start_line: u32,
    /// The pieces of its code.
    pub(crate) ranges: Vec<(u32, u32)>,
    pub(crate) vars: Vec<DebugVar>,
}

#[derive(Clone, Debug)]
pub(crate) enum Location {
    /// One place, or none (empty).
    Always(Vec<u8>),
    /// Ranges of program counters with the place in each.
    List(Vec<(u32, u32, Vec<u8>)>),
}

/// Places variables in the frame, and parameters where the code has their scalars.
pub fn describe(f: &Func, places: &Places<'_>, inlined: &[InlinedCall], optimized: bool) -> Debug {
    let Places { registers, frame, maps, homes, named, code } = *places;
    let own = Assignment::new(&f.sigs[f.sig]);
    let on_stack = |n: u32| match own.params[n as usize] {
        Place::Stack(at) => Some(frame_location(at as i64, false)),
        Place::Regs(_) => None,
    };
    let place = |at: usize, v: &ssa::DebugVar| match (v.slot, v.param) {
        (Some(s), _) if maps.used[s] && (!optimized || named.alone[s]) || is_in_args(&own, &f.slots[s]) => {
            let slot = frame_location(frame.slots[s] - frame.arg_offset(), v.indirect);
            match arrives_in(f, v, s, homes, registers) {
                Some(regs) => Location::List(vec![(0, code.prologue_end, regs), (code.prologue_end, u32::MAX, slot)]),
                None => Location::Always(slot),
            }
        }
        (_, Some(n)) => match on_stack(n) {
            Some(place) => Location::Always(place),
            None => Location::List(parameter_ranges(f, n, places)),
        },
        (Some(s), _) if maps.used[s] => {
            places.shared(s, frame_location(frame.slots[s] - frame.arg_offset(), v.indirect))
        }
        _ => places.of_values(f, at),
    };
    let var = |at: usize, v: &ssa::DebugVar, start_line: u32| DebugVar {
        name: v.name.clone(),
        ty: v.ty.strip_prefix("type:").unwrap_or(&v.ty).into(),
        line: start_line.saturating_add_signed(v.line),
        kind: match v.kind {
            DebugKind::Param => VarKind::Param,
            DebugKind::Result => VarKind::Result,
            DebugKind::Local => VarKind::Local,
        },
        location: place(at, v),
    };
    // Those of a call stand together.
    let mut from = 0;
    let mut places_of: FxHashMap<InlineId, Range<usize>> = FxHashMap::default();
    for group in f.debug.chunk_by(|a, b| a.inline == b.inline) {
        places_of.insert(group[0].inline, from..from + group.len());
        from += group.len();
    }
    let vars_of = |call: InlineId, start_line: u32| -> Vec<DebugVar> {
        let places = places_of.get(&call).cloned().unwrap_or_default();
        let there = places.filter(|&at| call.is_none() || is_shared(&f.debug[at].name));
        there.map(|at| var(at, &f.debug[at], start_line)).collect()
    };
    let call = |(call, ranges): (&InlinedCall, Vec<(u32, u32)>)| {
        let start_line = f.inlines[call.of].start_line;
        let mut vars = vars_of(call.of, start_line);
        vars.iter_mut().for_each(|v| v.location.limit_to(&ranges));
        Call { start_line, ranges, vars }
    };
    Debug {
        wrapper: f.attrs.intersects(FuncAttrs::WRAPPER | FuncAttrs::ABI_WRAPPER),
        first_var_row: dwarf::abbrev::first_var_row(f.release),
        vars: vars_of(InlineId::NONE, f.start_line),
        calls: inlined.iter().zip(inlined::ranges(inlined, code)).map(call).collect(),
        types: mentioned_types(f),
    }
}

impl Location {
    /// Leaves only what is of interest in ranges of the code, in which the variable exists.
    fn limit_to(&mut self, ranges: &[(u32, u32)]) {
        let Location::List(list) = self else { return };
        let mut limited: Vec<(u32, u32, Vec<u8>)> = Vec::new();
        for (from, to, place) in std::mem::take(list) {
            let behind = ranges.partition_point(|r| r.1 <= from);
            for r in ranges[behind..].iter().take_while(|r| r.0 < to) {
                let (from, to) = (from.max(r.0), to.min(r.1));
                match limited.last_mut() {
                    Some(last) if last.1 == from && last.2 == place => last.1 = to,
                    _ => limited.push((from, to, place.clone())),
                }
            }
        }
        if limited.is_empty() {
            *self = Location::Always(Vec::new());
        } else {
            *list = limited;
        }
    }
}

/// What is known of where things are.
#[derive(Clone, Copy)]
pub struct Places<'a> {
    pub registers: &'a Registers,
    pub frame: &'a Frame,
    pub maps: &'a FrameMaps,
    pub homes: &'a Homes,
    pub named: &'a Named,
    pub code: &'a Code,
}

impl Places<'_> {
    /// Where a variable is that is set once or whose address is a value, range by range.
    fn of_values(&self, f: &Func, var: usize) -> Location {
        // They are in the order of their variables.
        let first = |var: usize| f.named.partition_point(|n| (n.var as usize) < var);
        let of_var = first(var)..first(var + 1);
        let Some(ty) = f.debug.get(var) else { return Location::Always(Vec::new()) };
        let table = |n: usize| match named::fixed(f, n) {
            Some(Fixed::Address(slot, _)) if ty.indirect => self.table_of_slot(slot),
            _ => self.code.places.get(self.homes.leaves.len() + self.named.values.binary_search(&n).ok()?),
        };
        let starts = of_var.clone().filter_map(table).flat_map(|t| t.entries().iter().map(|e| e.0));
        let mut starts: Vec<u32> = starts.collect();
        starts.sort_unstable();
        starts.dedup();
        let at = |pc: u32| {
            let place = |n: usize| table(n).map(|t| LeafPlace::from_code(t.at(pc)));
            if ty.indirect {
                return of_var.clone().next().and_then(|n| self.pointed(f, n, place(n)));
            }
            let pieces =
                of_var.clone().map(|n| Some((f.named[n].offset, f.named[n].ty.size(), self.value(f, n, place(n))?)));
            whole(&pieces.flatten().collect::<Vec<_>>(), ty.size)
        };
        if starts.is_empty() {
            return Location::Always(at(0).unwrap_or_default());
        }
        let ends = starts.iter().skip(1).copied().chain([u32::MAX]);
        Location::List(starts.iter().zip(ends).filter_map(|(&from, to)| Some((from, to, at(from)?))).collect())
    }
    /// The expression for a named value, whose place in the table is given if it has one.
    fn value(&self, f: &Func, n: usize, place: Option<LeafPlace>) -> Option<Vec<u8>> {
        match named::fixed(f, n) {
            Some(Fixed::Constant(value)) => Some(constant_location(value)),
            Some(Fixed::Address(slot, offset)) => {
                self.maps.used[slot].then(|| address_location(self.in_frame(slot, offset)))
            }
            None => self.expression(place?),
        }
    }
    /// The expression for what lies where a named value points to.
    fn pointed(&self, f: &Func, n: usize, place: Option<LeafPlace>) -> Option<Vec<u8>> {
        match (named::fixed(f, n), place) {
            (Some(Fixed::Address(slot, offset)), place) => {
                let there = self.maps.used[slot] && (self.named.alone[slot] || place == Some(LeafPlace::Home));
                there.then(|| frame_location(self.in_frame(slot, offset), false))
            }
            (None, Some(LeafPlace::Reg(r))) => Some(pointed_location((self.registers.dwarf_number)(r))),
            (None, Some(LeafPlace::Spill(n))) => Some(frame_location(self.spilled(n), true)),
            _ => None,
        }
    }
    fn in_frame(&self, slot: SlotId, offset: i32) -> i64 {
        self.frame.slots[slot] - self.frame.arg_offset() + i64::from(offset)
    }
    fn spilled(&self, n: u32) -> i64 {
        self.frame.spills[n as usize] as i64 - self.frame.arg_offset()
    }
    /// Where a slot that shares its place is there; none for other slots.
    fn table_of_slot(&self, slot: SlotId) -> Option<&PcTable> {
        let n = self.named.slots.binary_search(&slot).ok()?;
        self.code.places.get(self.homes.leaves.len() + self.named.values.len() + n)
    }
    /// A slot that shares its place: the ranges in which it is there.
    fn shared(&self, slot: SlotId, place: Vec<u8>) -> Location {
        let Some(table) = self.table_of_slot(slot) else { return Location::Always(Vec::new()) };
        let starts = || table.entries().iter().map(|e| e.0);
        let there = starts().zip(starts().skip(1).chain([u32::MAX]));
        let there = there.filter(|&(from, _)| LeafPlace::from_code(table.at(from)) == LeafPlace::Home);
        Location::List(there.map(|(from, to)| (from, to, place.clone())).collect())
    }
    fn expression(&self, place: LeafPlace) -> Option<Vec<u8>> {
        match place {
            LeafPlace::Unknown | LeafPlace::Home => None,
            LeafPlace::Reg(r) => Some(register_location((self.registers.dwarf_number)(r))),
            LeafPlace::Spill(n) => Some(frame_location(self.spilled(n), false)),
        }
    }
}

/// The expression for scalars (offset, size, place) of a variable; `None` if there is none. What lies between them is
/// unknown.
fn whole(pieces: &[(u64, u64, Vec<u8>)], size: u64) -> Option<Vec<u8>> {
    match pieces {
        [] => return None,
        [(0, n, place)] if *n == size => return Some(place.clone()),
        _ => {}
    }
    let (mut out, mut end) = (Vec::new(), 0);
    for (from, n, place) in pieces {
        if *from > end {
            out.extend(location_piece(from - end));
        }
        out.extend(place);
        out.extend(location_piece(*n));
        end = from + n;
    }
    if size > end {
        out.extend(location_piece(size - end));
    }
    Some(out)
}

/// Whether what copies of a function share has the variable: results without a name are the function's own alone.
pub(crate) fn is_shared(name: &str) -> bool {
    !name.starts_with("~r")
}

/// Types whose descriptors a function mentions.
fn mentioned_types(f: &Func) -> Vec<Arc<str>> {
    let names = f.syms.iter().filter_map(|s| s.name.strip_prefix("type:"));
    names.filter(|name| !name.starts_with('.')).map(Arc::from).collect()
}

/// The registers in which a parameter arrives that the prologue stores into its slot. Debuggers that call a function
/// put arguments where they are at its first instruction.
fn arrives_in(f: &Func, v: &ssa::DebugVar, slot: SlotId, homes: &Homes, registers: &Registers) -> Option<Vec<u8>> {
    let (SlotKind::Param(n) | SlotKind::Home(n)) = f.slots[slot].kind else { return None };
    let leaves = homes.leaves.iter().filter(|leaf| leaf.param == n && !v.indirect);
    let pieces: Vec<(Leaf, LeafPlace)> = leaves.map(|&leaf| (leaf, LeafPlace::Reg(leaf.reg))).collect();
    let size = f.sigs[f.sig].params.get(n as usize)?.layout.size();
    if pieces.is_empty() { None } else { expression(&pieces, size, registers) }
}

/// Where a parameter in registers is, range by range; left out is where nothing of it is known.
fn parameter_ranges(f: &Func, n: u32, places: &Places<'_>) -> Vec<(u32, u32, Vec<u8>)> {
    let homes = places.homes;
    let leaves: Vec<usize> = (0..homes.leaves.len()).filter(|&k| homes.leaves[k].param == n).collect();
    let table = |k: usize| places.code.places.get(k);
    let mut starts: Vec<u32> =
        leaves.iter().filter_map(|&k| table(k)).flat_map(|t| t.entries().iter().map(|e| e.0)).collect();
    starts.sort_unstable();
    starts.dedup();
    let size = f.sigs[f.sig].params[n as usize].layout.size();
    let at = |pc: u32| {
        let place = |k: usize| table(k).map_or(LeafPlace::Unknown, |t| LeafPlace::from_code(t.at(pc)));
        let pieces: Vec<(Leaf, LeafPlace)> = leaves.iter().map(|&k| (homes.leaves[k], place(k))).collect();
        expression(&pieces, size, places.registers)
    };
    let ends = starts.iter().skip(1).copied().chain([u32::MAX]);
    starts.iter().zip(ends).filter_map(|(&from, to)| Some((from, to, at(from)?))).collect()
}

/// The expression for scalars, each in a place of its own; `None` if none is known.
fn expression(pieces: &[(Leaf, LeafPlace)], size: u64, registers: &Registers) -> Option<Vec<u8>> {
    if pieces.iter().all(|p| p.1 == LeafPlace::Unknown) {
        return None;
    }
    let one = |out: &mut Vec<u8>, (leaf, place): &(Leaf, LeafPlace)| match place {
        LeafPlace::Unknown | LeafPlace::Spill(_) => {}
        LeafPlace::Home => out.extend(frame_location(leaf.home as i64, false)),
        LeafPlace::Reg(r) => out.extend(register_location((registers.dwarf_number)(*r))),
    };
    let mut out = Vec::new();
    if let [(leaf, _)] = pieces
        && leaf.ty.size() == size
    {
        one(&mut out, &pieces[0]);
        return Some(out);
    }
    let mut end = 0;
    for piece in pieces {
        let (from, n) = (piece.0.offset, piece.0.ty.size());
        if from > end {
            out.extend(location_piece(from - end));
        }
        one(&mut out, piece);
        out.extend(location_piece(n));
        end = from + n;
    }
    if size > end {
        out.extend(location_piece(size - end));
    }
    Some(out)
}
