//! `-json=0,FOLDER`: what the optimizer decided, as editors read it. In: the decisions of a package, by file. Out: one
//! folder for the package, in it a file of JSON lines for each file of source that anything is said of: a header, then
//! a diagnostic of the language server protocol for each decision.
//! Facts: `cmd/compile/internal/logopt`.

use super::refusal::Refusal;
use base::Loc;
use base::goflag::open_error;
use compile::Decision;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use target::Target;

/// The folder that the flag's value names; it is made.
pub(super) fn folder(value: &str) -> Result<PathBuf, Refusal> {
    let usage = || "-json option should be '<version>,<destination>' where <version> is a number".to_owned();
    let (version, destination) = value.split_once(',').ok_or_else(|| Refusal::Failed(usage()))?;
    match version.parse::<i64>() {
        Ok(0) => {}
        Ok(_) => return Err(Refusal::Failed("-json version must be 0".to_owned())),
        Err(_) => return Err(Refusal::Failed(usage())),
    }
    let neither = || {
        format!(
            "optimizer logging destination {destination} was neither /-prefixed directory nor file://-prefixed file URI"
        )
    };
    let path = match destination.strip_prefix("file://") {
        Some(rest) => unescaped(rest).ok_or_else(|| Refusal::Failed(neither()))?.into(),
        None if destination.starts_with('/') => PathBuf::from(destination),
        None => return Err(Refusal::Failed(neither())),
    };
    std::fs::create_dir_all(&path).map_err(|e| {
        let error = open_error(&path, &e);
        let could_not = "optimizer logging destination '<version>,<directory>' but could not create <directory>: err";
        Refusal::Failed(format!("{could_not}={error}"))
    })?;
    Ok(path)
}

/// The path of an address, its percent signs understood.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(b) = rest.next() {
        let digit = |b: Option<u8>| char::from(b?).to_digit(16);
        bytes.push(match b {
            b'%' => (digit(rest.next())? * 16 + digit(rest.next())?) as u8,
            b => b,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A name as one element of an address.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for b in text.bytes() {
        match b {
            b if b.is_ascii_alphanumeric() || b"-_.~$&+=:@".contains(&b) => out.push(b.into()),
            b => _ = write!(out, "%{b:02X}"),
        }
    }
    out
}

#[derive(Serialize)]
struct Header<'a> {
    version: u32,
    package: &'a str,
    goos: &'a str,
    goarch: &'a str,
    gc_version: &'a str,
    file: &'a str,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    character: u32,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Place {
    uri: String,
    range: Range,
}

#[derive(Serialize)]
struct Related {
    location: Place,
    message: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Diagnostic<'a> {
    range: Range,
    severity: u32,
    code: &'static str,
    source: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_information: Vec<Related>,
}

/// What the protocol calls information.
const INFORMATION: u32 = 3;

fn range(at: &Loc) -> Range {
    let position = || Position { line: at.line, character: at.column };
    Range { start: position(), end: position() }
}

fn diagnostic(decision: &Decision) -> Diagnostic<'_> {
    let uri = |file: &str| format!("file://{}", file.split('/').map(escaped).collect::<Vec<_>>().join("/"));
    let related = |at: &Loc| Related { location: Place { uri: uri(&at.file), range: range(at) }, message: "inlineLoc" };
    Diagnostic {
        range: range(&decision.at),
        severity: INFORMATION,
        code: decision.code,
        source: "go compiler",
        message: &decision.message,
        related_information: decision.inlined.iter().map(related).collect(),
    }
}

/// Writes the decisions of a package, which are sorted by file. The error is a line.
pub(crate) fn write(into: &Path, target: &Target, package: &str, decisions: &[Decision]) -> Result<(), String> {
    let package = if package.is_empty() { "\0" } else { package };
    let folder = into.join(escaped(package));
    let failed = |path: &Path, e: &std::io::Error| open_error(path, e);
    std::fs::create_dir_all(&folder).map_err(|e| {
        format!(
            "Could not create directory {} for logging optimizer actions, {}",
            folder.display(),
            failed(&folder, &e)
        )
    })?;
    for of_file in decisions.chunk_by(|a, b| a.at.file == b.at.file) {
        let file = &*of_file[0].at.file;
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let path = folder.join(escaped(name.rsplit_once(".go").map_or(name, |(stem, _)| stem)) + ".json");
        let (goos, goarch) = (&*target.os, &*target.arch);
        let header = Header { version: 0, package, goos, goarch, gc_version: &target.version, file };
        let mut text = line(&header)?;
        for decision in of_file {
            text += &line(&diagnostic(decision))?;
        }
        std::fs::write(&path, text).map_err(|e| {
            format!("Could not create file {} for logging optimizer actions, {}", path.display(), failed(&path, &e))
        })?;
    }
    Ok(())
}

fn line(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value).map(|text| text + "\n").map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations() {
        let dir = tempfile::tempdir().expect("a folder");
        let shown = dir.path().display();
        assert_eq!(folder(&format!("0,{shown}/a")).ok(), Some(dir.path().join("a")));
        assert_eq!(folder(&format!("0,file://{shown}/b%20c")).ok(), Some(dir.path().join("b c")));
        assert!(dir.path().join("b c").is_dir());
        for wrong in ["", "0", "1,/tmp", "x,/tmp", "0,relative", "0,file://%zz"] {
            assert!(folder(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_of_lines_for_each_file_of_source() {
        let dir = tempfile::tempdir().expect("a folder");
        let loc = |file: &str, line| Loc { file: file.into(), line, column: 6 };
        let inlined = vec![loc("/x y/b.go", 9)];
        let check = Decision { at: loc("/x/a.go", 3), inlined, code: "nilcheck", message: String::new() };
        let can = Decision {
            at: loc("/x/b.go", 1),
            inlined: Vec::new(),
            code: "canInlineFunction",
            message: "cost: 2".into(),
        };
        write(dir.path(), &Target::default(), "m/p", &[check, can]).expect("files");
        let read = |name: &str| std::fs::read_to_string(dir.path().join("m%2Fp").join(name)).expect("a file");
        let a = read("a.json");
        assert!(
            a.starts_with(r#"{"version":0,"package":"m/p","goos":"linux","goarch":"amd64","gc_version":"go1."#),
            "{a}"
        );
        let place = r#"{"start":{"line":3,"character":6},"end":{"line":3,"character":6}}"#;
        assert!(a.contains(&format!(
            r#"{{"range":{place},"severity":3,"code":"nilcheck","source":"go compiler","message":"""#
        )));
        assert!(a.contains(r#""uri":"file:///x%20y/b.go""#) && a.contains("inlineLoc"), "{a}");
        assert!(read("b.json").contains(r#""code":"canInlineFunction","source":"go compiler","message":"cost: 2"}"#));
    }
}
