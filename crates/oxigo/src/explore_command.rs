//! `oxigo explore [-n] [-http addr] [-o report.html] [-func names] [-why symbol] [-compare
//! executable|archive|flag] [-trace file] [build flags] [package | files | function | executable]`: builds as `oxigo build`
//! does while the compiler tells what becomes of one package, and shows all of it on a page. The page is served until the command is interrupted, or written to a file.

use crate::build_flags::{BuildFlags, Command, Refused};
use crate::compiler::Watched;
use crate::explore_build::{Made, read, run_builder};
use crate::toolchain::InProcess;
use base::goflag::Shape;
use build::{Graph, Options};
use explore::record::Recording;
use explore::server::Serving;
use explore::{Exploration, Inputs, OtherInputs};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

pub(crate) const COMMAND: Command = Command {
    usage: "oxigo explore [-n] [-http addr] [-o report.html] [-func names] [-why symbol] [-compare executable|archive|flag] [-trace file] [build flags] [package | files | function | executable]",
    flags: &[
        ("http", Shape::Value),
        ("o", Shape::Value),
        ("func", Shape::Value),
        ("why", Shape::Value),
        ("compare", Shape::Value),
        ("trace", Shape::Value),
    ],
};

/// Of packages with more bytes of source only functions that are named are followed.
const MAX_SOURCE: u64 = 1 << 20;

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match explore(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refused) => refused.report(),
    }
}

fn explore(args: &[OsString]) -> Result<(), Refused> {
    let mut flags = BuildFlags::parse(&COMMAND, args)?;
    flags.ready_to_build()?;
    // Here it does not mean what it means to other commands.
    let no_browser = std::mem::take(&mut flags.options.dry);
    let report = flags.own("o").filter(|o| !o.is_empty()).map(str::to_owned);
    let address = flags.own("http").unwrap_or("localhost:0").to_owned();
    let why = flags.own("why").filter(|name| !name.is_empty()).map(str::to_owned);
    // A wrong address is said before anything is built.
    let serving =
        if report.is_none() && why.is_none() { Some(Serving::listen(&address).map_err(Refused::usage)?) } else { None };
    let subject = Subject::new(flags, args)?;
    let exploration = subject.explore()?;
    if let Some(name) = why {
        print!("{}", exploration.why(&name).map_err(Refused::failed)?);
        return Ok(());
    }
    let Some(serving) = serving else {
        let names: Vec<String> = subject.named.clone();
        let text = explore::report::report(&exploration, &names).map_err(Refused::failed)?;
        let file = PathBuf::from(report.unwrap_or_default());
        return std::fs::write(subject.flags.options.cwd.join(&file), text)
            .map_err(|e| Refused::failed(build::io_text("open", &file, &e)));
    };
    println!("{}", serving.url());
    if !no_browser {
        open(&serving.url());
    }
    serving.run(exploration, &|| subject.refreshed());
    Ok(())
}

/// Opens a browser; where there is none, the address was printed.
fn open(url: &str) {
    let mut command = std::process::Command::new("xdg-open");
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let _there_may_be_no_browser = command.spawn();
}

/// What is explored.
struct Subject {
    flags: BuildFlags,
    what: What,
    /// What it is compared with.
    other: Option<Other>,
    /// A trace that somebody has made.
    trace: Option<PathBuf>,
    /// The flags of its build once more.
    flags_again: Arc<BuildFlags>,
    /// The flags with which it is built to be traced.
    traced: Arc<BuildFlags>,
    /// The exploration before, to compare with.
    before: Mutex<Option<OtherInputs>>,
    /// Functions that are asked for by name.
    named: Vec<String>,
    /// Files that it was made from, with the times at which they were changed.
    seen: Mutex<Vec<(PathBuf, Option<SystemTime>)>>,
    version: Mutex<u32>,
}

enum What {
    /// Packages, by patterns.
    Package(Vec<String>),
    /// A file that somebody has linked.
    Executable(PathBuf),
}

enum Other {
    /// An executable or archive.
    File(PathBuf),
    /// The same package, built with one flag more.
    Flag(String, Box<BuildFlags>),
}

impl Other {
    /// `args` are all of the command line.
    fn of(value: &str, flags: &BuildFlags, args: &[OsString]) -> Result<Other, Refused> {
        if !value.starts_with('-') {
            return Ok(Other::File(flags.options.cwd.join(value)));
        }
        Ok(Other::Flag(value.to_owned(), Box::new(once_more(args, Some(value))?)))
    }
}

