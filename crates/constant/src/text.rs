//! Constants as messages show them: integers in full, reals with six digits, strings quoted
//! and cut after 72 characters. Authority: the `String` methods of `go/constant`.

use crate::float::BigFloat;
use crate::value::Value;
use std::f64::consts::{LN_2, LN_10};
use std::fmt;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unknown => f.write_str("unknown"),
            Value::Bool(b) => write!(f, "{b}"),
            Value::String(s) => f.write_str(&shortened(quote(&s.bytes()))),
            Value::Int(x) => write!(f, "{x}"),
            Value::Big(x) => write!(f, "{x}"),
            Value::Ratio(_) | Value::Float(_) => self.as_big_float().map_or(Ok(()), |x| f.write_str(&float_text(&x))),
            Value::Complex(c) => write!(f, "({} + {}i)", c.0, c.1),
        }
    }
}

fn shortened(quoted: String) -> String {
    const MAX: usize = 72;
    if quoted.chars().count() <= MAX {
        return quoted;
    }
    quoted.chars().take(MAX - 3).chain("...".chars()).collect()
}

fn float_text(x: &BigFloat) -> String {
    let near = x.to_f64();
    if (x.sign() == 0) == (near == 0.0) && near.is_finite() {
        let text = format_g(near, Some(6));
        return if !x.is_int() && !text.contains('.') { format_g(near, None) } else { text };
    }
    // Beyond float64: scale the mantissa to a decimal one by logarithms.
    let exponent = x.top_exponent();
    let (negative, mantissa, _) = x.parts();
    let unit = BigFloat::new(negative, mantissa.clone(), -(mantissa.bits() as i64));
    let mut m = unit.map_or(0.0, |u| u.to_f64());
    let d = exponent as f64 * (LN_2 / LN_10);
    let mut e = d.trunc() as i64;
    m *= 10f64.powf(d - e as f64);
    if m.abs() < 1.0 - 0.5e-6 {
        m *= 10.0;
        e -= 1;
    } else if m.abs() >= 10.0 {
        m /= 10.0;
        e += 1;
    }
    format!("{}e{e:+}", format_g(m, Some(6)))
}

/// C's `%g`, with so many significant digits or with as many as are needed.
pub fn format_g(x: f64, digits: Option<usize>) -> String {
    if !x.is_finite() {
        return if x.is_nan() { "NaN".into() } else { format!("{}Inf", if x > 0.0 { '+' } else { '-' }) };
    }
    let scientific = match digits {
        Some(n) => format!("{x:.*e}", n - 1),
        None => format!("{x:e}"),
    };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mantissa = match mantissa.contains('.') {
        true => mantissa.trim_end_matches('0').trim_end_matches('.'),
        false => mantissa,
    };
    // Without a given number of digits the exponent form begins at 21 digits.
    let most = digits.map_or(21, |n| n as i32);
    if exponent < -4 || exponent >= most {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let significant = mantissa.chars().filter(char::is_ascii_digit).count() as i32;
    format!("{x:.*}", (significant - 1 - exponent).max(0) as usize)
}

/// A Go string literal of the bytes, as `strconv.Quote` writes it.
pub fn quote(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| quote_char(&mut out, c));
        chunk.invalid().iter().for_each(|b| out.push_str(&format!("\\x{b:02x}")));
    }
    out.push('"');
    out
}

fn quote_char(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        c if printable(c) => out.push(c),
        c if c < ' ' || c == '\x7f' => out.push_str(&format!("\\x{:02x}", u32::from(c))),
        c if u32::from(c) < 0x10000 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
    }
}

/// Letters, marks, numbers, punctuation, symbols and the ASCII space. Behind another
/// character, the standard library escapes exactly what is none of these.
fn printable(c: char) -> bool {
    c.is_ascii_graphic() || c == ' ' || (!c.is_ascii() && !format!("a{c}").escape_debug().to_string().contains('\\'))
}
