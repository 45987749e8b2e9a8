//! Compiles the program in a folder to an archive, its imports being type-checked from source:
//! `main_package GOROOT DIR IMPORTCFG OUT`. The archive can take the place of the official one
//! in a link; import fingerprints come from the archives that the configuration names.

use base::{Id, Interner};
use build::{Context, LoadConfig, ModuleEnv, Package, PackageId};
use compile::{FrontConfig, FrontInput, PackageInput, front};
use std::collections::HashMap;
use std::path::Path;
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

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [goroot, dir, importcfg, out] = &args[..] else { panic!("usage: main_package GOROOT DIR IMPORTCFG OUT") };
    let (goroot, dir, importcfg, out) = (goroot.clone(), dir.clone(), importcfg.clone(), out.clone());
    let work = move || run(&goroot, &dir, &importcfg, &out);
    std::thread::Builder::new().stack_size(256 << 20).spawn(work).unwrap().join().unwrap();
}

fn run(goroot: &str, dir: &str, importcfg: &str, out: &str) {
    let config = LoadConfig {
        goroot: goroot.into(),
        cwd: std::fs::canonicalize(dir).unwrap(),
        context: Context::new(Vec::new()),
        modules: ModuleEnv { cache: "".into(), work: "off".into(), mode: String::new() },
        tests: false,
    };
    let graph = build::load(&config, &[".".to_owned()]).unwrap();
    let session = Session::new(Arc::new(Interner::new()));
    let mut done = vec![None; graph.packages.len()];
    for (id, package) in graph.packages.iter_enumerated() {
        let front_config = FrontConfig {
            language: package.language.clone(),
            std: package.standard,
            runtime: package.standard && release::packages::is_runtime(&package.import_path),
            complete: !package.standard,
            bodies: package.is_root,
            typed_bodies: package.is_root,
            all_errors: true,
        };
        let path = if package.is_root { "main" } else { &package.import_path };
        let shown = package.dir.display().to_string();
        let input =
            FrontInput { path, dir: &package.dir, shown_dir: &shown, files: &package.go_files, config: &front_config };
        let imports = Imports { package, graph: &graph, done: &done };
        let front = front::check(&session, &imports, &input);
        if !front.errors.is_empty() {
            front.errors.iter().for_each(|e| eprintln!("{e}"));
            std::process::exit(1);
        }
        done[id.index()] = front.pkg;
        if package.is_root {
            let fingerprints = fingerprints(importcfg);
            let imports: Vec<(Arc<str>, [u8; 8])> = package
                .imports
                .iter()
                .filter(|p| *p != "unsafe")
                .map(|p| (Arc::from(p.as_str()), fingerprints.get(p).copied().unwrap_or_default()))
                .collect();
            let (checked, sources) = (front.checked.unwrap(), front.sources.unwrap());
            let unit = compile::compile(PackageInput {
                session: &session,
                checked: &checked,
                sources: &sources,
                imports,
                verify: true,
            });
            match unit {
                Ok(unit) => write(&unit, out),
                Err(errors) => {
                    errors.iter().for_each(|e| eprintln!("{e}"));
                    std::process::exit(1);
                }
            }
        }
    }
}

fn fingerprints(importcfg: &str) -> HashMap<String, [u8; 8]> {
    let text = std::fs::read_to_string(importcfg).unwrap();
    let files = text.lines().filter_map(|l| l.strip_prefix("packagefile ")?.split_once('='));
    let mut out = HashMap::new();
    for (path, file) in files {
        let bytes = std::fs::read(Path::new(file)).unwrap_or_default();
        let Ok(archive) = goobj::Archive::parse(&bytes) else { continue };
        for m in &archive.members {
            if let Ok(object) = m.object()
                && object.fingerprint() != [0; 8]
            {
                out.insert(path.to_owned(), object.fingerprint());
            }
        }
    }
    out
}

fn write(unit: &obj::Unit, out: &str) {
    let object = goobj::write::object(unit).unwrap();
    let header = release::object::header_line("v1");
    let mut member = format!("{header}\nmain\n\n!\n").into_bytes();
    member.extend(object);
    let mut archive = goobj::write::ArchiveWriter::new();
    let def = format!("{header}\nmain\n\n$$B\n\n$$\n");
    archive.add("__.PKGDEF", Default::default(), def.as_bytes());
    archive.add("_go_.o", Default::default(), &member);
    std::fs::write(out, archive.finish()).unwrap();
}
