//! Entries of functions in DWARF, without knowing any section: the subprogram with its variables and the calls that
//! were inlined into it, and what copies of an inlined function share. All come as bytes with the places where the linker
//! puts addresses and references. Authority: `PutDefaultFunc`, `PutAbstractFunc`, `PutConcreteFunc` and
//! `putInlinedFunc` in `cmd/internal/dwarf/dwarf.go`; DWARF 4, section 3.3.8.

use crate::abbrev::Abbrev;
use crate::code::{CodeNames, Hole};
use crate::leb::{uleb, uleb_len};
use gimli::constants::DW_OP_call_frame_cfa;

/// What the subprogram entry of a function without variables says.
#[derive(Clone, Copy, Debug)]
pub struct Subprogram<'a> {
    /// Full symbol name.
    pub name: &'a str,
    /// Whether it is a wrapper: no file and line then.
    pub wrapper: bool,
    /// File of the declaration, from 0.
    pub file: u32,
    /// Line of the declaration.
    pub line: u32,
    /// Visible outside its file.
    pub external: bool,
    /// Bytes of its code.
    pub size: u32,
    /// How it is named.
    pub names: CodeNames,
    /// It was inlined somewhere: what it is called and where it is declared stands in the entry that all copies share,
    /// whose variables begin at these offsets; some are not in it.
    pub shared: Option<&'a [Option<u32>]>,
}

/// What a variable is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VarKind {
    /// A parameter.
    Param,
    /// A result.
    Result,
    /// A local variable.
    Local,
}

/// A variable of a function.
#[derive(Clone, Debug)]
pub struct Variable<'a> {
    /// Name.
    pub name: &'a str,
    /// What it is.
    pub kind: VarKind,
    /// Line of its declaration.
    pub line: u32,
    /// Where it is.
    pub location: Place<'a>,
}

/// The variables of a function.
#[derive(Clone, Copy, Debug, Default)]
pub struct Variables<'a> {
    /// The first row for variables in the release that the entry is written for
    /// ([`first_var_row`](crate::abbrev::first_var_row)).
    pub first_row: u8,
    /// In the order of their entries.
    pub list: &'a [Variable<'a>],
}

/// Where a variable is.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// In one place, by its expression; empty when it has none.
    Always(&'a [u8]),
    /// As a location list says, which the entry refers to.
    List,
}

/// A subprogram entry with the places left open in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where the linker says where the function is.
    pub code: Vec<Hole>,
    /// What the entries of variables refer to, in their order.
    pub vars: Vec<VarHoles>,
    /// Where references to entries that copies share go.
    pub origins: Vec<Origin>,
    /// For each inlined call whose code a list of ranges tells, where the reference to the list goes (4 bytes), and which
    /// call it is.
    pub ranges: Vec<(u32, u32)>,
}

/// Where references of a variable's entry go (4 bytes each).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VarHoles {
    /// The inlined call that has the variable, as listed; none: the function itself.
    pub call: Option<u32>,
    /// Which of its variables this is.
    pub var: u32,
    /// For the type; copies have it from the shared entry.
    pub ty: Option<u32>,
    /// For the location list, if there is one.
    pub list: Option<u32>,
}

/// A reference (4 bytes) to an entry that copies of a function share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Where it goes.
    pub offset: u32,
    /// The inlined call that is the copy, as listed; none: the function itself.
    pub call: Option<u32>,
    /// From the start of the shared entry.
    pub addend: u32,
}

/// Rows for a local variable and for a parameter, from the first row for variables, each with a single location; the
/// rows before them are those with location lists.
const VAR_LOCAL: u8 = 7;
const VAR_PARAM: u8 = 13;
/// The same for variables of copies.
const COPIED_LOCAL: u8 = 3;
const COPIED_PARAM: u8 = 9;
/// Rows for variables in the entry that copies share.
const SHARED_LOCAL: u8 = 0;
const SHARED_PARAM: u8 = 1;

