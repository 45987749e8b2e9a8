//! What debuggers are told of a package beside its functions: its name, its variables and its
//! integer constants. In: the package; out: DWARF symbols in its unit. Facts:
//! `cmd/compile/internal/gc/obj.go`, `cmd/compile/internal/dwarfgen/dwarf.go`.

use crate::data::data_symbol;
use dwarf::func::{global, int_constant};
use dwarf::{CONST_INFO_PREFIX, CU_INFO_PREFIX};
use machine::debug_symbols::{piece, type_reference};
use obj::{Definition, Reloc, RelocKind, RelocType, SymFlags, SymKind, Unit};
use ssagen::PackageCx;
use types::{ObjId, ObjKind, Session, TypeId, VarRole};

/// Describes the package's name, variables and constants.
pub(crate) fn describe(unit: &mut Unit, cx: &PackageCx<'_>, recorded: &str) {
    let s = cx.session;
    let path = unit.path.clone();
    for (what, text) in [("producer", producer(recorded)), ("packagename", package_name(cx))] {
        let sym = data_symbol(unit, &format!("{CU_INFO_PREFIX}{what}.{path}"));
        let def = Definition::data(SymKind::DwarfCuInfo, SymFlags::DUPOK, text.into_bytes());
        let _new = unit.define(sym, def);
    }
    let mut objects: Vec<ObjId> = s.pkg(cx.pkg).scope.get().into_iter().flat_map(|m| m.values().copied()).collect();
    objects.sort_by_key(|&o| s.text(s.obj(o).name).to_owned());
    let mut constants = (Vec::new(), Vec::new());
    for obj in objects {
        match s.obj(obj).kind {
            ObjKind::Var { role: VarRole::Global, .. } => variable(unit, cx, obj),
            _ => constant(unit, cx, obj, &mut constants),
        }
    }
    if !constants.0.is_empty() {
        let sym = data_symbol(unit, &format!("{CONST_INFO_PREFIX}{path}"));
        let mut def = Definition::data(SymKind::DwarfConst, SymFlags::empty(), constants.0);
        def.relocs = constants.1;
        let _new = unit.define(sym, def);
    }
}

fn package_name(cx: &PackageCx<'_>) -> String {
    cx.session.pkg(cx.pkg).name.get().map_or(String::new(), |&n| cx.session.text(n).to_owned())
}

/// The flags given, and that arguments are passed in registers.
fn producer(recorded: &str) -> String {
    format!("{recorded} regabi").trim_start().to_owned()
}

/// Name of a type as entries are named.
fn type_name(cx: &PackageCx<'_>, t: TypeId) -> String {
    let symbol = cx.names.symbol(cx.layouts.rtype(t));
    symbol.strip_prefix("type:").unwrap_or(&symbol).to_owned()
}

fn variable(unit: &mut Unit, cx: &PackageCx<'_>, obj: ObjId) {
    let name = ssagen::global_symbol(cx, obj);
    let Some(var) = unit.lookup(&name, obj::Abi::Abi0).filter(|&v| unit.symbols[v].def.is_some()) else { return };
    let (bytes, address, ty) = global(&name);
    let address = Reloc { offset: address, size: 8, ty: RelocType::new(RelocKind::Addr), sym: var, addend: 0 };
    let ty = type_reference(unit, &type_name(cx, cx.session.obj_type(obj)), ty);
    let info = piece(unit, SymKind::DwarfVar, bytes, vec![address, ty]);
    if let Some(def) = &mut unit.symbols[var].def {
        def.dwarf_info = Some(info);
    }
}

/// Types of the package's constants that nobody would describe otherwise: instances.
pub(crate) fn types_of_constants(cx: &PackageCx<'_>) -> Vec<TypeId> {
    let s = cx.session;
    let objects = s.pkg(cx.pkg).scope.get().into_iter().flat_map(|m| m.values().copied());
    let types = objects.filter_map(|o| described(s, o)).map(|(t, _)| t);
    let mut out: Vec<TypeId> =
        types.filter(|&t| s.as_named(s.unalias(t)).is_some_and(|n| !n.targs.is_empty())).collect();
    out.sort_by_key(|&t| type_name(cx, t));
    out.dedup();
    out
}

/// The type and the value of a constant that debuggers are told of; of large unsigned ones the bits.
fn described(s: &Session, obj: ObjId) -> Option<(TypeId, i64)> {
    let value = s.obj(obj).const_value().and_then(|v| v.as_i64().or_else(|| v.as_u64().map(u64::cast_signed)))?;
    let t = s.obj_type(obj);
    let t = if t == TypeId::UNTYPED_INT || t == TypeId::UNTYPED_RUNE { TypeId::INT } else { t };
    (!s.is_untyped(t) && s.is_integer(t)).then_some((t, value))
}

fn constant(unit: &mut Unit, cx: &PackageCx<'_>, obj: ObjId, out: &mut (Vec<u8>, Vec<Reloc>)) {
    let s = cx.session;
    let Some((t, value)) = described(s, obj) else { return };
    let name = format!("{}.{}", unit.path, s.text(s.obj(obj).name));
    let at = int_constant(&mut out.0, &name, value);
    out.1.push(type_reference(unit, &type_name(cx, t), at));
}
