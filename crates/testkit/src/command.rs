//! Running a command to its end or to a time limit. The command leads a process group of its
//! own, so that a limit also ends what it started.

use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How a command ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The command line, for messages.
    pub command: String,
    /// Exit status; `None` when the time limit ended it.
    pub status: Option<ExitStatus>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
    /// Wall time.
    pub elapsed: Duration,
}

impl Finished {
    /// Whether it exited with 0.
    pub fn ok(&self) -> bool {
        self.status.is_some_and(|s| s.success())
    }
    /// The exit code; `None` after a signal or the time limit.
    pub fn code(&self) -> Option<i32> {
        self.status?.code()
    }
    /// Standard output as text.
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }
    /// Standard error as text.
    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
    /// One line on how it ended, with the last words of standard error.
    pub fn summary(&self) -> String {
        let how = match self.status {
            None => format!("was stopped after {:.0?}", self.elapsed),
            Some(s) => match (s.code(), s.signal()) {
                (Some(code), _) => format!("exited with {code}"),
                (_, signal) => format!("died of signal {}", signal.unwrap_or(0)),
            },
        };
        let err = self.err();
        let tail: Vec<&str> = err.lines().rev().take(8).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        format!("{} {how}\n{}", self.command, tail.join("\n"))
    }
    /// Standard output as text; panics with the summary unless the command succeeded.
    pub fn expect(&self) -> String {
        assert!(self.ok(), "{}", self.summary());
        self.out()
    }
}

/// Runs `command` with `input` on its standard input, at most for `limit`.
pub fn run(command: &mut Command, input: &[u8], limit: Duration) -> Finished {
    let shown = format!("{command:?}");
    let start = Instant::now();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().unwrap_or_else(|e| panic!("{shown}: {e}"));
    let pid = Pid::from_child(&child);
    let (mut stdin, input) = (child.stdin.take(), input.to_vec());
    thread::spawn(move || stdin.as_mut().map(|pipe| pipe.write_all(&input)));
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let status = wait(&mut child, start, limit);
    if status.is_none() {
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = child.wait();
    }
    let gather = |reader: thread::JoinHandle<Vec<u8>>| reader.join().unwrap_or_default();
    let elapsed = start.elapsed();
    Finished { command: shown, status, stdout: gather(stdout), stderr: gather(stderr), elapsed }
}

/// Waits for the end or the limit; `None` for the limit.
fn wait(child: &mut Child, start: Instant, limit: Duration) -> Option<ExitStatus> {
    let mut pause = Duration::from_micros(500);
    loop {
        let status = child.try_wait().expect("a child can be waited for");
        if status.is_some() || start.elapsed() >= limit {
            return status;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Reads a pipe to its end on a thread.
fn collect(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut all = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut all);
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_and_limits() {
        let done = run(Command::new("sh").args(["-c", "cat; echo e >&2; exit 3"]), b"in", Duration::from_secs(20));
        assert_eq!((done.out().as_str(), done.err().as_str(), done.code()), ("in", "e\n", Some(3)));
        let stopped = run(Command::new("sh").args(["-c", "sleep 50 & sleep 50"]), b"", Duration::from_millis(200));
        assert!(stopped.status.is_none() && stopped.elapsed < Duration::from_secs(20));
    }
}
