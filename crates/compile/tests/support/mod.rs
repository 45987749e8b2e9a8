//! A program in one folder to an archive that can take the place of the official one in a link:
//! its imports are type-checked from the library's source. In: the tree, the folder, archives of
//! the imports for their fingerprints. Out: the bytes of the archive, or the errors as lines.

pub mod compare;
mod library;

use base::{Id, Interner};
use build::{Context, LoadConfig, ModuleEnv, Package, PackageId};
use compile::front::{self, Front};
use compile::job::{Artifact, Job, compile_checked};
use compile::{Bodies, DebugOptions, FrontConfig, FrontInput, Mode, PackageInput, World};
use release::Release;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use types::{Importer, PkgId, Session};

struct Imports<'a> {
    package: &'a Package,
    graph: &'a build::Graph,
    done: &'a [Option<PkgId>],
}

impl Importer for Imports<'_> {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        let resolved = self.package.import_map.get(path).map_or(path, String::as_str);
        let id: Option<PackageId> =
            self.package.deps.iter().copied().find(|&d| self.graph.packages[d].description() == resolved);
        id.and_then(|id| self.done[id.index()]).ok_or_else(|| format!("package {path} was not loaded"))
    }
}

/// Compiles a folder's program, links it with the official library; the executable, or the errors.
#[allow(dead_code, reason = "each user needs a part of it")]
pub fn build(dir: &Path, no_opt: bool) -> Result<PathBuf, Vec<String>> {
    let archives = testkit::std_archives();
    let object = dir.join("main.a");
    let mode = compile::Mode { no_opt, ..Default::default() };
    let bytes = compile_main(&testkit::reference().goroot, dir, archives, &mode)?;
    std::fs::write(&object, bytes).expect("the archive is written");
    let lines: String = archives.iter().map(|(p, f)| format!("packagefile {p}={}\n", f.display())).collect();
    let (config, program) = (dir.join("importcfg"), dir.join("program"));
    std::fs::write(&config, lines).expect("the configuration is written");
    let mut link = std::process::Command::new(testkit::reference().tool("link"));
    link.args(["-s", "-w", "-buildmode=exe", "-importcfg"]).arg(&config).arg("-o").arg(&program).arg(&object);
    let linked = testkit::run(&mut link, b"", std::time::Duration::from_secs(60));
    if linked.ok() { Ok(program) } else { Err(vec![linked.summary()]) }
}

/// Compiles package main in `dir` with a stack that deep recursion does not exhaust.
pub fn compile_main(
    goroot: &Path,
    dir: &Path,
    archives: &[(String, PathBuf)],
    mode: &Mode,
) -> Result<Vec<u8>, Vec<String>> {
    compile_main_for(&target::Target::default(), goroot, dir, archives, mode)
}

/// The same for any target, of whose release the tree and the archives must be.
#[allow(dead_code, reason = "each user needs a part of it")]
pub fn compile_main_for(
    target: &target::Target,
    goroot: &Path,
    dir: &Path,
    archives: &[(String, PathBuf)],
    mode: &Mode,
) -> Result<Vec<u8>, Vec<String>> {
    std::thread::scope(|scope| {
        let work = || load_and_compile(target, goroot, dir, archives, mode);
        let thread = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, work);
        thread.expect("a thread starts").join().unwrap_or_else(|_| Err(vec!["the compiler panicked".to_owned()]))
    })
}

fn load_and_compile(
    target: &target::Target,
    goroot: &Path,
    dir: &Path,
    archives: &[(String, PathBuf)],
    mode: &Mode,
) -> Result<Vec<u8>, Vec<String>> {
    let dir = std::fs::canonicalize(dir).expect("the folder exists");
    let program = check_program_for(target, goroot, &dir, &[".".to_owned()])?;
    let Some((package, pkg)) = program.packages.iter().find(|(p, _)| p.is_root) else {
        return Err(vec!["no package main".to_owned()]);
    };
    let mode = Mode { debug: DebugOptions::verified(true), ..mode.clone() };
    let artifact = artifact(&program, package, *pkg, &mode, |path| fingerprint(path, archives))?;
    Ok(archive(target.release, &artifact, None))
}

/// Packages checked in one session, dependencies first.
pub struct Program {
    pub session: Session,
    pub world: World,
    pub packages: Vec<(Package, PkgId)>,
    /// What is known of the packages compiled so far.
    known: RefCell<Vec<Arc<opt::Summaries>>>,
}

/// Checks what the patterns name with all it imports. Of what is only imported, bodies of
/// generic functions alone are checked.
pub fn check_program(goroot: &Path, cwd: &Path, patterns: &[String]) -> Result<Program, Vec<String>> {
    check_program_for(&target::Target::default(), goroot, cwd, patterns)
}

/// The same for any target, of whose release the tree must be.
pub fn check_program_for(
    target: &target::Target,
    goroot: &Path,
    cwd: &Path,
    patterns: &[String],
) -> Result<Program, Vec<String>> {
    let config = LoadConfig {
        goroot: goroot.into(),
        cwd: cwd.into(),
        context: Context::new(target, Vec::new()),
        modules: ModuleEnv::on_disk(target),
        tests: false,
        find: false,
        cover: None,
        pgo: build::Profiles::Off,
        heads: build::Heads::default(),
    };
    let graph = build::load(&config, patterns).map_err(|e| vec![format!("{e:?}")])?;
    let mut program = Program {
        session: Session::new(Arc::new(Interner::new()), target.release),
        world: World::new(),
        packages: Vec::new(),
        known: RefCell::default(),
    };
    let mut done = vec![None; graph.packages.len()];
    for (id, package) in graph.packages.iter_enumerated() {
        if package.import_path == "unsafe" && package.standard {
            continue;
        }
        let imports = Imports { package, graph: &graph, done: &done };
        let front = check(&program.session, &imports, package);
        if !front.errors.is_empty() {
            return Err(front.errors);
        }
        done[id.index()] = front.pkg;
        let (Some(checked), Some(sources)) = (front.checked, front.sources) else { continue };
        let pkg = checked.pkg;
        program.world.add(&program.session, checked, sources);
        program.packages.push((package.clone(), pkg));
    }
    Ok(program)
}

