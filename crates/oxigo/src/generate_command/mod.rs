//! `oxigo generate [-run regexp] [-skip regexp] [build flags] [packages]`: runs the commands that `//go:generate` lines of
//! sources ask for. In: packages. Out: what the commands leave behind; the first that fails ends its package. Packages
//! that cannot be loaded, and expressions that might be read in two ways, are upstream's. Commands see the tree under the
//! name that the user has given it, and `go` is this binary.
//! Authority: `go help generate`, GOROOT `cmd/go/internal/generate/generate.go`.

mod choice;
mod directive;

use crate::build_flags::{BuildFlags, Command, Refused};
use base::goflag::Shape;
use build::{Graph, Package};
use choice::Choice;
use directive::Words;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

pub(crate) const COMMAND: Command = Command {
    usage: "oxigo generate [-run regexp] [-n] [-v] [-x] [build flags] [file.go... | packages]",
    flags: &[("run", Shape::Value), ("skip", Shape::Value)],
};

/// A line with a directive has at most so many bytes.
const LONGEST_LINE: usize = 4096;

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match generate(args) {
        Ok(code) => code,
        Err(refused) => refused.report(),
    }
}

fn generate(args: &[OsString]) -> Result<ExitCode, Refused> {
    let mut flags = BuildFlags::parse(&COMMAND, args)?;
    let choice = Choice::of(&flags).ok_or_else(|| flags.explained("go: this expression is upstream's to read"))?;
    let graph = load(&mut flags)?;
    let view = crate::upstream::view::of(&flags.options.goroot).map_err(|e| Refused::failed(format!("go: {e}")))?;
    let job = Job { flags: &flags, choice, programs: view.join("bin") };
    graph.warnings.iter().for_each(|w| eprintln!("{w}"));
    let (mut code, mut is_said) = (ExitCode::SUCCESS, false);
    for package in graph.roots.iter().map(|&id| &graph.packages[id]) {
        if package.module.as_ref().is_some_and(|m| m.version.is_some()) {
            if !std::mem::replace(&mut is_said, true) {
                eprintln!("go: not generating in packages in dependency modules");
            }
            continue;
        }
        if !job.package(package)? {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The packages named, with the files that the tag `generate` lets in, without what they import.
fn load(flags: &mut BuildFlags) -> Result<Graph, Refused> {
    flags.own.push(("find".to_owned(), "true".to_owned()));
    flags.options.tags.push("generate".to_owned());
    let graph = flags.load(&flags.rest, false)?;
    let errors = graph.errors(&flags.options.cwd);
    match errors.is_empty() {
        true => Ok(graph),
        false => Err(flags.explained(errors.join("\n"))),
    }
}

/// What all files have in common.
struct Job<'f> {
    flags: &'f BuildFlags,
    choice: Choice,
    /// The folder in which `go` is this binary.
    programs: PathBuf,
}

/// The files whose commands are run.
struct File<'j> {
    job: &'j Job<'j>,
    path: PathBuf,
    dir: &'j Path,
    /// The name in its package clause.
    package: String,
}

/// Why the commands of a file came to an end: the line and the reason.
type Stop = (usize, String);

impl Job<'_> {
    /// Runs the commands of a package's files and those of its external tests; whether none failed.
    fn package(&self, package: &Package) -> Result<bool, Refused> {
        let file = |name: &String, suffix: &str| File {
            job: self,
            path: package.dir.join(name),
            dir: &package.dir,
            package: format!("{}{suffix}", package.name),
        };
        let own = package.go_files.iter().chain(&package.tests.go_files).map(|name| file(name, ""));
        let external = package.tests.external_go_files.iter().map(|name| file(name, "_test"));
        let (own, external) = (self.files(own)?, self.files(external)?);
        Ok(own && external)
    }
    fn files<'j>(&self, mut files: impl Iterator<Item = File<'j>>) -> Result<bool, Refused> {
        files.try_fold(true, |all, file| Ok(all && file.generate()?))
    }
}

