//! Phase 15: the frame of the file: ELF header, program headers, section headers, notes, symbol
//! and string tables. In: sections with addresses, the symbol table. Out: how large the file is,
//! then its first page and its end (authority: `cmd/link/internal/ld/elf.go`; System V ABI).
//!
//! ```text
//! 0        ELF header, program headers, section headers …
//! … 4096   notes, ending here
//! 4096     text, read-only data, data, DWARF (each from a new page), symtab, strtab, shstrtab
//! ```

use crate::address::HEADER_RESERVE;
use crate::arch::ELF_MACHINE;
use crate::elfsym::{ENTRY_SIZE, SymTab};
use crate::error::{LinkError, Result};
use crate::sections::{Extent, Sections, Segment};
use crate::symbols::SectId;
use base::FxHashMap;
use base::bytes::ByteWriter;
use release::{DebugFormat, SectionHeaders};

const EHDR_SIZE: u64 = 64;
const PHDR_SIZE: u64 = 56;
const SHDR_SIZE: u64 = 64;
const NOTE_GO_TAG: u32 = 4;
const NOTE_GNU_BUILD_ID_TAG: u32 = 3;

mod sht {
    pub const PROGBITS: u32 = 1;
    pub const SYMTAB: u32 = 2;
    pub const STRTAB: u32 = 3;
    pub const NOTE: u32 = 7;
    pub const NOBITS: u32 = 8;
}
mod shf {
    pub const WRITE: u64 = 1;
    pub const ALLOC: u64 = 2;
    pub const EXEC: u64 = 4;
    pub const COMPRESSED: u64 = 0x800;
}
mod pt {
    pub const LOAD: u32 = 1;
    pub const NOTE: u32 = 4;
    pub const PHDR: u32 = 6;
    pub const GNU_STACK: u32 = 0x6474_e551;
}

/// What the frame is made from.
#[derive(Debug)]
pub struct Frame<'a> {
    /// Sections with addresses.
    pub sections: &'a Sections,
    /// Address of the first instruction.
    pub entry: u64,
    /// Address of the text segment.
    pub text_address: u64,
    /// Alignment of segments.
    pub round: u64,
    /// The Go build id; empty: no note.
    pub build_id: &'a [u8],
    /// The GNU build id; empty: no note.
    pub gnu_build_id: &'a [u8],
    /// Symbol table; `None` with `-s`.
    pub symtab: Option<&'a SymTab>,
    /// The form of debugging information, if there is any.
    pub dwarf: Option<DebugFormat>,
    /// The order of section headers.
    pub headers: SectionHeaders,
}

#[derive(Clone, Copy, Debug, Default)]
struct Shdr<'a> {
    name: &'a str,
    ty: u32,
    flags: u64,
    addr: u64,
    offset: u64,
    size: u64,
    link: u32,
    info: u32,
    align: u64,
    entry_size: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Phdr {
    ty: u32,
    flags: u32,
    offset: u64,
    addr: u64,
    file_size: u64,
    size: u64,
    align: u64,
}

/// A note: section name, tag, owner, contents.
struct Note<'a> {
    section: &'static str,
    tag: u32,
    owner: &'static [u8],
    desc: &'a [u8],
}

impl Note<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut w = ByteWriter::new();
        w.u32(self.owner.len() as u32);
        w.u32(self.desc.len() as u32);
        w.u32(self.tag);
        w.bytes(self.owner);
        w.align(4);
        w.bytes(self.desc);
        w.align(4);
        w.buf
    }
}

/// The table of section names, and where in it each stands. Where headers are in the order of their origin, it has the
/// names that there may be in an order of their own; else those of the headers in their order.
fn section_names(frame: &Frame<'_>, shdrs: &[Shdr<'_>]) -> (Vec<u8>, FxHashMap<String, u32>) {
    let mut names = match frame.headers {
        SectionHeaders::ByOrigin => known_names(frame),
        SectionHeaders::ByAddress => Vec::new(),
    };
    for sect in shdrs {
        if !names.contains(&sect.name) {
            names.push(sect.name);
        }
    }
    let (mut table, mut offsets) = (Vec::new(), FxHashMap::default());
    for name in names {
        offsets.insert(name.to_owned(), table.len() as u32);
        table.extend_from_slice(name.as_bytes());
        table.push(0);
    }
    (table, offsets)
}

