//! `go.mod` and `go.work` files. In: their text. Out: what they say, or the line that is
//! wrong. Versions are compared here too. Authority: the Go modules reference, "go.mod files",
//! "Workspaces"; wording: GOROOT `cmd/vendor/golang.org/x/mod/modfile`.

use crate::pathcheck::{check_major, is_go_version, is_toolchain};
use release::history::{EXAMPLE, WITHOUT_GO_LINE};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// A module and its version.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleVersion {
    /// Module path.
    pub path: String,
    /// Version, `v1.2.3`.
    pub version: String,
}

/// `replace old => new`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    /// Replaced module.
    pub path: String,
    /// Only this version of it.
    pub version: Option<String>,
    /// What replaces it.
    pub by: Replacement,
    /// That in words: a directory as it is written, or a path.
    pub shown: String,
}

/// What replaces a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// A directory, absolute.
    Dir(PathBuf),
    /// Another module.
    Module(ModuleVersion),
}

/// A parsed file; `go.work` files have no module but `uses`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModFile {
    /// The file.
    pub file: PathBuf,
    /// Module path.
    pub module: String,
    /// `go` line, without the word: `1.21`, `1.23.4`.
    pub go: Option<String>,
    /// `toolchain` line.
    pub toolchain: Option<String>,
    /// `require` lines.
    pub requires: Vec<ModuleVersion>,
    /// Paths of those that say `// indirect`.
    pub indirect: Vec<String>,
    /// `replace` lines.
    pub replaces: Vec<Replace>,
    /// `exclude` lines.
    pub excludes: Vec<ModuleVersion>,
    /// `godebug` lines, `key=value`, with their numbers.
    pub godebug: Vec<(String, usize)>,
    /// `tool` lines: packages of programs.
    pub tools: Vec<String>,
    /// `ignore` lines: folders that patterns pass over.
    pub ignores: Vec<String>,
    /// `use` lines of a workspace: directories, absolute.
    pub uses: Vec<PathBuf>,
}

impl ModFile {
    /// Directory of the file.
    pub fn dir(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("/"))
    }
    /// The same as the contents of another file: relative directories are relative to that.
    pub(crate) fn at(mut self, file: &Path) -> ModFile {
        self.file = file.to_owned();
        let dir = self.dir().to_owned();
        self.uses.iter_mut().for_each(|used| *used = join(&dir, &used.to_string_lossy()));
        for replace in &mut self.replaces {
            if let Replacement::Dir(by) = &mut replace.by {
                *by = join(&dir, &replace.shown);
            }
        }
        self
    }
    /// Whether it says of a module that none of its packages is imported here.
    pub(crate) fn says_indirect(&self, path: &str) -> bool {
        self.indirect.iter().any(|p| p == path)
    }
    /// The language version, `1.N`: what the `go` line says, 1.16 without one.
    pub fn language(&self) -> String {
        language_of(self.go.as_deref())
    }
}

/// `1.N` of a `go` line's version.
pub fn language_of(go: Option<&str>) -> String {
    let go = go.unwrap_or(WITHOUT_GO_LINE);
    let mut parts = go.split('.');
    let major = parts.next().unwrap_or("1");
    let minor = parts.next().unwrap_or("0");
    let digits = minor.find(|c: char| !c.is_ascii_digit()).unwrap_or(minor.len());
    format!("{major}.{}", &minor[..digits])
}

/// The minor number of a language version.
pub fn minor_of(language: &str) -> u32 {
    language.split('.').nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Releases in their order: 1.21 comes before 1.21rc1, that before 1.21.0.
pub(crate) fn compare_go(a: &str, b: &str) -> Ordering {
    fn key(version: &str) -> (Vec<u64>, u8, u64) {
        let letters = version.find(|c: char| c.is_ascii_lowercase()).unwrap_or(version.len());
        let (numbers, kind) = version.split_at(letters);
        let numbers: Vec<u64> = numbers.split('.').map_while(|n| n.parse().ok()).collect();
        let number = |text: &str| text.trim_start_matches(|c: char| c.is_ascii_lowercase()).parse().unwrap_or(0);
        let language = numbers.get(..2).unwrap_or(&numbers).to_vec();
        let is_old = language < vec![1, 21];
        match (kind.get(..1), numbers.get(2)) {
            (Some("a"), _) => (language, 1, number(kind)),
            (Some("b"), _) => (language, 2, number(kind)),
            (Some(_), _) => (language, 3, number(kind)),
            (None, Some(patch)) => (language, 4, *patch),
            (None, None) => (language, if is_old { 4 } else { 0 }, 0),
        }
    }
    key(a).cmp(&key(b))
}

/// Whether a toolchain (`go1.24.1`, `go1.24.1-custom`) is newer than another.
pub fn is_newer_toolchain(name: &str, than: &str) -> bool {
    let version = |name: &str| name.split('-').next().unwrap_or(name).trim_start_matches("go").to_owned();
    compare_go(&version(name), &version(than)).is_gt()
}

/// Whether a release is newer than another.
pub(crate) fn is_newer(version: &str, than: &str) -> bool {
    let numbers = |v: &str| -> Vec<u64> { v.split('.').map_while(|n| n.parse().ok()).collect() };
    numbers(version) > numbers(than)
}

/// Parses the text of `file`. Errors name file and line.
pub fn parse(file: &Path, text: &str) -> Result<ModFile, String> {
    parse_lines(file, text, Role::Main)
}

/// Parses the file of a module that is no main one: what newer releases may have put there is passed over, as is what
/// counts in main modules only.
pub(crate) fn parse_dependency(file: &Path, text: &str) -> Result<ModFile, String> {
    parse_lines(file, text, Role::Dependency).map(|parsed| parsed.at(file))
}

/// What a module is to the build.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Main,
    Dependency,
}

