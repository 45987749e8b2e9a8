//! `oxigo tool compile`: one package to an archive, with the official flags, messages and exit
//! codes: errors of the source on standard output and 2; wrong usage 2; files that cannot be
//! read 1. The output appears whole or not at all.
//! Authority: `cmd/compile/internal/gc/main.go`, `base/print.go`.

pub(crate) mod flags;
mod from_export;
mod from_source;
mod imports;

use crate::exported::store::Store;
use crate::exported::{self, Before, Output};
use asm::source::PathRules;
use base::Interner;
use base::goflag::open_error;
use compile::archive::{self, Header};
use compile::embed::EmbedConfig;
use compile::{Bodies, FrontConfig, FrontInput, Mode, PackageInput, SymAbis, front};
use flags::{Flags, Refusal};
use imports::Imports;
use obj::Unit;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use types::Session;

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match compile_and_write(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Why there is no archive.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong.
    Refused(Refusal),
    /// Errors in the source, as lines.
    Errors(Vec<String>),
}

impl Failure {
    /// A single message without a place.
    pub(crate) fn message(text: impl Into<String>) -> Failure {
        Failure::Errors(vec![text.into()])
    }
    /// Says what is wrong and how to exit.
    pub(crate) fn report(self) -> ExitCode {
        let (text, code) = match self {
            Failure::Errors(lines) => (lines.join("\n"), 2),
            Failure::Refused(Refusal::Refused(line)) => (line, 2),
            Failure::Refused(Refusal::Failed(line)) => {
                eprintln!("compile: {line}");
                return ExitCode::FAILURE;
            }
            Failure::Refused(Refusal::Usage(line)) => {
                let line = if line.is_empty() { line } else { line + "\n" };
                eprint!("{line}{}", flags::usage());
                return ExitCode::from(2);
            }
        };
        let _ = writeln!(std::io::stdout(), "{text}");
        ExitCode::from(code)
    }
}

fn compile_and_write(args: &[OsString]) -> Result<(), Failure> {
    let flags = flags::parse(args).map_err(Failure::Refused)?;
    let written = compiled(&flags).and_then(|made| {
        // Who reads it may have gone.
        let _ = std::io::stdout().write_all(made.output.as_bytes());
        write_archives(&flags, &made)
    });
    if written.is_err() {
        // An older file of that name would pass for ours; devices stay.
        remove_file(&flags.output);
    }
    written
}

/// A package compiled, and the text in front of its members.
pub(crate) struct Compiled {
    /// What escape analysis found and the listing, where that is asked for.
    pub(crate) output: String,
    /// The unit.
    pub(crate) unit: Unit,
    /// Our export data; empty where the packages below have none.
    own: Vec<u8>,
    /// What stands in the archive: the official form, with ours in it.
    exports: Vec<u8>,
    /// The header of its archive.
    pub(crate) header: Header,
    /// What its assembly includes, where that is asked for.
    pub(crate) asm_header: Option<String>,
}

/// Compiles what a command line names, without writing anything.
pub(crate) fn compile(args: &[OsString]) -> Result<Compiled, Failure> {
    compiled(&flags::parse(args).map_err(Failure::Refused)?)
}

/// Stack of the threads that check and compile: trees may be thousands of levels high.
const STACK_BYTES: usize = 256 << 20;

fn compiled(flags: &Flags) -> Result<Compiled, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(flags.threads).stack_size(STACK_BYTES).build();
    let pool = pool.map_err(|e| Failure::message(format!("compile: no threads: {e}")))?;
    pool.install(|| package(flags))
}

/// Where embedded files are.
fn embed_config(flags: &Flags) -> Result<EmbedConfig, Failure> {
    let config = flags.embed.as_ref().map(|text| EmbedConfig::parse(text.as_bytes()));
    config.transpose().map_err(Failure::message).map(Option::unwrap_or_default)
}

