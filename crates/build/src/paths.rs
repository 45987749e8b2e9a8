//! How paths are shown, and what import paths tell of themselves.

use std::path::{Path, PathBuf};

/// Whether a path can be in the standard library: no dot in its first element.
pub fn is_std_path(path: &str) -> bool {
    !path.split('/').next().unwrap_or(path).contains('.')
}

/// `path` relative to `cwd` if that is shorter.
pub fn short_path(path: &Path, cwd: &Path) -> String {
    let full = path.to_string_lossy().into_owned();
    let common = path.components().zip(cwd.components()).take_while(|(a, b)| a == b).count();
    let up = cwd.components().count() - common;
    let mut rel = PathBuf::new();
    (0..up).for_each(|_| rel.push(".."));
    path.components().skip(common).for_each(|c| rel.push(c));
    let rel = rel.to_string_lossy().into_owned();
    if !rel.is_empty() && rel.len() < full.len() { rel } else { full }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_paths() {
        let short = |p: &str, c: &str| short_path(Path::new(p), Path::new(c));
        assert_eq!(short("/a/b/c.go", "/a/b"), "c.go");
        assert_eq!(short("/a/b/c.go", "/a/b/d"), "../c.go");
        assert_eq!(short("/a/c.go", "/a/b"), "/a/c.go", "only if shorter");
        assert_eq!(short("/x/c.go", "/a/b/d"), "/x/c.go");
    }
}
