//! Everything that differs between Go releases. A [`Release`] is a value: it is chosen by the `VERSION` of a
//! source tree and travels with what is compiled. Behind it stands one table per release ([`Data`]), written as
//! the difference to the release before (`go1_23`, `go1_24`). Where releases do things in different ways, the
//! table names the way ([`ways`]), and whoever does the work asks for it; numbers of formats are tables that only
//! readers and writers of the format look into.

pub mod builtins;
pub mod dist;
pub mod experiments;
pub mod fields;
pub mod funcdata;
mod go1_23;
mod go1_24;
mod go1_25;
mod go1_26;
mod go1_27;
pub mod history;
mod lists;
pub mod rt;
pub mod tool_hash;
pub mod ways;

pub use builtins::{Builtin, Builtins};
pub use dist::{Tests, Wheel};
pub use experiments::Experiments;
pub use funcdata::{FuncData, PcData};
pub use rt::{RtFn, RtInfo, RtKind};
pub use tool_hash::ToolHash;
pub use ways::{
    BoundsReports, DebugFormat, DirectValues, Duplicates, FrontEnd, FuncTables, MainVersion, Maps, PointerMasks,
    Recover, Recovery, SectionHeaders, TypeIndex,
};

use base::host::{ARCH, LEVEL_VARIABLE, OS};
use std::fmt;

/// A release of Go.
#[derive(Clone, Copy)]
pub struct Release(&'static Data);

/// What there is to know of a release.
#[derive(Debug)]
pub struct Data {
    /// The release is go1.`minor`.
    pub minor: u32,
    /// The language release, as the first line of a fitting `VERSION` file begins: `go1.23`.
    pub language: &'static str,
    /// The exact release that `sysroot install` fetches, that tests compare with and that objects name.
    pub version: &'static str,
    /// Where the toolchain tree of [`version`](Data::version) for linux/amd64 comes from.
    pub wheel: Wheel,
    /// Where its test directory comes from.
    pub tests: Tests,
    /// What `GOEXPERIMENT` switches.
    pub experiments: experiments::Table,
    /// Official names of the kinds of symbols in objects, by number (`cmd/internal/objabi/symkind.go`).
    pub sym_kinds: &'static [&'static str],
    /// Types of relocations of amd64 that do not have the number they had in go1.23
    /// (`cmd/internal/objabi/reloctype.go`).
    pub moved_relocs: &'static [(&'static str, u16)],
    /// Whether there is a role of attached symbols for types of exported WebAssembly functions, so that roles
    /// behind it have other numbers (`cmd/internal/goobj/objfile.go`).
    pub wasm_type_aux: bool,
    /// Runtime symbols that objects name by number.
    pub builtins: &'static Builtins,
    /// Names within package `runtime` of functions with a number, by number from 1.
    pub func_ids: &'static [&'static str],
    /// The number of generated wrappers, which tracebacks hide.
    pub wrapper_func_id: u8,
    /// First word of the pc-line table (`internal/abi`: `CurrentPCLnTabMagic`).
    pub pclntab_magic: u32,
    /// How the toolchain makes names and numbers of contents.
    pub tool_hash: ToolHash,
    /// Packages that the toolchain treats specially.
    pub packages: Packages,
    /// Symbols that only one package may refer to, even if their definition is marked
    /// (`blockedLinknames` in `cmd/link/internal/loader/loader.go`).
    pub blocked_linknames: &'static [(&'static str, &'static str)],
    /// `GODEBUG` settings.
    pub godebugs: &'static [Godebug],
    /// What maps are.
    pub maps: Maps,
    /// How the collector learns of large types' pointers.
    pub pointer_masks: PointerMasks,
    /// Where recovered panics come back to.
    pub recovery: Recovery,
    /// How `recover` learns who called it.
    pub recover: Recover,
    /// How failed bounds checks are reported.
    pub bounds_reports: BoundsReports,
    /// Which values are the data word of an interface themselves.
    pub direct_values: DirectValues,
    /// Where executables keep what the runtime finds by a program counter.
    pub func_tables: FuncTables,
    /// How the runtime finds types and itabs.
    pub type_index: TypeIndex,
    /// Whether the descriptors of maps give offsets and strides of keys and elements; else the size of a slot and the
    /// offset of the element in it.
    pub map_strides: bool,
    /// Whether the words for pointer masks made on demand are zeroed data; else they are initialised.
    pub masks_in_bss: bool,
    /// Whether symbols may be marked as open to the library alone (`//go:linknamestd`), which has a bit in objects.
    pub linkname_std: bool,
    /// The order of section headers in executables.
    pub section_headers: SectionHeaders,
    /// Which of several definitions of a name a program has.
    pub duplicates: Duplicates,
    /// Whether functions are aligned as usual at least; else less, if they ask for it.
    pub aligns_functions: bool,
    /// Whether the record by which the runtime finds everything has a section of its own.
    pub module_section: bool,
    /// The name of map types' descriptors in `internal/abi`.
    pub map_type: &'static str,
    /// Whether `print` has functions for each size of floating-point and complex numbers.
    pub prints_by_size: bool,
    /// Whether the code and data of `crypto/internal/fips140` stand together and are hashed by the linker.
    pub fips: bool,
    /// Whether executables have a note with an identification made from the build id.
    pub build_id_note: bool,
    /// Whether debug information marks the results of function types; else they are pointers to where results are.
    pub marks_results: bool,
    /// The version of the official export data (`internal/pkgbits`).
    pub unified_version: u32,
    /// Which parser and checker judge sources.
    pub front_end: FrontEnd,
    /// Whether an array is evaluated whose length alone is wanted, when that is not constant: a nil pointer to it panics.
    pub evaluates_measured_arrays: bool,
    /// Whether methods may have type parameters.
    pub generic_methods: bool,
    /// What programs know of their main module's version.
    pub main_version: MainVersion,
    /// Whether the linker shows kinds and sizes of what is defined twice.
    pub shows_duplicates: bool,
    /// Whether branches in assembly reach padding that is ahead of them.
    pub padding_is_target: bool,
    /// Whether constants that closures capture are constants of their code, by which tests of the library count what is
    /// allocated.
    pub captured_constants: bool,
    /// Whether tables of functions by their pc are aligned as bytes, not by their size.
    pub byte_tables: bool,
    /// Whether the padding that assembly asks for has a line of its own.
    pub alignment_has_line: bool,
    /// Whether assembly sets a register to a constant of 32 bits without a sign by the form for half a register.
    pub short_constants: bool,
    /// Whether aliases have type parameters without an experiment.
    pub generic_aliases: bool,
    /// The analyzers that `vet` runs within tests (`cmd/go/internal/test/test.go`).
    pub vet_in_tests: &'static [&'static str],
    /// Analyzers that `-vet` may name, beyond those of go1.23 (`cmd/go/internal/test/flagdefs.go`).
    pub newer_analyzers: &'static [&'static str],
    /// Whether tests may keep files (`-artifacts`).
    pub test_artifacts: bool,
}

