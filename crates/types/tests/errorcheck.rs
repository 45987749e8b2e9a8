//! The `errorcheck` and `errorcheckdir` tests of Go's test directory that ask only for what a
//! front end finds: every line marked `ERROR "pattern"` has an error that matches, no other
//! line has one. Tests with flags that ask for decisions of the back end (`-0`, `-m`, `-d`)
//! are left out, by name in the count. `OXIGO_ERRORCHECK=name` runs those whose name contains
//! `name` and shows everything that is wrong.

mod common;

use base::{Diagnostic, Sources};
use common::{Parsed, SourceImporter, message};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use types::{CheckInput, Config, Importer, PkgId, check_package};

/// A test: its settings and its packages, in order of import.
struct Case {
    name: String,
    lang: String,
    packages: Vec<Vec<PathBuf>>,
}

/// Library packages, and those of the test by `./name`.
struct TestImporter<'a> {
    std: &'a SourceImporter,
    local: Mutex<BTreeMap<String, PkgId>>,
}

impl Importer for TestImporter<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        // What the official compiler refuses to look for at all.
        if path.starts_with('/') {
            return Err("import path cannot be absolute path".into());
        }
        let clean = path.split('/').filter(|e| !e.is_empty() && *e != ".").collect::<Vec<_>>().join("/");
        if !path.starts_with('.') && clean != path {
            return Err(format!("non-canonical import path {path:?} (should be {clean:?})"));
        }
        let local = path.strip_prefix("./").or(path.strip_prefix("test/"));
        match local {
            Some(name) => {
                let known = self.local.lock().expect("no test panics here");
                known.get(name).copied().ok_or_else(|| format!("no package {path}"))
            }
            None => self.std.import(path),
        }
    }
}

/// An `ERROR` mark: file, line, pattern.
struct Mark {
    file: usize,
    line: u32,
    regex: regex::Regex,
    text: String,
}

fn marks(sources: &Sources) -> Vec<Mark> {
    let mark = regex::Regex::new(r"// (?:GC_)?ERROR (.*)").expect("a pattern of ours");
    let quoted = regex::Regex::new(r#""([^"]*)""#).expect("a pattern of ours");
    let place = regex::Regex::new(r"LINE(([+-])(\d+))?").expect("a pattern of ours");
    let mut out = Vec::new();
    for (file, source) in sources.files().iter().enumerate() {
        let text = String::from_utf8_lossy(&source.text).into_owned();
        let short = source.name.to_string();
        for (i, line_text) in text.split('\n').enumerate() {
            let line = i as u32 + 1;
            if line_text.contains("////") {
                continue;
            }
            let Some(m) = mark.captures(line_text) else { continue };
            for q in quoted.captures_iter(&m[1]) {
                let pattern = place.replace_all(&q[1], |c: &regex::Captures<'_>| {
                    let n = c.get(3).map_or(0, |n| n.as_str().parse::<u32>().unwrap_or(0));
                    let at = if c.get(2).is_some_and(|s| s.as_str() == "-") { line - n } else { line + n };
                    format!("{short}:{at}")
                });
                let braced = common::with_literal_braces(&pattern);
                let regex = regex::Regex::new(&braced).unwrap_or_else(|e| panic!("{}:{line}: {e}", source.name));
                out.push(Mark { file, line, regex, text: pattern.into_owned() });
            }
        }
    }
    out
}

/// What is wrong with a package's errors.
fn compare(parsed: &Parsed, found: &[Diagnostic]) -> Vec<String> {
    let sources = &parsed.sources;
    // Errors by shown line, equal ones once, as the compiler prints them.
    let mut errors: Vec<(String, u32, String)> = Vec::new();
    for d in found {
        let Some(loc) = sources.loc(d.pos) else { continue };
        let entry = (loc.file.to_string(), loc.line, message(sources, d));
        let syntax = |text: &str| text.starts_with("syntax error");
        let second = syntax(&entry.2) && errors.iter().any(|e| e.0 == entry.0 && e.1 == entry.1 && syntax(&e.2));
        if !errors.contains(&entry) && !second {
            errors.push(entry);
        }
    }
    let mut wrong = Vec::new();
    for m in marks(sources) {
        let name = sources.files()[m.file].name.to_string();
        let here: Vec<_> = errors.iter().filter(|e| e.0 == name && e.1 == m.line).cloned().collect();
        errors.retain(|e| !(e.0 == name && e.1 == m.line));
        let (fit, unfit): (Vec<_>, Vec<_>) = here.into_iter().partition(|e| m.regex.is_match(&e.2));
        if fit.is_empty() {
            let got: Vec<String> = unfit.iter().map(|e| e.2.clone()).collect();
            wrong.push(format!("{name}:{}: missing {:?}, have {got:?}", m.line, m.text));
        }
        errors.extend(unfit);
    }
    wrong.extend(errors.iter().map(|e| format!("{}:{}: not expected: {}", e.0, e.1, e.2)));
    wrong
}

