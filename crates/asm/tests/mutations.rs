//! Damaged sources: the assembler refuses or accepts, and never panics. Library files are cut,
//! spliced and sprinkled with words of the language, by a fixed sequence of random numbers.
//! `OXIGO_ASM_COMPARE=500` also gives the first 500 to the official assembler and shows where
//! the two disagree.

mod support;

use asm::command::{Environment, Outcome, assemble};
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;
use support::{library, tool};

/// Runs of the test.
const RUNS: usize = 10_000;
/// Sources longer than this are cut, so that the runs stay short.
const MAX_SOURCE: usize = 3_000;

/// Words that reach far into the parser when they stand in the wrong place.
const WORDS: &[&str] = &[
    "TEXT",
    "DATA",
    "GLOBL",
    "FUNCDATA",
    "PCDATA",
    "PCALIGN",
    "JMP",
    "CALL",
    "RET",
    "MOVQ",
    "SB",
    "FP",
    "SP",
    "PC",
    "AX",
    "X0",
    "Z31",
    "K1",
    "TLS",
    "g",
    "$",
    "(",
    ")",
    "<>",
    "<ABIInternal>",
    "*",
    "+",
    "-",
    "/",
    "%",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "~",
    ",",
    ";",
    ":",
    "[",
    "]",
    ".Z",
    ".BCST",
    "0",
    "1",
    "8",
    "0x7fffffff",
    "0x8000000000000000",
    "1e400",
    "1.5",
    "'a'",
    "\"x\"",
    "\"",
    "'",
    "`",
    "\\",
    "\n",
    "#define",
    "#include \"textflag.h\"",
    "#ifdef X",
    "#else",
    "#endif",
    "#undef",
    "#line 7 \"y.s\"",
    "//go:build x",
    "/*",
    "*/",
    "·f",
    "x<>",
    "label:",
    "4(PC)",
    "-1(PC)",
    "NOPTR",
    "$-8",
    "$0-8",
    "\0",
    "\u{fffd}",
    "\u{b7}",
    "ADJSP",
    "PUSHQ",
    "VGATHERDPS",
    "[Z0-Z3]",
    "(AX*8)",
    "foo(SB)",
];

/// A sequence of random numbers that depends on its seed alone.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

fn mutate(source: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut text = source.to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(text.len());
        let end = (at + 1 + random.below(30)).min(text.len());
        match random.below(7) {
            0 => drop(text.drain(at..end)),
            1 => text.truncate(at),
            2 => text[at..end].reverse(),
            3 => {
                let from = random.below(other.len());
                let piece = other[from..(from + 40).min(other.len())].to_vec();
                text.splice(at..end, piece);
            }
            4 => {
                let word = WORDS[random.below(WORDS.len())].bytes();
                text.splice(at..at, word);
            }
            5 => {
                let word = WORDS[random.below(WORDS.len())].bytes();
                text.splice(at..end, word);
            }
            _ => text[at] = random.below(256) as u8,
        }
        if text.is_empty() {
            break;
        }
    }
    text
}

fn arguments(include: &str, path: &Path, all: bool) -> Vec<String> {
    let mut args: Vec<String> = ["-p", "p", "-D", "GOARCH_amd64", "-D", "GOOS_linux", "-I"].map(String::from).into();
    args.push(include.to_string());
    if all {
        args.push("-e".into());
    }
    args.push(path.display().to_string());
    args
}

fn ours(args: &[String]) -> Outcome {
    let args: Vec<OsString> = args.iter().map(OsString::from).collect();
    let flags = asm::flags::parse(&args).expect("good arguments");
    assemble(&flags, &Environment { dir: "/".into(), ..Environment::default() })
}

#[test]
fn damaged_sources_never_panic() {
    let sources: Vec<Vec<u8>> = library()
        .iter()
        .filter_map(|s| std::fs::read(&s.path).ok())
        .map(|mut text| {
            text.truncate(MAX_SOURCE);
            text
        })
        .collect();
    let compare: usize = std::env::var("OXIGO_ASM_COMPARE").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let include = testkit::reference().goroot.join("pkg/include").display().to_string();
    let dir = testkit::temp_dir();
    let (path, output) = (dir.path().join("x.s"), dir.path().join("x.o"));
    let mut random = Random(1);
    let (mut accepted, mut disagreed) = (0, 0);
    for run in 0..RUNS {
        let source = &sources[random.below(sources.len())];
        let other = &sources[random.below(sources.len())];
        let text = mutate(source, other, &mut random);
        std::fs::write(&path, &text).expect("a temporary file can be written");
        let args = arguments(&include, &path, run % 2 == 0);
        let outcome = catch_unwind(AssertUnwindSafe(|| ours(&args)));
        let Ok(outcome) = outcome else {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("panicked.s");
            std::fs::write(&kept, &text).expect("target/ can be written");
            panic!("run {run} panicked; the source is {}", kept.display());
        };
        accepted += usize::from(outcome.file.is_some());
        if run < compare && !agrees(&args, &output, &outcome) {
            disagreed += 1;
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("disagree{run}.s"));
            std::fs::write(&kept, &text).expect("target/ can be written");
        }
    }
    println!("{RUNS} damaged sources, {accepted} accepted, {disagreed} of {compare} compared disagree");
}

/// Whether the official assembler says the same, in messages and bytes.
fn agrees(args: &[String], output: &Path, ours: &Outcome) -> bool {
    let _ = std::fs::remove_file(output);
    let mut command = tool("asm");
    command.current_dir("/").env_remove("GOROOT").arg("-o").arg(output).args(args);
    let theirs = testkit::run(&mut command, b"", Duration::from_secs(20));
    let messages: Vec<String> = ours.messages.iter().map(ToString::to_string).collect();
    let want = theirs.err();
    let same_text = want.trim_end() == messages.join("\n");
    let same_file =
        theirs.ok() == ours.file.is_some() && ours.file == std::fs::read(output).ok().filter(|_| theirs.ok());
    if same_text && same_file {
        return true;
    }
    let first = |text: &str, other: &str| {
        text.lines()
            .zip(other.lines().chain(std::iter::repeat("")))
            .find(|(a, b)| a != b)
            .map_or("", |(a, _)| a)
            .to_string()
    };
    let got = messages.join("\n");
    println!("want {} {}\n got {} {}", theirs.ok(), first(&want, &got), ours.file.is_some(), first(&got, &want));
    false
}
