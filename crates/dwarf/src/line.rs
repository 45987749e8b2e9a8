//! The head of a line number program, of DWARF version 2 or 5 as the official linker writes it; the
//! programs of the functions (made by compiler and assembler) follow it unchanged, so the
//! parameters here are theirs (authority: `cmd/link/internal/ld/dwarf.go`,
//! `cmd/internal/obj/dwarf.go`; DWARF 5, section 6.2.4).

use crate::leb::uleb;
use base::FxHashMap;
use gimli::constants::{DW_FORM_string, DW_FORM_udata, DW_LNCT_directory_index, DW_LNCT_path};
use release::DebugFormat;

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
pub fn header(format: DebugFormat, files: &[String], programs_len: u32) -> Vec<u8> {
    let tables = Tables::new(files);
    // What stands before and behind the length of the head, which counts from itself on.
    let (before, mut behind): (&[u8], Vec<u8>) = match format {
        // Minimum instruction length.
        DebugFormat::Dwarf4 => (&[2, 0], vec![1]),
        // Sizes of addresses and of segment selectors; instruction length, operations in an instruction.
        DebugFormat::Dwarf5 => (&[5, 0, 8, 0], vec![1, 1]),
    };
    // Default is_stmt, then the opcode parameters.
    behind.extend([1, LINE_BASE as u8, LINE_RANGE, OPCODE_BASE]);
    behind.extend(OPERANDS);
    match format {
        DebugFormat::Dwarf4 => tables.closed_by_zeros(&mut behind),
        DebugFormat::Dwarf5 => tables.counted(&mut behind),
    }
    let unit_length = (before.len() + 4 + behind.len()) as u32 + programs_len;
    let mut out = unit_length.to_le_bytes().to_vec();
    out.extend(before);
    out.extend((behind.len() as u32).to_le_bytes());
    out.extend(behind);
    out
}

/// Directories, and files with the numbers of their directories. Directory 0 is where the compiler ran; the first
/// file has number 1.
struct Tables<'f> {
    directories: Vec<&'f str>,
    files: Vec<(&'f str, u64)>,
}

impl<'f> Tables<'f> {
    fn new(names: &'f [String]) -> Tables<'f> {
        let mut numbers: FxHashMap<&str, u64> = FxHashMap::from_iter([(".", 0)]);
        let mut directories = vec!["."];
        let files = names.iter().map(|name| {
            let (dir, base) = split(name);
            let number = *numbers.entry(dir).or_insert_with(|| {
                directories.push(dir);
                directories.len() as u64 - 1
            });
            (base, number)
        });
        let files = files.collect();
        Tables { directories, files }
    }
    /// As until DWARF 4: an empty name ends each table, and what has number 0 is in neither.
    fn closed_by_zeros(&self, out: &mut Vec<u8>) {
        self.directories[1..].iter().for_each(|dir| text(out, dir));
        out.push(0);
        for &(base, directory) in &self.files {
            text(out, base);
            uleb(out, directory);
            // Modification time and length are not given.
            out.extend([0, 0]);
        }
        out.push(0);
    }
    /// As since DWARF 5: kinds of facts with their forms, a count, the entries.
    fn counted(&self, out: &mut Vec<u8>) {
        out.extend([1, DW_LNCT_path.0 as u8, DW_FORM_string.0 as u8]);
        uleb(out, self.directories.len() as u64);
        self.directories.iter().for_each(|dir| text(out, dir));
        out.extend([2, DW_LNCT_path.0 as u8, DW_FORM_string.0 as u8]);
        out.extend([DW_LNCT_directory_index.0 as u8, DW_FORM_udata.0 as u8]);
        uleb(out, self.files.len() as u64 + 1);
        // Nothing has file number 0. Some versions of gdb do not survive an empty name.
        for &(base, directory) in [("?", 0)].iter().chain(&self.files) {
            text(out, base);
            uleb(out, directory);
        }
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
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
        for (format, version) in [(DebugFormat::Dwarf4, 2), (DebugFormat::Dwarf5, 5)] {
            let bytes = header(format, &files, 0);
            let program = DebugLine::new(&bytes, gimli::LittleEndian)
                .program(gimli::DebugLineOffset(0), 8, None::<EndianSlice<'_, gimli::LittleEndian>>, None)
                .unwrap();
            let head = program.header();
            assert_eq!((head.version(), head.line_base(), head.opcode_base()), (version, -4, 11));
            let inline = |text: gimli::AttributeValue<EndianSlice<'_, gimli::LittleEndian>>| {
                let gimli::AttributeValue::String(s) = text else { panic!("inline string") };
                s.to_string().unwrap().to_string()
            };
            let file = |n| {
                let file = head.file(n).unwrap();
                (file.directory_index(), inline(file.path_name()))
            };
            let names: Vec<(u64, String)> = (1..5).map(file).collect();
            let want = [(1, "x.go"), (0, "y.go"), (2, "z.go"), (1, "w.go")];
            assert_eq!(names, want.map(|(n, s)| (n, s.to_string())));
            assert_eq!((1..3).map(|n| inline(head.directory(n).unwrap())).collect::<Vec<_>>(), ["/a", "/b/c"]);
            assert_eq!(head.directory(3), None);
        }
    }
}
