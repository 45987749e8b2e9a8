//! `cargo xtask tidy`: house rules that a machine can check. In: the files git tracks. Out: one
//! line per finding. Rules: every Rust file opens with module documentation; files stay below
//! 800 lines, listed tables below 1,200; crates depend only on what the table below allows;
//! every `allow` has a reason; no path or host of somebody's machine is in the repository; machines and releases are
//! named in their rooms alone ([`rooms`]); files of a crate do not import each other in circles ([`cycles`]).

mod cycles;
mod rooms;
mod source;

use cycles::Modules;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// Longest file, in lines.
const MAX_LINES: usize = 800;
/// Longest table.
const MAX_TABLE_LINES: usize = 1200;
/// Files that are tables and nothing else, by what their path contains.
const TABLES: &[&str] = &["crates/amd64/src/table/", "crates/release/src/builtins.rs", "crates/types/src/codes.rs"];

/// Which crate may depend on which. Crates stand in the order of ARCHITECTURE.md, and no row
/// names a crate above it.
const EDGES: &[(&str, &[&str])] = &[
    (
        "oxigo",
        &[
            "explore", "build", "compile", "export", "opt", "objtool", "link", "asm", "goobj", "obj", "types",
            "syntax", "constant", "sysroot", "target", "release", "base",
        ],
    ),
    ("explore", &["compile", "link", "ssa", "types", "syntax", "amd64", "goobj", "obj", "base"]),
    ("build", &["objtool", "syntax", "constant", "goobj", "sysroot", "target", "release", "base"]),
    (
        "compile",
        &[
            "amd64_codegen",
            "machine",
            "opt",
            "ssagen",
            "rtype",
            "export",
            "ssa",
            "types",
            "syntax",
            "constant",
            "dwarf",
            "goobj",
            "obj",
            "target",
            "release",
            "base",
        ],
    ),
    ("objtool", &["dwarf", "amd64", "goobj", "obj", "release", "base"]),
    ("link", &["dwarf", "goobj", "obj", "target", "release", "base"]),
    ("asm", &["dwarf", "amd64", "goobj", "obj", "target", "release", "base"]),
    ("amd64_codegen", &["machine", "ssa", "amd64", "obj", "release", "base"]),
    ("machine", &["ssa", "dwarf", "obj", "release", "base"]),
    ("opt", &["rtype", "ssa", "obj", "release", "base"]),
    ("ssagen", &["rtype", "ssa", "types", "syntax", "constant", "obj", "release", "base"]),
    ("rtype", &["types", "constant", "obj", "release", "base"]),
    ("export", &["ssa", "types", "syntax", "constant", "base"]),
    ("ssa", &["types", "obj", "release", "base"]),
    ("types", &["syntax", "constant", "release", "base"]),
    ("syntax", &["release", "base"]),
    ("constant", &["base"]),
    ("dwarf", &["obj", "release", "base"]),
    ("amd64", &["obj", "base"]),
    ("goobj", &["obj", "release", "base"]),
    ("obj", &["base"]),
    ("sysroot", &["release", "base"]),
    ("target", &["release", "base"]),
    ("release", &["base"]),
    ("base", &[]),
    ("testkit", &["sysroot", "release", "base"]),
];

/// Circles of imports that are still there: a crate and the sizes of its groups, in order. Whoever breaks one takes it out.
const CIRCLES: &[(&str, &[usize])] = &[("export", &[6, 4]), ("oxigo", &[23, 2]), ("types", &[11])];

/// Checks the repository the current folder is in; says whether nothing was found.
pub fn tidy() -> Result<bool, String> {
    let listed = Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).output();
    let listed = listed.map_err(|e| format!("git ls-files: {e}"))?;
    let mut findings = Vec::new();
    let mut files = 0;
    let mut crates: BTreeMap<String, Modules> = BTreeMap::new();
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|n| !n.is_empty()) {
        let Ok(text) = std::fs::read_to_string(Path::new(name)) else { continue };
        files += 1;
        findings.extend(check_file(name, &text).into_iter().map(|f| format!("{name}: {f}")));
        if let Some((krate, module)) = name.split_once("/src/").filter(|_| name.ends_with(".rs")) {
            let tokens = source::tokens(&text);
            findings.extend(rooms::check(name, &tokens).into_iter().map(|f| format!("{name}: {f}")));
            crates.entry(krate.to_owned()).or_default().add(module, &tokens);
        }
    }
    for (krate, modules) in &crates {
        findings.extend(check_circles(krate, &modules.cycles()).into_iter().map(|f| format!("{krate}: {f}")));
    }
    findings.iter().for_each(|f| println!("{f}"));
    println!("tidy: {files} files, {} findings", findings.len());
    Ok(findings.is_empty())
}

/// The findings in one file.
fn check_file(name: &str, text: &str) -> Vec<String> {
    let mut findings = foreign_paths(text);
    if name.ends_with(".rs") {
        findings.extend(check_rust(name, text));
    }
    if let Some(krate) = name.strip_prefix("crates/").and_then(|n| n.strip_suffix("/Cargo.toml")) {
        findings.extend(check_edges(krate, text));
    }
    findings
}

