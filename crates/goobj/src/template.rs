//! A unit in the place of an official object. In: our unit of a package, the official object of
//! the same package, and where other packages keep their definitions ([`Places`]). Out: a unit
//! whose object importers cannot tell from the official one.
//!
//! Importers compiled by the official compiler name definitions of a package by their index in
//! its object, learnt from its export data. So the table of own definitions is the official
//! one, row by row: behind each row stands our definition of that name, or, where we have none,
//! the official one with everything it refers to. Our other definitions are found by name.
//! References to other packages take the official form too, by index, since content hashes
//! cover it and equal interface tables must merge (facts: `cmd/compile/internal/noder/linker.go`,
//! `cmd/internal/obj/objfile.go`, `cmd/link/internal/loader`).

use crate::object::Object;
use crate::symbol::LocalSym;
use crate::unit::unit_of;
use crate::write::escape_path;
use base::{FxHashMap, FxHashSet, IdVec};
use obj::{Abi, Definition, FuncInfo, Home, PcTable, RelocKind, SymFlags, SymId, SymKind, Unit};
use std::sync::Arc;

/// Where packages keep the definitions that other packages name by index.
#[derive(Clone, Debug, Default)]
pub struct Places {
    by_name: FxHashMap<(Arc<str>, Abi), (Arc<str>, u32)>,
    names: FxHashMap<Arc<str>, Vec<Arc<str>>>,
}

impl Places {
    /// Adds the definitions of package `path`.
    pub fn add(&mut self, path: &str, object: &Object<'_>) {
        let path: Arc<str> = escape_path(path).into();
        let mut names = Vec::with_capacity(object.num_own());
        for index in 0..object.num_own() as u32 {
            let view = object.sym(LocalSym(index));
            let name: Arc<str> = view.name().into();
            if !name.is_empty() && view.abi() != Abi::Static && !view.kind().is_dwarf() {
                self.by_name.insert((name.clone(), view.abi()), (path.clone(), index));
            }
            names.push(name);
        }
        self.names.insert(path, names);
    }
    /// The package and index of a definition.
    pub fn find(&self, name: &Arc<str>, abi: Abi) -> Option<&(Arc<str>, u32)> {
        self.by_name.get(&(name.clone(), abi))
    }
    /// The name of definition `index` of the package with escaped path `path`.
    pub fn name(&self, path: &str, index: u32) -> Option<Arc<str>> {
        self.names.get(path)?.get(index as usize).cloned()
    }
}

/// What came of a merge.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The unit.
    pub unit: Unit,
    /// Official definitions that were taken over: those we have no definition for.
    pub borrowed: Vec<Arc<str>>,
}

/// Why a unit cannot stand in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// One of both is a function.
    #[error("{0}: one compiler makes a function of it, the other one data")]
    Kind(Arc<str>),
    /// A row of the written object has another name than the official one.
    #[error("definition {0} is {1:?} instead of {2:?}")]
    Row(u32, String, String),
}

/// Puts our unit into the official form; see the module text.
pub fn merge(ours: &Unit, official: &Object<'_>, places: &Places) -> Result<Merged, TemplateError> {
    let theirs = unit_of(official, &ours.path, &|path, index| places.name(path, index));
    let mut merge = Merge::new(ours, &theirs);
    merge.match_names()?;
    let borrowed = merge.choose();
    // Every symbol of both units that is used has its place in the new one.
    merge.define(&borrowed);
    merge.name_by_index(places);
    let names = borrowed.iter().map(|&id| theirs.symbols[id].name.clone()).collect();
    Ok(Merged { unit: merge.out, borrowed: names })
}

/// Says whether the rows of a written object are those of the official one.
pub fn check(official: &Object<'_>, written: &Object<'_>) -> Result<(), TemplateError> {
    for index in 0..official.num_own() as u32 {
        let view = official.sym(LocalSym(index));
        // Records of functions and pieces of debugging information come last.
        if view.name_bytes().is_empty() || view.kind().is_dwarf() {
            continue;
        }
        let have = match (index as usize) < written.num_own() {
            true => written.sym(LocalSym(index)).name(),
            false => "",
        };
        if have != view.name() && have.strip_suffix(KEPT) != Some(view.name()) {
            return Err(TemplateError::Row(index, have.to_owned(), view.name().to_owned()));
        }
    }
    Ok(())
}

