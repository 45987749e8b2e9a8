//! Phase 11: the tables that take the runtime from a program counter to function, file, line and
//! stack maps. In: the functions with their addresses, function records and pc tables. Out: the
//! symbols of section `.gopclntab`, whose sizes are known here and whose bytes are written
//! straight into the executable later ([`Pcln::write`]), inlining trees among the FUNCDATA, and
//! the bucket table of `findfunc` (authority: `cmd/link/internal/ld/pcln.go`,
//! `runtime/symtab.go`).
//!
//! ```text
//! runtime.pcheader     { magic u32, 0, 0, 1, 8, nfunc u64, nfiles u64, text ptr, 5 offsets u64 }
//! runtime.funcnametab  names, zero-terminated, functions and whatever was inlined into them
//! runtime.cutab        per unit: offset in filetab for each of its file numbers, u32
//! runtime.filetab      file names, zero-terminated
//! runtime.pctab        a spare byte, then pc tables, each once
//! runtime.functab      see [`functab`]
//! go:func.*            see [`funcdata`]; elsewhere in older releases, as `runtime.findfunctab` is
//! ```
//!
//! In newer releases the start of text in the header is 0, and `cutab` counts in entries.

pub mod findfunc;
mod funcdata;
pub mod functab;

use crate::arch;
use crate::error::{LinkError, Result};
use crate::kind::Kind;
use crate::load::UnitId;
use crate::symbols::{ABI0, Attr, Reloc, Sym, Symbols};
use base::{FxHashMap, FxHashSet, IdVec};
use goobj::{AuxKind, FuncInfoView};
use obj::{RelocKind, RelocType};
use release::FuncTables;

const HEADER_SIZE: u64 = 72;
const HEADER_TEXT_START: u32 = 24;

/// One table and where its symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tables {
    /// `runtime.pcheader`.
    pub header: Sym,
    /// `runtime.funcnametab`.
    pub names: Sym,
    /// `runtime.cutab`.
    pub units: Sym,
    /// `runtime.filetab`.
    pub files: Sym,
    /// `runtime.pctab`.
    pub pcs: Sym,
    /// `runtime.functab`.
    pub functab: Sym,
    /// `runtime.findfunctab`.
    pub findfunc: Sym,
    /// `go:func.*`, where it is one of these tables.
    pub funcdata: Option<Sym>,
}

/// Everything needed to write the tables.
#[derive(Debug)]
pub struct Pcln<'a> {
    /// Symbols of the tables.
    pub tables: Tables,
    /// Functions in text order.
    pub funcs: Vec<Sym>,
    /// Functions whose names are in the name table, in its order.
    names: Vec<(u32, Sym)>,
    name_offsets: FxHashMap<Sym, u32>,
    files: FileTables<'a>,
    /// Pc tables in the order of `pctab`; their symbols' values are the offsets.
    pc_tables: Vec<Sym>,
    inline_trees: FxHashMap<Sym, Sym>,
    /// FUNCDATA in the order of `go:func.*`; their symbols' values are the offsets.
    funcdata: Vec<Sym>,
    starts: Vec<u32>,
}

/// File names by unit.
#[derive(Debug, Default)]
struct FileTables<'a> {
    /// Names in table order: offset, name as in the object.
    names: Vec<(u32, &'a [u8])>,
    offsets: FxHashMap<&'a [u8], u32>,
    /// Units in order of their first function, with the number of file entries each needs.
    units: Vec<(UnitId, u32)>,
    /// First entry of a unit in `cutab`.
    first: IdVec<UnitId, u32>,
    goroot: String,
}

