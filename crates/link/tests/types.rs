//! Types and itabs in the executables of each release whose toolchain is on the machine: compiled by the official toolchain,
//! linked by us, and run.

mod common;

use common::{link_built, officially_built};
use std::process::Command;
use std::time::Duration;

/// The text of a field's tag is longer than every descriptor, so it is the last of what belongs to types, and ends anywhere.
fn program(tag: usize) -> String {
    format!(
        "package main\n\nimport \"reflect\"\n\ntype t struct {{\n\tf int `{}`\n}}\n\nfunc main() {{\n\
         \tprintln(len(reflect.TypeOf(t{{}}).Field(0).Tag))\n}}\n",
        "x".repeat(tag)
    )
}

#[test]
fn texts_behind_the_descriptors_may_end_anywhere() {
    for (release, reference) in testkit::installed_references() {
        let dir = testkit::temp_dir();
        std::fs::write(dir.path().join("go.mod"), "module m\n\ngo 1.23\n").unwrap();
        for tag in 4001..4005 {
            std::fs::write(dir.path().join("main.go"), program(tag)).unwrap();
            let (official, work) = officially_built(&reference, dir.path());
            let ours = link_built(release, &reference, &work);
            assert_eq!((official.as_str(), ours.as_str()), ("", ""), "{}", release.version);
            let done = testkit::run(&mut Command::new(work.join("b001/ours")), b"", Duration::from_secs(60));
            assert_eq!(done.err(), format!("{tag}\n"), "{}: {}", release.version, done.summary());
            std::fs::remove_dir_all(work).unwrap();
        }
    }
}
