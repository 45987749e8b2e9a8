//! What version control says of a program's sources (`-buildvcs`). In: a loaded graph and the
//! current directory. Out: settings of the programs named (`vcs`, `vcs.revision`, `vcs.time`,
//! `vcs.modified`), where program, module and current directory are in one repository.
//!
//! Git is asked through its command, as the official command does; repositories of other systems
//! are recognised and left out. Authority: GOROOT `cmd/go/internal/{vcs/vcs,load/pkg}.go`.

mod worktree;

use crate::options::{Options, Stamping};
use crate::package::{Graph, Package, PackageError};
use crate::vcs_version::{self, Commit};
use base::seen;
use release::MainVersion;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A repository: its directory, and whether it is one of git.
type Repository = (PathBuf, bool);

/// What git says.
#[derive(Clone, Debug)]
struct Status {
    /// Revision and time (seconds); none before the first commit.
    commit: Option<(String, i64)>,
    modified: bool,
}

/// Adds the facts to the programs among the roots of a graph.
pub fn note(graph: &mut Graph, options: &Options) {
    if options.buildvcs == Stamping::Never {
        return;
    }
    let mut known: Option<(PathBuf, Result<Status, String>)> = None;
    for root in graph.roots.clone() {
        let package = &graph.packages[root];
        if package.name != "main" || package.error.is_some() {
            continue;
        }
        let found = repository(package, options).and_then(|repo| {
            let Some(repo) = repo else { return Ok(None) };
            let asked = known.take().filter(|(of, _)| *of == repo);
            let (_, status) = known.insert(asked.unwrap_or_else(|| (repo.clone(), ask(&repo, options))));
            let version = status.as_ref().ok().and_then(|status| main_version(package, &repo, status, options));
            status.clone().map(|status| Some((status, version)))
        });
        let package = &mut graph.packages[root];
        match found {
            Ok(None) => {}
            Ok(Some((status, version))) => {
                package.vcs = status.settings();
                package.main_version = version;
            }
            Err(e) => {
                let message =
                    format!("error obtaining VCS status: {e}\n\tUse -buildvcs=false to disable VCS stamping.");
                let (place, stack) = (None, Vec::new());
                package.error = Some(PackageError { place, stack, show_stack: false, no_files: false, message });
            }
        }
    }
}

/// The git repository whose state says something of a program.
fn repository(package: &Package, options: &Options) -> Result<Option<PathBuf>, String> {
    let Some(module) = package.module.as_ref().filter(|m| m.version.is_none() && !package.standard) else {
        return Ok(None);
    };
    let Some((repo, is_git)) = enclosing(&options.cwd) else { return Ok(None) };
    let related = module.dir.starts_with(&repo) || repo.starts_with(&module.dir);
    let strict = options.buildvcs == Stamping::Always;
    if !related || !is_git || !strict && find_git().is_none() {
        return Ok(None);
    }
    for (what, dir) in [("package", &package.dir), ("module", &module.dir)] {
        let other = enclosing(dir).map_or_else(PathBuf::new, |(other, _)| other);
        if other == repo {
            continue;
        }
        let shown = constant::quote(other.to_string_lossy().as_bytes());
        let own = constant::quote(repo.to_string_lossy().as_bytes());
        return match strict {
            true if other.as_os_str().is_empty() => {
                let dir = constant::quote(dir.to_string_lossy().as_bytes());
                Err(format!("directory {dir} is not using a known version control system"))
            }
            true => Err(format!("main {what} is in repository {shown} but current directory is in repository {own}")),
            false => Ok(None),
        };
    }
    Ok(Some(repo))
}

/// The innermost repository around a directory.
fn enclosing(dir: &Path) -> Option<Repository> {
    // In this order where several are in one directory.
    const ROOTS: [(&str, bool); 5] =
        [(".hg", true), (".git", true), (".svn", true), (".bzr", true), (".fslckout", false)];
    dir.ancestors().filter(|d| d.parent().is_some()).find_map(|d| {
        let is_root = |root: &&(&str, bool)| seen::kind(&d.join(root.0)).is_ok_and(|m| m.is_dir() == root.1);
        ROOTS.iter().find(is_root).map(|root| (d.to_owned(), root.0 == ".git"))
    })
}

pub(crate) fn find_git() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join("git")).find(|file| seen::is_file(file))
}

