//! What the command lines of the tools share: usage and error messages, output.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Says that the command line is wrong; exit code 2.
pub(crate) fn usage(problem: &str, usage: &str) -> ExitCode {
    if !problem.is_empty() && !base::goflag::asks_for_help(problem) {
        eprintln!("{problem}");
    }
    eprintln!("{}", usage.trim_end());
    ExitCode::from(2)
}

/// Prints an error in the name of a tool; exit code 1.
pub(crate) fn fail(tool: &str, error: impl Display) -> ExitCode {
    eprintln!("{tool}: {error}");
    ExitCode::FAILURE
}

/// Prints bytes on standard output. A reader that went away is no error.
pub(crate) fn print(bytes: &[u8]) {
    let _ = std::io::stdout().write_all(bytes);
}

/// Reads a file; the error names it.
pub(crate) fn read(path: &OsString) -> Result<goobj::MappedFile, String> {
    goobj::MappedFile::open(PathBuf::from(path)).map_err(|e| e.to_string())
}
