//! The official checker's own test files (`internal/types/testdata`): each must give exactly
//! the errors its `ERROR` and `ERRORx` comments announce, once without alias nodes and once
//! with them, as the official test demands. The line is exact, the column within the tolerance
//! of the official test. `OXIGO_TESTDATA=name` runs the files whose path contains `name` and
//! prints what is wrong with them.

mod common;

use base::Sources;
use common::{SourceImporter, message, parse, syntax_of};
use release::Release;
use std::path::{Path, PathBuf};
use types::{CheckInput, Config, check_package};

/// An announced error.
struct Expected {
    line: u32,
    column: u32,
    pattern: Pattern,
}

enum Pattern {
    Text(String),
    Regex(regex::Regex),
}

impl Expected {
    fn matches(&self, line: u32, message: &str) -> bool {
        self.line == line
            && match &self.pattern {
                Pattern::Text(t) => message.contains(t.as_str()),
                Pattern::Regex(r) => r.is_match(message),
            }
    }
}

/// Comments of a file with the line and column of the token before them.
fn comments(text: &[u8]) -> Vec<(u32, u32, String)> {
    let mut out = Vec::new();
    let (mut i, mut line, mut start) = (0, 1u32, 0);
    let mut prev = (0, 0);
    while i < text.len() {
        let c = text[i];
        let rest = &text[i..];
        let end = |len: usize| (i + len).min(text.len());
        let next = match c {
            b'\n' => {
                line += 1;
                start = i + 1;
                i += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' => {
                i += 1;
                continue;
            }
            b'/' if rest.starts_with(b"//") => {
                let len = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                out.push((prev.0, prev.1, String::from_utf8_lossy(&rest[2..len]).into_owned()));
                i += len;
                continue;
            }
            b'/' if rest.starts_with(b"/*") => {
                let len = rest.windows(2).skip(2).position(|w| w == b"*/").map_or(rest.len(), |p| p + 4);
                let inner = &rest[2..len.saturating_sub(2).max(2)];
                out.push((prev.0, prev.1, String::from_utf8_lossy(inner).into_owned()));
                for (k, &b) in rest[..len].iter().enumerate() {
                    if b == b'\n' {
                        line += 1;
                        start = i + k + 1;
                    }
                }
                i += len;
                continue;
            }
            b'"' | b'\'' => {
                let mut k = 1;
                while k < rest.len() && rest[k] != c && rest[k] != b'\n' {
                    k += if rest[k] == b'\\' { 2 } else { 1 };
                }
                end(k + 1)
            }
            b'`' => end(rest[1..].iter().position(|&b| b == b'`').map_or(rest.len(), |p| p + 2)),
            _ if c.is_ascii_alphanumeric() || c == b'_' || c >= 0x80 => {
                let word = |b: &u8| {
                    !(b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80 || (*b == b'.' && c.is_ascii_digit()))
                };
                end(rest.iter().position(word).unwrap_or(rest.len()))
            }
            _ => {
                let ops: [&[u8]; 22] = [
                    b"<<=", b">>=", b"&^=", b"...", b"<<", b">>", b"&^", b"&&", b"||", b"<-", b"++", b"--", b"==",
                    b"!=", b"<=", b">=", b":=", b"+=", b"-=", b"*=", b"/=", b"|=",
                ];
                end(ops.iter().find(|o| rest.starts_with(o)).map_or(1, |o| o.len()))
            }
        };
        prev = (line, (i - start) as u32 + 1);
        for (k, &b) in text[i..next].iter().enumerate() {
            if b == b'\n' {
                line += 1;
                start = i + k + 1;
            }
        }
        i = next;
    }
    out
}

fn expected(text: &[u8]) -> Vec<Expected> {
    let mut out = Vec::new();
    for (line, column, comment) in comments(text) {
        let (rest, is_regex) = match (comment.strip_prefix(" ERROR "), comment.strip_prefix(" ERRORx ")) {
            (Some(rest), _) => (rest, false),
            (_, Some(rest)) => (rest, true),
            _ => continue,
        };
        let bytes = constant::unquote(rest.trim()).unwrap_or_else(|| panic!("line {line}: bad pattern {rest}"));
        let pattern = String::from_utf8_lossy(&bytes).into_owned();
        let pattern = if is_regex {
            let pattern = common::with_literal_braces(&pattern);
            Pattern::Regex(regex::Regex::new(&pattern).unwrap_or_else(|e| panic!("line {line}: {e}")))
        } else {
            Pattern::Text(pattern)
        };
        out.push(Expected { line, column, pattern });
    }
    out
}

/// The checker's settings in the first line of a file.
fn config_of(text: &str, alias_nodes: bool) -> Config {
    let mut config = Config { alias_nodes, test_builtins: true, ..Config::default() };
    let first = text.lines().next().unwrap_or("");
    let Some(flags) = first.strip_prefix("//").map(str::trim_start).filter(|f| f.starts_with('-')) else {
        return config;
    };
    for flag in flags.split_whitespace() {
        match flag.split_once('=').unwrap_or((flag, "")) {
            ("-lang", v) => config.go_version = v.into(),
            ("-gotypesalias", v) => config.alias_nodes = v != "0",
            ("-goexperiment", v) => config.experiments.generic_aliases = v.contains("aliastypeparams"),
            ("-fakeImportC", _) => config.fake_import_c = true,
            other => panic!("unknown flag {other:?}"),
        }
    }
    config
}

