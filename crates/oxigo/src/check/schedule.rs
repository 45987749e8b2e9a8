//! All packages of a graph through the front end, in parallel: a package is begun when the
//! last of those it imports is done. In: a graph without errors. Out: the errors of each
//! package that has any, in the order of the graph; what imports such a package is left out,
//! as a build would leave it out.

use super::exported::Exported;
use base::{Id, Interner};
use build::{Graph, Kind, Package, PackageId, paths};
use compile::{Bodies, FrontConfig, FrontInput, front};
use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use types::{Importer, LanguageExperiments, PkgId, Session};

/// What came of a package.
enum Outcome {
    /// It is right; `unsafe` is nothing but built in.
    Checked(Option<PkgId>),
    /// It has errors.
    Wrong(Vec<String>),
    /// Something below it has errors.
    LeftOut,
}

/// How to check.
pub(super) struct How<'a> {
    /// Folder that messages are relative to.
    pub cwd: &'a Path,
    /// Show all errors.
    pub all_errors: bool,
    /// Language version of the named packages, instead of their modules'.
    pub lang: Option<&'a str>,
    /// What experiments add to the language.
    pub experiments: LanguageExperiments,
    /// See [`Exported`].
    pub from_export: bool,
}

struct Work<'a> {
    graph: &'a Graph,
    how: &'a How<'a>,
    /// Instead of the session, where that is tested.
    exported: Option<Exported>,
    session: Session,
    outcomes: Vec<OnceLock<Outcome>>,
    /// Imports that are not done yet.
    waits_for: Vec<AtomicUsize>,
    importers: Vec<Vec<PackageId>>,
}

/// Checks all packages; returns descriptions and errors.
pub(super) fn check_all(graph: &Graph, how: &How<'_>) -> Vec<(String, Vec<String>)> {
    let count = graph.packages.len();
    let mut importers = vec![Vec::new(); count];
    for (id, package) in graph.packages.iter_enumerated() {
        package.deps.iter().for_each(|d| importers[d.index()].push(id));
    }
    let work = Work {
        graph,
        how,
        exported: how.from_export.then(|| Exported::new(count)),
        session: Session::new(Arc::new(Interner::new()), graph.release),
        outcomes: (0..count).map(|_| OnceLock::new()).collect(),
        waits_for: graph.packages.iter().map(|p| AtomicUsize::new(p.deps.len())).collect(),
        importers,
    };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build();
    let first: Vec<PackageId> = graph.packages.ids().filter(|&id| graph.packages[id].deps.is_empty()).collect();
    let start = || rayon::scope(|scope| first.iter().for_each(|&id| work.spawn(scope, id)));
    match pool {
        Ok(pool) => pool.install(start),
        Err(_) => start(),
    }
    if let Some(exported) = &work.exported {
        eprintln!("{} bytes of export data", exported.total());
    }
    let outcomes = work.outcomes.into_iter().zip(graph.packages.iter());
    outcomes
        .filter_map(|(outcome, package)| match outcome.into_inner() {
            Some(Outcome::Wrong(lines)) => Some((package.description(), lines)),
            _ => None,
        })
        .collect()
}

/// Trees may be [`syntax::MAX_DEPTH`] high and the checker walks them by recursion; only pages
/// that are touched take memory.
const STACK_BYTES: usize = 256 << 20;

impl<'a> Work<'a> {
    fn spawn<'s>(&'s self, scope: &rayon::Scope<'s>, id: PackageId) {
        scope.spawn(move |scope| {
            let outcome = self.check(id);
            let _ = self.outcomes[id.index()].set(outcome);
            for &importer in &self.importers[id.index()] {
                if self.waits_for[importer.index()].fetch_sub(1, Ordering::AcqRel) == 1 {
                    self.spawn(scope, importer);
                }
            }
        });
    }

    fn outcome(&self, id: PackageId) -> Option<&Outcome> {
        self.outcomes[id.index()].get()
    }

    fn check(&self, id: PackageId) -> Outcome {
        let package = &self.graph.packages[id];
        let right = |d: &PackageId| matches!(self.outcome(*d), Some(Outcome::Checked(_)));
        if !package.deps.iter().all(right) || package.kind == Kind::TestMain || package.go_files.is_empty() {
            return Outcome::LeftOut;
        }
        if package.standard && package.import_path == "unsafe" {
            return Outcome::Checked(None);
        }
        let shown = shown_dir(&package.dir, self.how.cwd);
        let std = package.standard;
        let own_errors_wanted = package.is_root || !std;
        let config = FrontConfig {
            language: self.how.lang.filter(|_| package.is_root).map_or(package.language.clone(), str::to_owned),
            experiments: self.how.experiments,
            std,
            runtime: std && self.graph.release.is_runtime(&package.import_path),
            complete: package.s_files.is_empty()
                && package.syso_files.is_empty()
                && !(std && self.graph.release.may_be_incomplete(&package.import_path)),
            bodies: if own_errors_wanted { Bodies::All } else { Bodies::None },
            typed_bodies: false,
            all_errors: self.how.all_errors,
        };
        let path = if package.name == "main" && package.kind == Kind::Plain { "main" } else { &package.import_path };
        let input =
            FrontInput { path, dir: &package.dir, shown_dir: &shown, files: &package.go_files, config: &config };
        if let Some(exported) = &self.exported {
            let errors = exported.check(self.graph, id, &input);
            return if errors.is_empty() { Outcome::Checked(None) } else { Outcome::Wrong(errors) };
        }
        let imports = Imports { work: self, package, by_path: self.by_path(package) };
        let front = front::check(&self.session, &imports, &input);
        match front.pkg {
            Some(pkg) if front.errors.is_empty() => Outcome::Checked(Some(pkg)),
            _ => Outcome::Wrong(front.errors),
        }
    }

    /// The packages a package imports, by resolved path.
    fn by_path(&self, package: &Package) -> HashMap<String, PackageId> {
        package.deps.iter().map(|&d| (self.graph.packages[d].description(), d)).collect()
    }
}

/// A folder as messages show it: short, `.` for the current one.
fn shown_dir(dir: &Path, cwd: &Path) -> String {
    match dir == cwd {
        true => ".".to_owned(),
        false => paths::short_path(dir, cwd),
    }
}

/// Imports of one package.
struct Imports<'a> {
    work: &'a Work<'a>,
    package: &'a Package,
    by_path: HashMap<String, PackageId>,
}

impl Importer for Imports<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        let resolved = self.package.import_map.get(path).map_or(path, String::as_str);
        let id = self.by_path.get(resolved).copied();
        match id.and_then(|id| self.work.outcome(id)) {
            Some(Outcome::Checked(Some(pkg))) => Ok(*pkg),
            _ => Err(format!("package {path} was not loaded")),
        }
    }
}
