//! Objects back to units. In: an object of any compiler of this release, its package path, and
//! a way to learn names that the object leaves out. Out: a [`Unit`] that the writer turns into
//! the same bytes. What a unit keeps and an object does not, the order of definitions across
//! the object's tables, is found again from its traces: functions stand in the order of their
//! pc tables, data in the order in which they first mention names in the string table and
//! symbols of other packages.

use crate::format::{AuxKind, Block, HEADER_SIZE, ObjectFlags};
use crate::object::Object;
use crate::refs::{SymRef, Target};
use crate::symbol::LocalSym;
use base::{FxHashMap, FxHashSet};
use obj::{Abi, Definition, FuncInfo, Home, InlineNode, Reloc, SymFlags, SymId, SymKind, Unit};
use std::sync::Arc;

/// The name of definition `index` of package `path`, where known.
pub type NameOf<'f> = &'f dyn Fn(&str, u32) -> Option<Arc<str>>;

/// Makes a unit of an object.
pub fn unit_of(object: &Object<'_>, path: &str, name_of: NameOf<'_>) -> Unit {
    let mut unit = Unit::new(path);
    unit.fingerprint = object.fingerprint();
    unit.shared = object.flags().contains(ObjectFlags::SHARED);
    unit.from_assembly = object.flags().contains(ObjectFlags::FROM_ASSEMBLY);
    unit.std = object.flags().contains(ObjectFlags::STD);
    unit.imports = object.autolib().map(|(p, print)| (p.into(), print)).collect();
    unit.files = object.files().map(|f| String::from_utf8_lossy(f).into()).collect();
    let mut reader = Reader {
        object: *object,
        ids: FxHashMap::default(),
        packages: object.packages().map(Arc::from).collect(),
        ref_names: object.ref_names().collect(),
        ref_flags: object.ref_flags().map(|r| (r.sym, r.flags)).collect(),
        name_of,
    };
    let pieces = Pieces::of(object);
    let mut contents = FxHashMap::default();
    for i in (0..object.num_defs() as u32).map(LocalSym).filter(|i| !pieces.hidden.contains(i)) {
        let def = reader.definition(&mut unit, i);
        contents.insert(i, (reader.local(&mut unit, i), def));
    }
    for i in order(&reader, &unit, &pieces, &contents) {
        if let Some((id, def)) = contents.remove(&i) {
            let _ = unit.define(id, def);
        }
    }
    for i in pieces.dwarf {
        if let Some((id, def)) = contents.remove(&i) {
            let _ = unit.define(id, def);
        }
    }
    unit
}

/// Symbols of an object that are parts of functions.
struct Pieces {
    /// Functions in order, each with the first of its pc tables.
    text: Vec<(u32, LocalSym)>,
    /// Function records and pc tables: no symbols of the unit.
    hidden: FxHashSet<LocalSym>,
    /// DWARF pieces.
    dwarf: Vec<LocalSym>,
}

impl Pieces {
    fn of(object: &Object<'_>) -> Pieces {
        let mut pieces = Pieces { text: Vec::new(), hidden: FxHashSet::default(), dwarf: Vec::new() };
        for i in (0..object.num_defs() as u32).map(LocalSym) {
            if !object.sym(i).kind().is_text() {
                continue;
            }
            let mut first = u32::MAX;
            for aux in object.auxs(i) {
                let Some(target) = object.local(aux.sym) else { continue };
                match aux.kind {
                    AuxKind::Pcsp | AuxKind::Pcfile | AuxKind::Pcline | AuxKind::Pcinline | AuxKind::Pcdata => {
                        first = first.min(target.0);
                        pieces.hidden.insert(target);
                    }
                    AuxKind::FuncInfo => _ = pieces.hidden.insert(target),
                    AuxKind::DwarfInfo | AuxKind::DwarfLoc | AuxKind::DwarfRanges | AuxKind::DwarfLines => {
                        pieces.dwarf.push(target);
                    }
                    _ => {}
                }
            }
            pieces.text.push((first, i));
        }
        pieces.text.sort_unstable();
        pieces
    }
}

