//! Flows of single operations. In: a batch with its locations. Out: the same with an edge for
//! everything that gives a location a pointer. Stores go to the objects their address surely
//! points into, or else to the heap, as in `cmd/compile/internal/escape`.

use super::batch::Batch;
use super::graph::{HEAP, HIDDEN, LocId, MemberId, Param, WRITER};
use super::package::Role;
use crate::ParamFlow;
use ssa::{ExtSym, Func, FuncAttrs, Imm, Inst, InstId, Op, Type, TypeId, ValueId};

impl<'a> Batch<'a> {
    /// Adds the flows of all functions.
    pub fn add_flows(&mut self) {
        for m in self.functions.ids() {
            let order = self.functions[m].nests.order.clone();
            let func = self.functions[m].func;
            for b in order {
                for &i in &func.blocks[b].insts {
                    self.inst(m, i);
                }
            }
        }
    }
    /// `to` is given `from`, dereferenced so many times.
    pub(super) fn copy(&mut self, m: MemberId, to: ValueId, from: ValueId, derefs: i8) {
        if let Some(to) = self.value(m, to) {
            self.copy_to(m, to, from, derefs);
        }
    }
    pub(super) fn copy_to(&mut self, m: MemberId, to: LocId, from: ValueId, derefs: i8) {
        if let Some(from) = self.value(m, from) {
            self.graph.flow(to, from, derefs);
        }
    }
    pub(super) fn leak(&mut self, m: MemberId, from: ValueId, derefs: i8) {
        self.copy_to(m, HEAP, from, derefs);
    }
    /// What an address points to is given something.
    pub(super) fn store(&mut self, m: MemberId, addr: ValueId, from: LocId, derefs: i8) {
        match self.bases(m, addr) {
            Some(objects) => objects.into_iter().for_each(|o| self.graph.flow(o, from, derefs)),
            None => self.graph.flow(HEAP, from, derefs),
        }
    }
    /// What an address points to is written to. Of known objects nothing else is: what is stored in them is not followed.
    pub(super) fn write(&mut self, m: MemberId, addr: ValueId) {
        match self.bases(m, addr) {
            Some(objects) => objects.into_iter().for_each(|o| self.graph.loc_mut(o).written = true),
            None => self.copy_to(m, WRITER, addr, 0),
        }
    }
    fn store_value(&mut self, m: MemberId, addr: ValueId, value: ValueId, derefs: i8) {
        if let Some(from) = self.value(m, value) {
            self.store(m, addr, from, derefs);
        }
    }

