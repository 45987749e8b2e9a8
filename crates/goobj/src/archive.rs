//! Archives: `!<arch>\n`, then members, each behind a 60-byte text header and padded to even
//! length. Also bare objects, which are shown as an archive of one member. Members that are no
//! Go objects are kept as bytes (facts: `cmd/internal/archive/archive.go`).
//!
//! ```text
//! MemberHeader { name [16], date [12], uid [6], gid [6], mode [8] octal, size [10], "`\n" }
//! ```

use crate::error::Fault;
use crate::header::{HeaderLine, PREFIX};
use crate::object::Object;
use std::path::PathBuf;

/// First bytes of an archive.
pub const MAGIC: &[u8] = b"!<arch>\n";
/// Bytes of a member header.
pub const MEMBER_HEADER_SIZE: usize = 60;
/// Name of the member with export data.
pub const PKGDEF: &str = "__.PKGDEF";

/// The archive of a package in folders that have them under their import paths: `PATH.a`, or else `PATH.o` (`-I`, `-L`).
pub fn in_folders(folders: &[PathBuf], path: &str) -> Option<PathBuf> {
    let named = folders.iter().flat_map(|dir| [".a", ".o"].map(|end| dir.join(format!("{path}{end}"))));
    named.into_iter().find(|file| file.exists())
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// Export data.
    PkgDef,
    /// A Go object.
    GoObject,
    /// An empty member that tells the linker something by its name.
    Sentinel,
    /// Anything else: foreign objects, our own data.
    Other,
}

/// One member of an archive.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// Name, spaces at the end removed.
    pub name: &'a str,
    /// What it is.
    pub kind: MemberKind,
    /// The header as it stands in the file; `None` for a bare object.
    pub raw_header: Option<&'a [u8]>,
    /// Contents without padding.
    pub data: &'a [u8],
    /// Offset of the contents in the file.
    pub offset: usize,
}

impl<'a> Member<'a> {
    /// The text header of a Go object or of the export data.
    pub fn header(&self) -> Result<HeaderLine<'a>, Fault> {
        HeaderLine::parse(self.data).map_err(|f| f.moved_by(self.offset))
    }
    /// The object in this member; offsets in faults count from the start of the file.
    pub fn object(&self) -> Result<Object<'a>, Fault> {
        let header = self.header()?;
        let release = header.release().map_err(|f| f.moved_by(self.offset))?;
        Object::parse(&self.data[header.len..], release).map_err(|f| f.moved_by(self.offset + header.len))
    }
    /// Date, uid, gid and mode; zero where they are no numbers.
    pub fn attributes(&self) -> (u64, u32, u32, u32) {
        let field = |from: usize, to: usize, radix: u32| {
            let text = self.raw_header.map_or(&b""[..], |h| &h[from..to]);
            let text = std::str::from_utf8(text).unwrap_or_default().trim_end();
            u64::from_str_radix(text, radix).unwrap_or(0)
        };
        (field(16, 28, 10), field(28, 34, 10) as u32, field(34, 40, 10) as u32, field(40, 48, 8) as u32)
    }
}

/// The members of a file, in file order.
#[derive(Clone, Debug, Default)]
pub struct Archive<'a> {
    /// The members.
    pub members: Vec<Member<'a>>,
    /// Whether the file is a bare object, not an archive.
    pub bare: bool,
}

impl<'a> Archive<'a> {
    /// Reads the member list; contents of members are not looked at beyond their first bytes.
    pub fn parse(file: &'a [u8]) -> Result<Self, Fault> {
        if file.starts_with(PREFIX) {
            let kind = MemberKind::GoObject;
            let member = Member { name: "", kind, raw_header: None, data: file, offset: 0 };
            return Ok(Archive { members: vec![member], bare: true });
        }
        if !file.starts_with(MAGIC) {
            return Err(Fault::new(0, "not an archive or object file"));
        }
        let mut members = Vec::new();
        let mut at = MAGIC.len();
        while at < file.len() {
            let member = member(file, at)?;
            at = member.offset + member.data.len();
            at += at & 1 & usize::from(at < file.len());
            members.push(member);
        }
        Ok(Archive { members, bare: false })
    }
    /// The export data.
    pub fn pkgdef(&self) -> Option<&Member<'a>> {
        self.members.iter().find(|m| m.kind == MemberKind::PkgDef)
    }
    /// The Go objects in order.
    pub fn objects(&self) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(|m| m.kind == MemberKind::GoObject)
    }
}

fn member(file: &[u8], at: usize) -> Result<Member<'_>, Fault> {
    let header = file.get(at..at + MEMBER_HEADER_SIZE).ok_or_else(|| Fault::new(at, "archive is truncated"))?;
    if &header[58..] != b"`\n" {
        return Err(Fault::new(at + 58, "corrupt archive: member header has no end mark"));
    }
    let text = |range: std::ops::Range<usize>| std::str::from_utf8(&header[range]).map(str::trim_end).ok();
    let name = text(0..16).ok_or_else(|| Fault::new(at, "corrupt archive: member name is not text"))?;
    let size = text(48..58).and_then(|s| s.parse::<u64>().ok());
    let size = size.ok_or_else(|| Fault::new(at + 48, "corrupt archive: member size is no number"))?;
    let offset = at + MEMBER_HEADER_SIZE;
    let end = usize::try_from(size).ok().and_then(|s| offset.checked_add(s)).filter(|&e| e <= file.len());
    let data =
        end.map(|e| &file[offset..e]).ok_or_else(|| Fault::new(at, format!("archive is truncated in {name}")))?;
    let kind = match name {
        PKGDEF => MemberKind::PkgDef,
        "preferlinkext" | "dynimportfail" if data.is_empty() => MemberKind::Sentinel,
        _ if data.starts_with(PREFIX) => MemberKind::GoObject,
        _ => MemberKind::Other,
    };
    Ok(Member { name, kind, raw_header: Some(header), data, offset })
}
