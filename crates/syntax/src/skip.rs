//! Skipping a function body without parsing it. In: clean source text and the offset of `{`.
//! Out: the offset behind the matching `}`. Braces in literals and comments do not count;
//! `//line` and `/*line` comments are handed on, since they move positions behind the body.

use crate::lexer::DirectiveComment;
use memchr::{memchr, memmem};

/// The offset behind the brace that closes the one at `start`, or `None` where there is none.
pub(crate) fn body_end(text: &[u8], start: u32, lines: &mut Vec<DirectiveComment>) -> Option<u32> {
    let mut at = start as usize;
    let mut open = 0usize;
    loop {
        let c = *text.get(at)?;
        let from = at;
        at += 1;
        if !INTERESTING[c as usize] {
            continue;
        }
        match c {
            b'{' => open += 1,
            b'}' => {
                open -= 1;
                if open == 0 {
                    return Some(at as u32);
                }
            }
            b'`' => at += memchr(b'`', &text[at..])? + 1,
            b'"' | b'\'' => at = quoted_end(text, at, c)?,
            _ => {
                let rest = &text[at..];
                let len = match rest.first() {
                    Some(b'/') => memchr(b'\n', rest)?,
                    Some(b'*') => 1 + memmem::find(rest.get(1..)?, b"*/")? + 2,
                    _ => continue,
                };
                at += len;
                if rest.get(1..6) == Some(b"line ") {
                    lines.push(DirectiveComment { start: from as u32, end: at as u32 });
                }
            }
        }
    }
}

/// Behind the closing quote; `None` where the line ends before it.
fn quoted_end(text: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        match *text.get(at)? {
            b'\\' => at += 2,
            b'\n' => return None,
            c => {
                at += 1;
                if c == quote {
                    return Some(at);
                }
            }
        }
    }
}

const INTERESTING: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"{}`\"'/";
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_in_literals_do_not_count() {
        let end = |s: &str| body_end(s.as_bytes(), 0, &mut Vec::new());
        let text = "{ '}' \"}\\\"\" `}` /* } */ // }\n {} } rest";
        assert_eq!(end(text), text.find(" rest").map(|n| n as u32));
        assert_eq!(end("{ {}"), None);
        assert_eq!(end("{ '\\'' }"), Some(8));
        assert_eq!(end("{ \"\n\" }"), None);
        assert_eq!(end("{ /"), None);
        let mut lines = Vec::new();
        assert_eq!(body_end(b"{\n//line x:1\n}", 0, &mut lines), Some(14));
        assert_eq!(lines.len(), 1);
    }
}
