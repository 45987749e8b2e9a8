//! The model and the questions it answers. In: [`Inputs`], read once. Out: for each [`Question`] a JSON text. Questions
//! come from pages and are not trusted: what they name is looked up, never opened.

use crate::boot::{self, BootView};
use crate::calls::{self, CallIndex, Whole};
use crate::compare::{self, Side};
use crate::files::Files;
use crate::functions;
use crate::growth::{self, GrowthView};
use crate::model::{CommandRow, FunctionRow, Id, Overview, Row, StepRow};
use crate::objects::{ObjectFile, Sources};
use crate::program::Program;
use crate::reasons;
use crate::record::Recorded;
use crate::schedule::{self, ScheduleView};
use crate::source;
use crate::steps::FunctionSteps;
use link::why::Reasons;
use serde::Serialize;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The most functions that the list of an executable has.
const MAX_LISTED: usize = 200_000;
/// The most symbols that an answer holds.
const MAX_FOUND: usize = 500;

/// Something that gives the events of a trace, or says in a line why it cannot.
pub struct Trace {
    /// Runs the program; told whether to trace allocations, too. Of a trace that somebody has made it is the reading.
    pub events: Box<dyn Fn(Traced) -> Result<String, String> + Send + Sync>,
    /// Somebody has made it, so nothing is run for it.
    pub is_made: bool,
}

/// Lists the commands of the build from nothing. The error is a line.
pub type Commands = Box<dyn Fn() -> Result<Vec<CommandRow>, String> + Send + Sync>;

/// What is traced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// What the scheduler does.
    Scheduler,
    /// Allocations, too, of which stacks of goroutines are some.
    Allocations,
}

/// What an exploration is made of.
#[derive(Default)]
pub struct Inputs {
    /// What is explored, for the head of the page.
    pub title: String,
    /// The function to be shown first.
    pub focus: Option<String>,
    /// What the compiler told.
    pub recorded: Arc<Recorded>,
    /// The archive of the package.
    pub archive: Option<Arc<[u8]>>,
    /// The executable.
    pub executable: Option<Arc<[u8]>>,
    /// Another build to compare with.
    pub other: Option<OtherInputs>,
    /// Gives the events of a trace as the official reader prints them.
    pub trace: Option<Trace>,
    /// Where the program is run, if it is.
    pub cwd: PathBuf,
    /// Why each symbol is in the executable.
    pub reasons: Option<Reasons>,
    /// What the build did.
    pub steps: Vec<StepRow>,
    /// The commands of the same build from nothing.
    pub commands: Option<Commands>,
    /// Where the library's sources are.
    pub goroot: PathBuf,
    /// Counts how often this was made.
    pub version: u32,
}

/// Another build.
#[derive(Clone, Default)]
pub struct OtherInputs {
    /// What it is.
    pub what: String,
    /// What the compiler told, if it was asked.
    pub recorded: Arc<Recorded>,
    /// The archive of the package.
    pub archive: Option<Arc<[u8]>>,
    /// The executable.
    pub executable: Option<Arc<[u8]>>,
}

/// A build to compare with, read.
struct Other {
    what: String,
    recorded: Arc<Recorded>,
    object: Option<ObjectFile>,
    program: Option<Program>,
}

impl Other {
    fn read(inputs: OtherInputs) -> Result<Other, String> {
        let object = inputs.archive.map(ObjectFile::read).transpose().map_err(|e| format!("object: {e}"))?;
        let program = inputs.executable.map(Program::read).transpose()?;
        Ok(Other { what: inputs.what, recorded: inputs.recorded, object, program })
    }
}

/// A question of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// What there is.
    Overview,
    /// A source file.
    Source(u32),
    /// A function.
    Function(String),
    /// The graph of a function behind a pass.
    Graph(String, usize),
    /// The object.
    Object,
    /// A symbol of it.
    Defined(u32),
    /// The executable.
    Elf,
    /// Symbols that hold a text, of a package or of all.
    Symbols(String, Option<String>),
    /// Who calls a function, and whom it calls.
    Calls(String),
    /// What differs from the other executable.
    Compare,
    /// A function in both executables.
    Pair(String),
    /// How the program boots; with true it is run for that.
    Boot(bool),
    /// How the stack grows below a function; with true it is run for that.
    Growth(String, bool),
    /// What its goroutines do; it is run for that if it is said how.
    Schedule(Option<Traced>),
    /// Why a symbol is in the executable.
    Why(String),
    /// The lookup of an address.
    Lookup(u64),
    /// What the build did.
    Build,
    /// Its commands.
    Commands,
}

