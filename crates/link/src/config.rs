//! What a link is asked to do, however it was asked.

use crate::arch;
use crate::setup::StringData;
use release::{DebugFormat, Experiments, Release};
use std::path::PathBuf;

/// Everything that decides the output beside the input files.
#[derive(Clone, Debug)]
pub struct Config {
    /// The release whose objects are linked.
    pub release: Release,
    /// The version that the program says it was made with.
    pub version: String,
    /// Where the executable goes.
    pub output: PathBuf,
    /// The Go build id; empty: no note.
    pub build_id: String,
    /// The GNU build id; empty: no note.
    pub gnu_build_id: Vec<u8>,
    /// Whether the symbol table is left out.
    pub strip_symbols: bool,
    /// Whether DWARF is left out.
    pub strip_dwarf: bool,
    /// Whether DWARF is compressed where that saves space.
    pub compress_dwarf: bool,
    /// Whether references by linkname to unmarked symbols are refused.
    pub check_linkname: bool,
    /// What is done about duplicates with different contents.
    pub strict_dups: StrictDups,
    /// Whether calls that initialise dead map variables are redirected.
    pub prune_weak_maps: bool,
    /// String variables to set.
    pub strings: StringData,
    /// Name of the entry point.
    pub entry: String,
    /// Address of the text segment's code.
    pub text_address: u64,
    /// Alignment of segments.
    pub round: u64,
    /// What `$GOROOT` in file names stands for; empty: it stays.
    pub goroot: String,
    /// The level of the processor that the objects were compiled for.
    pub level: String,
    /// Experiments the objects are made with, separated by commas.
    pub experiments: String,
    /// Threads to use; 0: as many as there are processors.
    pub threads: usize,
    /// How much is told on the way.
    pub verbose: u32,
    /// Whether the deepest chain of functions without a stack check is printed.
    pub deepest_chain: bool,
    /// Whether it is printed who keeps each symbol.
    pub dump_dependencies: bool,
}

/// What is done about duplicates with different contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrictDups {
    /// Nothing.
    Ignore,
    /// A warning each.
    Warn,
    /// An error.
    Refuse,
}

impl Config {
    /// The settings of a link without flags.
    pub fn new(release: Release) -> Config {
        Config {
            release,
            version: release.version.to_owned(),
            output: PathBuf::from("a.out"),
            build_id: String::new(),
            gnu_build_id: Vec::new(),
            strip_symbols: false,
            strip_dwarf: false,
            compress_dwarf: true,
            check_linkname: true,
            strict_dups: StrictDups::Ignore,
            prune_weak_maps: true,
            strings: StringData::default(),
            entry: arch::ENTRY.to_owned(),
            text_address: arch::IMAGE_BASE + crate::address::HEADER_RESERVE,
            round: crate::address::ROUND,
            goroot: String::new(),
            level: base::host::DEFAULT_LEVEL.to_owned(),
            experiments: release.experiments.baseline_list(),
            threads: 0,
            verbose: 0,
            deepest_chain: false,
            dump_dependencies: false,
        }
    }
    /// The form of debugging information in objects and in the executable.
    pub fn debug_format(&self) -> DebugFormat {
        Experiments { enabled: self.experiments.clone(), changed: String::new() }.debug_format()
    }
}
