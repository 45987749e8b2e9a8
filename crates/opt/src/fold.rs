//! Constants and simple identities. Works on both dialects; afterwards no pure integer operation
//! has only constant arguments, branches on constants are jumps, checks that always pass are
//! gone, and multiplications and unsigned divisions by powers of two are shifts and masks. One
//! walk in reverse postorder, since definitions come before uses but for loops.

use crate::Analyses;
use ssa::builder::truncate;
use ssa::{Bounds, Cond, Effect, Func, Hint, Imm, Inst, InstId, Op, Type, ValueId, cfg};

/// What becomes of an instruction.
enum Outcome {
    Keep,
    /// Its result is this constant.
    Const(i64),
    /// Its result is this value.
    Same(ValueId),
    /// It does nothing.
    Gone,
}

/// Folds a function.
pub fn fold(func: &mut Func, cx: &mut Analyses) {
    let order = cx.cfg(func);
    let mut decided = false;
    for &b in &order.rpo {
        let insts = std::mem::take(&mut func.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len());
        for id in insts {
            resolve_args(func, id);
            rewrite(func, id, &mut out);
            match outcome(func, &func.insts[id]) {
                Outcome::Keep => out.push(id),
                Outcome::Const(n) => {
                    make_const(func, id, n);
                    out.push(id);
                }
                Outcome::Same(v) => {
                    let result = func.insts[id].results[0];
                    func.alias(result, v);
                }
                Outcome::Gone => {}
            }
        }
        func.blocks[b].insts = out;
        decided |= fold_terminator(func, b);
    }
    clean_up(func, cx, decided);
}

/// Blocks no longer reached and parameters no longer needed go.
fn clean_up(func: &mut Func, cx: &mut Analyses, edges_changed: bool) {
    if edges_changed {
        cx.edges_changed();
    }
    let cfg = cx.cfg(func);
    cfg::remove_unreachable(func, &cfg);
    ssa::builder::remove_redundant_params(func, &cfg);
    func.resolve_aliases();
}

fn resolve_args(func: &mut Func, id: InstId) {
    for n in 0..func.insts[id].args.len() {
        func.insts[id].args[n] = func.resolve(func.insts[id].args[n]);
    }
}

fn make_const(func: &mut Func, id: InstId, n: i64) {
    let ty = func.ty(func.insts[id].results[0]);
    let inst = &mut func.insts[id];
    inst.args.clear();
    (inst.op, inst.imm) = match ty {
        Type::Ptr => (Op::Nil, Imm::None),
        _ => (Op::IConst, Imm::Int(truncate(ty, n))),
    };
}

/// The bits of a constant as an unsigned number of its type.
fn unsigned(ty: Type, n: i64) -> u64 {
    n as u64 & (u64::MAX >> (64 - ty.bits()))
}

fn outcome(func: &Func, inst: &Inst) -> Outcome {
    let constant = |n: usize| inst.args.get(n).and_then(|&a| func.const_int(a));
    let ty = inst.args.first().map_or(Type::I64, |&a| func.ty(a));
    match inst.op {
        Op::NilCheck if never_nil(func, inst.args[0]) => return Outcome::Gone,
        Op::DivCheck if constant(0).is_some_and(|n| n != 0) => return Outcome::Gone,
        Op::ShiftCheck if constant(0).is_some_and(|n| n >= 0) => return Outcome::Gone,
        Op::Bounds => return if bounds_pass(func, inst) { Outcome::Gone } else { Outcome::Keep },
        // Divisions may fault, but not by a constant.
        Op::SDiv | Op::UDiv | Op::SRem | Op::URem => {}
        _ if inst.op.info().effect != Effect::Pure || inst.results.len() != 1 => return Outcome::Keep,
        _ => {}
    }
    let result = func.ty(inst.results[0]);
    if let Some(n) = evaluate(inst, ty, result, constant(0), constant(1)) {
        return Outcome::Const(n);
    }
    identity(func, inst, constant(1))
}

