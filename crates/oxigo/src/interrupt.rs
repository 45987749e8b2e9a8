//! What signals from the terminal do. While packages are built, the work directory is removed and
//! the command ends; while a program runs, they are for the program alone. While tests run, they are for
//! the tests, behind which no other begins; the second one ends the command too.

use build::Builder;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What an interrupt does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The command ends.
    End,
    /// Nothing; the program that runs got it too.
    Ignore,
    /// The builder begins nothing more.
    Stop,
}

/// In force until dropped.
pub(crate) struct Guard {
    answer: Arc<AtomicU8>,
    handle: Option<signal_hook::iterator::Handle>,
}

/// Begins to watch for signals. Where that cannot be done, they end the process as ever.
pub(crate) fn on_signals(builder: &Builder<'_>) -> Guard {
    let answer = Arc::new(AtomicU8::new(Answer::End as u8));
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]) else {
        return Guard { answer, handle: None };
    };
    let handle = signals.handle();
    let (current, work, stop) = (answer.clone(), builder.work_dir(), builder.stop());
    std::thread::spawn(move || {
        for signal in &mut signals {
            let answer = current.load(Ordering::Acquire);
            let is_key = matches!(signal, SIGINT | SIGQUIT);
            if is_key && answer == Answer::Ignore as u8 {
                continue;
            }
            if is_key && answer == Answer::Stop as u8 && !stop.swap(true, Ordering::AcqRel) {
                continue;
            }
            if let Some(work) = &work {
                let _ = std::fs::remove_dir_all(work);
            }
            std::process::exit(1);
        }
    });
    Guard { answer, handle: Some(handle) }
}

impl Guard {
    /// From now on the terminal's signals are for the program that runs.
    pub(crate) fn leave_to_program(&self) {
        self.answer.store(Answer::Ignore as u8, Ordering::Release);
    }
    /// From now on they are for the tests that run, and keep others from being begun.
    pub(crate) fn leave_to_tests(&self) {
        self.answer.store(Answer::Stop as u8, Ordering::Release);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(handle) = &self.handle {
            handle.close();
        }
    }
}
