//! What can be wrong with a file, and where: file, member, byte offset, sentence.

use std::fmt;
use std::path::PathBuf;

/// A defect in one object: where it is, from the start of the object's binary part or of the
/// archive, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (at byte {offset:#x})")]
pub struct Fault {
    /// Byte offset at which the defect was noticed.
    pub offset: u64,
    /// What is wrong, a clause without full stop.
    pub what: String,
}

impl Fault {
    /// A defect at `offset`.
    pub fn new(offset: usize, what: impl Into<String>) -> Self {
        Fault { offset: offset as u64, what: what.into() }
    }
    /// The same defect seen from a place `base` bytes earlier in the file.
    #[must_use]
    pub fn moved_by(self, base: usize) -> Self {
        Fault { offset: self.offset.saturating_add(base as u64), what: self.what }
    }
    /// Names the file and, for archives, the member.
    pub fn in_file(self, file: impl Into<PathBuf>, member: Option<&str>) -> Error {
        Error::Malformed { file: file.into(), member: member.map(str::to_owned), fault: self }
    }
}

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened, mapped or read.
    #[error("{}: {}", .file.display(), io_text(.source))]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The contents are not what they should be.
    #[error("{}{}: {} (at byte {:#x})", .file.display(), Paren(.member), .fault.what, .fault.offset)]
    Malformed {
        /// The file.
        file: PathBuf,
        /// The archive member, if the file is an archive.
        member: Option<String>,
        /// Where and what.
        fault: Fault,
    },
}

/// The system's message without Rust's "(os error 2)", in lower case as Go tools print it.
fn io_text(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = e.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

struct Paren<'a>(&'a Option<String>);

impl fmt::Display for Paren<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |m| write!(f, "({m})"))
    }
}
