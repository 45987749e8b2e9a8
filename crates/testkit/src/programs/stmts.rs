//! Statements. Those that call functions do nothing else, so that no order but the program's shows.
//! Loops without a small bound of their own count down the program's fuel.

use super::exprs::Panics::{May, Never};
use super::types::{INTS, Ty};
use super::writer::Writer;

type Statement = fn(&mut Writer, usize);

/// Kinds of statements with their weights; the number is how deep blocks in them may nest.
const STATEMENTS: &[(usize, Statement)] = &[
    (14, |w, _| w.declaration()),
    (14, |w, _| w.assignment()),
    (6, |w, _| w.operation()),
    (8, Writer::guard),
    (7, Writer::condition_statement),
    (9, Writer::loop_statement),
    (4, Writer::switch),
    (3, Writer::type_switch),
    (7, |w, _| w.call()),
    (3, |w, _| w.builtin()),
    (2, |w, _| w.swap()),
    (2, |w, _| w.early_return()),
    (2, |w, _| w.leave_loop()),
    (2, |w, _| w.panic()),
    (2, Writer::closure),
    (2, Writer::deferred),
    (1, Writer::jump),
    (1, Writer::goroutine),
    (1, |w, _| w.select()),
    (1, Writer::range_map),
    (2, |w, _| w.assertion()),
    (2, |w, _| w.constants()),
    (2, |w, _| w.deferred_call()),
    (2, |w, _| w.collected_closures()),
    (1, |w, _| w.stack_of_values()),
    (1, |w, _| w.long_concatenation()),
];

impl Writer {
    /// A block's statements.
    pub fn statements(&mut self, count: usize, depth: usize) {
        for _ in 0..count {
            let statement = *self.r.weighted(STATEMENTS);
            statement(self, depth);
        }
    }
    fn block(&mut self, depth: usize) {
        let count = 1 + self.r.below(3);
        self.scope(|w| w.statements(count, depth.saturating_sub(1)));
    }
    pub fn declaration(&mut self) {
        let ty = self.any_type(2);
        let value = self.operand(&ty, 3, May);
        self.declare("v", &ty, &value);
    }
    /// Something that can be assigned to.
    fn place(&mut self) -> (String, Ty) {
        let settable: Vec<(String, Ty)> =
            self.vars.iter().filter(|v| v.settable).map(|v| (v.name.clone(), v.ty.clone())).collect();
        if settable.is_empty() || self.r.chance(15) {
            let ty = self.scalar();
            return (self.global(&ty), ty);
        }
        let (mut name, mut ty) = self.r.pick(&settable).clone();
        // A part of a part of it: one index at most, since several could panic.
        while let Some((part, part_ty)) = self.part(&name, &ty) {
            (name, ty) = (part, part_ty);
        }
        (name, ty)
    }
    /// A part of a variable that can be assigned to.
    fn part(&mut self, name: &str, ty: &Ty) -> Option<(String, Ty)> {
        if self.r.chance(30) {
            return None;
        }
        let indexed = name.contains(['[', '*']);
        match ty {
            Ty::Struct(i) => {
                let fields = self.structs[*i].clone();
                let field = self.r.pick(&fields).clone();
                Some((format!("{name}.{}", field.name), field.ty))
            }
            Ty::Array(n, e) if indexed => Some((format!("{name}[{}]", self.r.below(*n)), (**e).clone())),
            Ty::Slice(e) | Ty::Array(_, e) if !indexed => {
                let int = Ty::Int(*self.r.weighted(INTS));
                Some((format!("{name}[{}]", self.expr(&int, 1, Never)), (**e).clone()))
            }
            Ty::Ptr(e) if !indexed => Some((format!("(*{name})"), (**e).clone())),
            _ => None,
        }
    }
    pub fn assignment(&mut self) {
        let (place, ty) = self.place();
        // The place itself may panic; whether before or behind the value is another matter.
        let value = self.operand(&ty, 3, if place.contains(['[', '*']) { Never } else { May });
        self.line(&format!("{place} = {value}"));
    }
    fn operation(&mut self) {
        let (place, ty) = self.place();
        let ops: &[&str] = match ty {
            Ty::Int(_) | Ty::Named => &["+=", "-=", "*=", "&=", "|=", "^="],
            Ty::F32 | Ty::F64 | Ty::C128 => &["+=", "-=", "*="],
            _ => return self.assignment(),
        };
        if matches!(ty, Ty::Int(_)) && self.r.chance(40) {
            let op = *self.r.pick(&["++", "--", " <<= 3", " >>= 1", " /= 3", " %= 7"]);
            return self.line(&format!("{place}{op}"));
        }
        let op = *self.r.pick(ops);
        let value = self.operand(&ty, 2, Never);
        self.line(&format!("{place} {op} {value}"));
    }
    fn swap(&mut self) {
        let ty = self.scalar();
        let same: Vec<String> = self.vars.iter().filter(|v| v.settable && v.ty == ty).map(|v| v.name.clone()).collect();
        if same.len() >= 2 {
            let (a, b) = (self.r.pick(&same).clone(), self.r.pick(&same).clone());
            if a != b {
                let value = self.expr(&ty, 1, Never);
                self.line(&format!("{a}, {b} = {b}, {value}"));
            }
        }
    }

