//! The tests of single packages. In: programs as the builder has linked them. Out: their output, a line for
//! each package, results in the cache. Authority: `go help test`, GOROOT
//! `cmd/go/internal/test/test.go`.

use super::coverage::{self, Profile};
use super::duration;
use super::flags::TestFlags;
use super::output::{Output, Printer, Route, nothing};
use super::process::{Ended, Intervention, Job, run};
use super::results::{Place, Results, are_cacheable};
use build::cache::ActionId;
use build::{Builder, Built, Metas, Package, PackageId, TestRunner};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const LEAST_DELAY: Duration = Duration::from_secs(5);

/// Runs the tests of one build.
pub(super) struct Runner<'a> {
    builder: &'a Builder<'a>,
    flags: &'a TestFlags,
    /// What `-exec` says.
    exec: Vec<String>,
    results: Results<'a>,
    printer: Printer,
    /// `-coverprofile`
    profile: Option<Profile>,
    /// The tested packages with their places in the output, by the packages that goals name.
    tested: HashMap<PackageId, (usize, PackageId)>,
    looked_up: Mutex<HashMap<PackageId, Lookup>>,
    /// A test has failed and no other is to begin.
    stops: AtomicBool,
}

/// What was found in the cache for a package.
#[derive(Clone, Debug, Default)]
struct Lookup {
    keys: Vec<ActionId>,
    output: Option<Vec<u8>>,
}

