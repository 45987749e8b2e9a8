//! What loading packages depends on.

use crate::context::Context;
use crate::covering::CoverConfig;
use crate::heads::Heads;
use crate::module::ModuleEnv;
use crate::pgo::Profiles;
use std::path::PathBuf;

/// What loading depends on.
#[derive(Clone, Debug)]
pub struct LoadConfig {
    /// The source tree.
    pub goroot: PathBuf,
    /// Current directory, absolute.
    pub cwd: PathBuf,
    /// Target and tags.
    pub context: Context,
    /// Module mode.
    pub modules: ModuleEnv,
    /// Load the tests of the named packages too.
    pub tests: bool,
    /// Load the named packages alone, not what they import.
    pub find: bool,
    /// What is counted.
    pub cover: Option<CoverConfig>,
    /// Which packages are compiled with which profile.
    pub pgo: Profiles,
    /// What is known of the heads of files.
    pub heads: Heads,
}
