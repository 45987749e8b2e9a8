//! The command line of `oxigo test`. In: arguments and `GOFLAGS`. Out: what is for the build, what is for
//! this command, and the arguments of the test programs, in which known flags are written
//! `-test.name=value`. Packages stand in one run of arguments before, between or behind flags; what is
//! not known is for the programs. Authority: `go help test`, `go help testflag`, GOROOT
//! `cmd/go/internal/test/{test,testflag,flagdefs}.go`, `cmd/go/internal/cmdflag/flag.go`.

use super::duration;
use crate::build_flags::SHARED;
use base::goflag::Shape;
use build::VetConfig;
use release::Release;
use std::collections::BTreeMap;

/// What a wrong command line is answered with.
pub(super) fn usage() -> String {
    let own = crate::called::name();
    let line = "test [build/test flags] [packages] [build/test flags & test binary flags]";
    format!("usage: {own} {line}\nRun '{own} help test' and '{own} help testflag' for details.")
}

/// How the value of a flag is understood, and in which form it is handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    Bool,
    Text,
    Number,
    Duration,
    Verbose,
    Shuffle,
    Folder,
    Vet,
}

/// Flags of this command; those with `true` are handed on to the programs.
const OWN: [(&str, Value, bool); 34] = [
    ("c", Value::Bool, false),
    ("o", Value::Text, false),
    ("exec", Value::Text, false),
    ("json", Value::Bool, false),
    ("vet", Value::Vet, false),
    (ARTIFACTS, Value::Bool, true),
    ("bench", Value::Text, true),
    ("benchmem", Value::Bool, true),
    ("benchtime", Value::Text, true),
    ("blockprofile", Value::Text, true),
    ("blockprofilerate", Value::Text, true),
    ("count", Value::Number, true),
    ("coverprofile", Value::Text, true),
    ("cpu", Value::Text, true),
    ("cpuprofile", Value::Text, true),
    ("failfast", Value::Bool, true),
    ("fullpath", Value::Bool, true),
    ("fuzz", Value::Text, true),
    ("fuzzminimizetime", Value::Text, true),
    ("fuzztime", Value::Text, true),
    ("list", Value::Text, true),
    ("memprofile", Value::Text, true),
    ("memprofilerate", Value::Text, true),
    ("mutexprofile", Value::Text, true),
    ("mutexprofilefraction", Value::Text, true),
    ("outputdir", Value::Folder, true),
    ("parallel", Value::Number, true),
    ("run", Value::Text, true),
    ("short", Value::Bool, true),
    ("shuffle", Value::Shuffle, true),
    ("skip", Value::Text, true),
    ("timeout", Value::Duration, true),
    ("trace", Value::Text, true),
    ("v", Value::Verbose, true),
];

/// The flag for keeping files of tests, which not all releases have.
const ARTIFACTS: &str = "artifacts";

/// Flags that write a file for one package, in the order in which one of them is named.
const PROFILES: [&str; 5] = ["blockprofile", "cpuprofile", "memprofile", "mutexprofile", "trace"];

/// Analyzers of all releases.
const ANALYZERS: &[&str] = &[
    "appends",
    "asmdecl",
    "assign",
    "atomic",
    "bool",
    "bools",
    "buildtag",
    "buildtags",
    "cgocall",
    "composites",
    "copylocks",
    "defers",
    "directive",
    "errorsas",
    "framepointer",
    "httpresponse",
    "ifaceassert",
    "loopclosure",
    "lostcancel",
    "methods",
    "nilfunc",
    "printf",
    "rangeloops",
    "shift",
    "sigchanyzer",
    "slog",
    "stdmethods",
    "stdversion",
    "stringintconv",
    "structtag",
    "testinggoroutine",
    "tests",
    "timeformat",
    "unmarshal",
    "unreachable",
    "unsafeptr",
    "unusedresult",
];

const DEFAULT_TIMEOUT: i64 = 600_000_000_000;

/// A command line taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TestFlags {
    /// What names packages; empty for the current directory.
    pub(super) packages: Vec<String>,
    /// Arguments of the programs.
    pub(super) args: Vec<String>,
    /// Flags of the build, in order.
    pub(super) build: Vec<(String, String)>,
    /// Values of the flags of this command, by name, without `test.`.
    values: BTreeMap<&'static str, String>,
    /// One of the arguments asks a program for its flags.
    pub(super) asks_for_help: bool,
}

