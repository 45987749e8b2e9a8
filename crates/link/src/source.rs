//! Where linkable units come from. The linker asks for packages by import path and never knows
//! who answers: archives on disk now ([`FileSource`]), a compiler in the same process later. The
//! linker alone decides what is reachable; a source only hands out units, whole and in the form
//! of objects, and may do so from several threads.

use crate::error::{LinkError, Result};
use crate::importcfg::ImportCfg;
use goobj::{Archive, MappedFile, MemberKind, Object};
use std::path::Path;

/// The linkable units of one package.
#[derive(Debug)]
pub struct Package<'a> {
    /// What to call the package's file in messages.
    pub file: String,
    /// Whether it is a program (`package main`).
    pub is_main: bool,
    /// Compiled code first, then assembled files.
    pub units: Vec<Unit<'a>>,
}

/// One linkable unit.
#[derive(Debug)]
pub struct Unit<'a> {
    /// What to call it in messages: `file(member)`.
    pub name: String,
    /// Its symbols.
    pub object: Object<'a>,
}

/// Answers requests for packages.
pub trait SymbolSource: Sync {
    /// The units of package `path`; `None` when the source has no such package.
    fn package(&self, path: &str) -> Result<Option<Package<'_>>>;
}

/// Archives named by an import configuration.
#[derive(Debug)]
pub struct FileSource<'c> {
    config: &'c ImportCfg,
    main: &'c Path,
    header: String,
    files: boxcar::Vec<MappedFile>,
}

impl<'c> FileSource<'c> {
    /// Packages are found through `config`, package `main` is the file `main`; objects must
    /// carry exactly the header line `header`.
    pub fn new(config: &'c ImportCfg, main: &'c Path, header: String) -> Self {
        FileSource { config, main, header, files: boxcar::Vec::new() }
    }
}

impl SymbolSource for FileSource<'_> {
    fn package(&self, path: &str) -> Result<Option<Package<'_>>> {
        let found = match path {
            "main" => Some(self.main.to_owned()),
            _ => self.config.file(path),
        };
        let Some(file) = found else { return Ok(None) };
        let map = MappedFile::open(&file)
            .map_err(|e| LinkError::new(format!("cannot open file {}", e.to_string().trim_start_matches("./"))))?;
        let index = self.files.push(map);
        package(&file, &self.files[index], &self.header).map(Some)
    }
}

/// Reads the package in an archive or bare object.
fn package<'a>(file: &Path, bytes: &'a [u8], header: &str) -> Result<Package<'a>> {
    let name = file.display().to_string();
    let archive = Archive::parse(bytes).map_err(|f| LinkError::from(f.in_file(file, None)))?;
    let mut package = Package { file: name.clone(), is_main: false, units: Vec::new() };
    for m in archive.members.iter().filter(|m| is_object_name(m.name) || archive.bare) {
        let called = if archive.bare { name.clone() } else { format!("{name}({})", m.name) };
        if m.kind != MemberKind::GoObject {
            return Err(LinkError::new(foreign(&called, m.data)));
        }
        let place = (!archive.bare).then_some(m.name);
        let text = m.header().map_err(|f| LinkError::from(f.in_file(file, place)))?;
        if text.line != header {
            return Err(LinkError::new(format!(
                "{called}: linked object header mismatch:\nhave {:?}\nwant {:?}\n",
                format!("{}\n", text.line),
                format!("{header}\n")
            )));
        }
        package.is_main |= text.is_main();
        let object = m.object().map_err(|f| LinkError::from(f.in_file(file, place)))?;
        package.units.push(Unit { name: called, object });
    }
    Ok(package)
}

/// Members with long names or an object suffix are input; build tools add others.
fn is_object_name(name: &str) -> bool {
    name != goobj::archive::PKGDEF && (name.len() >= 16 || name.ends_with(".o") || name.ends_with(".syso"))
}

fn foreign(called: &str, data: &[u8]) -> String {
    match data.starts_with(b"\x7fELF") {
        true => format!("{called}: objects of a C compiler need external linking, which is not supported"),
        false => format!("{called}: unrecognized object file format"),
    }
}
