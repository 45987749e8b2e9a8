//! Profiles (`-pgo`). In: what the flag says, a graph. Out: packages know the profile that they are compiled with
//! ([`crate::preprofile`] brings it into the form that the compiler is given).
//!
//! With `auto` the file `default.pgo` beside a program holds for the program and for what it imports. Where several
//! programs would need a copy of a package for each profile, the graph says so, and who builds has to leave it to
//! somebody who makes copies. Authority: `go help build`, GOROOT `cmd/go/internal/load/pkg.go` (`setPGOProfilePath`).

use crate::gomod;
use crate::package::{Graph, Package, PackageId};
use base::{Id, seen};
use std::path::{Path, PathBuf};

/// What `-pgo` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Profiles {
    /// Nothing is compiled with a profile.
    #[default]
    Off,
    /// What lies beside programs.
    Auto,
    /// This file, for everything.
    File(String),
}

/// The profile that lies beside a program.
const DEFAULT: &str = "default.pgo";

impl Profiles {
    /// What a value of the flag means.
    pub fn named(value: &str) -> Profiles {
        match value {
            "" | "off" => Profiles::Off,
            "auto" => Profiles::Auto,
            file => Profiles::File(file.to_owned()),
        }
    }
}

/// Tells packages their profiles.
pub(crate) fn mark(graph: &mut Graph, profiles: &Profiles, cwd: &Path) {
    match profiles {
        Profiles::Off => {}
        Profiles::File(name) => {
            let file = gomod::join(cwd, name);
            graph.packages.iter_mut().for_each(|p| p.profile = Some(file.clone()));
        }
        Profiles::Auto => mark_programs(graph),
    }
}

/// What is built, tested or not: for each root the packages that stand for it.
fn targets(graph: &Graph) -> Vec<(PackageId, PackageId)> {
    let top = |root: PackageId| graph.tests.iter().find(|set| set.root == root).map_or(root, |set| set.main);
    graph.roots.iter().map(|&root| (root, top(root))).collect()
}

fn mark_programs(graph: &mut Graph) {
    let targets = targets(graph);
    let own = |package: &Package| {
        let file = package.dir.join(DEFAULT);
        (package.name == "main" && seen::is_file(&file)).then_some(file)
    };
    let found: Vec<Option<PathBuf>> = targets.iter().map(|(root, _)| own(&graph.packages[*root])).collect();
    if found.iter().all(Option::is_none) {
        return;
    }
    // Which profile a package gets, from one target after the other.
    let mut chosen: Vec<Option<&Option<PathBuf>>> = vec![None; graph.packages.len()];
    for ((_, top), profile) in targets.iter().zip(&found) {
        for id in graph.below(*top).into_iter().chain([*top]) {
            let known = *chosen[id.index()].get_or_insert(profile);
            graph.needs_copies |= known != profile;
        }
    }
    let chosen: Vec<Option<PathBuf>> = chosen.into_iter().map(|c| c.cloned().flatten()).collect();
    graph.packages.iter_mut().zip(chosen).for_each(|(package, profile)| package.profile = profile);
}
