//! The command line of `tool compile`. In: the arguments. Out: [`Flags`], or why there is
//! nothing to do. Flags that only print more or measure the compiler are accepted and do
//! nothing; those that ask for other code than ours are refused in one sentence.
//! Authority: `cmd/compile/internal/base/flag.go`, `cmd/internal/objabi/flag.go`.

use super::refusal::Refusal;
use crate::explore_page::Wanted;
use base::goflag::{self, Given, Shape};
use build::CompilerDebug;
use compile::embed::EmbedConfig;
use compile::{Coverage, KeyError, Mode, SymAbis};
use export::Stamp;
use release::Release;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use target::Target;
use types::LanguageExperiments;

/// What the command line says.
#[derive(Clone, Debug)]
pub(crate) struct Flags {
    /// `-o`, or made of the first file's name.
    pub(crate) output: PathBuf,
    /// `-linkobj`: the object goes there, alone.
    pub(crate) link_object: Option<PathBuf>,
    /// What is compiled for.
    pub(crate) target: Target,
    /// `-p`: import path.
    pub(crate) path: String,
    /// `-importcfg`, or what is in the folders.
    pub(crate) imports: Option<ImportConfig>,
    /// `-I`: folders with archives named by import paths, for want of a configuration.
    pub(crate) folders: Vec<PathBuf>,
    /// `-asmhdr`
    pub(crate) asm_header: Option<PathBuf>,
    /// `-buildid`
    pub(crate) build_id: String,
    /// `-trimpath`
    pub(crate) trim: String,
    /// `-c`; 0: as many threads as there are.
    pub(crate) threads: usize,
    /// What concerns the compilation itself.
    pub(crate) mode: Mode,
    /// The flags as given, but for those that name files.
    pub(crate) given: Vec<String>,
    /// What import paths like `./p` are relative to (`-D`).
    pub(crate) local: String,
    /// The text of `-symabis`.
    pub(crate) symabis: Option<Vec<u8>>,
    /// Who wrote the archives of imports.
    pub(crate) stamp: Stamp,
    /// Where a bug of ours leaves a reproducer.
    pub(crate) crash_dir: Option<PathBuf>,
    /// The function that a page is written about.
    pub(crate) wanted: Option<Wanted>,
    /// Go files.
    pub(crate) files: Vec<String>,
}

/// What no flag says.
impl Default for Flags {
    fn default() -> Flags {
        Flags {
            output: PathBuf::new(),
            link_object: None,
            target: Target::default(),
            path: "<unlinkable>".to_owned(),
            imports: None,
            folders: Vec::new(),
            asm_header: None,
            build_id: String::new(),
            trim: String::new(),
            threads: 0,
            mode: Mode::default(),
            given: Vec::new(),
            local: String::new(),
            symabis: None,
            stamp: crate::identity::stamp(),
            crash_dir: None,
            wanted: None,
            files: Vec::new(),
        }
    }
}

/// An import configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImportConfig {
    /// Paths as written to paths as resolved.
    pub(crate) map: BTreeMap<String, String>,
    /// Archives by path.
    pub(crate) files: BTreeMap<String, PathBuf>,
    /// It was not written by anybody: archives were looked for.
    pub(crate) is_searched: bool,
}

impl ImportConfig {
    /// What folders have of packages.
    fn search(folders: &[PathBuf], paths: &[String]) -> ImportConfig {
        let archive = |path: &String| Some((path.clone(), goobj::archive::in_folders(folders, path)?));
        ImportConfig { files: paths.iter().filter_map(archive).collect(), is_searched: true, ..ImportConfig::default() }
    }

    /// The path that an import means.
    pub(crate) fn resolve<'a>(&'a self, path: &'a str) -> &'a str {
        self.map.get(path).map_or(path, String::as_str)
    }

    /// The same, and what the paths among `imports` that begin with `./` or `../` mean below the path `local`.
    pub(crate) fn with_local(&self, imports: &[String], local: &str) -> ImportConfig {
        let mut config = self.clone();
        for path in imports.iter().filter(|p| !local.is_empty() && (p.starts_with("./") || p.starts_with("../"))) {
            let mut parts: Vec<&str> = local.split('/').collect();
            for part in path.split('/') {
                match part {
                    "" | "." => {}
                    ".." => _ = parts.pop(),
                    name => parts.push(name),
                }
            }
            config.map.entry(path.clone()).or_insert(parts.join("/"));
        }
        config
    }
}

