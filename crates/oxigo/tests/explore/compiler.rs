//! Views of what the compiler did, beside readers that know nothing of it: types against `go/types`, decisions against
//! the official compiler's `-m`, dominators against the paths of the graph, conventions against the documents.

use crate::served::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use testkit::{official_go, temp_dir};

#[test]
fn the_way_through_the_compiler() {
    let server = Server::of(&MADE.dir, &["."]);
    let overview = server.ask("overview");
    assert_eq!(overview["focus"], "main.main");
    let f = server.ask("function?name=main.sum");
    let passes = f["passes"].as_array().expect("passes");
    assert_eq!(passes[0]["name"], "ssagen");
    assert!(passes.len() > 10 && passes.iter().any(|p| p["blocks"].is_null()), "{passes:?}");
    // The first and the last pass are what -d prints.
    let printed = oxigo(&MADE.dir, &["build", "-o", "/dev/null", "-gcflags=-d=ssa/late_dce=main.sum", "."]).output();
    let printed = text(printed.expect("a process").stderr);
    let at = passes.iter().position(|p| p["name"] == "late dce").expect("a pass");
    let blocks = passes[..=at].iter().rev().find_map(|p| p["blocks"].as_array()).expect("blocks");
    let lines = f["lines"].as_array().expect("lines");
    for line in blocks.iter().flat_map(|b| b["lines"].as_array().expect("lines")) {
        let line = lines[line.as_u64().expect("an index") as usize]["text"].as_str().expect("a text");
        let line = line.split("  ;").next().unwrap_or(line);
        assert!(printed.contains(line), "{line} is not in\n{printed}");
    }
    // A line of the source is where SSA, machine code and instructions come from.
    let number = overview["files"].as_array().and_then(|f| f.iter().position(|f| f["own"] == true)).expect("a file");
    let id = format!("l{number}:{LINE}");
    let comes = |rows: &Value| {
        let rows = rows.as_array().expect("rows");
        rows.iter().filter(|r| r["from"].as_array().is_some_and(|f| f.iter().any(|o| *o == *id))).count()
    };
    for rows in ["lines", "selected", "allocated", "code"] {
        assert!(comes(&f[rows]) > 0, "nothing of {rows} comes from {id}");
    }
    // The loop's check is known not to fail.
    let source = server.ask(&format!("source?file={number}"));
    let line = &source["lines"][LINE - 1];
    assert!(line["decisions"].to_string().contains("bounds check removed by pass"), "{line}");
    let hovers: HashMap<&str, &str> = line["tokens"]
        .as_array()
        .expect("tokens")
        .iter()
        .filter_map(|t| Some((t["text"].as_str()?, t["hover"].as_str()?)))
        .collect();
    assert_eq!(hovers.get("total"), Some(&"var total int"));
    assert_eq!(hovers.get("list"), Some(&"var list []int"));
    let graph = server.ask("graph?name=main.sum&pass=0");
    assert!(graph["edges"].as_array().expect("edges").iter().any(|e| e[2] == true), "no loop in {graph}");
}

#[test]
fn conventions_are_those_of_the_documents() {
    let server = Server::of(&MADE.dir, &["."]);
    let f = server.ask("function?name=main.place");
    let [abi0, internal] = &f["conventions"].as_array().expect("conventions")[..] else { panic!("{f}") };
    let registers = |c: &Value, list: &str| -> Vec<String> {
        let all =
            c[list].as_array().expect("a list").iter().flat_map(|p| p["registers"].as_array().expect("registers"));
        all.map(|r| r[2].as_str().expect("a register").to_owned()).collect()
    };
    assert_eq!(registers(internal, "params"), ["AX", "BX", "CX", "DI", "X0"]);
    assert_eq!(registers(internal, "results"), ["AX", "BX"]);
    let stack = |c: &Value, list: &str| -> Vec<Option<u64>> {
        c[list].as_array().expect("a list").iter().map(|p| p["stack"].as_u64()).collect()
    };
    assert_eq!(
        (stack(abi0, "params"), stack(abi0, "results")),
        (vec![Some(0), Some(16), Some(32)], vec![Some(40), Some(48)])
    );
    assert_eq!((abi0["own"].as_bool(), internal["own"].as_bool()), (Some(false), Some(true)));
}

