//! One call becomes its callee's body. In: a function, the place of a call in it, the callee. Out: the
//! function with a copy of the callee's blocks in the place of the call; tables have the callee's entries,
//! positions say that they belong to a new inlined call.
//!
//! Arguments take the places of parameters, and captured values those of what the callee reads from its
//! closure. An argument in memory is copied first, as a call would do, since the body may change what it
//! came from. What is returned in memory is copied to where the call wanted it. A body of one block goes
//! into the block of the call; otherwise that block is split, and what was behind the call goes on in
//! a new block, whose parameters are the results.

use super::given::given_back;
use base::{FxHashSet, IdVec};
use ssa::*;

/// A place in a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) block: BlockId,
    /// Number of an instruction in it.
    pub(super) index: usize,
}

/// What became of a call.
pub(super) struct Spliced {
    /// What stood behind the call.
    pub(super) rest: Place,
    /// Where copies of the callee's code begin: its blocks, and the place where the first one is.
    pub(super) copies: Vec<Place>,
}

/// The site that makes a closure.
pub(super) fn site(func: &Func, closure: ValueId) -> Option<InstId> {
    match func.values[func.resolve(closure)].def {
        ValueDef::Result(id, _) if func.insts[id].op == Op::AllocClosure => Some(id),
        _ => None,
    }
}

/// What a closure made at a site holds at an offset.
fn captured(func: &Func, site: InstId, offset: i32, ty: Type) -> Option<ValueId> {
    let made = &func.insts[site];
    let Imm::TypeSym(t, _) = made.imm else { return None };
    let leaves = func.types[t].layout.leaves(usize::MAX)?;
    let at = leaves.iter().position(|l| i64::try_from(l.offset) == Ok(i64::from(offset)) && l.ty == ty)?;
    made.args.get(at.checked_sub(1)?).copied()
}

pub(super) fn closure_pointer(func: &Func) -> Option<ValueId> {
    let first = *func.blocks[func.entry()].insts.first()?;
    let inst = &func.insts[first];
    (inst.op == Op::ClosurePtr).then(|| inst.results[0])
}

/// The loads from the closure, with the offset of each.
fn closure_loads<'f>(func: &'f Func) -> impl Iterator<Item = (&'f Inst, i32)> + 'f {
    let closure = closure_pointer(func);
    insts(func).filter_map(move |inst| Some((inst, closure_offset(func, closure?, inst)?)))
}

/// The offset of a load from the closure.
pub(super) fn closure_offset(func: &Func, closure: ValueId, inst: &Inst) -> Option<i32> {
    match (inst.op, &inst.imm) {
        (Op::Load, &Imm::Offset(o)) if func.resolve(inst.args[0]) == closure => Some(o),
        _ => None,
    }
}

/// Whether all that a callee reads from its closure is known, and results in memory go to the frame.
pub(super) fn is_possible(caller: &Func, call: &Inst, callee: &Func, closure: Option<InstId>) -> bool {
    let reads = closure_pointer(callee).is_none()
        || closure.is_some_and(|site| {
            closure_loads(callee).all(|(load, o)| captured(caller, site, o, callee.ty(load.results[0])).is_some())
        });
    let memory = callee.sigs[callee.sig].results.iter().filter(|r| r.mode == PassMode::Memory).count();
    let to_frame = |&v: &ValueId| caller.def(v).is_some_and(|d| d.op == Op::SlotAddr);
    reads && call.args[call.args.len().saturating_sub(memory)..].iter().all(to_frame)
}

/// Puts the callee's body in the place of the call.
pub(super) fn splice(caller: &mut Func, at: Place, callee: &Func, closure: Option<InstId>) -> Spliced {
    let id = caller.blocks[at.block].insts[at.index];
    let call = caller.insts[id].clone();
    let mut rest = caller.blocks[at.block].insts.split_off(at.index);
    rest.remove(0);
    let mut s = Splicer::new(caller, callee, &call);
    s.captured_values(closure);
    s.begin(&call);
    let copies = match s.is_straight() {
        true => s.straight(at, &call, rest),
        false => s.branching(at, &call, rest),
    };
    s.variables(&call);
    s.caller.attrs |= callee.attrs & FuncAttrs::REFLECT_METHOD;
    copies
}

struct Splicer<'a> {
    caller: &'a mut Func,
    callee: &'a Func,
    values: IdVec<ValueId, ValueId>,
    blocks: IdVec<BlockId, BlockId>,
    slots: IdVec<SlotId, SlotId>,
    /// What stands for the callee's own inlined calls.
    inlines: IdVec<InlineId, InlineId>,
    /// This call.
    node: InlineId,
    /// Where the call stood.
    pos: SrcPos,
    /// Where results in memory go to.
    memory: Vec<ValueId>,
    /// Instructions of the block being copied.
    out: Vec<InstId>,
    /// The results of a callee that returns at one place: nothing has to be joined then.
    returned: Option<Vec<ValueId>>,
    /// Allocation sites of the callee whose objects may outlive it.
    given_back: FxHashSet<InstId>,
}

