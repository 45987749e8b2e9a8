//! Builds that are answered from what an earlier one saw (`build::answer`): which are, which are not, and that nothing
//! that counts is passed over. Whether a build was answered it says itself (`OXIGO_EXPLAIN_ANSWER`).

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;
use std::time::{Duration, SystemTime};
use testkit::script::files;
use testkit::{Finished, TempDir, run, temp_dir};

/// A module of a program and a package, which import nothing of the library, with a cache.
struct Module {
    dir: TempDir,
    cache: TempDir,
}

/// What a build says that was not answered.
const LOOKED: &str = "oxigo: ";

impl Module {
    fn new() -> Module {
        let module = Module { dir: temp_dir(), cache: shared() };
        module.write("go.mod", "module m\n\ngo 1.23\n");
        module.write("main.go", "package main\n\nimport \"m/p\"\n\nfunc main() { println(p.N) }\n");
        module.write("p/p.go", "package p\n\nconst N = 1\n");
        module
    }
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }
    fn command(&self, args: &[&str]) -> Command {
        let mut command = testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), args);
        command.current_dir(self.dir.path()).env("GOCACHE", self.cache.path()).env("OXIGO_EXPLAIN_ANSWER", "1");
        command
    }
    fn run(&self, args: &[&str]) -> Finished {
        run(&mut self.command(args), b"", Duration::from_secs(600))
    }
    /// Whether a build is answered; it succeeds.
    fn is_answered(&self, args: &[&str]) -> bool {
        let done = self.run(args);
        assert!(done.ok(), "{args:?}: {}", done.summary());
        !done.err().contains(LOOKED)
    }
    /// Builds as often as it takes for the build to be answered.
    fn settle(&self, args: &[&str]) {
        let is_answered = (0..5).any(|_| self.is_answered(args));
        assert!(is_answered, "{args:?}: {}", self.run(args).err());
    }
    fn program(&self) -> String {
        run(&mut Command::new(self.path("m")), b"", Duration::from_secs(60)).err()
    }
}

/// A cache that has what the library's packages below every program are compiled to.
fn shared() -> TempDir {
    let (from, to) = (Path::new(env!("CARGO_TARGET_TMPDIR")).join("gocache"), temp_dir());
    FILLED.call_once(|| {
        let dir = temp_dir();
        fs::write(dir.path().join("main.go"), "package main\n\nfunc main() {}\n").unwrap();
        let args = ["build", "-o", "/dev/null", "main.go"];
        let mut build = testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), &args);
        run(build.current_dir(dir.path()), b"", Duration::from_secs(900)).expect();
    });
    for name in files(&from).into_iter().filter(|n| n.ends_with("-a") || n.ends_with("-d")) {
        let target = to.path().join(&name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let _ = fs::hard_link(from.join(&name), target);
    }
    to
}

static FILLED: Once = Once::new();

#[test]
fn edits_are_noticed() {
    let m = Module::new();
    m.settle(&["build"]);
    for n in 2..6 {
        // Of the same length, and with the time that the file had.
        let time = fs::metadata(m.path("p/p.go")).unwrap().modified().unwrap();
        m.write("p/p.go", &format!("package p\n\nconst N = {n}\n"));
        File::options().append(true).open(m.path("p/p.go")).unwrap().set_modified(time).unwrap();
        assert!(!m.is_answered(&["build"]));
        assert_eq!(m.program(), format!("{n}\n"));
        assert!(m.is_answered(&["build"]), "what it has just built is known");
        assert_eq!(m.program(), format!("{n}\n"));
    }
}

#[test]
fn files_that_come_are_noticed() {
    let m = Module::new();
    for (name, text) in [
        ("p/q.go", "package p\n\nfunc init() { println(\"q\") }\n"),
        ("p/p_windows.go", "package p\n"),
        ("go.work", "go 1.23\n\nuse .\n"),
        ("vendor/modules.txt", ""),
        ("default.pgo", ""),
    ] {
        m.settle(&["build", "-o", "m"]);
        m.write(name, text);
        let done = m.run(&["build", "-o", "m"]);
        assert!(done.err().contains(LOOKED), "{name}");
        fs::remove_file(m.path(name)).unwrap();
        let _ = fs::remove_dir(m.path("vendor"));
    }
}

