//! `cargo xtask reference`: the fetching of crate `testkit` with words on standard error.

use std::time::Instant;
use sysroot::Step;

/// Fetches the reference and prints where it is.
pub fn fetch() -> Result<bool, String> {
    let mut shown = None;
    let start = Instant::now();
    let mut progress = |step: Step, _, _| {
        if shown != Some(step) {
            shown = Some(step);
            let what = match step {
                Step::Download => "downloading",
                Step::Unpack => "unpacking",
                Step::Verify => "verifying",
            };
            eprintln!("{:5.1}s {what}", start.elapsed().as_secs_f64());
        }
    };
    let reference = testkit::fetch_reference(&mut progress).map_err(|e| e.to_string())?;
    println!("{}\n{}", reference.goroot.display(), reference.tests.display());
    Ok(true)
}
