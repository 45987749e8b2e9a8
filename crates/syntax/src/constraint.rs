//! Build constraints. In: a `//go:build` or `// +build` line. Out: a boolean expression over
//! tags, which can be evaluated, and the language version it implies. Authority: GOROOT
//! `go/build/constraint`; `cmd/go` documentation, "Build constraints".

use crate::chars;

/// A constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// True where the tag is set.
    Tag(String),
    /// `!x`
    Not(Box<Constraint>),
    /// `x && y`
    And(Box<Constraint>, Box<Constraint>),
    /// `x || y`
    Or(Box<Constraint>, Box<Constraint>),
}

/// Why a line is no constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstraintError {
    /// It does not begin like one.
    NotConstraint,
    /// It does, and then this is wrong with it.
    Syntax(String),
}

impl std::fmt::Display for ConstraintError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ConstraintError::NotConstraint => f.write_str("not a build constraint"),
            ConstraintError::Syntax(message) => f.write_str(message),
        }
    }
}

/// Most operands of a `//go:build` expression; bounds its height.
const MAX_OPERANDS: usize = 1000;
/// Most operators of a `// +build` line.
const MAX_OLD_OPERATORS: usize = 100;

/// Parses a line of either form.
pub fn parse(line: &str) -> Result<Constraint, ConstraintError> {
    if let Some(text) = go_build_text(line) {
        return Parser::parse(text).map_err(ConstraintError::Syntax);
    }
    match plus_build_text(line) {
        Some(text) => parse_plus_build(text).map_err(ConstraintError::Syntax),
        None => Err(ConstraintError::NotConstraint),
    }
}

/// Whether `line` is a `//go:build` line, right or wrong.
pub fn is_go_build(line: &str) -> bool {
    go_build_text(line).is_some()
}

/// Whether `line` is a `// +build` line, right or wrong.
pub fn is_plus_build(line: &str) -> bool {
    plus_build_text(line).is_some()
}

fn single_line(line: &str) -> Option<&str> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    (!line.contains('\n')).then_some(line)
}

/// What follows the word at the beginning, which must end there.
fn behind_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

fn go_build_text(line: &str) -> Option<&str> {
    let line = single_line(line)?;
    line.starts_with("//go:build").then(|| behind_word(line.trim(), "//go:build")).flatten()
}

fn plus_build_text(line: &str) -> Option<&str> {
    behind_word(single_line(line)?.strip_prefix("//")?.trim(), "+build")
}

impl Constraint {
    /// The value where `is_set` says which tags are.
    pub fn eval(&self, is_set: &mut impl FnMut(&str) -> bool) -> bool {
        match self {
            Constraint::Tag(tag) => is_set(tag),
            Constraint::Not(x) => !x.eval(is_set),
            // Both sides are asked: callers may collect the tags.
            Constraint::And(x, y) => x.eval(is_set) & y.eval(is_set),
            Constraint::Or(x, y) => x.eval(is_set) | y.eval(is_set),
        }
    }

    /// The least Go version that makes the constraint true, if it implies one.
    pub fn go_version(&self) -> Option<String> {
        match self.minor_version(true)? {
            0 => Some("go1".to_owned()),
            n => Some(format!("go1.{n}")),
        }
    }

    /// The minor version that the constraint (or its negation, unless `holds`) implies.
    fn minor_version(&self, holds: bool) -> Option<u32> {
        match (self, holds) {
            (Constraint::Not(x), _) => x.minor_version(!holds),
            (Constraint::And(x, y), true) | (Constraint::Or(x, y), false) => {
                x.minor_version(holds).max(y.minor_version(holds))
            }
            (Constraint::And(x, y), false) | (Constraint::Or(x, y), true) => {
                x.minor_version(holds).min(y.minor_version(holds))
            }
            (Constraint::Tag(_), false) => None,
            (Constraint::Tag(tag), true) if tag == "go1" => Some(0),
            (Constraint::Tag(tag), true) => tag.split_once("go1.")?.1.parse().ok(),
        }
    }

    fn and(x: Constraint, y: Constraint) -> Constraint {
        Constraint::And(Box::new(x), Box::new(y))
    }
    fn or(x: Constraint, y: Constraint) -> Constraint {
        Constraint::Or(Box::new(x), Box::new(y))
    }
}

fn is_tag_char(c: char) -> bool {
    chars::is_letter(c) || chars::is_digit(c) || c == '.'
}

/// A recursive descent parser; the current token is empty at the end.
struct Parser<'a> {
    rest: &'a str,
    token: &'a str,
    operands: usize,
}

impl<'a> Parser<'a> {
    fn parse(text: &'a str) -> Result<Constraint, String> {
        let mut p = Parser { rest: text, token: "", operands: 0 };
        p.next()?;
        let x = p.or()?;
        match p.token {
            "" => Ok(x),
            t => Err(format!("unexpected token {t}")),
        }
    }

