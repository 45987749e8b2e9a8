//! How a build is done: what the flags and the environment say.

use crate::compile_flags::CompilerDebug;
use crate::cover::CoverConfig;
use crate::package::PackageId;
use crate::pkgflags::PackageFlags;
use crate::vetting::VetConfig;
use std::path::PathBuf;
use target::Target;

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
    pub buildvcs: crate::vcs::Stamping,
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
