//! The source tree of this run.

use crate::choice::{self, Choice};
use base::seen;
use release::Release;
use std::path::{Path, PathBuf};
use sysroot::{Environment, Error, Origin, Tree};
use target::Settings;

/// The tree to use, if there is one already. One that the user has not named is shown by its view, in
/// which clients find `bin/go` and the tools; where no view can be made, as it is.
pub(crate) fn existing() -> Result<Tree, Error> {
    find(&Settings::of_process())
}

/// The tree that settings choose, in the same way.
pub(crate) fn find(settings: &Settings) -> Result<Tree, Error> {
    let mut tree = found(settings)?;
    if tree.origin != Origin::Goroot
        && let Ok(view) = crate::upstream::view::of(&tree.root)
    {
        tree.root = view;
    }
    Ok(tree)
}

/// The tree itself: that of the release which the command line uses.
pub(crate) fn found(settings: &Settings) -> Result<Tree, Error> {
    let own = own(settings);
    let dir = working_dir().unwrap_or_default();
    match choice::in_folder(settings, own.as_ref().ok(), &dir) {
        Choice::Other(release) => sysroot::find(&Environment { goroot: None, release, ..Environment::of_process() }),
        Choice::Own | Choice::Upstream | Choice::Nothing(_) => own,
    }
}

/// The tree that is used when neither `GOTOOLCHAIN` nor a module says which release.
pub(crate) fn own(settings: &Settings) -> Result<Tree, Error> {
    let goroot = settings.get("GOROOT").map(PathBuf::from);
    let environment = Environment { goroot, ..Environment::of_process() };
    let view = crate::called::view().filter(|_| environment.goroot.is_none());
    match view.and_then(|root| Some((sysroot::find::describe(&root).ok()?, root))) {
        Some(((version, release), root)) => Ok(Tree { root, version, release, origin: Origin::Goroot }),
        None => sysroot::find(&environment),
    }
}

/// The folder that the user has named as `GOROOT` where there is nothing of a library in it. What that means for a
/// command upstream's `go` says.
pub(crate) fn hollow(error: &Error) -> Option<&Path> {
    match error {
        Error::Unfit { path, .. } if !seen::is_dir(&path.join("src/runtime")) => Some(path),
        _ => None,
    }
}

/// The tree that would be used if the user had named none.
pub(crate) fn unnamed() -> Result<Tree, Error> {
    sysroot::find(&Environment { goroot: None, ..Environment::of_process() })
}

/// The version of the tree that settings choose; the default release's where there is none.
pub(crate) fn version(settings: &Settings) -> String {
    match found(settings) {
        Ok(tree) => tree.version,
        Err(Error::Missing(release)) => release.version.to_owned(),
        Err(_) => Release::default().version.to_owned(),
    }
}

/// The tree to use; where there is none, it is fetched first.
pub(crate) fn ready() -> Result<Tree, Error> {
    let mut tree = match existing() {
        Err(Error::Missing(release)) => {
            eprintln!("oxigo: no source tree of the {release:?} library yet; fetching it");
            crate::sysroot_command::install(release)?;
            existing()?
        }
        other => other?,
    };
    tree.root = seen::canonicalize(&tree.root).unwrap_or(tree.root);
    Ok(tree)
}

/// `$PWD` if it names the working directory, as Go's `os.Getwd` has it.
#[expect(clippy::disallowed_methods, reason = "where a process is belongs to its request")]
pub(crate) fn working_dir() -> Result<PathBuf, String> {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &str| std::fs::metadata(path).map(|m| (m.dev(), m.ino())).ok();
    if let Ok(pwd) = std::env::var("PWD")
        && pwd.starts_with('/')
        && identity(&pwd).is_some_and(|id| Some(id) == identity("."))
    {
        return Ok(build::gomod::join(Path::new("/"), &pwd));
    }
    std::env::current_dir().map_err(|e| format!("go: cannot determine current directory: {e}"))
}
