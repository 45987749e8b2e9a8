//! An executable as it lies in its file and in memory. In: its bytes, made by whom ever. Out: sections and segments to
//! scale, symbols with their packages, code with lines, lookups of addresses. What a stripped or foreign file does not
//! have is left out; damage is an error or an empty answer, never a panic.

use crate::code::{self, Code, InstructionRow, Origin};
use crate::files::Files;
use crate::model::{Id, Row};
use crate::pclntab::{Lookup, LookupStep, Pclntab};
use object::read::elf::{ElfFile64, FileHeader, ProgramHeader, SectionHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol, SectionFlags, SymbolSection, elf};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A section.
#[derive(Clone, Debug, Serialize)]
pub struct SectionRow {
    /// Name.
    pub name: String,
    /// Offset in the file.
    pub offset: u64,
    /// Bytes in the file; 0 where it has none.
    pub file_size: u64,
    /// Address in memory; 0 if it is not there.
    pub address: u64,
    /// Bytes.
    pub size: u64,
    /// `r`, `w`, `x` as in memory.
    pub access: String,
}

/// A segment.
#[derive(Clone, Debug, Serialize)]
pub struct SegmentRow {
    /// Type by its official name.
    pub kind: &'static str,
    /// Offset in the file.
    pub offset: u64,
    /// Bytes in the file.
    pub file_size: u64,
    /// Address.
    pub address: u64,
    /// Bytes in memory.
    pub size: u64,
    /// Access in memory.
    pub access: String,
}

/// A symbol.
#[derive(Clone, Debug, Serialize)]
pub struct SymbolRow {
    /// Name.
    pub name: String,
    /// Address.
    pub address: u64,
    /// Bytes.
    pub size: u64,
    /// Section's index in the list.
    pub section: Option<u32>,
    /// The package it belongs to.
    pub package: String,
}

/// The whole executable.
#[derive(Clone, Debug, Serialize)]
pub struct ElfView {
    /// Bytes of the file.
    pub size: u64,
    /// Entry point.
    pub entry: u64,
    /// Sections in the order of the file.
    pub sections: Vec<Row<SectionRow>>,
    /// Segments.
    pub segments: Vec<SegmentRow>,
    /// Sizes of symbols: package, section, bytes, how many.
    pub sizes: Vec<(String, String, u64, u64)>,
    /// How many symbols there are.
    pub symbols: usize,
}

/// A lookup of an address.
#[derive(Clone, Debug, Serialize)]
pub struct LookupView {
    /// Address.
    pub address: u64,
    /// Steps.
    pub steps: Vec<LookupStep>,
    /// The instruction that is there.
    pub id: Id,
    /// Lines, innermost first.
    pub from: Vec<Id>,
}

/// An executable.
pub struct Program {
    bytes: Arc<[u8]>,
    sections: Vec<Row<SectionRow>>,
    segments: Vec<SegmentRow>,
    entry: u64,
    /// By address.
    pub(crate) symbols: Vec<SymbolRow>,
    by_name: HashMap<String, u32>,
}

impl Program {
    /// Reads an executable.
    pub fn read(bytes: Arc<[u8]>) -> Result<Program, String> {
        let data: &[u8] = &bytes;
        let file = ElfFile64::<Endianness>::parse(data).map_err(|e| format!("not an ELF executable: {e}"))?;
        let sections: Vec<_> = file.sections().enumerate().map(|(n, s)| section(n, &s, file.endian())).collect();
        let index: HashMap<_, _> = file.sections().enumerate().map(|(n, s)| (s.index(), n as u32)).collect();
        let symbol = |s: object::read::elf::ElfSymbol64<'_, '_, Endianness>| {
            let name = String::from_utf8_lossy(s.name_bytes().ok()?).into_owned();
            let SymbolSection::Section(at) = s.section() else { return None };
            let package = package_of(&name);
            (!name.is_empty()).then(|| SymbolRow {
                package,
                name,
                address: s.address(),
                size: s.size(),
                section: index.get(&at).copied(),
            })
        };
        let mut symbols: Vec<SymbolRow> = file.symbols().filter_map(symbol).collect();
        if symbols.is_empty() {
            symbols = from_table(&file);
        }
        symbols.sort_by(|a, b| (a.address, &a.name).cmp(&(b.address, &b.name)));
        let by_name = symbols.iter().enumerate().map(|(n, s)| (s.name.clone(), n as u32)).collect();
        let (segments, entry) = (segments(&file), file.entry());
        drop(file);
        Ok(Program { bytes, sections, segments, entry, symbols, by_name })
    }

