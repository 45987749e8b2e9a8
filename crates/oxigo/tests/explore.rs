//! `oxigo explore` beside readers that know nothing of it: sizes and addresses against `nm` and `readelf`, instructions
//! against `objdump`, places against the official `addr2line`; its server against requests that are not the page's
//! own; its page in a browser. The browser is what `OXIGO_BROWSER` names, and must be there then; else Debian's
//! `chromium`; where that is missing a test says that the page was not looked at, and fails in CI (`CI=true`).

use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;
use testkit::{official_go, temp_dir};

const PROGRAM: &str = include_str!("explore/hello.txt");

/// The line of `total += list[i]`.
const LINE: usize = 23;

fn oxigo(dir: &Path, args: &[&str]) -> Command {
    let mut command = testkit::script::ours(env!("CARGO_BIN_EXE_oxigo"), env!("CARGO_TARGET_TMPDIR"), args);
    command.current_dir(dir);
    command
}

/// A folder with the program and its executable, as `oxigo build` links it.
struct Made {
    dir: PathBuf,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("explored");
    std::fs::create_dir_all(&dir).expect("a folder");
    std::fs::write(dir.join("go.mod"), "module hello\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.join("main.go"), PROGRAM).expect("a file");
    run(oxigo(&dir, &["build", "-o", "hello", "."]));
    Made { dir }
});

/// A server that is ended with this.
struct Server {
    child: Child,
    /// Address of the host and the path with the token.
    host: String,
    path: String,
}

impl Server {
    fn of(dir: &Path, args: &[&str]) -> Server {
        let all: Vec<&str> = ["explore", "-n"].iter().chain(args).copied().collect();
        let mut child = oxigo(dir, &all).stdout(Stdio::piped()).spawn().expect("a process");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("an address");
        let rest = line.trim().strip_prefix("http://").unwrap_or_else(|| panic!("no address: {line:?}"));
        let (host, path) = rest.split_once('/').expect("a path");
        Server { child, host: host.to_owned(), path: format!("/{path}") }
    }
    fn url(&self) -> String {
        format!("http://{}{}", self.host, self.path)
    }
    /// Sends these lines; gives status and body.
    fn send(&self, head: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).expect("a connection");
        stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).expect("a request");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let is_chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        (status, if is_chunked { joined(body) } else { body.to_owned() })
    }
    fn get(&self, path: &str) -> (u16, String) {
        self.send(&format!("GET {}{path} HTTP/1.1\r\nHost: {}", self.path, self.host))
    }
    fn ask(&self, question: &str) -> Value {
        let (status, body) = self.get(&format!("q/{question}"));
        assert_eq!(status, 200, "{question}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|e| panic!("{question}: {e}: {body}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of an answer in chunks.
fn joined(mut body: &str) -> String {
    let mut out = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        out.push_str(&rest[..size]);
        body = rest[size..].trim_start_matches("\r\n");
    }
    out
}

/// The output of a command that ends well.
fn run(mut command: impl std::borrow::BorrowMut<Command>) -> std::process::Output {
    let command = command.borrow_mut();
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{errors}", output.status);
    output
}

fn text(output: Vec<u8>) -> String {
    String::from_utf8_lossy(&output).into_owned()
}

fn of<'v>(rows: &'v Value, key: &str, name: &str) -> &'v Value {
    let found = rows.as_array().into_iter().flatten().find(|r| r[key] == name);
    found.unwrap_or_else(|| panic!("no {name} in {rows}"))
}

