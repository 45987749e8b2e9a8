//! `oxigo env [-json] [-changed] [NAME…]`: the variables of `go env`, in its order and form, and their values
//! for all other commands. In: [`Settings`]. Out: values; where nobody set one, a default that is
//! fixed or worked out. Authority: `go help environment`, GOROOT `cmd/go/internal/envcmd/env.go`.

use base::goflag::{Shape, asks_for_help, parse};
use base::{host, seen};
use build::ModuleEnv;
use release::Release;
use serde_json::{Map, Value};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use sysroot::Tree;
use target::{Level, Settings, Target};

/// How a variable gets its value.
#[derive(Clone, Copy)]
enum Source {
    /// What is set, else what the source tree says, else this text.
    Set(&'static str),
    /// What is set, else the value of another variable.
    As(&'static str),
    /// Always this text.
    Fixed(&'static str),
    /// What is set, else worked out by [`Variables::computed`].
    Computed,
    /// Worked out, whatever is set.
    Found,
}

use Source::{As, Computed, Fixed, Found, Set};

const VARIABLES: &[(&str, Source)] = &[
    ("GO111MODULE", Set("")),
    ("GOARCH", Set(host::ARCH)),
    ("GOBIN", Set("")),
    ("GOCACHE", Computed),
    ("GOENV", Found),
    ("GOEXE", Found),
    ("GOEXPERIMENT", Set("")),
    ("GOFLAGS", Set("")),
    ("GOHOSTARCH", Fixed(host::ARCH)),
    ("GOHOSTOS", Fixed(host::OS)),
    ("GOINSECURE", Set("")),
    ("GOMODCACHE", Computed),
    ("GONOPROXY", As("GOPRIVATE")),
    ("GONOSUMDB", As("GOPRIVATE")),
    ("GOOS", Set("linux")),
    ("GOPATH", Computed),
    ("GOPRIVATE", Set("")),
    ("GOPROXY", Set("")),
    ("GOROOT", Found),
    ("GOSUMDB", Set("")),
    ("GOTMPDIR", Set("")),
    ("GOTOOLCHAIN", Found),
    ("GOTOOLDIR", Computed),
    ("GOVCS", Set("")),
    ("GOVERSION", Found),
    ("GODEBUG", Found),
    ("GOTELEMETRY", Found),
    ("GOTELEMETRYDIR", Found),
    ("GCCGO", Set("gccgo")),
    (LEVEL, Found),
    ("AR", Set("ar")),
    ("CC", Set("gcc")),
    ("CXX", Set("g++")),
    ("CGO_ENABLED", Set("0")),
    ("GOMOD", Found),
    ("GOWORK", Found),
    ("CGO_CFLAGS", Set("-O2 -g")),
    ("CGO_CPPFLAGS", Set("")),
    ("CGO_CXXFLAGS", Set("-O2 -g")),
    ("CGO_FFLAGS", Set("-O2 -g")),
    ("CGO_LDFLAGS", Set("-O2 -g")),
    ("PKG_CONFIG", Set("pkg-config")),
    ("GOGCCFLAGS", Found),
];

/// Variables that are not listed.
const OTHERS: &[&str] = &[
    "CGO_CFLAGS_ALLOW",
    "CGO_CFLAGS_DISALLOW",
    "CGO_CPPFLAGS_ALLOW",
    "CGO_CPPFLAGS_DISALLOW",
    "CGO_CXXFLAGS_ALLOW",
    "CGO_CXXFLAGS_DISALLOW",
    "CGO_FFLAGS_ALLOW",
    "CGO_FFLAGS_DISALLOW",
    "CGO_LDFLAGS_ALLOW",
    "CGO_LDFLAGS_DISALLOW",
    "FC",
    "GCCGOTOOLDIR",
    "GO386",
    "GOAMD64",
    "GOARM",
    "GOARM64",
    "GOMIPS",
    "GOMIPS64",
    "GOPPC64",
    "GORISCV64",
    "GOWASM",
    "GO_EXTLINK_ENABLED",
];

/// Stands for the variable of the architecture's level, `GOAMD64`.
const LEVEL: &str = "";

/// The variables of a run, read once.
pub(crate) struct Variables {
    /// The environment and its files.
    pub(crate) settings: Settings,
    /// The source tree, if there is one.
    pub(crate) tree: Option<Tree>,
}

impl Variables {
    /// Those of this process.
    pub(crate) fn of_process() -> Variables {
        let settings = Settings::of_process();
        let tree = crate::goroot::find(&settings).ok();
        let settings = match &tree {
            Some(tree) => settings.with_tree(&tree.root),
            None => match settings.process("GOROOT").map(PathBuf::from) {
                Some(root) => settings.with_tree(&root),
                None => settings,
            },
        };
        Variables { settings, tree }
    }

    /// The value of one variable; what is no variable of Go's is looked up as it is.
    pub(crate) fn value(&self, name: &str) -> String {
        let set = |default: &str| self.settings.get(name).unwrap_or(default).to_owned();
        let level = self.level();
        match VARIABLES.iter().find(|v| v.0 == name).map(|v| v.1) {
            Some(Set(default)) => set(default),
            Some(As(other)) => self.settings.get(name).map_or_else(|| self.value(other), str::to_owned),
            Some(Fixed(text)) => text.to_owned(),
            Some(Computed) => self.settings.get(name).map_or_else(|| self.computed(name), str::to_owned),
            Some(Found) => self.computed(name),
            None if name == level.variable => set(&level.value),
            None if OTHERS.contains(&name) || self.settings.is_in_file(name) => set(""),
            None => String::new(),
        }
    }

    /// The level that the architecture has by default.
    fn level(&self) -> Level {
        Level::default_of(self.settings.get("GOARCH").unwrap_or(host::ARCH))
    }

    fn computed(&self, name: &str) -> String {
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        match name {
            "GOCACHE" => sysroot::cache_home().map_or("off".to_owned(), |c| text(c.join("go-build"))),
            "GOENV" => self.settings.user_file().map_or(String::new(), text),
            "GOEXE" if self.settings.get("GOOS") == Some("windows") => ".exe".to_owned(),
            "GOPATH" => self.settings.process("HOME").map_or(String::new(), |home| text(Path::new(home).join("go"))),
            "GOMODCACHE" => {
                let path = self.value("GOPATH");
                match path.split(':').next().unwrap_or("") {
                    "" => String::new(),
                    first => text(Path::new(first).join("pkg/mod")),
                }
            }
            "GOROOT" => self.tree.as_ref().map_or(String::new(), |t| text(t.root.clone())),
            "GOTOOLCHAIN" => self.settings.get(name).unwrap_or("auto").to_owned(),
            "GOTOOLDIR" => {
                let view = self.tree.as_ref().and_then(|tree| crate::upstream::view::of(&tree.root).ok());
                view.map_or(String::new(), |root| text(root.join(sysroot::view::TOOLS)))
            }
            "GOTELEMETRY" => self.telemetry(),
            "GOTELEMETRYDIR" => self.telemetry_folder().map_or(String::new(), text),
            "GOVERSION" => self.release(),
            "GODEBUG" => self.settings.process(name).unwrap_or_default().to_owned(),
            "GOMOD" => self.module_file(),
            "GOWORK" => self.work_file(),
            "GOGCCFLAGS" => "-fPIC -m64 -Wl,--no-gc-sections -fmessage-length=0 -gno-record-gcc-switches".to_owned(),
            _ => String::new(),
        }
    }

    /// The folder of the build cache; empty where nothing says which.
    pub(crate) fn build_cache(&self) -> String {
        let is_known = self.settings.get("GOCACHE").is_some() || sysroot::cache_home().is_ok();
        if is_known { self.value("GOCACHE") } else { String::new() }
    }

    /// The release of the source tree.
    pub(crate) fn release(&self) -> String {
        self.tree.as_ref().map_or(Release::default().version.to_owned(), |t| t.version.clone())
    }

    /// The `go.mod` of the current folder or the nearest one above it.
    fn module_file(&self) -> String {
        if self.settings.get("GO111MODULE") == Some("off") {
            return String::new();
        }
        let none = if self.settings.get("GO111MODULE") == Some("auto") { "" } else { "/dev/null" };
        nearest("go.mod").unwrap_or(none.to_owned())
    }

    /// Whether the nearest `go.mod` lies where none counts, about which upstream's `go` has something to say.
    fn module_is_ignored(&self) -> bool {
        let ignored = self.ignored_folders();
        nearest("go.mod").is_some_and(|file| ignored.iter().any(|dir| Path::new(&file).parent() == Some(dir)))
    }

    /// Folders in which a `go.mod` does not count.
    pub(crate) fn ignored_folders(&self) -> Vec<PathBuf> {
        let path = self.value("GOPATH");
        let first = path.split(':').next().unwrap_or_default().to_owned();
        let temporary = self.settings.process("TMPDIR").unwrap_or("/tmp").to_owned();
        [first, temporary].into_iter().filter(|dir| !dir.is_empty()).map(PathBuf::from).collect()
    }

    /// Where modules are looked for; `mode` is the value of `-mod`.
    pub(crate) fn module_env(&self, target: &Target, mode: &str) -> ModuleEnv {
        ModuleEnv {
            cache: PathBuf::from(self.value("GOMODCACHE")),
            work: self.settings.get("GOWORK").unwrap_or_default().to_owned(),
            ignored: self.ignored_folders(),
            mode: mode.to_owned(),
            version: target.version.clone(),
            release: target.release,
        }
    }

    /// Where upstream's programs keep what they count, and whether they may.
    fn telemetry_folder(&self) -> Option<PathBuf> {
        let home = || Some(Path::new(self.settings.process("HOME")?).join(".config"));
        let configuration = self.settings.process("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home);
        configuration.map(|folder| folder.join("go/telemetry"))
    }

    /// The mode that `go telemetry` has written, which is a word before a date.
    fn telemetry(&self) -> String {
        let Some(folder) = self.telemetry_folder() else { return "off".to_owned() };
        let text = seen::read_to_string(&folder.join("mode")).unwrap_or_default();
        text.split_whitespace().next().unwrap_or("local").to_owned()
    }

    /// The `go.work` that is used; `off` if the user says that none is.
    fn work_file(&self) -> String {
        match self.settings.get("GOWORK") {
            Some(set) => set.to_owned(),
            None if self.settings.get("GO111MODULE") == Some("off") => String::new(),
            None => nearest("go.work").unwrap_or_default(),
        }
    }

    /// Names and values of all variables, in order.
    fn all(&self) -> Vec<(String, String)> {
        let level = self.level().variable;
        let names = VARIABLES.iter().map(|v| if v.0 == LEVEL { level } else { v.0 }).filter(|name| !name.is_empty());
        names.map(|name| (name.to_owned(), self.value(name))).collect()
    }

    /// Whether a variable differs from what it would be if nothing was set.
    fn is_changed(&self, name: &str, value: &str) -> bool {
        let source = VARIABLES.iter().find(|v| v.0 == name).map(|v| v.1);
        match (name, source) {
            ("GO111MODULE", _) => !matches!(value, "" | "on"),
            ("GOENV", _) => self.settings.process("GOENV").is_some_and(|v| v != "off"),
            ("GOTOOLCHAIN", _) => {
                let default = self.settings.default_of(name).unwrap_or_default();
                self.settings.chosen(name).is_some_and(|chosen| chosen != default)
            }
            ("GODEBUG", _) => !value.is_empty(),
            (_, Some(Set(default))) => value != self.settings.default_of(name).unwrap_or(default),
            (_, Some(As(other))) => value != self.value(other),
            (_, Some(Computed)) => value != self.computed(name),
            (_, Some(Fixed(_) | Found)) => false,
            (_, None) => value != self.level().value,
        }
    }
}

/// A file in the current folder or the nearest one above it.
fn nearest(name: &str) -> Option<String> {
    let here = crate::goroot::working_dir().unwrap_or_default();
    let found = here.ancestors().map(|dir| dir.join(name)).find(|f| seen::is_file(f));
    found.map(|f| f.to_string_lossy().into_owned())
}

/// The folder of the build cache, which is looked for before there is a source tree.
pub(crate) fn build_cache() -> Option<PathBuf> {
    let set = Settings::of_process().get("GOCACHE").map(PathBuf::from);
    set.or_else(|| sysroot::cache_home().ok().map(|c| c.join("go-build"))).filter(|p| p.is_absolute())
}

const FLAGS: &[(&str, Shape)] = &[
    ("C", Shape::Value),
    ("json", Shape::Bool),
    ("changed", Shape::Bool),
    ("n", Shape::Bool),
    ("x", Shape::Bool),
    ("u", Shape::Bool),
    ("w", Shape::Bool),
];

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match parse(FLAGS, args) {
        Ok((flags, _)) if flags.iter().any(|f| matches!(f.name, "u" | "w")) => {
            return crate::upstream::go_command("env", args);
        }
        Ok((flags, _)) if flags.is_empty() && Variables::of_process().module_is_ignored() => {
            return crate::upstream::go_command("env", args);
        }
        _ => {}
    }
    match print(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refused) => refused.report(),
    }
}

fn print(args: &[OsString]) -> Result<(), crate::build_flags::Refused> {
    use crate::build_flags::{Refused, change_dir};
    let own = crate::called::name();
    let usage = format!("usage: {own} env [-json] [-changed] [-u] [-w] [var ...]\nRun '{own} help env' for details.");
    let wrong = |e: String| if asks_for_help(&e) { usage.clone() } else { format!("{e}\n{usage}") };
    let (flags, names) = parse(FLAGS, args).map_err(|e| Refused::usage(wrong(e)))?;
    change_dir(&flags, args, &usage)?;
    let is_on = |name: &str| flags.iter().rev().find(|f| f.name == name).is_some_and(|f| f.on());
    let variables = Variables::of_process();
    let wrong_target = |e: target::Refusal| Refused::usage(e.to_string());
    let target = Target::read(&variables.settings, &variables.release()).map_err(wrong_target)?;
    let names: Vec<String> = names.iter().map(|n| n.to_string_lossy().into_owned()).collect();
    // The official command prepares a build to know how C is compiled.
    if names.is_empty() || names.iter().any(|n| n == "GOGCCFLAGS" || n.starts_with("CGO_")) {
        check_work_dir(&variables).map_err(Refused::failed)?;
        target.check_platform().map_err(wrong_target)?;
        build::Cache::open(&variables.build_cache()).map_err(|e| Refused::failed(e.to_string()))?;
    }
    if let Some(wrong) = names.iter().find(|n| n.contains('=')) {
        return Err(Refused::failed(format!("go: invalid variable name {wrong:?} (use -w to set variable)")));
    }
    let mut values = match names.is_empty() {
        true => variables.all(),
        false => names.iter().map(|n| (n.clone(), variables.value(n))).collect(),
    };
    if is_on("changed") {
        values.retain(|(name, value)| variables.is_changed(name, value));
    }
    if is_on("json") {
        let mut sorted: Vec<_> = values.into_iter().map(|(n, v)| (n, Value::String(v))).collect();
        sorted.sort_by(|a, b| a.0.cmp(&b.0));
        println!("{}", indented(&Value::Object(Map::from_iter(sorted))));
    } else if names.is_empty() || is_on("changed") {
        values.iter().for_each(|(n, v)| println!("{n}='{}'", v.replace('\'', r"'\''")));
    } else {
        values.iter().for_each(|(_, v)| println!("{v}"));
    }
    Ok(())
}

/// Whether builds can make a folder for their files. The error is a line.
fn check_work_dir(variables: &Variables) -> Result<(), String> {
    let settings = &variables.settings;
    let tmp = settings.get("GOTMPDIR").or_else(|| settings.process("TMPDIR")).unwrap_or("/tmp");
    build::check_work_dir(std::path::Path::new(tmp))
}

/// JSON indented by tabs, as Go's encoder is told to.
fn indented(value: &Value) -> String {
    let mut out = Vec::new();
    let format = serde_json::ser::PrettyFormatter::with_indent(b"\t");
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, format);
    let _ = serde::Serialize::serialize(value, &mut serializer);
    String::from_utf8(out).unwrap_or_default()
}
