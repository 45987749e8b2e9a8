//! What is said of coverage: how blocks are counted, in which packages.

/// How blocks are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CoverMode {
    /// Whether they ran.
    #[default]
    Set,
    /// How often.
    Count,
    /// How often, exactly if several threads run them.
    Atomic,
    /// Not at all: the program that runs tests only has to know that it is one.
    TestMain,
}

impl CoverMode {
    /// The mode of a name that users may give.
    pub fn named(name: &str) -> Option<CoverMode> {
        [CoverMode::Set, CoverMode::Count, CoverMode::Atomic].into_iter().find(|m| m.name() == name)
    }
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            CoverMode::Set => "set",
            CoverMode::Count => "count",
            CoverMode::Atomic => "atomic",
            CoverMode::TestMain => "testmain",
        }
    }
}

/// What flags say of coverage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverConfig {
    /// `-covermode`.
    pub mode: CoverMode,
    /// The patterns of `-coverpkg`.
    pub packages: Option<Vec<String>>,
}

/// A package that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cover {
    /// How.
    pub mode: CoverMode,
    /// A file is wanted that lists its blocks, for tests that do not contain the package.
    pub meta: bool,
}
