//! Where everything lies in its section. In: what belongs to each unit and the type entries.
//! Out: units in the order of their code, the pieces the linker adds to each (head of the
//! unit, head of the line program), and the offset of every debugging symbol and type entry.
//! Facts that hold after: sizes of all sections are final; every reference has a target.

use super::Context;
use super::addresses::{self, LIST_SECTION_HEAD, NOWHERE, SECTION_HEAD};
use super::types::Types;
use super::units::{Found, Unit};
use crate::load::UnitId;
use crate::pcln::expand;
use crate::symbols::Sym;
use base::IdVec;
use dwarf::abbrev::go::DW_AT_GO_PACKAGE_NAME;
use dwarf::code::put_index;
use dwarf::func::range_list;
use dwarf::{Abbrev, Attr, CU_INFO_PREFIX, DieId, INFO_PREFIX, Piece, Tree, line};
use gimli::constants::*;
use rayon::prelude::*;
use release::DebugFormat;

/// Of each unit, what comes before its entry, length and offset of the abbreviations open: version, address size.
const UNIT_HEAD_4: [u8; 11] = [0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 8];
/// The same in DWARF 5: version, kind of unit, address size.
const UNIT_HEAD_5: [u8; 12] = [0, 0, 0, 0, 5, 0, DW_UT_compile.0, 8, 0, 0, 0, 0];

/// One unit's part of the sections.
#[derive(Debug)]
pub struct PlannedUnit {
    /// What belongs to it.
    pub unit: Unit,
    /// Head of its part of `.debug_info`, length and references open.
    pub head: Piece<Sym>,
    /// Type entries behind everything else, for one unit of the runtime.
    pub holds_types: bool,
    /// Head of its line program; empty without code.
    pub line_head: Vec<u8>,
    /// Its own ranges; empty without code.
    pub own_ranges: Vec<u8>,
    /// Its table of addresses, since DWARF 5.
    pub addresses: Vec<Sym>,
    /// Start and size of its part of `.debug_info`.
    pub info: (u32, u32),
    /// The same in `.debug_line`.
    pub line: (u32, u32),
    /// The same in `.debug_ranges` or `.debug_rnglists`.
    pub ranges: (u32, u32),
    /// The same in `.debug_loc` or `.debug_loclists`.
    pub loc: (u32, u32),
}

/// Where the next unit's parts begin.
#[derive(Clone, Copy, Debug)]
struct Ends {
    info: u32,
    line: u32,
    ranges: u32,
    loc: u32,
    addresses: u32,
}

/// Everything in its place.
pub struct Plan {
    /// Units in the order of the file.
    pub units: Vec<PlannedUnit>,
    /// Type entries.
    pub types: Piece<Sym>,
    /// Offset of a symbol in its debugging section, or [`NOWHERE`].
    pub offsets: IdVec<Sym, u32>,
    /// Index of a function in its unit's table of addresses, or [`NOWHERE`].
    pub indices: IdVec<Sym, u32>,
    /// Offset of type entries in `.debug_info`.
    pub dies: IdVec<DieId, u32>,
    /// Address of the first function of each unit of the link; 0 without code.
    pub unit_starts: IdVec<UnitId, u64>,
    /// Where the debugger script lies.
    pub script: Option<String>,
}

