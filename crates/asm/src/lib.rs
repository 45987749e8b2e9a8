//! The Plan 9 style assembler of Go. Text becomes tokens ([`lex`]), tokens become
//! statements and operands ([`parse`]), these become functions and data ([`build`], [`module`]),
//! which the machine ([`arch`]) turns into code and [`object`] into a unit. [`command`] is the
//! pipeline and the command line; [`symabis`] leaves it after the parser.

pub mod arch;

pub mod lex;
pub mod quote;
pub mod report;
pub mod source;

pub mod parse;
pub mod symabis;

pub mod build;
pub mod module;
pub mod object;
mod symbols;

pub mod command;
pub mod flags;
pub mod listing;

pub use command::run;
