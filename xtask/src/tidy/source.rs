//! Rust source as house rules look at it: words, texts and punctuation with their lines, without comments and without
//! tests. In: the text of a file. Out: its tokens. Only as much of the language is understood as that takes; files that
//! do not compile give tokens all the same.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, keyword or number.
    Word,
    /// The contents of a text or character literal.
    Text,
    /// Two colons, or one character of any other punctuation.
    Mark,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Counted from 1.
    pub(super) line: usize,
}

/// The tokens of a file. What stands behind `#[cfg(test)] mod NAME {` is left out.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < source.len() {
        let rest = &source[at..];
        let (kind, skip, len) = token(rest);
        if let Some(kind) = kind {
            out.push(Token { kind, text: &rest[skip..skip + len.inner], line });
        }
        line += rest[..len.whole].matches('\n').count();
        at += len.whole;
    }
    if let Some(end) = tests_from(&out) {
        out.truncate(end);
    }
    out
}

/// Bytes of a token with what encloses it, and without.
struct Length {
    whole: usize,
    inner: usize,
}

/// What comes next: its kind (none for space and comments), how many bytes to skip, how long it is.
fn token(rest: &str) -> (Option<Kind>, usize, Length) {
    let plain = |kind, n| (kind, 0, Length { whole: n, inner: n });
    let first = rest.chars().next().unwrap_or(' ');
    if first.is_whitespace() {
        return plain(None, first.len_utf8());
    }
    if rest.starts_with("//") {
        return plain(None, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return plain(None, rest.find("*/").map_or(rest.len(), |n| n + 2));
    }
    if let Some((skip, inner, whole)) = raw_text(rest).or_else(|| text(rest)).or_else(|| character(rest)) {
        return (Some(Kind::Text), skip, Length { whole, inner });
    }
    if first == '_' || first.is_alphanumeric() {
        let end = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
        return plain(Some(Kind::Word), end);
    }
    let n = if rest.starts_with("::") { 2 } else { first.len_utf8() };
    plain(Some(Kind::Mark), n)
}

/// `r"…"`, `br#"…"#`: bytes to skip, inside, all.
fn raw_text(rest: &str) -> Option<(usize, usize, usize)> {
    let behind = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('r')?;
    let marks = behind.len() - behind.trim_start_matches('#').len();
    let body = behind[marks..].strip_prefix('"')?;
    let skip = rest.len() - body.len();
    let end = format!("\"{}", "#".repeat(marks));
    let inner = body.find(&end).unwrap_or(body.len());
    Some((skip, inner, (skip + inner + end.len()).min(rest.len())))
}

/// `"…"`, `b"…"`.
fn text(rest: &str) -> Option<(usize, usize, usize)> {
    let body = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('"')?;
    let skip = rest.len() - body.len();
    let mut escaped = false;
    let end = body.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    let inner = end.unwrap_or(body.len());
    Some((skip, inner, (skip + inner + 1).min(rest.len())))
}

/// `'c'`, but no lifetime.
fn character(rest: &str) -> Option<(usize, usize, usize)> {
    let body = rest.strip_prefix('\'')?;
    let inner = match body.strip_prefix('\\') {
        Some(escape) => {
            let first = escape.chars().next()?.len_utf8();
            1 + first + escape[first..].find('\'')?
        }
        None => body.chars().next()?.len_utf8(),
    };
    body[inner..].starts_with('\'').then_some((1, inner, inner + 2))
}

/// What stands in front of tests.
const ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

/// Where the tests of a file begin: at a module with a body; one in a file of its own does not end anything.
fn tests_from(tokens: &[Token<'_>]) -> Option<usize> {
    let words = |n: usize, wanted: &[&str]| {
        tokens[n..].iter().zip(wanted).filter(|(t, w)| t.text == **w).count() == wanted.len()
    };
    (0..tokens.len()).find(|&n| {
        let behind = n + ATTRIBUTE.len();
        words(n, &ATTRIBUTE)
            && (behind..behind + 6).any(|m| {
                let is = |at: usize, text: &str| tokens.get(at).is_some_and(|t| t.text == text);
                is(m, "mod") && is(m + 2, "{")
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tests_are_left_out() {
        let source = "//! Head.\nuse crate::a; /* x */ let s = \"a\\\"b\"; // end\nlet c = '\\''; let l: &'a str = r#\"q\"q\"#;\n\
                      #[cfg(test)]\nmod tests {\n    fn hidden() {}\n}\n";
        let all: Vec<(&str, Kind, usize)> = tokens(source).into_iter().map(|t| (t.text, t.kind, t.line)).collect();
        assert!(all.contains(&("crate", Kind::Word, 2)) && all.contains(&("::", Kind::Mark, 2)));
        let texts: Vec<&str> = all.iter().filter(|t| t.1 == Kind::Text).map(|t| t.0).collect();
        assert_eq!(texts, ["a\\\"b", "\\'", "q\"q"]);
        assert!(all.contains(&("str", Kind::Word, 3)) && !all.iter().any(|t| t.0 == "hidden" || t.0 == "Head"));
    }
}
