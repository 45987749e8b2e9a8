//! Emission. In: the instructions, the allocator's output, frame and maps; out: machine code with
//! relocations and pc tables. Blocks come in order; jumps to the next block and through empty
//! blocks disappear; rare parts (failing checks, barriers, the call of morestack) follow the
//! body. SP does not move between prologue and epilogue.
//!
//! Facts about the runtime: `cmd/internal/obj/x86/obj6.go` (prologue),
//! `cmd/compile/internal/ssa/writebarrier.go` (barriers), `runtime/preempt.go` (unsafe points).

mod bounds;
mod dead;
mod expand;
mod prologue;
mod stubs;

use crate::clobbers;
use crate::encode::{BRANCHING, O, encode, load_code, store_code};
use crate::inst::*;
use crate::regs;
use amd64::encoder::Encoder;
use amd64::prologue::more_stack;
use bounds::Report;
use iced_x86::Code;
use machine::arguments::register_arguments;
use machine::bits::Bits;
use machine::buffer::{Buffer, Code as Finished, Label, Table};
use machine::frame::Frame;
use machine::inlined::{Origin, Origins};
use machine::locate::FrameMaps;
use machine::params::Params;
use machine::vcode::{CallKind, MSym, Syms, VCode};
use machine::{Input, order, unsafe_blocks};
use obj::{Abi, RelocKind};
use regalloc2::{Allocation, Block, Edit, InstOrEdit, Output, PReg, RegClass};
use release::{BoundsReports, Recover, fields};
use ssa::abi::{Assignment, Place, RegLeaf};
use ssa::{BlockId, Func, FuncAttrs, MarkKind, SrcPos, Type};
use stubs::Stub;

struct Emitter<'a> {
    f: &'a Func,
    v: &'a VCode,
    insts: &'a Insts,
    syms: &'a mut Syms,
    out: &'a Output,
    frame: &'a Frame,
    maps: &'a FrameMaps,
    map_index: &'a dyn Fn(&Bits) -> i32,
    nosplit: bool,
    /// Whether dead registers are destroyed.
    clobber: bool,
    clobber_slots: bool,
    optimized: bool,
    dwarf: bool,
    prologue_ended: bool,
    /// Whether the whole function is one unsafe point.
    all_unsafe: bool,
    b: Buffer,
    encoder: Encoder,
    labels: Vec<Label>,
    /// Where jumps to each block really go.
    forward: Vec<usize>,
    /// The block emitted behind the current one.
    next: usize,
    /// Which blocks begin in an unsafe region.
    unsafe_at: Vec<bool>,
    /// Whether the code emitted last was in one.
    in_unsafe: bool,
    stubs: Vec<Stub<'a>>,
    exit: Option<Label>,
    origins: &'a Origins,
    /// Where the code emitted now comes from.
    origin: Option<Origin>,
    params: Params<'a>,
}

