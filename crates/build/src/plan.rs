//! What is to be done, in which order. In: a graph and what is wanted of its roots. Out: actions
//! with those they wait for, behind each other in an order that respects that; the directory
//! of each package in the work directory.

use crate::package::{Graph, PackageId};
use base::Id;
use std::collections::HashMap;
use std::path::PathBuf;

/// What becomes of a package named by the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Compile it; a program is linked and dropped, to show that it can be.
    Check,
    /// Compile it, nothing else.
    Archive,
    /// Compile it and copy its archive to this file.
    Library(PathBuf, String),
    /// Link it, into this file; the text is the name as the user gave it.
    Program(PathBuf, String),
    /// Link it, under this name in the work directory.
    Run(String),
    /// Link it and hand it to whoever runs tests.
    Test(TestProgram),
    /// Compile it; whoever runs tests is told that there are none.
    NoTests,
}

/// What becomes of a program that runs tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestProgram {
    /// Its name in the work directory.
    pub name: String,
    /// Where it is put when it has run, with the name as the user gave it.
    pub install: Option<(PathBuf, String)>,
    /// It runs alone: behind all linking and the programs before it.
    pub alone: bool,
}

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Compile a package.
    Compile(PackageId),
    /// Link a program.
    Link(PackageId, Goal),
    /// Copy an archive.
    Copy(PackageId, Goal),
    /// Have `vet` look at a package, and perhaps report what it finds.
    Vet(PackageId, bool),
    /// Run the tests of a package, or say that they could not be built.
    Test(PackageId, Goal),
}

impl Work {
    /// The package it is about.
    pub fn package(&self) -> PackageId {
        let (Work::Compile(id) | Work::Link(id, _) | Work::Copy(id, _) | Work::Vet(id, _) | Work::Test(id, _)) = self;
        *id
    }
    /// Whether what the tests of a package are run with comes from it.
    pub fn makes(&self, tested: PackageId) -> bool {
        match self {
            Work::Compile(id) | Work::Link(id, _) => *id == tested,
            Work::Copy(..) | Work::Vet(..) | Work::Test(..) => false,
        }
    }
    /// Whether it is done though what it waits for has failed.
    pub fn follows_failure(&self) -> bool {
        matches!(self, Work::Vet(..) | Work::Test(..))
    }
}

/// An action with what it waits for.
#[derive(Clone, Debug)]
pub struct Action {
    /// What to do.
    pub work: Work,
    /// Actions that come first, by index.
    pub waits_for: Vec<usize>,
}

/// All actions; each comes behind those it waits for.
#[derive(Debug, Default)]
pub struct Plan {
    /// The actions.
    pub actions: Vec<Action>,
    /// Number of the directory of each package (`b001`), by package.
    numbers: HashMap<PackageId, usize>,
    /// The action that compiles a package.
    compiles: HashMap<PackageId, usize>,
    /// The action that has a package looked at.
    vets: HashMap<PackageId, usize>,
    /// The actions without whose success tests do not run, by what their goals name.
    tested: HashMap<PackageId, Vec<usize>>,
}

/// Lays out what `goals` ask for; with `vets`, packages that are tested are looked at first.
pub fn plan(graph: &Graph, goals: &[(PackageId, Goal)], vets: bool) -> Plan {
    let mut plan = Plan::default();
    for (root, _) in goals {
        plan.number(graph, *root);
    }
    let shared: Vec<usize> = plan.shared_coverage(graph);
    let reported = if vets { reported(graph, goals) } else { HashMap::new() };
    let mut alone = Vec::new();
    for (root, goal) in goals {
        let made = plan.make(graph, *root, goal, &shared);
        let all_reported: Vec<PackageId> = reported.values().flatten().copied().collect();
        let own = reported.get(root).into_iter().flatten();
        let vets: Vec<usize> = own.filter_map(|&id| plan.vet(graph, id, &all_reported)).collect();
        plan.tested.insert(*root, vets.clone());
        if !matches!(goal, Goal::Test(_) | Goal::NoTests) {
            continue;
        }
        let waits_for = shared.iter().copied().chain(made).chain(vets).collect();
        let test = Action { work: Work::Test(*root, goal.clone()), waits_for };
        match goal {
            Goal::Test(TestProgram { alone: true, .. }) => alone.push(test),
            _ => plan.actions.push(test),
        }
    }
    let all_made = 0..plan.actions.len();
    for (i, mut test) in alone.into_iter().enumerate() {
        match i {
            0 => test.waits_for = all_made.clone().collect(),
            _ => test.waits_for.push(plan.actions.len() - 1),
        }
        plan.actions.push(test);
    }
    plan
}

/// The packages that are looked at for the tests of each goal.
fn reported(graph: &Graph, goals: &[(PackageId, Goal)]) -> HashMap<PackageId, Vec<PackageId>> {
    let of = |root: PackageId| match graph.tests.iter().find(|set| set.main == root) {
        Some(set) => {
            let internal = Some(set.internal).filter(|&id| !graph.packages[id].go_files.is_empty());
            internal.into_iter().chain(set.external).collect()
        }
        None => vec![root],
    };
    goals.iter().map(|(root, _)| (*root, of(*root))).collect()
}