    fn section_data(&self, name: &str) -> Option<&[u8]> {
        let s = self.sections.iter().find(|s| s.what.name == name)?;
        self.file_range(s.what.offset, s.what.file_size)
    }
    fn file_range(&self, offset: u64, size: u64) -> Option<&[u8]> {
        let from = usize::try_from(offset).ok()?;
        self.bytes.get(from..from.checked_add(usize::try_from(size).ok()?)?)
    }
    /// The bytes from an address to the end of its section.
    pub(crate) fn memory(&self, address: u64) -> Option<&[u8]> {
        let holds = |s: &&Row<SectionRow>| {
            let s = &s.what;
            s.address != 0 && address >= s.address && address - s.address < s.file_size
        };
        let s = &self.sections.iter().find(holds)?.what;
        let skip = address - s.address;
        self.file_range(s.offset.checked_add(skip)?, s.file_size - skip)
    }
    pub(crate) fn pclntab(&self) -> Option<Pclntab<'_>> {
        let text = self.sections.iter().find(|s| s.what.name == ".text").map(|s| s.what.address);
        Some(Pclntab::parse(self.section_data(".gopclntab")?)?.with_text(text))
    }
    fn named(&self, name: &str) -> Option<&[u8]> {
        self.memory(self.symbols[*self.by_name.get(name)? as usize].address)
    }
    fn funcdata(&self) -> Option<&[u8]> {
        self.named("go:func.*")
    }
    /// The whole file.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
    /// Address and bytes of a function.
    pub(crate) fn code_bytes(&self, name: &str) -> Option<(u64, &[u8])> {
        let symbol = &self.symbols[self.symbol(name)? as usize];
        let (bytes, size) = (self.memory(symbol.address)?, usize::try_from(symbol.size).ok()?);
        Some((symbol.address, bytes.get(..size.min(bytes.len()))?))
    }
    /// The name of the symbol that holds an address, with the offset in it.
    pub(crate) fn name_of(&self, address: u64) -> Option<String> {
        let (name, start) = self.holding(address)?;
        Some(if start == address { name } else { format!("{name}+{:#x}", address - start) })
    }
    /// The lines of an address, innermost first.
    pub(crate) fn lines(&self, address: u64, files: &Files) -> Vec<Id> {
        let places = self.pclntab().and_then(|table| {
            let record = table.find(address)?;
            let pc = u32::try_from(address.checked_sub(table.text)?).ok()?.checked_sub(record.entry)?;
            table.inlined(record, pc, self.funcdata())
        });
        places.iter().flatten().map(|p| files.line(&p.file, p.line)).collect()
    }
    /// The number of a symbol.
    pub(crate) fn symbol(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).or_else(|| self.by_name.get(&format!("{name}.abi0"))).copied()
    }
    /// The address of a symbol as an object names it.
    pub(crate) fn symbol_of(&self, name: &str, abi0: bool) -> Option<u64> {
        let shadowed = || abi0.then(|| self.named_address(&format!("{name}.abi0"))).flatten();
        shadowed().or_else(|| self.named_address(name))
    }
    /// The address of a symbol of this very name.
    pub(crate) fn named_address(&self, name: &str) -> Option<u64> {
        self.by_name.get(name).map(|&n| self.symbols[n as usize].address)
    }
    /// The symbol that holds an address, the longest name of several at the same place left out.
    pub(crate) fn symbol_at(&self, address: u64) -> Option<&SymbolRow> {
        let n = self.symbols.partition_point(|s| s.address <= address);
        self.symbols[..n].iter().rev().take(16).find(|s| address - s.address < s.size)
    }
    fn holding(&self, address: u64) -> Option<(String, u64)> {
        self.symbol_at(address).map(|s| (s.name.clone(), s.address))
    }
    /// Functions that have code with their numbers, by address.
    pub(crate) fn code_symbols(&self) -> impl Iterator<Item = (u32, &SymbolRow)> {
        let is_text =
            |s: &SymbolRow| s.size > 0 && s.section.is_some_and(|n| self.sections[n as usize].what.name == ".text");
        (0..).zip(&self.symbols).filter(move |(_, s)| is_text(s))
    }
    /// Their names.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &str> {
        self.code_symbols().map(|(_, s)| &*s.name)
    }

    /// The instructions of a function.
    pub(crate) fn code(&self, name: &str, files: &Files) -> Option<Vec<Row<InstructionRow>>> {
        let (address, bytes) = self.code_bytes(name)?;
        let (table, data) = (self.pclntab(), self.funcdata());
        let record = table.as_ref().and_then(|t| t.find(address));
        let sp = table.as_ref().zip(record).and_then(|(t, r)| t.sp(r));
        let places = table.as_ref().zip(record).and_then(|(t, r)| t.places(r, data));
        let origin = |offset: u32| {
            let places = places.as_ref().and_then(|p| p.at(offset)).unwrap_or_default();
            Origin {
                lines: places.iter().map(|p| files.line(&p.file, p.line)).collect(),
                line: places.first().map_or(0, |p| p.line),
                inlined: places.first().filter(|_| places.len() > 1).map(|p| p.function.clone()),
                frame: sp.as_ref().map_or(0, |t| t.at(offset)),
            }
        };
        Some(code::rows(&Code {
            bytes,
            address,
            id: &|offset| Id::At(address + u64::from(offset)),
            origin: &origin,
            symbol: &|at| self.holding(at),
            holes: &[],
        }))
    }

    /// The lookup of an address.
    pub(crate) fn lookup(&self, address: u64, files: &Files) -> LookupView {
        let mut view = LookupView { address, steps: Vec::new(), id: Id::At(address), from: Vec::new() };
        if let Some(table) = self.pclntab() {
            let lookup = Lookup { table: &table, buckets: self.named("runtime.findfunctab"), data: self.funcdata() };
            view.steps = lookup.steps(address);
            view.from = self.lines(address, files);
        }
        view
    }

    /// Sections, segments and sizes.
    pub(crate) fn elf(&self) -> ElfView {
        let mut sizes: BTreeMap<(&str, &str), (u64, u64)> = BTreeMap::new();
        for s in &self.symbols {
            let section = s.section.map_or("", |n| &*self.sections[n as usize].what.name);
            let sum = sizes.entry((&s.package, section)).or_default();
            *sum = (sum.0.saturating_add(s.size), sum.1 + 1);
        }
        let sizes = sizes.into_iter().map(|((p, s), (bytes, n))| (p.to_owned(), s.to_owned(), bytes, n)).collect();
        ElfView {
            size: self.bytes.len() as u64,
            entry: self.entry,
            sections: self.sections.clone(),
            segments: self.segments.clone(),
            sizes,
            symbols: self.symbols.len(),
        }
    }

    /// Symbols whose names hold a text, or those of a package, largest first, at most `limit`.
    pub(crate) fn find(&self, text: &str, package: Option<&str>, limit: usize, files: &Files) -> Vec<Row<SymbolRow>> {
        let fits = |s: &SymbolRow| s.name.contains(text) && package.is_none_or(|p| p == s.package);
        let mut found: Vec<u32> = (0..self.symbols.len() as u32).filter(|&n| fits(&self.symbols[n as usize])).collect();
        found.sort_by_key(|&n| std::cmp::Reverse(self.symbols[n as usize].size));
        found.truncate(limit);
        let row = |n: u32| {
            let what = self.symbols[n as usize].clone();
            let line = self.lines(what.address, files).pop();
            let from = what.section.map(Id::Section).into_iter().chain(line).collect();
            Row { id: Id::Symbol(n), from, what }
        };
        found.into_iter().map(row).collect()
    }
}

