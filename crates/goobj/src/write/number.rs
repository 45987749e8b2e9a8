//! Gives every symbol of a unit its place in the object: content-addressed ones by class, then
//! those found by name, then the package's own; references by first use; function records and
//! DWARF pieces behind the own definitions (facts: `NumberSyms` and `isNonPkgSym` in
//! `cmd/internal/obj/sym.go`, `genFuncInfoSyms` in `objfile.go`).

use crate::format::{PKG_BUILTIN, PKG_HASHED, PKG_HASHED64, PKG_NONE, PKG_SELF};
use crate::raw::WriteError;
use crate::refs::SymRef;
use crate::write::walk::{Lists, Met, dwarf_pieces, function, walk};
use base::{FxHashMap, IdVec};
use obj::{Abi, Definition, Home, SymFlags, SymId, SymKind, Symbol, Unit};
use release::Release;
use std::sync::Arc;

/// What stands in a row of a symbol table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// A symbol of the unit.
    Sym(SymId),
    /// The record of a function.
    FuncInfo(SymId),
    /// A pc table of a function.
    Table(SymId, usize),
    /// The name of a source file.
    File(u32),
}

/// The places of all symbols.
pub(crate) struct Numbering {
    /// The definitions by role.
    pub lists: Lists,
    /// Rows of the four definition tables.
    pub defs: [Vec<Row>; 4],
    /// Rows of the reference table.
    pub refs: Vec<Row>,
    /// Referenced packages, the first one empty.
    pub packages: Vec<Arc<str>>,
    /// The reference of every symbol that has one.
    pub places: IdVec<SymId, Option<SymRef>>,
    /// The place of each function record.
    pub records: FxHashMap<SymId, SymRef>,
    /// The place of each pc table.
    pub tables: FxHashMap<(SymId, usize), SymRef>,
}

/// The four definition tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Own = 0,
    Hashed64 = 1,
    Hashed = 2,
    NonPkg = 3,
}

impl Class {
    fn package(self) -> u32 {
        match self {
            Class::Own => PKG_SELF,
            Class::Hashed64 => PKG_HASHED64,
            Class::Hashed => PKG_HASHED,
            Class::NonPkg => PKG_NONE,
        }
    }
}

impl Numbering {
    fn define(&mut self, class: Class, row: Row) -> SymRef {
        let rows = &mut self.defs[class as usize];
        rows.push(row);
        SymRef { pkg: class.package(), sym: rows.len() as u32 - 1 }
    }
    /// The reference to a symbol; all zero for none.
    pub(crate) fn place(&self, id: SymId) -> SymRef {
        let nothing = SymRef { pkg: 0, sym: 0 };
        id.some().and_then(|id| self.places[id]).unwrap_or(nothing)
    }
}

/// Numbers the symbols of a unit.
pub(crate) fn number(unit: &Unit, release: Release) -> Result<Numbering, WriteError> {
    let mut n = Numbering {
        lists: Lists::of(unit),
        defs: Default::default(),
        refs: Vec::new(),
        packages: vec!["".into()],
        places: IdVec::filled(None, unit.symbols.len()),
        records: FxHashMap::default(),
        tables: FxHashMap::default(),
    };
    definitions(unit, &mut n);
    // Definitions have places; everything else met is a reference.
    references(unit, release, &mut n)?;
    function_pieces(unit, &mut n);
    Ok(n)
}

fn definitions(unit: &Unit, n: &mut Numbering) {
    let mut met = Vec::new();
    walk(unit, &n.lists, &mut |m| met.push(m));
    for m in met {
        match m {
            Met::Def(id) => {
                let symbol = &unit.symbols[id];
                let Some(def) = &symbol.def else { continue };
                let place = n.define(class(unit, symbol, def), Row::Sym(id));
                n.places[id] = Some(place);
            }
            Met::Table(id, slot) => {
                let place = n.define(Class::Hashed, Row::Table(id, slot));
                n.tables.insert((id, slot), place);
            }
            Met::Ref(_) | Met::Aux(_) | Met::File(_) => {}
        }
    }
}

fn class(unit: &Unit, symbol: &Symbol, def: &Definition) -> Class {
    if def.flags.contains(SymFlags::CONTENT_ADDRESSABLE) {
        let short = def.size <= 8 && def.relocs.is_empty() && section_class(&symbol.name, def) == 0;
        return if short { Class::Hashed64 } else { Class::Hashed };
    }
    let by_name = match unit.from_assembly {
        true => symbol.abi != Abi::Static,
        false => symbol.home == Home::ByName,
    };
    if by_name || def.flags.contains(SymFlags::DUPOK) { Class::NonPkg } else { Class::Own }
}

