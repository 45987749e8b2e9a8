//! What functions and variables contribute to DWARF without knowing any section, besides entries of functions: the line
//! program of a function, lists of locations and ranges, entries of global variables and constants. All
//! come as bytes with the places where the linker puts addresses and references.
//! Authority: `cmd/internal/obj/dwarf.go` (choice of opcodes),
//! `PutGlobal`, `PutIntConst` in `cmd/internal/dwarf/dwarf.go`; DWARF 2, section 6.2.5.

use crate::abbrev::Abbrev;
use crate::code::{CodeNames, Hole};
use crate::leb::{sleb, uleb};
use crate::line::{LINE_BASE, LINE_RANGE, OPCODE_BASE};
use gimli::constants::{
    DW_LLE_base_addressx, DW_LLE_end_of_list, DW_LLE_offset_pair, DW_RLE_base_addressx, DW_RLE_end_of_list,
    DW_RLE_offset_pair,
};

const LNS_ADVANCE_PC: u8 = 2;
const LNS_ADVANCE_LINE: u8 = 3;
const LNS_SET_FILE: u8 = 4;
const LNS_NEGATE_STMT: u8 = 6;
const LNS_CONST_ADD_PC: u8 = 8;
const LNS_FIXED_ADVANCE_PC: u8 = 9;
const LNS_SET_PROLOGUE_END: u8 = 10;
const LNE_END_SEQUENCE: u8 = 1;
const LNE_SET_ADDRESS: u8 = 2;

/// Where the function's address stands in its line program (8 bytes).
pub const PROGRAM_ADDRESS: u32 = 3;
/// The pc advance of `DW_LNS_const_add_pc`.
const PC_RANGE: u64 = (255 - OPCODE_BASE as u64) / LINE_RANGE as u64;

/// From `pc` on, code belongs to this line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// First byte, from the start of the function; rows ascend.
    pub pc: u32,
    /// File, from 0 in the unit's file table.
    pub file: u32,
    /// Line.
    pub line: i32,
    /// Whether a debugger may stop here.
    pub is_stmt: bool,
    /// Whether the prologue has ended by here.
    pub prologue_done: bool,
}

/// The line program of a function of `size` bytes. Eight zeros stand at [`PROGRAM_ADDRESS`].
pub fn line_program(rows: &[LineRow], size: u32) -> Vec<u8> {
    let mut out = vec![0, 9, LNE_SET_ADDRESS];
    out.extend([0; 8]);
    let (mut stmt, mut line, mut pc, mut file) = (true, 1i64, 0u32, 1u32);
    let mut last = 0;
    let mut wrote_prologue = false;
    for row in rows {
        let mut wrote = false;
        if row.file + 1 != file {
            file = row.file + 1;
            out.push(LNS_SET_FILE);
            uleb(&mut out, u64::from(file));
            wrote = true;
        }
        if row.prologue_done && !wrote_prologue {
            out.push(LNS_SET_PROLOGUE_END);
            (wrote_prologue, wrote) = (true, true);
        }
        if row.is_stmt != stmt {
            out.push(LNS_NEGATE_STMT);
            (stmt, wrote) = (row.is_stmt, true);
        }
        if line != i64::from(row.line) || wrote {
            advance(&mut out, u64::from(row.pc - pc), i64::from(row.line) - line);
            (line, pc, last) = (i64::from(row.line), row.pc, row.pc);
        }
    }
    out.push(LNS_ADVANCE_PC);
    uleb(&mut out, u64::from(size - last));
    out.extend([0, 1, LNE_END_SEQUENCE]);
    out
}

