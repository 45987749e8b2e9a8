//! The boot of a program, as it really happens: it is run under ptrace from its first instruction to `main.main`. In: an
//! executable. Out: instruction by instruction what changes up to `runtime.check`, and from there on a stop at each function
//! of [`STOPS`] when it is first called: registers, stack, thread, memory map. The program's own initialisers run, and
//! nothing behind them: it is killed where `main.main` begins. Facts: ptrace(2), GOROOT `runtime/rt0_linux_amd64.s`,
//! `asm_amd64.s`, `proc.go`.

use crate::arch;
use crate::files::Files;
use crate::model::{Id, Row};
use crate::program::Program;
use crate::ptrace::{self, Event, Thread};
use crate::traced::{COPY, Process, failed};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Functions at which the program is stopped, behind those of the machine ([`arch::BOOT`]), with what they do.
const STOPS: &[(&str, &str)] = &[
    ("runtime.check", "Are the sizes and the arithmetic what the compiler believes? g0 and m0 know each other by now."),
    ("runtime.args", "Arguments and the auxiliary vector are looked at: page size, random numbers, the vDSO."),
    ("runtime.osinit", "The number of processors and the size of huge pages."),
    (
        "runtime.schedinit",
        "Everything the scheduler needs: stacks, heap, modules, arguments, collector, one P per processor.",
    ),
    ("runtime.mallocinit", "The heap reserves its address space."),
    ("runtime.modulesinit", "Which modules there are: their tables of functions and pointers."),
    ("runtime.gcinit", "The pace of the collector."),
    ("runtime.procresize", "The Ps are made; m0 takes the first."),
    ("runtime.newproc", "The first goroutine, for runtime.main, is put into a run queue."),
    ("runtime.mstart", "The first thread becomes one of the scheduler's."),
    ("runtime.schedule", "The scheduler looks for a goroutine that can run."),
    ("runtime.execute", "It has found one, and ties it to this thread."),
    ("runtime.gogo", "It loads the goroutine's stack pointer and jumps to its program counter."),
    ("runtime.main", "The main goroutine runs, on a stack of its own."),
    ("runtime.newm", "Another thread is made: the first is for sysmon, which watches all others."),
    ("runtime.sysmon", "The watcher runs, on a thread without a P."),
    ("runtime.doInit1", "The initialisers of packages run, those of the runtime first."),
    ("runtime.gcenable", "From here on there are collections, with their goroutines."),
    ("runtime.bgsweep", "The sweeper's goroutine runs."),
    ("runtime.bgscavenge", "The scavenger's goroutine runs, which gives memory back."),
    ("main.init", "The initialisers of package main."),
    ("main.main", "The program begins."),
];

/// Up to here every instruction is a step.
const STEPPED_TO: &str = "runtime.check";
/// The end.
const LAST: &str = "main.main";
/// The most steps.
const MAX_STEPS: usize = 5000;
/// Words of the stack that are shown.
const STACK_WORDS: u64 = 24;

/// A word of the stack.
#[derive(Clone, Debug, Serialize)]
pub struct StackRow {
    /// Address.
    pub at: u64,
    /// What is there.
    pub value: u64,
    /// What of the executable that is the address of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
}

/// A mapping of the process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MapRow {
    /// First address.
    pub from: u64,
    /// Address behind it.
    pub to: u64,
    /// As `/proc` writes it.
    pub access: String,
    /// File, `[stack]` and so on.
    pub what: String,
}

/// A stop.
#[derive(Clone, Debug, Serialize)]
pub struct StopRow {
    /// The function that begins here.
    pub name: String,
    /// What it does.
    pub what: &'static str,
    /// Address.
    pub at: u64,
    /// Which thread: 1 is the first.
    pub thread: usize,
    /// Registers.
    pub registers: Vec<(&'static str, u64)>,
    /// The current g, once there is thread-local storage: address and, if it has one, name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub g: Option<(u64, Option<String>)>,
    /// The stack from its top.
    pub stack: Vec<StackRow>,
    /// The memory of the process.
    pub maps: Vec<MapRow>,
}

/// An instruction that was carried out.
#[derive(Clone, Debug, Serialize)]
pub struct StepAt {
    /// Address.
    pub at: u64,
    /// The function it belongs to.
    pub function: String,
    /// Registers that it has changed, with their new values.
    pub changed: Vec<(&'static str, u64)>,
}

/// What was recorded.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BootView {
    /// Stops in their order.
    pub stops: Vec<Row<StopRow>>,
    /// Instructions up to `runtime.check`.
    pub steps: Vec<Row<StepAt>>,
    /// Threads that there were in the end.
    pub threads: usize,
    /// Why it ended before `main.main`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
}

/// Runs a program to its `main.main`. The error is a line.
pub(crate) fn record(bytes: &[u8], program: &Program, files: &Files, cwd: &Path) -> Result<BootView, String> {
    let process = Process::start(bytes, cwd, LAST)?;
    let mut boot = Boot::new(process, program, files);
    let result = boot.run();
    let view = BootView { threads: boot.process.threads.len(), ..boot.view };
    match result {
        Ok(()) => Ok(view),
        Err(why) if view.stops.is_empty() => Err(why),
        Err(why) => Ok(BootView { ended: Some(why), ..view }),
    }
}

/// A program on its way.
struct Boot<'p> {
    process: Process,
    program: &'p Program,
    files: &'p Files,
    /// Stops that are still to come, by address; each counts once.
    wanted: BTreeMap<u64, (&'static str, &'static str)>,
    view: BootView,
}

