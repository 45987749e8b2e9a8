//! One package to all there is to know of it: [`compile_package`], which every command, build and test goes
//! through. In: a [`Job`], the package's files and flags with everything that is known of packages below.
//! Out: an [`Artifact`]: object, export data, summaries, messages; or the errors as lines. Nothing of the
//! job changes but the session and its world, to which the package is added.

use crate::arch::listing;
use crate::archive::{self, Header};
use crate::decisions::{self, Decision};
use crate::escape_notes::EscapeNote;
use crate::exported::{self, Content, Contents, Output};
use crate::failure::Failure;
use crate::package::{Generated, PackageInput, generate};
use crate::record::Recorder;
use crate::world::{Known, World};
use crate::{Bodies, FrontConfig, FrontInput, Mode, front};
use base::bug;
use base::paths::PathRules;
use export::Stamp;
use goobj::WriteError;
use obj::Unit;
use opt::Summaries;
use release::Release;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use types::{Importer, PkgId, Session};

/// A package to be compiled, and what is known of the packages below it.
pub struct Job<'a> {
    /// The session that the packages below are in.
    pub session: &'a Session,
    /// What those offer.
    pub world: &'a World,
    /// Finds imports.
    pub importer: &'a dyn Importer,
    /// Import path in objects; `main` for programs. Several packages of a session may have the
    /// same, such as a package and its test variant: what tells them apart is their [`PkgId`].
    pub path: &'a str,
    /// Folder of the files.
    pub dir: &'a Path,
    /// The folder as messages show it; empty: names are shown as they are.
    pub shown_dir: &'a str,
    /// File names, in `dir` unless absolute.
    pub files: &'a [String],
    /// What the command line says.
    pub mode: &'a Mode,
    /// Paths of direct imports with the fingerprints of their archives.
    pub imports: &'a [(Arc<str>, [u8; 8])],
    /// What is known of functions below.
    pub below: &'a opt::Below,
    /// The export data of the packages below; none: importers cannot be told, and no export data is made.
    pub contents: Option<&'a Contents>,
    /// Whether official tools read the archive, too.
    pub official_form: bool,
    /// How names of files are shown in tables.
    pub paths: &'a PathRules,
    /// Folders of packages below, with the names by which archives call them: a package that was compiled in this
    /// process has given the session whole names of files.
    pub folders: &'a HashMap<PathBuf, String>,
    /// Marks export data as this binary's.
    pub stamp: Stamp,
    /// Prints what `-d` wants to be shown; the package may fail afterwards.
    pub show: &'a dyn Fn(&str),
    /// Told of the package as soon as others can import it, which is before its code is generated. Not called if it is
    /// found to be wrong before; its code may still turn out to be.
    pub importable: &'a dyn Fn(&Importable<'_>),
    /// Is told what becomes of the package.
    pub recorder: Option<&'a dyn Recorder>,
}

/// What importers of a package need of it.
pub struct Importable<'a> {
    /// The package in the session.
    pub pkg: PkgId,
    /// What is known of its functions.
    pub summaries: &'a Arc<Summaries>,
    /// The hash of its export data, if there is any.
    pub content: Option<Content>,
}

/// A compiled package.
#[derive(Debug)]
pub struct Artifact {
    /// The release it is for.
    pub release: Release,
    /// The package in the session.
    pub pkg: PkgId,
    /// Its object.
    pub unit: Unit,
    /// What importers read; empty where they cannot be told.
    pub export: Vec<u8>,
    /// What stands in the archive instead, if official tools read it: their form, with ours in it.
    official: Option<Vec<u8>>,
    /// What is known of its functions.
    pub summaries: Arc<Summaries>,
    /// Whether it is called `main`.
    pub is_main: bool,
    /// What was found on the way and is to be printed: escape analysis (`-m`), then the listing (`-S`).
    pub messages: String,
    /// What the optimizer decided, by place, where the mode asks for it.
    pub decisions: Vec<Decision>,
}

impl Artifact {
    /// The hash of its export data, if there is any.
    pub fn content(&self) -> Option<Content> {
        export::content(&self.export)
    }
    /// The archive; `line` is the one that names platform, release and experiments.
    pub fn archive(&self, line: &str, build_id: &str) -> Result<Vec<u8>, WriteError> {
        archive::whole(&self.header(line, build_id), self.exports(), &self.unit)
    }
    /// Two archives, for importers and for the linker (`-linkobj`).
    pub fn split_archives(&self, line: &str, build_id: &str) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
        archive::split(&self.header(line, build_id), self.exports(), &self.unit)
    }
    fn exports(&self) -> &[u8] {
        self.official.as_deref().unwrap_or(&self.export)
    }
    fn header(&self, line: &str, build_id: &str) -> Header {
        Header { release: self.release, line: line.to_owned(), build_id: build_id.to_owned(), is_main: self.is_main }
    }
}

