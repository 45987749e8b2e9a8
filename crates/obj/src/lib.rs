//! The linkable unit in memory: what assembler and code generator produce, what object files
//! store and what the linker consumes. A [`Unit`] owns a table of symbols; relocations and
//! function records refer to them by [`SymId`]. No file format is known here (see `goobj`),
//! only the concepts of Go 1.23's `cmd/internal/obj` and `cmd/internal/objabi`.

pub mod func;
pub mod kind;
pub mod name;
pub mod pctab;
pub mod reloc;
pub mod unit;

pub use func::{FuncFlags, FuncId, FuncInfo, InlineNode};
pub use kind::{Abi, SymFlags, SymId, SymKind};
pub use pctab::PcTable;
pub use reloc::{RELOC_NAMES, Reloc, RelocKind, RelocType};
pub use unit::{Definition, Home, Symbol, Unit};
