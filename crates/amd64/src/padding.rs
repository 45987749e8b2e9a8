//! Bytes that do nothing: alignment, and the padding that keeps compiled jumps from crossing or ending on
//! a 32-byte boundary, alone or fused with the comparison in front (the erratum of Intel's Skylake).
//! Hand-written assembly is not padded.
//!
//! Authority: `fillnop`, `padJump`, `fusedJump` in `cmd/internal/obj/x86/asm6.go`; Intel's optimization
//! manual, macro-fusion.

use crate::edit::Prog;
use crate::op::Op;
use crate::operand::Operand;

/// The recommended no-ops of one to nine bytes.
const NOPS: [&[u8]; 9] = [
    &[0x90],
    &[0x66, 0x90],
    &[0x0f, 0x1f, 0x00],
    &[0x0f, 0x1f, 0x40, 0x00],
    &[0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
    &[0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
    &[0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
    &[0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

/// Appends `n` bytes of no-ops.
pub fn fill(code: &mut Vec<u8>, n: u32) {
    let mut n = n as usize;
    while n > 0 {
        let m = n.min(NOPS.len());
        code.extend_from_slice(NOPS[m - 1]);
        n -= m;
    }
}

/// Bytes of padding to put in front of instruction `i` at `pc`, by the sizes of the previous pass.
pub(crate) fn in_front(progs: &[Prog], sizes: &[u32], i: usize, pc: u32) -> u32 {
    const BLOCK: u32 = 32;
    let size = match fused(progs, sizes, i) {
        Some(size) => size,
        None if is_jump(&progs[i]) => sizes[i],
        None => return 0,
    };
    let used = pc % BLOCK;
    if used + size >= BLOCK { BLOCK - used } else { 0 }
}

/// Whether a change of instruction `i`'s size may change padding.
pub(crate) fn matters(progs: &[Prog], sizes: &[u32], i: usize) -> bool {
    is_jump(&progs[i]) || fused(progs, sizes, i).is_some()
}

fn is_jump(p: &Prog) -> bool {
    p.target().is_some() || matches!(p.inst.op, Op::JMP | Op::CALL | Op::RET | Op::DUFFCOPY | Op::DUFFZERO)
}

/// The next instruction that is not a mark.
fn next(progs: &[Prog], i: usize, skip_nops: bool) -> Option<usize> {
    let is_mark = |op| matches!(op, Op::PCDATA | Op::FUNCDATA) || skip_nops && op == Op::NOP;
    (i + 1..progs.len()).find(|&k| !is_mark(progs[k].inst.op))
}

/// The size of the comparison at `i` with the conditional jump behind it, when both fuse. Prefixes
/// written as instructions of their own belong to the comparison.
fn fused(progs: &[Prog], sizes: &[u32], i: usize) -> Option<u32> {
    let (mut i, mut size) = (i, 0);
    if matches!(progs[i].inst.op, Op::XRELEASE | Op::XACQUIRE) {
        size += sizes[i];
        i = next(progs, i, false)?;
    }
    if progs[i].inst.op == Op::LOCK {
        size += sizes[i];
        i = next(progs, i, false)?;
    }
    let kind = fusing(&progs[i])?;
    let jump = next(progs, i, true).filter(|&j| progs[j].target().is_some())?;
    fuses(kind, progs[jump].inst.op)?.then_some(size + sizes[i] + sizes[jump])
}

/// What fuses with what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fusing {
    CompareAddSub,
    TestAnd,
    IncDec,
}

fn fusing(p: &Prog) -> Option<Fusing> {
    use Op::*;
    let compare = matches!(p.inst.op, CMPB | CMPL | CMPQ | CMPW);
    let kind = match p.inst.op {
        CMPB | CMPL | CMPQ | CMPW | ADDB | ADDL | ADDW | ADDQ | SUBB | SUBL | SUBW | SUBQ => Fusing::CompareAddSub,
        TESTB | TESTL | TESTQ | TESTW | ANDB | ANDL | ANDQ | ANDW => Fusing::TestAnd,
        INCB | INCL | INCQ | INCW | DECB | DECL | DECQ | DECW => return Some(Fusing::IncDec),
        _ => return None,
    };
    let [a, b] = &p.inst.operands[..] else { return None };
    let (one, two) = if compare { (a, b) } else { (b, a) };
    let fits = match one {
        Operand::Reg(_) => matches!(two, Operand::Reg(_) | Operand::Imm(_) | Operand::Mem(_)),
        Operand::Mem(_) => matches!(two, Operand::Reg(_)),
        _ => false,
    };
    fits.then_some(kind)
}

/// Whether a conditional jump fuses; `None` for other instructions.
fn fuses(kind: Fusing, jump: Op) -> Option<bool> {
    use Op::*;
    let signs = matches!(jump, JOC | JOS | JMI | JPL | JPS | JPC);
    let carry = matches!(jump, JCS | JCC | JHI | JLS);
    let others = matches!(jump, JEQ | JNE | JLT | JGE | JLE | JGT);
    (signs || carry || others).then_some(match kind {
        Fusing::TestAnd => true,
        Fusing::CompareAddSub => !signs,
        Fusing::IncDec => others,
    })
}
