//! Compiling the packages of a build in this process. In: one session for all of them, packages in
//! an order in which imports come first. Out: archives.
//!
//! What a package imports was compiled in this process, then its types are in the session; or
//! its archive comes from the cache, then its export data is read as far as it is asked for.
//! Either way a package sees what is known of the functions of exactly the packages below it,
//! so that its code does not depend on what else was compiled, or when.

use crate::compile_command::decisions;
use crate::compile_command::flags::{self, Flags};
use crate::compile_command::refusal::Refusal;
use crate::explore_page::{Following, Place, Wanted};
use crate::reproducer::{self, Archive, Case};
use base::paths::PathRules;
use base::{Id, Interner};
use build::{CompileJob, Compiled, Graph, NotCompiled, Options, PackageId};
use compile::embed::EmbedConfig;
use compile::exported::{self, Contents, Entered};
use compile::{Coverage, Failure, Importable, Job, Mode, Recorder, SymAbis, World, compile_package};
use export::{Importer, Library, Stamp};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use types::Session;

/// The compiler for the packages of one graph.
pub(crate) struct Compiler<'a> {
    graph: &'a Graph,
    options: &'a Options,
    stamp: Stamp,
    session: Session,
    library: Arc<Library>,
    world: World,
    /// Where archives are that this process has not made, by path.
    archives: Arc<RwLock<HashMap<String, PathBuf>>>,
    /// With `-trimpath`, what stands for the folders of packages.
    trimmed_folders: HashMap<PathBuf, String>,
    /// What importers have to know of each package, once something that imports it is compiled.
    known: Vec<OnceLock<Result<Entered, String>>>,
    /// Who is told what becomes of one of the packages.
    watched: Option<Watched<'a>>,
}

/// Somebody who is told what becomes of a package.
#[derive(Clone, Copy)]
pub(crate) struct Watched<'a> {
    pub(crate) package: PackageId,
    pub(crate) recorder: &'a dyn Recorder,
    /// Takes why symbols are in the program, once it is linked.
    pub(crate) reasons: &'a Mutex<Option<link::why::Reasons>>,
}

impl<'a> Compiler<'a> {
    /// A compiler; `stamp` names this binary.
    pub(crate) fn new(graph: &'a Graph, options: &'a Options, stamp: Stamp) -> Compiler<'a> {
        let archives: Arc<RwLock<HashMap<String, PathBuf>>> = Arc::default();
        let places = archives.clone();
        let locate = move |path: &str| {
            let file = places.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
            exported::ours_in(&file.ok_or_else(|| format!("package {path} was not loaded"))?)
        };
        let library = Library::new(stamp, Box::new(locate));
        Compiler {
            graph,
            options,
            stamp,
            session: Session::new(Arc::new(Interner::new()), options.target.release),
            world: World::with_library(library.clone()),
            library,
            archives,
            trimmed_folders: match options.trimpath {
                true => graph.packages.iter().map(|p| (p.dir.clone(), build::trimmed_folder(p))).collect(),
                false => HashMap::new(),
            },
            known: graph.packages.iter().map(|_| OnceLock::new()).collect(),
            watched: None,
        }
    }

    /// The same with somebody who is told of a package.
    pub(crate) fn watched(self, watched: Option<Watched<'a>>) -> Compiler<'a> {
        Compiler { watched, ..self }
    }

    /// How long the stages took.
    pub(crate) fn timings(&self) -> &base::timings::Timings {
        &self.world.timings
    }

    /// Compiles a package. The error is what there is to print.
    pub(crate) fn compile(&self, job: &CompileJob<'_>) -> Result<Compiled, NotCompiled> {
        let package = job.package;
        let shown = RefCell::new(String::new());
        let (below, contents) = self.timings().time("compile.import", || self.known_below(job))?;
        // Every package below is in the session or can be read.
        let flags = self.flags(job)?;
        let page = flags.wanted.clone().map(Wanted::following);
        let watcher = self.watched.and_then(|w| (w.package == job.id).then_some(w.recorder));
        let map: HashMap<String, String> = package.object_import_map().into_iter().collect();
        let artifact = compile_package(&Job {
            session: &self.session,
            world: &self.world,
            importer: &Importer { session: &self.session, library: &self.library, map: &map },
            path: job.path,
            dir: job.dir,
            shown_dir: &job.dir.to_string_lossy(),
            files: job.files,
            mode: &flags.mode,
            imports: &imports(job, &contents),
            below: &below,
            contents: Some(&contents),
            official_form: false,
            paths: &self.path_rules(job),
            folders: &self.trimmed_folders,
            stamp: self.stamp,
            show: &|text| shown.borrow_mut().push_str(text),
            importable: &|package| self.provide(job, package, &contents),
            recorder: watcher.or(page.as_ref().map(Following::recorder)),
        });
        let mut messages = shown.into_inner();
        let artifact = artifact.map_err(|failure| {
            if let (Failure::Bug(_), Some(dir)) = (&failure, &self.options.crash_dir) {
                messages += &reproducer::leave(dir, &case(job, &flags, self.graph, &failure.to_string()));
                messages.push('\n');
            }
            not_compiled(&messages, failure)
        })?;
        messages += &artifact.messages;
        if let Some(folder) = &flags.mode.decisions {
            decisions::write(folder, &self.options.target, job.path, &artifact.decisions)
                .map_err(|e| format!("{e}\n"))?;
        }
        let line = self.options.target.header_line();
        let archive = self.timings().time("compile.object", || artifact.archive(&line, job.build_id));
        let archive = archive.map_err(|e| format!("{e}\n"))?;
        if let Some(page) = page {
            messages += &page.write(&archive, &self.place_of_page(job)).map_err(|e| format!("{e}\n"))?;
        }
        let header = if job.wants_header { compile::asm_header(&self.session, artifact.pkg) } else { String::new() };
        Ok(Compiled { archive, header: header.into_bytes(), messages })
    }

    /// Where the page of a function goes.
    fn place_of_page<'p>(&'p self, job: &'p CompileJob<'_>) -> Place<'p> {
        let Options { cwd, goroot, debug, .. } = self.options;
        Place { package: job.path, folder: &debug.folder, cwd, goroot }
    }

    /// Gives importers of a package what they need.
    fn provide(&self, job: &CompileJob<'_>, package: &Importable<'_>, below: &Contents) {
        self.library.provide(job.path, package.pkg);
        let content = package.content.unwrap_or_default();
        let entered = Entered { summaries: package.summaries.clone(), below: below.clone(), content };
        let _ = self.known[job.id.index()].set(Ok(entered));
        if let Some(content) = package.content {
            (job.importable)(base::hex(&content));
        }
    }

    /// What is known of the functions of the packages below one, and what their export data is.
    fn known_below(&self, job: &CompileJob<'_>) -> Result<(opt::Below, Contents), String> {
        let (mut summaries, mut contents) = (Vec::new(), Contents::new());
        for (dep, archive) in job.below {
            let known = self.known[dep.index()].get_or_init(|| self.enter(*dep, *archive));
            let known = known.as_ref().map_err(|e| format!("{e}\n"))?;
            summaries.push(known.summaries.clone());
            contents.insert(self.graph.packages[*dep].object_path().to_owned(), known.content);
        }
        Ok((summaries.into_iter().collect(), contents))
    }

    /// Makes a package of the cache known to the session.
    fn enter(&self, id: PackageId, archive: Option<&Path>) -> Result<Entered, String> {
        let path = self.graph.packages[id].object_path();
        let archive = archive.ok_or_else(|| format!("package {path} was not compiled"))?;
        self.archives.write().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), archive.to_owned());
        exported::enter(&self.session, &self.world, &self.library, path)
    }

    /// What the build says of a package, and the user's flags on top of that.
    fn flags(&self, job: &CompileJob<'_>) -> Result<Flags, String> {
        let package = job.package;
        let symabis = job.symabis.map(|text| SymAbis::parse(&String::from_utf8_lossy(text), "symabis"));
        let embed = job.embeds.map(|e| EmbedConfig::parse(e.config(&package.dir).as_bytes()));
        let coverage = job.coverage.map(|text| Coverage::parse(text.as_bytes()));
        let mode = Mode {
            language: job.settings.language.clone(),
            std: job.settings.standard,
            complete: job.settings.complete,
            no_dwarf: job.settings.omit_debug,
            symabis: symabis.transpose()?.unwrap_or_default(),
            embed: embed.transpose()?.unwrap_or_default(),
            coverage: coverage.transpose()?,
            ..Mode::default()
        };
        let unset = Flags { target: self.options.target.clone(), path: job.path.to_owned(), mode, ..Flags::default() };
        let flags = flags::with_user(unset, job.flags);
        flags.and_then(|flags| flags::with_environment(flags, &job.settings.debug)).map_err(refusal)
    }

    /// How names of files go into line tables.
    fn path_rules(&self, job: &CompileJob<'_>) -> PathRules {
        let trim = job.trimpath.to_owned();
        let goroot = self.options.goroot.to_string_lossy().into_owned();
        // Names of files are whole here; what `//line` directives say stays as it is.
        PathRules { dir: String::new(), trim, goroot }
    }
}

