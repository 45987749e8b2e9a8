//! Slots become values. Works on dialect Go; afterwards a slot whose address is used for nothing
//! but loads and stores of whole scalars at constant offsets, and for zeroing, does not exist:
//! each of its scalars is a value, with block parameters where paths meet. Slots that something
//! else reads (observable ones, parameters in memory) stay.
//!
//! Algorithm: as in the builder (Braun et al.), on a finished graph: a value asked for at the
//! start of a block with several predecessors becomes a parameter, whose arguments are found when
//! all blocks have been seen; redundant parameters are removed at the end.

use crate::Analyses;
use base::{FxHashMap, IdVec, define_id};
use ssa::{BlockId, Func, Imm, Inst, InstId, Leaf, Op, SlotId, SlotKind, Type, ValueId};

define_id!(
    /// A scalar of a slot.
    ScalarId, "x"
);

/// Slots of more scalars stay.
const MAX_SCALARS: usize = 16;

/// Promotes slots.
pub fn promote(func: &mut Func, cx: &mut Analyses) {
    if func.slots.is_empty() {
        return;
    }
    func.resolve_aliases();
    let Some(slots) = candidates(func) else { return };
    let cfg = cx.cfg(func);
    let n = func.blocks.len();
    let mut p = Promote {
        slots,
        preds: &cfg.preds,
        start: IdVec::filled(FxHashMap::default(), n),
        end: IdVec::filled(FxHashMap::default(), n),
        open: Vec::new(),
        f: func,
    };
    for &b in &cfg.rpo {
        p.block(b);
    }
    p.fill_params();
    ssa::builder::remove_redundant_params(func, &cfg);
    func.resolve_aliases();
}

/// What is known of slots to be promoted.
struct Slots {
    /// For each slot its scalars, if it is promoted.
    of: IdVec<SlotId, Option<Vec<(Leaf, ScalarId)>>>,
    types: IdVec<ScalarId, Type>,
}

/// A use of a slot's address.
enum Use {
    Load(Type),
    Store(Type),
    Zero(u64),
    /// Has no effect on the contents.
    Check,
}

/// The slot and offset an address is at.
pub(crate) fn place(func: &Func, mut v: ValueId) -> Option<(SlotId, i64)> {
    let mut more = 0i64;
    loop {
        match func.def(v)? {
            Inst { op: Op::SlotAddr, imm: Imm::Slot(s, offset), .. } => {
                return Some((*s, more.checked_add(i64::from(*offset))?));
            }
            Inst { op: Op::PtrAddImm, imm: Imm::Int(n), args, .. } => {
                more = more.checked_add(*n)?;
                v = args[0];
            }
            _ => return None,
        }
    }
}

/// How an instruction uses the address that is its first argument, with the offset it adds;
/// `None`: in a way that keeps the slot.
fn classify(func: &Func, inst: &Inst) -> Option<(Use, i64)> {
    Some(match (inst.op, &inst.imm) {
        (Op::Load, &Imm::Offset(o)) => (Use::Load(func.ty(inst.results[0])), i64::from(o)),
        (Op::Store, &Imm::Offset(o)) => (Use::Store(func.ty(inst.args[1])), i64::from(o)),
        (Op::Zero, &Imm::Type(t)) => (Use::Zero(func.types[t].layout.size()), 0),
        (Op::NilCheck, _) => (Use::Check, 0),
        _ => return None,
    })
}

fn candidates(func: &Func) -> Option<Slots> {
    let mut slots = Slots { of: IdVec::new(), types: IdVec::new() };
    for slot in func.slots.iter() {
        let fits = !matches!(slot.kind, SlotKind::Param(_)) && !slot.observable;
        let leaves = if fits { slot.layout.leaves(MAX_SCALARS) } else { None };
        let scalars = leaves.map(|leaves| leaves.into_iter().map(|l| (l, slots.types.push(l.ty))).collect());
        slots.of.push(scalars);
    }
    if let Some(open) = func.open_defers {
        slots.of[open.bits] = None;
        slots.of[open.closures] = None;
    }
    func.result_slots.iter().for_each(|&s| slots.of[s] = None);
    for &i in func.order.iter().flat_map(|&b| &func.blocks[b].insts) {
        exclude(func, &func.insts[i], &mut slots);
    }
    slots.of.iter().any(Option::is_some).then_some(slots)
}

/// Takes out slots that an instruction uses in a way that keeps them.
fn exclude(func: &Func, inst: &Inst, slots: &mut Slots) {
    if inst.op == Op::PtrAddImm {
        // Its uses are looked at.
        return;
    }
    let known = classify(func, inst);
    let rest = usize::from(known.is_some());
    let others = inst.args[rest.min(inst.args.len())..].iter().chain(inst.targets.iter().flat_map(|t| &t.args));
    for &v in others {
        if let Some((slot, _)) = place(func, v) {
            slots.of[slot] = None;
        }
    }
    if let Some((how, offset)) = known
        && let Some((slot, at)) = place(func, inst.args[0])
        && let Some(scalars) = &slots.of[slot]
    {
        let at = at.checked_add(offset).and_then(|n| u64::try_from(n).ok());
        let exact = |ty: Type| at.is_some_and(|at| scalars.iter().any(|(l, _)| l.offset == at && l.ty == ty));
        let fits = match how {
            Use::Load(ty) | Use::Store(ty) => exact(ty),
            Use::Zero(size) => at.is_some_and(|at| scalars.iter().all(|(l, _)| covered(l, at, size) != Some(false))),
            Use::Check => true,
        };
        if !fits {
            slots.of[slot] = None;
        }
    }
}

