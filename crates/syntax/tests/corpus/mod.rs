//! Files of the reference, and parsing them.
#![allow(dead_code, reason = "each test program uses a part of it")]

use base::{Interner, Sources};
use std::path::{Path, PathBuf};
use syntax::{Config, ParsedFile, dump, parse_body, parse_file, print};

/// All `.go` files below `dir`, by name.
pub fn go_files(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        let entries = std::fs::read_dir(&dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
        for entry in entries.map(|e| e.unwrap()) {
            match entry.file_type().unwrap().is_dir() {
                true => dirs.push(entry.path()),
                false if entry.path().extension().is_some_and(|e| e == "go") => out.push(entry.path()),
                false => {}
            }
        }
    }
    out.sort();
    out
}

/// The compiler's way of parsing a file of the standard library.
pub const CONFIG: Config = Config {
    skip_bodies: false,
    imports_only: false,
    check_branches: true,
    std: true,
    runtime: true,
    front_end: release::FrontEnd::Go1_23,
    generic_methods: false,
};

/// Sources of a single file.
pub fn source(name: &str, text: impl Into<std::sync::Arc<[u8]>>) -> Sources {
    let mut sources = Sources::new();
    sources.add(name, text).unwrap();
    sources
}

/// What is wrong with printing `text` and parsing it again, and with skipping its bodies;
/// nothing is said about a text with errors.
pub fn round_trip(names: &Interner, text: Vec<u8>) -> Option<String> {
    let sources = source("a.go", text);
    let first = parse_file(&sources.files()[0], names, CONFIG);
    if !first.diagnostics.is_empty() {
        return None;
    }
    let dumped = |p: &ParsedFile, positions| {
        dump::file(&p.file, names, |id| p.file.bodies[id].parsed.clone().unwrap(), positions)
    };
    let printed = print::file(&first.file, names, |id| first.file.bodies[id].parsed.clone().unwrap());
    let again = source("printed.go", printed.into_bytes());
    let second = parse_file(&again.files()[0], names, CONFIG);
    let (want, have) = (dumped(&first, false), dumped(&second, false));
    if want != have {
        let message = second.diagnostics.first().map(|d| format!("{}: {}", again.loc(d.pos).unwrap(), d.message));
        let differs = want.lines().zip(have.lines()).find(|(w, h)| w != h);
        return Some(format!("printed text parses differently: {message:?} {differs:?}"));
    }
    let lazy = parse_file(&sources.files()[0], names, Config { skip_bodies: true, ..CONFIG });
    let body = |id| parse_body(&sources.files()[0], &lazy.file, id, names, CONFIG).0;
    let skipped = dump::file(&lazy.file, names, body, true);
    (skipped != dumped(&first, true)).then(|| "skipped bodies differ".to_owned())
}
