//! A program in one folder to an archive that can take the place of the official one in a link:
//! its imports are type-checked from the library's source. In: the tree, the folder, archives of
//! the imports for their fingerprints. Out: the bytes of the archive, or the errors as lines.

pub mod compare;
mod library;

use base::{Id, Interner};
use build::{Context, LoadConfig, ModuleEnv, Package, PackageId};
use compile::front::{self, Front};
use compile::{Bodies, FrontConfig, FrontInput, Mode, PackageInput, World};
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
    std::thread::scope(|scope| {
        let work = || load_and_compile(goroot, dir, archives, mode);
        let thread = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, work);
        thread.expect("a thread starts").join().unwrap_or_else(|_| Err(vec!["the compiler panicked".to_owned()]))
    })
}

fn load_and_compile(
    goroot: &Path,
    dir: &Path,
    archives: &[(String, PathBuf)],
    mode: &Mode,
) -> Result<Vec<u8>, Vec<String>> {
    let dir = std::fs::canonicalize(dir).expect("the folder exists");
    let program = check_program(goroot, &dir, &[".".to_owned()])?;
    let Some((package, pkg)) = program.packages.iter().find(|(p, _)| p.is_root) else {
        return Err(vec!["no package main".to_owned()]);
    };
    let unit = unit(&program, package, *pkg, mode, true, |path| fingerprint(path, archives))?;
    Ok(archive(&unit, &package.name, None))
}

/// Packages checked in one session, dependencies first.
pub struct Program {
    pub session: Session,
    pub world: World,
    pub packages: Vec<(Package, PkgId)>,
}

/// Checks what the patterns name with all it imports. Of what is only imported, bodies of
/// generic functions alone are checked.
pub fn check_program(goroot: &Path, cwd: &Path, patterns: &[String]) -> Result<Program, Vec<String>> {
    let config = LoadConfig {
        goroot: goroot.into(),
        cwd: cwd.into(),
        context: Context::new(&target::Target::default(), Vec::new()),
        modules: ModuleEnv { cache: "".into(), work: "off".into(), mode: String::new() },
        tests: false,
    };
    let graph = build::load(&config, patterns).map_err(|e| vec![format!("{e:?}")])?;
    let mut program =
        Program { session: Session::new(Arc::new(Interner::new())), world: World::new(), packages: Vec::new() };
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
        runtime: package.standard && release::packages::is_runtime(&package.import_path),
        symabis: library::symabis(package)?,
        embed: embed_config(package),
        ..Mode::default()
    };
    let unit = unit(program, package, pkg, &mode, verify, |_| [0; 8])?;
    let header = compile::asmhdr::asm_header(&program.session, pkg);
    Ok(archive(&unit, &package.name, library::assembled(package, &header)?))
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
    compile::compile_data(&PackageInput {
        session,
        package,
        world,
        summaries: &world.summaries,
        imports: Vec::new(),
        mode,
        verify: false,
    })
}

fn unit(
    program: &Program,
    package: &Package,
    pkg: PkgId,
    mode: &Mode,
    verify: bool,
    fingerprint: impl Fn(&str) -> [u8; 8],
) -> Result<obj::Unit, Vec<String>> {
    let (session, world) = (&program.session, &program.world);
    let imports = package.imports.iter().filter(|p| *p != "unsafe");
    let imports = imports.map(|p| (Arc::from(p.as_str()), fingerprint(p))).collect();
    let Some(known) = world.package(pkg) else { return Err(vec!["the package was not checked".to_owned()]) };
    compile::compile(PackageInput {
        session,
        package: known,
        world,
        summaries: &world.summaries,
        imports,
        mode,
        verify,
    })
}

fn check(session: &Session, imports: &Imports<'_>, package: &Package) -> Front {
    let runtime = package.standard && release::packages::is_runtime(&package.import_path);
    let config = FrontConfig {
        language: package.language.clone(),
        std: package.standard,
        runtime,
        complete: !package.standard,
        // The runtime's own callers rely on what is known of each other.
        bodies: if package.is_root || runtime { Bodies::All } else { Bodies::Generic },
        typed_bodies: true,
        all_errors: true,
    };
    let path = if package.name == "main" { "main" } else { &package.import_path };
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

fn archive(unit: &obj::Unit, name: &str, assembled: Option<Vec<u8>>) -> Vec<u8> {
    let object = goobj::write::object(unit).expect("the object can be written");
    let header = release::object::header_line("v1");
    let mut member = format!("{header}\n{}!\n", main_line(name)).into_bytes();
    member.extend(object);
    let mut archive = goobj::write::ArchiveWriter::new();
    let def = format!("{header}\n{}$$B\n\n$$\n", main_line(name));
    archive.add("__.PKGDEF", Default::default(), def.as_bytes());
    archive.add("_go_.o", Default::default(), &member);
    if let Some(object) = assembled {
        archive.add("asm.o", Default::default(), &object);
    }
    archive.finish()
}

/// The line that says that a package is a program, and the empty one behind the head.
fn main_line(name: &str) -> &str {
    if name == "main" { "main\n\n" } else { "\n" }
}
