//! Diagnostics as data. Stages collect them; only the command decides how they are shown.
//! A code is the stable name of a kind of error (`UndeclaredName`), owned by the stage.

use crate::pos::Pos;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look, nothing fails.
    Warning,
    /// The input is refused.
    Error,
}

/// One message about one place in one package's sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the kind of error, as in the Go project's lists (`MismatchedTypes`);
    /// empty for syntax errors.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub pos: Pos,
    /// One past the last byte meant, or `pos` where only the point is known.
    pub end: Pos,
    /// The text in the official wording, without position; may have further lines that begin
    /// with a tab.
    pub message: String,
    /// Further places, each with its own sentence.
    pub related: Vec<(Pos, String)>,
}

impl Diagnostic {
    /// An error at a point.
    pub fn error(code: &'static str, pos: Pos, message: impl Into<String>) -> Self {
        Diagnostic { code, severity: Severity::Error, pos, end: pos, message: message.into(), related: Vec::new() }
    }
}
