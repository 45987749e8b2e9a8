//! Command lines of `build`, `run`, `list`, `test` and `clean` that the source tree's own `go` carries out, with our
//! compiler, assembler and linker as its tools: GOPATH mode, packages at versions, and flags for which our
//! loader and builder have nothing. What is built so lies in the cache beside what `oxigo build` makes there. Where ours
//! make no such code, the tools are the tree's own, too (`toolchain`).

use super::toolchain;
use crate::build_flags::{BuildFlags, Command, SHARED};
use crate::env::Variables;
use crate::goflags;
use base::goflag::{Given, Shape, parse};
use std::ffi::OsString;
use target::Settings;

/// Flags that our builder does not have and upstream's does; empty values ask for nothing.
const FLAGS: &[&str] = &["modfile", "overlay", "toolexec"];

/// Settings of `GODEBUG` by which upstream's command says what it does itself.
const AIDS: &[&str] = &["gocachehash", "gocachetest", "gocacheverify", "gofsystrace", "gofsystracelog"];

/// Who carries out a command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// We do.
    Us,
    /// The tree's own `go`, with our tools.
    Upstream,
    /// The tree's own `go`, with its own tools.
    UpstreamTools,
    /// The same, with cgo.
    UpstreamWithC,
}

/// Who carries out a command line of a command that we have. One that is wrong is ours, to say so.
pub(crate) fn carrier(command: &Command, args: &[OsString]) -> Carrier {
    let table = command.table();
    let Ok((given, rest)) = parse(&table, args) else { return Carrier::Us };
    let variables = Variables::of_process();
    let flags = with_preset(&variables.value("GOFLAGS"), &table, &given);
    match () {
        () if toolchain::does(&variables.settings, &flags, command.compiles()) => Carrier::UpstreamTools,
        () if takes_over(command, &variables, &flags, &rest) => Carrier::Upstream,
        () => Carrier::Us,
    }
}

/// Who carries out a command line of the command `name` that only upstream has. Flags behind any that builds do not have
/// are not seen.
pub(crate) fn carrier_of_upstreams(name: &str, args: &[OsString]) -> Carrier {
    let settings = Settings::of_process();
    let given = (0..=args.len()).rev().find_map(|n| parse(SHARED, &args[..n]).ok()).map_or_else(Vec::new, |p| p.0);
    let flags = with_preset(settings.get("GOFLAGS").unwrap_or_default(), SHARED, &given);
    match () {
        () if toolchain::does(&settings, &flags, true) => Carrier::UpstreamTools,
        () if uses_c(name, args, &settings) => Carrier::UpstreamWithC,
        () => Carrier::Upstream,
    }
}

/// Whether packages that a command of upstream's compiles use C.
fn uses_c(name: &str, args: &[OsString], settings: &Settings) -> bool {
    const COMPILING: [(&str, Command); 2] = [
        ("install", Command { usage: "oxigo install [build flags] [packages]", flags: &[] }),
        ("vet", Command { usage: "oxigo vet [build flags] [packages]", flags: &[] }),
    ];
    let Some((_, command)) = COMPILING.iter().find(|(of, _)| *of == name) else { return false };
    let words = || args.iter().filter_map(|arg| arg.to_str());
    // The folder would be changed twice; packages at versions are nowhere yet.
    let is_out_of_sight = words().any(|word| word.starts_with("-C") || word.starts_with("--C") || has_version(word));
    if is_out_of_sight || !toolchain::may_use_c(settings) {
        return false;
    }
    BuildFlags::parse(command, args).is_ok_and(|flags| flags.load(&flags.rest, false).is_err_and(|e| e.with_c))
}

/// Flags of `GOFLAGS` and behind them those of the command line.
fn with_preset<'t>(preset: &str, table: &[(&'t str, Shape)], given: &[Given<'t>]) -> Vec<(&'t str, String)> {
    let preset = goflags::parse(preset, table).unwrap_or_default();
    let preset = preset.iter().map(|flag| (flag.name, flag.value.clone()));
    preset.chain(given.iter().map(|flag| (flag.name, flag.text()))).collect()
}

/// Whether upstream's command carries out a command line with our tools.
fn takes_over(command: &Command, variables: &Variables, flags: &[(&str, String)], rest: &[OsString]) -> bool {
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