/// Packages that the toolchain treats specially, by import path.
#[derive(Clone, Copy, Debug)]
pub struct Packages {
    /// Compiled in runtime mode: runtime directives are allowed in them (`cmd/internal/objabi/pkgspecial.go`).
    pub runtime: &'static [&'static str],
    /// Their assembly may name ABIs (the same file).
    pub asm_abi: &'static [&'static str],
    /// They have functions without body that other packages define (`cmd/go/internal/work/gc.go`).
    pub incomplete: &'static [&'static str],
    /// Their functions come first in executables (`isRuntimeDepPkg` in `cmd/link/internal/ld/data.go`).
    pub text_first: &'static [&'static str],
    /// The same for all packages below these paths, tests excepted.
    pub text_first_below: &'static [&'static str],
    /// Packages below the runtime, in the order of their fixed numbers in coverage data (`internal/coverage/pkid.go`).
    pub coverage_fixed: &'static [&'static str],
    /// The package that declares the type `nih`, which marks what never lies in the collected heap.
    pub not_in_heap: &'static str,
    /// The package with what a running function can ask of itself and of its machine.
    pub sys: &'static str,
    /// The package with arithmetic that says when it overflows.
    pub math: &'static str,
}

/// A `GODEBUG` setting (`internal/godebugs/table.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Godebug {
    /// Name.
    pub name: &'static str,
    /// The minor version of the release that changed the default, and the value before: programs of modules
    /// written for an older release start with that.
    pub changed: Option<(u32, &'static str)>,
}

/// All releases, oldest first.
static ALL: [Data; 5] = [go1_23::DATA, go1_24::DATA, go1_25::DATA, go1_26::DATA, go1_27::DATA];

/// Bytes an object begins with, the same in all releases (`cmd/internal/goobj/objfile.go`).
pub const OBJECT_MAGIC: [u8; 8] = *b"\0go120ld";

impl Release {
    /// How many there are.
    pub const COUNT: usize = ALL.len();