    /// A test of a number with uses of it in its block: what an optimizer draws conclusions from.
    fn guard(&mut self, depth: usize) {
        let i = self.variable(&Ty::int());
        let elem = self.scalar();
        let slice = Ty::slice(elem.clone());
        let (s, text) = (self.variable(&slice), self.variable(&Ty::Str));
        let n = self.r.below(4);
        let test = match self.r.below(12) {
            0 => format!("{i} >= 0"),
            1 => format!("{i} >= 0 && {i} < len({s})"),
            2 => format!("uint({i}) < uint(len({s}))"),
            3 => format!("{i} > 0 && {i} <= len({text})"),
            4 => format!("len({s}) > {n}"),
            5 => format!("len({s}) != 0"),
            6 => format!("{i} != 0"),
            7 => format!("{i} < len({s}) - {n}"),
            8 => format!("{i} + {n} < len({s})"),
            9 => format!("{i} == len({text}) - {n}"),
            10 => format!("uint({i}) <= uint(cap({s}))"),
            _ => format!("{i} > {n}"),
        };
        if self.r.chance(25) && !self.results.is_empty() && self.loops == 0 {
            self.open(&format!("if !({test}) {{"));
            self.return_values();
            self.close("}");
            return self.guarded(&i, &s, &slice, &elem, &text);
        }
        self.open(&format!("if {test} {{"));
        self.scope(|w| {
            w.guarded(&i, &s, &slice, &elem, &text);
            if w.r.chance(50) {
                w.statements(1, depth.saturating_sub(1));
            }
        });
        if self.r.chance(40) {
            self.close("} else {");
            self.indent += 1;
            self.scope(|w| w.guarded(&i, &s, &slice, &elem, &text));
        }
        self.close("}");
    }
    /// Uses of an index and what it may be an index of.
    fn guarded(&mut self, i: &str, s: &str, slice: &Ty, elem: &Ty, text: &str) {
        let n = self.r.below(4);
        for _ in 0..1 + self.r.below(3) {
            match self.r.below(13) {
                0 => _ = self.declare("v", elem, &format!("{s}[{i}]")),
                1 => _ = self.declare("v", elem, &format!("{s}[{i}-{n}]")),
                2 => _ = self.declare("v", elem, &format!("{s}[len({s})-1]")),
                3 => _ = self.declare("s", slice, &format!("{s}[:{i}]")),
                4 => _ = self.declare("s", slice, &format!("{s}[{i}:]")),
                5 => _ = self.declare("s", slice, &format!("{s}[{n}:{i}]")),
                6 => _ = self.declare("t", &Ty::Str, &format!("{text}[:{i}]")),
                7 => _ = self.declare("t", &Ty::Str, &format!("{text}[{i}:]")),
                8 => _ = self.declare("q", &Ty::int(), &format!("17 / {i}")),
                9 => _ = self.declare("q", &Ty::int(), &format!("1 << {i}")),
                10 => _ = self.declare("q", &Ty::int(), &format!("{i} / 4 + {i} % 8")),
                11 => {
                    let made = format!("make({}, {i})", self.name(slice));
                    self.open(&format!("if {i} < 50 {{"));
                    self.scope(|w| {
                        let name = w.declare("m", slice, &made);
                        let last = w.operand(elem, 1, Never);
                        w.line(&format!("{name}[len({name})-1] = {last}"));
                    });
                    self.close("}");
                }
                _ => _ = self.declare("v", elem, &format!("{s}[:{i}][{n}]")),
            }
        }
    }
    fn condition_statement(&mut self, depth: usize) {
        if depth == 0 {
            return self.assignment();
        }
        let test = self.condition(2, May);
        self.open(&format!("if ({test}) {{"));
        self.block(depth);
        if self.r.chance(40) {
            self.close("} else {");
            self.indent += 1;
            self.block(depth);
        }
        self.close("}");
    }

    // Ways out.

