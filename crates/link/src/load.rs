//! Phase 1: packages. In: the name `main` and a source. Out: every package the program consists
//! of, in the order in which imports name them (breadth first, as the official linker counts
//! symbols in that order), `runtime` at the end if nothing imported it. Fact that holds after:
//! each import was compiled against exactly the package that is linked (fingerprints agree).

use crate::error::{LinkError, Result};
use crate::source::{Package, SymbolSource};
use base::{FxHashMap, Id, IdVec, define_id, hex};
use goobj::Object;
use rayon::prelude::*;

define_id!(
    /// A package of the program.
    LibId,
    "l"
);
define_id!(
    /// A linkable unit of the program.
    UnitId,
    "u"
);

/// A package of the program.
#[derive(Debug)]
pub struct Library {
    /// Import path.
    pub path: String,
    /// The path as symbol names spell it.
    pub prefix: String,
    /// Its file, for messages.
    pub file: String,
    /// Hash of its export data; zero where unknown.
    pub fingerprint: [u8; 8],
    /// Who imported it first.
    pub importer: String,
    /// Direct imports.
    pub imports: Vec<LibId>,
}

/// A linkable unit of the program.
#[derive(Debug)]
pub struct LoadedUnit<'a> {
    /// What to call it in messages.
    pub name: String,
    /// Its package.
    pub lib: LibId,
    /// Its symbols.
    pub object: Object<'a>,
}

/// All packages and units, in load order.
#[derive(Debug, Default)]
pub struct Inputs<'a> {
    /// Packages.
    pub libs: IdVec<LibId, Library>,
    /// Units, packages in order, units in order within them.
    pub units: IdVec<UnitId, LoadedUnit<'a>>,
    by_path: FxHashMap<String, LibId>,
    by_prefix: FxHashMap<String, UnitId>,
}

impl Inputs<'_> {
    /// The first unit of the package whose symbol names begin with this prefix.
    pub fn unit_of_prefix(&self, prefix: &str) -> Option<UnitId> {
        self.by_prefix.get(prefix).copied()
    }
    /// The package with this import path.
    pub fn lib(&self, path: &str) -> Option<LibId> {
        self.by_path.get(path).copied()
    }
}

/// Loads the program.
pub fn load<'a>(source: &'a dyn SymbolSource) -> Result<Inputs<'a>> {
    let mut inputs = Inputs::default();
    add_library(&mut inputs, "main", "command line", [0; 8]);
    let mut next = 0;
    loop {
        while next < inputs.libs.len() {
            // What is known so far is read and checked in parallel, then entered in order.
            let wave = next..inputs.libs.len();
            let found: Vec<_> =
                wave.clone().into_par_iter().map(|i| source.package(&inputs.libs[LibId::new(i)].path)).collect();
            for (i, package) in wave.clone().zip(found) {
                enter(&mut inputs, LibId::new(i), package?)?;
            }
            next = wave.end;
        }
        if inputs.lib("runtime").is_some() {
            return Ok(inputs);
        }
        add_library(&mut inputs, "runtime", "internal", [0; 8]);
    }
}

fn add_library(inputs: &mut Inputs<'_>, path: &str, importer: &str, fingerprint: [u8; 8]) -> LibId {
    let id = inputs.libs.push(Library {
        path: path.to_owned(),
        prefix: path_prefix(path),
        file: String::new(),
        fingerprint,
        importer: importer.to_owned(),
        imports: Vec::new(),
    });
    inputs.by_path.insert(path.to_owned(), id);
    id
}

fn enter<'a>(inputs: &mut Inputs<'a>, id: LibId, package: Option<Package<'a>>) -> Result<()> {
    let path = inputs.libs[id].path.clone();
    let Some(package) = package else {
        let lib = &inputs.libs[id];
        return Err(LinkError::new(format!(
            "cannot find package {path} (using -importcfg), imported by {}",
            lib.importer
        )));
    };
    let Package { file, is_main, units } = package;
    if path == "main" && !is_main {
        return Err(LinkError::new(format!("{file}: not package main")));
    }
    inputs.libs[id].file = file;
    for unit in units {
        if unit.object.flags().contains(goobj::ObjectFlags::UNLINKABLE) {
            return Err(LinkError::new(format!(
                "link: unlinkable object (from package {path}) - compiler requires -p flag"
            )));
        }
        check_own_fingerprint(&mut inputs.libs[id], unit.object.fingerprint())?;
        add_imports(inputs, id, &unit.object)?;
        let unit = inputs.units.push(LoadedUnit { name: unit.name, lib: id, object: unit.object });
        inputs.by_prefix.entry(path_prefix(&path)).or_insert(unit);
    }
    Ok(())
}

/// Assembly has no fingerprint; compiled code must have the one its importers saw.
fn check_own_fingerprint(lib: &mut Library, found: [u8; 8]) -> Result<()> {
    if found == [0; 8] {
        return Ok(());
    }
    if lib.fingerprint == [0; 8] {
        lib.fingerprint = found;
    }
    check_fingerprint(lib, found, &lib.importer, lib.fingerprint)
}

fn check_fingerprint(lib: &Library, have: [u8; 8], importer: &str, want: [u8; 8]) -> Result<()> {
    if have == want {
        return Ok(());
    }
    Err(LinkError::new(format!(
        "fingerprint mismatch: {} has {}, import from {importer} expecting {}",
        lib.path,
        hex(&have),
        hex(&want)
    )))
}

fn add_imports(inputs: &mut Inputs<'_>, id: LibId, object: &Object<'_>) -> Result<()> {
    let importer = inputs.libs[id].prefix.clone();
    for (path, fingerprint) in object.autolib() {
        let import = match inputs.lib(path) {
            Some(known) => {
                let lib = &inputs.libs[known];
                if lib.fingerprint != [0; 8] {
                    check_fingerprint(lib, lib.fingerprint, &importer, fingerprint)?;
                }
                known
            }
            None => add_library(inputs, path, &importer, fingerprint),
        };
        inputs.libs[id].imports.push(import);
    }
    Ok(())
}

pub use obj::name::path_prefix;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        assert_eq!(path_prefix("gopkg.in/yaml.v3"), "gopkg.in/yaml%2ev3");
        assert_eq!(path_prefix("a/é b"), "a/%c3%a9%20b");
        assert_eq!(path_prefix("net/http"), "net/http");
    }
}
