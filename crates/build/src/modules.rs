//! Which modules take part in a build, and where they are on disk. In: a directory, the
//! module cache, `go.mod`, `go.work` and `vendor/modules.txt` files. Out: [`Modules`], which
//! finds the directory of an import path. Nothing is ever downloaded.
//!
//! The build list is the minimal version selection over the requirements found in the module
//! cache: the greatest version that any module in the graph asks for. Graphs are pruned as
//! since Go 1.17: what a dependency at 1.17 or above requires is a node, but its own
//! requirements are not followed. Authority: the Go modules reference.

use crate::gomod::{self, ModFile, ModuleVersion, Replace, Replacement, compare_versions, escape, minor_of};
use crate::vendor::Owner;
pub use crate::vendor::Vendor;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};

/// A module of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Module path.
    pub path: String,
    /// Selected version; `None` for main modules.
    pub version: Option<String>,
    /// Its directory.
    pub dir: PathBuf,
    /// Language version, `1.N`.
    pub language: String,
    /// What stands in for it: a directory as it is written or a module path, and a version.
    pub replaced_by: Option<(String, Option<String>)>,
}

/// The environment of module mode.
#[derive(Clone, Debug, Default)]
pub struct ModuleEnv {
    /// GOMODCACHE.
    pub cache: PathBuf,
    /// GOWORK: `off`, a file, or empty to look for one.
    pub work: String,
    /// `-mod`: `vendor`, `mod`, `readonly`, or empty for the default.
    pub mode: String,
}

/// The modules of a build.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    /// Main modules; none outside of modules.
    pub main: Vec<Module>,
    /// All others, by path.
    pub required: Vec<Module>,
    /// With a vendor directory: modules of the packages in it.
    pub vendor: Option<Vendor>,
    /// `godebug` settings of the main module.
    pub godebug: Vec<String>,
}

/// Where an import path was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Directory of the package.
    pub dir: PathBuf,
    /// The module.
    pub module: Module,
}

/// Finds `name` in `dir` or above.
fn find_up(dir: &Path, name: &str) -> Option<PathBuf> {
    dir.ancestors().map(|d| d.join(name)).find(|f| f.is_file())
}

fn read(file: &Path) -> Result<ModFile, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("reading {}: {e}", file.display()))?;
    let long = file.display().to_string();
    let short = shorter(file);
    gomod::parse(file, &text).map_err(|e| format!("errors parsing {short}:\n{}", e.replace(&long, &short)))
}

/// A file as seen from the working directory, where that is shorter.
fn shorter(file: &Path) -> String {
    let below = std::env::current_dir().ok().and_then(|dir| file.strip_prefix(dir).ok().map(Path::to_owned));
    below.unwrap_or_else(|| file.to_owned()).display().to_string()
}

/// Main modules may not ask for a newer release than this one.
fn not_newer(file: &ModFile) -> Result<(), String> {
    let own = release::object::GO_VERSION.trim_start_matches("go");
    let numbers = |v: &str| -> Vec<u64> { v.split('.').map_while(|n| n.parse().ok()).collect() };
    match &file.go {
        Some(go) if numbers(go) > numbers(own) => {
            Err(format!("{} requires go >= {go} (running go {own}; GOTOOLCHAIN=local)", shorter(&file.file)))
        }
        _ => Ok(()),
    }
}

impl Modules {
    /// The checksums in the `go.sum` files of the main modules, by path and version.
    pub fn sums(&self) -> BTreeMap<String, String> {
        let mut out = BTreeMap::new();
        for module in &self.main {
            let text = std::fs::read_to_string(module.dir.join("go.sum")).unwrap_or_default();
            for line in text.lines() {
                if let [path, version, sum] = line.split_ascii_whitespace().collect::<Vec<_>>()[..] {
                    out.insert(format!("{path} {version}"), sum.to_owned());
                }
            }
        }
        out
    }
    /// The modules that hold for `dir`. Errors are for the user, without `go: `.
    pub fn find(dir: &Path, env: &ModuleEnv) -> Result<Modules, String> {
        let work = match &env.work[..] {
            "off" => None,
            "" => find_up(dir, "go.work"),
            file => Some(PathBuf::from(file)),
        };
        let (mods, work) = match (work, find_up(dir, "go.mod")) {
            (Some(work), _) => {
                let work = read(&work)?;
                let mods: Result<Vec<ModFile>, String> = work.uses.iter().map(|d| read(&d.join("go.mod"))).collect();
                (mods?, Some(work))
            }
            (None, Some(file)) => (vec![read(&file)?], None),
            (None, None) => return Ok(Modules::default()),
        };
        mods.iter().try_for_each(not_newer)?;
        let mut replaces = work.as_ref().map_or_else(Vec::new, |w| w.replaces.clone());
        replaces.extend(mods.iter().flat_map(|m| m.replaces.clone()));
        let main = mods.iter().map(|m| Module {
            path: m.module.clone(),
            version: None,
            dir: m.dir().to_owned(),
            language: m.language(),
            replaced_by: None,
        });
        let main: Vec<Module> = main.collect();
        let godebug = mods.iter().flat_map(|m| m.godebug.clone()).collect();
        let owner = Owner { mods: &mods, work: work.as_ref() };
        if let Some(vendor) = owner.vendor_dir(&env.mode) {
            let (required, vendor) = owner.read(&vendor)?;
            return Ok(Modules { main, required, vendor: Some(vendor), godebug });
        }
        let required = select(&mods, &replaces, env);
        Ok(Modules { main, required, vendor: None, godebug })
    }