impl<'a> Splicer<'a> {
    fn new(caller: &'a mut Func, callee: &'a Func, call: &Inst) -> Splicer<'a> {
        let name = caller.sym(&callee.name, callee.sigs[callee.sig].abi);
        let node = caller.inlines.push(InlineCall {
            call: call.pos,
            callee: name,
            file: callee.file.clone(),
            start_line: callee.start_line,
        });
        let mut s = Splicer {
            values: IdVec::filled(ValueId::NONE, callee.values.len()),
            blocks: IdVec::filled(BlockId::NONE, callee.blocks.len()),
            slots: IdVec::filled(SlotId::NONE, callee.slots.len()),
            inlines: IdVec::new(),
            node,
            pos: call.pos,
            memory: Vec::new(),
            out: Vec::new(),
            returned: None,
            given_back: &callee.given_back | &given_back(callee),
            caller,
            callee,
        };
        for inner in callee.inlines.iter() {
            let sym = s.sym(inner.callee);
            let inner = InlineCall { call: s.position(inner.call), callee: sym, ..inner.clone() };
            let id = s.caller.inlines.push(inner);
            s.inlines.push(id);
        }
        s
    }

    // Names.

    fn position(&self, pos: SrcPos) -> SrcPos {
        SrcPos { inline: pos.inline.some().map_or(self.node, |id| self.inlines[id]), ..pos }
    }
    fn sym(&mut self, id: ExtId) -> ExtId {
        let sym = &self.callee.syms[id];
        self.caller.sym(&sym.name, sym.abi)
    }
    fn sig(&mut self, id: SigId) -> SigId {
        self.caller.signature(self.callee.sigs[id].clone())
    }
    fn go_type(&mut self, id: TypeId) -> TypeId {
        let t = &self.callee.types[id];
        self.caller.go_type(&t.symbol, t.layout.clone())
    }
    /// The type of memory in the frame, which needs no descriptor.
    fn memory_type(&mut self, layout: &Layout) -> TypeId {
        self.caller.go_type(&format!(".{layout}"), layout.clone())
    }
    fn slot(&mut self, id: SlotId) -> SlotId {
        if self.slots[id].is_none() {
            let slot = &self.callee.slots[id];
            self.slots[id] = self.caller.slot(slot.name.clone(), slot.layout.clone());
        }
        self.slots[id]
    }
    fn value(&mut self, v: ValueId) -> ValueId {
        let v = self.callee.resolve(v);
        if self.values[v].is_none() {
            let ty = self.callee.ty(v);
            self.values[v] = self.caller.values.push(Value { ty, def: ValueDef::Param(BlockId::NONE) });
        }
        self.values[v]
    }
    /// A value of the callee is one of the caller.
    fn is(&mut self, v: ValueId, known: ValueId) {
        let known = self.caller.resolve(known);
        match self.values[v].some() {
            Some(copy) => self.caller.alias(copy, known),
            None => self.values[v] = known,
        }
    }
    fn imm(&mut self, imm: &Imm) -> Imm {
        match *imm {
            Imm::Sym(s, n) => Imm::Sym(self.sym(s), n),
            Imm::Slot(s, n) => Imm::Slot(self.slot(s), n),
            Imm::Type(t) => Imm::Type(self.go_type(t)),
            Imm::TypeInt(t, n) => Imm::TypeInt(self.go_type(t), n),
            Imm::TypeSym(t, s) => Imm::TypeSym(self.go_type(t), self.sym(s)),
            Imm::Types(t, u) => Imm::Types(self.go_type(t), self.go_type(u)),
            Imm::Map(t, kind) => Imm::Map(self.go_type(t), kind),
            Imm::Box(t, kind) => Imm::Box(self.go_type(t), kind),
            Imm::Call(sig, s) => Imm::Call(self.sig(sig), self.sym(s)),
            Imm::Sig(sig) => Imm::Sig(self.sig(sig)),
            Imm::SigInt(sig, n) => Imm::SigInt(self.sig(sig), n),
            Imm::Mark(kind, s, n) => Imm::Mark(kind, self.sym(s), n),
            ref plain => plain.clone(),
        }
    }

    // The way in and out.

    /// What the callee reads from its closure is what was captured.
    fn captured_values(&mut self, closure: Option<InstId>) {
        let Some(site) = closure else { return };
        let callee = self.callee;
        for (load, offset) in closure_loads(callee) {
            let value = captured(self.caller, site, offset, callee.ty(load.results[0]));
            self.is(load.results[0], value.expect("asked before"));
        }
    }
    /// Parameters have their values; the lives of variables begin that no instruction begins.
    fn begin(&mut self, call: &Inst) {
        let callee = self.callee;
        let mut args = call.args[usize::from(call.op == Op::CallClosure)..].iter().copied();
        let mut leaves = callee.blocks[callee.entry()].params.iter();
        let sig = &callee.sigs[callee.sig];
        let begun = |s: SlotId| insts(callee).any(|i| i.op == Op::SlotDef && i.imm == Imm::Slot(s, 0));
        let used = |s: SlotId| insts(callee).any(|i| matches!(i.imm, Imm::Slot(t, _) if t == s));
        for (n, item) in sig.params.iter().enumerate() {
            if item.mode == PassMode::Leaves {
                let count = item.layout.leaves(usize::MAX).map_or(0, |l| l.len());
                for (&param, arg) in leaves.by_ref().take(count).zip(args.by_ref()) {
                    self.is(param, arg);
                }
                continue;
            }
            let arg = args.next().expect("an argument for each parameter");
            let slot = callee.slots.iter_enumerated().find(|(_, s)| s.kind == SlotKind::Param(n as u32));
            if let Some((slot, _)) = slot.filter(|(s, _)| used(*s)) {
                let copy = self.slot(slot);
                self.push(Op::SlotDef, Imm::Slot(copy, 0), &[], &[]);
                let to = self.push(Op::SlotAddr, Imm::Slot(copy, 0), &[], &[Type::Ptr]);
                let to = self.caller.insts[to].results[0];
                self.move_memory(to, arg, &item.layout);
            }
        }
        self.memory = args.collect();
        for (slot, _) in callee.slots.iter_enumerated().filter(|(_, s)| !matches!(s.kind, SlotKind::Param(_))) {
            if used(slot) && !begun(slot) {
                let copy = self.slot(slot);
                self.push(Op::SlotDef, Imm::Slot(copy, 0), &[], &[]);
            }
        }
    }
    fn move_memory(&mut self, to: ValueId, from: ValueId, layout: &Layout) {
        if layout.size() > 0 {
            let t = self.memory_type(layout);
            self.push(Op::Move, Imm::Type(t), &[to, from], &[]);
        }
    }
    /// Results that a return gives: those in memory are where they should be.
    fn results(&mut self, ret: &Inst) -> Vec<ValueId> {
        let callee = self.callee;
        let mut values = ret.args.iter().map(|&v| self.value(v)).collect::<Vec<_>>().into_iter();
        let mut memory = std::mem::take(&mut self.memory);
        let mut to = memory.iter();
        let mut leaves = Vec::new();
        for item in &callee.sigs[callee.sig].results {
            match item.mode {
                PassMode::Leaves => {
                    let count = item.layout.leaves(usize::MAX).map_or(0, |l| l.len());
                    leaves.extend(values.by_ref().take(count));
                }
                PassMode::Memory => {
                    let (to, from) = (*to.next().expect("a place"), values.next().expect("a value"));
                    self.move_memory(to, from, &item.layout);
                }
            }
        }
        self.memory = std::mem::take(&mut memory);
        leaves
    }
    /// The lives of the callee's variables end.
    fn kill_slots(&mut self) -> Vec<InstId> {
        let copies: Vec<SlotId> = self.slots.iter().filter_map(|s| s.some()).collect();
        let kill = |s| self.caller.add_inst(Op::SlotKill, Imm::Slot(s, 0), &[], &[], self.pos);
        copies.into_iter().map(kill).collect()
    }

    /// The callee's variables for debuggers are those of this call, and where they are is known as far as the copy has
    /// what they are named after.
    fn variables(&mut self, call: &Inst) {
        let callee = self.callee;
        let args = &call.args[usize::from(call.op == Op::CallClosure)..];
        for (at, v) in callee.debug.iter().enumerate() {
            let var = self.caller.debug.len() as u32;
            let inline = v.inline.some().map_or(self.node, |id| self.inlines[id]);
            let in_memory = |n| callee.slots.iter_enumerated().find(|(_, s)| s.kind == SlotKind::Param(n));
            let slot = v.slot.or_else(|| Some(in_memory(v.param?)?.0)).and_then(|s| self.slots[s].some());
            self.caller.debug.push(DebugVar { slot, param: None, inline, ..v.clone() });
            for (leaf, &value) in v.param.iter().flat_map(|&n| leaves_of(callee, n, args)) {
                let value = self.caller.resolve(value);
                self.caller.named.push(NamedValue { var, offset: leaf.offset, ty: leaf.ty, value });
            }
            let first = callee.named.partition_point(|n| (n.var as usize) < at);
            for n in callee.named[first..].iter().take_while(|n| n.var as usize == at) {
                if let Some(value) = self.values[callee.resolve(n.value)].some() {
                    let value = self.caller.resolve(value);
                    self.caller.named.push(NamedValue { var, value, ..n.clone() });
                }
            }
        }
    }

    // Code.

    fn push(&mut self, op: Op, imm: Imm, args: &[ValueId], results: &[Type]) -> InstId {
        let id = self.caller.add_inst(op, imm, args, results, self.pos);
        self.out.push(id);
        id
    }
    /// Whether the callee is one block that returns, and nobody has to look at its copy again.
    fn is_straight(&self) -> bool {
        let callee = self.callee;
        let returns = callee.order.len() == 1 && callee.terminator(callee.entry()).op == Op::Ret;
        returns && insts(callee).all(|i| i.op != Op::CallClosure)
    }
    fn straight(&mut self, at: Place, call: &Inst, rest: Vec<InstId>) -> Spliced {
        let entry = self.callee.entry();
        self.copy_insts(entry);
        let results = self.results(self.callee.terminator(entry));
        for (&result, value) in call.results.iter().zip(results) {
            self.caller.alias(result, value);
        }
        let kills = self.kill_slots();
        self.out.extend(kills);
        let insts = &mut self.caller.blocks[at.block].insts;
        insts.append(&mut self.out);
        let end = insts.len();
        insts.extend(rest);
        Spliced { rest: Place { block: at.block, index: end }, copies: Vec::new() }
    }
    fn branching(&mut self, at: Place, call: &Inst, rest: Vec<InstId>) -> Spliced {
        let callee = self.callee;
        let mut copies = vec![Place { block: at.block, index: at.index }];
        for &b in &callee.order[1..] {
            self.blocks[b] = self.caller.blocks.push(Block::default());
            copies.push(Place { block: self.blocks[b], index: 0 });
        }
        let after = self.caller.blocks.push(Block::default());
        let returns = callee.order.iter().filter(|&&b| callee.terminator(b).op == Op::Ret).count();
        if returns == 1 {
            self.returned = Some(Vec::new());
        } else {
            for &result in &call.results {
                let ty = self.caller.ty(result);
                let param = self.caller.add_param(after, ty);
                self.caller.alias(result, param);
            }
        }
        for &b in &callee.order {
            let to = if b == callee.entry() { at.block } else { self.blocks[b] };
            self.copy_insts(b);
            self.terminate(b, after);
            if b != callee.entry() {
                self.define_params(b, to);
            }
            let mut insts = std::mem::take(&mut self.out);
            self.caller.blocks[to].insts.append(&mut insts);
        }
        for (&result, value) in call.results.iter().zip(self.returned.take().unwrap_or_default()) {
            self.caller.alias(result, value);
        }
        let mut insts = self.kill_slots();
        let index = insts.len();
        insts.extend(rest);
        self.caller.blocks[after].insts = insts;
        let place = self.caller.order.iter().position(|&b| b == at.block).expect("the block is listed") + 1;
        let new = copies[1..].iter().map(|p| p.block).chain([after]);
        self.caller.order.splice(place..place, new.collect::<Vec<_>>());
        Spliced { rest: Place { block: after, index }, copies }
    }
    fn define_params(&mut self, b: BlockId, to: BlockId) {
        for &p in &self.callee.blocks[b].params {
            let copy = self.value(p);
            self.caller.values[copy].def = ValueDef::Param(to);
            self.caller.blocks[to].params.push(copy);
        }
    }
    /// Copies a block's instructions without its terminator.
    fn copy_insts(&mut self, b: BlockId) {
        let callee = self.callee;
        let (_, body) = callee.blocks[b].insts.split_last().expect("a terminator");
        for &id in body {
            let inst = &callee.insts[id];
            let known = inst.op == Op::ClosurePtr || self.is_closure_load(inst) || is_note(callee, inst);
            if !known {
                self.copy(id);
            }
        }
    }
    fn is_closure_load(&self, inst: &Inst) -> bool {
        inst.op == Op::Load && self.callee.def(inst.args[0]).is_some_and(|d| d.op == Op::ClosurePtr)
    }
    fn copy(&mut self, id: InstId) -> InstId {
        let inst = &self.callee.insts[id];
        let imm = self.imm(&inst.imm);
        let args: Args = inst.args.iter().map(|&v| self.value(v)).collect();
        let new = self.caller.add_inst(inst.op, imm, &args, &[], self.position(inst.pos));
        for (n, &r) in inst.results.iter().enumerate() {
            let copy = self.value(r);
            self.caller.values[copy].def = ValueDef::Result(new, n as u16);
            self.caller.insts[new].results.push(copy);
        }
        if let Some(name) = self.callee.variables.get(&id) {
            self.caller.variables.insert(new, name.clone());
        }
        if self.given_back.contains(&id) {
            self.caller.given_back.insert(new);
        }
        self.out.push(new);
        new
    }
    fn terminate(&mut self, b: BlockId, after: BlockId) {
        let callee = self.callee;
        let inst = callee.terminator(b);
        if inst.op == Op::Ret {
            let mut results = self.results(inst);
            if let Some(returned) = &mut self.returned {
                *returned = std::mem::take(&mut results);
            }
            let pos = self.position(inst.pos);
            let jump = self.caller.add_inst(Op::Jump, Imm::None, &[], &[], pos);
            self.caller.insts[jump].targets = vec![Target { block: after, args: results.into() }];
            self.out.push(jump);
            return;
        }
        let id = *callee.blocks[b].insts.last().expect("a terminator");
        let new = self.copy(id);
        for t in &inst.targets {
            let args = t.args.iter().map(|&v| self.value(v)).collect();
            self.caller.insts[new].targets.push(Target { block: self.blocks[t.block], args });
        }
    }
}

/// The scalars of a parameter with what a call gives for them; none if it is passed in memory.
fn leaves_of<'a>(callee: &Func, n: u32, args: &'a [ValueId]) -> Vec<(Leaf, &'a ValueId)> {
    let params = &callee.sigs[callee.sig].params;
    let count = |item: &SigItem| match item.mode {
        PassMode::Leaves => item.layout.leaves(usize::MAX).map_or(0, |l| l.len()),
        PassMode::Memory => 1,
    };
    let Some(item) = params.get(n as usize).filter(|item| item.mode == PassMode::Leaves) else { return Vec::new() };
    let before: usize = params[..n as usize].iter().map(count).sum();
    item.layout.leaves(usize::MAX).into_iter().flatten().zip(args.iter().skip(before)).collect()
}

fn insts(func: &Func) -> impl Iterator<Item = &Inst> {
    func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i])
}

/// Whether an instruction only tells debuggers where a variable of the callee is.
fn is_note(func: &Func, inst: &Inst) -> bool {
    inst.op == Op::Store && crate::escape::is_note(func, inst.args[0])
}
