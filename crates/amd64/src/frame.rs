//! Stack frames: what a function does before its first and after its last instruction. In: [`Prog`]s
//! and the frame's size. Out: the same with stack check, frame pointer, epilogues at every `RET` and the
//! slow path behind the last instruction; pseudo-registers count from SP; every stack adjustment is noted.
//!
//! The code generator gives its own frame sizes through [`Function`]; nothing here is special to
//! assembly. Authority: `preprocess`, `stacksplit`, `loadG` in `cmd/internal/obj/x86/obj6.go`,
//! `internal/abi/stack.go`, `cmd/internal/obj/plist.go` (unsafe points).

use crate::edit::{Prog, retarget, rewrite};
use crate::inst::{Function, Inst, Line, Spill, TextFlags};
use crate::interface::{AsmError, Options, Symbols};
use crate::op::Op;
use crate::operand::{Base, InstId, Mem, Operand};
use crate::prologue::{Check, G, STACK_SMALL, TEMP, more_stack};
use crate::reg::Reg;
use base::Id;
use obj::{Abi, FuncFlags};

/// Size of the saved frame pointer and of a return address.
const WORD: i64 = 8;
/// `PCDATA` table of unsafe points and its value for "do not preempt here".
pub(crate) const UNSAFE_POINT: (i64, i64) = (0, -2);

/// What is known of the frame afterwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub flags: TextFlags,
    pub func_flags: FuncFlags,
    pub locals: i32,
}

struct Builder<'a> {
    func: &'a Function,
    options: Options,
    symbols: &'a mut dyn Symbols,
    /// Prologue so far, in front of the body.
    head: Vec<Prog>,
    /// Slow paths, behind the body.
    tail: Vec<Prog>,
}

/// A place in the finished list, known once the prologue's length is.
#[derive(Clone, Copy)]
enum Place {
    Head(usize),
    Tail(usize),
}

/// Adds prologue and epilogues. `body` is not empty.
pub(crate) fn lay_out(
    func: &Function,
    body: Vec<Prog>,
    options: Options,
    symbols: &mut dyn Symbols,
    errors: &mut Vec<AsmError>,
) -> (Vec<Prog>, Frame) {
    let mut flags = func.flags;
    let mut depth = func.frame.max(0);
    let has_call = body.iter().any(|p| matches!(p.inst.op, Op::CALL | Op::DUFFCOPY | Op::DUFFZERO));
    let saves_bp = !flags.contains(TextFlags::NOFRAME) && (depth != 0 || has_call);
    let bp = if saves_bp { WORD } else { 0 };
    depth = depth.saturating_add(bp);
    flags.set(TextFlags::NOFRAME, !saves_bp);
    if depth < STACK_SMALL && !flags.contains(TextFlags::NOSPLIT) && is_leaf(&body, depth, symbols) {
        flags |= TextFlags::NOSPLIT;
    }
    if depth % WORD != 0 {
        errors.push(AsmError { line: func.line, message: format!("unaligned stack size {depth}") });
    }
    let adjusts_panic = flags.contains(TextFlags::WRAPPER) && !options.plain_wrappers;
    let mut b = Builder { func, options, symbols, head: Vec::new(), tail: Vec::new() };
    let last_line = body.last().map_or(func.line, |p| p.inst.line);
    let mut patches = Vec::new();
    if !flags.contains(TextFlags::NOSPLIT) {
        b.stack_check(depth, last_line, &mut patches);
    } else if adjusts_panic {
        b.load_g();
    }
    b.set_up(depth, bp);
    if adjusts_panic {
        b.adjust_panic(depth, last_line, &mut patches);
    }
    let Builder { head, tail, .. } = b;
    let mut func_flags = FuncFlags::empty();
    func_flags.set(FuncFlags::TOP_FRAME, flags.contains(TextFlags::TOPFRAME));
    func_flags.set(FuncFlags::ASM, options.is_asm);
    let mut walk = Walk { func, errors, func_flags, depth, bp, sp: 0, out: Vec::new() };
    let progs = walk.join(head, body, tail, &patches);
    let func_flags = walk.func_flags;
    (progs, Frame { flags, func_flags, locals: func.frame.saturating_add(bp) as i32 })
}

