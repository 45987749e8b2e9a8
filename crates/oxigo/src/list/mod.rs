//! `oxigo list [-f format] [-json] [-deps] [-export] [-e] [-test] [-compiled] [-find] [build flags]
//! [packages]`: what is known of packages; with `-export` they are compiled and the files of
//! their archives named. All about modules is upstream's to list, and so is what is asked of packages that are
//! wrong, or in ways that are not understood here: nothing is printed before that is known.
//! Authority: `go help list`, GOROOT `cmd/go/internal/list/list.go`.

mod fields;
mod functions;
mod template;
mod value;

use crate::build_flags::{BuildFlags, Command, Refused};
use crate::official_archives;
use crate::toolchain::InProcess;
use base::Id;
use base::goflag::Shape;
use build::Built;
use build::cache::ActionId;
use build::{Builder, Cache, Goal, Graph, Options, PackageId};
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
        ("m", Shape::Bool),
        ("u", Shape::Bool),
        ("versions", Shape::Bool),
        ("retracted", Shape::Bool),
        ("reuse", Shape::Value),
    ],
};

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match list(args) {
        Ok(code) => code,
        Err(refused) => refused.report(),
    }
}

/// How a value is shown.
enum Form {
    Template(Template),
    /// The fields, all if there are none.
    Json(Vec<String>),
}

