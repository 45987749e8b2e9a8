//! `version [-m] [-v] FILE…`: the release and module information in an executable (format:
//! `debug/buildinfo`): 16-byte magic and sizes, from byte 32 two strings with varint lengths, the
//! second one between marks of 16 bytes. Only the inline form, which releases since 1.18 write.

use crate::cli;
use base::bytes::ByteReader;
use base::goflag::{Shape, parse};
use object::{Object, ObjectSection};
use std::ffi::OsString;
use std::process::ExitCode;

const MAGIC: &[u8] = b"\xff Go buildinf:";
const INLINE: u8 = 2;
const USAGE: &str = "usage: oxigo version [-m] [-v] [file ...]";

/// Runs the command for files.
pub fn run(args: &[OsString]) -> ExitCode {
    let (flags, files) = match parse(&[("m", Shape::Bool), ("v", Shape::Bool)], args) {
        Ok(parsed) => parsed,
        Err(e) => return cli::usage(&e, USAGE),
    };
    let modules = flags.iter().rfind(|f| f.name == "m").is_some_and(|f| f.on());
    if files.is_empty() {
        return cli::usage("oxigo: 'version' takes flags only with files", USAGE);
    }
    let mut code = ExitCode::SUCCESS;
    for file in &files {
        let name = file.to_string_lossy();
        let info = cli::read(file).and_then(|data| read(&data).map_err(|e| format!("{name}: {e}")));
        match info {
            Ok((version, text)) => {
                cli::print(format!("{name}: {version}\n").as_bytes());
                let lines = text.lines().filter(|_| modules).map(|l| format!("\t{l}\n"));
                cli::print(lines.collect::<String>().as_bytes());
            }
            Err(e) => {
                eprintln!("{e}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

/// Release and module information of an executable.
pub fn read(data: &[u8]) -> Result<(String, String), String> {
    let file = object::File::parse(data).map_err(|_| "unrecognized file format".to_string())?;
    let blob = file.section_by_name(".go.buildinfo").and_then(|s| s.data().ok());
    let blob = blob.filter(|b| b.starts_with(MAGIC) && b.len() >= 32).ok_or("not a Go executable")?;
    if blob[15] & INLINE == 0 {
        return Err("made by a release before go1.18".into());
    }
    let mut r = ByteReader::at(blob, 32);
    let mut string = || r.uvarint().and_then(|n| r.take(usize::try_from(n).ok()?));
    let version = string().ok_or("build information is truncated")?;
    let module = string().ok_or("build information is truncated")?;
    let inner = module.len().checked_sub(16).and_then(|end| module.get(16..end)).unwrap_or(&[]);
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    Ok((text(version), text(inner)))
}
