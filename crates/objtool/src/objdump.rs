//! `tool objdump [-s symregexp] [-S] FILE [START END]`: the code of executables and objects as
//! instructions with their places and bytes; in objects with relocations (`go doc
//! cmd/objdump`; form of the text: `cmd/internal/disasm`).

use crate::arch;
use crate::cli;
use crate::columns::{Line, lined_up};
use crate::goobj::{Dump, reloc_type};
use crate::nm;
use crate::pclntab::Pclntab;
use ::goobj::{Archive, AuxKind, LocalSym, MemberKind};
use base::goflag::{Shape, parse};
use obj::pctab::PcTable;
use object::{Object, ObjectSection};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::process::ExitCode;

const USAGE: &str = "usage: go tool objdump [-S] [-gnu] [-s symregexp] binary [start end]

  -S\tprint Go code alongside assembly
  -gnu
    \tprint GNU assembly next to Go assembly (where supported)
  -s string
    \tonly dump symbols matching this regexp
";

/// What is to be shown.
#[derive(Debug, Default)]
pub struct Options {
    /// Only functions whose names match.
    pub only: Option<regex::Regex>,
    /// Source lines between the instructions.
    pub source: bool,
    /// Only addresses in this range.
    pub range: Option<(u64, u64)>,
}

/// Runs the tool.
pub fn run(args: &[OsString]) -> ExitCode {
    let table = [("S", Shape::Bool), ("gnu", Shape::Bool), ("s", Shape::Value)];
    let (flags, files) = match parse(&table, args) {
        Ok(parsed) => parsed,
        Err(e) => return cli::usage(&e, USAGE),
    };
    let mut options = Options::default();
    for flag in flags {
        match flag.name {
            "S" => options.source = flag.on(),
            "s" => match regex::Regex::new(&flag.text()) {
                Ok(regex) => options.only = Some(regex),
                Err(e) => return cli::fail("objdump", format!("invalid -s regexp: {e}")),
            },
            _ if flag.on() => return cli::fail("objdump", "-gnu is not supported"),
            _ => {}
        }
    }
    let number = |t: &OsString| u64::from_str_radix(t.to_string_lossy().trim_start_matches("0x"), 16).ok();
    let file = match &files[..] {
        [file] => file,
        [file, start, end] => match (number(start), number(end)) {
            (Some(start), Some(end)) => {
                options.range = Some((start, end));
                file
            }
            _ => return cli::fail("objdump", "invalid start or end PC"),
        },
        _ => return cli::usage("", USAGE),
    };
    match cli::read(file).and_then(|d| dump(&d, &options).map_err(|e| format!("{}: {e}", file.to_string_lossy()))) {
        Ok(text) => {
            cli::print(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(e) => cli::fail("objdump", e),
    }
}

/// A function to be shown.
struct Function<'a> {
    name: String,
    address: u64,
    code: &'a [u8],
    /// Offset in the function, bytes, text.
    relocs: Vec<(u64, u64, String)>,
    lines: Lines<'a>,
}

/// Where the lines of a function come from.
enum Lines<'a> {
    Table(&'a Pclntab<'a>),
    Object { file: PcTable, line: PcTable, files: Vec<String> },
    None,
}

impl Lines<'_> {
    /// File and line of the instruction at `address`, `offset` into its function.
    fn at(&self, address: u64, offset: u32) -> (String, i32) {
        match self {
            Lines::Table(table) => table.place(address).map_or((String::new(), 0), |p| (p.file, p.line)),
            Lines::Object { file, line, files } => {
                let name = usize::try_from(file.at(offset)).ok().and_then(|i| files.get(i));
                (name.cloned().unwrap_or_default(), line.at(offset))
            }
            Lines::None => (String::new(), 0),
        }
    }
}

/// The text for a file.
pub fn dump(data: &[u8], options: &Options) -> Result<String, String> {
    if data.starts_with(b"\x7fELF") {
        return executable(data, options);
    }
    let archive = Archive::parse(data).map_err(|e| e.what)?;
    let mut out = String::new();
    for member in archive.members.iter().filter(|m| m.kind == MemberKind::GoObject) {
        let dump = Dump::of(member).map_err(|e| e.what)?;
        let functions = object_functions(&dump);
        show(&mut out, &functions, options);
    }
    Ok(out)
}

fn executable(data: &[u8], options: &Options) -> Result<String, String> {
    let file = object::File::parse(data).map_err(|_| "unrecognized object file".to_owned())?;
    let text = file.section_by_name(".text").ok_or("text section not found")?;
    let (start, code) = (text.address(), text.data().map_err(|e| e.to_string())?);
    let table = Pclntab::of(&file);
    let mut symbols: Vec<nm::Entry> = nm::symbols(data)?.into_iter().flat_map(|p| p.1).collect();
    let mark = ["runtime.text", "text", "_text", "runtime.etext", "etext", "_etext"];
    symbols.retain(|s| matches!(s.code, 'T' | 't') && s.address >= start && !mark.contains(&&*s.name));
    symbols.sort_by_key(|s| s.address);
    let functions = symbols.into_iter().filter_map(|s| {
        let from = usize::try_from(s.address - start).ok()?;
        let to = from.checked_add(usize::try_from(s.size).ok()?)?;
        let lines = table.as_ref().map_or(Lines::None, Lines::Table);
        let code = code.get(from..to.min(code.len()))?;
        Some(Function { name: s.name, address: s.address, code, relocs: Vec::new(), lines })
    });
    let mut out = String::new();
    show(&mut out, &functions.collect::<Vec<_>>(), options);
    Ok(out)
}