/// Circles that the table does not know, or the table where it knows others.
fn check_circles(krate: &str, found: &[Vec<String>]) -> Vec<String> {
    let name = krate.rsplit('/').next().unwrap_or(krate);
    let known = CIRCLES.iter().find(|row| row.0 == name).map_or(&[][..], |row| row.1);
    let mut sizes: Vec<usize> = found.iter().map(Vec::len).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    if sizes == known {
        return Vec::new();
    }
    let groups = found.iter().map(|group| format!("files that import each other: {}", group.join(" ")));
    groups.chain([format!("has circles of {sizes:?} files, the table in xtask/src/tidy.rs says {known:?}")]).collect()
}

fn check_rust(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let first = text.lines().find(|l| !l.starts_with("#![")).unwrap_or("");
    if !first.starts_with("//!") {
        findings.push("does not open with module documentation".to_string());
    }
    let (lines, is_table) = (text.lines().count(), TABLES.iter().any(|t| name.contains(t)));
    let most = if is_table { MAX_TABLE_LINES } else { MAX_LINES };
    if lines > most {
        findings.push(format!("has {lines} lines, at most {most} are allowed"));
    }
    let mut rest = text;
    while let Some(at) = rest.find(concat!("allow", "(")).filter(|_| !rest.is_empty()) {
        let attribute = rest[..at].ends_with("#[") || rest[..at].ends_with("#![");
        let body = &rest[at..];
        let end = body.find(")]").unwrap_or(body.len());
        if attribute && !body[..end].contains("reason") {
            findings.push(format!("{}: an exception without reason", body[..end].replace('\n', " ")));
        }
        rest = &body[5..];
    }
    findings
}

/// Places that exist on one machine only.
fn foreign_paths(text: &str) -> Vec<String> {
    const HOME: &str = concat!("/ro", "ot/");
    const WORK: &str = concat!("/wo", "rk/");
    let hits = [HOME, WORK].into_iter().filter(|p| {
        text.match_indices(p).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '$' | '}' | '*'))
        })
    });
    hits.map(|p| format!("names a place of one machine: {p}")).collect()
}

/// Dependencies of a crate on others of the workspace that the table does not allow.
fn check_edges(krate: &str, manifest: &str) -> Vec<String> {
    let Some((_, allowed)) = EDGES.iter().find(|row| row.0 == krate) else {
        return vec!["is not in the table of crates in xtask/src/tidy.rs".to_string()];
    };
    let order: BTreeMap<&str, usize> = EDGES.iter().enumerate().map(|(i, row)| (row.0, i)).collect();
    let sections = manifest.split("\n[").filter_map(|s| s.strip_prefix("dependencies]"));
    let names = sections.flat_map(|s| s.lines()).filter_map(|l| l.split(['.', '=', ' ']).next());
    let ours = names.filter(|n| order.contains_key(n) && !allowed.contains(n));
    ours.map(|n| format!("may not depend on {n}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_points_down() {
        let place = |name: &str| EDGES.iter().position(|row| row.0 == name).unwrap();
        for (krate, allowed) in EDGES.iter().filter(|row| row.0 != "testkit") {
            assert!(allowed.iter().all(|a| place(a) > place(krate)), "{krate}");
        }
    }

    #[test]
    fn finds_what_it_should() {
        assert_eq!(check_file("a.rs", "//! Good.\nfn f() {}\n"), Vec::<String>::new());
        assert_eq!(check_file("a.rs", "fn f() {}\n").len(), 1);
        assert_eq!(check_file("a.rs", &format!("//! Long.\n{}", "\n".repeat(800))).len(), 1);
        assert_eq!(check_file("crates/amd64/src/table/a.rs", &format!("//! Long.\n{}", "\n".repeat(900))).len(), 0);
        let exception = concat!("//! X.\n#[al", "low(dead_code)]\nfn f() {}\n");
        assert_eq!(check_file("a.rs", exception).len(), 1);
        assert_eq!(check_file("a.rs", &exception.replace("code", "code, reason = \"r\"")).len(), 0);
        assert_eq!(check_file("a.md", concat!("see /ro", "ot/x")).len(), 1);
        assert_eq!(check_file("a.md", concat!("see $d/wo", "rk/x")).len(), 0);
        assert_eq!(check_file("a.md", concat!("import \"a/wo", "rk/x\"")).len(), 0);
    }

    #[test]
    fn edges() {
        let manifest = "[package]\n\n[dependencies]\nbase.workspace = true\nlink.workspace = true\nserde = \"1\"\n\n[dev-dependencies]\nasm.workspace = true\n";
        assert_eq!(check_edges("obj", manifest), ["may not depend on link"]);
        assert_eq!(check_edges("oxigo", manifest), Vec::<String>::new());
        assert_eq!(check_edges("unknown", manifest).len(), 1);
    }
}
