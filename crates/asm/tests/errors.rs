//! What the assembler says about wrong sources. `testdata/refused.txt` holds small sources with
//! the messages they get; the official assembler must say the same about each, and about its own
//! test files. Names that begin with `ours:` mark what the official one crashes on. A source whose last line ends in a backslash has no newline there.

use asm::command::{Environment, Outcome, assemble};
use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

struct Case {
    name: String,
    source: String,
    messages: String,
}

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(file()).expect("the cases are there");
    let mut all: Vec<Case> = Vec::new();
    let mut in_messages = false;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("== ") {
            all.push(Case { name: name.into(), source: String::new(), messages: String::new() });
            in_messages = false;
        } else if line == "--" {
            in_messages = true;
        } else if let Some(case) = all.last_mut() {
            let part = if in_messages { &mut case.messages } else { &mut case.source };
            part.push_str(line);
            part.push('\n');
        }
    }
    for case in &mut all {
        if let Some(open) = case.source.strip_suffix("\\\n") {
            case.source = open.to_string();
        }
    }
    all
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/refused.txt")
}

fn ours(args: &[String]) -> Outcome {
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    let flags = asm::flags::parse(&args).expect("good arguments");
    assemble(&flags, &Environment { dir: "/".into(), ..Environment::default() })
}

/// Stands behind the messages of a source that is accepted.
fn verdict(accepted: bool) -> &'static str {
    if accepted { "accepted\n" } else { "" }
}

fn messages(outcome: &Outcome) -> String {
    outcome.messages.iter().fold(String::new(), |mut s, m| {
        let _ = writeln!(s, "{m}");
        s
    })
}

#[test]
fn refused_sources_say_why() {
    let dir = testkit::temp_dir();
    let path = dir.path().join("x.s");
    let mut text = String::new();
    for case in cases() {
        std::fs::write(&path, &case.source).expect("a temporary file can be written");
        let outcome = ours(&["-p".into(), "p".into(), path.display().to_string()]);
        let end = if case.source.ends_with('\n') { "" } else { "\\\n" };
        let said =
            messages(&outcome).replace(&format!("{}/", dir.path().display()), "") + verdict(outcome.file.is_some());
        let _ = write!(text, "== {}\n{}{end}--\n{said}", case.name, case.source);
    }
    testkit::check_golden(&file(), &text);
}

/// The official assembler, in a folder, with our arguments.
fn official(dir: &Path, args: &[String]) -> testkit::Finished {
    let reference = testkit::reference();
    let mut command = Command::new(reference.tool("asm"));
    testkit::official::set_environment(&mut command, reference);
    command.env_remove("GOROOT").current_dir(dir).args(["-o", "x.o"]).args(args);
    testkit::run(&mut command, b"", Duration::from_secs(60))
}

#[test]
fn the_official_assembler_says_the_same() {
    let dir = testkit::temp_dir();
    let mut wrong = Vec::new();
    for case in cases().iter().filter(|c| !c.name.starts_with("ours:")) {
        std::fs::write(dir.path().join("x.s"), &case.source).expect("a temporary file can be written");
        let theirs = official(dir.path(), &["-p".into(), "p".into(), "x.s".into()]);
        let said = theirs.err() + verdict(theirs.ok());
        if said != case.messages {
            wrong.push(format!("{}\nofficial:\n{said}ours:\n{}", case.name, case.messages));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_official_test_files_get_the_same_messages_and_bytes() {
    let folder = testkit::reference().goroot.join("src/cmd/asm/internal/asm/testdata");
    let include = testkit::reference().goroot.join("pkg/include").display().to_string();
    let names = ["amd64", "amd64enc", "amd64enc_extra", "amd64error", "amd64dynlinkerror", "duperror", "buildtagerror"];
    let mut files: Vec<PathBuf> = names.iter().map(|n| folder.join(n).with_extension("s")).collect();
    let more = std::fs::read_dir(folder.join("avx512enc")).expect("the official test files are there");
    files.extend(more.map(|entry| entry.expect("a folder can be read").path()));
    files.sort();
    let dir = testkit::temp_dir();
    let mut wrong = Vec::new();
    for file in &files {
        for flag in ["-e=true", "-e=false", "-dynlink", "-shared"] {
            let args = [flag, "-p", "p", "-I", &include, &file.display().to_string()].map(String::from);
            let outcome = ours(&args);
            let _ = std::fs::remove_file(dir.path().join("x.o"));
            let theirs = official(dir.path(), &args);
            if theirs.err() != messages(&outcome) {
                let difference = testkit::golden::first_difference(&theirs.err(), &messages(&outcome));
                wrong.push(format!("{flag} {}: {difference}", file.display()));
            } else if outcome.file != std::fs::read(dir.path().join("x.o")).ok() {
                wrong.push(format!("{flag} {}: other bytes", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), files.len() * 4, wrong.join("\n"));
}
