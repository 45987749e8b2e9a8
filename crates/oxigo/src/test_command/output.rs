//! What tests print, in the order of packages. In: text of packages that are tested at the same time. Out:
//! standard output, on which the text of a package that is not shown as it comes stands whole, behind
//! that of the packages before it. Streams of events may be mixed, but begin in the order of packages.

use crate::test2json::Converter;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Standard output, shared by the packages.
pub(super) struct Printer {
    state: Mutex<State>,
}

struct State {
    /// What waits for earlier packages, by package.
    held: Vec<Vec<u8>>,
    /// Packages whose turn may be over: text is whole, or events have begun.
    is_ready: Vec<bool>,
    /// All packages before this one are ready.
    turn: usize,
}

impl Printer {
    /// For so many packages.
    pub(super) fn new(packages: usize) -> Printer {
        let state = State { held: vec![Vec::new(); packages], is_ready: vec![false; packages], turn: 0 };
        Printer { state: Mutex::new(state) }
    }

    /// Prints at once.
    fn now(&self, text: &[u8]) {
        let _guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = std::io::stdout().lock().write_all(text);
    }

    /// Prints text of a package, as soon as all packages before it are ready, and makes it ready.
    fn in_turn(&self, package: usize, text: &[u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        state.held[package].extend_from_slice(text);
        state.is_ready[package] = true;
        let mut out = Vec::new();
        if package < state.turn {
            out.append(&mut state.held[package]);
        }
        while state.is_ready.get(state.turn) == Some(&true) {
            out.append(&mut state.held[state.turn]);
            state.turn += 1;
        }
        let _ = std::io::stdout().lock().write_all(&out);
        let _ = std::io::stdout().lock().flush();
    }
}

type Emit<'p> = Box<dyn FnMut(&str) + 'p>;

/// What one package prints.
pub(super) struct Output<'p> {
    printer: &'p Printer,
    package: usize,
    events: Option<Converter<Emit<'p>>>,
    /// Shown as it comes.
    is_live: bool,
    /// The text, unless it was only shown.
    pub(super) text: Vec<u8>,
    keeps_text: bool,
}

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// Shown as it comes.
    Live,
    /// The same, and kept for the cache.
    LiveAndKept,
    /// Shown at the end.
    Whole,
}

impl<'p> Output<'p> {
    /// Output of a package; `events` names it in a stream of events.
    pub(super) fn new(printer: &'p Printer, package: usize, events: Option<&str>, route: Route) -> Output<'p> {
        let emit = move |line: &str| printer.in_turn(package, line.as_bytes());
        let events = events.map(|path| Converter::new(path, true, Box::new(emit) as Emit<'p>));
        let (is_live, keeps_text) = (route != Route::Whole, route != Route::Live);
        Output { printer, package, events, is_live, text: Vec::new(), keeps_text }
    }

    /// Takes text in.
    pub(super) fn write(&mut self, text: &[u8]) {
        if self.keeps_text {
            self.text.extend_from_slice(text);
        }
        if self.is_live {
            self.show(text);
        }
    }

    fn show(&mut self, text: &[u8]) {
        match &mut self.events {
            Some(events) => events.write(text),
            None => self.printer.now(text),
        }
    }

    /// Takes in the only text of a package whose tests do not run.
    pub(super) fn only(&mut self, text: &str) {
        (self.is_live, self.keeps_text) = (self.events.is_some(), self.events.is_none());
        self.write(text.as_bytes());
    }

    /// Ends the output of the package.
    pub(super) fn finish(mut self, passed: bool) {
        if let Some(mut events) = self.events.take() {
            events.exited(passed);
            return events.close();
        }
        let text = if self.is_live { &[] } else { &self.text[..] };
        self.printer.in_turn(self.package, text);
    }
}

/// Says that a package prints nothing.
pub(super) fn nothing(printer: &Printer, package: usize) {
    printer.in_turn(package, b"");
}