/// Advances pc and line and appends a row, in as few bytes as the official tool.
fn advance(out: &mut Vec<u8>, mut pc: u64, mut line: i64) {
    let (base, range) = (i64::from(LINE_BASE), u64::from(LINE_RANGE));
    let first = u64::from(OPCODE_BASE);
    let mut opcode = if line < base {
        first + range * pc.min(PC_RANGE)
    } else if line < base + range as i64 {
        let opcode = first + (line - base) as u64 + range * pc.min(PC_RANGE);
        if opcode > 255 { opcode - range } else { opcode }
    } else if pc <= PC_RANGE {
        (first + range - 1 + range * pc).min(255)
    } else if one_more_byte(pc - PC_RANGE) {
        255
    } else {
        first + range * PC_RANGE - 1
    };
    pc -= (opcode - first) / range;
    line -= ((opcode - first) % range) as i64 + base;
    if pc != 0 {
        if pc <= PC_RANGE {
            opcode -= range * (PC_RANGE - pc);
            out.push(LNS_CONST_ADD_PC);
        } else if (1 << 14..1 << 16).contains(&pc) {
            out.push(LNS_FIXED_ADVANCE_PC);
            out.extend((pc as u16).to_le_bytes());
        } else {
            out.push(LNS_ADVANCE_PC);
            uleb(out, pc);
        }
    }
    if line != 0 {
        out.push(LNS_ADVANCE_LINE);
        sleb(out, line);
    }
    out.push(opcode as u8);
}

/// Whether a pc advance one larger takes a byte more.
fn one_more_byte(rest: u64) -> bool {
    let all_ones = rest != 0 && rest & rest.wrapping_add(1) == 0;
    rest == PC_RANGE || all_ones && matches!(rest.trailing_ones(), 7 | 16 | 21 | 28 | 35 | 42 | 49 | 56 | 63)
}

/// The expression for a place `offset` bytes from the frame's base (the first stack argument);
/// `indirect`: the place holds the variable's address.
pub fn frame_location(offset: i64, indirect: bool) -> Vec<u8> {
    let mut out = vec![gimli::constants::DW_OP_fbreg.0];
    sleb(&mut out, offset);
    if indirect {
        out.push(gimli::constants::DW_OP_deref.0);
    }
    out
}

/// The expression for a register, by the number that the architecture's ABI gives it.
pub fn register_location(number: u8) -> Vec<u8> {
    match number {
        0..32 => vec![gimli::constants::DW_OP_reg0.0 + number],
        _ => vec![gimli::constants::DW_OP_regx.0, number],
    }
}

/// The expression for a place whose address is in a register with a number below 32.
pub fn pointed_location(number: u8) -> Vec<u8> {
    vec![gimli::constants::DW_OP_breg0.0 + number, 0]
}

/// The expression for what is nowhere and always the same number.
pub fn constant_location(n: i64) -> Vec<u8> {
    let mut out = vec![gimli::constants::DW_OP_consts.0];
    sleb(&mut out, n);
    out.push(gimli::constants::DW_OP_stack_value.0);
    out
}

/// The expression for what is nowhere and always this address in the frame.
pub fn address_location(offset: i64) -> Vec<u8> {
    let mut out = frame_location(offset, false);
    out.push(gimli::constants::DW_OP_stack_value.0);
    out
}

/// What makes the location before it one of `size` bytes of a whole.
pub fn location_piece(size: u64) -> Vec<u8> {
    let mut out = vec![gimli::constants::DW_OP_piece.0];
    uleb(&mut out, size);
    out
}

/// The location lists of a function's variables, one behind the other.
#[derive(Debug)]
pub struct LocationLists {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where the linker says where the function is.
    pub code: Vec<Hole>,
    names: CodeNames,
}

impl LocationLists {
    /// No lists, of a function that is named in a way.
    pub fn new(names: CodeNames) -> LocationLists {
        LocationLists { bytes: Vec::new(), code: Vec::new(), names }
    }
    /// Appends a list of `(from, to, expression)` by offsets in a function of `size` bytes;
    /// returns where it begins.
    pub fn add(&mut self, ranges: &[(u32, u32, Vec<u8>)], size: u32) -> u32 {
        let at = self.bytes.len() as u32;
        let out = &mut self.bytes;
        // What follows counts from the function's address.
        match self.names {
            CodeNames::Address => out.extend(u64::MAX.to_le_bytes()),
            CodeNames::Index { .. } => out.push(DW_LLE_base_addressx.0),
        }
        self.names.start(out, &mut self.code);
        for (from, to, place) in ranges {
            let (from, to) = (*from, (*to).min(size));
            match (self.names, u16::try_from(place.len())) {
                (CodeNames::Address, Ok(len)) if from < to => {
                    out.extend(u64::from(from).to_le_bytes());
                    out.extend(u64::from(to).to_le_bytes());
                    out.extend(len.to_le_bytes());
                    out.extend(place);
                }
                (CodeNames::Index { .. }, Ok(len)) if from < to => {
                    out.push(DW_LLE_offset_pair.0);
                    [u64::from(from), u64::from(to), u64::from(len)].into_iter().for_each(|n| uleb(out, n));
                    out.extend(place);
                }
                _ => {}
            }
        }
        match self.names {
            CodeNames::Address => out.extend([0; 16]),
            CodeNames::Index { .. } => out.push(DW_LLE_end_of_list.0),
        }
        at
    }
}

