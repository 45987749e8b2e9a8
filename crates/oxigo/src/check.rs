//! `oxigo check [flags] [packages]`: finds the errors in packages without building them. Out:
//! the errors, as `go build` would print them, on standard error; exit code 1 if there are any.

mod exported;
mod schedule;

use crate::env::Variables;
use base::goflag::{Given, Shape, asks_for_help, parse};
use build::{Context, Graph, LoadConfig};
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use target::Target;

const FLAGS: &[(&str, Shape)] = &[
    ("e", Shape::Bool),
    ("tests", Shape::Bool),
    ("tags", Shape::Value),
    ("C", Shape::Value),
    ("mod", Shape::Value),
    ("timings", Shape::Bool),
    ("lang", Shape::Value),
    ("x-from-export", Shape::Bool),
];

const USAGE: &str =
    "usage: oxigo check [-e] [-tests] [-tags list] [-mod mode] [-C dir] [-lang version] [-timings] [packages]
Run 'oxigo help check' for details.";

/// What the command line asks for.
struct Options {
    all_errors: bool,
    tests: bool,
    tags: Vec<String>,
    module_mode: String,
    dir: PathBuf,
    timings: bool,
    lang: Option<String>,
    from_export: bool,
    patterns: Vec<String>,
    variables: Variables,
}

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match options(args) {
        Ok(options) => check(&options),
        Err(message) => {
            let line = if asks_for_help(&message) { String::new() } else { format!("{message}\n") };
            eprintln!("{line}{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options(args: &[OsString]) -> Result<Options, String> {
    let (given, rest) = parse(FLAGS, args)?;
    let last = |name: &str| given.iter().rev().find(|g| g.name == name);
    let text = |name: &str| last(name).map(Given::text).unwrap_or_default();
    let on = |name: &str| last(name).is_some_and(Given::on);
    let cwd = std::env::current_dir().map_err(|e| format!("oxigo: no current directory: {e}"))?;
    let patterns: Option<Vec<String>> = rest.into_iter().map(|p| p.into_string().ok()).collect();
    Ok(Options {
        all_errors: on("e"),
        tests: on("tests"),
        tags: text("tags").split([',', ' ']).filter(|t| !t.is_empty()).map(str::to_owned).collect(),
        module_mode: text("mod"),
        dir: build::gomod::join(&cwd, &text("C")),
        timings: on("timings"),
        lang: last("lang").map(Given::text),
        from_export: on("x-from-export"),
        patterns: patterns.ok_or("package patterns must be UTF-8")?,
        variables: Variables::of_process(),
    })
}

fn check(options: &Options) -> ExitCode {
    let start = std::time::Instant::now();
    let tree = match crate::goroot::existing() {
        Ok(tree) => tree,
        Err(e) => {
            eprintln!("oxigo: {e}");
            return ExitCode::FAILURE;
        }
    };
    let (target, graph) = match load(options, tree.root) {
        Ok(loaded) => loaded,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    graph.warnings.iter().for_each(|w| eprintln!("{w}"));
    let loaded = start.elapsed();
    let errors = graph.errors(&options.dir);
    if !errors.is_empty() {
        errors.iter().for_each(|e| eprintln!("{e}"));
        return ExitCode::FAILURE;
    }
    let how = schedule::How {
        cwd: &options.dir,
        all_errors: options.all_errors,
        lang: options.lang.as_deref(),
        experiments: types::LanguageExperiments::of(&target.experiments),
        from_export: options.from_export,
    };
    let results = schedule::check_all(&graph, &how);
    let mut failed = false;
    for (package, lines) in &results {
        failed = true;
        eprintln!("# {package}");
        lines.iter().for_each(|l| eprintln!("{l}"));
    }
    if options.timings {
        let checked = start.elapsed() - loaded;
        eprintln!("loading {loaded:.3?}, checking {} packages {checked:.3?}", graph.packages.len());
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn load(options: &Options, goroot: PathBuf) -> Result<(Target, Graph), String> {
    let variables = &options.variables;
    let target = Target::read(&variables.settings, &variables.release()).map_err(|e| e.to_string())?;
    let config = LoadConfig {
        goroot: base::seen::canonicalize(&goroot).unwrap_or(goroot),
        cwd: options.dir.clone(),
        context: Context::new(&target, options.tags.clone()),
        modules: variables.module_env(&target, &options.module_mode),
        tests: options.tests,
        find: false,
        cover: None,
        pgo: build::Profiles::Off,
        heads: build::Heads::default(),
    };
    Ok((target, build::load(&config, &options.patterns)?))
}
