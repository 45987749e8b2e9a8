//! The rule of elements `internal` in import paths. In: a package and who imports it. Out: whether that is
//! allowed. Authority: `go help importpath`, GOROOT `cmd/go/internal/load/pkg.go`.

use crate::modules::subpath;
use std::path::Path;

/// Whether a package below an element `internal` may be imported: only by packages below the
/// parent of that element; in the standard library by directory, in modules by path.
pub(crate) fn internal_allowed(path: &str, dir: &Path, standard: bool, importer: &str, importer_dir: &Path) -> bool {
    let Some(at) = internal_element(path) else { return true };
    let parent = path[..at].trim_end_matches('/');
    if !standard {
        return parent.is_empty() || subpath(importer, parent).is_some();
    }
    let full = dir.to_string_lossy();
    let keep = full.len().saturating_sub(path.len()) + parent.len();
    importer_dir.starts_with(full.get(..keep).unwrap_or_default().trim_end_matches('/'))
}

/// Where the last element `internal` begins.
fn internal_element(path: &str) -> Option<usize> {
    let mut at = 0;
    let mut found = None;
    for element in path.split('/') {
        if element == "internal" {
            found = Some(at);
        }
        at += element.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_rule() {
        let std = |path: &str, from: &str| {
            let dir = Path::new("/g/src").join(path);
            internal_allowed(path, &dir, true, from, &Path::new("/g/src").join(from))
        };
        assert!(std("internal/abi", "fmt") && std("net/internal/x", "net/http") && std("fmt", "x"));
        assert!(!std("net/internal/x", "os") && !std("cmd/internal/obj", "go/build"));
        assert!(!internal_allowed("internal/abi", Path::new("/g/src/internal/abi"), true, "m", Path::new("/w/m")));
        let module = |path: &str, from: &str| internal_allowed(path, Path::new("/m"), false, from, Path::new("/n"));
        assert!(module("a.b/c/internal/d", "a.b/c/e") && !module("a.b/c/internal/d", "a.b/x"));
    }
}
