//! Package patterns. In: an argument such as `./...`, `std`, `net/...`, `fmt`, `.`. Out: the
//! import paths and directories it names. Authority: `go help packages`; GOROOT
//! `cmd/go/internal/search`, `modload`.

use crate::config::LoadConfig;
use crate::lookup::{self, NotFound, has_module_between};
use crate::module::Module;
use crate::modules::{Modules, has_go_files};
use crate::package::Package;
use crate::pathcheck::{self, PathKind};
use crate::paths::is_std_path;
use base::seen;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// A package named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Import path.
    pub path: String,
    /// Directory.
    pub dir: PathBuf,
    /// Found by a wildcard: no error if it has no Go files for this target.
    pub wild: bool,
}

/// What an argument names.
pub enum Match {
    /// Packages, perhaps none.
    Packages(Vec<Target>),
    /// Nothing that can be: the message.
    Error(String),
    /// The whole command ends with a message.
    Fatal(String),
}

/// Whether a pattern is a path in the file system.
pub fn is_local(pattern: &str) -> bool {
    matches!(pattern, "." | "..") || pattern.starts_with("./") || pattern.starts_with("../") || pattern.starts_with('/')
}

/// An argument in the form in which it is looked at: without slashes at the end or `..` within.
pub(crate) fn clean(argument: &str) -> String {
    let (path, version) = match argument.split_once('@') {
        Some((path, version)) if !is_local(argument) => (path, format!("@{version}")),
        _ => (argument, String::new()),
    };
    let cleaned = base::paths::clean(path);
    let marker = if path.starts_with("./") && cleaned != "." { "./" } else { "" };
    format!("{marker}{cleaned}{version}")
}

/// Expands one argument; `all` needs loading and is not handled here.
pub fn expand(pattern: &str, config: &LoadConfig, modules: &Modules) -> Match {
    let src = config.goroot.join("src");
    let mut found = match pattern {
        "std" => Match::Packages(walk_std(&src)),
        "cmd" => Match::Packages(walk(&src.join("cmd"), "cmd", true, &mut false)),
        p if is_local(p) && p.contains("...") => local_wildcard(p, config, modules),
        p if is_local(p) => local(p, config, modules),
        p if p.contains("...") => wildcard(p, &src, modules),
        p => named(p, &src, modules),
    };
    if let Match::Packages(targets) = &mut found {
        targets.sort_by(|a, b| a.path.cmp(&b.path));
    }
    found
}

fn named(path: &str, src: &Path, modules: &Modules) -> Match {
    let target = |dir| Match::Packages(vec![Target { path: path.to_owned(), dir, wild: false }]);
    let std = src.join(path);
    if has_go_files(&std) && is_std_path(path) {
        return match modules.rivals_library(path, src) {
            true => Match::Error(lookup::rival(path)),
            false => target(std),
        };
    }
    match modules.find_package(path) {
        Ok(found) => target(found.dir),
        Err(NotFound::Mismatch(message)) => Match::Fatal(message),
        Err(why) => Match::Error(modules.explain(path, src, &why, None)),
    }
}

/// The import path of a directory.
pub(crate) fn path_of_dir(dir: &Path, src: &Path, modules: &Modules) -> Option<String> {
    if let Ok(rel) = dir.strip_prefix(src) {
        return Some(if rel.as_os_str().is_empty() { ".".to_owned() } else { rel.to_str()?.to_owned() });
    }
    let (module, rel) = modules.main_of_dir(dir)?;
    Some(if rel.is_empty() { module.path.clone() } else { format!("{}/{rel}", module.path) })
}