/// Compiles a package. A bug outside of its functions is one of the package.
pub fn compile_package(job: &Job<'_>) -> Result<Artifact, Failure> {
    let work = || {
        let package = job.world.timings.time("compile.check", || check(job))?;
        // The package is right, and in the world.
        compile_checked(job, package)
    };
    bug::catch(job.path, |_| String::new(), work).unwrap_or_else(|bug| Err(Failure::Bug(vec![*bug])))
}

/// The front end.
fn check<'a>(job: &Job<'a>) -> Result<&'a Known, Failure> {
    let mode = job.mode;
    let config = FrontConfig {
        language: mode.language.clone(),
        experiments: mode.experiments,
        std: mode.std,
        runtime: mode.runtime,
        complete: mode.complete,
        bodies: Bodies::All,
        typed_bodies: true,
        all_errors: mode.all_errors,
    };
    let Job { path, dir, shown_dir, files, .. } = *job;
    let front = front::check(job.session, job.importer, &FrontInput { path, dir, shown_dir, files, config: &config });
    match (front.checked, front.sources) {
        (Some(checked), Some(sources)) => Ok(job.world.add(job.session, checked, sources)),
        _ => Err(Failure::User(front.errors)),
    }
}

/// Everything behind the front end, for a package of the job's world.
pub fn compile_checked(job: &Job<'_>, package: &Known) -> Result<Artifact, Failure> {
    let Job { session, world, mode, below, show, recorder, .. } = *job;
    if let Some(recorder) = recorder {
        recorder.checked(session, package);
    }
    let imports = job.imports.to_vec();
    let exports = OnceCell::new();
    let analysed = |summaries: &Arc<Summaries>| {
        let made = exports.get_or_init(|| world.timings.time("compile.export", || export(job, package, summaries)));
        if let Ok((export, _)) = made {
            let content = export::content(export);
            (job.importable)(&Importable { pkg: package.checked.pkg, summaries, content });
        }
    };
    let analysed = &analysed;
    let made = generate(&PackageInput { session, package, world, below, imports, mode, show, analysed, recorder })?;
    let Generated { mut unit, summaries, notes, escape_notes, decisions } = made;
    // A package that is right was analysed.
    let (export, official) = exports.into_inner().unwrap_or_else(|| export(job, package, &summaries))?;
    unit.std = mode.std;
    unit.shared = mode.shared;
    unit.fingerprint = match export::content(&export) {
        Some(content) => export::fingerprint(&content),
        None => archive::fingerprint(job.path, &package.sources, job.imports),
    };
    name_files(&mut unit, job);
    let mut messages = escape_messages(&escape_notes, job.paths);
    if mode.listing > 0 {
        messages += &listing(&unit, &notes, mode.listing);
    }
    let pkg = package.checked.pkg;
    let is_main = session.pkg(pkg).name.get().is_some_and(|&name| session.text(name) == "main");
    let decisions = decisions::by_place(decisions, |file| job.paths.absolute(file));
    let release = job.session.release;
    Ok(Artifact { release, pkg, unit, export, official, summaries, is_main, messages, decisions })
}

/// Our export data, and the official form with that in it.
type Exports = (Vec<u8>, Option<Vec<u8>>);

fn export(job: &Job<'_>, package: &Known, summaries: &Summaries) -> Result<Exports, String> {
    let shown = |name: &str| job.paths.absolute(name);
    let own = match job.contents {
        Some(below) => {
            let output = Output { session: job.session, world: job.world, package, summaries, below };
            exported::write(job.stamp, &output, &shown)?
        }
        None => Vec::new(),
    };
    let official = job.official_form.then(|| exported::official_form(job.session, package, &shown, &own));
    Ok((own, official.transpose()?))
}

/// Names of files as line tables show them. Only those of the job are relative to its folder, not what
/// `//line` directives and imported packages say.
fn name_files(unit: &mut Unit, job: &Job<'_>) {
    let as_given = PathRules { dir: String::new(), ..job.paths.clone() };
    for file in unit.files.iter_mut().filter(|f| !f.starts_with("<")) {
        let rules = if job.files.iter().any(|f| **f == **file) { job.paths } else { &as_given };
        *file = rules.absolute(&in_folder(file, job.folders)).into();
    }
}

/// The name of a file whose folder has another name in archives.
fn in_folder<'f>(file: &'f str, folders: &HashMap<PathBuf, String>) -> Cow<'f, str> {
    let path = Path::new(file);
    let folder = path.parent().and_then(|dir| folders.get(dir));
    match (folder, path.file_name()) {
        (Some(folder), Some(name)) => format!("{folder}/{}", name.to_string_lossy()).into(),
        _ => file.into(),
    }
}

/// Messages of escape analysis, one a line.
fn escape_messages(notes: &[EscapeNote], paths: &PathRules) -> String {
    let line = |note: &EscapeNote| {
        let at = &note.at;
        format!("{}:{}:{}: {}\n", paths.absolute(&at.file), at.line, at.column, note.text)
    };
    notes.iter().map(line).collect()
}
