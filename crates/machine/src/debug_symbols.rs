//! Debugging information of a function as symbols of a unit: its line program, its entry with variables and inlined
//! calls, and what copies of the functions that were inlined share. In: [`Debug`], what is known of them, and the finished
//! function. Out: the symbols, attached to the function's record by [`CompiledFunc::add_to`].

use crate::buffer::Table;
use crate::compiled::CompiledFunc;
use crate::debug::{self, Debug, DebugVar, Location};
use crate::inlined::InlinedCall;
use base::FxHashSet;
use dwarf::code::CodeNames;
use dwarf::entry::{Entry, Inlined, Place, Subprogram, Variable, Variables, shared, shared_offsets, subprogram};
use dwarf::func::{LineRow, LocationLists, PROGRAM_ADDRESS, RangeLists, line_program};
use obj::{Abi, Definition, Reloc, RelocKind, RelocType, SymFlags, SymId, SymKind, Unit};

/// Symbols of a function's entry, with the lists that it refers to.
pub(crate) struct Pieces {
    pub(crate) info: SymId,
    pub(crate) loc: Option<SymId>,
    pub(crate) ranges: Option<SymId>,
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
        let ty = RelocType::new(RelocKind::Addr);
        let relocs = vec![Reloc { offset: PROGRAM_ADDRESS, size: 8, ty, sym: func, addend: 0 }];
        piece(unit, SymKind::DwarfLines, line_program(&rows, size), relocs)
    }
    /// Defines what copies share of the functions that were inlined here.
    pub(crate) fn share(&self, f: &CompiledFunc, unit: &mut Unit) {
        for (of, call) in f.inlined.iter().zip(&self.calls) {
            let sym = shared_symbol(unit, &of.callee.0);
            if unit.symbols[sym].def.is_none() {
                let external = of.callee.1 != Abi::Static;
                let vars = entries(&call.vars);
                let entry = shared(&of.callee.0, call.start_line, external, self.first_var_row, &vars);
                let types = entry.types.iter().zip(&call.vars);
                let relocs = types.map(|(&offset, v)| type_reference(unit, &v.ty, offset)).collect();
                let mut def = Definition::data(SymKind::DwarfAbsFunc, SymFlags::DUPOK, entry.bytes);
                def.relocs = relocs;
                let _new = unit.define(sym, def);
            }
        }
    }
    /// Defines the function's entry, and the lists of locations and ranges that it refers to. What copies share is defined by
    /// [`Debug::share`]: the function is one of the copies if that was done for it.
    pub(crate) fn info(&self, f: &CompiledFunc, func: SymId, names: CodeNames, unit: &mut Unit) -> Pieces {
        let shared: Vec<SymId> = f.inlined.iter().map(|of| shared_symbol(unit, &of.callee.0)).collect();
        let own = unit.lookup(&shared_name(&f.name), Abi::Abi0).filter(|_| !self.wrapper);
        let own = own.filter(|&sym| unit.symbols[sym].def.is_some());
        let own_entries = entries(&self.vars);
        let own_shared = own.map(|_| {
            let there: Vec<_> = own_entries.iter().filter(|v| debug::is_shared(v.name)).cloned().collect();
            let mut at = shared_offsets(&f.name, f.start_line as u32, &there).into_iter();
            let offset = |v: &Variable<'_>| if debug::is_shared(v.name) { at.next() } else { None };
            own_entries.iter().map(offset).collect::<Vec<_>>()
        });
        let sub = Subprogram {
            name: &f.name,
            wrapper: self.wrapper,
            file: unit.file(&f.file),
            line: f.start_line as u32,
            external: f.abi != Abi::Static,
            size: f.code.len() as u32,
            names,
            shared: own_shared.as_deref(),
        };
        let call_vars: Vec<_> = self.calls.iter().map(|call| entries(&call.vars)).collect();
        let call_offsets = f.inlined.iter().zip(&self.calls).zip(&call_vars);
        let call_offsets: Vec<_> =
            call_offsets.map(|((of, call), vars)| shared_offsets(&of.callee.0, call.start_line, vars)).collect();
        let call = |(n, of): (usize, &InlinedCall)| Inlined {
            parent: of.parent,
            ranges: &self.calls[n].ranges,
            file: unit.file(f.file_name(of.file)),
            line: of.line as u32,
            shared: &call_offsets[n],
            vars: &call_vars[n],
        };
        let calls: Vec<Inlined<'_>> = f.inlined.iter().enumerate().map(call).collect();
        let vars = Variables { first_row: self.first_var_row, list: &own_entries };
        let entry = subprogram(&sub, &vars, &calls);
        let mut relocs: Vec<Reloc> = entry.code.iter().map(|hole| hole.reloc(func)).collect();
        let loc = self.location_lists(&entry, f, (func, names), unit, &mut relocs);
        let ranges = self.range_lists(&entry, (func, names), unit, &mut relocs);
        for origin in &entry.origins {
            let sym = origin.call.map_or(own, |n| Some(shared[n as usize]));
            relocs.extend(sym.map(|sym| reference(origin.offset, sym, origin.addend)));
        }
        self.types(&entry, unit, &mut relocs);
        relocs.sort_by_key(|r| r.offset);
        Pieces { info: piece(unit, SymKind::DwarfFunc, entry.bytes, relocs), loc, ranges }
    }
    /// A variable by its place in the entry.
    fn var(&self, call: Option<u32>, var: u32) -> &DebugVar {
        let vars = call.map_or(&self.vars, |n| &self.calls[n as usize].vars);
        &vars[var as usize]
    }
    fn location_lists(
        &self,
        entry: &Entry,
        f: &CompiledFunc,
        (func, names): (SymId, CodeNames),
        unit: &mut Unit,
        relocs: &mut Vec<Reloc>,
    ) -> Option<SymId> {
        let mut lists = LocationLists::new(names);
        let mut holes = Vec::new();
        for v in &entry.vars {
            if let (Some(hole), Location::List(ranges)) = (v.list, &self.var(v.call, v.var).location) {
                holes.push((hole, lists.add(ranges, f.code.len() as u32)));
            }
        }
        (!holes.is_empty()).then(|| {
            let code = lists.code.iter().map(|hole| hole.reloc(func)).collect();
            let sym = piece(unit, SymKind::DwarfLoc, lists.bytes, code);
            relocs.extend(holes.into_iter().map(|(hole, at)| reference(hole, sym, at)));
            sym
        })
    }
    fn range_lists(
        &self,
        entry: &Entry,
        (func, names): (SymId, CodeNames),
        unit: &mut Unit,
        relocs: &mut Vec<Reloc>,
    ) -> Option<SymId> {
        let mut lists = RangeLists::new(names);
        let holes: Vec<_> =
            entry.ranges.iter().map(|&(hole, call)| (hole, lists.add(&self.calls[call as usize].ranges))).collect();
        (!holes.is_empty()).then(|| {
            let code = lists.code.iter().map(|hole| hole.reloc(func)).collect();
            let sym = piece(unit, SymKind::DwarfRange, lists.bytes, code);
            relocs.extend(holes.into_iter().map(|(hole, at)| reference(hole, sym, at)));
            sym
        })
    }
    /// References to the types of variables, and what keeps the descriptors from which the linker makes the types' entries.
    fn types(&self, entry: &Entry, unit: &mut Unit, relocs: &mut Vec<Reloc>) {
        let vars = entry.vars.iter().map(|v| (self.var(v.call, v.var), v.ty));
        relocs.extend(vars.filter_map(|(v, hole)| Some(type_reference(unit, &v.ty, hole?))));
        let mentioned = entry.vars.iter().map(|v| &self.var(v.call, v.var).ty).chain(&self.types);
        let mut seen = FxHashSet::default();
        for ty in mentioned.filter(|ty| seen.insert(&***ty)) {
            let sym = unit.symbol(&format!("type:{ty}"), Abi::Abi0);
            relocs.push(Reloc { offset: 0, size: 0, ty: RelocType::new(RelocKind::UseType), sym, addend: 0 });
        }
    }
}

