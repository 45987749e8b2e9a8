//! `vet` within tests: [`Run::vet`] checks one package. In: a compiled package and what `vet` has found out about
//! the functions of those it imports ("facts"). Out: its own facts; what it reports of packages that are tested is an
//! error of theirs, which keeps their tests from running, but not those of their importers.
//!
//! A result is known by the package's archive, the flags, and the facts below; a clean one and facts are kept in
//! the cache. `vet` reads archives in the official form, which are made when they are needed first.
//! Authority: GOROOT `cmd/go/internal/work/exec.go` (`vet`, `buildVetConfig`), `cmd/go/internal/test/test.go`.

use crate::builder::{Failed, Run};
use crate::built::Built;
use crate::cache::ActionId;
use crate::hashes::sha256;
use crate::options::VetConfig;
use crate::package::{Package, PackageId};
use crate::shell::joined;
use base::{Id, hex};
use release::Release;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What runs within tests of packages of the library, unless the user asks for other analyzers: all but these. Elsewhere
/// the release has a list.
const DEFAULT_STANDARD: [&str; 2] = ["-unsafeptr=false", "-unreachable=false"];

impl VetConfig {
    fn flags_of(&self, release: Release, package: &Package, goroot: &Path) -> Vec<String> {
        if self.explicit {
            return self.flags.clone();
        }
        // External tests are of the library, too.
        match package.dir.starts_with(goroot.join("src")) {
            true => DEFAULT_STANDARD.map(str::to_owned).to_vec(),
            false => release.vet_in_tests.iter().map(|name| format!("-{name}")).collect(),
        }
    }
}

/// Everything a result depends on.
#[derive(Hash)]
struct MadeFrom<'s> {
    tool: &'s str,
    flags: &'s [String],
    package: ActionId,
    /// Packages that are imported and the hashes of their facts.
    facts: &'s BTreeMap<String, String>,
}

/// What `vet` is told of a package.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Config<'a> {
    #[serde(rename = "ID")]
    id: &'a str,
    compiler: &'a str,
    dir: &'a Path,
    import_path: &'a str,
    go_files: Vec<PathBuf>,
    non_go_files: Vec<PathBuf>,
    ignored_files: Vec<PathBuf>,
    module_path: &'a str,
    module_version: &'a str,
    import_map: BTreeMap<String, String>,
    package_file: BTreeMap<&'a str, PathBuf>,
    standard: BTreeMap<&'a str, bool>,
    package_vetx: BTreeMap<&'a str, &'a Path>,
    vetx_only: bool,
    vetx_output: &'a Path,
    go_version: String,
    succeed_on_typecheck_failure: bool,
}

impl Run<'_, '_> {
    /// Checks a package; its problems are only reported if it is tested.
    pub(crate) fn vet(&self, index: usize, id: PackageId, reports: bool) -> Result<Built, Failed> {
        let b = self.builder;
        let (package, config) = (&b.graph.packages[id], b.options.vet.clone().unwrap_or_default());
        let own = self.archive(id).ok_or_else(|| Failed(String::new()))?;
        let below = self.facts_below(id);
        let flags = config.flags_of(b.options.target.release, package, &b.options.goroot);
        let facts = below.iter().map(|(dep, built)| (b.graph.packages[*dep].description(), built.interface.clone()));
        let made_from = MadeFrom { tool: &b.ids.compile, flags: &flags, package: own.action, facts: &facts.collect() };
        let action = ActionId::of("vet", &made_from);
        let is_clean = || !reports || b.cache.get(&action.subkey("clean")).is_some();
        if let Some(known) =
            b.cache.get(&action).filter(|_| !(b.options.force || b.options.dry && reports) && is_clean())
        {
            return Ok(facts_of(action, known.file, &known.bytes));
        }
        let dir = b.directory(self.plan, id).join(if reports { "vet" } else { "facts" });
        b.shell.mkdir(&dir)?;
        let output = dir.join("vet.out");
        let config = self.vet_config(id, &below, !reports, &output)?;
        let said = b.timings.time("build.vet", || self.run_vet(package, &dir, &flags, &config))?;
        if b.options.dry {
            return Ok(facts_of(action, output, b""));
        }
        // What was found out holds whatever was reported.
        let bytes = std::fs::read(&output).unwrap_or_default();
        let file = b.cache.put(&action, &bytes).unwrap_or(output);
        let built = facts_of(action, file, &bytes);
        match said {
            None => {
                let _ = b.cache.put(&action.subkey("clean"), b"clean");
                Ok(built)
            }
            Some(said) => {
                let _ = self.done[index].set(built);
                Err(Failed(said))
            }
        }
    }

