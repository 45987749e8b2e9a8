//! A source tree that the user has named keeps its name in what upstream's `go` prints. The view would be printed
//! otherwise, so `go` gets the tree itself as `GOROOT`, and our tools by `-toolexec`, whose value goes through
//! `GOFLAGS`. Only where nothing but tools is run: programs of the user, and `go generate`, would inherit it, and
//! would find the tree's own programs.

use super::view;
use std::ffi::OsString;
use std::process::Command;
use sysroot::Origin;

/// Commands that run nothing but tools.
const COMMANDS: &[&str] = &["build", "clean", "get", "install", "list", "mod", "vet", "work"];

/// Lets a command name the tree as the user does.
pub(crate) fn keep_root(command: &mut Command, args: &[OsString]) {
    let preset = std::env::var("GOFLAGS").unwrap_or_default();
    let has_own = args.iter().any(|a| a.to_string_lossy().contains("-toolexec")) || preset.contains("-toolexec");
    let is_fit = args.first().and_then(|a| a.to_str()).is_some_and(|name| COMMANDS.contains(&name));
    if has_own || !is_fit {
        return;
    }
    let Ok(tree) = crate::goroot::existing() else { return };
    let Some(binary) = view::binary().ok().and_then(|path| path.to_str().map(str::to_owned)) else { return };
    let root = tree.root.to_string_lossy();
    let is_quotable = ![&binary, &*root].iter().any(|path| path.contains(['\'', '"', '\n']));
    if tree.origin != Origin::Goroot || sysroot::view::origin(&tree.root).is_some() || !is_quotable {
        return;
    }
    let flags = format!("'-toolexec=\"{binary}\" toolexec \"{TREE}{root}\"' {preset}");
    command.env("GOROOT", &tree.root).env("GOFLAGS", flags.trim_end());
}

/// The argument by which `oxigo toolexec` knows that all tools of a tree are ours; those of another release, to which
/// `go` may switch, are not.
pub(crate) const TREE: &str = "-tree=";