impl Question {
    /// Reads `name?key=value&…`, the values percent-encoded.
    pub fn parse(text: &str) -> Option<Question> {
        let (name, query) = text.split_once('?').unwrap_or((text, ""));
        let value = |key: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.into_iter().find(|(k, _)| *k == key).and_then(|(_, v)| percent_decoded(v))
        };
        let hex = |text: String| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok();
        Some(match name {
            "overview" => Question::Overview,
            "source" => Question::Source(value("file")?.parse().ok()?),
            "function" => Question::Function(value("name")?),
            "graph" => Question::Graph(value("name")?, value("pass")?.parse().ok()?),
            "object" => Question::Object,
            "defined" => Question::Defined(value("n")?.parse().ok()?),
            "elf" => Question::Elf,
            "symbols" => Question::Symbols(value("text").unwrap_or_default(), value("package")),
            "compare" => Question::Compare,
            "pair" => Question::Pair(value("name")?),
            "boot" => Question::Boot(value("run").is_some()),
            "growth" => Question::Growth(value("name")?, value("run").is_some()),
            "schedule" => Question::Schedule(match value("run").as_deref() {
                None => None,
                Some("stacks") => Some(Traced::Allocations),
                Some(_) => Some(Traced::Scheduler),
            }),
            "calls" => Question::Calls(value("name")?),
            "why" => Question::Why(value("name")?),
            "lookup" => Question::Lookup(hex(value("pc")?)?),
            "build" => Question::Build,
            "commands" => Question::Commands,
            _ => return None,
        })
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            b'+' => out.push(b' '),
            b => out.push(b),
        }
    }
    String::from_utf8(out).ok()
}

/// A program or package with all there is to see of it.
pub struct Exploration {
    title: String,
    focus: Option<String>,
    pub(crate) recorded: Arc<Recorded>,
    object: Option<ObjectFile>,
    program: Option<Program>,
    other: Option<Other>,
    cwd: PathBuf,
    trace: Option<Trace>,
    /// Recorded when it is asked for.
    schedule: [OnceLock<Result<ScheduleView, String>>; 2],
    /// Recorded when it is asked for.
    boot: OnceLock<Result<BootView, String>>,
    /// Recorded when they are asked for, by function.
    growths: Mutex<HashMap<String, Result<GrowthView, String>>>,
    reasons: Option<Reasons>,
    /// Made when it is asked for.
    call_index: OnceLock<CallIndex>,
    steps: Vec<StepRow>,
    commands: Option<Commands>,
    /// Made when it is asked for.
    listed: OnceLock<Result<Vec<CommandRow>, String>>,
    files: Files,
    version: u32,
}

impl Exploration {
    /// Reads the files. The error is a line.
    pub fn new(inputs: Inputs) -> Result<Exploration, String> {
        let object = inputs.archive.map(ObjectFile::read).transpose().map_err(|e| format!("object: {e}"))?;
        let program = inputs.executable.map(Program::read).transpose()?;
        let other = inputs.other.map(Other::read).transpose()?;
        let mut files = Files::new(inputs.goroot);
        for file in &inputs.recorded.files {
            files.add(&file.name, Some(file.text.clone()));
        }
        for place in inputs.recorded.functions.iter().flat_map(|f| &f.lines).flat_map(|l| &l.places) {
            files.add(&place.0, None);
        }
        for name in program.iter().filter_map(Program::pclntab).flat_map(|t| t.all_files()) {
            files.add(&name, None);
        }
        // Every file has its number.
        let mut exploration = Exploration {
            title: inputs.title,
            focus: None,
            recorded: inputs.recorded,
            object,
            program,
            other,
            trace: inputs.trace,
            schedule: Default::default(),
            cwd: inputs.cwd,
            boot: OnceLock::new(),
            growths: Mutex::default(),
            reasons: inputs.reasons,
            call_index: OnceLock::new(),
            steps: inputs.steps,
            commands: inputs.commands,
            listed: OnceLock::new(),
            files,
            version: inputs.version,
        };
        exploration.focus = exploration.first_shown(inputs.focus)?;
        Ok(exploration)
    }

    /// The function shown first; one that was asked for must exist.
    fn first_shown(&self, wanted: Option<String>) -> Result<Option<String>, String> {
        if let Some(name) = wanted {
            let exists =
                self.steps_of(&name).is_some() || self.program.as_ref().is_some_and(|p| p.symbol(&name).is_some());
            return if exists { Ok(Some(name)) } else { Err(format!("there is no function {name}")) };
        }
        let main = "main.main".to_owned();
        let has_main =
            self.steps_of(&main).is_some() || self.program.as_ref().is_some_and(|p| p.symbol(&main).is_some());
        Ok(if has_main { Some(main) } else { self.recorded.functions.first().map(|f| f.symbol.clone()) })
    }

    fn steps_of(&self, name: &str) -> Option<(u32, &FunctionSteps)> {
        self.recorded.steps_of(name)
    }

