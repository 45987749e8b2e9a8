//! Which modules take part in a build, and where they are on disk. In: a directory, the
//! module cache, `go.mod`, `go.work` and `vendor/modules.txt` files. Out: [`Modules`], which
//! finds the directory of an import path. Nothing is ever downloaded. Which versions are selected
//! is the business of `requirements`. Authority: the Go modules reference.

use crate::godebug;
use crate::gomod::{self, ModFile, ModuleVersion, Replace, compare_go};
use crate::module::{Module, ModuleEnv};
use crate::pathcheck::{self, PathKind};
use crate::paths::short_path;
use crate::requirements::{Sources, is_pruned};
use crate::sums::{SumError, Sums};
use crate::vendor::Owner;
pub use crate::vendor::Vendor;
use base::seen;
use release::history::{MINIMUM_GO_LINES, WITHOUT_GO_LINE, WORKSPACE_WITHOUT_GO_LINE};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The modules of a build.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    /// Main modules; none outside of modules.
    pub main: Vec<Module>,
    /// All others, by path.
    pub required: Vec<Module>,
    /// With a vendor directory: modules of the packages in it.
    pub vendor: Option<Vendor>,
    /// The language version of the main module or the workspace; none outside of modules.
    pub language: Option<String>,
    /// `godebug` settings of the main module or the workspace.
    pub godebug: Vec<String>,
    /// What `go.sum` files say.
    pub sums: Arc<Sums>,
    /// The module cache.
    pub(crate) cache: PathBuf,
    /// A module without sum is an error.
    pub(crate) needs_sums: bool,
    /// What was found out of required modules, by path.
    pub(crate) known: BTreeMap<String, Known>,
    /// There are several main modules.
    pub(crate) is_workspace: bool,
    /// Packages are looked for in the modules that `go.mod` lists, and only then in all of the graph.
    pub(crate) pruned: bool,
    /// What modules require, by path and version with `@` between.
    pub(crate) requires: BTreeMap<String, Vec<ModuleVersion>>,
    /// What is wrong with the graph as a whole.
    pub(crate) trouble: Option<String>,
}

/// What is found out of a module once.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// Its place among the required modules.
    pub(crate) index: usize,
    /// Whether its files are what their sums say.
    pub(crate) checked: OnceLock<Result<(), SumError>>,
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
    dir.ancestors().map(|d| d.join(name)).find(|f| seen::is_file(f))
}

/// Reads the file of a main module or of a workspace.
fn read(file: &Path) -> Result<ModFile, String> {
    let text = seen::read_to_string(file).map_err(|e| crate::io_text("open", file, &e))?;
    let short = shorter(file);
    gomod::parse(Path::new(&short), &text)
        .map(|parsed| parsed.at(file))
        .map_err(|e| format!("errors parsing {short}:\n{e}"))
}

/// What a main module may not say, beside what no file may say.
fn check_main(env: &ModuleEnv, file: &ModFile) -> Result<(), String> {
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
        let checked = godebug::check((env.release, &env.version), "godebug", setting);
        checked.map_err(|why| format!("error loading {short}:\n{short}:{line}: {why}"))?;
    }
    not_newer(env, file)
}

/// What a `go.work` file may not say of its modules.
fn check_workspace(work: &ModFile, mods: &[ModFile], env: &ModuleEnv) -> Result<(), String> {
    if env.mode == "mod" {
        return Err(
            "-mod may only be set to readonly or vendor when in workspace mode, but it is set to \"mod\"".to_owned()
        );
    }
    let go = work.go.as_deref().unwrap_or(WORKSPACE_WITHOUT_GO_LINE);
    let verb = if work.go.is_some() { "lists" } else { "implicitly requires" };
    for (i, module) in mods.iter().enumerate() {
        let path = &module.module;
        let own = module.go.as_deref().unwrap_or(WITHOUT_GO_LINE);
        if compare_go(own, go).is_gt() && compare_go(own, MINIMUM_GO_LINES).is_ge() {
            let dir = shorter(module.dir());
            return Err(format!(
                "module {dir} listed in go.work file requires go >= {own}, but go.work {verb} go {go}; to update it:\n\tgo work use"
            ));
        }
        if mods[..i].iter().any(|m| m.module == *path) {
            return Err(format!("module {path} appears multiple times in workspace"));
        }
        if work.replaces.iter().any(|r| r.path == *path && r.version.is_none()) {
            return Err(format!("workspace module {path} is replaced at all versions in the go.work file"));
        }
    }
    Ok(())
}

/// One module may be replaced by one thing only: within a file as it is written, in a workspace as it is meant.
fn check_replaces(work: Option<&ModFile>, mods: &[ModFile]) -> Result<(), String> {
    let conflict = |old: &Replace| Err(format!("conflicting replacements for {}", old.path));
    let is_same_module = |a: &Replace, b: &Replace| a.path == b.path && a.version == b.version;
    for file in work.into_iter().chain(mods) {
        for (i, new) in file.replaces.iter().enumerate() {
            let differs = |old: &&Replace| is_same_module(old, new) && (&old.shown, &old.by) != (&new.shown, &new.by);
            if let Some(old) = file.replaces[..i].iter().find(differs) {
                return conflict(old);
            }
        }
    }
    let Some(work) = work else { return Ok(()) };
    let overridden = |new: &&Replace| work.replaces.iter().any(|by| by.path == new.path);
    for (i, file) in mods.iter().enumerate() {
        for new in file.replaces.iter().filter(|new| !overridden(new)) {
            let differs = |old: &&Replace| is_same_module(old, new) && old.by != new.by;
            if let Some(old) = mods[..i].iter().flat_map(|m| &m.replaces).find(differs) {
                return conflict(old);
            }
        }
    }
    Ok(())
}

