//! Data of a package: variables, func values, strings, static data, the initialisation record
//! (facts: `cmd/compile/internal/pkginit`, `R_INITORDER`).

use crate::package::{data_symbol, shared};
use obj::{Abi, Definition, Reloc, RelocKind, RelocType, SymFlags, SymKind, Unit};
use ssagen::{PackageCx, StaticData};
use std::sync::Arc;
use types::{ObjKind, VarRole};

/// Defines variables and the initialisation record.
pub(crate) fn define(unit: &mut Unit, cx: &PackageCx<'_>, inits: &[String], imports: &[(Arc<str>, [u8; 8])]) {
    variables(unit, cx);
    init_task(unit, cx, inits, imports);
}

/// Package-level variables, zero until initialised, by name.
fn variables(unit: &mut Unit, cx: &PackageCx<'_>) {
    let s = cx.session;
    let scope = s.pkg(cx.pkg).scope.get();
    let mut list: Vec<_> = scope
        .into_iter()
        .flat_map(|scope| scope.values())
        .filter(|&&o| matches!(s.obj(o).kind, ObjKind::Var { role: VarRole::Global, .. }))
        .map(|&o| (ssagen::global_symbol(cx, o), s.obj_type(o)))
        .collect();
    list.sort();
    for (name, t) in list {
        let layout = cx.layouts.of(t);
        let kind = if layout.has_pointers() { SymKind::Bss } else { SymKind::NoPtrBss };
        let mut def = Definition::data(kind, SymFlags::empty(), Vec::new());
        let (size, align) = layout.size_align();
        (def.size, def.align) = (size, align as u32);
        let gotype = data_symbol(unit, &cx.names.symbol(cx.layouts.rtype(t)));
        def.gotype = Some(gotype);
        let sym = data_symbol(unit, &name);
        let _new = unit.define(sym, def);
    }
}

/// `p..inittask`: state, number of functions, their addresses; ordered behind the imports'.
fn init_task(unit: &mut Unit, cx: &PackageCx<'_>, inits: &[String], imports: &[(Arc<str>, [u8; 8])]) {
    let prefix = cx.names.prefix(cx.pkg);
    let mut data = vec![0; 8];
    data[4..].copy_from_slice(&(inits.len() as u32).to_le_bytes());
    let mut relocs = Vec::new();
    for symbol in inits {
        let sym = unit.symbol(symbol, Abi::Internal);
        relocs.push(Reloc { offset: data.len() as u32, size: 8, ty: RelocType::new(RelocKind::Addr), sym, addend: 0 });
        data.extend([0; 8]);
    }
    for (path, _) in imports.iter().filter(|i| &*i.0 != "unsafe") {
        let sym = data_symbol(unit, &format!("{}..inittask", obj::name::path_prefix(path)));
        let ty = RelocType::new(RelocKind::InitOrder);
        relocs.insert(0, Reloc { offset: 0, size: 0, ty, sym, addend: 0 });
    }
    let mut def = Definition::data(SymKind::NoPtrData, SymFlags::empty(), data);
    def.relocs = relocs;
    let sym = data_symbol(unit, &format!("{prefix}..inittask"));
    let _new = unit.define(sym, def);
}

/// `F·f`: one word, the address of the code.
pub(crate) fn func_values(unit: &mut Unit, symbols: &[String]) {
    for symbol in symbols {
        let value = data_symbol(unit, &format!("{symbol}·f"));
        let code = unit.symbol(symbol, Abi::Internal);
        let mut def = shared(vec![0; 8], SymFlags::empty());
        def.relocs = vec![Reloc { offset: 0, size: 8, ty: RelocType::new(RelocKind::Addr), sym: code, addend: 0 }];
        let _known = unit.define(value, def);
    }
}

/// Bytes of string constants.
pub(crate) fn strings(unit: &mut Unit, texts: &[Vec<u8>]) {
    for text in texts {
        let sym = data_symbol(unit, &ssagen::string_symbol(text));
        let mut def = shared(text.clone(), SymFlags::LOCAL | SymFlags::CONTENT_ADDRESSABLE);
        def.align = 1;
        let _known = unit.define(sym, def);
    }
}

/// Static data of functions.
pub(crate) fn statics(unit: &mut Unit, cx: &PackageCx<'_>, list: &[StaticData]) {
    for d in list {
        let kind = match (d.read_only, d.addrs.is_empty()) {
            (true, _) => SymKind::RoData,
            (false, true) => SymKind::NoPtrData,
            (false, false) => SymKind::Data,
        };
        let mut def = Definition::data(kind, SymFlags::LOCAL, d.bytes.clone());
        for (offset, symbol, addend) in &d.addrs {
            let sym = data_symbol(unit, symbol);
            let ty = RelocType::new(RelocKind::Addr);
            def.relocs.push(Reloc { offset: *offset, size: 8, ty, sym, addend: *addend });
        }
        def.gotype = d.typ.map(|t| data_symbol(unit, &cx.names.symbol(cx.layouts.rtype(t))));
        let sym = data_symbol(unit, &d.name);
        let _new = unit.define(sym, def);
    }
}
