//! `oxigo build`, `run`, `list` and `clean` beside the official command: on the files of
//! `tests/build/*.txt` (commands behind `$ `, then files behind lines `-- name --`) both print the
//! same, end with the same code and leave the same files.
//!
//! And what no comparison shows: builds that are killed, run at the same time or find damage in
//! the cache come out as every other. Those use packages that import nothing, so that little is compiled.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use testkit::script::files;
use testkit::{run, temp_dir};

fn oxigo(args: &[&str]) -> Command {
    testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), args)
}

fn compare(name: &str) {
    testkit::script::compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/build").join(name), &oxigo);
}

#[test]
fn broken_programs() {
    compare("broken.txt");
}

#[test]
fn nothing_is_built_again() {
    compare("again.txt");
}

#[test]
fn packages_that_are_not_there() {
    compare("missing.txt");
}

#[test]
fn names_of_outputs() {
    compare("outputs.txt");
}

#[test]
fn programs_are_run() {
    compare("run.txt");
}

#[test]
fn facts_of_builds() {
    compare("facts.txt");
}

#[test]
fn facts_of_version_control() {
    compare("vcs.txt");
}

#[test]
fn methods_of_the_library_by_link_names() {
    compare("linknames.txt");
}

#[test]
fn embedded_files() {
    compare("embed.txt");
}

#[test]
fn lists() {
    compare("list.txt");
}

/// What the linker prints is headed by the package, and comes again when there is nothing to link.
#[test]
fn words_of_the_linker_come_again() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module words\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("main.go"), "package main\n\nfunc main() {}\n").expect("a file");
    let build = || {
        let mut command = oxigo(&["build", "-ldflags=-dumpdep", "."]);
        let done = run(command.current_dir(dir.path()), &[], Duration::from_secs(300));
        assert!(done.ok() && done.out().is_empty(), "{}", done.summary());
        done.err()
    };
    let first = build();
    assert!(first.starts_with("# words\n_ -> _rt0_amd64_linux\n"), "{}", &first[..first.len().min(200)]);
    assert_eq!(build(), first);
}

/// Chains of more operands than anything nests, and types nested as deep as that, in packages that are read back.
#[test]
fn long_chains_and_deep_types() {
    let dir = temp_dir();
    let write = |name: &str, text: String| std::fs::write(dir.path().join(name), text).unwrap();
    let list = |n: usize, between: &str, one: &str| vec![one; n].join(between);
    std::fs::create_dir(dir.path().join("lib")).unwrap();
    write("go.mod", "module deep\n\ngo 1.23\n".into());
    let arrays: String = (0..1500).map(|i| format!("type T{i} = []T{}\n", i + 1)).collect();
    write("lib/l.go", format!("package lib\n\nvar P {}int\n\n{arrays}type T1500 int\n\nvar A T0\n", "*".repeat(3000)));
    let main = format!(
        "package main\n\nimport \"deep/lib\"\n\nconst text = {}\n\nvar n, s, f = 1, \"s\", false\n\n\
         func main() {{\n\tprintln(len(text), {}, len({}), {})\n\tprintln(lib.P == nil, lib.A == nil)\n}}\n",
        list(20_000, " +\n", "\"ab\""),
        list(15_000, " + ", "n"),
        list(12_000, " + ", "s"),
        list(12_000, " || ", "f"),
    );
    for more in ["", "\nvar Z = 2\n"] {
        // The second time the library comes from its export data.
        write("main.go", format!("{main}{more}"));
        let mut build = oxigo(&["build", "-o", "deep.out", "."]);
        run(build.current_dir(dir.path()), b"", Duration::from_secs(600)).expect();
        let done = run(&mut Command::new(dir.path().join("deep.out")), b"", Duration::from_secs(60));
        assert_eq!(done.err(), "40000 15000 12000 false\ntrue true\n");
    }
}

