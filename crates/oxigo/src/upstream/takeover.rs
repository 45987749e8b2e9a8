//! Command lines of `build`, `run`, `list`, `test` and `clean` that the source tree's own `go` carries out, with our
//! compiler, assembler and linker as its tools: GOPATH mode, packages at versions, and flags for which our
//! loader and builder have nothing. What is built so lies in the cache beside what `oxigo build` makes there.

use crate::build_flags::Command;
use crate::env::Variables;
use crate::goflags;
use base::goflag::parse;
use std::ffi::OsString;

/// Flags that our builder does not have and upstream's does; empty values ask for nothing.
const FLAGS: &[&str] = &["modfile", "overlay", "toolexec"];

/// Settings of `GODEBUG` by which upstream's command says what it does itself.
const AIDS: &[&str] = &["gocachehash", "gocachetest", "gocacheverify", "gofsystrace", "gofsystracelog"];

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
    let aids = variables.settings.process("GODEBUG").unwrap_or_default();
    FLAGS.iter().any(asks)
        || aids.split(',').any(|aid| AIDS.contains(&aid.split('=').next().unwrap_or_default()))
        || matches!(variables.settings.get("GO111MODULE"), Some("off" | "auto"))
        || patterns.take(considered).any(has_version)
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
