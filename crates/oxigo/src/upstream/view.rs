//! The view of the source tree that clients are told is `GOROOT`: see `sysroot::view`. It lies in
//! oxigo's folder of the user's cache, or, where there is no such thing, in that of the build cache.

use base::seen;
use std::path::{Path, PathBuf};
use sysroot::Error;
use sysroot::view::{self, Request};

/// The view of the tree at `root`; `root` itself if it is one of this binary's.
pub(crate) fn of(root: &Path) -> Result<PathBuf, Error> {
    let binary = binary()?;
    let tree = match view::origin(root) {
        Some((_, theirs)) if theirs == binary => return Ok(root.to_owned()),
        Some((tree, _)) => tree,
        None => seen::canonicalize(root).unwrap_or_else(|_| root.to_owned()),
    };
    let tools: Vec<&str> = crate::tool::installed().collect();
    let request = Request { tree: &tree, binary: &binary, programs: &["go", "gofmt"], tools: &tools };
    let places: Vec<PathBuf> = folders().into_iter().map(|f| f.join("goroot")).collect();
    view::ready(&request, &places)
}

/// This binary, also while its file is being replaced.
pub(crate) fn binary() -> Result<PathBuf, Error> {
    let own = std::env::current_exe().map_err(|source| Error::Io { path: "/proc/self/exe".into(), source })?;
    let text = own.to_string_lossy();
    Ok(text.strip_suffix(" (deleted)").map_or_else(|| own.clone(), PathBuf::from))
}

/// Folders for what oxigo keeps, the best first. A home directory that does not exist is not made.
pub(crate) fn folders() -> Vec<PathBuf> {
    let home_exists = |cache: &PathBuf| seen::is_dir(cache) || cache.parent().is_some_and(seen::is_dir);
    let user = sysroot::cache_home().ok().filter(home_exists);
    let builds = crate::env::build_cache();
    user.into_iter().chain(builds).map(|place| place.join("oxigo")).collect()
}
