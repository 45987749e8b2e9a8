//! Executes functions, as an oracle for passes: what a function does must be the same before and
//! after each of them. In: a function in any dialect, arguments as bits, memory; out: what it
//! returns, how it fails, or which operation this interpreter does not know. An observer sees the
//! values at every point. Calls, maps, channels and the like are not known; integers, floats, memory,
//! checks and control flow are. The authority is the table of operations ([`crate::op`]).
//!
//! All numbers are kept as their bits, sign-extended to 64 as constants are; of an `f32` the low 32
//! count. An address is the number of an object and an offset, so that no access strays into another.

mod arith;
mod memory;

pub use memory::Memory;

use crate::builder::truncate;
use crate::{BlockId, Bounds, Cond, Func, Imm, Inst, InstId, Op, Target, Type, ValueId};
use base::IdVec;

/// Why a function does not return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A bounds check with its index and limit.
    Bounds(Bounds, i64, i64),
    /// A nil pointer, checked or accessed.
    Nil,
    /// Division by zero.
    Divide,
    /// A negative shift count.
    Shift,
    /// An access outside every object.
    Fault,
}

/// What came of executing a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It returned these values.
    Returned(Vec<i64>),
    /// It panicked or faulted.
    Failed(Failure),
    /// It took more steps than allowed.
    Endless,
    /// The interpreter cannot go on: an operation it does not know, a value without definition, a
    /// block that ends in nothing.
    Stuck(String),
}

/// A point of a function: the beginning of a block, or behind one of its instructions.
pub type Point = (BlockId, Option<InstId>);

/// The values defined so far.
pub type Values = IdVec<ValueId, Option<i64>>;

/// Executes a function with the leaves of its parameters.
pub fn run(func: &Func, args: &[i64], memory: &mut Memory, steps: usize) -> Outcome {
    observe(func, args, memory, steps, &mut |_, _| {})
}

/// The same; the observer sees every point that is passed.
pub fn observe(
    func: &Func,
    args: &[i64],
    memory: &mut Memory,
    steps: usize,
    observer: &mut dyn FnMut(Point, &Values),
) -> Outcome {
    let slots = func.slots.iter().map(|s| memory.allocate(s.layout.size() as usize)).collect();
    let mut frame = Frame { func, memory, slots, values: IdVec::filled(None, func.values.len()) };
    let entry = func.entry();
    let params = &func.blocks[entry].params;
    if params.len() != args.len() {
        return Outcome::Stuck(format!("{} arguments for {} parameters", args.len(), params.len()));
    }
    params.iter().zip(args).for_each(|(&p, &a)| frame.values[p] = Some(truncate(func.ty(p), a)));
    let (mut at, mut left) = (entry, steps);
    loop {
        observer((at, None), &frame.values);
        let mut next = None;
        for &id in &func.blocks[at].insts {
            let Some(rest) = left.checked_sub(1) else { return Outcome::Endless };
            left = rest;
            match frame.step(&func.insts[id]) {
                Ok(Step::Next) => observer((at, Some(id)), &frame.values),
                Ok(Step::Go(target)) => next = Some(target),
                Err(outcome) => return outcome,
            }
        }
        let Some(target) = next else { return Outcome::Stuck(format!("{at} has no end")) };
        match frame.enter(target) {
            Ok(()) => at = target.block,
            Err(outcome) => return outcome,
        }
    }
}

enum Step<'a> {
    Next,
    Go(&'a Target),
}

struct Frame<'a> {
    func: &'a Func,
    memory: &'a mut Memory,
    /// The address of each slot.
    slots: Vec<i64>,
    values: Values,
}

fn fail<T>(why: Failure) -> Result<T, Outcome> {
    Err(Outcome::Failed(why))
}

