//! Spells a numbered unit out: symbol records with the flags and alignment that follow from
//! names, relocations and aux records with their references resolved, function records, hashes,
//! strings in order of first mention (facts: `WriteObjFile` and the functions below it in
//! `cmd/internal/obj/objfile.go`).

use crate::format::{AuxKind, ObjectFlags, PKG_SELF};
use crate::raw::{Bytes, RawObject, RawSym, WriteError, aux};
use crate::refs::SymRef;
use crate::symbol::{Aux, RawReloc};
use crate::write::hash::{Hasher, of_bytes, short};
use crate::write::number::{Numbering, Row};
use crate::write::walk::{Met, function, table, walk};
use base::FxHashSet;
use base::bytes::ByteWriter;
use obj::{Abi, Definition, FuncInfo, SymFlags, SymId, SymKind, Symbol, Unit};
use release::Release;
use std::borrow::Cow;

/// The linker's limit for the size of a symbol.
const MAX_SYMBOL: u64 = 2_000_000_000;
/// Kind of function records; nobody reads it.
const RECORD_KIND: SymKind = SymKind::Data;

/// The tables of a unit's object.
pub(crate) fn spell<'u>(unit: &'u Unit, n: &Numbering, release: Release) -> Result<RawObject<'u>, WriteError> {
    let mut object = RawObject {
        release,
        fingerprint: unit.fingerprint,
        flags: object_flags(unit).bits(),
        autolib: unit.imports.iter().map(|(path, print)| (text(path), *print)).collect(),
        packages: n.packages.iter().map(|p| Cow::Owned(p.as_bytes().to_vec())).collect(),
        files: unit.files.iter().map(|f| text(f)).collect(),
        ..RawObject::default()
    };
    for (table, rows) in object.defs.iter_mut().zip(&n.defs) {
        *table = rows.iter().map(|&row| definition(unit, n, row, release)).collect::<Result<_, _>>()?;
    }
    object.refs = n.refs.iter().map(|&row| reference(unit, row, release)).collect();
    hashes(unit, n, release, &mut object);
    foreign_references(unit, n, &mut object);
    object.strings = strings(unit, n);
    Ok(object)
}

fn text(s: &str) -> Bytes<'_> {
    Cow::Borrowed(s.as_bytes())
}

fn object_flags(unit: &Unit) -> ObjectFlags {
    let mut flags = ObjectFlags::empty();
    flags.set(ObjectFlags::UNLINKABLE, &*unit.path == "<unlinkable>");
    flags.set(ObjectFlags::SHARED, unit.shared);
    flags.set(ObjectFlags::FROM_ASSEMBLY, unit.from_assembly);
    flags.set(ObjectFlags::STD, unit.std);
    flags
}

fn definition<'u>(unit: &'u Unit, n: &Numbering, row: Row, release: Release) -> Result<RawSym<'u>, WriteError> {
    match row {
        Row::Sym(id) => {
            let symbol = &unit.symbols[id];
            let def = symbol.def.as_ref().ok_or_else(|| WriteError::Undefined(symbol.name.to_string()))?;
            symbol_row(unit, n, id, (symbol, def), release)
        }
        Row::FuncInfo(id) => {
            let record = function(unit, id).map(|f| record(n, f)).unwrap_or_default();
            Ok(unnamed(RECORD_KIND, record.len(), 0, Cow::Owned(record)))
        }
        Row::Table(id, slot) => {
            let data = function(unit, id).map_or(&[][..], |f| table(f, slot));
            let align = match release.byte_tables {
                true => 1,
                false => natural_align(data.len() as u64),
            };
            Ok(unnamed(SymKind::RoData, data.len(), align, Cow::Borrowed(data)))
        }
        Row::File(_) => Ok(RawSym::default()),
    }
}

