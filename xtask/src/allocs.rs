//! `cargo xtask allocs [PACKAGE…]`: who allocates more than the official compiler's code? In: packages of the
//! library. Each one's tests are compiled three times, by us, officially and officially without inlining
//! (`-gcflags=all=-l`), and their benchmarks run a few times each; out: the allocations per operation of every benchmark
//! in which ours has more than the official one, with what the missing inliner explains beside them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{official_go, reference, run, set_environment};

/// Packages with benchmarks that allocate, when none are named.
const PACKAGES: &[&str] = &[
    "archive/tar",
    "archive/zip",
    "bufio",
    "bytes",
    "compress/flate",
    "compress/lzw",
    "container/heap",
    "context",
    "crypto/sha256",
    "encoding/base64",
    "encoding/binary",
    "encoding/csv",
    "encoding/gob",
    "encoding/hex",
    "encoding/json",
    "encoding/pem",
    "encoding/xml",
    "errors",
    "expvar",
    "flag",
    "fmt",
    "go/format",
    "go/parser",
    "go/printer",
    "go/scanner",
    "hash/maphash",
    "html",
    "html/template",
    "image",
    "image/png",
    "index/suffixarray",
    "io",
    "log",
    "log/slog",
    "maps",
    "math/big",
    "math/rand",
    "mime",
    "net",
    "net/http",
    "net/mail",
    "net/netip",
    "net/textproto",
    "net/url",
    "os",
    "path",
    "path/filepath",
    "reflect",
    "regexp",
    "regexp/syntax",
    "runtime",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "sync/atomic",
    "text/tabwriter",
    "text/template",
    "time",
    "unicode/utf16",
    "unicode/utf8",
    "unique",
];

/// Seconds after which the compilation of one test program, or all of its benchmarks, are stopped.
const LIMIT: u64 = 900;

/// What the command line chose.
#[derive(clap::Args)]
pub struct Choice {
    /// Packages of the library; those with telling benchmarks when none is named.
    packages: Vec<String>,
    /// Run only benchmarks that match.
    #[arg(long, default_value = ".")]
    bench: String,
    /// How often each benchmark runs.
    #[arg(long, default_value_t = 20)]
    times: u32,
    /// The compiler under test.
    #[arg(long, default_value = "target/debug/oxigo")]
    oxigo: PathBuf,
}

/// How a test program is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Maker {
    Ours,
    Official,
    WithoutInliner,
}

/// Allocations per operation by benchmark.
type Counts = BTreeMap<String, u64>;

/// Prints what is above; whether nothing is above the official build without inlining.
pub fn allocs(choice: &Choice) -> Result<bool, String> {
    let dir = testkit::temp_dir();
    let oxigo = choice.oxigo.canonicalize().map_err(|e| format!("{}: {e}", choice.oxigo.display()))?;
    let named: Vec<&str> = choice.packages.iter().map(String::as_str).collect();
    let packages = if named.is_empty() { PACKAGES } else { &named };
    println!("{:60} {:>9} {:>9} {:>9}", "allocations per operation", "ours", "official", "with -l");
    let (mut good, mut all, mut above) = (true, 0, 0);
    for package in packages {
        let count = |maker| measure(choice, dir.path(), &oxigo, package, maker);
        let [ours, official, without] = [Maker::Ours, Maker::Official, Maker::WithoutInliner].map(count);
        match (ours, official, without) {
            (Ok(ours), Ok(official), Ok(without)) => {
                all += ours.len();
                for row in compare(&ours, &official, &without) {
                    above += 1;
                    good &= !row.above_without;
                    println!("{package} {}", row.text);
                }
            }
            (ours, official, without) => {
                good = false;
                let errors = [ours, official, without].into_iter().filter_map(Result::err);
                println!("{package} {}", errors.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    println!("{above} of {all} benchmarks are above the official build");
    Ok(good)
}

/// Compiles a package's tests and runs its benchmarks.
fn measure(choice: &Choice, dir: &Path, oxigo: &Path, package: &str, maker: Maker) -> Result<Counts, String> {
    let limit = Duration::from_secs(LIMIT);
    let program = dir.join("bench.test");
    let output = program.to_string_lossy().into_owned();
    let mut args = vec!["test", "-c", "-o", &output];
    args.extend((maker == Maker::WithoutInliner).then_some("-gcflags=all=-l"));
    args.push(package);
    let mut command = if maker == Maker::Ours { Command::new(oxigo) } else { official_go(&args) };
    if maker == Maker::Ours {
        command.args(&args);
        set_environment(&mut command, reference());
        // Its entries are found by a hash of the compiler, so the folder is not touched by anything else.
        command.env("GOCACHE", oxigo.with_file_name("allocs-cache"));
    }
    let source = reference().goroot.join("src");
    let built = run(command.current_dir(&source), b"", limit);
    if !built.ok() {
        return Err(built.summary());
    }
    let mut command = Command::new(&program);
    set_environment(&mut command, reference());
    let times = format!("-test.benchtime={}x", choice.times);
    let bench = format!("-test.bench={}", choice.bench);
    command.args(["-test.run=^$", "-test.benchmem", "-test.cpu=1", "-test.short", &times, &bench]);
    let done = run(command.current_dir(source.join(package)), b"", limit);
    if done.ok() { Ok(counts(&done.out())) } else { Err(done.summary()) }
}

/// Reads what a test program prints with `-test.benchmem`.
fn counts(text: &str) -> Counts {
    let line = |l: &str| {
        let name = l.split_whitespace().next().filter(|n| n.starts_with("Benchmark"))?;
        let number = l.strip_suffix(" allocs/op")?.split_whitespace().last()?;
        Some((name.to_owned(), number.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

/// A benchmark in which ours allocates more often.
struct Row {
    text: String,
    above_without: bool,
}

fn compare(ours: &Counts, official: &Counts, without: &Counts) -> Vec<Row> {
    let row = |(name, &n): (&String, &u64)| {
        let (theirs, plain) = (*official.get(name)?, *without.get(name)?);
        let above_without = exceeds(n, plain);
        let mark = if above_without { "  ABOVE -l" } else { "" };
        exceeds(n, theirs).then(|| Row { text: format!("{name:50} {n:9} {theirs:9} {plain:9}{mark}"), above_without })
    };
    ours.iter().filter_map(row).collect()
}

/// Whether a count is larger by more than what goroutines and pools make different from run to run.
fn exceeds(n: u64, than: u64) -> bool {
    n > than + than / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_and_compared() {
        let text = "goos: linux\nBenchmarkA/x  10  1.5 ns/op  16 B/op  3 allocs/op\nBenchmarkB  10  1 ns/op  0 B/op  0 allocs/op\nPASS\n";
        let ours = counts(text);
        assert_eq!(ours, [("BenchmarkA/x".to_owned(), 3), ("BenchmarkB".to_owned(), 0)].into());
        let of = |a: u64| [("BenchmarkA/x".to_owned(), a), ("BenchmarkB".to_owned(), 0)].into();
        let rows = |a, b| compare(&ours, &of(a), &of(b)).into_iter().map(|r| r.above_without).collect::<Vec<_>>();
        assert!(rows(3, 3).is_empty());
        assert_eq!(rows(2, 3), [false]);
        assert_eq!(rows(2, 2), [true]);
    }
}
