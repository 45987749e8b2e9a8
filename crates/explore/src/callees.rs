//! Whom a function calls, as it enters the passes. In: the function. Out: its calls with their places: direct ones, those
//! of goroutines and defers, and those through func values, which are followed to the functions that the value can be: a
//! closure made here, in memory or in the frame, a function named as a value, or one of several where ways meet. What
//! is made here as a value and not called here is listed, too, since somebody else will call it.

use ssa::{Func, Imm, Inst, Op, SlotId, SrcPos, ValueDef, ValueId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// How something is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Directly.
    Call,
    /// Through a func value.
    FuncValue,
    /// Through an interface.
    Interface,
    /// By a `go` statement.
    Go,
    /// By a `defer` statement.
    Defer,
    /// Not here: it is made a value here.
    Value,
}

impl How {
    /// As the page writes it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            How::Call => "call",
            How::FuncValue => "func value",
            How::Interface => "interface",
            How::Go => "go",
            How::Defer => "defer",
            How::Value => "as a value",
        }
    }
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function that is called; none: nobody knows before the program runs.
    pub callee: Option<String>,
    /// How.
    pub how: How,
    /// File and line.
    pub place: (String, u32),
    /// Whether it stands in code that was inlined.
    pub is_inlined: bool,
}

/// What the symbol of a func value without captured variables has behind the function's name.
const VALUE: &str = "·f";
/// What slots are called that hold closures.
const CLOSURE: &str = ".alloc_closure";

/// All calls of a function, in the order of its code.
pub(crate) fn calls(func: &Func) -> Vec<Call> {
    let code = Code::of(func);
    let mut out: Vec<Call> = code.insts().flat_map(|inst| code.called(inst)).collect();
    let called: HashSet<String> = out.iter().filter_map(|c| c.callee.clone()).collect();
    let values = code.insts().filter_map(|inst| Some((code.made(inst)?, inst.pos)));
    let others = values.filter(|(name, _)| !called.contains(name));
    out.extend(others.map(|(name, pos)| code.call(Some(name), How::Value, pos)));
    out
}

struct Code<'f> {
    func: &'f Func,
    /// Closures in the frame, by slot; none: several functions.
    closures: HashMap<SlotId, Option<String>>,
}

impl<'f> Code<'f> {
    fn of(func: &'f Func) -> Code<'f> {
        let mut code = Code { func, closures: HashMap::new() };
        let found: Vec<(SlotId, String)> = code.insts().filter_map(|inst| code.closure_in_frame(inst)).collect();
        for (slot, name) in found {
            let entry = code.closures.entry(slot).or_insert_with(|| Some(name.clone()));
            *entry = entry.take().filter(|n| *n == name);
        }
        code
    }
    fn insts(&self) -> impl Iterator<Item = &'f Inst> + use<'f> {
        let func = self.func;
        func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&id| &func.insts[id])
    }
    /// The slot of a closure and its function, where an instruction stores the first word of one.
    fn closure_in_frame(&self, inst: &Inst) -> Option<(SlotId, String)> {
        if inst.op != Op::Store || !matches!(inst.imm, Imm::Offset(0)) {
            return None;
        }
        let slot = self.slot_at(inst.args[0]).filter(|&s| &*self.func.slots[s].name == CLOSURE)?;
        match self.func.def(inst.args[1])?.imm {
            Imm::Sym(sym, 0) => Some((slot, self.name(sym))),
            _ => None,
        }
    }
    fn call(&self, callee: Option<String>, how: How, pos: SrcPos) -> Call {
        let place = places(self.func, pos).swap_remove(0);
        Call { callee, how, place, is_inlined: pos.inline.some().is_some() }
    }

