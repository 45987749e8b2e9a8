//! The tools on the command line, compared with the official ones on the compiled library and
//! on official executables. Lines that an unstable sort may swap are compared as sets.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, reference, run, std_archives, temp_dir};

const LIMIT: Duration = Duration::from_secs(120);

fn ours(tool: &str, args: &[&str], dir: &Path) -> Finished {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxigo"));
    run(command.arg("tool").arg(tool).args(args).current_dir(dir), b"", LIMIT)
}

fn official(tool: &str, args: &[&str], dir: &Path) -> Finished {
    run(Command::new(reference().tool(tool)).args(args).current_dir(dir), b"", LIMIT)
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// Every tenth archive of the library.
fn some_archives() -> Vec<PathBuf> {
    std_archives().iter().step_by(10).map(|(_, file)| file.clone()).collect()
}

#[test]
fn nm_lists_what_the_official_nm_lists() {
    let mut files = some_archives();
    files.extend([reference().go(), reference().tool("nm"), reference().tool("asm")]);
    for (i, file) in files.iter().enumerate() {
        let file = file.to_str().unwrap();
        let flags: &[&str] = [&["-size"][..], &["-n"], &["-sort", "size", "-size"], &["-type"]][i % 4];
        let args = [flags, &[file]].concat();
        let (have, want) = (ours("nm", &args, Path::new("/")), official("nm", &args, Path::new("/")));
        assert_eq!(have.code(), want.code(), "{file}: {}", have.summary());
        assert!(sorted(&have.out()) == sorted(&want.out()), "nm {args:?} differs");
    }
}

#[test]
fn nm_sorts() {
    let file = &std_archives().iter().find(|a| a.0 == "strings").unwrap().1;
    let addresses = |text: String| -> Vec<String> { text.lines().map(|l| l[..8].to_string()).collect() };
    let args = ["-n", file.to_str().unwrap()];
    let (have, want) = (ours("nm", &args, Path::new("/")).out(), official("nm", &args, Path::new("/")).out());
    assert_eq!(addresses(have), addresses(want));
    let names = |text: String| -> Vec<String> { text.lines().map(|l| l[8..].to_string()).collect() };
    let args = [file.to_str().unwrap()];
    let (have, want) = (ours("nm", &args, Path::new("/")).out(), official("nm", &args, Path::new("/")).out());
    assert_eq!(names(have), names(want));
}

#[test]
fn buildid_reads_and_writes() {
    let dir = temp_dir();
    let mut files = some_archives();
    files.extend([reference().go(), reference().tool("nm")]);
    for file in &files {
        let args = [file.to_str().unwrap()];
        let (have, want) = (ours("buildid", &args, dir.path()), official("buildid", &args, dir.path()));
        assert_eq!((have.out(), have.code()), (want.out(), want.code()), "{args:?}");
        std::fs::copy(file, dir.path().join("a")).unwrap();
        std::fs::copy(file, dir.path().join("b")).unwrap();
        assert_eq!(
            ours("buildid", &["-w", "a"], dir.path()).code(),
            official("buildid", &["-w", "b"], dir.path()).code()
        );
        assert!(std::fs::read(dir.path().join("a")).unwrap() == std::fs::read(dir.path().join("b")).unwrap());
    }
}

#[test]
fn pack_makes_the_same_archives() {
    let (a, b) = (temp_dir(), temp_dir());
    let library = std_archives();
    for dir in [&a, &b] {
        std::fs::copy(&library.iter().find(|l| l.0 == "errors").unwrap().1, dir.path().join("errors.a")).unwrap();
        std::fs::copy(&library.iter().find(|l| l.0 == "runtime").unwrap().1, dir.path().join("runtime.a")).unwrap();
        std::fs::write(dir.path().join("odd_and_long_name"), "an odd number of bytes.").unwrap();
    }
    let steps: &[&[&str]] = &[
        &["t", "runtime.a"],
        &["tv", "runtime.a"],
        &["p", "errors.a", "__.PKGDEF"],
        &["c", "new.a", "errors.a", "odd_and_long_name"],
        &["cv", "verbose.a", "errors.a"],
        &["r", "new.a", "odd_and_long_name"],
        &["rv", "fresh.a", "odd_and_long_name", "errors.a"],
        &["tv", "new.a"],
        &["grc", "grc.a", "errors.a"],
        &["xv", "runtime.a"],
        &["t", "errors.a", "absent"],
        &["t", "odd_and_long_name"],
        &["q", "errors.a"],
        &["t"],
    ];
    for step in steps {
        let (have, want) = (ours("pack", step, a.path()), official("pack", step, b.path()));
        assert_eq!(have.code(), want.code(), "pack {step:?}: {} {}", have.err(), want.err());
        assert!(have.stdout == want.stdout, "pack {step:?} prints {} instead of {}", have.out(), want.out());
    }
    let names = |dir: &Path| -> Vec<_> {
        let mut names: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(a.path()), names(b.path()));
    for name in names(a.path()) {
        let same = std::fs::read(a.path().join(&name)).unwrap() == std::fs::read(b.path().join(&name)).unwrap();
        assert!(same, "{name:?} differs");
    }
}

#[test]
fn versions() {
    let version = |args: &[&str]| run(Command::new(env!("CARGO_BIN_EXE_oxigo")).arg("version").args(args), b"", LIMIT);
    let file = reference().tool("nm");
    let want = run(Command::new(reference().go()).args(["version", "-m"]).arg(&file), b"", LIMIT);
    assert_eq!(version(&["-m", file.to_str().unwrap()]).out(), want.out());
    let line = ours("nm", &["-V=full"], Path::new("/")).out();
    let fields: Vec<&str> = line.split_whitespace().collect();
    assert_eq!((fields[0], fields[1], fields[2], fields.len()), ("nm", "version", "go1.23.9", 4));
}

#[test]
fn lines_are_found_in_programs_of_every_release() {
    for (release, reference) in testkit::installed_references() {
        let program = reference.tool("asm");
        let shown = ours("objdump", &["-s", "^main.main$", program.to_str().unwrap()], Path::new("/")).expect();
        let first = shown.lines().nth(1).unwrap_or_default();
        assert!(first.trim_start().starts_with("main.go:"), "{release:?}: {shown}");
    }
}

#[test]
fn goobj_shows_every_symbol() {
    let file = &std_archives().iter().find(|a| a.0 == "internal/bytealg").unwrap().1;
    let out = ours("goobj", &[file.to_str().unwrap()], Path::new("/")).expect();
    let is_function = |l: &&str| l.starts_with("sym name=\"internal/bytealg.") && l.contains(" kind=STEXT");
    let line = out.lines().find(is_function).expect("a function");
    assert!(line.contains(" version=1 kind=STEXT dupok=false"), "{line}");
    assert!(out.contains("\tfunc args=") && out.contains(" type=R_CALL") && out.contains("pcfile="));
    let json = ours("goobj", &["-json", file.to_str().unwrap()], Path::new("/")).expect();
    assert!(json.starts_with("{\"members\":[") && json.contains("\"kind\":\"STEXT\""));
}

#[test]
fn wrong_files_are_named() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("x.a"), "!<arch>\nshort").unwrap();
    for tool in ["goobj", "nm", "pack", "buildid"] {
        let args: &[&str] = if tool == "pack" { &["t", "x.a"] } else { &["x.a"] };
        let done = ours(tool, args, dir.path());
        assert_eq!(done.code(), Some(1), "{}", done.summary());
        assert!(done.err().contains("x.a") && done.err().lines().count() == 1, "{tool}: {}", done.err());
        let missing: &[&str] = if tool == "pack" { &["t", "none"] } else { &["none"] };
        assert!(ours(tool, missing, dir.path()).err().contains("none: no such file or directory"), "{tool}");
    }
}