struct Reader<'a, 'f> {
    object: Object<'a>,
    ids: FxHashMap<SymRef, SymId>,
    packages: Vec<Arc<str>>,
    ref_names: FxHashMap<SymRef, &'a str>,
    ref_flags: FxHashMap<SymRef, SymFlags>,
    name_of: NameOf<'f>,
}

impl Reader<'_, '_> {
    /// The unit's symbol for a symbol of the object.
    fn local(&mut self, unit: &mut Unit, i: LocalSym) -> SymId {
        // One spelling for each, so that the map needs no second one.
        let key = SymRef { pkg: crate::format::PKG_SELF, sym: i.0 };
        if let Some(&id) = self.ids.get(&key) {
            return id;
        }
        let view = self.object.sym(i);
        let id = unit.fresh(view.name(), view.abi());
        let is_own = i.0 < self.object.first(Block::Hashed64Def).0;
        let symbol = &mut unit.symbols[id];
        symbol.home = if is_own { Home::Here } else { Home::ByName };
        if i.0 >= self.object.num_defs() as u32 {
            symbol.ref_flags = view.flags();
        }
        self.ids.insert(key, id);
        id
    }

    /// The unit's symbol for a reference.
    fn resolve(&mut self, unit: &mut Unit, sym: SymRef) -> SymId {
        if let Some(i) = self.object.local(sym) {
            return self.local(unit, i);
        }
        if sym.is_none() {
            return SymId::NONE;
        }
        if let Some(&id) = self.ids.get(&sym) {
            return id;
        }
        let (name, abi, home): (Arc<str>, Abi, Home) = match sym.target() {
            Target::Builtin(n) => {
                let row = self.object.release().builtins.rows.get(n as usize);
                let abi = row.and_then(|r| Abi::from_u16(r.abi)).unwrap_or_default();
                (row.map_or("", |r| r.name).into(), abi, Home::Builtin(n))
            }
            _ => {
                let path = self.packages.get(sym.pkg as usize).cloned().unwrap_or_default();
                let name = self.ref_names.get(&sym).map(|&n| Arc::from(n));
                let name = name.or_else(|| (self.name_of)(&path, sym.sym)).unwrap_or_default();
                (name, Abi::Abi0, Home::Package { path, index: sym.sym })
            }
        };
        let id = unit.fresh(name, abi);
        unit.symbols[id].home = home;
        unit.symbols[id].ref_flags = self.ref_flags.get(&sym).copied().unwrap_or_default();
        self.ids.insert(sym, id);
        id
    }

    fn definition(&mut self, unit: &mut Unit, i: LocalSym) -> Definition {
        let object = self.object;
        let view = object.sym(i);
        let mut def = Definition::data(view.kind().outside_fips(), view.flags(), object.data(i).to_vec());
        def.size = u64::from(view.size());
        def.align = view.align();
        let hashed = object.first(Block::Hashed64Def).0..object.first(Block::NonPkgDef).0;
        def.flags.set(SymFlags::CONTENT_ADDRESSABLE, hashed.contains(&i.0));
        for r in object.relocs(i) {
            let sym = self.resolve(unit, r.sym);
            def.relocs.push(Reloc { offset: r.offset, size: r.size, ty: r.ty, sym, addend: r.addend });
        }
        let some = |id: SymId| id.some();
        def.gotype = object.aux(i, AuxKind::GoType).and_then(|s| some(self.resolve(unit, s)));
        match def.kind {
            SymKind::Text => def.func = self.function(unit, i).map(Box::new),
            _ => def.dwarf_info = object.aux(i, AuxKind::DwarfInfo).and_then(|s| some(self.resolve(unit, s))),
        }
        def
    }

