//! The command line of `oxigo tool link`. In: arguments as the official linker takes them. Out: a
//! [`Config`] and the files, or what to print instead. Flags of the official linker that are not
//! supported are refused with one sentence (facts: `cmd/link/internal/ld/main.go`, syntax of
//! package `flag`).

use crate::config::{Config, StrictDups};
use crate::error::{LinkError, Result};
use crate::importcfg::ImportCfg;
use crate::source::FileSource;
use crate::why::{Explained, Reasons};
use base::timings::Timings;
use release::Release;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use target::Target;

/// What a flag means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flag {
    Output,
    ImportCfg,
    Folder,
    BuildMode,
    BuildId,
    GnuBuildId,
    StripSymbols,
    StripDwarf,
    Set,
    Verbose,
    Version,
    CheckLinkname,
    CompressDwarf,
    StrictDups,
    HeadType,
    LinkMode,
    Entry,
    TextAddress,
    Round,
    PruneWeakMaps,
    Aslr,
    Threads,
    Timings,
    DeepestChain,
    DumpDependencies,
    /// Accepted without effect: nothing in a static executable depends on it.
    Ignored,
    /// Refused unless its value is the default.
    Refused,
}

/// Whether a flag takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    Bool,
    Value,
    Count,
}

const FLAGS: &[(&str, Takes, Flag)] = {
    use Flag::*;
    use Takes::*;
    &[
        ("o", Value, Output),
        ("importcfg", Value, ImportCfg),
        ("L", Value, Folder),
        ("buildmode", Value, BuildMode),
        ("buildid", Value, BuildId),
        ("B", Value, GnuBuildId),
        ("s", Bool, StripSymbols),
        ("w", Bool, StripDwarf),
        ("X", Value, Set),
        ("v", Count, Verbose),
        ("V", Bool, Version),
        ("checklinkname", Bool, CheckLinkname),
        ("compressdwarf", Bool, CompressDwarf),
        ("strictdups", Value, StrictDups),
        ("H", Value, HeadType),
        ("linkmode", Value, LinkMode),
        ("E", Value, Entry),
        ("T", Value, TextAddress),
        ("R", Value, Round),
        ("pruneweakmap", Bool, PruneWeakMaps),
        ("aslr", Bool, Aslr),
        ("threads", Value, Threads),
        ("timings", Bool, Timings),
        ("x-nosplit", Bool, DeepestChain),
        ("dumpdep", Bool, DumpDependencies),
        ("a", Bool, Ignored),
        ("n", Bool, Ignored),
        ("d", Bool, Ignored),
        ("g", Bool, Ignored),
        ("h", Bool, Ignored),
        ("bindnow", Bool, Ignored),
        ("extld", Value, Ignored),
        ("extldflags", Value, Ignored),
        ("extar", Value, Ignored),
        ("libgcc", Value, Ignored),
        ("tmpdir", Value, Ignored),
        ("installsuffix", Value, Ignored),
        // There are no trampolines on amd64.
        ("debugtramp", Value, Ignored),
        ("I", Value, Refused),
        ("c", Bool, Refused),
        ("f", Bool, Refused),
        ("k", Value, Refused),
        ("r", Value, Refused),
        ("asan", Bool, Refused),
        ("msan", Bool, Refused),
        ("race", Bool, Refused),
        ("linkshared", Bool, Refused),
        ("pluginpath", Value, Refused),
        ("capturehostobjs", Value, Refused),
        ("debugtextsize", Value, Refused),
        ("debugnosplit", Bool, Refused),
        ("randlayout", Value, Refused),
        ("cpuprofile", Value, Refused),
        ("memprofile", Value, Refused),
        ("memprofilerate", Value, Refused),
        ("benchmark", Value, Refused),
        ("benchmarkprofile", Value, Refused),
    ]
};

/// What the arguments ask for.
#[derive(Clone, Debug)]
pub enum Command {
    /// Link a file.
    Link(Box<Request>),
    /// Print the version; with `true` in full.
    Version(bool),
}

