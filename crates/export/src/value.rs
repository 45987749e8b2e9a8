//! Constants, exactly: integers and fractions with all their digits, floating-point numbers as
//! mantissa and exponent. Authority: `constant`.

use crate::code::{Code, Decoder, Encoder, Res};
use crate::format::Damaged;
use constant::{BigFloat, Value};
use num_bigint::{BigInt, BigUint, Sign};
use num_rational::BigRational;
use std::sync::Arc;

const UNKNOWN: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const STRING: u8 = 3;
const INT: u8 = 4;
const BIG: u8 = 5;
const RATIO: u8 = 6;
const FLOAT: u8 = 7;
const COMPLEX: u8 = 8;

impl Code for Value {
    fn write(&self, w: &mut Encoder<'_, '_>) {
        match self {
            Value::Unknown => w.buf.u8(UNKNOWN),
            Value::Bool(b) => w.buf.u8(if *b { TRUE } else { FALSE }),
            Value::String(s) => {
                w.buf.u8(STRING);
                w.byte_string(&s.bytes());
            }
            Value::Int(x) => {
                w.buf.u8(INT);
                w.buf.varint(*x);
            }
            Value::Big(x) => {
                w.buf.u8(BIG);
                big(w, x);
            }
            Value::Ratio(x) => {
                w.buf.u8(RATIO);
                big(w, x.numer());
                big(w, x.denom());
            }
            Value::Float(x) => {
                w.buf.u8(FLOAT);
                let (negative, mantissa, exponent) = x.parts();
                w.put(&negative);
                w.byte_string(&mantissa.to_bytes_le());
                w.buf.varint(exponent);
            }
            Value::Complex(c) => {
                w.buf.u8(COMPLEX);
                w.put(&c.0);
                w.put(&c.1);
            }
        }
    }
    fn read(r: &mut Decoder<'_>) -> Res<Self> {
        Ok(match r.byte()? {
            COMPLEX => {
                // The parts are real: no deeper than this.
                let (re, im) = (real(r)?, real(r)?);
                Value::Complex(Arc::new((re, im)))
            }
            kind => simple(r, kind)?,
        })
    }
}

fn real(r: &mut Decoder<'_>) -> Res<Value> {
    let kind = r.byte()?;
    match kind {
        INT | BIG | RATIO | FLOAT => simple(r, kind),
        _ => Err(Damaged("a part of a complex number")),
    }
}

fn simple(r: &mut Decoder<'_>, kind: u8) -> Res<Value> {
    Ok(match kind {
        UNKNOWN => Value::Unknown,
        FALSE => Value::Bool(false),
        TRUE => Value::Bool(true),
        STRING => Value::string(r.byte_string()?),
        INT => Value::Int(r.r.varint().ok_or(Damaged("an integer"))?),
        BIG => Value::big(read_big(r)?),
        RATIO => {
            let (numer, denom) = (read_big(r)?, read_big(r)?);
            if denom.sign() != Sign::Plus {
                return Err(Damaged("a fraction"));
            }
            Value::Ratio(Arc::new(BigRational::new_raw(numer, denom)))
        }
        FLOAT => {
            let negative = r.get()?;
            let mantissa = BigUint::from_bytes_le(r.byte_string()?);
            let exponent = r.r.varint().ok_or(Damaged("an exponent"))?;
            if exponent.unsigned_abs() > 1 << 40 {
                return Err(Damaged("an exponent"));
            }
            Value::float(BigFloat::new(negative, mantissa, exponent).ok_or(Damaged("a floating-point number"))?)
        }
        _ => return Err(Damaged("a constant that does not exist")),
    })
}

fn big(w: &mut Encoder<'_, '_>, x: &BigInt) {
    w.put(&(x.sign() == Sign::Minus));
    w.byte_string(&x.magnitude().to_bytes_le());
}

fn read_big(r: &mut Decoder<'_>) -> Res<BigInt> {
    let negative: bool = r.get()?;
    let magnitude = BigUint::from_bytes_le(r.byte_string()?);
    Ok(BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, magnitude))
}