impl TestFlags {
    /// A flag's value; empty if it was not given.
    pub(super) fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.text(name) == "true"
    }
    /// `-timeout` in nanoseconds; 0 or less is none.
    pub(super) fn timeout(&self) -> i64 {
        self.values.get("timeout").map_or(Some(DEFAULT_TIMEOUT), |t| duration::parse(t)).unwrap_or(0)
    }
    /// Tests tell what they do, or the program prints what was asked for.
    pub(super) fn shows_all(&self) -> bool {
        matches!(self.text("v"), "true" | "test2json") || !self.text("list").is_empty() || self.asks_for_help
    }
    /// A flag that writes a profile of one package.
    pub(super) fn profile(&self) -> Option<&'static str> {
        PROFILES.into_iter().find(|p| !self.text(p).is_empty())
    }
    /// What `vet` looks for; `None` if it does not run.
    pub(super) fn vet(&self) -> Option<VetConfig> {
        vet(None, self.text("vet")).unwrap_or_default()
    }
    /// Whether the program is wanted after it has run.
    pub(super) fn keeps_program(&self) -> bool {
        let wanted = ["blockprofile", "cpuprofile", "memprofile", "mutexprofile", "o"];
        wanted.iter().any(|name| !self.text(name).is_empty())
    }
}

/// Takes a command line apart. `preset` are the flags in `GOFLAGS`; where the release is not known yet, what any release
/// has is taken. The error is a message, empty where only the usage is asked for.
pub(super) fn parse(
    release: Option<Release>,
    preset: &[(String, String)],
    args: &[String],
    cwd: &str,
) -> Result<TestFlags, String> {
    let mut parser = Parser { release, cwd, ..Parser::default() };
    for (name, value) in preset {
        parser.set(name, value)?;
    }
    let from_environment: Vec<&str> = parser.flags.values.keys().copied().collect();
    parser.explicit(args)?;
    Ok(parser.finish(&from_environment))
}

/// The flags of this command as a table of names and shapes.
pub(super) const TABLE: [(&str, Shape); OWN.len()] = {
    let mut table = [("", Shape::Value); OWN.len()];
    let mut i = 0;
    while i < table.len() {
        let shape = if matches!(OWN[i].1, Value::Bool | Value::Verbose) { Shape::Optional } else { Shape::Value };
        table[i] = (OWN[i].0, shape);
        i += 1;
    }
    table
};

#[derive(Default)]
struct Parser<'a> {
    release: Option<Release>,
    cwd: &'a str,
    flags: TestFlags,
    explicit: Vec<String>,
    /// Names of flags handed on by the command line itself.
    given: Vec<&'static str>,
    first_unknown: Option<String>,
}

