//! Mixed mode: our object in the place of the official one, inside an official build. In: the
//! archive that the official compiler made and the arguments it was given. Out: that archive
//! with our object, in the official order of symbols ([`goobj::template`]); export data,
//! fingerprint and the members of the assembler stay.
//!
//! `oxigo tool mixed -official ARCHIVE -o OUT [-places CONFIG] [-self] [-v] -- ARGUMENTS` does it for
//! one package; `oxigo toolexec` with `OXIGO_PKGS` during a build. With `-self` the official
//! object stands in for itself: what goes wrong then is not the compiler's fault.

use crate::compile_command::{self, Failure, write_file};
use base::goflag::{self, Shape};
use goobj::template::{self, Merged, Places};
use goobj::write::{ArchiveWriter, MemberAttributes};
use goobj::{Archive, LocalSym, MemberKind, Object};
use obj::{Abi, Unit};
use std::ffi::OsString;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const FLAGS: &[(&str, Shape)] = &[
    ("official", Shape::Value),
    ("o", Shape::Value),
    ("places", Shape::Value),
    ("self", Shape::Bool),
    ("v", Shape::Bool),
];

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match one(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn one(args: &[OsString]) -> Result<(), Failure> {
    let (given, arguments) = goflag::parse(FLAGS, args).map_err(Failure::message)?;
    let last = |name: &str| given.iter().rev().find(|g| g.name == name);
    let file = |name: &str| last(name).map(|g| PathBuf::from(&g.value));
    let on = |name: &str| last(name).is_some_and(goflag::Given::on);
    let (Some(official), Some(out)) = (file("official"), file("o")) else {
        return Err(Failure::message("usage: oxigo tool mixed -official ARCHIVE -o OUT -- ARGUMENTS OF THE COMPILER"));
    };
    let mut places = Places::default();
    if let Some(config) = file("places") {
        add_places(&mut places, &config).map_err(Failure::message)?;
    }
    let archive = read(&official).map_err(Failure::message)?;
    let borrowed = match on("self") {
        true => {
            let path = value_of(&arguments, "-p").unwrap_or_default();
            let (bytes, borrowed) = itself(&archive, &path, &places).map_err(Failure::message)?;
            write_file(&out, &bytes)?;
            borrowed
        }
        false => {
            let unit = compile_command::compile(&arguments)?.artifact.unit;
            let (bytes, borrowed) = replace(&archive, &unit, &places).map_err(Failure::message)?;
            write_file(&out, &bytes)?;
            borrowed
        }
    };
    if on("v") {
        borrowed.iter().for_each(|name| println!("{name}"));
    }
    Ok(())
}

/// The value of an argument in the form `-p path`.
pub(crate) fn value_of(arguments: &[OsString], flag: &str) -> Option<String> {
    let at = arguments.iter().position(|a| a == flag)?;
    Some(arguments.get(at + 1)?.to_string_lossy().into_owned())
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))
}

/// Adds the definitions of every archive that an import configuration names.
pub(crate) fn add_places(places: &mut Places, config: &Path) -> Result<(), String> {
    let text = String::from_utf8(read(config)?).map_err(|_| format!("{}: not text", config.display()))?;
    let files = text.lines().filter_map(|l| l.strip_prefix("packagefile ")?.split_once('='));
    for (path, file) in files {
        let bytes = read(file.as_ref())?;
        with_object(&bytes, |object, _| places.add(path, object)).map_err(|e| format!("{file}: {e}"))?;
    }
    Ok(())
}

