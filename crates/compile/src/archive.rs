//! Archives as the compiler writes them. In: the unit of a package and what the text header
//! says. Out: the bytes of an archive with two members: `__.PKGDEF`, what importers read, and
//! `_go_.o`, the object (form: `cmd/compile/internal/gc/obj.go`).
//!
//! The fingerprint of a package stands in its object and, for every import, in the objects of
//! importers; the linker compares them. Ours is a hash of the sources and of the fingerprints
//! of the imports, so that it changes whenever what is exported may have changed.

use base::Sources;
use goobj::write::ArchiveWriter;
use goobj::{Archive, WriteError};
use obj::Unit;
use release::Release;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The text in front of both members.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// The release.
    pub release: Release,
    /// The line that names platform, release and experiments.
    pub line: String,
    /// `-buildid`; empty for none.
    pub build_id: String,
    /// Whether the package is called `main`.
    pub is_main: bool,
}

impl Header {
    /// The text up to its closing blank line.
    fn text(&self) -> String {
        let mut text = format!("{}\n", self.line);
        if !self.build_id.is_empty() {
            text.push_str(&format!("build id {}\n", quoted(&self.build_id)));
        }
        if self.is_main {
            text.push_str("main\n");
        }
        text + "\n"
    }
}

/// A string in quotes, as Go's `%q` writes ids.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

/// An archive with export data and object.
pub fn whole(header: &Header, exports: &[u8], unit: &Unit) -> Result<Vec<u8>, WriteError> {
    let mut archive = ArchiveWriter::new();
    archive.add(goobj::archive::PKGDEF, Default::default(), &export_member(header, exports));
    archive.add(OBJECT_MEMBER, Default::default(), &object_member(header, unit)?);
    Ok(archive.finish())
}

/// An archive with nothing but export data.
pub fn exports_alone(exports: &[u8]) -> Vec<u8> {
    let mut archive = ArchiveWriter::new();
    archive.add(goobj::archive::PKGDEF, Default::default(), &export_member(&Header::default(), exports));
    archive.finish()
}

/// Two archives: one for importers, one for the linker (`-linkobj`).
pub fn split(header: &Header, exports: &[u8], unit: &Unit) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
    let (mut importers, mut linker) = (ArchiveWriter::new(), ArchiveWriter::new());
    importers.add(goobj::archive::PKGDEF, Default::default(), &export_member(header, exports));
    linker.add(OBJECT_MEMBER, Default::default(), &object_member(header, unit)?);
    Ok((importers.finish(), linker.finish()))
}

/// An archive with other export data in front; everything else stays as it is.
pub fn with_exports(archive: &[u8], exports: &[u8]) -> Result<Vec<u8>, String> {
    let parsed = Archive::parse(archive).map_err(|fault| fault.to_string())?;
    let first = parsed.pkgdef().ok_or("no export data")?;
    let begin = first.data.windows(BEGIN.len()).position(|w| w == BEGIN).ok_or("no export data")?;
    let mut front = ArchiveWriter::new();
    let member = [&first.data[..begin], BEGIN, exports, END].concat();
    front.add(goobj::archive::PKGDEF, Default::default(), &member);
    let mut out = front.finish();
    let end = first.offset + first.data.len();
    out.extend_from_slice(archive.get(end + (end & 1)..).unwrap_or_default());
    Ok(out)
}

/// What stands before and behind export data.
const BEGIN: &[u8] = b"\n$$B\n";
const END: &[u8] = b"\n$$\n";

/// Name of the member with the compiler's object.
pub const OBJECT_MEMBER: &str = "_go_.o";

fn export_member(header: &Header, exports: &[u8]) -> Vec<u8> {
    let mut member = header.text().into_bytes();
    member.extend_from_slice(BEGIN);
    member.extend_from_slice(exports);
    member.extend_from_slice(END);
    member
}

fn object_member(header: &Header, unit: &Unit) -> Result<Vec<u8>, WriteError> {
    let mut member = header.text().into_bytes();
    member.extend_from_slice(b"\n!\n");
    member.extend(goobj::write::object(unit, header.release)?);
    Ok(member)
}

/// The fingerprint of a package of ours; never zero, which means assembly.
pub fn fingerprint(path: &str, sources: &Sources, imports: &[(Arc<str>, [u8; 8])]) -> [u8; 8] {
    let mut sum = Sha256::new();
    let mut text = |bytes: &[u8]| {
        sum.update((bytes.len() as u64).to_le_bytes());
        sum.update(bytes);
    };
    text(path.as_bytes());
    sources.files().iter().for_each(|file| text(&file.text));
    for (path, print) in imports {
        text(path.as_bytes());
        text(print);
    }
    let digest = sum.finalize();
    let mut print: [u8; 8] = std::array::from_fn(|i| digest[i]);
    if print == [0; 8] {
        print[0] = 1;
    }
    print
}

/// The fingerprint that the compiler's object in an archive carries; zero if there is none.
pub fn fingerprint_of(archive: &[u8]) -> Result<[u8; 8], String> {
    let archive = Archive::parse(archive).map_err(|fault| fault.to_string())?;
    let Some(member) = archive.objects().next() else { return Ok([0; 8]) };
    Ok(member.object().map_err(|fault| fault.to_string())?.fingerprint())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_headers() {
        let header = Header {
            release: Release::default(),
            line: Release::default().header_line("v1"),
            build_id: "a/\"b".into(),
            is_main: true,
        };
        let mut unit = Unit::new("main");
        unit.fingerprint = [7; 8];
        let bytes = whole(&header, b"", &unit).unwrap();
        let archive = Archive::parse(&bytes).unwrap();
        let names: Vec<&str> = archive.members.iter().map(|m| m.name).collect();
        assert_eq!(names, ["__.PKGDEF", "_go_.o"]);
        let start = format!("{}\nbuild id \"a/\\\"b\"\nmain\n\n\n", header.line);
        assert_eq!(archive.members[0].data, format!("{start}$$B\n\n$$\n").as_bytes());
        assert!(archive.members[1].data.starts_with(format!("{start}!\n\0go120ld").as_bytes()));
        assert_eq!(fingerprint_of(&bytes), Ok([7; 8]));
        assert!(fingerprint_of(b"x").is_err());
        for exports in [&b"even"[..], b"odd", b""] {
            let other = with_exports(&bytes, exports).unwrap();
            assert_eq!(other, whole(&header, exports, &unit).unwrap());
            assert_eq!(with_exports(&other, b"").unwrap(), bytes);
        }
        assert!(with_exports(b"x", b"").is_err());
    }

    #[test]
    fn fingerprints_depend_on_texts_and_imports() {
        let print = |text: &str, import: u8| {
            let mut sources = Sources::new();
            sources.add("a.go", text.as_bytes().to_vec()).unwrap();
            fingerprint("p", &sources, &[("q".into(), [import; 8])])
        };
        assert_eq!(print("package p", 1), print("package p", 1));
        assert_ne!(print("package p", 1), print("package q", 1));
        assert_ne!(print("package p", 1), print("package p", 2));
    }
}
