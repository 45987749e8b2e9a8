//! What a program says about its own build (`runtime/debug.ReadBuildInfo`, `go version -m`), and
//! the `GODEBUG` settings it starts with. In: a program's package, its graph, how it is built.
//! Out: lines, and how they stand in `importcfg.link`. Authority: GOROOT
//! `runtime/debug/mod.go`, `cmd/go/internal/load/{pkg,godebug}.go`,
//! `cmd/go/internal/modload/build.go`.

use crate::gomod::compare_versions;
use crate::module::Module;
use crate::options::Options;
use crate::package::{Graph, Package, PackageId};
use release::Release;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What stands around the text in an executable, so that it can be found there.
const START: [u8; 16] =
    [0x30, 0x77, 0xaf, 0x0c, 0x92, 0x74, 0x08, 0x02, 0x41, 0xe1, 0xc1, 0x07, 0xe6, 0xd6, 0x18, 0xe6];
const END: [u8; 16] = [0xf9, 0x32, 0x43, 0x31, 0x86, 0x18, 0x20, 0x72, 0x00, 0x82, 0x42, 0x10, 0x41, 0x16, 0xd8, 0xf2];

/// The lines for a program. One that runs tests says what the tested program would say; tests of
/// other packages say nothing.
pub fn lines(graph: &Graph, program: PackageId, options: &Options) -> String {
    let tested = graph.tests.iter().find(|set| set.main == program).map(|set| set.root);
    let program = tested.unwrap_or(program);
    if graph.packages[program].name != "main" {
        return String::new();
    }
    let package = &graph.packages[program];
    let mut out = format!("path\t{}\n", package.import_path);
    if let Some(module) = &package.module {
        let version = module.version.clone().or_else(|| package.main_version.clone());
        out += &module_line("mod", &Module { version, ..module.clone() }, graph);
    }
    for module in dependencies(graph, program) {
        out += &module_line("dep", module, graph);
    }
    let mut settings: Vec<(String, String)> = Vec::new();
    let mut set = |key: &str, value: &str| {
        let quoted = |v: &str| v.is_empty() || v.contains([' ', '\t', '\r', '\n', '"', '`']);
        let value =
            if !value.is_empty() && quoted(value) { constant::quote(value.as_bytes()) } else { value.to_owned() };
        settings.push((key.to_owned(), value));
    };
    if let Some(flags) = &options.asmflags.raw {
        set("-asmflags", flags);
    }
    set("-buildmode", "exe");
    set("-compiler", "gc");
    if let Some(flags) = options.gcflags.raw.as_ref().filter(|f| !f.is_empty()) {
        set("-gcflags", flags);
    }
    if let Some(flags) = options.ldflags.raw.as_ref().filter(|f| !f.is_empty() && !options.trimpath) {
        set("-ldflags", flags);
    }
    if options.cover.is_some() {
        set("-cover", "true");
    }
    if !options.tags.is_empty() {
        set("-tags", &options.tags.join(","));
    }
    if options.trimpath {
        set("-trimpath", "true");
    }
    if let Some(profile) = &package.profile {
        let name = if options.trimpath { profile.file_name().map(Path::new).unwrap_or(profile) } else { profile };
        set("-pgo", &name.to_string_lossy());
    }
    let godebug = default_godebug(graph, package);
    if !godebug.is_empty() {
        set("DefaultGODEBUG", &godebug);
    }
    set("CGO_ENABLED", "0");
    let target = &options.target;
    set("GOARCH", &target.arch);
    if !options.experiment.is_empty() {
        set("GOEXPERIMENT", &options.experiment);
    }
    set("GOOS", &target.os);
    set(target.level.variable, &target.level.value);
    package.vcs.iter().for_each(|(key, value)| set(key, value));
    if package.profile.is_some() {
        // The official command adds the profile late and puts everything in order then, and only then.
        settings.sort_by(|a, b| a.0.cmp(&b.0));
    }
    settings.iter().for_each(|(key, value)| _ = writeln!(out, "build\t{key}={value}"));
    out
}

