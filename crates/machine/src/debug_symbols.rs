//! What debuggers are told of a function, as symbols of a unit. In: the function's code with its tables and variables
//! ([`Debug`]); out: its line program, its entry and location lists. Authority: `cmd/internal/obj/dwarf.go`.

use crate::buffer::Table;
use crate::compiled::CompiledFunc;
use crate::debug::{Debug, Location};
use dwarf::code::CodeNames;
use dwarf::func::{
    Entry, LineRow, LocationLists, PROGRAM_ADDRESS, Subprogram, Variable, Variables, line_program, subprogram,
};
use obj::{Abi, Definition, Reloc, RelocKind, RelocType, SymFlags, SymId, SymKind, Unit};

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
        let ty = RelocType::new(RelocKind::Addr);
        let relocs = vec![Reloc { offset: PROGRAM_ADDRESS, size: 8, ty, sym: func, addend: 0 }];
        piece(unit, SymKind::DwarfLines, line_program(&rows, size), relocs)
    }
    /// Defines its entry, and the location lists that it refers to.
    pub(crate) fn info(
        &self,
        f: &CompiledFunc,
        func: SymId,
        names: CodeNames,
        unit: &mut Unit,
    ) -> (SymId, Option<SymId>) {
        let size = f.code.len() as u32;
        let sub = Subprogram {
            name: &f.name,
            wrapper: self.wrapper,
            file: unit.file(&f.file),
            line: f.start_line as u32,
            external: f.abi != Abi::Static,
            size,
            names,
        };
        let mut lists = LocationLists::new(names);
        let mut list_of = Vec::new();
        let vars: Vec<Variable<'_>> = self
            .vars
            .iter()
            .map(|v| {
                let location = match &v.location {
                    Location::Always(place) => dwarf::func::Place::Always(place),
                    Location::List(ranges) => {
                        list_of.push(lists.add(ranges, size));
                        dwarf::func::Place::List
                    }
                };
                Variable { name: &v.name, kind: v.kind, line: v.line, location }
            })
            .collect();
        let vars = Variables { first_row: self.first_var_row, list: &vars };
        let Entry { bytes, code, types, lists: references } = subprogram(&sub, &vars);
        let mut relocs: Vec<Reloc> = code.iter().map(|hole| hole.reloc(func)).collect();
        let list_symbol = (!list_of.is_empty()).then(|| {
            let code = lists.code.iter().map(|hole| hole.reloc(func)).collect();
            piece(unit, SymKind::DwarfLoc, lists.bytes, code)
        });
        if let Some(sym) = list_symbol {
            let ty = RelocType::new(RelocKind::DwarfSecRef);
            let refs = references.iter().zip(&list_of);
            relocs.extend(refs.map(|(&offset, &at)| Reloc { offset, size: 4, ty, sym, addend: i64::from(at) }));
        }
        for (v, offset) in self.vars.iter().zip(types) {
            relocs.push(type_reference(unit, &v.ty, offset));
        }
        for ty in self.vars.iter().map(|v| &v.ty).chain(&self.types) {
            // Keeps the descriptor for the linker, which makes the type's entry from it.
            let sym = unit.symbol(&format!("type:{ty}"), Abi::Abi0);
            relocs.push(Reloc { offset: 0, size: 0, ty: RelocType::new(RelocKind::UseType), sym, addend: 0 });
        }
        relocs.sort_by_key(|r| r.offset);
        (piece(unit, SymKind::DwarfFunc, bytes, relocs), list_symbol)
    }
}

/// The reference to the entry of the type `ty`, which the linker makes.
pub fn type_reference(unit: &mut Unit, ty: &str, offset: u32) -> Reloc {
    let sym = unit.symbol(&format!("{}{ty}", dwarf::INFO_PREFIX), Abi::Abi0);
    Reloc { offset, size: 4, ty: RelocType::new(RelocKind::DwarfSecRef), sym, addend: 0 }
}

/// Defines a nameless piece of DWARF.
pub fn piece(unit: &mut Unit, kind: SymKind, data: Vec<u8>, relocs: Vec<Reloc>) -> SymId {
    let sym = unit.fresh("", Abi::Abi0);
    let mut def = Definition::data(kind, SymFlags::empty(), data);
    def.relocs = relocs;
    let _new = unit.define(sym, def);
    sym
}
