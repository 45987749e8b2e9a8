//! Programs in `testdata/programs`, one area of the language each, are compiled by us, linked
//! with the official library by the official linker and run; their standard output has to be
//! the text beside them, which the official toolchain printed. All that with and
//! without optimization. A program whose first line is
//! `// unsupported: WORDS` has to be refused with an error that contains these words.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use support::build;
use testkit::{Finished, TempDir, golden, official_go, reference, run, std_archives, temp_dir};

const LIMIT: Duration = Duration::from_secs(60);

fn programs() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/programs");
    let entries = std::fs::read_dir(dir).expect("the folder of programs");
    let mut list: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    list.retain(|p| p.extension().is_some_and(|e| e == "go"));
    list.sort();
    list
}

/// A module with the program as its only file.
fn module(source: &str) -> TempDir {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module m\n\ngo 1.23\n").expect("go.mod is written");
    std::fs::write(dir.path().join("main.go"), source).expect("main.go is written");
    dir
}

/// What the official toolchain makes of the program; used to rewrite expectations only.
fn official(dir: &Path) -> Finished {
    run(official_go(["run", "."]).current_dir(dir), b"", LIMIT)
}

/// Says what is wrong with one program, if anything.
fn check(path: &Path) -> Option<String> {
    let source = std::fs::read_to_string(path).expect("a program can be read");
    let dir = module(&source);
    let expected = path.with_extension("out");
    let unsupported = source.lines().next().and_then(|l| l.strip_prefix("// unsupported: "));
    if golden::updating() && unsupported.is_none() {
        std::fs::write(&expected, official(dir.path()).expect()).expect("the expectation is written");
    }
    let one = |no_opt| match (build(dir.path(), no_opt), unsupported) {
        (Err(errors), Some(words)) if errors.iter().any(|e| e.contains(words)) => None,
        (Err(errors), _) => Some(errors.join("\n")),
        (Ok(_), Some(words)) => Some(format!("compiles now; take the line \"unsupported: {words}\" away")),
        (Ok(program), None) => {
            let done = run(&mut Command::new(program), b"", LIMIT);
            let expected = String::from_utf8_lossy(&std::fs::read(&expected).unwrap_or_default()).into_owned();
            if !done.ok() {
                return Some(done.summary());
            }
            (done.out() != expected).then(|| golden::first_difference(&expected, &done.out()))
        }
    };
    one(false).or_else(|| Some(format!("with -N: {}", one(true)?)))
}

