//! Pointing with the mouse, in a browser: a line of source lights up what was made from it in every other view, and what
//! is lit is what readers that know nothing of the page say that it is.

use crate::served::*;
use std::collections::{BTreeMap, BTreeSet};
use testkit::Browser;

type Names = BTreeSet<String>;

/// Addresses of a function whose innermost place is a line of main.go, as the official addr2line tells.
fn addresses_of_line(server: &Server, function: &str, line: usize) -> Names {
    let f = server.ask(&format!("function?name={function}"));
    let all: Vec<u64> = f["code"].as_array().into_iter().flatten().filter_map(|r| r["at"].as_u64()).collect();
    let places = addr2line(&MADE.dir, "hello", &all);
    let is_line = |place: &&(String, String)| place.1.ends_with(&format!("main.go:{line}"));
    all.iter().zip(&places).filter(|(_, place)| is_line(place)).map(|(at, _)| format!("a{at:x}")).collect()
}

/// What stands before its position in a printed line, of those whose position begins so.
fn printed(text: &str, after: &str, position: &str) -> Names {
    let form = text.split(after).nth(1).and_then(|t| t.split("\n}").next()).expect("a printed form");
    let lines = form.lines().filter_map(|l| l.split_once(position));
    lines.map(|(line, _)| line.trim().to_owned()).collect()
}

/// A page with the mouse over a line of the source in its left half.
struct Pointing {
    server: Server,
    browser: Browser,
    /// Number of main.go.
    file: usize,
}

impl Pointing {
    fn start() -> Option<Pointing> {
        let server = Server::of(&MADE.dir, &["-compare=-gcflags=-N -l", "."]);
        let overview = server.ask("overview");
        let file = overview["files"].as_array().and_then(|f| f.iter().position(|f| f["own"] == true)).expect("a file");
        Browser::start().map(|browser| Pointing { server, browser, file })
    }
    /// Shows a view beside main.go and points at a line of that; gives what is lit there, each as `what` of its element.
    fn lit(&mut self, view: &str, line: usize, what: &str) -> Names {
        let url = format!("{}#left=source&file={}&right={view}", self.server.url(), self.file);
        shown(&mut self.browser, &url);
        let id = format!("l{}:{line}", self.file);
        self.browser.point_at(&format!("#left [data-id='{id}'] .text"));
        self.browser.wait(&format!("document.body.dataset.lit == '{id}'"));
        let lit = self
            .browser
            .value(&format!("[...document.querySelectorAll('#right .view .lit:not(.gone)')].map((e) => {what})"));
        lit.as_array().expect("a list").iter().map(|v| v.as_str().unwrap_or_default().trim().to_owned()).collect()
    }
}

fn names(list: &[&str]) -> Names {
    list.iter().map(|n| (*n).to_owned()).collect()
}

const ID: &str = "e.dataset.id";
const TEXT: &str = "e.querySelector('.text').textContent";

/// Functions with one of their lines, and how printed forms write its position: lines below the first one of the
/// function it stands in, and whether that was inlined.
const LINES: &[(&str, usize, &str)] = &[("main.main", LINE, " @3:16 s ^in0"), ("main.place", 30, " @1:")];

#[test]
fn a_line_lights_up_what_was_made_from_it() {
    let Some(mut page) = Pointing::start() else { return };
    for &(function, line, position) in LINES {
        // Instructions: those that addr2line has for it.
        let expected = addresses_of_line(&page.server, function, line);
        assert!(!expected.is_empty());
        assert_eq!(page.lit(&format!("assembly&f={function}"), line, ID), expected);
        // SSA and machine code: the lines that are printed with its position.
        let flag = format!("-gcflags=-d=ssa/late_dce={function},vcode={function}");
        let told = text(run(oxigo(&MADE.dir, &["build", "-o", "printed", &flag, "."])).stderr);
        let f = page.server.ask(&format!("function?name={function}"));
        let passes = f["passes"].as_array().expect("passes");
        let pass = passes.iter().position(|p| p["name"] == "late dce").expect("a pass");
        let pass = (0..=pass).rev().find(|n| !passes[*n]["blocks"].is_null()).expect("a pass");
        let lit = page.lit(&format!("ssa&f={function}&pass={pass}"), line, TEXT);
        assert_eq!(lit, printed(&told, "after late dce", position));
        let lit = page.lit(&format!("registers&f={function}&allocated=0"), line, TEXT);
        assert_eq!(lit, printed(&told, "after instruction selection", position));
        let lit = page.lit(&format!("registers&f={function}"), line, TEXT);
        assert_eq!(lit, printed(&told, "after register allocation", position));
        let lit = page.lit(&format!("compare&f={function}&pair={function}"), line, ID);
        let (own, other): (Names, Names) = lit.into_iter().partition(|id| id.starts_with('a'));
        assert_eq!(own, expected);
        // There it was not inlined.
        assert_eq!(other.is_empty(), function == "main.main", "{other:?}");
    }
}

