//! How a build is done: what the flags and the environment say.

use crate::covering::CoverConfig;
use crate::package::PackageId;
use crate::pkgflags::PackageFlags;
use std::path::PathBuf;
use target::{Settings, Target};

/// The settings of a build.
#[derive(Clone, Debug)]
pub struct Options {
    /// The source tree.
    pub goroot: PathBuf,
    /// What is built for.
    pub target: Target,
    /// `GOEXPERIMENT` as given, which programs tell of themselves.
    pub experiment: String,
    /// Current directory, absolute.
    pub cwd: PathBuf,
    /// Where the work directory is made.
    pub tmp: PathBuf,
    /// `GOCACHE`.
    pub cache: String,
    /// `CC`, which the linker is told.
    pub cc: String,
    /// `-a`: build everything again.
    pub force: bool,
    /// Packages that are compiled again though they are up to date.
    pub again: Vec<PackageId>,
    /// Whether it is found out why actions did what they did.
    pub explain: bool,
    /// What is made is only looked at: later builds do not explain themselves by it.
    pub passing: bool,
    /// `-n`: only print the commands.
    pub dry: bool,
    /// `-x`: print the commands.
    pub show: bool,
    /// `-v`: print the names of packages as they are compiled.
    pub verbose: bool,
    /// Nothing is said of what fails.
    pub quiet: bool,
    /// `-work`: print and keep the work directory.
    pub keep_work: bool,
    /// `-p`: how many actions may run at a time.
    pub parallel: usize,
    /// How many processors may be used.
    pub processors: usize,
    /// `-trimpath`.
    pub trimpath: bool,
    /// `-tags`.
    pub tags: Vec<String>,
    /// `-gcflags`.
    pub gcflags: PackageFlags,
    /// `-asmflags`.
    pub asmflags: PackageFlags,
    /// `-ldflags`.
    pub ldflags: PackageFlags,
    /// `-buildvcs`.
    pub buildvcs: Stamping,
    /// `-cover` and its like.
    pub cover: Option<CoverConfig>,
    /// What `vet` looks for in packages that are tested, if it is to run.
    pub vet: Option<VetConfig>,
    /// Programs are linked without tables for debuggers (`oxigo run`).
    pub omit_debug: bool,
    /// What developers ask of the compiler.
    pub debug: CompilerDebug,
    /// `OXIGO_CRASH_DIR`: where reproducers of bugs of ours are left.
    pub crash_dir: Option<PathBuf>,
}

impl Options {
    /// Whether commands are printed.
    pub fn prints(&self) -> bool {
        self.show || self.dry
    }
}

/// What `-vet` says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct VetConfig {
    /// The flags: which analyzers run, if the user has named them.
    pub flags: Vec<String>,
    /// The user has named them.
    pub explicit: bool,
}

/// When facts of version control are put into programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stamping {
    /// Where they can be had.
    #[default]
    Auto,
    /// Always; that they cannot be had is an error.
    Always,
    /// Never.
    Never,
}

/// What developers ask of the compiler through variables of the environment. What it prints is kept in the
/// cache beside archives, so that this is part of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CompilerDebug {
    /// `GOCOMPILEDEBUG`: a value of `-d`.
    pub keys: String,
    /// `GOSSAFUNC`: the function that a page is written about.
    pub function: String,
    /// `GOSSADIR`: the folder of such pages.
    pub folder: String,
}

impl CompilerDebug {
    /// What the environment of the process says.
    pub fn of(settings: &Settings) -> CompilerDebug {
        let value = |name: &str| settings.process(name).unwrap_or_default().to_owned();
        CompilerDebug { keys: value("GOCOMPILEDEBUG"), function: value("GOSSAFUNC"), folder: value("GOSSADIR") }
    }
}