/// Emits a function.
pub(crate) fn emit<'a>(input: Input<'a>, insts: &'a Insts) -> Finished {
    let Input { f, v, syms, out, frame, maps, map_index, nosplit, homes, named, .. } = input;
    let Input { origins, dwarf, clobber, clobber_slots, optimized, .. } = input;
    let mut b = Buffer::new(&BRANCHING);
    let labels = v.blocks.iter().map(|_| b.label()).collect();
    let abi0 = f.sigs[f.sig].abi == Abi::Abi0;
    let mut e = Emitter {
        f,
        v,
        insts,
        syms,
        out,
        frame,
        maps,
        map_index,
        nosplit,
        clobber,
        clobber_slots,
        optimized,
        dwarf,
        prologue_ended: false,
        all_unsafe: f.attrs.intersects(FuncAttrs::NOSPLIT | FuncAttrs::RUNTIME),
        b,
        encoder: Encoder::default(),
        labels,
        forward: forwarding(v, insts, out),
        next: usize::MAX,
        unsafe_at: unsafe_blocks(v),
        in_unsafe: false,
        stubs: Vec::new(),
        exit: None,
        origins,
        origin: None,
        params: Params::new(f, homes, named, dwarf),
    };
    e.params.begin(&mut e.b);
    let needs_exit = f.attrs.contains(FuncAttrs::HAS_DEFER);
    e.exit = needs_exit.then(|| e.b.label());
    e.set_line(SrcPos::START);
    if e.all_unsafe {
        e.b.fact(Table::Unsafe, -2);
    }
    let more = e.prologue(abi0);
    let order = order::rotated(v, &|b| e.forward[b] != b);
    let aligned = if optimized { order::tight_loops(v, &order) } else { Vec::new() };
    for (n, &i) in order.iter().enumerate() {
        if aligned.get(n).is_some_and(|&is| is) {
            e.b.align();
        }
        e.next = order.get(n + 1).copied().unwrap_or(usize::MAX);
        e.block(i);
    }
    e.params.forget(&mut e.b);
    if let Some(label) = e.exit {
        e.recover_exit(label);
    }
    e.set_unsafe(false);
    e.emit_stubs();
    e.stand_for_calls();
    if let Some((start, label)) = more {
        e.morestack(start, label);
    }
    let arg_live = e.params.arg_live.encode();
    Finished { arg_live, ..e.b.finish() }
}

/// Where a jump to each block ends: blocks that only jump on are passed over.
fn forwarding(v: &VCode, insts: &Insts, out: &Output) -> Vec<usize> {
    let only_jump = |b: usize| {
        let mut items = out.block_insts_and_edits(v, Block::new(b));
        match (items.next(), items.next()) {
            (Some(InstOrEdit::Inst(i)), None) => match insts.kinds[i.index()] {
                Kind::Jmp(to) => Some(v.index_of[to] as usize),
                _ => None,
            },
            _ => None,
        }
    };
    let next: Vec<Option<usize>> = (0..v.blocks.len()).map(only_jump).collect();
    let end = |b: usize| {
        let mut at = b;
        // Empty loops go round for ever: stop after as many steps as there are blocks.
        for _ in 0..next.len() {
            match next[at] {
                Some(n) => at = n,
                None => return at,
            }
        }
        b
    };
    (0..v.blocks.len()).map(end).collect()
}

