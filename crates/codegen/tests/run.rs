//! Compiled functions at work, without a front end: each `testdata/run/NAME.ssa` becomes an
//! object of package main, packed into the archive that the official compiler makes of
//! `NAME.go` (where the functions are declared without bodies), linked by the official linker
//! and run. The expected output follows `// Output:` in the Go file.

use codegen::{Config, compile_func};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{reference, run};

/// The archive's object: all functions of the text.
fn object(text: &str) -> Vec<u8> {
    let mut unit = obj::Unit::new("main");
    unit.from_assembly = true;
    let funcs = ssa::parse::parse_funcs(text).unwrap_or_else(|e| panic!("{e}"));
    for f in &funcs {
        let compiled = compile_func(f, Config { check_allocation: true, verify: true });
        assert!(compiled.add_to(&mut unit).is_some(), "{} twice", f.name);
    }
    goobj::write::assembly_file(&unit, "v1").expect("a unit that can be written")
}

/// Which symbols the object defines, in the form the compiler reads.
fn symabis(text: &str) -> String {
    let funcs = ssa::parse::parse_funcs(text).unwrap_or_else(|e| panic!("{e}"));
    funcs.iter().map(|f| format!("def {} {}\n", f.name, abi_name(f.sigs[f.sig].abi))).collect()
}

fn abi_name(abi: obj::Abi) -> &'static str {
    if abi == obj::Abi::Internal { "ABIInternal" } else { "ABI0" }
}

fn importcfg(dir: &Path) -> PathBuf {
    let lines = testkit::std_archives().iter().map(|(path, file)| format!("packagefile {path}={}\n", file.display()));
    let file = dir.join("importcfg");
    std::fs::write(&file, lines.collect::<String>()).unwrap();
    file
}

fn tool(dir: &Path, name: &str, args: &[&str]) {
    let mut command = Command::new(reference().tool(name));
    command.current_dir(dir).args(args);
    testkit::official::set_environment(&mut command, reference());
    run(&mut command, &[], Duration::from_secs(120)).expect();
}

/// Builds and runs one test; what it printed.
fn build_and_run(source: &Path) -> String {
    let dir = testkit::temp_dir();
    let dir = dir.path();
    let text = std::fs::read_to_string(source.with_extension("ssa")).unwrap();
    std::fs::write(dir.join("symabis"), symabis(&text)).unwrap();
    std::fs::write(dir.join("ssa.o"), object(&text)).unwrap();
    std::fs::copy(source, dir.join("main.go")).unwrap();
    importcfg(dir);
    let compile = ["-p=main", "-importcfg=importcfg", "-symabis=symabis", "-pack", "-o=main.a", "main.go"];
    tool(dir, "compile", &compile);
    tool(dir, "pack", &["r", "main.a", "ssa.o"]);
    tool(dir, "link", &["-importcfg=importcfg", "-o=prog", "main.a"]);
    let mut program = Command::new(dir.join("prog"));
    program.envs([("GOGC", "1"), ("GODEBUG", "clobberfree=1,gccheckmark=1"), ("GOMAXPROCS", "4")]);
    let done = run(&mut program, &[], Duration::from_secs(60));
    // println writes to standard error.
    format!("{}{}", done.out(), done.err())
}

#[test]
fn programs_print_what_they_should() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/run");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "go"));
    files.sort();
    assert!(!files.is_empty());
    let only = std::env::var("OXIGO_ONLY").unwrap_or_default();
    for file in files.iter().filter(|f| f.to_string_lossy().contains(&only)) {
        let source = std::fs::read_to_string(file).unwrap();
        let head = source.split_once("// Output:\n").map_or(&*source, |s| s.0);
        let lines: String =
            build_and_run(file).lines().map(|l| format!("// {l}").trim_end().to_string() + "\n").collect();
        testkit::check_golden(file, &format!("{head}// Output:\n{lines}"));
    }
}
