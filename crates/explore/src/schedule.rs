//! Goroutines over time. In: the events of an execution trace, as the official trace reader prints them (`go tool trace
//! -d`). Out: what ran on which P when, what each goroutine did and why it waited, how many could run and did not, who
//! was taken by another P, whose stack grew, collections and stops of the world. Times are nanoseconds from the first
//! event. Lines that say something else are counted and left out.
//!
//! A goroutine that becomes able to run enters the queue of the P where that happens; one that gives way, is stopped or
//! comes back from a system call enters the common queue, as does one that no P makes able to run. A trace has no event for
//! queues: they are told by who became able to run where and has not run since. Facts: GOROOT `runtime/proc.go`
//! (`ready`, `goschedImpl`, `exitsyscall0`), `runtime/traceallocfree.go`.

use crate::files::Files;
use crate::model::{Id, Row};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// A stretch of time on a P.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunRow {
    /// Beginning.
    pub from: u64,
    /// End.
    pub to: u64,
    /// The goroutine that ran.
    pub g: u64,
}

/// A stretch of a goroutine's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateRow {
    /// Beginning.
    pub from: u64,
    /// End.
    pub to: u64,
    /// `Running`, `Runnable`, `Waiting` or `Syscall`.
    pub state: String,
    /// Why it waits.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A goroutine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GoroutineRow {
    /// Number.
    pub g: u64,
    /// The function that it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Places as the trace writes them: of the `go` statement, then of the function.
    #[serde(skip)]
    pub places: Vec<String>,
    /// The goroutine that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<u64>,
    /// What it did.
    pub states: Vec<StateRow>,
}

/// Something that lasts: a collection, a stop of the world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RangeRow {
    /// Beginning.
    pub from: u64,
    /// End.
    pub to: u64,
    /// Name.
    pub name: String,
}

/// How many goroutines are in a queue from a moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LengthRow {
    /// The moment.
    pub from: u64,
    /// How many.
    pub length: usize,
}

/// A goroutine that became able to run on one P and was run by another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StealRow {
    /// When it began to run.
    pub at: u64,
    /// The goroutine.
    pub g: u64,
    /// In whose queue it was.
    pub from: u64,
    /// The P that runs it.
    pub to: u64,
}

/// A stack that was copied to a larger one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrowthRow {
    /// When.
    pub at: u64,
    /// The goroutine.
    pub g: u64,
    /// Bytes before.
    pub from: u64,
    /// Bytes from then on.
    pub to: u64,
}

/// A trace.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ScheduleView {
    /// Nanoseconds.
    pub total: u64,
    /// By number of the P, what ran there.
    pub processors: BTreeMap<u64, Vec<RunRow>>,
    /// Goroutines by number.
    pub goroutines: Vec<Row<GoroutineRow>>,
    /// Lengths of queues by number of the P.
    pub queues: BTreeMap<u64, Vec<LengthRow>>,
    /// Lengths of the common queue.
    pub common_queue: Vec<LengthRow>,
    /// Who was run by another P than the one in whose queue it was.
    pub steals: Vec<StealRow>,
    /// Ps whose thread was in a system call when another thread took them.
    pub retakes: u64,
    /// Stacks that grew; only traces of allocations know that.
    pub growths: Vec<GrowthRow>,
    /// Collections and the like.
    pub ranges: Vec<RangeRow>,
    /// How many threads told something.
    pub threads: usize,
    /// How many events of each kind there were.
    pub events: BTreeMap<String, u64>,
    /// How often a goroutine went on running on another P than before.
    pub moves: u64,
}

/// A line of an event, taken apart.
struct Event<'t> {
    time: u64,
    kind: &'t str,
    thread: &'t str,
    p: Option<u64>,
    g: Option<u64>,
    line: &'t str,
}

