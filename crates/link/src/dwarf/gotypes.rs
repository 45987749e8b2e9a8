//! The parts of type descriptors that type entries need, read out of symbols. Every access is
//! checked; what is too short reads as `None` (facts: `internal/abi/type.go`; offsets from the
//! start of the descriptor, whose common head is 48 bytes).

use crate::gotype::COMMON_SIZE;
use crate::symbols::{Sym, Symbols};
use base::bytes::ByteReader;

/// `reflect.Kind` numbers.
pub mod kind {
    #![allow(missing_docs, reason = "named like the kinds of package reflect")]
    pub const BOOL: u8 = 1;
    pub const INT: u8 = 2;
    pub const INT64: u8 = 6;
    pub const UINT: u8 = 7;
    pub const UINTPTR: u8 = 12;
    pub const FLOAT32: u8 = 13;
    pub const FLOAT64: u8 = 14;
    pub const COMPLEX64: u8 = 15;
    pub const COMPLEX128: u8 = 16;
    pub const ARRAY: u8 = 17;
    pub const CHAN: u8 = 18;
    pub const FUNC: u8 = 19;
    pub const INTERFACE: u8 = 20;
    pub const MAP: u8 = 21;
    pub const POINTER: u8 = 22;
    pub const SLICE: u8 = 23;
    pub const STRING: u8 = 24;
    pub const STRUCT: u8 = 25;
    pub const UNSAFE_POINTER: u8 = 26;
}

const TFLAG: usize = 20;
const KIND: usize = 23;
const UNCOMMON_SIZE: usize = 16;
const FIELD_SIZE: usize = 24;
const EMBEDDED: u8 = 1 << 3;

/// A struct field.
#[derive(Clone, Debug)]
pub struct Field<'s> {
    /// Its name; empty for old-style embedded fields.
    pub name: &'s str,
    /// Descriptor of its type.
    pub ty: Sym,
    /// Bytes from the start of the struct.
    pub offset: u64,
    /// Whether it is embedded.
    pub embedded: bool,
}

/// Parameters, whether the last one is variadic, results.
pub type Signature = (Vec<Sym>, bool, Vec<Sym>);

/// A type descriptor with its relocation targets at hand.
pub struct Descriptor<'s, 'a> {
    symbols: &'s Symbols<'a>,
    data: &'s [u8],
    targets: Vec<(u32, Sym)>,
}

impl<'s, 'a> Descriptor<'s, 'a> {
    /// Reads the descriptor `ty`.
    pub fn new(symbols: &'s Symbols<'a>, ty: Sym) -> Self {
        let targets = symbols.relocs(ty).filter(|r| r.size > 0).map(|r| (r.offset, r.sym)).collect();
        Descriptor { symbols, data: symbols.data(ty), targets }
    }
    /// `reflect.Kind`.
    pub fn kind(&self) -> Option<u8> {
        self.data.get(KIND).map(|k| k & 31)
    }
    /// Bytes of a value.
    pub fn size(&self) -> Option<u64> {
        self.u64(0)
    }
    /// Element of a pointer, slice, array or channel; key of a map.
    pub fn elem(&self) -> Option<Sym> {
        self.target(COMMON_SIZE)
    }
    /// Element of a map.
    pub fn map_elem(&self) -> Option<Sym> {
        self.target(COMMON_SIZE + 8)
    }
    /// The groups in which a map of a newer release keeps its entries.
    pub fn map_group(&self) -> Option<Sym> {
        self.target(COMMON_SIZE + 16)
    }
    /// Length of an array; number of methods of an interface; number of fields of a struct.
    pub fn len(&self) -> Option<u64> {
        self.u64(COMMON_SIZE + 16)
    }
    /// Parameters, whether the last one is variadic, results.
    pub fn signature(&self) -> Option<Signature> {
        let mut r = ByteReader::at(self.data, COMMON_SIZE);
        let (ins, outs) = (usize::from(r.u16()?), r.u16()?);
        let at = self.behind_uncommon(COMMON_SIZE + 8);
        let list =
            |from: usize, n: usize| -> Option<Vec<Sym>> { (from..from + n).map(|i| self.target(at + i * 8)).collect() };
        Some((list(0, ins)?, outs & 0x8000 != 0, list(ins, usize::from(outs & 0x7fff))?))
    }
    /// Fields of a struct.
    pub fn fields(&self) -> Option<Vec<Field<'s>>> {
        let at = self.behind_uncommon(COMMON_SIZE + 32);
        let n = usize::try_from(self.len()?).ok().filter(|&n| n <= self.data.len() / FIELD_SIZE)?;
        (0..n).map(|i| self.field(at + i * FIELD_SIZE)).collect()
    }
    fn field(&self, at: usize) -> Option<Field<'s>> {
        let name = self.symbols.data(self.target(at)?);
        let mut r = ByteReader::new(name);
        let flags = r.u8()?;
        let len = usize::try_from(r.uvarint()?).ok()?;
        Some(Field {
            name: std::str::from_utf8(r.take(len)?).ok()?,
            ty: self.target(at + 8)?,
            offset: self.u64(at + 16)?,
            embedded: flags & EMBEDDED != 0,
        })
    }
    fn behind_uncommon(&self, at: usize) -> usize {
        at + if self.data.get(TFLAG).is_some_and(|f| f & 1 != 0) { UNCOMMON_SIZE } else { 0 }
    }
    fn u64(&self, at: usize) -> Option<u64> {
        ByteReader::at(self.data, at).u64()
    }
    fn target(&self, at: usize) -> Option<Sym> {
        let at = u32::try_from(at).ok()?;
        let i = self.targets.partition_point(|t| t.0 < at);
        self.targets.get(i).filter(|t| t.0 == at).and_then(|t| t.1.some())
    }
}
