//! Programs of the source tree, compiled at first use by this binary's own `build` command and kept
//! beside the view. In: a row of [`PROGRAMS`]. Out: an executable file.
//!
//! The folder is named by this binary's hash: another oxigo compiles its own. A lock lets one process
//! compile while others that want the same program wait; the file appears by a rename, so that a stop
//! leaves nothing that looks finished. The environment of the build is fixed, whatever the user's says.

use super::view;
use indicatif::{ProgressBar, ProgressStyle};
use release::Release;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A program of the distribution.
#[derive(Debug)]
pub(crate) struct Program {
    /// Its name on command lines.
    pub(crate) name: &'static str,
    /// Its package.
    package: &'static str,
    /// Whether it lies in the folder of tools.
    pub(crate) is_tool: bool,
}

const fn tool(name: &'static str, package: &'static str) -> Program {
    Program { name, package, is_tool: true }
}

/// All that are run by name. Those that only build or test the distribution itself (`dist`, `api`, `relnote`)
/// are not part of an installed one either. Assembler, compiler and linker make what ours do not (`toolchain`).
pub(crate) const PROGRAMS: &[Program] = &[
    tool("asm", "cmd/asm"),
    tool("cgo", "cmd/cgo"),
    tool("compile", "cmd/compile"),
    tool("covdata", "cmd/covdata"),
    tool("cover", "cmd/cover"),
    tool("doc", "cmd/doc"),
    tool("fix", "cmd/fix"),
    Program { name: "go", package: "cmd/go", is_tool: false },
    Program { name: "gofmt", package: "cmd/gofmt", is_tool: false },
    tool("link", "cmd/link"),
    tool("pprof", "cmd/pprof"),
    tool("preprofile", "cmd/preprofile"),
    tool("trace", "cmd/trace"),
    tool("vet", "cmd/vet"),
];

impl Program {
    /// The program of a name.
    pub(crate) fn named(name: &str) -> Option<&'static Program> {
        PROGRAMS.iter().find(|p| p.name == name)
    }
}

/// The file of a program, compiled if it is not there. The error is text without prefix.
pub(crate) fn ready(root: &Path, program: &Program) -> Result<PathBuf, String> {
    let hash = crate::identity::own_hash().map_err(|e| format!("own binary: {e}"))?;
    let beside = root.join("pkg/programs");
    let others = view::folders().into_iter().map(|f| f.join("programs"));
    let folders: Vec<PathBuf> = std::iter::once(beside).chain(others).map(|f| f.join(&hash[..16])).collect();
    let file_in = |folder: &PathBuf| Some(folder.join(program.name)).filter(|f| base::seen::is_file(f));
    if let Some(file) = folders.iter().find_map(file_in) {
        return Ok(file);
    }
    let mut first_error = None;
    for folder in folders {
        match locked(&folder, program) {
            Ok(_lock) => return file_in(&folder).map_or_else(|| compile(root, &folder, program), Ok),
            Err(e) => _ = first_error.get_or_insert(e),
        }
    }
    Err(first_error.unwrap_or_else(|| "there is no folder to keep programs in".to_owned()))
}

/// Makes a folder and takes the lock of a program there.
fn locked(folder: &Path, program: &Program) -> Result<File, String> {
    fs::create_dir_all(folder).map_err(|e| build::io_text("mkdir", folder, &e))?;
    let path = folder.join(format!(".{}.lock", program.name));
    let file = File::create(&path).map_err(|e| build::io_text("open", &path, &e))?;
    file.lock().map_err(|e| build::io_text("lock", &path, &e))?;
    Ok(file)
}

fn compile(root: &Path, folder: &Path, program: &Program) -> Result<PathBuf, String> {
    let binary = view::binary().map_err(|e| e.to_string())?;
    let (file, fresh) = (folder.join(program.name), folder.join(format!(".{}", program.name)));
    let mut command = Command::new(binary);
    let release = Release::of_version(&crate::env::Variables::of_process().release()).unwrap_or_default();
    let godebug = build::modinfo::godebug_of_distribution(release);
    let linked = format!("-ldflags=-s -w -X=runtime.godebugDefault={godebug}");
    command.args(["build", "-buildvcs=false", &linked, "-o"]).arg(&fresh).arg(program.package);
    fixed_environment(&mut command, root, folder);
    let failed = |why: &str| format!("compiling {}: {}", program.package, why.trim_end());
    let output = with_progress(&mut command, program.package).map_err(|e| failed(&e.to_string()))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    fs::rename(&fresh, &file).map_err(|e| build::io_text("rename", &fresh, &e))?;
    Ok(file)
}

/// Leaves nothing of the user's settings but the build cache.
fn fixed_environment(command: &mut Command, root: &Path, folder: &Path) {
    let is_setting = |name: &str| ["GO", "CGO_", "OXIGO_"].iter().any(|prefix| name.starts_with(prefix));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_setting)) {
        command.env_remove(name);
    }
    let cache = crate::env::build_cache().unwrap_or_else(|| folder.join("build"));
    let settings = [("GOENV", "off"), ("GOTOOLCHAIN", "local"), ("GOWORK", "off"), ("CGO_ENABLED", "0")];
    command.env(crate::build_flags::COMPILES_UPSTREAM, "1");
    command.envs(settings).env("GOROOT", root).env("GOCACHE", cache).env_remove("PWD").current_dir("/");
}

/// Runs a command; on a terminal something moves meanwhile.
fn with_progress(command: &mut Command, package: &str) -> std::io::Result<std::process::Output> {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
    let bar = ProgressBar::new_spinner().with_message(format!("compiling {package} (the first time only)"));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(100));
    let output = child.wait_with_output();
    bar.finish_and_clear();
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(PROGRAMS.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(PROGRAMS.iter().all(|p| p.package == format!("cmd/{}", p.name)));
    }
}
