//! The listing of `-S`: every symbol with its properties, instructions, bytes and relocations.
//! With `-S -S` symbols show their ABI and the DWARF pieces follow.
//! Authority: `writeSymDebugNamed` in `cmd/internal/obj/objfile.go`, `InnermostString` in `util.go`.

use crate::module::Module;
use crate::symbols::{AsmSymbols, Constants};
use amd64::{Assembled, Base, Function, Inst, InstId, Mem, Op, Operand, Reg, RegClass, Symbols, TextFlags, print};
use obj::func::{ARGS_SIZE_UNKNOWN, FuncFlags};
use obj::{Abi, Definition, RelocKind, SymFlags, SymId, SymKind, Unit};
use std::fmt::{self, Write};

/// Functions as they were assembled.
type Functions = [(Function, Assembled)];

/// Appends the listing of everything the module defines to `out`. `level`: how often `-S` was
/// given.
pub fn list(module: &mut Module, functions: &Functions, level: u32, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write_all(module, functions, level, out);
}

fn write_all(module: &mut Module, functions: &Functions, level: u32, out: &mut String) -> fmt::Result {
    for (func, code) in functions {
        symbol(out, &module.unit, func.sym, level)?;
        text(out, func, code, &AsmSymbols::new(module, &mut Constants::new()))?;
        contents(out, &module.unit, func.sym, level)?;
    }
    let unit = &module.unit;
    for &id in unit.defined() {
        let shown = unit.symbols[id].def.as_ref().is_some_and(|d| d.kind != SymKind::Text && !d.kind.is_dwarf());
        if shown {
            symbol(out, unit, id, level)?;
            contents(out, unit, id, level)?;
        }
    }
    if level > 1 {
        functions.iter().try_for_each(|(func, _)| pieces(out, unit, func, level))?;
    }
    Ok(())
}

/// The DWARF pieces of a function.
fn pieces(out: &mut String, unit: &Unit, func: &Function, level: u32) -> fmt::Result {
    let Some(info) = unit.symbols[func.sym].def.as_ref().and_then(|d| d.func.as_ref()) else { return Ok(()) };
    for piece in [info.dwarf_lines, info.dwarf_info].into_iter().flatten() {
        let Some(def) = &unit.symbols[piece].def else { continue };
        head(out, &format!("aux for {}<0>", unit.symbols[func.sym].name), Abi::Abi0, def)?;
        contents(out, unit, piece, level)?;
    }
    Ok(())
}

/// The first line of a named symbol.
fn symbol(out: &mut String, unit: &Unit, id: SymId, level: u32) -> fmt::Result {
    match &unit.symbols[id].def {
        Some(def) => head(out, &title(unit, id, level), unit.symbols[id].abi, def),
        None => Ok(()),
    }
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
fn head(out: &mut String, name: &str, abi: Abi, def: &Definition) -> fmt::Result {
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
    }
    out.push('\n');
    Ok(())
}

/// The instructions, the `TEXT` line first.
fn text(out: &mut String, func: &Function, code: &Assembled, symbols: &dyn Symbols) -> fmt::Result {
    let mark = if func.abi == Abi::Static { "<>" } else { "" };
    let flags = attributes(func.abi, code.flags);
    let comma = if flags.is_empty() { "" } else { ", " };
    let args = if func.args == ARGS_SIZE_UNKNOWN { String::new() } else { format!("-{}", func.args) };
    let (name, place, frame) = (&func.name, symbols.position(func.line), code.locals);
    writeln!(out, "\t0x0000 00000 ({place})\tTEXT\t{name}{mark}(SB){comma}{flags}, ${frame}{args}")?;
    let pc = |to: InstId| code.placed.get(to.0 as usize).map_or(0, |p| p.pc);
    for placed in &code.placed {
        let place = symbols.position(placed.inst.line);
        let inst = shown(&placed.inst, symbols, &pc);
        writeln!(out, "\t{:#06x} {:05} ({place})\t{inst}", placed.pc, placed.pc)?;
    }
    Ok(())
}

