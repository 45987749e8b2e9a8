//! Source with what is known of it. In: a file, the types that the checker found, the decisions about its lines. Out:
//! its lines as rows of tokens. Files that the compiler was not watched on have tokens and no types.

use crate::files::Files;
use crate::model::{Decision, DecisionKind, Id, Row, SourceLine, SourceView, TokenRow};
use crate::record::Recorded;
use std::collections::HashMap;
use syntax::tokens::{Span, TokenClass, spans};

/// What a file imports, with the lines.
pub(crate) fn imports(text: &[u8]) -> Vec<(u32, String)> {
    let word = |s: &Span| text.get(s.start as usize..s.end as usize).unwrap_or_default();
    let mut is_import = false;
    let mut out = Vec::new();
    for span in &spans(text) {
        match span.class {
            TokenClass::Keyword => is_import = word(span) == b"import",
            TokenClass::Text if is_import => {
                let line = 1 + text[..span.start as usize].iter().filter(|b| **b == b'\n').count();
                let path = String::from_utf8_lossy(word(span)).trim_matches(['"', '`']).to_owned();
                out.push((line as u32, path));
            }
            _ => {}
        }
    }
    out
}

/// Decisions by line.
type Decisions = HashMap<u32, Vec<Decision>>;

/// A file.
pub(crate) fn view(number: u32, files: &Files, recorded: &Recorded) -> Result<SourceView, String> {
    let (name, text) = files.text(number)?;
    let is_this = |file: &str| files.number(file) == Some(number);
    let hovers = recorded.files.iter().find(|f| is_this(&f.name)).map(|f| &f.hovers);
    let mut decisions = decisions(&is_this, recorded);
    let is_go = name.ends_with(".go");
    let spans = if is_go { spans(&text) } else { Vec::new() };
    let mut lines = Vec::new();
    let mut start = 0;
    let mut next = 0;
    for (n, bytes) in text.split(|b| *b == b'\n').enumerate() {
        let line = n as u32 + 1;
        let end = start + bytes.len() as u32;
        let mut tokens = Vec::new();
        if !is_go {
            tokens.push(token(&text, start, (start, end), "plain", None));
        }
        while let Some(span) = spans.get(next).filter(|s| s.start <= end) {
            let hover = hovers.and_then(|h| h.get(&span.start)).filter(|_| span.start >= start).cloned();
            tokens.push(token(&text, start, (span.start.max(start), span.end.min(end)), class(span), hover));
            if span.end > end {
                break; // it goes on in the next line
            }
            next += 1;
        }
        let decisions = decisions.remove(&line).unwrap_or_default();
        lines.push(Row { id: Id::Line(number, line), from: Vec::new(), what: SourceLine { line, tokens, decisions } });
        start = end + 1;
    }
    Ok(SourceView { file: number, name: name.to_owned(), lines })
}

fn token(text: &[u8], line: u32, (from, to): (u32, u32), class: &'static str, hover: Option<String>) -> TokenRow {
    let bytes = text.get(from as usize..to as usize).unwrap_or_default();
    TokenRow { at: from - line, text: String::from_utf8_lossy(bytes).into_owned(), class, hover }
}

fn class(span: &Span) -> &'static str {
    match span.class {
        TokenClass::Keyword => "keyword",
        TokenClass::Name => "name",
        TokenClass::Number => "number",
        TokenClass::Text => "text",
        TokenClass::Operator => "operator",
        TokenClass::Comment => "comment",
    }
}

/// What was decided about the lines of a file, each once.
fn decisions(is_this: &dyn Fn(&str) -> bool, recorded: &Recorded) -> Decisions {
    let mut out = Decisions::new();
    let mut add = |line: u32, decision: Decision| {
        let list = out.entry(line).or_default();
        if !list.iter().any(|d: &Decision| (d.column, &d.text) == (decision.column, &decision.text)) {
            list.push(decision);
        }
    };
    for note in recorded.notes.iter().filter(|n| is_this(&n.at.file)) {
        let inline = note.text.contains("inlin");
        let kind = if inline { DecisionKind::Inline } else { DecisionKind::Escape };
        add(note.at.line, Decision { column: note.at.column, kind, text: note.text.clone() });
    }
    for removed in recorded.functions.iter().flat_map(|f| &f.removed).filter(|r| is_this(&r.file)) {
        let kind = if removed.is_call { DecisionKind::Call } else { DecisionKind::Check };
        add(removed.line, Decision { column: removed.column, kind, text: removed.text.clone() });
    }
    for file in recorded.files.iter().filter(|f| is_this(&f.name)) {
        for (offset, text) in &file.types {
            let before = file.text.get(..*offset as usize).unwrap_or_default();
            let line = 1 + before.iter().filter(|b| **b == b'\n').count();
            let column = 1 + before.iter().rev().take_while(|b| **b != b'\n').count();
            let decision = Decision { column: column as u32, kind: DecisionKind::Type, text: text.clone() };
            add(line as u32, decision);
        }
    }
    out
}