    fn inst(&mut self, m: MemberId, id: InstId) {
        use Op::*;
        let func: &'a Func = self.functions[m].func;
        let inst = &func.insts[id];
        let a = &inst.args;
        let result = |n: usize| inst.results[n];
        let pointers = |t: TypeId| func.types[t].layout.has_pointers();
        written_through(inst.op).iter().for_each(|&n| self.write(m, a[n]));
        match (inst.op, &inst.imm) {
            (Load | AtomicLoad, _) => {
                self.load(m, inst);
                // A pointer may be read as a number.
                if func.ty(result(0)) == Type::Word {
                    self.copy_to(m, HIDDEN, a[0], 1);
                }
            }
            (PtrToWord, _) if self.functions[m].compared.contains(&result(0)) => {}
            (PtrToWord, _) => self.copy_to(m, HIDDEN, a[0], 0),
            (Store, _) if is_note(func, a[0]) => {}
            (Store, _) if is_self_assigned(func, inst) => {}
            (Store, _) => {
                self.store_value(m, a[0], a[1], 0);
                self.stored_word(m, a[1]);
            }
            (AtomicStore, _) => self.leak(m, a[1], 0),
            (AtomicXchg, _) => self.leak(m, a[1], 0),
            (AtomicCas, _) => self.leak(m, a[2], 0),
            (Move | MoveElems, &Imm::Type(t)) if pointers(t) => self.store_value(m, a[0], a[1], 1),
            (SliceCopy, &Imm::Type(t)) if pointers(t) => self.store_value(m, a[0], a[2], 1),
            (Move | MoveElems | SliceCopy, _) => {}
            (AllocClosure | AllocBox, imm) => {
                let object = self.functions[m].sites[&id];
                a.iter().for_each(|&v| self.copy_to(m, object, v, 0));
                if let Imm::TypeSym(_, code) = imm {
                    self.make_closure(m, &func.syms[*code], result(0));
                }
            }
            (AllocBoxMem, &Imm::Type(t)) => {
                let object = self.functions[m].sites[&id];
                if pointers(t) {
                    self.copy_to(m, object, a[0], 1);
                }
            }
            (AllocNew | AllocArray | AllocSlice | AllocMap | AllocChan, _) => {}
            (SlotAddr, &Imm::Slot(s, _)) => {
                let (value, slot) = (self.functions[m].values[result(0)], self.functions[m].slots[s]);
                self.graph.flow(value, slot, -1);
            }
            (PtrAdd | PtrAddImm | SlicePtr | BytesToStrTmp, _) => self.copy(m, result(0), a[0], 0),
            (WordToPtr, _) => self.word_sources(m, result(0), a[0]),
            (CSel, _) => {
                self.copy(m, result(0), a[1], 0);
                self.copy(m, result(0), a[2], 0);
            }
            (SliceGrow, &Imm::Type(t)) => {
                self.copy(m, result(0), a[0], 0);
                if pointers(t) {
                    self.leak(m, a[0], 1);
                }
            }
            (ClosurePtr, _) => self.closure_ptr(m, result(0)),
            (Ret, _) => self.ret(m, inst),
            (DeferReturn, _) => self.returned_slots(m),
            (Jump | Br | Switch, _) => self.jump(m, inst),
            (CallStatic | CallClosure | CallIface | CallPtr | CallRt, _) => self.call(m, inst),
            _ => self.other(m, inst),
        }
    }
    fn load(&mut self, m: MemberId, inst: &Inst) {
        match self.captured(m, inst) {
            // The value captured is what this reads: the closure is never written to.
            Some(made) => {
                let Some(to) = self.value(m, inst.results[0]) else { return };
                made.into_iter().for_each(|(maker, v)| self.copy_to(maker, to, v, 0));
            }
            None => self.copy(m, inst.results[0], inst.args[0], 1),
        }
    }
    fn closure_ptr(&mut self, m: MemberId, v: ValueId) {
        let Some(value) = self.value(m, v) else { return };
        match self.functions[m].made_at.clone() {
            Some((maker, sites)) => {
                for site in sites {
                    // A site in code that is never reached has no object.
                    if let Some(&object) = self.functions[maker].sites.get(&site) {
                        self.graph.flow(value, object, -1);
                    }
                }
            }
            None => self.graph.loc_mut(value).param = Some(Param::Closure),
        }
    }
    /// A closure whose function is not linked with its maker keeps, hides and writes to what its summary
    /// says. Nobody knows who calls it, so what it returns outlives everything.
    fn make_closure(&mut self, m: MemberId, code: &ExtSym, closure: ValueId) {
        let number = self.package.find(&code.name, code.abi);
        if number.is_some_and(|n| matches!(self.package.roles[n], Role::Closure { .. })) {
            return;
        }
        let flow = self.known.summary(code).map_or_else(ParamFlow::unknown, |s| s.closure.clone());
        let kept = flow.heap.into_iter().chain(flow.results.iter().map(|r| r.1)).min();
        for (to, derefs) in [(HEAP, kept), (HIDDEN, flow.hidden), (WRITER, flow.written)] {
            derefs.into_iter().for_each(|d| self.copy_to(m, to, closure, d as i8));
        }
    }
    /// A pointer that is stored as a number may be in the header of a slice or string
    /// (`reflect.SliceHeader`). The runtime has no such code, and keeps numbers of its own variables.
    fn stored_word(&mut self, m: MemberId, word: ValueId) {
        let func = self.functions[m].func;
        let made = func.def(word).filter(|i| i.op == Op::PtrToWord && !func.attrs.contains(FuncAttrs::RUNTIME));
        if let Some(inst) = made {
            self.leak(m, inst.args[0], 0);
        }
    }
    /// A pointer made of a number has those pointers' objects the number was computed from, or that lie
    /// where it was read; exclusive or with nothing hides them (`internal/abi.NoEscape`). Authority: `unsafeValue` in
    /// `cmd/compile/internal/escape/expr.go`.
    fn word_sources(&mut self, m: MemberId, to: ValueId, word: ValueId) {
        use Op::*;
        let func = self.functions[m].func;
        let mut work = vec![word];
        let mut steps = 0;
        while let Some(v) = work.pop() {
            steps += 1;
            let Some(inst) = func.def(v) else { continue };
            match inst.op {
                PtrToWord => self.copy(m, to, inst.args[0], 0),
                Load => self.copy(m, to, inst.args[0], 1),
                Xor if inst.args.iter().any(|&v| func.const_int(v) == Some(0)) => {}
                Add | Sub | And | AndNot | Or | Xor | Neg | Not | Mul | UDiv | URem | SDiv | SRem | Bitcast | Shl
                | LShr | AShr
                    if steps < 100 =>
                {
                    work.extend(&inst.args);
                }
                _ => {}
            }
        }
    }
    fn ret(&mut self, m: MemberId, inst: &Inst) {
        let f = &self.functions[m];
        let in_memory = super::batch::flatten(&f.func.sigs[f.func.sig].results);
        let results = f.results.clone();
        for ((&v, &r), &memory) in inst.args.iter().zip(&results).zip(&in_memory) {
            self.copy_to(m, r, v, i8::from(memory));
        }
        self.returned_slots(m);
    }
    /// After a recovered panic, functions with defers return what is in their result slots.
    fn returned_slots(&mut self, m: MemberId) {
        let f = &self.functions[m];
        let func = f.func;
        let (slots, results) = (f.slots.clone(), f.results.clone());
        let mut next = results.into_iter();
        for (n, item) in func.sigs[func.sig].results.iter().enumerate() {
            let values = super::batch::flatten(std::slice::from_ref(item)).len();
            let Some(&slot) = func.result_slots.get(n) else { return };
            let indirect = func.indirect_results.get(n).copied().unwrap_or(false);
            for r in next.by_ref().take(values) {
                self.graph.flow(r, slots[slot], i8::from(indirect));
            }
        }
    }
    fn jump(&mut self, m: MemberId, inst: &Inst) {
        let func = self.functions[m].func;
        for t in &inst.targets {
            for (&p, &v) in func.blocks[t.block].params.iter().zip(&t.args) {
                self.copy(m, p, v, 0);
            }
        }
    }
    fn other(&mut self, m: MemberId, inst: &Inst) {
        use Op::*;
        let func = self.functions[m].func;
        let a = &inst.args;
        match (inst.op, &inst.imm) {
            // What a variable deferred in the frame refers to need not outlive it.
            (DeferStack, _) => self.store_value(m, a[0], a[1], 0),
            // Elements of maps are the map's; keys given by address are copied.
            (MapGet | MapGet2, _) => self.copy(m, inst.results[0], a[0], 0),
            (MapSet, &Imm::Map(_, kind)) => {
                self.copy(m, inst.results[0], a[0], 0);
                let by_address = matches!(kind, ssa::MapKind::Slow | ssa::MapKind::Fat);
                a[1..].iter().for_each(|&key| self.leak(m, key, i8::from(by_address)));
            }
            (MapIterInit, _) => self.store_value(m, a[1], a[0], 0),
            // What lies at the address is copied; channels outlive everything.
            (ChanSend, _) => self.leak(m, a[1], 1),
            (SelectSend, _) => self.leak(m, a[1], 1),
            // Elements sent are where the cases point to.
            (SelectGo, _) => {
                self.leak(m, a[0], 2);
                self.copy_to(m, WRITER, a[0], 1);
            }
            (
                Nil | IConst | FConst | SymAddr | GetG | CallerPc | CallerSp | ArgPtr | Zero | SlotDef | SlotKill
                | NilCheck | Bounds | DivCheck | ShiftCheck | KeepAlive | Mark | PtrDiff | ICmp | FCmp | Prefetch
                | Pause | Recover | AtomicAdd | AtomicAnd | AtomicOr | StrConcat | StrEq | StrCmp | BytesToStr
                | StrToBytes | RunesToStr | StrToRunes | RuneToStr | DecodeRune | CountRunes | MemEq | MemEqN
                | ZeroElems | MapDelete | MapClear | MapLen | MapIterNext | ChanRecv | ChanRecv2 | ChanClose | ChanLen
                | ChanCap | SelectRecv | Block | ItabType | AssertE2I | AssertE2I2 | TypeAssert | IfaceSwitch | IfaceEq
                | EfaceEq | PanicDotTypeE | PanicDotTypeI | PanicNilDotType | Unreachable | TailJump,
                _,
            ) => {}
            _ => {
                let pointers = a.iter().filter(|&&v| func.ty(v) == Type::Ptr);
                pointers.for_each(|&v| self.leak(m, v, 0));
            }
        }
    }
}