/// A link with its files.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to do.
    pub config: Config,
    /// The packages.
    pub importcfg: ImportCfg,
    /// The archive of package main.
    pub main: PathBuf,
    /// Whether times per phase are printed.
    pub timings: bool,
}

/// What a link depends on beside its arguments.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// What `$GOROOT` in file names stands for, and what `runtime.GOROOT` says.
    pub goroot: String,
    /// What the objects are compiled for.
    pub target: Target,
}

impl Environment {
    /// That of this process, for a target.
    pub fn of_process(target: &Target) -> Environment {
        Environment { goroot: std::env::var("GOROOT").unwrap_or_default(), target: target.clone() }
    }
}

/// A wrong command line: exit code 2 and the usage line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(pub String);

/// Why there is nothing to do.
#[derive(Clone, Debug)]
pub enum ParseError {
    /// The command line itself.
    Usage(UsageError),
    /// What it names.
    Link(LinkError),
}

impl From<LinkError> for ParseError {
    fn from(e: LinkError) -> Self {
        ParseError::Link(e)
    }
}

fn usage(text: impl Into<String>) -> ParseError {
    ParseError::Usage(UsageError(text.into()))
}

/// Runs `oxigo tool link ARGS`. The caller has answered `-V=full`, which names the whole binary.
pub fn run(args: &[OsString], environment: &Environment) -> ExitCode {
    let args: Vec<String> = args.iter().map(|a| a.to_string_lossy().into_owned()).collect();
    match parse(&args, environment) {
        Ok(Command::Version(_)) => {
            println!("link version {}", environment.target.version);
            ExitCode::SUCCESS
        }
        Ok(Command::Link(request)) => {
            let mut out = String::new();
            let result = execute(&request, &mut out);
            // Who does not want to read on gets no more.
            let _ = std::io::stdout().write_all(out.as_bytes());
            result.map_or_else(
                |e| {
                    eprintln!("{e}");
                    ExitCode::FAILURE
                },
                |()| ExitCode::SUCCESS,
            )
        }
        Err(ParseError::Usage(UsageError(text))) => {
            eprintln!("{text}\nusage: link [options] main.o");
            ExitCode::from(2)
        }
        Err(ParseError::Link(e)) => {
            eprintln!("{}", environment.refusal(&e));
            ExitCode::from(2)
        }
    }
}

impl Environment {
    /// What is printed of a flag that is understood and refused: the path by which the official command calls its
    /// linker comes first, if the message does not begin with the linker's name.
    pub fn refusal(&self, e: &LinkError) -> String {
        let text = e.to_string();
        match text.starts_with("link: ") {
            true => text,
            false => format!("{}/{}/link: {text}", self.goroot, base::host::TOOLS),
        }
    }
}

/// Carries out a request. What there is to print goes to `out`.
pub fn execute(request: &Request, out: &mut String) -> Result<()> {
    execute_timed(request, &Timings::new(), out)
}

/// The same; adds how long the stages took.
pub fn execute_timed(request: &Request, timings: &Timings, out: &mut String) -> Result<()> {
    carry_out(request, timings, |source| crate::link(&request.config, source, timings, out))
}

/// The same; tells why each symbol is in the program.
pub fn execute_explained(request: &Request, timings: &Timings, out: &mut String) -> Result<Reasons> {
    carry_out(request, timings, |source| {
        let mut explained = Explained::default();
        crate::link_observed(&request.config, source, timings, out, &mut explained)?;
        Ok(explained.reasons())
    })
}

