//! Phase 12: groups of read-only data and boundary marks. Out: the kind by which each symbol is
//! laid out (types, strings, function data and pointer masks are kept together, each group behind
//! a carrier symbol of size 0), and which symbols stay out of the symbol table of the executable
//! (authority: `cmd/link/internal/ld/symtab.go`).

use crate::kind::Kind;
use crate::symbols::{Attr, Sym, Symbols};
use obj::SymFlags;
use release::{FuncTables, TypeIndex};

/// Marks around sections, which the address phase gives their values, in the official order.
const MARKS: [(&str, Kind); 18] = [
    ("runtime.rodata", Kind::RoData),
    ("runtime.erodata", Kind::RoData),
    ("runtime.types", Kind::RoData),
    ("runtime.etypes", Kind::RoData),
    ("runtime.noptrdata", Kind::NoPtrData),
    ("runtime.enoptrdata", Kind::NoPtrData),
    ("runtime.data", Kind::Data),
    ("runtime.edata", Kind::Data),
    ("runtime.bss", Kind::Bss),
    ("runtime.ebss", Kind::Bss),
    ("runtime.noptrbss", Kind::NoPtrBss),
    ("runtime.enoptrbss", Kind::NoPtrBss),
    (GC_MASK_GROUP, Kind::NoPtrBss),
    ("runtime.covctrs", Kind::NoPtrBss),
    ("runtime.ecovctrs", Kind::NoPtrBss),
    ("runtime.end", Kind::Bss),
    ("runtime.epclntab", Kind::RoData),
    ("runtime.esymtab", Kind::RoData),
];

/// The group of FUNCDATA and function values.
const FUNCDATA_GROUP: &str = "go:func.*";
/// The group of pointer masks that are made on demand.
pub(crate) const GC_MASK_GROUP: &str = "runtime.gcmask.*";
/// The group of function values alone.
const FUNC_VALUES_GROUP: &str = "go:funcdesc";

/// Suffixes of FUNCDATA symbols.
const FUNCDATA: [&str; 7] =
    [".opendefer", ".arginfo0", ".arginfo1", ".argliveinfo", ".wrapinfo", ".args_stackmap", ".stkobj"];

/// The kind each symbol is laid out by.
#[derive(Debug)]
pub struct Groups(Vec<Kind>);

impl Groups {
    /// The kind `sym` is laid out by.
    #[inline]
    pub fn kind(&self, symbols: &Symbols<'_>, sym: Sym) -> Kind {
        match self.0.get(sym.0 as usize) {
            Some(&kind) if kind != Kind::Undefined => kind,
            _ => symbols.kind(sym),
        }
    }
}

/// Makes marks and carriers and sorts read-only symbols into groups.
pub fn group(symbols: &mut Symbols<'_>) -> Groups {
    let has_symtab = symbols.release.func_tables == FuncTables::Apart;
    let walked = symbols.release.type_index == TypeIndex::Walked;
    for (name, kind) in MARKS {
        let is_made = match name {
            "runtime.esymtab" => has_symtab,
            GC_MASK_GROUP => walked,
            _ => true,
        };
        if is_made {
            symbols.mark(name, kind);
        }
    }
    for (masks, end) in [("runtime.gcdata", "runtime.egcdata"), ("runtime.gcbss", "runtime.egcbss")] {
        let sym = symbols.create(masks);
        let synth = symbols.update(sym);
        synth.clear();
        synth.kind = Some(Kind::RoData);
        symbols.mark(end, Kind::RoData);
    }
    carrier(symbols, "type:*", Kind::Type);
    let func_values = match symbols.release.func_tables {
        FuncTables::Apart => FUNCDATA_GROUP,
        FuncTables::Together => FUNC_VALUES_GROUP,
    };
    for (name, kind) in
        [("go:string.*", Kind::GoString), (func_values, Kind::GoFunc), ("runtime.gcbits.*", Kind::GcBits)]
    {
        let sym = carrier(symbols, name, kind);
        symbols.attrs[sym].insert(Attr::LOCAL);
    }
    if has_symtab {
        let symtab = symbols.create("runtime.symtab");
        symbols.attrs[symtab].insert(Attr::LOCAL);
        let synth = symbols.update(symtab);
        synth.clear();
        synth.kind = Some(Kind::SymTab);
    }
    classify(symbols)
}

fn carrier(symbols: &mut Symbols<'_>, name: &str, kind: Kind) -> Sym {
    let sym = symbols.create(name);
    symbols.set_align(sym, 8);
    let synth = symbols.update(sym);
    synth.clear();
    synth.kind = Some(kind);
    sym
}

fn classify(symbols: &mut Symbols<'_>) -> Groups {
    let walked = symbols.release.type_index == TypeIndex::Walked;
    let mut groups = vec![Kind::Undefined; symbols.len()];
    for sym in symbols.ids() {
        if is_unlisted(symbols, sym) {
            symbols.attrs[sym].insert(Attr::HIDDEN);
        }
        let attr = symbols.attrs[sym];
        if !attr.contains(Attr::REACHABLE) || attr.contains(Attr::SPECIAL) {
            continue;
        }
        let kind = symbols.kind(sym);
        if walked && kind == Kind::NoPtrBss && symbols.name(sym).starts_with("type:.gcmask.") {
            symbols.attrs[sym].insert(Attr::HIDDEN);
            groups[sym.0 as usize] = Kind::GcMask;
            continue;
        }
        if !matches!(kind, Kind::RoData | Kind::GoFunc) {
            continue;
        }
        if walked && symbols.flags(sym).contains(SymFlags::ITAB) {
            symbols.attrs[sym].insert(Attr::HIDDEN);
            groups[sym.0 as usize] = Kind::Type;
            continue;
        }
        if let Some(kind) = group_of(symbols.release.func_tables, symbols.name(sym), kind) {
            symbols.attrs[sym].insert(Attr::HIDDEN);
            groups[sym.0 as usize] = kind;
        }
    }
    Groups(groups)
}

/// Whether the symbol is private to a compiled package, or a coverage counter.
fn is_unlisted(symbols: &Symbols<'_>, sym: Sym) -> bool {
    (symbols.is_file_local(sym) && !symbols.is_from_assembly(sym) && symbols.lib(sym).is_some())
        || symbols.kind(sym) == Kind::CoverageCounter
}

/// The group of a symbol with read-only contents; none for carriers and other data.
fn group_of(func_tables: FuncTables, name: &str, kind: Kind) -> Option<Kind> {
    if [FUNCDATA_GROUP, FUNC_VALUES_GROUP].contains(&name) {
        return None;
    }
    let apart = func_tables == FuncTables::Apart;
    let has_prefix = |prefixes: &[&str]| prefixes.iter().any(|p| name.starts_with(p));
    if name.starts_with("go:string.") {
        Some(Kind::GoString)
    } else if has_prefix(&["runtime.gcbits.", "type:.gcprog."]) {
        Some(Kind::GcBits)
    } else if name.ends_with("·f")
        || kind == Kind::GoFunc
        || (apart && has_prefix(&["gcargs.", "gclocals.", "gclocals·"]))
        || (apart && FUNCDATA.iter().any(|s| name.ends_with(s)))
    {
        Some(Kind::GoFunc)
    } else {
        name.starts_with("type:").then_some(Kind::Type)
    }
}
