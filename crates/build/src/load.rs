//! Loading: patterns to a graph of packages. In: a configuration and arguments. Out: a
//! [`Graph`], dependencies first.
//!
//! First directories are read in waves, all of a wave in parallel: the targets, then what
//! they import, and so on; nothing here depends on order. Then one depth-first walk in the
//! official order (imports by path, `runtime` last for programs) lays the packages out and
//! finds what is wrong between them: cycles, internal packages, programs as imports, paths
//! that lead nowhere. Test variants are added behind ([`variants`]). Authority: GOROOT
//! `cmd/go/internal/load/pkg.go`.

mod variants;

use crate::config::LoadConfig;
use crate::consistency;
use crate::cover;
use crate::dir::{self, Dir, DirError, Imports};
use crate::embed::Embeds;
use crate::godebug::Place;
use crate::gomod::minor_of;
use crate::internal::{internal_allowed, vendored_allowed};
use crate::lookup::{self, Importer, NotFound};
use crate::module::Module;
use crate::modules::Modules;
use crate::package::{COMMAND_LINE, Graph, Package, PackageError, PackageId, TestFiles};
use crate::paths::is_std_path;
use crate::pattern::{self, Match, Target};
use base::seen;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// The package of the library that is nothing without C.
const ONLY_WITH_C: &str = "runtime/cgo";

/// Loads what `patterns` name. Errors concern the whole command; those of packages are in the
/// graph.
pub fn load(config: &LoadConfig, patterns: &[String]) -> Result<Graph, String> {
    let modules = Modules::find(&config.cwd, &config.modules)?;
    // What packages import is looked up even if it is not to be read.
    if let Some(trouble) = modules.trouble.as_ref().filter(|_| !modules.pruned || config.find) {
        return Err(trouble.clone());
    }
    let mut loader = Loader::new(config, &modules);
    let mut graph = Graph {
        release: config.context.release,
        main_language: modules.language.clone(),
        godebug: modules.godebug.clone(),
        sums: modules.sums.clone(),
        vendored: modules.vendor.is_some(),
        cover: config.cover.clone(),
        ..Graph::default()
    };
    let default = [".".to_owned()];
    let patterns = if patterns.is_empty() { &default[..] } else { patterns };
    let cleaned: Vec<String> = patterns.iter().map(|p| pattern::clean(p)).collect();
    let patterns = if names_files(patterns, config) { patterns } else { &cleaned };
    let targets = loader.targets(patterns, &mut graph)?;
    loader.read_all(&targets);
    config.heads.save();
    if let Some(message) = loader.fatal.take() {
        return Err(message);
    }
    graph.wants_cgo = loader.wants_cgo();
    loader.lay_out(&targets, &mut graph);
    let cover = config.cover.as_ref();
    if config.tests {
        variants::add(&mut graph, &loader.test_files(), cover, &config.cwd);
    } else if let Some(cover) = cover {
        cover::mark_build(&mut graph, cover, &config.cwd);
    }
    crate::pgo::mark(&mut graph, &config.pgo, &config.cwd);
    if !config.find {
        consistency::check(&modules, &graph)?;
    }
    Ok(graph)
}

/// Whether the arguments are files: one of them is a Go file.
fn names_files(patterns: &[String], config: &LoadConfig) -> bool {
    let is_file = |name: &String| name.ends_with(".go") && seen::is_file(&crate::gomod::join(&config.cwd, name));
    patterns.iter().any(is_file)
}

/// A package as read from its directory.
struct Node {
    dir: Dir,
    standard: bool,
    module: Option<Module>,
    /// Resolved paths of all imports, tests' too, by path as written.
    resolved: BTreeMap<String, String>,
    /// Where it was put.
    state: State,
}

/// How far the walk has come with a package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done(PackageId),
}

/// Why an import leads nowhere.
struct Missing {
    message: String,
    /// Nothing else is to be said.
    ends_command: bool,
}