#[test]
fn types_say_what_they_can() {
    let server = Server::of(&MADE.dir, &["."]);
    let overview = server.ask("overview");
    let number = overview["files"].as_array().and_then(|f| f.iter().position(|f| f["own"] == true)).expect("a file");
    let source = server.ask(&format!("source?file={number}"));
    let said = |line: usize| -> Vec<String> {
        let all = source["lines"][line - 1]["decisions"].as_array().into_iter().flatten();
        all.filter(|d| d["kind"] == "type").map(|d| d["text"].as_str().expect("a text").to_owned()).collect()
    };
    let point =
        ["methods of point: String() string", "only of *point: Error() string", "only *point implements both, error"];
    assert_eq!(said(8), point);
    assert_eq!(
        said(18),
        ["methods of deep: Error() string (of point), String() string (of point)", "deep implements both, error"]
    );
}

#[test]
fn functions_of_the_library() {
    let server = Server::of(&MADE.dir, &["unicode/utf8.RuneLen"]);
    let overview = server.ask("overview");
    assert_eq!((&overview["focus"], &overview["title"]), (&"unicode/utf8.RuneLen".into(), &"unicode/utf8".into()));
    let f = server.ask("function?name=unicode%2Futf8.RuneLen");
    assert_eq!(f["code_from"], "object");
    assert!(f["passes"].as_array().is_some_and(|p| p.len() > 10));
}

#[test]
fn steps_have_reasons() {
    let server = Server::of(&MADE.dir, &["."]);
    let steps = server.ask("build");
    let of_kind = |kind: &'static str| steps.as_array().into_iter().flatten().filter(move |s| s["kind"] == kind);
    let own = of_kind("compile").find(|s| s["name"] == "hello").expect("the package");
    assert_eq!((&own["cached"], &own["why"]), (&false.into(), &serde_json::json!(["it is watched"])));
    let linked = of_kind("link").next().expect("a link");
    assert_eq!(linked["why"], serde_json::json!(["it is used once"]));
    // The program was built before, so the library is there.
    assert!(of_kind("compile").all(|s| s["name"] == "hello" || s["cached"] == true), "{steps}");
}

/// Prints the variables and basic literals of the file on its command line as `go/types` knows them: line, column from
/// 0, text, then as the page says it.
const TYPES: &str = r#"package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
)

func main() {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, os.Args[1], nil, 0)
	if err != nil {
		panic(err)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := config.Check("main", fset, []*ast.File{file}, info); err != nil {
		panic(err)
	}
	qualifier := func(p *types.Package) string { return p.Name() }
	say := func(e ast.Node, text, what string) {
		p := fset.Position(e.Pos())
		fmt.Printf("%d\t%d\t%s\t%s\n", p.Line, p.Column-1, text, what)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if t, ok := info.Types[n]; ok {
				say(n, n.Value, types.TypeString(t.Type, qualifier)+" = ")
			}
		case *ast.Ident:
			obj := info.Defs[n]
			if obj == nil {
				obj = info.Uses[n]
			}
			if v, ok := obj.(*types.Var); ok && !v.IsField() && v.Pkg() != nil && v.Pkg().Path() == "main" {
				say(n, n.Name, "var "+n.Name+" "+types.TypeString(v.Type(), qualifier))
			}
		}
		return true
	})
}
"#;

#[test]
fn types_are_those_of_go_types() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("types.go"), TYPES).expect("a file");
    let main = MADE.dir.join("main.go");
    run(official_go(["build", "-o", "types", "types.go"]).current_dir(dir.path()));
    let mut types = std::process::Command::new(dir.path().join("types"));
    testkit::set_environment(&mut types, testkit::reference());
    let told = text(run(types.arg(main)).stdout);
    let (_server, lines) = own_source(&["."]);
    let mut compared = 0;
    for line in told.lines() {
        let [number, column, word, what] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let tokens = lines[number.parse::<usize>().expect("a number") - 1]["tokens"].as_array().expect("tokens");
        let column: u64 = column.parse().expect("a number");
        let token = tokens.iter().find(|t| t["at"] == column).unwrap_or_else(|| panic!("no token at {line}"));
        assert_eq!(token["text"], word, "{line}");
        // A receiver, parameter or variable that nobody mentions again has no typed use.
        let hover = token["hover"].as_str().unwrap_or_default();
        assert!(hover.starts_with(what), "{line}: {hover:?}");
        compared += 1;
    }
    assert!(compared > 30, "{told}");
}

/// The lines of main.go in the view of its source.
fn own_source(args: &[&str]) -> (Server, Vec<Value>) {
    let server = Server::of(&MADE.dir, args);
    let overview = server.ask("overview");
    let number = overview["files"].as_array().and_then(|f| f.iter().position(|f| f["own"] == true)).expect("a file");
    let lines = server.ask(&format!("source?file={number}"))["lines"].as_array().expect("lines").clone();
    (server, lines)
}