#[test]
fn the_program_counts() {
    let m = Module::new();
    let changes: [fn(&Path); 4] = [
        |file| fs::remove_file(file).unwrap(),
        |file| {
            use std::os::unix::fs::FileExt;
            let meta = fs::metadata(file).unwrap();
            let file = File::options().write(true).open(file).unwrap();
            file.write_all_at(b"damaged", meta.len() / 2).unwrap();
            file.set_modified(meta.modified().unwrap()).unwrap();
        },
        |file| fs::write(file, "\x7fELF").unwrap(),
        |file| File::options().write(true).open(file).unwrap().set_len(4096).unwrap(),
    ];
    for change in changes {
        m.settle(&["build"]);
        let before = fs::metadata(m.path("m")).unwrap().modified().unwrap();
        assert!(m.is_answered(&["build"]));
        assert!(fs::metadata(m.path("m")).unwrap().modified().unwrap() > before, "it counts as made now");
        change(&m.path("m"));
        assert!(!m.is_answered(&["build"]));
        assert_eq!(m.program(), "1\n");
    }
}

#[test]
fn variables_and_words_count() {
    let m = Module::new();
    m.settle(&["build"]);
    let with = |name: &str, value: &str| {
        let done = run(m.command(&["build"]).env(name, value), b"", Duration::from_secs(600));
        assert!(done.ok(), "{}", done.summary());
        !done.err().contains(LOOKED)
    };
    assert!(with("SHLVL", "7") && with("OLDPWD", "/nowhere"));
    assert!(!with("GOFLAGS", "-tags=x") && !with("CC", "another") && !with("ANYTHING", "else"));
    assert!(!m.is_answered(&["build", "."]));
    let variables = m.path("variables");
    let done = || run(m.command(&["build"]).env("GOENV", &variables), b"", Duration::from_secs(600));
    assert!(done().ok() && done().err().is_empty());
    fs::write(&variables, "GOFLAGS=-ldflags=-X=main.x=y\n").unwrap();
    assert!(done().err().contains(LOOKED));
}

/// What is printed is printed again.
#[test]
fn builds_that_speak_are_not_answered() {
    let m = Module::new();
    m.settle(&["build"]);
    for args in [
        &["build", "-x"][..],
        &["build", "-n"],
        &["build", "-v"],
        &["build", "-work"],
        &["build", "-timings"],
        &["build", "-why=all"],
        &["build", "-a", "-n"],
        &["build", "-gcflags=-m"],
        &["build", "-o", "p.a", "./p"],
    ] {
        for _ in 0..2 {
            let done = m.run(args);
            assert!(done.ok() && done.err().contains(LOOKED), "{args:?}: {}", done.summary());
        }
    }
    // One that fails says why as often as it is asked for.
    m.write("p/p.go", "package p\n\nconst N = x\n");
    let text = m.run(&["build"]).err();
    assert!(text.contains("undefined: x") && m.run(&["build"]).err().contains("undefined: x"), "{text}");
}

#[test]
fn builds_without_a_program_are_answered() {
    let m = Module::new();
    for args in [&["build", "./..."][..], &["build", "-o", "/dev/null", "."], &["build", "-C", "p"], &["build", "./p"]]
    {
        m.settle(args);
        m.write("p/p.go", &format!("package p\n\n// {args:?}\nconst N = 1\n"));
        assert!(!m.is_answered(args), "{args:?}");
    }
}

