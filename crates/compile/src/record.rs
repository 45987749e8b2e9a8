//! Telling somebody what becomes of a package while it is compiled. In: what the stages find out anyway. Out: calls of
//! a [`Recorder`]. Code and messages are the same with one as without; without one nothing is prepared for it.

use crate::escape_notes::EscapeNote;
use crate::views::Watch;
use crate::world::Known;
use ssa::{Func, Snapshots};
use std::fmt::Display;
use types::Session;

/// Somebody who wants to know what becomes of a package. Called from several threads.
pub trait Recorder: Sync {
    /// The package is right.
    fn checked(&self, session: &Session, package: &Known);
    /// A function begins its way through passes and code generation; whoever is returned sees it, and is dropped at
    /// its end.
    fn function<'r>(&'r self, symbol: &str) -> Option<Box<dyn Snapshots + 'r>>;
    /// What was inlined and what escapes, by position.
    fn decided(&self, notes: &[EscapeNote]);
}

/// Those who look at one function.
pub(crate) struct Watchers<'r> {
    /// Prints what `-d` asks for.
    pub(crate) printer: Watch,
    /// Watches for the recorder.
    pub(crate) recorder: Option<Box<dyn Snapshots + 'r>>,
}

impl Snapshots for Watchers<'_> {
    fn after(&mut self, step: &'static str, func: &Func) {
        self.printer.after(step, func);
        if let Some(recorder) = &mut self.recorder {
            recorder.after(step, func);
        }
    }
    fn machine(&mut self, step: &'static str, form: &dyn Display) {
        self.printer.machine(step, form);
        if let Some(recorder) = &mut self.recorder {
            recorder.machine(step, form);
        }
    }
}
