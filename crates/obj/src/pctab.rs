//! Tables from program counters to values (stack depth, file, line, pcdata), and their byte
//! form: pairs of zigzag value delta and pc delta as uvarints, the value starting at −1, the
//! end marked by a zero byte (fact: `cmd/internal/obj/pcln.go`, `runtime/symtab.go`).

use base::bytes::{ByteReader, ByteWriter};

/// Value −1 holds from pc 0 until the first entry; each entry holds until the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcTable {
    /// `(pc, value from that pc on)`, pcs ascending, neighbours different.
    entries: Vec<(u32, i32)>,
    /// Whether anything was ever set: a table of −1 throughout is not an empty one.
    touched: bool,
}

impl PcTable {
    /// A table with no entry.
    pub fn new() -> Self {
        Self::default()
    }
    /// From `pc` on the value is `value`. `pc` must not go backwards.
    pub fn set(&mut self, pc: u32, value: i32) {
        debug_assert!(self.entries.last().is_none_or(|e| e.0 <= pc));
        self.touched = true;
        if self.entries.last().is_some_and(|e| e.0 == pc) {
            self.entries.pop();
        }
        if self.entries.last().map_or(-1, |e| e.1) != value {
            self.entries.push((pc, value));
        }
    }
    /// The entries: `(pc, value)`.
    pub fn entries(&self) -> &[(u32, i32)] {
        &self.entries
    }
    /// The value at `pc`.
    pub fn at(&self, pc: u32) -> i32 {
        match self.entries.partition_point(|e| e.0 <= pc) {
            0 => -1,
            n => self.entries[n - 1].1,
        }
    }
    /// The byte form for a function of `size` bytes; empty when nothing was ever set.
    pub fn encode(&self, size: u32) -> Vec<u8> {
        let mut w = ByteWriter::new();
        let (mut pc, mut value) = (0u32, -1i32);
        for &(at, v) in &self.entries {
            // A delta of zero would read as the end, except at the very first pair.
            if w.is_empty() && at > 0 {
                w.uvarint(0);
                w.uvarint(u64::from(at));
                pc = at;
            } else if !w.is_empty() {
                w.uvarint(u64::from(at - pc));
                pc = at;
            }
            let delta = v.wrapping_sub(value);
            w.uvarint(u64::from(((delta << 1) ^ (delta >> 31)) as u32));
            value = v;
        }
        if w.is_empty() {
            if !self.touched {
                return w.buf;
            }
            w.uvarint(0);
        }
        w.uvarint(u64::from(size - pc));
        w.u8(0);
        w.buf
    }
    /// Reads the byte form; `None` when it is malformed.
    pub fn decode(data: &[u8]) -> Option<PcTable> {
        let mut table = PcTable::new();
        if data.is_empty() {
            return Some(table);
        }
        let mut r = ByteReader::new(data);
        let (mut pc, mut value) = (0u32, -1i32);
        for first in std::iter::once(true).chain(std::iter::repeat(false)) {
            let raw = u32::try_from(r.uvarint()?).ok()?;
            if raw == 0 && !first {
                break;
            }
            value = value.wrapping_add((raw >> 1) as i32 ^ -((raw & 1) as i32));
            table.set(pc, value);
            pc = pc.checked_add(u32::try_from(r.uvarint()?).ok()?)?;
        }
        Some(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip() {
        let mut t = PcTable::new();
        t.set(0, 0);
        t.set(9, 24);
        t.set(40, 0);
        let bytes = t.encode(50);
        assert_eq!(bytes, [2, 9, 48, 31, 47, 10, 0]);
        assert_eq!(PcTable::decode(&bytes), Some(t));
        let mut late = PcTable::new();
        late.set(5, 3);
        assert_eq!(PcTable::decode(&late.encode(9)), Some(late));
        assert_eq!(PcTable::decode(&[2, 0x80]), None);
        let mut nothing = PcTable::new();
        assert_eq!(nothing.encode(9), []);
        nothing.set(0, -1);
        assert_eq!(nothing.encode(9), [0, 9, 0]);
        assert_eq!(PcTable::decode(&[0, 9, 0]), Some(nothing));
    }
}