    /// The answer as JSON. The error is a line.
    pub fn answer(&self, question: &Question) -> Result<String, String> {
        match question {
            Question::Overview => json(&self.overview()),
            Question::Source(file) => json(&source::view(*file, &self.files, &self.recorded)?),
            Question::Function(name) => json(&self.function(name)?),
            Question::Graph(name, pass) => {
                let (number, steps) = self.steps_of(name).ok_or("the function was not recorded")?;
                json(&functions::graph(number, steps, *pass).ok_or("there is no such pass")?)
            }
            Question::Object => json(&self.object.as_ref().ok_or("there is no object")?.view(&self.files)?),
            Question::Defined(n) => {
                json(&self.object.as_ref().ok_or("there is no object")?.symbol(*n, &self.sources())?)
            }
            Question::Elf => json(&self.executable()?.elf()),
            Question::Symbols(text, package) => {
                json(&self.executable()?.find(text, package.as_deref(), MAX_FOUND, &self.files))
            }
            Question::Compare => {
                let (now, before) = self.sides()?;
                json(&compare::view(&now, &before, &self.other()?.what, &self.files))
            }
            Question::Pair(name) => {
                let (now, before) = self.sides()?;
                json(&compare::pair(name, &now, &before, &self.files, self.both_told(name)?)?)
            }
            Question::Boot(run) => json(&self.boot(*run)?),
            Question::Growth(name, run) => json(&self.growth(name, *run)?),
            Question::Schedule(run) => json(&self.schedule(*run)?),
            Question::Calls(name) => {
                let index = |program: &Program| self.call_index(program);
                let (recorded, files) = (&*self.recorded, &self.files);
                json(&calls::view(name, &Whole { recorded, program: self.program(), index: &index, files })?)
            }
            Question::Why(name) => json(&reasons::why(name, self.reasons()?, self.program.as_ref(), &self.files)?),
            Question::Lookup(pc) => json(&self.executable()?.lookup(*pc, &self.files)),
            Question::Build => json(&self.steps_with_lines()),
            Question::Commands => json(&self.commands_of_steps()?),
        }
    }

    /// The steps of the build; one that compiled a package comes from the lines that import it.
    fn steps_with_lines(&self) -> Vec<Row<&StepRow>> {
        let mut lines: HashMap<String, Vec<Id>> = HashMap::new();
        for file in &self.recorded.files {
            for (line, path) in source::imports(&file.text) {
                lines.entry(path).or_default().push(self.line(&file.name, line));
            }
        }
        let of = |step: &StepRow| lines.get(&step.name).filter(|_| step.kind == "compile").cloned().unwrap_or_default();
        let steps = self.steps.iter().enumerate();
        steps.map(|(n, what)| Row { id: Id::Step(n as u32), from: of(what), what }).collect()
    }

    /// The commands of the build, each made from its step.
    fn commands_of_steps(&self) -> Result<Vec<Row<CommandRow>>, String> {
        let list = self.commands.as_ref().ok_or("only a package that is built here has commands")?;
        let rows = self.listed.get_or_init(list).clone()?.into_iter().enumerate();
        let from = |row: &CommandRow| row.step.map(|n| Id::Step(n as u32)).into_iter().collect();
        Ok(rows.map(|(n, what)| Row { id: Id::Command(n as u32), from: from(&what), what }).collect())
    }

    fn executable(&self) -> Result<&Program, String> {
        self.program.as_ref().ok_or_else(|| "there is no executable".to_owned())
    }

