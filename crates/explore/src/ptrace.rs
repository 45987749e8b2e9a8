#![allow(unsafe_code, reason = "ptrace is called through the C library; this leaf module is the only place")]
//! Running a program under ptrace: the few calls that the boot needs, in safe form. Every call is about a thread that is
//! traced by the calling thread and has stopped; of another one the system says that there is none. Authority:
//! ptrace(2), waitpid(2).

use std::io::{Error, Result};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

/// A thread by its number.
pub(crate) type Thread = i32;

/// What happens to a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Nothing has happened.
    None,
    /// It was stopped by a signal.
    Stopped(Thread, i32),
    /// It was stopped since it has made another thread.
    Cloned(Thread),
    /// It has ended, with this code.
    Exited(Thread, i32),
    /// It was ended by this signal.
    Killed(Thread, i32),
}

/// The registers of a thread.
pub(crate) type Registers = libc::user_regs_struct;

/// Starts a program that stops before its first instruction, in a process group of its own.
pub(crate) fn spawn(command: &mut Command) -> Result<Child> {
    command.process_group(0);
    let trace_me = || {
        // SAFETY: the call takes no pointers. Between fork and exec it takes no memory and no lock.
        check(unsafe { libc::ptrace(libc::PTRACE_TRACEME) })
    };
    // SAFETY: `trace_me` makes one system call.
    unsafe { command.pre_exec(trace_me) };
    command.spawn()
}

fn check(result: libc::c_long) -> Result<()> {
    if result == -1 { Err(Error::last_os_error()) } else { Ok(()) }
}

fn without_data(request: libc::c_uint, thread: Thread, data: usize) -> Result<()> {
    // SAFETY: these requests read no memory of this process; `data` is a number.
    check(unsafe { libc::ptrace(request, thread, 0usize, data) })
}

/// Threads that the program makes are traced, too, and all end with this process.
pub(crate) fn follow_threads(thread: Thread) -> Result<()> {
    let options = libc::PTRACE_O_TRACECLONE | libc::PTRACE_O_EXITKILL;
    without_data(libc::PTRACE_SETOPTIONS, thread, options.unsigned_abs() as usize)
}

/// Lets a thread carry out one instruction.
pub(crate) fn step(thread: Thread) -> Result<()> {
    without_data(libc::PTRACE_SINGLESTEP, thread, 0)
}

/// Lets a thread go on, with a signal or 0. One that has ended meanwhile is no error.
pub(crate) fn go_on(thread: Thread, signal: i32) -> Result<()> {
    match without_data(libc::PTRACE_CONT, thread, signal.unsigned_abs() as usize) {
        Err(e) if e.raw_os_error() == Some(libc::ESRCH) => Ok(()),
        other => other,
    }
}

/// Writes a word of the program's memory, code too.
pub(crate) fn write(thread: Thread, at: u64, word: u64) -> Result<()> {
    // SAFETY: the address is one of the traced program, where the system checks it; the word is a number.
    check(unsafe { libc::ptrace(libc::PTRACE_POKEDATA, thread, at as usize, word as usize) })
}

/// The registers of a thread.
pub(crate) fn registers(thread: Thread) -> Result<Registers> {
    // SAFETY: the structure is numbers alone, for which all bits zero is a value.
    let mut registers: Registers = unsafe { std::mem::zeroed() };
    // SAFETY: the request writes one such structure to the address, which is that of a live one.
    check(unsafe { libc::ptrace(libc::PTRACE_GETREGS, thread, 0usize, &raw mut registers) })?;
    Ok(registers)
}

/// Sets them.
pub(crate) fn set_registers(thread: Thread, registers: &Registers) -> Result<()> {
    // SAFETY: the request reads one such structure from the address, which is that of a live one.
    check(unsafe { libc::ptrace(libc::PTRACE_SETREGS, thread, 0usize, &raw const *registers) })
}

/// What has happened to a thread of a process group, without waiting for it.
pub(crate) fn poll(group: i32) -> Result<Event> {
    let mut status = 0;
    // SAFETY: the call writes one number to the address, which is that of a live one.
    let thread = unsafe { libc::waitpid(-group, &raw mut status, libc::__WALL | libc::WNOHANG) };
    if thread == -1 {
        return Err(Error::last_os_error());
    }
    Ok(match () {
        () if thread == 0 => Event::None,
        () if libc::WIFSTOPPED(status) && status >> 16 == libc::PTRACE_EVENT_CLONE => Event::Cloned(thread),
        () if libc::WIFSTOPPED(status) => Event::Stopped(thread, libc::WSTOPSIG(status)),
        () if libc::WIFSIGNALED(status) => Event::Killed(thread, libc::WTERMSIG(status)),
        () => Event::Exited(thread, libc::WEXITSTATUS(status)),
    })
}
