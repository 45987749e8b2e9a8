//! From a [`Module`] to a finished unit. In order: variables get their definitions; implied and
//! symbolic FUNCDATA is filled in; every function is assembled; functions, then float
//! constants by name, are defined. The order of definitions is that of the object file.
//! Authority: `Flushplist` in `cmd/internal/obj/plist.go`, `NumberSyms` in `sym.go`,
//! `cmd/internal/obj/dwarf.go`, `src/internal/abi/symtab.go`.

use crate::arch::{Assembled, Base, Function, Inst, InstId, Mem, Op, Operand, Options, TextFlags, assemble};
use crate::module::{Module, Text};
use crate::report::Report;
use crate::symbols::AsmSymbols;
use dwarf::code::CodeNames;
use dwarf::entry::{Entry, Subprogram, Variables, subprogram};
use dwarf::func::{LineRow, PROGRAM_ADDRESS, line_program};
use obj::{Abi, Definition, FuncId, Reloc, RelocKind, RelocType, SymFlags, SymId, SymKind, Unit};
use release::Release;
use std::collections::BTreeMap;

/// `FUNCDATA_ArgsPointerMaps`
const ARGS_POINTER_MAPS: i64 = 0;
/// `FUNCDATA_LocalsPointerMaps`
const LOCALS_POINTER_MAPS: i64 = 1;
/// `FUNCDATA_ArgInfo`
const ARG_INFO: i64 = 5;

/// Finishes a module, whose unit is complete then, and returns the functions as they were
/// assembled, for listings. Errors are in the report.
pub fn finish(
    module: &mut Module,
    release: Release,
    options: Options,
    pkg_prefix: &str,
    report: &mut Report,
) -> Vec<(Function, Assembled)> {
    module.finish_data().into_iter().for_each(|m| report.tool(m));
    let mut texts = std::mem::take(&mut module.texts);
    for text in &mut texts {
        symbolic_funcdata(release, &mut text.func, &mut module.unit, report);
        imply_funcdata(&mut text.func, &mut module.unit, pkg_prefix);
    }
    // From here on every instruction names real symbols.
    let mut constants = BTreeMap::new();
    let mut functions = Vec::new();
    for Text { func, .. } in texts {
        let mut symbols = AsmSymbols::new(module, &mut constants);
        match assemble(&func, options, &mut symbols) {
            Ok(code) => functions.push((func, code)),
            Err(errors) => errors.into_iter().for_each(|e| report.tool(e.message)),
        }
    }
    for (func, code) in &functions {
        define_text(release, func, code, &mut module.unit);
    }
    for (sym, bytes) in constants.into_values() {
        define_constant(sym, bytes, &mut module.unit);
    }
    functions
}

/// Replaces the two symbols that stand for something: the stack map of the function's Go
/// declaration, and the map of a frame without pointers.
fn symbolic_funcdata(release: Release, func: &mut Function, unit: &mut Unit, report: &mut Report) {
    for inst in func.insts.iter_mut().filter(|i| i.op == Op::FUNCDATA) {
        let [Operand::Imm(table), Operand::Mem(mem)] = &mut inst.operands[..] else { continue };
        let Base::Symbol(sym) = mem.base else { continue };
        let name = unit.symbols[sym].name.clone();
        let (wanted, replacement) = match &*name {
            "go_args_stackmap" => (ARGS_POINTER_MAPS, derived(func.abi, &func.name, "args_stackmap", unit)),
            "no_pointers_stackmap" => (LOCALS_POINTER_MAPS, no_pointers(release, unit)),
            _ => continue,
        };
        if *table != wanted {
            let table = if wanted == ARGS_POINTER_MAPS { "ArgsPointerMaps" } else { "LocalsPointerMaps" };
            report.tool(format!("FUNCDATA use of {name}(SB) without FUNCDATA_{table}"));
        }
        mem.base = Base::Symbol(replacement);
    }
}

/// The symbol `name.suffix`, static when the function is.
fn derived(abi: Abi, name: &str, suffix: &str, unit: &mut Unit) -> SymId {
    let abi = if abi == Abi::Static { Abi::Static } else { Abi::Abi0 };
    unit.symbol(&format!("{name}.{suffix}"), abi)
}

/// Two bitmaps of no bits, one for each state of the argument frame; made on first use.
fn no_pointers(release: Release, unit: &mut Unit) -> SymId {
    let data = vec![2, 0, 0, 0, 0, 0, 0, 0];
    let sym = unit.symbol(&format!("gclocals·{}", base::base64(&release.tool_hash.sum16(&data))), Abi::Abi0);
    if unit.symbols[sym].def.is_none() {
        let flags = SymFlags::DUPOK | SymFlags::CONTENT_ADDRESSABLE;
        let _ = unit.define(sym, Definition::data(SymKind::RoData, flags, data));
    }
    sym
}