#[test]
fn programs_behave() {
    let list = programs();
    assert!(list.len() >= 12, "{} programs", list.len());
    let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let wrong: Vec<String> = list.iter().filter_map(|p| Some(format!("{}: {}", name(p), check(p)?))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Statements in which calls change what is read beside them: what is read when, and what panics
/// when, is what the official compiler does, in one of its modes where these differ.
#[test]
fn order_of_evaluation_is_the_official_one() {
    let source = testkit::order::program(1, 400);
    let dir = module(&source);
    let modes = ["-gcflags=", "-gcflags=-l", "-gcflags=-N -l"];
    let expected =
        modes.map(|flags| run(official_go(["run", flags, "."]).current_dir(dir.path()), b"", LIMIT).expect());
    for no_opt in [false, true] {
        let program = build(dir.path(), no_opt).unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
        let got = run(&mut Command::new(program), b"", LIMIT).expect();
        let wrong = testkit::order::differences(&source, &expected, &got);
        assert!(wrong.is_empty(), "{} of 400 (-N: {no_opt}):\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// Bytes of the object of a program with map literals of `n` computed entries each: pointers to
/// literals, structs, results in memory, keys by address.
fn size_of_map_literals(n: usize) -> usize {
    let mut source = String::from(
        "package main\n\ntype E struct {\n\tn string\n\tc []byte\n}\n\nfunc make(i int) E { return E{c: []byte{byte(i)}} }\n",
    );
    let literals = [
        ("map[string]*E", (|i| format!("\"k{i}\": {{\"k{i}\", []byte{{1, {}}}}}", i % 256)) as fn(usize) -> String),
        ("map[string]E", |i| format!("\"k{i}\": {{\"k{i}\", []byte{{1, {}}}}}", i % 256)),
        ("map[string]E", |i| format!("\"k{i}\": make({i})")),
        ("map[[3]int]int", |i| format!("{{{i}, 1, zero}}: zero")),
    ];
    source.push_str("\nvar zero = len(maps)\n\nvar maps []any\n\nfunc main() {\n");
    for (t, entry) in literals {
        source.push_str(&format!("\tmaps = append(maps, {t}{{\n"));
        (0..n).for_each(|i| source.push_str(&format!("\t\t{},\n", entry(i))));
        source.push_str("\t})\n");
    }
    source.push_str("}\n");
    let dir = module(&source);
    let mode = compile::Mode::default();
    let bytes = support::compile_main(&reference().goroot, dir.path(), std_archives(), &mode);
    bytes.unwrap_or_else(|errors| panic!("{}", errors.join("\n"))).len()
}

/// What one entry needs of the frame serves the next one: neither frames nor stack maps grow
/// with the number of entries.
#[test]
fn map_literals_grow_linearly() {
    let (small, large) = (size_of_map_literals(200), size_of_map_literals(800));
    assert!(large < small * 5, "{small} bytes for 200 entries, {large} for 800");
}

/// A few structs of the table, among them those that look like a string and like a slice.
#[test]
fn values_of_all_shapes_survive() {
    const POINTER: usize = 11;
    let all = testkit::all_shapes(3);
    let alike = [vec![POINTER, 3], vec![POINTER, 3, 3], vec![0, 22]];
    let chosen: Vec<_> = all.into_iter().step_by(1100).chain(alike).collect();
    let dir = module(&testkit::shapes_program(&chosen));
    for no_opt in [false, true] {
        let program = build(dir.path(), no_opt).unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
        assert_eq!(run(&mut Command::new(program), b"", LIMIT).expect(), "true 0\n");
    }
}

/// A collection at every opportunity: pointer masks, stack maps and what barriers leave of registers have to be true.
#[test]
fn values_survive_the_collector() {
    let texts = [
        (include_str!("../testdata/collector/list.go"), include_str!("../testdata/collector/list.out")),
        (include_str!("../testdata/collector/floats.go"), include_str!("../testdata/collector/floats.out")),
    ];
    for (source, expected) in texts {
        let dir = module(source);
        let program = build(dir.path(), false).unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
        let done = run(Command::new(program).env("GOGC", "1"), b"", LIMIT);
        assert_eq!(done.expect(), expected);
    }
}

/// What the program of intrinsics still calls: what has no instruction, and what depends on
/// the machine.
#[test]
fn intrinsics_are_no_calls() {
    let dir = module(include_str!("../testdata/programs/intrinsics.go"));
    let bytes = support::compile_main(&reference().goroot, dir.path(), std_archives(), &compile::Mode::default())
        .expect("it compiles");
    let archive = goobj::Archive::parse(&bytes).expect("an archive");
    let object = archive.objects().next().expect("an object").object().expect("a well-formed object");
    let names = (0..object.num_syms()).map(|i| object.sym(base::Id::new(i)).name());
    let packages = ["sync/atomic.", "math/bits.", "math.", "runtime.KeepAlive"];
    let mut called: Vec<&str> = names.filter(|n| packages.iter().any(|p| n.starts_with(p))).collect();
    called.retain(|n| !n.contains(".(*") && !n.ends_with("inittask"));
    called.sort_unstable();
    let expected = "math.Ceil math.FMA math.Floor math.Inf math.NaN math.RoundToEven math.Trunc \
        math/bits.Mul32 math/bits.OnesCount math/bits.OnesCount16 math/bits.OnesCount32 math/bits.OnesCount64 \
        math/bits.OnesCount8 math/bits.Reverse64 sync/atomic.AndUint32 sync/atomic.CompareAndSwapPointer \
        sync/atomic.OrInt64";
    assert_eq!(called, expected.split(" ").collect::<Vec<_>>());
}
