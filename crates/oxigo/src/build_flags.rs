//! The flags that `build`, `run`, `list` and others share, and what they make of the environment. In:
//! arguments, `GOFLAGS`. Out: [`BuildFlags`], from which packages are loaded and built.
//! Authority: `go help build`, `go help environment`.

use crate::goroot;
use base::goflag::{Given, Shape, parse};
use build::pkgflags::{PackageFlags, split_quoted};
use build::vcs::Stamping;
use build::{Context, Graph, LoadConfig, ModuleEnv, Options};
use std::ffi::OsString;
use std::path::PathBuf;
use sysroot::Tree;

/// A command with the flags it has beside the shared ones.
pub(crate) struct Command {
    pub(crate) usage: &'static str,
    pub(crate) flags: &'static [(&'static str, Shape)],
}

const SHARED: &[(&str, Shape)] = {
    use Shape::{Bool, Value};
    &[
        ("C", Value),
        ("a", Bool),
        ("n", Bool),
        ("p", Value),
        ("race", Bool),
        ("msan", Bool),
        ("asan", Bool),
        ("cover", Bool),
        ("covermode", Value),
        ("coverpkg", Value),
        ("v", Bool),
        ("work", Bool),
        ("x", Bool),
        ("asmflags", Value),
        ("buildmode", Value),
        ("buildvcs", Shape::Optional),
        ("compiler", Value),
        ("gccgoflags", Value),
        ("gcflags", Value),
        ("installsuffix", Value),
        ("ldflags", Value),
        ("linkshared", Bool),
        ("mod", Value),
        ("modcacherw", Bool),
        ("modfile", Value),
        ("overlay", Value),
        ("pgo", Value),
        ("pkgdir", Value),
        ("tags", Value),
        ("trimpath", Bool),
        ("toolexec", Value),
    ]
};

/// What a command line and the environment say.
pub(crate) struct BuildFlags {
    pub(crate) options: Options,
    pub(crate) module_mode: String,
    /// Flags of the command itself, in order.
    pub(crate) own: Vec<(String, String)>,
    /// Arguments behind the flags.
    pub(crate) rest: Vec<String>,
}

/// A wrong command line (exit code 2) or an environment that nothing can be built in (1).
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) code: u8,
}

impl Refused {
    pub(crate) fn failed(message: impl Into<String>) -> Refused {
        Refused { message: message.into(), code: 1 }
    }
    pub(crate) fn report(&self) -> std::process::ExitCode {
        eprintln!("{}", self.message);
        std::process::ExitCode::from(self.code)
    }
}

