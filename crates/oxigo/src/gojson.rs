//! JSON as Go's encoder writes it. Authority: GOROOT `encoding/json/encode.go`.

/// A text in quotes. What HTML or JavaScript give a meaning to is escaped; bytes that are no UTF-8
/// become replacement characters.
pub(crate) fn quoted(text: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in text.utf8_chunks() {
        let inner = serde_json::Value::from(chunk.valid()).to_string();
        out += &inner[1..inner.len() - 1];
        chunk.invalid().iter().for_each(|_| out += "\\ufffd");
    }
    out.push('"');
    const ESCAPED: [(char, &str); 5] =
        [('<', "\\u003c"), ('>', "\\u003e"), ('&', "\\u0026"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")];
    ESCAPED.iter().fold(out, |text, (from, to)| if text.contains(*from) { text.replace(*from, to) } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        assert_eq!(
            quoted(b"a\"\\\n\t\x08\x0c\x16<&>\xc3\xa4"),
            "\"a\\\"\\\\\\n\\t\\b\\f\\u0016\\u003c\\u0026\\u003eä\""
        );
        assert_eq!(quoted(b"\xff\xe2\x82"), "\"\\ufffd\\ufffd\\ufffd\"");
        assert_eq!(quoted("\u{2028}\u{fffd}".as_bytes()), "\"\\u2028\u{fffd}\"");
    }
}
