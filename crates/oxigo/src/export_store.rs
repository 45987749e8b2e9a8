//! Export data by its hash, in oxigo's folder of the user's cache. Builds of the official `go`
//! command name the archives of direct imports alone; what stands further below is here,
//! exactly as it was when the archives above were made. Files appear by renames and are
//! checked when they are read; what was not used for long goes.

use build::cache::{ActionId, Cache};
use compile::exported::Content;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::time::Duration;

/// Longer than archives stay in build caches: they are of no use without.
const KEPT: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// The store.
pub(crate) struct Store {
    cache: Cache,
}

impl Store {
    /// The one in the user's cache folder.
    pub(crate) fn of_user() -> Result<Store, String> {
        let dir: PathBuf = sysroot::cache_home().map_err(|e| e.to_string())?.join("oxigo/export");
        let cache = Cache::open_keeping(&dir.to_string_lossy(), KEPT).map_err(|e| e.to_string())?;
        Ok(Store { cache })
    }
    /// Export data with this content.
    pub(crate) fn get(&self, content: &Content) -> Option<Vec<u8>> {
        self.cache.get(&key(content)).map(|output| output.bytes.to_vec())
    }
    /// Keeps export data.
    pub(crate) fn put(&self, content: &Content, data: &[u8]) -> Result<(), String> {
        self.cache.put(&key(content), data).map_err(|e| e.to_string())?;
        self.cache.trim();
        Ok(())
    }
    /// Where it is.
    pub(crate) fn dir(&self) -> String {
        self.cache.dir().display().to_string()
    }
}

fn key(content: &Content) -> ActionId {
    ActionId(Sha256::new().chain_update(b"oxigo export\n").chain_update(content).finalize().into())
}
