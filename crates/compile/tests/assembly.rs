//! What Go code and assembly of one package owe each other, for every package of the library
//! that has assembly: the header `go_asm.h`, ABI wrappers, maps of arguments; for some of them
//! all functions with their ABIs and flags. Each is compared with what the official compiler
//! makes of the same files.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use base::{Id, Interner};
use build::{Context, LoadConfig, ModuleEnv, Package, PackageId};
use compile::{FrontConfig, FrontInput, SymAbis, abi, front};
use goobj::{Archive, LocalSym, Object};
use obj::{Abi, SymFlags, SymKind, Unit};
use release::Release;
use ssagen::{PackageCx, SsaLayouts};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use testkit::{reference, run, std_archives, temp_dir};
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

/// The library's declarations, and the packages that have assembly.
fn with_library(work: impl Fn(&Session, &[(PkgId, &Package)]) + Sync) {
    let whole = || {
        let config = LoadConfig {
            goroot: reference().goroot.clone(),
            cwd: reference().goroot.join("src"),
            context: Context::new(&target::Target::default(), Vec::new()),
            modules: ModuleEnv::on_disk(&target::Target::default()),
            tests: false,
            find: false,
            cover: None,
            pgo: build::Profiles::Off,
            heads: build::Heads::default(),
        };
        let graph = build::load(&config, &["std".to_owned()]).expect("the library loads");
        let session = Session::new(Arc::new(Interner::new()), Release::default());
        let mut done = vec![None; graph.packages.len()];
        let mut list = Vec::new();
        for (id, package) in graph.packages.iter_enumerated() {
            let imports = Imports { package, graph: &graph, done: &done };
            let pkg = check(&session, &imports, package);
            done[id.index()] = pkg;
            list.extend(pkg.filter(|_| !package.s_files.is_empty()).map(|pkg| (pkg, package)));
        }
        assert!(list.len() > 20, "{} packages with assembly", list.len());
        work(&session, &list);
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, whole);
        thread.expect("a thread starts").join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

fn check(session: &Session, imports: &Imports<'_>, package: &Package) -> Option<PkgId> {
    let config = FrontConfig {
        language: package.language.clone(),
        experiments: Default::default(),
        std: true,
        runtime: Release::default().is_runtime(&package.import_path),
        complete: false,
        bodies: compile::Bodies::None,
        typed_bodies: false,
        all_errors: true,
    };
    let shown_dir = &package.dir.display().to_string();
    let path = &package.import_path;
    let input = FrontInput { path, dir: &package.dir, shown_dir, files: &package.go_files, config: &config };
    let front = front::check(session, imports, &input);
    assert_eq!(front.errors, Vec::<String>::new(), "{path}");
    front.pkg
}

fn finish(command: &mut Command) -> String {
    testkit::official::set_environment(command, reference());
    run(command, b"", Duration::from_secs(300)).expect()
}

/// The official assembler's `-gensymabis`.
fn symabis(package: &Package, dir: &Path) -> String {
    std::fs::write(dir.join("go_asm.h"), "").expect("a file is written");
    let out = dir.join("symabis");
    let include = reference().goroot.join("pkg/include");
    let mut asm = Command::new(reference().tool("asm"));
    asm.args(["-p", &package.import_path, "-trimpath", "", "-I"]).arg(dir).arg("-I").arg(include);
    asm.args(["-D", "GOOS_linux", "-D", "GOARCH_amd64", "-D", "GOAMD64_v1", "-gensymabis", "-o"]).arg(&out);
    finish(asm.args(&package.s_files).current_dir(&package.dir));
    std::fs::read_to_string(out).expect("symabis")
}

/// The official compiler's `-asmhdr`.
fn official_header(package: &Package, symabis: &str, dir: &Path) -> String {
    let lines: String = std_archives().iter().map(|(p, f)| format!("packagefile {p}={}\n", f.display())).collect();
    let vendored = package.import_map.iter().map(|(from, to)| format!("importmap {from}={to}\n")).collect::<String>();
    let file = |name: &str| dir.join(name).display().to_string();
    std::fs::write(file("importcfg"), vendored + &lines).expect("importcfg is written");
    std::fs::write(file("symabis"), symabis).expect("symabis are written");
    let mut compile = Command::new(reference().tool("compile"));
    compile.args(["-p", &package.import_path, "-std", "-importcfg", &file("importcfg"), "-symabis", &file("symabis")]);
    compile.args(["-o", &file("out.a"), "-asmhdr", &file("header")]).current_dir(&package.dir);
    if !package.embed_patterns.is_empty() {
        std::fs::write(file("embedcfg"), embedcfg(package)).expect("embedcfg is written");
        compile.args(["-embedcfg", &file("embedcfg")]);
    }
    finish(compile.args(&package.go_files));
    std::fs::read_to_string(file("header")).expect("the header")
}

/// Patterns that are names of files, as all of the library's packages with assembly have.
fn embedcfg(package: &Package) -> String {
    let pairs = |value: &dyn Fn(&str) -> String| {
        let lines: Vec<String> = package.embed_patterns.iter().map(|p| format!("{p:?}: {}", value(p))).collect();
        lines.join(", ")
    };
    let path = |p: &str| format!("{:?}", package.dir.join(p).display().to_string());
    format!("{{\"Patterns\": {{{}}}, \"Files\": {{{}}}}}", pairs(&|p| format!("[{p:?}]")), pairs(&path))
}

/// What one symbol has to be equal in.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    kind: SymKind,
    flags: SymFlags,
    /// Of data.
    bytes: Vec<u8>,
}

