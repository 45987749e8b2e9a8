//! Building: the actions of a plan, several at a time, each when those it waits for are done. In: a
//! graph without errors and goals for its roots. Out: archives in the cache, programs in their
//! places, and for each package what came of it.
//!
//! Of the actions that are ready the earliest in the plan is begun first, so that with one
//! worker the order is that of the plan. After a failure everything that does not need the
//! failed package is still built, and what does is left out in silence. Authority: GOROOT
//! `cmd/go/internal/work/exec.go`.

use crate::built::Built;
use crate::cache::{ActionId, Cache};
use crate::ingredients::{Ingredients, Reason};
use crate::options::Options;
use crate::package::{Graph, PackageId};
use crate::plan::{self, Goal, Plan, Work};
use crate::schedule::{Schedule, Turn};
use crate::shell::{Noted, Shell};
use crate::tools::{TestRunner, Tool, Toolchain};
use base::timings::Timings;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Why something is not there: text for standard error, already printed by [`Builder::run`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed(pub String);

impl From<std::io::Error> for Failed {
    fn from(e: std::io::Error) -> Self {
        Failed(format!("{e}\n"))
    }
}

/// The names of the tools as commands are printed, and what tells their versions apart.
#[derive(Clone, Debug)]
pub(crate) struct ToolIds {
    pub(crate) compile: String,
    pub(crate) asm: String,
    pub(crate) link: String,
}

/// Builds the packages of one graph.
pub struct Builder<'a> {
    /// What there is to build.
    pub graph: &'a Graph,
    /// How.
    pub options: &'a Options,
    pub(crate) toolchain: &'a dyn Toolchain,
    pub(crate) cache: Cache,
    pub(crate) shell: Shell,
    pub(crate) ids: ToolIds,
    pub(crate) timings: Timings,
    stop: Arc<AtomicBool>,
}

/// A stack on which trees of any height can be walked; only touched pages take memory.
pub const STACK_BYTES: usize = 256 << 20;

