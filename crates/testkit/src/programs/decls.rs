//! Declarations of the package: types with methods, functions, the one that calls them all.

use super::exprs::Panics::May;
use super::types::{INTS, Ty};
use super::writer::{Callee, Field, Writer};

/// Calls of each function.
const CALLS: usize = 12;

/// Functions about values that share memory.
const ALIASES: usize = 2;

impl Writer {
    /// The whole program.
    pub fn program(mut self, functions: usize) -> String {
        self.struct_types();
        self.iterator();
        self.generic_function();
        let mut tops = Vec::new();
        for n in (0..functions).rev() {
            let callee = self.function(n);
            self.callees.push(callee.clone());
            tops.push(callee);
        }
        self.methods();
        for n in 0..ALIASES {
            self.alias_function(&format!("{}a{n}", self.prefix));
        }
        self.main_function(&tops);
        let mut text = String::from("package main\n\nimport (\n\t\"fmt\"\n\t\"math\"\n\t\"math/bits\"\n)\n\n");
        text += "var _, _, _ = fmt.Sprint, math.Abs, bits.Len\n\n";
        for (_, line) in &self.globals {
            text += line;
            text.push('\n');
        }
        text + "\n" + &self.text
    }
    /// The program in parts, none of which mentions a later one: types and variables, functions, and what calls them.
    pub(super) fn parts(mut self, functions: usize) -> [String; 3] {
        self.struct_types();
        self.iterator();
        self.generic_function();
        self.methods();
        let mut types = std::mem::take(&mut self.text);
        let (mut tops, mut texts) = (Vec::new(), Vec::new());
        for n in (0..functions).rev() {
            let callee = self.function(n);
            self.callees.push(callee.clone());
            tops.push(callee);
            texts.push(std::mem::take(&mut self.text));
        }
        for n in 0..ALIASES {
            self.alias_function(&format!("{}a{n}", self.prefix));
        }
        self.main_function(&tops);
        self.globals.iter().for_each(|(_, line)| types += &format!("{line}\n"));
        let later = texts.split_off(functions.div_ceil(2));
        [types, texts.concat(), later.concat() + &self.text]
    }
    fn struct_types(&mut self) {
        for n in 0..3 {
            let mut fields = Vec::new();
            if n == 2 {
                fields.push(Field { name: Ty::Struct(0).name(&self.prefix), ty: Ty::Struct(0) });
            }
            for _ in 0..1 + self.r.below(4) {
                let ty = self.any_type(1);
                fields.push(Field { name: self.fresh("f"), ty });
            }
            self.open(&format!("type {} struct {{", Ty::Struct(n).name(&self.prefix)));
            for f in &fields {
                let ty = self.name(&f.ty);
                let line = if f.name == ty { ty } else { format!("{} {ty}", f.name) };
                self.line(&line);
            }
            self.close("}");
            self.structs.push(fields);
        }
        let (named, interface) = (self.name(&Ty::Named), self.name(&Ty::Iface));
        self.line(&format!("type {named} int"));
        self.line(&format!("type {interface} interface {{ A(int) int; B() string }}"));
    }
    /// Methods of the types that implement the interface.
    fn methods(&mut self) {
        for receiver in [Ty::Named, Ty::Struct(0), Ty::Ptr(Box::new(Ty::Struct(1)))] {
            for (method, params, result) in [("A", "n int", Ty::int()), ("B", "", Ty::Str)] {
                self.open(&format!("func (r {}) {method}({params}) {} {{", self.name(&receiver), self.name(&result)));
                self.line("tick()");
                self.vars.clear();
                self.add("r", &receiver, true);
                if method == "A" {
                    self.add("n", &Ty::int(), true);
                }
                self.results = vec![result];
                let count = 1 + self.r.below(2);
                self.statements(count, 1);
                self.return_values();
                self.close("}");
            }
        }
    }
    /// A function to range over.
    fn iterator(&mut self) {
        let prefix = self.prefix.clone();
        self.open(&format!("func {prefix}iter(n int) func(func(int, string) bool) {{"));
        self.open("return func(yield func(int, string) bool) {");
        let step = 1 + self.r.below(2);
        self.open(&format!("for i := 0; i < n; i += {step} {{"));
        self.line("if !yield(i, \"abcdefgh\"[:i]) { return }");
        self.close("}");
        self.close("}");
        self.close("}");
    }
    fn generic_function(&mut self) {
        let name = format!("{}G", self.prefix);
        self.open(&format!("func {name}[T number](a, b T, n int) T {{"));
        self.line("var zero T");
        self.line("_ = zero");
        self.vars.clear();
        for name in ["a", "b", "zero"] {
            self.add(name, &Ty::Param, name != "zero");
        }
        self.add("n", &Ty::int(), true);
        self.results = vec![Ty::Param];
        self.statements(3, 2);
        self.return_values();
        self.close("}");
        for _ in 0..3 {
            let ty = match self.r.below(4) {
                0 => Ty::F64,
                1 => Ty::Named,
                _ => Ty::Int(*self.r.weighted(INTS)),
            };
            let name = format!("{name}[{}]", self.name(&ty));
            self.callees.push(Callee { name, params: vec![ty.clone(), ty.clone(), Ty::int()], results: vec![ty] });
        }
    }
    /// A type for parameters: mostly what indices and lengths are made of.
    fn parameter(&mut self) -> Ty {
        match self.r.below(10) {
            0..=3 => Ty::int(),
            4 | 5 => Ty::slice(self.scalar()),
            6 => Ty::Str,
            _ => self.any_type(2),
        }
    }
    fn function(&mut self, n: usize) -> Callee {
        self.vars.clear();
        let name = format!("{}f{n}", self.prefix);
        let mut params = Vec::new();
        for _ in 0..1 + self.r.below(4) {
            let ty = self.parameter();
            params.push((self.fresh("p"), ty));
        }
        let mut results = Vec::new();
        // Many do not find room in registers.
        let count = if self.r.chance(12) { 6 + self.r.below(8) } else { 1 + self.r.below(3) };
        for _ in 0..count {
            let mut ty = self.any_type(1);
            while !self.is_printable(&ty) {
                ty = self.any_type(1);
            }
            results.push((self.fresh("o"), ty));
        }
        let named = self.r.chance(50);
        let list = |w: &Writer, of: &[(String, Ty)]| {
            let items: Vec<String> = of.iter().map(|(n, t)| format!("{n} {}", w.name(t))).collect();
            items.join(", ")
        };
        let types: Vec<String> = results.iter().map(|r| self.name(&r.1)).collect();
        let result_list = if named { list(self, &results) } else { types.join(", ") };
        self.open(&format!("func {name}({}) ({result_list}) {{", list(self, &params)));
        for (name, ty) in params.iter().chain(if named { &results[..] } else { &[] }) {
            self.add(name, ty, true);
        }
        self.results = results.iter().map(|r| r.1.clone()).collect();
        let count = 3 + self.r.below(5);
        self.statements(count, 3);
        self.return_values();
        self.close("}");
        let types = |of: Vec<(String, Ty)>| of.into_iter().map(|p| p.1).collect();
        Callee { name, params: types(params), results: types(results) }
    }
    /// Calls every function with values near limits and prints what it gives.
    fn main_function(&mut self, tops: &[Callee]) {
        self.vars.clear();
        self.open(&format!("func {}main() {{", self.prefix));
        for callee in tops {
            let lists: Vec<String> = callee.params.iter().map(|ty| self.edge_list(ty)).collect();
            self.open(&format!("for i := range {CALLS} {{"));
            let args: Vec<String> =
                lists.iter().enumerate().map(|(n, list)| format!("pick({list}, i*{}+{n})", 2 * n + 1)).collect();
            self.line(&format!("try(func() {{ show({}({})) }})", callee.name, args.join(", ")));
            self.close("}");
        }
        for n in 0..ALIASES {
            let name = format!("{}a{n}", self.prefix);
            self.open("for i := range 4 {");
            self.line(&format!("try(func() {{ show({name}(pick(edgeStrings, i+2), \"literal\", i)) }})"));
            self.close("}");
        }
        for (global, _) in self.globals.clone() {
            if self.is_printable(&global.ty) {
                self.line(&format!("show({})", global.name));
            }
        }
        self.close("}");
    }
    /// The name of a list of values of a type.
    fn edge_list(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Int(i) if i.name == "int" => "edgeInts".to_owned(),
            Ty::Str => "edgeStrings".to_owned(),
            _ => {
                let list = self.fresh("e");
                let items: Vec<String> = (0..5).map(|_| self.literal(ty, 2)).collect();
                self.line(&format!("{list} := []{}{{{}}}", self.name(ty), items.join(", ")));
                list
            }
        }
    }
    /// An expression of the type parameter.
    pub fn generic_expr(&mut self, depth: usize) -> String {
        match depth == 0 || self.r.chance(30) {
            true => self.variable(&Ty::Param),
            false => self.binary(&Ty::Param, &["+", "-", "*"], depth - 1, May),
        }
    }
}
