//! Programs that run: their boot and frames beside gdb, their goroutines beside the official reader of traces.

use crate::served::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;
use testkit::{Browser, official_go, temp_dir};

#[test]
fn goroutines_are_those_of_the_trace() {
    let server = Server::of(&MADE.dir, &["."]);
    assert_eq!(server.ask("schedule")["goroutines"], serde_json::json!([]), "nothing is run before it is asked for");
    let view = server.ask("schedule?run=1");
    // What main.go starts, made by the main goroutine.
    let goroutines = view["goroutines"].as_array().expect("goroutines");
    let own = |g: &&Value| g["function"] == "main.main.func1";
    let started: Vec<&Value> = goroutines.iter().filter(own).collect();
    assert_eq!((started.len(), &started[0]["by"]), (1, &1.into()), "{view}");
    let main = goroutines.iter().find(|g| g["g"] == 1).expect("the main goroutine");
    let slept = main["states"].as_array().into_iter().flatten().find(|s| s["reason"] == "sleep").expect("a sleep");
    let time = slept["to"].as_u64().zip(slept["from"].as_u64()).map_or(0, |(to, from)| to - from);
    assert!(time >= 900_000, "time.Sleep(time.Millisecond) took {time} ns");
    // A P runs one goroutine at a time, and whoever runs on one is running.
    let total = view["total"].as_u64().expect("a number");
    for runs in view["processors"].as_object().expect("Ps").values() {
        let times: Vec<(u64, u64)> =
            runs.as_array().expect("a list").iter().filter_map(|r| r["from"].as_u64().zip(r["to"].as_u64())).collect();
        assert!(times.iter().all(|t| t.0 <= t.1 && t.1 <= total), "{times:?}");
        assert!(times.windows(2).all(|w| w[0].1 <= w[1].0), "{times:?}");
    }
    if let Some(mut browser) = Browser::start() {
        let dom = shown(&mut browser, &format!("{}#right=schedule&trace=1", server.url()));
        assert!(dom.contains("main.main.func1") && dom.contains("g-Running"), "{dom}");
    }
}

/// The traced program is the user's with the user's flags, and leaves nothing behind for `-why`.
#[test]
fn traces_are_of_the_same_command_line() {
    let dir = temp_dir();
    testkit::script::unpack(&format!("\n{}", include_str!("traced.txt")), dir.path());
    run(oxigo(dir.path(), &["build", "-o", "program", "."]));
    Server::of(dir.path(), &["-ldflags=-X main.v=1", "-compare=-gcflags=-N", "--", "."]).ask("schedule?run=1");
    assert_eq!(std::fs::read(dir.path().join("seen")).expect("it ran"), b"1");
    std::fs::write(dir.path().join("more.go"), "package main\n").expect("a file");
    let why = text(run(oxigo(dir.path(), &["build", "-why", "traced", "-o", "program", "."])).stderr);
    assert!(why.contains("more.go") && !why.contains("oxigo_trace") && !why.contains("-N"), "{why}");
}

