//! The module graph: which version of every module takes part. In: the `go.mod` files of the main modules, the module
//! cache, `go.sum`. Out: the build list, and what is wrong with the graph, which matters only to who needs all of it.
//!
//! The build list is the minimal version selection over the requirements found: the greatest version that any module
//! in the graph asks for. Graphs are pruned since Go 1.17: where the main module is at 1.17 or above, what a
//! dependency at 1.17 or above requires is a node, but its own requirements are not followed. Below an older
//! module everything is followed. Authority: the Go modules reference, "Minimal version selection", "Module graph
//! pruning"; GOROOT `cmd/go/internal/modload/{buildlist,modfile}.go`.

use crate::gomod::{self, ModFile, ModuleVersion, Replace, Replacement, compare_go, compare_versions, minor_of};
use crate::module::{Module, ModuleEnv, cached_mod};
use crate::sums::{SumError, Sums};
use base::seen;
use release::history::{MINIMUM_GO_LINES, WITHOUT_GO_LINE};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::path::Path;

/// What is said where `go.mod` does not list what it has to.
pub(crate) const DIRTY: &str = "go: updates to go.mod needed; to update it:\n\tgo mod tidy";

/// Where requirements come from.
pub(crate) struct Sources<'a> {
    pub(crate) mods: &'a [ModFile],
    /// Several main modules.
    pub(crate) is_workspace: bool,
    pub(crate) replaces: &'a [Replace],
    pub(crate) env: &'a ModuleEnv,
    pub(crate) sums: &'a Sums,
}

/// The build list without the main modules.
#[derive(Debug, Default)]
pub(crate) struct BuildList {
    /// By path.
    pub(crate) modules: Vec<Module>,
    /// What the `go.mod` files of listed modules require, by path of the module.
    pub(crate) requires: BTreeMap<String, Vec<ModuleVersion>>,
    /// Why the graph as a whole cannot be relied on.
    pub(crate) trouble: Option<String>,
}

/// How far requirements are followed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Follow {
    /// Everything below.
    All,
    /// Everything below a module that is older than pruning.
    Pruned,
    /// The module is a node, no more.
    Node,
}

/// Whether modules of a language version say all that their packages need.
pub(crate) fn is_pruned(file: &ModFile) -> bool {
    minor_of(&file.language()) >= 17
}

