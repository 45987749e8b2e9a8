//! Writing objects: an [`obj::Unit`] becomes the bytes of a Go object. Three steps:
//! [`number`] gives every symbol its place in the tables, [`tables`] spells the unit out as a
//! [`RawObject`] (flags that follow from names, alignment, hashes, function records, string
//! order), [`RawObject::emit`] lays it out. Order is that of the unit's definitions: functions
//! first, then data (facts: `cmd/internal/obj/objfile.go`, `sym.go`).

pub mod archive;
mod hash;
mod number;
mod tables;
mod walk;

pub use archive::{ArchiveWriter, MemberAttributes};

use crate::raw::{RawObject, WriteError};
use obj::Unit;
use release::Release;

/// Spells a unit out as the tables of an object of a release.
pub fn tables_of(unit: &Unit, release: Release) -> Result<RawObject<'_>, WriteError> {
    let numbering = number::number(unit, release)?;
    // Every symbol that is defined or referred to has its place.
    tables::spell(unit, &numbering, release)
}

/// The binary part of an object of a release, from the magic on.
pub fn object(unit: &Unit, release: Release) -> Result<Vec<u8>, WriteError> {
    tables_of(unit, release)?.emit()
}

/// An object as the assembler writes it to a file: header line, `!`, binary part.
pub fn assembly_file(unit: &Unit, release: Release, level: &str) -> Result<Vec<u8>, WriteError> {
    assembly_file_with(unit, release, &release.header_line(level))
}

/// The same with a header line of the caller's.
pub fn assembly_file_with(unit: &Unit, release: Release, header_line: &str) -> Result<Vec<u8>, WriteError> {
    let mut file = format!("{header_line}\n!\n").into_bytes();
    file.extend(object(unit, release)?);
    Ok(file)
}

pub use obj::name::path_prefix as escape_path;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(escape_path("example.com/a.b/c.d"), "example.com/a.b/c%2ed");
        assert_eq!(escape_path("a b%\"é"), "a%20b%25%22%c3%a9");
        assert_eq!(escape_path("fmt"), "fmt");
    }
}
