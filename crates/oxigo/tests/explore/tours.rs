//! The guided tours, each step of each in a browser: the views are there, what the text sets in another type is to be seen in
//! one of them, and what a step leads to is in sight and lit.

use crate::served::*;
use serde_json::Value;
use std::path::Path;
use testkit::{Browser, temp_dir};

/// What a step shows: its text, the number of steps, both views, phrases that are not to be seen, and what is wrong with the
/// thing that it leads to.
const STEP: &str = include_str!("step.js");

/// Clicks and waits until the page has been drawn again.
fn click(browser: &mut Browser, selector: &str) {
    let ready = browser.value("Number(document.body.dataset.ready)").as_f64().unwrap_or(0.0);
    browser.click(selector);
    browser.wait(&format!("Number(document.body.dataset.ready) > {ready}"));
}

/// A tour with its number of steps and how many phrases were looked for.
type Tour = (String, usize, u64);

/// The tours of the program in a folder, and all that is wrong.
fn walked(dir: &Path) -> Option<(Vec<Tour>, Vec<String>)> {
    let server = Server::of(dir, &["."]);
    let mut browser = Browser::start()?;
    let (mut tours, mut wrong) = (Vec::new(), Vec::new());
    shown(&mut browser, &format!("{}#right=tours", server.url()));
    let count = browser.value("document.querySelectorAll('.tours li').length").as_u64().unwrap_or(0);
    for n in 1..=count {
        shown(&mut browser, &format!("{}#right=tours", server.url()));
        click(&mut browser, &format!(".tours li:nth-child({n}) button"));
        let (mut steps, mut phrases) = (0, 0);
        loop {
            // A program is run only by whoever presses the button.
            for button in ["boot", "stacks", "grow"] {
                if browser.value(&format!("Boolean(document.querySelector('#right #{button}'))")) == true
                    && browser.text("document.querySelector('#tour .told').textContent").contains("press the")
                {
                    click(&mut browser, &format!("#right #{button}"));
                }
            }
            let step = browser.value(STEP);
            let head = step["head"].as_str().unwrap_or_default().to_owned();
            let empty = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
            let large = step["sizes"].as_array().is_some_and(|s| s.iter().all(|n| n.as_u64() > Some(40)));
            let right = step["views"] == step["wanted"] && empty(&step["missing"]) && empty(&step["problems"]) && large;
            if !right || step["wrong"] != "" || !browser.problems().is_empty() {
                wrong.push(format!("{head}: {step} {:?}", browser.problems()));
            }
            steps += 1;
            phrases += step["phrases"].as_u64().unwrap_or(0);
            if step["more"] != true {
                tours.push((head.rsplit_once(' ').map_or(String::new(), |h| h.0.to_owned()), steps, phrases));
                break;
            }
            click(&mut browser, "#on");
        }
    }
    Some((tours, wrong))
}

#[test]
fn tours_show_what_they_tell() {
    let Some((tours, wrong)) = walked(&MADE.dir) else { return };
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let names: Vec<&str> = tours.iter().map(|t| t.0.as_str()).collect();
    let expected = [
        "Building",
        "Assembly in two stages",
        "An object by hand",
        "Relocations",
        "The linker",
        "ELF and virtual memory",
        "Boot",
        "Stack frames",
        "Two calling conventions",
        "Writing assembly",
        "Goroutines at work",
    ];
    assert_eq!(names, expected);
    assert!(tours.iter().all(|(_, steps, phrases)| (5..=15).contains(steps) && *phrases >= 5), "{tours:?}");
}

/// Without anything of the library but the runtime, and with functions that are all alike.
const SMALL: &str = "package main\n\n//go:noinline\nfunc add(a, b int) int { return a + b }\n\n\
    func main() {\n\tdone := make(chan int)\n\tgo func() { done <- add(1, 2) }()\n\tprintln(<-done)\n}\n";

/// A program that uses little can be walked through as well; what it does not have is only not in sight.
#[test]
fn tours_go_through_any_program() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module example.com/small\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("main.go"), SMALL).expect("a file");
    let Some((tours, wrong)) = walked(dir.path()) else { return };
    assert_eq!(tours.len(), 11);
    // Nothing is converted to an interface.
    let missing: Vec<&str> = wrong.iter().filter_map(|w| w.split(':').next()).collect();
    assert_eq!(missing, ["Relocations 5/7"], "{}", wrong.join("\n"));
}
