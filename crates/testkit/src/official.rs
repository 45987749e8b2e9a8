//! The official `go` command in a fixed environment, and the archives it makes.

use crate::{Reference, reference, run};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

/// The official `go` command with `args`, in an environment that depends on nothing of the
/// user's: no cgo, no toolchain switching, no network for modules, a cache of its own.
pub fn official_go<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    go_of(reference(), args)
}

fn go_of<S: AsRef<std::ffi::OsStr>>(reference: &Reference, args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(reference.go());
    command.args(args);
    set_environment(&mut command, reference);
    command
}

/// Sets the environment in which official programs run.
pub fn set_environment(command: &mut Command, reference: &Reference) {
    command.env("GOROOT", &reference.goroot).env("GOCACHE", &reference.gocache);
    let fixed = [
        ("GOTOOLCHAIN", "local"),
        ("GOENV", "off"),
        ("GOFLAGS", ""),
        ("GOPROXY", "off"),
        ("GOWORK", "off"),
        ("CGO_ENABLED", "0"),
        ("GOOS", "linux"),
        ("GOARCH", "amd64"),
        ("GOAMD64", "v1"),
    ];
    command.envs(fixed).env_remove("GOEXPERIMENT").env_remove("GOTMPDIR");
}

/// Import path and archive of every package of the standard library that compiles to one, by
/// import path. Compiles the library on first use (a minute), later calls take a second.
pub fn std_archives() -> &'static [(String, PathBuf)] {
    static ARCHIVES: OnceLock<Vec<(String, PathBuf)>> = OnceLock::new();
    ARCHIVES.get_or_init(|| archives_of("std"))
}

/// The same for any package pattern.
pub fn archives_of(pattern: &str) -> Vec<(String, PathBuf)> {
    archives_by(reference(), &["list", "-export", pattern])
}

/// Import path and archive of packages of a release's library and of all that they import.
pub fn archives_below(reference: &Reference, packages: &[&str]) -> Vec<(String, PathBuf)> {
    archives_by(reference, &[&["list", "-export", "-deps"], packages].concat())
}

fn archives_by(reference: &Reference, list: &[&str]) -> Vec<(String, PathBuf)> {
    let format = "-f={{if .Export}}{{.ImportPath}} {{.Export}}{{end}}";
    let (command, rest) = list.split_at(1);
    let mut command = go_of(reference, [command, &[format], rest].concat());
    let mut list: Vec<(String, PathBuf)> = run(command.current_dir("/"), b"", Duration::from_secs(1200))
        .expect()
        .lines()
        .filter_map(|l| l.split_once(' ').map(|(path, file)| (path.to_string(), PathBuf::from(file))))
        .collect();
    list.sort();
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_is_there() {
        let list = std_archives();
        assert!(list.len() > 200, "{} archives", list.len());
        assert!(list.iter().any(|(path, file)| path == "runtime" && file.is_file()));
    }
}
