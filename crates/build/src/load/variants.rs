//! Test variants. In: a graph of plain packages and the test files of its roots. Out: for
//! every root with tests the package together with its test files, the external test package,
//! the packages between them that must see the former, and the program that runs the tests.
//! Authority: GOROOT `cmd/go/internal/load/test.go`.

use super::{TestNode, embeds, import_map, resolved_imports};
use crate::cover;
use crate::covering::{Cover, CoverConfig, CoverMode};
use crate::package::{Graph, Kind, Package, PackageError, PackageId, TestFiles, TestSet};
use base::{Id, IdVec};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What the program that runs tests always imports.
pub(crate) const MAIN_IMPORTS: [&str; 4] = ["os", "reflect", "testing", "testing/internal/testdeps"];

/// Adds the variants of all roots.
pub(crate) fn add(graph: &mut Graph, tests: &HashMap<String, TestNode>, cover: Option<&CoverConfig>, cwd: &Path) {
    let plain: HashMap<String, PackageId> =
        graph.packages.iter_enumerated().map(|(id, p)| (p.import_path.clone(), id)).collect();
    if let Some(cover) = cover {
        cover::mark_tests(graph, cover, cwd, &test_imports(graph, tests, &plain));
    }
    for root in graph.roots.clone() {
        let Some(files) = tests.get(&graph.packages[root].import_path) else {
            cover.into_iter().for_each(|cover| cover::mark_untested(graph, cover, root));
            continue;
        };
        if graph.packages[root].error.is_none() {
            let set = Variants { graph, plain: &plain, root, copies: HashMap::new(), cover }.add(files);
            graph.tests.push(set);
        }
    }
    remove_unreachable(graph);
}

struct Variants<'a> {
    graph: &'a mut Graph,
    plain: &'a HashMap<String, PackageId>,
    root: PackageId,
    /// Plain packages and their variants for this root's tests.
    copies: HashMap<PackageId, PackageId>,
    cover: Option<&'a CoverConfig>,
}

/// What the tests of each root import.
fn test_imports(
    graph: &Graph,
    tests: &HashMap<String, TestNode>,
    plain: &HashMap<String, PackageId>,
) -> HashMap<PackageId, Vec<PackageId>> {
    let of = |root: &PackageId| {
        let files = tests.get(&graph.packages[*root].import_path)?;
        let sets = [&files.dir.tests, &files.dir.xtests].into_iter();
        let paths = sets.flat_map(|set| resolved_imports(&set.imports, &files.resolved));
        Some((*root, paths.filter_map(|(path, _)| plain.get(&path).copied()).collect()))
    };
    graph.roots.iter().filter_map(of).collect()
}

