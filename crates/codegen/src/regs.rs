//! Machine registers as the allocator and the encoder name them. Integer registers have their
//! hardware numbers; X15 (zero), R14 (g), SP and BP are never allocated. Authority for their
//! roles: `cmd/compile/abi-internal.md`, section amd64.

use iced_x86::Register;
use regalloc2::{MachineEnv, PReg, PRegSet, RegClass, VReg};
use ssa::Type;
use ssa::abi::AbiReg;

/// An integer register by hardware number.
pub const fn int(n: usize) -> PReg {
    PReg::new(n, RegClass::Int)
}
/// A floating-point register.
pub const fn float(n: usize) -> PReg {
    PReg::new(n, RegClass::Float)
}

pub const AX: PReg = int(0);
pub const CX: PReg = int(1);
pub const DX: PReg = int(2);
pub const BX: PReg = int(3);
/// The stack pointer.
pub const SP: PReg = int(4);
/// The frame pointer.
pub const BP: PReg = int(5);
pub const SI: PReg = int(6);
pub const DI: PReg = int(7);
pub const R11: PReg = int(11);
pub const R12: PReg = int(12);
pub const R13: PReg = int(13);
/// The current g.
pub const G: PReg = int(14);
pub const X15: PReg = float(15);

/// The integer argument registers in order.
const ABI_INTS: [PReg; 9] = [AX, BX, CX, DI, SI, int(8), int(9), int(10), R11];
/// Integer registers the allocator may use, the cheapest to encode first.
pub const ALLOCATABLE: [usize; 13] = [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 15];

/// The machine register of a place in an argument sequence.
pub fn abi_reg(r: AbiReg) -> PReg {
    match r {
        AbiReg::Int(n) => ABI_INTS[usize::from(n)],
        AbiReg::Float(n) => float(usize::from(n)),
    }
}

/// What the allocator may use.
pub fn machine_env() -> MachineEnv {
    let mut ints = PRegSet::empty();
    let mut floats = PRegSet::empty();
    ALLOCATABLE.iter().for_each(|&n| ints.add(int(n)));
    (0..15).for_each(|n| floats.add(float(n)));
    MachineEnv {
        preferred_regs_by_class: [ints, floats, PRegSet::empty()],
        non_preferred_regs_by_class: [PRegSet::empty(); 3],
        scratch_by_class: [None; 3],
        fixed_stack_slots: Vec::new(),
    }
}

/// The floating-point ones of them.
pub fn allocatable_floats() -> PRegSet {
    machine_env().preferred_regs_by_class[1]
}

/// All allocatable registers.
pub fn all_allocatable() -> PRegSet {
    let env = machine_env();
    let mut all = env.preferred_regs_by_class[0];
    all.union_from(env.preferred_regs_by_class[1]);
    all
}

/// The class of values of a type.
pub fn class(ty: Type) -> RegClass {
    if ty.is_float() { RegClass::Float } else { RegClass::Int }
}

/// A virtual register. Numbers of both classes come from one sequence.
pub fn vreg(n: usize, ty: Type) -> VReg {
    VReg::new(n, class(ty))
}

/// The encoder's name of `size` bytes of a register.
pub fn name(reg: PReg, size: u8) -> Register {
    let n = reg.hw_enc() as u32;
    match (reg.class(), size) {
        (RegClass::Float, _) => Register::XMM0 + n,
        (_, 8) => Register::RAX + n,
        (_, 4) => Register::EAX + n,
        (_, 2) => Register::AX + n,
        (_, 1) if n < 4 => Register::AL + n,
        (_, 1) => Register::SPL + (n - 4),
        (c, s) => panic!("no {s}-byte register of class {c:?}"),
    }
}
