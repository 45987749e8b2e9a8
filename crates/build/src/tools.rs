//! What a build needs done: compiling, assembling, linking. The builder decides what and in
//! which order; whoever implements [`Toolchain`] does it, in the same process or by running
//! programs. Command lines are those of the official tools, since `-x` shows them.

use crate::built::Built;
use crate::cache::{ActionId, Cache};
use crate::compile_flags::CompileFlags;
use crate::package::{Graph, Package, PackageId};
use std::path::{Path, PathBuf};

/// A tool, by its official name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tool {
    /// The compiler.
    Compile,
    /// The assembler.
    Asm,
    /// The linker.
    Link,
}

impl Tool {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Tool::Compile => "compile",
            Tool::Asm => "asm",
            Tool::Link => "link",
        }
    }
}

/// A package to be compiled. All packages it imports, directly or not, are compiled or in the cache, or have been
/// called importable.
pub struct CompileJob<'a> {
    /// Which package of the graph.
    pub id: PackageId,
    /// The package.
    pub package: &'a Package,
    /// Its Go files, in `dir` unless absolute.
    pub files: &'a [String],
    /// The directory of its files.
    pub dir: &'a Path,
    /// The packages it imports, directly or not, dependencies first, with their archives; those that are only
    /// importable yet have none.
    pub below: &'a [(PackageId, Option<&'a Path>)],
    /// Import path as objects have it: `main` for programs.
    pub path: &'a str,
    /// What the build says of it.
    pub settings: &'a CompileFlags,
    /// What names of files in the archive leave out or replace (`-trimpath`).
    pub trimpath: &'a str,
    /// Flags that the user gives for this package (`-gcflags`).
    pub flags: &'a [String],
    /// All of this as the official compiler's command line has it, as it is printed. Only whoever runs
    /// that compiler reads it.
    pub args: &'a [String],
    /// What `-symabis` names.
    pub symabis: Option<&'a [u8]>,
    /// Whether the header for the package's assembly is wanted.
    pub wants_header: bool,
    /// Patterns of embedded files and the files, if there are any.
    pub embeds: Option<&'a crate::embed::Embeds>,
    /// What `-coveragecfg` names.
    pub coverage: Option<&'a str>,
    /// The id to be put into the archive.
    pub build_id: &'a str,
    /// May be told the interface that the archive will have ([`Toolchain::interface`]), as soon as jobs for packages
    /// that import this one can be done. It may still fail.
    pub importable: &'a dyn Fn(String),
}

/// What compiling a package gives.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The archive with export data and object.
    pub archive: Vec<u8>,
    /// The header for assembly.
    pub header: Vec<u8>,
    /// What the compiler printed, such as a listing.
    pub messages: String,
}

/// Why a package was not compiled: what the compiler printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCompiled {
    /// The package is wrong.
    Wrong(String),
    /// The compiler is.
    Bug(String),
}

impl From<String> for NotCompiled {
    fn from(text: String) -> NotCompiled {
        NotCompiled::Wrong(text)
    }
}

/// Who compiles, assembles and links. Errors are what the tool printed.
pub trait Toolchain: Sync {
    /// What tells this version of a tool from others; part of what results depend on.
    fn id(&self, tool: Tool) -> String;
    /// Whether the files that command lines name must exist for [`Toolchain::compile`].
    fn needs_files(&self) -> bool {
        false
    }
    /// What importers of a package may come to depend on, as far as this archive of it tells.
    fn interface(&self, archive: &[u8]) -> Option<String>;
    /// Compiles a package.
    fn compile(&self, job: &CompileJob<'_>) -> Result<Compiled, NotCompiled>;
    /// Runs the tool that instruments files for coverage in `dir`; it writes its output files.
    fn cover(&self, dir: &Path, args: &[String]) -> Result<(), String>;
    /// Runs the tool that brings profiles into the compiler's form in `dir`; it writes its output file.
    fn preprofile(&self, dir: &Path, args: &[String]) -> Result<(), String>;
    /// Runs `vet` in `dir`; it writes its output file. The error is what it reports.
    fn vet(&self, dir: &Path, args: &[String]) -> Result<(), String>;
    /// The archive of a package in the form that official tools read; `built` knows those of the packages
    /// below. The error is a line.
    fn official_archive<'b>(
        &self,
        graph: &Graph,
        id: PackageId,
        built: &dyn Fn(PackageId) -> Option<&'b Built>,
        cache: &Cache,
    ) -> Result<PathBuf, String>;
    /// Runs the assembler in `dir`; it writes its output file. Gives what it printed.
    fn assemble(&self, dir: &Path, args: &[String]) -> Result<String, String>;
    /// Runs the linker with `$GOROOT` set to `goroot`; it writes its output file. Gives what it printed.
    fn link(&self, goroot: &str, args: &[String]) -> Result<String, String>;
}

/// Packages whose blocks all tests are told of, with the files that list them.
pub type Metas<'a> = [(PackageId, &'a Path)];

/// Who runs tests. Packages are the roots of goals: programs that run tests, and packages that have none.
pub trait TestRunner: Sync {
    /// Whether the result is known for a program linked from just this, which then need not be linked.
    fn is_known(&self, id: PackageId, action: &ActionId, metas: &Metas<'_>) -> bool;
    /// Runs a program, or says that it could not be built; for packages without tests, that there
    /// are none. Called once for each package. Gives whether all went well.
    fn run(&self, id: PackageId, program: Option<&Built>, metas: &Metas<'_>) -> bool;
}
