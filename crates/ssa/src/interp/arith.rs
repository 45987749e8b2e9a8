//! The values of pure operations. In: operation, payload, arguments with their types; out: results,
//! not yet cut to their types.

use super::{Failure, Outcome, fail};
use crate::{Cond, Imm, Op, Type};

/// The results of a pure operation or division.
pub fn evaluate(op: Op, imm: &Imm, types: &[Type], args: &[i64], results: &[Type]) -> Result<Vec<i64>, Outcome> {
    let ty = types.first().copied().unwrap_or(Type::I64);
    let result = results.first().copied().unwrap_or(Type::I64);
    if matches!(op, Op::SDiv | Op::UDiv | Op::SRem | Op::URem) && args[1] == 0 {
        return fail(Failure::Divide);
    }
    let one = constant(op, imm, result)
        .or_else(|| integer(op, ty, args))
        .or_else(|| shift(op, ty, args, types))
        .or_else(|| single(op, ty, args))
        .or_else(|| compare(op, imm, ty, args))
        .or_else(|| address(op, imm, args))
        .or_else(|| float(op, ty, args))
        .or_else(|| conversion(op, ty, result, args));
    let all = one.map(|n| vec![n]).or_else(|| double(op, args));
    all.ok_or_else(|| Outcome::Stuck(format!("{} is not known", op.name())))
}

/// The bits of a number as an unsigned one of its type.
fn unsigned(ty: Type, n: i64) -> u64 {
    n as u64 & (u64::MAX >> (64 - ty.bits()))
}

fn constant(op: Op, imm: &Imm, result: Type) -> Option<i64> {
    match (op, imm) {
        (Op::IConst, Imm::Int(n)) => Some(*n),
        (Op::FConst, Imm::Float(bits)) => Some(float_bits(result, f64::from_bits(*bits))),
        (Op::Nil, _) => Some(0),
        _ => None,
    }
}

fn integer(op: Op, ty: Type, args: &[i64]) -> Option<i64> {
    let &[a, b] = args else { return None };
    let (ua, ub) = (unsigned(ty, a), unsigned(ty, b));
    Some(match op {
        Op::Add => a.wrapping_add(b),
        Op::Sub => a.wrapping_sub(b),
        Op::Mul => a.wrapping_mul(b),
        Op::And => a & b,
        Op::Or => a | b,
        Op::Xor => a ^ b,
        Op::AndNot => a & !b,
        Op::SDiv => a.wrapping_div(b),
        Op::SRem => a.wrapping_rem(b),
        Op::UDiv => (ua / ub) as i64,
        Op::URem => (ua % ub) as i64,
        Op::MulHiS => ((i128::from(a) * i128::from(b)) >> ty.bits()) as i64,
        Op::MulHiU => ((u128::from(ua) * u128::from(ub)) >> ty.bits()) as i64,
        _ => return None,
    })
}

fn shift(op: Op, ty: Type, args: &[i64], types: &[Type]) -> Option<i64> {
    let &[a, count] = args else { return None };
    let (ua, bits) = (unsigned(ty, a), u64::from(ty.bits()));
    let n = unsigned(types[1], count);
    Some(match op {
        Op::Shl => {
            if n < bits {
                a << n
            } else {
                0
            }
        }
        Op::LShr => {
            if n < bits {
                (ua >> n) as i64
            } else {
                0
            }
        }
        Op::AShr => a >> n.min(bits - 1),
        Op::RotL => {
            let n = n % bits;
            ((ua << n) | ua.checked_shr((bits - n) as u32).unwrap_or(0)) as i64
        }
        _ => return None,
    })
}

fn single(op: Op, ty: Type, args: &[i64]) -> Option<i64> {
    let (&a, bits) = (args.first()?, i64::from(ty.bits()));
    let u = unsigned(ty, a);
    Some(match op {
        Op::Neg => a.wrapping_neg(),
        Op::Not => !a,
        Op::BitLen => 64 - i64::from(u.leading_zeros()),
        Op::Ctz => i64::from(u.trailing_zeros()).min(bits),
        Op::PopCnt => i64::from(u.count_ones()),
        Op::BSwap => (u.swap_bytes() >> (64 - bits)) as i64,
        Op::SExt | Op::Trunc | Op::Bitcast | Op::PtrToWord | Op::WordToPtr => a,
        Op::ZExt => u as i64,
        Op::CSel => args[if a == 1 { 1 } else { 2 }],
        _ => return None,
    })
}