impl Emitter<'_> {
    // Pieces.

    /// Code from here on comes from this place.
    fn set_line(&mut self, pos: SrcPos) {
        let origin = self.origins.of(self.f, pos);
        let before = self.origin.replace(origin);
        let mut tell = |table, value, old: Option<i32>| {
            if old != Some(value) {
                self.b.fact(table, value);
            }
        };
        tell(Table::Line, origin.line, before.map(|o| o.line));
        tell(Table::File, origin.file, before.map(|o| o.file));
        tell(Table::Inline, origin.inline, before.map(|o| o.inline));
    }
    fn unsafe_begin(&mut self) {
        if !self.all_unsafe {
            self.b.fact(Table::Unsafe, -2);
        }
    }
    fn unsafe_end(&mut self) {
        if !self.all_unsafe {
            self.b.fact(Table::Unsafe, -1);
        }
    }
    /// Enters or leaves an unsafe region.
    fn set_unsafe(&mut self, on: bool) {
        match std::mem::replace(&mut self.in_unsafe, on) {
            was if was == on => {}
            true => self.unsafe_end(),
            false => self.unsafe_begin(),
        }
    }
    fn i(&mut self, code: Code, ops: &[O]) {
        encode(&mut self.encoder, &mut self.b, code, ops, false);
    }
    /// A branch on a condition of the machine.
    fn branch(&mut self, cond: HwCond, to: Label) {
        self.b.branch(Some(cond.number()), to);
    }
    fn call(&mut self, sym: MSym) {
        let start = self.b.here();
        self.b.raw(&[0xe8, 0, 0, 0, 0]);
        self.b.reloc_at(start, 1, 4, RelocKind::Call, sym.0, 0);
    }
    fn jump(&mut self, to: Label) {
        self.b.branch(None, to);
    }
    fn jump_if(&mut self, cc: Cc, to: Label) {
        match cc {
            Cc::Hw(cond) => self.branch(cond, to),
            Cc::FEq => {
                let over = self.b.label();
                self.branch(HwCond::P, over);
                self.branch(HwCond::E, to);
                self.b.bind(over);
            }
            Cc::FNe => {
                self.branch(HwCond::Ne, to);
                self.branch(HwCond::P, to);
            }
        }
    }
    fn sp(&self, offset: i64) -> O {
        O::M(regs::SP, offset as i32)
    }
    /// Loads g and zeroes X15, as ABIInternal code expects them.
    fn fix_regs(&mut self) {
        self.i(Code::Xorps_xmm_xmmm128, &[O::R(regs::X15, 16), O::R(regs::X15, 16)]);
        self.load_g(regs::G);
    }
    fn load_g(&mut self, to: PReg) {
        let start = self.b.here();
        let n = to.hw_enc() as u8;
        self.b.raw(&[0x64, 0x48 | (n >> 3) << 2, 0x8b, 0x04 | (n & 7) << 3, 0x25, 0, 0, 0, 0]);
        self.b.reloc_at(start, 5, 4, RelocKind::TlsLe, u32::MAX, 0);
    }

    // Entry and exit.

    /// Zeroes observable slots, and pointer words of slots whose life has no explicit beginning.
    fn zero_at_entry(&mut self) {
        for (id, slot) in self.f.slots.iter_enumerated() {
            if slot.observable {
                self.zero_bytes(self.frame.slots[id], slot.layout.size() as i64);
            } else if !self.maps.has_def[id] {
                self.zero_words(id);
            }
        }
    }
    fn zero_bytes(&mut self, from: i64, size: i64) {
        let mut at = 0;
        while at < size {
            let (code, n) = match size - at {
                8.. => (Code::Mov_rm64_imm32, 8),
                4.. => (Code::Mov_rm32_imm32, 4),
                2.. => (Code::Mov_rm16_imm16, 2),
                _ => (Code::Mov_rm8_imm8, 1),
            };
            self.i(code, &[self.sp(from + at), O::I(0)]);
            at += n;
        }
    }
    fn zero_words(&mut self, slot: ssa::SlotId) {
        for &o in &self.maps.zero[slot] {
            self.zero_bytes(self.frame.slots[slot] + i64::from(o), 8);
        }
    }
    fn epilogue(&mut self) {
        self.move_sp(Code::Add_rm64_imm8, Code::Add_rm64_imm32);
        if self.frame.saves_fp {
            self.b.fact(Table::Sp, 8);
            self.i(Code::Pop_r64, &[O::R(regs::BP, 8)]);
        }
        self.b.fact(Table::Sp, 0);
        self.i(Code::Retnq, &[]);
        self.b.fact(Table::Sp, self.frame.size() as i32);
    }
    /// Where control arrives after a recovered panic: nothing but memory is known.
    fn recover_exit(&mut self, label: Label) {
        self.b.bind(label);
        let sym = self.syms.id("runtime.deferreturn", Abi::Internal);
        self.b.fact(Table::StackMap, (self.map_index)(&self.maps.always));
        self.call(sym);
        let f = self.f;
        let own = Assignment::new(&f.sigs[f.sig]);
        let results = f.sigs[f.sig].results.iter().zip(&own.results).zip(&f.result_slots);
        for (n, ((item, place), &slot)) in results.enumerate() {
            let at = self.frame.slots[slot];
            let (base, from) = match f.indirect_results.get(n) {
                Some(true) => {
                    // Nor is R13.
                    self.i(Code::Mov_r64_rm64, &[O::R(regs::R13, 8), self.sp(at)]);
                    (regs::R13, 0)
                }
                _ => (regs::SP, at),
            };
            match place {
                Place::Regs(leaves) => {
                    for l in leaves {
                        let (code, size) = load_code(l.ty);
                        self.i(code, &[O::R(regs::abi_reg(l.reg), size), O::M(base, (from + l.offset as i64) as i32)]);
                    }
                }
                Place::Stack(at) => {
                    let to = self.frame.arg_offset() + *at as i64;
                    self.copy_result((base, from), to, item.layout.size() as i64);
                }
            }
        }
        self.epilogue();
    }
    /// Copies to a place of the frame.
    fn copy_result(&mut self, (base, from): (PReg, i64), to: i64, size: i64) {
        let mut at = 0;
        while at < size {
            let (load, store, n) = match size - at {
                8.. => (Code::Mov_r64_rm64, Code::Mov_rm64_r64, 8),
                4.. => (Code::Mov_r32_rm32, Code::Mov_rm32_r32, 4),
                2.. => (Code::Mov_r16_rm16, Code::Mov_rm16_r16, 2),
                _ => (Code::Mov_r8_rm8, Code::Mov_rm8_r8, 1),
            };
            // R12 is no result register.
            let t = O::R(regs::R12, n as u8);
            self.i(load, &[t, O::M(base, (from + at) as i32)]);
            self.i(store, &[self.sp(to + at), t]);
            at += n;
        }
    }
    /// The call of morestack: arguments in registers are saved in their spill places around it.
    fn morestack(&mut self, start: Label, label: Label) {
        self.set_line(SrcPos::START);
        self.params.begin(&mut self.b);
        self.b.fact(Table::Sp, 0);
        self.b.fact(Table::StackMap, -1);
        self.unsafe_begin();
        self.b.bind(label);
        let attrs = self.f.attrs;
        let name = more_stack(attrs.contains(FuncAttrs::SYSTEMSTACK), attrs.contains(FuncAttrs::NEEDCTXT));
        let sym = self.syms.id(name, Abi::Abi0);
        let spills = register_arguments(self.f);
        let register = |leaf: &RegLeaf| regs::abi_reg(leaf.reg);
        for (leaf, at) in &spills {
            let (code, size) = store_code(leaf.ty);
            self.i(code, &[self.sp(*at as i64 + 8), O::R(register(leaf), size)]);
        }
        self.call(sym);
        self.unsafe_end();
        for (leaf, at) in &spills {
            let (code, size) = load_code(leaf.ty);
            self.i(code, &[O::R(register(leaf), size), self.sp(*at as i64 + 8)]);
        }
        self.jump(start);
    }

    // The body.

    fn block(&mut self, index: usize) {
        self.b.bind(self.labels[index]);
        self.set_unsafe(self.unsafe_at[index]);
        self.params.enter(index, &mut self.b);
        let (v, out) = (self.v, self.out);
        let mut in_prologue = true;
        for item in out.block_insts_and_edits(v, Block::new(index)) {
            match item {
                InstOrEdit::Edit(Edit::Move { from, to }) => self.move_alloc(*from, *to),
                InstOrEdit::Inst(i) => {
                    let i = i.index();
                    // Filling the places of parameters belongs to the prologue.
                    in_prologue &= v.insts[i].pos.line == 0
                        && v.insts[i].pos.inline.is_none()
                        && !matches!(self.insts.kinds[i], Kind::Call { .. });
                    if index == 0 && !in_prologue {
                        self.end_prologue();
                    }
                    self.inst(i);
                    self.destroy_dead(i);
                }
            }
            self.params.step(v, out, &item, &mut self.b);
        }
    }
    fn move_alloc(&mut self, from: Allocation, to: Allocation) {
        let spill = |e: &Self, a: Allocation| a.as_stack().map(|s| e.sp(e.frame.spills[s.index()] as i64));
        // A home has room for its own size only.
        let home = from.as_stack().or(to.as_stack()).and_then(|s| self.params.homes.spills[s.index()]);
        let home = home.map(|leaf| self.params.homes.leaves[usize::from(leaf)].ty);
        match (from.as_reg(), to.as_reg()) {
            (Some(f), Some(t)) if f.class() == RegClass::Float => {
                self.i(Code::Movaps_xmm_xmmm128, &[O::R(t, 16), O::R(f, 16)]);
            }
            (Some(f), Some(t)) => self.i(Code::Mov_r64_rm64, &[O::R(t, 8), O::R(f, 8)]),
            (Some(f), None) => {
                let to = spill(self, to).expect("a move goes somewhere");
                let whole = if f.class() == RegClass::Float { Type::F64 } else { Type::I64 };
                let (code, size) = store_code(home.unwrap_or(whole));
                self.i(code, &[to, O::R(f, size)]);
            }
            (None, Some(t)) => {
                let from = spill(self, from).expect("a move comes from somewhere");
                let whole = if t.class() == RegClass::Float { Type::F64 } else { Type::I64 };
                let (code, size) = load_code(home.unwrap_or(whole));
                self.i(code, &[O::R(t, size), from]);
            }
            (None, None) => panic!("{}: the allocator moved between stack slots", self.f.name),
        }
    }
    fn inst(&mut self, i: usize) {
        let pos = self.v.insts[i].pos;
        self.set_line(pos);
        let ra = self.out.inst_allocs(regalloc2::Inst::new(i));
        match self.insts.kinds[i] {
            Kind::Plain { code, ref ops, lock } => self.plain(code, ops, lock, ra),
            Kind::Args | Kind::Nop | Kind::SlotKill(_) => {}
            Kind::FixRegs => self.fix_regs(),
            Kind::Unsafe(on) => self.set_unsafe(on),
            Kind::Jmp(to) => self.jump_block(to),
            Kind::Br { cc, then, other } => self.branch_blocks(cc, then, other),
            Kind::Switch { size, ref cases, default } => {
                let value = O::R(reg(ra[0]), size);
                self.switch(value, size, cases);
                self.jump_block(default);
            }
            Kind::Table { size, sym, ref entries, default } => {
                let n = entries.len() as i64;
                let code = match (size, i8::try_from(n).is_ok()) {
                    (8, true) => Code::Cmp_rm64_imm8,
                    (8, false) => Code::Cmp_rm64_imm32,
                    (_, true) => Code::Cmp_rm32_imm8,
                    (_, false) => Code::Cmp_rm32_imm32,
                };
                self.i(code, &[O::R(reg(ra[0]), size), O::I(n)]);
                let (_, other) = self.label_of(default);
                self.jump_if(Cc::AE, other);
                self.i(Code::Jmp_rm64, &[O::X(reg(ra[1]), Some((reg(ra[0]), 8)), 0)]);
                let labels = entries.iter().map(|&b| self.label_of(b).1).collect();
                self.b.jump_table(sym.0, labels);
            }
            Kind::Ret => self.epilogue(),
            Kind::DeferExit => {
                let exit = self.exit.unwrap_or_else(|| panic!("{}: defer exit without defers", self.f.name));
                self.jump(exit);
            }
            Kind::Ud2 => self.i(Code::Ud2, &[]),
            Kind::TailJump(sym) => {
                let start = self.b.here();
                self.b.raw(&[0xe9, 0, 0, 0, 0]);
                self.b.reloc_at(start, 1, 4, RelocKind::Call, sym.0, 0);
            }
            Kind::Call { target, kind, fix } => self.call_inst(i, target, kind, fix, ra),
            Kind::BoundsFail { ok, check, args } => {
                let report = match self.f.release.bounds_reports {
                    BoundsReports::Functions => Report::by_function(check),
                    BoundsReports::Described => Report::described(check, args, ra),
                };
                let sym = self.syms.id(&report.name, Abi::Internal);
                let label = self.b.label();
                self.jump_if(ok.negate(), label);
                let live = self.params.live;
                let args = [(args[0], report.places[0]), (args[1], report.places[1])];
                self.stubs.push(Stub::Bounds { label, sym, args, described: report.description, ra, pos, live });
            }
            Kind::Trap { cc, rt } => {
                let sym = self.syms.id(rt.info().name, Abi::Internal);
                let label = self.b.label();
                self.jump_if(cc, label);
                self.stubs.push(Stub::Trap { label, sym, pos, live: self.params.live });
            }
            Kind::StoreWb { ref stores, .. } => self.store_wb(i, stores, ra, pos),
            Kind::SDivFix { size, rem, divisor } => self.divide(size, rem, reg(ra[usize::from(divisor)])),
            Kind::FMovIf { cc, dst, src } => {
                let over = self.b.label();
                self.jump_if(cc.negate(), over);
                let (d, s) = (reg(ra[usize::from(dst)]), reg(ra[usize::from(src)]));
                self.i(Code::Movaps_xmm_xmmm128, &[O::R(d, 16), O::R(s, 16)]);
                self.b.bind(over);
            }
            Kind::UintToF { double, ops } => self.uint_to_float(double, ops.map(|o| reg(ra[usize::from(o)]))),
            Kind::FToUint { double, ops } => self.float_to_uint(double, ops.map(|o| reg(ra[usize::from(o)]))),
            Kind::RepMovs => self.b.raw(&[0xf3, 0x48, 0xa5]),
            Kind::RepStos => self.b.raw(&[0xf3, 0x48, 0xab]),
            Kind::SlotDef(s) => {
                if !self.f.slots[s].observable && !matches!(self.f.slots[s].kind, ssa::SlotKind::Param(_)) {
                    self.destroy_slot(s);
                    self.zero_words(s);
                }
            }
            Kind::Mark(kind, sym, addend) => {
                let kind = match kind {
                    MarkKind::UseIface => RelocKind::UseIface,
                    MarkKind::UseIfaceMethod => RelocKind::UseIfaceMethod,
                    MarkKind::UseNamedMethod => RelocKind::UseNamedMethod,
                    MarkKind::Keep => RelocKind::Keep,
                };
                let here = self.b.here();
                self.b.reloc_at(here, 0, 0, kind, sym.0, addend);
            }
        }
    }
    fn plain(&mut self, code: Code, ops: &[MOp], lock: bool, ra: &[Allocation]) {
        // A copy onto itself.
        if let (Code::Mov_r64_rm64 | Code::Movaps_xmm_xmmm128, [MOp::Reg(a, _), MOp::Reg(b, _), _]) = (code, ops)
            && ra[usize::from(*a)] == ra[usize::from(*b)]
        {
            return;
        }
        let used = ops.iter().position(|o| matches!(o, MOp::None)).unwrap_or(ops.len());
        let mut out = [O::None; 3];
        for (o, m) in out.iter_mut().zip(&ops[..used]) {
            *o = self.operand(m, ra);
        }
        encode(&mut self.encoder, &mut self.b, code, &out[..used], lock);
    }
    fn operand(&self, m: &MOp, ra: &[Allocation]) -> O {
        match *m {
            MOp::None => O::None,
            MOp::Reg(n, size) => self.place(ra[usize::from(n)], size),
            MOp::Phys(r, size) => O::R(r, size),
            MOp::Imm(n) => O::I(n),
            MOp::Mem(a) => self.memory(a, ra),
        }
    }
    /// A register, or the spill slot an operand was left in.
    fn place(&self, a: Allocation, size: u8) -> O {
        match a.as_stack() {
            Some(s) => self.sp(self.frame.spills[s.index()] as i64),
            None => O::R(reg(a), size),
        }
    }
    fn memory(&self, a: Amode, ra: &[Allocation]) -> O {
        let index = a.index.map(|(n, scale)| (reg(ra[usize::from(n)]), scale));
        let at_sp = |offset: i64| O::X(regs::SP, index, offset as i32 + a.disp);
        match a.base {
            Base::Op(n) => O::X(reg(ra[usize::from(n)]), index, a.disp),
            Base::Slot(s) => at_sp(self.frame.slots[s]),
            Base::Out => at_sp(0),
            Base::Arg => at_sp(self.frame.arg_offset()),
            Base::Sym(s) => O::S(s, i64::from(a.disp)),
        }
    }
    fn label_of(&self, b: BlockId) -> (usize, Label) {
        let to = self.forward[self.v.index_of[b] as usize];
        (to, self.labels[to])
    }
    fn jump_block(&mut self, to: BlockId) {
        let (index, label) = self.label_of(to);
        if index != self.next {
            self.jump(label);
        }
    }
    fn branch_blocks(&mut self, cc: Cc, then: BlockId, other: BlockId) {
        let (then_at, then) = self.label_of(then);
        let (other_at, other) = self.label_of(other);
        if then_at == self.next {
            self.jump_if(cc.negate(), other);
        } else {
            self.jump_if(cc, then);
            if other_at != self.next {
                self.jump(other);
            }
        }
    }
    fn switch(&mut self, value: O, size: u8, cases: &[(i64, BlockId)]) {
        let long = [Code::Cmp_rm8_imm8, Code::Cmp_rm16_imm16, Code::Cmp_rm32_imm32, Code::Cmp_rm64_imm32];
        let short = [Code::Cmp_rm8_imm8, Code::Cmp_rm16_imm8, Code::Cmp_rm32_imm8, Code::Cmp_rm64_imm8];
        for &(n, to) in cases {
            let code = if i8::try_from(n).is_ok() { short } else { long };
            let (_, label) = self.label_of(to);
            if size == 8 && i32::try_from(n).is_err() {
                panic!("{}: case {n} does not fit a comparison; lowering splits such switches", self.f.name);
            }
            self.i(code[size.trailing_zeros() as usize], &[value, O::I(n)]);
            self.branch(HwCond::E, label);
        }
    }
    fn call_inst(&mut self, i: usize, target: CallTarget, kind: CallKind, fix: bool, ra: &[Allocation]) {
        self.b.fact(Table::StackMap, (self.map_index)(self.maps.during(i as u32)));
        let here = self.b.here();
        match target {
            CallTarget::Sym(sym) => self.call(sym),
            CallTarget::Closure => {
                self.b.reloc_at(here, 0, 0, RelocKind::CallInd, u32::MAX, 0);
                self.i(Code::Call_rm64, &[O::M(regs::DX, 0)]);
            }
            CallTarget::Reg(n) => {
                self.b.reloc_at(here, 0, 0, RelocKind::CallInd, u32::MAX, 0);
                self.i(Code::Call_rm64, &[O::R(reg(ra[usize::from(n)]), 8)]);
            }
        }
        if fix {
            self.destroy(clobbers::ROWS[clobbers::Actor::Call0 as usize].restore.iter().copied());
            self.fix_regs();
        }
        if let (CallKind::Defer, Some(exit)) = (kind, self.exit) {
            self.i(Code::Test_rm32_r32, &[O::R(regs::AX, 4), O::R(regs::AX, 4)]);
            self.branch(HwCond::Ne, exit);
        }
    }
    fn store_wb(&mut self, inst: usize, stores: &[(Amode, MOp)], ra: &[Allocation], pos: SrcPos) {
        let words = stores.iter().map(|(_, value)| if matches!(value, MOp::Imm(_)) { 1 } else { 2 }).sum::<usize>();
        let sym = self.syms.id(&format!("runtime.gcWriteBarrier{words}"), Abi::Internal);
        let flag = self.syms.id("runtime.writeBarrier", Abi::Abi0);
        let (label, back) = (self.b.label(), self.b.label());
        self.unsafe_begin();
        self.i(Code::Cmp_rm32_imm8, &[O::S(flag, 0), O::I(0)]);
        self.branch(HwCond::Ne, label);
        self.b.bind(back);
        for (addr, value) in stores {
            let to = self.memory(*addr, ra);
            let (code, from) = match self.operand(value, ra) {
                O::I(n) => (Code::Mov_rm64_imm32, O::I(n)),
                r => (Code::Mov_rm64_r64, r),
            };
            self.i(code, &[to, from]);
        }
        self.unsafe_end();
        self.stubs.push(Stub::Barrier { label, back, sym, inst, pos });
    }
}

fn reg(a: Allocation) -> PReg {
    a.as_reg().expect("operands are constrained to registers")
}
