//! A seeded sample of the reference's files: printed and parsed again they give the same
//! tree; bodies parsed alone equal the ones parsed with the file. `OXIGO_FULL=1` takes all.

mod corpus;

use base::Interner;
use syntax::mutate::Random;

#[test]
fn printed_files_and_skipped_bodies_give_the_same_trees() {
    let r = testkit::reference();
    let mut files = corpus::go_files(&r.goroot.join("src"));
    files.extend(corpus::go_files(&r.tests));
    let all = std::env::var_os("OXIGO_FULL").is_some();
    let mut random = Random::new(7);
    files.retain(|_| all || random.below(16) == 0);
    let names = Interner::new();
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|f| Some(format!("{}: {}", f.display(), corpus::round_trip(&names, std::fs::read(f).unwrap())?)))
        .collect();
    println!("{} files, {} wrong", files.len(), wrong.len());
    assert!(files.len() > 100 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn deep_input_is_refused_without_overflow() {
    let names = Interner::new();
    let n = 250_000;
    let nested = [
        ("(", "1", ")"),
        ("[]", "int{}", ""),
        ("f(", "1", ")"),
        ("- ", "1", ""),
        ("<-", "c", ""),
        ("a[", "0", "]"),
        ("func() { _ = ", "1", "}"),
        ("T{", "1", "}"),
        ("*", "p", ""),
        ("map[int]", "int{}", ""),
        ("1+", "1", ""),
        ("x.", "y", ""),
        ("", "f", "()"),
    ];
    for (open, inner, close) in nested {
        let text = format!("package p\nvar _ = {}{inner}{}\n", open.repeat(n), close.repeat(n));
        expect_depth_error(&names, text);
    }
    for (open, inner, close) in [("{", "", "}"), ("if x {", "", "}"), ("L: ", ";", ""), ("if x {} else ", "{}", "")] {
        let text = format!("package p\nfunc f() {{ {}{inner}{} }}\n", open.repeat(n), close.repeat(n));
        expect_depth_error(&names, text);
    }
    for ty in ["[]", "struct { f ", "func(", "interface { m(", "chan ", "T[", "int | "] {
        expect_depth_error(&names, format!("package p\ntype T interface {{ {}int }}\n", ty.repeat(n)));
    }
}

fn expect_depth_error(names: &Interner, text: String) {
    let sources = corpus::source("a.go", text.into_bytes());
    let parsed = syntax::parse_file(&sources.files()[0], names, corpus::CONFIG);
    let first = parsed.diagnostics.iter().any(|d| d.message == "exceeded max nesting depth");
    assert!(first, "{:?}", &parsed.diagnostics[..parsed.diagnostics.len().min(3)]);
}

#[test]
fn trees_of_the_greatest_height_can_be_walked() {
    let names = Interner::new();
    for (open, close) in [("(", ")"), ("-(", ")"), ("func() int { return ", "}()")] {
        let n = 2000;
        let text = format!("package p\nvar _ = {}1{}\n", open.repeat(n), close.repeat(n));
        assert_eq!(corpus::round_trip(&names, text.into_bytes()), None);
    }
    // Trees are compared as indented text, whose size grows with the square of the height.
    let long = format!("package p\nvar _ = 1{}\n", " + 1".repeat(9_900));
    assert_eq!(corpus::round_trip(&names, long.into_bytes()), None);
}
