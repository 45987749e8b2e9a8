//! What becomes of a function's frame when the stack grows, as it really happens. In: an executable and a function. Out: the
//! stack of a goroutine that runs the function, word by word, before and after the runtime has copied it to a larger
//! one. The program runs under ptrace until the function's frame is whole. There the goroutine's stack bound is set to the
//! upper end of its stack, so that the next function that asks whether there is room makes the runtime grow it; the
//! program is ended when that is done. Facts: GOROOT `runtime/stack.go` (`newstack`, `copystack`), `runtime2.go`.

use crate::arch;
use crate::files::Files;
use crate::model::{Id, Row};
use crate::pclntab::{Pclntab, Record};
use crate::program::Program;
use crate::ptrace::{self, Registers, Thread};
use crate::traced::{Process, failed};
use serde::Serialize;
use std::path::Path;
use std::time::{Duration, Instant};

/// The function of the runtime that copies a stack; its first argument is the goroutine.
const COPY: &str = "runtime.copystack";
/// Where functions that goroutines begin with return to; what is above it is no frame.
const OUTERMOST: &str = "runtime.goexit";
/// Offsets in `runtime.g`: both ends of the stack, the bound that functions compare with, the thread, and where the
/// goroutine goes on, stack pointer first.
const LOW: u64 = 0;
const HIGH: u64 = 8;
const BOUND: u64 = 16;
const M: u64 = 48;
const STACK_POINTER: u64 = 56;
const PROGRAM_COUNTER: u64 = 64;
/// How often a program is run at most until a stack has grown.
const ATTEMPTS: usize = 3;
/// Only if the runs before took less.
const AGAIN: Duration = Duration::from_secs(3);
/// The most frames and words of a frame that are shown.
const MAX_FRAMES: usize = 24;
const MAX_WORDS: usize = 256;

/// A stack at one time.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StackAt {
    /// Lowest address.
    pub low: u64,
    /// Address above it.
    pub high: u64,
    /// Stack pointer.
    pub sp: u64,
}

/// A word of a frame.
#[derive(Clone, Debug, Serialize)]
pub struct WordRow {
    /// Bytes from the upper end of the stack down to it.
    pub depth: u64,
    /// Bytes above the stack pointer of its frame.
    pub offset: u64,
    /// What is there before.
    pub before: u64,
    /// And after.
    pub after: u64,
    /// What the frame has there, if that is known.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub what: &'static str,
    /// What of the executable that is the address of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<String>,
}

/// A frame with the return address above it.
#[derive(Clone, Debug, Serialize)]
pub struct FrameAt {
    /// The function.
    pub function: String,
    /// Bytes, without the return address.
    pub size: u64,
    /// Its words, high ones first.
    pub words: Vec<WordRow>,
}

/// What was recorded.
#[derive(Clone, Debug, Default, Serialize)]
pub struct GrowthView {
    /// Address of the goroutine's g.
    pub g: u64,
    /// The stack before and after; nothing before the program was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacks: Option<[StackAt; 2]>,
    /// Frames, the innermost first.
    pub frames: Vec<Row<FrameAt>>,
}

/// Runs a program until a stack with the frame of a function has grown. The error is a line.
pub(crate) fn record(name: &str, program: &Program, files: &Files, cwd: &Path) -> Result<GrowthView, String> {
    let table = program.pclntab().ok_or("the executable has no table of functions")?;
    let address =
        program.symbol_of(name, false).ok_or("the function is not in the program: it was inlined or is not needed")?;
    let record = table.find(address).ok_or("the function has no record")?;
    let whole = frame_is_whole(&table, record).ok_or("the function has no frame of its own")?;
    let copy = program.symbol_of(COPY, false).ok_or("the runtime of this program grows no stacks")?;
    let goal = format!("a stack with a frame of {name} grew");
    let whole = address + u64::from(whole);
    let attempt = || {
        let process = Process::start(program.bytes(), cwd, &goal)?;
        let table = program.pclntab().ok_or("the executable has no table of functions")?;
        Growth { process, whole, copy, table, program, files }.run()
    };
    // The runtime sets the same bound when it wants to stop a goroutine that has run for long.
    let began = Instant::now();
    let mut result = attempt();
    for _ in 1..ATTEMPTS {
        if result.is_err() && began.elapsed() < AGAIN {
            result = attempt();
        }
    }
    result
}

/// The offset of the first instruction that has the whole frame.
fn frame_is_whole(table: &Pclntab<'_>, record: Record) -> Option<u32> {
    let sizes = table.sp(record)?;
    let most = sizes.entries().iter().map(|e| e.1).max().filter(|most| *most > 0)?;
    sizes.entries().iter().find(|e| e.1 == most).map(|e| e.0)
}

struct Growth<'p> {
    process: Process,
    /// Where the function's frame is whole.
    whole: u64,
    /// Where copying begins.
    copy: u64,
    table: Pclntab<'p>,
    program: &'p Program,
    files: &'p Files,
}

/// A stack that is read before it is copied.
struct Old {
    stack: StackAt,
    /// Its words from the stack pointer on.
    words: Vec<u64>,
    pc: u64,
}

