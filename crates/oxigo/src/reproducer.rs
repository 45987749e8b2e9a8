//! What a bug of ours leaves behind in `$OXIGO_CRASH_DIR`, and its replay. In: a compilation that failed through
//! a bug. Out: a folder of its own with everything the compiler was given:
//!
//! | file | holds |
//! |---|---|
//! | `bug.txt` | the message |
//! | `args` | the arguments of `tool compile`, one a line, with names of files in this folder |
//! | `src/` | the package's Go files |
//! | `importcfg`, `archives/` | the packages below |
//! | `symabis`, `embedcfg`, `embed/` | what its assembly defines, embedded files; where there are any |
//! | `stamp` | which binary wrote the archives |
//!
//! `oxigo tool replay DIR` compiles it again and writes nothing. Archives of another build of oxigo are read as
//! if they were this one's, so that a reproducer serves to mend what it shows.

use base::goflag;
use compile::embed::EmbedConfig;
use export::Stamp;
use std::ffi::OsString;
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The variable that names the folder.
pub(crate) const VARIABLE: &str = "OXIGO_CRASH_DIR";

/// A compilation that failed.
pub(crate) struct Case<'a> {
    /// The package's path in objects.
    pub(crate) path: &'a str,
    /// Arguments that name no files.
    pub(crate) args: Vec<String>,
    /// Where the files are.
    pub(crate) dir: &'a Path,
    /// Go files.
    pub(crate) files: &'a [String],
    /// Import paths as written, and what they mean where that differs.
    pub(crate) import_map: Vec<(String, String)>,
    /// The packages below.
    pub(crate) archives: Vec<(String, Archive)>,
    /// What its assembly defines and refers to.
    pub(crate) symabis: Option<&'a [u8]>,
    /// The files it embeds.
    pub(crate) embed: &'a EmbedConfig,
    /// The message.
    pub(crate) bug: &'a str,
}

/// The archive of a package below.
pub(crate) enum Archive {
    /// A file.
    File(PathBuf),
    /// Its bytes.
    Bytes(Vec<u8>),
}

/// Leaves a reproducer in `into`; a line about it.
pub(crate) fn leave(into: &Path, case: &Case<'_>) -> String {
    let name = case.path.replace(['/', ' '], "_");
    let folder = (1..).map(|n| into.join(format!("{name}.{n}"))).find(|folder| !folder.exists());
    let folder = folder.unwrap_or_else(|| into.join(&name));
    match write(&folder, case) {
        Ok(()) => format!("What led to it is in {0}: oxigo tool replay {0}", folder.display()),
        Err(e) => format!("What led to it could not be written to {}: {e}", folder.display()),
    }
}

fn write(folder: &Path, case: &Case<'_>) -> io::Result<()> {
    ["src", "archives", "embed"].iter().try_for_each(|sub| std::fs::create_dir_all(folder.join(sub)))?;
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes);
    put("bug.txt", case.bug.as_bytes())?;
    put("stamp", &crate::identity::stamp().0)?;
    let mut args = case.args.clone();
    let mut add = |flag: &str, file: &str| args.extend([flag.to_owned(), file.to_owned()]);
    add("-o", "out.a");
    put("importcfg", import_config(folder, case)?.as_bytes())?;
    add("-importcfg", "importcfg");
    if let Some(symabis) = case.symabis {
        put("symabis", symabis)?;
        add("-symabis", "symabis");
    }
    if !case.embed.patterns.is_empty() {
        put("embedcfg", embed_config(folder, case.embed)?.as_bytes())?;
        add("-embedcfg", "embedcfg");
    }
    for file in case.files {
        let source = case.dir.join(file);
        let copy = format!("src/{}", source.file_name().unwrap_or_default().to_string_lossy());
        std::fs::copy(&source, folder.join(&copy))?;
        args.push(copy);
    }
    let escaped = args.iter().map(|arg| arg.replace('\\', "\\\\").replace('\n', "\\n") + "\n");
    put("args", escaped.collect::<String>().as_bytes())
}

fn import_config(folder: &Path, case: &Case<'_>) -> io::Result<String> {
    let mut text = String::new();
    for (from, to) in &case.import_map {
        let _ = writeln!(text, "importmap {from}={to}");
    }
    for (n, (path, archive)) in case.archives.iter().enumerate() {
        let name = format!("archives/{n}.a");
        match archive {
            Archive::File(file) => _ = std::fs::copy(file, folder.join(&name))?,
            Archive::Bytes(bytes) => std::fs::write(folder.join(&name), bytes)?,
        }
        let _ = writeln!(text, "packagefile {path}={name}");
    }
    Ok(text)
}

fn embed_config(folder: &Path, embed: &EmbedConfig) -> io::Result<String> {
    let mut files = serde_json::Map::new();
    for (n, (name, file)) in embed.files.iter().enumerate() {
        let copy = format!("embed/{n}");
        std::fs::copy(file, folder.join(&copy))?;
        files.insert(name.clone(), copy.into());
    }
    Ok(serde_json::json!({ "Patterns": embed.patterns, "Files": files }).to_string())
}

/// `oxigo tool replay DIR`.
pub(crate) fn replay(args: &[OsString]) -> ExitCode {
    let [folder] = args else {
        eprintln!("usage: oxigo tool replay DIR");
        return ExitCode::from(2);
    };
    let folder = Path::new(folder);
    let stamp = std::fs::read(folder.join("stamp")).map_err(|e| goflag::open_error(folder.join("stamp"), &e));
    let stamp = stamp.and_then(|bytes| bytes.try_into().map_err(|_| format!("{}: damaged", folder.display())));
    let entered = stamp.and_then(|stamp| std::env::set_current_dir(folder).map(|()| stamp).map_err(|e| e.to_string()));
    match entered {
        Ok(stamp) => crate::compile_command::replay(Stamp(stamp)),
        Err(e) => {
            eprintln!("oxigo: {e}");
            ExitCode::FAILURE
        }
    }
}
