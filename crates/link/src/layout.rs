//! Phase 13: data layout. In: all symbols and their groups. Out: sections with their symbols in
//! order, each symbol at an offset in its section, and the pointer programs of data and zeroed
//! data. Order within a kind: by size, then by id; `runtime.zerobase` between symbols of size 0
//! and all others, so that variables without size have its address (authority: `dodata` and
//! `allocateDataSections` in `cmd/link/internal/ld/data.go`).

use crate::error::{Errors, Result};
use crate::gcprog::GcProg;
use crate::groups::Groups;
use crate::kind::Kind;
use crate::sections::{Sections, Segment};
use crate::symbols::{ABI0, Attr, SectId, Sym, Symbols};
use obj::SymFlags;
use rayon::prelude::*;
use release::{FuncTables, TypeIndex};

/// Marks around libFuzzer's counters.
pub const FUZZ_MARKS: [&str; 4] = [
    "runtime.__start___sancov_cntrs",
    "runtime.__stop___sancov_cntrs",
    "internal/fuzz._counters",
    "internal/fuzz._ecounters",
];

/// Largest data section, and symbol.
const CUTOFF: u64 = 2_000_000_000;
/// Largest alignment data gets by its size.
const MAX_ALIGN: u32 = 32;

/// Symbols in layout order.
#[derive(Debug)]
pub struct Layout {
    /// Data symbols that have a place in the file or in memory, by section.
    pub order: Vec<(SectId, Vec<Sym>)>,
    /// Where coverage counters begin in `.noptrbss`, and their size.
    pub coverage: (u64, u64),
    /// `.noptrdata`, `.data`, `.bss`, `.noptrbss`.
    pub data: [SectId; 4],
    /// `.rodata`, `.gopclntab`.
    pub read_only: [SectId; 2],
    /// `.gosymtab`, where there is one.
    pub symtab: Option<SectId>,
    /// Counters of libFuzzer.
    pub fuzz: Option<SectId>,
    /// The section with types.
    pub types: SectId,
    /// What stands where in it, if the runtime walks over it.
    pub type_extents: Option<TypeExtents>,
}

/// What stands where in the section of types, in bytes from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeExtents {
    /// Where descriptors end that `reflect` may construct.
    pub linked: u64,
    /// Where all types end and itabs begin.
    pub all: u64,
    /// Bytes of the itabs.
    pub itabs: u64,
}

struct Placer<'s, 'a> {
    symbols: &'s mut Symbols<'a>,
    sections: &'s mut Sections,
    by_kind: Vec<Vec<Sym>>,
    max_align: Vec<u32>,
    size: u64,
    layout: Layout,
    errors: Errors,
}

/// Lays out all data.
pub fn layout(symbols: &mut Symbols<'_>, groups: &Groups, sections: &mut Sections) -> Result<Layout> {
    let mut by_kind: Vec<Vec<Sym>> = vec![Vec::new(); Kind::COUNT];
    for sym in symbols.ids() {
        let attr = symbols.attrs[sym];
        if !attr.contains(Attr::REACHABLE) || attr.contains(Attr::SPECIAL) {
            continue;
        }
        let kind = groups.kind(symbols, sym);
        // Unnamed symbols are parts of others, except inlining trees.
        if kind.is_laid_out() && (kind == Kind::GoFunc || symbols.is_named(sym)) {
            by_kind[kind as usize].push(sym);
        }
    }
    let mut placer = Placer {
        errors: check_sizes(symbols, &by_kind),
        max_align: vec![0; Kind::COUNT],
        symbols,
        sections,
        by_kind,
        size: 0,
        layout: Layout {
            order: Vec::new(),
            coverage: (0, 0),
            data: [SectId::NONE; 4],
            read_only: [SectId::NONE; 2],
            symtab: None,
            fuzz: None,
            types: SectId::NONE,
            type_extents: None,
        },
    };
    placer.sort();
    placer.writable()?;
    placer.read_only();
    placer.errors.finish()?;
    Ok(placer.layout)
}

