//! What git's answers about a repository depend on, for who wants to know later whether git would say the same
//! (`base::seen`). In: the repository. Out: facts about git's own files, every file that git tracks and every folder in
//! which one might appear that it does not; where these do not tell everything, the record is spoilt. Programs that
//! filter files are taken for functions of what the files hold, as git takes them when it remembers what they said.
//!
//! The facts are taken before git is asked what they are for. The commit that `HEAD` names is known by its hash, so no
//! object has to be looked at. Authority: the manual pages of `gitrepository-layout`, `git-config`, `gitignore`.

use crate::vcs;
use base::seen;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Files of git's folder that say something, whether they are there or not.
const OWN: &[&str] = &[
    "HEAD",
    "config",
    "config.worktree",
    "index",
    "info/attributes",
    "info/exclude",
    "info/grafts",
    "info/sparse-checkout",
    "packed-refs",
    "shallow",
];

/// What makes a repository one whose state is not all in those files.
const STRANGE: &[&str] = &["commondir", "reftable"];

/// Variables that change nothing, by their beginnings, and those that name files looked at here.
const HARMLESS: &[&str] = &[
    "GIT_ASKPASS",
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_EDITOR",
    "GIT_HTTP_",
    "GIT_PAGER",
    "GIT_PROXY_",
    "GIT_PS1_",
    "GIT_SSH",
    "GIT_SSL_",
    "GIT_TERMINAL_PROMPT",
];

/// More files and folders take longer to look at than to ask git.
const MOST: usize = 20_000;

/// Notes what git's answers depend on.
pub(crate) fn note(repo: &Path) {
    if seen::is_on()
        && let Err(why) = all(repo)
    {
        seen::spoil(why);
    }
}

fn all(repo: &Path) -> Result<(), String> {
    if let Some((name, _)) = std::env::vars_os().find(|(name, _)| is_harmful(name)) {
        return Err(format!("{} is set", name.display()));
    }
    vcs::find_git().iter().for_each(|git| seen::contents(git));
    // Whether git trusts a repository depends on whose it is.
    let _ = seen::kind(repo);
    own(&repo.join(".git"))?;
    let [tracked, ignored, settings] = ask(repo, LISTS)?;
    configuration(repo, &settings)?;
    let count = self::tracked(repo, &tracked)?;
    let names = ignored.split(|&b| b == 0).filter_map(|line| line.strip_suffix(b"/"));
    let rules_are_young = folders(repo, &names.collect(), count)?;
    // The folders were chosen by rules of before.
    match rules_are_young && ask(repo, [LISTS[1]])? != [ignored] {
        true => Err("what git ignores was changed meanwhile".to_owned()),
        false => Ok(()),
    }
}

fn is_harmful(name: &OsStr) -> bool {
    let name = name.as_bytes();
    name.starts_with(b"GIT_") && !HARMLESS.iter().any(|h| name.starts_with(h.as_bytes()))
}

/// Lists that git makes: what it tracks, what it ignores, its settings.
const LISTS: [&[&str]; 3] = [
    &["ls-files", "-z", "--stage"],
    &["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"],
    &["config", "-z", "--list", "--show-origin"],
];

/// What git prints, asked everything at once.
fn ask<const N: usize>(repo: &Path, lists: [&[&str]; N]) -> Result<[Vec<u8>; N], String> {
    let start = |args: &[&str]| {
        let mut git = Command::new("git");
        git.args(args).current_dir(repo).stdin(std::process::Stdio::null());
        git.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn()
    };
    let running = lists.map(start);
    let mut out = [const { Vec::new() }; N];
    let mut failed = None;
    for ((child, args), out) in running.into_iter().zip(lists).zip(&mut out) {
        match child.and_then(std::process::Child::wait_with_output) {
            Ok(done) if done.status.success() => *out = done.stdout,
            _ => failed = Some(format!("git {} failed", args[0])),
        }
    }
    failed.map_or(Ok(out), Err)
}

/// Git's own files, and the reference that `HEAD` names.
fn own(git: &Path) -> Result<(), String> {
    if let Some(strange) = STRANGE.iter().find(|name| seen::kind(&git.join(name)).is_ok()) {
        return Err(format!("git has {strange}"));
    }
    OWN.iter().for_each(|name| seen::contents(&git.join(name)));
    tags(&git.join("refs/tags"));
    let is_empty = |entries: Vec<_>| entries.is_empty();
    if !seen::read_dir(&git.join("refs/replace")).map_or(true, is_empty) {
        return Err("git has replacements".to_owned());
    }
    let head = seen::read_to_string(&git.join("HEAD")).map_err(|e| e.to_string())?;
    let Some(name) = head.strip_prefix("ref:") else { return Ok(()) };
    let file = git.join(name.trim());
    seen::contents(&file);
    match seen::read(&file).is_ok_and(|text| text.starts_with(b"ref:")) {
        true => Err("a reference names another one".to_owned()),
        false => Ok(()),
    }
}

