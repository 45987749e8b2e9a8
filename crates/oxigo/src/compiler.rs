//! Compiling the packages of a build in this process. In: one session for all of them, packages in
//! an order in which imports come first. Out: archives.
//!
//! What a package imports was compiled in this process, then its types are in the session; or
//! its archive comes from the cache, then its export data is read as far as it is asked for.
//! Either way a package sees what is known of the functions of exactly the packages below it,
//! so that its code does not depend on what else was compiled, or when.

use asm::source::PathRules;
use base::{Id, Interner};
use build::{CompileJob, Compiled, Graph, Options, Package, PackageId};
use compile::archive::Header;
use compile::embed::EmbedConfig;
use compile::{Bodies, FrontConfig, FrontInput, Mode, PackageInput, SymAbis, World, front};
use export::{Data, Importer, Library, SideTables, Stamp};
use opt::{Summary, SummaryTable};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use types::Session;

/// The table of what is known of functions, in export data.
const SUMMARIES: &str = "summaries";
/// The table that says whether a package has a record of initialisation.
const INIT_TASK: &str = "inittask";

/// What is known of the functions of a package.
type Summaries = Vec<(Arc<str>, Arc<Summary>)>;

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
    /// What is known of each package's functions, once something that imports it is compiled.
    known: Vec<OnceLock<Result<Summaries, String>>>,
}

impl<'a> Compiler<'a> {
    /// A compiler; `stamp` names this binary.
    pub(crate) fn new(graph: &'a Graph, options: &'a Options, stamp: Stamp) -> Compiler<'a> {
        let archives: Arc<RwLock<HashMap<String, PathBuf>>> = Arc::default();
        let places = archives.clone();
        let locate = move |path: &str| {
            let file = places.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
            export_data(&file.ok_or_else(|| format!("package {path} was not loaded"))?)
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
            known: graph.packages.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Compiles a package. The error is what there is to print.
    pub(crate) fn compile(&self, job: &CompileJob<'_>) -> Result<Compiled, String> {
        let summaries = SummaryTable::new();
        for (dep, archive) in job.below {
            let known = self.known[dep.index()].get_or_init(|| self.enter(*dep, archive));
            summaries.add(known.as_ref().map_err(|e| format!("{e}\n"))?.iter().cloned());
        }
        // Every package below is in the session or can be read.
        let front = self.check(job);
        let (Some(checked), Some(sources)) = (front.checked, front.sources) else {
            return Err(lines(front.errors));
        };
        let pkg = checked.pkg;
        self.library.provide(job.path, pkg);
        let package = self.world.add(&self.session, checked, sources.clone());
        let mode = self.mode(job)?;
        let before: HashMap<Arc<str>, Arc<Summary>> = summaries.entries().into_iter().collect();
        let input = PackageInput {
            session: &self.session,
            package,
            world: &self.world,
            summaries: &summaries,
            imports: self.imports(job),
            mode: &mode,
            verify: false,
        };
        let mut unit = compile::compile(input).map_err(lines)?;
        let own: Summaries =
            summaries.entries().into_iter().filter(|(k, v)| before.get(k).is_none_or(|b| !Arc::ptr_eq(b, v))).collect();
        let mut side = SideTables::default();
        own.iter().for_each(|(symbol, summary)| side.insert(SUMMARIES, symbol, summary.encode()));
        if let Some(has) = self.world.init_task(pkg) {
            side.insert(INIT_TASK, "", vec![u8::from(has)]);
        }
        let _ = self.known[job.id.index()].set(Ok(own));
        let bodies = bodies(&self.session, &package.checked);
        let input = export::Input { session: &self.session, pkg, sources: &sources, bodies, side: &side };
        let export = export::write(self.stamp, &input)?;
        // What importers need is written.
        unit.std = job.package.standard;
        let rules = self.path_rules(job);
        unit.files.iter_mut().filter(|f| !f.starts_with("<")).for_each(|f| *f = rules.absolute(f).into());
        let header = Header {
            line: release::object::header_line(&self.options.goamd64),
            build_id: job.build_id.to_owned(),
            is_main: job.package.name == "main",
        };
        let archive = compile::archive::whole(&header, &export, &unit).map_err(|e| format!("{e}\n"))?;
        let header = if job.wants_header { compile::asm_header(&self.session, pkg) } else { String::new() };
        Ok(Compiled { archive, header: header.into_bytes(), messages: String::new() })
    }

    /// Makes a package of the cache known to the session.
    fn enter(&self, id: PackageId, archive: &Path) -> Result<Summaries, String> {
        let path = object_path(&self.graph.packages[id]);
        self.archives.write().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), archive.to_owned());
        let pkg = self.library.package(&self.session, path)?;
        let damaged = || format!("{}: damaged export data", archive.display());
        let Some(reader) = self.library.reader(path) else { return Ok(Vec::new()) };
        let side = reader.side().map_err(|_| damaged())?;
        self.world.set_init_task(pkg, side.get(INIT_TASK, "") == Some(&[1]));
        let entries = side.entries(SUMMARIES);
        entries
            .map(|(k, v)| Some((Arc::from(k), Arc::new(Summary::decode(v)?))))
            .collect::<Option<_>>()
            .ok_or_else(damaged)
    }

    /// The front end for a package.
    fn check(&self, job: &CompileJob<'_>) -> compile::Front {
        let package = job.package;
        let map: HashMap<String, String> = package.import_map.clone().into_iter().collect();
        let importer = Importer { session: &self.session, library: &self.library, map: &map };
        let flag = |name: &str| job.flags.iter().any(|f| f == name);
        let config = FrontConfig {
            language: package.language.clone(),
            std: package.standard,
            runtime: is_runtime(package),
            complete: build::is_complete(package),
            bodies: Bodies::All,
            typed_bodies: true,
            all_errors: flag("-e"),
        };
        let shown_dir = package.dir.to_string_lossy();
        let files = &package.go_files;
        let input = FrontInput { path: job.path, dir: &package.dir, shown_dir: &shown_dir, files, config: &config };
        front::check(&self.session, &importer, &input)
    }

    /// What the flags and the package's kind say.
    fn mode(&self, job: &CompileJob<'_>) -> Result<Mode, String> {
        let package = job.package;
        let symabis = job.symabis.map(|text| SymAbis::parse(&String::from_utf8_lossy(text), "symabis"));
        let embed = job.embeds.map(|e| EmbedConfig::parse(e.config(&package.dir).as_bytes()));
        let flag = |name: &str| job.args.iter().any(|f| f == name);
        Ok(Mode {
            std: package.standard,
            runtime: is_runtime(package),
            no_opt: flag("-N"),
            no_dwarf: flag("-dwarf=false"),
            symabis: symabis.transpose()?.unwrap_or_default(),
            embed: embed.transpose()?.unwrap_or_default(),
        })
    }

    /// The packages that the files import, and what the linker compares with their archives.
    fn imports(&self, job: &CompileJob<'_>) -> Vec<(Arc<str>, [u8; 8])> {
        let imports = job.package.imports.iter().filter(|p| *p != "unsafe" && *p != "C");
        imports.map(|p| (Arc::from(p.as_str()), [0; 8])).collect()
    }

    /// How names of files go into line tables.
    fn path_rules(&self, job: &CompileJob<'_>) -> PathRules {
        let trim = job.args.iter().skip_while(|a| *a != "-trimpath").nth(1).cloned().unwrap_or_default();
        let goroot = self.options.goroot.to_string_lossy().into_owned();
        PathRules { dir: self.options.cwd.to_string_lossy().into_owned(), trim, goroot }
    }
}