/// Names in the official order; those of one link are a subset of them.
fn known_names(frame: &Frame<'_>) -> Vec<&'static str> {
    let mut names: Vec<&str> =
        vec!["", ".text", ".noptrdata", ".data", ".bss", ".noptrbss", ".go.fuzzcntrs", ".go.buildinfo"];
    names.extend(frame.sections.find(".go.fipsinfo").map(|_| ".go.fipsinfo"));
    names.extend((!frame.gnu_build_id.is_empty()).then_some(".note.gnu.build-id"));
    names.extend((!frame.build_id.is_empty()).then_some(".note.go.buildid"));
    names.extend([".elfdata", ".rodata", ".typelink", ".itablink", ".gosymtab", ".gopclntab"]);
    if frame.symtab.is_some() {
        names.extend([".symtab", ".strtab"]);
    }
    if let Some(format) = frame.dwarf {
        names.extend(DWARF_NAMES);
        names.extend(match format {
            DebugFormat::Dwarf4 => &DWARF_4_NAMES[..],
            DebugFormat::Dwarf5 => &DWARF_5_NAMES[..],
        });
    }
    names.push(".shstrtab");
    names
}

/// DWARF section names in the order of the string table: those of all forms, and those of each.
const DWARF_NAMES: [&str; 6] =
    [".debug_abbrev", ".debug_frame", ".debug_info", ".debug_loc", ".debug_line", ".debug_gdb_scripts"];
const DWARF_4_NAMES: [&str; 1] = [".debug_ranges"];
const DWARF_5_NAMES: [&str; 3] = [".debug_addr", ".debug_rnglists", ".debug_loclists"];

/// ELF section number of a section: the null section is 0, then all in table order by segment, behind the notes if
/// headers are in the order of addresses.
pub fn section_number(sections: &Sections, notes: u16, sect: SectId) -> u16 {
    let order = Segment::ALL.iter().flat_map(|&s| sections.of(s));
    order.into_iter().position(|id| id == sect).map_or(0, |i| i as u16 + 1 + notes)
}

/// The frame, ready to be copied into the file.
#[derive(Debug)]
pub struct Finished {
    /// Size of the file.
    pub file_size: u64,
    /// The first bytes of the file.
    pub head: Vec<u8>,
    /// Where the tables at the end begin.
    pub tail_offset: u64,
    names: Vec<u8>,
}

impl Finished {
    /// Writes the frame into the file.
    pub fn write(&self, symtab: Option<&SymTab>, out: &mut [u8]) {
        out[..self.head.len()].copy_from_slice(&self.head);
        let mut at = self.tail_offset as usize;
        let tables = symtab.iter().flat_map(|t| [&t.entries, &t.strings]);
        for table in tables.chain([&self.names]) {
            out[at..at + table.len()].copy_from_slice(table);
            at += table.len();
        }
    }
}

/// Computes the frame.
pub fn frame(frame: &Frame<'_>) -> Result<Finished> {
    let sections = frame.sections;
    let mut shdrs = vec![Shdr::default()];
    for id in Segment::ALL.iter().flat_map(|&s| sections.of(s)) {
        shdrs.push(section_header(sections, id));
    }
    let mut phdrs = vec![Phdr::default()];
    let notes = notes(frame);
    let mut note_bytes: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut note_end = HEADER_RESERVE;
    for note in &notes {
        let bytes = note.bytes();
        let offset = note_end - bytes.len() as u64;
        note_end = offset;
        let header = Shdr {
            name: note.section,
            ty: sht::NOTE,
            flags: shf::ALLOC,
            addr: frame.text_address - HEADER_RESERVE + offset,
            offset,
            size: bytes.len() as u64,
            align: 4,
            ..Shdr::default()
        };
        shdrs.push(header);
        note_bytes.push((offset, bytes));
    }
    // All notes share one program header, which covers the last one.
    if let Some(h) = shdrs.last().filter(|_| !notes.is_empty()) {
        phdrs.push(Phdr {
            ty: pt::NOTE,
            flags: 4,
            offset: h.offset,
            addr: h.addr,
            file_size: h.size,
            size: h.size,
            align: 4,
        });
    }
    for segment in [Segment::Text, Segment::RoData, Segment::Data] {
        phdrs.push(load_header(frame, segment));
    }
    phdrs.push(Phdr { ty: pt::GNU_STACK, flags: 6, align: 8, ..Phdr::default() });
    let headers = EHDR_SIZE + PHDR_SIZE * phdrs.len() as u64;
    phdrs[0] = Phdr {
        ty: pt::PHDR,
        flags: 4,
        offset: EHDR_SIZE,
        addr: frame.text_address - HEADER_RESERVE + EHDR_SIZE,
        file_size: PHDR_SIZE * phdrs.len() as u64,
        size: PHDR_SIZE * phdrs.len() as u64,
        align: frame.round,
    };
    let tail_offset = table_headers(frame, &mut shdrs);
    // The headers are in their order.
    let (names, offsets) = section_names(frame, &shdrs);
    let shstrndx = shdrs.iter().position(|s| s.name == SECTION_NAMES).unwrap_or_default();
    shdrs[shstrndx].size = names.len() as u64;
    let file_size = shdrs[shstrndx].offset + names.len() as u64;
    let mut head = ByteWriter::new();
    ehdr(frame, phdrs.len(), shdrs.len(), headers, shstrndx as u16, &mut head);
    phdrs.iter().for_each(|p| write_phdr(p, &mut head));
    shdrs.iter().for_each(|s| write_shdr(s, offsets[s.name], &mut head));
    if head.len() as u64 > note_end {
        let what = format!("ELF headers and notes need more than {HEADER_RESERVE} bytes");
        return Err(LinkError::new(what));
    }
    for (offset, bytes) in note_bytes.iter().rev() {
        head.buf.resize(*offset as usize, 0);
        head.bytes(bytes);
    }
    Ok(Finished { file_size, head: head.buf, tail_offset, names })
}

fn notes<'a>(frame: &Frame<'a>) -> Vec<Note<'a>> {
    let mut notes = Vec::new();
    if !frame.gnu_build_id.is_empty() {
        let tag = NOTE_GNU_BUILD_ID_TAG;
        notes.push(Note { section: ".note.gnu.build-id", tag, owner: b"GNU\0", desc: frame.gnu_build_id });
    }
    if !frame.build_id.is_empty() {
        notes.push(Note { section: ".note.go.buildid", tag: NOTE_GO_TAG, owner: b"Go\0\0", desc: frame.build_id });
    }
    notes
}

