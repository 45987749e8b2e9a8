//! Compiling the packages of a build in this process. In: one session for all of them, packages in
//! an order in which imports come first. Out: archives.
//!
//! What a package imports was compiled in this process, then its types are in the session; or
//! its archive comes from the cache, then its export data is read as far as it is asked for.
//! Either way a package sees what is known of the functions of exactly the packages below it,
//! so that its code does not depend on what else was compiled, or when.

use crate::compile_command::flags::{self, Flags, Refusal};
use crate::exported::{self, Before, Below, Entered, Output};
use asm::source::PathRules;
use base::{Id, Interner};
use build::{CompileJob, Compiled, Graph, Options, Package, PackageId};
use compile::archive::Header;
use compile::embed::EmbedConfig;
use compile::{Bodies, FrontConfig, FrontInput, Mode, PackageInput, SymAbis, World, front};
use export::{Importer, Library, Stamp};
use opt::SummaryTable;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
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
            session: Session::new(Arc::new(Interner::new())),
            world: World::with_library(library.clone()),
            library,
            archives,
            trimmed_folders: match options.trimpath {
                true => graph.packages.iter().map(|p| (p.dir.clone(), build::trimmed_folder(p))).collect(),
                false => HashMap::new(),
            },
            known: graph.packages.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// How long the stages took.
    pub(crate) fn timings(&self) -> &base::timings::Timings {
        &self.world.timings
    }

    /// Compiles a package. The error is what there is to print.
    pub(crate) fn compile(&self, job: &CompileJob<'_>) -> Result<Compiled, String> {
        let timings = self.timings();
        let (summaries, below) = timings.time("compile.import", || self.known_below(job))?;
        // Every package below is in the session or can be read.
        let front = timings.time("compile.check", || self.check(job));
        let (Some(checked), Some(sources)) = (front.checked, front.sources) else {
            return Err(lines(front.errors));
        };
        let pkg = checked.pkg;
        self.library.provide(job.path, pkg);
        let package = self.world.add(&self.session, checked, sources);
        let flags = flags::of_user(job.flags).map_err(refusal)?;
        let mode = self.mode(job, &flags)?;
        let before = Before::of(&summaries);
        let input = PackageInput {
            session: &self.session,
            package,
            world: &self.world,
            summaries: &summaries,
            imports: imports(job, &below),
            mode: &mode,
            verify: false,
        };
        let compile::Compiled { mut unit, notes, escape_notes } = compile::compile_noted(input).map_err(lines)?;
        let summaries = before.added(&summaries);
        let output = Output { session: &self.session, world: &self.world, package, summaries, below };
        let rules = self.path_rules(job);
        let shown = |name: &str| rules.trimmed(name);
        let export = timings.time("compile.export", || exported::write(self.stamp, &output, &shown))?;
        let entered = output.into_entered(&export);
        unit.fingerprint = export::fingerprint(&entered.content);
        let _ = self.known[job.id.index()].set(Ok(entered));
        // What importers need is written.
        unit.std = job.package.standard;
        let files = unit.files.iter_mut().filter(|f| !f.starts_with("<"));
        files.for_each(|f| *f = rules.absolute(&self.trimmed_import(f)).into());
        let header = Header {
            line: self.options.target.header_line(),
            build_id: job.build_id.to_owned(),
            is_main: job.path == "main",
        };
        let archive = timings.time("compile.object", || compile::archive::whole(&header, &export, &unit));
        let archive = archive.map_err(|e| format!("{e}\n"))?;
        let header = if job.wants_header { compile::asm_header(&self.session, pkg) } else { String::new() };
        let mut messages = crate::compile_command::told(&escape_notes, &rules);
        if mode.listing {
            messages += &compile::listing(&unit, &notes, flags.listing);
        }
        Ok(Compiled { archive, header: header.into_bytes(), messages })
    }

    /// What is known of the functions of the packages below one, and which packages those are.
    fn known_below(&self, job: &CompileJob<'_>) -> Result<(SummaryTable, Below), String> {
        let (summaries, mut below) = (SummaryTable::new(), Below::new());
        for (dep, archive) in job.below {
            let known = self.known[dep.index()].get_or_init(|| self.enter(*dep, archive));
            let known = known.as_ref().map_err(|e| format!("{e}\n"))?;
            summaries.add(known.summaries.iter().cloned());
            below.insert(self.graph.packages[*dep].object_path().to_owned(), known.content);
        }
        Ok((summaries, below))
    }

    /// Makes a package of the cache known to the session.
    fn enter(&self, id: PackageId, archive: &Path) -> Result<Entered, String> {
        let path = self.graph.packages[id].object_path();
        self.archives.write().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), archive.to_owned());
        exported::enter(&self.session, &self.world, &self.library, path)
    }

    /// The name of a file as importers find it in archives. A package that was compiled in this process has given
    /// the session whole names.
    fn trimmed_import(&self, file: &str) -> String {
        let path = Path::new(file);
        let folder = path.parent().and_then(|dir| self.trimmed_folders.get(dir));
        match (folder, path.file_name()) {
            (Some(folder), Some(name)) => format!("{folder}/{}", name.to_string_lossy()),
            _ => file.to_owned(),
        }
    }

    /// The front end for a package.
    fn check(&self, job: &CompileJob<'_>) -> compile::Front {
        let package = job.package;
        let map: HashMap<String, String> = package.object_import_map().into_iter().collect();
        let importer = Importer { session: &self.session, library: &self.library, map: &map };
        let flag = |name: &str| job.flags.iter().any(|f| f == name);
        let config = FrontConfig {
            language: language(job),
            std: package.standard,
            runtime: is_runtime(package),
            complete: build::is_complete(package),
            bodies: Bodies::All,
            typed_bodies: true,
            all_errors: flag("-e"),
        };
        let shown_dir = job.dir.to_string_lossy();
        let files = &package.go_files;
        let input = FrontInput { path: job.path, dir: job.dir, shown_dir: &shown_dir, files, config: &config };
        front::check(&self.session, &importer, &input)
    }

    /// What the flags and the package's kind say.
    fn mode(&self, job: &CompileJob<'_>, flags: &Flags) -> Result<Mode, String> {
        let package = job.package;
        let symabis = job.symabis.map(|text| SymAbis::parse(&String::from_utf8_lossy(text), "symabis"));
        let embed = job.embeds.map(|e| EmbedConfig::parse(e.config(&package.dir).as_bytes()));
        let flag = |name: &str| job.args.iter().any(|f| f == name);
        Ok(Mode {
            std: package.standard,
            runtime: is_runtime(package),
            no_opt: flags.no_opt,
            clobber_dead_regs: flags.clobber_dead_regs,
            no_dwarf: flags.no_dwarf || flag("-dwarf=false"),
            stack_abi: flags.stack_abi,
            escape_notes: flags.escape_notes,
            listing: flags.listing > 0,
            symabis: symabis.transpose()?.unwrap_or_default(),
            embed: embed.transpose()?.unwrap_or_default(),
        })
    }

    /// How names of files go into line tables.
    fn path_rules(&self, job: &CompileJob<'_>) -> PathRules {
        let trim = job.args.iter().skip_while(|a| *a != "-trimpath").nth(1).cloned().unwrap_or_default();
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
fn imports(job: &CompileJob<'_>, below: &Below) -> Vec<(Arc<str>, [u8; 8])> {
    let imports = job.package.object_imports().filter(|p| *p != "unsafe" && *p != "C");
    let print = |path: &str| below.get(path).map_or([0; 8], export::fingerprint);
    imports.map(|p| (Arc::from(p), print(p))).collect()
}

/// The language version: the last one on the command line, which ends with the user's flags.
fn language(job: &CompileJob<'_>) -> String {
    let given = job.args.iter().rev().find_map(|a| a.strip_prefix("-lang="));
    given.unwrap_or(&job.package.language).to_owned()
}

fn lines(errors: Vec<String>) -> String {
    errors.into_iter().map(|e| e + "\n").collect()
}

/// Whether a package is compiled in runtime mode.
fn is_runtime(package: &Package) -> bool {
    package.standard && release::packages::is_runtime(&package.import_path)
}
