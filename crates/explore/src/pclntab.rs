//! The tables by which the runtime finds function, line, inlined calls and stack map of an address. In: the contents
//! of an executable's sections. Out: values, or each step of such a lookup as text with numbers. Every read is
//! checked: damage gives nothing. Layout (1.20 to 1.24): `runtime/symtab.go`, `internal/abi/symtab.go`,
//! `cmd/link/internal/ld/pcln.go`.

use obj::pctab::PcTable;
use serde::Serialize;

const MAGIC: u32 = 0xffff_fff1;
/// Bytes of a function's record before its tables.
const RECORD: usize = 44;
/// Bytes of text that one bucket of the first table stands for, and one of its 16 parts.
const BUCKET: u64 = 4096;
const PART: u64 = BUCKET / 16;
/// Numbers of tables.
const STACK_MAP_INDEX: usize = 1;
const INLINE_INDEX: usize = 2;
/// Number of the data with inlined calls.
const INLINE_TREE: usize = 3;

/// The table of functions.
pub(crate) struct Pclntab<'a> {
    data: &'a [u8],
    functions: usize,
    pub(crate) text: u64,
    names: usize,
    units: usize,
    files: usize,
    tables: usize,
    records: usize,
}

/// A function of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    /// Index in the table.
    pub(crate) index: usize,
    /// Where its record begins.
    at: usize,
    /// First byte of its code, counted from the beginning of the text.
    pub(crate) entry: u32,
}

/// A function and a line in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Function.
    pub function: String,
    /// File.
    pub file: String,
    /// Line.
    pub line: u32,
}

impl<'a> Pclntab<'a> {
    pub(crate) fn parse(data: &'a [u8]) -> Option<Pclntab<'a>> {
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
    /// The same with the address of the text, which the head tells up to Go 1.25 only.
    pub(crate) fn with_text(self, address: Option<u64>) -> Pclntab<'a> {
        Pclntab { text: address.unwrap_or(self.text), ..self }
    }
    /// How many functions there are.
    pub(crate) fn len(&self) -> usize {
        self.functions
    }
    pub(crate) fn entry(&self, index: usize) -> Option<u32> {
        u32_at(self.data, self.records.checked_add(index.checked_mul(8)?)?)
    }
    pub(crate) fn record(&self, index: usize) -> Option<Record> {
        let at = self.records.checked_add(index.checked_mul(8)?)?;
        let at = self.records.checked_add(u32_at(self.data, at.checked_add(4)?)? as usize)?;
        (index < self.functions).then_some(Record { index, at, entry: u32_at(self.data, at)? })
    }
    /// The function that holds an address.
    pub(crate) fn find(&self, address: u64) -> Option<Record> {
        let offset = u32::try_from(address.checked_sub(self.text)?).ok()?;
        if offset >= self.entry(self.functions)? {
            return None;
        }
        let (mut low, mut high) = (0, self.functions);
        while low < high {
            let middle = (low + high) / 2;
            if self.entry(middle)? <= offset { low = middle + 1 } else { high = middle }
        }
        self.record(low.checked_sub(1)?)
    }
    pub(crate) fn name(&self, record: Record) -> Option<String> {
        self.string(self.names, self.field(record, 4)?)
    }
    /// A word of the record.
    pub(crate) fn field(&self, record: Record, offset: usize) -> Option<u32> {
        u32_at(self.data, record.at.checked_add(offset)?)
    }
    fn byte(&self, record: Record, offset: usize) -> Option<u8> {
        self.data.get(record.at.checked_add(offset)?).copied()
    }
    /// One of the tables of a function, by the offset of the word in the record that says where it is.
    pub(crate) fn table(&self, record: Record, offset: usize) -> Option<PcTable> {
        let at = self.tables.checked_add(self.field(record, offset)? as usize)?;
        PcTable::decode(table(self.data.get(at..)?)?)
    }
    pub(crate) fn sp(&self, record: Record) -> Option<PcTable> {
        self.table(record, 16)
    }
    pub(crate) fn lines(&self, record: Record) -> Option<PcTable> {
        self.table(record, 24)
    }
    /// One of the numbered tables, where there is one.
    pub(crate) fn pcdata(&self, record: Record, number: usize) -> Option<PcTable> {
        let count = self.field(record, 28)? as usize;
        let offset = RECORD + 4 * number;
        (number < count && self.field(record, offset)? != 0).then(|| self.table(record, offset))?
    }
    /// The offset of numbered data from the symbol that holds all of it.
    pub(crate) fn funcdata(&self, record: Record, number: usize) -> Option<u32> {
        let count = usize::from(self.byte(record, 43)?);
        let tables = self.field(record, 28)? as usize;
        let offset = self.field(record, RECORD.checked_add(4 * tables.checked_add(number)?)?)?;
        (number < count && offset != u32::MAX).then_some(offset)
    }
    /// File and line at an offset in the function.
    pub(crate) fn file_line(&self, record: Record, pc: u32) -> Option<(String, u32)> {
        self.places(record, None)?.file_line(pc)
    }
    pub(crate) fn file(&self, record: Record, number: u32) -> Option<String> {
        let unit = self.field(record, 32)?;
        let at = self.units.checked_add((unit as usize).checked_add(number as usize)?.checked_mul(4)?)?;
        self.string(self.files, u32_at(self.data, at)?)
    }
    /// All names of files, in the order of the table.
    pub(crate) fn all_files(&self) -> Vec<String> {
        let text = self.data.get(self.files..self.tables).unwrap_or_default();
        let names = text.split(|b| *b == 0).filter(|n| !n.is_empty());
        names.map(|n| String::from_utf8_lossy(n).into_owned()).collect()
    }
    fn string(&self, table: usize, offset: u32) -> Option<String> {
        let rest = self.data.get(table.checked_add(offset as usize)?..)?;
        let end = rest.iter().position(|b| *b == 0)?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    }
    /// The lines of a function; `data` is what numbered data is counted from.
    pub(crate) fn places<'t>(&'t self, record: Record, data: Option<&'t [u8]>) -> Option<Places<'t>> {
        Some(Places {
            table: self,
            record,
            files: self.table(record, 20)?,
            lines: self.lines(record)?,
            inlined: self.pcdata(record, INLINE_INDEX),
            tree: self.funcdata(record, INLINE_TREE).and_then(|at| data?.get(at as usize..)),
        })
    }
    /// The calls that were inlined at an offset, innermost first, then the function itself.
    pub(crate) fn inlined(&self, record: Record, pc: u32, data: Option<&[u8]>) -> Option<Vec<Place>> {
        self.places(record, data)?.at(pc)
    }
}

/// The tables of a function that tell where its code comes from, decoded.
pub(crate) struct Places<'t> {
    table: &'t Pclntab<'t>,
    record: Record,
    files: PcTable,
    lines: PcTable,
    inlined: Option<PcTable>,
    tree: Option<&'t [u8]>,
}