#[test]
fn decisions_are_those_of_the_official_compiler() {
    let mut official = official_go(["build", "-gcflags=-m -d=ssa/check_bce/debug=1", "-o", "official", "."]);
    let told = text(run(official.current_dir(&MADE.dir)).stderr);
    let theirs: BTreeSet<&str> = told.lines().filter_map(|l| l.strip_prefix("./main.go:")).collect();
    let (_server, lines) = own_source(&["."]);
    let mut ours = BTreeSet::new();
    for line in &lines {
        for d in line["decisions"].as_array().into_iter().flatten() {
            let said = format!("{}:{}: {}", line["line"], d["column"], d["text"].as_str().expect("a text"));
            match d["kind"].as_str() {
                Some("inline" | "escape") => _ = ours.insert(said),
                // Both have removed the only check of a bound.
                Some("check") if said.contains("bounds") => {
                    assert!(!told.contains(&format!("main.go:{}:{}: Found IsInBounds", line["line"], d["column"])));
                }
                _ => {}
            }
        }
    }
    // What may be copied at all is a matter of each compiler's prices.
    let is_shared = |o: &&String| !o.contains(": can inline ");
    assert!(ours.iter().filter(is_shared).all(|o| theirs.contains(&**o)), "{ours:?} {theirs:?}");
    let is_certain = |t: &&&str| t.contains("inlining call") || t.contains("literal") || t.contains("&point");
    assert!(theirs.iter().filter(is_certain).all(|t| ours.contains(*t)), "{ours:?} {theirs:?}");
    assert!(ours.len() > 6 && told.contains("func literal escapes to heap"), "{ours:?}");
}

/// A block dominates what cannot be reached without it.
#[test]
fn dominators_follow_from_the_paths() {
    let server = Server::of(&MADE.dir, &["."]);
    let mut compared = 0;
    for name in ["main.sum", "main.main", "main.point.String"] {
        let f = server.ask(&format!("function?name={name}"));
        for blocks in f["passes"].as_array().into_iter().flatten().filter_map(|p| p["blocks"].as_array()) {
            let word = |v: &Value| v.as_str().unwrap_or_default().to_owned();
            let graph: BTreeMap<String, Vec<String>> = blocks
                .iter()
                .map(|b| (word(&b["name"]), b["targets"].as_array().expect("targets").iter().map(word).collect()))
                .collect();
            let entry = word(&blocks[0]["name"]);
            let reached = |without: &str| -> BTreeSet<&str> {
                let mut seen: BTreeSet<&str> = BTreeSet::new();
                let mut todo = if entry == without { vec![] } else { vec![&*entry] };
                while let Some(b) = todo.pop() {
                    if seen.insert(b) {
                        todo.extend(graph[b].iter().map(|t| &**t).filter(|t| *t != without));
                    }
                }
                seen
            };
            let all = reached("");
            let above = |b: &str| all.iter().filter(|a| **a != b && !reached(a).contains(b)).count();
            for block in blocks.iter().filter(|b| all.contains(b["name"].as_str().unwrap_or_default())) {
                // Of those that dominate a block the immediate one is dominated by all others.
                let (name, idom) = (word(&block["name"]), word(&block["idom"]));
                assert_eq!(above(&name), if idom.is_empty() { 0 } else { above(&idom) + 1 }, "{f}: {name}");
                assert!(idom.is_empty() || !reached(&idom).contains(&*name), "{name} {idom}");
                compared += 1;
            }
        }
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn steps_are_the_packages_that_go_list_names() {
    let server = Server::of(&MADE.dir, &["."]);
    let steps = server.ask("build");
    let steps = steps.as_array().expect("steps");
    let word = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let ours: BTreeSet<String> = steps.iter().filter(|s| s["kind"] == "compile").map(|s| word(&s["name"])).collect();
    let mut list = official_go(["list", "-deps", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "."]);
    let told = text(run(list.current_dir(&MADE.dir)).stdout);
    let theirs: BTreeMap<&str, Vec<&str>> = told
        .lines()
        .filter_map(|l| l.split_once(' '))
        .map(|(p, deps)| (p, deps.split_whitespace().collect()))
        .collect();
    // `unsafe` has nothing to be compiled.
    let named = |p: &&&str| **p != "unsafe";
    assert_eq!(ours, theirs.keys().filter(named).map(|p| (*p).to_owned()).collect());
    for step in steps.iter().filter(|s| s["kind"] == "compile") {
        let name = word(&step["name"]);
        let waited: BTreeSet<String> = step["after"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|n| Some(word(&steps[n.as_u64()? as usize]["name"])))
            .collect();
        let wanted: BTreeSet<String> = theirs[&*name].iter().filter(named).map(|p| (*p).to_owned()).collect();
        assert!(wanted.is_subset(&waited), "{name}: {waited:?} {wanted:?}");
    }
}
