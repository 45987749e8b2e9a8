//! Damaged objects: every seeded mutation of a program's archive (cut off, bits flipped, words
//! overwritten, parts moved) either links or gives an error that names the file, without a panic
//! and without leaving a file behind.

mod common;

use common::{Program, files};
use std::panic::{AssertUnwindSafe, catch_unwind};

const SEEDS: u64 = 150;

/// A small generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let len = bytes.len();
    match random.next(5) {
        0 => bytes.truncate(random.next(len)),
        1 => {
            for _ in 0..=random.next(8) {
                bytes[random.next(len)] ^= 1 << random.next(8);
            }
        }
        2 => {
            let at = random.next(len - 4);
            let word = [0u32, 1, u32::MAX, 0x7fff_ffff, 0x8000_0000, random.next(1 << 20) as u32][random.next(6)];
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        3 => {
            let (from, to, n) = (random.next(len), random.next(len), random.next(64));
            let piece = bytes[from..len.min(from + n)].to_vec();
            let end = len.min(to + piece.len());
            bytes[to..end].copy_from_slice(&piece[..end - to]);
        }
        _ => {
            let at = random.next(len);
            bytes.drain(at..len.min(at + 1 + random.next(16)));
        }
    }
}

#[test]
fn damaged_objects_are_refused() {
    let sources = "-- m.go --\npackage main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\ntype t struct{ a int; b string }\n\
                   func (x t) String() string { return fmt.Sprint(x.a, x.b) }\n\
                   func main() { fmt.Fprintln(os.Stdout, t{1, \"x\"}, recover()) }\n";
    let program = Program::compile(&files(sources).1);
    let archive = program.dir.path().join("main.a");
    let good = std::fs::read(&archive).unwrap();
    let (mut refused, mut linked) = (0, 0);
    for seed in 1..=SEEDS {
        let mut bytes = good.clone();
        mutate(&mut bytes, &mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        std::fs::write(&archive, &bytes).unwrap();
        let result = catch_unwind(AssertUnwindSafe(|| program.link(&["-w"])));
        let result = result.unwrap_or_else(|_| panic!("seed {seed}: the linker panicked"));
        match result {
            Ok(file) => {
                linked += 1;
                std::fs::remove_file(file).unwrap();
            }
            Err(message) => {
                refused += 1;
                assert!(!message.trim().is_empty(), "seed {seed}: no message");
            }
        }
        let left: Vec<String> = std::fs::read_dir(program.dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|n| !["m.go", "main.a", "importcfg"].contains(&n.as_str()))
            .collect();
        assert!(left.is_empty(), "seed {seed}: left behind: {left:?}");
    }
    println!("{refused} refused, {linked} linked all the same");
    assert!(refused > SEEDS / 4, "only {refused} of {SEEDS} mutations were refused");
}

/// Where the relocations of the first object in an archive are (`cmd/internal/goobj/objfile.go`).
fn relocations(archive: &[u8]) -> std::ops::Range<usize> {
    const FIRST_OFFSET: usize = 8 + 8 + 4;
    let object = archive.windows(8).position(|w| w == b"\0go120ld").expect("an object");
    let block = |n: usize| {
        let at = object + FIRST_OFFSET + 4 * n;
        object + u32::from_le_bytes(archive[at..at + 4].try_into().expect("four bytes")) as usize
    };
    block(14)..block(15)
}

/// Offset, size, kind, addend, package and index of the target.
const RELOCATION: [std::ops::Range<usize>; 6] = [0..4, 4..5, 5..7, 7..15, 15..19, 19..23];

/// The same for relocations of debugging information: what is refused names the object.
#[test]
fn damaged_relocations_are_refused() {
    let source = "-- m.go --\npackage main\n\ntype t struct{ a int; b []string }\n\n\
                  //go:noinline\nfunc f(x t) int { y := x.a; for range x.b { y += len(x.b) }; return y }\n\n\
                  var all = []any{t{}}\n\nfunc main() { println(f(t{}), len(all)) }\n";
    let program = Program::compile(&files(source).1);
    let archive = program.dir.path().join("main.a");
    let good = std::fs::read(&archive).unwrap();
    let places = relocations(&good);
    let count = places.len() / 23;
    let mut refused = 0;
    for seed in 1..=SEEDS {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = good.clone();
        for _ in 0..=random.next(20) {
            let at = places.start + 23 * random.next(count);
            let field = RELOCATION[random.next(RELOCATION.len())].clone();
            let value = [0u64, 1, 3, 9, 100, u64::MAX, random.next(1 << 8) as u64][random.next(7)];
            let size = field.len();
            bytes[at + field.start..at + field.end].copy_from_slice(&value.to_le_bytes()[..size]);
        }
        std::fs::write(&archive, &bytes).unwrap();
        let result = catch_unwind(AssertUnwindSafe(|| program.link(&[])));
        let result = result.unwrap_or_else(|_| panic!("seed {seed}: the linker panicked"));
        if let Err(message) = result {
            refused += 1;
            assert!(message.contains("main"), "seed {seed}: {message}");
        }
    }
    assert!(refused > SEEDS / 4, "only {refused} of {SEEDS} mutations were refused");
}

#[test]
fn missing_and_incompatible_objects() {
    let program =
        Program::compile(&files("-- m.go --\npackage main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n").1);
    let cfg = program.dir.path().join("importcfg");
    let good = std::fs::read_to_string(&cfg).unwrap();
    let link_with = |cfg_text: String| {
        std::fs::write(&cfg, cfg_text).unwrap();
        program.link(&["-w"]).unwrap_err()
    };
    let line =
        |package: &str| good.lines().find(|l| l.starts_with(&format!("packagefile {package}="))).unwrap().to_owned();
    let fmt = line("fmt");
    let message = link_with(good.replace(&format!("{fmt}\n"), ""));
    assert_eq!(message, "cannot find package fmt (using -importcfg), imported by main\n");
    let message = link_with(good.replace(&fmt, "packagefile fmt=/nowhere/fmt.a"));
    assert_eq!(message, "cannot open file /nowhere/fmt.a: no such file or directory\n");
    let other = line("errors").replace("packagefile errors=", "packagefile fmt=");
    let message = link_with(good.replace(&fmt, &other));
    assert!(message.starts_with("fingerprint mismatch: fmt has "), "{message}");
    std::fs::write(&cfg, &good).unwrap();
    let archive = program.dir.path().join("main.a");
    let bytes = std::fs::read(&archive).unwrap();
    let text = String::from_utf8_lossy(&bytes).find("go1.23.9").unwrap();
    let mut older = bytes.clone();
    older[text..text + 8].copy_from_slice(b"go1.22.0");
    // The header of the object, not only that of the export data.
    let second = text + 8 + older[text + 8..].windows(8).position(|w| w == b"go1.23.9").unwrap();
    older[second..second + 8].copy_from_slice(b"go1.22.0");
    std::fs::write(&archive, older).unwrap();
    let message = program.link(&["-w"]).unwrap_err();
    assert!(
        message.contains("main.a(_go_.o): linked object header mismatch:\nhave \"go object linux amd64 go1.22.0"),
        "{message}"
    );
}
