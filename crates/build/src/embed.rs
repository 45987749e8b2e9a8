//! `//go:embed` patterns to files. In: a package's directory and its patterns. Out: the files of
//! each, and the configuration that the compiler reads (`-embedcfg`). Authority: GOROOT
//! `cmd/go/internal/load/pkg.go` (`resolveEmbed`), package `embed`.

use base::seen;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The files that a package embeds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Embeds {
    /// Files of each pattern, relative to the package, sorted.
    pub patterns: BTreeMap<String, Vec<String>>,
    /// All files.
    pub files: BTreeSet<String>,
}

impl Embeds {
    /// The text of the compiler's configuration: where each file is.
    pub fn config(&self, dir: &Path) -> String {
        let files: BTreeMap<&String, String> =
            self.files.iter().map(|f| (f, dir.join(f).to_string_lossy().into_owned())).collect();
        let value = serde_json::json!({ "Patterns": self.patterns, "Files": files });
        let mut out = Vec::new();
        let format = serde_json::ser::PrettyFormatter::with_indent(b"\t");
        let mut serializer = serde_json::Serializer::with_formatter(&mut out, format);
        let _ = serde::Serialize::serialize(&value, &mut serializer);
        String::from_utf8(out).unwrap_or_default()
    }
}

/// Finds the files of patterns in `dir`. An error comes with its pattern.
pub fn resolve<'p>(dir: &Path, patterns: impl IntoIterator<Item = &'p String>) -> Result<Embeds, (String, String)> {
    let mut out = Embeds::default();
    for pattern in patterns {
        let files = files(dir, pattern).map_err(|e| (pattern.clone(), format!("pattern {pattern}: {e}")))?;
        out.files.extend(files.iter().cloned());
        out.patterns.insert(pattern.clone(), files.into_iter().collect());
    }
    Ok(out)
}

fn files(dir: &Path, pattern: &str) -> Result<BTreeSet<String>, String> {
    let (glob, all) = pattern.strip_prefix("all:").map_or((pattern, false), |g| (g, true));
    if !valid(glob) {
        return Err("invalid pattern syntax".to_owned());
    }
    let mut found = vec![String::new()];
    for element in glob.split('/') {
        found = expand(dir, &found, element)?;
    }
    let mut out = BTreeSet::new();
    for rel in found {
        add(dir, &rel, all, &mut out)?;
    }
    match out.is_empty() {
        true => Err("no matching files found".to_owned()),
        false => Ok(out),
    }
}

/// Slash-separated, no empty, `.` or `..` elements.
fn valid(glob: &str) -> bool {
    glob.split('/').all(|e| !e.is_empty() && e != "." && e != ".." && match_element(e, "").is_some())
}

/// Entries of the folders `at` whose names match.
fn expand(dir: &Path, at: &[String], element: &str) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    for folder in at {
        let join = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        if !element.contains(['*', '?', '[', '\\']) {
            let rel = join(element);
            if seen::own_kind(&dir.join(&rel)).is_ok() {
                out.push(rel);
            }
            continue;
        }
        let entries = seen::read_dir(&dir.join(folder)).into_iter().flatten();
        let mut names: Vec<String> = entries.filter_map(|e| e.file_name().into_string().ok()).collect();
        names.sort();
        out.extend(names.iter().filter(|n| match_element(element, n) == Some(true)).map(|n| join(n)));
    }
    Ok(out)
}

fn add(dir: &Path, rel: &str, all: bool, out: &mut BTreeSet<String>) -> Result<(), String> {
    let file = dir.join(rel);
    let meta = seen::own_kind(&file).map_err(|e| e.to_string())?;
    let what = if meta.is_dir() { "directory" } else { "file" };
    allowed(dir, rel, what)?;
    if meta.is_file() {
        out.insert(rel.to_owned());
        return Ok(());
    }
    if !meta.is_dir() {
        return Err(format!("cannot embed irregular file {rel}"));
    }
    let before = out.len();
    let mut below = BTreeSet::new();
    walk(&file, rel, all, &mut below);
    let none = below.is_empty();
    out.extend(below);
    match none && out.len() == before {
        true => Err(format!("cannot embed directory {rel}: contains no embeddable files")),
        false => Ok(()),
    }
}

/// Whether a file and the folders it is in may be embedded.
fn allowed(dir: &Path, rel: &str, what: &str) -> Result<(), String> {
    let mut at = Some(Path::new(rel));
    while let Some(path) = at.filter(|p| !p.as_os_str().is_empty()) {
        let full: PathBuf = dir.join(path);
        if seen::kind(&full.join("go.mod")).is_ok() {
            return Err(format!("cannot embed {what} {rel}: in different module"));
        }
        let is_self = path == Path::new(rel);
        if !is_self && seen::own_kind(&full).is_ok_and(|m| !m.is_dir()) {
            return Err(format!("cannot embed {what} {rel}: in non-directory {}", path.display()));
        }
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        if is_bad_name(name) {
            let place = if is_self { "invalid name" } else { "in invalid directory" };
            return Err(format!("cannot embed {what} {rel}: {place} {name}"));
        }
        at = path.parent();
    }
    Ok(())
}

