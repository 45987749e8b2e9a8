//! Unary and binary operations and shifts. Operands of different kinds are first made alike:
//! small integer, large integer, fraction, floating point, complex, in this order.

use crate::value::{Kind, Value};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// Untyped integer constants may have this many bits.
pub const MAX_INT_BITS: u64 = 512;
/// The largest shift count of constants: enough to write the smallest subnormal.
pub const MAX_SHIFT: u64 = 1023 - 1 + 52;

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnOp {
    /// `+x`
    Plus,
    /// `-x`
    Neg,
    /// `^x`
    Not,
    /// `!x`
    LNot,
}

/// Binary operators but shifts and comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`; of integers the exact fraction
    Quo,
    /// `/` of integers, truncated
    IntQuo,
    /// `%`
    Rem,
    /// `&`
    And,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `&^`
    AndNot,
    /// `&&`
    LAnd,
    /// `||`
    LOr,
}

impl Value {
    /// `op self`. For `^` of an unsigned type of `unsigned_bits` bits the result is cut to
    /// them; 0 otherwise.
    #[must_use]
    pub fn unary(&self, op: UnOp, unsigned_bits: u32) -> Value {
        match (op, self) {
            (UnOp::Plus, Value::Bool(_) | Value::String(_)) => Value::Unknown,
            (UnOp::Plus, x) => x.clone(),
            (UnOp::LNot, Value::Bool(b)) => Value::Bool(!b),
            (UnOp::Not, Value::Int(_) | Value::Big(_)) => self.complement(unsigned_bits),
            (UnOp::Neg, x) => x.negated(),
            _ => Value::Unknown,
        }
    }

    fn complement(&self, unsigned_bits: u32) -> Value {
        match (self, unsigned_bits) {
            (Value::Int(x), 0) => Value::Int(!x),
            (x, bits) => {
                let flipped = !x.as_big().map(|b| b.into_owned()).unwrap_or_default();
                let mask = (BigInt::from(1) << bits) - 1;
                Value::big(if bits > 0 { flipped & mask } else { flipped })
            }
        }
    }

    fn negated(&self) -> Value {
        match self {
            Value::Int(x) => x.checked_neg().map_or_else(|| Value::big(-BigInt::from(*x)), Value::Int),
            Value::Big(x) => Value::big(-(**x).clone()),
            Value::Ratio(x) => Value::ratio(-(**x).clone()),
            Value::Float(x) => Value::float(x.neg()),
            Value::Complex(c) => Value::complex(c.0.negated(), c.1.negated()),
            _ => Value::Unknown,
        }
    }

    /// `self op other`; unknown where that has no value or the kinds do not fit.
    #[must_use]
    pub fn binary(&self, op: BinOp, other: &Value) -> Value {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => match op {
                BinOp::LAnd => Value::Bool(*a && *b),
                BinOp::LOr => Value::Bool(*a || *b),
                _ => Value::Unknown,
            },
            (Value::String(a), Value::String(b)) if op == BinOp::Add => Value::String(a.concat(b)),
            (Value::Int(a), Value::Int(b)) => small_ints(*a, op, *b),
            (Value::Complex(_), _) | (_, Value::Complex(_)) => complexes(self, op, other),
            (Value::Float(_), _) | (_, Value::Float(_)) => floats(self, op, other),
            (Value::Ratio(_), _) | (_, Value::Ratio(_)) => ratios(self, op, other),
            _ => big_ints(self, op, other),
        }
    }

    /// `self << count`, of integers.
    #[must_use]
    pub fn shl(&self, count: u32) -> Value {
        match self {
            Value::Int(x) if count < 64 && (*x << count) >> count == *x => Value::Int(x << count),
            Value::Int(_) | Value::Big(_) => {
                self.as_big().map_or(Value::Unknown, |x| Value::big(x.into_owned() << count))
            }
            _ => Value::Unknown,
        }
    }

    /// `self >> count`, of integers; towards minus infinity.
    #[must_use]
    pub fn shr(&self, count: u32) -> Value {
        match self {
            Value::Int(x) => Value::Int(x >> count.min(63)),
            Value::Big(x) => Value::big(&**x >> count),
            _ => Value::Unknown,
        }
    }
}