#[test]
fn only_the_page_is_answered() {
    let server = Server::of(&MADE.dir, &["hello"]);
    assert_eq!(server.get("q/overview").0, 200);
    let (host, path) = (&server.host, &server.path);
    let port = host.rsplit(':').next().expect("a port");
    let get = format!("GET {path}q/overview HTTP/1.1\r\n");
    let refused = [
        (format!("{get}Host: evil.example"), 403),
        (format!("{get}Host: evil.example:{port}"), 403),
        (format!("{get}X: y"), 403),
        (format!("{get}Host: {host}\r\nHost: {host}"), 403),
        (format!("{get}Host: {host}\r\nOrigin: http://evil.example"), 403),
        (format!("{get}Host: {host}\r\nOrigin: null"), 403),
        (format!("{get}Host: {host}\r\nSec-Fetch-Site: cross-site"), 403),
        (format!("GET / HTTP/1.1\r\nHost: {host}"), 404),
        (format!("GET /q/overview HTTP/1.1\r\nHost: {host}"), 404),
        (format!("GET /{}/q/overview HTTP/1.1\r\nHost: {host}", "0".repeat(32)), 404),
        (format!("GET {path}a/../../../../etc/passwd HTTP/1.1\r\nHost: {host}"), 404),
        (format!("GET {path}q/source?file=99999999 HTTP/1.1\r\nHost: {host}"), 404),
        (format!("GET {path}q/nothing HTTP/1.1\r\nHost: {host}"), 400),
        (format!("POST {path}q/overview HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0"), 405),
    ];
    for (head, status) in refused {
        let answer = server.send(&head);
        assert_eq!(answer.0, status, "{head:?}: {answer:?}");
        assert!(!answer.1.contains("functions"), "{head:?} was told something");
    }
    // What the page itself sends is answered.
    for own in
        [format!("Host: {host}\r\nOrigin: http://{host}"), format!("Host: localhost:{port}\r\nSec-Fetch-Site: none")]
    {
        assert_eq!(server.send(&format!("{get}{own}")).0, 200, "{own}");
    }
}

#[test]
fn other_addresses_are_refused() {
    let output = oxigo(&MADE.dir, &["explore", "-n", "-http", "0.0.0.0:0", "hello"]).output().expect("a process");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(output.stderr).contains("only addresses of this machine itself are served"));
}

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
    let found = server.ask("symbols?text=main.");
    let listed = text(run(Command::new("nm").args(["-S", "hello"]).current_dir(dir)).stdout);
    let mut compared = 0;
    for line in listed.lines().filter(|l| l.split(' ').nth(3).is_some_and(|n| n.starts_with("main."))) {
        let words: Vec<&str> = line.split(' ').collect();
        let row = of(&found, "name", words[3]);
        let hex = |text: &str| u64::from_str_radix(text, 16).ok();
        assert_eq!((row["address"].as_u64(), row["size"].as_u64()), (hex(words[0]), hex(words[1])), "{line}");
        compared += 1;
    }
    assert!(compared >= 3, "{listed}");
}

#[test]
fn instructions_are_what_objdump_says() {
    let server = Server::of(&MADE.dir, &["hello"]);
    let f = server.ask("function?name=main.main");
    let args = ["-d", "-M", "intel", "--no-show-raw-insn", "--disassemble=main.main", "hello"];
    let dump = text(run(Command::new("objdump").args(args).current_dir(&MADE.dir)).stdout);
    let theirs: Vec<(u64, String)> = dump
        .lines()
        .filter_map(|l| l.trim().split_once(":\t"))
        .filter_map(|(at, rest)| Some((u64::from_str_radix(at, 16).ok()?, rest.split_whitespace().next()?.to_owned())))
        // GNU's name for moving an immediate of 64 bits.
        .map(|(at, name)| (at, if name == "movabs" { "mov".to_owned() } else { name }))
        .collect();
    let ours: Vec<(u64, String)> = f["code"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|r| (r["at"].as_u64().expect("a number"), r["intel"].as_str().expect("a text").to_owned()))
        .map(|(at, text)| (at, text.split(' ').next().unwrap_or_default().to_owned()))
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
    let mut child = official_go(["tool", "addr2line", "hello"]);
    child.current_dir(&MADE.dir).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = child.spawn().expect("addr2line");
    let input: String = addresses.iter().map(|a| format!("{a:#x}\n")).collect();
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    let lines = text(child.wait_with_output().expect("addr2line").stdout);
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 2 * addresses.len());
    for (address, pair) in addresses.iter().zip(lines.chunks(2)) {
        let view = server.ask(&format!("lookup?pc={address:x}"));
        let found = |table: &str| of(&view["steps"], "table", table)["found"].as_str().expect("a text").to_owned();
        assert!(found("_func").starts_with(&format!("{},", pair[0])), "{address:#x}: {view}, {pair:?}");
        assert_eq!(found("pcfile, pcln"), pair[1], "{address:#x}");
        let steps = view["steps"].to_string();
        assert!(steps.contains("bucket ") && !steps.contains("disagree"), "{steps}");
    }
    assert_eq!(server.ask("lookup?pc=1")["steps"], serde_json::json!([]));
}

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
fn the_object_is_what_the_official_nm_says() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module lib\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("l.go"), "package lib\n\nvar A = 1\n\nfunc F(x []int) int { return x[A] }\n")
        .expect("a file");
    run(oxigo(dir.path(), &["build", "-o", "lib.a", "."]));
    let server = Server::of(dir.path(), &["."]);
    let object = server.ask("object");
    let mut nm = official_go(["tool", "nm", "-size", "lib.a"]);
    let listed = text(run(nm.current_dir(dir.path())).stdout);
    for name in ["lib.F", "lib.A"] {
        let line = listed.lines().find(|l| l.ends_with(&format!(" {name}"))).unwrap_or_else(|| panic!("{listed}"));
        let size = line.split_whitespace().rev().nth(2).and_then(|s| s.parse::<u64>().ok());
        assert_eq!(of(&object["symbols"], "name", name)["size"].as_u64(), size, "{line}");
    }
    // The parts lie behind each other and fill the file.
    let parts = object["parts"].as_array().expect("parts");
    let ends: Vec<(u64, u64)> =
        parts.iter().map(|p| (p["offset"].as_u64().unwrap_or(0), p["size"].as_u64().unwrap_or(0))).collect();
    assert!(ends.windows(2).all(|w| w[0].0 + w[0].1 <= w[1].0), "{ends:?}");
    let f = of(&object["symbols"], "name", "lib.F")["id"].as_str().expect("an id").to_owned();
    let symbol = server.ask(&format!("defined?n={}", &f[1..]));
    let targets = symbol["holes"].as_array().expect("holes");
    assert!(targets.iter().any(|h| h["target"] == "lib.A" && h["kind"] == "R_PCREL" && h["size"] == 4), "{targets:?}");
}

