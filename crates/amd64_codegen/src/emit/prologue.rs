//! The beginning of a function: check of the stack, frame pointer, room for the frame. In: the frame; out: code, and the
//! place where debuggers believe the prologue to end. Facts: `cmd/internal/obj/x86/obj6.go`.

use super::*;
use amd64::prologue::Check;

impl Emitter<'_> {
    /// The prologue; returns where morestack jumps back to and the label of its call.
    pub(super) fn prologue(&mut self, abi0: bool) -> Option<(Label, Label)> {
        self.b.fact(Table::Sp, 0);
        let check = !self.nosplit;
        let g = if abi0 { regs::R13 } else { regs::G };
        let mut more = None;
        if check {
            let (start, label) = (self.b.label(), self.b.label());
            self.b.bind(start);
            if abi0 {
                self.load_g(g);
            }
            self.stack_check(g, label);
            more = Some((start, label));
        } else if abi0 && self.adjusts_panic() {
            self.load_g(g);
        }
        if self.frame.saves_fp {
            self.i(Code::Push_r64, &[O::R(regs::BP, 8)]);
            self.b.fact(Table::Sp, 8);
            if self.optimized && self.frame.locals == 0 {
                self.b.end_prologue();
            }
            self.i(Code::Mov_rm64_r64, &[O::R(regs::BP, 8), O::R(regs::SP, 8)]);
        }
        // The last instruction of the function's own line, so that breakpoints are on that.
        if self.optimized && self.frame.locals > 0 {
            self.b.end_prologue();
        }
        self.move_sp(Code::Sub_rm64_imm8, Code::Sub_rm64_imm32);
        if self.adjusts_panic() {
            self.adjust_panic(g);
        }
        self.zero_at_entry();
        debug_assert!(!self.v.insts.is_empty());
        more
    }
    pub(super) fn move_sp(&mut self, short: Code, long: Code) {
        let n = self.frame.locals as i64;
        if n > 0 {
            let code = if i8::try_from(n).is_ok() { short } else { long };
            self.i(code, &[O::R(regs::SP, 8), O::I(n)]);
        }
        self.b.fact(Table::Sp, self.frame.size() as i32);
    }
    fn stack_check(&mut self, g: PReg, more: Label) {
        let guard =
            if self.f.attrs.contains(FuncAttrs::SYSTEMSTACK) { fields::G_STACKGUARD1 } else { fields::G_STACKGUARD0 };
        let size = self.frame.size() as i64;
        let (sp, r12) = (O::R(regs::SP, 8), O::R(regs::R12, 8));
        self.unsafe_begin();
        match Check::of(size) {
            Check::Here => self.i(Code::Cmp_r64_rm64, &[sp, O::M(g, guard)]),
            Check::Below(distance) => {
                self.i(Code::Lea_r64_m, &[r12, self.sp(-distance)]);
                self.i(Code::Cmp_r64_rm64, &[r12, O::M(g, guard)]);
            }
            Check::FarBelow(distance) => {
                self.i(Code::Mov_rm64_r64, &[r12, sp]);
                self.i(Code::Sub_rm64_imm32, &[r12, O::I(distance)]);
                self.branch(HwCond::B, more);
                self.i(Code::Cmp_r64_rm64, &[r12, O::M(g, guard)]);
            }
        }
        self.branch(HwCond::Be, more);
        self.unsafe_end();
    }
    /// What a wrapper calls may recover as if the wrapper's caller had called it; what code inlined into it
    /// calls may not.
    fn adjusts_panic(&self) -> bool {
        self.f.release.recover == Recover::Argument
            && self.f.attrs.contains(FuncAttrs::WRAPPER)
            && !self.f.attrs.contains(FuncAttrs::FILLED)
    }
    /// In wrappers: a panic whose argp is this frame's gets the callee's.
    fn adjust_panic(&mut self, g: PReg) {
        let (r12, r13) = (regs::R12, regs::R13);
        let over = self.b.label();
        self.i(Code::Mov_r64_rm64, &[O::R(r12, 8), O::M(g, fields::G_PANIC)]);
        self.i(Code::Test_rm64_r64, &[O::R(r12, 8), O::R(r12, 8)]);
        self.branch(HwCond::E, over);
        self.i(Code::Lea_r64_m, &[O::R(r13, 8), self.sp(self.frame.arg_offset())]);
        self.i(Code::Cmp_rm64_r64, &[O::M(r12, fields::PANIC_ARGP), O::R(r13, 8)]);
        self.branch(HwCond::Ne, over);
        self.i(Code::Mov_rm64_r64, &[O::M(r12, fields::PANIC_ARGP), O::R(regs::SP, 8)]);
        self.b.bind(over);
    }
    /// Parameters are where they stay. Breakpoints have to be on the function's own line, so there is one more
    /// instruction of it.
    pub(super) fn end_prologue(&mut self) {
        if !std::mem::replace(&mut self.prologue_ended, true) {
            self.b.end_prologue();
            if self.dwarf && !self.optimized {
                self.b.raw(&[0x90]);
            }
        }
    }
}
