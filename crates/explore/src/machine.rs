//! Machine code around register allocation as rows. In: the texts that code generation shows (`machine::show`). Out:
//! a row a line: the places of its operands, whether it moves something to or from a spill slot, and at calls the
//! words of the frame that hold pointers meanwhile. Lines that look otherwise are kept as they are.

use crate::files::Files;
use crate::model::{Id, Row};
use crate::steps::FunctionSteps;
use serde::Serialize;
use std::collections::HashMap;

/// A line of machine code around register allocation.
#[derive(Clone, Debug, Serialize)]
pub struct MachineRow {
    /// Text.
    pub text: String,
    /// Virtual registers with the places they have.
    pub places: Vec<(Id, String)>,
    /// A move to or from a spill slot: `spill`, `reload`, else `move` where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<&'static str>,
    /// Words of the frame that hold pointers while the call lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointers: Option<String>,
}

/// Pointer words by number of the instruction.
pub(crate) type Pointers = HashMap<u32, String>;

/// The rows of a text.
pub(crate) fn rows(text: &str, number: u32, f: &FunctionSteps, files: &Files, maps: &Pointers) -> Vec<Row<MachineRow>> {
    let body = text.lines().skip(1).filter(|l| *l != "}");
    body.enumerate().map(|(n, line)| row(line, (number, n as u32), f, files, maps)).collect()
}

fn row(line: &str, (function, n): (u32, u32), f: &FunctionSteps, files: &Files, maps: &Pointers) -> Row<MachineRow> {
    let (text, place) = split_place(line);
    let inst = text.split_whitespace().next().and_then(|w| w.parse::<u32>().ok());
    let from =
        inst.map(|_| places_of(place, f)).into_iter().flatten().map(|(file, line)| files.line(&file, line)).collect();
    let what = MachineRow {
        text: text.trim_end().to_owned(),
        places: places(text, function),
        moved: moved(text),
        pointers: inst.and_then(|n| maps.get(&n)).cloned(),
    };
    // Effects have numbers of SSA instructions; those of machine code count from the other end.
    Row { id: Id::Effect(function, u32::MAX - n), from, what }
}

/// A line and the position at its end (`@line:column f1 s ^in0`).
fn split_place(line: &str) -> (&str, &str) {
    match line.rfind(" @").filter(|&at| line[at + 2..].starts_with(|c: char| c.is_ascii_digit() || c == '-')) {
        Some(at) => (&line[..at], &line[at + 2..]),
        None => (line, ""),
    }
}

/// The place that a position names (`line:column f1 s ^in0`, lines counted from the function's first one), then those of
/// the calls around it.
fn places_of(position: &str, f: &FunctionSteps) -> Vec<(String, u32)> {
    let mut words = position.split(' ');
    let line: i64 = words.next().and_then(|w| w.split(':').next()?.parse().ok()).unwrap_or(0);
    let (mut file, mut call) = (None, None);
    for word in words {
        file = word.strip_prefix('f').and_then(|n| n.parse::<usize>().ok()).or(file);
        call = word.strip_prefix("^in").and_then(|n| n.parse::<usize>().ok()).or(call);
    }
    let (name, first, around) = match call.and_then(|n| f.inlined.get(n)) {
        Some(inlined) => (&inlined.file, inlined.line, &inlined.calls[..]),
        None => (file.and_then(|n| f.files.get(n.checked_sub(1)?)).unwrap_or(&f.place.0), f.place.1, &[][..]),
    };
    let line = u32::try_from(i64::from(first) + line).unwrap_or(0);
    std::iter::once((name.clone(), line)).chain(around.iter().cloned()).collect()
}

/// `[v7=RAX, …]` behind an instruction.
fn places(text: &str, function: u32) -> Vec<(Id, String)> {
    let list = text.rfind("  [").and_then(|at| text[at + 3..].split(']').next()).unwrap_or_default();
    let pair = |(register, place): (&str, &str)| {
        let number = register.strip_prefix('v')?.parse().ok()?;
        Some((Id::Register(function, number), place.to_owned()))
    };
    list.split(", ").filter_map(|text| text.split_once('=')).filter_map(pair).collect()
}

fn moved(text: &str) -> Option<&'static str> {
    let (from, to) = text.trim().split_once(" -> ").filter(|(from, _)| !from.contains(' '))?;
    Some(match (from.starts_with("spill"), to.starts_with("spill")) {
        (true, false) => "reload",
        (false, true) => "spill",
        _ => "move",
    })
}

/// What the text of the maps says of each call.
pub(crate) fn pointers(maps: &str) -> Pointers {
    let call = |line: &str| {
        let (head, words) = line.split_once(": ").or_else(|| line.strip_suffix(':').map(|head| (head, "")))?;
        let number = head.split_whitespace().next()?.parse().ok()?;
        Some((number, if words.is_empty() { "none".to_owned() } else { words.to_owned() }))
    };
    maps.lines().skip(1).filter_map(call).collect()
}

/// The slots and the head of the text of the maps.
pub(crate) fn slots(maps: &str) -> Vec<String> {
    let is_slot = |l: &&str| l.trim_start().starts_with('s') || l.trim_start().starts_with("always");
    let head = maps.lines().next().map(|l| l.trim_end_matches(" {").to_owned());
    head.into_iter().chain(maps.lines().skip(1).filter(is_slot).map(|l| l.trim().to_owned())).collect()
}