/// An inlined call.
#[derive(Clone, Copy, Debug)]
pub struct Inlined<'a> {
    /// Index of the one that it is in; −1: none.
    pub parent: i32,
    /// First byte and the one behind the last, of each piece of its code, from the function's start.
    pub ranges: &'a [(u32, u32)],
    /// File of the call, from 0.
    pub file: u32,
    /// Line of the call.
    pub line: u32,
    /// Where its variables stand in the entry that copies share.
    pub shared: &'a [u32],
    /// Its variables, as many.
    pub vars: &'a [Variable<'a>],
}

/// The entry that all copies of an inlined function share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where the reference to each variable's type goes (4 bytes).
    pub types: Vec<u32>,
}

/// What copies of a function share: of its variables name and type, and where they are declared.
pub fn shared(name: &str, line: u32, external: bool, first_row: u8, vars: &[Variable<'_>]) -> Shared {
    let mut out = vec![Abbrev::FunctionAbstract as u8];
    out.extend(name.as_bytes());
    out.extend([0, gimli::constants::DW_INL_inlined.0]);
    uleb(&mut out, u64::from(line));
    out.push(u8::from(external));
    let mut types = Vec::new();
    for v in vars {
        out.push(first_row + if v.kind == VarKind::Local { SHARED_LOCAL } else { SHARED_PARAM });
        out.extend(v.name.as_bytes());
        out.push(0);
        match v.kind {
            VarKind::Local => uleb(&mut out, u64::from(v.line)),
            kind => out.push(u8::from(kind == VarKind::Result)),
        }
        types.push(out.len() as u32);
        out.extend([0; 4]);
    }
    out.push(0);
    Shared { bytes: out, types }
}

/// Where each variable begins in what copies of a function share.
pub fn shared_offsets(name: &str, line: u32, vars: &[Variable<'_>]) -> Vec<u32> {
    let mut at = 4 + name.len() + uleb_len(u64::from(line));
    let mut offset = |v: &Variable<'_>| {
        let own = if v.kind == VarKind::Local { uleb_len(u64::from(v.line)) } else { 1 };
        let begin = at as u32;
        at += 6 + v.name.len() + own;
        begin
    };
    vars.iter().map(&mut offset).collect()
}

/// The subprogram entry with its variables and the calls that were inlined into it, parents first.
pub fn subprogram(sub: &Subprogram<'_>, vars: &Variables<'_>, calls: &[Inlined<'_>]) -> Entry {
    let abbrev = match (sub.wrapper, sub.shared) {
        (true, _) => Abbrev::Wrapper,
        (false, None) => Abbrev::Function,
        (false, Some(_)) => Abbrev::FunctionConcrete,
    };
    let mut e = Entry { bytes: vec![abbrev as u8], ..Entry::default() };
    match sub.shared {
        Some(_) => e.origin(None, 0),
        None => {
            e.bytes.extend(sub.name.as_bytes());
            e.bytes.push(0);
        }
    }
    sub.names.start(&mut e.bytes, &mut e.code);
    sub.names.end(&mut e.bytes, &mut e.code, sub.size);
    e.bytes.extend([1, DW_OP_call_frame_cfa.0]);
    match abbrev {
        Abbrev::Wrapper => e.bytes.push(1),
        Abbrev::Function => {
            e.bytes.extend((sub.file + 1).to_le_bytes());
            uleb(&mut e.bytes, u64::from(sub.line));
            e.bytes.push(u8::from(sub.external));
        }
        _ => {}
    }
    for (n, v) in vars.list.iter().enumerate() {
        let shared = sub.shared.and_then(|shared| shared.get(n).copied().flatten());
        e.variable(vars.first_row, v, (None, n as u32), shared);
    }
    let mut children = vec![Vec::new(); calls.len() + 1];
    for (n, call) in calls.iter().enumerate().filter(|(_, call)| !call.ranges.is_empty()) {
        children[(call.parent + 1) as usize].push(n);
    }
    e.calls(sub.names, vars.first_row, calls, &children, 0);
    e.bytes.push(0);
    e
}

impl Entry {
    fn origin(&mut self, call: Option<u32>, addend: u32) {
        self.origins.push(Origin { offset: self.bytes.len() as u32, call, addend });
        self.bytes.extend([0; 4]);
    }
    /// A variable: the n-th one of a call or of the function. A copy says where it is alone; what it is stands at an
    /// offset of the shared entry.
    fn variable(&mut self, first_row: u8, v: &Variable<'_>, (call, var): (Option<u32>, u32), shared: Option<u32>) {
        let row = match (shared.is_some(), v.kind) {
            (false, VarKind::Local) => VAR_LOCAL,
            (false, _) => VAR_PARAM,
            (true, VarKind::Local) => COPIED_LOCAL,
            (true, _) => COPIED_PARAM,
        };
        self.bytes.push(first_row + row - u8::from(matches!(v.location, Place::List)));
        let ty = match shared {
            Some(at) => {
                self.origin(call, at);
                None
            }
            None => Some(self.description(v)),
        };
        let mut list = None;
        match v.location {
            Place::List => {
                list = Some(self.bytes.len() as u32);
                self.bytes.extend([0; 4]);
            }
            Place::Always(location) => {
                // A block of more than 255 bytes cannot be written; expressions here have two operations.
                let location = if location.len() < 256 { location } else { &[] };
                self.bytes.push(location.len() as u8);
                self.bytes.extend(location);
            }
        }
        self.vars.push(VarHoles { call, var, ty, list });
    }
    /// Name, line and type; returns where the type goes.
    fn description(&mut self, v: &Variable<'_>) -> u32 {
        self.bytes.extend(v.name.as_bytes());
        self.bytes.push(0);
        if v.kind != VarKind::Local {
            self.bytes.push(u8::from(v.kind == VarKind::Result));
        }
        uleb(&mut self.bytes, u64::from(v.line));
        let ty = self.bytes.len() as u32;
        self.bytes.extend([0; 4]);
        ty
    }
    /// The calls that are in one of them, or in the function. `children`: those of the function, then of each call.
    fn calls(
        &mut self,
        names: CodeNames,
        first_row: u8,
        calls: &[Inlined<'_>],
        children: &[Vec<usize>],
        parent: usize,
    ) {
        for &n in &children[parent] {
            let call = &calls[n];
            match (names, call.ranges) {
                (CodeNames::Address, &[(from, to)]) => {
                    self.bytes.push(Abbrev::InlinedSubroutine as u8);
                    self.origin(Some(n as u32), 0);
                    names.hole(&mut self.bytes, &mut self.code, from);
                    names.hole(&mut self.bytes, &mut self.code, to);
                }
                _ => {
                    self.bytes.push(Abbrev::InlinedSubroutineRanges as u8);
                    self.origin(Some(n as u32), 0);
                    self.ranges.push((self.bytes.len() as u32, n as u32));
                    self.bytes.extend([0; 4]);
                }
            }
            self.bytes.extend((call.file + 1).to_le_bytes());
            uleb(&mut self.bytes, u64::from(call.line));
            for ((var, v), &at) in call.vars.iter().enumerate().zip(call.shared) {
                self.variable(first_row, v, (Some(n as u32), var as u32), Some(at));
            }
            self.calls(names, first_row, calls, children, n + 1);
            self.bytes.push(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::func::frame_location;

    #[test]
    fn entries_leave_room_for_addresses() {
        let names = CodeNames::Address;
        let sub = Subprogram {
            name: "p.f",
            wrapper: false,
            file: 0,
            line: 200,
            external: true,
            size: 300,
            names,
            shared: None,
        };
        let place = frame_location(-16, true);
        let x = Variable { name: "x", kind: VarKind::Result, line: 3, location: Place::Always(&place) };
        let vars = Variables { first_row: 32, list: &[x] };
        let Entry { bytes, code, vars: holes, .. } = subprogram(&sub, &vars, &[]);
        let hole = |offset, addend| Hole { offset, names, addend };
        let at = |ty| vec![VarHoles { call: None, var: 0, ty: Some(ty), list: None }];
        assert_eq!((code, holes), (vec![hole(5, 0), hole(13, 300)], at(35)));
        assert_eq!(bytes[..5], *b"\x03p.f\0");
        assert_eq!(bytes[21..31], [1, 0x9c, 1, 0, 0, 0, 0xc8, 1, 1, 32 + VAR_PARAM]);
        assert_eq!(bytes[31..], [b'x', 0, 1, 3, 0, 0, 0, 0, 3, 0x91, 0x70, 6, 0]);
        // An index of two bytes, the size as it is.
        let names = CodeNames::Index { width: 2 };
        let Entry { bytes: indexed, code, vars: holes, .. } = subprogram(&Subprogram { names, ..sub }, &vars, &[]);
        assert_eq!((code, holes), (vec![Hole { offset: 5, names, addend: 0 }], at(35 - 12)));
        assert_eq!(indexed[5..9], [0, 0, 0xac, 2]);
        assert_eq!(indexed[9..], bytes[21..]);
    }

    #[test]
    fn copies_refer_to_what_they_share() {
        let x = |location| Variable { name: "x", kind: VarKind::Param, line: 0, location };
        let y = |location| Variable { name: "y", kind: VarKind::Local, line: 300, location };
        let both = shared("p.f", 5, true, 32, &[x(Place::List), y(Place::List)]);
        assert_eq!(both.bytes[..8], *b"\x05p.f\0\x01\x05\x01");
        assert_eq!(both.bytes[8..], [33, b'x', 0, 0, 0, 0, 0, 0, 32, b'y', 0, 0xac, 2, 0, 0, 0, 0, 0]);
        let offsets = shared_offsets("p.f", 5, &[x(Place::List), y(Place::List)]);
        assert_eq!((&offsets[..], both.types), (&[8, 16][..], vec![12, 21]));
        let place = frame_location(-16, false);
        let vars = [x(Place::Always(&place)), y(Place::List)];
        let call = |parent, ranges| Inlined { parent, ranges, file: 1, line: 9, shared: &offsets, vars: &vars };
        let calls = [call(-1, &[(8, 16)][..]), call(0, &[(9, 10), (11, 12)][..]), call(-1, &[][..])];
        let names = CodeNames::Address;
        let sub =
            Subprogram { name: "p.g", wrapper: false, file: 0, line: 1, external: true, size: 20, names, shared: None };
        let e = subprogram(&sub, &Variables::default(), &calls);
        let origins: Vec<_> = e.origins.iter().map(|o| (o.call, o.addend)).collect();
        assert_eq!(origins, [(Some(0), 0), (Some(0), 8), (Some(0), 16), (Some(1), 0), (Some(1), 8), (Some(1), 16)]);
        let holes: Vec<_> = e.vars.iter().map(|v| (v.call, v.var, v.ty, v.list.is_some())).collect();
        let of_call = |n| [(Some(n), 0, None, false), (Some(n), 1, None, true)];
        assert_eq!(holes, [of_call(0), of_call(1)].concat());
        assert_eq!((e.ranges.len(), e.ranges[0].1), (1, 1));
        let addends: Vec<u32> = e.code.iter().map(|hole| hole.addend).collect();
        assert_eq!(addends, [0, 20, 8, 16]);
        // The function's own copy.
        let in_entry: Vec<Option<u32>> = offsets.iter().map(|&at| Some(at)).collect();
        let own = Subprogram { shared: Some(&in_entry), ..sub };
        let e = subprogram(&own, &Variables { first_row: 32, list: &vars }, &[]);
        assert_eq!((e.bytes[0], e.origins.len(), e.origins[2].addend), (Abbrev::FunctionConcrete as u8, 3, 16));
    }
}