fn section_header(sections: &Sections, id: SectId) -> Shdr<'_> {
    let sect = &sections.list[id];
    let extent = sections.extent(sect.segment);
    let in_file = sect.address < extent.address + extent.file_size;
    let flags = match sect.segment {
        Segment::Text => shf::ALLOC | shf::EXEC,
        Segment::RoData => shf::ALLOC,
        Segment::Data => shf::ALLOC | shf::WRITE,
        Segment::Dwarf if sect.compressed => shf::COMPRESSED,
        Segment::Dwarf => 0,
    };
    Shdr {
        name: &sect.name,
        ty: if in_file { sht::PROGBITS } else { sht::NOBITS },
        flags,
        addr: if sect.segment == Segment::Dwarf { 0 } else { sect.address },
        offset: sections.file_offset(id, sect.address),
        size: sect.size,
        align: sect.align,
        ..Shdr::default()
    }
}

/// The program header of a segment; the text segment begins with the program headers themselves,
/// and every segment on a page boundary.
fn load_header(frame: &Frame<'_>, segment: Segment) -> Phdr {
    let Extent { mut address, mut size, mut file_offset, mut file_size } = *frame.sections.extent(segment);
    let mut before = 0;
    if segment == Segment::Text {
        before = HEADER_RESERVE - EHDR_SIZE;
    }
    before += (address - before) % frame.round;
    (address, size) = (address - before, size + before);
    (file_offset, file_size) = (file_offset - before, file_size + before);
    let flags = match segment {
        Segment::Text => 5,
        Segment::RoData | Segment::Dwarf => 4,
        Segment::Data => 6,
    };
    Phdr { ty: pt::LOAD, flags, offset: file_offset, addr: address, file_size, size, align: frame.round }
}

