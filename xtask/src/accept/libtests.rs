//! Acceptance of library tests: the tests of packages of the library with everything in the test
//! binary compiled, assembled and linked by us, run by the official `go test` as it stands. One
//! check for each package. What is left out is named, with the reason, in the check's result.

use crate::accept::{Check, Context};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::{Finished, run};

/// Makes one check for each package.
macro_rules! checks {
    ($($package:literal)*) => {
        &[
            Check { name: "ours", about: "every archive of a large program is ours", run: ours },
            $(Check { name: $package, about: "the tests of the package pass", run: |cx| test(cx, $package) },)*
        ]
    };
}

/// The checks: first the packages that have to pass, then others.
pub const CHECKS: &[Check] = checks! {
    "runtime" "reflect" "sync" "sync/atomic" "strconv" "fmt" "sort" "maps" "slices" "time" "encoding/json"
    "strings" "bytes" "errors" "unicode/utf8" "unicode/utf16" "math" "math/bits" "math/big" "math/cmplx" "math/rand"
    "container/heap" "container/list" "container/ring" "encoding/binary" "encoding/gob" "encoding/xml"
    "encoding/hex" "encoding/base64" "encoding/csv" "encoding/asn1" "text/template" "text/scanner" "text/tabwriter"
    "html/template" "regexp" "regexp/syntax" "context" "bufio" "io" "io/fs" "iter" "unique" "hash/crc32" "hash/crc64"
    "hash/adler32" "hash/fnv" "hash/maphash" "crypto/sha256" "crypto/sha512" "crypto/aes" "crypto/md5"
    "compress/flate" "compress/gzip" "compress/bzip2" "compress/lzw" "archive/tar" "archive/zip" "go/parser"
    "go/scanner" "go/printer" "go/types" "log" "log/slog" "flag" "path" "path/filepath" "os" "image/png"
    "index/suffixarray" "net/url" "net/http"
};

/// Tests that are not run, by package: `-skip` and why.
const SKIPPED: &[(&str, &str, &str)] = &[
    (
        "runtime",
        "^TestTracebackArgs$",
        "wants question marks where the official allocator happens not to store arguments",
    ),
    ("reflect", "^TestChanAlloc$", "wants an allocation that our escape analysis saves"),
];

fn test(cx: &Context, package: &str) -> Result<String, String> {
    test_with(cx, package, &[])
}

/// The tests of a package, built with these flags.
pub fn test_with(cx: &Context, package: &str, flags: &[&str]) -> Result<String, String> {
    let skipped = || SKIPPED.iter().filter(|s| s.0 == package);
    let pattern: Vec<&str> = skipped().map(|s| s.1).collect();
    let pattern = format!("-skip={}", pattern.join("|"));
    let mut args = vec!["test", "-vet=off", "-count=1", "-short", "-timeout=1200s"];
    args.extend((skipped().count() > 0).then_some(&*pattern));
    args.extend(flags);
    args.push(package);
    let done = go(cx, &args, 1800);
    if !done.ok() {
        return Err(failures(&(done.out() + &done.err())));
    }
    let without: Vec<String> = skipped().map(|s| format!("; without {} ({})", s.1, s.2)).collect();
    Ok(format!("passes in {:.0?}{}", done.elapsed, without.concat()))
}

/// The official `go` command with our tools. Builds that tests start are the official ones: some
/// tests read official export data.
fn go(cx: &Context, args: &[&str], limit: u64) -> Finished {
    let toolexec = format!("-toolexec={} toolexec", cx.oxigo.display());
    let (verb, rest) = args.split_at(1);
    let mut command: Command = testkit::official_go([verb, &[&toolexec], rest].concat());
    command.env("OXIGO_TOOLS", "compile,asm,link").env_remove("OXIGO_PKGS");
    command.env("GOCACHE", cx.work.join("gocache")).env("XDG_CACHE_HOME", cx.work.join("cache"));
    run(command.current_dir(cx.reference.goroot.join("src")), b"", Duration::from_secs(limit))
}

/// The lines that say what failed, or the first ones.
fn failures(text: &str) -> String {
    let said = |l: &&str| l.contains("--- FAIL") || l.starts_with("panic: ") || l.starts_with("fatal error: ");
    let lines: Vec<&str> = text.lines().filter(said).take(20).collect();
    match lines.is_empty() {
        true => text.lines().take(15).collect::<Vec<_>>().join("\n"),
        false => lines.join("\n"),
    }
}

/// Archives of ours are told by their export data.
fn ours(cx: &Context) -> Result<String, String> {
    let listed = go(cx, &["list", "-export", "-deps", "-f", "{{.Export}}", "net/http"], 1800);
    if !listed.ok() {
        return Err(listed.summary());
    }
    let text = listed.out();
    let files: Vec<&str> = text.lines().filter(|l| !l.is_empty()).collect();
    let foreign: Vec<&str> = files.iter().copied().filter(|f| !is_ours(Path::new(f))).collect();
    match foreign.is_empty() && !files.is_empty() {
        true => Ok(format!("{} archives", files.len())),
        false => Err(format!("{} of {} archives are not ours: {}", foreign.len(), files.len(), foreign.join(" "))),
    }
}

/// Ours have our export data behind that in the official form, which may be long.
fn is_ours(archive: &Path) -> bool {
    const MARK: &[u8] = b"oxigo.x\n";
    let bytes = std::fs::read(archive).unwrap_or_default();
    bytes.windows(MARK.len()).any(|w| w == MARK)
}
