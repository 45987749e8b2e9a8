//! Wrong programs of all sorts give errors, never a panic: files of the official checker's
//! tests with tokens dropped, doubled or exchanged, in a fixed pseudo-random sequence.
//! `OXIGO_MUTATIONS=n` makes n of each file instead of a few.

mod common;

use base::Sources;
use common::SourceImporter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use types::{CheckInput, Config, check_package};

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

/// Byte ranges of words and single characters.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices() {
        let word = c.is_alphanumeric() || c == '_';
        if let (Some(s), false) = (start, word) {
            out.push((s, i));
            start = None;
        }
        if word {
            start.get_or_insert(i);
        } else if !c.is_whitespace() {
            out.push((i, i + c.len_utf8()));
        }
    }
    out
}

fn mutated(text: &str, random: &mut Random) -> String {
    let list = tokens(text);
    let mut out = text.to_string();
    for _ in 0..1 + random.below(3) {
        if list.is_empty() {
            break;
        }
        let (a, b) = (list[random.below(list.len())], list[random.below(list.len())]);
        let other = text[b.0..b.1].to_string();
        if !out.is_char_boundary(a.0) || !out.is_char_boundary(a.1.min(out.len())) || a.1 > out.len() {
            continue;
        }
        match random.below(4) {
            0 => out.replace_range(a.0..a.1, ""),
            1 => out.insert_str(a.0, &format!("{other} ")),
            _ => out.replace_range(a.0..a.1, &other),
        }
    }
    out
}

fn check(importer: &SourceImporter, text: &str) -> usize {
    let mut sources = Sources::new();
    sources.add("m.go", text.as_bytes()).expect("a small file");
    let config = syntax::Config { check_branches: true, ..syntax::Config::default() };
    let parsed = syntax::parse_file(&sources.files()[0], &importer.s.names, config);
    let config = Config { typed_bodies: true, test_builtins: true, ..Config::default() };
    let input = CheckInput {
        s: &importer.s,
        path: "m",
        config: &config,
        importer,
        sources: Arc::new(sources),
        files: &[parsed.file],
    };
    let checked = check_package(input);
    // A tree with syntax errors may have holes that only its errors tell of.
    if parsed.diagnostics.is_empty() {
        for body in checked.bodies.iter().chain(&checked.inits) {
            assert_eq!(types::body::verify::verify(&importer.s, body), Vec::<String>::new());
        }
    }
    checked.diagnostics.len()
}

fn go_files(dir: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = dir.read_dir().into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            go_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "go") {
            out.push(path);
        }
    }
}

#[test]
fn wrong_programs_do_not_panic() {
    let rounds: usize = std::env::var("OXIGO_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let importer = SourceImporter::new(&testkit::reference().goroot, true);
    let mut files = Vec::new();
    go_files(&testkit::reference().goroot.join("src/internal/types/testdata"), &mut files);
    assert!(files.len() > 200);
    let (mut checks, mut errors, mut failed) = (0, 0, Vec::new());
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut random = Random(text.len() as u64);
        for round in 0..rounds {
            let text = mutated(&text, &mut random);
            checks += 1;
            match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&importer, &text))) {
                Ok(n) => errors += n,
                Err(_) => failed.push(format!("{} round {round}", path.display())),
            }
        }
    }
    println!("{checks} programs, {errors} errors");
    assert!(errors > 1000);
    assert!(failed.is_empty(), "panics: {failed:#?}");
}
