//! Views of single records of an object: symbols, relocations, aux records, reference flags.

use crate::format::{AuxKind, RELOC_SIZE, SYM_SIZE};
use crate::numbers::Numbers;
use crate::refs::{SymRef, u32_at};
use base::define_id;
use obj::{Abi, RelocType, SymFlags, SymKind};

define_id!(
    /// A symbol of one object: its own definitions, then the short content-addressed, the
    /// content-addressed and the non-package definitions, then the non-package references.
    LocalSym,
    "o"
);

/// One symbol record.
#[derive(Clone, Copy, Debug)]
pub struct SymView<'a> {
    pub(crate) object: &'a [u8],
    pub(crate) record: &'a [u8],
    pub(crate) numbers: &'static Numbers,
}

impl<'a> SymView<'a> {
    pub(crate) fn new(object: &'a [u8], offset: usize, numbers: &'static Numbers) -> Self {
        SymView { object, record: &object[offset..offset + SYM_SIZE], numbers }
    }
    /// The name as stored; empty for unnamed symbols.
    #[inline]
    pub fn name_bytes(&self) -> &'a [u8] {
        let (len, off) = (u32_at(self.record, 0) as usize, u32_at(self.record, 4) as usize);
        &self.object[off..off + len]
    }
    /// The name as text.
    pub fn name(&self) -> &'a str {
        std::str::from_utf8(self.name_bytes()).unwrap_or_default()
    }
    /// The ABI number as stored.
    pub fn raw_abi(&self) -> u16 {
        u16::from_le_bytes([self.record[8], self.record[9]])
    }
    /// The ABI.
    #[inline]
    pub fn abi(&self) -> Abi {
        Abi::from_u16(self.raw_abi()).unwrap_or_default()
    }
    /// The kind.
    #[inline]
    pub fn kind(&self) -> SymKind {
        self.numbers.kind(self.record[10]).unwrap_or(SymKind::Undefined)
    }
    /// The flags of both bytes.
    #[inline]
    pub fn flags(&self) -> SymFlags {
        self.numbers.flags([self.record[11], self.record[12]])
    }
    /// Bytes the symbol takes in memory.
    #[inline]
    pub fn size(&self) -> u32 {
        u32_at(self.record, 13)
    }
    /// Alignment in bytes; 0: the kind's usual one.
    #[inline]
    pub fn align(&self) -> u32 {
        u32_at(self.record, 17)
    }
}

/// A relocation as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawReloc {
    /// First byte replaced.
    pub offset: u32,
    /// Bytes replaced; 0 for marks.
    pub size: u8,
    /// What is put there.
    pub ty: RelocType,
    /// Added to the symbol's address.
    pub addend: i64,
    /// The symbol meant.
    pub sym: SymRef,
}

impl RawReloc {
    /// Reads one record of `RELOC_SIZE` bytes.
    #[inline]
    pub(crate) fn read(b: &[u8], numbers: &Numbers) -> RawReloc {
        let b = &b[..RELOC_SIZE];
        RawReloc {
            offset: u32_at(b, 0),
            size: b[4],
            ty: numbers.reloc(u16::from_le_bytes([b[5], b[6]])),
            addend: i64::from(u32_at(b, 7)) | i64::from(u32_at(b, 11)) << 32,
            sym: SymRef::at(b, 15),
        }
    }
}

/// The relocation records of one symbol.
#[derive(Clone, Debug)]
pub struct RawRelocs<'a>(pub(crate) std::slice::ChunksExact<'a, u8>, pub(crate) &'static Numbers);

impl Iterator for RawRelocs<'_> {
    type Item = RawReloc;
    #[inline]
    fn next(&mut self) -> Option<RawReloc> {
        self.0.next().map(|record| RawReloc::read(record, self.1))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for RawRelocs<'_> {}

/// A symbol attached to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aux {
    /// In which role.
    pub kind: AuxKind,
    /// The attached symbol.
    pub sym: SymRef,
}

/// Flags that belong to a reference to a symbol of another package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefFlags {
    /// The symbol referred to.
    pub sym: SymRef,
    /// Flags of the reference.
    pub flags: SymFlags,
}