    fn next(&mut self) -> Result<(), String> {
        let text = self.rest.trim_start_matches([' ', '\t']);
        let first = text.chars().next();
        let len = match first {
            None => 0,
            Some('(' | ')' | '!') => 1,
            Some('&') if text.starts_with("&&") => 2,
            Some('|') if text.starts_with("||") => 2,
            Some(c) => match text.find(|c| !is_tag_char(c)).unwrap_or(text.len()) {
                0 => return Err(format!("invalid syntax at {c}")),
                n => n,
            },
        };
        (self.token, self.rest) = text.split_at(len);
        Ok(())
    }

    fn or(&mut self) -> Result<Constraint, String> {
        let mut x = self.and()?;
        while self.token == "||" {
            self.next()?;
            x = Constraint::or(x, self.and()?);
        }
        Ok(x)
    }

    fn and(&mut self) -> Result<Constraint, String> {
        let mut x = self.not()?;
        while self.token == "&&" {
            self.next()?;
            x = Constraint::and(x, self.not()?);
        }
        Ok(x)
    }

    fn not(&mut self) -> Result<Constraint, String> {
        self.operands += 1;
        if self.operands > MAX_OPERANDS {
            return Err("build expression too large".to_owned());
        }
        if self.token != "!" {
            return self.atom();
        }
        self.next()?;
        if self.token == "!" {
            return Err("double negation not allowed".to_owned());
        }
        Ok(Constraint::Not(Box::new(self.atom()?)))
    }

    fn atom(&mut self) -> Result<Constraint, String> {
        const END: &str = "unexpected end of expression";
        const UNCLOSED: &str = "missing close paren";
        match self.token {
            "(" => {
                self.next()?;
                let x = self.or().map_err(|e| if e == END { UNCLOSED.to_owned() } else { e })?;
                if self.token != ")" {
                    return Err(UNCLOSED.to_owned());
                }
                self.next()?;
                Ok(x)
            }
            "" => Err(END.to_owned()),
            t if t.starts_with(is_tag_char) => {
                self.next()?;
                Ok(Constraint::Tag(t.to_owned()))
            }
            t => Err(format!("unexpected token {t}")),
        }
    }
}

/// Options separated by blanks, each of terms separated by commas; what is not a tag can
/// never be set.
fn parse_plus_build(text: &str) -> Result<Constraint, String> {
    let ignore = || Constraint::Tag("ignore".to_owned());
    let term = |text: &str| {
        let (negated, tag) = match text.strip_prefix('!') {
            Some(tag) => (true, tag),
            None => (false, text),
        };
        if negated && (tag.is_empty() || tag.starts_with('!')) {
            return ignore();
        }
        let valid = !tag.is_empty() && tag.chars().all(is_tag_char);
        let x = if valid { Constraint::Tag(tag.to_owned()) } else { ignore() };
        if negated { Constraint::Not(Box::new(x)) } else { x }
    };
    let separators = text.split_whitespace().map(|o| o.split(',').count()).sum::<usize>();
    if separators > MAX_OLD_OPERATORS + 1 {
        return Err("expression too complex for // +build lines".to_owned());
    }
    let options =
        text.split_whitespace().map(|o| o.split(',').map(term).reduce(Constraint::and).unwrap_or_else(ignore));
    Ok(options.reduce(Constraint::or).unwrap_or_else(ignore))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(line: &str, tags: &[&str]) -> bool {
        parse(line).unwrap().eval(&mut |t| tags.contains(&t))
    }

    #[test]
    fn both_forms_evaluate() {
        assert!(holds("//go:build linux && (amd64 || !cgo)", &["linux"]));
        assert!(!holds("//go:build linux && !(amd64 || cgo)", &["linux", "cgo"]));
        assert!(holds("// +build linux,!cgo darwin", &["darwin"]));
        assert!(!holds("//+build !!linux", &["linux"]));
        assert_eq!(parse("//go:builder x"), Err(ConstraintError::NotConstraint));
    }

    #[test]
    fn errors_have_the_official_words() {
        let error = |s: &str| parse(s).unwrap_err().to_string();
        assert_eq!(error("//go:build"), "unexpected end of expression");
        assert_eq!(error("//go:build !!a"), "double negation not allowed");
        assert_eq!(error("//go:build (a"), "missing close paren");
        assert_eq!(error("//go:build ("), "missing close paren");
        assert_eq!(error("//go:build a b"), "unexpected token b");
        assert_eq!(error("//go:build a & b"), "invalid syntax at &");
        let deep = format!("//go:build {}a", "(".repeat(5000));
        assert_eq!(error(&deep), "build expression too large");
    }

    #[test]
    fn versions_are_minima() {
        let version = |s: &str| parse(&format!("//go:build {s}")).unwrap().go_version();
        assert_eq!(version("linux && go1.22").as_deref(), Some("go1.22"));
        assert_eq!(version("(linux && go1.22) || (windows && go1.20)").as_deref(), Some("go1.20"));
        assert_eq!(version("linux || go1.22"), None);
        assert_eq!(version("!go1.22"), None);
        assert_eq!(version("!(!go1.21 || !linux)").as_deref(), Some("go1.21"));
        assert_eq!(version("go1").as_deref(), Some("go1"));
    }
}