#[test]
fn boots_go_as_gdb_sees_them() {
    let server = Server::of(&MADE.dir, &["hello"]);
    assert_eq!(server.ask("boot")["stops"], serde_json::json!([]), "nothing is run before it is asked for");
    let view = server.ask("boot?run=1");
    let stops = view["stops"].as_array().expect("stops");
    let names: Vec<&str> = stops.iter().filter_map(|s| s["name"].as_str()).collect();
    assert_eq!((names.first(), names.last()), (Some(&"_rt0_amd64_linux"), Some(&"main.main")), "{}", view["ended"]);
    let register = |stop: &Value, name: &str| -> u64 {
        let all = stop["registers"].as_array().into_iter().flatten();
        all.filter(|r| r[0] == name).find_map(|r| r[1].as_u64()).expect("a register")
    };
    let at =
        |name: &str| stops.iter().find(|s| s["name"] == name).unwrap_or_else(|| panic!("no stop at {name}: {names:?}"));
    let listed = addresses(&MADE.dir, "hello");
    for stop in stops {
        let name = stop["name"].as_str().expect("a name");
        let address = listed.get(&format!("{name}.abi0")).or_else(|| listed.get(name)).copied();
        assert_eq!(stop["at"].as_u64(), address, "{name}");
        assert_eq!(register(stop, "RIP"), address.unwrap_or(0), "{name}");
    }
    // argc, and the way the arguments take into registers.
    assert_eq!(stops[0]["stack"][0]["value"], 1);
    assert_eq!(register(at("runtime.rt0_go"), "RDI"), 1);
    assert_eq!((register(&stops[0], "FS"), stops[0]["g"].is_null()), (0, true));
    assert_eq!(at("runtime.check")["g"][1], "runtime.g0");
    assert_ne!(at("main.main")["g"][1], "runtime.g0");
    assert_eq!(register(at("main.main"), "R14"), at("main.main")["g"][0].as_u64().expect("an address"));
    assert!(view["steps"].as_array().is_some_and(|s| s.len() > 50));
    // gdb comes to the same places on the first thread, in the same order.
    let first: Vec<&Value> = stops.iter().filter(|s| s["thread"] == 1).collect();
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-ex", "set startup-with-shell off", "-ex", "set pagination off"]);
    for stop in &first {
        gdb.args(["-ex", &format!("tbreak *{:#x}", stop["at"].as_u64().expect("an address"))]);
    }
    gdb.args(["-ex", "run"]);
    for _ in &first {
        gdb.args(["-ex", "printf \"at %#lx sp %#lx\\n\", $pc, $sp", "-ex", "continue"]);
    }
    let output = gdb_output(gdb.arg("hello"));
    let theirs: Vec<u64> = output
        .lines()
        .filter_map(|l| u64::from_str_radix(l.strip_prefix("at 0x")?.split(' ').next()?, 16).ok())
        .collect();
    let ours: Vec<u64> = first.iter().filter_map(|s| s["at"].as_u64()).collect();
    let until_main = |list: &[u64]| {
        list.iter().copied().take_while(|a| Some(*a) != listed.get("runtime.main").copied()).collect::<Vec<_>>()
    };
    assert_eq!(until_main(&ours), until_main(&theirs), "{output}");
    assert!(until_main(&ours).len() > 8, "{names:?}");
    if let Some(mut browser) = Browser::start() {
        let dom = shown(&mut browser, &format!("{}#f=main.main&right=boot&boot=1&stop=2", server.url()));
        let has = |what: &str| dom.contains(what);
        assert!(has("runtime.rt0_go") && has("[stack]") && !has("class=\"problem\""), "{dom}");
    }
}

/// What gdb prints; that it succeeds is more than can be wanted of a session whose program ends.
fn gdb_output(gdb: &mut Command) -> String {
    if gdb.get_current_dir().is_none() {
        gdb.current_dir(&MADE.dir);
    }
    let output = gdb.output();
    text(output.unwrap_or_else(|e| panic!("gdb: {e}: `.ci/run` installs Debian's package `gdb`")).stdout)
}

/// What gdb prints when a program stops at an address: registers, the words at the stack pointer, the frame.
fn gdb_at(program: &str, address: u64) -> String {
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-ex", "set startup-with-shell off", "-ex", "set pagination off"]);
    gdb.args(["-ex", &format!("break *{address:#x}"), "-ex", "run"]);
    gdb.args(["-ex", "printf \"ints 0x%lx 0x%lx 0x%lx 0x%lx sp 0x%lx\\n\", $rax, $rbx, $rcx, $rdi, $sp"]);
    gdb.args([
        "-ex",
        "printf \"float %g\\n\", $xmm0.v2_double[0]",
        "-ex",
        "x/8xg $sp",
        "-ex",
        "info frame",
        "-ex",
        "kill",
    ]);
    gdb_output(gdb.arg(program))
}

/// The hexadecimal numbers of a text.
fn hex_numbers(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(|w| w.strip_prefix("0x"));
    words.filter_map(|w| u64::from_str_radix(w, 16).ok()).collect()
}