/// Which arguments of an operation are addresses that it writes to.
fn written_through(op: Op) -> &'static [usize] {
    use Op::*;
    match op {
        Store | AtomicStore | AtomicXchg | AtomicAdd | AtomicCas | AtomicAnd | AtomicOr | Move | MoveElems
        | SliceCopy | Zero | ZeroElems | DeferStack | SelectRecv | MapIterNext => &[0],
        MapIterInit | ChanRecv | ChanRecv2 => &[1],
        _ => &[],
    }
}

/// Whether a pointer that is stored was read from the same object, like `d.s = d.s[n:]`: that
/// the object refers to what the pointer points into is no news then. Both addresses have to be
/// computed from one value, so they are in one object whatever that is; the fields of an object
/// have one location, so it does not matter which of them was read. Pointers read by way of
/// another pointer in the object are not its own, and chosen ones (block parameters) may come
/// from elsewhere. Authority: `isSelfAssign` in `cmd/compile/internal/escape/utils.go`, by syntax.
fn is_self_assigned(func: &Func, store: &Inst) -> bool {
    let within = |mut v: ValueId| loop {
        match func.def(v) {
            Some(Inst { op: Op::PtrAdd | Op::PtrAddImm, args, .. }) => v = args[0],
            _ => return func.resolve(v),
        }
    };
    let mut stored = store.args[1];
    loop {
        match func.def(stored) {
            Some(Inst { op: Op::PtrAdd | Op::PtrAddImm | Op::SlicePtr, args, .. }) => stored = args[0],
            Some(Inst { op: Op::Load, args, .. }) => return within(args[0]) == within(store.args[0]),
            _ => return false,
        }
    }
}

/// Whether an address is that of a slot that tells debuggers, and nobody else, where a variable is.
pub(crate) fn is_note(func: &Func, addr: ValueId) -> bool {
    let slot = func.def(addr).and_then(|inst| match (inst.op, &inst.imm) {
        (Op::SlotAddr, &Imm::Slot(slot, 0)) => Some(slot),
        _ => None,
    });
    slot.is_some() && func.debug.iter().any(|v| v.indirect && v.slot == slot)
}