/// The walk: paths from a root to the current package.
type Stack = Vec<String>;

pub(crate) struct Loader<'a> {
    config: &'a LoadConfig,
    modules: &'a Modules,
    src: PathBuf,
    nodes: HashMap<String, Node>,
    /// What is wrong with the imports of tests, by package.
    test_errors: HashMap<String, [Option<PackageError>; 2]>,
    /// Import paths that lead nowhere, with the reason.
    missing: HashMap<String, String>,
    /// Patterns by the paths they match.
    matched: HashMap<String, Vec<String>>,
    /// Errors found while a package was open.
    cycles: HashMap<String, PackageError>,
    levels: u32,
    /// Nothing is read that only programs and tests are linked with.
    imports_alone: bool,
    /// Why nothing can be loaded.
    fatal: Option<String>,
    /// Import paths by their form in small letters, in the order of the walk.
    folded: HashMap<String, String>,
    /// Which folders of the library have Go files, of those that were asked for.
    folders: RefCell<HashMap<PathBuf, bool>>,
}

/// Files and imports that only tests have, by import path.
pub(crate) struct TestNode {
    /// The package's directory listing.
    pub(crate) dir: Dir,
    /// Resolved imports.
    pub(crate) resolved: BTreeMap<String, String>,
    /// What is wrong with imports of the package's own tests, and with those of external ones.
    pub(crate) errors: [Option<PackageError>; 2],
}

impl<'a> Loader<'a> {
    fn new(config: &'a LoadConfig, modules: &'a Modules) -> Self {
        Loader {
            config,
            modules,
            src: config.goroot.join("src"),
            nodes: HashMap::new(),
            test_errors: HashMap::new(),
            missing: HashMap::new(),
            matched: HashMap::new(),
            cycles: HashMap::new(),
            levels: 0,
            imports_alone: false,
            fatal: None,
            folded: HashMap::new(),
            folders: RefCell::default(),
        }
    }

    /// Expands the arguments. Local errors become packages with errors.
    fn targets(&mut self, patterns: &[String], graph: &mut Graph) -> Result<Vec<Target>, String> {
        if names_files(patterns, self.config) {
            return Ok(vec![self.command_line(patterns)?]);
        }
        let mut targets: Vec<Target> = Vec::new();
        for pattern in patterns {
            let found = match &pattern[..] {
                "all" => self.all()?,
                p => match pattern::expand(p, self.config, self.modules) {
                    Match::Packages(found) => found,
                    Match::Fatal(message) => return Err(message),
                    Match::Error(message) if message.starts_with("go: ") => return Err(message),
                    Match::Error(message) => {
                        self.missing.insert(p.to_owned(), message);
                        vec![Target { path: p.to_owned(), dir: PathBuf::new(), wild: false }]
                    }
                },
            };
            if found.is_empty() {
                graph.warnings.push(format!("go: warning: {pattern:?} matched no packages"));
            }
            for target in found {
                self.matched.entry(target.path.clone()).or_default().push(pattern.clone());
                if !targets.iter().any(|t| t.path == target.path) {
                    targets.push(target);
                }
            }
        }
        Ok(targets)
    }

