//! `tool buildid`: shows the build id of an archive or executable; `-w` replaces its last part
//! by a hash of the contents (facts: `cmd/internal/buildid`). The hash is SHA-256 over the file
//! with the id itself as zeros, its first 120 bits in URL-safe base64.

use crate::cli;
use base::goflag::{Shape, parse};
use object::Endianness;
use object::elf;
use object::read::elf::{FileHeader, ProgramHeader};
use sha2::{Digest, Sha256};
use std::ffi::OsString;
use std::io::{Seek, SeekFrom, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: oxigo tool buildid [-w] file";
/// Note type of the Go build id.
const NOTE_GO_BUILDID: u32 = 4;
/// Note type of the GNU build id.
const NOTE_GNU_BUILDID: u32 = 3;

/// Runs the tool.
pub fn run(args: &[OsString]) -> ExitCode {
    let (flags, files) = match parse(&[("w", Shape::Bool)], args) {
        Ok(parsed) => parsed,
        Err(e) => return cli::usage(&e, USAGE),
    };
    let [file] = &files[..] else { return cli::usage("", USAGE) };
    let write = flags.last().is_some_and(|f| f.on());
    let done = if write { rewrite(file) } else { show(file) };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => cli::fail("buildid", e),
    }
}

fn show(file: &OsString) -> Result<(), String> {
    let data = cli::read(file)?;
    let id = read(&data).map_err(|e| format!("parse {}: {e}", file.to_string_lossy()))?;
    cli::print(format!("{id}\n").as_bytes());
    Ok(())
}

/// Puts the content hash in the place of the id's last part, everywhere the id stands.
fn rewrite(file: &OsString) -> Result<(), String> {
    let name = file.to_string_lossy();
    let data = cli::read(file)?;
    let id = read(&data).map_err(|e| format!("parse {name}: {e}"))?;
    if id.is_empty() {
        return Err("buildid.FindAndHash: no id specified".into());
    }
    let (places, hash) = find_and_hash(&data, &id);
    let Some(slash) = id.rfind('/') else {
        return Err(format!("{name}: build ID is a legacy format...binary too old for this tool"));
    };
    let new = format!("{}/{}", &id[..slash], hash_text(&hash));
    if new.len() != id.len() {
        return Err(format!("{name}: build ID length mismatch {id:?} vs {new:?}"));
    }
    drop(data);
    let failed = |e: std::io::Error| format!("{name}: {e}");
    let mut out = std::fs::OpenOptions::new().write(true).open(file).map_err(failed)?;
    for place in places {
        out.seek(SeekFrom::Start(place as u64)).and_then(|_| out.write_all(new.as_bytes())).map_err(failed)?;
    }
    Ok(())
}

/// The build id of a file; empty when it has none.
pub fn read(data: &[u8]) -> Result<String, String> {
    if data.starts_with(b"!<arch>\n") {
        return archive_id(data);
    }
    if data.starts_with(&elf::ELFMAG) {
        return elf_id(data);
    }
    raw_id(&data[..data.len().min(32 * 1024)])
}

/// The id in the header of an archive's first member: its third line.
fn archive_id(data: &[u8]) -> Result<String, String> {
    const MALFORMED: &str = "malformed object file";
    let head = &data[..data.len().min(1024)];
    let mut lines = head.split_inclusive(|&b| b == b'\n').filter_map(|l| l.strip_suffix(b"\n")).skip(1);
    let mut next = || lines.next().ok_or(MALFORMED);
    let (member, object, id) = (next()?, next()?, next()?);
    if !member.starts_with(b"__.PKGDEF") || !object.starts_with(b"go object ") {
        return Err(MALFORMED.into());
    }
    match id.strip_prefix(b"build id ") {
        None => Ok(String::new()),
        Some(quoted) => unquote(quoted).ok_or_else(|| MALFORMED.into()),
    }
}

/// A Go string literal without escapes, which build ids never have.
fn unquote(text: &[u8]) -> Option<String> {
    let inner = text.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let plain = !inner.iter().any(|b| matches!(b, b'"' | b'\\' | b'\n'));
    plain.then(|| String::from_utf8(inner.to_vec()).ok()).flatten()
}

