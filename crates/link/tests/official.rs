//! Our linker against the official one on the same objects: equal bytes without DWARF, equal
//! behaviour, equal messages.

mod common;

use common::{Program, files, output};

/// A program that touches what a linker can get wrong: init order, itabs, methods by name,
/// embedded interfaces, maps with initialisers, tracebacks, finalizers.
const PROGRAM: &str = include_str!("../testdata/program.txt");

/// Where a section of an ELF file stands.
fn section(file: &[u8], name: &str) -> std::ops::Range<usize> {
    let u64_at = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(file[at..at + 2].try_into().unwrap()));
    let (table, count, names) = (u64_at(0x28), u16_at(0x3c), u16_at(0x3e));
    let strings = u64_at(table + names * 64 + 24);
    for i in 0..count {
        let header = table + i * 64;
        let at = strings + u32::from_le_bytes(file[header..header + 4].try_into().unwrap()) as usize;
        if file[at..].starts_with(name.as_bytes()) && file[at + name.len()] == 0 {
            return u64_at(header + 24)..u64_at(header + 24) + u64_at(header + 32);
        }
    }
    panic!("no section {name}");
}

/// Equal but for the order of types with equal strings.
fn assert_equal(ours: &[u8], official: &[u8]) {
    assert_eq!(ours.len(), official.len(), "sizes differ");
    let links = section(official, ".typelink");
    for (i, (a, b)) in ours.iter().zip(official).enumerate() {
        assert!(a == b || links.contains(&i), "byte {i:#x} differs: {a:#x}, official {b:#x}");
    }
    let sorted = |file: &[u8]| {
        let mut offsets: Vec<[u8; 4]> = file[links.clone()].chunks(4).map(|c| c.try_into().unwrap()).collect();
        offsets.sort_unstable();
        offsets
    };
    assert_eq!(sorted(ours), sorted(official), "type links differ");
}

#[test]
fn equal_bytes_and_behaviour() {
    let program = Program::compile(&files(PROGRAM).1);
    let variants: [&[&str]; 4] =
        [&["-w"], &["-s"], &["-w", "-X", "main.version=1.2.3", "-X", "main.unused=x"], &["-w", "-T", "0x801000"]];
    for flags in variants {
        let (official, ours) = (program.link_official(flags).unwrap(), program.link(flags).unwrap());
        assert_equal(&std::fs::read(&ours).unwrap(), &std::fs::read(&official).unwrap());
        let (code, out, err) = output(&ours);
        assert_eq!((code, &out, &err), (Some(2), &output(&official).1, &output(&official).2), "{flags:?}");
        assert!(out.contains("done"), "{out}{err}");
    }
}

#[test]
fn equal_bytes_with_one_and_two_threads() {
    let program = Program::compile(&files(PROGRAM).1);
    let link = |threads: &str| std::fs::read(program.link(&["-threads", threads]).unwrap()).unwrap();
    assert!(link("1") == link("2"));
}

/// Each file of `testdata/errors`: sources, and what both linkers say about them. The first line
/// holds extra flags.
#[test]
fn messages() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/errors");
    let mut cases: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let text = std::fs::read_to_string(&case).unwrap();
        let (head, files) = files(&text);
        let flags: Vec<&str> = head.split_whitespace().collect();
        let program = Program::compile(&files);
        let dir = format!("{}/", program.dir.path().display());
        let plain = |text: String| {
            let mut lines: Vec<String> = text.replace(&dir, "").lines().map(str::to_owned).collect();
            // The official linker prints chains to standard output, which comes behind the rest.
            lines.sort();
            lines.join("\n")
        };
        let official = plain(program.link_official(&flags).expect_err("the official linker accepts it"));
        let ours = plain(program.link(&flags).expect_err("our linker accepts it"));
        let want = files.iter().find(|f| f.0 == "want").map_or("", |f| &f.1);
        if testkit::golden::updating() {
            let (sources, _) = text.split_once("-- want --\n").expect("every case has a want section");
            std::fs::write(&case, format!("{sources}-- want --\n{ours}\n")).unwrap();
            continue;
        }
        assert_eq!(ours, official, "{}: the official linker says", case.display());
        assert_eq!(ours, plain(want.to_owned()), "{}", case.display());
        assert!(!program.dir.path().join("ours").exists(), "{}: output left behind", case.display());
    }
}

/// Everything that the official linker reaches we reach, and each of its reasons is one of ours. It follows references
/// in another order, so its first reason need not be our first one.
#[test]
fn reasons_are_those_of_the_official_linker() {
    let program = Program::compile(&files(PROGRAM).1);
    let dumped = program.dependencies_official();
    let reasons = program.reasons();
    let plain =
        |text: &str| text.replace("<UsedInIface>", "").replace("<ReflectMethod>", "").trim_end().replace('·', ".");
    let mut reached = std::collections::BTreeSet::new();
    for line in dumped.lines() {
        let (from, to) = line.split_once(" -> ").unwrap_or_else(|| panic!("{line}"));
        let (from, to) = (if from.is_empty() { "(unnamed)".to_owned() } else { plain(from) }, plain(to));
        let path = reasons.path(&to).unwrap_or_else(|| panic!("{to} is not in our program"));
        assert!(path[0].how == link::why::How::Root && path.last().is_some_and(|hop| hop.name.starts_with(&to)));
        // Names do not tell calling conventions apart, and the root stands for no symbol.
        let names = |name: &str| [name.to_owned(), format!("{name}.abi0")];
        let is_ours = |from: &String| names(&to).iter().any(|to| !reasons.between(from, to).is_empty());
        // A type comes again when somebody is found to convert it, which does not keep it.
        let is_first = reached.insert(to.clone());
        assert!(!is_first || from == "_" || names(&from).iter().any(is_ours), "{line}: not one of our reasons");
    }
    assert!(reached.len() > 1000, "{}", reached.len());
    // The same symbols are printed.
    let ours = program.dependencies();
    let printed: std::collections::BTreeSet<String> =
        ours.lines().filter_map(|line| Some(plain(line.split_once(" -> ")?.1))).collect();
    assert!(printed == reached, "{:?}", printed.symmetric_difference(&reached).collect::<Vec<_>>());
    let more: Vec<&str> = reasons.names().filter(|name| !reached.contains(name.trim_end_matches(".abi0"))).collect();
    // It comes in place of the initialisation of maps that nobody uses, of which the official linker says nothing.
    assert_eq!(more, ["runtime.mapinitnoop"]);
    // A chain is made of reasons, and a method of an interface says who converts its type and who calls it.
    let mut methods = 0;
    for path in reasons.names().step_by(5).filter_map(|name| reasons.path(name)) {
        // Symbols without names cannot be asked for.
        let mut pairs = path.windows(2).filter(|pair| pair.iter().all(|hop| hop.name != "(unnamed)"));
        assert!(pairs.all(|pair| !reasons.between(pair[0].name, pair[1].name).is_empty()), "{path:?}");
        for method in path.iter().filter(|hop| hop.how == link::why::How::InterfaceMethod) {
            assert_eq!(method.because.len(), 2, "{method:?}");
            methods += 1;
        }
    }
    assert!(methods > 5, "{methods}");
}
