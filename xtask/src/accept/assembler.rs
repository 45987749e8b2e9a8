//! Acceptance of the assembler: every assembly file of the library gives the official object;
//! messages are the official ones; programs and library tests with our assembler and linker
//! behave as they should.

use crate::accept::programs::same_behaviour;
use crate::accept::{Check, Context};

/// The checks in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check { name: "library", about: "objects and symabis of all library files equal the official ones", run: library },
    Check { name: "programs", about: "programs with our assembler and linker behave the same", run: programs },
    Check { name: "experiments", about: "experiments about symabis, listings and assembly by hand", run: experiments },
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

fn library_tests(cx: &Context) -> Result<String, String> {
    cx.library_tests("asm,link", LIBRARY)
}
