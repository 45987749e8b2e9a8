//! Acceptance of the assembler: every assembly file of the library gives the official object;
//! messages are the official ones; programs and library tests with our assembler and linker
//! behave as they should.

use crate::accept::programs::same_behaviour;
use crate::accept::{Check, Context};
use crate::diff;
use std::fs;
use std::path::Path;

/// The checks in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check { name: "library", about: "objects and symabis of all library files equal the official ones", run: library },
    Check { name: "programs", about: "programs with our assembler and linker behave the same", run: programs },
    Check { name: "experiments", about: "experiments about symabis, listings and assembly by hand", run: experiments },
    Check { name: "text", about: "test binaries of all packages with assembly have the official .text", run: text },
    Check { name: "library-tests", about: "tests of packages with assembly pass", run: library_tests },
];

/// Listings and symabis (E08 to E16), then assembly by hand (E111 wants the compiler).
const EXPERIMENTS: &str =
    "E08,E09,E10,E11,E12,E13,E14,E15,E16,E109,E110,E112,E113,E114,E115,E116,E117,E118,E119,E12*,E13*,E140";

/// Packages with assembly.
const LIBRARY: &[(&str, bool)] = &[
    ("crypto/...", true),
    ("math/...", true),
    ("internal/bytealg", false),
    ("runtime", true),
    ("sync/atomic", false),
    ("hash/crc32", false),
];

fn library(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-asm"])
}

fn programs(cx: &Context) -> Result<String, String> {
    same_behaviour(cx, "asm,link")
}

fn experiments(cx: &Context) -> Result<String, String> {
    cx.experiments("asm,link", EXPERIMENTS)
}

/// The test binary of a package uses all of its assembly: built with our assembler and linker and
/// with the official ones its machine code must be the same, byte for byte but for what refers to types of equal strings.
pub(super) fn text(cx: &Context) -> Result<String, String> {
    let dir = cx.work.join("text");
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let with_assembly = "{{if .SFiles}}{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}{{end}}";
    let listed = cx.go("", &["list", "-f", with_assembly, "std"], &dir, 120);
    if !listed.ok() {
        return Err(listed.summary());
    }
    let (mut bytes, mut different) = (0, Vec::new());
    let packages = listed.out();
    for package in packages.lines() {
        let ours = test_program(cx, "asm,link", &dir, package)?;
        let official = test_program(cx, "", &dir, package)?;
        let found = diff::text(&ours, &official)?;
        bytes += found.0;
        if !found.1.is_empty() {
            different.push(package);
        }
    }
    let count = packages.lines().count();
    match different.is_empty() && count > 0 {
        true => Ok(format!("{count} test binaries, {bytes} bytes of .text, 0 different")),
        false => Err(format!("{} of {count} different: {}", different.len(), different.join(" "))),
    }
}

/// A package's test binary. The build id stands in its text and is made equal.
fn test_program(cx: &Context, tools: &str, dir: &Path, package: &str) -> Result<Vec<u8>, String> {
    let arguments = ["test", "-c", "-vet=off", "-ldflags=-buildid=same", "-o", "test.exe", package];
    let built = cx.go(tools, &arguments, dir, 900);
    if !built.ok() {
        return Err(built.summary());
    }
    fs::read(dir.join("test.exe")).map_err(|e| e.to_string())
}

fn library_tests(cx: &Context) -> Result<String, String> {
    cx.library_tests("asm,link", LIBRARY)
}