fn unnamed(kind: SymKind, size: usize, align: u32, data: Bytes<'_>) -> RawSym<'_> {
    RawSym { kind, size: size as u32, align, data, ..RawSym::default() }
}

fn symbol_row<'u>(
    unit: &Unit,
    n: &Numbering,
    id: SymId,
    (symbol, def): (&'u Symbol, &'u Definition),
    release: Release,
) -> Result<RawSym<'u>, WriteError> {
    if def.size > MAX_SYMBOL {
        return Err(WriteError::SymbolTooLarge(symbol.name.to_string(), def.size));
    }
    let hashed = def.flags.contains(SymFlags::CONTENT_ADDRESSABLE);
    let align = if hashed && def.size != 0 { content_align(&symbol.name, def.size) } else { def.align };
    let mut relocs: Vec<RawReloc> = def.relocs.iter().map(|r| raw_reloc(n, r)).collect();
    relocs.sort_by_key(|r| r.offset as i32);
    Ok(RawSym {
        name: text(&symbol.name),
        abi: symbol.abi.to_u16(),
        kind: stored_kind(unit, symbol, def.kind, release),
        flags: stored_flags(unit, &symbol.name, def.kind, def.flags | symbol.ref_flags, release),
        size: def.size as u32,
        align,
        relocs,
        auxs: auxs(unit, n, id, def),
        data: Cow::Borrowed(&def.data),
    })
}

fn raw_reloc(n: &Numbering, r: &obj::Reloc) -> RawReloc {
    RawReloc { offset: r.offset, size: r.size, ty: r.ty, addend: r.addend, sym: n.place(r.sym) }
}

/// A row of the reference table: a symbol defined elsewhere, a file, or the unused row of a
/// function's DWARF piece.
fn reference(unit: &Unit, row: Row, release: Release) -> RawSym<'_> {
    match row {
        Row::Sym(id) => {
            let symbol = &unit.symbols[id];
            let kind = symbol.def.as_ref().map_or(SymKind::Undefined, |d| d.kind);
            RawSym {
                name: text(&symbol.name),
                abi: symbol.abi.to_u16(),
                kind: stored_kind(unit, symbol, kind, release),
                flags: stored_flags(unit, &symbol.name, kind, symbol.ref_flags, release),
                size: symbol.def.as_ref().map_or(0, |d| d.size as u32),
                ..RawSym::default()
            }
        }
        Row::File(f) => {
            let name = &unit.files[f as usize];
            let flags = stored_flags(unit, name, SymKind::Undefined, SymFlags::empty(), release);
            RawSym { name: text(name), flags, ..RawSym::default() }
        }
        Row::FuncInfo(_) | Row::Table(..) => RawSym::default(),
    }
}

/// The kind as stored: symbols of the cryptographic module stand together, but for what the runtime knows of its
/// functions and types (fact: `setFIPSType` in `cmd/internal/obj/fips140.go`).
fn stored_kind(unit: &Unit, symbol: &Symbol, kind: SymKind, release: Release) -> SymKind {
    const MODULE: &str = "crypto/internal/fips140";
    const APART: [&str; 3] = [".inittask", ".dict", ".typeAssert"];
    const APART_ENDS: [&str; 7] =
        [".arginfo0", ".arginfo1", ".argliveinfo", ".args_stackmap", ".opendefer", ".stkobj", "·f"];
    if !release.fips || unit.path.ends_with("_test") {
        return kind;
    }
    let (name, path): (&str, &str) = (&symbol.name, &unit.path);
    let is_inside = match symbol.abi {
        Abi::Static => path.strip_prefix(MODULE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        _ => {
            let is_apart = || {
                let known =
                    APART.iter().any(|part| name.contains(part)) || APART_ENDS.iter().any(|e| name.ends_with(e));
                known || name == "crypto/internal/fips140/check.linkinfo"
            };
            name.strip_prefix(MODULE).is_some_and(|rest| rest.starts_with(['.', '/']))
                && (kind == SymKind::Text || !is_apart())
        }
    };
    if is_inside { kind.in_fips() } else { kind }
}

/// The flags as stored: those given and those that follow from the name.
fn stored_flags(unit: &Unit, name: &str, kind: SymKind, given: SymFlags, release: Release) -> u16 {
    let mut flags = given;
    let read_only = kind == SymKind::RoData;
    if read_only && name.strip_prefix("type:").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('.')) {
        flags |= SymFlags::GO_TYPE;
    }
    if read_only && name.starts_with("go:itab.") {
        flags |= SymFlags::ITAB;
    }
    if name.strip_prefix(&*unit.path).is_some_and(|rest| rest.starts_with("..dict")) {
        flags |= SymFlags::DICT;
    }
    // Since there are marks for the library alone, assembly has to be given its marks, too.
    let by_assembly = unit.from_assembly && !release.linkname_std;
    if (by_assembly && !name.is_empty()) || name == "main.main" {
        flags |= SymFlags::LINKNAME;
    }
    flags.bits() as u16
}