fn lines(errors: Vec<String>) -> String {
    errors.into_iter().map(|e| e + "\n").collect()
}

/// Whether a package is compiled in runtime mode.
fn is_runtime(package: &Package) -> bool {
    package.standard && release::packages::is_runtime(&package.import_path)
}

/// The bodies that importers may ask for: of generic functions, and short ones, whose results may be
/// worked out when an importer initialises its variables.
fn bodies<'c>(session: &Session, checked: &'c types::CheckedPackage) -> Vec<&'c types::body::Body> {
    const SHORT: usize = 3;
    let generic: HashSet<_> = export::generic_bodies(session, checked).into_iter().map(|b| b.owner).collect();
    let wanted = |b: &&types::body::Body| {
        let is_short = b.stmts.len() <= SHORT && b.funcs.len() == 1 && session.obj(b.owner).name != session.blank;
        generic.contains(&b.owner) || is_short
    };
    checked.bodies.iter().filter(wanted).collect()
}

/// The path of a package in objects.
fn object_path(package: &Package) -> &str {
    if package.name == "main" { "main" } else { &package.import_path }
}

/// The export data in an archive.
fn export_data(file: &Path) -> Result<Data, String> {
    let bytes = std::fs::read(file).map_err(|e| build::io_text("open", file, &e))?;
    let malformed = || format!("{}: no export data", file.display());
    let parsed = goobj::Archive::parse(&bytes).map_err(|_| malformed())?;
    let member = parsed.pkgdef().ok_or_else(malformed)?;
    let begin = member.data.windows(5).position(|w| w == b"\n$$B\n").ok_or_else(malformed)? + 5;
    let end = member.data.len().checked_sub(4).filter(|&end| end >= begin).ok_or_else(malformed)?;
    let range = member.offset + begin..member.offset + end;
    Ok(Data::new(Arc::new(bytes), range))
}
