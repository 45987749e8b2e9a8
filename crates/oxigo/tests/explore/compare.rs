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
    assert_eq!(
        (&view["other"], &view["pairs"][0]["name"]),
        (&"what was before the last change".into(), &"main.f".into())
    );
}

/// The size of a symbol of an archive, as the official `nm` has it.
fn size_in(archive: &std::path::Path, name: &str) -> Option<u64> {
    let listed = text(run(official_go(["tool", "nm", "-size"]).arg(archive)).stdout);
    let line = listed.lines().find(|l| l.ends_with(&format!(" T {name}")))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn archives_of_both_toolchains_are_compared() {
    let mut list = official_go(["list", "-export", "-f", "{{.Export}}", "."]);
    let official = text(run(list.current_dir(&MADE.dir)).stdout).trim().to_owned();
    let server = Server::of(&MADE.dir, &["-compare", &official, "."]);
    let view = server.ask("compare");
    let ours = archive(&MADE.dir);
    for name in ["main.main", "main.sum"] {
        let row = of(&view["pairs"], "name", name);
        assert_eq!(row["before"].as_u64(), size_in(official.as_ref(), name), "{name}");
        assert_eq!(row["now"].as_u64(), size_in(&ours, name), "{name}");
    }
    let pair = server.ask("pair?name=main.main");
    let calls = |side: &str| {
        let holes = pair[side].as_array().into_iter().flatten().filter_map(|r| r["holes"][0].as_str());
        holes.filter(|h| h.contains("R_CALL runtime.newproc")).count()
    };
    assert_eq!((calls("before"), calls("now")), (1, 1), "{pair}");
    assert!(view["sections"].as_array().is_some_and(|blocks| blocks.len() > 3), "{view}");
    // An object with itself.
    let itself = Server::of(&MADE.dir, &["-compare", ours.to_str().expect("a name"), "."]).ask("compare");
    assert_eq!((&itself["pairs"], itself["same"].as_u64() > Some(4)), (&serde_json::json!([]), true), "{itself}");
}

/// SSA and machine code of a function under two settings, and the code of both calling conventions.
#[test]
fn forms_under_two_settings_stand_beside_each_other() {
    let flag = "-gcflags=-abi0";
    run(oxigo(&MADE.dir, &["build", flag, "-o", "by-stack", "."]));
    let server = Server::of(&MADE.dir, &[&format!("-compare={flag}"), "."]);
    let pair = server.ask("pair?name=main.place");
    let names: Vec<&str> = pair["forms"].as_array().expect("forms").iter().filter_map(|f| f["name"].as_str()).collect();
    assert_eq!(names, ["SSA before all passes", "SSA behind all passes", "machine code"]);
    // Each side is what the compiler prints of that build.
    for (side, flags) in [("now", "-gcflags=".to_owned()), ("before", format!("{flag} "))] {
        let flags = format!("{flags}-d=ssa/ssagen=main.place,vcode=main.place");
        let printed = text(run(oxigo(&MADE.dir, &["build", "-o", "printed", &flags, "."])).stderr);
        let form = pair["forms"][2][side].as_array().expect("lines");
        assert!(form.len() > 4, "{form:?}");
        for line in form.iter().filter_map(|l| l["text"].as_str()) {
            assert!(printed.contains(line), "{side}: {line} is not in\n{printed}");
        }
    }
    // Addresses and bytes of the other program's code, beside objdump.
    let mut dump = Command::new("objdump");
    let theirs = text(run(dump.args(["-dw", "by-stack"]).current_dir(&MADE.dir)).stdout);
    for row in pair["before"].as_array().expect("code") {
        let at = row["at"].as_u64().expect("a number");
        let line = theirs.lines().find(|l| l.trim_start().starts_with(&format!("{at:x}:"))).unwrap_or_default();
        let bytes = line.split('\t').nth(1).unwrap_or_default().replace(' ', "");
        assert_eq!(row["bytes"].as_str(), Some(&*bytes), "{line}");
    }
    let Some(mut browser) = Browser::start() else { return };
    shown(&mut browser, &format!("{}#right=compare&pair=main.place", server.url()));
    browser.click("[data-form='machine code']");
    browser.wait("document.querySelector('[data-form=\"machine code\"]').getAttribute('aria-pressed') == 'true'");
    let told = browser.text("document.querySelector('#right .view').textContent");
    assert!(told.contains("Ret") && browser.problems().is_empty(), "{told}");
}
