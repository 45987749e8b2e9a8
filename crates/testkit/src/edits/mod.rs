//! Random edits of source trees between builds: a cache that earlier builds filled has to give what one gives that
//! knows only the library. In: a seed, a command. Out: the first round in which exit code, output or program differ.
//!
//! Several trees take turns, so that when a tree's turn comes again its files have rested long enough for what is
//! remembered of resting files ([`Plan::pause`] adds to that). A round changes files of one tree ([`edit`]), in ways
//! that a build tool may fail to notice ([`write`](mod@write)), then builds it or runs its tests twice: with the cache all
//! rounds share, and with a copy of the library's alone. Broken trees stay for some rounds and are made whole again.
//! Of builds that earlier ones answered there are few; plans that judge these alone ([`Plan::answers`]) have more of them
//! for their time.

mod around;
mod edit;
mod tree;
mod write;

use crate::programs::Random;
use crate::{Finished, run};
use std::fs;
use std::io;
use std::os::unix::fs::{DirEntryExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// Of the random numbers.
    pub seed: u64,
    /// Builds to compare.
    pub rounds: usize,
    /// Trees that take turns.
    pub trees: usize,
    /// Waited after each turn of all trees.
    pub pause: Duration,
    /// Gives wrong answers on purpose: files of trees are changed while the copy of the cache is asked.
    pub broken: bool,
    /// Judges nothing but builds that were answered from what an earlier one saw; the others are not done twice.
    pub answers: bool,
    /// Facts that commands leave out on purpose ([`base::seen::LEFT_OUT`]); none if it is empty.
    pub left_out: &'static str,
    /// Leaves out tests, and what needs another library: compiling that would take longer than the rounds.
    pub quick: bool,
}

/// Says that a command of ours is to tell why it did not answer from what an earlier one saw, in lines that begin so.
const EXPLAINS: &str = "OXIGO_EXPLAIN_ANSWER";
const EXPLAINED: &str = "oxigo: ";

impl Plan {
    fn settings(&self) -> &'static [(usize, Setting)] {
        if self.quick { &SETTINGS[..SETTINGS.len() - OTHER_LIBRARIES] } else { SETTINGS }
    }
    fn has_tests(&self) -> bool {
        !self.quick && !self.answers
    }
}

/// Two builds of one tree that differ.
#[derive(Debug)]
pub struct Difference {
    /// The number of the round.
    pub round: usize,
    /// What was done to the tree in all rounds, last this one, with the command.
    pub history: Vec<String>,
    /// What differs.
    pub what: String,
}

/// What came of a plan.
#[derive(Debug, Default)]
pub struct Report {
    /// Rounds that succeeded.
    pub built: usize,
    /// Commands that were answered by what earlier ones had seen.
    pub answered: usize,
    /// What ended it early.
    pub difference: Option<Difference>,
}

/// A tree and what was done to it.
struct Tree {
    root: PathBuf,
    history: Vec<String>,
    /// Rounds in which it could not be built, one after the other.
    broken: usize,
    /// With what it was built last.
    setting: Option<Setting>,
}

impl Tree {
    /// Puts it into its first state, with a repository or without.
    fn begin(&mut self, random: &mut Random) -> io::Result<()> {
        tree::reset(&self.root)?;
        match random.chance(40) {
            true => edit::commit(&self.root, random).map(|what| self.history.push(what)),
            false => Ok(()),
        }
    }
}

/// What a command gives.
struct Outcome {
    code: Option<i32>,
    text: String,
    program: Option<Vec<u8>>,
    /// Whether it was answered from what an earlier one saw.
    answered: bool,
}

/// Words of a command line and variables.
type Setting = (&'static [&'static str], &'static [(&'static str, &'static str)]);

/// Settings of commands, by weight. For the last [`OTHER_LIBRARIES`] the library is compiled anew.
const SETTINGS: &[(usize, Setting)] = &[
    (20, (&[], &[])),
    (3, (&["-tags=special"], &[])),
    (2, (&[], &[("GOFLAGS", "-tags=special")])),
    (3, (&[], &[("GOWORK", "")])),
    (3, (&[], &[("GOENV", around::ENV_FILE), ("GOWORK", "")])),
    (1, (&[], &[("CC", "another")])),
    (1, (&[], &[("HOME", "/nowhere")])),
    (1, (&["-buildvcs=true"], &[])),
    (1, (&["-mod=mod"], &[])),
    (1, (&["-mod=vendor"], &[])),
    (1, (&["-ldflags=-buildid="], &[])),
    (2, (&["-ldflags=-X=main.stamp=linked"], &[])),
    (1, (&["-gcflags=-N -l"], &[])),
    (1, (&["-gcflags=m/a=-l"], &[])),
    (1, (&["-buildvcs=false"], &[])),
    (1, (&["-pgo=off"], &[])),
    (1, (&["-p=1"], &[])),
    (2, (&["-trimpath"], &[])),
    (1, (&[], &[("GOAMD64", "v3")])),
];
const OTHER_LIBRARIES: usize = 2;

