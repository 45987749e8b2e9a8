//! Views of the object and the stack maps, beside the official `nm`, `oxigo tool goobj` and sums by hand.

use crate::served::*;
use testkit::{official_go, temp_dir};

#[test]
fn the_object_is_what_the_official_nm_says() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("go.mod"), "module lib\n\ngo 1.23\n").expect("a file");
    std::fs::write(dir.path().join("l.go"), "package lib\n\nvar A = 1\n\nfunc F(x []int) int { return x[A] }\n")
        .expect("a file");
    run(oxigo(dir.path(), &["build", "-o", "lib.a", "."]));
    let server = Server::of(dir.path(), &["."]);
    let object = server.ask("object");
    let mut nm = official_go(["tool", "nm", "-size", "lib.a"]);
    let listed = text(run(nm.current_dir(dir.path())).stdout);
    for name in ["lib.F", "lib.A"] {
        let line = listed.lines().find(|l| l.ends_with(&format!(" {name}"))).unwrap_or_else(|| panic!("{listed}"));
        let size = line.split_whitespace().rev().nth(2).and_then(|s| s.parse::<u64>().ok());
        assert_eq!(of(&object["symbols"], "name", name)["size"].as_u64(), size, "{line}");
    }
    // The parts lie behind each other and fill the file.
    let parts = object["parts"].as_array().expect("parts");
    let ends: Vec<(u64, u64)> =
        parts.iter().map(|p| (p["offset"].as_u64().unwrap_or(0), p["size"].as_u64().unwrap_or(0))).collect();
    assert!(ends.windows(2).all(|w| w[0].0 + w[0].1 <= w[1].0), "{ends:?}");
    let f = of(&object["symbols"], "name", "lib.F")["id"].as_str().expect("an id").to_owned();
    let symbol = server.ask(&format!("defined?n={}", &f[1..]));
    let targets = symbol["holes"].as_array().expect("holes");
    assert!(targets.iter().any(|h| h["target"] == "lib.A" && h["kind"] == "R_PCREL" && h["size"] == 4), "{targets:?}");
}

#[test]
fn holes_are_filled_as_the_documents_say() {
    let server = Server::of(&MADE.dir, &["."]);
    let listed = addresses(&MADE.dir, "hello");
    let object = server.ask("object");
    let id = of(&object["symbols"], "name", "main.main")["id"].as_str().expect("an id").to_owned();
    let symbol = server.ask(&format!("defined?n={}", &id[1..]));
    let mut compared = 0;
    for hole in symbol["holes"].as_array().expect("holes").iter().filter(|h| h["size"] == 4) {
        let (kind, target) = (hole["kind"].as_str().expect("a kind"), hole["target"].as_str().expect("a name"));
        if !matches!(kind, "R_CALL" | "R_PCREL") {
            continue;
        }
        let number = |key: &str| hole[key].as_i64().expect("a number");
        let place = listed["main.main"] as i64 + number("offset");
        assert_eq!(hole["after"]["address"].as_i64(), Some(place));
        assert_eq!(hole["before"], "00000000", "{hole}");
        let bytes = hole["after"]["bytes"].as_str().expect("bytes");
        let value = i64::from(u32::from_str_radix(bytes, 16).expect("four bytes").swap_bytes() as i32);
        // Symbols that are only data of others are not in the table.
        if let Some(&target) = listed.get(target) {
            assert_eq!(value, target as i64 + number("addend") - (place + 4), "{hole}");
            assert_eq!(hole["after"]["leads_to"].as_i64(), Some(target as i64 + number("addend")));
            compared += 1;
        }
    }
    assert!(compared > 5, "{symbol}");
}

