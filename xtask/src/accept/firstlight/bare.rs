//! Programs built and run where there is no Go tool: a source tree without `bin` and `pkg/tool`,
//! a `PATH` on which every name of a tool is a script that records its call and fails, an empty
//! cache. With `strace` every execution is recorded, too: only oxigo itself, the programs built
//! and what those start may appear.

use super::{built_officially, limited};
use crate::accept::mixed;
use crate::accept::{Context, programs};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Programs of `xtask/testdata`: the five of mixed mode, those about the library.
const PROGRAMS: &[(&str, &[(&str, &str)])] = &[
    ("mixed/hello", &[]),
    ("mixed/generics", &[]),
    ("mixed/panics", &[]),
    ("mixed/channels", &[]),
    ("mixed/torture", &[("GOGC", "1"), ("GODEBUG", "clobberfree=1,gccheckmark=1")]),
    ("firstlight/nethttp", &[]),
    ("firstlight/json", &[]),
    ("firstlight/template", &[]),
    ("firstlight/regexp", &[]),
    ("firstlight/exec", &[]),
    ("firstlight/big", &[]),
];

/// Names nothing may call.
const TOOLS: &[&str] = &["go", "gofmt", "compile", "asm", "link", "gcc", "cc", "clang", "as", "ld", "gold", "lld"];

/// See the module text.
pub fn programs(cx: &Context) -> Result<String, String> {
    let place = Place::prepare(cx)?;
    let all = PROGRAMS.iter().map(|p| (p.0.to_owned(), p.1));
    // The first counter that `callers` asks about depends on which calls are inlined.
    let more = programs::PROGRAMS.iter().filter(|p| p.0 != "callers").map(|p| (format!("programs/{}", p.0), p.1));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, environment) in all.chain(more) {
        count += 1;
        let outcome = one(cx, &place, &name, environment);
        println!("     {name}: {}", outcome.as_ref().err().map_or("ok", |e| e));
        wrong.extend(outcome.err().map(|e| format!("{name}: {e}")));
    }
    let called = fs::read_to_string(&place.called).unwrap_or_default();
    wrong.extend((!called.is_empty()).then(|| format!("tools were called: {called}")));
    let traced = place.executed()?;
    match wrong.is_empty() {
        true => Ok(format!("{count} programs behave the same; {traced}")),
        false => Err(wrong.join("\n")),
    }
}

/// Where everything is.
struct Place {
    goroot: PathBuf,
    path: PathBuf,
    cache: PathBuf,
    called: PathBuf,
    trace: PathBuf,
    strace: Option<PathBuf>,
    oxigo: PathBuf,
}

impl Place {
    fn prepare(cx: &Context) -> Result<Place, String> {
        let dir = cx.work.join("alone");
        let _ = fs::remove_dir_all(&dir);
        let place = Place {
            goroot: dir.join("goroot"),
            path: dir.join("path"),
            cache: dir.join("cache"),
            called: dir.join("called"),
            trace: dir.join("trace"),
            strace: find("strace"),
            oxigo: cx.oxigo.canonicalize().map_err(|e| e.to_string())?,
        };
        let prepare = || -> std::io::Result<()> {
            for folder in [&place.path, &place.trace, &place.goroot] {
                fs::create_dir_all(folder)?;
            }
            for name in ["src", "lib", "go.env", "VERSION", "pkg/include"] {
                same_tree(&cx.reference.goroot.join(name), &place.goroot.join(name))?;
            }
            for tool in TOOLS {
                let script = format!("#!/bin/sh\necho {tool} \"$@\" >>'{}'\nexit 97\n", place.called.display());
                fs::write(place.path.join(tool), script)?;
                fs::set_permissions(place.path.join(tool), fs::Permissions::from_mode(0o755))?;
            }
            Ok(())
        };
        prepare().map_err(|e| format!("{}: {e}", dir.display()))?;
        Ok(place)
    }

    /// `oxigo run` on a source, traced if that can be done.
    fn oxigo_run(&self, cx: &Context, name: &str, source: &Path, environment: &[(&str, &str)]) -> testkit::Finished {
        let mut command = match &self.strace {
            None => Command::new(&self.oxigo),
            Some(strace) => {
                let mut command = Command::new(strace);
                command.args(["-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e", "trace=execve,execveat", "-o"]);
                command.arg(self.trace.join(name.replace('/', "-"))).arg(&self.oxigo);
                command
            }
        };
        testkit::set_environment(&mut command, cx.reference);
        command.env("GOROOT", &self.goroot).env("GOCACHE", &self.cache).env("PATH", &self.path);
        command.envs(environment.iter().copied()).env("GOTRACEBACK", "all").current_dir(&cx.work);
        limited(command.arg("run").arg(source), 900)
    }

    /// What was executed, after a look that nothing else was.
    fn executed(&self) -> Result<String, String> {
        if self.strace.is_none() {
            return Ok("executions not traced, since there is no strace; no planted tool was called".to_owned());
        }
        let (mut calls, mut kinds) = (0, BTreeSet::new());
        for entry in fs::read_dir(&self.trace).map_err(|e| e.to_string())?.flatten() {
            let text = fs::read_to_string(entry.path()).map_err(|e| e.to_string())?;
            for line in text.lines().filter(|l| l.ends_with(" = 0")) {
                let Some(file) = line.split('"').nth(1) else { continue };
                calls += 1;
                kinds.insert(self.kind_of(Path::new(file)).ok_or(format!("executed: {file}"))?);
            }
        }
        match calls >= PROGRAMS.len() {
            true => Ok(format!("{calls} executions traced: {}", kinds.into_iter().collect::<Vec<_>>().join(", "))),
            false => Err(format!("{calls} executions traced, which are too few")),
        }
    }

    /// What a file that was executed is; `None` for what must not be.
    fn kind_of(&self, file: &Path) -> Option<&'static str> {
        if file == self.oxigo {
            return Some("oxigo");
        }
        // The program `exec` has a shell as one of its children.
        if file == Path::new("/bin/sh") {
            return Some("/bin/sh");
        }
        let own = file.starts_with(std::env::temp_dir()) && !file.starts_with(&self.goroot);
        own.then_some("the programs built")
    }
}

fn one(cx: &Context, place: &Place, name: &str, environment: &[(&str, &str)]) -> Result<(), String> {
    let source = cx.root.join("xtask/testdata").join(format!("{name}.go"));
    let exe = cx.work.join(format!("official-{}", name.replace('/', "-")));
    built_officially(cx, &source, &exe)?;
    let mut official = Command::new(&exe);
    official.envs(environment.iter().copied()).env("GOTRACEBACK", "all").current_dir(&cx.work);
    let want = limited(&mut official, 300);
    let have = place.oxigo_run(cx, name, &source, environment);
    // The command tells the program's exit code in words.
    let code = want.code().ok_or("the official program did not end by itself")?;
    let (status, words) = if code == 0 { (0, String::new()) } else { (1, format!("exit status {code}\n")) };
    if have.code() != Some(status) {
        return Err(format!("exit code {:?} instead of {status}: {}", have.code(), have.summary()));
    }
    mixed::same_text("output", &have.out(), &want.out())?;
    let messages = have.err().replace(&*place.goroot.to_string_lossy(), &cx.reference.goroot.to_string_lossy());
    mixed::same_text("messages", &programs::blanked(&messages), &programs::blanked(&(want.err() + &words)))
}

/// A program on the `PATH` of this process.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// The same files again: links where the file system has them, copies elsewhere.
fn same_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            same_tree(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()))
}
