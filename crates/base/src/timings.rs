//! Stage timings for `--timings`: how long each named stage took, over all threads.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Sums of time per stage; shared between threads.
#[derive(Debug, Default)]
pub struct Timings {
    stages: Mutex<BTreeMap<&'static str, (Duration, u64)>>,
}

impl Timings {
    /// Nothing measured yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Runs `work` and adds its time to `stage`.
    pub fn time<R>(&self, stage: &'static str, work: impl FnOnce() -> R) -> R {
        let start = Instant::now();
        let result = work();
        let mut stages = self.stages.lock().expect("a timed stage panicked");
        let entry = stages.entry(stage).or_default();
        entry.0 += start.elapsed();
        entry.1 += 1;
        result
    }
    /// `(stage, total, times run)` by stage name.
    pub fn report(&self) -> Vec<(&'static str, Duration, u64)> {
        let stages = self.stages.lock().expect("a timed stage panicked");
        stages.iter().map(|(&s, &(d, n))| (s, d, n)).collect()
    }
}