fn check_sizes(symbols: &Symbols<'_>, by_kind: &[Vec<Sym>]) -> Errors {
    let mut errors = Errors::new();
    for &sym in by_kind.iter().flatten() {
        let (size, data) = (symbols.size(sym), symbols.data(sym).len() as u64);
        if size < data {
            errors.push(format!("{}: initialize bounds ({size} < {data})", symbols.describe(sym)));
        } else if size > CUTOFF {
            errors.push(format!("{}: symbol too large ({size} bytes)", symbols.describe(sym)));
        }
    }
    errors
}

/// The alignment of a symbol: its own, or by its size.
pub(crate) fn align_of(symbols: &Symbols<'_>, sym: Sym) -> u32 {
    match symbols.align(sym) {
        0 => {
            let size = symbols.size(sym).min(u64::from(MAX_ALIGN)) as u32;
            if size == 0 { 1 } else { 1 << size.ilog2() }
        }
        align => align,
    }
}

impl Placer<'_, '_> {
    fn sort(&mut self) {
        let zerobase = self.symbols.lookup("runtime.zerobase", ABI0);
        let symbols = &*self.symbols;
        // Key: size; zerobase counts as "just above 0".
        let key = |&s: &Sym| (symbols.size(s) * 2 + u64::from(Some(s) != zerobase && symbols.size(s) > 0), s);
        let zerobase_key = |s: &Sym| if Some(*s) == zerobase { (1, *s) } else { key(s) };
        self.by_kind.par_iter_mut().enumerate().for_each(|(kind, list)| {
            if kind != Kind::PclnTab as usize {
                list.sort_by_cached_key(zerobase_key);
            }
        });
        for kind in 0..Kind::COUNT {
            for &sym in &self.by_kind[kind] {
                let align = align_of(self.symbols, sym);
                self.symbols.set_align(sym, align);
                self.max_align[kind] = self.max_align[kind].max(align);
            }
        }
    }

    fn align(&mut self, align: u64) {
        if align > 1 {
            self.size = self.size.next_multiple_of(align);
        }
    }

    fn section(&mut self, segment: Segment, name: &str, align: u64) -> SectId {
        self.align(align);
        self.sections.add(segment, name, align, self.size)
    }

    /// Puts the symbols of a kind behind what the section holds already.
    fn place(&mut self, sect: SectId, kind: Kind) {
        let start = self.sections.list[sect].address;
        let syms = std::mem::take(&mut self.by_kind[kind as usize]);
        for &sym in &syms {
            self.align(u64::from(self.symbols.align(sym)));
            self.symbols.sections[sym] = sect;
            self.symbols.values[sym] = self.size - start;
            self.size += self.symbols.size(sym);
        }
        self.layout.order.push((sect, syms));
        self.sections.list[sect].size = self.size - start;
        if self.size > CUTOFF {
            let size = self.size;
            self.errors.push(format!("too much data, last section {kind:?} ({size}, over {CUTOFF} bytes)"));
        }
    }

    fn place_all(&mut self, sect: SectId, kinds: &[Kind]) {
        for &kind in kinds {
            if !self.by_kind[kind as usize].is_empty() {
                self.place(sect, kind);
            }
        }
    }

    /// A section for one kind, with marks.
    fn kind_section(&mut self, segment: Segment, name: &str, kind: Kind, marks: &[&str]) -> SectId {
        let sect = self.section(segment, name, u64::from(self.max_align[kind as usize]));
        self.place(sect, kind);
        self.mark(sect, marks);
        sect
    }

    fn mark(&mut self, sect: SectId, marks: &[&str]) {
        for mark in marks {
            if let Some(sym) = self.symbols.lookup(mark, ABI0) {
                self.symbols.sections[sym] = sect;
            }
        }
    }

