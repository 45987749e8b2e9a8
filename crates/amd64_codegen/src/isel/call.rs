//! Selection of what crosses function boundaries: entry, calls, returns. Places come from the
//! ABI assignment; registers are fixed operands of the call, everything on the stack is stored
//! to the outgoing area just before it and loaded from there just behind it.

use super::*;
use release::Recovery;
use ssa::abi::{Place, RegLeaf, runtime_signature};

/// Registers a call reads or writes.
type Fixed = SmallVec<[(VReg, PReg); 8]>;

impl Isel<'_> {
    /// The entry: registers of parameters, loads of those on the stack, filling of slots.
    pub(super) fn entry(&mut self) {
        let f = self.f;
        let sig = &f.sigs[f.sig];
        let own = self.own.clone();
        let mut leaves = f.blocks[f.entry()].params.iter();
        let mut fixed = Fixed::new();
        let mut after: Vec<(Type, VReg, Addr, bool)> = Vec::new();
        for (n, (item, place)) in sig.params.iter().zip(&own.params).enumerate() {
            let slot = f.slots.iter_enumerated().find(|(_, s)| s.kind == SlotKind::Param(n as u32)).map(|(id, _)| id);
            match (item.mode, place) {
                (PassMode::Leaves, Place::Regs(regs)) => {
                    for (leaf, &v) in regs.iter().zip(leaves.by_ref()) {
                        fixed.push((self.reg(v), regs::abi_reg(leaf.reg)));
                    }
                }
                (PassMode::Leaves, &Place::Stack(at)) => {
                    let all = item.layout.leaves(usize::MAX).unwrap_or_default();
                    for (leaf, &v) in all.iter().zip(leaves.by_ref()) {
                        let addr = Addr::new(AddrBase::Arg, (at + leaf.offset) as i32);
                        after.push((leaf.ty, self.reg(v), addr, true));
                    }
                }
                (PassMode::Memory, Place::Regs(regs)) => {
                    for leaf in regs {
                        let t = self.v.vreg(leaf.ty);
                        fixed.push((t, regs::abi_reg(leaf.reg)));
                        if let Some(slot) = slot {
                            after.push((leaf.ty, t, Addr::new(AddrBase::Slot(slot), leaf.offset as i32), false));
                        }
                    }
                }
                // The slot is the argument's own place.
                (PassMode::Memory, Place::Stack(_)) => {}
            }
        }
        self.closure_register(&mut fixed);
        let e = fixed.iter().fold(self.kind(Kind::Args), |e, &(v, r)| e.fixed_def(v, r));
        e.done();
        if self.abi == Abi::Abi0 {
            self.kind(Kind::FixRegs).done();
        }
        for (ty, v, addr, load) in after {
            if load { self.load(ty, v, addr) } else { self.store_reg(ty, addr, v) }
        }
    }
    fn closure_register(&mut self, fixed: &mut Fixed) {
        let f = self.f;
        let first = f.blocks[f.entry()].insts.first().map(|&i| &f.insts[i]);
        if let Some(inst) = first.filter(|i| i.op == Op::ClosurePtr) {
            fixed.push((self.reg(inst.results[0]), regs::DX));
        }
    }

    /// Selects the operations of this file.
    pub(super) fn calls(&mut self, op: ops::Call, inst: &Inst) {
        use ops::Call as C;
        let f = self.f;
        match op {
            C::CallStatic => {
                let (sig, callee) = inst.imm.call();
                let target = CallTarget::Sym(self.sym(callee));
                self.call(inst, &f.sigs[sig], target, 0, None, CallKind::Normal);
            }
            C::CallClosure => {
                let closure = self.reg(inst.args[0]);
                self.call(inst, &f.sigs[inst.imm.sig()], CallTarget::Closure, 1, Some(closure), CallKind::Normal);
            }
            C::CallPtr => {
                let target = self.reg(inst.args[0]);
                self.call(inst, &f.sigs[inst.imm.sig()], CallTarget::Reg(0), 1, Some(target), CallKind::Normal);
            }
            C::CallRt | C::CallDefer => {
                let rt = inst.imm.rt();
                let target = CallTarget::Sym(self.rt_sym(rt));
                let kind = match (op, rt.info().kind) {
                    (C::CallDefer, _) if f.release.recovery == Recovery::Answer => CallKind::Defer,
                    (_, release::RtKind::NoReturn) => CallKind::NoReturn,
                    _ => CallKind::Normal,
                };
                self.call(inst, &runtime_signature(rt), target, 0, None, kind);
            }
            C::DeferReturn => self.kind(Kind::DeferExit).done(),
            C::ClosurePtr => {}
            C::Ret => self.ret(inst),
        }
    }
    fn call(
        &mut self,
        inst: &Inst,
        sig: &Signature,
        target: CallTarget,
        skip: usize,
        code: Option<VReg>,
        kind: CallKind,
    ) {
        let places = Assignment::new(sig);
        self.v.out_size = self.v.out_size.max(places.size);
        let mut args = inst.args[skip..].iter().copied();
        let mut uses = Fixed::new();
        self.pass(&sig.params, &places.params, AddrBase::Out, &mut args, &mut uses);

        // Results: registers are defined by the call, what is in memory is fetched behind it.
        let mut defs = Fixed::new();
        let mut after: Vec<(Type, VReg, Addr, bool)> = Vec::new();
        let mut blocks: Vec<(Addr, u64, u32)> = Vec::new();
        let mut results = inst.results.iter().copied();
        for (item, place) in sig.results.iter().zip(&places.results) {
            match (item.mode, place) {
                (PassMode::Leaves, Place::Regs(leaves)) => {
                    for leaf in leaves {
                        let v = match results.next() {
                            Some(r) => self.reg(r),
                            None => self.v.vreg(leaf.ty),
                        };
                        defs.push((v, regs::abi_reg(leaf.reg)));
                    }
                }
                (PassMode::Leaves, &Place::Stack(at)) => {
                    for leaf in item.layout.leaves(usize::MAX).unwrap_or_default() {
                        if let Some(r) = results.next() {
                            let addr = Addr::new(AddrBase::Out, (at + leaf.offset) as i32);
                            after.push((leaf.ty, self.reg(r), addr, true));
                        }
                    }
                }
                (PassMode::Memory, place) => {
                    let Some(to) = args.next() else { continue };
                    let to = self.address(to);
                    match place {
                        Place::Regs(leaves) => self.fetch_leaves(leaves, to, &mut defs, &mut after),
                        &Place::Stack(at) => blocks.push((to, at, item.layout.size() as u32)),
                    }
                }
            }
        }
        let fix = sig.abi == Abi::Abi0;
        let mut e = self.kind(Kind::Call { target, kind, fix });
        match (target, code) {
            (CallTarget::Closure, Some(r)) => e = e.fixed_use(r, regs::DX),
            (CallTarget::Reg(_), Some(r)) => e = e.uses(r, 8),
            _ => {}
        }
        let e = uses.iter().fold(e, |e, &(v, r)| e.fixed_use(v, r));
        defs.iter().fold(e, |e, &(v, r)| e.fixed_def(v, r)).done();
        for (ty, v, addr, load) in after {
            if load { self.load(ty, v, addr) } else { self.store_reg(ty, addr, v) }
        }
        for (to, at, size) in blocks {
            self.copy_block(to, Addr::new(AddrBase::Out, at as i32), size);
        }
    }
    fn fetch_leaves(
        &mut self,
        leaves: &[RegLeaf],
        to: Addr,
        defs: &mut Fixed,
        after: &mut Vec<(Type, VReg, Addr, bool)>,
    ) {
        for leaf in leaves {
            let t = self.v.vreg(leaf.ty);
            defs.push((t, regs::abi_reg(leaf.reg)));
            after.push((leaf.ty, t, to.plus(leaf.offset as i32), false));
        }
    }
    /// Brings values to their places: stack ones are stored, register ones collected.
    fn pass(
        &mut self,
        items: &[SigItem],
        places: &[Place],
        area: AddrBase,
        values: &mut dyn Iterator<Item = ValueId>,
        fixed: &mut Fixed,
    ) {
        let mut in_regs: SmallVec<[(ValueId, PReg); 8]> = SmallVec::new();
        let mut loads: SmallVec<[(Addr, RegLeaf); 8]> = SmallVec::new();
        for (item, place) in items.iter().zip(places) {
            match (item.mode, place) {
                (PassMode::Leaves, Place::Regs(leaves)) => {
                    in_regs
                        .extend(leaves.iter().map(|l| regs::abi_reg(l.reg)).filter_map(|r| Some((values.next()?, r))));
                }
                (PassMode::Leaves, &Place::Stack(at)) => {
                    for leaf in item.layout.leaves(usize::MAX).unwrap_or_default() {
                        if let Some(v) = values.next() {
                            self.store(Addr::new(area, (at + leaf.offset) as i32), v);
                        }
                    }
                }
                (PassMode::Memory, place) => {
                    let Some(from) = values.next() else { continue };
                    let from = self.address(from);
                    match place {
                        Place::Regs(leaves) => loads.extend(leaves.iter().map(|l| (from.plus(l.offset as i32), *l))),
                        &Place::Stack(at) => {
                            self.copy_block(Addr::new(area, at as i32), from, item.layout.size() as u32)
                        }
                    }
                }
            }
        }
        for (addr, leaf) in loads {
            let t = self.v.vreg(leaf.ty);
            self.load(leaf.ty, t, addr);
            fixed.push((t, regs::abi_reg(leaf.reg)));
        }
        for (v, r) in in_regs {
            fixed.push((self.argument(v), r));
        }
    }
    /// The register of a value for a call. In rare blocks it is one of the call's own, so that the place of the value
    /// elsewhere does not depend on that call.
    fn argument(&mut self, v: ValueId) -> VReg {
        let value = self.reg(v);
        if !self.copies_args || self.lazy[self.f.resolve(v)] {
            return value;
        }
        let copy = self.v.vreg(self.f.ty(v));
        self.copy(copy, value);
        copy
    }
    fn ret(&mut self, inst: &Inst) {
        let f = self.f;
        let own = self.own.clone();
        let mut uses = Fixed::new();
        let mut values = inst.args.iter().copied();
        self.pass(&f.sigs[f.sig].results, &own.results, AddrBase::Arg, &mut values, &mut uses);
        uses.iter().fold(self.kind(Kind::Ret), |e, &(v, r)| e.fixed_use(v, r)).done();
    }
}
