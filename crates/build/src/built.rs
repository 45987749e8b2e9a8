//! What a step of a build leaves.

use crate::cache::ActionId;
use std::path::PathBuf;

/// Something that is there.
#[derive(Clone, Debug)]
pub struct Built {
    /// From what it was made.
    pub action: ActionId,
    /// Its build id.
    pub build_id: String,
    /// Its file; for archives one that the linker can read.
    pub file: PathBuf,
    /// For archives, what importers may depend on; it changes only if they have to be compiled again.
    pub interface: String,
    /// For archives of packages that are counted and whose blocks are asked for: the file that lists them.
    pub blocks: Option<PathBuf>,
}

impl Built {
    /// What there is of a package that needs no archive.
    pub(crate) fn nothing() -> Built {
        let action = ActionId::of("nothing", &());
        Built { action, build_id: String::new(), file: PathBuf::new(), interface: String::new(), blocks: None }
    }
    /// The part of the build id that says what the file holds.
    pub fn content(&self) -> &str {
        self.build_id.rsplit_once('/').map_or("", |(_, content)| content)
    }
}