/// Does something about the packages of a request, on as many threads as it says.
fn carry_out<T: Send>(
    request: &Request,
    timings: &Timings,
    act: impl FnOnce(&FileSource<'_>) -> Result<T> + Send,
) -> Result<T> {
    let config = &request.config;
    let header = config.release.header_line_with(&config.level, &config.experiments);
    let source = FileSource::new(&request.importcfg, &request.main, header);
    let work = || act(&source);
    let result = match config.threads {
        0 => work(),
        n => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
            pool.map_err(|e| LinkError::new(format!("cannot start {n} threads: {e}")))?.install(work)
        }
    };
    if request.timings || config.verbose > 0 {
        for (stage, time, _) in timings.report() {
            eprintln!("{stage:20} {:>10.3} ms", time.as_secs_f64() * 1e3);
        }
    }
    result
}

/// Understands the arguments.
pub fn parse(args: &[String], environment: &Environment) -> std::result::Result<Command, ParseError> {
    let args = expand_response_files(args)?;
    let mut parser = Parser {
        config: Config { goroot: environment.goroot.clone(), ..Config::new(environment.target.release) },
        importcfg: ImportCfg::default(),
        timings: false,
        strip_dwarf: None,
        version: None,
        chose_note: false,
    };
    parser.config.level = environment.target.level.value.clone();
    if !environment.goroot.is_empty() {
        parser.config.strings.set("runtime.defaultGOROOT".to_owned(), environment.goroot.as_bytes().to_vec());
    }
    let experiments = environment.target.experiments.clone();
    parser.config.version = environment.target.version.clone();
    let mut version = parser.config.version.clone();
    if !experiments.changed.is_empty() {
        version += &format!(" X:{}", experiments.changed);
    }
    parser.config.experiments = experiments.enabled;
    parser.config.strings.set("runtime.buildVersion".to_owned(), version.into_bytes());
    let files = parser.flags(&args)?;
    if let Some(full) = parser.version {
        return Ok(Command::Version(full));
    }
    let [main] = files else {
        return Err(usage("exactly one main package is expected"));
    };
    let mut config = parser.config;
    config.strip_dwarf = parser.strip_dwarf.unwrap_or(config.strip_symbols);
    if config.release.build_id_note && !parser.chose_note && !config.build_id.is_empty() {
        config.gnu_build_id = gnu_build_id(config.release, "gobuildid", &config.build_id)?;
    }
    let main = PathBuf::from(main);
    Ok(Command::Link(Box::new(Request { config, importcfg: parser.importcfg, main, timings: parser.timings })))
}

/// Replaces `@file` by the lines of the file (fact: `cmd/internal/objabi/flag.go`).
fn expand_response_files(args: &[String]) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for arg in args {
        match arg.strip_prefix('@') {
            None => out.push(arg.clone()),
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(|e| LinkError::new(format!("{file}: {e}")))?;
                out.extend(text.lines().map(|l| unescape(l.strip_suffix('\r').unwrap_or(l))));
            }
        }
    }
    Ok(out)
}

/// In response files a backslash stands for itself doubled and before `n` for a newline.
fn unescape(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out
}

struct Parser {
    config: Config,
    importcfg: ImportCfg,
    timings: bool,
    strip_dwarf: Option<bool>,
    version: Option<bool>,
    /// Whether it is said what the note with an identification holds.
    chose_note: bool,
}

