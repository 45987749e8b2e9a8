//! Differential test: on every file of Go's test directory, of the compiler's and the type
//! checkers' test data, and on seeded damage to such files, the syntax errors are those of
//! the official parser, which a small program compiled in its place prints.

mod corpus;

use base::Interner;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use syntax::mutate::{Random, mutate};
use testkit::{TempDir, official_go, reference, run, temp_dir};

/// The program that prints official errors.
struct Oracle {
    dir: TempDir,
}

impl Oracle {
    fn build() -> Oracle {
        let dir = temp_dir();
        let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/main.go");
        let package = reference().goroot.canonicalize().unwrap().join("src/cmd/compile/internal/oxigosyntax");
        let overlay = format!("{{\"Replace\":{{{:?}:{main:?}}}}}", package.join("main.go"));
        std::fs::write(dir.path().join("overlay.json"), overlay).unwrap();
        let mut go = official_go(["build", "-overlay"]);
        go.arg(dir.path().join("overlay.json")).arg("-o").arg(dir.path().join("oracle"));
        go.arg("cmd/compile/internal/oxigosyntax").current_dir(package.parent().unwrap());
        run(&mut go, b"", Duration::from_secs(300)).expect();
        Oracle { dir }
    }

    /// Sorted errors, `line:column: message`, for each file.
    fn errors(&self, files: &[PathBuf]) -> HashMap<PathBuf, Vec<String>> {
        let list: String = files.iter().map(|f| format!("{}\n", f.display())).collect();
        let mut oracle = std::process::Command::new(self.dir.path().join("oracle"));
        let out = run(&mut oracle, list.as_bytes(), Duration::from_secs(120)).expect();
        let mut all: HashMap<PathBuf, Vec<String>> = HashMap::new();
        let mut current = PathBuf::new();
        for line in out.lines() {
            match line.strip_prefix("FILE ") {
                Some(name) => current = name.into(),
                None => all.entry(current.clone()).or_default().push(line.to_owned()),
            }
        }
        all.values_mut().for_each(|v| v.sort());
        all
    }
}

/// Our errors for a file in the same form, those about directives left out, since the parser
/// does not report them.
fn our_errors(names: &Interner, path: &Path) -> Vec<String> {
    let sources = corpus::source(&path.to_string_lossy(), std::fs::read(path).unwrap());
    let file = &sources.files()[0];
    let parsed = syntax::parse_file(file, names, corpus::CONFIG);
    let about_directives = |m: &str| m.contains("//go:") || m.contains("directive") || m.contains("go:embed");
    let errors = parsed.diagnostics.iter().filter(|d| !about_directives(&d.message));
    let mut errors: Vec<String> = errors
        .map(|d| {
            let (line, column) = file.line_column(d.pos);
            // messages with line ends stand on several lines in the other's output
            format!("{line}:{column}: {}", d.message)
        })
        .flat_map(|m| m.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    errors.sort();
    errors
}

/// Compares all `files`; panics with the first differences.
fn compare(oracle: &Oracle, files: &[PathBuf]) {
    let names = Interner::new();
    let official = oracle.errors(files);
    let mut report = Vec::new();
    for path in files {
        let want = official.get(path).cloned().unwrap_or_default();
        let have = our_errors(&names, path);
        if want != have {
            report.push(format!("{}\n  official {want:#?}\n  ours {have:#?}", path.display()));
        }
    }
    let errors: usize = official.values().map(Vec::len).sum();
    println!("{} files, {errors} official errors, {} files differ", files.len(), report.len());
    assert!(errors > 0 && report.is_empty(), "{}", report[..report.len().min(5)].join("\n"));
}

#[test]
fn errors_are_the_official_ones() {
    let r = reference();
    let src = r.goroot.join("src");
    let mut files = corpus::go_files(&r.tests);
    for dir in ["cmd/compile/internal/syntax", "internal/types/testdata", "go/parser", "go/printer", "go/doc"] {
        files.extend(corpus::go_files(&src.join(dir)));
    }
    compare(&Oracle::build(), &files);
}

/// `OXIGO_MUTANTS` sets how many files are damaged, `OXIGO_SEED` how.
#[test]
fn errors_in_damaged_files_are_the_official_ones() {
    let number = |name, default| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default);
    let (count, seed) = (number("OXIGO_MUTANTS", 1500), number("OXIGO_SEED", 1));
    let r = reference();
    let mut files = corpus::go_files(&r.tests);
    files.extend(corpus::go_files(&r.goroot.join("src/go")));
    files.extend(corpus::go_files(&r.goroot.join("src/sync")));
    let mut random = Random::new(seed);
    let dir = temp_dir();
    let mut damaged = Vec::new();
    while damaged.len() < count as usize {
        let Ok(text) = std::fs::read_to_string(&files[random.below(files.len())]) else { continue };
        let changes = 1 + random.below(4);
        let text = mutate(&text, changes, &mut random);
        // Not compared: ignored bytes inside words are part of the official parser's names, and
        // it counts a line twice where one ends behind two points.
        if text.len() > 40_000 || text.contains(['\0', '\u{feff}']) || text.contains("..\n") {
            continue;
        }
        let path = dir.path().join(format!("m{:05}.go", damaged.len()));
        std::fs::write(&path, text).unwrap();
        damaged.push(path);
    }
    compare(&Oracle::build(), &damaged);
}
