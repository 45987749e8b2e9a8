//! Reading Go type descriptors out of symbols: the common head, names, methods. Every access is
//! checked; a descriptor that is too short reads as `None` (facts: `internal/abi/type.go`).
//!
//! ```text
//! Type { size u64, ptrdata u64, hash u32, tflag u8, align u8, fieldalign u8, kind u8,
//!        equal ptr, gcdata ptr, str nameOff u32, ptrToThis typeOff u32 }      48 bytes
//! Uncommon { pkgpath nameOff u32, mcount u16, xcount u16, moff u32, 0u32 }
//! Method { name nameOff u32, mtyp typeOff u32, ifn textOff u32, tfn textOff u32 }
//! ```

use crate::symbols::{Sym, Symbols};
use base::bytes::ByteReader;
use release::Maps;

/// Bytes of the common head.
pub const COMMON_SIZE: usize = 48;
const TFLAG: usize = 20;
const KIND: usize = 23;
const GC_DATA: u32 = 32;
const STR: u32 = 40;
const TFLAG_UNCOMMON: u8 = 1;
const TFLAG_EXTRA_STAR: u8 = 2;
const KIND_GC_PROG: u8 = 64;
const KIND_MASK: u8 = 31;
const METHOD_SIZE: usize = 16;
const UNCOMMON_SIZE: usize = 16;
/// Offset of the type of an array's elements, and of their number.
const ELEM: u32 = 48;
const ARRAY_LEN: usize = 64;
/// Offset of the number of a struct's fields; bytes of its part without them, and of a field.
const FIELDS_LEN: usize = 64;
const STRUCT_SIZE: usize = 80;
const FIELD_SIZE: usize = 24;
/// Offset of the type in an itab.
const ITAB_TYPE: u32 = 8;

/// Kinds of types with a part of their own behind the common head.
mod kind {
    pub const ARRAY: u8 = 17;
    pub const CHAN: u8 = 18;
    pub const FUNC: u8 = 19;
    pub const INTERFACE: u8 = 20;
    pub const MAP: u8 = 21;
    pub const POINTER: u8 = 22;
    pub const SLICE: u8 = 23;
    pub const STRUCT: u8 = 25;
}

/// A method as interfaces see it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MethodSig<'s> {
    /// Name.
    pub name: &'s str,
    /// Descriptor of the function type.
    pub ty: Sym,
}

impl MethodSig<'_> {
    /// Whether the name begins with an upper-case letter, as the official linker sees it.
    pub fn is_exported(&self) -> bool {
        self.name.chars().next().is_some_and(char::is_uppercase)
    }
}

fn u64_at(data: &[u8], at: usize) -> Option<u64> {
    ByteReader::at(data, at).u64()
}

/// Bytes of a value.
pub fn size(data: &[u8]) -> Option<u64> {
    u64_at(data, 0)
}

/// Leading bytes that can hold pointers.
pub fn ptr_data(data: &[u8]) -> Option<u64> {
    u64_at(data, 8)
}

/// Whether pointers are described by a program instead of a mask.
pub fn uses_gc_prog(data: &[u8]) -> bool {
    data.get(KIND).is_some_and(|k| k & KIND_GC_PROG != 0)
}

/// Whether the type is an interface.
pub fn is_interface(data: &[u8]) -> bool {
    data.get(KIND).is_some_and(|k| k & KIND_MASK == kind::INTERFACE)
}

/// The target of the relocation at `offset`.
fn target(symbols: &Symbols<'_>, sym: Sym, offset: u32) -> Option<Sym> {
    symbols.relocs(sym).find(|r| r.offset == offset).and_then(|r| r.sym.some())
}

/// The symbol with the mask or program of pointers.
pub fn gc_data(symbols: &Symbols<'_>, ty: Sym) -> Option<Sym> {
    target(symbols, ty, GC_DATA)
}

/// What a type consists of, where that matters for its pointers.
pub enum Parts {
    /// So many values of one type.
    Array(Sym, u64),
    /// Fields: types and offsets.
    Struct(Vec<(Sym, u64)>),
    /// Nothing smaller.
    Whole,
}

