//! The flags that `build`, `run`, `list` and others share, and what they make of the environment. In:
//! arguments, `GOFLAGS`, settings. Out: [`BuildFlags`], from which packages are loaded and built. A flag that
//! asks for what is not there is refused in one sentence; none is passed over in silence.
//! Authority: `go help build`, `go help environment`, GOROOT `cmd/go/internal/work/{build,init}.go`.

use crate::env::Variables;
use crate::upstream::toolchain;
use crate::{goflags, goroot};
use base::goflag::{Given, Shape, asks_for_help, parse};
use build::Stamping;
use build::pkgflags::{PackageFlags, split_quoted};
use build::{CompilerDebug, Context, CoverConfig, CoverMode, Graph, Heads, LoadConfig, ModuleEnv, Options, Profiles};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use sysroot::Tree;
use target::{Settings, Target};

/// Set in builds of upstream's own programs.
pub(crate) const COMPILES_UPSTREAM: &str = "OXIGO_COMPILES_UPSTREAM";

/// A command with the flags it has beside the shared ones.
pub(crate) struct Command {
    pub(crate) usage: &'static str,
    pub(crate) flags: &'static [(&'static str, Shape)],
}

impl Command {
    /// All its flags.
    pub(crate) fn table(&self) -> Vec<(&'static str, Shape)> {
        SHARED.iter().chain(self.flags).copied().collect()
    }
    fn name(&self) -> &'static str {
        self.usage.split(' ').nth(1).unwrap_or_default()
    }
    /// Whether it makes code; the others look at packages for any system.
    pub(crate) fn compiles(&self) -> bool {
        !matches!(self.name(), "clean" | "generate" | "list")
    }
    /// Whether what stands behind its first argument is for a program.
    pub(crate) fn runs_one(&self) -> bool {
        self.usage.ends_with("[arguments...]")
    }
}

pub(crate) const SHARED: &[(&str, Shape)] = {
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

/// Which of the named packages are built, and as what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BuildMode {
    /// Programs as executables, the others only to see that they can be.
    #[default]
    Default,
    /// Only programs.
    Exe,
    /// Only packages that are no programs.
    Archive,
}

/// What a command line and the environment say.
pub(crate) struct BuildFlags {
    pub(crate) options: Options,
    pub(crate) mode: BuildMode,
    pub(crate) module_mode: String,
    /// Flags of the command itself, in order.
    pub(crate) own: Vec<(String, String)>,
    /// Arguments behind the flags.
    pub(crate) rest: Vec<String>,
    /// Where variables have their values from.
    pub(crate) variables: Variables,
    /// `-modcacherw`, for whoever writes to the module cache.
    pub(crate) modcacherw: bool,
    /// The command line as upstream's `go` understands it, where that may have to explain what is wrong.
    command_line: Vec<OsString>,
    /// `-p` as given.
    parallel: i64,
    /// `-cover`, and what its like say besides.
    pub(crate) cover: bool,
    cover_config: CoverConfig,
    /// `-pgo`
    pgo: Profiles,
    /// `-gccgoflags` was given.
    gccgo: bool,
}

/// A wrong command line (exit code 2) or an environment that nothing can be built in (1).
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) code: u8,
    /// The command line on which upstream's `go` has the last word.
    pub(crate) upstream: Option<Vec<OsString>>,
    /// It is carried out there, with cgo.
    pub(crate) with_c: bool,
}

impl Refused {
    pub(crate) fn failed(message: impl Into<String>) -> Refused {
        Refused { message: message.into(), code: 1, upstream: None, with_c: false }
    }
    /// A command line that is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Refused {
        Refused { message: message.into(), code: 2, upstream: None, with_c: false }
    }
    /// What no version of oxigo does yet.
    pub(crate) fn unsupported(what: &str) -> Refused {
        Refused::usage(format!("go: {what} is not supported by oxigo"))
    }
    /// Says why. What upstream is to explain, it explains, unless it cannot be had.
    pub(crate) fn report(&self) -> std::process::ExitCode {
        if let Some(args) = &self.upstream {
            let variables = if self.with_c { crate::upstream::toolchain::WITH_C } else { &[] };
            let _cannot_be_had = crate::upstream::become_with("go", args, variables);
        }
        eprintln!("{}", self.message);
        std::process::ExitCode::from(self.code)
    }
}

