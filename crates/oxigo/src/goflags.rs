//! `GOFLAGS`: flags that stand before those of every command. In: its value, the flags a command has. Out: those
//! among them, in order. Flags that only other commands have are passed over; those that none has are an error.
//! Authority: `go help environment`, GOROOT `cmd/go/internal/base/goflags.go`.

use base::goflag::{Shape, boolean};
use build::pkgflags::split_quoted;
use std::ffi::OsStr;

/// Flags of commands beside those that builds share, in order. The test flags have a second name each,
/// with `test.` before it.
const OTHERS: &[&str] = &[
    "cache",
    "changed",
    "compat",
    "compiled",
    "d",
    "debug-actiongraph",
    "debug-runtime-trace",
    "debug-trace",
    "deps",
    "diff",
    "dropexclude",
    "dropgodebug",
    "dropreplace",
    "droprequire",
    "dropretract",
    "dropuse",
    "e",
    "exclude",
    "exec",
    "export",
    "f",
    "find",
    "fix",
    "fmt",
    "fuzzcache",
    "go",
    "godebug",
    "i",
    "insecure",
    "json",
    "m",
    "modcache",
    "module",
    "o",
    "print",
    "r",
    "replace",
    "require",
    "retract",
    "retracted",
    "reuse",
    "run",
    "skip",
    "t",
    "test",
    "testcache",
    "toolchain",
    "u",
    "use",
    "vendor",
    "versions",
    "vettool",
    "w",
];

/// Flags of tests.
const TESTS: &[&str] = &[
    "args",
    "artifacts",
    "bench",
    "benchmem",
    "benchtime",
    "blockprofile",
    "blockprofilerate",
    "c",
    "count",
    "coverprofile",
    "cpu",
    "cpuprofile",
    "failfast",
    "fullpath",
    "fuzz",
    "fuzzminimizetime",
    "fuzztime",
    "list",
    "memprofile",
    "memprofilerate",
    "mutexprofile",
    "mutexprofilefraction",
    "outputdir",
    "parallel",
    "run",
    "short",
    "shuffle",
    "skip",
    "timeout",
    "trace",
    "v",
    "vet",
];

/// One flag of `GOFLAGS`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Preset<'t> {
    /// Its name, from the table.
    pub(crate) name: &'t str,
    pub(crate) value: String,
    /// Name and dashes as given.
    pub(crate) given: String,
}

/// Why a value cannot be used: a line, and whether the usage of the command follows it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) line: String,
    pub(crate) with_usage: bool,
}

/// The flags in `text` that a command with the flags `table` has.
pub(crate) fn parse<'t>(text: &str, table: &[(&'t str, Shape)]) -> Result<Vec<Preset<'t>>, Wrong> {
    let wrong = |line: String, with_usage: bool| Wrong { line: format!("go: {line}"), with_usage };
    let words = split_quoted(text).map_err(|e| wrong(format!("parsing $GOFLAGS: {e}"), false))?;
    let mut split = Vec::new();
    for word in &words {
        let body = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).unwrap_or("");
        if body.is_empty() || body.starts_with(['-', '=']) {
            return Err(wrong(format!("parsing $GOFLAGS: non-flag {word:?}"), false));
        }
        let (name, value) = body.split_once('=').map_or((body, None), |(n, v)| (n, Some(v)));
        if !is_known(name) && !table.iter().any(|f| f.0 == name) {
            return Err(wrong(format!("parsing $GOFLAGS: unknown flag -{name}"), false));
        }
        split.push((name, value));
    }
    let mut out = Vec::new();
    // Flags of tests are also known by what the programs that run them call them.
    let is_for_tests = table.iter().any(|f| f.0 == "bench");
    let short = |name| str::strip_prefix(name, "test.").filter(|short| is_for_tests && TESTS.contains(short));
    for (written, value) in split {
        let name = short(written).unwrap_or(written);
        let Some(&(name, shape)) = table.iter().find(|f| f.0 == name) else { continue };
        let given = format!("-{written}");
        let value = match (shape, value) {
            (Shape::Bool, Some(value)) => match boolean(name, OsStr::new(value)) {
                Ok(value) => value.to_string_lossy().into_owned(),
                Err(_) => {
                    let line = format!("invalid boolean value {value:?} for flag {given} (from $GOFLAGS): parse error");
                    return Err(wrong(line, true));
                }
            },
            (_, Some(value)) => value.to_owned(),
            (Shape::Value, None) => {
                return Err(wrong(format!("flag needs an argument: {given} (from $GOFLAGS)"), true));
            }
            (_, None) => "true".to_owned(),
        };
        out.push(Preset { name, value, given });
    }
    Ok(out)
}

/// Whether any command has a flag of that name.
fn is_known(name: &str) -> bool {
    let test = name.strip_prefix("test.").unwrap_or(name);
    OTHERS.contains(&name) || TESTS.contains(&test) || crate::build_flags::SHARED.iter().any(|f| f.0 == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        let table = [("o", Shape::Value), ("v", Shape::Bool), ("buildvcs", Shape::Optional)];
        match parse(text, &table) {
            Ok(list) => list.iter().map(|p| format!("{}={} ", p.name, p.value)).collect(),
            Err(wrong) => wrong.line,
        }
    }

    #[test]
    fn flags_of_tests_by_their_long_names() {
        let table = [("bench", Shape::Value), ("timeout", Shape::Value), ("race", Shape::Bool)];
        let list = parse("-test.timeout=24h -timeout=3s -test.bench=X", &table).unwrap();
        let shown: Vec<(&str, &str, &str)> = list.iter().map(|p| (p.name, &*p.value, &*p.given)).collect();
        let expected =
            [("timeout", "24h", "-test.timeout"), ("timeout", "3s", "-timeout"), ("bench", "X", "-test.bench")];
        assert_eq!(shown, expected);
        assert!(parse("-test.race", &table).is_err());
    }

    #[test]
    fn flags_of_this_command_and_of_others() {
        assert_eq!(
            parsed("-o=x --v -v=0 -run=X '-ldflags=-s -w' -test.short -buildvcs"),
            "o=x v=true v=false buildvcs=true "
        );
        assert_eq!(parsed("-nosuch"), "go: parsing $GOFLAGS: unknown flag -nosuch");
        assert_eq!(parsed("x"), "go: parsing $GOFLAGS: non-flag \"x\"");
        assert_eq!(parsed("-o"), "go: flag needs an argument: -o (from $GOFLAGS)");
        assert_eq!(parsed("-v=2"), "go: invalid boolean value \"2\" for flag -v (from $GOFLAGS): parse error");
    }
}
