//! The page in a browser, and who may look at it. What the page shows of hostile input, reports, lights.

use crate::served::*;
use std::process::Command;
use testkit::{Browser, official_go, temp_dir};

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
    let Some(mut browser) = Browser::start() else { return };
    let url = format!("file://{}", file.display());
    let dom = shown(&mut browser, &url);
    assert!(dom.contains("data-shows=\"source\"") && dom.contains("data-shows=\"assembly\""));
    assert!(dom.contains("goroutine") && dom.contains("runtime.newproc"));
    let views = browser.value("[...document.querySelectorAll('#right [data-view]')].map((b) => b.dataset.view)");
    assert!(views.as_array().is_some_and(|v| v.len() > 9), "{views}");
    for view in views.as_array().into_iter().flatten().filter_map(|v| v.as_str()) {
        browser.click(&format!("#right [data-view={view}]"));
        browser.wait(&format!("document.querySelector('#right .view').dataset.shows == '{view}'"));
        assert_eq!(browser.text("document.querySelector('#right .problem')?.textContent"), "", "{view}");
    }
    // Nothing was asked of anybody: all it needs is in it.
    let elsewhere: Vec<&String> = browser.requests().iter().filter(|r| !r.starts_with("data:") && **r != url).collect();
    assert!(elsewhere.is_empty() && browser.problems().is_empty(), "{elsewhere:?} {:?}", browser.problems());
}

/// A program with a package that has functions of the same names, and a method with a closure.
const NAMED: &str = r#"
-- go.mod --
module example.com/named

go 1.23
-- main.go --
package main

import "example.com/named/lib"

func sum(x int) int { return x + 1 }

func main() { println(sum(2), lib.Sum(nil), (&lib.T{}).M()) }
-- lib/lib.go --
package lib

type T struct{ a int }

//go:noinline
func (t *T) M() int { f := func() int { return t.a }; return f() + 1 }

//go:noinline
func Sum(l []int) int { t := 0; for _, x := range l { t += x }; return t }
"#;

/// `GOSSAFUNC` finds the functions that it finds officially, and says so in the same words; the page is there each time.
#[test]
fn pages_of_functions_go_where_the_official_ones_go() {
    let dir = temp_dir();
    testkit::script::unpack(NAMED, dir.path());
    let page = dir.path().join("ssa.html");
    let written = |mut command: Command, value: &str, folder: &str| {
        command.current_dir(dir.path()).env("GOSSAFUNC", value).env("GOSSADIR", folder);
        let said = text(run(&mut command).stderr);
        (said, std::fs::read_to_string(&page).is_ok_and(|_| std::fs::remove_file(&page).is_ok()))
    };
    let build = ["build", "-o", "program", "."];
    for value in ["sum<1>", "named/lib.Sum", "lib.(*T).M.func1", "main.main,1", "Sum,0", "named.main"] {
        // Where packages are up to date the official command repeats what was said, and writes nothing.
        let (said, _) = written(official_go(build), value, "");
        let expected = (said.clone(), !said.is_empty());
        assert_eq!(written(oxigo(dir.path(), &build), value, ""), expected, "{value}");
        assert_eq!(written(oxigo(dir.path(), &build), value, ""), expected, "{value}, the second time");
    }
    let (said, _) = written(official_go(build), "lib.Sum", "pages");
    let file = dir.path().join("pages/example.com/named/lib.Sum,1.html");
    let _an_official_page_may_be_there = std::fs::remove_file(&file);
    assert_eq!(written(oxigo(dir.path(), &build), "lib.Sum", "pages"), (said, false));
    assert!(std::fs::read(&file).is_ok_and(|page| page.len() < 5_000_000));
    let said = written(oxigo(dir.path(), &build), "(*T).M+", "pages").0;
    assert!(said.contains("; example.com/named/lib.(*T).M after late dce\n"), "{said}");
    let Some(mut browser) = Browser::start() else { return };
    let dom = shown(&mut browser, &format!("file://{}#left=source&right=ssa&pass=0", file.display()));
    assert!(dom.contains("data-shows=\"ssa\"") && dom.contains("<svg"), "{dom}");
}

