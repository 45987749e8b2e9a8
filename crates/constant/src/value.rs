//! The values themselves, how they are made and taken apart. Invariants: an integer that fits
//! 64 bits is [`Value::Int`], never [`Value::Big`]; a fraction has numerator and denominator
//! below 4096 bits; the parts of a complex number are real.

use crate::float::BigFloat;
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

/// Bits from which on numerators and denominators are given up for floating point.
const MAX_RATIO_BITS: u64 = 4 << 10;

/// What a constant is, whatever its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Unknown because of an error.
    Unknown,
    /// A boolean.
    Bool,
    /// A byte string.
    String,
    /// An integer.
    Int,
    /// A real number.
    Float,
    /// A complex number.
    Complex,
}

/// A constant.
#[derive(Clone, Debug)]
pub enum Value {
    /// Not known, because of an error said elsewhere.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// Bytes, mostly UTF-8.
    String(Str),
    /// An integer of 64 bits.
    Int(i64),
    /// An integer beyond 64 bits.
    Big(Arc<BigInt>),
    /// A fraction.
    Ratio(Arc<BigRational>),
    /// A real number too large or too small for a fraction.
    Float(Arc<BigFloat>),
    /// Real and imaginary part.
    Complex(Arc<(Value, Value)>),
}

/// An immutable byte string. Long results of concatenation share one growing buffer with the
/// strings they were made from, so that a sum of n literals costs n copies, not n²/2.
#[derive(Clone, Debug)]
pub enum Str {
    /// All the bytes.
    Flat(Arc<[u8]>),
    /// The first `len` bytes of a buffer that only ever grows.
    Prefix(Arc<Mutex<Vec<u8>>>, usize),
}

/// Results up to this length are copied.
const FLAT_LIMIT: usize = 512;

impl Str {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Str::Flat(b) => b.len(),
            Str::Prefix(_, n) => *n,
        }
    }
    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The bytes; copied where the buffer is shared.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        match self {
            Str::Flat(b) => Cow::Borrowed(b),
            Str::Prefix(buf, n) => Cow::Owned(buf.lock().unwrap_or_else(PoisonError::into_inner)[..*n].to_vec()),
        }
    }
    /// `self` followed by `other`.
    #[must_use]
    pub fn concat(&self, other: &Str) -> Str {
        let len = self.len() + other.len();
        let tail = other.bytes();
        if len > FLAT_LIMIT
            && let Str::Prefix(buf, n) = self
        {
            let mut bytes = buf.lock().unwrap_or_else(PoisonError::into_inner);
            if bytes.len() == *n {
                bytes.extend_from_slice(&tail);
                return Str::Prefix(buf.clone(), len);
            }
        }
        let mut all = Vec::with_capacity(if len > FLAT_LIMIT { 2 * len } else { len });
        all.extend_from_slice(&self.bytes());
        all.extend_from_slice(&tail);
        if len > FLAT_LIMIT { Str::Prefix(Arc::new(Mutex::new(all)), len) } else { Str::Flat(all.into()) }
    }
}

impl From<&[u8]> for Str {
    fn from(bytes: &[u8]) -> Self {
        Str::Flat(bytes.into())
    }
}