/// One package: types of its imports, its own, code.
fn package(flags: &Flags) -> Result<Compiled, Failure> {
    let session = Session::new(Arc::new(Interner::new()));
    let goroot = goroot().map_err(Failure::message)?;
    let direct = imports::direct(&flags.files);
    let provider = imports::provider(flags, &goroot).map_err(Failure::message)?;
    let world = provider.world();
    let imports =
        Imports::load(&*provider, flags.imports.as_ref(), &session, &world, &direct).map_err(Failure::Errors)?;
    // Every package that the files can import has its types.
    let config = FrontConfig {
        language: language(flags),
        std: flags.std,
        runtime: flags.runtime,
        complete: flags.complete,
        bodies: Bodies::All,
        typed_bodies: true,
        all_errors: flags.all_errors,
    };
    let input =
        FrontInput { path: &flags.path, dir: Path::new(""), shown_dir: "", files: &flags.files, config: &config };
    let front = front::check(&session, &imports, &input);
    let (Some(checked), Some(sources)) = (front.checked, front.sources) else {
        return Err(Failure::Errors(front.errors));
    };
    let pkg = checked.pkg;
    let is_main = session.pkg(pkg).name.get().is_some_and(|&name| session.text(name) == "main");
    // The package is right.
    let known = world.add(&session, checked, sources.clone());
    let mode = Mode {
        std: flags.std,
        runtime: flags.runtime,
        no_opt: flags.no_opt,
        clobber_dead_regs: flags.clobber_dead_regs,
        no_dwarf: flags.no_dwarf,
        stack_abi: flags.stack_abi,
        escape_notes: flags.escape_notes,
        listing: flags.listing > 0,
        symabis: symabis(flags)?,
        embed: embed_config(flags)?,
    };
    let prints = imports.fingerprints(&direct).map_err(Failure::message)?;
    let before = Before::of(&world.summaries);
    let input = PackageInput {
        session: &session,
        package: known,
        world: &world,
        summaries: &world.summaries,
        imports: prints.clone(),
        mode: &mode,
        verify: flags.debug.iter().any(|d| d == "checkmaps"),
    };
    let compile::Compiled { mut unit, notes, escape_notes } = compile::compile_noted(input).map_err(Failure::Errors)?;
    let paths = path_rules(flags, &goroot);
    let shown = |name: &str| paths.trimmed(name);
    let (below, summaries) = (imports.below().cloned(), before.added(&world.summaries));
    let names_all_below = below.is_some();
    let output =
        Output { session: &session, world: &world, package: known, summaries, below: below.unwrap_or_default() };
    let own = match names_all_below {
        true => exported::write(crate::version::stamp(), &output, &shown).map_err(Failure::message)?,
        false => Vec::new(),
    };
    let exports = exported::official_form(&output, &shown, &own).map_err(Failure::message)?;
    if let damage @ [_, ..] = &*provider.damage() {
        return Err(Failure::Errors(damage.to_vec()));
    }
    unit.std = flags.std;
    unit.shared = flags.shared;
    unit.fingerprint = match export::content(&own) {
        Some(content) => export::fingerprint(&content),
        None => archive::fingerprint(&flags.path, &sources, &prints),
    };
    // What `//line` directives and imported packages say is not relative to the working directory.
    let as_given = PathRules { dir: String::new(), ..paths.clone() };
    for file in unit.files.iter_mut().filter(|f| !f.starts_with("<")) {
        let rules = if flags.files.iter().any(|f| **f == **file) { &paths } else { &as_given };
        *file = rules.absolute(file).into();
    }
    let asm_header = flags.asm_header.as_ref().map(|_| compile::asm_header(&session, pkg));
    let mut output = told(&escape_notes, &paths);
    if mode.listing {
        output += &compile::listing(&unit, &notes, flags.listing);
    }
    Ok(Compiled { output, unit, own, exports, header: header(flags, is_main)?, asm_header })
}

/// Root of the library's sources.
fn goroot() -> Result<PathBuf, String> {
    let root = crate::goroot::existing().map_err(|e| e.to_string())?.root;
    Ok(root.canonicalize().unwrap_or(root))
}

/// What the package's assembly defines and refers to.
fn symabis(flags: &Flags) -> Result<SymAbis, Failure> {
    let Some((file, text)) = &flags.symabis else { return Ok(SymAbis::default()) };
    SymAbis::parse(text, file).map_err(|e| Failure::Refused(Refusal::Failed(e)))
}

fn language(flags: &Flags) -> String {
    match flags.language.as_str() {
        "" => release::dist::VERSION.rsplit_once('.').map_or("", |(language, _)| language).to_owned(),
        language => language.to_owned(),
    }
}

fn header(flags: &Flags, is_main: bool) -> Result<Header, Failure> {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let experiments =
        release::experiments::parse("amd64", &var("GOEXPERIMENT")).map_err(|e| Failure::Refused(Refusal::Failed(e)))?;
    let goamd64 = Some(var("GOAMD64")).filter(|v| !v.is_empty());
    let goamd64 = goamd64.as_deref().unwrap_or(release::object::DEFAULT_GOAMD64);
    let line = release::object::header_line_with(goamd64, &experiments.enabled);
    Ok(Header { line, build_id: flags.build_id.clone(), is_main })
}

/// Messages of escape analysis, one a line.
pub(crate) fn told(notes: &[compile::EscapeNote], paths: &PathRules) -> String {
    let line = |note: &compile::EscapeNote| {
        let at = &note.at;
        format!("{}:{}:{}: {}\n", paths.absolute(&at.file), at.line, at.column, note.text)
    };
    notes.iter().map(line).collect()
}

/// How names of files go into line tables.
fn path_rules(flags: &Flags, goroot: &Path) -> PathRules {
    let dir = std::env::current_dir().unwrap_or_default().to_string_lossy().into_owned();
    PathRules { dir, trim: flags.trim.clone(), goroot: goroot.to_string_lossy().into_owned() }
}

fn write_archives(flags: &Flags, made: &Compiled) -> Result<(), Failure> {
    if let (Some(file), Some(text)) = (&flags.asm_header, &made.asm_header) {
        write_file(file, text.as_bytes())?;
    }
    let failed = |e: goobj::WriteError| Failure::message(e.to_string());
    if let (Some(content), Ok(store)) = (export::content(&made.own), Store::of_user()) {
        // Whoever misses it there says so.
        let _ = store.put(&content, &made.own);
    }
    let Some(link_object) = &flags.link_object else {
        return write_file(&flags.output, &archive::whole(&made.header, &made.exports, &made.unit).map_err(failed)?);
    };
    let (importers, linker) = archive::split(&made.header, &made.exports, &made.unit).map_err(failed)?;
    write_file(&flags.output, &importers)?;
    write_file(link_object, &linker)
}

/// Writes a file whole: under another name, then renamed. Devices are written to.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let is_device = std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
    let written = match is_device {
        true => std::fs::write(path, bytes),
        false => {
            let dir = path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
            tempfile::Builder::new().prefix(".oxigo-").permissions(permissions()).tempfile_in(dir).and_then(
                |mut file| {
                    file.write_all(bytes)?;
                    file.persist(path).map(|_| ()).map_err(|e| e.error)
                },
            )
        }
    };
    written.map_err(|e| Failure::message(format!("can't create {}: {}", path.display(), open_error(path, &e))))
}

/// Those of files that programs make for everybody to read; the process's mask applies.
fn permissions() -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::Permissions::from_mode(0o666)
}

fn remove_file(path: &Path) {
    if std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file()) {
        let _ = std::fs::remove_file(path);
    }
}
