//! Values of string and rune literals. In: the text of a literal as written. Out: its bytes,
//! or `None` for text that is no such literal. Authority: the Go specification, "Rune
//! literals", "String literals".

/// The bytes a string literal (`"..."` or raw) stands for. Raw strings lose carriage returns.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    let inner = text.get(1..text.len().checked_sub(1)?)?;
    match (text.as_bytes().first()?, text.as_bytes().last()?) {
        (b'`', b'`') if !inner.contains('`') => Some(inner.bytes().filter(|&b| b != b'\r').collect()),
        (b'"', b'"') => {
            let mut out = Vec::with_capacity(inner.len());
            let mut rest = inner;
            while !rest.is_empty() {
                if rest.starts_with(['"', '\n']) {
                    return None;
                }
                let (unit, behind) = unit(rest, b'"')?;
                match unit {
                    Unit::Byte(b) => out.push(b),
                    Unit::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                }
                rest = behind;
            }
            Some(out)
        }
        _ => None,
    }
}

/// The value of a rune literal.
pub fn unquote_rune(text: &str) -> Option<u32> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    match unit(inner, b'\'')? {
        (Unit::Byte(b), "") => Some(u32::from(b)),
        (Unit::Char(c), "") => Some(c as u32),
        _ => None,
    }
}

/// What one character or escape stands for.
enum Unit {
    /// `\x..` and octal escapes: a byte, or a code point below 256 in a rune literal.
    Byte(u8),
    Char(char),
}

fn unit(text: &str, quote: u8) -> Option<(Unit, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if first != '\\' {
        return Some((Unit::Char(first), chars.as_str()));
    }
    let escape = chars.next()?;
    let simple = match escape {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        '\\' => '\\',
        c if c == quote as char => c,
        _ => return numeric_escape(escape, &text[1..]),
    };
    Some((Unit::Char(simple), chars.as_str()))
}

/// `text` begins at the character behind the backslash.
fn numeric_escape(escape: char, text: &str) -> Option<(Unit, &str)> {
    let (skip, digits, base) = match escape {
        'x' => (1, 2, 16),
        'u' => (1, 4, 16),
        'U' => (1, 8, 16),
        '0'..='7' => (0, 3, 8),
        _ => return None,
    };
    let number = text.get(skip..skip + digits)?;
    if !number.chars().all(|c| c.is_digit(base)) {
        return None;
    }
    let value = u32::from_str_radix(number, base).ok()?;
    let unit = match escape {
        'u' | 'U' => Unit::Char(char::from_u32(value)?),
        _ => Unit::Byte(u8::try_from(value).ok()?),
    };
    Some((unit, &text[skip + digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_runes() {
        assert_eq!(unquote(r#""a\n\xff\377\u00e9\"""#).unwrap(), b"a\n\xff\xff\xc3\xa9\"");
        assert_eq!(unquote("`a\r\n\\`").unwrap(), b"a\n\\");
        for bad in ["", "\"", "\"a", r#""\'""#, r#""\ud800""#, r#""\400""#, "`a``", r#""a"b""#, r#""\x+1""#] {
            assert_eq!(unquote(bad), None, "{bad}");
        }
        assert_eq!(unquote_rune(r"'\''"), Some(39));
        assert_eq!(unquote_rune(r"'\xff'"), Some(255));
        assert_eq!(unquote_rune("'世'"), Some(0x4e16));
        assert_eq!(unquote_rune("'ab'"), None);
    }
}
