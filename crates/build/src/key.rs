//! Keys of the cache, derived from values. In: a value that says everything a result is made from. Out: the
//! id of the action. The value's own `Hash` decides what counts, so that a field added to it counts too.
//!
//! Such hashes hold on one machine and for one binary, which is part of every value hashed here.

use crate::cache::ActionId;
use sha2::{Digest, Sha256};
use std::hash::{Hash, Hasher};

/// Feeds what a value hashes to SHA-256.
struct Feed(Sha256);

impl Hasher for Feed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    /// Nobody asks for the short form.
    fn finish(&self) -> u64 {
        0
    }
}

impl ActionId {
    /// The id of what is made from `value`; `what` tells kinds of results apart.
    pub fn of(what: &str, value: &impl Hash) -> ActionId {
        let mut feed = Feed(Sha256::new());
        // The official command's keys begin otherwise.
        feed.write(b"oxigo ");
        what.hash(&mut feed);
        value.hash(&mut feed);
        ActionId(feed.0.finalize().into())
    }
}
