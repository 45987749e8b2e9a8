//! Which objects a function allocates that may outlive it. In: a function in dialect Go. Out: the allocation sites whose
//! addresses, followed back from what is returned and from what is stored anywhere, are among the origins. Addresses that
//! only calls are given are not followed.
//!
//! Standing alone, the function has such objects on the heap. Where it is inlined they may be slots of its caller, and then
//! it matters that programs hide addresses from escape analysis by way of numbers (`internal/abi.NoEscape` and its many
//! copies): they do so in good faith that what a function gives back is on the heap. So escape analysis leaves such objects
//! there if their addresses become numbers.

use crate::escape::is_site;
use base::{FxHashMap, FxHashSet};
use ssa::{Func, Inst, InstId, Op, ValueDef, ValueId};

/// The sites of a function.
pub(super) fn given_back(func: &Func) -> FxHashSet<InstId> {
    let incoming = incoming(func);
    let mut todo: Vec<ValueId> = insts(func).flat_map(kept).copied().collect();
    let mut seen = FxHashSet::default();
    let mut found = FxHashSet::default();
    while let Some(v) = todo.pop() {
        let v = func.resolve(v);
        if !seen.insert(v) {
            continue;
        }
        match func.values[v].def {
            ValueDef::Result(id, _) if is_site(func.insts[id].op) => _ = found.insert(id),
            ValueDef::Result(id, _) => todo.extend(same_object(&func.insts[id])),
            ValueDef::Alias(_) => unreachable!("{v} is resolved"),
            ValueDef::Param(_) => todo.extend(incoming.get(&v).into_iter().flatten()),
        }
    }
    found
}

fn insts(func: &Func) -> impl Iterator<Item = &Inst> {
    func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i])
}

/// What an instruction returns or stores.
fn kept(inst: &Inst) -> &[ValueId] {
    match inst.op {
        Op::Ret | Op::AllocBox | Op::AllocClosure => &inst.args,
        Op::Store => &inst.args[1..],
        _ => &[],
    }
}

/// The values that point into the same object as the result.
fn same_object(inst: &Inst) -> &[ValueId] {
    match inst.op {
        Op::PtrAdd | Op::PtrAddImm | Op::SlicePtr => &inst.args[..1],
        Op::CSel => &inst.args[1..],
        _ => &[],
    }
}

/// What the parameters of blocks are given.
fn incoming(func: &Func) -> FxHashMap<ValueId, Vec<ValueId>> {
    let mut out: FxHashMap<ValueId, Vec<ValueId>> = FxHashMap::default();
    for target in insts(func).flat_map(|inst| &inst.targets) {
        for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
            out.entry(func.resolve(param)).or_default().push(arg);
        }
    }
    out
}
