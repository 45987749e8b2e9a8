//! Symbol kinds, flags and ABIs with their numbers in object files
//! (facts: `cmd/internal/objabi/symkind.go`, `cmd/internal/goobj/objfile.go`).

base::define_enum! {
    /// What a symbol holds. The discriminants are those of object files.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[repr(u8)]
    pub enum SymKind {
        /// Nothing known yet: a reference.
        Undefined = 0,
        /// Executable instructions.
        Text = 1,
        /// Read-only data.
        RoData = 2,
        /// Initialised data without pointers.
        NoPtrData = 3,
        /// Initialised data.
        Data = 4,
        /// Zeroed data.
        Bss = 5,
        /// Zeroed data without pointers.
        NoPtrBss = 6,
        /// Zeroed thread-local data.
        TlsBss = 7,
        /// DWARF: compilation unit.
        DwarfCuInfo = 8,
        /// DWARF: constants.
        DwarfConst = 9,
        /// DWARF: function.
        DwarfFunc = 10,
        /// DWARF: abstract function, origin of inlined copies.
        DwarfAbsFunc = 11,
        /// DWARF: type.
        DwarfType = 12,
        /// DWARF: global variable.
        DwarfVar = 13,
        /// DWARF: address ranges.
        DwarfRange = 14,
        /// DWARF: location lists.
        DwarfLoc = 15,
        /// DWARF: line program of a function.
        DwarfLines = 16,
        /// libFuzzer counter.
        LibfuzzerCounter = 17,
        /// Coverage counter.
        CoverageCounter = 18,
        /// Coverage, further variables.
        CoverageAuxVar = 19,
        /// Windows unwind information.
        SehUnwindInfo = 20,
    }
}

impl SymKind {
    /// The kind with this number in an object file.
    pub fn from_u8(v: u8) -> Option<SymKind> {
        Self::ALL.get(usize::from(v)).copied()
    }
    /// The official name (`STEXT`, `SNOPTRBSS`).
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 21] = [
            "Sxxx",
            "STEXT",
            "SRODATA",
            "SNOPTRDATA",
            "SDATA",
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
    /// Whether the symbol belongs to a DWARF section.
    pub fn is_dwarf(self) -> bool {
        (SymKind::DwarfCuInfo..=SymKind::DwarfLines).contains(&self)
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
    /// Properties of a symbol. The low byte is the first flag byte of object files, the high
    /// byte the second one; bits above 16 stay in memory.
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
        /// In memory only: identified by its contents.
        const CONTENT_ADDRESSABLE = 1 << 16;
        /// In memory only: a pc table, stored in the object's pc data.
        const PCDATA = 1 << 17;
    }
}
