//! One test program. In: its command line, how long it may take. Out: what it prints as it comes, and how
//! it ended. A program that runs too long is asked for its stacks (SIGQUIT); if that does not end
//! it either, it is killed. Output that others hold open is waited for a while. Authority: GOROOT
//! `os/exec/exec.go` (`Cmd.WaitDelay`), `cmd/go/internal/test/test.go`.

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use std::ffi::OsString;
use std::io::Read;
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// A program to run.
pub(super) struct Job<'a> {
    /// The command and its arguments.
    pub(super) words: &'a [String],
    /// Where it runs.
    pub(super) dir: &'a Path,
    /// Its `$PATH`.
    pub(super) path: OsString,
    /// Its `$GOCOVERDIR`.
    pub(super) coverage: Option<&'a Path>,
    /// When it is asked to end.
    pub(super) limit: Option<Duration>,
    /// How long it may then take, and how long output is waited for after its end.
    pub(super) delay: Option<Duration>,
}

/// What was done to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intervention {
    /// It was asked for its stacks.
    Quit,
    /// Somebody else held its output open for too long.
    Abandoned,
}

/// How a program ended.
pub(super) struct Ended {
    /// Its status, or why it was not started.
    pub(super) status: Result<ExitStatus, String>,
    pub(super) intervention: Option<Intervention>,
    pub(super) time: Duration,
}

/// Takes what a program prints.
pub(super) type Sink<'s> = &'s mut dyn FnMut(&[u8]);

/// What happens while it runs.
enum Event {
    Output(Vec<u8>),
    OutputEnded,
    Ended,
}

/// Runs a program. `sink` takes what it prints on both streams; without one it prints to
/// standard output itself.
pub(super) fn run(job: &Job<'_>, sink: Option<Sink<'_>>) -> Ended {
    let start = Instant::now();
    let (sender, receiver) = channel();
    let mut child = match start_program(job, sink.is_some().then_some(&sender)) {
        Ok(child) => child,
        Err(e) => {
            let name = &job.words[0];
            let what = match !name.contains('/') && e.kind() == std::io::ErrorKind::NotFound {
                true => format!("exec: {name:?}: executable file not found in $PATH"),
                false => build::io_text("fork/exec", Path::new(name), &e),
            };
            return Ended { status: Err(what), intervention: None, time: start.elapsed() };
        }
    };
    let pid = Pid::from_child(&child);
    std::thread::spawn(move || {
        // The process stays until it is waited for below, so that no other has its number.
        let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
        let _ = sender.send(Event::Ended);
    });
    let intervention = watch(job, pid, &receiver, sink, start);
    let status = child.wait().map_err(|e| e.to_string());
    Ended { status, intervention, time: start.elapsed() }
}

fn start_program(job: &Job<'_>, output: Option<&Sender<Event>>) -> std::io::Result<Child> {
    let mut command = Command::new(&job.words[0]);
    command.args(&job.words[1..]).current_dir(job.dir).stdin(Stdio::null());
    command.env("PATH", &job.path).env("PWD", job.dir);
    command.envs(job.coverage.map(|dir| ("GOCOVERDIR", dir)));
    let mut reader = None;
    let [out, errors] = match output {
        None => {
            let own = std::io::stdout();
            [own.as_fd().try_clone_to_owned()?, own.as_fd().try_clone_to_owned()?].map(Stdio::from)
        }
        Some(_) => {
            let (end, writer) = std::io::pipe()?;
            reader = Some(end);
            [Stdio::from(writer.try_clone()?), Stdio::from(writer)]
        }
    };
    command.stdout(out).stderr(errors);
    let child = spawn(&mut command)?;
    if let (Some(mut reader), Some(sender)) = (reader, output.cloned()) {
        std::thread::spawn(move || {
            let mut buffer = vec![0; 32 << 10];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                let _ = sender.send(Event::Output(buffer[..n].to_vec()));
            }
            let _ = sender.send(Event::OutputEnded);
        });
    }
    Ok(child)
}

/// Starts a program that was written a moment ago: another thread's new process may hold it open for
/// writing until it has become another program.
fn spawn(command: &mut Command) -> std::io::Result<Child> {
    const TRIES: u32 = 200;
    for _ in 0..TRIES {
        match command.spawn() {
            Err(e) if e.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(Duration::from_millis(10));
            }
            other => return other,
        }
    }
    command.spawn()
}

/// Hands on output until the program and its output have ended, or time is up.
fn watch(
    job: &Job<'_>,
    pid: Pid,
    events: &Receiver<Event>,
    mut sink: Option<Sink<'_>>,
    start: Instant,
) -> Option<Intervention> {
    let mut until = job.limit.map(|limit| start + limit);
    let (mut has_ended, mut output_ended) = (false, sink.is_none());
    let mut intervention = None;
    while !(has_ended && output_ended) {
        let event = match until {
            Some(until) => events.recv_timeout(until.saturating_duration_since(Instant::now())),
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match event {
            Ok(Event::Output(text)) => sink.iter_mut().for_each(|sink| sink(&text)),
            Ok(Event::OutputEnded) => output_ended = true,
            Ok(Event::Ended) => {
                has_ended = true;
                until = job.delay.map(|delay| Instant::now() + delay);
            }
            Err(RecvTimeoutError::Timeout) if has_ended => {
                return Some(intervention.unwrap_or(Intervention::Abandoned));
            }
            Err(RecvTimeoutError::Timeout) => {
                let signal = if intervention.is_none() { Signal::QUIT } else { Signal::KILL };
                let _ = kill_process(pid, signal);
                intervention = Some(Intervention::Quit);
                until = job.delay.map(|delay| Instant::now() + delay);
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    intervention
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: u64, delay: u64) -> (Ended, String) {
        // A shell cannot trap what it was started to ignore, as commands in the background of scripts are.
        let words = ["env", "--default-signal=QUIT", "sh", "-c", script].map(str::to_owned);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let millis = |n| Some(Duration::from_millis(n));
        let job = Job {
            words: &words,
            dir: Path::new("/"),
            path,
            coverage: None,
            limit: millis(limit),
            delay: millis(delay),
        };
        let mut out = Vec::new();
        let ended = run(&job, Some(&mut |text: &[u8]| out.extend_from_slice(text)));
        (ended, String::from_utf8(out).unwrap())
    }

    #[test]
    fn both_streams_are_one() {
        let (ended, out) = shell("echo a; echo b >&2; echo c; pwd; exit 3", 10_000, 10_000);
        assert_eq!((out.as_str(), ended.status.unwrap().code(), ended.intervention), ("a\nb\nc\n/\n", Some(3), None));
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        // On a busy machine a shell may take long to set its trap.
        let (ended, out) = shell("trap 'echo stacks; exit 2' QUIT; while :; do sleep 0.01; done", 1_000, 20_000);
        assert_eq!((out.as_str(), ended.intervention), ("stacks\n", Some(Intervention::Quit)));
        assert_eq!(ended.status.unwrap().code(), Some(2));
        let (ended, _) = shell("trap '' QUIT; while :; do sleep 0.01; done", 1_000, 100);
        assert_eq!((ended.status.unwrap().code(), ended.intervention), (None, Some(Intervention::Quit)));
    }

    #[test]
    fn output_held_open_is_abandoned() {
        let (ended, out) = shell("echo a; sleep 3 &", 2_000, 100);
        assert_eq!((out.as_str(), ended.intervention), ("a\n", Some(Intervention::Abandoned)));
        assert!(ended.status.unwrap().success() && ended.time < Duration::from_secs(2));
    }
}
