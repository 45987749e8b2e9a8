//! The encoder of single instructions, and the terms it wants operands in, for assembler and code generator alike. In: an
//! instruction as iced-x86 describes it. Out: its bytes behind those before it, and the field that a relocation may fill.

use iced_x86::{IcedError, Instruction, OpCodeOperandKind, OpKind, Register};

/// The encoder with its state.
pub struct Encoder(iced_x86::Encoder);

/// A field of an encoded instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Offset from the instruction's first byte.
    pub offset: usize,
    /// Bytes; 0 if there is no such field.
    pub size: usize,
}

impl Default for Encoder {
    fn default() -> Encoder {
        Encoder(iced_x86::Encoder::new(64))
    }
}

impl Encoder {
    /// Appends an instruction; returns the field of its displacement, or else of its immediate.
    pub fn append(&mut self, out: &mut Vec<u8>, instruction: &Instruction) -> Result<Field, IcedError> {
        let start = out.len();
        self.0.set_buffer(std::mem::take(out));
        let done = self.0.encode(instruction, 0);
        *out = self.0.take_buffer();
        if let Err(error) = done {
            out.truncate(start);
            return Err(error);
        }
        let offsets = self.0.get_constant_offsets();
        Ok(match offsets.displacement_size() {
            0 => Field { offset: offsets.immediate_offset(), size: offsets.immediate_size() },
            size => Field { offset: offsets.displacement_offset(), size },
        })
    }
}

/// How an immediate of a kind is written; `None` for kinds that are none.
pub fn immediate_form(kind: OpCodeOperandKind) -> Option<OpKind> {
    use OpCodeOperandKind as K;
    Some(match kind {
        K::imm8 | K::imm4_m2z => OpKind::Immediate8,
        K::imm8sex16 => OpKind::Immediate8to16,
        K::imm8sex32 => OpKind::Immediate8to32,
        K::imm8sex64 => OpKind::Immediate8to64,
        K::imm16 => OpKind::Immediate16,
        K::imm32 => OpKind::Immediate32,
        K::imm32sex64 => OpKind::Immediate32to64,
        K::imm64 => OpKind::Immediate64,
        _ => return None,
    })
}

/// Stores a constant, cut to the width of its field.
pub fn set_immediate(instruction: &mut Instruction, form: OpKind, v: i64) {
    match form {
        OpKind::Immediate8 => instruction.set_immediate8(v as u8),
        OpKind::Immediate8to16 => instruction.set_immediate8to16(i16::from(v as i8)),
        OpKind::Immediate8to32 => instruction.set_immediate8to32(i32::from(v as i8)),
        OpKind::Immediate8to64 => instruction.set_immediate8to64(i64::from(v as i8)),
        OpKind::Immediate16 => instruction.set_immediate16(v as u16),
        OpKind::Immediate32 => instruction.set_immediate32(v as u32),
        OpKind::Immediate32to64 => instruction.set_immediate32to64(i64::from(v as i32)),
        _ => instruction.set_immediate64(v as u64),
    }
}

/// The low byte of the n-th general register.
pub fn low_byte(n: u32) -> Register {
    match n {
        0..=3 => Register::AL + n,
        4..=7 => Register::SPL + (n - 4),
        _ => Register::R8L + (n - 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::{Code, MemoryOperand};

    #[test]
    fn instructions_follow_each_other_and_errors_leave_nothing() {
        let (mut encoder, mut out) = (Encoder::default(), vec![0x90]);
        let load = Instruction::with2(
            Code::Mov_r64_rm64,
            Register::RAX,
            MemoryOperand::with_base_displ_size(Register::RIP, 0x1000, 8),
        );
        assert_eq!(encoder.append(&mut out, &load.unwrap()).ok(), Some(Field { offset: 3, size: 4 }));
        assert_eq!(out.len(), 8);
        let bad = Instruction::with1(Code::Push_r64, Register::EAX).unwrap();
        assert!(encoder.append(&mut out, &bad).is_err());
        assert_eq!((out.len(), &out[..4]), (8, &[0x90, 0x48, 0x8b, 0x05][..]));
        assert_eq!([low_byte(3), low_byte(4), low_byte(8)], [Register::BL, Register::SPL, Register::R8L]);
    }
}