impl<'t> Event<'t> {
    fn parse(line: &'t str) -> Option<Event<'t>> {
        let mut words = line.split(' ');
        let thread = words.next()?.strip_prefix("M=")?;
        let number = |word: Option<&str>, key: &str| word?.strip_prefix(key).map(|n| n.parse().ok());
        let (p, g) = (number(words.next(), "P=")?, number(words.next(), "G=")?);
        let kind = words.next()?;
        let time = words.next()?.strip_prefix("Time=")?.parse().ok()?;
        Some(Event { time, kind, thread, p, g, line })
    }
    /// The value of `key=`, up to the next space, or within quotes.
    fn value(&self, key: &str) -> Option<&'t str> {
        let rest = &self.line[self.line.find(&format!(" {key}="))? + key.len() + 2..];
        match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => rest.split(' ').next(),
        }
    }
    /// The goroutine that changes, with the states before and after.
    fn transition(&self) -> Option<(u64, &'t str, &'t str)> {
        let g = self.value("Resource")?.strip_prefix("Goroutine(")?.strip_suffix(')')?.parse().ok()?;
        let (before, after) = self.states()?;
        Some((g, before, after))
    }
    fn states(&self) -> Option<(&'t str, &'t str)> {
        self.line.rsplit(' ').next()?.split_once("->")
    }
    /// A P that stops running though the event is not one of its own thread.
    fn is_retake(&self) -> bool {
        let p = self.value("Resource").and_then(|r| r.strip_prefix("Proc(")?.strip_suffix(')')?.parse::<u64>().ok());
        p.is_some() && p != self.p && self.states().is_some_and(|s| s.1 == "Idle" && s.0 != "Undetermined")
    }
    /// Name and numbers of an event of an experiment.
    fn experimental(&self) -> Option<(&'t str, Vec<u64>)> {
        let args = self.line.rsplit_once("Args=[")?.1.split(']').next()?;
        Some((self.value("Name")?, args.split(' ').filter_map(|n| n.parse().ok()).collect()))
    }
}

#[derive(Default)]
struct Reading {
    view: ScheduleView,
    goroutines: BTreeMap<u64, GoroutineRow>,
    /// State since when, and why.
    now: BTreeMap<u64, (String, u64, String)>,
    /// The goroutine on each P since when.
    running: BTreeMap<u64, (u64, u64)>,
    last_p: BTreeMap<u64, u64>,
    /// Who could run and does not, with the P in whose queue it is; none: it is in the common one.
    waiting: BTreeMap<u64, Option<u64>>,
    stacks: Stacks,
    ranges: BTreeMap<(String, String), u64>,
    start: Option<u64>,
}

/// What traces of allocations tell of stacks.
#[derive(Default)]
struct Stacks {
    /// Bytes by id.
    sizes: HashMap<u64, u64>,
    /// The last stack that a goroutine has allocated.
    last: HashMap<u64, u64>,
}

impl Stacks {
    /// What a goroutine did; gives the bytes before and after if its stack has grown. A stack is copied like this: the
    /// new one is allocated, then the old one is freed.
    fn event(&mut self, g: Option<u64>, name: &str, args: &[u64]) -> Option<(u64, u64)> {
        match (name, args) {
            ("GoroutineStack" | "GoroutineStackAlloc", &[id, order @ 1..=64]) => {
                let bytes = 1 << (order - 1);
                self.sizes.insert(id, bytes);
                self.last.extend(g.filter(|_| name == "GoroutineStackAlloc").map(|g| (g, bytes)));
                None
            }
            ("GoroutineStackFree", &[id]) => {
                let (before, now) = (self.sizes.remove(&id)?, self.last.remove(&g?)?);
                (before < now).then_some((before, now))
            }
            _ => None,
        }
    }
}

/// Stacks of an event, which follow it: frames are lines with one tab, their places lines with two.
#[derive(Default)]
struct Traces<'t> {
    /// Of the goroutine that changes.
    changed: Vec<&'t str>,
    /// Of the one that does it.
    own: Vec<&'t str>,
}