/// Why flags of the user are refused, as the compiler says it.
fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::Usage(line) => format!("{line}\n{}", flags::usage()),
        Refusal::Refused(line) => line + "\n",
        Refusal::Failed(line) => format!("compile: {line}\n"),
    }
}

/// The packages that the files import, and what the linker compares with their archives.
fn imports(job: &CompileJob<'_>, contents: &Contents) -> Vec<(Arc<str>, [u8; 8])> {
    let imports = job.package.object_imports().filter(|p| *p != "unsafe" && *p != "C");
    let print = |path: &str| contents.get(path).map_or([0; 8], export::fingerprint);
    imports.map(|p| (Arc::from(p), print(p))).collect()
}

/// What a bug is reproduced with.
fn case<'c>(job: &'c CompileJob<'_>, flags: &'c Flags, graph: &Graph, bug: &'c str) -> Case<'c> {
    let settings = job.settings;
    let switches =
        [("-std", settings.standard), ("-complete", settings.complete), ("-dwarf=false", settings.omit_debug)];
    let mut args = vec![format!("-p={}", job.path), format!("-lang={}", settings.language)];
    args.extend(switches.iter().filter(|s| s.1).map(|s| s.0.to_owned()));
    args.extend(flags.given.iter().cloned());
    args.extend(Some(&settings.debug.keys).filter(|keys| !keys.is_empty()).map(|keys| format!("-d={keys}")));
    let archive = |&(id, file): &(PackageId, Option<&Path>)| {
        Some((graph.packages[id].object_path().to_owned(), Archive::File(file?.to_owned())))
    };
    Case {
        path: job.path,
        args,
        dir: job.dir,
        files: &job.package.go_files,
        import_map: job.package.object_import_map().into_iter().collect(),
        archives: job.below.iter().filter_map(archive).collect(),
        symabis: job.symabis,
        embed: &flags.mode.embed,
        bug,
    }
}

/// What there is to print of a failure, behind what was shown before it.
fn not_compiled(shown: &str, failure: Failure) -> NotCompiled {
    let text = format!("{shown}{failure}\n");
    match failure {
        Failure::User(_) => NotCompiled::Wrong(text),
        Failure::Bug(_) => NotCompiled::Bug(text),
    }
}