fn section(n: usize, s: &object::read::elf::ElfSection64<'_, '_, Endianness>, endian: Endianness) -> Row<SectionRow> {
    // Sections without contents have an offset all the same.
    let (offset, file_size) = (s.elf_section_header().sh_offset(endian), s.file_range().map_or(0, |range| range.1));
    let flags = match s.flags() {
        SectionFlags::Elf { sh_flags, .. } => sh_flags.0,
        _ => 0,
    };
    let has = |flag: u64, letter: char| if flags & flag != 0 { letter } else { '-' };
    let (alloc, write, exec) = (elf::SHF_ALLOC.0, elf::SHF_WRITE.0, elf::SHF_EXECINSTR.0);
    let access = [has(alloc, 'r'), has(write, 'w'), has(exec, 'x')].into_iter().collect();
    let name = String::from_utf8_lossy(s.name_bytes().unwrap_or_default()).into_owned();
    let what = SectionRow { name, offset, file_size, address: s.address(), size: s.size(), access };
    Row { id: Id::Section(n as u32), from: Vec::new(), what }
}

fn segments(file: &ElfFile64<'_, Endianness>) -> Vec<SegmentRow> {
    let endian = file.endian();
    let headers = file.elf_header().program_headers(endian, file.data()).unwrap_or_default();
    let row = |p: &elf::ProgramHeader64<Endianness>| {
        let flags = p.p_flags(endian);
        let letters = [(elf::PF_R, 'r'), (elf::PF_W, 'w'), (elf::PF_X, 'x')];
        SegmentRow {
            kind: segment_kind(p.p_type(endian)),
            offset: p.p_offset(endian),
            file_size: p.p_filesz(endian),
            address: p.p_vaddr(endian),
            size: p.p_memsz(endian),
            access: letters
                .iter()
                .map(|(bit, letter)| if flags & *bit != Default::default() { *letter } else { '-' })
                .collect(),
        }
    };
    headers.iter().map(row).collect()
}

