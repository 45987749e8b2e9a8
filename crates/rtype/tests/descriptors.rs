//! Descriptors of `testdata/types.go` against the official compiler's: every symbol about types
//! that both objects define has to have the same bytes and the same relocations by name.

use base::{Interner, Sources};
use obj::Unit;
use release::Release;
use rtype::{Emitter, Layouts, Names};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use testkit::{official_go, run, temp_dir};
use types::{CheckInput, Config, Importer, PkgId, Session, check_package};

/// Accepted: types without algorithms refer weakly to their pointer type officially; nothing
/// makes such pointers, and ours have no reference.
const ACCEPTED_WITHOUT: &str = "type:noalg.*";

/// Itabs to write: concrete type and interface, by name.
const ITABS: &[(&str, &str)] = &[("Text", "Stringer"), ("Int", "Stringer"), ("Int", "Mixed")];

struct NoImports;

impl Importer for NoImports {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        Err(format!("{path}: the test package imports unsafe only"))
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/types.go")
}

/// Descriptors of all types declared at package level and of the variables' types.
fn ours() -> Unit {
    let session = Session::new(Arc::new(Interner::new()), Release::default());
    let mut sources = Sources::new();
    sources.add("types.go", std::fs::read(source()).expect("the source")).expect("a small file");
    let parsed = syntax::parse_file(&sources.files()[0], &session.names, syntax::Config::default());
    let input = CheckInput {
        s: &session,
        path: "testpkg",
        config: &Config::default(),
        importer: &NoImports,
        sources: Arc::new(sources),
        files: &[parsed.file],
    };
    let checked = check_package(input);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let (layouts, names) = (Layouts::new(&session), Names::new(&session));
    let mut unit = Unit::new("testpkg");
    let mut emitter = Emitter::new(&layouts, &names, &mut unit, checked.pkg);
    for &obj in session.pkg(checked.pkg).scope.get().expect("a checked package").values() {
        let t = session.obj_type(obj);
        let generic = !session.type_params(t).is_empty();
        if !generic && (session.obj(obj).is_type_name() || session.obj(obj).is_var()) {
            emitter.type_symbol(t);
        }
    }
    let named = |name: &str| {
        let mut objects = session.pkg(checked.pkg).scope.get().into_iter().flat_map(|s| s.values());
        session.obj_type(*objects.find(|o| session.text(session.obj(**o).name) == name).expect("a declared type"))
    };
    for (concrete, iface) in ITABS {
        emitter.itab(named(concrete), named(iface));
    }
    emitter.finish();
    unit
}

fn official() -> Unit {
    let dir = temp_dir();
    let out = dir.path().join("types.a");
    let mut command = official_go(["tool", "compile", "-p", "testpkg", "-o"]);
    run(command.arg(&out).arg(source()), b"", Duration::from_secs(60)).expect();
    let bytes = std::fs::read(&out).expect("the archive");
    let archive = goobj::Archive::parse(&bytes).expect("a well-formed archive");
    let object = archive.objects().next().expect("a member").object().expect("an object");
    goobj::unit_of(&object, "testpkg", &|_, _| None)
}

/// Size, contents and references of each symbol about types, as text by name.
fn described(unit: &Unit) -> BTreeMap<String, String> {
    let prefixes = ["type:", "go:itab.", "runtime.gcbits."];
    let is_code = |name: &str| name.starts_with("type:.eq.") || name.starts_with("type:.hash.");
    let mut out = BTreeMap::new();
    for symbol in unit.symbols.iter() {
        let Some(def) = &symbol.def else { continue };
        if !prefixes.iter().any(|p| symbol.name.starts_with(p)) || is_code(&symbol.name) {
            continue;
        }
        let mut text = format!("size {} {:?}\n", def.size, def.flags);
        // Objects may leave zeros at the end away.
        let used = def.data.iter().rposition(|&b| b != 0).map_or(0, |i| i + 1);
        for (i, row) in def.data[..used].chunks(8).enumerate() {
            text += &format!("{:4} {row:02x?}\n", i * 8);
        }
        let target = |r: &obj::Reloc| r.sym.some().map_or("", |s| &*unit.symbols[s].name);
        let kept = def.relocs.iter().filter(|r| !(r.ty.is_weak() && target(r).starts_with(ACCEPTED_WITHOUT)));
        let show = |r: &obj::Reloc| format!("{:4}+{} {:?} {}+{}\n", r.offset, r.size, r.ty, target(r), r.addend);
        let mut relocs: Vec<String> = kept.map(show).collect();
        relocs.sort();
        out.insert(symbol.name.to_string(), text + &relocs.concat());
    }
    out
}

#[test]
fn descriptors_are_the_official_ones() {
    let (ours, official) = (described(&ours()), described(&official()));
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (name, text) in &official {
        let Some(have) = ours.get(name) else { continue };
        compared += 1;
        if have != text {
            wrong.push(format!("{name}: {}", testkit::golden::first_difference(text, have)));
        }
    }
    assert!(compared > 100, "{compared} symbols compared");
    for (concrete, iface) in ITABS {
        let name = format!("go:itab.testpkg.{concrete},testpkg.{iface}");
        assert!(ours.contains_key(&name) && official.contains_key(&name), "{name}");
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
}
