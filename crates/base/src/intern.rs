//! Interned identifiers and symbol names. In: text from any thread. Out: a 32-bit [`Name`]
//! equal exactly when the text is equal. The numbers depend on thread timing, so they may
//! be compared for equality and hashed but must never decide an output order.

use lasso::{Key, Spur, ThreadedRodeo};
use std::fmt;

/// An interned string; resolve it with the [`Interner`] that made it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name(Spur);

impl Name {
    /// The number behind the name: dense, starting at 0, in order of first interning.
    pub fn index(self) -> usize {
        self.0.into_usize()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{}", self.index())
    }
}

/// The table of all names of one session, shared between threads.
pub struct Interner {
    table: ThreadedRodeo<Spur, rustc_hash::FxBuildHasher>,
}

impl Interner {
    /// An empty table.
    pub fn new() -> Self {
        Interner { table: ThreadedRodeo::with_hasher(rustc_hash::FxBuildHasher) }
    }
    /// The name of `text`, made on first use.
    #[inline]
    pub fn intern(&self, text: &str) -> Name {
        Name(self.table.get_or_intern(text))
    }
    /// The name of `text` if it was interned before.
    pub fn get(&self, text: &str) -> Option<Name> {
        self.table.get(text).map(Name)
    }
    /// The text of a name.
    #[inline]
    pub fn resolve(&self, name: Name) -> &str {
        self.table.resolve(&name.0)
    }
}

impl Default for Interner {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Interner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interner({} names)", self.table.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_text_equal_name() {
        let t = Interner::new();
        assert_eq!(t.intern("x"), t.intern("x"));
        assert_ne!(t.intern("x"), t.intern("y"));
        assert_eq!(t.resolve(t.intern("hello")), "hello");
    }
}
