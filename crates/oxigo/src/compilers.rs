//! The compilers of one build. In: packages of a graph in which one path may stand for several packages:
//! as importers see it, and as the tests of some package do. Out: archives.
//!
//! A compiler knows packages by path, so there is one for the packages that are no variants, and one
//! for the variants made for each package that is tested; what those import of the former, they read from
//! archives. Within one of them a path means one package, since all that a test program is linked from is
//! plain or made for that test.

use crate::compiler::{Compiler, Watched};
use base::timings::Timings;
use build::{CompileJob, Compiled, Graph, Kind, NotCompiled, Options};
use export::Stamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Compilers for the packages of one graph.
pub(crate) struct Compilers<'a> {
    graph: &'a Graph,
    options: &'a Options,
    stamp: Stamp,
    plain: Compiler<'a>,
    /// Those for variants, by the package that is tested, until its test program is compiled.
    tests: Mutex<HashMap<&'a str, Arc<Compiler<'a>>>>,
}

impl<'a> Compilers<'a> {
    /// Compilers; `stamp` names this binary.
    pub(crate) fn new(graph: &'a Graph, options: &'a Options, stamp: Stamp) -> Compilers<'a> {
        let plain = Compiler::new(graph, options, stamp);
        Compilers { graph, options, stamp, plain, tests: Mutex::default() }
    }

    /// The same with somebody who is told of a package that is no variant.
    pub(crate) fn watched(self, watched: Watched<'a>) -> Compilers<'a> {
        Compilers { plain: self.plain.watched(Some(watched)), ..self }
    }

    /// How long the stages took; of variants nothing is told.
    pub(crate) fn timings(&self) -> &Timings {
        self.plain.timings()
    }

    /// Compiles a package. The error is what there is to print.
    pub(crate) fn compile(&self, job: &CompileJob<'_>) -> Result<Compiled, NotCompiled> {
        let Some(tested) = &self.graph.packages[job.id].for_test else { return self.plain.compile(job) };
        let make = || Arc::new(Compiler::new(self.graph, self.options, self.stamp));
        let compiler = self.lock().entry(tested.as_str()).or_insert_with(make).clone();
        let compiled = compiler.compile(job);
        if job.package.kind == Kind::TestMain {
            self.lock().remove(tested.as_str());
        }
        compiled
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<&'a str, Arc<Compiler<'a>>>> {
        self.tests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