/// Variables as the writer of entries wants them.
fn entries(vars: &[DebugVar]) -> Vec<Variable<'_>> {
    let entry = |v| {
        let DebugVar { name, line, kind, location, .. }: &DebugVar = v;
        let location = match location {
            Location::Always(place) => Place::Always(place),
            Location::List(_) => Place::List,
        };
        Variable { name, kind: *kind, line: *line, location }
    };
    vars.iter().map(entry).collect()
}

/// The name of what copies of a function share.
fn shared_name(func: &str) -> String {
    format!("{}{func}$abstract", dwarf::INFO_PREFIX)
}

fn shared_symbol(unit: &mut Unit, func: &str) -> SymId {
    unit.symbol(&shared_name(func), Abi::Abi0)
}

fn reference(offset: u32, sym: SymId, addend: u32) -> Reloc {
    Reloc { offset, size: 4, ty: RelocType::new(RelocKind::DwarfSecRef), sym, addend: i64::from(addend) }
}

/// The reference to the entry of the type `ty`, which the linker makes.
pub fn type_reference(unit: &mut Unit, ty: &str, offset: u32) -> Reloc {
    let sym = unit.symbol(&format!("{}{ty}", dwarf::INFO_PREFIX), Abi::Abi0);
    reference(offset, sym, 0)
}

/// Defines a nameless piece of DWARF.
pub fn piece(unit: &mut Unit, kind: SymKind, data: Vec<u8>, relocs: Vec<Reloc>) -> SymId {
    let sym = unit.fresh("", Abi::Abi0);
    let mut def = Definition::data(kind, SymFlags::empty(), data);
    def.relocs = relocs;
    let _new = unit.define(sym, def);
    sym
}