    fn function(&mut self, unit: &mut Unit, i: LocalSym) -> Option<FuncInfo> {
        let object = self.object;
        let view = object.func_info(i)?;
        let mut func = FuncInfo {
            args: view.args() as i32,
            locals: view.locals() as i32,
            func_id: view.func_id(),
            flags: view.flags(),
            start_line: view.start_line(),
            files: view.files().collect(),
            ..FuncInfo::default()
        };
        for node in view.inline_tree() {
            let callee = self.resolve(unit, node.func);
            let (parent, file, line, parent_pc) = (node.parent, node.file, node.line, node.parent_pc);
            func.inline_tree.push(InlineNode { parent, file, line, func: callee, parent_pc });
        }
        for aux in object.auxs(i) {
            let bytes = || object.local(aux.sym).map_or(Vec::new(), |t| object.data(t).to_vec());
            match aux.kind {
                AuxKind::Pcsp => func.pcsp = bytes(),
                AuxKind::Pcfile => func.pcfile = bytes(),
                AuxKind::Pcline => func.pcline = bytes(),
                AuxKind::Pcinline => func.pcinline = bytes(),
                AuxKind::Pcdata => func.pcdata.push(bytes()),
                AuxKind::FuncData => func.funcdata.push(self.resolve(unit, aux.sym)),
                AuxKind::DwarfInfo => func.dwarf_info = self.resolve(unit, aux.sym).some(),
                AuxKind::DwarfLoc => func.dwarf_loc = self.resolve(unit, aux.sym).some(),
                AuxKind::DwarfRanges => func.dwarf_ranges = self.resolve(unit, aux.sym).some(),
                AuxKind::DwarfLines => func.dwarf_lines = self.resolve(unit, aux.sym).some(),
                AuxKind::GoType
                | AuxKind::FuncInfo
                | AuxKind::WasmImport
                | AuxKind::WasmType
                | AuxKind::SehUnwindInfo => {}
            }
        }
        Some(func)
    }
}

type Contents = FxHashMap<LocalSym, (SymId, Definition)>;

/// The order of definitions: functions, then data merged from the four tables.
fn order(reader: &Reader<'_, '_>, unit: &Unit, pieces: &Pieces, contents: &Contents) -> Vec<LocalSym> {
    let object = &reader.object;
    let by_id: FxHashMap<SymId, &Definition> = contents.values().map(|(id, def)| (*id, def)).collect();
    let mut order: Vec<LocalSym> = pieces.text.iter().map(|t| t.1).collect();
    let mut trace = Trace::start(reader);
    let mentions = |i: &LocalSym| match contents.get(i) {
        Some((id, def)) => Mentions::of(unit, &by_id, *id, def),
        None => Mentions::default(),
    };
    order.iter().for_each(|i| trace.pass(&mentions(i)));
    let done: FxHashSet<LocalSym> = order.iter().chain(&pieces.dwarf).copied().collect();
    let mut queues: Vec<Vec<LocalSym>> = Vec::new();
    let starts = [Block::SymDef, Block::Hashed64Def, Block::HashedDef, Block::NonPkgDef, Block::NonPkgRef];
    for pair in starts.windows(2) {
        let table = (object.first(pair[0]).0..object.first(pair[1]).0).map(LocalSym);
        let data = table.filter(|i| contents.contains_key(i) && !done.contains(i));
        queues.push(data.rev().collect());
    }
    while queues.iter().any(|q| !q.is_empty()) {
        let heads = queues.iter().enumerate().filter_map(|(q, queue)| Some((q, mentions(queue.last()?))));
        let scored: Vec<_> = heads.map(|(q, m)| (trace.fit(&m), q, m)).collect();
        let Some((_, q, m)) = scored.into_iter().min_by_key(|s| s.0) else { break };
        trace.pass(&m);
        order.extend(queues[q].pop());
    }
    order
}

/// What a definition mentions, in the order of the writer.
#[derive(Default)]
struct Mentions {
    /// Names that go into the string table.
    names: Vec<Arc<str>>,
    /// Symbols of other packages that its relocations refer to.
    foreign: Vec<SymId>,
}

