//! `GODEBUG` settings whose default changed with a release: name, minor version of the release
//! that changed it, value before. Programs of modules written for an older release start with
//! the old values (fact: `internal/godebugs/table.go`).

/// Settings in order of name.
pub const CHANGED: &[(&str, u32, &str)] = &[
    ("asynctimerchan", 23, "1"),
    ("gotypesalias", 23, "0"),
    ("httplaxcontentlength", 22, "1"),
    ("httpmuxgo121", 22, "1"),
    ("httpservecontentkeepheaders", 23, "1"),
    ("netedns0", 19, "0"),
    ("panicnil", 21, "1"),
    ("tls10server", 22, "1"),
    ("tls3des", 23, "1"),
    ("tlskyber", 23, "0"),
    ("tlsrsakex", 22, "1"),
    ("tlsunsafeekm", 22, "1"),
    ("winreadlinkvolume", 23, "0"),
    ("winsymlink", 23, "0"),
    ("x509keypairleaf", 23, "0"),
    ("x509negativeserial", 23, "1"),
];
