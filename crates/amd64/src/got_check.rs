//! Under -dynlink an access to global data goes through R15. In: a function as written. Out: the first use
//! of R15 that may follow such an access with nothing written to R15 in between.
//!
//! Instructions at which R15 is junk are found by following the flow from every access. Authority: `errorCheck`,
//! `progRW` in `cmd/internal/obj/x86/obj6.go`.

use crate::edit::foreign;
use crate::inst::Inst;
use crate::interface::Symbols;
use crate::op::Op;
use crate::operand::{Base, Mem, Operand};
use crate::reg::Reg;
use base::Id;

/// The place of an instruction that uses R15 when it is junk.
pub(crate) fn misuse(insts: &[Inst], symbols: &dyn Symbols) -> Option<usize> {
    if !insts.iter().any(mentions) {
        return None;
    }
    let mut work: Vec<usize> = (0..insts.len()).filter(|i| clobbers(&insts[*i], symbols)).collect();
    let mut seen = vec![false; insts.len()];
    work.iter().for_each(|i| seen[*i] = true);
    while let Some(i) = work.pop() {
        let inst = &insts[i];
        if reads(inst) {
            return Some(i);
        }
        if writes(inst) {
            continue;
        }
        let target = match inst.destination() {
            Some(Operand::Branch(t)) => Some(t.index()),
            _ => None,
        };
        let falls = !matches!(inst.op, Op::JMP | Op::RET);
        for next in target.into_iter().chain(falls.then_some(i + 1)) {
            if seen.get(next) == Some(&false) {
                seen[next] = true;
                work.push(next);
            }
        }
    }
    None
}

fn is_r15(r: Reg) -> bool {
    matches!(r, Reg::R15 | Reg::R15B)
}

fn addresses_by_r15(m: &Mem) -> bool {
    matches!(m.base, Base::Reg(r) if is_r15(r)) || m.index.is_some_and(is_r15)
}

/// First, second of three or more, and last operand: the ones looked at.
fn looked_at(inst: &Inst) -> impl Iterator<Item = &Operand> {
    let middle = inst.operands.get(1).filter(|_| inst.operands.len() > 2);
    inst.source().into_iter().chain(middle).chain(inst.destination())
}

fn mentions(inst: &Inst) -> bool {
    looked_at(inst).any(|o| o.reg().is_some_and(is_r15) || o.mem().is_some_and(addresses_by_r15))
}

/// Whether the instruction loads R15 on its way to a global.
fn clobbers(inst: &Inst, symbols: &dyn Symbols) -> bool {
    !matches!(inst.op, Op::CALL | Op::FUNCDATA | Op::RET | Op::JMP | Op::LEAQ)
        && looked_at(inst).any(|o| foreign(Some(o), symbols).is_some())
}

fn is(o: Option<&Operand>) -> bool {
    o.and_then(Operand::reg).is_some_and(is_r15)
}

fn reads(inst: &Inst) -> bool {
    use Op::*;
    if looked_at(inst).any(|o| matches!(o, Operand::Mem(m) if addresses_by_r15(m))) {
        return true;
    }
    let middle = inst.operands.get(1).filter(|_| inst.operands.len() > 2);
    let clears = matches!(inst.op, XORL | XORQ) && inst.source() == inst.destination();
    let name = inst.op.name();
    let only_writes = name.starts_with("MOV")
        || name.starts_with("PMOV")
        || matches!(
            inst.op,
            POPW | POPL
                | POPQ
                | LEAL
                | LEAQ
                | IMUL3W
                | IMUL3L
                | IMUL3Q
                | PEXTRB
                | PEXTRW
                | PEXTRD
                | PEXTRQ
                | VPEXTRB
                | VPEXTRW
                | VPEXTRD
                | VPEXTRQ
                | EXTRACTPS
                | BSFW
                | BSFL
                | BSFQ
                | BSRW
                | BSRL
                | BSRQ
                | POPCNTW
                | POPCNTL
                | POPCNTQ
                | LZCNTW
                | LZCNTL
                | LZCNTQ
                | SHLXL
                | SHLXQ
                | SHRXL
                | SHRXQ
                | SARXL
                | SARXQ
                | MULXL
                | MULXQ
        );
    let multiplies = matches!(inst.op, MULXL | MULXQ);
    is(inst.source()) && !clears || is(inst.destination()) && !clears && !only_writes || is(middle) && !multiplies
}

fn writes(inst: &Inst) -> bool {
    let second = matches!(inst.op, Op::MULXL | Op::MULXQ) && inst.operands.len() > 2 && is(inst.operands.get(1));
    is(inst.destination()) || second
}
