//! `cargo xtask accept modules [--slice K/N] [--only TEXT] [--stress] [--poison]`: the tests of real modules, once with the
//! official toolchain and once with `oxigo test`, judged test by test. In: `modules.txt`, which pins modules; they
//! come through the module proxy and stay in the reference's folder with the official results, so that a second
//! run needs no network. Out: a line for each module with what passes officially and not with ours, and totals in
//! `target/accept/modules.json`. A module that cannot be had is a failure, never left out in silence.

mod compare;
mod events;

use super::context::short_hash;
use super::{Choice, Context};
use compare::{Verdict, worse};
use events::Results;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use testkit::{Finished, official_go, run};

/// See the file.
const LIST: &str = include_str!("modules/modules.txt");

/// Flags of both commands. Modules without a complete `go.sum` get one.
const TEST: &[&str] = &["test", "-mod=mod", "-vet=off", "-short", "-count=1", "-timeout=120s", "-json"];

/// Seconds for the tests of a module.
const LIMIT: u64 = 900;

/// How often what failed is run again by itself, so that tests which depend on the moment do not count.
const AGAIN: usize = 2;

/// Which modules, and how their programs run.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// Of every N modules only the K-th, from 0: `K/N`.
    #[arg(long)]
    slice: Option<String>,
    /// Collect often, destroy what is freed, four threads.
    #[arg(long)]
    stress: bool,
    /// Destroy registers that calls may clobber.
    #[arg(long)]
    poison: bool,
}

/// A line of the list.
struct Module {
    /// `path@version`
    name: &'static str,
    packages: Vec<&'static str>,
}

impl Module {
    /// Its results are kept under this name, which says which packages were asked for: in a hash, as there may be more of
    /// them than a file's name can hold.
    fn file_name(&self) -> String {
        let packages = self.packages.join(" ");
        let name = if packages.len() < 64 { packages } else { short_hash(packages.as_bytes()) };
        format!("{} {name}", self.name).replace('/', "+")
    }
}

/// Runs the chosen modules; whether all are as good as with the official toolchain.
pub fn modules(choice: &Choice) -> Result<bool, String> {
    let context = Context::new(choice)?;
    let bench = Bench::new(&context, &choice.modules)?;
    let chosen = chosen(choice)?;
    let mut lines = Vec::new();
    for module in &chosen {
        let start = Instant::now();
        let outcome = bench.judge(module);
        let (good, text) = match &outcome {
            Ok(verdict) => (verdict.is_good(), verdict.to_string()),
            Err(why) => (false, why.clone()),
        };
        let mark = if good { "ok  " } else { "FAIL" };
        println!("{mark} {} ({:.0} s): {text}", module.name, start.elapsed().as_secs_f64());
        lines.push(json!({ "module": module.name, "ok": good, "detail": text }));
    }
    let good = lines.iter().filter(|l| l["ok"] == true).count();
    let report = json!({ "state": context.state, "options": format!("{:?}", choice.modules), "modules": lines });
    let path = Path::new("target/accept/modules.json");
    fs::write(path, format!("{report:#}\n")).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{good} passed, {} failed; {}", lines.len() - good, path.display());
    Ok(good == lines.len())
}

fn chosen(choice: &Choice) -> Result<Vec<Module>, String> {
    let (k, n) = slice(choice.modules.slice.as_deref().unwrap_or("0/1"))?;
    let named = |m: &Module| choice.only.is_empty() || choice.only.iter().any(|o| m.name.contains(o.as_str()));
    let chosen: Vec<Module> = list().into_iter().filter(named).skip(k).step_by(n).collect();
    if chosen.is_empty() { Err("no module was chosen".into()) } else { Ok(chosen) }
}

fn list() -> Vec<Module> {
    let line = |line: &'static str| {
        let mut words = line.split_whitespace();
        let name = words.next().filter(|w| !w.starts_with('#'))?;
        let packages: Vec<&str> = words.collect();
        Some(Module { name, packages: if packages.is_empty() { vec!["./..."] } else { packages } })
    };
    LIST.lines().filter_map(line).collect()
}

/// `K/N` with K < N.
fn slice(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    parts.filter(|(k, n)| k < n).ok_or_else(|| format!("--slice={text}: not K/N with K below N"))
}

/// Both toolchains and their folders.
struct Bench<'a> {
    context: &'a Context,
    options: &'a Options,
    /// Sources and official results.
    shared: PathBuf,
}

impl<'a> Bench<'a> {
    fn new(context: &'a Context, options: &'a Options) -> Result<Self, String> {
        let root = context.reference.tests.parent().ok_or("the reference has no folder")?;
        let shared = root.join("modules");
        for part in ["src", "official"] {
            let dir = shared.join(part);
            fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        }
        Ok(Bench { context, options, shared })
    }

