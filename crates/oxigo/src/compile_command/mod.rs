//! `oxigo tool compile`: one package to an archive, with the official flags, messages and exit
//! codes: errors of the source on standard output and 2; wrong usage 2; files that cannot be
//! read 1. The output appears whole or not at all.
//! Authority: `cmd/compile/internal/gc/main.go`, `base/print.go`.

pub(crate) mod decisions;
pub(crate) mod flags;
mod imports;
pub(crate) mod refusal;

use crate::explore_page::{Following, Place, Wanted};
use crate::export_store::Store;
use crate::reproducer::{self, Archive, Case};
use base::Interner;
use base::goflag::open_error;
use base::paths::PathRules;
use build::CompilerDebug;
use compile::{Artifact, Job, compile_package};
use export::Stamp;
use flags::Flags;
use imports::Imports;
use refusal::Refusal;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use target::{Settings, Target};
use types::Session;

pub(crate) fn run(args: &[OsString], target: &Target) -> ExitCode {
    match compile_and_write(args, target) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Why there is no archive.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong.
    Refused(Refusal),
    /// Something cannot be read or written: lines.
    Errors(Vec<String>),
    /// The source is wrong, or we are.
    Compile(compile::Failure),
}

impl Failure {
    /// A single message without a place.
    pub(crate) fn message(text: impl Into<String>) -> Failure {
        Failure::Errors(vec![text.into()])
    }
    /// Says what is wrong and how to exit.
    pub(crate) fn report(self) -> ExitCode {
        let (text, code) = match self {
            Failure::Errors(lines) | Failure::Compile(compile::Failure::User(lines)) => (lines.join("\n"), 2),
            Failure::Compile(failure @ compile::Failure::Bug(_)) => {
                eprintln!("{failure}");
                return ExitCode::from(base::bug::EXIT_CODE);
            }
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

fn compile_and_write(args: &[OsString], target: &Target) -> Result<(), Failure> {
    let flags = understood(target, args)?;
    let written = compiled(&flags).and_then(|made| {
        // Whoever reads standard output may have gone.
        let _ = std::io::stdout().write_all(made.artifact.messages.as_bytes());
        write_archives(&flags, &made)?;
        write_page(&flags, made)
    });
    if written.is_err() {
        // An older file of that name would pass for ours; devices stay.
        remove_file(&flags.output);
    }
    written
}

/// The arguments, and what the environment says.
fn understood(target: &Target, args: &[OsString]) -> Result<Flags, Failure> {
    let settings = Settings::of_process();
    let flags = flags::parse(target.clone(), args)
        .and_then(|flags| flags::with_environment(flags, &CompilerDebug::of(&settings)));
    let crash_dir = settings.process(reproducer::VARIABLE).map(PathBuf::from);
    flags.map(|flags| Flags { crash_dir, ..flags }).map_err(Failure::Refused)
}

/// Compiles what a reproducer in the current folder has; writes nothing. `stamp` names who wrote its archives.
pub(crate) fn replay(stamp: Stamp) -> ExitCode {
    if stamp != crate::identity::stamp() {
        eprintln!(
            "oxigo: another build of oxigo left this reproducer; its archives are read as if they were this one's"
        );
    }
    let target = crate::tool::target().map_err(|e| Failure::Refused(Refusal::Failed(e.0)));
    let flags = target.and_then(|target| flags::parse(target, &["@args".into()]).map_err(Failure::Refused));
    match flags.and_then(|flags| compiled(&Flags { stamp, ..flags })) {
        Ok(_) => {
            println!("compiled without a failure");
            ExitCode::SUCCESS
        }
        Err(failure) => failure.report(),
    }
}

/// A package compiled, with what its archive says in front of the members.
pub(crate) struct Compiled {
    pub(crate) artifact: Artifact,
    /// The line that names platform, release and experiments.
    line: String,
    /// What its assembly includes, where that is asked for.
    asm_header: Option<String>,
    /// Who has followed the function that a page is written about.
    page: Option<Following>,
}

/// Compiles what a command line names, without writing anything.
pub(crate) fn compile(args: &[OsString]) -> Result<Compiled, Failure> {
    let target = crate::tool::target().map_err(|e| Failure::Refused(Refusal::Failed(e.0)))?;
    compiled(&understood(&target, args)?)
}

/// Stack of the threads that check and compile: trees may be thousands of levels high.
const STACK_BYTES: usize = 256 << 20;

fn compiled(flags: &Flags) -> Result<Compiled, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(flags.threads).stack_size(STACK_BYTES).build();
    let pool = pool.map_err(|e| Failure::message(format!("compile: no threads: {e}")))?;
    pool.install(|| package(flags))
}

/// One package: types of its imports, then itself.
fn package(flags: &Flags) -> Result<Compiled, Failure> {
    let session = Session::new(Arc::new(Interner::new()), flags.target.release);
    let goroot = goroot().map_err(Failure::message)?;
    let direct = imports::direct(&flags.target, &flags.files);
    let provider = imports::provider(flags, &goroot).map_err(Failure::message)?;
    let world = provider.world();
    let config = flags.imports.as_ref().map(|config| config.with_local(&direct, &flags.local));
    let imports = Imports::load(&*provider, config.as_ref(), &session, &world, &direct).map_err(Failure::Errors)?;
    let page = flags.wanted.clone().map(Wanted::following);
    // Every package that the files can import has its types.
    let job = Job {
        session: &session,
        world: &world,
        importer: &imports,
        path: &flags.path,
        dir: Path::new(""),
        shown_dir: "",
        files: &flags.files,
        mode: &flags.mode,
        imports: &imports.fingerprints(&direct).map_err(Failure::message)?,
        below: imports.below(),
        contents: imports.contents(),
        official_form: true,
        paths: &path_rules(flags, &goroot),
        folders: &Default::default(),
        stamp: crate::identity::stamp(),
        show: &|text| {
            if flags.wanted.as_ref().is_some_and(|w| w.is_printed) { print!("{text}") } else { eprint!("{text}") }
        },
        importable: &|_| (),
        recorder: page.as_ref().map(Following::recorder),
    };
    let artifact = compile_package(&job).map_err(|failure| {
        if let (compile::Failure::Bug(_), Some(dir)) = (&failure, &flags.crash_dir) {
            eprintln!("{}", reproducer::leave(dir, &case(flags, &imports, &failure.to_string())));
        }
        Failure::Compile(failure)
    })?;
    if let damage @ [_, ..] = &*provider.damage() {
        return Err(Failure::Errors(damage.to_vec()));
    }
    let asm_header = flags.asm_header.as_ref().map(|_| compile::asm_header(&session, artifact.pkg));
    Ok(Compiled { artifact, line: flags.target.header_line(), asm_header, page })
}

/// What a bug is reproduced with.
fn case<'a>(flags: &'a Flags, imports: &Imports<'_>, bug: &'a str) -> Case<'a> {
    let config = flags.imports.as_ref();
    let listed = config.into_iter().flat_map(|c| &c.files).map(|(p, f)| (p.clone(), Archive::File(f.clone())));
    let mut archives: Vec<_> = listed.collect();
    // What the configuration does not list was found by its hash.
    for (path, content) in imports.contents().into_iter().flatten() {
        let data = Store::of_user().ok().and_then(|store| store.get(content));
        let data = data.filter(|_| config.is_none_or(|c| !c.files.contains_key(path)));
        archives.extend(data.map(|data| (path.clone(), Archive::Bytes(compile::archive::exports_alone(&data)))));
    }
    Case {
        path: &flags.path,
        args: flags.given.clone(),
        dir: Path::new(""),
        files: &flags.files,
        import_map: config.into_iter().flat_map(|c| c.map.clone()).collect(),
        archives,
        symabis: flags.symabis.as_deref(),
        embed: &flags.mode.embed,
        bug,
    }
}

