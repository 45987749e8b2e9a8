//! Programs for the tests: a text with files in the form `-- name --`, compiled by the official
//! tools, linked by the official linker and by ours.

#![allow(dead_code, reason = "each test file uses its part")]

use link::flags::{self, Command as Parsed, Environment};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::Reference;

/// A program compiled and ready to be linked.
pub struct Program {
    /// Where its files are.
    pub dir: testkit::TempDir,
}

/// The files of a text, and what stands before the first.
pub fn files(text: &str) -> (String, Vec<(String, String)>) {
    let mut head = String::new();
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let name = line.strip_prefix("-- ").and_then(|l| l.strip_suffix(" --"));
        match (name, files.last_mut()) {
            (Some(name), _) => files.push((name.to_owned(), String::new())),
            (None, Some((_, contents))) => contents.push_str(&format!("{line}\n")),
            (None, None) => head.push_str(&format!("{line}\n")),
        }
    }
    (head, files)
}

fn tool(name: &str) -> Command {
    let reference = testkit::reference();
    let mut command = Command::new(reference.goroot.join("pkg/tool/linux_amd64").join(name));
    testkit::official::set_environment(&mut command, reference);
    command
}

fn must(command: &mut Command) {
    testkit::run(command, b"", Duration::from_secs(120)).expect();
}

impl Program {
    /// Compiles package main from Go files and assembler files.
    pub fn compile(sources: &[(String, String)]) -> Program {
        let dir = testkit::temp_dir();
        let at = |name: &str| dir.path().join(name);
        let mut cfg = String::new();
        for (path, file) in testkit::std_archives() {
            cfg.push_str(&format!("packagefile {path}={}\n", file.display()));
        }
        std::fs::write(at("importcfg"), cfg).unwrap();
        for (name, text) in sources {
            std::fs::write(at(name), text).unwrap();
        }
        let of =
            |ext: &str| -> Vec<&str> { sources.iter().map(|f| f.0.as_str()).filter(|n| n.ends_with(ext)).collect() };
        let assembly = of(".s");
        let mut compile = tool("compile");
        compile.current_dir(dir.path()).args(["-p", "main", "-importcfg", "importcfg", "-o", "main.a", "-pack"]);
        let include = testkit::reference().goroot.join("pkg/include");
        let asm = || {
            let mut asm = tool("asm");
            asm.current_dir(dir.path()).args(["-p", "main", "-I", "."]).arg("-I").arg(&include);
            asm
        };
        if !assembly.is_empty() {
            std::fs::write(at("go_asm.h"), "").unwrap();
            must(asm().args(["-gensymabis", "-o", "symabis"]).args(&assembly));
            compile.args(["-symabis", "symabis", "-asmhdr", "go_asm.h"]);
        }
        must(compile.args(of(".go")));
        for name in &assembly {
            must(asm().args(["-o", "asm.o", name]));
            must(tool("pack").current_dir(dir.path()).args(["r", "main.a", "asm.o"]));
        }
        Program { dir }
    }

    fn arguments(&self, output: &str, extra: &[&str]) -> Vec<String> {
        let at = |name: &str| self.dir.path().join(name).display().to_string();
        let fixed = ["-o".to_owned(), at(output), "-importcfg".to_owned(), at("importcfg")];
        let build_id = ["-buildid=a/b/c/d".to_owned()];
        let extra = extra.iter().map(|e| e.to_string());
        fixed.into_iter().chain(build_id).chain(extra).chain([at("main.a")]).collect()
    }

    /// Links with the official linker: the file, or its messages.
    pub fn link_official(&self, extra: &[&str]) -> Result<PathBuf, String> {
        let done = testkit::run(tool("link").args(self.arguments("official", extra)), b"", Duration::from_secs(120));
        match done.ok() {
            true => Ok(self.dir.path().join("official")),
            false => Err(done.err() + &done.out()),
        }
    }

    /// What the official linker prints of who reaches what.
    pub fn dependencies_official(&self) -> String {
        let done =
            testkit::run(tool("link").args(self.arguments("official", &["-dumpdep"])), b"", Duration::from_secs(120));
        done.expect()
    }

    /// What our linker prints of it.
    pub fn dependencies(&self) -> String {
        let mut out = String::new();
        self.execute(&["-dumpdep"], &mut out).unwrap_or_else(|e| panic!("{e}"));
        out
    }

    /// Why our linker keeps what it keeps.
    pub fn reasons(&self) -> link::why::Reasons {
        match flags::parse(&self.arguments("ours", &[]), &Environment::default()) {
            Ok(Parsed::Link(request)) => {
                flags::execute_explained(&request, &base::timings::Timings::new(), &mut String::new())
                    .unwrap_or_else(|e| panic!("{e}"))
            }
            other => panic!("{other:?}"),
        }
    }

    /// Links with our linker: the file, or its messages.
    pub fn link(&self, extra: &[&str]) -> Result<PathBuf, String> {
        self.execute(extra, &mut String::new())
    }

    fn execute(&self, extra: &[&str], out: &mut String) -> Result<PathBuf, String> {
        let goroot = testkit::reference().goroot.display().to_string();
        let environment = Environment { goroot, ..Environment::default() };
        match flags::parse(&self.arguments("ours", extra), &environment) {
            Ok(Parsed::Link(request)) => match flags::execute(&request, out) {
                Ok(()) => Ok(self.dir.path().join("ours")),
                Err(e) => Err(format!("{e}\n")),
            },
            other => Err(format!("{other:?}")),
        }
    }
}

/// What a program prints and how it ends.
pub fn output(program: &Path) -> (Option<i32>, String, String) {
    let done = testkit::run(&mut Command::new(program), b"", Duration::from_secs(60));
    (done.code(), done.out(), done.err())
}

/// What the official toolchain says of the package in `dir`, and the folder of its work, which is kept.
pub fn officially_built(reference: &Reference, dir: &Path) -> (String, PathBuf) {
    let mut go = Command::new(reference.go());
    testkit::official::set_environment(&mut go, reference);
    go.current_dir(dir).env("GOTMPDIR", dir).args(["build", "-work", "-o", "program", "."]);
    let said = testkit::run(&mut go, &[], Duration::from_secs(300)).err();
    let work = said.lines().find_map(|line| line.strip_prefix("WORK=")).unwrap_or_else(|| panic!("{said}")).into();
    let lines = said.lines().filter(|line| !line.starts_with("WORK=") && !line.starts_with("# "));
    (lines.collect::<Vec<_>>().join("\n"), work)
}

/// What our linker says of a package that was built in this folder of work; the program is `b001/ours`.
pub fn link_built(release: release::Release, reference: &Reference, work: &Path) -> String {
    let at = |name: &str| work.join("b001").join(name).display().to_string();
    let args = ["-o", &at("ours"), "-importcfg", &at("importcfg.link"), "-buildmode=exe", "-w", &at("_pkg_.a")];
    let args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
    let goroot = reference.goroot.display().to_string();
    let environment = Environment { goroot, target: target::Target::of(release) };
    match flags::parse(&args, &environment) {
        Ok(Parsed::Link(request)) => {
            flags::execute(&request, &mut String::new()).map_or_else(|e| e.to_string(), |()| String::new())
        }
        other => panic!("{other:?}"),
    }
}
