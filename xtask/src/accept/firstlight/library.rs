//! The library: all of it compiles, with the rules of runtime packages in force; stack without
//! checks stays within its limit; initialisers do what the official ones do.

use super::{limited, oxigo};
use crate::accept::Context;
use std::fs;

/// Every package of std, as `go list std` counts them, by the product itself.
pub fn compiles(cx: &Context) -> Result<String, String> {
    let _ = fs::remove_dir_all(cx.work.join("library-cache"));
    let mut command = oxigo(cx, &["list", "-export", "-f", "{{.ImportPath}} {{.Export}}", "std"]);
    let done = limited(command.env("GOCACHE", cx.work.join("library-cache")).current_dir("/"), 3600);
    if !done.ok() {
        return Err(done.summary());
    }
    let text = done.out();
    let form = "{{.ImportPath}}{{if not .GoFiles}} {{end}}";
    let official = cx.go("", &["list", "-f", form, "std"], &cx.work, 300).out();
    let without = |text: &str| -> Vec<String> {
        text.lines().filter_map(|l| l.strip_suffix(' ')).filter(|p| *p != "unsafe").map(str::to_owned).collect()
    };
    let (have, want) = (without(&text), without(&official));
    let (count, wanted) = (text.lines().count(), official.lines().count());
    // Nothing is compiled for package unsafe, and for those that consist of tests.
    match count == wanted && have == want {
        true => Ok(format!(
            "{count} packages, as go list std has: {} archives, unsafe, {} without Go files ({})",
            count - have.len() - 1,
            have.len(),
            have.join(", ")
        )),
        false => Err(format!("{count} packages of {wanted}, without archive: {}", have.join(", "))),
    }
}

/// Packages that break the rules of runtime packages, and what is said of them.
const STRICT: &[(&str, &str, &str)] = &[
    (
        "package p\n\nvar sink *int\n\nfunc F() { x := 1; sink = &x }\n",
        "escape",
        "x escapes to heap, not allowed in runtime",
    ),
    (
        "package p\n\nvar sink *int\n\n//go:nowritebarrierrec\nfunc F(p *int) { g(p) }\n\nfunc g(p *int) { sink = p }\n",
        "barrier",
        "write barrier prohibited by caller",
    ),
    (
        "package p\n\nvar sink *int\n\n//go:nowritebarrier\nfunc F(p *int) { sink = p }\n",
        "here",
        "write barrier prohibited",
    ),
];

/// That the library compiles means nothing unless what it must not do is noticed.
pub fn strict(cx: &Context) -> Result<String, String> {
    let dir = cx.work.join("strict");
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    for (source, name, message) in STRICT {
        let file = dir.join(format!("{name}.go"));
        fs::write(&file, source).map_err(|e| e.to_string())?;
        let mut command = oxigo(cx, &["tool", "compile", "-p", "runtime/internal/p", "-+", "-std", "-o", "p.a"]);
        let done = limited(command.arg(&file).current_dir(&dir), 60);
        let text = done.out() + &done.err();
        if done.ok() || !text.contains(message) {
            return Err(format!("{name}: {message:?} is wanted: {text}{}", done.summary()));
        }
    }
    Ok(format!("{} packages with heap variables and barriers are refused", STRICT.len()))
}

/// Programs whose chains are looked at.
const LINKED: &[&str] = &["mixed/hello", "mixed/channels", "firstlight/nethttp", "torture/signals"];

/// The deepest chain of functions without a stack check of each program, from our objects and
/// from the official ones, found by our linker.
pub fn nosplit(cx: &Context) -> Result<String, String> {
    let mut figures = Vec::new();
    for name in LINKED {
        let source = cx.root.join(format!("xtask/testdata/{name}.go")).to_string_lossy().into_owned();
        let words = ["build", "-a", "-ldflags=-x-nosplit", "-o", "nosplit.exe", &source];
        let words: Vec<&str> = words.iter().copied().filter(|w| *w != "-a").collect();
        let ours = limited(oxigo(cx, &words).current_dir(&cx.work), 900);
        let official = cx.go("link", &words, &cx.work, 900);
        let mut chains = Vec::new();
        for done in [ours, official] {
            let text = done.out() + &done.err();
            let at = text.find("nosplit: ").filter(|_| done.ok()).ok_or(format!("{name}: {}{text}", done.summary()))?;
            chains.push(text[at + 9..].trim_end().to_owned());
        }
        let short = |chain: &str| chain.lines().next().unwrap_or_default().replace(" bytes", "");
        figures.push(format!("{name}: {} (official {})", short(&chains[0]), short(&chains[1])));
        println!("     {name}, ours: {}\n     {name}, official: {}", chains[0], chains[1]);
    }
    Ok(figures.join("; "))
}

/// The test of package `compile` that compares the data of all variables and all records of
/// initialisation with the official objects.
pub fn initialisers(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-compile", "--test", "static_data"])
}