fn object_functions<'a>(dump: &Dump<'a>) -> Vec<Function<'a>> {
    let object = &dump.object;
    let mut out = Vec::new();
    for i in (0..object.num_defs() as u32).map(LocalSym) {
        let s = object.sym(i);
        if !s.kind().is_text() || s.name_bytes().is_empty() {
            continue;
        }
        let relocs = object.relocs(i).map(|r| {
            let (name, version) = dump.target(r.sym);
            let version = version.filter(|v| *v != 0).map_or(String::new(), |v| format!("<{v}>"));
            let add = if r.addend == 0 { String::new() } else { format!("+{}", r.addend) };
            (u64::from(r.offset), u64::from(r.size), format!("{}:{name}{version}{add}", reloc_type(r.ty).0))
        });
        let mut relocs: Vec<_> = relocs.collect();
        relocs.sort_by_key(|r| r.0);
        let lines = object_lines(dump, i).unwrap_or(Lines::None);
        let (address, code) = (u64::from(object.data_offset(i)), object.data(i));
        out.push(Function { name: s.name().to_owned(), address, code, relocs, lines });
    }
    out.sort_by_key(|f| f.address);
    out
}

fn object_lines<'a>(dump: &Dump<'a>, i: LocalSym) -> Option<Lines<'a>> {
    let object = &dump.object;
    let table = |kind| PcTable::decode(object.data(object.local(object.aux(i, kind)?)?));
    let info = object.func_info(i)?;
    let all: Vec<u32> = info.files().collect();
    let last = all.iter().copied().max().unwrap_or(0);
    let _ = last;
    let files = (0..object.files().len() as u32).map(|f| dump.file(f)).collect();
    Some(Lines::Object { file: table(AuxKind::Pcfile)?, line: table(AuxKind::Pcline)?, files })
}

fn show(out: &mut String, functions: &[Function<'_>], options: &Options) {
    let lookup = |address: u64| {
        let i = functions.partition_point(|f| f.address <= address).checked_sub(1)?;
        let f = &functions[i];
        (address < f.address + f.code.len() as u64).then(|| (f.name.clone(), f.address))
    };
    let mut sources = Sources::default();
    let mut first = true;
    for function in functions {
        let end = function.address + function.code.len() as u64;
        if options.only.as_ref().is_some_and(|r| !r.is_match(&function.name))
            || options.range.is_some_and(|(from, to)| end <= from || function.address >= to)
        {
            continue;
        }
        if !std::mem::take(&mut first) {
            out.push('\n');
        }
        let (file, _) = function.lines.at(function.address, 0);
        let _ = writeln!(out, "TEXT {}(SB) {file}", function.name);
        let lines = instructions(function, options, &lookup, &mut sources);
        out.push_str(&lined_up(&lines));
    }
}

fn instructions(
    function: &Function<'_>,
    options: &Options,
    lookup: &dyn Fn(u64) -> Option<(String, u64)>,
    sources: &mut Sources,
) -> Vec<Line> {
    let mut out = Vec::new();
    let mut relocs = function.relocs.iter().peekable();
    let mut before: Option<(String, i32)> = None;
    let mut at = 0;
    while at < function.code.len() {
        let address = function.address + at as u64;
        let decoded = arch::decode(&function.code[at..], address, &lookup);
        let end = (at + decoded.len.max(1)).min(function.code.len());
        let mut cells = decoded.text;
        let mut separator = "\t";
        while let Some((offset, size, name)) = relocs.next_if(|r| r.0 < end as u64) {
            let from = offset.wrapping_sub(at as u64);
            let _ = write!(cells, "{separator}[{from}:{}]{name}", from.wrapping_add(*size));
            separator = " ";
        }
        let shown = options.range.is_none_or(|(from, to)| (from..to).contains(&address));
        if shown {
            let (file, line) = function.lines.at(address, at as u32);
            let bytes: String = function.code[at..end].iter().map(|b| format!("{b:02x}")).collect();
            let mut line_cells = match options.source {
                true => {
                    if before.as_ref() != Some(&(file.clone(), line)) {
                        out.extend(sources.line(&file, line).map(|rest| Line { cells: Vec::new(), rest }));
                        before = Some((file, line));
                    }
                    vec![format!("  {address:#x}")]
                }
                false => {
                    let base = file.rsplit('/').next().unwrap_or_default();
                    vec![format!("  {base}:{line}"), format!("{address:#x}")]
                }
            };
            line_cells.push(bytes);
            line_cells.extend(cells.split('\t').map(str::to_owned));
            out.push(Line { cells: line_cells, rest: String::new() });
        }
        at = end;
    }
    out
}

/// Lines of source files.
#[derive(Default)]
struct Sources(HashMap<String, Vec<String>>);

impl Sources {
    fn line(&mut self, file: &str, line: i32) -> Option<String> {
        let read = || {
            let text = std::fs::read(file).unwrap_or_default();
            String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
        };
        let lines = self.0.entry(file.to_owned()).or_insert_with(read);
        lines.get(usize::try_from(line.checked_sub(1)?).ok()?).cloned()
    }
}
