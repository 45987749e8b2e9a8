//! Writing archives: the magic, then members, each behind a 60-byte text header and padded to
//! even length (facts: `cmd/internal/archive/archive.go`).

use crate::archive::{MAGIC, MEMBER_HEADER_SIZE};

/// The numbers in a member header; the toolchain leaves all but the mode at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberAttributes {
    /// Seconds since 1970.
    pub time: u64,
    /// User.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Permission bits.
    pub mode: u32,
}

impl Default for MemberAttributes {
    fn default() -> Self {
        MemberAttributes { time: 0, uid: 0, gid: 0, mode: 0o644 }
    }
}

/// An archive that grows.
#[derive(Clone, Debug)]
pub struct ArchiveWriter {
    buf: Vec<u8>,
}

impl ArchiveWriter {
    /// An archive without members.
    pub fn new() -> Self {
        ArchiveWriter { buf: MAGIC.to_vec() }
    }
    /// Goes on behind the members of an existing archive.
    pub fn append_to(mut archive: Vec<u8>) -> Self {
        if archive.len() % 2 == 1 {
            archive.push(0);
        }
        ArchiveWriter { buf: archive }
    }
    /// Adds a member. The name is cut to 16 bytes at a character boundary.
    pub fn add(&mut self, name: &str, attributes: MemberAttributes, data: &[u8]) {
        self.buf.extend(member_header(name, attributes, data.len()));
        self.buf.extend_from_slice(data);
        if data.len() % 2 == 1 {
            self.buf.push(0);
        }
    }
    /// The bytes of the archive.
    pub fn finish(self) -> Vec<u8> {
        self.buf
    }
}

impl Default for ArchiveWriter {
    fn default() -> Self {
        Self::new()
    }
}

/// The header of a member.
fn member_header(name: &str, a: MemberAttributes, size: usize) -> Vec<u8> {
    let mut end = name.len().min(16);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let mut header = name.as_bytes()[..end].to_vec();
    header.resize(16, b' ');
    header.extend(format!("{:<12}{:<6}{:<6}{:<8o}{:<10}`\n", a.time, a.uid, a.gid, a.mode, size).bytes());
    debug_assert_eq!(header.len(), MEMBER_HEADER_SIZE);
    header
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Archive, MemberKind};

    #[test]
    fn round_trip() {
        let mut w = ArchiveWriter::new();
        w.add("__.PKGDEF", MemberAttributes::default(), b"abc");
        w.add("a_very_long_name_é", MemberAttributes { mode: 0o755, ..Default::default() }, b"");
        let bytes = w.finish();
        let archive = Archive::parse(&bytes).unwrap();
        assert_eq!(archive.members.len(), 2);
        assert_eq!((archive.members[0].kind, archive.members[0].data), (MemberKind::PkgDef, &b"abc"[..]));
        assert_eq!((archive.members[1].name, archive.members[1].attributes().3), ("a_very_long_name", 0o755));
    }
}