    fn other(&self) -> Result<&Other, String> {
        self.other.as_ref().ok_or_else(|| "there is nothing to compare with".to_owned())
    }
    /// This build and the other one: their executables, else their objects.
    fn sides(&self) -> Result<(Side<'_>, Side<'_>), String> {
        let other = self.other()?;
        if let (Some(now), Some(before)) = (&self.program, &other.program) {
            return Ok((Side::Program(now), Side::Program(before)));
        }
        let (Some(now), Some(before)) = (&self.object, &other.object) else {
            return Err(format!(
                "{} cannot be compared: executables are with executables, archives with those of the package",
                other.what
            ));
        };
        Ok((Side::of(now)?, Side::of(before)?))
    }
    /// A function as the compiler told of it in the other build and in this one.
    fn both_told(&self, name: &str) -> Result<Option<compare::Told>, String> {
        let steps = (self.other()?.recorded.steps_of(name), self.recorded.steps_of(name));
        let (Some(before), Some(now)) = steps else { return Ok(None) };
        let sources = Sources { files: &self.files, program: None, object: None };
        let view = |steps| functions::view(name, Some(steps), &sources);
        Ok(Some((view(before)?, view(now)?)))
    }
    /// How the program boots; nothing, before it was run.
    fn boot(&self, run: bool) -> Result<BootView, String> {
        let program = self.executable()?;
        let record = || boot::record(program.bytes(), program, &self.files, &self.cwd);
        match run {
            true => self.boot.get_or_init(record).clone(),
            false => self.boot.get().cloned().unwrap_or_else(|| Ok(BootView::default())),
        }
    }
    /// How the stack grows below a function; nothing, before the program was run for it.
    fn growth(&self, name: &str, run: bool) -> Result<GrowthView, String> {
        let program = self.executable()?;
        let mut growths = self.growths.lock().unwrap_or_else(PoisonError::into_inner);
        match growths.get(name) {
            Some(known) => known.clone(),
            None if !run => Ok(GrowthView::default()),
            None => {
                let made = growth::record(name, program, &self.files, &self.cwd);
                growths.insert(name.to_owned(), made.clone());
                made
            }
        }
    }
    /// What goroutines do; nothing, before the program was run.
    fn schedule(&self, run: Option<Traced>) -> Result<ScheduleView, String> {
        let trace = self.trace.as_ref().ok_or("only a program that is built here can be traced")?;
        let Some(what) = run.or(trace.is_made.then_some(Traced::Scheduler)) else {
            return self.schedule[0].get().cloned().unwrap_or_else(|| Ok(ScheduleView::default()));
        };
        let record = || (trace.events)(what).map(|text| schedule::view(&text, &self.files));
        self.schedule[usize::from(what == Traced::Allocations)].get_or_init(record).clone()
    }
    pub(crate) fn program(&self) -> Option<&Program> {
        self.program.as_ref()
    }
    /// The calls of the executable, which is read through on first use.
    pub(crate) fn call_index(&self, program: &Program) -> &CallIndex {
        self.call_index.get_or_init(|| CallIndex::of(program))
    }
    /// The id of a line.
    pub(crate) fn line(&self, file: &str, line: u32) -> Id {
        self.files.line(file, line)
    }

    fn reasons(&self) -> Result<&Reasons, String> {
        self.reasons.as_ref().ok_or_else(|| "only a link that was watched has reasons".to_owned())
    }

    /// Why a symbol is in the program, as text. The error is a line.
    pub fn why(&self, name: &str) -> Result<String, String> {
        reasons::text(name, self.reasons()?)
    }

    fn sources(&self) -> Sources<'_> {
        Sources { files: &self.files, program: self.program.as_ref(), object: self.object.as_ref() }
    }

    pub(crate) fn function(&self, name: &str) -> Result<functions::FunctionView, String> {
        functions::view(name, self.steps_of(name), &self.sources())
    }

    pub(crate) fn overview(&self) -> Overview {
        let recorded: Vec<FunctionRow> =
            self.recorded.functions.iter().map(|f| FunctionRow { name: f.symbol.clone(), recorded: true }).collect();
        let others = self.program.iter().flat_map(|p| p.functions()).filter(|n| self.steps_of(n).is_none());
        let others = others.take(MAX_LISTED).map(|n| FunctionRow { name: n.to_owned(), recorded: false });
        let has_steps = !self.recorded.functions.is_empty();
        let views = [
            ("source", !self.files.rows().is_empty()),
            ("assembly", true),
            ("calls", has_steps || self.program.is_some()),
            ("ssa", has_steps),
            ("registers", has_steps),
            ("frames", has_steps),
            ("object", self.object.is_some()),
            ("elf", self.program.is_some()),
            ("lookup", self.program.is_some()),
            ("compare", self.other.is_some()),
            ("boot", self.program.is_some()),
            ("schedule", self.trace.is_some()),
            ("build", !self.steps.is_empty()),
            ("tours", has_steps && self.program.is_some()),
        ];
        Overview {
            title: self.title.clone(),
            focus: self.focus.clone(),
            files: self.files.rows().to_vec(),
            functions: recorded.into_iter().chain(others).collect(),
            views: views.iter().filter(|v| v.1).map(|v| v.0).collect(),
            version: self.version,
        }
    }

    pub(crate) fn focus(&self) -> Option<&str> {
        self.focus.as_deref()
    }
    pub(crate) fn file_number(&self, name: &str) -> Option<u32> {
        self.files.number(name)
    }
    pub(crate) fn version(&self) -> u32 {
        self.version
    }
    pub(crate) fn title(&self) -> &str {
        &self.title
    }
}

fn json(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions() {
        assert_eq!(Question::parse("function?name=main.%28*T%29.M"), Some(Question::Function("main.(*T).M".into())));
        assert_eq!(Question::parse("lookup?pc=0x401000"), Some(Question::Lookup(0x401000)));
        assert_eq!(Question::parse("graph?name=a&pass=2"), Some(Question::Graph("a".into(), 2)));
        for wrong in ["", "source", "source?file=x", "function?name=%f", "function?name=%ff", "../etc", "lookup?pc=zz"]
        {
            assert_eq!(Question::parse(wrong), None, "{wrong}");
        }
    }
}
