//! What goes into assembling a function beside its instructions, and what comes out: who answers for symbols, modes of the
//! run, the code with its tables, messages.

use crate::inst::{Inst, Line, TextFlags};
use obj::func::{FuncFlags, FuncInfo};
use obj::{Abi, PcTable, Reloc, SymId, Unit};

/// How instructions are shown.
pub trait Names {
    /// The full name of a symbol.
    fn name(&self, sym: SymId) -> &str;
    /// The ABI of a symbol.
    fn abi(&self, sym: SymId) -> Abi;
    /// A line as messages show it (`sum.s:12`).
    fn position(&self, line: Line) -> String {
        line.line.to_string()
    }
    /// The name of an argument or local variable.
    fn resolve(&self, name: base::Name) -> &str {
        let _ = name;
        ""
    }
}

/// What the rest of the unit answers while a function is assembled.
pub trait Symbols: Names {
    /// The symbol called `name`, made on first use.
    fn symbol(&mut self, name: &str, abi: Abi) -> SymId;
    /// Read-only data holding `value` (`$f32.3f800000`), defined on first use.
    fn float32(&mut self, value: f32) -> SymId;
    /// Read-only data holding `value` (`$f64.3ff0000000000000`), defined on first use.
    fn float64(&mut self, value: f64) -> SymId;
    /// Whether the symbol is known to be local to the linked image (no GOT under -dynlink).
    fn is_local(&self, sym: SymId) -> bool;
    /// Whether the symbol is thread-local (its kind is TLS BSS).
    fn is_tls(&self, sym: SymId) -> bool;
}

/// Modes of the whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `-shared`: position-independent; TLS by way of two instructions.
    pub shared: bool,
    /// `-dynlink`: global data through the GOT.
    pub dynlink: bool,
    /// Hand-written assembly: no padding of jumps, SP writes are allowed.
    pub is_asm: bool,
    /// Wrappers begin like other functions: the runtime knows them by their number, not by what they do to a panic.
    pub plain_wrappers: bool,
    /// `MOVQ` of a constant of 32 bits without a sign takes the form of `MOVL`, also where one with a sign would do.
    pub short_constants: bool,
    /// Branches forward to padding that was asked for reach it. Up to Go 1.25 the official assembler lets them
    /// lead to their own next instruction.
    pub padding_is_target: bool,
}

/// An instruction in its final place; pseudo-instructions and those added by prologue and epilogues
/// included. For listings and line tables.
#[derive(Clone, Debug)]
pub struct Placed {
    /// First byte, from the start of the function.
    pub pc: u32,
    /// Length in bytes; 0 for marks.
    pub size: u32,
    /// The instruction as it was encoded: rewritten, pseudo-registers kept.
    pub inst: Inst,
    /// Whether this instruction is marked as the end of the prologue (for debuggers).
    pub prologue_end: bool,
}

/// Machine code and everything known about it.
#[derive(Clone, Debug, Default)]
pub struct Assembled {
    /// The bytes.
    pub code: Vec<u8>,
    /// Relocations by offset.
    pub relocs: Vec<Reloc>,
    /// Alignment asked for by `PCALIGN`; 0: none.
    pub align: u32,
    /// Flags as they stand after assembly: `NOSPLIT` and `NOFRAME` may have been added.
    pub flags: TextFlags,
    /// For the unwinder: `SP_WRITE` where SP is changed in a way the tables cannot follow,
    /// `TOP_FRAME`, `ASM`.
    pub func_flags: FuncFlags,
    /// Bytes of arguments.
    pub args: i32,
    /// Bytes of locals including the saved frame pointer.
    pub locals: i32,
    /// SP delta.
    pub pcsp: PcTable,
    /// File number.
    pub pcfile: PcTable,
    /// Line.
    pub pcline: PcTable,
    /// Index in the inlining tree.
    pub pcinline: PcTable,
    /// Tables by PCDATA number.
    pub pcdata: Vec<PcTable>,
    /// Symbols by FUNCDATA number; [`SymId::NONE`] where absent.
    pub funcdata: Vec<SymId>,
    /// File numbers used, ascending.
    pub files: Vec<u32>,
    /// Every instruction in its place, the listing. The first one is at pc 0.
    pub placed: Vec<Placed>,
}

impl Assembled {
    /// The function record, without DWARF and inlining tree.
    pub fn func_info(&self, start_line: i32) -> FuncInfo {
        let size = self.code.len() as u32;
        FuncInfo {
            args: self.args,
            locals: self.locals,
            flags: self.func_flags,
            start_line,
            files: self.files.clone(),
            pcsp: self.pcsp.encode(size),
            pcfile: self.pcfile.encode(size),
            pcline: self.pcline.encode(size),
            pcinline: self.pcinline.encode(size),
            pcdata: self.pcdata.iter().map(|t| t.encode(size)).collect(),
            funcdata: self.funcdata.clone(),
            ..FuncInfo::default()
        }
    }
}

/// Why an instruction was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsmError {
    /// The line of the instruction, or of the `TEXT` where it concerns the whole function.
    pub line: Line,
    /// The official wording, complete: it says itself where it is about, if it does.
    pub message: String,
}

impl Names for Unit {
    fn name(&self, sym: SymId) -> &str {
        &self.symbols[sym].name
    }
    fn abi(&self, sym: SymId) -> Abi {
        self.symbols[sym].abi
    }
    fn position(&self, line: Line) -> String {
        let file = self.files.get(line.file as usize).map_or("?", |f| f);
        format!("{file}:{}", line.line)
    }
}

impl Symbols for Unit {
    fn symbol(&mut self, name: &str, abi: Abi) -> SymId {
        Unit::symbol(self, name, abi)
    }
    fn float32(&mut self, value: f32) -> SymId {
        let bits = value.to_bits();
        constant(self, &format!("$f32.{bits:08x}"), &bits.to_le_bytes())
    }
    fn float64(&mut self, value: f64) -> SymId {
        let bits = value.to_bits();
        constant(self, &format!("$f64.{bits:016x}"), &bits.to_le_bytes())
    }
    fn is_local(&self, sym: SymId) -> bool {
        let flags = self.symbols[sym].def.as_ref().map_or(obj::SymFlags::empty(), |d| d.flags);
        self.symbols[sym].abi == Abi::Static || flags.contains(obj::SymFlags::LOCAL)
    }
    fn is_tls(&self, sym: SymId) -> bool {
        self.symbols[sym].def.as_ref().is_some_and(|d| d.kind == obj::SymKind::TlsBss)
    }
}

/// Read-only data of that name and content, defined on first use.
fn constant(unit: &mut Unit, name: &str, bytes: &[u8]) -> SymId {
    let sym = unit.symbol(name, Abi::Abi0);
    if unit.symbols[sym].def.is_none() {
        let flags = obj::SymFlags::LOCAL | obj::SymFlags::CONTENT_ADDRESSABLE;
        let mut def = obj::Definition::data(obj::SymKind::RoData, flags, bytes.to_vec());
        def.align = bytes.len() as u32;
        let defined = unit.define(sym, def);
        debug_assert!(defined);
    }
    sym
}