/// What is put behind the name of an official definition that stays beside ours.
const KEPT: &str = "·official";

/// Whether a name counts something that compilers number in their own ways.
fn is_numbered(name: &str) -> bool {
    name.contains("..stmp_") || name.contains("init.func") || name.contains("map.init.") || name.contains("glob..func")
}

struct Merge<'a> {
    ours: &'a Unit,
    theirs: &'a Unit,
    out: Unit,
    /// Our symbols in the new unit.
    our_ids: IdVec<SymId, SymId>,
    /// Official symbols in the new unit, those met so far.
    their_ids: FxHashMap<SymId, SymId>,
    /// Official definitions with their counterparts of ours.
    counterpart: FxHashMap<SymId, SymId>,
    /// Our definitions by name.
    by_name: FxHashMap<(Arc<str>, Abi), SymId>,
}

impl<'a> Merge<'a> {
    fn new(ours: &'a Unit, theirs: &'a Unit) -> Self {
        let mut out = Unit::new(ours.path.clone());
        out.fingerprint = theirs.fingerprint;
        out.imports = theirs.imports.clone();
        out.shared = theirs.shared;
        out.std = theirs.std;
        out.files = ours.files.clone();
        let mut our_ids = IdVec::new();
        for symbol in ours.symbols.iter() {
            let id = out.fresh(symbol.name.clone(), symbol.abi);
            out.symbols[id].home = symbol.home.clone();
            out.symbols[id].ref_flags = symbol.ref_flags;
            our_ids.push(id);
        }
        let (their_ids, counterpart, by_name) = Default::default();
        Merge { ours, theirs, out, our_ids, their_ids, counterpart, by_name }
    }

    /// Pairs definitions of the same name.
    fn match_names(&mut self) -> Result<(), TemplateError> {
        for &id in self.ours.defined() {
            let symbol = &self.ours.symbols[id];
            if can_be_named(self.ours, id) {
                self.by_name.entry((symbol.name.clone(), symbol.abi)).or_insert(id);
            }
        }
        for &id in self.theirs.defined() {
            let symbol = &self.theirs.symbols[id];
            let key = (symbol.name.clone(), symbol.abi);
            let (true, Some(&ours)) = (can_be_named(self.theirs, id), self.by_name.get(&key)) else { continue };
            if is_text(self.theirs, id) != is_text(self.ours, ours) {
                return Err(TemplateError::Kind(symbol.name.clone()));
            }
            if !is_numbered(&symbol.name) {
                self.counterpart.insert(id, ours);
            }
        }
        Ok(())
    }

    /// The official definitions that the new unit needs, in their order: own and named ones
    /// that we lack, and what those refer to. Those that several packages may define are among
    /// them, since importers rely on some (the runtime's descriptors of types like `[]int`).
    fn choose(&mut self) -> Vec<SymId> {
        let theirs = self.theirs;
        let mut chosen = FxHashSet::default();
        let is_root = |id: &&SymId| is_own(theirs, **id) || can_be_named(theirs, **id);
        let mut todo: Vec<SymId> = theirs.defined().iter().filter(is_root).copied().collect();
        while let Some(id) = todo.pop() {
            let Some(def) = &theirs.symbols[id].def else { continue };
            if self.counterpart.contains_key(&id) || !chosen.insert(id) {
                continue;
            }
            for_each_symbol(def, &mut |target| todo.push(target));
            todo.extend(kept_pieces(theirs, def));
        }
        theirs.defined().iter().filter(|id| chosen.contains(id)).copied().collect()
    }

    fn define(&mut self, borrowed: &[SymId]) {
        let is_borrowed: FxHashSet<SymId> = borrowed.iter().copied().collect();
        let theirs = self.theirs;
        for &id in theirs.defined().iter().filter(|&&id| is_own(theirs, id)) {
            match self.counterpart.get(&id).copied() {
                Some(ours) => self.define_ours(ours, Some(id)),
                None if is_borrowed.contains(&id) => self.define_theirs(id),
                None => {}
            }
        }
        let named: FxHashMap<SymId, SymId> = self.counterpart.iter().map(|(&theirs, &ours)| (ours, theirs)).collect();
        for &id in self.ours.defined() {
            self.define_ours(id, named.get(&id).copied());
        }
        for &id in borrowed {
            self.define_theirs(id);
        }
    }

