//! The head of a line number program, DWARF version 2 as the official linker writes it; the
//! programs of the functions (made by compiler and assembler) follow it unchanged, so the
//! parameters here are theirs (authority: `cmd/link/internal/ld/dwarf.go`,
//! `cmd/internal/obj/dwarf.go`).

use crate::leb::uleb;
use base::FxHashMap;

/// Smallest line advance of a special opcode.
pub const LINE_BASE: i8 = -4;
/// Number of line advances of special opcodes.
pub const LINE_RANGE: u8 = 10;
/// First special opcode.
pub const OPCODE_BASE: u8 = 11;
/// Operand counts of the standard opcodes 1 to 10.
const OPERANDS: [u8; 10] = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0];

/// The head with the file table, for programs of `programs_len` bytes behind it. Files are
/// full names; a name's directory becomes an entry of the directory table.
pub fn header(files: &[String], programs_len: u32) -> Vec<u8> {
    let mut tables = Vec::new();
    directories_and_files(&mut tables, files);
    let after_length = 5 + OPERANDS.len() + tables.len();
    let mut out = Vec::with_capacity(10 + after_length);
    let unit_length = 2 + 4 + after_length as u32 + programs_len;
    out.extend(unit_length.to_le_bytes());
    out.extend(2u16.to_le_bytes());
    out.extend((after_length as u32).to_le_bytes());
    // Minimum instruction length, default is_stmt, then the opcode parameters.
    out.extend([1, 1, LINE_BASE as u8, LINE_RANGE, OPCODE_BASE]);
    out.extend(OPERANDS);
    out.extend(tables);
    out
}

fn directories_and_files(out: &mut Vec<u8>, files: &[String]) {
    let mut numbers: FxHashMap<&str, u64> = FxHashMap::default();
    let mut directories = Vec::new();
    let mut rows = Vec::with_capacity(files.len());
    for file in files {
        let (dir, base) = split(file);
        let number = match dir {
            "." => 0,
            dir => *numbers.entry(dir).or_insert_with(|| {
                directories.push(dir);
                directories.len() as u64
            }),
        };
        rows.push((base, number));
    }
    for dir in directories {
        out.extend_from_slice(dir.as_bytes());
        out.push(0);
    }
    out.push(0);
    for (base, number) in rows {
        out.extend_from_slice(base.as_bytes());
        out.push(0);
        uleb(out, number);
        // Modification time and length are not given.
        out.extend([0, 0]);
    }
    out.push(0);
}

/// Directory and last element of a slash-separated name.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('/') {
        None => (".", name),
        Some(0) => ("/", &name[1..]),
        Some(i) => (&name[..i], &name[i + 1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gimli::read::{DebugLine, EndianSlice};

    #[test]
    fn gimli_reads_the_head() {
        let files = ["/a/x.go", "y.go", "/b/c/z.go", "/a/w.go"].map(String::from);
        let bytes = header(&files, 0);
        let program = DebugLine::new(&bytes, gimli::LittleEndian)
            .program(gimli::DebugLineOffset(0), 8, None::<EndianSlice<'_, gimli::LittleEndian>>, None)
            .unwrap();
        let head = program.header();
        assert_eq!((head.version(), head.line_base(), head.opcode_base()), (2, -4, 11));
        let names: Vec<(u64, String)> = head
            .file_names()
            .iter()
            .map(|f| {
                let gimli::AttributeValue::String(s) = f.path_name() else { panic!("inline string") };
                (f.directory_index(), s.to_string().unwrap().to_string())
            })
            .collect();
        let want = [(1, "x.go"), (0, "y.go"), (2, "z.go"), (1, "w.go")];
        assert_eq!(names, want.map(|(n, s)| (n, s.to_string())));
        assert_eq!(head.include_directories().len(), 2);
    }
}
