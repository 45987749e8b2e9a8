//! Write barriers. Requires dialect Lowered; afterwards every store of a pointer to memory that
//! the collector may scan concurrently is part of a `store_wb`, and every block move or clear of
//! a type with pointers outside the frame tells the runtime first, by a call in a rare block while
//! barriers are on. Neighbouring stores through the same base form one group. No barrier is needed for destinations in the frame, nor for a
//! nil or global address stored into memory that is still as `newobject` returned it
//! (`cmd/compile/internal/ssa/writebarrier.go`).

use crate::Analyses;
use ssa::{BlockId, Effect, Func, Hint, Imm, Inst, InstId, Op, RtFn, Target, Type, TypeId, ValueId};

/// Most stores in one group: `gcWriteBarrier8` takes two words for each.
const GROUP: usize = 4;

/// Inserts barriers.
pub fn insert(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let blocks = func.blocks.len();
    let mut order = Vec::with_capacity(blocks);
    for b in std::mem::take(&mut func.order) {
        block(func, b, &mut order);
    }
    // What was added meanwhile is rare and stands at the end.
    order.append(&mut func.order);
    func.order = order;
    if func.blocks.len() > blocks {
        cx.edges_changed();
    }
}

/// Stores that wait for the end of their group.
struct Group {
    base: ValueId,
    stores: Vec<InstId>,
}

/// One block; it and what it is divided into are added to `order`.
fn block(func: &mut Func, b: BlockId, order: &mut Vec<BlockId>) {
    order.push(b);
    let insts = std::mem::take(&mut func.blocks[b].insts);
    let mut out = Vec::with_capacity(insts.len());
    // The block being filled: the block itself, then what follows its block operations.
    let mut at = b;
    let mut group: Option<Group> = None;
    // The object allocated last, while nothing else has been called since.
    let mut fresh: Option<ValueId> = None;
    for id in insts {
        let inst = &func.insts[id];
        let joins = needs_barrier(func, inst, fresh).then(|| root(func, inst.args[0]));
        let pure = inst.op.info().effect == Effect::Pure;
        if let Some(base) = joins {
            match &mut group {
                Some(g) if g.base == base && g.stores.len() < GROUP => g.stores.push(id),
                _ => {
                    flush(func, &mut out, group.take());
                    group = Some(Group { base, stores: vec![id] });
                }
            }
            continue;
        }
        if !pure {
            flush(func, &mut out, group.take());
        }
        match block_type(func, &func.insts[id]) {
            Some(ty) => {
                at = block_barrier(func, at, id, ty, &mut out);
                order.push(at);
            }
            None => out.push(id),
        }
        let inst = &func.insts[id];
        fresh = match (inst.op, &inst.imm) {
            (Op::CallRt, Imm::Rt(RtFn::NewObject)) => Some(inst.results[0]),
            _ if inst.op.info().effect == Effect::Safepoint => None,
            _ => fresh,
        };
    }
    flush(func, &mut out, group);
    func.blocks[at].insts = out;
}

/// The value an address is computed from.
fn root(func: &Func, mut v: ValueId) -> ValueId {
    loop {
        v = func.resolve(v);
        match func.def(v) {
            Some(Inst { op: Op::PtrAdd | Op::PtrAddImm | Op::SlicePtr, args, .. }) => v = args[0],
            _ => return v,
        }
    }
}

fn in_frame(func: &Func, v: ValueId) -> bool {
    func.def(root(func, v)).is_some_and(|d| matches!(d.op, Op::SlotAddr | Op::ArgPtr))
}

fn needs_barrier(func: &Func, inst: &Inst, fresh: Option<ValueId>) -> bool {
    if inst.op != Op::Store || func.ty(inst.args[1]) != Type::Ptr || in_frame(func, inst.args[0]) {
        return false;
    }
    let constant = func.def(inst.args[1]).is_some_and(|d| matches!(d.op, Op::Nil | Op::SymAddr));
    !(constant && fresh == Some(root(func, inst.args[0])))
}

fn flush(func: &mut Func, out: &mut Vec<InstId>, group: Option<Group>) {
    let Some(Group { stores, .. }) = group else { return };
    let mut args = Vec::new();
    let mut offsets = Vec::new();
    for &id in &stores {
        let inst = &func.insts[id];
        args.extend_from_slice(&inst.args);
        if let Imm::Offset(n) = inst.imm {
            offsets.push(n);
        }
    }
    let pos = func.insts[stores[0]].pos;
    out.push(func.add_inst(Op::StoreWb, Imm::Offsets(offsets.into()), &args, &[], pos));
}

/// The type of a block operation that overwrites pointers outside the frame.
fn block_type(func: &Func, inst: &Inst) -> Option<TypeId> {
    match inst.imm {
        Imm::Type(t) if matches!(inst.op, Op::Move | Op::Zero) => {
            (func.types[t].layout.has_pointers() && !in_frame(func, inst.args[0])).then_some(t)
        }
        _ => None,
    }
}

/// Ends block `at`, which holds `out`, with the question whether barriers are on; the answer yes
/// leads through a block that calls the runtime. Returns the block in which both ways meet and
/// the operation takes place, whose beginning is left in `out`.
fn block_barrier(func: &mut Func, at: BlockId, id: InstId, ty: TypeId, out: &mut Vec<InstId>) -> BlockId {
    let (op, pos) = (func.insts[id].op, func.insts[id].pos);
    let next = func.blocks.push(ssa::Block::default());
    let rare = func.add_block();

    let on = func.add_inst(Op::WbBegin, Imm::None, &[], &[Type::I8], pos);
    let on_value = func.insts[on].results[0];
    let br = func.add_inst(Op::Br, Imm::Hint(Hint::Second), &[on_value], &[], pos);
    func.insts[br].targets = vec![Target::new(rare), Target::new(next)];
    out.extend([on, br]);
    func.blocks[at].insts = std::mem::take(out);

    let symbol = func.types[ty].symbol.clone();
    let sym = func.sym(&symbol, obj::Abi::Abi0);
    let descriptor = func.add_inst(Op::SymAddr, Imm::Sym(sym, 0), &[], &[Type::Ptr], pos);
    let mut args = vec![func.insts[descriptor].results[0]];
    args.extend_from_slice(&func.insts[id].args);
    let f = if op == Op::Move { RtFn::WbMove } else { RtFn::WbZero };
    let call = func.add_inst(Op::CallRt, Imm::Rt(f), &args, &[], pos);
    let jump = func.add_inst(Op::Jump, Imm::None, &[], &[], pos);
    func.insts[jump].targets = vec![Target::new(next)];
    func.blocks[rare].insts = vec![descriptor, call, jump];

    let end = func.add_inst(Op::WbEnd, Imm::None, &[], &[], pos);
    out.extend([id, end]);
    next
}
