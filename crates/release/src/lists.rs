//! Lists of a release as the differences to those of the one before. In: the old list, names of what is gone, what is
//! new. Out: the list, made while the crate is compiled; what does not fit does not build.

use crate::Godebug;

/// A symbol and the package that may refer to it ([`crate::Data::blocked_linknames`]).
type Link = (&'static str, &'static str);

/// Link names: all of a symbol are gone, new ones come last.
pub(crate) const fn links<const N: usize>(old: &[Link], gone: &[&str], new: &[Link]) -> [Link; N] {
    let mut out = [("", ""); N];
    let (mut to, mut from) = (0, 0);
    while from < old.len() {
        if !contains(gone, old[from].0) {
            out[to] = old[from];
            to += 1;
        }
        from += 1;
    }
    let mut from = 0;
    while from < new.len() {
        out[to] = new[from];
        (to, from) = (to + 1, from + 1);
    }
    assert!(to == N, "the changes do not fit the list before");
    out
}

/// Settings, which stay ordered by name.
pub(crate) const fn settings<const N: usize>(old: &[Godebug], gone: &[&str], new: &[Godebug]) -> [Godebug; N] {
    let mut out = [crate::setting(""); N];
    let (mut to, mut from, mut fresh) = (0, 0, 0);
    while from < old.len() || fresh < new.len() {
        if from < old.len() && contains(gone, old[from].name) {
            from += 1;
        } else if fresh == new.len() || (from < old.len() && comes_before(old[from].name, new[fresh].name)) {
            out[to] = old[from];
            (to, from) = (to + 1, from + 1);
        } else {
            out[to] = new[fresh];
            (to, fresh) = (to + 1, fresh + 1);
        }
    }
    assert!(to == N, "the changes do not fit the list before");
    out
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut i = 0;
    while i < names.len() {
        if same(names[i], name) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether two names are equal.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && common(a, b) == a.len()
}

const fn comes_before(a: &str, b: &str) -> bool {
    let n = common(a, b);
    n < b.len() && (n == a.len() || a.as_bytes()[n] < b.as_bytes()[n])
}

/// How many bytes two names begin with alike.
const fn common(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting;

    #[test]
    fn lists_change_as_they_are_told() {
        const OLD: [Link; 3] = [("a", "p"), ("b", "p"), ("a", "q")];
        let new: [Link; 2] = links(&OLD, &["a"], &[("c", "q")]);
        assert_eq!(new, [("b", "p"), ("c", "q")]);
        let old = ["b", "bc", "d"].map(setting);
        let new: [Godebug; 4] = settings(&old, &["d"], &["a", "bb"].map(setting));
        assert_eq!(new.map(|s| s.name), ["a", "b", "bb", "bc"]);
    }
}
