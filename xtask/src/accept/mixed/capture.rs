//! An official build, captured: what the `go` command gave the compiler for each package, and
//! every archive. In: the lines of `go build -a -x -work`. The folder is kept and used again
//! until the programs change.

use crate::accept::Context;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The compilation of one package.
pub struct Package {
    /// Import path; `main` for programs.
    pub path: String,
    /// The official archive, with what the assembler added.
    pub archive: PathBuf,
    /// Where the compiler was run.
    pub dir: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// For programs: which.
    program: Option<String>,
}

impl Package {
    /// A name for files about it.
    pub fn file_name(&self) -> String {
        let name = self.path.replace('/', "-");
        self.program.as_ref().map_or(name, |program| format!("main-{program}"))
    }
}

/// The link of one program.
pub struct Program {
    /// What the linker is told of archives.
    pub importcfg: PathBuf,
    /// The archive of package main.
    pub main: PathBuf,
    /// What the official `go` built.
    pub executable: PathBuf,
}

/// A captured build.
pub struct Capture {
    /// Packages by path; programs by `main NAME`.
    pub packages: BTreeMap<String, Package>,
    /// An import configuration that names every archive.
    pub places: PathBuf,
    /// A hash of the binary under test, for names of files made by it.
    pub binary: String,
    programs: BTreeMap<String, Program>,
}

/// A hash of the binary under test.
pub fn binary_hash(cx: &Context) -> String {
    let bytes = fs::read(&cx.oxigo).unwrap_or_default();
    Sha256::digest(bytes)[..8].iter().map(|b| format!("{b:02x}")).collect()
}

impl Capture {
    /// Builds the programs, or reads what an earlier build left.
    pub fn of(cx: &Context) -> Result<Capture, String> {
        let dir = cx.work.join("capture");
        let sources: Vec<(String, Vec<u8>)> = super::PROGRAMS
            .iter()
            .map(|(name, _)| Ok((name.to_string(), fs::read(cx.root.join(format!("xtask/testdata/mixed/{name}.go")))?)))
            .collect::<std::io::Result<_>>()
            .map_err(|e| e.to_string())?;
        let mut sum = Sha256::new();
        sources.iter().for_each(|(_, text)| sum.update(text));
        let mark = format!("{:x?}", sum.finalize());
        if fs::read_to_string(dir.join("mark")).ok().as_deref() != Some(&mark) {
            build(cx, &dir, &sources)?;
            fs::write(dir.join("mark"), mark).map_err(|e| e.to_string())?;
        }
        read(cx, &dir)
    }
    /// A package as a program has it.
    pub fn package(&self, path: &str, program: &str) -> Option<&Package> {
        match path {
            "main" => self.packages.get(&format!("main {program}")),
            path => self.packages.get(path),
        }
    }
    /// A program.
    pub fn program(&self, name: &str) -> &Program {
        &self.programs[name]
    }
}

fn build(cx: &Context, dir: &Path, sources: &[(String, Vec<u8>)]) -> Result<(), String> {
    let _ = fs::remove_dir_all(dir);
    let put = |file: PathBuf, text: &[u8]| {
        let parent = file.parent().unwrap_or(dir);
        fs::create_dir_all(parent).and_then(|()| fs::write(&file, text)).map_err(|e| format!("{}: {e}", file.display()))
    };
    put(dir.join("src/go.mod"), b"module mixed\n\ngo 1.23\n")?;
    for (name, text) in sources {
        put(dir.join(format!("src/{name}/{name}.go")), text)?;
    }
    for folder in ["tmp", "bin"] {
        fs::create_dir_all(dir.join(folder)).map_err(|e| e.to_string())?;
    }
    let out = format!("{}/", dir.join("bin").display());
    let mut command = testkit::official_go(["build", "-a", "-x", "-work", "-o", &out, "./..."]);
    // An own cache, so that nobody trims the archives away.
    command.env("GOTMPDIR", dir.join("tmp")).env("GOCACHE", dir.join("cache")).current_dir(dir.join("src"));
    println!("     capturing an official build of {} programs", sources.len());
    let built = testkit::run(&mut command, b"", Duration::from_secs(1800));
    if !built.ok() {
        return Err(built.summary());
    }
    let _ = &cx.reference;
    put(dir.join("log"), &built.stderr)
}

/// Splits a line of `-x` at blanks; quotes hold parts together.
fn words(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, ' ') => out.push(String::new()),
            _ => out.last_mut().expect("never empty").push(c),
        }
    }
    out.retain(|w| !w.is_empty());
    out
}

fn read(cx: &Context, dir: &Path) -> Result<Capture, String> {
    let log = fs::read_to_string(dir.join("log")).map_err(|e| e.to_string())?;
    let work = log.lines().find_map(|l| l.strip_prefix("WORK=")).ok_or("no WORK in the log of go build")?.to_owned();
    let (mut packages, mut programs) = (BTreeMap::new(), BTreeMap::new());
    let mut current = dir.join("src");
    let compiler = cx.reference.tool("compile").display().to_string();
    let mut places = String::new();
    for line in log.lines() {
        let line = line.replace("$WORK", &work);
        if let Some(to) = line.strip_prefix("cd ") {
            current = PathBuf::from(to);
        }
        let Some(rest) = line.strip_prefix(&format!("{compiler} ")) else { continue };
        let arguments = words(rest);
        let value = |flag: &str| Some(arguments.get(arguments.iter().position(|a| a == flag)? + 1)?.clone());
        let (Some(path), Some(archive)) = (value("-p"), value("-o").map(PathBuf::from)) else { continue };
        let stem = |f: &String| Path::new(f).file_stem().map(|s| s.to_string_lossy().into_owned());
        let program = arguments.last().and_then(stem).filter(|_| path == "main");
        let key = program.as_ref().map_or(path.clone(), |program| format!("main {program}"));
        if let Some(name) = &program {
            let importcfg = archive.with_file_name("importcfg.link");
            let executable = dir.join("bin").join(name);
            programs.insert(name.clone(), Program { importcfg, main: archive.clone(), executable });
        } else {
            places.push_str(&format!("packagefile {path}={}\n", archive.display()));
        }
        packages.insert(key, Package { path, archive, dir: current.clone(), arguments, program });
    }
    let file = dir.join("places.cfg");
    fs::write(&file, places).map_err(|e| e.to_string())?;
    if let Some((name, _)) = super::PROGRAMS.iter().find(|p| !programs.contains_key(p.0)) {
        return Err(format!("{name} is not in the log of go build"));
    }
    Ok(Capture { packages, programs, places: file, binary: binary_hash(cx) })
}