impl Plan {
    /// Only actions.
    #[cfg(test)]
    pub(crate) fn of_actions(actions: Vec<Action>) -> Plan {
        Plan { actions, ..Plan::default() }
    }
    /// Numbers packages as they are met, each before those it imports.
    fn number(&mut self, graph: &Graph, root: PackageId) {
        let mut todo = vec![root];
        while let Some(id) = todo.pop() {
            let next = self.numbers.len() + 1;
            if let std::collections::hash_map::Entry::Vacant(free) = self.numbers.entry(id) {
                free.insert(next);
                todo.extend(graph.packages[id].deps.iter().rev());
            }
        }
    }
    /// The actions that compile the packages of whose blocks all tests are told.
    fn shared_coverage(&mut self, graph: &Graph) -> Vec<usize> {
        let roots = graph.roots.iter().filter(|&&id| graph.shares_coverage && !graph.packages[id].go_files.is_empty());
        roots.filter_map(|&id| self.compile(graph, id)).collect()
    }
    /// The actions that make what a goal asks for; returns the last, if there is anything to make.
    fn make(&mut self, graph: &Graph, root: PackageId, goal: &Goal, shared: &[usize]) -> Option<usize> {
        if let Goal::Test(_) = goal {
            self.compile_importable(graph, root);
        }
        let compile = self.compile(graph, root);
        let is_program = graph.packages[root].name == "main";
        let work = match goal {
            Goal::Library(..) => Work::Copy(root, goal.clone()),
            Goal::Archive | Goal::NoTests => return compile,
            _ if is_program => Work::Link(root, goal.clone()),
            _ => return compile,
        };
        let mut waits_for: Vec<usize> = compile.into_iter().collect();
        if let Work::Link(..) = work {
            waits_for.extend(graph.below(root).iter().filter_map(|id| self.compiles.get(id).copied()));
            waits_for.extend(shared);
        }
        self.actions.push(Action { work, waits_for });
        Some(self.actions.len() - 1)
    }
    /// Where other packages import the one to be tested, it is compiled for them before it is compiled
    /// with its tests, so that its errors are found once.
    fn compile_importable(&mut self, graph: &Graph, main: PackageId) {
        let Some(set) = graph.tests.iter().find(|set| set.main == main) else { return };
        let is_imported = graph.roots.iter().any(|&r| graph.packages[r].deps.contains(&set.root));
        if !is_imported || set.internal == set.root {
            return;
        }
        let plain = self.compile(graph, set.root);
        if let Some(variant) = self.compile(graph, set.internal) {
            self.actions[variant].waits_for.extend(plain);
        }
    }
    /// The actions that compile a package and all below it; returns its own, which what the compiler knows
    /// without files has not.
    fn compile(&mut self, graph: &Graph, root: PackageId) -> Option<usize> {
        let mut ids = graph.below(root);
        ids.sort_by_key(|id| id.index());
        ids.push(root);
        // The graph has dependencies first.
        for id in ids {
            if self.compiles.contains_key(&id) || is_builtin(graph, id) {
                continue;
            }
            let waits_for = graph.packages[id].deps.iter().filter_map(|d| self.compiles.get(d).copied()).collect();
            self.compiles.insert(id, self.actions.len());
            self.actions.push(Action { work: Work::Compile(id), waits_for });
        }
        self.compiles.get(&root).copied()
    }
    /// The actions that have a package and all below it looked at; returns its own.
    fn vet(&mut self, graph: &Graph, root: PackageId, reported: &[PackageId]) -> Option<usize> {
        let mut ids = graph.below(root);
        ids.sort_by_key(|id| id.index());
        ids.push(root);
        for id in ids {
            if self.vets.contains_key(&id) || is_builtin(graph, id) {
                continue;
            }
            let compiled = self.compile(graph, id);
            let imported = graph.packages[id].deps.iter().filter_map(|d| self.vets.get(d).copied());
            let waits_for = compiled.into_iter().chain(imported).collect();
            self.vets.insert(id, self.actions.len());
            self.actions.push(Action { work: Work::Vet(id, reported.contains(&id)), waits_for });
        }
        self.vets.get(&root).copied()
    }
    /// The action that has a package looked at.
    pub(crate) fn vet_of(&self, id: PackageId) -> Option<usize> {
        self.vets.get(&id).copied()
    }
    /// The actions without whose success the tests of a goal do not run.
    pub(crate) fn vets(&self, id: PackageId) -> &[usize] {
        self.tested.get(&id).map_or(&[], Vec::as_slice)
    }
    /// The name of a package's directory in the work directory.
    pub fn directory(&self, id: PackageId) -> String {
        format!("b{:03}", self.numbers.get(&id).copied().unwrap_or_default())
    }
    /// The action that compiles a package; `unsafe` has none.
    pub fn compile_of(&self, id: PackageId) -> Option<usize> {
        self.compiles.get(&id).copied()
    }
}

/// Whether a package is known to the compiler and has no files.
pub fn is_builtin(graph: &Graph, id: PackageId) -> bool {
    let package = &graph.packages[id];
    package.standard && package.import_path == "unsafe"
}
