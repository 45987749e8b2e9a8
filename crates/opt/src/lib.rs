//! The passes between ssagen and code generation. In: a function in dialect Go; out: the same
//! function, better, in dialect Lowered. [`pipeline`] shows the order; every pass states what it
//! needs and leaves; the verifier runs between them when asked to.

mod analyses;
mod barrier;
mod blocks;
mod callgraph;
mod choice;
mod combine;
mod cse;
mod dce;
mod divide;
mod escape;
mod fold;
mod inline;
mod jumps;
mod loads;
mod lower;
mod nilcheck;
mod nowb;
pub mod plant;
mod promote;
mod prove;
mod ranges;
mod restore;
mod select;
mod split;
pub mod summary;
mod switch;
mod thread;

pub use analyses::Analyses;
pub use barrier::insert as write_barriers;
pub use choice::{Choice, Cut};
pub use combine::combine;
pub use cse::cse;
pub use dce::dce;
pub use divide::divisions;
pub use escape::{escape_package, heap_in_runtime};
pub use fold::fold;
pub use inline::{Foreign, Inlinable, NoForeign, inline_package, inlining_cost};
pub use jumps::jumps;
pub use loads::loads;
pub use lower::lower;
pub use nilcheck::nilchecks;
pub use nowb::{BarrierFacts, barrier_facts, check_barriers};
pub use promote::promote;
pub use prove::{Node, Stated, prove, stated_facts};
pub use ranges::ranges;
pub use restore::restores;
pub use select::selects;
pub use split::split;
pub use summary::{Below, Callees, ParamFlow, Summaries, Summary};
pub use switch::switches;
pub use thread::threads;

use plant::Plant;
use ssa::{Dialect, Func, Snapshots, verify};

/// What passes need to know besides the function.
#[derive(Clone, Copy, Default)]
pub struct PassCx<'a> {
    /// Verify after every pass; builds with debug assertions verify before the first and behind the last one.
    pub verify: bool,
    /// `-N`: only what code generation cannot do without.
    pub no_opt: bool,
    /// Which of the other passes run.
    pub choice: Choice,
    /// A fault to be made on purpose.
    pub plant: Option<&'a Plant>,
}

/// A pass: name, dialect it leaves, whether it runs without optimization, and itself.
struct Pass {
    name: &'static str,
    leaves: Dialect,
    always: bool,
    run: fn(&mut Func, &mut Analyses),
}

const fn pass(name: &'static str, leaves: Dialect, always: bool, run: fn(&mut Func, &mut Analyses)) -> Pass {
    Pass { name, leaves, always, run }
}

impl Pass {
    fn run(&self, func: &mut Func, cx: &PassCx<'_>, analyses: &mut Analyses) {
        let _pass = base::bug::pass(self.name);
        (self.run)(func, analyses);
        if let Some(plant) = cx.plant {
            plant.spoil(func, self.name);
        }
        if cx.verify {
            verify::assert_valid(func, self.leaves, self.name);
            assert!(analyses.are_true_of(func), "{}: {} changed edges and did not say so", func.name, self.name);
        }
    }
}

