//! Numbers of the object format: blocks, record sizes, package indices, flags, aux kinds
//! (facts: `cmd/internal/goobj/objfile.go`).
//!
//! The binary part of an object:
//!
//! ```text
//! Header   { magic [8], fingerprint [8], flags u32, offsets [19]u32 }   offsets from the magic
//! strings  raw bytes, referred to as { length u32, offset u32 }
//! blocks   one behind the other, block b is [offsets[b], offsets[b + 1])
//! ```

/// The blocks of an object in file order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Block {
    /// Imported packages: name, fingerprint.
    Autolib,
    /// Referenced packages; row 0 is empty.
    PkgIndex,
    /// Source files.
    File,
    /// Symbols of the package, named by index from other objects.
    SymDef,
    /// Short content-addressed symbols.
    Hashed64Def,
    /// Content-addressed symbols.
    HashedDef,
    /// Symbols that are found by name.
    NonPkgDef,
    /// References to symbols found by name.
    NonPkgRef,
    /// Flags of symbols of other packages.
    RefFlags,
    /// Hashes of the short content-addressed symbols.
    Hash64,
    /// Hashes of the content-addressed symbols.
    Hash,
    /// First relocation per defined symbol.
    RelocIndex,
    /// First aux record per defined symbol.
    AuxIndex,
    /// First byte of data per defined symbol.
    DataIndex,
    /// Relocations.
    Reloc,
    /// Aux records.
    Aux,
    /// Contents of symbols.
    Data,
    /// Names of symbols referenced by index, for tools.
    RefName,
    /// The end of the last block.
    End,
}

/// Number of offsets in the header.
pub const NUM_BLOCKS: usize = Block::End as usize + 1;
/// Names of the blocks for error messages, in order.
pub const BLOCK_NAMES: [&str; NUM_BLOCKS] = [
    "autolib",
    "package index",
    "file",
    "symbol definition",
    "short hashed definition",
    "hashed definition",
    "non-package definition",
    "non-package reference",
    "reference flag",
    "short hash",
    "hash",
    "relocation index",
    "aux index",
    "data index",
    "relocation",
    "aux",
    "data",
    "reference name",
    "end",
];
/// Bytes of one record per block.
pub const RECORD_SIZE: [usize; NUM_BLOCKS] = [
    STRING_SIZE + 8,
    STRING_SIZE,
    STRING_SIZE,
    SYM_SIZE,
    SYM_SIZE,
    SYM_SIZE,
    SYM_SIZE,
    SYM_SIZE,
    REF_FLAGS_SIZE,
    HASH64_SIZE,
    HASH_SIZE,
    4,
    4,
    4,
    RELOC_SIZE,
    AUX_SIZE,
    1,
    REF_NAME_SIZE,
    1,
];
/// Magic, fingerprint, flags, block offsets.
pub const HEADER_SIZE: usize = 8 + 8 + 4 + 4 * NUM_BLOCKS;
/// A reference to a string: length, offset.
pub const STRING_SIZE: usize = 8;
/// Name, ABI u16, kind u8, flag u8, flag2 u8, size u32, align u32.
pub const SYM_SIZE: usize = STRING_SIZE + 2 + 1 + 1 + 1 + 4 + 4;
/// Package and symbol index.
pub const SYM_REF_SIZE: usize = 8;
/// Offset i32, size u8, type u16, addend i64, symbol.
pub const RELOC_SIZE: usize = 4 + 1 + 2 + 8 + SYM_REF_SIZE;
/// Kind u8, symbol.
pub const AUX_SIZE: usize = 1 + SYM_REF_SIZE;
/// Symbol, flag u8, flag2 u8.
pub const REF_FLAGS_SIZE: usize = SYM_REF_SIZE + 2;
/// Symbol, name.
pub const REF_NAME_SIZE: usize = SYM_REF_SIZE + STRING_SIZE;
/// Bytes of a short hash.
pub const HASH64_SIZE: usize = 8;
/// Bytes of a hash.
pub const HASH_SIZE: usize = 16;

/// Package index: no package, found by name.
pub const PKG_NONE: u32 = i32::MAX as u32;
/// Package index: short content-addressed.
pub const PKG_HASHED64: u32 = PKG_NONE - 1;
/// Package index: content-addressed.
pub const PKG_HASHED: u32 = PKG_NONE - 2;
/// Package index: predeclared runtime symbol.
pub const PKG_BUILTIN: u32 = PKG_NONE - 3;
/// Package index: this package.
pub const PKG_SELF: u32 = PKG_NONE - 4;

bitflags::bitflags! {
    /// Properties of an object.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ObjectFlags: u32 {
        /// Made with `-shared`.
        const SHARED = 1 << 0;
        /// Made by the assembler.
        const FROM_ASSEMBLY = 1 << 2;
        /// Made without a package path: cannot be linked.
        const UNLINKABLE = 1 << 3;
        /// Of the standard library.
        const STD = 1 << 4;
    }
}

base::define_enum! {
    /// What an aux record attaches to a symbol.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[repr(u8)]
    pub enum AuxKind {
        /// The Go type of a variable.
        GoType,
        /// The function record.
        FuncInfo,
        /// The next FUNCDATA symbol.
        FuncData,
        /// DWARF: subprogram entry.
        DwarfInfo,
        /// DWARF: location lists.
        DwarfLoc,
        /// DWARF: ranges.
        DwarfRanges,
        /// DWARF: line program.
        DwarfLines,
        /// Stack depth by pc.
        Pcsp,
        /// File by pc.
        Pcfile,
        /// Line by pc.
        Pcline,
        /// Inlining tree node by pc.
        Pcinline,
        /// The next PCDATA table.
        Pcdata,
        /// Import of a WebAssembly function.
        WasmImport,
        /// Type of an exported WebAssembly function, since go1.24.
        WasmType,
        /// Windows unwind information.
        SehUnwindInfo,
    }
}
