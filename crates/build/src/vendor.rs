//! Vendor directories. In: `vendor/modules.txt` and the `go.mod` files (and `go.work`) that it must
//! fit. Out: the modules of the packages in the directory, or what does not fit, in the words of
//! the official command. Authority: GOROOT `cmd/go/internal/modload/{vendor,init}.go`.

use crate::gomod::{self, ModFile, Replace, Replacement, minor_of};
use crate::module::Module;
use crate::requirements::is_pruned;
use base::seen;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A vendor directory.
#[derive(Clone, Debug)]
pub struct Vendor {
    pub(crate) dir: PathBuf,
    /// Index of its module by package path.
    pub(crate) packages: BTreeMap<String, usize>,
}

/// What a build is for: a module, or a workspace of several.
pub(crate) struct Owner<'a> {
    pub(crate) mods: &'a [ModFile],
    pub(crate) work: Option<&'a ModFile>,
}

/// A module line of `modules.txt` with what stands below it.
#[derive(Default)]
struct Row {
    path: String,
    version: Option<String>,
    replaced_by: Option<(String, Option<String>)>,
    explicit: bool,
    go: Option<String>,
    packages: Vec<String>,
}

impl Owner<'_> {
    fn file(&self) -> Option<&ModFile> {
        self.work.or(self.mods.first())
    }
    /// The directory to use: asked for, or there and written for what is built.
    pub(crate) fn vendor_dir(&self, mode: &str) -> Option<PathBuf> {
        let file = self.file()?;
        let dir = file.dir().join("vendor");
        match mode {
            "vendor" => Some(dir),
            "" => {
                let recent = !is_old(file);
                let text = seen::read_to_string(&dir.join("modules.txt")).unwrap_or_default();
                let first = text.lines().next().unwrap_or_default();
                let for_work =
                    first.strip_prefix("## ").is_some_and(|facts| facts.split(';').any(|f| f.trim() == "workspace"));
                (recent && seen::is_dir(&dir) && for_work == self.work.is_some()).then_some(dir)
            }
            _ => None,
        }
    }
    /// Modules and packages of a vendor directory.
    pub(crate) fn read(&self, dir: &Path) -> Result<(Vec<Module>, Vendor), String> {
        let file = dir.join("modules.txt");
        let rows = match seen::read_to_string(&file) {
            Ok(text) => rows(&text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(crate::io_text("open", &file, &e)),
        };
        self.check(dir, &rows)?;
        let mut packages = BTreeMap::new();
        let mut modules = Vec::new();
        for (i, row) in rows.into_iter().enumerate() {
            packages.extend(row.packages.into_iter().map(|p| (p, i)));
            let path = row.path;
            modules.push(Module {
                dir: dir.join(&path),
                path: path.clone(),
                version: row.version,
                language: gomod::language_of(row.go.as_deref()),
                cached: None,
                go: row.go,
                indirect: !self
                    .mods
                    .iter()
                    .any(|m| m.requires.iter().any(|r| r.path == path) && !m.says_indirect(&path)),
                direct: row.explicit,
                ignores: Vec::new(),
                has_tools: false,
                replaced_by: row.replaced_by,
                trouble: None,
            });
        }
        Ok((modules, Vendor { dir: dir.to_owned(), packages }))
    }

    /// Whether `modules.txt` was made for these `go.mod` files.
    fn check(&self, dir: &Path, rows: &[Row]) -> Result<(), String> {
        let mut errors = String::new();
        let old = self.work.is_none() && self.file().is_some_and(is_old);
        let row =
            |path: &str, version: Option<&str>| rows.iter().find(|r| r.path == path && r.version.as_deref() == version);
        for required in self.mods.iter().flat_map(|m| &m.requires) {
            let (path, version) = (&required.path, &required.version);
            if row(path, Some(version)).is_some_and(|r| r.explicit) {
                continue;
            }
            let other = rows.iter().find(|r| r.path == *path && !r.packages.is_empty());
            let other = other.and_then(|r| r.version.as_ref()).filter(|v| *v != version);
            _ = match (old, other) {
                (false, _) => write!(
                    errors,
                    "\n\t{path}@{version}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
                ),
                (true, Some(other)) => write!(
                    errors,
                    "\n\t{path}@{version}: is explicitly required in go.mod, but vendor/modules.txt indicates {path}@{other}"
                ),
                (true, None) => Ok(()),
            };
        }
        for (replace, source) in self.replaces() {
            let marked = row(&replace.path, replace.version.as_deref()).and_then(|r| r.replaced_by.as_ref());
            let (what, by) = (described(&replace.path, replace.version.as_deref()), replacement(replace));
            match marked {
                None if old => {}
                None => {
                    _ = write!(
                        errors,
                        "\n\t{what}: is replaced in {source}, but not marked as replaced in vendor/modules.txt"
                    );
                }
                Some(marked) if *marked != by => {
                    let (by, marked) = (described(&by.0, by.1.as_deref()), described(&marked.0, marked.1.as_deref()));
                    _ = write!(
                        errors,
                        "\n\t{what}: is replaced by {by} in {source}, but marked as replaced by {marked} in vendor/modules.txt"
                    );
                }
                Some(_) => {}
            }
        }
        self.check_marks(rows, &mut errors);
        self.check_listed(rows, &mut errors);
        let (shown, verb) = (dir.parent().unwrap_or(dir).display(), if self.work.is_some() { "work" } else { "mod" });
        match errors.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "inconsistent vendoring in {shown}:{errors}\n\n\tTo ignore the vendor directory, use -mod=readonly or \
                 -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo {verb} vendor"
            )),
        }
    }

    /// Marks in `modules.txt` that no `go.mod` explains.
    fn check_marks(&self, rows: &[Row], errors: &mut String) {
        let article = if self.work.is_some() { "a " } else { "" };
        for row in rows.iter().filter(|r| r.explicit && !r.packages.is_empty()) {
            let required = self.mods.iter().flat_map(|m| &m.requires);
            if !required.clone().any(|r| r.path == row.path && Some(&r.version) == row.version.as_ref()) {
                let what = described(&row.path, row.version.as_deref());
                _ = write!(
                    errors,
                    "\n\t{what}: is marked as explicit in vendor/modules.txt, but not explicitly required in {article}go.mod"
                );
            }
        }
        let source = if self.work.is_some() { "the workspace" } else { "go.mod" };
        for row in rows.iter().filter(|r| r.replaced_by.is_some()) {
            let fits = |r: &Replace| r.path == row.path && (r.version.is_none() || r.version == row.version);
            if !self.replaces().iter().any(|(r, _)| fits(r)) {
                let what = described(&row.path, row.version.as_deref());
                _ = write!(
                    errors,
                    "\n\t{what}: is marked as replaced in vendor/modules.txt, but not replaced in {source}"
                );
            }
        }
    }

    /// Since Go 1.17 `go.mod` lists the modules of all packages that are needed.
    fn check_listed(&self, rows: &[Row], errors: &mut String) {
        let ([only], None) = (self.mods, self.work) else { return };
        let is_listed = |row: &Row| {
            only.requires.iter().any(|r| r.path == row.path && row.version.as_ref().is_some_and(|v| *v == r.version))
        };
        for row in rows.iter().filter(|row| is_pruned(only) && !row.packages.is_empty() && !is_listed(row)) {
            let what = described(&row.path, row.version.as_deref());
            _ = write!(errors, "\n\t{what}: is vendored, but not required in go.mod");
        }
    }

    /// All replacements with the file that has them, each module once.
    fn replaces(&self) -> Vec<(&Replace, &'static str)> {
        let own = self.mods.iter().flat_map(|m| m.replaces.iter().map(|r| (r, "go.mod")));
        let work = self.work.into_iter().flat_map(|w| w.replaces.iter().map(|r| (r, "go.work")));
        let mut out: Vec<(&Replace, &str)> = Vec::new();
        for (replace, source) in work.chain(own) {
            if !out.iter().any(|(r, _)| r.path == replace.path && r.version == replace.version) {
                out.push((replace, source));
            }
        }
        out
    }
}