    /// All that are supported, oldest first.
    pub fn all() -> impl Iterator<Item = Release> {
        ALL.iter().map(Release)
    }
    /// The one to which a version belongs: `go1.23`, `go1.23.4`, `go1.23rc1`.
    pub fn of_version(version: &str) -> Option<Release> {
        Release::all().find(|r| {
            let rest = version.strip_prefix(r.language);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    }
    /// The one that a user means: `1.24`, `go1.24` or its exact version.
    pub fn named(name: &str) -> Option<Release> {
        let is_it = |full: &str| full == name || full.strip_prefix("go") == Some(name);
        Release::all().find(|r| is_it(r.language) || is_it(r.version))
    }
    /// Its place among [`all`](Release::all).
    pub fn index(self) -> usize {
        (self.0.minor - ALL[0].minor) as usize
    }
    /// The first line of every object made without `GOEXPERIMENT`, without the newline.
    pub fn header_line(self, level: &str) -> String {
        self.header_line_with(level, &self.experiments.baseline_list())
    }
    /// The first line of every object; `level` is that of the processor, `experiments` as in [`Experiments::enabled`].
    pub fn header_line_with(self, level: &str, experiments: &str) -> String {
        format!("go object {OS} {ARCH} {} {LEVEL_VARIABLE}={level} X:{experiments}", self.version)
    }
    /// The form of debug information when nothing is said about experiments.
    pub fn debug_format(self) -> DebugFormat {
        Experiments::of(self).debug_format()
    }
    /// Whether a standard package is compiled in runtime mode.
    pub fn is_runtime(self, path: &str) -> bool {
        self.packages.runtime.contains(&path)
    }
    /// Whether a standard package may declare functions without body though it has no assembly.
    pub fn may_be_incomplete(self, path: &str) -> bool {
        self.packages.incomplete.contains(&path)
    }
    /// The number of a package in coverage data that is fixed, since the package runs before numbers are given.
    pub fn coverage_id(self, path: &str) -> Option<i64> {
        let index = self.packages.coverage_fixed.iter().position(|p| *p == path)?;
        Some(-2 - index as i64)
    }
    /// Whether the functions of a package come before those of other packages in executables.
    pub fn is_text_first(self, path: &str) -> bool {
        let below = |prefix: &&str| path.starts_with(prefix) && !path.ends_with("_test");
        self.packages.text_first.contains(&path) || self.packages.text_first_below.iter().any(below)
    }
    /// The number by which the runtime recognises the function with this full symbol name (`internal/abi/symtab.go`,
    /// `cmd/internal/objabi/funcid.go`); 0 for most.
    pub fn func_id(self, name: &str, is_wrapper: bool) -> u8 {
        match name.strip_prefix("runtime.") {
            _ if is_wrapper => self.wrapper_func_id,
            Some("deferreturn") => self.wrapper_func_id,
            Some(short) => self.func_ids.iter().position(|&n| n == short).map_or(0, |i| i as u8 + 1),
            None => 0,
        }
    }
}

/// The release that is used when nothing says which one.
impl Default for Release {
    fn default() -> Self {
        Release(&ALL[0])
    }
}

impl std::ops::Deref for Release {
    type Target = Data;
    fn deref(&self) -> &Data {
        self.0
    }
}

impl PartialEq for Release {
    fn eq(&self, other: &Release) -> bool {
        self.0.minor == other.0.minor
    }
}

impl Eq for Release {}

impl std::hash::Hash for Release {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.version.hash(state);
    }
}

impl fmt::Debug for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.language)
    }
}

/// `name` when it has a new default since release `minor`, before which it was `old`.
const fn changed(name: &'static str, minor: u32, old: &'static str) -> Godebug {
    Godebug { name, changed: Some((minor, old)) }
}

/// A setting with the default it always had.
const fn setting(name: &'static str) -> Godebug {
    Godebug { name, changed: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let minor = |version: &str| Release::of_version(version).map(|r| r.minor);
        assert_eq!(["go1.23", "go1.23.9", "go1.23rc1"].map(minor), [Some(23); 3]);
        assert_eq!(["go1.24.11", "go1.24-devel_abc"].map(minor), [Some(24); 2]);
        assert_eq!(["go1.230", "go1.22.9", "", "devel go1.23", "go1.2"].map(minor), [None; 5]);
        let named = |name: &str| Release::named(name).map(|r| r.minor);
        assert_eq!(["1.23", "go1.23", "1.23.9", "go1.23.9", "1.24"].map(named), [23, 23, 23, 23, 24].map(Some));
        assert_eq!(["", "go", "1.2", "1.23.8", "23"].map(named), [None; 5]);
        for (i, release) in Release::all().enumerate() {
            assert_eq!((release.index(), Release::of_version(release.version)), (i, Some(release)));
        }
    }

    #[test]
    fn function_numbers() {
        let release = Release::default();
        assert_eq!(release.func_id("runtime.abort", false), 1);
        assert_eq!(release.func_id("runtime.main", false), 18);
        assert_eq!(release.func_id("runtime.systemstack_switch", false), 21);
        assert_eq!(release.func_id("runtime.deferreturn", false), 22);
        assert_eq!(release.func_id("main.main", false), 0);
        assert_eq!(release.func_id("main.(*T).M", true), 22);
    }

    #[test]
    fn settings_are_in_order() {
        for release in Release::all() {
            assert!(release.godebugs.is_sorted_by(|a, b| a.name < b.name), "{release:?}");
        }
    }
}
