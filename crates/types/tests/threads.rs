//! Bodies checked on several threads give what one thread gives, in the same order; packages
//! checked at the same time share a session without harm.

use base::{Interner, Sources};
use release::Release;
use std::fmt::Write;
use std::sync::Arc;
use types::{CheckInput, CheckedPackage, Config, Importer, PkgId, Session, check_package};

struct Only(Option<PkgId>);

impl Importer for Only {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        self.0.ok_or_else(|| format!("no package {path}"))
    }
}

fn check(s: &Session, importer: &Only, path: &str, text: &str) -> CheckedPackage {
    let mut sources = Sources::new();
    sources.add(format!("{path}.go"), text.as_bytes()).unwrap();
    let parsed = syntax::parse_file(&sources.files()[0], &s.names, syntax::Config::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let config = Config { typed_bodies: true, ..Config::default() };
    let (sources, files) = (Arc::new(sources), &[parsed.file]);
    check_package(CheckInput { s, path, config: &config, importer, sources, files })
}

/// What came out, as text.
fn outcome(s: &Session, checked: &CheckedPackage) -> String {
    let mut out = String::new();
    for d in &checked.diagnostics {
        let _ = writeln!(out, "{:?} {} {}", d.pos, d.code, d.message);
    }
    checked.bodies.iter().for_each(|b| out.push_str(&types::body::print::print(s, b)));
    for init in &checked.init_order {
        let names: Vec<&str> = init.lhs.iter().map(|&o| s.text(s.obj(o).name)).collect();
        let _ = writeln!(out, "init {}", names.join(","));
    }
    out
}

/// Many functions, with initialisation that depends on them; every `wrong`-th has an error.
fn program(wrong: usize) -> String {
    let mut text = "package p\n".to_string();
    for i in 0..300 {
        let error = if wrong > 0 && i % wrong == 0 { format!("_ = missing{i} + 1; var u int") } else { String::new() };
        let _ = writeln!(
            text,
            "var v{i} = f{next}(1)\nfunc f{i}(x int) (r int) {{ {error}\n\
             \tg := func() int {{ return x * {i} }}\n\tfor j := range x {{ r += g() + j }}\n\
             \tif x > 100 {{ return v{later} }}\n\treturn max(r, len([]int{{x, r}})) }}\n\
             type t{i} struct {{ next *t{i}; list []t{next} }}\nfunc (t *t{i}) m() *t{i} {{ return t.next.m() }}",
            next = (i + 1) % 300,
            later = if i > 200 { i - 100 } else { 299 },
        );
    }
    // Without a cycle of initialisation.
    text.replace("{ return v299 }", "{ return 1 }")
}

fn with_threads(threads: usize, text: &str) -> String {
    let s = Session::with_threads(Arc::new(Interner::new()), Release::default(), threads);
    let checked = check(&s, &Only(None), "p", text);
    outcome(&s, &checked)
}

#[test]
fn several_threads_find_the_same() {
    for wrong in [0, 7] {
        let text = program(wrong);
        let one = with_threads(1, &text);
        assert_eq!(one.contains("undefined: missing"), wrong > 0);
        for threads in [2, 5, 8] {
            assert!(with_threads(threads, &text) == one, "{threads} threads, errors in every {wrong}th function");
        }
    }
}

#[test]
fn packages_share_a_session() {
    let s = Session::with_threads(Arc::new(Interner::new()), Release::default(), 4);
    let shared = "package shared\ntype List[T any] struct { head T; tail *List[T] }\n\
                  func (l *List[T]) Len() int { if l == nil { return 0 }; return 1 + l.tail.Len() }\n\
                  func Map[T, U any](l *List[T], f func(T) U) *List[U] { return nil }\n";
    let shared = check(&s, &Only(None), "shared", shared);
    let user = "package user\nimport \"shared\"\ntype own struct{ shared.List[func(x int) []byte] }\n\
                func f(o own) int { return shared.Map(&o.List, func(g func(int) []uint8) own { return o }).Len() }\n";
    let importer = Only(Some(shared.pkg));
    let results: Vec<CheckedPackage> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|i| {
                scope.spawn({
                    let (s, importer) = (&s, &importer);
                    move || check(s, importer, &format!("user{i}"), user)
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    for checked in results {
        assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
        assert_eq!(checked.bodies.len(), 1);
    }
}
