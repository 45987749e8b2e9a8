//! Looking at a function between the steps of its compilation. In: the function, or a text of what it has become,
//! as each step leaves it. Out: whatever the observer makes of that. Steps report to a trait, so that
//! dumps, explorers and tests need no hooks of their own; whoever does not look passes `&mut ()`, and nothing is
//! formatted then.

use crate::Func;
use std::fmt::Display;

/// Somebody who watches a function being compiled. Names of steps are those of passes.
pub trait Snapshots {
    /// A step has left this function.
    fn after(&mut self, step: &'static str, func: &Func);
    /// A step of code generation has left what this shows.
    fn machine(&mut self, step: &'static str, form: &dyn Display);
}

/// Nobody watches.
impl Snapshots for () {
    fn after(&mut self, _step: &'static str, _func: &Func) {}
    fn machine(&mut self, _step: &'static str, _form: &dyn Display) {}
}
