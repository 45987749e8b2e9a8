//! Building: the actions of a plan, several at a time, each when those it waits for are done. In: a
//! graph without errors and goals for its roots. Out: archives in the cache, programs in their
//! places, and for each package what came of it.
//!
//! Of the actions that are ready the earliest in the plan is begun first, so that with one
//! worker the order is that of the plan. After a failure everything that does not need the
//! failed package is still built, and what does is left out in silence. Authority: GOROOT
//! `cmd/go/internal/work/exec.go`.

use crate::cache::{ActionId, Cache};
use crate::options::Options;
use crate::package::{Graph, PackageId};
use crate::plan::{self, Goal, Plan, Work};
use crate::shell::Shell;
use crate::tools::{TestRunner, Tool, Toolchain};
use base::timings::Timings;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

/// Something that is there.
#[derive(Clone, Debug)]
pub struct Built {
    /// From what it was made.
    pub action: ActionId,
    /// Its build id.
    pub build_id: String,
    /// Its file; for archives one that the linker can read.
    pub file: PathBuf,
    /// For archives, what importers may depend on; it changes only if they have to be compiled again.
    pub interface: String,
    /// For archives of packages that are counted and whose blocks are asked for: the file that lists them.
    pub blocks: Option<PathBuf>,
}

impl Built {
    /// The part of the build id that says what the file holds.
    pub fn content(&self) -> &str {
        self.build_id.rsplit_once('/').map_or("", |(_, content)| content)
    }
}

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
        let cache = Cache::open(&options.cache).map_err(|e| e.to_string())?;
        let shell = Shell::new(&options.tmp, options.prints(), options.dry, options.keep_work)?;
        let shell = shell.quiet(options.quiet);
        let id = |tool| toolchain.id(tool);
        let ids = ToolIds { compile: id(Tool::Compile), asm: id(Tool::Asm), link: id(Tool::Link) };
        Ok(Builder { graph, options, toolchain, cache, shell, ids, timings: Timings::new(), stop: Arc::default() })
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
        self.options.goroot.join("pkg/tool/linux_amd64").join(name).to_string_lossy().into_owned()
    }
    /// Whether files of the work directory are more than scratch.
    pub(crate) fn keeps_files(&self) -> bool {
        self.options.prints() || self.options.keep_work || self.toolchain.needs_files()
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
    if package.import_path == crate::load::COMMAND_LINE {
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
    programs: Vec<(PackageId, PathBuf)>,
    /// Whether anything failed.
    pub failed: bool,
    /// Whether it did through a bug of ours.
    pub bug: bool,
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
        self.programs.iter().find(|(p, _)| *p == id).map(|(_, file)| file.as_path())
    }
}

/// A plan being carried out.
pub(crate) struct Run<'b, 'a> {
    pub(crate) builder: &'b Builder<'a>,
    pub(crate) plan: &'b Plan,
    pub(crate) tests: Option<&'b dyn TestRunner>,
    state: Mutex<State>,
    changed: Condvar,
    pub(crate) done: Vec<OnceLock<Built>>,
    /// Archives in the official form, by package.
    pub(crate) official: Vec<OnceLock<Result<PathBuf, String>>>,
    /// Which actions have failed.
    failures: Vec<AtomicBool>,
    triggers: Vec<Vec<usize>>,
}

struct State {
    ready: BinaryHeap<Reverse<usize>>,
    /// How many of those it waits for are not finished.
    waiting: Vec<usize>,
    /// Whether one of those it waits for failed.
    doomed: Vec<bool>,
    unfinished: usize,
    failed: bool,
    bug: bool,
    /// What came of an action that is finished: nothing to print, or errors.
    said: Vec<Option<String>>,
    /// All actions below have their errors printed.
    printed: usize,
}

