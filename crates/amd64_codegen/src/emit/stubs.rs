//! What lies behind the body: failing checks with their calls, the slow ways of write barriers, no-ops
//! that stand for inlined calls. In: what the body noted for later; out: code in the same buffer. Which
//! register reports index and limit: `cmd/compile/internal/ssa/_gen/AMD64Ops.go`.

use super::*;

/// A rare part, waiting for the end of the body.
pub(super) enum Stub<'a> {
    Bounds {
        label: Label,
        sym: MSym,
        /// Index and limit with the registers they go to, if they go to any.
        args: [(TrapArg, Option<PReg>); 2],
        /// What the table of failed checks says of the call.
        described: Option<i32>,
        ra: &'a [Allocation],
        pos: SrcPos,
        live: i32,
    },
    Trap {
        label: Label,
        sym: MSym,
        pos: SrcPos,
        live: i32,
    },
    Barrier {
        label: Label,
        back: Label,
        sym: MSym,
        inst: usize,
        pos: SrcPos,
    },
}

impl Emitter<'_> {
    /// Emits all of them.
    pub(super) fn emit_stubs(&mut self) {
        let mut ends_in_call = false;
        for stub in std::mem::take(&mut self.stubs) {
            ends_in_call = !matches!(stub, Stub::Barrier { .. });
            match stub {
                Stub::Bounds { label, sym, args, described, ra, pos, live } => {
                    self.set_line(pos);
                    self.params.set_live(live, &mut self.b);
                    self.b.bind(label);
                    match args {
                        [(x, Some(to_x)), (y, Some(to_y))] => self.place_two([(x, to_x), (y, to_y)], ra),
                        _ => args
                            .into_iter()
                            .filter_map(|(a, to)| Some((a, to?)))
                            .for_each(|one| self.place_one(one, ra)),
                    }
                    if let Some(what) = described {
                        self.b.fact(Table::Bounds, what);
                    }
                    self.panic_call(sym);
                }
                Stub::Trap { label, sym, pos, live } => {
                    self.set_line(pos);
                    self.params.set_live(live, &mut self.b);
                    self.b.bind(label);
                    self.panic_call(sym);
                }
                Stub::Barrier { label, back, sym, inst, pos } => self.barrier(label, back, sym, inst, pos),
            }
        }
        if ends_in_call {
            // Return addresses must lie in this function.
            self.i(Code::Nopd, &[]);
        }
    }
    /// No-ops for inlined calls on whose lines there is no other code.
    pub(super) fn stand_for_calls(&mut self) {
        if self.f.inlines.is_empty() {
            return;
        }
        let present = self.b.present(Origin::TABLES);
        let present = present.into_iter().map(|[inline, line, file]| Origin { inline, line, file }).collect();
        for pos in self.origins.calls_without_code(self.f, present) {
            self.set_line(pos);
            self.i(Code::Nopd, &[]);
        }
    }
    fn panic_call(&mut self, sym: MSym) {
        self.b.fact(Table::StackMap, (self.map_index)(&self.maps.always));
        self.call(sym);
    }
    /// Brings an argument to its register.
    fn place_one(&mut self, (arg, to): (TrapArg, PReg), ra: &[Allocation]) {
        let from = self.trap_arg(arg, ra);
        match from {
            O::R(r, _) if r == to => {}
            O::I(c) if u32::try_from(c).is_ok() => self.i(Code::Mov_r32_imm32, &[O::R(to, 4), O::I(c)]),
            O::I(c) => self.i(Code::Mov_r64_imm64, &[O::R(to, 8), O::I(c)]),
            from => self.i(Code::Mov_r64_rm64, &[O::R(to, 8), from]),
        }
    }
    fn trap_arg(&self, arg: TrapArg, ra: &[Allocation]) -> O {
        match arg {
            TrapArg::Op(n) => self.place(ra[usize::from(n)], 8),
            TrapArg::Imm(n) => O::I(n),
        }
    }
    /// Brings two arguments to their registers, whichever way they overlap.
    fn place_two(&mut self, args: [(TrapArg, PReg); 2], ra: &[Allocation]) {
        let from = args.map(|(a, _)| self.trap_arg(a, ra));
        let to = [args[0].1, args[1].1];
        let is = |o: O, r: PReg| matches!(o, O::R(from, _) if from == r);
        if is(from[0], to[1]) && is(from[1], to[0]) {
            return self.i(Code::Xchg_rm64_r64, &[O::R(to[0], 8), O::R(to[1], 8)]);
        }
        // The one whose target is the other's source goes last, and registers go before the rest.
        let order = if is(from[1], to[0]) { [1, 0] } else { [0, 1] };
        let (registers, others): (Vec<usize>, Vec<usize>) =
            order.into_iter().partition(|&n| matches!(from[n], O::R(..)));
        registers.into_iter().chain(others).for_each(|n| self.place_one(args[n], ra));
    }
    fn barrier(&mut self, label: Label, back: Label, sym: MSym, inst: usize, pos: SrcPos) {
        let Kind::StoreWb { stores, tmp } = &self.insts.kinds[inst] else { unreachable!("stub of a barrier") };
        let ra = self.out.inst_allocs(regalloc2::Inst::new(inst));
        let t = O::R(reg(ra[usize::from(*tmp)]), 8);
        self.set_line(pos);
        self.unsafe_begin();
        self.b.bind(label);
        self.call(sym);
        self.destroy_clobbered(inst);
        let mut at = 0;
        for (addr, value) in stores {
            if let O::R(r, _) = self.operand(value, ra) {
                self.i(Code::Mov_rm64_r64, &[O::M(regs::R11, at), O::R(r, 8)]);
                at += 8;
            }
            let old = self.memory(*addr, ra);
            self.i(Code::Mov_r64_rm64, &[t, old]);
            self.i(Code::Mov_rm64_r64, &[O::M(regs::R11, at), t]);
            at += 8;
        }
        self.jump(back);
        self.unsafe_end();
    }
}
