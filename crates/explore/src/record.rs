//! What the compiler tells of one package. In: calls of [`compile::Recorder`] from the threads that compile. Out:
//! [`Recorded`]: for each function how it looked behind every step, for each name its type, for each place what was
//! decided. Functions are ordered by name, whichever thread was first.

use crate::steps::{FunctionSteps, Steps};
use compile::{EscapeNote, Recorder};
use ssa::{Func, Snapshots};
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::{Mutex, PoisonError};
use types::Session;
use types::body::{Body, Expr, ExprKind};

/// A source file of the package.
#[derive(Clone, Debug)]
pub struct RecordedFile {
    /// As tables of lines name it.
    pub name: String,
    /// Its text.
    pub text: Vec<u8>,
    /// What is known of the token at an offset.
    pub hovers: HashMap<u32, String>,
    /// What is known of types, by the offset of their declared names.
    pub types: Vec<(u32, String)>,
}

/// Everything that was told.
#[derive(Debug, Default)]
pub struct Recorded {
    /// Source files in the order of the package.
    pub files: Vec<RecordedFile>,
    /// Functions by name.
    pub functions: Vec<FunctionSteps>,
    /// What was inlined and what escapes.
    pub notes: Vec<EscapeNote>,
}

impl Recorded {
    /// A function with its number.
    pub(crate) fn steps_of(&self, name: &str) -> Option<(u32, &FunctionSteps)> {
        let n = self.functions.binary_search_by(|f| f.symbol.as_str().cmp(name)).ok()?;
        Some((n as u32, &self.functions[n]))
    }
}

/// Collects what the compiler tells.
pub struct Recording {
    /// Which functions are followed; none: all.
    only: Option<Vec<String>>,
    told: Mutex<Recorded>,
}

impl Recording {
    /// Follows these functions and their closures, or all.
    pub fn new(only: Option<Vec<String>>) -> Recording {
        Recording { only, told: Mutex::default() }
    }
    /// What was told.
    pub fn finish(self) -> Recorded {
        let mut told = self.told.into_inner().unwrap_or_else(PoisonError::into_inner);
        told.functions.sort_by(|a, b| a.symbol.cmp(&b.symbol));
        told.functions.dedup_by(|a, b| a.symbol == b.symbol);
        told
    }
    fn lock(&self) -> std::sync::MutexGuard<'_, Recorded> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn wants(&self, symbol: &str) -> bool {
        let within =
            |only: &String| symbol.strip_prefix(&**only).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.only.as_ref().is_none_or(|only| only.iter().any(within))
    }
}

impl Recorder for Recording {
    fn checked(&self, session: &Session, package: &compile::world::Known) {
        let sources = package.sources.files();
        let mut files: Vec<RecordedFile> = sources
            .iter()
            .map(|f| RecordedFile {
                name: f.name.to_string(),
                text: f.text.to_vec(),
                hovers: HashMap::new(),
                types: Vec::new(),
            })
            .collect();
        let mut note = |pos: base::Pos, text: String| {
            let Some(n) = package.sources.file_index(pos) else { return };
            files[n].hovers.insert(pos.0 - sources[n].base.0, text);
        };
        let bodies = package.checked.inits.iter().chain(&package.checked.bodies);
        bodies.for_each(|body| note_body(session, body, &mut note));
        note_package(session, package, &mut note);
        crate::typefacts::note(session, &package.checked, &|t| type_text(session, t), &mut |pos, text| {
            let Some(n) = package.sources.file_index(pos) else { return };
            files[n].types.push((pos.0 - sources[n].base.0, text));
        });
        self.lock().files = files;
    }
    fn function<'r>(&'r self, symbol: &str) -> Option<Box<dyn Snapshots + 'r>> {
        self.wants(symbol)
            .then(|| Box::new(Following { recording: self, steps: Steps::default() }) as Box<dyn Snapshots>)
    }
    fn decided(&self, notes: &[EscapeNote]) {
        self.lock().notes = notes.to_vec();
    }
}

/// Names of a type as a reader of the package would write it.
fn type_text(s: &Session, t: types::TypeId) -> String {
    let name = |pkg| s.pkg(pkg).name.get().map_or_else(|| s.pkg(pkg).path.to_string(), |&n| s.text(n).to_owned());
    types::typestring::TypeWriter::new(s, &name).text(t)
}

/// Types of expressions and variables of a function.
fn note_body(s: &Session, body: &Body, note: &mut dyn FnMut(base::Pos, String)) {
    // Of expressions at one place (`*p` stands where `p` stands) the variable says most.
    let (variables, others): (Vec<&Expr>, Vec<&Expr>) =
        body.exprs.iter_enumerated().map(|(_, e)| e).partition(|e| matches!(e.kind, ExprKind::Local(_)));
    for e in others.into_iter().chain(variables) {
        if let Some(text) = expr_text(s, body, e) {
            note(e.pos, text);
        }
    }
    for (_, local) in body.locals.iter_enumerated() {
        let name = local.obj.map_or("", |o| s.text(s.obj(o).name));
        if name.is_empty() {
            continue;
        }
        let marks =
            [(local.address_taken, "address taken"), (local.captured, "captured"), (local.reassigned, "set again")];
        let marks: Vec<&str> = marks.into_iter().filter(|m| m.0).map(|m| m.1).collect();
        let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
        note(local.pos, format!("var {name} {}{marks}", type_text(s, local.typ)));
    }
}

fn expr_text(s: &Session, body: &Body, e: &Expr) -> Option<String> {
    let typ = type_text(s, e.typ);
    Some(match &e.kind {
        ExprKind::Const(value) => format!("{typ} = {value}"),
        ExprKind::Nil => format!("nil {typ}"),
        ExprKind::Local(l) => {
            let name = body.locals[*l].obj.map(|o| s.text(s.obj(o).name))?;
            format!("var {name} {typ}")
        }
        // It stands where its operand stands, which says more.
        ExprKind::Convert { .. } => return None,
        _ => typ,
    })
}

/// Types of what is declared at package level.
fn note_package(s: &Session, package: &compile::world::Known, note: &mut dyn FnMut(base::Pos, String)) {
    let scope = s.pkg(package.checked.pkg).scope.get();
    for (&name, &obj) in scope.into_iter().flatten() {
        let (o, name) = (s.obj(obj), s.text(name));
        let typ = type_text(s, s.obj_type(obj));
        let text = match o.const_value() {
            Some(value) => format!("const {name} {typ} = {value}"),
            None if o.is_var() => format!("var {name} {typ}"),
            None if o.is_type_name() => format!("type {typ}"),
            None => format!("{name} {typ}"),
        };
        note(o.pos, text);
    }
}

/// Follows one function; hands on what it saw when it is dropped.
struct Following<'r> {
    recording: &'r Recording,
    steps: Steps,
}

impl Snapshots for Following<'_> {
    fn after(&mut self, step: &'static str, func: &Func) {
        self.steps.after(step, func);
    }
    fn machine(&mut self, step: &'static str, form: &dyn Display) {
        self.steps.machine(step, form);
    }
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        if let Some(function) = std::mem::take(&mut self.steps).finish() {
            self.recording.lock().functions.push(function);
        }
    }
}
