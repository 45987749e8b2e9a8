//! Functions about who sees what is written: bytes made of strings and strings made of bytes, parts of them and copies
//! of their headers in everything that holds values, written to in every way the language has; objects that hold
//! each other, kept from turn to turn of loops; variables whose addresses live on in others. Nothing here panics but by
//! `panic`, and no capacity shows, so that only the language decides what is printed. What is called is in the support
//! file, some of it small enough to be inlined, some kept from that.

use super::patterns::{KEEPS, LOOKS, TURNS, WRITES};
use super::writer::Writer;

/// What a variable holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
    /// A pointer to a `link`.
    Link,
    /// A pointer to a `record`.
    Record,
}
use Kind::{Bytes, Link, Record, Text};

const KINDS: [Kind; 4] = [Text, Bytes, Link, Record];

impl Writer {
    /// A function of two texts and a number that gives a number.
    pub fn alias_function(&mut self, name: &str) {
        self.open(&format!("func {name}(s, t string, k int) (acc int) {{"));
        let named = |kind, names: &[&str]| names.iter().map(|n| (kind, (*n).to_owned())).collect::<Vec<_>>();
        let mut a = Aliases { names: named(Text, &["s", "t"]), turns: Vec::new(), quiet: self.r.chance(30), w: self };
        for kind in [Bytes, Link, Record] {
            a.declare(kind);
        }
        if a.w.r.chance(25) {
            a.w.line("defer func() {");
            a.w.line("\tif recover() != nil { acc = -acc }");
            a.w.line("}()");
        }
        let count = 6 + a.w.r.below(8);
        a.statements(count, 2);
        for (kind, name) in a.names.clone() {
            a.mix(kind, &name);
        }
        self.line("return acc");
        self.close("}");
    }
}

struct Aliases<'a> {
    w: &'a mut Writer,
    /// Variables in reach.
    names: Vec<(Kind, String)>,
    /// Variables of the loops around.
    turns: Vec<String>,
    /// Nothing is stored where a pointer leads to: more objects may stay in the frame.
    quiet: bool,
}

