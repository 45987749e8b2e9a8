//! What loading gives: packages with their files and the packages they import, dependencies
//! first. Nothing in it refers to the loader.

use crate::covering::{Cover, CoverConfig};
use crate::embed::Embeds;
use crate::godebug::Directive;
use crate::godebug::Place;
use crate::module::Module;
use crate::sums::Sums;
use base::{Id, IdVec, define_id};
use release::Release;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

define_id!(
    /// A package of a [`Graph`].
    PackageId,
    "p"
);

/// The name under which files given as arguments are built.
pub const COMMAND_LINE: &str = "command-line-arguments";

/// What a package is built for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// As its importers see it.
    #[default]
    Plain,
    /// With its test files, or built again since something below it has test files.
    ForTest,
    /// The package `x_test` beside it.
    ExternalTest,
    /// The program that runs the tests; its one file is to be made.
    TestMain,
}

/// A package.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Import path, as object files and messages have it.
    pub import_path: String,
    /// For a variant built for the tests of a package: that package.
    pub for_test: Option<String>,
    /// What it is built for.
    pub kind: Kind,
    /// Package name.
    pub name: String,
    /// Directory.
    pub dir: PathBuf,
    /// Part of the standard library or of the commands.
    pub standard: bool,
    /// Its module; `None` in the standard library and for lone files.
    pub module: Option<Module>,
    /// Language version, `go1.N`.
    pub language: String,
    /// Go files, by name in `dir`.
    pub go_files: Vec<String>,
    /// Assembly files.
    pub s_files: Vec<String>,
    /// Headers.
    pub h_files: Vec<String>,
    /// Object files to link.
    pub syso_files: Vec<String>,
    /// Go files left out.
    pub ignored_go_files: Vec<String>,
    /// Other files left out.
    pub ignored_other_files: Vec<String>,
    /// What its tests have.
    pub tests: TestFiles,
    /// `//go:embed` patterns, sorted.
    pub embed_patterns: Vec<String>,
    /// The files they stand for.
    pub embeds: Embeds,
    /// `//go:debug` directives.
    pub debug: Vec<Directive>,
    /// Import paths after resolution.
    pub imports: Vec<String>,
    /// Paths as written to paths as resolved, where they differ.
    pub import_map: BTreeMap<String, String>,
    /// The packages behind `imports`, and `runtime` for programs.
    pub deps: Vec<PackageId>,
    /// What version control says of a program's sources, as settings of its build.
    pub vcs: Vec<(&'static str, String)>,
    /// The version of a program's module by the tags of its repository.
    pub main_version: Option<String>,
    /// The patterns that name it.
    pub matched: Vec<String>,
    /// Named by a pattern.
    pub is_root: bool,
    /// Named by a wildcard.
    pub is_wild: bool,
    /// How it is counted.
    pub cover: Option<Cover>,
    /// The text of the one file of a program that runs tests, once it is written.
    pub generated: Option<String>,
    /// The profile that it is compiled with.
    pub profile: Option<std::path::PathBuf>,
    /// Why it cannot be built.
    pub error: Option<PackageError>,
}

/// The test files of a package, and of the package `x_test` beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestFiles {
    /// Names.
    pub go_files: Vec<String>,
    /// What they import, as resolved.
    pub imports: Vec<String>,
    /// `//go:embed` patterns.
    pub embed_patterns: Vec<String>,
    /// Names of the files of `x_test`.
    pub external_go_files: Vec<String>,
    /// What those import.
    pub external_imports: Vec<String>,
    /// Their patterns.
    pub external_embed_patterns: Vec<String>,
}

/// The packages made to test one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestSet {
    /// The package as its importers see it.
    pub root: PackageId,
    /// The package that is tested: `root`, or a variant with the test files in it.
    pub internal: PackageId,
    /// The package `x_test`.
    pub external: Option<PackageId>,
    /// The program that runs the tests.
    pub main: PackageId,
}

impl Package {
    /// A package of which only its path is known, and what is wrong with it.
    pub(crate) fn broken(path: &str, error: PackageError) -> Package {
        Package { import_path: path.to_owned(), error: Some(error), ..Package::default() }
    }
    /// The path in objects. Only what is linked as a program is `main` there: its variant for
    /// tests is imported by another one.
    pub fn object_path(&self) -> &str {
        let is_program = self.name == "main" && matches!(self.kind, Kind::Plain | Kind::TestMain);
        if is_program { "main" } else { &self.import_path }
    }
    /// The paths in objects of what it imports: variants have the path of what they are variants of.
    pub fn object_imports(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().map(|path| without_test(path))
    }
    /// Paths as written to paths in objects, where they differ.
    pub fn object_import_map(&self) -> BTreeMap<String, String> {
        let pairs = self.import_map.iter().map(|(from, to)| (from.clone(), without_test(to).to_owned()));
        pairs.filter(|(from, to)| from != to).collect()
    }
    /// The path with what it is built for: `p [q.test]`.
    pub fn description(&self) -> String {
        match &self.for_test {
            Some(test) if self.kind != Kind::TestMain => format!("{} [{test}.test]", self.import_path),
            _ => self.import_path.clone(),
        }
    }
}

