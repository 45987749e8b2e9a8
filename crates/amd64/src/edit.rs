//! Rewrites instruction by instruction, before frames are known. In: a function's instructions. Out: the
//! same as [`Prog`]s, where one instruction may have become several, branches still naming places in
//! the *new* list; jumps to unconditional jumps go straight to where those lead.
//!
//! Authority: `progedit` and `rewriteToUseGot` in `cmd/internal/obj/x86/obj6.go`, `linkpatch` in
//! `cmd/internal/obj/pass.go`.

use crate::inst::{Inst, Line};
use crate::interface::{Options, Symbols};
use crate::op::Op;
use crate::operand::{Base, InstId, Mem, Operand};
use crate::reg::{Reg, RegClass};
use base::Id;
use obj::{Abi, SymId};

/// An instruction on its way to its place.
#[derive(Clone, Debug)]
pub(crate) struct Prog {
    pub inst: Inst,
    /// What it adds to the stack depth.
    pub spadj: i32,
    /// Whether it is marked as the end of the prologue.
    pub prologue_end: bool,
}

impl Prog {
    pub fn new(op: Op, operands: impl IntoIterator<Item = Operand>, line: Line) -> Prog {
        Inst::new(op, operands, line).into()
    }
    /// Where it branches to within the function.
    pub fn target(&self) -> Option<InstId> {
        match self.inst.destination() {
            Some(Operand::Branch(t)) => Some(*t),
            _ => None,
        }
    }
}

impl From<Inst> for Prog {
    fn from(inst: Inst) -> Prog {
        Prog { inst, spadj: 0, prologue_end: false }
    }
}

/// Changes every branch by `map`.
pub(crate) fn retarget(progs: &mut [Prog], map: impl Fn(InstId) -> InstId) {
    for operand in progs.iter_mut().flat_map(|p| &mut p.inst.operands) {
        if let Operand::Branch(t) = operand {
            *t = map(*t);
        }
    }
}

/// An instruction that cannot be rewritten: what to say of it.
pub(crate) struct EditError {
    pub inst: Inst,
    /// Its place in the function as written.
    pub index: usize,
    pub message: &'static str,
}

/// Rewrites all instructions.
pub(crate) fn edit(
    insts: &[Inst],
    options: Options,
    symbols: &mut dyn Symbols,
    errors: &mut Vec<EditError>,
) -> Vec<Prog> {
    let mut progs = Vec::with_capacity(insts.len());
    let mut first = Vec::with_capacity(insts.len());
    let mut many = Vec::new();
    for (index, inst) in insts.iter().enumerate() {
        first.push(InstId::new(progs.len()));
        if let Err(message) = rewrite(inst.clone(), options, symbols, &mut many) {
            errors.push(EditError { inst: inst.clone(), index, message });
        }
        progs.extend(many.drain(..).map(Prog::from));
    }
    // A branch behind the last instruction stays behind it; layout refuses it.
    let end = InstId::new(progs.len());
    retarget(&mut progs, |t| first.get(t.index()).copied().unwrap_or(end));
    thread_jumps(&mut progs);
    progs
}

/// Appends what one instruction becomes; the error says why it cannot.
pub(crate) fn rewrite(
    mut inst: Inst,
    options: Options,
    symbols: &mut dyn Symbols,
    out: &mut Vec<Inst>,
) -> Result<(), &'static str> {
    let tail = thread_local(&mut inst, options);
    compare_predicate(&mut inst);
    if let (Op::MOVL | Op::MOVQ, Some(Operand::Addr(m))) = (inst.op, inst.operands.first()) {
        inst.operands[0] = Operand::Mem(*m);
        inst.op = if inst.op == Op::MOVL { Op::LEAL } else { Op::LEAQ };
    }
    float_constant(&mut inst, symbols);
    if options.dynlink {
        through_got(inst, symbols, out)?;
    } else {
        out.push(inst);
    }
    out.extend(tail);
    Ok(())
}

