//! The words of a `//go:generate` line: split, shorthands put in, variables put in. In: a line. Out: words as bytes, since
//! sources may hold anything. Authority: `go help generate`; `os.Expand` for variables.

use std::collections::HashMap;

/// Words of a command.
pub(super) type Words = Vec<Vec<u8>>;

/// Stands in an error for the file as it is shown.
pub(super) const FILE: &str = "\0";

/// What follows the beginning of a line that is a directive.
pub(super) fn text(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"//go:generate")?;
    matches!(rest.first(), Some(b' ' | b'\t')).then(|| &rest[1..])
}

/// What is said of a directive in a last line that does not end.
pub(super) fn unfinished() -> String {
    format!("error reading {FILE}: unexpected EOF")
}

/// The words of a directive. `variable` gives the value of a variable.
pub(super) fn words(
    line: &[u8],
    shorthands: &HashMap<Vec<u8>, Words>,
    variable: &dyn Fn(&[u8]) -> Vec<u8>,
) -> Result<Words, String> {
    let mut words = split(line.strip_suffix(b"\r").unwrap_or(line))?;
    if let Some(meant) = words.first().and_then(|first| shorthands.get(first)) {
        words.splice(..1, meant.iter().cloned());
    }
    match words.is_empty() {
        true => Err("no arguments to directive".to_owned()),
        false => Ok(words.iter().map(|word| expand(word, variable)).collect()),
    }
}

/// Keeps a shorthand if the words define one (`-command name words…`).
pub(super) fn define(words: &Words, shorthands: &mut HashMap<Vec<u8>, Words>) -> Result<bool, String> {
    match &words[..] {
        [first, ..] if first != b"-command" => Ok(false),
        [_, name, ..] if shorthands.contains_key(name) => {
            Err(format!("command {} multiply defined", constant::quote(name)))
        }
        [_, name, meant @ ..] => {
            shorthands.insert(name.clone(), meant.to_vec());
            Ok(true)
        }
        _ => Err("no command specified for -command".to_owned()),
    }
}

/// Words are separated by blanks and tabs; those that begin with a quote are string literals.
fn split(mut line: &[u8]) -> Result<Words, String> {
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
    let mut words = Vec::new();
    loop {
        let start = line.iter().position(|b| !is_blank(b)).unwrap_or(line.len());
        line = &line[start..];
        let length = match line.first() {
            None => return Ok(words),
            Some(b'"') => literal(line)?,
            Some(_) => line.iter().position(is_blank).unwrap_or(line.len()),
        };
        let (word, rest) = line.split_at(length);
        words.push(match word.first() {
            Some(b'"') => constant::unquote(&decoded(word)).ok_or("bad quoted string")?,
            _ => word.to_vec(),
        });
        if word[0] == b'"' && !rest.first().is_none_or(is_blank) {
            return Err("expect space after quoted argument".to_owned());
        }
        line = rest;
    }
}

/// The length of the literal at the beginning.
fn literal(line: &[u8]) -> Result<usize, String> {
    let mut at = 1;
    while at < line.len() {
        match line[at] {
            b'"' => return Ok(at + 1),
            b'\\' if at + 1 == line.len() => return Err("bad backslash".to_owned()),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    Err("mismatched quoted string".to_owned())
}

/// Text as Go decodes it: each byte that is none becomes U+FFFD.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    out
}

/// Replaces `$name`, `${name}` and the shell's variables of one character.
fn expand(word: &[u8], variable: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = rest.iter().position(|&b| b == b'$').filter(|&at| at + 1 < rest.len()) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let (name, length) = name(rest);
        match name {
            Some(name) => out.extend(variable(name)),
            // What is no name of a variable is dropped, but for a dollar that nothing belongs to.
            None if length == 0 => out.push(b'$'),
            None => {}
        }
        rest = &rest[length..];
    }
    out.extend_from_slice(rest);
    out
}

/// The name behind a dollar, and how many bytes it takes.
fn name(text: &[u8]) -> (Option<&[u8]>, usize) {
    let is_special = |b: u8| b"*#$@!?-0123456789".contains(&b);
    match *text {
        [b'{', special, b'}', ..] if is_special(special) => (Some(&text[1..2]), 3),
        [b'{', ..] => match text.iter().position(|&b| b == b'}') {
            Some(1) => (None, 2),
            Some(end) => (Some(&text[1..end]), end + 1),
            None => (None, 1),
        },
        [special, ..] if is_special(special) => (Some(&text[..1]), 1),
        _ => {
            let length = text.iter().take_while(|&&b| b == b'_' || b.is_ascii_alphanumeric()).count();
            ((length > 0).then(|| &text[..length]), length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Vec<String>, String> {
        let shorthands = HashMap::from([(b"yacc".to_vec(), vec![b"go".to_vec(), b"tool".to_vec(), b"$A".to_vec()])]);
        let value = |name: &[u8]| if name == b"A" { b"a b".to_vec() } else { [b"<", name, b">"].concat() };
        let words = words(line.as_bytes(), &shorthands, &value)?;
        Ok(words.into_iter().map(|w| String::from_utf8(w).unwrap()).collect())
    }

    #[test]
    fn lines_become_words() {
        let table: &[(&str, &[&str])] = &[
            ("echo a\t b ", &["echo", "a", "b"]),
            ("echo\r", &["echo"]),
            (r#"echo "a b\n\x41" c"#, &["echo", "a b\nA", "c"]),
            (r#"echo a"b" "" "#, &["echo", "a\"b\"", ""]),
            ("yacc -o x", &["go", "tool", "a b", "-o", "x"]),
            ("echo $A${A}x $ $$ a$", &["echo", "a ba bx", "$", "<$>", "a$"]),
            ("echo ${} ${A $1x ${*} $/ ${a-b}", &["echo", "", "A", "<1>x", "<*>", "$/", "<a-b>"]),
            (r#"echo "$A""#, &["echo", "a b"]),
        ];
        for (line, expected) in table {
            assert_eq!(
                of(line).as_deref(),
                Ok(&expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..]),
                "{line}"
            );
        }
    }

    #[test]
    fn wrong_lines() {
        let table = [
            ("  ", "no arguments to directive"),
            (r#"echo "a"#, "mismatched quoted string"),
            (r#"echo "a\"#, "bad backslash"),
            (r#"echo "a\q""#, "bad quoted string"),
            (r#"echo "a"b"#, "expect space after quoted argument"),
        ];
        for (line, expected) in table {
            assert_eq!(of(line), Err(expected.to_owned()), "{line}");
        }
    }

    #[test]
    fn shorthands_are_defined_once() {
        let (mut kept, words) = (HashMap::new(), |text: &str| text.split(' ').map(|w| w.as_bytes().to_vec()).collect());
        assert_eq!(define(&words("echo -command"), &mut kept), Ok(false));
        assert_eq!(define(&words("-command a go"), &mut kept), Ok(true));
        assert_eq!(define(&words("-command a go"), &mut kept), Err("command \"a\" multiply defined".to_owned()));
        assert_eq!(define(&words("-command"), &mut kept), Err("no command specified for -command".to_owned()));
    }

    #[test]
    fn directives_begin_their_lines() {
        assert_eq!(text(b"//go:generate\tx"), Some(&b"x"[..]));
        assert!(
            [&b" //go:generate x"[..], b"//go:generated x", b"//go:generate", b"// go:generate x"]
                .iter()
                .all(|line| text(line).is_none())
        );
    }
}
