//! The registers of the assembler's language. General registers have one name for 16, 32 and 64
//! bits (`AX`); bytes have their own (`AL`, `R8B`). `TLS` is the pseudo-register of thread-local
//! storage; the pseudo-registers FP, SB and PC never reach this crate (see
//! [`Base`](crate::operand::Base)).
//!
//! Authority: `cmd/internal/obj/x86/a.out.go`, names in `list6.go`.

macro_rules! regs {
    ($($name:ident)*) => {
        /// A register.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        #[allow(missing_docs, clippy::upper_case_acronyms, reason = "the names are the documentation")]
        pub enum Reg { $($name),* }
        /// Every register, by number.
        const ALL: &[Reg] = &[$(Reg::$name),*];
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

regs! {
    AL CL DL BL SPB BPB SIB DIB R8B R9B R10B R11B R12B R13B R14B R15B AX CX DX BX SP BP SI DI R8 R9 R10
    R11 R12 R13 R14 R15 AH CH DH BH F0 F1 F2 F3 F4 F5 F6 F7 M0 M1 M2 M3 M4 M5 M6 M7 K0 K1 K2 K3 K4 K5 K6
    K7 X0 X1 X2 X3 X4 X5 X6 X7 X8 X9 X10 X11 X12 X13 X14 X15 X16 X17 X18 X19 X20 X21 X22 X23 X24 X25 X26
    X27 X28 X29 X30 X31 Y0 Y1 Y2 Y3 Y4 Y5 Y6 Y7 Y8 Y9 Y10 Y11 Y12 Y13 Y14 Y15 Y16 Y17 Y18 Y19 Y20 Y21 Y22
    Y23 Y24 Y25 Y26 Y27 Y28 Y29 Y30 Y31 Z0 Z1 Z2 Z3 Z4 Z5 Z6 Z7 Z8 Z9 Z10 Z11 Z12 Z13 Z14 Z15 Z16 Z17 Z18
    Z19 Z20 Z21 Z22 Z23 Z24 Z25 Z26 Z27 Z28 Z29 Z30 Z31 CS SS DS ES FS GS GDTR IDTR LDTR MSW TASK CR0 CR1
    CR2 CR3 CR4 CR5 CR6 CR7 CR8 CR9 CR10 CR11 CR12 CR13 CR14 CR15 DR0 DR1 DR2 DR3 DR4 DR5 DR6 DR7 TR0 TR1
    TR2 TR3 TR4 TR5 TR6 TR7 TLS
}

/// What a register is part of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RegClass {
    /// Low byte of a general register.
    Byte,
    /// General register.
    General,
    /// `AH` to `BH`.
    HighByte,
    /// x87 stack.
    Float,
    /// MMX.
    Mmx,
    /// AVX-512 mask.
    Mask,
    /// 128-bit vector.
    Xmm,
    /// 256-bit vector.
    Ymm,
    /// 512-bit vector.
    Zmm,
    /// Segment.
    Segment,
    /// Descriptor tables, machine status word, task register.
    System,
    /// `CR0` to `CR15`.
    Control,
    /// `DR0` to `DR7`.
    Debug,
    /// `TR0` to `TR7`.
    Test,
    /// Thread-local storage.
    Tls,
}

impl Reg {
    /// Every register, by number.
    pub const ALL: &'static [Reg] = ALL;

    /// The register called `name`; `g` is the goroutine's (`R14`).
    pub fn lookup(name: &str) -> Option<Reg> {
        if name == "g" {
            return Some(Reg::R14);
        }
        NAMES.iter().position(|n| *n == name).map(|i| ALL[i])
    }
    /// The name in Go assembly.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }
    /// The class and the number in it.
    pub fn class(self) -> (RegClass, u8) {
        const FIRSTS: &[(Reg, RegClass)] = &[
            (Reg::AL, RegClass::Byte),
            (Reg::AX, RegClass::General),
            (Reg::AH, RegClass::HighByte),
            (Reg::F0, RegClass::Float),
            (Reg::M0, RegClass::Mmx),
            (Reg::K0, RegClass::Mask),
            (Reg::X0, RegClass::Xmm),
            (Reg::Y0, RegClass::Ymm),
            (Reg::Z0, RegClass::Zmm),
            (Reg::CS, RegClass::Segment),
            (Reg::GDTR, RegClass::System),
            (Reg::CR0, RegClass::Control),
            (Reg::DR0, RegClass::Debug),
            (Reg::TR0, RegClass::Test),
            (Reg::TLS, RegClass::Tls),
        ];
        let row = FIRSTS[FIRSTS.partition_point(|row| row.0 <= self) - 1];
        (row.1, self as u8 - row.0 as u8)
    }
    /// The register `n` places behind this one in the list.
    pub fn plus(self, n: u8) -> Option<Reg> {
        ALL.get(usize::from(self as u8) + usize::from(n)).copied()
    }
}

impl std::fmt::Display for Reg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_classes() {
        for &r in Reg::ALL {
            assert_eq!(Reg::lookup(r.name()), Some(r));
        }
        assert_eq!(Reg::R9B.class(), (RegClass::Byte, 9));
        assert_eq!(Reg::Z31.class(), (RegClass::Zmm, 31));
        assert_eq!(Reg::TLS.class(), (RegClass::Tls, 0));
        assert_eq!(Reg::CH.class(), (RegClass::HighByte, 1));
        assert_eq!(Reg::X3.plus(3), Some(Reg::X6));
    }
}
