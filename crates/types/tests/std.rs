//! All packages of the reference's library, with their bodies, check without an error.
//! `OXIGO_PACKAGES=cmd` checks those below `src/cmd` (and what they import) instead;
//! any other value checks that package alone.

mod common;

use common::{SourceImporter, package_files};
use std::path::Path;
use types::Importer;

/// Import paths of the packages below a folder of `src`, in order of name.
fn packages(src: &Path, below: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut work = vec![src.join(below)];
    while let Some(dir) = work.pop() {
        let Ok(entries) = std::fs::read_dir(&dir) else { continue };
        let skipped = |name: &str| name == "testdata" || name.starts_with(['.', '_']) || name == "builtin";
        for entry in entries.flatten().filter(|e| e.path().is_dir()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let top = dir == src;
            if !skipped(&name) && !(top && below.is_empty() && (name == "cmd" || name == "vendor")) {
                work.push(entry.path());
            }
        }
        if !package_files(&dir).is_empty()
            && let Ok(path) = dir.strip_prefix(src)
        {
            let path = path.display().to_string();
            out.push(path.trim_start_matches("cmd/vendor/").to_string());
        }
    }
    out.sort();
    out
}

#[test]
fn the_library_checks_without_an_error() {
    let goroot = &testkit::reference().goroot;
    let wanted = std::env::var("OXIGO_PACKAGES").unwrap_or_default();
    let src = goroot.join("src");
    let list = match wanted.as_str() {
        "" => packages(&src, ""),
        "cmd" => packages(&src, "cmd"),
        one => vec![one.to_string()],
    };
    assert!(!list.is_empty());
    let mut importer = SourceImporter::new(goroot, false);
    importer.typed_bodies = std::env::var_os("OXIGO_NO_BODIES").is_none();
    let mut failed = Vec::new();
    let start = std::time::Instant::now();
    for path in &list {
        if let Err(why) = importer.import(path) {
            failed.push(format!("{path}: {why}"));
        }
    }
    let elapsed = start.elapsed();
    failed.extend(importer.errors.lock().expect("nothing panicked").iter().cloned());
    failed.iter().take(200).for_each(|f| println!("{f}"));
    let (packages, bytes, bodies) = *importer.checked.lock().expect("nothing panicked");
    println!("{packages} packages, {bytes} bytes, {bodies} bodies, {} errors, {elapsed:.2?}", failed.len());
    assert!(packages >= list.len());
    assert!(failed.is_empty(), "{} errors", failed.len());
}
