//! Where write barriers must not be. In: functions in dialect Lowered, barriers in place. Out:
//! errors: a barrier in a function marked `//go:nowritebarrier`, or in one that is called, by
//! whatever way within the package, from one marked `//go:nowritebarrierrec`; the way ends at
//! `//go:yeswritebarrierrec`. A function given to `systemstack` counts as called.
//! Authority: `cmd/compile/internal/ssagen/nowb.go`.

use base::FxHashMap;
use ssa::{Func, FuncAttrs, Imm, Inst, Op, SlotId, SrcPos, ValueId};
use std::collections::VecDeque;
use std::fmt::{Display, Formatter, Write};
use std::sync::Arc;

/// What the check needs to know of a function.
#[derive(Clone, Debug)]
pub struct BarrierFacts {
    name: Arc<str>,
    attrs: FuncAttrs,
    /// The first barrier.
    barrier: Option<Place>,
    /// Functions called, with the place of the first call.
    calls: Vec<(Arc<str>, Place)>,
}

/// A place in the source.
#[derive(Clone, Debug)]
struct Place {
    file: Arc<str>,
    line: i32,
    col: u16,
}

fn place(f: &Func, pos: SrcPos) -> Place {
    Place { file: f.file_at(pos).clone(), line: f.line_at(pos), col: pos.col }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.col {
            0 => write!(f, "{}:{}", self.file, self.line),
            col => write!(f, "{}:{}:{col}", self.file, self.line),
        }
    }
}

/// Collects the facts of a function.
pub fn barrier_facts(f: &Func) -> BarrierFacts {
    let mut facts = BarrierFacts { name: f.name.clone(), attrs: f.attrs, barrier: None, calls: Vec::new() };
    for &id in f.order.iter().flat_map(|&b| &f.blocks[b].insts) {
        let inst = &f.insts[id];
        if matches!(inst.op, Op::StoreWb | Op::WbBegin) && facts.barrier.is_none() {
            facts.barrier = Some(place(f, inst.pos));
        }
        for name in callees(f, inst) {
            if !facts.calls.iter().any(|(n, _)| *n == name) {
                facts.calls.push((name, place(f, inst.pos)));
            }
        }
    }
    facts
}

fn callees(f: &Func, inst: &Inst) -> Vec<Arc<str>> {
    match (inst.op, &inst.imm) {
        (Op::CallStatic, &Imm::Call(_, callee)) => {
            let name = f.syms[callee].name.clone();
            let run = if &*name == "runtime.systemstack" { function(f, inst.args[0]) } else { None };
            std::iter::once(name).chain(run).collect()
        }
        (Op::CallRt | Op::CallDefer, Imm::Rt(rt)) => vec![rt.info().name.into()],
        _ => Vec::new(),
    }
}

/// The function a func value surely is: a static one, or a closure made here.
fn function(f: &Func, v: ValueId) -> Option<Arc<str>> {
    let inst = f.def(v)?;
    match (inst.op, &inst.imm) {
        (Op::SymAddr, Imm::Sym(s, _)) => f.syms[*s].name.strip_suffix("·f").map(Arc::from),
        (Op::SlotAddr, &Imm::Slot(slot, 0)) => code(f, |addr| is_slot(f, addr, slot)),
        _ => {
            let v = f.resolve(v);
            code(f, |addr| f.resolve(addr) == v)
        }
    }
}

fn is_slot(f: &Func, addr: ValueId, slot: SlotId) -> bool {
    f.def(addr).is_some_and(|d| matches!(d.imm, Imm::Slot(s, 0) if d.op == Op::SlotAddr && s == slot))
}

/// The code address stored at the beginning of a closure.
fn code(f: &Func, is_closure: impl Fn(ValueId) -> bool) -> Option<Arc<str>> {
    let insts = f.order.iter().flat_map(|&b| &f.blocks[b].insts).map(|&i| &f.insts[i]);
    let mut stores = insts.filter(|i| i.op == Op::Store && i.imm == Imm::Offset(0) && is_closure(i.args[0]));
    let value = f.def(stores.next()?.args[1])?;
    match (value.op, &value.imm) {
        (Op::SymAddr, Imm::Sym(s, _)) => Some(f.syms[*s].name.clone()),
        _ => None,
    }
}

/// Checks all functions of a package.
pub fn check_barriers(funcs: &[BarrierFacts]) -> Vec<String> {
    let mut errors = Vec::new();
    for f in funcs.iter().filter(|f| f.attrs.contains(FuncAttrs::NO_WRITE_BARRIER)) {
        errors.extend(f.barrier.as_ref().map(|at| format!("{at}: write barrier prohibited")));
    }
    let numbers: FxHashMap<&str, usize> = funcs.iter().enumerate().map(|(n, f)| (&*f.name, n)).collect();
    // For each function reached: from which, and where it is called.
    let mut reached: Vec<Option<(usize, &Place)>> = vec![None; funcs.len()];
    let is_root = |f: &BarrierFacts| f.attrs.contains(FuncAttrs::NO_WRITE_BARRIER_REC);
    let mut queue: VecDeque<usize> = (0..funcs.len()).filter(|&n| is_root(&funcs[n])).collect();
    while let Some(n) = queue.pop_front() {
        let f = &funcs[n];
        if let Some(at) = &f.barrier {
            errors.push(describe(funcs, &reached, n, at));
        }
        for (name, pos) in &f.calls {
            let Some(&to) = numbers.get(&**name) else { continue };
            let stop = funcs[to].attrs.contains(FuncAttrs::YES_WRITE_BARRIER_REC);
            if !stop && !is_root(&funcs[to]) && reached[to].is_none() {
                reached[to] = Some((n, pos));
                queue.push_back(to);
            }
        }
    }
    errors
}

fn describe(funcs: &[BarrierFacts], reached: &[Option<(usize, &Place)>], n: usize, at: &Place) -> String {
    let mut out = format!("{at}: write barrier prohibited by caller; {}", funcs[n].name);
    let mut at = n;
    while let Some((caller, pos)) = reached[at] {
        let _ = write!(out, "\n\t{pos}: called by {}", funcs[caller].name);
        at = caller;
    }
    out
}
