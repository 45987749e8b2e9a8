//! What a text symbol carries beside its bytes: frame sizes, tables from pc to facts,
//! funcdata, inlining tree, DWARF (facts: `cmd/internal/goobj/funcinfo.go`,
//! `internal/abi/symtab.go`).

use crate::kind::SymId;

/// Functions the runtime treats specially; the number goes into the binary. 0: none.
/// Which name has which number is a fact of the release (crate `release`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct FuncId(pub u8);

bitflags::bitflags! {
    /// Flags the runtime's unwinder reads.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct FuncFlags: u8 {
        /// The outermost frame of its stack.
        const TOP_FRAME = 1;
        /// Sets SP in a way pcsp cannot express.
        const SP_WRITE = 2;
        /// Written in assembly.
        const ASM = 4;
    }
}

/// `args` of a function whose arguments are not known.
pub const ARGS_SIZE_UNKNOWN: i32 = i32::MIN;

/// A call that was inlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InlineNode {
    /// Index of the enclosing inlined call in the tree, −1 for the function itself.
    pub parent: i32,
    /// File of the call (index in the unit's file table).
    pub file: u32,
    /// Line of the call.
    pub line: i32,
    /// The function that was inlined.
    pub func: SymId,
    /// An instruction that stands for the call.
    pub parent_pc: i32,
}

/// The function record of a text symbol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FuncInfo {
    /// Bytes of arguments and results, spill space included; may be [`ARGS_SIZE_UNKNOWN`].
    pub args: i32,
    /// Bytes of the frame.
    pub locals: i32,
    /// Special function number.
    pub func_id: FuncId,
    /// Flags for the unwinder.
    pub flags: FuncFlags,
    /// Line of the `func` keyword.
    pub start_line: i32,
    /// Files that occur in `pcfile` or the inlining tree, ascending.
    pub files: Vec<u32>,
    /// Inlined calls, parents first.
    pub inline_tree: Vec<InlineNode>,
    /// Encoded pc tables ([`PcTable::encode`](crate::PcTable::encode)): SP delta.
    pub pcsp: Vec<u8>,
    /// File number (index in the unit's file table).
    pub pcfile: Vec<u8>,
    /// Line.
    pub pcline: Vec<u8>,
    /// Index in the inlining tree.
    pub pcinline: Vec<u8>,
    /// Tables by PCDATA number.
    pub pcdata: Vec<Vec<u8>>,
    /// Symbols by FUNCDATA number; [`SymId::NONE`] where absent.
    pub funcdata: Vec<SymId>,
    /// DWARF: subprogram entry.
    pub dwarf_info: Option<SymId>,
    /// DWARF: location lists.
    pub dwarf_loc: Option<SymId>,
    /// DWARF: address ranges.
    pub dwarf_ranges: Option<SymId>,
    /// DWARF: line program.
    pub dwarf_lines: Option<SymId>,
}