/// Compiles a package of a program to an archive, imports having no fingerprints.
pub fn compile_one(program: &Program, package: &Package, pkg: PkgId, verify: bool) -> Result<Vec<u8>, Vec<String>> {
    let mode = Mode {
        std: package.standard,
        runtime: package.standard && program.session.release.is_runtime(&package.import_path),
        symabis: library::symabis(package)?,
        embed: embed_config(package),
        debug: DebugOptions::verified(verify),
        ..Mode::default()
    };
    let artifact = artifact(program, package, pkg, &mode, |_| [0; 8])?;
    let header = compile::asmhdr::asm_header(&program.session, pkg);
    Ok(archive(program.session.release, &artifact, library::assembled(package, &header)?))
}

/// Where the files are that a package embeds.
fn embed_config(package: &Package) -> compile::embed::EmbedConfig {
    let embeds = build::embed::resolve(&package.dir, &package.embed_patterns).unwrap_or_default();
    let files = embeds.files.into_iter().map(|f| (f.clone(), package.dir.join(f))).collect();
    compile::embed::EmbedConfig { patterns: embeds.patterns, files }
}

/// Only the data of a package's variables and its record of initialisation.
#[allow(dead_code, reason = "each user needs a part of it")]
pub fn data_of(program: &Program, package: &Package, pkg: PkgId) -> obj::Unit {
    let mode = Mode { embed: embed_config(package), ..Mode::default() };
    let (session, world, mode) = (&program.session, &program.world, &mode);
    let package = world.package(pkg).expect("the package was checked");
    let below = &opt::Below::default();
    let (imports, show, analysed) = (Vec::new(), &|_: &str| (), &|_: &_| ());
    compile::compile_data(&PackageInput {
        session,
        package,
        world,
        below,
        imports,
        mode,
        show,
        analysed,
        recorder: None,
    })
}

/// Compiles a package that was checked; what is learnt of its functions holds for those that follow.
fn artifact(
    program: &Program,
    package: &Package,
    pkg: PkgId,
    mode: &Mode,
    fingerprint: impl Fn(&str) -> [u8; 8],
) -> Result<Artifact, Vec<String>> {
    let imports = package.imports.iter().filter(|p| *p != "unsafe");
    let imports: Vec<_> = imports.map(|p| (Arc::from(p.as_str()), fingerprint(p))).collect();
    let Some(known) = program.world.package(pkg) else { return Err(vec!["the package was not checked".to_owned()]) };
    let job = Job {
        session: &program.session,
        world: &program.world,
        importer: &NoImports,
        path: package.object_path(),
        dir: &package.dir,
        shown_dir: &package.dir.to_string_lossy(),
        files: &package.go_files,
        mode,
        imports: &imports,
        below: &program.known.borrow().iter().cloned().collect(),
        contents: None,
        official_form: false,
        paths: &Default::default(),
        folders: &Default::default(),
        stamp: export::Stamp([0; 16]),
        importable: &|_| (),
        show: &|_| (),
        recorder: None,
    };
    let artifact = compile_checked(&job, known).map_err(compile::Failure::into_lines)?;
    program.known.borrow_mut().push(artifact.summaries.clone());
    Ok(artifact)
}

/// For packages that are checked already.
struct NoImports;

impl Importer for NoImports {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        Err(format!("package {path} was not loaded"))
    }
}

fn check(session: &Session, imports: &Imports<'_>, package: &Package) -> Front {
    let runtime = package.standard && session.release.is_runtime(&package.import_path);
    let config = FrontConfig {
        language: package.language.clone(),
        experiments: Default::default(),
        std: package.standard,
        runtime,
        complete: !package.standard,
        // The runtime's own callers rely on what is known of each other.
        bodies: if package.is_root || runtime { Bodies::All } else { Bodies::Generic },
        typed_bodies: true,
        all_errors: true,
    };
    let path = package.object_path();
    let shown_dir = &package.dir.display().to_string();
    let input = FrontInput { path, dir: &package.dir, shown_dir, files: &package.go_files, config: &config };
    front::check(session, imports, &input)
}

/// What the linker compares with the archive it finds for an import.
fn fingerprint(path: &str, archives: &[(String, PathBuf)]) -> [u8; 8] {
    let file = archives.iter().find(|(p, _)| p == path).map(|(_, file)| file);
    let bytes = std::fs::read(file.expect("imports have archives")).expect("an archive can be read");
    let archive = goobj::Archive::parse(&bytes).expect("an archive is well formed");
    let mut prints = archive.objects().filter_map(|m| m.object().ok()).map(|o| o.fingerprint());
    prints.find(|p| *p != [0; 8]).unwrap_or_default()
}

/// The archive, with the object of the package's assembly.
fn archive(release: Release, artifact: &Artifact, assembled: Option<Vec<u8>>) -> Vec<u8> {
    let archive = artifact.archive(&release.header_line("v1"), "").expect("the object can be written");
    let mut archive = goobj::write::ArchiveWriter::append_to(archive);
    if let Some(object) = assembled {
        archive.add("asm.o", Default::default(), &object);
    }
    archive.finish()
}
