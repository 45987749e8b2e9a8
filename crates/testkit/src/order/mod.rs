//! Programs that show in which order statements are evaluated. In: a seed and how many
//! statements. Out: a Go program that runs each statement in a function of its own and prints
//! what it gave, how it panicked, in which order functions were called, and what all variables
//! hold then. Every function called changes variables, so that when something is read shows.
//! Two compilers agree about a statement if its lines are equal ([`by_statement`]).

mod exprs;
mod stmts;

use std::collections::BTreeMap;
use std::fmt::Write;

/// What all programs begin with: variables, and functions that change them.
const PRELUDE: &str = include_str!("prelude.txt");

/// A program with the statements of a seed.
pub fn program(seed: u64, statements: usize) -> String {
    let mut source = PRELUDE.to_owned();
    let mut generator = Generator::new(seed);
    for n in 0..statements {
        let text = generator.statement();
        _ = write!(source, "\nfunc t{n}() {{\n{LOCALS}{text}}}\n");
    }
    source.push_str("\nfunc main() {\n");
    for n in 0..statements {
        _ = writeln!(source, "\trun({n}, t{n})");
    }
    source.push_str("}\n");
    source
}

/// The lines that a program printed, by statement.
pub fn by_statement(output: &str) -> BTreeMap<usize, Vec<&str>> {
    let mut out: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for line in output.lines() {
        let number = line.split(' ').next().and_then(|n| n.parse().ok());
        out.entry(number.unwrap_or(usize::MAX)).or_default().push(line);
    }
    out
}

/// What a compiler made of a program, beside what others make of it that agree with each other
/// only in part: the statements whose lines are those of none of them, each with its source, the
/// lines of the first one that differ and those of the compiler.
pub fn differences(program: &str, expected: &[String], got: &str) -> Vec<String> {
    let expected: Vec<_> = expected.iter().map(|text| by_statement(text)).collect();
    let got = by_statement(got);
    let mut out = Vec::new();
    for (n, want) in &expected[0] {
        let lines = got.get(n);
        if expected.iter().any(|e| e.get(n) == lines) {
            continue;
        }
        let none = Vec::new();
        let pairs = want.iter().zip(lines.unwrap_or(&none)).filter(|(a, b)| a != b);
        let pairs: Vec<String> = pairs.map(|(a, b)| format!("  want {a}\n  got  {b}\n")).collect();
        out.push(format!("{}{}", statement_source(program, *n), pairs.concat()));
    }
    out
}

/// The source of a statement of a program.
pub fn statement_source(program: &str, n: usize) -> &str {
    let start = program.find(&format!("\nfunc t{n}()")).unwrap_or(0);
    let rest = &program[start..];
    &rest[..rest.find("\n}\n").map_or(rest.len(), |end| end + 3)]
}

/// Variables of the function around a statement; closures change them.
const LOCALS: &str = "\tv, w, lp, lm := 3, []int{4, 5, 6}, &P{7, 8}, map[string]int{\"k\": 9}
\tfv := func(n int) int { call(\"fv\"); v += 10; w = append([]int{v}, w...); lp = &P{v, n}; lm = map[string]int{\"k\": v}; return n }
\tdefer func() { show(v, w, *lp, lm, fv != nil) }()
";

/// A stream of random choices.
pub(crate) struct Generator {
    state: u64,
}

impl Generator {
    fn new(seed: u64) -> Self {
        Generator { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }
    /// A number below `n` (xorshift).
    fn below(&mut self, n: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        ((self.state >> 33) as usize) % n
    }
    fn one_of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_seed_gives_the_same_program_always() {
        let text = super::program(3, 20);
        assert_eq!(text, super::program(3, 20));
        assert_ne!(text, super::program(4, 20));
        assert!(super::statement_source(&text, 7).starts_with("\nfunc t7()"));
    }
    #[test]
    fn a_line_that_nobody_expects_is_a_difference() {
        let expected = ["0 a\n1 b\n".to_owned(), "0 a\n1 c\n".to_owned()];
        assert!(super::differences("", &expected, "0 a\n1 c\n").is_empty());
        assert_eq!(super::differences("", &expected, "0 a\n1 d\n").len(), 1);
        assert_eq!(super::differences("", &expected, "0 a\n").len(), 1);
    }
    #[test]
    fn lines_belong_to_statements() {
        let lines = super::by_statement("1 a\n0 b\n1 c\n");
        assert_eq!(lines[&1], ["1 a", "1 c"]);
    }
}
