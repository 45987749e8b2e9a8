//! One module of random programs, built and run by both toolchains. In: a folder with a `main.go`
//! and files of programs; out: what each build printed, program by program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{official_go, run};

/// Time limits of a build and of a run.
const BUILD: Duration = Duration::from_secs(600);
const RUN: Duration = Duration::from_secs(120);

/// Which compiler builds, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builder {
    /// The official one.
    Official,
    /// The official one without optimization.
    OfficialPlain,
    /// Ours.
    Ours,
    /// Ours without optimization.
    OursPlain,
}

/// Our binary with a cache, and a folder for everything.
pub struct Tools {
    oxigo: PathBuf,
    /// `target/fuzz`.
    pub work: PathBuf,
}

/// Output by heading; the text of an error stands under the empty one.
pub type Outputs = BTreeMap<String, Vec<u8>>;

impl Tools {
    /// Builds our binary unless `OXIGO_BINARY` names one.
    pub fn new() -> Result<Tools, String> {
        let root = std::env::current_dir().map_err(|e| e.to_string())?;
        let given = std::env::var_os("OXIGO_BINARY").map(PathBuf::from);
        let oxigo = given.map_or_else(|| crate::accept::context::built(&root, "debug"), Ok)?;
        Tools::with(oxigo, root.join("target/fuzz"))
    }
    /// A copy of a binary: the run may be long, and other builds go on meanwhile.
    pub fn with(oxigo: PathBuf, work: PathBuf) -> Result<Tools, String> {
        let copy = work.join("oxigo");
        let _ = fs::remove_file(&copy);
        let copied = fs::create_dir_all(&work).and_then(|()| fs::copy(&oxigo, &copy));
        copied.map_err(|e| format!("{}: {e}", copy.display()))?;
        Ok(Tools { oxigo: copy, work })
    }
    fn build(&self, dir: &Path, by: Builder, exe: &str) -> Command {
        let plain = matches!(by, Builder::OfficialPlain | Builder::OursPlain);
        // All packages of the module, if there are several.
        let flags = if plain { "-gcflags=m/...=-e -N -l" } else { "-gcflags=m/...=-e" };
        let args = ["build", flags, "-o", exe, "."];
        let mut command = match by {
            Builder::Official | Builder::OfficialPlain => official_go(args),
            Builder::Ours | Builder::OursPlain => {
                let mut command = Command::new(&self.oxigo);
                command.args(args);
                testkit::set_environment(&mut command, testkit::reference());
                command.env("GOCACHE", self.work.join("cache"));
                command
            }
        };
        command.current_dir(dir);
        command
    }
    /// Builds and runs; what the programs printed. A crash or a limit is part of the last section.
    pub fn outputs(&self, dir: &Path, by: Builder) -> Result<Outputs, String> {
        let exe = format!("{by:?}.exe");
        let built = run(&mut self.build(dir, by, &exe), b"", BUILD);
        if !built.ok() {
            return Err(built.summary());
        }
        let done = run(Command::new(dir.join(&exe)).current_dir(dir), b"", RUN);
        let _ = fs::remove_file(dir.join(&exe));
        let mut out = done.stdout.clone();
        if !done.ok() {
            let how = done.summary();
            // The command line names the builder.
            out.extend(how.split_once(' ').map_or("", |h| h.1).bytes());
        }
        Ok(sections(&out))
    }
}

/// Takes the output of several programs apart.
fn sections(out: &[u8]) -> Outputs {
    let mut found = Outputs::new();
    let mut heading = String::new();
    for line in out.split_inclusive(|&b| b == b'\n') {
        if line.starts_with(b"== program") {
            heading = String::from_utf8_lossy(line).trim_end().to_owned();
        }
        found.entry(heading.clone()).or_default().extend(line);
    }
    found
}

/// The folder of a module with a file `main.go`.
pub fn module(dir: &Path, main: &str) -> Result<(), String> {
    let _ = fs::remove_dir_all(dir);
    fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    write(&dir.join("go.mod"), "module m\n\ngo 1.23\n")?;
    write(&dir.join("main.go"), main)
}

/// Writes a file.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}
