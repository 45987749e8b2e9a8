//! `oxigo check -x-from-export`, a test of export data on real packages. Every package is checked
//! in a session of its own that knows its imports from their export data alone; then its own
//! export data is written and read into another fresh session, where it must look the same,
//! have bodies without faults, and give the same bytes when it is written again.

use build::{Graph, Package, PackageId};
use compile::{Front, FrontConfig, FrontInput, front};
use export::{Data, Importer, Input, Library, SideTables, Stamp, dump, generic_bodies};
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use types::Session;

/// The answer of nobody else's files.
const STAMP: Stamp = Stamp(*b"oxigo-check-only");

/// Export data of the packages of a graph, as far as they are checked.
pub(super) struct Exported {
    files: Vec<OnceLock<Arc<Vec<u8>>>>,
}

impl Exported {
    pub(super) fn new(count: usize) -> Exported {
        Exported { files: (0..count).map(|_| OnceLock::new()).collect() }
    }

    /// Checks package `id`; its errors, or what is wrong with its export data.
    pub(super) fn check(&self, graph: &Graph, id: PackageId, input: &FrontInput<'_>) -> Vec<String> {
        let package = &graph.packages[id];
        let s = Session::new(Arc::default(), graph.release);
        let library = self.library(graph, package);
        let map: HashMap<String, String> = package.import_map.iter().map(|(k, v)| (k.clone(), plain(v))).collect();
        let importer = Importer { session: &s, library: &library, map: &map };
        let config = FrontConfig { bodies: compile::Bodies::All, typed_bodies: true, ..input.config.clone() };
        let checked = front::check(&s, &importer, &FrontInput { config: &config, ..input.clone() });
        let mut errors = checked.errors.clone();
        errors.extend(library.damage());
        if errors.is_empty() {
            match self.round_trip(graph, package, &s, &checked) {
                Ok(bytes) => drop(self.files[base::Id::index(id)].set(Arc::new(bytes))),
                Err(e) => errors.push(format!("{}: {e}", package.import_path)),
            }
        }
        errors
    }

    /// Writes a package, reads it in a fresh session and compares.
    fn round_trip(&self, graph: &Graph, package: &Package, s: &Session, front: &Front) -> Result<Vec<u8>, String> {
        let (Some(checked), Some(sources)) = (&front.checked, &front.sources) else {
            return Err("nothing was checked".into());
        };
        let side = SideTables::default();
        let bodies = generic_bodies(s, checked);
        let count = bodies.len();
        let bytes = export::write(
            STAMP,
            &Input { session: s, pkg: checked.pkg, sources, shown: &str::to_owned, bodies, side: &side },
        )?;
        let (fresh, path) = (Session::new(Arc::default(), s.release), &*s.pkg(checked.pkg).path);
        let library = self.library_with(graph, package, Some((path, &bytes)));
        let pkg = library.package(&fresh, path)?;
        let (old, new) = (dump::dump(s, checked.pkg), dump::dump(&fresh, pkg));
        if old != new {
            let differs = old.lines().zip(new.lines()).find(|(a, b)| a != b);
            return Err(format!("read back differently: {differs:?}"));
        }
        let reader = library.reader(path).ok_or("not read")?;
        let bodies: Vec<_> =
            reader.functions_with_bodies(&fresh).into_iter().filter_map(|f| reader.body(&fresh, f)).collect();
        let mut faults: Vec<String> = bodies.iter().flat_map(|b| types::body::verify::verify(&fresh, b)).collect();
        faults.extend(library.damage());
        if !faults.is_empty() || bodies.len() != count {
            return Err(format!("{} of {count} bodies, faults: {faults:?}", bodies.len()));
        }
        let sources = reader.sources(&fresh).ok_or("no sources")?;
        let bodies = bodies.iter().collect();
        let again = export::write(
            STAMP,
            &Input { session: &fresh, pkg, sources: &sources, shown: &str::to_owned, bodies, side: &side },
        )?;
        match again == bytes {
            true => Ok(bytes),
            false => Err("written again, the bytes differ".into()),
        }
    }

    fn library(&self, graph: &Graph, package: &Package) -> Arc<Library> {
        self.library_with(graph, package, None)
    }

    /// What a package can refer to: everything it imports, directly or not, and `own`.
    fn library_with(&self, graph: &Graph, package: &Package, own: Option<(&str, &Vec<u8>)>) -> Arc<Library> {
        let mut files: HashMap<String, Arc<Vec<u8>>> = HashMap::new();
        let mut work: Vec<PackageId> = package.deps.clone();
        let mut seen = vec![false; graph.packages.len()];
        while let Some(id) = work.pop() {
            if !std::mem::replace(&mut seen[base::Id::index(id)], true) {
                let package = &graph.packages[id];
                if let Some(bytes) = self.files[base::Id::index(id)].get() {
                    files.insert(package.import_path.clone(), bytes.clone());
                }
                work.extend(&package.deps);
            }
        }
        if let Some((path, bytes)) = own {
            files.insert(path.to_string(), Arc::new(bytes.clone()));
        }
        let locate = move |path: &str| {
            let bytes = files.get(path).cloned().ok_or_else(|| format!("package {path} was not loaded"))?;
            let range = 0..bytes.len();
            let owner: Arc<dyn Deref<Target = [u8]> + Send + Sync> = Arc::new(Shared(bytes));
            Ok(Data::new(owner, range))
        };
        Library::new(STAMP, Box::new(locate))
    }
    /// Bytes of export data in all.
    pub(super) fn total(&self) -> usize {
        self.files.iter().filter_map(|f| f.get()).map(|b| b.len()).sum()
    }
}

/// Bytes that several libraries use.
struct Shared(Arc<Vec<u8>>);

impl Deref for Shared {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// A path without the test variant in brackets.
fn plain(path: &str) -> String {
    path.split(" [").next().unwrap_or(path).to_string()
}
