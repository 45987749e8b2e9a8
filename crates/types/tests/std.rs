//! All packages of the reference's library, with their bodies, check without an error.
//! `OXIGO_PACKAGES=cmd` checks those below `src/cmd` (and what they import) instead;
//! any other value checks that package alone.

mod common;

use common::{SourceImporter, package_files, test_files};
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

/// What is wrong with the tests of one package, those inside it and those beside it.
fn check_tests(goroot: &Path, path: &str) -> Vec<String> {
    let mut importer = SourceImporter::new(goroot, true);
    let dir = importer.dir(path);
    let (inside, beside) = test_files(&dir);
    if inside.is_empty() && beside.is_empty() {
        return Vec::new();
    }
    let mut files = package_files(&dir);
    files.extend(inside);
    importer.variant = Some((path.to_string(), files));
    if let Err(why) = importer.import(path) {
        return vec![why];
    }
    if !beside.is_empty() {
        importer.check_files(&format!("{path}_test"), &beside, false);
    }
    importer.errors.into_inner().expect("nothing panicked")
}

/// Every eighth package by default; `OXIGO_STD_TESTS=1` takes all, `=cmd` those below `src/cmd`, anything
/// else that package.
#[test]
fn the_tests_of_the_library_check_without_an_error() {
    let goroot = &testkit::reference().goroot;
    let wanted = std::env::var("OXIGO_STD_TESTS").ok();
    let src = goroot.join("src");
    let list = match wanted.as_deref() {
        None | Some("1") => packages(&src, ""),
        Some("cmd") => packages(&src, "cmd"),
        Some(one) => vec![one.to_string()],
    };
    let step = if wanted.is_some() { 1 } else { 8 };
    let mut failed = Vec::new();
    for path in list.iter().step_by(step) {
        failed.extend(check_tests(goroot, path).into_iter().map(|e| format!("{path}: {e}")));
    }
    failed.iter().take(200).for_each(|f| println!("{f}"));
    println!("{} packages with their tests, {} errors", list.len().div_ceil(step), failed.len());
    assert!(failed.is_empty(), "{} errors", failed.len());
}
