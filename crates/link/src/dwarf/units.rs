//! What belongs to each compilation unit. In: symbols and functions. Out: per unit its
//! functions and their debugging symbols, the variables, and what all of these refer to, in
//! order of first reference. Scanning runs in parallel over units; each unit is one object.

use super::Context;
use crate::kind::Kind;
use crate::load::UnitId;
use crate::symbols::{Attr, Sym};
use base::{FxHashMap, FxHashSet, IdVec};
use dwarf::{CONST_INFO_PREFIX, INFO_PREFIX};
use goobj::AuxKind;
use obj::{RelocKind, SymFlags, SymKind};
use rayon::prelude::*;

/// What a debugging symbol refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// A type by the name of its entry (`go:info.T`).
    Entry(Sym),
    /// A type by its descriptor.
    Type(Sym),
    /// An inlined function's shared entry.
    Abstract(Sym),
}

/// The debugging symbols of one function.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// The code.
    pub text: Sym,
    /// Its entry.
    pub info: Option<Sym>,
    /// Its location lists.
    pub loc: Option<Sym>,
    /// Its address ranges.
    pub ranges: Option<Sym>,
    /// Its line program.
    pub lines: Option<Sym>,
}

/// One compilation unit.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Functions in the order of the package, which is that of their addresses but for those that are kept together
    /// with functions of other packages.
    pub functions: Vec<Function>,
    /// What the functions refer to, each once.
    pub references: Vec<Reference>,
    /// Shared entries of inlined functions that this unit holds.
    pub abstracts: Vec<Sym>,
    /// The package's constants.
    pub consts: Option<Sym>,
    /// Entries of variables.
    pub variables: Vec<Sym>,
    /// Start and end of its code, from the start of its first function.
    pub ranges: Vec<(u64, u64)>,
}

/// All units and what is known of variables.
#[derive(Debug)]
pub struct Found {
    /// By unit of the link.
    pub units: IdVec<UnitId, Unit>,
    /// Units in the order packages are visited.
    pub order: Vec<UnitId>,
    /// Types of variables and of dictionaries, in symbol order.
    pub variable_types: Vec<Sym>,
}

/// Finds everything.
pub fn collect(cx: &Context<'_, '_>) -> Found {
    let mut units = functions(cx);
    units.as_mut_slice().par_iter_mut().for_each(|u| scan(cx, u));
    let order = unit_order(cx);
    for &lib in cx.libs {
        let name = format!("{CONST_INFO_PREFIX}{}", cx.inputs.libs[lib].path);
        if let (Some(consts), Some(&first)) =
            (cx.symbols.lookup(&name, 0), order.iter().find(|&&u| cx.inputs.units[u].lib == lib))
        {
            units[first.0 as usize].consts = Some(consts);
        }
    }
    let mut found = Found { units: units.into(), order, variable_types: Vec::new() };
    variables(cx, &mut found);
    found
}

fn unit_order(cx: &Context<'_, '_>) -> Vec<UnitId> {
    let mut by_lib: FxHashMap<_, Vec<UnitId>> = FxHashMap::default();
    for (id, unit) in cx.inputs.units.iter_enumerated() {
        by_lib.entry(unit.lib).or_default().push(id);
    }
    cx.libs.iter().filter_map(|lib| by_lib.get(lib)).flatten().copied().collect()
}

/// Distributes functions over units and finds where each unit's code lies.
fn functions(cx: &Context<'_, '_>) -> Vec<Unit> {
    let symbols = cx.symbols;
    let mut units = vec![Unit::default(); cx.inputs.units.len()];
    for &text in cx.input.by_package {
        if let Some(place) = symbols.definition_place(text) {
            units[place.unit.0 as usize].functions.push(function(cx, text));
        }
    }
    let mut last = None;
    for &text in cx.input.text {
        let Some(place) = symbols.definition_place(text) else { continue };
        let unit = &mut units[place.unit.0 as usize];
        if symbols.func_info(text).is_none() {
            continue;
        }
        // Less than nothing for what stands in front of the first one.
        let start = symbols.values[text].wrapping_sub(symbols.values[unit.functions[0].text]);
        if last != Some(place.unit) {
            unit.ranges.push((start, start));
            last = Some(place.unit);
        }
        if let Some(range) = unit.ranges.last_mut() {
            range.1 = start.wrapping_add(symbols.data(text).len() as u64);
        }
    }
    units
}

