//! `oxigo test` beside the official command: on the files of `tests/test/*.txt` (commands behind `$ `, then
//! files behind lines `-- name --`) both print the same, end with the same code and leave the same
//! files. Times and stacks of goroutines are masked; where all packages are named, lines are compared in
//! order of their text, since the official command prints those of some packages as they come.

use regex::Regex;
use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use testkit::script::files;
use testkit::{official_go, run, temp_dir};

/// Writes a script's files below `dir`, as old as [`age`] makes them, and gives its commands.
fn unpack(script: &str, dir: &Path) -> Vec<String> {
    let commands = testkit::script::unpack(script, dir);
    files(dir).iter().for_each(|name| age(&dir.join(name)));
    commands
}

/// Makes a file old enough for results that depend on it to be kept.
fn age(file: &Path) {
    let file = std::fs::File::options().append(true).open(file).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(60)).unwrap();
}

fn oxigo(args: &[&str]) -> Command {
    testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), args)
}

/// What differs from run to run.
fn masked(text: &str, dir: &Path) -> String {
    static MASKS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let mask = |pattern: &str, to| (Regex::new(pattern).unwrap(), to);
        vec![
            mask(r#""Time":"[^"]*","#, r#""Time":"T","#),
            mask(r#""Elapsed":[0-9.e-]+"#, r#""Elapsed":T"#),
            mask(r"\d+\.\d{2,3}s\b", "Ts"),
            mask(r"[ \t]+[0-9.]+ ns/op", " N ns/op"),
            mask(r"(?s)\ngoroutine \d+ \[.*?\n(FAIL|exit status)", "\nSTACKS\n$1"),
            mask(r"(?m)^(Benchmark\w+(-\d+)?) *\t *", "$1 "),
            mask(r"(?m)^cpu: .*\n", ""),
            mask(r"\S*go-build\d*\w*/b\d+/", "WORK/"),
            mask(r"( \(from \S+\))", ""),
        ]
    });
    let text = text.replace(&dir.display().to_string(), "DIR").replace("oxigo ", "go ");
    MASKS.iter().fold(text, |text, (mask, to)| mask.replace_all(&text, *to).into_owned())
}

/// The lines of a text in order.
fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// The lines with events of each package together, and packages without tests first: the official
/// command prints them as they come, oxigo in the order of packages.
fn by_package(text: &str) -> String {
    static PACKAGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#""Package":"([^"]*)""#).unwrap());
    let mut lines: Vec<&str> = text.lines().collect();
    let package = |line: &str| PACKAGE.captures(line).map(|c| c[1].to_owned());
    lines.sort_by_key(|line| (!line.starts_with("?   \t"), package(line)));
    lines.join("\n")
}

fn outcome(mut command: Command, dir: &Path, in_any_order: bool) -> (Option<i32>, String, String) {
    let done = run(command.current_dir(dir).env_remove("PWD"), b"", Duration::from_secs(900));
    let text = |text: String| match in_any_order {
        true => sorted(&masked(&text, dir)),
        false => by_package(&masked(&text, dir)),
    };
    (done.code(), text(done.out()), text(done.err()))
}

/// Results of earlier runs are in both caches or in one of them, as it happens: neither counts.
static FORGOTTEN: LazyLock<()> = LazyLock::new(|| {
    for mut command in [oxigo(&["clean", "-testcache"]), official_go(["clean", "-testcache"])] {
        run(&mut command, b"", Duration::from_secs(60)).expect();
    }
});

