//! The function record, which objects store as the contents of a symbol of its own
//! (facts: `cmd/internal/goobj/funcinfo.go`).
//!
//! ```text
//! FuncInfo { args u32, locals u32, func_id u8, flags u8, 0u16, start_line i32,
//!            n u32, files [n]u32, m u32, tree [m]Node }
//! Node     { parent i32, file u32, line i32, func SymRef, parent_pc i32 }
//! ```

use crate::refs::{SymRef, u32_at};
use obj::{FuncFlags, FuncId};

const FIXED: usize = 16;
const NODE_SIZE: usize = 24;

/// A function record.
#[derive(Clone, Copy, Debug)]
pub struct FuncInfoView<'a> {
    bytes: &'a [u8],
    num_files: usize,
    num_nodes: usize,
}

/// An inlined call as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawInlineNode {
    /// Enclosing call, −1 for the function itself.
    pub parent: i32,
    /// File of the call.
    pub file: u32,
    /// Line of the call.
    pub line: i32,
    /// The inlined function.
    pub func: SymRef,
    /// An instruction that stands for the call.
    pub parent_pc: i32,
}

impl<'a> FuncInfoView<'a> {
    /// Reads a record; `None` when its lengths do not fit the bytes.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let num_files = u32_checked(bytes, FIXED)? as usize;
        let nodes_at = (FIXED + 4).checked_add(num_files.checked_mul(4)?)?;
        let num_nodes = u32_checked(bytes, nodes_at)? as usize;
        let end = (nodes_at + 4).checked_add(num_nodes.checked_mul(NODE_SIZE)?)?;
        (end <= bytes.len()).then_some(FuncInfoView { bytes, num_files, num_nodes })
    }
    /// Bytes of arguments and results.
    pub fn args(&self) -> u32 {
        u32_at(self.bytes, 0)
    }
    /// Bytes of the frame.
    pub fn locals(&self) -> u32 {
        u32_at(self.bytes, 4)
    }
    /// Special function number.
    pub fn func_id(&self) -> FuncId {
        FuncId(self.bytes[8])
    }
    /// Flags for the unwinder.
    pub fn flags(&self) -> FuncFlags {
        FuncFlags::from_bits_retain(self.bytes[9])
    }
    /// Line of the `func` keyword.
    pub fn start_line(&self) -> i32 {
        u32_at(self.bytes, 12) as i32
    }
    /// Number of files.
    pub fn num_files(&self) -> usize {
        self.num_files
    }
    /// Files that occur in the function.
    pub fn files(&self) -> impl ExactSizeIterator<Item = u32> + use<'a> {
        let bytes = self.bytes;
        (0..self.num_files).map(move |i| u32_at(bytes, FIXED + 4 + 4 * i))
    }
    /// Number of inlined calls.
    pub fn num_inlined(&self) -> usize {
        self.num_nodes
    }
    /// Inlined calls, parents first.
    pub fn inline_tree(&self) -> impl ExactSizeIterator<Item = RawInlineNode> + use<'a> {
        let tree = &self.bytes[FIXED + 8 + 4 * self.num_files..];
        tree[..self.num_nodes * NODE_SIZE].chunks_exact(NODE_SIZE).map(|b| RawInlineNode {
            parent: u32_at(b, 0) as i32,
            file: u32_at(b, 4),
            line: u32_at(b, 8) as i32,
            func: SymRef::at(b, 12),
            parent_pc: u32_at(b, 20) as i32,
        })
    }
}

fn u32_checked(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).map(|b| u32_at(b, 0))
}
