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
}

/// Lays out what `goals` ask for.
pub fn plan(graph: &Graph, goals: &[(PackageId, Goal)]) -> Plan {
    let mut plan = Plan::default();
    for (root, _) in goals {
        plan.number(graph, *root);
    }
    for (root, goal) in goals {
        let compile = plan.compile(graph, *root);
        let is_program = graph.packages[*root].name == "main";
        if let Goal::Library(..) = goal {
            plan.actions.push(Action { work: Work::Copy(*root, goal.clone()), waits_for: vec![compile] });
        } else if is_program && *goal != Goal::Archive {
            let below = graph.below(*root);
            let waits_for =
                std::iter::once(compile).chain(below.iter().filter_map(|id| plan.compiles.get(id).copied()));
            let action = Action { work: Work::Link(*root, goal.clone()), waits_for: waits_for.collect() };
            plan.actions.push(action);
        }
    }
    plan
}

impl Plan {
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
    /// The actions that compile a package and all below it; returns its own.
    fn compile(&mut self, graph: &Graph, root: PackageId) -> usize {
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
        self.compiles.get(&root).copied().unwrap_or_default()
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
