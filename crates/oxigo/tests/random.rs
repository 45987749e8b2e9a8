//! A few random programs of several packages (`testkit::programs`) print what the official toolchain makes them print, with and
//! without optimization. `cargo xtask fuzz programs --packages` runs as many as one likes.

use std::process::Command;
use std::time::Duration;
use testkit::{golden, official_go, run, temp_dir};

const LIMIT: Duration = Duration::from_secs(600);

#[test]
fn programs_of_several_packages_behave() {
    let dir = temp_dir();
    let mut files = testkit::programs::files(&(1..9).collect::<Vec<u64>>());
    files.push(("go.mod".to_owned(), "module m\n\ngo 1.23\n".to_owned()));
    for (name, text) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder is made");
        std::fs::write(path, text).expect("a file is written");
    }
    let output = |mut build: Command| {
        run(build.current_dir(dir.path()), b"", LIMIT).expect();
        run(&mut Command::new(dir.path().join("program")), b"", LIMIT).expect()
    };
    let want = output(official_go(["build", "-o", "program", "."]));
    for flags in ["-gcflags=m/...=", "-gcflags=m/...=-N -l"] {
        let args = ["build", flags, "-o", "program", "."];
        let ours = testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), &args);
        let have = output(ours);
        assert!(have == want, "{flags}: {}", golden::first_difference(&want, &have));
    }
}

#[test]
fn names_cross_packages_with_capitals() {
    let files = testkit::programs::files(&[3]);
    let names: Vec<&str> = files.iter().map(|f| f.0.as_str()).collect();
    assert_eq!(names, ["support/support.go", "p3/a/x.go", "p3/b/x.go", "p3/c/x.go", "main.go"]);
    assert!(files[1].1.contains("func (r P3_N) A("), "{}", files[1].1);
}
