//! Flows of calls. In: a batch and summaries of functions outside it. Out: edges from arguments
//! to where the callee takes them. A callee of the batch is linked with its own locations;
//! nothing is known of other callees without a summary: what they are given outlives everything.

use super::batch::{Batch, flatten};
use super::graph::{HEAP, HIDDEN, LocId, MemberId, WRITER};
use crate::summary::{ParamFlow, Summary};
use ssa::{ExtSym, Func, Imm, Inst, Op, Returned, RtFn, SigId, Type, ValueId};
use std::sync::Arc;

/// What is called.
enum Target {
    Member(MemberId),
    Known(Arc<Summary>),
    Unknown,
}

/// Where a result of a call goes.
enum Dest {
    Value(ValueId),
    Memory(ValueId),
}

impl<'a> Batch<'a> {
    pub(super) fn call(&mut self, m: MemberId, inst: &Inst) {
        let func: &'a Func = self.functions[m].func;
        match (inst.op, &inst.imm) {
            (Op::CallRt, &Imm::Rt(f)) => self.call_runtime(m, f, inst),
            (Op::CallStatic, &Imm::Call(sig, callee)) => {
                let target = self.target(&func.syms[callee]);
                self.call_known(m, sig, target, &inst.args, inst);
            }
            (Op::CallClosure, &Imm::Sig(sig)) => {
                let target = match self.callee(m, inst.args[0]) {
                    Some(c) => {
                        let sym = &self.functions[c.member].func.syms[c.symbol];
                        let name = &sym.name[..sym.name.len() - c.cut];
                        self.target(&ExtSym { name: name.into(), abi: obj::Abi::Internal })
                    }
                    None => Target::Unknown,
                };
                self.call_known(m, sig, target, &inst.args[1..], inst);
            }
            // The first argument is the itab; the data word may be anything's address.
            (Op::CallIface, &Imm::SigInt(sig, _)) => {
                self.call_known(m, sig, Target::Unknown, &inst.args[1..], inst);
            }
            (Op::CallPtr, &Imm::Sig(sig)) => self.call_known(m, sig, Target::Unknown, &inst.args[1..], inst),
            _ => {}
        }
    }
    fn target(&self, callee: &ExtSym) -> Target {
        match self.package.find(&callee.name, callee.abi).and_then(|n| self.member(n)) {
            Some(member) => Target::Member(member),
            None => self.known.summary(callee).map_or(Target::Unknown, Target::Known),
        }
    }

    /// Whether a callee does not keep the address that is its n-th argument; what lies there it
    /// may keep. For callees of the batch after its solution.
    pub(super) fn keeps_nothing(&self, callee: &ExtSym, n: usize) -> bool {
        let flow = match self.target(callee) {
            Target::Known(summary) => summary.param(n),
            Target::Member(m) => self.graph.members[m].params.get(n).cloned().unwrap_or_else(ParamFlow::unknown),
            Target::Unknown => return false,
        };
        flow.heap != Some(0) && flow.results.iter().all(|r| r.1 > 0)
    }

    /// What a call surely does not return of its arguments. Of closures, which also store in variables they share
    /// with their maker, and of declarations without body nothing is said.
    pub(super) fn returned(&self, m: MemberId, inst: &Inst) -> Option<Returned> {
        let (Op::CallStatic, &Imm::Call(sig, callee)) = (inst.op, &inst.imm) else { return None };
        let func = self.functions[m].func;
        let target = self.target(&func.syms[callee]);
        let mut least = u8::MAX;
        for (n, &memory) in flatten(&func.sigs[sig].params).iter().enumerate() {
            let flow = match &target {
                Target::Known(summary) if summary.has_body => summary.param(n),
                Target::Member(m) if self.functions[*m].made_at.is_none() => {
                    self.graph.members[*m].params.get(n)?.clone()
                }
                _ => return None,
            };
            let derefs = flow.results.iter().map(|r| r.1).min();
            least = least.min(derefs.map_or(u8::MAX, |d| d.saturating_add(u8::from(memory))));
        }
        match least {
            0 => None,
            u8::MAX => Some(Returned::Nothing),
            _ => Some(Returned::Contents),
        }
    }