fn module_line(word: &str, module: &Module, graph: &Graph) -> String {
    let shown = |version: &Option<String>| version.clone().unwrap_or_else(|| "(devel)".to_owned());
    let line = |word: &str, path: &str, version: &Option<String>| {
        let known = if graph.vendored { None } else { version.as_ref() };
        let sum = known.and_then(|v| graph.sums.of(path, v)).unwrap_or_default();
        format!("{word}\t{path}\t{}\t{sum}\n", shown(version))
    };
    match &module.replaced_by {
        None => line(word, &module.path, &module.version),
        Some((path, version)) => {
            // The official command ends the line of the other module twice.
            format!("{word}\t{}\t{}\n{}\n", module.path, shown(&module.version), line("=>", path, version))
        }
    }
}

/// Modules of the packages below a program, without its own.
fn dependencies(graph: &Graph, program: PackageId) -> Vec<&Module> {
    let own = graph.packages[program].module.as_ref().map(|m| &m.path);
    let mut found: BTreeMap<(&str, &str), &Module> = BTreeMap::new();
    for id in graph.below(program) {
        if let Some(module) = graph.packages[id].module.as_ref().filter(|m| Some(&m.path) != own) {
            found.insert((&module.path, module.version.as_deref().unwrap_or("")), module);
        }
    }
    let mut list: Vec<&Module> = found.into_values().collect();
    list.sort_by(|a, b| {
        let version = |m: &Module| m.version.clone().unwrap_or_default();
        a.path.cmp(&b.path).then_with(|| compare_versions(&version(a), &version(b)))
    });
    list
}

/// The lines between their marks, as a Go string literal.
pub fn quoted(lines: &str) -> String {
    let bytes: Vec<u8> = [&START[..], lines.as_bytes(), &END[..]].concat();
    constant::quote(&bytes)
}

/// The settings that a program starts with: what its `//go:debug` lines and its module say, above
/// the defaults of the release its module is written for.
pub fn default_godebug(graph: &Graph, package: &Package) -> String {
    if package.name != "main" {
        return String::new();
    }
    let mut settings: BTreeMap<&str, &str> = BTreeMap::new();
    for line in graph.godebug.iter().chain(package.debug.iter().map(|d| &d.0)) {
        if let Some((key, value)) = line.split_once('=') {
            settings.insert(key.trim(), value.trim());
        }
    }
    let mut language = graph.main_language.clone().unwrap_or_else(|| format!("1.{}", graph.release.minor));
    if let Some(chosen) = settings.remove("default") {
        language = chosen.trim_start_matches("go").to_owned();
    }
    let minor = language.strip_prefix("1.").and_then(|m| m.split(['.', 'r', 'b']).next()?.parse::<u32>().ok());
    let mut all = minor.map_or_else(BTreeMap::new, |minor| godebug_of(graph.release, minor));
    all.extend(settings);
    listed(&all)
}

/// The settings that programs of the distribution start with: it builds them outside of modules, which counts as
/// a `go.mod` without a `go` line.
pub fn godebug_of_distribution(release: Release) -> String {
    listed(&godebug_of(release, 16))
}

/// What has another default now than in go1.`minor`, with the value it had.
fn godebug_of<'a>(release: Release, minor: u32) -> BTreeMap<&'a str, &'a str> {
    let changed = release.godebugs.iter().filter_map(|g| Some((g.name, g.changed?)));
    changed.filter(|(_, (since, _))| minor < *since).map(|(name, (_, value))| (name, value)).collect()
}

fn listed(settings: &BTreeMap<&str, &str>) -> String {
    settings.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `go version -m` prints of the tools of the official distribution.
    #[test]
    fn programs_of_the_distribution_start_with_old_settings() {
        let official = "asynctimerchan=1,gotypesalias=0,httplaxcontentlength=1,httpmuxgo121=1,\
                        httpservecontentkeepheaders=1,netedns0=0,panicnil=1,tls10server=1,tls3des=1,tlskyber=0,\
                        tlsrsakex=1,tlsunsafeekm=1,winreadlinkvolume=0,winsymlink=0,x509keypairleaf=0,x509negativeserial=1";
        assert_eq!(godebug_of_distribution(Release::default()), official);
    }

    #[test]
    fn quotes_as_go_does() {
        assert_eq!(
            quoted("a\tb\n"),
            r#""0w\xaf\f\x92t\b\x02A\xe1\xc1\a\xe6\xd6\x18\xe6a\tb\n\xf92C1\x86\x18 r\x00\x82B\x10A\x16\xd8\xf2""#
        );
    }
}