fn never_nil(func: &Func, v: ValueId) -> bool {
    use Op::*;
    func.def(v).is_some_and(|d| {
        matches!(d.op, SymAddr | SlotAddr | AllocNew | AllocArray | AllocClosure | AllocMap | AllocChan | GetG | ArgPtr)
    })
}

fn bounds_pass(func: &Func, inst: &Inst) -> bool {
    let Imm::Bounds(kind) = inst.imm else { return false };
    let (index, limit) = (inst.args[0], inst.args[1]);
    let inclusive = !matches!(kind, Bounds::Index | Bounds::IndexU);
    if inclusive && index == limit {
        return true;
    }
    match (func.const_int(index), func.const_int(limit)) {
        (Some(i), Some(l)) if inclusive => (i as u64) <= l as u64,
        (Some(i), Some(l)) => (i as u64) < l as u64,
        // Zero is within every length that is no constant.
        (Some(0), None) => inclusive,
        _ => false,
    }
}

fn evaluate(inst: &Inst, ty: Type, result: Type, a: Option<i64>, b: Option<i64>) -> Option<i64> {
    let a = a?;
    let one = match inst.op {
        Op::Neg => Some(a.wrapping_neg()),
        Op::Not => Some(!a),
        Op::SExt | Op::Trunc => Some(a),
        Op::ZExt => Some(unsigned(ty, a) as i64),
        Op::Bitcast if ty.is_int() && result.is_int() => Some(a),
        Op::BitLen => Some(64 - i64::from(unsigned(ty, a).leading_zeros())),
        Op::Ctz => Some(i64::from(unsigned(ty, a).trailing_zeros().min(ty.bits()))),
        _ => None,
    };
    if one.is_some() {
        return one;
    }
    let b = b?;
    let (ua, ub) = (unsigned(ty, a), unsigned(ty, b));
    Some(match inst.op {
        Op::Add => a.wrapping_add(b),
        Op::Sub => a.wrapping_sub(b),
        Op::Mul => a.wrapping_mul(b),
        Op::And => a & b,
        Op::Or => a | b,
        Op::Xor => a ^ b,
        Op::AndNot => a & !b,
        Op::SDiv if b != 0 => a.wrapping_div(b),
        Op::SRem if b != 0 => a.wrapping_rem(b),
        Op::UDiv if b != 0 => (ua / ub) as i64,
        Op::URem if b != 0 => (ua % ub) as i64,
        // Counts are unsigned; a negative constant is a huge one.
        Op::Shl => u32::try_from(b).ok().filter(|&n| n < ty.bits()).map_or(0, |n| a << n),
        Op::LShr => u32::try_from(b).ok().filter(|&n| n < ty.bits()).map_or(0, |n| (ua >> n) as i64),
        Op::AShr => a >> u32::try_from(b).map_or(63, |n| n.min(63)),
        Op::ICmp => match inst.imm {
            Imm::Cond(c) => i64::from(compare(c, a, b, ua, ub)),
            _ => return None,
        },
        _ => return None,
    })
}

fn compare(c: Cond, a: i64, b: i64, ua: u64, ub: u64) -> bool {
    match c {
        Cond::Eq => a == b,
        Cond::Ne => a != b,
        Cond::Lt => a < b,
        Cond::Le => a <= b,
        Cond::Gt => a > b,
        Cond::Ge => a >= b,
        Cond::Ult => ua < ub,
        Cond::Ule => ua <= ub,
        Cond::Ugt => ua > ub,
        Cond::Uge => ua >= ub,
    }
}

