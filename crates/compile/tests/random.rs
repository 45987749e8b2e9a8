//! A few dozen random programs, always the same ones, print what the official toolchain makes them
//! print, with and without optimization. `cargo xtask fuzz programs` runs as many as one likes.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::programs::{generate, prefix, support as main_file};
use testkit::{golden, official_go, run, temp_dir};

const LIMIT: Duration = Duration::from_secs(120);

/// Seeds of the programs.
const SEEDS: std::ops::Range<u64> = 1..31;

fn output(program: &Path) -> String {
    run(&mut Command::new(program), b"", LIMIT).expect()
}

#[test]
fn random_programs_behave() {
    let dir = temp_dir();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("a file is written");
    let seeds: Vec<u64> = SEEDS.collect();
    write("go.mod", "module m\n\ngo 1.23\n");
    write("main.go", &main_file(&seeds));
    for &seed in &seeds {
        write(&format!("{}x.go", prefix(seed)), &generate(seed, &prefix(seed)));
    }
    let built = run(official_go(["build", "-o", "official", "."]).current_dir(dir.path()), b"", LIMIT);
    built.expect();
    let want = output(&dir.path().join("official"));
    for no_opt in [false, true] {
        let program = support::build(dir.path(), no_opt).unwrap_or_else(|e| panic!("{}", e.join("\n")));
        let have = output(&program);
        assert!(have == want, "-N {no_opt}: {}", golden::first_difference(&want, &have));
    }
}

#[test]
fn generator_is_deterministic() {
    assert_eq!(generate(7, "x"), generate(7, "x"));
    assert_ne!(generate(7, "x"), generate(8, "x"));
}
