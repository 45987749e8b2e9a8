//! Loops and switches.

use super::exprs::Panics::{May, Never};
use super::types::{BYTE, INTS, RUNE, Ty};
use super::writer::Writer;

impl Writer {
    /// A loop of any form around a few statements.
    pub fn loop_statement(&mut self, depth: usize) {
        if depth == 0 || self.loops >= 2 || self.in_goroutine {
            return self.guarded_count();
        }
        let label = self.r.chance(20).then(|| self.fresh("L"));
        if let Some(label) = &label {
            self.line(&format!("{label}:"));
        }
        let count = self.vars.len();
        self.head();
        self.loops += 1;
        self.depth += 1;
        let can_leave = std::mem::replace(&mut self.can_leave, true);
        if let Some(label) = &label {
            // A label that nobody uses is an error.
            let test = self.condition(1, Never);
            let word = *self.r.pick(&["break", "continue"]);
            self.line(&format!("if ({test}) {{ {word} {label} }}"));
            self.labels.push(label.clone());
        }
        let n = 1 + self.r.below(3);
        self.statements(n, depth - 1);
        if !self.labels.is_empty() && self.r.chance(20) {
            let (label, test) = (self.r.pick(&self.labels.clone()).clone(), self.condition(1, May));
            let word = *self.r.pick(&["break", "continue"]);
            self.line(&format!("if ({test}) {{ {word} {label} }}"));
        }
        if label.is_some() {
            self.labels.pop();
        }
        self.loops -= 1;
        self.depth -= 1;
        self.can_leave = can_leave;
        self.vars.truncate(count);
        self.close("}");
    }
    /// The first line of a loop, with its variables in reach.
    fn head(&mut self) {
        let i = self.fresh("i");
        match self.r.below(14) {
            0..=3 => self.counting(&i),
            4 | 5 => self.counting_far(&i),
            6 => {
                let n = 1 + self.r.below(6);
                self.open(&format!("for {i} := range {n} {{"));
                self.line(&format!("_ = {i}"));
                self.add(&i, &Ty::int(), false);
            }
            7 => {
                let n = self.expr(&Ty::int(), 1, May);
                self.open(&format!("for {i} := range {n} {{"));
                self.line("tick()");
                self.line(&format!("_ = {i}"));
                self.add(&i, &Ty::int(), true);
            }
            8 => self.range_text(&i),
            9 => {
                let test = self.condition(2, May);
                self.open(&format!("for ({test}) {{"));
                self.line("tick()");
            }
            10 => {
                let (value, n) = (self.fresh("x"), self.r.below(6));
                let iterator = format!("{}iter({n})", self.prefix);
                self.open(&format!("for {i}, {value} := range {iterator} {{"));
                self.add(&i, &Ty::int(), true);
                self.add(&value, &Ty::Str, true);
                self.line(&format!("_, _ = {i}, {value}"));
            }
            _ => self.range_elements(&i),
        }
    }
    /// Up or down by small steps between lengths and small numbers.
    fn counting(&mut self, i: &str) {
        let elem = self.scalar();
        let s = self.variable(&Ty::slice(elem));
        let t = self.variable(&Ty::Str);
        let k = self.r.below(4);
        let head = match self.r.below(9) {
            0 | 1 => format!("for {i} := 0; {i} < len({s}); {i}++ {{"),
            2 => format!("for {i} := len({s}) - 1; {i} >= 0; {i}-- {{"),
            3 => format!("for {i} := {k}; {i} < len({s})-{k}; {i} += {} {{", k + 1),
            4 => format!("for {i} := len({t}); {i} > {k}; {i} -= {} {{", k + 1),
            5 => format!("for {i} := 0; {i} <= len({t}); {i}++ {{"),
            6 => format!("for {i} := 7 - {k}; {i} > -3; {i}-- {{"),
            7 => format!("for {i} := -{k}; {i} != 5; {i}++ {{"),
            _ => format!("for {i} := 1; {i} < 200; {i} *= 3 {{"),
        };
        self.open(&head);
        self.add(i, &Ty::int(), false);
        if self.r.chance(50) {
            let name = if self.r.chance(50) { s.clone() } else { t.clone() };
            let place = self.fresh("v");
            let index =
                self.r.pick(&[i.to_owned(), format!("{i}-1"), format!("{i}+1"), format!("len({name})-1-{i}")]).clone();
            self.line(&format!("{place} := {name}[{index}]"));
            self.line(&format!("_ = {place}"));
        }
    }
    /// Between any numbers of any type, as long as the fuel lasts.
    fn counting_far(&mut self, i: &str) {
        let int = *self.r.weighted(INTS);
        let ty = Ty::Int(int);
        let (from, to) = (self.operand(&ty, 1, Never), self.operand(&ty, 1, May));
        let step = 1 + self.r.below(3);
        let start = format!("{i} := {}({from})", int.name);
        let head = match self.r.below(4) {
            0 => format!("for {start}; {i} < {to}; {i} += {step} {{"),
            1 => format!("for {start}; {i} <= {to}; {i}++ {{"),
            2 => format!("for {start}; {i} > {to}; {i} -= {step} {{"),
            _ => format!("for {start}; {i} >= {to}; {i}-- {{"),
        };
        self.open(&head);
        self.line("tick()");
        let settable = self.r.chance(20);
        self.add(i, &ty, settable);
    }
    fn range_text(&mut self, i: &str) {
        let (value, text) = (self.fresh("x"), self.expr(&Ty::Str, 2, May));
        let (elem, of) = match self.r.below(3) {
            0 => (Ty::Int(BYTE), format!("[]byte({text})")),
            1 => (Ty::Int(RUNE), format!("[]rune({text})")),
            _ => (Ty::Int(RUNE), text),
        };
        self.open(&format!("for {i}, {value} := range {of} {{"));
        self.line("tick()");
        self.line(&format!("_, _ = {i}, {value}"));
        self.add(i, &Ty::int(), true);
        self.add(&value, &elem, true);
    }
    fn range_elements(&mut self, i: &str) {
        let elem = self.any_type(1);
        let ty = if self.r.chance(70) { Ty::slice(elem.clone()) } else { Ty::Array(3, Box::new(elem.clone())) };
        let of = self.variable(&ty);
        let of = if self.r.chance(20) && matches!(ty, Ty::Slice(_)) { format!("{of}[:min(len({of}), 3)]") } else { of };
        if self.r.chance(30) {
            self.open(&format!("for {i} := range {of} {{"));
            self.line(&format!("_ = {i}"));
        } else {
            let value = self.fresh("x");
            self.open(&format!("for {i}, {value} := range {of} {{"));
            self.line(&format!("_, _ = {i}, {value}"));
            self.add(&value, &elem, true);
        }
        self.line("tick()");
        self.add(i, &Ty::int(), false);
    }
    /// A small loop without blocks in it.
    fn guarded_count(&mut self) {
        let (i, ty) = (self.fresh("i"), Ty::Int(*self.r.weighted(INTS)));
        let sum = self.declare("v", &ty, &format!("{}(1)", self.name(&ty)));
        let name = self.name(&ty);
        let step = *self.r.pick(&["+", "*", "^", "-"]);
        let n = 2 + self.r.below(6);
        self.open(&format!("for {i} := 0; {i} < {n}; {i}++ {{"));
        self.line(&format!("{sum} = {sum} {step} {name}({i}+1)"));
        self.close("}");
    }
    /// A map's elements in no order: what is made of them does not depend on it.
    pub fn range_map(&mut self, _depth: usize) {
        let ty = Ty::Map(Box::new(Ty::int()), Box::new(Ty::int()));
        let m = self.variable(&ty);
        let (sum, k, v) = (self.declare("v", &Ty::int(), "0"), self.fresh("k"), self.fresh("x"));
        let mix = *self.r.pick(&["+", "^", "*"]);
        self.open(&format!("for {k}, {v} := range {m} {{"));
        self.line(&format!("{sum} += {k} {mix} {v}"));
        if self.r.chance(30) {
            self.line(&format!("delete({m}, {k})"));
        }
        self.close("}");
    }

