//! What initialises a package when it starts: one function made of the initialisers of several
//! variables, each a body of its own. In: the steps in order ([`InitStep`]); what is static
//! already has no step. Out: the function; closures of the initialisers are generated apart
//! ([`gen_closures`]), since a static variable may hold one too.

use crate::func::{FuncGen, Output};
use crate::package::{Instance, PackageCx};
use base::Pos;
use ssa::FuncAttrs;
use types::TypeId;
use types::body::{Body, ExprId};

/// A place in static data: symbol and offset.
pub type StaticPlace = (String, i64);

/// An initialiser with the names of its functions, by [`types::body::ClosureId`]; that of the
/// root is the function it becomes part of.
#[derive(Clone, Debug)]
pub struct InitBody<'b> {
    /// The body.
    pub body: &'b Body,
    /// Names.
    pub names: Vec<String>,
}

/// One step of initialisation.
#[derive(Clone, Debug)]
pub enum InitStep {
    /// Everything body number n does.
    Whole(usize),
    /// Evaluates an expression of body number n and stores it.
    Store {
        /// The body.
        body: usize,
        /// The expression.
        expr: ExprId,
        /// Where to.
        to: StaticPlace,
    },
    /// Copies what an earlier step or the data computed.
    Copy {
        /// Where to.
        to: StaticPlace,
        /// Where from.
        from: StaticPlace,
        /// The type of the value.
        typ: TypeId,
        /// Where the copy stands in the source.
        pos: Pos,
    },
    /// Calls a function without parameters and results.
    Call(String),
}

/// Generates `symbol` from steps.
pub fn gen_init(
    cx: &PackageCx<'_>,
    attrs: FuncAttrs,
    symbol: &str,
    bodies: &[InitBody<'_>],
    steps: &[InitStep],
) -> Output {
    let mut out = Output::default();
    let first = steps.iter().find_map(|s| match s {
        InitStep::Whole(n) | InitStep::Store { body: n, .. } => Some(*n),
        _ => None,
    });
    let Some(first) = bodies.get(first.unwrap_or(0)) else { return out };
    let attrs = attrs | FuncAttrs::PKG_INIT;
    let instance = Instance { symbol: symbol.to_owned(), attrs, ..Instance::default() };
    let mut names = first.names.clone();
    names[0] = symbol.to_owned();
    let mut g = FuncGen::new(cx, first.body, Body::ROOT, &instance, &names, &mut out);
    g.enter();
    for step in steps {
        match step {
            InitStep::Whole(n) | InitStep::Store { body: n, .. } => {
                g.body = bodies[*n].body;
                g.names = &bodies[*n].names;
                g.storage.clear();
                g.ordered.clear();
                g.held.clear();
            }
            _ => {}
        }
        g.init_step(step);
    }
    g.body = first.body;
    let func = g.leave();
    out.funcs.push(func);
    out
}

/// Generates the closures of an initialiser.
pub fn gen_closures(cx: &PackageCx<'_>, attrs: FuncAttrs, init: &InitBody<'_>) -> Output {
    let mut out = Output::default();
    let instance = Instance { symbol: init.names[0].clone(), attrs, ..Instance::default() };
    for id in init.body.funcs.ids().skip(1) {
        let func = FuncGen::new(cx, init.body, id, &instance, &init.names, &mut out).generate();
        out.funcs.push(func);
    }
    out
}

impl FuncGen<'_, '_> {
    fn init_step(&mut self, step: &InitStep) {
        match step {
            InitStep::Whole(_) => {
                let body = self.body;
                self.stmts(&body.funcs[Body::ROOT].body);
            }
            InitStep::Store { expr, to, .. } => {
                self.at(self.body.exprs[*expr].pos);
                let t = self.type_of(*expr);
                let val = self.ordered_expr(*expr);
                let addr = self.b.sym_addr(&to.0, 0);
                self.store_val(addr, to.1, t, &val);
            }
            InitStep::Copy { to, from, typ, pos } => {
                self.at(*pos);
                let source = self.b.sym_addr(&from.0, 0);
                let val = self.load_val(source, from.1, *typ);
                let addr = self.b.sym_addr(&to.0, 0);
                self.store_val(addr, to.1, *typ, &val);
            }
            InitStep::Call(symbol) => {
                let sig = self.signature(&[], &[]);
                self.b.call(sig, symbol, &[]);
            }
        }
    }
}
