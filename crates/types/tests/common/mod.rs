//! Loading packages for the checker's tests: the files of a folder, and an importer that checks
//! the reference's library from source.
#![allow(dead_code, reason = "each test uses its part")]

use base::{Diagnostic, Interner, Sources};
use release::Release;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use syntax::ast::File;
use types::{CheckInput, CheckedPackage, Config, Importer, PkgId, Session, check_package};

/// Whether the constraints in a file's head let it be built for linux/amd64.
pub fn constraint_fits(text: &str) -> bool {
    build::Context::new(&target::Target::default(), Vec::new()).head_matches(text.as_bytes()).unwrap_or(true)
}

/// The `.go` files of a folder that belong to the package for linux/amd64, without tests.
pub fn package_files(dir: &Path) -> Vec<PathBuf> {
    package_files_of(dir, Release::default())
}

/// As [`package_files`], in the eyes of a release.
fn package_files_of(dir: &Path, release: Release) -> Vec<PathBuf> {
    let context = build::Context::new(&target::Target::of(release), Vec::new());
    in_dir(dir, &build::dir::read(dir, &context, &build::Heads::default(), None).go.files)
}

/// The test files of a folder: those of the package itself, and those of the package beside it.
pub fn test_files(dir: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let read = build::dir::read(
        dir,
        &build::Context::new(&target::Target::default(), Vec::new()),
        &build::Heads::default(),
        None,
    );
    (in_dir(dir, &read.tests.files), in_dir(dir, &read.xtests.files))
}

fn in_dir(dir: &Path, names: &[String]) -> Vec<PathBuf> {
    names.iter().map(|name| dir.join(name)).collect()
}

/// Parsed files of one package.
pub struct Parsed {
    /// Their texts.
    pub sources: Arc<Sources>,
    /// Their trees.
    pub files: Vec<File>,
    /// Syntax errors.
    pub errors: Vec<Diagnostic>,
}

/// Parses files, bodies included.
pub fn parse(names: &Interner, paths: &[PathBuf], config: syntax::Config) -> Parsed {
    parse_named(names, paths, config, |p| p.display().to_string())
}

/// As [`parse`], the files going by their names without folder.
pub fn parse_short(names: &Interner, paths: &[PathBuf], config: syntax::Config) -> Parsed {
    let short = |p: &Path| p.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    parse_named(names, paths, config, short)
}

fn parse_named(names: &Interner, paths: &[PathBuf], config: syntax::Config, name: impl Fn(&Path) -> String) -> Parsed {
    let mut sources = Sources::new();
    for path in paths {
        let text = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        sources.add(name(path), text).expect("small packages");
    }
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for source in sources.files() {
        let parsed = syntax::parse_file(source, names, config);
        files.push(parsed.file);
        errors.extend(parsed.diagnostics);
    }
    Parsed { sources: Arc::new(sources), files, errors }
}

/// How a release's parser reads files.
pub fn syntax_of(release: Release) -> syntax::Config {
    syntax::Config {
        front_end: release.front_end,
        generic_methods: release.generic_methods,
        ..syntax::Config::default()
    }
}

/// Imports library packages by checking them from source.
pub struct SourceImporter {
    /// The session everything goes into.
    pub s: Session,
    goroot: PathBuf,
    /// Leave bodies of imported packages out.
    pub ignore_bodies: bool,
    known: Mutex<HashMap<String, Result<PkgId, String>>>,
    /// Errors found in imported packages, as text.
    pub errors: Mutex<Vec<String>>,
    /// Initialisation order of each package, as `a b,c`.
    pub init_orders: Mutex<HashMap<String, String>>,
    /// Build typed bodies and verify them.
    pub typed_bodies: bool,
    /// A package to take from these files, bodies included (its test variant).
    pub variant: Option<(String, Vec<PathBuf>)>,
    /// Packages, bytes of source and function bodies checked.
    pub checked: Mutex<(usize, usize, usize)>,
}

