//! Builds that our compiler, assembler and linker do not do (`oxigo::upstream::toolchain`): the source tree's own tools,
//! compiled by oxigo, do them, and make what the official ones make, byte for byte.

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, TempDir, reference, run, temp_dir};

const PROGRAM: &str = "package main\n\nfunc main() { println(\"hello\", len(a)) }\n\nvar a = make([]int, 3)\n";

/// A program that waits for nobody while another goroutine writes.
const RACE: &str = "package main\n\nvar x int\n\nfunc main() {\n\tdone := make(chan bool)\n\tgo func() { x++; done <- true }()\n\tx++\n\t<-done\n}\n";

const C: &str = "package main\n\n// static int add(int a, int b) { return a + b; }\nimport \"C\"\n\nfunc main() { println(C.add(1, 2)) }\n";

fn folder() -> TempDir {
    let dir = temp_dir();
    for (name, text) in [("x.go", PROGRAM), ("race.go", RACE), ("c.go", C)] {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// Runs a command line with settings before it, by oxigo or the official command.
fn go(dir: &Path, is_ours: bool, line: &str) -> Finished {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let binary = if is_ours { env!("CARGO_BIN_EXE_oxigo").into() } else { reference().go() };
    let mut command = Command::new(binary);
    testkit::set_environment(&mut command, reference());
    if is_ours {
        command.env("GOCACHE", kept.join("gocache")).env("XDG_CACHE_HOME", kept.join("cache"));
    }
    command.current_dir(dir);
    for word in line.split(' ') {
        match word.split_once('=').filter(|_| word.starts_with(|c: char| c.is_ascii_uppercase())) {
            Some((name, value)) => command.env(name, value),
            None => command.arg(word),
        };
    }
    run(&mut command, b"", Duration::from_secs(900))
}

/// Systems, architectures and forms that only upstream's linker knows.
#[test]
fn programs_for_elsewhere() {
    let dir = folder();
    for settings in ["GOOS=windows GOARCH=arm64 build", "build -buildmode=pie"] {
        let made = |is_ours: bool| {
            let name = format!("{}.{is_ours}", settings.len());
            go(dir.path(), is_ours, &format!("{settings} -trimpath -ldflags=-buildid= -o {name} x.go")).expect();
            std::fs::read(dir.path().join(name)).unwrap()
        };
        assert!(made(true) == made(false), "{settings}: the programs differ");
    }
}

/// Code of C and the race detector.
#[test]
fn programs_with_c() {
    let dir = folder();
    let said = go(dir.path(), true, "CGO_ENABLED=1 run c.go").err();
    assert_eq!(said, "3\n");
    // Unless it is switched off, cgo is there for who needs it, and for nobody else.
    let line = |line: &str| go(dir.path(), true, &format!("CGO_ENABLED= {line}"));
    assert_eq!(line("run c.go").err(), "3\n");
    assert_eq!(line("list -f {{.CgoFiles}}{{.GoFiles}} c.go x.go").out(), "[c.go][x.go]\n");
    line("build -o plain x.go").expect();
    assert!(line("version -m plain").out().contains("CGO_ENABLED=0"));
    std::fs::create_dir(dir.path().join("m")).unwrap();
    for (name, text) in [
        ("go.mod", "module m\n\ngo 1.23\n"),
        ("a.go", "package main\n\nfunc main() { println(name) }\n"),
        ("with.go", "//go:build cgo\n\npackage main\n\nimport \"C\"\n\nconst name = \"with\"\n"),
        ("without.go", "//go:build !cgo\n\npackage main\n\nconst name = \"without\"\n"),
        ("a_test.go", "package main\n\nimport \"testing\"\n\nfunc Test(t *testing.T) { println(name) }\n"),
    ] {
        std::fs::write(dir.path().join("m").join(name), text).unwrap();
    }
    for (settings, name) in [("CGO_ENABLED=", "with"), ("CGO_ENABLED=0", "without")] {
        assert_eq!(go(&dir.path().join("m"), true, &format!("{settings} run .")).err(), format!("{name}\n"));
        let done = go(&dir.path().join("m"), true, &format!("{settings} test -v ."));
        assert!(done.ok() && done.out().contains(&format!("{name}\n")), "{}", done.summary());
        assert!(go(&dir.path().join("m"), true, &format!("{settings} vet .")).ok());
    }
    // The library's own package of that kind is nothing without C.
    let done = line("test -short runtime/cgo");
    assert!(done.ok(), "{}", done.summary());
    let without = |is_ours: bool| {
        let done = go(dir.path(), is_ours, "CGO_ENABLED=0 test -short -vet=off runtime/cgo");
        let text = done.out() + &done.err();
        let mut missing: Vec<String> =
            text.lines().filter(|l| l.contains("relocation target x_")).map(str::to_owned).collect();
        missing.sort();
        missing
    };
    assert!(without(true).len() > 10, "{:?}", without(true));
    assert_eq!(without(true), without(false));
    let done = go(dir.path(), true, "CGO_ENABLED=1 run -race race.go");
    assert!(done.err().contains("WARNING: DATA RACE") && done.err().contains("race.go:7"), "{}", done.summary());
    let done = go(dir.path(), true, "run -race race.go");
    let official = go(dir.path(), false, "run -race race.go");
    assert_eq!((done.code(), done.err()), (official.code(), official.err()));
}

/// Tools by themselves, and what the cache has of both kinds.
#[test]
fn tools_of_both_kinds() {
    let dir = folder();
    go(dir.path(), true, "GOARCH=arm64 tool compile -p main -o x.o x.go");
    let kind = |line: &str| go(dir.path(), true, line).out();
    assert_ne!(kind("tool compile -V=full"), kind("GOARCH=arm64 tool compile -V=full"));
    assert!(kind("OXIGO_TOOLCHAIN=upstream tool compile -V=full").trim_end().ends_with("/upstream"));
    // Our own build of the same program finds nothing of what the others left.
    go(dir.path(), true, "OXIGO_TOOLCHAIN=upstream build -o theirs x.go").expect();
    go(dir.path(), true, "build -o ours x.go").expect();
    let bytes = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
    assert_ne!(bytes("ours"), bytes("theirs"));
    for name in ["ours", "theirs"] {
        let done = run(&mut Command::new(dir.path().join(name)), b"", Duration::from_secs(60));
        assert_eq!(done.err(), "hello 3\n", "{name}");
    }
}