/// What is wrong with one test; empty if it passes.
fn run(importer: &SourceImporter, paths: &[PathBuf], tolerance: u32, alias_nodes: bool) -> Vec<String> {
    let parsed = parse(&importer.s.names, paths, syntax::Config { std: true, ..syntax_of(importer.s.release) });
    let sources = &parsed.sources;
    let first = String::from_utf8_lossy(&sources.files()[0].text).into_owned();
    let config = config_of(&first, alias_nodes);
    let name = importer.s.text(parsed.files[0].package.name).to_string();
    let input = CheckInput {
        s: &importer.s,
        path: &name,
        config: &config,
        importer,
        sources: sources.clone(),
        files: &parsed.files,
    };
    let checked = check_package(input);
    let mut wrong = Vec::new();
    let mut open: Vec<Vec<Expected>> = sources.files().iter().map(|f| expected(&f.text)).collect();
    for d in parsed.errors.iter().chain(&checked.diagnostics) {
        check_one(sources, d, &mut open, tolerance, &mut wrong);
    }
    for (file, left) in sources.files().iter().zip(open) {
        for e in left {
            let text = match &e.pattern {
                Pattern::Text(t) => t.clone(),
                Pattern::Regex(r) => format!("/{r}/"),
            };
            wrong.push(format!("{}:{}:{}: missing: {text}", file.name, e.line, e.column));
        }
    }
    wrong
}

fn check_one(
    sources: &Sources,
    d: &base::Diagnostic,
    open: &mut [Vec<Expected>],
    tolerance: u32,
    wrong: &mut Vec<String>,
) {
    let text = common::text(sources, d);
    let Some(file) = sources.file_index(d.pos) else { return wrong.push(format!("without place: {text}")) };
    let (line, column) = sources.files()[file].line_column(d.pos);
    let message = message(sources, d);
    let best = open[file]
        .iter()
        .enumerate()
        .filter(|(_, e)| e.matches(line, &message))
        .min_by_key(|(_, e)| e.column.abs_diff(column))
        .map(|(i, e)| (i, e.column.abs_diff(column)));
    match best {
        None => wrong.push(format!("not expected: {text}")),
        Some((i, delta)) => {
            if delta > tolerance {
                wrong.push(format!("{text}: column {column}, want {}", open[file][i].column));
            }
            open[file].remove(i);
        }
    }
}

fn tests_in(dir: &Path) -> Vec<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(dir).expect("test folder").filter_map(|e| Some(e.ok()?.path())).collect();
    entries.sort();
    let files_of = |p: &PathBuf| {
        if !p.is_dir() {
            return vec![p.clone()];
        }
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(p).expect("folder").filter_map(|e| Some(e.ok()?.path())).collect();
        files.sort();
        files
    };
    entries.iter().map(files_of).collect()
}

/// Alias nodes could be switched off before this release.
const ALIASES_ALWAYS: u32 = 27;

/// What is wrong with each failing test of a release, and how many passed.
fn run_all(
    release: Release,
    root: &Path,
    importer: &SourceImporter,
    filter: Option<&str>,
) -> (usize, Vec<(String, Vec<String>)>) {
    let (mut passed, mut failed) = (0, Vec::new());
    for (dir, tolerance) in [("check", 50), ("spec", 20), ("examples", 125), ("fixedbugs", 100)] {
        for paths in tests_in(&root.join(dir)) {
            let shown = paths[0].display().to_string();
            if filter.is_some_and(|f| !shown.contains(f)) {
                continue;
            }
            if std::env::var("OXIGO_TESTDATA_TRACE").is_ok() {
                println!("{shown}");
            }
            let mut wrong = Vec::new();
            for alias_nodes in [false, true] {
                if !alias_nodes && release.minor >= ALIASES_ALWAYS {
                    continue;
                }
                let work = std::panic::AssertUnwindSafe(|| run(importer, &paths, tolerance, alias_nodes));
                match std::panic::catch_unwind(work) {
                    Ok(list) => wrong.extend(list),
                    Err(_) => wrong.push(format!("{shown}: panic")),
                }
            }
            if wrong.is_empty() {
                passed += 1;
            } else {
                wrong.dedup();
                failed.push((shown, wrong));
            }
        }
    }
    (passed, failed)
}

#[test]
fn official_test_files_give_the_announced_errors() {
    let filter = std::env::var("OXIGO_TESTDATA").ok();
    let mut failures = 0;
    for (release, reference) in testkit::installed_references() {
        let root = reference.goroot.join("src/internal/types/testdata");
        let importer = SourceImporter::of(release, &reference.goroot, true);
        let (passed, failed) = run_all(release, &root, &importer, filter.as_deref());
        for (name, wrong) in &failed {
            println!("FAIL {name}");
            let shown = if filter.is_some() { usize::MAX } else { 3 };
            wrong.iter().take(shown).for_each(|w| println!("    {w}"));
        }
        println!("{}: {passed} passed, {} failed", release.version, failed.len());
        failures += failed.len();
    }
    assert!(failures == 0, "{failures} test files fail");
}
