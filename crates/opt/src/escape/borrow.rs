//! Strings of bytes that are only looked at. In: a function in dialect Go. Out: conversions of
//! byte slices to strings that share the memory of the slice (`BytesToStrTmp`) where nothing
//! keeps the string and the bytes cannot change before its last use: every use stands behind
//! the conversion in the same block, compares it, looks it up in a map, makes it unique or concatenates it with
//! something that is not empty, and nothing in between writes.
//! The official compiler does this for the same expressions (`cmd/compile/internal/walk/order.go`).

use base::{FxHashMap, FxHashSet};
use ssa::{BlockId, Func, Imm, Inst, InstId, Op, ValueId};

/// Lets strings share memory.
pub fn share(func: &mut Func) {
    let mut candidates: FxHashMap<ValueId, InstId> = FxHashMap::default();
    let mut lasting: FxHashSet<ValueId> = FxHashSet::default();
    for &b in &func.order {
        scan(func, b, &mut candidates, &mut lasting);
    }
    candidates.retain(|v, _| !lasting.contains(v));
    let mut found: Vec<InstId> = candidates.into_values().collect();
    found.sort_unstable();
    for id in found {
        func.insts[id].op = Op::BytesToStrTmp;
    }
}

/// Collects the conversions of a block by the pointers they give, and the pointers that are used
/// in a way or at a place that needs a copy.
fn scan(func: &Func, b: BlockId, candidates: &mut FxHashMap<ValueId, InstId>, lasting: &mut FxHashSet<ValueId>) {
    let mut fresh: Vec<ValueId> = Vec::new();
    for &id in &func.blocks[b].insts {
        let inst = &func.insts[id];
        let harmless = only_looks(func, inst);
        for (n, &arg) in inst.args.iter().enumerate() {
            let v = func.resolve(arg);
            // The map of a lookup is no key.
            let as_string = harmless && !(n == 0 && matches!(inst.op, Op::MapGet | Op::MapGet2));
            if !(as_string && fresh.contains(&v)) {
                lasting.insert(v);
            }
        }
        lasting.extend(inst.targets.iter().flat_map(|t| &t.args).map(|&v| func.resolve(v)));
        if inst.op == Op::BytesToStr {
            fresh.push(inst.results[0]);
            candidates.insert(inst.results[0], id);
        } else if may_write(inst) {
            fresh.clear();
        }
    }
}

/// Whether an instruction keeps none of the strings it is given, nor gives one of them.
fn only_looks(func: &Func, inst: &Inst) -> bool {
    match inst.op {
        Op::StrEq | Op::StrCmp | Op::MapGet | Op::MapGet2 => true,
        Op::CallStatic => matches!(&inst.imm, Imm::Call(_, callee) if copies_texts(&func.syms[*callee].name)),
        // Of several strings it gives the only one that is not empty, if there is only one.
        Op::StrConcat => inst.args.chunks(2).any(|s| s.get(1).is_some_and(|&n| func.const_int(n) > Some(0))),
        _ => false,
    }
}

/// Whether a function copies the texts of its argument before it keeps them: `unique.Make` promises that.
fn copies_texts(function: &str) -> bool {
    function.starts_with("unique.Make[")
}

/// Whether memory may be different behind an instruction.
fn may_write(inst: &Inst) -> bool {
    use ssa::Effect::*;
    let looks = matches!(
        inst.op,
        Op::MapGet | Op::MapGet2 | Op::StrConcat | Op::StrToBytes | Op::RunesToStr | Op::StrToRunes | Op::RuneToStr
    );
    // Where a store goes to is not known, except the life of a slot.
    let slots = matches!((inst.op, &inst.imm), (Op::SlotDef | Op::SlotKill, Imm::Slot(..)));
    !looks && !slots && !matches!(inst.op.info().effect, Pure | MayFault | Reads | Allocates)
}
