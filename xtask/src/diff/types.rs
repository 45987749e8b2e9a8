//! Types in another order. From Go 1.27 on the linker sorts the descriptors that `reflect` looks up by their strings, and
//! the official sort leaves it open how those with equal strings stand. In: two executables. Out: where each descriptor of
//! ours stands officially, and whether contents that differ do so only by what refers to descriptors (layout:
//! `internal/abi/type.go` of go1.27, whose runtime walks the descriptors as it is done here).

use base::bytes::ByteReader;
use object::{Object, ObjectSection, ObjectSymbol};

/// Offsets in the head that all descriptors have: hash, flags, kind, offset of the string.
const HASH: usize = 16;
const FLAGS: usize = 20;
const KIND: usize = 23;
const TEXT: usize = 40;
/// The flag of descriptors that have methods, or might have; size of the part that says so, offset of their number.
const HAS_METHODS: u8 = 1;
/// The flag of descriptors whose string has a star in front that does not count.
const EXTRA_STAR: u8 = 2;
const METHODS_PART: usize = 16;
const METHODS: usize = 4;
const METHOD: usize = 16;
const ALIGNMENT: usize = 8;

/// A descriptor in its table: place, size, and what tells it from others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Descriptor {
    text: Vec<u8>,
    hash: u32,
    size: usize,
    at: usize,
}

/// Places of descriptors that differ.
#[derive(Debug, Default)]
pub struct Moved {
    /// Address of the table in both files.
    base: u64,
    /// Our offset, the official one, bytes; in the order of ours.
    pieces: Vec<(u64, u64, u64)>,
}

/// The descriptors that stand elsewhere; none where there is no such table, or where more differs than the order of
/// equal strings.
pub fn moved(ours: &object::File<'_>, official: &object::File<'_>) -> Moved {
    let (Some(a), Some(b)) = (table(ours), table(official)) else { return Moved::default() };
    let (Some(mut mine), Some(mut theirs)) = (descriptors(a.1), descriptors(b.1)) else { return Moved::default() };
    let is_same_order = mine.len() == theirs.len() && mine.iter().zip(&theirs).all(|(a, b)| a.text == b.text);
    mine.sort();
    theirs.sort();
    let is_same = |(a, b): (&Descriptor, &Descriptor)| (a.hash, a.size) == (b.hash, b.size);
    if a.0 != b.0 || !is_same_order || !mine.iter().zip(&theirs).all(is_same) {
        return Moved::default();
    }
    let places = mine.iter().zip(&theirs).filter(|(a, b)| a.at != b.at);
    let mut pieces: Vec<_> = places.map(|(a, b)| (a.at as u64, b.at as u64, a.size as u64)).collect();
    pieces.sort();
    Moved { base: a.0, pieces }
}

/// Address and bytes of the section of types.
fn table<'d>(file: &object::File<'d>) -> Option<(u64, &'d [u8])> {
    let section = file.section_by_name(".go.type")?;
    let start = file.symbols().find(|s| s.name() == Ok("runtime.types"))?.address();
    (start == section.address()).then_some((start, section.data().ok()?))
}

/// The descriptors of a table that are sorted by their strings: from behind its first word up to the first one whose string
/// is less than the one before, where those that are sorted by size begin, or itabs.
fn descriptors(data: &[u8]) -> Option<Vec<Descriptor>> {
    let mut found: Vec<Descriptor> = Vec::new();
    let mut at = ALIGNMENT;
    while let Some(next) = descriptor(data, at) {
        if found.last().is_some_and(|last| next.text < last.text) {
            break;
        }
        at = (at + next.size).next_multiple_of(ALIGNMENT);
        found.push(next);
    }
    (!found.is_empty()).then_some(found)
}

fn descriptor(data: &[u8], at: usize) -> Option<Descriptor> {
    let word = |offset: usize| ByteReader::at(data, at + offset).u32();
    let mut name = ByteReader::at(data, word(TEXT)? as usize);
    name.u8()?;
    let len = usize::try_from(name.uvarint()?).ok()?;
    // Texts are shared with those of pointers to the type.
    let star = usize::from(data.get(at + FLAGS)? & EXTRA_STAR != 0);
    Some(Descriptor { text: name.take(len)?.get(star..)?.to_vec(), hash: word(HASH)?, size: size(data, at)?, at })
}

/// Bytes of the descriptor at an offset.
fn size(data: &[u8], at: usize) -> Option<usize> {
    let long = |offset: usize| ByteReader::at(data, at + offset).u64().and_then(|n| usize::try_from(n).ok());
    let short = |offset: usize| ByteReader::at(data, at + offset).u16().map(usize::from);
    // What the kind has behind the head, and what follows the part about methods.
    let (own, more) = match data.get(at + KIND)? & 31 {
        1..=16 | 24 | 26 => (48, 0),
        17 => (72, 0),
        18 => (64, 0),
        19 => (56, 8 * (short(48)? + (short(50)? & 0x7fff))),
        20 => (80, 8 * long(64)?),
        21 => (136, 0),
        22 | 23 => (56, 0),
        25 => (80, 24 * long(64)?),
        _ => return None,
    };
    let methods = match data.get(at + FLAGS)? & HAS_METHODS {
        0 => 0,
        _ => METHODS_PART + METHOD * short(own + METHODS)?,
    };
    Some(own + methods + more)
}