fn segment_kind(kind: elf::ProgramType) -> &'static str {
    match kind {
        elf::PT_LOAD => "LOAD",
        elf::PT_PHDR => "PHDR",
        elf::PT_NOTE => "NOTE",
        elf::PT_TLS => "TLS",
        elf::PT_INTERP => "INTERP",
        elf::PT_DYNAMIC => "DYNAMIC",
        elf::PT_GNU_STACK => "GNU_STACK",
        _ => "other",
    }
}

/// The functions of a file without symbols, as the runtime's table knows them.
fn from_table(file: &ElfFile64<'_, Endianness>) -> Vec<SymbolRow> {
    let section = file.section_by_name(".gopclntab").and_then(|s| s.data().ok());
    let Some(table) = section.and_then(Pclntab::parse) else { return Vec::new() };
    let table = table.with_text(file.section_by_name(".text").map(|s| s.address()));
    let text = file.sections().position(|s| s.name() == Ok(".text")).map(|n| n as u32);
    // A damaged count must not fill the memory.
    let all = (0..table.len()).map_while(|n| Some((table.record(n)?, table.entry(n + 1)?)));
    let row = |(r, end): (crate::pclntab::Record, u32)| {
        let name = table.name(r)?;
        let (address, size) = (table.text.checked_add(u64::from(r.entry))?, u64::from(end.checked_sub(r.entry)?));
        Some(SymbolRow { package: package_of(&name), name, address, size, section: text })
    };
    all.filter_map(row).collect()
}

/// The package that a symbol belongs to, as far as its name says.
pub(crate) fn package_of(name: &str) -> String {
    for (prefix, what) in [("type:", "(types)"), ("go:", "(linker and data)"), ("runtime.gcbits.", "(types)")] {
        if name.starts_with(prefix) {
            return what.to_owned();
        }
    }
    // Type arguments have slashes and dots of their own.
    let plain = name.split(['[', '(']).next().unwrap_or(name);
    let slash = plain.rfind('/').map_or(0, |n| n + 1);
    match plain[slash..].find('.') {
        Some(dot) => plain[..slash + dot].to_owned(),
        None => "(other)".to_owned(),
    }
}
