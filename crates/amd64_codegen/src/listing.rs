//! The listing of compiled code (`-S`). In: a unit whose file names are final, and what code
//! generation noted about its functions. Out: text in the official form, functions first.
//!
//! Nothing is kept while code is made: the bytes are read back, relocations and tables of the record
//! say what symbols, lines, `PCDATA` and `FUNCDATA` go with them. Offsets from SP within the frame are
//! shown with the name of what lies there, as the official compiler does.

use amd64::listing::{Listed, Listing};
use amd64::{Base, Inst, Line, Mem, Names, Op, Operand, Placed, Reg, TextFlags};
use base::{Id, Interner, Name};
use machine::Notes;
use obj::{Abi, Definition, FuncInfo, PcTable, SymFlags, SymId, SymKind, Unit};
use std::collections::HashMap;
use std::sync::Arc;

/// The value of tables where nothing is said.
const NOTHING: i32 = -1;

/// The listing of everything a unit defines. `level`: how often `-S` was given.
pub fn listing(unit: &Unit, notes: &[Notes], level: u32) -> String {
    let names = Shown { unit, interner: Interner::new() };
    let listing = Listing { unit, names: &names, level };
    let notes: HashMap<(&str, Abi), &Notes> = notes.iter().map(|n| ((&*n.name, n.abi), n)).collect();
    let mut out = String::new();
    let mut texts = Vec::new();
    for &id in unit.defined() {
        let symbol = &unit.symbols[id];
        let Some(def) = symbol.def.as_ref().filter(|d| d.kind == SymKind::Text) else { continue };
        let Some(info) = &def.func else { continue };
        let own = notes.get(&(&*symbol.name, symbol.abi)).copied();
        let function = Function::new(&names, info, own);
        let placed = function.placed(def);
        let (line, flags) = (function.first_line(), text_flags(def, own));
        let listed = Listed { sym: id, flags, line, frame: info.locals, placed: &placed };
        listing.function(&mut out, &listed, &|to| to.index() as u32);
        texts.push(id);
    }
    listing.all_data(&mut out);
    if level > 1 {
        texts.into_iter().for_each(|id| listing.pieces(&mut out, id));
    }
    out
}

/// Symbols as listings of the compiler name them: static ones without a mark.
struct Shown<'a> {
    unit: &'a Unit,
    interner: Interner,
}

impl Names for Shown<'_> {
    fn name(&self, sym: SymId) -> &str {
        &self.unit.symbols[sym].name
    }
    fn abi(&self, _: SymId) -> Abi {
        Abi::Abi0
    }
    fn position(&self, line: Line) -> String {
        Names::position(self.unit, line)
    }
    fn resolve(&self, name: Name) -> &str {
        self.interner.resolve(name)
    }
}

/// The flags of the `TEXT` line.
fn text_flags(def: &Definition, notes: Option<&Notes>) -> TextFlags {
    let mut flags = TextFlags::empty();
    for (of_symbol, of_text) in [
        (SymFlags::DUPOK, TextFlags::DUPOK),
        (SymFlags::NOSPLIT, TextFlags::NOSPLIT),
        (SymFlags::REFLECT_METHOD, TextFlags::REFLECTMETHOD),
        (SymFlags::ABI_WRAPPER, TextFlags::ABIWRAPPER),
        (SymFlags::PKG_INIT, TextFlags::PKGINIT),
    ] {
        flags.set(of_text, def.flags.contains(of_symbol));
    }
    flags.set(TextFlags::NEEDCTXT, notes.is_some_and(|n| n.context));
    flags.set(TextFlags::WRAPPER, notes.is_some_and(|n| n.wrapper));
    flags.set(
        TextFlags::NOFRAME,
        def.func.as_ref().is_some_and(|f| f.locals == 0) && flags.contains(TextFlags::NOSPLIT),
    );
    flags
}

/// The tables of a function.
struct Function<'a> {
    names: &'a Shown<'a>,
    info: &'a FuncInfo,
    file: PcTable,
    line: PcTable,
    /// SP delta.
    sp: PcTable,
    pcdata: Vec<PcTable>,
    vars: &'a [(i64, u64, Arc<str>)],
    /// Import path as in symbols.
    prefix: String,
}

