//! Which functions may be copied into others, and what a copy costs. In: a function in dialect Go that
//! will not change any more. Out: its price in instructions, roughly, or nothing if it has to stay one
//! function: because its frame, its attributes or the language want it to be one.
//! Facts: `InlineImpossible` and `hairyVisitor` in GOROOT `cmd/compile/internal/inline/inl.go`.

use crate::escape::may_be_slot as may_be_in_frame;
use obj::Abi;
use ssa::{Effect, Func, FuncAttrs, Imm, Inst, Op, RtFn, Type, ValueDef, ValueId};

/// What a copy costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Price {
    /// Instructions, those that become calls counted for what surrounds a call.
    pub(super) total: u32,
    /// Whether it has variables in the frame.
    pub(super) has_slots: bool,
    /// Whether it asks for the current goroutine.
    pub(super) needs_g: bool,
    /// Whether what it allocates is a result, which most callers can have in their frames.
    pub(super) gives_back_new: bool,
}

/// A call with its arguments and what has to be saved around it.
const CALL: u32 = 18;
/// An operation that becomes a call of the runtime.
const RUNTIME: u32 = 8;
/// An allocation of a closure, which is saved where it is called.
const CLOSURE: u32 = 4;

/// An allocation in a function that gives back what it allocates: in most callers it becomes a slot.
const FRESH: u32 = 2;

/// What a function that never returns may cost.
const LAST: u32 = 8;

/// Attributes of functions that stay functions.
fn kept_whole() -> FuncAttrs {
    FuncAttrs::NOINLINE
        | FuncAttrs::HAS_DEFER
        | FuncAttrs::WRAPPER
        | FuncAttrs::ABI_WRAPPER
        | FuncAttrs::SYSTEMSTACK
        | FuncAttrs::PKG_INIT
        // The check of barriers goes by functions.
        | FuncAttrs::YES_WRITE_BARRIER_REC
}

/// The price of a function; `None` if it must not be copied.
pub(super) fn price(func: &Func) -> Option<Price> {
    let plain = func.sigs[func.sig].abi == Abi::Internal && func.files.is_empty() && func.result_slots.is_empty();
    if !plain || func.attrs.intersects(kept_whole()) {
        return None;
    }
    let mut price = Price { total: 0, has_slots: false, needs_g: false, gives_back_new: gives_back_new(func) };
    let mut returns = false;
    let allocation = if price.gives_back_new { FRESH } else { RUNTIME };
    for &id in func.order.iter().flat_map(|&b| &func.blocks[b].insts) {
        let inst = &func.insts[id];
        price.total += match inst.op {
            Op::AllocNew => allocation,
            Op::AllocSlice | Op::AllocArray if may_be_in_frame(func, id) => allocation,
            _ => weight(func, inst)?,
        };
        price.has_slots |= inst.op == Op::SlotAddr;
        price.needs_g |= inst.op == Op::GetG;
        returns |= inst.op == Op::Ret;
    }
    // What never returns is rare, and whoever calls it rather small.
    (returns || price.total <= LAST).then_some(price)
}

/// What an instruction costs; `None` if it has to stay in its function.
fn weight(func: &Func, inst: &Inst) -> Option<u32> {
    use Op::*;
    Some(match (inst.op, &inst.imm) {
        // They ask for the frame they are in.
        (Recover | CallerPc | CallerSp | ArgPtr | TailJump | DeferReturn, _) => return None,
        (GoStmt | DeferHeap | DeferStack | DeferRange | SelectGo | SelectSend | SelectRecv | Block, _) => return None,
        (CallRt, Imm::Rt(RtFn::DeferRangeFunc)) => return None,
        // The closure's function is taken for part of the function that makes it, if that is one. Nothing is known
        // by that of a closure that is only given back, but whoever calls the function may see it called.
        (AllocClosure, _) if only_returned(func, inst) => CLOSURE,
        (AllocClosure, _) => return None,
        (ClosurePtr, _) if !only_read(func, inst) => return None,
        (IConst | FConst | Nil | SymAddr | SlotAddr | PtrAddImm | ClosurePtr | Bitcast | PtrToWord | WordToPtr, _) => 0,
        (SlotDef | SlotKill | KeepAlive | Mark | Leak | Jump | Ret | Unreachable, _) => 0,
        // Bytes of a number that are stored one by one become one store.
        (Trunc, _) if is_byte(func, inst.results[0]) => 0,
        (Store, _) if is_byte(func, inst.args[1]) => 0,
        (CallStatic | CallClosure | CallIface | CallPtr, _) => CALL + inst.args.len() as u32 / 2,
        (Switch, Imm::Cases(cases)) => 1 + cases.len() as u32,
        (Panic | PanicDotTypeE | PanicDotTypeI | PanicNilDotType, _) => 2,
        (Move | Zero | StrEq | MemEq | MapLen | ItabType, _) => 3,
        _ if matches!(inst.op.info().effect, Effect::Safepoint | Effect::Allocates) => RUNTIME,
        _ => 1,
    })
}

/// Whether a value is a byte of a number, but not its first.
fn is_byte(func: &Func, value: ValueId) -> bool {
    let made_by = |v: ValueId, op: Op| func.def(v).filter(|inst| inst.op == op);
    func.ty(value) == Type::I8
        && made_by(value, Op::Trunc)
            .and_then(|t| made_by(t.args[0], Op::LShr))
            .is_some_and(|s| is_constant(func, s.args[1]))
}

fn is_constant(func: &Func, value: ValueId) -> bool {
    func.def(value).is_some_and(|inst| inst.op == Op::IConst)
}

/// Whether a function is a constructor: what it allocates is a result, or a slice of that to which it has appended.
fn gives_back_new(func: &Func) -> bool {
    let is_new = |&v: &ValueId| {
        let mut v = func.resolve(v);
        while let Some(grown) = func.def(v).filter(|inst| inst.op == Op::SliceGrow && inst.results[0] == v) {
            v = func.resolve(grown.args[0]);
        }
        match func.values[v].def {
            ValueDef::Result(id, _) if func.insts[id].op == Op::AllocNew => true,
            ValueDef::Result(id, _) => {
                matches!(func.insts[id].op, Op::AllocSlice | Op::AllocArray) && may_be_in_frame(func, id)
            }
            _ => false,
        }
    };
    let insts = func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i]);
    insts.filter(|inst| inst.op == Op::Ret).any(|ret| ret.args.iter().any(is_new))
}

/// Whether a closure is used for nothing but giving it back; in the runtime none may get to the heap.
fn only_returned(func: &Func, closure: &Inst) -> bool {
    let it = closure.results[0];
    let is_used = |list: &[ValueId]| list.iter().any(|&v| func.resolve(v) == it);
    let elsewhere =
        |inst: &Inst| (inst.op != Op::Ret && is_used(&inst.args)) || inst.targets.iter().any(|t| is_used(&t.args));
    !func.attrs.contains(FuncAttrs::RUNTIME)
        && !func.order.iter().flat_map(|&b| &func.blocks[b].insts).any(|&i| elsewhere(&func.insts[i]))
}

/// Whether the closure pointer is used for nothing but reading what was captured.
fn only_read(func: &Func, closure: &Inst) -> bool {
    let it = closure.results[0];
    func.order.iter().flat_map(|&b| &func.blocks[b].insts).all(|&id| {
        let inst = &func.insts[id];
        let read = usize::from(inst.op == Op::Load);
        let elsewhere = inst.args[read.min(inst.args.len())..].iter().chain(inst.targets.iter().flat_map(|t| &t.args));
        elsewhere.into_iter().all(|&v| func.resolve(v) != it)
    })
}
