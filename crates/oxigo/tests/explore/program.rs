//! Views of the executable, beside `nm`, `readelf`, `objdump`, the official `addr2line` and the program itself.

use crate::served::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::time::Duration;
use testkit::{Browser, temp_dir};

#[test]
fn the_executable_is_what_other_readers_see() {
    let dir = &MADE.dir;
    let server = Server::of(dir, &["hello"]);
    let elf = server.ask("elf");
    for line in text(run(Command::new("readelf").args(["-SW", "hello"]).current_dir(dir)).stdout).lines() {
        let Some((_, rest)) = line.split_once(']') else { continue };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let [name, _, address, offset, size, ..] = words[..] else { continue };
        if !name.starts_with('.') {
            continue;
        }
        let row = of(&elf["sections"], "name", name);
        let hex = |text: &str| u64::from_str_radix(text, 16).expect("a number");
        assert_eq!((row["address"].as_u64(), row["size"].as_u64()), (Some(hex(address)), Some(hex(size))), "{line}");
        assert_eq!(row["offset"].as_u64(), Some(hex(offset)), "{line}");
    }
    let hex = |text: &str| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok();
    let mut segments = elf["segments"].as_array().expect("segments").iter();
    let headers = text(run(Command::new("readelf").args(["-lW", "hello"]).current_dir(dir)).stdout);
    for line in headers.lines().map(str::trim).filter(|l| l.contains(" 0x") && !l.starts_with("Entry")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [kind, offset, address, _, in_file, in_memory, ..] = words[..] else { panic!("{line}") };
        let row = segments.next().unwrap_or_else(|| panic!("no segment for {line}"));
        assert!(row["kind"] == kind || row["kind"] == "other", "{line}: {row}");
        let own = ["offset", "address", "file_size", "size"].map(|key| row[key].as_u64());
        assert_eq!(own, [offset, address, in_file, in_memory].map(hex), "{line}");
    }
    assert!(segments.next().is_none());
    // The symbols of the program, and the largest of all.
    let listed = text(run(Command::new("nm").args(["-S", "hello"]).current_dir(dir)).stdout);
    let rows = |line: &str| {
        let words: Vec<String> = line.splitn(4, ' ').map(str::to_owned).collect();
        Some((words.get(3)?.clone(), (hex(&words[0]), hex(&words[1]))))
    };
    let theirs: BTreeMap<String, (Option<u64>, Option<u64>)> = listed.lines().filter_map(rows).collect();
    for question in ["symbols?text=main.", "symbols?text="] {
        let found = server.ask(question);
        let found = found.as_array().expect("symbols");
        assert!(found.len() >= 5, "{question}: {found:?}");
        for row in found {
            let name = row["name"].as_str().expect("a name");
            assert_eq!(Some(&(row["address"].as_u64(), row["size"].as_u64())), theirs.get(name), "{name}");
        }
    }
    let own = server.ask("symbols?text=main.");
    for name in theirs.keys().filter(|name| name.starts_with("main.")) {
        of(&own, "name", name);
    }
}

#[test]
fn instructions_are_what_objdump_says() {
    let server = Server::of(&MADE.dir, &["hello"]);
    let f = server.ask("function?name=main.main");
    let args = ["-dw", "-M", "intel", "--disassemble=main.main", "hello"];
    let dump = text(run(Command::new("objdump").args(args).current_dir(&MADE.dir)).stdout);
    // Address, bytes, name.
    let theirs: Vec<(u64, String, String)> = dump
        .lines()
        .filter_map(|l| l.trim().split_once(":\t"))
        .filter_map(|(at, rest)| Some((u64::from_str_radix(at, 16).ok()?, rest.split_once('\t')?)))
        .map(|(at, (bytes, rest))| (at, bytes.replace(' ', ""), rest.split(' ').next().unwrap_or_default()))
        // GNU's name for moving an immediate of 64 bits.
        .map(|(at, bytes, name)| (at, bytes, if name == "movabs" { "mov" } else { name }.to_owned()))
        .collect();
    let word = |r: &Value, key: &str| r[key].as_str().expect("a text").split(' ').next().unwrap_or_default().to_owned();
    let ours: Vec<(u64, String, String)> = f["code"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|r| (r["at"].as_u64().expect("a number"), word(r, "bytes"), word(r, "intel")))
        .collect();
    assert!(theirs.len() > 20);
    assert_eq!(ours, theirs);
    let att = f["code"].as_array().into_iter().flatten().filter(|r| r["att"].as_str().is_some_and(|t| t.contains('%')));
    assert!(att.count() > 10);
}