/// Functions that Go code can call get the stack map and argument description of their Go
/// declaration, unless they name their own. Only ABI0 functions of the package itself.
fn imply_funcdata(func: &mut Function, unit: &mut Unit, pkg_prefix: &str) {
    let own = func.name.strip_prefix(pkg_prefix).is_some_and(|rest| rest.starts_with('.'));
    if !own || func.abi == Abi::Internal || &*func.name == "runtime.addmoduledata" {
        return;
    }
    let has = |table: i64| {
        let named = |i: &Inst| i.op == Op::FUNCDATA && i.operands.first() == Some(&Operand::Imm(table));
        func.insts.iter().any(named)
    };
    let mut added = Vec::new();
    for (table, suffix) in [(ARG_INFO, "arginfo0"), (ARGS_POINTER_MAPS, "args_stackmap")] {
        if !has(table) {
            let sym = derived(func.abi, &func.name, suffix, unit);
            let operands = [Operand::Imm(table), Operand::Mem(Mem::symbol(sym, 0))];
            added.push(Inst::new(Op::FUNCDATA, operands, func.line));
        }
    }
    let shift = added.len() as u32;
    // What is added has no number: messages count the instructions of the file.
    func.number = func.number.wrapping_sub(shift);
    for operand in func.insts.iter_mut().flat_map(|i| &mut i.operands) {
        if let Operand::Branch(to) = operand
            && !to.is_none()
        {
            *to = InstId(to.0 + shift);
        }
    }
    func.insts.splice(..0, added);
}

/// Defines a function with its record and its DWARF.
fn define_text(release: Release, func: &Function, code: &Assembled, unit: &mut Unit) {
    let size = code.code.len() as u32;
    let mut info = code.func_info(func.line.line);
    let wrapper = func.flags.intersects(TextFlags::WRAPPER | TextFlags::ABIWRAPPER);
    info.func_id = FuncId(release.func_id(&func.name, wrapper));
    info.dwarf_lines = Some(lines_symbol(func, code, unit));
    info.dwarf_info = Some(info_symbol(func, size, CodeNames::of_assembly(release.debug_format()), unit));
    let mut flags = SymFlags::empty();
    for (text, sym) in [
        (TextFlags::DUPOK, SymFlags::DUPOK),
        (TextFlags::NOSPLIT, SymFlags::NOSPLIT),
        (TextFlags::REFLECTMETHOD, SymFlags::REFLECT_METHOD),
        (TextFlags::ABIWRAPPER, SymFlags::ABI_WRAPPER),
        (TextFlags::PKGINIT, SymFlags::PKG_INIT),
    ] {
        flags.set(sym, code.flags.contains(text));
    }
    let mut def = Definition::data(SymKind::Text, flags, code.code.clone());
    def.align = code.align;
    def.relocs = code.relocs.clone();
    def.func = Some(Box::new(info));
    // The module refused a second definition already.
    let _ = unit.define(func.sym, def);
}

/// The rows of a function's line program: every instruction that has a line and is not empty.
fn line_rows(code: &Assembled) -> Vec<LineRow> {
    let mut rows = Vec::with_capacity(code.placed.len());
    let mut prologue_done = false;
    for (i, placed) in code.placed.iter().enumerate() {
        prologue_done |= placed.prologue_end;
        let line = placed.inst.line;
        if line.line == 0 || code.placed.get(i + 1).is_some_and(|next| next.pc == placed.pc) {
            continue;
        }
        rows.push(LineRow { pc: placed.pc, file: line.file, line: line.line, is_stmt: true, prologue_done });
    }
    rows
}

fn lines_symbol(func: &Function, code: &Assembled, unit: &mut Unit) -> SymId {
    let program = line_program(&line_rows(code), code.code.len() as u32);
    let ty = RelocType::new(RelocKind::Addr);
    let address = Reloc { offset: PROGRAM_ADDRESS, size: 8, ty, sym: func.sym, addend: 0 };
    dwarf_symbol(SymKind::DwarfLines, program, vec![address], unit)
}

fn info_symbol(func: &Function, size: u32, names: CodeNames, unit: &mut Unit) -> SymId {
    let sub = Subprogram {
        name: &func.name,
        wrapper: func.flags.contains(TextFlags::WRAPPER),
        file: func.line.file,
        line: func.line.line as u32,
        external: func.abi != Abi::Static,
        size,
        names,
        shared: None,
    };
    let Entry { bytes, code, .. } = subprogram(&sub, &Variables::default(), &[]);
    let relocs = code.iter().map(|hole| hole.reloc(func.sym)).collect();
    dwarf_symbol(SymKind::DwarfFunc, bytes, relocs, unit)
}

fn dwarf_symbol(kind: SymKind, data: Vec<u8>, relocs: Vec<Reloc>, unit: &mut Unit) -> SymId {
    let sym = unit.fresh("", Abi::Abi0);
    let mut def = Definition::data(kind, SymFlags::empty(), data);
    def.relocs = relocs;
    let _ = unit.define(sym, def);
    sym
}

fn define_constant(sym: SymId, bytes: Vec<u8>, unit: &mut Unit) {
    if unit.symbols[sym].def.is_none() {
        let flags = SymFlags::LOCAL | SymFlags::CONTENT_ADDRESSABLE;
        let _ = unit.define(sym, Definition::data(SymKind::RoData, flags, bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_without_pointers_has_its_known_name() {
        assert_eq!(
            base::base64(&Release::default().tool_hash.sum16(&[2, 0, 0, 0, 0, 0, 0, 0])),
            "J5F+7Qw7O7ve2QcWC7DpeQ=="
        );
    }
}
