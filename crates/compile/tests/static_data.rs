//! What is data and what is left to `init` is decided as the official compiler decides it: the
//! data of the variables of library packages, and what their records of initialisation say, are
//! compared with the official objects.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use support::compare::{Names, differences};
use testkit::{reference, std_archives};

/// What differs on purpose: code addresses are data here and computed there.
const KNOWN: [&str; 2] = ["runtime.chanrecvpc:", "runtime.chansendpc:"];

#[test]
fn library_variables_are_data() {
    let archives: BTreeMap<&str, &Path> = std_archives().iter().map(|(p, f)| (&**p, f.as_path())).collect();
    let names = Names::of(&archives);
    let std = ["std".to_owned()];
    let program = support::check_program(&reference().goroot, Path::new("/"), &std).expect("they are right");
    let (mut notes, mut same) = (Vec::new(), 0);
    for (package, pkg) in &program.packages {
        let Some(official) = names.unit(&package.import_path, archives.get(&*package.import_path)) else { continue };
        let (found, equal) = differences(&official, &support::data_of(&program, package, *pkg));
        same += equal;
        let new = found.into_iter().filter(|n| !KNOWN.iter().any(|k| n.starts_with(k)));
        notes.extend(new.map(|n| format!("{}: {n}", package.import_path)));
    }
    assert!(notes.is_empty(), "{}", notes.join("\n"));
    assert!(same > 2600, "only {same} variables were compared");
}