/// Name of the section with the names of sections, the last one of the file.
const SECTION_NAMES: &str = ".shstrtab";

/// Adds the headers of the tables at the end and puts all into their order; gives the offset of these tables. The size
/// of the last one, the names, stays open.
fn table_headers(frame: &Frame<'_>, shdrs: &mut Vec<Shdr<'_>>) -> u64 {
    let dwarf = frame.sections.extent(Segment::Dwarf);
    let start = (dwarf.file_offset + dwarf.file_size).next_multiple_of(8);
    let (symbols, strings) = frame.symtab.map_or((0, 0), |t| (t.entries.len() as u64, t.strings.len() as u64));
    let table = |name, offset, size| Shdr { name, ty: sht::STRTAB, offset, size, align: 1, ..Shdr::default() };
    shdrs.push(table(SECTION_NAMES, start + symbols + strings, 0));
    if let Some(t) = frame.symtab {
        shdrs.push(Shdr {
            ty: sht::SYMTAB,
            align: 8,
            entry_size: ENTRY_SIZE,
            info: t.locals,
            ..table(".symtab", start, symbols)
        });
        shdrs.push(table(".strtab", start + symbols, strings));
    }
    if frame.headers == SectionHeaders::ByAddress {
        // Those that are not in memory have address 0. Empty ones come before what is at the same address.
        shdrs[1..].sort_by_key(|s| (s.addr == 0, s.addr, if s.addr == 0 { s.offset } else { s.size }));
    }
    let strings_at = shdrs.iter().position(|s| s.name == ".strtab");
    if let (Some(strings), Some(t)) = (strings_at, shdrs.iter_mut().find(|s| s.ty == sht::SYMTAB)) {
        t.link = strings as u32;
    }
    start
}

fn ehdr(frame: &Frame<'_>, phnum: usize, shnum: usize, shoff: u64, shstrndx: u16, w: &mut ByteWriter) {
    w.bytes(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    // Executable, machine, version 1.
    w.u16(2);
    w.u16(ELF_MACHINE);
    w.u32(1);
    w.u64(frame.entry);
    w.u64(EHDR_SIZE);
    w.u64(shoff);
    w.u32(0);
    w.u16(EHDR_SIZE as u16);
    w.u16(PHDR_SIZE as u16);
    w.u16(phnum as u16);
    w.u16(SHDR_SIZE as u16);
    w.u16(shnum as u16);
    w.u16(shstrndx);
}

fn write_phdr(p: &Phdr, w: &mut ByteWriter) {
    w.u32(p.ty);
    w.u32(p.flags);
    for v in [p.offset, p.addr, p.addr, p.file_size, p.size, p.align] {
        w.u64(v);
    }
}

fn write_shdr(s: &Shdr<'_>, name: u32, w: &mut ByteWriter) {
    w.u32(name);
    w.u32(s.ty);
    for v in [s.flags, s.addr, s.offset, s.size] {
        w.u64(v);
    }
    w.u32(s.link);
    w.u32(s.info);
    w.u64(s.align);
    w.u64(s.entry_size);
}