#[test]
fn the_object_of_the_program_is_what_the_official_nm_says() {
    let server = Server::of(&MADE.dir, &["."]);
    let file = archive(&MADE.dir);
    let mut nm = official_go(["tool", "nm", "-size", "-type"]);
    let listed = text(run(nm.arg(file)).stdout);
    let object = server.ask("object");
    let mut compared = 0;
    // Address, size, kind, name and, of functions and the like, a type, each in its column; names may hold spaces.
    for line in listed.lines().filter(|l| l.contains(" T ") || l.contains(" D ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, size, _, name, ..] = words[..] else { panic!("{line}") };
        if !name.starts_with("main.") {
            continue;
        }
        assert_eq!(of(&object["symbols"], "name", name)["size"].as_u64(), size.parse().ok(), "{line}");
        compared += 1;
    }
    assert!(compared >= 5, "{listed}");
}

/// A little-endian number of a table of bits.
fn word(bytes: &[u8], at: usize) -> usize {
    bytes[at..at + 4].iter().rev().fold(0, |n, b| n << 8 | usize::from(*b))
}

/// The value of a table of pcdata at an offset. Values are differences, signed ones in zigzag, first from -1; GOROOT
/// `runtime/symtab.go`, `step`.
fn pcdata(mut table: &[u8], at: u64) -> i64 {
    let mut next = || {
        let (mut n, mut shift) = (0u64, 0);
        while let Some((&b, rest)) = table.split_first() {
            table = rest;
            n |= u64::from(b & 0x7f) << shift;
            shift += 7;
            if b & 0x80 == 0 {
                break;
            }
        }
        n
    };
    let (mut value, mut pc) = (-1, 0);
    loop {
        let delta = next();
        let signed = (delta >> 1) as i64 ^ -((delta & 1) as i64);
        if delta == 0 && pc > 0 {
            return -1;
        }
        value += signed;
        pc += next();
        if at < pc {
            return value;
        }
    }
}

/// Offsets from the stack pointer of the words that hold pointers while a call lasts, from the object's bytes and
/// what `oxigo tool goobj` says of them. Facts: GOROOT `runtime/stkframe.go`, `getStackMap`.
fn pointer_words(bytes: &[u8], told: &[String], call: u64) -> Vec<u64> {
    let data = |line: &str| -> Vec<u8> {
        let (from, rest) = number(line, "data").expect("a place");
        let size: usize = rest.trim_start_matches(':').parse().expect("a size");
        bytes[from..from + size].to_vec()
    };
    let role = |role: &str, index: usize| {
        let wanted = format!("aux role={role} index={index} ");
        data(told.iter().find(|l| l.starts_with(&wanted)).unwrap_or_else(|| panic!("no {wanted} in {told:?}")))
    };
    let locals = told.iter().find_map(|l| number(l, "locals")).expect("a frame").0;
    let (index, maps) = (pcdata(&role("pcdata", 1), call + 3), role("funcdata", 1));
    let bits = word(&maps, 4);
    let map = &maps[8 + usize::try_from(index).expect("a map") * bits.div_ceil(8)..];
    let is_set = |bit: &usize| map[bit / 8] >> (bit % 8) & 1 == 1;
    // Above the variables is the saved frame pointer.
    (0..bits).filter(is_set).map(|bit| (locals - 8 - 8 * bits + 8 * bit) as u64).collect()
}

/// The words that the view of registers names at each call are those of the object's stack maps.
#[test]
fn pointers_are_those_of_the_stack_maps() {
    let server = Server::of(&MADE.dir, &["."]);
    let bytes = std::fs::read(archive(&MADE.dir)).expect("an archive");
    let mut pointers = 0;
    for name in ["main.main", "main.main.func1", "main.point.String"] {
        let told = goobj(&MADE.dir, name);
        // Calls of the stubs behind the body are parts of other instructions.
        let is_stub =
            |target: &str| target.starts_with("runtime.morestack") || target.starts_with("runtime.gcWriteBarrier");
        let is_call = |line: &&String| line.ends_with("type=R_CALL");
        let calls = told.iter().filter(is_call).filter(|l| !is_stub(l.split('"').nth(1).unwrap_or_default()));
        let theirs: Vec<Vec<u64>> =
            calls.map(|l| pointer_words(&bytes, &told, number(l, "offset").expect("an offset").0 as u64)).collect();
        let f = server.ask(&format!("function?name={name}"));
        let words = |text: &str| -> Vec<u64> {
            let mut all: Vec<u64> = text.split(' ').filter_map(|w| w.split_once("SP+")?.1.parse().ok()).collect();
            all.sort_unstable();
            all
        };
        let rows = f["allocated"].as_array().expect("rows").iter();
        let ours: Vec<Vec<u64>> = rows.filter_map(|r| r["pointers"].as_str()).map(words).collect();
        assert_eq!(ours, theirs, "{name}");
        pointers += ours.iter().flatten().count();
    }
    assert!(pointers > 3, "{pointers}");
}