fn compare(name: &str) {
    LazyLock::force(&FORGOTTEN);
    // One script lets the results of all tests expire, in the caches that all scripts share.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/test").join(name);
    let script = std::fs::read_to_string(path).unwrap();
    let (ours, theirs) = (temp_dir(), temp_dir());
    let (ours, theirs) = (ours.path().canonicalize().unwrap(), theirs.path().canonicalize().unwrap());
    let commands = unpack(&script, &ours);
    unpack(&script, &theirs);
    assert!(!commands.is_empty());
    let mut differences = Vec::new();
    for line in commands {
        let words: Vec<&str> = line.split(' ').collect();
        let own = |dir: &Path| {
            let mut command = Command::new(dir.join(words[0]));
            command.args(&words[1..]);
            command
        };
        let (a, b) = match words[0] {
            "change" => {
                for dir in [&ours, &theirs] {
                    std::fs::write(dir.join(words[1]), "other words\n").unwrap();
                    age(&dir.join(words[1]));
                }
                continue;
            }
            name if name.starts_with("./") => (own(&ours), own(&theirs)),
            _ => (oxigo(&words), official_go(&words)),
        };
        let in_any_order = line.ends_with("./...");
        let (a, b) = (outcome(a, &ours, in_any_order), outcome(b, &theirs, in_any_order));
        if a != b {
            differences.push(format!("{line}\nours {a:#?}\nofficial {b:#?}"));
        }
        if files(&ours) != files(&theirs) {
            differences.push(format!("{line}\nours {:#?}\nofficial {:#?}", files(&ours), files(&theirs)));
        }
    }
    assert!(differences.is_empty(), "{name}: {} differences\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn what_becomes_of_packages() {
    compare("outcomes.txt");
}

#[test]
fn flags() {
    compare("flags.txt");
}

#[test]
fn results_are_used_again() {
    compare("cached.txt");
}

#[test]
fn what_ran_is_counted() {
    compare("coverage.txt");
}

#[test]
fn what_has_other_names() {
    compare("named.txt");
}

#[test]
fn what_vet_reports() {
    compare("vet.txt");
}

#[test]
fn tests_that_do_not_end() {
    compare("slow.txt");
}

/// Without the official compiler's counters a fuzzer guesses, but finds, keeps and repeats what fails.
#[test]
fn fuzzing_finds_what_fails() {
    let dir = temp_dir();
    let test = "package p\n\nimport \"testing\"\n\nfunc FuzzLen(f *testing.F) {\n\tf.Add(\"seed\")\n\t\
                f.Fuzz(func(t *testing.T, s string) {\n\t\tif s != \"seed\" {\n\t\t\tt.Fatal(\"not the seed\")\n\t\t}\n\t})\n}\n";
    std::fs::write(dir.path().join("go.mod"), "module p\n\ngo 1.23\n").unwrap();
    std::fs::write(dir.path().join("p_test.go"), test).unwrap();
    let run_with = |flags: &[&str]| {
        let args = [&["test", "-vet=off"], flags].concat();
        let done = run(oxigo(&args).current_dir(dir.path()).env_remove("PWD"), b"", Duration::from_secs(300));
        (done.code(), done.out())
    };
    assert_eq!(run_with(&["."]).0, Some(0));
    let (code, out) = run_with(&["-fuzz=Len", "-fuzztime=60s", "-fuzzminimizetime=1x"]);
    assert!(
        code == Some(1)
            && out.contains("not the seed")
            && out.contains("Failing input written to testdata/fuzz/FuzzLen/"),
        "{out}"
    );
    assert_eq!(files(&dir.path().join("testdata/fuzz/FuzzLen")).len(), 1);
    let (code, out) = run_with(&["."]);
    assert!(code == Some(1) && out.contains("FuzzLen/"), "{out}");
    let many = run(oxigo(&["test", "-fuzz=X", "fmt", "io"]).current_dir(dir.path()), b"", Duration::from_secs(300));
    assert_eq!((many.code(), &*many.err()), (Some(1), "cannot use -fuzz flag with multiple packages\n"));
    let foreign = run(oxigo(&["test", "-fuzz=X", "fmt"]).current_dir(dir.path()), b"", Duration::from_secs(300));
    assert_eq!(
        (foreign.code(), &*foreign.err()),
        (Some(1), "cannot use -fuzz flag on package outside the main module\n")
    );
}

#[test]
fn nothing_begins_after_an_interrupt() {
    use std::os::unix::process::CommandExt;
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module m\n\ngo 1.23\n").unwrap();
    for name in ["a", "b"] {
        let text = format!(
            "package {name}\n\nimport (\n\t\"os\"\n\t\"testing\"\n\t\"time\"\n)\n\n\
             func TestX(t *testing.T) {{\n\tos.WriteFile(\"begun\", nil, 0o644)\n\ttime.Sleep(time.Hour)\n}}\n"
        );
        std::fs::create_dir(dir.path().join(name)).unwrap();
        std::fs::write(dir.path().join(name).join("x_test.go"), text).unwrap();
    }
    let mut command = oxigo(&["test", "-vet=off", "-p=1", "./..."]);
    // As a terminal does, the signal goes to a whole group of processes.
    let mut child =
        command.current_dir(dir.path()).process_group(0).stdout(std::process::Stdio::null()).spawn().unwrap();
    let begun = |name: &str| dir.path().join(name).join("begun").exists();
    while !begun("a") {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
    let group = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process_group(group, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(!begun("b"));
}