impl Places<'_> {
    fn file_line(&self, pc: u32) -> Option<(String, u32)> {
        let file = u32::try_from(self.files.at(pc)).ok()?;
        Some((self.table.file(self.record, file)?, u32::try_from(self.lines.at(pc)).ok()?))
    }
    /// The calls that were inlined at an offset, innermost first, then the function itself.
    pub(crate) fn at(&self, mut pc: u32) -> Option<Vec<Place>> {
        let (mut file, mut line) = self.file_line(pc)?;
        let mut out = Vec::new();
        if let (Some(tree), Some(index)) = (self.tree, &self.inlined) {
            // A tree has no more levels than nodes; damage must not keep us here.
            for _ in 0..1000 {
                let Ok(node) = usize::try_from(index.at(pc)) else { break };
                let Some(at) = node.checked_mul(16) else { break };
                let (Some(name), Some(parent)) = (u32_at(tree, at + 4), u32_at(tree, at + 8)) else { break };
                out.push(Place { function: self.table.string(self.table.names, name)?, file, line });
                pc = parent;
                (file, line) = self.file_line(pc)?;
            }
        }
        out.push(Place { function: self.table.name(self.record)?, file, line });
        Some(out)
    }
}

/// A step of a lookup.
#[derive(Clone, Debug, Serialize)]
pub struct LookupStep {
    /// Where is looked.
    pub table: &'static str,
    /// What is found.
    pub found: String,
}

/// The lookup of an address as the runtime does it.
pub(crate) struct Lookup<'l, 'a> {
    pub(crate) table: &'l Pclntab<'a>,
    /// `runtime.findfunctab`.
    pub(crate) buckets: Option<&'a [u8]>,
    /// What numbered data is counted from.
    pub(crate) data: Option<&'a [u8]>,
}

