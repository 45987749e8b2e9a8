//! Who calls whom. In: the code of an executable, read once from end to end; what was recorded of functions as they
//! enter the passes, and which calls were inlined by then. Out: for a function those that call it and those it calls, the inlined ones among them. Code
//! that jumps to the beginning of another function calls it, too.

use crate::exploration::Exploration;
use crate::model::{Id, Row};
use crate::program::Program;
use crate::steps::{Callee, FunctionSteps};
use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A caller or callee.
#[derive(Clone, Debug, Serialize)]
pub struct CallRow {
    /// Name.
    pub name: String,
    /// `call`, `inlined`, `func value` or `interface`.
    pub how: &'static str,
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
        let mut inst = Instruction::default();
        for (n, symbol) in program.code_symbols() {
            let Some(bytes) = program.memory(symbol.address) else { continue };
            let size = usize::try_from(symbol.size).unwrap_or(usize::MAX).min(bytes.len());
            let mut decoder = Decoder::with_ip(64, &bytes[..size], symbol.address, DecoderOptions::NONE);
            while decoder.can_decode() {
                decoder.decode_out(&mut inst);
                let is_call = matches!(inst.flow_control(), FlowControl::Call | FlowControl::UnconditionalBranch);
                let target = is_call.then(|| starts.get(&inst.near_branch_target())).flatten();
                // A jump to its own beginning, behind growing the stack, is no call.
                let is_own = |&to: &u32| to == n && inst.flow_control() == FlowControl::UnconditionalBranch;
                if let Some(&to) = target.filter(|to| !is_own(to)) {
                    index.callers.entry(to).or_default().insert(n);
                    index.callees.entry(n).or_default().insert(to);
                }
            }
        }
        index
    }
}

/// The calls of a function as it enters the passes, with their places.
fn recorded_calls(f: &FunctionSteps) -> impl Iterator<Item = (&Callee, Option<&(String, u32)>)> {
    let blocks = f.passes.first().and_then(|p| p.blocks.as_ref()).into_iter().flatten();
    let lines = blocks.flat_map(|b| &b.lines).map(|&n| &f.lines[n]);
    lines.filter_map(|l| Some((l.calls.as_ref()?, l.places.first())))
}

/// The surroundings of a function. The error is a line.
pub(crate) fn view(name: &str, e: &Exploration) -> Result<CallsView, String> {
    let mut all = Rows::default();
    let symbol = e.program().and_then(|p| p.symbol(name));
    if let (Some(program), Some(n)) = (e.program(), symbol) {
        let index = e.call_index(program);
        let names = |map: &HashMap<u32, BTreeSet<u32>>| -> Vec<String> {
            map.get(&n).into_iter().flatten().map(|&n| program.symbols[n as usize].name.clone()).collect()
        };
        names(&index.callers).into_iter().for_each(|caller| all.callers.add(caller, "call", None));
        names(&index.callees).into_iter().for_each(|callee| all.callees.add(callee, "call", None));
    }
    for f in &e.recorded.functions {
        for call in &f.inlined {
            let line = call.calls.first().map(|(file, line)| e.line(file, *line));
            // What was inlined into an inlined function is called by that one.
            if f.symbol == name && call.calls.len() == 1 {
                all.callees.add(call.name.clone(), "inlined", line);
            }
            if call.name == name {
                all.callers.add(f.symbol.clone(), "inlined", line);
            }
        }
        for (callee, place) in recorded_calls(f) {
            let line = place.map(|(file, line)| e.line(file, *line));
            let (to, how) = match callee {
                Callee::Function(to) => (to.as_str(), "call"),
                Callee::FuncValue => ("(a func value)", "func value"),
                Callee::Interface => ("(a method of an interface)", "interface"),
            };
            if f.symbol == name {
                all.callees.add(to.to_owned(), how, line);
            }
            if to == name {
                all.callers.add(f.symbol.clone(), how, line);
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

/// Names with how and where they are called.
#[derive(Default)]
struct Side(BTreeMap<String, (&'static str, BTreeSet<Id>)>);

impl Side {
    fn add(&mut self, name: String, how: &'static str, line: Option<Id>) {
        let entry = self.0.entry(name).or_insert((how, BTreeSet::new()));
        entry.1.extend(line);
    }
    fn rows(self, e: &Exploration) -> Vec<Row<CallRow>> {
        let row = |(n, (name, (how, lines))): (usize, (String, (&'static str, BTreeSet<Id>)))| Row {
            id: e.program().and_then(|p| p.symbol(&name)).map_or(Id::Symbol(u32::MAX - n as u32), Id::Symbol),
            from: lines.into_iter().collect(),
            what: CallRow { name, how },
        };
        self.0.into_iter().enumerate().map(row).collect()
    }
}