#[test]
fn lookups_agree_with_addr2line() {
    let server = Server::of(&MADE.dir, &["hello"]);
    let mut addresses = Vec::new();
    for name in ["main.main", "main.main.func1", "main.place", "fmt.Fprintln", "runtime.mallocgc"] {
        let f = server.ask(&format!("function?name={name}"));
        addresses.extend(f["code"].as_array().into_iter().flatten().step_by(7).filter_map(|r| r["at"].as_u64()));
    }
    for (address, pair) in addresses.iter().zip(addr2line(&MADE.dir, "hello", &addresses)) {
        let view = server.ask(&format!("lookup?pc={address:x}"));
        let found = |table: &str| of(&view["steps"], "table", table)["found"].as_str().expect("a text").to_owned();
        assert!(found("_func").starts_with(&format!("{},", pair.0)), "{address:#x}: {view}, {pair:?}");
        assert_eq!(found("pcfile, pcln"), pair.1, "{address:#x}");
        let steps = view["steps"].to_string();
        assert!(steps.contains("bucket ") && !steps.contains("disagree"), "{steps}");
    }
    assert_eq!(server.ask("lookup?pc=1")["steps"], serde_json::json!([]));
}

#[test]
fn symbols_have_reasons() {
    let server = Server::of(&MADE.dir, &["."]);
    let listed = addresses(&MADE.dir, "hello");
    let why = server.ask("why?name=os.%28*File%29.Write");
    let path = why["path"].as_array().expect("a path");
    // Either through the entry point or through the initialisers, whichever is shorter.
    let is_root = |name: &Value| name == "_rt0_amd64_linux" || name == "go:main.inittasks";
    assert!(is_root(&path[0]["name"]) && path[0]["how"] == "wanted by the linker", "{why}");
    assert_eq!(path.last().expect("a hop")["name"], "os.(*File).Write");
    let method = path.iter().find(|h| h["how"] == "method called through an interface").expect("a method");
    let because = method["because"].as_array().expect("reasons");
    assert_eq!(because.len(), 2, "{method}");
    assert!(because.iter().all(|b| listed.contains_key(b[1].as_str().expect("a name"))), "{because:?}");
    let url = format!("{}#f=main.main&right=elf&why=os.%28*File%29.Write", server.url());
    if let Some(mut browser) = Browser::start() {
        let dom = shown(&mut browser, &url);
        assert!(dom.contains("Why os.(*File).Write is in the program") && dom.contains("symbols refer to it"), "{dom}");
    }
    // What is printed is the same.
    let printed = text(run(oxigo(&MADE.dir, &["explore", "-why", "os.(*File).Write", "."])).stdout);
    for hop in path {
        let line = format!("{}: {}", hop["how"].as_str().unwrap_or_default(), hop["name"].as_str().unwrap_or_default());
        assert!(printed.lines().any(|l| l == line), "{line} is not in {printed}");
    }
    let refused = oxigo(&MADE.dir, &["explore", "-why", "main.nothing", "."]).output().expect("a process");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(refused.stderr).contains("main.nothing is not in the program"));
}

