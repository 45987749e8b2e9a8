//! Packages that the toolchain treats specially, by import path. Authority: GOROOT
//! `cmd/internal/objabi/pkgspecial.go`, `cmd/go/internal/work/gc.go`.

/// Packages compiled in runtime mode: runtime directives are allowed in them.
const RUNTIME: &[&str] = &[
    "runtime",
    "internal/runtime/atomic",
    "internal/runtime/exithook",
    "runtime/internal/math",
    "runtime/internal/sys",
    "internal/runtime/syscall",
    "internal/abi",
    "internal/bytealg",
    "internal/byteorder",
    "internal/chacha8rand",
    "internal/coverage/rtcov",
    "internal/cpu",
    "internal/goarch",
    "internal/godebugs",
    "internal/goexperiment",
    "internal/goos",
    "internal/profilerecord",
    "internal/stringslite",
];

/// Standard packages with functions without body that other packages define.
const INCOMPLETE: &[&str] = &[
    "bytes",
    "internal/poll",
    "net",
    "os",
    "runtime/metrics",
    "runtime/pprof",
    "runtime/trace",
    "sync",
    "syscall",
    "time",
];

/// Packages below the runtime, in the order of their fixed numbers in coverage data. Authority: GOROOT
/// `internal/coverage/pkid.go`.
const COVERAGE_FIXED: &[&str] = &[
    "internal/cpu",
    "internal/goarch",
    "internal/runtime/atomic",
    "internal/goos",
    "internal/chacha8rand",
    "runtime/internal/sys",
    "internal/abi",
    "runtime/internal/math",
    "internal/bytealg",
    "internal/goexperiment",
    "internal/runtime/syscall",
    "runtime",
];

/// The number of a package in coverage data that is fixed, since the package runs before numbers are given.
pub fn coverage_id(path: &str) -> Option<i64> {
    let index = COVERAGE_FIXED.iter().position(|p| *p == path)?;
    Some(-2 - index as i64)
}

/// Whether a standard package is compiled in runtime mode.
pub fn is_runtime(path: &str) -> bool {
    RUNTIME.contains(&path)
}

/// Whether a standard package may declare functions without body though it has no assembly.
pub fn may_be_incomplete(path: &str) -> bool {
    INCOMPLETE.contains(&path)
}