/// The id in the notes of an ELF file; the GNU one where there is no Go one.
fn elf_id(data: &[u8]) -> Result<String, String> {
    let notes = Notes::read(data).map_err(|e| e.to_string())?;
    match notes.go.or(notes.gnu.filter(|id| !id.is_empty())) {
        Some(id) => Ok(String::from_utf8_lossy(id).into_owned()),
        None => raw_id(&data[..data.len().min(32 * 1024)]),
    }
}

/// The ids in the notes of an ELF file.
#[derive(Default)]
struct Notes<'d> {
    go: Option<&'d [u8]>,
    gnu: Option<&'d [u8]>,
}

impl<'d> Notes<'d> {
    fn read(data: &'d [u8]) -> object::Result<Notes<'d>> {
        let header = elf::FileHeader64::<Endianness>::parse(data)?;
        let endian = header.endian()?;
        let mut out = Notes::default();
        for segment in header.program_headers(endian, data)? {
            let Some(mut notes) = segment.notes(endian, data)? else { continue };
            while let Some(note) = notes.next()? {
                match (note.name(), note.n_type(endian).0) {
                    (b"Go", NOTE_GO_BUILDID) => out.go = out.go.or(Some(note.desc())),
                    (b"GNU", NOTE_GNU_BUILDID) => out.gnu = Some(note.desc()),
                    _ => {}
                }
            }
        }
        Ok(out)
    }
}

/// The GNU id of an ELF file, if it has one.
pub fn gnu_id(data: &[u8]) -> Option<&[u8]> {
    Notes::read(data).ok()?.gnu
}

/// The id at the start of the text, between its marks.
fn raw_id(data: &[u8]) -> Result<String, String> {
    const BEGIN: &[u8] = b"\xff Go build ID: \"";
    const END: &[u8] = b"\"\n \xff";
    let find = |data: &[u8], what: &[u8]| data.windows(what.len()).position(|w| w == what);
    let Some(start) = find(data, BEGIN) else { return Ok(String::new()) };
    let rest = &data[start + BEGIN.len()..];
    let end = find(rest, END).ok_or("malformed object file")?;
    Ok(String::from_utf8_lossy(&rest[..end]).into_owned())
}

/// The places of an id in a file, and the hash of the file with zeros at those places.
pub fn find_and_hash(data: &[u8], id: &str) -> (Vec<usize>, [u8; 32]) {
    let mut places = Vec::new();
    let mut sum = Sha256::new();
    let mut at = 0;
    while let Some(i) = memchr::memmem::find(&data[at..], id.as_bytes()) {
        places.push(at + i);
        sum.update(&data[at..at + i]);
        sum.update(vec![0; id.len()]);
        at += i + id.len();
    }
    sum.update(&data[at..]);
    (places, sum.finalize().into())
}

/// A content hash as it stands in build ids: 20 characters.
pub fn hash_text(hash: &[u8; 32]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits = |chunk: &[u8]| u32::from_be_bytes([0, chunk[0], chunk[1], chunk[2]]);
    let digits = hash[..15].chunks_exact(3).flat_map(|c| [18, 12, 6, 0].map(|shift| (bits(c) >> shift) & 63));
    digits.map(|d| DIGITS[d as usize] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_archives() {
        let file = |rest: &str| format!("!<arch>\n__.PKGDEF   x\ngo object linux amd64 go1.23.9\n{rest}");
        assert_eq!(read(file("build id \"a/b\"\n").as_bytes()), Ok("a/b".to_string()));
        assert_eq!(read(file("main\n").as_bytes()), Ok(String::new()));
        assert!(read(b"!<arch>\nx\n").is_err());
        assert!(read(file("build id \"a").as_bytes()).is_err());
    }

    #[test]
    fn hash_leaves_the_id_out() {
        let (places, one) = find_and_hash(b"..a/b..a/b", "a/b");
        let (_, two) = find_and_hash(b"..c/d..c/d", "c/d");
        assert_eq!((places, one), (vec![2, 7], two));
        assert_eq!(hash_text(&[0xff; 32]), "____________________");
    }
}