/// Why a flag cannot have a value.
enum Wrong {
    /// The value has the wrong form.
    Value(String),
    /// It asks for something that is not there.
    Refused(Refused),
}

impl From<String> for Wrong {
    fn from(line: String) -> Wrong {
        Wrong::Value(line)
    }
}

impl BuildFlags {
    /// Understands the arguments of a command; finds the source tree, fetching it if need be.
    pub(crate) fn parse(command: &Command, args: &[OsString]) -> Result<BuildFlags, Refused> {
        let table = command.table();
        let name = command.name();
        let (own, usage) = (crate::called::name(), command.usage.strip_prefix("oxigo").unwrap_or(command.usage));
        let topics = if name == "test" { format!("test' and '{own} help testflag") } else { name.to_owned() };
        let help = format!("usage: {own}{usage}\nRun '{own} help {topics}' for details.");
        let usage = |why: String| match asks_for_help(&why) {
            true => Refused::usage(help.clone()),
            false => Refused::usage(format!("{why}\n{help}")),
        };
        // What is wrong is told in this order: `GOFLAGS`, then flag by flag.
        let parsed = parse(&table, args);
        let given = parsed.as_ref().map_or_else(|_| before_error(&table, args), |(given, _)| given.clone());
        let first = |refused: Refused| parsed.as_ref().err().map_or(refused, |why| usage(why.clone()));
        if parsed.is_err() && goroot::existing().is_err() {
            return Err(first(Refused::failed("")));
        }
        let moved = given.iter().take(1).take_while(|flag| flag.name == "C").count();
        change_dir(&given[..moved], args, &help)?;
        let tree = goroot::ready().map_err(|e| first(Refused::failed(format!("oxigo: {e}"))))?;
        // What cannot be built can be listed.
        let listed = || (name == "list").then(|| for_upstream(name, args));
        let refused = |refused: Refused| Refused { upstream: listed(), ..refused };
        let variables = Variables::of_process();
        let target = Target::read(&variables.settings, &tree.version);
        let target = target.map_err(|e| first(Refused::usage(e.to_string())))?;
        let cwd = goroot::working_dir().map_err(Refused::failed)?;
        let mut flags = BuildFlags {
            options: options(&tree, cwd, target, &variables),
            mode: BuildMode::default(),
            module_mode: String::new(),
            own: Vec::new(),
            rest: Vec::new(),
            variables,
            command_line: for_upstream(name, args),
            parallel: 0,
            gccgo: false,
            cover: false,
            cover_config: CoverConfig::default(),
            pgo: default_profiles(),
            modcacherw: false,
        };
        flags.parallel = i64::try_from(flags.options.processors).unwrap_or(1);
        let text = flags.variables.value("GOFLAGS");
        let preset = goflags::parse(&text, &table).map_err(|wrong| match wrong.with_usage {
            true => usage(wrong.line),
            false => Refused::failed(wrong.line),
        })?;
        for flag in preset {
            flags.apply(flag.name, &flag.value).map_err(|wrong| match wrong {
                Wrong::Refused(why) => refused(why),
                Wrong::Value(why) => {
                    let (value, given) = (&flag.value, &flag.given);
                    usage(format!("go: invalid value {value:?} for flag {given} (from $GOFLAGS): {why}"))
                }
            })?;
        }
        for flag in &given[moved..] {
            let (name, value) = (flag.name, flag.text());
            flags.apply(name, &value).map_err(|wrong| match wrong {
                Wrong::Refused(why) => refused(why),
                Wrong::Value(why) if name == "buildvcs" => {
                    usage(format!("invalid boolean value {value:?} for -{name}: {why}"))
                }
                Wrong::Value(why) => usage(format!("invalid value {value:?} for flag -{name}: {why}")),
            })?;
        }
        let (_, rest) = parsed.map_err(usage)?;
        let rest: Option<Vec<String>> = rest.into_iter().map(|r| r.into_string().ok()).collect();
        flags.rest = rest.ok_or_else(|| Refused::failed("oxigo: arguments must be UTF-8"))?;
        flags.check()?;
        Ok(flags)
    }