fn local(pattern: &str, config: &LoadConfig, modules: &Modules) -> Match {
    let dir = crate::gomod::join(&config.cwd, pattern);
    let src = config.goroot.join("src");
    if !seen::is_dir(&dir) && !modules.main.is_empty() {
        return Match::Error(format!("stat {}: directory not found", dir.display()));
    }
    let Some(path) = path_of_dir(&dir, &src, modules) else {
        return Match::Error(match modules.main.is_empty() {
            true => "go: go.mod file not found in current directory or any parent directory; see 'go help modules'"
                .to_owned(),
            false => format!("directory {pattern} outside main module or its selected dependencies"),
        });
    };
    if !seen::is_dir(&dir) {
        return Match::Error(format!("stat {}: directory not found", dir.display()));
    }
    if matches!(&*path, "all" | "std" | "cmd") {
        return Match::Error(format!("{path:?} is not an importable package; see 'go help packages'"));
    }
    if pathcheck::check(&path, PathKind::Import).is_err() || path == "builtin" && dir.starts_with(&src) {
        return Match::Error(format!("directory {pattern} outside main module or its selected dependencies"));
    }
    if !has_go_files(&dir) {
        return Match::Error(format!("no Go files in {}", dir.display()));
    }
    if is_std_path(&path) && has_go_files(&src.join(&path)) && modules.rivals_library(&path, &src) {
        return Match::Error(lookup::rival(&path));
    }
    if modules.main_of_dir(&dir).is_some_and(|(_, rel)| rel.starts_with("vendor/")) {
        return Match::Error(format!("without -mod=vendor, directory {} has no package path", dir.display()));
    }
    if let Some((module, _)) = modules.main_of_dir(&dir).filter(|(m, _)| has_module_between(&dir, &m.dir)) {
        return Match::Error(format!("main module ({}) does not contain package {path}", module.path));
    }
    Match::Packages(vec![Target { path, dir, wild: false }])
}

fn local_wildcard(pattern: &str, config: &LoadConfig, modules: &Modules) -> Match {
    let (root, _) = pattern.split_once("...").unwrap_or((pattern, ""));
    let root = &root[..root.rfind('/').map_or(0, |n| n + 1)];
    let dir = crate::gomod::join(&config.cwd, root);
    let src = config.goroot.join("src");
    if let Err(e) = seen::own_kind(&dir) {
        return Match::Error(format!("pattern {pattern}: {}", crate::io_text("lstat", Path::new(root), &e)));
    }
    let Some(path) = path_of_dir(&dir, &src, modules) else {
        return Match::Error(match modules.main.is_empty() {
            true => {
                "pattern ./...: directory prefix . does not contain main module or its selected dependencies".to_owned()
            }
            false => format!(
                "pattern {pattern}: directory prefix {root} does not contain main module or its selected dependencies"
            ),
        });
    };
    if path != "." && pathcheck::check(&path, PathKind::Import).is_err() {
        return Match::Error(format!("directory {pattern} outside main module or its selected dependencies"));
    }
    let prefix = if path == "." { String::new() } else { path };
    let full = crate::gomod::join(&config.cwd, "").join(pattern.trim_start_matches("./"));
    let shape = full.to_string_lossy().into_owned();
    let mut found = walk(&dir, &prefix, false, &mut false);
    if let Some((module, _)) = modules.main_of_dir(&dir) {
        found.retain(|t| !is_ignored(module, &t.dir));
    }
    let found = found.into_iter();
    let fits = |t: &Target| root.len() + 3 == pattern.len() || matches_pattern(&shape, &t.dir.to_string_lossy());
    Match::Packages(found.filter(fits).collect())
}