    /// `all`: the packages of the main modules, what they and their tests need.
    fn all(&mut self) -> Result<Vec<Target>, String> {
        let mut own = Vec::new();
        if self.modules.language.as_deref().is_some_and(|language| minor_of(language) < 16) {
            return Err(
                "go: before Go 1.16 \"all\" has the tests of all packages, which oxigo does not look for".to_owned()
            );
        }
        self.modules.main.iter().for_each(|module| own.extend(pattern::of_module(module)));
        if self.modules.main.is_empty() {
            return Err(
                "go: go.mod file not found in current directory or any parent directory; see 'go help modules'"
                    .to_owned(),
            );
        }
        if self.modules.main.iter().any(|m| m.has_tools) {
            return Err("go: what \"all\" is where go.mod names tools, oxigo does not know".to_owned());
        }
        if self.modules.main.iter().any(|m| m.dir.starts_with(&self.src)) {
            return Err("go: what \"all\" is in the library itself, oxigo does not know".to_owned());
        }
        let mut inner = Loader { imports_alone: true, ..Loader::new(self.config, self.modules) };
        inner.read_with_tests(&own, true);
        let missing = inner.missing.values().min().filter(|_| !self.config.tests);
        if let Some(message) = inner.fatal.as_ref().or(missing) {
            return Err(message.clone());
        }
        let mut paths: Vec<(String, PathBuf)> =
            inner.nodes.into_iter().map(|(path, node)| (path, node.dir.path)).collect();
        paths.sort();
        Ok(paths.into_iter().map(|(path, dir)| Target { path, dir, wild: true }).collect())
    }

    /// The package of files given as arguments.
    fn command_line(&mut self, files: &[String]) -> Result<Target, String> {
        let mut first: Option<String> = None;
        let mut names = Vec::new();
        if files.iter().any(|file| !file.ends_with(".go")) {
            return Err("named files must be .go files: ".to_owned());
        }
        for file in files {
            let full = crate::gomod::join(&self.config.cwd, file);
            let facts = seen::kind(&full).map_err(|e| crate::io_text("stat", Path::new(file), &e))?;
            if facts.is_dir() {
                return Err(format!("{file} is a directory, should be a Go file"));
            }
            let folder = folder_of(file);
            match &first {
                Some(first) if *first != folder => {
                    return Err(format!("named files must all be in one directory; have {first} and {folder}"));
                }
                _ => first = Some(folder),
            }
            names.extend(full.file_name().and_then(|n| n.to_str()).map(str::to_owned));
        }
        let path = crate::gomod::join(&self.config.cwd, &first.unwrap_or_default());
        // The order is the user's: it decides the name of a program, the compiler's errors, and tests run in it.
        let listing = dir::read(&path, &self.config.context, &self.config.heads, Some(&names));
        let standard = path.starts_with(&self.src);
        // Files are of no module, wherever they lie, and so of this release's language.
        let node = Node { dir: listing, standard, module: None, resolved: BTreeMap::new(), state: State::New };
        self.nodes.insert(COMMAND_LINE.to_owned(), node);
        Ok(Target { path: COMMAND_LINE.to_owned(), dir: path, wild: false })
    }

    fn read_all(&mut self, targets: &[Target]) {
        self.read_with_tests(targets, self.config.tests);
    }

    /// Reads the targets and everything they import.
    fn read_with_tests(&mut self, targets: &[Target], tests: bool) {
        let mut wave: Vec<(String, PathBuf, Option<Module>)> = Vec::new();
        for target in targets {
            if !self.missing.contains_key(&target.path) && !self.nodes.contains_key(&target.path) {
                let module = self.module_of(&target.path, &target.dir);
                wave.push((target.path.clone(), target.dir.clone(), module));
            }
        }
        let mut open: Vec<String> = self.read_wave(wave);
        open.extend(self.nodes.contains_key(COMMAND_LINE).then(|| COMMAND_LINE.to_owned()));
        let mut with_tests = tests;
        if self.config.find {
            return;
        }
        loop {
            let mut wave = self.resolve_imports(&open, with_tests);
            with_tests = false;
            if !self.imports_alone {
                wave.extend(self.linked_with(tests));
            }
            wave.sort_by(|a, b| a.0.cmp(&b.0));
            wave.dedup_by(|a, b| a.0 == b.0);
            if wave.is_empty() {
                return;
            }
            open = self.read_wave(wave);
        }
    }