    fn apply(&mut self, name: &str, value: &str) -> Result<(), Wrong> {
        let on = value == "true";
        let o = &mut self.options;
        let unsupported = |what: String| Err(Wrong::Refused(Refused::unsupported(&what)));
        match name {
            // The first flag was obeyed before.
            "C" => return Err(Wrong::Value("-C flag must be first flag on command line".to_owned())),
            // It names folders of installed archives, of which there are none.
            "installsuffix" => {}
            "modcacherw" => self.modcacherw = on,
            "gccgoflags" => self.gccgo = true,
            "a" => o.force = on,
            "n" => o.dry = on,
            "v" => o.verbose = on,
            "x" => o.show = on,
            "work" => o.keep_work = on,
            "trimpath" => o.trimpath = on,
            "buildvcs" => o.buildvcs = stamping(value)?,
            "p" => self.parallel = value.parse().map_err(|_| "parse error".to_owned())?,
            "tags" => o.tags = tags(value)?,
            "gcflags" => o.gcflags.add(value, &o.cwd)?,
            "asmflags" => o.asmflags.add(value, &o.cwd)?,
            "ldflags" => o.ldflags.add(value, &o.cwd)?,
            "mod" => self.module_mode = value.to_owned(),
            "buildmode" => self.mode = build_mode(value).map_err(Wrong::Refused)?,
            "compiler" => match value {
                "gc" => {}
                "gccgo" => return unsupported(format!("-compiler={value}")),
                _ => return Err(Wrong::Value(format!("unknown compiler {value:?}"))),
            },
            "cover" => self.cover = on,
            "covermode" => {
                let mode = if value.is_empty() { Some(CoverMode::default()) } else { CoverMode::named(value) };
                self.cover_config.mode = mode.ok_or(r#"valid modes are "set", "count", or "atomic""#.to_owned())?;
                self.cover = true;
            }
            "coverpkg" => {
                let list = value.split(',').map(str::to_owned).collect();
                self.cover_config.packages = Some(list).filter(|_| !value.is_empty());
                self.cover = true;
            }
            "pgo" => self.pgo = Profiles::named(value),
            "race" | "msan" | "asan" | "linkshared" if !on => {}
            "modfile" | "overlay" | "toolexec" | "pkgdir" if value.is_empty() => {}
            "race" | "msan" | "asan" | "linkshared" | "modfile" | "overlay" | "toolexec" | "pkgdir" => {
                return unsupported(format!("-{name}"));
            }
            _ => self.own.push((name.to_owned(), value.to_owned())),
        }
        Ok(())
    }

    /// Counts what runs, if that was asked for.
    pub(crate) fn settle_coverage(&mut self) {
        self.options.cover = self.cover.then(|| self.cover_config.clone());
    }

    /// What is checked when all flags are known.
    fn check(&mut self) -> Result<(), Refused> {
        self.settle_coverage();
        if !matches!(&*self.module_mode, "" | "mod" | "vendor" | "readonly") {
            let mode = &self.module_mode;
            let message = format!("-mod={mode} not supported (can be '', 'mod', 'readonly', or 'vendor')");
            return Err(Refused::failed(message));
        }
        self.options.parallel = match usize::try_from(self.parallel) {
            Ok(n) if n > 0 => n,
            _ => return Err(Refused::failed(format!("go: -p must be a positive integer: {}", self.parallel))),
        };
        if self.options.tags.iter().any(|tag| tag.contains(',')) {
            return Err(Refused::usage("go: -tags space-separated list contains comma"));
        }
        Ok(())
    }

    /// Whether system and architecture are any that Go has.
    pub(crate) fn is_for_a_platform(&self) -> Result<(), Refused> {
        self.options.target.check_platform().map_err(|e| Refused::usage(e.to_string()))
    }

    /// Whether something is to be compiled; the error says why that cannot be.
    pub(crate) fn ready_to_build(&self) -> Result<(), Refused> {
        self.options.target.check().map_err(|e| Refused::usage(e.to_string()))
    }

    /// What packages are wrong for is explained by upstream's `go`; `message` is what we think of it.
    pub(crate) fn explained(&self, message: impl Into<String>) -> Refused {
        // What compiles upstream's programs cannot ask one of them.
        let is_asked = std::env::var_os(COMPILES_UPSTREAM).is_none();
        let is_theirs = self.command_line.first().is_some_and(|name| name != "explore");
        let upstream = (is_asked && is_theirs).then(|| self.command_line.clone());
        Refused { upstream, ..Refused::failed(message) }
    }

    /// What a build says about flags of other toolchains.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        self.gccgo.then_some(
            "go build: when using gc toolchain, please pass compile flags using -gcflags, and linker flags using -ldflags",
        )
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
        self.variables.module_env(&self.options.target, &self.module_mode)
    }
    /// Loads what patterns name; modules that are missing are fetched. What uses C is upstream's to build.
    pub(crate) fn load(&self, patterns: &[String], tests: bool) -> Result<Graph, Refused> {
        let graph = self.loaded(patterns, tests).map_err(|why| self.explained(why))?;
        match &graph.wants_cgo {
            Some(package) if toolchain::may_use_c(&self.variables.settings) => {
                let why = format!("package {package}: {}", build::dir::NO_CGO);
                Err(Refused { with_c: true, ..self.explained(why) })
            }
            _ => Ok(graph),
        }
    }
    fn loaded(&self, patterns: &[String], tests: bool) -> Result<Graph, String> {
        let config = LoadConfig {
            goroot: self.options.goroot.clone(),
            cwd: self.options.cwd.clone(),
            context: Context::new(&self.options.target, self.options.tags.clone()),
            modules: self.module_env(),
            tests,
            find: self.is_on("find"),
            cover: self.options.cover.clone(),
            pgo: self.pgo.clone(),
            heads: Heads::open(Path::new(&self.options.cache), crate::identity::stamp().0),
        };
        // With `-mod=mod` `go.mod` and `go.sum` get what is missing, which is upstream's to add.
        if self.module_mode == "mod" {
            crate::upstream::download::packages(self, patterns, tests)?;
        }
        let loaded = build::load(&config, patterns);
        let is_whole = loaded.as_ref().is_ok_and(|graph| graph.errors(&config.cwd).is_empty());
        if is_whole || !self.lacks_modules() {
            return loaded;
        }
        base::seen::spoil("modules were fetched");
        crate::upstream::download::packages(self, patterns, tests)?;
        build::load(&config, patterns)
    }
    /// Whether errors may be due to modules that have to be fetched first.
    fn lacks_modules(&self) -> bool {
        let found = build::Modules::find(&self.options.cwd, &self.module_env());
        let lacking = |modules: build::Modules| {
            modules.vendor.is_none()
                && !modules.main.is_empty()
                && (modules.required.iter().any(|m| !base::seen::is_dir(&m.dir)))
        };
        self.module_mode != "mod" && found.is_ok_and(lacking)
    }
}