/// Computes all sizes and makes the symbols.
pub fn build<'a>(symbols: &mut Symbols<'a>, text: &[Sym], goroot: &str) -> Result<Pcln<'a>> {
    let together = symbols.release.func_tables == FuncTables::Together;
    let carrier = symbols.create("runtime.pclntab");
    symbols.update(carrier).kind = Some(Kind::PclnTab);
    let table = |symbols: &mut Symbols<'a>, name: &str, size: u64, align: u32| {
        let sym = symbols.create(name);
        symbols.attrs[sym].insert(Attr::HIDDEN | Attr::GENERATED);
        symbols.set_align(sym, if together { align } else { 0 });
        let synth = symbols.update(sym);
        (synth.kind, synth.size) = (Some(Kind::PclnTab), size.next_multiple_of(8));
        sym
    };
    let header = table(symbols, "runtime.pcheader", HEADER_SIZE, 8);
    if !together {
        let start =
            symbols.lookup("runtime.text", ABI0).ok_or_else(|| LinkError::new("runtime.text is not defined"))?;
        let ty = RelocType::new(RelocKind::Addr);
        symbols.update(header).relocs = vec![Reloc { offset: HEADER_TEXT_START, size: 8, ty, addend: 0, sym: start }];
    }
    let infos: Infos<'a> = text.iter().map(|&f| symbols.func_info(f)).collect();
    let (names, name_offsets, size) = name_table(symbols, text, &infos);
    let names_sym = table(symbols, "runtime.funcnametab", size, 1);
    let (files, units_size, files_size) = FileTables::collect(symbols, text, &infos, goroot);
    let units = table(symbols, "runtime.cutab", units_size, 4);
    let files_sym = table(symbols, "runtime.filetab", files_size, 1);
    let (pc_tables, size) = pc_tables(symbols, text, &infos)?;
    let pcs = table(symbols, "runtime.pctab", size, 1);
    let inline_trees = inline_trees(symbols, text, &infos, &name_offsets)?;
    let (starts, size) = functab::sizes(symbols, text, &infos);
    let functab = table(symbols, "runtime.functab", size, 4);
    let mut funcdata = Vec::new();
    let funcdata_sym = together.then(|| {
        let (all, size, align) = funcdata::collect(symbols, text, &infos, &inline_trees);
        funcdata = all;
        let sym = table(symbols, "go:func.*", size, align);
        symbols.attrs[sym].remove(Attr::HIDDEN);
        symbols.attrs[sym].insert(Attr::LOCAL);
        sym
    });
    let findfunc = symbols.create("runtime.findfunctab");
    symbols.attrs[findfunc].insert(Attr::GENERATED | Attr::LOCAL);
    symbols.set_align(findfunc, if together { 4 } else { 0 });
    let size = findfunc::size(symbols, text);
    let synth = symbols.update(findfunc);
    (synth.kind, synth.size) = (Some(if together { Kind::PclnTab } else { Kind::RoData }), size);
    let tables =
        Tables { header, names: names_sym, units, files: files_sym, pcs, functab, findfunc, funcdata: funcdata_sym };
    let funcs = text.to_vec();
    Ok(Pcln { tables, funcs, names, name_offsets, files, pc_tables, inline_trees, funcdata, starts })
}

/// Function records by position in the text; reading one takes a walk over the aux symbols.
type Infos<'a> = Vec<Option<FuncInfoView<'a>>>;

/// The functions inlined into one with this record.
fn inlined<'s, 'a>(
    symbols: &'s Symbols<'a>,
    func: Sym,
    info: Option<FuncInfoView<'a>>,
) -> impl Iterator<Item = Sym> + use<'s, 'a> {
    let unit = symbols.definition_place(func).map(|p| p.unit);
    let nodes = info.zip(unit).map(|(info, unit)| info.inline_tree().map(move |n| symbols.resolve(unit, n.func)));
    nodes.into_iter().flatten()
}

type NameTable = (Vec<(u32, Sym)>, FxHashMap<Sym, u32>, u64);

fn name_table<'a>(symbols: &Symbols<'a>, text: &[Sym], infos: &Infos<'a>) -> NameTable {
    let mut names = Vec::with_capacity(text.len());
    let mut offsets = FxHashMap::default();
    offsets.reserve(text.len() + text.len() / 4);
    let mut size = 0u64;
    for (&func, &info) in text.iter().zip(infos) {
        for sym in std::iter::once(func).chain(inlined(symbols, func, info)).filter(|s| !s.is_none()) {
            offsets.entry(sym).or_insert_with(|| {
                let offset = size as u32;
                names.push((offset, sym));
                size += symbols.name(sym).len() as u64 + 1;
                offset
            });
        }
    }
    (names, offsets, size)
}

