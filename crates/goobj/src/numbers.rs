//! Numbers that object files of a release have for kinds of symbols, types of relocations and roles of attached
//! symbols. In: the release's tables, by names. Out: both directions as arrays, made once.

use crate::format::AuxKind;
use obj::{RELOC_NAMES, RelocType, SymFlags, SymKind};
use release::Release;
use std::sync::OnceLock;

/// More kinds of symbols than any release has.
const KINDS: usize = 32;
/// More types of relocations than any release has.
const RELOCS: usize = 128;

/// The numbers of a release.
#[derive(Debug)]
pub struct Numbers {
    /// The release.
    pub release: Release,
    kinds: [Option<SymKind>; KINDS],
    kind_numbers: [u8; KINDS],
    relocs: [u16; RELOCS],
    reloc_numbers: [u16; RELOCS],
}

impl Numbers {
    /// Those of a release.
    pub fn of(release: Release) -> &'static Numbers {
        static ALL: [OnceLock<Numbers>; Release::COUNT] = [const { OnceLock::new() }; Release::COUNT];
        ALL[release.index()].get_or_init(|| Numbers::new(release))
    }

    fn new(release: Release) -> Numbers {
        let mut numbers = Numbers {
            release,
            kinds: [None; KINDS],
            kind_numbers: [0; KINDS],
            relocs: [0; RELOCS],
            reloc_numbers: [0; RELOCS],
        };
        for (number, name) in release.sym_kinds.iter().enumerate() {
            let kind = SymKind::ALL.iter().copied().find(|k| k.name() == *name);
            numbers.kinds[number] = kind;
            kind.iter().for_each(|&k| numbers.kind_numbers[k as usize] = number as u8);
        }
        numbers.place_relocs(release.moved_relocs);
        numbers
    }

    /// Types that moved get their numbers; the numbers that this leaves go to types of other machines, in order.
    fn place_relocs(&mut self, moved: &[(&str, u16)]) {
        let ours = |name: &str| RELOC_NAMES.iter().find(|row| row.1 == name).map(|row| row.0 as u16);
        let moved: Vec<(u16, u16)> = moved.iter().filter_map(|&(name, number)| Some((ours(name)?, number))).collect();
        let mut left = (0..RELOCS as u16).filter(|n| !moved.iter().any(|m| m.1 == *n));
        for own in 0..RELOCS as u16 {
            let number = match moved.iter().find(|m| m.0 == own) {
                Some(m) => m.1,
                None if self.keeps(own, &moved) => own,
                None => continue,
            };
            self.relocs[number as usize] = own;
            self.reloc_numbers[own as usize] = number;
        }
        let without = (0..RELOCS as u16).filter(|&own| !moved.iter().any(|m| m.0 == own) && !self.keeps(own, &moved));
        let without: Vec<u16> = without.collect();
        let left: Vec<u16> = left.by_ref().filter(|&n| !self.keeps(n, &moved)).collect();
        for (own, number) in without.into_iter().zip(left) {
            self.relocs[number as usize] = own;
            self.reloc_numbers[own as usize] = number;
        }
    }

    /// Whether a type has the number it had in go1.23.
    fn keeps(&self, own: u16, moved: &[(u16, u16)]) -> bool {
        moved.iter().all(|m| m.0 != own && m.1 != own)
    }

    /// The kind with a number.
    #[inline]
    pub fn kind(&self, number: u8) -> Option<SymKind> {
        self.kinds.get(usize::from(number)).copied().flatten()
    }
    /// The number of a kind.
    #[inline]
    pub fn kind_number(&self, kind: SymKind) -> u8 {
        self.kind_numbers[kind as usize]
    }
    /// The type with a number, which may be marked weak.
    #[inline]
    pub fn reloc(&self, number: u16) -> RelocType {
        RelocType(translated(&self.relocs, number))
    }
    /// The number of a type, marked weak if the type is.
    #[inline]
    pub fn reloc_number(&self, ty: RelocType) -> u16 {
        translated(&self.reloc_numbers, ty.0)
    }
    /// The flags that two bytes say.
    #[inline]
    pub fn flags(&self, [low, high]: [u8; 2]) -> SymFlags {
        let high = if self.release.linkname_std { reordered(high, STORED_ORDER) } else { high };
        SymFlags::from_bits_retain(u32::from(low) | u32::from(high) << 8)
    }
    /// The two bytes that say some flags.
    pub fn flag_bytes(&self, flags: u16) -> [u8; 2] {
        let [low, high] = flags.to_le_bytes();
        [low, if self.release.linkname_std { reordered(high, OWN_ORDER) } else { high }]
    }
    /// The role with a number.
    #[inline]
    pub fn aux(&self, number: u8) -> Option<AuxKind> {
        let moved = !self.release.wasm_type_aux && number >= AuxKind::WasmType as u8;
        AuxKind::ALL.get(usize::from(number) + usize::from(moved)).copied()
    }
    /// The number of a role.
    pub fn aux_number(&self, kind: AuxKind) -> u8 {
        kind as u8 - u8::from(!self.release.wasm_type_aux && kind > AuxKind::WasmType)
    }
}