impl Parser<'_> {
    /// Goes through the arguments.
    fn explicit(&mut self, args: &[String]) -> Result<(), String> {
        let (mut list_is_open, mut list_was_seen, mut may_be_value) = (false, false, false);
        let mut at = 0;
        while let Some(arg) = args.get(at) {
            let was_value = std::mem::take(&mut may_be_value);
            at += 1;
            let body = match &arg[..] {
                "--" => {
                    self.explicit.extend_from_slice(&args[at - 1..]);
                    break;
                }
                "-?" | "-h" | "-help" | "--?" | "--h" | "--help" => return Err(String::new()),
                a => a
                    .strip_prefix("--")
                    .or_else(|| a.strip_prefix('-'))
                    .filter(|b| !b.is_empty() && !b.starts_with(['-', '='])),
            };
            let Some(body) = body else {
                if list_was_seen && !list_is_open {
                    if was_value {
                        self.explicit.push(arg.clone());
                        continue;
                    }
                    self.explicit.extend_from_slice(&args[at - 1..]);
                    break;
                }
                (list_is_open, list_was_seen) = (true, true);
                self.flags.packages.push(arg.clone());
                continue;
            };
            list_is_open = false;
            let (name, value) = body.split_once('=').map_or((body, None), |(n, v)| (n, Some(v)));
            let Some(takes_argument) = takes_argument(self.release, name) else {
                list_was_seen = true;
                if body == "args" {
                    self.explicit.extend_from_slice(&args[at..]);
                    break;
                }
                self.first_unknown.get_or_insert_with(|| arg.clone());
                self.explicit.push(arg.clone());
                may_be_value = value.is_none();
                continue;
            };
            let value = match (value, takes_argument) {
                (Some(value), _) => value.to_owned(),
                (None, false) => "true".to_owned(),
                (None, true) => {
                    at += 1;
                    args.get(at - 1).ok_or_else(|| format!("flag needs an argument: -{name}"))?.clone()
                }
            };
            if name == "C" && !args[0].trim_start_matches('-').starts_with('C') {
                return Err(format!("invalid value {value:?} for flag -C: -C flag must be first flag on command line"));
            }
            if let Some(passed) = self.set(name, &value)? {
                self.explicit.push(format!("-test.{passed}={}", self.flags.text(passed)));
                self.given.push(passed);
            }
        }
        match self.first_unknown.take().filter(|_| self.flags.is_on("c")) {
            Some(unknown) => Err(format!("go: unknown flag {unknown} cannot be used with -c")),
            None => Ok(()),
        }
    }

    /// Sets a flag; gives its name if it is handed on.
    fn set(&mut self, name: &str, value: &str) -> Result<Option<&'static str>, String> {
        let Some(&(own, kind, passed)) = own(self.release, name) else {
            self.flags.build.push((name.to_owned(), value.to_owned()));
            return Ok(None);
        };
        let understood = self.understood(kind, value).map_err(|why| match kind {
            Value::Bool | Value::Verbose => format!("invalid boolean value {value:?} for -{name}: {why}"),
            _ => format!("invalid value {value:?} for flag -{name}: {why}"),
        })?;
        self.flags.values.insert(own, understood);
        Ok(passed.then_some(own))
    }

    /// The value in the form in which it is handed on.
    fn understood(&self, kind: Value, value: &str) -> Result<String, String> {
        match kind {
            Value::Text => Ok(value.to_owned()),
            Value::Bool => boolean(value).map(|b| b.to_string()).ok_or_else(|| "parse error".to_owned()),
            Value::Verbose if value == "test2json" => Ok(value.to_owned()),
            Value::Verbose => {
                boolean(value).map(|b| b.to_string()).ok_or_else(|| format!("invalid flag -test.v={value}"))
            }
            Value::Number => value.parse::<i64>().map(|n| n.to_string()).map_err(|_| "parse error".to_owned()),
            Value::Duration => duration::parse(value).map(duration::text).ok_or_else(|| "parse error".to_owned()),
            Value::Shuffle if matches!(value, "on" | "off") => Ok(value.to_owned()),
            Value::Shuffle => value.parse::<i64>().map(|n| n.to_string()).map_err(|_| {
                let why = format!("strconv.ParseInt: parsing {value:?}: invalid syntax");
                format!("-shuffle argument must be \"on\", \"off\", or an int64: {why}")
            }),
            Value::Folder if value.is_empty() => Ok(self.cwd.to_owned()),
            Value::Folder => Ok(build::gomod::join(self.cwd.as_ref(), value).to_string_lossy().into_owned()),
            Value::Vet => vet(self.release, value).map(|_| value.to_owned()),
        }
    }

    /// The arguments of the programs: what `GOFLAGS` and defaults say, then what the command line says.
    fn finish(self, from_environment: &[&str]) -> TestFlags {
        let Parser { mut flags, explicit, given, cwd, .. } = self;
        let mut args = Vec::new();
        if flags.is_on("json") {
            args.push("-test.v=test2json".to_owned());
        }
        for &(name, _, _) in OWN.iter().filter(|(name, _, passed)| *passed && !given.contains(name)) {
            let overridden = name == "v" && flags.is_on("json");
            if from_environment.contains(&name) && !overridden {
                args.push(format!("-test.{name}={}", flags.text(name)));
            }
        }
        if flags.timeout() > 0 && !flags.values.contains_key("timeout") {
            args.push(format!("-test.timeout={}", duration::text(flags.timeout())));
        }
        if (flags.profile().is_some() || flags.is_on(ARTIFACTS)) && !flags.values.contains_key("outputdir") {
            args.push(format!("-test.outputdir={cwd}"));
        }
        let mut before_end = explicit.iter().take_while(|a| *a != "--");
        flags.asks_for_help = before_end.any(|a| matches!(&a[..], "-h" | "-help" | "--help"));
        args.extend(explicit);
        flags.args = args;
        flags
    }
}

fn own(release: Option<Release>, name: &str) -> Option<&'static (&'static str, Value, bool)> {
    let long = name.strip_prefix("test.");
    let is_there = |n: &str| n != ARTIFACTS || release.is_none_or(|release| release.test_artifacts);
    OWN.iter().find(|(n, _, passed)| (*n == name || *passed && long == Some(n)) && is_there(n))
}

/// Whether a known flag takes the next argument as its value.
fn takes_argument(release: Option<Release>, name: &str) -> Option<bool> {
    match own(release, name) {
        Some((_, value, _)) => Some(!matches!(value, Value::Bool | Value::Verbose)),
        None => SHARED.iter().find(|f| f.0 == name && name != "v").map(|f| f.1 == Shape::Value),
    }
}