    /// Packages that programs, tests and what is counted need besides what they import.
    fn linked_with(&self, tests: bool) -> Vec<(String, PathBuf, Option<Module>)> {
        let has_programs = tests || self.nodes.values().any(|n| n.dir.name == "main");
        let runtime = has_programs.then_some("runtime");
        let of_tests = variants::MAIN_IMPORTS.into_iter().filter(|_| tests);
        let counters = cover::imports(tests).filter(|_| self.config.cover.is_some());
        runtime.into_iter().chain(of_tests).chain(counters).filter_map(|path| self.locate(path)).collect()
    }

    /// A standard package that is not yet read.
    fn locate(&self, path: &str) -> Option<(String, PathBuf, Option<Module>)> {
        (!self.nodes.contains_key(path)).then(|| (path.to_owned(), self.src.join(path), None))
    }

    fn read_wave(&mut self, wave: Vec<(String, PathBuf, Option<Module>)>) -> Vec<String> {
        let (cx, heads) = (&self.config.context, &self.config.heads);
        let read: Vec<(String, Node)> = wave
            .into_par_iter()
            .map(|(path, dir, module)| {
                let standard = dir.starts_with(&self.src);
                let dir = dir::read(&dir, cx, heads, None);
                (path, Node { dir, standard, module, resolved: BTreeMap::new(), state: State::New })
            })
            .collect();
        let paths = read.iter().map(|(path, _)| path.clone()).collect();
        self.nodes.extend(read);
        paths
    }

    /// Resolves the imports of packages; returns the packages that are to be read next.
    fn resolve_imports(&mut self, open: &[String], tests: bool) -> Vec<(String, PathBuf, Option<Module>)> {
        let mut wave = Vec::new();
        for path in open {
            let node = &self.nodes[path];
            let mut written: Vec<String> = node.dir.go.imports.keys().cloned().collect();
            if tests {
                written.extend(node.dir.tests.imports.keys().chain(node.dir.xtests.imports.keys()).cloned());
            }
            let importer_dir = node.dir.path.clone();
            let module = node.module.clone();
            let mut resolved = BTreeMap::new();
            for import in written {
                match self.resolve(&import, &importer_dir, Importer { path, module: module.as_ref() }) {
                    Ok((target, dir, module)) => {
                        if !self.nodes.contains_key(&target) {
                            wave.push((target.clone(), dir, module));
                        }
                        resolved.insert(import, target);
                    }
                    Err(missing) => {
                        if missing.ends_command {
                            self.fatal.get_or_insert_with(|| missing.message.clone());
                        }
                        self.missing.entry(import.clone()).or_insert(missing.message);
                        resolved.insert(import.clone(), import);
                    }
                }
            }
            if let Some(node) = self.nodes.get_mut(path) {
                node.resolved = resolved;
            }
        }
        wave
    }

    /// What `import` means in a package in `dir`.
    fn resolve(
        &self,
        import: &str,
        dir: &Path,
        importer: Importer<'_>,
    ) -> Result<(String, PathBuf, Option<Module>), Missing> {
        if let Ok(rel) = dir.strip_prefix(&self.src) {
            let vendor = if rel.starts_with("cmd") { "cmd/vendor" } else { "vendor" };
            let path = format!("{vendor}/{import}");
            let dir = self.src.join(&path);
            if !is_std_path(import) && self.has_go_files(&dir) {
                return Ok((path, dir, None));
            }
        }
        if import.starts_with("./") || import.starts_with("../") || matches!(import, "." | "..") {
            let message = format!("{import:?} is relative, but relative import paths are not supported in module mode");
            return Err(Missing { message, ends_command: false });
        }
        if matches!(import, "all" | "std" | "cmd") {
            let message = format!("{import:?} is not an importable package; see 'go help packages'");
            return Err(Missing { message, ends_command: false });
        }
        let std = self.src.join(import);
        if is_std_path(import) && self.has_go_files(&std) {
            return match self.modules.rivals_library(import, &self.src) {
                true => Err(Missing { message: lookup::rival(import), ends_command: false }),
                false => Ok((import.to_owned(), std, None)),
            };
        }
        match self.modules.find_package(import) {
            Ok(found) => Ok((import.to_owned(), found.dir, Some(found.module))),
            Err(why) => Err(Missing {
                message: self.modules.explain(import, &self.src, &why, Some(importer)),
                ends_command: matches!(why, NotFound::Mismatch(_)),
            }),
        }
    }