fn identity(func: &Func, inst: &Inst, b: Option<i64>) -> Outcome {
    let same_args = inst.args.len() == 2 && inst.args[0] == inst.args[1];
    match (inst.op, b) {
        (Op::Add | Op::Sub | Op::Or | Op::Xor | Op::AndNot | Op::Shl | Op::LShr | Op::AShr | Op::PtrAdd, Some(0)) => {
            Outcome::Same(inst.args[0])
        }
        (Op::Mul | Op::SDiv | Op::UDiv, Some(1)) => Outcome::Same(inst.args[0]),
        (Op::And, Some(-1)) => Outcome::Same(inst.args[0]),
        (Op::And | Op::Mul, Some(0)) => Outcome::Const(0),
        (Op::SRem | Op::URem, Some(1)) => Outcome::Const(0),
        (Op::Sub, _) if added(func, inst).is_some() => added(func, inst).map_or(Outcome::Keep, Outcome::Same),
        (Op::Sub | Op::Xor, _) if same_args => Outcome::Const(0),
        (Op::And | Op::Or, _) if same_args => Outcome::Same(inst.args[0]),
        (Op::PtrAddImm, _) if inst.imm == Imm::Int(0) => Outcome::Same(inst.args[0]),
        (Op::SlicePtr, Some(0)) => Outcome::Same(inst.args[0]),
        (Op::CSel, _) => match func.const_int(inst.args[0]) {
            Some(0) => Outcome::Same(inst.args[2]),
            Some(_) => Outcome::Same(inst.args[1]),
            None if inst.args[1] == inst.args[2] => Outcome::Same(inst.args[1]),
            None => Outcome::Keep,
        },
        _ => Outcome::Keep,
    }
}

/// What was added to the number that is subtracted again, as in the length of `s[i : i+4]`.
fn added(func: &Func, inst: &Inst) -> Option<ValueId> {
    let sum = func.def(inst.args[0]).filter(|d| d.op == Op::Add)?;
    let [a, b] = [0, 1].map(|n| func.resolve(sum.args[n]));
    match func.resolve(inst.args[1]) {
        taken if taken == a => Some(b),
        taken if taken == b => Some(a),
        _ => None,
    }
}

/// Rewrites to cheaper operations; new constants go to `out`.
fn rewrite(func: &mut Func, id: InstId, out: &mut Vec<InstId>) {
    if func.insts[id].op.is_commutative() && func.insts[id].args.len() == 2 {
        let (a, b) = (func.insts[id].args[0], func.insts[id].args[1]);
        if func.const_int(a).is_some() && func.const_int(b).is_none() {
            func.insts[id].args.swap(0, 1);
        }
    }
    if shift_as(func, id) || join_offsets(func, id) || join_sums(func, id, out) || float_powers(func, id, out) {
        return;
    }
    let inst = &func.insts[id];
    let Some(n) = inst.args.get(1).and_then(|&b| func.const_int(b)) else { return };
    if inst.op == Op::Xor && n == 1 && negate(func, id) {
        return;
    }
    let inst = &func.insts[id];
    let ty = func.ty(inst.args[0]);
    let pos = inst.pos;
    let power = |n: u64| n.is_power_of_two().then(|| i64::from(n.trailing_zeros()));
    let (op, imm, arg) = match inst.op {
        Op::PtrAdd => {
            let inst = &mut func.insts[id];
            inst.args.truncate(1);
            (inst.op, inst.imm) = (Op::PtrAddImm, Imm::Int(n));
            return;
        }
        // Sums are what other passes know.
        Op::Sub if n != i64::MIN && n != 0 => (Op::Add, Imm::None, n.wrapping_neg()),
        Op::Mul if n > 1 => match power(n as u64) {
            Some(k) => (Op::Shl, Imm::Int(1), k),
            None => return,
        },
        Op::UDiv if unsigned(ty, n) > 1 => match power(unsigned(ty, n)) {
            Some(k) => (Op::LShr, Imm::Int(1), k),
            None => return,
        },
        Op::URem if unsigned(ty, n) > 1 && power(unsigned(ty, n)).is_some() => (Op::And, Imm::None, n.wrapping_sub(1)),
        _ => return,
    };
    let c = func.add_inst(Op::IConst, Imm::Int(truncate(ty, arg)), &[], &[ty], pos);
    out.push(c);
    let value = func.insts[c].results[0];
    let inst = &mut func.insts[id];
    (inst.op, inst.imm) = (op, imm);
    inst.args[1] = value;
}