fn ask(repo: &Path, options: &Options) -> Result<Status, String> {
    worktree::note(repo);
    let modified = !git(repo, options, &["status", "--porcelain"])?.is_empty();
    // In an empty repository there is a state, but no log.
    let log = git(repo, options, &["-c", "log.showsignature=false", "log", "-1", "--format=%H:%ct"]);
    let commit = match log {
        Ok(text) => Some(revision(&text)?),
        Err(_) if modified => None,
        Err(e) => return Err(e),
    };
    Ok(Status { commit, modified })
}

fn git(repo: &Path, options: &Options, args: &[&str]) -> Result<String, String> {
    let line = format!("git {}", args.join(" "));
    if options.prints() {
        eprintln!("cd {}\n{line}", repo.display());
    }
    // Otherwise git writes its index to remember what it found out: a commit at that moment would find it locked, and
    // who looks at the repository later finds it changed.
    let done = Command::new("git").arg("--no-optional-locks").args(args).current_dir(repo).output();
    let done = done.map_err(|_| "exec: \"git\": executable file not found in $PATH".to_owned())?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    if options.verbose {
        eprintln!("# cd {}; {line}\n{}", repo.display(), String::from_utf8_lossy(&done.stderr).trim_end());
    }
    Err(done.status.to_string().replace("exit status: ", "exit status "))
}

/// The version of a program's module at the commit, marked where files differ from it. Where the repository has no
/// module at its root, or the module is elsewhere than its path says, there is none.
fn main_version(package: &Package, repo: &Path, status: &Status, options: &Options) -> Option<String> {
    let module = package.module.as_ref()?;
    let (hash, seconds) = status.commit.as_ref()?;
    let file = repo.join("go.mod");
    let root = crate::gomod::parse(&file, &seen::read_to_string(&file).ok()?).ok()?.module;
    let (path, dir) = match options.target.release.main_version {
        MainVersion::Unknown => return None,
        MainVersion::OfRepository if vcs_version::has_major(&root) => return None,
        MainVersion::OfRepository => (&root, repo),
        MainVersion::OfModule => (&module.path, &*module.dir),
    };
    let folder = dir.strip_prefix(repo).ok()?.to_str()?;
    let digits: String = utc(*seconds).chars().filter(char::is_ascii_digit).collect();
    let tags = tags(repo, options, hash)?;
    let commit = Commit { hash, time: &digits, tags: &tags, root: &root };
    let version = vcs_version::of(&commit, path, folder)?;
    Some(if status.modified { version + "+dirty" } else { version })
}

/// Tags of a commit and of those before it, each with whether it is the commit's own.
fn tags(repo: &Path, options: &Options, hash: &str) -> Option<Vec<(String, bool)>> {
    // Tags that are objects of their own name the commit in the second place.
    let format = "--format=%(objectname) %(*objectname) %(refname:lstrip=2)";
    let text = git(repo, options, &["for-each-ref", "--merged", hash, format, "refs/tags"]).ok()?;
    let row = |line: &str| {
        let mut words = line.splitn(3, ' ');
        let (object, commit) = (words.next()?, words.next()?);
        Some((words.next()?.to_owned(), object == hash || commit == hash))
    };
    text.lines().map(row).collect()
}

/// `revision:seconds`.
fn revision(text: &str) -> Result<(String, i64), String> {
    let unknown = || "unrecognized VCS tool output".to_owned();
    let (revision, seconds) = text.trim().split_once(':').ok_or_else(unknown)?;
    match revision.is_empty() {
        true => Err(unknown()),
        false => Ok((revision.to_owned(), seconds.parse().map_err(|_| unknown())?)),
    }
}

impl Status {
    fn settings(&self) -> Vec<(&'static str, String)> {
        let mut out = vec![("vcs", "git".to_owned())];
        if let Some((revision, seconds)) = &self.commit {
            out.push(("vcs.revision", revision.clone()));
            out.push(("vcs.time", utc(*seconds)));
        }
        out.push(("vcs.modified", self.modified.to_string()));
        out
    }
}

/// Seconds since 1970 as `2006-01-02T15:04:05Z`.
fn utc(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Counted from 1 March of year 0, so that leap days end years.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3_600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_709_251_199), "2024-02-29T23:59:59Z");
        assert_eq!(utc(1_763_800_000), "2025-11-22T08:26:40Z");
    }

    #[test]
    fn logs() {
        assert_eq!(revision("ab:12\n"), Ok(("ab".to_owned(), 12)));
        assert!(revision("").is_err() && revision(":1").is_err() && revision("a:b").is_err());
    }
}
