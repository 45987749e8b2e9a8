//! `runtime.functab`: first a pair per function (offset of its code, offset of its record) and
//! the end of the last function, then the records, 8-aligned (fact: `runtime/runtime2.go`,
//! `_func`):
//!
//! ```text
//! Func { entry u32, name i32, args i32, deferreturn u32, pcsp u32, pcfile u32, pcln u32,
//!        npcdata u32, cu u32, start_line i32, func_id u8, flags u8, 0, nfuncdata u8,
//!        pcdata [npcdata]u32, funcdata [nfuncdata]u32 }
//! ```

use super::{Infos, PcSyms, Pcln, put};
use crate::symbols::{ABI_INTERNAL, ABI0, Sym, Symbols};
use base::bytes::ByteWriter;
use goobj::{AuxKind, FuncInfoView};
use obj::RelocKind;
use rayon::prelude::*;
use release::{FuncData, PcData};

const FIXED: u64 = 44;
/// PCDATA table with the index in the inlining tree.
const PCDATA_INLINE: usize = PcData::InlineTreeIndex.number();
/// FUNCDATA with the inlining tree.
pub(super) const FUNCDATA_INLINE: usize = FuncData::InlineTree.number();
/// FUNCDATA that assembly names in the hope that the compiler defines them.
const FUNCDATA_OPTIONAL: [usize; 2] = [FuncData::ArgsPointerMaps.number(), FuncData::ArgInfo.number()];

/// Numbers of PCDATA tables and FUNCDATA symbols of a record.
fn counts(symbols: &Symbols<'_>, func: Sym, info: &FuncInfoView<'_>) -> (usize, usize) {
    let (mut pcdata, mut funcdata) = (0, 0);
    if let Some((unit, local)) = symbols.definition(func) {
        for aux in unit.object.auxs(local) {
            pcdata += usize::from(aux.kind == AuxKind::Pcdata);
            funcdata += usize::from(aux.kind == AuxKind::FuncData);
        }
    }
    if info.num_inlined() > 0 {
        pcdata = pcdata.max(PCDATA_INLINE + 1);
        funcdata = funcdata.max(FUNCDATA_INLINE + 1);
    }
    (pcdata, funcdata)
}

/// Offsets of the records, and the size of the table.
pub(super) fn sizes<'a>(symbols: &Symbols<'a>, text: &[Sym], infos: &Infos<'a>) -> (Vec<u32>, u64) {
    let mut size = text.len() as u64 * 8 + 4;
    let starts = text
        .iter()
        .zip(infos)
        .map(|(&func, info)| {
            size = size.next_multiple_of(8);
            let start = size as u32;
            size += FIXED;
            if let Some(info) = info {
                let (pcdata, funcdata) = counts(symbols, func, info);
                size += 4 * (pcdata + funcdata) as u64;
            }
            start
        })
        .collect();
    (starts, size)
}

/// What all records need.
struct Context {
    text_start: u64,
    gofunc: u64,
    deferreturn: Option<Sym>,
}

