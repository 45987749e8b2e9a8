//! Two outcomes of the same tests. In: the official one and ours; out: what passes officially and not with ours. What
//! fails officially is not judged, nor are tests that ran only here. Subtests may be named by the moment (by addresses,
//! random numbers, the time): those that ours does not know are made up for by as many of the same test that pass only here.

use super::events::{Action, Results};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A package and the name of one of its tests.
type Test = (String, String);

/// What is worse with ours.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Packages that failed or said nothing.
    failed_packages: BTreeSet<String>,
    /// Tests that failed or did not run.
    failed_tests: BTreeSet<Test>,
    /// Tests that pass with both.
    passed: usize,
    /// What failed first and passed by itself.
    unsteady: BTreeSet<String>,
}

/// Compares.
pub fn worse(official: &Results, ours: &Results) -> Verdict {
    let package_failed = |p: &str| ours.packages.get(p).is_none_or(|a| *a == Action::Fail);
    let mut verdict = Verdict::default();
    let passing = official.packages.iter().filter(|(_, a)| **a == Action::Pass);
    verdict.failed_packages.extend(passing.map(|(p, _)| p.clone()).filter(|p| package_failed(p)));
    let mut unknown: BTreeMap<(&str, &str), Vec<&Test>> = BTreeMap::new();
    for (test, _) in official.tests.iter().filter(|(_, a)| **a == Action::Pass) {
        match ours.tests.get(test) {
            Some(Action::Pass) => verdict.passed += 1,
            // Without a word of the package the package is what failed.
            None if !ours.packages.contains_key(&test.0) => {}
            None => unknown.entry(top_level(test)).or_default().push(test),
            _ => drop(verdict.failed_tests.insert(test.clone())),
        }
    }
    let passes_only_here = |t: &&Test| ours.tests[*t] == Action::Pass && !official.tests.contains_key(*t);
    for (top, tests) in unknown {
        if ours.tests.keys().filter(|t| top_level(t) == top).filter(passes_only_here).count() < tests.len() {
            verdict.failed_tests.extend(tests.into_iter().cloned());
        } else {
            verdict.passed += tests.len();
        }
    }
    verdict
}

/// The package and the test function of a test or subtest.
fn top_level(test: &Test) -> (&str, &str) {
    (&test.0, test.1.split('/').next().unwrap_or(&test.1))
}

impl Verdict {
    /// Whether nothing is worse.
    pub fn is_good(&self) -> bool {
        self.failed_packages.is_empty() && self.failed_tests.is_empty()
    }
    /// The packages in which something failed.
    pub fn packages(&self) -> BTreeSet<String> {
        self.failed_packages.iter().chain(self.failed_tests.iter().map(|t| &t.0)).cloned().collect()
    }
    /// Keeps what failed in a further run of [`Verdict::packages`], too.
    pub fn keep(&mut self, again: &Verdict) {
        let unsteady = &mut self.unsteady;
        self.failed_packages.retain(|p| {
            let stays = again.failed_packages.contains(p);
            unsteady.extend((!stays).then(|| p.clone()));
            stays
        });
        let failed = &self.failed_packages;
        self.failed_tests.retain(|t| {
            // A package that was built the second time only has said nothing of its tests before.
            let stays = again.failed_tests.contains(t) || failed.contains(&t.0);
            unsteady.extend((!stays).then(|| format!("{}.{}", t.0, t.1)));
            stays
        });
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tests pass", self.passed)?;
        if !self.unsteady.is_empty() {
            write!(f, "; only by themselves: {}", self.unsteady.iter().cloned().collect::<Vec<_>>().join(" "))?;
        }
        self.failed_packages.iter().try_for_each(|p| write!(f, "\n       {p}"))?;
        self.failed_tests.iter().try_for_each(|(p, t)| write!(f, "\n       {p}.{t}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(tests: &[(&str, &str, Action)], packages: &[(&str, Action)]) -> Results {
        Results {
            tests: tests.iter().map(|&(p, t, a)| ((p.to_owned(), t.to_owned()), a)).collect(),
            packages: packages.iter().map(|&(p, a)| (p.to_owned(), a)).collect(),
        }
    }

    #[test]
    fn what_passes_officially_must_pass() {
        use Action::*;
        let official = results(&[("p", "A", Pass), ("p", "B", Fail), ("p", "C", Pass)], &[("p", Pass), ("q", Pass)]);
        let ours = results(&[("p", "A", Pass), ("p", "B", Fail)], &[("p", Fail)]);
        let mut verdict = worse(&official, &ours);
        assert!(!verdict.is_good());
        // C did not run, q was not built.
        assert_eq!(verdict.to_string(), "1 tests pass\n       p\n       q\n       p.C");
        let again = results(&[("p", "A", Pass), ("p", "C", Pass)], &[("p", Pass), ("q", Fail)]);
        verdict.keep(&worse(&official, &again));
        assert_eq!(verdict.to_string(), "1 tests pass; only by themselves: p p.C\n       q");
        assert!(worse(&official, &official).is_good());
    }

    #[test]
    fn subtests_named_by_the_moment_are_counted() {
        use Action::*;
        let official = results(&[("p", "A", Pass), ("p", "A/0xc01", Pass), ("p", "A/0xc02", Pass)], &[("p", Pass)]);
        let ours = |third: &'static str, how| {
            results(&[("p", "A", Pass), ("p", "A/0xc03", Pass), ("p", third, how)], &[("p", Pass)])
        };
        assert_eq!(worse(&official, &ours("A/0xc04", Pass)).to_string(), "3 tests pass");
        let missing = "1 tests pass\n       p.A/0xc01\n       p.A/0xc02";
        for (third, how) in [("A/0xc04", Fail), ("B/0xc04", Pass), ("B", Pass)] {
            assert_eq!(worse(&official, &ours(third, how)).to_string(), missing, "{third}");
        }
    }
}
