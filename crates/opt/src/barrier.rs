//! Write barriers. Requires dialect Lowered; afterwards every store of a pointer to memory that
//! the collector may scan concurrently is part of a `store_wb`, and every block move or clear of
//! a type with pointers outside the frame is a call of the runtime. Neighbouring stores through
//! the same base form one group. No barrier is needed for destinations in the frame, nor for a
//! nil or global address stored into memory that is still as `newobject` returned it
//! (`cmd/compile/internal/ssa/writebarrier.go`).

use crate::PassCx;
use ssa::{BlockId, Effect, Func, Imm, Inst, InstId, Op, RtFn, Type, ValueId};

/// Most stores in one group: `gcWriteBarrier8` takes two words for each.
const GROUP: usize = 4;

/// Inserts barriers.
pub fn insert(func: &mut Func, _cx: &PassCx<'_>) {
    func.resolve_aliases();
    for i in 0..func.order.len() {
        block(func, func.order[i]);
    }
}

/// Stores that wait for the end of their group.
struct Group {
    base: ValueId,
    stores: Vec<InstId>,
}

fn block(func: &mut Func, b: BlockId) {
    let insts = std::mem::take(&mut func.blocks[b].insts);
    let mut out = Vec::with_capacity(insts.len());
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
        let is_block = matches!(func.insts[id].op, Op::Move | Op::Zero);
        if !is_block || !block_barrier(func, id, &mut out) {
            out.push(id);
        }
        let inst = &func.insts[id];
        fresh = match (inst.op, &inst.imm) {
            (Op::CallRt, Imm::Rt(RtFn::NewObject)) => Some(inst.results[0]),
            _ if inst.op.info().effect == Effect::Safepoint => None,
            _ => fresh,
        };
    }
    flush(func, &mut out, group);
    func.blocks[b].insts = out;
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

/// Replaces a block operation on memory with pointers by a call; false when none is needed.
fn block_barrier(func: &mut Func, id: InstId, out: &mut Vec<InstId>) -> bool {
    let inst = func.insts[id].clone();
    let Imm::Type(t) = inst.imm else { return false };
    if !func.types[t].layout.has_pointers() || in_frame(func, inst.args[0]) {
        return false;
    }
    let symbol = func.types[t].symbol.clone();
    let sym = func.sym(&symbol, obj::Abi::Abi0);
    let ty = func.add_inst(Op::SymAddr, Imm::Sym(sym, 0), &[], &[Type::Ptr], inst.pos);
    let mut args = vec![func.insts[ty].results[0]];
    args.extend_from_slice(&inst.args);
    let f = if inst.op == Op::Move { RtFn::TypedMemMove } else { RtFn::TypedMemClr };
    let call = func.add_inst(Op::CallRt, Imm::Rt(f), &args, &[], inst.pos);
    out.extend([ty, call]);
    true
}
