//! Golden files: the expectation lies beside the input and is rewritten by
//! `OXIGO_UPDATE=1 cargo test`.

use std::fs;
use std::path::Path;

/// Whether expectations are to be rewritten.
pub fn updating() -> bool {
    std::env::var_os("OXIGO_UPDATE").is_some_and(|v| v == "1")
}

/// Panics, showing the first line that differs, unless `path` holds `actual`; with
/// `OXIGO_UPDATE=1` writes it instead.
pub fn check_golden(path: &Path, actual: &str) {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if updating() {
        fs::write(path, actual).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    panic!("{}: {}\n(OXIGO_UPDATE=1 rewrites)", path.display(), first_difference(&expected, actual));
}

/// The first line in which two texts differ, in words.
pub fn first_difference(expected: &str, actual: &str) -> String {
    let (mut want, mut have) = (expected.lines(), actual.lines());
    for number in 1.. {
        match (want.next(), have.next()) {
            (None, None) => break,
            (w, h) if w == h => {}
            (w, h) => {
                let show = |l: Option<&str>| l.map_or("(end)".to_string(), |l| format!("{l:?}"));
                return format!("line {number}: expected {}, have {}", show(w), show(h));
            }
        }
    }
    "texts differ in line ends only".to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where() {
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), r#"line 2: expected "b", have "c""#);
        assert_eq!(first_difference("a\n", "a\nc\n"), r#"line 2: expected (end), have "c""#);
    }
}
