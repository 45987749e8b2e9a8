//! What the inliner did, for people (`-m`): which functions can be inlined, and which calls were. In: the functions of
//! a package behind the inliner. Out: messages in the official compiler's words; first about functions, then
//! about calls, each by position. A call in inlined code stands where the outermost call stood. Not spoken of:
//! instances of generic functions, which have other names there, and what the compiler makes itself.

use crate::escape_notes::EscapeNote;
use base::Loc;
use ssa::{Func, FuncAttrs};
use ssagen::PackageCx;

/// All messages.
pub(crate) fn notes(cx: &PackageCx<'_>, funcs: &[Func]) -> Vec<EscapeNote> {
    let prefix = format!("{}.", cx.names.prefix(cx.pkg));
    let written = || funcs.iter().filter(|f| f.start_column > 0 && !f.attrs.contains(FuncAttrs::DUPOK));
    let mut functions: Vec<EscapeNote> =
        written().filter_map(|f| Some(can(f, opt::inlining_cost(f)?, &prefix))).collect();
    let mut calls: Vec<EscapeNote> = written().flat_map(|f| inlined(f, &prefix)).collect();
    for list in [&mut functions, &mut calls] {
        list.sort_by(|a, b| place(a).cmp(&place(b)));
        list.dedup();
    }
    functions.append(&mut calls);
    functions
}

fn place(note: &EscapeNote) -> (&str, u32, u32) {
    (&note.at.file, note.at.line, note.at.column)
}

fn can(f: &Func, cost: u32, prefix: &str) -> EscapeNote {
    let at = Loc { file: f.file.clone(), line: f.start_line, column: f.start_column };
    EscapeNote { at, text: format!("can inline {}", shown(&f.name, prefix)), cost: Some(cost) }
}

fn inlined(f: &Func, prefix: &str) -> Vec<EscapeNote> {
    let note = |call: &ssa::InlineCall| {
        let mut pos = call.call;
        while let Some(outer) = pos.inline.some() {
            pos = f.inlines[outer].call;
        }
        let name = &f.syms[call.callee].name;
        let line = u32::try_from(f.line_at(pos)).unwrap_or(0);
        let at = Loc { file: f.file_at(pos).clone(), line, column: u32::from(pos.col) };
        let text = || format!("inlining call to {}", shown(name, prefix));
        (!name.contains('[')).then(|| EscapeNote { at, text: text(), cost: None })
    };
    f.inlines.iter().filter_map(note).collect()
}

/// A symbol as messages show it: without the package if it is this one, else with the last element of its path.
fn shown<'s>(symbol: &'s str, prefix: &str) -> &'s str {
    let plain = symbol.split('(').next().unwrap_or(symbol);
    symbol.strip_prefix(prefix).unwrap_or_else(|| &symbol[plain.rfind('/').map_or(0, |slash| slash + 1)..])
}