type Symbols = BTreeMap<(String, Abi), Facts>;

fn is_wanted(name: &str, flags: SymFlags) -> bool {
    flags.contains(SymFlags::ABI_WRAPPER) || name.ends_with(".args_stackmap") || name.ends_with(".arginfo0")
}

fn official_symbols(path: &str) -> Symbols {
    let file = &std_archives().iter().find(|(p, _)| p == path).expect("an archive").1;
    let bytes = std::fs::read(file).expect("an archive can be read");
    let archive = Archive::parse(&bytes).expect("a well-formed archive");
    let mut out = Symbols::new();
    for object in archive.objects().filter_map(|m| m.object().ok()).filter(|o| o.fingerprint() != [0; 8]) {
        for sym in (0..object.num_defs()).map(LocalSym::new) {
            let view = object.sym(sym);
            if is_wanted(view.name(), view.flags()) && !is_content(&object, sym) {
                let bytes = if view.kind() == SymKind::Text { Vec::new() } else { object.data(sym).to_vec() };
                let facts = Facts { kind: view.kind(), flags: view.flags(), bytes };
                out.insert((view.name().to_owned(), view.abi()), facts);
            }
        }
    }
    out
}

/// Tables of functions written in Go are named by content.
fn is_content(object: &Object<'_>, sym: LocalSym) -> bool {
    let (from, to) = (object.first(goobj::format::Block::Hashed64Def), object.first(goobj::format::Block::NonPkgDef));
    (from.index()..to.index()).contains(&sym.index())
}

fn our_symbols(session: &Session, pkg: PkgId, text: &str) -> Symbols {
    let rtypes = rtype::Layouts::new(session);
    let layouts = SsaLayouts::new(&rtypes);
    let names = rtype::Names::new(session);
    let sources = session.pkg(pkg).sources.get().expect("sources").clone();
    let cx =
        PackageCx { session, layouts: &layouts, names: &names, pkg, sources: &sources, config: Default::default() };
    let symabis = SymAbis::parse(text, "symabis").expect("symabis can be read");
    let mode = compile::Mode { symabis, ..compile::Mode::default() };
    assert_eq!(abi::note_definitions(&cx, &mode), Vec::<String>::new());
    let mut unit = Unit::new(&*session.pkg(pkg).path);
    for mut f in abi::wrappers(&cx, &mode.symabis) {
        opt::pipeline(&mut f, &opt::PassCx { verify: true, ..Default::default() });
        let config = machine::Config { verify: true, ..machine::Config::default() };
        amd64_codegen::compile_func(f, config).add_to(&mut unit, dwarf::code::CodeNames::Address);
    }
    abi::argument_maps(&mut unit, &cx);
    compile::linknames::mark(&mut unit, &cx);
    let mut out = Symbols::new();
    for &id in unit.defined() {
        let symbol = &unit.symbols[id];
        let def = symbol.def.as_ref().expect("defined");
        if is_wanted(&symbol.name, def.flags) && !def.flags.contains(SymFlags::CONTENT_ADDRESSABLE) {
            let bytes = if def.kind == SymKind::Text { Vec::new() } else { def.data.clone() };
            let facts = Facts { kind: def.kind, flags: def.flags, bytes };
            out.insert((symbol.name.to_string(), symbol.abi), facts);
        }
    }
    out
}