impl<'a> FileTables<'a> {
    /// The tables, and the sizes of `cutab` and `filetab`.
    fn collect(symbols: &Symbols<'a>, text: &[Sym], infos: &Infos<'a>, goroot: &str) -> (Self, u64, u64) {
        let mut tables = FileTables { goroot: goroot.to_owned(), ..FileTables::default() };
        let mut entries: IdVec<UnitId, Option<u32>> = IdVec::filled(None, symbols.units.len());
        let mut names: IdVec<UnitId, Vec<&'a [u8]>> = IdVec::filled(Vec::new(), symbols.units.len());
        let mut size = 0u64;
        for (&func, info) in text.iter().zip(infos) {
            let Some(unit) = symbols.definition_place(func).map(|p| p.unit) else { continue };
            if entries[unit].is_none() {
                entries[unit] = Some(0);
                tables.units.push((unit, 0));
                names[unit] = symbols.units[unit].object.files().collect();
            }
            let Some(info) = info else { continue };
            for file in info.files().chain(info.inline_tree().map(|n| n.file)) {
                let Some(&name) = names[unit].get(file as usize) else { continue };
                tables.offsets.entry(name).or_insert_with(|| {
                    tables.names.push((size as u32, name));
                    size += expand(name, &tables.goroot).len() as u64 + 1;
                    tables.names[tables.names.len() - 1].0
                });
                entries[unit] = entries[unit].max(Some(file + 1));
            }
        }
        tables.first = IdVec::filled(u32::MAX, symbols.units.len());
        let mut total = 0;
        for (unit, count) in &mut tables.units {
            tables.first[*unit] = total;
            *count = entries[*unit].unwrap_or(0);
            total += *count;
        }
        (tables, u64::from(total) * 4, size)
    }
}

/// A file name as the runtime shows it: without the compiler's prefix, `$GOROOT` replaced.
pub(crate) fn expand(name: &[u8], goroot: &str) -> Vec<u8> {
    let name = name.strip_prefix(b"gofile..").unwrap_or(name);
    match name.strip_prefix(b"$GOROOT/") {
        Some(rest) if !goroot.is_empty() => [goroot.trim_end_matches('/').as_bytes(), b"/", rest].concat(),
        _ => name.to_vec(),
    }
}

/// Symbols with the pc tables of one function.
#[derive(Debug, Default)]
struct PcSyms {
    sp: Option<Sym>,
    file: Option<Sym>,
    line: Option<Sym>,
    inline: Option<Sym>,
    data: Vec<Sym>,
    funcdata: Vec<Sym>,
}

impl PcSyms {
    fn collect(&mut self, symbols: &Symbols<'_>, func: Sym) {
        (self.sp, self.file, self.line, self.inline) = (None, None, None, None);
        self.data.clear();
        self.funcdata.clear();
        for (kind, sym) in symbols.auxs(func) {
            match kind {
                AuxKind::Pcsp => self.sp = sym.some(),
                AuxKind::Pcfile => self.file = sym.some(),
                AuxKind::Pcline => self.line = sym.some(),
                AuxKind::Pcinline => self.inline = sym.some(),
                AuxKind::Pcdata => self.data.push(sym),
                AuxKind::FuncData => self.funcdata.push(sym),
                _ => {}
            }
        }
    }
}

/// Gives every pc table its offset; the value is the tables in order and the total size.
fn pc_tables(symbols: &mut Symbols<'_>, text: &[Sym], infos: &Infos<'_>) -> Result<(Vec<Sym>, u64)> {
    // Offset 0 means "no table" to the runtime, hence the spare byte.
    let mut size = 1u64;
    let mut order = Vec::new();
    let mut seen: FxHashSet<Sym> = FxHashSet::default();
    let mut pcs = PcSyms::default();
    for (&func, info) in text.iter().zip(infos) {
        let Some(info) = info else { continue };
        pcs.collect(symbols, func);
        let inline = pcs.inline.filter(|_| info.num_inlined() > 0);
        let first = [pcs.sp, pcs.file, pcs.line].into_iter().flatten();
        for sym in first.chain(pcs.data.iter().copied()).chain(inline) {
            if sym.is_none() || !seen.insert(sym) {
                continue;
            }
            // Values are offsets here, so the symbol must not be laid out anywhere else.
            if symbols.kind(sym).is_text() || symbols.is_named(sym) {
                return Err(LinkError::new(format!("{}: pc table is no unnamed data", symbols.describe_place(func))));
            }
            let bytes = symbols.size(sym);
            symbols.values[sym] = if bytes == 0 { 0 } else { size };
            size += bytes;
            order.push(sym);
        }
    }
    Ok((order, size))
}

/// Makes the inlining trees as the runtime reads them, one symbol per function that has one:
/// nodes of function number, three zero bytes, name offset, pc of the call, first line.
fn inline_trees<'a>(
    symbols: &mut Symbols<'a>,
    text: &[Sym],
    infos: &Infos<'a>,
    names: &FxHashMap<Sym, u32>,
) -> Result<FxHashMap<Sym, Sym>> {
    let mut trees = FxHashMap::default();
    for (&func, info) in text.iter().zip(infos) {
        let Some(info) = info.filter(|i| i.num_inlined() > 0) else { continue };
        let data = inline_tree(symbols, func, info, names)?;
        let tree = symbols.add_synth("".into(), ABI0);
        symbols.attrs[tree].insert(Attr::REACHABLE);
        symbols.set_align(tree, 4);
        let synth = symbols.update(tree);
        synth.kind = Some(Kind::GoFunc);
        synth.bytes(&data);
        trees.insert(func, tree);
    }
    Ok(trees)
}

