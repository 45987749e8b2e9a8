//! The programs that run tests. In: a graph with test variants. Out: for each [`TestSet`] the Go text
//! of its program, put into its package, or what is wrong with the test files.
//!
//! The program names every test, benchmark, fuzz target and example to package `testing`; which
//! functions these are is decided by names and signatures alone. Authority: GOROOT
//! `cmd/go/internal/load/test.go`, `go/doc/example.go`, `testing/testing.go` (`MainStart`).

use crate::package::{Graph, Kind, Package, PackageError, TestSet};
use base::pos::SourceFile;
use base::{Interner, Pos, Sources};
use rayon::prelude::*;
use release::{Data, Release};
use std::fmt::Write;
use std::path::Path;
use syntax::{Config, DeclKind, ExprKind, File, comments, parse_file};

/// Name of the program's one file.
pub(crate) const FILE: &str = "_testmain.go";

/// Writes the programs of all packages that have tests.
pub fn generate(graph: &mut Graph) {
    let texts: Vec<_> = graph.tests.par_iter().map(|set| text_of(graph, set)).collect();
    for (set, text) in graph.tests.clone().into_iter().zip(texts) {
        let main = &mut graph.packages[set.main];
        match text {
            Ok(text) => main.generated = Some(text),
            Err(message) => {
                let error =
                    PackageError { place: None, stack: Vec::new(), show_stack: false, no_files: false, message };
                main.error.get_or_insert(error);
            }
        }
    }
}

