//! The official assembler's own test lines: instruction and bytes on one line, from the reference.

mod support;

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