    /// What is known of the packages that one imports.
    fn facts_below(&self, id: PackageId) -> Vec<(PackageId, &Built)> {
        let deps = self.builder.graph.packages[id].deps.iter();
        deps.filter_map(|&dep| Some((dep, self.done[self.plan.vet_of(dep)?].get()?))).collect()
    }

    fn vet_config(
        &self,
        id: PackageId,
        below: &[(PackageId, &Built)],
        vetx_only: bool,
        output: &Path,
    ) -> Result<Vec<u8>, Failed> {
        let graph = self.builder.graph;
        let package = &graph.packages[id];
        let in_dir = |names: &[&Vec<String>]| names.iter().copied().flatten().map(|n| package.dir.join(n)).collect();
        let deps = package.deps.iter().map(|&dep| (dep, &graph.packages[dep]));
        let mut import_map = package.object_import_map();
        for path in package.object_imports().map(str::to_owned).collect::<Vec<_>>() {
            import_map.entry(path.clone()).or_insert(path);
        }
        let mut package_file = BTreeMap::new();
        for (dep, imported) in deps.clone().filter(|(dep, _)| self.archive(*dep).is_some()) {
            package_file.insert(&*imported.import_path, self.official_archive(dep)?);
        }
        let module = package.module.as_ref();
        let minor = module.map(|m| m.language.clone());
        let config = Config {
            id: &package.import_path,
            compiler: "gc",
            dir: &package.dir,
            import_path: &package.import_path,
            go_files: in_dir(&[&package.go_files]),
            non_go_files: in_dir(&[&package.s_files, &package.h_files]),
            ignored_files: in_dir(&[&package.ignored_go_files, &package.ignored_other_files]),
            module_path: module.map_or("", |m| &m.path),
            module_version: module.and_then(|m| m.version.as_deref()).unwrap_or(""),
            import_map,
            package_file,
            standard: deps.filter(|(_, p)| p.standard).map(|(_, p)| (&*p.import_path, true)).collect(),
            package_vetx: below.iter().map(|(dep, b)| (&*graph.packages[*dep].import_path, &*b.file)).collect(),
            vetx_only,
            vetx_output: output,
            go_version: minor.map_or_else(|| self.builder.options.target.version.clone(), |minor| format!("go{minor}")),
            succeed_on_typecheck_failure: false,
        };
        serde_json::to_vec_pretty(&config).map_err(|e| Failed(format!("{e}\n")))
    }

    /// The archive of a package in the form that official tools read.
    fn official_archive(&self, id: PackageId) -> Result<PathBuf, Failed> {
        let b = self.builder;
        let slot = &self.official[id.index()];
        let make = || match self.archive(id) {
            // What was only said to be made cannot be read.
            Some(built) if b.options.dry => Ok(built.file.clone()),
            _ => b.toolchain.official_archive(b.graph, id, &|dep| self.archive(dep), &b.cache),
        };
        slot.get_or_init(|| b.timings.time("build.official", make)).clone().map_err(|e| Failed(format!("{e}\n")))
    }

    /// What it says of the package, if it is not content.
    fn run_vet(
        &self,
        package: &Package,
        dir: &Path,
        flags: &[String],
        config: &[u8],
    ) -> Result<Option<String>, Failed> {
        let b = self.builder;
        let file = dir.join("vet.cfg");
        b.shell.write(&file, config)?;
        let args: Vec<String> = flags.iter().cloned().chain([file.to_string_lossy().into_owned()]).collect();
        let tool = b.tool("vet");
        b.shell.show(Some(&package.dir), &joined([&*tool].into_iter().chain(args.iter().map(String::as_str))));
        if b.options.dry {
            return Ok(None);
        }
        let said = b.toolchain.vet(&package.dir, &args).err();
        let path = &package.import_path;
        let report = |text: String| b.shell.report(path, &package.dir, &b.options.cwd, &text);
        // Of variants the official command names the path twice.
        let twice = |text: String| if package.for_test.is_some() { format!("# [{path}]\n{text}") } else { text };
        Ok(said.map(|text| report(twice(text))))
    }
}

/// Facts as the result of an action; importers depend on what they hold.
fn facts_of(action: ActionId, file: PathBuf, bytes: &[u8]) -> Built {
    Built { action, build_id: String::new(), file, interface: hex(&sha256(bytes)), blocks: None }
}
