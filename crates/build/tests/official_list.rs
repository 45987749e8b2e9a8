//! Differential test: packages of the library and the commands, with and without their tests,
//! are those that `go list -deps -json` prints: the same packages in the same order, with the
//! same files, imports, import maps and embed patterns.

use build::{Context, Graph, LoadConfig, ModuleEnv, Package};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Duration;
use testkit::{official_go, reference, run};

/// What of the official output is compared.
#[derive(Deserialize, Default, Debug, PartialEq)]
#[serde(rename_all = "PascalCase", default)]
struct Listed {
    import_path: String,
    name: String,
    dir: String,
    go_files: Vec<String>,
    s_files: Vec<String>,
    h_files: Vec<String>,
    syso_files: Vec<String>,
    ignored_go_files: Vec<String>,
    embed_patterns: Vec<String>,
    imports: Vec<String>,
    import_map: BTreeMap<String, String>,
    standard: bool,
}

fn official(dir: &Path, args: &[&str]) -> Vec<Listed> {
    let mut go = official_go(["list", "-e", "-deps", "-json", "-pgo=off"]);
    go.args(args).current_dir(dir);
    let done = run(&mut go, b"", Duration::from_secs(300));
    let values = serde_json::Deserializer::from_str(&done.expect()).into_iter().collect::<Result<Vec<Listed>, _>>();
    values.unwrap()
}

fn config(cwd: &Path, tests: bool) -> LoadConfig {
    let goroot = reference().goroot.canonicalize().unwrap();
    let modules = ModuleEnv::on_disk(&target::Target::default());
    LoadConfig {
        goroot,
        cwd: cwd.to_owned(),
        context: Context::new(&target::Target::default(), vec![]),
        modules,
        tests,
        find: false,
        cover: None,
        pgo: build::Profiles::Off,
        heads: build::Heads::default(),
    }
}

fn listed(p: &Package) -> Listed {
    Listed {
        import_path: p.description(),
        name: p.name.clone(),
        dir: p.dir.to_string_lossy().into_owned(),
        go_files: p.go_files.clone(),
        s_files: p.s_files.clone(),
        h_files: p.h_files.clone(),
        syso_files: p.syso_files.clone(),
        ignored_go_files: p.ignored_go_files.clone(),
        embed_patterns: p.embed_patterns.clone(),
        imports: p.imports.clone(),
        import_map: p.import_map.clone(),
        standard: p.standard,
    }
}

/// Compares as far as order goes beyond "dependencies first" only if `ordered`.
fn compare(graph: &Graph, want: Vec<Listed>, ordered: bool) {
    graph.errors(Path::new("/")).iter().for_each(|e| println!("error: {e}"));
    let have: Vec<Listed> = graph.packages.iter().map(listed).collect();
    for (id, p) in graph.packages.iter_enumerated() {
        assert!(p.deps.iter().all(|d| *d < id), "{} stands before a dependency", p.import_path);
    }
    let mut wrong = Vec::new();
    if ordered {
        let paths = |all: &[Listed]| all.iter().map(|p| p.import_path.clone()).collect::<Vec<_>>();
        let (w, h) = (paths(&want), paths(&have));
        if let Some(i) = (0..w.len().max(h.len())).find(|&i| w.get(i) != h.get(i)) {
            wrong.push(format!("order differs at {i}: {:?} {:?}", w.get(i), h.get(i)));
        }
    }
    let mut ours: HashMap<String, Listed> = have.into_iter().map(|p| (p.import_path.clone(), p)).collect();
    let count = want.len();
    for mut theirs in want {
        let Some(mut mine) = ours.remove(&theirs.import_path) else {
            wrong.push(format!("{}: missing", theirs.import_path));
            continue;
        };
        if theirs.import_path.ends_with(".test") {
            // the generated file lies in their cache, its imports are not in order
            (theirs.go_files, mine.go_files) = (vec![], vec![]);
            theirs.imports.sort();
            mine.imports.sort();
        }
        // listed with external tests in the official output, which builds them without
        if theirs.import_path.contains("_test [") {
            for p in [&mut theirs, &mut mine] {
                (p.s_files, p.h_files, p.ignored_go_files, p.syso_files, p.embed_patterns) = Default::default();
            }
        }
        if theirs.import_path.ends_with(']') || theirs.import_path.ends_with(".test") {
            mine.standard = theirs.standard; // not kept up for variants
            mine.embed_patterns.clear(); // tests' patterns have a field of their own there
            theirs.embed_patterns.clear();
            let mut seen = std::collections::HashSet::new();
            theirs.imports.retain(|i| seen.insert(i.clone())); // listed twice where tests import it too
        }
        if theirs != mine {
            wrong.push(format!("official {theirs:#?}\nours {mine:#?}"));
        }
    }
    wrong.extend(ours.into_keys().map(|path| format!("{path}: not in the official list")));
    println!("{count} packages compared, {} differences", wrong.len());
    assert!(count > 0 && wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong[..wrong.len().min(8)].join("\n"));
}

#[test]
fn library_and_commands() {
    let src = reference().goroot.canonicalize().unwrap().join("src");
    for (dir, pattern) in [("", "std"), ("", "net/..."), ("", "./encoding/..."), ("cmd", "cmd"), ("cmd", "./go")] {
        let dir = src.join(dir);
        let graph = build::load(&config(&dir, false), &[pattern.to_owned()]).unwrap();
        compare(&graph, official(&dir, &[pattern]), true);
    }
}

#[test]
fn with_tests() {
    let src = reference().goroot.canonicalize().unwrap().join("src");
    for (dir, pattern) in [("", "strings"), ("", "net/http"), ("", "std"), ("cmd", "cmd")] {
        let dir = src.join(dir);
        let graph = build::load(&config(&dir, true), &[pattern.to_owned()]).unwrap();
        compare(&graph, official(&dir, &["-test", pattern]), false);
    }
}
