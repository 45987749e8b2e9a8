//! Phase 14: addresses. In: sections with sizes. Out: the address of every section, symbol and
//! boundary mark, and the place of every segment in the file (authority: `address` and `layout`
//! in `cmd/link/internal/ld/data.go`).

use crate::kind::Kind;
use crate::layout::{FUZZ_MARKS, Layout};
use crate::sections::{Extent, Sections, Segment};
use crate::symbols::{ABI0, SectId, Sym, Symbols};
use crate::text::TextExtent;

/// Pages segments are aligned to, in memory and file, unless a flag says otherwise.
pub const ROUND: u64 = 4096;
/// Bytes before the text section: ELF header, program and section headers, notes.
pub const HEADER_RESERVE: u64 = 4096;

/// The text section as the address phase wants it.
pub fn text_section(sections: &mut Sections, sect: SectId, extent: TextExtent) {
    let text = &mut sections.list[sect];
    text.address = extent.start;
    text.align = text.align.max(extent.align);
    // One byte more, so that the mark behind the text has an address of its own.
    text.size = extent.end + 1 - extent.start;
}

/// Assigns all addresses.
pub fn assign(symbols: &mut Symbols<'_>, sections: &mut Sections, layout: &Layout, text_address: u64, round: u64) {
    let mut address = text_address;
    for segment in [Segment::Text, Segment::RoData] {
        if segment != Segment::Text {
            address = address.next_multiple_of(round);
        }
        let start = address;
        for id in sections.of(segment).collect::<Vec<_>>() {
            let sect = &mut sections.list[id];
            address = align(address, sect.align);
            sect.address = address;
            address += sect.size;
        }
        sections.extents[segment as usize] = Extent { address: start, size: address - start, ..Extent::default() };
    }
    address = data_segment(sections, layout, address.next_multiple_of(round));
    file_offsets(sections, round);
    sections.extents[Segment::Dwarf as usize].address = address.next_multiple_of(round);
    for (sect, syms) in &layout.order {
        let start = sections.list[*sect].address;
        syms.iter().for_each(|&s| symbols.values[s] += start);
    }
    marks(symbols, sections, layout);
}

fn align(address: u64, align: u64) -> u64 {
    if align > 1 { address.next_multiple_of(align) } else { address }
}

/// Data sections keep the distances of their offsets; zeroed ones are not in the file.
fn data_segment(sections: &mut Sections, layout: &Layout, start: u64) -> u64 {
    let ids: Vec<SectId> = sections.of(Segment::Data).collect();
    let mut end = start;
    for &id in &ids {
        let sect = &mut sections.list[id];
        sect.address += start;
        end = sect.address + sect.size;
    }
    let bss = sections.list[layout.data[2]].address;
    sections.extents[Segment::Data as usize] =
        Extent { address: start, size: end - start, file_size: bss - start, file_offset: 0 };
    end
}

fn file_offsets(sections: &mut Sections, round: u64) {
    let mut offset = HEADER_RESERVE;
    for segment in Segment::ALL {
        let extent = &mut sections.extents[segment as usize];
        if segment != Segment::Text {
            offset = offset.next_multiple_of(round);
        }
        extent.file_offset = offset;
        if segment != Segment::Data {
            extent.file_size = extent.size;
        }
        offset += extent.file_size;
    }
}

/// Gives the boundary marks their values.
fn marks(symbols: &mut Symbols<'_>, sections: &Sections, layout: &Layout) {
    let [noptr, data, bss, noptrbss] = layout.data;
    let [rodata, pclntab] = layout.read_only;
    let symtab = layout.symtab.map(|sect| ("runtime.symtab", "runtime.esymtab", Kind::RoData, sect));
    let around = [
        ("runtime.rodata", "runtime.erodata", Kind::RoData, rodata),
        ("runtime.types", "runtime.etypes", Kind::RoData, layout.types),
        ("runtime.pclntab", "runtime.epclntab", Kind::RoData, pclntab),
        ("runtime.noptrdata", "runtime.enoptrdata", Kind::NoPtrData, noptr),
        ("runtime.bss", "runtime.ebss", Kind::Bss, bss),
        ("runtime.data", "runtime.edata", Kind::Data, data),
        ("runtime.noptrbss", "runtime.enoptrbss", Kind::NoPtrBss, noptrbss),
    ];
    for (first, end, kind, sect) in around.into_iter().chain(symtab) {
        let section = &sections.list[sect];
        set(symbols, first, kind, sect, section.address);
        set(symbols, end, kind, sect, section.address + section.size);
    }
    for (masks, end) in [("runtime.gcdata", "runtime.egcdata"), ("runtime.gcbss", "runtime.egcbss")] {
        if let Some(sym) = symbols.lookup(masks, ABI0) {
            symbols.attrs[sym].insert(crate::symbols::Attr::LOCAL);
            let (value, sect) = (symbols.values[sym] + symbols.size(sym), symbols.sections[sym]);
            set(symbols, end, Kind::RoData, sect, value);
        }
    }
    let (offset, size) = layout.coverage;
    let counters = sections.list[noptrbss].address + offset;
    set(symbols, "runtime.covctrs", Kind::CoverageCounter, noptrbss, counters);
    set(symbols, "runtime.ecovctrs", Kind::CoverageCounter, noptrbss, counters + size);
    if let Some(fuzz) = layout.fuzz {
        let (start, end) = (sections.list[fuzz].address, sections.list[fuzz].address + sections.list[fuzz].size);
        for (i, mark) in FUZZ_MARKS.iter().enumerate() {
            set(symbols, mark, Kind::FuzzCounter, fuzz, if i % 2 == 0 { start } else { end });
        }
    }
    let extent = sections.extent(Segment::Data);
    let last = layout.fuzz.unwrap_or(noptrbss);
    set(symbols, "runtime.end", Kind::Bss, last, extent.address + extent.size);
}

fn set(symbols: &mut Symbols<'_>, name: &str, kind: Kind, sect: SectId, value: u64) {
    let sym: Sym = symbols.mark(name, kind);
    symbols.sections[sym] = sect;
    symbols.values[sym] = value;
}