fn boolean(value: &str) -> Option<bool> {
    match value {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A list of analyzers, or `all`, or `off`, for which there is nothing to do.
fn vet(release: Option<Release>, value: &str) -> Result<Option<VetConfig>, String> {
    if value.contains('=') {
        return Err("-vet argument cannot contain equal signs".to_owned());
    }
    if value.contains(' ') {
        return Err("-vet argument is comma-separated list, cannot contain spaces".to_owned());
    }
    let newer = release.or(Release::all().last()).map_or(&[][..], |release| release.newer_analyzers);
    let is_newer = |name: &str| newer.contains(&name);
    let names: Vec<&str> = if value.is_empty() { Vec::new() } else { value.split(',').collect() };
    for name in &names {
        match *name {
            "" => return Err("-vet argument contains empty list element".to_owned()),
            "all" | "off" => {}
            name if ANALYZERS.contains(&name) || is_newer(name) => {}
            name => {
                let want = "a supported analyzer or a distinguished value";
                return Err(format!("-vet argument must be {want}; found {name}"));
            }
        }
    }
    let (single, mut flags) = (names.iter().rev().find(|n| matches!(**n, "all" | "off")), Vec::new());
    for name in &names {
        match *name {
            "all" | "off" => flags.clear(),
            name => flags.push(format!("-{name}")),
        }
    }
    if let Some(single) = single.filter(|_| flags.len() > 1) {
        return Err(format!("-vet does not accept {single:?} in a list with other analyzers"));
    }
    let is_off = names.iter().rfind(|n| matches!(**n, "all" | "off")).is_some_and(|n| *n == "off");
    match names.is_empty() {
        true => Ok(Some(VetConfig::default())),
        false => Ok((!is_off).then_some(VetConfig { flags, explicit: true })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_it(line: &str) -> String {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match parse(Some(Release::default()), &[], &args, "/w") {
            Err(why) => why,
            Ok(flags) => format!("{} | {}", flags.packages.join(" "), flags.args.join(" ").replace("-test.", "")),
        }
    }

    #[test]
    fn packages_stand_in_one_place() {
        assert_eq!(try_it("-v a b -run X"), "a b | timeout=10m0s v=true run=X");
        assert_eq!(try_it("a -x b"), "a | timeout=10m0s b");
        assert_eq!(try_it("a -other b -v c"), "a | timeout=10m0s -other b v=true c");
        assert_eq!(try_it("-other a"), " | timeout=10m0s -other a");
        assert_eq!(try_it("-timeout 30s a -args -v b"), "a | timeout=30s -v b");
        assert_eq!(try_it("a -- -v"), "a | timeout=10m0s -- -v");
        assert_eq!(try_it("-p 1 a -test.v=test2json"), "a | timeout=10m0s v=test2json");
    }

    #[test]
    fn values_are_understood_before_they_are_handed_on() {
        assert_eq!(try_it("-timeout=0 -count=02 -short=1"), " | timeout=0s count=2 short=true");
        assert_eq!(try_it("-json -v"), " | v=test2json timeout=10m0s v=true");
        assert_eq!(try_it("-cpuprofile x -outputdir d"), " | timeout=10m0s cpuprofile=x outputdir=/w/d");
        assert_eq!(try_it("-trace t"), " | timeout=10m0s outputdir=/w trace=t");
        assert_eq!(try_it("-count x"), "invalid value \"x\" for flag -count: parse error");
        assert_eq!(try_it("-short=x"), "invalid boolean value \"x\" for -short: parse error");
        assert_eq!(try_it("-run"), "flag needs an argument: -run");
        assert_eq!(try_it("-c -other"), "go: unknown flag -other cannot be used with -c");
        let flags_of =
            |value: &str| vet(Some(Release::default()), value).map(|config| config.map(|c| c.flags.join(" ")));
        assert_eq!((flags_of("all"), flags_of("off")), (Ok(Some(String::new())), Ok(None)));
        assert_eq!(flags_of("printf,atomic"), Ok(Some("-printf -atomic".to_owned())));
        assert_eq!(
            flags_of("printf,atomic,all,printf,bool"),
            Err("-vet does not accept \"all\" in a list with other analyzers".to_owned())
        );
        assert_eq!(
            try_it("-vet=x"),
            "invalid value \"x\" for flag -vet: -vet argument must be a supported analyzer or a distinguished value; found x"
        );
    }

    #[test]
    fn the_release_says_which_flags_there_are() {
        let newest = Release::all().last();
        let try_it = |release: Option<Release>, line: &str| {
            let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            parse(release, &[], &args, "/w").map(|flags| flags.args.join(" ").replace("-test.", ""))
        };
        assert_eq!(try_it(newest, "-artifacts -vet=hostport").unwrap(), "timeout=10m0s outputdir=/w artifacts=true");
        let first = Some(Release::default());
        assert_eq!(try_it(first, "-artifacts").unwrap(), "timeout=10m0s -artifacts");
        assert!(try_it(first, "-vet=hostport").unwrap_err().ends_with("found hostport"));
        assert!(try_it(None, "-artifacts -vet=hostport").is_ok());
    }

    #[test]
    fn the_environment_comes_first() {
        let preset = [("short".to_owned(), "true".to_owned()), ("v".to_owned(), "true".to_owned())];
        let flags = parse(Some(Release::default()), &preset, &["-v=0".to_owned()], "/w").unwrap();
        assert_eq!(flags.args, ["-test.short=true", "-test.timeout=10m0s", "-test.v=false"]);
    }
}