impl File<'_> {
    /// Runs the commands of one file; says which failed.
    fn generate(&self) -> Result<bool, Refused> {
        let text = std::fs::read(&self.path)
            .map_err(|e| Refused::failed(format!("go: generate: {}", build::io_text("open", &self.path, &e))))?;
        let shown = build::paths::short_path(&self.path, &self.job.flags.options.cwd);
        if self.job.flags.options.verbose {
            eprintln!("{shown}");
        }
        match self.directives(&text) {
            Ok(()) => Ok(true),
            Err((line, why)) => {
                eprintln!("{shown}:{line}: {}", why.replace(directive::FILE, &shown));
                Ok(false)
            }
        }
    }
    fn directives(&self, text: &[u8]) -> Result<(), Stop> {
        let mut shorthands = HashMap::new();
        for (i, line) in text.split_inclusive(|&b| b == b'\n').enumerate() {
            let Some(rest) = directive::text(line) else { continue };
            let at = |why: String| (i + 1, why);
            if line.len() > LONGEST_LINE {
                return Err(at("directive too long".to_owned()));
            }
            let Some(rest) = rest.strip_suffix(b"\n") else { return Err(at(directive::unfinished())) };
            if self.job.choice.takes(line) {
                self.directive(rest, i + 1, &mut shorthands).map_err(at)?;
            }
        }
        Ok(())
    }
    fn directive(&self, text: &[u8], line: usize, shorthands: &mut HashMap<Vec<u8>, Words>) -> Result<(), String> {
        let environment = self.environment(line);
        let own = |name: &[u8]| environment.iter().find(|(n, _)| n.as_bytes() == name).map(|(_, value)| value.clone());
        let value = |name: &[u8]| own(name).or_else(|| std::env::var_os(OsStr::from_bytes(name))).unwrap_or_default();
        let words = directive::words(text, shorthands, &|name| value(name).into_vec())?;
        if directive::define(&words, shorthands)? {
            return Ok(());
        }
        let options = &self.job.flags.options;
        if options.dry || options.show {
            eprintln!("{}", String::from_utf8_lossy(&words.join(&b' ')));
        }
        if options.dry { Ok(()) } else { self.execute(&words, &environment) }
    }
    /// What a command is told.
    fn environment(&self, line: usize) -> Vec<(&'static str, OsString)> {
        let variables = &self.job.flags.variables;
        let of_go = |name: &'static str| (name, variables.value(name).into());
        let name = self.path.file_name().unwrap_or_default();
        let paths = std::env::var_os("PATH").filter(|p| !p.is_empty());
        let mut path = self.job.programs.clone().into_os_string();
        if let Some(paths) = paths {
            path.push(":");
            path.push(paths);
        }
        vec![
            of_go("GOROOT"),
            of_go("GOARCH"),
            of_go("GOOS"),
            ("GOFILE", name.to_owned()),
            ("GOLINE", line.to_string().into()),
            ("GOPACKAGE", self.package.clone().into()),
            ("DOLLAR", "$".into()),
            ("PATH", path),
            ("PWD", self.dir.as_os_str().to_owned()),
        ]
    }
    fn execute(&self, words: &Words, environment: &[(&str, OsString)]) -> Result<(), String> {
        use std::os::unix::process::CommandExt;
        let shown = String::from_utf8_lossy(&words[0]);
        let failed = |why: String| format!("running {shown:?}: {why}");
        let program = self.program(OsStr::from_bytes(&words[0])).map_err(failed)?;
        let mut command = std::process::Command::new(&program);
        command.arg0(OsStr::from_bytes(&words[0])).args(words[1..].iter().map(|w| OsStr::from_bytes(w)));
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let status = command.current_dir(self.dir).stdin(Stdio::null()).status();
        let status = status.map_err(|e| failed(build::io_text("fork/exec", &program, &e)))?;
        if status.success() { Ok(()) } else { Err(failed(crate::run_command::ending(status))) }
    }
    /// The file of a program: ours before those in `PATH`.
    fn program(&self, name: &OsStr) -> Result<PathBuf, String> {
        if name.is_empty() || name.as_bytes().contains(&b'/') {
            return Ok(name.into());
        }
        let own = self.job.programs.join(name);
        if is_executable(&own) {
            return Ok(own);
        }
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&folders).map(|dir| dir.join(name)).find(|file| is_executable(file));
        let shown = name.to_string_lossy();
        match found {
            Some(file) if file.is_absolute() => Ok(file),
            Some(_) => Err(format!("exec: {shown:?}: cannot run executable found relative to current directory")),
            None => Err(format!("exec: {shown:?}: executable file not found in $PATH")),
        }
    }
}

fn is_executable(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