fn compare(op: Op, imm: &Imm, ty: Type, args: &[i64]) -> Option<i64> {
    let (&[a, b], Imm::Cond(cond)) = (args, imm) else { return None };
    let order = match (op, cond) {
        (Op::FCmp, _) => to_float(ty, a).partial_cmp(&to_float(ty, b)),
        (Op::ICmp, Cond::Ult | Cond::Ule | Cond::Ugt | Cond::Uge) => Some(unsigned(ty, a).cmp(&unsigned(ty, b))),
        (Op::ICmp, _) => Some(a.cmp(&b)),
        _ => return None,
    };
    let holds = match cond {
        Cond::Eq => order.is_some_and(|o| o.is_eq()),
        Cond::Ne => order.is_none_or(|o| o.is_ne()),
        Cond::Lt | Cond::Ult => order.is_some_and(|o| o.is_lt()),
        Cond::Le | Cond::Ule => order.is_some_and(|o| o.is_le()),
        Cond::Gt | Cond::Ugt => order.is_some_and(|o| o.is_gt()),
        Cond::Ge | Cond::Uge => order.is_some_and(|o| o.is_ge()),
    };
    Some(i64::from(holds))
}

fn address(op: Op, imm: &Imm, args: &[i64]) -> Option<i64> {
    match (op, imm, args) {
        (Op::PtrAdd, _, &[p, n]) => Some(p.wrapping_add(n)),
        (Op::PtrAddImm, &Imm::Int(n), &[p]) => Some(p.wrapping_add(n)),
        (Op::PtrDiff, _, &[a, b]) => Some(a.wrapping_sub(b)),
        (Op::SlicePtr, _, &[p, delta, cap]) => Some(if cap == 0 { p } else { p.wrapping_add(delta) }),
        _ => None,
    }
}

fn to_float(ty: Type, bits: i64) -> f64 {
    match ty {
        Type::F32 => f64::from(f32::from_bits(bits as u32)),
        _ => f64::from_bits(bits as u64),
    }
}

fn float_bits(ty: Type, n: f64) -> i64 {
    match ty {
        Type::F32 => i64::from((n as f32).to_bits()),
        _ => n.to_bits() as i64,
    }
}

/// Sums, products, quotients and roots of `f32` may be computed in `f64` and rounded: it has more
/// than twice the bits.
fn float(op: Op, ty: Type, args: &[i64]) -> Option<i64> {
    let a = to_float(ty, *args.first()?);
    let b = args.get(1).map(|&b| to_float(ty, b));
    Some(float_bits(
        ty,
        match (op, b) {
            (Op::FAdd, Some(b)) => a + b,
            (Op::FSub, Some(b)) => a - b,
            (Op::FMul, Some(b)) => a * b,
            (Op::FDiv, Some(b)) => a / b,
            (Op::FCopySign, Some(b)) => a.copysign(b),
            (Op::FNeg, _) => -a,
            (Op::FAbs, _) => a.abs(),
            (Op::FSqrt, _) => a.sqrt(),
            _ => return None,
        },
    ))
}

fn conversion(op: Op, ty: Type, result: Type, args: &[i64]) -> Option<i64> {
    let &[a] = args else { return None };
    Some(match op {
        Op::FPromote | Op::FDemote => float_bits(result, to_float(ty, a)),
        Op::IntToF if result == Type::F32 => i64::from((a as f32).to_bits()),
        Op::IntToF => float_bits(result, a as f64),
        Op::UintToF if result == Type::F32 => i64::from((a as u64 as f32).to_bits()),
        Op::UintToF => float_bits(result, a as u64 as f64),
        // What does not fit gives the least number, as the machine's instruction does.
        Op::FToInt => {
            let (n, least) = (to_float(ty, a).trunc(), i64::MIN >> (64 - result.bits()));
            let fits = n >= least as f64 && n < -(least as f64);
            if fits { n as i64 } else { least }
        }
        _ => return None,
    })
}

/// Operations of 64-bit numbers with two results.
fn double(op: Op, args: &[i64]) -> Option<Vec<i64>> {
    let word = |n: usize| u128::from(args[n] as u64);
    let split = |n: u128| vec![n as u64 as i64, (n >> 64) as u64 as i64];
    match op {
        Op::MulWide => Some(split(word(0) * word(1)).into_iter().rev().collect()),
        Op::AddCarry => Some(split(word(0) + word(1) + word(2))),
        Op::SubBorrow => {
            let rest = word(0).wrapping_sub(word(1)).wrapping_sub(word(2));
            Some(vec![rest as u64 as i64, i64::from(rest >> 64 != 0)])
        }
        _ => None,
    }
}