#[test]
fn the_state_of_the_repository_counts() {
    let m = Module::new();
    let git = |line: &str| git(&m, line);
    let facts = || {
        let done = m.run(&["version", "-m", "m"]).out();
        done.lines().filter(|l| l.contains("vcs.")).map(|l| l.trim().to_owned()).collect::<Vec<_>>()
    };
    git("init -q");
    m.write(".gitignore", "m\nignored\n");
    git("add -A");
    git("commit -qm one");
    let changes: &[(&str, &dyn Fn())] = &[
        ("untracked file", &|| m.write("notes", "")),
        ("it goes", &|| fs::remove_file(m.path("notes")).unwrap()),
        ("untracked file in a folder", &|| m.write("docs/deep/notes", "")),
        ("it goes", &|| fs::remove_file(m.path("docs/deep/notes")).unwrap()),
        ("tracked file", &|| m.write(".gitignore", "m\n")),
        ("as before", &|| m.write(".gitignore", "m\nignored\n")),
        ("commit", &|| git("commit -q --allow-empty -m two")),
        ("detached", &|| git("checkout -q --detach HEAD~1")),
        ("branch", &|| git("checkout -q -B other HEAD@{1}")),
        ("index", &|| git("rm -q --cached p/p.go")),
        ("index again", &|| git("add p/p.go")),
        ("exclusion", &|| m.write(".git/info/exclude", "notes\n")),
        ("setting", &|| git("config status.showUntrackedFiles no")),
    ];
    for (what, change) in changes {
        m.settle(&["build"]);
        change();
        assert!(!m.is_answered(&["build"]), "{what}");
        let now = facts();
        fs::remove_file(m.path("m")).unwrap();
        assert!(m.run(&["build"]).ok());
        assert_eq!(now, facts(), "{what}");
        assert_eq!(now.len(), 3, "{now:?}");
    }
    m.settle(&["build"]);
    m.write("ignored/file", "");
    assert!(!m.is_answered(&["build"]), "a folder has come");
    m.settle(&["build"]);
    m.write("ignored/another", "");
    assert!(m.is_answered(&["build"]), "what is in it is ignored");
}

/// Git refreshes its index when asked for the state of files as young as the index is, unless told not to.
#[test]
fn builds_leave_the_repository_alone() {
    let m = Module::new();
    m.write(".gitignore", "m\n");
    git(&m, "init -q");
    git(&m, "add -A");
    git(&m, "commit -qm one");
    for _ in 0..3 {
        m.write("p/p.go", "package p\n\nconst N = 1\n");
        let state = || base::seen::state(&fs::metadata(m.path(".git/index")).unwrap());
        let before = state();
        m.is_answered(&["build"]);
        assert_eq!(before, state());
    }
}

fn git(m: &Module, line: &str) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(line.split(' '));
    git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    run(git.current_dir(m.dir.path()), b"", Duration::from_secs(60)).expect();
}

fn answers(cache: &Path) -> Vec<PathBuf> {
    files(cache).into_iter().filter(|n| n.ends_with("-r")).map(|n| cache.join(n)).collect()
}

#[test]
fn damaged_answers_are_none() {
    let m = Module::new();
    m.settle(&["build"]);
    for bytes in [&b""[..], b"oxigo answer 1\0\0", &[0xff; 4096]] {
        for file in answers(m.cache.path()) {
            fs::write(file, bytes).unwrap();
        }
        assert!(!m.is_answered(&["build"]));
        assert!(m.is_answered(&["build"]));
    }
    assert!(m.run(&["clean", "-cache"]).ok());
    assert!(answers(m.cache.path()).is_empty());
}

#[test]
fn builds_at_the_same_time_and_killed_ones_leave_right_answers() {
    let m = Module::new();
    m.settle(&["build"]);
    for n in 0..24 {
        m.write("p/p.go", &format!("package p\n\nconst N = {}\n", n % 10));
        let start = || m.command(&["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut all: Vec<_> = (0..4).map(|_| start()).collect();
        std::thread::sleep(Duration::from_millis(7 * n));
        all[0].kill().unwrap();
        all.iter_mut().for_each(|child| _ = child.wait().unwrap());
        assert!(m.run(&["build"]).ok());
        assert_eq!(m.program(), format!("{}\n", n % 10), "round {n}");
    }
}

/// An answer is not given for ever: what stands behind it in the cache would be removed as unused.
#[test]
fn old_answers_are_made_again() {
    let m = Module::new();
    m.settle(&["build"]);
    m.settle(&["build", "./..."]);
    let old = SystemTime::now() - Duration::from_secs(30 * 24 * 3600);
    for file in answers(m.cache.path()) {
        File::options().append(true).open(file).unwrap().set_modified(old).unwrap();
    }
    fs::write(m.cache.path().join("trim.txt"), "1").unwrap();
    m.write("p/p.go", "package p\n\nconst N = 2\n");
    assert!(!m.is_answered(&["build"]));
    assert_eq!(answers(m.cache.path()).len(), 1, "only the one just made is there");
}