fn run(std: &SourceImporter, case: &Case) -> Vec<String> {
    let importer = TestImporter { std, local: Mutex::new(BTreeMap::new()) };
    let mut wrong = Vec::new();
    let last = case.packages.len() - 1;
    for (i, files) in case.packages.iter().enumerate() {
        let config = syntax::Config { check_branches: true, ..syntax::Config::default() };
        let parsed = common::parse_short(&std.s.names, files, config);
        let mut found = parsed.errors.clone();
        // Other errors of the parser do not keep the checker from its work.
        if !found.iter().any(|d| d.message.starts_with("syntax error")) {
            let config = Config {
                go_version: case.lang.clone(),
                compiler_limits: true,
                branches_checked: true,
                ..Config::default()
            };
            let stem = files[0].file_stem().map_or(String::new(), |n| n.to_string_lossy().into_owned());
            let path = if case.packages.len() > 1 { format!("test/{stem}") } else { "p".to_string() };
            let input = CheckInput {
                s: &std.s,
                path: &path,
                config: &config,
                importer: &importer,
                sources: parsed.sources.clone(),
                files: &parsed.files,
            };
            let checked = check_package(input);
            found.extend(checked.diagnostics);
            importer.local.lock().expect("no test panics here").insert(stem, checked.pkg);
        }
        if i == last || !found.is_empty() {
            wrong.extend(compare(&parsed, &found));
        }
    }
    wrong
}

/// The test a file describes, if it is one of ours; the flag that is not, otherwise.
fn case_of(root: &Path, file: &Path) -> Option<Result<Case, String>> {
    let text = std::fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let head = text.lines().find(|l| !l.trim().is_empty() && !l.starts_with("//go:build"))?;
    let mut words = head.strip_prefix("//")?.split_whitespace();
    let kind = words.next()?;
    if kind != "errorcheck" && kind != "errorcheckdir" {
        return None;
    }
    if !common::constraint_fits(&text) {
        return None;
    }
    let name = file.strip_prefix(root).ok()?.display().to_string();
    if OFFICIAL_FAILURES.contains(&name.as_str()) {
        return Some(Err("the official compiler fails it too".into()));
    }
    let mut lang = "go1.23".to_string();
    let mut single = false;
    while let Some(flag) = words.next() {
        match flag {
            "-t" => {
                words.next();
            }
            "-e=0" | "-d=panic" => {}
            "-s" => single = true,
            _ => match flag.strip_prefix("-lang=") {
                Some(v) => lang = v.to_string(),
                None => return Some(Err(flag.to_string())),
            },
        }
    }
    let _ = single;
    let packages = if kind == "errorcheck" {
        vec![vec![file.to_path_buf()]]
    } else {
        dir_packages(&file.with_extension("dir"), single)
    };
    Some(Ok(Case { name, lang, packages }))
}

/// The packages of a folder: files with one package clause belong together.
fn dir_packages(dir: &Path, single: bool) -> Vec<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    files.sort();
    files.retain(|f| f.extension().is_some_and(|e| e == "go"));
    let mut out: Vec<(String, Vec<PathBuf>)> = Vec::new();
    for f in files {
        let text = std::fs::read_to_string(&f).unwrap_or_default();
        let name = text.lines().find_map(|l| l.strip_prefix("package ")).unwrap_or("").trim().to_string();
        match out.iter_mut().find(|p| p.0 == name && !single) {
            Some(p) => p.1.push(f),
            None => out.push((name, vec![f])),
        }
    }
    out.into_iter().map(|p| p.1).collect()
}

fn cases(root: &Path) -> (Vec<Case>, Vec<String>) {
    let (mut cases, mut left_out) = (Vec::new(), Vec::new());
    let folders = [".", "ken", "chan", "interface", "syntax", "fixedbugs", "typeparam", "runtime", "abi"];
    for folder in folders {
        let dir = if folder == "." { root.to_path_buf() } else { root.join(folder) };
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(dir).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
        files.sort();
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "go")) {
            match case_of(root, file) {
                Some(Ok(case)) => cases.push(case),
                Some(Err(flag)) => left_out.push(format!("{} ({flag})", file.display())),
                None => {}
            }
        }
    }
    (cases, left_out)
}

#[test]
fn error_marks_of_the_test_directory_are_met() {
    let reference = testkit::reference();
    let std = SourceImporter::new(&reference.goroot, true);
    let filter = std::env::var("OXIGO_ERRORCHECK").ok();
    let (cases, left_out) = cases(&reference.tests);
    let (mut passed, mut failed) = (0, Vec::new());
    for case in cases.iter().filter(|c| filter.as_ref().is_none_or(|f| c.name.contains(f.as_str()))) {
        let work = std::panic::AssertUnwindSafe(|| run(&std, case));
        let wrong = std::panic::catch_unwind(work).unwrap_or_else(|_| vec!["panic".into()]);
        if wrong.is_empty() {
            passed += 1;
        } else {
            failed.push((case.name.clone(), wrong));
        }
    }
    for (name, wrong) in &failed {
        println!("FAIL {name}");
        let shown = if filter.is_some() { usize::MAX } else { 3 };
        wrong.iter().take(shown).for_each(|w| println!("    {w}"));
    }
    println!("{passed} passed, {} failed, {} left out for their flags", failed.len(), left_out.len());
    let total = passed + failed.len();
    assert!(passed * 100 >= total * REQUIRED_PERCENT, "{passed} of {total} tests pass");
}

/// Tests that the official compiler fails too, by its own list (`types2Failures`).
const OFFICIAL_FAILURES: &[&str] = &[
    "shift1.go",
    "fixedbugs/issue10700.go",
    "fixedbugs/issue18331.go",
    "fixedbugs/issue18419.go",
    "fixedbugs/issue20233.go",
    "fixedbugs/issue20245.go",
    "fixedbugs/issue31053.go",
    "fixedbugs/notinheap.go",
];

/// How many of the tests must pass.
const REQUIRED_PERCENT: usize = 97;
