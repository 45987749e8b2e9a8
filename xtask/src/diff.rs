//! `cargo xtask diff OURS OFFICIAL`: whether two executables linked from the same objects are
//! the same: entry, segments, sections and their order, contents of everything that is loaded
//! (so code, types, itabs, initialisation order, pc-line tables), symbols with kinds and places,
//! DWARF sections without their compression, line tables row by row. In: two files. Out: the
//! differences, each with the reason why it is accepted, if it is on the list.

use gimli::{EndianSlice, LittleEndian};
use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Differences that do not count: what they begin with, and why.
const ACCEPTED: &[(&str, &str)] = &[];

/// Most differences reported of one kind.
const MOST: usize = 20;

/// One difference.
#[derive(Debug)]
pub struct Difference {
    /// What differs, beginning with the kind of thing.
    pub what: String,
    /// Why it does not count.
    pub accepted: Option<&'static str>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.accepted {
            Some(why) => write!(f, "{} (accepted: {why})", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The command: prints the differences; says whether all are accepted.
pub fn diff(ours: &Path, official: &Path) -> Result<bool, String> {
    let found = files(ours, official)?;
    found.iter().for_each(|d| println!("{d}"));
    let bad = found.iter().filter(|d| d.accepted.is_none()).count();
    println!("{bad} differences, {} accepted", found.len() - bad);
    Ok(bad == 0)
}

/// The differences of two files.
pub fn files(ours: &Path, official: &Path) -> Result<Vec<Difference>, String> {
    let read = |p: &Path| std::fs::read(p).map_err(|e| format!("{}: {e}", p.display()));
    bytes(&read(ours)?, &read(official)?)
}

/// The differences of two executables in memory.
pub fn bytes(ours: &[u8], official: &[u8]) -> Result<Vec<Difference>, String> {
    if ours == official {
        return Ok(Vec::new());
    }
    let parse = |data| object::File::parse(data).map_err(|e| e.to_string());
    let (a, b) = (parse(ours)?, parse(official)?);
    let mut found = Vec::new();
    if a.entry() != b.entry() {
        found.push(format!("entry {:#x}, official {:#x}", a.entry(), b.entry()));
    }
    lists(&mut found, "segment", segments(&a), segments(&b));
    lists(&mut found, "section", sections(&a), sections(&b));
    contents(&mut found, &a, &b);
    symbols(&mut found, &a, &b);
    lines(&mut found, &a, &b);
    let accepted = |what: &str| ACCEPTED.iter().find(|row| what.starts_with(row.0)).map(|row| row.1);
    Ok(found.into_iter().map(|what| Difference { accepted: accepted(&what), what }).collect())
}

/// Compares two lists position by position.
fn lists(found: &mut Vec<String>, kind: &str, ours: Vec<String>, official: Vec<String>) {
    let count = ours.len().max(official.len());
    let show = |list: &[String], i: usize| list.get(i).cloned().unwrap_or("nothing".into());
    let wrong = (0..count).filter(|&i| ours.get(i) != official.get(i));
    found.extend(wrong.take(MOST).map(|i| format!("{kind} {i}: {}, official {}", show(&ours, i), show(&official, i))));
}

fn segments(file: &object::File<'_>) -> Vec<String> {
    file.segments().map(|s| format!("{:#x}+{:#x} {:?}", s.address(), s.size(), s.permissions())).collect()
}

/// Name, kind, and for loaded sections the place. Sizes of DWARF sections are compared without
/// compression, with their contents.
fn sections(file: &object::File<'_>) -> Vec<String> {
    let place = |s: &object::Section<'_, '_>| match s.address() {
        0 => String::new(),
        address => format!(" {address:#x}+{:#x}", s.size()),
    };
    file.sections().map(|s| format!("{} {:?}{}", s.name().unwrap_or("?"), s.kind(), place(&s))).collect()
}

/// Compares the bytes of all sections but the symbol table, which is compared by meaning.
fn contents(found: &mut Vec<String>, ours: &object::File<'_>, official: &object::File<'_>) {
    let names = symbol_starts(official);
    for theirs in official.sections() {
        let name = theirs.name().unwrap_or("?");
        if matches!(name, ".symtab" | ".strtab" | ".shstrtab" | "") {
            continue;
        }
        let Some(mine) = ours.section_by_name(name) else { continue };
        let data = |s: &object::Section<'_, '_>| s.uncompressed_data().map(|d| d.into_owned()).unwrap_or_default();
        let (a, b) = (data(&mine), data(&theirs));
        if a == b {
            continue;
        }
        if a.len() != b.len() {
            found.push(format!("contents of {name}: {} bytes, official {}", a.len(), b.len()));
        }
        let mut seen = Vec::new();
        for at in (0..a.len().min(b.len())).filter(|&i| a[i] != b[i]) {
            let symbol = holder(&names, theirs.address() + at as u64);
            if theirs.address() == 0 || seen.last() != Some(&symbol) {
                found.push(format!("contents of {name} at {at:#x}, in {symbol}"));
                seen.push(symbol);
            }
            if theirs.address() == 0 || seen.len() >= MOST {
                break;
            }
        }
    }
}

/// Names by start address.
fn symbol_starts(file: &object::File<'_>) -> BTreeMap<u64, String> {
    let named = file.symbols().filter(|s| s.size() > 0);
    named.map(|s| (s.address(), s.name().unwrap_or("?").to_string())).collect()
}

fn holder(names: &BTreeMap<u64, String>, address: u64) -> String {
    names
        .range(..=address)
        .next_back()
        .map_or("no symbol".into(), |(start, name)| format!("{name}+{:#x}", address - start))
}

/// Compares symbols in order.
fn symbols(found: &mut Vec<String>, ours: &object::File<'_>, official: &object::File<'_>) {
    let rows = |file: &object::File<'_>| -> Vec<String> {
        let row = |s: object::Symbol<'_, '_>| {
            format!(
                "{} {:#x}+{:#x} {:?} {:?} {:?}",
                s.name().unwrap_or("?"),
                s.address(),
                s.size(),
                s.kind(),
                s.scope(),
                s.section()
            )
        };
        file.symbols().map(row).collect()
    };
    lists(found, "symbol", rows(ours), rows(official));
}

/// Compares the rows of all line programs, where the bytes of the section differ.
fn lines(found: &mut Vec<String>, ours: &object::File<'_>, official: &object::File<'_>) {
    let (a, b) = (line_rows(ours), line_rows(official));
    match (a, b) {
        (Ok(a), Ok(b)) => lists(found, "line", a, b),
        (Err(e), _) | (_, Err(e)) => found.push(format!("line tables cannot be read: {e}")),
    }
}

/// `address file:line:column flags` of every row.
fn line_rows(file: &object::File<'_>) -> Result<Vec<String>, String> {
    let mut data = BTreeMap::new();
    for section in file.sections().filter(|s| s.name().is_ok_and(|n| n.starts_with(".debug_"))) {
        let bytes = section.uncompressed_data().map_err(|e| e.to_string())?.into_owned();
        data.insert(section.name().unwrap_or("").to_string(), bytes);
    }
    let load = |id: gimli::SectionId| -> Result<_, gimli::Error> {
        Ok(EndianSlice::new(data.get(id.name()).map_or(&[][..], |d| d), LittleEndian))
    };
    let dwarf = gimli::Dwarf::load(load).map_err(|e| e.to_string())?;
    let mut rows = Vec::new();
    let mut units = dwarf.units();
    while let Some(header) = units.next().map_err(|e| e.to_string())? {
        let unit = dwarf.unit(header).map_err(|e| e.to_string())?;
        let Some(program) = unit.line_program.clone() else { continue };
        let mut machine = program.rows();
        while let Some((_, row)) = machine.next_row().map_err(|e| e.to_string())? {
            let marks = (row.is_stmt(), row.end_sequence(), row.prologue_end());
            rows.push(format!(
                "{:#x} {}:{:?}:{:?} {marks:?}",
                row.address(),
                row.file_index(),
                row.line(),
                row.column()
            ));
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_files_and_planted_differences() {
        let file = std::fs::read(testkit::reference().tool("nm")).unwrap();
        assert!(bytes(&file, &file).unwrap().is_empty());
        let text = object::File::parse(&*file).unwrap();
        let (offset, _) = text.section_by_name(".text").unwrap().file_range().unwrap();
        let mut changed = file.clone();
        changed[offset as usize + 0x1000] ^= 1;
        let found = bytes(&changed, &file).unwrap();
        assert_eq!(found.len(), 1, "{}", found[0]);
        assert!(found[0].what.starts_with("contents of .text at 0x1000, in "), "{}", found[0]);
        changed[24] ^= 1; // the entry point
        assert!(bytes(&changed, &file).unwrap().iter().any(|d| d.what.starts_with("entry ")));
    }
}