    fn writable(&mut self) -> Result<()> {
        for kind in [Kind::BuildInfo, Kind::FipsInfo, Kind::Module] {
            for sym in std::mem::take(&mut self.by_kind[kind as usize]) {
                let name = match kind {
                    Kind::Module => ".go.module".to_owned(),
                    _ => self.symbols.name(sym).replacen("go:", ".go.", 1),
                };
                let sect = self.section(Segment::Data, &name, u64::from(self.symbols.align(sym)));
                self.by_kind[kind as usize] = vec![sym];
                self.place(sect, kind);
            }
        }
        let section = |p: &mut Self, name, kind, marks: &[&str]| p.kind_section(Segment::Data, name, kind, marks);
        let noptr = section(self, ".noptrdata", Kind::NoPtrData, &["runtime.noptrdata", "runtime.enoptrdata"]);
        self.place_all(noptr, &[Kind::NoPtrDataFipsStart, Kind::NoPtrDataFips, Kind::NoPtrDataFipsEnd]);
        let data = section(self, ".data", Kind::Data, &["runtime.data", "runtime.edata"]);
        self.place_all(data, &[Kind::DataFipsStart, Kind::DataFips, Kind::DataFipsEnd]);
        let bss = section(self, ".bss", Kind::Bss, &["runtime.bss", "runtime.ebss"]);
        self.pointer_program(data, "runtime.gcdata");
        self.pointer_program(bss, "runtime.gcbss");
        let noptrbss = section(self, ".noptrbss", Kind::NoPtrBss, &["runtime.noptrbss", "runtime.enoptrbss"]);
        if self.symbols.release.type_index == TypeIndex::Walked {
            let masks = self.symbols.mark(crate::groups::GC_MASK_GROUP, Kind::NoPtrBss);
            self.symbols.sections[masks] = noptrbss;
            self.symbols.values[masks] = self.sections.list[noptrbss].size;
            self.layout.order.push((noptrbss, vec![masks]));
            self.place(noptrbss, Kind::GcMask);
        }
        let counters = self.sections.list[noptrbss].size;
        self.place(noptrbss, Kind::CoverageCounter);
        self.mark(noptrbss, &["runtime.covctrs", "runtime.ecovctrs"]);
        self.layout.coverage = (counters, self.sections.list[noptrbss].size - counters);
        self.layout.data = [noptr, data, bss, noptrbss];
        let mut last = noptrbss;
        if !self.by_kind[Kind::FuzzCounter as usize].is_empty() {
            last = section(self, ".go.fuzzcntrs", Kind::FuzzCounter, &FUZZ_MARKS);
            self.layout.fuzz = Some(last);
        }
        self.mark(last, &["runtime.end"]);
        self.thread_local();
        Ok(())
    }

    /// Thread-local data has offsets but, in a static executable, no section.
    fn thread_local(&mut self) {
        let mut size = 0u64;
        for sym in std::mem::take(&mut self.by_kind[Kind::TlsBss as usize]) {
            size = size.next_multiple_of(u64::from(self.symbols.align(sym).max(1)));
            self.symbols.values[sym] = size;
            size += self.symbols.size(sym);
        }
    }

    fn pointer_program(&mut self, sect: SectId, name: &str) {
        let Some(masks) = self.symbols.lookup(name, ABI0) else { return };
        let mut program = GcProg::new();
        // What stands behind the first kind (the cryptographic module) has no pointers to the heap.
        let first = self.layout.order.iter().find(|o| o.0 == sect);
        for &sym in first.map_or(&[][..], |o| &o.1) {
            if let Err(e) = program.add(self.symbols, sym, self.symbols.values[sym] / 8) {
                self.errors.push(format!("{name}: {e}"));
            }
        }
        let data = program.finish(self.sections.list[sect].size / 8);
        self.symbols.update(masks).bytes(&data);
    }

