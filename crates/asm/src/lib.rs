//! The Plan 9 style assembler of Go for amd64.

pub mod lex;
pub mod parse;
pub mod quote;
pub mod report;
pub mod source;
pub mod symabis;
pub mod build;
pub mod module;