    /// Our definition, with the counterpart that decides how it is found.
    fn define_ours(&mut self, id: SymId, counterpart: Option<SymId>) {
        let to = self.our_ids[id];
        let Some(def) = self.ours.symbols[id].def.as_ref().filter(|_| self.out.symbols[to].def.is_none()) else {
            return;
        };
        let mut def = def.clone();
        map_symbols(&mut def, &mut |target| self.our_ids[target]);
        let mut home = match &self.out.symbols[to].home {
            Home::Here if def.kind.is_dwarf() => Home::Here,
            _ => Home::ByName,
        };
        if let Some(theirs) = counterpart {
            let shared = self.theirs.symbols[theirs].def.as_ref().is_some_and(|d| d.flags.contains(SymFlags::DUPOK));
            def.flags.set(SymFlags::DUPOK, shared);
            if is_own(self.theirs, theirs) {
                def.flags.remove(SymFlags::CONTENT_ADDRESSABLE);
                home = Home::Here;
            }
        }
        self.out.symbols[to].home = home;
        let _ = self.out.define(to, def);
    }

    /// An official definition. What debugging information of functions numbers the files of the official object is left out.
    fn define_theirs(&mut self, id: SymId) {
        let to = self.their_id(id);
        let Some(def) = self.theirs.symbols[id].def.as_ref().filter(|_| self.out.symbols[to].def.is_none()) else {
            return;
        };
        let kept = kept_pieces(self.theirs, def);
        let mut def = def.clone();
        if let Some(func) = &mut def.func {
            self.rename_files(func);
            func.dwarf_lines = None;
            if kept.is_empty() {
                (func.dwarf_info, func.dwarf_loc, func.dwarf_ranges) = (None, None, None);
            }
        }
        map_symbols(&mut def, &mut |target| self.their_id(target));
        let _ = self.out.define(to, def);
    }

    /// The symbol of the new unit for an official one.
    fn their_id(&mut self, id: SymId) -> SymId {
        if let Some(&known) = self.their_ids.get(&id) {
            return known;
        }
        let symbol = &self.theirs.symbols[id];
        let key = (symbol.name.clone(), symbol.abi);
        let ours = match &symbol.def {
            Some(_) => self.counterpart.get(&id),
            None if symbol.home == Home::ByName => self.by_name.get(&key),
            None => None,
        };
        let to = match ours {
            Some(&ours) => self.our_ids[ours],
            None => {
                let clash = symbol.def.is_some() && can_be_named(self.theirs, id) && self.by_name.contains_key(&key);
                let name = if clash { format!("{}{KEPT}", symbol.name).into() } else { symbol.name.clone() };
                let to = self.out.fresh(name, symbol.abi);
                self.out.symbols[to].home = symbol.home.clone();
                self.out.symbols[to].ref_flags = symbol.ref_flags;
                to
            }
        };
        self.their_ids.insert(id, to);
        to
    }

    /// File numbers of the official object to those of the new unit.
    fn rename_files(&mut self, func: &mut FuncInfo) {
        let (theirs, out) = (self.theirs, &mut self.out);
        let mut number = |old: u32| theirs.files.get(old as usize).map_or(0, |name| out.file(name));
        func.files = func.files.iter().map(|&f| number(f)).collect();
        func.files.sort_unstable();
        func.inline_tree.iter_mut().for_each(|node| node.file = number(node.file));
        let Some(old) = PcTable::decode(&func.pcfile) else { return };
        let mut table = PcTable::new();
        for &(pc, file) in old.entries() {
            table.set(pc, u32::try_from(file).map_or(file, |f| number(f) as i32));
        }
        func.pcfile = table.encode(end_of(&func.pcfile));
    }