fn general(o: Option<&Operand>) -> Option<Reg> {
    o.and_then(Operand::reg).filter(|r| r.class().0 == RegClass::General)
}

/// Thread-local storage. Officially written for two instructions, load of the base and access
/// relative to it; one suffices unless code is position-independent. Returns the second instruction where
/// one becomes two.
fn thread_local(inst: &mut Inst, options: Options) -> Option<Inst> {
    let moves = matches!(inst.op, Op::MOVQ | Op::MOVL);
    if options.shared {
        let to = general(inst.destination())?;
        let Some(Operand::Mem(m)) = inst.operands.first() else { return None };
        if !moves || m.base != Base::Reg(Reg::TLS) {
            return None;
        }
        let mut second = inst.clone();
        second.operands[0] = Operand::Mem(Mem::indexed(to, Reg::TLS, 2, m.disp));
        inst.operands[0] = Operand::Reg(Reg::TLS);
        return Some(second);
    }
    let loads_base = inst.operands.len() == 2
        && inst.operands[0] == Operand::Reg(Reg::TLS)
        && general(inst.operands.last()).is_some();
    if moves && loads_base {
        inst.op = Op::NOP;
        inst.operands.clear();
        return None;
    }
    let last = inst.operands.len().saturating_sub(1);
    for (i, operand) in inst.operands.iter_mut().enumerate() {
        if let Operand::Mem(m) = operand
            && (i == 0 || i == last)
            && m.index == Some(Reg::TLS)
            && matches!(m.base, Base::Reg(r) if r.class().0 == RegClass::General)
        {
            *m = Mem { base: Base::Reg(Reg::TLS), index: None, scale: 0, disp: m.disp };
        }
    }
    None
}

/// `CMPPS x, y, 3` without the dollar sign.
fn compare_predicate(inst: &mut Inst) {
    if matches!(inst.op, Op::CMPPD | Op::CMPPS | Op::CMPSD | Op::CMPSS)
        && let Some(last) = inst.operands.last_mut()
        && let Operand::Mem(Mem { base: Base::None, index: None, disp, .. }) = *last
    {
        *last = Operand::Imm(disp);
    }
}

/// Floating-point constants become read-only data, zero becomes an exclusive or.
fn float_constant(inst: &mut Inst, symbols: &mut dyn Symbols) {
    use Op::*;
    let Some(Operand::Float(v)) = inst.operands.first() else { return };
    let v = *v;
    let narrow = match inst.op {
        MOVSS | FMOVF | FADDF | FSUBF | FSUBRF | FMULF | FDIVF | FDIVRF | FCOMF | FCOMFP | ADDSS | SUBSS | MULSS
        | DIVSS | COMISS | UCOMISS => true,
        MOVSD | FMOVD | FADDD | FSUBD | FSUBRD | FMULD | FDIVD | FDIVRD | FCOMD | FCOMDP | ADDSD | SUBSD | MULSD
        | DIVSD | COMISD | UCOMISD => false,
        _ => return,
    };
    if matches!(inst.op, MOVSS | MOVSD) && v.to_bits() == 0 {
        let to = inst.operands.last().and_then(Operand::reg);
        if let Some(r) = to.filter(|r| matches!(r.class(), (RegClass::Xmm, 0..16))) {
            inst.op = XORPS;
            inst.operands[0] = Operand::Reg(r);
            return;
        }
    }
    let sym = if narrow { symbols.float32(v as f32) } else { symbols.float64(v) };
    inst.operands[0] = Operand::Mem(Mem::symbol(sym, 0));
}

/// The symbol an operand reaches that another image may define.
pub(crate) fn foreign(o: Option<&Operand>, symbols: &dyn Symbols) -> Option<SymId> {
    match o?.mem()?.base {
        Base::Symbol(s) if symbols.abi(s) != Abi::Static && !symbols.is_local(s) => Some(s),
        _ => None,
    }
}