/// A number taken for one of another type of the same size, shifted and taken back, is shifted as it is.
fn shift_as(func: &mut Func, id: InstId) -> bool {
    let inst = &func.insts[id];
    let (Op::Bitcast, &[shifted]) = (inst.op, &inst.args[..]) else { return false };
    let Some(shift) = func.def(shifted).filter(|d| d.op == Op::Shl) else { return false };
    let Some(cast) = func.def(shift.args[0]).filter(|d| d.op == Op::Bitcast) else { return false };
    if func.ty(cast.args[0]) != func.ty(inst.results[0]) {
        return false;
    }
    let (imm, args) = (shift.imm.clone(), [func.resolve(cast.args[0]), func.resolve(shift.args[1])]);
    let inst = &mut func.insts[id];
    (inst.op, inst.imm, inst.args) = (Op::Shl, imm, args.into_iter().collect());
    true
}

/// Constants added to an address one after the other become one.
fn join_offsets(func: &mut Func, id: InstId) -> bool {
    let inst = &func.insts[id];
    let (Op::PtrAddImm, &Imm::Int(n)) = (inst.op, &inst.imm) else { return false };
    let Some(Inst { op: Op::PtrAddImm, imm: Imm::Int(m), args, .. }) = func.def(inst.args[0]) else { return false };
    let (Some(sum), base) = (n.checked_add(*m), func.resolve(args[0])) else { return false };
    let inst = &mut func.insts[id];
    inst.imm = Imm::Int(sum);
    inst.args[0] = base;
    true
}

/// Constants added to a number one after the other become one; sums wrap around, so their order does not matter.
fn join_sums(func: &mut Func, id: InstId, out: &mut Vec<InstId>) -> bool {
    let inst = &func.insts[id];
    let Some((first, n)) = constant_sum(func, inst) else { return false };
    let Some((base, m)) = func.def(first).and_then(|inner| constant_sum(func, inner)) else { return false };
    let (pos, ty) = (inst.pos, func.ty(first));
    let c = func.add_inst(Op::IConst, Imm::Int(truncate(ty, n.wrapping_add(m))), &[], &[ty], pos);
    out.push(c);
    let (base, sum) = (func.resolve(base), func.insts[c].results[0]);
    let inst = &mut func.insts[id];
    (inst.op, inst.args[0], inst.args[1]) = (Op::Add, base, sum);
    true
}

/// What a constant is added to, and that constant.
fn constant_sum(func: &Func, inst: &Inst) -> Option<(ValueId, i64)> {
    let n = func.const_int(*inst.args.get(1)?)?;
    match inst.op {
        Op::Add => Some((inst.args[0], n)),
        Op::Sub => Some((inst.args[0], n.wrapping_neg())),
        _ => None,
    }
}

/// Twice a float is a sum, and its quotient by a power of two the product with the reciprocal, as long as that is exact.
fn float_powers(func: &mut Func, id: InstId, out: &mut Vec<InstId>) -> bool {
    let inst = &func.insts[id];
    let constant = |v| match func.def(v) {
        Some(Inst { op: Op::FConst, imm: Imm::Float(bits), .. }) => Some(f64::from_bits(*bits)),
        _ => None,
    };
    let arg = |n: usize| inst.args.get(n).copied();
    match (inst.op, arg(0), arg(1)) {
        (Op::FMul, Some(a), Some(b)) => {
            let twice = if constant(b) == Some(2.0) { a } else { b };
            if constant(a) != Some(2.0) && constant(b) != Some(2.0) {
                return false;
            }
            let inst = &mut func.insts[id];
            (inst.op, inst.args[0], inst.args[1]) = (Op::FAdd, twice, twice);
            true
        }
        (Op::FDiv, Some(a), Some(b)) => {
            let ty = func.ty(a);
            let Some(reciprocal) = constant(b).and_then(|by| exact_reciprocal(ty, by)) else { return false };
            let pos = inst.pos;
            let c = func.add_inst(Op::FConst, Imm::Float(reciprocal.to_bits()), &[], &[ty], pos);
            out.push(c);
            let value = func.insts[c].results[0];
            let inst = &mut func.insts[id];
            (inst.op, inst.args[1]) = (Op::FMul, value);
            true
        }
        _ => false,
    }
}

