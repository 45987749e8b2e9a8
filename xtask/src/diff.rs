//! `cargo xtask diff OURS OFFICIAL`: whether two executables linked from the same objects are
//! the same: entry, segments, sections and their order, contents of everything that is loaded
//! (so code, types, itabs, initialisation order, pc-line tables), symbols with kinds and places,
//! DWARF sections without their compression, units of debugging information by meaning. In: two
//! files. Out: the differences, each with the reason why it is accepted, if it is on the list.

pub mod dwarf;
mod types;

use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Differences that do not count: what they begin with, and why.
const ACCEPTED: &[(&str, &str)] = &[
    ("typelink order of types with equal strings", "the official sort by string is not stable; lookups take either"),
    ("order of types with equal strings", "the official sort by string is not stable; lookups take either"),
    (
        "dwarf-unit-order",
        "the official linker sorts units by keys that are all equal, not stably; readers take any order",
    ),
    (
        "debugging entry only in ours: DW_TAG_variable runtime.lastmoduledatap at depth 1 ",
        "the official linker loses a variable's entry when it changes the variable's contents",
    ),
    ("compression of .debug_", "two implementations of zlib; the contents are equal"),
];

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
    let moved = types::moved(&a, &b);
    if moved.count() > 0 {
        found.push(format!("order of types with equal strings: {} places", moved.count()));
    }
    contents(&mut found, &a, &b, &moved);
    symbols(&mut found, &a, &b);
    debugging(&mut found, &a, &b, &moved);
    Ok(found.into_iter().map(|what| Difference { accepted: accepted(&what), what }).collect())
}

/// Bytes of machine code, and the differences in it but for references to types that may stand in any order.
pub fn text(ours: &[u8], official: &[u8]) -> Result<(usize, Vec<String>), String> {
    let parse = |data| object::File::parse(data).map_err(|e| e.to_string());
    let (a, b) = (parse(ours)?, parse(official)?);
    let size = |file: &object::File<'_>| file.section_by_name(".text").map(|s| s.size() as usize);
    let bytes = size(&b).ok_or("no .text")?;
    let mut found = Vec::new();
    contents(&mut found, &a, &b, &types::moved(&a, &b));
    found.retain(|what| what.starts_with("contents of .text"));
    if size(&a) != Some(bytes) && found.is_empty() {
        found.push("contents of .text: there is none".to_owned());
    }
    Ok((bytes, found))
}

/// Why a difference does not count, if it is on the list.
pub fn accepted(what: &str) -> Option<&'static str> {
    ACCEPTED.iter().find(|row| what.starts_with(row.0)).map(|row| row.1)
}

/// Compares two lists: what only one of them has, and the first place where the order of what
/// both have differs.
fn lists(found: &mut Vec<String>, kind: &str, ours: Vec<String>, official: Vec<String>) {
    if ours == official {
        return;
    }
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    ours.iter().for_each(|row| counts.entry(row).or_default().0 += 1);
    official.iter().for_each(|row| counts.entry(row).or_default().1 += 1);
    let extra = counts.iter().filter(|c| c.1.0 > c.1.1).take(MOST);
    found.extend(extra.map(|c| format!("{kind} only in ours: {}", c.0)));
    let missing = counts.iter().filter(|c| c.1.0 < c.1.1).take(MOST);
    found.extend(missing.map(|c| format!("{kind} only in the official: {}", c.0)));
    let common = |rows: &[String]| -> Vec<usize> {
        let mut left: BTreeMap<&str, usize> = counts.iter().map(|c| (*c.0, c.1.0.min(c.1.1))).collect();
        let mut keep = |row: &String| {
            let left = left.get_mut(row.as_str()).filter(|n| **n > 0);
            left.map(|n| *n -= 1).is_some()
        };
        (0..rows.len()).filter(|&i| keep(&rows[i])).collect()
    };
    let (a, b) = (common(&ours), common(&official));
    if let Some((&i, &j)) = a.iter().zip(&b).find(|&(&i, &j)| ours[i] != official[j]) {
        found.push(format!("{kind} order at {i}: {}, official {}", ours[i], official[j]));
    }
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
    let row =
        |s: object::Section<'_, '_>| format!("{} {:?} {:?}{}", s.name().unwrap_or("?"), s.kind(), s.flags(), place(&s));
    file.sections().map(row).collect()
}