/// The flags of the same command line once more, perhaps with one behind the others, for a build beside the one that is
/// explored.
fn once_more(args: &[OsString], flag: Option<&str>) -> Result<BuildFlags, Refused> {
    let table = COMMAND.table();
    let (given, rest) = base::goflag::parse(&table, args).map_err(Refused::usage)?;
    // The folder was changed already.
    let moved = given.iter().take(1).take_while(|flag| flag.name == "C").count();
    let mut words: Vec<OsString> = Vec::new();
    for flag in &given[moved..] {
        let mut word = OsString::from(format!("-{}=", flag.name));
        word.push(&flag.value);
        words.push(word);
    }
    words.extend(flag.map(OsString::from));
    words.push("--".into());
    words.extend(rest);
    let mut flags = BuildFlags::parse(&COMMAND, &words)?;
    flags.ready_to_build()?;
    flags.options.dry = false;
    flags.options.passing = true;
    Ok(flags)
}

impl Subject {
    fn new(flags: BuildFlags, args: &[OsString]) -> Result<Subject, Refused> {
        let compare = flags.own("compare").filter(|value| !value.is_empty());
        let other = compare.map(|value| Other::of(value, &flags, args)).transpose()?;
        let mut named: Vec<String> = flags.own("func").unwrap_or_default().split(',').map(str::to_owned).collect();
        named.retain(|name| !name.is_empty());
        let what = match &flags.rest[..] {
            [file] if is_executable(&flags.options.cwd.join(file)) => What::Executable(flags.options.cwd.join(file)),
            [name] => match function_of_package(&flags, name) {
                Some((package, function)) => {
                    named.insert(0, function);
                    What::Package(vec![package])
                }
                None => What::Package(vec![name.clone()]),
            },
            patterns => What::Package(patterns.to_vec()),
        };
        let mut traced = once_more(args, None)?;
        traced.options.ldflags.add_to_all(crate::explore_trace::LINKER_FLAG);
        let trace = flags.own("trace").filter(|file| !file.is_empty()).map(|file| flags.options.cwd.join(file));
        Ok(Subject {
            flags,
            what,
            trace,
            flags_again: Arc::new(once_more(args, None)?),
            traced: Arc::new(traced),
            other,
            before: Mutex::default(),
            named,
            seen: Mutex::default(),
            version: Mutex::new(0),
        })
    }

    /// Makes the exploration, and notes what it was made from.
    fn explore(&self) -> Result<Exploration, Refused> {
        let mut version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        *version += 1;
        let mut inputs = match &self.what {
            What::Executable(file) => self.executable(file)?,
            What::Package(patterns) => self.package(patterns)?,
        };
        inputs.other = self.other(&inputs)?;
        inputs.trace = self.trace(&inputs);
        inputs.commands = self.commands();
        inputs.cwd.clone_from(&self.flags.options.cwd);
        inputs.version = *version;
        inputs.goroot = self.flags.options.goroot.clone();
        Exploration::new(inputs).map_err(Refused::failed)
    }

    /// What is compared with: what was asked for, else what was there before the last change.
    fn other(&self, now: &Inputs) -> Result<Option<OtherInputs>, Refused> {
        let (recorded, archive, executable) = (now.recorded.clone(), now.archive.clone(), now.executable.clone());
        let now = OtherInputs { what: "what was before the last change".to_owned(), recorded, archive, executable };
        let before = self.before.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        match (&self.other, &self.what) {
            (None, _) => Ok(before),
            (Some(Other::File(file)), _) => {
                let (what, bytes) = (file.to_string_lossy().into_owned(), read(file)?);
                let (archive, executable) =
                    if bytes.starts_with(b"!<arch>\n") { (Some(bytes), None) } else { (None, Some(bytes)) };
                Ok(Some(OtherInputs { what, archive, executable, ..OtherInputs::default() }))
            }
            (Some(Other::Flag(flag, flags)), What::Package(patterns)) => {
                let graph = crate::build_command::load(flags, patterns)?;
                let [root] = graph.roots[..] else { return Ok(None) };
                let (_, recording) = self.recording(&graph.packages[root]);
                let reasons = Mutex::default();
                let watched = Watched { package: root, recorder: &recording, reasons: &reasons };
                let (archive, executable, _) = build(&graph, &flags.options, watched)?;
                Ok(Some(OtherInputs {
                    what: flag.clone(),
                    recorded: Arc::new(recording.finish()),
                    archive,
                    executable,
                }))
            }
            (Some(Other::Flag(..)), What::Executable(_)) => {
                Err(Refused::usage("-compare with a flag is about a package, not an executable"))
            }
        }
    }

    /// Makes it anew if a file has changed. The error is a text.
    fn refreshed(&self) -> Option<Result<Exploration, String>> {
        let same = |(file, time): &(PathBuf, Option<SystemTime>)| changed(file) == *time;
        let is_same = self.seen.lock().unwrap_or_else(PoisonError::into_inner).iter().all(same);
        (!is_same).then(|| self.explore().map_err(|refused| refused.message))
    }

    fn note(&self, files: impl Iterator<Item = PathBuf>) {
        let seen = files.map(|file| (file.clone(), changed(&file))).collect();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    fn executable(&self, file: &Path) -> Result<Inputs, Refused> {
        self.note(std::iter::once(file.to_owned()));
        let title = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Inputs { title, focus: self.named.first().cloned(), executable: Some(read(file)?), ..Inputs::default() })
    }