impl<'a> Function<'a> {
    fn new(names: &'a Shown<'a>, info: &'a FuncInfo, notes: Option<&'a Notes>) -> Function<'a> {
        let table = |data: &[u8]| PcTable::decode(data).unwrap_or_default();
        Function {
            names,
            info,
            file: table(&info.pcfile),
            line: table(&info.pcline),
            sp: table(&info.pcsp),
            pcdata: info.pcdata.iter().map(|t| table(t)).collect(),
            vars: notes.map_or(&[], |n| &n.vars),
            prefix: obj::name::path_prefix(&names.unit.path),
        }
    }

    /// That of the `func` keyword.
    fn first_line(&self) -> Line {
        Line::new(self.at(&self.file, 0) as u32, self.info.start_line)
    }

    fn at(&self, table: &PcTable, pc: u32) -> i32 {
        if table.entries().is_empty() { 0 } else { table.at(pc) }
    }

    /// Instructions with pseudo-instructions at their places.
    fn placed(&self, def: &Definition) -> Vec<Placed> {
        let mut now = vec![NOTHING; self.pcdata.len()];
        let mut waits = true;
        let mut out = Vec::new();
        for mut placed in amd64::disasm::disassemble(&def.data, &def.relocs) {
            let pc = placed.pc;
            let line = Line::new(self.at(&self.file, pc) as u32, self.at(&self.line, pc));
            let mark = |op, operands: [Operand; 2], line| Placed {
                pc,
                size: 0,
                inst: Inst::new(op, operands, line),
                prologue_end: false,
            };
            let in_body = self.at(&self.sp, pc) == self.info.locals;
            if in_body && std::mem::take(&mut waits) {
                let tables = self.info.funcdata.iter().enumerate().filter(|(_, sym)| sym.some().is_some());
                out.extend(tables.map(|(n, sym)| {
                    mark(Op::FUNCDATA, [Operand::Imm(n as i64), Mem::symbol(*sym, 0).into()], self.first_line())
                }));
            }
            for n in order(self.pcdata.len()) {
                let value = if self.pcdata[n].entries().is_empty() { NOTHING } else { self.pcdata[n].at(pc) };
                if std::mem::replace(&mut now[n], value) != value {
                    out.push(mark(Op::PCDATA, [Operand::Imm(n as i64), Operand::Imm(value.into())], line));
                }
            }
            placed.inst.line = line;
            if in_body {
                placed.inst.operands.iter_mut().for_each(|o| self.name_place(o));
            }
            self.as_written(&mut placed.inst);
            out.push(placed);
        }
        out
    }

    /// Names what lies at an offset from SP.
    fn name_place(&self, operand: &mut Operand) {
        let Operand::Mem(m) = operand else { return };
        let found = self.vars.iter().find(|(from, size, _)| m.disp >= *from && m.disp - from < (*size).max(1) as i64);
        if let (Base::Reg(Reg::SP), Some((_, _, name))) = (m.base, found) {
            m.base = Base::Auto(Some(self.names.interner.intern(&format!("{}.{name}", self.prefix))));
        }
    }

    /// Calls into the middle of the two routines that clear and copy are instructions of their own.
    fn as_written(&self, inst: &mut Inst) {
        let (Op::CALL, [Operand::Mem(Mem { base: Base::Symbol(sym), disp, .. })]) = (inst.op, &inst.operands[..])
        else {
            return;
        };
        let op = match self.names.name(*sym) {
            "runtime.duffzero" => Op::DUFFZERO,
            "runtime.duffcopy" => Op::DUFFCOPY,
            _ => return,
        };
        *inst = Inst::new(op, [Operand::Imm(*disp)], inst.line);
    }
}

/// Tables in the order in which changes at one place are shown: stack maps before unsafe points.
fn order(tables: usize) -> impl Iterator<Item = usize> {
    [3, 1, 0, 2].into_iter().chain(4..tables).filter(move |n| *n < tables)
}
