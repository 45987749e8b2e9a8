//! Types of imported packages by their sources, found as the `go` command finds them:
//! declarations and the bodies of generic functions only. This is for packages whose archives
//! another compiler made (mixed mode).

use super::flags::Flags;
use super::imports::{Packages, Provider};
use crate::env::Variables;
use base::{FxHashMap, Id};
use build::{Context, LoadConfig, ModuleEnv, Package};
use compile::{Bodies, FrontConfig, FrontInput, Mode, PackageInput, World, front};
use std::path::{Path, PathBuf};
use target::Target;
use types::{Importer, PkgId, Session};

/// Packages by their sources.
pub(crate) struct FromSource {
    goroot: PathBuf,
    /// Where modules are looked for.
    dir: PathBuf,
    /// Learn which functions of the runtime's packages keep their arguments: nothing may be
    /// allocated in the runtime, so it has to know what it calls.
    summaries: bool,
}

impl FromSource {
    /// For the package of a command line.
    pub(crate) fn new(flags: &Flags, goroot: &Path) -> Result<FromSource, String> {
        let here = std::env::current_dir().map_err(|e| format!("no current directory: {e}"))?;
        let first = flags.files.first().map_or(Path::new(""), |f| Path::new(f));
        let dir = match flags.std {
            true => goroot.join("src"),
            false => here.join(first.parent().unwrap_or(Path::new(""))),
        };
        Ok(FromSource { goroot: goroot.to_owned(), dir, summaries: flags.runtime })
    }
}

impl Provider for FromSource {
    fn provide(&self, session: &Session, world: &World, paths: &[String]) -> Result<Packages, Vec<String>> {
        if paths.is_empty() {
            return Ok(Packages { by_path: FxHashMap::default(), below: None });
        }
        let variables = Variables::of_process();
        let target = Target::read(&variables.settings, &variables.release()).map_err(|e| vec![e.0])?;
        let cache = PathBuf::from(variables.value("GOMODCACHE"));
        let work = variables.settings.get("GOWORK").unwrap_or_default().to_owned();
        let config = LoadConfig {
            goroot: self.goroot.clone(),
            cwd: self.dir.clone(),
            context: Context::new(&target, Vec::new()),
            modules: ModuleEnv { cache, work, mode: String::new() },
            tests: false,
        };
        let graph = build::load(&config, paths).map_err(|e| vec![e])?;
        let errors = graph.errors(&self.dir);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut done: Vec<Option<PkgId>> = vec![None; graph.packages.len()];
        for (id, package) in graph.packages.iter_enumerated() {
            if package.standard && package.import_path == "unsafe" {
                continue;
            }
            let deps = package.deps.iter().filter_map(|&d| Some((graph.packages[d].description(), done[d.index()]?)));
            let imports = Below { package, by_path: deps.collect() };
            let whole = self.summaries && package.standard && release::packages::is_runtime(&package.import_path);
            let bodies = if whole { Bodies::All } else { Bodies::Generic };
            done[id.index()] = Some(declarations(session, world, &imports, bodies)?);
        }
        let all = graph.packages.iter_enumerated();
        let by_path = all.filter_map(|(id, package)| Some((package.description(), done[id.index()]?)));
        Ok(Packages { by_path: by_path.collect(), below: None })
    }
}

/// Checks a package as importers need it. With all bodies, what is learnt of its functions gets
/// into the world; a body that cannot be compiled is for its own package to report.
fn declarations(session: &Session, world: &World, imports: &Below<'_>, bodies: Bodies) -> Result<PkgId, Vec<String>> {
    let package = imports.package;
    let std = package.standard;
    let config = FrontConfig {
        language: package.language.clone(),
        std,
        runtime: std && release::packages::is_runtime(&package.import_path),
        complete: false,
        bodies,
        typed_bodies: true,
        all_errors: false,
    };
    let shown_dir = package.dir.to_string_lossy();
    let (path, files) = (&package.import_path, &package.go_files);
    let input = FrontInput { path, dir: &package.dir, shown_dir: &shown_dir, files, config: &config };
    let front = front::check(session, imports, &input);
    match (front.pkg, front.checked, front.sources) {
        (Some(pkg), Some(checked), Some(sources)) => {
            let known = world.add(session, checked, sources);
            if bodies == Bodies::All {
                let mode = &Mode { std, runtime: true, no_dwarf: true, ..Mode::default() };
                let imports = Vec::new();
                let _ = compile::compile(PackageInput {
                    session,
                    package: known,
                    world,
                    summaries: &world.summaries,
                    imports,
                    mode,
                    verify: false,
                });
            }
            Ok(pkg)
        }
        _ => Err(front.errors),
    }
}

/// The imports of a package that is itself imported.
struct Below<'a> {
    package: &'a Package,
    by_path: FxHashMap<String, PkgId>,
}

impl Importer for Below<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        let resolved = self.package.import_map.get(path).map_or(path, String::as_str);
        self.by_path.get(resolved).copied().ok_or_else(|| format!("package {path} was not loaded"))
    }
}
