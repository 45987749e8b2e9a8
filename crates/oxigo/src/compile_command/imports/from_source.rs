//! Types of imported packages by their sources, found as the `go` command finds them:
//! declarations and the bodies of generic functions only. This is for packages whose archives
//! another compiler made (mixed mode).

use super::super::flags::Flags;
use super::{Packages, Provider};
use crate::env::Variables;
use base::{FxHashMap, Id};
use build::{Context, LoadConfig, Package};
use compile::{Bodies, FrontConfig, FrontInput, Mode, PackageInput, World, front, package};
use opt::Summaries;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use target::Target;
use types::{Importer, LanguageExperiments, PkgId, Session};

/// Packages by their sources.
pub(crate) struct FromSource {
    goroot: PathBuf,
    /// Where modules are looked for.
    dir: PathBuf,
    /// Learn which functions of the runtime's packages keep their arguments: nothing may be
    /// allocated in the runtime, so it has to know what it calls.
    summaries: bool,
    experiments: LanguageExperiments,
}

impl FromSource {
    /// For the package of a command line.
    pub(crate) fn new(flags: &Flags, goroot: &Path) -> Result<FromSource, String> {
        let here = std::env::current_dir().map_err(|e| format!("no current directory: {e}"))?;
        let first = flags.files.first().map_or(Path::new(""), |f| Path::new(f));
        let dir = match flags.mode.std {
            true => goroot.join("src"),
            false => here.join(first.parent().unwrap_or(Path::new(""))),
        };
        let Mode { runtime: summaries, experiments, .. } = flags.mode;
        Ok(FromSource { goroot: goroot.to_owned(), dir, summaries, experiments })
    }
}

impl Provider for FromSource {
    fn provide(&self, session: &Session, world: &World, paths: &[String]) -> Result<Packages, Vec<String>> {
        if paths.is_empty() {
            return Ok(Packages { by_path: FxHashMap::default(), below: Default::default(), contents: None });
        }
        let variables = Variables::of_process();
        let target = Target::read(&variables.settings, &variables.release()).map_err(|e| vec![e.0])?;
        let config = LoadConfig {
            goroot: self.goroot.clone(),
            cwd: self.dir.clone(),
            context: Context::new(&target, Vec::new()),
            modules: variables.module_env(&target, ""),
            tests: false,
            find: false,
            cover: None,
            pgo: build::Profiles::Off,
            heads: build::Heads::default(),
        };
        let graph = build::load(&config, paths).map_err(|e| vec![e])?;
        let errors = graph.errors(&self.dir);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut done: Vec<Option<PkgId>> = vec![None; graph.packages.len()];
        let mut known: Vec<Arc<Summaries>> = Vec::new();
        for (id, package) in graph.packages.iter_enumerated() {
            if package.standard && package.import_path == "unsafe" {
                continue;
            }
            let deps = package.deps.iter().filter_map(|&d| Some((graph.packages[d].description(), done[d.index()]?)));
            let imports = Below { package, by_path: deps.collect(), experiments: self.experiments };
            let whole = self.summaries && package.standard && target.release.is_runtime(&package.import_path);
            let bodies = if whole { Bodies::All } else { Bodies::Generic };
            let below = known.iter().cloned().collect();
            let (pkg, summaries) = declarations(session, world, &imports, bodies, &below)?;
            done[id.index()] = Some(pkg);
            known.extend(summaries);
        }
        let all = graph.packages.iter_enumerated();
        let by_path = all.filter_map(|(id, package)| Some((package.description(), done[id.index()]?)));
        Ok(Packages { by_path: by_path.collect(), below: known.into_iter().collect(), contents: None })
    }
}

/// Checks a package as importers need it. With all bodies, also what there is to know of its functions.
fn declarations(
    session: &Session,
    world: &World,
    imports: &Below<'_>,
    bodies: Bodies,
    below: &opt::Below,
) -> Result<(PkgId, Option<Arc<Summaries>>), Vec<String>> {
    let package = imports.package;
    let std = package.standard;
    let config = FrontConfig {
        language: package.language.clone(),
        experiments: imports.experiments,
        std,
        runtime: std && session.release.is_runtime(&package.import_path),
        complete: false,
        bodies,
        typed_bodies: true,
        all_errors: false,
    };
    let shown_dir = package.dir.to_string_lossy();
    let (path, files) = (&package.import_path, &package.go_files);
    let input = FrontInput { path, dir: &package.dir, shown_dir: &shown_dir, files, config: &config };
    let front = front::check(session, imports, &input);
    let (Some(pkg), Some(checked), Some(sources)) = (front.pkg, front.checked, front.sources) else {
        return Err(front.errors);
    };
    let package = world.add(session, checked, sources);
    let mode = &Mode { std, runtime: true, no_dwarf: true, ..Mode::default() };
    let input = PackageInput {
        session,
        package,
        world,
        below,
        imports: Vec::new(),
        mode,
        show: &|_| (),
        analysed: &|_| (),
        recorder: None,
    };
    Ok((pkg, (bodies == Bodies::All).then(|| package::summarize(&input))))
}

/// The imports of a package that is itself imported.
struct Below<'a> {
    package: &'a Package,
    by_path: FxHashMap<String, PkgId>,
    experiments: LanguageExperiments,
}

impl Importer for Below<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        let resolved = self.package.import_map.get(path).map_or(path, String::as_str);
        self.by_path.get(resolved).copied().ok_or_else(|| format!("package {path} was not loaded"))
    }
}