#[test]
fn headers_and_symbols_are_the_official_ones() {
    with_library(|session, list| {
        let mut wrong = Vec::new();
        let (mut lines, mut symbols) = (0, 0);
        for &(pkg, package) in list {
            let path = &package.import_path;
            let dir = temp_dir();
            let abis = symabis(package, dir.path());
            let (have, want) = (compile::asm_header(session, pkg), official_header(package, &abis, dir.path()));
            lines += want.lines().count();
            if have != want {
                wrong.push(format!("{path}: header: {}", testkit::golden::first_difference(&want, &have)));
            }
            let (have, want) = (our_symbols(session, pkg, &abis), official_symbols(path));
            symbols += want.len();
            for (name, facts) in &want {
                if have.get(name) != Some(facts) {
                    wrong.push(format!("{path}: {name:?}: want {facts:?}, have {:?}", have.get(name)));
                }
            }
            let more = have.iter().filter(|(name, _)| !want.contains_key(name));
            wrong.extend(more.map(|(name, facts)| format!("{path}: {name:?}: nobody wants {facts:?}")));
        }
        println!("{} packages, {lines} lines of headers, {symbols} symbols", list.len());
        assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    });
}

/// Text symbols that a package's own compiled code defines.
type Functions = BTreeMap<(String, Abi), SymFlags>;

fn functions(bytes: &[u8]) -> Functions {
    let archive = Archive::parse(bytes).expect("a well-formed archive");
    let mut out = Functions::new();
    for member in archive.objects().filter(|m| m.name == "_go_.o") {
        let object = member.object().expect("a well-formed object");
        for sym in (0..object.num_defs()).map(|i| object.sym(LocalSym::new(i))).filter(|s| s.kind() == SymKind::Text) {
            out.insert((sym.name().to_owned(), sym.abi()), sym.flags());
        }
    }
    out
}

/// Whether a function is declared in the source: not a closure, not made for a type.
fn is_declared(name: &str, path: &str) -> bool {
    let Some(rest) = name.strip_prefix(path).and_then(|r| r.strip_prefix('.')) else { return false };
    let made = ["func", "gowrap", "deferwrap", "eq", "hash", "-fm", "-range", "map.init", "init"];
    // An initialiser may be left out where all variables are static.
    rest != "init"
        && !rest.contains('[')
        && !rest.split('.').skip(1).any(|part| made.iter().any(|m| part.starts_with(m)))
}

/// Every function of the official object is in ours, under the same ABI, with the same flags.
/// A function may be NOSPLIT because it is small, which is a matter of how it is compiled.
#[test]
fn functions_have_the_official_abis_and_flags() {
    let flags = SymFlags::DUPOK | SymFlags::ABI_WRAPPER | SymFlags::LINKNAME | SymFlags::PKG_INIT;
    let goroot = &reference().goroot;
    let work = || {
        // What the runtime may not have on the heap depends on what is known of system calls.
        let runtime = ["internal/runtime/syscall", "runtime", "internal/bytealg"];
        let packages = [&runtime[..], &["reflect", "sync/atomic", "math/big", "syscall", "math"]].concat();
        let patterns: Vec<String> = packages.iter().map(|p| (*p).to_owned()).collect();
        let program = support::check_program(goroot, Path::new("/"), &patterns).expect("the packages check");
        let (mut wrong, mut count) = (Vec::new(), 0);
        for (package, pkg) in program.packages.iter().filter(|(p, _)| p.is_root) {
            let path = &package.import_path;
            let ours = support::compile_one(&program, package, *pkg, false).expect("the package compiles");
            let file = &std_archives().iter().find(|(p, _)| p == path).expect("an archive").1;
            let want = functions(&std::fs::read(file).expect("an archive can be read"));
            let have = functions(&ours);
            for ((name, abi), official) in want.iter().filter(|((name, _), _)| is_declared(name, path)) {
                count += 1;
                // Methods of interface types as functions are made where somebody needs them.
                let is_method_expr = official.contains(SymFlags::DUPOK) && !official.contains(SymFlags::ABI_WRAPPER);
                match have.get(&(name.clone(), *abi)) {
                    None if is_method_expr && !name.contains("(*") => {}
                    None => wrong.push(format!("{name} {abi:?}: missing")),
                    Some(f) if *f & flags != *official & flags => {
                        wrong.push(format!("{name} {abi:?}: {f:?} instead of {official:?}"));
                    }
                    Some(_) => {}
                }
            }
            let more = have.keys().filter(|k| is_declared(&k.0, path) && !want.contains_key(*k));
            wrong.extend(more.map(|(name, abi)| format!("{name} {abi:?}: too much")));
        }
        println!("{count} functions of {} packages", packages.len());
        assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, work);
        thread.expect("a thread starts").join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}