/// The alignment of a content-addressed symbol: by its role, else by its size.
fn content_align(name: &str, size: u64) -> u32 {
    const BYTES: [&str; 3] = ["go:string.", "type:.namedata.", "type:.importpath."];
    const BYTE_ENDS: [&str; 4] = [".opendefer", ".arginfo0", ".arginfo1", ".argliveinfo"];
    if BYTES.iter().any(|p| name.starts_with(p)) || BYTE_ENDS.iter().any(|s| name.ends_with(s)) {
        1
    } else if name.starts_with("gclocals·") {
        4
    } else {
        natural_align(size)
    }
}

/// The largest power of two up to 8 that divides the size; nothing for size 0.
fn natural_align(size: u64) -> u32 {
    if size == 0 { 0 } else { 1 << size.trailing_zeros().min(3) }
}

/// The bytes of a function record.
fn record(n: &Numbering, func: &FuncInfo) -> Vec<u8> {
    let mut w = ByteWriter::new();
    w.u32(func.args as u32);
    w.u32(func.locals as u32);
    w.u8(func.func_id.0);
    w.u8(func.flags.bits());
    w.u16(0);
    w.u32(func.start_line as u32);
    w.u32(func.files.len() as u32);
    func.files.iter().for_each(|&f| w.u32(f));
    w.u32(func.inline_tree.len() as u32);
    for node in &func.inline_tree {
        let callee = n.place(node.func);
        w.u32(node.parent as u32);
        w.u32(node.file);
        w.u32(node.line as u32);
        w.u32(callee.pkg);
        w.u32(callee.sym);
        w.u32(node.parent_pc as u32);
    }
    w.buf
}

fn auxs(unit: &Unit, n: &Numbering, id: SymId, def: &Definition) -> Vec<Aux> {
    let mut out = Vec::new();
    let filled = |s: Option<SymId>| s.filter(|&s| unit.symbols[s].def.as_ref().is_some_and(|d| d.size != 0));
    out.extend(def.gotype.map(|t| aux(AuxKind::GoType, n.place(t))));
    let Some(func) = &def.func else {
        out.extend(filled(def.dwarf_info).map(|d| aux(AuxKind::DwarfInfo, n.place(d))));
        return out;
    };
    out.extend(n.records.get(&id).map(|&r| aux(AuxKind::FuncInfo, r)));
    out.extend(func.funcdata.iter().map(|&s| aux(AuxKind::FuncData, n.place(s))));
    let dwarf = [
        (AuxKind::DwarfInfo, func.dwarf_info),
        (AuxKind::DwarfLoc, func.dwarf_loc),
        (AuxKind::DwarfRanges, func.dwarf_ranges),
        (AuxKind::DwarfLines, func.dwarf_lines),
    ];
    out.extend(dwarf.into_iter().filter_map(|(kind, s)| Some(aux(kind, n.place(filled(s)?)))));
    let table_of = |slot| n.tables.get(&(id, slot)).copied().unwrap_or(SymRef { pkg: 0, sym: 0 });
    let fixed = [AuxKind::Pcsp, AuxKind::Pcfile, AuxKind::Pcline, AuxKind::Pcinline];
    let fixed = fixed.into_iter().enumerate().filter(|&(slot, _)| !table(func, slot).is_empty());
    out.extend(fixed.map(|(slot, kind)| aux(kind, table_of(slot))));
    out.extend((0..func.pcdata.len()).map(|i| aux(AuxKind::Pcdata, table_of(4 + i))));
    out
}