impl Value {
    /// A string.
    pub fn string(bytes: impl AsRef<[u8]>) -> Value {
        Value::String(Str::from(bytes.as_ref()))
    }
    /// An integer.
    pub fn int(x: impl Into<i64>) -> Value {
        Value::Int(x.into())
    }
    /// An unsigned integer.
    pub fn uint(x: u64) -> Value {
        i64::try_from(x).map_or_else(|_| Value::Big(Arc::new(x.into())), Value::Int)
    }
    /// An integer of any size, in its shortest form.
    pub fn big(x: BigInt) -> Value {
        x.to_i64().map_or_else(|| Value::Big(Arc::new(x)), Value::Int)
    }
    /// A fraction, or floating point where its parts are too large.
    pub fn ratio(x: BigRational) -> Value {
        if small(x.numer()) && small(x.denom()) {
            return Value::Ratio(Arc::new(x));
        }
        BigFloat::from_ratio(&x).map_or(Value::Unknown, Value::float)
    }
    /// A floating-point number; unknown beyond the range of exponents.
    pub fn float(x: BigFloat) -> Value {
        Value::Float(Arc::new(x))
    }
    /// A real number of the machine; infinities and NaN are unknown, −0 is 0.
    pub fn f64(x: f64) -> Value {
        BigRational::from_float(x).map_or(Value::Unknown, Value::ratio)
    }
    /// A complex number of real parts; unknown when one is.
    pub fn complex(re: Value, im: Value) -> Value {
        match (re.kind(), im.kind()) {
            (Kind::Int | Kind::Float, Kind::Int | Kind::Float) => Value::Complex(Arc::new((re, im))),
            _ => Value::Unknown,
        }
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Unknown => Kind::Unknown,
            Value::Bool(_) => Kind::Bool,
            Value::String(_) => Kind::String,
            Value::Int(_) | Value::Big(_) => Kind::Int,
            Value::Ratio(_) | Value::Float(_) => Kind::Float,
            Value::Complex(_) => Kind::Complex,
        }
    }
    /// Whether the value is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown)
    }
    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self { Some(*b) } else { None }
    }
    /// The bytes of a string.
    pub fn as_bytes(&self) -> Option<Cow<'_, [u8]>> {
        if let Value::String(s) = self { Some(s.bytes()) } else { None }
    }
    /// The number of bytes of a string.
    pub fn byte_len(&self) -> Option<usize> {
        if let Value::String(s) = self { Some(s.len()) } else { None }
    }
    /// The integer, if it is one and fits.
    pub fn as_i64(&self) -> Option<i64> {
        if let Value::Int(x) = self { Some(*x) } else { None }
    }
    /// The integer, if it is one and fits.
    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Value::Int(x) => u64::try_from(*x).ok(),
            Value::Big(x) => x.to_u64(),
            _ => None,
        }
    }
    /// The integer, if it is one.
    pub fn as_big(&self) -> Option<Cow<'_, BigInt>> {
        match self {
            Value::Int(x) => Some(Cow::Owned(BigInt::from(*x))),
            Value::Big(x) => Some(Cow::Borrowed(x)),
            _ => None,
        }
    }
    /// Bits of the magnitude of an integer; 0 for anything else.
    pub fn bit_len(&self) -> u64 {
        match self {
            Value::Int(x) => u64::from(64 - x.unsigned_abs().leading_zeros()),
            Value::Big(x) => x.bits(),
            _ => 0,
        }
    }
    /// −1, 0 or 1; of a complex number 0 exactly when it is zero; 1 for what is no number, so
    /// that unknown divisors do not look like zero.
    pub fn sign(&self) -> i32 {
        match self {
            Value::Int(x) => x.signum() as i32,
            Value::Big(x) if x.is_negative() => -1,
            Value::Big(_) => 1,
            Value::Ratio(x) => match x.numer().sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            },
            Value::Float(x) => x.sign(),
            Value::Complex(c) => c.0.sign() | c.1.sign(),
            _ => 1,
        }
    }
    /// The real part of a number.
    #[must_use]
    pub fn real(&self) -> Value {
        match self {
            Value::Complex(c) => c.0.clone(),
            Value::Bool(_) | Value::String(_) => Value::Unknown,
            x => x.clone(),
        }
    }
    /// The imaginary part of a number.
    #[must_use]
    pub fn imag(&self) -> Value {
        match self {
            Value::Complex(c) => c.1.clone(),
            Value::Int(_) | Value::Big(_) | Value::Ratio(_) | Value::Float(_) => Value::Int(0),
            _ => Value::Unknown,
        }
    }
    /// This number as an integer; unknown when it is none. Floating-point numbers may miss by
    /// a few of their last bits, as results of rounding do.
    #[must_use]
    pub fn to_int(&self) -> Value {
        match self {
            Value::Int(_) | Value::Big(_) => self.clone(),
            Value::Ratio(x) if x.is_integer() => Value::big(x.numer().clone()),
            Value::Float(x) => x.to_near_int(MAX_RATIO_BITS).map_or(Value::Unknown, Value::big),
            Value::Complex(c) if c.1.sign() == 0 => c.0.to_int(),
            _ => Value::Unknown,
        }
    }
    /// This number as a real one (of kind `Float`); unknown when it is none.
    #[must_use]
    pub fn to_float(&self) -> Value {
        match self {
            Value::Int(x) => Value::Ratio(Arc::new(BigRational::from_integer((*x).into()))),
            Value::Big(x) => Value::ratio(BigRational::from_integer((**x).clone())),
            Value::Ratio(_) | Value::Float(_) => self.clone(),
            Value::Complex(c) if c.1.sign() == 0 => c.0.to_float(),
            _ => Value::Unknown,
        }
    }
    /// This number as a complex one.
    #[must_use]
    pub fn to_complex(&self) -> Value {
        match self {
            Value::Complex(_) => self.clone(),
            Value::Bool(_) | Value::String(_) | Value::Unknown => Value::Unknown,
            x => Value::complex(x.clone(), Value::Int(0)),
        }
    }
    /// The number as floating point; `None` for what is no real number.
    pub(crate) fn as_big_float(&self) -> Option<Cow<'_, BigFloat>> {
        match self {
            Value::Int(x) => Some(Cow::Owned(BigFloat::from_int(&BigInt::from(*x))?)),
            Value::Big(x) => Some(Cow::Owned(BigFloat::from_int(x)?)),
            Value::Ratio(x) => Some(Cow::Owned(BigFloat::from_ratio(x)?)),
            Value::Float(x) => Some(Cow::Borrowed(x)),
            _ => None,
        }
    }
    /// The number as a fraction; `None` for floating point and what is no real number.
    pub(crate) fn as_ratio(&self) -> Option<Cow<'_, BigRational>> {
        match self {
            Value::Ratio(x) => Some(Cow::Borrowed(x)),
            Value::Int(_) | Value::Big(_) => Some(Cow::Owned(BigRational::from_integer(self.as_big()?.into_owned()))),
            _ => None,
        }
    }
}

fn small(x: &BigInt) -> bool {
    x.is_zero() || x.abs().bits() < MAX_RATIO_BITS
}

/// Whether a binary exponent (of a mantissa in [0.5, 1)) is one fractions are used for.
pub(crate) fn small_exponent(e: i64) -> bool {
    e.unsigned_abs() < MAX_RATIO_BITS
}