impl<'t> Traces<'t> {
    /// Reads lines up to the next event.
    fn read(lines: &mut std::iter::Peekable<std::str::Lines<'t>>) -> Traces<'t> {
        let mut traces = Traces::default();
        let mut is_own = false;
        while let Some(line) = lines.next_if(|l| !l.starts_with("M=")) {
            match line {
                "Stack=" => is_own = true,
                "TransitionStack=" => is_own = false,
                _ if line.starts_with('\t') && is_own => traces.own.push(line.trim()),
                _ if line.starts_with('\t') => traces.changed.push(line.trim()),
                _ => {}
            }
        }
        traces
    }
}

/// The trace that a text tells of.
pub(crate) fn view(text: &str, files: &Files) -> ScheduleView {
    let mut reading = Reading::default();
    let mut threads = std::collections::BTreeSet::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(event) = Event::parse(line) else { continue };
        threads.insert(event.thread);
        reading.event(&event, &Traces::read(&mut lines));
    }
    reading.finish(threads.len(), files)
}

impl Reading {
    fn event(&mut self, event: &Event<'_>, traces: &Traces<'_>) {
        let time = event.time.saturating_sub(*self.start.get_or_insert(event.time));
        self.view.total = self.view.total.max(time);
        *self.view.events.entry(event.kind.to_owned()).or_default() += 1;
        match event.kind {
            "StateTransition" => {
                if let Some((g, before, after)) = event.transition() {
                    self.transition(event, time, g, (before, after), traces);
                }
                self.view.retakes += u64::from(event.is_retake());
            }
            "Experimental" => self.experimental(event, time),
            "RangeBegin" | "RangeActive" => {
                self.ranges.entry(range_key(event)).or_insert(time);
            }
            "RangeEnd" => {
                let key = range_key(event);
                if let Some(from) = self.ranges.remove(&key) {
                    self.view.ranges.push(RangeRow { from, to: time, name: key.0 });
                }
            }
            _ => {}
        }
    }

    fn transition(&mut self, event: &Event<'_>, time: u64, g: u64, (before, after): (&str, &str), traces: &Traces<'_>) {
        let row = self.goroutines.entry(g).or_insert_with(|| GoroutineRow { g, ..GoroutineRow::default() });
        if before == "NotExist" {
            row.by = event.g;
            row.function = traces.changed.first().and_then(|f| f.split(" @ ").next()).map(str::to_owned);
            row.places =
                [&traces.own, &traces.changed].into_iter().filter_map(|t| t.get(1)).map(|p| (*p).to_owned()).collect();
        }
        let reason = event.value("Reason").unwrap_or_default().to_owned();
        if let Some((state, from, reason)) = self.now.remove(&g) {
            row.states.push(StateRow { from, to: time, state, reason });
        }
        if !matches!(after, "NotExist" | "Undetermined") {
            self.now.insert(g, (after.to_owned(), time, reason));
        }
        if let Some((p, from)) = self.running.remove(&g) {
            self.view.processors.entry(p).or_default().push(RunRow { from, to: time, g });
        }
        self.queue(event, time, g, (before, after));
        if let (Some(p), "Running") = (event.p, after) {
            self.running.insert(g, (p, time));
            if self.last_p.insert(g, p).is_some_and(|last| last != p) {
                self.view.moves += 1;
            }
        }
    }

    /// Who enters or leaves a queue.
    fn queue(&mut self, event: &Event<'_>, time: u64, g: u64, (before, after): (&str, &str)) {
        if let Some(place) = self.waiting.remove(&g) {
            self.note_length(place, time);
            if let (Some(from), Some(to), "Running") = (place, event.p, after)
                && from != to
            {
                self.view.steals.push(StealRow { at: time, g, from, to });
            }
        }
        if after == "Runnable" {
            let place = event.p.filter(|_| matches!(before, "NotExist" | "Waiting"));
            self.waiting.insert(g, place);
            self.note_length(place, time);
        }
    }
    fn note_length(&mut self, place: Option<u64>, from: u64) {
        let length = self.waiting.values().filter(|p| **p == place).count();
        let rows = match place {
            Some(p) => self.view.queues.entry(p).or_default(),
            None => &mut self.view.common_queue,
        };
        rows.push(LengthRow { from, length });
    }