fn walk(folder: &Path, rel: &str, all: bool, out: &mut BTreeSet<String>) {
    for entry in seen::read_dir(folder).into_iter().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if is_bad_name(&name) || !all && name.starts_with(['.', '_']) {
            continue;
        }
        let (path, rel) = (entry.path(), format!("{rel}/{name}"));
        match entry.file_type() {
            Ok(t) if t.is_dir() && seen::kind(&path.join("go.mod")).is_err() => walk(&path, &rel, all, out),
            Ok(t) if t.is_file() => _ = out.insert(rel),
            _ => {}
        }
    }
}

/// Names that a module's files cannot have, and those of version control.
fn is_bad_name(name: &str) -> bool {
    let odd = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !"!#$%&()+,-.=@[]^_{}~ ".contains(c);
    name.is_empty() || matches!(name, ".bzr" | ".hg" | ".git" | ".svn") || name.ends_with('.') || name.contains(odd)
}

/// Whether a name matches an element of a pattern, in the language of `path.Match`; `None` for
/// a malformed one.
pub fn match_element(pattern: &str, name: &str) -> Option<bool> {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    // Reachable positions in the pattern, for each position in the name.
    let mut parts = Vec::new();
    let mut at = 0;
    while at < pattern.len() {
        let (part, next) = parse_part(&pattern, at)?;
        parts.push(part);
        at = next;
    }
    let mut reach = vec![false; parts.len() + 1];
    reach[0] = true;
    skip_stars(&parts, &mut reach);
    for &c in &name {
        let mut next = vec![false; parts.len() + 1];
        for (i, part) in parts.iter().enumerate().filter(|(i, _)| reach[*i]) {
            match part {
                Part::Star => next[i] = true,
                Part::Any => next[i + 1] = true,
                Part::One(want) => next[i + 1] |= *want == c,
                Part::Class(negated, ranges) => {
                    next[i + 1] |= ranges.iter().any(|(lo, hi)| (*lo..=*hi).contains(&c)) != *negated;
                }
            }
        }
        skip_stars(&parts, &mut next);
        reach = next;
    }
    Some(reach[parts.len()])
}

enum Part {
    Star,
    Any,
    One(char),
    Class(bool, Vec<(char, char)>),
}

/// A star also matches nothing.
fn skip_stars(parts: &[Part], reach: &mut [bool]) {
    for (i, part) in parts.iter().enumerate() {
        if reach[i] && matches!(part, Part::Star) {
            reach[i + 1] = true;
        }
    }
}

fn parse_part(p: &[char], at: usize) -> Option<(Part, usize)> {
    match p[at] {
        '*' => Some((Part::Star, at + 1)),
        '?' => Some((Part::Any, at + 1)),
        '\\' => Some((Part::One(*p.get(at + 1)?), at + 2)),
        '[' => {
            let negated = p.get(at + 1) == Some(&'^');
            let mut at = at + 1 + usize::from(negated);
            let mut ranges = Vec::new();
            while ranges.is_empty() || *p.get(at)? != ']' {
                let (low, next) = class_char(p, at)?;
                at = next;
                let mut high = low;
                if p.get(at) == Some(&'-') {
                    (high, at) = class_char(p, at + 1)?;
                }
                ranges.push((low, high));
            }
            Some((Part::Class(negated, ranges), at + 1))
        }
        c => Some((Part::One(c), at + 1)),
    }
}

fn class_char(p: &[char], at: usize) -> Option<(char, usize)> {
    match *p.get(at)? {
        '-' | ']' => None,
        '\\' => Some((*p.get(at + 1)?, at + 2)),
        c => Some((c, at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements() {
        let m = |p, n| match_element(p, n);
        assert_eq!((m("a*c", "abbc"), m("a*c", "ab"), m("*", "")), (Some(true), Some(false), Some(true)));
        assert_eq!((m("[a-c]?", "bx"), m("[^a-c]x", "bx"), m("\\*", "*")), (Some(true), Some(false), Some(true)));
        assert_eq!((m("[", "a"), m("[]a]", "]"), m("a\\", "a")), (None, None, None));
    }

    #[test]
    fn files_of_patterns() {
        let dir = tempfile::tempdir().unwrap();
        for f in ["a.txt", "b.txt", "d/x", "d/.hidden", "d/e/y", "d/m/go.mod", "d/m/z", ".git/q"] {
            let file = dir.path().join(f);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        std::fs::create_dir(dir.path().join("empty")).unwrap();
        let get = |p: &str| {
            resolve(dir.path(), &[p.to_owned()])
                .map_err(|e| e.1)
                .map(|e| e.files.into_iter().collect::<Vec<_>>().join(" "))
        };
        assert_eq!(get("*.txt"), Ok("a.txt b.txt".to_owned()));
        assert_eq!(get("d"), Ok("d/e/y d/x".to_owned()));
        assert_eq!(get("all:d"), Ok("d/.hidden d/e/y d/x".to_owned()));
        assert_eq!(get("*.go"), Err("pattern *.go: no matching files found".to_owned()));
        assert_eq!(get("../x"), Err("pattern ../x: invalid pattern syntax".to_owned()));
        assert_eq!(get("d/m/z"), Err("pattern d/m/z: cannot embed file d/m/z: in different module".to_owned()));
        assert!(get("empty").unwrap_err().ends_with("cannot embed directory empty: contains no embeddable files"));
        assert!(get(".git").unwrap_err().ends_with("invalid name .git"));
    }
}
