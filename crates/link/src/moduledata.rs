//! The record by which the runtime finds everything: `runtime.firstmoduledata`. Field order is a
//! fact of `runtime/symtab.go` (`moduledata`); what stands behind the last field written here is
//! zero. Its size comes from the type descriptor, so that it fits the runtime that is linked.

use crate::error::{LinkError, Result};
use crate::gotype;
use crate::kind::Kind;
use crate::layout::TypeExtents;
use crate::pcln::Pcln;
use crate::symbols::{ABI0, Sym, Symbols};
use release::{FuncTables, TypeIndex};
use std::borrow::Cow;

/// Boundary marks in field order, from `text` to `gofunc`; the end of the table of lines follows where FUNCDATA is
/// part of it.
const BOUNDARIES: [&str; 19] = [
    "runtime.text",
    "runtime.etext",
    "runtime.noptrdata",
    "runtime.enoptrdata",
    "runtime.data",
    "runtime.edata",
    "runtime.bss",
    "runtime.ebss",
    "runtime.noptrbss",
    "runtime.enoptrbss",
    "runtime.covctrs",
    "runtime.ecovctrs",
    "runtime.end",
    "runtime.gcdata",
    "runtime.gcbss",
    "runtime.types",
    "runtime.etypes",
    "runtime.rodata",
    "go:func.*",
];

/// Behind which marks so many words say what stands where among types that are walked over ([`set_types`]).
const TYPE_EXTENTS: [(&str, usize); 2] = [("runtime.types", 1), ("runtime.etypes", 2)];

/// Fills in the module data and the pointer to the last module.
pub fn fill(
    symbols: &mut Symbols<'_>,
    moduledata: Sym,
    pcln: &Pcln<'_>,
    init_tasks: Option<Sym>,
    text_size: u64,
) -> Result<()> {
    let sections = text_section_map(symbols, text_size)?;
    let lookup = |symbols: &Symbols<'_>, name: &str| {
        symbols.lookup(name, ABI0).ok_or_else(|| LinkError::new(format!("{name} is not defined")))
    };
    let together = symbols.release.func_tables == FuncTables::Together;
    let more = together.then_some("runtime.epclntab");
    let walked = symbols.release.type_index == TypeIndex::Walked;
    let names = BOUNDARIES.into_iter().chain(more);
    let boundaries: Vec<Sym> = names.clone().map(|n| lookup(symbols, n)).collect::<Result<_>>()?;
    let slice = |symbols: &mut Symbols<'_>, sym: Sym, len: u64| {
        let md = symbols.update(moduledata);
        md.addr(sym, 0);
        md.u64(len);
        md.u64(len);
    };
    let t = &pcln.tables;
    symbols.update(moduledata).addr(t.header, 0);
    for table in [t.names, t.units, t.files, t.pcs, t.functab] {
        let counts_entries = together && table == t.units;
        let len = symbols.size(table) / if counts_entries { 4 } else { 1 };
        slice(symbols, table, len);
    }
    slice(symbols, t.functab, pcln.funcs.len() as u64 + 1);
    let (first, last) = match (pcln.funcs.first(), pcln.funcs.last()) {
        (Some(&f), Some(&l)) => (f, l),
        _ => return Err(LinkError::new("the program has no functions")),
    };
    let last_size = symbols.size(last) as i64;
    let md = symbols.update(moduledata);
    md.addr(t.findfunc, 0);
    md.addr(first, 0);
    md.addr(last, last_size);
    for (name, boundary) in names.zip(boundaries) {
        md.addr(boundary, 0);
        let extents = if walked { TYPE_EXTENTS.iter().find(|e| e.0 == name).map_or(0, |e| e.1) } else { 0 };
        (0..extents).for_each(|_| md.u64(0));
    }
    slice(symbols, sections, 1);
    if !walked {
        for (table, entry) in [("runtime.typelink", 4), ("runtime.itablink", 8)] {
            let table = lookup(symbols, table)?;
            let len = symbols.size(table) / entry;
            slice(symbols, table, len);
        }
    }
    // ptab, pluginpath, pkghashes: only plugins have them.
    symbols.update(moduledata).bytes(&[0; 24 + 16 + 24]);
    match init_tasks {
        Some(tasks) => {
            let len = symbols.size(tasks) / 8;
            slice(symbols, tasks, len);
        }
        None => symbols.update(moduledata).bytes(&[0; 24]),
    }
    // modulename and modulehashes: only shared modules; then hasmain.
    let md = symbols.update(moduledata);
    md.bytes(&[0; 16 + 24]);
    md.bytes(&[1]);
    finish(symbols, moduledata)
}

/// Fills in what stands where among the types, which the layout has decided.
pub fn set_types(symbols: &mut Symbols<'_>, moduledata: Sym, extents: TypeExtents) {
    let [types, etypes] = ["runtime.types", "runtime.etypes"].map(|n| symbols.lookup(n, ABI0));
    let md = symbols.update(moduledata);
    let behind = |mark: Option<Sym>| md.relocs.iter().find(|r| Some(r.sym) == mark).map(|r| r.offset as usize + 8);
    let places = [(behind(types), extents.linked), (behind(etypes), extents.all)];
    let places = places.into_iter().chain([(behind(etypes).map(|at| at + 8), extents.itabs)]);
    for (at, value) in places.collect::<Vec<_>>() {
        if let Some(place) = at.and_then(|at| md.data.to_mut().get_mut(at..at + 8)) {
            place.copy_from_slice(&value.to_le_bytes());
        }
    }
}

fn finish(symbols: &mut Symbols<'_>, moduledata: Sym) -> Result<()> {
    let size = symbols.lookup("type:runtime.moduledata", ABI0).and_then(|t| gotype::size(symbols.data(t)));
    let md = symbols.update(moduledata);
    let size = size.filter(|&s| s >= md.size && s < 1 << 16);
    md.size = size.ok_or_else(|| LinkError::new("type:runtime.moduledata is missing or too small"))?;
    let last = symbols.create("runtime.lastmoduledatap");
    let synth = symbols.update(last);
    synth.clear();
    synth.kind = Some(Kind::NoPtrData);
    synth.addr(moduledata, 0);
    Ok(())
}

/// The table of text sections: offset, end, address; there is always one.
fn text_section_map(symbols: &mut Symbols<'_>, text_size: u64) -> Result<Sym> {
    let text = symbols.lookup("runtime.text", ABI0).ok_or_else(|| LinkError::new("runtime.text is not defined"))?;
    let table = symbols.create("runtime.textsectionmap");
    let synth = symbols.update(table);
    synth.kind = Some(Kind::RoData);
    synth.data = Cow::Owned(Vec::new());
    synth.u64(0);
    synth.u64(text_size);
    synth.addr(text, 0);
    Ok(table)
}