/// A file as seen from the working directory, where that is shorter.
fn shorter(file: &Path) -> String {
    std::env::current_dir().map_or_else(|_| file.display().to_string(), |dir| short_path(file, &dir))
}

/// Main modules and workspaces may not ask for a newer release than this one.
fn not_newer(env: &ModuleEnv, file: &ModFile) -> Result<(), String> {
    let own = env.version.trim_start_matches("go");
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
        let mut modules = Modules::select(dir, env).map_err(|e| match e.starts_with("go: ") {
            true => e,
            false => format!("go: {e}"),
        })?;
        let known = |(index, m): (usize, &Module)| (m.path.clone(), Known { index, checked: OnceLock::new() });
        modules.known = modules.required.iter().enumerate().map(known).collect();
        Ok(modules)
    }

    fn select(dir: &Path, env: &ModuleEnv) -> Result<Modules, String> {
        let work = match &env.work[..] {
            "off" => None,
            "" => find_up(dir, "go.work"),
            file if Path::new(file).is_absolute() => Some(PathBuf::from(file)),
            _ => return Err("invalid GOWORK: not an absolute path".to_owned()),
        };
        let (mods, work) = match (work, find_up(dir, "go.mod")) {
            (Some(work), _) => {
                let work = read(&work)?;
                not_newer(env, &work)?;
                let mods: Result<Vec<ModFile>, String> = work.uses.iter().map(|d| read(&d.join("go.mod"))).collect();
                (mods?, Some(work))
            }
            (None, Some(file)) if env.ignored.iter().any(|dir| file.parent() == Some(dir)) => {
                return Err(format!("ignoring {}", file.display()));
            }
            (None, Some(file)) => (vec![read(&file)?], None),
            (None, None) => return Ok(Default::default()),
        };
        mods.iter().try_for_each(|file| check_main(env, file))?;
        work.iter().try_for_each(|work| check_workspace(work, &mods, env))?;
        check_replaces(work.as_ref(), &mods)?;
        let mut replaces = work.as_ref().map_or_else(Vec::new, |w| w.replaces.clone());
        replaces.extend(mods.iter().flat_map(|m| m.replaces.clone()));
        let main = mods.iter().map(|m| Module {
            path: m.module.clone(),
            version: None,
            dir: m.dir().to_owned(),
            language: m.language(),
            cached: None,
            go: m.go.clone(),
            direct: false,
            indirect: false,
            replaced_by: None,
            trouble: None,
            ignores: m.ignores.clone(),
            has_tools: !m.tools.is_empty(),
        });
        let main: Vec<Module> = main.collect();
        let first = work.as_ref().or(mods.first());
        let language = first.map(|file| match (&file.go, &work) {
            (None, Some(_)) => WORKSPACE_WITHOUT_GO_LINE.to_owned(),
            _ => file.language(),
        });
        let godebug =
            first.map_or_else(Vec::new, |file| file.godebug.iter().map(|(setting, _)| setting.clone()).collect());
        let is_workspace = work.is_some();
        let owner = Owner { mods: &mods, work: work.as_ref() };
        if let Some(vendor) = owner.vendor_dir(&env.mode) {
            let (required, vendor) = owner.read(&vendor)?;
            let vendor = Some(vendor);
            return Ok(Modules { main, required, vendor, language, godebug, is_workspace, ..Modules::default() });
        }
        let sum_files = work.iter().map(|w| w.file.with_extension("work.sum"));
        let sum_files: Vec<PathBuf> = sum_files.chain(mods.iter().map(|m| m.dir().join("go.sum"))).collect();
        let sums = Sums::read(&sum_files)?;
        let sources = Sources { mods: &mods, is_workspace, replaces: &replaces, env, sums: &sums };
        sources.check_lists()?;
        let list = sources.build_list();
        let pruned = is_workspace || mods.iter().all(is_pruned);
        Ok(Modules {
            main,
            required: list.modules,
            language,
            godebug,
            sums: Arc::new(sums),
            cache: env.cache.clone(),
            needs_sums: env.mode != "mod",
            is_workspace,
            pruned,
            requires: list.requires,
            trouble: list.trouble,
            ..Modules::default()
        })
    }

    /// The main module whose directory holds `dir`, and the path below it.
    pub fn main_of_dir(&self, dir: &Path) -> Option<(&Module, String)> {
        let holds = self.main.iter().filter(|m| dir.starts_with(&m.dir));
        let module = holds.max_by_key(|m| m.dir.as_os_str().len())?;
        let rel = dir.strip_prefix(&module.dir).ok()?.to_str()?.to_owned();
        Some((module, rel))
    }
}

/// Whether a directory has a file that could be a Go file.
pub(crate) fn has_go_files(dir: &Path) -> bool {
    let Ok(entries) = seen::read_dir(dir) else { return false };
    entries.iter().any(|e| e.file_name().as_encoded_bytes().ends_with(b".go") && !seen::is_dir(&e.path()))
}