/// The text of an instruction. Three things are shown as the official encoder leaves them:
/// byte registers by their own names, changes of SP as the additions they are, and targets of
/// calls without mark and offset.
fn shown(inst: &Inst, symbols: &dyn Symbols, pc: &dyn Fn(InstId) -> u32) -> String {
    if let (Op::CALL | Op::JMP | Op::RET, [Operand::Mem(Mem { base: Base::Symbol(sym), .. })]) =
        (inst.op, &inst.operands[..])
    {
        return format!("{}\t{}(SB)", inst.op, symbols.name(*sym));
    }
    // Implied function data is named as if it were global.
    if let (Op::FUNCDATA, [Operand::Imm(table), Operand::Mem(Mem { base: Base::Symbol(sym), disp: 0, .. })]) =
        (inst.op, &inst.operands[..])
        && [".args_stackmap", ".arginfo0"].iter().any(|end| symbols.name(*sym).ends_with(end))
    {
        return format!("FUNCDATA\t${table}, {}(SB)", symbols.name(*sym));
    }
    let mut inst = inst.clone();
    if let (Op::ADJSP, [Operand::Imm(by)]) = (inst.op, &inst.operands[..]) {
        let (op, by) = match *by {
            0x80 => (Op::ADDQ, -0x80),
            by if by < 0 && by != -0x80 => (Op::ADDQ, -by),
            by => (Op::SUBQ, by),
        };
        inst = Inst { op, operands: [Operand::Imm(by), Operand::Reg(Reg::SP)].into_iter().collect(), ..inst };
    }
    let name = inst.op.name();
    let extends = name.starts_with("MOVB") && name.ends_with('X');
    if extends || has_byte_operands(name) {
        let last = inst.operands.len() - usize::from(!inst.operands.is_empty());
        for (i, operand) in inst.operands.iter_mut().enumerate() {
            if let Operand::Reg(reg) = operand
                && (i == 0 || i == last && !extends)
            {
                *reg = byte_register(*reg);
            }
        }
    }
    print::instruction(&inst, symbols, pc)
}

/// Whether the operands of an instruction are single bytes.
fn has_byte_operands(name: &str) -> bool {
    const STEMS: &[&str] = &[
        "ADC", "ADD", "AND", "CMP", "CMPXCHG", "DEC", "DIV", "IDIV", "IMUL", "INC", "MOV", "MUL", "NEG", "NOT", "OR",
        "RCL", "RCR", "ROL", "ROR", "SAL", "SAR", "SBB", "SHL", "SHR", "SUB", "TEST", "XADD", "XCHG", "XOR",
    ];
    name.starts_with("SET") && name.len() == 5 || name.strip_suffix('B').is_some_and(|stem| STEMS.contains(&stem))
}

/// The low byte of a general register; other registers stay.
fn byte_register(reg: Reg) -> Reg {
    match reg.class() {
        (RegClass::General, n) => Reg::AL.plus(n).unwrap_or(reg),
        _ => reg,
    }
}

/// The properties of a function by name.
fn attributes(abi: Abi, flags: TextFlags) -> String {
    const NAMES: &[(TextFlags, &str)] = &[
        (TextFlags::DUPOK, "DUPOK"),
        (TextFlags::NOSPLIT, "NOSPLIT"),
        (TextFlags::REFLECTMETHOD, "REFLECTMETHOD"),
        (TextFlags::WRAPPER, "WRAPPER"),
        (TextFlags::NEEDCTXT, "NEEDCTXT"),
        (TextFlags::NOFRAME, "NOFRAME"),
    ];
    let mut names: Vec<&str> = NAMES.iter().filter(|row| flags.contains(row.0)).map(|row| row.1).collect();
    for (holds, name) in [
        (abi == Abi::Static, "STATIC"),
        (flags.contains(TextFlags::ABIWRAPPER), "ABIWRAPPER"),
        (abi == Abi::Internal, "ABIInternal"),
        (flags.contains(TextFlags::TOPFRAME), "TOPFRAME"),
    ] {
        if holds {
            names.push(name);
        }
    }
    names.join("|")
}

/// Bytes and relocations.
fn contents(out: &mut String, unit: &Unit, id: SymId, level: u32) -> fmt::Result {
    let Some(def) = &unit.symbols[id].def else { return Ok(()) };
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