    /// Whether a folder of the library has files that could be Go files.
    fn has_go_files(&self, dir: &Path) -> bool {
        if let Some(&has) = self.folders.borrow().get(dir) {
            return has;
        }
        let has = crate::modules::has_go_files(dir);
        self.folders.borrow_mut().insert(dir.to_owned(), has);
        has
    }

    fn module_of(&self, path: &str, dir: &Path) -> Option<Module> {
        if dir.starts_with(&self.src) {
            return None;
        }
        self.modules.find_package(path).ok().map(|f| f.module)
    }

    // Laying out.

    fn lay_out(&mut self, targets: &[Target], graph: &mut Graph) {
        for path in cover::imports(self.config.tests).filter(|_| self.config.cover.is_some()) {
            // They stand before the packages that are going to import them.
            self.visit(path, None, &mut Vec::new(), graph);
        }
        for target in targets {
            if target.wild && self.nodes.get(&target.path).is_some_and(|n| passed_over(&target.path, &n.dir)) {
                continue;
            }
            let id = self.visit(&target.path, None, &mut Vec::new(), graph);
            graph.packages[id].is_root = true;
            graph.packages[id].matched = self.matched.remove(&target.path).unwrap_or_default();
            graph.packages[id].is_wild = target.wild;
            graph.roots.push(id);
        }
        if self.config.tests {
            self.lay_out_test_imports(graph);
        }
        for (path, error) in std::mem::take(&mut self.cycles) {
            if let Some(Node { state: State::Done(id), .. }) = self.nodes.get(&path) {
                graph.packages[*id].error.get_or_insert(error);
            }
        }
    }

    fn lay_out_test_imports(&mut self, graph: &mut Graph) {
        for root in graph.roots.clone() {
            let path = graph.packages[root].import_path.clone();
            let Some(node) = self.nodes.get(&path) else { continue };
            if node.dir.tests.files.is_empty() && node.dir.xtests.files.is_empty() {
                continue;
            }
            let mut wanted: Vec<(String, Place, usize)> = Vec::new();
            for (kind, files) in [&node.dir.tests, &node.dir.xtests].into_iter().enumerate() {
                let target = |import: &String| node.resolved.get(import).unwrap_or(import).clone();
                wanted.extend(files.imports.iter().map(|(i, place)| (target(i), place.clone(), kind)));
            }
            let dir = node.dir.path.clone();
            let mut errors = [None, None];
            for (import, place, kind) in wanted {
                let importer = [format!("{path} (test)"), format!("{path}_test")][kind].clone();
                let mut stack = vec![importer];
                let id = self.visit(&import, Some((&dir, &place)), &mut stack, graph);
                let at = Some((dir.clone(), place));
                errors[kind] =
                    errors[kind].take().or_else(|| self.import_error(&path, &graph.packages[id], &stack, at));
            }
            self.test_errors.insert(path, errors);
            for import in variants::MAIN_IMPORTS {
                self.visit(import, None, &mut Vec::new(), graph);
            }
            self.visit("runtime", None, &mut Vec::new(), graph);
        }
    }