#[test]
fn hostile_names_stay_text() {
    let dir = temp_dir();
    let name = "<img src=x onerror=document.title=1>";
    let path = dir.path().join(name);
    // A name of a symbol, which is one of a function, of a package, and of a caller, too.
    let symbol = "</script><img src=x onerror=document.title=1>.\"'&${document.title=1}";
    let mut objcopy = Command::new("objcopy");
    run(objcopy.arg("--redefine-sym").arg(format!("main.place={symbol}")).arg(MADE.dir.join("hello")).arg(&path));
    run(oxigo(dir.path(), &["explore", "-o", "r.html", "-func", symbol, name]));
    let page = std::fs::read_to_string(dir.path().join("r.html")).expect("a report");
    assert!(!page.contains("<img") && page.contains("&lt;img"));
    let Some(mut browser) = Browser::start() else { return };
    let server = Server::of(dir.path(), &["-compare", name, name]);
    let encoded: String = symbol.bytes().map(|b| format!("%{b:02X}")).collect();
    for view in ["assembly", "calls", "elf", "lookup", "compare"] {
        let url = format!("{}#right={view}&f={encoded}&pair={encoded}&why={encoded}", server.url());
        let dom = shown(&mut browser, &url);
        let is_named = matches!(view, "calls" | "elf" | "compare");
        assert!(!is_named || dom.contains("&lt;/script&gt;&lt;img"), "{view}: {dom}");
        assert_eq!(browser.value("document.images.length"), 0, "{view}");
        assert!(browser.text("document.title").ends_with("oxigo explore"), "{view}");
    }
}