impl Role {
    /// Whether what is wrong with a directive is an error.
    fn cares(self, verb: &str, args: &[&str]) -> bool {
        match (self, verb, args) {
            (Role::Main, ..) => true,
            (_, "go", [version]) => language_prefix(version).is_none(),
            (_, verb, _) => matches!(verb, "go" | "module" | "require"),
        }
    }
}

fn parse_lines(file: &Path, text: &str, role: Role) -> Result<ModFile, String> {
    let newer = newer_directives(text);
    let mut out = ModFile { file: file.to_owned(), ..ModFile::default() };
    let mut block: Option<(String, usize)> = None;
    let mut errors = Vec::new();
    let shown = file.display();
    for (line, number) in text.lines().zip(1..) {
        let words = match words(line) {
            Ok(words) => words,
            Err(message) => {
                // What follows cannot be read.
                return Err(format!("{shown}:{number}:{}: {message}", line.len() + 1));
            }
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let done = match (&block, &words[..]) {
            (_, []) => Ok(()),
            (Some(_), [")"]) => {
                block = None;
                Ok(())
            }
            (Some((verb, _)), rest) => directive(&mut out, newer, verb, rest, number),
            (None, [verb, "("]) => {
                block = Some(((*verb).to_owned(), number));
                Ok(())
            }
            (None, [verb, "(", ")"]) => directive_known(&out, newer, verb),
            (None, [verb, rest @ ..]) => directive(&mut out, newer, verb, rest, number),
        };
        if says_indirect(line) {
            let path = words.iter().rev().nth(1).map(|path| (*path).to_owned());
            out.indirect.extend(path);
        }
        let (verb, args) = match (&block, &words[..]) {
            (Some((verb, _)), args) => (&**verb, args),
            (None, words) => (words.first().copied().unwrap_or_default(), words.get(1..).unwrap_or_default()),
        };
        let wrong = done.err().filter(|_| role.cares(verb, args));
        errors.extend(wrong.map(|message| format!("{shown}:{number}: {message}")));
    }
    if let Some((_, start)) = block {
        let last = text.lines().count() + 1;
        return Err(format!("{shown}:{last}: syntax error (unterminated block started at {shown}:{start}:1)"));
    }
    if errors.is_empty() { Ok(out) } else { Err(errors.join("\n")) }
}

/// Whether a line ends in the comment `// indirect`, perhaps with more behind a semicolon.
fn says_indirect(line: &str) -> bool {
    let comment = line.split_once("//").map_or("", |(_, comment)| comment.trim());
    comment.split(';').next() == Some("indirect")
}

/// The words of a line; comments are dropped, strings unquoted.
fn words(line: &str) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with("//") {
        let first = rest.as_bytes()[0];
        let len = match first {
            b'(' | b')' | b',' => 1,
            b'"' | b'`' => match rest[1..].find(first as char) {
                Some(n) => n + 2,
                None => return Err("unexpected newline in string".to_owned()),
            },
            _ => {
                let stop = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',');
                let end = rest.find(stop).unwrap_or(rest.len());
                rest[..end].find("//").unwrap_or(end)
            }
        };
        let (word, behind) = rest.split_at(len.max(1));
        out.push(match first {
            b'"' | b'`' => syntax::literals::unquote(word)
                .and_then(|b| String::from_utf8(b).ok())
                .ok_or_else(|| format!("invalid quoted string: {word}"))?,
            _ => word.to_owned(),
        });
        rest = behind.trim_start();
    }
    Ok(out)
}

