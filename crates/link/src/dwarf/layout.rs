//! Where everything lies in its section. In: what belongs to each unit and the type entries.
//! Out: units in the order of their code, the pieces the linker adds to each (head of the
//! unit, head of the line program), and the offset of every debugging symbol and type entry.
//! Facts that hold after: sizes of all sections are final; every reference has a target.

use super::Context;
use super::types::Types;
use super::units::{Found, Unit};
use crate::load::UnitId;
use crate::pcln::expand;
use crate::symbols::Sym;
use base::IdVec;
use dwarf::abbrev::go::DW_AT_GO_PACKAGE_NAME;
use dwarf::{Abbrev, Attr, CU_INFO_PREFIX, DieId, INFO_PREFIX, Piece, Tree, line};
use gimli::constants::*;
use rayon::prelude::*;

/// An offset nobody has.
pub const NOWHERE: u32 = u32::MAX;
/// Length, version, abbreviations, address size.
const UNIT_HEAD: usize = 4 + 2 + 4 + 1;

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
    /// Start and size of its part of `.debug_info`.
    pub info: (u32, u32),
    /// The same in `.debug_line`.
    pub line: (u32, u32),
    /// The same in `.debug_ranges`.
    pub ranges: (u32, u32),
    /// The same in `.debug_loc`.
    pub loc: (u32, u32),
}

/// Everything in its place.
pub struct Plan {
    /// Units in the order of the file.
    pub units: Vec<PlannedUnit>,
    /// Type entries.
    pub types: Piece<Sym>,
    /// Offset of a symbol in its debugging section, or [`NOWHERE`].
    pub offsets: IdVec<Sym, u32>,
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
    let script = order.iter().zip(&files).find_map(|(&u, files)| script(path(cx, u), files));
    let mut plan = Plan {
        units: Vec::with_capacity(order.len()),
        types: Piece::default(),
        offsets: IdVec::filled(NOWHERE, cx.symbols.len()),
        dies: IdVec::filled(NOWHERE, types.tree.dies.len()),
        unit_starts: found.units.iter().map(|u| u.functions.first().map_or(0, |f| cx.symbols.values[f.text])).collect(),
        script,
    };
    types.top.iter().for_each(|&d| types.tree.write(d, &mut plan.types));
    let mut at = [0u32; 4];
    for (id, files) in order.into_iter().zip(files) {
        let unit = std::mem::take(&mut found.units[id]);
        let holds_types = Some(id) == runtime;
        if !unit.functions.is_empty() || !unit.variables.is_empty() || holds_types {
            plan.place_unit(cx, id, unit, holds_types, &files, &mut at);
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

impl Plan {
    fn place_unit(
        &mut self,
        cx: &Context<'_, '_>,
        id: UnitId,
        unit: Unit,
        holds_types: bool,
        files: &[String],
        at: &mut [u32; 4],
    ) {
        let [info_at, line_at, ranges_at, loc_at] = *at;
        let has_code = !unit.functions.is_empty();
        let head = unit_head(cx, id, &unit, line_at, ranges_at);
        let info = self.place_info(cx, &unit, info_at, head.bytes.len() as u32, holds_types);
        let (mut line, mut ranges, mut loc) = ((line_at, 0), (ranges_at, 0), (loc_at, 0));
        let mut line_head = Vec::new();
        if has_code {
            let programs = place(self, cx, unit.functions.iter().filter_map(|f| f.lines), 0);
            line_head = line::header(files, programs);
            line.1 = line_head.len() as u32 + programs;
            let own = (unit.ranges.len() as u32 + 1) * 16;
            ranges.1 = own + place(self, cx, unit.functions.iter().filter_map(|f| f.ranges), ranges_at + own);
            loc.1 = place(self, cx, unit.functions.iter().filter_map(|f| f.loc), loc_at);
        }
        *at = [info_at + info, line_at + line.1, ranges_at + ranges.1, loc_at + loc.1];
        let info = (info_at, info);
        self.units.push(PlannedUnit { unit, head, holds_types, line_head, info, line, ranges, loc });
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
fn unit_head(cx: &Context<'_, '_>, id: UnitId, unit: &Unit, line_at: u32, ranges_at: u32) -> Piece<Sym> {
    let path = path(cx, id);
    let text = |name: &str| {
        let sym = cx.symbols.lookup(&format!("{CU_INFO_PREFIX}{name}.{path}"), 0);
        sym.map(|s| String::from_utf8_lossy(cx.symbols.data(s)).into_owned()).filter(|s| !s.is_empty())
    };
    let producer = match text("producer") {
        Some(flags) => format!("Go cmd/compile {}; {flags}", cx.input.version),
        None => format!("Go cmd/compile {}", cx.input.version),
    };
    let mut tree = Tree::new(cx.symbols.release);
    let abbrev = if unit.functions.is_empty() { Abbrev::CompUnitTextless } else { Abbrev::CompUnit };
    let id = tree.add(abbrev, path);
    let die = &mut tree.dies[id];
    die.set(DW_AT_language, Attr::Const(i64::from(DW_LANG_Go.0)));
    die.set(DW_AT_comp_dir, Attr::Str(".".into()));
    die.set(DW_AT_producer, Attr::Str(producer.into()));
    die.set(DW_AT_GO_PACKAGE_NAME, Attr::Str(text("packagename").unwrap_or_default().into()));
    if let Some(first) = unit.functions.first() {
        die.set(DW_AT_stmt_list, Attr::Section(line_at));
        die.set(DW_AT_ranges, Attr::Section(ranges_at));
        die.set(DW_AT_low_pc, Attr::Address(first.text));
    }
    let mut piece = Piece::default();
    piece.bytes.extend([0; UNIT_HEAD]);
    piece.bytes[4..6].copy_from_slice(&4u16.to_le_bytes());
    piece.bytes[UNIT_HEAD - 1] = 8;
    tree.write_head(id, &mut piece);
    piece
}
