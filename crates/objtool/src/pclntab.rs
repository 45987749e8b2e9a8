//! The table of functions and lines in an executable (`.gopclntab`). In: its bytes. Out: for an
//! address the function, file and line; damage gives nothing. Layout: `runtime/symtab.go`,
//! `cmd/link/internal/ld/pcln.go`; the head is magic, 0, 0, quantum, pointer size, then words:
//! functions, files, start of text, and the offsets of names, units, files, tables, functions.

use base::bytes::ByteReader;
use obj::pctab::PcTable;
use object::{Object, ObjectSection};

const MAGIC: u32 = 0xffff_fff1;
/// Offsets in a function's record.
const PCFILE: usize = 20;

/// The table of an executable.
pub(crate) struct Pclntab<'a> {
    data: &'a [u8],
    functions: usize,
    text: u64,
    names: usize,
    units: usize,
    files: usize,
    tables: usize,
    records: usize,
}

/// Where an address belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Function.
    pub(crate) function: String,
    /// File.
    pub(crate) file: String,
    /// Line.
    pub(crate) line: i32,
}

impl<'a> Pclntab<'a> {
    /// The table of an ELF file. Where the text starts its head says up to Go 1.25 only.
    pub(crate) fn of(file: &object::File<'a>) -> Option<Pclntab<'a>> {
        let table = Pclntab::parse(file.section_by_name(".gopclntab")?.data().ok()?)?;
        let text = file.section_by_name(".text").map_or(table.text, |section| section.address());
        Some(Pclntab { text, ..table })
    }
    fn parse(data: &'a [u8]) -> Option<Pclntab<'a>> {
        let head = data.get(..8)?;
        let right = u32_at(data, 0)? == MAGIC && head[7] == 8;
        let word = |i: usize| usize::try_from(u64_at(data, 8 + 8 * i)?).ok();
        right.then_some(())?;
        Some(Pclntab {
            data,
            functions: word(0)?,
            text: u64_at(data, 8 + 16)?,
            names: word(3)?,
            units: word(4)?,
            files: word(5)?,
            tables: word(6)?,
            records: word(7)?,
        })
    }
    /// Function, file and line of an address.
    pub(crate) fn place(&self, address: u64) -> Option<Place> {
        let offset = u32::try_from(address.checked_sub(self.text)?).ok()?;
        let record = self.record(offset)?;
        let entry = u32_at(self.data, record)?;
        let function = self.string(self.names.checked_add(u32_at(self.data, record + 4)? as usize)?)?;
        let pc = offset.checked_sub(entry)?;
        let line = self.value(record + PCFILE + 4, pc)?;
        let file = usize::try_from(self.value(record + PCFILE, pc)?).ok()?;
        let unit = u32_at(self.data, record + 32)? as usize;
        let at = self.units.checked_add(unit.checked_add(file)?.checked_mul(4)?)?;
        let file = self.string(self.files.checked_add(u32_at(self.data, at)? as usize)?)?;
        Some(Place { function, file, line })
    }
    /// The record of the function that holds an offset in the text.
    fn record(&self, offset: u32) -> Option<usize> {
        let entry = |i: usize| u32_at(self.data, self.records.checked_add(i.checked_mul(8)?)?);
        let (mut low, mut high) = (0, self.functions);
        if offset >= entry(self.functions)? {
            return None; // behind the last function
        }
        while low < high {
            let middle = (low + high) / 2;
            if entry(middle)? <= offset { low = middle + 1 } else { high = middle }
        }
        let at = self.records.checked_add(low.checked_sub(1)?.checked_mul(8)?)?;
        self.records.checked_add(u32_at(self.data, at + 4)? as usize)
    }
    fn value(&self, field: usize, pc: u32) -> Option<i32> {
        let at = self.tables.checked_add(u32_at(self.data, field)? as usize)?;
        Some(PcTable::decode(table(self.data.get(at..)?)?)?.at(pc))
    }
    fn string(&self, at: usize) -> Option<String> {
        let rest = self.data.get(at..)?;
        let end = rest.iter().position(|b| *b == 0)?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    }
}

/// One table of values: pairs of numbers up to a zero in the place of a value behind the first.
fn table(data: &[u8]) -> Option<&[u8]> {
    let mut r = ByteReader::new(data);
    let mut first = true;
    loop {
        if r.uvarint()? == 0 && !first {
            return data.get(..r.offset());
        }
        first = false;
        r.uvarint()?;
    }
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(data: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(data.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_nothing() {
        assert!(Pclntab::parse(b"").is_none());
        let mut data = vec![0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8];
        data.extend([0xff; 64]);
        let table = Pclntab::parse(&data).unwrap();
        assert_eq!((table.place(0), table.place(u64::MAX)), (None, None));
    }
}
