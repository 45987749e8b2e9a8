//! `version [-m] [-v] FILE…`: the release and module information in an executable (format:
//! `debug/buildinfo`): 16-byte magic and sizes, from byte 32 two strings with varint lengths, the
//! second one between marks of 16 bytes. Only the inline form, which releases since 1.18 write.

use crate::cli;
use base::bytes::ByteReader;
use base::goflag::{Shape, open_error, parse};
use object::{Object, ObjectSection};
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

const MAGIC: &[u8] = b"\xff Go buildinf:";
const INLINE: u8 = 2;
const USAGE: &str = "usage: oxigo version [-m] [-v] [file ...]";

/// What is printed, and of what.
#[derive(Clone, Copy)]
struct How {
    /// `-m`: the modules too.
    modules: bool,
    /// `-v`: files of folders that are no Go programs too.
    verbose: bool,
}

/// Runs the command for files and folders.
pub fn run(args: &[OsString]) -> ExitCode {
    let (flags, files) = match parse(&[("m", Shape::Bool), ("v", Shape::Bool)], args) {
        Ok(parsed) => parsed,
        Err(e) => return cli::usage(&e, USAGE),
    };
    let is_on = |name: &str| flags.iter().rfind(|f| f.name == name).is_some_and(|f| f.on());
    let how = How { modules: is_on("m"), verbose: is_on("v") };
    if files.is_empty() {
        let flag = if how.modules { "-m" } else { "-v" };
        eprintln!("go: 'go version' only accepts {flag} flag with arguments");
        return ExitCode::from(2);
    }
    let mut code = ExitCode::SUCCESS;
    for file in files.iter().map(Path::new) {
        match file.metadata() {
            Ok(facts) if facts.is_dir() => scan_folder(file, how),
            Ok(_) => scan(file, how, true),
            Err(e) => {
                let text = open_error(file, &e);
                eprintln!("{}", text.replacen("open ", "stat ", 1));
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

/// Looks at all files below a folder in the order of their names.
fn scan_folder(folder: &Path, how: How) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<std::fs::DirEntry> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = if folder == Path::new(".") { entry.file_name().into() } else { entry.path() };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => scan_folder(&path, how),
            Ok(kind) if kind.is_file() || kind.is_symlink() && path.is_file() => scan(&path, how, how.verbose),
            _ => {}
        }
    }
}

/// Prints what a file says. A file that could not be a program is passed over in silence, named or not.
fn scan(file: &Path, how: How, named: bool) {
    let name = file.display();
    let data = match cli::read(&file.as_os_str().to_owned()) {
        Ok(data) => data,
        Err(_) if named => return eprintln!("{name}"),
        Err(_) => return,
    };
    match read(&data) {
        Ok((version, text)) => {
            cli::print(format!("{name}: {version}\n").as_bytes());
            let lines = text.lines().filter(|_| how.modules).map(|l| format!("\t{l}\n"));
            cli::print(lines.collect::<String>().as_bytes());
        }
        Err(e) if named && could_be_program(file) => {
            eprintln!("{name}: could not read Go build info from {name}: {e}");
        }
        Err(_) => {}
    }
}

/// Whether a file's mode or name is that of a program or library.
fn could_be_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let name = file.to_string_lossy().to_lowercase();
    file.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
        || [".so", ".exe", ".dll"].iter().any(|end| name.ends_with(end))
        || name.contains(".so.")
}

/// Release and module information of an executable.
pub fn read(data: &[u8]) -> Result<(String, String), String> {
    let file = object::File::parse(data).map_err(|_| "unrecognized file format".to_string())?;
    let blob = file.section_by_name(".go.buildinfo").and_then(|s| s.data().ok());
    let blob = blob.filter(|b| b.starts_with(MAGIC) && b.len() >= 32).ok_or("not a Go executable")?;
    if blob[15] & INLINE == 0 {
        return Err(format!("made by a release before {}", release::history::BUILD_INFORMATION));
    }
    let mut r = ByteReader::at(blob, 32);
    let mut string = || r.uvarint().and_then(|n| r.take(usize::try_from(n).ok()?));
    let version = string().ok_or("build information is truncated")?;
    let module = string().ok_or("build information is truncated")?;
    let inner = module.len().checked_sub(16).and_then(|end| module.get(16..end)).unwrap_or(&[]);
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    Ok((text(version), text(inner)))
}
