//! Which packages are instrumented for coverage (`-cover`, `-covermode`, `-coverpkg`). In: what the flags
//! say, a graph of plain packages. Out: the packages that are to be counted are marked, and import what their
//! instrumented text imports.
//!
//! Tests without `-coverpkg` count each tested package in its own program alone, and so in the variant with its test
//! files, which [`crate::load`] makes; packages without tests are counted where they stand. Authority: GOROOT
//! `cmd/go/internal/load/{pkg,test}.go`, `cmd/go/internal/test/test.go`.

use crate::covering::{Cover, CoverConfig, CoverMode};
use crate::package::{Graph, Package, PackageId};
use crate::pattern;
use base::Id;
use std::collections::HashMap;
use std::path::Path;

/// What instrumented programs import.
const PROGRAM_IMPORT: &str = "runtime/coverage";
/// What programs that run tests import besides.
const TEST_IMPORT: &str = "internal/coverage/cfile";
const ATOMIC_IMPORT: &str = "sync/atomic";

/// The packages that instrumented ones may import.
pub(crate) fn imports(tests: bool) -> impl Iterator<Item = &'static str> {
    [ATOMIC_IMPORT, PROGRAM_IMPORT].into_iter().chain(tests.then_some(TEST_IMPORT))
}

/// What programs that run tests import, so that what was counted is written.
pub(crate) fn program_imports() -> impl Iterator<Item = &'static str> {
    [PROGRAM_IMPORT, TEST_IMPORT].into_iter()
}

/// Marks the packages of a build.
pub(crate) fn mark_build(graph: &mut Graph, config: &CoverConfig, cwd: &Path) {
    let reached = reachable(graph, &graph.roots);
    match &config.packages {
        Some(patterns) => mark_matching(graph, config, patterns, &reached, cwd, "built"),
        None => {
            for id in reached {
                let package = &graph.packages[id];
                let is_own = package.module.as_ref().is_some_and(|m| m.version.is_none());
                if package.is_root || is_own {
                    mark(graph, id, Cover { mode: config.mode, meta: false });
                }
            }
        }
    }
    add_program_imports(graph);
}

/// The instrumented text of every program imports what writes down what was counted.
fn add_program_imports(graph: &mut Graph) {
    for id in graph.roots.clone() {
        if graph.packages[id].name == "main" {
            add_import(graph, id, PROGRAM_IMPORT);
        }
    }
}

/// Marks plain packages of a build of tests. `test_imports` are the packages that tests of a root import.
pub(crate) fn mark_tests(
    graph: &mut Graph,
    config: &CoverConfig,
    cwd: &Path,
    test_imports: &HashMap<PackageId, Vec<PackageId>>,
) {
    let roots = graph.roots.clone();
    add_program_imports(graph);
    if let Some(patterns) = &config.packages {
        let with_tests =
            roots.iter().flat_map(|id| std::iter::once(id).chain(test_imports.get(id).into_iter().flatten()));
        let with_tests: Vec<PackageId> = with_tests.copied().collect();
        let reached = reachable(graph, &with_tests);
        mark_matching(graph, config, patterns, &reached, cwd, "tested");
        graph.shares_coverage = graph.packages.iter().any(|p| p.cover.is_some());
        let packages = graph.packages.iter_mut();
        packages.filter_map(|p| p.cover.as_mut()).for_each(|cover| cover.meta = true);
        return;
    }
    for id in roots.into_iter().filter(|_| config.mode == CoverMode::Atomic) {
        add_import(graph, id, ATOMIC_IMPORT);
    }
}

/// Marks a package without tests where each package is counted for itself. Variants of it that were made for
/// packages named before stay uncounted.
pub(crate) fn mark_untested(graph: &mut Graph, config: &CoverConfig, id: PackageId) {
    if config.packages.is_none() {
        mark(graph, id, Cover { mode: config.mode, meta: true });
    }
}

/// Packages and all they import, in the order of the graph.
fn reachable(graph: &Graph, from: &[PackageId]) -> Vec<PackageId> {
    let mut seen = vec![false; graph.packages.len()];
    let mut todo = from.to_vec();
    while let Some(id) = todo.pop() {
        if !std::mem::replace(&mut seen[id.index()], true) {
            todo.extend(&graph.packages[id].deps);
        }
    }
    graph.packages.ids().filter(|id| seen[id.index()]).collect()
}

fn mark_matching(
    graph: &mut Graph,
    config: &CoverConfig,
    patterns: &[String],
    among: &[PackageId],
    cwd: &Path,
    what: &str,
) {
    let mut matched = vec![false; patterns.len()];
    for &id in among {
        let package = &graph.packages[id];
        let fits: Vec<bool> = patterns.iter().map(|p| pattern::names_package(p, cwd, package)).collect();
        if fits.contains(&true) {
            mark(graph, id, Cover { mode: config.mode, meta: false });
        }
        matched.iter_mut().zip(fits).for_each(|(matched, fits)| *matched |= fits);
    }
    for (pattern, _) in patterns.iter().zip(matched).filter(|(_, matched)| !matched) {
        graph.warnings.push(format!("warning: no packages being {what} depend on matches for pattern {pattern}"));
    }
}

/// Marks a package that has anything to count.
fn mark(graph: &mut Graph, id: PackageId, cover: Cover) {
    let package = &mut graph.packages[id];
    let is_atomic = package.standard && matches!(&*package.import_path, "sync/atomic" | "internal/runtime/atomic");
    let is_builtin = package.standard && package.import_path == "unsafe";
    if is_builtin || package.go_files.is_empty() || cover.mode == CoverMode::Atomic && is_atomic {
        return;
    }
    package.cover = Some(cover);
    if cover.mode == CoverMode::Atomic {
        add_import(graph, id, ATOMIC_IMPORT);
    }
}

/// Makes a package import another one, which stands before it in the graph.
fn add_import(graph: &mut Graph, id: PackageId, path: &str) {
    let Some((dep, _)) = graph.packages.iter_enumerated().find(|(_, p)| p.import_path == path) else { return };
    let package = &mut graph.packages[id];
    if dep != id && !package.deps.contains(&dep) {
        package.deps.push(dep);
        package.imports.push(path.to_owned());
    }
}

impl Package {
    /// The files that are instrumented, if any.
    pub fn counted_files(&self) -> impl Iterator<Item = &String> {
        let counted = self.cover.is_some() && self.kind != crate::Kind::TestMain;
        self.go_files.iter().filter(move |f| counted && !f.ends_with("_test.go"))
    }
}
