//! The DWARF pieces that compiler, assembler and linker share: the abbreviation table whose
//! numbers stand in every Go object ([`abbrev`]), trees of debugging entries and their bytes
//! ([`die`]), entries of functions ([`entry`]), what else one contributes ([`func`]) and how that names its code ([`code`]), line
//! program headers ([`line`]) and call frame information ([`frame`]). Numbers
//! of tags, attributes and forms come from gimli. Sections are assembled by the linker.

pub mod abbrev;
pub mod code;
pub mod die;
pub mod entry;
pub mod frame;
pub mod func;
pub mod leb;
pub mod line;

pub use abbrev::Abbrev;
pub use die::{Attr, Die, DieId, Fixup, FixupKind, Piece, Target, Tree};

/// Prefix of the names of debugging entry symbols (`go:info.int`).
pub const INFO_PREFIX: &str = "go:info.";
/// Prefix of the symbols that hold a package's constants.
pub const CONST_INFO_PREFIX: &str = "go:constinfo.";
/// Prefix of the symbols that describe a compilation unit.
pub const CU_INFO_PREFIX: &str = "go:cuinfo.";
