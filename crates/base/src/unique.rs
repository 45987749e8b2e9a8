//! Tables whose entries are all different. In: entries with what they are found by; out: their ids, in
//! the order in which the entries were first asked for. Every question is one look into a hash
//! table, whose order nobody sees.

use crate::{Id, IdVec};
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hash};
use std::ops::Deref;

/// A table that holds every entry once. Reads as the [`IdVec`] of its entries.
#[derive(Clone, Debug)]
pub struct Unique<I: Id, T> {
    items: IdVec<I, T>,
    /// Ids with the hashes of what their entries are found by.
    index: HashTable<(u64, I)>,
}

impl<I: Id, T> Unique<I, T> {
    /// An empty table.
    pub fn new() -> Self {
        Unique { items: IdVec::new(), index: HashTable::new() }
    }
    /// The id of the entry that is found by `key`, made when there is none. `same` says whether an entry is
    /// found by this key.
    pub fn id<K: Hash + ?Sized>(&mut self, key: &K, same: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> I {
        let hash = rustc_hash::FxBuildHasher.hash_one(key);
        let Unique { items, index } = self;
        if let Some(&(_, id)) = index.find(hash, |&(h, id)| h == hash && same(&items[id])) {
            return id;
        }
        let id = items.push(make());
        index.insert_unique(hash, (hash, id), |e| e.0);
        id
    }
    /// Adds an entry even if one is found by its key; that one goes on to be found.
    pub fn push<K: Hash + ?Sized>(&mut self, key: &K, same: impl Fn(&T) -> bool, entry: T) -> I {
        let next = self.items.next_id();
        let mut entry = Some(entry);
        self.id(key, same, || entry.take().expect("made once"));
        entry.map(|twin| self.items.push(twin));
        next
    }
}

impl<I: Id, T> Default for Unique<I, T> {
    fn default() -> Self {
        Unique::new()
    }
}

impl<I: Id, T> Deref for Unique<I, T> {
    type Target = IdVec<I, T>;
    fn deref(&self) -> &IdVec<I, T> {
        &self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::define_id!(
        /// A word.
        WordId, "w"
    );

    #[test]
    fn entries_are_numbered_by_their_first_mention() {
        assert_eq!(WordId::NONE.some(), None);
        let mut words = Unique::<WordId, String>::new();
        let mut id = |w: &str| words.id(w, |have| have == w, || w.to_owned());
        assert_eq!([id("b"), id("a"), id("b"), id("c"), id("a")], [0, 1, 0, 2, 1].map(WordId));
        assert_eq!(words.push("a", |have| have == "a", "a".into()), WordId(3));
        assert_eq!(words.id("a", |have| have == "a", || unreachable!()), WordId(1));
        assert_eq!(words.iter().collect::<Vec<_>>(), ["b", "a", "c", "a"]);
    }
}