    /// A switch over numbers, texts or conditions.
    pub fn switch(&mut self, depth: usize) {
        if depth == 0 {
            return self.assignment_or_less();
        }
        let ty = match self.r.below(4) {
            0 => Ty::Str,
            1 => Ty::Bool,
            _ => Ty::Int(*self.r.weighted(INTS)),
        };
        let mut cases: Vec<String> = match &ty {
            Ty::Str => {
                let all = ["", "a", "ab", "abc", "hello, world", "b", "0123456789", "x", "abd", "zz", "xab", "hello"];
                let count = 1 + self.r.below(all.len());
                all[..count].iter().map(|s| format!("\"{s}\"")).collect()
            }
            Ty::Bool => (0..2 + self.r.below(3)).map(|_| self.condition(1, May)).collect(),
            _ if self.r.chance(40) => (0..9 + self.r.below(12)).map(|n| n.to_string()).collect(),
            _ => (0..1 + self.r.below(12)).map(|n| (n * (1 + n / 8)).to_string()).collect(),
        };
        let value = self.expr(&ty, 2, May);
        let head = if ty == Ty::Bool { "switch {".to_owned() } else { format!("switch ({value}) {{") };
        self.line(&head);
        let default = self.r.below(cases.len() + 1);
        let mut n = 0;
        while !cases.is_empty() {
            let take = (1 + self.r.below(2)).min(cases.len());
            let list: Vec<String> = cases.drain(..take).collect();
            self.open(&format!("case {}:", list.join(", ")));
            self.case_body(depth);
            if self.r.chance(15) && !cases.is_empty() {
                self.line("fallthrough");
            }
            self.indent -= 1;
            if n == default && self.r.chance(60) {
                self.open("default:");
                self.case_body(depth);
                self.indent -= 1;
            }
            n += 1;
        }
        self.line("}");
    }
    fn case_body(&mut self, depth: usize) {
        // In a switch, break would leave the switch.
        let can_leave = std::mem::take(&mut self.can_leave);
        let n = 1 + self.r.below(2);
        self.scope(|w| w.statements(n, depth - 1));
        self.can_leave = can_leave;
    }
    fn assignment_or_less(&mut self) {
        let ty = self.scalar();
        let value = self.expr(&ty, 2, May);
        self.declare("v", &ty, &value);
    }
    pub fn type_switch(&mut self, depth: usize) {
        if depth == 0 {
            return self.assignment_or_less();
        }
        let (of, name) = (self.variable(&Ty::Iface), self.fresh("x"));
        self.line(&format!("switch {name} := {of}.(type) {{"));
        let mut types = vec![Ty::Named, Ty::Struct(0), Ty::Ptr(Box::new(Ty::Struct(1)))];
        types.truncate(1 + self.r.below(3));
        for ty in types {
            self.open(&format!("case {}:", self.name(&ty)));
            self.line(&format!("_ = {name}"));
            let count = self.vars.len();
            self.add(&name, &ty, true);
            self.case_body(depth);
            self.vars.truncate(count);
            self.indent -= 1;
        }
        if self.r.chance(50) {
            self.open("case nil:");
            self.case_body(depth);
            self.indent -= 1;
        }
        self.open("default:");
        self.line(&format!("_ = {name}"));
        self.indent -= 1;
        self.line("}");
    }
}
