//! What debuggers are told of a function: which line each instruction belongs to, and where
//! variables are that stay in one slot of the frame. In: the function's list of variables and
//! the frame; out: DWARF symbols in a unit, attached to the function's record. Authority:
//! `cmd/internal/obj/dwarf.go`, `cmd/compile/internal/dwarfgen`.

use crate::buffer::Table;
use crate::compiled::CompiledFunc;
use crate::frame::Frame;
use crate::locate::FrameMaps;
use dwarf::func::{
    Entry, LineRow, PROGRAM_ADDRESS, Subprogram, VarKind, Variable, frame_location, line_program, subprogram,
};
use obj::{Abi, Definition, Reloc, RelocKind, RelocType, SymFlags, SymId, SymKind, Unit};
use ssa::{DebugKind, Func, FuncAttrs};
use std::sync::Arc;

/// What debuggers are told of a function.
#[derive(Clone, Debug)]
pub struct Debug {
    wrapper: bool,
    vars: Vec<DebugVar>,
}

#[derive(Clone, Debug)]
struct DebugVar {
    name: Arc<str>,
    /// Name of its type without the prefix of descriptors.
    ty: Arc<str>,
    line: u32,
    kind: VarKind,
    location: Vec<u8>,
}

/// Places variables in the frame.
pub fn describe(f: &Func, frame: &Frame, maps: &FrameMaps) -> Debug {
    let place = |v: &ssa::DebugVar| match v.slot {
        Some(s) if maps.used[s] => frame_location(frame.slots[s] - frame.arg_offset(), v.indirect),
        _ => Vec::new(),
    };
    let vars = f.debug.iter().map(|v| DebugVar {
        name: v.name.clone(),
        ty: v.ty.strip_prefix("type:").unwrap_or(&v.ty).into(),
        line: f.start_line.saturating_add_signed(v.line),
        kind: match v.kind {
            DebugKind::Param => VarKind::Param,
            DebugKind::Result => VarKind::Result,
            DebugKind::Local => VarKind::Local,
        },
        location: place(v),
    });
    Debug { wrapper: f.attrs.intersects(FuncAttrs::WRAPPER | FuncAttrs::ABI_WRAPPER), vars: vars.collect() }
}

impl Debug {
    /// Defines the function's line program.
    pub(crate) fn lines(&self, f: &CompiledFunc, func: SymId, unit: &mut Unit) -> SymId {
        let (lines, files) = (&f.tables[Table::Line as usize], &f.tables[Table::File as usize]);
        let size = f.code.len() as u32;
        let mut starts: Vec<u32> = lines.entries().iter().chain(files.entries()).map(|e| e.0).collect();
        starts.push(f.prologue_end);
        starts.sort_unstable();
        starts.dedup();
        let mut row = |pc| {
            let (file, line) = (unit.file(f.file_name(files.at(pc))), lines.at(pc));
            LineRow { pc, file, line, is_stmt: true, prologue_done: pc >= f.prologue_end }
        };
        let rows: Vec<LineRow> = starts.into_iter().filter(|&pc| pc < size).map(&mut row).collect();
        let relocs = vec![address(func, PROGRAM_ADDRESS, 0)];
        piece(unit, SymKind::DwarfLines, line_program(&rows, size), relocs)
    }
    /// Defines its entry.
    pub(crate) fn info(&self, f: &CompiledFunc, func: SymId, unit: &mut Unit) -> SymId {
        let sub = Subprogram {
            name: &f.name,
            wrapper: self.wrapper,
            file: unit.file(&f.file),
            line: f.start_line as u32,
            external: f.abi != Abi::Static,
        };
        let vars: Vec<Variable<'_>> = self
            .vars
            .iter()
            .map(|v| Variable { name: &v.name, kind: v.kind, line: v.line, location: &v.location })
            .collect();
        let Entry { bytes, addresses: [low, high], types } = subprogram(&sub, &vars);
        let mut relocs = vec![address(func, low, 0), address(func, high, f.code.len() as i64)];
        for (v, offset) in self.vars.iter().zip(types) {
            relocs.push(type_reference(unit, &v.ty, offset));
        }
        for v in &self.vars {
            // Keeps the descriptor for the linker, which makes the type's entry from it.
            let sym = unit.symbol(&format!("type:{}", v.ty), Abi::Abi0);
            relocs.push(Reloc { offset: 0, size: 0, ty: RelocType::new(RelocKind::UseType), sym, addend: 0 });
        }
        relocs.sort_by_key(|r| r.offset);
        piece(unit, SymKind::DwarfFunc, bytes, relocs)
    }
}

/// The reference to the entry of the type `ty`, which the linker makes.
pub fn type_reference(unit: &mut Unit, ty: &str, offset: u32) -> Reloc {
    let sym = unit.symbol(&format!("{}{ty}", dwarf::INFO_PREFIX), Abi::Abi0);
    Reloc { offset, size: 4, ty: RelocType::new(RelocKind::DwarfSecRef), sym, addend: 0 }
}

fn address(sym: SymId, offset: u32, addend: i64) -> Reloc {
    Reloc { offset, size: 8, ty: RelocType::new(RelocKind::Addr), sym, addend }
}

/// Defines a nameless piece of DWARF.
pub fn piece(unit: &mut Unit, kind: SymKind, data: Vec<u8>, relocs: Vec<Reloc>) -> SymId {
    let sym = unit.fresh("", Abi::Abi0);
    let mut def = Definition::data(kind, SymFlags::empty(), data);
    def.relocs = relocs;
    let _new = unit.define(sym, def);
    sym
}