impl Parser {
    /// Reads flags up to the first argument that is none.
    fn flags<'s>(&mut self, mut args: &'s [String]) -> std::result::Result<&'s [String], ParseError> {
        while let [arg, rest @ ..] = args {
            let Some(body) = arg.strip_prefix('-').filter(|b| !b.is_empty()) else {
                break;
            };
            args = rest;
            if body == "-" {
                break;
            }
            let body = body.strip_prefix('-').unwrap_or(body);
            let (name, value) = body.split_once('=').map_or((body, None), |(n, v)| (n, Some(v)));
            let Some(&(name, takes, flag)) = FLAGS.iter().find(|f| f.0 == name) else {
                return Err(usage(format!("flag provided but not defined: -{name}")));
            };
            let value = match (takes, value) {
                (_, Some(v)) => v,
                (Takes::Bool, None) => "true",
                (Takes::Count, None) => "+",
                (Takes::Value, None) => {
                    let [next, rest @ ..] = args else {
                        return Err(usage(format!("flag needs an argument: -{name}")));
                    };
                    args = rest;
                    next
                }
            };
            if takes == Takes::Bool && flag != Flag::Version {
                boolean(name, value)?;
            }
            self.apply(name, flag, value)?;
        }
        Ok(args)
    }

    fn apply(&mut self, name: &str, flag: Flag, value: &str) -> std::result::Result<(), ParseError> {
        let on = matches!(value, "1" | "t" | "T" | "true" | "TRUE" | "True");
        let c = &mut self.config;
        match flag {
            Flag::Output => c.output = PathBuf::from(value),
            Flag::ImportCfg => self.import_config(value)?,
            Flag::Folder => self.importcfg.folders.push(PathBuf::from(value)),
            Flag::BuildId => c.build_id = value.to_owned(),
            Flag::GnuBuildId => {
                c.gnu_build_id = gnu_build_id(c.release, value, &c.build_id)?;
                self.chose_note = true;
            }
            Flag::StripSymbols => c.strip_symbols = on,
            Flag::StripDwarf => self.strip_dwarf = Some(on),
            Flag::Set => c.strings.set_from_flag(value)?,
            Flag::Verbose if value == "+" => c.verbose += 1,
            Flag::Verbose => c.verbose = number(name, value)? as u32,
            Flag::Version => self.version = Some(value == "full"),
            Flag::CheckLinkname => c.check_linkname = on,
            Flag::CompressDwarf => c.compress_dwarf = on,
            Flag::StrictDups => c.strict_dups = strict_dups(value)?,
            Flag::Entry => c.entry = value.to_owned(),
            Flag::TextAddress => c.text_address = address("T", value, |v| v >= 0x1000)?,
            Flag::Round => c.round = address("R", value, |v| v >= 4096 && v.is_power_of_two())?,
            Flag::PruneWeakMaps => c.prune_weak_maps = on,
            Flag::Threads => c.threads = number(name, value)? as usize,
            Flag::Timings => self.timings = on,
            Flag::DeepestChain => c.deepest_chain = on,
            Flag::DumpDependencies => c.dump_dependencies = on,
            Flag::BuildMode => only(name, value, &["exe", "default", ""])?,
            Flag::HeadType => only(name, value, &["linux", ""])?,
            Flag::LinkMode => only(name, value, &["internal", "auto", ""])?,
            Flag::Aslr if !on => return Err(usage("-aslr=false is only allowed for -buildmode=c-shared")),
            Flag::Aslr | Flag::Ignored => {}
            Flag::Refused => only(name, value, &["", "0", "false"])?,
        }
        Ok(())
    }

    fn import_config(&mut self, file: &str) -> Result<()> {
        let folders = std::mem::take(&mut self.importcfg.folders);
        self.importcfg = ImportCfg { folders, ..ImportCfg::read(file.as_ref())? };
        if let Some(modinfo) = self.importcfg.modinfo.take() {
            self.config.strings.set("runtime.modinfo".to_owned(), modinfo);
        }
        Ok(())
    }
}

fn boolean(name: &str, value: &str) -> std::result::Result<(), ParseError> {
    let known = ["1", "0", "t", "f", "T", "F", "true", "false", "TRUE", "FALSE", "True", "False"];
    match known.contains(&value) {
        true => Ok(()),
        false => Err(usage(format!("invalid boolean value {value:?} for -{name}: parse error"))),
    }
}

/// Refuses all values but these.
fn only(name: &str, value: &str, allowed: &[&str]) -> std::result::Result<(), ParseError> {
    match allowed.contains(&value) {
        true => Ok(()),
        false if value == "true" => Err(LinkError::new(format!("link: -{name} is not supported")).into()),
        false => Err(LinkError::new(format!("link: -{name}={value} is not supported")).into()),
    }
}

/// A number as Go writes them: decimal, or with 0x.
fn number(name: &str, value: &str) -> std::result::Result<u64, ParseError> {
    let parsed = match value.strip_prefix("0x").or_else(|| value.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => value.parse(),
    };
    parsed.map_err(|_| usage(format!("invalid value {value:?} for flag -{name}: parse error")))
}