/// Addresses of symbols as `nm` has them.
fn addresses(dir: &Path, program: &str) -> HashMap<String, u64> {
    let listed = text(run(Command::new("nm").arg(program).current_dir(dir)).stdout);
    let pair = |line: &str| {
        let (address, rest) = line.split_once(' ')?;
        Some((rest.get(2..)?.to_owned(), u64::from_str_radix(address, 16).ok()?))
    };
    listed.lines().filter_map(pair).collect()
}

#[test]
fn holes_are_filled_as_the_documents_say() {
    let server = Server::of(&MADE.dir, &["."]);
    let listed = addresses(&MADE.dir, "hello");
    let object = server.ask("object");
    let id = of(&object["symbols"], "name", "main.main")["id"].as_str().expect("an id").to_owned();
    let symbol = server.ask(&format!("defined?n={}", &id[1..]));
    let mut compared = 0;
    for hole in symbol["holes"].as_array().expect("holes").iter().filter(|h| h["size"] == 4) {
        let (kind, target) = (hole["kind"].as_str().expect("a kind"), hole["target"].as_str().expect("a name"));
        if !matches!(kind, "R_CALL" | "R_PCREL") {
            continue;
        }
        let number = |key: &str| hole[key].as_i64().expect("a number");
        let place = listed["main.main"] as i64 + number("offset");
        assert_eq!(hole["after"]["address"].as_i64(), Some(place));
        assert_eq!(hole["before"], "00000000", "{hole}");
        let bytes = hole["after"]["bytes"].as_str().expect("bytes");
        let value = i64::from(u32::from_str_radix(bytes, 16).expect("four bytes").swap_bytes() as i32);
        // Symbols that are only data of others are not in the table.
        if let Some(&target) = listed.get(target) {
            assert_eq!(value, target as i64 + number("addend") - (place + 4), "{hole}");
            assert_eq!(hole["after"]["leads_to"].as_i64(), Some(target as i64 + number("addend")));
            compared += 1;
        }
    }
    assert!(compared > 5, "{symbol}");
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
    if let Some(dom) = seen(&url) {
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
    if let Some(dom) = seen(&format!("{}#right=compare&pair=main.f", server.url())) {
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

#[test]
fn goroutines_are_those_of_the_trace() {
    let server = Server::of(&MADE.dir, &["."]);
    assert_eq!(server.ask("schedule")["goroutines"], serde_json::json!([]), "nothing is run before it is asked for");
    let view = server.ask("schedule?run=1");
    // What main.go starts, made by the main goroutine.
    let goroutines = view["goroutines"].as_array().expect("goroutines");
    let own = |g: &&Value| {
        g["made"].as_array().is_some_and(|m| m[0].as_str().is_some_and(|f| f.starts_with("main.main.func1 ")))
    };
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
    if let Some(dom) = seen(&format!("{}#right=schedule&trace=1", server.url())) {
        assert!(dom.contains("main.main.func1") && dom.contains("g-Running"), "{dom}");
    }
}

/// The traced program is the user's with the user's flags, and leaves nothing behind for `-why`.
#[test]
fn traces_are_of_the_same_command_line() {
    let dir = temp_dir();
    testkit::script::unpack(&format!("\n{}", include_str!("explore/traced.txt")), dir.path());
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
    let output = match gdb.arg("hello").current_dir(&MADE.dir).output() {
        Ok(output) => text(output.stdout),
        Err(e) => return eprintln!("gdb: {e}: its boot was not compared"),
    };
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
    if let Some(dom) = seen(&format!("{}#f=main.main&right=boot&boot=1&stop=2", server.url())) {
        let has = |what: &str| dom.contains(what);
        assert!(has("runtime.rt0_go") && has("[stack]") && !has("class=\"problem\""), "{dom}");
    }
}

#[test]
fn tours_lead_through_views_that_exist() {
    let server = Server::of(&MADE.dir, &["."]);
    let views = server.ask("overview")["views"].clone();
    let (_, module) = server.get("a/tours.js");
    let shown = module.lines().filter(|l| l.trim_start().starts_with("[\"") && l.contains("\", \""));
    let mut steps = 0;
    for line in shown {
        let rest = line.split_once(".\", \"").map(|(_, rest)| rest).unwrap_or_else(|| panic!("{line}"));
        let names: Vec<&str> = rest.split('"').collect();
        for view in [names[0], names[2]] {
            assert!(views.as_array().is_some_and(|all| all.iter().any(|v| v == view)), "{view}: {line}");
        }
        if let Some((_, f)) = line.split_once("{ f: \"") {
            let name = f.split('"').next().unwrap_or_default();
            assert!(!server.ask(&format!("function?name={name}"))["code"].as_array().expect("code").is_empty());
        }
        steps += 1;
    }
    assert!(steps > 25, "{steps}");
    if let Some(dom) = seen(&format!("{}#tour=4&step=1&left=source&right=elf&why=os.%28*File%29.Write", server.url())) {
        assert!(dom.contains("The linker 2/3") && dom.contains("Why os.(*File).Write is in the program"), "{dom}");
    }
}

#[test]
fn calls_are_those_that_objdump_shows() {
    let server = Server::of(&MADE.dir, &["."]);
    let dump =
        text(run(Command::new("objdump").args(["-d", "--no-show-raw-insn", "hello"]).current_dir(&MADE.dir)).stdout);
    let mut at = String::new();
    let (mut callers, mut callees) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
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
    let names = |rows: &Value| -> std::collections::BTreeSet<String> {
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
fn damaged_executables_are_errors_or_shown_in_part() {
    let dir = temp_dir();
    let whole = std::fs::read(MADE.dir.join("hello")).expect("a file");
    let file = dir.path().join("damaged");
    for n in 0..12usize {
        let mut bytes = whole.clone();
        match n {
            0 => bytes.truncate(100),
            1 => bytes.truncate(bytes.len() / 2),
            _ => (0..200).for_each(|i| {
                let at = (i * 7919 * n + 64) % bytes.len().min(4096 * (1 << n));
                bytes[at] ^= (i as u8).wrapping_mul(37) | 1;
            }),
        }
        std::fs::write(&file, bytes).expect("a file");
        let output = oxigo(dir.path(), &["explore", "-o", "r.html", "damaged"]).output().expect("a process");
        let message = text(output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{n}: {:?} {message}", output.status);
        assert!(!message.contains("panicked") && !message.contains("internal error"), "{n}: {message}");
    }
}

#[test]
fn a_report_is_one_small_file() {
    let file = MADE.dir.join("report.html");
    run(oxigo(&MADE.dir, &["explore", "-o", "report.html", "."]));
    let page = std::fs::read_to_string(&file).expect("a report");
    assert!(page.len() < 5_000_000, "{}", page.len());
    let elsewhere = ["src=", "href=\"http", "url("];
    assert!(elsewhere.iter().all(|e| !page.contains(e)), "something is fetched from elsewhere");
    let Some(dom) = seen(&format!("file://{}", file.display())) else { return };
    assert!(dom.contains("data-ready") && !dom.contains("class=\"problem\""), "{dom}");
    assert!(dom.contains("data-shows=\"source\"") && dom.contains("data-shows=\"assembly\""));
    assert!(dom.contains("goroutine") && dom.contains("runtime.newproc"));
}

/// How long a browser may take; one that hangs is started again.
const BROWSER_LIMIT: Duration = Duration::from_secs(40);

/// The page as a browser sees it when it has come to rest; none: there is no browser.
fn seen(url: &str) -> Option<String> {
    let named = std::env::var("OXIGO_BROWSER").ok().filter(|name| !name.is_empty());
    let program = named.as_deref().unwrap_or("chromium");
    if let Err(e) = Command::new(program).arg("--version").output() {
        assert!(named.is_none(), "{named:?}: {e}");
        assert!(std::env::var_os("CI").is_none(), "chromium: {e}: `.ci/run` installs Debian's package `chromium`");
        eprintln!("chromium: {e}: the page was not looked at");
        return None;
    }
    let shown = |_| {
        let profile = temp_dir();
        let mut browser = Command::new(program);
        browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]);
        // Where nothing but the own machine can be reached, what a browser looks for by itself delays it.
        browser.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
        browser.args(["--disable-quic", "--disable-extensions", "--disable-default-apps"]);
        browser.args(["--virtual-time-budget=20000", "--window-size=1280,800"]);
        browser.arg(format!("--user-data-dir={}", profile.path().display())).args(["--dump-dom", url]);
        let done = testkit::run(&mut browser, b"", BROWSER_LIMIT);
        done.ok().then(|| done.out())
    };
    Some((0..3).find_map(shown).unwrap_or_else(|| panic!("{program} shows nothing of {url}")))
}

#[test]
fn every_view_shows_something_and_lights_up() {
    let server = Server::of(&MADE.dir, &["."]);
    let overview = server.ask("overview");
    let number = overview["files"].as_array().and_then(|f| f.iter().position(|f| f["own"] == true)).expect("a file");
    // `total += list[i]`
    let id = format!("l{number}:{LINE}");
    let wanted = [
        ("assembly", "ADDQ"),
        ("ssa", "<svg"),
        ("calls", "main.main"),
        ("registers", "pointers:|class=\"line"),
        ("frames", "return address"),
        ("object", "main.sum.arginfo1"),
        ("elf", ".gopclntab"),
        ("lookup", "findfunctab"),
        ("boot", "Run it"),
        ("schedule", "Run it"),
        ("build", "compile hello"),
        ("tours", "Two calling conventions"),
    ];
    for (view, what) in wanted {
        let url = format!("{}#f=main.sum&left=source&right={view}&hold={id}", server.url());
        let Some(dom) = seen(&url) else { return };
        let half = dom.split("id=\"right\"").nth(1).unwrap_or_default();
        assert!(!half.contains("class=\"problem\""), "{view}: {half}");
        assert!(half.contains(&format!("data-shows=\"{view}\"")), "{view} was not shown: {dom}");
        assert!(what.split('|').any(|w| half.contains(w)), "{view} does not show {what}: {half}");
        let lights = |html: &str| html.contains(" lit\"") || html.contains(" near\"") || html.contains("class=\"lit\"");
        let left = dom.split("id=\"right\"").next().unwrap_or_default();
        assert!(lights(left), "{view}: the line of source is not lit");
        if matches!(view, "assembly" | "ssa" | "registers") {
            assert!(lights(half), "{view} lights nothing of {id}");
        }
    }
}

#[test]
fn hostile_names_stay_text() {
    let dir = temp_dir();
    let name = "<img src=x onerror=document.title=1>";
    let path = dir.path().join(name);
    std::fs::copy(MADE.dir.join("hello"), &path).expect("a copy");
    run(oxigo(dir.path(), &["explore", "-o", "r.html", name]));
    let page = std::fs::read_to_string(dir.path().join("r.html")).expect("a report");
    assert!(!page.contains("<img") && page.contains("&lt;img"));
}
