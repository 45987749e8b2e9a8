//! The rule of elements `internal` in import paths. In: a package and who imports it. Out: whether that is
//! allowed. Authority: `go help importpath`, GOROOT `cmd/go/internal/load/pkg.go`.

use crate::module::subpath;
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

/// Whether a package in `importer_dir` may import the package of that path in `dir`: what lies below a folder
/// `vendor` is for the tree that holds this folder. A package that is itself called `vendor` is for all.
pub(crate) fn vendored_allowed(path: &str, dir: &Path, importer_dir: &Path) -> bool {
    let Some(at) = last_element(path, "vendor").filter(|at| path.len() > at + "vendor".len()) else { return true };
    let below = path[at..].split('/').count();
    let Some(parent) = dir.ancestors().nth(below) else { return true };
    let real = |dir: &Path| base::seen::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    importer_dir.starts_with(parent) || real(importer_dir).starts_with(real(parent))
}

/// Where the last element `internal` begins.
fn internal_element(path: &str) -> Option<usize> {
    last_element(path, "internal")
}

/// Where the last element of that name begins.
fn last_element(path: &str, name: &str) -> Option<usize> {
    let mut at = 0;
    let mut found = None;
    for element in path.split('/') {
        if element == name {
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
    fn vendored_packages_are_for_the_tree_around_them() {
        let allowed = |path: &str, dir: &str, from: &str| vendored_allowed(path, Path::new(dir), Path::new(from));
        assert!(allowed("vendor/x.org/y", "/none/src/vendor/x.org/y", "/none/src/net/http"));
        assert!(!allowed("vendor/x.org/y", "/none/src/vendor/x.org/y", "/none/home"));
        assert!(allowed("cmd/vendor/x.org/y", "/none/src/cmd/vendor/x.org/y", "/none/src/cmd/go"));
        assert!(!allowed("cmd/vendor/x.org/y", "/none/src/cmd/vendor/x.org/y", "/none/src/net"));
        assert!(allowed("m/vendor", "/none/m/vendor", "/none/other"));
        assert!(allowed("m/vendors/x", "/none/m/vendors/x", "/none/other"));
    }

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
