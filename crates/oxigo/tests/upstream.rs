//! Programs of the source tree that oxigo compiles at first use, and the view of the tree in which
//! clients find them: names of this binary, trees without programs, several first uses at a time,
//! places that cannot be written. One small program stands for all; that all of them build is a matter of
//! `cargo xtask accept`.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use testkit::{official_go, reference, run, temp_dir};

/// The program under test, whose folders are below `home`; called by a link named `name`.
fn called(name: &str, home: &Path, args: &[&str]) -> Command {
    let link = home.join(name);
    if !link.exists() {
        symlink(env!("CARGO_BIN_EXE_oxigo"), &link).unwrap();
    }
    let mut command = Command::new(link);
    testkit::set_environment(&mut command, reference());
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gocache");
    command.args(args).env("GOCACHE", cache).env("HOME", home).env_remove("XDG_CACHE_HOME").env_remove("PWD");
    command
}

fn text(command: &mut Command) -> String {
    run(command, b"", Duration::from_secs(900)).expect()
}

/// The tree of the reference without programs, as `sysroot install` makes it.
fn bare_tree(dir: &Path) -> PathBuf {
    let (tree, whole) = (dir.join("tree"), reference().goroot.canonicalize().unwrap());
    std::fs::create_dir_all(tree.join("pkg")).unwrap();
    for part in ["VERSION", "go.env", "lib", "src", "pkg/include"] {
        symlink(whole.join(part), tree.join(part)).unwrap();
    }
    tree
}

/// All but what the user would see as the tool's own folder.
fn visible(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|e| e.file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|n| !n.ends_with(".lock")).collect();
    names.sort();
    names
}

#[test]
fn several_first_uses_make_one_program() {
    let home = temp_dir();
    let tree = bare_tree(home.path());
    let source = "//go:build x\n// +build x\n\npackage p\n";
    let (fixed, said) = ("//go:build x\n\npackage p\n", "standard input: fixed buildtag\n");
    let start = || {
        let mut command = called("oxigo", home.path(), &["tool", "fix", "-go=go1.21"]);
        command.env("GOROOT", &tree).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), source.as_bytes()).unwrap();
        child
    };
    let children: Vec<_> = (0..3).map(|_| start()).collect();
    for child in children {
        let done = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&done.stderr), said, "nothing else is said where nobody waits");
        assert_eq!(String::from_utf8_lossy(&done.stdout), fixed);
    }
    let view = PathBuf::from(text(called("oxigo", home.path(), &["env", "GOTOOLDIR"]).env("GOROOT", &tree)).trim());
    let root = view.ancestors().nth(3).unwrap();
    assert!(root.starts_with(home.path().join(".cache")), "{}", root.display());
    let programs = root.join("pkg/programs");
    let folder = programs.join(&visible(&programs)[0]);
    assert_eq!(visible(&folder), ["fix"]);
    // By the name of a tool the binary is that tool; the folder in which it is called says which tree to use.
    let mut link = Command::new(view.join("fix"));
    link.arg("-go=go1.21");
    let done = run(link.env("HOME", home.path()).env_remove("GOROOT"), source.as_bytes(), Duration::from_secs(60));
    assert_eq!(done.expect(), fixed);
    let asm = text(Command::new(view.join("asm")).arg("-V").env("HOME", home.path()));
    assert!(asm.starts_with("asm version go1.23"), "{asm}");
}

#[test]
fn called_go_it_is_go() {
    let home = temp_dir();
    let outcome = |mut command: Command| {
        let done = run(command.current_dir(home.path()), b"", Duration::from_secs(60));
        (done.code(), done.out(), done.err())
    };
    for words in ["asdf", "build -asdf", "tool", "tool -n asm", "env GOROOT", "version", "list -asdf"] {
        let words: Vec<&str> = words.split(' ').collect();
        let theirs = outcome(official_go(&words));
        let shown = |text: &str| text.replace(&reference().goroot.display().to_string(), "ROOT");
        let ours = match &words[..] {
            ["tool", "-n", ..] => continue, // needs the whole go command
            _ => outcome(called("go", home.path(), &words)),
        };
        let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        assert_eq!((ours.0, shown(&ours.1)), (theirs.0, shown(&theirs.1)), "{words:?}");
        assert_eq!(first(&ours.2), first(&theirs.2), "{words:?}");
        assert!(!ours.2.contains("oxigo"), "{words:?}: {}", ours.2);
    }
}

