//! The architectures there is code for, by name nowhere else in this crate. In: what is the same for all of them; out: the
//! backend of the one that is compiled for. There is one so far; with the second, the target decides here.

use amd64_codegen::Amd64;
use machine::{CompiledFunc, Config, Scratch};
use ssa::{Func, Snapshots};

pub(crate) use amd64_codegen::listing::listing;

/// Machine code for a function in dialect Lowered.
pub(crate) fn compile_func(
    func: Func,
    config: Config,
    scratch: &mut Scratch,
    watcher: &mut dyn Snapshots,
) -> CompiledFunc {
    machine::compile_func(func, config, &Amd64, scratch, watcher)
}
