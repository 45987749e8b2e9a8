//! `cargo xtask reference`: the fetching of crate `testkit` with words on standard error.

use release::Release;
use std::time::Instant;
use sysroot::Step;

/// Fetches the reference of a release (`1.24.11`; the default one if none is named) and prints where it is.
pub fn fetch(version: Option<&str>) -> Result<bool, String> {
    let release = match version {
        None => Release::default(),
        Some(name) => sysroot::named(name).map_err(|e| e.to_string())?,
    };
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
    let reference = testkit::fetch_reference(release, &mut progress).map_err(|e| e.to_string())?;
    println!("{}\n{}", reference.goroot.display(), reference.tests.display());
    Ok(true)
}
