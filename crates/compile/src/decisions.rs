//! What the optimizer decided, for editors (`-json`). In: messages about inlining and escape analysis, and functions
//! behind their passes. Out: decisions with the codes that editors know; what becomes of them is the command's matter.
//! Facts: the calls of `LogOpt` in GOROOT `cmd/compile`. Not said: the flows by which something escapes, calls that
//! are not inlined, copies of many bytes.

use crate::escape_notes::EscapeNote;
use base::Loc;
use ssa::{Bounds, Func, Imm, Op, SrcPos};

/// Something done, or not done, at a place of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The place; in code that was inlined, that of the outermost call.
    pub at: Loc,
    /// Places in inlined functions, from the outermost to the innermost.
    pub inlined: Vec<Loc>,
    /// The word that editors know it by.
    pub code: &'static str,
    /// More about it, or nothing.
    pub message: String,
}

/// What a message says, if editors have a word for it.
pub(crate) fn of_note(note: &EscapeNote) -> Option<Decision> {
    let text = note.text.as_str();
    let (code, message) = match text.strip_prefix("can inline ") {
        Some(_) => ("canInlineFunction", note.cost.map_or(String::new(), |cost| format!("cost: {cost}"))),
        None if text.starts_with("moved to heap: ") => ("escape", String::new()),
        None if text.ends_with(" escapes to heap") => ("escape", text.to_owned()),
        None => ("leak", leaking(text)?),
    };
    Some(Decision { at: note.at.clone(), inlined: Vec::new(), code, message })
}

/// `leaking param: x to result y level=1` as it is said of a leak.
fn leaking(text: &str) -> Option<String> {
    let (derefs, what) = match text.strip_prefix("leaking param content: ") {
        Some(what) => ("1", what),
        None => ("0", text.strip_prefix("leaking param: ")?),
    };
    let result = what.split_once(" to result ").and_then(|(name, to)| Some((name, to.split_once(" level=")?)));
    Some(match result {
        Some((name, (to, level))) => format!("parameter {name} leaks to {to} with derefs={level}"),
        None => format!("parameter {what} leaks to {{heap}} with derefs={derefs}"),
    })
}

/// The checks that a function still has.
pub(crate) fn of_checks(func: &Func) -> Vec<Decision> {
    let insts = func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i]);
    let checks = insts.filter_map(|inst| {
        let code = match (inst.op, &inst.imm) {
            (Op::NilCheck, _) => "nilcheck",
            (Op::Bounds, Imm::Bounds(Bounds::Index | Bounds::IndexU)) => "isInBounds",
            (Op::Bounds, _) => "isSliceInBounds",
            _ => return None,
        };
        let mut places = places(func, inst.pos);
        let at = places.remove(0);
        (at.line > 0).then(|| Decision { at, inlined: places, code, message: String::new() })
    });
    checks.collect()
}

/// A place and, in inlined code, the places it was inlined at, the outermost first.
fn places(func: &Func, mut pos: SrcPos) -> Vec<Loc> {
    let mut out = Vec::new();
    loop {
        let line = u32::try_from(func.line_at(pos)).unwrap_or(0);
        out.push(Loc { file: func.file_at(pos).clone(), line, column: u32::from(pos.col) });
        match pos.inline.some() {
            Some(outer) => pos = func.inlines[outer].call,
            None => break,
        }
    }
    out.reverse();
    out
}

/// The decisions by place, their files named as `shown` says.
pub(crate) fn by_place(mut all: Vec<Decision>, shown: impl Fn(&str) -> String) -> Vec<Decision> {
    for at in all.iter_mut().flat_map(|d| std::iter::once(&mut d.at).chain(&mut d.inlined)) {
        at.file = shown(&at.file).into();
    }
    all.sort_by(|a, b| place(a).cmp(&place(b)));
    all
}

fn place(decision: &Decision) -> (&str, u32, u32) {
    (&decision.at.file, decision.at.line, decision.at.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_become_decisions() {
        let of = |text: &str, cost| {
            let at = Loc { file: "a.go".into(), line: 1, column: 2 };
            of_note(&EscapeNote { at, text: text.to_owned(), cost }).map(|d| (d.code, d.message))
        };
        let said = |code, message: &str| Some((code, message.to_owned()));
        assert_eq!(of("can inline f", Some(7)), said("canInlineFunction", "cost: 7"));
        assert_eq!(of("moved to heap: x", None), said("escape", ""));
        assert_eq!(of("&T{} escapes to heap", None), said("escape", "&T{} escapes to heap"));
        assert_eq!(of("leaking param: p", None), said("leak", "parameter p leaks to {heap} with derefs=0"));
        assert_eq!(of("leaking param content: p", None), said("leak", "parameter p leaks to {heap} with derefs=1"));
        let to_result = of("leaking param: p to result ~r0 level=1", None);
        assert_eq!(to_result, said("leak", "parameter p leaks to ~r0 with derefs=1"));
        assert_eq!(of("p does not escape", None), None);
        assert_eq!(of("inlining call to f", None), None);
    }
}
