//! Building and running programs whose functions come from SSA text.

use amd64_codegen::compile_func;
use machine::Config;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{reference, run};

/// Everything checked.
pub const CHECKED: Config = Config {
    check_allocation: true,
    check_maps: true,
    drop_map_word: 0,
    drop_overlap: 0,
    clobber_dead_regs: false,
    clobber_dead_slots: false,
    optimized: true,
    forget: None,
    dwarf: false,
    verify: true,
    listing: false,
};

/// The archive's object: all functions of the text.
fn object(text: &str, config: Config) -> Vec<u8> {
    let mut unit = obj::Unit::new("main");
    unit.from_assembly = true;
    let mut funcs = ssa::parse::parse_funcs(text).unwrap_or_else(|e| panic!("{e}"));
    if text.starts_with("; run, dialect Go") {
        opt::escape_package(&mut funcs, opt::Summaries::new("main"), &opt::Below::default());
        funcs.iter_mut().for_each(|f| opt::pipeline(f, &opt::PassCx { verify: true, ..Default::default() }));
    }
    for f in funcs {
        let name = f.name.clone();
        let compiled = compile_func(f, config);
        assert!(compiled.add_to(&mut unit, dwarf::code::CodeNames::Address).is_some(), "{name} twice");
    }
    goobj::write::assembly_file(&unit, Default::default(), "v1").expect("a unit that can be written")
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

/// Builds and runs a program: the Go file's text and the functions it declares; what it printed.
pub fn build_and_run(go: &str, text: &str, config: Config) -> String {
    let dir = testkit::temp_dir();
    let dir = dir.path();
    std::fs::write(dir.join("symabis"), symabis(text)).unwrap();
    std::fs::write(dir.join("ssa.o"), object(text, config)).unwrap();
    std::fs::write(dir.join("main.go"), go).unwrap();
    importcfg(dir);
    let compile = ["-p=main", "-importcfg=importcfg", "-symabis=symabis", "-pack", "-o=main.a", "main.go"];
    tool(dir, "compile", &compile);
    tool(dir, "pack", &["r", "main.a", "ssa.o"]);
    tool(dir, "link", &["-checklinkname=0", "-importcfg=importcfg", "-o=prog", "main.a"]);
    let mut program = Command::new(dir.join("prog"));
    program.envs([("GOGC", "1"), ("GODEBUG", "clobberfree=1,gccheckmark=1"), ("GOMAXPROCS", "4")]);
    let done = run(&mut program, &[], Duration::from_secs(60));
    // println writes to standard error.
    format!("{}{}", done.out(), done.err())
}
