//! The machine: registers, operands, instruction table, encoder, stack-check prologue, decoder,
//! printer and listings for amd64 in Go's assembly language. The assembler uses all of it; the code generator
//! (`amd64_codegen`) has the registers, the [`encoder`], [`branch`]es, [`padding`] and what prologues have in common ([`prologue`]) from here.
//!
//! Who does what:
//! - **Callers** (crate `asm`) parse instructions, resolve names to symbols and
//!   labels to places, evaluate constant expressions, and handle directives that are not
//!   instructions (`TEXT`, `DATA`, `GLOBL`). They build one [`Function`] per `TEXT`, with every
//!   instruction and pseudo-instruction after the `TEXT` line in order.
//! - **[`assemble`]** checks operands, resolves pseudo-registers against the frame, adds prologue and
//!   epilogues, rewrites what the official toolchain rewrites (TLS accesses, float constants, `MOVQ $sym`,
//!   GOT accesses under -dynlink), encodes, sizes branches, and makes relocations, pc tables and flags.
//! - Undefined labels, unknown mnemonics ([`Op::lookup`]) and suffixes ([`Suffixes::parse`]) are the
//!   caller's errors; impossible operands are [`AsmError`]s, each naming its instruction.

pub mod assemble;
pub mod branch;
mod class;
pub mod decode;
pub mod disasm;
mod edit;
mod encode;
pub mod encoder;
mod form;
mod frame;
mod got_check;
pub mod inst;
pub mod interface;
mod layout;
pub mod listing;
pub mod op;
pub mod operand;
pub mod padding;
mod pctables;
pub mod print;
pub mod prologue;
#[cfg(test)]
mod random;
pub mod reg;
mod table;

pub use assemble::assemble;
pub use inst::{Function, Inst, Line, Spill, SuffixKind, Suffixes, TextFlags};
pub use interface::{AsmError, Assembled, Names, Options, Placed, Symbols};
pub use obj::Abi;
pub use op::Op;
pub use operand::{Base, InstId, Mem, Operand};
pub use reg::{Reg, RegClass};