fn wildcard(pattern: &str, src: &Path, modules: &Modules) -> Match {
    let (mut all, mut links) = (Vec::new(), false);
    if let Some(trouble) = &modules.trouble {
        return Match::Fatal(trouble.clone()); // all of the graph is searched
    }
    if modules.vendor.is_some() && !modules.main.iter().any(|m| m.dir.starts_with(src)) {
        return Match::Error(format!("pattern {pattern}: vendor directories are not searched"));
    }
    let start = &pattern[..pattern.find("...").unwrap_or(pattern.len())];
    if is_std_path(start) {
        all.extend(walk_std(src));
        if "cmd".starts_with(start) || start.starts_with("cmd") {
            all.extend(walk(&src.join("cmd"), "cmd", true, &mut links));
        }
    }
    for module in modules.main.iter().chain(&modules.required) {
        if seen::is_dir(&module.dir) && modules.vendor.is_none() || module.version.is_none() {
            let found = walk(&module.dir, &module.path, false, &mut links).into_iter();
            all.extend(found.filter(|t| !is_ignored(module, &t.dir)));
        }
    }
    all.retain(|t| matches_pattern(pattern, &t.path));
    match links {
        true => Match::Error(format!("pattern {pattern}: there are links to folders")),
        false => Match::Packages(all),
    }
}

/// Whether a pattern of `-coverpkg`, `-gcflags` and their like names a package, whether or not it would find it.
pub(crate) fn names_package(pattern: &str, cwd: &Path, package: &Package) -> bool {
    match pattern {
        "all" => true,
        "std" => package.standard,
        "cmd" => package.standard && package.import_path.starts_with("cmd/"),
        p if is_local(p) && !p.starts_with('/') => fits_folder(p, cwd, &package.dir),
        p => matches_pattern(p, &package.import_path),
    }
}

/// Whether a pattern that begins with `.` or `..` names a folder.
fn fits_folder(pattern: &str, cwd: &Path, dir: &Path) -> bool {
    let Some(dots) = pattern.find("...") else { return crate::gomod::join(cwd, pattern) == dir };
    let (base, rest) = pattern.split_at(pattern[..dots].rfind('/').map_or(0, |slash| slash + 1));
    let Ok(below) = dir.strip_prefix(crate::gomod::join(cwd, base)) else { return false };
    let below = below.to_string_lossy();
    matches_pattern(rest, if below.is_empty() { "." } else { &below })
}

/// Whether `path` fits a pattern in which `...` stands for any text; `x/...` also fits `x`,
/// and no wildcard reaches into a vendor directory it does not name.
pub fn matches_pattern(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (&*mark_vendor(pattern), &*mark_vendor(path));
    if let Some(base) = pattern.strip_suffix("/...")
        && (path == base || base.strip_suffix(VENDORED).is_some_and(|root| path.strip_prefix(root) == Some("vendor")))
    {
        return true;
    }
    let parts: Vec<&str> = pattern.split("...").collect();
    match (path.strip_prefix(parts[0]), &parts[1..]) {
        (None, _) => false,
        (Some(rest), []) => rest.is_empty(),
        (Some(rest), parts) => fits(parts, rest),
    }
}

/// Stands for an element `vendor` with others below it, over which wildcards do not reach.
const VENDORED: &str = "\0";

fn mark_vendor(path: &str) -> Cow<'_, str> {
    if !path.contains("vendor/") {
        return Cow::Borrowed(path);
    }
    let elements: Vec<&str> = path.split('/').collect();
    let last = elements.len() - 1;
    let marked = elements.iter().enumerate().map(|(i, e)| if *e == "vendor" && i < last { VENDORED } else { e });
    Cow::Owned(marked.collect::<Vec<_>>().join("/"))
}

/// Whether a text is these parts, with a wildcard before each.
fn fits(parts: &[&str], text: &str) -> bool {
    let reach = text.find(VENDORED).unwrap_or(text.len());
    match parts {
        [] => true,
        [only] => text.ends_with(only) && text.len() - only.len() <= reach,
        [first, rest @ ..] => {
            let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]).take_while(|at| *at <= reach);
            starts.filter_map(|at| text[at..].strip_prefix(first)).any(|behind| fits(rest, behind))
        }
    }
}

/// The packages of a module in its directory.
pub(crate) fn of_module(module: &Module) -> Vec<Target> {
    let found = walk(&module.dir, &module.path, false, &mut false).into_iter();
    found.filter(|t| !is_ignored(module, &t.dir)).collect()
}

