//! Whether `go.mod` lists what the loaded packages need. In: the modules of a build and its graph of packages. Out:
//! nothing, or what is wrong, in the words of the official command.
//!
//! A module that provides a package which the main modules import, directly or not, or which is named by the user has
//! to be listed, and what such a module requires of other listed modules may not exceed what is listed.
//! Authority: the Go modules reference, "Module graph pruning"; GOROOT `cmd/go/internal/modload/{buildlist,load}.go`.

use crate::gomod::{compare_go, compare_versions};
use crate::module::Module;
use crate::modules::Modules;
use crate::package::{COMMAND_LINE, Graph, Package, PackageId};
use crate::requirements::DIRTY;
use base::Id;
use release::history::{MINIMUM_GO_LINES, WITHOUT_GO_LINE};
use std::collections::BTreeMap;

/// The first thing that is wrong.
pub(crate) fn check(modules: &Modules, graph: &Graph) -> Result<(), String> {
    if modules.main.is_empty() || modules.vendor.is_some() {
        return Ok(());
    }
    two_paths(modules)?;
    if modules.is_workspace {
        return Ok(());
    }
    implicit(graph)?;
    let relevant = relevant(graph);
    let packages = graph.packages.iter_enumerated().filter(|(id, _)| relevant[id.index()]);
    let mut providers: Vec<&Module> = packages.filter_map(|(_, p)| external(p)).collect();
    providers.sort_by(|a, b| a.path.cmp(&b.path));
    providers.dedup_by(|a, b| a.path == b.path);
    let is_listed = |m: &&Module| !modules.pruned || m.direct && !asks_for_more(modules, m);
    match providers.iter().all(is_listed) {
        true => Ok(()),
        false => Err(DIRTY.to_owned()),
    }
}

/// The module of a package that is neither standard nor of a main module.
fn external(package: &Package) -> Option<&Module> {
    package.module.as_ref().filter(|m| m.version.is_some())
}

fn is_own(package: &Package) -> bool {
    package.module.as_ref().is_some_and(|m| m.version.is_none())
}

/// Packages that are named, and all that packages of main modules import.
fn relevant(graph: &Graph) -> Vec<bool> {
    let mut found = vec![false; graph.packages.len()];
    let asks = |p: &Package| is_own(p) || p.import_path == COMMAND_LINE;
    let own = graph.packages.iter_enumerated().filter(|(_, p)| asks(p)).map(|(id, _)| id);
    let mut todo: Vec<PackageId> = own.collect();
    while let Some(id) = todo.pop() {
        if !std::mem::replace(&mut found[id.index()], true) {
            todo.extend(&graph.packages[id].deps);
        }
    }
    graph.roots.iter().for_each(|root| found[root.index()] = true);
    found
}

/// One source may not stand in for two modules.
fn two_paths(modules: &Modules) -> Result<(), String> {
    let mut paths: BTreeMap<String, &str> = BTreeMap::new();
    for module in modules.required.iter().filter(|m| m.direct || !modules.pruned || modules.is_workspace) {
        let source = match (&module.replaced_by, &module.cached) {
            (_, Some(cached)) => format!("{}@{}", cached.path, cached.version),
            (Some((shown, _)), None) => shown.clone(),
            (None, None) => continue,
        };
        let first = *paths.entry(source.clone()).or_insert(&module.path);
        if first != module.path {
            return Err(format!("go: {source} used for two different module paths ({first} and {})", module.path));
        }
    }
    Ok(())
}

/// What packages of main modules import has to be of a module that `go.mod` lists.
fn implicit(graph: &Graph) -> Result<(), String> {
    for package in graph.packages.iter().filter(|p| is_own(p)) {
        let imported = package.deps.iter().map(|id| &graph.packages[*id]);
        let unlisted = imported.filter_map(|p| Some((p, external(p).filter(|m| !m.direct)?))).next();
        if let Some((import, module)) = unlisted {
            let version = module.version.as_deref().unwrap_or_default();
            return Err(format!(
                "package {} imports {} from implicitly required module; to add missing requirements, run:\n\tgo get {}@{version}",
                package.import_path, import.import_path, module.path
            ));
        }
    }
    Ok(())
}

/// Whether a listed module requires more of listed modules, or of the language, than is listed.
fn asks_for_more(modules: &Modules, module: &Module) -> bool {
    let version = module.version.as_deref().unwrap_or_default();
    let required = modules.requires.get(&format!("{}@{version}", module.path)).into_iter().flatten();
    let exceeds = |path: &str, wanted: &str| {
        let listed = modules.known.get(path).map(|known| &modules.required[known.index]).filter(|m| m.direct);
        let listed = listed.and_then(|m| m.version.as_deref());
        listed.is_some_and(|listed| compare_versions(wanted, listed).is_gt())
    };
    let own = modules.main.first().and_then(|m| m.go.as_deref()).unwrap_or(WITHOUT_GO_LINE);
    let go = module.go.as_deref();
    let newer = go.is_some_and(|go| compare_go(go, MINIMUM_GO_LINES).is_ge() && compare_go(go, own).is_gt());
    newer || required.into_iter().any(|r| exceeds(&r.path, &r.version))
}
