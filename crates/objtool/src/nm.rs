//! `tool nm`: the symbols of objects, archives and executables, one a line: address, letter,
//! name (form and letters: `go doc cmd/nm`). Executables may be any ELF file.

use crate::cli;
use base::goflag::{Shape, parse};
use goobj::{Archive, LocalSym, MemberKind, Object};
use obj::{Abi, SymKind};
use object::read::elf::{ElfFile64, FileHeader, SectionHeader, Sym as _};
use object::{Endianness, elf};
use std::ffi::OsString;
use std::fmt::Write;
use std::process::ExitCode;

const USAGE: &str = "usage: oxigo tool nm [options] file...
  -n
      an alias for -sort address (numeric),
      for compatibility with other nm commands
  -size
      print symbol size in decimal between address and type
  -sort {address,name,none,size}
      sort output in the given order (default name)
      size orders from largest to smallest
  -type
      print symbol type after name
";

/// Order of the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Address,
    Name,
    File,
    Size,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Address, or offset of the contents in an object.
    pub address: u64,
    /// Bytes.
    pub size: i64,
    /// Letter for kind and visibility.
    pub code: char,
    /// Name.
    pub name: String,
}

struct Options {
    order: Order,
    size: bool,
}

/// Runs the tool.
pub fn run(args: &[OsString]) -> ExitCode {
    let table = [("n", Shape::Bool), ("size", Shape::Bool), ("sort", Shape::Value), ("type", Shape::Bool)];
    let (flags, files) = match parse(&table, args) {
        Ok(parsed) => parsed,
        Err(e) => return cli::usage(&e, USAGE),
    };
    let mut options = Options { order: Order::Name, size: false };
    for flag in flags {
        match flag.name {
            "n" if flag.on() => options.order = Order::Address,
            "size" => options.size = flag.on(),
            "sort" => match order_named(&flag.text()) {
                Some(order) => options.order = order,
                None => return cli::usage("", &format!("nm: unknown sort order {:?}", flag.text())),
            },
            _ => {}
        }
    }
    if files.is_empty() {
        return cli::usage("", USAGE);
    }
    let mut code = ExitCode::SUCCESS;
    for file in &files {
        let result = cli::read(file).and_then(|data| list(&data, &file.to_string_lossy(), &options, files.len() > 1));
        match result {
            Ok(text) => cli::print(text.as_bytes()),
            Err(e) => {
                eprintln!("{e}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

fn order_named(name: &str) -> Option<Order> {
    Some(match name {
        "address" => Order::Address,
        "name" => Order::Name,
        "none" => Order::File,
        "size" => Order::Size,
        _ => return None,
    })
}

/// The lines of one file.
fn list(data: &[u8], file: &str, options: &Options, several: bool) -> Result<String, String> {
    let parts = symbols(data).map_err(|e| format!("open {file}: {e}"))?;
    let mut out = String::new();
    let is_archive = parts.len() > 1;
    let mut found = false;
    for (member, mut entries) in parts {
        found |= !entries.is_empty();
        entries.sort_by_key(|e| e.address);
        match options.order {
            Order::Address | Order::File => {}
            Order::Name => entries.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes())),
            Order::Size => entries.sort_by_key(|e| std::cmp::Reverse(e.size)),
        }
        for entry in entries {
            if is_archive {
                let _ = write!(out, "{file}({}):\t", if member.is_empty() { "_go_.o" } else { &member });
            } else if several {
                let _ = write!(out, "{file}:\t");
            }
            line(&mut out, &entry, options);
        }
    }
    if !found {
        return Err(format!("reading {file}: no symbols"));
    }
    Ok(out)
}

fn line(out: &mut String, entry: &Entry, options: &Options) {
    let _ = match entry.code {
        'U' => write!(out, "{:8}", ""),
        _ => write!(out, "{:8x}", entry.address),
    };
    if options.size {
        let _ = write!(out, " {:10}", entry.size);
    }
    let _ = writeln!(out, " {} {}", entry.code, entry.name);
}

/// The symbols of a file by member; executables are one member without name.
pub fn symbols(data: &[u8]) -> Result<Vec<(String, Vec<Entry>)>, String> {
    if data.starts_with(&elf::ELFMAG) {
        return Ok(vec![(String::new(), elf_symbols(data)?)]);
    }
    let archive = Archive::parse(data).map_err(|e| e.what)?;
    let mut parts = Vec::new();
    for member in &archive.members {
        let entries = match member.kind {
            MemberKind::PkgDef | MemberKind::Sentinel => continue,
            MemberKind::GoObject => go_symbols(&member.object().map_err(|e| e.what)?),
            MemberKind::Other if member.data.starts_with(&elf::ELFMAG) => elf_symbols(member.data)?,
            MemberKind::Other => return Err(format!("unrecognized archive member {}", member.name)),
        };
        parts.push((member.name.to_string(), entries));
    }
    Ok(parts)
}

/// The name with a mark for symbols local to the object.
fn shown_name(name: &str, abi: Abi) -> String {
    if abi == Abi::Static { format!("{name}<1>") } else { name.to_string() }
}

/// The symbols of a Go object: definitions, references by name, references by index.
fn go_symbols(object: &Object<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for i in (0..object.num_defs() as u32).map(LocalSym) {
        let s = object.sym(i);
        if s.name_bytes().is_empty() {
            continue;
        }
        let code = match s.kind() {
            SymKind::Text | SymKind::TextFips => 'T',
            SymKind::RoData => 'R',
            SymKind::NoPtrData | SymKind::Data => 'D',
            SymKind::Bss | SymKind::NoPtrBss | SymKind::TlsBss => 'B',
            _ => '?',
        };
        let code = if s.abi() == Abi::Static { local_letter(code) } else { code };
        let address = u64::from(object.data_offset(i));
        entries.push(Entry { address, size: i64::from(s.size()), code, name: shown_name(s.name(), s.abi()) });
    }
    let undefined = |name: &str| Entry { address: 0, size: 0, code: 'U', name: name.to_string() };
    entries.extend((object.num_defs()..object.num_syms()).map(|i| undefined(object.sym(LocalSym(i as u32)).name())));
    entries.extend(object.ref_names().map(|(_, name)| undefined(name)));
    entries
}

/// The letter of a local symbol: lower case, and what Go's arithmetic makes of `?`.
fn local_letter(code: char) -> char {
    if code == '?' { '_' } else { code.to_ascii_lowercase() }
}

fn elf_symbols(data: &[u8]) -> Result<Vec<Entry>, String> {
    let file = ElfFile64::<Endianness>::parse(data).map_err(|_| "unrecognized object file".to_string())?;
    let (endian, header) = (file.endian(), file.elf_header());
    let sections = header.sections(endian, data).map_err(|e| e.to_string())?;
    let table = sections.symbols(endian, data, elf::SHT_SYMTAB).map_err(|e| e.to_string())?;
    let mut entries = Vec::new();
    for s in table.iter().skip(1) {
        let name = table.symbol_name(endian, s).map_err(|e| e.to_string())?;
        let code = match s.st_shndx(endian) {
            elf::SHN_UNDEF => 'U',
            elf::SHN_COMMON => 'B',
            index => match sections.section(object::SectionIndex(usize::from(index.0))) {
                Ok(section) => section_letter(section.sh_flags(endian).0),
                Err(_) => '?',
            },
        };
        let code = if s.st_bind() == elf::STB_LOCAL { local_letter(code) } else { code };
        let name = String::from_utf8_lossy(name).into_owned();
        entries.push(Entry { address: s.st_value(endian), size: s.st_size(endian) as i64, code, name });
    }
    Ok(entries)
}

fn section_letter(flags: u64) -> char {
    const WRITE: u64 = elf::SHF_WRITE.0;
    const ALLOC: u64 = elf::SHF_ALLOC.0;
    const EXEC: u64 = elf::SHF_EXECINSTR.0;
    match flags & (WRITE | ALLOC | EXEC) {
        f if f == ALLOC | EXEC => 'T',
        f if f == ALLOC => 'R',
        f if f == ALLOC | WRITE => 'D',
        _ => '?',
    }
}
