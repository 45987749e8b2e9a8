//! Goroutines over time. In: the events of an execution trace, as the official trace reader prints them (`go tool trace
//! -d`). Out: what ran on which P when, what each goroutine did and why it waited, collections and stops of the world.
//! Times are nanoseconds from the first event. Lines that say something else are counted and left out.

use serde::Serialize;
use std::collections::BTreeMap;

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
    /// Where it was made: the function and its place, innermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<String>,
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

/// A trace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ScheduleView {
    /// Nanoseconds.
    pub total: u64,
    /// By number of the P, what ran there.
    pub processors: BTreeMap<u64, Vec<RunRow>>,
    /// Goroutines by number.
    pub goroutines: Vec<GoroutineRow>,
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
        let (before, after) = self.line.rsplit(' ').next()?.split_once("->")?;
        Some((g, before, after))
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
    ranges: BTreeMap<(String, String), u64>,
    start: Option<u64>,
}

/// The trace that a text tells of.
pub(crate) fn view(text: &str) -> ScheduleView {
    let mut reading = Reading::default();
    let mut threads = std::collections::BTreeSet::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(event) = Event::parse(line) else { continue };
        threads.insert(event.thread);
        let mut stack = Vec::new();
        while let Some(more) = lines.next_if(|l| !l.starts_with("M=")) {
            // Frames are indented once, their places twice.
            if more.starts_with('\t') {
                stack.push(more.trim().to_owned());
            } else if more.starts_with("Stack=") && !stack.is_empty() {
                // The same or the maker's own stack follows.
                lines.by_ref().take_while(|l| !l.is_empty()).for_each(drop);
                break;
            }
        }
        reading.event(&event, stack);
    }
    reading.finish(threads.len())
}

impl Reading {
    fn event(&mut self, event: &Event<'_>, stack: Vec<String>) {
        let time = event.time.saturating_sub(*self.start.get_or_insert(event.time));
        self.view.total = self.view.total.max(time);
        *self.view.events.entry(event.kind.to_owned()).or_default() += 1;
        match event.kind {
            "StateTransition" => {
                if let Some((g, before, after)) = event.transition() {
                    self.transition(event, time, g, (before, after), stack);
                }
            }
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

    fn transition(&mut self, event: &Event<'_>, time: u64, g: u64, (before, after): (&str, &str), stack: Vec<String>) {
        let row = self.goroutines.entry(g).or_insert_with(|| GoroutineRow { g, ..GoroutineRow::default() });
        if before == "NotExist" {
            (row.made, row.by) = (stack, event.g);
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
        if let (Some(p), "Running") = (event.p, after) {
            self.running.insert(g, (p, time));
            if self.last_p.insert(g, p).is_some_and(|last| last != p) {
                self.view.moves += 1;
            }
        }
    }

    fn finish(mut self, threads: usize) -> ScheduleView {
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
        ScheduleView { threads, goroutines: self.goroutines.into_values().collect(), ..self.view }
    }
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
        let view = view(TRACE);
        assert_eq!((view.total, view.threads, view.moves), (50, 2, 1));
        let run = |from, to, g| RunRow { from, to, g };
        assert_eq!(view.processors[&0], [run(0, 20, 1), run(25, 50, 7)]);
        assert_eq!(view.processors[&1], [run(45, 50, 1)]);
        let [one, seven] = &view.goroutines[..] else { panic!("{view:?}") };
        let states = |g: &GoroutineRow| -> Vec<(u64, u64, String, String)> {
            g.states.iter().map(|s| (s.from, s.to, s.state.clone(), s.reason.clone())).collect()
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
        assert_eq!((seven.by, &seven.made[0][..]), (Some(1), "main.main.func1 @ 0x2"));
        assert_eq!(view.ranges, [RangeRow { from: 5, to: 7, name: "stop-the-world (start trace)".into() }]);
        assert_eq!(view.events["StateTransition"], 8);
        assert_eq!(super::view("").goroutines, []);
    }
}
