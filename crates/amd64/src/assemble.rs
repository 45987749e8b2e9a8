//! From a [`Function`] to machine code with its tables: the steps, each a module of its own, in the order they run.
//!
//! Authority: `cmd/internal/obj/plist.go` and `pcln.go`, `cmd/internal/obj/x86/obj6.go` and `asm6.go`.

use crate::edit::{self, EditError, Prog};
use crate::inst::{Function, Inst, Line, TextFlags};
use crate::interface::{AsmError, Assembled, Options, Placed, Symbols};
use crate::layout::{self, Layout};
use crate::op::Op;
use crate::operand::Operand;
use crate::reg::Reg;
use crate::{frame, got_check, pctables, print};
use base::Id;
use obj::func::FuncFlags;

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