impl<'b, 'a> Run<'b, 'a> {
    fn new(builder: &'b Builder<'a>, plan: &'b Plan, tests: Option<&'b dyn TestRunner>) -> Self {
        let count = plan.actions.len();
        let mut triggers = vec![Vec::new(); count];
        let mut waiting = vec![0; count];
        for (i, action) in plan.actions.iter().enumerate() {
            waiting[i] = action.waits_for.len();
            action.waits_for.iter().for_each(|&w| triggers[w].push(i));
        }
        let ready = (0..count).filter(|&i| waiting[i] == 0).map(Reverse).collect();
        let state = State {
            ready,
            waiting,
            doomed: vec![false; count],
            unfinished: count,
            failed: false,
            bug: false,
            said: vec![None; count],
            printed: 0,
        };
        let done = (0..count).map(|_| OnceLock::new()).collect();
        let official = builder.graph.packages.iter().map(|_| OnceLock::new()).collect();
        let failures = (0..count).map(|_| AtomicBool::new(false)).collect();
        let (state, changed) = (Mutex::new(state), Condvar::new());
        Run { builder, plan, tests, state, changed, done, official, failures, triggers }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out actions until none is left.
    fn work(&self) {
        while let Some((index, doomed)) = self.next() {
            let result = match doomed && !self.plan.actions[index].work.follows_failure() {
                true => Err(Failed(String::new())),
                false => self.carry_out(index),
            };
            let failed = match result {
                Ok(built) => {
                    let _ = self.done[index].set(built);
                    None
                }
                Err(Failed(text)) => Some(text),
            };
            self.finish(index, failed);
        }
    }

    /// The next action; waits for one.
    fn next(&self) -> Option<(usize, bool)> {
        let mut state = self.lock();
        loop {
            if self.builder.stop.load(Ordering::Acquire) {
                state.failed |= state.unfinished > 0;
                return None;
            }
            if let Some(Reverse(index)) = state.ready.pop() {
                let doomed = state.doomed[index];
                return Some((index, doomed));
            }
            if state.unfinished == 0 {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Notes that an action is finished, with the errors of one that failed.
    fn finish(&self, index: usize, errors: Option<String>) {
        let mut state = self.lock();
        let failed = errors.is_some();
        self.failures[index].store(failed, Ordering::Release);
        state.unfinished -= 1;
        state.failed |= failed;
        state.said[index] = Some(errors.unwrap_or_default());
        while let Some(text) = state.said.get(state.printed).cloned().flatten() {
            self.builder.shell.print(&text);
            state.printed += 1;
        }
        for &next in &self.triggers[index] {
            state.doomed[next] |= failed;
            state.waiting[next] -= 1;
            if state.waiting[next] == 0 {
                state.ready.push(Reverse(next));
            }
        }
        drop(state);
        self.changed.notify_all();
    }

    /// A bug in a stage is an error of its package.
    fn carry_out(&self, index: usize) -> Result<Built, Failed> {
        let work = &self.plan.actions[index].work;
        let act = || match work {
            Work::Compile(id) => self.compile(*id),
            Work::Link(id, goal) => self.link(*id, goal),
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
        self.lock().bug = true;
    }

    /// Runs tests, or has it said that they could not be built.
    fn test(&self, index: usize, id: PackageId, goal: &Goal) -> Result<Built, Failed> {
        let failed = || Failed(String::new());
        // What it tests is made by the first action it waits for, or the last before it.
        let waits_for = &self.plan.actions[index].waits_for;
        let is_made = |&i: &usize| self.plan.actions[i].work.package() == id;
        let is_right = self.plan.vets(id).iter().all(|&i| !self.failures[i].load(Ordering::Acquire));
        let made = waits_for.iter().copied().rfind(is_made).and_then(|i| self.done[i].get()).filter(|_| is_right);
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
        let State { failed, bug, .. } = *self.lock();
        let mut results = Results { archives: Vec::new(), programs: Vec::new(), failed, bug };
        for (action, built) in self.plan.actions.iter().zip(self.done) {
            match (&action.work, built.into_inner()) {
                (Work::Compile(id), Some(built)) => results.archives.push((*id, built)),
                (Work::Link(id, _), Some(built)) => results.programs.push((*id, built.file)),
                _ => {}
            }
        }
        results
    }
}
