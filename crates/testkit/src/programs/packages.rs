//! The same programs as modules of several packages: what they share is one, and each program is three, of which each
//! imports those before it. So types, generic functions, methods and what may be inlined come from elsewhere.
//!
//! Names cross packages only with capitals: those of [`super::SUPPORT`] get an `X` before them, wherever else the words
//! stand, too; prefixes and fields of programs get capitals.

use super::writer::Writer;
use super::{SUPPORT, heading, prefix};

/// Names of the support file that programs use, its fields and methods included.
const SHARED: &[&str] = &[
    "a",
    "add",
    "assign",
    "assignFar",
    "b",
    "box",
    "cell",
    "clip",
    "collect",
    "cut",
    "deep",
    "deepen",
    "each",
    "edgeInts",
    "edgeStrings",
    "either",
    "f",
    "fuel",
    "guard",
    "in",
    "inner",
    "invoke",
    "invokeWith",
    "items",
    "lim",
    "link",
    "mapped",
    "n",
    "near",
    "newRecord",
    "newRecordOf",
    "next",
    "number",
    "once",
    "order",
    "other",
    "outer",
    "pass",
    "pick",
    "pop",
    "ptr",
    "push",
    "put",
    "raw",
    "record",
    "reverse",
    "run",
    "same",
    "self",
    "set",
    "setter",
    "show",
    "spread",
    "stack",
    "sum",
    "sumLink",
    "sumRecord",
    "sumText",
    "table",
    "tail",
    "tick",
    "toInt",
    "together",
    "try",
    "upTo",
    "writeAt",
    "writeBehind",
    "writeDeep",
    "writeNear",
    "s",
];

/// Names and texts of the files of a module that runs the programs with some seeds after each other.
pub fn files(seeds: &[u64]) -> Vec<(String, String)> {
    let support = SUPPORT.replacen("package main", "package support", 1);
    let mut files = vec![("support/support.go".to_owned(), exported(&support, ""))];
    let (mut imports, mut calls) = (String::new(), String::new());
    for &seed in seeds {
        let prefix = prefix(seed);
        let mut writer = Writer::new(seed, &prefix);
        let functions = 2 + writer.r.below(3);
        let parts = writer.parts(functions);
        let capital = prefix.to_uppercase();
        // Something of each package that is imported, so that it is used.
        let known = ["support", "a", "b"].map(|p| if p == "support" { p.to_owned() } else { format!("p{seed}/{p}") });
        let used = ["Xtick".to_owned(), format!("{capital}iter"), format!("{capital}f{}", functions - 1)];
        for (n, (name, part)) in ["a", "b", "c"].iter().zip(parts).enumerate() {
            let mut text = format!("package {name}\n\nimport (\n\t\"fmt\"\n\t\"math\"\n\t\"math/bits\"\n");
            known[..=n].iter().for_each(|package| text += &format!("\t. \"m/{package}\"\n"));
            text += ")\n\nvar _, _, _ = fmt.Sprint, math.Abs, bits.Len\n\n";
            used[..=n].iter().for_each(|name| text += &format!("var _ = {name}\n"));
            files.push((format!("p{seed}/{name}/x.go"), text + "\n" + &exported(&part, &prefix)));
        }
        imports += &format!("\tp{seed} \"m/p{seed}/c\"\n");
        calls += &format!("\tXrun({:?}, p{seed}.{capital}main)\n", heading(seed));
    }
    let main = format!("package main\n\nimport (\n\t. \"m/support\"\n{imports})\n\nfunc main() {{\n{calls}}}\n");
    files.push(("main.go".to_owned(), main));
    files
}

/// A text of Go in which names can be seen from other packages.
fn exported(text: &str, prefix: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (token, renamed) = match c {
            '"' | '\'' | '`' => (literal(rest), None),
            _ if is_word(c) => {
                let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
                (word, renamed(word, prefix))
            }
            _ => (&rest[..c.len_utf8()], None),
        };
        out += renamed.as_deref().unwrap_or(token);
        rest = &rest[token.len()..];
    }
    out
}

fn renamed(word: &str, prefix: &str) -> Option<String> {
    if SHARED.contains(&word) {
        return Some(format!("X{word}"));
    }
    if let Some(name) = word.strip_prefix(prefix).filter(|_| !prefix.is_empty()) {
        return Some(prefix.to_uppercase() + name);
    }
    let is_field = word.strip_prefix('f').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    is_field.then(|| format!("F{}", &word[1..]))
}

/// The string or character at the beginning of a text.
fn literal(text: &str) -> &str {
    let quote = text.as_bytes()[0];
    let mut escaped = false;
    for (at, &b) in text.as_bytes().iter().enumerate().skip(1) {
        if b == quote && !escaped {
            return &text[..=at];
        }
        escaped = quote != b'`' && b == b'\\' && !escaped;
    }
    text
}