    fn judge(&self, module: &Module) -> Result<Verdict, String> {
        let dir = self.source(module)?;
        let official = self.official(module, &dir)?;
        let mut verdict = worse(&official, &self.ours(&dir, &module.packages)?);
        for _ in 0..AGAIN {
            let targets = verdict.packages();
            if targets.is_empty() {
                break;
            }
            let again = self.ours(&dir, &targets.iter().map(String::as_str).collect::<Vec<_>>())?;
            verdict.keep(&worse(&official, &again));
        }
        Ok(verdict)
    }

    /// A copy of the module that may be written, with all that its tests need downloaded.
    fn source(&self, module: &Module) -> Result<PathBuf, String> {
        let dir = self.shared.join("src").join(module.name.replace('/', "+"));
        if dir.exists() {
            return Ok(dir);
        }
        let found = self.network(&["mod", "download", "-json", module.name], &self.shared);
        let answer: serde_json::Value = serde_json::from_str(&found.out()).unwrap_or_default();
        let Some(from) = answer["Dir"].as_str() else {
            return Err(format!("cannot be had: {}", answer["Error"].as_str().unwrap_or(&found.summary())));
        };
        let fresh = dir.with_extension("new");
        let _ = fs::remove_dir_all(&fresh);
        copy_tree(Path::new(from), &fresh).map_err(|e| format!("{}: {e}", fresh.display()))?;
        if !fresh.join("go.mod").exists() {
            let path = module.name.split('@').next().unwrap_or_default();
            self.network(&["mod", "init", path], &fresh);
            self.network(&["mod", "tidy"], &fresh);
        }
        let needed = self.network(&["list", "-mod=mod", "-deps", "-test", "-e", "-f", "{{.Name}}", "./..."], &fresh);
        if !needed.ok() {
            return Err(format!("what it needs cannot be had: {}", needed.summary()));
        }
        fs::rename(&fresh, &dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        Ok(dir)
    }

    /// What the official toolchain says of it, found out once.
    fn official(&self, module: &Module, dir: &Path) -> Result<Results, String> {
        let kept = self.shared.join("official").join(module.file_name());
        if let Ok(text) = fs::read_to_string(&kept) {
            return Ok(Results::parse(&text));
        }
        let mut command = official_go(TEST.iter().chain(&module.packages));
        let done = run(self.modules(&mut command).current_dir(dir), b"", Duration::from_secs(LIMIT));
        if done.status.is_none() {
            return Err(format!("the official run {}", done.summary()));
        }
        fs::write(&kept, &done.stdout).map_err(|e| format!("{}: {e}", kept.display()))?;
        Ok(Results::parse(&done.out()))
    }

    fn ours(&self, dir: &Path, packages: &[&str]) -> Result<Results, String> {
        let mut command = Command::new(&self.context.oxigo);
        command.args(TEST).args(self.options.poison.then_some("-gcflags=all=-clobberdeadreg")).args(packages);
        testkit::set_environment(&mut command, self.context.reference);
        command.env("GOCACHE", self.context.work.join("cache")).current_dir(dir);
        if self.options.stress {
            command.env("GOGC", "5").env("GODEBUG", "clobberfree=1").env("GOMAXPROCS", "4");
        }
        let done = run(self.modules(&mut command), b"", Duration::from_secs(LIMIT));
        match done.status {
            None => Err(format!("the run {}", done.summary())),
            Some(_) => Ok(Results::parse(&done.out())),
        }
    }

    /// The official command where it may use the proxy.
    fn network(&self, args: &[&str], dir: &Path) -> Finished {
        let mut command = official_go(args);
        self.modules(&mut command).env_remove("GOPROXY");
        for name in ["GOPROXY", "GOSUMDB", "GONOSUMDB"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        run(command.current_dir(dir), b"", Duration::from_secs(LIMIT))
    }

    /// Both find the same modules.
    fn modules<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.env("GOMODCACHE", self.shared.join("mod"))
    }
}

/// Copies a tree of files, which may all be written then.
fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::write(&target, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_pins_versions() {
        let list = list();
        assert!(list.len() >= 120, "{} modules", list.len());
        for (module, next) in list.iter().zip(&list[1..]) {
            assert!(module.name.contains("@v"), "{}", module.name);
            assert!(module.name < next.name, "{} is not before {}", module.name, next.name);
        }
    }

    #[test]
    fn slices_are_parts_of_a_whole() {
        assert_eq!(slice("3/8"), Ok((3, 8)));
        for bad in ["8/8", "1", "a/b", "-1/3", "0/0"] {
            assert!(slice(bad).is_err(), "{bad}");
        }
    }
}
