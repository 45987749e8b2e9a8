//! Typed bodies as text: each file of `testdata/body` has a Go file, a line `----`, and the
//! bodies of its functions and initialisers. `OXIGO_UPDATE=1` rewrites what stands below.

mod common;

use base::Sources;
use common::SourceImporter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use types::body::{print::print, verify::verify};
use types::{CheckInput, Config, check_package};

const SEPARATOR: &str = "----\n";

fn bodies_of(goroot: &Path, name: &str, source: &str) -> String {
    let importer = SourceImporter::new(goroot, true);
    let mut sources = Sources::new();
    sources.add(name, source.as_bytes()).expect("a small file");
    let parsed = syntax::parse_file(&sources.files()[0], &importer.s.names, syntax::Config::default());
    assert!(parsed.diagnostics.is_empty(), "{name}: {:?}", parsed.diagnostics);
    let config = Config { typed_bodies: true, ..Config::default() };
    let input = CheckInput {
        s: &importer.s,
        path: "p",
        config: &config,
        importer: &importer,
        sources: Arc::new(sources),
        files: &[parsed.file],
    };
    let checked = check_package(input);
    assert!(checked.diagnostics.is_empty(), "{name}: {:?}", checked.diagnostics);
    let mut out = String::new();
    for body in checked.inits.iter().chain(&checked.bodies) {
        assert_eq!(verify(&importer.s, body), Vec::<String>::new(), "{name}");
        out += &print(&importer.s, body);
    }
    out
}

#[test]
fn typed_bodies_are_as_written_down() {
    let goroot = &testkit::reference().goroot;
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/body");
    let mut files: Vec<PathBuf> = dir.read_dir().expect("the folder exists").map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 6);
    for path in files {
        let text = std::fs::read_to_string(&path).expect("text");
        let source = text.split(SEPARATOR).next().unwrap_or_default();
        let bodies = bodies_of(goroot, &path.file_name().unwrap().to_string_lossy(), source);
        testkit::check_golden(&path, &format!("{source}{SEPARATOR}{bodies}"));
    }
}
