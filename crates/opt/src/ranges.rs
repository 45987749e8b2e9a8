//! Two comparisons of a number with constants become one. Requires dialect Lowered, constants folded and facts used
//! ([`prove`](crate::prove), which reads single comparisons). In: `if lo <= x && x <= hi`, as a branch behind a
//! branch that both go to the same place where the number is outside; out: one branch on `x - lo <= hi - lo`, unsigned.

use crate::Analyses;
use ssa::builder::truncate;
use ssa::cfg;
use ssa::{BlockId, Cond, Func, Hint, Imm, Inst, Op, Target, Type, ValueId};

/// Joins comparisons.
pub fn ranges(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let cfg = cx.cfg(func);
    let mut changed = false;
    // Later tests are joined before earlier ones look at them.
    for &b in cfg.rpo.iter().rev() {
        if let Some(join) = joinable(func, b, &|b| cfg.preds[b].len() == 1) {
            apply(func, b, join);
            changed = true;
        }
    }
    if changed {
        cx.edges_changed();
        let cfg = cx.cfg(func);
        cfg::remove_unreachable(func, &cfg);
    }
}

/// A number that is in an interval where a branch goes one of its ways.
struct Test {
    x: ValueId,
    is_signed: bool,
    low: i128,
    high: i128,
}

/// A branch on the outcome of two tests.
struct Join {
    test: Test,
    /// The block of the second test.
    second: BlockId,
    inside: Target,
    outside: Target,
    hint: Hint,
}

/// The least and the greatest number of a type.
fn limits(ty: Type, is_signed: bool) -> (i128, i128) {
    let bits = ty.bits();
    if is_signed { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) }
}

/// What a condition that holds, or does not, says of a number.
fn test(func: &Func, cond: ValueId, holds: bool) -> Option<Test> {
    let Inst { op: Op::ICmp, imm: Imm::Cond(c), args, .. } = func.def(cond)? else { return None };
    let (x, n) = (func.resolve(args[0]), func.const_int(args[1])?);
    let ty = func.ty(x);
    let c = if holds { *c } else { c.negate() };
    let is_signed = matches!(c, Cond::Lt | Cond::Le | Cond::Gt | Cond::Ge);
    if !ty.is_int() || matches!(c, Cond::Eq | Cond::Ne) || func.const_int(x).is_some() {
        return None;
    }
    let (min, max) = limits(ty, is_signed);
    let n = if is_signed { i128::from(n) } else { i128::from(n as u64) & max };
    let (low, high) = match c {
        Cond::Lt | Cond::Ult => (min, n - 1),
        Cond::Le | Cond::Ule => (min, n),
        Cond::Gt | Cond::Ugt => (n + 1, max),
        _ => (n, max),
    };
    Some(Test { x, is_signed, low, high })
}

/// Whether a branch says that it rarely goes to its n-th target.
fn is_rare(inst: &Inst, n: usize) -> bool {
    matches!((&inst.imm, n), (Imm::Hint(Hint::First), 1) | (Imm::Hint(Hint::Second), 0))
}

fn joinable(func: &Func, b: BlockId, is_only_way: &dyn Fn(BlockId) -> bool) -> Option<Join> {
    let first = func.terminator(b);
    if first.op != Op::Br {
        return None;
    }
    for stays in 0..2 {
        let (on, out) = (&first.targets[stays], &first.targets[1 - stays]);
        let second = on.block;
        if second == out.block || !is_only_way(second) || !func.blocks[second].params.is_empty() {
            continue;
        }
        let then = func.terminator(second);
        if then.op != Op::Br || !only_compares(func, second) {
            continue;
        }
        let Some(a) = test(func, first.args[0], stays == 0) else { continue };
        for (n, way) in then.targets.iter().enumerate() {
            if *way != *out || then.targets[1 - n].block == second {
                continue;
            }
            let Some(b) = test(func, then.args[0], n == 1) else { continue };
            let hint = if is_rare(first, 1 - stays) || is_rare(then, n) { Hint::First } else { Hint::None };
            let (inside, outside) = (then.targets[1 - n].clone(), out.clone());
            if let Some(test) = both(func, &a, &b) {
                return Some(Join { test, second, inside, outside, hint });
            }
        }
    }
    None
}

/// Whether a block has nothing but constants and comparisons before its branch.
fn only_compares(func: &Func, b: BlockId) -> bool {
    let (_, insts) = func.blocks[b].insts.split_last().expect("a block has a terminator");
    insts.iter().all(|&i| matches!(func.insts[i].op, Op::IConst | Op::ICmp))
}

/// The interval of numbers that pass both tests, if it has two ends and something between.
fn both(func: &Func, a: &Test, b: &Test) -> Option<Test> {
    let (low, high) = (a.low.max(b.low), a.high.min(b.high));
    let (min, max) = limits(func.ty(a.x), a.is_signed);
    let proper = a.x == b.x && a.is_signed == b.is_signed && min < low && low <= high && high < max;
    proper.then_some(Test { x: a.x, is_signed: a.is_signed, low, high })
}

/// Puts one branch in the place of both; what the second block computed may be used behind it.
fn apply(func: &mut Func, b: BlockId, join: Join) {
    let Join { test, second, inside, outside, hint } = join;
    let (ty, pos) = (func.ty(test.x), func.terminator(b).pos);
    func.blocks[b].insts.pop();
    let mut moved = func.blocks[second].insts.clone();
    moved.pop();
    func.blocks[b].insts.extend(moved);
    let constants = [test.low.wrapping_neg(), test.high - test.low];
    let mut append = |op, imm, args: &[ValueId], ty| {
        let id = func.add_inst(op, imm, args, &[ty], pos);
        func.blocks[b].insts.push(id);
        func.insts[id].results[0]
    };
    let [down, width] = constants.map(|n| append(Op::IConst, Imm::Int(truncate(ty, n as i64)), &[], ty));
    let from_low = append(Op::Add, Imm::None, &[test.x, down], ty);
    let is_inside = append(Op::ICmp, Imm::Cond(Cond::Ule), &[from_low, width], Type::I8);
    let branch = func.add_inst(Op::Br, Imm::Hint(hint), &[is_inside], &[], pos);
    func.insts[branch].targets = vec![inside, outside];
    func.blocks[b].insts.push(branch);
}