    /// Puts a package and what it imports into the graph. `importer`: where it is imported.
    fn visit(
        &mut self,
        path: &str,
        importer: Option<(&Path, &Place)>,
        stack: &mut Stack,
        graph: &mut Graph,
    ) -> PackageId {
        let place = importer.map(|(dir, place)| (dir.to_owned(), place.clone()));
        if !self.nodes.contains_key(path) {
            return self.missing_package(path, place, stack, graph);
        }
        match self.nodes[path].state {
            State::Done(id) => return id,
            // a cycle: reported by the caller, which does not visit open packages
            State::Open | State::New => {}
        }
        if let Some(node) = self.nodes.get_mut(path) {
            node.state = State::Open;
        }
        let own_error = self.collision(path, place.clone(), stack).or_else(|| self.own_error(path, place, stack));
        stack.push(path.to_owned());
        self.levels += 1;
        let (deps, import_error) = match self.levels.is_multiple_of(128) {
            true => base::stack::on_new_stack(|| self.visit_imports(path, stack, graph)),
            false => self.visit_imports(path, stack, graph),
        };
        self.levels -= 1;
        stack.pop();
        let package = self.package(path, deps, own_error.or(import_error));
        let id = graph.packages.push(package);
        if let Some(node) = self.nodes.get_mut(path) {
            node.state = State::Done(id);
        }
        id
    }

    /// A package that is to be built with C: one outside of the library, or the library's own, in a program.
    fn wants_cgo(&self) -> Option<String> {
        let in_program = self.config.tests || self.nodes.values().any(|node| !node.standard);
        let wanting = self
            .nodes
            .iter()
            .filter(|(path, node)| node.dir.wants_cgo && (!node.standard || (in_program && *path == ONLY_WITH_C)));
        wanting.map(|(path, _)| path).min().cloned()
    }

    fn missing_package(
        &mut self,
        path: &str,
        place: Option<(PathBuf, Place)>,
        stack: &Stack,
        graph: &mut Graph,
    ) -> PackageId {
        if let Some((id, _)) = graph.packages.iter_enumerated().find(|(_, p)| p.import_path == path) {
            return id;
        }
        let message = self.missing.get(path).cloned().unwrap_or_else(|| format!("cannot find package {path}"));
        let stack = stack.clone();
        let error = PackageError { place, stack, show_stack: false, no_files: false, message };
        graph.packages.push(Package::broken(path, error))
    }

    /// Paths that differ in capitals alone could not lie on every disk.
    fn collision(&mut self, path: &str, place: Option<(PathBuf, Place)>, stack: &Stack) -> Option<PackageError> {
        let other = self.folded.entry(path.to_lowercase()).or_insert_with(|| path.to_owned());
        if other == path {
            return None;
        }
        let message = format!("case-insensitive import collision: {path:?} and {other:?}");
        Some(PackageError { place, stack: stack.clone(), show_stack: false, no_files: false, message })
    }

    /// What is wrong with the package's own directory.
    fn own_error(&self, path: &str, importer: Option<(PathBuf, Place)>, stack: &Stack) -> Option<PackageError> {
        let dir = &self.nodes[path].dir;
        let mut stack = stack.clone();
        let mut place = importer;
        let only_tests = dir.go.files.is_empty() && dir.has_go_files();
        let shown = dir.path.display();
        let nothing_left = |what: &str, place: &mut Option<_>, stack: &mut Stack| {
            stack.push(path.to_owned());
            *place = dir.cgo.clone().map(|at| (dir.path.clone(), at));
            match () {
                () if dir.cgo.is_some() => dir::NO_CGO.to_owned(),
                () if dir.ignored_go.is_empty() => format!("no {what} files in {shown}"),
                () => format!("build constraints exclude all Go files in {shown}"),
            }
        };
        let in_lines = dir.path.to_string_lossy().contains(['\n', '\r']);
        let message = match &dir.error {
            _ if in_lines => {
                stack.push(path.to_owned());
                format!("invalid package directory {:?}", dir.path)
            }
            // What a pattern names is refused when it is to be built.
            None if only_tests && !(stack.is_empty() && (self.config.tests || dir.cgo.is_none())) => {
                nothing_left("non-test Go", &mut place, &mut stack)
            }
            None => dir.bad_name(path)?,
            Some(DirError::Unreadable(message)) => message.clone(),
            Some(DirError::File(None, message)) => {
                // It names its file.
                let stack = Vec::new();
                return Some(PackageError {
                    place: None,
                    stack,
                    show_stack: false,
                    no_files: false,
                    message: message.clone(),
                });
            }
            Some(DirError::File(at, message)) => {
                stack.push(path.to_owned());
                place = at.clone().map(|at| (dir.path.clone(), at));
                message.clone()
            }
            Some(DirError::SeveralPackages([(a, x), (b, y)])) => {
                format!("found packages {a} ({x}) and {b} ({y}) in {shown}")
            }
            Some(DirError::NoGoFiles) => nothing_left("Go", &mut place, &mut stack),
        };
        let no_files = only_tests || matches!(dir.error, Some(DirError::NoGoFiles));
        Some(PackageError { place, stack, show_stack: false, no_files, message })
    }

