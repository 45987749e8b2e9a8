//! Bugs of ours: panics, caught where a function or package is finished, with all that is needed to find
//! them. In: work that may panic. Out: its result, or a [`Bug`] that names the subject, the pass, the line of
//! Go it was at and the line of ours. A panic is seen in two places: the hook ([`install`]) knows where in our
//! code it happened, [`catch`] knows what the work was about.
//!
//! What a thread is doing is kept per thread, since the hook is given nothing else: this is the only
//! thread-local state of the project. It is set on the way and never read by the work itself.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

/// Something of ours that went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bug {
    /// What was worked on: a function, or a package.
    pub subject: String,
    /// Where that stands in Go, `file:line`; may be empty.
    pub source: String,
    /// What the panic said.
    pub message: String,
    /// The pass; may be empty.
    pub pass: &'static str,
    /// Where in our code, `file:line:column`; may be empty.
    pub place: String,
    /// The stack, where `RUST_BACKTRACE` asks for it.
    pub backtrace: String,
}

/// How a command exits after one.
pub const EXIT_CODE: u8 = 3;

/// What users are asked for, behind the bugs.
pub const REPORT: &str =
    "This is a bug in oxigo, not in the program. Please report it with a short program that shows it.";

/// `file:line: internal compiler error: 'subject': message`, then where that was.
impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.source.is_empty() {
            write!(f, "{}: ", self.source)?;
        }
        write!(f, "internal compiler error: '{}': {}", self.subject, self.message)?;
        let pass = Some(self.pass).filter(|p| !p.is_empty()).map(|p| format!("in {p}"));
        let place = Some(&self.place).filter(|p| !p.is_empty()).map(|p| format!("at {p}"));
        let at: Vec<String> = pass.into_iter().chain(place).collect();
        if !at.is_empty() {
            write!(f, "\n\t{}", at.join(" "))?;
        }
        if !self.backtrace.is_empty() {
            write!(f, "\n{}", self.backtrace)?;
        }
        Ok(())
    }
}

thread_local! {
    static PASS: Cell<&'static str> = const { Cell::new("") };
    static AT: Cell<u32> = const { Cell::new(0) };
    static LAST: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// What the hook saw of a panic.
struct Seen {
    pass: &'static str,
    at: u32,
    place: String,
    backtrace: String,
}

/// Makes panics say nothing by themselves, but be remembered for [`catch`].
pub fn install() {
    std::panic::set_hook(Box::new(remember));
}

fn remember(info: &PanicHookInfo<'_>) {
    let trace = Backtrace::capture();
    let seen = Seen {
        pass: PASS.get(),
        at: AT.get(),
        place: info.location().map(ToString::to_string).unwrap_or_default(),
        backtrace: if trace.status() == BacktraceStatus::Captured { trace.to_string() } else { String::new() },
    };
    LAST.with(|last| *last.borrow_mut() = Some(seen));
}

/// Says that a pass runs until the guard is dropped.
#[must_use]
pub fn pass(name: &'static str) -> PassGuard {
    PassGuard(PASS.replace(name))
}

/// Ends a pass; the one around it goes on.
pub struct PassGuard(&'static str);

impl PassGuard {
    /// Ends this pass and begins the one behind it.
    #[must_use]
    pub fn then(self, name: &'static str) -> PassGuard {
        PASS.set(name);
        self
    }
}

impl Drop for PassGuard {
    fn drop(&mut self) {
        PASS.set(self.0);
    }
}

/// Says which place in the Go text is worked on, as a number that the `locate` of [`catch`] reads; 0: none.
#[inline]
pub fn at(place: u32) {
    AT.set(place);
}

/// Does some work. Of a bug, `subject` is what it was about; `locate` shows the place last given to [`at`].
pub fn catch<T>(subject: &str, locate: impl FnOnce(u32) -> String, work: impl FnOnce() -> T) -> Result<T, Box<Bug>> {
    let (outer_pass, outer_at) = (PASS.get(), AT.replace(0));
    let done = catch_unwind(AssertUnwindSafe(work));
    PASS.set(outer_pass);
    AT.set(outer_at);
    done.map_err(|payload| {
        let seen = LAST.with(|last| last.borrow_mut().take());
        let seen = seen.unwrap_or(Seen { pass: "", at: 0, place: String::new(), backtrace: String::new() });
        Box::new(Bug {
            subject: subject.to_owned(),
            source: if seen.at == 0 { String::new() } else { locate(seen.at) },
            message: message(payload.as_ref()),
            pass: seen.pass,
            place: seen.place,
            backtrace: seen.backtrace,
        })
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bugs_name_everything() {
        install();
        let work = || {
            let _outer = pass("outer");
            drop(pass("inner"));
            at(7);
            let list: Vec<u32> = Vec::new();
            list[std::hint::black_box(3)]
        };
        let bug = catch("main.f", |line| format!("a.go:{line}"), work).expect_err("a bug");
        assert_eq!((&*bug.subject, &*bug.source, bug.pass), ("main.f", "a.go:7", "outer"));
        assert!(bug.message.starts_with("index out of bounds"), "{}", bug.message);
        assert!(bug.place.contains("bug.rs:"), "{}", bug.place);
        let text = Bug { place: "x.rs:1:2".into(), message: "no".into(), backtrace: String::new(), ..*bug }.to_string();
        assert_eq!(text, "a.go:7: internal compiler error: 'main.f': no\n\tin outer at x.rs:1:2");
        // The pass has ended, and a later bug is another one.
        let bug = catch("main.g", |_| "nowhere".into(), || panic!("again")).expect_err("a bug");
        assert_eq!((bug.pass, &*bug.source, &*bug.message), ("", "", "again"));
    }
}