impl BuildFlags {
    /// Understands the arguments of a command; finds the source tree, fetching it if need be.
    pub(crate) fn parse(command: &Command, args: &[OsString]) -> Result<BuildFlags, Refused> {
        let table: Vec<(&str, Shape)> = SHARED.iter().chain(command.flags).copied().collect();
        let usage = |why: String| {
            let name = command.usage.split(' ').nth(1).unwrap_or_default();
            let (own, usage) = (crate::called::name(), command.usage.strip_prefix("oxigo").unwrap_or(command.usage));
            let message = format!("{why}\nusage: {own}{usage}\nRun '{own} help {name}' for details.");
            Refused { message, code: 2 }
        };
        let preset = goflags(&table).map_err(Refused::failed)?;
        let (given, rest) = parse(&table, args).map_err(usage)?;
        change_dir(&given, args)?;
        let tree = goroot::ready().map_err(|e| Refused::failed(format!("oxigo: {e}")))?;
        let cwd = goroot::working_dir().map_err(Refused::failed)?;
        let mut flags =
            BuildFlags { options: options(&tree, cwd), module_mode: String::new(), own: Vec::new(), rest: Vec::new() };
        let given = given.iter().map(|g: &Given<'_>| (g.name.to_owned(), g.text()));
        for (name, value) in preset.into_iter().chain(given) {
            flags.apply(&name, &value).map_err(usage)?;
        }
        let rest: Option<Vec<String>> = rest.into_iter().map(|r| r.into_string().ok()).collect();
        flags.rest = rest.ok_or_else(|| Refused::failed("oxigo: arguments must be UTF-8"))?;
        Ok(flags)
    }

    fn apply(&mut self, name: &str, value: &str) -> Result<(), String> {
        let on = value == "true";
        let o = &mut self.options;
        let per_package = |flags: &mut PackageFlags, cwd: &PathBuf| {
            flags.add(value, cwd).map_err(|e| format!("invalid value {value:?} for flag -{name}: {e}"))
        };
        match name {
            "C" | "gccgoflags" | "modcacherw" | "pgo" | "pkgdir" | "installsuffix" => {}
            "a" => o.force = on,
            "n" => o.dry = on,
            "v" => o.verbose = on,
            "x" => o.show = on,
            "work" => o.keep_work = on,
            "trimpath" => o.trimpath = on,
            "buildvcs" => {
                o.buildvcs = match value {
                    "" | "auto" => Stamping::Auto,
                    "1" | "t" | "T" | "true" | "TRUE" | "True" => Stamping::Always,
                    "0" | "f" | "F" | "false" | "FALSE" | "False" => Stamping::Never,
                    _ => {
                        let why = "value is neither 'auto' nor a valid bool";
                        return Err(format!("invalid boolean value {value:?} for -buildvcs: {why}"));
                    }
                }
            }
            "p" => {
                let parsed = value.parse::<i64>();
                let n = parsed.map_err(|_| format!("invalid value {value:?} for flag -p: parse error"))?;
                o.parallel = usize::try_from(n).unwrap_or(0);
            }
            "tags" => o.tags = value.split([',', ' ']).filter(|t| !t.is_empty()).map(str::to_owned).collect(),
            "gcflags" => per_package(&mut o.gcflags, &o.cwd)?,
            "asmflags" => per_package(&mut o.asmflags, &o.cwd)?,
            "ldflags" => per_package(&mut o.ldflags, &o.cwd)?,
            "mod" => match value {
                "" | "mod" | "vendor" | "readonly" => self.module_mode = value.to_owned(),
                _ => return Err(format!("invalid value {value:?} for flag -mod: unknown mode")),
            },
            "buildmode" if matches!(value, "default" | "exe") => {}
            "compiler" if value == "gc" => {}
            "race" | "msan" | "asan" | "cover" | "linkshared" if !on => {}
            "buildmode" | "compiler" => return Err(format!("-{name}={value} is not supported by oxigo")),
            "race" | "msan" | "asan" | "cover" | "covermode" | "coverpkg" | "linkshared" | "modfile" | "overlay"
            | "toolexec" => return Err(format!("-{name} is not supported by oxigo")),
            _ => self.own.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    /// The last value of one of the command's own flags.
    pub(crate) fn own(&self, name: &str) -> Option<&str> {
        self.own.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
    /// Whether one of the command's own flags is on.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.own(name) == Some("true")
    }
    /// Where modules are looked for.
    pub(crate) fn module_env(&self) -> ModuleEnv {
        ModuleEnv {
            cache: PathBuf::from(crate::env::value("GOMODCACHE")),
            work: crate::env::value("GOWORK"),
            mode: self.module_mode.clone(),
        }
    }
    /// Loads what patterns name. The error is a line.
    pub(crate) fn load(&self, patterns: &[String], tests: bool) -> Result<Graph, String> {
        let config = LoadConfig {
            goroot: self.options.goroot.clone(),
            cwd: self.options.cwd.clone(),
            context: Context::new(self.options.tags.clone()),
            modules: self.module_env(),
            tests,
        };
        build::load(&config, patterns)
    }
}

/// Settings that no flag says.
fn options(tree: &Tree, cwd: PathBuf) -> Options {
    let tmp = ["GOTMPDIR", "TMPDIR"].iter().filter_map(std::env::var_os).find(|v| !v.is_empty());
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Options {
        goroot: tree.root.clone(),
        version: tree.version.clone(),
        cwd,
        tmp: tmp.map_or_else(|| PathBuf::from("/tmp"), PathBuf::from),
        cache: crate::env::value("GOCACHE"),
        goamd64: crate::env::value("GOAMD64"),
        cc: crate::env::value("CC"),
        force: false,
        dry: false,
        show: false,
        verbose: false,
        keep_work: false,
        parallel: processors,
        trimpath: false,
        tags: Vec::new(),
        gcflags: PackageFlags::default(),
        asmflags: PackageFlags::default(),
        ldflags: PackageFlags::default(),
        buildvcs: Stamping::Auto,
        omit_debug: false,
    }
}

/// The flags in `GOFLAGS` that the command has; others are for other commands.
fn goflags(table: &[(&str, Shape)]) -> Result<Vec<(String, String)>, String> {
    let text = std::env::var("GOFLAGS").unwrap_or_default();
    let mut out = Vec::new();
    for word in split_quoted(&text).map_err(|e| format!("go: parsing $GOFLAGS: {e}"))? {
        let body = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).unwrap_or("");
        let (name, value) = body.split_once('=').map_or((body, None), |(n, v)| (n, Some(v)));
        if name.is_empty() || name.starts_with('-') {
            return Err(format!("go: parsing $GOFLAGS: non-flag {word:?}"));
        }
        let Some((_, shape)) = table.iter().find(|f| f.0 == name) else { continue };
        match (shape, value) {
            (_, Some(value)) => out.push((name.to_owned(), value.to_owned())),
            (Shape::Value, None) => return Err(format!("go: flag needs an argument: -{name} (from $GOFLAGS)")),
            (_, None) => out.push((name.to_owned(), "true".to_owned())),
        }
    }
    Ok(out)
}

/// Obeys `-C`, which must be the first flag.
fn change_dir(given: &[Given<'_>], args: &[OsString]) -> Result<(), Refused> {
    let Some(dir) = given.iter().find(|g| g.name == "C") else { return Ok(()) };
    let first = args.first().and_then(|a| a.to_str()).unwrap_or("");
    if !first.trim_start_matches('-').starts_with('C') {
        return Err(Refused { message: "go: -C flag must be first flag on command line".to_owned(), code: 2 });
    }
    let path = PathBuf::from(&dir.value);
    std::env::set_current_dir(&path).map_err(|e| Refused::failed(format!("go: {}", build::io_text("chdir", &path, &e))))
}