/// `p` of `p [q.test]`.
fn without_test(description: &str) -> &str {
    description.split_once(" [").map_or(description, |(path, _)| path)
}

/// What is wrong with a package, shown in the official way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageError {
    /// Where, if that is known; the directory and the place in it.
    pub place: Option<(PathBuf, Place)>,
    /// Import paths from a root to the package.
    pub stack: Vec<String>,
    /// Show the stack even if there is a place.
    pub show_stack: bool,
    /// There is just no Go file to build, which wildcards pass over.
    pub no_files: bool,
    /// The message.
    pub message: String,
}

impl PackageError {
    /// The text, with file names relative to `cwd` where that is shorter.
    pub fn text(&self, cwd: &std::path::Path) -> String {
        let at = self.place.as_ref().map(|(dir, place)| {
            let full = dir.join(&place.file);
            let short = crate::paths::short_path(&full, cwd);
            format!("{short}:{}:{}", place.line, place.column)
        });
        let at = match at {
            Some(at) if self.stack.is_empty() || !self.show_stack => return format!("{at}: {}", self.message),
            Some(at) => format!("\n\t{at}"),
            None => String::new(),
        };
        match self.stack.is_empty() {
            true => self.message.clone(),
            false => format!("package {}{at}: {}", self.stack.join("\n\timports "), self.message),
        }
    }
}

/// Packages in an order in which every package comes behind those it imports.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// The release whose library the packages use.
    pub release: Release,
    /// All packages.
    pub packages: IdVec<PackageId, Package>,
    /// What the patterns named, in their order.
    pub roots: Vec<PackageId>,
    /// The tests of those roots that have any, in the same order.
    pub tests: Vec<TestSet>,
    /// Lines for standard error (patterns that matched nothing).
    pub warnings: Vec<String>,
    /// Language version of the main module, `1.N`; none outside of modules.
    pub main_language: Option<String>,
    /// `godebug` lines of the main module, `key=value`.
    pub godebug: Vec<String>,
    /// Checksums of modules (`go.sum`).
    pub sums: Arc<Sums>,
    /// The first package outside of the library that would have files of cgo's.
    pub wants_cgo: Option<String>,
    /// What flags say of coverage.
    pub cover: Option<CoverConfig>,
    /// Programs that run tests are told of the blocks of all packages that are counted, also of those they do
    /// not contain.
    pub shares_coverage: bool,
    /// Whether modules other than the main one come from its vendor directory.
    pub vendored: bool,
    /// Packages are below several programs whose profiles differ: they would have to be compiled once for each.
    pub needs_copies: bool,
}

impl Graph {
    /// All packages that a package imports, directly or not, dependencies last.
    pub fn below(&self, root: PackageId) -> Vec<PackageId> {
        let mut seen = vec![false; self.packages.len()];
        let mut todo: Vec<PackageId> = self.packages[root].deps.iter().rev().copied().collect();
        let mut out = Vec::new();
        while let Some(id) = todo.pop() {
            if !std::mem::replace(&mut seen[id.index()], true) {
                out.push(id);
                todo.extend(self.packages[id].deps.iter().rev());
            }
        }
        out
    }
    /// Texts of all errors in the order of packages, each once. That a package found by a
    /// wildcard has no files to build is none.
    pub fn errors(&self, cwd: &std::path::Path) -> Vec<String> {
        self.errors_of(self.packages.ids(), cwd)
    }
    /// The same for some packages.
    pub fn errors_of(&self, ids: impl Iterator<Item = PackageId>, cwd: &std::path::Path) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let passed_over = |p: &&Package| p.is_wild && p.error.as_ref().is_some_and(|e| e.no_files);
        let packages = ids.map(|id| &self.packages[id]);
        let wrong = packages.filter(|p| !passed_over(p)).filter_map(|p| p.error.as_ref());
        for text in wrong.map(|e| e.text(cwd)) {
            if !out.contains(&text) {
                out.push(text);
            }
        }
        out
    }
}
