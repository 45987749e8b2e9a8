//! Binary floating point with 512 bits of mantissa, rounded to nearest even: the numbers used
//! where fractions would grow too large. A value is `±mantissa · 2^exponent`; the mantissa of
//! anything but zero has exactly 512 bits' worth of significance at most and is odd-free of
//! trailing zeros, so that equal numbers are equal data. Exponents (of a mantissa in [0.5, 1))
//! are limited to 32 bits as in `math/big`: beyond there is no value, below there is zero.

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use std::cmp::Ordering;

/// Bits of mantissa.
pub(crate) const PREC: u64 = 512;
const MAX_EXP: i64 = i32::MAX as i64;
const MIN_EXP: i64 = i32::MIN as i64;

/// A real number with 512 bits of precision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BigFloat {
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
}

impl BigFloat {
    /// Zero.
    pub fn zero() -> Self {
        BigFloat { negative: false, mantissa: BigUint::zero(), exponent: 0 }
    }
    /// `±mantissa · 2^exponent`, rounded; `None` where that is out of range.
    pub fn new(negative: bool, mantissa: BigUint, exponent: i64) -> Option<Self> {
        Self::rounded(negative, mantissa, exponent, false, PREC)
    }
    /// The parts: sign, mantissa, exponent.
    pub fn parts(&self) -> (bool, &BigUint, i64) {
        (self.negative, &self.mantissa, self.exponent)
    }
    /// Rounds to `prec` bits; `sticky` says that something non-zero lies below the mantissa.
    fn rounded(negative: bool, mantissa: BigUint, exponent: i64, sticky: bool, prec: u64) -> Option<Self> {
        let (mut m, mut e) = (mantissa, exponent);
        let bits = m.bits();
        if bits > prec {
            let drop = bits - prec;
            m = round_shift(&m, drop, sticky);
            e += drop as i64;
        }
        match m.trailing_zeros() {
            None => return Some(Self::zero()),
            Some(0) => {}
            Some(n) => {
                m >>= n;
                e += n as i64;
            }
        }
        match e + m.bits() as i64 {
            top if top > MAX_EXP => None,
            top if top < MIN_EXP => Some(Self::zero()),
            _ => Some(BigFloat { negative, mantissa: m, exponent: e }),
        }
    }
    /// An integer.
    pub fn from_int(x: &BigInt) -> Option<Self> {
        Self::new(x.sign() == Sign::Minus, x.magnitude().clone(), 0)
    }
    /// A fraction.
    pub fn from_ratio(x: &BigRational) -> Option<Self> {
        let negative = x.numer().sign() == Sign::Minus;
        Self::quotient(negative, x.numer().magnitude(), x.denom().magnitude(), 0)
    }
    /// `a / b · 2^e`.
    fn quotient(negative: bool, a: &BigUint, b: &BigUint, e: i64) -> Option<Self> {
        if b.is_zero() {
            return None;
        }
        let want = (PREC + 2 + b.bits()).saturating_sub(a.bits());
        let (q, r) = (a << want).div_rem(b);
        // A remainder counts as one more bit below: round-to-even must see it.
        let (q, e) = ((q << 1u32) | BigUint::from(u8::from(!r.is_zero())), e - 1);
        Self::new(negative, q, e - want as i64)
    }
    /// `digits · 10^exp10`, computed with spare bits.
    pub(crate) fn from_decimal(digits: BigUint, exp10: i64) -> Option<Self> {
        if digits.is_zero() {
            return Some(Self::zero());
        }
        let Some(five) = pow5(exp10.unsigned_abs()) else {
            return (exp10 < 0).then(Self::zero);
        };
        if exp10 >= 0 {
            return Self::new(false, digits * five.0, exp10.checked_add(five.1)?);
        }
        Self::quotient(false, &digits, &five.0, exp10.checked_sub(five.1)?)
    }