/// The tags that have files, which versions of modules come from.
fn tags(folder: &Path) {
    for entry in seen::read_dir(folder).unwrap_or_default() {
        match seen::kind(&entry.path()).is_ok_and(|kind| kind.is_dir()) {
            true => tags(&entry.path()),
            false => seen::contents(&entry.path()),
        }
    }
}

/// The files of git's settings, and those that settings name.
fn configuration(repo: &Path, settings: &[u8]) -> Result<(), String> {
    let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let home = variable("HOME");
    let folder = variable("XDG_CONFIG_HOME").or_else(|| Some(home.as_ref()?.join(".config")));
    let in_folder = |name: &str| Some(folder.as_ref()?.join("git").join(name));
    let files = [
        Some("/etc/gitconfig".into()),
        Some("/usr/local/etc/gitconfig".into()),
        Some("/etc/gitattributes".into()),
        home.as_ref().map(|home| home.join(".gitconfig")),
        in_folder("config"),
        in_folder("ignore"),
        in_folder("attributes"),
        variable("GIT_CONFIG_GLOBAL"),
        variable("GIT_CONFIG_SYSTEM"),
    ];
    files.into_iter().flatten().for_each(|file| seen::contents(&repo.join(file)));
    let mut words = settings.split(|&b| b == 0);
    while let (Some(origin), Some(setting)) = (words.next(), words.next()) {
        if let Some(file) = origin.strip_prefix(b"file:") {
            seen::contents(&repo.join(OsStr::from_bytes(file)));
        }
        let setting = String::from_utf8_lossy(setting);
        let (name, value) = setting.split_once('\n').unwrap_or((&setting, ""));
        named(repo, home.as_deref(), &name.to_lowercase(), value)?;
    }
    Ok(())
}

/// What a setting names.
fn named(repo: &Path, home: Option<&Path>, name: &str, value: &str) -> Result<(), String> {
    match name {
        "core.excludesfile" | "core.attributesfile" => {
            let file = match (value.strip_prefix("~/"), home) {
                (Some(rest), Some(home)) => home.join(rest),
                _ if value.starts_with(['~', '%', ':']) => return Err(format!("git's setting {name} names {value}")),
                _ => repo.join(value),
            };
            seen::contents(&file);
            Ok(())
        }
        "core.worktree" | "core.fsmonitor" | "extensions.refstorage" => Err(format!("git has the setting {name}")),
        _ if name.starts_with("include.") || name.starts_with("includeif.") => {
            Err("git's settings are several files".into())
        }
        _ => Ok(()),
    }
}

/// The files git tracks; gives their number.
fn tracked(repo: &Path, list: &[u8]) -> Result<usize, String> {
    let mut count = 0;
    for line in list.split(|&b| b == 0).filter(|line| !line.is_empty()) {
        count += 1;
        let tab = line.iter().position(|&b| b == b'\t').ok_or("git lists files in another form")?;
        let path = repo.join(OsStr::from_bytes(&line[tab + 1..]));
        match line.get(..6).unwrap_or_default() {
            _ if count > MOST => return Err("there are many files".to_owned()),
            b"160000" => return Err("there are repositories in the repository".to_owned()),
            b"120000" => _ = seen::read_link(&path),
            _ => seen::contents(&path),
        }
    }
    Ok(count)
}

/// All folders that git does not ignore, and the files in them that say what it ignores; whether one of these is young.
fn folders(repo: &Path, ignored: &BTreeSet<&[u8]>, mut count: usize) -> Result<bool, String> {
    let mut is_young = false;
    let mut todo = vec![PathBuf::new()];
    while let Some(folder) = todo.pop() {
        count += 1;
        if count > MOST {
            return Err("there are many folders".to_owned());
        }
        let entries = seen::read_dir(&repo.join(&folder)).map_err(|e| e.to_string())?;
        for entry in entries {
            let (name, path) = (entry.file_name(), folder.join(entry.file_name()));
            let is_folder = entry.file_type().is_ok_and(|t| t.is_dir());
            match name.as_bytes() {
                b".git" if folder.as_os_str().is_empty() => {}
                b".gitignore" | b".gitattributes" => {
                    seen::contents(&entry.path());
                    let meta = entry.metadata().map_err(|e| e.to_string())?;
                    is_young |= !seen::rests(&meta, SystemTime::now());
                }
                _ if is_folder && !ignored.contains(path.as_os_str().as_bytes()) => todo.push(path),
                _ => {}
            }
        }
    }
    Ok(is_young)
}
