//! Go object files and archives. In: the bytes of a file, usually mapped
//! ([`MappedFile`]). Out: an [`Archive`] (a list of members) and, for each Go object in it, an
//! [`Object`]: typed, zero-copy views of every block. All bounds are checked once, by
//! [`Object::parse`]; the accessors rely on that and cannot fail. Authority: the header comment
//! of `cmd/internal/goobj/objfile.go`, `cmd/internal/archive/archive.go`.

pub mod archive;
pub mod error;
pub mod format;
pub mod funcinfo;
pub mod header;
pub mod mapped;
pub mod numbers;
pub mod object;
pub mod raw;
pub mod refs;
pub mod symbol;
pub mod template;
pub mod unit;
pub mod write;

pub use archive::{Archive, Member, MemberKind};
pub use error::{Error, Fault};
pub use format::{AuxKind, ObjectFlags};
pub use funcinfo::FuncInfoView;
pub use header::HeaderLine;
pub use mapped::MappedFile;
pub use numbers::Numbers;
pub use object::Object;
pub use raw::{RawObject, RawSym, WriteError};
pub use refs::{SymRef, Target};
pub use symbol::{Aux, LocalSym, RawReloc, RefFlags, SymView};
pub use unit::unit_of;
