//! What is upstream's own `go`, compiled by oxigo, beside the official command: modules changed, explained and fetched,
//! packages at versions, GOPATH mode, flags that only it has, `fmt`, `vet`, `generate`. On the commands of
//! `tests/modules/*.txt` both print the same, end with the same code and leave the same files.
//! `PROXY` stands for a module proxy with one module in three versions.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use testkit::{TempDir, reference, temp_dir};

const DEP: &str = "package dep\n\nconst Version = \"NUMBER\"\n";
const COMMAND: &str = "package main\n\nimport \"example.com/dep\"\n\nfunc main() { println(dep.Version) }\n";

/// The program under test; it keeps what it compiles for all tests.
fn oxigo(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxigo"));
    testkit::set_environment(&mut command, reference());
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    command.args(args).env("GOCACHE", kept.join("gocache")).env("XDG_CACHE_HOME", kept.join("cache"));
    command
}

/// Writes a version of the module as a proxy has it.
fn publish(proxy: &Path, version: &str) {
    let folder = proxy.join("example.com/dep/@v");
    std::fs::create_dir_all(&folder).unwrap();
    let retracted = if version == "v1.2.0" { "\nretract v1.1.0 // too early\n" } else { "" };
    let module = format!("module example.com/dep\n\ngo 1.21\n{retracted}");
    let (source, main) = (DEP.replace("NUMBER", version), COMMAND.to_owned());
    let file = std::fs::File::create(folder.join(format!("{version}.zip"))).unwrap();
    let mut zip = zip::ZipWriter::new(file);
    for (name, text) in [("go.mod", &module), ("dep.go", &source), ("cmd/hello/main.go", &main)] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("example.com/dep@{version}/{name}"), options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    std::fs::write(folder.join(format!("{version}.mod")), module).unwrap();
    let info = format!("{{\"Version\":\"{version}\",\"Time\":\"2024-01-01T00:00:00Z\"}}");
    std::fs::write(folder.join(format!("{version}.info")), info).unwrap();
    let mut list = std::fs::File::options().create(true).append(true).open(folder.join("list")).unwrap();
    writeln!(list, "{version}").unwrap();
}

fn proxy() -> TempDir {
    let dir = temp_dir();
    ["v1.0.0", "v1.1.0", "v1.2.0"].iter().for_each(|version| publish(dir.path(), version));
    dir
}

fn compare(name: &str) {
    let proxy = proxy();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/modules").join(name);
    let script = std::fs::read_to_string(file).unwrap();
    let settings = format!(
        "$ GOPROXY=file://{} GOSUMDB=off GOMODCACHE=DIR/cache/mod GOPATH=DIR/gopath GOFLAGS=-modcacherw ",
        proxy.path().display()
    );
    let here = proxy.path().join(name);
    std::fs::write(&here, script.replace("\n$ ", &format!("\n{settings}"))).unwrap();
    testkit::script::compare(&here, &oxigo);
}

#[test]
fn modules_are_required_and_fetched() {
    compare("require.txt");
}

#[test]
fn command_lines_that_upstream_carries_out() {
    compare("takeover.txt");
}

#[test]
fn sources_are_checked_and_changed() {
    compare("sources.txt");
}

#[test]
fn generators_are_run() {
    compare("generate.txt");
}
