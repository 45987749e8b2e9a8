//! Why a command line of the compiler is not carried out.

/// Why there is nothing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Wrong usage: a line about it, if there is one, then the usage text; exit code 2.
    Usage(String),
    /// A line on standard output; exit code 2.
    Refused(String),
    /// A line behind `compile: ` on standard error; exit code 1.
    Failed(String),
}
