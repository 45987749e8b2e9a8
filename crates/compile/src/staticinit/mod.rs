//! Static initialisation. In: the initialisers of a package's variables in the order of their
//! execution. Out: a [`InitPlan`]: what becomes data, and steps for what is left to the
//! package's `init` function, in order.
//!
//! An initialiser is followed into literals, addresses, conversions and calls of functions that
//! only return an expression. What is composed of constants and addresses is written down;
//! the rest becomes a step that stores into the data. So a literal of which one element is
//! computed is data but for that element. Which forms count is the official compiler's
//! choice, since its runtime relies on it: variables used before its init tasks run.
//!
//! Invariant: steps read only what data and earlier steps have written. A variable's value is
//! copied at compile time only while nothing can have changed it, that is, until the first
//! initialiser that may change variables.
//!
//! Authority: `cmd/compile/internal/staticinit`, `pkginit`; specification, "Package
//! initialization".

mod assign;
mod contents;
mod effects;
mod inlined;

pub(crate) use contents::{StaticVar, Target};

use base::{FxHashMap, define_id};
use contents::Write;
use ssagen::{InitBody, InitStep, Instance, PackageCx};
use types::body::{Body, ExprId, ExprKind, LocalId, StmtKind};
use types::{ObjId, TypeId, TypeKind};

define_id!(
    /// A scope in which expressions are looked at: an initialiser or a function being inlined.
    ScopeId,
    "sc"
);
define_id!(
    /// A variable or an unnamed piece of static data.
    StaticId,
    "static"
);

/// Initialisers of maps with at least this many nodes get a function of their own.
const MAP_INIT_NODES: usize = 20;

/// Finds the typed body of a function of any package, if it may be looked at.
pub(crate) type FindBody<'f, 'a> = &'f dyn Fn(ObjId) -> Option<&'a Body>;

/// A map initialised by a function of its own, which is dropped with the variable.
pub(crate) struct MapInit {
    /// Symbol of the function.
    pub func: String,
    /// Number of the initialiser.
    pub body: usize,
    /// Symbol of the variable.
    pub var: String,
}

/// How a package is initialised.
pub(crate) struct InitPlan {
    /// Symbols of the initialisers' closures.
    pub closure_names: Vec<Vec<String>>,
    /// What `init` does.
    pub steps: Vec<InitStep>,
    /// Functions that `init` calls.
    pub map_inits: Vec<MapInit>,
    /// Data of variables and unnamed data.
    pub data: Vec<StaticVar>,
}

/// An expression in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct At {
    scope: ScopeId,
    expr: ExprId,
}

/// Where an expression stands.
struct Scope<'a> {
    body: &'a Body,
    instance: Instance,
    /// Number of the initialiser, unless a function is being inlined.
    init: Option<usize>,
    /// What the function's parameters stand for.
    params: FxHashMap<LocalId, At>,
    depth: u32,
}

/// State of the walk.
struct Schedule<'c, 's, 'a> {
    cx: &'c PackageCx<'s>,
    find: FindBody<'c, 'a>,
    scopes: base::IdVec<ScopeId, Scope<'a>>,
    /// Initialisers `x = e` by variable.
    defs: FxHashMap<ObjId, At>,
    vars: base::IdVec<StaticId, StaticVar>,
    var_of: FxHashMap<ObjId, StaticId>,
    /// Unnamed data by the literal it holds.
    temps: FxHashMap<At, StaticId>,
    /// Writes that belong to attempts still undecided, in order.
    writes: Vec<(StaticId, Write)>,
    steps: Vec<InitStep>,
    bytes_made: u32,
    temps_made: u32,
    /// Something may have changed variables.
    mutated: bool,
    /// An attempt reached what cannot be expressed as a step.
    failed: bool,
}

/// Plans the initialisation of a package.
pub(crate) fn plan<'a>(cx: &PackageCx<'_>, inits: &[&'a Body], find: FindBody<'_, 'a>) -> InitPlan {
    let prefix = cx.names.prefix(cx.pkg);
    let mut s = Schedule::new(cx, inits, find);
    let mut map_inits = Vec::new();
    for (n, body) in inits.iter().enumerate() {
        match s.outlined_map(n, body) {
            Some(var) => {
                let func = format!("{prefix}.map.init.{}", map_inits.len());
                s.steps.push(InitStep::Call(func.clone()));
                map_inits.push(MapInit { func, body: n, var: s.cx_symbol(var) });
            }
            None => s.initialise(n, body),
        }
    }
    let closure_names = ssagen::init_closure_names(&format!("{prefix}.init"), inits);
    InitPlan { closure_names, steps: s.steps, map_inits, data: contents::finish(s.vars, s.writes) }
}

impl InitPlan {
    /// The initialisers with the names of their functions.
    pub(crate) fn bodies<'a>(&self, inits: &[&'a Body]) -> Vec<InitBody<'a>> {
        let names = self.closure_names.iter().cloned();
        inits.iter().zip(names).map(|(&body, names)| InitBody { body, names }).collect()
    }
}

