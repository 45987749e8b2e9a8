//! Types of imported packages. In: the import configuration. Out: an importer for the checker,
//! and the fingerprints of imports for the object. Where the types come from is a [`Provider`]:
//! today their sources, found as the `go` command finds them, declarations and the bodies of
//! generic functions only.

use super::flags::{Flags, ImportConfig};
use base::goflag::open_error;
use base::{FxHashMap, Id};
use build::{Context, LoadConfig, ModuleEnv, Package};
use compile::{Bodies, FrontConfig, FrontInput, Mode, PackageInput, World, front};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use types::{Importer, PkgId, Session};

/// Finds packages and puts them into a session and its world.
pub(crate) trait Provider {
    /// The packages with these resolved paths and all they need; errors are lines.
    fn provide(
        &self,
        session: &Session,
        world: &World,
        paths: &[String],
    ) -> Result<FxHashMap<String, PkgId>, Vec<String>>;
}

/// Import paths as the files have them, in order, each once; files that are wrong have none.
pub(crate) fn direct(files: &[String]) -> Vec<String> {
    let dir = build::dir::read(Path::new(""), &Context::new(Vec::new()), Some(files));
    let sets = [&dir.go, &dir.tests, &dir.xtests];
    let mut paths: Vec<String> = sets.iter().flat_map(|set| set.imports.keys().cloned()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|p| p != "unsafe" && p != "C");
    paths
}

/// An import with the fingerprint of its archive.
pub(crate) type Printed = (Arc<str>, [u8; 8]);

/// The imports of one package.
pub(crate) struct Imports<'a> {
    config: Option<&'a ImportConfig>,
    packages: FxHashMap<String, PkgId>,
}

impl<'a> Imports<'a> {
    /// Loads what the configuration has of `direct`.
    pub(crate) fn load(
        provider: &dyn Provider,
        config: Option<&'a ImportConfig>,
        session: &Session,
        world: &World,
        direct: &[String],
    ) -> Result<Self, Vec<String>> {
        let listed = |path: &str| config.is_some_and(|c| c.files.contains_key(path));
        let resolved = direct.iter().map(|p| config.map_or(p.as_str(), |c| c.resolve(p)));
        let paths: Vec<String> = resolved.filter(|p| listed(p)).map(str::to_owned).collect();
        let packages =
            if paths.is_empty() { FxHashMap::default() } else { provider.provide(session, world, &paths)? };
        Ok(Imports { config, packages })
    }

    /// Resolved paths of imports with the fingerprints of their archives.
    pub(crate) fn fingerprints(&self, direct: &[String]) -> Result<Vec<Printed>, String> {
        let Some(config) = self.config else { return Ok(Vec::new()) };
        let one = |path: &String| {
            let resolved = config.resolve(path);
            let file = config.files.get(resolved)?;
            Some(fingerprint(file).map(|print| (Arc::from(resolved), print)))
        };
        direct.iter().filter_map(one).collect()
    }
}

fn fingerprint(file: &Path) -> Result<[u8; 8], String> {
    let bytes = std::fs::read(file).map_err(|e| open_error(file, &e))?;
    compile::archive::fingerprint_of(&bytes).map_err(|e| format!("{}: {e}", file.display()))
}

impl Importer for Imports<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        let Some(config) = self.config else { return Err("file not found".to_owned()) };
        let resolved = config.resolve(path);
        match self.packages.get(resolved) {
            Some(&pkg) => Ok(pkg),
            None if config.files.contains_key(resolved) => Err(format!("package {resolved} was not loaded")),
            None => Err("open : no such file or directory".to_owned()),
        }
    }
}

/// Packages by their sources.
pub(crate) struct FromSource {
    /// The source tree.
    pub(crate) goroot: PathBuf,
    /// Where modules are looked for.
    dir: PathBuf,
    /// Learn which functions of the runtime's packages keep their arguments: nothing may be
    /// allocated in the runtime, so it has to know what it calls.
    summaries: bool,
}

impl FromSource {
    /// For the package of a command line.
    pub(crate) fn new(flags: &Flags) -> Result<FromSource, String> {
        let goroot = crate::goroot::existing().map_err(|e| e.to_string())?.root;
        let goroot = goroot.canonicalize().unwrap_or(goroot);
        let here = std::env::current_dir().map_err(|e| format!("no current directory: {e}"))?;
        let first = flags.files.first().map_or(Path::new(""), |f| Path::new(f));
        let dir = match flags.std {
            true => goroot.join("src"),
            false => here.join(first.parent().unwrap_or(Path::new(""))),
        };
        Ok(FromSource { goroot, dir, summaries: flags.runtime })
    }
}

impl Provider for FromSource {
    fn provide(
        &self,
        session: &Session,
        world: &World,
        paths: &[String],
    ) -> Result<FxHashMap<String, PkgId>, Vec<String>> {
        let cache = PathBuf::from(crate::env::value("GOMODCACHE"));
        let config = LoadConfig {
            goroot: self.goroot.clone(),
            cwd: self.dir.clone(),
            context: Context::new(Vec::new()),
            modules: ModuleEnv { cache, work: crate::env::value("GOWORK"), mode: String::new() },
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
        Ok(all.filter_map(|(id, package)| Some((package.description(), done[id.index()]?))).collect())
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