fn function(cx: &Context<'_, '_>, text: Sym) -> Function {
    let mut f = Function { text, info: None, loc: None, ranges: None, lines: None };
    for (kind, sym) in cx.symbols.auxs(text) {
        let slot = match kind {
            AuxKind::DwarfInfo => &mut f.info,
            AuxKind::DwarfLoc => &mut f.loc,
            AuxKind::DwarfRanges => &mut f.ranges,
            AuxKind::DwarfLines => &mut f.lines,
            _ => continue,
        };
        *slot = (!cx.symbols.data(sym).is_empty()).then_some(sym);
    }
    f
}

/// Finds what the entries of a unit's functions refer to.
fn scan(cx: &Context<'_, '_>, unit: &mut Unit) {
    let mut seen = FxHashSet::default();
    for f in &mut unit.functions {
        let Some(info) = f.info else {
            // A function without an entry has no further debugging symbols but lines.
            (f.loc, f.ranges) = (None, None);
            continue;
        };
        let has_loc = cx.symbols.relocs(info).any(|r| Some(r.sym) == f.loc);
        f.loc = f.loc.filter(|_| has_loc);
        unit.references.extend(references(cx, info).filter(|&r| seen.insert(r)));
    }
}

/// What a debugging entry refers to, in order.
pub fn references<'s>(cx: &Context<'s, '_>, info: Sym) -> impl Iterator<Item = Reference> + 's {
    let symbols = cx.symbols;
    symbols.relocs(info).filter(|r| !r.sym.is_none()).filter_map(move |r| match r.kind() {
        Some(RelocKind::UseType) => Some(Reference::Type(r.sym)),
        Some(RelocKind::DwarfSecRef) => match object_kind(symbols, r.sym) {
            SymKind::DwarfAbsFunc => Some(Reference::Abstract(r.sym)),
            SymKind::DwarfType | SymKind::Undefined if symbols.name(r.sym).starts_with(INFO_PREFIX) => {
                Some(Reference::Entry(r.sym))
            }
            _ => None,
        },
        _ => None,
    })
}

/// The kind as the object states it.
fn object_kind(symbols: &crate::symbols::Symbols<'_>, sym: Sym) -> SymKind {
    symbols.definition(sym).map_or(SymKind::Undefined, |(unit, local)| unit.object.sym(local).kind())
}

/// Finds entries of global variables, and the types that they and dictionaries have.
fn variables(cx: &Context<'_, '_>, found: &mut Found) {
    let symbols = cx.symbols;
    for sym in symbols.ids() {
        if !symbols.is_reachable(sym) || symbols.attrs[sym].contains(Attr::HIDDEN) || symbols.is_file_local(sym) {
            continue;
        }
        let Some(place) = symbols.definition_place(sym) else { continue };
        let kind = object_kind(symbols, sym).outside_fips();
        // What the linker fills in, the official one does not take for a variable.
        if symbols.kind(sym) == Kind::FipsInfo {
            continue;
        }
        let is_data = matches!(kind, SymKind::RoData | SymKind::Data | SymKind::NoPtrData)
            || matches!(kind, SymKind::Bss | SymKind::NoPtrBss | SymKind::TlsBss);
        if !is_data {
            continue;
        }
        let (mut gotype, mut entry) = (None, None);
        for (kind, aux) in symbols.auxs(sym) {
            match kind {
                AuxKind::GoType => gotype = aux.some(),
                AuxKind::DwarfInfo => entry = aux.some(),
                _ => {}
            }
        }
        match (gotype, entry) {
            (Some(ty), Some(entry)) => {
                found.variable_types.push(ty);
                found.units[place.unit].variables.push(entry);
            }
            (None, _) if kind == SymKind::RoData && symbols.flags(sym).contains(SymFlags::DICT) => {
                let types = symbols.relocs(sym).filter(|r| r.kind() == Some(RelocKind::UseIface));
                found.variable_types.extend(types.filter_map(|r| r.sym.some()));
            }
            _ => {}
        }
    }
}
