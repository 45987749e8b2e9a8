//! One directory as a package: which files take part, what they import and embed. In: a
//! directory. Out: [`Dir`], in which nothing depends on other packages. Authority: GOROOT
//! `go/build/build.go`.

use crate::context::Context;
use crate::godebug::{Directive, Place};
use crate::heads::Heads;
use crate::scan::{Facts, GoHead};
use base::{Interner, seen};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Imports, or embed patterns, of a set of files: path and first place, by path.
pub type Imports = BTreeMap<String, Place>;

/// The files of one kind (of the package, of its tests, of its external tests).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet {
    /// Names, sorted.
    pub files: Vec<String>,
    /// What they import.
    pub imports: Imports,
    /// `//go:embed` patterns with their first places.
    pub embeds: Imports,
}

/// A directory's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dir {
    /// The directory.
    pub path: PathBuf,
    /// Package name; empty where there is no Go file.
    pub name: String,
    /// The package.
    pub go: FileSet,
    /// Its tests in the same package.
    pub tests: FileSet,
    /// Its tests in package `name_test`.
    pub xtests: FileSet,
    /// Go files that are left out by constraints, names, or since they use cgo.
    pub ignored_go: Vec<String>,
    /// Assembly, headers and object files that are left out by constraints or names.
    pub ignored_other: Vec<String>,
    /// Assembly (`.s`).
    pub s_files: Vec<String>,
    /// Headers.
    pub h_files: Vec<String>,
    /// Object files to be linked (`.syso`).
    pub syso_files: Vec<String>,
    /// `//go:debug` directives of the package's files, in file order.
    pub debug: Vec<Directive>,
    /// Those of the test files.
    pub test_debug: Vec<Directive>,
    /// The first `import "C"` of the files left out for it, tests not among them.
    pub cgo: Option<Place>,
    /// With cgo, one of its files, tests not among them, would take part and import "C".
    pub wants_cgo: bool,
    /// The first thing that is wrong.
    pub error: Option<DirError>,
}

/// Why what needs cgo is not built.
pub const NO_CGO: &str = "import \"C\" needs cgo, which is off (CGO_ENABLED=0, or no C compiler was found)";

/// What is wrong with a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirError {
    /// It cannot be read.
    Unreadable(String),
    /// A file is wrong; the place is `None` where the message names it.
    File(Option<Place>, String),
    /// Two packages in one directory: names and files.
    SeveralPackages([(String, String); 2]),
    /// No Go files.
    NoGoFiles,
}

impl Dir {
    /// Whether there is any Go file, tests included.
    pub fn has_go_files(&self) -> bool {
        !(self.go.files.is_empty() && self.tests.files.is_empty() && self.xtests.files.is_empty())
    }

    /// What is wrong with the names of its files, of which no two may differ in capitals alone, and with its own.
    pub(crate) fn bad_name(&self, import_path: &str) -> Option<String> {
        let go = [&self.go.files, &self.tests.files, &self.xtests.files, &self.ignored_go];
        let others = [&self.ignored_other, &self.s_files, &self.h_files, &self.syso_files];
        let names = || go.into_iter().chain(others).flatten();
        let mut folded: BTreeMap<String, &String> = BTreeMap::new();
        let twins = names().find_map(|name| folded.insert(name.to_lowercase(), name).map(|other| (name, other)));
        if let Some((a, b)) = twins {
            return Some(format!("case-insensitive file name collision: {:?} and {:?}", a.min(b), a.max(b)));
        }
        if let Some(name) = names().find(|name| !is_safe(name) || name.starts_with("_cgo_")) {
            return Some(format!("invalid input file name {name:?}"));
        }
        let last = import_path.rsplit('/').next().unwrap_or_default();
        (!is_safe(last)).then(|| format!("invalid input directory name {last:?}"))
    }
}

/// Whether a name can be an argument of a tool: nothing takes it for a flag.
fn is_safe(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/') || !c.is_ascii())
}

/// Reads a directory, or only the files `only` of it.
pub fn read(path: &Path, cx: &Context, heads: &Heads, only: Option<&[String]>) -> Dir {
    let mut dir = Dir { path: path.to_owned(), ..Dir::default() };
    let names = match only {
        Some(names) => names.to_vec(),
        None => match file_names(path) {
            Ok(names) => names,
            Err(e) => {
                dir.error = Some(DirError::Unreadable(e.to_string()));
                return dir;
            }
        },
    };
    let mut first_file = String::new();
    let interner = Interner::new();
    for name in names {
        dir.add(name, cx, heads, &interner, &mut first_file, only.is_some());
    }
    if !dir.has_go_files() && dir.error.is_none() {
        dir.error = Some(DirError::NoGoFiles);
    }
    dir
}