/// The variable and the expression of an initialiser of one variable.
fn single_assignment(body: &Body) -> Option<(Option<ObjId>, ExprId)> {
    let [stmt] = body.funcs[Body::ROOT].body[..] else { return None };
    let StmtKind::Assign { place, value } = body.stmts[stmt].kind else { return None };
    match place.map(|p| &body.exprs[p].kind) {
        None => Some((None, value)),
        Some(ExprKind::Global(obj)) => Some((Some(*obj), value)),
        Some(_) => None,
    }
}

impl<'c, 's, 'a> Schedule<'c, 's, 'a> {
    fn new(cx: &'c PackageCx<'s>, inits: &[&'a Body], find: FindBody<'c, 'a>) -> Self {
        let mut scopes = base::IdVec::new();
        let mut defs = FxHashMap::default();
        for (n, &body) in inits.iter().enumerate() {
            let params = FxHashMap::default();
            let scope = scopes.push(Scope { body, instance: Instance::default(), init: Some(n), params, depth: 0 });
            if let Some((Some(obj), expr)) = single_assignment(body) {
                defs.insert(obj, At { scope, expr });
            }
        }
        Schedule {
            cx,
            find,
            scopes,
            defs,
            vars: base::IdVec::new(),
            var_of: FxHashMap::default(),
            temps: FxHashMap::default(),
            writes: Vec::new(),
            steps: Vec::new(),
            bytes_made: 0,
            temps_made: 0,
            mutated: false,
            failed: false,
        }
    }

    /// One initialiser: data, or a step.
    fn initialise(&mut self, n: usize, body: &'a Body) {
        let Some((var, expr)) = single_assignment(body) else {
            // Several values at once: whatever they come from runs.
            self.mutated = self.mutated || self.changes_in_statements(n, body);
            self.steps.push(InitStep::Whole(n));
            return;
        };
        let at = At { scope: ScopeId(n as u32), expr };
        self.mutated = self.mutated || self.may_change_variables(at);
        let Some(obj) = var else {
            if self.has_effects(at) {
                self.steps.push(InitStep::Whole(n));
            }
            return;
        };
        let id = self.variable(obj);
        let typ = self.vars[id].typ;
        if !self.attempt(|s| s.assign(id, 0, at, typ)) {
            self.steps.push(InitStep::Whole(n));
        }
    }

    /// Runs `f`; when it gives false, everything it did is undone.
    fn attempt(&mut self, f: impl FnOnce(&mut Self) -> bool) -> bool {
        let outer = std::mem::take(&mut self.failed);
        let before = (self.writes.len(), self.steps.len(), self.vars.len(), self.temps_made, self.bytes_made);
        let done = f(self) && !self.failed;
        self.failed = outer;
        if !done {
            self.writes.truncate(before.0);
            self.steps.truncate(before.1);
            self.vars.truncate(before.2);
            (self.temps_made, self.bytes_made) = (before.3, before.4);
            let known = before.2 as u32;
            self.temps.retain(|_, id| id.0 < known);
            self.var_of.retain(|_, id| id.0 < known);
        }
        done
    }

    /// The variable an initialiser fills by a function of its own: a large map literal without
    /// effects.
    fn outlined_map(&mut self, n: usize, body: &Body) -> Option<ObjId> {
        let (Some(obj), expr) = single_assignment(body)? else { return None };
        let s = self.cx.session;
        let is_map = matches!(s.kind(s.under(s.obj_type(obj))), TypeKind::Map(..));
        let at = At { scope: ScopeId(n as u32), expr };
        let large = is_map && self.nodes(at) >= MAP_INIT_NODES;
        (large && !self.has_effects(at)).then_some(obj)
    }

    fn cx_symbol(&self, obj: ObjId) -> String {
        ssagen::global_symbol(self.cx, obj)
    }
    /// The static variable of a package-level one.
    fn variable(&mut self, obj: ObjId) -> StaticId {
        if let Some(&id) = self.var_of.get(&obj) {
            return id;
        }
        let typ = self.cx.session.obj_type(obj);
        let id = self.vars.push(StaticVar::new(self.cx_symbol(obj), typ, false));
        self.var_of.insert(obj, id);
        id
    }
    /// New unnamed data for a value.
    fn temp(&mut self, typ: TypeId) -> StaticId {
        let name = format!("{}..stmp_{}", self.cx.names.prefix(self.cx.pkg), self.temps_made);
        self.temps_made += 1;
        self.vars.push(StaticVar::new(name, typ, true))
    }

    fn body(&self, at: At) -> &'a Body {
        self.scopes[at.scope].body
    }
    fn kind(&self, at: At) -> &'a ExprKind {
        &self.body(at).exprs[at.expr].kind
    }
    fn type_of(&self, at: At) -> TypeId {
        self.concrete(at.scope, self.body(at).exprs[at.expr].typ)
    }
    fn concrete(&self, scope: ScopeId, t: TypeId) -> TypeId {
        let i = &self.scopes[scope].instance;
        if i.targs.is_empty() { t } else { self.cx.session.subst(t, &i.tparams, &i.targs) }
    }
    /// Another expression of the same scope.
    fn sub(&self, at: At, expr: ExprId) -> At {
        At { expr, ..at }
    }
    fn size(&self, t: TypeId) -> u64 {
        self.cx.layouts.rtypes.of_type(t).size
    }
}