/// The flags of a command line that is wrong behind them.
fn before_error<'t>(table: &[(&'t str, Shape)], args: &[OsString]) -> Vec<Given<'t>> {
    let parsed = (0..args.len()).rev().find_map(|n| parse(table, &args[..n]).ok());
    parsed.map_or_else(Vec::new, |(given, _)| given)
}

/// The profiles of a command line that says nothing of them. Programs of upstream are compiled without, since what
/// prepares profiles is one of them.
fn default_profiles() -> Profiles {
    match std::env::var_os(COMPILES_UPSTREAM) {
        None => Profiles::Auto,
        Some(_) => Profiles::Off,
    }
}

/// A command line without what was obeyed already and what upstream does not know.
pub(crate) fn for_upstream(name: &str, args: &[OsString]) -> Vec<OsString> {
    let is = |arg: &OsString, flag: &str| {
        let text = arg.to_string_lossy();
        let body = text.strip_prefix("--").or_else(|| text.strip_prefix('-'));
        body.is_some_and(|body| body.split('=').next() == Some(flag))
    };
    let moved = match args.first() {
        Some(first) if is(first, "C") && first.to_string_lossy().contains('=') => 1,
        Some(first) if is(first, "C") => 2,
        _ => 0,
    };
    let mut kept = vec![OsString::from(name)];
    let mut rest = args.iter().skip(moved);
    while let Some(arg) = rest.next() {
        match () {
            () if is(arg, "timings") => {}
            () if is(arg, "why") && arg.to_string_lossy().contains('=') => {}
            () if is(arg, "why") => _ = rest.next(),
            () => kept.push(arg.clone()),
        }
    }
    kept
}

