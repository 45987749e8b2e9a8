//! Phase 9: the tables by which the runtime finds types and itabs: `runtime.typelink`, offsets
//! of all types that `reflect` may construct, ordered by their strings since it searches them by
//! bisection, and `runtime.itablink`, addresses of all itabs in symbol order (authority:
//! `cmd/link/internal/ld/typelink.go`). Types of different packages may have equal strings; here
//! they stand in symbol order, in the official linker in whatever order its unstable sort leaves
//! them. That is the one difference between executables without DWARF.

use crate::error::{LinkError, Result};
use crate::gotype;
use crate::kind::Kind;
use crate::symbols::{Attr, Reloc, Sym, Symbols};
use obj::{RelocKind, RelocType, SymFlags};
use release::TypeIndex;

/// Makes both tables, for runtimes that do not walk over the types themselves.
pub fn tables(symbols: &mut Symbols<'_>) -> Result<()> {
    if symbols.release.type_index == TypeIndex::Walked {
        return Ok(());
    }
    let mut types = Vec::new();
    let mut itabs = Vec::new();
    for sym in symbols.ids().filter(|&s| symbols.is_reachable(s)) {
        let flags = symbols.flags(sym);
        if flags.contains(SymFlags::TYPELINK) {
            let text = gotype::string(symbols, sym).ok_or_else(|| {
                LinkError::new(format!("{}: type descriptor is malformed", symbols.describe_place(sym)))
            })?;
            types.push((text, sym));
        } else if flags.contains(SymFlags::ITAB) {
            itabs.push(sym);
        }
    }
    types.sort();
    let types: Vec<Sym> = types.into_iter().map(|t| t.1).collect();
    table(symbols, "runtime.typelink", Kind::TypeLink, &types, 4, RelocKind::AddrOff);
    table(symbols, "runtime.itablink", Kind::ItabLink, &itabs, 8, RelocKind::Addr);
    Ok(())
}

fn table(symbols: &mut Symbols<'_>, name: &str, kind: Kind, entries: &[Sym], size: u8, ty: RelocKind) {
    let table = symbols.create(name);
    symbols.attrs[table].insert(Attr::LOCAL);
    let synth = symbols.update(table);
    synth.kind = Some(kind);
    synth.size = entries.len() as u64 * u64::from(size);
    synth.data = vec![0; synth.size as usize].into();
    synth.relocs = entries
        .iter()
        .enumerate()
        .map(|(i, &sym)| Reloc { offset: i as u32 * u32::from(size), size, ty: RelocType::new(ty), addend: 0, sym })
        .collect();
}