/// Carries a plan out in `dir` with the command that `oxigo` makes for a cache, up to the first difference. `library` is
/// the folder of a cache that knows only the library, which is filled as far as it does not yet.
pub fn compare(
    plan: &Plan,
    dir: &Path,
    library: &Path,
    oxigo: &dyn Fn(&Path, &[&str]) -> Command,
) -> io::Result<Report> {
    let mut random = Random::new(plan.seed);
    let caches = Caches {
        shared: dir.join("shared"),
        library: library.to_owned(),
        fresh: dir.join("fresh"),
        goroot: (!plan.quick).then(|| library.with_file_name("goroot")),
    };
    if let Some(goroot) = &caches.goroot {
        around::copy_library(&crate::reference().goroot, goroot)?;
    }
    caches.fill_library(plan, dir, oxigo)?;
    copy(&caches.library, &caches.shared)?;
    let mut trees = Vec::new();
    for n in 0..plan.trees {
        let root = dir.join(format!("tree{n}/m"));
        let mut tree = Tree { root, history: Vec::new(), broken: 0, setting: None };
        tree.begin(&mut random)?;
        trees.push(tree);
    }
    let mut report = Report::default();
    for round in 0..plan.rounds {
        let tree = &mut trees[round % plan.trees];
        if let Some(what) = one(tree, plan, &caches, &mut random, oxigo, &mut report.answered)? {
            report.difference = Some(Difference { round, history: tree.history.clone(), what });
            return Ok(report);
        }
        report.built += usize::from(tree.broken == 0);
        if (round + 1) % plan.trees == 0 {
            std::thread::sleep(plan.pause);
        }
    }
    Ok(report)
}

/// A command of ours with this cache.
pub fn command(binary: &Path, cache: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(binary);
    crate::set_environment(&mut command, crate::reference());
    command.args(args).env("GOCACHE", cache);
    command
}

/// Edits a tree and what is around it, or makes it whole again.
fn change(tree: &mut Tree, plan: &Plan, caches: &Caches, random: &mut Random) -> io::Result<()> {
    let (patience, edits) = if plan.answers { (0, 1 + random.below(5) / 4) } else { (2, 1 + random.below(3)) };
    if tree.broken > patience || random.chance(2) {
        tree.begin(random)?;
        tree.history.push("everything as in the beginning".into());
    }
    for _ in 0..edits {
        let what = match &caches.goroot {
            Some(goroot) if random.chance(if plan.answers { 4 } else { 8 }) => around::library(goroot, random),
            _ => edit::edit(&mut tree.root, if plan.answers { 50 } else { 20 }, random),
        };
        // Earlier edits may have left nothing that this one could change.
        tree.history.push(what.unwrap_or_else(|e| format!("nothing: {e}")));
    }
    Ok(())
}

/// Edits a tree between commands, and runs the last one with both caches. What is asked for twice may be answered from what
/// the first saw, as long as nothing was edited.
fn one(
    tree: &mut Tree,
    plan: &Plan,
    caches: &Caches,
    random: &mut Random,
    oxigo: &dyn Fn(&Path, &[&str]) -> Command,
    answered: &mut usize,
) -> io::Result<Option<String>> {
    let known = tree.setting.filter(|_| plan.answers && random.chance(85));
    let (words, variables) = known.unwrap_or_else(|| *random.weighted(plan.settings()));
    tree.setting = Some((words, variables));
    let is_test = plan.has_tests() && random.chance(25);
    let ask = |root: &Path, cache: &Path, name: &str| {
        let program = root.with_file_name(name);
        let path = program.to_string_lossy().into_owned();
        let (rest, pattern): (&[&str], &str) =
            if is_test { (&["test"], "./...") } else { (&["build", "-o", &path], ".") };
        let args = [rest, words, &[pattern]].concat();
        let mut command = oxigo(cache, &args);
        command.current_dir(root).env_remove("PWD").env(EXPLAINS, "1").env("HOME", root.with_file_name(around::HOME));
        if plan.answers {
            // What is around a tree counts in every round.
            command.env("GOENV", around::ENV_FILE).env("GOWORK", "");
        }
        command.envs(variables.iter().copied());
        command.env(base::seen::LEFT_OUT, plan.left_out);
        caches.goroot.iter().for_each(|goroot| _ = command.env("GOROOT", goroot));
        let done = run(&mut command, b"", Duration::from_secs(300));
        let text = text(&done).replace(name, "program");
        let answered = !is_test && done.ok() && !done.err().contains(EXPLAINED);
        Outcome { code: done.code(), text, program: fs::read(&program).ok().filter(|_| !is_test), answered }
    };
    let before = if plan.answers { usize::from(known.is_none()) } else { random.below(3) };
    for _ in 0..before {
        *answered += usize::from(ask(&tree.root, &caches.shared, "program").answered);
        tree.history.push("the command that follows".into());
    }
    change(tree, plan, caches, random)?;
    tree.history.push(format!("{variables:?} oxigo {} {words:?}", if is_test { "test" } else { "build" }));
    let warm = ask(&tree.root, &caches.shared, "program");
    *answered += usize::from(warm.answered);
    tree.broken = if warm.code == Some(0) { 0 } else { tree.broken + 1 };
    if plan.answers && !warm.answered {
        return Ok(None);
    }
    caches.copy_library()?;
    if plan.broken {
        edit::number(&tree.root, random, write::Way::InPlace)?;
    }
    let fresh_name = "pr0gram";
    fresh_place(&tree.root, fresh_name, warm.code)?;
    let fresh = ask(&tree.root, &caches.fresh, fresh_name);
    Ok((!warm.is_same(&fresh)).then(|| differing(&warm, &fresh)))
}

