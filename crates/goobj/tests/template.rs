//! Objects of the compiled standard library in the place of themselves: the rows that importers
//! name by index stay where they are, whether we have all definitions, none, or every other one.

use goobj::template::{self, Places};
use goobj::{Archive, LocalSym, Object, unit_of, write};
use obj::{Home, Unit};
use rayon::prelude::*;
use release::Release;

/// The first object of an archive: what the compiler made.
fn object(file: &[u8]) -> Option<Object<'_>> {
    Archive::parse(file).expect("archive").objects().next().map(|m| m.object().expect("object"))
}

/// Own definitions as functions or data with their contents.
fn rows(object: &Object<'_>) -> Vec<String> {
    let named = (0..object.num_own() as u32).map(LocalSym).filter(|&i| !object.sym(i).name().is_empty());
    let rows = named.filter(|&i| !object.sym(i).kind().is_dwarf());
    rows.map(|i| {
        format!("{} {:?} {} {:?}", object.sym(i).name(), object.sym(i).kind(), object.sym(i).size(), object.data(i))
    })
    .collect()
}

/// A unit with every `n`th definition; the others become references.
fn thinned(unit: &Unit, n: usize) -> Unit {
    let mut out = unit.clone();
    let (mut at, mut kept) = (0, Unit::new(unit.path.clone()));
    kept.files = unit.files.clone();
    let ids: Vec<_> = out.symbols.iter_mut().map(|s| (kept.fresh(s.name.clone(), s.abi), s.clone())).collect();
    for (id, symbol) in &ids {
        kept.symbols[*id].home = symbol.home.clone();
    }
    for &id in unit.defined() {
        let def = unit.symbols[id].def.clone().expect("defined");
        at += 1;
        if at % n == 0 && def.func.is_none() {
            assert!(kept.define(id, def));
        } else {
            kept.symbols[id].home = Home::ByName;
        }
    }
    kept
}

#[test]
fn rows_stay_in_their_places() {
    let list = testkit::std_archives();
    let files: Vec<_> = list.iter().map(|(path, file)| (path.clone(), std::fs::read(file).expect("archive"))).collect();
    let mut places = Places::default();
    for (path, file) in &files {
        object(file).iter().for_each(|o| places.add(path, o));
    }
    let borrowed: Vec<(usize, usize)> = files
        .par_iter()
        .filter_map(|(path, file)| Some((path, object(file)?)))
        .map(|(path, official)| {
            let unit = unit_of(&official, path, &|p, i| places.name(p, i));
            let mut counts = Vec::new();
            for ours in [unit.clone(), Unit::new(path.as_str()), thinned(&unit, 2)] {
                let merged = template::merge(&ours, &official, &places).expect("can be merged");
                let bytes = write::object(&merged.unit, Release::default()).expect("can be written");
                let written = Object::parse(&bytes, Release::default()).expect("can be read");
                template::check(&official, &written).expect("every row has its name");
                let have = rows(&written).iter().map(|r| r.replace("·official", "")).collect::<Vec<_>>();
                assert!(have.iter().zip(rows(&official)).all(|(a, b)| *a == b), "{path}: contents differ");
                counts.push(merged.borrowed.len());
            }
            (counts[0], counts[1])
        })
        .collect();
    let (all, none): (usize, usize) = borrowed.iter().fold((0, 0), |sum, b| (sum.0 + b.0, sum.1 + b.1));
    println!("{} objects; {all} definitions taken over where we had all, {none} where we had none", borrowed.len());
    assert!(none > 10 * all && none > 10_000);
}

#[test]
fn rows_that_moved_are_noticed() {
    let (path, file) = testkit::std_archives().iter().find(|(p, _)| p == "errors").expect("errors");
    let file = std::fs::read(file).expect("archive");
    let official = object(&file).expect("object");
    let mut unit = unit_of(&official, path, &|_, _| None);
    let first = unit.defined()[0];
    unit.symbols[first].home = Home::ByName;
    let bytes = write::object(&unit, Release::default()).expect("can be written");
    assert!(template::check(&official, &Object::parse(&bytes, Release::default()).expect("can be read")).is_err());
}