impl Aliases<'_> {
    fn pick(&mut self, kind: Kind) -> String {
        let all: Vec<String> = self.names.iter().filter(|n| n.0 == kind).map(|n| n.1.clone()).collect();
        // New ones are to the point, old ones are those that last.
        let from = if self.w.r.chance(30) { all.len() / 2 } else { 0 };
        self.w.r.pick(&all[from..]).clone()
    }
    fn byte(&mut self) -> String {
        match self.turns.last() {
            Some(turn) if self.w.r.chance(40) => format!("byte({turn}+65)"),
            _ => format!("'{}'", char::from(b'A' + self.w.r.below(26) as u8)),
        }
    }
    fn test(&mut self) -> String {
        let (text, bytes, link) = (self.pick(Text), self.pick(Bytes), self.pick(Link));
        let turn = self.turns.last().cloned().unwrap_or_else(|| "k".to_owned());
        match self.w.r.below(7) {
            0 => "acc&1 == 0".to_owned(),
            1 | 2 => format!("{turn} == 1"),
            3 => format!("len({bytes}) > 4"),
            4 => format!("{link} != nil && {link}.n > 2"),
            5 => format!("string({bytes}) == {text}"),
            _ => format!("{turn}&1 == 1"),
        }
    }
    /// A value for a variable.
    fn value(&mut self, kind: Kind) -> String {
        let (s, t, b, c) = (self.pick(Text), self.pick(Text), self.pick(Bytes), self.byte());
        let i = self.w.r.below(3);
        if matches!(kind, Text | Bytes) {
            let all: &[String] = &if kind == Text {
                [
                    format!("string({b})"),
                    format!("lim({s} + {t})"),
                    format!("lim({s} + string({b}))"),
                    format!("cut({s}, {i})"),
                    format!("string(cut({b}, {i}))"),
                    format!("string([]byte({s}))"),
                    format!("string({b}[:min(len({b}), 3)]) + \"\""),
                    format!("max({s}, {t})"),
                    format!("same({s})"),
                ]
            } else {
                [
                    format!("[]byte({s})"),
                    format!("[]byte({t})"),
                    format!("[]byte(cut({s}, {i}))"),
                    format!("[]byte(lim({s} + {t}))"),
                    format!("[]byte(string({b}))"),
                    format!("cut({b}, {i})"),
                    format!("near({b})"),
                    format!("same({b})"),
                    format!("append(clip({b}), {c})"),
                ]
            };
            return self.w.r.pick(all).clone();
        }
        if kind == Record {
            let (p, q) = (self.pick(Record), self.pick(Record));
            let test = self.test();
            let all = [
                p.clone(),
                format!("same({p})"),
                format!("either({test}, {p}, {q})"),
                format!("newRecord(k + {i})"),
                format!("&record{{a: [6]int{{k, {i}}}}}"),
            ];
            return self.w.r.pick(&all).clone();
        }
        let (l, m) = (self.pick(Link), self.pick(Link));
        let test = self.test();
        // A link that holds the last turn's is kept by its successors.
        if self.quiet && self.w.r.chance(70) {
            let own = [
                format!("&link{{n: {i}, other: &link{{n: k, b: {b}}}}}"),
                format!("&link{{n: {i}, other: &link{{n: int({c})}}}}"),
                format!("&link{{n: k + {i}, b: {b}}}"),
                format!("{l}.inner()"),
                format!("{l}.outer()"),
            ];
            return self.w.r.pick(&own).clone();
        }
        let all = [
            l.clone(),
            format!("&link{{n: k + {i}, other: {l}}}"),
            format!("&link{{n: {i}, other: {l}, next: {m}, b: {b}}}"),
            format!("&link{{n: {i}, b: {b}}}"),
            format!("&link{{n: {i}, other: &link{{n: k, other: {l}}}}}"),
            format!("&link{{n: {i}, f: func() int {{ return sumLink({l}, 1) }}}}"),
            format!("{l}.inner()"),
            format!("{l}.outer()"),
            format!("either({test}, {l}, {m})"),
            format!("same({l})"),
        ];
        self.w.r.pick(&all).clone()
    }
    fn declare(&mut self, kind: Kind) -> String {
        let name = self.w.fresh(match kind {
            Text => "s",
            Bytes => "b",
            Link => "l",
            Record => "p",
        });
        let is_first = !self.names.iter().any(|n| n.0 == kind);
        match kind {
            Bytes if is_first => self.w.line(&format!("{name} := []byte(s)")),
            Link if is_first => self.w.line(&format!("var {name} *link")),
            Record if is_first => self.w.line(&format!("var {name} *record")),
            // A variable that lives in the frame as long as nothing keeps its address.
            Record if self.w.r.chance(50) => {
                let variable = self.w.fresh("r");
                let n = self.w.r.below(9);
                self.w.line(&format!("{variable} := newRecordOf(k + {n})"));
                self.w.line(&format!("{name} := &{variable}"));
            }
            Link if self.w.r.chance(30) => {
                let (variable, other) = (self.w.fresh("v"), self.pick(Link));
                self.w.line(&format!("{variable} := link{{n: k, other: {other}}}"));
                self.w.line(&format!("{name} := &{variable}"));
            }
            _ => {
                let value = self.value(kind);
                self.w.line(&format!("{name} := {value}"));
            }
        }
        self.w.line(&format!("_ = {name}"));
        self.names.push((kind, name.clone()));
        name
    }
    fn assign(&mut self) {
        let kind = *self.w.r.pick(&KINDS);
        let (to, value) = (self.pick(kind), self.value(kind));
        // The texts that the caller gave stay what they are.
        if to != "s" {
            self.w.line(&format!("{to} = {value}"));
        }
    }
    /// Makes what was seen part of the result.
    fn mix(&mut self, kind: Kind, name: &str) {
        let sum = match kind {
            Text => format!("sumText({name})"),
            Bytes => format!("sum({name})"),
            Link => format!("sumLink({name}, 2)"),
            Record => format!("sumRecord({name})"),
        };
        self.w.line(&format!("acc = acc*31 + {sum}"));
    }
    /// Lines of a pattern with names in the places of letters.
    fn pattern(&mut self, pattern: &str, names: &[(&str, String)]) {
        let (one, two) = (self.w.fresh("j"), self.w.fresh("j"));
        let mut names: Vec<(&str, &str)> = names.iter().map(|(from, to)| (*from, to.as_str())).collect();
        names.extend([("J2", two.as_str()), ("J", one.as_str()), ("X", one.as_str())]);
        for line in pattern.split('|') {
            self.w.line(&replaced(line, &names));
        }
    }
    fn write(&mut self) {
        let (b, s, c) = (self.pick(Bytes), self.pick(Text), self.byte());
        let i = self.w.r.below(3).to_string();
        let mut pattern = *self.w.r.pick(WRITES);
        // What is deferred in loops lasts; a few are enough.
        if pattern.contains("defer ") && !pattern.starts_with("func") && self.turns.len() > 1 {
            pattern = WRITES[0];
        }
        self.w.open(&format!("if len({b}) > 2 {{"));
        self.pattern(pattern, &[("B", b), ("I", i), ("C", c), ("S", s)]);
        self.w.close("}");
    }
    fn links(&mut self) {
        let (l, m, b) = (self.pick(Link), self.pick(Link), self.pick(Bytes));
        let from = if !self.quiet && self.w.r.chance(40) { KEEPS } else { LOOKS };
        let pattern = *self.w.r.pick(from);
        self.w.open("{");
        self.pattern(pattern, &[("L", l), ("M", m), ("B", b)]);
        self.w.close("}");
    }
    fn statements(&mut self, count: usize, depth: usize) {
        for _ in 0..count {
            match self.w.r.below(25) {
                0..=4 => {
                    let kind = *self.w.r.pick(&KINDS);
                    self.declare(kind);
                }
                5..=7 => self.assign(),
                8..=11 => self.write(),
                12..=14 => self.links(),
                15..=17 => {
                    let kind = *self.w.r.pick(&KINDS);
                    let name = self.pick(kind);
                    self.mix(kind, &name);
                }
                18 if depth > 0 => self.turns(depth),
                19 | 24 if depth > 0 => self.loop_of_its_own(depth),
                23 => self.carried(),
                20 if depth > 0 => self.condition(depth),
                21 => self.w.line("deepen(9)"),
                22 => self.w.line("collect()"),
                _ => self.leave(),
            }
        }
    }
    fn leave(&mut self) {
        let test = self.test();
        let word = match (self.turns.is_empty(), self.w.r.below(6)) {
            (true, 0) => "return acc + 1",
            (true, 1) => "panic(acc)",
            (true, _) => "acc++",
            (false, 0) => "return acc + 2",
            (false, 1 | 2) => "break",
            (false, _) => "continue",
        };
        self.w.line(&format!("if {test} {{ {word} }}"));
    }
    fn block(&mut self, depth: usize) {
        let known = self.names.len();
        let count = 2 + self.w.r.below(6);
        self.statements(count, depth - 1);
        let made = self.names.split_off(known);
        for (kind, name) in &made {
            if self.w.r.chance(40) {
                self.mix(*kind, name);
            }
        }
        // What the turn made is often what the next one begins with.
        for _ in 0..self.w.r.below(3) {
            let kind = *self.w.r.pick(&KINDS);
            let of = |names: &[(Kind, String)]| {
                names.iter().filter(|n| n.0 == kind && n.1 != "s").map(|n| n.1.clone()).collect::<Vec<_>>()
            };
            let (old, new) = (of(&self.names), of(&made));
            if !old.is_empty() && !new.is_empty() {
                let (to, from) = (self.w.r.pick(&old).clone(), self.w.r.pick(&new).clone());
                self.w.line(&format!("{to} = {from}"));
            }
        }
    }
    fn condition(&mut self, depth: usize) {
        let test = self.test();
        self.w.open(&format!("if {test} {{"));
        self.block(depth);
        if self.w.r.chance(50) {
            self.w.close("} else {");
            self.w.indent += 1;
            self.block(depth);
        }
        self.w.close("}");
    }
    /// A loop over variables of its own: what others do with theirs does not touch their objects.
    fn loop_of_its_own(&mut self, depth: usize) {
        let around = self.names.clone();
        let quiet = std::mem::replace(&mut self.quiet, self.w.r.chance(60));
        self.names.retain(|n| n.1 == "s" || n.1 == "t");
        self.w.open("{");
        for kind in [Bytes, Link, Record] {
            self.declare(kind);
        }
        self.turns(depth);
        for (kind, name) in self.names.clone() {
            self.mix(kind, &name);
        }
        self.w.close("}");
        (self.names, self.quiet) = (around, quiet);
    }
    /// A loop in which something of the last turn is used beside what this one makes, in any order.
    fn carried(&mut self) {
        let turn = self.w.r.pick(TURNS);
        let names: Vec<(&str, String)> =
            ["L", "Q", "M", "I"].into_iter().map(|n| (n, self.w.fresh(&n.to_lowercase()))).collect();
        let i = names[3].1.clone();
        let label = self.w.r.chance(20).then(|| self.w.fresh("A"));
        self.w.open("{");
        self.pattern(turn.start, &names);
        match &label {
            None if self.w.r.chance(50) => self.w.open(&format!("for {i} := range 4 {{")),
            None => self.w.open(&format!("for {i} := 0; {i} < k+2; {i}++ {{")),
            Some(label) => {
                self.w.line(&format!("{i} := 0"));
                self.w.line(&format!("{label}:"));
                self.w.open("{");
            }
        }
        // Reads, news and uses as they may follow each other.
        let (mut has_read, mut has_new, mut uses) = (false, false, 0);
        while !has_read || !has_new || uses < 2 {
            let pattern = match self.w.r.below(4) {
                0 if !has_read => {
                    has_read = true;
                    self.w.r.pick(turn.reads)
                }
                1 if !has_new => {
                    has_new = true;
                    self.w.r.pick(turn.news)
                }
                2 if has_read => {
                    uses += 1;
                    self.w.r.pick(turn.uses)
                }
                3 if self.w.r.chance(20) => self.w.r.pick(&["deepen(5)", "collect()", "acc ^= 1"]),
                _ => continue,
            };
            self.pattern(pattern, &names);
        }
        self.pattern("_, _, _ = Q, M, I", &names);
        let leaving = self.w.r.below(5);
        match (leaving, &label) {
            (0, None) => self.pattern("if I == 1 { continue }", &names),
            (1, None) => self.pattern("if I == 2 { break }", &names),
            (2, _) => self.pattern("if I&1 == 0 {|L = M|}", &names),
            _ => self.pattern("L = M", &names),
        }
        self.w.close("}");
        if let Some(label) = label {
            self.w.line(&format!("if {i}++; {i} < 4 {{ goto {label} }}"));
        }
        self.pattern(&turn.uses[0].replace('Q', "L"), &names);
        self.w.close("}");
    }
    fn turns(&mut self, depth: usize) {
        let i = self.w.fresh("i");
        let form = self.w.r.below(6);
        match form {
            0 | 1 => self.w.open(&format!("for {i} := range 3 {{")),
            2 => self.w.open(&format!("for {i} := 0; {i} < k; {i}++ {{")),
            3 => self.w.open(&format!("for {i} := range upTo(3) {{")),
            4 => {
                let b = self.pick(Bytes);
                self.w.open(&format!("for {i} := range clip({b})[:min(len({b}), 4)] {{"));
            }
            _ => {
                self.w.line(&format!("{i} := 0"));
                self.w.open("for {");
                self.w.line(&format!("if {i}++; {i} > 3 {{ break }}"));
            }
        }
        self.w.line(&format!("_ = {i}"));
        self.turns.push(i);
        self.block(depth);
        self.turns.pop();
        self.w.close("}");
    }
}

/// A line in which whole names are replaced.
fn replaced(line: &str, names: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in line.chars().chain(['\n']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(names.iter().find(|n| n.0 == word).map_or(word.as_str(), |n| n.1));
        word.clear();
        out.push(c);
    }
    out.truncate(out.len() - 1);
    out
}
