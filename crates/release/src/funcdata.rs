//! What the runtime finds beside a function's code, by number. Authority: GOROOT `internal/abi/symtab.go`.

/// Data of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum FuncData {
    /// Which words of the arguments hold pointers, by index of the stack map.
    ArgsPointerMaps = 0,
    /// Which words of the frame do.
    LocalsPointerMaps = 1,
    /// Objects in the frame whose addresses are taken.
    StackObjects = 2,
    /// The inlining tree.
    InlineTree = 3,
    /// Where open-coded defers are.
    OpenCodedDefers = 4,
    /// Where tracebacks find arguments.
    ArgInfo = 5,
    /// Which arguments in registers have their homes filled.
    ArgLiveInfo = 6,
    /// What a wrapper wraps.
    WrapInfo = 7,
}

/// Tables of a function, by address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum PcData {
    /// Whether a goroutine may be stopped here.
    UnsafePoint = 0,
    /// The index of the stack map.
    StackMapIndex = 1,
    /// The node of the inlining tree.
    InlineTreeIndex = 2,
    /// The place in [`FuncData::ArgLiveInfo`].
    ArgLiveIndex = 3,
    /// What a failed check reports: its kind, and where index and limit are ([`crate::BoundsReports::Described`]).
    PanicBounds = 4,
}

impl FuncData {
    /// Its number.
    pub const fn number(self) -> usize {
        self as usize
    }
}

impl PcData {
    /// Its number.
    pub const fn number(self) -> usize {
        self as usize
    }
}
