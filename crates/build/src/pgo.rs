//! Profiles (`-pgo`). In: what the flag says, a graph. Out: packages know the profile that they are compiled with;
//! upstream's `preprofile` brings it into the form that the compiler is given, once for each profile, and
//! what it makes is kept in the cache.
//!
//! With `auto` the file `default.pgo` beside a program holds for the program and for what it imports. Where several
//! programs would need a copy of a package for each profile, the graph says so, and who builds has to leave it to
//! somebody who makes copies. Authority: `go help build`, GOROOT `cmd/go/internal/load/pkg.go` (`setPGOProfilePath`), `cmd/go/internal/work/exec.go`.

use crate::builder::{Failed, Run};
use crate::cache::ActionId;
use crate::gomod;
use crate::package::{Graph, Package, PackageId};
use crate::shell::joined;
use base::{Id, hex, seen};
use std::path::{Path, PathBuf};

/// What `-pgo` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Profiles {
    /// Nothing is compiled with a profile.
    #[default]
    Off,
    /// What lies beside programs.
    Auto,
    /// This file, for everything.
    File(String),
}

/// The profile that lies beside a program.
const DEFAULT: &str = "default.pgo";

impl Profiles {
    /// What a value of the flag means.
    pub fn named(value: &str) -> Profiles {
        match value {
            "" | "off" => Profiles::Off,
            "auto" => Profiles::Auto,
            file => Profiles::File(file.to_owned()),
        }
    }
}

/// Tells packages their profiles.
pub(crate) fn mark(graph: &mut Graph, profiles: &Profiles, cwd: &Path) {
    match profiles {
        Profiles::Off => {}
        Profiles::File(name) => {
            let file = gomod::join(cwd, name);
            graph.packages.iter_mut().for_each(|p| p.profile = Some(file.clone()));
        }
        Profiles::Auto => mark_programs(graph),
    }
}

/// What is built, tested or not: for each root the packages that stand for it.
fn targets(graph: &Graph) -> Vec<(PackageId, PackageId)> {
    let top = |root: PackageId| graph.tests.iter().find(|set| set.root == root).map_or(root, |set| set.main);
    graph.roots.iter().map(|&root| (root, top(root))).collect()
}

fn mark_programs(graph: &mut Graph) {
    let targets = targets(graph);
    let own = |package: &Package| {
        let file = package.dir.join(DEFAULT);
        (package.name == "main" && seen::is_file(&file)).then_some(file)
    };
    let found: Vec<Option<PathBuf>> = targets.iter().map(|(root, _)| own(&graph.packages[*root])).collect();
    if found.iter().all(Option::is_none) {
        return;
    }
    // Which profile a package gets, from one target after the other.
    let mut chosen: Vec<Option<&Option<PathBuf>>> = vec![None; graph.packages.len()];
    for ((_, top), profile) in targets.iter().zip(&found) {
        for id in graph.below(*top).into_iter().chain([*top]) {
            let known = *chosen[id.index()].get_or_insert(profile);
            graph.needs_copies |= known != profile;
        }
    }
    let chosen: Vec<Option<PathBuf>> = chosen.into_iter().map(|c| c.cloned().flatten()).collect();
    graph.packages.iter_mut().zip(chosen).for_each(|(package, profile)| package.profile = profile);
}

impl Run<'_, '_> {
    /// The hash of the profile that a package is compiled with.
    pub(crate) fn profile_hash(&self, package: &Package) -> Result<Option<[u8; 32]>, Failed> {
        let Some(file) = &package.profile else { return Ok(None) };
        let hash = self.builder.cache.hashes().of(file);
        hash.map(Some).map_err(|e| {
            let why = crate::io_text("open", file, &e);
            Failed(format!("# {}\npreprofile: error opening profile: {why}\n", file.display()))
        })
    }

    /// The profile of a package as the compiler is given it.
    pub(crate) fn profile(&self, package: &Package) -> Result<Option<PathBuf>, Failed> {
        let (Some(file), Some(hash)) = (&package.profile, self.profile_hash(package)?) else { return Ok(None) };
        let mut made = self.profiles.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = made.get(file) {
            return known.clone().map(Some);
        }
        let result = self.preprofile(file, hash);
        made.insert(file.clone(), result.clone());
        result.map(Some)
    }

    fn preprofile(&self, file: &Path, hash: [u8; 32]) -> Result<PathBuf, Failed> {
        let b = self.builder;
        let action = ActionId::of("preprofile", &(&b.ids.compile, hash));
        if let Some(known) = b.cache.get(&action).filter(|_| !b.options.force) {
            return Ok(known.file);
        }
        let dir = b.shell.work().join("pgo").join(&hex(&hash)[..12]);
        let out = dir.join("pgo.preprofile");
        let args = ["-o", &out.to_string_lossy(), "-i", &file.to_string_lossy()].map(str::to_owned);
        b.shell.mkdir(&dir)?;
        b.shell.show(None, &joined([&*b.tool("preprofile")].into_iter().chain(args.iter().map(String::as_str))));
        if b.options.dry {
            return Ok(out);
        }
        let report = |said: String| Failed(format!("# {}\n{said}", file.display()));
        b.toolchain.preprofile(&dir, &args).map_err(report)?;
        let bytes = std::fs::read(&out).map_err(|e| Failed(crate::io_text("open", &out, &e) + "\n"))?;
        Ok(b.cache.put(&action, &bytes).unwrap_or(out))
    }
}
