//! `oxigo env [-json] [NAME…]`: the variables of `go env`, in its order and form
//! (`go help environment`). Values come from the process environment, then from defaults.

use release::dist::VERSION;
use serde_json::{Map, Value};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a variable gets its value.
#[derive(Clone, Copy)]
enum Source {
    /// The environment, else this text.
    Set(&'static str),
    /// Always this text.
    Fixed(&'static str),
    /// Worked out by [`computed`].
    Computed,
}

use Source::{Computed, Fixed, Set};

const VARIABLES: &[(&str, Source)] = &[
    ("GO111MODULE", Set("")),
    ("GOARCH", Set("amd64")),
    ("GOBIN", Set("")),
    ("GOCACHE", Computed),
    ("GOENV", Computed),
    ("GOEXE", Fixed("")),
    ("GOEXPERIMENT", Set("")),
    ("GOFLAGS", Set("")),
    ("GOHOSTARCH", Fixed("amd64")),
    ("GOHOSTOS", Fixed("linux")),
    ("GOINSECURE", Set("")),
    ("GOMODCACHE", Computed),
    ("GONOPROXY", Set("")),
    ("GONOSUMDB", Set("")),
    ("GOOS", Set("linux")),
    ("GOPATH", Computed),
    ("GOPRIVATE", Set("")),
    ("GOPROXY", Computed),
    ("GOROOT", Computed),
    ("GOSUMDB", Computed),
    ("GOTMPDIR", Set("")),
    ("GOTOOLCHAIN", Set("local")),
    ("GOTOOLDIR", Computed),
    ("GOVCS", Set("")),
    ("GOVERSION", Computed),
    ("GODEBUG", Set("")),
    ("GOTELEMETRY", Fixed("off")),
    ("GOTELEMETRYDIR", Fixed("")),
    ("GCCGO", Set("gccgo")),
    ("GOAMD64", Set("v1")),
    ("AR", Set("ar")),
    ("CC", Set("gcc")),
    ("CXX", Set("g++")),
    ("CGO_ENABLED", Set("0")),
    ("GOMOD", Computed),
    ("GOWORK", Set("")),
    ("CGO_CFLAGS", Set("-O2 -g")),
    ("CGO_CPPFLAGS", Set("")),
    ("CGO_CXXFLAGS", Set("-O2 -g")),
    ("CGO_FFLAGS", Set("-O2 -g")),
    ("CGO_LDFLAGS", Set("-O2 -g")),
    ("PKG_CONFIG", Set("pkg-config")),
];

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    use base::goflag::{Shape, parse};
    let table = [("json", Shape::Bool), ("u", Shape::Bool), ("w", Shape::Bool), ("changed", Shape::Bool)];
    let (flags, names) = match parse(&table, args) {
        Ok((flags, _)) if flags.iter().any(|f| f.name != "json") => return crate::upstream::go_command("env", args),
        Ok(parsed) => parsed,
        Err(e) => {
            eprintln!("{e}\nusage: oxigo env [-json] [var ...]");
            return ExitCode::from(2);
        }
    };
    let json = flags.last().is_some_and(|f| f.on());
    let all = names.is_empty();
    let names: Vec<String> = match all {
        true => VARIABLES.iter().map(|v| v.0.to_string()).collect(),
        false => names.iter().map(|n| n.to_string_lossy().into_owned()).collect(),
    };
    let values: Vec<(String, String)> = names.into_iter().map(|n| (n.clone(), value(&n))).collect();
    if json {
        let mut sorted: Vec<_> = values.into_iter().map(|(n, v)| (n, Value::String(v))).collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        println!("{}", indented(&Value::Object(Map::from_iter(sorted))));
    } else if all {
        values.iter().for_each(|(n, v)| println!("{n}='{}'", v.replace('\'', r"'\''")));
    } else {
        values.iter().for_each(|(_, v)| println!("{v}"));
    }
    ExitCode::SUCCESS
}

/// JSON indented by tabs, as Go's encoder is told to.
fn indented(value: &Value) -> String {
    let mut out = Vec::new();
    let format = serde_json::ser::PrettyFormatter::with_indent(b"\t");
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, format);
    let _ = serde::Serialize::serialize(value, &mut serializer);
    String::from_utf8(out).unwrap_or_default()
}

/// The value of one variable; empty for unknown ones.
pub(crate) fn value(name: &str) -> String {
    match VARIABLES.iter().find(|v| v.0 == name).map(|v| v.1) {
        Some(Set(default)) => given(name).unwrap_or_else(|| default.to_string()),
        Some(Fixed(text)) => text.to_string(),
        Some(Computed) => computed(name),
        None => String::new(),
    }
}

/// A variable of the process environment that is not empty.
fn given(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

fn computed(name: &str) -> String {
    let home = || PathBuf::from(given("HOME").unwrap_or_default());
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    match name {
        "GOCACHE" => {
            given(name).unwrap_or_else(|| sysroot::cache_home().map_or(String::new(), |c| text(c.join("go-build"))))
        }
        "GOENV" => match given(name) {
            Some(v) if v == "off" => String::new(),
            Some(v) => v,
            None => text(given("XDG_CONFIG_HOME").map_or_else(|| home().join(".config"), PathBuf::from).join("go/env")),
        },
        "GOPATH" => given(name).unwrap_or_else(|| text(home().join("go"))),
        "GOMODCACHE" => given(name).unwrap_or_else(|| {
            let path = computed("GOPATH");
            text(Path::new(path.split(':').next().unwrap_or("")).join("pkg/mod"))
        }),
        "GOPROXY" | "GOSUMDB" => given(name).or_else(|| default_of_tree(name)).unwrap_or_default(),
        "GOROOT" => crate::goroot::existing().map_or(String::new(), |t| text(t.root)),
        "GOTOOLDIR" => given(name).unwrap_or_else(|| {
            let view = crate::goroot::existing().and_then(|t| crate::upstream::view::of(&t.root));
            view.map_or(String::new(), |root| text(root.join(sysroot::view::TOOLS)))
        }),
        "GOVERSION" => crate::goroot::existing().map_or(VERSION.to_string(), |t| t.version),
        "GOMOD" => module_file(),
        _ => String::new(),
    }
}

/// What the `go.env` file of the source tree sets a variable to.
fn default_of_tree(name: &str) -> Option<String> {
    let text = std::fs::read_to_string(crate::goroot::existing().ok()?.root.join("go.env")).ok()?;
    let value = text.lines().find_map(|l| l.trim().strip_prefix(name)?.strip_prefix('='));
    value.map(|v| v.trim().to_string())
}

/// The `go.mod` of the current folder or the nearest one above it.
fn module_file() -> String {
    if given("GO111MODULE").is_some_and(|v| v == "off") {
        return String::new();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let found = here.ancestors().map(|dir| dir.join("go.mod")).find(|f| f.is_file());
    found.map_or("/dev/null".to_string(), |f| f.to_string_lossy().into_owned())
}
