//! Compiles library packages in one session and reports what fails:
//! `std_sweep GOROOT [PATTERN…]` (default `std`). With `OXIGO_OUT=DIR` the objects are written
//! there, one folder level per path element. Ends with `N passed, N failed`.

#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let mut args = std::env::args().skip(1);
    let goroot = PathBuf::from(args.next().expect("usage: std_sweep GOROOT [PATTERN…]"));
    let mut patterns: Vec<String> = args.collect();
    if patterns.is_empty() {
        patterns.push("std".to_owned());
    }
    if std::env::var_os("OXIGO_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|info| eprintln!("panic: {}", info.location().expect("panics have a place"))));
    }
    let out = std::env::var_os("OXIGO_OUT").map(PathBuf::from);
    let verify = std::env::var_os("OXIGO_NO_VERIFY").is_none();
    let start = Instant::now();
    let program = support::check_program(&goroot, Path::new("/"), &patterns).unwrap_or_else(|errors| {
        errors.iter().for_each(|e| eprintln!("{e}"));
        std::process::exit(1);
    });
    let checked = start.elapsed();
    // In order: what is known of functions flows from callees to callers.
    let results: Vec<_> = program
        .packages
        .iter()
        .map(|(package, pkg)| {
            let start = Instant::now();
            let result = support::compile_one(&program, package, *pkg, verify);
            eprintln!("{:6.2} s {}", start.elapsed().as_secs_f64(), package.import_path);
            (package, result)
        })
        .collect();
    let (mut passed, mut failed, mut bytes) = (0, 0, 0);
    for (package, result) in results {
        match result {
            Ok(archive) => {
                passed += 1;
                bytes += archive.len();
                if let Some(out) = &out {
                    let file = out.join(format!("{}.a", package.import_path));
                    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
                    std::fs::write(file, archive).expect("an archive can be written");
                }
            }
            Err(errors) => {
                failed += 1;
                println!("FAIL {} ({} errors)", package.import_path, errors.len());
                errors.iter().take(limit()).for_each(|e| println!("    {e}"));
            }
        }
    }
    println!("checked in {:.2} s, all in {:.2} s, {bytes} bytes", checked.as_secs_f64(), start.elapsed().as_secs_f64());
    println!("{passed} passed, {failed} failed");
    std::process::exit(i32::from(failed > 0));
}

/// Errors shown for each package.
fn limit() -> usize {
    std::env::var("OXIGO_ERRORS").ok().and_then(|n| n.parse().ok()).unwrap_or(5)
}
