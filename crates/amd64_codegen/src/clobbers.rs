//! What calls and pseudo-instructions do to registers: the one table that selection, allocation and emission go by.
//! In: an instruction; out: its [`Row`], the registers that hold nothing afterwards, and, for
//! tests, code that really destroys them. Registers outside the allocator's reach belong to rows too: X15 is zero and
//! R14 is g wherever code of ABIInternal runs, SP and BP survive everything, flags survive nothing here.
//!
//! Authority: `cmd/compile/abi-internal.md` (section amd64), the runtime's assembly (`runtime/asm_amd64.s`,
//! `memmove_amd64.s`, `memclr_amd64.s`), Intel's manual (implicit operands).
//!
//! Helpers with rules of their own that are not here are never called by them: `memmove`, `memequal`,
//! `memclrNoHeapPointers`, `wbZero`, `wbMove`, `strhash` and the like are called as ordinary functions, which costs
//! registers and no truth; `duffzero` and `duffcopy` are not called at all. `runtime.panicIndex` and its like take
//! index and limit in registers of their own (`bounds_registers`) and do not return; `morestack` starts the function
//! again with what its arguments' spill places hold.

use crate::inst::{CallTarget, Insts, Kind};
use crate::regs::{self, AX, CX, DI, DX, G, R11, SI};
use machine::vcode::{Clobbers, VCode};
use regalloc2::{OperandConstraint, OperandKind, OperandPos, Output, PReg, PRegSet};

/// What acts on registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Actor {
    /// A call of a function of ABIInternal.
    Call,
    /// A call of a function of ABI0.
    Call0,
    /// A call of `runtime.return0`: its caller returns at once, and the result in AX is for the caller's caller, which
    /// takes the function for one without results.
    Return0,
    /// Stores that may ask `runtime.gcWriteBarrier1` to `8` for room in the barriers' buffer.
    WriteBarrier,
    /// Signed division with its special case.
    Divide,
    /// REP MOVSQ.
    RepMovs,
    /// REP STOSQ.
    RepStos,
}

/// What one actor does. Registers it takes or gives are fixed operands of its instruction.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The actor.
    pub actor: Actor,
    /// Fixed registers it reads; of calls, the arguments come on top.
    pub takes: &'static [PReg],
    /// Fixed registers it leaves something in; of calls, the results come on top.
    pub gives: &'static [PReg],
    /// Allocatable registers that hold nothing afterwards, but for what it gives.
    pub clobbers: Clobbers,
    /// Registers outside the allocator's reach that emission has to set right again.
    pub restore: &'static [PReg],
}

/// The table, by actor.
pub const ROWS: [Row; 7] = [
    // abi-internal.md: no register but SP and BP survives; X15 and R14 are as they were.
    Row { actor: Actor::Call, takes: &[], gives: &[], clobbers: Clobbers::All, restore: &[] },
    // The same: functions of ABI0 know neither zero nor g.
    Row { actor: Actor::Call0, takes: &[], gives: &[], clobbers: Clobbers::All, restore: &[G, regs::X15] },
    // asm_amd64.s: `deferproc` and its like leave 0 in AX, or 1 when a panic comes back to them.
    Row { actor: Actor::Return0, takes: &[], gives: &[AX], clobbers: Clobbers::All, restore: &[] },
    // asm_amd64.s: general registers survive, others need not, since a full buffer is flushed by Go code. The address
    // of the room comes in R11.
    Row { actor: Actor::WriteBarrier, takes: &[], gives: &[R11], clobbers: Clobbers::Floats, restore: &[] },
    // CQO, IDIV.
    Row { actor: Actor::Divide, takes: &[AX], gives: &[AX, DX], clobbers: Clobbers::None, restore: &[] },
    Row { actor: Actor::RepMovs, takes: &[DI, SI, CX], gives: &[DI, SI, CX], clobbers: Clobbers::None, restore: &[] },
    Row { actor: Actor::RepStos, takes: &[DI, AX, CX], gives: &[DI, CX], clobbers: Clobbers::None, restore: &[] },
];

/// The row of an instruction, if it is more than its operands say.
pub(crate) fn row(insts: &Insts, inst: usize) -> Option<&'static Row> {
    let actor = match insts.kinds[inst] {
        Kind::Call { target: CallTarget::Sym(s), .. } if insts.return0 == Some(s) => Actor::Return0,
        Kind::Call { fix: false, .. } => Actor::Call,
        Kind::Call { fix: true, .. } => Actor::Call0,
        Kind::StoreWb { .. } => Actor::WriteBarrier,
        Kind::SDivFix { .. } => Actor::Divide,
        Kind::RepMovs => Actor::RepMovs,
        Kind::RepStos => Actor::RepStos,
        _ => return None,
    };
    Some(&ROWS[actor as usize])
}

/// What the allocator is told that an instruction destroys. `forgotten` is a row that it is not told of, so that tests
/// can prove that this is noticed.
pub(crate) fn told(insts: &Insts, inst: usize, forgotten: Option<u8>) -> Clobbers {
    let row = row(insts, inst).filter(|r| Some(r.actor as u8) != forgotten);
    row.map_or(Clobbers::None, |r| r.clobbers)
}

/// The registers an instruction destroys beside those its operands name.
pub(crate) fn clobbers(v: &VCode, insts: &Insts, inst: usize) -> PRegSet {
    v.clobbered(inst, told(insts, inst, None))
}

/// All registers without a meaning behind an instruction that had one before or during it: what it clobbers, what it
/// used for itself, and at the entry whatever brings no parameter.
pub(crate) fn dead_after(v: &VCode, insts: &Insts, inst: usize, out: &Output) -> PRegSet {
    let mut dead = match insts.kinds[inst] {
        Kind::Args => v.registers.allocatable(),
        _ => clobbers(v, insts, inst),
    };
    row(insts, inst).into_iter().flat_map(|row| row.gives).for_each(|&r| dead.remove(r));
    let places = v.ops(inst).iter().zip(out.inst_allocs(regalloc2::Inst::new(inst)));
    for (op, place) in places.filter(|(op, _)| op.kind() == OperandKind::Def) {
        match place.as_reg() {
            Some(r) if op.pos() == OperandPos::Early => dead.add(r),
            Some(r) => dead.remove(r),
            None => {}
        }
    }
    dead
}

/// Whether an instruction's fixed operands are those of its row.
pub(crate) fn operands_agree(v: &VCode, insts: &Insts, inst: usize) -> bool {
    let Some(row) = row(insts, inst) else { return true };
    let fixed = |kind: OperandKind| {
        let ops = v.ops(inst).iter().filter(move |o| o.kind() == kind);
        ops.filter_map(|o| if let OperandConstraint::FixedReg(r) = o.constraint() { Some(r) } else { None })
    };
    let is_call = matches!(row.actor, Actor::Call | Actor::Call0 | Actor::Return0);
    is_call
        || (fixed(OperandKind::Use).eq(row.takes.iter().copied())
            && fixed(OperandKind::Def).eq(row.gives.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_at_their_actors() {
        assert!(ROWS.iter().enumerate().all(|(n, r)| r.actor as usize == n));
    }
}
