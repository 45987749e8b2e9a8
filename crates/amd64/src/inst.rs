//! Instructions and functions before encoding: what the assembler's parser and the code generator
//! hand over. Instructions stand in program order in one vector; branches name their target by its
//! place there ([`InstId`](crate::InstId)). Pseudo-instructions (`PCDATA`, `FUNCDATA`, `PCALIGN`, `NOP`, `UNDEF`,
//! `GETCALLERPC`) stand among them and count as places.
//!
//! Authority: `cmd/internal/obj/link.go` (Prog), `runtime/textflag.h`, `x86/evex.go` (suffixes).

use crate::op::Op;
use crate::operand::Operand;
use obj::{Abi, SymId};
use smallvec::SmallVec;
use std::sync::Arc;

/// Where an instruction comes from, as the pc tables say it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Line {
    /// Number of the file in the unit's file table.
    pub file: u32,
    /// Line in it.
    pub line: i32,
    /// Index in the function's inlining tree; −1 outside inlined calls.
    pub inline: i32,
}

impl Line {
    /// A line outside inlined calls.
    pub fn new(file: u32, line: i32) -> Line {
        Line { file, line, inline: -1 }
    }
}

/// AVX-512 suffixes, written behind the mnemonic (`VADDPD.RN_SAE.Z`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Suffixes {
    /// `.Z`: masked-out elements become zero.
    pub zeroing: bool,
    /// At most one of the others.
    pub kind: SuffixKind,
}

/// What a suffix other than `.Z` says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[allow(missing_docs, reason = "the names are those of the language")]
pub enum SuffixKind {
    #[default]
    None,
    Sae,
    RoundNearest,
    RoundDown,
    RoundUp,
    RoundZero,
    Broadcast,
}

const SUFFIX_NAMES: &[(SuffixKind, &str)] = &[
    (SuffixKind::Sae, "SAE"),
    (SuffixKind::RoundNearest, "RN_SAE"),
    (SuffixKind::RoundDown, "RD_SAE"),
    (SuffixKind::RoundUp, "RU_SAE"),
    (SuffixKind::RoundZero, "RZ_SAE"),
    (SuffixKind::Broadcast, "BCST"),
];

impl Suffixes {
    /// Reads what stands behind the first dot of a mnemonic (`RN_SAE.Z`); the error is the official
    /// one.
    pub fn parse(text: &str) -> Result<Suffixes, String> {
        if text.is_empty() || text == "Z" {
            return Ok(Suffixes { zeroing: text == "Z", kind: SuffixKind::None });
        }
        let (head, zeroing) = match text.strip_suffix(".Z") {
            Some(head) => (head, true),
            None => (text, false),
        };
        match SUFFIX_NAMES.iter().find(|row| row.1 == head) {
            Some(row) => Ok(Suffixes { zeroing, kind: row.0 }),
            None => Err(suffix_error(text)),
        }
    }
    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self == Suffixes::default()
    }
}

impl std::fmt::Display for Suffixes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(row) = SUFFIX_NAMES.iter().find(|row| row.0 == self.kind) {
            write!(f, ".{}", row.1)?;
        }
        f.write_str(if self.zeroing { ".Z" } else { "" })
    }
}

/// Why `text` is no list of suffixes, in the official wording.
fn suffix_error(text: &str) -> String {
    let parts: Vec<&str> = text.split('.').collect();
    let mut why: Vec<String> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let again = parts[..i].contains(part);
        if *part == "Z" {
            if i + 1 != parts.len() {
                why.push("Z suffix should be the last".to_string());
            }
        } else if !SUFFIX_NAMES.iter().any(|row| row.1 == *part) && !again {
            why.push(format!("unknown suffix {part:?}"));
        }
        if again {
            why.push(format!("duplicate suffix {part:?}"));
        }
    }
    if parts.contains(&"BCST") && parts.iter().any(|p| p.ends_with("SAE")) {
        why.push("can't combine rounding/SAE and broadcast".to_string());
    }
    if why.is_empty() { "bad suffix combination".to_string() } else { why.join("; ") }
}

