//! Machine registers as the allocator and the encoder name them. They are those of the assembler's language ([`amd64::Reg`]);
//! the allocator has one number for all widths of one. X15 (zero), R14 (g), SP and BP are never allocated. Authority for their
//! roles: `cmd/compile/abi-internal.md`, section amd64.

use amd64::Reg;
use amd64::encoder::low_byte;
use iced_x86::Register;
use machine::registers::Registers;
use regalloc2::{PReg, PRegSet, RegClass};
use ssa::abi::AbiReg;

/// A general register or an X register.
const fn of(r: Reg) -> PReg {
    match r as usize {
        n if n >= Reg::X0 as usize => PReg::new(n - Reg::X0 as usize, RegClass::Float),
        n => PReg::new(n - Reg::AX as usize, RegClass::Int),
    }
}

pub const AX: PReg = of(Reg::AX);
pub const CX: PReg = of(Reg::CX);
pub const DX: PReg = of(Reg::DX);
pub const BX: PReg = of(Reg::BX);
/// The stack pointer.
pub const SP: PReg = of(Reg::SP);
/// The frame pointer.
pub const BP: PReg = of(Reg::BP);
pub const SI: PReg = of(Reg::SI);
pub const DI: PReg = of(Reg::DI);
const R8: PReg = of(Reg::R8);
const R9: PReg = of(Reg::R9);
const R10: PReg = of(Reg::R10);
pub const R11: PReg = of(Reg::R11);
pub const R12: PReg = of(Reg::R12);
pub const R13: PReg = of(Reg::R13);
/// The current g.
pub const G: PReg = of(Reg::R14);
const R15: PReg = of(Reg::R15);
pub const X15: PReg = of(Reg::X15);

/// The floating-point registers but for X15, which arguments come in and the allocator may use.
const FLOATS: [PReg; 15] = {
    let mut out = [X15; 15];
    let mut n = 0;
    while n < out.len() {
        out[n] = PReg::new(n, RegClass::Float);
        n += 1;
    }
    out
};

/// Integer registers the allocator may use, the cheapest to encode first.
pub const ALLOCATABLE: [PReg; 13] = [AX, CX, DX, BX, SI, DI, R8, R9, R10, R11, R12, R13, R15];

/// What everybody else has to know of them.
pub static REGISTERS: Registers = Registers {
    allocatable_ints: set(&ALLOCATABLE),
    allocatable_floats: set(&FLOATS),
    int_args: &[AX, BX, CX, DI, SI, R8, R9, R10, R11],
    float_args: &FLOATS,
    name: |r| format!("{:?}", name(r, 8)),
    dwarf_number,
};

const fn set(list: &[PReg]) -> PRegSet {
    let (mut all, mut n) = (PRegSet::empty(), 0);
    while n < list.len() {
        all = all.with(list[n]);
        n += 1;
    }
    all
}

/// The machine register of a place in an argument sequence.
pub fn abi_reg(r: AbiReg) -> PReg {
    REGISTERS.of_abi(r)
}

/// The number of a register in DWARF (System V ABI, figure 3.36).
fn dwarf_number(r: PReg) -> u8 {
    const FIRST: [u8; 8] = [0, 2, 1, 3, 7, 6, 4, 5];
    let n = r.hw_enc();
    match r.class() {
        RegClass::Float => 17 + n as u8,
        _ => FIRST.get(n).copied().unwrap_or(n as u8),
    }
}

/// The encoder's name of `size` bytes of a register.
pub fn name(reg: PReg, size: u8) -> Register {
    let n = reg.hw_enc() as u32;
    match (reg.class(), size) {
        (RegClass::Float, _) => Register::XMM0 + n,
        (_, 8) => Register::RAX + n,
        (_, 4) => Register::EAX + n,
        (_, 2) => Register::AX + n,
        (_, 1) => low_byte(n),
        (c, s) => panic!("no {s}-byte register of class {c:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ssa::arch::{FLOAT_REGS, INT_REGS};

    #[test]
    fn there_are_as_many_registers_for_arguments_as_signatures_are_laid_out_for() {
        assert_eq!((REGISTERS.int_args.len(), REGISTERS.float_args.len()), (INT_REGS as usize, FLOAT_REGS as usize));
        assert_eq!([AX, R11, G].map(|r| format!("{:?}", name(r, 4))), ["EAX", "R11D", "R14D"]);
        assert_eq!([BX, SI, X15].map(dwarf_number), [3, 4, 32]);
    }
}
