//! A program that runs under ptrace. In: an executable. Out: its process, which stops at breakpoints, and tells registers
//! and memory there. It gets no input, what it prints is thrown away, and it ends with the value that holds it. Facts: ptrace(2).

use crate::arch;
use crate::ptrace::{self, Event, Registers, Thread};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// What copies of programs are called.
pub(crate) const COPY: &str = "oxigo-boot-";

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(15);

/// A program on its way.
pub(crate) struct Process {
    /// Held for its end.
    _traced: Traced,
    pub(crate) leader: Thread,
    memory: File,
    /// Words of code where a breakpoint is or was: threads may have come to one at the same time.
    saved: BTreeMap<u64, u64>,
    pub(crate) threads: Vec<Thread>,
    deadline: Instant,
    /// What it is waited for, for messages.
    goal: String,
}

impl Process {
    /// Starts a program; it stops before its first instruction. The error is a line.
    pub(crate) fn start(bytes: &[u8], cwd: &Path, goal: &str) -> Result<Process, String> {
        let traced = Executable::of(bytes)?.start(cwd)?;
        let leader = traced.leader();
        let deadline = Instant::now() + LIMIT;
        match wait(leader, deadline, goal)? {
            Event::Stopped(_, libc::SIGTRAP) => {}
            other => return Err(format!("the program did not begin: {other:?}")),
        }
        let memory = File::open(format!("/proc/{leader}/mem")).map_err(|e| format!("memory of the program: {e}"))?;
        ptrace::follow_threads(leader).map_err(failed)?;
        let (saved, threads, goal) = (BTreeMap::new(), vec![leader], goal.to_owned());
        Ok(Process { _traced: traced, leader, memory, saved, threads, deadline, goal })
    }

    /// A word of its memory.
    pub(crate) fn word(&self, at: u64) -> Option<u64> {
        let mut bytes = [0; 8];
        self.memory.read_exact_at(&mut bytes, at).ok()?;
        Some(u64::from_le_bytes(bytes))
    }

    /// The next thing that happens.
    pub(crate) fn wait(&self) -> Result<Event, String> {
        wait(self.leader, self.deadline, &self.goal)
    }

    /// Lets a thread go on, with a signal or 0.
    pub(crate) fn resume(&self, thread: Thread, signal: i32) -> Result<(), String> {
        ptrace::go_on(thread, signal).map_err(failed)
    }

    /// Stops threads that come to an address.
    pub(crate) fn set_breakpoint(&mut self, at: u64) -> Result<(), String> {
        let word = match self.saved.get(&at) {
            Some(&word) => word,
            None => self.word(at).ok_or("the code of the program cannot be read")?,
        };
        // Bytes of this word may belong to another breakpoint.
        let now = self.word(at).ok_or("the code of the program cannot be read")?;
        ptrace::write(self.leader, at, (now & !0xff) | u64::from(arch::TRAP)).map_err(failed)?;
        self.saved.insert(at, word);
        Ok(())
    }

    /// Runs until a thread comes to a breakpoint, which is gone then; gives it with its registers, stopped there.
    pub(crate) fn next_stop(&mut self) -> Result<(Thread, Registers), String> {
        loop {
            match self.wait()? {
                Event::Stopped(thread, libc::SIGTRAP) => {
                    if let Some(registers) = self.at_breakpoint(thread)? {
                        return Ok((thread, registers));
                    }
                    self.resume(thread, 0)?;
                }
                other => self.pass(other)?,
            }
        }
    }

    /// Carries out the instruction at a breakpoint and sets it again; other threads wait for their turn meanwhile.
    pub(crate) fn step_over(&mut self, thread: Thread, at: u64) -> Result<(), String> {
        ptrace::step(thread).map_err(failed)?;
        loop {
            match self.wait()? {
                Event::Stopped(t, libc::SIGTRAP) if t == thread => break,
                // It comes to the breakpoint once more.
                Event::Stopped(other, libc::SIGTRAP) => {
                    self.at_breakpoint(other)?;
                    self.resume(other, 0)?;
                }
                Event::Stopped(t, signal) if t == thread => {
                    self.resume(t, signal)?;
                    return self.set_breakpoint(at);
                }
                other => self.pass(other)?,
            }
        }
        self.set_breakpoint(at)?;
        self.resume(thread, 0)
    }