/// Whether nothing called needs a stack check of this small frame.
fn is_leaf(body: &[Prog], depth: i64, symbols: &dyn Symbols) -> bool {
    body.iter().all(|p| match p.inst.op {
        Op::CALL => depth < STACK_SMALL - WORD && calls_cheap_runtime(p, symbols),
        Op::DUFFCOPY | Op::DUFFZERO => depth < STACK_SMALL - WORD,
        _ => true,
    })
}

/// Runtime calls that need no stack before they check it themselves.
fn calls_cheap_runtime(p: &Prog, symbols: &dyn Symbols) -> bool {
    let Some(Base::Symbol(sym)) = p.inst.destination().and_then(Operand::mem).map(|m| m.base) else { return false };
    let name = symbols.name(sym);
    matches!(name, "runtime.panicdivide" | "runtime.panicwrap" | "runtime.panicshift")
        || name.starts_with("runtime.panicIndex")
        || name.starts_with("runtime.panicSlice")
}

impl Builder<'_> {
    fn push(&mut self, op: Op, operands: impl IntoIterator<Item = Operand>) {
        self.head.push(Prog::new(op, operands, self.func.line));
    }

    fn on_system_stack(&self) -> bool {
        !self.options.is_asm && self.func.flags.contains(TextFlags::SYSTEMSTACK)
    }

    /// Puts the goroutine into its register, where the ABI does not have it there already.
    fn load_g(&mut self) {
        if self.func.abi == Abi::Internal {
            return;
        }
        let load = crate::Inst::new(Op::MOVQ, [Mem::at(Reg::TLS, 0).into(), G.into()], self.func.line);
        let mut out = Vec::new();
        let rewritten = rewrite(load, self.options, self.symbols, &mut out);
        debug_assert!(rewritten.is_ok(), "a load of the goroutine needs no global data");
        self.head.extend(out.into_iter().map(Prog::from));
    }

    /// Compares SP with the stack guard; the slow path goes behind the function.
    fn stack_check(&mut self, depth: i64, last_line: Line, patches: &mut Vec<(Place, Place)>) {
        /// Offsets of the two guards in the goroutine's record.
        const GUARDS: [i64; 2] = [16, 24];
        self.load_g();
        let guard = Operand::Mem(Mem::at(G, GUARDS[usize::from(self.on_system_stack())]));
        let compare = |r: Reg| [r.into(), guard.clone()];
        let unsafe_start = pcdata(UNSAFE_POINT.0, UNSAFE_POINT.1);
        let mut wrapped = None;
        match Check::of(depth) {
            Check::Here => {
                self.push(Op::CMPQ, compare(Reg::SP));
                self.push(Op::PCDATA, unsafe_start);
            }
            Check::Below(distance) => {
                self.push(Op::LEAQ, [Mem::at(Reg::SP, -distance).into(), TEMP[0].into()]);
                self.push(Op::CMPQ, compare(TEMP[0]));
                self.push(Op::PCDATA, unsafe_start);
            }
            Check::FarBelow(distance) => {
                self.push(Op::MOVQ, [Reg::SP.into(), TEMP[0].into()]);
                self.push(Op::PCDATA, unsafe_start);
                self.push(Op::SUBQ, [Operand::Imm(distance), TEMP[0].into()]);
                wrapped = Some(Place::Head(self.head.len()));
                self.push(Op::JCS, [nowhere()]);
                self.push(Op::CMPQ, compare(TEMP[0]));
            }
        }
        let low = Place::Head(self.head.len());
        self.push(Op::JLS, [nowhere()]);
        self.push(Op::PCDATA, pcdata(UNSAFE_POINT.0, -1));
        let slow = self.slow_path(depth, last_line, patches);
        patches.extend(wrapped.into_iter().chain([low]).map(|from| (from, slow)));
    }

    /// Calls the runtime for more stack and starts over. Returns where it begins.
    fn slow_path(&mut self, depth: i64, last_line: Line, patches: &mut Vec<(Place, Place)>) -> Place {
        let line = self.func.line;
        let mut fix = Prog::new(Op::NOP, [], last_line);
        fix.spadj = (depth as i32).wrapping_neg();
        self.tail.push(fix);
        self.tail.push(Prog::new(Op::PCDATA, pcdata(1, -1), line));
        let start = Place::Tail(self.tail.len());
        self.tail.push(Prog::new(Op::PCDATA, pcdata(UNSAFE_POINT.0, UNSAFE_POINT.1), line));
        let spills = self.func.spills.iter();
        self.tail.extend(spills.clone().map(|s| spill(s, line, true)));
        let with_context = self.func.flags.contains(TextFlags::NEEDCTXT);
        let name = more_stack(self.on_system_stack(), with_context);
        let sym = self.symbols.symbol(name, Abi::Abi0);
        self.tail.push(Prog::new(Op::CALL, [Mem::symbol(sym, 0).into()], line));
        self.tail.push(Prog::new(Op::PCDATA, pcdata(UNSAFE_POINT.0, -1), line));
        self.tail.extend(spills.map(|s| spill(s, line, false)));
        let mut again = Prog::new(Op::JMP, [nowhere()], line);
        again.spadj = depth as i32;
        patches.push((Place::Tail(self.tail.len()), Place::Head(0)));
        self.tail.push(again);
        start
    }

    /// Saves the frame pointer and makes room.
    fn set_up(&mut self, depth: i64, bp: i64) {
        if bp > 0 {
            self.push(Op::PUSHQ, [Reg::BP.into()]);
            self.push(Op::MOVQ, [Reg::SP.into(), Reg::BP.into()]);
        }
        if depth > bp {
            self.push(Op::ADJSP, [Operand::Imm(depth - bp)]);
        }
        if depth != 0
            && let Some(last) = self.head.last_mut()
        {
            last.prologue_end = true;
        }
    }

    /// In wrappers: a panic that is running with this frame's arguments now has those of the
    /// function wrapped.
    fn adjust_panic(&mut self, depth: i64, last_line: Line, patches: &mut Vec<(Place, Place)>) {
        const G_PANIC: i64 = 32;
        let argp = Operand::Mem(Mem::at(TEMP[0], 0));
        self.push(Op::MOVQ, [Mem::at(G, G_PANIC).into(), TEMP[0].into()]);
        self.push(Op::TESTQ, [TEMP[0].into(), TEMP[0].into()]);
        patches.push((Place::Head(self.head.len()), Place::Tail(self.tail.len())));
        self.push(Op::JNE, [nowhere()]);
        let end = Place::Head(self.head.len());
        self.push(Op::NOP, []);
        let line = self.tail.last().map_or(last_line, |p| p.inst.line);
        let mut add = |op, operands: &[Operand]| {
            self.tail.push(Prog::new(op, operands.iter().cloned(), line));
            Place::Tail(self.tail.len() - 1)
        };
        add(Op::LEAQ, &[Mem::at(Reg::SP, depth.saturating_add(WORD)).into(), TEMP[1].into()]);
        add(Op::CMPQ, &[argp.clone(), TEMP[1].into()]);
        patches.push((add(Op::JNE, &[nowhere()]), end));
        add(Op::MOVQ, &[Reg::SP.into(), argp]);
        patches.push((add(Op::JMP, &[nowhere()]), end));
    }
}

