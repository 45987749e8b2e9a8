//! How many registers of a machine arguments and results come in; which ones is the code generator's to know. Authority:
//! `cmd/compile/abi-internal.md`, section amd64.

/// Integer registers for arguments and results.
pub const INT_REGS: u32 = 9;
/// Floating-point registers for arguments and results.
pub const FLOAT_REGS: u32 = 15;