/// What a program has to run, each with the name under which its package is imported.
#[derive(Debug, Default)]
struct Found {
    tests: Vec<(&'static str, String)>,
    benchmarks: Vec<(&'static str, String)>,
    fuzz_targets: Vec<(&'static str, String)>,
    examples: Vec<Example>,
    main: Option<&'static str>,
    /// What the program has to know to write down what was counted.
    coverage: Option<Coverage>,
}

/// What a program of tests knows of coverage.
#[derive(Debug)]
struct Coverage {
    mode: &'static str,
    /// Follows `of statements` in what is printed.
    place: String,
    /// Import paths of the packages that are counted.
    packages: Vec<String>,
}

fn coverage(graph: &Graph, set: &TestSet) -> Option<Coverage> {
    graph.packages[set.main].cover?;
    let config = graph.cover.as_ref()?;
    let (place, packages) = match &config.packages {
        None => (String::new(), vec![graph.packages[set.root].import_path.clone()]),
        Some(patterns) => {
            let counted = graph.packages.iter().filter(|p| p.kind == Kind::Plain && p.cover.is_some());
            (format!(" in {}", patterns.join(", ")), counted.map(|p| p.import_path.clone()).collect())
        }
    };
    Some(Coverage { mode: config.mode.name(), place, packages })
}

#[derive(Debug)]
struct Example {
    package: &'static str,
    name: String,
    output: String,
    any_order: bool,
}

const INTERNAL: &str = "_test";
const EXTERNAL: &str = "_xtest";

fn text_of(graph: &Graph, set: &TestSet) -> Result<String, String> {
    let root = &graph.packages[set.root];
    let mut found = Found::default();
    for (package, files) in [(INTERNAL, &root.tests.go_files), (EXTERNAL, &root.tests.external_go_files)] {
        for name in files {
            found.read(graph.release, package, &root.dir, name)?;
        }
    }
    found.coverage = coverage(graph, set);
    let has_internal = !graph.packages[set.internal].go_files.is_empty();
    Ok(found.program(graph.release, root, has_internal, set.external.is_some()))
}

impl Found {
    fn read(&mut self, release: Release, package: &'static str, dir: &Path, name: &str) -> Result<(), String> {
        let path = dir.join(name);
        let shown = path.to_string_lossy();
        let text = base::seen::read(&path).map_err(|e| crate::io_text("open", &path, &e))?;
        let (interner, mut sources) = (Interner::new(), Sources::new());
        sources.add(&*shown, text).map_err(|_| format!("{shown}: file too large"))?;
        let source = &sources.files()[0];
        let Data { front_end, generic_methods, .. } = *release;
        let config = Config { std: true, runtime: true, front_end, generic_methods, ..Config::default() };
        let parsed = parse_file(source, &interner, config);
        if let Some(first) = parsed.diagnostics.first() {
            let (line, column) = source.line_column(first.pos);
            let message = first.message.strip_prefix("syntax error: ").unwrap_or(&first.message);
            return Err(format!("{shown}:{line}:{column}: {message}"));
        }
        self.sort_in(package, &TestFile { file: &parsed.file, source, interner: &interner })
    }

    fn sort_in(&mut self, package: &'static str, file: &TestFile<'_>) -> Result<(), String> {
        for function in file.functions() {
            let name = function.name.clone();
            let kinds = [("Test", "T"), ("Benchmark", "B"), ("Fuzz", "F")];
            if name == "TestMain" && !file.takes(&function, "T") {
                file.check(&function, "M")?;
                if self.main.replace(package).is_some() {
                    return Err("multiple definitions of TestMain".to_owned());
                }
            } else if let Some((prefix, argument)) = kinds.iter().find(|(prefix, _)| is_test(&name, prefix)) {
                file.check(&function, argument)?;
                let list = match *prefix {
                    "Test" => &mut self.tests,
                    "Benchmark" => &mut self.benchmarks,
                    _ => &mut self.fuzz_targets,
                };
                list.push((package, name));
            } else if is_test(&name, "Example") && function.params.is_empty() {
                let wanted = function.body.as_ref().and_then(|body| wanted_output(body));
                self.examples.extend(wanted.map(|(output, any_order)| Example { package, name, output, any_order }));
            }
        }
        Ok(())
    }

    /// The text of the program.
    fn program(&self, release: Release, tested: &Package, has_internal: bool, has_external: bool) -> String {
        let mut out =
            String::from("// Code generated by 'oxigo test'. DO NOT EDIT.\n\npackage main\n\nimport (\n\t\"os\"\n");
        if self.main.is_some() {
            out += "\t\"reflect\"\n";
        }
        out += "\t\"testing\"\n\t\"testing/internal/testdeps\"\n\n";
        if self.coverage.is_some() {
            out += "\t\"internal/coverage/cfile\"\n\t_ \"runtime/coverage\"\n\n";
        }
        for (package, there, suffix) in [(INTERNAL, has_internal, ""), (EXTERNAL, has_external, "_test")] {
            let path = constant::quote(format!("{}{suffix}", tested.import_path).as_bytes());
            let name = if self.uses(package) { package } else { "_" };
            if there {
                _ = writeln!(out, "\t{name} {path}");
            }
        }
        out += ")\n";
        let rows = |list: &[(&str, String)]| list.iter().map(|(p, n)| format!("{{\"{n}\", {p}.{n}}}")).collect();
        let example = |e: &Example| {
            let output = constant::quote(e.output.as_bytes());
            format!("{{\"{0}\", {1}.{0}, {output}, {2}}}", e.name, e.package, e.any_order)
        };
        table(&mut out, "tests", "InternalTest", rows(&self.tests));
        table(&mut out, "benchmarks", "InternalBenchmark", rows(&self.benchmarks));
        table(&mut out, "fuzzTargets", "InternalFuzzTarget", rows(&self.fuzz_targets));
        table(&mut out, "examples", "InternalExample", self.examples.iter().map(example).collect());
        let path = if tested.import_path == crate::package::COMMAND_LINE { "" } else { &tested.import_path };
        _ = write!(out, "\nfunc init() {{\n\ttestdeps.ImportPath = {}\n", constant::quote(path.as_bytes()));
        if release.test_artifacts {
            let module = tested.module.as_ref().map_or("", |m| &m.path);
            _ = writeln!(out, "\ttestdeps.ModulePath = {}", constant::quote(module.as_bytes()));
        }
        self.coverage.iter().for_each(|c| c.write(&mut out));
        out += "}\n";
        out += "\nfunc main() {\n\tm := testing.MainStart(testdeps.TestDeps{}, tests, benchmarks, fuzzTargets, examples)\n";
        match self.main {
            // The code with which Run would have ended.
            Some(package) => {
                _ = writeln!(out, "\t{package}.TestMain(m)");
                out += "\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n}\n";
            }
            None => out += "\tos.Exit(m.Run())\n}\n",
        }
        out
    }

    fn uses(&self, package: &str) -> bool {
        let mut lists = self.tests.iter().chain(&self.benchmarks).chain(&self.fuzz_targets);
        lists.any(|(p, _)| *p == package)
            || self.examples.iter().any(|e| e.package == package)
            || self.main == Some(package)
    }
}

impl Coverage {
    /// Statements that tell package `testing`.
    fn write(&self, out: &mut String) {
        let quote = |text: &str| constant::quote(text.as_bytes());
        let packages = self.packages.iter().map(|p| quote(p)).collect::<Vec<_>>().join(", ");
        for (name, value) in [
            ("CoverMode", quote(self.mode)),
            ("Covered", quote(&self.place)),
            ("CoverSelectedPackages", format!("[]string{{{packages}}}")),
            ("CoverSnapshotFunc", "cfile.Snapshot".to_owned()),
            ("CoverProcessTestDirFunc", "cfile.ProcessCoverTestDir".to_owned()),
            ("CoverMarkProfileEmittedFunc", "cfile.MarkProfileEmitted".to_owned()),
        ] {
            _ = writeln!(out, "\ttestdeps.{name} = {value}");
        }
    }
}

fn table(out: &mut String, name: &str, element: &str, rows: Vec<String>) {
    _ = write!(out, "\nvar {name} = []testing.{element}{{\n");
    rows.iter().for_each(|row| _ = writeln!(out, "\t{row},"));
    out.push_str("}\n");
}

/// A file of tests.
struct TestFile<'a> {
    file: &'a File,
    source: &'a SourceFile,
    interner: &'a Interner,
}

/// A function declared in it, not a method.
struct Function<'a> {
    name: String,
    pos: Pos,
    params: Vec<&'a syntax::Field>,
    has_results: bool,
    is_generic: bool,
    /// The text of its body.
    body: Option<&'a [u8]>,
}

impl<'a> TestFile<'a> {
    fn functions(&self) -> impl Iterator<Item = Function<'a>> {
        let ast = &self.file.ast;
        self.file.decls.iter().filter_map(move |&id| {
            let DeclKind::Func { recv, name, tparams, ty, body } = ast[id].kind else { return None };
            let ExprKind::FuncType { params, results } = ast[ty].kind else { return None };
            recv.some().is_none().then(|| Function {
                name: self.interner.resolve(name.name).to_owned(),
                pos: name.pos,
                params: ast.list(params).map(|f| &ast[f]).collect(),
                has_results: !results.is_empty(),
                is_generic: !tparams.is_empty(),
                body: body.some().and_then(|b| {
                    let body = &self.file.bodies[b];
                    let at = |pos: Pos| (pos.0 - self.source.base.0) as usize;
                    self.source.text.get(at(body.start)..at(body.end))
                }),
            })
        })
    }