fn hashes(unit: &Unit, n: &Numbering, release: Release, object: &mut RawObject<'_>) {
    let data = |id: SymId| unit.symbols[id].def.as_ref().map_or(&[][..], |d| &d.data);
    let mut hasher = Hasher::new(unit, n, release);
    for &row in &n.defs[1] {
        if let Row::Sym(id) = row {
            object.hash64.push(short(data(id)));
        }
    }
    for &row in &n.defs[2] {
        object.hash.push(match row {
            Row::Sym(id) => hasher.hash(id),
            Row::Table(id, slot) => {
                let bytes = function(unit, id).map_or(&[][..], |f| table(f, slot));
                of_bytes(release, bytes.len() as u64, b'P', bytes)
            }
            Row::FuncInfo(_) | Row::File(_) => Default::default(),
        });
    }
}

/// Flags and names of symbols of other packages, by first use in a relocation.
fn foreign_references<'u>(unit: &'u Unit, n: &Numbering, object: &mut RawObject<'u>) {
    let mut seen = FxHashSet::default();
    walk(unit, &n.lists, &mut |m| {
        let Met::Ref(id) = m else { return };
        let place = n.place(id);
        if place.pkg == 0 || place.pkg >= PKG_SELF || !seen.insert(id) {
            return;
        }
        let symbol = &unit.symbols[id];
        let flags = symbol.ref_flags & SymFlags::USED_IN_IFACE;
        if !flags.is_empty() {
            object.ref_flags.push((place, flags.bits() as u16));
        }
        object.ref_names.push((place, text(&symbol.name)));
    });
}

/// All strings in order of first mention: packages, names as they are met, files.
fn strings<'u>(unit: &'u Unit, n: &Numbering) -> Vec<Bytes<'u>> {
    let mut seen: FxHashSet<Vec<u8>> = FxHashSet::default();
    let mut list: Vec<Bytes<'u>> = Vec::new();
    let mut add = |s: Bytes<'u>| {
        if !seen.contains(&*s) {
            seen.insert(s.to_vec());
            list.push(s);
        }
    };
    add(Cow::Borrowed(b""));
    unit.imports.iter().for_each(|(path, _)| add(text(path)));
    n.packages.iter().for_each(|p| add(Cow::Owned(p.as_bytes().to_vec())));
    walk(unit, &n.lists, &mut |m| match m {
        Met::Def(id) | Met::Ref(id) | Met::Aux(id) => {
            if n.place(id).pkg != crate::format::PKG_BUILTIN {
                add(text(&unit.symbols[id].name));
            }
        }
        Met::File(f) => add(text(&unit.files[f as usize])),
        Met::Table(..) => {}
    });
    unit.files.iter().for_each(|f| add(text(f)));
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Until go1.26 whatever assembly names is a link name.
    #[test]
    fn assembly_is_marked_as_its_release_does() {
        let mut unit = Unit::new("runtime");
        unit.from_assembly = true;
        for release in Release::all() {
            let flags = stored_flags(&unit, "runtime.gogo", SymKind::Text, SymFlags::empty(), release);
            let is_marked = SymFlags::from_bits_truncate(flags.into()).contains(SymFlags::LINKNAME);
            assert_eq!(is_marked, release.minor < 27, "{}", release.version);
        }
    }
}