/// Root of the library's sources.
fn goroot() -> Result<PathBuf, String> {
    let root = crate::goroot::existing().map_err(|e| e.to_string())?.root;
    Ok(root.canonicalize().unwrap_or(root))
}

/// How names of files go into line tables.
fn path_rules(flags: &Flags, goroot: &Path) -> PathRules {
    let dir = std::env::current_dir().unwrap_or_default().to_string_lossy().into_owned();
    PathRules { dir, trim: flags.trim.clone(), goroot: goroot.to_string_lossy().into_owned() }
}

/// Writes the page of the function that is asked for.
fn write_page(flags: &Flags, made: Compiled) -> Result<(), Failure> {
    let Some(page) = made.page else { return Ok(()) };
    let archive = made.artifact.archive(&made.line, &flags.build_id);
    let archive = archive.map_err(|e| Failure::message(e.to_string()))?;
    let (settings, goroot) = (Settings::of_process(), goroot().map_err(Failure::message)?);
    let folder = CompilerDebug::of(&settings).folder;
    let cwd = std::env::current_dir().unwrap_or_default();
    let place = Place { package: &flags.path, folder: &folder, cwd: &cwd, goroot: &goroot };
    let said = page.write(&archive, &place).map_err(Failure::message)?;
    let _ = std::io::stdout().write_all(said.as_bytes());
    Ok(())
}

fn write_archives(flags: &Flags, made: &Compiled) -> Result<(), Failure> {
    if let (Some(file), Some(text)) = (&flags.asm_header, &made.asm_header) {
        write_file(file, text.as_bytes())?;
    }
    let failed = |e: goobj::WriteError| Failure::message(e.to_string());
    let Compiled { artifact, line, .. } = made;
    if let Some(folder) = &flags.mode.decisions {
        decisions::write(folder, &flags.target, &flags.path, &artifact.decisions).map_err(Failure::message)?;
    }
    if let (Some(content), Ok(store)) = (artifact.content(), Store::of_user()) {
        // Whoever misses it there says so.
        let _ = store.put(&content, &artifact.export);
    }
    let Some(link_object) = &flags.link_object else {
        return write_file(&flags.output, &artifact.archive(line, &flags.build_id).map_err(failed)?);
    };
    let (importers, linker) = artifact.split_archives(line, &flags.build_id).map_err(failed)?;
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