/// Whether bytes from `at` on hold a whole scalar (`Some(true)`), none of it (`None`), or a part.
fn covered(l: &Leaf, at: u64, size: u64) -> Option<bool> {
    let (from, to) = (l.offset, l.offset + l.ty.size());
    let outside = to <= at || from >= at + size;
    (!outside).then_some(from >= at && to <= at + size)
}

type Values = FxHashMap<ScalarId, ValueId>;

struct Promote<'a> {
    f: &'a mut Func,
    slots: Slots,
    preds: &'a IdVec<BlockId, Vec<BlockId>>,
    start: IdVec<BlockId, Values>,
    end: IdVec<BlockId, Values>,
    /// Parameters whose arguments are missing.
    open: Vec<(BlockId, ScalarId, ValueId)>,
}

impl Promote<'_> {
    fn block(&mut self, b: BlockId) {
        let insts = std::mem::take(&mut self.f.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            if !self.inst(b, id) {
                out.push(id);
            }
        }
        // Constants for scalars read before they are set were put in meanwhile.
        let mut all = std::mem::take(&mut self.f.blocks[b].insts);
        let head = usize::from(out.first().is_some_and(|&i| self.f.insts[i].op == Op::ClosurePtr));
        let rest = out.split_off(head);
        out.append(&mut all);
        out.extend(rest);
        self.f.blocks[b].insts = out;
    }
    /// Whether the instruction is gone.
    fn inst(&mut self, b: BlockId, id: InstId) -> bool {
        let inst = &self.f.insts[id];
        if let (Op::SlotDef | Op::SlotKill, &Imm::Slot(s, _)) = (inst.op, &inst.imm) {
            return self.slots.of[s].is_some();
        }
        let Some((how, offset)) = classify(self.f, inst) else { return false };
        let Some((slot, at)) = place(self.f, inst.args[0]) else { return false };
        let Some(scalars) = &self.slots.of[slot] else { return false };
        let at = (at + offset) as u64;
        let exact = |ty: Type| scalars.iter().find(|(l, _)| l.offset == at && l.ty == ty).map(|s| s.1);
        match how {
            Use::Load(ty) => {
                let scalar = exact(ty).expect("looked at before");
                let result = inst.results[0];
                let value = self.now(b, scalar);
                self.f.alias(result, value);
            }
            Use::Store(ty) => {
                let scalar = exact(ty).expect("looked at before");
                let value = self.f.resolve(inst.args[1]);
                self.end[b].insert(scalar, value);
            }
            Use::Zero(size) => {
                let zeroed = scalars.iter().filter(|(l, _)| covered(l, at, size) == Some(true));
                for (scalar, ty) in zeroed.map(|(l, s)| (*s, l.ty)).collect::<Vec<_>>() {
                    let value = self.zero(b, ty);
                    self.end[b].insert(scalar, value);
                }
            }
            Use::Check => {}
        }
        true
    }
    /// A zero at the head of a block.
    fn zero(&mut self, b: BlockId, ty: Type) -> ValueId {
        let (op, imm) = match ty {
            Type::Ptr => (Op::Nil, Imm::None),
            _ if ty.is_float() => (Op::FConst, Imm::Float(0)),
            _ => (Op::IConst, Imm::Int(0)),
        };
        let pos = ssa::SrcPos { stmt: false, ..ssa::SrcPos::START };
        let id = self.f.add_inst(op, imm, &[], &[ty], pos);
        let insts = &mut self.f.blocks[b].insts;
        let closure_ptr = insts.first().is_some_and(|&i| self.f.insts[i].op == Op::ClosurePtr);
        insts.insert(usize::from(closure_ptr), id);
        self.f.insts[id].results[0]
    }
    /// The value at the end of what has been seen of a block.
    fn now(&mut self, b: BlockId, scalar: ScalarId) -> ValueId {
        let mut path = Vec::new();
        let mut at = b;
        let value = loop {
            if let Some(&v) = self.end[at].get(&scalar).or_else(|| self.start[at].get(&scalar)) {
                break self.f.resolve(v);
            }
            path.push(at);
            match self.preds[at][..] {
                [] => break self.zero(at, self.slots.types[scalar]),
                [only] => at = only,
                _ => {
                    let param = self.f.add_param(at, self.slots.types[scalar]);
                    self.open.push((at, scalar, param));
                    break param;
                }
            }
        };
        for b in path {
            self.start[b].insert(scalar, value);
        }
        value
    }
    fn fill_params(&mut self) {
        while let Some((b, scalar, param)) = self.open.pop() {
            let at = self.f.blocks[b].params.iter().position(|&p| p == param).expect("own parameter");
            let mut preds = self.preds[b].clone();
            preds.dedup();
            for p in preds {
                let value = self.now(p, scalar);
                let last = *self.f.blocks[p].insts.last().expect("a terminator");
                for t in self.f.insts[last].targets.iter_mut().filter(|t| t.block == b) {
                    if t.args.len() <= at {
                        t.args.resize(at + 1, ValueId::NONE);
                    }
                    t.args[at] = value;
                }
            }
        }
    }
}
