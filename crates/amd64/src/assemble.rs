//! From a [`Function`] to machine code with its tables. This file holds the interface; the steps are
//! modules of their own, in the order they run.
//!
//! Authority: `cmd/internal/obj/plist.go` and `pcln.go`, `cmd/internal/obj/x86/obj6.go` and `asm6.go`.

use crate::edit::{self, EditError, Prog};
use crate::inst::{Function, Inst, Line, TextFlags};
use crate::layout::{self, Layout};
use crate::op::Op;
use crate::operand::Operand;
use crate::reg::Reg;
use crate::{frame, got_check, pctables, print};
use base::Id;
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

/// Assembles one function. All errors of the function are reported, in program order.
pub fn assemble(func: &Function, options: Options, symbols: &mut dyn Symbols) -> Result<Assembled, Vec<AsmError>> {
    let mut out = Assembled { flags: func.flags, ..Assembled::default() };
    out.func_flags.set(FuncFlags::TOP_FRAME, func.flags.contains(TextFlags::TOPFRAME));
    out.func_flags.set(FuncFlags::ASM, options.is_asm);
    let mut errors = Vec::new();
    let mut progs = Vec::new();
    if !func.insts.is_empty() {
        errors.extend(misuse_of_r15(func, options, symbols));
        let mut refused = Vec::new();
        let body = edit::edit(&func.insts, options, symbols, &mut refused);
        let explain = |e: EditError| AsmError {
            line: e.inst.line,
            message: format!("{} {} with -dynlink", e.message, numbered(func, &e.inst, e.index, symbols)),
        };
        errors.extend(refused.into_iter().map(explain));
        // Every branch leads to an instruction from here on, every pseudo-register counts from SP.
        let (list, frame) = frame::lay_out(func, body, options, symbols, &mut errors);
        (out.flags, out.func_flags) = (frame.flags, frame.func_flags);
        (out.args, out.locals) = (func.args, frame.locals);
        progs = list;
    }
    let layout = match layout::place(&progs, options, symbols, &func.name) {
        Ok(layout) => layout,
        Err(refused) => {
            errors.extend(refused.into_iter().map(|(i, message)| AsmError { line: progs[i].inst.line, message }));
            return Err(errors);
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let spadj = finish(&mut out, progs, layout, options);
    let wrong = pctables::fill(&mut out, &spadj);
    if wrong.is_empty() {
        return Ok(out);
    }
    Err(wrong.into_iter().map(|message| AsmError { line: func.line, message }).collect())
}

/// An instruction as messages show it before anything has a pc: by number.
fn numbered(func: &Function, inst: &Inst, index: usize, symbols: &dyn Symbols) -> String {
    let number = |i: usize| func.number.wrapping_add(i as u32).wrapping_add(1);
    let text = print::instruction(inst, symbols, &|t| number(t.index()));
    format!("{:05} ({})\t{text}", number(index), symbols.position(inst.line))
}

/// Under -dynlink: a use of R15 that a global access may have destroyed.
fn misuse_of_r15(func: &Function, options: Options, symbols: &dyn Symbols) -> Option<AsmError> {
    let i = got_check::misuse(&func.insts, symbols).filter(|_| options.dynlink)?;
    let line = func.insts[i].line;
    let place = symbols.position(line);
    let place = place.rsplit('/').next().unwrap_or(&place);
    let shown = numbered(func, &func.insts[i], i, symbols);
    let why = "when dynamic linking, R15 is clobbered by a global variable access and is used here";
    Some(AsmError { line, message: format!("{place}: {why}: {shown}") })
}

/// Moves layout and instructions into the result. Returns each instruction's effect on the stack depth.
fn finish(out: &mut Assembled, progs: Vec<Prog>, layout: Layout, options: Options) -> Vec<i32> {
    let Layout { code, relocs, pcs, pads, align } = layout;
    let size = code.len() as u32;
    let mut spadj = Vec::with_capacity(progs.len());
    let mut last_line = Line::default();
    for (i, p) in progs.into_iter().enumerate() {
        if pads[i] > 0 {
            // Padding belongs to the instruction in front of it.
            let inst = Inst::new(Op::NOP, [], last_line);
            out.placed.push(Placed { pc: pcs[i] - pads[i], size: pads[i], inst, prologue_end: false });
            spadj.push(0);
        }
        let next = pcs.get(i + 1).map_or(size, |pc| pc - pads[i + 1]);
        last_line = p.inst.line;
        out.placed.push(Placed { pc: pcs[i], size: next - pcs[i], inst: p.inst, prologue_end: p.prologue_end });
        spadj.push(p.spadj);
    }
    if options.shared {
        mark_tls(&mut out.placed, &mut spadj);
    }
    (out.code, out.relocs, out.align) = (code, relocs, align);
    spadj
}

/// Under -shared an access to thread-local storage is two instructions; on another thread the first
/// one's result would be wrong, so the second one must not be preempted.
fn mark_tls(placed: &mut Vec<Placed>, spadj: &mut Vec<i32>) {
    let (table, unsafe_here) = frame::UNSAFE_POINT;
    let uses = |p: &Placed| p.inst.source().and_then(Operand::mem).is_some_and(|m| m.index == Some(Reg::TLS));
    let mut value = -1;
    let mut i = 0;
    let mut mark = |placed: &mut Vec<Placed>, i: usize, v: i64| {
        let line = placed[i.saturating_sub(1)].inst.line;
        let inst = Inst::new(Op::PCDATA, [Operand::Imm(table), Operand::Imm(v)], line);
        let pc = placed[i].pc;
        placed.insert(i, Placed { pc, size: 0, inst, prologue_end: false });
        spadj.insert(i, 0);
    };
    while i < placed.len() {
        if let (Op::PCDATA, [Operand::Imm(t), Operand::Imm(v)]) = (placed[i].inst.op, &placed[i].inst.operands[..])
            && *t == table
        {
            value = *v;
        } else if value != unsafe_here && uses(&placed[i]) {
            mark(placed, i, unsafe_here);
            i += 1;
            while i < placed.len() && uses(&placed[i]) {
                i += 1;
            }
            if i == placed.len() {
                break;
            }
            mark(placed, i, value);
        }
        i += 1;
    }
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