impl Sources<'_> {
    /// Selects versions.
    pub(crate) fn build_list(&self) -> BuildList {
        let mut list = BuildList::default();
        let mut selected: BTreeMap<String, ModuleVersion> = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut queue = self.roots();
        while let Some((module, follow)) = queue.pop_front() {
            let is_main = self.mods.iter().any(|m| m.module == module.path);
            if is_main || self.is_excluded(&module) || !seen.insert((module.clone(), follow)) {
                continue;
            }
            let entry = selected.entry(module.path.clone()).or_insert_with(|| module.clone());
            if compare_versions(&module.version, &entry.version).is_gt() {
                *entry = module.clone();
            }
            if follow != Follow::Node {
                self.follow(&module, follow, &mut queue, &mut list);
            }
        }
        self.check_roots(&selected, &mut list);
        if self.mods.iter().all(is_pruned) && !self.is_workspace {
            // What is listed holds as long as nothing else is needed; where both differ there is trouble.
            let listed = self.mods.iter().flat_map(|m| &m.requires).filter(|r| selected.contains_key(&r.path));
            let listed: Vec<_> = listed.map(|r| (r.path.clone(), r.clone())).collect();
            selected.extend(listed);
        }
        list.modules = selected.into_values().map(|m| self.module(m)).collect();
        list
    }

    /// What the main modules require.
    fn roots(&self) -> VecDeque<(ModuleVersion, Follow)> {
        let follow = |file: &ModFile| if is_pruned(file) { Follow::Pruned } else { Follow::All };
        self.mods.iter().flat_map(|m| m.requires.iter().map(move |r| (r.clone(), follow(m)))).collect()
    }

    fn is_excluded(&self, module: &ModuleVersion) -> bool {
        self.mods.iter().any(|m| m.excludes.contains(module))
    }

    /// Adds what a module requires.
    fn follow(
        &self,
        module: &ModuleVersion,
        follow: Follow,
        queue: &mut VecDeque<(ModuleVersion, Follow)>,
        list: &mut BuildList,
    ) {
        let file = match self.checked_file(module) {
            Ok(file) => file,
            Err(trouble) => {
                list.trouble.get_or_insert(trouble);
                return;
            }
        };
        let next = match (follow, is_pruned(&file)) {
            (Follow::All, _) | (_, false) => Follow::All,
            _ => Follow::Node,
        };
        if !self.is_workspace && self.is_too_old_for(file.go.as_deref()) {
            list.trouble.get_or_insert(DIRTY.to_owned());
        }
        queue.extend(file.requires.iter().map(|r| (r.clone(), next)));
        list.requires.insert(format!("{}@{}", module.path, module.version), file.requires);
    }

    /// Whether a main module's `go` line is below that of a dependency, which counts since Go 1.21.
    pub(crate) fn is_too_old_for(&self, go: Option<&str>) -> bool {
        let needed = go.filter(|go| compare_go(go, MINIMUM_GO_LINES).is_ge());
        needed.is_some_and(|needed| {
            self.mods.iter().any(|m| compare_go(needed, m.go.as_deref().unwrap_or(WITHOUT_GO_LINE)).is_gt())
        })
    }

    /// The `go.mod` file of a module, if it is what it has to be.
    fn checked_file(&self, module: &ModuleVersion) -> Result<ModFile, String> {
        let (path, version) = (&module.path, &module.version);
        let source = match self.replacement(module).map(|r| &r.by) {
            Some(Replacement::Dir(dir)) => {
                let file = dir.join("go.mod");
                return read(&file).map_err(|why| format!("go: {path}@{version}: {why}"));
            }
            Some(Replacement::Module(other)) => other,
            None => module,
        };
        let needs_sums = self.env.mode != "mod";
        match self.sums.check_mod_file(source, &self.env.cache, needs_sums) {
            Err(SumError::Mismatch(message)) => return Err(format!("go: {message}")),
            Err(_) => {
                let hint = format!("missing go.sum entry for go.mod file; to add it:\n\tgo mod download {path}");
                return Err(format!("go: {path}@{version}: {hint}"));
            }
            Ok(()) => {}
        }
        let file = read(&cached_mod(source, &self.env.cache)).map_err(|why| format!("go: {path}@{version}: {why}"))?;
        match file.module == *path || file.module == source.path {
            true => Ok(file),
            false => Err(format!(
                "go: {path}@{version}: parsing go.mod:\n\tmodule declares its path as: {}\n\t        but was required as: {path}",
                file.module
            )),
        }
    }

    /// Whether the graph agrees with what `go.mod` lists.
    fn check_roots(&self, selected: &BTreeMap<String, ModuleVersion>, list: &mut BuildList) {
        if self.is_workspace {
            return;
        }
        let is_higher = |root: &ModuleVersion| selected.get(&root.path).is_some_and(|s| s.version != root.version);
        if self.mods.iter().flat_map(|m| &m.requires).any(is_higher) {
            list.trouble.get_or_insert(DIRTY.to_owned());
        }
    }

    /// What is wrong with what a main module lists, whatever is built.
    pub(crate) fn check_lists(&self) -> Result<(), String> {
        let excluded = self.mods.iter().flat_map(|m| m.requires.iter().filter(|r| m.excludes.contains(r))).next();
        if let Some(ModuleVersion { path, version }) = excluded {
            return Err(format!("go: ignoring requirement on excluded version {path} {version}"));
        }
        for file in self.mods.iter().filter(|_| !self.is_workspace) {
            let mut paths = HashSet::new();
            if !file.requires.iter().all(|r| paths.insert(&r.path)) {
                return Err(DIRTY.to_owned());
            }
        }
        Ok(())
    }

    fn replacement(&self, module: &ModuleVersion) -> Option<&Replace> {
        let mut fitting = self.replaces.iter().filter(|r| r.path == module.path);
        let exact = fitting.clone().find(|r| r.version.as_ref() == Some(&module.version));
        exact.or_else(|| fitting.find(|r| r.version.is_none()))
    }

    /// A selected module on disk.
    fn module(&self, module: ModuleVersion) -> Module {
        let cache = &self.env.cache;
        let in_cache =
            |m: &ModuleVersion| cache.join(format!("{}@{}", gomod::escape(&m.path), gomod::escape(&m.version)));
        let replacement = self.replacement(&module);
        let (dir, cached) = match replacement.map(|r| &r.by) {
            Some(Replacement::Dir(dir)) => (dir.clone(), None),
            Some(Replacement::Module(other)) => (in_cache(other), Some(other.clone())),
            None => (in_cache(&module), Some(module.clone())),
        };
        let file = match &cached {
            Some(cached) => cached_mod(cached, cache),
            None => dir.join("go.mod"),
        };
        // A folder that stands in for a module has to have the file; the cache may not have it yet.
        let is_there = if cached.is_some() { seen::is_file(&file) } else { seen::is_dir(&dir) };
        let file = read(&file);
        let trouble = file.as_ref().err().filter(|_| is_there);
        let trouble = trouble.map(|why| format!("go: {}@{}: {why}", module.path, module.version));
        let go = file.ok().and_then(|file| file.go);
        let replaced_by = replacement.map(|r| match &r.by {
            Replacement::Dir(_) => (r.shown.clone(), None),
            Replacement::Module(other) => (other.path.clone(), Some(other.version.clone())),
        });
        let asking = || self.mods.iter().filter(|m| m.requires.iter().any(|r| r.path == module.path));
        Module {
            direct: !self.is_workspace && asking().next().is_some(),
            indirect: !asking().any(|m| !m.says_indirect(&module.path)),
            path: module.path.clone(),
            version: Some(module.version.clone()),
            dir,
            language: gomod::language_of(go.as_deref()),
            cached,
            go,
            replaced_by,
            trouble,
            ignores: Vec::new(),
            has_tools: false,
        }
    }
}

fn read(file: &Path) -> Result<ModFile, String> {
    let text = seen::read_to_string(file).map_err(|e| crate::io_text("open", file, &e))?;
    gomod::parse_dependency(file, &text)
}