/// The lists of ranges of a function's inlined calls, one behind the other.
#[derive(Debug)]
pub struct RangeLists {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where the linker says where the function is.
    pub code: Vec<Hole>,
    names: CodeNames,
}

impl RangeLists {
    /// No lists, of a function that is named in a way.
    pub fn new(names: CodeNames) -> RangeLists {
        RangeLists { bytes: Vec::new(), code: Vec::new(), names }
    }
    /// Appends a list of `(from, to)` by offsets in the function; returns where it begins.
    pub fn add(&mut self, ranges: &[(u32, u32)]) -> u32 {
        let (at, out) = (self.bytes.len() as u32, &mut self.bytes);
        let pairs = ranges.iter().map(|&(from, to)| [u64::from(from), u64::from(to)]);
        match self.names {
            CodeNames::Address => {
                out.extend(u64::MAX.to_le_bytes());
                self.names.start(out, &mut self.code);
                pairs.flatten().for_each(|n| out.extend(n.to_le_bytes()));
                out.extend([0; 16]);
            }
            CodeNames::Index { .. } => {
                out.push(DW_RLE_base_addressx.0);
                self.names.start(out, &mut self.code);
                for [from, to] in pairs {
                    out.push(DW_RLE_offset_pair.0);
                    uleb(out, from);
                    uleb(out, to);
                }
                out.push(DW_RLE_end_of_list.0);
            }
        }
        at
    }
}

/// Appends the ranges of a unit, by offsets from the function whose index goes into the hole that is returned: at
/// the hole's offset are four bytes for it. DWARF 5 alone; authority: section 7.25 there.
pub fn range_list(out: &mut Vec<u8>, ranges: &[(u64, u64)]) -> u32 {
    out.push(DW_RLE_base_addressx.0);
    let at = out.len() as u32;
    out.extend([0; 4]);
    for &(start, end) in ranges {
        out.push(DW_RLE_offset_pair.0);
        uleb(out, start);
        uleb(out, end);
    }
    out.push(DW_RLE_end_of_list.0);
    at
}

/// The entry of a global variable, with the places of its address (8 bytes) and type (4 bytes).
pub fn global(name: &str) -> (Vec<u8>, u32, u32) {
    let mut out = vec![Abbrev::Variable as u8];
    out.extend(name.as_bytes());
    out.extend([0, 9, gimli::constants::DW_OP_addr.0]);
    let address = out.len() as u32;
    out.extend([0; 8]);
    let ty = out.len() as u32;
    out.extend([0, 0, 0, 0, 1]);
    (out, address, ty)
}

