//! What signals from the terminal do. While packages are built, the work directory is removed and
//! the command ends; while a program runs, they are for the program alone.

use build::Builder;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// In force until dropped.
pub(crate) struct Guard {
    program_runs: Arc<AtomicBool>,
    handle: Option<signal_hook::iterator::Handle>,
}

/// Begins to watch for signals. Where that cannot be done, they end the process as ever.
pub(crate) fn on_signals(builder: &Builder<'_>) -> Guard {
    let program_runs = Arc::new(AtomicBool::new(false));
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]) else {
        return Guard { program_runs, handle: None };
    };
    let handle = signals.handle();
    let (runs, work) = (program_runs.clone(), builder.work_dir());
    std::thread::spawn(move || {
        for signal in &mut signals {
            if runs.load(Ordering::Acquire) && matches!(signal, SIGINT | SIGQUIT) {
                continue;
            }
            if let Some(work) = &work {
                let _ = std::fs::remove_dir_all(work);
            }
            std::process::exit(1);
        }
    });
    Guard { program_runs, handle: Some(handle) }
}

impl Guard {
    /// From now on the terminal's signals are for the program that runs.
    pub(crate) fn leave_to_program(&self) {
        self.program_runs.store(true, Ordering::Release);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(handle) = &self.handle {
            handle.close();
        }
    }
}
