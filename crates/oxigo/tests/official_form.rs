//! Export data in the official form: a program of go/types, built with the official toolchain, reads the same
//! from our archives as from the official ones, whether `oxigo list -export` or the official `go`
//! with our compiler has made them.
//! (Of type arguments both spellings are right, `rune` or `int32`; ours are canonical.)

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{official_go, reference, run, temp_dir};

const FORMAT: &str = "{{if .Export}}{{.ImportPath}} {{.Export}}{{end}}";
const LIST: &[&str] = &["list", "-export", "-deps", "-f", FORMAT];
const PACKAGES: &[&str] = &["./...", "errors", "slices", "sync/atomic"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official_form")
}

fn text(command: &mut Command, input: &str) -> String {
    run(command.env_remove("PWD"), input.as_bytes(), Duration::from_secs(900)).expect()
}

/// Archives by path, as `go list` names them.
fn archives(command: &mut Command) -> BTreeMap<String, String> {
    let list = text(command.current_dir(folder().join("mod")), "");
    list.lines().map(|l| l.split_once(' ').unwrap()).map(|(p, f)| (p.to_owned(), f.to_owned())).collect()
}

fn oxigo(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxigo"));
    testkit::set_environment(&mut command, reference());
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gocache");
    command.args(args).env("GOROOT", reference().goroot.canonicalize().unwrap()).env("GOCACHE", cache);
    command
}

/// What go/types reads from archives.
fn scopes(archives: &BTreeMap<String, String>) -> String {
    let lines: String = archives.iter().map(|(path, file)| format!("{path} {file}\n")).collect();
    text(official_go(["run", "scopes.go"]).current_dir(folder()), &lines)
}

fn assert_same(ours: &str, theirs: &str) {
    for (a, b) in ours.lines().zip(theirs.lines()) {
        assert_eq!(a, b);
    }
    assert_eq!(ours.lines().count(), theirs.lines().count());
}

#[test]
fn types_read_from_our_archives_are_those_of_official_ones() {
    let theirs = scopes(&archives(official_go(LIST).args(PACKAGES)));
    assert!(theirs.contains("example.com/shapes: func example.com/shapes.Sum[T example.com/shapes/lib.Number]"));
    let ours = archives(oxigo(LIST).args(PACKAGES));
    assert_same(&scopes(&ours), &theirs);
    // The archives are complete for other readers as well.
    let nm = text(official_go(["tool", "nm"]).arg(&ours["example.com/shapes"]), "");
    assert!(nm.contains("example.com/shapes.Moved"), "{nm}");
    // Made by the compiler as a tool they say the same.
    let (stores, oxigo) = (temp_dir(), env!("CARGO_BIN_EXE_oxigo"));
    let mut command = official_go(LIST);
    command.arg(format!("-toolexec={oxigo} toolexec")).args(PACKAGES).env("OXIGO_TOOLS", "compile");
    command.env("XDG_CACHE_HOME", stores.path()).env("GOCACHE", stores.path().join("build"));
    assert_same(&scopes(&archives(&mut command)), &theirs);
}