/// Places everything.
pub fn plan(cx: &Context<'_, '_>, mut found: Found, types: &Types<'_, '_>) -> Plan {
    let mut order = found.order.clone();
    order.sort_by_key(|&u| unit_key(cx, &found.units[u], u));
    let runtime = found.order.iter().rev().copied().find(|&u| path(cx, u) == "runtime");
    let files: Vec<Vec<String>> = order.par_iter().map(|&u| file_names(cx, u)).collect();
    let addresses: Vec<Vec<Sym>> = match cx.input.format {
        DebugFormat::Dwarf4 => vec![Vec::new(); order.len()],
        DebugFormat::Dwarf5 => order.par_iter().map(|&u| addresses::of_unit(cx, u, &found.units[u])).collect(),
    };
    let script = order.iter().zip(&files).find_map(|(&u, files)| script(path(cx, u), files));
    let mut plan = Plan {
        units: Vec::with_capacity(order.len()),
        types: Piece::default(),
        offsets: IdVec::filled(NOWHERE, cx.symbols.len()),
        indices: addresses::indices(cx, &addresses),
        dies: IdVec::filled(NOWHERE, types.tree.dies.len()),
        unit_starts: found.units.iter().map(|u| u.functions.first().map_or(0, |f| cx.symbols.values[f.text])).collect(),
        script,
    };
    types.top.iter().for_each(|&d| types.tree.write(d, &mut plan.types));
    let (lists, table) = match cx.input.format {
        DebugFormat::Dwarf4 => (0, 0),
        DebugFormat::Dwarf5 => (LIST_SECTION_HEAD, SECTION_HEAD),
    };
    let mut ends = Ends { info: 0, line: 0, ranges: lists, loc: lists, addresses: table };
    for ((id, files), addresses) in order.into_iter().zip(files).zip(addresses) {
        let unit = std::mem::take(&mut found.units[id]);
        let holds_types = Some(id) == runtime;
        if !unit.functions.is_empty() || !unit.variables.is_empty() || holds_types {
            plan.place_unit(cx, id, Contents { unit, holds_types, files, addresses }, &mut ends);
        }
    }
    plan.place_named_entries(cx, types);
    plan
}

/// Units with code by address, then the others by path.
fn unit_key<'s>(cx: &Context<'s, '_>, unit: &Unit, id: UnitId) -> (bool, u64, &'s str) {
    match unit.functions.first() {
        Some(f) => (false, cx.symbols.values[f.text], ""),
        None => (true, 0, path(cx, id)),
    }
}

fn path<'s>(cx: &Context<'s, '_>, unit: UnitId) -> &'s str {
    &cx.inputs.libs[cx.inputs.units[unit].lib].path
}

fn file_names(cx: &Context<'_, '_>, unit: UnitId) -> Vec<String> {
    let files = cx.symbols.units[unit].object.files();
    let shown = files.map(|f| String::from_utf8_lossy(&expand(f, cx.input.goroot)).into_owned());
    shown.enumerate().map(|(i, f)| if f.is_empty() { format!("<missing>_{i}") } else { f }).collect()
}

/// The script lies beside the scheduler's source, which is in every program.
fn script(path: &str, files: &[String]) -> Option<String> {
    let from = |f: &String| f.find("runtime/proc.go").map(|i| format!("{}runtime/runtime-gdb.py", &f[..i]));
    if path == "runtime" { files.iter().find_map(from) } else { None }
}

/// What a unit is placed with.
struct Contents {
    unit: Unit,
    holds_types: bool,
    files: Vec<String>,
    addresses: Vec<Sym>,
}

impl Plan {
    fn place_unit(&mut self, cx: &Context<'_, '_>, id: UnitId, contents: Contents, ends: &mut Ends) {
        let Contents { unit, holds_types, files, addresses } = contents;
        let format = cx.input.format;
        let head = unit_head(cx, id, &unit, *ends);
        let info = self.place_info(cx, &unit, ends.info, head.bytes.len() as u32, holds_types);
        let info = (ends.info, info);
        let (mut line, mut ranges, mut loc) = ((ends.line, 0), (ends.ranges, 0), (ends.loc, 0));
        let (mut line_head, mut own_ranges) = (Vec::new(), Vec::new());
        if let Some(first) = unit.functions.first() {
            let programs = place(self, cx, unit.functions.iter().filter_map(|f| f.lines), 0);
            line_head = line::header(format, &files, programs);
            line.1 = line_head.len() as u32 + programs;
            own_ranges = self.own_ranges(format, &unit, first.text);
            let own = own_ranges.len() as u32;
            ranges.1 = own + place(self, cx, unit.functions.iter().filter_map(|f| f.ranges), ranges.0 + own);
            loc.1 = place(self, cx, unit.functions.iter().filter_map(|f| f.loc), loc.0);
        }
        *ends = Ends {
            info: info.0 + info.1,
            line: line.0 + line.1,
            ranges: ranges.0 + ranges.1,
            loc: loc.0 + loc.1,
            addresses: ends.addresses + 8 * addresses.len() as u32,
        };
        self.units.push(PlannedUnit {
            unit,
            head,
            holds_types,
            line_head,
            own_ranges,
            addresses,
            info,
            line,
            ranges,
            loc,
        });
    }