fn small_ints(a: i64, op: BinOp, b: i64) -> Value {
    let fits = match op {
        BinOp::Add => a.checked_add(b),
        BinOp::Sub => a.checked_sub(b),
        BinOp::Mul => a.checked_mul(b),
        BinOp::IntQuo => a.checked_div(b),
        BinOp::Rem if b == -1 => Some(0),
        BinOp::Rem => a.checked_rem(b),
        BinOp::And => Some(a & b),
        BinOp::Or => Some(a | b),
        BinOp::Xor => Some(a ^ b),
        BinOp::AndNot => Some(a & !b),
        BinOp::Quo | BinOp::LAnd | BinOp::LOr => None,
    };
    fits.map_or_else(|| big_ints(&Value::Int(a), op, &Value::Int(b)), Value::Int)
}

fn big_ints(x: &Value, op: BinOp, y: &Value) -> Value {
    let (Some(a), Some(b)) = (x.as_big(), y.as_big()) else { return Value::Unknown };
    let (a, b) = (&*a, &*b);
    if b.is_zero() && matches!(op, BinOp::Quo | BinOp::IntQuo | BinOp::Rem) {
        return Value::Unknown;
    }
    Value::big(match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mul => a * b,
        BinOp::Quo => return Value::ratio(BigRational::new(a.clone(), b.clone())),
        BinOp::IntQuo => a / b,
        BinOp::Rem => a % b,
        BinOp::And => a & b,
        BinOp::Or => a | b,
        BinOp::Xor => a ^ b,
        BinOp::AndNot => a & !b.clone(),
        BinOp::LAnd | BinOp::LOr => return Value::Unknown,
    })
}

fn ratios(x: &Value, op: BinOp, y: &Value) -> Value {
    let (Some(a), Some(b)) = (x.as_ratio(), y.as_ratio()) else { return Value::Unknown };
    let (a, b) = (&*a, &*b);
    Value::ratio(match op {
        BinOp::Add => a + b,
        BinOp::Sub => a - b,
        BinOp::Mul => a * b,
        BinOp::Quo if !b.is_zero() => a / b,
        _ => return Value::Unknown,
    })
}

fn floats(x: &Value, op: BinOp, y: &Value) -> Value {
    let (Some(a), Some(b)) = (x.as_big_float(), y.as_big_float()) else { return Value::Unknown };
    let result = match op {
        BinOp::Add => a.add(&b),
        BinOp::Sub => a.sub(&b),
        BinOp::Mul => a.mul(&b),
        BinOp::Quo => a.quo(&b),
        _ => None,
    };
    result.map_or(Value::Unknown, Value::float)
}

fn complexes(x: &Value, op: BinOp, y: &Value) -> Value {
    use BinOp::{Add, Mul, Quo, Sub};
    if x.to_complex().kind() != Kind::Complex || y.to_complex().kind() != Kind::Complex {
        return Value::Unknown;
    }
    let (a, b, c, d) = (x.real(), x.imag(), y.real(), y.imag());
    match op {
        Add | Sub => Value::complex(a.binary(op, &c), b.binary(op, &d)),
        Mul | Quo => {
            let (ac, bd) = (a.binary(Mul, &c), b.binary(Mul, &d));
            let (bc, ad) = (b.binary(Mul, &c), a.binary(Mul, &d));
            if op == Mul {
                return Value::complex(ac.binary(Sub, &bd), bc.binary(Add, &ad));
            }
            let s = c.binary(Mul, &c).binary(Add, &d.binary(Mul, &d));
            let re = ac.binary(Add, &bd).binary(Quo, &s);
            Value::complex(re, bc.binary(Sub, &ad).binary(Quo, &s))
        }
        _ => Value::Unknown,
    }
}
