//! Types of imported packages from the export data in their archives. A configuration lists the
//! archives of direct imports; what stands below them is known by the hash of its export data
//! and comes from the user's store, unless the configuration lists that package too. Whatever else it
//! lists is not opened. All packages below have to be of one kind: two of the same path cannot be told apart.

use super::{Packages, Provider};
use crate::export_store::Store;
use base::FxHashMap;
use compile::World;
use compile::exported::{self, Content, Contents};
use export::{Data, Library, Stamp};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use types::Session;

/// Export data that was found, by path.
type Found = Arc<Mutex<BTreeMap<String, Data>>>;

/// Packages by their export data.
pub(crate) struct FromExport {
    found: Found,
    library: Arc<Library>,
    store: OnceLock<Result<Store, String>>,
}

impl FromExport {
    /// For a configuration that lists these; `stamp` names who wrote them.
    pub(crate) fn new(stamp: Stamp, listed: Vec<(String, Data)>) -> FromExport {
        let found: Found = Arc::new(Mutex::new(listed.into_iter().collect()));
        let places = found.clone();
        let locate = move |path: &str| {
            let found = places.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
            found.ok_or_else(|| format!("package {path} was not loaded"))
        };
        let library = Library::new(stamp, Box::new(locate));
        FromExport { found, library, store: OnceLock::new() }
    }

    fn is_listed(&self, path: &str) -> bool {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).contains_key(path)
    }

    /// Gets the export data of a package that is not listed.
    fn fetch(&self, path: &str, content: &Content, user: &str) -> Result<(), String> {
        let store = self.store.get_or_init(Store::of_user).as_ref();
        let data = store.map_err(Clone::clone)?.get(content).ok_or_else(|| {
            let dir = store.map_or(String::new(), Store::dir);
            format!(
                "could not import {path}, which {user} needs: it is not in the import configuration, and its export \
                 data is no longer in {dir} (run \"go clean -cache\" and build again)"
            )
        })?;
        self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), data.into());
        Ok(())
    }

    /// Opens the packages with these paths, which are listed, and all below them. What else is listed does
    /// not matter: configurations of test variants list the package itself as it is without its tests.
    fn enter(&self, session: &Session, world: &World, paths: &[String]) -> Result<(opt::Below, Contents), String> {
        // What is listed counts as it is, whatever others were compiled with.
        let mut wanted: BTreeMap<String, Option<Content>> = paths.iter().map(|p| (p.clone(), None)).collect();
        let mut todo: VecDeque<String> = wanted.keys().cloned().collect();
        let (mut summaries, mut all) = (Vec::new(), Contents::new());
        while let Some(path) = todo.pop_front() {
            let entered = exported::enter(session, world, &self.library, &path)?;
            summaries.push(entered.summaries);
            all.insert(path.clone(), entered.content);
            for (lower, content) in entered.below {
                match wanted.get(&lower) {
                    None if self.is_listed(&lower) => {
                        wanted.insert(lower.clone(), None);
                        todo.push_back(lower);
                    }
                    None => {
                        self.fetch(&lower, &content, &path)?;
                        wanted.insert(lower.clone(), Some(content));
                        todo.push_back(lower);
                    }
                    Some(Some(other)) if *other != content => {
                        return Err(format!("{path} was compiled with another {lower} than the other imports"));
                    }
                    Some(_) => {}
                }
            }
        }
        Ok((summaries.into_iter().collect(), all))
    }
}

impl Provider for FromExport {
    fn world(&self) -> World {
        World::with_library(self.library.clone())
    }

    fn provide(&self, session: &Session, world: &World, paths: &[String]) -> Result<Packages, Vec<String>> {
        let (below, contents) = self.enter(session, world, paths).map_err(|e| vec![e])?;
        let mut by_path = FxHashMap::default();
        for path in paths {
            let pkg = self.library.package(session, path).map_err(|e| vec![e])?;
            by_path.insert(path.clone(), pkg);
        }
        Ok(Packages { by_path, below, contents: Some(contents) })
    }

    fn damage(&self) -> Vec<String> {
        self.library.damage()
    }
}