/// The reciprocal of a power of two if both are normal numbers of the type.
fn exact_reciprocal(ty: Type, by: f64) -> Option<f64> {
    let is_power = by.to_bits() & ((1 << 52) - 1) == 0;
    let normal = |x: f64| if ty == Type::F64 { x.is_normal() } else { (x as f32).is_normal() };
    (is_power && normal(by) && normal(1.0 / by)).then_some(1.0 / by)
}

/// The opposite of a comparison is a comparison.
fn negate(func: &mut Func, id: InstId) -> bool {
    let Some(cmp) = func.def(func.insts[id].args[0]) else { return false };
    let cond = match (cmp.op, &cmp.imm) {
        (Op::ICmp, &Imm::Cond(c)) => c.negate(),
        // Others are all false for what is not a number.
        (Op::FCmp, &Imm::Cond(c @ (Cond::Eq | Cond::Ne))) => c.negate(),
        _ => return false,
    };
    let (op, args) = (cmp.op, cmp.args.clone());
    let inst = &mut func.insts[id];
    (inst.op, inst.imm, inst.args) = (op, Imm::Cond(cond), args);
    true
}

/// A branch on the opposite of a value goes the other way; whether this one does.
fn turn_branch(func: &mut Func, last: InstId) -> bool {
    let mut turned = false;
    while func.insts[last].op == Op::Br {
        let flipped =
            func.def(func.insts[last].args[0]).filter(|d| d.op == Op::Xor && func.const_int(d.args[1]) == Some(1));
        let Some(value) = flipped.map(|d| func.resolve(d.args[0])) else { break };
        let inst = &mut func.insts[last];
        inst.args[0] = value;
        inst.targets.swap(0, 1);
        inst.imm = Imm::Hint(match inst.imm {
            Imm::Hint(Hint::First) => Hint::Second,
            Imm::Hint(Hint::Second) => Hint::First,
            _ => Hint::None,
        });
        turned = true;
    }
    turned
}

/// Takes away what constant conditions make unreachable, and nothing else.
pub(crate) fn prune(func: &mut Func, cx: &mut Analyses) {
    let mut decided = false;
    for i in 0..func.order.len() {
        let b = func.order[i];
        decided |= fold_terminator(func, b);
    }
    clean_up(func, cx, decided);
}

/// Says whether edges have changed, in number or order.
fn fold_terminator(func: &mut Func, b: ssa::BlockId) -> bool {
    let Some(&last) = func.blocks[b].insts.last() else { return false };
    let turned = turn_branch(func, last);
    let inst = &func.insts[last];
    let taken = match (inst.op, &inst.imm) {
        (Op::Br, _) => match func.const_int(inst.args[0]) {
            Some(n) => usize::from(n == 0),
            None => return turned,
        },
        (Op::Switch, Imm::Cases(cases)) => match func.const_int(inst.args[0]) {
            Some(n) => cases.iter().position(|&c| c == n).unwrap_or(cases.len()),
            None => return turned,
        },
        _ => return turned,
    };
    let inst = &mut func.insts[last];
    let target = inst.targets[taken].clone();
    (inst.op, inst.imm) = (Op::Jump, Imm::None);
    inst.args.clear();
    inst.targets = vec![target];
    true
}
