//! Export data by its hash, in oxigo's folder of the user's cache. Builds of the official `go`
//! command name the archives of direct imports alone; what stands further below is here,
//! exactly as it was when the archives above were made. What another binary wrote has a key of its own, since nobody else
//! can read it. Files appear by renames and are checked when they are read; what was not used for long goes.

use build::cache::{ActionId, Cache};
use compile::exported::Content;
use export::Stamp;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;

/// Longer than archives stay in build caches: they are of no use without.
const KEPT: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// The store.
pub(crate) struct Store {
    cache: Cache,
    stamp: Stamp,
}

impl Store {
    /// The one in the user's cache folder.
    pub(crate) fn of_user() -> Result<Store, String> {
        let dir = sysroot::cache_home().map_err(|e| e.to_string())?.join("oxigo/export");
        Store::in_folder(&dir, crate::identity::stamp())
    }
    /// What the binary with this stamp keeps in a folder.
    fn in_folder(dir: &Path, stamp: Stamp) -> Result<Store, String> {
        let cache = Cache::open_keeping(&dir.to_string_lossy(), KEPT).map_err(|e| e.to_string())?;
        Ok(Store { cache, stamp })
    }
    /// Export data with this content.
    pub(crate) fn get(&self, content: &Content) -> Option<Vec<u8>> {
        self.cache.get(&self.key(content)).map(|output| output.bytes.to_vec())
    }
    /// Keeps export data.
    pub(crate) fn put(&self, content: &Content, data: &[u8]) -> Result<(), String> {
        self.cache.put(&self.key(content), data).map_err(|e| e.to_string())?;
        self.cache.trim();
        Ok(())
    }
    /// Where it is.
    pub(crate) fn dir(&self) -> String {
        self.cache.dir().display().to_string()
    }
    fn key(&self, content: &Content) -> ActionId {
        let hash = Sha256::new().chain_update(b"oxigo export\n").chain_update(self.stamp.0).chain_update(content);
        ActionId(hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binaries_keep_equal_contents_apart() {
        let dir = testkit::temp_dir();
        let store = |stamp| Store::in_folder(dir.path(), Stamp([stamp; 16])).unwrap();
        let content = [7; 16];
        store(1).put(&content, b"of the first").unwrap();
        store(2).put(&content, b"of the second").unwrap();
        assert_eq!(store(1).get(&content).as_deref(), Some(&b"of the first"[..]));
        assert_eq!(store(2).get(&content).as_deref(), Some(&b"of the second"[..]));
        assert_eq!(store(3).get(&content), None);
    }
}
