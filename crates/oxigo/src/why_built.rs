//! `oxigo build -why package`: why a package was compiled, and its program linked. In: the steps of a build. Out: a
//! line for each and, indented, its reasons; where the interface or archive of another package is one, that package's
//! own reasons stand below. Nothing is said of how long anything took, so the same build prints the same.

use build::Graph;
use build::builder::Step;
use build::plan::Work;
use std::collections::HashSet;

/// Stands for all packages that something was done about.
const ALL: &str = "all";

/// What there is to say of a package, or of all that were made. The error is a line.
pub(crate) fn text(wanted: &str, steps: &[Step], graph: &Graph) -> Result<String, String> {
    let mut told = Told { steps, graph, seen: HashSet::new(), out: String::new() };
    let is_wanted = |step: &Step| {
        let package = &graph.packages[step.work.package()];
        [package.import_path.as_str(), &package.description()].contains(&wanted)
    };
    let is_made = |step: &Step| step.reason.as_ref().is_some_and(|reason| !reason.is_up_to_date());
    let mut found = false;
    for (n, step) in steps.iter().enumerate().filter(|(_, step)| step.reason.is_some()) {
        if is_wanted(step) || (wanted == ALL && is_made(step)) {
            found = true;
            told.step(n, 0);
        }
    }
    match (found, wanted) {
        (true, _) => Ok(told.out),
        (false, ALL) => Ok("everything is up to date\n".to_owned()),
        (false, _) => Err(format!("package {wanted} is no part of this build, or could not be built")),
    }
}

struct Told<'s> {
    steps: &'s [Step],
    graph: &'s Graph,
    seen: HashSet<usize>,
    out: String,
}

impl Told<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        self.out += &format!("{}{text}\n", "\t".repeat(depth));
    }
    fn step(&mut self, n: usize, depth: usize) {
        let step = &self.steps[n];
        let Some(reason) = step.reason.as_ref().filter(|_| self.seen.insert(n)) else { return };
        let name = self.graph.packages[step.work.package()].description();
        let what = match (&step.work, reason.is_up_to_date()) {
            (_, true) => "not made",
            (Work::Compile(_), _) => "compiled",
            _ => "linked",
        };
        self.line(depth, &format!("{name}: {what}"));
        for (text, package) in reason.texts_with_packages() {
            self.line(depth + 1, &text);
            let compiled = package.and_then(|package| self.compile_of(package));
            compiled.into_iter().for_each(|below| self.step(below, depth + 2));
        }
    }
    fn compile_of(&self, package: &str) -> Option<usize> {
        let is_it =
            |step: &Step| matches!(step.work, Work::Compile(id) if self.graph.packages[id].description() == package);
        self.steps.iter().position(is_it)
    }
}