#[test]
fn calls_are_those_that_objdump_shows() {
    let server = Server::of(&MADE.dir, &["."]);
    let dump =
        text(run(Command::new("objdump").args(["-d", "--no-show-raw-insn", "hello"]).current_dir(&MADE.dir)).stdout);
    let mut at = String::new();
    let (mut callers, mut callees) = (BTreeSet::new(), BTreeSet::new());
    for line in dump.lines() {
        let named = |text: &str| Some(text.split_once('<')?.1.rsplit_once('>')?.0.to_owned());
        if let Some(head) = line.strip_suffix(':') {
            at = named(head).unwrap_or_default();
        } else if line.contains("\tcall ") || line.contains("\tjmp ") {
            let to = named(line).unwrap_or_default();
            // A function that has grown its stack begins anew.
            if to == at {
                continue;
            }
            if to == "fmt.Fprintln" {
                callers.insert(at.clone());
            }
            if at == "main.main" && !to.contains('+') {
                callees.insert(to);
            }
        }
    }
    let names = |rows: &Value| -> BTreeSet<String> {
        let calls = rows.as_array().into_iter().flatten().filter(|r| r["how"] == "call");
        calls.map(|r| r["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert!(callers.len() > 1 && callees.len() > 3, "{callers:?} {callees:?}");
    assert_eq!(names(&server.ask("calls?name=fmt.Fprintln")["callers"]), callers);
    let own = server.ask("calls?name=main.main");
    assert_eq!(names(&own["callees"]), callees);
    // What was inlined is a call of the source.
    assert_eq!(of(&own["callees"], "name", "fmt.Println")["how"], "inlined");
    let sum = server.ask("calls?name=main.sum");
    let lines = of(&sum["callers"], "name", "main.main")["from"].as_array().expect("lines");
    assert!(lines[0].as_str().is_some_and(|id| id.ends_with(":34")), "{sum}");
    assert_eq!(
        of(&server.ask("calls?name=fmt.%28*pp%29.handleMethods")["callers"], "name", "fmt.(*pp).printArg")["how"],
        "call"
    );
}

/// Functions that are started in all ways; each prints its name when it runs.
const STARTED: &str = r#"package main

import (
	"runtime"
	"sync"
)

var all sync.WaitGroup

//go:noinline
func note() {
	pc, _, _, _ := runtime.Caller(1)
	println("ran", runtime.FuncForPC(pc).Name())
	all.Done()
}

type t struct{ n int }

//go:noinline
func (x *t) method() { note() }

//go:noinline
func started(int) { note() }

//go:noinline
func deferred(int) { note() }

//go:noinline
func first() { note() }

//go:noinline
func second() { note() }

//go:noinline
func given(f func()) { f() }

//go:noinline
func chosen(way int) {
	f := first
	if way > 1 {
		f = second
	}
	f()
}

//go:noinline
func looping(x *t) {
	for range 2 {
		defer x.method()
	}
}

//go:noinline
func run(x *t, unknown func()) {
	defer deferred(1)
	defer func() { note() }()
	go started(2)
	go func() { x.n++; note() }()
	h := x.method
	h()
	given(func() { note() })
	unknown()
}

func main() {
	all.Add(11)
	chosen(1)
	chosen(2)
	looping(&t{})
	run(&t{}, first)
	all.Wait()
}
"#;

/// What a function starts is what runs when it does, by all ways to start something.
#[test]
fn goroutines_defers_and_func_values_are_followed_to_what_runs() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module started\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("main.go"), STARTED).expect("a file");
    run(oxigo(dir.path(), &["build", "-o", "started", "."]));
    let said = text(run(&mut Command::new(dir.path().join("started"))).stderr);
    let ran: BTreeSet<&str> = said.lines().filter_map(|l| l.strip_prefix("ran ")).collect();
    let server = Server::of(dir.path(), &["."]);
    let started = |name: &str| -> BTreeSet<(String, String)> {
        let rows = server.ask(&format!("calls?name={name}"))["callees"].clone();
        let word = |r: &Value, key: &str| r[key].as_str().unwrap_or_default().to_owned();
        let rows = rows.as_array().into_iter().flatten().map(|r| (word(r, "how"), word(r, "name")));
        rows.filter(|r| !matches!(&*r.0, "call" | "inlined")).collect()
    };
    let pairs =
        |list: &[(&str, &str)]| list.iter().map(|(how, name)| ((*how).to_owned(), (*name).to_owned())).collect();
    let of_run: BTreeSet<(String, String)> = pairs(&[
        ("defer", "main.deferred"),
        ("defer", "main.run.func1"),
        ("go", "main.started"),
        ("go", "main.run.func2"),
        ("func value", "main.(*t).method"),
        ("as a value", "main.run.func3"),
        ("func value", "(a func value)"),
    ]);
    assert_eq!(started("main.run"), of_run);
    let of_chosen: BTreeSet<(String, String)> = pairs(&[("func value", "main.first"), ("func value", "main.second")]);
    assert_eq!(started("main.chosen"), of_chosen);
    assert_eq!(started("main.looping"), pairs(&[("defer", "main.(*t).method")]));
    assert_eq!(started("main.given"), pairs(&[("func value", "(a func value)")]));
    // Nothing else ran, and all of it did.
    let named: BTreeSet<&str> =
        of_run.iter().chain(&of_chosen).map(|(_, name)| &**name).filter(|name| !name.starts_with('(')).collect();
    assert_eq!(ran, named, "{said}");
    let method = server.ask("calls?name=main.%28*t%29.method");
    let looping = of(&method["callers"], "name", "main.looping");
    assert_eq!((&looping["how"], looping["from"].as_array().map(Vec::len)), (&"defer".into(), Some(1)), "{method}");
}

/// Prints for each address on its input the innermost function, the one that it was inlined into in the end, and the
/// place.
const ASKED: &str = r#"package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
)