    /// `return` with values.
    pub fn return_values(&mut self) {
        let results = self.results.clone();
        let at = self.r.below(results.len().max(1));
        let values: Vec<String> =
            results.iter().enumerate().map(|(n, ty)| self.operand(ty, 2, if n == at { May } else { Never })).collect();
        self.line(format!("return {}", values.join(", ")).trim_end());
    }
    fn early_return(&mut self) {
        if self.in_goroutine {
            return;
        }
        let test = self.condition(2, May);
        self.open(&format!("if ({test}) {{"));
        self.return_values();
        self.close("}");
    }
    fn leave_loop(&mut self) {
        if !self.can_leave {
            return self.assignment();
        }
        let test = self.condition(1, May);
        let word = *self.r.pick(&["break", "continue"]);
        self.line(&format!("if ({test}) {{ {word} }}"));
    }
    fn panic(&mut self) {
        let test = self.condition(2, May);
        let ty = self.scalar();
        let value = self.expr(&ty, 1, May);
        self.line(&format!("if ({test}) {{ panic(fmt.Sprint({value})) }}"));
    }
    fn jump(&mut self, depth: usize) {
        let label = self.fresh("L");
        let test = self.condition(2, May);
        if self.r.chance(50) || depth == 0 {
            self.line(&format!("if ({test}) {{ goto {label} }}"));
            self.open("{");
            self.block(1);
            self.close("}");
            self.line(&format!("{label}:"));
            return self.line("tick()");
        }
        self.line(&format!("{label}:"));
        self.open("{");
        self.block(depth);
        self.line("tick()");
        self.line(&format!("if ({test}) {{ goto {label} }}"));
        self.close("}");
    }

    /// Built-in functions with effects.
    fn builtin(&mut self) {
        let elem = self.scalar();
        let ty = Ty::slice(elem.clone());
        let found: Vec<String> =
            self.vars.iter().filter(|v| matches!(v.ty, Ty::Slice(_)) && v.settable).map(|v| v.name.clone()).collect();
        let s = if found.is_empty() { self.global(&ty) } else { self.r.pick(&found).clone() };
        let Some(Ty::Slice(elem)) = self.vars.iter().find(|v| v.name == s).map(|v| v.ty.clone()).or(Some(ty)) else {
            return;
        };
        let ty = Ty::Slice(elem.clone());
        match self.r.below(7) {
            0 => self.line(&format!("clear({s})")),
            1 => {
                let from = self.expr(&ty, 2, May);
                self.line(&format!("copy({s}, {from})"));
            }
            2 => {
                let from = self.expr(&ty, 2, May);
                self.declare("n", &Ty::int(), &format!("copy({s}, {from})"));
            }
            3 => {
                let map = Ty::Map(Box::new(self.key_type()), elem);
                let (m, Ty::Map(k, v)) = (self.variable(&map), &map) else { return };
                let (key, value) = (self.expr(k, 1, Never), self.operand(v, 1, Never));
                self.line(&format!("if {m} != nil && len({m}) < 20 {{ {m}[{key}] = {value} }}"));
                let key = self.expr(k, 1, Never);
                self.line(&format!("delete({m}, {key})"));
            }
            4 => {
                let from = self.expr(&ty, 1, May);
                self.line(&format!("if len({s}) < 40 {{ {s} = append({s}, {from}...) }}"));
            }
            _ => {
                let (a, b) = (self.operand(&elem, 2, May), self.operand(&elem, 1, Never));
                self.line(&format!("if len({s}) < 40 {{ {s} = append({s}, {a}, {b}) }}"));
            }
        }
    }
    fn assertion(&mut self) {
        let x = self.variable(&Ty::Iface);
        let to = self.r.pick(&[Ty::Named, Ty::Struct(0), Ty::Ptr(Box::new(Ty::Struct(1)))]).clone();
        let name = self.fresh("x");
        let type_name = self.name(&to);
        if self.r.chance(50) {
            self.line(&format!("{name} := {x}.({type_name})"));
            self.line(&format!("_ = {name}"));
        } else {
            self.line(&format!("{name}, ok{name} := {x}.({type_name})"));
            self.line(&format!("_, _ = {name}, ok{name}"));
            self.add(&format!("ok{name}"), &Ty::Bool, true);
        }
        self.add(&name, &to, true);
    }
    fn constants(&mut self) {
        let int = *self.r.weighted(INTS);
        let (a, b) = (self.fresh("k"), self.fresh("k"));
        let n = 1 + self.r.below(7);
        self.open("const (");
        self.line(&format!("{a} {} = iota + {n}", int.name));
        self.line(&b);
        self.close(")");
        self.declare("v", &Ty::Int(int), &format!("{b} << 2 % {a} * {b}"));
    }
}