impl<'a> Frame<'a> {
    fn value(&self, v: ValueId) -> Result<i64, Outcome> {
        let v = self.func.resolve(v);
        self.values[v].ok_or_else(|| Outcome::Stuck(format!("{v} is not defined")))
    }
    /// Gives the target's arguments to its parameters, all at once.
    fn enter(&mut self, target: &Target) -> Result<(), Outcome> {
        let args: Result<Vec<i64>, Outcome> = target.args.iter().map(|&a| self.value(a)).collect();
        let params = &self.func.blocks[target.block].params;
        params.iter().zip(args?).for_each(|(&p, a)| self.values[p] = Some(a));
        Ok(())
    }
    fn step(&mut self, inst: &'a Inst) -> Result<Step<'a>, Outcome> {
        let args: Result<Vec<i64>, Outcome> = inst.args.iter().map(|&a| self.value(a)).collect();
        let args = args?;
        match inst.op {
            Op::Jump | Op::Br | Op::Switch => return self.branch(inst, &args),
            Op::Ret => return Err(Outcome::Returned(args)),
            Op::NilCheck | Op::Bounds | Op::DivCheck | Op::ShiftCheck => check(inst, &args)?,
            Op::KeepAlive | Op::Mark | Op::Prefetch | Op::SlotKill => {}
            Op::Load | Op::Store | Op::Move | Op::Zero | Op::SlotDef | Op::SlotAddr => self.access(inst, &args)?,
            _ => {
                let types: Vec<Type> = inst.args.iter().map(|&a| self.func.ty(a)).collect();
                let results: Vec<Type> = inst.results.iter().map(|&r| self.func.ty(r)).collect();
                let values = arith::evaluate(inst.op, &inst.imm, &types, &args, &results)?;
                for ((&r, &ty), value) in inst.results.iter().zip(&results).zip(values) {
                    self.values[r] = Some(truncate(ty, value));
                }
            }
        }
        Ok(Step::Next)
    }
    fn branch(&self, inst: &'a Inst, args: &[i64]) -> Result<Step<'a>, Outcome> {
        let taken = match (inst.op, &inst.imm, args) {
            (Op::Br, _, [cond]) => usize::from(*cond != 1),
            (Op::Switch, Imm::Cases(cases), [value]) => cases.iter().position(|c| c == value).unwrap_or(cases.len()),
            _ => 0,
        };
        inst.targets.get(taken).map(Step::Go).ok_or_else(|| Outcome::Stuck("a target is missing".to_owned()))
    }
    fn access(&mut self, inst: &Inst, args: &[i64]) -> Result<(), Outcome> {
        let size = |t: &crate::TypeId| self.func.types[*t].layout.size() as usize;
        match (inst.op, &inst.imm, args) {
            (Op::Load, Imm::Offset(at), [p]) => {
                let ty = self.func.ty(inst.results[0]);
                let bits = self.memory.load(p.wrapping_add(i64::from(*at)), ty.size() as usize)?;
                self.values[inst.results[0]] = Some(truncate(ty, bits));
            }
            (Op::Store, Imm::Offset(at), [p, value]) => {
                let size = self.func.ty(inst.args[1]).size() as usize;
                self.memory.store(p.wrapping_add(i64::from(*at)), size, *value)?;
            }
            (Op::Move, Imm::Type(t), [to, from]) => self.memory.copy(*to, *from, size(t))?,
            (Op::Zero, Imm::Type(t), [to]) => self.memory.fill(*to, size(t), 0)?,
            (Op::SlotDef, Imm::Slot(s, _), _) => {
                // Whoever reads what was not stored gets what no program expects.
                let size = self.func.slots[*s].layout.size() as usize;
                self.memory.fill(self.slots[base::Id::index(*s)], size, 0xa5)?;
            }
            (Op::SlotAddr, Imm::Slot(s, at), _) => {
                self.values[inst.results[0]] = Some(self.slots[base::Id::index(*s)] + i64::from(*at));
            }
            _ => return Err(Outcome::Stuck(format!("{} of an unknown form", inst.op.name()))),
        }
        Ok(())
    }
}

/// What must hold for the function to go on.
fn check(inst: &Inst, args: &[i64]) -> Result<(), Outcome> {
    match (inst.op, &inst.imm, args) {
        (Op::NilCheck, _, [0]) => fail(Failure::Nil),
        (Op::DivCheck, _, [0]) => fail(Failure::Divide),
        (Op::ShiftCheck, _, &[n]) if n < 0 => fail(Failure::Shift),
        (Op::Bounds, &Imm::Bounds(kind), &[index, limit]) => {
            let (i, l) = (index as u64, limit as u64);
            let good = if kind.condition() == Cond::Ult { i < l } else { i <= l };
            if good { Ok(()) } else { fail(Failure::Bounds(kind, index, limit)) }
        }
        _ => Ok(()),
    }
}
