//! `oxigo test [build/test flags] [packages] [build/test flags & test binary flags]`: builds for each package a
//! program of its tests and runs it. With `-c` the programs are only built. Authority: `go help test`,
//! `go help testflag`, GOROOT `cmd/go/internal/test/test.go`.

mod coverage;
mod duration;
mod flags;
mod output;
mod process;
mod results;
mod runner;

use crate::build_command::SEVERAL_PROFILES;
use crate::build_flags::{BuildFlags, Command, Refused, for_upstream};
use crate::toolchain::InProcess;
use build::Stamping;
use build::builder::program_name;
use build::pkgflags::split_quoted;
use build::{Builder, Goal, Graph, PackageId, TestProgram, TestSet};
use coverage::Profile;
use flags::TestFlags;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;

pub(crate) const COMMAND: Command = Command {
    usage: "oxigo test [build/test flags] [packages] [build/test flags & test binary flags]",
    flags: &flags::TABLE,
};

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match test(args) {
        Ok(code) => code,
        Err(refused) => refused.report(),
    }
}

fn test(args: &[OsString]) -> Result<ExitCode, Refused> {
    let (mut build_flags, flags) = understand(args)?;
    let options = &mut build_flags.options;
    options.vet = flags.vet();
    options.omit_debug = !flags.is_on("c") && !flags.keeps_program();
    if options.buildvcs == Stamping::Auto {
        options.buildvcs = Stamping::Never;
    }
    let exec = split_quoted(flags.text("exec")).map_err(Refused::failed)?;
    let graph = load(&build_flags, &flags).map_err(|refused| match refused.with_c {
        true => Refused { upstream: Some(for_upstream("test", args)), ..refused },
        false => Refused { upstream: None, ..refused },
    });
    let graph = ManuallyDrop::new(graph?);
    if graph.needs_copies {
        let upstream = Some(for_upstream("test", args));
        return Err(Refused { upstream, ..Refused::failed(SEVERAL_PROFILES) });
    }
    check(&graph, &flags, &build_flags)?;
    let (goals, packages, mut failed) = goals(&build_flags, &flags, &graph)?;
    // The process ends soon: nothing large is taken apart before.
    let toolchain = ManuallyDrop::new(InProcess::new(&graph, &build_flags.options));
    let builder = Builder::new(&graph, &build_flags.options, &*toolchain).map_err(Refused::failed)?;
    let guard = crate::interrupt::on_signals(&builder);
    guard.leave_to_tests();
    let profile = profile(&build_flags, &flags, packages.len())?;
    let runner = runner::Runner::new(&builder, &flags, exec, &packages, profile);
    failed |= builder.run_tests(&goals, Some(&runner)).failed;
    builder.close();
    runner.finish().map_err(Refused::failed)?;
    let is_list = !flags.packages.is_empty() && !flags.is_on("json") && flags.text("fuzz").is_empty();
    if failed && is_list && !flags.is_on("c") {
        println!("FAIL");
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The profile of all packages, if one is wanted.
fn profile(build_flags: &BuildFlags, flags: &TestFlags, packages: usize) -> Result<Option<Profile>, Refused> {
    let (name, cover) = (flags.text("coverprofile"), &build_flags.options.cover);
    let Some(cover) = cover.as_ref().filter(|_| !name.is_empty() && !flags.is_on("c")) else { return Ok(None) };
    let folder = Some(flags.text("outputdir")).filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let file = build::gomod::join(&folder.unwrap_or_else(|| build_flags.options.cwd.clone()), name);
    Profile::create(file, cover.mode, packages).map(Some).map_err(Refused::failed)
}

/// The command line and `GOFLAGS`: what is for builds, and what is for tests.
fn understand(args: &[OsString]) -> Result<(BuildFlags, TestFlags), Refused> {
    let args: Option<Vec<String>> = args.iter().map(|a| a.to_str().map(str::to_owned)).collect();
    let args = args.ok_or_else(|| Refused::failed("oxigo: arguments must be UTF-8"))?;
    let usage = |why: String| {
        let line = if why.is_empty() { why } else { why + "\n" };
        Refused::usage(line + &flags::usage())
    };
    let first = flags::parse(None, &[], &args, "").map_err(usage)?;
    let for_build: Vec<OsString> = first.build.iter().map(|(n, v)| format!("-{n}={v}").into()).collect();
    // What this finds besides is in `GOFLAGS`.
    let mut build_flags = BuildFlags::parse(&COMMAND, &for_build)?;
    let mut preset = std::mem::take(&mut build_flags.own);
    if std::mem::take(&mut build_flags.options.verbose) {
        preset.push(("v".to_owned(), "true".to_owned()));
    }
    let cwd = build_flags.options.cwd.to_string_lossy().into_owned();
    let flags = flags::parse(Some(build_flags.options.target.release), &preset, &args, &cwd).map_err(usage)?;
    if !flags.text("coverprofile").is_empty() {
        build_flags.cover = true;
        build_flags.settle_coverage();
    }
    Ok((build_flags, flags))
}

/// Loads the packages with their tests; what is wrong with the packages themselves ends the command.
fn load(build_flags: &BuildFlags, flags: &TestFlags) -> Result<Graph, Refused> {
    build_flags.ready_to_build()?;
    let mut graph = build_flags.load(&flags.packages, true)?;
    build::vcs::note(&mut graph, &build_flags.options);
    build::testmain::generate(&mut graph);
    graph.warnings.iter().for_each(|w| eprintln!("{w}"));
    let mut plain: Vec<PackageId> = graph.roots.iter().flat_map(|&r| graph.below(r)).collect();
    plain.extend(&graph.roots);
    plain.sort();
    let errors = graph.errors_of(plain.into_iter(), &build_flags.options.cwd);
    match errors.is_empty() {
        true => Ok(graph),
        false => Err(Refused::failed(errors.join("\n"))),
    }
}

/// Refuses what cannot be done for so many packages.
fn check(graph: &Graph, flags: &TestFlags, build_flags: &BuildFlags) -> Result<(), Refused> {
    if graph.roots.is_empty() {
        return Err(Refused::failed("no packages to test"));
    }
    if !flags.text("fuzz").is_empty() {
        check_fuzzing(graph, flags, build_flags)?;
    }
    match flags.profile() {
        Some(profile) if graph.roots.len() != 1 => {
            Err(Refused::failed(format!("cannot use -{profile} flag with multiple packages")))
        }
        _ => Ok(()),
    }
}

/// Fuzzing concerns one package, whose files it may change.
fn check_fuzzing(graph: &Graph, flags: &TestFlags, build_flags: &BuildFlags) -> Result<(), Refused> {
    let [root] = graph.roots[..] else {
        return Err(Refused::failed("cannot use -fuzz flag with multiple packages"));
    };
    if !flags.text("coverprofile").is_empty() {
        return Err(Refused::failed("cannot use -coverprofile flag with -fuzz flag"));
    }
    if let Some(profile) = flags.profile() {
        return Err(Refused::failed(format!("cannot use -{profile} flag with -fuzz flag")));
    }
    let package = &graph.packages[root];
    let in_tree = package.standard && build_flags.options.cwd.starts_with(build_flags.options.goroot.join("src"));
    match &package.module {
        Some(module) if module.version.is_some() || module.replaced_by.is_some() => {}
        None if package.standard && !in_tree => {}
        _ => return Ok(()),
    }
    Err(Refused::failed("cannot use -fuzz flag on package outside the main module"))
}

/// What a program of tests is called.
fn binary_name(graph: &Graph, root: PackageId) -> String {
    let package = &graph.packages[root];
    match package.import_path == build::package::COMMAND_LINE {
        true => format!("{}.test", package.name),
        false => format!("{}.test", program_name(graph, root)),
    }
}

/// Goals with the packages they name and the packages that are tested, and whether any test cannot be
/// set up, which is printed.
type Goals = (Vec<(PackageId, Goal)>, Vec<(PackageId, PackageId)>, bool);

fn goals(build_flags: &BuildFlags, flags: &TestFlags, graph: &Graph) -> Result<Goals, Refused> {
    let targets = Targets::new(build_flags, flags, graph)?;
    let (mut goals, mut packages, mut failed) = (Vec::new(), Vec::new(), false);
    for &root in &graph.roots {
        let Some(set) = graph.tests.iter().find(|set| set.root == root) else {
            goals.push((root, Goal::NoTests));
            packages.push((root, root));
            continue;
        };
        if let Some(error) = setup_error(graph, set, build_flags) {
            let path = &graph.packages[root].import_path;
            eprintln!("# {path}\n{error}");
            println!("FAIL\t{path} [setup failed]");
            failed = true;
            continue;
        }
        let name = binary_name(graph, root);
        let target = targets.of(&name);
        let goal = match target {
            Some((file, shown)) if flags.is_on("c") => Goal::Program(file, shown),
            None if flags.is_on("c") => Goal::Check,
            install => Goal::Test(TestProgram { name, install, alone: !flags.text("bench").is_empty() }),
        };
        if let Goal::Test(_) = goal {
            packages.push((set.main, root));
        }
        goals.push((set.main, goal));
    }
    Ok((goals, packages, failed))
}

/// The first thing that is wrong with what only tests import, or with the tests.
fn setup_error(graph: &Graph, set: &TestSet, build_flags: &BuildFlags) -> Option<String> {
    let own = [Some(set.internal), set.external, Some(set.main)];
    let with_imports = own.into_iter().flatten().flat_map(|id| std::iter::once(id).chain(graph.below(id)));
    with_imports.filter_map(|id| graph.packages[id].error.as_ref()).map(|e| e.text(&build_flags.options.cwd)).next()
}

/// Where programs are put.
struct Targets {
    /// Nowhere, unless profiles or `-c` ask for them.
    wanted: bool,
    /// What `-o` says.
    output: Option<String>,
    is_folder: bool,
    cwd: PathBuf,
}

impl Targets {
    fn new(build_flags: &BuildFlags, flags: &TestFlags, graph: &Graph) -> Result<Targets, Refused> {
        let cwd = build_flags.options.cwd.clone();
        let output = Some(flags.text("o").to_owned()).filter(|o| !o.is_empty());
        let is_folder = output.as_ref().is_some_and(|o| o.ends_with('/') || build::gomod::join(&cwd, o).is_dir());
        let wanted = flags.is_on("c") || flags.keeps_program();
        if graph.roots.len() > 1 && wanted && output.as_deref() != Some("/dev/null") {
            if output.is_some() && !is_folder {
                let message = "with multiple packages, -o must refer to a directory or /dev/null";
                return Err(Refused::failed(message));
            }
            names_differ(graph)?;
        }
        Ok(Targets { wanted, output, is_folder, cwd })
    }

    /// The place of a program and how it is shown; `None` where nothing is kept.
    fn of(&self, name: &str) -> Option<(PathBuf, String)> {
        let shown = match &self.output {
            _ if !self.wanted => return None,
            Some(o) if o == "/dev/null" => return None,
            Some(o) if self.is_folder => format!("{}/{name}", o.trim_end_matches('/')),
            Some(o) => o.clone(),
            None => name.to_owned(),
        };
        Some((build::gomod::join(&self.cwd, &shown), shown))
    }
}

/// Refuses packages whose programs would have one name.
fn names_differ(graph: &Graph) -> Result<(), Refused> {
    let mut named: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for &root in &graph.roots {
        named.entry(binary_name(graph, root)).or_default().push(&graph.packages[root].import_path);
    }
    let clashes = named.iter().filter(|(_, paths)| paths.len() > 1);
    let lines: Vec<String> = clashes
        .map(|(name, paths)| format!("cannot write test binary {name} for multiple packages:\n{}\n", paths.join("\n")))
        .collect();
    if lines.is_empty() { Ok(()) } else { Err(Refused::failed(lines.join("\n"))) }
}
