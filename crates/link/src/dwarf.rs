//! Phase 14½, the seam for DWARF: in come all symbols with their reachability, the functions in
//! order and the final addresses, out go finished sections. Nothing else of the link depends on
//! them: they are not mapped, stand behind everything else in the file, and are left out with
//! `-w`. Not written yet: no sections are made.

use crate::error::Result;
use crate::load::Inputs;
use crate::sections::{Sections, Segment};
use crate::symbols::{Sym, Symbols};

/// What DWARF is made from.
#[derive(Clone, Copy, Debug)]
pub struct DwarfInput<'s, 'a> {
    /// Packages and units.
    pub inputs: &'s Inputs<'a>,
    /// All symbols, addresses final.
    pub symbols: &'s Symbols<'a>,
    /// Functions in text order.
    pub text: &'s [Sym],
    /// Sections with addresses.
    pub sections: &'s Sections,
    /// Whether sections are compressed where that saves space.
    pub compress: bool,
}

/// A finished DWARF section.
#[derive(Clone, Debug)]
pub struct DwarfSection {
    /// Name (`.debug_info`).
    pub name: &'static str,
    /// Bytes as they go into the file, relocated, the compression header included.
    pub data: Vec<u8>,
    /// Whether `data` is compressed.
    pub compressed: bool,
}

/// Makes the sections.
pub fn generate(input: &DwarfInput<'_, '_>) -> Result<Vec<DwarfSection>> {
    let _ = input;
    Ok(Vec::new())
}

/// Gives the sections their places behind all others.
pub fn place(sections: &mut Sections, dwarf: &[DwarfSection]) {
    let extent = sections.extents[Segment::Dwarf as usize];
    let mut address = extent.address;
    for section in dwarf {
        let id = sections.add(Segment::Dwarf, section.name, 1, address);
        sections.list[id].size = section.data.len() as u64;
        sections.list[id].compressed = section.compressed;
        address += section.data.len() as u64;
    }
    let extent = &mut sections.extents[Segment::Dwarf as usize];
    extent.size = address - extent.address;
    extent.file_size = extent.size;
}

/// Copies the sections into the file.
pub fn write(sections: &Sections, dwarf: &[DwarfSection], out: &mut [u8]) {
    let mut at = sections.extent(Segment::Dwarf).file_offset as usize;
    for section in dwarf {
        out[at..at + section.data.len()].copy_from_slice(&section.data);
        at += section.data.len();
    }
}