    /// The ranges of a unit's code, from its first function on.
    fn own_ranges(&self, format: DebugFormat, unit: &Unit, first: Sym) -> Vec<u8> {
        let mut out = Vec::new();
        match format {
            DebugFormat::Dwarf4 => {
                let ends = unit.ranges.iter().chain([&(0, 0)]);
                ends.for_each(|(start, end)| out.extend([start.to_le_bytes(), end.to_le_bytes()].concat()));
            }
            DebugFormat::Dwarf5 => {
                let hole = range_list(&mut out, &unit.ranges) as usize;
                // There are fewer functions than four bytes can count: each has a symbol.
                let _fits = put_index(&mut out[hole..hole + 4], self.indices[first]);
            }
        }
        out
    }

    /// Gives the entries of a unit their offsets; returns the size of its part.
    fn place_info(&mut self, cx: &Context<'_, '_>, unit: &Unit, at: u32, head: u32, holds_types: bool) -> u32 {
        let mut size = head + place(self, cx, unit.info_symbols(), at + head);
        if holds_types {
            for &(die, offset) in &self.types.dies {
                self.dies[die] = at + size + offset;
            }
            size += self.types.bytes.len() as u32;
        }
        size + 1
    }

    /// Objects refer to type entries by name.
    fn place_named_entries(&mut self, cx: &Context<'_, '_>, types: &Types<'_, '_>) {
        for (name, &sym) in &cx.symbols.by_name[0] {
            let Some(name) = name.strip_prefix(INFO_PREFIX) else { continue };
            if self.offsets[sym] == NOWHERE
                && let Some(die) = types.find(name)
            {
                self.offsets[sym] = self.dies[die];
            }
        }
    }
}

impl Unit {
    /// The symbols of its part of `.debug_info`, in order.
    pub fn info_symbols(&self) -> impl Iterator<Item = Sym> + '_ {
        let functions = self.functions.iter().filter_map(|f| f.info);
        self.abstracts.iter().copied().chain(functions).chain(self.consts).chain(self.variables.iter().copied())
    }
}

/// Places symbols one behind the other from `at` on; returns their size together.
fn place(plan: &mut Plan, cx: &Context<'_, '_>, symbols: impl Iterator<Item = Sym>, at: u32) -> u32 {
    let mut next = at;
    for sym in symbols {
        plan.offsets[sym] = next;
        next += cx.symbols.data(sym).len() as u32;
    }
    next - at
}

/// The head of a unit's part of `.debug_info`: fixed head and the unit's own entry.
fn unit_head(cx: &Context<'_, '_>, id: UnitId, unit: &Unit, at: Ends) -> Piece<Sym> {
    let path = path(cx, id);
    let text = |name: &str| {
        let sym = cx.symbols.lookup(&format!("{CU_INFO_PREFIX}{name}.{path}"), 0);
        sym.map(|s| String::from_utf8_lossy(cx.symbols.data(s)).into_owned()).filter(|s| !s.is_empty())
    };
    let producer = match text("producer") {
        Some(flags) => format!("Go cmd/compile {}; {flags}", cx.input.version),
        None => format!("Go cmd/compile {}", cx.input.version),
    };
    let mut tree = Tree::new(cx.symbols.release, cx.input.format);
    let abbrev = if unit.functions.is_empty() { Abbrev::CompUnitTextless } else { Abbrev::CompUnit };
    let id = tree.add(abbrev, path);
    let die = &mut tree.dies[id];
    die.set(DW_AT_language, Attr::Const(i64::from(DW_LANG_Go.0)));
    die.set(DW_AT_comp_dir, Attr::Str(".".into()));
    die.set(DW_AT_producer, Attr::Str(producer.into()));
    die.set(DW_AT_GO_PACKAGE_NAME, Attr::Str(text("packagename").unwrap_or_default().into()));
    if let Some(first) = unit.functions.first() {
        die.set(DW_AT_stmt_list, Attr::Section(at.line));
        die.set(DW_AT_ranges, Attr::Section(at.ranges));
        die.set(DW_AT_addr_base, Attr::Section(at.addresses));
        die.set(DW_AT_low_pc, Attr::Address(first.text));
    }
    let mut piece = Piece::default();
    match cx.input.format {
        DebugFormat::Dwarf4 => piece.bytes.extend(UNIT_HEAD_4),
        DebugFormat::Dwarf5 => piece.bytes.extend(UNIT_HEAD_5),
    }
    tree.write_head(id, &mut piece);
    piece
}