impl<'a> Runner<'a> {
    /// A runner for packages in their order: what goals name, and what is tested.
    pub(super) fn new(
        builder: &'a Builder<'a>,
        flags: &'a TestFlags,
        exec: Vec<String>,
        packages: &[(PackageId, PackageId)],
        profile: Option<Profile>,
    ) -> Runner<'a> {
        Runner {
            profile,
            builder,
            flags,
            results: Results::new(builder.cache(), &flags.args, &exec.join(" ")),
            exec,
            printer: Printer::new(packages.len()),
            tested: packages.iter().enumerate().map(|(i, &(goal, tested))| (goal, (i, tested))).collect(),
            looked_up: Mutex::default(),
            stops: AtomicBool::new(false),
        }
    }

    /// The place of a package's tests, if their results may be used again.
    fn place(&self, package: &'a Package) -> Option<Place<'a>> {
        let is_named = !self.flags.packages.is_empty() && package.import_path != build::package::COMMAND_LINE;
        let may = is_named && are_cacheable(&self.flags.args);
        let root = match &package.module {
            Some(module) => &module.dir,
            None if package.dir.starts_with(self.builder.options.goroot.join("src")) => &self.builder.options.goroot,
            None => return None,
        };
        may.then_some(Place { dir: &package.dir, root })
    }

    /// Looks for a result under another key.
    fn look_up(&self, id: PackageId, program: &str, place: Place<'_>, metas: &Metas<'_>) -> Lookup {
        let mut all = self.looked_up.lock().unwrap_or_else(PoisonError::into_inner);
        let lookup = all.entry(id).or_default();
        if lookup.output.is_none() {
            let key = self.results.key(program, &format!("{metas:?}"));
            lookup.keys.push(key);
            lookup.output = self.results.get(&key, place);
        }
        lookup.clone()
    }

    fn route(&self) -> Route {
        let flags = self.flags;
        if flags.packages.is_empty() || !flags.text("bench").is_empty() || !flags.text("fuzz").is_empty() {
            return Route::Live;
        }
        let is_alone = self.tested.len() == 1 || self.builder.options.parallel == 1;
        match flags.shows_all() && is_alone || flags.is_on("json") {
            true => Route::LiveAndKept,
            false => Route::Whole,
        }
    }

    /// Runs the tests of a package, or takes the result from the cache.
    fn test(
        &self,
        id: PackageId,
        package: &'a Package,
        program: &Built,
        metas: &Metas<'_>,
        output: &mut Output<'_>,
    ) -> bool {
        let place = self.place(package);
        let lookup = place.map(|p| self.look_up(id, program.content(), p, metas)).unwrap_or_default();
        if let Some(known) = &lookup.output {
            output.write(known);
            return true;
        }
        let log = program.file.with_file_name("testlog.txt");
        let words = self.words(package, program, place.is_some().then_some(&log));
        if self.builder.options.prints() {
            self.builder.show(&words.join(" "));
        }
        if self.builder.options.dry {
            return true;
        }
        let ended = match self.counts_in(program, metas) {
            Ok(folder) => self.execute(&words, &package.dir, folder.as_deref(), output),
            Err(why) => Ended { status: Err(why), intervention: None, time: Duration::ZERO },
        };
        self.add_to_profile(id, &program.file.with_file_name(coverage::PROFILE), output);
        let passed =
            ended.intervention != Some(Intervention::Abandoned) && ended.status.as_ref().is_ok_and(|s| s.success());
        let seconds = format!("{:.3}s", ended.time.as_secs_f64());
        match passed {
            true => {
                self.say_ok(package, &seconds, output);
                if let (Some(place), Ok(log)) = (place, std::fs::read(&log)) {
                    self.results.put(&lookup.keys, &log, place, &output.text);
                }
            }
            false => self.say_failed(package, &seconds, &ended, output),
        }
        passed
    }

    /// The command line of a program.
    fn words(&self, package: &Package, program: &Built, log: Option<&PathBuf>) -> Vec<String> {
        let mut words = self.exec.clone();
        words.push(program.file.to_string_lossy().into_owned());
        if let Some(log) = log.filter(|_| self.exec.is_empty()) {
            words.push(format!("-test.testlogfile={}", log.display()));
        }
        words.push("-test.paniconexit0".to_owned());
        if !self.flags.text("fuzz").is_empty() {
            let found = self.builder.cache().dir().join("fuzz").join(&package.import_path);
            words.push(format!("-test.fuzzcachedir={}", found.display()));
        }
        let beside = |name: &str| program.file.with_file_name(name).to_string_lossy().into_owned();
        if self.builder.options.cover.is_some() {
            words.push(format!("-test.gocoverdir={}", beside(coverage::FOLDER)));
        }
        let own_profile = |arg: &String| match arg.starts_with("-test.coverprofile=") {
            true => format!("-test.coverprofile={}", beside(coverage::PROFILE)),
            false => arg.clone(),
        };
        words.extend(self.flags.args.iter().map(own_profile));
        words
    }

    /// Makes the folder for what a program counts, if it does.
    fn counts_in(&self, program: &Built, metas: &Metas<'_>) -> Result<Option<PathBuf>, String> {
        let counts = self.builder.options.cover.is_some();
        counts.then(|| coverage::folder(&program.file, self.builder.graph, metas)).transpose()
    }

    fn add_to_profile(&self, id: PackageId, part: &Path, output: &mut Output<'_>) {
        let (Some(profile), Some((index, _))) = (&self.profile, self.tested.get(&id)) else { return };
        if let Err(line) = profile.add(*index, part) {
            output.write(line.as_bytes());
        }
    }

    /// What there is to say of a package without tests.
    fn say_untested(&self, id: PackageId, package: &Package, built: &Built, output: &mut Output<'_>) -> bool {
        let Some(blocks) = built.blocks.as_deref() else {
            output.only(&format!("?   \t{}\t[no test files]\n", package.import_path));
            return true;
        };
        let (path, options) = (&package.import_path, &self.builder.options);
        let tool = options.goroot.join(base::host::TOOLS).join("covdata");
        let show = |args: &str| {
            if options.prints() {
                self.builder.show(&format!("{} {args}", tool.display()));
            }
        };
        match coverage::untested(path, blocks, &options.tmp, self.profile.is_some(), &show) {
            Ok(untested) => {
                output.only(&untested.line);
                self.add_to_profile(id, &untested.profile, output);
                true
            }
            Err(why) => {
                output.only(&format!("{}\nFAIL\t{}\n", why.trim_end(), package.import_path));
                false
            }
        }
    }

    /// Writes what has to be whole before the command ends. The error is a line.
    pub(super) fn finish(&self) -> Result<(), String> {
        self.profile.as_ref().map_or(Ok(()), Profile::write)
    }

    fn execute(&self, words: &[String], dir: &Path, folder: Option<&Path>, output: &mut Output<'_>) -> Ended {
        let goroot = &self.builder.options.goroot;
        let bin = crate::upstream::view::of(goroot).unwrap_or_else(|_| goroot.clone()).join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(bin).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders).unwrap_or(path.clone());
        let (limit, delay) = self.limits();
        let job = Job { words, dir, path, coverage: folder, limit, delay };
        let prints_itself = self.route() == Route::Live && !self.flags.is_on("json");
        let mut sink = |text: &[u8]| output.write(text);
        run(&job, if prints_itself { None } else { Some(&mut sink) })
    }

    /// When a program that did not end itself is asked to, and how long it may then take.
    fn limits(&self) -> (Option<Duration>, Option<Duration>) {
        let nanos = u64::try_from(self.flags.timeout()).unwrap_or(0);
        if nanos == 0 || !self.flags.text("fuzz").is_empty() {
            return (None, None);
        }
        let timeout = Duration::from_nanos(nanos);
        let delay = (timeout / 10).max(LEAST_DELAY);
        (Some(timeout + delay.max(MINUTE)), Some(delay))
    }

    fn say_ok(&self, package: &Package, seconds: &str, output: &mut Output<'_>) {
        const REMARKS: [(&str, &str); 3] = [
            ("testing: warning: no tests to run\n", " [no tests to run]"),
            ("testing: warning: no fuzz tests to fuzz\n", " [no fuzz tests to fuzz]"),
            (
                "testing: warning: -fuzz matches more than one fuzz test, won't fuzz\n",
                "[-fuzz matches more than one fuzz test, won't fuzz]",
            ),
        ];
        let printed = String::from_utf8_lossy(&output.text).into_owned();
        let has_line = |line: &str| printed.starts_with(line) || printed.contains(&format!("\n{line}"));
        let remark = REMARKS.iter().rev().find(|(line, _)| has_line(line)).map_or("", |(_, remark)| remark);
        let counts = self.builder.options.cover.is_some();
        let covered = if counts { coverage::remark(&printed) } else { String::new() };
        if !self.flags.shows_all() && !self.flags.is_on("json") {
            output.text.clear();
        }
        if !printed.is_empty() && !printed.ends_with('\n') {
            output.write(b"\n");
        }
        output.write(format!("ok  \t{}\t{seconds}{covered}{remark}\n", package.import_path).as_bytes());
    }

    fn say_failed(&self, package: &Package, seconds: &str, ended: &Ended, output: &mut Output<'_>) {
        if self.flags.is_on("failfast") {
            self.stops.store(true, Ordering::Relaxed);
        }
        let text = |time: Option<Duration>| {
            duration::text(i64::try_from(time.unwrap_or_default().as_nanos()).unwrap_or(i64::MAX))
        };
        let (limit, delay) = self.limits();
        match ended.intervention {
            Some(Intervention::Quit) => {
                output.write(format!("*** Test killed with quit: ran too long ({}).\n", text(limit)).as_bytes());
            }
            Some(Intervention::Abandoned) => {
                output.write(format!("*** Test I/O incomplete {} after exiting.\n", text(delay)).as_bytes());
            }
            None => {}
        }
        let exited = ended.status.as_ref().is_ok_and(|s| s.code().is_some_and(|c| c != 0));
        if output.text.is_empty() || !exited {
            let why = match &ended.status {
                Ok(status) if status.success() => "exec: WaitDelay expired before I/O complete".to_owned(),
                Ok(status) => crate::run_command::ending(*status),
                Err(why) => why.clone(),
            };
            output.write(format!("{why}\n").as_bytes());
        } else if !output.text.ends_with(b"\n") {
            output.write(b"\n");
        }
        // The mark makes this the line of the package in a stream of events.
        let mark = if self.flags.is_on("json") || self.flags.text("v") == "test2json" { "\x16" } else { "" };
        output.write(format!("{mark}FAIL\t{}\t{seconds}\n", package.import_path).as_bytes());
    }
}

