//! Two builds side by side: executables, archives, SSA.

use crate::served::*;
use serde_json::Value;
use std::collections::HashMap;
use std::process::Command;
use std::time::Duration;
use testkit::{Browser, official_go, temp_dir};

#[test]
fn two_builds_are_compared() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module pair\n\ngo 1.23\n").expect("a file");
    let write = |n: u32| {
        let text = format!(
            "package main\n\n//go:noinline\nfunc f(x int) int {{ return x * {n} }}\n\n\
             //go:noinline\nfunc g(x int) int {{ return x + 1 }}\n\nfunc main() {{ println(f(3), g(4)) }}\n"
        );
        std::fs::write(dir.path().join("main.go"), text).expect("a file");
    };
    write(7);
    run(oxigo(dir.path(), &["build", "-o", "old", "."]));
    write(1000);
    run(oxigo(dir.path(), &["build", "-o", "new", "."]));
    // An edit of one function: no other differs, though addresses may.
    let server = Server::of(dir.path(), &["-compare", "old", "new"]);
    let view = server.ask("compare");
    let names: Vec<&str> = view["pairs"].as_array().expect("pairs").iter().filter_map(|p| p["name"].as_str()).collect();
    assert_eq!(names, ["main.f"], "{view}");
    let sizes = |program: &str| -> HashMap<String, u64> {
        let listed = text(run(Command::new("nm").args(["-S", program]).current_dir(dir.path())).stdout);
        let pair = |line: &str| {
            let words: Vec<&str> = line.splitn(4, ' ').collect();
            Some(((*words.get(3)?).to_owned(), u64::from_str_radix(words[1], 16).ok()?))
        };
        listed.lines().filter_map(pair).collect()
    };
    let (old, new) = (sizes("old"), sizes("new"));
    assert_eq!(view["pairs"][0]["before"].as_u64(), Some(old["main.f"]));
    assert_eq!(view["pairs"][0]["now"].as_u64(), Some(new["main.f"]));
    let pair = server.ask("pair?name=main.f");
    let lines = pair["lines"].as_array().expect("lines");
    let is_pair = |l: &Value| l[0].is_u64() && l[1].is_u64();
    assert!(lines.iter().any(is_pair) && !lines.iter().all(is_pair));
    let same = server.ask("pair?name=main.g");
    assert!(same["lines"].as_array().expect("lines").iter().all(|l| l[0] == l[1]), "{same}");
    if let Some(mut browser) = Browser::start() {
        let dom = shown(&mut browser, &format!("{}#right=compare&pair=main.f", server.url()));
        assert!(dom.contains("Compared with") && dom.contains("line gone") && dom.contains("line new"), "{dom}");
    }
    // Flags: the same package without optimisation.
    let server = Server::of(dir.path(), &["-compare=-gcflags=-N -l", "."]);
    let view = server.ask("compare");
    let names: Vec<&str> = view["pairs"].as_array().expect("pairs").iter().filter_map(|p| p["name"].as_str()).collect();
    assert!(names.contains(&"main.f") && names.contains(&"main.main"), "{view}");
    assert!(names.iter().all(|n| n.starts_with("main.")), "the flag is for package main alone: {names:?}");
    // The official build of the same has the same functions, as far as names go; large ones are never alike.
    let mut official = official_go(["build", "-o", "official", "."]);
    run(official.current_dir(dir.path()));
    let view = Server::of(dir.path(), &["-compare", "official", "."]).ask("compare");
    let large = "runtime.mallocgc";
    assert_eq!(of(&view["pairs"], "name", large)["before"].as_u64(), Some(sizes("official")[large]));
    // An edit while the page is open.
    let server = Server::of(dir.path(), &["."]);
    assert_eq!(server.get("q/compare").0, 404);
    write(12345);
    let newer = std::time::SystemTime::now() + Duration::from_secs(2);
    let file = std::fs::File::options().append(true).open(dir.path().join("main.go"));
    file.and_then(|file| file.set_modified(newer)).expect("a time");
    assert_eq!(server.ask("state")["version"], 2);
    let view = server.ask("compare");
    assert_eq!((&view["other"], &view["pairs"][0]["name"]), (&"before the last change".into(), &"main.f".into()));
}
