//! The ways in which releases do things. Each type is one choice; who does the work matches on it.

/// What a map is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maps {
    /// `runtime.hmap` with buckets of eight entries and overflow buckets.
    Buckets,
    /// `internal/runtime/maps.Map`: groups of eight slots, each with a control byte.
    Swiss,
}

/// How the collector learns which words of a large type hold pointers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerMasks {
    /// A program makes the bits of types with more leading words than a mask of this many bytes has bits.
    Program {
        /// `internal/abi`: `MaxPtrmaskBytes`.
        limit: u64,
    },
    /// The runtime makes the mask of such a type when it needs it, and keeps its address in a word beside the type.
    OnDemand {
        /// `internal/abi`: `MaxPtrmaskBytes`.
        limit: u64,
    },
}

/// Where a recovered panic comes back to in the function that deferred the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// To the call that put the deferred call into the goroutine's list, which answers 1 then and 0 else; calls that
    /// are open-coded, to the call of `deferreturn`.
    Answer,
    /// To the call of `deferreturn` always.
    DeferReturn,
}

/// How `recover` learns whether it was called by a deferred function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recover {
    /// It is told where the arguments of the function that calls it are; wrappers write theirs over those of what they
    /// call.
    Argument,
    /// The runtime goes up the stack and passes over the frames of wrappers.
    Unwinding,
}

/// How a failed bounds check is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundsReports {
    /// A function per kind of check, which finds index and limit in registers of its own.
    Functions,
    /// One function, which finds in [`crate::PcData::PanicBounds`] what kind of check it was and where index and limit
    /// are.
    Described,
}

/// Which values are the data word of an interface themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectValues {
    /// Pointers, and what consists of one alone by its declaration; a bit of the descriptor's kind says so.
    ByKind,
    /// Whatever is one word with a pointer in it; a flag of the descriptor says so.
    BySize,
}

/// Where executables keep what the runtime finds by a program counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FuncTables {
    /// FUNCDATA and the table of `findfunc` among other read-only data; the table of lines names the start of text by
    /// its address.
    Apart,
    /// All of it in the section of the table of lines, which needs no relocation.
    Together,
}

/// How the runtime finds types by their strings, and itabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeIndex {
    /// By tables of the linker's.
    Tables,
    /// By walking over the descriptors, which stand one behind the other in a section of their own: those that
    /// `reflect` may construct first, ordered by their strings, itabs last.
    Walked,
}

/// The order of section headers in executables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionHeaders {
    /// Those of program segments, then notes, then tables in the order in which they came to be.
    ByOrigin,
    /// By address, which puts notes first; then by place in the file.
    ByAddress,
}

/// Which of several definitions of a name a program has, where only some of them allow others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// The first one, unless a later one that allows others is larger.
    InOrder,
    /// The one that allows no others.
    StrictFirst,
}

/// Whether programs know the version of their main module by the tags of its repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MainVersion {
    /// They do not.
    Unknown,
    /// The version of the module at the root of the repository stands for all modules in it.
    OfRepository,
    /// Modules in folders have tags of their own.
    OfModule,
}

/// The form of debug information. Line programs of functions and call frames are the same in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DebugFormat {
    /// DWARF 4: code is named by its address.
    Dwarf4,
    /// DWARF 5: code is named by the index of its address in a table per unit.
    Dwarf5,
}

/// The release by whose parser and checker sources are judged: what is refused where the releases differ, which of
/// several errors is reported, in what order, in which words. Later ones are greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FrontEnd {
    /// The first.
    #[default]
    Go1_23,
    /// Keywords are called keywords, named types are called what they are made of (`value of struct type T`), every
    /// step of a cycle of declarations names both ends, and it is said which half of a parameter is missing.
    Go1_24,
    /// Types without core types are explained by two of their types that differ.
    Go1_25,
    /// What is not a type is called what it is; types that are declared as each other are found before all others.
    Go1_26,
    /// Results of a call are counted, and fields of types asked for in their own place.
    Go1_27,
}

impl PointerMasks {
    /// Types with more leading words than this have no mask that the compiler made.
    pub fn max_words(self) -> u64 {
        let (PointerMasks::Program { limit } | PointerMasks::OnDemand { limit }) = self;
        limit * 8
    }
}
