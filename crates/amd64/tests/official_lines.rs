//! The official assembler's own test lines: instruction and bytes on one line, from the reference.

mod support;

use amd64::Options;
use obj::Unit;
use std::collections::BTreeMap;

/// What became of the lines of one file.
#[derive(Default)]
struct Score {
    equal: usize,
    different: BTreeMap<String, Vec<String>>,
}

fn check(text: &str) -> Score {
    let mut unit = Unit::new("p");
    let mut score = Score::default();
    for line in text.lines() {
        let Some((source, comment)) = line.split_once("//") else { continue };
        let wanted: Vec<&str> = comment.split(" or ").map(str::trim).collect();
        let is_hex = |s: &&str| s.len() >= 2 && s.len().is_multiple_of(2) && s.bytes().all(|b| b.is_ascii_hexdigit());
        if source.trim().is_empty() || !wanted.iter().all(is_hex) {
            continue;
        }
        let got = match support::read(source, &mut unit) {
            None => "not read".to_string(),
            Some(inst) => match support::bytes(inst, &mut unit) {
                Ok(bytes) => base::hex(&bytes),
                Err(e) => e[0].message.clone(),
            },
        };
        if wanted.contains(&got.as_str()) {
            score.equal += 1;
        } else {
            let name = source.split_whitespace().next().unwrap_or("").to_string();
            score.different.entry(name).or_default().push(format!("{}: {got}, not {}", source.trim(), comment.trim()));
        }
    }
    score
}

#[test]
fn lines_of_the_reference() {
    let folder = testkit::reference().goroot.join("src/cmd/asm/internal/asm/testdata");
    let mut files = vec!["amd64.s".to_string(), "amd64enc.s".to_string(), "amd64enc_extra.s".to_string()];
    for entry in std::fs::read_dir(folder.join("avx512enc")).expect("the reference has AVX-512 lines") {
        files.push(format!("avx512enc/{}", entry.expect("readable").file_name().to_string_lossy()));
    }
    files.sort();
    let (mut equal, mut different) = (0, 0);
    let mut report = String::new();
    for file in files {
        let text = std::fs::read_to_string(folder.join(&file)).expect("the reference is complete");
        let score = check(&text);
        let wrong: usize = score.different.values().map(Vec::len).sum();
        equal += score.equal;
        different += wrong;
        for (name, lines) in &score.different {
            report += &format!("{file} {name}: {} lines, first: {}\n", lines.len(), lines[0]);
        }
        println!("{file}: {} equal, {wrong} different", score.equal);
    }
    println!("{equal} equal, {different} different\n{report}");
    assert!(equal > 10_000, "the reader found too few lines");
    assert!(different * 100 <= equal, "{report}");
}

/// Lines of releases whose assembler takes the form of MOVL for constants without a sign, and of those before.
#[test]
fn constants_without_a_sign_are_as_short_as_the_release_has_them() {
    let lines = [
        ("MOVQ $0, BP", "48c7c500000000", "bd00000000"),
        ("MOVQ $305419896, R11", "49c7c378563412", "41bb78563412"),
        ("MOVQ $4294967295, DX", "baffffffff", "baffffffff"),
        ("MOVQ $-1, DX", "48c7c2ffffffff", "48c7c2ffffffff"),
        ("MOVQ $4294967296, DX", "48ba0000000001000000", "48ba0000000001000000"),
        ("MOVQ $1, (DX)", "48c70201000000", "48c70201000000"),
    ];
    for (source, before, short) in lines {
        for (short_constants, wanted) in [(false, before), (true, short)] {
            let mut unit = Unit::new("p");
            let inst = support::read(source, &mut unit).expect("the line is read");
            let options = Options { is_asm: true, short_constants, ..Options::default() };
            let bytes = support::bytes_with(inst, options, &mut unit).expect("the line is assembled");
            assert_eq!(base::hex(&bytes), wanted, "{source}");
        }
    }
}
