//! Builds for the explorer. In: a graph and its package. Out: the bytes of its archive and of its program, and the steps
//! that were carried out.

use crate::build_flags::Refused;
use crate::toolchain::InProcess;
use build::builder::{Results, Step};
use build::ingredients::Reason;
use build::plan::Work;
use build::{Builder, Goal, Graph, Options, PackageId};
use explore::StepRow;
use std::path::Path;
use std::sync::Arc;

/// Archive, executable, steps.
pub(crate) type Made = (Option<Arc<[u8]>>, Option<Arc<[u8]>>, Vec<StepRow>);

/// Builds a package, and its program if it is one.
pub(crate) fn run_builder(
    graph: &Graph,
    options: &Options,
    toolchain: &InProcess<'_>,
    root: PackageId,
) -> Result<Made, Refused> {
    let builder = Builder::new(graph, options, toolchain).map_err(Refused::failed)?;
    let _guard = crate::interrupt::on_signals(&builder);
    let goal = match graph.packages[root].name == "main" {
        true => Goal::Run(builder.program_name(root)),
        false => Goal::Archive,
    };
    let results = builder.run(&[(root, goal)]);
    let made = made(&results, root, graph);
    builder.close();
    made
}

fn made(results: &Results, root: PackageId, graph: &Graph) -> Result<Made, Refused> {
    if results.failed {
        // What is wrong was printed.
        return Err(Refused { code: results.exit_code(), ..Refused::failed("nothing was built") });
    }
    let archive = results.archive(root).map(|built| read(&built.file)).transpose()?;
    let executable = results.program(root).map(read).transpose()?;
    Ok((archive, executable, rows(&results.steps, graph)))
}

/// The steps that were carried out, as the page shows them.
fn rows(steps: &[Step], graph: &Graph) -> Vec<StepRow> {
    let micros = |d: std::time::Duration| u64::try_from(d.as_micros()).unwrap_or(u64::MAX);
    let row = |step: &Step| {
        let (start, end) = step.time.unwrap_or_default();
        let kind = match step.work {
            Work::Compile(_) => "compile",
            _ => "link",
        };
        let name = graph.packages[step.work.package()].description();
        let cached = step.reason.as_ref().is_some_and(Reason::is_up_to_date);
        let why = step.reason.as_ref().map(Reason::texts).unwrap_or_default();
        StepRow { name, kind, start: micros(start), end: micros(end), after: step.waits_for.clone(), cached, why }
    };
    steps.iter().map(row).collect()
}

/// The bytes of a file.
pub(crate) fn read(file: &Path) -> Result<Arc<[u8]>, Refused> {
    std::fs::read(file).map(Arc::from).map_err(|e| Refused::failed(build::io_text("open", file, &e)))
}