/// The words from the stack pointer on.
fn stack_words(told: &str) -> Vec<u64> {
    let lines = told.lines().filter(|l| l.starts_with("0x") && l.contains(":\t"));
    lines.flat_map(|l| hex_numbers(l.split_once(":\t").expect("words").1)).collect()
}

/// Where arguments are when a function begins is where gdb finds them, in both conventions.
#[test]
fn arguments_are_where_gdb_finds_them() {
    run(oxigo(&MADE.dir, &["build", "-gcflags=-abi0", "-o", "stacked", "."]));
    let server = Server::of(&MADE.dir, &["."]);
    let f = server.ask("function?name=main.place");
    // place(point{1, 2}, "name", 2): integers and a float by register, in order.
    let told = gdb_at("hello", addresses(&MADE.dir, "hello")["main.place"]);
    let ints = hex_numbers(told.lines().find(|l| l.starts_with("ints ")).unwrap_or_else(|| panic!("{told}")));
    let value = |register: &str| match register {
        "AX" => ints[0],
        "BX" => ints[1],
        "DI" => ints[3],
        other => panic!("{other}"),
    };
    let registers = |n: usize| -> Vec<String> {
        let all = f["conventions"][1]["params"][n]["registers"].as_array().expect("registers");
        all.iter().map(|r| r[2].as_str().expect("a register").to_owned()).collect()
    };
    assert_eq!(registers(0).iter().map(|r| value(r)).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(value(&registers(1)[1]), 4);
    assert_eq!((registers(2), told.contains("float 2\n")), (vec!["X0".to_owned()], true), "{told}");
    // The caller is main.main.
    let main = addresses(&MADE.dir, "hello")["main.main"];
    assert!((main..main + 1000).contains(&stack_words(&told)[0]), "{told}");
    // By stack: behind the return address.
    let stacked = addresses(&MADE.dir, "stacked");
    let told = gdb_at("stacked", *stacked.get("main.place").unwrap_or_else(|| &stacked["main.place.abi0"]));
    let words = stack_words(&told);
    let at = |n: usize| words[1 + f["conventions"][0]["params"][n]["stack"].as_u64().expect("an offset") as usize / 8];
    assert_eq!((at(0), words[2], words[4], f64::from_bits(at(2))), (1, 2, 4, 2.0), "{told}");
}

/// Behind the prologue the frame is as large as the view says, with what the caller left above it.
#[test]
fn frames_are_as_large_as_gdb_finds_them() {
    let server = Server::of(&MADE.dir, &["."]);
    for name in ["main.main", "main.main.func1"] {
        let f = server.ask(&format!("function?name={name}"));
        let rows = f["code"].as_array().expect("rows");
        let frame = rows.iter().filter_map(|r| r["frame"].as_u64()).max().expect("a frame");
        let whole = rows.iter().find(|r| r["frame"] == frame).and_then(|r| r["at"].as_u64()).expect("an address");
        let told = gdb_at("hello", whole);
        let sp = hex_numbers(told.lines().find(|l| l.starts_with("ints ")).unwrap_or_else(|| panic!("{told}")))[4];
        let number = |before: &str| hex_numbers(told.split(before).nth(1).unwrap_or_else(|| panic!("{told}")))[0];
        // The frame of gdb begins above the return address.
        assert_eq!(number("frame at "), sp + frame + 8, "{name}: {told}");
        assert_eq!(number("rip at "), sp + frame, "{name}: {told}");
    }
}

/// A frame that holds its own address, with a call that asks for room.
const HOLDER: &str = r#"package main

//go:noinline
func use(list *[3]*int) int {
	n := *list[0] + *list[2]
	println(n)
	return n
}

//go:noinline
func holder(n int) int {
	var list [3]*int
	list[0], list[2] = &n, &n
	return use(&list)
}

func main() { println(holder(7)) }
"#;

/// Where the heap of a small program is.
const HEAP: std::ops::Range<u64> = 0xc0_0000_0000..0xc0_0400_0000;

/// The size of a stack and its words from the stack pointer up, those that point into it as distances from its upper end,
/// those that point to other places of the heap as its beginning, since threads race for these.
type Stack = (u64, Vec<Result<u64, i64>>);

fn stack_of(low: u64, high: u64, words: Vec<u64>) -> Stack {
    let relative = |word: u64| match (low..high).contains(&word) {
        true => Err(word as i64 - high as i64),
        false if HEAP.contains(&word) => Ok(HEAP.start),
        false => Ok(word),
    };
    (high - low, words.into_iter().map(relative).collect())
}

/// A stack that grows has the sizes and words that gdb finds, if gdb raises the same bound at the same instruction.
#[test]
fn stacks_grow_as_gdb_sees_them() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module grown\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("main.go"), HOLDER).expect("a file");
    run(oxigo(dir.path(), &["build", "-o", "grown", "."]));
    let server = Server::of(dir.path(), &["."]);
    assert_eq!(server.ask("growth?name=main.holder")["frames"], serde_json::json!([]), "nothing is run unasked");
    let view = server.ask("growth?name=main.holder&run=1");
    let frames = view["frames"].as_array().expect("frames");
    let names: Vec<&str> = frames.iter().filter_map(|f| f["function"].as_str()).collect();
    assert_eq!(names, ["main.use", "main.holder", "main.main", "runtime.main"], "{view}");
    let number = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("{value}"));
    let end = |n: usize, key: &str| number(&view["stacks"][n][key]);
    let words = |key: &str| -> Vec<u64> {
        let all = frames.iter().flat_map(|f| f["words"].as_array().into_iter().flatten().rev());
        all.map(|w| number(&w[key])).collect()
    };
    let ours = [("before", 0), ("after", 1)].map(|(key, n)| stack_of(end(n, "low"), end(n, "high"), words(key)));
    // What points into the stack: three saved BPs of which the outermost is 0, and the address of `n`, twice.
    let moved = words("before").iter().zip(words("after")).filter(|(b, a)| **b != *a).count();
    let inside = ours[0].1.iter().filter(|w| w.is_err()).count();
    assert!(moved == inside && moved >= 4, "{moved} {inside} {view}");
    // gdb at the same places.
    let f = server.ask("function?name=main.holder");
    let rows = f["code"].as_array().expect("rows");
    let frame = rows.iter().filter_map(|r| r["frame"].as_u64()).max();
    let whole = rows.iter().find(|r| r["frame"].as_u64() == frame).map(|r| number(&r["at"])).expect("an address");
    let copy = addresses(dir.path(), "grown")["runtime.copystack"];
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-ex", "set startup-with-shell off", "-ex", "set pagination off"]);
    gdb.args(["-ex", &format!("break *{whole:#x}"), "-ex", "run", "-ex", "set language c", "-ex", "set $g = $r14"]);
    gdb.args(["-ex", "set {long}($g + 16) = {long}($g + 8)"]);
    // No other thread runs, so that nobody sets the bound again to stop the goroutine.
    gdb.args(["-ex", "set scheduler-locking on"]);
    // The stack pointer is where the goroutine goes on.
    let print = "printf \"stack 0x%lx 0x%lx\\n\", {long}$g, {long}($g + 8)";
    let dump = format!("x/{}xg {{long}}($g + 56)", words("before").len());
    gdb.args(["-ex", &format!("break *{copy:#x}"), "-ex", "continue"]);
    gdb.args(["-ex", print, "-ex", &dump, "-ex", "tbreak *{long}$rsp", "-ex", "continue", "-ex", print, "-ex", &dump]);
    let told = gdb_output(gdb.args(["-ex", "kill", "grown"]).current_dir(dir.path()));
    let theirs: Vec<Stack> = told
        .split("stack 0x")
        .skip(1)
        .map(|part| {
            let ends = hex_numbers(&format!("0x{}", part.lines().next().unwrap_or_default()));
            stack_of(ends[0], ends[1], stack_words(part))
        })
        .collect();
    assert_eq!(theirs, ours, "{told}");
    // A function that is no part of the run says so.
    assert!(server.get("q/growth?name=main.missing&run=1").1.contains("not in the program"));
    let Some(mut browser) = Browser::start() else { return };
    let dom = shown(&mut browser, &format!("{}#f=main.holder&right=frames&grow=1&see=growth", server.url()));
    assert!(dom.contains("saved BP of the caller") && dom.contains("class=\"changed\""), "{dom}");
}

