//! A body as text, for tests and for looking at it: one statement a line, every conversion,
//! dereference and address written out.

use super::{Body, Callee, ClosureId, Comm, ExprId, ExprKind, FuncRef, LocalId, Method, StmtId, StmtKind};
use crate::objects::ObjId;
use crate::session::Session;
use crate::types::TypeId;
use crate::typestring::TypeWriter;
use std::fmt::Write;

/// Writes a body.
pub fn print(s: &Session, body: &Body) -> String {
    let mut p = Printer { s, body, out: String::new(), indent: 0 };
    for id in body.funcs.ids() {
        p.func(id);
    }
    p.out
}

struct Printer<'a> {
    s: &'a Session,
    body: &'a Body,
    out: String,
    indent: usize,
}

impl Printer<'_> {
    fn typ(&self, t: TypeId) -> String {
        TypeWriter::new(self.s, &|pkg| {
            self.s.pkg(pkg).name.get().map_or(String::new(), |&n| self.s.text(n).to_string())
        })
        .text(t)
    }
    fn name(&self, o: ObjId) -> &str {
        self.s.text(self.s.obj(o).name)
    }
    fn local(&self, l: LocalId) -> String {
        match self.body.locals[l].obj.map(|o| self.name(o)) {
            Some(name) if !name.is_empty() => format!("{name}.{}", l.0),
            _ => format!("{l}"),
        }
    }
    fn line(&mut self, text: &str) {
        let indent = self.indent;
        let _ = writeln!(self.out, "{:indent$}{text}", "");
    }

    fn func(&mut self, id: ClosureId) {
        let f = &self.body.funcs[id];
        let vars = |list: &[LocalId]| {
            let one = |&l: &LocalId| format!("{} {}", self.local(l), self.typ(self.body.locals[l].typ));
            list.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        let name = if id == Body::ROOT { self.name(self.body.owner).to_string() } else { format!("{id}") };
        let mut head = format!("func {name}({}) ({})", vars(&f.params), vars(&f.results));
        for c in &f.captures {
            let _ = write!(head, " {}{}", if c.by_ref { "&" } else { "=" }, self.local(c.local));
        }
        for (set, word) in [(f.has_defer, " defer"), (f.has_recover, " recover"), (f.is_range_body, " range")] {
            if set {
                head += word;
            }
        }
        for (set, word) in f.range.iter().flat_map(|r| [(r.next, "next"), (r.defers, "defers")]) {
            if let Some(local) = set {
                let _ = write!(head, " {word}={}", self.local(local));
            }
        }
        self.line(&head);
        self.stmts(&f.body);
        for (l, v) in self.body.locals.iter_enumerated().filter(|(_, v)| v.func == id) {
            let facts = [
                (v.reassigned, "reassigned"),
                (v.address_taken, "address"),
                (v.captured, "captured"),
                (v.loop_depth > 0, "loop"),
            ];
            let facts: Vec<&str> = facts.iter().filter(|f| f.0).map(|f| f.1).collect();
            if !facts.is_empty() {
                let text = format!("  {}: {}", self.local(l), facts.join(" "));
                self.line(&text);
            }
        }
    }

    fn stmts(&mut self, list: &[StmtId]) {
        self.indent += 2;
        for &st in list {
            self.stmt(st);
        }
        self.indent -= 2;
    }

    fn stmt(&mut self, st: StmtId) {
        let e = |x: ExprId| self.expr(x);
        let opt = |x: &Option<ExprId>| x.map_or("_".into(), |x| self.expr(x));
        let var = |l: Option<LocalId>| l.map_or("_".into(), |l| self.local(l));
        let text = match &self.body.stmts[st].kind {
            StmtKind::Expr(x) => e(*x),
            StmtKind::Declare { local, init } => {
                let t = self.typ(self.body.locals[*local].typ);
                let init = init.map_or(String::new(), |x| format!(" = {}", e(x)));
                format!("var {} {t}{init}", self.local(*local))
            }
            StmtKind::Order { places, values } => {
                format!("order {}", self.list(&[&places[..], values].concat()))
            }
            StmtKind::Bind { tuple, locals } => {
                format!("bind {} = {}", locals.iter().map(|l| var(*l)).collect::<Vec<_>>().join(", "), e(*tuple))
            }
            StmtKind::Assign { place, value } => format!("{} = {}", opt(place), e(*value)),
            StmtKind::AssignMany { places, values } => {
                format!("{} = {}", places.iter().map(opt).collect::<Vec<_>>().join(", "), self.list(values))
            }
            StmtKind::AssignOp { op, place, value } => format!("{} {op}= {}", e(*place), e(*value)),
            StmtKind::Send { chan, value } => format!("{} <- {}", e(*chan), e(*value)),
            StmtKind::Label(l) => format!("{l}:"),
            StmtKind::Goto(l) => format!("goto {l}"),
            StmtKind::Break(t) => format!("break {t}"),
            StmtKind::Continue(t) => format!("continue {t}"),
            StmtKind::Return(values) => format!("return {}", self.list(values)),
            StmtKind::Go(x) => format!("go {}", e(*x)),
            StmtKind::Defer(x) => format!("defer {}", e(*x)),
            StmtKind::RangeFunc { target, x, body } => format!("{target}: rangefunc {} {body}", e(*x)),
            _ => return self.nested(st),
        };
        self.line(text.trim_end());
    }

    fn nested(&mut self, st: StmtId) {
        let body = self.body;
        match &body.stmts[st].kind {
            StmtKind::Block(list) => {
                self.line("block");
                self.stmts(list);
            }
            StmtKind::If { cond, then, els } => {
                let text = format!("if {}", self.expr(*cond));
                self.line(&text);
                self.stmts(then);
                if !els.is_empty() {
                    self.line("else");
                    self.stmts(els);
                }
            }
            StmtKind::For { target, cond, post, body, per_iteration } => {
                let vars: Vec<String> = per_iteration.iter().map(|&l| self.local(l)).collect();
                let cond = cond.map_or("true".into(), |c| self.expr(c));
                let text = format!("{target}: for {cond} [{}]", vars.join(" "));
                self.line(&text);
                self.stmts(body);
                if !post.is_empty() {
                    self.line("post");
                    self.stmts(post);
                }
            }
            StmtKind::Range { target, kind, x, key, value, body } => {
                let var = |l: &Option<LocalId>| l.map_or("_".into(), |l| self.local(l));
                let text = format!("{target}: range {kind:?} {}, {} := {}", var(key), var(value), self.expr(*x));
                self.line(&text);
                self.stmts(body);
            }
            _ => self.clauses(st),
        }
    }

    fn clauses(&mut self, st: StmtId) {
        let body = self.body;
        match &body.stmts[st].kind {
            StmtKind::Switch { target, cases, default } => {
                self.line(&format!("{target}: switch"));
                for (i, c) in cases.iter().enumerate() {
                    let head = if Some(i) == *default { "default".into() } else { self.list(&c.conds) };
                    self.line(&format!("case {head}{}", if c.fallthrough { " fallthrough" } else { "" }));
                    self.stmts(&c.body);
                }
            }
            StmtKind::TypeSwitch { target, x, cases, .. } => {
                let text = format!("{target}: typeswitch {}", self.expr(*x));
                self.line(&text);
                for c in cases {
                    let types: Vec<String> = c.types.iter().map(|t| t.map_or("nil".into(), |t| self.typ(t))).collect();
                    let bind = c.bind.map_or(String::new(), |l| format!(" {}", self.local(l)));
                    self.line(&format!("case [{}]{bind}", types.join(", ")));
                    self.stmts(&c.body);
                }
            }
            StmtKind::Select { target, cases } => {
                self.line(&format!("{target}: select"));
                for c in cases {
                    let var = |l: Option<LocalId>| l.map_or("_".into(), |l| self.local(l));
                    let text = match c.comm {
                        Comm::Default => "default".into(),
                        Comm::Send { chan, value } => format!("case {} <- {}", self.expr(chan), self.expr(value)),
                        Comm::Recv { chan, value, ok } => {
                            format!("case {}, {} <- {}", var(value), var(ok), self.expr(chan))
                        }
                    };
                    self.line(&text);
                    self.stmts(&c.body);
                }
            }
            _ => {}
        }
    }

    fn list(&self, list: &[ExprId]) -> String {
        list.iter().map(|&e| self.expr(e)).collect::<Vec<_>>().join(", ")
    }
    fn func_ref(&self, f: &FuncRef) -> String {
        let name = self.name(f.obj);
        if f.targs.is_empty() {
            return name.to_string();
        }
        format!("{name}[{}]", f.targs.iter().map(|&t| self.typ(t)).collect::<Vec<_>>().join(","))
    }
    fn method(&self, m: &Method) -> String {
        match m {
            Method::Func(f) => self.func_ref(f),
            Method::Interface(o) => format!("iface.{}", self.name(*o)),
            Method::Param(o) => format!("param.{}", self.name(*o)),
        }
    }

    fn expr(&self, id: ExprId) -> String {
        let x = &self.body.exprs[id];
        let e = |x: ExprId| self.expr(x);
        let t = || self.typ(x.typ);
        let ok = |set: bool| if set { ",ok" } else { "" };
        match &x.kind {
            ExprKind::Const(v) => format!("{v}:{}", t()),
            ExprKind::Nil => format!("nil:{}", t()),
            ExprKind::Local(l) => self.local(*l),
            ExprKind::Global(o) => format!("@{}", self.name(*o)),
            ExprKind::Func(f) => format!("@{}", self.func_ref(f)),
            ExprKind::Closure(c) => format!("{c}"),
            ExprKind::Field { x, index } => format!("{}.{index}", e(*x)),
            ExprKind::Deref(x) => format!("(*{})", e(*x)),
            ExprKind::Address(x) => format!("(&{})", e(*x)),
            ExprKind::Index { x, index, .. } => format!("{}[{}]", e(*x), e(*index)),
            ExprKind::MapIndex { map, key, comma_ok } => format!("{}[map{} {}]", e(*map), ok(*comma_ok), e(*key)),
            ExprKind::Slice { x, low, high, max } => {
                let part = |p: &Option<ExprId>| p.map_or(String::new(), |p| self.expr(p));
                let max = max.map_or(String::new(), |m| format!(":{}", self.expr(m)));
                format!("{}[{}:{}{max}]", e(*x), part(low), part(high))
            }
            ExprKind::Unary { op, x } => format!("({op}{})", e(*x)),
            ExprKind::Binary { op, x, y } => base::stack::with_room(|| format!("({} {op} {})", e(*x), e(*y))),
            ExprKind::Convert { x, how } => format!("{}<{how:?}>({})", t(), e(*x)),
            ExprKind::Assert { x, to, comma_ok } => format!("{}.({}{})", e(*x), self.typ(*to), ok(*comma_ok)),
            ExprKind::Recv { x, comma_ok } => format!("(<-{}{})", ok(*comma_ok), e(*x)),
            ExprKind::Call { callee, args } => {
                let f = match callee {
                    Callee::Func(f) => self.func_ref(f),
                    Callee::Interface(o) => format!("iface.{}", self.name(*o)),
                    Callee::ParamMethod(o) => format!("param.{}", self.name(*o)),
                    Callee::Value(x) => format!("({})", e(*x)),
                };
                format!("{f}({})", self.list(args))
            }
            ExprKind::Builtin { op, args, spread } => {
                format!("{}{}({}):{}", op.info().name, if *spread { "..." } else { "" }, self.list(args), t())
            }
            ExprKind::Variadic(list) => format!("...[{}]", self.list(list)),
            ExprKind::MethodValue { recv, method } => format!("bound {}({})", self.method(method), e(*recv)),
            ExprKind::MethodExpr { recv, method, .. } => format!("{}.{}", self.typ(*recv), self.method(method)),
            ExprKind::Struct(list) => self.literal(x.typ, list.iter().map(|(i, v)| (i.to_string(), *v))),
            ExprKind::Array(list) => self.literal(x.typ, list.iter().map(|(i, v)| (i.to_string(), *v))),
            ExprKind::SliceLit { elems, .. } => self.literal(x.typ, elems.iter().map(|(i, v)| (i.to_string(), *v))),
            ExprKind::Map(list) => self.literal(x.typ, list.iter().map(|(k, v)| (e(*k), *v))),
            ExprKind::Let { tuple, locals, value } => {
                let locals: Vec<String> = locals.iter().map(|&l| self.local(l)).collect();
                format!("let {} = {} in {}", locals.join(", "), e(*tuple), e(*value))
            }
        }
    }
    fn literal(&self, t: TypeId, parts: impl Iterator<Item = (String, ExprId)>) -> String {
        let parts: Vec<String> = parts.map(|(k, v)| format!("{k}: {}", self.expr(v))).collect();
        format!("{}{{{}}}", self.typ(t), parts.join(", "))
    }
}