impl Mentions {
    fn of(unit: &Unit, by_id: &FxHashMap<SymId, &Definition>, id: SymId, def: &Definition) -> Mentions {
        let targets = |def: &Definition| def.relocs.iter().filter_map(|r| r.sym.some()).collect::<Vec<_>>();
        let is_foreign = |id: &SymId| matches!(unit.symbols[*id].home, Home::Package { .. });
        let foreign = targets(def).into_iter().filter(is_foreign).collect();
        let name = |id: SymId| match &unit.symbols[id] {
            s if matches!(s.home, Home::Builtin(_)) => None,
            s => Some(s.name.clone()),
        };
        let before = [id].into_iter().chain(targets(def)).chain(def.gotype);
        let mut names: Vec<Arc<str>> = before.filter_map(name).collect();
        let Some(func) = &def.func else {
            names.extend(def.dwarf_info.and_then(name));
            return Mentions { names, foreign };
        };
        names.extend(func.funcdata.iter().filter_map(|id| name(id.some()?)));
        names.extend(func.files.iter().filter_map(|&f| unit.files.get(f as usize).cloned()));
        names.extend(func.inline_tree.iter().filter_map(|n| name(n.func.some()?)));
        let pieces = [func.dwarf_ranges, func.dwarf_loc, func.dwarf_lines, func.dwarf_info];
        let pieces = pieces.into_iter().flatten().filter_map(|piece| by_id.get(&piece));
        names.extend(pieces.flat_map(|def| targets(def)).filter_map(name));
        Mentions { names, foreign }
    }
}

/// Reading positions in the string table and among the named references to other packages,
/// with what was read before them.
struct Trace<'a> {
    strings: &'a [u8],
    seen: FxHashSet<Arc<str>>,
    foreign: Vec<SymId>,
    seen_foreign: FxHashSet<SymId>,
}

/// How well a definition fits what comes next; the least is the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It mentions nothing new.
    Neutral,
    /// All it mentions comes next; the longer its first new name, the surer.
    Next(std::cmp::Reverse<usize>),
    /// Something else comes next.
    Not,
}

impl<'a> Trace<'a> {
    fn start(reader: &Reader<'a, '_>) -> Self {
        let object = &reader.object;
        let table = &object.bytes()[HEADER_SIZE..object.block_offset(Block::Autolib) as usize];
        let mut foreign: Vec<SymId> = object.ref_names().filter_map(|r| reader.ids.get(&r.0).copied()).collect();
        foreign.reverse();
        let mut trace =
            Trace { strings: table, seen: FxHashSet::default(), foreign, seen_foreign: FxHashSet::default() };
        let packages = object.autolib().map(|a| a.0).chain(object.packages());
        let names = [""].into_iter().chain(packages).map(Arc::from).collect();
        trace.pass(&Mentions { names, foreign: Vec::new() });
        trace
    }
    /// Reads over what is new.
    fn pass(&mut self, m: &Mentions) {
        for name in &m.names {
            if self.seen.insert(name.clone()) {
                self.strings = self.strings.strip_prefix(name.as_bytes()).unwrap_or(self.strings);
            }
        }
        for &id in &m.foreign {
            if self.seen_foreign.insert(id) && self.foreign.last() == Some(&id) {
                self.foreign.pop();
            }
        }
    }
    fn fit(&self, m: &Mentions) -> Fit {
        let mut rest = self.strings;
        let mut new: Vec<&Arc<str>> = Vec::new();
        for name in m.names.iter().filter(|n| !n.is_empty() && !self.seen.contains(*n)) {
            if new.contains(&name) {
                continue;
            }
            match rest.strip_prefix(name.as_bytes()) {
                Some(after) => rest = after,
                None => return Fit::Not,
            }
            new.push(name);
        }
        let mut next = self.foreign.iter().rev();
        let mut met: Vec<SymId> = Vec::new();
        for &id in m.foreign.iter().filter(|id| !self.seen_foreign.contains(id)) {
            if met.contains(&id) {
                continue;
            }
            if next.next() != Some(&id) {
                return Fit::Not;
            }
            met.push(id);
        }
        match new.first() {
            Some(name) => Fit::Next(std::cmp::Reverse(name.len())),
            None if met.is_empty() => Fit::Neutral,
            None => Fit::Next(std::cmp::Reverse(0)),
        }
    }
}