#[test]
fn where_no_tree_is_named_the_view_is_goroot() {
    let home = temp_dir();
    let tree = bare_tree(home.path());
    // The tree of an installed Go is found by its `go` on the path; that program itself is never run.
    std::fs::create_dir(tree.join("bin")).unwrap();
    std::fs::write(tree.join("bin/go"), "#!/bin/sh\necho never\n").unwrap();
    let env = |names: &[&str]| {
        let words: Vec<&str> = std::iter::once("env").chain(names.iter().copied()).collect();
        let mut command = called("oxigo", home.path(), &words);
        command.env_remove("GOROOT").env("PATH", tree.join("bin"));
        command
    };
    let shown = text(&mut env(&["GOROOT", "GOTOOLDIR"]));
    let (root, tools) = shown.trim().split_once('\n').unwrap();
    assert_eq!(Path::new(root).join("pkg/tool/linux_amd64"), Path::new(tools));
    let binary = Path::new(env!("CARGO_BIN_EXE_oxigo")).canonicalize().unwrap();
    for program in ["bin/go", "bin/gofmt", "pkg/tool/linux_amd64/compile", "pkg/tool/linux_amd64/vet"] {
        assert_eq!(Path::new(root).join(program).canonicalize().unwrap(), binary, "{program}");
    }
    assert!(Path::new(root).join("src/fmt/print.go").is_file());
    // Named by the user it stays itself, also where other folders would be chosen.
    let other = temp_dir();
    assert_eq!(text(env(&["GOROOT"]).env("GOROOT", root).env("HOME", other.path())).trim(), root);
    assert_eq!(text(env(&["GOTOOLDIR"]).env("GOROOT", root).env("HOME", other.path())).trim(), tools);
    // Without a home directory it is in the build cache, and home is not made.
    let (nowhere, cache) = (other.path().join("none"), other.path().join("cache"));
    let root = text(env(&["GOROOT"]).env("HOME", &nowhere).env("GOCACHE", &cache));
    assert!(Path::new(root.trim()).starts_with(&cache) && !nowhere.exists(), "{root}");
    // Where nothing can be written it is the tree.
    let root = text(env(&["GOROOT"]).env("HOME", &nowhere).env("GOCACHE", "/dev/null/x"));
    assert_eq!(Path::new(root.trim()), tree.canonicalize().unwrap());
}

#[test]
fn a_program_that_cannot_be_compiled_is_one_error() {
    let home = temp_dir();
    let tree = home.path().join("broken");
    for file in release::dist::SYSROOT_LANDMARKS {
        std::fs::create_dir_all(tree.join(file).parent().unwrap()).unwrap();
        std::fs::write(tree.join(file), "package broken\n").unwrap();
    }
    std::fs::write(tree.join("VERSION"), "go1.23.9\n").unwrap();
    let mut command = called("oxigo", home.path(), &["tool", "trace"]);
    let done = run(command.env("GOROOT", &tree), b"", Duration::from_secs(60));
    assert_eq!(done.code(), Some(1));
    assert!(done.err().starts_with("oxigo: compiling cmd/trace: "), "{}", done.err());
    assert!(done.err().contains("cmd/trace is not in std"), "{}", done.err());
}

#[test]
fn links_beside_the_binary() {
    let home = temp_dir();
    let binary = home.path().join("oxigo");
    // By another process: a file that this one has open for writing could not be run by its children.
    text(Command::new("cp").arg(env!("CARGO_BIN_EXE_oxigo")).arg(&binary));
    let tree = bare_tree(home.path());
    let cache = home.path().join("cache");
    let root = cache.join("oxigo/sysroot/go1.23.9");
    std::fs::create_dir_all(root.parent().unwrap()).unwrap();
    symlink(&tree, &root).unwrap();
    std::fs::write(tree.join(".complete"), format!("{}\n", release::Release::default().wheel.sysroot_tree)).unwrap();
    let install = || {
        let mut command = Command::new(&binary);
        run(command.args(["sysroot", "install", "--go"]).env("XDG_CACHE_HOME", &cache), b"", Duration::from_secs(60))
    };
    install().expect();
    let version = text(Command::new(home.path().join("go")).arg("version").env("GOROOT", &tree));
    assert!(version.starts_with("go version go1.23"), "{version}");
    install().expect();
    std::fs::remove_file(home.path().join("go")).unwrap();
    std::fs::write(home.path().join("go"), "mine").unwrap();
    assert_eq!(install().code(), Some(1));
    assert_eq!(std::fs::read_to_string(home.path().join("go")).unwrap(), "mine");
}
