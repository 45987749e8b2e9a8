//! A view of a source tree: a folder that looks like an installed Go toolchain whose programs are all
//! this one binary. In: a tree, the binary, the names of programs and tools. Out: a folder with links
//! to what the tree holds, except its `bin` and `pkg/tool`, in which every name is a link to the binary,
//! which decides by the name it is called by. Programs of the tree itself are never used.
//!
//! A view is never changed once it stands: its name is a hash of all it is made from. It is made
//! under another name and renamed, so that several processes may try at once and a stop leaves
//! nothing half done.

use crate::{Error, at};
use base::seen;
use sha2::{Digest, Sha256};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// The file at a view's root that says what it was made from.
const MARK: &str = ".oxigo-view";

/// Counted up when views of another form are made from the same things.
const FORM: &str = "oxigo view 1";

/// Where tools lie below a Go tree.
pub use base::host::TOOLS;

/// What a view is made from.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The source tree.
    pub tree: &'a Path,
    /// The binary that all programs are.
    pub binary: &'a Path,
    /// Names in `bin`.
    pub programs: &'a [&'a str],
    /// Names in `pkg/tool/linux_amd64`.
    pub tools: &'a [&'a str],
}

impl Request<'_> {
    /// The contents of the mark file: everything that decides about the view.
    fn mark(&self) -> String {
        let version = seen::read_to_string(&self.tree.join("VERSION")).unwrap_or_default();
        let lines = [
            self.tree.to_string_lossy().into_owned(),
            self.binary.to_string_lossy().into_owned(),
            FORM.to_owned(),
            self.programs.join(" "),
            self.tools.join(" "),
            version,
        ];
        lines.join("\n")
    }
}

/// The view for a request, made in the first of `places` (folders that need not exist) that it can be made
/// in, unless it stands in one of them. The error is that of the first place.
pub fn ready(request: &Request<'_>, places: &[PathBuf]) -> Result<PathBuf, Error> {
    let mark = request.mark();
    let roots: Vec<PathBuf> = places.iter().map(|place| place.join(name(request.tree, &mark))).collect();
    let stands = |root: &Path| seen::read_to_string(&root.join(MARK)).is_ok_and(|found| found == mark);
    if let Some(root) = roots.iter().find(|root| stands(root)) {
        return Ok(root.clone());
    }
    let mut first_error = None;
    for root in roots {
        match make(request, &mark, &root) {
            Ok(()) => return Ok(root),
            Err(_) if stands(&root) => return Ok(root), // another process was faster
            Err(e) => _ = first_error.get_or_insert(e),
        }
    }
    Err(first_error.unwrap_or(Error::NoCache))
}

/// The tree and the binary that the view at `root` was made from; `None` if `root` is no view.
pub fn origin(root: &Path) -> Option<(PathBuf, PathBuf)> {
    let mark = seen::read_to_string(&root.join(MARK)).ok()?;
    let mut lines = mark.lines();
    let (tree, binary, form) = (lines.next()?, lines.next()?, lines.next()?);
    (form == FORM).then(|| (tree.into(), binary.into()))
}

/// The folder's name: the release and a hash.
fn name(tree: &Path, mark: &str) -> String {
    let version = crate::describe(tree).map_or("go".to_owned(), |found| found.0);
    format!("{version}-{}", &base::hex(&Sha256::digest(mark))[..12])
}

fn make(request: &Request<'_>, mark: &str, root: &Path) -> Result<(), Error> {
    let place = root.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(place).map_err(at(place))?;
    let fresh = tempfile::Builder::new().prefix(".view-").tempdir_in(place).map_err(at(place))?;
    fill(request, fresh.path())?;
    fs::write(fresh.path().join(MARK), mark).map_err(at(root))?;
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(fresh.path(), readable).map_err(at(root))?;
    fs::rename(fresh.path(), root).map_err(at(root))?;
    let _ = fresh.keep();
    Ok(())
}

