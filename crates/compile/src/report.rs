//! Errors of one package as the official compiler prints them: collected up to a limit, sorted
//! by position, equal ones once. Files come in the order in which errors first name them. In: diagnostics in the order in which they are found. Out:
//! lines. Authority: GOROOT `cmd/compile/internal/base/print.go`.

use base::{Diagnostic, Pos, Sources};

/// Errors after which a package is given up, unless all are wanted.
const LIMIT: usize = 10;

/// From this column on the official compiler's positions hold none: it is neither shown nor does it order.
const NO_COLUMN: u32 = 255;

/// The errors of a package.
#[derive(Debug, Default)]
pub struct Report {
    /// Print all errors (`-e`).
    pub all: bool,
    /// Files with errors, in the order of their first ones.
    files: Vec<usize>,
    /// Position in `files`, line and column by which lines are ordered, and the line.
    lines: Vec<((usize, u32, u32), String)>,
    syntax_errors: usize,
    last_syntax: Option<(usize, u32)>,
    last_other: Option<((usize, u32), String)>,
    full: bool,
}

impl Report {
    /// No errors yet.
    pub fn new(all: bool) -> Report {
        Report { all, ..Report::default() }
    }

    /// Adds an error; one more than the limit ends the report.
    pub fn add(&mut self, sources: &Sources, diagnostic: &Diagnostic) {
        if self.full {
            return;
        }
        let file = sources.file_index(diagnostic.pos).unwrap_or(usize::MAX);
        let (line, column) = sources.file(diagnostic.pos).map_or((0, 0), |f| f.line_column(diagnostic.pos));
        let column = column.min(NO_COLUMN);
        let message = full_message(sources, diagnostic);
        if self.is_repeated((file, line), &message) {
            return;
        }
        let file = self.files.iter().position(|&f| f == file).unwrap_or_else(|| {
            self.files.push(file);
            self.files.len() - 1
        });
        let place = place(sources, diagnostic.pos);
        self.lines.push(((file, line, column), format!("{place}: {message}")));
        if !self.all && self.lines.len() >= LIMIT {
            self.sort();
            self.lines.push(((usize::MAX, 0, 0), format!("{place}: too many errors")));
            self.full = true;
        }
    }

    /// Only one syntax error is shown of a line, and only one of equal others.
    fn is_repeated(&mut self, line: (usize, u32), message: &str) -> bool {
        if message.starts_with("syntax error") {
            self.syntax_errors += 1;
            return self.last_syntax.replace(line) == Some(line);
        }
        let now = Some((line, message.to_owned()));
        if self.last_other == now {
            return true;
        }
        self.last_other = now;
        false
    }

    fn sort(&mut self) {
        self.lines.sort_by_key(|(key, _)| *key);
        self.lines.dedup_by(|a, b| a.1 == b.1);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
    /// Whether any error is one of syntax; nothing else is looked at then.
    pub fn has_syntax_errors(&self) -> bool {
        self.syntax_errors > 0
    }
    /// Whether the limit is reached.
    pub fn is_full(&self) -> bool {
        self.full
    }
    /// The lines in order; a message may have several, those behind the first begin with a tab.
    pub fn into_lines(mut self) -> Vec<String> {
        if !self.full {
            self.sort();
        }
        self.lines.into_iter().map(|(_, line)| line).collect()
    }
}

fn place(sources: &Sources, pos: Pos) -> String {
    let Some(mut loc) = sources.loc(pos) else { return "<unknown line number>".to_owned() };
    if loc.column >= NO_COLUMN {
        loc.column = 0;
    }
    loc.to_string()
}

/// The message with its further places.
fn full_message(sources: &Sources, d: &Diagnostic) -> String {
    let mut out = d.message.clone();
    for (pos, text) in &d.related {
        match sources.loc(*pos) {
            Some(loc) => out.push_str(&format!("\n\t{loc}: {text}")),
            None => out.push_str(&format!("\n\t{text}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(all: bool, errors: &[(u32, &str)]) -> Vec<String> {
        let mut sources = Sources::new();
        sources.add("a.go", "x\n".repeat(30).into_bytes()).unwrap();
        let mut report = Report::new(all);
        errors.iter().for_each(|&(at, m)| report.add(&sources, &Diagnostic::error("", Pos(at), m)));
        report.into_lines()
    }

    #[test]
    fn sorted_and_each_once() {
        let have = lines(false, &[(5, "b"), (1, "a"), (1, "a"), (3, "syntax error: x"), (4, "syntax error: y")]);
        assert_eq!(have, ["a.go:1:1: a", "a.go:2:1: syntax error: x", "a.go:3:1: b"]);
    }

    #[test]
    fn ten_are_enough() {
        let many: Vec<(u32, &str)> = (0..15).map(|i| (29 - 2 * i, "m")).collect();
        let have = lines(false, &many);
        assert_eq!((have.len(), have[10].as_str()), (11, "a.go:6:1: too many errors"));
        assert_eq!(lines(true, &many).len(), 15);
    }
}