impl SourceImporter {
    /// For the library of a GOROOT.
    pub fn new(goroot: &Path, ignore_bodies: bool) -> SourceImporter {
        SourceImporter::of(Release::default(), goroot, ignore_bodies)
    }
    /// For the library of a release.
    pub fn of(release: Release, goroot: &Path, ignore_bodies: bool) -> SourceImporter {
        SourceImporter {
            s: Session::new(Arc::new(Interner::new()), release),
            goroot: goroot.to_path_buf(),
            ignore_bodies,
            init_orders: Mutex::new(HashMap::new()),
            typed_bodies: false,
            variant: None,
            known: Mutex::new(HashMap::new()),
            errors: Mutex::new(Vec::new()),
            checked: Mutex::new((0, 0, 0)),
        }
    }
    /// The folder of a library package.
    pub fn dir(&self, path: &str) -> PathBuf {
        let src = self.goroot.join("src");
        let dirs = [src.join(path), src.join("vendor").join(path), src.join("cmd/vendor").join(path)];
        dirs.iter().find(|d| !package_files_of(d, self.s.release).is_empty()).cloned().unwrap_or_else(|| src.join(path))
    }
    fn load(&self, path: &str) -> Result<PkgId, String> {
        if let Some((_, files)) = self.variant.as_ref().filter(|v| v.0 == path) {
            return Ok(self.check_files(path, files, false));
        }
        let files = package_files_of(&self.dir(path), self.s.release);
        if files.is_empty() {
            return Err(format!("package {path} is not in std"));
        }
        Ok(self.check_files(path, &files, self.ignore_bodies))
    }
    /// Checks files as a package.
    pub fn check_files(&self, path: &str, files: &[PathBuf], ignore_bodies: bool) -> PkgId {
        let config = syntax::Config {
            skip_bodies: ignore_bodies,
            std: true,
            runtime: true,
            check_branches: true,
            ..syntax_of(self.s.release)
        };
        let parsed = parse(&self.s.names, files, config);
        let config = Config {
            go_version: self.s.release.language.into(),
            ignore_bodies,
            typed_bodies: self.typed_bodies,
            branches_checked: true,
            compiler_limits: true,
            ..Config::default()
        };
        let input = CheckInput {
            s: &self.s,
            path,
            config: &config,
            importer: self,
            sources: parsed.sources.clone(),
            files: &parsed.files,
        };
        let checked = check_package(input);
        self.verify_bodies(path, &checked);
        self.note_init_order(path, &checked);
        {
            let mut total = self.checked.lock().expect("no test panics here");
            total.0 += 1;
            total.1 += parsed.sources.files().iter().map(|f| f.text.len()).sum::<usize>();
            total.2 += parsed.files.iter().map(|f| f.bodies.len()).sum::<usize>();
        }
        let all = parsed.errors.iter().chain(&checked.diagnostics);
        let texts: Vec<String> = all.map(|d| text(&parsed.sources, d)).collect();
        self.errors.lock().expect("no test panics here").extend(texts);
        checked.pkg
    }
}

impl SourceImporter {
    fn note_init_order(&self, path: &str, checked: &CheckedPackage) {
        let name = |&o: &types::ObjId| self.s.text(self.s.obj(o).name);
        let names = |i: &types::Initializer| i.lhs.iter().map(name).collect::<Vec<_>>().join(",");
        let order = checked.init_order.iter().map(names).collect::<Vec<_>>().join(" ");
        self.init_orders.lock().expect("no test panics here").insert(path.to_string(), order);
    }
    /// Adds to the errors what is wrong with typed bodies.
    fn verify_bodies(&self, path: &str, checked: &CheckedPackage) {
        for body in checked.bodies.iter().chain(&checked.inits) {
            let owner = self.s.text(self.s.obj(body.owner).name);
            let faults = types::body::verify::verify(&self.s, body);
            let faults = faults.into_iter().map(|f| format!("{path}.{owner}: {f}"));
            self.errors.lock().expect("no test panics here").extend(faults);
        }
    }
}

impl Importer for SourceImporter {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        if let Some(known) = self.known.lock().expect("no test panics here").get(path) {
            return known.clone();
        }
        let result = self.load(path);
        self.known.lock().expect("no test panics here").insert(path.to_string(), result.clone());
        result
    }
}

/// What `work` returns; `None` if it panics or takes longer than `limit`, in which case its thread is left behind.
pub fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, result) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(work()));
    result.recv_timeout(limit).ok()
}

/// A diagnostic as `file:line:col: message` with its further lines.
pub fn text(sources: &Sources, d: &Diagnostic) -> String {
    let place = sources.loc(d.pos).map_or("-".to_string(), |l| l.to_string());
    format!("{place}: {}", message(sources, d))
}

/// The message with its further places, as the official checker joins them.
pub fn message(sources: &Sources, d: &Diagnostic) -> String {
    let mut out = d.message.clone();
    for (pos, text) in &d.related {
        out.push_str("\n\t");
        if let Some(loc) = sources.loc(*pos) {
            out.push_str(&format!("{loc}: "));
        }
        out.push_str(text);
    }
    out
}

/// Go takes a brace that begins no repetition for itself.
pub fn with_literal_braces(pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '{' && !chars.peek().is_some_and(char::is_ascii_digit) {
            out.push('\\');
        }
        out.push(c);
        if c == '\\' {
            out.extend(chars.next());
        }
    }
    out
}