    /// Visits imports in order; returns the packages and the first error of this package.
    fn visit_imports(
        &mut self,
        path: &str,
        stack: &mut Stack,
        graph: &mut Graph,
    ) -> (Vec<PackageId>, Option<PackageError>) {
        let node = &self.nodes[path];
        if self.config.find {
            return (Vec::new(), None);
        }
        let dir = node.dir.path.clone();
        let mut imports: Vec<(String, Option<Place>)> = resolved_imports(&node.dir.go.imports, &node.resolved);
        if node.dir.name == "main" && !imports.iter().any(|(p, _)| p == "runtime") {
            imports.push(("runtime".to_owned(), None));
        }
        let mut deps = Vec::new();
        let mut first_error = None;
        for (import, place) in imports {
            if self.nodes.get(&import).is_some_and(|n| n.state == State::Open) {
                self.report_cycle(&import, stack, place.map(|p| (dir.clone(), p)));
                continue;
            }
            let importer = place.as_ref().map(|p| (dir.as_path(), p));
            let id = self.visit(&import, importer, stack, graph);
            deps.push(id);
            let at = place.map(|p| (dir.clone(), p));
            let error = self.import_error(path, &graph.packages[id], stack, at);
            first_error = first_error.or(error);
        }
        (deps, first_error)
    }

    fn report_cycle(&mut self, import: &str, stack: &Stack, place: Option<(PathBuf, Place)>) {
        let mut stack = stack.clone();
        stack.push(import.to_owned());
        let message = "import cycle not allowed".to_owned();
        let error = PackageError { place, stack, show_stack: true, no_files: false, message };
        let error = PackageError { place: None, ..error };
        self.cycles.entry(import.to_owned()).or_insert(error);
    }

    /// What is wrong with `importer` importing `package`.
    fn import_error(
        &self,
        importer: &str,
        package: &Package,
        stack: &Stack,
        place: Option<(PathBuf, Place)>,
    ) -> Option<PackageError> {
        if package.error.is_some() {
            return None;
        }
        let path = &package.import_path;
        let from = &self.nodes[importer].dir.path;
        let folder = (importer == COMMAND_LINE).then(|| pattern::path_of_dir(from, &self.src, self.modules));
        let importer = folder.as_ref().map_or(importer, |path| path.as_deref().unwrap_or("."));
        if !internal_allowed(path, &package.dir, package.standard, importer, from) {
            let message = format!("use of internal package {path} not allowed");
            return Some(PackageError { place, stack: stack.clone(), show_stack: true, no_files: false, message });
        }
        if !vendored_allowed(path, &package.dir, from) {
            let message = "use of vendored package not allowed".to_owned();
            return Some(PackageError { place, stack: stack.clone(), show_stack: false, no_files: false, message });
        }
        if package.name == "main" && package.dir != *from {
            let message = format!("import {path:?} is a program, not an importable package");
            return Some(PackageError { place, stack: stack.clone(), show_stack: false, no_files: false, message });
        }
        None
    }