    /// The package `path`: in a main module, the vendor directory, or the required module with
    /// the longest path that has the directory.
    pub fn package(&self, path: &str) -> Option<Found> {
        let in_module = |m: &Module| {
            let rel = subpath(path, &m.path)?;
            let dir = m.dir.join(rel);
            has_go_files(&dir).then(|| Found { dir, module: m.clone() })
        };
        if let Some(found) = longest_first(&self.main).find_map(in_module) {
            return Some(found);
        }
        if let Some(vendor) = &self.vendor {
            let dir = vendor.dir.join(path);
            let module = vendor.packages.get(path).map(|&i| self.required[i].clone())?;
            return has_go_files(&dir).then_some(Found { dir, module });
        }
        longest_first(&self.required).find_map(in_module)
    }

    /// The required module that should hold `path` but is not on disk.
    pub fn missing(&self, path: &str) -> Option<&Module> {
        self.required.iter().find(|m| subpath(path, &m.path).is_some() && !m.dir.is_dir())
    }

    /// The main module whose directory holds `dir`, and the path below it.
    pub fn main_of_dir(&self, dir: &Path) -> Option<(&Module, String)> {
        let holds = self.main.iter().filter(|m| dir.starts_with(&m.dir));
        let module = holds.max_by_key(|m| m.dir.as_os_str().len())?;
        let rel = dir.strip_prefix(&module.dir).ok()?.to_str()?.to_owned();
        Some((module, rel))
    }
}

fn longest_first(modules: &[Module]) -> impl Iterator<Item = &Module> {
    let mut sorted: Vec<&Module> = modules.iter().collect();
    sorted.sort_by_key(|m| std::cmp::Reverse(m.path.len()));
    sorted.into_iter()
}

/// What of `path` lies below `prefix`; empty if it is that.
pub(crate) fn subpath<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(prefix)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// Whether a directory has a file that could be a Go file.
pub(crate) fn has_go_files(dir: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(dir) else { return false };
    entries.flatten().any(|e| e.file_name().as_encoded_bytes().ends_with(b".go") && !e.path().is_dir())
}

/// Minimal version selection.
fn select(mods: &[ModFile], replaces: &[Replace], env: &ModuleEnv) -> Vec<Module> {
    let is_main = |path: &str| mods.iter().any(|m| m.module == path);
    let mut selected: BTreeMap<String, ModuleVersion> = BTreeMap::new();
    let mut seen = HashSet::new();
    // requirement, and whether its own requirements are followed
    let mut queue: VecDeque<(ModuleVersion, bool)> =
        mods.iter().flat_map(|m| m.requires.iter().map(|r| (r.clone(), true))).collect();
    while let Some((module, follow)) = queue.pop_front() {
        if is_main(&module.path) || !seen.insert((module.clone(), follow)) {
            continue;
        }
        let entry = selected.entry(module.path.clone()).or_insert_with(|| module.clone());
        if compare_versions(&module.version, &entry.version).is_gt() {
            *entry = module.clone();
        }
        if !follow {
            continue;
        }
        if let Some(file) = mod_file(&module, replaces, env) {
            let pruned = minor_of(&file.language()) >= 17;
            queue.extend(file.requires.into_iter().map(|r| (r, !pruned)));
        }
    }
    selected.into_values().map(|m| module_on_disk(m, replaces, env)).collect()
}

fn replacement<'a>(module: &ModuleVersion, replaces: &'a [Replace]) -> Option<&'a Replace> {
    let mut fitting = replaces.iter().filter(|r| r.path == module.path);
    let exact = fitting.clone().find(|r| r.version.as_ref() == Some(&module.version));
    exact.or_else(|| fitting.find(|r| r.version.is_none()))
}

fn mod_file(module: &ModuleVersion, replaces: &[Replace], env: &ModuleEnv) -> Option<ModFile> {
    let file = match replacement(module, replaces).map(|r| &r.by) {
        Some(Replacement::Dir(dir)) => dir.join("go.mod"),
        Some(Replacement::Module(other)) => cached_mod(other, env),
        None => cached_mod(module, env),
    };
    read(&file).ok()
}

fn cached_mod(module: &ModuleVersion, env: &ModuleEnv) -> PathBuf {
    let dir = env.cache.join("cache/download").join(escape(&module.path)).join("@v");
    dir.join(format!("{}.mod", escape(&module.version)))
}

fn module_on_disk(module: ModuleVersion, replaces: &[Replace], env: &ModuleEnv) -> Module {
    let cached = |m: &ModuleVersion| env.cache.join(format!("{}@{}", escape(&m.path), escape(&m.version)));
    let replacement = replacement(&module, replaces);
    let dir = match replacement.map(|r| &r.by) {
        Some(Replacement::Dir(dir)) => dir.clone(),
        Some(Replacement::Module(other)) => cached(other),
        None => cached(&module),
    };
    let language = mod_file(&module, replaces, env).map_or_else(|| gomod::language_of(None), |f| f.language());
    let replaced_by = replacement.map(|r| match &r.by {
        Replacement::Dir(_) => (r.shown.clone(), None),
        Replacement::Module(other) => (other.path.clone(), Some(other.version.clone())),
    });
    Module { path: module.path, version: Some(module.version), dir, language, replaced_by }
}
