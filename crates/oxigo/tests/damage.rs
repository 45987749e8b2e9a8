//! Seeded damage to objects: truncated, bits flipped, numbers overwritten, pieces exchanged.
//! Reader, dump and linker must answer with an error that names the file, or with a result
//! where the damage does not matter; never with a panic, never with an output left behind.
//! `OXIGO_DAMAGE=N` runs N cases instead of 1,000.

use goobj::{Archive, MemberKind};
use link::flags::{Command as LinkCommand, Environment, execute, parse};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use testkit::{official::set_environment, reference, run, std_archives, temp_dir};

/// A sequence of numbers that depends on the seed alone (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Damages a file in one of four ways; says which.
fn damage(data: &mut Vec<u8>, random: &mut Random) -> &'static str {
    // Half of the places are in the first bytes of an object, where the tables are.
    let object = data.windows(8).rposition(|w| w == release::OBJECT_MAGIC).unwrap_or(0);
    let place = |random: &mut Random, len: usize| match random.below(2) {
        0 => (object + random.below(2000)).min(len.saturating_sub(9)),
        _ => random.below(len.saturating_sub(8)),
    };
    match random.below(4) {
        0 => {
            data.truncate(random.below(data.len()));
            "truncated"
        }
        1 => {
            for _ in 0..=random.below(3) {
                let at = place(random, data.len());
                data[at] ^= 1 << random.below(8);
            }
            "bits flipped"
        }
        2 => {
            let values = [0, 1, 0x7f, 0xffff, 0x7fff_ffff, 0x7fff_fffb, 0x8000_0000, u32::MAX];
            let (at, value) = (place(random, data.len()), values[random.below(values.len())]);
            data[at..at + 4].copy_from_slice(&value.to_le_bytes());
            "number overwritten"
        }
        _ => {
            let (from, to) = (place(random, data.len()), place(random, data.len()));
            let len = (1 + random.below(64)).min(data.len() - from.max(to));
            data.copy_within(from..from + len, to);
            "piece copied"
        }
    }
}

/// A small program, compiled, with the archives it links with.
struct Program {
    dir: testkit::TempDir,
    main: PathBuf,
    packages: BTreeMap<String, PathBuf>,
}

fn program() -> Program {
    let dir = temp_dir();
    let source =
        "package main\n\nimport \"errors\"\n\nvar e = errors.New(\"e\")\n\nfunc main() { println(e.Error()) }\n";
    fs::write(dir.path().join("main.go"), source).unwrap();
    let packages: BTreeMap<String, PathBuf> = std_archives().iter().cloned().collect();
    let config = importcfg(&packages);
    fs::write(dir.path().join("cfg"), config).unwrap();
    let mut compile = Command::new(reference().tool("compile"));
    set_environment(&mut compile, reference());
    compile.args(["-p", "main", "-importcfg", "cfg", "-pack", "-o", "main.a", "main.go"]).current_dir(dir.path());
    run(&mut compile, b"", Duration::from_secs(120)).expect();
    Program { main: dir.path().join("main.a"), dir, packages }
}

fn importcfg(packages: &BTreeMap<String, PathBuf>) -> String {
    packages.iter().map(|(path, file)| format!("packagefile {path}={}\n", file.display())).collect()
}

/// Links; the text of the error.
fn link(dir: &Path, main: &Path, packages: &BTreeMap<String, PathBuf>, out: &Path) -> Result<(), String> {
    let config = dir.join("link.cfg");
    fs::write(&config, importcfg(packages)).unwrap();
    let text = |p: &Path| p.to_str().unwrap().to_string();
    let args = ["-o".to_string(), text(out), "-importcfg".into(), text(&config), text(main)];
    match parse(&args, &Environment::default()) {
        Ok(LinkCommand::Link(request)) => execute(&request, &mut String::new()).map_err(|e| e.to_string()),
        Ok(LinkCommand::Version(_)) => unreachable!("no version was asked for"),
        Err(e) => Err(format!("{e:?}")),
    }
}

/// What the reader alone says about a file.
fn read(data: &[u8]) -> Result<(), String> {
    let archive = Archive::parse(data).map_err(|f| f.what)?;
    for member in archive.members.iter().filter(|m| m.kind == MemberKind::GoObject) {
        member.object().map_err(|f| f.what)?;
    }
    Ok(())
}

#[test]
fn damaged_objects_are_refused_cleanly() {
    let count: u64 = std::env::var("OXIGO_DAMAGE").ok().and_then(|v| v.parse().ok()).unwrap_or(1000);
    let program = program();
    let dir = program.dir.path();
    let (out, bad) = (dir.join("out"), dir.join("bad.a"));
    link(dir, &program.main, &program.packages, &out).expect("the undamaged program links");
    fs::remove_file(&out).unwrap();
    let before = listing(dir);
    let victims = ["main", "errors", "internal/bytealg", "internal/runtime/atomic", "internal/cpu", "runtime"];
    let (mut refused, mut linked, mut rejected, start) = (0, 0, 0, Instant::now());
    for seed in 0..count {
        let mut random = Random(seed);
        // The runtime is large; one case in twenty is enough for it.
        let victim = victims[if seed % 20 == 19 { 5 } else { random.below(5) }];
        let file = program.packages.get(victim).unwrap_or(&program.main);
        let mut data = fs::read(file).unwrap();
        let how = damage(&mut data, &mut random);
        fs::write(&bad, &data).unwrap();
        let case = format!("seed {seed}: {victim} {how}");
        let quiet = |f: &mut dyn FnMut() -> Result<(), String>| {
            catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|_| panic!("{case}: panic"))
        };
        let readable = quiet(&mut || read(&data));
        rejected += usize::from(readable.is_err());
        let shown = quiet(&mut || objtool::goobj::text(&data).map(drop).map_err(|f| f.what));
        assert_eq!(readable.is_ok(), shown.is_ok(), "{case}: reader and dump disagree");
        let mut packages = program.packages.clone();
        let is_main = victim == "main";
        if !is_main {
            packages.insert(victim.to_string(), bad.clone());
        }
        let main = if is_main { &bad } else { &program.main };
        match quiet(&mut || link(dir, main, &packages, &out)) {
            Ok(()) => {
                assert!(out.is_file(), "{case}: linked without an output");
                fs::remove_file(&out).unwrap();
                linked += 1;
            }
            Err(message) => {
                assert!(!message.trim().is_empty(), "{case}: no message");
                assert!(readable.is_ok() || message.contains("bad.a"), "{case}: file not named: {message}");
                refused += 1;
            }
        }
        fs::remove_file(&bad).unwrap();
        assert_eq!(listing(dir), before, "{case}: files left behind");
    }
    println!(
        "{count} cases: {rejected} refused by the reader, {refused} by the linker, {linked} linked, {:.1?}",
        start.elapsed()
    );
    assert!(count < 100 || (rejected > 0 && linked > 0), "the damage is too weak or too strong to tell anything");
}

fn listing(dir: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    names
}
