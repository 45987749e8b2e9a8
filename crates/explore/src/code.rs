//! Machine code for people. In: the bytes of a function, where they lie, the lines they belong to. Out: a row an
//! instruction: bytes, three syntaxes, what it reads and writes, what part of the function it is. What instructions are
//! the machine says ([`arch`]); names of parts follow from whom is called and where the frame is whole.

use crate::arch::{self, Decoded, Flow, Texts};
use crate::model::{Id, Row};
use serde::Serialize;

/// An instruction.
#[derive(Clone, Debug, Serialize)]
pub struct InstructionRow {
    /// Address, or offset in its symbol.
    pub at: u64,
    /// Bytes in hexadecimal.
    pub bytes: String,
    /// Go's syntax.
    pub go: String,
    /// Intel's.
    pub intel: String,
    /// AT&T's.
    pub att: String,
    /// Line in its file.
    pub line: u32,
    /// The function it was inlined from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inlined: Option<String>,
    /// Where a branch or call leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// What part of the function it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
    /// Registers read and written.
    pub effect: String,
    /// Bytes of the frame, before it is executed.
    pub frame: i32,
    /// Relocations, in objects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holes: Vec<String>,
}

/// Where control goes.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// Address or offset.
    pub at: u64,
    /// What is there.
    pub name: String,
    /// Its row, if it is in the same function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
}

/// Where an instruction comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// Lines, innermost first, as ids.
    pub(crate) lines: Vec<Id>,
    pub(crate) line: u32,
    /// The function whose text it is, where that is another one.
    pub(crate) inlined: Option<String>,
    pub(crate) frame: i32,
}

/// A function to be shown.
pub(crate) struct Code<'c> {
    pub(crate) bytes: &'c [u8],
    /// Address, 0 in objects.
    pub(crate) address: u64,
    /// The id of the instruction at an offset.
    pub(crate) id: &'c dyn Fn(u32) -> Id,
    pub(crate) origin: &'c dyn Fn(u32) -> Origin,
    /// The symbol that holds an address, with its first address.
    pub(crate) symbol: &'c dyn Fn(u64) -> Option<(String, u64)>,
    /// Relocations: offset, size, what they want, whom they name.
    pub(crate) holes: &'c [(u32, u8, String, String)],
}

/// The rows of a function.
pub(crate) fn rows(code: &Code<'_>) -> Vec<Row<InstructionRow>> {
    let mut texts = Texts::default();
    let mut out: Vec<Row<InstructionRow>> = Vec::new();
    let mut at = 0;
    while at < code.bytes.len() {
        let address = code.address + at as u64;
        let decoded = arch::decode(&code.bytes[at..], address);
        let len = decoded.as_ref().map_or(1, Decoded::len);
        let origin = (code.origin)(at as u32);
        let holes: Vec<_> = code.holes.iter().filter(|h| (at..at + len).contains(&(h.0 as usize))).collect();
        let target = decoded.as_ref().and_then(|d| target(code, d, holes.first().map(|h| &*h.3)));
        let row = InstructionRow {
            at: address,
            bytes: code.bytes[at..at + len].iter().map(|b| format!("{b:02x}")).collect(),
            go: texts.go(&code.bytes[at..], address, &code.symbol),
            intel: decoded.as_ref().map(|d| texts.intel(d)).unwrap_or_default(),
            att: decoded.as_ref().map(|d| texts.att(d)).unwrap_or_default(),
            line: origin.line,
            part: part(decoded.as_ref().map_or(Flow::On, Decoded::flow), target.as_ref()),
            inlined: origin.inlined,
            target,
            effect: decoded.as_ref().map(|d| texts.effect(d)).unwrap_or_default(),
            frame: origin.frame,
            holes: holes.iter().map(|h| format!("+{} {} bytes {} {}", h.0 as usize - at, h.1, h.2, h.3)).collect(),
        };
        out.push(Row { id: (code.id)(at as u32), from: origin.lines, what: row });
        at += len;
    }
    name_prologue(&mut out);
    out
}

fn target(code: &Code<'_>, decoded: &Decoded, hole: Option<&str>) -> Option<Target> {
    let branch = decoded.branch();
    let at = branch.or_else(|| decoded.memory())?;
    if let Some(name) = hole {
        return Some(Target { at: 0, name: name.to_owned(), id: None });
    }
    let inside = at.checked_sub(code.address).filter(|&o| branch.is_some() && o < code.bytes.len() as u64);
    let name = match (code.symbol)(at) {
        Some((name, first)) if first == at => name,
        Some((name, first)) => format!("{name}+{:#x}", at - first),
        None => format!("{at:#x}"),
    };
    Some(Target { at, name, id: inside.map(|o| (code.id)(o as u32)) })
}

/// Calls that give an instruction its part.
const PARTS: &[(&str, &str)] = &[
    ("runtime.morestack", "stack growth"),
    ("runtime.gcWriteBarrier", "write barrier"),
    ("runtime.wbMove", "write barrier"),
    ("runtime.panicIndex", "failed bounds check"),
    ("runtime.panicSlice", "failed bounds check"),
    ("runtime.panicdivide", "failed division"),
    ("runtime.panicshift", "failed shift"),
    ("runtime.panicwrap", "failed nil check"),
    ("runtime.panicdottype", "failed assertion"),
    ("runtime.newobject", "allocation"),
    ("runtime.makeslice", "allocation"),
    ("runtime.growslice", "allocation"),
    ("runtime.makemap", "allocation"),
    ("runtime.makechan", "allocation"),
    ("runtime.deferreturn", "deferred calls"),
    ("runtime.writeBarrier", "write barrier"),
];

fn part(flow: Flow, target: Option<&Target>) -> Option<&'static str> {
    let named = target.and_then(|t| PARTS.iter().find(|p| t.name.starts_with(p.0)).map(|p| p.1));
    named.or(match flow {
        Flow::Return => Some("return"),
        Flow::Trap => Some("trap"),
        Flow::On | Flow::Call | Flow::Jump => None,
    })
}

/// A prologue has no more instructions; assembly may make its frame whole later.
const LONGEST_PROLOGUE: usize = 12;

/// Everything before the frame is whole is the prologue: the last growth of the frame near the beginning ends it.
fn name_prologue(rows: &mut [Row<InstructionRow>]) {
    let whole = rows.iter().map(|r| r.what.frame).max().unwrap_or(0);
    let Some(end) = rows.iter().position(|r| r.what.frame == whole).filter(|_| whole > 0) else { return };
    let end = if end > LONGEST_PROLOGUE { 0 } else { end };
    for row in rows[..end].iter_mut().filter(|r| r.what.part.is_none()) {
        row.what.part = Some("prologue");
    }
    for n in 1..rows.len() {
        let leaves = rows[n].what.frame < rows[n - 1].what.frame;
        if leaves && rows[n - 1].what.part.is_none() {
            rows[n - 1].what.part = Some("epilogue");
        }
    }
}