/// Makes all links below `root`.
fn fill(request: &Request<'_>, root: &Path) -> Result<(), Error> {
    link_entries(request.tree, root, &["bin", "pkg", MARK, ".complete"])?;
    fs::create_dir_all(root.join(TOOLS)).map_err(at(root))?;
    link_entries(&request.tree.join("pkg"), &root.join("pkg"), &["tool"])?;
    link_names(request.binary, &root.join(TOOLS), request.tools)?;
    link_names(request.binary, &root.join("bin"), request.programs)
}

/// Links to the entries of a folder, without those in `except`.
fn link_entries(from: &Path, to: &Path, except: &[&str]) -> Result<(), Error> {
    for entry in fs::read_dir(from).map_err(at(from))? {
        let name = entry.map_err(at(from))?.file_name();
        if !except.iter().any(|e| name == *e) {
            symlink(from.join(&name), to.join(&name)).map_err(at(to.join(&name)))?;
        }
    }
    Ok(())
}

fn link_names(binary: &Path, folder: &Path, names: &[&str]) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    names.iter().try_for_each(|name| symlink(binary, folder.join(name)).map_err(at(folder.join(name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(root: &Path) -> PathBuf {
        for file in ["VERSION", "src/fmt/print.go", "src/runtime/proc.go", "pkg/include/textflag.h", "bin/go"] {
            fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            fs::write(root.join(file), "go1.23.9\n").unwrap();
        }
        fs::create_dir_all(root.join("pkg/tool/linux_amd64")).unwrap();
        fs::write(root.join("pkg/tool/linux_amd64/cover"), "").unwrap();
        root.to_owned()
    }

    #[test]
    fn programs_of_the_tree_are_not_in_its_view() {
        let dir = tempfile::tempdir().unwrap();
        let (tree, binary) = (tree(&dir.path().join("tree")), dir.path().join("binary"));
        fs::write(&binary, "").unwrap();
        let request = Request { tree: &tree, binary: &binary, programs: &["go"], tools: &["asm"] };
        let places = [dir.path().join("places")];
        let root = ready(&request, &places).unwrap();
        assert!(root.file_name().unwrap().to_string_lossy().starts_with("go1.23.9-"));
        assert_eq!(fs::read_to_string(root.join("src/fmt/print.go")).unwrap(), "go1.23.9\n");
        assert!(root.join("pkg/include/textflag.h").is_file() && !root.join(TOOLS).join("cover").exists());
        for program in [root.join("bin/go"), root.join(TOOLS).join("asm")] {
            assert_eq!(program.canonicalize().unwrap(), binary.canonicalize().unwrap());
        }
        assert_eq!(origin(&root), Some((tree.clone(), binary.clone())));
        assert_eq!(origin(&tree), None);
        assert_eq!(ready(&request, &places).unwrap(), root, "it stands");
        fs::write(tree.join("VERSION"), "go1.23.10\n").unwrap();
        assert_ne!(ready(&request, &places).unwrap(), root, "the tree is another one");
    }

    #[test]
    fn the_first_place_that_serves_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let (tree, binary) = (tree(&dir.path().join("tree")), dir.path().join("binary"));
        let request = Request { tree: &tree, binary: &binary, programs: &["go"], tools: &["asm"] };
        let bad = dir.path().join("tree/VERSION/below-a-file");
        let root = ready(&request, &[bad.clone(), dir.path().join("good")]).unwrap();
        assert!(root.starts_with(dir.path().join("good")));
        let error = ready(&request, std::slice::from_ref(&bad)).unwrap_err().to_string();
        assert!(error.contains("below-a-file"), "{error}");
        let left = fs::read_dir(dir.path().join("good")).unwrap().count();
        assert_eq!(left, 1, "nothing half done stays");
        let place = [dir.path().join("many")];
        std::thread::scope(|scope| {
            let made: Vec<_> = (0..8).map(|_| scope.spawn(|| ready(&request, &place).unwrap())).collect();
            let made: Vec<_> = made.into_iter().map(|m| m.join().unwrap()).collect();
            assert!(made.iter().all(|root| *root == made[0]));
            assert_eq!(fs::read_dir(&place[0]).unwrap().count(), 1);
        });
    }
}