impl Variants<'_> {
    fn add(&mut self, files: &TestNode) -> TestSet {
        let path = self.graph.packages[self.root].import_path.clone();
        let mut main_deps: Vec<PackageId> = self.ids(MAIN_IMPORTS.iter().map(|s| (*s).to_owned()));
        let has_tests = !files.dir.tests.files.is_empty();
        let mut internal = self.root;
        if has_tests || self.graph.packages[self.root].name == "main" || self.counts_itself() {
            internal = self.in_package(&path, files);
            self.copies.insert(self.root, internal);
            main_deps.push(internal);
        } else if !self.graph.packages[self.root].go_files.is_empty() {
            main_deps.push(self.root);
        }
        let has_external = !files.dir.xtests.files.is_empty();
        let external = has_external.then(|| self.external(&path, files));
        main_deps.extend(external);
        let main = self.test_main(&path, main_deps, files);
        TestSet { root: self.root, internal, external, main }
    }

    /// Whether the tested package is counted in its own program alone.
    fn counts_itself(&self) -> bool {
        self.cover.is_some_and(|c| c.packages.is_none())
    }

    fn ids(&self, paths: impl Iterator<Item = String>) -> Vec<PackageId> {
        paths.filter_map(|p| self.plain.get(&p).copied()).collect()
    }

    /// The package with its own tests.
    fn in_package(&mut self, path: &str, files: &TestNode) -> PackageId {
        let mut package = self.graph.packages[self.root].clone();
        let imports = resolved_imports(&files.dir.tests.imports, &files.resolved);
        let imports: Vec<String> = imports.into_iter().map(|(p, _)| p).collect();
        let test_deps = self.ids(imports.iter().cloned());
        if let Some(&cycle) = test_deps.iter().find(|&&d| self.reaches(d, self.root)) {
            package.error.get_or_insert(self.cycle_error(path, cycle));
        }
        package.deps = merged(test_deps, &package.deps);
        package.imports = merged(imports, &package.imports);
        package.import_map.extend(import_map(&files.dir.tests.imports, &files.resolved));
        package.go_files.extend(files.dir.tests.files.iter().cloned());
        let (embeds, error) = embeds(&package.dir, &files.dir.tests.embeds);
        package.error = package.error.or_else(|| files.errors[0].clone()).or(error);
        package.embed_patterns.extend(files.dir.tests.embeds.keys().cloned());
        package.embeds.patterns.extend(embeds.patterns);
        package.embeds.files.extend(embeds.files);
        package.for_test = Some(path.to_owned());
        package.kind = Kind::ForTest;
        package.is_root = true;
        if let Some(cover) = self.cover.filter(|_| self.counts_itself()) {
            package.cover = Some(Cover { mode: cover.mode, meta: false });
        }
        self.graph.packages.push(package)
    }

    fn cycle_error(&self, path: &str, from: PackageId) -> PackageError {
        let mut stack = vec![path.to_owned()];
        let mut at = from;
        while at != self.root {
            stack.push(self.graph.packages[at].import_path.clone());
            match self.graph.packages[at].deps.iter().find(|&&d| self.reaches(d, self.root)) {
                Some(&next) => at = next,
                None => break,
            }
        }
        stack.push(path.to_owned());
        PackageError {
            place: None,
            stack,
            show_stack: true,
            no_files: false,
            message: "import cycle not allowed in test".to_owned(),
        }
    }

    /// Whether `from` is `to` or imports it, however indirectly. Dependencies stand before
    /// their importers.
    fn reaches(&self, from: PackageId, to: PackageId) -> bool {
        let mut seen = vec![false; self.graph.packages.len()];
        let mut stack = vec![from];
        while let Some(id) = stack.pop() {
            if id == to {
                return true;
            }
            if !std::mem::replace(&mut seen[id.index()], true) {
                stack.extend(self.graph.packages[id].deps.iter().filter(|d| **d >= to));
            }
        }
        false
    }

    /// The package `x_test`.
    fn external(&mut self, path: &str, files: &TestNode) -> PackageId {
        let imports = resolved_imports(&files.dir.xtests.imports, &files.resolved);
        let imports: Vec<String> = imports.into_iter().map(|(p, _)| p).collect();
        let deps = self.ids(imports.iter().cloned());
        let base = &self.graph.packages[self.root];
        let (embeds, error) = embeds(&base.dir, &files.dir.xtests.embeds);
        let error = files.errors[1].clone().or(error);
        let package = Package {
            import_path: format!("{path}_test"),
            name: format!("{}_test", base.name),
            standard: false,
            for_test: Some(path.to_owned()),
            kind: Kind::ExternalTest,
            go_files: files.dir.xtests.files.clone(),
            s_files: Vec::new(),
            h_files: Vec::new(),
            syso_files: Vec::new(),
            ignored_go_files: Vec::new(),
            ignored_other_files: Vec::new(),
            tests: TestFiles::default(),
            matched: Vec::new(),
            embed_patterns: files.dir.xtests.embeds.keys().cloned().collect(),
            embeds,
            debug: Vec::new(),
            cover: None,
            imports,
            import_map: import_map(&files.dir.xtests.imports, &files.resolved),
            deps: Vec::new(),
            is_root: true,
            error,
            ..base.clone()
        };
        let (deps, renamed) = self.for_test(path, &deps);
        let mut package = Package { deps, ..package };
        self.rename(&mut package, &renamed);
        self.graph.packages.push(package)
    }

    /// Replaces packages that import the tested one by variants, which are made on the way.
    /// Returns the packages and the descriptions of those replaced.
    fn for_test(&mut self, path: &str, deps: &[PackageId]) -> (Vec<PackageId>, BTreeMap<String, String>) {
        let mut renamed = BTreeMap::new();
        if self.copies.is_empty() {
            return (deps.to_vec(), renamed);
        }
        // In the order of the table dependencies come first: each sees its copies made.
        let last = deps.iter().copied().max();
        let candidates = last.map_or(0..0, |last| self.root.index()..last.index() + 1);
        let wanted = self.below(deps);
        for index in candidates {
            let id = PackageId::new(index);
            let touched = self.graph.packages[id].deps.iter().any(|d| self.copies.contains_key(d));
            if !wanted[index] || !touched || self.copies.contains_key(&id) {
                continue;
            }
            let mut copy = self.graph.packages[id].clone();
            let map: BTreeMap<String, String> = copy
                .deps
                .iter()
                .filter_map(|d| Some((*d, *self.copies.get(d)?)))
                .map(|(d, c)| (self.graph.packages[d].import_path.clone(), self.graph.packages[c].description()))
                .collect();
            copy.deps = copy.deps.iter().map(|d| self.copies.get(d).copied().unwrap_or(*d)).collect();
            copy.for_test = Some(path.to_owned());
            copy.kind = Kind::ForTest;
            copy.is_root = false;
            self.rename(&mut copy, &map);
            let new = self.graph.packages.push(copy);
            self.copies.insert(id, new);
        }
        for dep in deps {
            if let Some(copy) = self.copies.get(dep) {
                let from = self.graph.packages[*dep].import_path.clone();
                renamed.insert(from, self.graph.packages[*copy].description());
            }
        }
        (deps.iter().map(|d| self.copies.get(d).copied().unwrap_or(*d)).collect(), renamed)
    }

    /// Which packages `deps` are or import.
    fn below(&self, deps: &[PackageId]) -> Vec<bool> {
        let mut seen = vec![false; self.graph.packages.len()];
        let mut stack = deps.to_vec();
        while let Some(id) = stack.pop() {
            if !std::mem::replace(&mut seen[id.index()], true) {
                stack.extend(&self.graph.packages[id].deps);
            }
        }
        seen
    }

    fn rename(&self, package: &mut Package, renamed: &BTreeMap<String, String>) {
        for (from, to) in renamed {
            package.imports.iter_mut().filter(|i| *i == from).for_each(|i| i.clone_from(to));
            let written: Vec<String> =
                package.import_map.iter().filter(|(_, t)| *t == from).map(|(w, _)| w.clone()).collect();
            match written.is_empty() {
                true => drop(package.import_map.insert(from.clone(), to.clone())),
                false => written.into_iter().for_each(|w| drop(package.import_map.insert(w, to.clone()))),
            }
        }
    }

    /// The program `x.test`.
    fn test_main(&mut self, path: &str, deps: Vec<PackageId>, files: &TestNode) -> PackageId {
        let mut deps = deps;
        if self.cover.is_some() {
            deps.extend(self.ids(cover::program_imports().map(str::to_owned)));
        }
        let (deps, _) = self.for_test(path, &deps);
        let deps = merged(Vec::new(), &deps); // the tested package may be one of the fixed ones
        let described =
            |d: &PackageId| (self.graph.packages[*d].import_path.clone(), self.graph.packages[*d].description());
        let paths: Vec<(String, String)> = deps.iter().map(described).collect();
        let imports = paths.iter().map(|(_, description)| description.clone()).collect();
        let renamed = paths.into_iter().filter(|(path, description)| path != description).collect();
        // Every program needs it, and this one may need a copy that was made for it.
        let runtime = self.plain.get("runtime").map(|id| *self.copies.get(id).unwrap_or(id));
        let deps = merged(deps, runtime.as_slice());
        let base = &self.graph.packages[self.root];
        let package = Package {
            import_path: format!("{path}.test"),
            for_test: Some(path.to_owned()),
            kind: Kind::TestMain,
            name: "main".to_owned(),
            standard: false,
            go_files: vec![crate::testmain::FILE.to_owned()],
            s_files: Vec::new(),
            h_files: Vec::new(),
            syso_files: Vec::new(),
            ignored_go_files: Vec::new(),
            ignored_other_files: Vec::new(),
            tests: TestFiles::default(),
            matched: Vec::new(),
            embed_patterns: Vec::new(),
            embeds: crate::embed::Embeds::default(),
            debug: base.debug.iter().chain(&files.dir.test_debug).cloned().collect(),
            imports,
            import_map: renamed,
            deps,
            is_root: true,
            error: None,
            cover: self.cover.map(|_| Cover { mode: CoverMode::TestMain, meta: false }),
            ..base.clone()
        };
        self.graph.packages.push(package)
    }
}