/// Compares the bytes of all sections but the symbol table and what `dwarf` compares by meaning.
fn contents(found: &mut Vec<String>, ours: &object::File<'_>, official: &object::File<'_>, moved: &types::Moved) {
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
            if mine.data().ok() != theirs.data().ok() {
                found.push(format!("compression of {name}: other bytes for equal contents"));
            }
            continue;
        }
        if dwarf::SECTIONS.contains(&name) {
            continue; // by meaning, with all units
        }
        if name == ".typelink"
            && let (Some(mine), Some(theirs)) = (typelinks(ours), typelinks(official))
        {
            typelink_order(found, mine, theirs);
            continue;
        }
        if a.len() != b.len() {
            found.push(format!("contents of {name}: {} bytes, official {}", a.len(), b.len()));
        }
        let a = if name == ".go.type" { moved.in_order(&a) } else { a };
        let mut seen = Vec::new();
        let mut explained = 0;
        for at in (0..a.len().min(b.len())).filter(|&i| a[i] != b[i]) {
            if at < explained {
                continue;
            }
            if let Some(bytes) = moved.reference(theirs.address(), &a, &b, at) {
                explained = bytes.end;
                continue;
            }
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

/// Compares lists of types: the same types, in the same order of their strings. Types of one
/// string may stand in any order.
fn typelink_order(found: &mut Vec<String>, ours: Vec<(String, u32)>, official: Vec<(String, u32)>) {
    let strings = |list: &[(String, u32)]| list.iter().map(|t| t.0.clone()).collect::<Vec<_>>();
    let sorted = |list: &[(String, u32)]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    if sorted(&ours) == sorted(&official) && strings(&ours) == strings(&official) {
        let moved = ours.iter().zip(&official).filter(|(a, b)| a != b).count();
        found.push(format!("typelink order of types with equal strings: {moved} places"));
        return;
    }
    let rows = |list: Vec<(String, u32)>| list.into_iter().map(|(text, at)| format!("{text} at {at:#x}")).collect();
    lists(found, "typelink", rows(ours), rows(official));
}

/// The entries of `.typelink` with the strings of their types (layout: `internal/abi/type.go`;
/// the string is a name at an offset that stands in byte 40 of the type).
fn typelinks(file: &object::File<'_>) -> Option<Vec<(String, u32)>> {
    let links = file.section_by_name(".typelink")?.uncompressed_data().ok()?;
    let base = file.symbols().find(|s| s.name() == Ok("runtime.types"))?.address();
    let section = file.sections().find(|s| (s.address()..s.address() + s.size()).contains(&base))?;
    let data = section.data().ok()?.get((base - section.address()) as usize..)?;
    let word = |at: usize| Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?));
    let entries = links.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    entries
        .map(|at| {
            let mut name = base::bytes::ByteReader::at(data, word(at as usize + 40)? as usize);
            name.u8()?;
            let len = name.uvarint()?;
            Some((String::from_utf8_lossy(name.take(usize::try_from(len).ok()?)?).into_owned(), at))
        })
        .collect()
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

/// Compares debugging information by meaning, where the bytes differ.
fn debugging(found: &mut Vec<String>, ours: &object::File<'_>, official: &object::File<'_>, moved: &types::Moved) {
    match (dwarf::sections(ours), dwarf::sections(official)) {
        (Ok(a), Ok(b)) => dwarf::compare_moved(found, &a, &b, moved),
        (Err(e), _) | (_, Err(e)) => found.push(format!("DWARF sections cannot be read: {e}")),
    }
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
