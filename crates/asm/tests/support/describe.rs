//! Objects as text: every symbol with all that is known about it, so that differences show.

use goobj::Object;
use obj::{SymId, Unit};
use std::fmt::Write;

/// Every symbol an object file defines, by name and ABI, as text that says everything about it.
pub fn symbols(file: &[u8], package: &str) -> Vec<(String, String)> {
    let at = file.windows(8).position(|w| w == release::OBJECT_MAGIC).expect("an object");
    let object = Object::parse(&file[at..], release::Release::default()).expect("a valid object");
    let unit = goobj::unit_of(&object, package, &|_, _| None);
    let ids = unit.symbols.iter_enumerated().filter(|(_, s)| s.def.is_some() && !s.name.is_empty());
    ids.map(|(id, s)| (format!("{} {:?}", s.name, s.abi), describe(&unit, id))).collect()
}

fn describe(unit: &Unit, id: SymId) -> String {
    let mut out = String::new();
    let Some(def) = &unit.symbols[id].def else { return out };
    let _ = writeln!(out, "{:?} {:?} align {} size {}", def.kind, def.flags, def.align, def.size);
    for (i, chunk) in def.data.chunks(16).enumerate() {
        let _ = writeln!(out, "{:04x} {}", i * 16, hex(chunk));
    }
    let name = |id: SymId| match id.some() {
        Some(id) => format!("{} {:?}", unit.symbols[id].name, unit.symbols[id].abi),
        None => "-".to_string(),
    };
    for r in &def.relocs {
        let _ =
            writeln!(out, "rel {}+{} {} {}{:+}", r.offset, r.size, r.ty.name().unwrap_or("?"), name(r.sym), r.addend);
    }
    let Some(func) = &def.func else { return out };
    let _ = writeln!(out, "args {} locals {} id {:?} {:?}", func.args, func.locals, func.func_id, func.flags);
    let files: Vec<_> = func.files.iter().map(|&f| unit.files[f as usize].to_string()).collect();
    let _ = writeln!(out, "line {} files {files:?}", func.start_line);
    for (what, table) in
        [("sp", &func.pcsp), ("file", &func.pcfile), ("line", &func.pcline), ("inline", &func.pcinline)]
    {
        let _ = writeln!(out, "pc{what} {}", table_text(table));
    }
    for (i, table) in func.pcdata.iter().enumerate() {
        let _ = writeln!(out, "pcdata {i} {}", table_text(table));
    }
    for (i, &sym) in func.funcdata.iter().enumerate() {
        let _ = writeln!(out, "funcdata {i} {}", name(sym));
    }
    for piece in [func.dwarf_info, func.dwarf_lines, func.dwarf_ranges, func.dwarf_loc].into_iter().flatten() {
        let _ = write!(out, "{}", describe(unit, piece));
    }
    out
}

fn table_text(table: &[u8]) -> String {
    match obj::PcTable::decode(table) {
        Some(decoded) => format!("{:?} {}", decoded.entries(), table.len()),
        None => hex(table),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut s, b| {
        let _ = write!(s, "{b:02x} ");
        s
    })
}