impl TestRunner for Runner<'_> {
    fn is_known(&self, id: PackageId, action: &ActionId, metas: &Metas<'_>) -> bool {
        let tested = self.tested.get(&id).map(|(_, tested)| &self.builder.graph.packages[*tested]);
        let place = tested.and_then(|package| self.place(package));
        place.is_some_and(|place| self.look_up(id, &action.text(), place, metas).output.is_some())
    }

    fn run(&self, id: PackageId, program: Option<&Built>, metas: &Metas<'_>) -> bool {
        let Some(&(index, tested)) = self.tested.get(&id) else { return false };
        if self.stops.load(Ordering::Relaxed) {
            nothing(&self.printer, index);
            return true;
        }
        let package = &self.builder.graph.packages[tested];
        let events = self.flags.is_on("json").then_some(package.import_path.as_str());
        let mut output = Output::new(&self.printer, index, events, self.route());
        let has_tests = !(package.tests.go_files.is_empty() && package.tests.external_go_files.is_empty());
        let passed = match program {
            None => {
                output.only(&format!("FAIL\t{} [build failed]\n", package.import_path));
                false
            }
            Some(built) if !has_tests => self.say_untested(id, package, built, &mut output),
            Some(program) => self.test(id, package, program, metas, &mut output),
        };
        output.finish(passed);
        passed
    }
}
