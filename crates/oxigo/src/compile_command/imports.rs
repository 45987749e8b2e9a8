//! Types of imported packages. In: the import configuration. Out: an importer for the checker,
//! and the fingerprints of imports for the object. Where the types come from is a [`Provider`]:
//! export data where the archives are ours, else sources.

mod from_export;
mod from_source;

use super::flags::{Flags, ImportConfig};
use base::FxHashMap;
use base::goflag::open_error;
use build::Context;
use compile::World;
use compile::exported::{self, Contents, Found};
use from_export::FromExport;
use from_source::FromSource;
use std::path::Path;
use std::sync::Arc;
use target::Target;
use types::{Importer, PkgId, Session};

/// Packages in a session.
pub(crate) struct Packages {
    /// By resolved path.
    pub(crate) by_path: FxHashMap<String, PkgId>,
    /// What is known of their functions and of those below them.
    pub(crate) below: opt::Below,
    /// They and all below them, where the contents of their export data are known.
    pub(crate) contents: Option<Contents>,
}

/// Finds packages and puts them into a session and its world.
pub(crate) trait Provider {
    /// The world for them.
    fn world(&self) -> World {
        World::new()
    }
    /// The packages with these resolved paths and all they need; errors are lines.
    fn provide(&self, session: &Session, world: &World, paths: &[String]) -> Result<Packages, Vec<String>>;
    /// What turned out to be wrong with export data when it was read.
    fn damage(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Who can provide what a configuration has.
pub(crate) fn provider(flags: &Flags, goroot: &Path) -> Result<Box<dyn Provider>, String> {
    let files = flags.imports.as_ref().into_iter().flat_map(|c| &c.files);
    let mut archives = Vec::new();
    for (path, file) in files {
        match exported::in_archive(file)? {
            Found::Ours(data) => archives.push((path.clone(), data)),
            Found::Foreign => return Ok(Box::new(FromSource::new(flags, goroot)?)),
        }
    }
    Ok(Box::new(FromExport::new(flags.stamp, archives)))
}

/// Import paths as the files have them, in order, each once; files that are wrong have none.
pub(crate) fn direct(target: &Target, files: &[String]) -> Vec<String> {
    let dir = build::dir::read(Path::new(""), &Context::new(target, Vec::new()), &build::Heads::default(), Some(files));
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
    packages: Packages,
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
        Ok(Imports { config, packages: provider.provide(session, world, &paths)? })
    }

    /// What is known of functions below.
    pub(crate) fn below(&self) -> &opt::Below {
        &self.packages.below
    }

    /// The packages below, where importers can be told.
    pub(crate) fn contents(&self) -> Option<&Contents> {
        self.packages.contents.as_ref()
    }

    /// Resolved paths of imports with the fingerprints of their archives.
    pub(crate) fn fingerprints(&self, direct: &[String]) -> Result<Vec<Printed>, String> {
        let Some(config) = self.config else { return Ok(Vec::new()) };
        let one = |path: &String| {
            let resolved = config.resolve(path);
            let file = config.files.get(resolved)?;
            let print = match self.contents().map(|contents| contents.get(resolved)) {
                Some(content) => Ok(export::fingerprint(content?)),
                None => fingerprint(file),
            };
            Some(print.map(|print| (Arc::from(resolved), print)))
        };
        direct.iter().filter_map(one).collect()
    }
}

/// The fingerprint in an archive of the official compiler.
fn fingerprint(file: &Path) -> Result<[u8; 8], String> {
    let bytes = std::fs::read(file).map_err(|e| open_error(file, &e))?;
    compile::archive::fingerprint_of(&bytes).map_err(|e| format!("{}: {e}", file.display()))
}

impl Importer for Imports<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        let Some(config) = self.config else { return Err("file not found".to_owned()) };
        let resolved = config.resolve(path);
        match self.packages.by_path.get(resolved) {
            Some(&pkg) => Ok(pkg),
            None if config.files.contains_key(resolved) => Err(format!("package {resolved} was not loaded")),
            None if config.is_searched => Err("file not found".to_owned()),
            None => Err("open : no such file or directory".to_owned()),
        }
    }
}
