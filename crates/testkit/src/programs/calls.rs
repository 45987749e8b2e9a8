//! Statements that call functions, now or later: declared ones, methods, closures, goroutines.

use super::exprs::Panics::{May, Never};
use super::types::Ty;
use super::writer::Writer;

impl Writer {
    /// Several places of types, with their declaration where they are new.
    pub fn call(&mut self) {
        if self.in_goroutine || self.callees.is_empty() {
            return self.declaration();
        }
        if self.loops > 0 {
            self.line("tick()");
        }
        match self.r.below(8) {
            0 => self.method_call(),
            1 => self.call_of_value(),
            _ => {
                let callee = self.r.pick(&self.callees.clone()).clone();
                self.call_to(&callee.name, &callee.params, &callee.results);
            }
        }
    }
    /// A call as a statement of its own; results become variables.
    pub fn call_to(&mut self, callee: &str, params: &[Ty], results: &[Ty]) {
        let at = self.r.below(params.len().max(1));
        let args: Vec<String> =
            params.iter().enumerate().map(|(n, t)| self.operand(t, 2, if n == at { May } else { Never })).collect();
        let call = format!("{callee}({})", args.join(", "));
        if results.is_empty() {
            return self.line(&call);
        }
        let names: Vec<String> = results.iter().map(|_| self.fresh("r")).collect();
        self.line(&format!("{} := {call}", names.join(", ")));
        self.line(&format!("{} = {}", vec!["_"; names.len()].join(", "), names.join(", ")));
        for (name, ty) in names.iter().zip(results) {
            self.add(name, ty, true);
        }
    }
    fn method_call(&mut self) {
        let receiver = match self.r.below(3) {
            0 => Ty::Iface,
            1 => Ty::Struct(self.r.below(2)),
            _ => Ty::Named,
        };
        let on = self.variable(&receiver);
        if self.r.chance(30) {
            // A method value: the receiver is copied now.
            let name = self.fresh("f");
            self.line(&format!("{name} := {on}.A"));
            return self.call_to(&name, &[Ty::int()], &[Ty::int()]);
        }
        match self.r.below(2) {
            0 => self.call_to(&format!("{on}.A"), &[Ty::int()], &[Ty::int()]),
            _ => self.call_to(&format!("{on}.B"), &[], &[Ty::Str]),
        }
    }
    fn call_of_value(&mut self) {
        let found: Vec<(String, Ty)> =
            self.vars.iter().filter(|v| matches!(v.ty, Ty::Func(..))).map(|v| (v.name.clone(), v.ty.clone())).collect();
        if !found.is_empty()
            && let (name, Ty::Func(params, result)) = self.r.pick(&found).clone()
        {
            self.line("tick()");
            self.call_to(&name, &params, &[*result]);
        }
    }
    pub fn closure(&mut self, depth: usize) {
        if self.depth > 3 || self.in_goroutine {
            return self.declaration();
        }
        let (name, param, result) = (self.fresh("f"), self.scalar(), self.scalar());
        let arg = self.fresh("a");
        self.open(&format!("{name} := func({arg} {}) {} {{", self.name(&param), self.name(&result)));
        self.line("tick()");
        self.function_body(depth, vec![result.clone()], |w| w.add(&arg, &param, true));
        self.close("}");
        self.line(&format!("_ = {name}"));
        self.add(&name, &Ty::Func(vec![param], Box::new(result)), false);
    }
    /// The body of a function literal.
    fn function_body(&mut self, depth: usize, results: Vec<Ty>, begin: impl FnOnce(&mut Writer)) {
        let results = std::mem::replace(&mut self.results, results);
        let (loops, labels) = (std::mem::take(&mut self.loops), std::mem::take(&mut self.labels));
        let can_leave = std::mem::take(&mut self.can_leave);
        let count = 1 + self.r.below(3);
        self.scope(|w| {
            begin(w);
            w.statements(count, depth.saturating_sub(1).min(1));
            if !w.results.is_empty() {
                w.return_values();
            }
        });
        (self.results, self.loops, self.labels, self.can_leave) = (results, loops, labels, can_leave);
    }
    pub fn deferred(&mut self, depth: usize) {
        if self.depth > 3 || self.in_goroutine {
            return self.declaration();
        }
        if self.loops > 0 {
            self.line("tick()");
        }
        self.open("defer func() {");
        match self.r.chance(50) {
            true => {
                let ty = Ty::Str;
                let place = self.global(&ty);
                self.line(&format!("if e := recover(); e != nil {{ {place} = lim(fmt.Sprint(e)) }}"));
            }
            false => self.function_body(depth, Vec::new(), |_| {}),
        }
        self.close("}()");
    }
    /// A call whose arguments are computed now and that happens later.
    pub fn deferred_call(&mut self) {
        if self.in_goroutine || self.callees.is_empty() {
            return self.declaration();
        }
        if self.loops > 0 {
            self.line("tick()");
        }
        let callee = self.r.pick(&self.callees.clone()).clone();
        let args: Vec<String> = callee.params.iter().map(|t| self.operand(t, 1, Never)).collect();
        self.line(&format!("defer {}({})", callee.name, args.join(", ")));
    }
    /// Closures made in a loop, each with variables of its turn, called behind it.
    pub fn collected_closures(&mut self) {
        if self.in_goroutine || self.loops > 1 {
            return self.declaration();
        }
        let (list, i, ty) = (self.fresh("l"), self.fresh("i"), self.scalar());
        let name = self.name(&ty);
        self.line(&format!("var {list} []func({name}) {name}"));
        let turns = 1 + self.r.below(4);
        self.open(&format!("for {i} := 0; {i} < {turns}; {i}++ {{"));
        self.scope(|w| {
            w.add(&i, &Ty::int(), false);
            let start = w.operand(&ty, 1, Never);
            w.declare("v", &ty, &start);
            let f = w.function_literal(std::slice::from_ref(&ty), &ty);
            w.line(&format!("{list} = append({list}, {f})"));
        });
        self.close("}");
        let start = self.operand(&ty, 1, May);
        let sum = self.declare("v", &ty, &start);
        self.line(&format!("for _, f := range {list} {{ {sum} = f({sum}) }}"));
    }
    /// Values of a generic type with methods.
    pub fn stack_of_values(&mut self) {
        let ty = self.any_type(1);
        let stack = self.fresh("k");
        self.line(&format!("var {stack} stack[{}]", self.name(&ty)));
        for _ in 0..1 + self.r.below(3) {
            let value = self.operand(&ty, 2, May);
            self.line(&format!("{stack}.push({value})"));
        }
        self.declare("v", &ty, &format!("{stack}.pop()"));
        if self.r.chance(30) {
            let count = self.r.below(3);
            (0..count).for_each(|_| self.line(&format!("{stack}.pop()")));
        }
    }
    /// More texts than the runtime has a function for.
    pub fn long_concatenation(&mut self) {
        let count = 4 + self.r.below(4);
        let parts: Vec<String> = (0..count).map(|_| self.expr(&Ty::Str, 1, Never)).collect();
        self.declare("t", &Ty::Str, &format!("lim({})", parts.join(" + ")));
    }
    pub fn goroutine(&mut self, _depth: usize) {
        if self.in_goroutine || self.depth > 3 {
            return self.declaration();
        }
        let (channel, ty) = (self.fresh("c"), self.scalar());
        let name = self.name(&ty);
        let size = *self.r.pick(&["", ", 1", ", 3"]);
        self.line(&format!("{channel} := make(chan {name}{size})"));
        self.open("go func() {");
        self.line(&format!("defer close({channel})"));
        self.line("defer func() { _ = recover() }()");
        self.in_goroutine = true;
        // What it reads must not change meanwhile: nothing but what it has itself.
        let vars = std::mem::take(&mut self.vars);
        let own = self.fresh("v");
        let start = self.literal(&ty, 1);
        self.line(&format!("var {own} {name} = {start}"));
        self.add(&own, &ty, true);
        for _ in 0..1 + self.r.below(4) {
            self.line(&format!("{channel} <- {own}"));
            let next = self.local_expr(&ty, &own);
            self.line(&format!("{own} = {next}"));
        }
        self.vars = vars;
        self.in_goroutine = false;
        self.close("}()");
        let sum = self.declare("v", &ty, &start);
        let value = self.fresh("x");
        self.open(&format!("for {value} := range {channel} {{"));
        self.line(&format!("{sum} = {value}"));
        self.close("}");
    }
    /// An expression of one variable.
    fn local_expr(&mut self, ty: &Ty, name: &str) -> String {
        match ty {
            Ty::Bool => format!("!{name}"),
            Ty::Str => format!("{name} + \"x\""),
            Ty::Int(_) => format!("{name}*3 + 100/({name}-1)"),
            _ => format!("{name} + {name}"),
        }
    }
    pub fn select(&mut self) {
        let (channel, ty) = (self.fresh("c"), self.scalar());
        let value = self.operand(&ty, 1, May);
        self.line(&format!("{channel} := make(chan {}, 2)", self.name(&ty)));
        if self.r.chance(60) {
            self.line(&format!("{channel} <- {value}"));
        }
        let out = self.declare("v", &ty, &value);
        self.open("select {");
        self.line(&format!("case x, ok := <-{channel}:"));
        self.line(&format!("\tif ok {{ {out} = x }}"));
        self.line("default:");
        self.assignment();
        self.close("}");
    }
}