const BOOLS: &[&str] = &[
    "+",
    // Ours: the calling convention before Go 1.17.
    "abi0",
    "asan",
    "clobberdead",
    "clobberdeadreg",
    "complete",
    "dwarf",
    "dwarfbasentries",
    "dwarflocationlists",
    "dynlink",
    "errorurl",
    "linkshared",
    "msan",
    "nolocalimports",
    "pack",
    "race",
    "shared",
    "smallframes",
    "std",
    "t",
    "v",
    "wb",
];

/// Flags that count: `-S`, `-S=2`.
const COUNTS: &[&str] = &["%", "B", "C", "E", "K", "L", "N", "S", "V", "W", "e", "h", "j", "l", "live", "m", "r", "w"];

const VALUES: &[&str] = &[
    "D",
    "I",
    "asmhdr",
    "bench",
    "blockprofile",
    "buildid",
    "c",
    "coveragecfg",
    "cpuprofile",
    "d",
    "embedcfg",
    "env",
    "gendwarfinl",
    "goversion",
    "importcfg",
    "installsuffix",
    "json",
    "lang",
    "linkobj",
    "memprofile",
    "memprofilerate",
    "mutexprofile",
    "o",
    "p",
    "pgoprofile",
    "spectre",
    "symabis",
    "traceprofile",
    "trimpath",
];

/// Flags that debuggers are told of, in this order, where they have another value than the one behind them.
/// Fact: `cmd/compile/internal/gc/main.go`.
const RECORDED: &[(&str, &str)] = &[
    ("B", "0"),
    ("N", "0"),
    ("l", "0"),
    ("msan", "false"),
    ("race", "false"),
    ("asan", "false"),
    ("shared", "false"),
    ("dynlink", "false"),
    ("dwarf", "true"),
    ("dwarflocationlists", "true"),
    ("dwarfbasentries", "true"),
    ("smallframes", "false"),
    ("spectre", ""),
];

/// The text for wrong usage: the flags by how they take values.
pub(crate) fn usage() -> String {
    let list = |names: &[&str]| names.iter().map(|n| format!("-{n}")).collect::<Vec<_>>().join(" ");
    format!(
        "usage: compile [options] file.go...\n  switches: {}\n  counts: {}\n  with values: {}\n",
        list(BOOLS),
        list(COUNTS),
        list(VALUES)
    )
}

/// Reads the arguments behind `compile`, and the configuration files they name.
pub(crate) fn parse(target: Target, args: &[OsString]) -> Result<Flags, Refusal> {
    let args = goflag::expand_response_files(args).map_err(Refusal::Failed)?;
    let (mut flags, given, rest) = read_all(Flags { target, ..Flags::default() }, &args)?;
    flags.files = rest.into_iter().map(|f| f.to_string_lossy().into_owned()).collect();
    let Some(first) = flags.files.first() else { return Err(Refusal::Usage(String::new())) };
    if flags.imports.is_none() && !flags.folders.is_empty() {
        let imports = super::imports::direct(&flags.target, &flags.files);
        flags.imports = Some(ImportConfig::search(&flags.folders, &imports));
    }
    if flags.output.as_os_str().is_empty() {
        let name = first.rsplit('/').next().unwrap_or(first);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let packed = given.iter().any(|g| g.name == "pack" && g.on());
        flags.output = format!("{stem}.{}", if packed { "a" } else { "o" }).into();
    }
    Ok(flags)
}

/// Adds what developers ask for through the environment.
pub(crate) fn with_environment(mut flags: Flags, debug: &CompilerDebug) -> Result<Flags, Refusal> {
    flags.mode.debug.add(&debug.keys).map_err(key_error)?;
    flags.wanted = Wanted::of(debug, &flags.path);
    for symbol in flags.wanted.iter().filter(|w| w.is_printed).flat_map(Wanted::symbols) {
        flags.mode.debug.show_ssa(symbol);
    }
    Ok(flags)
}

fn key_error(error: KeyError) -> Refusal {
    match error {
        KeyError::Unknown(line) => Refusal::Usage(line + "\n"),
        KeyError::Wrong(line) => Refusal::Failed(line),
    }
}

/// Flags that name files, and which no reproducer repeats.
const NAMES_OF_FILES: &[&str] = &[
    "asmhdr",
    "bench",
    "blockprofile",
    "cpuprofile",
    "embedcfg",
    "importcfg",
    "json",
    "linkobj",
    "memprofile",
    "mutexprofile",
    "o",
    "symabis",
    "traceprofile",
];