impl<'a> Builder<'a> {
    /// Opens the cache and makes a work directory. The error is a line.
    pub fn new(graph: &'a Graph, options: &'a Options, toolchain: &'a dyn Toolchain) -> Result<Builder<'a>, String> {
        let shell = Shell::new(&options.tmp, options.prints(), options.dry, options.keep_work)?;
        Builder::with_shell(graph, options, toolchain, shell.quiet(options.quiet))
    }
    /// One that carries out nothing: what `-n` would print is noted. The options have to say `-n` and `-p=1`. The
    /// error is a line.
    pub fn noting(graph: &'a Graph, options: &'a Options, toolchain: &'a dyn Toolchain) -> Result<Self, String> {
        Builder::with_shell(graph, options, toolchain, Shell::noting(&options.tmp)?)
    }
    fn with_shell(
        graph: &'a Graph,
        options: &'a Options,
        toolchain: &'a dyn Toolchain,
        shell: Shell,
    ) -> Result<Self, String> {
        let cache = Cache::open(&options.cache).map_err(|e| e.to_string())?;
        let id = |tool| toolchain.id(tool);
        let ids = ToolIds { compile: id(Tool::Compile), asm: id(Tool::Asm), link: id(Tool::Link) };
        Ok(Builder { graph, options, toolchain, cache, shell, ids, timings: Timings::new(), stop: Arc::default() })
    }
    /// The commands that were noted.
    pub fn noted(&self) -> Vec<Noted> {
        self.shell.noted()
    }
    /// Prints a step, if steps are printed.
    pub fn show(&self, command: &str) {
        self.shell.show(None, command);
    }
    /// Builds what the goals ask for. Errors are printed in the order of the plan, each as soon
    /// as everything before it is done; what is missing in the result was not built.
    pub fn run(&self, goals: &[(PackageId, Goal)]) -> Results {
        self.run_tests(goals, None)
    }
    /// The same with somebody who runs the tests among the goals.
    pub fn run_tests(&self, goals: &[(PackageId, Goal)], tests: Option<&dyn TestRunner>) -> Results {
        let plan = plan::plan(self.graph, goals, self.options.vet.is_some());
        let run = Run::new(self, &plan, tests);
        let workers = self.options.parallel.clamp(1, plan.actions.len().max(1));
        std::thread::scope(|scope| {
            let spawn = |i: usize| {
                let builder = std::thread::Builder::new().name(format!("build {i}")).stack_size(STACK_BYTES);
                builder.spawn_scoped(scope, || run.work()).is_ok()
            };
            if (0..workers).filter(|&i| spawn(i)).count() == 0 {
                run.work();
            }
        });
        self.cache.hashes().save();
        self.cache.trim();
        run.results()
    }
    /// Whether anything was printed.
    pub fn spoke(&self) -> bool {
        self.shell.spoke()
    }
    /// The cache.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }
    /// How long the stages took.
    pub fn timings(&self) -> &Timings {
        &self.timings
    }
    /// Once this is true no action is begun; those that run come to their ends, and the rest counts as failed.
    pub fn stop(&self) -> Arc<AtomicBool> {
        self.stop.clone()
    }
    /// Removes the work directory, unless it is to be kept.
    pub fn close(&self) {
        self.shell.close();
    }
    /// The work directory, if it is to be removed in the end.
    pub fn work_dir(&self) -> Option<PathBuf> {
        (!self.options.keep_work).then(|| self.shell.work().to_owned())
    }
    /// The path of a tool as printed.
    pub(crate) fn tool(&self, name: &str) -> String {
        self.options.goroot.join(base::host::TOOLS).join(name).to_string_lossy().into_owned()
    }
    /// Whether files of the work directory are more than scratch.
    pub(crate) fn keeps_files(&self) -> bool {
        self.options.prints() || self.options.keep_work || self.toolchain.needs_files()
    }
    /// Whether packages are imported before their archives are made: not where somebody may look at those, or where
    /// what compiling leaves has one name for several packages.
    pub(crate) fn imports_early(&self) -> bool {
        !self.keeps_files() && self.options.crash_dir.is_none() && self.options.debug.function.is_empty()
    }
    /// The work directory of a package.
    pub(crate) fn directory(&self, plan: &Plan, id: PackageId) -> PathBuf {
        self.shell.work().join(plan.directory(id))
    }
    /// The file name of a program.
    pub fn program_name(&self, id: PackageId) -> String {
        program_name(self.graph, id)
    }
}

/// What `go build` calls the program of a package: the last element of its path that is no
/// version; for files the first one's name.
pub fn program_name(graph: &Graph, id: PackageId) -> String {
    let package = &graph.packages[id];
    if package.import_path == crate::package::COMMAND_LINE {
        let first = package.go_files.first().map_or("", String::as_str);
        return first.strip_suffix(".go").unwrap_or(first).to_owned();
    }
    let mut elements = package.import_path.rsplit('/');
    let last = elements.next().unwrap_or_default();
    let is_version = last.strip_prefix('v').is_some_and(|n| {
        n.parse::<u32>().is_ok_and(|n| n > 1) && !n.starts_with('0') && n.bytes().all(|b| b.is_ascii_digit())
    });
    match elements.next() {
        Some(before) if is_version => before.to_owned(),
        _ => last.to_owned(),
    }
}

/// What came of the actions.
#[derive(Debug)]
pub struct Results {
    archives: Vec<(PackageId, Built)>,
    programs: Vec<(PackageId, Built)>,
    /// Whether anything failed.
    pub failed: bool,
    /// Whether it did through a bug of ours.
    pub bug: bool,
    /// What was done when, in the order of the plan.
    pub steps: Vec<Step>,
}

/// An action that was carried out.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done.
    pub work: Work,
    /// The steps it waited for, by index.
    pub waits_for: Vec<usize>,
    /// When it began and ended, counted from the beginning of the build; none: it was not begun.
    pub time: Option<(Duration, Duration)>,
    /// Why it did what it did, if that was asked for and there is something to say.
    pub reason: Option<Reason>,
}

impl Results {
    /// How a command exits that does nothing but build.
    pub fn exit_code(&self) -> u8 {
        if self.bug { base::bug::EXIT_CODE } else { u8::from(self.failed) }
    }
    /// The archive of a package.
    pub fn archive(&self, id: PackageId) -> Option<&Built> {
        self.archives.iter().find(|(p, _)| *p == id).map(|(_, built)| built)
    }
    /// The program of a package.
    pub fn program(&self, id: PackageId) -> Option<&Path> {
        self.linked(id).map(|built| built.file.as_path())
    }
    /// The program of a package with what identifies it.
    pub fn linked(&self, id: PackageId) -> Option<&Built> {
        self.programs.iter().find(|(p, _)| *p == id).map(|(_, built)| built)
    }
}

