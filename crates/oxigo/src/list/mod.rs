//! `oxigo list [-f format] [-json] [-deps] [-export] [-e] [-test] [-compiled] [-find] [build flags]
//! [packages]`: what is known of packages; with `-export` they are compiled and the files of
//! their archives named. Authority: `go help list`,
//! GOROOT `cmd/go/internal/list/list.go`.

mod fields;
mod template;
mod value;

use crate::build_flags::{BuildFlags, Command, Refused};
use crate::official_archives;
use crate::toolchain::InProcess;
use base::goflag::Shape;
use build::builder::Built;
use build::{Builder, Goal, Graph, PackageId};
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use template::Template;
use value::Value;

pub(crate) const COMMAND: Command = Command {
    usage: "oxigo list [-f format] [-json] [-m] [list flags] [build flags] [packages]",
    flags: &[
        ("f", Shape::Value),
        ("json", Shape::Optional),
        ("deps", Shape::Bool),
        ("export", Shape::Bool),
        ("e", Shape::Bool),
        ("test", Shape::Bool),
        ("find", Shape::Bool),
        ("compiled", Shape::Bool),
    ],
};

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match list(args) {
        Ok(code) => code,
        Err(refused) => refused.report(),
    }
}

/// Whether the list is upstream's: all about modules is, and what templates ask of the build context.
fn is_upstreams(args: &[OsString]) -> bool {
    let words = args.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--");
    words.into_iter().any(|word| {
        let flag = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).unwrap_or("");
        let of_modules = matches!(flag, "m" | "m=true" | "u" | "u=true" | "versions" | "retracted");
        of_modules || (word.contains("{{") && word.contains("context"))
    })
}

/// How a value is shown.
enum Form {
    Template(Template),
    Json(Vec<String>),
}