impl<'p> Boot<'p> {
    fn new(process: Process, program: &'p Program, files: &'p Files) -> Boot<'p> {
        let stop = |&(name, what): &(&'static str, &'static str)| Some((program.symbol_of(name, true)?, (name, what)));
        Boot {
            process,
            program,
            files,
            wanted: arch::BOOT.iter().chain(STOPS).filter_map(stop).collect(),
            view: BootView::default(),
        }
    }

    fn run(&mut self) -> Result<(), String> {
        self.step_through()?;
        let addresses: Vec<u64> = self.wanted.keys().copied().collect();
        addresses.into_iter().try_for_each(|at| self.process.set_breakpoint(at))?;
        self.process.resume(self.process.leader, 0)?;
        while !self.is_at_end() {
            let (thread, registers) = self.process.next_stop()?;
            let at = arch::pc(&registers);
            if let Some(what) = self.wanted.remove(&at) {
                self.stop(thread, at, what)?;
            }
            self.process.resume(thread, 0)?;
        }
        Ok(())
    }
    fn is_at_end(&self) -> bool {
        self.view.stops.last().is_some_and(|stop| stop.what.name == LAST)
    }

    /// Steps from the entry point to [`STEPPED_TO`], stops on the way among them.
    fn step_through(&mut self) -> Result<(), String> {
        let mut before = self.registers(self.process.leader)?;
        while self.view.steps.len() < MAX_STEPS {
            let at = self.pc(&before);
            if let Some((name, what)) = self.wanted.remove(&at) {
                self.stop(self.process.leader, at, (name, what))?;
                if name == STEPPED_TO {
                    break;
                }
            }
            ptrace::step(self.process.leader).map_err(failed)?;
            match self.process.wait()? {
                Event::Stopped(_, libc::SIGTRAP) => {}
                other => return Err(format!("the program ended: {other:?}")),
            }
            let after = self.registers(self.process.leader)?;
            let changed =
                after.iter().zip(&before).filter(|(a, b)| a != b && a.0 != arch::PC).map(|(a, _)| *a).collect();
            let function = self.program.name_of(at).unwrap_or_default();
            let what = StepAt { at, function, changed };
            self.view.steps.push(Row { id: Id::At(at), from: self.program.lines(at, self.files), what });
            before = after;
        }
        Ok(())
    }
    fn pc(&self, registers: &[(&'static str, u64)]) -> u64 {
        registers.iter().find(|r| r.0 == arch::PC).map_or(0, |r| r.1)
    }

    fn registers(&self, thread: Thread) -> Result<Vec<(&'static str, u64)>, String> {
        Ok(arch::named(&ptrace::registers(thread).map_err(failed)?))
    }
    fn stop(&mut self, thread: Thread, at: u64, (name, what): (&str, &'static str)) -> Result<(), String> {
        let registers = ptrace::registers(thread).map_err(failed)?;
        let sp = arch::sp(&registers);
        let word = |n: u64| {
            let at = sp.checked_add(8 * n)?;
            let value = self.process.word(at)?;
            Some(StackRow { at, value, names: self.program.name_of(value) })
        };
        let g = arch::g_word(&registers).and_then(|at| self.process.word(at));
        let row = StopRow {
            name: name.to_owned(),
            what,
            at,
            thread: self.process.threads.iter().position(|t| *t == thread).map_or(0, |n| n + 1),
            g: g.filter(|g| *g != 0).map(|g| (g, self.program.name_of(g))),
            stack: (0..STACK_WORDS).map_while(word).collect(),
            maps: maps(self.process.leader),
            registers: arch::named(&registers),
        };
        let from = self.program.lines(at, self.files);
        self.view.stops.push(Row { id: Id::At(at), from, what: row });
        Ok(())
    }
}

/// The mappings of a process, as `/proc` tells them.
fn maps(process: Thread) -> Vec<MapRow> {
    let text = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let row = |line: &str| {
        let mut words = line.split_whitespace();
        let (from, to) = words.next()?.split_once('-')?;
        let hex = |text: &str| u64::from_str_radix(text, 16).ok();
        let access = words.next()?.to_owned();
        let what = words.nth(3).unwrap_or_default();
        // The copy that was run is the program.
        let what = if what.contains(COPY) { "the program".to_owned() } else { what.to_owned() };
        Some(MapRow { from: hex(from)?, to: hex(to)?, access, what })
    };
    text.lines().filter_map(row).collect()
}
