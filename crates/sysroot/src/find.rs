//! Finding a source tree that fits, in this order: `$GOROOT` (an unfit one is an error, since
//! the user asked for it), the sysroot of the wanted release in the user's cache, an installed Go of that release.
//! A tree fits when its `VERSION` names a release that is supported and the landmark files are there.

use crate::{Error, installed_path};
use base::seen;
use release::Release;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The parts of the process environment that decide.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `$GOROOT`, where set and not empty.
    pub goroot: Option<PathBuf>,
    /// `$PATH`.
    pub path: OsString,
    /// The user's cache directory.
    pub cache: Option<PathBuf>,
    /// The release that is wanted where `goroot` does not say it.
    pub release: Release,
}

impl Environment {
    /// What this process was given.
    pub fn of_process() -> Self {
        Environment {
            goroot: std::env::var_os("GOROOT").filter(|v| !v.is_empty()).map(PathBuf::from),
            path: std::env::var_os("PATH").unwrap_or_default(),
            cache: crate::cache_home().ok(),
            release: Release::default(),
        }
    }
}

/// How a tree was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Named by `$GOROOT`.
    Goroot,
    /// Fetched by `oxigo sysroot install`.
    Sysroot,
    /// Part of an installed Go toolchain.
    Installed,
}

/// A tree that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Its root.
    pub root: PathBuf,
    /// Its release, `go1.23.9`.
    pub version: String,
    /// The table of its release.
    pub release: Release,
    /// How it was found.
    pub origin: Origin,
}

/// Finds the tree to use.
pub fn find(env: &Environment) -> Result<Tree, Error> {
    if let Some(root) = &env.goroot {
        return match describe(root) {
            Ok((version, release)) => Ok(Tree { root: root.clone(), version, release, origin: Origin::Goroot }),
            Err(why) => Err(Error::Unfit { what: "GOROOT", path: root.clone(), why }),
        };
    }
    let ours = env
        .cache
        .as_deref()
        .map(|cache| installed_path(cache, env.release))
        .filter(|p| seen::is_file(&p.join(".complete")));
    let candidates = ours.map(|p| (p, Origin::Sysroot)).into_iter();
    let candidates = candidates.chain(installed_trees(env).into_iter().map(|p| (p, Origin::Installed)));
    for (root, origin) in candidates {
        if let Ok((version, release)) = describe(&root)
            && release == env.release
        {
            return Ok(Tree { root, version, release, origin });
        }
    }
    Err(Error::Missing(env.release))
}

/// The version of the tree at `root` if it fits, and its release; what is wrong with it otherwise.
pub fn describe(root: &Path) -> Result<(String, Release), String> {
    let text = seen::read_to_string(&root.join("VERSION")).map_err(|_| "has no VERSION file".to_string())?;
    let version = text.lines().next().unwrap_or("").trim().to_string();
    let Some(release) = Release::of_version(&version) else {
        return Err(format!("holds {}", if version.is_empty() { "an empty VERSION" } else { &version }));
    };
    match release::dist::SYSROOT_LANDMARKS.iter().find(|f| !seen::is_file(&root.join(f))) {
        Some(file) => Err(format!("lacks {file}")),
        None => Ok((version, release)),
    }
}

/// Roots of toolchains that a machine may have: those whose `go` is on the path, then the usual places.
fn installed_trees(env: &Environment) -> Vec<PathBuf> {
    let mut roots = Vec::new();
    for dir in std::env::split_paths(&env.path) {
        if let Ok(program) = seen::canonicalize(&dir.join("go"))
            && let Some(root) = program.parent().and_then(Path::parent)
        {
            roots.push(root.to_path_buf());
        }
    }
    let packaged = format!("/usr/lib/go-1.{}", env.release.minor);
    roots.extend(["/usr/local/go", &packaged, "/usr/lib/go"].map(PathBuf::from));
    roots
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn fake(root: &Path, version: &str) {
        for file in release::dist::SYSROOT_LANDMARKS {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), "").unwrap();
        }
        fs::write(root.join("VERSION"), format!("{version}\ntime x\n")).unwrap();
    }

    #[test]
    fn goroot_wins_and_must_fit() {
        let dir = tempfile::tempdir().unwrap();
        let mut env = Environment { goroot: Some(dir.path().into()), ..Environment::default() };
        assert!(find(&env).unwrap_err().to_string().contains("has no VERSION file"));
        fake(dir.path(), "go1.22.1");
        let error = find(&env).unwrap_err().to_string();
        let newest = Release::all().last().unwrap();
        assert!(error.contains("holds go1.22.1; oxigo compiles the libraries of go1.23, "), "{error}");
        assert!(error.contains(&format!(" and {newest:?}:")), "{error}");
        fake(dir.path(), "go1.24.1");
        assert_eq!(find(&env).unwrap().release.minor, 24);
        fake(dir.path(), "go1.23.4");
        assert_eq!(find(&env).unwrap().version, "go1.23.4");
        fs::remove_file(dir.path().join("src/runtime/proc.go")).unwrap();
        assert!(find(&env).unwrap_err().to_string().contains("lacks src/runtime/proc.go"));
        env.goroot = None;
        assert!(matches!(find(&env), Err(Error::Missing(_))) || find(&env).unwrap().origin == Origin::Installed);
    }

    #[test]
    fn cache_needs_its_mark() {
        let dir = tempfile::tempdir().unwrap();
        let env = Environment { cache: Some(dir.path().into()), ..Environment::default() };
        let release = Release::default();
        let root = installed_path(dir.path(), release);
        fake(&root, "go1.23.9");
        assert!(find(&env).map_or(true, |t| t.origin != Origin::Sysroot));
        fs::write(root.join(".complete"), "").unwrap();
        assert_eq!(find(&env).unwrap(), Tree { root, version: "go1.23.9".into(), release, origin: Origin::Sysroot });
    }
}
