//! Finds the optimization that spoils a program. In: something that builds and tests it, which succeeds or not
//! and lets oxigo see `$GOCOMPILEDEBUG`. Out: the function and the pass with which it begins to fail.
//!
//! oxigo puts all pairs of an optional pass and a function in an order (`opt::Cut`) and leaves out those from
//! a given one on (`-d=bisect`). One run with everything on notes all pairs (`-d=bisectlist`); then halving
//! finds the first one that makes the run fail.

use std::collections::BTreeSet;
use std::path::Path;

/// A pass on a function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Its place in the order of all pairs, as `-d=bisect` reads it.
    pub place: String,
    /// The pass.
    pub pass: String,
    /// The function's symbol.
    pub function: String,
}

/// Halves until one pair is left. `run` gets a value for `$GOCOMPILEDEBUG` and says whether all went well; `list` is
/// a file that may be written.
pub fn bisect(list: &Path, run: &mut dyn FnMut(&str) -> bool) -> Result<Pair, String> {
    let _ = std::fs::remove_file(list);
    if run(&format!("bisectlist={}", list.display())) {
        return Err("the command succeeds with all optimizations".to_owned());
    }
    let text = std::fs::read_to_string(list).map_err(|e| format!("no list of optimizations was written: {e}"))?;
    let pairs: Vec<Pair> = text.lines().filter_map(pair).collect::<BTreeSet<_>>().into_iter().collect();
    // Whether it goes well when only the first `n` pairs are optimized.
    let mut succeeds = |n: usize| pairs.get(n).is_none_or(|next| run(&format!("bisect={}", next.place)));
    if pairs.is_empty() || !succeeds(0) {
        return Err("the command fails without any optimization".to_owned());
    }
    let (mut good, mut bad) = (0, pairs.len());
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if succeeds(middle) { good = middle } else { bad = middle }
    }
    Ok(pairs[good].clone())
}

/// `PLACE PASS<tab>FUNCTION`.
fn pair(line: &str) -> Option<Pair> {
    let (place, rest) = line.split_once(' ')?;
    let (pass, function) = rest.split_once('\t')?;
    Some(Pair { place: place.to_owned(), pass: pass.to_owned(), function: function.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_found() {
        let dir = crate::temp_dir();
        let file = dir.path().join("list");
        let places: Vec<String> = (0..37).map(|n| format!("{:016x}", n * 5)).collect();
        for culprit in &places {
            let mut run = |debug: &str| match debug.split_once('=').expect("a value") {
                ("bisect", cut) => cut <= culprit.as_str(),
                (_, list) => {
                    let lines = places.iter().rev().map(|place| format!("{place} late cse\tmain.f{place}\n"));
                    std::fs::write(list, lines.collect::<String>()).is_err()
                }
            };
            let found = bisect(&file, &mut run).expect("a pair");
            assert_eq!((&found.place, &*found.pass), (culprit, "late cse"));
        }
    }

    #[test]
    fn nothing_to_find() {
        let dir = crate::temp_dir();
        let file = dir.path().join("list");
        assert!(bisect(&file, &mut |_| true).is_err_and(|e| e.contains("succeeds")));
        assert!(bisect(&file, &mut |_| false).is_err_and(|e| e.contains("no list")));
        std::fs::write(&file, "").expect("a file");
    }
}
