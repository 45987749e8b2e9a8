//! Compares the data of packages' variables and their records of initialisation with the
//! official objects: `static_compare GOROOT LIST [PATTERN…]`, where LIST has lines
//! `import/path archive`. Prints what differs and ends with counts.

#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::compare;

fn main() {
    let mut args = std::env::args().skip(1);
    let goroot = PathBuf::from(args.next().expect("usage: static_compare GOROOT LIST [PATTERN…]"));
    let list = std::fs::read_to_string(args.next().expect("a list of archives")).expect("the list can be read");
    let archives: BTreeMap<&str, &Path> =
        list.lines().filter_map(|l| l.split_once(' ')).map(|(p, f)| (p, Path::new(f))).collect();
    let mut patterns: Vec<String> = args.collect();
    if patterns.is_empty() {
        patterns.push("std".to_owned());
    }
    let names = compare::Names::of(&archives);
    let program = support::check_program(&goroot, Path::new("/"), &patterns).expect("the packages are right");
    let (mut same, mut total) = (0, 0);
    for (package, pkg) in &program.packages {
        let ours = support::data_of(&program, package, *pkg);
        let Some(official) = names.unit(&package.import_path, archives.get(&*package.import_path)) else { continue };
        let (notes, equal) = compare::differences(&official, &ours);
        same += equal;
        total += compare::variables(&official).len();
        if !notes.is_empty() {
            println!("{}", package.import_path);
            notes.iter().for_each(|n| println!("    {n}"));
        }
    }
    println!("{same} of {total} variables are the same");
}
