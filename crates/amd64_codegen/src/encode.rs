//! One instruction with every operand resolved, handed to the encoder. In: an encoder's code and
//! operands with machine registers, offsets and symbols; out: bytes in the [`Buffer`], and a
//! relocation where a symbol is named. Which form an immediate takes follows from the code.

use crate::regs;
use amd64::encoder::{Encoder, immediate_form, set_immediate};
use amd64::{branch, padding};
use iced_x86::{Code, Instruction, MemoryOperand, OpKind, Register};
use machine::buffer::{Branching, Buffer};
use machine::vcode::MSym;
use obj::RelocKind;
use regalloc2::PReg;
use ssa::Type;

/// An operand with everything resolved.
#[derive(Clone, Copy, Debug)]
pub enum O {
    /// None.
    None,
    /// Register, size.
    R(PReg, u8),
    /// Immediate.
    I(i64),
    /// Base and displacement.
    M(PReg, i32),
    /// Base, index with scale, displacement.
    X(PReg, Option<(PReg, u8)>, i32),
    /// Symbol and offset.
    S(MSym, i64),
}

/// Branches as the machine has them.
pub static BRANCHING: Branching = Branching {
    short: branch::SHORT,
    long: branch::long,
    reaches: branch::reaches,
    write: branch::write,
    fill: padding::fill,
};

/// Encodes an instruction.
pub fn encode(encoder: &mut Encoder, b: &mut Buffer, code: Code, ops: &[O], lock: bool) {
    let mut i = Instruction::new();
    i.set_code(code);
    i.set_has_lock_prefix(lock);
    let mut sym = None;
    for (n, op) in ops.iter().enumerate() {
        let n = n as u32;
        match *op {
            O::None => {}
            O::R(r, size) => {
                i.set_op_kind(n, OpKind::Register);
                i.set_op_register(n, regs::name(r, size));
            }
            O::I(v) => {
                let form = immediate_form(code.op_code().op_kind(n)).unwrap_or(OpKind::Immediate8);
                i.set_op_kind(n, form);
                set_immediate(&mut i, form, v);
            }
            O::M(base, disp) => set_memory(&mut i, n, base, None, disp),
            O::X(base, index, disp) => set_memory(&mut i, n, base, index, disp),
            O::S(s, offset) => {
                i.set_op_kind(n, OpKind::Memory);
                i.set_memory_base(Register::RIP);
                i.set_memory_displ_size(8);
                i.set_memory_displacement64(0x1000);
                sym = Some((s, offset));
            }
        }
    }
    let start = b.here();
    let bytes = b.bytes();
    let from = bytes.len();
    let field = encoder.append(bytes, &i).unwrap_or_else(|e| panic!("{i:?} cannot be encoded: {e}"));
    if let Some((s, offset)) = sym {
        // The linker counts from the end of the field, the machine from that of the instruction.
        let behind = (bytes.len() - from - field.offset - field.size) as i64;
        b.reloc_at(start, field.offset as u32, field.size as u8, RelocKind::PcRel, s.0, offset - behind);
    }
}

fn set_memory(i: &mut Instruction, n: u32, base: PReg, index: Option<(PReg, u8)>, disp: i32) {
    let base = regs::name(base, 8);
    let m = match index {
        Some((r, scale)) => MemoryOperand::with_base_index_scale_displ_size(
            base,
            regs::name(r, 8),
            u32::from(scale),
            i64::from(disp),
            1,
        ),
        None => MemoryOperand::with_base_displ(base, i64::from(disp)),
    };
    i.set_op_kind(n, OpKind::Memory);
    i.set_memory_base(m.base);
    i.set_memory_index(m.index);
    i.set_memory_index_scale(m.scale);
    i.set_memory_displ_size(if disp == 0 { 0 } else { 1 });
    i.set_memory_displacement64(i64::from(disp) as u64);
}

/// Instruction and register size that load a scalar.
pub fn load_code(ty: Type) -> (Code, u8) {
    match ty {
        Type::I8 => (Code::Movzx_r32_rm8, 4),
        Type::I16 => (Code::Movzx_r32_rm16, 4),
        Type::I32 => (Code::Mov_r32_rm32, 4),
        Type::F32 => (Code::Movss_xmm_xmmm32, 16),
        Type::F64 => (Code::Movsd_xmm_xmmm64, 16),
        _ => (Code::Mov_r64_rm64, 8),
    }
}

/// Instruction and register size that store a scalar.
pub fn store_code(ty: Type) -> (Code, u8) {
    match ty {
        Type::I8 => (Code::Mov_rm8_r8, 1),
        Type::I16 => (Code::Mov_rm16_r16, 2),
        Type::I32 => (Code::Mov_rm32_r32, 4),
        Type::F32 => (Code::Movss_xmmm32_xmm, 16),
        Type::F64 => (Code::Movsd_xmmm64_xmm, 16),
        _ => (Code::Mov_rm64_r64, 8),
    }
}
