//! Command lines and environments beside the official command, on the scripts of `tests/command/*.txt`
//! (see `testkit::script`); and the refusals that only we have, by a table.

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::{run, temp_dir};

fn oxigo(args: &[&str]) -> Command {
    testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), args)
}

fn compare(name: &str) {
    testkit::script::compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command").join(name), &oxigo);
}

#[test]
fn targets() {
    compare("target.txt");
}

#[test]
fn flags() {
    compare("flags.txt");
}

#[test]
fn settings() {
    compare("settings.txt");
}

#[test]
fn modules() {
    compare("modules.txt");
}

#[test]
fn module_files() {
    compare("gomod.txt");
}

#[test]
fn sums_of_modules() {
    compare("sums.txt");
}

#[test]
fn old_vendor_directories() {
    compare("vendor.txt");
}

#[test]
fn too_new_and_not_visible() {
    compare("refused.txt");
}

#[test]
fn rules_for_packages() {
    compare("rules.txt");
}

#[test]
fn files_of_all_kinds() {
    compare("files.txt");
}

/// Variables, arguments, and what is to be said.
type Row<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a str);

/// What the official command can and we cannot is refused in one sentence, and nothing is made.
#[test]
fn refusals_of_our_own() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("x.go"), "package main\n\nfunc main() {}\n").unwrap();
    let table: &[Row<'_>] = &[
        (&[("GOOS", "plan10")], &["build", "x.go"], "go: unsupported GOOS/GOARCH pair plan10/amd64"),
        (
            &[("GOOS", "windows")],
            &["explore", "x.go"],
            "go: oxigo compiles for linux/amd64 only, not for windows/amd64",
        ),
        (&[("GOAMD64", "v9")], &["build", "x.go"], "go: invalid GOAMD64: must be v1, v2, v3, v4"),
        (&[("GOAMD64", "v9")], &["tool", "asm", "x.s"], "asm: invalid GOAMD64: must be v1, v2, v3, v4"),
        (&[], &["build", "-pkgdir=p", "x.go"], "go: -pkgdir is not supported by oxigo"),
        (&[], &["build", "-compiler=gccgo", "x.go"], "go: -compiler=gccgo is not supported by oxigo"),
    ];
    for (settings, args, want) in table {
        let mut command = oxigo(args);
        let done = run(command.envs(settings.iter().copied()).current_dir(dir.path()), b"", Duration::from_secs(60));
        assert_eq!((done.code(), done.out(), done.err()), (Some(2), String::new(), format!("{want}\n")), "{args:?}");
        assert_eq!(testkit::script::files(dir.path()), ["x.go"], "{args:?}");
    }
}

/// The user's file chooses the level for all there is: the official command then takes the files of another
/// level than it compiles for.
#[test]
fn levels_of_the_users_file() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("env"), "GOAMD64=v3\n").unwrap();
    std::fs::write(dir.path().join("a.go"), "//go:build amd64.v3\n\npackage a\n").unwrap();
    std::fs::write(dir.path().join("go.mod"), "module a\n\ngo 1.23\n").unwrap();
    let mut command = oxigo(&["list", "-f", "{{.GoFiles}}", "."]);
    command.env("GOENV", dir.path().join("env")).env_remove("GOAMD64").current_dir(dir.path());
    assert_eq!(run(&mut command, b"", Duration::from_secs(60)).expect(), "[a.go]\n");
}

/// Help is in our words for the command `oxigo`; slips of the pen are understood; completion works in a shell.
#[test]
fn help_of_our_own() {
    let dir = temp_dir();
    let limit = Duration::from_secs(60);
    let table: &[(&[&str], Option<i32>, &str)] = &[
        (&["help", "build"], Some(0), "usage: oxigo build [-o output] [build flags] [packages]\n"),
        (&["help", "mod", "tidy"], Some(0), "usage: oxigo mod tidy [-e]"),
        (
            &["help", "mod", "tydi"],
            Some(2),
            "oxigo help mod tydi: unknown help topic. Did you mean 'tidy'? Run 'oxigo help mod'.\n",
        ),
        (&["help", "nosuch"], Some(2), "oxigo help nosuch: unknown help topic. Run 'oxigo help'.\n"),
        (&["biuld"], Some(2), "oxigo biuld: unknown command. Did you mean 'build'?\nRun 'oxigo help' for usage.\n"),
        (&["completion", "tcsh"], Some(2), "usage: oxigo completion bash|zsh|fish\n"),
    ];
    for (args, code, start) in table {
        let done = run(oxigo(args).current_dir(dir.path()), b"", limit);
        let said = done.out() + &done.err();
        assert_eq!((done.code(), said.starts_with(start)), (*code, true), "{args:?}: {said}");
    }
    let script = run(&mut oxigo(&["completion", "bash"]), b"", limit).out();
    let ask = "COMP_WORDS=(oxigo test -trim) COMP_CWORD=2; _oxigo; echo \"${COMPREPLY[@]}\"";
    let done = run(Command::new("bash").args(["-c", &format!("{script}\n{ask}")]), b"", limit);
    assert_eq!(done.out(), "-trimpath\n", "{}", done.err());
    let done = run(&mut oxigo(&["help", "-man", &dir.path().display().to_string()]), b"", limit);
    let page = std::fs::read_to_string(dir.path().join("oxigo-build.1")).unwrap();
    assert!(done.code() == Some(0) && page.contains(".SH SYNOPSIS\n"), "{page}");
}