    /// The calls that an instruction makes or arranges.
    fn called(&self, inst: &Inst) -> Vec<Call> {
        let through = |value: ValueId, how: How| {
            let targets = self.functions(value);
            targets.into_iter().map(|to| self.call(to, how, inst.pos)).collect()
        };
        match (inst.op, &inst.imm) {
            (Op::CallStatic, &Imm::Call(_, sym)) => vec![self.call(Some(self.name(sym)), How::Call, inst.pos)],
            (Op::CallIface, _) => vec![self.call(None, How::Interface, inst.pos)],
            (Op::CallClosure, _) if self.runs_defer(inst.args[0]) => Vec::new(),
            (Op::CallClosure, _) => through(inst.args[0], How::FuncValue),
            (Op::GoStmt, _) => through(inst.args[0], How::Go),
            (Op::DeferHeap | Op::DeferRange, _) => through(inst.args[0], How::Defer),
            (Op::DeferStack, _) => through(inst.args[1], How::Defer),
            // Where all defers are known, the frame has a list of them, and each way out calls what is in it.
            (Op::Store, _) if self.is_list_of_defers(inst.args[0]) => through(inst.args[1], How::Defer),
            _ => Vec::new(),
        }
    }

    fn is_list_of_defers(&self, address: ValueId) -> bool {
        let list = self.func.open_defers.as_ref().map(|d| d.closures);
        list.is_some() && self.slot_at(address) == list
    }
    /// Whether a func value is loaded from the list of defers.
    fn runs_defer(&self, value: ValueId) -> bool {
        let load = self.func.def(value).filter(|inst| inst.op == Op::Load);
        load.is_some_and(|inst| self.is_list_of_defers(inst.args[0]))
    }
    fn slot_at(&self, address: ValueId) -> Option<SlotId> {
        let inst = self.func.def(address).filter(|inst| inst.op == Op::SlotAddr)?;
        match inst.imm {
            Imm::Slot(slot, _) => Some(slot),
            _ => None,
        }
    }
    fn name(&self, sym: ssa::ExtId) -> String {
        self.func.syms[sym].name.to_string()
    }

    /// The functions that a func value can be; none among them: something else.
    fn functions(&self, value: ValueId) -> BTreeSet<Option<String>> {
        let (mut out, mut seen, mut todo) = (BTreeSet::new(), HashSet::new(), vec![value]);
        while let Some(value) = todo.pop().map(|v| self.func.resolve(v)) {
            if !seen.insert(value) {
                continue;
            }
            match self.func.values[value].def {
                ValueDef::Param(block) => {
                    let at = self.func.blocks[block].params.iter().position(|&p| p == value);
                    let targets = self.insts().flat_map(|inst| &inst.targets).filter(|t| t.block == block);
                    let given: Vec<ValueId> = targets.filter_map(|t| t.args.get(at?).copied()).collect();
                    // What comes from outside is not known.
                    if given.is_empty() {
                        out.insert(None);
                    }
                    todo.extend(given);
                }
                _ if self.func.def(value).is_some_and(|inst| inst.op == Op::Nil) => {}
                _ => _ = out.insert(self.function(value)),
            }
        }
        out
    }
    /// The function that a value is made of where it is made.
    fn function(&self, value: ValueId) -> Option<String> {
        let inst = self.func.def(value)?;
        match inst.op {
            Op::SlotAddr => self.closures.get(&self.slot_at(value)?)?.clone(),
            _ => self.value_of(inst),
        }
    }
    /// The function of a closure or func value that an instruction makes.
    fn value_of(&self, inst: &Inst) -> Option<String> {
        match (inst.op, &inst.imm) {
            (Op::AllocClosure, &Imm::TypeSym(_, sym)) => Some(self.name(sym)),
            (Op::SymAddr, &Imm::Sym(sym, 0)) => self.name(sym).strip_suffix(VALUE).map(str::to_owned),
            _ => None,
        }
    }
    /// The same, where the closure may lie in the frame.
    fn made(&self, inst: &Inst) -> Option<String> {
        let slot = || self.slot_at(*inst.results.first()?);
        self.value_of(inst).or_else(|| self.closures.get(&slot()?)?.clone())
    }
}

/// A place, then those of the calls it was inlined through.
pub(crate) fn places(func: &Func, mut pos: SrcPos) -> Vec<(String, u32)> {
    let mut out = Vec::new();
    loop {
        let line = u32::try_from(func.line_at(pos)).unwrap_or(0);
        out.push((func.file_at(pos).to_string(), line));
        match pos.inline.some() {
            Some(call) => pos = func.inlines[call].call,
            None => return out,
        }
    }
}
