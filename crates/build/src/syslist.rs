//! Operating systems and architectures that file names and build tags may name. Authority:
//! GOROOT `go/build/syslist.go`.

/// Past, present and future values of GOOS.
const KNOWN_OS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Past, present and future values of GOARCH.
const KNOWN_ARCH: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Values of GOOS for which the tag `unix` is set.
const UNIX: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "solaris",
];

/// Whether `name` is or was or will be a GOOS.
pub fn is_os(name: &str) -> bool {
    KNOWN_OS.contains(&name)
}
/// Whether `name` is or was or will be a GOARCH.
pub fn is_arch(name: &str) -> bool {
    KNOWN_ARCH.contains(&name)
}
/// Whether `os` is like Unix.
pub fn is_unix(os: &str) -> bool {
    UNIX.contains(&os)
}
