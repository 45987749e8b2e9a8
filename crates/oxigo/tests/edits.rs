//! Random edits of trees between builds (`testkit::edits`): what a cache full of earlier answers gives is what a fresh
//! one gives. `cargo xtask fuzz edits` goes on where these few rounds end.

use std::path::Path;
use std::time::Duration;
use testkit::edits::{self, Plan, Report};
use testkit::temp_dir;

fn compare(plan: Plan) -> Report {
    let dir = temp_dir();
    let binary = Path::new(env!("CARGO_BIN_EXE_oxigo"));
    // The library comes from the cache that all tests share.
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("edits");
    let found = edits::compare(&plan, dir.path(), &library, &|cache, args| edits::command(binary, cache, args));
    found.expect("trees can be edited")
}

#[test]
fn old_answers_are_never_given() {
    let plan = Plan { seed: 7, rounds: 12, trees: 4, pause: Duration::from_secs(2), quick: true, ..Plan::default() };
    let report = compare(plan);
    if let Some(found) = report.difference {
        panic!("round {}:\n{}\n{}", found.round, found.history.join("\n"), found.what);
    }
    assert!(report.built >= 4, "{} rounds succeeded", report.built);
    assert!(report.answered > 0, "nothing was answered from what was known");
}

/// A file that is changed between both builds stands for an edit that was not noticed.
#[test]
fn edits_that_are_not_noticed_are_found() {
    let plan = Plan { seed: 7, rounds: 40, trees: 2, broken: true, quick: true, ..Plan::default() };
    let found = compare(plan).difference.expect("the difference is found");
    assert!(found.what.contains("with a fresh cache"), "{}", found.what);
}
