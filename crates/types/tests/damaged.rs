//! Damaged sources never make the checker panic or run away: the official test files with
//! tokens removed, doubled, swapped or replaced, as many as `OXIGO_DAMAGED` says (seed
//! `OXIGO_SEED`), in turn by the rules of each release. What is reported does not matter here, only that checking ends.

mod common;

use base::Sources;
use common::SourceImporter;
use release::Release;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use types::{CheckInput, Config, check_package};

/// A small generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Words and single characters, with the blanks before them.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut word = false;
    for (i, c) in text.char_indices() {
        let part_of_word = c.is_alphanumeric() || c == '_';
        if i > start && !(word && part_of_word) && !text[start..i].trim().is_empty() {
            out.push(&text[start..i]);
            start = i;
        }
        word = part_of_word;
    }
    out.push(&text[start..]);
    out
}

fn damage(text: &str, r: &mut Random) -> String {
    let mut list = pieces(text);
    for _ in 0..=r.below(3) {
        let (i, j) = (r.below(list.len()), r.below(list.len()));
        match r.below(4) {
            0 => {
                list.remove(i);
            }
            1 => list.insert(i, list[j]),
            2 => list.swap(i, j),
            _ => list[i] = list[j],
        }
        if list.is_empty() {
            break;
        }
    }
    list.concat()
}

fn check(importer: &SourceImporter, text: String, alias_nodes: bool) {
    let mut sources = Sources::new();
    sources.add("x.go", text.into_bytes()).expect("small");
    let config = syntax::Config { check_branches: true, ..common::syntax_of(importer.s.release) };
    let parsed: Vec<_> = sources.files().iter().map(|f| syntax::parse_file(f, &importer.s.names, config)).collect();
    // Typed bodies are asked for only where the syntax is right.
    let typed_bodies = parsed.iter().all(|p| p.diagnostics.is_empty());
    let files: Vec<_> = parsed.into_iter().map(|p| p.file).collect();
    let config = Config { alias_nodes, typed_bodies, compiler_limits: true, ..Config::default() };
    check_package(CheckInput {
        s: &importer.s,
        path: "p",
        config: &config,
        importer,
        sources: Arc::new(sources),
        files: &files,
    });
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    out.retain(|p| p.extension().is_some_and(|e| e == "go"));
    out.sort();
    out
}

/// A release, the library its packages come from, and what is damaged.
struct Subject {
    release: Release,
    goroot: PathBuf,
    texts: Vec<String>,
}

impl Subject {
    /// The release's own tree, or that of the default release where it is not on the machine.
    fn of(release: Release) -> Subject {
        let installed = testkit::installed_references().into_iter().find(|(r, _)| *r == release);
        let goroot = installed.map_or_else(|| testkit::reference().goroot.clone(), |(_, r)| r.goroot);
        let root = goroot.join("src/internal/types/testdata");
        let list = ["check", "spec", "examples", "fixedbugs"].iter().flat_map(|d| files(&root.join(d)));
        let texts: Vec<String> = list.filter_map(|p| std::fs::read_to_string(p).ok()).collect();
        assert!(texts.len() > 100);
        Subject { release, goroot, texts }
    }

    fn importer(&self) -> Arc<SourceImporter> {
        Arc::new(SourceImporter::of(self.release, &self.goroot, true))
    }

    /// Checks `count` damaged files to the end.
    fn check_damaged(&self, count: usize, seed: usize) {
        let mut r = Random(0x9e37_79b9_7f4a_7c15 ^ seed as u64);
        let mut importer = self.importer();
        for i in 0..count {
            if i % 1_000 == 999 {
                importer = self.importer(); // tables only grow
            }
            let text = damage(&self.texts[r.below(self.texts.len())], &mut r);
            if text.len() > 40_000 {
                continue;
            }
            let (shown, used) = (text.clone(), importer.clone());
            let alias_nodes = i % 4 != 0;
            if common::within(Duration::from_secs(5), move || check(&used, text, alias_nodes)).is_none() {
                if let Ok(dir) = std::env::var("OXIGO_DAMAGED_DIR") {
                    let _ = std::fs::write(Path::new(&dir).join(format!("damaged{i}.go")), &shown);
                }
                let (version, shown) = (self.release.version, &shown[..shown.len().min(200)]);
                panic!("{version}: damaged file {i} of seed {seed}: panic or too slow\n{shown}");
            }
        }
    }
}

#[test]
fn damaged_files_check_to_the_end() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default);
    let (count, seed) = (number("OXIGO_DAMAGED", 2_500), number("OXIGO_SEED", 1));
    let releases: Vec<Release> = Release::all().collect();
    for &release in &releases {
        Subject::of(release).check_damaged(count / releases.len(), seed);
    }
    println!("{count} damaged files checked to the end");
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let goroot = &testkit::reference().goroot;
    let importer = SourceImporter::new(goroot, true);
    let n = 9_000;
    let deep = [
        format!("package p; var x = {}1{}", "(".repeat(n), ")".repeat(n)),
        format!("package p; var x = {}1", "-".repeat(n)),
        format!("package p; var x = 1{}", " + 1".repeat(n)),
        format!("package p; var y int; var x = y{}", " + y".repeat(n)),
        format!("package p; var x {}int", "[]".repeat(n)),
        format!("package p; var x {}int", "*".repeat(n)),
        format!("package p; func f() {{ {} {} }}", "{".repeat(n), "}".repeat(n)),
        format!("package p; func f() {{ {} {} }}", "if true {".repeat(n), "}".repeat(n)),
        format!("package p; var x = {}1{}", "f(".repeat(n), ")".repeat(n)),
        format!("package p; func f(int) int; var x = {}1{}", "f(".repeat(n), ")".repeat(n)),
        format!("package p; var x = {}{}", "func() { _ = ".repeat(n / 2), "}".repeat(n / 2)),
        format!("package p; type T struct {{ f {} int {} }}", "struct { f ".repeat(n), "}".repeat(n)),
        format!("package p; type T interface {{ {} {} }}", "interface { ".repeat(n), "}".repeat(n)),
        format!("package p; var x = T{{{} {}}}; type T []T", "{".repeat(n), "}".repeat(n)),
        format!("package p; var a []int; var x = a{}", "[0]".repeat(n)),
        format!("package p; var x = a{}", ".b".repeat(n)),
        format!("package p; func f(x {}) {{ f(x) }}", "func(".repeat(n) + &")".repeat(n)),
    ];
    for text in deep {
        println!("{}", &text[..60]);
        std::thread::scope(|scope| {
            // The parser has a bound of its own; its callers give it the stack.
            let big = std::thread::Builder::new().stack_size(256 << 20);
            let done = big.spawn_scoped(scope, || check(&importer, text, true)).expect("a thread").join();
            assert!(done.is_ok());
        });
    }
}