/// One instruction.
#[derive(Clone, PartialEq, Debug)]
pub struct Inst {
    /// Mnemonic.
    pub op: Op,
    /// AVX-512 suffixes.
    pub suffixes: Suffixes,
    /// Operands in the order of Go assembly: sources first. A single one is a destination or a
    /// source by [`Op::is_unary_destination`].
    pub operands: SmallVec<[Operand; 3]>,
    /// Where it comes from.
    pub line: Line,
}

impl Inst {
    /// An instruction without suffixes.
    pub fn new(op: Op, operands: impl IntoIterator<Item = Operand>, line: Line) -> Inst {
        Inst { op, suffixes: Suffixes::default(), operands: operands.into_iter().collect(), line }
    }
    /// The last operand, where it is a destination, a target or a comparand.
    pub fn destination(&self) -> Option<&Operand> {
        match self.operands.len() {
            1 if !self.op.is_unary_destination() && !self.op.is_jump() => None,
            _ => self.operands.last(),
        }
    }
    /// The first operand, where it is a source.
    pub fn source(&self) -> Option<&Operand> {
        match self.operands.len() {
            1 if self.op.is_unary_destination() || self.op.is_jump() => None,
            _ => self.operands.first(),
        }
    }
}

bitflags::bitflags! {
    /// The flags of a `TEXT` line, with their numbers in `textflag.h`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct TextFlags: u32 {
        /// Ignored today.
        const NOPROF = 1;
        /// Several definitions may exist.
        const DUPOK = 2;
        /// No stack check.
        const NOSPLIT = 4;
        /// Only for data; accepted on text.
        const RODATA = 8;
        /// Only for data.
        const NOPTR = 16;
        /// Adjusts the panic's argument pointer; not shown in tracebacks.
        const WRAPPER = 32;
        /// Reads the closure context from DX.
        const NEEDCTXT = 64;
        /// Only for data.
        const TLSBSS = 256;
        /// Neither frame pointer nor return address accounting beyond what is written.
        const NOFRAME = 512;
        /// May call `reflect.Type.Method` or the like.
        const REFLECTMETHOD = 1024;
        /// Outermost frame of a stack.
        const TOPFRAME = 2048;
        /// An ABI wrapper.
        const ABIWRAPPER = 4096;
        /// The package's initialisation.
        const PKGINIT = 8192;
        /// Runs on the system stack and checks that one (`//go:systemstack`). Compiled functions only:
        /// the language has no such flag.
        const SYSTEMSTACK = 1 << 31;
    }
}

/// A register that the stack check keeps over its call of the runtime (compiled functions only).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spill {
    /// How it is stored (`MOVQ`, `MOVB`, `MOVSD`).
    pub store: Op,
    /// How it is loaded again (`MOVQ`, `MOVBLZX`, `MOVSD`).
    pub load: Op,
    /// Which.
    pub reg: crate::Reg,
    /// Where: offset from the first argument's address, as in `x+offset(FP)`.
    pub offset: i64,
}

/// A function ready to be assembled.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its symbol.
    pub sym: SymId,
    /// Full name of the symbol, for messages.
    pub name: Arc<str>,
    /// ABI of the symbol.
    pub abi: Abi,
    /// Flags of the `TEXT` line.
    pub flags: TextFlags,
    /// Bytes of locals, from the `TEXT` line: without saved frame pointer and return address.
    pub frame: i64,
    /// Bytes of arguments and results, or [`obj::func::ARGS_SIZE_UNKNOWN`].
    pub args: i32,
    /// The `TEXT` line.
    pub line: Line,
    /// Number of the `TEXT` line among all instructions of the run, from 1: early messages name instructions so.
    pub number: u32,
    /// Instructions.
    pub insts: Vec<Inst>,
    /// Registers the stack check keeps.
    pub spills: Vec<Spill>,
}
