//! Command lines of `build`, `run`, `list`, `test` and `clean` that the source tree's own `go` carries out, with our
//! compiler, assembler and linker as its tools: GOPATH mode, packages at versions, and flags for which our
//! loader and builder have nothing. And all that another release is asked for ([`switches`]). What is built so lies in the cache beside what `oxigo build` makes there.

use crate::build_flags::Command;
use crate::env::Variables;
use crate::goflags;
use base::goflag::parse;
use build::gomod;
use std::ffi::OsString;

/// Flags that our builder does not have and upstream's does; empty values ask for nothing.
const FLAGS: &[&str] = &["modfile", "overlay", "toolexec"];

/// Whether upstream's command carries out a command line. One that is wrong is ours, to say so.
pub(crate) fn takes_over(command: &Command, args: &[OsString]) -> bool {
    let table = command.table();
    let Ok((given, rest)) = parse(&table, args) else { return false };
    let variables = Variables::of_process();
    let given = given.iter().map(|flag| (flag.name, flag.text()));
    let text = variables.value("GOFLAGS");
    let preset = goflags::parse(&text, &table).unwrap_or_default();
    let flags: Vec<(&str, String)> = preset.iter().map(|flag| (flag.name, flag.value.clone())).chain(given).collect();
    let asks = |name: &&str| flags.iter().rev().find(|f| f.0 == *name).is_some_and(|f| !f.1.is_empty());
    let patterns = rest.iter().filter_map(|p| p.to_str());
    let considered = if command.runs_one() { 1 } else { usize::MAX };
    FLAGS.iter().any(asks)
        || matches!(variables.settings.get("GO111MODULE"), Some("off" | "auto"))
        || patterns.take(considered).any(has_version)
}

/// Whether the user lets another release be used (`GOTOOLCHAIN`) and one is asked for, by name or by the lines `go` and
/// `toolchain` of the main module or workspace. Upstream's `go` finds it, or says why it cannot.
pub(crate) fn switches(args: &[OsString]) -> bool {
    let variables = Variables::of_process();
    let Some(chosen) = variables.settings.chosen("GOTOOLCHAIN").filter(|name| *name != "local") else { return false };
    let own = variables.release();
    let (name, how) = chosen.split_once('+').unwrap_or((chosen, ""));
    match (name, how) {
        ("auto" | "path", "") => asks_for_newer(args, &variables, &own),
        (name, "") => name != own,
        (name, "auto" | "path") => gomod::is_newer_toolchain(name, &own) || asks_for_newer(args, &variables, &own),
        _ => true,
    }
}

/// Whether the file that holds for the working directory, or for that of `-C`, asks for a newer release.
fn asks_for_newer(args: &[OsString], variables: &Variables, own: &str) -> bool {
    let mut words = args.iter().map(|a| a.to_string_lossy().into_owned());
    let below = match words.next().unwrap_or_default().trim_start_matches('-') {
        "C" => words.next().unwrap_or_default(),
        first => first.strip_prefix("C=").unwrap_or_default().to_owned(),
    };
    let dir = gomod::join(&crate::goroot::working_dir().unwrap_or_default(), &below);
    let nearest = |name: &str| dir.ancestors().map(|d| d.join(name)).find(|f| f.is_file());
    let file = match variables.settings.get("GOWORK") {
        Some("off") => nearest("go.mod"),
        Some(file) if !file.is_empty() => Some(file.into()),
        _ => nearest("go.work").or_else(|| nearest("go.mod")),
    };
    let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
    text.lines().any(|line| match line.split_ascii_whitespace().collect::<Vec<_>>()[..] {
        ["go", version, ..] => gomod::is_newer_toolchain(&format!("go{version}"), own),
        ["toolchain", name, ..] => gomod::is_newer_toolchain(name, own),
        _ => false,
    })
}

/// Whether a pattern is `path@version`.
fn has_version(pattern: &str) -> bool {
    let is_none = ["/", "./", "../", "-"].iter().any(|p| pattern.starts_with(p)) || pattern.ends_with(".go");
    pattern.contains('@') && !is_none
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_at_versions() {
        assert!(has_version("example.com/x@latest") && has_version("x/...@v1.0.0"));
        assert!(!["./a@b", "../a@b", "/a@b", "a@b.go", "example.com/x"].iter().any(|p| has_version(p)));
    }
}
