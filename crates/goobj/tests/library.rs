//! Every object of the compiled standard library, read and written back.

use goobj::format::{BLOCK_NAMES, Block};
use goobj::write::{self, ArchiveWriter, MemberAttributes, escape_path};
use goobj::{Archive, LocalSym, Object, RawObject, SymRef, Target, unit_of};
use rayon::prelude::*;
use release::Release;
use std::collections::HashMap;
use std::sync::Arc;

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

/// Names of own definitions, by package: what importers see by index.
fn own_names(files: &[(String, Vec<u8>)]) -> HashMap<String, Vec<Arc<str>>> {
    let names = |file: &[u8]| -> Vec<Arc<str>> {
        let archive = Archive::parse(file).expect("archive");
        let Some(member) = archive.objects().next() else { return Vec::new() };
        let object = member.object().expect("object");
        (0..object.num_own() as u32).map(|i| object.sym(LocalSym(i)).name().into()).collect()
    };
    files.iter().map(|(path, file)| (escape_path(path), names(file))).collect()
}

#[test]
fn units_come_back_byte_for_byte() {
    let list = testkit::std_archives();
    let files: Vec<_> = list.iter().map(|(path, file)| (path.clone(), std::fs::read(file).expect("archive"))).collect();
    let names = own_names(&files);
    let name_of = |path: &str, index: u32| names.get(path)?.get(index as usize).cloned();
    let results: Vec<(usize, usize, Vec<String>)> = files
        .par_iter()
        .map(|(path, file)| {
            let archive = Archive::parse(file).expect("archive");
            let (mut equal, mut reordered) = (0, 0);
            let mut different = Vec::new();
            for member in archive.objects() {
                let object = member.object().expect("object");
                let unit = unit_of(&object, path, &name_of);
                let back = write::object(&unit, Release::default()).expect("unit can be written");
                if back == object.bytes() {
                    equal += 1;
                } else if same_but_for_numbers(&object, &back) {
                    reordered += 1;
                } else {
                    different.push(format!("{path} {}: {}", member.name, first_difference(&object, &back)));
                }
            }
            (equal, reordered, different)
        })
        .collect();
    let equal: usize = results.iter().map(|r| r.0).sum();
    let different: Vec<&String> = results.iter().flat_map(|r| &r.2).collect();
    let reordered: usize = results.iter().map(|r| r.1).sum();
    println!("{equal} equal, {reordered} equal but for numbers of references, {} different", different.len());
    different.iter().take(20).for_each(|d| println!("{d}"));
    assert!(different.is_empty());
}

/// Whether two objects are the same but for the numbers of references. Those follow the order
/// in which relocations were made; the official writer then sorts them by offset (not stably),
/// so the object does not keep it. Definitions, contents, hashes and named targets must agree.
fn same_but_for_numbers(object: &Object<'_>, back: &[u8]) -> bool {
    let Ok(other) = Object::parse(back, Release::default()) else { return false };
    let same_block = |b: Block| object.block(b) == other.block(b);
    [Block::File, Block::Hash64, Block::Hash, Block::RelocIndex, Block::AuxIndex, Block::Data]
        .into_iter()
        .all(same_block)
        && (0..object.num_defs() as u32).map(LocalSym).all(|i| row(object, i) == row(&other, i))
        && references(object) == references(&other)
}

/// A definition with its targets by name.
fn row(object: &Object<'_>, i: LocalSym) -> String {
    let s = object.sym(i);
    let relocs: Vec<_> = object.relocs(i).map(|r| (r.offset, r.size, r.ty, r.addend, target(object, r.sym))).collect();
    let auxs: Vec<_> = object.auxs(i).map(|a| (a.kind, target(object, a.sym))).collect();
    format!("{} {:?} {:?} {:?} {} {} {relocs:?} {auxs:?}", s.name(), s.abi(), s.kind(), s.flags(), s.size(), s.align())
}

/// A target by name where its number may differ, else by number.
fn target(object: &Object<'_>, sym: SymRef) -> String {
    match sym.target() {
        Target::NonPkg(_) => object.local(sym).map_or(String::new(), |i| format!("{:?}", object.sym(i).name())),
        Target::Package { pkg, index } => format!("{:?}.{index}", object.packages().nth(pkg as usize)),
        _ => format!("{sym:?}"),
    }
}

/// The reference table in order of names.
fn references(object: &Object<'_>) -> Vec<String> {
    let mut rows: Vec<String> =
        (object.num_defs()..object.num_syms()).map(|i| row(object, LocalSym(i as u32))).collect();
    rows.extend(object.ref_names().map(|(sym, name)| format!("{} {name}", target(object, sym))));
    rows.extend(object.ref_flags().map(|r| format!("{} {:?}", target(object, r.sym), r.flags)));
    rows.sort();
    rows
}

/// The block in which two objects first differ.
fn first_difference(object: &Object<'_>, back: &[u8]) -> String {
    let Ok(other) = Object::parse(back, Release::default()) else { return "does not parse".into() };
    let blocks = (0..BLOCK_NAMES.len() - 1).filter(|&b| {
        let slice = |o: &Object<'_>| {
            let word = |i: usize| {
                let at = 20 + 4 * i;
                u32::from_le_bytes(o.bytes()[at..at + 4].try_into().expect("four bytes")) as usize
            };
            o.bytes()[word(b)..word(b + 1)].to_vec()
        };
        slice(object) != slice(&other)
    });
    let start = object.bytes().iter().zip(back).skip(96).position(|(a, b)| a != b);
    format!("{start:?} of {} {:?}", object.bytes().len(), blocks.map(|b| BLOCK_NAMES[b]).collect::<Vec<_>>())
}