impl Moved {
    /// How many descriptors stand elsewhere.
    pub fn count(&self) -> usize {
        self.pieces.len()
    }
    /// What our offset in the table is officially.
    pub fn offset(&self, ours: u64) -> u64 {
        let behind = self.pieces.partition_point(|p| p.0 <= ours);
        match self.pieces[..behind].last() {
            Some((mine, theirs, len)) if ours - mine < *len => ours - mine + theirs,
            _ => ours,
        }
    }
    fn address(&self, ours: u64) -> u64 {
        if ours < self.base { ours } else { self.base + self.offset(ours - self.base) }
    }
    /// Our table in the official order.
    pub fn in_order(&self, table: &[u8]) -> Vec<u8> {
        let mut out = table.to_vec();
        for &(ours, official, len) in &self.pieces {
            let (from, to, len) = (ours as usize, official as usize, len as usize);
            if let (Some(from), Some(to)) = (table.get(from..from + len), out.get_mut(to..to + len)) {
                to.copy_from_slice(from);
            }
        }
        out
    }
    /// The bytes that refer to a descriptor and differ as they must, given that those at `at` differ in the contents of a
    /// section: an address, an offset in the table, or a distance in an instruction.
    pub fn reference(&self, address: u64, ours: &[u8], official: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
        let long = |data: &[u8], s: usize| ByteReader::at(data, s).u64();
        let short = |data: &[u8], s: usize| ByteReader::at(data, s).u32();
        let leads = |ours: u64, official: u64| ours != official && self.address(ours) == official;
        for start in (0..8).filter_map(|back| at.checked_sub(back)) {
            if long(ours, start).zip(long(official, start)).is_some_and(|(a, b)| leads(a, b)) {
                return Some(start..start + 8);
            }
        }
        for start in (0..4).filter_map(|back| at.checked_sub(back)) {
            let Some((a, b)) = short(ours, start).zip(short(official, start)) else { continue };
            let is_offset = a != b && self.offset(u64::from(a)) == u64::from(b);
            // Behind the distance an instruction may have an operand of up to four bytes.
            let target =
                |d: u32, more: u64| (address + start as u64 + 4 + more).wrapping_add_signed(i64::from(d.cast_signed()));
            if is_offset || [0, 1, 2, 4].iter().any(|&more| leads(target(a, more), target(b, more))) {
                return Some(start..start + 4);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of two pointers to types `a.T` of different packages.
    fn pair(hashes: [u32; 2]) -> Vec<u8> {
        let mut table = vec![0; 8 + 2 * 56];
        for (i, hash) in hashes.into_iter().enumerate() {
            let at = 8 + 56 * i;
            table[at + HASH..at + HASH + 4].copy_from_slice(&hash.to_le_bytes());
            table[at + KIND] = 22;
            table[at + TEXT] = 120;
        }
        table.extend_from_slice(&[0, 4, b'*', b'a', b'.', b'T']);
        table
    }

    #[test]
    fn descriptors_are_walked() {
        let found = descriptors(&pair([7, 9])).unwrap();
        let rows: Vec<_> = found.iter().map(|d| (d.at, d.size, d.hash)).collect();
        assert_eq!(rows, [(8, 56, 7), (64, 56, 9)]);
    }

    #[test]
    fn stars_of_pointers_to_a_type_do_not_count() {
        let mut table = pair([7, 9]);
        table[64 + FLAGS] = EXTRA_STAR;
        let texts: Vec<_> = descriptors(&table).unwrap().into_iter().map(|d| d.text).collect();
        assert_eq!(texts, [b"*a.T".to_vec(), b"a.T".to_vec()]);
    }

    #[test]
    fn references_are_found_out_and_nothing_else() {
        let moved = Moved { base: 0x5000, pieces: vec![(8, 64, 56), (64, 8, 56)] };
        assert_eq!(moved.in_order(&pair([7, 9])), pair([9, 7]));
        let at = |ours: &[u8], official: &[u8]| moved.reference(0x1000, ours, official, 0);
        assert_eq!(at(&0x5008u64.to_le_bytes(), &0x5040u64.to_le_bytes()), Some(0..8));
        assert_eq!(at(&[8, 0, 0, 0], &[64, 0, 0, 0]), Some(0..4));
        let distance = |to: u32| (to - 0x1004).to_le_bytes();
        assert_eq!(at(&distance(0x5040), &distance(0x5008)), Some(0..4));
        assert_eq!(at(&0x5008u64.to_le_bytes(), &0x5048u64.to_le_bytes()), None);
        assert_eq!(at(&[8, 0, 0, 0], &[72, 0, 0, 0]), None);
    }
}
