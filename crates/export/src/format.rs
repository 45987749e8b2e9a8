//! The layout of an `oxigo.x`. All integers of this level are little endian.
//!
//! ```text
//! header    magic "oxigo.x\n", stamp [16], content [16], crc u32, 12 × (offset u32, length u32)
//! Package   path, name, mentioned packages (path, name), direct imports (indices)
//! Strings   all strings behind each other;      StringEnds  u32 per string: where it ends
//! Objects   rows;                               ObjectEnds  u32 per row
//! Types     rows;                               TypeEnds    u32 per row
//! Names     (string u32, object row u32) per package-level name, in order of the text
//! Files     names, lengths, lines, //line directives
//! Bodies    typed bodies;                       BodyIndex   (object row u32, end u32), by row
//! Side      side tables
//! ```
//!
//! `stamp` is the hash of the binary that wrote the file: nobody else reads it. `content` is the
//! beginning of the SHA-256 of what may matter to importers (`interface`), `crc` the CRC-32 of
//! everything behind the header: it is checked when the file is opened. Rows are written in the encoding of `code`. The row
//! numbers of types begin behind the fixed ids of the session ([`FIXED_TYPES`]).

use base::bytes::{ByteReader, ByteWriter};
use types::TypeId;

const MAGIC: &[u8; 8] = b"oxigo.x\n";
const HEADER: usize = 8 + 16 + 16 + 4 + Section::COUNT * 8;

/// Types below this number have the same id in every session.
pub(crate) const FIXED_TYPES: u32 = TypeId::EMPTY_SIGNATURE.0 + 1;

/// Which binary wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp(pub [u8; 16]);

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It was written by another binary.
    #[error("export data of another version of oxigo")]
    Version,
    /// It is not what it should be.
    #[error("damaged export data: {0}")]
    Damaged(#[from] Damaged),
}

/// What does not fit in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Damaged(pub &'static str);

/// The parts of a file, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Package,
    Strings,
    StringEnds,
    Objects,
    ObjectEnds,
    Types,
    TypeEnds,
    Names,
    Files,
    Bodies,
    BodyIndex,
    Side,
}

impl Section {
    const COUNT: usize = Section::Side as usize + 1;
}

/// Puts a file together.
pub(crate) fn assemble(
    stamp: Stamp,
    content: [u8; 16],
    sections: [Vec<u8>; Section::COUNT],
) -> Result<Vec<u8>, String> {
    let total: usize = HEADER + sections.iter().map(|s| s.len().next_multiple_of(4)).sum::<usize>();
    u32::try_from(total).map_err(|_| "export data larger than 4 GiB")?;
    let mut table = ByteWriter::new();
    let mut rest = ByteWriter::new();
    for section in &sections {
        table.u32((HEADER + rest.len()) as u32);
        table.u32(section.len() as u32);
        rest.bytes(section);
        rest.align(4);
    }
    let mut checked = table.buf;
    checked.extend_from_slice(&rest.buf);
    let mut out = ByteWriter { buf: Vec::with_capacity(total) };
    out.bytes(MAGIC);
    out.bytes(&stamp.0);
    out.bytes(&content);
    out.u32(crc32fast::hash(&checked));
    out.bytes(&checked);
    assert_eq!(out.len(), total, "the layout promised a size");
    Ok(out.buf)
}

/// The hash of all in a file that may matter to importers.
pub fn content(file: &[u8]) -> Option<[u8; 16]> {
    file.get(24..40)?.try_into().ok()
}

/// Its beginning, as objects name packages; never zero, which means assembly.
pub fn fingerprint(content: &[u8; 16]) -> [u8; 8] {
    let mut print = [0; 8];
    print.copy_from_slice(&content[..8]);
    if print == [0; 8] { [1; 8] } else { print }
}

/// Whether bytes are meant to be export data of this form, by whichever version of oxigo.
pub fn is_ours(file: &[u8]) -> bool {
    file.starts_with(MAGIC)
}

/// A file's header: where its sections are.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    ranges: [(u32, u32); Section::COUNT],
}

impl Header {
    /// Reads and checks the header.
    pub(crate) fn parse(file: &[u8], stamp: Stamp) -> Result<Header, OpenError> {
        let short = Damaged("too short");
        let mut r = ByteReader::new(file);
        if r.take(8).ok_or(short)? != MAGIC {
            return Err(Damaged("no export data").into());
        }
        if r.take(16).ok_or(short)? != stamp.0 {
            return Err(OpenError::Version);
        }
        r.take(16).ok_or(short)?;
        let crc = r.u32().ok_or(short)?;
        if crc32fast::hash(r.rest()) != crc {
            return Err(Damaged("the checksum does not fit").into());
        }
        let mut ranges = [(0, 0); Section::COUNT];
        for range in &mut ranges {
            *range = (r.u32().ok_or(short)?, r.u32().ok_or(short)?);
            let end = u64::from(range.0) + u64::from(range.1);
            if end > file.len() as u64 {
                return Err(Damaged("a section lies outside").into());
            }
        }
        Ok(Header { ranges })
    }
    /// The bytes of a section.
    pub(crate) fn section<'a>(&self, file: &'a [u8], section: Section) -> &'a [u8] {
        let (at, len) = self.ranges[section as usize];
        file.get(at as usize..).and_then(|b| b.get(..len as usize)).unwrap_or(&[])
    }
}

/// Entry `i` of a table of ends, with the one before: the range of a row.
pub(crate) fn row_range(ends: &[u8], i: usize) -> Option<(usize, usize)> {
    let end = |i: usize| Some(u32::from_le_bytes(ends.get(i * 4..i * 4 + 4)?.try_into().ok()?) as usize);
    let from = if i == 0 { 0 } else { end(i - 1)? };
    Some((from, end(i)?))
}