/// Removes packages that were only read to find out that variants take their place.
fn remove_unreachable(graph: &mut Graph) {
    let mut reached = vec![false; graph.packages.len()];
    let mut stack: Vec<PackageId> = graph.packages.ids().filter(|&id| graph.packages[id].is_root).collect();
    while let Some(id) = stack.pop() {
        if !std::mem::replace(&mut reached[id.index()], true) {
            stack.extend(&graph.packages[id].deps);
        }
    }
    let mut new_ids = Vec::new();
    let mut kept = IdVec::new();
    for (package, reached) in std::mem::take(&mut graph.packages).into_vec().into_iter().zip(reached) {
        new_ids.push(kept.next_id());
        if reached {
            kept.push(package);
        }
    }
    let renumber = |ids: &mut Vec<PackageId>| ids.iter_mut().for_each(|id| *id = new_ids[id.index()]);
    kept.iter_mut().for_each(|p: &mut Package| renumber(&mut p.deps));
    renumber(&mut graph.roots);
    let renumber = |id: &mut PackageId| *id = new_ids[id.index()];
    for set in &mut graph.tests {
        [&mut set.root, &mut set.internal, &mut set.main].into_iter().chain(&mut set.external).for_each(renumber);
    }
    graph.packages = kept;
}

/// `first`, then those of `second` that it lacks.
fn merged<T: Clone + PartialEq>(first: Vec<T>, second: &[T]) -> Vec<T> {
    let mut out = first;
    for item in second {
        if !out.contains(item) {
            out.push(item.clone());
        }
    }
    out
}