/// What no flag says.
fn options(tree: &Tree, cwd: PathBuf, target: Target, variables: &Variables) -> Options {
    let settings = &variables.settings;
    let tmp = settings.get("GOTMPDIR").or_else(|| settings.process("TMPDIR"));
    Options {
        goroot: tree.root.clone(),
        target,
        experiment: variables.value("GOEXPERIMENT"),
        cwd,
        tmp: PathBuf::from(tmp.unwrap_or("/tmp")),
        cache: variables.build_cache(),
        cc: variables.value("CC"),
        force: false,
        again: Vec::new(),
        explain: false,
        passing: false,
        dry: false,
        show: false,
        verbose: false,
        keep_work: false,
        quiet: false,
        parallel: 1,
        processors: processors(settings),
        trimpath: false,
        tags: Vec::new(),
        gcflags: PackageFlags::default(),
        asmflags: PackageFlags::default(),
        ldflags: PackageFlags::default(),
        buildvcs: Stamping::Auto,
        cover: None,
        vet: None,
        omit_debug: false,
        debug: CompilerDebug::of(settings),
        crash_dir: settings.process(crate::reproducer::VARIABLE).map(PathBuf::from),
    }
}

/// How many processors Go programs use: `GOMAXPROCS`, or those that this process may run on.
fn processors(settings: &Settings) -> usize {
    let said = settings.process("GOMAXPROCS").and_then(|n| n.parse().ok()).filter(|&n| n > 0);
    said.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |n| n.get()))
}

fn stamping(value: &str) -> Result<Stamping, String> {
    match value {
        "" | "auto" => Ok(Stamping::Auto),
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Stamping::Always),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Stamping::Never),
        _ => Err("value is neither 'auto' nor a valid bool".to_owned()),
    }
}

/// Tags, separated by commas; by spaces in the old form, which has quotes too.
fn tags(value: &str) -> Result<Vec<String>, String> {
    match value.contains([' ', '\'']) {
        true => split_quoted(value),
        false => Ok(value.split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect()),
    }
}

fn build_mode(value: &str) -> Result<BuildMode, Refused> {
    match value {
        "default" => Ok(BuildMode::Default),
        "exe" => Ok(BuildMode::Exe),
        "archive" => Ok(BuildMode::Archive),
        "c-archive" | "c-shared" | "pie" | "plugin" | "shared" => {
            Err(Refused::unsupported(&format!("-buildmode={value}")))
        }
        _ => Err(Refused::failed(format!("buildmode={value} not supported"))),
    }
}

/// Obeys `-C`, which must be the first flag.
pub(crate) fn change_dir(given: &[Given<'_>], args: &[OsString], usage: &str) -> Result<(), Refused> {
    let Some(dir) = given.iter().find(|g| g.name == "C") else { return Ok(()) };
    let first = args.first().and_then(|a| a.to_str()).unwrap_or("");
    if !first.trim_start_matches('-').starts_with('C') {
        let value = dir.text();
        let message =
            format!("invalid value {value:?} for flag -C: -C flag must be first flag on command line\n{usage}");
        return Err(Refused::usage(message));
    }
    let path = PathBuf::from(&dir.value);
    std::env::set_current_dir(&path).map_err(|e| Refused::failed(format!("go: {}", build::io_text("chdir", &path, &e))))
}
