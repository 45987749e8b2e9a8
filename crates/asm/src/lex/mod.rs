//! From files to tokens: [`scan`] reads one text, [`input`] stacks files and macro bodies and
//! obeys the `#` directives, [`macros`] holds definitions and substitutes arguments.

pub mod input;
pub mod macros;
pub mod scan;
pub mod token;

pub use input::Input;
pub use token::{Tok, Token};
