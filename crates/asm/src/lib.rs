//! The Plan 9 style assembler of Go for amd64.

pub mod lex;
pub mod quote;
pub mod report;
pub mod source;