fn list(args: &[OsString]) -> Result<ExitCode, Refused> {
    let mut flags = BuildFlags::parse(&COMMAND, args)?;
    let form = form(&flags).map_err(|why| flags.explained(why))?;
    let mut graph = flags.load(&flags.rest, flags.is_on("test"))?;
    check(&graph, &flags).map_err(|why| flags.explained(why))?;
    let looks_at_sources = flags.is_on("export") || matches!(form, Form::Template(_));
    if looks_at_sources {
        build::vcs::note(&mut graph, &flags.options);
        check(&graph, &flags).map_err(|why| flags.explained(why))?;
    }
    if flags.is_on("test") {
        build::testmain::generate(&mut graph);
        check(&graph, &flags).map_err(|why| flags.explained(why))?;
    }
    if flags.is_on("export") {
        flags.ready_to_build()?;
        // What fails is part of what is listed.
        flags.options.quiet = flags.is_on("e");
    }
    let shown = shown(&graph, &flags);
    let results = match flags.is_on("export") {
        true => Some(export(&flags, &graph, &shown)?),
        false => None,
    };
    if flags.options.quiet && results.as_ref().is_some_and(|r| r.failed) {
        return Err(flags.explained("go: packages could not be compiled"));
    }
    if flags.is_on("test") {
        keep_programs(&mut graph, &flags.options).map_err(|why| flags.explained(why))?;
    }
    let code = if results.as_ref().is_some_and(|r| r.failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    let text = text(&flags, &graph, &form, &shown, results.as_ref()).map_err(|why| flags.explained(why))?;
    graph.warnings.iter().for_each(|w| eprintln!("{w}"));
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(code)
}

/// Understands `-f` and `-json`. What is not understood here is an error, as are flags that do not go together.
fn form(flags: &BuildFlags) -> Result<Form, String> {
    let of_modules = ["m", "u", "versions", "retracted"].iter().any(|flag| flags.is_on(flag));
    let below = ["deps", "test", "export"].iter().any(|flag| flags.is_on(flag));
    if of_modules || flags.own("reuse").is_some() || flags.is_on("find") && below {
        return Err("go: these flags are upstream's".to_owned());
    }
    // What is compiled to be listed is shown as it is done.
    let shows = flags.options.verbose || flags.options.show || flags.options.dry;
    if flags.is_on("compiled") && !flags.is_on("export") && shows {
        return Err("go: upstream's steps are shown by upstream".to_owned());
    }
    match (flags.own("json"), flags.own("f")) {
        (Some(_), Some(_)) => Err("go list -f cannot be used with -json".to_owned()),
        (Some("true" | "t" | "T" | "TRUE" | "True" | "1"), None) => Ok(Form::Json(Vec::new())),
        (Some("false" | "f" | "F" | "FALSE" | "False" | "0"), None) => Err("go: -json is off".to_owned()),
        (Some(_), None) => {
            let all = flags.own.iter().filter(|(name, _)| name == "json");
            Ok(Form::Json(all.flat_map(|(_, names)| names.split(',').map(str::to_owned)).collect()))
        }
        (None, format) => {
            let format = format.filter(|f| !f.is_empty()).unwrap_or("{{.ImportPath}}");
            Template::parse(format).map(Form::Template).map_err(|e| format!("template: main:1: {e}"))
        }
    }
}

/// The programs that run tests become files of the cache, for whoever reads what is listed.
fn keep_programs(graph: &mut Graph, options: &Options) -> Result<(), String> {
    let cache = Cache::open(&options.cache).map_err(|e| e.to_string())?;
    for set in graph.tests.clone() {
        let main = &mut graph.packages[set.main];
        if let Some(text) = &main.generated {
            let id = ActionId::of("a program that runs tests", text);
            let file = cache.put(&id, text.as_bytes()).map_err(|e| e.to_string())?;
            main.go_files = vec![file.to_string_lossy().into_owned()];
        }
    }
    Ok(())
}

/// What keeps us from listing packages.
fn check(graph: &Graph, flags: &BuildFlags) -> Result<(), String> {
    let errors = graph.errors(&flags.options.cwd);
    if !errors.is_empty() {
        return Err(errors.join("\n"));
    }
    let profiled = |id: &PackageId| {
        let package = &graph.packages[*id];
        package.name == "main" && base::seen::kind(&package.dir.join("default.pgo")).is_ok()
    };
    match graph.roots.iter().any(profiled) {
        true => Err("go: packages built with profiles are upstream's to list".to_owned()),
        false => Ok(()),
    }
}

/// What is printed of packages.
fn text(
    flags: &BuildFlags,
    graph: &Graph,
    form: &Form,
    shown: &[PackageId],
    results: Option<&Exported>,
) -> Result<String, String> {
    let modules = flags.module_env().cache;
    let cx = fields::Context::new(graph, &flags.options, &modules, flags.is_on("compiled"), flags.is_on("find"));
    let mut out = String::new();
    for id in shown {
        let built = results.and_then(|r| r.archives.get(id));
        render(form, &cx.package(*id, built), &mut out)?;
    }
    Ok(out)
}

/// Adds the text of one value; a line, unless there is none.
fn render(form: &Form, value: &Value, out: &mut String) -> Result<(), String> {
    match form {
        Form::Template(template) => {
            let text = template.render(value).map_err(|e| format!("template: main:1: executing \"main\": {e}"))?;
            out.push_str(&text);
            if !text.is_empty() && !text.ends_with('\n') {
                out.push('\n');
            }
        }
        Form::Json(names) => {
            match value {
                Value::Struct(fields) if !names.is_empty() => {
                    let wanted = fields.iter().filter(|f| names.iter().any(|n| n == f.0)).cloned();
                    Value::Struct(wanted.collect()).json(0, out)?;
                }
                other => other.json(0, out)?,
            }
            out.push('\n');
        }
    }
    Ok(())
}

/// The packages to be listed in order.
fn shown(graph: &Graph, flags: &BuildFlags) -> Vec<PackageId> {
    let tests = graph.tests.iter().flat_map(|set| [Some(set.main), Some(set.internal), set.external]).flatten();
    let named: Vec<PackageId> = graph.roots.iter().copied().chain(tests).collect();
    let mut seen = vec![false; graph.packages.len()];
    let mut out = Vec::new();
    // With `-deps` every package comes behind those it imports.
    let mut todo: Vec<(PackageId, bool)> = named.into_iter().rev().map(|id| (id, !flags.is_on("deps"))).collect();
    while let Some((id, is_ready)) = todo.pop() {
        match is_ready {
            true if !std::mem::replace(&mut seen[id.index()], true) => out.push(id),
            false if !seen[id.index()] => {
                todo.push((id, true));
                todo.extend(graph.packages[id].deps.iter().rev().map(|dep| (*dep, false)));
            }
            _ => {}
        }
    }
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
    let archives = official_archives::archives(crate::identity::stamp(), graph, &results, &wanted, builder.cache());
    builder.close();
    Ok(Exported { archives: archives.map_err(Refused::failed)?, failed: results.failed })
}
