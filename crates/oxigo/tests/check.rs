//! `oxigo check` against the official command: on the packages of `tests/check/*.txt` (files
//! behind lines `-- name --`) both print the same errors; the library has none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{official_go, reference, run, temp_dir};

/// Unpacks an archive of files; returns their folders.
fn unpack(archive: &str, dir: &Path) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::new();
    for part in archive.split("\n-- ").skip(1) {
        let (name, text) = part.split_once(" --\n").unwrap();
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("{text}\n")).unwrap();
        folders.insert(path.parent().unwrap().strip_prefix(dir).unwrap().to_owned());
    }
    folders.remove(Path::new(""));
    folders
}

fn oxigo(dir: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxigo"));
    command.arg("check").args(args).current_dir(dir).env("GOROOT", reference().goroot.canonicalize().unwrap());
    let done = run(&mut command, b"", Duration::from_secs(300));
    (done.code(), done.err())
}

#[test]
fn errors_are_the_official_ones() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check");
    let archive = std::fs::read_to_string(here.join("wrong.txt")).unwrap();
    let dir = temp_dir();
    let folders = unpack(&archive, dir.path());
    assert!(folders.len() > 5);
    for folder in folders {
        let pattern = format!("./{}", folder.display());
        let mut go = official_go(["build", "-o", "unused", &pattern]);
        let done = run(go.current_dir(dir.path()), b"", Duration::from_secs(120));
        let official = (done.code(), done.err());
        assert_eq!(oxigo(dir.path(), &[&pattern]), official, "{pattern}");
        assert_ne!(official.0, Some(0), "{pattern} is meant to be wrong");
    }
}

#[test]
fn cgo_is_refused_with_one_sentence() {
    let archive = "\n-- go.mod --\nmodule m\n\ngo 1.23\n-- only/a.go --\npackage only\n\nimport \"C\"\n\
        \n-- both/a.go --\npackage both\n\nimport \"C\"\n\nvar x int = nil\n\n-- both/b.go --\npackage both\n\
        \n-- user/a.go --\npackage user\n\nimport _ \"m/only\"\n";
    let dir = temp_dir();
    unpack(archive, dir.path());
    let refused = |file: &str| (Some(1), format!("{file}:3:8: {}\n", build::dir::NO_CGO));
    let check = |args: &[&str]| oxigo(dir.path(), args);
    assert_eq!(check(&["./only"]), refused("only/a.go"), "nothing else is left");
    assert_eq!(check(&["./user"]), refused("only/a.go"), "nor is in what is imported");
    assert_eq!(check(&["both/a.go"]), refused("both/a.go"), "named");
    assert_eq!(check(&["both/a.go", "both/b.go"]), refused("both/a.go"), "one of two that are named");
    assert_eq!(check(&["./both"]), (Some(0), String::new()), "left out, as without cgo");
}

#[test]
fn the_library_has_no_errors() {
    let src = reference().goroot.canonicalize().unwrap().join("src");
    assert_eq!(oxigo(&src, &["std"]), (Some(0), String::new()));
}
