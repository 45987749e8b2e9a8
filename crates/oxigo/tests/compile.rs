//! `oxigo tool compile` beside the official compiler: the same messages and exit codes for the
//! same command lines, output whole or not at all; and a program compiled by it, linked by the
//! official linker, runs. Then mixed mode, in which a package of ours stands in.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, official, reference, run};

const LIMIT: Duration = Duration::from_secs(300);

/// Our compiler or the official one with these arguments.
fn compile(ours: bool, dir: &Path, args: &[&str]) -> Finished {
    let mut command = match ours {
        true => Command::new(env!("CARGO_BIN_EXE_oxigo")),
        false => Command::new(reference().tool("compile")),
    };
    official::set_environment(&mut command, reference());
    command.env("GOROOT", &reference().goroot).args(ours.then_some(["tool", "compile"]).into_iter().flatten());
    run(command.args(args).current_dir(dir), b"", LIMIT)
}

#[test]
fn messages_and_exit_codes() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("unused.go", "package p\n\nfunc f() {\n\tx := 1\n\ty, z := 2, 3\n}\n");
    write("syntax.go", "package p\n\nfunc f( {\n}\n\nvar x = = 3\n");
    write("import.go", "package p\n\nimport \"fmt\"\n\nvar _ = fmt.Sprint()\n");
    write("fine.go", "package p\n\nfunc F(x int) int { return x + 1 }\n");
    write("empty.cfg", "");
    write("bad.cfg", "packagefile fmt\n");
    let many: String = (0..15).map(|i| format!("var v{i} int = \"\"\n")).collect();
    write("many.go", &format!("package p\n\n{many}"));
    let lines: &[&[&str]] = &[
        &["-o", "x.o", "unused.go"],
        &["-o", "x.o", "syntax.go"],
        &["-o", "x.o", "many.go"],
        &["-o", "x.o", "-e", "many.go"],
        &["-o", "x.o", "import.go"],
        &["-o", "x.o", "-importcfg", "empty.cfg", "import.go"],
        &["-o", "x.o", "-importcfg", "bad.cfg", "import.go"],
        &["-o", "x.o", "-importcfg", "none.cfg", "import.go"],
        &["-o", "x.o", "none.go"],
        &["-o", "x.o", "-goversion", "go1.22", "fine.go"],
        &["-o", "x.o", "-lang=go1.99", "fine.go"],
        &["-o", "x.o", "-c=0", "fine.go"],
        &["-o", "none/x.o", "fine.go"],
        &["-p", "p", "-o", "x.o", "fine.go"],
    ];
    for line in lines {
        let [ours, official] = [true, false].map(|ours| {
            let _ = fs::remove_file(dir.path().join("x.o"));
            let done = compile(ours, dir.path(), line);
            (done.code(), done.out(), done.err(), dir.path().join("x.o").exists())
        });
        assert_eq!(ours, official, "{line:?}");
    }
}

#[test]
fn a_program_runs() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("a.go"), "package main\n\nfunc main() { println(\"hi\", len(\"four\")) }\n")
        .expect("a file");
    let config: String =
        testkit::std_archives().iter().map(|(path, file)| format!("packagefile {path}={}\n", file.display())).collect();
    fs::write(dir.path().join("cfg"), config).expect("a file");
    compile(true, dir.path(), &["-p", "main", "-o", "a.a", "-importcfg", "cfg", "-buildid", "a/b", "a.go"]).expect();
    let mut link = Command::new(reference().tool("link"));
    official::set_environment(&mut link, reference());
    run(link.args(["-o", "a.exe", "-importcfg", "cfg", "a.a"]).current_dir(dir.path()), b"", LIMIT).expect();
    let done = run(&mut Command::new(dir.path().join("a.exe")), b"", LIMIT);
    assert_eq!((done.code(), done.err()), (Some(0), "hi 4\n".to_owned()));
}

/// The official `go` command lists the archives of direct imports alone.
#[test]
fn packages_below_come_from_the_store() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("a.go", "package a\n\ntype T struct{ n int }\n\nfunc (t *T) Add(n int) int { t.n += n; return t.n }\n");
    write(
        "b.go",
        "package b\n\nimport \"a\"\n\nfunc New[N ~int](n N) *a.T { t := new(a.T); t.Add(int(n)); return t }\n",
    );
    write("c.go", "package c\n\nimport \"b\"\n\nvar Three = b.New(1).Add(2)\n");
    write("a.cfg", "");
    write("b.cfg", "packagefile a=a.a\n");
    write("c.cfg", "packagefile b=b.a\n");
    write("all.cfg", "packagefile a=a.a\npackagefile b=b.a\n");
    let compile = |package: &str, config: &str, out: &str, cache: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oxigo"));
        official::set_environment(&mut command, reference());
        command.env("GOROOT", &reference().goroot).env("XDG_CACHE_HOME", dir.path().join(cache));
        command.args(["tool", "compile", "-p", package, "-o", out, "-importcfg", config, &format!("{package}.go")]);
        run(command.current_dir(dir.path()), b"", LIMIT)
    };
    for package in ["a", "b", "c"] {
        compile(package, &format!("{package}.cfg"), &format!("{package}.a"), "cache").expect();
    }
    // Without the store the configuration has to list what is below.
    let done = compile("c", "c.cfg", "d.a", "empty");
    let missing = "could not import a, which b needs: it is not in the import configuration";
    assert_eq!(done.code(), Some(2));
    assert!(done.out().starts_with(missing) && done.out().contains("go clean -cache"), "{}", done.out());
    compile("c", "all.cfg", "d.a", "empty").expect();
    let read = |name: &str| fs::read(dir.path().join(name)).expect("an archive");
    assert!(read("c.a") == read("d.a"), "an archive depends on where export data comes from");
}

#[test]
fn a_package_stands_in() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        fs::write(file, text).expect("a file");
    };
    write("go.mod", "module m\n\ngo 1.23\n");
    write(
        "q/q.go",
        "package q\n\nvar Count = 3\n\ntype T struct{ n int }\n\nfunc (t *T) Add(k int) int { t.n += k; return t.n }\n\nfunc small() int { return Count }\n\nfunc Small() int { return small() }\n",
    );
    write(
        "main.go",
        "package main\n\nimport \"m/q\"\n\ntype adder interface{ Add(int) int }\n\nfunc main() {\n\tvar a adder = new(q.T)\n\tq.Count++\n\ta.Add(2)\n\tprintln(a.Add(q.Small()))\n}\n",
    );
    let mut build = testkit::official_go(["build", "-o", "m.exe", "."]);
    build.env("GOFLAGS", format!("'-toolexec={} toolexec'", env!("CARGO_BIN_EXE_oxigo")));
    build.env("OXIGO_TOOLS", "compile").env("OXIGO_PKGS", "m/...").env("XDG_CACHE_HOME", dir.path().join("cache"));
    build.env("GOCACHE", dir.path().join("gocache"));
    build.env("GOROOT", &reference().goroot).current_dir(dir.path());
    run(&mut build, b"", Duration::from_secs(1200)).expect();
    let done = run(&mut Command::new(dir.path().join("m.exe")), b"", LIMIT);
    assert_eq!((done.code(), done.err()), (Some(0), "6\n".to_owned()));
}