    /// References to definitions of other packages, by index.
    fn name_by_index(&mut self, places: &Places) {
        let own_path = escape_path(&self.ours.path);
        for symbol in self.out.symbols.iter_mut() {
            if symbol.def.is_some() || symbol.home != Home::ByName {
                continue;
            }
            if let Some((path, index)) = places.find(&symbol.name, symbol.abi).filter(|p| *p.0 != *own_path) {
                symbol.home = Home::Package { path: path.clone(), index: *index };
            }
        }
    }
}

/// The pc behind the last range of an encoded table.
fn end_of(table: &[u8]) -> u32 {
    let mut r = base::bytes::ByteReader::new(table);
    let mut end = 0u32;
    let mut first = true;
    while let Some(delta) = r.uvarint().filter(|&d| d != 0 || first) {
        let _ = delta;
        first = false;
        end = end.wrapping_add(r.uvarint().unwrap_or(0) as u32);
    }
    end
}

/// Whether importers may name a definition by index.
fn is_own(unit: &Unit, id: SymId) -> bool {
    let symbol = &unit.symbols[id];
    symbol.home == Home::Here && symbol.def.as_ref().is_some_and(|d| !is_piece(d.kind))
}

/// Kinds of the pieces of debugging information that belong to functions.
fn is_piece(kind: SymKind) -> bool {
    use SymKind::*;
    matches!(kind, DwarfFunc | DwarfLoc | DwarfRange | DwarfLines)
}

/// Whether a definition is known by its name.
fn can_be_named(unit: &Unit, id: SymId) -> bool {
    let symbol = &unit.symbols[id];
    let Some(def) = &symbol.def else { return false };
    let by_contents = def.flags.contains(SymFlags::CONTENT_ADDRESSABLE);
    !symbol.name.is_empty() && symbol.abi != Abi::Static && !by_contents && !is_piece(def.kind)
}

fn is_text(unit: &Unit, id: SymId) -> bool {
    unit.symbols[id].def.as_ref().is_some_and(|d| d.kind == SymKind::Text)
}

/// The debugging information of an official function that is taken over with it: the linker wants an entry for each function
/// since there are tables of addresses. In older objects entries refer to files by number; then there is none.
fn kept_pieces(theirs: &Unit, def: &Definition) -> Vec<SymId> {
    let Some(FuncInfo { dwarf_info: Some(info), dwarf_loc, dwarf_ranges, .. }) = def.func.as_deref() else {
        return Vec::new();
    };
    let names_addresses = theirs.symbols[*info].def.as_ref().is_some_and(|entry| {
        let by_index = |kind| (RelocKind::DwTxtAddrU1..=RelocKind::DwTxtAddrU4).contains(&kind);
        entry.relocs.iter().filter_map(|r| r.ty.kind()).any(by_index)
    });
    let all = [Some(*info), *dwarf_loc, *dwarf_ranges];
    if names_addresses { all.into_iter().flatten().collect() } else { Vec::new() }
}

/// Every symbol a definition refers to, but for the debugging information of a function.
fn for_each_symbol(def: &Definition, f: &mut dyn FnMut(SymId)) {
    def.relocs.iter().filter_map(|r| r.sym.some()).for_each(&mut *f);
    def.gotype.into_iter().chain(def.dwarf_info).for_each(&mut *f);
    if let Some(func) = &def.func {
        func.funcdata.iter().filter_map(|s| s.some()).for_each(&mut *f);
        func.inline_tree.iter().filter_map(|n| n.func.some()).for_each(f);
    }
}

/// Replaces every symbol a definition refers to.
fn map_symbols(def: &mut Definition, f: &mut dyn FnMut(SymId) -> SymId) {
    let mut map = |id: SymId| id.some().map_or(SymId::NONE, &mut *f);
    def.relocs.iter_mut().for_each(|r| r.sym = map(r.sym));
    def.gotype = def.gotype.map(&mut map);
    def.dwarf_info = def.dwarf_info.map(&mut map);
    let Some(func) = &mut def.func else { return };
    func.funcdata.iter_mut().for_each(|s| *s = map(*s));
    func.inline_tree.iter_mut().for_each(|n| n.func = map(n.func));
    for piece in [&mut func.dwarf_info, &mut func.dwarf_loc, &mut func.dwarf_ranges, &mut func.dwarf_lines] {
        *piece = piece.map(&mut map);
    }
}