impl Pcln<'_> {
    pub(super) fn write_functab(&self, symbols: &Symbols<'_>, out: &mut [u8]) {
        let value = |name| symbols.lookup(name, ABI0).map_or(0, |s| symbols.values[s]);
        let cx = Context {
            text_start: value("runtime.text"),
            // Where the data is one of the tables, its values are offsets already.
            gofunc: if self.tables.funcdata.is_some() { 0 } else { value("go:func.*") },
            deferreturn: symbols.lookup("runtime.deferreturn", ABI_INTERNAL),
        };
        let mut index = ByteWriter::new();
        for (&func, &start) in self.funcs.iter().zip(&self.starts) {
            index.u32((symbols.values[func] - cx.text_start) as u32);
            index.u32(start);
        }
        if let Some(&last) = self.funcs.last() {
            index.u32((symbols.values[last] - cx.text_start + symbols.size(last)) as u32);
        }
        put(out, 0, &index.buf);
        let Some(&first) = self.starts.first() else { return };
        // Records lie one behind the other: cut their region and fill the pieces in parallel.
        let mut rest = &mut out[first as usize..];
        let mut pieces = Vec::with_capacity(self.funcs.len() / 256 + 1);
        for (chunk, starts) in self.funcs.chunks(256).zip(self.starts.chunks(256)) {
            let end = self.starts.get((pieces.len() + 1) * 256).map_or(rest.len(), |&e| (e - starts[0]) as usize);
            let (piece, tail) = rest.split_at_mut(end);
            pieces.push((chunk, starts, piece));
            rest = tail;
        }
        pieces.into_par_iter().for_each(|(funcs, starts, piece)| {
            let mut pcs = PcSyms::default();
            let mut w = ByteWriter::new();
            for (&func, &start) in funcs.iter().zip(starts) {
                w.buf.clear();
                self.record(symbols, func, &cx, &mut pcs, &mut w);
                put(piece, (start - starts[0]) as usize, &w.buf);
            }
        });
    }

    fn record(&self, symbols: &Symbols<'_>, func: Sym, cx: &Context, pcs: &mut PcSyms, w: &mut ByteWriter) {
        let info = symbols.func_info(func);
        let pc = |sym: Option<Sym>| sym.filter(|_| info.is_some()).map_or(0, |s| symbols.values[s] as u32);
        pcs.collect(symbols, func);
        let (num_pcdata, num_funcdata) = info.as_ref().map_or((0, 0), |i| counts(symbols, func, i));
        w.u32((symbols.values[func] - cx.text_start) as u32);
        w.u32(self.name_offsets.get(&func).copied().unwrap_or(0));
        w.u32(info.as_ref().map_or(0, FuncInfoView::args));
        w.u32(deferreturn(symbols, func, cx.deferreturn));
        w.u32(pc(pcs.sp));
        w.u32(pc(pcs.file));
        w.u32(pc(pcs.line));
        w.u32(num_pcdata as u32);
        w.u32(symbols.definition_place(func).map_or(u32::MAX, |p| self.files.first[p.unit]));
        w.u32(info.as_ref().map_or(0, |i| i.start_line() as u32));
        w.u8(info.as_ref().map_or(0, |i| i.func_id().0));
        w.u8(info.as_ref().map_or(0, |i| i.flags().bits()));
        w.u8(0);
        w.u8(num_funcdata as u8);
        let Some(info) = info else { return };
        let inlines = info.num_inlined() > 0;
        for i in 0..num_pcdata {
            let table = if inlines && i == PCDATA_INLINE { pcs.inline } else { pcs.data.get(i).and_then(|s| s.some()) };
            w.u32(pc(table));
        }
        for i in 0..num_funcdata {
            let tree = self.inline_trees.get(&func).copied().filter(|_| inlines && i == FUNCDATA_INLINE);
            let data = tree.or_else(|| pcs.funcdata.get(i).and_then(|s| s.some()));
            let data = data.filter(|&d| !is_missing(symbols, func, i, d));
            w.u32(data.map_or(u32::MAX, |d| symbols.values[d].wrapping_sub(cx.gofunc) as u32));
        }
    }
}

/// Assembly names maps of its arguments; where no Go declaration made them they are left out.
pub(super) fn is_missing(symbols: &Symbols<'_>, func: Sym, index: usize, data: Sym) -> bool {
    FUNCDATA_OPTIONAL.contains(&index) && symbols.is_from_assembly(func) && symbols.data(data).is_empty()
}

/// Offset of the first call of `runtime.deferreturn`; its relocation is one byte behind.
fn deferreturn(symbols: &Symbols<'_>, func: Sym, target: Option<Sym>) -> u32 {
    let Some(target) = target else { return 0 };
    let call = symbols.relocs(func).find(|r| r.sym == target && r.kind() == Some(RelocKind::Call));
    call.map_or(0, |r| r.offset.saturating_sub(1))
}