/// Whether the file of a module says that patterns pass over a folder or one that it is in.
fn is_ignored(module: &Module, dir: &Path) -> bool {
    let between = |path: &str| format!("/{}/", path.trim_matches('/')).replace("//", "/");
    let Some(place) = dir.strip_prefix(&module.dir).ok().and_then(Path::to_str) else { return false };
    let place = between(place);
    module.ignores.iter().any(|folder| match folder.strip_prefix("./") {
        Some(folder) => place.starts_with(&between(folder)),
        None => place.contains(&between(folder)),
    })
}

/// The packages of the library and what is vendored for them; commands are a module of their own.
fn walk_std(src: &Path) -> Vec<Target> {
    walk(src, "", true, &mut false)
}

/// All directories with Go files below `dir`, whose import path is `prefix`, in the order of
/// their names: not those called testdata or in vendor (but for `with_vendor`), beginning with `.` or `_`,
/// or being modules of their own. `links`: there are links to folders, which are not followed.
fn walk(dir: &Path, prefix: &str, with_vendor: bool, links: &mut bool) -> Vec<Target> {
    let mut out = Vec::new();
    let mut stack = vec![(dir.to_owned(), prefix.to_owned())];
    while let Some((dir, path)) = stack.pop() {
        let Ok(entries) = seen::read_dir(&dir) else { continue };
        let mut subdirs = Vec::new();
        let mut go = false;
        let in_vendor = !with_vendor && dir.ends_with("vendor") && path != prefix;
        for entry in entries {
            let Ok(name) = entry.file_name().into_string() else { continue };
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    let hidden = name.starts_with(['.', '_']) || name == "testdata";
                    if !hidden && !in_vendor && !seen::is_file(&entry.path().join("go.mod")) {
                        subdirs.push(name);
                    }
                }
                Ok(kind) => {
                    go |= name.ends_with(".go");
                    *links |= kind.is_symlink() && !name.starts_with(['.', '_']) && seen::is_dir(&entry.path());
                }
                Err(_) => {}
            }
        }
        subdirs.sort();
        stack.extend(subdirs.into_iter().rev().map(|name| {
            let sub = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            (dir.join(name), sub)
        }));
        // builtin is only documentation; runtime/cgo is nothing without cgo
        if go && !path.is_empty() && !matches!(&path[..], "builtin" | "runtime/cgo") {
            out.push(Target { path, dir, wild: true });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, path, fits) in [
            ("net/...", "net", true),
            ("net/...", "net/http", true),
            ("net/...", "netx", false),
            ("net...", "netx/y", true),
            ("...", "a/b", true),
            (".../http", "net/http", true),
            ("a/.../c", "a/b/c", true),
            ("a/.../c", "a/c", false),
            ("x", "x", true),
            ("x", "x/y", false),
            ("...", "cmd/vendor/x", false),
            ("...", "cmd/vendor", true),
            (".../x", "vendor/a/x", false),
            ("vendor/...", "vendor", true),
            ("vendor/...", "vendor/a", true),
            ("a/vendor/...", "a/vendor/b/vendor/c", false),
            ("a/.../vendor/...", "a/b/vendor/c", true),
            ("a...", "a/vendors/c", true),
        ] {
            assert_eq!(matches_pattern(pattern, path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn clean_arguments() {
        let pairs = [
            ("./a/", "./a"),
            ("./", "."),
            (".", "."),
            ("a//b/", "a/b"),
            ("./a/../b", "./b"),
            ("../x/", "../x"),
            ("/a/./b/", "/a/b"),
            ("a/b@v1", "a/b@v1"),
            ("./...", "./..."),
            ("-C", "-C"),
            ("./../x", "./../x"),
        ];
        pairs.iter().for_each(|(from, to)| assert_eq!(clean(from), *to));
    }
}