/// Where the upper bits of the second byte of flags go, of a stored one: [`SymFlags::LINKNAME_STD`], ABI wrapper,
/// WebAssembly.
const STORED_ORDER: [(u8, u8); 3] = [(5, 7), (6, 5), (7, 6)];
/// The same the other way round.
const OWN_ORDER: [(u8, u8); 3] = [(7, 5), (5, 6), (6, 7)];

fn reordered(byte: u8, order: [(u8, u8); 3]) -> u8 {
    order.iter().fold(byte & 0x1f, |out, (from, to)| out | (byte >> from & 1) << to)
}

/// A number by a table; bits above it and numbers beyond it stay.
#[inline]
fn translated(table: &[u16; RELOCS], number: u16) -> u16 {
    let plain = number & !RelocType::WEAK;
    table.get(usize::from(plain)).map_or(number, |to| to | number & RelocType::WEAK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use obj::RelocKind;

    #[test]
    fn flags_are_where_each_release_has_them() {
        for release in Release::all() {
            let numbers = Numbers::of(release);
            for bytes in 0..=u16::MAX {
                let flags = numbers.flags(bytes.to_le_bytes());
                assert_eq!(numbers.flag_bytes(flags.bits() as u16), bytes.to_le_bytes(), "{release:?}");
            }
            // `cmd/internal/goobj/objfile.go`: the wrapper's bit made way for that of `linknamestd`.
            let wrapper = numbers.flag_bytes(SymFlags::ABI_WRAPPER.bits() as u16)[1];
            assert_eq!(wrapper, if release.linkname_std { 1 << 6 } else { 1 << 5 }, "{release:?}");
        }
        let newest = Numbers::of(Release::named("1.27").expect("there is go1.27"));
        assert_eq!(newest.flags([0, 1 << 5]), SymFlags::LINKNAME_STD);
        assert_eq!(newest.flags([0, 1 << 7]), SymFlags::WASM_EXPORT);
    }

    #[test]
    fn every_number_comes_back() {
        for release in Release::all() {
            let numbers = Numbers::of(release);
            for n in 0..release.sym_kinds.len() as u8 {
                let kind = numbers.kind(n).unwrap_or_else(|| panic!("{release:?}: kind {n}"));
                assert_eq!((numbers.kind_number(kind), kind.name()), (n, release.sym_kinds[n as usize]));
            }
            assert_eq!(numbers.kind(release.sym_kinds.len() as u8), None);
            for n in 0..u16::MAX {
                assert_eq!(numbers.reloc_number(numbers.reloc(n)), n, "{release:?}");
            }
            for n in (0..).map_while(|n| Some((n, numbers.aux(n)?))) {
                assert_eq!(numbers.aux_number(n.1), n.0);
            }
        }
    }

    #[test]
    fn numbers_that_moved() {
        let (old, new) = (Numbers::of(Release::default()), Numbers::of(Release::of_version("go1.24").unwrap()));
        let weak = RelocType::weak(RelocKind::InitOrder);
        assert_eq!((old.reloc_number(weak), new.reloc_number(weak)), (91 | RelocType::WEAK, 95 | RelocType::WEAK));
        assert_eq!((old.kind(4), new.kind(4)), (Some(SymKind::Data), Some(SymKind::RoDataFips)));
        assert_eq!((old.aux(13), new.aux(13)), (Some(AuxKind::SehUnwindInfo), Some(AuxKind::WasmType)));
    }
}
