//! Values under construction: their scalars, or the address of memory that holds them.

use smallvec::SmallVec;
use ssa::{Layout, Type, ValueId};

/// The scalars of a value.
pub(crate) type Leaves = SmallVec<[ValueId; 4]>;

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Val {
    /// Of a type of at most four scalars: they.
    Leaves(Leaves),
    /// Of any other type: the address of memory that holds it.
    Mem(ValueId),
}

impl Val {
    /// A value of one scalar.
    pub fn one(v: ValueId) -> Val {
        Val::Leaves(smallvec::smallvec![v])
    }
    /// A value of several scalars.
    pub fn many(v: &[ValueId]) -> Val {
        Val::Leaves(v.into())
    }
    /// The scalars. Asking a value in memory is a mistake of the generator.
    pub fn leaves(&self) -> &[ValueId] {
        match self {
            Val::Leaves(l) => l,
            Val::Mem(_) => panic!("value in memory where scalars were expected"),
        }
    }
    /// The only scalar.
    pub fn single(&self) -> ValueId {
        match self.leaves() {
            [v] => *v,
            other => panic!("{} scalars where one was expected", other.len()),
        }
    }
}

/// The scalar types of a layout of at most four.
pub(crate) fn leaf_types(layout: &Layout) -> Vec<Type> {
    layout.leaves(4).unwrap_or_default().iter().map(|l| l.ty).collect()
}
