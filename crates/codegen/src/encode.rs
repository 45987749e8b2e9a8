//! One instruction with every operand resolved, handed to the encoder. In: an encoder's code and
//! operands with machine registers, offsets and symbols; out: bytes in the [`Buffer`], and a
//! relocation where a symbol is named. Which form an immediate takes follows from the code.

use crate::buffer::Buffer;
use crate::regs;
use crate::vcode::MSym;
use iced_x86::{Code, Instruction, MemoryOperand, Register};
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

/// Encodes an instruction.
pub fn encode(b: &mut Buffer, code: Code, ops: &[O], lock: bool) {
    let mut i = Instruction::new();
    i.set_code(code);
    i.set_has_lock_prefix(lock);
    let mut sym = None;
    for (n, op) in ops.iter().enumerate() {
        let n = n as u32;
        match *op {
            O::None => {}
            O::R(r, size) => {
                i.set_op_kind(n, iced_x86::OpKind::Register);
                i.set_op_register(n, regs::name(r, size));
            }
            O::I(v) => set_immediate(&mut i, code, n, v),
            O::M(base, disp) => set_memory(&mut i, n, base, None, disp),
            O::X(base, index, disp) => set_memory(&mut i, n, base, index, disp),
            O::S(s, offset) => {
                i.set_op_kind(n, iced_x86::OpKind::Memory);
                i.set_memory_base(Register::RIP);
                i.set_memory_displ_size(8);
                i.set_memory_displacement64(0x1000);
                sym = Some((s, offset));
            }
        }
    }
    match sym {
        Some((s, offset)) => b.inst_sym(&i, RelocKind::PcRel, s.0, offset),
        None => b.inst(&i),
    }
}

fn set_immediate(i: &mut Instruction, code: Code, n: u32, v: i64) {
    let kind = code.op_code().op_kind(n);
    use iced_x86::{OpCodeOperandKind as K, OpKind};
    let (kind, v) = match kind {
        K::imm8sex16 => (OpKind::Immediate8to16, v),
        K::imm8sex32 => (OpKind::Immediate8to32, v),
        K::imm8sex64 => (OpKind::Immediate8to64, v),
        K::imm32sex64 => (OpKind::Immediate32to64, v),
        K::imm16 => (OpKind::Immediate16, v & 0xffff),
        K::imm32 => (OpKind::Immediate32, v & 0xffff_ffff),
        K::imm64 => (OpKind::Immediate64, v),
        _ => (OpKind::Immediate8, v & 0xff),
    };
    i.set_op_kind(n, kind);
    match kind {
        OpKind::Immediate8 => i.set_immediate8(v as u8),
        OpKind::Immediate16 => i.set_immediate16(v as u16),
        OpKind::Immediate32 => i.set_immediate32(v as u32),
        OpKind::Immediate64 => i.set_immediate64(v as u64),
        OpKind::Immediate8to16 => i.set_immediate8to16(v as i16),
        OpKind::Immediate8to32 => i.set_immediate8to32(v as i32),
        OpKind::Immediate8to64 => i.set_immediate8to64(v),
        _ => i.set_immediate32to64(v),
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
    i.set_op_kind(n, iced_x86::OpKind::Memory);
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