/// Names of the regular files, sorted; links to files count.
fn file_names(path: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in seen::read_dir(path)? {
        let kind = entry.file_type()?;
        let is_dir = kind.is_dir() || kind.is_symlink() && seen::is_dir(&entry.path());
        if let (false, Ok(name)) = (is_dir, entry.file_name().into_string()) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

impl Dir {
    fn fail(&mut self, error: DirError) {
        self.error.get_or_insert(error);
    }

    fn ignore(&mut self, name: String, is_go: bool) {
        match is_go {
            true => self.ignored_go.push(name),
            false => self.ignored_other.push(name),
        }
    }

    /// Sorts one file in. Files named by the user are not subject to their names.
    fn add(
        &mut self,
        name: String,
        cx: &Context,
        heads: &Heads,
        interner: &Interner,
        first_file: &mut String,
        named: bool,
    ) {
        if name.starts_with(['_', '.']) && !named {
            return;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
        let is_go = extension == "go";
        if !matches!(extension, "go" | "s" | "h" | "hh" | "hpp" | "hxx" | "syso") {
            return;
        }
        if !cx.name_matches(&name) && !named {
            return self.ignore(name, is_go);
        }
        if extension == "syso" {
            return self.syso_files.push(name);
        }
        let path = self.path.join(&name);
        let Facts { head, go } = match heads.of(&path, interner) {
            Ok(facts) => facts,
            Err(e) => return self.fail(DirError::File(None, crate::io_text("open", &path, &e))),
        };
        let debug = head.as_ref().map_or(Vec::new(), |head| head.debug.clone());
        let uses_c = go.as_ref().is_some_and(|go| go.of_c().is_some()) && !name.ends_with("_test.go");
        let wants_cgo = uses_c && head.as_ref().is_ok_and(|head| cx.would_match(head));
        match head.and_then(|head| cx.matches(&head)) {
            Ok(true) => {}
            Ok(false) if named => {}
            Ok(false) => {
                self.wants_cgo |= wants_cgo;
                return self.ignore(name, is_go);
            }
            Err(message) if is_go => return self.fail(DirError::File(None, format!("{name}: {message}"))),
            Err(_) => return,
        }
        match extension {
            "go" => self.add_go(name, debug, go.unwrap_or_default(), first_file, named),
            "s" => self.s_files.push(name),
            _ => self.h_files.push(name),
        }
    }

    fn add_go(&mut self, name: String, debug: Vec<(String, u32)>, go: GoHead, first_file: &mut String, named: bool) {
        let place = |(line, column)| Place { file: name.clone(), line, column };
        let debug = debug.into_iter().map(|(text, line)| (text, place((line, 1))));
        let debug: Vec<Directive> = debug.collect();
        let cgo = go.of_c();
        if let Some((at, message)) = go.error {
            self.fail(DirError::File(Some(place(at)), message));
        }
        let is_test = name.ends_with("_test.go");
        if let Some(at) = cgo.filter(|_| named || !is_test) {
            self.cgo.get_or_insert_with(|| place(at));
            self.wants_cgo |= !is_test;
        }
        if named && let Some(at) = cgo {
            self.fail(DirError::File(Some(place(at)), NO_CGO.into()));
        }
        if go.package == "documentation" || cgo.is_some() {
            return self.ignored_go.push(name);
        }
        let mut package = &go.package[..];
        let base = package.strip_suffix("_test").filter(|_| is_test && package != self.name);
        let is_xtest = base.is_some();
        package = base.unwrap_or(package);
        if self.name.is_empty() {
            self.name = package.to_owned();
            first_file.clone_from(&name);
        } else if package != self.name && !package.is_empty() {
            let both = [(self.name.clone(), first_file.clone()), (package.to_owned(), name.clone())];
            self.fail(DirError::SeveralPackages(both));
        }
        if is_test { &mut self.test_debug } else { &mut self.debug }.extend(debug);
        let set = match (is_test, is_xtest) {
            (_, true) => &mut self.xtests,
            (true, false) => &mut self.tests,
            _ => &mut self.go,
        };
        for (path, at) in go.imports {
            set.imports.entry(path).or_insert_with(|| place(at));
        }
        for (pattern, at) in go.embeds {
            set.embeds.entry(pattern).or_insert_with(|| place(at));
        }
        set.files.push(name);
    }
}
