//! Symbols by number, their kinds, flags and ABIs (facts: `cmd/internal/objabi/symkind.go`, `cmd/internal/goobj/objfile.go`). Numbers
//! of kinds in object files differ between releases and are known to readers and writers of such files alone.

base::define_id!(
    /// A symbol of a [`Unit`](crate::Unit).
    SymId,
    "s"
);

base::define_enum! {
    /// What a symbol holds.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[repr(u8)]
    pub enum SymKind {
        /// Nothing known yet: a reference.
        #[default]
        Undefined,
        /// Executable instructions.
        Text,
        /// Executable instructions of the cryptographic module that is hashed as a whole.
        TextFips,
        /// Read-only data.
        RoData,
        /// Read-only data of the cryptographic module that is hashed as a whole.
        RoDataFips,
        /// Initialised data without pointers.
        NoPtrData,
        /// Initialised data without pointers of the cryptographic module that is hashed as a whole.
        NoPtrDataFips,
        /// Initialised data.
        Data,
        /// Initialised data of the cryptographic module that is hashed as a whole.
        DataFips,
        /// Zeroed data.
        Bss,
        /// Zeroed data without pointers.
        NoPtrBss,
        /// Zeroed thread-local data.
        TlsBss,
        /// DWARF: compilation unit.
        DwarfCuInfo,
        /// DWARF: constants.
        DwarfConst,
        /// DWARF: function.
        DwarfFunc,
        /// DWARF: abstract function, origin of inlined copies.
        DwarfAbsFunc,
        /// DWARF: type.
        DwarfType,
        /// DWARF: global variable.
        DwarfVar,
        /// DWARF: address ranges.
        DwarfRange,
        /// DWARF: location lists.
        DwarfLoc,
        /// DWARF: line program of a function.
        DwarfLines,
        /// DWARF: addresses that other sections name by index.
        DwarfAddr,
        /// libFuzzer counter.
        LibfuzzerCounter,
        /// Coverage counter.
        CoverageCounter,
        /// Coverage, further variables.
        CoverageAuxVar,
        /// Windows unwind information.
        SehUnwindInfo,
    }
}

impl SymKind {
    /// The official name (`STEXT`, `SNOPTRBSS`).
    pub fn name(self) -> &'static str {
        const NAMES: [&str; SymKind::ALL.len()] = [
            "Sxxx",
            "STEXT",
            "STEXTFIPS",
            "SRODATA",
            "SRODATAFIPS",
            "SNOPTRDATA",
            "SNOPTRDATAFIPS",
            "SDATA",
            "SDATAFIPS",
            "SBSS",
            "SNOPTRBSS",
            "STLSBSS",
            "SDWARFCUINFO",
            "SDWARFCONST",
            "SDWARFFCN",
            "SDWARFABSFCN",
            "SDWARFTYPE",
            "SDWARFVAR",
            "SDWARFRANGE",
            "SDWARFLOC",
            "SDWARFLINES",
            "SDWARFADDR",
            "SLIBFUZZER_8BIT_COUNTER",
            "SCOVERAGE_COUNTER",
            "SCOVERAGE_AUXVAR",
            "SSEHUNWINDINFO",
        ];
        NAMES[self as usize]
    }
    /// Whether the symbol is zero-filled and has no bytes in a file.
    pub fn is_bss(self) -> bool {
        matches!(self, SymKind::Bss | SymKind::NoPtrBss | SymKind::TlsBss)
    }
    /// Whether the symbol is executable.
    pub fn is_text(self) -> bool {
        matches!(self, SymKind::Text | SymKind::TextFips)
    }
    /// The kind for the same contents inside the cryptographic module; the others have none.
    pub fn in_fips(self) -> SymKind {
        match self {
            SymKind::Text => SymKind::TextFips,
            SymKind::RoData => SymKind::RoDataFips,
            SymKind::NoPtrData => SymKind::NoPtrDataFips,
            SymKind::Data => SymKind::DataFips,
            other => other,
        }
    }
    /// The kind for the same contents anywhere.
    pub fn outside_fips(self) -> SymKind {
        match self {
            SymKind::TextFips => SymKind::Text,
            SymKind::RoDataFips => SymKind::RoData,
            SymKind::NoPtrDataFips => SymKind::NoPtrData,
            SymKind::DataFips => SymKind::Data,
            other => other,
        }
    }
    /// Whether the symbol belongs to a DWARF section.
    pub fn is_dwarf(self) -> bool {
        (SymKind::DwarfCuInfo..=SymKind::DwarfAddr).contains(&self)
    }
}

/// Calling convention a text symbol is reached by; data symbols are [`Abi::Abi0`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Abi {
    /// Stable, arguments on the stack; also every data symbol.
    #[default]
    Abi0,
    /// Register arguments, what compiled Go uses.
    Internal,
    /// Not shared between objects: local to one assembly file (`name<>`) or function.
    Static,
}

impl Abi {
    /// The number in object files.
    pub fn to_u16(self) -> u16 {
        match self {
            Abi::Abi0 => 0,
            Abi::Internal => 1,
            Abi::Static => u16::MAX,
        }
    }
    /// The ABI with this number in an object file.
    pub fn from_u16(v: u16) -> Option<Abi> {
        match v {
            0 => Some(Abi::Abi0),
            1 => Some(Abi::Internal),
            u16::MAX => Some(Abi::Static),
            _ => None,
        }
    }
}

bitflags::bitflags! {
    /// Properties of a symbol. The low byte is the first flag byte of object files, the high byte the second one, which
    /// newer releases have in another order; bits above 16 stay in memory.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct SymFlags: u32 {
        /// Several definitions are allowed; one is kept.
        const DUPOK = 1 << 0;
        /// Not visible outside the linked image.
        const LOCAL = 1 << 1;
        /// A type descriptor that `reflect` finds by its string.
        const TYPELINK = 1 << 2;
        /// Text without calls.
        const LEAF = 1 << 3;
        /// Text without a stack check.
        const NOSPLIT = 1 << 4;
        /// Text that may call `reflect.Value.Method` or the like.
        const REFLECT_METHOD = 1 << 5;
        /// A type descriptor.
        const GO_TYPE = 1 << 6;
        /// A type converted to an interface.
        const USED_IN_IFACE = 1 << 8;
        /// An itab.
        const ITAB = 1 << 9;
        /// A generic dictionary.
        const DICT = 1 << 10;
        /// A package `init` function.
        const PKG_INIT = 1 << 11;
        /// Named by a `//go:linkname` directive.
        const LINKNAME = 1 << 12;
        /// An ABI wrapper.
        const ABI_WRAPPER = 1 << 13;
        /// An exported function of WebAssembly.
        const WASM_EXPORT = 1 << 14;
        /// Named by a `//go:linknamestd` directive: open to the standard library.
        const LINKNAME_STD = 1 << 15;
        /// In memory only: identified by its contents.
        const CONTENT_ADDRESSABLE = 1 << 16;
        /// In memory only: a pc table, stored in the object's pc data.
        const PCDATA = 1 << 17;
    }
}