/// A plan being carried out.
pub(crate) struct Run<'b, 'a> {
    pub(crate) builder: &'b Builder<'a>,
    pub(crate) plan: &'b Plan,
    pub(crate) tests: Option<&'b dyn TestRunner>,
    schedule: Mutex<Schedule<Built>>,
    changed: Condvar,
    pub(crate) done: Vec<OnceLock<Built>>,
    /// What importers of a package may depend on, of those that can be imported before they are done.
    importable: Vec<OnceLock<String>>,
    /// Archives in the official form, by package.
    pub(crate) official: Vec<OnceLock<Result<PathBuf, String>>>,
    /// Profiles as the compiler is given them.
    pub(crate) profiles: Mutex<HashMap<PathBuf, Result<PathBuf, Failed>>>,
    /// Which actions have failed.
    failures: Vec<AtomicBool>,
    bug: AtomicBool,
    start: Instant,
    /// When each action began and ended.
    times: Vec<OnceLock<(Duration, Duration)>>,
    /// Why each action did what it did.
    reasons: Vec<OnceLock<Reason>>,
}

impl<'b, 'a> Run<'b, 'a> {
    fn new(builder: &'b Builder<'a>, plan: &'b Plan, tests: Option<&'b dyn TestRunner>) -> Self {
        let count = plan.actions.len();
        Run {
            builder,
            plan,
            tests,
            schedule: Mutex::new(Schedule::new(plan, |id| builder.graph.packages[id].for_test.clone())),
            changed: Condvar::new(),
            done: (0..count).map(|_| OnceLock::new()).collect(),
            importable: (0..count).map(|_| OnceLock::new()).collect(),
            official: builder.graph.packages.iter().map(|_| OnceLock::new()).collect(),
            profiles: Mutex::default(),
            failures: (0..count).map(|_| AtomicBool::new(false)).collect(),
            bug: AtomicBool::new(false),
            start: Instant::now(),
            times: (0..count).map(|_| OnceLock::new()).collect(),
            reasons: (0..count).map(|_| OnceLock::new()).collect(),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Schedule<Built>> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out actions until none is left.
    fn work(&self) {
        while let Some(turn) = self.next() {
            let (index, result) = match turn {
                Turn::Begin(index) => (index, self.timed(index)),
                Turn::Pass(index) => (index, Err(Failed(String::new()))),
                Turn::Wait | Turn::End => return,
            };
            self.finish(index, result.map_err(|Failed(text)| text));
        }
    }

    /// The next action; waits for one.
    fn next(&self) -> Option<Turn> {
        let mut schedule = self.lock();
        loop {
            if self.builder.stop.load(Ordering::Acquire) {
                schedule.failed |= schedule.is_unfinished();
                return None;
            }
            match schedule.next() {
                Turn::Wait => schedule = self.changed.wait(schedule).unwrap_or_else(PoisonError::into_inner),
                Turn::End => return None,
                turn => return Some(turn),
            }
        }
    }

    /// Notes what came of an action, and prints what can be printed now.
    fn finish(&self, index: usize, outcome: Result<Built, String>) {
        let mut schedule = self.lock();
        schedule.finish(index, outcome, &mut |settled, made| {
            self.failures[settled].store(made.is_none(), Ordering::Release);
            if let Some(built) = made {
                let _ = self.done[settled].set(built);
            }
        });
        schedule.texts().iter().for_each(|text| self.builder.shell.print(text));
        drop(schedule);
        self.changed.notify_all();
    }

    /// Lets those that import a package begin, since its archive will have this interface.
    pub(crate) fn note_importable(&self, id: PackageId, interface: String) {
        let Some(index) = self.plan.compile_of(id) else { return };
        if self.importable[index].set(interface).is_ok() {
            self.lock().importable(index);
            self.changed.notify_all();
        }
    }

    /// The interface of a package that is waited for.
    pub(crate) fn interface_of(&self, id: PackageId) -> Option<&str> {
        let index = self.plan.compile_of(id)?;
        let built = self.done[index].get().map(|built| &built.interface);
        built.or_else(|| self.importable[index].get()).map(String::as_str)
    }

    fn timed(&self, index: usize) -> Result<Built, Failed> {
        self.builder.shell.begin(index);
        let began = self.start.elapsed();
        let result = self.carry_out(index);
        let _ = self.times[index].set((began, self.start.elapsed()));
        result
    }

    /// Notes why an action does what it does, if anybody wants to know.
    pub(crate) fn explain(&self, index: Option<usize>, reason: impl FnOnce() -> Reason) {
        if let Some(place) = index.and_then(|i| self.reasons.get(i)).filter(|_| self.builder.options.explain) {
            let _ = place.set(reason());
        }
    }

    /// Remembers what something was made from, to explain why it is made again one day.
    pub(crate) fn keep_ingredients(&self, what: &str, package: PackageId, ingredients: &Ingredients) {
        if !self.builder.options.dry && !self.builder.options.passing {
            ingredients.keep(&self.builder.cache, &self.remembered_as(what, package));
        }
    }
    /// Prints once more what a tool said when it made what is there already.
    pub(crate) fn repeat_messages(&self, action: &ActionId) {
        let b = self.builder;
        let Some(messages) = b.cache.get(&action.subkey("stdout")).filter(|m| !m.bytes.is_empty()) else { return };
        b.shell.show(None, &format!("cat {} # internal", messages.file.display()));
        if !b.options.dry {
            b.shell.print(&String::from_utf8_lossy(&messages.bytes));
        }
    }
    /// Why something that is not there has to be made.
    pub(crate) fn why_made(&self, what: &str, package: PackageId, ingredients: &Ingredients) -> Reason {
        let before = Ingredients::kept(&self.builder.cache, &self.remembered_as(what, package));
        ingredients.reason(before.as_ref())
    }
    fn remembered_as(&self, what: &str, package: PackageId) -> ActionId {
        let package = &self.builder.graph.packages[package];
        ActionId::of("ingredients", &(what, package.description(), &package.dir))
    }

    /// A bug in a stage is an error of its package.
    fn carry_out(&self, index: usize) -> Result<Built, Failed> {
        let work = &self.plan.actions[index].work;
        let act = || match work {
            Work::Compile(id) => self.compile(*id),
            Work::Link(id, goal) => self.link(index, *id, goal),
            Work::Copy(id, goal) => self.copy_archive(*id, goal),
            Work::Vet(id, reports) => self.vet(index, *id, *reports),
            Work::Test(id, goal) => self.test(index, *id, goal),
        };
        let package = self.builder.graph.packages[work.package()].description();
        base::bug::catch(&package, |_| String::new(), act).unwrap_or_else(|bug| {
            self.note_bug();
            Err(Failed(format!("# {package}\n{bug}\n{}\n", base::bug::REPORT)))
        })
    }

    /// Notes that something failed through a bug of ours.
    pub(crate) fn note_bug(&self) {
        self.bug.store(true, Ordering::Release);
    }

    /// Runs tests, or has it said that they could not be built.
    fn test(&self, index: usize, id: PackageId, goal: &Goal) -> Result<Built, Failed> {
        let failed = || Failed(String::new());
        // It waits for what makes the thing that it tests, and for others about the same package.
        let waits_for = &self.plan.actions[index].waits_for;
        let is_made = |&i: &usize| self.plan.actions[i].work.makes(id);
        let is_right = self.plan.vets(id).iter().all(|&i| !self.failures[i].load(Ordering::Acquire));
        let nothing = plan::is_builtin(self.builder.graph, id).then(Built::nothing);
        let made = waits_for.iter().copied().rfind(is_made).and_then(|i| self.done[i].get()).or(nothing.as_ref());
        let made = made.filter(|_| is_right);
        let passed = self.tests.ok_or_else(failed)?.run(id, made, &self.metas());
        let made = made.ok_or_else(failed)?;
        if let Goal::Test(program) = goal {
            if let Some((target, shown)) = &program.install {
                self.install(&made.file, target, shown)?;
            }
            self.builder.shell.remove(&self.builder.directory(self.plan, id));
        }
        if passed { Ok(made.clone()) } else { Err(failed()) }
    }

    /// The blocks that all tests are told of, by the packages that were named.
    pub(crate) fn metas(&self) -> Vec<(PackageId, &Path)> {
        let graph = self.builder.graph;
        let shared = graph.roots.iter().filter(|_| graph.shares_coverage);
        shared.filter_map(|&id| Some((id, self.archive(id)?.blocks.as_deref()?))).collect()
    }

    /// The archive of a package that is waited for.
    pub(crate) fn archive(&self, id: PackageId) -> Option<&Built> {
        self.done[self.plan.compile_of(id)?].get()
    }

    fn results(self) -> Results {
        let (failed, bug) = (self.lock().failed, self.bug.load(Ordering::Acquire));
        let step = |(i, action): (usize, &plan::Action)| Step {
            work: action.work.clone(),
            waits_for: action.waits_for.clone(),
            time: self.times[i].get().copied(),
            reason: self.reasons[i].get().cloned(),
        };
        let steps = self.plan.actions.iter().enumerate().map(step).collect();
        let mut results = Results { archives: Vec::new(), programs: Vec::new(), failed, bug, steps };
        for (action, built) in self.plan.actions.iter().zip(self.done) {
            match (&action.work, built.into_inner()) {
                (Work::Compile(id), Some(built)) => results.archives.push((*id, built)),
                (Work::Link(id, _), Some(built)) => results.programs.push((*id, built)),
                _ => {}
            }
        }
        results
    }
}
