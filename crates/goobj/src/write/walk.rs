//! The order in which the official toolchain meets symbols: for each function, then each datum,
//! in order of definition: the symbol itself, the targets of its relocations, what is attached
//! to it, its pc tables. Numbers of references and the string table follow this order
//! (facts: `traverseSyms`, `traverseFuncAux` in `cmd/internal/obj/sym.go`).

use base::FxHashSet;
use obj::{Definition, FuncInfo, SymId, SymKind, Unit};

/// One thing met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Met {
    /// A definition.
    Def(SymId),
    /// The target of a relocation of a listed definition.
    Ref(SymId),
    /// A symbol attached to another, or one that an attached DWARF piece refers to.
    Aux(SymId),
    /// A source file, which is attached as a symbol of that name.
    File(u32),
    /// A pc table of a function: function, slot.
    Table(SymId, usize),
}

/// The definitions of a unit by role.
pub(crate) struct Lists {
    /// Functions.
    pub text: Vec<SymId>,
    /// Everything else but the DWARF pieces of functions.
    pub data: Vec<SymId>,
    /// The DWARF pieces of functions that are not empty; they are numbered last.
    pub dwarf: FxHashSet<SymId>,
}

impl Lists {
    pub(crate) fn of(unit: &Unit) -> Lists {
        let mut lists = Lists { text: Vec::new(), data: Vec::new(), dwarf: FxHashSet::default() };
        let functions = unit.defined().iter().filter_map(|&id| function(unit, id));
        functions.for_each(|func| lists.dwarf.extend(dwarf_pieces(func)));
        for &id in unit.defined() {
            match unit.symbols[id].def.as_ref().map(|d| d.kind) {
                Some(SymKind::Text) => lists.text.push(id),
                Some(_) if !lists.dwarf.contains(&id) => lists.data.push(id),
                _ => {}
            }
        }
        lists
    }
}

/// Calls `met` for everything in order.
pub(crate) fn walk(unit: &Unit, lists: &Lists, met: &mut dyn FnMut(Met)) {
    for &id in lists.text.iter().chain(&lists.data) {
        met(Met::Def(id));
        let Some(def) = &unit.symbols[id].def else { continue };
        relocs(def, met);
        def.gotype.into_iter().for_each(|t| met(Met::Aux(t)));
        match &def.func {
            Some(func) => attached(unit, func, met),
            None => def.dwarf_info.into_iter().for_each(|d| met(Met::Aux(d))),
        }
        if let Some(func) = &def.func {
            (0..num_tables(func)).for_each(|slot| met(Met::Table(id, slot)));
        }
    }
}

fn relocs(def: &Definition, met: &mut dyn FnMut(Met)) {
    def.relocs.iter().filter_map(|r| r.sym.some()).for_each(|s| met(Met::Ref(s)));
}

fn attached(unit: &Unit, func: &FuncInfo, met: &mut dyn FnMut(Met)) {
    func.funcdata.iter().filter_map(|s| s.some()).for_each(|s| met(Met::Aux(s)));
    func.files.iter().for_each(|&f| met(Met::File(f)));
    func.inline_tree.iter().filter_map(|n| n.func.some()).for_each(|s| met(Met::Aux(s)));
    for id in dwarf_pieces(func) {
        let Some(def) = unit.symbols[id].def.as_ref().filter(|d| d.size != 0) else { continue };
        met(Met::Aux(id));
        def.relocs.iter().filter_map(|r| r.sym.some()).for_each(|s| met(Met::Aux(s)));
    }
}

/// The DWARF pieces of a function in the order in which they are numbered.
pub(crate) fn dwarf_pieces(func: &FuncInfo) -> impl Iterator<Item = SymId> + use<> {
    [func.dwarf_ranges, func.dwarf_loc, func.dwarf_lines, func.dwarf_info].into_iter().flatten()
}

/// The function record of a defined text symbol.
pub(crate) fn function(unit: &Unit, id: SymId) -> Option<&FuncInfo> {
    unit.symbols[id].def.as_ref()?.func.as_deref()
}

/// Number of pc tables of a function: four fixed ones, then PCDATA.
pub(crate) fn num_tables(func: &FuncInfo) -> usize {
    4 + func.pcdata.len()
}

/// The bytes of a pc table.
pub(crate) fn table(func: &FuncInfo, slot: usize) -> &[u8] {
    match slot {
        0 => &func.pcsp,
        1 => &func.pcfile,
        2 => &func.pcline,
        3 => &func.pcinline,
        _ => &func.pcdata[slot - 4],
    }
}
