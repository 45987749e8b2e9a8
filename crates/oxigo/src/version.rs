//! `oxigo version`, and the answers of our tools to `-V` and `-V=full`. The official `go`
//! command makes the answer to `-V=full` part of its cache keys, so it names the contents of
//! our binary (form: `cmd/go/internal/work/buildid.go`, `toolID`).

use crate::upstream::toolchain;
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::fmt::Write;
use std::process::ExitCode;
use target::Settings;

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    if args.is_empty() {
        let version = crate::goroot::version(&Settings::of_process());
        println!("go version {version} {}", base::host::PLATFORM);
        return ExitCode::SUCCESS;
    }
    objtool::version::run(args)
}

/// Answers `-V` or `-V=full` in the name of tool `name`, if that is what `args` ask for.
pub(crate) fn tool_version(name: &str, args: &[OsString]) -> Option<ExitCode> {
    let full = match args.first()?.to_str()? {
        "-V=full" | "--V=full" => true,
        "-V" | "--V" => false,
        _ => return None,
    };
    let mut line = format!("{name} version {}", crate::goroot::version(&Settings::of_process()));
    if full {
        match crate::identity::own_hash() {
            Ok(hash) => _ = write!(line, " oxigo/{hash}{}{}", packages(name), whose()),
            Err(e) => {
                eprintln!("oxigo: own binary: {e}");
                return Some(ExitCode::FAILURE);
            }
        }
    }
    println!("{line}");
    Some(ExitCode::SUCCESS)
}

/// For the compiler in mixed mode, which packages are ours: archives depend on it.
fn packages(tool: &str) -> String {
    match std::env::var("OXIGO_PKGS") {
        Ok(list) if tool == "compile" => {
            Sha256::digest(list)[..8].iter().fold("/".to_owned(), |s, b| s + &format!("{b:02x}"))
        }
        _ => String::new(),
    }
}

/// Tells the tree's own tools from ours.
fn whose() -> &'static str {
    if toolchain::is_chosen(&Settings::of_process()) { "/upstream" } else { "" }
}