    fn read_only(&mut self) {
        self.size = 0;
        let walked = self.symbols.release.type_index == TypeIndex::Walked;
        let kinds: Vec<Kind> = Kind::READ_ONLY.into_iter().filter(|k| !walked || !Kind::APART.contains(k)).collect();
        let align = kinds.iter().map(|&k| self.max_align[k as usize]).fold(8, u32::max);
        let rodata = self.section(Segment::RoData, ".rodata", u64::from(align));
        self.mark(rodata, &["runtime.rodata", "runtime.erodata", "runtime.types", "runtime.etypes"]);
        self.place_all(rodata, &kinds);
        let together = self.symbols.release.func_tables == FuncTables::Together;
        let func_tables =
            |p: &mut Self| p.kind_section(Segment::RoData, ".gopclntab", Kind::PclnTab, &["runtime.epclntab"]);
        let before = together.then(|| func_tables(self));
        self.layout.types = rodata;
        if walked {
            self.walked_types();
            self.kind_section(Segment::RoData, ".go.func", Kind::GoFunc, &[]);
        } else {
            for (name, kind) in [(".typelink", Kind::TypeLink), (".itablink", Kind::ItabLink)] {
                self.kind_section(Segment::RoData, name, kind, &[]);
            }
        }
        self.layout.symtab =
            (!together).then(|| self.kind_section(Segment::RoData, ".gosymtab", Kind::SymTab, &["runtime.esymtab"]));
        let pclntab = before.unwrap_or_else(|| func_tables(self));
        self.layout.read_only = [rodata, pclntab];
        if self.size > u64::from(u32::MAX) {
            self.errors.push(format!("read-only data segment too large: {}", self.size));
        }
    }

    /// The section of types that the runtime walks over: descriptors that `reflect` may construct in the order of
    /// their strings, what else belongs to types, itabs. No reference to a type is 0.
    fn walked_types(&mut self) {
        let symbols = &*self.symbols;
        let flags = |s: &Sym| symbols.flags(*s);
        let (itabs, types): (Vec<Sym>, Vec<Sym>) = std::mem::take(&mut self.by_kind[Kind::Type as usize])
            .into_iter()
            .partition(|s| flags(s).contains(SymFlags::ITAB));
        let (mut linked, mut others): (Vec<Sym>, Vec<Sym>) =
            types.into_iter().partition(|s| flags(s).contains(SymFlags::TYPELINK));
        for &sym in linked.iter().filter(|&&s| crate::gotype::string(symbols, s).is_none()) {
            self.errors.push(format!("{}: type descriptor is malformed", symbols.describe_place(sym)));
        }
        linked.sort_by_cached_key(|&s| (crate::gotype::string(symbols, s).unwrap_or_default(), s));
        // The carrier of all types comes before them.
        if let Some(at) = others.iter().position(|&s| symbols.name(s) == "type:*") {
            linked.insert(0, others.remove(at));
        }
        // The runtime takes the first itab to be where types end, whatever text the last of them are.
        let itab_align = itabs.iter().map(|&s| u64::from(symbols.align(s))).max().unwrap_or(1);
        let align = self.max_align[Kind::Type as usize];
        let sect = self.section(Segment::RoData, ".go.type", u64::from(align));
        self.mark(sect, &["runtime.types", "runtime.etypes"]);
        self.layout.types = sect;
        let start = self.sections.list[sect].address;
        self.size += 8;
        let mut ends = [0; 3];
        for (syms, end) in [linked, others, itabs].into_iter().zip(&mut ends) {
            self.by_kind[Kind::Type as usize] = syms;
            self.place(sect, Kind::Type);
            *end = self.size - start;
        }
        ends[1] = ends[1].next_multiple_of(itab_align);
        self.layout.type_extents = Some(TypeExtents { linked: ends[0], all: ends[1], itabs: ends[2] - ends[1] });
    }
}
