//! Sources of `testdata/accepted` and their listings beside them, as the official assembler
//! printed them when they were written down: the language from end to end, without the reference.

use asm::command::{Environment, assemble};
use std::ffi::OsString;
use std::path::Path;

#[test]
fn listings_stay_as_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/accepted");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).expect("the sources are there") {
        let path = entry.expect("a folder can be read").path();
        if path.extension().is_none_or(|e| e != "s") {
            continue;
        }
        seen += 1;
        let args: Vec<OsString> = ["-S", "-p", "p"].iter().map(OsString::from).chain([path.clone().into()]).collect();
        let flags = asm::flags::parse(&args).expect("good arguments");
        let outcome = assemble(&flags, &Environment { dir: "/".into(), ..Environment::default() });
        assert!(outcome.file.is_some(), "{}: {:?}", path.display(), outcome.messages);
        let listing = outcome.listing.replace(&format!("{}/", folder.display()), "");
        testkit::check_golden(&path.with_extension("txt"), &listing);
    }
    assert!(seen > 0);
}