    /// −1, 0 or 1.
    pub fn sign(&self) -> i32 {
        match (self.mantissa.is_zero(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
    /// The exponent for a mantissa in [0.5, 1); 0 for zero.
    pub fn top_exponent(&self) -> i64 {
        if self.mantissa.is_zero() { 0 } else { self.exponent + self.mantissa.bits() as i64 }
    }
    /// Whether this is a whole number.
    pub fn is_int(&self) -> bool {
        self.exponent >= 0
    }
    /// The negated number.
    #[must_use]
    pub fn neg(&self) -> Self {
        BigFloat { negative: !self.negative && !self.mantissa.is_zero(), ..self.clone() }
    }
    /// Sum.
    pub fn add(&self, y: &Self) -> Option<Self> {
        if self.mantissa.is_zero() {
            return Some(y.clone());
        }
        if y.mantissa.is_zero() {
            return Some(self.clone());
        }
        let (hi, lo) = if self.top_exponent() >= y.top_exponent() { (self, y) } else { (y, self) };
        // Where the smaller one lies wholly below the rounding bit, any tiny number does as well.
        let floor = hi.top_exponent() - 2 * PREC as i64;
        let tiny;
        let lo = if lo.top_exponent() < floor {
            tiny = BigFloat { negative: lo.negative, mantissa: BigUint::one(), exponent: floor };
            &tiny
        } else {
            lo
        };
        let e = hi.exponent.min(lo.exponent);
        let sum = hi.signed_at(e) + lo.signed_at(e);
        Self::new(sum.sign() == Sign::Minus, sum.magnitude().clone(), e)
    }
    fn signed_at(&self, e: i64) -> BigInt {
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, &self.mantissa << (self.exponent - e) as u64)
    }
    /// Difference.
    pub fn sub(&self, y: &Self) -> Option<Self> {
        self.add(&y.neg())
    }
    /// Product.
    pub fn mul(&self, y: &Self) -> Option<Self> {
        Self::new(self.negative != y.negative, &self.mantissa * &y.mantissa, self.exponent + y.exponent)
    }
    /// Quotient; `None` for a zero divisor.
    pub fn quo(&self, y: &Self) -> Option<Self> {
        Self::quotient(self.negative != y.negative, &self.mantissa, &y.mantissa, self.exponent - y.exponent)
    }
    /// Order of the numbers.
    pub fn compare(&self, y: &Self) -> Ordering {
        self.sign().cmp(&y.sign()).then_with(|| {
            let top = self.top_exponent().cmp(&y.top_exponent());
            let magnitude = top.then_with(|| {
                let e = self.exponent.min(y.exponent);
                (&self.mantissa << (self.exponent - e) as u64).cmp(&(&y.mantissa << (y.exponent - e) as u64))
            });
            if self.negative { magnitude.reverse() } else { magnitude }
        })
    }
    /// The integer this is, or is but for its last four bits; `None` otherwise and where it
    /// has `limit` bits or more.
    pub(crate) fn to_near_int(&self, limit: u64) -> Option<BigInt> {
        if self.top_exponent().unsigned_abs() >= limit {
            return None;
        }
        let sign = if self.negative { Sign::Minus } else { Sign::Plus };
        if self.exponent >= 0 {
            return Some(BigInt::from_biguint(sign, &self.mantissa << self.exponent as u64));
        }
        let drop = self.mantissa.bits().checked_sub(PREC - 4)?;
        let below = &self.mantissa >> drop;
        [below.clone(), below + 1u32].into_iter().find_map(|m| {
            let e = self.exponent + drop as i64;
            let fraction = e.min(0).unsigned_abs();
            let whole = m.trailing_zeros().is_none_or(|n| n >= fraction);
            whole.then(|| BigInt::from_biguint(sign, if e < 0 { m >> fraction } else { m << e as u64 }))
        })
    }
    /// The nearest number of the machine; infinite where it is too large.
    pub fn to_f64(&self) -> f64 {
        nearest(self.negative, &self.mantissa, self.exponent, false, 53, -1074)
    }
    /// The nearest number of the machine; infinite where it is too large.
    pub fn to_f32(&self) -> f32 {
        nearest(self.negative, &self.mantissa, self.exponent, false, 24, -149) as f32
    }
}

/// `numerator / denominator` to the nearest number with `prec` bits and no bit below
/// `2^lowest`; infinite where a float of that precision would be.
pub(crate) fn nearest_ratio(x: &BigRational, prec: u64, lowest: i64) -> f64 {
    let (a, b) = (x.numer().magnitude(), x.denom().magnitude());
    let want = (prec + 2 + b.bits()).saturating_sub(a.bits());
    let (q, r) = (a << want).div_rem(b);
    nearest(x.numer().sign() == Sign::Minus, &q, -(want as i64), !r.is_zero(), prec, lowest)
}

fn nearest(negative: bool, mantissa: &BigUint, exponent: i64, sticky: bool, prec: u64, lowest: i64) -> f64 {
    let highest = if prec == 53 { 1024 } else { 128 };
    let bits = mantissa.bits() as i64;
    let top = exponent.saturating_add(bits);
    let sign = if negative { -1.0 } else { 1.0 };
    if mantissa.is_zero() {
        return 0.0;
    }
    if top < lowest {
        return sign * 0.0;
    }
    if top > highest {
        return sign * f64::INFINITY;
    }
    let unit = (top - prec as i64).max(lowest);
    let drop = unit - exponent;
    let m = if drop > 0 { round_shift(mantissa, drop as u64, sticky) } else { mantissa << drop.unsigned_abs() };
    if unit + m.bits() as i64 > highest {
        return sign * f64::INFINITY;
    }
    // At most 53 bits times a power of two no smaller than the smallest subnormal: exact.
    sign * scale(m.to_u64().unwrap_or(0) as f64, unit)
}

/// `x · 2^e` where the result is exact.
fn scale(x: f64, e: i64) -> f64 {
    let half = e / 2;
    x * pow2(half) * pow2(e - half)
}

fn pow2(e: i64) -> f64 {
    f64::from_bits(((e + 1023).clamp(1, 2046) as u64) << 52)
}

/// `m >> drop`, rounded to nearest even.
fn round_shift(m: &BigUint, drop: u64, sticky: bool) -> BigUint {
    let kept = m >> drop;
    if drop == 0 || !m.bit(drop - 1) {
        return kept;
    }
    let more = sticky || m.trailing_zeros().is_some_and(|n| n < drop - 1);
    if more || kept.bit(0) { kept + 1u32 } else { kept }
}

/// `5^n` with 64 spare bits, as mantissa and binary exponent.
fn pow5(n: u64) -> Option<(BigUint, i64)> {
    let short = |m: BigUint, e: i64| -> Option<(BigUint, i64)> {
        let f = BigFloat::rounded(false, m, e, false, PREC + 64)?;
        Some((f.mantissa, f.exponent))
    };
    let (mut result, mut square) = ((BigUint::one(), 0i64), (BigUint::from(5u32), 0i64));
    let mut left = n;
    while left > 0 {
        if left & 1 == 1 {
            result = short(&result.0 * &square.0, result.1 + square.1)?;
        }
        left >>= 1;
        if left > 0 {
            square = short(&square.0 * &square.0, square.1 * 2)?;
        }
    }
    Some(result)
}
