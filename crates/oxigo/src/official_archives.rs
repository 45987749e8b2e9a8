//! Archives that official tools read: `__.PKGDEF` has the official form, with ours inside it. `tool compile`
//! writes such archives at once. Those of `oxigo build` lie in its cache without, since nothing in
//! a build reads it and making it looks at all packages below; here they get it, when a client asks for their
//! names (`list -export`). What comes out is kept in the cache as well.

use build::Built;
use build::builder::Results;
use build::cache::ActionId;
use build::{Cache, Graph, PackageId};
use compile::exported::ours_in;
use export::unified::{self, Input};
use export::{Library, Stamp};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use types::Session;

/// Where archives are found.
pub(crate) struct Source<'a, 'b> {
    pub(crate) stamp: Stamp,
    pub(crate) graph: &'a Graph,
    /// The archive of a package.
    pub(crate) built: &'a (dyn Fn(PackageId) -> Option<&'b Built> + 'a),
}

/// The archives of packages in the form that official tools read. The error is a line.
pub(crate) fn archives(
    stamp: Stamp,
    graph: &Graph,
    results: &Results,
    wanted: &[PackageId],
    cache: &Cache,
) -> Result<HashMap<PackageId, Built>, String> {
    let found: Vec<(PackageId, &Built)> =
        wanted.iter().filter_map(|&id| results.archive(id).map(|built| (id, built))).collect();
    let made = found.par_iter().map(|(id, built)| {
        let built_of = |id: PackageId| results.archive(id);
        let file = archive(&Source { stamp, graph, built: &built_of }, *id, cache)?;
        Ok((*id, Built { file, ..(*built).clone() }))
    });
    made.collect()
}

/// The archive of one package in that form. The error is a line.
pub(crate) fn archive(source: &Source<'_, '_>, id: PackageId, cache: &Cache) -> Result<PathBuf, String> {
    let action = action(source, id);
    match cache.get(&action) {
        Some(output) => Ok(output.file),
        None => cache.put(&action, &with_official_form(source, id)?).map_err(|e| e.to_string()),
    }
}

/// The id under which an archive in that form is kept: it depends on all packages below.
fn action(source: &Source<'_, '_>, id: PackageId) -> ActionId {
    let content = |id: PackageId| (source.built)(id).map_or("", Built::content);
    let mut hash = Sha256::new();
    hash.update(b"oxigo official form 2\n");
    hash.update(source.stamp.0);
    hash.update(content(id));
    for below in source.graph.below(id) {
        hash.update(content(below));
        hash.update(b"\n");
    }
    ActionId(hash.finalize().into())
}

fn with_official_form(source: &Source<'_, '_>, id: PackageId) -> Result<Vec<u8>, String> {
    let Source { stamp, graph, .. } = *source;
    let package = &graph.packages[id];
    let path = package.object_path().to_owned();
    let built = (source.built)(id).ok_or_else(|| format!("package {path} was not loaded"))?;
    let below = graph
        .below(id)
        .into_iter()
        .filter_map(|b| Some((graph.packages[b].object_path().to_owned(), (source.built)(b)?.file.clone())));
    let mut files: HashMap<String, PathBuf> = below.collect();
    files.insert(path.clone(), built.file.clone());
    let own = ours_in(&built.file)?;
    let locate = move |path: &str| match files.get(path) {
        Some(file) => ours_in(file),
        None => Err(format!("package {path} was not loaded")),
    };
    let library = Library::new(stamp, Box::new(locate));
    let session = Session::new(Arc::new(base::Interner::new()), graph.release);
    let pkg = library.package(&session, &path)?;
    let shown = |name: &str| name.to_owned();
    let mentioned = |obj| {
        let body = library.body(&session, obj).filter(export::may_be_inlined);
        body.map_or_else(Vec::new, |body| unified::mentions(&session, &body))
    };
    let input = Input { session: &session, pkg, sources: None, shown: &shown, own: &own, mentioned: &mentioned };
    let exports = unified::write(&input)?;
    if let Some(damage) = library.damage().into_iter().next() {
        return Err(damage);
    }
    let archive = std::fs::read(&built.file).map_err(|e| build::io_text("open", &built.file, &e))?;
    compile::archive::with_exports(&archive, &exports).map_err(|e| format!("{}: {e}", built.file.display()))
}
