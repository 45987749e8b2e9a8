//! Tables from pc to stack depth, file, line, inlining and pcdata. In: instructions with their places. Out:
//! the tables of a function record.
//!
//! A value is recorded only at instructions that have bytes, the last one excepted; so values set by
//! several marks at one pc collapse into the last. Authority: `cmd/internal/obj/pcln.go`.

use crate::interface::{Assembled, Placed};
use crate::op::Op;
use crate::operand::{Base, Operand};
use obj::{PcTable, SymId};

/// Fills in the tables from `out.placed`; `spadj` has each instruction's effect on the stack depth.
/// Returns what is wrong with marks.
pub(crate) fn fill(out: &mut Assembled, spadj: &[i32]) -> Vec<String> {
    let mut errors = Vec::new();
    let placed = &out.placed;
    out.pcsp = sp_table(placed, spadj);
    let lines = |p: &Placed| !matches!(p.inst.op, Op::NOP) && p.inst.line.line != 0;
    out.pcfile = table(placed, |p, v| if lines(p) { p.inst.line.file as i32 } else { v });
    out.pcline = table(placed, |p, v| if lines(p) { p.inst.line.line } else { v });
    out.pcinline = table(placed, |p, _| p.inst.line.inline);
    let mut files: Vec<u32> = placed.iter().filter(|p| lines(p)).map(|p| p.inst.line.file).collect();
    files.sort_unstable();
    files.dedup();
    out.files = files;
    pcdata(out, &mut errors);
    funcdata(out, &mut errors);
    errors
}

/// The pc behind instruction `i`, or `None` for the last.
fn next_pc(placed: &[Placed], i: usize) -> Option<u32> {
    placed.get(i + 1).map(|p| p.pc)
}

/// A table whose value changes in front of instructions. The `TEXT` line, an instruction without bytes in
/// front of the others, counts only where it is alone.
fn table(placed: &[Placed], mut value: impl FnMut(&Placed, i32) -> i32) -> PcTable {
    let mut t = PcTable::new();
    let mut v = -1;
    if placed.is_empty() {
        t.set(0, v);
    }
    for (i, p) in placed.iter().enumerate() {
        v = value(p, v);
        if next_pc(placed, i) != Some(p.pc) {
            t.set(p.pc, v);
        }
    }
    t
}

/// Stack depth: an instruction's effect shows behind it.
fn sp_table(placed: &[Placed], spadj: &[i32]) -> PcTable {
    let mut t = PcTable::new();
    let mut sp = 0;
    if placed.is_empty() {
        t.set(0, sp);
    }
    for (i, p) in placed.iter().enumerate() {
        if next_pc(placed, i) != Some(p.pc) {
            t.set(p.pc, sp);
        }
        sp = i32::wrapping_add(sp, spadj[i]);
    }
    t
}

/// The tables set by `PCDATA`; those that only ever hold −1 at the end are left out.
fn pcdata(out: &mut Assembled, errors: &mut Vec<String>) {
    const MOST: i64 = 64;
    let marks = |p: &Placed| match (&p.inst.op, &p.inst.operands[..]) {
        (Op::PCDATA, [Operand::Imm(t), Operand::Imm(v)]) => Some((*t, *v)),
        _ => None,
    };
    let mut count = 0;
    for (t, v) in out.placed.iter().filter_map(marks) {
        if !(0..MOST).contains(&t) || i32::try_from(v).is_err() {
            errors.push(format!("overflow in PCDATA instruction: {t}, {v}"));
        } else if v != -1 {
            count = count.max(t + 1);
        }
    }
    for k in 0..count {
        let used = out.placed.iter().filter_map(marks).any(|(t, v)| t == k && v != -1);
        out.pcdata.push(if used { mark_table(&out.placed, k, marks) } else { PcTable::new() });
    }
}

/// One pcdata table: a mark holds from the next instruction that is no mark.
fn mark_table(placed: &[Placed], k: i64, marks: impl Fn(&Placed) -> Option<(i64, i64)>) -> PcTable {
    let mut t = PcTable::new();
    let mut v = -1;
    for (i, p) in placed.iter().enumerate() {
        if next_pc(placed, i) != Some(p.pc) {
            t.set(p.pc, v);
        }
        if let Some((t, value)) = marks(p)
            && t == k
        {
            v = value as i32;
        }
    }
    t
}

fn funcdata(out: &mut Assembled, errors: &mut Vec<String>) {
    const MOST: i64 = 64;
    for p in out.placed.iter().filter(|p| p.inst.op == Op::FUNCDATA) {
        let [Operand::Imm(k), Operand::Mem(m)] = &p.inst.operands[..] else {
            errors.push("bad FUNCDATA".to_string());
            continue;
        };
        let (Base::Symbol(sym), true) = (m.base, (0..MOST).contains(k)) else {
            errors.push("bad FUNCDATA".to_string());
            continue;
        };
        let k = *k as usize;
        if out.funcdata.len() <= k {
            out.funcdata.resize(k + 1, SymId::NONE);
        }
        if !out.funcdata[k].is_none() {
            errors.push(format!("multiple definitions for FUNCDATA ${k}"));
        }
        out.funcdata[k] = sym;
    }
}
