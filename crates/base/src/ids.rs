//! Typed 32-bit indices and the vectors they index. Every entity of every stage is named
//! by one of these, printed as in the text form (`v7`, `b3`); there are no bare indices.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A typed index: a newtype over `u32`, made by [`define_id!`](crate::define_id).
pub trait Id: Copy + Eq + std::hash::Hash + fmt::Debug + 'static {
    /// The id of position `i`. Panics when `i` does not fit 32 bits.
    fn new(i: usize) -> Self;
    /// The position this id names.
    fn index(self) -> usize;
}

/// Defines an id type: `define_id!(ValueId, "v")` prints as `v7`.
///
/// Ids are `NonMaxU32`-like only by convention: `u32::MAX` is reserved as "none" where a
/// packed option is wanted (see `NONE`).
#[macro_export]
macro_rules! define_id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $name {
            /// A value no entity has; for packed options.
            pub const NONE: $name = $name(u32::MAX);
            /// Whether this is [`Self::NONE`].
            #[inline]
            #[allow(dead_code, reason = "not every private id needs it")]
            pub fn is_none(self) -> bool {
                self.0 == u32::MAX
            }
            /// `None` for [`Self::NONE`].
            #[inline]
            pub fn some(self) -> Option<$name> {
                (self.0 != u32::MAX).then_some(self)
            }
        }
        impl $crate::Id for $name {
            #[inline]
            fn new(i: usize) -> Self {
                $name(u32::try_from(i).expect("more than 2^32 entities"))
            }
            #[inline]
            fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

/// A vector indexed by a typed id; append-only tables and dense side maps.
#[derive(Clone, PartialEq, Eq)]
pub struct IdVec<I, T> {
    items: Vec<T>,
    marker: PhantomData<fn(I)>,
}

impl<I: Id, T> IdVec<I, T> {
    /// An empty table.
    pub const fn new() -> Self {
        IdVec { items: Vec::new(), marker: PhantomData }
    }
    /// An empty table with room for `n` entries.
    pub fn with_capacity(n: usize) -> Self {
        IdVec { items: Vec::with_capacity(n), marker: PhantomData }
    }
    /// A dense side map: `n` copies of `value`.
    pub fn filled(value: T, n: usize) -> Self
    where
        T: Clone,
    {
        IdVec { items: vec![value; n], marker: PhantomData }
    }
    /// Appends and returns the id of the new entry.
    #[inline]
    pub fn push(&mut self, value: T) -> I {
        let id = I::new(self.items.len());
        self.items.push(value);
        id
    }
    /// The id the next [`push`](Self::push) will return.
    pub fn next_id(&self) -> I {
        I::new(self.items.len())
    }
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// The entry, or `None` where the id is out of range.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }
    /// All entries in id order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }
    /// All entries in id order, mutably.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }
    /// `(id, entry)` in id order.
    pub fn iter_enumerated(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(i, t)| (I::new(i), t))
    }
    /// All ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::new)
    }
    /// The entries as a slice.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
    /// Grows with `value` until `id` is in range (side maps filled late).
    pub fn grow_to(&mut self, id: I, value: T)
    where
        T: Clone,
    {
        if id.index() >= self.items.len() {
            self.items.resize(id.index() + 1, value);
        }
    }
    /// Removes every entry, keeping the memory.
    pub fn clear(&mut self) {
        self.items.clear();
    }
    /// Drops entries from `len` on.
    pub fn truncate(&mut self, len: usize) {
        self.items.truncate(len);
    }
    /// The plain vector.
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }
}

impl<I: Id, T> Default for IdVec<I, T> {
    fn default() -> Self {
        Self::new()
    }
}
impl<I: Id, T> From<Vec<T>> for IdVec<I, T> {
    fn from(items: Vec<T>) -> Self {
        IdVec { items, marker: PhantomData }
    }
}
impl<I: Id, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<It: IntoIterator<Item = T>>(iter: It) -> Self {
        Vec::from_iter(iter).into()
    }
}
impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;
    #[inline]
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}
impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    #[inline]
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}
impl<I: Id, T: fmt::Debug> fmt::Debug for IdVec<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

/// Declares an enum without fields and `ALL`, its values in the order of their declaration.
#[macro_export]
macro_rules! define_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$of_value:meta])* $value:ident $(= $number:literal)?),* $(,)?
    }) => {
        $(#[$meta])*
        $vis enum $name {
            $($(#[$of_value])* $value $(= $number)?),*
        }
        impl $name {
            /// All of them, in order.
            $vis const ALL: &'static [$name] = &[$($name::$value),*];
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    define_id!(
        /// An id for the test.
        TestId,
        "t"
    );

    #[test]
    fn ids_index_and_print() {
        let mut v: IdVec<TestId, &str> = IdVec::new();
        let a = v.push("a");
        let b = v.push("b");
        assert_eq!((v[a], v[b], b.to_string().as_str()), ("a", "b", "t1"));
        assert!(TestId::NONE.is_none() && TestId::NONE.some().is_none() && a.some() == Some(a));
    }
}
