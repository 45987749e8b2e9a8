//! The library's assembly sources and what they need to be assembled: the header that the
//! compiler makes from constants and struct fields. Made once and kept under `target/`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

/// One `.s` file of a package.
#[derive(Clone, Debug)]
pub struct Source {
    /// Import path.
    pub package: String,
    /// The file.
    pub path: PathBuf,
    /// Folder with the package's `go_asm.h`.
    pub headers: PathBuf,
}

/// All assembly sources that belong to the library on linux/amd64, by package and name.
pub fn library() -> &'static [Source] {
    static LIBRARY: OnceLock<Vec<Source>> = OnceLock::new();
    LIBRARY.get_or_init(read_library)
}

fn read_library() -> Vec<Source> {
    let format = "{{if .SFiles}}{{.ImportPath}}\t{{.Dir}}\t{{join .SFiles \" \"}}\t{{join .GoFiles \" \"}}{{end}}";
    let mut command = testkit::official_go(["list", "-f", format, "std"]);
    let out = run(command.current_dir("/"));
    let mut all = Vec::new();
    for line in out.lines() {
        let [package, dir, sources, go_files] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let headers = Path::new(env!("CARGO_TARGET_TMPDIR")).join("headers").join(package);
        let paths: Vec<PathBuf> = sources.split(' ').map(|name| Path::new(dir).join(name)).collect();
        if paths.iter().any(|p| std::fs::read_to_string(p).is_ok_and(|text| text.contains("go_asm.h"))) {
            make_header(package, Path::new(dir), go_files, &paths, &headers);
        }
        for path in paths {
            all.push(Source { package: package.into(), path, headers: headers.clone() });
        }
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Lets the official compiler write `go_asm.h`. It wants to know the ABIs of assembly
/// functions, which are found with an empty header.
fn make_header(package: &str, dir: &Path, go_files: &str, sources: &[PathBuf], headers: &Path) {
    let header = headers.join("go_asm.h");
    if header.exists() {
        return;
    }
    std::fs::create_dir_all(headers).expect("target/ can be written");
    let config: String = testkit::std_archives().iter().fold(String::new(), |mut s, (path, file)| {
        let _ = writeln!(s, "packagefile {path}={}", file.display());
        s
    });
    std::fs::write(headers.join("importcfg"), config).expect("target/ can be written");
    let empty = headers.join("empty");
    std::fs::create_dir_all(&empty).expect("target/ can be written");
    std::fs::write(empty.join("go_asm.h"), "").expect("target/ can be written");
    let source = Source { package: package.into(), path: dir.into(), headers: empty };
    let symabis = headers.join("symabis");
    let mut command = tool("asm");
    command.args(arguments(&source)).args(["-gensymabis", "-o"]).arg(&symabis).args(sources);
    run(&mut command);
    let made = headers.join("go_asm.h.new");
    let mut command = tool("compile");
    command.current_dir(dir).args(["-std", "-p", package, "-o", "/dev/null", "-importcfg"]);
    command
        .arg(headers.join("importcfg"))
        .arg("-asmhdr")
        .arg(&made)
        .arg("-symabis")
        .arg(symabis)
        .args(go_files.split(' '));
    run(&mut command);
    std::fs::rename(made, header).expect("target/ can be written");
}

/// A program of the official toolchain.
pub fn tool(name: &str) -> Command {
    let reference = testkit::reference();
    let mut command = Command::new(reference.tool(name));
    testkit::official::set_environment(&mut command, reference);
    command
}

/// Runs to the end and returns what was printed.
pub fn run(command: &mut Command) -> String {
    testkit::run(command, b"", Duration::from_secs(600)).expect()
}

/// The arguments the `go` command gives to the assembler, but for `-o` and the file.
pub fn arguments(source: &Source) -> Vec<String> {
    let include = testkit::reference().goroot.join("pkg/include");
    let mut args: Vec<String> = vec!["-p".into(), source.package.clone(), "-trimpath".into(), "/tmp/x=>".into()];
    for dir in [&source.headers, &include] {
        args.extend(["-I".to_string(), dir.display().to_string()]);
    }
    for define in ["GOOS_linux", "GOARCH_amd64", "GOAMD64_v1"] {
        args.extend(["-D".to_string(), define.to_string()]);
    }
    args
}
