//! Listings as `-S` prints them: every symbol with its properties, its instructions, bytes and
//! relocations. In: a unit and, for functions, the instructions in their places; out: text. The
//! assembler and the compiler share it. With `-S -S` symbols show their ABI and the DWARF pieces
//! of functions follow.
//! Authority: `writeSymDebugNamed` in `cmd/internal/obj/objfile.go`, `InnermostString` in `util.go`.

use crate::inst::{Inst, Line, TextFlags};
use crate::interface::{Names, Placed};
use crate::op::Op;
use crate::operand::{Base, InstId, Mem, Operand};
use crate::print;
use crate::reg::{Reg, RegClass};
use obj::func::{ARGS_SIZE_UNKNOWN, FuncFlags};
use obj::{Abi, Definition, RelocKind, SymFlags, SymId, SymKind, Unit};
use std::fmt::{self, Write};

/// What a listing says of a function beside what its definition holds.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Its symbol.
    pub sym: SymId,
    /// Flags of the `TEXT` line.
    pub flags: TextFlags,
    /// The `TEXT` line.
    pub line: Line,
    /// Bytes of the frame.
    pub frame: i32,
    /// Its instructions.
    pub placed: &'a [Placed],
}

/// How to list the symbols of a unit.
#[derive(Clone, Copy)]
pub struct Listing<'a> {
    /// The unit.
    pub unit: &'a Unit,
    /// Names and places as they are shown.
    pub names: &'a dyn Names,
    /// How often `-S` was given.
    pub level: u32,
}

impl Listing<'_> {
    /// Appends a function; `pc` says where branches lead.
    pub fn function(&self, out: &mut String, func: &Listed<'_>, pc: &dyn Fn(InstId) -> u32) {
        // Writing to a string cannot fail.
        let _ = self
            .head(out, func.sym)
            .and_then(|()| text(out, self.unit, func, self.names, pc))
            .and_then(|()| contents(out, self.unit, func.sym, self.level));
    }

    /// Appends a symbol of data.
    pub fn data(&self, out: &mut String, id: SymId) {
        let _ = self.head(out, id).and_then(|()| contents(out, self.unit, id, self.level));
    }

    /// Appends every symbol that is neither a function nor a piece of one's DWARF.
    pub fn all_data(&self, out: &mut String) {
        for &id in self.unit.defined() {
            let is_data = |kind: SymKind| {
                use SymKind as K;
                let piece = matches!(kind, K::DwarfFunc | K::DwarfLines | K::DwarfLoc | K::DwarfRange);
                kind != K::Text && !piece
            };
            if self.unit.symbols[id].def.as_ref().is_some_and(|d| is_data(d.kind)) {
                self.data(out, id);
            }
        }
    }

    /// Appends the DWARF pieces of a function.
    pub fn pieces(&self, out: &mut String, func: SymId) {
        let symbol = &self.unit.symbols[func];
        let Some(info) = symbol.def.as_ref().and_then(|d| d.func.as_ref()) else { return };
        for piece in [info.dwarf_lines, info.dwarf_info].into_iter().flatten() {
            let Some(def) = &self.unit.symbols[piece].def else { continue };
            let title = format!("aux for {}<{}>", symbol.name, abi_number(symbol.abi));
            let _ = head(out, &title, Abi::Abi0, def).and_then(|()| contents(out, self.unit, piece, self.level));
        }
    }

    /// The first line of a symbol.
    fn head(&self, out: &mut String, id: SymId) -> fmt::Result {
        match &self.unit.symbols[id].def {
            Some(def) => head(out, &title(self.unit, id, self.level), self.unit.symbols[id].abi, def),
            None => Ok(()),
        }
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
fn text(
    out: &mut String,
    unit: &Unit,
    func: &Listed<'_>,
    names: &dyn Names,
    pc: &dyn Fn(InstId) -> u32,
) -> fmt::Result {
    let symbol = &unit.symbols[func.sym];
    let Some(info) = symbol.def.as_ref().and_then(|d| d.func.as_ref()) else { return Ok(()) };
    let mark = if symbol.abi == Abi::Static { "<>" } else { "" };
    let flags = attributes(symbol.abi, func.flags);
    let comma = if flags.is_empty() { "" } else { ", " };
    let args = if info.args == ARGS_SIZE_UNKNOWN { String::new() } else { format!("-{}", info.args) };
    let (name, place, frame) = (&symbol.name, names.position(func.line), func.frame);
    writeln!(out, "\t0x0000 00000 ({place})\tTEXT\t{name}{mark}(SB){comma}{flags}, ${frame}{args}")?;
    for placed in func.placed {
        let place = names.position(placed.inst.line);
        let inst = shown(&placed.inst, names, pc);
        writeln!(out, "\t{:#06x} {:05} ({place})\t{inst}", placed.pc, placed.pc)?;
    }
    Ok(())
}

/// The text of an instruction. Three things are shown as the official encoder leaves them:
/// byte registers by their own names, changes of SP as the additions they are, and targets of
/// calls without mark and offset.
pub(crate) fn shown(inst: &Inst, symbols: &dyn Names, pc: &dyn Fn(InstId) -> u32) -> String {
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
    const BEHIND: &[(TextFlags, &str)] = &[(TextFlags::ABIWRAPPER, "ABIWRAPPER"), (TextFlags::PKGINIT, "PKGINIT")];
    let given = |rows: &'static [(TextFlags, &'static str)]| rows.iter().filter(|r| flags.contains(r.0)).map(|r| r.1);
    let mut names: Vec<&str> = given(NAMES).collect();
    if abi == Abi::Static {
        names.push("STATIC");
    }
    names.extend(given(BEHIND));
    if abi == Abi::Internal {
        names.push("ABIInternal");
    }
    if flags.contains(TextFlags::TOPFRAME) {
        names.push("TOPFRAME");
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