    fn package(&self, path: &str, deps: Vec<PackageId>, error: Option<PackageError>) -> Package {
        let node = &self.nodes[path];
        let dir = node.dir.clone();
        let (embeds, embed_error) = embeds(&dir.path, &dir.go.embeds);
        let error = error.or(embed_error);
        let minor = node
            .module
            .as_ref()
            .map_or_else(|| format!("1.{}", self.config.context.release.minor), |m| m.language.clone());
        Package {
            import_path: path.to_owned(),
            name: dir.name,
            dir: dir.path,
            standard: node.standard,
            module: node.module.clone(),
            language: format!("go{minor}"),
            go_files: dir.go.files,
            s_files: dir.s_files,
            h_files: dir.h_files,
            syso_files: dir.syso_files,
            ignored_go_files: dir.ignored_go,
            ignored_other_files: dir.ignored_other,
            tests: TestFiles {
                imports: resolved_paths(&dir.tests.imports, &node.resolved),
                embed_patterns: dir.tests.embeds.into_keys().collect(),
                go_files: dir.tests.files,
                external_imports: resolved_paths(&dir.xtests.imports, &node.resolved),
                external_embed_patterns: dir.xtests.embeds.into_keys().collect(),
                external_go_files: dir.xtests.files,
            },
            embed_patterns: dir.go.embeds.into_keys().collect(),
            embeds,
            debug: dir.debug,
            imports: resolved_paths(&dir.go.imports, &node.resolved),
            import_map: import_map(&dir.go.imports, &node.resolved),
            deps,
            error,
            ..Package::default()
        }
    }

    /// The test files of all packages that have any.
    fn test_files(mut self) -> HashMap<String, TestNode> {
        let nodes = self.nodes.into_iter();
        let with = nodes.filter(|(_, n)| !(n.dir.tests.files.is_empty() && n.dir.xtests.files.is_empty()));
        with.map(|(path, n)| {
            let errors = self.test_errors.remove(&path).unwrap_or_default();
            (path, TestNode { dir: n.dir, resolved: n.resolved, errors })
        })
        .collect()
    }
}

/// The folder of a file as it is given.
fn folder_of(file: &str) -> String {
    match file.rsplit_once('/') {
        Some((folder, _)) => pattern::clean(folder).trim_start_matches("./").to_owned(),
        None => ".".to_owned(),
    }
}

/// Whether a wildcard passes over a directory: one without Go files for this target, or a
/// vendored command.
fn passed_over(path: &str, dir: &Dir) -> bool {
    matches!(dir.error, Some(DirError::NoGoFiles)) || path.starts_with("cmd/vendor/") && dir.name == "main"
}

/// Imports as resolved, in the order of the paths as written.
pub(crate) fn resolved_imports(imports: &Imports, resolved: &BTreeMap<String, String>) -> Vec<(String, Option<Place>)> {
    let target = |path: &String| resolved.get(path).unwrap_or(path).clone();
    imports.iter().map(|(path, place)| (target(path), Some(place.clone()))).collect()
}

/// The same paths alone.
fn resolved_paths(imports: &Imports, resolved: &BTreeMap<String, String>) -> Vec<String> {
    resolved_imports(imports, resolved).into_iter().map(|(path, _)| path).collect()
}

/// The imports that resolve to another path.
pub(crate) fn import_map(imports: &Imports, resolved: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let pairs = imports.keys().filter_map(|path| Some((path.clone(), resolved.get(path)?.clone())));
    pairs.filter(|(from, to)| from != to).collect()
}

/// The files of embed patterns, or what is wrong with the first that stands for none.
pub(crate) fn embeds(dir: &Path, patterns: &Imports) -> (Embeds, Option<PackageError>) {
    match crate::embed::resolve(dir, patterns.keys()) {
        Ok(embeds) => (embeds, None),
        Err((pattern, message)) => {
            let place = patterns.get(&pattern).map(|place| (dir.to_owned(), place.clone()));
            let error = PackageError { place, stack: Vec::new(), show_stack: false, no_files: false, message };
            (Embeds::default(), Some(error))
        }
    }
}
