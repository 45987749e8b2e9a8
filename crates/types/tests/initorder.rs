//! The order of package initialisation of every library package is that of `go/types`, which
//! the reference toolchain runs (`initorder.go`).

mod common;

use common::SourceImporter;
use std::collections::HashMap;
use std::io::Write;
use std::process::Stdio;
use types::Importer;

/// `path: a b,c …` lines of the official checker, by path.
fn official() -> HashMap<String, String> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/initorder.go");
    let mut child = testkit::official_go(["run", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the reference toolchain runs");
    let list: String =
        testkit::std_archives().iter().map(|(path, file)| format!("{path}\t{}\n", file.display())).collect();
    child.stdin.take().expect("piped").write_all(list.as_bytes()).expect("the program reads");
    let out = child.wait_with_output().expect("the program ends");
    let text = String::from_utf8(out.stdout).expect("text");
    text.lines().filter_map(|l| l.split_once(':')).map(|(p, names)| (p.to_string(), names.trim().to_string())).collect()
}

#[test]
fn initialisation_order_is_the_official_one() {
    let importer = SourceImporter::new(&testkit::reference().goroot, false);
    let mut wrong = Vec::new();
    let expected = official();
    assert!(expected.len() > 150, "{} packages", expected.len());
    let mut variables = 0;
    for (path, want) in &expected {
        // Packages of the library's vendor folder go by their own path here.
        let path = path.trim_start_matches("vendor/");
        importer.import(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let have = importer.init_orders.lock().unwrap().get(path).cloned().unwrap_or_default();
        variables += have.split_whitespace().count();
        if have != *want {
            wrong.push(format!("{path}\n  want {want}\n  have {have}"));
        }
    }
    println!("{} packages, {variables} initialisers", expected.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
