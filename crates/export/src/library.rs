//! Packages by path. In: a way to find the export data of a path. Out: packages of one session,
//! each opened when it is first asked for.

use crate::format::Stamp;
use crate::read::Reader;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock, Weak};
use types::body::Body;
use types::{ObjId, PkgId, Session};

/// Bytes of a file: a part of something that stays in memory or mapped.
#[derive(Clone)]
pub struct Data {
    owner: Arc<dyn Deref<Target = [u8]> + Send + Sync>,
    range: Range<usize>,
}

impl Data {
    /// The bytes `range` of `owner`; nothing where that lies outside.
    pub fn new(owner: Arc<dyn Deref<Target = [u8]> + Send + Sync>, range: Range<usize>) -> Data {
        Data { owner, range }
    }
}

impl From<Vec<u8>> for Data {
    fn from(bytes: Vec<u8>) -> Data {
        let range = 0..bytes.len();
        Data { owner: Arc::new(bytes), range }
    }
}

impl Deref for Data {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.owner.get(self.range.clone()).unwrap_or(&[])
    }
}

/// Finds export data by the path of a package.
pub type Locate = dyn Fn(&str) -> Result<Data, String> + Send + Sync;

/// The packages one session can import.
pub struct Library {
    stamp: Stamp,
    locate: Box<Locate>,
    known: Mutex<HashMap<Box<str>, Entry>>,
    weak: Weak<Library>,
}

#[derive(Clone)]
enum Entry {
    Read(Arc<OnceLock<Opened>>),
    Given(PkgId),
}

type Opened = Result<(PkgId, Arc<Reader>), String>;

impl Library {
    /// A library of files written by the binary `stamp`. It must be kept as long as the session.
    pub fn new(stamp: Stamp, locate: Box<Locate>) -> Arc<Library> {
        Arc::new_cyclic(|weak| Library { stamp, locate, known: Mutex::default(), weak: weak.clone() })
    }
    /// Says that `path` is a package the session already has.
    pub fn provide(&self, path: &str, pkg: PkgId) {
        self.known.lock().insert(path.into(), Entry::Given(pkg));
    }
    /// The package `path`, opened now if need be.
    pub fn package(&self, s: &Session, path: &str) -> Result<PkgId, String> {
        if path == "unsafe" {
            return Ok(s.universe().unsafe_pkg);
        }
        let entry = self.known.lock().entry(path.into()).or_insert_with(|| Entry::Read(Arc::default())).clone();
        match entry {
            Entry::Given(pkg) => Ok(pkg),
            // Opening a package asks for no other, so that nothing waits in a circle.
            Entry::Read(cell) => cell.get_or_init(|| self.open(s, path)).clone().map(|o| o.0),
        }
    }
    fn open(&self, s: &Session, path: &str) -> Opened {
        let data = (self.locate)(path)?;
        let reader = Reader::open(data, self.stamp, self.weak.clone()).map_err(|e| format!("{path}: {e}"))?;
        if reader.path() != path {
            return Err(format!("{path}: export data of package {}", reader.path()));
        }
        let reader = Arc::new(reader);
        Ok((reader.install(s), reader))
    }
    /// The reader of a package that was opened.
    pub fn reader(&self, path: &str) -> Option<Arc<Reader>> {
        match self.known.lock().get(path)? {
            Entry::Given(_) => None,
            Entry::Read(cell) => cell.get()?.as_ref().ok().map(|o| o.1.clone()),
        }
    }
    /// The body of a declared function or method, where its package has written it.
    pub fn body(&self, s: &Session, func: ObjId) -> Option<Body> {
        let pkg = s.obj(func).pkg.some()?;
        self.reader(&s.pkg(pkg).path)?.body(s, func)
    }
    /// What is wrong with files that were read, by path.
    pub fn damage(&self) -> Vec<String> {
        let known = self.known.lock();
        let readers = known.values().filter_map(|e| match e {
            Entry::Read(cell) => cell.get()?.as_ref().ok(),
            Entry::Given(_) => None,
        });
        let mut out: Vec<String> = readers.filter_map(|o| o.1.damage().map(str::to_owned)).collect();
        out.sort();
        out
    }
}

/// Imports of one package: paths as it writes them, through what its build maps them to.
pub struct Importer<'a> {
    /// The session.
    pub session: &'a Session,
    /// The library.
    pub library: &'a Library,
    /// Paths that mean another package (of vendor folders and test variants).
    pub map: &'a HashMap<String, String>,
}

impl types::Importer for Importer<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        let actual = self.map.get(path).map_or(path, String::as_str);
        self.library.package(self.session, actual)
    }
}