/// Accesses to global data go through the global offset table; R15 holds the address in between.
fn through_got(mut inst: Inst, symbols: &dyn Symbols, out: &mut Vec<Inst>) -> Result<(), &'static str> {
    const SCRATCH: Reg = Reg::R15;
    let line = inst.line;
    let got = |s| Operand::Mem(Mem { base: Base::Got(s), ..Mem::default() });
    if let (Op::DUFFZERO | Op::DUFFCOPY, Some(Operand::Addr(m))) = (inst.op, inst.operands.last()) {
        let Base::Symbol(sym) = m.base else { return Ok(()) };
        out.push(Inst::new(Op::MOVQ, [got(sym), SCRATCH.into()], line));
        out.push(Inst::new(Op::LEAQ, [Mem::at(SCRATCH, m.disp).into(), SCRATCH.into()], line));
        out.push(Inst::new(Op::CALL, [SCRATCH.into()], line));
        return Ok(());
    }
    let source = foreign(inst.source(), symbols);
    if inst.op == Op::LEAQ
        && source.is_some()
        && let Some(Operand::Mem(m)) = inst.operands.first()
    {
        inst.operands[0] = Operand::Addr(*m);
        inst.op = Op::MOVQ;
    }
    if let (Some(sym), Some(Operand::Addr(m))) = (source, inst.source()) {
        let disp = m.disp;
        let Some(to) = inst.destination().and_then(Operand::reg).filter(|_| inst.op == Op::MOVQ) else {
            return Err("do not know how to handle LEA-type insn to non-register in");
        };
        out.push(Inst::new(Op::MOVQ, [got(sym), to.into()], line));
        if disp != 0 {
            out.push(Inst::new(Op::LEAQ, [Mem::at(to, disp).into(), to.into()], line));
        }
        return Ok(());
    }
    let target = foreign(inst.destination(), symbols);
    if inst.operands.len() > 2 && foreign(inst.operands.get(1), symbols).is_some() {
        return Err("don't know how to handle");
    }
    let is_transfer = matches!(inst.op, Op::CALL | Op::JMP | Op::RET | Op::FUNCDATA);
    let (Some(sym), false) = (source.or(target), is_transfer) else {
        out.push(inst);
        return Ok(());
    };
    if source.is_some() && target.is_some() {
        return Err("cannot handle NAME_EXTERN on both sides in");
    }
    out.push(Inst::new(Op::NOP, [], line));
    out.push(Inst::new(Op::MOVQ, [got(sym), SCRATCH.into()], line));
    let place = if source.is_some() { inst.operands.first_mut() } else { inst.operands.last_mut() };
    match place {
        Some(Operand::Mem(m)) => m.base = Base::Reg(SCRATCH),
        _ => {
            return Err("don't know how to handle");
        }
    }
    out.push(inst);
    Ok(())
}

/// Lets branches to unconditional jumps lead where those lead. A branch into a loop of nothing but
/// jumps loses its target, ends the way of later ones, and becomes a branch to itself, as officially.
fn thread_jumps(progs: &mut [Prog]) {
    for i in 0..progs.len() {
        if let Some(start) = progs[i].target() {
            let end = end_of_jumps(progs, start).unwrap_or(InstId::NONE);
            set_target(&mut progs[i], end);
        }
    }
    for (i, p) in progs.iter_mut().enumerate() {
        if p.target().is_some_and(InstId::is_none) {
            set_target(p, InstId::new(i));
        }
    }
}

/// Where a series of jumps ends; `None` in a loop.
fn end_of_jumps(progs: &[Prog], mut at: InstId) -> Option<InstId> {
    const LIMIT: usize = 5000;
    for _ in 0..LIMIT {
        let next = progs.get(at.index()).filter(|p| p.inst.op == Op::JMP).and_then(Prog::target);
        match next.and_then(InstId::some) {
            Some(next) => at = next,
            None => return Some(at),
        }
    }
    None
}

fn set_target(p: &mut Prog, target: InstId) {
    if let Some(o) = p.inst.operands.last_mut() {
        *o = Operand::Branch(target);
    }
}
