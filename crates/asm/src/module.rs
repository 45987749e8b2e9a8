//! What the files of one run define, collected while they are parsed: functions in the order of
//! their `TEXT` lines, variables in the order of their `GLOBL` lines. Symbols live in the
//! [`Unit`] from their first mention on; definitions follow in the order of object files.
//! Authority: `InitTextSym`, `GloblPos` in `cmd/internal/obj/plist.go`, `cmd/internal/obj/data.go`.

use crate::arch::{Function, TextFlags};
use crate::parse::SymName;
use base::{FxHashMap, Interner};
use obj::{Definition, Reloc, RelocKind, RelocType, SymFlags, SymId, SymKind, Unit};
use std::sync::Arc;

/// Offsets of data must stay below this.
const MAX_DATA: i64 = 1 << 30;

/// One `TEXT` with its instructions.
#[derive(Debug)]
pub struct Text {
    /// What the back end gets.
    pub func: Function,
    /// `file:line` of the `TEXT` line, for messages about the symbol.
    pub place: String,
}

/// A variable, as far as its directives were seen.
#[derive(Debug)]
struct Variable {
    kind: SymKind,
    flags: SymFlags,
    size: i64,
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

/// The value of a `DATA` directive.
#[derive(Clone, Debug)]
pub enum Value {
    /// Little-endian bytes, perhaps fewer than the size.
    Bytes(Vec<u8>),
    /// The address of a symbol plus something.
    Address(SymId, i64),
}

/// Everything the files define.
#[derive(Debug)]
pub struct Module {
    /// Symbols; definitions of variables are added by [`Module::finish_data`].
    pub unit: Unit,
    /// Functions in order.
    pub texts: Vec<Text>,
    /// Variables with a `GLOBL` line, in order.
    pub listed: Vec<SymId>,
    /// Names of arguments and locals, which are only shown.
    pub names: Interner,
    /// File names as the command line gave them, by file number, for listings.
    pub shown_files: Vec<Arc<str>>,
    /// Whether `PCALIGN` has a line of its own.
    pub alignment_has_line: bool,
    variables: FxHashMap<SymId, Variable>,
    /// Index in `texts`.
    functions: FxHashMap<SymId, usize>,
}

impl Module {
    /// An empty module of package `path`.
    pub fn new(path: &str) -> Module {
        let mut unit = Unit::new(path);
        unit.from_assembly = true;
        Module {
            unit,
            texts: Vec::new(),
            listed: Vec::new(),
            names: Interner::new(),
            shown_files: Vec::new(),
            alignment_has_line: false,
            variables: FxHashMap::default(),
            functions: FxHashMap::default(),
        }
    }

    /// The id of a named symbol.
    pub fn symbol(&mut self, name: &SymName) -> SymId {
        self.unit.symbol(&name.name, name.abi)
    }

    /// The number of a source file; `shown` is its name for listings.
    pub fn file(&mut self, path: &str, shown: &Arc<str>) -> u32 {
        let number = self.unit.file(path);
        if number as usize == self.shown_files.len() {
            self.shown_files.push(shown.clone());
        }
        number
    }

    /// Begins a function; the error is the message about an earlier definition.
    pub fn add_text(&mut self, func: Function, place: String) -> Result<usize, String> {
        let (sym, name) = (func.sym, func.name.clone());
        if let Some(&earlier) = self.functions.get(&sym) {
            let other = &self.texts[earlier].place;
            let note = format!("\n\t{other}: other declaration of symbol {name}");
            return Err(format!("{place}: symbol {name} redeclared{note}"));
        }
        if self.listed.contains(&sym) {
            return Err(format!("{place}: symbol {name} redeclared"));
        }
        self.functions.insert(sym, self.texts.len());
        self.texts.push(Text { func, place });
        Ok(self.texts.len() - 1)
    }

    /// A `GLOBL` line; the error is the message about an earlier one, the line counts anyhow.
    pub fn globl(&mut self, sym: SymId, size: i64, flags: TextFlags, place: &str) -> Result<(), String> {
        use TextFlags as F;
        let redeclared = self.functions.contains_key(&sym) || self.listed.contains(&sym);
        if !redeclared {
            self.listed.push(sym);
        }
        let var = self.variable(sym);
        var.size = size;
        if flags.contains(F::DUPOK) {
            var.flags |= SymFlags::DUPOK;
        }
        if flags.contains(F::RODATA) {
            var.kind = SymKind::RoData;
        } else if flags.contains(F::NOPTR) {
            var.kind = if var.kind == SymKind::Data { SymKind::NoPtrData } else { SymKind::NoPtrBss };
        } else if flags.contains(F::TLSBSS) {
            var.kind = SymKind::TlsBss;
        } else if var.kind == SymKind::Undefined {
            var.kind = SymKind::Bss;
        }
        if redeclared {
            return Err(format!("{place}: symbol {} redeclared", self.unit.symbols[sym].name));
        }
        Ok(())
    }

    /// Writes `value` of `size` bytes at `offset`; the error is the official message.
    pub fn data(&mut self, sym: SymId, offset: i64, size: i64, value: Value) -> Result<(), String> {
        let name = self.unit.symbols[sym].name.clone();
        if offset < 0 || size < 0 || offset >= MAX_DATA || size >= MAX_DATA {
            return Err(format!("prepwrite: bad off={offset} siz={size} s={name}"));
        }
        let var = self.variable(sym);
        match var.kind {
            SymKind::Undefined | SymKind::Bss => var.kind = SymKind::Data,
            SymKind::NoPtrBss => var.kind = SymKind::NoPtrData,
            SymKind::TlsBss => return Err(format!("cannot supply data for STLSBSS var {name}")),
            _ => {}
        }
        let (from, end) = (offset as usize, offset + size);
        if var.bytes.len() < end as usize {
            var.bytes.resize(end as usize, 0);
        }
        var.size = var.size.max(end);
        match value {
            Value::Bytes(bytes) => {
                let n = bytes.len().min(size as usize);
                var.bytes[from..from + n].copy_from_slice(&bytes[..n]);
            }
            Value::Address(target, addend) => {
                let ty = RelocType::new(RelocKind::Addr);
                var.relocs.push(Reloc { offset: offset as u32, size: size as u8, ty, sym: target, addend });
            }
        }
        Ok(())
    }

    fn variable(&mut self, sym: SymId) -> &mut Variable {
        self.variables.entry(sym).or_insert_with(|| Variable {
            kind: SymKind::Undefined,
            flags: SymFlags::empty(),
            size: 0,
            bytes: Vec::new(),
            relocs: Vec::new(),
        })
    }

    /// Gives every listed variable its definition. Those without a `GLOBL` line stay references.
    /// Returns messages about impossible sizes.
    pub fn finish_data(&mut self) -> Vec<String> {
        let mut messages = Vec::new();
        for sym in self.listed.clone() {
            let Some(mut var) = self.variables.remove(&sym) else { continue };
            if !(0..=2_000_000_000).contains(&var.size) {
                let name = &self.unit.symbols[sym].name;
                messages.push(format!("{name}: symbol too large ({} bytes > 2000000000 bytes)", var.size));
                continue;
            }
            var.relocs.sort_by_key(|r| r.offset);
            let mut def = Definition::data(var.kind, var.flags, var.bytes);
            def.size = var.size as u64;
            def.relocs = var.relocs;
            // A second definition was reported by `globl` already.
            let _ = self.unit.define(sym, def);
        }
        messages
    }
}