/// `-why` names what was changed, and follows interfaces to where they were changed.
#[test]
fn why_packages_are_compiled() {
    let dir = temp_dir();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    let low = |more: &str| format!("package low\n\nfunc F(a []int) int {{ return loop(a){more} }}\n\n{}", large());
    std::fs::create_dir(dir.path().join("low")).unwrap();
    std::fs::create_dir(dir.path().join("mid")).unwrap();
    write("go.mod", "module why\n\ngo 1.23\n");
    write("low/l.go", &low(""));
    write("mid/m.go", "package mid\n\nimport \"why/low\"\n\nfunc G() int { return low.F([]int{1, 2, 3, 4}) }\n");
    write("main.go", "package main\n\nimport \"why/mid\"\n\nfunc main() { println(mid.G()) }\n");
    let why = |args: &[&str]| {
        let args: Vec<&str> = ["build", "-why"].iter().chain(args).copied().collect();
        run(oxigo(&args).current_dir(dir.path()), b"", Duration::from_secs(600))
    };
    let said = |args: &[&str]| {
        let done = why(args);
        assert!(done.ok(), "{}", done.summary());
        done.err()
    };
    assert_eq!(said(&["why/low", "."]), "why/low: compiled\n\tnothing is known of an earlier one\n");
    assert_eq!(said(&["why/low", "."]), "why/low: not made\n\tup to date\n");
    assert_eq!(said(&["all", "."]), "everything is up to date\n");
    // A small function is part of the interface, since it may be inlined.
    write("low/l.go", &low(" + 1"));
    let text = said(&["all", "."]);
    assert!(text.starts_with("why/low: compiled\n\tl.go has changed\n"), "{text}");
    assert!(text.contains("why/mid: compiled\n\tthe interface of why/low has changed\n"), "{text}");
    assert!(text.contains("why: linked\n\tthe archive of why has changed\n\tthe archive of why/low has"), "{text}");
    // The reasons of a reason.
    write("low/l.go", &low(" + 2"));
    let text = said(&["why/mid", "."]);
    let below = "\tthe interface of why/low has changed\n\t\twhy/low: compiled\n\t\t\tl.go has changed\n";
    assert_eq!(text, format!("why/mid: compiled\n{below}"));
    // Flags, files that come and go, what is gone.
    let text = said(&["why/mid", "-gcflags=why/mid=-N", "."]);
    assert_eq!(text, "why/mid: compiled\n\t-gcflags: [\"-N\"], before []\n");
    write("mid/n.go", "package mid\n");
    let text = said(&["why/mid", "."]);
    assert_eq!(text, "why/mid: compiled\n\tn.go is new\n\t-gcflags: [], before [\"-N\"]\n");
    std::fs::remove_file(dir.path().join("why")).unwrap();
    let text = said(&["all", "."]);
    assert_eq!(text, "why: linked\n\tit was made from the same before, but is gone or damaged\n");
    let done = why(&["nothing", "."]);
    assert_eq!(done.code(), Some(1));
    assert_eq!(done.err(), "package nothing is no part of this build, or could not be built\n");
}

/// A function that is no part of a package's interface: nobody inlines what is that large.
fn large() -> String {
    let steps = "\ts = s*3 + a[s&1]*5 - a[s&3]\n".repeat(16);
    format!("func loop(a []int) int {{\n\ts := 0\n\tfor _, x := range a {{\n\t\ts += x\n\t}}\n{steps}\treturn s\n}}\n")
}

/// A module of packages in a chain; none needs the library.
fn chain(dir: &Path, length: usize) {
    std::fs::write(dir.join("go.mod"), "module chain\n\ngo 1.23\n").unwrap();
    for i in 0..length {
        let folder = dir.join(format!("p{i:02}"));
        std::fs::create_dir(&folder).unwrap();
        let before = i.checked_sub(1);
        let import = before.map_or(String::new(), |b| format!("import \"chain/p{b:02}\"\n"));
        let call = before.map_or("x".to_owned(), |b| format!("p{b:02}.F(x) + 1"));
        let body: String = (0..40).map(|n| format!("func f{n}(a, b int) int {{ return a*{n} + b }}\n")).collect();
        std::fs::write(
            folder.join("p.go"),
            format!("package p{i:02}\n\n{import}\nfunc F(x int) int {{ return {call} }}\n\n{body}\n{}", large()),
        )
        .unwrap();
    }
}