fn list(args: &[OsString]) -> Result<ExitCode, Refused> {
    if is_upstreams(args) {
        return Ok(crate::upstream::go_command("list", args));
    }
    let flags = BuildFlags::parse(&COMMAND, args)?;
    let form = form(&flags)?;
    let mut graph = flags.load(&flags.rest, flags.is_on("test")).map_err(Refused::failed)?;
    if flags.is_on("export") {
        flags.ready_to_build()?;
        build::vcs::note(&mut graph, &flags.options);
        build::testmain::generate(&mut graph);
    }
    graph.warnings.iter().for_each(|w| eprintln!("{w}"));
    let tolerant = flags.is_on("e");
    let errors = if tolerant { Vec::new() } else { report(&graph, &flags)? };
    let shown = shown(&graph, &flags);
    let all_right = graph.packages.iter().all(|p| p.error.is_none() || p.is_wild);
    let results = match flags.is_on("export") && all_right {
        true => Some(export(&flags, &graph, &shown)?),
        false => None,
    };
    let mut code = if errors.is_empty() || tolerant { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if results.as_ref().is_some_and(|r| r.failed) {
        code = ExitCode::FAILURE;
    }
    let cx = fields::Context { graph: &graph, options: &flags.options, compiled: flags.is_on("compiled") };
    let mut out = std::io::stdout().lock();
    for id in shown {
        let package = &graph.packages[id];
        if package.is_wild && package.error.is_some() && !tolerant {
            continue;
        }
        let built = results.as_ref().and_then(|r| r.archives.get(&id));
        let value = cx.package(id, built);
        let text = render(&form, &value)?;
        let _ = out.write_all(text.as_bytes());
    }
    Ok(code)
}

fn form(flags: &BuildFlags) -> Result<Form, Refused> {
    match (flags.own("json"), flags.own("f")) {
        (Some(_), Some(_)) => Err(Refused::failed("go list -f cannot be used with -json")),
        (Some("true"), None) => Ok(Form::Json(Vec::new())),
        (Some(names), None) => Ok(Form::Json(names.split(',').map(str::to_owned).collect())),
        (None, format) => {
            let parsed = Template::parse(format.unwrap_or("{{.ImportPath}}"));
            parsed.map(Form::Template).map_err(|e| Refused::failed(format!("template: main:1: {e}")))
        }
    }
}

/// The text of one value; a line, unless there is none.
fn render(form: &Form, value: &Value) -> Result<String, Refused> {
    let mut out = String::new();
    match form {
        Form::Template(template) => {
            out = template
                .render(value)
                .map_err(|e| Refused::failed(format!("template: main:1: executing \"main\": {e}")))?;
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
        }
        Form::Json(names) => {
            match value {
                Value::Struct(fields) if !names.is_empty() => {
                    let wanted = fields.iter().filter(|f| names.iter().any(|n| n == f.0)).cloned();
                    Value::Struct(wanted.collect()).json(0, &mut out);
                }
                other => other.json(0, &mut out),
            }
            out.push('\n');
        }
    }
    Ok(out)
}

/// Says what is wrong. With what was named nothing is listed then; what is wrong below is only said where
/// packages below are looked at, and does not keep the others from being listed.
fn report(graph: &Graph, flags: &BuildFlags) -> Result<Vec<String>, Refused> {
    let cwd = &flags.options.cwd;
    let passed_over = |p: &build::Package| p.is_wild && p.error.as_ref().is_some_and(|e| e.no_files);
    let named = graph.roots.iter().map(|&id| &graph.packages[id]).filter(|p| !passed_over(p));
    let named: Vec<String> = named.filter_map(|p| p.error.as_ref()).map(|e| e.text(cwd)).collect();
    if !named.is_empty() {
        return Err(Refused::failed(named.join("\n")));
    }
    let looks_below = flags.is_on("deps") || flags.is_on("test") || flags.is_on("export") || graph.roots.len() > 1;
    let errors = if looks_below { graph.errors(cwd) } else { Vec::new() };
    errors.iter().for_each(|e| eprintln!("{e}"));
    Ok(errors)
}

/// The packages to be listed in order.
fn shown(graph: &Graph, flags: &BuildFlags) -> Vec<PackageId> {
    if flags.is_on("deps") {
        return graph.packages.ids().collect();
    }
    let passed_over = |id: &PackageId| {
        let package = &graph.packages[*id];
        package.is_wild && package.error.as_ref().is_some_and(|e| e.no_files) && !flags.is_on("e")
    };
    let tests = graph.tests.iter().flat_map(|set| [Some(set.main), Some(set.internal), set.external]).flatten();
    let roots = graph.roots.iter().copied().filter(|id| !passed_over(id));
    let mut out: Vec<PackageId> = roots.collect();
    out.extend(tests);
    let mut seen = Vec::new();
    out.retain(|id| {
        !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    out
}

/// What came of compiling.
struct Exported {
    archives: HashMap<PackageId, Built>,
    failed: bool,
}

/// Compiles the packages that have anything to compile. The archives are such that official tools read them.
fn export(flags: &BuildFlags, graph: &Graph, shown: &[PackageId]) -> Result<Exported, Refused> {
    let toolchain = InProcess::new(graph, &flags.options);
    let builder = Builder::new(graph, &flags.options, &toolchain).map_err(Refused::failed)?;
    let _guard = crate::interrupt::on_signals(&builder);
    let has_files = |id: PackageId| {
        let package = &graph.packages[id];
        !package.go_files.is_empty() || package.kind == build::Kind::TestMain
    };
    let wanted = shown.iter().filter(|id| !build::plan::is_builtin(graph, **id) && has_files(**id));
    let goals: Vec<_> = wanted.map(|&id| (id, Goal::Archive)).collect();
    let results = builder.run(&goals);
    let wanted: Vec<PackageId> = goals.iter().map(|goal| goal.0).collect();
    let archives = official_archives::archives(crate::version::stamp(), graph, &results, &wanted, builder.cache());
    builder.close();
    Ok(Exported { archives: archives.map_err(Refused::failed)?, failed: results.failed })
}
