//! Every object of the compiled standard library, read and written back.

use goobj::write::{ArchiveWriter, MemberAttributes};
use goobj::{Archive, RawObject};
use rayon::prelude::*;

/// Reads an archive and writes it back, objects taken apart and put together again.
fn rewrite(file: &[u8]) -> (Vec<u8>, usize) {
    let archive = Archive::parse(file).expect("archive");
    let mut out = ArchiveWriter::new();
    let mut objects = 0;
    for member in &archive.members {
        let (time, uid, gid, mode) = member.attributes();
        let mut data = member.data.to_vec();
        if member.kind == goobj::MemberKind::GoObject {
            let header = member.header().expect("header");
            data.truncate(header.len);
            let object = member.object().expect("object");
            data.extend(RawObject::from_object(&object).emit().expect("emit"));
            objects += 1;
        }
        out.add(member.name, MemberAttributes { time, uid, gid, mode }, &data);
    }
    (out.finish(), objects)
}

#[test]
fn archives_come_back_byte_for_byte() {
    let list = testkit::std_archives();
    let objects: usize = list
        .par_iter()
        .map(|(path, file)| {
            let bytes = std::fs::read(file).expect("archive of the cache");
            let (back, objects) = rewrite(&bytes);
            let differs = bytes.iter().zip(&back).position(|(a, b)| a != b);
            assert!(
                back == bytes,
                "{path}: {} ({} bytes) comes back with {} bytes, first difference at {differs:?}",
                file.display(),
                bytes.len(),
                back.len()
            );
            objects
        })
        .sum();
    println!("{} archives, {objects} objects, identical", list.len());
    assert!(objects > list.len(), "assembly objects are missing");
}
