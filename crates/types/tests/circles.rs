//! Types that are declared as each other, contain each other or are measured by each other: checking ends for every
//! release, and says what the release's compiler says where that is on the machine.

mod common;

use base::{Diagnostic, Sources};
use common::SourceImporter;
use release::Release;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use types::{CheckInput, Config, check_package};

/// Declarations behind `package p` and the import of `unsafe`, with what the compilers find in them.
const CIRCLES: &[&str] = &[
    "type T T; var v [unsafe.Sizeof(v.m)]T; func f() T",
    "type T T; var v struct { f [unsafe.Sizeof((T).m)]T }; func f() int",
    "type T T; var v [len(f())]interface { T }; func f() T",
    "type T T; var v T; var w = v.m; var z = f().m; func f() T",
    "type A = T; type T A; var v A; var w = v.m",
    "type T A; type A = T; var v A; var w = v.m",
    "type A0 = T2; type A1 = T2; type T2 A1; var v A1; func f() map[A0]A1",
    "type A = B; type B = C; type C = A; var v C",
    "type A = B; type B C; type C = D; type D A; var v [len(f())]A; func f() D",
    "type A = A; func (A) m() {}; func (*A) n() {}",
    "type A = *A; func (A) m() {}; func (*A) n() {}",
    "type A = *B; type B = *A; func (A) m() {}; func (B) n() {}",
    "type T (T); type U (V); type V (U); var v U",
    "type T0 struct { f T0 }; type A1 = T0; var v A1; var w = v.f.f",
    "type T1 struct { f [unsafe.Offsetof(v.f)]int }; type T2 struct { f T2 }; var v T2",
    "type T [unsafe.Sizeof(T{})]int",
    "type T [len(v)]int; var v T",
    "type A T; type T [unsafe.Sizeof(A{})]int",
    "type G[P any] struct { f P; g G[int] }; var v G[string]; var w = v.f",
    "func f() { type T T; type U *U; type V = V; var t T; _ = t.f; _ = []T{}[0]; var z V; _ = z.f }",
    // These are no circles: an alias may be pointed to before it is known what it stands for.
    "type Z A; type A = []T; type T *A",
    "type Z A; type A = struct { t T }; type T *A; var x A; var y = *x.t",
    "type Z A; type A = func(T) *A; type T struct { f *A }; var x A; var y = x(T{})",
    "type Z A; type A = interface { T }; type T *A",
];

/// Likewise, but official compilers do not come to an end with these, or begin to tell of the circle elsewhere.
const ENDLESS: &[&str] = &[
    "type G[P any] T; type T G[T]; func f() T",
    "type G[P any] A; type A = G[chan int]; func f() []A",
    "type G[P any] G[[]P]; var v G[int]; var w = v.m",
    "type G[P any] T; type T G[T]; var v G[int]; var w = v.m",
    "type G[P any] struct { f G[G[P]] }; var v G[int]; type T [unsafe.Sizeof(v)]int",
    "type G[P any] struct { f G[G[P]] }; var v G[int]; type T [unsafe.Offsetof(v.f)]int",
    "type G[P any] G[G[P]]; var v G[int]; var w = v.x; type T [unsafe.Sizeof(G[int]{})]int",
    "type A[P any] = T; type T A[int]; var v A[int]; var w = v.x; type U [unsafe.Sizeof(A[int]{})]int",
];

fn source(declarations: &str) -> String {
    format!("package p\n\nimport \"unsafe\"\n\nvar _ unsafe.Pointer\n\n{}\n", declarations.replace("; ", "\n"))
}

/// In order, each once, as compilers print them.
fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list.dedup();
    list
}

fn check(release: Release, goroot: &Path, text: &str) -> Vec<String> {
    let importer = SourceImporter::of(release, goroot, true);
    let mut sources = Sources::new();
    sources.add("x.go", text.as_bytes().to_vec()).expect("small");
    let parsed = syntax::parse_file(&sources.files()[0], &importer.s.names, common::syntax_of(release));
    let sources = Arc::new(sources);
    let config = Config { alias_nodes: true, compiler_limits: true, ..Config::default() };
    let input = CheckInput {
        s: &importer.s,
        path: "p",
        config: &config,
        importer: &importer,
        sources: sources.clone(),
        files: &[parsed.file],
    };
    let shown = |d: &Diagnostic| common::text(&sources, d);
    sorted(parsed.diagnostics.iter().chain(&check_package(input).diagnostics).map(shown).collect())
}

/// What the checker of a release says.
fn ours(release: Release, goroot: &Path, declarations: &str) -> Vec<String> {
    let (goroot, text) = (goroot.to_path_buf(), source(declarations));
    common::within(Duration::from_secs(20), move || check(release, &goroot, &text))
        .unwrap_or_else(|| panic!("{}: no end, or a panic: {declarations}", release.version))
}

/// What the compiler of a release says: messages, with their further lines.
fn official(reference: &testkit::Reference, dir: &Path, declarations: &str) -> Vec<String> {
    std::fs::write(dir.join("x.go"), source(declarations)).expect("a folder of our own");
    let mut compile = std::process::Command::new(reference.tool("compile"));
    compile.current_dir(dir).args(["-p", "p", "-o", "x.a", "x.go"]);
    let out = testkit::run(&mut compile, &[], Duration::from_secs(30));
    let text = [out.stdout, out.stderr].concat();
    let mut messages: Vec<String> = Vec::new();
    for line in String::from_utf8_lossy(&text).lines() {
        match messages.last_mut() {
            Some(last) if line.starts_with('\t') => last.push_str(&format!("\n{line}")),
            _ => messages.push(line.into()),
        }
    }
    sorted(messages)
}

#[test]
fn circles_of_types_are_reported() {
    let dir = testkit::temp_dir();
    let references = testkit::installed_references();
    let mut wrong = Vec::new();
    for (release, reference) in &references {
        for circle in CIRCLES {
            let (ours, official) = (ours(*release, &reference.goroot, circle), official(reference, dir.path(), circle));
            if ours != official {
                wrong.push(format!("{}: {circle}\n{ours:#?}\nofficial: {official:#?}", release.version));
            }
        }
    }
    assert!(!references.is_empty() && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn circles_without_end_are_reported() {
    let goroot = &testkit::reference().goroot;
    for release in Release::all() {
        for circle in CIRCLES {
            ours(release, goroot, circle);
        }
        for circle in ENDLESS {
            assert!(!ours(release, goroot, circle).is_empty(), "{}: {circle}", release.version);
        }
    }
}
