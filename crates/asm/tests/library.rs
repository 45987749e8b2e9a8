//! Every assembly file of the library, assembled by us and by the official assembler: all
//! symbols must say the same, object files must have the same bytes, and so must symabis and
//! listings.
//! `OXIGO_ASM_ONLY=runtime/asm_amd64` restricts the run to paths that contain the text.

#[path = "support/describe.rs"]
mod describe;
mod support;

use asm::command::{Environment, Outcome, assemble};
use describe::symbols;
use std::collections::BTreeMap;
use std::ffi::OsString;
use support::{Source, arguments, library, run, tool};

fn official(source: &Source, extra: &[&str]) -> Vec<u8> {
    let dir = testkit::temp_dir();
    let out = dir.path().join("out");
    let mut command = tool("asm");
    command.current_dir("/").args(arguments(source)).args(extra).arg("-o").arg(&out).arg(&source.path);
    run(&mut command);
    std::fs::read(out).expect("the official assembler wrote its output")
}

/// The official listing.
fn official_listing(source: &Source) -> String {
    let mut command = tool("asm");
    run(command.current_dir("/").args(arguments(source)).args(["-S", "-o", "/dev/null"]).arg(&source.path))
}

/// Our output, or all messages.
fn ours(source: &Source, extra: &[&str]) -> Result<Vec<u8>, String> {
    let outcome = outcome(source, extra)?;
    let messages: Vec<String> = outcome.messages.iter().map(ToString::to_string).collect();
    outcome.file.ok_or_else(|| messages.join("\n"))
}

fn outcome(source: &Source, extra: &[&str]) -> Result<Outcome, String> {
    let mut args: Vec<OsString> = arguments(source)
        .iter()
        .chain(&extra.iter().map(|s| s.to_string()).collect::<Vec<_>>())
        .map(OsString::from)
        .collect();
    args.push(source.path.clone().into());
    let flags = asm::flags::parse(&args).map_err(|e| format!("{e:?}"))?;
    let goroot = testkit::reference().goroot.display().to_string();
    Ok(assemble(&flags, &Environment { dir: "/".into(), goroot, ..Environment::default() }))
}

fn chosen() -> Vec<Source> {
    let only = std::env::var("OXIGO_ASM_ONLY").unwrap_or_default();
    library().iter().filter(|s| s.path.to_string_lossy().contains(&only)).cloned().collect()
}

#[test]
fn objects_equal_the_official_ones() {
    let (mut equal, mut different, mut same_files, mut failed) = (0, 0, 0, 0);
    let sources = chosen();
    for source in &sources {
        let theirs = official(source, &[]);
        let wanted: BTreeMap<String, String> = symbols(&theirs, &source.package).into_iter().collect();
        let made = match ours(source, &[]) {
            Ok(made) => made,
            Err(messages) => {
                failed += 1;
                different += wanted.len();
                eprintln!("{}: refused\n{messages}", source.path.display());
                continue;
            }
        };
        same_files += usize::from(made == theirs);
        let got: BTreeMap<String, String> = symbols(&made, &source.package).into_iter().collect();
        for (name, want) in &wanted {
            if got.get(name) == Some(want) {
                equal += 1;
                continue;
            }
            different += 1;
            let nothing = String::new();
            report(source, name, want, got.get(name).unwrap_or(&nothing));
        }
        for name in got.keys().filter(|n| !wanted.contains_key(*n)) {
            different += 1;
            eprintln!("{}: {name} is ours alone", source.path.display());
        }
        if made != theirs && got == wanted {
            eprintln!("{}: same symbols, other bytes in the file", source.path.display());
        }
    }
    println!("{} files, {same_files} byte-identical, {failed} refused", sources.len());
    println!("{equal} equal, {different} different");
    assert_eq!((different, failed), (0, 0));
    assert_eq!(same_files, sources.len());
}

/// Shows the first lines in which two descriptions differ.
fn report(source: &Source, name: &str, want: &str, got: &str) {
    eprintln!("{}: {name}", source.path.display());
    let (want, got): (Vec<_>, Vec<_>) = (want.lines().collect(), got.lines().collect());
    let mut shown = 0;
    for i in 0..want.len().max(got.len()) {
        let (w, g) = (want.get(i).unwrap_or(&""), got.get(i).unwrap_or(&""));
        if w != g && shown < 4 {
            shown += 1;
            eprintln!("  want {w}\n  got  {g}");
        }
    }
}

#[test]
fn symabis_equal_the_official_ones() {
    for source in chosen() {
        let made = ours(&source, &["-gensymabis"]).unwrap_or_else(|e| panic!("{}: {e}", source.path.display()));
        let theirs = official(&source, &["-gensymabis"]);
        let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
        assert_eq!(text(&made), text(&theirs), "{}", source.path.display());
    }
}

/// `-shared` and `-dynlink`: thread-local storage in two instructions, globals through the GOT.
#[test]
fn position_independent_objects_equal_the_official_ones() {
    for flag in ["-shared", "-dynlink"] {
        let mut different = Vec::new();
        for source in chosen() {
            let made = ours(&source, &[flag]).unwrap_or_else(|e| panic!("{}: {e}", source.path.display()));
            if made != official(&source, &[flag]) {
                different.push(source.path.display().to_string());
            }
        }
        assert!(different.is_empty(), "{flag}: {}", different.join("\n"));
    }
}

#[test]
fn listings_equal_the_official_ones() {
    let sources = chosen();
    let mut wrong = Vec::new();
    for source in &sources {
        let made = outcome(source, &["-S"]).unwrap_or_else(|e| panic!("{}: {e}", source.path.display())).listing;
        let theirs = official_listing(source);
        if made != theirs {
            let difference = testkit::golden::first_difference(&theirs, &made);
            wrong.push(format!("{}: {difference}", source.path.display()));
        }
    }
    println!("{} listings, {} different", sources.len(), wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
