//! Comments, which the tree does not keep. In: source text between two tokens, such as a function
//! body. Out: the text of the last group of comments in it, as documentation tools read it:
//! without markers and directives. Literals are passed over. Authority: GOROOT `go/ast/ast.go`
//! (`CommentGroup`), `go/parser/parser.go`.

/// A comment and where it stands.
struct Comment<'t> {
    /// With its markers.
    text: &'t [u8],
    first_line: usize,
    last_line: usize,
    /// Other tokens stand before it in its line.
    behind_code: bool,
    /// There are tokens between it and the comment before.
    is_apart: bool,
}

/// The text of the last group of comments: comments on neighbouring lines, where one behind code
/// goes with nothing on the next line.
pub fn last_group(source: &[u8]) -> Option<String> {
    let comments = comments(source);
    let joins = |pair: &[Comment<'_>]| {
        let reach = usize::from(!pair[0].behind_code);
        !pair[1].is_apart && pair[1].first_line <= pair[0].last_line + reach
    };
    let first = comments.windows(2).rposition(|pair| !joins(pair)).map_or(0, |at| at + 1);
    let group = comments.get(first..).filter(|g| !g.is_empty())?;
    Some(text_of(group))
}

fn comments(source: &[u8]) -> Vec<Comment<'_>> {
    let mut out = Vec::new();
    let (mut at, mut line) = (0, 1);
    let (mut code_line, mut is_apart) = (0, true);
    while let Some(&c) = source.get(at) {
        let rest = &source[at..];
        let (len, is_comment) = match c {
            b'`' => (1 + rest[1..].iter().position(|&b| b == b'`').map_or(rest.len() - 1, |n| n + 1), false),
            b'"' | b'\'' => (quoted_len(rest), false),
            b'/' if rest.starts_with(b"//") => (rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len()), true),
            b'/' if rest.starts_with(b"/*") => {
                (rest.windows(2).skip(2).position(|w| w == b"*/").map_or(rest.len(), |n| n + 4), true)
            }
            _ => (1, false),
        };
        let text = &rest[..len];
        let lines = text.iter().filter(|&&b| b == b'\n').count();
        if is_comment {
            let behind_code = code_line == line;
            out.push(Comment { text, first_line: line, last_line: line + lines, behind_code, is_apart });
            is_apart = false;
        } else if !c.is_ascii_whitespace() {
            (code_line, is_apart) = (line + lines, true);
        }
        line += lines;
        at += len;
    }
    out
}

/// The length of a literal in quotes that begins here; what is not closed ends with its line.
fn quoted_len(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&c) = rest.get(at) {
        match c {
            b'\\' => at += 2,
            b'\n' => return at,
            c if c == rest[0] => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The lines of a group without markers, directives, space at their ends and empty lines around
/// them or repeated.
fn text_of(group: &[Comment<'_>]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for comment in group {
        let text = String::from_utf8_lossy(comment.text);
        let inner = match text.strip_prefix("//") {
            Some(line) if is_directive(line) => continue,
            Some(line) => line.strip_prefix(' ').unwrap_or(line),
            None => text.strip_prefix("/*").map_or("", |t| t.strip_suffix("*/").unwrap_or(t)),
        };
        lines.extend(inner.split('\n').map(|l| l.trim_end_matches([' ', '\t', '\r']).to_owned()));
    }
    let mut out = String::new();
    let mut pending = false;
    for line in lines {
        if line.is_empty() {
            pending = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut pending) {
            out.push('\n');
        }
        out += &line;
        out.push('\n');
    }
    out
}

/// Whether what stands behind `//` is for tools: `go:generate`, `line x.go:1`.
fn is_directive(text: &str) -> bool {
    if ["line ", "extern ", "export "].iter().any(|word| text.starts_with(word)) {
        return true;
    }
    let is_word = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.split_once(':').is_some_and(|(name, rest)| {
        !name.is_empty() && name.as_bytes().iter().all(&is_word) && rest.as_bytes().first().is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_end_at_code_and_empty_lines() {
        let last = |s: &str| last_group(s.as_bytes());
        assert_eq!(last("{ f() }"), None);
        assert_eq!(last("{\n// a\n//b\n\n// c  \n}").as_deref(), Some("c\n"));
        assert_eq!(last("{\n// a\n//  b\n}").as_deref(), Some("a\n b\n"));
        assert_eq!(last("{\nf() // a\n// b\n}").as_deref(), Some("b\n"));
        assert_eq!(last("{\n// a\nf()\n}").as_deref(), Some("a\n"));
        assert_eq!(last("{\n// a\nf() // b\n}").as_deref(), Some("b\n"));
        assert_eq!(last("{\n/* a\n\n\n b */ /* c */ }").as_deref(), Some(" a\n\n b\n c\n"));
        assert_eq!(last("{\n//go:x\n// a\n}").as_deref(), Some("a\n"));
    }

    #[test]
    fn literals_hold_no_comments() {
        let text = "{ f(\"// a\", `\n// b`, '\"', \"\\\"// c\") }";
        assert_eq!(last_group(text.as_bytes()), None);
        assert_eq!(last_group(b"{ '\" // a\n}").as_deref(), None);
        assert_eq!(last_group(b"{ /* a").as_deref(), Some(" a\n"));
    }
}