/// Adds what a user says to the compiler through the build (`-gcflags`) to what the build says itself.
#[cfg(not(feature = "official-compiler"))]
pub(crate) fn with_user(build: Flags, user: &[String]) -> Result<Flags, Refusal> {
    let args: Vec<OsString> = user.iter().map(OsString::from).collect();
    let args = goflag::expand_response_files(&args).map_err(Refusal::Failed)?;
    read_all(build, &args).map(|(flags, ..)| flags)
}

/// The flags, understood and as they were given, and what follows them.
fn read_all(mut flags: Flags, args: &[OsString]) -> Result<(Flags, Vec<Given<'static>>, Vec<OsString>), Refusal> {
    let shapes = [(BOOLS, Shape::Bool), (COUNTS, Shape::Optional), (VALUES, Shape::Value)];
    let table: Vec<(&str, Shape)> =
        shapes.iter().flat_map(|(names, shape)| names.iter().map(move |n| (*n, *shape))).collect();
    let (given, rest) = goflag::parse(&table, args).map_err(Refusal::Usage)?;
    for flag in &given {
        set(&mut flags, flag.name, &flag.text())?;
        if !NAMES_OF_FILES.contains(&flag.name) {
            flags.given.push(format!("-{}={}", flag.name, flag.text()));
        }
    }
    let mode = &mut flags.mode;
    mode.runtime |= mode.std && flags.target.release.is_runtime(&flags.path);
    if mode.language.is_empty() {
        mode.language = flags.target.release.language.to_owned();
    }
    if mode.runtime {
        // The runtime cannot do without the barriers that optimization leaves out.
        mode.no_opt = false;
    }
    // `-l` twice or more once meant inlining beyond leaves, and still switches nothing off.
    mode.no_inline = counted(&flags.given, "l") == 1;
    mode.experiments = LanguageExperiments::of(&flags.target.experiments);
    mode.recorded = recorded(&flags.given, mode.runtime);
    Ok((flags, given, rest))
}

/// The values given to a flag, in their order.
fn values<'a>(given: &'a [String], name: &'a str) -> impl Iterator<Item = &'a str> {
    given.iter().filter_map(move |g| g.strip_prefix('-')?.strip_prefix(name)?.strip_prefix('='))
}

/// What a flag that counts has come to.
fn counted(given: &[String], name: &str) -> u32 {
    values(given, name).fold(0, |now, value| count(name, now, value).unwrap_or(now))
}

