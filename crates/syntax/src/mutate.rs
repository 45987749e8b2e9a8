//! Seeded damage to source text, for tests: words and symbols are deleted, doubled, swapped,
//! or replaced by others of the language. The same seed gives the same text.

/// A small generator of pseudo-random numbers (xorshift64*).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator for `seed`.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as usize % bound
    }
}

/// What is put in the place of other tokens.
const TOKENS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ";",
    ":",
    ".",
    "...",
    "=",
    ":=",
    "<-",
    "*",
    "+",
    "-",
    "++",
    "--",
    "&",
    "|",
    "~",
    "!",
    "==",
    "<",
    "<<",
    "+=",
    "&^",
    "||",
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
    "x",
    "_",
    "1",
    "0x",
    "1e",
    "08",
    "'a'",
    "''",
    "\"s\"",
    "\"",
    "`",
    "'",
    "/*",
    "*/",
    "//",
    "\n",
    "\0",
    "\u{feff}",
    "é",
    "€",
    "@",
    "\\",
    "0b12",
    "1_",
    "\"\\q\"",
];

/// Splits text into words, runs of blanks and single symbols.
fn split(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 0,
        ' ' | '\t' => 1,
        _ => 2,
    };
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let len = match class(first) {
            2 => first.len_utf8(),
            k => rest.find(|c| class(c) != k).unwrap_or(rest.len()),
        };
        let (piece, behind) = rest.split_at(len);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// Applies `count` mutations to `text`.
pub fn mutate(text: &str, count: usize, random: &mut Random) -> String {
    let mut pieces = split(text);
    for _ in 0..count {
        if pieces.is_empty() {
            break;
        }
        let at = random.below(pieces.len());
        let other = random.below(pieces.len());
        let token = TOKENS[random.below(TOKENS.len())];
        match random.below(6) {
            0 => {
                pieces.remove(at);
            }
            1 => pieces.insert(at, pieces[at]),
            2 => pieces.swap(at, other),
            3 => pieces.insert(at, pieces[other]),
            4 => pieces.insert(at, token),
            _ => pieces[at] = token,
        }
    }
    pieces.concat()
}
