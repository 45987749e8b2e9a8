//! Segments and sections of the executable: names, permissions, extents in memory and file.

use crate::symbols::SectId;
use base::IdVec;

/// A part of the file that is mapped with one set of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Segment {
    /// Code.
    Text,
    /// Read-only data.
    RoData,
    /// Data and zeroed data.
    Data,
    /// DWARF, not mapped.
    Dwarf,
}

impl Segment {
    /// All segments in file order.
    pub const ALL: [Segment; 4] = [Segment::Text, Segment::RoData, Segment::Data, Segment::Dwarf];
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Name.
    pub name: String,
    /// Segment.
    pub segment: Segment,
    /// Alignment in bytes.
    pub align: u64,
    /// Address; an offset in the segment before addresses are known.
    pub address: u64,
    /// Bytes in memory.
    pub size: u64,
    /// Whether it holds a zlib stream (DWARF).
    pub compressed: bool,
}

/// Extent of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// First address.
    pub address: u64,
    /// Bytes in memory.
    pub size: u64,
    /// First byte in the file.
    pub file_offset: u64,
    /// Bytes in the file.
    pub file_size: u64,
}

/// All sections, segment by segment, and the extents of the segments.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// Sections.
    pub list: IdVec<SectId, Section>,
    /// Extents by segment.
    pub extents: [Extent; 4],
}

impl Sections {
    /// Adds a section at offset `address` of its segment.
    pub fn add(&mut self, segment: Segment, name: &str, align: u64, address: u64) -> SectId {
        self.list.push(Section { name: name.to_owned(), segment, align, address, size: 0, compressed: false })
    }
    /// Sections of a segment, in order.
    pub fn of(&self, segment: Segment) -> impl Iterator<Item = SectId> + use<'_> {
        self.list.iter_enumerated().filter(move |(_, s)| s.segment == segment).map(|(id, _)| id)
    }
    /// The section called `name`.
    pub fn find(&self, name: &str) -> Option<SectId> {
        self.list.iter_enumerated().find(|(_, s)| s.name == name).map(|(id, _)| id)
    }
    /// Extent of a segment.
    pub fn extent(&self, segment: Segment) -> &Extent {
        &self.extents[segment as usize]
    }
    /// Place in the file of an address of a section.
    pub fn file_offset(&self, sect: SectId, address: u64) -> u64 {
        let extent = self.extent(self.list[sect].segment);
        address - extent.address + extent.file_offset
    }
}
