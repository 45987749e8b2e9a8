//! Go's quoting, both ways: literals of the source to bytes, text to `%q` form for messages.
//! Authority: the Go specification, "Rune literals" and "String literals"; `strconv`.

/// Stands for byte 0 where text is not UTF-8; the others follow. Nobody writes these private
/// characters, so text stays text and its bytes can be had back.
const RAW: u32 = 0x10_ff00;

/// Bytes as text, those that are not UTF-8 marked.
pub fn text_of(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().filter_map(|&b| char::from_u32(RAW + u32::from(b))));
    }
    out
}

/// Text for people: marked bytes become the usual replacement character.
pub fn shown(text: &str) -> String {
    text.chars().map(|c| if raw_byte(c).is_some() { '\u{fffd}' } else { c }).collect()
}

/// The byte that a marked character stands for.
fn raw_byte(c: char) -> Option<u8> {
    (c as u32).checked_sub(RAW).and_then(|b| u8::try_from(b).ok())
}

/// Why a literal cannot be read; the wording of `strconv.ErrSyntax`.
pub const SYNTAX: &str = "invalid syntax";

/// The bytes of a double-quoted, back-quoted or single-quoted literal.
pub fn unquote(literal: &str) -> Result<Vec<u8>, &'static str> {
    let mut chars = literal.chars();
    let quote = chars.next().ok_or(SYNTAX)?;
    if chars.next_back() != Some(quote) {
        return Err(SYNTAX);
    }
    let body = chars.as_str();
    match quote {
        '`' if !body.contains('`') => Ok(body.bytes().filter(|b| *b != b'\r').collect()),
        '"' => unquote_body(body, quote),
        '\'' => {
            let mut rest = body;
            let mut out = Vec::new();
            unquote_char(&mut rest, quote, &mut out)?;
            if rest.is_empty() { Ok(out) } else { Err(SYNTAX) }
        }
        _ => Err(SYNTAX),
    }
}

fn unquote_body(mut rest: &str, quote: char) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        unquote_char(&mut rest, quote, &mut out)?;
    }
    Ok(out)
}

/// Reads one character or escape from the front of `rest`.
fn unquote_char(rest: &mut &str, quote: char, out: &mut Vec<u8>) -> Result<(), &'static str> {
    let mut chars = rest.chars();
    let c = chars.next().ok_or(SYNTAX)?;
    let plain = |c: char, out: &mut Vec<u8>| match raw_byte(c) {
        Some(b) => out.push(b),
        None => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    };
    if c != '\\' {
        if c == quote || c == '\n' {
            return Err(SYNTAX);
        }
        plain(c, out);
        *rest = chars.as_str();
        return Ok(());
    }
    let escape = chars.next().ok_or(SYNTAX)?;
    let digits = |chars: &mut std::str::Chars<'_>, radix: u32, n: usize, first: u32| {
        (0..n).try_fold(first, |v, _| Some(v * radix + chars.next()?.to_digit(radix)?)).ok_or(SYNTAX)
    };
    match escape {
        'a' => out.push(7),
        'b' => out.push(8),
        'f' => out.push(12),
        'n' => out.push(b'\n'),
        'r' => out.push(b'\r'),
        't' => out.push(b'\t'),
        'v' => out.push(11),
        '\\' => out.push(b'\\'),
        '\'' | '"' if escape == quote => out.push(escape as u8),
        'x' => out.push(digits(&mut chars, 16, 2, 0)? as u8),
        'u' | 'U' => {
            let v = digits(&mut chars, 16, if escape == 'u' { 4 } else { 8 }, 0)?;
            plain(char::from_u32(v).ok_or(SYNTAX)?, out);
        }
        '0'..='7' => {
            let v = digits(&mut chars, 8, 2, escape as u32 - '0' as u32)?;
            out.push(u8::try_from(v).map_err(|_| SYNTAX)?);
        }
        _ => return Err(SYNTAX),
    }
    *rest = chars.as_str();
    Ok(())
}

/// `%q` of a rune.
pub fn rune(c: char) -> String {
    let mut out = String::from("'");
    escape(c, '\'', &mut out);
    out.push('\'');
    out
}

/// `%q` of a string.
pub fn string(s: &str) -> String {
    let mut out = String::from("\"");
    s.chars().for_each(|c| escape(c, '"', &mut out));
    out.push('"');
    out
}

fn escape(c: char, quote: char, out: &mut String) {
    if let Some(b) = raw_byte(c) {
        return out.push_str(&format!("\\x{b:02x}"));
    }
    match c {
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        '\\' => out.push_str("\\\\"),
        c if c == quote => {
            out.push('\\');
            out.push(c);
        }
        c if (c as u32) < 0x20 || c == '\x7f' => out.push_str(&format!("\\x{:02x}", c as u32)),
        c if c.is_control() || (c.is_whitespace() && c != ' ') => out.push_str(&format!("\\u{:04x}", c as u32)),
        c => out.push(c),
    }
}

/// An unsigned literal as `strconv.ParseUint(s, 0, 64)` reads it; the error is its text.
pub fn parse_uint(s: &str) -> Result<u64, String> {
    let refuse = |why: &str| format!("strconv.ParseUint: parsing {}: {why}", string(s));
    let lower = s.to_ascii_lowercase();
    let (radix, body) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, &lower[..]),
    };
    if body.is_empty() || !underscores_fit(&lower) {
        return Err(refuse(SYNTAX));
    }
    let mut value: u64 = 0;
    let mut over = false;
    for c in body.chars().filter(|c| *c != '_') {
        let digit = c.to_digit(radix).ok_or_else(|| refuse(SYNTAX))?;
        match value.checked_mul(u64::from(radix)).and_then(|v| v.checked_add(u64::from(digit))) {
            Some(v) => value = v,
            None => over = true,
        }
    }
    if over { Err(refuse("value out of range")) } else { Ok(value) }
}

