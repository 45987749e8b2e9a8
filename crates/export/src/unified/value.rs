//! Constants. Their kind is that of their type: a whole number of a floating-point type is a fraction, as
//! in go/constant. Authority: GOROOT `internal/pkgbits/encoder.go`, `math/big` (`Float.Append`, format `p`).

use super::Tables;
use super::element::Element;
use ::types::{BasicInfo, TypeId, TypeKind};
use constant::{BigFloat, Value};
use num_bigint::{BigInt, Sign};

/// What a number or text begins with.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Code {
    Bool,
    String,
    Int64,
    BigInt,
    BigRat,
    BigFloat,
}

/// Whole numbers with more bits are floating-point numbers where a fraction is wanted.
const MAX_FRACTION_BITS: u64 = 4 << 10;

/// A constant of a type.
pub(super) fn write(t: &mut Tables<'_>, e: &mut Element, value: &Value, typ: TypeId) {
    let info = match t.s.under_kind(typ) {
        TypeKind::Basic(basic) => basic.info(),
        _ => BasicInfo::empty(),
    };
    match value {
        Value::Complex(parts) => complex(t, e, &parts.0, &parts.1),
        _ if info.contains(BasicInfo::COMPLEX) => complex(t, e, value, &Value::Int(0)),
        _ => {
            e.bool(false);
            match info.contains(BasicInfo::FLOAT) {
                true => scalar(t, e, &as_float(value)),
                false => scalar(t, e, value),
            }
        }
    }
}

fn complex(t: &mut Tables<'_>, e: &mut Element, re: &Value, im: &Value) {
    e.bool(true);
    scalar(t, e, re);
    scalar(t, e, im);
}

fn as_float(value: &Value) -> Value {
    match value {
        Value::Big(x) if x.bits() > MAX_FRACTION_BITS => BigFloat::from_int(x).map_or(Value::Unknown, Value::float),
        _ => value.to_float(),
    }
}

fn scalar(t: &mut Tables<'_>, e: &mut Element, value: &Value) {
    let code = |e: &mut Element, code: Code| e.uint(code as u64);
    match value {
        Value::Bool(b) => {
            code(e, Code::Bool);
            e.bool(*b);
        }
        Value::String(text) => {
            code(e, Code::String);
            e.text(t, &text.bytes());
        }
        Value::Int(x) => {
            code(e, Code::Int64);
            e.int(*x);
        }
        Value::Big(x) => {
            code(e, Code::BigInt);
            big(t, e, x);
        }
        Value::Ratio(x) => {
            code(e, Code::BigRat);
            big(t, e, x.numer());
            big(t, e, x.denom());
        }
        Value::Float(x) => {
            code(e, Code::BigFloat);
            e.text(t, float_text(x).as_bytes());
        }
        Value::Complex(_) | Value::Unknown => t.fail("a constant that is not known"),
    }
}

/// Magnitude, the most significant byte first, and sign.
fn big(t: &mut Tables<'_>, e: &mut Element, x: &BigInt) {
    let bytes = if x.sign() == Sign::NoSign { Vec::new() } else { x.magnitude().to_bytes_be() };
    e.text(t, &bytes);
    e.bool(x.sign() == Sign::Minus);
}

/// `0x.8p+1`: a hexadecimal mantissa of at least one half, and a power of two.
fn float_text(x: &BigFloat) -> String {
    let (negative, mantissa, exponent) = x.parts();
    let sign = if negative { "-" } else { "" };
    let bits = mantissa.bits();
    if bits == 0 {
        return format!("{sign}0");
    }
    let whole_digits = mantissa << (bits.next_multiple_of(4) - bits);
    let digits = format!("{whole_digits:x}");
    format!("{sign}0x.{}p{:+}", digits.trim_end_matches('0'), exponent + i64::try_from(bits).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_as_text() {
        let text = |m: u32, e: i64| float_text(&BigFloat::new(m > 5, m.into(), e).unwrap());
        assert_eq!(text(1, 0), "0x.8p+1");
        assert_eq!(text(5, -1), "0x.ap+2");
        assert_eq!(text(3, -5000), "0x.cp-4998");
        assert_eq!(text(17, 4), "-0x.88p+9");
    }
}