func init() {
	if os.Getenv("ASKED") == "" {
		return
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		pc, _ := strconv.ParseUint(in.Text(), 16, 64)
		f := runtime.FuncForPC(uintptr(pc))
		// The address of a caller is one behind the call.
		frame, _ := runtime.CallersFrames([]uintptr{uintptr(pc) + 1}).Next()
		fmt.Println(f.Name(), runtime.FuncForPC(f.Entry()).Name(), frame.Function, fmt.Sprint(frame.File, ":", frame.Line))
	}
	os.Exit(0)
}
"#;

#[test]
fn lookups_are_those_of_the_program_itself() {
    let dir = temp_dir();
    for (name, content) in [("go.mod", "module hello\n\ngo 1.23\n"), ("main.go", PROGRAM), ("asked.go", ASKED)] {
        std::fs::write(dir.path().join(name), content).expect("a file");
    }
    run(oxigo(dir.path(), &["build", "-o", "hello", "."]));
    let server = Server::of(dir.path(), &["hello"]);
    let mut addresses = Vec::new();
    for name in ["main.main", "main.main.func1", "fmt.Fprintln", "os.%28*File%29.Write"] {
        let f = server.ask(&format!("function?name={name}"));
        addresses.extend(f["code"].as_array().into_iter().flatten().step_by(3).filter_map(|r| r["at"].as_u64()));
    }
    let input: String = addresses.iter().map(|a| format!("{a:x}\n")).collect();
    let mut hello = Command::new(dir.path().join("hello"));
    let answers = testkit::run(hello.env("ASKED", "1"), input.as_bytes(), Duration::from_secs(20)).expect();
    let files = server.ask("overview")["files"].clone();
    let mut inlined = 0;
    for (address, answer) in addresses.iter().zip(answers.lines()) {
        let [inner, outer, again, place] = answer.split(' ').collect::<Vec<_>>()[..] else { panic!("{answer}") };
        assert_eq!(inner, again, "{answer}");
        let view = server.ask(&format!("lookup?pc={address:x}"));
        let found = |table: &str| of(&view["steps"], "table", table)["found"].as_str().expect("a text").to_owned();
        assert!(found("_func").starts_with(&format!("{outer},")), "{address:#x}: {view}, {answer}");
        if inner != outer {
            inlined += 1;
            assert!(found("inline tree").contains(&format!("innermost function: {inner} at ")), "{answer}: {view}");
        }
        // Lines light up by this.
        let id = view["from"][0].as_str().expect("a line");
        let (file, line) = id[1..].split_once(':').expect("a line");
        let name = files[file.parse::<usize>().expect("a number")]["name"].as_str().expect("a name");
        assert!(place.ends_with(&format!("{}:{line}", name.trim_start_matches("$GOROOT"))), "{answer}: {name}:{line}");
    }
    assert!(addresses.len() > 60 && inlined > 5, "{inlined} of {}", addresses.len());
}
