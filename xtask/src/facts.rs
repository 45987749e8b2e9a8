//! `cargo xtask release-facts GOROOT`: reads what a release's own sources say of it and compares it with the table in
//! crate `release`. In: a source tree. Out: one line per difference. It is the first step of every release to come,
//! and a test runs it on all releases whose reference is on the machine.
//!
//! A fact is a list of lines, one from the sources and one from the table; what a source has in no order that matters
//! is sorted in both.

mod signatures;
mod sources;

use goobj::numbers::Numbers;
use obj::{RELOC_NAMES, RelocType};
use release::{Recover, Release, RtFn};
use sources::Sources;
use std::collections::BTreeSet;
use std::path::Path;

/// A fact.
struct Fact {
    name: &'static str,
    /// What the sources say.
    stated: fn(&Sources<'_>) -> Result<Vec<String>, String>,
    /// What the table says.
    known: fn(Release, &Sources<'_>) -> Vec<String>,
}

const FACTS: &[Fact] = &[
    Fact { name: "experiments", stated: sources::experiments, known: |r, _| owned(r.experiments.names) },
    Fact { name: "experiments that are on", stated: sources::baseline, known: |r, _| sorted(r.experiments.baseline) },
    Fact { name: "kinds of symbols", stated: sources::symbol_kinds, known: |r, _| owned(r.sym_kinds) },
    Fact { name: "relocations", stated: relocations, known: known_relocations },
    Fact { name: "builtins", stated: sources::builtins, known: |r, _| known_builtins(r) },
    Fact { name: "functions with numbers", stated: sources::function_numbers, known: known_function_numbers },
    Fact { name: "magic of the pc table", stated: sources::pclntab_magic, known: |r, _| vec![hex(r.pclntab_magic)] },
    Fact { name: "runtime packages", stated: sources::runtime_packages, known: |r, _| sorted(r.packages.runtime) },
    Fact { name: "packages naming ABIs", stated: sources::asm_abi, known: |r, _| sorted(r.packages.asm_abi) },
    Fact { name: "incomplete packages", stated: sources::incomplete, known: |r, _| sorted(r.packages.incomplete) },
    Fact { name: "packages first in text", stated: sources::text_first, known: |r, _| known_text_first(r) },
    Fact {
        name: "packages with coverage numbers",
        stated: sources::coverage_fixed,
        known: |r, _| owned(r.packages.coverage_fixed),
    },
    Fact { name: "blocked link names", stated: sources::blocked_linknames, known: |r, _| known_blocked(r) },
    Fact { name: "settings of GODEBUG", stated: sources::godebugs, known: |r, _| known_godebugs(r) },
    Fact { name: "runtime functions", stated: sources::runtime_functions, known: known_runtime_functions },
];

/// Compares a tree with the table of its release; prints what differs.
pub fn compare(goroot: &Path) -> Result<bool, String> {
    let (version, release) = sysroot::describe(goroot).map_err(|why| format!("{} {why}", goroot.display()))?;
    let differences = differences(goroot, release)?;
    differences.iter().for_each(|line| println!("{line}"));
    println!("{version}: {} facts, {} lines differ", FACTS.len(), differences.len());
    Ok(differences.is_empty())
}

/// What differs between a tree and the table of a release.
fn differences(goroot: &Path, release: Release) -> Result<Vec<String>, String> {
    let sources = Sources { goroot };
    let mut out = Vec::new();
    for fact in FACTS {
        let stated = (fact.stated)(&sources).map_err(|e| format!("{}: {e}", fact.name))?;
        let known = (fact.known)(release, &sources);
        if stated.is_empty() {
            out.push(format!("{}: the sources say nothing, or say it in another form", fact.name));
            continue;
        }
        let (of_tree, of_table): (BTreeSet<_>, BTreeSet<_>) = (stated.iter().collect(), known.iter().collect());
        out.extend(of_tree.difference(&of_table).map(|line| format!("{}: + {line}", fact.name)));
        out.extend(of_table.difference(&of_tree).map(|line| format!("{}: - {line}", fact.name)));
        if of_tree == of_table && stated != known {
            out.push(format!("{}: the order differs", fact.name));
        }
    }
    Ok(out)
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

fn sorted(list: &[&str]) -> Vec<String> {
    let mut list = owned(list);
    list.sort();
    list
}

fn hex(number: u32) -> String {
    format!("{number:#x}")
}

/// The numbers of the relocations for which we have names.
fn relocations(sources: &Sources<'_>) -> Result<Vec<String>, String> {
    let all = sources::relocations(sources)?;
    let has_name = |name: &str| RELOC_NAMES.iter().any(|row| row.1 == name);
    let rows = all.iter().enumerate().filter(|(_, name)| has_name(name));
    let mut rows: Vec<String> = rows.map(|(i, name)| format!("{name} {}", i + 1)).collect();
    rows.sort();
    Ok(rows)
}

/// Those of them that the release has.
fn known_relocations(release: Release, sources: &Sources<'_>) -> Vec<String> {
    let of_release = sources::relocations(sources).unwrap_or_default();
    let number = |own| Numbers::of(release).reloc_number(RelocType(own));
    let named = RELOC_NAMES.iter().filter(|row| of_release.iter().any(|name| name == row.1));
    let mut rows: Vec<String> = named.map(|row| format!("{} {}", row.1, number(row.0 as u16))).collect();
    rows.sort();
    rows
}

fn known_builtins(release: Release) -> Vec<String> {
    release.builtins.rows.iter().map(|row| format!("{} {}", row.name, row.abi)).collect()
}

/// Functions of the runtime that the sources give a number; where the table has none, that is 0.
fn known_function_numbers(release: Release, sources: &Sources<'_>) -> Vec<String> {
    let stated = sources::function_numbers(sources).unwrap_or_default();
    let mut names: BTreeSet<&str> = stated.iter().filter_map(|row| row.split(' ').next()).collect();
    names.extend(release.func_ids);
    names.iter().map(|name| format!("{name} {}", release.func_id(&format!("runtime.{name}"), false))).collect()
}

fn known_text_first(release: Release) -> Vec<String> {
    let mut all = owned(release.packages.text_first);
    all.extend(owned(release.packages.text_first_below));
    all.sort();
    all
}

fn known_blocked(release: Release) -> Vec<String> {
    let mut rows: Vec<String> =
        release.blocked_linknames.iter().map(|(symbol, package)| format!("{symbol} {package}")).collect();
    rows.sort();
    rows
}

fn known_godebugs(release: Release) -> Vec<String> {
    let row = |setting: &release::Godebug| match setting.changed {
        Some((minor, old)) => format!("{} {minor} {old}", setting.name),
        None => setting.name.to_owned(),
    };
    release.godebugs.iter().map(row).collect()
}

/// Signatures of the functions that both the sources and the table have; which of them code calls depends on the
/// release's ways.
fn known_runtime_functions(release: Release, sources: &Sources<'_>) -> Vec<String> {
    let stated = sources::runtime_functions(sources).unwrap_or_default();
    let row = |row: &String| {
        let name = row.split(' ').next().unwrap_or_default();
        let info = match (name, release.recover) {
            ("gorecover", Recover::Unwinding) => RtFn::GoRecoverUnwinding,
            _ => RtFn::from_text(name)?,
        };
        let info = info.info();
        let ours = format!("{name} {} -> {}", info.params, info.results);
        // What the sources leave open is as they have it.
        let open = |(stated, own)| if stated == '?' { '?' } else { own };
        match ours.chars().count() == row.chars().count() {
            true => Some(row.chars().zip(ours.chars()).map(open).collect()),
            false => Some(ours),
        }
    };
    stated.iter().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_what_the_sources_say() {
        let references = testkit::installed_references();
        for (release, reference) in &references {
            assert_eq!(differences(&reference.goroot, *release).unwrap(), Vec::<String>::new(), "{release:?}");
        }
        // The comparison notices: tables of other releases do not fit.
        let tree = &references[0].1.goroot;
        for release in Release::all().skip(1) {
            let found = differences(tree, release).unwrap();
            let facts: BTreeSet<&str> = found.iter().filter_map(|line| line.split(':').next()).collect();
            assert!(facts.len() > 5, "{release:?}: {facts:?}");
        }
    }
}
