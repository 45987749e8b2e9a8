//! A program in one folder to an archive that can take the place of the official one in a link:
//! its imports are type-checked from the library's source. In: the tree, the folder, archives of
//! the imports for their fingerprints. Out: the bytes of the archive, or the errors as lines.

use base::{Id, Interner};
use build::{Context, LoadConfig, ModuleEnv, Package, PackageId};
use compile::front::{self, Front};
use compile::{FrontConfig, FrontInput, Mode, PackageInput};
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

/// Compiles package main in `dir` with a stack that deep recursion does not exhaust.
pub fn compile_main(goroot: &Path, dir: &Path, archives: &[(String, PathBuf)]) -> Result<Vec<u8>, Vec<String>> {
    std::thread::scope(|scope| {
        let work = || load_and_compile(goroot, dir, archives);
        let thread = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, work);
        thread.expect("a thread starts").join().unwrap_or_else(|_| Err(vec!["the compiler panicked".to_owned()]))
    })
}

fn load_and_compile(goroot: &Path, dir: &Path, archives: &[(String, PathBuf)]) -> Result<Vec<u8>, Vec<String>> {
    let config = LoadConfig {
        goroot: goroot.into(),
        cwd: std::fs::canonicalize(dir).expect("the folder exists"),
        context: Context::new(Vec::new()),
        modules: ModuleEnv { cache: "".into(), work: "off".into(), mode: String::new() },
        tests: false,
    };
    let graph = build::load(&config, &[".".to_owned()]).map_err(|e| vec![format!("{e:?}")])?;
    let session = Session::new(Arc::new(Interner::new()));
    let mut done = vec![None; graph.packages.len()];
    for (id, package) in graph.packages.iter_enumerated() {
        let imports = Imports { package, graph: &graph, done: &done };
        let front = check(&session, &imports, package);
        if !front.errors.is_empty() {
            return Err(front.errors);
        }
        done[id.index()] = front.pkg;
        if package.is_root {
            return generate(&session, package, &front, archives);
        }
    }
    Err(vec!["no package main".to_owned()])
}

fn check(session: &Session, imports: &Imports<'_>, package: &Package) -> Front {
    let config = FrontConfig {
        language: package.language.clone(),
        std: package.standard,
        runtime: package.standard && release::packages::is_runtime(&package.import_path),
        complete: !package.standard,
        bodies: package.is_root,
        typed_bodies: package.is_root,
        all_errors: true,
    };
    let path = if package.is_root { "main" } else { &package.import_path };
    let shown_dir = &package.dir.display().to_string();
    let input = FrontInput { path, dir: &package.dir, shown_dir, files: &package.go_files, config: &config };
    front::check(session, imports, &input)
}

fn generate(
    session: &Session,
    package: &Package,
    front: &Front,
    archives: &[(String, PathBuf)],
) -> Result<Vec<u8>, Vec<String>> {
    let imports = package.imports.iter().filter(|p| *p != "unsafe");
    let imports = imports.map(|p| (Arc::from(p.as_str()), fingerprint(p, archives))).collect();
    let (Some(checked), Some(sources)) = (&front.checked, &front.sources) else { return Err(Vec::new()) };
    let (summaries, mode) = (&opt::SummaryTable::new(), &Mode::default());
    let unit = compile::compile(PackageInput { session, checked, sources, imports, summaries, mode, verify: true });
    Ok(archive(&unit.map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?))
}

/// What the linker compares with the archive it finds for an import.
fn fingerprint(path: &str, archives: &[(String, PathBuf)]) -> [u8; 8] {
    let file = archives.iter().find(|(p, _)| p == path).map(|(_, file)| file);
    let bytes = std::fs::read(file.expect("imports have archives")).expect("an archive can be read");
    let archive = goobj::Archive::parse(&bytes).expect("an archive is well formed");
    let mut prints = archive.objects().filter_map(|m| m.object().ok()).map(|o| o.fingerprint());
    prints.find(|p| *p != [0; 8]).unwrap_or_default()
}

fn archive(unit: &obj::Unit) -> Vec<u8> {
    let object = goobj::write::object(unit).expect("the object can be written");
    let header = release::object::header_line("v1");
    let mut member = format!("{header}\nmain\n\n!\n").into_bytes();
    member.extend(object);
    let mut archive = goobj::write::ArchiveWriter::new();
    let def = format!("{header}\nmain\n\n$$B\n\n$$\n");
    archive.add("__.PKGDEF", Default::default(), def.as_bytes());
    archive.add("_go_.o", Default::default(), &member);
    archive.finish()
}
