//! Which directives `-run` and `-skip` choose. In: two expressions. Out: whether a line is taken. Only expressions that Go's
//! and Rust's libraries read alike are read here: letters, digits and punctuation that are themselves, anchors,
//! alternatives, groups, repetitions.

use super::directive::decoded;
use crate::build_flags::BuildFlags;
use regex::Regex;

/// What `-run` and `-skip` say.
pub(super) struct Choice {
    run: Option<Regex>,
    skip: Option<Regex>,
}

impl Choice {
    /// What flags say; nothing where that is upstream's to understand.
    pub(super) fn of(flags: &BuildFlags) -> Option<Choice> {
        Some(Choice { run: read(flags.own("run"))?, skip: read(flags.own("skip"))? })
    }
    /// Whether the command of a line is run.
    pub(super) fn takes(&self, line: &[u8]) -> bool {
        let line = decoded(line);
        let line = line.trim_matches(|c: char| c.is_whitespace());
        let matches = |expression: &Regex| expression.is_match(line);
        self.run.as_ref().is_none_or(matches) && !self.skip.as_ref().is_some_and(matches)
    }
}

/// The expression of a flag, if one is given; nothing where it cannot be read here.
fn read(text: Option<&str>) -> Option<Option<Regex>> {
    match text.filter(|text| !text.is_empty()) {
        None => Some(None),
        Some(text) if is_common(text) => Regex::new(text).ok().map(Some),
        Some(_) => None,
    }
}

/// Whether both libraries read an expression alike.
fn is_common(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " _-,:;/=@%!'\"<>~#&.^$|()".contains(c);
    let repeats = |c: char| "*+?".contains(c);
    let mut before = '(';
    text.chars().all(|c| {
        let fits = is_plain(c) || repeats(c) && !repeats(before) && !"(|^$".contains(before);
        before = c;
        fits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_chosen() {
        let choice = |run: &str, skip: &str| Choice { run: read(Some(run)).unwrap(), skip: read(Some(skip)).unwrap() };
        let line = b"//go:generate stringer -type=T \r\n";
        assert!(choice("", "").takes(line) && choice("^//go:generate str.*T$", "mock").takes(line));
        assert!(!choice("mock", "").takes(line) && !choice("", "T$").takes(line) && !choice("str", "str").takes(line));
    }

    #[test]
    fn what_may_be_read_in_two_ways_is_not_read() {
        assert!(["go run", "a|b", "(ab)+c?", "x.*$"].iter().all(|text| is_common(text)));
        let others = ["[a]", r"\d", "a{2}", "(?i)a", "a**", "*a", "ä", "a*?", "^*", r"\.go"];
        assert!(others.iter().all(|text| !is_common(text)));
    }
}
