//! Compiled functions at work, without a front end: each `testdata/run/NAME.ssa` becomes an
//! object of package main, packed into the archive that the official compiler makes of
//! `NAME.go` (where the functions are declared without bodies), linked by the official linker
//! and run. The expected output follows `// Output:` in the Go file.

mod support;

use std::path::Path;

#[test]
fn programs_print_what_they_should() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/run");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "go"));
    files.sort();
    assert!(!files.is_empty());
    let only = std::env::var("OXIGO_ONLY").unwrap_or_default();
    for file in files.iter().filter(|f| f.to_string_lossy().contains(&only)) {
        let source = std::fs::read_to_string(file).unwrap();
        let text = std::fs::read_to_string(file.with_extension("ssa")).unwrap();
        let head = source.split_once("// Output:\n").map_or(&*source, |s| s.0);
        let lines: String = support::build_and_run(&source, &text, support::CHECKED)
            .lines()
            .map(|l| format!("// {l}").trim_end().to_string() + "\n")
            .collect();
        testkit::check_golden(file, &format!("{head}// Output:\n{lines}"));
    }
}