    fn package(&self, patterns: &[String]) -> Result<Inputs, Refused> {
        let graph = crate::build_command::load(&self.flags, patterns)?;
        let [root] = graph.roots[..] else {
            return Err(Refused::failed(format!("{} packages are named; one can be explored", graph.roots.len())));
        };
        let package = &graph.packages[root];
        let sources = || package.go_files.iter().chain(&package.s_files).map(|name| package.dir.join(name));
        self.note(sources());
        let (focus, recording) = self.recording(package);
        let reasons = Mutex::default();
        let (archive, executable, steps) =
            build(&graph, &self.flags.options, Watched { package: root, recorder: &recording, reasons: &reasons })?;
        let title = package.import_path.clone();
        let reasons = reasons.into_inner().unwrap_or_else(PoisonError::into_inner);
        let recorded = Arc::new(recording.finish());
        Ok(Inputs { title, focus, recorded, archive, executable, reasons, steps, ..Inputs::default() })
    }

    /// What lists the commands of the build.
    fn commands(&self) -> Option<explore::Commands> {
        let What::Package(patterns) = &self.what else { return None };
        let (flags, patterns) = (self.flags_again.clone(), patterns.clone());
        Some(Box::new(move || crate::explore_log::commands(&flags, &patterns)))
    }

    /// The trace that was named, else one of a program that is built here.
    fn trace(&self, inputs: &Inputs) -> Option<explore::Trace> {
        let flags = self.traced.clone();
        if let Some(file) = self.trace.clone() {
            let read = move |_| {
                let folder = tempfile::tempdir_in(&flags.options.tmp).map_err(|e| e.to_string())?;
                crate::explore_trace::read(&flags.options, folder.path(), &file)
            };
            return Some(explore::Trace { events: Box::new(read), is_made: true });
        }
        let What::Package(patterns) = &self.what else { return None };
        let patterns = patterns.clone();
        let run = move |what| crate::explore_trace::events(&flags, &patterns, what);
        inputs.executable.is_some().then(|| explore::Trace { events: Box::new(run), is_made: false })
    }

    /// The function that is shown first, if one was named, and what is to follow the package through the compiler.
    fn recording(&self, package: &build::Package) -> (Option<String>, Recording) {
        let prefix = obj::name::path_prefix(package.object_path());
        let full = |name: &String| {
            if name.starts_with(&format!("{prefix}.")) { name.clone() } else { format!("{prefix}.{name}") }
        };
        let focus = self.named.first().map(full);
        let sources = package.go_files.iter().chain(&package.s_files).map(|name| package.dir.join(name));
        let is_large = sources.filter_map(|f| f.metadata().ok()).map(|m| m.len()).sum::<u64>() > MAX_SOURCE;
        if is_large && focus.is_none() {
            eprintln!("{} is large: name a function to see its way through the compiler", package.import_path);
        }
        let only = match (&focus, self.named.len(), is_large) {
            (Some(one), 1, _) => Some(vec![one.clone()]),
            (None, _, true) => Some(Vec::new()),
            _ => None,
        };
        (focus, Recording::new(only))
    }
}

/// Builds the package, which is compiled whether it is up to date or not; everything else comes from the cache.
fn build(graph: &Graph, options: &Options, watched: Watched<'_>) -> Result<Made, Refused> {
    let root = watched.package;
    let mut options = options.clone();
    options.again.push(root);
    options.explain = true;
    let toolchain = InProcess::new(graph, &options).watched(watched);
    run_builder(graph, &options, &toolchain, root)
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|m| m.modified()).ok()
}

fn is_executable(file: &Path) -> bool {
    use std::io::Read;
    let mut head = [0; 4];
    file.is_file() && std::fs::File::open(file).and_then(|mut f| f.read_exact(&mut head)).is_ok() && head == *b"\x7fELF"
}

/// `fmt.Println` as package and function, if it names no package itself.
fn function_of_package(flags: &BuildFlags, name: &str) -> Option<(String, String)> {
    let is_path = name.starts_with(['.', '/']) || name.ends_with(".go") || name.contains("...");
    let last = name.rfind('/').map_or(0, |at| at + 1);
    if is_path || !name[last..].contains('.') || is_package(flags, name) {
        return None;
    }
    let dots = name[last..].match_indices('.').map(|(at, _)| last + at);
    let splits = dots.map(|at| (name[..at].to_owned(), name[at + 1..].to_owned()));
    splits.into_iter().find(|(package, function)| !function.is_empty() && is_package(flags, package))
}

fn is_package(flags: &BuildFlags, path: &str) -> bool {
    flags.load(&[path.to_owned()], false).is_ok_and(|graph| graph.errors(&flags.options.cwd).is_empty())
}