/// Hands on the compiler's object of an archive and the text in front of it.
fn with_object<T>(archive: &[u8], work: impl FnOnce(&Object<'_>, &[u8]) -> T) -> Result<T, String> {
    let archive = Archive::parse(archive).map_err(text)?;
    let member = archive.objects().next().ok_or("no object")?;
    let header = member.header().map_err(text)?;
    Ok(work(&member.object().map_err(text)?, &member.data[..header.len]))
}

fn text(e: impl Display) -> String {
    e.to_string()
}

/// An archive of the official compiler with our object; also the names of definitions that
/// only the official compiler makes, which are taken over.
pub(crate) fn replace(official: &[u8], ours: &Unit, places: &Places) -> Result<(Vec<u8>, Vec<String>), String> {
    let (object, borrowed) = with_object(official, |object, header| {
        initialised_alike(ours, object)?;
        let Merged { unit, borrowed } = template::merge(ours, object, places).map_err(text)?;
        let bytes = goobj::write::object(&unit, object.release()).map_err(text)?;
        template::check(object, &Object::parse(&bytes, object.release()).map_err(text)?).map_err(text)?;
        Ok::<_, String>(([header, &bytes].concat(), borrowed.iter().map(ToString::to_string).collect()))
    })??;
    Ok((with_member(official, &object)?, borrowed))
}

/// Importers compiled by the official compiler know whether there is a record of initialisation;
/// one that they do not know of is never run, so there must be no function in it.
fn initialised_alike(ours: &Unit, official: &Object<'_>) -> Result<(), String> {
    let name = format!("{}..inittask", goobj::write::escape_path(&ours.path));
    let record = ours.lookup(&name, Abi::Abi0).and_then(|id| ours.symbols[id].def.as_ref());
    let functions = record.map_or(0, |def| def.relocs.iter().filter(|r| r.size != 0).count());
    let is_official = (0..official.num_defs() as u32).any(|i| official.sym(LocalSym(i)).name() == name);
    match functions > 0 && !is_official {
        true => Err(format!("{}: variables are initialised when the program starts that need not be", ours.path)),
        false => Ok(()),
    }
}

/// The same with the official object for ours.
fn itself(official: &[u8], path: &str, places: &Places) -> Result<(Vec<u8>, Vec<String>), String> {
    let unit = with_object(official, |object, _| goobj::unit_of(object, path, &|p, i| places.name(p, i)))?;
    replace(official, &unit, places)
}

/// The archive with another first object.
fn with_member(archive: &[u8], object: &[u8]) -> Result<Vec<u8>, String> {
    let archive = Archive::parse(archive).map_err(text)?;
    let mut out = ArchiveWriter::new();
    let mut replaced = false;
    for member in &archive.members {
        let (time, uid, gid, mode) = member.attributes();
        let is_ours = member.kind == MemberKind::GoObject && !replaced;
        replaced |= is_ours;
        let data = if is_ours { object } else { member.data };
        out.add(member.name, MemberAttributes { time, uid, gid, mode }, data);
    }
    Ok(out.finish())
}

/// Where packages keep their definitions, remembered from compilation to compilation: a
/// compiler is only given the archives of direct imports, but the official one knows places of
/// all packages below from export data. One file for each package and fingerprint.
pub(crate) struct Memory {
    dir: Option<PathBuf>,
}

impl Memory {
    /// The one in the user's cache folder.
    pub(crate) fn of_user() -> Memory {
        Memory { dir: sysroot::cache_home().ok().map(|dir| dir.join("oxigo/mixed")) }
    }

    fn file(&self, path: &str, print: [u8; 8]) -> Option<PathBuf> {
        let name = format!("{:016x}-{}", u64::from_be_bytes(print), path.replace('/', "-"));
        Some(self.dir.as_ref()?.join(name))
    }

    /// Keeps the object of an archive, without contents of symbols.
    pub(crate) fn remember(&self, path: &str, archive: &[u8]) -> Result<(), String> {
        let (print, bytes) = with_object(archive, |object, _| {
            let mut raw = goobj::RawObject::from_object(object);
            (raw.refs, raw.ref_names, raw.ref_flags) = Default::default();
            raw.defs.iter_mut().skip(1).for_each(Vec::clear);
            (raw.hash, raw.hash64) = Default::default();
            for symbol in &mut raw.defs[0] {
                (symbol.relocs, symbol.auxs, symbol.data) = Default::default();
            }
            (object.fingerprint(), raw.emit())
        })?;
        let Some(file) = self.file(path, print).filter(|f| !f.exists()) else { return Ok(()) };
        let failed = |e: std::io::Error| format!("{}: {e}", file.display());
        if let Some(dir) = &self.dir {
            std::fs::create_dir_all(dir).map_err(failed)?;
        }
        write_file(&file, &bytes.map_err(text)?).map_err(|_| format!("{}: cannot be written", file.display()))
    }

    /// Adds what is known of all packages below one.
    pub(crate) fn recall(&self, path: &str, archive: &[u8], places: &mut Places) -> Result<(), String> {
        let imports = |object: &Object<'_>| object.autolib().map(|(p, print)| (p.to_owned(), print)).collect();
        let (release, mut todo): (_, Vec<(String, [u8; 8])>) = with_object(archive, |object, _| {
            places.add(path, object);
            (object.release(), imports(object))
        })?;
        let mut seen = base::FxHashSet::default();
        while let Some((path, print)) = todo.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let Some(bytes) = self.file(&path, print).and_then(|f| std::fs::read(f).ok()) else { continue };
            let object = Object::parse(&bytes, release).map_err(text)?;
            places.add(&path, &object);
            todo.extend::<Vec<_>>(imports(&object));
        }
        Ok(())
    }
}
