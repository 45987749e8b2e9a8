//! What import paths, module paths and versions may look like. In: a text. Out: nothing, or why it is none.
//! Authority: the Go modules reference, "Module paths and versions"; wording: GOROOT
//! `cmd/vendor/golang.org/x/mod/module`.

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathKind {
    /// A package.
    Import,
    /// A module.
    Module,
}

/// Names of devices that no element of a path may have.
const RESERVED: &[&str] = &[
    "CON", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4",
    "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "NUL", "PRN", "AUX",
];

/// Whether `path` can be a path of that kind. The error is a line.
pub(crate) fn check(path: &str, kind: PathKind) -> Result<(), String> {
    let name = match kind {
        PathKind::Import => "import",
        PathKind::Module => "module",
    };
    check_text(path, kind).map_err(|why| format!("malformed {name} path {path:?}: {why}"))
}

fn check_text(path: &str, kind: PathKind) -> Result<(), String> {
    match () {
        () if path.is_empty() => Err("empty string".to_owned()),
        () if path.starts_with('-') => Err("leading dash".to_owned()),
        () if path.contains("//") => Err("double slash".to_owned()),
        () if path.ends_with('/') => Err("trailing slash".to_owned()),
        () => path.split('/').try_for_each(|element| check_element(element, kind)),
    }
}

fn check_element(element: &str, kind: PathKind) -> Result<(), String> {
    let fits = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') || c == '+' && kind == PathKind::Import
    };
    let stem = element.split('.').next().unwrap_or(element);
    let tail = stem.rsplit_once('~').map_or("", |(_, tail)| tail);
    match () {
        () if element.is_empty() => Err("empty path element".to_owned()),
        () if element.bytes().all(|b| b == b'.') => Err(format!("invalid path element {element:?}")),
        () if element.starts_with('.') && kind == PathKind::Module => Err("leading dot in path element".to_owned()),
        () if element.ends_with('.') => Err("trailing dot in path element".to_owned()),
        () if !element.chars().all(fits) => {
            let wrong = element.chars().find(|c| !fits(*c)).unwrap_or_default();
            Err(format!("invalid char {wrong:?}"))
        }
        () if RESERVED.iter().any(|name| name.eq_ignore_ascii_case(stem)) => {
            Err(format!("{stem:?} disallowed as path element component on Windows"))
        }
        () if !tail.is_empty() && tail.bytes().all(|b| b.is_ascii_digit()) => {
            Err("trailing tilde and digits in path element".to_owned())
        }
        () => Ok(()),
    }
}

/// Whether a `go` line may say `version`: `1.23`, `1.23.4`, `1.21rc2`.
pub(crate) fn is_go_version(version: &str) -> bool {
    let number = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
    };
    let letters = version.find(|c: char| c.is_ascii_lowercase()).unwrap_or(version.len());
    let (numbers, kind) = version.split_at(letters);
    let digits = kind.find(|c: char| c.is_ascii_digit()).unwrap_or(kind.len());
    let kind_fits = kind.is_empty()
        || kind[..digits].bytes().all(|b| b.is_ascii_lowercase())
            && digits < kind.len()
            && kind[digits..].bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = numbers.split('.').collect();
    kind_fits && matches!(parts.len(), 2 | 3) && parts[0] != "0" && parts.iter().all(|part| number(part))
}

/// Whether a `toolchain` line may say `name`.
pub(crate) fn is_toolchain(name: &str) -> bool {
    name == "default" || name == "go1" || name.starts_with("go1.")
}

/// Whether the major version of `version` is the one that the module path ends in: `/v3`, or `.v3` in gopkg.in;
/// none stands for 0 and 1.
pub(crate) fn check_major(path: &str, version: &str) -> Result<(), String> {
    let last = path.rsplit('/').next().unwrap_or_default();
    let suffix = match path.starts_with("gopkg.in/") {
        true => last.rsplit_once('.').map_or("", |(_, suffix)| suffix).trim_end_matches("-unstable"),
        false => last,
    };
    let is_major = suffix.strip_prefix('v').is_some_and(|n| {
        !n.is_empty()
            && n.bytes().all(|b| b.is_ascii_digit())
            && (path.starts_with("gopkg.in/") || !matches!(n, "0" | "1"))
    });
    let given = version.split(['.', '-', '+']).next().unwrap_or_default();
    let fits = match is_major {
        true => given == suffix || given == "v0" && suffix == "v1",
        false => matches!(given, "v0" | "v1") || version.ends_with("+incompatible"),
    };
    let wanted = if is_major { suffix } else { "v0 or v1" };
    match fits {
        true => Ok(()),
        false => Err(format!("version {version:?} invalid: should be {wanted}, not {given}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let of = |path: &str| check(path, PathKind::Import).err().unwrap_or_default();
        assert_eq!((of("a.b/c+d/v2"), of("fmt")), (String::new(), String::new()));
        assert_eq!(of("-C"), "malformed import path \"-C\": leading dash");
        assert_eq!(of("a/./b"), "malformed import path \"a/./b\": invalid path element \".\"");
        assert_eq!(of("a b"), "malformed import path \"a b\": invalid char ' '");
        assert!(of("a/con.x").contains("disallowed") && of("a~1/x").contains("tilde") && of("a//b").contains("double"));
        assert!(check("a/.b", PathKind::Module).is_err() && check("a/.b", PathKind::Import).is_ok());
    }

    #[test]
    fn versions() {
        let good = ["1.23", "1.23.0", "1.21rc2", "1.9", "2.0"];
        let bad = ["", "1", "9", "banana", "1.023", "1.23.", "1.23.4.5", "v1.23", "1.21rc", "1.23 "];
        assert!(good.iter().all(|v| is_go_version(v)));
        assert!(!bad.iter().any(|v| is_go_version(v)));
        let major = |path: &str, version: &str| check_major(path, version).err().unwrap_or_default();
        assert_eq!(major("x.y/z/v3", "v2.0.0"), "version \"v2.0.0\" invalid: should be v3, not v2");
        assert_eq!(major("x.y/z", "v2.0.0"), "version \"v2.0.0\" invalid: should be v0 or v1, not v2");
        let fine = [
            ("x.y/z", "v2.0.0+incompatible"),
            ("x.y/z/v2", "v2.1.0-pre"),
            ("gopkg.in/a.v1", "v1.0.0"),
            ("x.y/z", "v0.0.0-2020"),
        ];
        assert!(fine.iter().all(|(path, version)| check_major(path, version).is_ok()));
    }
}
