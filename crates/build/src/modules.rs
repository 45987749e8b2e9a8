//! Which modules take part in a build, and where they are on disk. In: a directory, the
//! module cache, `go.mod`, `go.work` and `vendor/modules.txt` files. Out: [`Modules`], which
//! finds the directory of an import path. Nothing is ever downloaded.
//!
//! The build list is the minimal version selection over the requirements found in the module
//! cache: the greatest version that any module in the graph asks for. Graphs are pruned as
//! since Go 1.17: what a dependency at 1.17 or above requires is a node, but its own
//! requirements are not followed. Authority: the Go modules reference.

use crate::godebug;
use crate::gomod::{self, ModFile, ModuleVersion, Replace, Replacement, compare_versions, escape, minor_of};
use crate::pathcheck::{self, PathKind};
use crate::sums::Sums;
use crate::vendor::Owner;
pub use crate::vendor::Vendor;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// What the module cache has of it; `None` for directories of the user's.
    pub cached: Option<ModuleVersion>,
    /// A main module asks for it itself.
    pub direct: bool,
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
    /// What `go.sum` files say.
    pub sums: Arc<Sums>,
    /// The module cache.
    pub(crate) cache: PathBuf,
    /// A module without sum is an error.
    pub(crate) needs_sums: bool,
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

/// Reads the file of a main module or of a workspace.
fn read(file: &Path) -> Result<ModFile, String> {
    let text = std::fs::read_to_string(file).map_err(|e| crate::io_text("open", file, &e))?;
    let short = shorter(file);
    gomod::parse(Path::new(&short), &text)
        .map(|parsed| parsed.at(file))
        .map_err(|e| format!("errors parsing {short}:\n{e}"))
}

/// What a main module may not say, beside what no file may say.
fn check_main(file: &ModFile) -> Result<(), String> {
    let short = shorter(&file.file);
    if file.module.is_empty() {
        return Err(format!(
            "error reading {short}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod"
        ));
    }
    if let Err(why) = pathcheck::check(&file.module, PathKind::Import) {
        return Err(why.replacen("import path", "module path", 1));
    }
    for (setting, line) in &file.godebug {
        let checked = godebug::check("godebug", setting);
        checked.map_err(|why| format!("error loading {short}:\n{short}:{line}: {why}"))?;
    }
    not_newer(file)
}

/// A file as seen from the working directory, where that is shorter.
fn shorter(file: &Path) -> String {
    let below = std::env::current_dir().ok().and_then(|dir| file.strip_prefix(dir).ok().map(Path::to_owned));
    below.unwrap_or_else(|| file.to_owned()).display().to_string()
}

/// Main modules may not ask for a newer release than this one.
fn not_newer(file: &ModFile) -> Result<(), String> {
    let own = release::object::GO_VERSION.trim_start_matches("go");
    match &file.go {
        Some(go) if gomod::is_newer(go, own) => {
            Err(format!("{} requires go >= {go} (running go {own}; GOTOOLCHAIN=local)", shorter(&file.file)))
        }
        _ => Ok(()),
    }
}

impl Modules {
    /// The modules that hold for `dir`. Errors are for the user.
    pub fn find(dir: &Path, env: &ModuleEnv) -> Result<Modules, String> {
        let (mut modules, sum_files) = Modules::select(dir, env).map_err(|e| format!("go: {e}"))?;
        modules.sums = Arc::new(Sums::read(&sum_files)?);
        Ok(modules)
    }

    /// The modules and the files with their sums.
    fn select(dir: &Path, env: &ModuleEnv) -> Result<(Modules, Vec<PathBuf>), String> {
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
            (None, None) => return Ok(Default::default()),
        };
        mods.iter().try_for_each(check_main)?;
        let mut replaces = work.as_ref().map_or_else(Vec::new, |w| w.replaces.clone());
        replaces.extend(mods.iter().flat_map(|m| m.replaces.clone()));
        let main = mods.iter().map(|m| Module {
            path: m.module.clone(),
            version: None,
            dir: m.dir().to_owned(),
            language: m.language(),
            cached: None,
            direct: false,
            replaced_by: None,
        });
        let main: Vec<Module> = main.collect();
        let godebug = mods.iter().flat_map(|m| m.godebug.iter().map(|(setting, _)| setting.clone())).collect();
        let owner = Owner { mods: &mods, work: work.as_ref() };
        if let Some(vendor) = owner.vendor_dir(&env.mode) {
            let (required, vendor) = owner.read(&vendor)?;
            return Ok((Modules { main, required, vendor: Some(vendor), godebug, ..Modules::default() }, Vec::new()));
        }
        let sum_files = work.iter().map(|w| w.file.with_extension("work.sum"));
        let sum_files: Vec<PathBuf> = sum_files.chain(mods.iter().map(|m| m.dir().join("go.sum"))).collect();
        let required = select(&mods, &replaces, env);
        let needs_sums = env.mode != "mod";
        let cache = env.cache.clone();
        let modules = Modules { main, required, vendor: None, godebug, sums: Arc::default(), cache, needs_sums };
        Ok((modules, sum_files))
    }

    /// The main module whose directory holds `dir`, and the path below it.
    pub fn main_of_dir(&self, dir: &Path) -> Option<(&Module, String)> {
        let holds = self.main.iter().filter(|m| dir.starts_with(&m.dir));
        let module = holds.max_by_key(|m| m.dir.as_os_str().len())?;
        let rel = dir.strip_prefix(&module.dir).ok()?.to_str()?.to_owned();
        Some((module, rel))
    }
}

pub(crate) fn longest_first(modules: &[Module]) -> impl Iterator<Item = &Module> {
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
    let is_direct = |path: &str| mods.iter().flat_map(|m| &m.requires).any(|r| r.path == path);
    let on_disk = |m: ModuleVersion| Module { direct: is_direct(&m.path), ..module_on_disk(m, replaces, env) };
    selected.into_values().map(on_disk).collect()
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
    let text = std::fs::read_to_string(&file).ok()?;
    Some(gomod::parse_dependency(&file, &text))
}

fn cached_mod(module: &ModuleVersion, env: &ModuleEnv) -> PathBuf {
    let dir = env.cache.join("cache/download").join(escape(&module.path)).join("@v");
    dir.join(format!("{}.mod", escape(&module.version)))
}

fn module_on_disk(module: ModuleVersion, replaces: &[Replace], env: &ModuleEnv) -> Module {
    let in_cache = |m: &ModuleVersion| env.cache.join(format!("{}@{}", escape(&m.path), escape(&m.version)));
    let replacement = replacement(&module, replaces);
    let dir = match replacement.map(|r| &r.by) {
        Some(Replacement::Dir(dir)) => dir.clone(),
        Some(Replacement::Module(other)) => in_cache(other),
        None => in_cache(&module),
    };
    let language = mod_file(&module, replaces, env).map_or_else(|| gomod::language_of(None), |f| f.language());
    let replaced_by = replacement.map(|r| match &r.by {
        Replacement::Dir(_) => (r.shown.clone(), None),
        Replacement::Module(other) => (other.path.clone(), Some(other.version.clone())),
    });
    let cached = match replacement.map(|r| &r.by) {
        Some(Replacement::Dir(_)) => None,
        Some(Replacement::Module(other)) => Some(other.clone()),
        None => Some(module.clone()),
    };
    let version = Some(module.version);
    Module { path: module.path, version, dir, language, cached, direct: false, replaced_by }
}