/// Traces a run of its own and lets goroutines grow their stacks and take each other's work.
const TRACED: &str = r#"package main

import (
	"os"
	"runtime"
	"runtime/trace"
	"sync"
)

func deep(n int) int {
	var room [64]int
	if n == 0 {
		return 0
	}
	room[n%64] = n
	return room[n%64] + deep(n-1)
}

func main() {
	runtime.GOMAXPROCS(2)
	file, _ := os.Create(os.Args[1])
	trace.Start(file)
	var all sync.WaitGroup
	for range 20 {
		all.Add(1)
		go func() {
			deep(100)
			runtime.Gosched()
			all.Done()
		}()
	}
	all.Wait()
	runtime.GC()
	trace.Stop()
	file.Close()
}
"#;

/// The view counts what the official reader finds in the same trace before it interprets it.
#[test]
fn traces_are_counted_as_the_official_reader_counts() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module traced\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("main.go"), TRACED).expect("a file");
    run(oxigo(dir.path(), &["build", "-o", "traced", "."]));
    let mut traced = Command::new(dir.path().join("traced"));
    run(traced.arg("trace.out").env("GODEBUG", "traceallocfree=1").current_dir(dir.path()));
    let mut reader = official_go(["tool", "trace", "-d=2", "trace.out"]);
    let raw = text(run(reader.current_dir(dir.path())).stdout);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    raw.lines().filter_map(|l| l.split_whitespace().next()).for_each(|kind| *counts.entry(kind).or_default() += 1);
    let count = |kinds: &[&str]| -> u64 { kinds.iter().filter_map(|k| counts.get(k)).sum() };
    let server = Server::of(dir.path(), &["-trace", "trace.out", "."]);
    let view = server.ask("schedule");
    let goroutines = view["goroutines"].as_array().expect("goroutines");
    let made = goroutines.iter().filter(|g| !g["function"].is_null()).count() as u64;
    assert_eq!(made, count(&["GoCreate", "GoCreateSyscall", "GoCreateBlocked"]), "{counts:?}");
    let of_main = goroutines.iter().filter(|g| g["function"] == "main.main.func1");
    assert_eq!(of_main.count(), 20);
    let event = |name: &str| view["events"][name].as_u64().unwrap_or(0);
    for name in ["GoroutineStackAlloc", "GoroutineStackFree", "HeapObjectAlloc"] {
        assert_eq!(event(name), count(&[name]), "{name}");
    }
    assert_eq!(event("RangeBegin"), count(&["STWBegin", "GCBegin", "GCSweepBegin", "GCMarkAssistBegin"]), "{counts:?}");
    assert_eq!(event("Metric"), count(&["HeapAlloc", "HeapGoal", "ProcsChange"]), "{counts:?}");
    assert_eq!(view["retakes"], count(&["ProcSteal"]));
    // Each of the twenty needs more than the 8 KB it has at most at first; who gives way enters the common queue.
    let of_a_stack = |g: &Value| view["growths"].as_array().into_iter().flatten().any(|s| s["g"] == g["g"]);
    assert!(goroutines.iter().filter(|g| g["function"] == "main.main.func1").all(of_a_stack), "{view}");
    let length = |rows: &Value| rows.as_array().into_iter().flatten().filter_map(|r| r["length"].as_u64()).max();
    assert!(length(&view["common_queue"]) >= Some(1), "{view}");
    assert!(view["queues"].as_object().is_some_and(|q| q.values().filter_map(length).max() >= Some(2)), "{view}");
    // What is taken began on one P and runs on another.
    let runs = |steal: &Value| {
        let on = view["processors"][steal["to"].to_string()].as_array().expect("runs");
        steal["from"] != steal["to"] && on.iter().any(|r| r["g"] == steal["g"] && r["from"] == steal["at"])
    };
    assert!(view["steals"].as_array().is_some_and(|s| s.iter().all(runs)), "{view}");
}
