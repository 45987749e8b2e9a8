//! The text in front of an object's binary part: one line that names platform, release and
//! experiments, optional further lines (`build id "…"`, `main`, compiler extras), closed by a
//! line `!`. The whole text, first line included, is at most a few hundred bytes; the search
//! for the end is bounded by the member.

use crate::error::Fault;
use release::Release;

/// The parsed text header of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderLine<'a> {
    /// The first line without newline: `go object linux amd64 go1.23.9 …`.
    pub line: &'a str,
    /// Everything between the first line and the closing `!` line.
    pub rest: &'a str,
    /// Bytes up to the binary part.
    pub len: usize,
}

/// What every header line begins with.
pub const PREFIX: &[u8] = b"go object ";

impl<'a> HeaderLine<'a> {
    /// Reads the header at the start of `data`.
    pub fn parse(data: &'a [u8]) -> Result<Self, Fault> {
        if !data.starts_with(PREFIX) {
            return Err(Fault::new(0, "not a Go object file"));
        }
        let end = memchr_end(data).ok_or_else(|| Fault::new(0, "object header has no end"))?;
        let text = std::str::from_utf8(&data[..end]).map_err(|_| Fault::new(0, "object header is not text"))?;
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        Ok(HeaderLine { line, rest, len: end + 2 })
    }
    /// Fields of the first line after `go object`: system, machine, release, settings.
    pub fn fields(&self) -> impl Iterator<Item = &'a str> {
        self.line.split_ascii_whitespace().skip(2)
    }
    /// The release it names. One that nobody here knows is a fault.
    pub fn release(&self) -> Result<Release, Fault> {
        let version = self.fields().nth(2).unwrap_or_default();
        Release::of_version(version).ok_or_else(|| Fault::new(0, format!("go object of an unknown release: {version}")))
    }
    /// The build id in the further lines, still quoted as the compiler wrote it.
    pub fn build_id(&self) -> Option<&'a str> {
        let quoted = self.rest.lines().find_map(|l| l.strip_prefix("build id "))?;
        quoted.strip_prefix('"')?.strip_suffix('"')
    }
    /// Whether the compiler marked the package as `main`.
    pub fn is_main(&self) -> bool {
        self.rest.lines().any(|l| l == "main")
    }
}

/// Offset of the `!` of the closing line.
fn memchr_end(data: &[u8]) -> Option<usize> {
    data.windows(3).position(|w| w == b"\n!\n").map(|i| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines() {
        let h = HeaderLine::parse(b"go object linux amd64 go1.23.9 X:a,b\nbuild id \"q/r\"\nmain\n\n!\nrest").unwrap();
        assert_eq!(h.fields().collect::<Vec<_>>(), ["linux", "amd64", "go1.23.9", "X:a,b"]);
        assert_eq!((h.build_id(), h.is_main(), h.len), (Some("q/r"), true, 60));
        assert!(HeaderLine::parse(b"go object linux").is_err());
        assert!(HeaderLine::parse(b"\x7fELF").is_err());
    }
}
