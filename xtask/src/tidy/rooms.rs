//! Rooms: where a machine and where a release of Go may go by their names. In: the tokens of product code (`crates/*/src`
//! but for `testkit`; comments explain by examples and do not count, nor do tests). Out: a line per name that stands
//! elsewhere.
//!
//! A machine is named by its architecture (`amd64`, `x86`, also within longer names), by the library that encodes for it
//! (`iced_x86`), by a register (`AX`, `R14`, `X15`, `XMM0`), and so is an encoding, since whoever makes one needs those. SP is no such
//! name: every machine's assembly has it. A release is named by `Go1_24` and the like or, in texts, by `go1.24` or
//! `1.24`. Whoever wants to know what differs asks a value that a room has made: `machine::registers`, `release::Release`.

use super::source::{Kind, Token};

/// What a room may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Machine,
    Release,
}

/// Where, by the beginning of a path, and why. A module called `arch` may name machines in any crate.
const ROOMS: &[(&str, Names, &str)] = &[
    ("crates/amd64/", Names::Machine, "is the machine"),
    ("crates/amd64_codegen/", Names::Machine, "selects and encodes for it"),
    ("crates/base/src/host.rs", Names::Machine, "the platform this program runs on, by name and folder"),
    ("crates/target/src/", Names::Machine, "the names of all platforms and levels"),
    ("crates/build/src/syslist.rs", Names::Machine, "the names of all architectures, which file names end in"),
    ("crates/oxigo/src/env.rs", Names::Machine, "the variables of all architectures, which `env -w` accepts"),
    ("crates/release/src/", Names::Machine, "what the runtime calls its variables, and files that are fetched"),
    ("crates/release/src/", Names::Release, "what differs between releases"),
    ("crates/target/src/", Names::Release, "experiments that came with releases"),
    ("crates/types/src/", Names::Release, "versions of the language; messages of all releases stand side by side"),
    ("crates/syntax/src/", Names::Release, "messages of all releases stand side by side"),
];

/// Registers by names that are nothing else.
const REGISTERS: &[&str] = &[
    "AX", "BX", "CX", "DX", "SI", "DI", "BP", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "RAX", "RBX",
    "RCX", "RDX", "RSI", "RDI", "RBP", "RSP", "RIP",
];

/// Prefixes of registers with numbers up to 31.
const NUMBERED: &[&str] = &["X", "Y", "Z", "XMM", "YMM", "ZMM"];

/// The names in a file that belong elsewhere.
pub(super) fn check(path: &str, tokens: &[Token<'_>]) -> Vec<String> {
    let product = path.strip_prefix("crates/").and_then(|rest| rest.split_once("/src/"));
    let Some((_, module)) = product.filter(|(krate, _)| *krate != "testkit") else { return Vec::new() };
    let has_room = |names| ROOMS.iter().any(|room| path.starts_with(room.0) && room.1 == names);
    let is_arch = module == "arch.rs" || module.starts_with("arch/");
    let machine = !is_arch && !has_room(Names::Machine);
    let release = !has_room(Names::Release);
    let mut findings = Vec::new();
    for token in tokens {
        if machine && let Some(name) = machine_in(token) {
            findings.push(format!("line {}: names a machine: {name}", token.line));
        }
        if release && let Some(name) = release_in(token) {
            findings.push(format!("line {}: names a release: {name}", token.line));
        }
    }
    findings
}

/// The words of a token: itself, or those of a text.
fn words<'a>(token: &Token<'a>) -> impl Iterator<Item = &'a str> {
    token.text.split(|c: char| c != '_' && !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn machine_in<'a>(token: &Token<'a>) -> Option<&'a str> {
    words(token).find(|word| {
        let lower = word.to_lowercase();
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let numbered = |prefix: &&str| {
            let number = word.strip_prefix(*prefix).and_then(|n| n.parse::<u8>().ok());
            number.is_some_and(|n| n < 32)
        };
        !is_number && ["amd64", "x86"].iter().any(|name| lower.contains(name))
            || REGISTERS.contains(word)
            || NUMBERED.iter().any(numbered)
    })
}

fn release_in<'a>(token: &Token<'a>) -> Option<&'a str> {
    match token.kind {
        Kind::Word => {
            let number = ["Go1_", "GO1_", "go1_"].iter().find_map(|prefix| token.text.strip_prefix(prefix));
            number.filter(|n| n.starts_with(|c: char| c.is_ascii_digit())).map(|_| token.text)
        }
        Kind::Text => {
            let found = token.text.match_indices("1.").find(|&(at, _)| {
                let before = token.text[..at].strip_suffix("go").unwrap_or(&token.text[..at]);
                let behind = &token.text[at + 2..];
                let minor = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let begins = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
                begins && minor == 2 && behind[..minor].parse::<u8>().is_ok_and(|n| n >= 17)
            });
            found.map(|_| token.text)
        }
        Kind::Mark => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::tokens;
    use super::*;

    fn found(path: &str, source: &str) -> usize {
        check(path, &tokens(source)).len()
    }

    #[test]
    fn names_outside_of_their_rooms_are_found() {
        let machine = [
            "use amd64::Reg;",
            "use iced_x86::Code;",
            "let s = \"runtime.x86HasFMA\";",
            "f(Reg::AX)",
            "const R: &str = \"R14\";",
            "zero(X15)",
        ];
        for planted in machine {
            assert_eq!(found("crates/opt/src/fold.rs", planted), 1, "{planted}");
            assert_eq!(found("crates/opt/src/arch.rs", planted), 0, "{planted}");
            assert_eq!(found("crates/opt/src/arch/second.rs", planted), 0, "{planted}");
            assert_eq!(found("crates/amd64/src/reg.rs", planted), 0, "{planted}");
        }
        for planted in ["if front_end >= FrontEnd::Go1_24 {}", "of(\"go1.26\")", "\"since 1.23.4\"", "go1_23::DATA"] {
            assert_eq!(found("crates/link/src/load.rs", planted), 1, "{planted}");
            assert_eq!(found("crates/release/src/lib.rs", planted), 0, "{planted}");
        }
    }

    #[test]
    fn what_only_looks_like_a_name_is_none() {
        let innocent = "// AX on amd64, since go1.23\nlet x = 0x86; f(SliceData, X, \"GLIBC_2.1.18\", MAX, 1.25, \"SP\", \"1.5\");";
        assert_eq!(found("crates/opt/src/fold.rs", innocent), 0);
        let in_tests = "#[cfg(test)]\nmod tests {\n    const R: &str = \"AX\";\n}\n";
        assert_eq!(found("crates/opt/src/fold.rs", in_tests), 0);
        assert_eq!(found("crates/testkit/src/lib.rs", "use iced_x86::Code;") + found("xtask/src/main.rs", "AX"), 0);
    }

    #[test]
    fn rooms_are_there() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        assert!(ROOMS.iter().all(|room| root.join(room.0).exists()));
    }
}
