//! Exact constant arithmetic, as the Go language wants it: booleans, byte strings, integers,
//! real and complex numbers. In: literals and operations. Out: [`Value`]s, and what they become
//! when they are rounded to a type of the machine.
//!
//! Reals are fractions while numerator and denominator stay below 4096 bits; beyond that they
//! are binary floating-point numbers with 512 bits of mantissa. Whatever cannot be computed
//! (division by zero, infinities, kinds that do not go together) is [`Value::Unknown`], with
//! which every operation is quiet. Authority: the language specification ("Constants") and the
//! limits of `go/constant`, which the official compiler uses.

mod compare;
mod float;
mod literal;
mod ops;
mod represent;
mod text;
mod value;

#[cfg(test)]
mod tests;

pub use compare::CmpOp;
pub use float::BigFloat;
pub use literal::{LiteralKind, unquote};
pub use ops::{BinOp, MAX_INT_BITS, MAX_SHIFT, UnOp};
pub use represent::Repr;
pub use text::{format_g, quote};
pub use value::{Kind, Str, Value};
