//! The listing of `-S`: every symbol with its properties, instructions, bytes and relocations.
//! With `-S -S` symbols show their ABI and the DWARF pieces follow.
//! Authority: `writeSymDebugNamed` in `cmd/internal/obj/objfile.go`, `InnermostString` in `util.go`.

use crate::module::Module;
use crate::object::{Object, Shown};
use amd64::{Assembled, Function, InstId, TextFlags, print};
use obj::func::{ARGS_SIZE_UNKNOWN, FuncFlags};
use obj::{Abi, Definition, RelocKind, SymFlags, SymId, SymKind, Unit};
use std::fmt::{self, Write};

/// Appends the listing of everything the unit defines to `out`. `level`: how often `-S` was given.
pub fn list(object: &Object, module: &Module, level: u32, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write_all(object, module, level, out);
}

fn write_all(object: &Object, module: &Module, level: u32, out: &mut String) -> fmt::Result {
    let unit = &object.unit;
    let shown = Shown::new(unit, module);
    for (func, code) in &object.functions {
        let Some(def) = &unit.symbols[func.sym].def else { continue };
        let name = title(unit, func.sym, level);
        head(out, &name, unit.symbols[func.sym].abi, def, level)?;
        text(out, func, code, &shown)?;
        contents(out, unit, def, level)?;
    }
    for &id in unit.defined() {
        let Some(def) = &unit.symbols[id].def else { continue };
        if def.kind == SymKind::Text || def.kind.is_dwarf() {
            continue;
        }
        head(out, &title(unit, id, level), unit.symbols[id].abi, def, level)?;
        contents(out, unit, def, level)?;
    }
    if level > 1 {
        pieces(out, object, level)?;
    }
    Ok(())
}

/// The DWARF pieces of every function.
fn pieces(out: &mut String, object: &Object, level: u32) -> fmt::Result {
    let unit = &object.unit;
    for (func, _) in &object.functions {
        let Some(info) = unit.symbols[func.sym].def.as_ref().and_then(|d| d.func.as_ref()) else { continue };
        for piece in [info.dwarf_lines, info.dwarf_info].into_iter().flatten() {
            let Some(def) = &unit.symbols[piece].def else { continue };
            let name = format!("aux for {}<0>", unit.symbols[func.sym].name);
            head(out, &name, Abi::Abi0, def, level)?;
            contents(out, unit, def, level)?;
        }
    }
    Ok(())
}

fn title(unit: &Unit, id: SymId, level: u32) -> String {
    let symbol = &unit.symbols[id];
    if level > 1 { format!("{}<{}>", symbol.name, abi_number(symbol.abi)) } else { symbol.name.to_string() }
}

/// ABIs as listings number them: static symbols are ABI0.
fn abi_number(abi: Abi) -> u16 {
    if abi == Abi::Internal { 1 } else { 0 }
}

/// The line that names a symbol.
fn head(out: &mut String, name: &str, abi: Abi, def: &Definition, _level: u32) -> fmt::Result {
    write!(out, "{name} {} ", def.kind.name())?;
    if abi == Abi::Static {
        out.push_str("static ");
    }
    if def.flags.contains(SymFlags::DUPOK) {
        out.push_str("dupok ");
    }
    if def.flags.contains(SymFlags::NOSPLIT) {
        out.push_str("nosplit ");
    }
    if let Some(func) = &def.func {
        if func.flags.contains(FuncFlags::TOP_FRAME) {
            out.push_str("topframe ");
        }
        if func.flags.contains(FuncFlags::ASM) {
            out.push_str("asm ");
        }
    }
    write!(out, "size={}", def.size)?;
    if let Some(func) = &def.func {
        let (args, locals) = (i64::from(func.args), i64::from(func.locals));
        write!(out, " args={args:#x} locals={locals:#x} funcid={:#x} align={:#x}", func.func_id.0, def.align)?;
        if def.flags.contains(SymFlags::LEAF) {
            out.push_str(" leaf");
        }
    }
    out.push('\n');
    Ok(())
}

/// The instructions, the `TEXT` line first.
fn text(out: &mut String, func: &Function, code: &Assembled, shown: &Shown<'_>) -> fmt::Result {
    let name = &func.name;
    let sign = match func.abi {
        Abi::Static => "<>",
        Abi::Internal => "<ABIInternal>",
        Abi::Abi0 => "",
    };
    let flags = attributes(code.flags);
    let comma = if flags.is_empty() { "" } else { ", " };
    let args = if func.args == ARGS_SIZE_UNKNOWN { String::new() } else { format!("-{}", func.args) };
    let place = shown.place(func.line);
    let size = func.frame;
    writeln!(out, "\t0x0000 00000 ({place})\tTEXT\t{name}{sign}(SB){comma}{flags}, ${size}{args}")?;
    let pc = |to: InstId| code.placed.get(to.0 as usize).map_or(0, |p| p.pc);
    for placed in &code.placed {
        let place = shown.place(placed.inst.line);
        let inst = print::instruction(&placed.inst, shown, &pc);
        writeln!(out, "\t{:#06x} {:05} ({place})\t{inst}", placed.pc, placed.pc)?;
    }
    Ok(())
}

/// The flags of a `TEXT` line by name.
fn attributes(flags: TextFlags) -> String {
    const NAMES: &[(TextFlags, &str)] = &[
        (TextFlags::DUPOK, "DUPOK"),
        (TextFlags::NOSPLIT, "NOSPLIT"),
        (TextFlags::WRAPPER, "WRAPPER"),
        (TextFlags::NEEDCTXT, "NEEDCTXT"),
        (TextFlags::NOFRAME, "NOFRAME"),
        (TextFlags::REFLECTMETHOD, "REFLECTMETHOD"),
        (TextFlags::TOPFRAME, "TOPFRAME"),
        (TextFlags::ABIWRAPPER, "ABIWRAPPER"),
    ];
    let names: Vec<&str> = NAMES.iter().filter(|row| flags.contains(row.0)).map(|row| row.1).collect();
    names.join("|")
}

/// Bytes and relocations.
fn contents(out: &mut String, unit: &Unit, def: &Definition, level: u32) -> fmt::Result {
    for (row, bytes) in def.data.chunks(16).enumerate() {
        write!(out, "\t{:#06x}", row * 16)?;
        bytes.iter().try_for_each(|b| write!(out, " {b:02x}"))?;
        out.push_str(&"   ".repeat(16 - bytes.len()));
        out.push_str("  ");
        out.extend(bytes.iter().map(|&b| if (b' '..=b'~').contains(&b) { b as char } else { '.' }));
        out.push('\n');
    }
    for r in &def.relocs {
        let name = match r.sym.some() {
            Some(id) if level > 1 => format!("{}<{}>", unit.symbols[id].name, abi_number(unit.symbols[id].abi)),
            Some(id) => unit.symbols[id].name.to_string(),
            None if r.ty.kind() == Some(RelocKind::TlsLe) => "TLS".to_string(),
            None => String::new(),
        };
        let ty = r.ty.name().unwrap_or("R_???");
        writeln!(out, "\trel {}+{} t={ty} {name}+{}", r.offset, r.size, r.addend)?;
    }
    Ok(())
}