/// Whether vendor directories of that time say too little to be compared: before 1.14, or without a `go` line.
fn is_old(file: &ModFile) -> bool {
    file.go.is_none() || minor_of(&file.language()) < 14
}

fn replacement(replace: &Replace) -> (String, Option<String>) {
    match &replace.by {
        Replacement::Dir(_) => (replace.shown.clone(), None),
        Replacement::Module(other) => (other.path.clone(), Some(other.version.clone())),
    }
}

fn described(path: &str, version: Option<&str>) -> String {
    version.map_or_else(|| path.to_owned(), |v| format!("{path}@{v}"))
}

/// Reads `modules.txt`: `# module [version] [=> other [version]]`, `## explicit; go 1.N`, package paths.
fn rows(text: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("# ") {
            let (head, by) = head.split_once("=>").map_or((head, None), |(head, by)| (head, Some(by)));
            let (path, version) = path_and_version(head);
            rows.push(Row { path, version, replaced_by: by.map(path_and_version), ..Row::default() });
            continue;
        }
        let Some(row) = rows.last_mut() else { continue };
        if let Some(facts) = line.strip_prefix("## ") {
            for fact in facts.split(';').map(str::trim) {
                row.explicit |= fact == "explicit";
                row.go = fact.strip_prefix("go ").map(str::to_owned).or(row.go.take());
            }
        } else if !line.trim().is_empty() {
            row.packages.push(line.trim().to_owned());
        }
    }
    rows
}

/// `path [version]`.
fn path_and_version(text: &str) -> (String, Option<String>) {
    let mut words = text.split_whitespace();
    (words.next().unwrap_or_default().to_owned(), words.next().map(str::to_owned))
}