#[test]
fn lines_of_calls_and_declarations_light_up() {
    let Some(mut page) = Pointing::start() else { return };
    let lines: BTreeMap<&str, usize> = (1..).zip(PROGRAM.lines()).map(|(n, l)| (l.trim(), n)).collect();
    let line = |text: &str| lines[text];
    let at = line("fmt.Println(\"Hello, world!\", sum([]int{1, 2, 3}))");
    let called = page.lit("calls&f=main.main", at, TEXT);
    assert!(called.is_superset(&names(&["fmt.Println", "main.sum"])) && !called.contains("main.place"), "{called:?}");
    // The parameters and results of a function come from its first line, in both conventions.
    let place = line("func place(p point, name string, f float64) (int, bool) {");
    let lit = page.lit("frames&f=main.place", place, "e.dataset.id + e.textContent");
    let ids: BTreeSet<&str> =
        lit.iter().filter_map(|l| l.split(|c: char| !c.is_ascii_alphanumeric() && c != ':').next()).collect();
    assert!(ids.len() >= 5 && lit.iter().any(|l| l.contains("parameter name")), "{lit:?}");
    // What is to be filled by the linker for a `go` statement: places that addr2line has on its line.
    let go = line("go func() {");
    let code = addresses_of_line(&page.server, "main.main", go);
    let symbol = symbol_of(&page.server, "main.main");
    let start = addresses(&MADE.dir, "hello")["main.main"];
    let holes =
        page.lit("object&f=main.main", go, "e.matches('.line') && e.dataset.id.startsWith('h') ? e.dataset.id : ''");
    let f = page.server.ask("function?name=main.main");
    let ends: Vec<u64> = f["code"].as_array().into_iter().flatten().filter_map(|r| r["at"].as_u64()).collect();
    let holds = |offset: u64| ends.iter().rfind(|at| **at <= start + offset).map(|at| format!("a{at:x}"));
    let expected: Names = relocations(&MADE.dir, "main.main")
        .into_iter()
        .filter(|(offset, _)| holds(*offset).is_some_and(|id| code.contains(&id)))
        .map(|(offset, _)| format!("h{symbol}:{offset:x}"))
        .collect();
    assert!(expected.len() > 2, "{expected:?}");
    let holes: Names = holes.into_iter().filter(|h| !h.is_empty()).collect();
    assert!(holes.is_superset(&expected), "{holes:?} {expected:?}");
    // A function's first line.
    let main = line("func main() {");
    assert!(page.lit("elf&f=main.place", main, TEXT).contains("main.main"));
    assert_eq!(page.lit("lookup&f=main.main", main, "e.tagName"), names(&["H3"]));
    assert_eq!(page.lit("boot&f=main.main&boot=1", main, TEXT), names(&["main.main"]));
    // The goroutine that a statement starts, the package that a line imports.
    let lit = page.lit("schedule&trace=1", go, TEXT);
    assert!(lit.len() == 1 && lit.iter().all(|g| g.ends_with("main.main.func1")), "{lit:?}");
    assert_eq!(
        page.lit("build", line("\"fmt\""), "e.querySelector('.text').firstChild.textContent"),
        names(&["compile fmt"])
    );
}

#[test]
fn instructions_light_up_lines_and_clicks_hold() {
    let Some(mut page) = Pointing::start() else { return };
    let browser = &mut page.browser;
    shown(browser, &format!("{}#f=main.place&left=source&right=assembly", page.server.url()));
    let ids = addresses_of_line(&page.server, "main.place", 30);
    let id = ids.iter().next().expect("an instruction");
    browser.point_at(&format!("#right [data-id='{id}']"));
    browser.wait(&format!("document.body.dataset.lit == '{id}'"));
    let near = "document.querySelectorAll('#left .lit, #left .near')";
    assert_eq!(
        browser.value(&format!("[...{near}].map((e) => e.dataset.id)")),
        serde_json::json!([format!("l{}:30", page.file)])
    );
    // A click holds it, wherever the mouse goes, and stands in the address.
    browser.click(&format!("#right [data-id='{id}']"));
    browser.wait(&format!("location.hash.includes('hold={id}')"));
    browser.point_at("#left .line");
    assert_eq!(browser.value(&format!("{near}.length")), 1);
    browser.click(&format!("#right [data-id='{id}']"));
    browser.wait("!location.hash.includes('hold=')");
}
