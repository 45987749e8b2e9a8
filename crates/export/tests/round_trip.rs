//! Export data of small packages: what importers see is what was checked, errors about it are
//! the same, several threads may read at once, and damaged files give errors.

use base::{Diagnostic, Interner, Sources};
use export::{Importer, Input, Library, SideTables, Stamp, dump, generic_bodies};
use release::Release;
use std::collections::HashMap;
use std::sync::Arc;
use types::{CheckInput, CheckedPackage, Config, PkgId, Session, check_package};

const STAMP: Stamp = Stamp([7; 16]);

fn text(name: &str) -> Vec<u8> {
    let path = format!("{}/testdata/{name}.go", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Imports what is already there.
struct Given(HashMap<String, PkgId>);

impl types::Importer for Given {
    fn import(&self, path: &str) -> Result<PkgId, String> {
        self.0.get(path).copied().ok_or_else(|| format!("no package {path}"))
    }
}

fn check(s: &Session, importer: &dyn types::Importer, name: &str) -> (CheckedPackage, Arc<Sources>) {
    let mut sources = Sources::new();
    sources.add(format!("{name}.go"), text(name)).unwrap();
    let parsed = syntax::parse_file(&sources.files()[0], &s.names, syntax::Config::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let sources = Arc::new(sources);
    let config = Config { typed_bodies: true, ..Config::default() };
    let files = &[parsed.file];
    let input = CheckInput { s, path: name, config: &config, importer, sources: sources.clone(), files };
    (check_package(input), sources)
}

fn session() -> Session {
    Session::new(Arc::new(Interner::new()), Release::default())
}

/// The package `shapes`, its text as importers see it, its export data.
fn shapes(s: &Session) -> (PkgId, String, Vec<u8>) {
    let (checked, sources) = check(s, &Given(HashMap::new()), "shapes");
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let mut side = SideTables::default();
    side.insert("escape", "shapes.Raw", vec![1, 2]);
    let bodies = generic_bodies(s, &checked);
    assert_eq!(bodies.len(), 5);
    let input = Input { session: s, pkg: checked.pkg, sources: &sources, shown: &str::to_owned, bodies, side: &side };
    let bytes = export::write(STAMP, &input).expect("it is free of errors");
    (checked.pkg, dump::dump(s, checked.pkg), bytes)
}

fn library(bytes: Vec<u8>) -> Arc<Library> {
    let locate = move |path: &str| match path {
        "shapes" => Ok(bytes.clone().into()),
        _ => Err(format!("no package {path}")),
    };
    Library::new(STAMP, Box::new(locate))
}

fn messages(s: &Session, checked: &CheckedPackage) -> Vec<String> {
    let sources = s.pkg(checked.pkg).sources.get().unwrap();
    let one = |d: &Diagnostic| format!("{} {}", sources.loc(d.pos).unwrap(), d.message);
    checked.diagnostics.iter().map(one).collect()
}

#[test]
fn importers_see_what_was_checked() {
    let (_, before, bytes) = shapes(&session());
    let s = session();
    let library = library(bytes);
    let pkg = library.package(&s, "shapes").unwrap();
    assert_eq!(dump::dump(&s, pkg), before);
    let reader = library.reader("shapes").unwrap();
    assert_eq!(reader.side().unwrap().get("escape", "shapes.Raw"), Some(&[1, 2][..]));
    let functions = reader.functions_with_bodies(&s);
    assert_eq!(functions.len(), 5);
    for f in functions {
        let body = library.body(&s, f).expect("it was written");
        assert_eq!(types::body::verify::verify(&s, &body), Vec::<String>::new());
    }
    assert_eq!(library.damage(), Vec::<String>::new());
}

#[test]
fn the_same_bytes_every_time() {
    assert!(shapes(&session()).2 == shapes(&session()).2);
}

#[test]
fn importers_check_the_same() {
    for name in ["user", "wrong"] {
        let s = session();
        let (pkg, _, bytes) = shapes(&s);
        let given = Given([("shapes".to_string(), pkg)].into());
        let from_source = messages(&s, &check(&s, &given, name).0);
        let s = session();
        let library = library(bytes);
        let importer = Importer { session: &s, library: &library, map: &HashMap::new() };
        let (checked, _) = check(&s, &importer, name);
        assert_eq!(messages(&s, &checked), from_source, "{name}");
        assert_eq!(from_source.is_empty(), name == "user");
        assert_eq!(checked.bodies.is_empty(), name == "wrong");
    }
}

#[test]
fn several_threads_may_read() {
    let (_, before, bytes) = shapes(&session());
    for _ in 0..20 {
        let s = session();
        let library = library(bytes.clone());
        let texts: Vec<String> = std::thread::scope(|scope| {
            let read = || dump::dump(&s, library.package(&s, "shapes").unwrap());
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(read)).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(texts.iter().all(|t| *t == before));
    }
}

#[test]
fn only_the_binary_that_wrote_it_reads_it() {
    let (_, _, bytes) = shapes(&session());
    let library = Library::new(Stamp([8; 16]), Box::new(move |_| Ok(bytes.clone().into())));
    let why = library.package(&session(), "shapes").unwrap_err();
    assert_eq!(why, "shapes: export data of another version of oxigo");
}

/// Everything that can be read of a file. Whether anything was wrong with it.
fn read_all(bytes: Vec<u8>) -> bool {
    let s = session();
    let library = library(bytes);
    let Ok(pkg) = library.package(&s, "shapes") else { return true };
    let text = dump::dump(&s, pkg);
    let Some(reader) = library.reader("shapes") else { return true };
    let functions = reader.functions_with_bodies(&s);
    let bodies = functions.into_iter().filter(|&f| reader.body(&s, f).is_some()).count();
    let side = reader.side();
    text.is_empty() || bodies != 5 || side.is_err() || !library.damage().is_empty()
}

#[test]
fn a_damaged_file_is_an_error() {
    let (_, _, bytes) = shapes(&session());
    for n in (0..bytes.len()).step_by(97) {
        assert!(read_all(bytes[..n].to_vec()), "cut at {n}");
    }
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    assert!(read_all(flipped), "the checksum does not notice");
    // With a checksum that fits, only what is read decides. Some changes make another valid file.
    let (mut noticed, mut random) = (0, 1u64);
    for _ in 0..3_000 {
        random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let mut damaged = bytes.clone();
        for k in 0..1 + (random >> 60) % 3 {
            let at = 44 + ((random >> 20) as usize).wrapping_mul(k as usize + 1) % (bytes.len() - 44);
            damaged[at] = (random >> (8 * k)) as u8;
        }
        let crc = crc32fast::hash(&damaged[44..]).to_le_bytes();
        damaged[40..44].copy_from_slice(&crc);
        noticed += usize::from(read_all(damaged));
    }
    println!("{noticed} of 3000 changes are noticed");
    assert!(noticed > 500);
}