fn address(name: &str, value: &str, valid: fn(u64) -> bool) -> std::result::Result<u64, ParseError> {
    // Far below the addresses a program can have, so that no sum of addresses overflows.
    let v = number(name, value)?;
    match valid(v) && v < 1 << 46 {
        true => Ok(v),
        false => Err(LinkError::new(format!("invalid -{name} value {v:#x}")).into()),
    }
}

fn strict_dups(value: &str) -> Result<StrictDups> {
    match value {
        "0" => Ok(StrictDups::Ignore),
        "1" => Ok(StrictDups::Warn),
        "2" => Ok(StrictDups::Refuse),
        _ => Err(LinkError::new(format!("link: invalid -strictdups flag value {value}"))),
    }
}

/// The argument of `-B`: `none`, `gobuildid`, or hexadecimal digits behind 0x.
fn gnu_build_id(release: Release, value: &str, go_build_id: &str) -> Result<Vec<u8>> {
    let bad = |what: &str| LinkError::new(format!("-B argument {what}: {value}"));
    match value {
        "none" => Ok(Vec::new()),
        "gobuildid" if go_build_id.is_empty() => {
            Err(LinkError::new("-B gobuildid requires a Go build ID supplied via -buildid"))
        }
        "gobuildid" => Ok(release.tool_hash.sum32(go_build_id.as_bytes())[..20].to_vec()),
        _ => {
            let digits = value.strip_prefix("0x").ok_or_else(|| bad("must start with 0x"))?;
            if !digits.len().is_multiple_of(2) {
                return Err(bad("must have even number of digits"));
            }
            if digits.len() > 64 {
                return Err(LinkError::new(format!("-B option too long (max 32 digits): {value}")));
            }
            let pair = |i: usize| digits.get(i..i + 2).and_then(|d| u8::from_str_radix(d, 16).ok());
            (0..digits.len()).step_by(2).map(|i| pair(i).ok_or_else(|| bad("contains invalid hex digit"))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> std::result::Result<Command, ParseError> {
        let args: Vec<String> = args.iter().map(|a| a.to_string()).collect();
        parse(&args, &Environment { goroot: "/go".into(), ..Environment::default() })
    }

    fn refused(args: &[&str]) -> String {
        match parsed(args).unwrap_err() {
            ParseError::Usage(UsageError(text)) => format!("usage: {text}"),
            ParseError::Link(e) => e.to_string(),
        }
    }

    #[test]
    fn go_flag_syntax() {
        let args = ["-o", "x", "--buildid=a/b", "-s", "-w=false", "-v", "-v", "-X", "main.v=1", "m.a"];
        let Command::Link(r) = parsed(&args).unwrap() else { panic!("not a link") };
        assert_eq!((r.config.output.to_str(), r.config.build_id.as_str()), (Some("x"), "a/b"));
        assert_eq!((r.config.strip_symbols, r.config.strip_dwarf, r.config.verbose), (true, false, 2));
        assert_eq!(r.config.strings.get("main.v"), Some(&b"1"[..]));
        assert_eq!(r.config.strings.get("runtime.defaultGOROOT"), Some(&b"/go"[..]));
        assert!(matches!(parsed(&["-V=full"]), Ok(Command::Version(true))));
    }

    #[test]
    fn refusals() {
        assert_eq!(refused(&["-buildmode=pie", "m.a"]), "link: -buildmode=pie is not supported");
        assert_eq!(refused(&["-race", "m.a"]), "link: -race is not supported");
        assert_eq!(refused(&["-frob", "m.a"]), "usage: flag provided but not defined: -frob");
        assert_eq!(refused(&["-o"]), "usage: flag needs an argument: -o");
        assert_eq!(refused(&["-X", "x=1", "m"]), "-X flag requires argument of the form importpath.name=value");
    }
}