#[test]
fn what_is_huge_is_shown() {
    let dir = temp_dir();
    let long = "a".repeat(1 << 20);
    let lines = "\tx = x*31 + y\n\tif x > 7 {\n\t\ty++\n\t}\n".repeat(600);
    let source = format!(
        "package main\n\n//go:noinline\nfunc {long}(x int) int {{ return x + 1 }}\n\n//go:noinline\n\
         func huge(x, y int) int {{\n{lines}\treturn x\n}}\n\nfunc main() {{ println({long}(2), huge(1, 2)) }}\n"
    );
    std::fs::write(dir.path().join("go.mod"), "module huge\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("main.go"), source).expect("a file");
    let server = Server::of(dir.path(), &["."]);
    let Some(mut browser) = Browser::start() else { return };
    for view in ["assembly", "ssa", "registers", "frames", "object", "calls", "elf", "lookup"] {
        let dom = shown(&mut browser, &format!("{}#f=main.huge&right={view}", server.url()));
        assert!(!dom.contains("class=\"problem\""), "{view}");
    }
    assert!(server.ask("function?name=main.huge")["code"].as_array().expect("code").len() > 2400);
    // A question about the long name is refused, and the page says so.
    let dom = shown(&mut browser, &format!("{}#left=source&right=assembly", server.url()));
    assert!(dom.contains("data-shows=\"assembly\""));
    let ask = format!("document.querySelector('#function').value = 'main.{long}'");
    browser.value(&format!("{ask}; document.querySelector('#function').dispatchEvent(new Event('input'))"));
    browser.wait("document.querySelector('#right .problem')?.textContent.includes('too long')");
    browser.click("#right [data-view=calls]");
    browser.wait("document.querySelector('#right .view').dataset.shows == 'calls'");
}

/// What each view shows of `main.sum`, whose part of the address is `more`.
const SHOWN: &[(&str, &str, &str)] = &[
    ("source", "", "bounds check removed"),
    ("assembly", "", "ADDQ"),
    ("ssa", "", "<svg"),
    ("calls", "", "main.main"),
    ("registers", "&f=main.main", "pointers: "),
    ("frames", "", "return address"),
    ("object", "", "main.sum.arginfo1"),
    ("elf", "", ".gopclntab"),
    ("lookup", "", "findfunctab"),
    ("compare", "&pair=main.main", "line new"),
    ("boot", "", "Run it"),
    ("boot", "&boot=1", "runtime.schedinit"),
    ("schedule", "", "Run it"),
    ("schedule", "&trace=stacks", "Stacks that grew"),
    ("build", "", "compile hello"),
    ("tours", "", "Two calling conventions"),
];

#[test]
fn every_view_shows_something() {
    let server = Server::of(&MADE.dir, &["-compare=-gcflags=-N -l", "."]);
    let Some(mut browser) = Browser::start() else { return };
    for (view, more, what) in SHOWN {
        let dom = shown(&mut browser, &format!("{}#f=main.sum&left=source&right={view}{more}", server.url()));
        let half = dom.split("id=\"right\"").nth(1).unwrap_or_default();
        assert!(!half.contains("class=\"problem\""), "{view}: {half}");
        assert!(half.contains(&format!("data-shows=\"{view}\"")), "{view} was not shown: {dom}");
        assert!(half.contains(what), "{view} does not show {what}: {half}");
    }
}

/// The commands beside the time line are those that `-n -a` prints, each belongs to one step and lights up with it, and a
/// shell that runs them with the official tools makes the program.
#[test]
fn commands_of_the_build_belong_to_steps_and_can_be_pasted() {
    let server = Server::of(&MADE.dir, &["."]);
    let rows = server.ask("commands");
    let rows: Vec<(&str, &str)> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| (r["from"][0].as_str().unwrap_or_default(), r["text"].as_str().unwrap_or_default()))
        .collect();
    let log: String = rows.iter().map(|r| r.1).collect();
    // Numbers of work folders and build ids differ from one time to the next.
    let kind =
        |l: &str| l.split(" -buildid ").next().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
    let printed = text(run(oxigo(&MADE.dir, &["build", "-n", "-a", "-p", "1", "."])).stderr);
    // Before there is a work folder git is asked, and printed, for the program's version.
    let printed = &printed[printed.find("WORK=").expect("a work folder")..];
    assert!(log.lines().skip(1).map(kind).eq(printed.lines().skip(1).map(kind)), "{log}\n{printed}");
    let steps = server.ask("build");
    let commands_of = |name: &str| -> String {
        let step = &of(&steps, "name", name)["id"];
        rows.iter().filter(|r| r.0 == step).map(|r| r.1).collect()
    };
    assert!(commands_of("fmt").contains(" -p fmt ") && !commands_of("fmt").contains(" -p runtime "));
    assert_eq!(commands_of("runtime").matches("-gensymabis").count(), 1);
    let script = MADE.dir.join("commands.sh");
    let _ = std::fs::remove_file(MADE.dir.join("explored"));
    std::fs::write(&script, log.replace("mv $WORK/b001/exe/a.out hello", "mv $WORK/b001/exe/a.out pasted"))
        .expect("a file");
    run(Command::new("sh").args(["-e", "commands.sh"]).current_dir(&MADE.dir));
    let said = text(run(&mut Command::new(MADE.dir.join("pasted"))).stdout);
    assert!(said.starts_with("Hello, world! 6"), "{said}");
    let Some(mut browser) = Browser::start() else { return };
    shown(&mut browser, &format!("{}#right=build&see=compile+fmt", server.url()));
    let lit = "[...document.querySelectorAll('#right .commands .lit')].map((e) => e.textContent).join('')";
    assert!(browser.text(lit).contains(" -p fmt ") && !browser.text(lit).contains(" -p time "));
    browser.value("document.querySelector('#right .commands .line:nth-child(2) .text').click()");
    browser.wait("location.hash.includes('hold=x1')");
    let step = browser.text("document.querySelector('#right .step.lit').dataset.name");
    assert!(step.starts_with("compile "), "{step}");
}