/// Directives of files of modules that are known to the release which the file asks for.
fn newer_directives(text: &str) -> &'static [&'static str] {
    let version = text.lines().find_map(|line| line.trim().strip_prefix("go "));
    match version.map_or(0, |version| minor_of(version.trim())) {
        0..=23 => &[],
        24 => &["tool"],
        _ => &["tool", "ignore"],
    }
}

fn directive_known(file: &ModFile, newer: &[&str], verb: &str) -> Result<(), String> {
    const BOTH: [&str; 4] = ["go", "toolchain", "replace", "godebug"];
    const MODULE: [&str; 4] = ["module", "require", "exclude", "retract"];
    let is_work = file.file.extension().is_some_and(|e| e == "work");
    match BOTH.contains(&verb) || if is_work { verb == "use" } else { MODULE.contains(&verb) || newer.contains(&verb) }
    {
        true => Ok(()),
        false => Err(format!("unknown directive: {verb}")),
    }
}

fn directive(out: &mut ModFile, newer: &[&str], verb: &str, args: &[&str], line: usize) -> Result<(), String> {
    directive_known(out, newer, verb)?;
    match (verb, args) {
        ("module", _) if !out.module.is_empty() => return Err("repeated module statement".to_owned()),
        ("go", _) if out.go.is_some() => return Err("repeated go statement".to_owned()),
        ("toolchain", _) if out.toolchain.is_some() => return Err("repeated toolchain statement".to_owned()),
        ("module", [path]) => out.module = (*path).to_owned(),
        ("module", _) => return Err("usage: module module/path".to_owned()),
        ("go", [version]) if !is_go_version(version) => {
            out.go = language_prefix(version);
            return Err(format!("invalid go version '{version}': must match format {EXAMPLE}"));
        }
        ("go", [version]) => out.go = Some((*version).to_owned()),
        ("go" | "toolchain", [] | [_, _, ..]) => return Err(format!("{verb} directive expects exactly one argument")),
        ("toolchain", [name]) if !is_toolchain(name) => {
            return Err(format!("invalid toolchain version '{name}': must match format go{EXAMPLE} or default"));
        }
        ("toolchain", [name]) => out.toolchain = Some((*name).to_owned()),
        ("require" | "exclude", [path, version]) => {
            let module = ModuleVersion { path: (*path).to_owned(), version: (*version).to_owned() };
            match verb {
                "require" => out.requires.push(module),
                _ => out.excludes.push(module),
            }
            if compare_versions(version, "bad").is_gt() {
                check_major(path, version).map_err(|why| format!("{verb} {path}: {why}"))?;
            }
        }
        ("require" | "exclude", _) => return Err(format!("usage: {verb} module/path v1.2.3")),
        ("godebug", [setting]) if setting.contains('=') && !setting.contains(['"', '`', '\'', ',']) => {
            out.godebug.push(((*setting).to_owned(), line));
        }
        ("godebug", _) => return Err("usage: godebug key=value".to_owned()),
        ("tool", [path]) => out.tools.push((*path).to_owned()),
        ("ignore", [folder]) => out.ignores.push((*folder).to_owned()),
        ("tool" | "ignore", _) => return Err(format!("{verb} directive expects exactly one argument")),
        ("use", [dir]) => out.uses.push(PathBuf::from(dir)),
        ("replace", _) => out.replaces.push(replace(out.dir(), args)?),
        _ => {}
    }
    Ok(())
}

/// What a dependency's `go` line says, if it says more than a version: `1.23` of `v1.23-x`.
fn language_prefix(version: &str) -> Option<String> {
    let version = version.strip_prefix('v').unwrap_or(version);
    let (major, rest) = version.split_once('.')?;
    let minor = &rest[..rest.find(|c: char| !c.is_ascii_digit())?];
    let language = format!("{major}.{minor}");
    is_go_version(&language).then_some(language)
}

fn replace(dir: &Path, args: &[&str]) -> Result<Replace, String> {
    let usage = "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory";
    let (path, version, by) = match args {
        [path, "=>", by @ ..] => (path, None, by),
        [path, version, "=>", by @ ..] => (path, Some((*version).to_owned()), by),
        _ => return Err(usage.to_owned()),
    };
    let shown = by.first().map_or(String::new(), |by| (*by).to_owned());
    let by = match by {
        [by] if is_directory(by) => Replacement::Dir(join(dir, by)),
        [by] if by.contains('@') => {
            return Err("replacement module must match format 'path version', not 'path@version'".to_owned());
        }
        [_] => {
            return Err("replacement module without version must be directory path (rooted or starting with . or ..)"
                .to_owned());
        }
        [by, _] if is_directory(by) => {
            return Err(format!("replacement module directory path {by:?} cannot have version"));
        }
        [path, version] => {
            Replacement::Module(ModuleVersion { path: (*path).to_owned(), version: (*version).to_owned() })
        }
        _ => return Err(usage.to_owned()),
    };
    Ok(Replace { path: (*path).to_owned(), version, by, shown })
}