impl Outcome {
    fn is_same(&self, other: &Outcome) -> bool {
        (self.code, &self.text, &self.program) == (other.code, &other.text, &other.program)
    }
}

/// Makes the place of a program what it is where the first command found it, if that did not replace it.
fn fresh_place(root: &Path, name: &str, code: Option<i32>) -> io::Result<()> {
    let _ = fs::remove_file(root.with_file_name(name));
    let old = root.with_file_name("program");
    match code != Some(0) && old.exists() {
        true => fs::copy(old, root.with_file_name(name)).map(drop),
        false => Ok(()),
    }
}

/// What a command printed, without how long tests took and whether they were remembered.
fn text(done: &Finished) -> String {
    let plain = |line: &str| match line.strip_prefix("ok  \t") {
        Some(rest) => format!("ok {}\n", rest.split('\t').next().unwrap_or_default()),
        None if line.starts_with("FAIL\t") => line.split('\t').take(2).collect::<Vec<_>>().join(" ") + "\n",
        None => format!("{}\n", line.split(" (0.").next().unwrap_or_default()),
    };
    let all = done.out() + &done.err();
    all.lines().filter(|line| !line.starts_with(EXPLAINED)).map(plain).collect()
}

fn differing(warm: &Outcome, fresh: &Outcome) -> String {
    let show = |o: &Outcome| {
        let program = o.program.as_ref().map_or("no program".into(), |p| format!("program of {} bytes", p.len()));
        format!("exit code {:?}, {program}\n{}", o.code, o.text)
    };
    format!("with the cache of earlier rounds: {}\nwith a fresh cache: {}", show(warm), show(fresh))
}

/// The caches of a comparison.
struct Caches {
    /// That of all rounds.
    shared: PathBuf,
    /// What is in the library alone.
    library: PathBuf,
    /// A copy of that for one round.
    fresh: PathBuf,
    /// A copy of the library that may be edited.
    goroot: Option<PathBuf>,
}

impl Caches {
    /// Compiles what trees need of the library, with all settings.
    fn fill_library(&self, plan: &Plan, dir: &Path, oxigo: &dyn Fn(&Path, &[&str]) -> Command) -> io::Result<()> {
        let root = dir.join("library-only");
        tree::library(&root)?;
        let of_library = |(_, (words, _)): &&(usize, Setting)| !words.iter().any(|word| word.starts_with("-mod"));
        for (_, (words, variables)) in plan.settings().iter().filter(of_library) {
            let commands: &[&[&str]] = &[&["build", "-o", "/dev/null"], &["test"]];
            for command in &commands[..1 + usize::from(plan.has_tests())] {
                let args = [*command, words, &["."]].concat();
                let mut command = oxigo(&self.library, &args);
                command.envs(variables.iter().copied()).current_dir(&root).env_remove("PWD");
                self.goroot.iter().for_each(|goroot| _ = command.env("GOROOT", goroot));
                let done = run(&mut command, b"", Duration::from_secs(900));
                if !done.ok() {
                    return Err(io::Error::other(done.summary() + &done.out()));
                }
            }
        }
        Ok(())
    }
    /// Makes the cache for one round what the library's is: nearly everything in it is still the same file.
    fn copy_library(&self) -> io::Result<()> {
        remove_others(&self.fresh, &self.library)?;
        copy(&self.library, &self.fresh)
    }
}

/// Removes what is not in another folder under that name, or is not a link to the same file.
fn remove_others(folder: &Path, other: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let (path, twin) = (entry.path(), other.join(entry.file_name()));
        let is_dir = entry.file_type()?.is_dir();
        match fs::symlink_metadata(&twin) {
            Ok(meta) if is_dir && meta.is_dir() => remove_others(&path, &twin)?,
            Ok(meta) if !is_dir && meta.ino() == entry.ino() => {}
            _ if is_dir => fs::remove_dir_all(path)?,
            _ => fs::remove_file(path)?,
        }
    }
    Ok(())
}

/// Copies a folder by links to its files, which a cache never changes in place.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else if !target.exists() {
            fs::hard_link(entry.path(), &target).or_else(|_| fs::copy(entry.path(), &target).map(drop))?;
        }
    }
    Ok(())
}
