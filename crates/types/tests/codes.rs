//! Every example program in the comments of the official list of error codes
//! (`internal/types/errors/codes.go`) is refused with its code. Left out, by name, are those
//! that the compiler's parser refuses already.

mod common;

use base::{Diagnostic, Sources};
use common::SourceImporter;
use std::sync::Arc;
use types::{CheckInput, Config, check_package};

/// Code and example program.
fn examples(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut comment: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("//") {
            comment.push(rest.strip_prefix(' ').unwrap_or(rest).to_string());
            continue;
        }
        let name = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        if name.chars().next().is_some_and(char::is_uppercase) {
            let doc = comment.join("\n");
            for example in doc.split("Example:").skip(1) {
                out.push((name.to_string(), example.trim().to_string()));
            }
        }
        comment.clear();
    }
    out
}

/// Errors of the parser and of the checker.
fn check(importer: &SourceImporter, example: &str) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let text = if example.starts_with("package") { example.to_string() } else { format!("package p\n\n{example}") };
    let mut sources = Sources::new();
    sources.add("example.go", text.into_bytes()).expect("small");
    let parsed = syntax::parse_file(&sources.files()[0], &importer.s.names, syntax::Config::default());
    let config = Config { fake_import_c: true, ..Config::default() };
    let files = [parsed.file];
    let input = CheckInput {
        s: &importer.s,
        path: "example",
        config: &config,
        importer,
        sources: Arc::new(sources),
        files: &files,
    };
    (parsed.diagnostics, check_package(input).diagnostics)
}

#[test]
fn examples_of_error_codes_are_refused_with_their_code() {
    let goroot = &testkit::reference().goroot;
    let path = goroot.join("src/internal/types/errors/codes.go");
    let text = std::fs::read_to_string(path).expect("the list of codes");
    let importer = SourceImporter::new(goroot, true);
    let list = examples(&text);
    assert!(list.len() > 140, "{} examples", list.len());
    let (mut passed, mut syntax_errors, mut failed) = (0, Vec::new(), Vec::new());
    for (code, example) in &list {
        let (syntax, found) = check(&importer, example);
        if found.first().is_some_and(|d| d.code == code) {
            passed += 1;
        } else if !syntax.is_empty() {
            syntax_errors.push(code.as_str());
        } else {
            let got: Vec<String> = found.iter().map(|d| format!("{}: {}", d.code, d.message)).collect();
            failed.push(format!("{code}: got {got:?} for\n{example}"));
        }
    }
    failed.iter().for_each(|f| println!("{f}\n"));
    println!("{passed} passed, {} failed; refused by the parser: {syntax_errors:?}", failed.len());
    assert!(failed.is_empty());
}
