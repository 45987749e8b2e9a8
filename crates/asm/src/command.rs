//! `tool asm`: from arguments to an exit code. [`assemble`] is the pipeline and touches no
//! output file; [`run`] writes what it made, or nothing.
//! Authority: `cmd/asm/main.go`.

use crate::arch::Options;
use crate::flags::{self, Flags, Refusal};
use crate::lex::Input;
use crate::lex::macros::{Macro, predefined};
use crate::listing;
use crate::module::Module;
use crate::object;
use crate::parse::{Names, Parser};
use crate::report::{Message, Report};
use crate::source::Bases;
use crate::{build, symabis};
use base::goflag::open_error;
use base::paths::PathRules;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use target::Target;

/// What a run makes.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Contents of the output file; `None` after errors.
    pub file: Option<Vec<u8>>,
    /// The listing of `-S`.
    pub listing: String,
    /// Messages in order.
    pub messages: Vec<Message>,
}

/// The environment of a run, read once by the caller.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Working directory.
    pub dir: String,
    /// `$GOROOT`
    pub goroot: String,
    /// What is assembled for.
    pub target: Target,
}

/// Assembles the files of a command line, or makes their symabis.
pub fn assemble(flags: &Flags, env: &Environment) -> Outcome {
    let mut report = Report::new(flags.all_errors);
    let paths = PathRules { dir: env.dir.clone(), trim: flags.trim.clone(), goroot: env.goroot.clone() };
    let mut session = Session { flags, bases: Bases::new(paths), report: &mut report };
    let made = session.files(env);
    let (file, listing) = made.unwrap_or_default();
    let file = if report.failed() { None } else { Some(file) };
    Outcome { file, listing, messages: report.messages().to_vec() }
}

struct Session<'a> {
    flags: &'a Flags,
    bases: Bases,
    report: &'a mut Report,
}

impl Session<'_> {
    /// The output file and the listing; `None` when the run ended early.
    fn files(&mut self, env: &Environment) -> Option<(Vec<u8>, String)> {
        let defines = self.defines(env)?;
        let names = Names {
            pkg_prefix: goobj::write::escape_path(&self.flags.path).into(),
            allow_abi: env.target.release.packages.asm_abi.contains(&&*self.flags.path),
        };
        let mut module = Module::new(&self.flags.path);
        module.alignment_has_line = env.target.release.alignment_has_line;
        let mut abis = String::new();
        for file in &self.flags.files {
            let text: Arc<[u8]> = match std::fs::read(file) {
                Ok(text) => text.into(),
                Err(e) => {
                    self.report.tool(open_error(file, &e));
                    return None;
                }
            };
            let dirs = &self.flags.include_dirs;
            let input = Input::new(file, text, dirs, &defines, &mut self.bases, self.report);
            let mut parser = Parser::new(input, names.clone());
            let read = if self.flags.symabis {
                symabis::generate(&mut parser, &mut abis)
            } else {
                build::build(parser, &mut module)
            };
            if !read.ok()? {
                self.report.tool(format!("assembly of {file} failed"));
                return None;
            }
        }
        if self.flags.symabis {
            return Some((abis.into_bytes(), String::new()));
        }
        // Every file is read; the module holds all functions and variables.
        let made = self.object(module, &names, env);
        if self.report.failed() {
            self.report.tool("assembly failed");
        }
        made
    }

    fn object(&mut self, mut module: Module, names: &Names, env: &Environment) -> Option<(Vec<u8>, String)> {
        let shared = self.flags.shared || self.flags.dynlink;
        let plain_wrappers = env.target.release.recover == release::Recover::Unwinding;
        let release::Data { short_constants, padding_is_target, .. } = *env.target.release;
        let dynlink = self.flags.dynlink;
        let options = Options { shared, dynlink, is_asm: true, plain_wrappers, short_constants, padding_is_target };
        module.unit.shared = shared;
        module.unit.std = self.flags.std;
        let functions = object::finish(&mut module, env.target.release, options, &names.pkg_prefix, self.report);
        if self.report.failed() {
            return None;
        }
        module.unit.shared = shared;
        let mut listing = String::new();
        if self.flags.listing > 0 {
            listing::list(&module, &functions, self.flags.listing, &mut listing);
        }
        match goobj::write::assembly_file_with(&module.unit, env.target.release, &env.target.header_line()) {
            Ok(file) => Some((file, listing)),
            Err(e) => {
                self.report.tool(e.to_string());
                None
            }
        }
    }

    fn defines(&mut self, env: &Environment) -> Option<Vec<Arc<Macro>>> {
        let mut all = self.flags.defines.clone();
        if env.target.release.packages.asm_abi.contains(&&*self.flags.path) {
            all.extend(env.target.experiments.enabled.split(',').map(|e| format!("GOEXPERIMENT_{e}")));
        }
        let mut macros = Vec::new();
        for define in all {
            match predefined(&define, self.report) {
                Ok(made) => macros.push(Arc::new(made)),
                Err(text) => {
                    self.report.tool(text.strip_prefix("asm: ").unwrap_or(&text));
                    return None;
                }
            }
        }
        Some(macros)
    }
}

/// Runs the command: 0 done, 1 errors in the sources, 2 wrong usage.
pub fn run(args: &[OsString], env: &Environment) -> ExitCode {
    let flags = match flags::parse(args) {
        Ok(flags) => flags,
        Err(Refusal::Usage(why)) => {
            let why = if why.is_empty() { why } else { why + "\n" };
            eprint!("{why}{}", flags::USAGE);
            return ExitCode::from(2);
        }
        Err(Refusal::Unsupported(why)) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
        Err(Refusal::Failed(why)) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = assemble(&flags, env);
    let mut err = std::io::stderr().lock();
    outcome.messages.iter().for_each(|m| _ = writeln!(err, "{m}"));
    let _ = std::io::stdout().write_all(outcome.listing.as_bytes());
    let Some(file) = outcome.file else {
        // An older file of that name would pass for ours; devices like /dev/null stay.
        if std::fs::symlink_metadata(&flags.output).is_ok_and(|m| m.is_file()) {
            let _ = std::fs::remove_file(&flags.output);
        }
        return ExitCode::FAILURE;
    };
    match std::fs::write(&flags.output, file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(err, "asm: {}", open_error(&flags.output, &e));
            ExitCode::FAILURE
        }
    }
}

impl Environment {
    /// That of this process, for a target.
    pub fn of_process(target: &Target) -> Environment {
        let goroot = std::env::var("GOROOT").unwrap_or_default();
        Environment { dir: working_dir(), goroot, target: target.clone() }
    }
}

/// `$PWD` if it names the working directory, as Go's `os.Getwd` has it.
fn working_dir() -> String {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &str| std::fs::metadata(path).map(|m| (m.dev(), m.ino())).ok();
    if let Ok(pwd) = std::env::var("PWD")
        && pwd.starts_with('/')
        && identity(&pwd).is_some_and(|id| Some(id) == identity("."))
    {
        return pwd;
    }
    std::env::current_dir().map_or("/???".to_string(), |d| d.to_string_lossy().into_owned())
}
