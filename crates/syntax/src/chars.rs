//! Characters as Go classifies and prints them. Authority: the Go specification ("Letters and
//! digits": categories L and Nd), and the formatting verbs `%q` and `%#U` of package `fmt`,
//! in which messages name characters.

use unicode_properties::{GeneralCategory as Category, GeneralCategoryGroup as Group, UnicodeGeneralCategory};

/// The character class that decides what token a byte may begin or continue.
pub(crate) const LETTER: u8 = 1;
/// See [`LETTER`].
pub(crate) const DIGIT: u8 = 2;
/// Blank, tab or carriage return.
pub(crate) const SPACE: u8 = 4;

/// Classes of ASCII bytes.
pub(crate) const CLASS: [u8; 256] = class_table();

const fn class_table() -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 128 {
        let c = b as u8;
        table[b] = if c.is_ascii_alphabetic() || c == b'_' {
            LETTER
        } else if c.is_ascii_digit() {
            DIGIT
        } else if c == b' ' || c == b'\t' || c == b'\r' {
            SPACE
        } else {
            0
        };
        b += 1;
    }
    table
}

/// Whether `c` is a Go letter (`_` included).
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return CLASS[c as usize] == LETTER;
    }
    c.general_category_group() == Group::Letter
}

/// Whether `c` is a Go digit: category Nd.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    c.general_category() == Category::DecimalNumber
}

/// Whether Go prints `c` as itself in quoted text.
pub fn is_print(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    !matches!(c.general_category_group(), Group::Other | Group::Separator)
}

/// `%#U`: the code point, and the character if it can be printed.
pub(crate) fn code_point(c: char) -> String {
    match is_print(c) {
        true => format!("U+{:04X} '{c}'", c as u32),
        false => format!("U+{:04X}", c as u32),
    }
}

/// `%q` of a character.
pub(crate) fn quote_rune(c: char) -> String {
    match c {
        '\'' => r"'\''".to_owned(),
        _ => format!("'{}'", escaped(c)),
    }
}

/// `%q` of a string.
pub fn quote(s: &str) -> String {
    let mut out = String::from("\"");
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            c => out.push_str(&escaped(c)),
        }
    }
    out.push('"');
    out
}

fn escaped(c: char) -> String {
    match c {
        '\\' => r"\\".to_owned(),
        '\x07' => r"\a".to_owned(),
        '\x08' => r"\b".to_owned(),
        '\x0c' => r"\f".to_owned(),
        '\n' => r"\n".to_owned(),
        '\r' => r"\r".to_owned(),
        '\t' => r"\t".to_owned(),
        '\x0b' => r"\v".to_owned(),
        c if is_print(c) => c.to_string(),
        c if (c as u32) < 0x80 => format!("\\x{:02x}", c as u32),
        c if (c as u32) < 0x10000 => format!("\\u{:04x}", c as u32),
        c => format!("\\U{:08x}", c as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_quotes() {
        assert!(is_letter('é') && is_letter('_') && is_letter('世') && !is_letter('Ⅷ') && !is_letter('1'));
        assert!(is_digit('٣') && !is_digit('²'));
        assert_eq!(code_point('@'), "U+0040 '@'");
        assert_eq!(code_point('\x07'), "U+0007");
        assert_eq!(quote_rune('\''), r"'\''");
        assert_eq!(quote("a\"\n\u{1}é\u{200b}"), r#""a\"\n\x01é\u200b""#);
    }
}
