//! `oxigo build [-o output] [build flags] [packages]`: compiles packages; links the programs among
//! them. A single program becomes a file, the rest shows that it can be built. Authority: `go
//! help build`, GOROOT `cmd/go/internal/work/build.go`.

use crate::build_flags::{BuildFlags, BuildMode, Command, Refused};
use crate::toolchain::InProcess;
use base::goflag::Shape;
use base::timings::Timings;
use build::builder::program_name;
use build::{Builder, Goal, Graph, PackageId};
use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

pub(crate) const COMMAND: Command = Command {
    usage: "oxigo build [-o output] [build flags] [packages]",
    flags: &[("o", Shape::Value), ("timings", Shape::Bool), ("why", Shape::Value)],
};

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match build(args) {
        Ok(code) => code,
        Err(refused) => refused.report(),
    }
}

fn build(args: &[OsString]) -> Result<ExitCode, Refused> {
    let mut flags = BuildFlags::parse(&COMMAND, args)?;
    flags.options.explain = flags.own("why").is_some();
    let start = Instant::now();
    let graph = ManuallyDrop::new(load(&flags, &flags.rest)?);
    let loaded = start.elapsed();
    flags.advice().iter().for_each(|line| println!("{line}"));
    let goals = goals(&flags, &graph).map_err(|why| flags.explained(why.message))?;
    // The process ends soon: nothing large is taken apart before.
    let toolchain = ManuallyDrop::new(InProcess::new(&graph, &flags.options));
    let builder = Builder::new(&graph, &flags.options, &*toolchain).map_err(Refused::failed)?;
    let _guard = crate::interrupt::on_signals(&builder);
    let results = builder.run(&goals);
    builder.close();
    if let Some(package) = flags.own("why").filter(|_| !flags.options.dry) {
        match crate::why_built::text(package, &results.steps, &graph) {
            Ok(text) => eprint!("{text}"),
            // What could not be built was said.
            Err(_) if results.failed => {}
            Err(why) => return Err(Refused::failed(why)),
        }
    }
    if flags.is_on("timings") {
        print_timings(loaded, &[builder.timings(), toolchain.timings()]);
    }
    if says_nothing(&flags, &graph) && !builder.spoke() {
        crate::answer::keep(builder.cache(), &goals, &results);
    }
    Ok(ExitCode::from(results.exit_code()))
}

/// Whether a build prints nothing if there is nothing to do, and then comes to the same end as the last one.
fn says_nothing(flags: &BuildFlags, graph: &Graph) -> bool {
    let o = &flags.options;
    let speaks = o.verbose || o.prints() || o.keep_work || flags.is_on("timings") || flags.own("why").is_some();
    let works = o.force || o.cover.is_some() || o.crash_dir.is_some() || flags.module_mode == "mod";
    !speaks && !works && flags.advice().is_none() && graph.warnings.is_empty()
}

/// Prints how long each stage took, over all threads.
fn print_timings(loaded: Duration, timings: &[&Timings]) {
    let all = timings.iter().flat_map(|t| t.report());
    for (stage, time, count) in std::iter::once(("build.load", loaded, 1)).chain(all) {
        eprintln!("{stage:24} {:10.3} ms {count:8}", time.as_secs_f64() * 1e3);
    }
}

/// Why a build is upstream's, which makes a copy of a package for each profile.
pub(crate) const SEVERAL_PROFILES: &str = "go: packages below several programs have several profiles: use -pgo=off";

/// Loads packages to be built; all that is wrong with them is an error of the command.
pub(crate) fn load(flags: &BuildFlags, patterns: &[String]) -> Result<Graph, Refused> {
    flags.is_for_a_platform()?;
    let mut graph = flags.load(patterns, false)?;
    let errors = graph.errors(&flags.options.cwd);
    if !errors.is_empty() {
        return Err(flags.explained(errors.join("\n")));
    }
    flags.ready_to_build()?;
    if graph.needs_copies {
        return Err(flags.explained(SEVERAL_PROFILES));
    }
    build::vcs::note(&mut graph, &flags.options);
    let errors = graph.errors(&flags.options.cwd);
    if !errors.is_empty() {
        return Err(flags.explained(errors.join("\n")));
    }
    graph.warnings.iter().for_each(|w| eprintln!("{w}"));
    Ok(graph)
}

/// What is to become of each package that was named.
#[expect(clippy::disallowed_methods, reason = "what a build leaves is asked for by its answer (`build::answer`)")]
fn goals(flags: &BuildFlags, graph: &Graph) -> Result<Vec<(PackageId, Goal)>, Refused> {
    let options = &flags.options;
    let roots: Vec<PackageId> = graph
        .roots
        .iter()
        .copied()
        .filter(|&id| !(graph.packages[id].is_wild && graph.packages[id].go_files.is_empty()))
        .filter(|&id| !build::plan::is_builtin(graph, id))
        .collect();
    let is_program = |id: PackageId| graph.packages[id].name == "main";
    let explicit = flags.own("o").filter(|o| !o.is_empty());
    let roots = of_mode(flags.mode, roots, explicit.is_some(), &is_program)?;
    let output = match (explicit, &roots[..]) {
        (Some("/dev/null"), _) => None,
        (Some(o), _) => Some(o.to_owned()),
        (None, [only]) if is_program(*only) => Some(program_name(graph, *only)),
        _ => None,
    };
    let Some(output) = output else {
        return Ok(roots.into_iter().map(|id| (id, Goal::Check)).collect());
    };
    let file = build::gomod::join(&options.cwd, &output);
    if output.ends_with('/') || file.is_dir() {
        if explicit.is_none() {
            let message = format!("go: build output {output:?} already exists and is a directory");
            return Err(Refused::failed(message));
        }
        return into_folder(graph, &roots, &output, &file);
    }
    match roots[..] {
        [] => Err(Refused::failed("no packages to build")),
        [id] if is_program(id) => Ok(vec![(id, Goal::Program(file, output))]),
        [id] => Ok(vec![(id, Goal::Library(file, output))]),
        _ => Err(Refused::failed(format!("go: cannot write multiple packages to non-directory {output}"))),
    }
}

/// The packages that `-buildmode` leaves.
fn of_mode(
    mode: BuildMode,
    mut roots: Vec<PackageId>,
    has_output: bool,
    is_program: &dyn Fn(PackageId) -> bool,
) -> Result<Vec<PackageId>, Refused> {
    match mode {
        BuildMode::Default => {}
        BuildMode::Archive => roots.retain(|id| !is_program(*id)),
        BuildMode::Exe if has_output && !matches!(roots[..], [only] if is_program(only)) => {
            return Err(Refused::failed("-buildmode=exe requires exactly one main package"));
        }
        BuildMode::Exe => roots.retain(|id| is_program(*id)),
    }
    Ok(roots)
}

fn into_folder(
    graph: &Graph,
    roots: &[PackageId],
    shown: &str,
    folder: &Path,
) -> Result<Vec<(PackageId, Goal)>, Refused> {
    let programs = roots.iter().filter(|id| graph.packages[**id].name == "main");
    let goal = |&id: &PackageId| {
        let name = program_name(graph, id);
        let shown = Path::new(shown).join(&name).to_string_lossy().into_owned();
        (id, Goal::Program(folder.join(name), shown))
    };
    let goals: Vec<_> = programs.map(goal).collect();
    match goals.is_empty() {
        true => Err(Refused::failed("go: no main packages to build")),
        false => Ok(goals),
    }
}
