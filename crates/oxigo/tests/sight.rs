//! What developers see of the compiler: texts of functions, bugs and what they leave behind, optimizations left
//! out one by one. Faults are planted with `-d=plant`, which only builds with debug assertions know.
#![cfg(debug_assertions)]

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, reference, run, std_archives, temp_dir};

const PROGRAM: &str = "package main

//go:noinline
func twice(a, b int) int { return (a + b) * (b + a) }

//go:noinline
func sum(list []int) (s int) {
	for _, v := range list {
		s += v
	}
	return s
}

func main() {
	if twice(2, 3) != 25 || sum([]int{1, 2, 3}) != 6 {
		panic(\"wrong\")
	}
}
";

fn oxigo(dir: &Path, args: &[&str]) -> Command {
    let mut command = testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), args);
    command.current_dir(dir).env_remove("RUST_BACKTRACE");
    command
}

fn done(command: &mut Command) -> Finished {
    run(command, b"", Duration::from_secs(300))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn code(finished: &Finished) -> Option<i32> {
    finished.status.and_then(|s| s.code())
}

/// `tool compile` of the program, with a value of `-d`.
fn compile(dir: &Path, debug: &str) -> Command {
    std::fs::write(dir.join("main.go"), PROGRAM).expect("a file");
    oxigo(dir, &["tool", "compile", "-p", "main", "-o", "main.a", &format!("-d={debug}"), "main.go"])
}

#[test]
fn texts_of_functions() {
    let dir = temp_dir();
    let shown = done(&mut compile(dir.path(), "ssa=sum,vcode=main.sum,maps=sum"));
    assert_eq!(code(&shown), Some(0), "{}", shown.summary());
    let all = text(&shown.stderr);
    let (passes, machine) = all.split_at(all.find("; main.sum after instruction selection").expect("machine code"));
    let funcs = ssa::parse::parse_funcs(passes).expect("SSA text is read back");
    assert!(funcs.len() > 10 && funcs.iter().all(|f| &*f.name == "main.sum"));
    for what in ["vcode \"main.sum\"", "after register allocation", "maps \"main.sum\""] {
        assert!(machine.contains(what), "{what} is missing:\n{machine}");
    }
    let one = done(&mut compile(dir.path(), "ssa/late_cse/dump=twice"));
    assert_eq!(ssa::parse::parse_funcs(&text(&one.stderr)).expect("SSA text").len(), 1);
    let through_environment = done(compile(dir.path(), "").env("GOSSAFUNC", "sum+"));
    let file = dir.path().join("ssa.html");
    let told = format!("{passes}dumped SSA for sum,1 to {}\n", file.display());
    assert_eq!((text(&through_environment.stdout), text(&through_environment.stderr)), (told, String::new()));
    assert!(std::fs::read_to_string(file).expect("a page").contains("late dce"));
}

#[test]
fn keys_are_checked() {
    let dir = temp_dir();
    let official = reference().tool("compile");
    for debug in ["foo", "checkptr=0", "ssa/foo/on", "ssa/prove/foo", "ssa/lower/off", "ssa/check_bce/debug=0", "nil=x"]
    {
        let ours = done(&mut compile(dir.path(), debug));
        let mut theirs = Command::new(&official);
        let args = ["-p", "main", "-o", "theirs.a", &format!("-d={debug}"), "main.go"];
        let theirs = done(theirs.args(args).current_dir(dir.path()));
        let first = |f: &Finished| text(&f.stderr).lines().next().unwrap_or_default().to_owned();
        assert_eq!((first(&ours), code(&ours)), (first(&theirs), code(&theirs)), "-d={debug}");
    }
}

#[test]
fn bugs_differ_from_errors() {
    let dir = temp_dir();
    let bug = done(&mut compile(dir.path(), "plant=panic:late_cse:main.sum"));
    let said = text(&bug.stderr);
    assert_eq!((code(&bug), &*text(&bug.stdout)), (Some(3), ""), "{said}");
    assert!(
        said.contains("internal compiler error: 'main.sum': a fault planted on purpose")
            && said.contains("in late cse at"),
        "{said}"
    );
    // What the verifier finds is one, too.
    let invalid = done(&mut compile(dir.path(), "plant=invalid:lower:main.twice"));
    assert_eq!(code(&invalid), Some(3), "{}", invalid.summary());
    let built = done(&mut oxigo(dir.path(), &["build", "-gcflags=-d=plant=panic:cse:main.sum", "-o", "p", "main.go"]));
    assert_eq!(code(&built), Some(3), "{}", built.summary());
    std::fs::write(dir.path().join("bad.go"), "package main\nfunc main() { x }\n").expect("a file");
    let wrong = done(&mut oxigo(dir.path(), &["tool", "compile", "-p", "main", "bad.go"]));
    assert_eq!((code(&wrong), &*text(&wrong.stderr)), (Some(2), ""));
}

/// The only reproducer in a folder, replayed: before and after the fault is taken out of its arguments.
fn replays(crashes: &Path) {
    let mut all = std::fs::read_dir(crashes).expect("a folder of reproducers").flatten();
    let (Some(only), None) = (all.next(), all.next()) else { panic!("not one reproducer in {}", crashes.display()) };
    let folder = only.path();
    let again = done(&mut oxigo(crashes, &["tool", "replay", &folder.to_string_lossy()]));
    assert_eq!(code(&again), Some(3), "{}", again.summary());
    assert!(text(&again.stderr).contains("a fault planted on purpose"), "{}", again.summary());
    let args = std::fs::read_to_string(folder.join("args")).expect("arguments");
    let mended: String = args.lines().filter(|a| !a.contains("plant=")).map(|a| format!("{a}\n")).collect();
    std::fs::write(folder.join("args"), mended).expect("a file");
    let fine = done(&mut oxigo(crashes, &["tool", "replay", &folder.to_string_lossy()]));
    assert_eq!((code(&fine), &*text(&fine.stdout)), (Some(0), "compiled without a failure\n"), "{}", fine.summary());
}

#[test]
fn bugs_are_reproduced() {
    let dir = temp_dir();
    let crashes = dir.path().join("crashes");
    let failed = done(compile(dir.path(), "plant=panic:cse:main.sum").env("OXIGO_CRASH_DIR", &crashes));
    assert!(text(&failed.stderr).contains("oxigo tool replay"), "{}", failed.summary());
    replays(&crashes);
    // In a build, with packages below, embedded files and assembly.
    let module = dir.path().join("m");
    let files = [
        ("go.mod", "module m\ngo 1.23\n"),
        ("lib/lib.go", "package lib\ntype Box[T any] struct{ V T }\nfunc (b *Box[T]) Get() T { return b.V }\n"),
        ("text.txt", "text"),
        ("asm.s", "TEXT ·one(SB), 4, $0-8\n\tMOVQ $1, ret+0(FP)\n\tRET\n"),
        (
            "main.go",
            "package main\n\nimport (\n\t_ \"embed\"\n\t\"m/lib\"\n)\n\n//go:embed text.txt\nvar text string\n\nfunc one() int\n\n\
             func sum(b lib.Box[int]) int { return b.Get() + len(text) + one() }\n\nfunc main() { println(sum(lib.Box[int]{V: 1})) }\n",
        ),
    ];
    for (name, text) in files {
        let file = module.join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    }
    let crashes = dir.path().join("of builds");
    let mut build = oxigo(&module, &["build", "-gcflags=-d=plant=panic:cse:main.sum", "-o", "p", "."]);
    let failed = done(build.env("OXIGO_CRASH_DIR", &crashes));
    assert!(text(&failed.stderr).contains("oxigo tool replay"), "{}", failed.summary());
    // It does not need what it was made from.
    std::fs::remove_dir_all(&module).expect("the module can go");
    replays(&crashes);
}

/// Compiles with a value of `$GOCOMPILEDEBUG`, links with the official library, runs.
fn works(dir: &Path, plant: &str, debug: &str) -> bool {
    let compiled = done(compile(dir, plant).env("GOCOMPILEDEBUG", debug));
    assert!(compiled.ok(), "{}", compiled.summary());
    let lines: String = std_archives().iter().map(|(p, f)| format!("packagefile {p}={}\n", f.display())).collect();
    std::fs::write(dir.join("importcfg"), lines).expect("a file");
    let mut link = Command::new(reference().tool("link"));
    let linked = done(link.args(["-s", "-w", "-importcfg", "importcfg", "-o", "program", "main.a"]).current_dir(dir));
    assert!(linked.ok(), "{}", linked.summary());
    done(&mut Command::new(dir.join("program"))).ok()
}

#[test]
fn planted_faults_are_found() {
    let dir = temp_dir();
    let list = dir.path().join("list");
    for (pass, function) in [("fold", "main.twice"), ("cse", "main.twice"), ("late cse", "main.sum")] {
        let plant = format!("plant=wrong:{}:{function}", pass.replace(' ', "_"));
        let mut run = |debug: &str| works(dir.path(), &plant, debug);
        let found = testkit::bisect::bisect(&list, &mut run).expect("a pair");
        assert_eq!((&*found.pass, &*found.function), (pass, function));
    }
    assert!(testkit::bisect::bisect(&list, &mut |debug| works(dir.path(), "", debug)).is_err());
}