/// Whether a replacement is a directory.
fn is_directory(by: &str) -> bool {
    by.starts_with("./") || by.starts_with("../") || by.starts_with('/') || matches!(by, "." | "..")
}

/// `dir/rel` without `.` and `..`.
pub fn join(dir: &Path, rel: &str) -> PathBuf {
    let mut out = PathBuf::new();
    for part in dir.join(rel).components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Semantic versions by precedence; wrong ones come before right ones.
pub fn compare_versions(a: &str, b: &str) -> Ordering {
    fn key(v: &str) -> Option<([u64; 3], Option<&str>)> {
        let v = v.strip_prefix('v')?;
        let v = v.split('+').next()?;
        let (core, pre) = match v.split_once('-') {
            Some((core, pre)) => (core, Some(pre)),
            None => (v, None),
        };
        let mut numbers = [0; 3];
        for (i, part) in core.split('.').enumerate() {
            *numbers.get_mut(i)? = part.parse().ok()?;
        }
        Some((numbers, pre))
    }
    fn pre(a: &str, b: &str) -> Ordering {
        let (mut x, mut y) = (a.split('.'), b.split('.'));
        loop {
            let order = match (x.next(), y.next()) {
                (None, None) => return Ordering::Equal,
                (None, _) => return Ordering::Less,
                (_, None) => return Ordering::Greater,
                (Some(p), Some(q)) => match (p.parse::<u64>(), q.parse::<u64>()) {
                    (Ok(m), Ok(n)) => m.cmp(&n),
                    (Ok(_), Err(_)) => Ordering::Less,
                    (Err(_), Ok(_)) => Ordering::Greater,
                    _ => p.cmp(q),
                },
            };
            if order != Ordering::Equal {
                return order;
            }
        }
    }
    match (key(a), key(b)) {
        (Some((x, p)), Some((y, q))) => x.cmp(&y).then_with(|| match (p, q) {
            (None, None) => Ordering::Equal,
            (None, _) => Ordering::Greater,
            (_, None) => Ordering::Less,
            (Some(p), Some(q)) => pre(p, q),
        }),
        (x, y) => x.is_some().cmp(&y.is_some()).then_with(|| a.cmp(b)),
    }
}

/// A module path or version as the module cache spells it: capitals as `!` and small letter.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_uppercase() {
            out.push('!');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file() {
        let text = "module \"ex.com/m\" // c\n\ngo 1.21.3\nrequire (\n\ta.b/c v1.0.0 // indirect\n)\n\
                    require d.e/f v1.9.0\nreplace a.b/c => ../c\nreplace d.e/f v1.9.0 => g.h/i v1.1.0\n\
                    retract [v1.0.0, v1.1.0]\ngodebug panicnil=1\n";
        let m = parse(Path::new("/x/m/go.mod"), text).unwrap();
        assert_eq!((m.module.as_str(), m.language().as_str()), ("ex.com/m", "1.21"));
        assert_eq!(m.requires.len(), 2);
        assert_eq!(m.replaces[0].by, Replacement::Dir("/x/c".into()));
        assert_eq!(m.godebug, [("panicnil=1".to_owned(), 11)]);
    }

    #[test]
    fn errors_name_the_line() {
        let error = |t: &str| parse(Path::new("go.mod"), t).unwrap_err();
        assert_eq!(error("module m\nfoo bar\n"), "go.mod:2: unknown directive: foo");
        assert_eq!(error("module m\ngo 1.23\ntool a/b\n"), "go.mod:3: unknown directive: tool");
        assert_eq!(error("module m\ngo 1.24\ntool a/b\nignore x\n"), "go.mod:4: unknown directive: ignore");
        let known = parse(Path::new("go.mod"), "module m\ntool a/b\nignore (\n\tx\n\t./y\n)\ngo 1.25.0\n").unwrap();
        assert_eq!((known.tools, known.ignores), (vec!["a/b".to_owned()], vec!["x".to_owned(), "./y".to_owned()]));
        assert_eq!(error("require a\n"), "go.mod:1: usage: require module/path v1.2.3");
        assert!(error("require (\n a v1.0.0\n").contains("unterminated"));
    }

    #[test]
    fn versions_in_order() {
        let order =
            ["bad", "v0.0.0-2020", "v0.1.0", "v1.0.0-alpha", "v1.0.0-alpha.1", "v1.0.0-rc", "v1.0.0", "v1.10.0"];
        for pair in order.windows(2) {
            assert_eq!(compare_versions(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
        assert_eq!(escape("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
        assert_eq!((language_of(Some("1.22rc1")), language_of(None)), ("1.22".into(), "1.16".into()));
    }
}
