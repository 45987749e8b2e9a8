//! What a symbol is to the linker: the kinds of objects plus the groups the linker sorts
//! read-only data into and the kinds of its own tables. The order is the order of the layout
//! (fact: `cmd/link/internal/sym/symkind.go`).

use obj::SymKind;

/// Kind of a symbol during the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A reference without definition.
    Undefined,
    /// Instructions.
    Text,
    /// The mark in front of the instructions of the cryptographic module.
    TextFipsStart,
    /// Instructions of the cryptographic module, which stand together.
    TextFips,
    /// The mark behind them.
    TextFipsEnd,
    /// Type descriptors and what belongs to them.
    Type,
    /// Contents of string constants.
    GoString,
    /// Function values, stack maps and other FUNCDATA.
    GoFunc,
    /// Pointer masks and programs of types.
    GcBits,
    /// Other read-only data.
    RoData,
    /// The mark in front of read-only data of the cryptographic module.
    RoDataFipsStart,
    /// Such data.
    RoDataFips,
    /// The mark behind it.
    RoDataFipsEnd,
    /// A read-only section of its own.
    RoSection,
    /// Offsets of types that `reflect` finds by string.
    TypeLink,
    /// Addresses of itabs.
    ItabLink,
    /// The empty old symbol table.
    SymTab,
    /// The function table.
    PclnTab,
    /// Build information.
    BuildInfo,
    /// Where the cryptographic module is, and its hash.
    FipsInfo,
    /// The record by which the runtime finds everything, where it has a section of its own.
    Module,
    /// Initialised data without pointers.
    NoPtrData,
    /// The mark in front of such data of the cryptographic module.
    NoPtrDataFipsStart,
    /// Such data of that module.
    NoPtrDataFips,
    /// The mark behind it.
    NoPtrDataFipsEnd,
    /// Initialised data.
    Data,
    /// The mark in front of initialised data of the cryptographic module.
    DataFipsStart,
    /// Such data of that module.
    DataFips,
    /// The mark behind it.
    DataFipsEnd,
    /// Zeroed data.
    Bss,
    /// Zeroed data without pointers.
    NoPtrBss,
    /// Words for pointer masks made on demand, where they are zeroed data.
    GcMask,
    /// libFuzzer counters.
    FuzzCounter,
    /// Coverage counters.
    CoverageCounter,
    /// Coverage, further variables.
    CoverageAux,
    /// Thread-local zeroed data.
    TlsBss,
    /// A DWARF symbol of an object.
    Dwarf,
    /// Anything else that never reaches an executable for Linux.
    Other,
}

impl Kind {
    /// Number of kinds.
    pub const COUNT: usize = Kind::Other as usize + 1;
    /// Kinds that have sections of their own where the runtime walks over the descriptors of types; else they stand
    /// with other read-only data.
    pub const APART: [Kind; 2] = [Kind::Type, Kind::GoFunc];
    /// Kinds that make up the read-only data section, in its order.
    pub const READ_ONLY: [Kind; 8] = [
        Kind::Type,
        Kind::GoString,
        Kind::GoFunc,
        Kind::GcBits,
        Kind::RoData,
        Kind::RoDataFipsStart,
        Kind::RoDataFips,
        Kind::RoDataFipsEnd,
    ];

    /// The kind of a symbol as an object states it.
    pub fn from_object(kind: SymKind) -> Kind {
        match kind {
            SymKind::Undefined => Kind::Undefined,
            SymKind::Text => Kind::Text,
            SymKind::TextFips => Kind::TextFips,
            SymKind::RoData => Kind::RoData,
            SymKind::RoDataFips => Kind::RoDataFips,
            SymKind::NoPtrDataFips => Kind::NoPtrDataFips,
            SymKind::DataFips => Kind::DataFips,
            SymKind::NoPtrData => Kind::NoPtrData,
            SymKind::Data => Kind::Data,
            SymKind::Bss => Kind::Bss,
            SymKind::NoPtrBss => Kind::NoPtrBss,
            SymKind::TlsBss => Kind::TlsBss,
            SymKind::LibfuzzerCounter => Kind::FuzzCounter,
            SymKind::CoverageCounter => Kind::CoverageCounter,
            SymKind::CoverageAuxVar => Kind::CoverageAux,
            SymKind::SehUnwindInfo => Kind::Other,
            _ => Kind::Dwarf,
        }
    }
    /// Whether the symbol is executable.
    pub fn is_text(self) -> bool {
        (Kind::Text..=Kind::TextFipsEnd).contains(&self)
    }
    /// Whether the symbol is laid out in a data section.
    pub fn is_laid_out(self) -> bool {
        (Kind::Type..=Kind::TlsBss).contains(&self)
    }
    /// Whether two definitions of the same name may be merged by size.
    pub fn is_plain_data(self) -> bool {
        (Kind::NoPtrData..=Kind::NoPtrBss).contains(&self)
    }
}
