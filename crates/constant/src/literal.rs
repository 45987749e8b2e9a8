//! Literals: all forms of numbers, runes and strings (specification, "Lexical elements"). The
//! text has passed the lexer; what is malformed nevertheless has no value.

use crate::float::BigFloat;
use crate::value::{Value, small_exponent};
use num_bigint::{BigInt, BigUint, Sign};
use num_rational::BigRational;
use num_traits::{One, Zero};

/// The sort of a literal token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiteralKind {
    /// `42`
    Int,
    /// `4.2`
    Float,
    /// `4.2i`
    Imag,
    /// `'x'`
    Rune,
    /// `"x"`
    String,
}

impl Value {
    /// The value of a literal; unknown when it is malformed or out of all range.
    pub fn from_literal(text: &str, kind: LiteralKind) -> Value {
        let value = match kind {
            LiteralKind::Int => int(text),
            LiteralKind::Float => real(text),
            LiteralKind::Imag => text.strip_suffix('i').and_then(real).map(|im| Value::complex(Value::Int(0), im)),
            LiteralKind::Rune => rune(text),
            LiteralKind::String => unquote(text).map(Value::string),
        };
        value.unwrap_or(Value::Unknown)
    }
}

/// Base and digits behind the prefix. `legacy_octal`: a leading zero alone means octal.
fn split_base(text: &str, legacy_octal: bool) -> (u32, &str) {
    match text.get(..2) {
        Some("0x" | "0X") => (16, &text[2..]),
        Some("0b" | "0B") => (2, &text[2..]),
        Some("0o" | "0O") => (8, &text[2..]),
        Some(_) if legacy_octal && text.starts_with('0') => (8, &text[1..]),
        _ => (10, text),
    }
}

fn int(text: &str) -> Option<Value> {
    let (base, digits) = split_base(text, true);
    if !digits.contains('_')
        && let Ok(x) = i64::from_str_radix(digits, base)
        && !digits.starts_with(['+', '-'])
    {
        return Some(Value::Int(x));
    }
    let digits = digits.replace('_', "");
    if digits.starts_with(['+', '-']) {
        return None;
    }
    BigInt::parse_bytes(digits.as_bytes(), base).map(Value::big)
}

/// A number with fraction and exponent, in any base; a leading zero means nothing.
fn real(text: &str) -> Option<Value> {
    let (base, rest) = split_base(text, false);
    let marks: &[char] = if base == 16 { &['p', 'P'] } else { &['e', 'E', 'p', 'P'] };
    let (mantissa, exponent) = match rest.find(marks) {
        Some(i) => (&rest[..i], Some((&rest[i + 1..], rest.as_bytes()[i] | 0x20 == b'p'))),
        None => (rest, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = whole.chars().chain(fraction.chars()).filter(|&c| c != '_').collect();
    let places = fraction.chars().filter(|&c| c != '_').count() as i64;
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let number = BigUint::parse_bytes(digits.as_bytes(), base)?;
    let (exp, binary) = match exponent {
        Some((e, binary)) => (e.replace('_', "").parse::<i64>().ok()?, binary),
        None => (0, false),
    };
    if number.is_zero() {
        return Some(Value::Ratio(BigRational::zero().into()));
    }
    match base {
        10 if !binary => decimal(number, exp.checked_sub(places)?),
        10 if places == 0 => dyadic(number, exp),
        10 => None,
        _ => dyadic(number, exp.checked_sub(places * i64::from(base.trailing_zeros()))?),
    }
}

/// `number · 10^exp`: a fraction where the result has a small binary exponent.
fn decimal(number: BigUint, exp: i64) -> Option<Value> {
    i32::try_from(exp).ok()?;
    let f = BigFloat::from_decimal(number.clone(), exp)?;
    if f.sign() == 0 {
        return Some(Value::Ratio(BigRational::zero().into()));
    }
    if !small_exponent(f.top_exponent()) {
        return Some(Value::float(f));
    }
    let power = BigInt::from(10).pow(u32::try_from(exp.unsigned_abs()).ok()?);
    let number = BigInt::from_biguint(Sign::Plus, number);
    let ratio = if exp >= 0 { BigRational::from_integer(number * power) } else { BigRational::new(number, power) };
    Some(Value::Ratio(ratio.into()))
}

/// `number · 2^exp`.
fn dyadic(number: BigUint, exp: i64) -> Option<Value> {
    i32::try_from(exp).ok()?;
    let f = BigFloat::new(false, number.clone(), exp)?;
    if !small_exponent(f.top_exponent()) {
        return Some(Value::float(f));
    }
    let number = BigInt::from_biguint(Sign::Plus, number);
    let ratio = if exp >= 0 {
        BigRational::from_integer(number << exp as u64)
    } else {
        BigRational::new(number, BigInt::one() << exp.unsigned_abs())
    };
    Some(Value::Ratio(ratio.into()))
}

fn rune(text: &str) -> Option<Value> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let mut rest = inner;
    match escaped(&mut rest, '\'')? {
        _ if !rest.is_empty() => None,
        Escaped::Byte(b) => Some(Value::Int(b.into())),
        Escaped::Char(c) => Some(Value::Int(u32::from(c).into())),
    }
}

/// The bytes of a quoted or raw string literal.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    if let Some(raw) = text.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.bytes().filter(|&b| b != b'\r').collect());
    }
    let mut rest = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let plain = rest.find('\\').unwrap_or(rest.len());
        out.extend_from_slice(&rest.as_bytes()[..plain]);
        rest = &rest[plain..];
        if !rest.is_empty() {
            match escaped(&mut rest, '"')? {
                Escaped::Byte(b) => out.push(b),
                Escaped::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }
    Some(out)
}

enum Escaped {
    /// A byte written as `\x` or in octal.
    Byte(u8),
    Char(char),
}

/// Takes one character or escape sequence off the front.
fn escaped(rest: &mut &str, quote: char) -> Option<Escaped> {
    let mut chars = rest.chars();
    let c = chars.next()?;
    if c != '\\' {
        *rest = chars.as_str();
        return (c != quote && c != '\n').then_some(Escaped::Char(c));
    }
    let sort = chars.next()?;
    let number = |digits: &str, base| u32::from_str_radix(digits, base).ok();
    let after = chars.as_str();
    let (value, used) = match sort {
        'x' => (number(after.get(..2)?, 16)?, 2),
        'u' => (number(after.get(..4)?, 16)?, 4),
        'U' => (number(after.get(..8)?, 16)?, 8),
        '0'..='7' => {
            let digits = format!("{sort}{}", after.get(..2)?);
            (u32::from_str_radix(&digits, 8).ok()?, 2)
        }
        _ => (simple_escape(sort, quote)?, 0),
    };
    *rest = &after[used..];
    match sort {
        'x' | '0'..='7' => u8::try_from(value).ok().map(Escaped::Byte),
        _ => char::from_u32(value).map(Escaped::Char),
    }
}

fn simple_escape(sort: char, quote: char) -> Option<u32> {
    Some(match sort {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        '\\' => 92,
        c if c == quote => c.into(),
        _ => return None,
    })
}
