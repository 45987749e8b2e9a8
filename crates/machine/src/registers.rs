//! The registers of an architecture, as far as the neutral parts have to know them: which the allocator may use, which
//! arguments arrive in, what people and debuggers call them. One value of this is all that stands for an architecture here.

use regalloc2::{MachineEnv, PReg, PRegSet, RegClass};
use ssa::abi::AbiReg;

/// Most registers of a class that any architecture has.
const PER_CLASS: usize = 32;

/// How many registers [`number`] tells apart.
pub const COUNT: usize = 2 * PER_CLASS;

/// The registers of an architecture.
#[derive(Debug)]
pub struct Registers {
    /// Integer registers the allocator may use.
    pub allocatable_ints: PRegSet,
    /// Floating-point registers the allocator may use.
    pub allocatable_floats: PRegSet,
    /// Those that integer arguments and results come in, in order.
    pub int_args: &'static [PReg],
    /// The same of floats.
    pub float_args: &'static [PReg],
    /// What people call a register.
    pub name: fn(PReg) -> String,
    /// The number of a register in DWARF.
    pub dwarf_number: fn(PReg) -> u8,
}

impl Registers {
    /// The machine register of a place in an argument sequence.
    pub fn of_abi(&self, r: AbiReg) -> PReg {
        match r {
            AbiReg::Int(n) => self.int_args[usize::from(n)],
            AbiReg::Float(n) => self.float_args[usize::from(n)],
        }
    }
    /// All the allocator may use.
    pub fn allocatable(&self) -> PRegSet {
        let mut all = self.allocatable_ints;
        all.union_from(self.allocatable_floats);
        all
    }
    /// What the allocator is told. Of each class it takes those first that come first by number.
    pub fn machine_env(&self) -> MachineEnv {
        MachineEnv {
            preferred_regs_by_class: [self.allocatable_ints, self.allocatable_floats, PRegSet::empty()],
            non_preferred_regs_by_class: [PRegSet::empty(); 3],
            scratch_by_class: [None; 3],
            fixed_stack_slots: Vec::new(),
        }
    }
}

/// A number for each register, below [`COUNT`].
pub fn number(r: PReg) -> usize {
    r.hw_enc() + if r.class() == RegClass::Float { PER_CLASS } else { 0 }
}

/// The register with a number.
pub fn numbered(n: usize) -> PReg {
    match n.checked_sub(PER_CLASS) {
        Some(n) => PReg::new(n, RegClass::Float),
        None => PReg::new(n, RegClass::Int),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An architecture with three registers.
    pub(crate) static THREE: Registers = Registers {
        allocatable_ints: PRegSet::empty().with(INTS[0]).with(INTS[1]).with(INTS[2]),
        allocatable_floats: PRegSet::empty(),
        int_args: &INTS,
        float_args: &[],
        name: |r| r.to_string(),
        dwarf_number: |r| r.hw_enc() as u8,
    };
    /// Its registers.
    pub(crate) const INTS: [PReg; 3] =
        [PReg::new(0, RegClass::Int), PReg::new(1, RegClass::Int), PReg::new(2, RegClass::Int)];

    #[test]
    fn numbers_lead_back() {
        for n in 0..COUNT {
            assert_eq!(number(numbered(n)), n);
        }
        assert_eq!(THREE.of_abi(AbiReg::Int(2)), INTS[2]);
        assert_eq!(THREE.allocatable(), THREE.allocatable_ints);
    }
}