/// A branch to be patched.
fn nowhere() -> Operand {
    Operand::Branch(InstId::NONE)
}

/// Operands of a `PCDATA`.
fn pcdata(table: i64, value: i64) -> [Operand; 2] {
    [Operand::Imm(table), Operand::Imm(value)]
}

/// Stores or reloads an argument register at its home above the return address.
fn spill(s: &Spill, line: Line, store: bool) -> Prog {
    let home = Operand::Mem(Mem::at(Reg::SP, s.offset + WORD));
    let operands = if store { [s.reg.into(), home] } else { [home, s.reg.into()] };
    Prog::new(if store { s.store } else { s.load }, operands, line)
}

/// The pass over the joined list.
struct Walk<'a> {
    func: &'a Function,
    errors: &'a mut Vec<AsmError>,
    func_flags: FuncFlags,
    depth: i64,
    bp: i64,
    /// Stack depth in front of the current instruction.
    sp: i64,
    out: Vec<Prog>,
}

impl Walk<'_> {
    fn join(&mut self, head: Vec<Prog>, body: Vec<Prog>, tail: Vec<Prog>, patches: &[(Place, Place)]) -> Vec<Prog> {
        let head_len = head.len();
        let mut place = Vec::with_capacity(body.len() + 1);
        for p in head {
            self.step(p);
        }
        let mut first = std::mem::take(&mut self.out);
        for p in body {
            place.push(InstId::new(head_len + self.out.len()));
            self.step(p);
        }
        let tail_start = head_len + self.out.len();
        place.push(InstId::new(tail_start));
        retarget(&mut self.out, |t| place.get(t.index()).copied().unwrap_or(InstId::NONE));
        first.append(&mut self.out);
        self.out = first;
        for p in tail {
            self.step(p);
        }
        let at = |p: Place| match p {
            Place::Head(i) => i,
            Place::Tail(i) => tail_start + i,
        };
        for &(from, to) in patches {
            if let Some(o) = self.out[at(from)].inst.operands.last_mut() {
                *o = Operand::Branch(InstId::new(at(to)));
            }
        }
        std::mem::take(&mut self.out)
    }

    /// Resolves pseudo-registers of one instruction and keeps count of the stack.
    fn step(&mut self, mut p: Prog) {
        let (auto, param) = (self.sp.wrapping_sub(self.bp), self.sp.wrapping_add(WORD));
        for operand in &mut p.inst.operands {
            if let Operand::Mem(m) | Operand::Addr(m) = operand {
                match m.base {
                    Base::Auto(_) => m.disp = m.disp.wrapping_add(auto),
                    Base::Param(_) => m.disp = m.disp.wrapping_add(param),
                    _ => {}
                }
            }
        }
        match p.inst.op {
            Op::RET => return self.ret(p),
            Op::ADJSP => {
                if let [Operand::Imm(v)] = p.inst.operands[..] {
                    p.spadj = v as i32;
                    self.sp = self.sp.wrapping_add(i64::from(p.spadj));
                    p.inst = adjust_sp(p.inst, v);
                }
            }
            op => match pushed(op) {
                0 => self.note_sp_write(&p),
                n => {
                    p.spadj = n;
                    self.sp = self.sp.wrapping_add(i64::from(n));
                }
            },
        }
        self.out.push(p);
    }

    fn note_sp_write(&mut self, p: &Prog) {
        if p.inst.destination() == Some(&Operand::Reg(Reg::SP)) && !matches!(p.inst.op, Op::CMPL | Op::CMPQ) {
            self.func_flags |= FuncFlags::SP_WRITE;
        }
    }

    /// Undoes the prologue in front of a return; `RET` with a symbol is a jump there.
    fn ret(&mut self, mut p: Prog) {
        if self.sp != self.depth {
            let message = format!("{}: unbalanced PUSH/POP", self.func.name);
            self.errors.push(AsmError { line: p.inst.line, message });
        }
        let line = p.inst.line;
        let mut add = |mut q: Prog, spadj: i64| {
            q.spadj = spadj as i32;
            if let (Op::ADJSP, [Operand::Imm(v)]) = (q.inst.op, &q.inst.operands[..]) {
                let v = *v;
                q.inst = adjust_sp(q.inst, v);
            }
            self.out.push(q);
        };
        if self.depth != 0 {
            let local = self.depth - self.bp;
            if local != 0 {
                add(Prog::new(Op::ADJSP, [Operand::Imm(-local)], line), -local);
            }
            if self.bp > 0 {
                add(Prog::new(Op::POPQ, [Reg::BP.into()], line), -self.bp);
            }
        }
        if p.inst.operands.last().is_some_and(|o| matches!(o.mem(), Some(Mem { base: Base::Symbol(_), .. }))) {
            p.inst.op = Op::JMP;
        }
        add(p, self.depth);
    }
}

/// `ADJSP $n` as the shortest addition or subtraction that does it.
fn adjust_sp(mut inst: Inst, v: i64) -> Inst {
    let (op, v) = match v {
        0 => {
            inst.op = Op::NOP;
            inst.operands.clear();
            return inst;
        }
        // −128 fits a byte, 128 does not.
        0x80 => (Op::ADDQ, -v),
        v if v < 0 && v != -0x80 => (Op::ADDQ, v.wrapping_neg()),
        v => (Op::SUBQ, v),
    };
    inst.op = op;
    inst.operands = smallvec::smallvec![Operand::Imm(v), Operand::Reg(Reg::SP)];
    inst
}

/// What a push or pop adds to the stack depth; 0 for everything else.
fn pushed(op: Op) -> i32 {
    use Op::*;
    match op {
        PUSHQ | PUSHFQ => 8,
        PUSHL | PUSHFL => 4,
        PUSHW | PUSHFW => 2,
        POPQ | POPFQ => -8,
        POPL | POPFL => -4,
        POPW | POPFW => -2,
        _ => 0,
    }
}
