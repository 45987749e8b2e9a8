//! Call frame information, `.debug_frame` version 3: one common entry, then one entry a
//! function made from its table of stack depths. Only the distance between the stack pointer
//! and the frame address changes (authority: DWARF 4, section 6.4; the official linker for
//! the choice of opcodes).

use crate::leb::{sleb, uleb};
use gimli::constants::*;
use obj::PcTable;

const DATA_ALIGNMENT: i64 = -4;
const CIE_LENGTH: usize = 16;

/// How a machine calls: its return address lies on the stack, below the frame address. Both as DWARF numbers registers.
#[derive(Clone, Copy, Debug)]
pub struct CallFrame {
    /// The column of the return address.
    pub return_address: u8,
    /// The stack pointer.
    pub stack_pointer: u8,
}

/// The common entry every function's entry refers to; it stands at offset 0.
pub fn common_entry(machine: CallFrame) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend((CIE_LENGTH as u32).to_le_bytes());
    out.extend(u32::MAX.to_le_bytes());
    out.extend([3, 0]);
    uleb(&mut out, 1);
    sleb(&mut out, DATA_ALIGNMENT);
    uleb(&mut out, machine.return_address.into());
    // A call leaves one word on the stack: frame address = SP + 8, return address below it.
    out.push(DW_CFA_def_cfa.0);
    uleb(&mut out, machine.stack_pointer.into());
    uleb(&mut out, 8);
    out.push(DW_CFA_offset_extended.0);
    uleb(&mut out, machine.return_address.into());
    uleb(&mut out, (-8 / DATA_ALIGNMENT) as u64);
    out.resize(CIE_LENGTH + 4, 0);
    out
}

/// Appends the entry of a function at `address` with `size` bytes of code; `pcsp` holds its
/// stack depths.
pub fn function_entry(out: &mut Vec<u8>, address: u64, size: u32, pcsp: &PcTable) {
    let start = out.len();
    out.extend([0; 8]);
    out.extend(address.to_le_bytes());
    out.extend(u64::from(size).to_le_bytes());
    let code = out.len();
    let entries = pcsp.entries();
    for (i, &(pc, depth)) in entries.iter().enumerate() {
        // The last advance stops one byte short of the end.
        let next = entries.get(i + 1).map_or(size.saturating_sub(1), |e| e.0);
        if next < pc {
            continue;
        }
        out.push(DW_CFA_def_cfa_offset_sf.0);
        sleb(out, (i64::from(depth) + 8) / DATA_ALIGNMENT);
        advance(out, next - pc);
    }
    let padded = (out.len() - code).next_multiple_of(8);
    out.resize(code + padded, 0);
    let length = (out.len() - start - 4) as u32;
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

fn advance(out: &mut Vec<u8>, delta: u32) {
    match delta {
        0..0x40 => out.push(DW_CFA_advance_loc.0 | delta as u8),
        0x40..0x100 => out.extend([DW_CFA_advance_loc1.0, delta as u8]),
        0x100..0x1_0000 => {
            out.push(DW_CFA_advance_loc2.0);
            out.extend((delta as u16).to_le_bytes());
        }
        _ => {
            out.push(DW_CFA_advance_loc4.0);
            out.extend(delta.to_le_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gimli::read::{DebugFrame, UnwindSection};

    #[test]
    fn gimli_finds_the_frame_address() {
        let mut table = PcTable::new();
        table.set(0, 0);
        table.set(4, 72);
        table.set(300, 0);
        let mut bytes = common_entry(CallFrame { return_address: 16, stack_pointer: 7 });
        function_entry(&mut bytes, 0x1000, 310, &table);
        let mut frame = DebugFrame::new(&bytes, gimli::LittleEndian);
        frame.set_address_size(8);
        let bases = gimli::BaseAddresses::default();
        let mut cx = gimli::UnwindContext::new();
        for (pc, want) in [(0x1000, 8), (0x1004, 80), (0x112b, 80), (0x112c, 8)] {
            let row = frame.unwind_info_for_address(&bases, &mut cx, pc, |f, b, o| f.cie_from_offset(b, o)).unwrap();
            let gimli::CfaRule::RegisterAndOffset { offset, .. } = row.cfa() else { panic!("no expression") };
            assert_eq!(*offset, want, "at {pc:#x}");
        }
    }
}