impl Lookup<'_, '_> {
    /// All steps; they end where nothing is found.
    pub(crate) fn steps(&self, address: u64) -> Vec<LookupStep> {
        let mut out = Vec::new();
        let _ends_where_nothing_is_found =
            self.walk(address, &mut |table, found| out.push(LookupStep { table, found }));
        out
    }
    fn walk(&self, address: u64, say: &mut dyn FnMut(&'static str, String)) -> Option<()> {
        let t = self.table;
        let offset = address.checked_sub(t.text)?;
        say("text", format!("{address:#x} is {offset:#x} bytes behind the beginning of the text, {:#x}", t.text));
        let record = t.find(address)?;
        if let Some(start) = self.bucket(offset, say) {
            let mut index = start;
            while t.entry(index + 1).is_some_and(|next| u64::from(next) <= offset) {
                index += 1;
            }
            say("functab", format!("from index {start} on, {} step(s) forward: function {index}", index - start));
            if index != record.index {
                say("functab", format!("but a binary search finds function {}: the tables disagree", record.index));
            }
        } else {
            say("functab", format!("binary search: function {}", record.index));
        }
        let pc = u32::try_from(offset).ok()?.checked_sub(record.entry)?;
        let (name, entry) = (t.name(record)?, t.text + u64::from(record.entry));
        say("_func", format!("{name}, entry {entry:#x}, argument bytes {}, pc is entry+{pc:#x}", t.field(record, 8)?));
        let (file, line) = t.file_line(record, pc)?;
        say("pcfile, pcln", format!("{file}:{line}"));
        say("pcsp", format!("the frame has {} bytes here", t.sp(record)?.at(pc)));
        for (depth, place) in t.inlined(record, pc, self.data)?.iter().enumerate() {
            let what = if depth == 0 { "innermost function" } else { "called from" };
            say("inline tree", format!("{what}: {} at {}:{}", place.function, place.file, place.line));
        }
        let map = t.pcdata(record, STACK_MAP_INDEX).map_or(-1, |table| table.at(pc));
        match map {
            -1 => say("pcdata 1", "no stack map index here: no call returns to this place".to_owned()),
            n => say("pcdata 1", format!("stack map {n}")),
        }
        for (number, what) in [(0, "arguments"), (1, "locals")] {
            if let (Ok(map), Some(at)) = (usize::try_from(map), t.funcdata(record, number)) {
                say("funcdata", format!("{what}: {}", bits(self.data?.get(at as usize..)?, map)?));
            }
        }
        Some(())
    }
    /// The first function to look at, by the table of buckets.
    fn bucket(&self, offset: u64, say: &mut dyn FnMut(&'static str, String)) -> Option<usize> {
        let (bucket, part) = (offset / BUCKET, offset % BUCKET / PART);
        let at = usize::try_from(bucket).ok()?.checked_mul(20)?;
        let base = u32_at(self.buckets?, at)?;
        let more = *self.buckets?.get(at + 4 + usize::try_from(part).ok()?)?;
        say("findfunctab", format!("bucket {bucket}, part {part}: index {base} + {more}"));
        Some(base as usize + usize::from(more))
    }
}

/// Bitmap `n` of a stack map, lowest word first.
fn bits(map: &[u8], n: usize) -> Option<String> {
    let (count, width) = (u32_at(map, 0)? as usize, u32_at(map, 4)? as usize);
    if n >= count {
        return Some(format!("there are only {count} maps"));
    }
    let bytes = map.get(8 + n.checked_mul(width.div_ceil(8))?..)?;
    let bit = |i: usize| Some(if bytes.get(i / 8)? >> (i % 8) & 1 == 1 { '1' } else { '0' });
    let text: Option<String> = (0..width).map(bit).collect();
    Some(match text? {
        text if text.is_empty() => "no words".to_owned(),
        text => format!("{text} (a bit a word, 1: pointer)"),
    })
}

/// One table of values: pairs of numbers up to a zero in the place of a value behind the first.
fn table(data: &[u8]) -> Option<&[u8]> {
    let mut r = base::bytes::ByteReader::new(data);
    let mut first = true;
    loop {
        if r.uvarint()? == 0 && !first {
            return data.get(..r.offset());
        }
        first = false;
        r.uvarint()?;
    }
}

pub(crate) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u64_at(data: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(data.get(at..at.checked_add(8)?)?.try_into().ok()?))
}
