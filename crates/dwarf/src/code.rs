//! How debugging symbols of a function name its code: by address, or by the index of its address in the table of
//! its unit, which only the linker knows. In: the form of debug information. Out: holes in symbols, with what the
//! linker puts into them. Authority: DWARF 5, sections 2.17 and 7.27; `FuncCountToDwTxtAddrFlavor` in
//! `cmd/internal/objabi/reloctype.go`.

use crate::leb::uleb;
use obj::{Reloc, RelocKind, RelocType, SymId};
use release::DebugFormat;

/// How a unit names code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeNames {
    /// By 8 bytes of address.
    Address,
    /// By an index, as a LEB128 integer of so many bytes whatever its value.
    Index {
        /// 1 to 4.
        width: u8,
    },
}

/// A hole that the linker fills with something about the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// First byte.
    pub offset: u32,
    /// How the function is named.
    pub names: CodeNames,
    /// Bytes from the function's start to what is meant; 0 for indices.
    pub addend: u32,
}

/// Relocations of indices, by their width.
const INDEXED: [RelocKind; 4] =
    [RelocKind::DwTxtAddrU1, RelocKind::DwTxtAddrU2, RelocKind::DwTxtAddrU3, RelocKind::DwTxtAddrU4];

impl CodeNames {
    /// How a unit of at most so many functions names them.
    pub fn of(format: DebugFormat, functions: usize) -> CodeNames {
        let width = match functions {
            0..=0x7f => 1,
            0x80..=0x3fff => 2,
            0x4000..=0x1f_ffff => 3,
            _ => 4,
        };
        match format {
            DebugFormat::Dwarf4 => CodeNames::Address,
            DebugFormat::Dwarf5 => CodeNames::Index { width },
        }
    }
    /// How assembly names functions, which does not know of the others in its package.
    pub fn of_assembly(format: DebugFormat) -> CodeNames {
        CodeNames::of(format, usize::MAX)
    }
    /// Appends a hole for the function's start.
    pub(crate) fn start(self, out: &mut Vec<u8>, holes: &mut Vec<Hole>) {
        self.hole(out, holes, 0);
    }
    /// Appends the function's end: a hole, or its size if the start is an index.
    pub(crate) fn end(self, out: &mut Vec<u8>, holes: &mut Vec<Hole>, size: u32) {
        match self {
            CodeNames::Address => self.hole(out, holes, size),
            CodeNames::Index { .. } => uleb(out, u64::from(size)),
        }
    }
    /// Appends a hole for so many bytes behind the function's start.
    pub(crate) fn hole(self, out: &mut Vec<u8>, holes: &mut Vec<Hole>, addend: u32) {
        let offset = out.len() as u32;
        holes.push(Hole { offset, names: self, addend });
        out.resize(out.len() + usize::from(self.width()), 0);
    }
    fn width(self) -> u8 {
        match self {
            CodeNames::Address => 8,
            CodeNames::Index { width } => width,
        }
    }
}

impl Hole {
    /// What tells the linker of it.
    pub fn reloc(self, function: SymId) -> Reloc {
        let kind = match self.names {
            CodeNames::Address => RelocKind::Addr,
            CodeNames::Index { width } => INDEXED[usize::from(width) - 1],
        };
        let ty = RelocType::new(kind);
        Reloc { offset: self.offset, size: self.names.width(), ty, sym: function, addend: i64::from(self.addend) }
    }
}

/// Puts an index into a hole, in as many bytes as that has; `false` if it does not fit.
pub fn put_index(hole: &mut [u8], index: u32) -> bool {
    let last = hole.len().saturating_sub(1);
    for (i, byte) in hole.iter_mut().enumerate() {
        *byte = (u64::from(index) >> (7 * i)) as u8 & 0x7f | if i < last { 0x80 } else { 0 };
    }
    u64::from(index) >> (7 * hole.len()) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use gimli::read::{EndianSlice, Reader};

    #[test]
    fn indices_fill_their_holes() {
        for (width, largest) in [(1, 0x7f), (2, 0x3fff), (3, 0x1f_ffff), (4, 0xfff_ffff)] {
            for index in [0, 1, largest] {
                let mut hole = vec![0xaa; width];
                assert!(put_index(&mut hole, index), "{index:#x} in {width}");
                let mut r = EndianSlice::new(&hole, gimli::LittleEndian);
                assert_eq!((r.read_uleb128().unwrap(), r.len()), (u64::from(index), 0));
            }
            assert!(!put_index(&mut vec![0; width], largest + 1));
            // As many functions as there are indices, and not one more.
            let of = |n| CodeNames::of(DebugFormat::Dwarf5, n);
            assert_eq!(of(largest as usize), CodeNames::Index { width: width as u8 });
            assert_eq!(of(largest as usize + 1), CodeNames::Index { width: (width as u8 + 1).min(4) });
        }
    }
}
