//! What the assembler has from a machine, by whose name it goes nowhere else in this crate: registers, instructions,
//! operands, and the step from a function's instructions to code. Lexer, expressions, statements, directives and data are
//! the same for every machine; a second one takes a room beside this, and types of its own for what is listed here.

pub use amd64::listing::{Listed, Listing};
pub use amd64::{
    Assembled, Base, Function, Inst, InstId, Line, Mem, Names, Op, Operand, Options, Reg, Suffixes, Symbols, TextFlags,
    assemble,
};

/// The official number of the first register, in messages.
pub const FIRST_REGISTER: i32 = 2048;

/// The register that the pseudo-register SP counts from.
pub const STACK_POINTER: Reg = Reg::SP;
