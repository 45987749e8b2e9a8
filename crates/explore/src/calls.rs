//! Who calls whom. In: the code of an executable, read once from end to end; what was recorded of functions as they
//! enter the passes, and which calls were inlined by then. Out: for a function those that call it and those it calls, the inlined ones among
//! them, and those that `go`, `defer` and func values start. Functions that the compiler makes for these are passed by.
//! Code that jumps to the beginning of another function calls it, too.

use crate::arch::{self, Flow};
use crate::callees::{Call, How};
use crate::files::Files;
use crate::model::{Id, Row};
use crate::program::Program;
use crate::record::Recorded;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A caller or callee.
#[derive(Clone, Debug, Serialize)]
pub struct CallRow {
    /// Name.
    pub name: String,
    /// `inlined`, or as [`How::text`] says.
    pub how: &'static str,
    /// The function that the compiler has made between the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
}

/// The surroundings of a function.
#[derive(Clone, Debug, Serialize)]
pub struct CallsView {
    /// The function.
    pub name: String,
    /// Who calls it.
    pub callers: Vec<Row<CallRow>>,
    /// Whom it calls.
    pub callees: Vec<Row<CallRow>>,
}

/// Direct calls of an executable, by numbers of its symbols.
#[derive(Debug, Default)]
pub(crate) struct CallIndex {
    callers: HashMap<u32, BTreeSet<u32>>,
    callees: HashMap<u32, BTreeSet<u32>>,
}

impl CallIndex {
    /// Reads all code.
    pub(crate) fn of(program: &Program) -> CallIndex {
        let mut index = CallIndex::default();
        let starts: HashMap<u64, u32> = program.code_symbols().map(|(n, s)| (s.address, n)).collect();
        for (n, symbol) in program.code_symbols() {
            let Some(bytes) = program.memory(symbol.address) else { continue };
            let size = usize::try_from(symbol.size).unwrap_or(usize::MAX).min(bytes.len());
            arch::each_branch(&bytes[..size], symbol.address, |flow, to| {
                let target = matches!(flow, Flow::Call | Flow::Jump).then(|| starts.get(&to)).flatten();
                // A jump to its own beginning, behind growing the stack, is no call.
                let is_own = |&to: &u32| to == n && flow == Flow::Jump;
                if let Some(&to) = target.filter(|to| !is_own(to)) {
                    index.callers.entry(to).or_default().insert(n);
                    index.callees.entry(n).or_default().insert(to);
                }
            });
        }
        index
    }
}

/// What functions that the compiler makes for `go`, `defer` and method values are called.
const WRAPPERS: [&str; 2] = ["gowrap", "deferwrap"];
const METHOD_VALUE: &str = "-fm";

fn is_wrapper(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_numbered = |kind: &str| last.strip_prefix(kind).is_some_and(|n| n.parse::<u32>().is_ok());
    last.ends_with(METHOD_VALUE) || WRAPPERS.iter().any(|kind| is_numbered(kind))
}

/// What is called in the end, and the function in between that the compiler has made for that.
fn followed(call: &Call, e: &Whole<'_>) -> (String, Option<String>) {
    let Some(name) = &call.callee else { return (unknown(call.how).to_owned(), None) };
    match is_wrapper(name).then(|| wrapped(name, e)).flatten() {
        Some(target) => (target, Some(name.clone())),
        None => (name.clone(), None),
    }
}

/// What stands for a callee that nobody knows.
fn unknown(how: How) -> &'static str {
    if how == How::Interface { "(a method of an interface)" } else { "(a func value)" }
}

/// The only function that a wrapper calls.
fn wrapped(name: &str, e: &Whole<'_>) -> Option<String> {
    let (_, f) = e.recorded.steps_of(name)?;
    let inlined = f.inlined.iter().filter(|i| i.calls.len() == 1).map(|i| i.name.clone());
    let direct = f.calls.iter().filter(|c| !c.is_inlined && c.how != How::Value);
    let direct = direct.map(|c| c.callee.clone().unwrap_or_else(|| unknown(c.how).to_owned()));
    let all: BTreeSet<String> = inlined.chain(direct).collect();
    all.iter().next().filter(|_| all.len() == 1).cloned()
}

/// What is known of all functions.
pub(crate) struct Whole<'e> {
    pub(crate) recorded: &'e Recorded,
    pub(crate) program: Option<&'e Program>,
    /// The calls of the executable.
    pub(crate) index: &'e dyn Fn(&Program) -> &'e CallIndex,
    pub(crate) files: &'e Files,
}

/// The surroundings of a function. The error is a line.
pub(crate) fn view(name: &str, e: &Whole<'_>) -> Result<CallsView, String> {
    let mut all = Rows::default();
    let symbol = e.program.and_then(|p| p.symbol(name));
    if let (Some(program), Some(n)) = (e.program, symbol) {
        let index = (e.index)(program);
        let names = |map: &HashMap<u32, BTreeSet<u32>>| -> Vec<String> {
            map.get(&n).into_iter().flatten().map(|&n| program.symbols[n as usize].name.clone()).collect()
        };
        names(&index.callers).into_iter().for_each(|caller| all.callers.add(caller, "call", None));
        names(&index.callees).into_iter().for_each(|callee| all.callees.add(callee, "call", None));
    }
    for f in &e.recorded.functions {
        for call in &f.inlined {
            let line = call.calls.first().map(|(file, line)| e.files.line(file, *line));
            // What was inlined into an inlined function is called by that one.
            if f.symbol == name && call.calls.len() == 1 {
                all.callees.add(call.name.clone(), "inlined", line);
            }
            if call.name == name {
                all.callers.add(f.symbol.clone(), "inlined", line);
            }
        }
        for call in &f.calls {
            let line = Some(e.files.line(&call.place.0, call.place.1));
            let (to, through) = followed(call, e);
            if to == name || call.callee.as_deref() == Some(name) {
                all.callers.add(f.symbol.clone(), call.how.text(), line);
            }
            if f.symbol == name {
                all.callees.add_through(to, call.how.text(), line, through);
            }
        }
    }
    let is_known = symbol.is_some() || e.recorded.functions.iter().any(|f| f.symbol == name);
    if !is_known {
        return Err(format!("{name}: no such function"));
    }
    Ok(CallsView { name: name.to_owned(), callers: all.callers.rows(e), callees: all.callees.rows(e) })
}

#[derive(Default)]
struct Rows {
    callers: Side,
    callees: Side,
}

/// Names with how they are called: where, and through what.
#[derive(Default)]
struct Side(BTreeMap<(String, &'static str), Entry>);

/// Where something is called, and through what.
#[derive(Default)]
struct Entry {
    lines: BTreeSet<Id>,
    through: Option<String>,
}

impl Side {
    fn add(&mut self, name: String, how: &'static str, line: Option<Id>) {
        self.0.entry((name, how)).or_default().lines.extend(line);
    }
    fn add_through(&mut self, name: String, how: &'static str, line: Option<Id>, through: Option<String>) {
        let entry = self.0.entry((name, how)).or_default();
        entry.lines.extend(line);
        entry.through = through;
    }
    fn rows(self, e: &Whole<'_>) -> Vec<Row<CallRow>> {
        let row = |(n, ((name, how), entry)): (usize, ((String, &'static str), Entry))| Row {
            id: e.program.and_then(|p| p.symbol(&name)).map_or(Id::Symbol(u32::MAX - n as u32), Id::Symbol),
            from: entry.lines.into_iter().collect(),
            what: CallRow { name, how, through: entry.through },
        };
        self.0.into_iter().enumerate().map(row).collect()
    }
}