/// Appends the entry of an integer constant; returns the place of its type (4 bytes).
pub fn int_constant(out: &mut Vec<u8>, name: &str, value: i64) -> u32 {
    out.push(Abbrev::IntConstant as u8);
    out.extend(name.as_bytes());
    out.push(0);
    let ty = out.len() as u32;
    out.extend([0; 4]);
    sleb(out, value);
    ty
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a line program and returns `(pc, line, file)` of every row.
    fn run(program: &[u8]) -> Vec<(u64, i64, u64)> {
        let (mut pc, mut line, mut file, mut at) = (0u64, 1i64, 1u64, 11);
        let mut rows = Vec::new();
        let uleb = |at: &mut usize| {
            let (mut v, mut shift) = (0u64, 0);
            loop {
                let b = program[*at];
                *at += 1;
                v |= u64::from(b & 0x7f) << shift;
                shift += 7;
                if b < 0x80 {
                    return (v, shift);
                }
            }
        };
        loop {
            let op = program[at];
            at += 1;
            match op {
                0 => return rows,
                LNS_ADVANCE_PC => pc += uleb(&mut at).0,
                LNS_ADVANCE_LINE => {
                    let (v, shift) = uleb(&mut at);
                    line += if v >> (shift - 1) & 1 == 1 { v as i64 - (1 << shift) } else { v as i64 };
                }
                LNS_SET_FILE => file = uleb(&mut at).0,
                LNS_CONST_ADD_PC => pc += PC_RANGE,
                LNS_FIXED_ADVANCE_PC => {
                    pc += u64::from(u16::from_le_bytes([program[at], program[at + 1]]));
                    at += 2;
                }
                LNS_NEGATE_STMT | LNS_SET_PROLOGUE_END => {}
                special => {
                    let n = u64::from(special - OPCODE_BASE);
                    pc += n / u64::from(LINE_RANGE);
                    line += (n % u64::from(LINE_RANGE)) as i64 + i64::from(LINE_BASE);
                    rows.push((pc, line, file));
                }
            }
        }
    }

    #[test]
    fn programs_say_their_rows() {
        let mut rows = Vec::new();
        let mut pc = 0;
        for (i, step) in
            [0u32, 1, 23, 24, 25, 48, 49, 151, 152, 153, 16384, 65559, 65560, 70000].into_iter().enumerate()
        {
            for (j, line) in [5i32, 6, 1, 11, 90, 2, 100_000].into_iter().enumerate() {
                pc += step;
                let line = line + (i + j) as i32 * 20;
                rows.push(LineRow { pc, file: (i % 2) as u32, line, is_stmt: true, prologue_done: false });
            }
        }
        let want: Vec<_> = rows.iter().map(|r| (u64::from(r.pc), i64::from(r.line), u64::from(r.file) + 1)).collect();
        assert_eq!(run(&line_program(&rows, pc + 5)), want);
    }

    #[test]
    fn gimli_reads_location_lists() {
        use gimli::read::{DebugAddr, DebugLoc, DebugLocLists, EndianSlice, LocationLists as Reader};
        let ranges = [(0, 4, vec![0x50]), (4, 4, vec![0x51]), (200, u32::MAX, vec![0x52, 0x93, 8])];
        let read = |version, loc: &[u8], lists: &[u8]| -> Vec<(u64, u64, Vec<u8>)> {
            let slice = |bytes| EndianSlice::new(bytes, gimli::LittleEndian);
            let reader = Reader::new(DebugLoc::from(slice(loc)), DebugLocLists::from(slice(lists)));
            let encoding = gimli::Encoding { format: gimli::Format::Dwarf32, version, address_size: 8 };
            let addresses = DebugAddr::from(slice(&[0, 0x10, 0, 0, 0, 0, 0, 0]));
            let base = gimli::DebugAddrBase(0);
            let mut list = reader.locations(gimli::LocationListsOffset(0), encoding, 0, &addresses, base).unwrap();
            let mut out = Vec::new();
            while let Some(l) = list.next().unwrap() {
                out.push((l.range.begin, l.range.end, l.data.0.to_vec()));
            }
            out
        };
        let want = [(0x1000, 0x1004, vec![0x50]), (0x10c8, 0x112c, vec![0x52, 0x93, 8])];
        let mut old = LocationLists::new(CodeNames::Address);
        old.add(&ranges, 300);
        let at = old.code[0].offset as usize;
        old.bytes[at..at + 8].copy_from_slice(&0x1000u64.to_le_bytes());
        assert_eq!(read(4, &old.bytes, &[]), want);
        let mut new = LocationLists::new(CodeNames::Index { width: 3 });
        new.add(&ranges, 300);
        let at = new.code[0].offset as usize;
        assert!(crate::code::put_index(&mut new.bytes[at..at + 3], 0));
        assert_eq!(read(5, &[], &new.bytes), want);
    }
}