fn references(unit: &Unit, release: Release, n: &mut Numbering) -> Result<(), WriteError> {
    let mut met = Vec::new();
    walk(unit, &n.lists, &mut |m| met.push(m));
    let mut rows: FxHashMap<Arc<str>, u32> = FxHashMap::default();
    let mut files: FxHashMap<u32, ()> = FxHashMap::default();
    for m in met {
        match m {
            Met::Ref(id) | Met::Aux(id) if n.places[id].is_none() => {
                let place = reference(unit, release, id, n, &mut rows)?;
                n.places[id] = Some(place);
            }
            Met::File(f) if files.insert(f, ()).is_none() => n.refs.push(Row::File(f)),
            _ => {}
        }
    }
    Ok(())
}

/// The place of a symbol that is not defined in the unit, or that is a DWARF piece of a
/// function: those get a row among the references, too, which nothing uses.
fn reference(
    unit: &Unit,
    release: Release,
    id: SymId,
    n: &mut Numbering,
    rows: &mut FxHashMap<Arc<str>, u32>,
) -> Result<SymRef, WriteError> {
    let symbol = &unit.symbols[id];
    if !n.lists.dwarf.contains(&id) {
        if let Some(index) = builtin(release, symbol) {
            return Ok(SymRef { pkg: PKG_BUILTIN, sym: index });
        }
        match &symbol.home {
            Home::Here => return Err(WriteError::Undefined(symbol.name.to_string())),
            Home::Package { path, index } => {
                let next = n.packages.len() as u32;
                let pkg = *rows.entry(path.clone()).or_insert(next);
                if pkg == next {
                    n.packages.push(path.clone());
                }
                return Ok(SymRef { pkg, sym: *index });
            }
            Home::ByName | Home::Builtin(_) => {}
        }
    }
    n.refs.push(Row::Sym(id));
    Ok(SymRef { pkg: PKG_NONE, sym: (n.defs[Class::NonPkg as usize].len() + n.refs.len() - 1) as u32 })
}

/// The row of a symbol in the release's table of runtime symbols.
fn builtin(release: Release, symbol: &Symbol) -> Option<u32> {
    match symbol.home {
        Home::Builtin(index) => Some(index),
        _ => release.builtins.number(&symbol.name, symbol.abi.to_u16()),
    }
}

/// Function records, each followed by the DWARF pieces of its function.
fn function_pieces(unit: &Unit, n: &mut Numbering) {
    for id in n.lists.text.clone() {
        let Some(func) = function(unit, id) else { continue };
        let place = n.define(Class::Own, Row::FuncInfo(id));
        n.records.insert(id, place);
        for piece in dwarf_pieces(func) {
            if unit.symbols[piece].def.as_ref().is_some_and(|d| d.size != 0) {
                let place = n.define(Class::Own, Row::Sym(piece));
                n.places[piece] = Some(place);
            }
        }
    }
}

/// Keeps symbols of different sections apart: code, pc tables, function data, types, the rest (0).
pub(crate) fn section_class(name: &str, def: &Definition) -> u8 {
    const FUNC_PREFIXES: [&str; 3] = ["gcargs.", "gclocals.", "gclocals·"];
    const FUNC_SUFFIXES: [&str; 7] =
        [".opendefer", ".arginfo0", ".arginfo1", ".argliveinfo", ".wrapinfo", ".args_stackmap", ".stkobj"];
    if def.kind == SymKind::Text {
        b't'
    } else if def.kind == SymKind::TextFips {
        b'f'
    } else if def.flags.contains(SymFlags::PCDATA) {
        b'P'
    } else if FUNC_PREFIXES.iter().any(|p| name.starts_with(p)) || FUNC_SUFFIXES.iter().any(|s| name.ends_with(s)) {
        b'F'
    } else if name.starts_with("type:") {
        b'T'
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_contents_of_different_sections_are_kept_apart() {
        let class = |kind, flags, name| section_class(name, &Definition::data(kind, flags, vec![1]));
        let plain = SymFlags::empty();
        assert_eq!(class(SymKind::Text, plain, "p.f.func1"), b't');
        assert_eq!(class(SymKind::TextFips, plain, "p.f.args_stackmap"), b'f');
        assert_eq!(class(SymKind::RoData, SymFlags::PCDATA, ""), b'P');
        assert_eq!(class(SymKind::RoData, plain, "gclocals.abc"), b'F');
        assert_eq!(class(SymKind::RoData, plain, "type:int"), b'T');
        assert_eq!(class(SymKind::RoData, plain, "p..stmp_1"), 0);
    }
}
