//! How an object names symbols: a pair of indices whose first part says in which table the
//! second one counts (facts: "Symbol indexing" in `cmd/internal/goobj/objfile.go`).

use crate::format::{PKG_BUILTIN, PKG_HASHED, PKG_HASHED64, PKG_NONE, PKG_SELF};

/// A symbol reference as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymRef {
    /// Row of the package index, or one of the `PKG_` constants.
    pub pkg: u32,
    /// Index in the table that `pkg` names.
    pub sym: u32,
}

/// A symbol reference understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// No symbol.
    None,
    /// Definition of this object, named by index in its own package.
    Own(u32),
    /// Short content-addressed definition of this object.
    Hashed64(u32),
    /// Content-addressed definition of this object.
    Hashed(u32),
    /// Non-package definition of this object or, counting on, non-package reference.
    NonPkg(u32),
    /// Row of the release's table of runtime symbols.
    Builtin(u32),
    /// Definition `index` of another package.
    Package {
        /// Row of this object's package index, from 1.
        pkg: u32,
        /// Index among the definitions of that package's object.
        index: u32,
    },
}

impl SymRef {
    /// Which table the reference counts in.
    #[inline]
    pub fn target(self) -> Target {
        match self.pkg {
            0 => Target::None,
            PKG_SELF => Target::Own(self.sym),
            PKG_HASHED64 => Target::Hashed64(self.sym),
            PKG_HASHED => Target::Hashed(self.sym),
            PKG_NONE => Target::NonPkg(self.sym),
            PKG_BUILTIN => Target::Builtin(self.sym),
            pkg => Target::Package { pkg, index: self.sym },
        }
    }
    /// Whether there is no symbol.
    pub fn is_none(self) -> bool {
        self.pkg == 0
    }
    pub(crate) fn at(bytes: &[u8], offset: usize) -> SymRef {
        SymRef { pkg: u32_at(bytes, offset), sym: u32_at(bytes, offset + 4) }
    }
}

/// A little-endian `u32`; the caller has checked the bounds.
#[inline]
pub(crate) fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    let b = &bytes[offset..offset + 4];
    u32::from_le_bytes([b[0], b[1], b[2], b[3]])
}