fn inline_tree<'a>(
    symbols: &Symbols<'a>,
    func: Sym,
    info: FuncInfoView<'a>,
    names: &FxHashMap<Sym, u32>,
) -> Result<Vec<u8>> {
    let mut w = base::bytes::ByteWriter::new();
    for (node, callee) in info.inline_tree().zip(inlined(symbols, func, Some(info))) {
        let known = callee.some().and_then(|c| Some((symbols.func_info(c)?, names.get(&c)?)));
        let Some((callee, &name)) = known else {
            let name = callee.some().map_or_else(String::new, |c| symbols.describe(c));
            let what = format!("{}: inlined function {name} missing func info", symbols.describe_place(func));
            return Err(LinkError::new(what));
        };
        w.u32(u32::from(callee.func_id().0));
        w.u32(name);
        w.u32(node.parent_pc as u32);
        w.u32(callee.start_line() as u32);
    }
    Ok(w.buf)
}

impl Pcln<'_> {
    /// Writes the table `sym` into its place; `false` when it is none of these tables. All
    /// addresses are final.
    pub fn write(&self, symbols: &Symbols<'_>, sym: Sym, out: &mut [u8]) -> bool {
        let t = &self.tables;
        match sym {
            s if s == t.header => self.write_header(symbols, out),
            s if s == t.names => {
                for &(offset, func) in &self.names {
                    put(out, offset as usize, symbols.name(func).as_bytes());
                }
            }
            s if s == t.units => self.write_units(symbols, out),
            s if s == t.files => {
                for &(offset, name) in &self.files.names {
                    put(out, offset as usize, &expand(name, &self.files.goroot));
                }
            }
            s if s == t.pcs => {
                for &table in &self.pc_tables {
                    put(out, symbols.values[table] as usize, symbols.data(table));
                }
            }
            s if s == t.functab => self.write_functab(symbols, out),
            s if s == t.findfunc => findfunc::write(symbols, &self.funcs, out),
            s if Some(s) == t.funcdata => {
                for &data in &self.funcdata {
                    put(out, symbols.values[data] as usize, symbols.data(data));
                }
            }
            _ => return false,
        }
        true
    }

    /// The symbols of which a table consists, with their offsets in it, if these have relocations of their own.
    pub fn parts<'s>(&'s self, symbols: &'s Symbols<'_>, sym: Sym) -> impl Iterator<Item = (Sym, u64)> + 's {
        let parts = if Some(sym) == self.tables.funcdata { &self.funcdata[..] } else { &[] };
        parts.iter().map(|&part| (part, symbols.values[part]))
    }

    fn write_header(&self, symbols: &Symbols<'_>, out: &mut [u8]) {
        let mut w = base::bytes::ByteWriter::new();
        w.u32(symbols.release.pclntab_magic);
        // Two zero bytes, instruction size quantum, pointer size.
        w.bytes(&[0, 0, arch::CODE_QUANTUM, 8]);
        w.u64(self.funcs.len() as u64);
        w.u64(self.files.names.len() as u64);
        put(out, 0, &w.buf);
        let t = &self.tables;
        let from = symbols.values[t.header];
        for (i, sym) in [t.names, t.units, t.files, t.pcs, t.functab].into_iter().enumerate() {
            let offset = symbols.values[sym].wrapping_sub(from);
            put(out, HEADER_TEXT_START as usize + 8 + 8 * i, &offset.to_le_bytes());
        }
    }

    fn write_units(&self, symbols: &Symbols<'_>, out: &mut [u8]) {
        let mut w = base::bytes::ByteWriter::new();
        for &(unit, count) in &self.files.units {
            for name in symbols.units[unit].object.files().take(count as usize) {
                w.u32(self.files.offsets.get(name).copied().unwrap_or(u32::MAX));
            }
        }
        put(out, 0, &w.buf);
    }
}

/// Copies bytes to a place that the sizes computed before promise to be there.
fn put(out: &mut [u8], at: usize, bytes: &[u8]) {
    out[at..at + bytes.len()].copy_from_slice(bytes);
}