/// All passes in order.
const PASSES: &[Pass] = &[
    pass("fold", Dialect::Go, false, fold::fold),
    pass("dce", Dialect::Go, false, dce::dce_with_loads),
    // What copies small variables copies scalars.
    pass("split", Dialect::Go, false, split::split),
    // Variables whose address is no longer needed are values.
    pass("promote", Dialect::Go, false, promote::promote),
    // Go operations become runtime calls, loads, stores and branches.
    pass("lower", Dialect::Lowered, true, lower::lower),
    pass("late fold", Dialect::Lowered, false, fold::fold),
    pass("thread", Dialect::Lowered, false, thread::threads),
    // Equal values and what memory is known to hold are one value each.
    pass("cse", Dialect::Lowered, false, cse::cse),
    pass("loads", Dialect::Lowered, false, loads::loads),
    pass("late cse", Dialect::Lowered, false, cse::cse),
    // Facts of branches and checks, while divisions still are what they were written as.
    pass("prove", Dialect::Lowered, false, prove::prove),
    // Divisors are values, if any are left.
    pass("divide", Dialect::Lowered, false, divide::divisions),
    // Loads whose values went with the passes before.
    pass("dead loads", Dialect::Lowered, false, dce::dce_with_loads),
    // From here on a load may stand for the check of its pointer.
    pass("nilcheck", Dialect::Lowered, false, nilcheck::nilchecks),
    // Bytes of a word that are loaded or stored one by one are one word.
    pass("combine", Dialect::Lowered, false, combine::combine),
    // A number between two constants is one comparison, and a value chosen by one is no branch.
    pass("ranges", Dialect::Lowered, false, ranges::ranges),
    pass("select", Dialect::Lowered, false, select::selects),
    // Blocks end where ways part or meet.
    pass("merge", Dialect::Lowered, false, blocks::merge),
    pass("jumps", Dialect::Lowered, false, jumps::jumps),
    // Switches are trees of comparisons and tables from here on.
    pass("switch", Dialect::Lowered, true, switch::switches),
    pass("late dce", Dialect::Lowered, false, dce::dce),
    // What is stored differs from what was there.
    pass("restore", Dialect::Lowered, false, restore::restores),
    // Every store of a pointer that the collector must hear of is a store group.
    pass("barrier", Dialect::Lowered, true, barrier::insert),
];

/// Takes a function from dialect Go to dialect Lowered.
pub fn pipeline(func: &mut Func, cx: &PassCx<'_>) {
    pipeline_watched(func, cx, &mut ());
}

/// The same while somebody watches.
pub fn pipeline_watched(func: &mut Func, cx: &PassCx<'_>, watcher: &mut dyn Snapshots) {
    let verify = cx.verify || cfg!(debug_assertions);
    if verify {
        verify::assert_valid(func, Dialect::Go, SSAGEN);
    }
    watcher.after(SSAGEN, func);
    let mut analyses = Analyses::default();
    for (_, pass) in passes_of(&func.name.clone(), cx) {
        pass.run(func, cx, &mut analyses);
        watcher.after(pass.name, func);
    }
    if verify && !cx.verify {
        verify::assert_valid(func, Dialect::Lowered, "all passes");
    }
}

/// What comes before all passes.
pub const SSAGEN: &str = "ssagen";

/// The passes that run on a function, with their places in the table.
fn passes_of(function: &str, cx: &PassCx<'_>) -> impl Iterator<Item = (usize, &'static Pass)> {
    let (choice, no_opt) = (cx.choice.of(function), cx.no_opt);
    PASSES.iter().enumerate().filter(move |(n, pass)| pass.always || (!no_opt && choice.has(*n)))
}

/// The names of all passes in order.
pub fn pass_names() -> impl Iterator<Item = &'static str> {
    PASSES.iter().map(|p| p.name)
}

/// The optional passes that run on a function, with their places in the order of all pairs of function and pass.
pub fn optional_passes(function: &str, cx: &PassCx<'_>) -> Vec<(Cut, &'static str)> {
    let optional = passes_of(function, cx).filter(|(_, pass)| !pass.always);
    optional.map(|(n, pass)| (Cut::at(function, n), pass.name)).collect()
}

/// Whether the pass of this name may be left out; none: there is no such pass.
pub fn is_optional(name: &str) -> Option<bool> {
    PASSES.iter().find(|p| p.name == name).map(|p| !p.always)
}

/// Runs one pass by name; false when there is none of that name. For tests.
pub fn run_pass(name: &str, func: &mut Func, cx: &PassCx<'_>) -> bool {
    let found = PASSES.iter().find(|p| p.name == name);
    if let Some(p) = found {
        p.run(func, cx, &mut Analyses::default());
    }
    found.is_some()
}
