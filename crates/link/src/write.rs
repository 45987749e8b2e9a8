//! Phase 16: contents. In: final addresses, the output's bytes. Out: every symbol copied to its
//! place and relocated, in parallel over chunks of neighbouring symbols; gaps between functions
//! are filled with breakpoints, all others with zeros. Messages keep the order of the symbols.

use crate::arch::CODE_PAD;
use crate::error::{Errors, Result};
use crate::layout::Layout;
use crate::pcln::Pcln;
use crate::reloc::{Messages, Relocator};
use crate::sections::{Sections, Segment};
use crate::symbols::{Attr, SectId, Sym, Symbols};
use rayon::prelude::*;

/// About this many bytes are one unit of parallel work.
const CHUNK: u64 = 128 << 10;

struct Chunk<'s, 'o> {
    /// Address of the first byte.
    address: u64,
    bytes: &'o mut [u8],
    syms: &'s [Sym],
    is_code: bool,
}

/// Writes all sections that are in the file.
pub fn contents(
    relocator: &Relocator<'_, '_>,
    text: &[Sym],
    layout: &Layout,
    pcln: &Pcln<'_>,
    out: &mut [u8],
) -> Result<()> {
    let chunks = cut(relocator.symbols, relocator.sections, relocator.text, text, layout, out);
    let messages: Vec<Vec<String>> = chunks.into_par_iter().map(|chunk| fill(relocator, pcln, chunk).list).collect();
    let mut errors = Errors::new();
    errors.extend(messages.into_iter().flatten());
    errors.finish()
}

/// Cuts the output into the regions of chunks, in file order.
fn cut<'s, 'o>(
    symbols: &Symbols<'_>,
    sections: &Sections,
    text_sect: SectId,
    text: &'s [Sym],
    layout: &'s Layout,
    out: &'o mut [u8],
) -> Vec<Chunk<'s, 'o>> {
    let mut chunks = Vec::new();
    let (mut rest, mut offset) = (out, 0u64);
    let mut lists: Vec<(SectId, &[Sym])> = vec![(text_sect, text)];
    let in_file = |id: SectId| {
        let sect = &sections.list[id];
        let extent = sections.extent(sect.segment);
        sect.address < extent.address + extent.file_size
    };
    let data = layout.order.iter().filter(|(id, syms)| !syms.is_empty() && in_file(*id));
    lists.extend(data.map(|(id, syms)| (*id, syms.as_slice())));
    // Read-only data is laid out after data but comes first in the file.
    lists.sort_by_key(|(id, syms)| (sections.list[*id].address, syms.first().map(|&s| symbols.values[s])));
    for (i, (id, syms)) in lists.iter().enumerate() {
        let sect = &sections.list[*id];
        let next = lists.get(i + 1).filter(|n| n.0 == *id).and_then(|n| n.1.first());
        let end = next.map_or(sect.address + sect.size, |&s| symbols.values[s]);
        let mut syms = *syms;
        while !syms.is_empty() {
            let start = symbols.values[syms[0]];
            let count = syms.partition_point(|&s| symbols.values[s] < start + CHUNK).max(1);
            let (chunk, after) = syms.split_at(count);
            let stop = after.first().map_or(end, |&s| symbols.values[s]);
            let at = sections.file_offset(*id, start);
            let (_, tail) = rest.split_at_mut((at - offset) as usize);
            let (bytes, tail) = tail.split_at_mut((stop - start) as usize);
            (rest, offset) = (tail, at + (stop - start));
            chunks.push(Chunk { address: start, bytes, syms: chunk, is_code: sect.segment == Segment::Text });
            syms = after;
        }
    }
    chunks
}

fn fill(relocator: &Relocator<'_, '_>, pcln: &Pcln<'_>, chunk: Chunk<'_, '_>) -> Messages {
    let symbols = relocator.symbols;
    let mut messages = Messages::default();
    if chunk.is_code {
        chunk.bytes.fill(CODE_PAD);
    }
    for &sym in chunk.syms {
        let at = (symbols.values[sym] - chunk.address) as usize;
        let place = &mut chunk.bytes[at..at + symbols.size(sym) as usize];
        if symbols.attrs[sym].contains(Attr::GENERATED) {
            pcln.write(symbols, sym, place);
            relocator.apply(sym, place, &mut messages);
            for (part, offset) in pcln.parts(symbols, sym) {
                let from = offset as usize;
                relocator.apply(part, &mut place[from..from + symbols.size(part) as usize], &mut messages);
            }
            continue;
        }
        let data = symbols.data(sym);
        place[..data.len()].copy_from_slice(data);
        relocator.apply(sym, place, &mut messages);
    }
    messages
}
