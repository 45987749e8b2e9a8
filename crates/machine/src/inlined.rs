//! Calls that were inlined, as tracebacks find them. In: the inlined calls of a function
//! ([`ssa::Func::inlines`]) and which of them the emitted code belongs to, with lines and files. Out: the
//! tree of those that have code, or contain one that has, each with an instruction that stands for its
//! call: one of the enclosing function, on the line of the call. Where the body has none, the end of the
//! code gets a no-op for it, which is never executed. Facts: `runtime/symtabinl.go`; the official
//! compiler puts its no-ops where the calls were.

use crate::buffer::{Code, Table};
use base::{FxHashMap, FxHashSet, Id};
use obj::{Abi, PcTable};
use ssa::{Func, InlineId, SrcPos};
use std::sync::Arc;

/// An inlined call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlinedCall {
    /// Index of the enclosing one, −1 for the function itself.
    pub parent: i32,
    /// Number of the call's file, as in the table of files.
    pub file: i32,
    /// Line of the call.
    pub line: i32,
    /// The function inlined.
    pub callee: (Arc<str>, Abi),
    /// An instruction that stands for the call.
    pub parent_pc: u32,
    /// Which of the function's inlined calls it is.
    pub of: InlineId,
}

/// Where code comes from: inlined call (−1: none), line, number of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    pub inline: i32,
    pub line: i32,
    pub file: i32,
}

impl Origin {
    /// The table that says each part.
    pub const TABLES: [Table; 3] = [Table::Inline, Table::Line, Table::File];
}

/// Numbers of the files that code comes from.
#[derive(Debug)]
pub struct Origins {
    /// For each inlined call the number of its function's file.
    file_of: Vec<i32>,
    /// Files by number, without the function's own.
    pub files: Vec<Arc<str>>,
}

impl Origins {
    /// Numbers the files of a function and of what was inlined into it.
    pub fn new(f: &Func) -> Origins {
        let mut files = f.files.clone();
        let mut numbers: FxHashMap<Arc<str>, i32> =
            files.iter().enumerate().rev().map(|(n, file)| (file.clone(), n as i32 + 1)).collect();
        numbers.insert(f.file.clone(), 0);
        let mut number = |file: &Arc<str>| {
            *numbers.entry(file.clone()).or_insert_with(|| {
                files.push(file.clone());
                files.len() as i32
            })
        };
        let file_of = f.inlines.iter().map(|call| number(&call.file)).collect();
        Origins { file_of, files }
    }
    /// Where an instruction comes from.
    pub fn of(&self, f: &Func, pos: SrcPos) -> Origin {
        let (inline, file) = match pos.inline.some() {
            Some(id) => (id.index() as i32, self.file_of[id.index()]),
            None => (-1, i32::from(pos.file)),
        };
        Origin { inline, line: f.line_at(pos), file }
    }
    /// The places of calls for which no instruction stands, given where the code so far comes from.
    pub fn calls_without_code(&self, f: &Func, mut present: FxHashSet<Origin>) -> Vec<SrcPos> {
        let used = used(f, present.iter().map(|o| o.inline));
        let calls = f.inlines.iter_enumerated().filter(|(id, _)| used.contains(id)).map(|(_, call)| call.call);
        calls.filter(|&pos| present.insert(self.of(f, pos))).collect()
    }
}

/// The inlined calls with code, and those they are in.
fn used(f: &Func, inlines: impl Iterator<Item = i32>) -> FxHashSet<InlineId> {
    let mut used = FxHashSet::default();
    for n in inlines {
        let mut at = usize::try_from(n).map_or(InlineId::NONE, InlineId::new);
        while let Some(id) = at.some()
            && used.insert(id)
        {
            at = f.inlines[id].call.inline;
        }
    }
    used
}

/// The tree of the calls that finished code has, and renames what its table says accordingly.
pub fn tree(f: &Func, origins: &Origins, code: &mut Code) -> Vec<InlinedCall> {
    let table = std::mem::take(&mut code.tables[Table::Inline as usize]);
    let used = used(f, table.entries().iter().map(|e| e.1));
    let kept = || f.inlines.ids().filter(|id| used.contains(id));
    let numbers: FxHashMap<i32, i32> = kept().zip(0..).map(|(id, n)| (id.index() as i32, n)).collect();
    let first = first_pcs(code, &table);
    let node = |id: InlineId| {
        let call = &f.inlines[id];
        let origin = origins.of(f, call.call);
        let callee = &f.syms[call.callee];
        InlinedCall {
            parent: numbers.get(&origin.inline).copied().unwrap_or(-1),
            file: origin.file,
            line: origin.line,
            callee: (callee.name.clone(), callee.abi),
            parent_pc: first[&origin],
            of: id,
        }
    };
    let nodes: Vec<InlinedCall> = kept().map(node).collect();
    if !nodes.is_empty() {
        let renamed = &mut code.tables[Table::Inline as usize];
        table.entries().iter().for_each(|&(pc, n)| renamed.set(pc, numbers.get(&n).copied().unwrap_or(-1)));
    }
    nodes
}

/// For each call of the tree the pieces of code that belong to it or to one within it, in order.
pub fn ranges(calls: &[InlinedCall], code: &Code) -> Vec<Vec<(u32, u32)>> {
    let mut out: Vec<Vec<(u32, u32)>> = vec![Vec::new(); calls.len()];
    let entries = code.tables[Table::Inline as usize].entries();
    let ends = entries.iter().skip(1).map(|e| e.0).chain([code.bytes.len() as u32]);
    for (&(from, n), to) in entries.iter().zip(ends).filter(|((from, _), to)| from < to) {
        let mut at = usize::try_from(n).ok();
        while let Some(n) = at {
            match out[n].last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => out[n].push((from, to)),
            }
            at = usize::try_from(calls[n].parent).ok();
        }
    }
    out
}

/// The first instruction of each origin.
fn first_pcs(code: &Code, inline: &PcTable) -> FxHashMap<Origin, u32> {
    let (lines, files) = (&code.tables[Table::Line as usize], &code.tables[Table::File as usize]);
    let mut starts: Vec<u32> = [inline, lines, files].iter().flat_map(|t| t.entries()).map(|e| e.0).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut first = FxHashMap::default();
    for pc in starts.into_iter().filter(|&pc| pc < code.bytes.len() as u32) {
        let origin = Origin { inline: inline.at(pc), line: lines.at(pc), file: files.at(pc) };
        first.entry(origin).or_insert(pc);
    }
    first
}