impl Growth<'_> {
    fn run(&mut self) -> Result<GrowthView, String> {
        self.process.set_breakpoint(self.whole)?;
        self.process.resume(self.process.leader, 0)?;
        let mut wanted = None;
        loop {
            let (thread, registers) = self.process.next_stop()?;
            if arch::pc(&registers) == self.whole {
                wanted = self.raise_bound(&registers)?.or(wanted);
                self.process.set_breakpoint(self.copy)?;
            } else if wanted == Some(arch::first_argument(&registers)) {
                let old = self.old(arch::first_argument(&registers))?;
                if self.frames_of(&old).iter().any(|f| f.0 == self.whole_function()) {
                    return self.copied(thread, registers, &old);
                }
            }
            self.process.step_over(thread, arch::pc(&registers))?;
        }
    }
    fn whole_function(&self) -> u32 {
        self.table.find(self.whole).map_or(0, |r| r.entry)
    }
    fn word(&self, at: u64) -> Result<u64, String> {
        self.process.word(at).ok_or_else(|| format!("no memory at {at:#x}"))
    }

    /// Lets the goroutine of a stopped thread find its stack too small; gives the goroutine, unless it is one whose stack
    /// does not grow.
    fn raise_bound(&self, registers: &Registers) -> Result<Option<u64>, String> {
        let g = self.word(arch::g_word(registers).unwrap_or_default())?;
        let system = self.word(self.word(g + M)?)?;
        if g == system {
            return Ok(None);
        }
        ptrace::write(self.process.leader, g + BOUND, self.word(g + HIGH)?).map_err(failed)?;
        Ok(Some(g))
    }

    fn stack(&self, g: u64) -> Result<StackAt, String> {
        Ok(StackAt { low: self.word(g + LOW)?, high: self.word(g + HIGH)?, sp: self.word(g + STACK_POINTER)? })
    }
    fn old(&self, g: u64) -> Result<Old, String> {
        let stack = self.stack(g)?;
        let words = (stack.sp..stack.high).step_by(8).map(|at| self.word(at)).collect::<Result<_, _>>()?;
        Ok(Old { stack, words, pc: self.word(g + PROGRAM_COUNTER)? })
    }
    /// The frames of a stack, innermost first: entry of the function, address in it, stack pointer, size.
    fn frames_of(&self, old: &Old) -> Vec<(u32, u64, u64, u64)> {
        let (mut pc, mut sp, mut out) = (old.pc, old.stack.sp, Vec::new());
        while out.len() < MAX_FRAMES {
            // The address behind a call may belong to what comes next.
            let Some(record) = self.table.find(pc.wrapping_sub(1)) else { break };
            if self.table.name(record).as_deref() == Some(OUTERMOST) {
                break;
            }
            let start = self.table.text + u64::from(record.entry);
            let offset = u32::try_from(pc.wrapping_sub(1).wrapping_sub(start)).unwrap_or(u32::MAX);
            let Some(size) = self.table.sp(record).and_then(|t| u64::try_from(t.at(offset)).ok()) else { break };
            out.push((record.entry, pc, sp, size));
            let at = (sp + size - old.stack.sp) / 8;
            let Some(&back) = usize::try_from(at).ok().and_then(|n| old.words.get(n)) else { break };
            (pc, sp) = (back, sp + size + 8);
        }
        out
    }

    /// Lets copying come to its end and compares.
    fn copied(&mut self, thread: Thread, registers: Registers, old: &Old) -> Result<GrowthView, String> {
        let g = arch::first_argument(&registers);
        let back = self.word(arch::sp(&registers))?;
        self.process.set_breakpoint(back)?;
        self.process.resume(thread, 0)?;
        while self.process.next_stop()?.0 != thread {}
        let now = self.stack(g)?;
        let frames = self.frames_of(old);
        let frames = frames.into_iter().map(|frame| self.frame(frame, old, now)).collect::<Result<_, _>>()?;
        Ok(GrowthView { g, stacks: Some([old.stack, now]), frames })
    }

    fn frame(&self, (_, pc, sp, size): (u32, u64, u64, u64), old: &Old, now: StackAt) -> Result<Row<FrameAt>, String> {
        let name = self.table.find(pc.wrapping_sub(1)).and_then(|r| self.table.name(r)).unwrap_or_default();
        let offsets = (0..=size / 8).rev().map(|n| 8 * n).take(MAX_WORDS);
        let words = offsets.map(|offset| self.compared(sp, offset, size, old, now)).collect::<Result<_, _>>()?;
        let id = Id::At(pc);
        Ok(Row {
            id,
            from: self.program.lines(pc.wrapping_sub(1), self.files),
            what: FrameAt { function: name, size, words },
        })
    }
    fn compared(&self, sp: u64, offset: u64, size: u64, old: &Old, now: StackAt) -> Result<WordRow, String> {
        let depth = old.stack.high - (sp + offset);
        let before = usize::try_from((sp + offset - old.stack.sp) / 8).ok().and_then(|n| old.words.get(n)).copied();
        let before = before.ok_or("a frame reaches beyond its stack")?;
        let what = match size.checked_sub(offset) {
            Some(0) => "return address",
            Some(8) => arch::SAVED_FRAME_POINTER,
            _ => "",
        };
        let names = self.program.name_of(before).filter(|_| what == "return address");
        Ok(WordRow { depth, offset, before, after: self.word(now.high - depth)?, what, names })
    }
}