    /// A thread that was stopped by a breakpoint is put back to its address, and the instruction there is restored.
    fn at_breakpoint(&mut self, thread: Thread) -> Result<Option<Registers>, String> {
        let mut registers = ptrace::registers(thread).map_err(failed)?;
        let at = arch::pc(&registers).wrapping_sub(1);
        let Some(&word) = self.saved.get(&at) else { return Ok(None) };
        let now = self.word(at).ok_or("the code of the program cannot be read")?;
        ptrace::write(thread, at, (now & !0xff) | (word & 0xff)).map_err(failed)?;
        arch::set_pc(&mut registers, at);
        ptrace::set_registers(thread, &registers).map_err(failed)?;
        Ok(Some(registers))
    }

    /// What happens besides breakpoints.
    fn pass(&mut self, event: Event) -> Result<(), String> {
        let goal = &self.goal;
        match event {
            Event::Stopped(thread, libc::SIGSTOP) => {
                // A new thread begins with this.
                if !self.threads.contains(&thread) {
                    self.threads.push(thread);
                }
                self.resume(thread, 0)
            }
            Event::Stopped(thread, signal) => self.resume(thread, signal),
            Event::Cloned(thread) => self.resume(thread, 0),
            Event::Exited(thread, code) if thread == self.leader => {
                Err(format!("the program ended with code {code} before {goal}"))
            }
            Event::Killed(thread, signal) if thread == self.leader => {
                Err(format!("the program was ended by signal {signal} before {goal}"))
            }
            _ => Ok(()),
        }
    }
}

pub(crate) fn failed(e: std::io::Error) -> String {
    format!("ptrace: {e}")
}

/// A copy of the executable that is removed with this.
struct Executable(PathBuf);

impl Executable {
    fn of(bytes: &[u8]) -> Result<Executable, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("{COPY}{}-{number}", std::process::id()));
        let open = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o700).open(&path);
        let copy = Executable(path);
        let written = open.and_then(|mut file| std::io::Write::write_all(&mut file, bytes));
        written.map(|()| copy).map_err(|e| format!("cannot copy the program: {e}"))
    }
    /// Starts it; it stops before its first instruction.
    fn start(&self, cwd: &Path) -> Result<Traced, String> {
        let mut command = Command::new(&self.0);
        command.current_dir(cwd);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let deadline = Instant::now() + LIMIT;
        loop {
            match ptrace::spawn(&mut command) {
                // Another thread has just forked and holds the file open for a moment.
                Err(e) if e.kind() == ErrorKind::ExecutableFileBusy && Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                other => return other.map(Traced).map_err(|e| format!("cannot run the program: {e}")),
            }
        }
    }
}

impl Drop for Executable {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A program that is traced by this thread, and ends with this.
struct Traced(Child);

impl Traced {
    fn leader(&self) -> Thread {
        self.0.id().cast_signed()
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let deadline = Instant::now() + LIMIT;
        // Every thread has its end told.
        while Instant::now() < deadline {
            match ptrace::poll(self.leader()) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
                Ok(Event::None) => std::thread::sleep(Duration::from_millis(1)),
                Ok(_) => {}
            }
        }
    }
}

/// The next thing that happens to one of the threads of a program.
fn wait(leader: Thread, deadline: Instant, goal: &str) -> Result<Event, String> {
    loop {
        match ptrace::poll(leader) {
            Ok(Event::None) if Instant::now() > deadline => {
                return Err(format!("not within {} s: {goal}", LIMIT.as_secs()));
            }
            Ok(Event::None) => std::thread::sleep(Duration::from_micros(50)),
            Ok(event) => return Ok(event),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(format!("the program is gone: {e}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever becomes of a boot, the program does not stay behind.
    #[test]
    fn a_traced_program_ends_with_its_owner() {
        let file = Executable::of(b"#!/bin/sh\nexec sleep 300\n").expect("a file");
        let traced = file.start(Path::new("/")).expect("a process");
        let process = PathBuf::from(format!("/proc/{}", traced.leader()));
        assert!(process.exists());
        drop(traced);
        assert!(!process.exists());
    }
}