fn export(dir: &Path, cache: &Path) -> Command {
    let mut command = oxigo(&["list", "-export", "-f", "{{.ImportPath}} {{.BuildID}}", "./..."]);
    // A folder that patterns pass over takes what killed builds leave.
    let temporary = dir.join("_tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    command.env("GOCACHE", cache).env("TMPDIR", temporary).current_dir(dir);
    command
}

/// Build ids name contents, so equal ids mean equal archives.
fn ids(dir: &Path, cache: &Path) -> String {
    run(&mut export(dir, cache), b"", Duration::from_secs(300)).expect()
}

/// Checks that what a cache holds under a hash has that hash.
fn verify(cache: &Path) {
    for name in files(cache).iter().filter(|n| n.ends_with("-d")) {
        let hash = base::hex(&build::hashes::sha256(&std::fs::read(cache.join(name)).unwrap()));
        assert!(name.contains(&hash), "{name} holds {hash}");
    }
}

#[test]
fn killed_builds_leave_nothing_wrong() {
    let (dir, clean) = (temp_dir(), temp_dir());
    chain(dir.path(), 30);
    let want = ids(dir.path(), clean.path());
    assert_eq!(want.lines().count(), 30);
    let start = std::time::Instant::now();
    let whole = {
        let cache = temp_dir();
        ids(dir.path(), cache.path());
        start.elapsed()
    };
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut cache = temp_dir();
    for round in 0..50 {
        if round % 5 == 0 {
            cache = temp_dir();
        }
        let mut child = export(dir.path(), cache.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(whole.mul_f64((seed % 1000) as f64 / 1000.0));
        child.kill().unwrap();
        child.wait().unwrap();
        verify(cache.path());
        if round % 5 == 4 {
            assert_eq!(ids(dir.path(), cache.path()), want, "after kill {round}");
        }
    }
}

#[test]
fn builds_at_the_same_time_agree() {
    let (dir, clean, shared) = (temp_dir(), temp_dir(), temp_dir());
    chain(dir.path(), 12);
    let want = ids(dir.path(), clean.path());
    let children: Vec<_> =
        (0..3).map(|_| export(dir.path(), shared.path()).stdout(Stdio::piped()).spawn().unwrap()).collect();
    for child in children {
        assert_eq!(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(), want);
    }
    verify(shared.path());
}

#[test]
fn damage_in_the_cache_is_repaired() {
    let (dir, cache) = (temp_dir(), temp_dir());
    chain(dir.path(), 6);
    let want = ids(dir.path(), cache.path());
    for (i, name) in files(cache.path()).iter().enumerate().filter(|(_, n)| n.ends_with("-d") || n.ends_with("-a")) {
        let file = cache.path().join(name);
        let mut bytes = std::fs::read(&file).unwrap();
        match i % 3 {
            0 => bytes.truncate(bytes.len() / 2),
            1 => bytes.clear(),
            _ => bytes.iter_mut().step_by(7).for_each(|b| *b ^= 0x55),
        }
        std::fs::write(&file, bytes).unwrap();
    }
    assert_eq!(ids(dir.path(), cache.path()), want);
    verify(cache.path());
}

#[test]
fn only_what_changed_is_compiled() {
    let (dir, cache) = (temp_dir(), temp_dir());
    chain(dir.path(), 4);
    let compiled = || {
        let mut command = oxigo(&["build", "-v", "./..."]);
        let done = run(command.env("GOCACHE", cache.path()).current_dir(dir.path()), b"", Duration::from_secs(300));
        done.expect();
        done.err().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(compiled(), ["chain/p00", "chain/p01", "chain/p02", "chain/p03"]);
    assert_eq!(compiled(), [""; 0]);
    let file = dir.path().join("p02/p.go");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("+ 1", "+ 2")).unwrap();
    assert_eq!(compiled(), ["chain/p02", "chain/p03"]);
    std::fs::write(&file, &text).unwrap();
    assert_eq!(compiled(), [""; 0]);
    // What importers cannot notice is compiled without them: here the body of a large function.
    let edited = text.replace("s += x", "s -= x\n\t\ts *= 2");
    std::fs::write(&file, &edited).unwrap();
    assert_eq!(compiled(), ["chain/p02"]);
    // Small functions may be part of importers' code, and so may their lines.
    std::fs::write(&file, edited.replace("a*7 + b", "a*7 - b")).unwrap();
    assert_eq!(compiled(), ["chain/p02", "chain/p03"]);
    std::fs::write(&file, edited.replace("package", "// A remark.\n\npackage")).unwrap();
    assert_eq!(compiled(), ["chain/p02", "chain/p03"]);
    let fresh = temp_dir();
    assert_eq!(ids(dir.path(), cache.path()), ids(dir.path(), fresh.path()));
}

#[test]
fn decisions_of_the_optimizer_for_editors() {
    let (dir, cache) = (temp_dir(), temp_dir());
    std::fs::write(dir.path().join("go.mod"), "module m/p\n\ngo 1.23\n").unwrap();
    let text =
        "package p\n\nfunc small(x int) int { return x + 1 }\n\nfunc At(s []int, i int) int { return s[small(i)] }\n";
    std::fs::write(dir.path().join("p.go"), text).unwrap();
    let flag = format!("-gcflags=-json=0,file://{}/log", dir.path().display());
    let mut command = oxigo(&["build", &flag]);
    run(command.env("GOCACHE", cache.path()).current_dir(dir.path()), b"", Duration::from_secs(60)).expect();
    let log = std::fs::read_to_string(dir.path().join("log/m%2Fp/p.json")).unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(lines[0]["file"], dir.path().join("p.go").to_string_lossy().into_owned());
    let said: Vec<(u64, &str)> = lines[1..]
        .iter()
        .map(|l| (l["range"]["start"]["line"].as_u64().expect("a line"), l["code"].as_str().expect("a code")))
        .collect();
    assert_eq!(said, [(3, "canInlineFunction"), (5, "canInlineFunction"), (5, "isInBounds")]);
}

/// What a constructor of another package gives back is known, so that nothing is allocated and its methods are
/// called directly.
#[test]
fn methods_of_known_types_are_called_directly() {
    let (dir, cache) = (temp_dir(), temp_dir());
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    std::fs::create_dir(dir.path().join("h")).unwrap();
    write("go.mod", "module m\n\ngo 1.23\n");
    write(
        "h/h.go",
        "package h\n\ntype Sum interface{ Add([]byte); Get() uint64 }\n\ntype sum struct{ n, seed uint64; b [99]byte }\n\n\
         const old = false\n\nfunc New() Sum {\n\tif old {\n\t\treturn nil\n\t}\n\treturn &sum{seed: 7}\n}\n\n\
         //go:noinline\nfunc (s *sum) Add(b []byte) { s.n += uint64(len(b)) }\n\n\
         //go:noinline\nfunc (s *sum) Get() uint64 { return s.n + s.seed }\n",
    );
    write(
        "m.go",
        "package m\n\nimport \"m/h\"\n\nfunc F(b []byte) uint64 {\n\ts := h.New()\n\ts.Add(b)\n\treturn s.Get()\n}\n",
    );
    let mut command = oxigo(&["build", "-gcflags=-S"]);
    let done = run(command.env("GOCACHE", cache.path()).current_dir(dir.path()), b"", Duration::from_secs(60));
    done.expect();
    let text = done.out() + &done.err();
    for call in ["m/h.(*sum).Add(SB)", "m/h.(*sum).Get(SB)"] {
        assert!(text.lines().any(|l| l.contains("CALL") && l.contains(call)), "no call of {call} in\n{text}");
    }
    assert!(!text.contains("runtime.newobject"), "{text}");
}

/// Nothing is allocated where constants, types and constructors are known; the program says how often it is.
#[test]
fn what_is_known_is_not_allocated() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/allocs");
    let out = run(oxigo(&["run", "."]).current_dir(program), b"", Duration::from_secs(300)).expect();
    let (text, other) =
        ("bytes that are longer than any buffer in a frame is", "Bytes that are longer than any buffer in a frame is");
    let wanted = [
        "captured constants 4",
        "constants given to callees 0",
        "other numbers 1",
        "2000 abc 1s 2.5",
        "an assertion 0",
        "false true false",
        "a constructor with a call 0",
        "h: bad length: 0",
        "a unique text 0",
        &format!("{text} {other}"),
        "a large zero 0",
        "true false",
    ];
    assert_eq!(out.lines().collect::<Vec<_>>(), wanted);
}

/// What cannot be stored is made again in the next build.
#[test]
fn caches_that_cannot_be_written() {
    let (dir, good, bad) = (temp_dir(), temp_dir(), temp_dir());
    chain(dir.path(), 3);
    let built = |cache: &Path| {
        let mut command = oxigo(&["build", "-v", "./..."]);
        let done = run(command.env("GOCACHE", cache).current_dir(dir.path()), b"", Duration::from_secs(300));
        done.expect();
        done.err()
    };
    let all = "chain/p00\nchain/p01\nchain/p02\n";
    // A file in the place of each folder.
    (0..=255).for_each(|n| std::fs::write(bad.path().join(format!("{n:02x}")), "").unwrap());
    assert_eq!([built(bad.path()), built(bad.path())], [all, all]);
    // A folder in the place of each entry.
    assert_eq!([built(good.path()), built(good.path())], [all, ""]);
    for name in files(good.path()).iter().filter(|n| n.ends_with("-d") || n.ends_with("-a")) {
        let file = good.path().join(name);
        std::fs::remove_file(&file).unwrap();
        std::fs::create_dir(&file).unwrap();
    }
    assert_eq!(built(good.path()), all);
}

#[test]
fn caches_that_are_none() {
    let dir = temp_dir();
    chain(dir.path(), 1);
    let with = |cache: &str| {
        let mut command = export(dir.path(), Path::new(cache));
        let done = run(&mut command, b"", Duration::from_secs(60));
        (done.code(), done.err())
    };
    let off = "build cache is disabled by GOCACHE=off, but required as of Go 1.12\n";
    assert_eq!(with("off"), (Some(1), off.to_owned()));
    let relative = "build cache is required, but could not be located: GOCACHE is not an absolute path\n";
    assert_eq!(with("here"), (Some(1), relative.to_owned()));
    let (code, text) = with("/dev/null/x");
    assert_eq!(code, Some(1));
    assert_eq!(text, "failed to initialize build cache at /dev/null/x: mkdir /dev/null/x: not a directory\n");
}

#[test]
fn order_is_the_same_with_one_worker() {
    let (dir, one, two) = (temp_dir(), temp_dir(), temp_dir());
    chain(dir.path(), 5);
    let with = |cache: &Path, p: &str| {
        let mut command = oxigo(&["list", "-export", "-p", p, "-f", "{{.BuildID}}", "./..."]);
        run(command.env("GOCACHE", cache).current_dir(dir.path()), b"", Duration::from_secs(300)).expect()
    };
    let all: BTreeMap<&str, String> = [("1", with(one.path(), "1")), ("8", with(two.path(), "8"))].into();
    assert_eq!(all["1"], all["8"]);
}

/// Names of files in instances of generic functions do not tell whether the package that declares them was
/// compiled in the same run.
#[test]
fn trimmed_archives_do_not_depend_on_the_cache() {
    let (dir, one, two) = (temp_dir(), temp_dir(), temp_dir());
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    write("go.mod", "module m\n\ngo 1.23\n");
    write("g/g.go", "package g\n\nfunc Last[T any](list []T) T {\n\treturn list[len(list)-1]\n}\n");
    write("h/h.go", "package h\n\nimport \"m/g\"\n\nfunc F(list []int) int { return g.Last(list) }\n");
    let ids = |cache: &Path, pattern: &str| {
        let mut command = oxigo(&["list", "-export", "-trimpath", "-f", "{{.BuildID}}", pattern]);
        command.env("GOCACHE", cache).current_dir(dir.path());
        run(&mut command, b"", Duration::from_secs(300)).expect()
    };
    ids(two.path(), "./g");
    assert_eq!(ids(one.path(), "./..."), ids(two.path(), "./..."));
}

/// Where the library lies is not among what its archives are made from, so they must not name the place.
#[test]
fn archives_of_the_library_do_not_name_its_folder() {
    let (cache, root) = (temp_dir(), &testkit::reference().goroot);
    let mut list = oxigo(&["list", "-export", "-f", "{{.Export}}", "internal/goversion", "unicode/utf8"]);
    let files = run(list.env("GOCACHE", cache.path()), b"", Duration::from_secs(300)).expect();
    for file in files.lines() {
        let archive = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        assert!(archive.contains("$GOROOT/src/") && !archive.contains(&*root.to_string_lossy()), "{file}");
    }
}

#[test]
fn trimmed_programs_do_not_know_their_folder() {
    let program = |dir: &Path| {
        std::fs::write(dir.join("main.go"), "package main\n\nfunc main() { println(max(1, 2)) }\n").unwrap();
        let mut command = oxigo(&["build", "-trimpath", "-o", "program", "main.go"]);
        run(command.current_dir(dir).env_remove("PWD"), b"", Duration::from_secs(300)).expect();
        std::fs::read(dir.join("program")).unwrap()
    };
    let (one, two) = (temp_dir(), temp_dir());
    assert!(program(one.path()) == program(two.path()), "the programs differ");
}