    fn call_known(&mut self, m: MemberId, sig: SigId, target: Target, args: &[ValueId], inst: &Inst) {
        let func: &'a Func = self.functions[m].func;
        let in_memory = flatten(&func.sigs[sig].params);
        let dests = self.dests(m, sig, args.get(in_memory.len()..).unwrap_or_default(), inst);
        for dest in &dests {
            if let &Dest::Memory(addr) = dest {
                self.write(m, addr);
            }
        }
        for (n, (&v, &memory)) in args.iter().zip(&in_memory).enumerate() {
            match &target {
                Target::Member(callee) => {
                    if let Some(&param) = self.functions[*callee].params.get(n)
                        && !param.is_none()
                    {
                        self.copy_to(m, param, v, i8::from(memory));
                    }
                }
                Target::Known(summary) => {
                    let mut flow = summary.param(n);
                    // Nobody has seen what the function does.
                    flow.written = flow.written.or((!summary.has_body).then_some(0));
                    self.apply(m, v, memory, &flow, &dests);
                    if summary.uintptr_escapes {
                        self.leak_numbers(m, v);
                    }
                }
                Target::Unknown => self.leak(m, v, i8::from(memory)),
            }
        }
        if let Target::Member(callee) = target {
            let results = self.functions[callee].results.clone();
            for (dest, result) in dests.iter().zip(results) {
                self.give(m, dest, result, 0);
            }
        }
    }
    /// Applies what is known of a parameter to an argument.
    fn apply(&mut self, m: MemberId, v: ValueId, memory: bool, flow: &ParamFlow, dests: &[Dest]) {
        let Some(from) = self.value(m, v) else { return };
        let derefs = |d: u8| d as i8 + i8::from(memory);
        for (to, d) in [(HEAP, flow.heap), (HIDDEN, flow.hidden), (WRITER, flow.written)] {
            d.into_iter().for_each(|d| self.graph.flow(to, from, derefs(d)));
        }
        for &(r, d) in &flow.results {
            match dests.get(usize::from(r)) {
                Some(dest) => self.give(m, dest, from, derefs(d)),
                None => self.graph.flow(HEAP, from, derefs(d)),
            }
        }
    }
    fn give(&mut self, m: MemberId, dest: &Dest, from: LocId, derefs: i8) {
        match *dest {
            Dest::Value(v) => {
                if let Some(to) = self.value(m, v) {
                    self.graph.flow(to, from, derefs);
                }
            }
            Dest::Memory(addr) => self.store(m, addr, from, derefs),
        }
    }
    /// Destinations of the results in order: values of the instruction, or memory whose
    /// addresses stand behind the arguments.
    fn dests(&self, m: MemberId, sig: SigId, behind: &[ValueId], inst: &Inst) -> Vec<Dest> {
        let in_memory = flatten(&self.functions[m].func.sigs[sig].results);
        let (mut values, mut memory) = (inst.results.iter(), behind.iter());
        let next = |is_memory: bool| match is_memory {
            true => memory.next().map(|&v| Dest::Memory(v)),
            false => values.next().map(|&v| Dest::Value(v)),
        };
        in_memory.into_iter().map_while(next).collect()
    }
    /// Pointers that were made numbers for this argument outlive the call.
    fn leak_numbers(&mut self, m: MemberId, v: ValueId) {
        let func = self.functions[m].func;
        let mut at = v;
        while let Some(inst) = func.def(at) {
            match inst.op {
                Op::PtrToWord => return self.leak(m, inst.args[0], 0),
                Op::Bitcast => at = inst.args[0],
                // A variadic list: its elements were stored one by one.
                Op::AllocArray => {
                    let stored = func.insts.iter().filter(|i| i.op == Op::Store && func.resolve(i.args[0]) == at);
                    let words: Vec<ValueId> = stored.map(|i| i.args[1]).filter(|&w| func.ty(w) == Type::Word).collect();
                    return words.into_iter().for_each(|w| self.leak_numbers(m, w));
                }
                _ => return,
            }
        }
    }

    fn call_runtime(&mut self, m: MemberId, f: RtFn, inst: &Inst) {
        use RtFn::*;
        match f {
            // Printing looks at its arguments only.
            PrintBool | PrintFloat | PrintFloat32 | PrintFloat64 | PrintComplex64 | PrintComplex128 | PrintInt
            | PrintHex | PrintQuoted | PrintUint | PrintComplex | PrintString | PrintPointer | PrintUintptr
            | PrintIface | PrintEface | PrintSlice | PrintNl | PrintSp | PrintLock | PrintUnlock => {}
            StrMin | StrMax => {
                self.copy(m, inst.results[0], inst.args[0], 0);
                self.copy(m, inst.results[0], inst.args[2], 0);
            }
            MemMove | MemClrNoHeapPointers => self.write(m, inst.args[0]),
            MemEqual | CmpString | DecodeRune | CountRunes => {}
            _ => inst.args.iter().for_each(|&v| self.leak(m, v, 0)),
        }
    }
}