    /// Whether the one parameter is written `*T` or `*testing.T`, and there are no results.
    fn takes(&self, function: &Function<'_>, argument: &str) -> bool {
        let ast = &self.file.ast;
        let [param] = function.params[..] else { return false };
        let ExprKind::Unary { op: syntax::Operator::Mul, x } = ast[param.ty].kind else { return false };
        let name = match ast[x].kind {
            ExprKind::Name(name) => name,
            ExprKind::Selector { sel, .. } => sel.name,
            _ => return false,
        };
        !function.has_results && self.interner.resolve(name) == argument
    }

    fn check(&self, function: &Function<'_>, argument: &str) -> Result<(), String> {
        let name = &function.name;
        let why = match function.is_generic {
            true => "test functions cannot have type parameters".to_owned(),
            false if self.takes(function, argument) => return Ok(()),
            false => format!("must be: func {name}({} *testing.{argument})", argument.to_lowercase()),
        };
        // Official positions are those of the keyword.
        let (line, _) = self.source.line_column(function.pos);
        Err(format!("{}:{line}:1: wrong signature for {name}, {why}", self.source.name))
    }
}

/// Whether a name is `prefix`, or goes on with something else than a small letter.
fn is_test(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(char::is_lowercase))
}

/// What an example prints, and whether its lines may come in any order; `None` for one that is
/// only compiled.
fn wanted_output(body: &[u8]) -> Option<(String, bool)> {
    let text = comments::last_group(body)?;
    let text = text.trim_start_matches([' ', '\t', '\n', '\r']);
    let (text, any_order) = match strip_word(text, "unordered ") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let output = strip_word(text, "output:")?.trim_start_matches(' ');
    Some((output.strip_prefix('\n').unwrap_or(output).to_owned(), any_order))
}

fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<Found, String> {
        found_by(Release::default(), text)
    }

    fn found_by(release: Release, text: &str) -> Result<Found, String> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("x_test.go"), text).unwrap();
        let mut found = Found::default();
        let read = found.read(release, INTERNAL, dir.path(), "x_test.go");
        read.map_err(|e| e.replace(&format!("{}/", dir.path().display()), "")).map(|()| found)
    }

    #[test]
    fn names_and_signatures_decide() {
        let text = "package p\nfunc TestA(t *testing.T) {}\nfunc Testing() {}\nfunc Test(*T) {}\nfunc (x) TestM() {}\n\
                    func BenchmarkÄ(b *testing.B) {}\nfunc FuzzX(f *testing.F) {}\nfunc TestMain(m *testing.M) {}\n\
                    func Example() { // Output:\n}\nfunc ExampleA(int) {\n// Output: a\n}\nfunc ExampleB() {}\n\
                    func ExampleC() {\n\t// unordered OUTPUT:\n\t// b\n\t// a\n}\n";
        let found = found(text).unwrap();
        let names = |list: &[(&str, String)]| list.iter().map(|(_, n)| n.clone()).collect::<Vec<_>>();
        assert_eq!(names(&found.tests), ["TestA", "Test"]);
        assert_eq!(
            (names(&found.benchmarks), names(&found.fuzz_targets)),
            (vec!["BenchmarkÄ".into()], vec!["FuzzX".into()])
        );
        assert_eq!(found.main, Some(INTERNAL));
        let examples: Vec<_> = found.examples.iter().map(|e| (&*e.name, &*e.output, e.any_order)).collect();
        assert_eq!(examples, [("Example", "", false), ("ExampleC", "b\na\n", true)]);
    }

    #[test]
    fn the_release_says_what_may_be_written() {
        let text = "package p\n\nfunc (T) M[P any]() {}\nfunc TestA(t *testing.T) {}\n";
        assert_eq!(found(text).unwrap_err(), "x_test.go:3:11: method must have no type parameters");
        let newest = Release::of_version("go1.27.3").unwrap();
        assert_eq!(found_by(newest, text).unwrap().tests.len(), 1);
    }

    #[test]
    fn wrong_signatures_are_named() {
        let wrong = |line: &str| found(&format!("package p\n\n{line}\n")).unwrap_err();
        let must = "must be: func TestA(t *testing.T)";
        for line in [
            "func TestA() {}",
            "func TestA(t *testing.B) {}",
            "func TestA(t, u *testing.T) {}",
            "func TestA(t *T) int {}",
        ] {
            assert_eq!(wrong(line), format!("x_test.go:3:1: wrong signature for TestA, {must}"));
        }
        let generic = "test functions cannot have type parameters";
        assert_eq!(
            wrong("func FuzzB[T any](f *testing.F) {}"),
            format!("x_test.go:3:1: wrong signature for FuzzB, {generic}")
        );
        assert_eq!(
            wrong("func TestMain(m int) {}"),
            "x_test.go:3:1: wrong signature for TestMain, must be: func TestMain(m *testing.M)"
        );
        assert_eq!(wrong("func {"), "x_test.go:3:6: unexpected {, expected name or (");
    }
}