/// A literal that must fit 63 bits, as `strconv.ParseInt(s, 0, 64)` reads it.
pub fn parse_int(s: &str) -> Result<i64, String> {
    let refuse = |why: &str| format!("strconv.ParseInt: parsing {}: {why}", string(s));
    match parse_uint(s) {
        Ok(v) => i64::try_from(v).map_err(|_| refuse("value out of range")),
        Err(e) if e.ends_with(SYNTAX) => Err(refuse(SYNTAX)),
        Err(_) => Err(refuse("value out of range")),
    }
}

/// A floating-point literal as `strconv.ParseFloat(s, 64)` reads it; the error is its text.
pub fn parse_float(s: &str) -> Result<f64, String> {
    let refuse = |why: &str| format!("strconv.ParseFloat: parsing {}: {why}", string(s));
    let lower = s.to_ascii_lowercase();
    let value = match lower.strip_prefix("0x") {
        Some(body) if underscores_fit(lower.split('p').next().unwrap_or("")) => hex_float(&body.replace('_', "")),
        Some(_) => None,
        None if lower.starts_with(|c: char| c.is_ascii_digit() || c == '.') => lower.parse::<f64>().ok(),
        None => None,
    };
    match value {
        None => Err(refuse(SYNTAX)),
        Some(v) if v.is_infinite() => Err(refuse("value out of range")),
        Some(v) => Ok(v),
    }
}

/// `1.8p3`, without the prefix: 128 bits of mantissa are kept, what is below is sticky.
fn hex_float(body: &str) -> Option<f64> {
    let (mantissa, exponent) = body.split_once('p')?;
    let mut exponent = exponent.parse::<i32>().ok()?.clamp(-100_000, 100_000);
    let (mut value, mut digits, mut seen_dot) = (0u128, 0, false);
    for c in mantissa.chars() {
        if c == '.' && !seen_dot {
            seen_dot = true;
            continue;
        }
        let digit = u128::from(c.to_digit(16)?);
        digits += 1;
        let full = value >> 120 != 0;
        value = if full { value | u128::from(digit != 0) } else { value << 4 | digit };
        exponent += 4 * (i32::from(full) - i32::from(seen_dot));
    }
    // Halving twice keeps the powers in range; the conversion of the mantissa rounds once.
    let half = exponent / 2;
    (digits > 0).then(|| value as f64 * 2f64.powi(half) * 2f64.powi(exponent - half))
}

/// Whether every `_` stands between digits or behind a base prefix.
fn underscores_fit(lower: &str) -> bool {
    if !lower.contains('_') {
        return true;
    }
    let bytes = lower.as_bytes();
    let (hex, start) = match bytes {
        [b'0', b'x', ..] => (true, 1),
        [b'0', b'b' | b'o', ..] => (false, 1),
        _ => (false, 0),
    };
    let digit = |i: usize| bytes.get(i).is_some_and(|b| b.is_ascii_digit() || (hex && b.is_ascii_hexdigit()));
    let before = |i: usize| i > 0 && (digit(i - 1) || (start == 1 && i == 2));
    (0..bytes.len()).filter(|&i| bytes[i] == b'_').all(|i| before(i) && digit(i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_become_bytes() {
        assert_eq!(unquote(r#""a\x00\u00e9\n\101""#), Ok(vec![b'a', 0, 0xc3, 0xa9, b'\n', b'A']));
        assert_eq!(unquote(r"'\''"), Ok(vec![b'\'']));
        for bad in ["\"", "'ab'", r#""\q""#, r#""\400""#, r#""\ud800""#, "", "'"] {
            assert_eq!(unquote(bad), Err(SYNTAX), "{bad}");
        }
    }

    #[test]
    fn integers_in_all_bases() {
        for (text, value) in [("0", 0), ("017", 15), ("0x_1F", 31), ("0b11", 3), ("1_000", 1000), ("0o17", 15)] {
            assert_eq!(parse_uint(text), Ok(value), "{text}");
        }
        assert_eq!(parse_uint("089").unwrap_err(), "strconv.ParseUint: parsing \"089\": invalid syntax");
        assert!(parse_uint("0x10000000000000000").unwrap_err().ends_with("value out of range"));
        assert!(parse_int("0x8000000000000000").is_err());
        assert!(parse_uint("1__0").is_err() && parse_uint("1_").is_err());
    }

    #[test]
    fn floats_decimal_and_hexadecimal() {
        for (text, value) in [("1.5", 1.5), ("1e3", 1000.0), ("0x1.8p1", 3.0), ("0x_1p-2", 0.25), (".5", 0.5)] {
            assert_eq!(parse_float(text), Ok(value), "{text}");
        }
        assert!(parse_float("1e400").unwrap_err().ends_with("value out of range"));
        assert!(parse_float("inf").is_err() && parse_float("0x1").is_err());
    }

    #[test]
    fn bytes_that_are_no_text_survive() {
        let text = text_of(b"\"a\xff\xc3\xa9\"");
        assert_eq!(unquote(&text), Ok(b"a\xff\xc3\xa9".to_vec()));
        assert_eq!(string(&text_of(b"\xc0x")), r#""\xc0x""#);
    }

    #[test]
    fn quoting_for_messages() {
        assert_eq!(rune('\n'), r"'\n'");
        assert_eq!(string("a\"b\t\u{1}"), r#""a\"b\t\x01""#);
    }
}