/// What debuggers are told of the flags given so far, as the official compiler spells them.
fn recorded(given: &[String], runtime: bool) -> String {
    let shown = RECORDED.iter().filter(|(name, _)| !(runtime && *name == "N")).filter_map(|&(name, default)| {
        let value = match COUNTS.contains(&name) {
            true => counted(given, name).to_string(),
            false => values(given, name).last()?.to_owned(),
        };
        match value.as_str() {
            v if v == default => None,
            "true" | "1" => Some(format!("-{name}")),
            v => Some(format!("-{name}={v}")),
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn set(flags: &mut Flags, name: &str, value: &str) -> Result<(), Refusal> {
    let on = value == "true";
    let mode = &mut flags.mode;
    match name {
        "o" => flags.output = value.into(),
        "linkobj" => flags.link_object = Some(value.into()).filter(|_| !value.is_empty()),
        "p" if !value.is_empty() => flags.path = value.to_owned(),
        "importcfg" => flags.imports = Some(import_config(value)?),
        "I" => flags.folders.push(value.into()),
        "asmhdr" => flags.asm_header = Some(value.into()).filter(|_| !value.is_empty()),
        "symabis" => {
            let text = symabis_text(value)?;
            mode.symabis = SymAbis::parse(&text, value).map_err(Refusal::Failed)?;
            flags.symabis = Some(text.into_bytes()).filter(|_| !value.is_empty());
        }
        "embedcfg" => mode.embed = embed_config(value)?,
        "coveragecfg" => mode.coverage = coverage_config(value)?,
        "D" => flags.local = value.to_owned(),
        "buildid" => flags.build_id = value.to_owned(),
        "trimpath" => flags.trim = value.to_owned(),
        "lang" => mode.language = language(flags.target.release, value)?,
        "goversion" => goversion(&flags.target.version, value)?,
        "std" => mode.std = on,
        "+" => mode.runtime = on,
        "abi0" => mode.stack_abi = on,
        "dwarf" => mode.no_dwarf = !on,
        "complete" => mode.complete = on,
        "N" => mode.no_opt = count(name, 0, value)? > 0,
        "m" => mode.escape_notes = count(name, 0, value)? > 0,
        "S" => mode.listing = count(name, mode.listing, value)?,
        "e" => mode.all_errors = count(name, 0, value)? > 0,
        "shared" => mode.shared = on,
        "clobberdeadreg" => mode.clobber_dead_regs = on,
        "clobberdead" => mode.clobber_dead_slots = on,
        "json" if mode.decisions.is_some() => return Err(Refusal::Failed("Cannot repeat -json flag".to_owned())),
        "json" if !value.is_empty() => mode.decisions = Some(super::decisions::folder(value)?),
        "c" => flags.threads = threads(value)?,
        "d" => mode.debug.add(value).map_err(key_error)?,
        "race" | "msan" | "asan" | "dynlink" | "linkshared" if on => {
            return Err(unsupported(name));
        }
        "spectre" if !value.is_empty() => return Err(unsupported(&format!("{name}={value}"))),
        "B" if count(name, 0, value)? > 0 => return Err(unsupported(name)),
        _ if COUNTS.contains(&name) => _ = count(name, 0, value)?,
        // What is left measures the compiler or prints more.
        _ => {}
    }
    Ok(())
}

fn unsupported(flag: &str) -> Refusal {
    Refusal::Refused(format!("compile: -{flag} is not supported by oxigo"))
}

fn count(name: &str, now: u32, value: &str) -> Result<u32, Refusal> {
    match value {
        "true" => Ok(now + 1),
        "false" => Ok(0),
        n => {
            n.parse().map_err(|_| Refusal::Usage(format!("invalid value {n:?} for flag -{name}: invalid count {n:?}")))
        }
    }
}

fn threads(value: &str) -> Result<usize, Refusal> {
    let n: i64 =
        value.parse().map_err(|_| Refusal::Usage(format!("invalid value {value:?} for flag -c: parse error")))?;
    match usize::try_from(n) {
        Ok(n) if n > 0 => Ok(n),
        _ => Err(Refusal::Failed(format!("-c must be at least 1, got {n}"))),
    }
}

/// The version of the tool has to be that of the `go` command.
fn goversion(own: &str, value: &str) -> Result<(), Refusal> {
    match value.is_empty() || value == own {
        true => Ok(()),
        false => Err(Refusal::Refused(format!("compile: version {own:?} does not match go tool version {value:?}"))),
    }
}

/// `go1.N`, not newer than the release.
fn language(release: Release, value: &str) -> Result<String, Refusal> {
    if value.is_empty() {
        return Ok(String::new());
    }
    let number = |text: &str| text.strip_prefix("go1.").and_then(|n| n.parse::<u32>().ok());
    let Some(minor) = number(value) else {
        return Err(Refusal::Failed(format!("invalid value {value:?} for -lang: should be something like \"go1.12\"")));
    };
    let newest = release.minor;
    match minor <= newest {
        true => Ok(value.to_owned()),
        false => {
            Err(Refusal::Failed(format!("invalid value {value:?} for -lang: max known version is \"go1.{newest}\"")))
        }
    }
}

/// What the package's assembly defines and refers to; an empty name is no file.
fn symabis_text(file: &str) -> Result<String, Refusal> {
    if file.is_empty() { Ok(String::new()) } else { read("symabis", file) }
}

/// Where embedded files are; an empty name is no file.
fn embed_config(file: &str) -> Result<EmbedConfig, Refusal> {
    match file {
        "" => Ok(EmbedConfig::default()),
        file => {
            let text = read("embedcfg", file)?;
            EmbedConfig::parse(text.as_bytes()).map_err(|e| Refusal::Failed(format!("{file}: {e}")))
        }
    }
}

fn coverage_config(file: &str) -> Result<Option<Coverage>, Refusal> {
    if file.is_empty() {
        return Ok(None);
    }
    let text = read("coveragecfg", file)?;
    Coverage::parse(text.as_bytes()).map(Some).map_err(|e| Refusal::Failed(format!("{file}: {e}")))
}

fn read(flag: &str, file: &str) -> Result<String, Refusal> {
    let bytes =
        std::fs::read(file).map_err(|e| Refusal::Failed(format!("-{flag}: {}", goflag::open_error(file, &e))))?;
    String::from_utf8(bytes).map_err(|_| Refusal::Failed(format!("-{flag}: {file}: not text")))
}

fn import_config(file: &str) -> Result<ImportConfig, Refusal> {
    parse_import_config(file, &read("importcfg", file)?).map_err(Refusal::Failed)
}

/// Reads an import configuration; errors name the line.
fn parse_import_config(file: &str, text: &str) -> Result<ImportConfig, String> {
    let mut config = ImportConfig::default();
    for (number, line) in text.lines().enumerate() {
        let (line, number) = (line.trim(), number + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (verb, args) = line.split_once(' ').map_or((line, ""), |(v, a)| (v, a.trim()));
        let pair = args.split_once('=').filter(|(a, b)| !a.is_empty() && !b.is_empty());
        match (verb, pair) {
            ("importmap", Some((from, to))) => _ = config.map.insert(from.to_owned(), to.to_owned()),
            ("packagefile", Some((path, file))) => _ = config.files.insert(path.to_owned(), file.into()),
            ("importmap", None) => {
                return Err(format!("{file}:{number}: invalid importmap: syntax is \"importmap old=new\""));
            }
            ("packagefile", None) => {
                return Err(format!("{file}:{number}: invalid packagefile: syntax is \"packagefile path=filename\""));
            }
            _ => return Err(format!("{file}:{number}: unknown directive {verb:?}")),
        }
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &str) -> Result<Flags, Refusal> {
        parse(Target::default(), &args.split_whitespace().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn official_command_lines() {
        let line = "-o $WORK/b001/_pkg_.a -trimpath $WORK/b001=> -p runtime -std -+ -buildid x/y -goversion go1.23.9 \
                    -c=4 -shared=false -nolocalimports -pack -N -S -S -d=checkmaps,panic a.go b.go";
        let flags = parsed(line).unwrap();
        let mode = &flags.mode;
        assert_eq!((mode.std, mode.runtime, mode.no_opt, mode.listing), (true, true, false, 2));
        assert_eq!((flags.threads, flags.files.len(), mode.debug.verify), (4, 2, true));
        assert_eq!(parsed("-pack a/b.go").unwrap().output, PathBuf::from("b.a"));
        assert_eq!(parsed("b.go").unwrap().output, PathBuf::from("b.o"));
    }

    #[test]
    fn debuggers_are_told_of_flags() {
        let told = |args: &str| parsed(&format!("{args} a.go")).map(|f| (f.mode.recorded, f.mode.no_inline)).unwrap();
        let said = |text: &str, no_inline| (text.to_owned(), no_inline);
        assert_eq!(told(""), said("", false));
        assert_eq!(told("-l -N"), said("-N -l", true));
        assert_eq!(told("-std -p runtime -N -l"), said("-l", true));
        assert_eq!(told("-l -l"), said("-l=2", false));
        assert_eq!(told("-l=4 -dwarflocationlists=0"), said("-l=4 -dwarflocationlists=false", false));
        assert_eq!(told("-smallframes -shared=false"), said("-smallframes", false));
    }

    #[test]
    fn refusals() {
        let refused = |args: &str| match parsed(args) {
            Err(Refusal::Refused(text) | Refusal::Failed(text) | Refusal::Usage(text)) => text,
            Ok(_) => "fine".to_owned(),
        };
        assert_eq!(refused("-race a.go"), "compile: -race is not supported by oxigo");
        assert_eq!(refused("-race=false a.go"), "fine");
        assert_eq!(refused("-spectre=all a.go"), "compile: -spectre=all is not supported by oxigo");
        assert_eq!(refused("-lang=go1.99 a.go"), "invalid value \"go1.99\" for -lang: max known version is \"go1.23\"");
        assert_eq!(
            refused("-goversion go1.22 a.go"),
            "compile: version \"go1.23.9\" does not match go tool version \"go1.22\""
        );
        assert_eq!(refused("-c=0 a.go"), "-c must be at least 1, got 0");
        assert_eq!(refused("-d=a a.go"), "invalid value \"a\" for flag -d: unknown debug key a\n");
        assert_eq!(refused("-zz a.go"), "flag provided but not defined: -zz");
        assert_eq!(refused(""), "");
    }

    #[test]
    fn import_configurations() {
        let read = |text: &str| parse_import_config("cfg", text);
        let config = read("# c\n\nimportmap a=b/c\npackagefile b/c=/x=y.a\n").unwrap();
        assert_eq!((config.resolve("a"), config.resolve("z")), ("b/c", "z"));
        assert_eq!(config.files["b/c"], PathBuf::from("/x=y.a"));
        assert_eq!(
            read("packagefile x").unwrap_err(),
            "cfg:1: invalid packagefile: syntax is \"packagefile path=filename\""
        );
        assert_eq!(read("\nfoo x=y").unwrap_err(), "cfg:2: unknown directive \"foo\"");
    }
}