    fn experimental(&mut self, event: &Event<'_>, at: u64) {
        let Some((name, args)) = event.experimental() else { return };
        *self.view.events.entry(name.to_owned()).or_default() += 1;
        let grown = self.stacks.event(event.g, name, &args);
        self.view.growths.extend(grown.zip(event.g).map(|((from, to), g)| GrowthRow { at, g, from, to }));
    }

    fn finish(mut self, threads: usize, files: &Files) -> ScheduleView {
        let total = self.view.total;
        for (g, (state, from, reason)) in std::mem::take(&mut self.now) {
            let row = self.goroutines.entry(g).or_default();
            row.states.push(StateRow { from, to: total, state, reason });
        }
        for (g, (p, from)) in std::mem::take(&mut self.running) {
            self.view.processors.entry(p).or_default().push(RunRow { from, to: total, g });
        }
        for ((name, _), from) in std::mem::take(&mut self.ranges) {
            self.view.ranges.push(RangeRow { from, to: total, name });
        }
        self.view.processors.values_mut().for_each(|runs| runs.sort_by_key(|r| r.from));
        self.view.ranges.sort_by(|a, b| (a.from, &a.name).cmp(&(b.from, &b.name)));
        let goroutines = self.goroutines.into_values().map(|g| named(g, files)).collect();
        ScheduleView { threads, goroutines, ..self.view }
    }
}

/// A goroutine with the lines that it comes from.
fn named(what: GoroutineRow, files: &Files) -> Row<GoroutineRow> {
    let line = |place: &String| {
        let (file, line) = place.rsplit_once(':')?;
        Some(Id::Line(files.number(file)?, line.parse().ok()?))
    };
    Row { id: Id::Goroutine(what.g), from: what.places.iter().filter_map(line).collect(), what }
}