/// The parts of a type; `None` if its descriptor is malformed.
pub fn parts(symbols: &Symbols<'_>, ty: Sym) -> Option<Parts> {
    let data = symbols.data(ty);
    match data.get(KIND)? & KIND_MASK {
        kind::ARRAY => Some(Parts::Array(target(symbols, ty, ELEM)?, u64_at(data, ARRAY_LEN)?)),
        kind::STRUCT => {
            let uncommon = if data.get(TFLAG)? & TFLAG_UNCOMMON == 0 { 0 } else { UNCOMMON_SIZE };
            let count = u64_at(data, FIELDS_LEN)?.min(data.len() as u64);
            let fields = (0..count).map(|i| {
                let at = STRUCT_SIZE + uncommon + i as usize * FIELD_SIZE;
                Some((target(symbols, ty, u32::try_from(at).ok()? + 8)?, u64_at(data, at + 16)?))
            });
            Some(Parts::Struct(fields.collect::<Option<_>>()?))
        }
        _ => Some(Parts::Whole),
    }
}

/// The type of an itab.
pub fn itab_type(symbols: &Symbols<'_>, itab: Sym) -> Option<Sym> {
    target(symbols, itab, ITAB_TYPE)
}

/// The name whose offset stands at `offset` of a descriptor; empty where there is none.
fn name_at<'s>(symbols: &'s Symbols<'_>, sym: Sym, offset: u32) -> Option<&'s str> {
    let Some(name) = target(symbols, sym, offset) else {
        return Some("");
    };
    let mut r = ByteReader::at(symbols.data(name), 1);
    let len = r.uvarint()?;
    std::str::from_utf8(r.take(usize::try_from(len).ok()?)?).ok()
}

/// The type as text, by which `reflect` looks it up.
pub fn string<'s>(symbols: &'s Symbols<'_>, ty: Sym) -> Option<&'s str> {
    let name = name_at(symbols, ty, STR)?;
    match symbols.data(ty).get(TFLAG)? & TFLAG_EXTRA_STAR {
        0 => Some(name),
        _ => name.get(1..),
    }
}

fn signature<'s>(symbols: &'s Symbols<'_>, sym: Sym, offset: u32) -> Option<MethodSig<'s>> {
    let name = name_at(symbols, sym, offset)?;
    Some(MethodSig { name, ty: target(symbols, sym, offset.checked_add(4)?)? })
}

/// The method of an interface type at `offset` of its descriptor.
pub fn interface_method<'s>(symbols: &'s Symbols<'_>, ty: Sym, offset: i64) -> Option<MethodSig<'s>> {
    is_interface(symbols.data(ty)).then_some(())?;
    signature(symbols, ty, u32::try_from(offset).ok()?)
}

/// The methods of a type, in descriptor order.
pub fn methods<'s>(symbols: &'s Symbols<'_>, ty: Sym) -> Option<Vec<MethodSig<'s>>> {
    let data = symbols.data(ty);
    if data.get(TFLAG)? & TFLAG_UNCOMMON == 0 {
        return None;
    }
    let own = match data.get(KIND)? & KIND_MASK {
        kind::STRUCT => 32,
        kind::POINTER | kind::FUNC | kind::SLICE => 8,
        kind::ARRAY | kind::INTERFACE => 24,
        kind::CHAN => 16,
        kind::MAP if symbols.release.map_strides => 88,
        kind::MAP if symbols.release.maps == Maps::Swiss => 64,
        kind::MAP => 40,
        _ => 0,
    };
    let uncommon = COMMON_SIZE + own;
    let count = ByteReader::at(data, uncommon + 4).u16()?;
    let first = uncommon.checked_add(ByteReader::at(data, uncommon + 8).u32()? as usize)?;
    let at = |i: u16| u32::try_from(first + usize::from(i) * METHOD_SIZE).ok();
    (0..count).map(|i| signature(symbols, ty, at(i)?)).collect()
}
