//! What tests say of coverage. In: lists of the blocks of packages, profiles as the programs have written
//! them. Out: one profile of all packages in their order (`-coverprofile`), and the lines about packages
//! without tests. Authority: GOROOT `cmd/go/internal/test/cover.go`, `cmd/go/internal/work/cover.go`.

use build::{CoverMode, Graph, Metas, meta_file_name};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// In the folder of a program: what it counted, as `GOCOVERDIR` names it.
pub(super) const FOLDER: &str = "gocoverdir";
/// In the folder of a program: its profile.
pub(super) const PROFILE: &str = "_cover_.out";
/// The table of the blocks of packages that the program does not contain.
const TABLE: &str = "metafiles.txt";

/// The profile of all packages.
#[derive(Debug)]
pub(super) struct Profile {
    file: PathBuf,
    mode: CoverMode,
    /// What each package adds.
    parts: Mutex<Vec<Vec<u8>>>,
}

impl Profile {
    /// Makes the file, so that none of an earlier run stays.
    pub(super) fn create(file: PathBuf, mode: CoverMode, packages: usize) -> Result<Profile, String> {
        let profile = Profile { file, mode, parts: Mutex::new(vec![Vec::new(); packages]) };
        profile.write().map(|()| profile)
    }

    fn head(&self) -> String {
        format!("mode: {}\n", self.mode.name())
    }

    /// Adds the profile of a package, which need not exist. The error is a line for its output.
    pub(super) fn add(&self, package: usize, file: &Path) -> Result<(), String> {
        let Ok(bytes) = std::fs::read(file) else { return Ok(()) };
        if bytes.is_empty() {
            return Ok(());
        }
        let rows = bytes.strip_prefix(self.head().as_bytes());
        let malformed = || format!("error: test wrote malformed coverage profile {}.\n", file.display());
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)[package] = rows.ok_or_else(malformed)?.to_vec();
        Ok(())
    }

    /// Writes what there is. The error is a line.
    pub(super) fn write(&self) -> Result<(), String> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let text = [self.head().into_bytes(), parts.concat()].concat();
        std::fs::write(&self.file, text).map_err(|e| build::io_text("open", &self.file, &e))
    }
}

/// Makes the folder in which a program leaves what it counted. The error is a line.
pub(super) fn folder(beside: &Path, graph: &Graph, metas: &Metas<'_>) -> Result<PathBuf, String> {
    let dir = beside.with_file_name(FOLDER);
    std::fs::create_dir_all(&dir).map_err(|e| build::io_text("mkdir", &dir, &e))?;
    if graph.shares_coverage {
        let (paths, files): (Vec<&str>, Vec<&Path>) =
            metas.iter().map(|(id, file)| (&*graph.packages[*id].import_path, *file)).unzip();
        let table = serde_json::json!({ "ImportPaths": paths, "MetaFileFragments": files });
        let file = dir.join(TABLE);
        std::fs::write(&file, format!("{table}\n")).map_err(|e| build::io_text("open", &file, &e))?;
    }
    Ok(dir)
}

/// What is said of a package without tests, and its profile, in a folder that is removed with the value.
pub(super) struct Untested {
    pub(super) line: String,
    pub(super) profile: PathBuf,
    _dir: tempfile::TempDir,
}

/// Asks `covdata` about a package that nothing has run of; `show` is told what it is asked. The error is a line.
pub(super) fn untested(
    path: &str,
    blocks: &Path,
    tmp: &Path,
    with_profile: bool,
    show: &dyn Fn(&str),
) -> Result<Untested, String> {
    let dir = tempfile::Builder::new().prefix("go-cover").tempdir_in(tmp).map_err(|e| e.to_string())?;
    let file = dir.path().join(meta_file_name(path));
    std::fs::copy(blocks, &file).map_err(|e| build::io_text("open", &file, &e))?;
    let input = dir.path().to_string_lossy().into_owned();
    let ask = |words: &[&str]| {
        show(&words.join(" "));
        let args: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        crate::upstream::tool_output("covdata", dir.path(), &args)
    };
    let line = String::from_utf8_lossy(&ask(&["percent", "-i", &input])?).into_owned();
    let profile = dir.path().join(PROFILE);
    if with_profile {
        ask(&["textfmt", "-i", &input, "-o", &profile.to_string_lossy()])?;
    }
    Ok(Untested { line, profile, _dir: dir })
}

/// What a program has printed of coverage, for the line of its package.
pub(super) fn remark(printed: &str) -> String {
    const MARK: &str = "coverage: ";
    let at = printed.find(MARK).map(|at| &printed[at + MARK.len()..]);
    let line = at.and_then(|rest| rest.split_once('\n')).map(|(line, _)| line);
    line.map_or(String::new(), |line| format!("\tcoverage: {line}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_joined_in_the_order_of_packages() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            std::fs::write(dir.path().join(name), text).unwrap();
            dir.path().join(name)
        };
        let whole = dir.path().join("c.out");
        let profile = Profile::create(whole.clone(), CoverMode::Count, 3).unwrap();
        profile.add(2, &file("2", "mode: count\nb:1\n")).unwrap();
        profile.add(0, &file("0", "mode: count\na:1\n")).unwrap();
        profile.add(1, &dir.path().join("none")).unwrap();
        let wrong = profile.add(1, &file("1", "mode: set\n")).unwrap_err();
        assert_eq!(
            wrong,
            format!("error: test wrote malformed coverage profile {}.\n", dir.path().join("1").display())
        );
        profile.write().unwrap();
        assert_eq!(std::fs::read_to_string(whole).unwrap(), "mode: count\na:1\nb:1\n");
    }

    #[test]
    fn the_first_whole_line_counts() {
        assert_eq!(
            remark("PASS\ncoverage: 50.0% of statements in ./...\nx"),
            "\tcoverage: 50.0% of statements in ./..."
        );
        assert_eq!((remark("coverage: x"), remark("")), (String::new(), String::new()));
    }
}