/// Ranges of several goroutines may have one name.
fn range_key(event: &Event<'_>) -> (String, String) {
    let value = |key: &str| event.value(key).unwrap_or_default().to_owned();
    (value("Name"), value("Scope"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str =
        "M=1 P=0 G=-1 StateTransition Time=100 Resource=Proc(0) Reason=\"\" ProcID=0 Undetermined->Running
M=1 P=0 G=-1 StateTransition Time=100 Resource=Goroutine(1) Reason=\"\" GoID=1 Undetermined->Running
M=1 P=0 G=1 RangeBegin Time=105 Name=\"stop-the-world (start trace)\" Scope=Goroutine(1)
Stack=
\tmain.main @ 0x1
\t\tmain.go:3

M=1 P=0 G=1 RangeEnd Time=107 Name=\"stop-the-world (start trace)\" Scope=Goroutine(1) Attributes=[]
M=1 P=0 G=1 StateTransition Time=110 Resource=Goroutine(7) Reason=\"\" GoID=7 NotExist->Runnable
TransitionStack=
\tmain.main.func1 @ 0x2
\t\tmain.go:5

Stack=
\tmain.main @ 0x1
\t\tmain.go:4

M=1 P=0 G=1 StateTransition Time=120 Resource=Goroutine(1) Reason=\"chan receive\" GoID=1 Running->Waiting
TransitionStack=
\tmain.main @ 0x1
\t\tmain.go:6

M=1 P=0 G=-1 StateTransition Time=125 Resource=Goroutine(7) Reason=\"\" GoID=7 Runnable->Running
M=2 P=1 G=-1 StateTransition Time=140 Resource=Goroutine(1) Reason=\"\" GoID=1 Waiting->Runnable
M=2 P=1 G=-1 StateTransition Time=145 Resource=Goroutine(1) Reason=\"\" GoID=1 Runnable->Running
M=1 P=0 G=7 StateTransition Time=150 Resource=Goroutine(7) Reason=\"\" GoID=7 Running->NotExist
nonsense
M=x Time=
";

    #[test]
    fn a_trace_is_read() {
        let mut files = Files::default();
        files.add("main.go", None);
        let view = view(TRACE, &files);
        assert_eq!((view.total, view.threads, view.moves), (50, 2, 1));
        let run = |from, to, g| RunRow { from, to, g };
        assert_eq!(view.processors[&0], [run(0, 20, 1), run(25, 50, 7)]);
        assert_eq!(view.processors[&1], [run(45, 50, 1)]);
        let [one, seven] = &view.goroutines[..] else { panic!("{view:?}") };
        let states = |g: &Row<GoroutineRow>| -> Vec<(u64, u64, String, String)> {
            g.what.states.iter().map(|s| (s.from, s.to, s.state.clone(), s.reason.clone())).collect()
        };
        let row = |from, to, state: &str, reason: &str| (from, to, state.to_owned(), reason.to_owned());
        assert_eq!(
            states(one),
            [
                row(0, 20, "Running", ""),
                row(20, 40, "Waiting", "chan receive"),
                row(40, 45, "Runnable", ""),
                row(45, 50, "Running", "")
            ]
        );
        assert_eq!(states(seven), [row(10, 25, "Runnable", ""), row(25, 50, "Running", "")]);
        assert_eq!((seven.what.by, seven.what.function.as_deref()), (Some(1), Some("main.main.func1")));
        assert_eq!((seven.id, &seven.from[..]), (Id::Goroutine(7), &[Id::Line(0, 4), Id::Line(0, 5)][..]));
        // Number 7 waits in the queue of P 0; number 1 in that of P 1.
        let length = |from, length| LengthRow { from, length };
        assert_eq!(view.queues[&0], [length(10, 1), length(25, 0)]);
        assert_eq!(view.queues[&1], [length(40, 1), length(45, 0)]);
        assert_eq!((view.steals, view.retakes, view.common_queue), (vec![], 0, vec![]));
        assert_eq!(view.ranges, [RangeRow { from: 5, to: 7, name: "stop-the-world (start trace)".into() }]);
        assert_eq!(view.events["StateTransition"], 8);
        assert!(super::view("", &files).goroutines.is_empty());
    }

    const STACKS: &str = "M=1 P=1 G=1 Experimental Time=10 Name=GoroutineStackAlloc ArgNames=[id order] Args=[129 12]
M=1 P=1 G=1 StateTransition Time=11 Resource=Goroutine(23) Reason=\"\" GoID=23 NotExist->Runnable
M=2 P=0 G=-1 StateTransition Time=12 Resource=Goroutine(23) Reason=\"\" GoID=23 Runnable->Running
M=2 P=0 G=23 Experimental Time=13 Name=GoroutineStackAlloc ArgNames=[id order] Args=[282 13]
M=2 P=0 G=23 Experimental Time=14 Name=GoroutineStackFree ArgNames=[id] Args=[129]
M=2 P=0 G=23 StateTransition Time=15 Resource=Goroutine(23) Reason=\"\" GoID=23 Running->Runnable
M=1 P=1 G=1 StateTransition Time=16 Resource=Proc(0) Reason=\"\" ProcID=0 Running->Idle
M=1 P=1 G=-1 Experimental Time=17 Name=GoroutineStackFree ArgNames=[id] Args=[282]
";

    #[test]
    fn queues_and_stacks() {
        let view = view(STACKS, &Files::default());
        assert_eq!(view.growths, [GrowthRow { at: 4, g: 23, from: 2048, to: 4096 }]);
        assert_eq!(view.steals, [StealRow { at: 2, g: 23, from: 1, to: 0 }]);
        assert_eq!(view.common_queue, [LengthRow { from: 5, length: 1 }]);
        assert_eq!((view.retakes, view.events["GoroutineStackFree"]), (1, 2));
    }
}
