//! `oxigo toolexec TOOL ARGS…`, for `go build -toolexec 'oxigo toolexec'`: the tools named in
//! `OXIGO_TOOLS` (a list like `link,asm`) are ours, the others are executed as given. With
//! `OXIGO_PKGS` (import paths; `all`, `std`, `p/...`), the compiler is ours for these packages
//! alone, in mixed mode: importers are compiled by the official compiler (see `mixed`). With `-tree=ROOT` before the tool
//! all tools of that source tree are ours, whether it has any or not (see `upstream::named`).

use crate::compile_command::{self, Failure, write_file};
use crate::mixed;
use goobj::template::Places;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let Some((program, rest)) = args.split_first() else {
        eprintln!("usage: oxigo toolexec TOOL [arguments]");
        return ExitCode::from(2);
    };
    if let Some(tree) = program.to_str().and_then(|word| word.strip_prefix(crate::upstream::named::TREE)) {
        return tool_of_tree(Path::new(tree), rest);
    }
    let name = Path::new(program).file_name().unwrap_or_default().to_string_lossy();
    if !chosen().iter().any(|t| *t == *name) {
        let error = Command::new(program).args(rest).exec();
        eprintln!("oxigo: {}: {error}", program.to_string_lossy());
        return ExitCode::FAILURE;
    }
    let asks_version = rest.first().is_some_and(|a| a.to_string_lossy().starts_with("-V"));
    if &*name == "compile"
        && !asks_version
        && let Some(patterns) = packages()
    {
        return mixed_compile(program, rest, &patterns);
    }
    crate::tool::run_tool(&name, rest).unwrap_or_else(|| {
        eprintln!("oxigo: OXIGO_TOOLS names {name:?}, which oxigo does not have");
        ExitCode::from(2)
    })
}

/// A tool of the source tree is ours; whatever else is run, `vet` tools of the user for one, runs as given.
fn tool_of_tree(tree: &Path, args: &[OsString]) -> ExitCode {
    let Some((program, rest)) = args.split_first() else { return ExitCode::from(2) };
    let path = Path::new(program);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_of_tree = path.parent() == Some(&tree.join(sysroot::view::TOOLS));
    if let Some(code) = is_of_tree.then(|| crate::tool::run_tool(&name, rest)).flatten() {
        return code;
    }
    let error = Command::new(program).args(rest).exec();
    eprintln!("oxigo: {}: {error}", program.to_string_lossy());
    ExitCode::FAILURE
}

/// The tools that `OXIGO_TOOLS` names.
fn chosen() -> Vec<String> {
    list("OXIGO_TOOLS")
}

/// The packages that `OXIGO_PKGS` names; `None` if it is not set: all, without mixed mode.
fn packages() -> Option<Vec<String>> {
    Some(list("OXIGO_PKGS")).filter(|l| !l.is_empty())
}

fn list(variable: &str) -> Vec<String> {
    let list = std::env::var(variable).unwrap_or_default();
    list.split(',').map(|t| t.trim().to_string()).filter(|t| !t.is_empty()).collect()
}

/// Whether one of `patterns` names a package.
fn is_chosen(path: &str, is_std: bool, patterns: &[String]) -> bool {
    patterns.iter().any(|p| match p.as_str() {
        "all" => true,
        "std" => is_std,
        p => match p.strip_suffix("/...") {
            Some(prefix) => path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            None => p == path,
        },
    })
}

/// The official compiler, then, for a chosen package, our object in its archive.
fn mixed_compile(program: &OsString, args: &[OsString], patterns: &[String]) -> ExitCode {
    match Command::new(program).args(args).status() {
        Ok(status) if status.success() => {}
        Ok(status) => return ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
        Err(e) => {
            eprintln!("oxigo: {}: {e}", program.to_string_lossy());
            return ExitCode::FAILURE;
        }
    }
    match put_ours(args, patterns) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn put_ours(args: &[OsString], patterns: &[String]) -> Result<(), Failure> {
    let value = |flag: &str| mixed::value_of(args, flag);
    let (Some(path), Some(output)) = (value("-p"), value("-o").map(PathBuf::from)) else { return Ok(()) };
    let official = std::fs::read(&output).map_err(|e| Failure::message(format!("{}: {e}", output.display())))?;
    let memory = mixed::Memory::of_user();
    memory.remember(&path, &official).map_err(Failure::message)?;
    if !is_chosen(&path, args.iter().any(|a| a == "-std"), patterns) {
        return Ok(());
    }
    let unit = compile_command::compile(args)?.artifact.unit;
    let mut places = Places::default();
    memory.recall(&path, &official, &mut places).map_err(Failure::message)?;
    let (bytes, _) = mixed::replace(&official, &unit, &places).map_err(Failure::message)?;
    write_file(&output, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let chosen =
            |path: &str, list: &str| is_chosen(path, true, &list.split(',').map(str::to_owned).collect::<Vec<_>>());
        assert!(chosen("fmt", "os,fmt") && chosen("fmt", "all") && chosen("internal/abi", "internal/..."));
        assert!(!chosen("fmtx", "fmt,fmt/...") && chosen("fmt", "fmt/...") && chosen("fmt", "std"));
    }
}
