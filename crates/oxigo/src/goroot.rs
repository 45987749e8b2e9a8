//! The source tree of this run.

use sysroot::{Environment, Error, Tree};

/// The tree to use, if there is one already.
pub(crate) fn existing() -> Result<Tree, Error> {
    sysroot::find(&Environment::of_process())
}
