//! Dead code: instructions and block parameters whose values nobody uses. Requires nothing;
//! leaves edges as they are. A value is live when an instruction with an effect needs it,
//! directly or through live instructions and parameters.

use crate::Analyses;
use base::IdVec;
use ssa::{BlockId, Func, Inst, Op, ValueDef, ValueId, cfg};

/// Removes dead instructions and parameters.
pub fn dce(func: &mut Func, cx: &mut Analyses) {
    remove(func, cx, |inst| inst.op.is_removable());
}

/// The same of loads, too, which is right as long as every check for nil is an instruction of its own.
pub fn dce_with_loads(func: &mut Func, cx: &mut Analyses) {
    remove(func, cx, |inst| inst.op.is_removable() || inst.op == Op::Load);
}

fn remove(func: &mut Func, cx: &mut Analyses, removable: fn(&Inst) -> bool) {
    let cfg = cx.cfg(func);
    cfg::remove_unreachable(func, &cfg);
    func.resolve_aliases();
    let live = live_values(func, &cfg.preds, removable);
    for i in 0..func.order.len() {
        let b = func.order[i];
        let mut insts = std::mem::take(&mut func.blocks[b].insts);
        insts.retain(|&id| {
            let inst = &func.insts[id];
            !removable(inst) || inst.results.iter().any(|&r| live[r])
        });
        func.blocks[b].insts = insts;
    }
    drop_dead_params(func, &live);
}

fn live_values(
    func: &Func,
    preds: &IdVec<BlockId, Vec<BlockId>>,
    removable: fn(&Inst) -> bool,
) -> IdVec<ValueId, bool> {
    let mut live = IdVec::filled(false, func.values.len());
    let mut work: Vec<ValueId> = Vec::new();
    let mut root = |v: ValueId, work: &mut Vec<ValueId>| {
        if !std::mem::replace(&mut live[v], true) {
            work.push(v);
        }
    };
    let all = func.order.iter().flat_map(|&b| &func.blocks[b].insts);
    for &id in all {
        let inst = &func.insts[id];
        if !removable(inst) {
            inst.args.iter().for_each(|&a| root(a, &mut work));
        }
    }
    while let Some(v) = work.pop() {
        match func.values[v].def {
            ValueDef::Result(id, _) => func.insts[id].args.iter().for_each(|&a| root(a, &mut work)),
            ValueDef::Param(b) if b != func.entry() => {
                let at = func.blocks[b].params.iter().position(|&p| p == v);
                for &p in &preds[b] {
                    for t in func.targets(p).iter().filter(|t| t.block == b) {
                        if let Some(&a) = at.and_then(|at| t.args.get(at)) {
                            root(a, &mut work);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    live
}

fn drop_dead_params(func: &mut Func, live: &IdVec<ValueId, bool>) {
    let keep: IdVec<BlockId, Option<Vec<bool>>> = func.blocks.ids().fold(IdVec::new(), |mut out, b| {
        let flags: Vec<bool> = func.blocks[b].params.iter().map(|&p| live[p]).collect();
        out.push((b != func.entry() && flags.contains(&false)).then_some(flags));
        out
    });
    for i in 0..func.order.len() {
        let b = func.order[i];
        if let Some(flags) = &keep[b] {
            let mut flags = flags.iter();
            func.blocks[b].params.retain(|_| *flags.next().unwrap_or(&true));
        }
        let Some(&last) = func.blocks[b].insts.last() else { continue };
        for t in &mut func.insts[last].targets {
            if let Some(flags) = &keep[t.block] {
                let mut flags = flags.iter();
                t.args.retain(|_| *flags.next().unwrap_or(&true));
            }
        }
    }
}
